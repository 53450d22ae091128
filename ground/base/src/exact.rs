//! Exact numbers: money and shares as rationals, printed as decimals with ties to even.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

/// An exact rational number of any size.
pub type Rational = num_rational::BigRational;

/// Reads a JSON number or plain decimal text exactly, exponent included (at most ±400).
///
/// ```
/// use base::exact::{parse, to_decimal};
/// assert_eq!(to_decimal(&parse("1.25e1").unwrap(), 2), "12.50");
/// assert!(parse("1,200").is_none());
/// ```
pub fn parse(text: &str) -> Option<Rational> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || (digits.contains('.') && fraction.is_empty()) {
        return None;
    }
    if exponent.abs() > 400 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    if exponent == 0 && whole.len() + fraction.len() <= 18 {
        return Some(small(whole, fraction, negative));
    }
    let mut numerator: BigInt = format!("{whole}{fraction}").parse().ok()?;
    if negative {
        numerator = -numerator;
    }
    let scale = exponent - i32::try_from(fraction.len()).ok()?;
    let power = num_traits::pow(BigInt::from(10), usize::try_from(scale.unsigned_abs()).ok()?);
    Some(if scale >= 0 { Rational::from_integer(numerator * power) } else { Rational::new(numerator, power) })
}

/// A decimal of at most eighteen digits, reduced in words of the machine.
fn small(whole: &str, fraction: &str, negative: bool) -> Rational {
    let digits = whole.bytes().chain(fraction.bytes());
    let numerator = digits.fold(0_i64, |n, digit| n * 10 + i64::from(digit - b'0'));
    let denominator = fraction.bytes().fold(1_i64, |power, _| power * 10);
    let (mut common, mut rest) = (denominator, numerator);
    while rest != 0 {
        (common, rest) = (rest, common % rest);
    }
    let numerator = if negative { -numerator } else { numerator };
    Rational::new_raw((numerator / common).into(), (denominator / common).into())
}

/// Prints with exactly `places` decimals, halves to even.
///
/// ```
/// use base::exact::{Rational, to_decimal};
/// assert_eq!(to_decimal(&Rational::new(1.into(), 8.into()), 2), "0.12");
/// assert_eq!(to_decimal(&Rational::new((-1).into(), 3.into()), 4), "-0.3333");
/// ```
pub fn to_decimal(value: &Rational, places: u32) -> String {
    let power = num_traits::pow(BigInt::from(10), places as usize);
    let scaled = value * Rational::from_integer(power.clone());
    let floor = scaled.floor().to_integer();
    let rest = scaled - Rational::from_integer(floor.clone());
    let half = Rational::new(1.into(), 2.into());
    let up = match rest.cmp(&half) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => !(&floor % BigInt::from(2)).is_zero(),
        std::cmp::Ordering::Less => false,
    };
    let rounded = if up { floor + 1 } else { floor };
    let sign = if rounded.is_negative() { "-" } else { "" };
    let digits = rounded.abs().to_string();
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let width = places as usize + 1;
    let padded = format!("{digits:0>width$}");
    let (whole, fraction) = padded.split_at(padded.len() - places as usize);
    format!("{sign}{whole}.{fraction}")
}

/// Prints a rational that has a finite decimal form without trailing zeros; others with `places` decimals.
pub fn to_plain(value: &Rational, places: u32) -> String {
    for digits in 0..=places {
        let text = to_decimal(value, digits);
        if parse(&text).as_ref() == Some(value) {
            return text;
        }
    }
    to_decimal(value, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_decimal_is_what_the_long_way_gives() {
        for whole in ["0", "7", "00120", "999999999999", "123456789012345678"] {
            for fraction in ["", "0", "5", "250", "000001", "333333", "100000000000000000000"] {
                for sign in ["", "-"] {
                    let dot = if fraction.is_empty() { "" } else { "." };
                    let text = format!("{sign}{whole}{dot}{fraction}");
                    let power = num_traits::pow(BigInt::from(10), fraction.len());
                    let numerator: BigInt = format!("{sign}{whole}{fraction}").parse().unwrap();
                    assert_eq!(parse(&text), Some(Rational::new(numerator, power)), "{text}");
                }
            }
        }
        for wrong in ["1.", ".5", "", "-", "1.0x", "--1"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
