//! Judges what stands on a record without a verdict – boards of elections, states of audits and quick counts – and publishes
//! the verdicts that are new. One that cannot be judged holds up no other; a record that takes no entries stops all.

use crate::contents;
use crate::desk::Desk;
use kinds::body::Document;
use kinds::inputs::{Erased, Stated};
use kinds::voting::{Archive, NotWhole, Verdict};
use kinds::{Blobs, Body, audits, voting};
use record::{Code, Refusal};
use store::StoreError;

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

    /// Publishes the verdict on what stands at `entry`, or keeps why there can be none.
    ///
    /// # Errors
    /// Why the record takes no entries, for example a full disk: that is not said of what was to be judged.
    fn put(&mut self, desk: &Desk, entry: u64, name: &str, found: Result<Found, String>) -> anyhow::Result<()> {
        let why = match found {
            Err(why) => why,
            Ok((accepted, body, document)) => match desk.append(&body, &[entry], vec![document]) {
                Ok(_) => {
                    self.published += 1;
                    self.rejected += u64::from(!accepted);
                    return Ok(());
                }
                Err(error) if is_too_large(&error) => format!("its verdict: {error:#}"),
                Err(error) => return Err(error.context(format!("publishing the verdict on {name}, entry {entry}"))),
            },
        };
        self.not_judged.push(format!("entry {entry}, {name}: {why}"));
        Ok(())
    }
}

fn is_too_large(error: &anyhow::Error) -> bool {
    let refusal = match error.downcast_ref::<StoreError>() {
        Some(StoreError::Refused(refusal)) => Some(refusal),
        _ => error.downcast_ref::<Refusal>(),
    };
    refusal.is_some_and(|refusal| refusal.code == Code::Size)
}

/// Judges every state of an audit or a quick count in `0..size` that has no verdict yet.
pub(crate) fn judge_audits(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> anyhow::Result<Verdicts> {
    let blobs = contents::blobs(&desk.store);
    let mut out = Verdicts::default();
    for due in audits::due(stated, erased, size) {
        let found = audits::judge(&due, &blobs).map(|judged| {
            let accepted = judged.accepted;
            let (finding, document) = judged.finding(&due);
            (accepted, Body::AuditFinding(finding), document)
        });
        let found = found.map_err(|missing| format!("the document {missing} is not in the store"));
        out.put(desk, due.entry, &due.state.id, found)?;
    }
    Ok(out)
}

/// Judges every board in `0..size` that has no verdict yet.
pub(crate) fn judge_boards(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> anyhow::Result<Verdicts> {
    let blobs = contents::blobs(&desk.store);
    let mut out = Verdicts::default();
    for due in voting::due(stated, erased, size) {
        let found = board(&due, &blobs).map(|verdict| {
            let (finding, document) = verdict.finding(&due);
            (verdict.accepted, Body::Verdict(finding), document)
        });
        out.put(desk, due.entry, &format!("election {}", due.archive.uuid), found)?;
    }
    Ok(out)
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
    let verdict = voting::judge(&whole(due.archive)?, older.as_ref(), log.as_deref());
    let verdict = verdict.map_err(|refusal| refusal.to_string())?;
    match verdict.is_of(&due.archive.uuid) {
        true => Ok(verdict),
        false => Err("the archive holds another election than its entry names, or none that can be read".to_owned()),
    }
}

/// Why an archive cannot be read.
struct Unread(String);

impl From<NotWhole> for Unread {
    fn from(why: NotWhole) -> Self {
        Self(format!("the archive in parts: {why}"))
    }
}
