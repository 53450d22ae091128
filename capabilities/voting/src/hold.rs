//! Holding an election: what each step adds to a board. Every step takes a verified board and gives bytes to append,
//! so that nothing that stands is ever changed.

use crate::archive::{encode_data, encode_event, encode_first};
use crate::decrypt;
use crate::event::{Event, Grammar, Kind};
use crate::fault::{Code, Reason, Refusal};
use crate::group::Group;
use crate::json::Reader;
use crate::random::Random;
use crate::shuffle::{self, Shuffle};
use crate::tally::{self, Outcome, Owned, SizedTally};
use crate::trustee::Trustee;
use crate::verify::{AnyBoard, Board, Verified, setup_json};
use base::Digest;

/// What an event carries.
pub enum Payload {
    /// Nothing.
    Nothing,
    /// One record.
    One(String),
    /// A trustee's record: number from 1, record.
    Owned(u64, String),
    /// An encrypted tally, number and weight of its ballots.
    Tally(String, u64, u64),
}

/// A new board.
///
/// # Errors
/// `SETUP_INVALID` when the verifier does not take what was given, with its first reason.
pub fn archive(election: &str, trustees: &str, credentials: &str, timestamp: u64) -> Result<Vec<u8>, Refusal> {
    let mut out = encode_first(timestamp);
    let mut add = |body: &str| {
        let (hash, bytes) = encode_data(body.as_bytes(), timestamp);
        out.extend(bytes);
        hash
    };
    let (e, t, c) = (add(election), add(trustees), add(credentials));
    let setup = add(&setup_json(e, t, c));
    let event = Event { parent: None, height: 0, kind: Kind::Setup, payload: Some(setup) };
    out.extend(encode_event(&event, timestamp).1);
    let verified = crate::verify::verify(&out, crate::verify::Depth::Full)?;
    match verified.report.reasons.first() {
        None => Ok(out),
        Some(r) => Err(Refusal::new("SETUP_INVALID", r.place.clone(), r.what.clone(), r.remedy)),
    }
}

/// Whether this kind of event may be appended.
///
/// # Errors
/// `STEP_NOT_ALLOWED`; `BOARD_REJECTED` when the board itself is not accepted.
pub fn allowed(verified: &Verified, kind: Kind) -> Result<(), Refusal> {
    if let Some(reason) = verified.report.reasons.first() {
        let what = format!("the board is rejected: {reason}");
        return Err(Refusal::new(
            "BOARD_REJECTED",
            "archive",
            what,
            "Run `verify` and do not go on with this board.",
        ));
    }
    let ranked = verified.board.as_ref().map(|b| b.election().has_ranked());
    let grammar = Grammar { stage: verified.report.stage, ranked };
    if grammar.after(kind).is_none() {
        let stage = format!("{:?}", grammar.stage).to_lowercase();
        let what = format!("`{}` may not come now: the board stands at stage {stage}", kind.verb());
        let next: Vec<String> = Kind::ALL
            .into_iter()
            .filter(|k| grammar.after(*k).is_some())
            .map(|k| format!("`{}`", k.verb()))
            .collect();
        let remedy = match next.as_slice() {
            [] => "Nothing more comes on this board: its election is finished.".to_owned(),
            next => format!("What may come now is {}.", next.join(" or ")),
        };
        return Err(Refusal::new("STEP_NOT_ALLOWED", "archive", what, remedy));
    }
    Ok(())
}

/// The bytes that append an event, and the event's hash.
///
/// # Errors
/// See [`allowed`].
pub fn append(verified: &Verified, kind: Kind, payload: &Payload) -> Result<(Digest, Vec<u8>), Refusal> {
    allowed(verified, kind)?;
    let timestamp = verified.timestamp;
    let mut out = Vec::new();
    let mut add = |body: &str| {
        let (hash, bytes) = encode_data(body.as_bytes(), timestamp);
        out.extend(bytes);
        hash
    };
    let hash = match payload {
        Payload::Nothing => None,
        Payload::One(body) => Some(add(body)),
        Payload::Owned(owner, body) => {
            let payload = add(body);
            Some(add(&Owned { owner: *owner, payload }.to_json()))
        }
        Payload::Tally(body, num_tallied, total_weight) => {
            let encrypted_tally = add(body);
            let sized = SizedTally { num_tallied: *num_tallied, total_weight: *total_weight, encrypted_tally };
            Some(add(&sized.to_json()))
        }
    };
    let event = Event { parent: verified.last_event, height: verified.events, kind, payload: hash };
    let (hash, bytes) = encode_event(&event, timestamp);
    out.extend(bytes);
    Ok((hash, out))
}

fn unready(what: &str) -> Refusal {
    Refusal::new("STEP_NOT_ALLOWED", "archive", what, "Take the steps in their order.")
}

/// Why a ballot may not be added to a board; empty when it may.
///
/// # Errors
/// A bound that was passed.
pub fn ballot_reasons(board: &AnyBoard, ballot: &[u8]) -> Result<Vec<Reason>, Refusal> {
    crate::with_board!(board, b => reasons(b, ballot))
}

fn reasons<G: Group>(board: &Board<G>, ballot: &[u8]) -> Result<Vec<Reason>, Refusal> {
    let Some(rules) = board.rules() else { return Err(unready("the election key cannot be read")) };
    let mut r = Reader::new("ballot");
    rules.check(&mut r, ballot, |text| board.member(text));
    match r.refusal {
        Some(refusal) => Err(refusal),
        None if board.has_ballot(ballot) => {
            let mut reason = Reason::new(Code::BallotDuplicate, "ballot", "this ballot stands on the board already");
            reason.remedy =
                "Nothing is to be done: it was cast. To change a vote, make a new ballot with `vote` and cast that.";
            r.faults.push(reason);
            Ok(r.faults)
        }
        None => Ok(r.faults),
    }
}

/// The encrypted tally of the ballots that count.
///
/// # Errors
/// `STEP_NOT_ALLOWED` when a ballot could not be read.
pub fn encrypted_tally<G: Group>(board: &Board<G>) -> Result<Payload, Refusal> {
    let tally = board.encrypted_tally().ok_or_else(|| unready("not every ballot could be read"))?;
    Ok(Payload::Tally(tally::tally_json(board.group, &tally), board.counted(), board.weight()))
}

/// A trustee's shuffle of all ranked questions, as JSON.
///
/// # Errors
/// `STEP_NOT_ALLOWED` before the tally.
pub fn shuffled<G: Group>(board: &Board<G>, random: &mut dyn Random) -> Result<String, Refusal> {
    let (Some(current), Some(key)) = (&board.current, &board.key) else {
        return Err(unready("there is no tally yet"));
    };
    let mut all = Shuffle { ciphertexts: Vec::new(), proofs: Vec::new() };
    for (question, list) in board.election.questions.iter().zip(current) {
        if question.is_ranked() {
            let (outputs, proof) = shuffle::shuffle(board.group, &board.fingerprint, key, list, random)
                .ok_or_else(|| unready("the generators of the shuffle are not independent"))?;
            all.ciphertexts.push(outputs);
            all.proofs.push(proof);
        }
    }
    Ok(all.to_json(board.group))
}

/// Checks that a number is that of a trustee who has not done this step.
///
/// # Errors
/// `KEY_MISMATCH` for a number out of range, `STEP_NOT_ALLOWED` when done before.
pub fn check_owner<G: Group>(board: &Board<G>, owner: u64, done: &[u64]) -> Result<(), Refusal> {
    let n = board.shares.len() as u64;
    if owner < 1 || owner > n {
        let what = format!("trustee {owner}; they are numbered 1 to {n}");
        return Err(Refusal::new("KEY_MISMATCH", "trustee", what, "Give a number of this election."));
    }
    if done.contains(&owner) {
        return Err(unready(&format!("trustee {owner} has done this step; nothing is to be done again")));
    }
    Ok(())
}

/// The share of trustee `owner` (from 1) with this secret key, as JSON.
///
/// # Errors
/// `KEY_MISMATCH` when the key is not that trustee's, naming whose it is if it is known.
pub fn share<G: Group>(
    board: &Board<G>,
    owner: u64,
    secret: &G::Scalar,
    random: &mut dyn Random,
) -> Result<String, Refusal> {
    check_owner(board, owner, &board.sharers)?;
    let Some(tally) = &board.current else { return Err(unready("there is no tally yet")) };
    let public = board.group.secret_generator_power(secret);
    let keys: Vec<_> = board.trustees.iter().flatten().flat_map(Trustee::keys).collect();
    let whose = keys.iter().position(|k| k.public_key == public);
    if whose.map(|i| i as u64 + 1) != Some(owner) {
        let remedy = match whose {
            Some(i) => format!("This is the key of trustee {}: use `--trustee {}`.", i + 1, i + 1),
            None => "Use a key of this election.".to_owned(),
        };
        return Err(Refusal::new("KEY_MISMATCH", "key", format!("is not the key of trustee {owner}"), remedy));
    }
    Ok(decrypt::share(board.group, &board.fingerprint, secret, tally, random).to_json(board.group))
}

/// The result that the published shares decrypt.
///
/// # Errors
/// `DECRYPTION_MISSING` names the trustees whose share is not there.
pub fn result<G: Group>(board: &Board<G>) -> Result<Vec<Outcome>, Refusal> {
    let (Some(tally), Some(trustees), Some(sized)) = (&board.current, &board.trustees, &board.sized) else {
        return Err(unready("there is no tally yet"));
    };
    let factors = tally::combine(board.group, trustees, &board.shares, tally).map_err(|missing| {
        let what = format!("no share of trustees {missing:?}");
        Refusal::new("DECRYPTION_MISSING", "archive", what, "Ask the missing trustees for their share.")
    })?;
    tally::decrypt(board.group, &board.election.questions, tally, &factors, sized.total_weight).ok_or_else(|| {
        Refusal::new("RESULT_MISMATCH", "archive", "a count above the total weight", "Verify the board.")
    })
}
