//! Is everything found that was planted in the sample election, and nothing called met that is not?

use crate::files;
use assess::{Options, catalogue, compute, dossier};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_planted_condition_is_found_and_no_met_is_false() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let truth: Value = serde_json::from_slice(&std::fs::read(demo.join("assessment-truth.json")).unwrap()).unwrap();
    let folder = files::read(&demo.join("assessment"));
    let catalogue = catalogue::own().unwrap();
    let dossier = dossier::read(&folder, &catalogue, &dossier::Limits::default(), true).unwrap();
    let options = Options { simulation: None, ..Options::of(&dossier) };
    let found = compute(&folder, &dossier, &catalogue, &options).unwrap();
    assert_eq!(found.problems, []);

    let planted = truth["indicators"].as_object().unwrap();
    let mut wrong = Vec::new();
    for (id, truth) in planted {
        let own = found.indicators.iter().find(|indicator| indicator.id == *id).unwrap();
        if truth["status"] != own.status || truth["reason"] != serde_json::json!(own.reason) {
            wrong.push(format!("{id}: {} planted, {} {:?} found", truth["planted"], own.status, own.reason));
        }
    }
    assert_eq!(wrong, [""; 0]);
    let met = |status: &str| status == "met";
    let all: BTreeSet<&str> =
        found.indicators.iter().filter(|indicator| met(indicator.status)).map(|i| i.id.as_str()).collect();
    let allowed: BTreeSet<&str> = truth["met"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(all, allowed, "what is met is what was planted as met");

    let of = |id: &String| catalogue.indicator(id).unwrap();
    let by_records = planted.keys().filter(|id| of(id).method == catalogue::Method::Machine).count();
    assert!(planted.len() >= 40 && by_records >= 40, "{} planted, {by_records} of them by records", planted.len());
    let served: BTreeSet<&str> = planted.keys().flat_map(|id| &of(id).recommendations).map(String::as_str).collect();
    assert_eq!(served.len(), 18, "a recommendation has nothing planted: {served:?}");
}
