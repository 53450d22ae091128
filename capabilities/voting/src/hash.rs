//! The hashes of the protocol (specification, section 1).

use crate::group::Group;
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

/// SHA-256 of a text.
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// SHA-256 as 64 lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    base::digest::sha256(bytes).to_string()
}

/// SHA-256 in Base64 without padding: fingerprints of elections, hashes and trackers of ballots.
pub fn b64(bytes: &[u8]) -> String {
    digest_b64(&base::digest::sha256(bytes))
}

/// A hash that was taken before, as [`b64`] writes it.
pub(crate) fn digest_b64(digest: &base::Digest) -> String {
    base64::engine::general_purpose::STANDARD_NO_PAD.encode(digest.0)
}

/// H(prefix; e1, …, en): SHA-256 over the prefix and the elements' texts with commas between, modulo q.
pub fn to_scalar<G: Group>(group: &G, prefix: &str, elements: &[G::Element]) -> G::Scalar {
    let mut hash = Sha256::new().chain_update(prefix.as_bytes());
    for (i, text) in group.write_all(elements).iter().enumerate() {
        if i > 0 {
            hash.update(b",");
        }
        hash.update(text.as_bytes());
    }
    group.reduce(&hash.finalize())
}
