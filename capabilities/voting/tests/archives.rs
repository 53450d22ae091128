//! Are all honest archives accepted, and every altered one rejected for one of its reasons?

use crate::shared;
use serde_json::Value;
use voting::pack::{pack, unpack};
use voting::verify::{Depth, Verified, diff, verify};

/// Folder and known result of each honest election.
pub(crate) const HONEST: [(&str, &str, &str); 6] = [
    ("v20-h-single3", "frvfvcvAhcqmFd", "[[1,3],[2,0,3]]"),
    ("v20-h-threshold", "cnoC4t2XLMrins", "[[1,3],[3,0,2]]"),
    ("v20-q1-100", "XWAksBkNX9CkAh", ""),
    ("v251-ed25519-h-single3", "PSsRjyaeZt9J1o", "[[1,3],[2,0,3]]"),
    ("v251-ed25519-nh-mixnet", "cfrmx1oVt6jVoP", ""),
    ("v251-ed25519-q1-100", "vbAoeBX8zCB9zg", ""),
];

fn check(bytes: &Vec<u8>) -> Verified {
    verify(bytes, Depth::Full).unwrap()
}

#[test]
fn honest_archives_are_accepted() {
    for (folder, uuid, known) in HONEST {
        let Some(bytes) = shared::read(&format!("{folder}/{uuid}.bel")) else { return };
        let v = check(&bytes);
        assert_eq!(v.report.reasons, [], "{folder}");
        assert!(v.report.complete, "{folder}");
        let result: Value = serde_json::from_slice(&shared::read(&format!("{folder}/result.json")).unwrap()).unwrap();
        assert_eq!(v.report.result.as_ref().unwrap(), &result["result"], "{folder}");
        if !known.is_empty() {
            assert_eq!(v.report.result.unwrap().to_string(), known, "{folder}");
        }
    }
}

#[test]
fn taken_apart_and_put_together_to_the_same_bytes() {
    for (folder, uuid, _) in HONEST {
        let Some(bytes) = shared::read(&format!("{folder}/{uuid}.bel")) else { return };
        let mut parts = unpack(&bytes).unwrap();
        assert!(pack(&parts).unwrap() == bytes, "{folder}");
        parts.data.pop_last();
        assert_eq!(pack(&parts).unwrap_err().code, "ARCHIVE_FORMAT", "{folder}");
    }
    let torn = shared::read("tampered/v20-h-single3/archive-truncated.bel").unwrap_or_default();
    assert_eq!(unpack(&torn).unwrap_err().code, "ARCHIVE_FORMAT");
}

#[test]
fn boards_before_the_close_are_accepted_and_incomplete() {
    for (folder, uuid, _) in HONEST {
        if folder.contains("q1-100") {
            continue;
        }
        let Some(old) = shared::read(&format!("{folder}/before-close/{uuid}.bel")) else { return };
        let new = shared::read(&format!("{folder}/{uuid}.bel")).unwrap();
        let v = check(&old);
        assert!(v.report.accepted() && !v.report.complete, "{folder}: {:?}", v.report.reasons);
        assert_eq!(diff(&old, &new).unwrap().0.verdict, "accepted", "{folder}");
        let (back, _) = diff(&new, &old).unwrap();
        assert!(back.reasons.iter().any(|r| r.code.as_str() == "BOARD_NOT_EXTENSION"), "{folder}");
    }
}

#[test]
fn altered_archives_are_rejected_for_their_reason() {
    let Some(manifest) = shared::read("tampered/manifest.json") else { return };
    let manifest: Vec<Value> = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest.len(), 60);
    let mut wrong = Vec::new();
    for case in &manifest {
        let file = case["file"].as_str().unwrap();
        let bytes = shared::read(&format!("tampered/{file}")).unwrap();
        let v = check(&bytes);
        let expected: Vec<&str> = case["codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        let found: Vec<String> = v.report.reasons.iter().map(ToString::to_string).collect();
        let named = v.report.reasons.iter().any(|r| expected.contains(&r.code.as_str()));
        if case["verdict"] != v.report.verdict || (!expected.is_empty() && !named) {
            wrong.push(format!("{file}: expected {} {expected:?}, found {found:#?}", case["verdict"]));
        }
        if !case["verify_diff"].is_null() {
            let folder = case["election"].as_str().unwrap();
            let uuid = HONEST.iter().find(|h| h.0 == folder).unwrap().1;
            let old = shared::read(&format!("{folder}/before-close/{uuid}.bel")).unwrap();
            let (difference, _) = diff(&old, &bytes).unwrap();
            assert_eq!(difference.verdict, "rejected", "{file}");
            assert!(difference.reasons.iter().any(|r| r.code.as_str() == "BOARD_NOT_EXTENSION"), "{file}");
        }
        eprintln!("{file}: {}", v.report.reasons.first().map(ToString::to_string).unwrap_or_default());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One flipped bit anywhere in an honest archive: rejected, or (in the version numbers) no verdict at all.
#[test]
fn one_flipped_bit_is_rejected() {
    let Some(honest) = shared::read("v251-ed25519-h-single3/PSsRjyaeZt9J1o.bel") else { return };
    // Every bit of the first record and of some headers, and a walk through the rest that meets every kind of record.
    let places = (0..1024 * 8).step_by(7).chain((1024 * 8..honest.len() * 8).step_by(4093));
    for bit in places {
        let mut bytes = honest.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        match verify(&bytes, Depth::Structure) {
            Ok(v) => assert!(!v.report.accepted(), "bit {bit}"),
            Err(refusal) => assert!(["VERSION_UNSUPPORTED", "TOO_LARGE"].contains(&refusal.code), "{refusal}"),
        }
    }
}

/// To add a ballot, only what it depends on is checked: the form of the board, its set-up, and the ballot.
#[test]
fn a_ballot_is_added_without_a_look_into_those_that_stand() {
    let Some(bytes) = shared::read("v251-ed25519-h-single3/before-close/PSsRjyaeZt9J1o.bel") else { return };
    let ballots = String::from_utf8(shared::read("v251-ed25519-h-single3/ballots.jsons").unwrap()).unwrap();
    let ballots: Vec<&str> = ballots.lines().collect();
    let codes = |archive: &Vec<u8>, ballot: &str| -> Vec<&'static str> {
        let verified = verify(archive, Depth::Append).unwrap();
        assert!(verified.report.accepted(), "{:?}", verified.report.reasons);
        let reasons = voting::hold::ballot_reasons(verified.board.as_ref().unwrap(), ballot.as_bytes()).unwrap();
        reasons.iter().map(|r| r.code.as_str()).collect()
    };
    assert_eq!(codes(&bytes, ballots[0]), ["BALLOT_DUPLICATE"]);
    // An empty board of the same election takes the ballot: the first five records and the set-up's event.
    let mut records = voting::archive::Records::new(&bytes).unwrap();
    let mut ignored = Vec::new();
    while records.next(&mut ignored).unwrap().is_some_and(|r| r.kind != voting::archive::Kind::Event) {}
    let empty = bytes[..usize::try_from(records.offset()).unwrap()].to_vec();
    assert_eq!(codes(&empty, ballots[0]), [""; 0]);
    let other = ballots[0].replacen("\"response\":\"", "\"response\":\"1", 1);
    assert!(!codes(&empty, &other).is_empty());

    // A ballot that breaks a rule and stands already is found when the vote is closed, not by the next voter.
    let Some(bad) = shared::read("tampered/v251-ed25519-h-single3/ballot-proof-response.bel") else { return };
    assert!(verify(&bad, Depth::Append).unwrap().report.accepted());
    assert!(!check(&bad).report.accepted());
    // What breaks the form or the set-up of the board stops everybody.
    for name in ["event-parent-wrong", "trustee-pok-changed", "election-renamed", "archive-byte-flipped"] {
        let bad = shared::read(&format!("tampered/v251-ed25519-h-single3/{name}.bel")).unwrap();
        let verified = verify(&bad, Depth::Append).unwrap();
        eprintln!("{name}: {:?}", verified.report.reasons.first().map(ToString::to_string));
        assert!(name == "election-renamed" || !verified.report.accepted(), "{name}");
    }
}
