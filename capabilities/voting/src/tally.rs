//! The encrypted tally, shares of its decryption, and the result (specification, section 8).

use crate::fault::Code;
use crate::group::Group;
use crate::hash;
use crate::json::{self, Reader};
use crate::model::{Ciphertext, Proof, Question};
use crate::trustee::Trustee;
use base::Digest;
use base::json::Value;
use rayon::prelude::*;

/// Ciphertexts by question.
pub type Tally<G> = Vec<Vec<Ciphertext<G>>>;

/// Reads an encrypted tally.
pub fn read_tally<G: Group>(r: &mut Reader, group: &G, bytes: &[u8]) -> Option<Tally<G>> {
    let value = r.parse(bytes, true)?;
    r.list(&value, |r, v| r.list(v, |r, v| r.ciphertext(group, v)))
}

/// Writes an encrypted tally.
pub fn tally_json<G: Group>(group: &G, tally: &Tally<G>) -> String {
    json::list(tally.iter().map(|l| json::list(l.iter().map(|c| c.to_json(group)))))
}

/// Sorts the ciphertexts of a ranked question, so that their order does not tell whose they were.
pub(crate) fn sort<G: Group>(group: &G, list: &mut [Ciphertext<G>]) {
    list.sort_by_cached_key(|c| (group.order_key(&c.alpha), group.order_key(&c.beta)));
}

/// The record that binds an encrypted tally to the number of ballots in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizedTally {
    /// Ballots counted.
    pub num_tallied: u64,
    /// Their weights.
    pub total_weight: u64,
    /// Hash of the tally.
    pub encrypted_tally: Digest,
}

impl SizedTally {
    /// Reads the record.
    pub fn read(r: &mut Reader, bytes: &[u8]) -> Option<Self> {
        let value = r.parse(bytes, true)?;
        let object = r.object(&value, &["num_tallied", "total_weight", "encrypted_tally"])?;
        let num_tallied = r.field(object, "num_tallied", Reader::number);
        let total_weight = r.field(object, "total_weight", Reader::weight);
        let encrypted_tally = r.field(object, "encrypted_tally", Reader::digest);
        Some(Self { num_tallied: num_tallied?, total_weight: total_weight?, encrypted_tally: encrypted_tally? })
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        format!(
            "{{\"num_tallied\":{},\"total_weight\":{},\"encrypted_tally\":\"{}\"}}",
            self.num_tallied,
            json::weight(self.total_weight),
            self.encrypted_tally
        )
    }
}

/// The record that says whose a shuffle or a share is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Number of the trustee, from 1.
    pub owner: u64,
    /// Hash of the payload.
    pub payload: Digest,
}

impl Owned {
    /// Reads the record.
    pub fn read(r: &mut Reader, bytes: &[u8]) -> Option<Self> {
        let value = r.parse(bytes, true)?;
        let object = r.object(&value, &["owner", "payload"])?;
        let owner = r.field(object, "owner", Reader::number);
        let payload = r.field(object, "payload", Reader::digest);
        Some(Self { owner: owner?, payload: payload? })
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        format!("{{\"owner\":{},\"payload\":\"{}\"}}", self.owner, self.payload)
    }
}

/// A trustee's share of the decryption.
pub struct Share<G: Group> {
    /// α^x for every ciphertext.
    pub factors: Vec<Vec<G::Element>>,
    /// That the same x stands in the public key.
    pub proofs: Vec<Vec<Proof<G>>>,
}

impl<G: Group> Share<G> {
    /// Reads a share.
    pub fn read(r: &mut Reader, group: &G, bytes: &[u8]) -> Option<Self> {
        let value = r.parse(bytes, true)?;
        let object = r.object(&value, &["decryption_factors", "decryption_proofs"])?;
        let factors =
            r.field(object, "decryption_factors", |r, v| r.list(v, |r, v| r.list(v, |r, v| r.element(group, v))));
        let proofs =
            r.field(object, "decryption_proofs", |r, v| r.list(v, |r, v| r.list(v, |r, v| r.proof(group, v))));
        Some(Self { factors: factors?, proofs: proofs? })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        let factors = self.factors.iter().map(|l| json::list(group.write_all(l).iter().map(|e| json::quoted(e))));
        let proofs = self.proofs.iter().map(|l| json::list(l.iter().map(|p| p.to_json(group))));
        format!("{{\"decryption_factors\":{},\"decryption_proofs\":{}}}", json::list(factors), json::list(proofs))
    }

    /// Whether there is a factor and a proof for every ciphertext of the tally, and none more.
    pub fn fits(&self, tally: &Tally<G>) -> bool {
        let shape = shape(tally);
        shape == self::shape(&self.factors) && shape == self::shape(&self.proofs)
    }

    /// Checks a share of a trustee with this public key; faults stand in the reader.
    pub fn check(&self, r: &mut Reader, group: &G, fingerprint: &str, key: &G::Element, tally: &Tally<G>) -> bool {
        let shape = shape(tally);
        if !self.fits(tally) {
            r.fault(Code::DecryptionProof, "the share has another shape than the tally");
            return false;
        }
        let prefix = prefix(group, fingerprint, key);
        let key_base = group.base(key);
        let entries: Vec<(usize, usize)> =
            shape.iter().enumerate().flat_map(|(i, n)| (0..*n).map(move |j| (i, j))).collect();
        let wrong: Vec<(usize, usize)> = entries
            .into_par_iter()
            .filter(|(i, j)| {
                let (alpha, f, p) = (&tally[*i][*j].alpha, &self.factors[*i][*j], &self.proofs[*i][*j]);
                let a = group.commit(group.generator_fixed(), &p.response, &key_base, &p.challenge);
                let b = crate::proof::rebuild(group, alpha, f, p);
                hash::to_scalar(group, &prefix, &[a, b]) != p.challenge
            })
            .collect();
        for (i, j) in &wrong {
            let what = "the factor was not made with this trustee's key";
            r.member("decryption_proofs", |r| r.index(*i, |r| r.index(*j, |r| r.fault(Code::DecryptionProof, what))));
        }
        wrong.is_empty()
    }
}

/// How long each list is.
fn shape<T>(lists: &[Vec<T>]) -> Vec<usize> {
    lists.iter().map(Vec::len).collect()
}

/// What proofs of decryption are bound to.
pub(crate) fn prefix<G: Group>(group: &G, fingerprint: &str, key: &G::Element) -> String {
    format!("decrypt|{fingerprint}|{}|", group.write(key))
}

/// Combines shares, indexed by trustee number − 1, into the factors of the whole key. A share of another shape than the
/// tally is no share of it.
///
/// # Errors
/// The numbers of trustees whose share is missing: all missing ones of a threshold group that is too small.
pub fn combine<G: Group>(
    group: &G,
    trustees: &[Trustee<G>],
    shares: &[Option<Share<G>>],
    tally: &Tally<G>,
) -> Result<Vec<Vec<G::Element>>, Vec<usize>> {
    let mut product: Vec<Vec<G::Element>> = tally.iter().map(|l| vec![group.one(); l.len()]).collect();
    let mut missing = Vec::new();
    let mut first = 0;
    for trustee in trustees {
        let number = first..first + trustee.keys().len();
        let own: Vec<Option<&Share<G>>> =
            number.map(|i| shares.get(i)?.as_ref().filter(|share| share.fits(tally))).collect();
        match trustee {
            Trustee::Single(_) => match own[0] {
                Some(share) => each(&mut product, |i, j, f| group.mul(f, &share.factors[i][j])),
                None => missing.push(first + 1),
            },
            Trustee::Pedersen(threshold) => {
                let k = usize::try_from(threshold.threshold).unwrap_or(usize::MAX);
                let present: Vec<usize> = (0..own.len()).filter(|i| own[*i].is_some()).take(k).collect();
                if present.len() < k {
                    missing.extend((0..own.len()).filter(|i| own[*i].is_none()).map(|i| first + i + 1));
                } else {
                    let parts: Vec<(&Share<G>, G::Scalar)> =
                        present.iter().filter_map(|i| Some((own[*i]?, lagrange(group, *i, &present)))).collect();
                    each(&mut product, |i, j, f| {
                        let terms: Vec<_> =
                            parts.iter().map(|(share, l)| (share.factors[i][j].clone(), l.clone())).collect();
                        group.mul(f, &group.product_of_powers(&terms))
                    });
                }
            }
        }
        first += trustee.keys().len();
    }
    if missing.is_empty() { Ok(product) } else { Err(missing) }
}

fn each<E: Send>(all: &mut [Vec<E>], change: impl Fn(usize, usize, &E) -> E + Sync) {
    for (i, list) in all.iter_mut().enumerate() {
        list.par_iter_mut().enumerate().for_each(|(j, e)| *e = change(i, j, e));
    }
}

/// λ of the share with this index (from 0) among the present ones: ∏ k/(k − δ).
fn lagrange<G: Group>(group: &G, own: usize, present: &[usize]) -> G::Scalar {
    let at = |i: usize| group.scalar(i as u64 + 1);
    present.iter().filter(|k| **k != own).fold(group.scalar(1), |l, k| {
        let factor = group.scalar_mul(&at(*k), &group.scalar_inverse(&group.scalar_sub(&at(*k), &at(own))));
        group.scalar_mul(&l, &factor)
    })
}

/// The published result of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Votes for each entry.
    Counts(Vec<u64>),
    /// The opened ballots.
    Rows(Vec<Vec<u8>>),
}

impl Outcome {
    /// As JSON.
    pub fn to_json(&self) -> String {
        match self {
            Self::Counts(counts) => json::list(counts.iter().map(|n| json::weight(*n))),
            Self::Rows(rows) => json::list(rows.iter().map(|row| json::list(row.iter().map(u8::to_string)))),
        }
    }
}

/// Writes a result.
pub fn result_json(result: &[Outcome]) -> String {
    format!("{{\"result\":{}}}", json::list(result.iter().map(Outcome::to_json)))
}

/// Reads a result.
pub fn read_result(r: &mut Reader, questions: &[Question], bytes: &[u8]) -> Option<Vec<Outcome>> {
    let value = r.parse(bytes, true)?;
    let object = r.object(&value, &["result"])?;
    r.field(object, "result", |r, v| {
        let items = r.tuple(v, questions.len())?;
        let read = items.iter().zip(questions).enumerate().map(|(i, (v, question))| {
            r.index(i, |r| {
                if question.is_ranked() {
                    let byte = |r: &mut Reader, v: &Value| {
                        let byte = r.number(v).and_then(|n| u8::try_from(n).ok());
                        if byte.is_none() {
                            r.fault(Code::JsonSchema, "must be a number from 0 to 255");
                        }
                        byte
                    };
                    r.list(v, |r, v| r.list(v, byte)).map(Outcome::Rows)
                } else {
                    r.list(v, Reader::weight).map(Outcome::Counts)
                }
            })
        });
        read.collect::<Vec<_>>().into_iter().collect()
    })
}

/// Holds a published result against what the shares decrypt.
pub fn check_result<G: Group>(
    r: &mut Reader,
    group: &G,
    questions: &[Question],
    tally: &Tally<G>,
    factors: &[Vec<G::Element>],
    total_weight: u64,
    result: &[Outcome],
) {
    let tallied = tally.iter().zip(factors);
    for (i, ((question, outcome), (list, factors))) in questions.iter().zip(result).zip(tallied).enumerate() {
        let length = match outcome {
            Outcome::Counts(counts) => counts.len(),
            Outcome::Rows(rows) => rows.len(),
        };
        r.member("result", |r| {
            r.index(i, |r| {
                if length != list.len() {
                    r.fault(Code::ResultMismatch, format!("{length} entries, the tally has {}", list.len()));
                    return;
                }
                for (j, (c, factor)) in list.iter().zip(factors).enumerate() {
                    let plain = group.div(&c.beta, factor);
                    let fits = match outcome {
                        Outcome::Counts(counts) => {
                            counts[j] <= total_weight
                                && group.fixed_power(group.generator_fixed(), &group.scalar(counts[j])) == plain
                        }
                        Outcome::Rows(rows) => group.decode(&plain, question.answers().len()) == rows[j],
                    };
                    if !fits {
                        r.index(j, |r| r.fault(Code::ResultMismatch, "is not what the shares decrypt"));
                    }
                }
            });
        });
    }
}

/// The result that the shares decrypt; `None` when a count is above the total weight, which no accepted tally gives.
pub fn decrypt<G: Group>(
    group: &G,
    questions: &[Question],
    tally: &Tally<G>,
    factors: &[Vec<G::Element>],
    total_weight: u64,
) -> Option<Vec<Outcome>> {
    let steps = Steps::new(group, total_weight);
    questions
        .iter()
        .zip(tally.iter().zip(factors))
        .map(|(question, (list, factors))| {
            let plain = list.iter().zip(factors).map(|(c, f)| group.div(&c.beta, f));
            if question.is_ranked() {
                return Some(Outcome::Rows(plain.map(|p| group.decode(&p, question.answers().len())).collect()));
            }
            plain.map(|p| steps.logarithm(&p)).collect::<Option<Vec<u64>>>().map(Outcome::Counts)
        })
        .collect()
}

/// Baby steps and giant steps (D. Shanks, 1971) up to a bound.
struct Steps<'g, G: Group> {
    group: &'g G,
    baby: std::collections::HashMap<Vec<u8>, u64>,
    giant: G::Element,
    size: u64,
    bound: u64,
}

impl<'g, G: Group> Steps<'g, G> {
    fn new(group: &'g G, bound: u64) -> Self {
        let size = bound.isqrt() + 1;
        let mut baby = std::collections::HashMap::new();
        let (g, mut power) = (group.generator(), group.one());
        for i in 0..size {
            baby.insert(group.order_key(&power), i);
            power = group.mul(&power, &g);
        }
        Self { group, baby, giant: group.inverse(&power), size, bound }
    }

    fn logarithm(&self, element: &G::Element) -> Option<u64> {
        let mut e = element.clone();
        for i in 0..=self.bound / self.size {
            if let Some(j) = self.baby.get(&self.group.order_key(&e)) {
                return Some(i * self.size + j).filter(|n| *n <= self.bound);
            }
            e = self.group.mul(&e, &self.giant);
        }
        None
    }
}
