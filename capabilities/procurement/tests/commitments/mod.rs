//! Are pledges, reviews and contracts held together as the example states?

use crate::flags::shared;
use procurement::commitments::{Framework, Outcome, compute};
use procurement::flags::Line;
use serde_json::{Value, json};

fn lines(text: &str) -> Vec<Line<'_>> {
    (1..).zip(text.lines()).map(|(line, text)| Line { input: 0, line, bytes: text.as_bytes() }).collect()
}

#[test]
fn example() {
    // Expected values: made beside the data.
    let Some(folder) = shared("commitments") else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let expected: Value = serde_json::from_str(&read("example-expected.json")).unwrap();
    let clauses = serde_json::from_str(&read("example-clauses.json")).unwrap();
    let text = read("example.jsonl");
    let found = compute(lines(&text), &[Framework::embedded()], Some(&clauses), None);
    let rows: Vec<Value> = found.cross_check.iter().map(|row| json!([row.pledge, row.clause, row.outcome])).collect();
    assert_eq!(Value::Array(rows), expected["cross_check"]);
    let means = found.vendors.iter().filter_map(|v| Some((v.vendor.clone(), Value::from(v.mean_score.clone()?))));
    assert_eq!(Value::Object(means.collect()), expected["mean_score"]);
    assert_eq!(serde_json::to_value(&found.problems).unwrap(), expected["problems"]);
    assert_eq!(i32::from(found.something_not_met()), expected["exit"]);
    assert_eq!((found.frameworks[0].slots, found.frameworks[0].verified), (11, 0));
}

#[test]
fn every_problem() {
    let text = r#"{"kind":"pledge","id":"P1","vendor":{"id":"V"},"framework":"ifes-veig-2024","slot":"VEIG-99","status":"pledged"}
{"kind":"pledge","id":"P2","vendor":{"id":"V"},"framework":"ifes-veig-2024","slot":"VEIG-01","status":"evidenced","evidence":[]}
{"kind":"review","id":"R1","vendor":{"id":"V"},"contract":{"ocid":"o","contract_id":"c1"},"criteria":[{"code":"a","score":5},{"code":"b","score":1}],"vendor_reply":null}
{"kind":"contract","ocid":"o","contract_id":"c1","vendor":{"id":"V"},"election":{"date":"2026-01-01"},"review_due_days":30}
{"kind":"contract","ocid":"o","contract_id":"c2","vendor":"W","election":{"date":"2026-01-01"},"review_due_days":30}
{"kind":"promise"}
{"kind":"pledge","id":"P3"}
rubbish"#;
    let day = |text: &str| base::time::date(text).map(base::time::day_number);
    let found = compute(lines(text), &[Framework::embedded()], None, day("2026-02-01"));
    let codes: Vec<(u64, &str)> = found.problems.iter().map(|p| (p.place.line, p.code.as_str())).collect();
    assert_eq!(
        codes,
        [
            (1, "pledge-unknown-slot"),
            (2, "evidenced-without-evidence"),
            (2, "pledge-text-unverified"),
            (3, "score-out-of-range"),
            (5, "review-overdue"),
            (6, "unknown-kind"),
            (7, "no-vendor"),
            (8, "not-json"),
        ]
    );
    // Not overdue on the day itself: election and 30 days is 2026-01-31.
    let on_the_day = compute(lines(text), &[Framework::embedded()], None, day("2026-01-31"));
    assert!(on_the_day.problems.iter().all(|problem| problem.code != "review-overdue"));
    let vendor = &found.vendors[0];
    assert_eq!((vendor.pledges, vendor.by_status["pledged"], vendor.by_status["evidenced"]), (1, 1, 0));
    assert_eq!((vendor.scored, vendor.unscored, vendor.mean_score.as_deref()), (1, 1, Some("1.00")));
    assert_eq!(found.vendors.len(), 2);
}

#[test]
fn the_best_of_several_documents() {
    let document = |sha: &str, verdict: &str| json!({"document": {"name": "c", "sha256": sha}, "vendor": "V", "clauses": [{"id": "C15", "verdict": verdict}]});
    let pledge = |status: &str| {
        format!(
            r#"{{"kind":"pledge","id":"P","vendor":{{"id":"V"}},"framework":"ifes-veig-2024","theme":"i","status":"{status}"}}"#
        )
    };
    let run = |documents: Vec<Value>, status: &str| {
        let clauses = serde_json::from_value(json!({ "documents": documents })).unwrap();
        compute(lines(&pledge(status)), &[Framework::embedded()], Some(&clauses), None).cross_check
    };
    let best = run(vec![document("1", "absent"), document("2", "unreadable"), document("3", "present")], "pledged");
    assert_eq!((best.len(), best[0].document_sha256.as_str(), best[0].outcome), (1, "3", Outcome::Met));
    assert_eq!(
        run(vec![document("1", "weak"), document("2", "not-assessed")], "pledged")[0].outcome,
        Outcome::Unknown
    );
    assert!(run(vec![document("1", "absent")], "withdrawn").is_empty());
    assert!(run(vec![], "pledged").is_empty());
}
