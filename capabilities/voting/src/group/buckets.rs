//! A product of powers from its digits (A. Yao, *SIAM J. Computing* 5, 1976): what is to be raised to a digit goes into the
//! bucket of that digit, whatever base and place it is of, and all buckets are raised together at the end.

use super::decimal::Number;
use super::montgomery::{Modulus, Words};

/// The buckets of one product.
pub(super) struct Buckets<'m> {
    modulus: &'m Modulus,
    /// Of digit d at d.
    all: Vec<Option<Words>>,
}

/// a := a·b, where none is one.
pub(super) fn times(modulus: &Modulus, a: &mut Option<Words>, b: &Words) {
    match a {
        Some(a) => *a = modulus.mul(a, b),
        None => *a = Some(*b),
    }
}

impl<'m> Buckets<'m> {
    /// For digits of `width` bits.
    pub(super) fn new(modulus: &'m Modulus, width: u32) -> Self {
        Self { modulus, all: vec![None; 1 << width] }
    }

    /// Multiplies the product with x^digit.
    pub(super) fn put(&mut self, digit: usize, x: &Words) {
        if digit > 0 {
            times(self.modulus, &mut self.all[digit], x);
        }
    }

    /// The product; none is one.
    pub(super) fn product(&self) -> Option<Words> {
        let odd_only = self.all.iter().step_by(2).all(Option::is_none);
        let (mut running, mut total) = (None, None);
        // ∏ b_d^d = ∏_d (b_d·…·b_top); of odd digits alone (∏_{d>1} (b_d·…·b_top))^2 · b_1·…·b_top, in half of the steps.
        for (digit, bucket) in self.all.iter().enumerate().skip(1).step_by(1 + usize::from(odd_only)).rev() {
            if let Some(bucket) = bucket {
                times(self.modulus, &mut running, bucket);
            }
            if let (Some(running), true) = (&running, digit > 1 || !odd_only) {
                times(self.modulus, &mut total, running);
            }
        }
        if odd_only {
            total = total.map(|total| self.modulus.square(&total));
            if let Some(running) = &running {
                times(self.modulus, &mut total, running);
            }
        }
        total
    }
}

/// Digits of `width` bits, least significant first, as many as `bits` asks for.
pub(super) fn digits(s: &Number, bits: u32, width: u32) -> impl Iterator<Item = usize> {
    let words = *s.as_words();
    (0..bits.div_ceil(width)).map(move |i| {
        let at = i * width;
        let (word, shift) = ((at / 64) as usize, at % 64);
        let mut value = words[word] >> shift;
        if shift + width > 64 && word + 1 < words.len() {
            value |= words[word + 1] << (64 - shift);
        }
        (value & ((1 << width) - 1)) as usize
    })
}

/// Odd digits of at most `width` bits with the place of their lowest bit, from below; between them are zeros.
pub(super) fn windows(s: &Number, width: u32) -> impl Iterator<Item = (u32, usize)> {
    let bits = s.bit_width_vartime();
    let words = *s.as_words();
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = |i: u32| words.get(i as usize).copied().unwrap_or(0);
        while at < bits && word(at / 64) >> (at % 64) & 1 == 0 {
            at += 1;
        }
        (at < bits).then(|| {
            let (i, shift) = (at / 64, at % 64);
            let above = if shift > 0 { word(i + 1) << (64 - shift) } else { 0 };
            let digit = (word(i) >> shift | above) & ((1 << width) - 1);
            let place = at;
            at += width;
            (place, digit as usize)
        })
    })
}
