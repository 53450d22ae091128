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

    /// a²/2^2048 mod the modulus: half of the products of a multiplication, then the reduction on its own.
    pub(crate) fn square(&self, a: &Words) -> Words {
        let mut t = [0u64; 2 * LIMBS];
        // The products of different words, once each.
        for i in 0..LIMBS - 1 {
            let (mut carry, word) = (0, a[i]);
            for (x, other) in t[2 * i + 1..i + LIMBS].iter_mut().zip(&a[i + 1..]) {
                (*x, carry) = multiply_add(word, *other, *x, carry);
            }
            t[i + LIMBS] = carry;
        }
        // Twice these, and the squares of the words.
        let (mut shifted, mut carry) = (0, 0);
        for i in 0..LIMBS {
            let (low, high) = (t[2 * i], t[2 * i + 1]);
            let (square, over) = multiply_add(a[i], a[i], low << 1 | shifted, carry);
            t[2 * i] = square;
            let (sum, over2) = (high << 1 | low >> 63).overflowing_add(over);
            t[2 * i + 1] = sum;
            shifted = high >> 63;
            carry = u64::from(over2);
        }
        let mut top = 0;
        for i in 0..LIMBS {
            let u = t[i].wrapping_mul(self.negative_inverse);
            let mut carry = 0;
            for (x, m) in t[i..i + LIMBS].iter_mut().zip(&self.words) {
                (*x, carry) = multiply_add(*m, u, *x, carry);
            }
            let (sum, over) = t[i + LIMBS].overflowing_add(carry);
            let (sum, over2) = sum.overflowing_add(top);
            t[i + LIMBS] = sum;
            top = u64::from(over) + u64::from(over2);
        }
        let mut upper = [0; LIMBS];
        upper.copy_from_slice(&t[LIMBS..]);
        self.reduce_once(&upper, top)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Random as _, Seeded};

    #[test]
    fn a_square_is_a_product_with_itself() {
        let mut random = Seeded::new("squares");
        let mut words = || {
            let mut bytes = [0u8; 8 * LIMBS];
            random.fill(&mut bytes);
            let mut all = [0; LIMBS];
            for (word, bytes) in all.iter_mut().zip(bytes.chunks_exact(8)) {
                *word = u64::from_le_bytes(bytes.try_into().unwrap());
            }
            all
        };
        for round in 0..200 {
            let mut m = words();
            m[0] |= 1;
            m[LIMBS - 1] |= 1 << 63;
            // By Newton's method: −1/m mod 2^64.
            let inverse = (0..6).fold(1u64, |x, _| x.wrapping_mul(2u64.wrapping_sub(m[0].wrapping_mul(x))));
            let modulus = Modulus { words: m, negative_inverse: inverse.wrapping_neg() };
            let mut a = words();
            a[LIMBS - 1] >>= 1;
            // The greatest and the smallest numbers carry most and least.
            if round == 0 {
                a = m;
                a[0] -= 1;
            } else if round == 1 {
                a = [0; LIMBS];
            } else if round == 2 {
                a = [u64::MAX; LIMBS];
                a[LIMBS - 1] = u64::MAX >> 1;
            }
            assert_eq!(modulus.square(&a), modulus.mul(&a, &a), "round {round}");
        }
    }
}
