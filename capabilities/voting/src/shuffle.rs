//! Proofs of a shuffle: that one list of ciphertexts is another, re-encrypted and in another order.
//!
//! Source: CHVote protocol specification, version 1.3.2 (GenShuffle, GenShuffleProof, CheckShuffleProof), described in
//! R. Haenni et al., *Pseudo-Code Algorithms for Verifiable Re-Encryption Mix-Nets*, ePrint 2017/325; after
//! B. Terelius, D. Wikström, *AFRICACRYPT* 2010. Responses here add the secret: s = w + c·secret.

use crate::group::{Group, independents};
use crate::hash;
use crate::json::{self, Reader};
use crate::model::Ciphertext;
use crate::random::{Random, below};
use base::json::Value;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A proof of a shuffle.
pub struct ShuffleProof<G: Group> {
    /// t1, t2, t3, t41, t42.
    pub t: [G::Element; 5],
    /// t̂.
    pub t_hat: Vec<G::Element>,
    /// s1 to s4.
    pub s: [G::Scalar; 4],
    /// ŝ.
    pub s_hat: Vec<G::Scalar>,
    /// s'.
    pub s_prime: Vec<G::Scalar>,
    /// Commitments to the permutation.
    pub c: Vec<G::Element>,
    /// Their chain.
    pub c_hat: Vec<G::Element>,
}

/// Shuffled lists and their proofs, one for each ranked question.
pub struct Shuffle<G: Group> {
    /// Outputs.
    pub ciphertexts: Vec<Vec<Ciphertext<G>>>,
    /// Proofs.
    pub proofs: Vec<ShuffleProof<G>>,
}

impl<G: Group> Shuffle<G> {
    /// Reads a shuffle.
    pub fn read(r: &mut Reader, group: &G, bytes: &[u8]) -> Option<Self> {
        let value = r.parse(bytes, true)?;
        let object = r.object(&value, &["ciphertexts", "proofs"])?;
        let ciphertexts =
            r.field(object, "ciphertexts", |r, v| r.list(v, |r, v| r.list(v, |r, v| r.ciphertext(group, v))));
        let proofs = r.field(object, "proofs", |r, v| r.list(v, |r, v| ShuffleProof::read(r, group, v)));
        Some(Self { ciphertexts: ciphertexts?, proofs: proofs? })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        let lists = self.ciphertexts.iter().map(|l| json::list(l.iter().map(|c| c.to_json(group))));
        let proofs = self.proofs.iter().map(|p| p.to_json(group));
        format!("{{\"ciphertexts\":{},\"proofs\":{}}}", json::list(lists), json::list(proofs))
    }
}

impl<G: Group> ShuffleProof<G> {
    fn read(r: &mut Reader, group: &G, value: &Value) -> Option<Self> {
        let parts = r.tuple(value, 4)?;
        let t = r.index(0, |r| {
            let t = r.tuple(&parts[0], 5)?;
            let mut all: Vec<Option<G::Element>> = (0..3).map(|i| r.index(i, |r| r.element(group, &t[i]))).collect();
            let pair = r.index(3, |r| {
                let pair = r.tuple(&t[3], 2)?;
                Some([0, 1].map(|i| r.index(i, |r| r.element(group, &pair[i]))))
            });
            let hat = r.index(4, |r| r.list(&t[4], |r, v| r.element(group, v)));
            all.extend(pair?);
            let all: Option<Vec<_>> = all.into_iter().collect();
            Some((<[G::Element; 5]>::try_from(all?).ok()?, hat?))
        });
        let s = r.index(1, |r| {
            let s = r.tuple(&parts[1], 6)?;
            let all: Option<Vec<_>> = (0..4).map(|i| r.index(i, |r| r.scalar(group, &s[i]))).collect();
            let hat = r.index(4, |r| r.list(&s[4], |r, v| r.scalar(group, v)));
            let prime = r.index(5, |r| r.list(&s[5], |r, v| r.scalar(group, v)));
            Some((<[G::Scalar; 4]>::try_from(all?).ok()?, hat?, prime?))
        });
        let c = r.index(2, |r| r.list(&parts[2], |r, v| r.element(group, v)));
        let c_hat = r.index(3, |r| r.list(&parts[3], |r, v| r.element(group, v)));
        let ((t, t_hat), (s, s_hat, s_prime)) = (t?, s?);
        Some(Self { t, t_hat, s, s_hat, s_prime, c: c?, c_hat: c_hat? })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        let elements = |all: &[G::Element]| json::list(group.write_all(all).iter().map(|e| json::quoted(e)));
        let scalars = |all: &[G::Scalar]| json::list(all.iter().map(|s| json::quoted(&group.write_scalar(s))));
        let [t1, t2, t3, t41, t42] = self.t.each_ref().map(|t| json::quoted(&group.write(t)));
        let [s1, s2, s3, s4] = self.s.each_ref().map(|s| json::quoted(&group.write_scalar(s)));
        format!(
            "[[{t1},{t2},{t3},[{t41},{t42}],{}],[{s1},{s2},{s3},{s4},{},{}],{},{}]",
            elements(&self.t_hat),
            scalars(&self.s_hat),
            scalars(&self.s_prime),
            elements(&self.c),
            elements(&self.c_hat)
        )
    }
}

/// A comma after every element.
fn listed<G: Group>(group: &G, elements: &[G::Element]) -> String {
    let mut out = String::new();
    for text in group.write_all(elements) {
        out.push_str(&text);
        out.push(',');
    }
    out
}

fn listed_pairs<G: Group>(group: &G, all: &[Ciphertext<G>]) -> String {
    let elements: Vec<_> = all.iter().flat_map(|c| [c.alpha.clone(), c.beta.clone()]).collect();
    listed(group, &elements)
}

/// The challenges u_i.
fn challenges<G: Group>(group: &G, fingerprint: &str, statement: &str, n: usize) -> Vec<G::Scalar> {
    let x = hash::hex(format!("shuffle-challenges|{fingerprint}|{statement}").as_bytes());
    (0..n)
        .map(|i| {
            let i = hash::hex(i.to_string().as_bytes());
            group.reduce(&hash::sha256(&format!("{x}{i}")))
        })
        .collect()
}

/// The challenge c.
fn challenge<G: Group>(
    group: &G,
    fingerprint: &str,
    t: &[G::Element; 5],
    t_hat: &[G::Element],
    statement: &str,
    c_hat: &[G::Element],
    key: &G::Element,
) -> G::Scalar {
    let digest = Sha256::new()
        .chain_update(format!("shuffle-challenge|{fingerprint}|"))
        .chain_update(listed(group, t))
        .chain_update(listed(group, t_hat))
        .chain_update(statement)
        .chain_update(listed(group, c_hat))
        .chain_update(group.write(key))
        .finalize();
    group.reduce(&digest)
}

/// Whether `outputs` are `inputs`, re-encrypted and in another order.
pub fn check<G: Group>(
    group: &G,
    fingerprint: &str,
    key: &G::Element,
    inputs: &[Ciphertext<G>],
    outputs: &[Ciphertext<G>],
    proof: &ShuffleProof<G>,
) -> bool {
    let n = inputs.len();
    let lengths =
        [outputs.len(), proof.c.len(), proof.c_hat.len(), proof.t_hat.len(), proof.s_hat.len(), proof.s_prime.len()];
    if lengths.iter().any(|l| *l != n) {
        return false;
    }
    let Some((h, hs)) = independents(group, n) else { return false };
    let statement =
        format!("{}{}{}", listed_pairs(group, inputs), listed_pairs(group, outputs), listed(group, &proof.c));
    let u = challenges(group, fingerprint, &statement, n);
    let c = challenge(group, fingerprint, &proof.t, &proof.t_hat, &statement, &proof.c_hat, key);
    let minus_c = group.scalar_neg(&c);
    let (g, one) = (group.generator(), group.scalar(1));
    let [s1, s2, s3, s4] = &proof.s;
    let minus_s4 = group.scalar_neg(s4);
    // ∏ a_i^{u_i·(−c)}, so that one product of powers says all.
    let uc: Vec<G::Scalar> = u.iter().map(|u| group.scalar_mul(u, &minus_c)).collect();
    let u_product = u.iter().fold(one.clone(), |p, u| group.scalar_mul(&p, u));
    let sum = |all: &[G::Element]| all.iter().fold(group.one(), |p, e| group.mul(&p, e));
    let pairs = |elements: Vec<G::Element>, scalars: &[G::Scalar]| -> Vec<(G::Element, G::Scalar)> {
        elements.into_iter().zip(scalars.iter().cloned()).collect()
    };
    let alphas = |all: &[Ciphertext<G>]| all.iter().map(|c| c.alpha.clone()).collect::<Vec<_>>();
    let betas = |all: &[Ciphertext<G>]| all.iter().map(|c| c.beta.clone()).collect::<Vec<_>>();
    let last = proof.c_hat.last().unwrap_or(&h);

    let mut terms3 = pairs(proof.c.clone(), &uc);
    terms3.push((g.clone(), s3.clone()));
    terms3.extend(pairs(hs.clone(), &proof.s_prime));
    let mut terms41 = pairs(betas(inputs), &uc);
    terms41.push((key.clone(), minus_s4.clone()));
    terms41.extend(pairs(betas(outputs), &proof.s_prime));
    let mut terms42 = pairs(alphas(inputs), &uc);
    terms42.push((g.clone(), minus_s4));
    terms42.extend(pairs(alphas(outputs), &proof.s_prime));
    let equations = [
        vec![(group.div(&sum(&proof.c), &sum(&hs)), minus_c.clone()), (g.clone(), s1.clone())],
        vec![(last.clone(), minus_c.clone()), (h.clone(), group.scalar_mul(&u_product, &c)), (g.clone(), s2.clone())],
        terms3,
        terms41,
        terms42,
    ];
    let chain = (0..n).map(|i| {
        let before = if i == 0 { &h } else { &proof.c_hat[i - 1] };
        vec![
            (proof.c_hat[i].clone(), minus_c.clone()),
            (g.clone(), proof.s_hat[i].clone()),
            (before.clone(), proof.s_prime[i].clone()),
        ]
    });
    let sides = proof.t.iter().chain(&proof.t_hat);
    all_hold(group, &statement, &c, equations.into_iter().chain(chain).zip(sides))
}

/// Whether the product of each list's powers is the element beside it: all equations at once, each to the power of a weight
/// of 128 bits (M. Bellare, J. Garay, T. Rabin, *EUROCRYPT* 1998). Where all elements are of the group, whose order is a
/// prime above 2^250, one false equation is taken for true with a chance of 2^−128. The weights come from a hash over
/// everything that stands in the equations, so that nobody chooses them and everybody draws the same.
fn all_hold<'a, G: Group>(
    group: &G,
    statement: &str,
    challenge: &G::Scalar,
    equations: impl Iterator<Item = (Vec<(G::Element, G::Scalar)>, &'a G::Element)>,
) -> bool {
    let equations: Vec<_> = equations.collect();
    // The challenge is itself a hash over the statement and all commitments; the answers are what it does not hold.
    let mut seed = Sha256::new();
    seed.update("shuffle-weights|");
    seed.update(statement);
    seed.update(group.write_scalar(challenge));
    for (terms, _) in &equations {
        for (_, scalar) in terms {
            seed.update("|");
            seed.update(group.write_scalar(scalar));
        }
    }
    let seed = seed.finalize();
    // One power for each element, however often it comes.
    let mut powers: BTreeMap<Vec<u8>, (G::Element, G::Scalar)> = BTreeMap::new();
    let mut add = |element: &G::Element, exponent: G::Scalar| {
        powers
            .entry(group.order_key(element))
            .and_modify(|(_, sum)| *sum = group.scalar_add(sum, &exponent))
            .or_insert_with(|| (element.clone(), exponent));
    };
    let mut sides = Vec::with_capacity(equations.len());
    for (i, (terms, side)) in equations.iter().enumerate() {
        let digest = Sha256::new().chain_update(seed).chain_update((i as u64).to_be_bytes()).finalize();
        let weight = group.reduce(&digest[..16]);
        for (element, scalar) in terms {
            add(element, group.scalar_mul(scalar, &weight));
        }
        sides.push(((*side).clone(), weight));
    }
    let powers: Vec<_> = powers.into_values().collect();
    let product = |all: &[(G::Element, G::Scalar)]| {
        // Enough in one part to share its squarings, few enough that its tables stay small.
        let parts = all.len().div_ceil(rayon::current_num_threads()).clamp(16, 512);
        let parts = all.par_chunks(parts).map(|part| group.product_of_powers(part));
        parts.reduce(|| group.one(), |a, b| group.mul(&a, &b))
    };
    product(&powers) == product(&sides)
}

/// Shuffles a list and proves it. `None` when the independent generators cannot be used, which has never been seen.
pub fn shuffle<G: Group>(
    group: &G,
    fingerprint: &str,
    key: &G::Element,
    inputs: &[Ciphertext<G>],
    random: &mut dyn Random,
) -> Option<(Vec<Ciphertext<G>>, ShuffleProof<G>)> {
    let n = inputs.len();
    let (h, hs) = independents(group, n)?;
    // Fisher–Yates.
    let mut order: Zeroizing<Vec<usize>> = Zeroizing::new((0..n).collect());
    for i in (1..n).rev() {
        let j = usize::try_from(below(random, i as u64 + 1)).unwrap_or_default();
        order.swap(i, j);
    }
    let mut draw = |count: usize| Zeroizing::new((0..count).map(|_| group.random(random)).collect::<Vec<_>>());
    let r_prime = draw(n); // re-encryption, by input
    let r_commit = draw(n); // commitments, by input
    let r_hat = draw(n);
    let w = draw(4);
    let w_hat = draw(n);
    let w_prime = draw(n);

    let fresh: Vec<Ciphertext<G>> = inputs
        .iter()
        .zip(r_prime.iter())
        .map(|(e, r)| Ciphertext {
            alpha: group.mul(&e.alpha, &group.secret_generator_power(r)),
            beta: group.mul(&e.beta, &group.secret_power(key, r)),
        })
        .collect();
    let outputs: Vec<Ciphertext<G>> = order.iter().map(|j| fresh[*j].clone()).collect();
    let mut c = vec![group.one(); n];
    for (i, j) in order.iter().enumerate() {
        c[*j] = group.mul(&group.secret_generator_power(&r_commit[*j]), &hs[i]);
    }
    let statement = format!("{}{}{}", listed_pairs(group, inputs), listed_pairs(group, &outputs), listed(group, &c));
    let u = challenges(group, fingerprint, &statement, n);
    let u_prime: Zeroizing<Vec<G::Scalar>> = Zeroizing::new(order.iter().map(|j| u[*j].clone()).collect());
    let mut c_hat: Vec<G::Element> = Vec::with_capacity(n);
    let mut t_hat = Vec::with_capacity(n);
    for i in 0..n {
        let before = if i == 0 { h.clone() } else { c_hat[i - 1].clone() };
        c_hat.push(group.mul(&group.secret_generator_power(&r_hat[i]), &group.secret_power(&before, &u_prime[i])));
        t_hat.push(group.mul(&group.secret_generator_power(&w_hat[i]), &group.secret_power(&before, &w_prime[i])));
    }
    let product = |bases: &mut dyn Iterator<Item = G::Element>| {
        bases.zip(w_prime.iter()).fold(group.one(), |p, (b, w)| group.mul(&p, &group.secret_power(&b, w)))
    };
    let minus_w4 = Zeroizing::new(group.scalar_neg(&w[3]));
    let t = [
        group.secret_generator_power(&w[0]),
        group.secret_generator_power(&w[1]),
        group.mul(&group.secret_generator_power(&w[2]), &product(&mut hs.iter().cloned())),
        group.mul(&group.secret_power(key, &minus_w4), &product(&mut outputs.iter().map(|e| e.beta.clone()))),
        group.mul(&group.secret_generator_power(&minus_w4), &product(&mut outputs.iter().map(|e| e.alpha.clone()))),
    ];
    let challenge = challenge(group, fingerprint, &t, &t_hat, &statement, &c_hat, key);

    let dot = |a: &[G::Scalar], b: &[G::Scalar]| {
        a.iter().zip(b).fold(group.scalar(0), |s, (a, b)| group.scalar_add(&s, &group.scalar_mul(a, b)))
    };
    let answer = |w: &G::Scalar, secret: &G::Scalar| group.scalar_add(w, &group.scalar_mul(&challenge, secret));
    let mut v = Zeroizing::new(vec![group.scalar(1); n]);
    for i in (1..n).rev() {
        v[i - 1] = group.scalar_mul(&u_prime[i], &v[i]);
    }
    let ones = vec![group.scalar(1); n];
    let s = [
        answer(&w[0], &Zeroizing::new(dot(&r_commit, &ones))),
        answer(&w[1], &Zeroizing::new(dot(&r_hat, &v))),
        answer(&w[2], &Zeroizing::new(dot(&r_commit, &u))),
        answer(&w[3], &Zeroizing::new(dot(&r_prime, &u))),
    ];
    let s_hat = w_hat.iter().zip(r_hat.iter()).map(|(w, r)| answer(w, r)).collect();
    let s_prime = w_prime.iter().zip(u_prime.iter()).map(|(w, u)| answer(w, u)).collect();
    Some((outputs, ShuffleProof { t, t_hat, s, s_hat, s_prime, c, c_hat }))
}
