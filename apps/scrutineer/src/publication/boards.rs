//! Judges the boards that stand on a record and publishes the verdicts that are new.

use crate::contents;
use crate::desk::Desk;
use kinds::body::Document;
use kinds::inputs::{Erased, Stated};
use kinds::voting::{Archive, Due, NotWhole, Verdict, due, judge};
use kinds::{Blobs, Body};
use std::fmt;

/// What a round did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Verdicts {
    /// Verdicts put on the record.
    pub(crate) published: u64,
    /// Boards among them that are rejected.
    pub(crate) rejected: u64,
    /// Boards that could not be judged, with the reason.
    pub(crate) not_judged: Vec<String>,
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "boards of elections: {} verdicts published, {} of them rejected", self.published, self.rejected)?;
        self.not_judged.iter().try_for_each(|why| write!(f, "\nnot judged: {why}"))
    }
}

/// Judges every board in `0..size` that has no verdict yet. One that cannot be judged holds up no other.
pub(crate) fn publish(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> anyhow::Result<Verdicts> {
    let blobs = contents::blobs(&desk.store);
    let mut out = Verdicts::default();
    for due in due(stated, erased, size) {
        match verdict(&due, &blobs) {
            Ok(verdict) => {
                let (finding, document) = verdict.finding(&due);
                desk.append(&Body::Verdict(finding), &[due.entry], vec![document])?;
                out.published += 1;
                out.rejected += u64::from(!verdict.accepted);
            }
            Err(why) => out.not_judged.push(format!("entry {}, election {}: {why}", due.entry, due.archive.uuid)),
        }
    }
    Ok(out)
}

fn verdict(due: &Due<'_>, blobs: &dyn Blobs) -> Result<Verdict, String> {
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
    judge(&whole(due.archive)?, older.as_ref(), log.as_deref()).map_err(|refusal| refusal.to_string())
}

/// Why an archive cannot be read.
struct Unread(String);

impl From<NotWhole> for Unread {
    fn from(why: NotWhole) -> Self {
        Self(format!("the archive in parts: {why}"))
    }
}
