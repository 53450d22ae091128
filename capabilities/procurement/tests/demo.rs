//! Does the sample election show exactly what was planted in it? `demo/truth.json` was decided when the data were made
//! and calculated by a program outside the repository; nothing in it comes from this crate.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the files of the sample")]

use base::Private;
use procurement::commitments;
use procurement::flags::{Line, Options, Settings, compute};
use procurement::ingest::{Cleaner, Compiler, Item, Reader, Report};
use procurement::lockin;
use procurement::persons::PersonSchemes;
use procurement::scope::Scope;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// The processes of the sample, one line each, and what was said of the input.
fn ingested() -> (Vec<String>, Report) {
    let cleaner = cleaner();
    let mut compiler = Compiler::new();
    for (number, file) in release_files().into_iter().enumerate() {
        let bytes = fs::read(&file).unwrap();
        for item in Reader::new(bytes.as_slice(), u32::try_from(number).unwrap(), &cleaner) {
            compiler.take(item);
        }
    }
    let mut lines = Vec::new();
    let report = compiler
        .finish(Vec::new(), |process| {
            lines.push(process.bytes);
            Ok::<(), std::convert::Infallible>(())
        })
        .unwrap();
    (lines, report)
}

/// All measures of lock-in over the sample's processes and the releases behind them.
fn measured(grouped: bool) -> Value {
    let (lines, _) = ingested();
    let mut settings = lockin::Settings {
        thresholds: BTreeMap::from([("USD".to_owned(), base::exact::parse("50000").unwrap())]),
        clauses: Some(planted_clauses()),
        ..lockin::Settings::default()
    };
    if grouped {
        settings.groups = lockin::groups(&text("groups.json")).unwrap();
    }
    let mut engine = lockin::Engine::new(&settings);
    for (line, number) in lines.iter().zip(1..) {
        engine.take(&Line { input: 0, line: number, bytes: line.as_bytes() }).unwrap();
    }
    for releases in versions().into_values() {
        engine.take_versions(releases.iter().map(String::as_bytes));
    }
    let inputs: [Value; 0] = [];
    serde_json::to_value(engine.finish().document(&inputs, &procurement::ingest::Problems::default())).unwrap()
}

/// The releases behind each process that no publisher compiled, by date, each once.
fn versions() -> BTreeMap<String, Vec<String>> {
    let cleaner = cleaner();
    let mut all: BTreeMap<String, BTreeMap<(String, String), String>> = BTreeMap::new();
    let mut compiled = BTreeSet::new();
    for file in release_files() {
        let bytes = fs::read(&file).unwrap();
        for item in Reader::new(bytes.as_slice(), 0, &cleaner) {
            let Item::Release(release) = item else { continue };
            if release.compiled {
                compiled.insert(release.ocid.clone());
            }
            let member =
                |name: &str| release.value.get(name).and_then(|v| v.as_text()).unwrap_or_default().to_owned();
            let key = (member("date"), member("id"));
            all.entry(release.ocid.clone()).or_default().insert(key, base::json::canonical(&release.value));
        }
    }
    all.retain(|ocid, _| !compiled.contains(ocid));
    all.into_iter().map(|(ocid, releases)| (ocid, releases.into_values().collect())).collect()
}

/// The verdicts as planted, by vendor: what the clause engine should say.
fn planted_clauses() -> lockin::Clauses {
    let index: Value = serde_json::from_str(&text("contracts/index.json")).unwrap();
    let truth = truth();
    let documents: Vec<Value> = index
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let verdicts = truth["clauses"][entry["file"].as_str().unwrap()]["verdicts"].as_object().unwrap();
            let clauses: Vec<Value> = verdicts.iter().map(|(id, v)| json!({"id": id, "verdict": v})).collect();
            json!({"document": {"name": entry["file"]}, "vendor": entry["vendor"], "ocid": entry["ocid"], "clauses": clauses})
        })
        .collect();
    serde_json::from_value(json!({ "documents": documents })).unwrap()
}

#[test]
fn lock_in_is_what_the_hand_calculation_gives() {
    let truth = &truth()["lockin"];
    for (grouped, planted) in [(true, &truth["by_group"]), (false, &truth["by_supplier"])] {
        let found = measured(grouped);
        for pair in planted["pairs"].as_array().unwrap() {
            let same = |row: &&Value| row["buyer"] == pair["buyer"] && row["supplier"] == pair["supplier"];
            let row = found["pairs"].as_array().unwrap().iter().find(same);
            let row = row.unwrap_or_else(|| panic!("no row of {} and {}", pair["buyer"], pair["supplier"]));
            holds(row, pair, &format!("{} {}", pair["buyer"], pair["supplier"]));
        }
        for buyer in planted.get("buyers").and_then(Value::as_array).into_iter().flatten() {
            let row = found["buyers"].as_array().unwrap().iter().find(|row| row["buyer"] == buyer["buyer"]).unwrap();
            holds(row, buyer, &buyer["buyer"].to_string());
        }
        let tailoring: BTreeSet<String> = found["tailoring"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!([one["ocid"], one["signal"], one["place"]["pointer"]]).to_string())
            .collect();
        let planted = truth["tailoring"].as_array().unwrap().iter().map(Value::to_string).collect();
        assert_eq!(tailoring, planted);
    }
}

#[test]
fn the_scope_selects_what_was_planted() {
    let (lines, _) = ingested();
    let truth = &truth()["scope"];
    let scope = Scope::from_toml(&text("scope.toml")).unwrap();
    let mut not_selected = Vec::new();
    for line in &lines {
        let process = base::json::parse(line.as_bytes(), 64).unwrap().value;
        let rules = scope.rules(&process);
        let ocid = process.get("ocid").and_then(|ocid| ocid.as_text()).unwrap().to_owned();
        if let Some(planted) = truth["rules"].get(&ocid) {
            assert_eq!(json!(rules), *planted, "rules that select {ocid}");
        }
        if rules.is_empty() {
            not_selected.push(ocid);
        }
    }
    assert_eq!(json!(not_selected), truth["not_selected"]);
    assert_eq!(json!(lines.len() - not_selected.len()), truth["selected"]);
}

#[test]
fn pledges_and_reviews_are_what_was_planted() {
    let truth = &truth()["commitments"];
    let lines = text("commitments.jsonl");
    let lines = lines.lines().zip(1..).map(|(line, number)| Line { input: 0, line: number, bytes: line.as_bytes() });
    let at = base::time::date("2026-06-01").map(base::time::day_number);
    let found = commitments::compute(lines, &[commitments::Framework::embedded()], Some(&planted_clauses()), at);
    let mut problems: BTreeMap<&str, u64> = BTreeMap::new();
    for problem in &found.problems {
        *problems.entry(&problem.code).or_default() += 1;
    }
    assert_eq!(json!(problems), truth["problems"]);
    let found = serde_json::to_value(&found).unwrap();
    for (vendor, planted) in truth["vendors"].as_object().unwrap() {
        let row = found["vendors"].as_array().unwrap().iter().find(|row| row["vendor"] == *vendor);
        holds(row.unwrap_or_else(|| panic!("no row of {vendor}")), planted, vendor);
    }
    let rows = found["cross_check"].as_array().unwrap().iter();
    let rows: BTreeSet<String> = rows.map(|r| json!([r["pledge"], r["clause"], r["outcome"]]).to_string()).collect();
    assert_eq!(rows, truth["cross_check"].as_array().unwrap().iter().map(Value::to_string).collect());
}

/// Asserts that every planted member stands in what was found.
fn holds(found: &Value, planted: &Value, place: &str) {
    match planted {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| holds(&found[name], value, &format!("{place} / {name}")));
        }
        _ => assert_eq!(found, planted, "at {place}"),
    }
}

#[test]
fn ingest_finds_the_planted_problems_and_no_others() {
    let (lines, report) = ingested();
    let truth = &truth()["ingest"];
    assert_eq!(serde_json::to_value(report.counts).unwrap(), truth["counts"]);
    assert_eq!(serde_json::to_value(report.removed).unwrap(), truth["removed"]);
    assert_eq!(serde_json::to_value(&report.problem_counts).unwrap(), truth["problem_counts"]);
    assert_eq!(lines.len() as u64, truth["counts"]["processes"].as_u64().unwrap());
}

#[test]
fn no_person_is_left_in_the_processes_or_in_what_is_said_of_them() {
    let (lines, report) = ingested();
    let said = serde_json::to_string(&report).unwrap();
    for removed in strings(&truth()["ingest"]["persons_that_must_not_appear"]) {
        assert!(!lines.iter().any(|line| line.contains(&removed)), "a process still holds `{removed}`");
        assert!(!said.contains(&removed), "the report still holds `{removed}`");
    }
}

#[test]
fn the_flags_are_exactly_the_planted_ones() {
    let (lines, _) = ingested();
    let settings = Settings::parse(&text("settings.ini")).unwrap();
    let lines = lines.iter().zip(1..).map(|(line, number)| Line { input: 0, line: number, bytes: line.as_bytes() });
    let flags = compute(lines, &settings, Options::full());
    let found: BTreeSet<String> = flags
        .rows()
        .map(|row| {
            let row = serde_json::to_value(&row).unwrap();
            json!([row["group"], row["id"], row["flag"], row["value"]]).to_string()
        })
        .collect();
    let truth = &truth()["flags"];
    let planted: BTreeSet<String> = truth["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["group"], row["id"], row["flag"], row["value"]]).to_string())
        .collect();
    assert_eq!(found, planted);
    assert_eq!(flags.currency(), truth["currency"].as_str());
    let inputs: [Value; 0] = [];
    let document = serde_json::to_value(flags.document(&inputs, true)).unwrap();
    assert_eq!(document["processes"], truth["processes"]);
    for (why, count) in truth["excluded"].as_object().unwrap() {
        assert_eq!(&document["excluded"][why], count, "processes excluded for `{why}`");
    }
    for covered in document["coverage"].as_array().unwrap() {
        let flag = covered["flag"].as_str().unwrap();
        assert_eq!(covered["assessable"], truth["assessable"][flag], "processes on which {flag} can be assessed");
    }
    let codes: BTreeSet<_> = planted.iter().filter_map(|row| row.split('"').nth(5).map(str::to_owned)).collect();
    assert_eq!(codes.len(), 13, "every flag is planted: {codes:?}");
}

fn cleaner() -> Cleaner {
    let schemes = PersonSchemes::from_toml(&text("person-schemes.toml")).unwrap();
    Cleaner { schemes, ..Cleaner::new(Private::new([7; 32])) }
}

fn release_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("releases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn truth() -> Value {
    serde_json::from_str(&text("truth.json")).unwrap()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo"))
}
