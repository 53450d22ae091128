//! Which statements stand as of a size: not erased, not corrected by a later one.

use crate::body::{Body, Contract, Release};
use base::Digest;
use record::audit::{Recomputed, RecordView};
use std::collections::BTreeSet;

/// Published documents by digest.
pub trait Blobs {
    /// The document's bytes, if it is published.
    fn blob(&self, digest: &Digest) -> Option<Vec<u8>>;
}

impl<F: Fn(&Digest) -> Option<Vec<u8>>> Blobs for F {
    fn blob(&self, digest: &Digest) -> Option<Vec<u8>> {
        self(digest)
    }
}

/// A statement on the record with what its entry says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// Index of its entry.
    pub index: u64,
    /// Earlier entries it corrects, answers or erases.
    pub refs: Vec<u64>,
    /// What it says.
    pub body: Body,
}

/// An entry that erases others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Index of the erasure's entry.
    pub index: u64,
    /// The erased entries.
    pub refs: Vec<u64>,
}

/// Everything findings are computed from, in order of entries.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Size of the record they were read at.
    pub size: u64,
    /// Releases that stand; their documents are read process by process ([`crate::findings::processes::each`]).
    pub releases: Vec<(u64, Release)>,
    /// Contracts that stand, with their extractions.
    pub contracts: Vec<(u64, Contract, Vec<u8>)>,
    /// Pledges and reviews that stand.
    pub commitments: Vec<(u64, &'static str, serde_json::Value)>,
    /// Extractions that should be there and are not: entry index and digest. (Missing releases are found on reading.)
    pub missing: Vec<(u64, Digest)>,
}

impl Inputs {
    /// Reads what stands in entries `0..size`.
    ///
    /// A statement is left out when an erasure names it, or when a later statement of the same kind names it in `ref`
    /// (a correction supersedes). Erasures and corrections at or after `size` do not count: a finding is a function of
    /// the entries before it.
    pub fn read(stated: &[Stated], erased: &[Erased], size: u64, blobs: &dyn Blobs) -> Self {
        let gone = gone(stated, erased, size);
        let mut inputs = Self { size, ..Self::default() };
        for statement in stated.iter().filter(|s| s.index < size && !gone.contains(&s.index)) {
            inputs.add(statement, blobs);
        }
        inputs
    }

    fn add(&mut self, statement: &Stated, blobs: &dyn Blobs) {
        let index = statement.index;
        match &statement.body {
            Body::Release(body) => self.releases.push((index, body.clone())),
            Body::Contract(body) => match blobs.blob(&body.extraction.sha256) {
                Some(bytes) => self.contracts.push((index, body.clone(), bytes)),
                None => self.missing.push((index, body.extraction.sha256)),
            },
            Body::Pledge(value) => self.commitments.push((index, "pledge", value.clone())),
            Body::Review(value) => self.commitments.push((index, "review", value.clone())),
            Body::Issuer(_)
            | Body::Erasure(_)
            | Body::Reply(_)
            | Body::Import(_)
            | Body::Finding(_)
            | Body::Assess(_)
            | Body::Board(_)
            | Body::Verdict(_)
            | Body::Audit(_)
            | Body::QuickCount(_)
            | Body::AuditFinding(_) => {}
        }
    }

    /// How many statements take part.
    pub fn statements(&self) -> u64 {
        (self.releases.len() + self.contracts.len() + self.commitments.len()) as u64
    }

    /// SHA-256 over a line per statement, `index TAB sha256 LF`, in order of entries: releases by their document,
    /// contracts by their extraction, commitments by the SHA-256 of their canonical JSON.
    pub fn digest(&self) -> Digest {
        let mut lines: Vec<(u64, Digest)> = Vec::new();
        lines.extend(self.releases.iter().map(|(index, body)| (*index, body.document.sha256)));
        lines.extend(self.contracts.iter().map(|(index, body, _)| (*index, body.extraction.sha256)));
        lines.extend(self.commitments.iter().map(|(index, _, value)| {
            let canonical = base::json::canonical(&base::json::Value::from(value));
            (*index, base::digest::sha256(canonical.as_bytes()))
        }));
        lines.sort();
        let text: String = lines.iter().map(|(index, digest)| format!("{index}\t{digest}\n")).collect();
        base::digest::sha256(text.as_bytes())
    }
}

/// Entries that no longer stand at a size: erased, or corrected by a later statement of the same kind.
pub(crate) fn gone(stated: &[Stated], erased: &[Erased], size: u64) -> BTreeSet<u64> {
    let mut gone = self::erased(erased, size);
    for later in stated.iter().filter(|s| s.index < size) {
        let corrects = |earlier: &&u64| {
            stated
                .binary_search_by_key(*earlier, |s| s.index)
                .is_ok_and(|at| stated[at].body.kind() == later.body.kind())
        };
        gone.extend(later.refs.iter().filter(corrects));
    }
    gone
}

/// Entries that an erasure in `0..size` names.
pub fn erased(erased: &[Erased], size: u64) -> BTreeSet<u64> {
    erased.iter().filter(|e| e.index < size).flat_map(|e| e.refs.iter().copied()).collect()
}

/// The erasures, as far as they name entries of these kinds: nothing else can have been an input. An entry that cannot be
/// read may have been one.
pub(crate) fn erased_of(erased: &[Erased], kinds: &[&str], record: &dyn RecordView) -> Vec<Erased> {
    let fits = |index: &&u64| record.entry(**index).map_or(true, |of| kinds.contains(&of.entry.kind.as_str()));
    let of = |e: &Erased| Erased { index: e.index, refs: e.refs.iter().filter(fits).copied().collect() };
    erased.iter().map(of).collect()
}

/// What is said of a finding over entries `0..size` whose inputs are no longer those that stood then: entries among
/// them were erased since. `None` if none were.
pub(crate) fn rests_on_erased(erased: &[Erased], size: u64) -> Option<Recomputed> {
    let later = erased.iter().filter(|e| e.index >= size).flat_map(|e| e.refs.iter().copied());
    let entries: BTreeSet<u64> = later.filter(|entry| *entry < size).collect();
    (!entries.is_empty()).then(|| Recomputed::Erased { detail: format!("it rests on erased entries {entries:?}") })
}
