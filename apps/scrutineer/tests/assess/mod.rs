//! Assessments on files, as people run them: from an empty folder to a report, and again by the other side.

pub(crate) mod on_record;

use crate::run::{json, scrutineer, shared, text, workbook};
use serde_json::Value;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::write(&target, std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_new_dossier_passes_its_check_and_gives_a_report_that_claims_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dossier = folder.path().join("islands");
    json(&["assess", "new", text(&dossier), "--as-of", "2026-10-01", "--polling-day", "2026-05-17"], 0);
    assert_eq!(json(&["assess", "check", text(&dossier)], 0)["ok"], true);
    assert_eq!(scrutineer(&["assess", "new", text(&dossier), "--as-of", "2026-10-01"]).status.code(), Some(3));
    let result = json(&["assess", "compute", text(&dossier), "--no-simulation"], 0);
    for indicator in result["indicators"].as_array().unwrap() {
        assert!(!["met", "partly", "not_met"].contains(&indicator["status"].as_str().unwrap()), "{indicator}");
    }
    let report = folder.path().join("report.html");
    json(&["assess", "report", text(&dossier), "--language", "ar", "--out", text(&report)], 0);
    assert!(std::fs::read_to_string(&report).unwrap().contains("dir=\"rtl\""));
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_program_built_without_pdf_says_how_to_build_it_with() {
    let folder = tempfile::tempdir().unwrap();
    let dossier = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment");
    let out = folder.path().join("report.pdf");
    let output = scrutineer(&["assess", "report", text(&dossier), "--format", "pdf", "--out", text(&out)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--features pdf"), "{said}");
    assert!(!out.exists());
}

#[test]
fn an_account_of_raters_is_made_renewed_and_closed_and_its_folder_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let dossier = folder.path().join("velmora");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment"), &dossier);
    let account = ["assess", "raters", "account", text(&dossier)];
    let phrase =
        |more: &[&str]| json(&[&account, more].concat(), 0)["pass_phrase"].as_str().unwrap_or_default().to_owned();
    let first = phrase(&["office", "--role", "coordinator"]);
    assert_eq!(first.len(), 23);
    let renewed = phrase(&["office", "--renew"]);
    assert!(renewed.len() == 23 && renewed != first, "it keeps its role unasked");
    assert_eq!(phrase(&["obs"]).len(), 23, "an assessor unless said otherwise");
    for (more, why) in [
        (&["obs"][..], "there already"),
        (&["nobody"], "no assessor"),
        (&["obs", "--role", "coordinator", "--renew"], "another role"),
        (&["clinic", "--role", "coordinator"], "an assessor"),
        (&["clinic", "--renew"], "not there"),
        (&["clinic", "--close"], "not there"),
    ] {
        assert_eq!(scrutineer(&[&account, more].concat()).status.code(), Some(3), "{why}");
    }
    json(&[&account[..], &["office", "--close"]].concat(), 0);
    for more in [&["office", "--renew"][..], &["office", "--role", "coordinator"]] {
        assert_eq!(
            scrutineer(&[&account, more].concat()).status.code(),
            Some(3),
            "a closed id is not given out again"
        );
    }
    let head = std::fs::read_to_string(dossier.join("dossier.yaml")).unwrap();
    std::fs::write(dossier.join("dossier.yaml"), head.replacen("  interests: funded in part by the state\n", "", 1))
        .unwrap();
    assert_eq!(scrutineer(&[&account[..], &["clinic"]].concat()).status.code(), Some(3), "no interests declared");
    let kept = std::fs::read_to_string(dossier.join("raters/accounts.json")).unwrap();
    assert!(!kept.contains(&first) && !kept.contains(&renewed));
    assert!(!dossier.join("raters/drafts").exists(), "reading makes no folder");
}

#[test]
fn the_other_side_computes_the_same_and_a_changed_byte_is_named() {
    let Some(example) = shared("assess/example-dossier") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (dossier, result) = (folder.path().join("dossier"), folder.path().join("result.json"));
    copy(&example, &dossier);
    json(&["assess", "compute", text(&dossier), "--draws", "200", "--out", text(&result)], 0);
    let verify = ["assess", "verify", text(&result), "--dossier", text(&dossier)];
    assert_eq!(json(&verify, 0)["equal"], true);
    let differs = |part: &str, exit| {
        let answer = json(&verify, exit);
        let parts = answer["differs"].as_array().unwrap();
        assert!(parts.iter().any(|p| p["part"].as_str().unwrap().contains(part)), "{part}: {parts:?}");
    };
    let change = |name: &str, old: &str, new: &str| {
        let path = dossier.join(name);
        let before = std::fs::read_to_string(&path).unwrap();
        assert!(before.contains(old), "{name}");
        std::fs::write(&path, before.replacen(old, new, 1)).unwrap();
        before
    };
    for (name, old, new, part) in [
        ("records/case.jsonl", "dismissed", "Dismissed", "records/case.jsonl"),
        ("evidence/E-001.txt", "a", "b", "E-001"),
        ("ratings/b1-1.yaml", "value: partly", "value: met", "ratings/b1-1.yaml"),
        ("dossier.yaml", "catalogue:", "catalogue: [", "dossier.yaml"),
    ] {
        let before = change(name, old, new);
        differs(part, 1);
        std::fs::write(dossier.join(name), before).unwrap();
    }
    // A figure changed in the result alone is named by its place.
    let mut changed: Value = serde_json::from_slice(&std::fs::read(&result).unwrap()).unwrap();
    changed["recommendations"][0]["label"] = "meets".into();
    std::fs::write(&result, serde_json::to_vec(&changed).unwrap()).unwrap();
    differs("/recommendations/0/label", 1);
}

#[test]
fn a_later_date_is_held_against_an_earlier_one_from_folders_and_from_results() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let (interim, last) = (demo.join("assessment-interim"), demo.join("assessment"));
    let found = json(&["assess", "compare", text(&interim), text(&last)], 0);
    let changed = |found: &Value| found["indicators"].as_array().unwrap().len();
    assert_eq!((changed(&found), &found["comparable"]), (7, &true.into()));
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.json"), folder.path().join("b.json"));
    for (dossier, out) in [(&interim, &a), (&last, &b)] {
        json(&["assess", "compute", text(dossier), "--no-simulation", "--out", text(out)], 0);
    }
    let results = json(&["assess", "compare", text(&a), text(&b)], 0);
    assert_eq!(results["indicators"], found["indicators"]);
    // A result names no file of an item: a file that was replaced is not seen, and that is said.
    assert_eq!((&found["files_compared"], &results["files_compared"]), (&true.into(), &false.into()));
    let said = |a: &Path| {
        let printed = scrutineer(&["assess", "compare", text(a), text(&last)]).stdout;
        String::from_utf8(printed).unwrap().contains("Files of evidence were not compared")
    };
    assert!(said(&a) && !said(&interim));
    assert_eq!(scrutineer(&["assess", "compare", text(&b), text(&a)]).status.code(), Some(2));
}

#[test]
fn the_sqlite_file_opens_in_another_program_with_every_link_whole() {
    let dossier = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("release.db");
    // Twice: the second replaces the first.
    for _ in 0..2 {
        json(&["assess", "export", text(&dossier), "--to", "sqlite", "--out", text(&out)], 0);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "one file, nothing beside it");
    let program = "import json, sqlite3, sys\n\
        db = sqlite3.connect(sys.argv[1])\n\
        one = lambda q: db.execute(q).fetchall()\n\
        print(json.dumps({\n\
         'integrity': one('PRAGMA integrity_check'), 'links': one('PRAGMA foreign_key_check'),\n\
         'status': one('SELECT status, count(*) FROM indicators GROUP BY status'),\n\
         'types': one('SELECT DISTINCT typeof(lo), typeof(scored) FROM recommendations'),\n\
         'joined': one(\"SELECT e.title FROM indicator_evidence JOIN evidence e ON e.id = evidence WHERE indicator = 'LEG-06' AND direction = 'refutes'\"),\n\
         'matrix': one('SELECT count(*), sum(met + partly + not_met + contested + indeterminate + not_assessed + not_applicable) > 0 FROM matrix'),\n\
         'result': one(\"SELECT value FROM about WHERE name = 'result'\")[0][0]}))";
    let Ok(output) = std::process::Command::new("python3").args(["-c", program, text(&out)]).output() else {
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "Python is not installed");
        println!("skipped: Python is not installed");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["integrity"], serde_json::json!([["ok"]]));
    assert_eq!(found["links"], serde_json::json!([]));
    assert_eq!(found["types"], serde_json::json!([["real", "integer"]]));
    assert_eq!(found["joined"], serde_json::json!([["Electoral Commission Act, section 44"]]));
    assert_eq!(found["matrix"], serde_json::json!([[162, 1]]));
    let result: Value = serde_json::from_str(found["result"].as_str().unwrap()).unwrap();
    let all = result["indicators"].as_array().unwrap();
    for row in found["status"].as_array().unwrap() {
        let own = all.iter().filter(|i| i["status"] == row[0]).count();
        assert_eq!(row[1], own, "{row}");
    }
    let missing = folder.path().join("nowhere").join("release.db");
    let export = ["assess", "export", text(&dossier), "--to", "sqlite", "--out", text(&missing)];
    assert_eq!(scrutineer(&export).status.code(), Some(2));
}

#[test]
fn the_catalogue_is_shown_exported_changed_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    for path in [&old, &new] {
        json(&["assess", "catalogue", "export", text(path)], 0);
    }
    assert_eq!(json(&["assess", "catalogue", "check", text(&old)], 0)["counts"]["indicators"], 143);
    assert_eq!(json(&["assess", "catalogue", "diff", text(&old), text(&new)], 0)["changes"], serde_json::json!([]));
    let file = new.join("indicators.yaml");
    let before = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, before.replacen("partly: '0.25'", "partly: '0.2'", 1)).unwrap();
    let diff = json(&["assess", "catalogue", "diff", text(&old), text(&new)], 0);
    assert_eq!(diff["class"], "MAJOR");
    assert_eq!(diff["changes"][0]["findings"], serde_json::json!(["TRN-02"]));
    std::fs::write(&file, before.replacen("id: LEG-01", "id: LEG-02", 1)).unwrap();
    let checked = json(&["assess", "catalogue", "check", text(&new)], 1);
    assert!(checked["faults"].as_array().unwrap().iter().any(|f| f["what"] == "LEG-02 comes twice"));
    let shown = json(&["assess", "catalogue", "show", "leg-01"], 0);
    assert!(shown.as_array().unwrap().iter().any(|e| e["id"] == "LEG-01"));
}

#[test]
fn a_rating_form_fits_the_schema_and_personal_data_stop_a_report() {
    let Some(example) = shared("assess/example-dossier") else { return };
    let folder = tempfile::tempdir().unwrap();
    let dossier = folder.path().join("dossier");
    copy(&example, &dossier);
    let form = dossier.join("ratings/b1-2.yaml");
    json(&["assess", "rate", text(&dossier), "--assessor", "b1", "--round", "2", "--out", text(&form)], 0);
    assert_eq!(json(&["assess", "check", text(&dossier)], 0)["ok"], true);
    let rows = json(&["assess", "reconcile", text(&dossier)], 1);
    assert!(rows.as_array().unwrap().iter().any(|row| row["indicator"] == "OVR-01" && row["why"] == "differ"));
    let rating = dossier.join("ratings/b1-1.yaml");
    let before = std::fs::read_to_string(&rating).unwrap();
    std::fs::write(&rating, before.replacen("written for this dossier", "ask someone@mail.example", 1)).unwrap();
    let out = folder.path().join("report.html");
    let report = ["assess", "report", text(&dossier), "--out", text(&out)];
    assert_eq!(json(&report, 1)["problems"][0]["code"], "PERSONAL-DATA");
    assert!(!out.exists());
}

/// Converts the workbook with pyxform; its warnings as text. `None`, said aloud, where pyxform is not installed.
fn pyxform(workbook: &Path) -> Option<String> {
    let program = "import sys, json\nfrom pyxform.xls2xform import convert\n\
        result = convert(sys.argv[1], validate=False)\nprint(json.dumps(result.warnings))";
    let probe = std::process::Command::new("python3").args(["-c", "import pyxform"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "pyxform is not installed");
        println!("skipped: pyxform is not installed");
        return None;
    }
    let output = std::process::Command::new("python3").args(["-c", program, text(workbook)]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_form_converts_without_warning_and_its_submission_gives_the_same_ratings() {
    let Some(example) = shared("assess/example-dossier") else { return };
    let folder = tempfile::tempdir().unwrap();
    let form = folder.path().join("form.xlsx");
    json(&["assess", "export", text(&example), "--to", "xlsform", "--out", text(&form)], 0);
    let first = std::fs::read(&form).unwrap();
    json(&["assess", "export", text(&example), "--to", "xlsform", "--out", text(&form)], 0);
    assert_eq!(first, std::fs::read(&form).unwrap(), "the same bytes from run to run");
    if let Some(warnings) = pyxform(&form) {
        assert_eq!(warnings.trim(), "[]");
    }
    let csv = folder.path().join("submissions.csv");
    let rows = "assessor,rated_on,LEG_01/LEG_01_status,LEG_01/LEG_01_evidence,LEG_01/LEG_01_reason\n\
        b2,2026-08-03,not_met,E-002,\nb1,2026-08-03,met,E-001 E-002,\"so, it seems\"\n";
    std::fs::write(&csv, rows).unwrap();
    let out = folder.path().join("b1-1.yaml");
    json(&["assess", "import", "ratings", text(&csv), "--assessor", "b1", "--round", "1", "--out", text(&out)], 0);
    let written = std::fs::read_to_string(&out).unwrap();
    for line in
        ["assessor: b1", "round: 1", "indicator: LEG-01", "value: met", "\"so, it seems\"", "- E-001", "- E-002"]
    {
        assert!(written.contains(line), "{line}: {written}");
    }
    assert!(!written.contains("not_met"), "only the assessor asked for: {written}");

    // The same as a workbook of another program, its date a number, gives the same file.
    let book = folder.path().join("submissions.xlsx");
    let dates =
        "for row in book.active.iter_rows(min_row=2): row[1].value = datetime.date.fromisoformat(row[1].value)";
    if !workbook(&csv, &book, dates) {
        return;
    }
    let out = folder.path().join("b1-1-book.yaml");
    json(&["assess", "import", "ratings", text(&book), "--assessor", "b1", "--round", "1", "--out", text(&out)], 0);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), written);
    // A failed cell is no answer left blank, and a second sheet is not passed over.
    let other = folder.path().join("other.xlsx");
    let out = folder.path().join("other.yaml");
    let import =
        ["assess", "import", "ratings", text(&other), "--assessor", "b1", "--round", "1", "--out", text(&out)];
    assert!(workbook(&csv, &other, &format!("{dates}\nbook.active['C3'].value = '#N/A'")));
    assert!(json(&import, 1)["problems"].to_string().contains("#N/A"));
    assert!(workbook(&csv, &other, &format!("{dates}\nbook.create_sheet('More')['A1'].value = 'x'")));
    let refused = &json(&import, 2)["error"];
    assert!(refused["message"].as_str().unwrap().contains("further sheet More") && refused["place"] == text(&other));
    // Half a workbook is refused.
    let bytes = std::fs::read(&book).unwrap();
    std::fs::write(&book, &bytes[..bytes.len() / 2]).unwrap();
    let import = ["assess", "import", "ratings", text(&book), "--assessor", "b1", "--round", "1", "--out", "never"];
    assert_eq!(scrutineer(&import).status.code(), Some(2));
}
