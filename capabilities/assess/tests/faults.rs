//! The table of faults: each code is told with its place and effect, and reading goes on.

use crate::files::{self, Files};
use assess::{Assessment, Options, catalogue, compute, dossier};
use base::digest::sha256;

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

fn edit(files: &mut Files, name: &str, old: &str, new: &str) {
    let before = text(files, name);
    assert!(before.contains(old), "{name} does not hold {old:?}");
    files.insert(name.to_owned(), before.replacen(old, new, 1).into_bytes());
}

/// Changes a record file and the digest that the dossier states for it.
fn edit_records(files: &mut Files, name: &str, old: &str, new: &str) {
    let before = sha256(&files[name]).to_string();
    edit(files, name, old, new);
    let after = sha256(&files[name]).to_string();
    edit(files, "dossier.yaml", &before, &after);
}

fn run(files: &Files) -> Result<Assessment, assess::Fatal> {
    let catalogue = catalogue::own().unwrap();
    let dossier = dossier::read(files, &catalogue, &dossier::Limits::default(), true)?;
    let options = Options { simulation: None, ..Options::of(&dossier) };
    compute(files, &dossier, &catalogue, &options)
}

/// What is done to a good dossier.
type Change = fn(&mut Files);

struct Case {
    code: &'static str,
    place: &'static str,
    change: Change,
    /// An indicator and its status afterwards.
    then: (&'static str, &'static str),
}

#[test]
fn every_code_of_the_table_is_told_with_its_place_and_effect() {
    let Some(path) = files::shared("example-dossier") else { return };
    let base = files::read(&path);
    let cases = [
        Case {
            code: "RECORD-HASH",
            place: "records/training.jsonl",
            change: |f| edit(f, "records/training.jsonl", "\"staff_trained\": 8", "\"staff_trained\": 9"),
            then: ("CAP-01", "not_assessed"),
        },
        Case {
            code: "RECORD-JSON",
            place: "records/training.jsonl:2",
            change: |f| edit_records(f, "records/training.jsonl", "{\"id\": \"tra-002\"", "{id: \"tra-002\""),
            then: ("CAP-01", "indeterminate"),
        },
        Case {
            code: "RECORD-FIELD",
            place: "records/training.jsonl:1",
            change: |f| edit_records(f, "records/training.jsonl", "\"topic\": \"rights\"", "\"topic\": \"wrongs\""),
            then: ("CAP-01", "indeterminate"),
        },
        Case {
            code: "RECORD-DUPLICATE",
            place: "records/training.jsonl:2",
            change: |f| edit_records(f, "records/training.jsonl", "tra-002", "tra-001"),
            then: ("CAP-01", "indeterminate"),
        },
        Case {
            code: "AFTER-AS-OF",
            place: "records/exercise.jsonl:1",
            change: |f| {
                edit_records(f, "records/exercise.jsonl", "{\"id\"", "{\"known_on\": \"2026-10-02\", \"id\"");
            },
            then: ("CAP-03", "not_met"),
        },
        Case {
            code: "AFTER-AS-OF",
            place: "E-001",
            change: |f| edit(f, "evidence.yaml", "dated: '2026-04-01'", "dated: '2026-10-02'"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "EVIDENCE-HASH",
            place: "E-001",
            change: |f| drop(f.insert("evidence/E-001.txt".to_owned(), b"other".to_vec())),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "EVIDENCE-MISSING",
            place: "E-001",
            change: |f| drop(f.remove("evidence/E-001.txt")),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "ASSESSOR-INTERESTS",
            place: "ratings/b1-1.yaml",
            change: |f| edit(f, "dossier.yaml", "  interests: none\n", ""),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-INDICATOR",
            place: "ratings/b1-1.yaml#1",
            change: |f| edit(f, "ratings/b1-1.yaml", "indicator: LEG-01", "indicator: LEG-99"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-MACHINE",
            place: "ratings/b1-1.yaml#1",
            change: |f| edit(f, "ratings/b1-1.yaml", "indicator: LEG-01", "indicator: LEG-02"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-RECUSED",
            place: "ratings/b1-1.yaml#1",
            change: |f| edit(f, "dossier.yaml", "  interests: none\n", "  interests: none\n  recused: [LEG-01]\n"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "AFTER-AS-OF",
            place: "ratings/b1-1.yaml#1",
            change: |f| edit(f, "ratings/b1-1.yaml", "rated_on: '2026-08-03'", "rated_on: '2026-10-02'"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-NO-EVIDENCE",
            place: "ratings/b1-1.yaml#1",
            change: |f| edit(f, "ratings/b1-1.yaml", "  evidence:\n  - E-001\n", "  evidence: []\n"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-UNKNOWN-EVIDENCE",
            place: "ratings/b1-1.yaml#1",
            change: |f| edit(f, "ratings/b1-1.yaml", "- E-001", "- E-999"),
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-NO-REASON",
            place: "ratings/b1-1.yaml#1",
            change: |f| {
                edit(f, "ratings/b1-1.yaml", "value: met", "value: indeterminate");
                edit(f, "ratings/b1-1.yaml", "  reason: written for this dossier\n", "");
            },
            then: ("LEG-01", "indeterminate"),
        },
        Case {
            code: "RATING-DUPLICATE",
            place: "ratings/b1-1.yaml#2",
            change: |f| edit(f, "ratings/b1-1.yaml", "indicator: LEG-06", "indicator: LEG-01"),
            then: ("LEG-01", "met"),
        },
        Case {
            code: "RATING-BEFORE-SEAL",
            place: "ratings/b1-2.yaml#1",
            change: |f| {
                let again = "assessor: b1\nround: 2\nsealed_on: '2026-08-20'\nratings:\n- {indicator: LEG-01, value: not_met, evidence: [E-001], reason: x, rated_on: '2026-08-09'}\n";
                f.insert("ratings/b1-2.yaml".to_owned(), again.as_bytes().to_vec());
            },
            then: ("LEG-01", "met"),
        },
        Case {
            code: "ADJUDICATION-INVALID",
            place: "OVR-01",
            change: |f| {
                let one = "adjudications:\n- {indicator: OVR-01, verdict: met, explains: agreement, reasons: heard both, by: [b1], decided_on: '2026-09-01'}\n";
                f.insert("adjudications.yaml".to_owned(), one.as_bytes().to_vec());
            },
            then: ("OVR-01", "indeterminate"),
        },
    ];
    for case in cases {
        let mut files = base.clone();
        (case.change)(&mut files);
        let result = run(&files).unwrap_or_else(|fatal| panic!("{} {}: {fatal}", case.code, case.place));
        let told: Vec<(&str, &str)> = result.problems.iter().map(|p| (p.code.as_str(), p.place.as_str())).collect();
        assert!(told.contains(&(case.code, case.place)), "{} {}: {told:?}", case.code, case.place);
        let own = result.indicators.iter().find(|i| i.id == case.then.0).unwrap();
        assert_eq!(own.status, case.then.1, "{} {}: {:?}", case.code, case.place, own.reason);
    }
}

#[test]
fn what_cannot_go_on_is_said_with_its_code() {
    let Some(path) = files::shared("example-dossier") else { return };
    let base = files::read(&path);
    let cases: [(&str, Change); 8] = [
        ("no-dossier", |f| drop(f.remove("dossier.yaml"))),
        ("not-yaml", |f| edit(f, "dossier.yaml", "facts: {}", "facts: {")),
        ("not-yaml", |f| edit(f, "dossier.yaml", "facts: {}", "facts: {}\nfacts: {}")),
        ("not-yaml", |f| edit(f, "dossier.yaml", "facts: {}", "facts: &a {}")),
        ("schema-broken", |f| edit(f, "dossier.yaml", "facts: {}", "fact: {}")),
        ("other-catalogue", |f| edit(f, "dossier.yaml", "aaa2bf", "aaa2b0")),
        ("unknown-profile", |f| edit(f, "dossier.yaml", "profile: core-40", "profile: core-41")),
        ("unknown-election", |f| edit(f, "dossier.yaml", "election: cou-2026", "election: cou-2027")),
    ];
    for (code, change) in cases {
        let mut files = base.clone();
        change(&mut files);
        assert_eq!(run(&files).unwrap_err().code, code);
    }
}

#[test]
fn personal_data_are_found_and_dates_and_digests_are_not_taken_for_them() {
    let Some(path) = files::shared("example-dossier") else { return };
    let catalogue = catalogue::own().unwrap();
    let scan = |files: &Files| {
        let dossier = dossier::read(files, &catalogue, &dossier::Limits::default(), true).unwrap();
        assess::personal::scan(&dossier, &[]).unwrap()
    };
    let mut files = files::read(&path);
    assert_eq!(scan(&files), []);
    for planted in ["someone@mail.example", "+000 55 123 4567", "card 0123456789"] {
        edit(&mut files, "ratings/b1-1.yaml", "written for this dossier", planted);
        assert_eq!(
            scan(&files).first().map(|p| p.place.as_str()),
            Some("ratings/b1-1.yaml/ratings/0/reason"),
            "{planted}"
        );
        edit(&mut files, "ratings/b1-1.yaml", planted, "written for this dossier");
    }
}
