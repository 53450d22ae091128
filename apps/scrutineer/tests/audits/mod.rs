//! Audits and quick counts on the record: is what was planted found and nothing else, does anyone find the same verdict
//! again, and is what was altered found out?

mod make;

use crate::record::{copy, sample};
use crate::run::{json, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn demo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(name)
}

fn truth() -> Value {
    serde_json::from_slice(&std::fs::read(demo("audit-truth.json")).unwrap()).unwrap()
}

fn files(folder: &Path, prefix: &str, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), out);
        } else {
            out.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// The folder of an audit as it was after its first steps.
fn after(steps: usize, from: &Path, to: &Path) {
    let log = std::fs::read_to_string(from.join("log.jsonl")).unwrap();
    let lines: Vec<&str> = log.split_inclusive('\n').take(steps).collect();
    std::fs::create_dir_all(to).unwrap();
    std::fs::write(to.join("log.jsonl"), lines.concat()).unwrap();
    for line in lines {
        let line: Value = serde_json::from_str(line).unwrap();
        for name in line["files"].as_object().unwrap().keys() {
            std::fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
            std::fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

/// The verdicts of a record in order: the statement's predicate and its document.
fn verdicts(dir: &Path) -> Vec<(Value, Value)> {
    let list = json(&["record", "list", "--dir", text(dir), "--kind", "rla.finding", "--limit", "999"], 0);
    let verdict = |entry: &Value| {
        let shown = json(&["record", "show", &entry["index"].to_string(), "--dir", text(dir)], 0);
        let said = shown["statement"]["predicate"].clone();
        let file = dir.join("public/blob").join(said["result"]["sha256"].as_str().unwrap());
        (said, serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
    };
    list["entries"].as_array().unwrap().iter().map(verdict).collect()
}

fn findings_step(public: &Path, exit: i32) -> Value {
    let report = json(&["record", "verify", text(public)], exit);
    report["steps"].as_array().unwrap().iter().find(|s| s["code"] == "findings").unwrap().clone()
}

/// A record with one audit in it; `confirmed` names what a person looked at.
fn import(dir: &Path, folder: &Path, more: &[&str], exit: i32) -> Value {
    let arguments =
        ["import", "rla", text(folder), "--dir", text(dir), "--personal-confirmed", "/seed.json/witnesses"];
    json(&[&arguments[..], more].concat(), exit)
}

/// The stored sample is what the verbs make of the planned votes; `SCRUTINEER_WRITE=1` writes it again.
#[test]
fn the_audit_and_the_quick_counts_of_the_sample_are_made_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let planted = make::audit(folder.path());
    let counted = make::counts(folder.path());
    for name in ["audit", "quickcount"] {
        let (mut made, mut stored) = (BTreeMap::new(), BTreeMap::new());
        files(&folder.path().join(name), "", &mut made);
        if std::env::var_os("SCRUTINEER_WRITE").is_some() {
            for (file, bytes) in &made {
                let path = demo(name).join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
        files(&demo(name), "", &mut stored);
        assert!(made.keys().eq(stored.keys()), "{name}: {:?} {:?}", made.keys(), stored.keys());
        let differs: Vec<&String> = made.iter().filter(|(f, bytes)| stored[*f] != **bytes).map(|(f, _)| f).collect();
        assert!(differs.is_empty(), "{name}: {differs:?}");
    }
    let truth = truth();
    assert_eq!(json!(planted), truth["audit"]["planted"], "{}", json!(planted));
    for (name, all) in counted {
        assert_eq!(all, truth["quickcounts"][name]["all_stations"], "{name}: {all}");
    }
}

#[test]
fn exactly_what_was_planted_is_found() {
    let found = verdicts(sample());
    let truth = truth();
    let of = |id: &str| found.iter().filter(|(_, v)| v["id"] == id).map(|(_, v)| v).collect::<Vec<_>>();
    let audit = of(truth["audit"]["id"].as_str().unwrap());
    assert_eq!(audit.len(), 8);
    assert!(audit.iter().all(|v| v["accepted"] == true), "{audit:?}");
    let orders: Vec<&Value> = audit.iter().map(|v| &v["order"]).collect();
    assert_eq!(orders[0], "no_seed");
    assert!(orders[1..].iter().all(|order| *order == "proven"), "{orders:?}");
    let last = audit[7];
    assert_eq!((&last["state"], &last["stage"]), (&"full_count".into(), &"risk".into()));
    let sorted = |list: &Value| {
        let mut list: Vec<String> = list.as_array().unwrap().iter().map(Value::to_string).collect();
        list.sort();
        list
    };
    assert_eq!(sorted(&last["differences"]), sorted(&truth["audit"]["planted"]));
    let states: BTreeMap<&str, &Value> =
        last["contests"].as_array().unwrap().iter().map(|c| (c["id"].as_str().unwrap(), &c["state"])).collect();
    assert_eq!(json!(states), truth["audit"]["contests"]);
    for contest in last["contests"].as_array().unwrap() {
        let rounds = contest["rounds"].as_array().unwrap();
        let risk: f64 = rounds.last().unwrap()["risk"].as_str().unwrap().parse().unwrap();
        assert_eq!(risk <= 0.05, contest["state"] == "confirmed", "{contest}");
    }
    // Every card to be fetched has a place; a card without a record has none and is not on the list.
    let pulls = last["pulls"].as_array().unwrap();
    assert!(!pulls.is_empty() && pulls.iter().all(|p| !p["location"].as_str().unwrap().is_empty()));
    for (id, planned) in truth["quickcounts"].as_object().unwrap() {
        let counts = of(id);
        assert_eq!(
            (counts.len(), &counts[0]["state"], &counts[1]["order"]),
            (2, &"waiting".into(), &"proven".into())
        );
        assert_eq!(counts[1]["state"], planned["state"], "{id}");
        // What all stations together counted lies within every interval.
        let (valid, estimate) = (planned["all_stations"]["valid"].as_f64().unwrap(), &counts[1]["estimate"]);
        for (share, votes) in
            estimate["shares"].as_array().unwrap().iter().zip(planned["all_stations"]["votes"].as_array().unwrap())
        {
            let end = |key: &str| share[key].as_str().unwrap().parse::<f64>().unwrap();
            let truth = votes.as_f64().unwrap() / valid;
            assert!(end("low") <= truth && truth <= end("high"), "{id}: {truth} {share}");
        }
    }
}

#[test]
fn an_audit_comes_on_the_record_step_by_step_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, early) = (folder.path().join("record"), folder.path().join("early"));
    json(&["record", "init", text(&dir), "--organisation", "An office"], 0);
    after(3, &demo("audit"), &early);
    let done = import(&dir, &early, &[], 0);
    assert_eq!(
        (&done["form"], &done["known"], &done["verdicts"]["published"]),
        (&"audit".into(), &false.into(), &1.into())
    );
    assert_eq!(import(&dir, &early, &[], 0)["known"], true);
    std::fs::write(early.join("notes.txt"), "not of any step").unwrap();
    let whole = import(&dir, &demo("audit"), &[], 0);
    assert_eq!((&whole["id"], &whole["left_out"]), (&done["id"], &json!([])));
    // An earlier state that comes late is told apart from one that rewrites a step.
    after(4, &demo("audit"), &early);
    assert_eq!(import(&dir, &early, &[], 2)["error"]["code"], "older-state");
    let found = verdicts(&dir);
    assert_eq!((&found[1].1["order"], found.len()), (&"proven".into(), 2));
    assert_eq!(findings_step(&dir.join("public"), 0)["outcome"], "holds");
    // All at once shows the same figures, and no order in time.
    let late = folder.path().join("late");
    json(&["record", "init", text(&late)], 0);
    let done = import(&late, &demo("audit"), &["--id", "bay"], 0);
    assert_eq!(done["id"], "bay");
    assert_eq!(verdicts(&late)[0].1["order"], "not_proven");
    // Nobody's name gets on the record unasked.
    let asked = json(&["import", "rla", text(&demo("audit")), "--dir", text(&late), "--id", "other"], 2);
    assert_eq!(asked["error"]["code"], "looks-personal");
}

/// Another set of records, committed to as carefully as the first, is no later state of the same audit.
#[test]
fn a_later_state_that_rewrites_the_commitment_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, early) = (folder.path().join("record"), folder.path().join("early"));
    json(&["record", "init", text(&dir)], 0);
    after(3, &demo("audit"), &early);
    import(&dir, &early, &["--id", "bay"], 0);
    // Two cards change places in the records: every tally stays, and every verb is content.
    let other = folder.path().join("other");
    let cards = std::fs::read_to_string(early.join("cards.csv")).unwrap();
    let mut lines: Vec<String> = cards.lines().map(str::to_owned).collect();
    let cells = |line: &str| line.splitn(5, ',').last().unwrap().to_owned();
    let (a, b) = (1, (2..90).find(|i| cells(&lines[*i]) != cells(&lines[1])).unwrap());
    let (first, second) = (cells(&lines[a]), cells(&lines[b]));
    lines[a] = lines[a].replace(&first, &second);
    lines[b] = lines[b].replace(&second, &first);
    let changed = folder.path().join("cards.csv");
    std::fs::write(&changed, lines.join("\n") + "\n").unwrap();
    let at = |name: &str| early.join(name);
    let begin =
        ["rla", "ingest", text(&at("audit.json")), "--manifest", text(&at("manifest.csv"))].map(str::to_owned);
    let begin: Vec<&str> = begin.iter().map(String::as_str).collect();
    json(&[&begin[..], &["--cards", text(&changed), "--out", text(&other)]].concat(), 0);
    for verb in ["assert", "commit"] {
        json(&["rla", verb, text(&other)], 0);
    }
    assert_eq!(json(&["rla", "verify", text(&other)], 0)["holds"], true);
    let done = import(&dir, &other, &["--id", "bay"], 1);
    assert_eq!(done["verdicts"]["rejected"], 1);
    let (_, verdict) = verdicts(&dir).pop().unwrap();
    let codes: BTreeSet<&str> =
        verdict["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(codes, BTreeSet::from(["RLA-V-EXTENDS"]));
    assert_eq!((&verdict["state"], &verdict["reasons"][0]["place"]), (&"unverified".into(), &"log.jsonl:1".into()));
    // The finding that says so stands up to anyone.
    assert_eq!(findings_step(&dir.join("public"), 0)["outcome"], "holds");
}

#[test]
fn a_false_verdict_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let found = verdicts(sample());
    let (said, verdict) = found.iter().rfind(|(_, v)| v["check"] == "A1").unwrap().clone();
    let forge = |change: &dyn Fn(&mut Value, &mut Value), name: &str| {
        let target = folder.path().join(name);
        copy(sample(), &target);
        let (mut said, mut verdict) = (said.clone(), verdict.clone());
        change(&mut said, &mut verdict);
        let canonical = base::json::canonical(&base::json::Value::from(&verdict));
        let document = folder.path().join(format!("{name}.json"));
        std::fs::write(&document, &canonical).unwrap();
        said["result"] =
            json!({"sha256": base::digest::sha256(canonical.as_bytes()).to_string(), "bytes": canonical.len()});
        said.as_object_mut().unwrap().remove("_ref");
        let predicate = folder.path().join(format!("{name}-predicate.json"));
        std::fs::write(&predicate, said.to_string()).unwrap();
        let arguments =
            ["record", "append", "--dir", text(&target), "--kind", "rla.finding", "--sign", "--statement"];
        json(&[&arguments[..], &[text(&predicate), "--document", text(&document)]].concat(), 0);
        findings_step(&target.join("public"), 1).to_string()
    };
    let confirmed = |said: &mut Value, verdict: &mut Value| {
        let ward = verdict["contests"].as_array_mut().unwrap().iter_mut().find(|c| c["id"] == "ward3").unwrap();
        ward["state"] = json!("confirmed");
        verdict["state"] = json!("confirmed");
        said["summary"]["full_count"] = json!(0);
        said["summary"]["confirmed"] = json!(3);
    };
    let found = forge(&confirmed, "confirmed");
    assert!(found.contains("computed again"), "{found}");
    // To leave out the state before would hide a rewritten step.
    let alone = |said: &mut Value, _: &mut Value| {
        said.as_object_mut().unwrap().remove("older");
    };
    let found = forge(&alone, "alone");
    assert!(found.contains("state that stood before"), "{found}");
}
