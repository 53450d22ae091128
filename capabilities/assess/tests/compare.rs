//! Is everything that changed between two dates named with what changed beside it, and is nothing else?

use crate::files;
use assess::compare::{Comparison, Side, compare};
use assess::{Catalogue, Options, catalogue, compute, dossier};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

fn demo(name: &str) -> files::Files {
    files::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(name))
}

type Read = (Value, BTreeMap<String, String>);

fn computed(folder: &files::Files, catalogue: &Catalogue) -> Read {
    let dossier = dossier::read(folder, catalogue, &dossier::Limits::default(), true).unwrap();
    let options = Options { simulation: None, resamples: 50, ..Options::of(&dossier) };
    let result = compute(folder, &dossier, catalogue, &options).unwrap();
    assert_eq!(result.problems, []);
    let digests = dossier.evidence.iter().map(|item| (item.id.clone(), item.sha256.clone())).collect();
    (serde_json::from_str(&result.to_json()).unwrap(), digests)
}

fn both(earlier: &Read, later: &Read, catalogues: &[&Catalogue]) -> Comparison {
    compare(
        Side { result: &earlier.0, evidence: Some(&earlier.1) },
        Side { result: &later.0, evidence: Some(&later.1) },
        catalogues,
    )
    .unwrap()
}

fn reasons(found: &Comparison, id: &str) -> Vec<String> {
    let own = found.indicators.iter().find(|own| own.id == id);
    own.map(|own| own.reasons.iter().map(|reason| reason.code.clone()).collect()).unwrap_or_default()
}

/// The later dossier with a text replaced in one file.
fn edited(file: &str, old: &str, new: &str) -> files::Files {
    let mut files = demo("assessment");
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(old), "{file}: {old}");
    files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
    files
}

#[test]
fn every_planted_change_is_found_with_its_reason_and_nothing_more() {
    let truth: Value = serde_json::from_slice(
        &std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment-truth.json")).unwrap(),
    )
    .unwrap();
    let own = catalogue::own().unwrap();
    let (earlier, later) = (computed(&demo("assessment-interim"), &own), computed(&demo("assessment"), &own));
    let found = both(&earlier, &later, &[&own]);
    assert!(found.comparable);
    let seen: BTreeMap<&str, (&str, Vec<String>)> =
        found.indicators.iter().map(|i| (i.id.as_str(), (i.change.as_str(), reasons(&found, &i.id)))).collect();
    let planted = truth["changes"].as_object().unwrap();
    let planted: BTreeMap<&str, (&str, Vec<String>)> = planted
        .iter()
        .map(|(id, own)| {
            let codes = own["reasons"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
            (id.as_str(), (own["change"].as_str().unwrap(), codes.collect()))
        })
        .collect();
    assert_eq!(seen, planted);
    assert_eq!(found.unchanged as usize + found.indicators.len(), own.indicators.len());
    let item = &found.indicators.iter().find(|i| i.id == "LEG-06").unwrap().reasons[0].items[0];
    assert_eq!((item.what.as_str(), item.earlier.len(), item.later.join(" ").as_str()), ("E-012", 0, "A refutes"));
    // Each change stands with the recommendations that its indicator serves.
    for change in &found.indicators {
        for id in &own.indicator(&change.id).unwrap().recommendations {
            let row = found.recommendations.iter().find(|row| row.id == *id).unwrap();
            assert!(row.indicators.as_ref().unwrap().contains(&change.id), "{id} {}", change.id);
        }
    }
    // No bounds moved as far as that: a few answers more are not a difference.
    assert!(found.recommendations.iter().all(|row| row.finding == "not_distinguishable"), "{found:?}");
}

#[test]
fn nothing_changes_between_a_result_and_itself() {
    let own = catalogue::own().unwrap();
    let one = computed(&demo("assessment"), &own);
    let found = both(&one, &one, &[&own]);
    assert_eq!(found.indicators, []);
}

#[test]
fn law_ratings_and_replaced_files_are_named() {
    let own = catalogue::own().unwrap();
    let before = computed(&demo("assessment"), &own);
    // The convention ceases to bind before the date.
    let law = edited("dossier.yaml", "  from: '1991-06-01'\n", "  from: '1991-06-01'\n  until: '2026-03-01'\n");
    let found = both(&before, &computed(&law, &own), &[&own]);
    assert!(found.indicators.iter().all(|i| i.reasons.iter().all(|reason| reason.code == "law")), "{found:?}");
    assert!(!found.indicators.is_empty());
    let pins = found.indicators.iter().flat_map(|i| &i.reasons[0].items);
    assert!(pins.clone().any(|item| item.earlier == ["binding"] && item.later == ["not in force"]));
    // Asked a day earlier the same is in force: the date alone is no change of the law.
    let day_before = computed(&edited("dossier.yaml", "as_of: '2026-03-31'", "as_of: '2026-03-30'"), &own);
    assert_eq!(both(&day_before, &before, &[&own]).indicators, []);

    let ratings = edited(
        "ratings/obs-1.yaml",
        "value: met\n  rated_on: '2026-02-03'\n  evidence:\n  - E-001",
        "value: partly\n  rated_on: '2026-02-03'\n  evidence:\n  - E-001",
    );
    assert_eq!(reasons(&both(&before, &computed(&ratings, &own), &[&own]), "LEG-01"), ["rating", "agreement"]);

    let mut other = before.clone();
    other.1.insert("E-001".to_owned(), "0".repeat(64));
    let found = both(&before, &other, &[&own]);
    assert_eq!((found.indicators.len(), found.indicators[0].change.as_str()), (1, "basis"));
    assert_eq!(reasons(&found, "LEG-01"), ["evidence_file"]);
}

#[test]
fn a_second_refusal_of_the_same_office_is_seen() {
    let own = catalogue::own().unwrap();
    let before = computed(&demo("assessment"), &own);
    let refusal = |day: &str| format!("- indicator: OVR-04\n  by: emb\n  asked_on: '{day}'\n  evidence: []\n");
    let list = |days: [&str; 2]| {
        let list = format!("refusals:\n{}", days.map(refusal).concat());
        computed(&edited("dossier.yaml", &format!("refusals:\n{}", refusal("2026-01-10")), &list), &own)
    };
    let again = list(["2026-02-20", "2026-01-10"]);
    let found = both(&before, &again, &[&own]);
    assert_eq!(reasons(&found, "OVR-04"), ["refusal"]);
    let item = &found.indicators[0].reasons[0].items[0];
    assert_eq!((item.what.as_str(), &*item.earlier.concat()), ("emb", "2026-01-10"));
    assert_eq!(item.later, ["2026-01-10", "2026-02-20"]);
    // In another order it is the same list.
    assert_eq!(both(&again, &list(["2026-01-10", "2026-02-20"]), &[&own]).indicators, []);
}

#[test]
fn what_a_decision_says_is_compared_whole() {
    let own = catalogue::own().unwrap();
    let before = computed(&demo("assessment"), &own);
    let found = |old: &str, new: &str| {
        let found = both(&before, &computed(&edited("adjudications.yaml", old, new), &own), &[&own]);
        assert_eq!(reasons(&found, "VOT-05"), ["adjudication"], "{old}");
        let mut own = found.indicators.into_iter().find(|own| own.id == "VOT-05").unwrap();
        own.reasons.swap_remove(0).items.into_iter().map(|i| (i.what, i.earlier, i.later)).collect::<Vec<_>>()
    };
    let named = |what: &str| vec![(what.to_owned(), vec![], vec![])];
    assert_eq!(found("They were not.", "Two of them were not."), named("reasons"));
    assert_eq!(found("should weigh more", "should weigh much more"), named("dissent"));
    let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let by = [("by".to_owned(), texts(&["obs", "clinic"]), texts(&["clinic", "obs"]))];
    assert_eq!(found("  - obs\n  - clinic", "  - clinic\n  - obs"), by);
    let day = [("decided_on".to_owned(), texts(&["2026-03-01"]), texts(&["2026-03-02"]))];
    assert_eq!(found("'2026-03-01'", "'2026-03-02'"), day);
}

#[test]
fn whether_files_were_compared_is_said() {
    let own = catalogue::own().unwrap();
    let one = computed(&demo("assessment"), &own);
    let said = |a, b| {
        let (a, b) = (Side { result: &one.0, evidence: a }, Side { result: &one.0, evidence: b });
        compare(a, b, &[&own]).unwrap().files_compared
    };
    let digests = Some(&one.1);
    assert_eq!(
        [said(digests, digests), said(digests, None), said(None, digests), said(None, None)],
        [true, false, false, false]
    );
}

#[test]
fn what_is_gone_stands_under_its_recommendation_and_a_recommendation_that_is_gone_is_kept() {
    let own = catalogue::own().unwrap();
    let before = computed(&demo("assessment"), &own);
    let mut smaller = own.clone();
    "0".repeat(64).clone_into(&mut smaller.sha256);
    smaller.indicators.retain(|own| own.id != "LEG-01");
    let mut after = before.clone();
    after.0["catalogue"]["sha256"] = json!(smaller.sha256);
    after.0["indicators"].as_array_mut().unwrap().retain(|own| own["id"] != "LEG-01");
    let last = after.0["recommendations"].as_array_mut().unwrap().pop().unwrap();
    let found = both(&before, &after, &[&own, &smaller]);
    for id in &own.indicator("LEG-01").unwrap().recommendations {
        let row = found.recommendations.iter().find(|row| row.id == *id).unwrap();
        assert_eq!(row.indicators.as_deref(), Some(&["LEG-01".to_owned()][..]), "{id}");
    }
    assert_eq!(found.recommendations.len(), 18);
    let gone = &found.recommendations[17];
    assert_eq!((json!(gone.id), json!(gone.title)), (last["id"].clone(), last["title"].clone()));
    assert_eq!((gone.finding.as_str(), gone.earlier.is_some(), &gone.later), ("not_comparable", true, &None));
    // Without the earlier catalogue nobody knows what a question that is gone served.
    assert!(both(&before, &after, &[&smaller]).recommendations.iter().all(|row| row.indicators.is_none()));
}

#[test]
fn bounds_that_touch_are_not_distinguishable_and_those_apart_are() {
    let own = catalogue::own().unwrap();
    let before = computed(&demo("assessment"), &own);
    let finding = |hi: &str, lo: &str| {
        let (mut a, mut b) = (before.clone(), before.clone());
        a.0["recommendations"][0]["hi"] = json!(hi);
        b.0["recommendations"][0]["lo"] = json!(lo);
        b.0["recommendations"][0]["hi"] = json!("1.0000");
        both(&a, &b, &[]).recommendations.swap_remove(0)
    };
    assert_eq!(finding("0.4000", "0.4000").finding, "not_distinguishable");
    assert_eq!(finding("0.4000", "0.4001").finding, "higher");
    assert_eq!(finding("0.4000", "0.4001").indicators, None, "no catalogue was at hand");
}

#[test]
fn another_catalogue_is_no_basis_for_bounds_and_its_changes_are_named() {
    let own = catalogue::own().unwrap();
    let before = computed(&demo("assessment"), &own);
    let mut files = catalogue::own_files();
    let text = String::from_utf8(files["indicators.yaml"].clone()).unwrap();
    files.insert("indicators.yaml".to_owned(), text.replacen("partly: '0.25'", "partly: '0.2'", 1).into_bytes());
    let other = catalogue::open(&files).unwrap();
    let mut folder = demo("assessment");
    let head = String::from_utf8(folder["dossier.yaml"].clone()).unwrap().replace(&own.sha256, &other.sha256);
    folder.insert("dossier.yaml".to_owned(), head.into_bytes());
    let found = both(&before, &computed(&folder, &other), &[&own, &other]);
    assert!(!found.comparable && found.recommendations.iter().all(|row| row.finding == "not_comparable"));
    assert_eq!(found.indicators.len(), 1);
    assert_eq!(reasons(&found, "TRN-02"), ["catalogue"]);
    assert_eq!(found.indicators[0].reasons[0].items[0].what, "indicators TRN-02 rule");
}

#[test]
fn another_election_or_the_wrong_order_is_refused() {
    let own = catalogue::own().unwrap();
    let (earlier, later) = (computed(&demo("assessment-interim"), &own), computed(&demo("assessment"), &own));
    let refused = |a: &Value, b: &Value| {
        compare(Side { result: a, evidence: None }, Side { result: b, evidence: None }, &[]).unwrap_err().code
    };
    assert_eq!(refused(&later.0, &earlier.0), "wrong-order");
    let mut other = later.0.clone();
    other["dossier"]["election"] = json!("general-2021");
    assert_eq!(refused(&earlier.0, &other), "other-dossier");
    assert_eq!(refused(&earlier.0, &json!({})), "not-a-result");
}
