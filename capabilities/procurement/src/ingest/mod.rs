//! How does any publisher's OCDS become releases we can compute with, and what was wrong with it?
//!
//! [`Reader`] streams over bytes: it finds the form from the content, gives each release cleaned (tolerance applied,
//! persons removed) with its place and its problems, and never holds the whole input. [`Compiler`] collects cleaned
//! releases into one compiled release per process, the same for the same releases in any form or order.

pub mod codes;
mod compile;
mod parties;
mod problems;
mod report;
mod runs;
mod source;
pub mod split;
mod tolerance;

pub use compile::{Compiled, Compiler, Ready};
pub use parties::made_id;
pub use problems::Problems;
pub use report::{Counts, Input, Publisher, RemovedCounts, Report, Scope, Selected};
pub use runs::Aside;
pub use tolerance::plain_decimal;

use crate::persons::{self, PersonSchemes, Removed};
use crate::schema::Schema;
use base::json::{JsonErrorKind, Value, parse};
use base::{Place, Private, Problem};
use codes::Code;
use rayon::prelude::*;
use split::{Break, Content, Form, Piece, Splitter};
use std::collections::VecDeque;
use std::io::Read;

/// The deepest nesting of a release.
pub const MAX_DEPTH: usize = 64;

/// How releases are cleaned. The same for all threads.
#[derive(Debug)]
pub struct Cleaner {
    /// Schemes by which natural persons are known.
    pub schemes: PersonSchemes,
    /// Key of the pseudonyms; made by the installation, never printed.
    pub key: Private<[u8; 32]>,
    /// Whether parties keep keyed digests of their contacts for flag R044 (never exported).
    pub contact_digests: bool,
    /// Preparation by a settings file, before everything else.
    pub preparation: Option<crate::prepare::Preparation>,
    /// Whether a record's releases are given beside its compiled release, so that its history can be kept.
    pub record_versions: bool,
}

/// What a reader yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A release, cleaned.
    Release(Box<Cleaned>),
    /// The end of a package. Its releases came before, with the same number.
    Package(Package),
    /// A record was read; its releases follow.
    Record,
    /// Something that could not be taken (action `refused`), or that concerns the stream as a whole.
    Problem(Problem),
}

/// A release with persons removed and values brought into shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The release.
    pub value: Value,
    /// Its process.
    pub ocid: String,
    /// Where it began. The pointer is empty.
    pub place: Place,
    /// Number of its package in this input, from 0.
    pub package: Option<u32>,
    /// Whether it stands as compiled: tagged exactly `compiled`, or a record's compiled release.
    pub compiled: bool,
    /// What was found in it.
    pub problems: Vec<Problem>,
    /// Which persons were taken out.
    pub removed: Removed,
}

/// What a package says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// Number in this input, from 0.
    pub number: u32,
    /// Publisher's name.
    pub publisher: Option<String>,
    /// Licence, as stated.
    pub license: Option<String>,
    /// The package's own members, `releases` and `records` empty; `None` if they could not be read.
    pub value: Option<Value>,
    /// Line on which it begins.
    pub line: u64,
    /// `duplicate-key`, `license-missing` or `not-json` of the package itself.
    pub problems: Vec<Problem>,
}

/// Streams over one input.
pub struct Reader<'a, R> {
    splitter: Splitter<R>,
    cleaner: &'a Cleaner,
    input: u32,
    ready: VecDeque<Item>,
    bare: bool,
    ended: bool,
}

impl Cleaner {
    /// The embedded person schemes and a key.
    pub fn new(key: Private<[u8; 32]>) -> Self {
        Self {
            schemes: PersonSchemes::embedded(),
            key,
            contact_digests: false,
            preparation: None,
            record_versions: false,
        }
    }

    /// Reads and cleans one piece of an input.
    ///
    /// Pure and independent of other pieces: pieces may be cleaned on several threads.
    pub fn clean(&self, piece: Piece, input: u32) -> Vec<Item> {
        let place = Place { input, line: piece.line, pointer: String::new() };
        let mut items = Vec::new();
        match piece.content {
            Content::Release(bytes) => match read(&bytes, &place) {
                Ok((value, problems)) => items.push(self.release(value, place, piece.package, false, problems)),
                Err(problem) => items.push(Item::Problem(problem)),
            },
            Content::Record(bytes) => match read(&bytes, &place) {
                Ok((value, problems)) => self.record(value, &place, piece.package, problems, &mut items),
                Err(problem) => items.push(Item::Problem(problem)),
            },
            Content::Bare(bytes) => match read(&bytes, &place) {
                Ok((value, problems)) => self.bare(value, place, piece.package, problems, &mut items),
                Err(problem) => items.push(Item::Problem(problem)),
            },
            Content::Package(bytes) => {
                items.push(Item::Package(package(&bytes, piece.package.unwrap_or_default(), &place)));
            }
            Content::ArrayStart | Content::ArrayEnd | Content::Further(_) => {}
            Content::Broken(broken) => items.push(Item::Problem(broken_problem(broken, place))),
        }
        items
    }

    fn bare(&self, value: Value, place: Place, package: Option<u32>, problems: Vec<Problem>, items: &mut Vec<Item>) {
        if value.as_object().is_none() {
            items.push(Item::Problem(
                codes::NOT_AN_OBJECT.at(place, "a release, record or package is an object; this is not"),
            ));
        } else if value.get("releases").is_some() || value.get("records").is_some() {
            let what = "a package's `releases` or `records` is no array";
            items.push(Item::Problem(codes::UNKNOWN_FORM.at(place, what)));
        } else if value.get("compiledRelease").is_some_and(|r| r.as_object().is_some()) {
            self.record(value, &place, package, problems, items);
        } else {
            items.push(self.release(value, place, package, false, problems));
        }
    }

    fn record(
        &self,
        value: Value,
        place: &Place,
        package: Option<u32>,
        problems: Vec<Problem>,
        items: &mut Vec<Item>,
    ) {
        let Value::Object(mut record) = value else {
            items.push(Item::Problem(codes::NOT_AN_OBJECT.at(place.clone(), "a record is an object; this is not")));
            return;
        };
        items.push(Item::Record);
        items.extend(problems.into_iter().map(Item::Problem));
        let compiled = record.remove("compiledRelease").filter(|c| c.as_object().is_some());
        let has_compiled = compiled.is_some();
        if let Some(mut compiled) = compiled {
            lend_ocid(&mut compiled, record.get("ocid"));
            items.push(self.release(compiled, place.clone(), package, true, Vec::new()));
            if !self.record_versions {
                return;
            }
        }
        let releases = match record.remove("releases") {
            Some(Value::Array(releases)) => releases,
            Some(single @ Value::Object(_)) => vec![single],
            _ => Vec::new(),
        };
        let mut found = has_compiled;
        for (i, mut release) in releases.into_iter().enumerate() {
            let linked = release.get("url").is_some() && release.get("ocid").is_none();
            if linked && has_compiled {
                continue;
            }
            if linked {
                let place = Place { pointer: format!("/releases/{i}"), ..place.clone() };
                let what = "the record links to a release that is not in the file";
                items.push(Item::Problem(codes::LINKED_RELEASE_MISSING.at(place, what)));
            } else {
                lend_ocid(&mut release, record.get("ocid"));
                items.push(self.release(release, place.clone(), package, false, Vec::new()));
            }
            found = true;
        }
        if !found {
            items.push(Item::Problem(codes::UNKNOWN_FORM.at(place.clone(), "the record holds no release")));
        }
    }

    fn release(
        &self,
        mut value: Value,
        place: Place,
        package: Option<u32>,
        compiled: bool,
        mut problems: Vec<Problem>,
    ) -> Item {
        let Some(object) = value.as_object() else {
            return Item::Problem(codes::NOT_AN_OBJECT.at(place, "a release is an object; this is not"));
        };
        let ocid = match object.get("ocid") {
            Some(Value::Text(ocid)) if !ocid.trim().is_empty() => ocid.clone(),
            _ if looks_like_release(&value) => {
                return Item::Problem(codes::NO_OCID.at(place, "the release has no ocid"));
            }
            _ => {
                return Item::Problem(codes::UNKNOWN_FORM.at(place, "the object is no release, record or package"));
            }
        };
        if let Some(preparation) = &self.preparation {
            preparation.apply(&mut value);
        }
        let schema = Schema::tolerated();
        tolerance::tolerate(&mut value, schema, &place, &mut problems);
        parties::identify(&mut value, schema, &place, &mut problems);
        let removed =
            persons::remove(&mut value, &self.schemes, &self.key, self.contact_digests, &place, &mut problems);
        let compiled = compiled || crate::merge::is_compiled(&value);
        Item::Release(Box::new(Cleaned { value, ocid, place, package, compiled, problems, removed }))
    }
}

impl<'a, R: Read> Reader<'a, R> {
    /// Reads an input; `input` is its number, from 0, in the order given.
    pub fn new(reader: R, input: u32, cleaner: &'a Cleaner) -> Self {
        Self { splitter: Splitter::new(reader), cleaner, input, ready: VecDeque::new(), bare: false, ended: false }
    }

    /// The form, complete after the last item.
    pub const fn form(&self) -> Form {
        self.splitter.form()
    }

    /// The error of the underlying reader, if it failed (not damaged gzip data, which is a problem).
    pub fn error(&self) -> Option<&std::io::Error> {
        self.splitter.error().filter(|_| self.splitter.read_failed())
    }

    /// The underlying reader, read to its end once there is no further item.
    pub fn into_inner(self) -> R {
        self.splitter.into_inner()
    }
}

impl<R: Read> Iterator for Reader<'_, R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                if let Item::Release(release) = &item {
                    self.bare |= release.package.is_none();
                }
                return Some(item);
            }
            match self.splitter.next() {
                Some(piece) => self.ready.extend(self.cleaner.clean(piece, self.input)),
                None if self.ended => return None,
                None => {
                    self.ended = true;
                    if self.bare {
                        self.ready.push_back(Item::Problem(stream_without_license(self.input)));
                    }
                }
            }
        }
    }
}

/// How a run over one input ended.
pub struct End<R> {
    /// The reader, read to its end unless the run was stopped.
    pub reader: R,
    /// The form found.
    pub form: Form,
    /// The error of the underlying reader, if it failed.
    pub error: Option<String>,
}

/// Reads an input to its end, cleaning several pieces at a time on the current rayon pool and making of each item what
/// the caller wants ([`Ready`], or the [`Item`] itself); `each` gets the same items in the same order as from the
/// iterator, and stops the run by answering `false`.
pub fn stream_parallel<R: Read, T: From<Item> + Send>(
    mut reader: Reader<'_, R>,
    mut each: impl FnMut(T) -> bool,
) -> End<R> {
    let mut bare = false;
    'run: loop {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let Some(piece) = reader.splitter.next() else { break };
            bytes += piece.bytes();
            batch.push(piece);
        }
        if batch.is_empty() {
            if bare {
                each(Item::Problem(stream_without_license(reader.input)).into());
            }
            break;
        }
        let (cleaner, input) = (reader.cleaner, reader.input);
        let made = |piece| {
            let bare = |item: &Item| matches!(item, Item::Release(release) if release.package.is_none());
            let items = cleaner.clean(piece, input).into_iter();
            items.map(|item| (bare(&item), T::from(item))).collect::<Vec<(bool, T)>>()
        };
        let cleaned: Vec<Vec<(bool, T)>> = batch.into_par_iter().map(made).collect();
        for (outside, item) in cleaned.into_iter().flatten() {
            bare |= outside;
            if !each(item) {
                break 'run;
            }
        }
    }
    let error = reader.error().map(ToString::to_string);
    End { form: reader.form(), error, reader: reader.into_inner() }
}

const BATCH_BYTES: usize = 4 << 20;

/// What [`raw`] yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    /// A release as it was published, with an `ocid`.
    Release {
        /// The release.
        value: Value,
        /// Where it began.
        place: Place,
    },
    /// Something that could not be taken.
    Problem(Problem),
}

/// Streams over the releases of one input as they stand: nothing is cleaned, persons are **not** taken out.
///
/// A record gives its own releases; its compiled release only if it holds none.
pub struct RawReader<R> {
    splitter: Splitter<R>,
    input: u32,
    ready: VecDeque<Raw>,
}

/// Reads an input raw; `input` is its number, from 0.
pub fn raw<R: Read>(reader: R, input: u32) -> RawReader<R> {
    RawReader { splitter: Splitter::new(reader), input, ready: VecDeque::new() }
}

impl<R: Read> RawReader<R> {
    /// The error of the underlying reader, if it failed.
    pub fn error(&self) -> Option<&std::io::Error> {
        self.splitter.error().filter(|_| self.splitter.read_failed())
    }

    /// The underlying reader, read to its end once there is nothing further.
    pub fn into_inner(self) -> R {
        self.splitter.into_inner()
    }

    fn piece(&mut self, piece: Piece) {
        let place = Place { input: self.input, line: piece.line, pointer: String::new() };
        let (bytes, in_records) = match piece.content {
            Content::Release(bytes) | Content::Bare(bytes) => (bytes, false),
            Content::Record(bytes) => (bytes, true),
            Content::Package(bytes) => {
                if let Some(Err(problem)) = (!bytes.is_empty()).then(|| read(&bytes, &place)) {
                    self.ready.push_back(Raw::Problem(problem));
                }
                return;
            }
            Content::Broken(broken) => return self.ready.push_back(Raw::Problem(broken_problem(broken, place))),
            Content::ArrayStart | Content::ArrayEnd | Content::Further(_) => return,
        };
        let value = match read(&bytes, &place) {
            Ok((value, problems)) => {
                self.ready.extend(problems.into_iter().map(Raw::Problem));
                value
            }
            Err(problem) => return self.ready.push_back(Raw::Problem(problem)),
        };
        let is_record = in_records || value.get("compiledRelease").is_some_and(|r| r.as_object().is_some());
        if !is_record {
            return self.release(value, place);
        }
        let ocid = value.get("ocid").cloned();
        let Value::Object(mut record) = value else { return self.release(value, place) };
        let compiled = record.remove("compiledRelease").filter(|r| r.as_object().is_some());
        let releases = match record.remove("releases") {
            Some(Value::Array(releases)) => releases,
            _ => Vec::new(),
        };
        let (linked, embedded): (Vec<_>, Vec<_>) =
            releases.into_iter().partition(|r| r.get("url").is_some() && r.get("ocid").is_none());
        let whole = embedded.is_empty() && compiled.is_some();
        if !whole {
            for (i, _) in linked.iter().enumerate() {
                let place = Place { pointer: format!("/releases/{i}"), ..place.clone() };
                let what = "the record links to a release that is not in the file";
                self.ready.push_back(Raw::Problem(codes::LINKED_RELEASE_MISSING.at(place, what)));
            }
        }
        let chosen = if whole { compiled.into_iter().collect() } else { embedded };
        for mut release in chosen {
            lend_ocid(&mut release, ocid.as_ref());
            self.release(release, place.clone());
        }
    }

    fn release(&mut self, value: Value, place: Place) {
        let problem = if value.as_object().is_none() {
            codes::NOT_AN_OBJECT.at(place, "a release, record or package is an object; this is not")
        } else if value.get("ocid").and_then(Value::as_text).is_some_and(|ocid| !ocid.trim().is_empty()) {
            return self.ready.push_back(Raw::Release { value, place });
        } else if looks_like_release(&value) {
            codes::NO_OCID.at(place, "the release has no ocid")
        } else {
            codes::UNKNOWN_FORM.at(place, "the object is no release, record or package")
        };
        self.ready.push_back(Raw::Problem(problem));
    }
}

impl<R: Read> Iterator for RawReader<R> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            if let Some(raw) = self.ready.pop_front() {
                return Some(raw);
            }
            let piece = self.splitter.next()?;
            self.piece(piece);
        }
    }
}

/// The problem of a stream that holds releases outside any package: nothing says under which licence. Line 0: the whole.
pub fn stream_without_license(input: u32) -> Problem {
    let place = Place { input, line: 0, pointer: String::new() };
    codes::LICENSE_MISSING.at(place, "releases stand outside a package, so nothing states a licence")
}

/// Names by which an object without `ocid` is known to be a release.
const LOOKS: [&str; 9] =
    ["tag", "date", "initiationType", "planning", "tender", "awards", "contracts", "buyer", "parties"];

/// Whether an object is a release, with or without its `ocid`.
pub(crate) fn looks_like_release(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.get("ocid").is_some() || LOOKS.iter().any(|name| object.get(name).is_some()))
}

fn lend_ocid(release: &mut Value, ocid: Option<&Value>) {
    if let (Value::Object(release), Some(ocid @ Value::Text(_))) = (release, ocid)
        && release.get("ocid").is_none()
    {
        release.insert("ocid", ocid.clone());
    }
}

fn read(bytes: &[u8], place: &Place) -> Result<(Value, Vec<Problem>), Problem> {
    match parse(bytes, MAX_DEPTH) {
        Ok(parsed) => {
            let problems = parsed
                .duplicate_keys
                .into_iter()
                .map(|pointer| {
                    codes::DUPLICATE_KEY.at(Place { pointer, ..place.clone() }, "the object names this member twice")
                })
                .collect();
            Ok((parsed.value, problems))
        }
        Err(error) => {
            let code = match error.kind {
                JsonErrorKind::Utf8 => &codes::NOT_UTF8,
                JsonErrorKind::Depth => &codes::TOO_DEEP,
                JsonErrorKind::Syntax | JsonErrorKind::Trailing => &codes::NOT_JSON,
            };
            Err(code.at(place.clone(), error.to_string()))
        }
    }
}

fn package(bytes: &[u8], number: u32, place: &Place) -> Package {
    let mut package = Package { number, line: place.line, ..Package::default() };
    // An empty shell: the package was cut off, which stands on the list already.
    if let Some(outcome) = (!bytes.is_empty()).then(|| read(bytes, place)) {
        match outcome {
            Ok((value, problems)) => {
                let text = |value: Option<&Value>| {
                    value.and_then(Value::as_text).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
                };
                package.publisher = text(value.get("publisher").and_then(|p| p.get("name")));
                package.license = text(value.get("license"));
                package.problems = problems;
                package.value = Some(value);
            }
            Err(problem) => package.problems.push(problem),
        }
    }
    if package.license.is_none() {
        package.problems.push(codes::LICENSE_MISSING.at(place.clone(), "the package states no licence"));
    }
    package
}

fn broken_problem(broken: Break, place: Place) -> Problem {
    let (code, what): (&Code, _) = match broken {
        Break::Syntax => (&codes::NOT_JSON, "the text is not JSON from here on, or ends inside a value"),
        Break::TooLong => (&codes::TOO_LONG, "a release or record is longer than 64 MiB"),
        Break::Gzip => (&codes::TRUNCATED_GZIP, "the gzip data ends early or is damaged"),
        Break::Read => (&codes::NOT_JSON, "reading failed before the end"),
    };
    code.at(place, what)
}
