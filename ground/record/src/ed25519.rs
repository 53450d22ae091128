//! Verifying many signatures of one key: after the first few, with a table of the key's multiples.
//!
//! Source: RFC 8032, section 5.1.7: `R = sB - kA` with `k = SHA-512(R ‖ A ‖ M)`, without the cofactor. Both products are
//! taken from tables of 16ths powers (Bernstein et al., "High-speed high-security signatures", section 4), which needs no
//! doublings of 256 bits; [`ed25519_dalek`] has such a table for `B` only.

use curve25519_dalek::Scalar;
use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsBasepointTable};
use curve25519_dalek::traits::BasepointTable as _;
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use sha2::{Digest as _, Sha512};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// From so many signatures on a table pays: making it costs about as much as it saves on them.
const WORTH_A_TABLE: u32 = 128;

/// A public key and, once it is used much, its table. Clones share both.
#[derive(Clone)]
pub(crate) struct PublicKey(Arc<Shared>);

struct Shared {
    key: VerifyingKey,
    uses: AtomicU32,
    /// Multiples of `-A`, 30 kB.
    table: OnceLock<Option<Box<EdwardsBasepointTable>>>,
}

impl PublicKey {
    /// `None` if the bytes are no point of the curve, or one of small order, for which anyone can sign.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Result<Self, &'static str> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| "the bytes are no Ed25519 public key")?;
        if key.is_weak() {
            return Err("the public key is a point of small order, for which anyone can sign");
        }
        Ok(Self(Arc::new(Shared { key, uses: AtomicU32::new(0), table: OnceLock::new() })))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        self.0.key.as_bytes()
    }

    /// Whether the signature over the message is the key's.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let often = self.0.uses.load(Ordering::Relaxed) >= WORTH_A_TABLE
            || self.0.uses.fetch_add(1, Ordering::Relaxed) >= WORTH_A_TABLE;
        let table = often.then(|| self.0.table.get_or_init(|| table(&self.0.key)).as_deref()).flatten();
        match table {
            Some(table) => with_table(self.as_bytes(), table, message, signature),
            None => self.0.key.verify(message, &Signature::from_bytes(signature)).is_ok(),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for PublicKey {}

fn table(key: &VerifyingKey) -> Option<Box<EdwardsBasepointTable>> {
    let point = CompressedEdwardsY(*key.as_bytes()).decompress()?;
    Some(Box::new(EdwardsBasepointTable::create(&-point)))
}

fn with_table(key: &[u8; 32], table: &EdwardsBasepointTable, message: &[u8], signature: &[u8; 64]) -> bool {
    let (r, s) = signature.split_at(32);
    let s: Option<Scalar> = s.try_into().ok().and_then(|s| Scalar::from_canonical_bytes(s).into());
    let Some(s) = s else { return false };
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    let k = Scalar::from_bytes_mod_order_wide(&hash.into());
    (ED25519_BASEPOINT_TABLE.mul_base(&s) + table.mul_base(&k)).compress().as_bytes() == r
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer as _, SigningKey};
    use proptest::prelude::*;

    /// The order of the base point, little endian: `s + order` is the same scalar, written as RFC 8032 forbids.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    fn same(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
        let expected = key.verify(message, &Signature::from_bytes(signature)).is_ok();
        let table = table(key).expect("a point");
        assert_eq!(with_table(key.as_bytes(), &table, message, signature), expected);
        expected
    }

    proptest! {
        /// With the table and without it: the same answer, for good signatures, altered ones and any bytes at all.
        #[test]
        fn both_ways_agree(seed: [u8; 32], message: Vec<u8>, bit in 0_usize..512, noise: [u8; 64]) {
            let secret = SigningKey::from_bytes(&seed);
            let key = secret.verifying_key();
            let mut signature = secret.sign(&message).to_bytes();
            prop_assert!(same(&key, &message, &signature));
            same(&key, &message, &noise);
            signature[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!same(&key, &message, &signature));
        }
    }

    #[test]
    fn a_scalar_beyond_the_order_is_refused_both_ways() {
        let secret = SigningKey::from_bytes(&[3; 32]);
        let mut signature = secret.sign(b"text").to_bytes();
        let mut carry = 0_u16;
        for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
            carry += u16::from(*byte) + u16::from(order);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        assert!(!same(&secret.verifying_key(), b"text", &signature));
    }

    /// A key with a part of order eight (mixed order): here the equation without the cofactor says no where the one with
    /// it would say yes, and both ways must say the same.
    #[test]
    fn a_key_of_mixed_order_is_judged_the_same() {
        use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
        let secret = Scalar::from(7_u8);
        let point = ED25519_BASEPOINT_TABLE.mul_base(&secret) + EIGHT_TORSION[1];
        let key = VerifyingKey::from_bytes(&point.compress().to_bytes()).expect("a point");
        let nonce = Scalar::from(11_u8);
        let r = ED25519_BASEPOINT_TABLE.mul_base(&nonce).compress().to_bytes();
        let mut accepted = 0;
        for message in 0_u32..64 {
            let message = message.to_le_bytes();
            let hash = Sha512::new().chain_update(r).chain_update(key.as_bytes()).chain_update(message).finalize();
            let s = nonce + Scalar::from_bytes_mod_order_wide(&hash.into()) * secret;
            let signature: Vec<u8> = r.into_iter().chain(s.to_bytes()).collect();
            accepted += u32::from(same(&key, &message, signature.as_slice().try_into().expect("64 bytes")));
        }
        assert!((1..64).contains(&accepted), "an eighth of them have k divisible by eight: {accepted}");
    }

    /// The table is taken after [`WORTH_A_TABLE`] signatures, and the answers stay right.
    #[test]
    fn a_key_used_often_gets_its_table() {
        let secret = SigningKey::from_bytes(&[9; 32]);
        let key = PublicKey::from_bytes(secret.verifying_key().as_bytes()).expect("a key");
        for i in 0..=WORTH_A_TABLE {
            let message = i.to_le_bytes();
            let mut signature = secret.sign(&message).to_bytes();
            assert!(key.clone().verifies(&message, &signature));
            signature[40] ^= 1;
            assert!(!key.verifies(&message, &signature));
        }
        assert!(key.0.table.get().is_some_and(Option::is_some));
    }
}
