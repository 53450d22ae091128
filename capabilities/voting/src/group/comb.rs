//! Powers of one base with many secret exponents: a table of all digits at all places (E. Brickell et al., *EUROCRYPT*
//! 1992), from which every power takes one entry for each place, reading all entries of the place each time.

use super::decimal::Number;
use super::montgomery::{Modulus, Words};

/// Bits of a digit.
const WIDTH: u32 = 4;

/// x^(d·2^(4·i)) for every digit d and every place i.
pub struct Comb(Vec<[Words; 1 << WIDTH]>);

impl Comb {
    /// For exponents of so many bits; `one` is the Montgomery form of 1.
    pub(super) fn new(modulus: &Modulus, one: &Words, x: &Words, bits: u32) -> Self {
        let mut x = *x;
        let place = |_| {
            let mut row = [*one; 1 << WIDTH];
            for digit in 1..row.len() {
                row[digit] = modulus.mul(&row[digit - 1], &x);
            }
            x = modulus.mul(&row[row.len() - 1], &x);
            row
        };
        Self((0..bits.div_ceil(WIDTH)).map(place).collect())
    }

    /// x^s, in a time that does not depend on s.
    pub(super) fn power(&self, modulus: &Modulus, one: &Words, s: &Number) -> Words {
        let words = s.as_words();
        (0u32..).zip(&self.0).fold(*one, |product, (place, row)| {
            let at = place * WIDTH;
            let digit = words[(at / u64::BITS) as usize] >> (at % u64::BITS) & ((1 << WIDTH) - 1);
            modulus.mul(&product, &select(row, digit))
        })
    }
}

/// The entry of a digit, out of all of them.
fn select(row: &[Words; 1 << WIDTH], digit: u64) -> Words {
    let mut out = row[0].map(|_| 0);
    for (d, entry) in (0u64..).zip(row) {
        let other = d ^ digit;
        // All ones where they are the same; the compiler is not to know that it is that or nothing.
        let mask = std::hint::black_box(((other | other.wrapping_neg()) >> 63).wrapping_sub(1));
        for (out, word) in out.iter_mut().zip(entry) {
            *out |= word & mask;
        }
    }
    out
}
