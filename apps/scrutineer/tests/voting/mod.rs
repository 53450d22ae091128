//! Boards from the command line: judged, compared, and an election held from the first key to the result.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_scrutineer")).arg("voting").args(arguments).output();
    output.expect("the program starts")
}

/// Runs a verb that must end with this exit code; gives its standard output without the last line end.
fn ends(code: i32, arguments: &[&str]) -> String {
    let output = run(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    out.trim_end_matches('\n').to_owned()
}

fn answer(code: i32, arguments: &[&str]) -> Value {
    serde_json::from_str(&ends(code, arguments)).expect("one JSON document on standard output")
}

fn shared(path: &str) -> Option<String> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/voting")).join(path);
    if path.exists() {
        return Some(path.display().to_string());
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "shared data not found at {}", path.display());
    eprintln!("skipped: shared data not found at {}", path.display());
    None
}

#[test]
fn boards_are_judged() {
    let Some(honest) = shared("v251-ed25519-nh-mixnet/cfrmx1oVt6jVoP.bel") else { return };
    let before = shared("v251-ed25519-nh-mixnet/before-close/cfrmx1oVt6jVoP.bel").unwrap();
    let altered = shared("tampered/v251-ed25519-h-single3/result-changed.bel").unwrap();

    let text = ends(0, &["verify", &honest]);
    assert!(text.contains("accepted; the result stands") && text.contains(voting::LIMITS), "{text}");
    let one = ends(0, &["verify", &honest, "--json", "--threads", "1"]);
    assert_eq!(one, ends(0, &["verify", &honest, "--json", "--threads", "2"]));
    let found: Value = serde_json::from_str(&one).unwrap();
    assert_eq!((&found["verdict"], &found["complete"]), (&json!("accepted"), &json!(true)));
    assert_eq!(found["result"][0], json!([6, 2]));

    ends(0, &["verify", &before]);
    ends(1, &["verify", &before, "--expect-complete"]);

    let text = ends(1, &["verify", &altered]);
    assert!(text.contains("REJECTED") && text.contains("RESULT_MISMATCH"), "{text}");
    let one = ends(1, &["verify", &altered, "--json", "--threads", "1"]);
    assert_eq!(one, ends(1, &["verify", &altered, "--json", "--threads", "2"]));
    let found: Value = serde_json::from_str(&one).unwrap();
    assert_eq!(found["result"], Value::Null);
    assert_eq!(found["reasons"][0]["code"], "RESULT_MISMATCH");

    let difference = answer(0, &["verify-diff", &before, &honest, "--json"]);
    assert_eq!(difference["added"]["Shuffle"], 2);
    assert_eq!(answer(1, &["verify-diff", &honest, &before, "--json"])["reasons"][0]["code"], "BOARD_NOT_EXTENSION");
}

#[test]
fn what_is_no_board_is_no_accepted_board() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = file(folder.path(), "garbage.bel", "not a board");
    assert_eq!(answer(1, &["verify", &garbage, "--json"])["reasons"][0]["code"], "ARCHIVE_FORMAT");
    let empty = file(folder.path(), "empty.bel", "");
    assert_eq!(answer(1, &["verify", &empty, "--json"])["reasons"][0]["code"], "ARCHIVE_FORMAT");
    let missing = folder.path().join("missing.bel").display().to_string();
    ends(2, &["verify", &missing]);
    ends(2, &["setup", "trustee", "--group", "NO-SUCH-GROUP", "--out", &missing]);
    ends(3, &["verify"]);
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a temporary file");
    path.display().to_string()
}

/// The files of a folder that end so.
fn files(folder: &str, end: &str) -> Vec<String> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.retain(|p| p.to_string_lossy().ends_with(end));
    all.iter().map(|p| p.display().to_string()).collect()
}

const TEMPLATE: &str = r#"{"name":"Invented election","description":"A test","questions":[
    {"question":"Who?","answers":["a","b","c"],"min":1,"max":1},
    {"type":"NonHomomorphic","value":{"question":"Order?","answers":["x","y"]}}]}"#;

/// Makes the key of a group of trustees; gives `threshold.json` and each trustee's (`.key`, `.dkey`).
fn threshold(at: &Path, group: &str, size: usize) -> (String, Vec<(String, String)>) {
    let (mut certs, mut seeds) = (String::new(), Vec::new());
    for i in 1..=size {
        let own = at.join(format!("threshold{i}")).display().to_string();
        ends(
            0,
            &[
                &[
                    "setup",
                    "threshold",
                    "cert",
                    "--group",
                    group,
                    "--context",
                    &format!("{i}/2/{size}"),
                    "--out",
                    &own,
                ][..],
                &signs(at, &format!("t{i}"))[..],
            ]
            .concat(),
        );
        certs += &std::fs::read_to_string(&files(&own, ".cert")[0]).unwrap();
        seeds.push(files(&own, ".key").remove(0));
    }
    let certs = file(at, "certs", &certs);
    ends(0, &["setup", "threshold", "check", "--group", group, "--certs", &certs]);
    let common = ["--group", group, "--certs", &certs];
    let step = |verb: &str, more: &[&str]| ends(0, &[&["setup", "threshold", verb], &common[..], more].concat());
    let mine: Vec<[&str; 4]> = (1..=size).map(|i| signs(at, &format!("t{i}"))).collect();
    let office = signs(at, "office");
    let polynomials: Vec<String> =
        seeds.iter().zip(&mine).map(|(s, log)| step("polynomial", &[&["--key", s][..], &log[..]].concat())).collect();
    let polynomials = file(at, "polynomials", &polynomials.join("\n"));
    let routed = at.join("routed").display().to_string();
    step("route", &[&["--polynomials", &polynomials, "--out", &routed][..], &office[..]].concat());
    let id = |seed: &str| Path::new(seed).file_stem().unwrap().to_string_lossy().into_owned();
    let voutputs: Vec<String> = seeds
        .iter()
        .zip(&mine)
        .map(|(s, log)| {
            let vinput = format!("{routed}/{}.vinput", id(s));
            step("accept", &[&["--key", s, "--vinput", &vinput][..], &log[..]].concat())
        })
        .collect();
    let voutputs = file(at, "voutputs", &voutputs.join("\n"));
    let assemble =
        ["--polynomials", &polynomials, "--voutputs", &voutputs, "--out", &routed].map(str::to_owned).to_vec();
    let assemble: Vec<&str> = assemble.iter().map(String::as_str).chain(office).collect();
    // What was not made to its end is not signed for.
    let (log, taken) = (std::fs::read(office[1]).unwrap(), format!("{routed}/{}.dkey", id(&seeds[size - 1])));
    std::fs::write(&taken, "").unwrap();
    ends(2, &[&["setup", "threshold", "assemble"], &common[..], &assemble[..]].concat());
    assert_eq!(std::fs::read(office[1]).unwrap(), log);
    for end in [".dkey", "threshold.json"] {
        files(&routed, end).iter().for_each(|made| std::fs::remove_file(made).unwrap());
    }
    step("assemble", &assemble);
    let keys = seeds.into_iter().map(|s| (s.clone(), format!("{routed}/{}.dkey", id(&s)))).collect();
    (format!("{routed}/threshold.json"), keys)
}

/// The arguments with which a role signs the log, its key made on first use.
fn signs(at: &Path, role: &str) -> [&'static str; 4] {
    let key = at.join(format!("{role}.log-key")).display().to_string();
    if !Path::new(&key).exists() {
        ends(0, &["setup", "log-key", "--name", &format!("{role}-key"), "--out", &key]);
    }
    let log = at.join("setup-log.jsonl").display().to_string();
    ["--log", log.leak(), "--log-key", key.leak()]
}

#[test]
fn a_closed_log_and_one_that_is_cut_are_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/voting/leadership-setup-log.jsonl");
    let closed = std::fs::read_to_string(demo).unwrap();
    let office = signs(at, "office");
    let make = |out: &str| {
        let out = at.join(out).display().to_string();
        run(&[&["setup", "trustee", "--group", "Ed25519", "--out", &out, "--json"][..], &office[..]].concat())
    };
    let cut = closed.trim_end();
    let more = format!("{closed}{}\n", closed.lines().next().unwrap());
    let open = closed.lines().next().unwrap();
    for (log, code) in [(&*closed, "LOG_CLOSED"), (cut, "LOG_CLOSED"), (&more, "LOG_CLOSED"), (open, "LOG_CUT")] {
        std::fs::write(office[1], log).unwrap();
        let refused = make("none");
        assert_eq!(refused.status.code(), Some(2));
        let said: Value = serde_json::from_slice(&refused.stdout).unwrap();
        assert_eq!(said["error"]["code"], code, "{said}");
        assert!(!at.join("none").exists(), "no step that cannot be logged");
        assert_eq!(std::fs::read_to_string(office[1]).unwrap(), log);
    }
    std::fs::write(office[1], format!("{open}\n")).unwrap();
    assert_eq!(make("made").status.code(), Some(0));
    let made = std::fs::read_to_string(office[1]).unwrap();
    assert!(made.starts_with(open) && made.lines().count() == 2, "{made}");
}

#[test]
#[cfg(unix)]
fn a_line_for_which_there_is_no_room_is_said_and_leaves_no_half() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let office = signs(at, "office");
    // A limit on the size of files stands for a full disk: the line begins within it and ends beyond.
    let before = format!("{}\n", "x".repeat(420));
    std::fs::write(office[1], &before).unwrap();
    let out = at.join("made").display().to_string();
    let arguments = [&["voting", "setup", "trustee", "--group", "Ed25519", "--out", &out, "--json"][..], &office[..]];
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let mut limited = Command::new("sh");
    let limited = limited.args(["-c", script, env!("CARGO_BIN_EXE_scrutineer")]).args(arguments.concat());
    let output = limited.output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &said["error"]["code"]), (Some(2), &json!("LOG_UNWRITTEN")), "{said}");
    assert_eq!(std::fs::read_to_string(office[1]).unwrap(), before);
    // The line that the remedy names is the one that is missing.
    let key = std::fs::read_to_string(&files(&out, ".pubkey")[0]).unwrap();
    let key: Value = serde_json::from_str(&key).unwrap();
    let remedy = said["error"]["remedy"].as_str().unwrap();
    let line: Value = serde_json::from_str(&remedy[remedy.find('{').unwrap()..]).unwrap();
    let hash = voting::setup_log::hash(key["public_key"].as_str().unwrap()).to_string();
    assert_eq!((&line["step"], &line["hashes"]["key"]), (&json!("key"), &json!(hash)));
}

#[test]
fn the_name_of_a_log_key_is_no_persons_address() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("key").display().to_string();
    for name in ["ana.perez@party.example", "office-tel-2125550143"] {
        let refused = answer(3, &["setup", "log-key", "--name", name, "--out", &out, "--json"]);
        assert_eq!(refused["error"]["code"], "looks-personal", "{name}");
        assert!(!Path::new(&out).exists());
    }
    ends(0, &["setup", "log-key", "--name", "members-register", "--out", &out]);
}

#[test]
fn an_election_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let path = |name: &str| at.join(name).display().to_string();
    let group = "Ed25519";
    let uuid = ends(0, &["setup", "token"]);

    // Set-up: three voters, one single trustee, two of a group of three.
    let bad = file(at, "bad-voters", "a\n\na\nb,,x\n");
    ends(2, &["setup", "credentials", "--uuid", &uuid, "--group", group, "--voters", &bad, "--out", &path("none")]);
    assert!(!at.join("none").exists());
    let voters = file(at, "voters", "a\nb\nc\n");
    let make =
        ["setup", "credentials", "--uuid", &uuid, "--group", group, "--voters", &voters, "--out", &path("creds")];
    let sign = |role: &str| signs(at, role);
    let (office, register, panel) = (sign("office"), sign("register"), sign("panel"));
    ends(0, &[&make[..], &register[..]].concat());
    ends(2, &[&make[..], &register[..]].concat());
    ends(0, &[&["setup", "trustee", "--group", group, "--out", &path("single")][..], &panel[..]].concat());
    let (single, secret) =
        (files(&path("single"), ".pubkey").remove(0), files(&path("single"), ".privkey").remove(0));
    let (parameters, keys) = threshold(at, group, 3);
    let (trustees, election, board) = (path("trustees"), path("election"), path("board.bel"));
    let list = ["setup", "trustees", "--group", group, "--from", &single, &parameters, "--out", &trustees];
    ends(0, &[&list[..], &office[..]].concat());
    for (secrets, role) in
        [(vec!["--key", &secret], panel), (vec!["--seed", &keys[0].0, "--decryption-key", &keys[0].1], sign("t1"))]
    {
        let rehearse = ["setup", "rehearse", "--group", group, "--trustees", &trustees];
        ends(0, &[&rehearse[..], &secrets, &role[..]].concat());
    }
    let template = file(at, "template", TEMPLATE);
    let with_uuid = ["setup", "election", "--uuid", &uuid, "--trustees", &trustees, "--template", &template];
    // Ranked questions need a group into which numbers can be embedded.
    ends(2, &[&with_uuid[..], &["--group", "BELENIOS-2048", "--out", &election]].concat());
    ends(0, &[&with_uuid[..], &["--group", group, "--out", &election], &office[..]].concat());
    let credentials = path("creds/public_creds.json");
    let archive =
        ["setup", "archive", "--election", &election, "--trustees", &trustees, "--credentials", &credentials];
    let log = path("setup-log.jsonl");
    let open = std::fs::read_to_string(&log).unwrap();
    let made =
        answer(0, &[&archive[..], &["--out", &board, "--timestamp", "1790000000", "--json"], &office[..]].concat());
    assert_eq!((&made["setup"]["audited"], &made["setup"]["rehearsed"]), (&json!(true), &json!(2)), "{made}");
    assert_eq!(made["setup"]["signers"].as_array().map(Vec::len), Some(6), "{made}");
    // The administrator's key in the place of the credential authority's: two roles in one hand.
    let kept: String = open.lines().filter(|line| !line.contains("credentials")).map(|l| format!("{l}\n")).collect();
    let again = file(at, "again.jsonl", &kept);
    let (key, creds) = (office[3], path("creds2"));
    let make = ["setup", "credentials", "--uuid", &uuid, "--group", group, "--voters", &voters, "--out", &creds];
    ends(0, &[&make[..], &["--log", &again, "--log-key", key]].concat());
    let credentials = path("creds2/public_creds.json");
    let archive =
        ["setup", "archive", "--election", &election, "--trustees", &trustees, "--credentials", &credentials];
    let sign = ["--out", &path("one-hand.bel"), "--log", &again, "--log-key", key, "--json"];
    let made = answer(1, &[&archive[..], &sign[..]].concat());
    assert_eq!(made["setup"]["reasons"][0]["code"], "SETUP_LOG_ROLES", "{made}");
    let private: Value =
        serde_json::from_str(&std::fs::read_to_string(path("creds/private_creds.json")).unwrap()).unwrap();

    // Voting: the first voter votes again; the second way is a ballot that another party casts.
    for (voter, choice) in [("a", "[[1,0,0],[1,2]]"), ("b", "[[0,1,0],[1,2]]"), ("a", "[[0,0,1],[2,1]]")] {
        let code = file(at, "code", private[voter].as_str().unwrap());
        let choice = file(at, "choice", choice);
        ends(0, &["vote", &board, "--credential", &code, "--choice", &choice, "--append"]);
    }
    let code = file(at, "code", private["c"].as_str().unwrap());
    let choice = file(at, "choice", "[[0,0,1],[1,2]]");
    let ballot = ends(0, &["vote", &board, "--credential", &code, "--choice", &choice]);
    let two = file(at, "two", "[[0,1,1],[1,2]]");
    ends(2, &["vote", &board, "--credential", &code, "--choice", &two]);
    let before = path("before.bel");
    std::fs::copy(&board, &before).unwrap();
    let broken = file(at, "broken", &ballot.replacen("\"response\":\"", "\"response\":\"1", 1));
    assert_eq!(answer(1, &["cast", &board, "--ballot", &broken, "--json"])["accepted"], false);
    assert_eq!(std::fs::read(&before).unwrap(), std::fs::read(&board).unwrap());
    let ballot = file(at, "ballot", &ballot);
    let cast = answer(0, &["cast", &board, "--ballot", &ballot, "--json"]);
    assert_eq!(cast["tracker"].as_str().map(str::len), Some(43));
    assert_eq!(answer(1, &["cast", &board, "--ballot", &ballot, "--json"])["reasons"][0]["code"], "BALLOT_DUPLICATE");

    // An append that a crash cut short is cut back, and the step is taken again.
    let whole = std::fs::read(&board).unwrap();
    std::fs::write(&board, &whole[..whole.len() - 50]).unwrap();
    ends(1, &["verify", &board]);
    ends(0, &["cast", &board, "--ballot", &ballot]);
    assert_eq!(std::fs::read(&board).unwrap(), whole);

    // Closing, tally, shuffles, shares, result: in this order only.
    ends(0, &["close", &board]);
    ends(2, &["result", &board, "--append"]);
    ends(0, &["tally", &board, "--append"]);
    ends(0, &["shuffle", &board, "--trustee", "1", "--append"]);
    ends(0, &["shuffle", &board, "--trustee", "3", "--append"]);
    ends(0, &["end-shuffles", &board]);
    ends(2, &["vote", &board, "--credential", &code, "--choice", &choice, "--append"]);
    ends(2, &["decrypt", &board, "--trustee", "2", "--key", &secret, "--append"]);
    ends(0, &["decrypt", &board, "--trustee", "1", "--key", &secret, "--append"]);
    for number in [4, 2] {
        ends(2, &["result", &board, "--append"]);
        let (seed, key) = &keys[number - 2];
        let trustee = number.to_string();
        ends(0, &["decrypt", &board, "--trustee", &trustee, "--seed", seed, "--decryption-key", key, "--append"]);
    }
    ends(0, &["result", &board, "--append"]);

    let found = answer(0, &["verify", &board, "--expect-complete", "--json"]);
    assert_eq!(found["setup"], Value::Null);
    let logged = answer(0, &["verify", &board, "--setup-log", &log, "--json"]);
    assert_eq!(logged["setup"]["audited"], true);
    let other = answer(1, &["verify", &board, "--setup-log", &again, "--json"]);
    assert_eq!((&other["verdict"], &other["setup"]["audited"]), (&json!("accepted"), &json!(false)));
    assert_eq!(found["result"][0], json!([0, 1, 2]));
    assert_eq!(found["counts"]["ballots"], 4);
    assert_eq!(found["counts"]["ballots_counted"], 3);
    let schulze = answer(0, &["method", "schulze", "--archive", &board, "--question", "1"]);
    assert_eq!(schulze["winners"], json!([[0], [1]]));
    assert_eq!(answer(0, &["verify-diff", &before, &board, "--json"])["added"]["Ballot"], 1);
    ends(0, &["unpack", &board, "--out", &path("apart")]);
    ends(0, &["pack", &path("apart"), "--out", &path("again.bel")]);
    assert_eq!(std::fs::read(&board).unwrap(), std::fs::read(path("again.bel")).unwrap());

    // The report is written once; a board that goes back is an alarm.
    let report = path("report.html");
    ends(0, &["audit-report", &board, "--old", &before, "--setup-log", &log, "--out", &report]);
    ends(2, &["audit-report", &board, "--out", &report]);
    let page = std::fs::read_to_string(&report).unwrap();
    assert!(page.contains("Invented election") && page.contains("Audited set-up:") && page.contains("register-key"));
    assert!(page.contains("not a system for public elections"));
    let state = path("state");
    ends(0, &["monitor", &before, "--state", &state, "--once"]);
    ends(0, &["monitor", &board, "--state", &state, "--once"]);
    assert_eq!(answer(0, &["monitor", &board, "--state", &state, "--once"])["new"], false);
    let line = answer(1, &["monitor", &before, "--state", &state, "--once"]);
    assert_eq!(line["reasons"][0]["code"], "BOARD_NOT_EXTENSION");
}

fn demo(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/voting").join(name)).unwrap()
}

/// Where records begin that hold events, the first block of each.
fn events(board: &[u8]) -> Vec<usize> {
    let heads = (0..board.len()).step_by(512);
    heads.filter(|at| board[*at..*at + 100].windows(11).any(|w| w == b".event.json")).collect()
}

#[test]
fn a_damaged_board_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let honest = demo("association-voting.bel");
    let heads = events(&honest);
    let choice = file(folder.path(), "choice", "[[1,0]]");
    let credential = file(folder.path(), "credential", "no credential");
    let (middle, last) = (heads[heads.len() / 2], *heads.last().unwrap());
    let mut damaged = Vec::new();
    for (name, at, byte) in [
        ("size", middle + 130, b'7'),
        ("size-of-last", last + 130, b'7'),
        ("name-of-last", last + 3, b'!'),
        ("checksum", middle + 150, b'9'),
    ] {
        let mut bytes = honest.clone();
        bytes[at] = byte;
        damaged.push((name, bytes));
    }
    // A ballot's record that claims to reach beyond the end of the file, with a header that is whole in itself.
    let mut bytes = honest.clone();
    let at = middle;
    bytes[at + 124..at + 135].copy_from_slice(b"00000777777");
    bytes[at + 148..at + 156].copy_from_slice(b"        ");
    let sum: u64 = bytes[at..at + 512].iter().map(|b| u64::from(*b)).sum();
    bytes[at + 148..at + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    damaged.push(("reach", bytes));
    for (name, bytes) in damaged {
        let board = folder.path().join(format!("{name}.bel"));
        std::fs::write(&board, &bytes).unwrap();
        let board = board.display().to_string();
        for (code, arguments) in [
            (2, &["cast", &board, "--ballot", &choice][..]),
            (2, &["close", &board]),
            (2, &["vote", &board, "--credential", &credential, "--choice", &choice, "--append"]),
            (2, &["tally", &board, "--append"]),
        ] {
            ends(code, arguments);
            assert!(std::fs::read(&board).unwrap() == bytes, "{name}: {arguments:?}");
        }
        assert!(files(&folder.path().display().to_string(), ".torn").is_empty(), "{name}");
    }
}

#[test]
fn a_step_that_was_cut_short_anywhere_counts_for_nothing_and_its_bytes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let honest = demo("association-voting.bel");
    let heads = events(&honest);
    // The end of the event before the last: header, body of less than a block.
    let end = heads[heads.len() - 2] + 1024;
    let mut cuts: Vec<usize> = (end + 1..honest.len()).step_by(97).collect();
    cuts.extend([end + 511, end + 512, end + 513, honest.len() - 513, honest.len() - 512, honest.len() - 1]);
    for cut in cuts {
        let board = folder.path().join("torn.bel");
        std::fs::write(&board, &honest[..cut]).unwrap();
        let path = board.display().to_string();
        // A step that adds nothing changes nothing.
        ends(2, &["tally", &path, "--append"]);
        assert!(std::fs::read(&board).unwrap() == honest[..cut], "{cut}");
        ends(0, &["close", &path]);
        assert!(std::fs::read(&board).unwrap().starts_with(&honest[..end]), "{cut}");
        ends(0, &["verify", &path]);
        let kept = files(&folder.path().display().to_string(), ".torn");
        assert_eq!(kept.len(), 1, "{cut}");
        assert!(std::fs::read(&kept[0]).unwrap() == honest[end..cut], "{cut}");
        std::fs::remove_file(&kept[0]).unwrap();
    }
    // Room that was given and never written.
    let board = folder.path().join("zeros.bel");
    std::fs::write(&board, [&honest[..], &[0; 1500]].concat()).unwrap();
    ends(0, &["close", &board.display().to_string()]);
    ends(0, &["verify", &board.display().to_string()]);
}

#[test]
fn who_follows_a_board_misses_nothing_and_trusts_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let (earlier, later) = (demo("leadership-voting.bel"), demo("leadership-finished.bel"));
    let board = folder.path().join("board.bel").display().to_string();
    let state = folder.path().join("state").display().to_string();
    let look = |code: i32| answer(code, &["monitor", &board, "--state", &state, "--once"]);
    ends(2, &["monitor", &board, "--state", &state, "--once"]);
    std::fs::write(&board, &earlier).unwrap();
    assert_eq!(look(0)["new"], true);
    // Of another version: it cannot be judged, is kept, and is no extension.
    let at = earlier.windows(11).position(|w| w == b"\"version\":1").unwrap() + 10;
    let other = [&earlier[..at], b"2", &earlier[at + 1..]].concat();
    std::fs::write(&board, &other).unwrap();
    let line = look(1);
    assert_eq!((&line["verdict"], &line["code"]), (&json!("not_judged"), &json!("VERSION_UNSUPPORTED")), "{line}");
    assert_eq!(files(&state, ".rejected.bel").len(), 1);
    std::fs::write(&board, &later).unwrap();
    assert_eq!(look(0)["added"]["Result"], 1);
    // A kept version is believed for its bytes, not for its name.
    let kept = files(&state, ".bel");
    let newest = kept.iter().filter(|p| !p.ends_with(".rejected.bel")).max().unwrap();
    std::fs::write(newest, &earlier).unwrap();
    std::fs::write(&board, &earlier).unwrap();
    let refused = run(&["monitor", &board, "--state", &state, "--once", "--json"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("VERSION_ALTERED"));
    assert_eq!(files(&state, ".bel").len(), 3);
}

#[test]
fn what_was_rejected_for_a_time_and_is_accepted_now_is_what_the_board_goes_on_from() {
    let folder = tempfile::tempdir().unwrap();
    let board = folder.path().join("board.bel").display().to_string();
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    let (earlier, later) = (demo("leadership-voting.bel"), demo("leadership-finished.bel"));
    for (number, bytes, end) in [(3, &earlier, ".bel"), (7, &later, ".rejected.bel")] {
        let digest = base::digest::sha256(bytes);
        std::fs::write(state.join(format!("{number:06}-{digest}{end}")), bytes).unwrap();
    }
    let look = |code: i32| answer(code, &["monitor", &board, "--state", &state.display().to_string(), "--once"]);
    std::fs::write(&board, &later).unwrap();
    assert_eq!(look(0)["new"], true);
    assert!(files(&state.display().to_string(), ".bel").iter().any(|p| p.contains("/000008-")));
    // Back to where the older one still stood: no extension of what was accepted last.
    std::fs::write(&board, &earlier).unwrap();
    assert_eq!(look(1)["reasons"][0]["code"], "BOARD_NOT_EXTENSION");
}

#[test]
fn who_follows_a_board_goes_on_whatever_a_look_met() {
    use std::io::BufRead as _;
    let folder = tempfile::tempdir().unwrap();
    let (board, state) = (folder.path().join("board.bel"), folder.path().join("state"));
    let mut following = Command::new(env!("CARGO_BIN_EXE_scrutineer"))
        .args(["voting", "monitor"])
        .arg(&board)
        .args(["--every", "1", "--state"])
        .arg(&state)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufReader::new(following.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    let first = next();
    assert_eq!((&first["verdict"], &first["code"]), (&json!("not_judged"), &json!("FILE_UNREADABLE")), "{first}");
    let whole = folder.path().join("whole");
    std::fs::write(&whole, demo("leadership-voting.bel")).unwrap();
    std::fs::rename(&whole, &board).unwrap();
    let mut line = next();
    while line["verdict"] == "not_judged" {
        line = next();
    }
    assert_eq!((&line["verdict"], &line["new"]), (&json!("accepted"), &json!(true)), "{line}");
    following.kill().unwrap();
    following.wait().unwrap();
}

#[test]
fn an_interrupted_step_goes_on_and_what_is_no_archive_is_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let board = path("board.bel");
    std::fs::write(&board, demo("leadership-voting.bel")).unwrap();
    ends(0, &["unpack", &board, "--out", &path("apart")]);
    std::fs::remove_file(folder.path().join("apart/events.jsonl")).unwrap();
    ends(0, &["unpack", &board, "--out", &path("apart")]);
    let changed = folder.path().join("apart/events.jsonl");
    std::fs::write(&changed, "other\n").unwrap();
    ends(2, &["unpack", &board, "--out", &path("apart")]);
    let data = files(&path("apart/data"), ".json");
    std::fs::copy(&data[0], data[0].replace(".json", ".bak")).unwrap();
    ends(2, &["pack", &path("apart"), "--out", &path("again.bel")]);
    ends(1, &["unpack", &file(folder.path(), "garbage", "no board"), "--out", &path("garbage-apart")]);
    let rows = file(folder.path(), "rows", "[[1,2],[2,1]]");
    for wrong in [
        &["method", "schulze", "--ballots", &rows, "--choices", "10000000"][..],
        &["method", "majority-judgment", "--ballots", &rows, "--grades", "99999999999999"],
        &["method", "majority-judgment", "--ballots", &rows, "--grades", "0"],
        &["method", "stv", "--ballots", &rows, "--seats", "0"],
        &[
            "setup",
            "credentials",
            "--group",
            "Ed25519",
            "--uuid",
            "SampLeadershp1",
            "--count",
            "0",
            "--out",
            &path("c"),
        ],
    ] {
        ends(3, wrong);
    }
}
