//! Products modulo a 2048-bit odd number in Montgomery form (P. Montgomery, *Mathematics of Computation* 44, 1985).
//!
//! Numbers stand in words of 60 bits, so that a whole column of products, of the factors and of the reduction, adds up in
//! 128 bits without a carry between words (product scanning: Ç. Koç, T. Acar, B. Kaliski, *IEEE Micro* 16, 1996, "FIPS").
//! Every operation takes the same time for all operands.

use super::decimal::{LIMBS, Number};

/// Bits of a word.
const BITS: usize = 60;
/// Words of a number below 2^FORM.
const WORDS: usize = 35;
/// A number x stands in Montgomery form as x·2^this.
pub(crate) const FORM: u32 = (BITS * WORDS) as u32;
const MASK: u64 = (1 << BITS) - 1;

/// A number below twice the modulus in words of 60 bits, the least significant first.
pub(crate) type Words = [u64; WORDS];

/// A modulus between 2^2047 and 2^2048.
#[derive(Clone)]
pub(crate) struct Modulus {
    words: Words,
    reversed: Words,
    /// −1/modulus mod 2^60.
    negative_inverse: u64,
}

/// Σ a_i·b_i + sum over the shorter of both. At most 70 products of words stand in a sum: fewer than 2^127.
#[inline]
fn dot(a: &[u64], b: &[u64], sum: u128) -> u128 {
    a.iter().zip(b).fold(sum, |sum, (a, b)| sum.wrapping_add(u128::from(*a) * u128::from(*b)))
}

fn reversed(a: &Words) -> Words {
    let mut out = *a;
    out.reverse();
    out
}

/// The words of a number.
pub(crate) fn split(number: &Number) -> Words {
    let from = number.as_words();
    std::array::from_fn(|i| {
        let (word, shift) = (i * BITS / 64, i * BITS % 64);
        let at = |i: usize| from.get(i).copied().unwrap_or(0);
        let above = if shift > 64 - BITS { at(word + 1) << (64 - shift) } else { 0 };
        (at(word) >> shift | above) & MASK
    })
}

/// The number of words below 2^2048.
fn joined(a: &Words) -> Number {
    let mut out = [0u64; LIMBS];
    for (i, word) in a.iter().enumerate() {
        let (at, shift) = (i * BITS / 64, i * BITS % 64);
        out[at] |= word << shift;
        if shift > 64 - BITS && at + 1 < LIMBS {
            out[at + 1] |= word >> (64 - shift);
        }
    }
    Number::from_words(out)
}

impl Modulus {
    /// A modulus, which must be odd and have 2048 bits.
    pub(crate) fn new(modulus: &Number) -> Self {
        let words = split(modulus);
        // By Newton's method: 1/words[0] mod 2^64, which is 1/modulus mod 2^60.
        let inverse = (0..6).fold(1u64, |x, _| x.wrapping_mul(2u64.wrapping_sub(words[0].wrapping_mul(x))));
        Self { words, reversed: reversed(&words), negative_inverse: inverse.wrapping_neg() & MASK }
    }

    /// a·b/2^FORM mod the modulus.
    pub(crate) fn mul(&self, a: &Words, b: &Words) -> Words {
        let b = reversed(b);
        self.columns(|from, k, sum| dot(&a[from..=k - from], &b[WORDS - 1 + from - k..], sum))
    }

    /// a²/2^FORM mod the modulus: half of the products of a multiplication, then the same reduction.
    pub(crate) fn square(&self, a: &Words) -> Words {
        let (b, twice) = (reversed(a), a.map(|word| word << 1));
        self.columns(|from, k, sum| {
            let middle = k.div_ceil(2);
            let sum = dot(&twice[from..middle], &b[WORDS - 1 + from - k..], sum);
            if k % 2 == 0 { sum.wrapping_add(u128::from(a[k / 2]) * u128::from(a[k / 2])) } else { sum }
        })
    }

    /// The product whose column k `products` adds to a sum, reduced: (product + u·modulus)/2^FORM, which is below
    /// (1 + 2^-50)·modulus for operands below twice the modulus.
    #[inline(always)]
    fn columns(&self, products: impl Fn(usize, usize, u128) -> u128) -> Words {
        match self.negative_inverse {
            1 => self.columns_as::<true>(products),
            _ => self.columns_as::<false>(products),
        }
    }

    /// With `ONES`, for a modulus whose lowest word has ones only: nothing is to be multiplied for it.
    #[inline(always)]
    fn columns_as<const ONES: bool>(&self, products: impl Fn(usize, usize, u128) -> u128) -> Words {
        let mut sum = 0u128;
        let mut u = [0u64; WORDS];
        for k in 0..WORDS {
            sum = products(0, k, sum);
            sum = dot(&u[..k], &self.reversed[WORDS - 1 - k..], sum);
            // What makes the lowest word zero.
            if ONES {
                u[k] = sum as u64 & MASK;
                sum = (sum >> BITS) + u128::from(u[k]);
            } else {
                u[k] = (sum as u64).wrapping_mul(self.negative_inverse) & MASK;
                sum = sum.wrapping_add(u128::from(u[k]) * u128::from(self.words[0])) >> BITS;
            }
        }
        let mut out = [0u64; WORDS];
        for k in WORDS..2 * WORDS - 1 {
            let from = k + 1 - WORDS;
            sum = products(from, k, sum);
            sum = dot(&u[from..], &self.reversed, sum);
            out[k - WORDS] = sum as u64 & MASK;
            sum >>= BITS;
        }
        out[WORDS - 1] = sum as u64;
        out
    }

    /// A number below twice the modulus as one below the modulus.
    pub(crate) fn reduced(&self, a: &Words) -> Words {
        let mut less = [0u64; WORDS];
        let mut borrow = 0;
        for (less, (a, m)) in less.iter_mut().zip(a.iter().zip(&self.words)) {
            let difference = a.wrapping_sub(*m).wrapping_sub(borrow);
            *less = difference & MASK;
            borrow = difference >> 63;
        }
        // Where the compiler knew that this is all ones or zeros, it could make a branch of it.
        let keep = std::hint::black_box(0u64.wrapping_sub(borrow));
        std::array::from_fn(|i| a[i] & keep | less[i] & !keep)
    }

    /// a/2^FORM mod the modulus: the number of which a is the Montgomery form.
    pub(crate) fn number(&self, a: &Words) -> Number {
        let mut one = [0; WORDS];
        one[0] = 1;
        joined(&self.reduced(&self.mul(a, &one)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Random as _, Seeded};
    use num_bigint::BigUint;

    fn big(number: &Number) -> BigUint {
        BigUint::from_slice(
            &number.as_words().iter().flat_map(|w| [*w as u32, (*w >> 32) as u32]).collect::<Vec<_>>(),
        )
    }

    fn wide(words: &Words) -> BigUint {
        words.iter().rev().fold(BigUint::ZERO, |sum, word| (sum << BITS) + *word)
    }

    fn words(mut number: BigUint) -> Words {
        let mask = BigUint::from(MASK);
        std::array::from_fn(|_| {
            let low = (&number & &mask).iter_u64_digits().next().unwrap_or(0);
            number >>= BITS;
            low
        })
    }

    /// Moduli at random, with the greatest and least words, and with a lowest word of ones; operands up to twice the
    /// modulus.
    #[test]
    fn products_agree_with_num_bigint() {
        let mut random = Seeded::new("products");
        let mut drawn = || {
            let mut bytes = [0u8; 8 * LIMBS];
            random.fill(&mut bytes);
            Number::from_be_slice(&bytes)
        };
        let form = BigUint::from(1u8) << FORM;
        for round in 0..120 {
            let mut m = *drawn().as_words();
            match round % 6 {
                1 => m[0] = u64::MAX,
                2 => m = [u64::MAX; LIMBS],
                3 => m = [0; LIMBS],
                4 => (m[0], m[LIMBS - 1]) = (u64::MAX, u64::MAX),
                _ => {}
            }
            m[0] |= 1;
            m[LIMBS - 1] |= 1 << 63;
            let number = Number::from_words(m);
            let (modulus, m) = (Modulus::new(&number), big(&number));
            let twice = &m * 2u8;
            assert_eq!(split(&number), words(m.clone()));
            assert_eq!(joined(&split(&number)), number);
            let mut operands = vec![BigUint::ZERO, BigUint::from(1u8), &m - 1u8, m.clone(), &m + 1u8, &twice - 1u8];
            operands.extend((0..3).map(|_| (big(&drawn()) << 1u8) % &twice));
            let inverse = form.modinv(&m).unwrap();
            for a in &operands {
                let x = words(a.clone());
                assert_eq!(wide(&modulus.reduced(&x)), a % &m);
                assert_eq!(big(&modulus.number(&x)), a * &inverse % &m);
                assert_eq!(modulus.square(&x), modulus.mul(&x, &x));
                for b in &operands {
                    let product = wide(&modulus.mul(&x, &words(b.clone())));
                    assert!(product <= &m + (&m >> 50u8));
                    assert_eq!(product % &m, a * b * &inverse % &m);
                }
            }
        }
    }
}
