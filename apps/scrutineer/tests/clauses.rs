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
    if found["error"]["code"] == "not-built" {
        println!("skipped: this program has no `procurement clauses` yet");
        return;
    }
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
