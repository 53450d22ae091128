//! Votes inside a party and an association on the record: is each board judged as it was planned, does anyone find the
//! same verdict again, and is a false verdict found out?

use crate::assess::on_record::{erase, eraser, measured};
use crate::record::{copy, sample};
use crate::run::{json, text};
use crate::site::Served;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn demo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/voting").join(name)
}

/// An empty record in a folder of its own.
fn empty() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    json(&["record", "init", text(&dir)], 0);
    (folder, dir)
}

fn truth() -> Vec<Value> {
    let text = std::fs::read_to_string(demo("truth.json")).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();
    truth["boards"].as_array().unwrap().clone()
}

fn blob(dir: &Path, sha256: &str) -> Vec<u8> {
    std::fs::read(dir.join("public/blob").join(sha256)).unwrap()
}

/// The verdicts of a record in order: the statement's predicate and its document.
fn verdicts(dir: &Path) -> Vec<(Value, Value)> {
    let list = json(&["record", "list", "--dir", text(dir), "--kind", "voting.finding", "--limit", "999"], 0);
    let entries = list["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            let shown = json(&["record", "show", &entry["index"].to_string(), "--dir", text(dir)], 0);
            let said = shown["statement"]["predicate"].clone();
            let document = blob(dir, said["result"]["sha256"].as_str().unwrap());
            (said, serde_json::from_slice(&document).unwrap())
        })
        .collect()
}

#[test]
fn the_boards_of_the_sample_are_judged_as_planned() {
    let found = verdicts(sample());
    let truth = truth();
    assert_eq!(found.len(), truth.len());
    for ((said, verdict), planned) in found.iter().zip(&truth) {
        let file = &planned["file"];
        for name in ["accepted", "complete", "stage"] {
            assert_eq!(verdict[name], planned[name], "{file} {name}");
        }
        assert_eq!(verdict["election"]["uuid"], planned["uuid"], "{file}");
        for name in ["credentials", "ballots", "counted", "trustees", "shuffles", "decryptions"] {
            if !planned[name].is_null() {
                assert_eq!(verdict["counts"][name], planned[name], "{file} {name}");
            }
        }
        assert_eq!(verdict["setup"]["audited"], planned["audited"], "{file}: the log of the set-up");
        let codes: Vec<&Value> = verdict["checks"].as_array().unwrap().iter().collect();
        let mut failed: Vec<&Value> = codes.iter().filter(|c| c["outcome"] == "failed").map(|c| &c["code"]).collect();
        failed.sort_by_key(|code| code.to_string());
        assert_eq!(json!(failed), planned["codes"], "{file}");
        assert_eq!(said["summary"]["accepted"], u64::from(planned["accepted"] == true), "{file}");
        let questions = verdict["questions"].as_array().unwrap();
        if planned["complete"] == true {
            let votes: Vec<&Value> = questions.iter().map(|q| &q["votes"]).filter(|v| !v.is_null()).collect();
            assert_eq!(json!(votes), planned["votes"], "{file}");
            let ranked = questions.iter().find(|q| q["ranked"] == true).unwrap();
            assert_eq!((&ranked["duels"], &ranked["levels"]), (&planned["duels"], &planned["levels"]), "{file}");
            assert_eq!(verdict["keys"][0]["threshold"], Value::Null);
            assert_eq!(verdict["keys"][1]["threshold"], planned["threshold"]);
        } else {
            assert!(questions.iter().all(|q| q["votes"].is_null()), "{file}: no result is shown");
        }
        if let Some(place) = planned["place"].as_str() {
            let reasons = verdict["reasons"].as_array().unwrap();
            let at = |reason: &Value| reason["place"].as_str().unwrap_or_default().starts_with(place);
            assert!(reasons.iter().any(|r| r["code"] == "RESULT_MISMATCH" && at(r)), "{reasons:?}");
        }
    }
}

#[test]
fn importing_a_board_twice_changes_nothing_and_an_older_state_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    copy(sample(), &dir);
    let before = json(&["record", "list", "--dir", text(&dir), "--limit", "1"], 0)["size"].clone();
    let finished = demo("leadership-finished.bel");
    let done = json(&["import", "voting", text(&finished), "--dir", text(&dir)], 0);
    assert_eq!((&done["added"], &done["known"], &done["verdicts"]["published"]), (&json!(0), &json!(1), &json!(0)));
    assert_eq!(json(&["record", "list", "--dir", text(&dir), "--limit", "1"], 0)["size"], before);

    let empty = folder.path().join("empty");
    json(&["record", "init", text(&empty), "--organisation", "A party"], 0);
    let done = json(&["import", "voting", text(&finished), "--dir", text(&empty)], 0);
    assert_eq!((&done["added"], &done["verdicts"]["rejected"]), (&json!(1), &json!(0)));
    let early = json(&["import", "voting", text(&demo("leadership-voting.bel")), "--dir", text(&empty)], 2);
    assert_eq!(early["error"]["code"], "older-state");
    let garbage = folder.path().join("garbage.bel");
    std::fs::write(&garbage, "not a board").unwrap();
    let refused = json(&["import", "voting", text(&garbage), "--dir", text(&empty)], 2);
    assert_eq!(refused["error"]["code"], "ELECTION_UNREADABLE");
    let report = json(&["record", "verify", text(&empty.join("public"))], 0);
    let step = report["steps"].as_array().unwrap().iter().find(|s| s["code"] == "findings").unwrap().clone();
    assert_eq!(step["outcome"], "holds", "{step}");
}

/// A log of a set-up whose only key has this name.
fn named_log(folder: &Path, name: &str) -> PathBuf {
    use record::{KeyType, SigningKey};
    use voting::setup_log::{Line, Step, hash};
    let key = SigningKey::from_seed(name, KeyType::Ed25519, &base::Private::new([3; 32])).unwrap();
    let log = folder.join("named.jsonl");
    std::fs::write(&log, Line::sign(Step::Trustees, [("trustees", hash("none"))], &key)).unwrap();
    log
}

#[test]
fn a_log_that_names_a_person_or_comes_with_several_elections_is_refused() {
    let (folder, dir) = empty();
    let size = || json(&["record", "list", "--dir", text(&dir), "--limit", "1"], 0)["size"].clone();
    let (before, board) = (size(), demo("leadership-voting.bel"));
    let import = |files: &[&Path], log: &Path, more: &[&str], code: i32| {
        let files: Vec<&str> = files.iter().map(|file| text(file)).collect();
        let options = ["--setup-log", text(log), "--dir", text(&dir), "--no-publish"];
        json(&[&["import", "voting"], &files[..], &options[..], more].concat(), code)
    };
    let log = named_log(folder.path(), "ana.perez@party.example");
    let refused = import(&[&board], &log, &[], 2);
    assert_eq!(refused["error"]["code"], "looks-personal", "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("/setup_log/0"), "{refused}");
    // A line that is no line of a log is looked through as a whole.
    let noted = folder.path().join("noted.jsonl");
    std::fs::write(&noted, "{\"note\":\"ask ana.perez@party.example\"}\n").unwrap();
    assert_eq!(import(&[&board], &noted, &[], 2)["error"]["code"], "looks-personal");

    let (other, later) = (demo("association-voting.bel"), demo("leadership-finished.bel"));
    let good = demo("leadership-setup-log.jsonl");
    let refused = import(&[&board, &other], &good, &[], 3);
    assert_eq!(refused["error"]["code"], "log-of-several", "{refused}");
    assert_eq!(size(), before, "nothing was put on the record");
    let done = import(&[&board, &later], &good, &[], 0);
    assert_eq!(done["added"], 2, "{done}");
    // What a person confirmed is let through.
    let dir = folder.path().join("confirmed");
    json(&["record", "init", text(&dir)], 0);
    let options = ["--setup-log", text(&log), "--dir", text(&dir), "--no-publish"];
    let confirmed = ["--personal-confirmed", "/setup_log/*"];
    json(&[&["import", "voting", text(&board)], &options[..], &confirmed].concat(), 0);
}

#[test]
fn a_board_that_cannot_be_judged_is_named_and_holds_up_no_other() {
    let (folder, dir) = empty();
    let (lost, kept) = (demo("leadership-voting.bel"), demo("association-voting.bel"));
    json(&["import", "voting", text(&lost), text(&kept), "--dir", text(&dir), "--no-publish"], 0);
    let name = base::digest::sha256(&std::fs::read(&lost).unwrap()).to_string();
    let file = dir.join("public/blob").join(&name);
    let (away, bytes) = (folder.path().join("away"), std::fs::read(&file).unwrap());
    std::fs::rename(&file, &away).unwrap();
    let said = json(&["publish", "--dir", text(&dir)], 1)["findings"]["boards"].clone();
    assert_eq!((&said["published"], said["not_judged"].as_array().unwrap().len()), (&1.into(), 1), "{said}");
    assert!(said["not_judged"][0].as_str().unwrap().contains(&name), "{said}");
    // Once the archive is back, the board is judged.
    std::fs::write(&file, bytes).unwrap();
    let said = json(&["publish", "--dir", text(&dir)], 0)["findings"]["boards"].clone();
    assert_eq!((&said["published"], &said["not_judged"]), (&1.into(), &json!([])), "{said}");
}

#[test]
fn a_copy_that_was_cut_short_is_no_state_and_a_rejected_board_is_an_answer() {
    let (folder, dir) = empty();
    let whole = std::fs::read(demo("association-voting.bel")).unwrap();
    let torn = folder.path().join("torn.bel");
    std::fs::write(&torn, &whole[..whole.len() - 300]).unwrap();
    let refused = json(&["import", "voting", text(&torn), "--dir", text(&dir)], 2);
    assert_eq!(refused["error"]["code"], "BOARD_TORN", "{refused}");
    let said = json(&["import", "voting", text(&demo("association-voting.bel")), "--dir", text(&dir)], 0);
    assert_eq!(said["verdicts"]["rejected"], 0, "{said}");
    let said = json(&["import", "voting", text(&demo("association-altered.bel")), "--dir", text(&dir)], 1);
    assert_eq!((&said["verdicts"]["rejected"], &said["boards"][0]["accepted"]), (&1.into(), &json!(false)), "{said}");
    let again = json(&["import", "voting", text(&demo("association-altered.bel")), "--dir", text(&dir)], 1);
    assert_eq!((&again["known"], &again["boards"][0]["accepted"]), (&1.into(), &json!(false)), "{again}");
}

#[test]
fn a_record_that_takes_no_verdict_is_no_fault_of_the_board() {
    let (folder, dir) = empty();
    json(&["import", "voting", text(&demo("leadership-voting.bel")), "--dir", text(&dir), "--no-publish"], 0);
    let other = folder.path().join("other");
    copy(&dir, &other);
    json(&["publish", "--dir", text(&other)], 0);
    // Where the verdict must be written stands something that is no file.
    let names = |dir: &Path| -> BTreeSet<_> {
        let files = std::fs::read_dir(dir.join("public/blob")).unwrap();
        files.map(|file| file.unwrap().file_name()).collect()
    };
    let new: Vec<_> = names(&other).difference(&names(&dir)).cloned().collect();
    for name in &new {
        std::fs::create_dir_all(dir.join("public/blob").join(name).join("in-the-way")).unwrap();
    }
    let error = json(&["publish", "--dir", text(&dir)], 2)["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("publishing"), "{error}");
    for name in &new {
        std::fs::remove_dir_all(dir.join("public/blob").join(name)).unwrap();
    }
    let said = json(&["publish", "--dir", text(&dir)], 0)["findings"]["boards"].clone();
    assert_eq!((&said["published"], &said["not_judged"]), (&1.into(), &json!([])), "{said}");
}

#[test]
fn an_archive_under_the_name_of_another_election_takes_nothing_from_the_one_it_is_of() {
    let (folder, dir) = empty();
    let board = demo("leadership-voting.bel");
    let bytes = std::fs::read(&board).unwrap();
    let document = json!({"sha256": base::digest::sha256(&bytes).to_string(), "bytes": bytes.len()});
    let predicate = folder.path().join("other.json");
    std::fs::write(&predicate, json!({"uuid": "0therE1ection11", "document": document}).to_string()).unwrap();
    let append = ["record", "append", "--dir", text(&dir), "--kind", "voting.archive", "--sign", "--statement"];
    json(&[&append[..], &[text(&predicate), "--document", text(&board)]].concat(), 0);
    let said = json(&["import", "voting", text(&board), "--dir", text(&dir)], 1)["verdicts"].clone();
    assert_eq!((&said["published"], said["not_judged"].as_array().unwrap().len()), (&1.into(), 1), "{said}");
    assert!(said["not_judged"][0].as_str().unwrap().contains("another election"), "{said}");
    json(&["record", "verify", text(&dir.join("public"))], 0);
    let site = Served::new(&dir);
    let (status, page) = site.get("/api/v1/boards/0therE1ection11");
    assert!(status == 200 && serde_json::from_str::<Value>(&page).unwrap()["verdict"].is_null(), "{status} {page}");
}

/// A verdict is believed by nobody: one that says something else than the board does is named.
#[test]
fn a_false_verdict_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    copy(sample(), &dir);
    let (said, verdict) = verdicts(&dir).pop().unwrap();
    assert_eq!(verdict["accepted"], false);
    let forge = |change: &dyn Fn(&mut Value, &mut Value), name: &str| {
        let target = folder.path().join(name);
        copy(&dir, &target);
        let (mut said, mut verdict) = (said.clone(), verdict.clone());
        change(&mut said, &mut verdict);
        let canonical = base::json::canonical(&base::json::Value::from(&verdict));
        let document = folder.path().join(format!("{name}.json"));
        std::fs::write(&document, &canonical).unwrap();
        let digest = base::digest::sha256(canonical.as_bytes());
        said["result"] = json!({"sha256": digest.to_string(), "bytes": canonical.len()});
        said.as_object_mut().unwrap().remove("_ref");
        let predicate = folder.path().join(format!("{name}-predicate.json"));
        std::fs::write(&predicate, said.to_string()).unwrap();
        let arguments =
            ["record", "append", "--dir", text(&target), "--kind", "voting.finding", "--sign", "--statement"];
        json(&[&arguments[..], &[text(&predicate), "--document", text(&document)]].concat(), 0);
        let report = json(&["record", "verify", text(&target.join("public"))], 1);
        let steps = report["steps"].as_array().unwrap();
        steps.iter().find(|s| s["code"] == "findings").unwrap().to_string()
    };
    let found = forge(
        &|said, verdict| {
            verdict["accepted"] = json!(true);
            verdict["reasons"] = json!([]);
            said["summary"]["accepted"] = json!(1);
        },
        "accepted",
    );
    assert!(found.contains("computed again"), "{found}");
    // To leave out the state before would hide that a ballot was taken out.
    let found = forge(
        &|said, _| {
            said.as_object_mut().unwrap().remove("older");
        },
        "alone",
    );
    assert!(found.contains("state of the board that stood before"), "{found}");
    // Nor does it excuse anything that something else, which no board rests on, is erased later.
    let (dir, second) = (folder.path().join("alone"), folder.path().join("dpa.key"));
    eraser(&dir, &second);
    let release = measured()["measured"][0]["entries"][0].to_string();
    erase(&dir, &second, &release);
    let report = json(&["record", "verify", text(&dir.join("public"))], 1).to_string();
    assert!(report.contains("state of the board that stood before"), "{report}");
}

#[test]
fn a_voter_finds_the_ballot_or_learns_that_it_is_gone() {
    let site = Served::new(sample());
    let altered = verdicts(sample()).remove(2).1;
    let gone = truth().remove(3)["taken_out"].as_u64().unwrap();
    let tracker = |event: u64| {
        let trackers = altered["trackers"].as_array().unwrap();
        let found = trackers.iter().find(|t| t["event"] == event).unwrap();
        found["tracker"].as_str().unwrap().replace('+', "%2B").replace('/', "%2F")
    };
    let ask = |tracker: &str| site.get(&format!("/voting/SampAssocatn22?tracker={tracker}"));
    let (status, page) = ask(&tracker(gone));
    assert_eq!(status, 200);
    assert!(page.contains("No longer on the board") && page.contains("Earlier state"), "{page}");
    let (_, page) = ask(&tracker(gone + 1));
    assert!(page.contains("On the board, counts") && !page.contains("No longer on the board"));
    let (_, page) = ask("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert!(page.contains("Not on this board"));
    assert!(page.contains("RESULT_MISMATCH") && page.contains("not a system for public elections"));
    // The list of all ballots says the same, and none of another election.
    let (_, ballots) = site.get("/voting/SampAssocatn22/trackers");
    assert_eq!(ballots.matches("No longer on the board").count(), 1, "{ballots}");
    assert_eq!(ballots.matches("<th scope=\"row\"").count(), altered["trackers"].as_array().unwrap().len());
    let (_, list) = site.get("/voting");
    assert!(list.contains("Rejected") && list.contains("Accepted") && list.contains("Party of the Coast"));
    assert_eq!(site.get("/voting/NoSuchElection").0, 404);
}

#[test]
fn a_board_in_parts_is_judged_whole_and_its_states_share_what_did_not_change() {
    let (_folder, dir) = empty();
    let import = |name: &str, more: &[&str], code: i32| {
        let board = demo(name);
        json(&[&["import", "voting", text(&board), "--dir", text(&dir)], more].concat(), code)
    };
    for name in ["leadership-voting.bel", "leadership-finished.bel"] {
        let done = import(name, &["--part", "16"], 0);
        assert_eq!((&done["added"], &done["verdicts"]["rejected"]), (&json!(1), &json!(0)), "{done}");
    }
    let known = import("leadership-finished.bel", &[], 0);
    assert_eq!((&known["added"], &known["known"]), (&json!(0), &json!(1)), "in whatever parts");
    assert_eq!(import("leadership-voting.bel", &["--part", "20"], 0)["known"], 1);
    let listed = json(&["record", "list", "--dir", text(&dir), "--kind", "voting.archive"], 0);
    let entries: Vec<String> =
        listed["entries"].as_array().unwrap().iter().map(|entry| entry["index"].to_string()).collect();
    let parts = |entry: &str| {
        let shown = json(&["record", "show", entry, "--dir", text(&dir)], 0);
        shown["statement"]["predicate"]["parts"].as_array().unwrap().clone()
    };
    let (before, after) = (parts(&entries[0]), parts(&entries[1]));
    assert_eq!((before.len(), after.len()), (5, 10));
    assert_eq!(before[..4], after[..4], "stored once");
    let report = json(&["record", "verify", text(&dir.join("public"))], 0);
    let step = report["steps"].as_array().unwrap().iter().find(|s| s["code"] == "findings").unwrap().clone();
    assert_eq!((&step["outcome"], &step["counts"]["equal"]), (&json!("holds"), &json!(2)), "{step}");
    // The page offers the parts, and its commands put them together.
    let served = Served::new(&dir);
    let (_, page) = served.get("/voting/SampLeadershp1");
    let part = after[9]["sha256"].as_str().unwrap();
    assert!(page.contains(&format!("/record/blob/{part}")) && page.contains(".bel.010"), "{page}");
    assert!(page.contains("cat SampLeadershp1-") && page.contains("scrutineer voting verify-diff"), "{page}");
    // A part that is not the one stated cannot be passed off.
    let blob = dir.join("public/blob").join(part);
    let mut bytes = std::fs::read(&blob).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&blob, bytes).unwrap();
    let report = json(&["record", "verify", text(&dir.join("public"))], 1);
    assert!(report.to_string().contains(part), "{report}");
}
