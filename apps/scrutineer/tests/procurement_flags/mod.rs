//! Flags, lock-in and commitments from the command line: exit codes, documents, and what is never printed.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_scrutineer")).arg("procurement").args(arguments).output();
    output.expect("the program starts")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON document on standard output")
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a temporary file");
    path.display().to_string()
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/procurement")).join(path);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "shared data not found at {}", path.display());
    eprintln!("skipped: shared data not found at {}", path.display());
    None
}

const SINGLE: &str = "{\"ocid\":\"F\",\"tender\":{\"numberOfTenderers\":1,\"procurementMethod\":\"open\"}}\n";

#[test]
fn flags_documents_and_exit_codes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = file(folder.path(), "one.jsonl", SINGLE);
    let found = run(&["flags", &input, "--format", "cardinal", "--no-meta"]);
    assert_eq!(json(&found), serde_json::json!({"OCID": {"F": {"R018": 1.0}}}));
    assert_eq!(found.status.code(), Some(0));

    let found = json(&run(&["flags", &input, "--json"]));
    assert_eq!(
        (&found["kind"], &found["version"], &found["processes"]),
        (&"procurement-flags".into(), &1.into(), &1.into())
    );
    assert_eq!(found["inputs"][0]["bytes"], SINGLE.len());
    assert_eq!(found["inputs"][0]["sha256"], base::digest::sha256(SINGLE.as_bytes()).to_string());
    assert_eq!(found["results"][0]["evidence"][0]["pointer"], "/tender/numberOfTenderers");
    for coverage in found["coverage"].as_array().expect("coverage") {
        let count = |name: &str| coverage[name].as_u64().expect("a count");
        assert_eq!(count("assessable") + count("not_assessable"), 1, "{coverage}");
    }

    assert_eq!(run(&["flags", &input, "--fail-on", "R018"]).status.code(), Some(1));
    assert_eq!(run(&["flags", &input, "--fail-on", "any"]).status.code(), Some(1));
    assert_eq!(run(&["flags", &input, "--fail-on", "R003"]).status.code(), Some(0));
    assert_eq!(run(&["flags", &input, "--fail-on", "R999"]).status.code(), Some(3));
    assert_eq!(run(&["flags", &input, "--no-such-option"]).status.code(), Some(3));
    assert_eq!(run(&["flags", "/nonexistent", "--json"]).status.code(), Some(2));

    let text = run(&["flags", &input]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("never a finding of wrongdoing"), "{text}");
}

#[test]
fn settings_errors_name_the_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = file(folder.path(), "one.jsonl", SINGLE);
    let settings = file(folder.path(), "s.ini", "[R003]\nthresold = 3\n");
    let found = run(&["flags", &input, "--settings", &settings, "--json"]);
    assert_eq!(found.status.code(), Some(2));
    let error = &json(&found)["error"];
    assert_eq!(error["code"], "bad-settings");
    assert!(error["place"].as_str().is_some_and(|place| place.ends_with("s.ini line 2")), "{error}");
}

#[test]
fn threads_and_forms_make_no_difference() {
    let Some(path) = shared("lockin/processes.jsonl") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = std::fs::read_to_string(&path).expect("processes");
    let lines: Vec<&str> = text.lines().collect();
    let package = format!("{{\"uri\":\"u\",\"license\":\"l\",\"releases\":[\n{}\n]}}", lines.join(",\n"));
    let package = file(folder.path(), "package.json", &package);
    let path = path.display().to_string();
    let one = json(&run(&["lockin", &path, "--threshold", "USD=40000", "--json", "--threads", "1"]));
    let two = json(&run(&["lockin", &path, "--threshold", "USD=40000", "--json", "--threads", "2"]));
    let other = json(&run(&["lockin", &package, "--threshold", "USD=40000", "--json"]));
    assert_eq!(one, two);
    assert_eq!((&one["pairs"], &one["buyers"]), (&other["pairs"], &other["buyers"]));
    assert_eq!(one["pairs"].as_array().map(Vec::len), Some(3));
    assert_eq!(run(&["lockin", &path, "--threshold", "lots"]).status.code(), Some(3));
    assert_eq!(run(&["lockin", &path, "--from", "soon"]).status.code(), Some(3));
}

#[test]
fn several_releases_are_merged_for_lockin() {
    let release = |date: &str, amount: u32| {
        format!(
            r#"{{"ocid":"ocds-made00-1","id":"{date}","date":"{date}T00:00:00Z","tag":["contract"],"initiationType":"tender","buyer":{{"id":"B"}},"awards":[{{"id":"a","status":"active","suppliers":[{{"id":"S"}}],"value":{{"amount":"{amount}","currency":"USD"}}}}],"contracts":[{{"id":"c","awardID":"a","value":{{"amount":{amount},"currency":"USD"}}}}]}}"#
        )
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = format!("{}\n{}\n", release("2025-01-01", 100), release("2026-01-01", 150));
    let found = json(&run(&["lockin", &file(folder.path(), "two.jsonl", &text), "--json"]));
    let measures = &found["pairs"][0]["measures"];
    assert_eq!(measures["L8"]["value"], "1.500000");
    assert_eq!(measures["L1"]["by_currency"]["USD"]["numerator"], "150");
    assert!(found["problems"].as_array().is_some_and(|all| all.iter().any(|p| p["code"] == "number-as-text")));
}

#[test]
fn persons_are_never_printed() {
    let line = r#"{"ocid":"o","buyer":{"id":"B"},"parties":[{"id":"123456789","name":"Fulana de Tal","roles":["tenderer","supplier"],"identifier":{"scheme":"PT-NIPPC","id":"123456789"}},{"id":"E","roles":["tenderer"]}],"tender":{"procurementMethod":"open"},"bids":{"details":[{"status":"valid","tenderers":[{"id":"123456789","name":"Fulana de Tal"}],"value":{"amount":1,"currency":"EUR"}},{"status":"valid","tenderers":[{"id":"E"}],"value":{"amount":1,"currency":"EUR"}}]},"awards":[{"status":"active","suppliers":[{"id":"123456789","name":"Fulana de Tal"}]}]}"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = file(folder.path(), "person.jsonl", line);
    for arguments in
        [&["flags", &input, "--json"][..], &["flags", &input], &["lockin", &input, "--json"], &["lockin", &input]]
    {
        let found = run(arguments);
        let text = String::from_utf8_lossy(&found.stdout).into_owned() + &String::from_utf8_lossy(&found.stderr);
        assert!(text.contains("person:"), "{arguments:?}: {text}");
        assert!(!text.contains("123456789") && !text.contains("Fulana"), "{arguments:?}: {text}");
    }
    let cardinal = run(&["flags", &input, "--format", "cardinal"]);
    assert!(String::from_utf8_lossy(&cardinal.stdout).contains("123456789"));
}

#[test]
fn commitments_example() {
    let Some(folder) = shared("commitments") else { return };
    let path = |name: &str| folder.join(name).display().to_string();
    let (lines, clauses, framework) =
        (path("example.jsonl"), path("example-clauses.json"), path("ifes-veig-2024.toml"));
    let found = run(&[
        "commitments",
        &lines,
        "--clauses",
        &clauses,
        "--framework",
        &framework,
        "--at",
        "2026-06-01",
        "--json",
    ]);
    assert_eq!(found.status.code(), Some(1));
    let found = json(&found);
    assert_eq!(found["cross_check"][2]["outcome"], "not-met");
    assert_eq!(found["vendors"][0]["mean_score"], "3.50");
    assert_eq!(found["frameworks"][0], serde_json::json!({"id": "ifes-veig-2024", "slots": 11, "verified": 0}));
}

#[test]
fn real_portuguese_package() {
    // Expected: the data's README (50 processes, 49 pairs, 33 buyers, all direct) and Cardinal 0.0.8 run on the same
    // releases, which raises R003 on the two with tender periods of 10 and 11 days and nothing else.
    let Some(path) = shared("real-pt/releases-50.json") else { return };
    let path = path.display().to_string();
    let flags = json(&run(&["flags", &path, "--json"]));
    assert_eq!(flags["processes"], 50);
    let raised: Vec<(&Value, &Value)> =
        flags["results"].as_array().expect("results").iter().map(|row| (&row["flag"], &row["id"])).collect();
    let (first, second) = ("ocds-px0z7d-14020-14005-1".into(), "ocds-px0z7d-8100-8004-1".into());
    assert_eq!(raised, [(&"R003".into(), &first), (&"R003".into(), &second)]);
    let lockin = json(&run(&["lockin", &path, "--json"]));
    assert_eq!(lockin["pairs"].as_array().map(Vec::len), Some(49));
    assert_eq!(lockin["buyers"].as_array().map(Vec::len), Some(33));
    for pair in lockin["pairs"].as_array().expect("pairs") {
        assert_eq!(pair["measures"]["L2"]["value"], "1.000000");
    }
}
