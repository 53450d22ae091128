//! The numbers that Word prints before paragraphs: "5.1", "(a)", "•". They stand in no text of the file.
//!
//! Source: ECMA-376 part 1, sections 17.9 (numbering) and 17.7 (styles).

use super::package::Node;
use crate::number::number;
use std::collections::HashMap;

/// Most characters of a number's text.
const MAX_TEXT: usize = 64;
/// Levels of a list.
const LEVELS: usize = 9;

/// The lists a document defines, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, Vec<Level>>,
    instances: HashMap<String, Instance>,
    styles: HashMap<String, Style>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    form: String,
    text: String,
    decimal: bool,
    style: Option<String>,
}

#[derive(Debug, Default)]
struct Instance {
    list: String,
    /// Starts that this instance sets anew, until it is used first.
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    number: Reference,
}

/// What a paragraph or a style says about its number.
#[derive(Debug, Clone, Default)]
pub(super) struct Reference {
    pub(super) instance: Option<String>,
    pub(super) level: Option<usize>,
}

impl Reference {
    /// Takes over `numId` and `ilvl`.
    pub(super) fn read(&mut self, name: &str, value: Option<String>) {
        match name {
            "numId" => self.instance = value,
            "ilvl" => self.level = value.and_then(|value| value.trim().parse().ok()).filter(|level| *level < LEVELS),
            _ => {}
        }
    }
}

/// Reads `numbering.xml`, element by element.
#[derive(Default)]
pub(super) struct NumberingReader {
    numbering: Numbering,
    list: Option<String>,
    instance: Option<String>,
    level: Option<(usize, Level)>,
}

impl NumberingReader {
    pub(super) fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Open(name, element) => match *name {
                "abstractNum" => self.list = element.get("abstractNumId"),
                "num" => self.instance = element.get("numId"),
                "abstractNumId" => {
                    if let (Some(id), Some(list)) = (&self.instance, element.get("val")) {
                        self.numbering.instances.entry(id.clone()).or_default().list = list;
                    }
                }
                "lvl" | "lvlOverride" => {
                    let at = element.get("ilvl").and_then(|at| at.trim().parse().ok()).filter(|at| *at < LEVELS);
                    self.level = at.map(|at| (at, Level { form: "decimal".to_owned(), ..Level::default() }));
                }
                name => self.setting(name, element.get("val")),
            },
            Node::Close(name) => match *name {
                "abstractNum" => self.list = None,
                "num" => self.instance = None,
                "lvl" => self.level_done(),
                _ => {}
            },
            Node::Text(_) => {}
        }
    }

    fn setting(&mut self, name: &str, value: Option<String>) {
        let Some((at, level)) = &mut self.level else { return };
        let number = || value.as_deref().and_then(|value| value.trim().parse().ok());
        match name {
            "start" => level.start = number(),
            "numFmt" => level.form = value.unwrap_or_default(),
            "lvlText" => level.text = value.unwrap_or_default().chars().take(MAX_TEXT).collect(),
            "isLgl" => level.decimal = !matches!(value.as_deref(), Some("0" | "false" | "off")),
            "pStyle" => level.style = value,
            "startOverride" => {
                if let (Some(id), Some(start)) = (&self.instance, number()) {
                    self.numbering.instances.entry(id.clone()).or_default().starts.insert(*at, start);
                }
            }
            _ => {}
        }
    }

    fn level_done(&mut self) {
        let Some((at, level)) = self.level.take() else { return };
        if let Some(id) = &self.instance {
            self.numbering.instances.entry(id.clone()).or_default().levels.insert(at, level);
        } else if let Some(list) = &self.list {
            let levels = self.numbering.lists.entry(list.clone()).or_default();
            levels.resize(levels.len().max(at + 1), Level::default());
            levels[at] = level;
        }
    }

    pub(super) fn finish(self) -> Numbering {
        self.numbering
    }
}

/// Reads `styles.xml`, element by element, into `numbering`.
pub(super) struct StyleReader<'a> {
    pub(super) numbering: &'a mut Numbering,
    pub(super) style: Option<String>,
}

impl StyleReader<'_> {
    pub(super) fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Open("style", element) => {
                self.style = element.get("styleId");
                if let Some(id) = &self.style {
                    self.numbering.styles.insert(id.clone(), Style::default());
                }
            }
            Node::Open(name, element) => {
                let Some(style) = self.style.as_ref().and_then(|id| self.numbering.styles.get_mut(id)) else {
                    return;
                };
                match *name {
                    "basedOn" => style.based_on = element.get("val"),
                    name => style.number.read(name, element.get("val").filter(|_| matches!(name, "numId" | "ilvl"))),
                }
            }
            Node::Close("style") => self.style = None,
            _ => {}
        }
    }
}

impl Numbering {
    /// The number of the next paragraph with this style and reference, as printed; `None` where it has none.
    pub(super) fn next(&mut self, style: Option<&str>, own: &Reference) -> Option<String> {
        let (id, at) = self.place(style, own)?;
        let Self { lists, instances, counters, .. } = self;
        let instance = instances.get_mut(&id)?;
        let levels = lists.get(&instance.list);
        let level = |k: usize| instance.levels.get(&k).or_else(|| levels.and_then(|levels| levels.get(k)));
        let this = level(at)?.clone();
        let counter = counters.entry(instance.list.clone()).or_default();
        let begin = |k: usize| level(k).and_then(|level| level.start).unwrap_or(1);
        let next = match counter[at] {
            Some(n) => n.saturating_add(1),
            None => begin(at),
        };
        counter[at] = Some(instance.starts.get(&at).copied().unwrap_or(next));
        counter[at + 1..].fill(None);
        for (k, above) in counter[..at].iter_mut().enumerate() {
            above.get_or_insert_with(|| begin(k));
        }
        let values: Vec<(u32, String)> = (0..LEVELS)
            .map(|k| {
                let form = match this.decimal {
                    true => "decimal",
                    false => level(k).map_or("decimal", |level| &level.form),
                };
                (counter[k].unwrap_or(1), form.to_owned())
            })
            .collect();
        instance.starts.remove(&at);
        match &this.form[..] {
            "none" => None,
            "bullet" => Some("•".to_owned()),
            _ => Some(printed(&this.text, &values)).filter(|text| !text.is_empty()),
        }
    }

    /// The list instance and level of a paragraph: its own, else that of its style or of one the style is based on.
    fn place(&self, style: Option<&str>, own: &Reference) -> Option<(String, usize)> {
        let mut found = own.clone();
        let mut at = style.map(str::to_owned);
        for _ in 0..16 {
            if found.instance.is_some() {
                break;
            }
            let Some(style) = at.as_ref().and_then(|id| self.styles.get(id)) else { break };
            found.instance = style.number.instance.clone();
            found.level = found.level.or(style.number.level);
            at = style.based_on.clone();
        }
        let id = found.instance.filter(|id| id.trim() != "0")?;
        let of_style = || {
            let levels = self.lists.get(&self.instances.get(&id)?.list)?;
            levels.iter().position(|level| level.style.is_some() && level.style.as_deref() == style)
        };
        let level = found.level.or_else(of_style).unwrap_or(0);
        Some((id, level))
    }
}

/// Puts the values into a level's text: `%1.%2` becomes `5.1`.
fn printed(text: &str, values: &[(u32, String)]) -> String {
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let digit = characters.peek().and_then(|d| d.to_digit(10)).filter(|d| c == '%' && *d > 0);
        match digit.and_then(|d| values.get(d as usize - 1)) {
            Some((n, form)) => {
                characters.next();
                if !matches!(&form[..], "bullet" | "none") {
                    out.push_str(&number(*n, form));
                }
            }
            None => out.push(c),
        }
    }
    out
}
