//! Judges the states of audits and quick counts that stand on a record and publishes the verdicts that are new.

use crate::contents;
use crate::desk::Desk;
use kinds::Body;
use kinds::audits::{due, judge};
use kinds::inputs::{Erased, Stated};
use std::fmt;

/// What a round did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Verdicts {
    /// Verdicts put on the record.
    pub(crate) published: u64,
    /// Records of audits among them that do not hold.
    pub(crate) rejected: u64,
    /// States that could not be judged, with the reason.
    pub(crate) not_judged: Vec<String>,
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { published, rejected, .. } = self;
        write!(f, "audits and quick counts: {published} verdicts published, {rejected} of records that do not hold")?;
        self.not_judged.iter().try_for_each(|why| write!(f, "\nnot judged: {why}"))
    }
}

/// Judges every state in `0..size` that has no verdict yet. One that cannot be judged holds up no other.
pub(crate) fn publish(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> anyhow::Result<Verdicts> {
    let blobs = contents::blobs(&desk.store);
    let mut out = Verdicts::default();
    for due in due(stated, erased, size) {
        match judge(&due, &blobs) {
            Ok(judged) => {
                let accepted = judged.accepted;
                let (finding, document) = judged.finding(&due);
                match desk.append(&Body::AuditFinding(finding), &[due.entry], vec![document]) {
                    Ok(_) => {
                        out.published += 1;
                        out.rejected += u64::from(!accepted);
                    }
                    Err(error) => {
                        out.not_judged.push(format!("entry {}, {}: {error:#}", due.entry, due.state.id));
                    }
                }
            }
            Err(missing) => {
                let id = &due.state.id;
                out.not_judged.push(format!("entry {}, {id}: the document {missing} is not in the store", due.entry));
            }
        }
    }
    Ok(out)
}
