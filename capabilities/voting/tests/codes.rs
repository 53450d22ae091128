//! Is there, for each code that a reason can carry, a board that is rejected with it?

use crate::election::hold_in;
use crate::events::{Entry, put_together, shapes, take_apart};
use voting::archive::encode_event;
use voting::event::{Event, Kind};
use voting::fault::Code;
use voting::group::Edwards;
use voting::verify::{Depth, diff, verify};

/// Exchanges the texts of the first two members of this name.
fn exchanged(body: &str, key: &str) -> String {
    let mark = format!("\"{key}\":\"");
    let parts: Vec<&str> = body.splitn(3, &mark).collect();
    let [before, first, second] = parts[..] else { panic!("{key} stands twice") };
    let ((a, between), (b, after)) = (first.split_once('"').unwrap(), second.split_once('"').unwrap());
    assert_ne!(a, b);
    format!("{before}{mark}{b}\"{between}{mark}{a}\"{after}")
}

fn replaced(body: &str, from: &str, to: &str) -> String {
    assert!(body.contains(from), "{from}");
    body.replacen(from, to, 1)
}

/// The text of a member.
fn text<'b>(body: &'b str, key: &str) -> &'b str {
    body.split_once(&format!("\"{key}\":\"")).unwrap().1.split_once('"').unwrap().0
}

/// What is done to the honest board: bytes changed, or an event's body (event, body), or the list of events.
enum Change {
    Bytes(fn(&mut Vec<u8>)),
    Body(Kind, usize, fn(&str) -> String),
    Events(fn(&mut Vec<Entry>)),
}

/// A change of the honest board for each code; `None` for what one archive by itself cannot be rejected for.
fn change(code: Code) -> Option<Change> {
    use Change::{Body, Bytes, Events};
    use Kind::{Ballot, EncryptedTally, PartialDecryption, Result, Setup, Shuffle};
    Some(match code {
        Code::ArchiveFormat => Bytes(|bytes| bytes.extend([0; 512])),
        Code::HashMismatch => Bytes(|bytes| bytes[1024 + 512 + 20] ^= 1),
        Code::EventChain => Bytes(|bytes| {
            let event = Event { parent: None, height: 0, kind: Kind::EndBallots, payload: None };
            bytes.extend(encode_event(&event, 1_790_000_000).1);
        }),
        Code::EventGrammar => Events(|events| events.retain(|(kind, _)| *kind != Kind::EndBallots)),
        Code::JsonSchema => Body(Ballot, 0, |b| replaced(b, "\"credential\":", "\"credentials\":")),
        Code::JsonCanonical => Body(Ballot, 0, |b| replaced(b, "{", "{ ")),
        Code::NumberEncoding => Body(Ballot, 0, |b| replaced(b, "\"response\":\"", "\"response\":\"0")),
        Code::GroupElement => Body(Ballot, 0, |b| replaced(b, text(b, "alpha"), &"ff".repeat(32))),
        Code::ElectionParameters => Body(Setup, 0, |b| replaced(b, "\"max\":1", "\"max\":3")),
        Code::CredentialsList => Body(Setup, 2, |b| shapes(b)[1].clone()),
        Code::TrusteeProof => Body(Setup, 1, |b| exchanged(b, "challenge")),
        Code::ElectionKey => Events(|events| {
            // The first trustee's key alone, which leaves the threshold group out.
            let key = text(&events[0].1[1], "public_key").to_owned();
            events[0].1[0] = replaced(&events[0].1[0], text(&events[0].1[0], "public_key"), &key);
        }),
        Code::BallotElection => Body(Ballot, 0, |b| replaced(b, "TestVoting1234", "TestVoting1235")),
        Code::BallotCredential => Body(Ballot, 0, |b| replaced(b, text(b, "credential"), text(b, "alpha"))),
        Code::BallotShape => Body(Ballot, 0, |b| shapes(b)[2].clone()),
        Code::BallotProof => Body(Ballot, 0, |b| exchanged(b, "challenge")),
        Code::BallotSignature => Body(Ballot, 0, |b| replaced(b, "\"hash\":\"", "\"hash\":\"x")),
        Code::BallotDuplicate => Events(|events| events.insert(1, events[1].clone())),
        Code::EncryptedTally => Body(EncryptedTally, 0, |b| exchanged(b, "alpha")),
        Code::TallyCount => Body(EncryptedTally, 1, |b| replaced(b, "\"num_tallied\":5", "\"num_tallied\":4")),
        Code::ShuffleProof => Body(Shuffle, 0, |b| exchanged(b, "alpha")),
        Code::OwnerIndex => Body(Shuffle, 1, |b| replaced(b, "\"owner\":1", "\"owner\":9")),
        Code::DecryptionProof => Body(PartialDecryption, 0, |b| exchanged(b, "challenge")),
        Code::DecryptionMissing => Events(|events| {
            let first = events.iter().position(|(kind, _)| *kind == PartialDecryption).unwrap();
            events.remove(first);
        }),
        Code::ResultMismatch => Body(Result, 0, |b| replaced(b, "[[", "[[9")),
        Code::BoardNotExtension
        | Code::SetupLogFormat
        | Code::SetupLogSignature
        | Code::SetupLogRoles
        | Code::SetupLogMissing
        | Code::SetupLogBoard => return None,
    })
}

#[test]
fn every_code_is_the_reason_for_some_board() {
    let held = hold_in(Edwards::get(), [1; 5], true);
    let honest = take_apart(&held.bytes);
    for code in Code::ALL {
        let Some(change) = change(*code) else {
            // Two archives, or an archive and the log of its set-up: see below, and `setup_log`.
            assert!(!code.of_archive(), "{}", code.as_str());
            let here = *code == Code::BoardNotExtension;
            assert!(here || include_str!("setup_log.rs").contains(&format!("Code::{code:?}")), "{code:?}");
            continue;
        };
        let mut events = honest.clone();
        let bytes = match change {
            Change::Bytes(change) => {
                let mut bytes = held.bytes.clone();
                change(&mut bytes);
                bytes
            }
            Change::Body(kind, body, change) => {
                let (_, bodies) = events.iter_mut().find(|(k, _)| *k == kind).unwrap();
                bodies[body] = change(&bodies[body]);
                put_together(&events)
            }
            Change::Events(change) => {
                change(&mut events);
                put_together(&events)
            }
        };
        let report = verify(&bytes, Depth::Full).unwrap().report;
        let of_code = report.reasons.iter().filter(|reason| reason.code == *code).count();
        assert!(of_code > 0 && !report.accepted(), "{}: {:?}", code.as_str(), report.reasons);
        let line = report.checks.iter().find(|check| check.code == *code).unwrap();
        assert_eq!(line.outcome, "failed", "{}", code.as_str());
    }

    // The board without its first ballot is no older copy of it.
    let mut older = honest.clone();
    older.truncate(3);
    older.remove(1);
    let (difference, _) = diff(&put_together(&older), &held.bytes).unwrap();
    let codes: Vec<Code> = difference.reasons.iter().map(|reason| reason.code).collect();
    assert_eq!((codes, difference.extends), (vec![Code::BoardNotExtension], Some(false)));
}
