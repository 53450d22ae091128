//! The parts of a docx that hold text, read element by element into one flow.

use super::numbering::{Numbering, NumberingReader, Reference, StyleReader};
use super::package::{Element, Node, Package, Relationship};
use crate::budget::Budget;
use crate::flow::Flow;
use base::Severity;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Elements whose content is not part of what the document says today: deletions, older formats, second copies.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "Fallback",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "tblGridChange",
    "tblPrExChange",
    "numberingChange",
    "instrText",
    "delInstrText",
    "delText",
    "rt",
    "sdtPr",
    "textpath",
];

/// Reads the parts of one document.
pub(super) struct Body<'a> {
    package: Package<'a>,
    budget: &'a mut Budget,
    relations: BTreeMap<String, Relationship>,
    numbering: Numbering,
    sections: Vec<Section>,
    state: State,
}

/// One section of the document: headers, footers, and whether it begins a page.
#[derive(Debug, Default, Clone)]
struct Section {
    parts: Vec<(String, String)>,
    continuous: bool,
}

#[derive(Default)]
struct State {
    flow: Flow,
    /// Notes by kind and id.
    notes: HashMap<(&'static str, String), String>,
    /// Notes referred to on this page, and at the end of the document.
    waiting: Vec<(usize, (&'static str, String))>,
    endnotes: Vec<(usize, (&'static str, String))>,
    noted: usize,
    /// How deep inside an element that is skipped.
    skip: usize,
    paragraph: Paragraph,
    outer: Vec<Paragraph>,
    cells: Vec<Row>,
    in_properties: usize,
    hidden: bool,
    in_text: bool,
    /// Inside headers, footers and notes, which have no pages.
    aside: bool,
    note: Option<(&'static str, String)>,
    section: usize,
    embedded: usize,
    chunks: usize,
}

#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    number: Reference,
    begun: bool,
    section: bool,
}

#[derive(Default)]
struct Row {
    cells: usize,
    broken: bool,
}

impl<'a> Body<'a> {
    /// Reads everything that the main part refers to.
    pub(super) fn new(mut package: Package<'a>, main: &str, budget: &'a mut Budget) -> Self {
        let relations = package.relationships(main, budget);
        let mut body = Self {
            package,
            budget,
            relations,
            numbering: Numbering::default(),
            sections: Vec::new(),
            state: State::default(),
        };
        body.lists();
        for kind in ["footnotes", "endnotes"] {
            if let Some((path, xml)) = body.related(kind) {
                body.aside(&path, &xml);
            }
        }
        body
    }

    /// Reads the main part; false if it could not be read to its end.
    pub(super) fn read(&mut self, path: &str, xml: &str) -> bool {
        self.sections = self.outline(path, xml);
        self.running("header", 0);
        let complete = self.walk(path, xml);
        self.running("footer", self.state.section);
        self.state.flush();
        let endnotes = std::mem::take(&mut self.state.endnotes);
        self.state.waiting = endnotes;
        self.state.flush();
        complete
    }

    /// The text, whether some part was left unread, and the package with its problems.
    pub(super) fn end(mut self) -> (Flow, bool, Package<'a>) {
        if self.state.embedded > 0 {
            let what = format!("{} files are embedded in the document; they were not opened", self.state.embedded);
            self.package.note("embedded-file", Severity::Warning, what);
        }
        if self.state.chunks > 0 {
            let what = format!(
                "{} parts in other formats are shown inside the document; they were not read",
                self.state.chunks
            );
            self.package.note("part-not-read", Severity::Error, what);
        }
        (self.state.flow, self.state.chunks > 0, self.package)
    }

    fn lists(&mut self) {
        if let Some((path, xml)) = self.related("numbering") {
            let mut reader = NumberingReader::default();
            self.package.walk(&path, &xml, self.budget, &mut |node| reader.visit(&node));
            self.numbering = reader.finish();
        }
        if let Some((path, xml)) = self.related("styles") {
            let mut reader = StyleReader { numbering: &mut self.numbering, style: None };
            self.package.walk(&path, &xml, self.budget, &mut |node| reader.visit(&node));
        }
    }

    fn related(&mut self, kind: &str) -> Option<(String, String)> {
        let path = self.relations.values().find(|relation| relation.kind == kind)?.path.clone()?;
        let (xml, _) = self.package.part(&path, self.budget)?;
        Some((path, xml))
    }

    /// The sections, in order.
    fn outline(&mut self, path: &str, xml: &str) -> Vec<Section> {
        let mut sections = Vec::new();
        let mut section: Option<Section> = None;
        // What is wrong with the part is said when it is read in earnest.
        let known = self.package.problems.len();
        self.package.walk(path, xml, self.budget, &mut |node| match node {
            Node::Open("sectPr", _) => section = Some(Section::default()),
            Node::Close("sectPr") => sections.extend(section.take()),
            Node::Open("type", element) => {
                if let Some(section) = &mut section {
                    section.continuous = element.get("val").is_some_and(|kind| kind == "continuous");
                }
            }
            Node::Open(name @ ("headerReference" | "footerReference"), element) => {
                if let (Some(section), Some(id)) = (&mut section, element.get("id")) {
                    section.parts.push((name[..6].to_owned(), id));
                }
            }
            _ => {}
        });
        self.package.problems.truncate(known);
        sections
    }

    /// Writes the headers or footers of a section that were not written before.
    fn running(&mut self, kind: &str, section: usize) {
        let Some(parts) = self.sections.get(section).map(|section| section.parts.clone()) else { return };
        let mut seen = BTreeSet::new();
        for (_, id) in parts.iter().filter(|(of, _)| of == kind) {
            let Some(path) = self.relations.get(id).and_then(|relation| relation.path.clone()) else { continue };
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some((xml, _)) = self.package.part(&path, self.budget) else { continue };
            let text = self.aside(&path, &xml);
            self.state.flow.paragraph();
            self.state.flow.aside(|flow| flow.verbatim(&text));
            self.state.flow.paragraph();
        }
    }

    /// Reads a part that stands beside the body; notes in it are kept, other text comes back.
    fn aside(&mut self, path: &str, xml: &str) -> String {
        let notes = std::mem::take(&mut self.state.notes);
        let inner = State { notes, aside: true, ..State::default() };
        let outer = std::mem::replace(&mut self.state, inner);
        self.walk(path, xml);
        let inner = std::mem::replace(&mut self.state, outer);
        self.state.notes = inner.notes;
        self.state.embedded += inner.embedded;
        self.state.chunks += inner.chunks;
        super::text_of(inner.flow)
    }

    fn walk(&mut self, path: &str, xml: &str) -> bool {
        let Self { package, budget, state, numbering, sections, .. } = self;
        package.walk(path, xml, budget, &mut |node| state.visit(node, numbering, sections)) && !self.state.flow.full()
    }
}

impl State {
    fn visit(&mut self, node: Node<'_>, numbering: &mut Numbering, sections: &[Section]) {
        match node {
            Node::Open(name, _) if self.skip > 0 || self.skips(name) => self.skip += 1,
            Node::Close(_) if self.skip > 0 => self.skip -= 1,
            Node::Open(name, element) => self.open(name, element, numbering),
            Node::Close(name) => self.close(name, numbering, sections),
            Node::Text(text) if self.in_text && !self.hidden && self.skip == 0 => {
                self.begin(numbering);
                self.flow.words(text);
            }
            Node::Text(_) => {}
        }
    }

    fn skips(&self, name: &str) -> bool {
        SKIPPED.contains(&name)
    }

    fn open(&mut self, name: &str, element: &Element<'_>, numbering: &mut Numbering) {
        match name {
            "p" => self.paragraph = Paragraph::default(),
            "pPr" | "rPr" => self.in_properties += 1,
            "pStyle" => self.paragraph.style = element.get("val"),
            "numId" | "ilvl" if self.in_properties > 0 => self.paragraph.number.read(name, element.get("val")),
            "pageBreakBefore" if element.is_on() => self.page(),
            "sectPr" => self.paragraph.section = self.in_properties > 0,
            "r" => self.hidden = false,
            "vanish" | "webHidden" if self.in_properties > 0 => self.hidden = element.is_on(),
            "t" => self.in_text = true,
            "tab" | "ptab" if self.in_properties == 0 && self.paragraph.begun => self.flow.tab(),
            "br" => match element.get("type").as_deref() {
                Some("page") => self.page(),
                _ => self.flow.line_break(),
            },
            "cr" => self.flow.line_break(),
            "lastRenderedPageBreak" => match self.cells.last_mut() {
                Some(row) if row.broken => {}
                Some(row) => {
                    row.broken = true;
                    self.page();
                }
                None => self.page(),
            },
            "noBreakHyphen" if !self.hidden => self.flow.words("\u{2011}"),
            "sym" if !self.hidden => {
                self.begin(numbering);
                self.flow.words(symbol(element.get("char").as_deref()));
            }
            "tbl" => {
                self.flow.paragraph();
                self.cells.push(Row::default());
            }
            "tr" => {
                self.flow.line();
                if let Some(row) = self.cells.last_mut() {
                    *row = Row::default();
                }
            }
            "tc" => {
                if let Some(row) = self.cells.last_mut() {
                    row.cells += 1;
                    if row.cells > 1 {
                        self.flow.tab();
                    }
                }
            }
            "footnoteReference" => self.refer("footnote", element.get("id"), numbering),
            "endnoteReference" => self.refer("endnote", element.get("id"), numbering),
            "footnote" | "endnote" => {
                self.flow = Flow::default();
                let kind = if name == "footnote" { "footnote" } else { "endnote" };
                let separator = element.get("type").is_some_and(|kind| kind != "normal");
                self.note = element.get("id").filter(|_| !separator).map(|id| (kind, id));
            }
            "blip" | "imagedata" | "chart" | "relIds" => self.flow.picture(),
            "OLEObject" | "embeddedFile" => self.embedded += 1,
            "altChunk" => self.chunks += 1,
            "txbxContent" => {
                self.flow.paragraph();
                self.outer.push(std::mem::take(&mut self.paragraph));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, numbering: &mut Numbering, sections: &[Section]) {
        match name {
            "p" => {
                if !self.paragraph.begun {
                    // An empty paragraph that is numbered counts, and is printed.
                    self.begin_numbered(numbering);
                }
                match self.cells.is_empty() {
                    true => self.flow.paragraph(),
                    false => self.flow.line(),
                }
                if self.paragraph.section {
                    self.section += 1;
                    if !self.aside && sections.get(self.section).is_some_and(|next| !next.continuous) {
                        self.page();
                    }
                }
                self.paragraph = Paragraph::default();
            }
            "pPr" | "rPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "r" => self.hidden = false,
            "t" => self.in_text = false,
            "tbl" => {
                self.cells.pop();
                match self.cells.is_empty() {
                    true => self.flow.paragraph(),
                    false => self.flow.line(),
                }
            }
            "footnote" | "endnote" => {
                let flow = std::mem::take(&mut self.flow);
                if let Some(note) = self.note.take() {
                    self.notes.insert(note, super::text_of(flow));
                }
            }
            "txbxContent" => {
                self.flow.paragraph();
                self.paragraph = self.outer.pop().unwrap_or_default();
            }
            _ => {}
        }
    }

    /// Writes the paragraph's number before its first text.
    fn begin(&mut self, numbering: &mut Numbering) {
        if !self.paragraph.begun {
            self.begin_numbered(numbering);
        }
    }

    fn begin_numbered(&mut self, numbering: &mut Numbering) {
        self.paragraph.begun = true;
        if let Some(number) = numbering.next(self.paragraph.style.as_deref(), &self.paragraph.number) {
            self.flow.words(&number);
            self.flow.words(" ");
        }
    }

    fn refer(&mut self, kind: &'static str, id: Option<String>, numbering: &mut Numbering) {
        let Some(note) = id.map(|id| (kind, id)).filter(|note| self.notes.contains_key(note)) else { return };
        self.begin(numbering);
        self.noted += 1;
        self.flow.words(&format!("[{}]", self.noted));
        match kind {
            "footnote" => self.waiting.push((self.noted, note)),
            _ => self.endnotes.push((self.noted, note)),
        }
    }

    /// Writes the notes of the page under way at its foot.
    fn flush(&mut self) {
        for (number, note) in std::mem::take(&mut self.waiting) {
            let Some(text) = self.notes.get(&note).filter(|_| !self.flow.full()) else { return };
            self.flow.paragraph();
            self.flow.words(&format!("[{number}] "));
            self.flow.verbatim(text);
            self.flow.paragraph();
        }
    }

    fn page(&mut self) {
        if !self.aside {
            self.flush();
            self.flow.page_break();
        }
    }
}

/// A character of a symbol font: boxes and ticks of forms; all others are shown as unknown.
fn symbol(code: Option<&str>) -> &'static str {
    match code.and_then(|code| u32::from_str_radix(code.trim(), 16).ok()).map(|code| code & 0xff) {
        Some(0x6f | 0x71 | 0xa8) => "☐",
        Some(0xfe | 0x53) => "☑",
        Some(0xfd | 0x78) => "☒",
        Some(0xfc) => "✓",
        Some(0xb7 | 0xa7 | 0x6c | 0x6e) => "•",
        _ => "\u{fffd}",
    }
}
