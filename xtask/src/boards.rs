//! The boards of the sample election (`demo/voting`), made by the engine from fixed seeds: the same bytes every time.
//!
//! Two elections, all invented. One is held as it should be: a single trustee and a group of whom two of three suffice.
//! Of the other two states are published, and the second one is altered: a ballot that stood is taken out, and the two
//! numbers of the result change places.

use base::digest::sha256;
use record::{KeyType, SigningKey};
use voting::event::Kind;
use voting::fault::Refusal;
use voting::group::{Edwards, Group};
use voting::hold::{self, Payload};
use voting::model::{Election, Question};
use voting::random::Seeded;
use voting::setup_log::{Line, Step, hash};
use voting::trustee::Trustee;
use voting::verify::{AnyBoard, Board, Depth, Verified, verify};
use voting::vote::{Voter, read_choice};
use voting::{credential, keygen};

/// The files: name and content.
///
/// # Errors
/// What the engine refuses; that would be a fault of this plan.
pub(crate) fn files() -> Result<Vec<(&'static str, Vec<u8>)>, Refusal> {
    let [during, finished, log] = leadership()?;
    let (honest, altered) = association()?;
    Ok(vec![
        ("leadership-voting.bel", during),
        ("leadership-finished.bel", finished),
        ("leadership-setup-log.jsonl", log),
        ("association-voting.bel", honest),
        ("association-altered.bel", altered),
    ])
}

/// Voters by number from 0, and what they choose, in the order of the ballots.
const LEADERSHIP: [(usize, &str); 14] = [
    (0, "[[1,0,0],[0,1,0],[1,2,3]]"),
    (1, "[[0,1,0],[0,1,0],[2,1,3]]"),
    (2, "[[1,0,0],[0,0,1],[1,3,2]]"),
    (3, "[[0,0,1],[1,0,0],[3,2,1]]"),
    (4, "[[1,0,0],[0,1,0],[2,1,3]]"),
    // The second voter thinks again: this ballot replaces the one above.
    (1, "[[1,0,0],[0,1,0],[2,1,3]]"),
    (5, "[[0,1,0],[0,0,1],[2,1,3]]"),
    (6, "[[0,1,0],[0,1,0],[1,2,3]]"),
    (7, "[[1,0,0],[1,0,0],[2,3,1]]"),
    (8, "[[0,1,0],[0,1,0],[2,1,3]]"),
    (9, "[[1,0,0],[0,1,0],[1,2,2]]"),
    (10, "[[0,0,1],[0,0,1],[3,1,2]]"),
    (11, "[[1,0,0],[0,1,0],[0,1,0]]"),
    (12, "[[0,1,0],[0,1,0],[2,1,3]]"),
];

/// How many of these ballots stand when the first state is published.
const LEADERSHIP_EARLY: usize = 9;

/// The board during the vote and with its result, and the log of its set-up.
fn leadership() -> Result<[Vec<u8>; 3], Refusal> {
    let g = Edwards::get();
    let mut random = Seeded::new("sample leadership");
    let (secret, mut single) = keygen::single(g, &mut random);
    single.name = Some("Party arbitration panel".to_owned());
    let (group, seeds, keys) = threshold(g, &["Northern branches", "Southern branches", "Youth wing"], &mut random)?;
    let mut ballots = BallotBox::new(
        g,
        Election {
            description: "Invented election of the sample. Members of the party elect its leadership.".to_owned(),
            name: "Party of the Coast: leadership vote".to_owned(),
            group: g.name(),
            public_key: String::new(),
            questions: vec![
                homomorphic(
                    "Which team shall lead the party?",
                    &["Team Harbour", "Team Lighthouse", "Team Tide"],
                    false,
                ),
                homomorphic("Shall the statutes be changed as proposed?", &["Yes", "No"], true),
                Question::Ranked {
                    question: "In which order shall the deputies stand? (1 is first)".to_owned(),
                    answers: texts(&["Deputy of the north", "Deputy of the south", "Deputy of the islands"]),
                },
            ],
            uuid: "SampLeadershp1".to_owned(),
            administrator: Some("Party of the Coast, secretariat (invented)".to_owned()),
            credential_authority: Some("Members' register office (invented)".to_owned()),
        },
        vec![Trustee::Single(single), group],
        18,
        1_758_000_000,
        random,
    )?;
    let log = setup_log(&ballots.verified()?)?;
    for (voter, choice) in &LEADERSHIP[..LEADERSHIP_EARLY] {
        ballots.cast(*voter, choice)?;
    }
    let during = ballots.bytes.clone();
    for (voter, choice) in &LEADERSHIP[LEADERSHIP_EARLY..] {
        ballots.cast(*voter, choice)?;
    }
    ballots.count(&[1, 3])?;
    // The panel, and two of the three of the group: trustees 2 and 4.
    ballots.share(1, &secret)?;
    for number in [2_usize, 4] {
        ballots.share(number as u64, &*keygen::open(g, &seeds[number - 2], &keys[number - 2])?)?;
    }
    Ok([during, ballots.finish()?, log])
}

/// The log of the leadership vote's set-up, as each role would have signed it; no message of the invented trustees is kept,
/// so that the hashes of messages are those of their names.
fn setup_log(verified: &Verified) -> Result<Vec<u8>, Refusal> {
    let broken = |what: String| Refusal::new("SETUP_INVALID", "plan", what, "Mend the plan.");
    let key = |name: &str| {
        let seed = base::Private::new(sha256(format!("sample key of {name}").as_bytes()).0);
        SigningKey::from_seed(name, KeyType::Ed25519, &seed).map_err(|refusal| broken(refusal.to_string()))
    };
    let Some((made, AnyBoard::Edwards(board))) = verified.setup.zip(verified.board.as_ref()) else {
        return Err(broken("no board".to_owned()));
    };
    let g = board.group;
    let office = key("coast-secretariat")?;
    let mut log = Line::sign(Step::Credentials, [("credentials", made.credentials)], &key("coast-members-register")?);
    let mut rehearsals = String::new();
    for trustee in board.trustees.iter().flatten() {
        for (i, holder) in trustee.keys().iter().enumerate() {
            let name = holder.name.as_deref().unwrap_or_default().to_lowercase().replace(' ', "-");
            let key = key(&name)?;
            let public = hash(&g.write(&holder.public_key));
            rehearsals += &Line::sign(Step::Rehearsal, [("key", public), ("trustees", made.trustees)], &key);
            let Trustee::Pedersen(p) = trustee else {
                log += &Line::sign(Step::Key, [("key", public)], &key);
                continue;
            };
            let certificates: String = p.certs.iter().map(|cert| cert.to_json(g) + "\n").collect();
            let commitments = hash(&p.coefexps[i].to_json(g));
            let message = |what: &str| hash(&format!("sample {what} of {name}"));
            log += &Line::sign(Step::Certificate, [("certificate", hash(&p.certs[i].to_json(g)))], &key);
            let hashes = [("certificates", hash(&certificates)), ("commitments", commitments)];
            log +=
                &Line::sign(Step::Polynomial, hashes.into_iter().chain([("message", message("polynomial"))]), &key);
            let hashes = [("key", public), ("message", message("share")), ("received", message("shares received"))];
            log += &Line::sign(Step::Share, hashes, &key);
        }
    }
    log += &Line::sign(Step::Trustees, [("trustees", made.trustees)], &office);
    log += &rehearsals;
    log += &Line::sign(Step::Election, [("election", made.election), ("trustees", made.trustees)], &office);
    let closing =
        voting::setup_log::closing(verified, log.as_bytes()).ok_or_else(|| broken("no board".to_owned()))?;
    log += &Line::sign(Step::Board, closing, &office);
    let found = voting::setup_log::check(log.as_bytes(), verified);
    found.reasons.first().map_or(Ok(log.into_bytes()), |reason| Err(broken(reason.to_string())))
}

/// Voters by number from 0, and what they choose.
const ASSOCIATION: [(usize, &str); 12] = [
    (0, "[[1,0]]"),
    (1, "[[0,1]]"),
    (2, "[[0,1]]"),
    (3, "[[1,0]]"),
    (4, "[[0,1]]"),
    (5, "[[0,1]]"),
    (6, "[[1,0]]"),
    (7, "[[0,1]]"),
    (8, "[[0,1]]"),
    (9, "[[1,0]]"),
    (10, "[[0,1]]"),
    (11, "[[1,0]]"),
];

/// The ballot that is taken out afterwards.
const TAKEN_OUT: usize = 4;

fn association() -> Result<(Vec<u8>, Vec<u8>), Refusal> {
    let g = Edwards::get();
    let mut random = Seeded::new("sample association");
    let (first, mut one) = keygen::single(g, &mut random);
    let (second, mut other) = keygen::single(g, &mut random);
    one.name = Some("Board of the association".to_owned());
    other.name = Some("Auditors of the association".to_owned());
    let election = Election {
        description:
            "Invented election of the sample. Its second state was altered, so that readers see what happens."
                .to_owned(),
        name: "Association of Polling Staff: who shall chair it?".to_owned(),
        group: g.name(),
        public_key: String::new(),
        questions: vec![homomorphic("Who shall chair the association?", &["List Meadow", "List Orchard"], false)],
        uuid: "SampAssocatn22".to_owned(),
        administrator: Some("Association of Polling Staff, office (invented)".to_owned()),
        credential_authority: None,
    };
    let mut honest =
        BallotBox::new(g, election, vec![Trustee::Single(one), Trustee::Single(other)], 14, 1_758_600_000, random)?;
    let empty = honest.bytes.clone();
    let ballots: Vec<String> =
        ASSOCIATION.iter().map(|(voter, choice)| honest.cast(*voter, choice)).collect::<Result<_, _>>()?;
    let published = honest.bytes.clone();
    // The same election again, without one ballot: each step is made as the honest tools make it.
    honest.bytes = empty;
    for (_, ballot) in ballots.into_iter().enumerate().filter(|(i, _)| *i != TAKEN_OUT) {
        honest.add(Kind::Ballot, &Payload::One(ballot))?;
    }
    honest.count(&[])?;
    honest.share(1, &first)?;
    honest.share(2, &second)?;
    let result = honest.result()?;
    let exchanged = result.replacen("[[5,6]]", "[[6,5]]", 1);
    if exchanged == result {
        return Err(Refusal::new("SETUP_INVALID", "plan", result, "Plan the votes so that this result comes out."));
    }
    honest.add(Kind::Result, &Payload::One(exchanged))?;
    Ok((published, honest.bytes))
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

fn homomorphic(question: &str, answers: &[&str], blank: bool) -> Question {
    Question::Homomorphic { question: question.to_owned(), answers: texts(answers), blank, min: 1, max: 1 }
}

/// Trustees, their seeds, their encrypted keys.
type Made<G> = (Trustee<G>, Vec<String>, Vec<String>);

/// A group of trustees of whom two suffice: parameters, seeds, encrypted keys.
fn threshold<G: Group>(g: &G, names: &[&str], random: &mut Seeded) -> Result<Made<G>, Refusal> {
    let n = names.len() as u64;
    let made = (1..=n).map(|i| keygen::certificate(g, i, 2, n, random)).collect::<Result<Vec<_>, _>>()?;
    let lines: Vec<String> = made.iter().map(|(_, cert)| cert.to_json(g)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let certs = || keygen::Certificates::read(g, &lines);
    let polynomials = made
        .iter()
        .map(|(seed, _)| keygen::polynomial(g, &certs()?, seed, random))
        .collect::<Result<Vec<String>, Refusal>>()?;
    let polynomials: Vec<&str> = polynomials.iter().map(String::as_str).collect();
    let read = keygen::Polynomials::read(g, &certs()?, &polynomials)?;
    let voutputs = made
        .iter()
        .enumerate()
        .map(|(j, (seed, _))| keygen::accept(g, &certs()?, seed, read.route(g, j).as_bytes(), random))
        .collect::<Result<Vec<String>, Refusal>>()?;
    let voutputs: Vec<&str> = voutputs.iter().map(String::as_str).collect();
    let (mut parameters, keys) = keygen::assemble(g, certs()?, read, &voutputs)?;
    for (key, name) in parameters.verification_keys.iter_mut().zip(names) {
        key.name = Some((*name).to_owned());
    }
    Ok((Trustee::Pedersen(parameters), made.into_iter().map(|(seed, _)| seed.to_string()).collect(), keys))
}

/// A ballot box that keeps its voters' secrets, as only a made-up one may.
struct BallotBox<G: Group> {
    group: &'static G,
    secrets: Vec<zeroize::Zeroizing<G::Scalar>>,
    random: Seeded,
    bytes: Vec<u8>,
}

impl<G: Group> BallotBox<G> {
    fn new(
        group: &'static G,
        mut election: Election,
        trustees: Vec<Trustee<G>>,
        voters: usize,
        timestamp: u64,
        mut random: Seeded,
    ) -> Result<Self, Refusal> {
        let secrets = (0..voters)
            .map(|_| credential::secret(group, &election.uuid, &credential::generate(&mut random)))
            .collect::<Result<Vec<_>, _>>()?;
        let public: Vec<_> = secrets.iter().map(|secret| (group.secret_generator_power(secret), 1)).collect();
        let mut reader = voting::json::Reader::new("plan");
        let key = voting::trustee::check_all(&mut reader, group, &trustees)
            .ok_or_else(|| Refusal::new("SETUP_INVALID", "plan", "trustees", "Mend the plan."))?;
        election.public_key = group.write(&key);
        let trustees = voting::json::list(trustees.iter().map(|trustee| trustee.to_json(group)));
        let credentials = credential::write_list(group, &public);
        let bytes = hold::archive(&election.to_json(), &trustees, &credentials, timestamp)?;
        Ok(Self { group, secrets, random, bytes })
    }

    fn verified(&self) -> Result<Verified, Refusal> {
        verify(&self.bytes, Depth::Full)
    }

    fn board<T>(&self, run: impl FnOnce(&Board<G>) -> T) -> Result<T, Refusal> {
        let verified = self.verified()?;
        let any = verified.board.as_ref().map(|any| match any {
            AnyBoard::Finite(board) => &**board as &dyn std::any::Any,
            AnyBoard::Edwards(board) => &**board as &dyn std::any::Any,
        });
        let board = any.and_then(|any| any.downcast_ref::<Board<G>>());
        board.map(run).ok_or_else(|| Refusal::new("SETUP_INVALID", "plan", "no board", "Mend the plan."))
    }

    fn add(&mut self, kind: Kind, payload: &Payload) -> Result<(), Refusal> {
        let (_, bytes) = hold::append(&self.verified()?, kind, payload)?;
        self.bytes.extend(bytes);
        Ok(())
    }

    fn cast(&mut self, voter: usize, choice: &str) -> Result<String, Refusal> {
        let mut random = std::mem::replace(&mut self.random, Seeded::new(""));
        let secret = &self.secrets[voter];
        let ballot = self.board(|board| {
            let choice = read_choice(&board.election.questions, choice.as_bytes())?;
            let key =
                board.key.as_ref().ok_or_else(|| Refusal::new("SETUP_INVALID", "plan", "key", "Mend the plan."))?;
            let voter = Voter {
                group: self.group,
                uuid: &board.election.uuid,
                fingerprint: &board.fingerprint,
                questions: &board.election.questions,
                key,
            };
            voter.ballot(secret, &choice, &mut random)
        })??;
        self.random = random;
        self.add(Kind::Ballot, &Payload::One(ballot.clone()))?;
        Ok(ballot)
    }

    /// Closes the vote, multiplies the ballots, and shuffles if these trustees do.
    fn count(&mut self, shufflers: &[u64]) -> Result<(), Refusal> {
        self.add(Kind::EndBallots, &Payload::Nothing)?;
        let tally = self.board(|board| hold::encrypted_tally(board))??;
        self.add(Kind::EncryptedTally, &tally)?;
        for owner in shufflers {
            let mut random = Seeded::new(&format!("sample shuffle {owner}"));
            let shuffled = self.board(|board| hold::shuffled(board, &mut random))??;
            self.add(Kind::Shuffle, &Payload::Owned(*owner, shuffled))?;
        }
        if shufflers.is_empty() { Ok(()) } else { self.add(Kind::EndShuffles, &Payload::Nothing) }
    }

    fn share(&mut self, owner: u64, secret: &G::Scalar) -> Result<(), Refusal> {
        let mut random = Seeded::new(&format!("sample share {owner}"));
        let share = self.board(|board| hold::share(board, owner, secret, &mut random))??;
        self.add(Kind::PartialDecryption, &Payload::Owned(owner, share))
    }

    fn result(&self) -> Result<String, Refusal> {
        Ok(voting::tally::result_json(&self.board(|board| hold::result(board))??))
    }

    fn finish(mut self) -> Result<Vec<u8>, Refusal> {
        let result = self.result()?;
        self.add(Kind::Result, &Payload::One(result))?;
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_boards_of_the_sample_are_those_of_this_plan() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/voting");
        for (name, bytes) in super::files().unwrap() {
            let stands = std::fs::read(folder.join(name)).unwrap();
            assert!(
                stands == bytes,
                "demo/voting/{name}: make it again with `cargo run -p xtask -- boards --out demo/voting`"
            );
        }
    }
}
