//! Making a ballot (specification, section 7). All powers with a secret exponent take constant time, and true and
//! simulated branches of a proof do the same work.

use crate::ballot::{Answer, raweg_prefix, texts};
use crate::fault::Refusal;
use crate::group::Group;
use crate::hash;
use crate::json::{self, Reader, Wiped};
use crate::model::{Ciphertext, Proof, Question};
use crate::proof;
use crate::random::Random;
use base::json::Value;
use zeroize::{Zeroize as _, Zeroizing};

/// A plain choice: one list for each question. Wiped when dropped.
pub type Choice = Zeroizing<Vec<Vec<u8>>>;

fn invalid(question: usize, what: String) -> Refusal {
    Refusal::new("CHOICE_INVALID", format!("question {question}"), what, "Choose within the rules of the question.")
}

/// Reads a plain choice and holds it against the rules.
///
/// # Errors
/// `CHOICE_INVALID` with the number of the question and the rule; never the choice itself.
pub fn read_choice(questions: &[Question], bytes: &[u8]) -> Result<Choice, Refusal> {
    let mut r = Reader::new("choice");
    let value = r.parse(bytes, false).map(Wiped);
    let Some(lists) = value.as_ref().and_then(|v| v.0.as_array()).filter(|l| l.len() == questions.len()) else {
        let what = format!("must be a JSON list with one list for each of {} questions", questions.len());
        return Err(Refusal::new("CHOICE_INVALID", "choice", what, "Write the choice like [[0,1],[1,0,0]]."));
    };
    let mut choice = Choice::new(Vec::new());
    for (i, (question, list)) in questions.iter().zip(lists).enumerate() {
        let n = question.entries();
        let mut numbers = Zeroizing::new(Vec::with_capacity(n));
        let number = |v: &Value| v.as_integer().and_then(|v| u8::try_from(v).ok());
        numbers.extend(list.as_array().into_iter().flatten().take(n).map_while(number));
        if numbers.len() != n || list.as_array().is_none_or(|l| l.len() != n) {
            return Err(invalid(i, format!("takes {n} whole numbers from 0 to 255")));
        }
        if let Question::Homomorphic { blank, min, max, .. } = question {
            if numbers.iter().any(|v| *v > 1) {
                return Err(invalid(i, "takes only 0 and 1".to_owned()));
            }
            let chosen = numbers[usize::from(*blank)..].iter().map(|v| u64::from(*v)).sum::<u64>();
            let is_blank = *blank && numbers[0] == 1;
            if is_blank && chosen > 0 {
                return Err(invalid(i, "a blank vote chooses nothing else".to_owned()));
            }
            if !is_blank && !(*min..=*max).contains(&chosen) {
                return Err(invalid(i, format!("asks for {min} to {max} answers")));
            }
        }
        choice.push(std::mem::take(&mut *numbers));
    }
    Ok(choice)
}

/// What a ballot is made for.
pub struct Voter<'a, G: Group> {
    /// The group.
    pub group: &'a G,
    /// The election's uuid.
    pub uuid: &'a str,
    /// The election's fingerprint.
    pub fingerprint: &'a str,
    /// The questions.
    pub questions: &'a [Question],
    /// The election key.
    pub key: &'a G::Element,
}

/// A ciphertext g^r, y^r·g^value with what opens it.
struct Opened<G: Group> {
    ciphertext: Ciphertext<G>,
    r: Zeroizing<G::Scalar>,
    value: Zeroizing<u64>,
}

/// A ballot being made.
struct Making<'a, G: Group> {
    group: &'a G,
    key: &'a G::Element,
    /// The election key, ready for the powers of all answers.
    comb: G::Comb,
}

impl<G: Group> Voter<'_, G> {
    /// Makes a ballot from a choice that [`read_choice`] took.
    ///
    /// # Errors
    /// `CHOICE_INVALID` if a ranked choice does not fit into an element.
    pub fn ballot(&self, secret: &G::Scalar, choice: &Choice, random: &mut dyn Random) -> Result<String, Refusal> {
        let group = self.group;
        let credential = group.write(&group.secret_generator_power(secret));
        let context = format!("{}|{credential}", self.fingerprint);
        let making = Making { group, key: self.key, comb: group.comb(self.key) };
        let mut answers = Vec::with_capacity(self.questions.len());
        for (i, (question, values)) in self.questions.iter().zip(choice.iter()).enumerate() {
            let answer = match question {
                Question::Ranked { .. } => {
                    let element = group
                        .embed(values)
                        .ok_or_else(|| invalid(i, "does not fit into one group element".to_owned()))?;
                    making.ranked(&context, &element, random)
                }
                Question::Homomorphic { blank, min, max, .. } => {
                    making.homomorphic(&context, values, *blank, *min, *max, random)
                }
            };
            answers.push(answer.to_json(group));
        }
        let head = format!(
            "{{\"election_uuid\":{},\"election_hash\":\"{}\",\"credential\":\"{credential}\",\"answers\":{}",
            json::quoted(self.uuid),
            self.fingerprint,
            json::list(answers)
        );
        let hash = hash::b64(format!("{head}}}").as_bytes());
        let proof = proof::know(group, secret, &format!("sig|{hash}|"), random);
        Ok(format!("{head},\"signature\":{{\"hash\":\"{hash}\",\"proof\":{}}}}}", proof.to_json(group)))
    }
}

impl<G: Group> Making<'_, G> {
    fn encrypt(&self, message: &G::Element, random: &mut dyn Random) -> (Ciphertext<G>, Zeroizing<G::Scalar>) {
        let r = Zeroizing::new(self.group.random(random));
        let alpha = self.group.secret_generator_power(&r);
        let beta = self.group.mul(&self.group.comb_power(&self.comb, &r), message);
        (Ciphertext { alpha, beta }, r)
    }

    fn ranked(&self, context: &str, element: &G::Element, random: &mut dyn Random) -> Answer<G> {
        let (ciphertext, r) = self.encrypt(element, random);
        let prefix = raweg_prefix(self.group, context, self.key, &ciphertext);
        let proof = proof::know(self.group, &r, &prefix, random);
        Answer::Ranked { choice: ciphertext, proof }
    }

    fn homomorphic(
        &self,
        context: &str,
        values: &[u8],
        blank: bool,
        min: u64,
        max: u64,
        random: &mut dyn Random,
    ) -> Answer<G> {
        let group = self.group;
        let messages = [group.one(), group.generator()];
        let open = |v: &u8| {
            let (ciphertext, r) = self.encrypt(&messages[usize::from(*v & 1)], random);
            Opened { ciphertext, r, value: Zeroizing::new(u64::from(*v & 1)) }
        };
        let opened: Vec<Opened<G>> = values.iter().map(open).collect();
        let choices: Vec<Ciphertext<G>> = opened.iter().map(|o| o.ciphertext.clone()).collect();
        let texts = texts(group, &choices);
        let individual = opened
            .iter()
            .zip(values)
            .zip(&texts)
            .map(|((o, v), text)| {
                let branches = [(o, 0), (o, 1)];
                self.disjunction(&format!("prove|{context}|{text}|"), &branches, usize::from(*v), random)
            })
            .collect();
        let statement = format!("{context}|{}", texts.join(","));
        let first = usize::from(blank);
        let mut sum = Opened {
            ciphertext: Ciphertext::neutral(group),
            r: Zeroizing::new(group.scalar(0)),
            value: Zeroizing::new(0),
        };
        for o in &opened[first..] {
            sum.ciphertext = sum.ciphertext.mul(group, &o.ciphertext);
            sum.r = Zeroizing::new(group.scalar_add(&sum.r, &o.r));
            *sum.value += *o.value;
        }
        let sums = (min..=max).map(|m| (&sum, m));
        if !blank {
            let branches: Vec<_> = sums.collect();
            let prefix = format!("prove|{statement}|{}|", crate::ballot::text(group, &sum.ciphertext));
            let at = usize::try_from(*sum.value - min).unwrap_or_default();
            let overall = self.disjunction(&prefix, &branches, at, random);
            return Answer::Homomorphic { choices, individual, overall, blank: None };
        }
        let is_blank = values[0] == 1;
        let branches = [(&opened[0], 0), (&sum, 0)];
        let blank_proof =
            self.disjunction(&format!("bproof0|{statement}|"), &branches, usize::from(is_blank), random);
        let branches: Vec<_> = std::iter::once((&opened[0], 1)).chain(sums).collect();
        let at = if is_blank { 0 } else { usize::try_from(*sum.value - min).unwrap_or_default() + 1 };
        let overall = self.disjunction(&format!("bproof1|{statement}|"), &branches, at, random);
        Answer::Homomorphic { choices, individual, overall, blank: Some(blank_proof) }
    }

    /// Proves that one of the ciphertexts holds the number beside it: the one at `truth`.
    ///
    /// Who made a ciphertext need not raise it: g^response·α^challenge is g^(response + r·challenge), and
    /// y^response·(β/g^m)^challenge is y^(response + r·challenge)·g^((value − m)·challenge). Every branch computes these
    /// three powers; in the true one, with challenge 0 and response w, they are g^w, y^w and 1.
    fn disjunction(
        &self,
        prefix: &str,
        branches: &[(&Opened<G>, u64)],
        truth: usize,
        random: &mut dyn Random,
    ) -> Vec<Proof<G>> {
        let group = self.group;
        let zero = group.scalar(0);
        let w = Zeroizing::new(group.random(random));
        let mut proofs = Vec::with_capacity(branches.len());
        let mut commitments = Vec::with_capacity(branches.len() * 2);
        let mut others = zero.clone();
        for (i, (opened, m)) in branches.iter().enumerate() {
            let (drawn, response) = (group.random(random), group.random(random));
            let (challenge, response) = if i == truth { (zero.clone(), (*w).clone()) } else { (drawn, response) };
            let raised = Zeroizing::new(group.scalar_add(&response, &group.scalar_mul(&opened.r, &challenge)));
            let apart = Zeroizing::new(group.scalar_sub(&group.scalar(*opened.value), &group.scalar(*m)));
            let shift = Zeroizing::new(group.scalar_mul(&apart, &challenge));
            commitments.push(group.secret_generator_power(&raised));
            commitments
                .push(group.mul(&group.comb_power(&self.comb, &raised), &group.secret_generator_power(&shift)));
            others = group.scalar_add(&others, &challenge);
            proofs.push(Proof { challenge, response });
        }
        let challenge = group.scalar_sub(&hash::to_scalar(group, prefix, &commitments), &others);
        let r = &branches[truth].0.r;
        let mut replaced = std::mem::replace(&mut proofs[truth], proof::respond(group, &w, r, challenge));
        // It is w.
        replaced.response.zeroize();
        proofs
    }
}
