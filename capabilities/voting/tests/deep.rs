//! Two promises over every input there is room for: no bit of an honest archive can be changed, and whatever ballot is
//! taken can be counted.

use crate::events::{count_lists, resize};
use proptest::prelude::*;
use rayon::prelude::*;
use voting::event::Kind;
use voting::group::{Edwards, Group};
use voting::hold::{self, Payload};
use voting::json::{Reader, compact};
use voting::model::{Ciphertext, Election, Question};
use voting::random::Seeded;
use voting::trustee::Trustee;
use voting::verify::{AnyBoard, Board, Depth, Verified, verify};
use voting::vote::{Voter, read_choice};
use voting::{credential, hash, keygen, proof, tally};

type Scalar = <Edwards as Group>::Scalar;

/// An election of a few voters with one trustee, and all its secrets.
struct Small {
    bytes: Vec<u8>,
    trustee: zeroize::Zeroizing<Scalar>,
    voters: Vec<Scalar>,
}

impl Small {
    fn new(questions: Vec<Question>, voters: usize) -> Self {
        let g = Edwards::get();
        let mut random = Seeded::new("small");
        let (trustee, key) = keygen::single(g, &mut random);
        let election = Election {
            description: String::new(),
            name: "small".into(),
            group: g.name(),
            public_key: g.write(&key.public_key),
            questions,
            uuid: "SmaLLVoting123".into(),
            administrator: None,
            credential_authority: None,
        };
        let voters: Vec<Scalar> = (0..voters).map(|_| g.random(&mut random)).collect();
        let list: Vec<_> = voters.iter().map(|s| (g.secret_generator_power(s), 1)).collect();
        let trustees = voting::json::list([Trustee::Single(key).to_json(g)]);
        let list = credential::write_list(g, &list);
        let bytes = hold::archive(&election.to_json(), &trustees, &list, 1_790_000_000).unwrap();
        Self { bytes, trustee, voters }
    }

    fn verified(&self) -> Verified {
        verify(&self.bytes, Depth::Full).unwrap()
    }

    fn board<T>(&self, run: impl FnOnce(&Board<Edwards>) -> T) -> T {
        let verified = self.verified();
        assert_eq!(verified.report.reasons, []);
        let Some(AnyBoard::Edwards(board)) = &verified.board else { panic!("a board in Ed25519") };
        run(board)
    }

    fn add(&mut self, kind: Kind, payload: &Payload) {
        let more = hold::append(&self.verified(), kind, payload).unwrap().1;
        self.bytes.extend(more);
    }

    fn ballot(&self, voter: usize, choice: &str, seed: &str) -> String {
        self.board(|board| {
            let choice = read_choice(&board.election.questions, choice.as_bytes()).unwrap();
            maker(board).ballot(&self.voters[voter], &choice, &mut Seeded::new(seed)).unwrap()
        })
    }

    /// Counts what stands; gives the result.
    fn count(&mut self, ranked: bool) -> serde_json::Value {
        self.add(Kind::EndBallots, &Payload::Nothing);
        let encrypted = self.board(|b| hold::encrypted_tally(b).unwrap());
        self.add(Kind::EncryptedTally, &encrypted);
        if ranked {
            let shuffled = self.board(|b| hold::shuffled(b, &mut Seeded::new("shuffle")).unwrap());
            self.add(Kind::Shuffle, &Payload::Owned(1, shuffled));
            self.add(Kind::EndShuffles, &Payload::Nothing);
        }
        let share = self.board(|b| hold::share(b, 1, &self.trustee, &mut Seeded::new("share")).unwrap());
        self.add(Kind::PartialDecryption, &Payload::Owned(1, share));
        let result = self.board(|b| hold::result(b).unwrap());
        self.add(Kind::Result, &Payload::One(tally::result_json(&result)));
        let verified = self.verified();
        assert_eq!(verified.report.reasons, []);
        verified.report.result.unwrap()
    }
}

fn maker(board: &Board<Edwards>) -> Voter<'_, Edwards> {
    Voter {
        group: board.group,
        uuid: &board.election.uuid,
        fingerprint: &board.fingerprint,
        questions: &board.election.questions,
        key: board.key.as_ref().unwrap(),
    }
}

fn homomorphic(blank: bool, min: u64, max: u64) -> Question {
    let answers = ["a", "b", "c"].map(str::to_owned).to_vec();
    Question::Homomorphic { question: "q".into(), answers, blank, min, max }
}

/// Every bit of a whole election: with it flipped, the archive is rejected or cannot be judged at all.
#[test]
fn no_bit_of_an_honest_archive_can_be_flipped() {
    let mut small = Small::new(vec![homomorphic(false, 1, 1)], 1);
    let ballot = small.ballot(0, "[[1,0,0]]", "ballot");
    small.add(Kind::Ballot, &Payload::One(ballot));
    assert_eq!(small.count(false), serde_json::json!([[1, 0, 0]]));
    let honest = small.bytes;
    let bits = honest.len() * 8;
    let accepted: Vec<usize> = (0..bits)
        .into_par_iter()
        .filter(|bit| {
            let mut bytes = honest.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let accepted = |depth| match verify(&bytes, depth) {
                Ok(verified) => verified.report.accepted(),
                Err(refusal) => {
                    let known = ["VERSION_UNSUPPORTED", "TOO_LARGE", "GROUP_UNSUPPORTED", "QUESTION_UNSUPPORTED"];
                    assert!(known.contains(&refusal.code), "bit {bit}: {refusal}");
                    false
                }
            };
            // What the structure gives away needs no look at the proofs: the full check makes the structure's, too.
            // That this is so is looked at now and then.
            accepted(Depth::Structure) && accepted(Depth::Full) || bit % 997 == 0 && accepted(Depth::Full)
        })
        .collect();
    assert_eq!(accepted, [0usize; 0], "of {bits} bits");
}

/// What becomes of an honest ballot before its voter signs it.
#[derive(Debug, Clone)]
enum Change {
    Nothing,
    /// The n-th number or element of the answers is replaced by another one of them.
    Copy(usize, usize),
    /// Two of them change places.
    Exchange(usize, usize),
    /// A scalar or element with a meaning of its own stands there.
    Special(usize, &'static str),
    /// An entry of a list stands twice, or not at all.
    Longer(usize),
    Shorter(usize),
}

const ZERO_ELEMENT: &str = "0000000000000000000000000000000000000000000000000000000000000001";

fn changes() -> impl Strategy<Value = Change> {
    let place = 0usize..200;
    prop_oneof![
        1 => Just(Change::Nothing),
        3 => (place.clone(), place.clone()).prop_map(|(a, b)| Change::Copy(a, b)),
        3 => (place.clone(), place.clone()).prop_map(|(a, b)| Change::Exchange(a, b)),
        2 => (place.clone(), prop_oneof![Just("0"), Just("1"), Just("-1"), Just(""), Just(ZERO_ELEMENT)])
            .prop_map(|(a, text)| Change::Special(a, text)),
        1 => place.clone().prop_map(Change::Longer),
        1 => place.prop_map(Change::Shorter),
    ]
}

type Json = base::json::Value;

/// Calls for every text, in order.
fn texts(value: &mut Json, visit: &mut impl FnMut(&mut String)) {
    match value {
        Json::Text(text) => visit(text),
        Json::Array(items) => items.iter_mut().for_each(|item| texts(item, visit)),
        Json::Object(_) => {
            let object = value.as_object_mut().unwrap();
            let keys: Vec<String> = object.iter().map(|(key, _)| key.to_owned()).collect();
            for key in keys {
                texts(object.get_mut(&key).unwrap(), visit);
            }
        }
        _ => {}
    }
}

fn apply(change: &Change, answers: &mut Json) {
    let mut all = Vec::new();
    texts(answers, &mut |text| all.push(text.clone()));
    let n = all.len();
    match change {
        Change::Nothing => {}
        Change::Copy(a, b) => all[a % n] = all[b % n].clone(),
        Change::Exchange(a, b) => all.swap(a % n, b % n),
        Change::Special(a, text) => all[a % n] = (*text).to_owned(),
        Change::Longer(at) | Change::Shorter(at) => {
            let count = count_lists(answers);
            resize(answers, at % count, matches!(change, Change::Longer(_)));
            return;
        }
    }
    let mut new = all.into_iter();
    texts(answers, &mut |text| *text = new.next().unwrap());
}

/// Signs a ballot as its voter would, whatever it holds.
fn signed(secret: &Scalar, ballot: &Json, seed: &str) -> String {
    let g = Edwards::get();
    let mut unsigned = ballot.clone();
    unsigned.as_object_mut().unwrap().remove("signature");
    let mut text = String::new();
    compact(&unsigned, &mut text);
    let hash = hash::b64(text.as_bytes());
    let proof = proof::know(g, secret, &format!("sig|{hash}|"), &mut Seeded::new(seed));
    text.pop();
    format!("{text},\"signature\":{{\"hash\":\"{hash}\",\"proof\":{}}}}}", proof.to_json(g))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_cast_can_be_counted(all in prop::collection::vec(changes(), 1..4), ranked in any::<bool>()) {
        let mut questions = vec![homomorphic(false, 1, 2), homomorphic(true, 1, 1)];
        if ranked {
            questions.push(Question::Ranked { question: "order".into(), answers: vec!["x".into(), "y".into()] });
        }
        let mut small = Small::new(questions, 2);
        let choice = if ranked { "[[1,1,0],[0,1,0,0],[1,2]]" } else { "[[1,1,0],[0,1,0,0]]" };
        let honest = small.ballot(0, choice, "first");
        small.add(Kind::Ballot, &Payload::One(honest));
        let mut ballot = base::json::parse(small.ballot(1, choice, "second").as_bytes(), 16).unwrap().value;
        let answers = ballot.as_object_mut().unwrap().get_mut("answers").unwrap();
        all.iter().for_each(|change| apply(change, answers));
        let ballot = signed(&small.voters[1], &ballot, "again");
        let light = verify(&small.bytes, Depth::Append).unwrap();
        let reasons = hold::ballot_reasons(light.board.as_ref().unwrap(), ballot.as_bytes()).unwrap();
        let unchanged = all.iter().all(|change| matches!(change, Change::Nothing));
        prop_assert!(!unchanged || reasons.is_empty(), "{reasons:?}");
        if reasons.is_empty() {
            small.add(Kind::Ballot, &Payload::One(ballot));
            let result = small.count(ranked);
            let votes = |i: usize| -> u64 {
                result[i].as_array().unwrap().iter().filter_map(serde_json::Value::as_u64).sum()
            };
            prop_assert!((3..=4).contains(&votes(0)) && votes(1) == 2, "{result}");
        }
    }
}

/// A ranked answer may encrypt anything: what is no ranking is shown as it is, and hinders nobody's vote.
#[test]
fn a_ranked_answer_that_is_no_ranking_is_counted_as_what_it_is() {
    let g = Edwards::get();
    for n in 0..8 {
        let question = Question::Ranked { question: "order".into(), answers: vec!["x".into(), "y".into()] };
        let mut small = Small::new(vec![question], 2);
        let honest = small.ballot(0, "[[1,2]]", "honest");
        small.add(Kind::Ballot, &Payload::One(honest));
        let mut random = Seeded::new(&format!("strange {n}"));
        // A random element of the group, or the neutral one.
        let message = if n == 0 { g.one() } else { g.secret_generator_power(&g.random(&mut random)) };
        let ballot = small.board(|board| {
            let (key, secret) = (board.key.as_ref().unwrap(), &small.voters[1]);
            let credential = g.write(&g.secret_generator_power(secret));
            let r = g.random(&mut random);
            let beta = g.mul(&g.secret_power(key, &r), &message);
            let choice: Ciphertext<Edwards> = Ciphertext { alpha: g.secret_generator_power(&r), beta };
            let texts = format!("{},{}", g.write(&choice.alpha), g.write(&choice.beta));
            let prefix = format!("raweg|{}|{credential}|{},{texts}|", board.fingerprint, g.write(key));
            let proof = proof::know(g, &r, &prefix, &mut random);
            let text = format!(
                "{{\"election_uuid\":\"{}\",\"election_hash\":\"{}\",\"credential\":\"{credential}\",\"answers\":[{{\"choices\":{},\"proof\":{}}}]}}",
                board.election.uuid, board.fingerprint, choice.to_json(g), proof.to_json(g)
            );
            signed(secret, &base::json::parse(text.as_bytes(), 16).unwrap().value, "strange")
        });
        let any = small.verified().board.unwrap();
        assert_eq!(hold::ballot_reasons(&any, ballot.as_bytes()).unwrap(), []);
        small.add(Kind::Ballot, &Payload::One(ballot));
        let result = small.count(true);
        let rows = result[0].as_array().unwrap();
        assert!(rows.len() == 2 && rows.contains(&serde_json::json!([1, 2])), "{result}");
        let schulze =
            voting::method::schulze(2, &serde_json::from_value::<Vec<Vec<u64>>>(result[0].clone()).unwrap(), false);
        assert_eq!(schulze.valid, 2);
    }
    let mut r = Reader::new("");
    assert!(r.element(g, &Json::Text(ZERO_ELEMENT.into())).is_some(), "the neutral element is a member");
}
