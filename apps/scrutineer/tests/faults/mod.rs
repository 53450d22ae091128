//! What the program says when something is wrong with the input, the disk or its own reader: a code, a place, a remedy
//! and the right exit code.

use crate::run::{json, scrutineer, text};
use serde_json::Value;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

const RELEASE: &str = r#"{"ocid":"ocds-213czf-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"initiationType":"tender","buyer":{"id":"B","name":"Commission"},"parties":[{"id":"B","name":"Commission","roles":["buyer"]}],"tender":{"id":"t","procurementMethod":"open","numberOfTenderers":1}}"#;

fn record(folder: &Path) -> String {
    let dir = folder.join("record");
    json(&["record", "init", text(&dir)], 0);
    text(&dir).to_owned()
}

fn releases(folder: &Path, count: usize) -> String {
    let line = |n: usize| RELEASE.replace("213czf-1", &format!("213czf-{n}"));
    let lines: Vec<String> = (0..count).map(line).collect();
    let path = folder.join("releases.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    text(&path).to_owned()
}

#[test]
fn every_refusal_has_a_code_a_place_and_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        text(&path).to_owned()
    };
    let dir = record(folder.path());
    let (good, empty, noise) =
        (at("good.json", RELEASE.as_bytes()), at("empty.json", b""), at("noise.json", b"\x00\x01 not JSON"));
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    packed.extend_from_slice(&[0x4b; 3]);
    let cut = at("cut.json.gz", &packed);
    let words = at("words.txt", b"these are words");
    let (missing, a_folder) = ("/nonexistent/file", text(folder.path()));
    let cases: &[(&[&str], i32, &str)] = &[
        (&["procurement", "ingest", missing], 2, "unreadable"),
        (&["procurement", "ingest", a_folder], 2, "unreadable"),
        (&["procurement", "ingest", &empty], 2, "nothing-readable"),
        (&["procurement", "ingest", &noise], 2, "nothing-readable"),
        (&["procurement", "ingest", &cut], 2, "nothing-readable"),
        (&["procurement", "ingest", &good, "--strict", "--publish"], 2, "license-missing"),
        (&["procurement", "ingest", &good, "--scope", &words], 2, "scope"),
        (&["procurement", "ingest", &good, "--persons", &words], 2, "persons"),
        (&["procurement", "ingest", &good, "--persons-key", &words], 2, "persons-key"),
        (&["procurement", "ingest", &good, "--settings", &words], 2, "settings"),
        (&["procurement", "validate", missing], 2, "unreadable"),
        (&["procurement", "validate", a_folder], 2, "unreadable"),
        (&["procurement", "validate", &good, "--schema", &words], 2, "schema"),
        (&["procurement", "merge", missing], 2, "unreadable"),
        (&["procurement", "merge", a_folder], 2, "unreadable"),
        (&["procurement", "merge", &empty], 2, "nothing-readable"),
        (&["procurement", "flags", missing], 2, "unreadable"),
        (&["procurement", "flags", a_folder], 2, "unreadable"),
        (&["procurement", "flags", &good, "--settings", &words], 2, "bad-settings"),
        (&["procurement", "flags", &good, "--fail-on", "R999"], 3, "unknown-flag"),
        (&["procurement", "lockin", missing], 2, "unreadable"),
        (&["procurement", "lockin", a_folder], 2, "unreadable"),
        (&["procurement", "lockin", &good, "--threshold", "USD"], 3, "bad-threshold"),
        (&["procurement", "lockin", &good, "--scope", &words], 2, "bad-scope"),
        (&["procurement", "commitments", missing], 2, "unreadable"),
        (&["import", "procurement", "ocds", missing, "--dir", &dir], 2, "unreadable"),
        (&["import", "procurement", "ocds", a_folder, "--dir", &dir], 2, "unreadable"),
        (&["import", "procurement", "ocds", "-", "--dir", &dir], 2, "unreadable"),
        (&["import", "procurement", "ocds", &noise, "--dir", &dir], 2, "unknown-form"),
        (&["import", "procurement", "ocds", &good, "--dir", missing], 2, "no-record"),
        (&["import", "procurement", "ocds", &good, "--dir", &dir, "--key", missing], 2, "key-missing"),
        (&["import", "procurement", "contracts", missing, "--dir", &dir], 2, "unreadable"),
        (&["import", "procurement", "contracts", "--dir", &dir], 3, "no-files"),
        (&["import", "procurement", "contracts", "--index", &words, "--dir", &dir], 2, "bad-index"),
        (&["import", "procurement", "commitments", missing, "--dir", &dir], 2, "unreadable"),
        (&["publish", "--dir", missing], 2, "no-record"),
        (&["record", "init", &dir], 2, "record-exists"),
        (&["record", "list", "--dir", missing], 2, "no-record"),
    ];
    for (arguments, exit, code) in cases {
        let error = &json(arguments, *exit)["error"];
        assert_eq!(error["code"], *code, "{arguments:?}: {error}");
        for part in ["message", "remedy"] {
            assert!(error[part].as_str().is_some_and(|text| text.len() > 10), "{arguments:?}: {error}");
        }
        // The same for people: on the error stream, with its code, and nothing that looks like an answer.
        let output = scrutineer(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(*exit), "{arguments:?}");
        assert!(said.contains(&format!("[{code}]")), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
    // Nothing of all this is on the record but its operator.
    assert_eq!(json(&["record", "list", "--dir", &dir], 0)["entries"].as_array().map(Vec::len), Some(1));
    for wrong in [&["no-such-verb"][..], &["procurement", "flags"], &["procurement", "flags", &good, "--no-such"]] {
        assert_eq!(scrutineer(wrong).status.code(), Some(3), "{wrong:?}");
    }
}

#[test]
fn every_verb_answers_with_one_json_document() {
    let folder = tempfile::tempdir().unwrap();
    let dir = record(folder.path());
    let input = releases(folder.path(), 3);
    let line = r#"{"kind":"pledge","id":"p","vendor":{"id":"V","name":"Vendor"},"framework":"ifes-veig-2024","slot":null,"theme":null,"text":"t","date":"2026-01-01","status":"pledged","evidence":[]}"#;
    let pledges = folder.path().join("pledges.jsonl");
    std::fs::write(&pledges, line).unwrap();
    let contract = folder.path().join("contract.txt");
    std::fs::write(&contract, "1. The buyer owns the data.").unwrap();
    let proofs = folder.path().join("proofs");
    let public = format!("{dir}/public");
    let verbs: &[(&[&str], i32)] = &[
        (&["procurement", "ingest", &input], 0),
        (&["procurement", "validate", &input], 0),
        (&["procurement", "merge", &input], 0),
        (&["procurement", "flags", &input], 0),
        (&["procurement", "lockin", &input], 0),
        (&["procurement", "commitments", text(&pledges)], 0),
        (&["import", "procurement", "ocds", &input, "--dir", &dir], 0),
        (&["import", "procurement", "contracts", text(&contract), "--dir", &dir], 0),
        (&["import", "procurement", "commitments", text(&pledges), "--dir", &dir], 0),
        (&["publish", "--dir", &dir], 0),
        (&["record", "list", "--dir", &dir], 0),
        (&["record", "show", "0", "--dir", &dir], 0),
        (&["record", "prove", "0", "--dir", &dir, "--out", text(&proofs)], 0),
        (&["record", "fsck", "--dir", &dir], 0),
        (&["record", "rebuild", "--dir", &dir], 0),
        (&["record", "verify", &public], 0),
    ];
    for (arguments, exit) in verbs {
        let document = json(arguments, *exit);
        assert!(document.is_object(), "{arguments:?}: {document}");
        assert!(document["error"].is_null(), "{arguments:?}: {document}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let input = releases(folder.path(), 2000);
    for arguments in [&["procurement", "ingest"][..], &["procurement", "flags"], &["procurement", "merge", "--json"]]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scrutineer"))
            .args(arguments)
            .arg(&input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(2), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}

#[test]
#[cfg(unix)]
fn a_name_that_is_not_text_is_read_all_the_same() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"releases-\xff.json"));
    std::fs::write(&path, RELEASE).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_scrutineer")).args(["procurement", "flags", "--json"]).arg(&path).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["processes"], 1);
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_said_and_leaves_the_record_whole() {
    // A limit on the size of files stands for a full disk: it needs no rights, and writing fails in the same way.
    let folder = tempfile::tempdir().unwrap();
    let dir = record(folder.path());
    let input = releases(folder.path(), 800);
    let limited = |blocks: u32, arguments: &str| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}");
        let output = Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_scrutineer")]).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let before = json(&["record", "list", "--dir", &dir], 0);
    let (code, said) = limited(64, &format!("import procurement ocds {input} --dir {dir} --no-publish"));
    assert_eq!(code, Some(2), "{said}");
    assert!(!said.contains("panicked") && said.contains('['), "{said}");
    let out = folder.path().join("out");
    let (code, said) = limited(8, &format!("procurement ingest {input} --out {}", text(&out)));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("[disk-full]"), "{said}");
    assert!(!out.join("processes.jsonl").exists(), "no half file under the true name");
    // What was acknowledged is there, and with room the import goes on.
    json(&["import", "procurement", "ocds", &input, "--dir", &dir, "--no-publish"], 0);
    let after = json(&["record", "list", "--dir", &dir], 0);
    assert_eq!(after["entries"][0], before["entries"][0]);
    json(&["record", "fsck", "--dir", &dir], 0);
    json(&["record", "verify", &format!("{dir}/public")], 0);
}
