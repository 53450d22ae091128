//! Which ballots stand on a board, by their trackers: for voters who look for theirs. Nothing is proved here; that is
//! the verifier's work.

use crate::archive::{Kind as RecordKind, Records, Source};
use crate::event::{Event, Kind, MAX_REFERRED};
use crate::fault::Refusal;
use crate::json::Reader;
use base::Digest;
use base64::Engine as _;
use std::collections::HashMap;

/// Depth of JSON in a ballot at most (specification, section 15).
const DEPTH: usize = 16;

/// A ballot as its voter finds it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracker {
    /// SHA-256 of the ballot in Base64 without padding, 43 characters.
    pub tracker: String,
    /// Number of the event, from 0.
    pub event: u64,
    /// Hash of the event.
    pub hash: Digest,
    /// Whether it is the last ballot under its credential; an earlier one is replaced by it.
    pub counts: bool,
}

/// The ballots of an archive in order of events, as far as records can be read. A ballot whose record is not there, or
/// names no credential, is left out.
///
/// # Errors
/// [`Refusal`] for bounds, versions and unreadable files.
pub fn trackers(source: &dyn Source) -> Result<Vec<Tracker>, Refusal> {
    let mut out: Vec<Tracker> = Vec::new();
    let mut last: HashMap<String, usize> = HashMap::new();
    let (mut reasons, mut events, mut pending) = (Vec::new(), 0, Vec::new());
    let mut records = Records::new(source)?;
    while let Some(record) = records.next(&mut reasons)? {
        match record.kind {
            RecordKind::First => {}
            RecordKind::Data => {
                // No event refers to records that stand further before it.
                if pending.len() == MAX_REFERRED {
                    pending.remove(0);
                }
                pending.push(record);
            }
            RecordKind::Event => {
                let number = events;
                events += 1;
                let carried = std::mem::take(&mut pending);
                let event = Event::read(&mut Reader::new(""), &record.body);
                let Some(Event { kind: Kind::Ballot, payload: Some(payload), .. }) = event else { continue };
                let ballot = carried.iter().find(|r| r.name == payload);
                let Some(credential) = ballot.and_then(|ballot| credential(&ballot.body)) else { continue };
                if let Some(before) = last.insert(credential, out.len()) {
                    out[before].counts = false;
                }
                let tracker = base64::engine::general_purpose::STANDARD_NO_PAD.encode(payload.0);
                out.push(Tracker { tracker, event: number, hash: record.name, counts: true });
            }
        }
    }
    Ok(out)
}

fn credential(ballot: &[u8]) -> Option<String> {
    let parsed = base::json::parse(ballot, DEPTH).ok()?;
    Some(parsed.value.get("credential")?.as_text()?.to_owned())
}
