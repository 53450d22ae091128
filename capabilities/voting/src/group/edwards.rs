//! The prime-order subgroup of edwards25519 (RFC 8032), elements written as 64 hex digits, big-endian.

use super::{Group, GroupName};
use crate::hash;
use crate::random::Random;
use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, ED25519_BASEPOINT_TABLE};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint, VartimeEdwardsPrecomputation};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity as _, VartimeMultiscalarMul as _, VartimePrecomputedMultiscalarMul as _};
use std::sync::LazyLock;
use zeroize::Zeroize as _;

/// The group Ed25519.
pub struct Edwards(());

static EDWARDS: Edwards = Edwards(());
static GENERATOR: LazyLock<Fixed> = LazyLock::new(|| EDWARDS.fixed(&ED25519_BASEPOINT_POINT));

/// A point with its table for products with one other point.
pub struct Fixed {
    point: EdwardsPoint,
    is_generator: bool,
    table: VartimeEdwardsPrecomputation,
}

impl Edwards {
    /// The group.
    pub const fn get() -> &'static Self {
        &EDWARDS
    }
}

/// Reads the 32 bytes of RFC 8032, 5.1.3, and nothing but the one canonical encoding of a point.
fn decode_point(bytes: [u8; 32]) -> Option<EdwardsPoint> {
    let sign = bytes[31] >> 7;
    let mut y = bytes;
    y[31] &= 0x7f;
    // y ≥ 2^255 − 19, or x = 0 (y = ±1) with a sign.
    let all_ones = y[1..31].iter().all(|b| *b == 0xff) && y[31] == 0x7f;
    let is_one = y[0] == 1 && y[1..].iter().all(|b| *b == 0);
    if (all_ones && y[0] >= 0xed) || (sign == 1 && (is_one || (all_ones && y[0] == 0xec))) {
        return None;
    }
    CompressedEdwardsY(bytes).decompress()
}

/// The 32 bytes of RFC 8032 from a number in big-endian hexadecimal, and back.
fn reversed(mut bytes: [u8; 32]) -> [u8; 32] {
    bytes.reverse();
    bytes
}

/// Adds one to a big-endian number.
fn increment(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            return;
        }
    }
}

impl Group for Edwards {
    type Element = EdwardsPoint;
    type Scalar = Scalar;
    type Base = EdwardsPoint;
    type Fixed = Fixed;
    type Comb = EdwardsPoint;

    fn name(&self) -> GroupName {
        GroupName::Ed25519
    }

    fn one(&self) -> EdwardsPoint {
        EdwardsPoint::identity()
    }

    fn generator(&self) -> EdwardsPoint {
        ED25519_BASEPOINT_POINT
    }

    fn mul(&self, a: &EdwardsPoint, b: &EdwardsPoint) -> EdwardsPoint {
        a + b
    }

    fn inverse(&self, a: &EdwardsPoint) -> EdwardsPoint {
        -a
    }

    fn read(&self, text: &str) -> Option<EdwardsPoint> {
        let bytes = base::Digest::from_hex(text)?.0;
        decode_point(reversed(bytes))
    }

    fn write(&self, a: &EdwardsPoint) -> String {
        base::digest::hex(&reversed(a.compress().to_bytes()))
    }

    fn write_all(&self, all: &[EdwardsPoint]) -> Vec<String> {
        EdwardsPoint::compress_batch_alloc(all).iter().map(|c| base::digest::hex(&reversed(c.to_bytes()))).collect()
    }

    fn order_key(&self, a: &EdwardsPoint) -> Vec<u8> {
        a.compress().to_bytes().to_vec()
    }

    fn base(&self, a: &EdwardsPoint) -> EdwardsPoint {
        *a
    }

    fn fixed(&self, a: &EdwardsPoint) -> Fixed {
        Fixed {
            point: *a,
            is_generator: *a == ED25519_BASEPOINT_POINT,
            table: VartimeEdwardsPrecomputation::new([*a]),
        }
    }

    fn generator_fixed(&self) -> &Fixed {
        &GENERATOR
    }

    fn is_member(&self, a: &EdwardsPoint) -> bool {
        a.is_torsion_free()
    }

    fn commit(&self, f: &Fixed, s: &Scalar, b: &EdwardsPoint, t: &Scalar) -> EdwardsPoint {
        if f.is_generator {
            return EdwardsPoint::vartime_double_scalar_mul_basepoint(t, b, s);
        }
        f.table.vartime_mixed_multiscalar_mul([s], [t], [b])
    }

    fn commit_shifted(&self, f: &Fixed, s: &Scalar, b: &EdwardsPoint, t: &Scalar, m: u64) -> EdwardsPoint {
        // Here a shifted base costs less than another power.
        let shifted = match m {
            0 => *b,
            1 => b - ED25519_BASEPOINT_POINT,
            _ => b - ED25519_BASEPOINT_TABLE * &Scalar::from(m),
        };
        self.commit(f, s, &shifted, t)
    }

    fn power(&self, b: &EdwardsPoint, t: &Scalar) -> EdwardsPoint {
        EdwardsPoint::vartime_multiscalar_mul([t], [b])
    }

    fn fixed_power(&self, f: &Fixed, s: &Scalar) -> EdwardsPoint {
        if f.is_generator {
            ED25519_BASEPOINT_TABLE * s
        } else {
            EdwardsPoint::vartime_multiscalar_mul([s], [&f.point])
        }
    }

    fn product_of_powers(&self, all: &[(EdwardsPoint, Scalar)]) -> EdwardsPoint {
        EdwardsPoint::vartime_multiscalar_mul(all.iter().map(|(_, s)| s), all.iter().map(|(a, _)| a))
    }

    fn secret_power(&self, a: &EdwardsPoint, s: &Scalar) -> EdwardsPoint {
        a * s
    }

    fn comb(&self, a: &EdwardsPoint) -> EdwardsPoint {
        *a
    }

    fn comb_power(&self, c: &EdwardsPoint, s: &Scalar) -> EdwardsPoint {
        c * s
    }

    fn secret_generator_power(&self, s: &Scalar) -> EdwardsPoint {
        ED25519_BASEPOINT_TABLE * s
    }

    fn read_scalar(&self, text: &str) -> Option<Scalar> {
        let number = super::decimal::read(text)?;
        let mut bytes = number.to_le_bytes();
        let bytes: &mut [u8] = bytes.as_mut();
        let mut low = [0u8; 32];
        low.copy_from_slice(&bytes[..32]);
        let fits = bytes[32..].iter().all(|b| *b == 0);
        let scalar: Option<Scalar> = Scalar::from_canonical_bytes(low).into();
        low.zeroize();
        bytes.zeroize();
        scalar.filter(|_| fits)
    }

    fn write_scalar(&self, s: &Scalar) -> String {
        let mut wide = [0u8; super::decimal::LIMBS * 8];
        wide[..32].copy_from_slice(s.as_bytes());
        let text = super::decimal::write(&super::decimal::Number::from_le_slice(&wide));
        wide.zeroize();
        text
    }

    fn scalar(&self, value: u64) -> Scalar {
        Scalar::from(value)
    }

    fn scalar_add(&self, a: &Scalar, b: &Scalar) -> Scalar {
        a + b
    }

    fn scalar_sub(&self, a: &Scalar, b: &Scalar) -> Scalar {
        a - b
    }

    fn scalar_mul(&self, a: &Scalar, b: &Scalar) -> Scalar {
        a * b
    }

    fn scalar_inverse(&self, a: &Scalar) -> Scalar {
        a.invert()
    }

    fn reduce(&self, bytes: &[u8]) -> Scalar {
        let mut wide = [0u8; 64];
        for (to, from) in wide.iter_mut().zip(bytes.iter().rev()) {
            *to = *from;
        }
        let scalar = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        scalar
    }

    fn random(&self, random: &mut dyn Random) -> Scalar {
        // 512 bits, reduced: 259 more than q has.
        let mut wide = [0u8; 64];
        random.fill(&mut wide);
        let scalar = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        scalar
    }

    fn independent(&self, i: i64) -> Option<EdwardsPoint> {
        let mut number = hash::sha256(&format!("ggen|{i}"));
        // >> 2
        let mut carry = 0u8;
        for byte in &mut number {
            let next = *byte << 6;
            *byte = (*byte >> 2) | carry;
            carry = next;
        }
        let point = loop {
            if let Some(point) = decode_point(reversed(number)) {
                break point.mul_by_cofactor();
            }
            increment(&mut number);
        };
        (point != self.one() && point != ED25519_BASEPOINT_POINT).then_some(point)
    }

    fn embed(&self, values: &[u8]) -> Option<EdwardsPoint> {
        if values.len() > GroupName::Ed25519.embedding_limit() {
            return None;
        }
        if values.iter().all(|v| *v == 0) {
            return Some(self.one());
        }
        // values, then fourteen bits of padding to count in: shift left by 16, then right by 2.
        let mut number = [0u8; 32];
        number[30 - values.len()..30].copy_from_slice(values);
        let mut carry = 0u8;
        for byte in &mut number {
            let next = *byte << 6;
            *byte = (*byte >> 2) | carry;
            carry = next;
        }
        loop {
            if let Some(point) = decode_point(reversed(number)).filter(EdwardsPoint::is_torsion_free) {
                return Some(point);
            }
            increment(&mut number);
        }
    }

    fn decode(&self, a: &EdwardsPoint, count: usize) -> Vec<u8> {
        let mut number = reversed(a.compress().to_bytes());
        // >> 14 is << 2 and >> 16: the two bits shifted out at the top would be bits above any value that fits.
        let mut carry = 0u8;
        for byte in number.iter_mut().rev() {
            let next = *byte >> 6;
            *byte = (*byte << 2) | carry;
            carry = next;
        }
        number[30usize.saturating_sub(count)..30].to_vec()
    }
}
