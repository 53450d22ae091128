//! HTML: the text a reader sees, without scripts and stylesheets; one page.
//!
//! The tokens are those of the HTML standard (WHATWG, section 13.2.5); elements that are left open are closed as a
//! browser would, as far as that changes what is seen. Stylesheets are not read: what only they hide, counts as seen.

use crate::budget::Budget;
use crate::flow::Flow;
use crate::number::number;
use crate::{finish, problem};
use base::document::Extracted;
use base::{Action, Problem, Severity};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5gum::{DefaultEmitter, Error, HtmlString, StartTag, Token, Tokenizer};
use std::collections::HashMap;

/// How far back an element is looked for that a new one closes by itself.
const IMPLIED: usize = 64;
/// How many bytes are searched for a declaration of the character encoding.
const PRESCAN: usize = 4096;

/// Reads an HTML file.
pub(crate) fn extract(bytes: &[u8], budget: &mut Budget) -> Extracted {
    let mut problems = Vec::new();
    let (text, sure) = decode(bytes, &mut problems);
    let mut reader = Reader {
        budget,
        flow: Flow::default(),
        open: Vec::new(),
        count: HashMap::new(),
        lists: Vec::new(),
        cells: Vec::new(),
        hidden: None,
        cut: false,
    };
    reader.read(&text);
    let (flow, cut) = (reader.flow, reader.cut);
    if cut {
        problems.push(problem(
            "html-cut",
            Severity::Warning,
            Action::Kept,
            "the file ends inside a tag, a comment or a script",
            "Get the whole file: what follows the place where it was cut counts as unread.",
        ));
    }
    let mut extracted = finish("text/html", flow, cut, problems, budget);
    if !sure {
        extracted.pages.iter_mut().for_each(|page| page.readable = false);
    }
    extracted
}

/// Whether the content looks like HTML: it begins, after blanks and comments, with a tag that begins such files.
pub(crate) fn is_html(head: &[u8]) -> bool {
    let text = match Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0.into_owned(),
        None => String::from_utf8_lossy(head).into_owned(),
    };
    let mut text = text.trim_start();
    let xml = text.starts_with("<?xml");
    loop {
        let after = if text.starts_with("<!--") {
            text.split_once("-->")
        } else if text.starts_with("<?") {
            text.split_once("?>")
        } else {
            break;
        };
        let Some((_, rest)) = after else { return false };
        text = rest.trim_start();
    }
    // The tags of the MIME Sniffing Standard, section 7.1; in a file that calls itself XML only the root counts.
    let tags: &[&str] = match xml {
        true => &["!doctype html", "html"],
        false => &[
            "!doctype html",
            "html",
            "head",
            "script",
            "iframe",
            "h1",
            "div",
            "font",
            "table",
            "a",
            "style",
            "title",
            "b",
            "body",
            "br",
            "p",
            "meta",
        ],
    };
    let Some(tag) = text.strip_prefix('<') else { return false };
    tags.iter().any(|known| {
        tag.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
            && tag[known.len()..].starts_with([' ', '>', '\t', '\n', '\r', '\u{c}', '/'])
    })
}

/// The text of the file, and whether its character encoding is known.
fn decode(bytes: &[u8], problems: &mut Vec<Problem>) -> (String, bool) {
    let declared = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => Some(encoding),
        None => declared(&bytes[..bytes.len().min(PRESCAN)]),
    };
    if let Some(encoding) = declared {
        let (text, _, bad) = encoding.decode(bytes);
        let many = bad && text.chars().filter(|c| *c == '\u{fffd}').count() * 100 > text.len();
        if bad {
            problems.push(problem(
                "bad-characters",
                Severity::Warning,
                Action::Changed,
                format!("bytes that are not {} stand in the file; each became U+FFFD", encoding.name()),
                "Save the document again in the character encoding that it declares.",
            ));
        }
        return (text.into_owned(), !many);
    }
    let (text, bad) = UTF_8.decode_without_bom_handling(bytes);
    if !bad {
        return (text.into_owned(), true);
    }
    problems.push(problem(
        "charset-unknown",
        Severity::Warning,
        Action::Kept,
        "the file declares no character encoding that is known and is not UTF-8; it was read as windows-1252",
        "Declare the encoding in a <meta charset> and try again: until then its text counts as unread.",
    ));
    (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), false)
}

/// The encoding that a `meta` element declares.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    for Ok(token) in Tokenizer::new(head) {
        let Token::StartTag(tag) = token else { continue };
        if *tag.name != b"meta" {
            continue;
        }
        let content = || {
            let content = attribute(&tag, "content")?.to_ascii_lowercase();
            let (_, charset) = content.split_once("charset")?;
            let charset = charset.trim_start().strip_prefix('=')?.trim_start();
            Some(charset.trim_matches(['"', '\'']).split([';', ' ', '"', '\'']).next().unwrap_or_default().to_owned())
        };
        let Some(label) = attribute(&tag, "charset").or_else(content) else { continue };
        if let Some(encoding) = Encoding::for_label(label.trim().as_bytes()) {
            // A declaration that could be read at all is in no 16-bit encoding.
            return Some(if encoding.is_ascii_compatible() { encoding } else { UTF_8 });
        }
    }
    None
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(&HtmlString(name.as_bytes().to_vec()))?;
    Some(String::from_utf8_lossy(value).into_owned())
}

struct Reader<'a> {
    budget: &'a mut Budget,
    flow: Flow,
    open: Vec<Vec<u8>>,
    /// How many elements of each name are open.
    count: HashMap<Vec<u8>, usize>,
    lists: Vec<List>,
    /// Cells so far in the row of each open table.
    cells: Vec<usize>,
    /// Where in `open` the outermost element stands whose content is not seen.
    hidden: Option<usize>,
    cut: bool,
}

struct List {
    form: Option<&'static str>,
    next: u32,
    marked: bool,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
            if !self.budget.step(1) || self.flow.full() {
                return;
            }
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) => self.end(&tag.name),
                Token::String(words) if self.hidden.is_none() => {
                    if !self.budget.step(words.len() / 16) {
                        return;
                    }
                    let words = String::from_utf8_lossy(&words);
                    match ["pre", "textarea", "xmp", "listing", "plaintext"].iter().any(|name| self.is_open(name)) {
                        true => self.flow.verbatim(&words),
                        false => self.flow.words(&words),
                    }
                }
                Token::Error(error) => {
                    self.cut |= matches!(
                        error.value,
                        Error::EofInTag
                            | Error::EofInComment
                            | Error::EofBeforeTagName
                            | Error::EofInDoctype
                            | Error::EofInScriptHtmlCommentLikeText
                    );
                }
                Token::String(_) | Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        self.cut |=
            ["script", "style", "title", "iframe", "noscript", "textarea"].iter().any(|name| self.is_open(name));
    }

    fn is_open(&self, name: &str) -> bool {
        self.count.get(name.as_bytes()).is_some_and(|count| *count > 0)
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = std::str::from_utf8(&tag.name).unwrap_or_default();
        self.close_implied(name);
        match name {
            _ if self.hidden.is_some() => {}
            "br" => self.flow.line_break(),
            "td" | "th" => match self.cells.last_mut() {
                Some(cells) => {
                    *cells += 1;
                    if *cells > 1 {
                        self.flow.tab();
                    }
                }
                None => self.flow.line(),
            },
            _ => self.separate(name),
        }
        let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        if VOID.contains(&name) {
            return;
        }
        match name {
            "ol" | "ul" | "menu" => self.lists.push(List {
                form: (name == "ol").then(|| form(attribute(tag, "type").as_deref())),
                next: attribute(tag, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1),
                marked: !(style.contains("list-style:none") || style.contains("list-style-type:none")),
            }),
            "table" => self.cells.push(0),
            "tr" => {
                if let Some(cells) = self.cells.last_mut() {
                    *cells = 0;
                }
            }
            _ => {}
        }
        let hidden = UNSEEN.contains(&name)
            || tag.attributes.contains_key(&HtmlString(b"hidden".to_vec()))
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        if hidden && self.hidden.is_none() {
            self.hidden = Some(self.open.len());
        }
        self.open.push(name.as_bytes().to_vec());
        *self.count.entry(name.as_bytes().to_vec()).or_default() += 1;
        // Foreign elements may close themselves; those of HTML do not, whatever a slash says.
        if tag.self_closing && !KNOWN_BLOCKS.contains(&name) && !UNSEEN.contains(&name) {
            self.pop();
        }
        if name == "li" && self.hidden.is_none() {
            self.marker(attribute(tag, "value").and_then(|value| value.trim().parse().ok()));
        }
    }

    fn marker(&mut self, value: Option<u32>) {
        let Some(list) = self.lists.last_mut().filter(|list| list.marked) else { return };
        let marker = match list.form {
            Some(form) => {
                let n = value.unwrap_or(list.next);
                list.next = n.saturating_add(1);
                format!("{}. ", number(n, form))
            }
            None => "• ".to_owned(),
        };
        self.flow.words(&marker);
    }

    fn end(&mut self, name: &[u8]) {
        if self.count.get(name).copied().unwrap_or_default() == 0 {
            return;
        }
        self.separate(std::str::from_utf8(name).unwrap_or_default());
        while let Some(closed) = self.pop() {
            if closed == name {
                break;
            }
        }
        if name == b"table" {
            self.separate("table");
        }
    }

    /// Closes what the start of an element closes without a tag of its own: a paragraph, the item before, the cell before.
    fn close_implied(&mut self, name: &str) {
        let (closed, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "option" => (&["option"], &["select"]),
            name if KNOWN_BLOCKS.contains(&name) => (&["p"], &[]),
            _ => return,
        };
        if !closed.iter().any(|name| self.is_open(name)) {
            return;
        }
        for back in 0..self.open.len().min(IMPLIED) {
            let at = self.open.len() - 1 - back;
            let open = std::str::from_utf8(&self.open[at]).unwrap_or_default();
            if closed.contains(&open) {
                while self.open.len() > at {
                    self.pop();
                }
                return;
            }
            if within.contains(&open) || within.is_empty() && KNOWN_BLOCKS.contains(&open) {
                return;
            }
        }
    }

    fn pop(&mut self) -> Option<Vec<u8>> {
        let name = self.open.pop()?;
        if let Some(count) = self.count.get_mut(&name) {
            *count -= 1;
        }
        if self.hidden.is_some_and(|at| at >= self.open.len()) {
            self.hidden = None;
        }
        match &name[..] {
            b"ol" | b"ul" | b"menu" => drop(self.lists.pop()),
            b"table" => drop(self.cells.pop()),
            _ => {}
        }
        Some(name)
    }

    /// Ends the line or the paragraph where an element begins or ends.
    fn separate(&mut self, name: &str) {
        if self.hidden.is_some() {
            return;
        }
        if PARAGRAPHS.contains(&name) && self.cells.is_empty() {
            self.flow.paragraph();
        } else if KNOWN_BLOCKS.contains(&name) && !matches!(name, "td" | "th") {
            self.flow.line();
        }
    }
}

fn form(kind: Option<&str>) -> &'static str {
    match kind {
        Some("a") => "lowerLetter",
        Some("A") => "upperLetter",
        Some("i") => "lowerRoman",
        Some("I") => "upperRoman",
        _ => "decimal",
    }
}

/// Elements that hold nothing and are never closed.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose content is not shown.
const UNSEEN: &[&str] = &[
    "script", "style", "template", "head", "title", "noscript", "iframe", "object", "audio", "video", "canvas",
    "datalist", "noembed", "noframes", "rp",
];
/// Elements set off by a blank line.
const PARAGRAPHS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "table",
    "ul",
    "ol",
    "dl",
    "hr",
    "section",
    "article",
    "figure",
    "fieldset",
    "address",
];
/// Elements that begin a line of their own.
const KNOWN_BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        extract(html.as_bytes(), &mut Budget::new(html.len())).text
    }

    #[test]
    fn what_a_reader_sees() {
        for (html, expected) in [
            ("<p>One&nbsp;two &amp; three&rsquo;s</p><p>four<br>five", "One\u{a0}two & three’s\n\nfour\nfive"),
            ("a<script>b<p>c</script>d<style>e</style><template><p>f</template>g", "adg"),
            ("<title>t</title><div>a<span hidden>b</span>c<div style='DISPLAY : none'>d<div>e</div></div>f", "ac\nf"),
            ("<p hidden>a<p>b", "b"),
            ("<table><tr><th>a<th>b<tr><td><p>c</p></td><td><p>d</p></td></table>e", "a\tb\nc\td\n\ne"),
            ("<ol type=a start=3><li>x<li>y<ul><li>z</ul></ol>", "c. x\nd. y\n\n• z"),
            ("<ul style='list-style: none'><li>1.1 x</ul>", "1.1 x"),
            ("<pre>a\n  b</pre>c  d", "a\n  b\n\nc d"),
            ("<!-- a --><b>b<i>c</b>d</i></p></div>e", "bcde"),
            ("<div dir=rtl>مرحبا <b>123</b></div>", "مرحبا 123"),
            ("a\0b<p/>c<p>&#0;&unknown;&lt;b&gt;", "ab\n\nc\n\n\u{fffd}&unknown;<b>"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn the_character_encoding_is_the_declared_one() {
        let read = |bytes: &[u8]| extract(bytes, &mut Budget::new(bytes.len()));
        assert_eq!(read(b"<meta charset=iso-8859-1><p>a\xf1o").text, "año");
        assert_eq!(
            read(b"<meta http-equiv=content-type content='text/html; charset=windows-1256'>\xe3\xe4").text,
            "من"
        );
        assert_eq!(read(b"\xff\xfe<\0p\0>\0a\0").text, "a");
        let unknown = read(&[&b"<p>a\xf1o "[..], &b"word ".repeat(20)].concat());
        assert!(unknown.text.starts_with("año") && !unknown.pages[0].readable);
        assert_eq!(unknown.problems[0].code, "charset-unknown");
    }

    #[test]
    fn a_cut_file_has_an_unread_rest() {
        let whole = format!("<p>{}</p>", "word ".repeat(30));
        assert_eq!(extract(whole.as_bytes(), &mut Budget::new(0)).pages.len(), 1);
        for rest in ["<p", "<!-- b", "<script>x", "<p class='a"] {
            let extracted = extract((whole.clone() + rest).as_bytes(), &mut Budget::new(0));
            assert_eq!(extracted.problems[0].code, "html-cut", "{rest}");
            assert!(extracted.pages[0].readable && !extracted.pages[1].readable);
        }
    }

    #[test]
    fn html_is_told_from_text_that_speaks_of_it() {
        for html in
            ["<!DOCTYPE HTML>", "\u{feff} <html lang=es>", "<?xml version='1.0'?><!-- x --><html>", "<p>a", "<div "]
        {
            assert!(is_html(html.as_bytes()), "{html}");
        }
        for other in ["1. The <html> page", "<please read>", "<?xml version='1.0'?><p>", "<", "", "<!-- <p>"] {
            assert!(!is_html(other.as_bytes()), "{other}");
        }
    }
}
