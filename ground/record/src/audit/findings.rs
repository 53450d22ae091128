//! Is every published finding what its computation gives? Computed again by whoever knows the capabilities.

use super::entries::{Walk, bundle_root};
use super::report::{Report, StepCode, StepOutcome};
use super::statements::load;
use crate::copy::{CopyTiles, MAX_BLOB, TileRead, blob_path, optional};
use crate::entry::Entry;
use crate::merkle::leaf_hash;
use crate::refusal::{Code, Refusal};
use crate::statement::Statement;
use crate::tile::{Row, TilePath, decode_bundle, row_shape};
use base::Digest;
use base::digest::sha256;
use rayon::prelude::*;

/// An entry that the audit looked at, with its statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// The entry's index.
    pub index: u64,
    /// The entry.
    pub entry: Entry,
    /// Its statement, held against commitment and signature; `None` if it is erased, restricted, withheld or wrong.
    pub statement: Option<Statement>,
    /// Whether the issuer's key was valid at the entry's time and for its kind. The audit reports where it was not;
    /// such a statement is shown all the same, and stands in a finding's input.
    pub by_valid_key: bool,
}

/// Knows which entries are findings and how each is computed again. The record itself knows no capability.
pub trait FindingCheck {
    /// Whether entries of this kind are findings.
    fn is_finding(&self, kind: &str) -> bool;

    /// Computes a finding again. Asked once for each, in the order of the log.
    fn check(&mut self, finding: &Audited, statement: &Statement, record: &dyn RecordView) -> Recomputed;
}

/// What computing a finding again gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recomputed {
    /// The same, byte for byte.
    Equal,
    /// Something else: what, and where.
    Differs {
        /// In one line.
        detail: String,
    },
    /// It cannot be computed any more because what it rests on was erased, as the record says.
    Erased {
        /// Which entries.
        detail: String,
    },
    /// It could not be computed here: an unknown check or version, an engine that is not built in.
    NotComputed {
        /// Why, and who could.
        reason: String,
    },
}

/// The audited record, as a finding's computation sees it.
pub trait RecordView: Sync {
    /// Entries in the log.
    fn size(&self) -> u64;

    /// One entry with its statement.
    ///
    /// # Errors
    /// `R-FILE-MISSING`, `R-FILE-UNREADABLE`, or `R-TILE-DIFFERS` if the copy changed during the audit.
    fn entry(&self, index: u64) -> Result<Audited, Refusal>;

    /// All entries of `[from, to)` in order, with their statements.
    ///
    /// # Errors
    /// As [`RecordView::entry`], or whatever `visit` returns, which ends the reading.
    fn each(&self, from: u64, to: u64, visit: &mut dyn FnMut(Audited) -> Result<(), Refusal>) -> Result<(), Refusal>;

    /// A published document, with its digest verified; `None` if it is not in the copy.
    ///
    /// # Errors
    /// `R-FILE-UNREADABLE` or `R-BLOB-DIGEST`.
    fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Refusal>;

    /// The entry that erased an entry's statement, if one did.
    fn erased_by(&self, index: u64) -> Option<u64>;
}

/// For a caller that knows no findings: none is one.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFindings;

impl FindingCheck for NoFindings {
    fn is_finding(&self, _: &str) -> bool {
        false
    }

    fn check(&mut self, _: &Audited, _: &Statement, _: &dyn RecordView) -> Recomputed {
        Recomputed::NotComputed { reason: "no finding is known here".to_owned() }
    }
}

pub(super) fn recompute(walk: &Walk<'_>, check: &mut dyn FindingCheck, report: &mut Report) {
    let step = report.step_mut(StepCode::Findings);
    let view = View { walk };
    if walk.findings.is_empty() {
        step.outcome = StepOutcome::NotAsked;
        return;
    }
    for &index in &walk.findings {
        let finding = match view.entry(index) {
            Ok(finding) => finding,
            Err(refusal) => {
                step.fail(refusal);
                continue;
            }
        };
        let Some(statement) = &finding.statement else {
            step.count(if view.erased_by(index).is_some() { "erased" } else { "not verified" }, 1);
            continue;
        };
        match check.check(&finding, statement, &view) {
            Recomputed::Equal => step.count("equal", 1),
            Recomputed::Erased { detail } => {
                step.count("input erased", 1);
                step.notes.push(format!("entry {index} cannot be computed again: {detail}"));
            }
            Recomputed::Differs { detail } => {
                step.count("different", 1);
                step.fail(Refusal::new(
                    Code::FindingDiffers,
                    format!("entry {index}"),
                    detail,
                    "Ask who published the finding; do not rely on it.",
                ));
            }
            Recomputed::NotComputed { reason } => {
                step.count("not computed", 1);
                step.fail(Refusal::new(
                    Code::FindingNotComputed,
                    format!("entry {index}"),
                    reason,
                    "Take a verifier that knows this check and version.",
                ));
            }
        }
    }
    step.done();
}

struct View<'a> {
    walk: &'a Walk<'a>,
}

impl View<'_> {
    fn bundle(&self, n: u64) -> Result<Vec<Result<Entry, Refusal>>, Refusal> {
        let (full, partial) = row_shape(Row::Entries, self.walk.size);
        let width = if n < full { 256 } else { partial };
        let path = TilePath::new(Row::Entries, n, width).expect("a bundle within the size");
        let bytes = CopyTiles(self.walk.copy).tile(path)?;
        let entries = decode_bundle(&bytes, width).map_err(|e| e.within(&path.to_string()))?;
        let leaves: Vec<Digest> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let known = usize::try_from(n).ok().and_then(|n| *self.walk.bundles.get(n)?);
        if known != Some(bundle_root(&leaves)) {
            return Err(Refusal::new(
                Code::TileDiffers,
                path.to_string(),
                "the bundle did not verify, or has changed since",
                "Verify a copy that nobody writes to.",
            ));
        }
        Ok(entries.into_iter().map(|entry| Entry::parse(entry, self.walk.options.kinds)).collect())
    }

    /// Entries that fit the schema; others are passed over, they are reported elsewhere.
    fn each_entry(
        &self,
        from: u64,
        to: u64,
        visit: &mut dyn FnMut(u64, Entry) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let to = to.min(self.walk.size);
        for n in from / 256..to.div_ceil(256) {
            for (index, entry) in (n * 256..).zip(self.bundle(n)?) {
                if (from..to).contains(&index)
                    && let Ok(entry) = entry
                {
                    visit(index, entry)?;
                }
            }
        }
        Ok(())
    }

    fn audited(&self, index: u64, entry: Entry) -> Result<Audited, Refusal> {
        let collected = &self.walk.collected;
        if collected.bad.contains(&index) || collected.erased.contains_key(&index) {
            return Ok(Audited { index, entry, statement: None, by_valid_key: false });
        }
        let statement = load(self.walk.copy, &entry)?.map(|(_, statement)| statement);
        let by_valid_key = statement.is_some() && !collected.doubtful.contains(&index);
        Ok(Audited { index, entry, statement, by_valid_key })
    }
}

impl RecordView for View<'_> {
    fn size(&self) -> u64 {
        self.walk.size
    }

    fn entry(&self, index: u64) -> Result<Audited, Refusal> {
        let mut found = None;
        self.each_entry(index, index.saturating_add(1), &mut |index, entry| {
            found = Some((index, entry));
            Ok(())
        })?;
        let (index, entry) = found.ok_or_else(|| {
            Refusal::new(
                Code::EntrySchema,
                format!("entry {index}"),
                "there is no such entry",
                "Name an earlier one.",
            )
        })?;
        self.audited(index, entry)
    }

    fn each(&self, from: u64, to: u64, visit: &mut dyn FnMut(Audited) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mut at = from;
        while at < to.min(self.walk.size) {
            let end = to.min(at + 4_096);
            let mut entries = Vec::new();
            self.each_entry(at, end, &mut |index, entry| {
                entries.push((index, entry));
                Ok(())
            })?;
            let audited: Vec<_> = entries.into_par_iter().map(|(index, entry)| self.audited(index, entry)).collect();
            audited.into_iter().try_for_each(|audited| visit(audited?))?;
            at = end;
        }
        Ok(())
    }

    fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Refusal> {
        let path = blob_path(digest);
        let Some(bytes) = optional(self.walk.copy, &path, MAX_BLOB)? else {
            return Ok(None);
        };
        if sha256(&bytes) == *digest {
            return Ok(Some(bytes));
        }
        let found = "the document does not have its digest";
        Err(Refusal::new(Code::BlobDigest, path, found, "Compare it with another copy."))
    }

    fn erased_by(&self, index: u64) -> Option<u64> {
        self.walk.collected.erased.get(&index).copied()
    }
}
