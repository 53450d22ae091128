//! Boards of elections inside parties and associations: the archive as published, the verdict that anyone computes
//! again from it, and what pages show.

mod again;
mod judge;
mod rows;

pub(crate) use again::Again;
pub use judge::{
    Check, Counts, Election, File, Key, Question, SetUp, Signer, Tracker, Verdict, Why, identify, judge,
};
pub(crate) use rows::rows;
pub use rows::{ElectionView, Source, State, StateVerdict, TrackerPlace, TrackerView, status};

use crate::body::{Body, Document};
use crate::inputs::{Erased, Stated, erased as gone};
use base::Digest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Kind of a published archive.
pub const ARCHIVE: &str = "voting.archive";
/// Kind of a verdict.
pub const FINDING: &str = "voting.finding";
/// Code of the one check: the verifier of `capabilities/voting`, and the comparison with the copy before.
pub const CHECK: &str = "V1";
/// Version of its method.
pub const VERSION: u16 = 1;

/// `voting.archive`: one state of a board, its archive as the document.
///
/// The states of one board are the archives that name the same election, in order of entries: each must extend the one
/// before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// Identifier of the election, as the archive itself states it.
    pub uuid: String,
    /// The archive.
    pub document: Document,
    /// The documents that put together in this order are the archive, where it is published in parts; else none, and the
    /// archive is one document. The first parts of a later state are those of the state before: stored once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Document>,
    /// The log of the set-up, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup_log: Option<Document>,
}

/// Bytes of an archive at most: it is judged in memory. About 200,000 ballots of two questions in Ed25519.
pub const MAX_ARCHIVE: u64 = 1 << 30;

impl Archive {
    /// The documents that hold the archive, in order.
    pub fn documents(&self) -> &[Document] {
        if self.parts.is_empty() { std::slice::from_ref(&self.document) } else { &self.parts }
    }

    /// The archive, from its documents as `read` gives them.
    ///
    /// # Errors
    /// What `read` says of a document; [`NotWhole`] if the documents are not the archive that was stated, or are more
    /// than [`MAX_ARCHIVE`].
    pub fn bytes<E: From<NotWhole>>(
        &self,
        mut read: impl FnMut(&Document) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        let stated = self.documents().iter().try_fold(0_u64, |sum, part| sum.checked_add(part.bytes));
        if stated != Some(self.document.bytes) || self.document.bytes > MAX_ARCHIVE {
            return Err(NotWhole.into());
        }
        let mut whole = Vec::new();
        for part in self.documents() {
            let bytes = read(part)?;
            if bytes.len() as u64 != part.bytes {
                return Err(NotWhole.into());
            }
            if whole.is_empty() {
                whole = bytes;
            } else {
                whole.extend(bytes);
            }
        }
        if !self.parts.is_empty() && base::digest::sha256(&whole) != self.document.sha256 {
            return Err(NotWhole.into());
        }
        Ok(whole)
    }
}

/// The parts of a published archive are not the archive that its entry names, or are too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotWhole;

impl std::fmt::Display for NotWhole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "its documents do not have the size and digest that the entry states, or more than {MAX_ARCHIVE} bytes"
        )
    }
}

/// `voting.finding`: the verdict on one archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Code of the check.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// SHA-256 of the archive.
    pub archive: Digest,
    /// SHA-256 of the state of the same board that stood before it, which it must extend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<Digest>,
    /// The verdict, a published canonical JSON document ([`Verdict`]).
    pub result: Document,
    /// The verdict in short: counts by name.
    pub summary: BTreeMap<String, u64>,
}

/// An archive on the record and the state of its board before it.
#[derive(Debug, Clone, Copy)]
pub struct Due<'a> {
    /// Entry of the archive.
    pub entry: u64,
    /// The archive.
    pub archive: &'a Archive,
    /// Entry and archive of the state before.
    pub older: Option<(u64, &'a Archive)>,
}

/// What a verdict is of: SHA-256 of an archive, and of the state before it.
type Judged = (Digest, Option<Digest>);

impl Due<'_> {
    fn key(&self) -> Judged {
        (self.archive.document.sha256, self.older.map(|(_, older)| older.document.sha256))
    }
}

/// The verdicts that stand, in order, each with its entry.
fn findings<'a>(stated: &'a [Stated], gone: &BTreeSet<u64>) -> impl DoubleEndedIterator<Item = (u64, &'a Finding)> {
    stated.iter().filter(|s| !gone.contains(&s.index)).filter_map(|s| match &s.body {
        Body::Verdict(finding) => Some((s.index, finding)),
        _ => None,
    })
}

/// The archives that stand in entries `0..size`, in order, each with the state before it.
pub fn standing<'a>(stated: &'a [Stated], erased: &[Erased], size: u64) -> Vec<Due<'a>> {
    let gone = gone(erased, size);
    let mut latest: BTreeMap<&str, (u64, &Archive)> = BTreeMap::new();
    let mut out = Vec::new();
    for statement in stated.iter().filter(|s| s.index < size && !gone.contains(&s.index)) {
        let Body::Board(archive) = &statement.body else { continue };
        let older = latest.insert(&archive.uuid, (statement.index, archive));
        out.push(Due { entry: statement.index, archive, older });
    }
    out
}

/// The archives that have no verdict by this version of the check yet.
pub fn due<'a>(stated: &'a [Stated], erased: &[Erased], size: u64) -> Vec<Due<'a>> {
    let gone = gone(erased, size);
    let of_now = findings(stated, &gone).filter(|(_, finding)| finding.version == VERSION);
    let judged: BTreeSet<Judged> = of_now.map(|(_, finding)| finding.key()).collect();
    let mut all = standing(stated, erased, size);
    all.retain(|due| !judged.contains(&due.key()));
    all
}

/// The verdict by this version that stands on the state of an entry.
pub fn verdict_on<'a>(stated: &'a [Stated], erased: &[Erased], size: u64, entry: u64) -> Option<&'a Finding> {
    let due = standing(stated, erased, size).into_iter().find(|due| due.entry == entry)?;
    let gone = gone(erased, size);
    let mut latest_first = findings(stated, &gone).rev().map(|(_, finding)| finding);
    latest_first.find(|finding| finding.version == VERSION && finding.key() == due.key())
}

impl Finding {
    fn key(&self) -> Judged {
        (self.archive, self.older)
    }

    /// Whether every check holds.
    pub fn accepted(&self) -> bool {
        self.summary.get("accepted") == Some(&1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_in_parts_is_whole_or_refused() {
        let document = |bytes: &[u8]| Document { sha256: base::digest::sha256(bytes), bytes: bytes.len() as u64 };
        let parts: [&[u8]; 3] = [b"one ", b"two ", b"three"];
        let all = parts.concat();
        let read = |part: &Document| -> Result<Vec<u8>, NotWhole> {
            Ok(parts.iter().find(|own| document(own) == *part).map(|own| own.to_vec()).unwrap_or_default())
        };
        let archive =
            |parts: Vec<Document>| Archive { uuid: "Split".into(), document: document(&all), parts, setup_log: None };
        let [one, two, three] = parts.map(document);
        assert_eq!(archive(vec![one.clone(), two.clone(), three.clone()]).bytes(read), Ok(all.clone()));
        let whole = |part: &Document| -> Result<Vec<u8>, NotWhole> {
            Ok(if *part == document(&all) { all.clone() } else { Vec::new() })
        };
        assert_eq!(archive(Vec::new()).bytes(whole), Ok(all.clone()));
        // Out of order, not all, one twice, another size than stated, too much.
        let huge = Document { bytes: u64::MAX, ..one.clone() };
        let longer = Document { bytes: two.bytes + 1, ..two.clone() };
        for wrong in [
            vec![two.clone(), one.clone(), three.clone()],
            vec![one.clone(), two.clone()],
            vec![one.clone(), one.clone(), three.clone()],
            vec![one.clone(), longer, Document { bytes: three.bytes - 1, ..three.clone() }],
            vec![huge.clone(), huge, three],
        ] {
            assert_eq!(archive(wrong).bytes(read), Err(NotWhole));
        }
        let mut large = archive(Vec::new());
        large.document.bytes = MAX_ARCHIVE + 1;
        assert_eq!(large.bytes(|_| -> Result<_, NotWhole> { panic!("nothing is read") }), Err(NotWhole));
    }
}
