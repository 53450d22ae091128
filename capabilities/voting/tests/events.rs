//! A board taken apart into its events and put together again, so that one of them can be changed and everything that
//! hangs on it is made anew: names, references, parents, heights.

use base::digest::sha256;
use base::json::{Value, parse};
use voting::archive::{self, Kind as RecordKind, Records};
use voting::event::{Event, Kind};
use voting::json::{Reader, compact};
use voting::tally::{Owned, SizedTally};
use voting::verify::setup_json;

/// An event with the bodies it refers to, the one it names last.
pub(crate) type Entry = (Kind, Vec<String>);

/// The events of an archive.
pub(crate) fn take_apart(bytes: &[u8]) -> Vec<Entry> {
    let bytes = bytes.to_vec();
    let (mut records, mut out, mut bodies) = (Records::new(&bytes).unwrap(), Vec::new(), Vec::new());
    while let Some(record) = records.next(&mut Vec::new()).unwrap() {
        match record.kind {
            RecordKind::First => {}
            RecordKind::Data => bodies.push(String::from_utf8(record.body).unwrap()),
            RecordKind::Event => {
                let event = Event::read(&mut Reader::new(""), &record.body).unwrap();
                out.push((event.kind, std::mem::take(&mut bodies)));
            }
        }
    }
    out
}

/// An archive of these events. Hashes that stand in set-up data, sized tallies and owners are made anew.
pub(crate) fn put_together(events: &[Entry]) -> Vec<u8> {
    let time = 1_790_000_000;
    let mut out = archive::encode_first(time);
    let mut parent = None;
    for (height, (kind, bodies)) in events.iter().enumerate() {
        let mut payload = None;
        for body in referring(bodies) {
            let (hash, bytes) = archive::encode_data(body.as_bytes(), time);
            out.extend(bytes);
            payload = Some(hash);
        }
        let event = Event { parent, height: height as u64, kind: *kind, payload };
        let (hash, bytes) = archive::encode_event(&event, time);
        out.extend(bytes);
        parent = Some(hash);
    }
    out
}

/// The bodies of an event, the last of which names those before it by the hashes they have now.
fn referring(bodies: &[String]) -> Vec<String> {
    let mut bodies = bodies.to_vec();
    let hashes: Vec<_> = bodies.iter().map(|body| sha256(body.as_bytes())).collect();
    let (Some(last), before) = (bodies.last_mut(), &hashes[..hashes.len().saturating_sub(1)]) else { return bodies };
    match before {
        [election, trustees, credentials] => *last = setup_json(*election, *trustees, *credentials),
        [payload] => {
            if let Some(owned) = Owned::read(&mut Reader::new(""), last.as_bytes()) {
                *last = Owned { payload: *payload, ..owned }.to_json();
            } else if let Some(sized) = SizedTally::read(&mut Reader::new(""), last.as_bytes()) {
                *last = SizedTally { encrypted_tally: *payload, ..sized }.to_json();
            }
        }
        _ => {}
    }
    bodies
}

/// Calls for every list within a value, outer ones first.
fn lists(value: &mut Value, visit: &mut impl FnMut(&mut Vec<Value>)) {
    if let Some(items) = value.as_array_mut() {
        visit(items);
        items.iter_mut().for_each(|item| lists(item, visit));
    } else if let Some(object) = value.as_object_mut() {
        let keys: Vec<String> = object.iter().map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            lists(object.get_mut(&key).unwrap(), visit);
        }
    }
}

/// How many lists stand within a value.
pub(crate) fn count_lists(value: &Value) -> usize {
    let mut count = 0;
    lists(&mut value.clone(), &mut |_| count += 1);
    count
}

/// Makes the list of this number an element longer (the last one twice) or shorter.
pub(crate) fn resize(value: &mut Value, at: usize, longer: bool) {
    let mut number = 0;
    lists(value, &mut |list| {
        if number == at {
            match list.last().cloned() {
                Some(last) if longer => list.push(last),
                _ => drop(list.pop()),
            }
        }
        number += 1;
    });
}

/// The body as it is, and with each of its lists an element longer and one shorter.
pub(crate) fn shapes(body: &str) -> Vec<String> {
    let mut all = vec![body.to_owned()];
    let Ok(parsed) = parse(body.as_bytes(), 16) else { return all };
    let count = count_lists(&parsed.value);
    for (at, longer) in (0..count).flat_map(|at| [(at, true), (at, false)]) {
        let mut value = parsed.value.clone();
        resize(&mut value, at, longer);
        let mut text = String::new();
        compact(&value, &mut text);
        all.push(text);
    }
    all
}
