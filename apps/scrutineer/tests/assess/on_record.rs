//! Assessments on the record: imported once, computed again by anyone, sealed until the round is closed.

use super::copy;
use crate::record::{copy as copy_record, sample};
use crate::run::{json, scrutineer, text};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment")
}

fn findings(dir: &Path, exit: i32) -> Value {
    let report = json(&["record", "verify", text(&dir.join("public"))], exit);
    report["steps"].as_array().unwrap().iter().find(|step| step["code"] == "findings").unwrap().clone()
}

fn statements(dir: &Path, kind: &str) -> Vec<Value> {
    let listed = json(&["record", "list", "--dir", text(dir), "--kind", kind], 0);
    let entries = listed["entries"].as_array().unwrap().clone();
    let show = |entry: &Value| json(&["record", "show", &entry["index"].to_string(), "--dir", text(dir)], 0);
    entries.iter().map(show).collect()
}

#[test]
fn a_result_that_was_altered_is_found_and_its_field_named() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    copy_record(sample(), &dir);
    assert_eq!(findings(&dir, 0)["outcome"], "holds");

    // A false result, signed by the operator as the true one was: one verdict is another.
    let published = statements(&dir, "assess.result").pop().unwrap();
    let mut predicate = published["statement"]["predicate"].clone();
    let sha256 = predicate["result"]["sha256"].as_str().unwrap().to_owned();
    let blob = std::fs::read_to_string(dir.join("public").join("blob").join(&sha256)).unwrap();
    let at = blob.find("\"status\": \"not_met\"").unwrap();
    let mut altered = blob.clone();
    altered.replace_range(at..at + 19, "\"status\": \"partly\"");
    predicate["result"]["sha256"] = base::digest::sha256(altered.as_bytes()).to_string().into();
    predicate["result"]["bytes"] = altered.len().into();
    predicate.as_object_mut().unwrap().remove("_ref");
    let (said, document) = (folder.path().join("said.json"), folder.path().join("result.json"));
    std::fs::write(&said, predicate.to_string()).unwrap();
    std::fs::write(&document, altered).unwrap();
    let (dir_text, said, document) = (text(&dir), text(&said), text(&document));
    let append = ["record", "append", "--dir", dir_text, "--kind", "assess.result", "--statement", said, "--sign"];
    json(&[&append[..], &["--document", document]].concat(), 0);
    let step = findings(&dir, 1);
    let failures = step["failures"].to_string();
    assert!(failures.contains("/status") && failures.contains("velmora-contracts"), "{failures}");
}

#[test]
fn importing_a_dossier_twice_changes_nothing_and_a_change_corrects_it() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, dossier) = (folder.path().join("record"), folder.path().join("dossier"));
    copy(&demo(), &dossier);
    json(&["record", "init", text(&dir)], 0);
    let import = |exit| json(&["import", "assess", text(&dossier), "--dir", text(&dir)], exit);
    let first = import(0);
    assert_eq!(first["findings"]["assessments"]["published"], 1);
    let second = import(0);
    assert_eq!((&second["added"], &second["findings"]["assessments"]["unchanged"]), (&0.into(), &1.into()));
    // The result on the record is the one that files give.
    let result = statements(&dir, "assess.result").pop().unwrap();
    let computed = folder.path().join("result.json");
    json(&["assess", "compute", text(&dossier), "--out", text(&computed)], 0);
    let computed = base::digest::sha256(&std::fs::read(&computed).unwrap()).to_string();
    assert_eq!(result["statement"]["predicate"]["result"]["sha256"], *computed);

    let head = std::fs::read_to_string(dossier.join("dossier.yaml")).unwrap();
    std::fs::write(dossier.join("dossier.yaml"), head.replace("Ballot scanners", "Ballot scanners of 2025")).unwrap();
    let third = import(0);
    assert_eq!((&third["added"], &third["findings"]["assessments"]["published"]), (&1.into(), &1.into()));
    assert_eq!(findings(&dir, 0)["outcome"], "holds");
}

#[test]
fn ratings_stay_sealed_until_all_have_handed_in_and_cannot_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, dossier) = (folder.path().join("record"), folder.path().join("dossier"));
    copy(&demo(), &dossier);
    let late = std::fs::read(dossier.join("ratings/obs-1.yaml")).unwrap();
    std::fs::remove_file(dossier.join("ratings/obs-1.yaml")).unwrap();
    json(&["record", "init", text(&dir)], 0);
    let import = |exit| json(&["import", "assess", text(&dossier), "--dir", text(&dir)], exit);
    import(0);
    let sealed = statements(&dir, "assess.ratings").pop().unwrap();
    assert!(sealed["statement"]["predicate"].get("opened").is_none());
    let clinic = std::fs::read(dossier.join("ratings/clinic-1.yaml")).unwrap();
    let digest = base::digest::sha256(&clinic).to_string();
    assert!(!dir.join("public").join("blob").join(&digest).exists(), "sealed ratings are not published");

    // What was committed to cannot be changed while the round is open.
    std::fs::write(dossier.join("ratings/clinic-1.yaml"), [&clinic[..], b"\n"].concat()).unwrap();
    let refused = import(1);
    assert!(refused["problems"].to_string().contains("ratings-changed"), "{refused}");
    std::fs::write(dossier.join("ratings/clinic-1.yaml"), &clinic).unwrap();
    std::fs::write(dossier.join("ratings/obs-1.yaml"), late).unwrap();
    import(0);
    assert!(dir.join("public").join("blob").join(&digest).exists(), "the round is closed");
    assert_eq!(findings(&dir, 0)["outcome"], "holds");

    // The operator puts other ratings in the place of those that were sealed: they do not count.
    let undecided = |dir: &Path| {
        let result = statements(dir, "assess.result").pop().unwrap();
        result["statement"]["predicate"]["summary"]["indeterminate"].as_u64().unwrap()
    };
    let before = undecided(&dir);
    let opened = statements(&dir, "assess.ratings");
    let opened = opened.iter().rfind(|s| s["statement"]["predicate"]["name"] == "clinic-1.yaml").unwrap();
    let mut predicate = opened["statement"]["predicate"].clone();
    let altered = String::from_utf8(clinic).unwrap().replace("value: not_met", "value: met");
    let salt = base::Digest::from_hex(predicate["opened"]["salt"].as_str().unwrap()).unwrap();
    let commitment = kinds::assessment::commitment(&salt, altered.as_bytes());
    predicate["commitment"] = commitment.to_string().into();
    predicate["opened"]["document"]["sha256"] = base::digest::sha256(altered.as_bytes()).to_string().into();
    predicate["opened"]["document"]["bytes"] = altered.len().into();
    predicate.as_object_mut().unwrap().remove("_ref");
    let (said, document) = (folder.path().join("said.json"), folder.path().join("ratings.yaml"));
    std::fs::write(&said, predicate.to_string()).unwrap();
    std::fs::write(&document, altered).unwrap();
    let index = opened["index"].to_string();
    let (dir_text, said, document) = (text(&dir), text(&said), text(&document));
    let append = ["record", "append", "--dir", dir_text, "--kind", "assess.ratings", "--statement", said, "--sign"];
    json(&[&append[..], &["--document", document, "--ref", &index]].concat(), 0);
    json(&["publish", "--dir", dir_text], 0);
    assert!(undecided(&dir) > before + 10, "one rater is too few");
    assert_eq!(findings(&dir, 0)["outcome"], "holds");
}

#[test]
fn a_dossier_that_looks_personal_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, dossier) = (folder.path().join("record"), folder.path().join("dossier"));
    copy(&demo(), &dossier);
    let file = dossier.join("evidence/E-001.txt");
    let text_of = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text_of}Ask clerk.of.works@office.example\n")).unwrap();
    json(&["record", "init", text(&dir)], 0);
    let refused = json(&["import", "assess", text(&dossier), "--dir", text(&dir), "--no-publish"], 1);
    assert_eq!(refused["added"], 0);
    assert!(refused["problems"].to_string().contains("looks-personal"), "{refused}");
    assert!(!refused.to_string().contains("clerk.of.works"), "the datum itself is not repeated");
    assert_eq!(scrutineer(&["import", "assess", "nowhere", "--dir", text(&dir)]).status.code(), Some(2));
}

/// The dossier on contracts, as the sample was built with it.
fn contracts() -> PathBuf {
    sample().join("private/sample/assessment-contracts")
}

#[test]
fn records_measured_from_the_record_name_their_entries_and_decide_machine_questions() {
    let measures: Value = serde_json::from_slice(&std::fs::read(contracts().join("measures.json")).unwrap()).unwrap();
    assert_eq!(measures["not_found"], serde_json::json!([]));
    let truth = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/truth.json");
    let truth: Value = serde_json::from_slice(&std::fs::read(truth).unwrap()).unwrap();
    let measured = measures["measured"].as_array().unwrap();
    let value = |id: &str, field: &str| {
        measured.iter().find(|own| own["id"] == id && own["field"] == field).map(|own| own["value"].clone())
    };
    // Clauses give what the truth file says of the text, and nothing where they are absent, weak or unread.
    let texts = [
        ("con-register", "vec-2016-001-register-platform.pdf"),
        ("con-register-upgrade", "vec-2021-004-register-upgrade.docx"),
        ("con-devices", "vec-2024-001-authentication-devices.pdf"),
        ("con-network", "vec-2025-003-transmission-network.html"),
    ];
    let mut clauses = 0;
    for (id, file) in texts {
        let verdicts = &truth["clauses"][file]["verdicts"];
        for (check, field) in [
            ("C01", "audit_independent"),
            ("C03", "source_or_escrow"),
            ("C09", "data_subprocessors"),
            ("C11", "incident_clause"),
        ] {
            let planted = match verdicts[check].as_str().unwrap() {
                "present" => Some(Value::Bool(true)),
                "contradicted" => Some(Value::Bool(false)),
                _ => None,
            };
            clauses += usize::from(planted.is_some());
            assert_eq!(value(id, field), planted, "{id} {check}");
        }
    }
    assert!(clauses >= 6, "{clauses}");
    // Every value names entries, and each entry is of the kind that says such a thing.
    for own in measured {
        let entries = own["entries"].as_array().unwrap();
        let last = entries.last().unwrap().to_string();
        let shown = json(&["record", "show", &last, "--dir", text(sample())], 0);
        let kind = if own["check"].is_null() { "procurement.release" } else { "procurement.finding" };
        assert_eq!(shown["entry"]["k"], kind, "{own}");
    }
    // The computation on files alone gives verdicts from them.
    let result = json(&["assess", "compute", text(&contracts()), "--no-simulation"], 0);
    assert_eq!(result["problems"], serde_json::json!([]));
    let verdicts: Vec<&str> = result["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|own| {
            own["method"] == "machine" && ["met", "partly", "not_met"].contains(&own["status"].as_str().unwrap())
        })
        .map(|own| own["id"].as_str().unwrap())
        .collect();
    for id in ["PRC-01", "PRC-02", "PRC-03", "VND-02"] {
        assert!(verdicts.contains(&id), "{id}: {verdicts:?}");
    }
}

/// A dossier whose measured number of bidders is another, with every digest put right: only measuring again can tell.
fn altered(dossier: &Path) {
    copy(&contracts(), dossier);
    let name = "records/contract-on-record.jsonl";
    let lines = std::fs::read_to_string(dossier.join(name)).unwrap();
    let at = lines.find("\"tenderers\":").unwrap() + "\"tenderers\":".len();
    let end = at + lines[at..].find([',', '}']).unwrap();
    let other = format!("{}9{}", &lines[..at], &lines[end..]);
    let sha = |text: &str| base::digest::sha256(text.as_bytes()).to_string();
    for file in ["dossier.yaml", "measures.json"] {
        let before = std::fs::read_to_string(dossier.join(file)).unwrap();
        assert!(before.contains(&sha(&lines)), "{file}");
        std::fs::write(dossier.join(file), before.replace(&sha(&lines), &sha(&other))).unwrap();
    }
    let measures = std::fs::read_to_string(dossier.join("measures.json")).unwrap();
    let (field, value) = ("\"field\": \"tenderers\",\n      \"value\": ", &lines[at..end]);
    assert!(measures.contains(&format!("{field}{value}")), "{measures}");
    let measures = measures.replacen(&format!("{field}{value}"), &format!("{field}9"), 1);
    std::fs::write(dossier.join("measures.json"), measures).unwrap();
    std::fs::write(dossier.join(name), other).unwrap();
}

/// Signs a dossier onto the record as it is, past the import, and publishes what follows.
fn force(dir: &Path, dossier: &Path) {
    let published = statements(dir, "assess.dossier");
    let own =
        published.iter().rfind(|own| own["statement"]["predicate"]["dossier"].to_string().contains("contracts"));
    let mut predicate = own.unwrap()["statement"]["predicate"].clone();
    predicate.as_object_mut().unwrap().remove("_ref");
    let mut append = vec!["record".to_owned(), "append".to_owned(), "--sign".to_owned()];
    for (name, document) in predicate["files"].as_object_mut().unwrap() {
        let bytes = std::fs::read(dossier.join(name)).unwrap();
        document["sha256"] = base::digest::sha256(&bytes).to_string().into();
        document["bytes"] = bytes.len().into();
        append.extend(["--document".to_owned(), text(&dossier.join(name)).to_owned()]);
    }
    let said = dossier.join("said.json");
    std::fs::write(&said, predicate.to_string()).unwrap();
    let own = ["--dir", text(dir), "--kind", "assess.dossier", "--statement", text(&said)];
    let all: Vec<&str> = append.iter().map(String::as_str).chain(own).collect();
    json(&all, 0);
    json(&["publish", "--dir", text(dir)], 0);
}

/// A second organisation that may erase.
pub(crate) fn eraser(dir: &Path, second: &Path) {
    let office = ["--organisation", "Data protection authority", "--role", "data-protection", "--name", "dpa"];
    let key = ["record", "key", "new", "--dir", text(dir), "--kind", "record.erasure", "--out", text(second)];
    json(&[&key[..], &office].concat(), 0);
}

pub(crate) fn erase(dir: &Path, second: &Path, entry: &str) {
    let erase = ["record", "erase", entry, "--reason", "art17", "--second-key", text(second)];
    json(&[&erase[..], &["--dir", text(dir)]].concat(), 0);
}

pub(crate) fn measured() -> Value {
    serde_json::from_slice(&std::fs::read(contracts().join("measures.json")).unwrap()).unwrap()
}

#[test]
fn a_measurement_that_was_altered_is_found_whatever_is_erased_later() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, dossier) = (folder.path().join("record"), folder.path().join("dossier"));
    copy_record(sample(), &dir);
    altered(&dossier);
    let refused = json(&["import", "assess", text(&dossier), "--dir", text(&dir)], 2);
    assert_eq!(refused["error"]["code"], "not-measured", "{refused}");
    force(&dir, &dossier);
    let failures = findings(&dir, 1)["failures"].to_string();
    assert!(failures.contains("tenderers is 9 as published"), "{failures}");
    // A release of another contract that goes later is no excuse.
    let second = folder.path().join("dpa.key");
    eraser(&dir, &second);
    let all = measured();
    let tenderers = all["measured"].as_array().unwrap().iter().find(|own| own["field"] == "tenderers").unwrap();
    let other = all["measured"].as_array().unwrap().iter().rfind(|own| own["check"].is_null()).unwrap();
    assert_ne!(tenderers["id"], other["id"]);
    erase(&dir, &second, &other["entries"][0].to_string());
    let failures = findings(&dir, 1)["failures"].to_string();
    assert!(failures.contains("tenderers is 9 as published"), "{failures}");
    // Measured again, it is right and may come.
    json(&["assess", "measure", text(&dossier), "--dir", text(&dir)], 0);
    json(&["import", "assess", text(&dossier), "--dir", text(&dir)], 0);
}

#[test]
fn what_was_measured_is_what_the_rules_read_over_the_record_as_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, dossier) = (folder.path().join("record"), folder.path().join("dossier"));
    copy_record(sample(), &dir);
    // Honest measures beside invented records that the head lists instead.
    copy(&contracts(), &dossier);
    let other = "{\"critical_function\":true,\"id\":\"x\",\"tenderers\":9}\n";
    std::fs::write(dossier.join("records/x.jsonl"), other).unwrap();
    let head = std::fs::read_to_string(dossier.join("dossier.yaml")).unwrap();
    let head = head.replace("records/contract-on-record.jsonl", "records/x.jsonl");
    let old = measured()["records_sha256"].as_str().unwrap().to_owned();
    let head = head.replace(&old, &base::digest::sha256(other.as_bytes()).to_string());
    std::fs::write(dossier.join("dossier.yaml"), head).unwrap();
    let refused = json(&["import", "assess", text(&dossier), "--dir", text(&dir)], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("does not list"), "{refused}");
    // The state of the record is not the dossier's to choose.
    copy(&contracts(), &dossier);
    let measures = std::fs::read_to_string(dossier.join("measures.json")).unwrap();
    let size = measured()["size"].to_string();
    let earlier = measures.replace(&format!("\"size\": {size}"), "\"size\": 200");
    assert_ne!(measures, earlier);
    std::fs::write(dossier.join("measures.json"), earlier).unwrap();
    let refused = json(&["import", "assess", text(&dossier), "--dir", text(&dir)], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("measured over 200 entries"), "{refused}");
    // Neither more contracts than are measured, nor one twice; what is no JSON is looked through all the same.
    let mut twice = measured();
    let first = twice["contracts"][0].clone();
    twice["contracts"].as_array_mut().unwrap().push(first);
    for (text_of, said) in [
        (twice.to_string(), "asks for `con-register` twice"),
        ("{\"note\":\"ask ana.perez@party.example\"".to_owned(), ""),
    ] {
        std::fs::write(dossier.join("measures.json"), text_of).unwrap();
        let answer =
            json(&["import", "assess", text(&dossier), "--dir", text(&dir)], if said.is_empty() { 1 } else { 2 });
        assert!(answer.to_string().contains(if said.is_empty() { "looks-personal" } else { said }), "{answer}");
    }
    // In a copy that lacks a document nothing is said to be false.
    let release = measured()["measured"][0]["entries"][0].to_string();
    let shown = json(&["record", "show", &release, "--dir", text(&dir)], 0);
    let lost = shown["statement"]["predicate"]["document"]["sha256"].as_str().unwrap().to_owned();
    std::fs::remove_file(dir.join("public/blob").join(&lost)).unwrap();
    let failures = findings(&dir, 1)["failures"].to_string();
    assert!(!failures.contains("R-FINDING-DIFFERS"), "{failures}");
}

#[test]
fn what_was_measured_from_a_release_erased_since_is_called_erased_and_not_false() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, second) = (folder.path().join("record"), folder.path().join("dpa.key"));
    copy_record(sample(), &dir);
    eraser(&dir, &second);
    erase(&dir, &second, &measured()["measured"][0]["entries"][0].to_string());
    let step = findings(&dir, 0);
    assert!(step["counts"]["input erased"].as_u64().unwrap() > 0, "{step}");
    assert!(!step["failures"].to_string().contains("velmora-contracts"), "{step}");
}
