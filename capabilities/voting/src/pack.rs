//! An archive taken apart into its first record, events and data, and put together again to the same bytes.

use crate::archive::{Kind, Records, Source, encode, encode_data, encode_event};
use crate::event::{Event, Kind as EventKind};
use crate::fault::Refusal;
use crate::json::Reader;
use crate::tally::{Owned, SizedTally};
use crate::verify::{Depth, read_setup, verify};
use base::Digest;
use std::collections::BTreeMap;

/// An archive taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Body of the first record.
    pub first: Vec<u8>,
    /// Bodies of the events, in order.
    pub events: Vec<Vec<u8>>,
    /// What they refer to, each once.
    pub data: BTreeMap<String, Vec<u8>>,
}

fn malformed(place: impl Into<String>, what: impl Into<String>) -> Refusal {
    Refusal::new("ARCHIVE_FORMAT", place, what, "Use the original, or the folder as `unpack` wrote it.")
}

/// Takes an archive apart.
///
/// # Errors
/// `ARCHIVE_FORMAT` with the first reason when it is not well-formed.
pub fn unpack(source: &dyn Source) -> Result<Parts, Refusal> {
    let verified = verify(source, Depth::Structure)?;
    if let Some(reason) = verified.report.reasons.first() {
        return Err(malformed(reason.place.clone(), format!("{} [{}]", reason.what, reason.code.as_str())));
    }
    let mut records = Records::new(source)?;
    let mut parts = Parts { first: Vec::new(), events: Vec::new(), data: BTreeMap::new() };
    while let Some(record) = records.next(&mut Vec::new())? {
        match record.kind {
            Kind::First => parts.first = record.body,
            Kind::Event => parts.events.push(record.body),
            Kind::Data => {
                parts.data.insert(record.name.to_string(), record.body);
            }
        }
    }
    Ok(parts)
}

/// Puts an archive together again.
///
/// # Errors
/// `ARCHIVE_FORMAT` when a part is missing, does not fit its hash or is not referred to.
pub fn pack(parts: &Parts) -> Result<Vec<u8>, Refusal> {
    let timestamp = base::json::parse(&parts.first, 4)
        .ok()
        .and_then(|p| match p.value.get("timestamp")? {
            base::json::Value::Text(t) | base::json::Value::Number(t) => t.parse::<u64>().ok(),
            _ => None,
        })
        .ok_or_else(|| malformed("BELENIOS", "no readable timestamp"))?;
    let mut out = encode("BELENIOS", &parts.first, timestamp);
    let mut used = std::collections::BTreeSet::new();
    let mut add = |hash: Digest, place: &str, out: &mut Vec<u8>| -> Result<Vec<u8>, Refusal> {
        let body = parts.data.get(&hash.to_string());
        let body = body.ok_or_else(|| malformed(place, format!("the record {hash} is missing")))?;
        let (actual, bytes) = encode_data(body, timestamp);
        if actual != hash {
            return Err(malformed(format!("data/{hash}.json"), "does not hash to its name"));
        }
        used.insert(hash.to_string());
        out.extend(bytes);
        Ok(body.clone())
    };
    for (i, bytes) in parts.events.iter().enumerate() {
        let place = format!("event {i}");
        let mut r = Reader::new(place.clone());
        let event = Event::read(&mut r, bytes).filter(|_| r.faults.is_empty());
        let event = event.ok_or_else(|| malformed(place.clone(), "is not an event in canonical form"))?;
        if let Some(payload) = event.payload {
            let body = parts.data.get(&payload.to_string()).map(Vec::as_slice).unwrap_or_default();
            let before: Option<Vec<Digest>> = match event.kind {
                EventKind::Setup => read_setup(&mut r, body).map(|all| all.to_vec()),
                EventKind::EncryptedTally => SizedTally::read(&mut r, body).map(|s| vec![s.encrypted_tally]),
                EventKind::Shuffle | EventKind::PartialDecryption => {
                    Owned::read(&mut r, body).map(|o| vec![o.payload])
                }
                _ => Some(Vec::new()),
            };
            let before = before.ok_or_else(|| malformed(place.clone(), "what it carries cannot be read"))?;
            for hash in before.into_iter().chain([payload]) {
                add(hash, &place, &mut out)?;
            }
        }
        out.extend(encode_event(&event, timestamp).1);
    }
    if let Some(stray) = parts.data.keys().find(|k| !used.contains(*k)) {
        return Err(malformed(format!("data/{stray}.json"), "no event refers to it"));
    }
    let verified = verify(&out, Depth::Structure)?;
    match verified.report.reasons.first() {
        Some(reason) => Err(malformed(reason.place.clone(), reason.what.clone())),
        None => Ok(out),
    }
}
