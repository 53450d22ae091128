//! Is a publication what the standard says it is? Offline validation of releases, records and packages.
//!
//! Hand-built for the keywords OCDS uses, and fast; `jsonschema` is the second opinion in the tests. Errors are grouped
//! by keyword and pointer pattern. Beside the schema stand six checks, values outside codelists, deprecated fields and,
//! on request, coverage.

mod checks;
mod formats;
mod walk;

pub use formats::{is_date_time, is_uri};

use crate::coverage::Coverage;
use crate::ingest::split::{Break, Content, Piece, Splitter};
use crate::schema::Schema;
use base::json::{JsonErrorKind, Value, parse};
use checks::Checks;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::sync::LazyLock;

/// The version of the standard whose schemas are embedded.
pub const STANDARD: &str = "1.1.5";

/// Examples kept of each group.
const EXAMPLES: usize = 10;

/// What to validate against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Schema of a release.
    pub release: &'a Schema,
    /// Whether to count filled fields.
    pub coverage: bool,
}

/// What validation found so far. Runs over parts can be put together in order with [`Validation::append`].
#[derive(Debug, Default)]
pub struct Validation {
    releases: u64,
    records: u64,
    errors: BTreeMap<(Level, &'static str, String), Group>,
    checks: Checks,
    outside: HashMap<u64, Outside>,
    deprecated: HashMap<u64, (String, u64)>,
    coverage: Option<Coverage>,
    array: Option<Array>,
}

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Input,
    Package,
    Record,
    Release,
}

#[derive(Debug, Default)]
struct Group {
    message: String,
    count: u64,
    examples: Vec<Example>,
}

#[derive(Debug, Default)]
struct Outside {
    path: String,
    codelist: String,
    open: bool,
    values: BTreeMap<String, u64>,
}

/// Coverage of an array that stands by itself, until it is seen whole.
#[derive(Debug, Default)]
struct Array {
    elements: Coverage,
    any: bool,
    units: Coverage,
    releases: bool,
}

/// A place for people to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Which input, from 0.
    pub input: u32,
    /// Line where the release begins, from 1.
    pub line: u64,
    /// RFC 6901 pointer, relative to the release (or to the package or record the message names).
    pub pointer: String,
}

/// The answer, without the inputs.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Version of the standard, or `given` with a schema of one's own.
    pub schema: String,
    /// How many.
    pub counts: Counts,
    /// Schema errors, grouped.
    pub errors: Vec<ErrorGroup>,
    /// The six checks.
    pub checks: Vec<CheckAnswer>,
    /// Values that are in no codelist of their field.
    pub codelists: Vec<CodelistAnswer>,
    /// Deprecated fields in use.
    pub deprecated: Vec<DeprecatedAnswer>,
    /// Filled fields.
    pub coverage: Option<Coverage>,
}

/// How many.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Counts {
    /// Releases validated.
    pub releases: u64,
    /// Records validated.
    pub records: u64,
    /// Schema errors and unreadable pieces, each occurrence.
    pub errors: u64,
    /// Checks not met, values outside open codelists and uses of deprecated fields, each occurrence.
    pub warnings: u64,
}

/// Errors of one keyword at one pattern.
#[derive(Debug, Serialize)]
pub struct ErrorGroup {
    /// JSON Schema keyword, or an ingest code (`not-json`) where nothing could be validated.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Pointer with `*` for indices.
    pub pattern: String,
    /// Occurrences.
    pub count: u64,
    /// At most ten.
    pub examples: Vec<Example>,
}

/// One check's answer.
#[derive(Debug, Serialize)]
pub struct CheckAnswer {
    /// `ocid-prefix` …
    pub code: &'static str,
    /// `met`, `not-met` or `unknown`.
    pub outcome: &'static str,
    /// Occurrences that do not hold.
    pub count: u64,
    /// At most ten.
    pub examples: Vec<Example>,
}

/// Values outside one codelist at one path.
#[derive(Debug, Serialize)]
pub struct CodelistAnswer {
    /// Pointer with `*` for indices.
    pub path: String,
    /// File name of the codelist.
    pub codelist: String,
    /// Whether values outside it are allowed.
    pub open: bool,
    /// The values outside it, in order.
    pub values: Vec<ValueCount>,
}

/// A value and how often it was used.
#[derive(Debug, Serialize)]
pub struct ValueCount {
    /// The value.
    pub value: String,
    /// How often.
    pub count: u64,
}

/// A deprecated field in use.
#[derive(Debug, Serialize)]
pub struct DeprecatedAnswer {
    /// Pointer with `*` for indices.
    pub path: String,
    /// How often.
    pub count: u64,
}

/// Validates one input as it streams, several pieces at a time on the current rayon pool; answers do not depend on how
/// many threads there are.
///
/// Returns what is left of the reader, read to its end, and its error if it failed.
pub fn stream<R: Read>(reader: R, input: u32, rules: Rules<'_>, into: &mut Validation) -> (R, Option<String>) {
    let mut splitter = Splitter::new(reader);
    loop {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let Some(piece) = splitter.next() else { break };
            bytes += piece.bytes();
            batch.push(piece);
        }
        if batch.is_empty() {
            break;
        }
        if rules.coverage {
            // What an array by itself means for coverage is known only at its end: in order, then.
            batch.iter().for_each(|piece| into.piece(piece, input, rules));
            continue;
        }
        let size = batch.len().div_ceil(rayon::current_num_threads() * 4).max(1);
        let parts: Vec<Validation> = batch
            .par_chunks(size)
            .map(|pieces| {
                let mut part = Validation::default();
                pieces.iter().for_each(|piece| part.piece(piece, input, rules));
                part
            })
            .collect();
        parts.into_iter().for_each(|part| into.append(part));
    }
    let error = splitter.error().filter(|_| splitter.read_failed()).map(ToString::to_string);
    (splitter.into_inner(), error)
}

const BATCH_BYTES: usize = 4 << 20;

impl Validation {
    /// Validates one release.
    pub fn release(&mut self, release: &Value, input: u32, line: u64, rules: Rules<'_>) {
        self.releases += 1;
        walk::walk(self, Level::Release, rules.release, release, input, line);
        self.checks.release(release, input, line);
    }

    /// Puts what another run found behind what this one found.
    pub fn append(&mut self, other: Self) {
        self.releases += other.releases;
        self.records += other.records;
        for (key, group) in other.errors {
            let mine = self.errors.entry(key).or_default();
            mine.message = group.message;
            mine.count += group.count;
            mine.examples.extend(group.examples);
            mine.examples.truncate(EXAMPLES);
        }
        self.checks.append(other.checks);
        for (key, outside) in other.outside {
            let mine = self.outside.entry(key).or_default();
            for (value, count) in outside.values {
                *mine.values.entry(value).or_insert(0) += count;
            }
            (mine.path, mine.codelist, mine.open) = (outside.path, outside.codelist, outside.open);
        }
        for (key, (path, count)) in other.deprecated {
            self.deprecated.entry(key).or_insert((path, 0)).1 += count;
        }
        if let Some(coverage) = other.coverage {
            self.coverage.get_or_insert_default().merge(coverage);
        }
    }

    /// The answer. `schema`: what was validated against.
    pub fn finish(self, schema: &str, coverage: bool) -> Answer {
        let errors: Vec<_> = self
            .errors
            .into_iter()
            .map(|((_, code, pattern), g)| ErrorGroup {
                code,
                message: g.message,
                pattern,
                count: g.count,
                examples: g.examples,
            })
            .collect();
        let mut codelists: Vec<_> = self
            .outside
            .into_values()
            .map(|o| CodelistAnswer {
                path: o.path,
                codelist: o.codelist,
                open: o.open,
                values: o.values.into_iter().map(|(value, count)| ValueCount { value, count }).collect(),
            })
            .collect();
        codelists.sort_by(|a, b| a.path.cmp(&b.path));
        let mut deprecated: Vec<_> =
            self.deprecated.into_values().map(|(path, count)| DeprecatedAnswer { path, count }).collect();
        deprecated.sort_by(|a, b| a.path.cmp(&b.path));
        let checks = self.checks.finish();
        let open_values = codelists.iter().filter(|c| c.open).flat_map(|c| &c.values).map(|v| v.count).sum::<u64>();
        let warnings = checks.iter().map(|c| c.count).sum::<u64>()
            + open_values
            + deprecated.iter().map(|d| d.count).sum::<u64>();
        Answer {
            schema: schema.to_owned(),
            counts: Counts {
                releases: self.releases,
                records: self.records,
                errors: errors.iter().map(|e| e.count).sum(),
                warnings,
            },
            errors,
            checks,
            codelists,
            deprecated,
            coverage: coverage.then(|| self.coverage.unwrap_or_default()),
        }
    }

    /// Validates one piece of an input.
    pub fn piece(&mut self, piece: &Piece, input: u32, rules: Rules<'_>) {
        let line = piece.line;
        match &piece.content {
            Content::Release(bytes) => {
                if let Some(release) = self.read(bytes, input, line, 64) {
                    self.cover(rules, &release);
                    self.release_value(&release, input, line, rules);
                }
            }
            Content::Record(bytes) => {
                if let Some(record) = self.read(bytes, input, line, 65) {
                    self.record(&record, input, line, rules);
                }
            }
            Content::Bare(bytes) | Content::Further(bytes) => {
                let further = matches!(piece.content, Content::Further(_));
                let value = self.read(bytes, input, line, 64);
                self.cover_bare(rules, value.as_ref());
                match value {
                    Some(value) if !further => self.bare(&value, input, line, rules),
                    _ => {}
                }
            }
            Content::Package(bytes) => {
                if let Some(package) = (!bytes.is_empty()).then(|| self.read(bytes, input, line, 64)).flatten() {
                    let schema = if package.get("records").is_some() { record_package() } else { release_package() };
                    walk::walk(self, Level::Package, schema, &package, input, line);
                }
            }
            Content::ArrayStart => self.array = rules.coverage.then(Array::default),
            Content::ArrayEnd => self.array_end(),
            Content::Broken(broken) => {
                self.array = None;
                let (code, message) = match broken {
                    Break::Syntax => ("not-json", "the text is not JSON from here on, or ends inside a value"),
                    Break::TooLong => ("too-long", "a release or record is longer than 64 MiB"),
                    Break::Gzip => ("truncated-gzip", "the gzip data ends early or is damaged"),
                    Break::Read => ("not-json", "reading failed before the end"),
                };
                self.error(Level::Input, code, message.to_owned(), String::new(), input, line, String::new());
            }
        }
    }

    fn bare(&mut self, value: &Value, input: u32, line: u64, rules: Rules<'_>) {
        let unreadable = if value.as_object().is_none() {
            Some(("not-an-object", "a release, record or package is an object; this is not"))
        } else if value.get("releases").is_some() || value.get("records").is_some() {
            Some(("unknown-form", "a package's `releases` or `records` is no array"))
        } else if value.get("compiledRelease").is_some() {
            return self.record(value, input, line, rules);
        } else if !crate::ingest::looks_like_release(value) {
            Some(("unknown-form", "the object is no release, record or package"))
        } else {
            None
        };
        match unreadable {
            Some((code, message)) => {
                self.error(Level::Input, code, message.to_owned(), String::new(), input, line, String::new());
            }
            None => self.release_value(value, input, line, rules),
        }
    }

    fn release_value(&mut self, value: &Value, input: u32, line: u64, rules: Rules<'_>) {
        self.release(value, input, line, rules);
    }

    fn record(&mut self, record: &Value, input: u32, line: u64, rules: Rules<'_>) {
        self.records += 1;
        walk::walk(self, Level::Record, record_schema(), record, input, line);
        let compiled = record.get("compiledRelease").filter(|r| r.as_object().is_some());
        let releases = record.get("releases").and_then(Value::as_array).unwrap_or(&[]);
        for release in compiled.into_iter().chain(releases) {
            let linked = release.get("url").is_some() && release.get("ocid").is_none();
            if linked {
                walk::walk(self, Level::Record, linked_release(), release, input, line);
            } else {
                self.cover(rules, release);
                self.release_value(release, input, line, rules);
            }
        }
    }

    fn read(&mut self, bytes: &[u8], input: u32, line: u64, depth: usize) -> Option<Value> {
        match parse(bytes, depth) {
            Ok(parsed) => Some(parsed.value),
            Err(error) => {
                let code = match error.kind {
                    JsonErrorKind::Utf8 => "not-utf8",
                    JsonErrorKind::Depth => "too-deep",
                    JsonErrorKind::Syntax | JsonErrorKind::Trailing => "not-json",
                };
                let message = match code {
                    "not-utf8" => "the text is not valid UTF-8",
                    "too-deep" => "a release nests deeper than 64",
                    _ => "the text is not JSON",
                };
                self.error(Level::Input, code, message.to_owned(), String::new(), input, line, String::new());
                None
            }
        }
    }

    fn cover(&mut self, rules: Rules<'_>, value: &Value) {
        if rules.coverage {
            self.coverage.get_or_insert_default().count(value);
        }
    }

    fn cover_bare(&mut self, rules: Rules<'_>, value: Option<&Value>) {
        match (&mut self.array, value) {
            // An element that cannot be read: the array cannot be, either.
            (array @ Some(_), None) => *array = None,
            (Some(array), Some(value)) => {
                array.any |= array.elements.count_element(value);
                if crate::ingest::looks_like_release(value) {
                    array.releases = true;
                    array.units.count(value);
                }
            }
            (None, Some(value)) => self.cover(rules, value),
            (None, None) => {}
        }
    }

    fn array_end(&mut self) {
        let Some(array) = self.array.take() else { return };
        let total = self.coverage.get_or_insert_default();
        if array.releases {
            total.merge(array.units);
        } else if array.any {
            total.merge(array.elements);
            total.count_whole();
        }
    }

    #[expect(clippy::too_many_arguments, reason = "an error is these seven things")]
    fn error(
        &mut self,
        level: Level,
        code: &'static str,
        message: String,
        pattern: String,
        input: u32,
        line: u64,
        pointer: String,
    ) {
        let group = self.errors.entry((level, code, pattern)).or_default();
        if group.count == 0 {
            group.message = message;
        }
        group.count += 1;
        if group.examples.len() < EXAMPLES {
            group.examples.push(Example { input, line, pointer });
        }
    }
}

/// Compiles an embedded package schema. Its releases are validated one by one, so their shape is left out here.
fn package_schema(bytes: &[u8], list: &str) -> Schema {
    Schema::compile_without(bytes, list).expect("the embedded package schemas compile")
}

fn release_package() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> =
        LazyLock::new(|| package_schema(include_bytes!("../../schema/release-package-schema.json"), "releases"));
    &SCHEMA
}

fn record_package() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> =
        LazyLock::new(|| package_schema(include_bytes!("../../schema/record-package-schema.json"), "records"));
    &SCHEMA
}

fn record_schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
        Schema::compile(include_bytes!("../../schema/record.json")).expect("the embedded record schema compiles")
    });
    &SCHEMA
}

fn linked_release() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
        Schema::compile(include_bytes!("../../schema/linked-release.json")).expect("the embedded schema compiles")
    });
    &SCHEMA
}
