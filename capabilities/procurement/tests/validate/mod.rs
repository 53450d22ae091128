//! Validation against published examples, Cardinal's coverage cases and the `jsonschema` crate as outside opinion.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::mutate::Mutator;
use crate::shared;
use base::json::{Value, parse};
use procurement::schema::Schema;
use procurement::validate::{Answer, Rules, Validation, stream};

fn validate(bytes: &[u8], coverage: bool) -> Answer {
    let mut validation = Validation::default();
    stream(bytes, 0, Rules { release: Schema::release(), coverage }, &mut validation);
    validation.finish("1.1.5", coverage)
}

#[test]
fn fictional_example_has_no_schema_error() {
    // Known answer: README of the shared data.
    let Some(folder) = shared::folder() else { return };
    let mut releases = 0;
    for folder in ["ocds/fictional-example/1.1", "ocds/fictional-example/1.1/record"].map(|f| folder.join(f)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            let answer = validate(&std::fs::read(&path).unwrap(), false);
            assert!(
                answer.errors.is_empty(),
                "{}: {}",
                path.display(),
                serde_json::to_string(&answer.errors).unwrap()
            );
            releases += answer.counts.releases;
        }
    }
    assert!(releases >= 14, "{releases}");
}

#[test]
fn coverage_equals_cardinals_in_every_case() {
    let Some(folder) = shared::folder() else { return };
    let mut cases = 0;
    for entry in std::fs::read_dir(folder.join("cardinal/coverage")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "jsonl") {
            continue;
        }
        let answer = validate(&std::fs::read(&path).unwrap(), true);
        let ours = serde_json::to_value(answer.coverage).unwrap();
        let expected: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path.with_extension("expected")).unwrap()).unwrap();
        assert_eq!(ours, expected, "{}", path.display());
        cases += 1;
    }
    assert_eq!(cases, 35);
}

#[test]
fn coverage_of_a_package_is_that_of_its_releases_in_any_form() {
    let release = r#"{"ocid":"ocds-made01-1","tender":{"id":"t"}}"#;
    let package = format!(r#"{{"version":"1.1","releases":[{release},{release}]}}"#);
    let lines = format!("{release}\n{release}\n");
    let array = format!("[{release},\n{release}]");
    let expected = validate(lines.as_bytes(), true).coverage;
    assert_eq!(expected.as_ref().unwrap().counts()["/tender/id"], 2);
    assert_eq!(validate(package.as_bytes(), true).coverage, expected);
    assert_eq!(validate(array.as_bytes(), true).coverage, expected);
}

/// The embedded schema in the hands of another program.
fn outside() -> jsonschema::Validator {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schema/release-schema.json")).unwrap();
    jsonschema::options().with_draft(jsonschema::Draft::Draft4).should_validate_formats(true).build(&schema).unwrap()
}

fn keywords(release: &Value) -> Vec<&'static str> {
    let mut validation = Validation::default();
    validation.release(release, 0, 1, Rules { release: Schema::release(), coverage: false });
    validation.finish("1.1.5", false).errors.iter().map(|e| e.code).collect()
}

/// Same verdict on a release; `uniqueItems` is stricter here (same `id`), so that alone decides nothing.
fn compare(outside: &jsonschema::Validator, text: &str) {
    let Ok(theirs) = serde_json::from_str::<serde_json::Value>(text) else { return };
    let ours = keywords(&parse(text.as_bytes(), 128).unwrap().value);
    if ours == ["uniqueItems"] {
        return;
    }
    let errors: Vec<_> = outside.iter_errors(&theirs).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert_eq!(ours.is_empty(), errors.is_empty(), "ours {ours:?}, theirs {errors:?} on {text}");
}

#[test]
fn agrees_with_the_jsonschema_crate_on_every_release_and_many_mutations() {
    let outside = outside();
    let mut releases = shared::releases();
    releases.push(crate::mutate::FULL.to_owned());
    releases.iter().for_each(|release| compare(&outside, release));
    let rounds = crate::mutate::rounds(400);
    let mut mutator = Mutator::new(7);
    for round in 0..rounds {
        let text = mutator.mutate_json(&releases[round % releases.len()]);
        compare(&outside, &text);
    }
}

fn groups(text: &str) -> Vec<(String, String, u64, String)> {
    validate(text.as_bytes(), false)
        .errors
        .into_iter()
        .map(|e| (e.code.to_owned(), e.pattern, e.count, e.examples[0].pointer.clone()))
        .collect()
}

#[test]
fn errors_are_grouped_by_keyword_and_pattern_with_places() {
    let text = r#"{"ocid":"ocds-made01-1","id":"1","date":"2026-03-01","tag":[],"initiationType":"x",
        "awards":[{"title":"a"},{"title":"b","value":{"amount":"1"}}],"contracts":[{"id":"","awardID":1},{"id":"","awardID":2}]}"#;
    let of = |code: &str, pattern: &str, count, pointer: &str| (code.into(), pattern.into(), count, pointer.into());
    // Worked out by hand from the schema.
    assert_eq!(
        groups(text),
        [
            of("enum", "/initiationType", 1, "/initiationType"),
            of("format", "/date", 1, "/date"),
            of("minItems", "/tag", 1, "/tag"),
            of("minLength", "/contracts/*/id", 2, "/contracts/0/id"),
            of("required", "/awards/*/id", 2, "/awards/0/id"),
            of("type", "/awards/*/value/amount", 1, "/awards/1/value/amount"),
            of("uniqueItems", "/contracts", 1, "/contracts"),
        ]
    );
}

fn outcome(release: &str, code: &str) -> (String, u64, Vec<String>) {
    let answer = validate(release.as_bytes(), false);
    let check = answer.checks.into_iter().find(|c| c.code == code).unwrap();
    (check.outcome.to_owned(), check.count, check.examples.into_iter().map(|e| e.pointer).collect())
}

#[test]
fn each_check_can_be_met_not_met_and_unknown() {
    let met = |code, release: &str| assert_eq!(outcome(release, code).0, "met", "{code} {release}");
    let unknown = |code, release: &str| assert_eq!(outcome(release, code).0, "unknown", "{code} {release}");
    let not_met = |code, release: &str, pointer: &str| {
        assert_eq!(outcome(release, code), ("not-met".into(), 1, vec![pointer.into()]), "{code} {release}");
    };
    met("ocid-prefix", r#"{"ocid":"ocds-made01-1"}"#);
    not_met("ocid-prefix", r#"{"ocid":"ocds-MADE01-1"}"#, "/ocid");
    unknown("ocid-prefix", r#"{"tag":[]}"#);
    let period = |start: &str, end: &str| {
        format!(r#"{{"ocid":"o","tender":{{"tenderPeriod":{{"startDate":"{start}","endDate":"{end}"}}}}}}"#)
    };
    met("date-order", &period("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"));
    met("date-order", &period("2026-01-01T23:00:00-05:00", "2026-01-02T05:00:00Z"));
    not_met("date-order", &period("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"), "/tender/tenderPeriod");
    unknown("date-order", &period("soon", "2026-01-01T00:00:00Z"));
    let award = |contracts: &str| {
        format!(
            r#"{{"ocid":"o","awards":[{{"id":"a","value":{{"amount":10,"currency":"USD"}}}}],"contracts":[{contracts}]}}"#
        )
    };
    let contract = |award: &str, amount: &str, currency: &str| {
        format!(r#"{{"id":"c{amount}","awardID":"{award}","value":{{"amount":{amount},"currency":"{currency}"}}}}"#)
    };
    met("award-ref", &award(&contract("a", "1", "USD")));
    not_met("award-ref", &award(&contract("b", "1", "USD")), "/contracts/0/awardID");
    unknown("award-ref", &format!(r#"{{"ocid":"o","contracts":[{}]}}"#, contract("a", "1", "USD")));
    met("contract-over-award", &award(&[contract("a", "3", "USD"), contract("a", "7", "USD")].join(",")));
    not_met(
        "contract-over-award",
        &award(&[contract("a", "3.01", "USD"), contract("a", "7", "USD")].join(",")),
        "/awards/0/value/amount",
    );
    unknown("contract-over-award", &award(&contract("a", "30", "EUR")));
    met("currency-mix", &award(&contract("a", "1", "USD")));
    not_met("currency-mix", &award(&contract("a", "1", "EUR")), "/contracts/0/value/currency");
    unknown("currency-mix", &award(r#"{"id":"c","awardID":"a"}"#));
    met("party-ref", r#"{"ocid":"o","parties":[{"id":"B"}],"buyer":{"id":"B"}}"#);
    not_met("party-ref", r#"{"ocid":"o","parties":[{"id":"B"}],"buyer":{"id":"C"}}"#, "/buyer");
    unknown("party-ref", r#"{"ocid":"o","parties":[{"id":"B"}],"buyer":{"name":"B"}}"#);
}

#[test]
fn malformed_lines_are_errors_and_codes_outside_lists_are_named() {
    let Some(folder) = shared::folder() else { return };
    let answer = validate(&shared::bytes(&folder, "malformed/releases.jsonl"), false);
    let codes: Vec<_> = answer.errors.iter().map(|e| e.code).collect();
    for code in ["not-json", "not-utf8", "not-an-object", "unknown-form", "required", "type", "enum", "format"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    let method = answer.codelists.iter().find(|c| c.path == "/tender/procurementMethod").unwrap();
    assert!(!method.open);
    assert_eq!((method.values[0].value.as_str(), method.values[0].count), ("licitación pública", 1));
    let text = serde_json::to_string(&answer).unwrap();
    assert!(!text.contains("made.up.person") && !text.contains("Made Up Person"));
}
