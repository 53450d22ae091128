//! From the tree of a report to the values that the template sets. Texts stay texts: nothing of them is read as markup.

use crate::PrintError;
use crate::tree::{Element, Node};
use std::collections::{BTreeMap, BTreeSet};
use typst::foundations::{Array, Dict, IntoValue, Value};

/// What the template gets, and the letters that fonts must have.
pub(crate) struct Content {
    pub(crate) value: Dict,
    pub(crate) letters: BTreeSet<char>,
}

/// Elements that only hold others.
const PLAIN: [&str; 9] = ["html", "body", "main", "header", "footer", "section", "article", "div", "span"];
/// Elements whose children are looked at one by one, so that their own id is set before them.
const LISTED: [&str; 8] = ["nav", "ul", "ol", "dl", "table", "figure", "code", "pre"];
/// SVG elements that are drawn.
const DRAWN: [&str; 14] = [
    "svg", "g", "defs", "pattern", "title", "desc", "rect", "line", "path", "circle", "ellipse", "polyline",
    "polygon", "text",
];
/// SVG attributes with capital letters, which HTML's tokens fold away.
const CAPITALS: [&str; 5] = ["viewBox", "patternUnits", "patternTransform", "preserveAspectRatio", "textLength"];
/// Points in a pixel of CSS.
const POINTS: f64 = 0.75;
/// Letters in a cell that is not split between pages.
const WHOLE: usize = 240;
/// Longest word that is not broken.
const WORD: usize = 20;
/// Length of the pieces into which a code is broken, a quarter of a SHA-256.
const PIECE: usize = 16;
/// Width of the text on a page and on a page turned, in points: A4 less margins of 18 mm.
const ROOM: [f64; 2] = [493.2, 739.8];
/// Sizes of text in tables, in points: the smallest, the smallest before the page is turned, the largest.
const SIZES: [f64; 3] = [4.5, 7.4, 8.5];

/// Makes the values of a report.
///
/// # Errors
/// [`PrintError::Html`] names an element that has no form on paper, a missing title or language, a figure without words.
pub(crate) fn content(root: &Element) -> Result<Content, PrintError> {
    let missing = |what: &str| PrintError::Html(format!("the report has no {what}"));
    let html = root.find("html").ok_or_else(|| missing("<html>"))?;
    let title =
        html.find("title").map(Element::text).filter(|t| !t.trim().is_empty()).ok_or_else(|| missing("title"))?;
    let language = html.get("lang").ok_or_else(|| missing("language"))?.to_owned();
    let mut writer = Writer { rtl: html.get("dir") == Some("rtl"), ..Writer::default() };
    writer.letters.extend(title.chars());
    writer.look_around(html);
    let body = html.find("body").ok_or_else(|| missing("<body>"))?;
    let value = dict([
        ("title", title.trim().into_value()),
        ("lang", language.into_value()),
        ("rtl", writer.rtl.into_value()),
        ("sections", writer.sections(body)?.into_value()),
    ]);
    Ok(Content { value, letters: writer.letters })
}

#[derive(Default)]
struct Writer {
    rtl: bool,
    /// Ids that some link names.
    linked: BTreeSet<String>,
    /// Ids that stand in the report and were not yet set.
    ids: BTreeSet<String>,
    /// Fills that several drawings share.
    shared: BTreeMap<String, Element>,
    letters: BTreeSet<char>,
    /// The last heading met.
    heading: String,
    /// Whether a table was met that needs a page turned.
    turned: bool,
}

impl Writer {
    /// Collects ids, links and shared fills.
    fn look_around(&mut self, element: &Element) {
        if let Some(id) = element.get("id") {
            self.ids.insert(id.to_owned());
            if element.name == "pattern" {
                self.shared.insert(id.to_owned(), element.clone());
            }
        }
        if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#')) {
            self.linked.insert(id.to_owned());
        }
        element.elements().for_each(|child| self.look_around(child));
    }

    /// The body, cut before each second heading: a section with a wide table is set on pages turned.
    fn sections(&mut self, body: &Element) -> Result<Array, PrintError> {
        let mut parts = vec![Element { name: "div".to_owned(), ..Element::default() }];
        flat(body, &mut parts);
        let mut out = Array::new();
        for part in &parts {
            self.turned = false;
            let nodes = self.children(part)?;
            out.push(dict([("turned", self.turned.into_value()), ("c", nodes.into_value())]).into_value());
        }
        Ok(out)
    }

    /// The nodes in an element, white space as a browser would show it.
    fn children(&mut self, parent: &Element) -> Result<Array, PrintError> {
        let mut out: Vec<(Value, bool)> = Vec::new();
        if let Some(id) = parent.get("id").filter(|id| !parent.name.starts_with('h') && self.linked.contains(*id)) {
            out.push((node("anchor", [("id", id.into_value())]), false));
        }
        for child in &parent.children {
            match child {
                Node::Text(text) => self.words(text, &mut out),
                Node::Element(element) => {
                    if element.name == "figure" {
                        lead(&mut out);
                    }
                    let block = element.is_block();
                    out.extend(self.element(element)?.map(|value| (value, block)));
                }
            }
        }
        let space = |item: Option<&(Value, bool)>| item.is_none_or(|(_, block)| *block);
        let keep: Vec<bool> = (0..out.len())
            .map(|i| {
                let beside = space(i.checked_sub(1).and_then(|at| out.get(at))) || space(out.get(i + 1));
                !(out[i].0 == " ".into_value() && beside && (parent.is_block() || out.len() > 1))
            })
            .collect();
        Ok(out.into_iter().zip(keep).filter_map(|((value, _), keep)| keep.then_some(value)).collect())
    }

    /// A run of text: its words with single spaces, and spaces at its ends as nodes of their own.
    fn words(&mut self, text: &str, out: &mut Vec<(Value, bool)>) {
        let space = |c: char| c.is_ascii_whitespace();
        let words: Vec<&str> = text.split(space).filter(|word| !word.is_empty()).collect();
        let blank = || (" ".into_value(), false);
        if text.starts_with(space) {
            out.push(blank());
        }
        if words.is_empty() {
            return;
        }
        let words: Vec<String> = words.into_iter().map(|word| breakable(word, WORD)).collect();
        let words = words.join(" ");
        self.letters.extend(words.chars());
        out.push((words.into_value(), false));
        if text.ends_with(space) {
            out.push(blank());
        }
    }

    fn element(&mut self, e: &Element) -> Result<Option<Value>, PrintError> {
        let inner = match e.name.as_str() {
            "br" => node("br", []),
            "hr" => node("hr", []),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = i64::from(e.name.as_bytes()[1] - b'0');
                let id = e.get("id").filter(|id| self.linked.contains(*id)).map(str::to_owned);
                self.heading = e.text().trim().to_owned();
                let body = self.children(e)?;
                node("heading", [("level", level.into_value()), ("id", id.into_value()), ("c", body.into_value())])
            }
            "p" | "strong" | "b" | "em" | "i" | "small" | "figcaption" => {
                let name = match e.name.as_str() {
                    "b" => "strong",
                    "i" => "em",
                    "figcaption" => "p",
                    "p" if e.get("class") == Some("note") => "note",
                    "p" if e.get("class") == Some("verdict") => "verdict",
                    name => name,
                };
                node(name, [("c", self.children(e)?.into_value())])
            }
            "bdi" => self.isolated(e)?,
            "code" | "pre" => {
                if e.elements().any(|child| child.name != "code") {
                    return Err(PrintError::Html(format!("<{}> holds more than text", e.name)));
                }
                let text = e.text();
                self.letters.extend(text.chars());
                let text = breakable(text.trim_end(), PIECE);
                node(&e.name, [("text", text.into_value())])
            }
            "a" => self.link(e)?,
            "nav" => self.contents(e)?,
            "ul" | "ol" => self.list(e)?,
            "dl" => self.terms(e)?,
            "table" => self.table(e)?,
            "figure" => self.figure(e)?,
            "svg" => match self.drawing(e)? {
                Some(value) => value,
                None => return Ok(None),
            },
            name if PLAIN.contains(&name) => node("plain", [("c", self.children(e)?.into_value())]),
            name => return Err(PrintError::Html(format!("<{name}> has no form on paper"))),
        };
        let inner = match e.get("id").filter(|id| LISTED.contains(&e.name.as_str()) && self.linked.contains(*id)) {
            Some(id) => {
                let both: Array = [node("anchor", [("id", id.into_value())]), inner].into_iter().collect();
                node("plain", [("c", both.into_value())])
            }
            None => inner,
        };
        let turned = e.get("dir").filter(|_| e.is_block() || e.name == "span").map(|dir| match dir {
            // The first letter decides (HTML, "auto").
            "auto" if e.text().chars().find(|c| c.is_alphabetic()).is_some_and(right_to_left) => "rtl",
            "auto" => "ltr",
            dir => dir,
        });
        Ok(Some(match (e.get("lang"), turned) {
            (None, None) => inner,
            (lang, dir) => node(
                "language",
                [
                    ("lang", lang.map(str::to_owned).into_value()),
                    ("dir", dir.map(str::to_owned).into_value()),
                    ("c", [inner].into_iter().collect::<Array>().into_value()),
                ],
            ),
        }))
    }

    /// Text that does not disturb the order of what stands around it: the isolates of Unicode (UAX 9), where they matter.
    fn isolated(&mut self, e: &Element) -> Result<Value, PrintError> {
        let mut body = self.children(e)?;
        if self.rtl || e.text().chars().any(right_to_left) {
            let start = match e.get("dir") {
                Some("ltr") => "\u{2066}",
                Some("rtl") => "\u{2067}",
                _ => "\u{2068}",
            };
            body.insert(0, start.into_value()).map_err(|e| PrintError::Typst(e.to_string()))?;
            body.push("\u{2069}".into_value());
        }
        let whole = e.get("class") == Some("n");
        Ok(node(if whole { "figures" } else { "apart" }, [("c", body.into_value())]))
    }

    fn link(&mut self, e: &Element) -> Result<Value, PrintError> {
        let body = self.children(e)?.into_value();
        Ok(match e.get("href") {
            Some(href) if href.strip_prefix('#').is_some_and(|id| self.ids.contains(id)) => {
                node("link", [("to", href[1..].into_value()), ("c", body)])
            }
            Some(href) if href.starts_with("https://") || href.starts_with("http://") => {
                node("url", [("to", href.into_value()), ("c", body)])
            }
            _ => node("plain", [("c", body)]),
        })
    }

    fn list(&mut self, e: &Element) -> Result<Value, PrintError> {
        let items = only(e, &["li"])?;
        let items = items.map(|li| Ok(self.children(li)?.into_value())).collect::<Result<Array, PrintError>>()?;
        Ok(node(&e.name, [("items", items.into_value())]))
    }

    /// A list of contents: where each entry leads; what is not such a list is set as it stands.
    fn contents(&mut self, nav: &Element) -> Result<Value, PrintError> {
        let mut items = Array::new();
        for list in nav.elements() {
            for li in list.elements() {
                let mut links = li.elements().filter_map(|a| a.get("href")?.strip_prefix('#'));
                match (links.next().filter(|id| self.ids.contains(*id)), links.next()) {
                    (Some(id), None) => items
                        .push(dict([("to", id.into_value()), ("c", self.children(li)?.into_value())]).into_value()),
                    _ => return Ok(node("plain", [("c", self.children(nav)?.into_value())])),
                }
            }
        }
        Ok(node("contents", [("items", items.into_value())]))
    }

    /// Names and what is said of each; one name may have several sayings.
    fn terms(&mut self, e: &Element) -> Result<Value, PrintError> {
        let mut items: Vec<(Array, Array)> = Vec::new();
        for child in only(e, &["dt", "dd"])? {
            let body = self.children(child)?;
            match items.last_mut().filter(|_| child.name == "dd") {
                Some((_, said)) if said.is_empty() => *said = body,
                Some((_, said)) => {
                    said.push(node("br", []));
                    said.extend(body);
                }
                None => items.push((body, Array::new())),
            }
        }
        let items: Array = items
            .into_iter()
            .map(|(name, said)| [name.into_value(), said.into_value()].into_iter().collect::<Array>().into_value())
            .collect();
        Ok(node("dl", [("items", items.into_value())]))
    }

    fn table(&mut self, e: &Element) -> Result<Value, PrintError> {
        let (mut summary, mut caption, mut head, mut rows) = (None, None, Array::new(), Array::new());
        let mut widths: Vec<Width> = Vec::new();
        for part in only(e, &["caption", "thead", "tbody", "tr"])? {
            match part.name.as_str() {
                // Those who see the heading need not read it twice; those who hear tables one by one hear its words.
                "caption" if part.text().trim() == self.heading => summary = Some(self.heading.clone()),
                "caption" => caption = Some(self.children(part)?),
                "tr" => rows.push(self.row(part, &mut widths)?),
                name => {
                    for tr in only(part, &["tr"])? {
                        let row = self.row(tr, &mut widths)?;
                        if name == "thead" { head.push(row) } else { rows.push(row) }
                    }
                }
            }
        }
        let (size, columns) = match measure(&widths, ROOM[0]) {
            (size, _) if size < SIZES[1] => {
                self.turned = true;
                measure(&widths, ROOM[1])
            }
            measured => measured,
        };
        let columns: Array = columns.into_iter().map(IntoValue::into_value).collect();
        let values = [
            ("summary", summary.into_value()),
            ("caption", caption.into_value()),
            ("size", size.into_value()),
            ("whole", (rows.len() <= 8 && e.text().chars().count() <= 4 * WHOLE).into_value()),
            ("columns", columns.into_value()),
            ("head", head.into_value()),
            ("rows", rows.into_value()),
        ];
        Ok(node("table", values))
    }

    fn row(&mut self, tr: &Element, widths: &mut Vec<Width>) -> Result<Value, PrintError> {
        let mut cells = Array::new();
        let mut at = 0;
        // A row of short cells stays on one page; a longer one must be free to go on.
        let whole = tr.elements().all(|cell| cell.text().chars().count() <= WHOLE);
        for cell in only(tr, &["th", "td"])? {
            let span = |name| {
                cell.get(name).and_then(|n| n.parse::<i64>().ok()).filter(|n| (1..=1000).contains(n)).unwrap_or(1)
            };
            let (columns, rows) = (span("colspan"), span("rowspan"));
            let end = at + columns as usize;
            if widths.len() < end {
                widths.resize(end, Width::default());
            }
            if columns == 1 {
                widths[at].see(cell);
            }
            at = end;
            let scope = (cell.name == "th").then(|| if cell.get("scope") == Some("row") { "row" } else { "column" });
            cells.push(
                dict([
                    ("scope", scope.into_value()),
                    ("colspan", columns.into_value()),
                    ("rowspan", rows.into_value()),
                    ("whole", whole.into_value()),
                    ("c", self.children(cell)?.into_value()),
                ])
                .into_value(),
            );
        }
        Ok(cells.into_value())
    }

    /// A drawing with its words below.
    fn figure(&mut self, e: &Element) -> Result<Value, PrintError> {
        let (mut drawn, mut caption) = (None, Array::new());
        for child in only(e, &["svg", "figcaption"])? {
            match child.name.as_str() {
                "svg" => drawn = self.drawing(child)?,
                _ => caption = self.children(child)?,
            }
        }
        let drawn = drawn.ok_or_else(|| PrintError::Html("a figure shows nothing".to_owned()))?;
        Ok(node("figure", [("drawn", drawn), ("caption", caption.into_value())]))
    }

    /// A drawing as an SVG file of its own; `None` for one that only holds fills for others.
    fn drawing(&mut self, e: &Element) -> Result<Option<Value>, PrintError> {
        let Some(width) = e.get("width").and_then(|text| text.parse::<f64>().ok()) else {
            return Err(PrintError::Html("a drawing names no width".to_owned()));
        };
        if width == 0.0 {
            return Ok(None);
        }
        let told: Vec<String> = ["title", "desc"].iter().filter_map(|name| Some(e.find(name)?.text())).collect();
        let alt =
            Some(told.join(". ")).filter(|told| !told.is_empty()).or_else(|| e.get("aria-label").map(str::to_owned));
        let alt = alt.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty() && !e.is_decoration());
        if alt.is_none() && !e.is_decoration() {
            return Err(PrintError::Html("a drawing has no words for those who do not see it".to_owned()));
        }
        let mut svg = String::new();
        self.svg(e, true, &mut svg)?;
        Ok(Some(node(
            "drawing",
            [
                ("svg", svg.into_value()),
                ("alt", alt.into_value()),
                ("width", (width * POINTS).min(ROOM[0]).into_value()),
            ],
        )))
    }

    /// Writes an SVG element; `root` names the namespace and brings the shared fills that are used.
    fn svg(&mut self, e: &Element, root: bool, out: &mut String) -> Result<(), PrintError> {
        if !DRAWN.contains(&e.name.as_str()) {
            return Err(PrintError::Html(format!("<{}> in a drawing has no form on paper", e.name)));
        }
        out.push('<');
        out.push_str(&e.name);
        if root {
            out.push_str(" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"Libertinus Serif\"");
        }
        for (key, value) in
            e.attributes.iter().filter(|(key, _)| *key != "style" && *key != "xmlns" && !key.starts_with("aria-"))
        {
            let key = CAPITALS.iter().find(|name| name.eq_ignore_ascii_case(key)).copied().unwrap_or(key);
            out.push_str(&format!(" {key}=\"{}\"", escape(value)));
        }
        out.push('>');
        if root {
            let mut used = BTreeSet::new();
            fills(e, &mut used);
            for id in used {
                if let Some(pattern) = self.shared.get(&id).cloned() {
                    self.svg(&pattern, false, out)?;
                }
            }
        }
        for child in &e.children {
            match child {
                Node::Element(element) => self.svg(element, false, out)?,
                Node::Text(text) => {
                    self.letters.extend(text.chars());
                    out.push_str(&escape(text));
                }
            }
        }
        out.push_str(&format!("</{}>", e.name));
        Ok(())
    }
}

/// How wide a column would like to be.
#[derive(Debug, Clone, Copy, Default)]
struct Width {
    /// Letters of its longest word or run without a place to break.
    word: usize,
    /// Letters of its longest cell.
    cell: usize,
}

impl Width {
    fn see(&mut self, cell: &Element) {
        let text = cell.text();
        let longest = text.split_whitespace().map(|word| word.chars().count().min(WORD)).max();
        // A drawing of 84 pixels is as wide as fourteen letters.
        let drawn = cell.elements().filter_map(|e| e.get("width")?.parse::<usize>().ok()).max().unwrap_or(0) / 6;
        self.word = self.word.max(longest.unwrap_or(0)).max(drawn.min(WORD));
        self.cell = self.cell.max(text.chars().count());
    }

    /// How many letters it would like beyond its longest word; long texts get more, though not in proportion.
    fn more(self) -> f64 {
        let long = self.cell as f64;
        (long.min(20.0) + (long.clamp(20.0, 40.0) - 20.0) * 0.4 + (long - 40.0).max(0.0).sqrt() - self.word as f64)
            .max(0.0)
    }
}

/// The size of a table's text and the shares of its columns, so that the longest words fit.
fn measure(widths: &[Width], room: f64) -> (f64, Vec<f64>) {
    const PADDING: f64 = 8.5;
    // Letters are about this wide, in parts of their size.
    const LETTER: f64 = 0.55;
    let letters: f64 = widths.iter().map(|width| width.word as f64 + 1.0).sum();
    let size = ((room - PADDING * widths.len() as f64) / (LETTER * letters)).clamp(SIZES[0], SIZES[2]);
    let least = |width: &Width| PADDING + LETTER * size * (width.word as f64 + 1.0);
    let rest = (room - widths.iter().map(least).sum::<f64>()).max(0.0);
    let wanted: f64 = widths.iter().map(|width| width.more()).sum::<f64>().max(1.0);
    (size, widths.iter().map(|width| least(width) + rest * width.more() / wanted).collect())
}

/// The elements in one, all of which must have one of the names.
fn only<'a>(e: &'a Element, names: &[&str]) -> Result<impl Iterator<Item = &'a Element> + use<'a>, PrintError> {
    let strange = e.children.iter().find_map(|node| match node {
        Node::Element(child) if names.contains(&child.name.as_str()) => None,
        Node::Element(child) => Some(format!("<{}>", child.name)),
        Node::Text(text) if text.trim().is_empty() => None,
        Node::Text(text) => Some(format!("`{}`", text.trim())),
    });
    match strange {
        Some(what) => Err(PrintError::Html(format!("{what} stands directly in <{}>", e.name))),
        None => Ok(e.elements()),
    }
}

/// Deals out what stands in a body and in its plain parts, a new part from each second heading on.
fn flat(e: &Element, parts: &mut Vec<Element>) {
    for node in &e.children {
        match node {
            Node::Element(child)
                if ["main", "section", "article"].contains(&child.name.as_str()) && child.get("id").is_none() =>
            {
                flat(child, parts);
            }
            Node::Element(child) if child.name == "h2" => {
                parts.push(Element { name: "div".to_owned(), children: vec![node.clone()], ..Element::default() });
            }
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.children.push(node.clone());
                }
            }
        }
    }
}

/// The two paragraphs before a figure stay with it.
fn lead(before: &mut [(Value, bool)]) {
    let nodes = before.iter_mut().rev().filter_map(|(value, _)| match value {
        Value::Dict(node) => Some(node),
        _ => None,
    });
    for node in nodes.take_while(|node| node.get("t").is_ok_and(|t| *t == "p".into_value())).take(2) {
        node.insert("t".into(), "lead".into_value());
    }
}

/// Ids of the fills that a drawing uses.
fn fills(e: &Element, used: &mut BTreeSet<String>) {
    let id = e.get("fill").and_then(|fill| fill.strip_prefix("url(#")?.strip_suffix(')'));
    used.extend(id.map(str::to_owned));
    e.elements().for_each(|child| fills(child, used));
}

/// Text with places to break (U+200B) in runs longer than `run` letters.
fn breakable(text: &str, run: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut since = 0;
    for c in text.chars() {
        if since >= run && c.is_alphanumeric() {
            out.push('\u{200b}');
            since = 0;
        }
        out.push(c);
        since = if c.is_whitespace() || c == '-' { 0 } else { since + 1 };
    }
    out
}

/// Whether a letter belongs to a script written from right to left (Hebrew, Arabic, Syriac and their neighbours).
pub(crate) fn right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn dict<const N: usize>(values: [(&str, Value); N]) -> Dict {
    values.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

/// A node for the template: its kind under `t`.
fn node<const N: usize>(kind: &str, values: [(&str, Value); N]) -> Value {
    let mut all = dict(values);
    all.insert("t".into(), kind.into_value());
    all.into_value()
}
