//! Ingest on real data, on every published example, and on the malformed lines with their known answers.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::shared;
use base::Private;
use flate2::{Compression, write::GzEncoder};
use procurement::ingest::{Cleaner, Compiler, Item, Reader, Report};
use std::io::Write as _;

pub(crate) fn cleaner() -> Cleaner {
    Cleaner::new(Private::new([7; 32]))
}

/// Ingests inputs; the lines of `processes.jsonl` and the report.
pub(crate) fn ingest(inputs: &[&[u8]]) -> (Vec<String>, Report) {
    let cleaner = cleaner();
    let mut compiler = Compiler::new();
    for (i, bytes) in inputs.iter().enumerate() {
        for item in Reader::new(*bytes, u32::try_from(i).unwrap(), &cleaner) {
            compiler.take(item);
        }
    }
    let mut lines = Vec::new();
    let report = compiler
        .finish(Vec::new(), |process| {
            lines.push(process.bytes);
            Ok::<_, std::convert::Infallible>(())
        })
        .unwrap();
    (lines, report)
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn real_portuguese_package_gives_the_known_answer() {
    let Some(folder) = shared::folder() else { return };
    let bytes = shared::bytes(&folder, "real-pt/releases-50.json");
    let (lines, report) = ingest(&[&bytes]);
    // Known answer: README of the shared data.
    assert_eq!((report.counts.packages, report.counts.releases, report.counts.processes), (1, 50, 50));
    assert_eq!(report.counts.refused, 0);
    assert_eq!(report.publishers[0].name, "IMPIC");
    assert_eq!(report.publishers[0].license.as_deref(), Some("https://creativecommons.org/licenses/by/4.0/"));
    let processes: Vec<_> = lines.iter().map(|l| base::json::parse(l.as_bytes(), 66).unwrap().value).collect();
    let buyers: std::collections::BTreeSet<_> =
        processes.iter().map(|p| p.pointer("/buyer/id").unwrap().as_text().unwrap().to_owned()).collect();
    assert_eq!(buyers.len(), 33);
    assert!(lines.iter().all(|l| !l.contains('@') && l.contains("\"procurementMethod\":\"direct\"")));
}

#[test]
fn each_malformed_line_gives_its_known_codes() {
    let Some(folder) = shared::folder() else { return };
    let bytes = shared::bytes(&folder, "malformed/releases.jsonl");
    let expected = String::from_utf8(shared::bytes(&folder, "malformed/expected.jsonl")).unwrap();
    let cleaner = cleaner();
    let mut kept = Vec::new();
    for item in Reader::new(bytes.as_slice(), 0, &cleaner) {
        if let Item::Release(release) = item {
            kept.push(release.place.line);
        }
    }
    let (_, report) = ingest(&[&bytes]);
    for line in expected.lines() {
        let expected: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = expected["line"].as_u64().unwrap();
        let codes: Vec<_> = report.problems.iter().filter(|p| p.place.line == number).map(|p| p.code).collect();
        let wanted: Vec<_> = expected["codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        assert_eq!(codes, wanted, "line {number}");
        assert_eq!(kept.contains(&number), expected["kept"].as_bool().unwrap(), "line {number} kept");
    }
    assert_eq!(report.problem_counts["license-missing"], 1, "one stream without a package");
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains("made.up.person") && !text.contains("Made Up Person") && !text.contains("555"));
}

#[test]
fn every_published_example_is_read_and_nothing_is_refused() {
    let Some(folder) = shared::folder() else { return };
    let mut files = Vec::new();
    collect(&folder.join("ocds/examples"), &mut files);
    collect(&folder.join("ocds/fictional-example"), &mut files);
    let mut releases = 0;
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let whole: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let (lines, report) = ingest(&[&bytes]);
        let name = file.display();
        // What the file holds, read with another program's parser.
        let count = |key: &str| whole[key].as_array().map_or(0, |a| a.len() as u64);
        let is_ocds = whole.get("releases").is_some() || whole.get("records").is_some();
        assert_eq!(report.counts.records, count("records"), "{name}");
        assert_eq!(report.counts.releases, count("releases") + count("records"), "{name}: {:?}", report.problems);
        assert_eq!(report.counts.refused, u64::from(!is_ocds), "{name}: {:?}", report.problems);
        assert_eq!(lines.is_empty(), !is_ocds, "{name}");
        releases += report.counts.releases;
    }
    assert!(releases > 40, "{releases} releases in the examples");
}

fn collect(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "json") {
            files.push(path);
        }
    }
    files.sort();
}

/// Three releases of two processes, in every form.
const RELEASES: [&str; 3] = [
    r#"{"ocid":"ocds-made01-b","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"id":"t","title":"a"}}"#,
    r#"{"ocid":"ocds-made01-b","id":"2","date":"2026-01-02T00:00:00Z","tag":["award"],"awards":[{"id":"a"}]}"#,
    r#"{"ocid":"ocds-made01-a","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"id":"t"}}"#,
];

fn package(releases: &[&str]) -> String {
    format!(r#"{{"uri":"u","publisher":{{"name":"P"}},"releases":[{}],"license":"L"}}"#, releases.join(","))
}

#[test]
fn every_form_gives_the_same_bytes() {
    let [a, b, c] = RELEASES;
    let pretty =
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&package(&[c, b, a])).unwrap())
            .unwrap();
    let record = |releases: &[&str]| format!(r#"{{"ocid":"x","releases":[{}]}}"#, releases.join(","));
    let forms: Vec<(&str, String)> = vec![
        ("json-lines", format!("{a}\n\n  \n{b}\r\n{c}")),
        ("json-lines", format!("\u{feff}{c}\n{}\n", package(&[b, a]))),
        ("release-package", package(&[a, b, c])),
        ("release-package", format!("\n\n{pretty}\n")),
        ("release-array", format!("[{b},{c},{a}]")),
        ("release-array", format!("[\n{b},\n{c},\n{a}\n]\n")),
        ("package-array", format!("[{},\n{}]", package(&[b]), package(&[c, a]))),
        ("record-package", format!(r#"{{"records":[{},{}],"license":"L"}}"#, record(&[a, b]), record(&[c]))),
    ];
    let (expected, _) = ingest(&[forms[0].1.as_bytes()]);
    assert_eq!(expected.len(), 2);
    assert!(expected[0].contains("ocds-made01-a"));
    for (form, text) in &forms {
        for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let cleaner = cleaner();
            let mut reader = Reader::new(bytes.as_slice(), 0, &cleaner);
            assert!(
                reader.by_ref().all(|item| !matches!(item, Item::Problem(p) if p.severity == base::Severity::Error))
            );
            assert_eq!(reader.form().name(), *form, "{text}");
            let (lines, report) = ingest(&[&bytes]);
            assert_eq!(lines, expected, "{form}");
            assert_eq!(report.counts.releases, 3, "{form}");
        }
    }
    // In separate inputs too.
    assert_eq!(ingest(&[c.as_bytes(), b.as_bytes(), a.as_bytes()]).0, expected);
}

#[test]
fn a_broken_line_costs_that_line_only() {
    let [a, b, c] = RELEASES;
    for (broken, code) in [
        (&a[..40], "not-json"),
        ("{\"ocid\":\"x", "not-json"),
        ("{", "not-json"),
        ("{\"a\":[1,", "not-json"),
        ("]", "not-json"),
        ("7", "not-an-object"),
        ("nonsense and more", "not-json"),
        ("{\"x\":1}", "unknown-form"),
        ("{\"releases\":{}}", "unknown-form"),
        ("{\"tag\":[]}", "no-ocid"),
        ("{\"ocid\":null}", "no-ocid"),
    ] {
        for text in [format!("{broken}\n{b}\n{c}\n"), format!("{b}\n{broken}\n{c}\n"), format!("{b}\n{c}\n{broken}")]
        {
            let (lines, report) = ingest(&[text.as_bytes()]);
            assert_eq!(lines.len(), 2, "{text}: {:?}", report.problems);
            let codes: Vec<_> =
                report.problems.iter().filter(|p| p.severity == base::Severity::Error).map(|p| p.code).collect();
            assert_eq!(codes, [code], "{text}");
            assert_eq!(report.counts.refused, 1);
        }
    }
}

#[test]
fn bounds_refuse_one_release_and_the_rest_goes_on() {
    let [_, b, c] = RELEASES;
    let deep = format!("{{\"ocid\":\"d\",\"x\":{}{}}}", "[".repeat(64), "]".repeat(64));
    let fits = format!("{{\"ocid\":\"d\",\"x\":{}{}}}", "[".repeat(63), "]".repeat(63));
    let long = format!("{{\"ocid\":\"l\",\"x\":\"{}\"}}", "x".repeat(64 << 20));
    let codes = |text: &str| {
        let (lines, report) = ingest(&[text.as_bytes()]);
        let errors: Vec<_> =
            report.problems.iter().filter(|p| p.severity == base::Severity::Error).map(|p| p.code).collect();
        (lines.len(), errors)
    };
    assert_eq!(codes(&format!("{b}\n{deep}\n{c}")), (2, vec!["too-deep".to_owned()]));
    assert_eq!(codes(&format!("{b}\n{fits}\n{c}")), (3, vec![]));
    assert_eq!(codes(&format!("{b}\n{long}\n{c}")), (2, vec!["too-long".to_owned()]));
    assert_eq!(codes(&package(&[b, &long, c])), (2, vec!["too-long".to_owned()]));
    assert_eq!(codes(&format!("[{b},{long},{c}]")), (2, vec!["too-long".to_owned()]));
    assert_eq!(codes(&"[".repeat(1 << 20)).1, ["not-json".to_owned()]);
}

#[test]
fn damaged_gzip_keeps_what_came_before() {
    let text: String = (0..20_000).map(|i| format!("{{\"ocid\":\"o{i}\",\"date\":\"2026-01-01\"}}\n")).collect();
    let mut bytes = gzip(text.as_bytes());
    bytes.truncate(bytes.len() / 2);
    let (lines, report) = ingest(&[&bytes]);
    assert!(lines.len() > 100 && lines.len() < 20_000, "{}", lines.len());
    assert_eq!(report.problem_counts["truncated-gzip"], 1);
    assert!(!report.problem_counts.contains_key("not-json"), "the cut line is not blamed");
}

#[test]
fn a_compiled_release_stands_as_it_is_and_the_rest_is_superseded() {
    let releases = [
        r#"{"ocid":"o","id":"1","date":"2026-03-01T00:00:00Z","tag":["award"],"tender":{"id":"x"}}"#,
        r#"{"ocid":"o","id":"c1","date":"2026-01-01T00:00:00Z","tag":["compiled"],"tender":{"id":"old"}}"#,
        r#"{"ocid":"o","id":"c2","date":"2026-02-01T00:00:00Z","tag":["compiled"],"tender":{"id":"new","title":null}}"#,
    ];
    let (lines, report) = ingest(&[releases.join("\n").as_bytes()]);
    assert_eq!(
        lines,
        [
            r#"{"date":"2026-02-01T00:00:00Z","id":"c2","ocid":"o","tag":["compiled"],"tender":{"id":"new","title":null}}"#
        ]
    );
    assert_eq!(report.problem_counts["superseded"], 2);
    assert_eq!((report.counts.releases, report.counts.processes), (3, 1));
}
