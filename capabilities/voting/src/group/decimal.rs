//! Decimal text of numbers below 2^2048.

use crypto_bigint::{Uint, Word};

/// Words of 64 bits in a number.
pub(crate) const LIMBS: usize = 32;
/// A number below 2^2048.
pub(crate) type Number = Uint<LIMBS>;

/// 10^19, the largest power of ten in a word; its top bit is set.
const CHUNK: u64 = 10_000_000_000_000_000_000;
/// ⌊(2^128 − 1)/10^19⌋ − 2^64, for division by multiplication (Möller, Granlund, *IEEE Trans. Computers* 60, 2011).
const RECIPROCAL: u64 = ((u128::MAX / CHUNK as u128) - (1u128 << 64)) as u64;

/// Reads a decimal without sign, leading zero or blank; `None` for other text and for 2^2048 and above.
pub(crate) fn read(text: &str) -> Option<Number> {
    let digits = text.as_bytes();
    if digits.is_empty() || digits.len() > 617 || (digits[0] == b'0' && digits.len() > 1) {
        return None;
    }
    let mut words = [0u64; LIMBS];
    let first = digits.len() % 19;
    let (head, tail) = digits.split_at(first);
    for chunk in std::iter::once(head).chain(tail.chunks(19)).filter(|c| !c.is_empty()) {
        let mut value = 0u64;
        for &digit in chunk {
            if !digit.is_ascii_digit() {
                return None;
            }
            value = value * 10 + u64::from(digit - b'0');
        }
        let scale = 10u64.pow(u32::try_from(chunk.len()).ok()?);
        let mut carry = value;
        for word in &mut words {
            let wide = u128::from(*word) * u128::from(scale) + u128::from(carry);
            *word = wide as u64;
            carry = (wide >> 64) as u64;
        }
        if carry != 0 {
            return None;
        }
    }
    Some(Number::from_words(words as [Word; LIMBS]))
}

/// Divides (high, low) by 10^19, for high < 10^19.
#[inline]
const fn divide(high: u64, low: u64) -> (u64, u64) {
    let q = (RECIPROCAL as u128 * high as u128).wrapping_add(((high as u128) << 64) | low as u128);
    let mut q1 = ((q >> 64) as u64).wrapping_add(1);
    let q0 = q as u64;
    let mut r = low.wrapping_sub(q1.wrapping_mul(CHUNK));
    if r > q0 {
        q1 = q1.wrapping_sub(1);
        r = r.wrapping_add(CHUNK);
    }
    if r >= CHUNK {
        q1 = q1.wrapping_add(1);
        r -= CHUNK;
    }
    (q1, r)
}

/// Writes a number in decimal.
pub(crate) fn write(number: &Number) -> String {
    let mut words: [u64; LIMBS] = *number.as_words();
    let mut used = LIMBS;
    let mut chunks = Vec::with_capacity(34);
    loop {
        while used > 0 && words[used - 1] == 0 {
            used -= 1;
        }
        if used == 0 {
            break;
        }
        let mut rest = 0u64;
        for word in words[..used].iter_mut().rev() {
            let (q, r) = divide(rest, *word);
            *word = q;
            rest = r;
        }
        chunks.push(rest);
    }
    let mut out = String::with_capacity(chunks.len() * 19 + 1);
    match chunks.pop() {
        None => out.push('0'),
        Some(first) => out.push_str(&first.to_string()),
    }
    for chunk in chunks.iter().rev() {
        out.push_str(&format!("{chunk:019}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn canonical_text_only() {
        for bad in ["", "00", "01", "+1", "-1", " 1", "1 ", "1e3", "١"] {
            assert!(read(bad).is_none(), "{bad}");
        }
        assert_eq!(write(&Number::ZERO), "0");
        let top = num_bigint::BigUint::from(1u8) << 2048u32;
        assert!(read(&top.to_string()).is_none());
        assert_eq!(read(&(top - 1u8).to_string()), Some(Number::MAX));
    }

    proptest! {
        #[test]
        fn agrees_with_num_bigint(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let theirs = num_bigint::BigUint::from_bytes_be(&bytes).to_string();
            let ours = read(&theirs).unwrap();
            prop_assert_eq!(write(&ours), theirs);
        }
    }
}
