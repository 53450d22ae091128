//! Judges what stands on a record without a verdict – boards of elections, states of audits and quick counts – and publishes
//! the verdicts that are new. One that cannot be judged holds up no other.

use crate::contents;
use crate::desk::Desk;
use kinds::body::Document;
use kinds::inputs::{Erased, Stated};
use kinds::voting::{Archive, NotWhole, Verdict};
use kinds::{Blobs, Body, audits, voting};

/// What a round did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Verdicts {
    /// Verdicts put on the record.
    pub(crate) published: u64,
    /// Of boards that are rejected, or of audits whose records do not hold.
    pub(crate) rejected: u64,
    /// What could not be judged, with the reason.
    pub(crate) not_judged: Vec<String>,
}

/// A verdict: whether it accepts, what is said, and the document.
type Found = (bool, Body, Vec<u8>);

impl Verdicts {
    /// Whether there was nothing to judge.
    pub(crate) const fn is_empty(&self) -> bool {
        self.published == 0 && self.not_judged.is_empty()
    }

    /// Lines for people on boards.
    pub(crate) fn of_boards(&self) -> String {
        self.said("boards of elections", "of them rejected")
    }

    /// Lines for people on audits and quick counts.
    pub(crate) fn of_audits(&self) -> String {
        self.said("audits and quick counts", "of records that do not hold")
    }

    fn said(&self, what: &str, bad: &str) -> String {
        let Self { published, rejected, not_judged } = self;
        let mut out = format!("{what}: {published} verdicts published, {rejected} {bad}");
        not_judged.iter().for_each(|why| out += &format!("\nnot judged: {why}"));
        out
    }

    /// Publishes the verdict on what stands at `entry`; what is told of it if it cannot be.
    fn put(&mut self, desk: &Desk, entry: u64, name: &str, found: Result<Found, String>) {
        let published = found.and_then(|(accepted, body, document)| {
            let put = desk.append(&body, &[entry], vec![document]);
            put.map(|_| accepted).map_err(|error| format!("{error:#}"))
        });
        match published {
            Ok(accepted) => {
                self.published += 1;
                self.rejected += u64::from(!accepted);
            }
            Err(why) => self.not_judged.push(format!("entry {entry}, {name}: {why}")),
        }
    }
}

/// Judges every state of an audit or a quick count in `0..size` that has no verdict yet.
pub(crate) fn judge_audits(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> Verdicts {
    let blobs = contents::blobs(&desk.store);
    let mut out = Verdicts::default();
    for due in audits::due(stated, erased, size) {
        let found = audits::judge(&due, &blobs).map(|judged| {
            let accepted = judged.accepted;
            let (finding, document) = judged.finding(&due);
            (accepted, Body::AuditFinding(finding), document)
        });
        let found = found.map_err(|missing| format!("the document {missing} is not in the store"));
        out.put(desk, due.entry, &due.state.id, found);
    }
    out
}

/// Judges every board in `0..size` that has no verdict yet.
pub(crate) fn judge_boards(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> Verdicts {
    let blobs = contents::blobs(&desk.store);
    let mut out = Verdicts::default();
    for due in voting::due(stated, erased, size) {
        let found = board(&due, &blobs).map(|verdict| {
            let (finding, document) = verdict.finding(&due);
            (verdict.accepted, Body::Verdict(finding), document)
        });
        out.put(desk, due.entry, &format!("election {}", due.archive.uuid), found);
    }
    out
}

fn board(due: &voting::Due<'_>, blobs: &dyn Blobs) -> Result<Verdict, String> {
    let bytes = |document: &Document| {
        let digest = &document.sha256;
        blobs.blob(digest).ok_or_else(|| format!("the archive {digest} is not in the store"))
    };
    let whole = |archive: &Archive| {
        let read = |part: &Document| bytes(part).map_err(Unread);
        archive.bytes(read).map_err(|Unread(why)| why)
    };
    let older = due.older.map(|(_, older)| whole(older)).transpose()?;
    let log = due.archive.setup_log.as_ref().map(&bytes).transpose()?;
    voting::judge(&whole(due.archive)?, older.as_ref(), log.as_deref()).map_err(|refusal| refusal.to_string())
}

/// Why an archive cannot be read.
struct Unread(String);

impl From<NotWhole> for Unread {
    fn from(why: NotWhole) -> Self {
        Self(format!("the archive in parts: {why}"))
    }
}
