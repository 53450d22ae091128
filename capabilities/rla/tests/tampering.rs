//! A sound record holds; every planted change is found, also when the forger mends the log afterwards.
//!
//! The record in `cases/record` was made by the program itself: 300 cards, four contests, two rounds, a missing card
//! and two discrepancies.

use base::digest::sha256;
use rla::verify::{Report, verify};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

fn load(folder: &Path, prefix: &str, out: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            load(&entry.path(), &format!("{name}/"), out);
        } else {
            out.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// A stored record by its folder's name.
pub(crate) fn stored(name: &str) -> Files {
    let mut out = Files::new();
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name), "", &mut out);
    out
}

fn record() -> Files {
    stored("record")
}

pub(crate) fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

pub(crate) fn set(files: &mut Files, name: &str, content: String) {
    files.insert(name.to_owned(), content.into_bytes());
}

/// Replaces the first occurrence; fails if there is none.
pub(crate) fn swap(files: &mut Files, name: &str, from: &str, to: &str) {
    let before = text(files, name);
    assert!(before.contains(from), "{name} lacks {from}");
    set(files, name, before.replacen(from, to, 1));
}

/// Changes a JSON file.
pub(crate) fn json(files: &mut Files, name: &str, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&files[name]).unwrap();
    let before = value.clone();
    change(&mut value);
    assert_ne!(value, before, "the change must change something");
    set(files, name, rla::log::canonical(&value));
}

/// Changes lines of a text file (the header is line 0).
pub(crate) fn lines(files: &mut Files, name: &str, change: impl FnOnce(&mut Vec<String>)) {
    let mut all: Vec<String> = text(files, name).lines().map(str::to_owned).collect();
    change(&mut all);
    set(files, name, all.join("\n") + "\n");
}

/// What a careful forger does: hashes of files and the chain of the log are made to fit again.
pub(crate) fn mend(files: &mut Files) {
    let log = text(files, "log.jsonl");
    let mut prev = base::Digest([0; 32]);
    let mut out = String::new();
    for (i, line) in log.lines().enumerate() {
        let value: Value = serde_json::from_str(line).unwrap();
        let listed = value["files"].as_object().unwrap().keys();
        let hashes = listed.filter_map(|f| Some((f.clone(), sha256(files.get(f)?)))).collect();
        let line = rla::log::line(
            i as u64,
            value["kind"].as_str().unwrap(),
            value["time"].as_str().unwrap(),
            &prev,
            &hashes,
        );
        prev = sha256(line.as_bytes());
        out.push_str(&line);
        out.push('\n');
    }
    set(files, "log.jsonl", out);
    // The seed's and the commitment's links too.
    let commitment = sha256(&files["commitment.json"]).to_string();
    if serde_json::from_slice::<Value>(&files["seed.json"]).unwrap()["commitment_sha256"] != commitment.as_str() {
        json(files, "seed.json", |s| s["commitment_sha256"] = commitment.into());
        mend(files);
    }
}

/// As [`mend`], with the commitment made to name the changed file.
pub(crate) fn recommit(files: &mut Files, key: &str, name: &str) {
    let hash = sha256(&files[name]).to_string();
    json(files, "commitment.json", |c| c[key] = hash.into());
    mend(files);
}

pub(crate) fn found(files: &Files, code: &str) -> Report {
    let report = verify(files, None);
    assert!(!report.holds);
    assert!(report.findings.iter().any(|f| f.code == code), "{code} expected: {:#?}", report.findings);
    assert!(report.checks.iter().any(|c| c.code == code && !c.holds));
    report
}

/// As [`found`], and a finding says so at its place or in its words.
pub(crate) fn says(files: &Files, code: &str, part: &str) {
    let report = found(files, code);
    let says = |f: &rla::verify::Finding| f.code == code && format!("{} {}", f.place, f.what).contains(part);
    assert!(report.findings.iter().any(says), "{part}: {:#?}", report.findings);
}

#[test]
fn the_clean_record_holds_and_its_head_is_its_logs() {
    let files = record();
    let head = rla::log::head(&text(&files, "log.jsonl")).to_string();
    let report = verify(&files, Some(&head));
    assert_eq!(report.findings, []);
    assert!(report.holds && report.checks.len() == 12);
    // The forger's tool changes nothing in a record where nothing was forged.
    let mut same = record();
    mend(&mut same);
    assert_eq!(same, files);
}

#[test]
fn the_second_derivation_uses_nothing_of_the_engine() {
    for source in [
        include_str!("../src/verify/mod.rs"),
        include_str!("../src/verify/batches.rs"),
        include_str!("../src/verify/contests.rs"),
        include_str!("../src/verify/derive.rs"),
        include_str!("../src/verify/outcome.rs"),
        include_str!("../src/verify/record.rs"),
        include_str!("../src/verify/risk.rs"),
        include_str!("../src/verify/rounds.rs"),
    ] {
        let code = source.lines().filter(|l| !l.trim_start().starts_with("//"));
        assert!(!code.clone().any(|l| l.contains("crate::")), "an engine's function is used");
        // Two machines' logarithms may differ in the last place; libm's do not.
        assert!(
            !code.clone().any(|l| l.contains(".ln()") || l.contains(".exp()")),
            "a function of the platform is used"
        );
    }
}

/// Puts an assertion in the place of all those of the ranked contest, with the numbers that follow for it where `one`
/// tells the rankings that speak for it and no other speaks against it.
fn instead(files: &mut Files, mut assertion: Value, one: impl Fn(&str) -> bool) {
    let cards = text(files, "cards.csv");
    let n = cards.lines().skip(1).filter(|line| one(line.split(',').nth(6).unwrap())).count() as f64;
    let margin = n / 300.0;
    let size = (-0.05_f64.ln() / (2.0 / (2.0 - margin)).ln()).ceil() as u64;
    let numbers = serde_json::json!({
        "upper": "1", "mean": (0.5 + margin / 2.0).to_string(), "margin": margin.to_string(),
        "margin_votes": n as u64, "sample_size": size,
    });
    assertion.as_object_mut().unwrap().extend(numbers.as_object().unwrap().clone());
    json(files, "assertions.json", |a| {
        let contest = &mut a["contests"][2];
        contest["assertions"] = vec![assertion].into();
        contest["sample_size"] = size.into();
        contest["difficulty"] = (300.0 / n).to_string().into();
    });
    recommit(files, "assertions_sha256", "assertions.json");
}

/// Changes a line of the log.
fn json_line(files: &mut Files, at: usize, change: impl FnOnce(&mut Value)) {
    lines(files, "log.jsonl", |all| {
        let mut entry: Value = serde_json::from_str(&all[at]).unwrap();
        change(&mut entry);
        all[at] = entry.to_string();
    });
}

/// Takes a file out of the step that lists it, and puts it into another.
fn relist(files: &mut Files, name: &str, from: usize, to: usize) {
    let mut hash = Value::Null;
    json_line(files, from, |entry| hash = entry["files"].as_object_mut().unwrap().remove(name).unwrap());
    json_line(files, to, |entry| entry["files"][name] = hash);
    mend(files);
}

/// Names the test of a contest.
fn named(files: &mut Files, contest: usize, test: Value) {
    json(files, "audit.json", |a| a["contests"][contest]["test"] = test);
    recommit(files, "audit_sha256", "audit.json");
}

/// Changes a value of a contest in the audit file.
fn said(files: &mut Files, contest: usize, key: &str, value: impl Into<Value>) {
    json(files, "audit.json", |a| a["contests"][contest][key] = value.into());
    recommit(files, "audit_sha256", "audit.json");
}

macro_rules! tamper {
    ($($name:ident, $code:literal, $change:expr;)*) => {
        $(#[test]
        fn $name() {
            let mut files = record();
            let change: fn(&mut Files) = $change;
            change(&mut files);
            found(&files, $code);
        })*
    };
}

const RISK: &str = "rounds/1/risk.json";
const SAMPLE: &str = "rounds/1/sample.csv";
const MVRS: &str = "rounds/1/mvrs.csv";

tamper! {
    a_log_line_is_removed, "RLA-V-CHAIN", |f| lines(f, "log.jsonl", |l| { l.remove(1); });
    two_log_lines_change_places, "RLA-V-CHAIN", |f| lines(f, "log.jsonl", |l| l.swap(2, 3));
    a_log_line_is_damaged, "RLA-V-CHAIN", |f| lines(f, "log.jsonl", |l| l[2] = "{".into());
    an_index_is_changed, "RLA-V-CHAIN", |f| swap(f, "log.jsonl", "\"index\":2", "\"index\":7");
    the_last_line_has_no_end, "RLA-V-CHAIN", |f| { f.get_mut("log.jsonl").unwrap().pop(); };
    time_runs_backwards, "RLA-V-TIME", |f| { swap(f, "log.jsonl", "\"time\":\"2026-11-03T09:0", "\"time\":\"2026-11-04T09:0"); mend(f); };
    a_time_is_no_time, "RLA-V-TIME", |f| { swap(f, "log.jsonl", "\"time\":\"2026-11-03T09:0", "\"time\":\"yesterday"); mend(f); };
    the_seed_comes_before_the_commitment, "RLA-V-TIME", |f| { swap(f, "log.jsonl", "\"kind\":\"commit\"", "\"kind\":\"seed\""); mend(f); };
    the_seed_states_another_time, "RLA-V-TIME", |f| { json(f, "seed.json", |s| s["time"] = "2026-11-03T08:00:00Z".into()); mend(f); };
    a_file_is_changed, "RLA-V-FILE", |f| swap(f, "manifest.csv", "shelf 1", "shelf 9");
    a_file_is_missing, "RLA-V-FILE", |f| { f.remove("rounds/1/pull.csv"); };
    a_file_is_added, "RLA-V-FILE", |f| set(f, "rounds/1/notes.txt", "x".into());
    a_commitment_is_made_with_the_seed, "RLA-V-FILE", |f| relist(f, "commitment.json", 2, 3);
    readings_are_made_before_the_sample, "RLA-V-FILE", |f| relist(f, MVRS, 5, 0);
    a_seed_is_made_with_the_commitment, "RLA-V-FILE", |f| relist(f, "seed.json", 3, 2);
    a_sample_is_made_with_the_seed, "RLA-V-FILE", |f| relist(f, SAMPLE, 4, 3);
    a_risk_is_made_with_the_readings, "RLA-V-FILE", |f| relist(f, RISK, 6, 5);
    cards_are_made_with_the_assertions, "RLA-V-FILE", |f| relist(f, "cards.csv", 0, 1);
    assertions_are_made_with_the_cards, "RLA-V-FILE", |f| relist(f, "assertions.json", 1, 0);
    a_file_stands_in_a_round_of_another_spelling, "RLA-V-FILE", |f| {
        set(f, "rounds/01/mvrs.csv", "x".into());
        json_line(f, 5, |entry| entry["files"]["rounds/01/mvrs.csv"] = sha256(b"x").to_string().into());
        mend(f);
    };
    a_second_round_is_read_in_the_first, "RLA-V-FILE", |f| relist(f, "rounds/2/mvrs.csv", 8, 5);
    a_file_is_listed_that_no_step_makes, "RLA-V-FILE", |f| { set(f, "notes.txt", "x".into()); json_line(f, 0, |e| e["files"]["notes.txt"] = "0".repeat(64).into()); mend(f); };
    the_audit_file_is_changed_and_the_log_mended, "RLA-V-COMMIT", |f| { swap(f, "audit.json", "\"title\":\"Sample\"", "\"title\":\"Simple\""); mend(f); };
    the_cards_root_is_changed, "RLA-V-COMMIT", |f| { json(f, "commitment.json", |c| c["cards_root"] = "0".repeat(64).into()); mend(f); };
    the_committed_number_of_cards_is_changed, "RLA-V-COMMIT", |f| { json(f, "commitment.json", |c| c["cards"] = 299.into()); mend(f); };
    committed_phantoms_are_changed, "RLA-V-COMMIT", |f| { json(f, "commitment.json", |c| c["contests"]["mayor"]["phantoms"] = 0.into()); mend(f); };
    a_batch_has_fewer_cards_than_records, "RLA-V-MANIFEST", |f| { swap(f, "manifest.csv", "B2,60", "B2,59"); recommit(f, "manifest_sha256", "manifest.csv"); };
    a_batch_is_not_in_the_manifest, "RLA-V-MANIFEST", |f| { swap(f, "manifest.csv", "B3,60", "C3,60"); recommit(f, "manifest_sha256", "manifest.csv"); };
    a_vote_is_changed_in_the_cards, "RLA-V-CENSUS", |f| { swap(f, "cards.csv", ",B,", ",A,"); mend(f); };
    a_card_is_removed, "RLA-V-CENSUS", |f| { lines(f, "cards.csv", |l| { l.remove(10); }); mend(f); };
    a_card_stands_twice, "RLA-V-CENSUS", |f| { lines(f, "cards.csv", |l| { let again = l[5].clone(); l.insert(5, again); }); mend(f); };
    a_cell_names_nobody, "RLA-V-CENSUS", |f| { swap(f, "cards.csv", ",A,", ",Q,"); mend(f); };
    a_tally_is_changed, "RLA-V-CENSUS", |f| { json(f, "census.json", |c| c["contests"]["mayor"]["tally"]["A"] = 166.into()); mend(f); };
    reported_votes_are_not_those_of_the_records, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["reported"]["A"] = 166.into()); recommit(f, "audit_sha256", "audit.json"); };
    reported_first_preferences_are_not_those_of_the_records, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][2]["reported"] = serde_json::json!({"X": 145, "Y": 81, "Z": 69})); recommit(f, "audit_sha256", "audit.json"); };
    more_cards_without_a_record_than_can_be_drawn_again, "RLA-V-SAMPLE", |f| { json(f, "audit.json", |a| a["contests"][0]["cards"] = (1_u64 << 32).into()); recommit(f, "audit_sha256", "audit.json"); };
    more_seats_than_are_gone_over, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][1]["seats"] = (1_u64 << 40).into()); mend(f); };
    two_contests_have_one_name, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][1]["id"] = a["contests"][0]["id"].clone()); mend(f); };
    a_count_that_is_none, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["votes_allowed"] = "170141183460469231731687303715884105727".into()); mend(f); };
    a_divisor_without_end, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][1]["first_divisor"] = "1.4000000000001".into()); mend(f); };
    more_ranked_candidates_than_are_gone_over, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][2]["candidates"] = (0..65).map(|i| format!("c{i}")).collect::<Vec<_>>().into()); mend(f); };
    more_contests_than_are_gone_over, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| { let one = a["contests"][0].clone(); a["contests"] = vec![one; 4097].into(); }); mend(f); };
    the_bound_is_below_the_cards, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][1]["cards"] = 290.into()); recommit(f, "audit_sha256", "audit.json"); };
    an_assertion_is_left_out, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { a["contests"][1]["assertions"].as_array_mut().unwrap().remove(0); }); recommit(f, "assertions_sha256", "assertions.json"); };
    an_assertion_of_the_ranked_contest_is_left_out, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { a["contests"][2]["assertions"].as_array_mut().unwrap().remove(0); }); recommit(f, "assertions_sha256", "assertions.json"); };
    a_candidate_is_said_to_beat_itself, "RLA-V-ASSERT", |f| { instead(f, serde_json::json!({ "id": "neb:X:X", "kind": "neb", "winner": "X", "loser": "X" }), |ranks| ranks.starts_with('X')); says(f, "RLA-V-ASSERT", "cannot be read"); };
    a_candidate_is_said_to_beat_one_that_is_out, "RLA-V-ASSERT", |f| { instead(f, serde_json::json!({ "id": "nen:Y:Z:X+Y", "kind": "nen", "winner": "Y", "loser": "Z", "continuing": ["X", "Y"] }), |ranks| ranks.find(['X', 'Y']).is_some_and(|at| ranks[at..].starts_with('Y'))); says(f, "RLA-V-ASSERT", "cannot be read"); };
    a_set_names_nobody, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][2]["assertions"][0]["continuing"] = serde_json::json!(["X", "Y", "Q"])); recommit(f, "assertions_sha256", "assertions.json"); };
    a_test_bets_that_the_outcome_is_wrong, "RLA-V-CENSUS", |f| named(f, 3, serde_json::json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.1", "c": "-100", "d": "1000000" } }));
    a_test_pads_with_less_than_nothing, "RLA-V-CENSUS", |f| named(f, 0, serde_json::json!({ "kind": "kaplan_markov", "g": "-0.49" }));
    a_mixture_takes_more_than_all, "RLA-V-CENSUS", |f| named(f, 0, serde_json::json!({ "kind": "kaplan_wald", "g": "1.5" }));
    a_finite_test_pads_with_less_than_nothing, "RLA-V-CENSUS", |f| named(f, 0, serde_json::json!({ "kind": "kaplan_kolmogorov", "g": "-0.1" }));
    a_test_has_a_number_that_is_none, "RLA-V-CENSUS", |f| named(f, 0, serde_json::json!({ "kind": "kaplan_markov", "g": "NaN" }));
    a_test_is_not_known, "RLA-V-CENSUS", |f| named(f, 0, serde_json::json!({ "kind": "certain" }));
    cards_stand_in_a_pool_without_totals, "RLA-V-CENSUS", |f| { lines(f, "cards.csv", |l| for (i, line) in l.iter_mut().enumerate() { let mut p: Vec<&str> = line.split(',').collect(); p.insert(4, match i { 0 => "pool", 1..=9 => "Q", _ => "" }); *line = p.join(","); }); mend(f); says(f, "RLA-V-CENSUS", "has no totals of it"); };
    a_threshold_is_no_share, "RLA-V-CENSUS", |f| said(f, 1, "threshold", "5%");
    a_threshold_is_more_than_all, "RLA-V-CENSUS", |f| said(f, 1, "threshold", "1.5");
    a_style_is_neither_used_nor_not, "RLA-V-CENSUS", |f| said(f, 0, "use_style", "no");
    a_share_is_neither_enough_nor_not, "RLA-V-CENSUS", |f| said(f, 3, "share_inclusive", "no");
    a_winner_is_reported_who_does_not_stand, "RLA-V-CENSUS", |f| said(f, 0, "reported_winners", vec!["A", "Zed"]);
    votes_are_reported_for_one_who_does_not_stand, "RLA-V-CENSUS", |f| json(f, "audit.json", |a| a["contests"][0]["reported"]["Zed"] = 1.into());
    a_reported_count_is_no_number, "RLA-V-CENSUS", |f| { said(f, 2, "reported", serde_json::json!({ "X": "many" })); says(f, "RLA-V-CENSUS", "contests.2.reported "); };
    a_risk_limit_is_no_number, "RLA-V-CENSUS", |f| said(f, 0, "risk_limit", "5 percent");
    a_risk_limit_is_one_half, "RLA-V-CENSUS", |f| said(f, 0, "risk_limit", "0.5");
    the_risk_limit_of_all_is_no_number, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["risk_limit"] = "5 %".into()); recommit(f, "audit_sha256", "audit.json"); };
    there_is_no_risk_limit, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| { a.as_object_mut().unwrap().remove("risk_limit"); }); recommit(f, "audit_sha256", "audit.json"); };
    a_candidate_has_no_id, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["candidates"].as_array_mut().unwrap().push(serde_json::json!({ "id": 5 }))); recommit(f, "audit_sha256", "audit.json"); };
    a_candidate_stands_twice, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["candidates"].as_array_mut().unwrap().push(serde_json::json!({ "id": "A" }))); recommit(f, "audit_sha256", "audit.json"); says(f, "RLA-V-CENSUS", "contests.0.candidates"); };
    a_candidate_has_an_endless_id, "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["candidates"].as_array_mut().unwrap().push("x".repeat(501).into())); recommit(f, "audit_sha256", "audit.json"); says(f, "RLA-V-CENSUS", "more than 500 bytes"); };
    a_card_is_called_a_phantom, "RLA-V-CENSUS", |f| { lines(f, "cards.csv", |l| l.push("phantom-mayor-1,B5,61,s2,A,,,".into())); mend(f); says(f, "RLA-V-CENSUS", "cannot name a card"); };
    a_cell_names_a_candidate_endlessly, "RLA-V-CENSUS", |f| swap(f, "cards.csv", ",s1,A,", &format!(",s1,{}A,", "A;".repeat(50_000)));
    a_set_names_a_candidate_twice, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { for one in a["contests"][2]["assertions"].as_array_mut().unwrap() { if let Some(set) = one["continuing"].as_array_mut() { let again = set[0].clone(); set.push(again); } } }); recommit(f, "assertions_sha256", "assertions.json"); };
    an_assertion_of_votes_names_a_set, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["assertions"][0]["continuing"] = serde_json::json!(["A", "B"])); recommit(f, "assertions_sha256", "assertions.json"); };
    there_are_endless_assertions, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["assertions"].as_array_mut().unwrap().resize(rla::verify::MAX_ASSERTIONS + 1, 0.into())); let report = found(f, "RLA-V-ASSERT"); assert!(report.findings.iter().any(|f| f.what.contains("assertions that are gone over")) && report.more == 0); };
    a_reading_lacks_a_field, "RLA-V-MVR", |f| { lines(f, MVRS, |l| { let end = l[1].rfind(',').unwrap(); assert_eq!(&l[1][end..], ","); l[1].truncate(end); }); mend(f); };
    a_margin_is_made_larger, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["assertions"][0]["margin"] = "0.4".into()); recommit(f, "assertions_sha256", "assertions.json"); };
    a_sample_size_is_made_smaller, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { a["contests"][0]["assertions"][0]["sample_size"] = 5.into(); a["contests"][0]["sample_size"] = 5.into(); }); recommit(f, "assertions_sha256", "assertions.json"); };
    another_winner_is_stated, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["winners"] = serde_json::json!(["B"])); recommit(f, "assertions_sha256", "assertions.json"); };
    seats_are_changed, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][1]["seats"]["L1"] = 3.into()); recommit(f, "assertions_sha256", "assertions.json"); };
    an_assertion_too_many, "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { let one = a["contests"][0]["assertions"][0].clone(); let list = a["contests"][0]["assertions"].as_array_mut().unwrap(); list.push(one); }); recommit(f, "assertions_sha256", "assertions.json"); };
    the_reported_winner_is_another, "RLA-V-ASSERT", |f| { json(f, "audit.json", |a| a["contests"][0]["reported_winners"] = serde_json::json!(["B"])); recommit(f, "audit_sha256", "audit.json"); };
    a_digit_of_the_seed_is_changed, "RLA-V-SAMPLE", |f| { json(f, "seed.json", |s| { let d = s["seed"].as_str().unwrap().replacen('1', "2", 1); s["seed"] = d.into(); }); mend(f); };
    the_seed_is_too_short, "RLA-V-SEED", |f| { json(f, "seed.json", |s| s["seed"] = "123".into()); mend(f); };
    the_seed_names_another_commitment, "RLA-V-SEED", |f| json(f, "seed.json", |s| s["commitment_sha256"] = "0".repeat(64).into());
    a_drawn_card_is_left_out, "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { l.remove(4); }); mend(f); };
    a_card_is_put_into_the_sample, "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { let one = l[1].replace("1,", "99,"); l.push(one); }); mend(f); };
    a_ticket_is_changed, "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { let mut p: Vec<String> = l[2].split(',').map(str::to_owned).collect(); p[2] = "0".repeat(64); l[2] = p.join(","); }); mend(f); };
    the_order_is_changed, "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| l.swap(1, 2)); mend(f); };
    a_drawn_card_is_given_another_place, "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { let mut p: Vec<String> = l[3].split(',').map(str::to_owned).collect(); p[4] = "999".into(); l[3] = p.join(","); }); mend(f); };
    a_contest_is_taken_off_a_drawn_card, "RLA-V-SAMPLE", |f| { swap(f, SAMPLE, "mayor;", ""); mend(f); };
    the_pull_list_lacks_a_card, "RLA-V-SAMPLE", |f| { lines(f, "rounds/1/pull.csv", |l| { l.pop(); }); mend(f); };
    the_pull_list_is_not_sorted, "RLA-V-SAMPLE", |f| { lines(f, "rounds/1/pull.csv", |l| { let n = l.len(); l.swap(1, n - 1); }); mend(f); };
    a_second_round_draws_again_what_was_drawn, "RLA-V-SAMPLE", |f| { let first = text(f, SAMPLE); set(f, "rounds/2/sample.csv", first); mend(f); };
    a_reading_is_left_out, "RLA-V-MVR", |f| { lines(f, MVRS, |l| { l.remove(2); }); mend(f); };
    a_card_is_read_twice, "RLA-V-MVR", |f| { lines(f, MVRS, |l| { let again = l[2].clone(); l.push(again); }); mend(f); };
    a_card_that_was_not_drawn_is_read, "RLA-V-MVR", |f| { lines(f, MVRS, |l| l.push("B9/001,B9,1,,found,A,L1,X,yes".into())); mend(f); };
    a_reading_names_nobody, "RLA-V-MVR", |f| { swap(f, MVRS, ",found,A,", ",found,Q,"); mend(f); };
    a_status_is_not_known, "RLA-V-MVR", |f| { swap(f, MVRS, ",found,", ",fine,"); mend(f); };
    a_missing_card_is_called_found_and_right, "RLA-V-RISK", |f| { lines(f, MVRS, |l| { let at = l.iter().position(|r| r.contains(",not_found,")).unwrap(); l[at] = l[at].replace(",not_found,,,,", ",found,A,L1,X>Y>Z,"); }); mend(f); };
    a_reading_is_made_to_agree, "RLA-V-RISK", |f| { let changed = text(f, MVRS).replace(",found,-,", ",found,A,"); set(f, MVRS, changed); mend(f); };
    a_p_is_made_smaller, "RLA-V-RISK", |f| { json(f, RISK, |r| r["contests"][0]["assertions"][0]["p"] = "0.001".into()); mend(f); };
    a_risk_is_made_smaller, "RLA-V-RISK", |f| { json(f, RISK, |r| r["contests"][0]["risk"] = "0.001".into()); mend(f); };
    a_contest_is_called_confirmed, "RLA-V-RISK", |f| { json(f, RISK, |r| { let c = r["contests"].as_array_mut().unwrap().iter_mut().find(|c| c["confirmed"] == false).unwrap(); c["confirmed"] = true.into(); }); mend(f); };
    the_audit_is_called_confirmed, "RLA-V-RISK", |f| { json(f, RISK, |r| r["confirmed"] = true.into()); mend(f); };
    a_conclusion_says_more_than_follows, "RLA-V-RISK", |f| { json(f, RISK, |r| { let c = r["contests"].as_array_mut().unwrap().iter_mut().find(|c| c["confirmed"] == false).unwrap(); c["conclusion"] = "confirmed at risk limit 0.05".into(); }); mend(f); };
    overstatements_are_hidden, "RLA-V-RISK", |f| { json(f, RISK, |r| { let a = r["contests"].as_array_mut().unwrap().iter_mut().flat_map(|c| c["assertions"].as_array_mut().unwrap()).find(|a| a["overstatements"]["one"] != 0 || a["overstatements"]["two"] != 0).unwrap(); a["overstatements"] = serde_json::json!({"one":0,"two":0}); }); mend(f); };
    a_contest_is_left_out_of_the_risk, "RLA-V-RISK", |f| { json(f, RISK, |r| { r["contests"].as_array_mut().unwrap().remove(3); }); mend(f); };
    the_risk_is_no_json, "RLA-V-RISK", |f| { set(f, RISK, "{".into()); mend(f); };
    the_risk_limit_is_raised, "RLA-V-COMMIT", |f| { json(f, "audit.json", |a| a["risk_limit"] = "0.2".into()); mend(f); };
}

/// A small file asks for no endless work, and what is not gone over does not hold.
#[test]
fn what_has_no_end_is_cut_off() {
    let mut files = record();
    let sample = text(&files, "rounds/1/sample.csv");
    (3..=101).for_each(|round| set(&mut files, &format!("rounds/{round}/sample.csv"), sample.clone()));
    let report = found(&files, "RLA-V-SAMPLE");
    assert!(report.findings.iter().any(|f| f.place == "rounds/101/sample.csv" && f.what.contains("100 rounds")));
    let mut files = record();
    let cards = text(&files, "cards.csv") + &"x\n".repeat(20_000);
    set(&mut files, "cards.csv", cards);
    let report = found(&files, "RLA-V-CENSUS");
    assert_eq!(report.findings.len(), rla::verify::MAX_FINDINGS);
    assert!(report.more >= 10_000);
    // A check whose findings are not told does not hold for all that.
    let failed = |code: &str| report.checks.iter().any(|c| c.code == code && !c.holds);
    assert!(failed("RLA-V-COMMIT") && !report.findings.iter().any(|f| f.code == "RLA-V-COMMIT"));
}

/// Votes that nobody reported are none to contradict the records.
#[test]
fn a_contest_may_have_no_reported_votes() {
    let mut files = record();
    json(&mut files, "audit.json", |a| drop(a["contests"][0].as_object_mut().unwrap().remove("reported")));
    recommit(&mut files, "audit_sha256", "audit.json");
    assert_eq!(verify(&files, None).findings, []);
}

#[test]
fn the_engine_reads_within_the_same_limits() {
    use rla::{audit, verify as again};
    assert_eq!((audit::MAX_CONTESTS, audit::MAX_IRV), (again::MAX_CONTESTS, again::MAX_IRV));
    assert_eq!((i128::from(audit::MAX_QUOTIENTS), audit::MAX_NAME), (again::MAX_QUOTIENTS, again::MAX_NAME));
    for key in ["use_style", "share_inclusive", "reported", "reported_winners", "choice_function", "audit_type"] {
        let mut files = record();
        json(&mut files, "audit.json", |a| a["contests"][0][key] = 5.into());
        let (audit, problems) = audit::read(&files["audit.json"]);
        assert!(audit.is_none() && problems.iter().any(|p| p.place.pointer == format!("/contests/0/{key}")), "{key}");
    }
    for (place, key) in
        [("/contests/1", "name"), ("/contests/1/candidates/0", "id"), ("/contests/1/candidates/0", "name")]
    {
        let mut files = record();
        json(&mut files, "audit.json", |a| a.pointer_mut(place).unwrap()[key] = "x".repeat(501).into());
        let (audit, problems) = audit::read(&files["audit.json"]);
        assert!(audit.is_none() && problems.iter().any(|p| p.code == "RLA-LIMIT"), "{key}: {problems:?}");
    }
    for (key, value) in
        [("seats", "999999999"), ("votes_allowed", "1099511627777"), ("first_divisor", "1.4000000000001")]
    {
        let mut files = record();
        json(&mut files, "audit.json", |a| a["contests"][1][key] = value.into());
        assert!(audit::read(&files["audit.json"]).0.is_none(), "{key}");
    }
}

#[test]
fn the_engine_reads_numbers_as_the_second_derivation_does() {
    for (key, value) in [("risk_limit", "5e-2"), ("risk_limit", "0.0500000000000000001"), ("share", "6.6E-1")] {
        let mut files = record();
        json(&mut files, "audit.json", |a| {
            a["contests"][0][key] = value.into();
            if key == "share" {
                a["contests"][0]["choice_function"] = "supermajority".into();
            }
        });
        let (audit, problems) = rla::audit::read(&files["audit.json"]);
        assert!(audit.is_none() && problems.iter().any(|p| p.place.pointer.ends_with(key)), "{value}: {problems:?}");
    }
}

/// Parameters with which a test would keep no risk limit, and assertions that say nothing, are refused by the engine too.
#[test]
fn the_engine_refuses_what_the_second_derivation_refuses() {
    for test in [
        serde_json::json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.6", "c": "-100" } }),
        serde_json::json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.6", "d": "-1" } }),
        serde_json::json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.6", "f": "-1" } }),
        serde_json::json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.6", "min_sd": "-1" } }),
        serde_json::json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.6", "d": "many" } }),
        serde_json::json!({ "kind": "kaplan_markov", "g": "-0.49" }),
        serde_json::json!({ "kind": "kaplan_wald", "g": "-0.1" }),
        serde_json::json!({ "kind": "kaplan_wald", "g": "1.01" }),
        serde_json::json!({ "kind": "kaplan_kolmogorov", "g": "-0.1" }),
        serde_json::json!({ "kind": "certain" }),
    ] {
        for kind in ["comparison", "batch"] {
            let mut files = record();
            json(&mut files, "audit.json", |a| {
                a["contests"][0]["test"] = test.clone();
                a["contests"][0]["audit_type"] = kind.into();
            });
            let (audit, problems) = rla::audit::read(&files["audit.json"]);
            assert!(audit.is_none() && problems.iter().any(|p| p.place.pointer == "/contests/0/test"), "{test}");
            assert!(found(&files, "RLA-V-CENSUS").findings.iter().any(|f| f.place == "audit.json:contests.0.test"));
        }
    }
    let kind = |value: Value| rla::document::kind(&["X", "Y", "Z"], &value);
    let nen = |loser: &str, set: &[&str]| {
        kind(serde_json::json!({ "kind": "nen", "winner": "Y", "loser": loser, "continuing": set }))
    };
    assert!(nen("X", &["X", "Y"]).is_some());
    assert!(nen("Z", &["X", "Y"]).is_none() && nen("X", &["X", "Z"]).is_none() && nen("Y", &["X", "Y"]).is_none());
    for name in ["neb", "plurality"] {
        assert!(kind(serde_json::json!({ "kind": name, "winner": "Y", "loser": "Y" })).is_none());
        assert!(kind(serde_json::json!({ "kind": name, "winner": "Y", "loser": "X" })).is_some());
    }
}

/// Whatever its parameters, ALPHA never bets that the mean is below the null.
#[test]
fn an_alternative_is_never_below_the_null() {
    use rla::martingale::{Estimator, Population, Running, Test};
    for (eta, c) in [(0.1, None), (0.1, Some(0.0)), (0.9, Some(1e6))] {
        let estimator = Estimator::ShrinkTrunc { eta, c, d: 1e6, f: 0.0, min_sd: 1e-6 };
        let population = Population { size: Some(1000), upper: 1.0, null_mean: 0.5 };
        let mut running = Running::new(population, Test::Alpha(estimator));
        assert!((0..300).all(|_| running.push(0.0) == 1.0));
        assert_eq!(running.p(), 1.0, "{eta} {c:?}");
    }
}

/// A verdict is published: it shows nine digits of what was derived, and no more of a file than a reader needs.
#[test]
fn findings_are_short() {
    let mut files = record();
    json(&mut files, RISK, |r| {
        r["contests"][0]["risk"] = "0.001".into();
        let result = &mut r["contests"][0]["assertions"][0];
        (result["p"], result["n"]) = ("0.001".into(), "x".repeat(100_000).into());
    });
    mend(&mut files);
    let report = found(&files, "RLA-V-RISK");
    let whats: Vec<&str> = report.findings.iter().map(|f| f.what.as_str()).collect();
    assert!(whats.iter().all(|what| what.chars().count() <= 501), "{whats:?}");
    let derived: Vec<&str> = whats.iter().filter_map(|w| w.split_once("0.001\", derived ")).map(|(_, d)| d).collect();
    let digits = |text: &&str| text.bytes().filter(u8::is_ascii_digit).skip_while(|d| *d == b'0').count() <= 9;
    assert!(derived.len() == 2 && derived.iter().all(digits), "{derived:?}");
}

/// What could not be gone into is not said to hold.
#[test]
fn a_check_that_was_not_reached_says_so() {
    let reached = |files: &Files| -> Vec<&'static str> {
        verify(files, None).checks.iter().filter(|c| !c.reached).map(|c| c.code).collect()
    };
    assert_eq!(reached(&record()), ["RLA-V-HEAD"]);
    let mut files = record();
    set(&mut files, "audit.json", "{}".into());
    let rest = ["MANIFEST", "CENSUS", "ASSERT", "SEED", "SAMPLE", "MVR", "RISK"];
    assert_eq!(reached(&files)[2..], rest.map(|code| format!("RLA-V-{code}")));
    let mut files = stored("batches");
    json(&mut files, "audit.json", |a| a["contests"][0]["audit_type"] = "comparison".into());
    for code in ["RLA-V-ASSERT", "RLA-V-SAMPLE", "RLA-V-MVR", "RLA-V-RISK"] {
        assert!(reached(&files).contains(&code), "{code}");
    }
}

#[test]
fn a_log_that_was_made_anew_does_not_have_the_published_head() {
    let mut files = record();
    let head = rla::log::head(&text(&files, "log.jsonl")).to_string();
    swap(&mut files, "log.jsonl", "2026-11-03T09:00:00Z", "2026-11-03T08:59:00Z");
    mend(&mut files);
    assert!(verify(&files, Some(&head)).findings.iter().any(|f| f.code == "RLA-V-HEAD"));
}

#[test]
fn damaged_files_are_findings_and_never_a_crash() {
    for name in record().keys() {
        for cut in [0, 1, 40] {
            let mut files = record();
            files.get_mut(name).unwrap().truncate(cut);
            assert!(!verify(&files, None).holds, "{name} cut to {cut}");
            files.insert(name.clone(), vec![0xff; 64]);
            assert!(!verify(&files, None).holds, "{name} of nonsense");
        }
        let mut files = record();
        files.remove(name);
        assert!(!verify(&files, None).holds, "{name} missing");
    }
}
