//! Ballots: reading and checking (specification, section 7). Making them: [`crate::vote`].

use crate::fault::Code;
use crate::group::Group;
use crate::hash;
use crate::json::{self, Reader};
use crate::model::{Ciphertext, MAX_QUESTIONS, Proof, Question};
use base::json::Value;

/// An answer to one question.
pub enum Answer<G: Group> {
    /// One ciphertext for each entry, with proofs.
    Homomorphic {
        /// Entries.
        choices: Vec<Ciphertext<G>>,
        /// Each entry is 0 or 1.
        individual: Vec<Vec<Proof<G>>>,
        /// Their sum is allowed.
        overall: Vec<Proof<G>>,
        /// Blank, or nothing chosen.
        blank: Option<Vec<Proof<G>>>,
    },
    /// One ciphertext for all, with the proof that its randomness is known.
    Ranked {
        /// The ciphertext.
        choice: Ciphertext<G>,
        /// The proof.
        proof: Proof<G>,
    },
}

impl<G: Group> Answer<G> {
    fn read(r: &mut Reader, group: &G, value: &Value) -> Option<Self> {
        let proofs = |r: &mut Reader, v: &Value| r.list(v, |r, v| r.proof(group, v));
        if value.get("proof").is_some() {
            let object = r.object(value, &["choices", "proof"])?;
            let choice = r.field(object, "choices", |r, v| r.unchecked_ciphertext(group, v));
            let proof = r.field(object, "proof", |r, v| r.proof(group, v));
            return Some(Self::Ranked { choice: choice?, proof: proof? });
        }
        let object = r.object(value, &["choices", "individual_proofs", "overall_proof", "blank_proof?"])?;
        let choices = r.field(object, "choices", |r, v| r.list(v, |r, v| r.unchecked_ciphertext(group, v)));
        let individual = r.field(object, "individual_proofs", |r, v| r.list(v, proofs));
        let overall = r.field(object, "overall_proof", proofs);
        let blank = r.optional(object, "blank_proof", proofs);
        Some(Self::Homomorphic { choices: choices?, individual: individual?, overall: overall?, blank: blank? })
    }

    /// The ciphertexts.
    pub fn ciphertexts(&self) -> &[Ciphertext<G>] {
        match self {
            Self::Homomorphic { choices, .. } => choices,
            Self::Ranked { choice, .. } => std::slice::from_ref(choice),
        }
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        let proofs = |all: &[Proof<G>]| json::list(all.iter().map(|p| p.to_json(group)));
        match self {
            Self::Homomorphic { choices, individual, overall, blank } => {
                let blank = blank.as_ref().map(|b| format!(",\"blank_proof\":{}", proofs(b))).unwrap_or_default();
                format!(
                    "{{\"choices\":{},\"individual_proofs\":{},\"overall_proof\":{}{blank}}}",
                    json::list(choices.iter().map(|c| c.to_json(group))),
                    json::list(individual.iter().map(|p| proofs(p))),
                    proofs(overall)
                )
            }
            Self::Ranked { choice, proof } => {
                format!("{{\"choices\":{},\"proof\":{}}}", choice.to_json(group), proof.to_json(group))
            }
        }
    }
}

/// A ballot as read.
pub struct Ballot<G: Group> {
    /// The election's uuid.
    pub uuid: String,
    /// The election's fingerprint.
    pub fingerprint: String,
    /// Public credential, as written.
    pub credential: String,
    /// Answers.
    pub answers: Vec<Answer<G>>,
    /// What was signed.
    pub signed_hash: String,
    /// The signature.
    pub signature: Proof<G>,
    /// The hash of what should have been signed.
    pub own_hash: String,
}

impl<G: Group> Ballot<G> {
    /// Reads a ballot; elements are canonical but their membership is not yet checked.
    pub fn read(r: &mut Reader, group: &G, bytes: &[u8]) -> Option<Self> {
        let value = r.parse(bytes, true)?;
        let object = r.object(&value, &["election_uuid", "election_hash", "credential", "answers", "signature"])?;
        let uuid = r.field(object, "election_uuid", Reader::string);
        let fingerprint = r.field(object, "election_hash", Reader::string);
        let credential = r.field(object, "credential", Reader::string);
        let answers = r.field(object, "answers", |r, v| r.list(v, |r, v| Answer::read(r, group, v)));
        let signature = r.field(object, "signature", |r, v| {
            let object = r.object(v, &["hash", "proof"])?;
            let hash = r.field(object, "hash", Reader::string);
            let proof = r.field(object, "proof", |r, v| r.proof(group, v));
            Some((hash?, proof?))
        });
        let mut unsigned = String::with_capacity(bytes.len());
        json::members(object.iter().filter(|(key, _)| *key != "signature"), &mut unsigned);
        let (signed_hash, signature) = signature?;
        Some(Self {
            uuid: uuid?,
            fingerprint: fingerprint?,
            credential: credential?,
            answers: answers?,
            signed_hash,
            signature,
            own_hash: hash::b64(unsigned.as_bytes()),
        })
    }
}

/// What all ballots of an election are checked against.
pub struct Rules<'e, G: Group> {
    /// The group.
    pub group: &'static G,
    /// The election's uuid.
    pub uuid: &'e str,
    /// The election's fingerprint.
    pub fingerprint: &'e str,
    /// The questions.
    pub questions: &'e [Question],
    /// The election key.
    pub key: &'e G::Element,
    /// The same, ready for many powers.
    pub key_fixed: &'e G::Fixed,
}

/// What is left to do with a ballot after it was checked by itself.
pub struct Checked<G: Group> {
    /// Whether all its elements are members, so that it can take part in the tally.
    pub readable: bool,
    /// The ballot.
    pub ballot: Option<Ballot<G>>,
}

impl<G: Group> Rules<'_, G> {
    /// Checks one ballot by itself: everything but whether it stands twice. `credential` finds the public key.
    pub fn check<'c>(
        &self,
        r: &mut Reader,
        bytes: &[u8],
        credential: impl FnOnce(&str) -> Option<&'c G::Element>,
    ) -> Checked<G> {
        let Some(ballot) = Ballot::read(r, self.group, bytes) else {
            return Checked { readable: false, ballot: None };
        };
        if ballot.uuid != self.uuid || ballot.fingerprint != self.fingerprint {
            r.fault(Code::BallotElection, "names another election, or this one before it was changed");
        }
        let key = credential(&ballot.credential);
        if key.is_none() {
            let what = format!("the credential {} is not on the list", crate::fault::short(&ballot.credential));
            r.member("credential", |r| r.fault(Code::BallotCredential, what));
        }
        let mut readable = true;
        let shape = self.shape(r, &ballot);
        let context = format!("{}|{}", self.fingerprint, ballot.credential);
        r.member("answers", |r| {
            for (i, answer) in ballot.answers.iter().enumerate() {
                r.index(i, |r| {
                    let bases = self.members(r, answer);
                    readable &= bases.is_some();
                    if let (true, Some(bases)) = (shape, bases) {
                        self.proofs(r, &context, &self.questions[i], answer, &bases);
                    }
                });
            }
        });
        self.signature(r, &ballot, key);
        Checked { readable: readable && shape, ballot: Some(ballot) }
    }

    fn shape(&self, r: &mut Reader, ballot: &Ballot<G>) -> bool {
        let faults = r.found();
        if ballot.answers.len() != self.questions.len() {
            let (answers, questions) = (ballot.answers.len(), self.questions.len());
            r.fault(Code::BallotShape, format!("{answers} answers to {questions} questions"));
            return false;
        }
        if self.questions.len() > MAX_QUESTIONS || self.questions.iter().any(Question::is_beyond) {
            // Proofs of as many entries as it asks for would be work without bounds.
            r.fault(Code::BallotShape, "the election asks for more than a ballot can be checked for");
            return false;
        }
        for (i, (answer, question)) in ballot.answers.iter().zip(self.questions).enumerate() {
            let place = format!("answers[{i}]");
            match (answer, question) {
                (
                    Answer::Homomorphic { choices, individual, overall, blank },
                    Question::Homomorphic { blank: allowed, min, max, .. },
                ) => {
                    let n = question.entries();
                    let sums = max
                        .checked_sub(*min)
                        .and_then(|n| usize::try_from(n).ok()?.checked_add(1 + usize::from(*allowed)));
                    if choices.len() != n || individual.len() != n || individual.iter().any(|p| p.len() != 2) {
                        r.fault(Code::BallotShape, format!("{place} must have {n} choices with two proofs each"));
                    }
                    if Some(overall.len()) != sums {
                        let sums = sums.map_or_else(|| "no number of".to_owned(), |n| n.to_string());
                        r.fault(Code::BallotShape, format!("{place}.overall_proof must have {sums} entries"));
                    }
                    if blank.as_ref().map(Vec::len) != allowed.then_some(2) {
                        let what = if *allowed { "must have two entries" } else { "must be absent" };
                        r.fault(Code::BallotShape, format!("{place}.blank_proof {what}"));
                    }
                }
                (Answer::Ranked { .. }, Question::Ranked { .. }) => {}
                _ => r.fault(Code::BallotShape, format!("{place} is of another type than its question")),
            }
        }
        r.found() == faults
    }

    /// All ciphertexts made ready for powers, if all are members.
    fn members(&self, r: &mut Reader, answer: &Answer<G>) -> Option<Vec<(G::Base, G::Base)>> {
        let single = matches!(answer, Answer::Ranked { .. });
        let mut all = Some(Vec::new());
        r.member("choices", |r| {
            for (j, c) in answer.ciphertexts().iter().enumerate() {
                let pair = (self.group.base(&c.alpha), self.group.base(&c.beta));
                for (base, element, name) in [(&pair.0, &c.alpha, "alpha"), (&pair.1, &c.beta, "beta")] {
                    if !self.group.is_member(base) {
                        let text = self.group.write(element);
                        let say = |r: &mut Reader| r.member(name, |r| r.not_member(&text));
                        if single {
                            say(r)
                        } else {
                            r.index(j, say)
                        }
                        all = None;
                    }
                }
                if let Some(all) = &mut all {
                    all.push(pair);
                }
            }
        });
        all
    }

    fn signature(&self, r: &mut Reader, ballot: &Ballot<G>, key: Option<&G::Element>) {
        if ballot.own_hash != ballot.signed_hash {
            r.member("signature", |r| r.fault(Code::BallotSignature, "the hash is not that of this ballot"));
        }
        // Without a known credential there is no key to check with; BALLOT_CREDENTIAL says so.
        let Some(key) = key else { return };
        let prefix = format!("sig|{}|", ballot.own_hash);
        if !crate::proof::knows(self.group, key, &prefix, &ballot.signature) {
            r.member("signature", |r| r.fault(Code::BallotSignature, "the signature does not hold"));
        }
    }

    fn proofs(
        &self,
        r: &mut Reader,
        context: &str,
        question: &Question,
        answer: &Answer<G>,
        bases: &[(G::Base, G::Base)],
    ) {
        match (answer, question) {
            (Answer::Ranked { choice, proof }, _) => {
                let prefix = raweg_prefix(self.group, context, self.key, choice);
                let g = self.group.generator_fixed();
                let commitment = self.group.commit(g, &proof.response, &bases[0].0, &proof.challenge);
                if hash::to_scalar(self.group, &prefix, &[commitment]) != proof.challenge {
                    r.member("proof", |r| r.fault(Code::BallotProof, "the proof does not hold"));
                }
            }
            (Answer::Homomorphic { choices, individual, overall, blank }, Question::Homomorphic { min, .. }) => {
                let texts = texts(self.group, choices);
                for (j, (pair, proofs)) in bases.iter().zip(individual).enumerate() {
                    let prefix = format!("prove|{context}|{}|", texts[j]);
                    if !self.disjunction(&prefix, proofs, proofs.iter().zip(0..).map(|(p, m)| (pair, p, m))) {
                        let what = "the proof that this choice is 0 or 1 does not hold";
                        r.member("individual_proofs", |r| r.index(j, |r| r.fault(Code::BallotProof, what)));
                    }
                }
                let statement = format!("{context}|{}", texts.join(","));
                let first = usize::from(blank.is_some());
                let sum =
                    choices[first..].iter().fold(Ciphertext::neutral(self.group), |sum, c| sum.mul(self.group, c));
                let (alphas, betas): (Vec<_>, Vec<_>) = bases[first..].iter().map(|(a, b)| (a, b)).unzip();
                // The challenge of a proof with one entry is a hash.
                let product = |e, parts: &[&G::Base]| self.group.base_of_product(e, parts, overall.len() == 1);
                let sums = (product(&sum.alpha, &alphas), product(&sum.beta, &betas));
                let holds = match blank {
                    None => {
                        let prefix = format!("prove|{statement}|{}|", text(self.group, &sum));
                        let entries = overall.iter().zip(*min..).map(|(p, m)| (&sums, p, m));
                        self.disjunction(&prefix, overall, entries)
                    }
                    Some(blank) => {
                        let entries = [(&bases[0], &blank[0], 0), (&sums, &blank[1], 0)];
                        if !self.disjunction(&format!("bproof0|{statement}|"), blank, entries.into_iter()) {
                            let what = "the proof that it is blank or chooses nothing else does not hold";
                            r.member("blank_proof", |r| r.fault(Code::BallotProof, what));
                        }
                        let rest = overall[1..].iter().zip(*min..).map(|(p, m)| (&sums, p, m));
                        let entries = std::iter::once((&bases[0], &overall[0], 1)).chain(rest);
                        self.disjunction(&format!("bproof1|{statement}|"), overall, entries)
                    }
                };
                if !holds {
                    let what = "the proof that the number of choices is allowed does not hold";
                    r.member("overall_proof", |r| r.fault(Code::BallotProof, what));
                }
            }
            _ => {}
        }
    }

    /// Whether the challenges of a disjunction sum up to the hash of the rebuilt commitments; each entry says that a
    /// ciphertext holds a number.
    fn disjunction<'a>(
        &self,
        prefix: &str,
        proofs: &[Proof<G>],
        entries: impl Iterator<Item = (&'a (G::Base, G::Base), &'a Proof<G>, u64)>,
    ) -> bool
    where
        G: 'a,
    {
        let group = self.group;
        let (generator, key) = (group.generator_fixed(), self.key_fixed);
        let entries: Vec<_> = entries.collect();
        let commitments: Vec<G::Element> = match entries.first() {
            // All about one ciphertext: its powers are had from each other.
            Some((pair, ..)) if entries.iter().all(|entry| std::ptr::eq(entry.0, *pair)) => {
                let commits = |f, base, shifted: bool| {
                    let one = |(_, p, m): &(_, &'a Proof<G>, u64)| {
                        (&p.response, &p.challenge, if shifted { *m } else { 0 })
                    };
                    group.commits(f, base, &entries.iter().map(one).collect::<Vec<_>>())
                };
                let (alphas, betas) = (commits(generator, &pair.0, false), commits(key, &pair.1, true));
                alphas.into_iter().zip(betas).flat_map(|(alpha, beta)| [alpha, beta]).collect()
            }
            _ => {
                let commit = |((alpha, beta), p, m): &(&'a (G::Base, G::Base), &'a Proof<G>, u64)| {
                    let first = group.commit(generator, &p.response, alpha, &p.challenge);
                    [first, group.commit_shifted(key, &p.response, beta, &p.challenge, *m)]
                };
                entries.iter().flat_map(commit).collect()
            }
        };
        let sum = proofs.iter().fold(group.scalar(0), |sum, p| group.scalar_add(&sum, &p.challenge));
        hash::to_scalar(group, prefix, &commitments) == sum
    }
}

/// `α,β` of one ciphertext.
pub(crate) fn text<G: Group>(group: &G, c: &Ciphertext<G>) -> String {
    group.write_all(&[c.alpha.clone(), c.beta.clone()]).join(",")
}

/// `α,β` of each ciphertext.
pub(crate) fn texts<G: Group>(group: &G, all: &[Ciphertext<G>]) -> Vec<String> {
    let elements: Vec<_> = all.iter().flat_map(|c| [c.alpha.clone(), c.beta.clone()]).collect();
    group.write_all(&elements).chunks(2).map(|pair| pair.join(",")).collect()
}

/// What the proof of a ranked answer is bound to.
pub(crate) fn raweg_prefix<G: Group>(group: &G, context: &str, key: &G::Element, c: &Ciphertext<G>) -> String {
    format!("raweg|{context}|{},{}|", group.write(key), text(group, c))
}
