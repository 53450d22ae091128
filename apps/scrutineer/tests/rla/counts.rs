//! Privacy of rare styles, and quick counts, as people run them.

use super::{committed, election, written};
use crate::run::{json, scrutineer, text};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[test]
fn cards_that_could_reveal_a_vote_are_found_in_a_file_and_in_an_audit() {
    let folder = tempfile::tempdir().unwrap();
    let dir = committed(folder.path());
    // 390 of 400 cards are A, A, B by turns, the last ten blank: no batch is small or unanimous.
    let clean = json(&["rla", "privacy", text(&dir)], 0);
    assert_eq!(
        clean,
        json!({ "k": 10, "groups": [], "cards_at_risk": 0, "pools": [], "extra_sample": { "mayor": 0 } })
    );
    let file = folder.path().join("cards.csv");
    let rare = std::fs::read_to_string(&file).unwrap().replacen("B2/007,B2,7,s,", "B2/007,B2,7,rare,", 1);
    let rare = written(folder.path(), "rare.csv", &rare);
    let found = json(&["rla", "privacy", text(&rare), "--audit", text(&folder.path().join("audit.toml"))], 1);
    let group = json!({ "style": "rare", "batch": "B2", "cards": 1, "contests": ["mayor"], "reason": "small" });
    assert_eq!((&found["groups"], &found["cards_at_risk"]), (&json!([group]), &1.into()));
    assert_eq!((&found["pools"][0]["pool"], &found["pools"][0]["cards"]), (&"p1".into(), &100.into()));
    assert!(found["extra_sample"]["mayor"].as_u64().unwrap() > 0);
    assert_eq!(json(&["rla", "privacy", text(&rare), "--k", "101"], 1)["pools"][0]["cards"], 200);
    let [.., manifest, _] = election(folder.path(), 260);
    assert_eq!(json(&["rla", "privacy", text(&manifest)], 2)["error"]["code"], "RLA-FORMAT");
    assert_eq!(scrutineer(&["rla", "privacy", text(&rare), "--k", "0"]).status.code(), Some(3));
}

#[test]
fn a_quick_count_goes_from_the_design_to_the_lead() {
    let folder = tempfile::tempdir().unwrap();
    let mut stations = String::from("station,stratum,registered\n");
    for i in 0..600 {
        let _ = writeln!(stations, "s{i:03},{},500", ["north", "south"][usize::from(i >= 400)]);
    }
    written(folder.path(), "stations.csv", &stations);
    let wanted = json!({ "stations": "stations.csv", "margin": "0.02", "confidence": "0.95", "expected_share": "0.5",
        "expected_response": "0.9", "design_effect": "20", "seed": "12345678901234567890", "allocation": "proportional" });
    let design = written(folder.path(), "design.json", &wanted.to_string());
    let drawn = json(&["rla", "quickcount", "design", text(&design)], 0);
    // z²/4·20/0.02² = 48,018 voters, 96.04 stations; of 600 82.79; at a response of 90 % 91.98.
    assert_eq!(
        (&drawn["n"], &drawn["strata"][0]["n"], &drawn["strata"][1]["n"]),
        (&92.into(), &61.into(), &31.into())
    );
    let keys: Vec<&String> = drawn.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["n", "sample", "strata"]);
    let sample: Vec<&str> =
        drawn["sample"].as_array().unwrap().iter().map(|s| s["station"].as_str().unwrap()).collect();
    let returns = |come: usize, first: u64| {
        let mut out = String::from("station,received,turnout,valid,A,B,C\n");
        for (i, station) in sample.iter().enumerate() {
            let a = first + (i as u64 * 7) % 40;
            let row = if i < come { format!("yes,310,300,{a},{},20", 280 - a) } else { "no,,,,,".into() };
            let _ = writeln!(out, "{station},{row}");
        }
        written(folder.path(), "returns.csv", &out);
    };
    let question = json!({ "design": "design.json", "returns": "returns.csv", "confidence": "0.95" });
    let question = written(folder.path(), "estimate.json", &question.to_string());
    let estimate = |come, first, exit| -> Value {
        returns(come, first);
        json(&["rla", "quickcount", "estimate", text(&question)], exit)
    };
    let number = |v: &Value| v.as_str().unwrap().parse::<f64>().unwrap();
    let clear = estimate(92, 160, 0);
    assert_eq!(
        (&clear["verdict"], &clear["lead"]["first"], &clear["interval"]),
        (&"lead".into(), &"A".into(), &"fixed".into())
    );
    assert_eq!((&clear["received"], &clear["expected"], &clear["missing"]), (&92.into(), &92.into(), &json!([])));
    assert!((number(&clear["turnout"]["share"]) - 0.62).abs() < 1e-12);
    // Ten missing: a wider interval, valid at every look; their stations are named.
    let partial = estimate(82, 160, 0);
    assert_eq!((&partial["interval"], partial["missing"].as_array().unwrap().len()), (&"sequence".into(), 10));
    let width = |e: &Value| number(&e["lead"]["high"]) - number(&e["lead"]["low"]);
    assert!(width(&partial) > 1.4 * width(&clear));
    assert!(number(&partial["worst_case"]["low"]) < number(&partial["lead"]["difference"]));
    let close = estimate(92, 121, 1);
    assert_eq!(close["verdict"], "too_close");
    let words = scrutineer(&["rla", "quickcount", "estimate", text(&question)]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(words.starts_with("Too close to call.") && !words.contains("leads"), "{words}");
    written(folder.path(), "design.json", &wanted.to_string().replace("proportional", "neyman"));
    assert!(
        json(&["rla", "quickcount", "design", text(&design)], 2)["error"]["message"]
            .as_str()
            .unwrap()
            .contains("prior_share")
    );
    written(folder.path(), "design.json", "{");
    assert_eq!(json(&["rla", "quickcount", "design", text(&design)], 2)["error"]["code"], "RLA-FORMAT");
}
