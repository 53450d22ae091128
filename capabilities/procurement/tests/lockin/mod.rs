//! Are the measures of lock-in what a hand calculation gives?

use crate::flags::shared;
use procurement::flags::Line;
use procurement::lockin::{Engine, Lockin, NotPlain, Settings, compute, groups};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn lines(text: &str) -> Vec<Line<'_>> {
    (1..).zip(text.lines()).map(|(line, text)| Line { input: 0, line, bytes: text.as_bytes() }).collect()
}

fn threshold(amount: &str) -> Settings {
    let thresholds = BTreeMap::from([("USD".to_owned(), base::exact::parse(amount).expect("a number"))]);
    Settings { thresholds, ..Settings::default() }
}

fn document(lockin: &Lockin) -> Value {
    serde_json::to_value(lockin.document::<Value>(&[], &procurement::ingest::Problems::default())).expect("JSON")
}

#[test]
fn known_answer() {
    // Expected values: made beside the data, L1 and L6 checked by hand.
    let Some(folder) = shared("lockin") else { return };
    let text = std::fs::read_to_string(folder.join("processes.jsonl")).expect("processes");
    let expected = std::fs::read_to_string(folder.join("expected-threshold-40000-window-30.json")).expect("expected");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let found = document(&compute(lines(&text), &threshold("40000")));
    let mut pairs = serde_json::Map::new();
    for pair in found["pairs"].as_array().expect("pairs") {
        let m = &pair["measures"];
        let shares: serde_json::Map<String, Value> = m["L1"]["by_currency"]
            .as_object()
            .expect("currencies")
            .iter()
            .map(|(currency, one)| (currency.clone(), one["value"].clone()))
            .collect();
        let key = format!("{}|{}", pair["buyer"].as_str().expect("id"), pair["supplier"].as_str().expect("id"));
        let own = json!({
            "L1": shares, "L2": m["L2"]["value"], "L3": m["L3"]["value"], "L3_missing": m["L3"]["missing"],
            "L4": [m["L4"]["longest"], m["L4"]["current"]], "L5": m["L5"]["value"], "L7_days": m["L7"]["days"],
        });
        pairs.insert(key, own);
    }
    // S3 has no amount of its own but for its half of 100.
    assert_eq!(Value::Object(pairs), expected["pairs"]);
    let buyer = &found["buyers"][0];
    let usd = &buyer["measures"]["L6"]["by_currency"]["USD"];
    assert_eq!(json!({"L6": usd["value"], "suppliers": usd["suppliers"]}), expected["buyers"]["B-1"]["USD"]);
    assert_eq!(buyer["missing_amounts"], expected["missing"]["B-1"]);
}

fn release(ocid: &str, suppliers: &[&str], date: &str, amount: &str, rest: &str) -> String {
    let suppliers: Vec<String> = suppliers.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    format!(
        r#"{{"ocid":"{ocid}","buyer":{{"id":"B"}},"tender":{{"procurementMethod":"direct"}},"awards":[{{"id":"a","status":"active","date":"{date}","suppliers":[{}],"value":{{"amount":{amount},"currency":"USD"}}}}]{rest}}}"#,
        suppliers.join(",")
    )
}

#[test]
fn groups_count_as_one_supplier() {
    let text = [release("o1", &["S1", "S2"], "2024-01-01", "90", ""), release("o2", &["S3"], "2024-02-01", "10", "")]
        .join("\n");
    let settings = Settings {
        groups: groups(r#"{"groups":[{"id":"G","name":"Group","members":["S1","S2"]}]}"#).expect("groups"),
        ..Settings::default()
    };
    let found = document(&compute(lines(&text), &settings));
    assert_eq!(found["pairs"].as_array().map(Vec::len), Some(2));
    assert_eq!(found["pairs"][0]["supplier"], "G");
    assert_eq!(found["pairs"][0]["group"], true);
    // 90 of 100, by hand.
    assert_eq!(found["pairs"][0]["measures"]["L1"]["by_currency"]["USD"]["value"], "0.900000");
    // 90² + 10² = 8200.
    assert_eq!(found["buyers"][0]["measures"]["L6"]["by_currency"]["USD"]["value"], "8200.00");
    assert!(groups(r#"{"groups":[{"id":"G","members":["S1"]},{"id":"H","members":["S1"]}]}"#).is_err());
}

#[test]
fn thirds_are_exact() {
    let text = release("o1", &["S1", "S2", "S3"], "2024-01-01", "0.1", "");
    let found = document(&compute(lines(&text), &Settings::default()));
    let usd = &found["pairs"][0]["measures"]["L1"]["by_currency"]["USD"];
    assert_eq!(usd["value"], "0.333333");
    assert_eq!(usd["denominator"], "0.1");
}

#[test]
fn renewals_years_and_growth() {
    let contract = |id: &str, start: &str, days: u32, value: u32| {
        format!(
            r#","contracts":[{{"id":"{id}","awardID":"a","value":{{"amount":{value},"currency":"USD"}},"period":{{"startDate":"{start}","durationInDays":{days}}},"amendments":[{{"id":"m"}}]}}]"#
        )
    };
    let first = release("o1", &["S1"], "2024-01-01", "5", &contract("c", "2024-01-01", 366, 100));
    let later = release("o1", &["S1"], "2024-01-01", "5", &contract("c", "2024-01-01", 366, 150));
    let renewed = release("o2", &["S1"], "2025-01-01", "5", &contract("c", "2025-06-30", 10, 1));
    let mut engine = Engine::new(&Settings::default());
    let text = [later.as_str(), &renewed].join("\n");
    engine.push(&lines(&text)).expect("plain lines");
    engine.take_versions([first.as_bytes(), later.as_bytes()]);
    let found = document(&engine.finish());
    let measures = &found["pairs"][0]["measures"];
    // 2024-01-01 + 366 days = 2025-01-01; to 2025-06-30 are 180 days: a renewal. 376 ÷ 365.25 = 1.03.
    assert_eq!(measures["L7"]["renewals"]["value"], "1.000000");
    assert_eq!((&measures["L7"]["days"], &measures["L7"]["years"]), (&json!(376), &json!("1.03")));
    assert_eq!((&measures["L8"]["value"], &measures["L8"]["amendments"]), (&json!("1.500000"), &json!(1)));
}

#[test]
fn versions_of_a_process_that_was_not_taken_change_nothing() {
    let [o1, o2] = ["o1", "o2"].map(|ocid| release(ocid, &["S1"], "2024-01-01", "5", ""));
    let mut engine = Engine::new(&Settings::default());
    engine.take_versions([o1.as_bytes(), o1.as_bytes()]);
    let text = [o2.as_str(), &o1].join("\n");
    engine.push(&lines(&text)).expect("plain lines");
    assert_eq!(document(&engine.finish()), document(&compute(lines(&text), &Settings::default())));
}

#[test]
fn exit_readiness_with_bounds() {
    let text = [
        release("o1", &["S1"], "2024-01-01", "1", ""),
        release("o2", &["S2"], "2024-01-02", "1", ""),
        release("o3", &["S3"], "2024-01-03", "1", ""),
    ]
    .join("\n");
    let clauses = r#"{"documents":[{"document":{"name":"c.txt","sha256":"0"},"vendor":"S1","clauses":[
        {"id":"C05","verdict":"present"},{"id":"C06","verdict":"present"},{"id":"C07","verdict":"unreadable"},{"id":"C13","verdict":"absent"}]}]}"#;
    let settings = Settings { clauses: serde_json::from_str(clauses).ok(), ..Settings::default() };
    let found = document(&compute(lines(&text), &settings));
    let l9 = &found["pairs"][0]["measures"]["L9"];
    // Two of four present and two other suppliers: 0.5; with the unreadable one 0.75.
    assert_eq!((&l9["value"], &l9["lower"], &l9["upper"]), (&Value::Null, &json!("0.500000"), &json!("0.750000")));
    assert_eq!(found["pairs"][1]["measures"]["L9"]["value"], Value::Null);
}

#[test]
fn odd_lines_are_named() {
    for (line, reason) in [
        (r#"{"ocid":"o","buyer":[{"id":"B"}]}"#, NotPlain::Odd),
        (r#"{"ocid":"o","buyer":{"name":"Commission"}}"#, NotPlain::Odd),
        (r#"{"ocid":"o","awards":[{"value":{"amount":"12"}}]}"#, NotPlain::Odd),
        (r#"{"ocid":"o","parties":[{"details":{"scale":"natural person"}}]}"#, NotPlain::Odd),
        (r#"{"releases":[]}"#, NotPlain::Form),
        ("[]", NotPlain::Form),
        ("{", NotPlain::Form),
    ] {
        assert_eq!(Engine::new(&Settings::default()).push(&lines(line)), Err((0, reason)), "{line}");
    }
    let twice = "{\"ocid\":\"o\"}\n\n{\"ocid\":\"o\"}";
    assert_eq!(Engine::new(&Settings::default()).push(&lines(twice)), Err((2, NotPlain::Again)));
}
