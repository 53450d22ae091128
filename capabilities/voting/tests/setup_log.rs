//! Does the log of a set-up earn its label, and is each way it can be wrong found out?

use base::{Digest, Private};
use record::{KeyType, SigningKey};
use std::collections::BTreeSet;
use std::path::Path;
use voting::fault::Code;
use voting::setup_log::{Line, Role, Step, check, closing, hash, is_closed, words};
use voting::trustee::Trustee;
use voting::verify::{AnyBoard, Depth, Verified, verify};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/voting").join(name)).unwrap()
}

fn key(name: &str) -> SigningKey {
    named(name, name)
}

fn named(name: &str, seed: &str) -> SigningKey {
    let seed = Private::new(base::digest::sha256(seed.as_bytes()).0);
    SigningKey::from_seed(name, KeyType::Ed25519, &seed).unwrap()
}

fn board(name: &str) -> Verified {
    verify(&sample(name), Depth::Append).unwrap()
}

/// The lines of the sample's log with their signing replaced: `who` names the key of each line, `None` takes it out.
fn again(verified: &Verified, mut who: impl FnMut(usize, &Line) -> Option<String>) -> Vec<u8> {
    let text = String::from_utf8(sample("leadership-setup-log.jsonl")).unwrap();
    let mut log = String::new();
    for (i, text) in text.lines().enumerate() {
        let line: Line = serde_json::from_str(text).unwrap();
        let Some(name) = who(i, &line) else { continue };
        if line.step == Step::Board {
            let closing = closing(verified, log.as_bytes()).unwrap();
            log += &Line::sign(line.step, closing, &key(&name));
        } else {
            log += &Line::sign(line.step, line.hashes, &key(&name));
        }
    }
    log.into_bytes()
}

fn owner(line: &Line) -> String {
    line.key.split('+').next().unwrap().to_owned()
}

fn codes(log: &[u8], verified: &Verified) -> BTreeSet<Code> {
    let found = check(log, verified);
    assert_eq!(found.audited, found.reasons.is_empty());
    found.reasons.iter().map(|r| r.code).collect()
}

#[test]
fn the_sample_was_set_up_with_separate_duties() {
    let log = sample("leadership-setup-log.jsonl");
    for name in ["leadership-voting.bel", "leadership-finished.bel"] {
        let found = check(&log, &board(name));
        assert!(found.audited, "{:?}", found.reasons);
        assert_eq!((found.signers.len(), found.rehearsed), (6, 4));
        let trustees: Vec<u64> = found.signers.iter().filter_map(|s| s.trustee).collect();
        assert_eq!(trustees, [1, 2, 3, 4]);
        assert!(found.signers.iter().any(|s| s.role == Role::CredentialAuthority && s.trustee.is_none()));
    }
    let verified = board("leadership-voting.bel");
    assert!(codes(&again(&verified, |_, line| Some(owner(line))), &verified).is_empty());
}

#[test]
fn one_key_in_two_hands_is_named() {
    let verified = board("leadership-voting.bel");
    let only = |code| BTreeSet::from([code]);
    let taken = |from: &'static str, by: &'static str| {
        move |_: usize, line: &Line| Some(if owner(line) == from { by.to_owned() } else { owner(line) })
    };
    for (from, by) in [
        ("coast-members-register", "coast-secretariat"),
        ("coast-secretariat", "youth-wing"),
        ("youth-wing", "coast-members-register"),
        ("northern-branches", "southern-branches"),
    ] {
        assert_eq!(codes(&again(&verified, taken(from, by)), &verified), only(Code::SetupLogRoles), "{from} {by}");
    }
}

#[test]
fn every_line_but_those_that_only_pass_on_is_missed() {
    let verified = board("leadership-voting.bel");
    let count = sample("leadership-setup-log.jsonl").iter().filter(|b| **b == b'\n').count();
    let mut missed = 0;
    for gone in 0..count {
        let mut step = None;
        let log = again(&verified, |i, line| {
            step = if i == gone { Some(line.step) } else { step };
            (i != gone).then(|| owner(line))
        });
        let found = codes(&log, &verified);
        // A rehearsal is counted, and nobody is bound to one.
        if step == Some(Step::Rehearsal) {
            assert!(found.is_empty());
            assert_eq!(check(&log, &verified).rehearsed, 3);
        } else {
            assert_eq!(found, BTreeSet::from([Code::SetupLogMissing]), "{step:?}");
            missed += 1;
        }
    }
    assert_eq!(missed, count - 4);
}

#[test]
fn a_log_of_another_board_says_nothing_about_this_one() {
    let log = sample("leadership-setup-log.jsonl");
    let found = codes(&log, &board("association-voting.bel"));
    assert!(found.contains(&Code::SetupLogBoard) && found.contains(&Code::SetupLogMissing), "{found:?}");
    let verified = verify(&b"no board".to_vec(), Depth::Append).unwrap();
    assert!(codes(&log, &verified).contains(&Code::SetupLogBoard));
    // Each hash that stands on the board is compared.
    let verified = board("leadership-voting.bel");
    let text = String::from_utf8(log).unwrap();
    let mut changed = 0;
    for (i, line) in text.lines().enumerate() {
        let line: Line = serde_json::from_str(line).unwrap();
        for name in line.hashes.keys().filter(|name| !["message", "received"].contains(&name.as_str())) {
            let mut out = String::new();
            for (j, text) in text.lines().enumerate() {
                let mut line: Line = serde_json::from_str(text).unwrap();
                if line.step == Step::Board {
                    line.hashes.insert("log".to_owned(), base::digest::sha256(out.as_bytes()));
                }
                if i == j {
                    line.hashes.insert(name.clone(), Digest([7; 32]));
                }
                out += &Line::sign(line.step, line.hashes.clone(), &key(&owner(&line)));
            }
            let found = codes(out.as_bytes(), &verified);
            let code = if name == "log" { Code::SetupLogSignature } else { Code::SetupLogBoard };
            assert!(found.contains(&code), "line {i}, {name}: {found:?}");
            changed += 1;
        }
    }
    assert!(changed > 23, "{changed}");
}

/// The sample's log with more lines of the administrator before the last one.
fn with_lines(verified: &Verified, more: &[(Step, &[(&str, Digest)])]) -> Vec<u8> {
    let text = String::from_utf8(sample("leadership-setup-log.jsonl")).unwrap();
    let mut log: String = text.lines().filter(|line| !line.contains("\"board\"")).map(|l| format!("{l}\n")).collect();
    let office = named("coast-secretariat", "sample key of coast-secretariat");
    log += &more.iter().map(|(step, hashes)| Line::sign(*step, hashes.iter().copied(), &office)).collect::<String>();
    let end = closing(verified, log.as_bytes()).unwrap();
    (log + &Line::sign(Step::Board, end, &office)).into_bytes()
}

#[test]
fn what_the_administrator_passed_on_is_that_of_the_board() {
    let verified = board("leadership-voting.bel");
    let Some(AnyBoard::Edwards(on_board)) = &verified.board else { panic!("the sample's group") };
    let g = on_board.group;
    let Some(Trustee::Pedersen(group)) = on_board.trustees.iter().flatten().nth(1) else { panic!("a group") };
    let lines: String = group.certs.iter().map(|cert| cert.to_json(g) + "\n").collect();
    let (certificates, message, other) = (hash(&lines), hash("a message"), Digest([7; 32]));
    let (named, unnamed) = (hash(&group.to_json(g)), hash(&group.without_names(g)));
    assert_ne!(named, unnamed, "the sample's group has names");
    let route = |certificates| [("certificates", certificates), ("message.1", message), ("message.3", message)];
    for parameters in [named, unnamed] {
        let good = [(Step::Route, &route(certificates)[..]), (Step::Assemble, &[("parameters", parameters)][..])];
        assert!(codes(&with_lines(&verified, &good), &verified).is_empty());
    }
    for bad in [(Step::Route, &route(other)[..]), (Step::Assemble, &[("parameters", other)][..])] {
        assert_eq!(codes(&with_lines(&verified, &[bad]), &verified), BTreeSet::from([Code::SetupLogBoard]));
    }
    for name in ["message.0", "message.01", "message.ana", "message.101", "message"] {
        let hashes = [("certificates", certificates), (name, message)];
        let found = codes(&with_lines(&verified, &[(Step::Route, &hashes)]), &verified);
        assert!(found.contains(&Code::SetupLogFormat), "{name}: {found:?}");
    }
}

#[test]
fn one_hand_with_two_keys_is_named() {
    let verified = board("leadership-voting.bel");
    for hand in ["coast-members-register", "coast-secretariat", "youth-wing", "party-arbitration-panel"] {
        let (mut first, text) = (true, String::from_utf8(sample("leadership-setup-log.jsonl")).unwrap());
        let mut log = String::new();
        for line in text.lines() {
            let line: Line = serde_json::from_str(line).unwrap();
            let own = owner(&line);
            // The first line twice, by two keys of the same name.
            if own == hand && std::mem::take(&mut first) {
                log += &Line::sign(line.step, line.hashes.clone(), &named(&own, "another hand"));
            }
            if line.step == Step::Board {
                log += &Line::sign(line.step, closing(&verified, log.as_bytes()).unwrap(), &key(&own));
            } else {
                log += &Line::sign(line.step, line.hashes, &key(&own));
            }
        }
        let found = check(log.as_bytes(), &verified);
        let only: BTreeSet<Code> = found.reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(only, BTreeSet::from([Code::SetupLogRoles]), "{hand}");
        assert!(found.reasons[0].what.contains("signed with several keys"), "{}", found.reasons[0]);
    }
}

#[test]
fn the_words_of_a_log_are_the_names_of_its_keys_and_what_is_no_line() {
    let line = |name: &str| Line::sign(Step::Trustees, [("trustees", hash("a"))], &key(name));
    let log = line("office") + "{\"note\":\"ana@party.example\"}\n" + &line("ana@party.example");
    assert_eq!(words(log.as_bytes()), ["office", "{\"note\":\"ana@party.example\"}", "ana@party.example"]);
    assert!(!is_closed(log.as_bytes()));
    let closed = sample("leadership-setup-log.jsonl");
    assert!(is_closed(&closed) && is_closed(&[&closed[..], log.as_bytes()].concat()));
    assert_eq!(words(&closed).len(), closed.iter().filter(|b| **b == b'\n').count());
}

#[test]
fn a_changed_byte_or_line_is_found() {
    let verified = board("leadership-voting.bel");
    let log = sample("leadership-setup-log.jsonl");
    for at in (0..log.len()).step_by(7) {
        let mut changed = log.clone();
        changed[at] ^= 1;
        assert!(!check(&changed, &verified).audited, "byte {at}");
    }
    let text = String::from_utf8(log.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    // The lines before the last may be joined in any order, but not after it was signed.
    let exchanged = [&[lines[1], lines[0]], &lines[2..]].concat().join("\n") + "\n";
    assert_eq!(codes(exchanged.as_bytes(), &verified), BTreeSet::from([Code::SetupLogSignature]));
    let spaced = text.replacen("{\"hashes\"", "{ \"hashes\"", 1);
    assert!(codes(spaced.as_bytes(), &verified).contains(&Code::SetupLogFormat));
    for broken in [&b""[..], b"\n", b"{}\n", b"\xff\n", &log[..log.len() - 1], &vec![b'\n'; (1 << 20) + 1]] {
        let found = codes(broken, &verified);
        assert!(found.contains(&Code::SetupLogFormat) && found.contains(&Code::SetupLogMissing), "{found:?}");
    }
}
