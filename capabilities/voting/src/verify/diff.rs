//! Whether a newer archive only adds to an older one.

use super::report::is_zero;
use super::{Depth, Verified, verify};
use crate::archive::{Kind, Records, Source};
use crate::event;
use crate::fault::{Code, MAX_TOLD, Reason, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;

/// What lies between two archives; printed as it is by `verify-diff --json`.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// `accepted` or `rejected`.
    pub verdict: &'static str,
    /// The older one.
    pub old: Side,
    /// The newer one.
    pub new: Side,
    /// Events added, by kind.
    pub added: BTreeMap<&'static str, u64>,
    /// Why it is rejected: what was changed first, then what is wrong with the older and with the newer one; at most
    /// 1,000.
    pub reasons: Vec<Reason>,
    /// How many reasons more.
    #[serde(skip_serializing_if = "is_zero")]
    pub reasons_more: u64,
    /// Whether the newer one begins with the older one, byte for byte; unknown where the older one is no board itself,
    /// unless they differ.
    pub extends: Option<bool>,
}

/// One of two archives.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// SHA-256.
    pub sha256: String,
    /// Events.
    pub events: u64,
    /// Hash of the last event.
    pub last_event: Option<String>,
}

impl Side {
    fn of(v: &Verified) -> Self {
        let archive = &v.report.archive;
        Self { sha256: archive.sha256.clone(), events: archive.events, last_event: archive.last_event.clone() }
    }
}

/// Compares: the older one passes bytes, hashes, chain and grammar; the newer one begins with it, byte for byte, and
/// passes everything.
///
/// # Errors
/// See [`verify`].
pub fn diff(old: &dyn Source, new: &dyn Source) -> Result<(Difference, Verified), Refusal> {
    let before = verify(old, Depth::Structure)?;
    let after = verify(new, Depth::Full)?;
    let mut reasons = Vec::new();
    let mut extends = before.report.accepted().then_some(true);
    if let Some(at) = first_difference(old, new)? {
        let what = "the newer archive differs from the older one here";
        let place = format!("byte {at}, after {} events of the older archive", events_before(old, at)?);
        reasons.push(Reason::new(Code::BoardNotExtension, place, what));
        extends = Some(false);
    }
    let older = before.report.reasons.iter();
    reasons.extend(older.map(|r| Reason { place: format!("older archive, {}", r.place), ..r.clone() }));
    reasons.extend(after.report.reasons.iter().cloned());
    let cut = reasons.len().saturating_sub(MAX_TOLD) as u64;
    reasons.truncate(MAX_TOLD);
    let reasons_more = before.report.reasons_more + after.report.reasons_more + cut;
    let added = event::Kind::ALL
        .iter()
        .enumerate()
        .map(|(i, kind)| (kind.as_str(), after.by_kind[i].saturating_sub(before.by_kind[i])))
        .filter(|(_, n)| *n > 0)
        .collect();
    let verdict = if reasons.is_empty() { "accepted" } else { "rejected" };
    let (old, new) = (Side::of(&before), Side::of(&after));
    Ok((Difference { verdict, old, new, added, reasons, reasons_more, extends }, after))
}

/// How many events of an archive end at or before a byte.
fn events_before(archive: &dyn Source, at: u64) -> Result<u64, Refusal> {
    let mut records = Records::new(archive)?;
    let (mut ignored, mut events) = (Vec::new(), 0u64);
    while let Some(record) = records.next(&mut ignored)? {
        if record.end() > at {
            break;
        }
        events += u64::from(record.kind == Kind::Event);
    }
    Ok(events)
}

fn first_difference(old: &dyn Source, new: &dyn Source) -> Result<Option<u64>, Refusal> {
    const CHUNK: u64 = 1 << 16;
    let unreadable =
        |e: std::io::Error| Refusal::new("FILE_UNREADABLE", "archive", e.to_string(), "Name a readable file.");
    let common = old.size().min(new.size());
    let mut at = 0;
    while at < common {
        let length = usize::try_from(CHUNK.min(common - at)).unwrap_or_default();
        let (mut a, mut b) = (vec![0u8; length], vec![0u8; length]);
        old.read_at(at, &mut a).map_err(unreadable)?;
        new.read_at(at, &mut b).map_err(unreadable)?;
        if let Some(i) = a.iter().zip(&b).position(|(a, b)| a != b) {
            return Ok(Some(at + i as u64));
        }
        at += length as u64;
    }
    Ok((new.size() < old.size()).then_some(common))
}
