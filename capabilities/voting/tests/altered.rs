//! What becomes of a board with an event that does not belong where it stands?

use crate::election::hold_in;
use crate::events::{Entry, put_together, shapes, take_apart};
use rayon::prelude::*;
use voting::archive::encode_data;
use voting::event::Kind;
use voting::group::Edwards;
use voting::trackers::trackers;
use voting::verify::{Depth, verify};

/// Each kind of event at each place of an honest board, as it is and with every list an element longer and one shorter:
/// never a panic, always a reason.
#[test]
fn an_event_that_does_not_belong_is_refused_and_nothing_breaks() {
    let held = hold_in(Edwards::get(), [1; 5], true);
    let honest = take_apart(&held.bytes);
    assert_eq!(put_together(&honest), held.bytes, "taken apart and put together it is the same");
    let mut cases: Vec<(usize, Entry)> = Vec::new();
    for kind in Kind::ALL {
        let (_, bodies) = honest.iter().find(|(k, _)| *k == kind).unwrap();
        let mut variants: Vec<Vec<String>> = Vec::new();
        // The records that the last one names; of a ballot and a result the one that is named.
        let payloads = if bodies.len() > 1 { bodies.len() - 1 } else { bodies.len() };
        for i in 0..payloads {
            for shape in shapes(&bodies[i]) {
                let mut bodies = bodies.clone();
                bodies[i] = shape;
                variants.push(bodies);
            }
        }
        if bodies.is_empty() {
            variants.push(Vec::new());
        }
        // A second set-up is not opened, wherever it stands.
        let last = if kind == Kind::Setup { 1 } else { honest.len() };
        for place in 0..=last {
            cases.extend(variants.iter().map(|bodies| (place, (kind, bodies.clone()))));
        }
    }
    let accepted: Vec<String> = cases
        .par_iter()
        .filter_map(|(place, entry)| {
            let mut events = honest.clone();
            events.insert(*place, entry.clone());
            let verified = verify(&put_together(&events), Depth::Full);
            let refused = verified.map_or(true, |v| !v.report.reasons.is_empty() && v.report.verdict == "rejected");
            (!refused).then(|| format!("{:?} at {place}", entry.0))
        })
        .collect();
    assert_eq!(accepted, [""; 0], "of {}", cases.len());
}

/// Records that no event refers to are said, and not held until an event comes: of a ballot that more than three of them
/// part from its event nothing is read.
#[test]
fn records_too_far_before_an_event_are_no_part_of_it() {
    let held = hold_in(Edwards::get(), [1; 5], false);
    let honest = take_apart(&held.bytes);
    let strays = |n: usize| {
        let mut events = honest[..2].to_vec();
        let ballot = events[1].1.pop().unwrap();
        events[1].1 = (0..n).map(|i| format!("\"stray {i}\"")).collect();
        events[1].1.push(ballot.clone());
        (ballot, put_together(&events))
    };
    let codes = |bytes: &Vec<u8>| -> Vec<&'static str> {
        let report = verify(bytes, Depth::Full).unwrap().report;
        report.reasons.iter().map(|reason| reason.code.as_str()).collect()
    };
    // Before the ballot they are said one by one, however many there are.
    let (ballot, bytes) = strays(20);
    assert_eq!(codes(&bytes), ["ARCHIVE_FORMAT"; 20]);
    assert_eq!(trackers(&bytes).unwrap().len(), 1);
    // Behind it they push it out: the event is moved behind four of them.
    for (n, found) in [(3, true), (4, false)] {
        let mut bytes = put_together(&honest[..1]);
        bytes.extend(encode_data(ballot.as_bytes(), 1_790_000_000).1);
        for i in 0..n {
            bytes.extend(encode_data(format!("\"stray {i}\"").as_bytes(), 1_790_000_000).1);
        }
        let whole = put_together(&honest[..2]);
        bytes.extend(&whole[whole.len() - 1024..]);
        assert_eq!(trackers(&bytes).unwrap().len(), usize::from(found), "{n}");
        let codes = codes(&bytes);
        assert_eq!(codes.contains(&"HASH_MISMATCH"), !found, "{n}: {codes:?}");
        assert_eq!(codes.iter().filter(|code| **code == "ARCHIVE_FORMAT").count(), n + usize::from(!found), "{n}");
    }
}

/// Unknown fields of an election are remarked, up to a thousand of them, and the rest are counted.
#[test]
fn remarks_are_counted_beyond_a_thousand() {
    let held = hold_in(Edwards::get(), [1; 5], false);
    let mut events = take_apart(&held.bytes);
    events.truncate(1);
    let election = &mut events[0].1[0];
    election.pop();
    (0..1_500).for_each(|i| election.push_str(&format!(",\"more{i}\":0")));
    election.push('}');
    let report = verify(&put_together(&events), Depth::Full).unwrap().report;
    assert!(report.accepted(), "{:?}", report.reasons);
    assert_eq!((report.warnings.len(), report.warnings_more), (1_000, 500));
}
