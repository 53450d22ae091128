//! Records stream from their files through every rule at once; each fault is told, reading goes on.

use crate::catalogue::Catalogue;
use crate::dossier::{Dossier, Limits};
use crate::folder::Folder;
use crate::problem::{Fatal, Problem};
use rule::{Cell, Coverage, Kind, Record};
use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead as _, BufReader, Read as _};

/// What was there of each kind.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Coverage by kind; a kind of which no file was read is not there.
    pub coverage: BTreeMap<String, Coverage>,
    /// Records taken, by kind.
    pub counts: BTreeMap<String, u64>,
    /// Faults of files and lines.
    pub problems: Vec<Problem>,
}

/// Streams the records of a dossier, files in the dossier's order, to `take`.
///
/// # Errors
/// [`Fatal`] over a limit.
pub fn stream(
    folder: &dyn Folder,
    dossier: &Dossier,
    catalogue: &Catalogue,
    limits: &Limits,
    mut take: impl FnMut(&Kind, &Record),
) -> Result<Read, Fatal> {
    let mut read = Read::default();
    let mut partial: Vec<&str> = Vec::new();
    let mut seen: BTreeMap<&str, HashSet<Box<str>>> = BTreeMap::new();
    let mut total = 0;
    for entry in &dossier.records {
        let Some(kind) = catalogue.kinds.iter().find(|kind| kind.name == entry.kind) else { continue };
        let found = dossier.files.get(&entry.file);
        let file = folder.open(&entry.file).filter(|_| found == Some(&entry.sha256));
        let Some(file) = file else {
            let what = match found {
                Some(found) => format!("the file has SHA-256 {found}, stated is {}", entry.sha256),
                None => "the file is not there".to_owned(),
            };
            let remedy = "Restore the file, or state the digest of the one you rely on. It was not read.";
            read.problems.push(Problem::new("RECORD-HASH", entry.file.clone(), what, remedy));
            partial.push(&kind.name);
            continue;
        };
        let coverage = read.coverage.entry(kind.name.clone()).or_insert(entry.coverage);
        *coverage = (*coverage).min(entry.coverage);
        let known_on = kind.position("known_on");
        let id = kind.position("id").unwrap_or(usize::MAX);
        let ids = seen.entry(&kind.name).or_default();
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        let mut number = 0_u64;
        loop {
            line.clear();
            number += 1;
            let place = || format!("{}:{number}", entry.file);
            let got = (&mut reader).take(limits.line as u64 + 2).read_until(b'\n', &mut line);
            match got {
                Ok(0) => break,
                Ok(_) => {}
                Err(e) => return Err(Fatal::new("unreadable", place(), e.to_string(), "Make the file readable.")),
            }
            while matches!(line.last(), Some(b'\n' | b'\r')) {
                line.pop();
            }
            if line.len() > limits.line {
                let what = format!("the line is longer than {} bytes", limits.line);
                return Err(Fatal::new(
                    "over-limit",
                    place(),
                    what,
                    "Records are short; keep long text in evidence.",
                ));
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            total += 1;
            if total > limits.records {
                let what = format!("more than {} records", limits.records);
                return Err(Fatal::new("over-limit", place(), what, "Split the dossier into several."));
            }
            let fault = match one(kind, &line) {
                Err((code, what)) => Some((code, what)),
                Ok(record) => match record.cell(id) {
                    Cell::Text(own) if !ids.insert(own.clone()) => {
                        Some(("RECORD-DUPLICATE", format!("id {own} was seen before in {}", kind.name)))
                    }
                    _ => {
                        let known = known_on.map(|at| record.cell(at));
                        if let Some(Cell::Day(day)) = known
                            && *day > dossier.context.as_of
                        {
                            let what = format!("known after the as-of date {}", dossier.as_of);
                            let remedy = "It is left out; assess as of a later date to use it.";
                            read.problems.push(Problem::new("AFTER-AS-OF", place(), what, remedy));
                            continue;
                        }
                        *read.counts.entry(kind.name.clone()).or_default() += 1;
                        take(kind, &record);
                        None
                    }
                },
            };
            if let Some((code, what)) = fault {
                let remedy = "Mend the line; until then the records of this kind count as incomplete.";
                read.problems.push(Problem::new(code, place(), what, remedy));
                partial.push(&kind.name);
            }
        }
    }
    for kind in partial {
        if let Some(coverage) = read.coverage.get_mut(kind) {
            *coverage = Coverage::Partial;
        }
    }
    Ok(read)
}

fn one(kind: &Kind, line: &[u8]) -> Result<Record, (&'static str, String)> {
    let parsed = base::json::parse(line, 8).map_err(|e| ("RECORD-JSON", e.to_string()))?;
    if let Some(key) = parsed.duplicate_keys.first() {
        return Err(("RECORD-JSON", format!("key {key} twice")));
    }
    kind.read(&parsed.value).map_err(|what| ("RECORD-FIELD", what))
}
