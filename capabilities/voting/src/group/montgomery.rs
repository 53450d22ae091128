//! Products modulo a 2048-bit odd number in Montgomery form (P. Montgomery, *Mathematics of Computation* 44, 1985),
//! word by word. Takes the same time for all operands.

use super::decimal::LIMBS;

/// A number below 2^2048, least significant word first.
pub(crate) type Words = [u64; LIMBS];

/// A modulus and −1/modulus mod 2^64.
pub(crate) struct Modulus {
    pub(crate) words: Words,
    pub(crate) negative_inverse: u64,
}

#[inline]
const fn multiply_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let wide = a as u128 * b as u128 + c as u128 + d as u128;
    (wide as u64, (wide >> 64) as u64)
}

impl Modulus {
    /// a·b/2^2048 mod the modulus, fully reduced, for a and b below the modulus.
    pub(crate) fn mul(&self, a: &Words, b: &Words) -> Words {
        let m = &self.words;
        let mut t = [0u64; LIMBS];
        let mut top = 0u64;
        for &word in b {
            let (low, mut carry) = multiply_add(a[0], word, t[0], 0);
            let u = low.wrapping_mul(self.negative_inverse);
            let (_, mut carry2) = multiply_add(m[0], u, low, 0);
            for j in 1..LIMBS {
                let (x, c) = multiply_add(a[j], word, t[j], carry);
                carry = c;
                let (y, c) = multiply_add(m[j], u, x, carry2);
                carry2 = c;
                t[j - 1] = y;
            }
            let (sum, over) = carry.overflowing_add(carry2);
            let (sum, over2) = sum.overflowing_add(top);
            t[LIMBS - 1] = sum;
            top = u64::from(over) + u64::from(over2);
        }
        self.reduce_once(&t, top)
    }

    /// t + top·2^2048, below twice the modulus, reduced once without a branch.
    fn reduce_once(&self, t: &Words, top: u64) -> Words {
        let mut reduced = [0u64; LIMBS];
        let mut borrow = 0u64;
        for j in 0..LIMBS {
            let (x, b1) = t[j].overflowing_sub(self.words[j]);
            let (x, b2) = x.overflowing_sub(borrow);
            reduced[j] = x;
            borrow = u64::from(b1 | b2);
        }
        // Keep t exactly when the subtraction went below zero and there was no top word to take it from.
        let keep = 0u64.wrapping_sub(borrow & (top ^ 1));
        for j in 0..LIMBS {
            reduced[j] = (t[j] & keep) | (reduced[j] & !keep);
        }
        reduced
    }
}
