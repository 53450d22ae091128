//! The contracting processes that the releases on the record make up.

use crate::body::Release;
use crate::inputs::{Blobs, Inputs};
use base::json::{Value, parse};
use base::{Digest, Place};
use procurement::ingest::{Cleaned, Compiler, Item, MAX_DEPTH};
use procurement::merge;
use procurement::view::Source;
use rayon::prelude::*;

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

/// Bytes of releases read before they are merged together: enough work for all threads, little to hold.
const BATCH_BYTES: usize = 16 << 20;

/// Merges the releases that stand into processes, in byte order of ocid, as `procurement ingest` does: later entries
/// stand for later places in the input. Hands them over batch by batch, so that never all releases are held; gives the
/// documents that should be there and are not: entry index and digest.
pub fn each(inputs: &Inputs, blobs: &dyn Blobs, mut take: impl FnMut(Vec<Compiled>)) -> Vec<(u64, Digest)> {
    let mut order: Vec<&(u64, Release)> = inputs.releases.iter().collect();
    order.sort_by(|a, b| (&a.1.ocid, a.0).cmp(&(&b.1.ocid, b.0)));
    let mut missing = Vec::new();
    let mut batch: Vec<Vec<Read<'_>>> = Vec::new();
    let mut held = 0;
    let mut flush = |batch: &mut Vec<Vec<Read<'_>>>| {
        take(std::mem::take(batch).into_par_iter().filter_map(compile).collect());
    };
    for group in order.chunk_by(|a, b| a.1.ocid == b.1.ocid) {
        let mut read = Vec::with_capacity(group.len());
        for (entry, release) in group {
            match blobs.blob(&release.document.sha256) {
                Some(bytes) => {
                    held += bytes.len();
                    read.push(Read { entry: *entry, release, bytes });
                }
                None => missing.push((*entry, release.document.sha256)),
            }
        }
        batch.push(read);
        if held >= BATCH_BYTES {
            flush(&mut batch);
            held = 0;
        }
    }
    flush(&mut batch);
    missing
}

/// A release that stands, with its document.
struct Read<'a> {
    entry: u64,
    release: &'a Release,
    bytes: Vec<u8>,
}

/// The releases of one process as one; `None` if none of them can be read.
fn compile(group: Vec<Read<'_>>) -> Option<Compiled> {
    let mut compiler = Compiler::new();
    let (mut versions, mut sources, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let (mut publisher, mut license) = (None, None);
    for Read { entry, release, bytes } in group {
        // A document that is no JSON cannot be a release; `verify` names it by its digest.
        let Ok(parsed) = parse(&bytes, MAX_DEPTH + 1) else { continue };
        if !release.compiled {
            versions.push(parsed.value.clone());
        }
        sources.push(Source {
            entry,
            kind: "procurement.release".into(),
            sha256: release.document.sha256.to_string(),
            bytes: release.document.bytes,
            id: release.release_id.clone(),
            date: Some(release.date.clone()).filter(|d| !d.is_empty()),
            superseded_by: None,
        });
        places.push((release.source.sha256.to_string(), release.source.line));
        publisher = release.publisher.as_ref().or(publisher);
        license = release.license.as_ref().or(license);
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
    merge::sort(&mut versions);
    let mut whole = None;
    // Problems of the inputs were published with the import; here only the process matters.
    let _: Result<_, std::convert::Infallible> = compiler.finish(Vec::new(), |process| {
        whole = Some(process);
        Ok(())
    });
    let process = whole?;
    Some(Compiled {
        value: process.value(),
        ocid: process.ocid,
        line: process.bytes.into_bytes(),
        versions,
        sources,
        places,
        publisher: publisher.cloned(),
        license: license.cloned(),
    })
}
