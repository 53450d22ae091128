//! Proofs about exponents, made non-interactive by hashing (A. Fiat, A. Shamir, *CRYPTO* 1986); disjunctions after
//! R. Cramer, I. Damgård, B. Schoenmakers, *CRYPTO* 1994.

use crate::group::Group;
use crate::hash;
use crate::model::Proof;
use crate::random::Random;
use zeroize::Zeroizing;

/// base^response · power^challenge, with which a verifier finds the commitment again.
pub(crate) fn rebuild<G: Group>(group: &G, base: &G::Element, power: &G::Element, proof: &Proof<G>) -> G::Element {
    group.product_of_powers(&[(base.clone(), proof.response.clone()), (power.clone(), proof.challenge.clone())])
}

/// response = w − secret·challenge.
pub(crate) fn respond<G: Group>(group: &G, w: &G::Scalar, secret: &G::Scalar, challenge: G::Scalar) -> Proof<G> {
    let response = group.scalar_sub(w, &group.scalar_mul(secret, &challenge));
    Proof { challenge, response }
}

/// Proves knowledge of `secret` in g^secret, bound to a text that ends in `|`.
pub fn know<G: Group>(group: &G, secret: &G::Scalar, prefix: &str, random: &mut dyn Random) -> Proof<G> {
    let w = Zeroizing::new(group.random(random));
    let commitment = group.secret_generator_power(&w);
    let challenge = hash::to_scalar(group, prefix, &[commitment]);
    respond(group, &w, secret, challenge)
}

/// Checks a proof made by [`know`].
pub(crate) fn knows<G: Group>(group: &G, key: &G::Element, prefix: &str, proof: &Proof<G>) -> bool {
    let commitment = group.commit(group.generator_fixed(), &proof.response, &group.base(key), &proof.challenge);
    hash::to_scalar(group, prefix, &[commitment]) == proof.challenge
}

/// Signs a text.
pub fn sign<G: Group>(group: &G, secret: &G::Scalar, message: &str, random: &mut dyn Random) -> Proof<G> {
    know(group, secret, &Zeroizing::new(format!("sigmsg|{message}|")), random)
}

/// Checks a signature.
pub fn signed<G: Group>(group: &G, key: &G::Element, message: &str, proof: &Proof<G>) -> bool {
    knows(group, key, &Zeroizing::new(format!("sigmsg|{message}|")), proof)
}
