//! From file to record to verifier: what a newcomer does first, and what a damaged copy shows.

use crate::run::{json, scrutineer, shared, text};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The sample election's record, made once for all tests that only read it.
pub(crate) fn sample() -> &'static Path {
    static SAMPLE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &SAMPLE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let dir = folder.path().join("record");
            let output = scrutineer(&["demo", "--no-serve", "--dir", text(&dir)]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            (folder, dir)
        })
        .1
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn step<'a>(report: &'a Value, code: &str) -> &'a Value {
    report["steps"].as_array().unwrap().iter().find(|s| s["code"] == code).unwrap()
}

#[test]
fn the_sample_election_verifies_and_every_finding_is_computed_again() {
    let report = json(&["record", "verify", text(&sample().join("public"))], 0);
    assert_eq!(step(&report, "findings")["outcome"], "holds");
    // Thirteen flags, ten measures, twenty clauses, the assessment at two dates, the dossier on contracts, four verdicts on
    // boards, eight on an audit and four on quick counts.
    assert_eq!(step(&report, "findings")["counts"]["equal"], 62);
    assert_eq!(step(&report, "statements")["outcome"], "holds");
    assert_eq!(report["witnesses"], 0, "no witness is no witness");
}

#[test]
fn no_person_of_the_sample_stands_in_the_public_copy() {
    let truth: Value = serde_json::from_slice(
        &std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/truth.json")).unwrap(),
    )
    .unwrap();
    let persons = truth["ingest"]["persons_that_must_not_appear"].as_array().unwrap();
    assert!(!persons.is_empty());
    let mut all = Vec::new();
    files(&sample().join("public"), &mut all);
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        for person in persons {
            let needle = person.as_str().unwrap().as_bytes();
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{} holds {person}", path.display());
        }
    }
}

#[test]
fn the_rows_of_pages_made_again_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    copy(sample(), &dir);
    let rebuilt = json(&["record", "rebuild", "--dir", text(&dir)], 0);
    assert_eq!(rebuilt["same"], true);
    let found = json(&["record", "fsck", "--dir", text(&dir)], 0);
    assert_eq!(found["open"], 0);
}

#[test]
fn importing_twice_changes_nothing() {
    let Some(file) = shared("procurement/real-pt/releases-50.json") else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = text(folder.path());
    json(&["record", "init", dir], 0);
    let first = json(&["import", "procurement", "ocds", text(&file), "--dir", dir], 0);
    // Fifty releases and the report of the run.
    assert_eq!(first["added"], 51);
    assert!(first["findings"]["published"].as_u64().unwrap() >= 20);
    let size = json(&["record", "list", "--dir", dir], 0)["size"].clone();
    let second = json(&["import", "procurement", "ocds", text(&file), "--dir", dir], 0);
    assert_eq!((&second["added"], &second["findings"]["published"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(json(&["record", "list", "--dir", dir], 0)["size"], size);
    let report = json(&["record", "verify", text(&folder.path().join("public"))], 0);
    assert_eq!(step(&report, "findings")["outcome"], "holds");
}

#[test]
fn what_still_looks_personal_is_refused_until_the_field_is_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let dir = text(folder.path());
    json(&["record", "init", dir], 0);
    let file = folder.path().join("releases.jsonl");
    let release = |id: u32, description: &str| {
        format!(
            r#"{{"ocid":"ocds-000000-{id}","id":"{id}","date":"2026-05-17T10:00:00Z","tag":["tender"],"tender":{{"id":"t","description":"{description}"}}}}"#
        )
    };
    let lines = [release(1, "ballot paper"), release(2, "ask clerk.of.works@office.example for the plans")];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let import = |more: &[&str], exit| {
        let mut arguments = vec!["import", "procurement", "ocds", text(&file), "--dir", dir, "--no-publish"];
        arguments.extend(more);
        json(&arguments, exit)
    };
    let imported = import(&[], 1);
    let problems = imported["problems"].as_array().unwrap();
    let problem = problems.iter().find(|p| p["code"] == "looks-personal").unwrap();
    assert_eq!(problem["place"]["pointer"], "/tender/description");
    assert_eq!((&imported["refused"], problem["place"]["line"].as_u64()), (&1.into(), Some(2)));
    assert!(!imported.to_string().contains("clerk.of.works"), "the datum itself is not repeated");
    let mut all = Vec::new();
    files(&folder.path().join("public"), &mut all);
    let leaked = |path: &PathBuf| String::from_utf8_lossy(&std::fs::read(path).unwrap()).contains("clerk.of.works");
    assert!(!all.iter().any(leaked));
    let confirmed = import(&["--personal-confirmed", "/*/description"], 0);
    assert_eq!(confirmed["refused"], 0);
    let kinds = ["record", "list", "--dir", dir, "--kind", "procurement.release"];
    assert_eq!(json(&kinds, 0)["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn every_example_of_the_standard_is_imported_or_refused_with_a_reason() {
    let Some(examples) = shared("procurement/ocds") else { return };
    let mut all = Vec::new();
    files(&examples.join("examples"), &mut all);
    files(&examples.join("fictional-example/1.1"), &mut all);
    all.retain(|path| path.extension().is_some_and(|e| e == "json"));
    all.sort();
    assert!(all.len() > 30);
    let folder = tempfile::tempdir().unwrap();
    let dir = text(folder.path());
    json(&["record", "init", dir], 0);
    let mut arguments = vec!["import", "procurement", "ocds", "--dir", dir];
    arguments.extend(all.iter().map(|path| text(path)));
    // Fragments of releases (an extension's schema, a lone organisation) are refused, and each refusal is listed.
    let imported = json(&arguments, 1);
    let refused = imported["problems"].as_array().unwrap().iter().filter(|p| p["action"] == "refused").count() as u64;
    assert_eq!(imported["refused"].as_u64(), Some(refused));
    // None is lost: what is in the files is on the record, was there before, or is refused. One more statement is the
    // import's own.
    let held: u64 =
        all.iter().map(|path| releases_in(&serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())).sum();
    let (added, known) = (imported["added"].as_u64().unwrap(), imported["known"].as_u64().unwrap());
    assert_eq!(added - 1 + known + refused, held);
    let report = json(&["record", "verify", text(&folder.path().join("public"))], 0);
    assert_eq!(step(&report, "findings")["outcome"], "holds");
}

/// Releases in a file of any form, counted without the program: those of packages, and of records the compiled ones and
/// those that stand there whole. What is none of these counts as one, to be refused.
fn releases_in(value: &Value) -> u64 {
    let items = |name: &str| value[name].as_array();
    match (value.as_array(), items("releases"), items("records")) {
        (Some(all), ..) => all.iter().map(releases_in).sum(),
        (_, Some(releases), _) => releases.len() as u64,
        (.., Some(records)) => {
            let whole = |record: &Value| {
                let releases = record["releases"].as_array().map(Vec::as_slice).unwrap_or_default();
                u64::from(record["compiledRelease"].is_object())
                    + releases.iter().filter(|release| release["ocid"].is_string()).count() as u64
            };
            records.iter().map(whole).sum()
        }
        _ => 1,
    }
}

#[test]
fn one_changed_byte_anywhere_is_found_and_named() {
    let mut all = Vec::new();
    files(&sample().join("public"), &mut all);
    all.sort();
    // One file of each folder, changed in its middle.
    let mut folders = std::collections::BTreeSet::new();
    let mut damaged = 0;
    for path in all {
        let relative = path.strip_prefix(sample().join("public")).unwrap().to_owned();
        if !folders.insert((relative.parent().unwrap().to_owned(), relative.extension().map(ToOwned::to_owned))) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        copy(&sample().join("public"), folder.path());
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(folder.path().join(&relative), bytes).unwrap();
        let output = scrutineer(&["record", "verify", text(folder.path()), "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let failures: Vec<&Value> =
            report["steps"].as_array().unwrap().iter().flat_map(|s| s["failures"].as_array().unwrap()).collect();
        assert_ne!(output.status.code(), Some(0), "a changed byte in {} went unseen", relative.display());
        assert!(!failures.is_empty(), "{}: no failure is named", relative.display());
        damaged += 1;
    }
    assert!(damaged >= 6, "only {damaged} kinds of files were damaged");
}

#[test]
fn a_proof_holds_for_its_entry_and_for_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let dir = text(sample());
    for index in ["3", "4"] {
        json(&["record", "prove", index, "--dir", dir, "--out", out], 0);
    }
    let vkey = sample().join("public/log.vkey");
    let path = |name: &str| folder.path().join(name);
    let check = |proof: &str, entry: &str, exit| {
        json(&["record", "check", text(&path(proof)), text(&path(entry)), "--log-key", text(&vkey)], exit)
    };
    assert_eq!(check("entry-3.tlog-proof", "entry-3.json", 0)["holds"], true);
    assert_eq!(check("entry-3.tlog-proof", "entry-4.json", 1)["holds"], false);
}

#[test]
fn an_erased_statement_leaves_every_other_proof_standing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    copy(sample(), &dir);
    let dir = text(&dir);
    let second = folder.path().join("second.key");
    json(
        &[
            "record",
            "key",
            "new",
            "--dir",
            dir,
            "--name",
            "dpa",
            "--organisation",
            "Data protection authority",
            "--role",
            "data-protection",
            "--kind",
            "record.erasure",
            "--out",
            text(&second),
        ],
        0,
    );
    // Four eyes: without a second organisation's key nothing is erased.
    let own = format!("{dir}/private/keys/operator.key");
    json(&["record", "erase", "5", "--dir", dir, "--reason", "art17", "--second-key", &own], 2);
    json(&["record", "erase", "5", "--dir", dir, "--reason", "art17", "--second-key", text(&second)], 0);
    assert_eq!(json(&["record", "show", "5", "--dir", dir], 0)["statement"], Value::Null);
    let report = json(&["record", "verify", &format!("{dir}/public")], 0);
    assert_eq!(step(&report, "erasures")["outcome"], "holds");
    // What rested on it can no longer be computed again, and the report says so rather than calling it false.
    assert!(step(&report, "findings")["counts"]["input erased"].as_u64().unwrap() > 0);
    json(&["publish", "--dir", dir], 0);
    let report = json(&["record", "verify", &format!("{dir}/public")], 0);
    assert!(step(&report, "findings")["counts"]["equal"].as_u64().unwrap() > 0);
}

#[test]
fn wrong_use_says_what_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = text(folder.path());
    let error = json(&["serve", "--dir", nothing], 2);
    assert_eq!(error["error"]["code"], "no-record");
    assert!(!error["error"]["remedy"].as_str().unwrap().is_empty());
    assert_eq!(scrutineer(&["record", "verfy"]).status.code(), Some(3));
    assert_eq!(scrutineer(&["--version"]).status.code(), Some(0));
}

/// What Ctrl-C sends.
pub(crate) fn interrupt(child: &std::process::Child) {
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Size in a published checkpoint: its second line.
pub(crate) fn published_size(public: &Path) -> u64 {
    let note = std::fs::read_to_string(public.join("checkpoint")).unwrap_or_default();
    note.lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or_default()
}

#[test]
fn an_import_killed_at_any_moment_loses_nothing_and_goes_on() {
    // More runs by hand: SCRUTINEER_KILL_RUNS=300.
    let runs: u64 = std::env::var("SCRUTINEER_KILL_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    let releases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/releases");
    let mut all = Vec::new();
    files(&releases, &mut all);
    all.sort();
    let folder = tempfile::tempdir().unwrap();
    let dir = text(folder.path()).to_owned();
    json(&["record", "init", &dir], 0);
    let public = folder.path().join("public");
    let mut arguments: Vec<&str> = vec!["import", "procurement", "ocds", "--dir", &dir];
    arguments.extend(all.iter().map(|path| text(path)));
    let mut kept = folder.path().join("checkpoint-0");
    std::fs::copy(public.join("checkpoint"), &kept).unwrap();
    let mut killed = 0;
    for run in 0..runs {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_scrutineer"))
            .args(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Killed once the published size has changed, or a number of looks after that, another one each run.
        let before = published_size(&public);
        let mut looks = 0;
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            looks += u64::from(published_size(&public) > before || run % 3 == 0);
            if looks > run * 37 {
                // Every other time by Ctrl-C.
                if run % 2 == 0 {
                    child.kill().unwrap()
                } else {
                    interrupt(&child)
                }
                break None;
            }
        };
        child.wait().unwrap();
        killed += u64::from(ended.is_none());
        // What a reader saw published before is still there, extended.
        let report = json(&["record", "verify", text(&public), "--since", text(&kept)], 0);
        assert_eq!(step(&report, "since")["outcome"], "holds");
        kept = folder.path().join(format!("checkpoint-{}", run + 1));
        std::fs::copy(public.join("checkpoint"), &kept).unwrap();
    }
    println!("imports killed: {killed} of {runs}");
    assert!(killed > 0);
    let done = scrutineer(&arguments);
    // One refused line is planted in the sample, hence 1.
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let whole =
        json(&["record", "list", "--dir", text(sample()), "--kind", "procurement.release", "--limit", "9999"], 0);
    let resumed = json(&["record", "list", "--dir", &dir, "--kind", "procurement.release", "--limit", "9999"], 0);
    assert_eq!(
        resumed["entries"].as_array().unwrap().len(),
        whole["entries"].as_array().unwrap().len(),
        "an import that was interrupted has the same releases as one that was not"
    );
}
