//! A trustee's share of the decryption (specification, section 8).

use crate::group::Group;
use crate::hash;
use crate::proof;
use crate::random::Random;
use crate::tally::{Share, Tally, prefix};
use zeroize::Zeroizing;

/// Makes the share of the trustee with this secret key.
pub fn share<G: Group>(
    group: &G,
    fingerprint: &str,
    secret: &G::Scalar,
    tally: &Tally<G>,
    random: &mut dyn Random,
) -> Share<G> {
    let prefix = prefix(group, fingerprint, &group.secret_generator_power(secret));
    let mut share = Share { factors: Vec::new(), proofs: Vec::new() };
    for list in tally {
        let (mut factors, mut proofs) = (Vec::new(), Vec::new());
        for c in list {
            factors.push(group.secret_power(&c.alpha, secret));
            let w = Zeroizing::new(group.random(random));
            let commitments = [group.secret_generator_power(&w), group.secret_power(&c.alpha, &w)];
            let challenge = hash::to_scalar(group, &prefix, &commitments);
            proofs.push(proof::respond(group, &w, secret, challenge));
        }
        share.factors.push(factors);
        share.proofs.push(proofs);
    }
    share
}
