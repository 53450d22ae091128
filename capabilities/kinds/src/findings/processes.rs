//! The contracting processes that the releases on the record make up.

use crate::inputs::Inputs;
use base::Place;
use base::json::{Value, parse};
use procurement::ingest::{Cleaned, Compiler, Item, MAX_DEPTH};
use procurement::merge;
use procurement::view::Source;
use std::collections::BTreeMap;

/// One process: its compiled release and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// OCDS identifier.
    pub ocid: String,
    /// The compiled release.
    pub value: Value,
    /// Its canonical bytes.
    pub line: Vec<u8>,
    /// Its releases in order of date, a compiled release that was taken as it stands left out.
    pub versions: Vec<Value>,
    /// The entries behind it.
    pub sources: Vec<Source>,
    /// Where its releases were read: digest of the file and line.
    pub places: Vec<(String, u64)>,
    /// Publisher of the latest release, as stated.
    pub publisher: Option<String>,
    /// Licence of the latest release, as stated.
    pub license: Option<String>,
}

/// Merges the releases that stand into processes, in byte order of ocid, as `procurement ingest` does: later entries
/// stand for later places in the input.
pub fn compile(inputs: &Inputs) -> Vec<Compiled> {
    let mut compiler = Compiler::new();
    let mut behind: BTreeMap<&str, Behind<'_>> = BTreeMap::new();
    for (entry, release, bytes) in &inputs.releases {
        // A document that is no JSON cannot be a release; `verify` names it by its digest.
        let Ok(parsed) = parse(bytes, MAX_DEPTH + 1) else { continue };
        let seen = behind.entry(&release.ocid).or_default();
        if !release.compiled {
            seen.versions.push(parsed.value.clone());
        }
        seen.sources.push(Source {
            entry: *entry,
            kind: "procurement.release".into(),
            sha256: release.document.sha256.to_string(),
            bytes: release.document.bytes,
            id: release.release_id.clone(),
            date: Some(release.date.clone()).filter(|d| !d.is_empty()),
            superseded_by: None,
        });
        seen.places.push((release.source.sha256.to_string(), release.source.line));
        seen.publisher = release.publisher.as_deref().or(seen.publisher);
        seen.license = release.license.as_deref().or(seen.license);
        compiler.take(Item::Release(Box::new(Cleaned {
            value: parsed.value,
            ocid: release.ocid.clone(),
            place: Place { input: 0, line: entry + 1, pointer: String::new() },
            package: None,
            compiled: release.compiled,
            problems: Vec::new(),
            removed: Default::default(),
        })));
    }
    let mut out = Vec::new();
    let done: Result<_, std::convert::Infallible> = compiler.finish(Vec::new(), |process| {
        let mut seen = behind.remove(process.ocid.as_str()).unwrap_or_default();
        merge::sort(&mut seen.versions);
        out.push(Compiled {
            value: process.value(),
            ocid: process.ocid,
            line: process.bytes.into_bytes(),
            versions: seen.versions,
            sources: seen.sources,
            places: seen.places,
            publisher: seen.publisher.map(str::to_owned),
            license: seen.license.map(str::to_owned),
        });
        Ok(())
    });
    // Problems of the inputs were published with the import; here only the processes matter.
    let _ = done;
    out
}

#[derive(Default)]
struct Behind<'a> {
    versions: Vec<Value>,
    sources: Vec<Source>,
    places: Vec<(String, u64)>,
    publisher: Option<&'a str>,
    license: Option<&'a str>,
}
