//! What becomes of a board with an event that does not belong where it stands?

use crate::election::hold_in;
use crate::events::{Entry, put_together, shapes, take_apart};
use rayon::prelude::*;
use voting::event::Kind;
use voting::group::Edwards;
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
        for place in 0..=honest.len() {
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
