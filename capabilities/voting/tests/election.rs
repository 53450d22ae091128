//! Can an election be held from beginning to end, in each group, and is its board accepted?

use voting::event::Kind;
use voting::group::{Group, GroupName};
use voting::hold::{self, Payload};
use voting::model::{Election, Question};
use voting::random::Seeded;
use voting::trustee::Trustee;
use voting::verify::{AnyBoard, Board, Depth, Verified, verify};
use voting::vote::{Voter, read_choice};
use voting::{credential, keygen, with_board, with_group};

pub(crate) const UUID: &str = "TestVoting1234";

fn questions(ranked: bool) -> Vec<Question> {
    let texts = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    let mut all = vec![
        Question::Homomorphic {
            question: "Open \"it\"?".into(),
            answers: texts(&["yes", "né\n"]),
            blank: false,
            min: 0,
            max: 1,
        },
        Question::Homomorphic { question: "Who?".into(), answers: texts(&["a", "b"]), blank: true, min: 1, max: 2 },
    ];
    if ranked {
        all.push(Question::Ranked { question: "Order?".into(), answers: texts(&["x", "y", "z"]) });
    }
    all
}

/// A ballot box with one single trustee and two of three threshold trustees.
pub(crate) struct Held {
    pub(crate) bytes: Vec<u8>,
}

impl Held {
    fn verified(&self) -> Verified {
        let v = verify(&self.bytes, Depth::Full).unwrap();
        assert_eq!(v.report.reasons, []);
        v
    }

    fn add(&mut self, kind: Kind, payload: &Payload) {
        let (_, bytes) = hold::append(&self.verified(), kind, payload).unwrap();
        self.bytes.extend(bytes);
    }
}

/// Makes a threshold group: parameters, seeds, encrypted decryption keys.
fn threshold<G: Group>(g: &G, k: u64, n: u64, random: &mut Seeded) -> (Trustee<G>, Vec<String>, Vec<String>) {
    let made: Vec<_> = (1..=n).map(|i| keygen::certificate(g, i, k, n, random).unwrap()).collect();
    let lines: Vec<String> = made.iter().map(|(_, c)| c.to_json(g)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let certs = || keygen::Certificates::read(g, &lines).unwrap();
    let polynomials: Vec<String> =
        made.iter().map(|(seed, _)| keygen::polynomial(g, &certs(), seed, random).unwrap()).collect();
    let polynomials: Vec<&str> = polynomials.iter().map(String::as_str).collect();
    let read = keygen::Polynomials::read(g, &certs(), &polynomials).unwrap();
    let voutputs: Vec<String> = made
        .iter()
        .enumerate()
        .map(|(j, (seed, _))| keygen::accept(g, &certs(), seed, read.route(g, j).as_bytes(), random).unwrap())
        .collect();
    // What is meant for one trustee is refused by another.
    assert!(keygen::accept(g, &certs(), &made[0].0, read.route(g, 1).as_bytes(), random).is_err());
    let voutputs: Vec<&str> = voutputs.iter().map(String::as_str).collect();
    let (parameters, keys) = keygen::assemble(g, certs(), read, &voutputs).unwrap();
    (Trustee::Pedersen(parameters), made.into_iter().map(|(seed, _)| seed.to_string()).collect(), keys)
}

fn board<G: Group, T>(any: &AnyBoard, f: impl Fn(&Board<G>) -> T) -> T {
    with_board!(any, b => {
        let b: &dyn std::any::Any = &**b;
        f(b.downcast_ref::<Board<G>>().unwrap())
    })
}

/// Holds an election with five voters, one of whom votes twice, and checks every step.
pub(crate) fn hold_in<G: Group>(g: &'static G, weights: [u64; 5], with_threshold: bool) -> Held {
    let mut random = Seeded::new(g.name().as_str());
    let ranked = g.name().embedding_limit() > 0;
    let (secret, single) = keygen::single(g, &mut random);
    let (pedersen, seeds, keys) = threshold(g, 2, 3, &mut random);
    let Trustee::Pedersen(parameters) = &pedersen else { unreachable!() };
    assert!(keygen::open(g, &seeds[0], &keys[1]).is_err());
    let mut r = voting::json::Reader::new("");
    let part = parameters.check(&mut r, g).unwrap();
    let key = g.mul(&single.public_key, &part);
    let single_key = single.public_key.clone();
    let mut trustees = vec![Trustee::Single(single).to_json(g)];
    let key = if with_threshold {
        trustees.push(pedersen.to_json(g));
        key
    } else {
        single_key
    };
    let trustees = voting::json::list(trustees);

    let weights = if ranked { [1; 5] } else { weights };
    let codes: Vec<_> = (0..5).map(|_| credential::generate(&mut random)).collect();
    let secrets: Vec<_> = codes.iter().map(|c| credential::secret(g, UUID, c).unwrap()).collect();
    let public: Vec<_> = secrets.iter().zip(weights).map(|(s, w)| (g.secret_generator_power(s), w)).collect();
    let election = Election {
        description: "Invented".into(),
        name: "Invented election".into(),
        group: g.name(),
        public_key: g.write(&key),
        questions: questions(ranked),
        uuid: UUID.into(),
        administrator: None,
        credential_authority: None,
    };
    let list = credential::write_list(g, &public);
    let mut held = Held { bytes: hold::archive(&election.to_json(), &trustees, &list, 1_790_000_000).unwrap() };

    let mut votes = vec![
        "[[1,0],[1,0,0]",
        "[[0,1],[0,1,1]",
        "[[0,0],[0,0,1]",
        "[[0,1],[0,1,0]",
        "[[1,0],[0,1,1]",
        "[[0,1],[1,0,0]",
    ];
    let mut sums = [[0u64; 2].to_vec(), [0u64; 3].to_vec()];
    let mut rows = Vec::new();
    for (i, vote) in votes.drain(..).enumerate() {
        // The sixth ballot is a second one of the first voter.
        let voter = i % 5;
        let row = [1 + u8::try_from(i).unwrap(), 200, 0];
        let text = if ranked { format!("{vote},{row:?}]") } else { format!("{vote}]") };
        let verified = held.verified();
        let any = verified.board.as_ref().unwrap();
        let ballot = board::<G, _>(any, |b| {
            let choice = read_choice(&b.election.questions, text.as_bytes()).unwrap();
            let maker = Voter {
                group: g,
                uuid: &b.election.uuid,
                fingerprint: &b.fingerprint,
                questions: &b.election.questions,
                key: b.key.as_ref().unwrap(),
            };
            let mut random = Seeded::new(&format!("ballot {i}"));
            maker.ballot(&secrets[voter], &choice, &mut random).unwrap()
        });
        assert_eq!(hold::ballot_reasons(any, ballot.as_bytes()).unwrap(), []);
        if i > 0 {
            let parsed: Vec<Vec<u64>> = serde_json::from_str(&text).unwrap();
            for (sum, list) in sums.iter_mut().zip(&parsed) {
                sum.iter_mut().zip(list).for_each(|(s, v)| *s += v * weights[voter]);
            }
            rows.push(row.to_vec());
        }
        held.add(Kind::Ballot, &Payload::One(ballot.clone()));
        let any = held.verified().board.unwrap();
        let again = hold::ballot_reasons(&any, ballot.as_bytes()).unwrap();
        assert_eq!(again[0].code.as_str(), "BALLOT_DUPLICATE");
    }
    let refused = hold::append(&held.verified(), Kind::Result, &Payload::Nothing).unwrap_err();
    assert_eq!(refused.code, "STEP_NOT_ALLOWED");
    held.add(Kind::EndBallots, &Payload::Nothing);
    let tally = board::<G, _>(&held.verified().board.unwrap(), |b| hold::encrypted_tally(b).unwrap());
    held.add(Kind::EncryptedTally, &tally);
    if ranked {
        for owner in if with_threshold { vec![1, 3] } else { vec![1] } {
            let made = board::<G, _>(&held.verified().board.unwrap(), |b| {
                hold::shuffled(b, &mut Seeded::new(&format!("shuffle {owner}"))).unwrap()
            });
            held.add(Kind::Shuffle, &Payload::Owned(owner, made));
        }
        held.add(Kind::EndShuffles, &Payload::Nothing);
    }
    // Trustee 1, and of the group (2 to 4) the second and third.
    for owner in if with_threshold { vec![1, 4, 3] } else { vec![1] } {
        let any = held.verified().board.unwrap();
        if owner == 3 {
            let missing = board::<G, _>(&any, |b| hold::result(b).map(|_| ())).unwrap_err();
            assert_eq!(missing.code, "DECRYPTION_MISSING");
        }
        let made = board::<G, _>(&any, |b| {
            let mut random = Seeded::new(&format!("share {owner}"));
            let opened;
            let key = match owner {
                1 => &secret,
                n => {
                    let i = usize::try_from(n).unwrap() - 2;
                    opened = keygen::open(g, &seeds[i], &keys[i]).unwrap();
                    &opened
                }
            };
            let wrong = hold::share(b, owner % 4 + 1, key, &mut random).unwrap_err();
            assert!(["KEY_MISMATCH", "STEP_NOT_ALLOWED"].contains(&wrong.code));
            hold::share(b, owner, key, &mut random).unwrap()
        });
        held.add(Kind::PartialDecryption, &Payload::Owned(owner, made));
    }
    let result = board::<G, _>(&held.verified().board.unwrap(), |b| hold::result(b).unwrap());
    held.add(Kind::Result, &Payload::One(voting::tally::result_json(&result)));
    let v = held.verified();
    assert!(v.report.complete);
    let published = v.report.result.unwrap();
    assert_eq!(serde_json::json!(sums[..]), serde_json::json!([published[0], published[1]]));
    if ranked {
        let mut opened: Vec<Vec<u8>> = serde_json::from_value(published[2].clone()).unwrap();
        opened.sort();
        rows.sort();
        assert_eq!(opened, rows);
    }
    held
}

#[test]
fn held_in_every_group() {
    for name in GroupName::ALL {
        with_group!(name, g => hold_in(g, [1, 2, 0, 7, 20_000], true));
    }
}

#[test]
fn choices_outside_the_rules_are_refused() {
    let all = questions(true);
    assert!(read_choice(&all, b"[[0,1],[0,1,1],[1,2,255]]").is_ok());
    for bad in [
        "",
        "[]",
        "[[0,1],[0,1,1]]",
        "[[1,1],[0,1,1],[1,2,3]]",
        "[[0,1],[0,0,0],[1,2,3]]",
        "[[0,1],[1,1,0],[1,2,3]]",
        "[[0,1],[0,2,0],[1,2,3]]",
        "[[0,1],[0,1,1],[1,2,256]]",
        "[[0,1],[0,1,1],[1,2]]",
        "[[0,1],[0,1,1],[1,2,-1]]",
    ] {
        assert_eq!(read_choice(&all, bad.as_bytes()).unwrap_err().code, "CHOICE_INVALID", "{bad}");
    }
}
