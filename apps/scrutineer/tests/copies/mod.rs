//! A copy behind an address, a copy seen before, and a copy that witnesses vouch for.

use crate::run::{json, scrutineer, text};
use record::{KeyType, Note, SigningKey};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

fn step<'a>(report: &'a Value, code: &str) -> &'a Value {
    report["steps"].as_array().unwrap().iter().find(|s| s["code"] == code).unwrap()
}

fn failure_codes(report: &Value) -> Vec<&str> {
    let steps = report["steps"].as_array().unwrap().iter();
    steps.flat_map(|s| s["failures"].as_array().unwrap()).map(|f| f["code"].as_str().unwrap()).collect()
}

/// A record with a few statements; its folder and its public copy.
fn record(folder: &Path) -> (String, PathBuf) {
    let dir = text(folder).to_owned();
    json(&["record", "init", &dir], 0);
    for i in 0..3 {
        append(&dir, &format!("answer {i}"), &[]);
    }
    (dir, folder.join("public"))
}

fn append(dir: &str, words: &str, more: &[&str]) -> Value {
    let file = Path::new(dir).join("reply.json");
    let reply = format!(
        r#"{{"about":"ocds-000000-1","at":"2026-05-17T10:00:00Z","by":"Electoral Commission","text":"{words}"}}"#
    );
    std::fs::write(&file, reply).unwrap();
    let mut arguments =
        vec!["record", "append", "--dir", dir, "--kind", "record.reply", "--sign", "--statement", text(&file)];
    arguments.extend(more);
    json(&arguments, 0)
}

/// Serves the files of a folder on a port of this machine, as any static host does. `broken`: a path it fails at.
fn static_host(folder: PathBuf, broken: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, folder) = (stream.unwrap(), folder.clone());
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                loop {
                    let mut request = String::new();
                    if reader.read_line(&mut request).unwrap_or(0) == 0 {
                        return;
                    }
                    let mut line = String::new();
                    while reader.read_line(&mut line).unwrap_or(0) > 2 {
                        line.clear();
                    }
                    let path = request.split(' ').nth(1).unwrap_or("/").trim_start_matches("/record/");
                    let (status, body) = match std::fs::read(folder.join(path)) {
                        _ if broken.is_some_and(|broken| path.starts_with(broken)) => ("503 Unavailable", Vec::new()),
                        Ok(body) => ("200 OK", body),
                        Err(_) => ("404 Not Found", Vec::new()),
                    };
                    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
                    if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
                        return;
                    }
                }
            });
        }
    });
    format!("http://{address}/record/")
}

#[test]
fn a_copy_behind_an_address_verifies_like_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, public) = record(folder.path());
    let seen = folder.path().join("seen");
    std::fs::copy(public.join("checkpoint"), &seen).unwrap();
    append(&dir, "later", &["--ref", "1"]);
    let url = static_host(public.clone(), None);
    let local = json(&["record", "verify", text(&public), "--since", text(&seen)], 0);
    let remote = json(&["record", "verify", &url, "--since", text(&seen)], 0);
    for (ours, theirs) in local["steps"].as_array().unwrap().iter().zip(remote["steps"].as_array().unwrap()) {
        // Files that nobody names cannot be listed behind an address.
        let expected = if ours["code"] == "files" { &Value::from("not-asked") } else { &ours["outcome"] };
        assert_eq!(&theirs["outcome"], expected, "{theirs}");
    }
    assert_eq!(step(&remote, "since")["outcome"], "holds");
    assert_eq!(step(&remote, "since")["counts"]["entries then"], 4);
    // A host that fails is no proof of anything: not done, rather than not holding.
    let broken = static_host(public.clone(), Some("statement/"));
    let report = json(&["record", "verify", &broken], 2);
    assert_eq!(step(&report, "statements")["outcome"], "not-done");
    assert_eq!(step(&report, "root")["outcome"], "holds");
    // A copy that went back behind what was seen.
    let new = folder.path().join("new");
    std::fs::copy(public.join("checkpoint"), &new).unwrap();
    std::fs::copy(&seen, public.join("checkpoint")).unwrap();
    assert_eq!(failure_codes(&json(&["record", "verify", &url, "--since", text(&new)], 1)), ["R-ROLLBACK"]);
    json(&["record", "verify", &format!("{dir}/no-such-folder")], 2);
    let unknown = ["record", "append", "--dir", &dir, "--kind", "no.kind", "--sign", "--statement"];
    let file = format!("{dir}/reply.json");
    let refused = json(&[&unknown[..], &[file.as_str()]].concat(), 2);
    assert_eq!(refused["error"]["code"], "R-KIND-UNKNOWN");
    // Nobody answers there.
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    json(&["record", "verify", &format!("http://{nowhere}/")], 2);
}

#[test]
fn a_fork_of_what_was_seen_is_told() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (one, public) = record(folders[0].path());
    // The same keys and the same beginning, then another story.
    let from = folders[0].path().join(".");
    let copied = std::process::Command::new("cp").arg("-r").arg(from).arg(folders[1].path()).status();
    assert!(copied.unwrap().success());
    append(&one, "the one story", &[]);
    let other = text(folders[1].path());
    append(other, "the other story", &[]);
    append(other, "and on", &[]);
    let seen = public.join("checkpoint");
    let report = json(&["record", "verify", &format!("{other}/public"), "--since", text(&seen)], 1);
    assert_eq!(failure_codes(&report), ["R-CHECKPOINT-FORK"]);
}

#[test]
fn cosignatures_of_witnesses_are_kept_checked_and_carried_by_proofs() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, public) = record(folder.path());
    let witness = |name: &str, seed: u8| {
        SigningKey::from_seed(name, KeyType::Cosignature, &base::Private::new([seed; 32])).unwrap()
    };
    let (one, two) = (witness("w1.example", 1), witness("w2.example", 2));
    let policy = |quorum: &str| {
        let path = folder.path().join(format!("policy-{quorum}"));
        let log = std::fs::read_to_string(public.join("log.vkey")).unwrap();
        let words = format!(
            "log {}\nwitness w1 {}\nwitness w2 {}\ngroup g {quorum} w1 w2\nquorum g\n",
            log.trim(),
            one.verifier(),
            two.verifier()
        );
        std::fs::write(&path, words).unwrap();
        path
    };
    let (any, all) = (policy("any"), policy("all"));
    let verify = |policy: &Path, exit| json(&["record", "verify", text(&public), "--policy", text(policy)], exit);
    assert_eq!(failure_codes(&verify(&any, 1)), ["R-QUORUM"], "nobody has cosigned yet");

    let mut note = Note::parse(&std::fs::read(public.join("checkpoint")).unwrap()).unwrap();
    note.cosign(&one, 1_790_000_000);
    let cosigned = folder.path().join("cosigned");
    std::fs::write(&cosigned, note.to_string()).unwrap();
    let kept = json(&["record", "add-cosignatures", text(&cosigned), "--dir", &dir], 0);
    assert_eq!(kept["checkpoint_signed_by"].as_array().unwrap().len(), 2);
    let report = verify(&any, 0);
    assert_eq!((&report["witnesses"], step(&report, "witnesses")["outcome"].as_str()), (&1.into(), Some("holds")));
    assert_eq!(failure_codes(&verify(&all, 1)), ["R-QUORUM"]);
    // Opening for writing publishes the checkpoint it has stored: with the cosignature.
    let mut own = Note::new(note.text()).unwrap();
    own.add(note.signatures()[0].clone());
    std::fs::write(public.join("checkpoint"), own.to_string()).unwrap();
    assert_eq!(failure_codes(&verify(&any, 1)), ["R-QUORUM"]);
    json(&["record", "rebuild", "--dir", &dir], 0);
    assert_eq!(verify(&any, 0)["witnesses"], 1);

    // The proof carries it, and holds offline against the reader's policy when the log has grown.
    json(&["record", "prove", "2", "--dir", &dir, "--out", text(folder.path())], 0);
    append(&dir, "the next checkpoint has no cosignature yet", &[]);
    assert_eq!(failure_codes(&verify(&any, 1)), ["R-QUORUM"]);
    let (proof, entry) = (folder.path().join("entry-2.tlog-proof"), folder.path().join("entry-2.json"));
    let vkey = public.join("log.vkey");
    let check = |policy: &Path, exit| {
        let policy = text(policy);
        json(&["record", "check", text(&proof), text(&entry), "--log-key", text(&vkey), "--policy", policy], exit)
    };
    assert_eq!(check(&any, 0)["witnesses"], 1);
    assert_eq!(check(&all, 1)["refusal"]["code"], "R-QUORUM");

    // A signature that does not verify under a known witness's name is told, not passed over.
    let forger = witness("w1.example", 1);
    let mut forged = Note::parse(&std::fs::read(public.join("checkpoint")).unwrap()).unwrap();
    forged.cosign(&forger, 1_790_000_000);
    let forged = forged.to_string();
    let at = forged.rfind("w1.example ").unwrap() + "w1.example ".len() + 20;
    let mut bytes = forged.into_bytes();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    std::fs::write(public.join("checkpoint"), bytes).unwrap();
    assert_eq!(failure_codes(&verify(&any, 1)), ["R-SIG-BAD"]);
    let broken = folder.path().join("broken");
    std::fs::write(&broken, "witness w1\n").unwrap();
    let output = scrutineer(&["record", "verify", text(&public), "--policy", text(&broken)]);
    assert_eq!(output.status.code(), Some(2), "a policy that cannot be read is no policy");
}
