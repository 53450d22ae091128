//! Are the clauses of the sample contracts found as they were planted? Files of all four types go through the program
//! as a user would send them; `demo/truth.json` was written with the contracts, not from the program's answer.

use crate::run::{scrutineer, text};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn verdicts_places_and_values_are_exactly_the_planted_ones() {
    let truth: Value = serde_json::from_str(&fs::read_to_string(demo().join("truth.json")).unwrap()).unwrap();
    let planted = truth["clauses"].as_object().unwrap();
    let contracts = demo().join("contracts");
    let files: Vec<PathBuf> = planted.keys().map(|name| contracts.join(name)).collect();
    let mut arguments = vec!["procurement", "clauses", "--json"];
    arguments.extend(files.iter().map(|file| text(file)));
    let output = scrutineer(&arguments);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "some must clause is not present. The program said: {said}");
    let mut differences = Vec::new();
    for (name, planted) in planted {
        let document = found["documents"].as_array().unwrap().iter().find(|document| {
            document["document"]["name"]
                .as_str()
                .is_some_and(|path| Path::new(path).file_name() == Some(name.as_ref()))
        });
        let Some(document) = document else {
            differences.push(format!("{name}: not in the answer"));
            continue;
        };
        compare(name, planted, document, &mut differences);
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// The program's JSON answer for these arguments of `procurement clauses`, and its exit code.
fn answer(more: &[&str]) -> (Value, Option<i32>) {
    let mut arguments = vec!["procurement", "clauses", "--json"];
    arguments.extend(more);
    let output = scrutineer(&arguments);
    (serde_json::from_slice(&output.stdout).unwrap(), output.status.code())
}

fn contract(name: &str) -> PathBuf {
    demo().join("contracts").join(name)
}

#[test]
fn order_and_threads_change_nothing_and_quotes_are_the_bytes_of_the_written_text() {
    let names = ["vec-2016-004-results-software.txt", "wad-2017-001-sijill.txt", "hte-2025-001-assistance.txt"];
    let files: Vec<PathBuf> = names.iter().map(|name| contract(name)).collect();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("texts");
    let (first, _) = answer(&[text(&files[0]), text(&files[1]), text(&files[2]), "--text-out", text(&out)]);
    let (second, _) = answer(&[text(&files[2]), text(&files[0]), text(&files[1]), "--threads", "1"]);
    for (at, other) in [(0, 1), (1, 2), (2, 0)] {
        assert_eq!(first["documents"][at], second["documents"][other]);
    }
    for (name, document) in names.iter().zip(first["documents"].as_array().unwrap()) {
        let bytes = fs::read(out.join(format!("{name}.txt"))).unwrap();
        assert_eq!(bytes, fs::read(contract(name)).unwrap(), "the text of a plain text file is the file");
        for span in document["clauses"].as_array().unwrap().iter().flat_map(|c| c["spans"].as_array().unwrap()) {
            let place = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
            assert_eq!(&bytes[place("start")..place("end")], span["quote"].as_str().unwrap().as_bytes());
        }
    }
    assert_eq!(first["kind"], "procurement-clauses");
    assert_eq!(first["inputs"][0]["bytes"], fs::metadata(&files[0]).unwrap().len());
}

#[test]
fn exit_codes_say_what_held() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let short =
        write("short.txt", "CONTRACT 1\n1. Voter data belong to the Commission and remain under its control.\n");
    assert_eq!(answer(&[text(&short)]).1, Some(1), "other must clauses are absent");
    assert_eq!(answer(&[text(&short), "--lang", "de"]).1, Some(3));
    assert_eq!(answer(&[text(&short), "--catalogue", text(&short)]).1, Some(2));
    assert_eq!(answer(&[text(&folder.path().join("nothing.txt"))]).1, Some(2));
    let broken = write("broken.pdf", "%PDF-1.7 and nothing more");
    let (said, code) = answer(&[text(&broken)]);
    assert_eq!((said["error"]["code"].as_str(), code), (Some("not-a-pdf"), Some(2)));
    // A catalogue that asks for one clause only: everything it asks for is there.
    let one = write(
        "one.toml",
        "version = \"x\"\n[[clause]]\nid = \"C05\"\nlevel = \"must\"\nquestion = \"?\"\npresent_when = \"\"\n\
         weak_when = \"\"\ncontradicted_when = \"\"\n",
    );
    let (said, code) = answer(&[text(&short), "--catalogue", text(&one)]);
    assert_eq!((said["documents"][0]["clauses"][0]["verdict"].as_str(), code), (Some("present"), Some(0)));
}

#[test]
fn a_persons_verdict_stands_beside_the_machines() {
    let file = contract("wad-2017-001-sijill.txt");
    let sha256 = base::digest::sha256(&fs::read(&file).unwrap()).to_string();
    let folder = tempfile::tempdir().unwrap();
    let reviews = folder.path().join("reviews.jsonl");
    let line = |clause: &str, verdict: &str| {
        serde_json::json!({"document_sha256": sha256, "clause": clause, "verdict": verdict,
            "reviewer": "legal desk", "at": "2026-01-31T12:00:00Z", "reason": "read in full"})
        .to_string()
    };
    fs::write(&reviews, format!("{}\n{}\nnot a review\n", line("C01", "present"), line("C03", "weak"))).unwrap();
    let (said, _) = answer(&[text(&file), "--review", text(&reviews)]);
    let clauses = &said["documents"][0]["clauses"];
    assert_eq!(
        (clauses[2]["verdict"].as_str(), clauses[2]["review"]["verdict"].as_str()),
        (Some("present"), Some("weak"))
    );
    assert_eq!(said["reviews"], serde_json::json!({"reviewed": 2, "differ": 1, "rate": "0.5000"}));
    assert_eq!(said["problems"][0]["code"], "review-unreadable");
}

/// L9 and the cross-check of pledges read the program's own answer, and agree with what was planted.
#[test]
fn the_answer_feeds_lock_in_and_the_pledges() {
    let truth: Value = serde_json::from_str(&fs::read_to_string(demo().join("truth.json")).unwrap()).unwrap();
    let index = contract("index.json");
    let (said, _) = answer(&["--index", text(&index)]);
    let folder = tempfile::tempdir().unwrap();
    let clauses = folder.path().join("clauses.json");
    fs::write(&clauses, said.to_string()).unwrap();
    let commitments = demo().join("commitments.jsonl");
    let output = scrutineer(&[
        "procurement",
        "commitments",
        "--json",
        text(&commitments),
        "--clauses",
        text(&clauses),
        "--at",
        "2026-06-01",
    ]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut rows: Vec<[&str; 3]> = found["cross_check"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["pledge", "clause", "outcome"].map(|key| row[key].as_str().unwrap()))
        .collect();
    rows.sort_unstable();
    let mut planted: Vec<[&str; 3]> = truth["commitments"]["cross_check"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| [0, 1, 2].map(|at| row[at].as_str().unwrap()))
        .collect();
    planted.sort_unstable();
    assert_eq!(rows, planted);
}

fn compare(name: &str, planted: &Value, document: &Value, differences: &mut Vec<String>) {
    let clauses = document["clauses"].as_array().unwrap();
    assert_eq!(clauses.len(), 20, "{name}: all twenty clauses are answered");
    for clause in clauses {
        let id = clause["id"].as_str().unwrap();
        let (verdict, wanted) = (&clause["verdict"], &planted["verdicts"][id]);
        if verdict != wanted {
            differences.push(format!("{name} {id}: planted {wanted}, found {verdict} by rule {}", clause["rule"]));
            continue;
        }
        let quotes: Vec<String> =
            clause["spans"].as_array().unwrap().iter().map(|span| plain(span["quote"].as_str().unwrap())).collect();
        if let Some(anchors) = planted["anchors"].get(id) {
            let touched = anchors.as_array().unwrap().iter().any(|anchor| {
                let anchor = plain(anchor.as_str().unwrap());
                quotes.iter().any(|quote| overlap(&anchor, quote))
            });
            if !touched {
                differences
                    .push(format!("{name} {id}: no quote touches the planted words {anchors}; quoted: {quotes:?}"));
            }
        }
        if let Some(values) = planted.get("extracted").and_then(|all| all.get(id)) {
            for (key, value) in values.as_object().unwrap() {
                let got = &clause["extracted"][key];
                if sorted(got) != sorted(value) {
                    differences.push(format!("{name} {id}: {key} planted {value}, found {got}"));
                }
            }
        }
    }
    for code in planted.get("problems").and_then(Value::as_array).into_iter().flatten() {
        let problems = document["problems"].as_array().unwrap().iter().map(|problem| &problem["code"]);
        let annexes = document["document"]["annexes"].as_array().unwrap().iter().map(|annex| &annex["problem"]);
        if !problems.chain(annexes).any(|found| found == code) {
            differences.push(format!("{name}: problem {code} is missing"));
        }
    }
}

/// Whether some words of the quote stand in the anchor: one holds the other, or they share thirty characters.
fn overlap(anchor: &str, quote: &str) -> bool {
    if anchor.contains(quote) || quote.contains(anchor) {
        return true;
    }
    let letters: Vec<char> = quote.chars().collect();
    letters.windows(30).any(|part| anchor.contains(&part.iter().collect::<String>()))
}

/// Text without white space, so that line ends and page layout make no difference.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2019}' && *c != '\'').collect()
}

/// A list in order, so that only its members count.
fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    if let Value::Array(list) = &mut value {
        list.sort_by_key(ToString::to_string);
    }
    value
}

fn demo() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo"))
}
