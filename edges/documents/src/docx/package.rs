//! The zip of a docx file: its parts by name, inflated within the budget. Nothing is ever written to a disk.

use crate::budget::{Budget, End, MAX_DEPTH};
use crate::problem;
use base::{Action, Problem, Severity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeMap;
use std::io::Cursor;
use zip::{CompressionMethod, ZipArchive};

/// A zip file and what was wrong with it so far.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    zip: ZipArchive<Cursor<&'a [u8]>>,
    pub(super) problems: Vec<Problem>,
}

/// One relationship of a part: what kind of part it names, and where that lies.
#[derive(Debug)]
pub(super) struct Relationship {
    /// The last word of the type, for example `header`.
    pub(super) kind: String,
    /// Path inside the zip; `None` for something outside it.
    pub(super) path: Option<String>,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        // What a library says about an error is not repeated: its words may change while the text does not.
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            problem(
                "zip-broken",
                Severity::Error,
                Action::Refused,
                "the file begins like a docx but its list of parts cannot be read",
                "Get the whole file again.",
            )
        })?;
        let mut package = Self { bytes, zip, problems: Vec::new() };
        let odd = package.zip.file_names_raw().filter(|name| {
            name.starts_with(b"/") || name.contains(&b'\\') || name.split(|b| *b == b'/').any(|part| part == b"..")
        });
        let odd = odd.count();
        if odd > 0 {
            package.note(
                "zip-path",
                Severity::Warning,
                format!("{odd} of its parts have names that lead out of the file"),
            );
        }
        Ok(package)
    }

    /// Whether the zip holds a part of this name.
    pub(super) fn has(&self, path: &str) -> bool {
        self.zip.index_for_name(path).is_some()
    }

    /// The text of an XML part, and whether it came out whole. `None` if there is no such part.
    pub(super) fn part(&mut self, path: &str, budget: &mut Budget) -> Option<(String, bool)> {
        let index = self.zip.index_for_name(path)?;
        let found = self.zip.by_index_raw(index).map(|file| {
            let start = file.data_start().and_then(|at| usize::try_from(at).ok());
            let length = usize::try_from(file.compressed_size()).ok();
            let data = start.zip(length).and_then(|(at, length)| self.bytes.get(at..at.checked_add(length)?));
            (data, file.compression(), file.size(), file.encrypted())
        });
        let Ok((data, method, size, encrypted)) = found else {
            self.note("zip-part", Severity::Error, format!("its part {path} cannot be found"));
            return Some((String::new(), false));
        };
        if encrypted {
            self.note("encrypted", Severity::Error, format!("its part {path} is encrypted"));
            return Some((String::new(), false));
        }
        let Some(data) = data else {
            self.note("zip-part", Severity::Error, format!("its part {path} lies outside the file"));
            return Some((String::new(), false));
        };
        let (data, end) = match method {
            CompressionMethod::Stored if budget.inflated(data.len()) => (data.to_vec(), End::Complete),
            CompressionMethod::Stored => (Vec::new(), End::Limit),
            CompressionMethod::Deflated => budget.inflate(data, false),
            _ => {
                self.note(
                    "zip-part",
                    Severity::Error,
                    format!("its part {path} is compressed by a method that docx does not use"),
                );
                return Some((String::new(), false));
            }
        };
        if end == End::Damaged {
            self.note("zip-part", Severity::Error, format!("its part {path} is damaged after {} bytes", data.len()));
        } else if end == End::Complete && data.len() as u64 != size {
            let what = format!("its part {path} is said to have {size} bytes and has {}", data.len());
            self.note("zip-size", Severity::Warning, what);
        }
        let (encoding, _) = encoding_rs::Encoding::for_bom(&data).unwrap_or((encoding_rs::UTF_8, 0));
        let (text, _, bad) = encoding.decode(&data);
        if bad {
            self.note(
                "bad-characters",
                Severity::Warning,
                format!("its part {path} holds bytes that are no characters"),
            );
        }
        Some((text.into_owned(), end == End::Complete))
    }

    /// The relationships of a part, by their id. Empty where it has none.
    pub(super) fn relationships(&mut self, path: &str, budget: &mut Budget) -> BTreeMap<String, Relationship> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let slash = if folder.is_empty() { "" } else { "/" };
        let list = format!("{folder}{slash}_rels/{name}.rels");
        let mut found = BTreeMap::new();
        let Some((xml, _)) = self.part(&list, budget) else { return found };
        self.walk(&list, &xml, budget, &mut |node| {
            let Node::Open("Relationship", element) = node else { return };
            let (Some(id), Some(kind)) = (element.get("Id"), element.get("Type")) else { return };
            let outside = element.get("TargetMode").is_some_and(|mode| mode == "External");
            let path = element.get("Target").filter(|_| !outside).map(|target| resolve(folder, &target));
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.insert(id, Relationship { kind, path });
        });
        found
    }

    /// Reads a part's XML from front to back; false if it could not be read to its end.
    pub(super) fn walk(
        &mut self,
        path: &str,
        xml: &str,
        budget: &mut Budget,
        visit: &mut dyn FnMut(Node<'_>),
    ) -> bool {
        match walk(xml, budget, visit) {
            Ok(entities) => {
                if entities {
                    let what = format!(
                        "its part {path} declares a document type or uses entities of its own; they were left out"
                    );
                    self.note("xml-entity", Severity::Warning, what);
                }
                budget.spent().is_none()
            }
            Err(why) => {
                self.note("xml-broken", Severity::Error, format!("its part {path} cannot be read to its end: {why}"));
                false
            }
        }
    }

    pub(super) fn note(&mut self, code: &str, severity: Severity, what: String) {
        let remedy = match severity {
            Severity::Error => {
                "What could not be read counts as unread; get the whole file, or publish the text beside it."
            }
            _ => "Save the document again with a word processor if this was not meant.",
        };
        let action = if severity == Severity::Error { Action::Removed } else { Action::Kept };
        self.problems.push(problem(code, severity, action, what, remedy));
    }
}

/// What a walk through XML meets. Names are local names: prefixes are the producer's choice.
pub(super) enum Node<'a> {
    Open(&'a str, &'a Element<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// An element's attributes.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    /// The value of the attribute with this local name.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
        let value = found.normalized_value(XmlVersion::Explicit1_0);
        Some(value.map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
    }

    /// A switch of WordprocessingML: on unless its value says no.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off"))
    }
}

/// Walks through XML; says whether entities of the file's own stood in it, or why it ended early.
fn walk(xml: &str, budget: &mut Budget, visit: &mut dyn FnMut(Node<'_>)) -> Result<bool, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let (mut depth, mut entities) = (0, false);
    loop {
        let event =
            reader.read_event().map_err(|_| format!("its XML is broken at byte {}", reader.buffer_position()))?;
        if !budget.step(1) {
            return Ok(entities);
        }
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
                }
                visit(Node::Open(start.local_name().as_ref(), &Element(&start)));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(end.local_name().as_ref()));
            }
            Event::Text(text) => visit(Node::Text(&text.into_inner())),
            Event::CData(text) => visit(Node::Text(&text.into_inner())),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => visit(Node::Text(c.encode_utf8(&mut [0; 4]))),
                _ => match quick_xml::escape::resolve_predefined_entity(&reference) {
                    Some(text) => visit(Node::Text(text)),
                    None => entities = true,
                },
            },
            Event::DocType(_) => entities = true,
            Event::Eof if depth > 0 => return Err(format!("it ends with {depth} elements open")),
            Event::Eof => return Ok(entities),
            _ => {}
        }
    }
}

/// A path relative to a folder of the zip, as one path from its root; `..` never leaves it.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
