//! Hands compiled releases to the engines: JSON Lines as they stand, every other form through the tolerant reader.

use super::input::Measured;
use crate::output::Failure;
use base::{Place, Private};
use procurement::flags::Line;
use procurement::ingest::{Cleaner, Compiler, Item, Problems, Reader};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

/// Whether a path means standard input, which can be read only once.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// A failure at a place in a small file.
pub(crate) fn wrong(code: &str, path: &Path, what: impl Into<String>, remedy: &str) -> Failure {
    Failure::new(code, what, remedy).at(path.display().to_string())
}

/// The beginning of an input that was looked at, to be read again before the rest.
pub(crate) struct Begun<'s> {
    head: Vec<u8>,
    source: &'s mut Measured,
}

impl<'s> Begun<'s> {
    /// Everything from the first byte.
    pub(crate) fn whole(self) -> impl Read {
        io::Cursor::new(self.head).chain(self.source)
    }
}

/// Looks at the first line: whether it is a JSON object that is no package, so that the input is JSON Lines of releases.
///
/// # Errors
/// What the reader reports.
pub(crate) fn begin(source: &mut Measured) -> io::Result<(bool, Begun<'_>)> {
    const LONGEST: usize = 64 << 20;
    let mut head = Vec::new();
    let mut block = vec![0; 1 << 16];
    loop {
        let read = source.read(&mut block)?;
        head.extend_from_slice(&block[..read]);
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
        let start = text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(text.len());
        let line = &text[start..];
        let end = line.iter().position(|b| *b == b'\n');
        if end.is_none() && read > 0 && head.len() < LONGEST {
            continue;
        }
        let line = &line[..end.unwrap_or(line.len())];
        let lines = is_release(line);
        return Ok((lines, Begun { head, source }));
    }
}

fn is_release(line: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Kind {
        releases: Option<serde::de::IgnoredAny>,
        records: Option<serde::de::IgnoredAny>,
    }
    line.first() == Some(&b'{')
        && serde_json::from_slice::<Kind>(line).is_ok_and(|kind| kind.releases.is_none() && kind.records.is_none())
}

/// What the tolerant reader made of one input.
pub(crate) struct Compiled {
    /// RFC 8785 text of each compiled release, in byte order of ocid, with its process.
    pub(crate) processes: Vec<(String, String)>,
    /// For processes with several releases, their texts in the order of their dates.
    pub(crate) versions: BTreeMap<String, Vec<String>>,
    /// What was found.
    pub(crate) problems: Problems,
    /// Whether anything could be read.
    pub(crate) read_anything: bool,
}

/// Reads every form that `ingest` reads; with `versions`, keeps the single releases too.
pub(crate) fn compile(reader: impl Read, cleaner: &Cleaner, versions: bool) -> Compiled {
    let mut compiler = Compiler::new();
    let mut single: BTreeMap<String, Vec<(Option<String>, String)>> = BTreeMap::new();
    for item in Reader::new(reader, 0, cleaner) {
        if let (true, Item::Release(release)) = (versions, &item)
            && !release.compiled
        {
            let date = release.value.get("date").and_then(base::json::Value::as_text).map(str::to_owned);
            let text = base::json::canonical(&release.value);
            single.entry(release.ocid.clone()).or_default().push((date, text));
        }
        compiler.take(item);
    }
    let read_anything = compiler.read_anything();
    let mut processes = Vec::new();
    let report = compiler.finish(Vec::new(), |process| {
        processes.push((process.ocid, process.bytes));
        Ok::<(), std::convert::Infallible>(())
    });
    let problems = report.map(|report| report.problems).unwrap_or_default();
    let order = |date: &Option<String>| date.as_deref().and_then(base::time::instant);
    let versions = single
        .into_iter()
        .filter(|(_, releases)| releases.len() > 1)
        .map(|(ocid, mut releases)| {
            releases.sort_by_key(|(date, _)| order(date));
            (ocid, releases.into_iter().map(|(_, text)| text).collect())
        })
        .collect();
    Compiled { processes, versions, problems, read_anything }
}

/// A reader of any form with a key that lasts for this run: pseudonyms agree within it and nowhere else.
pub(crate) fn cleaner() -> anyhow::Result<Cleaner> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("making a key for pseudonyms: {error}"))?;
    Ok(Cleaner { contact_digests: true, record_versions: true, ..Cleaner::new(Private::new(key)) })
}

/// The line with natural persons replaced by pseudonyms; `None` if it names none.
pub(crate) fn without_persons(line: &Line<'_>, cleaner: &Cleaner) -> Option<String> {
    let mut value = base::json::parse(line.bytes, procurement::ingest::MAX_DEPTH).ok()?.value;
    let place = Place { input: line.input, line: line.line, pointer: String::new() };
    let mut problems = Vec::new();
    let removed =
        procurement::persons::remove(&mut value, &cleaner.schemes, &cleaner.key, true, &place, &mut problems);
    (!removed.natural_persons.is_empty()).then(|| base::json::canonical(&value))
}

/// Compiled releases as lines; the line number is the place in the order of ocids.
pub(crate) fn lines(processes: &[(String, String)]) -> Vec<Line<'_>> {
    (1..).zip(processes).map(|(line, (_, text))| Line { input: 0, line, bytes: text.as_bytes() }).collect()
}
