//! Does the sample election show exactly what was planted in it? `demo/truth.json` was decided when the data were made
//! and calculated by a program outside the repository; nothing in it comes from this crate.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the files of the sample")]

use base::Private;
use procurement::flags::{Line, Options, Settings, compute};
use procurement::ingest::{Cleaner, Compiler, Reader, Report};
use procurement::persons::PersonSchemes;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The processes of the sample, one line each, and what was said of the input.
fn ingested() -> (Vec<String>, Report) {
    let schemes = PersonSchemes::from_toml(&text("person-schemes.toml")).unwrap();
    let cleaner = Cleaner { schemes, ..Cleaner::new(Private::new([7; 32])) };
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
