//! Money summed exactly and quickly: decimals as whole numbers with a scale, fractions only where they are needed.

use base::exact::{Rational, parse, to_decimal};
use num_bigint::BigInt;
use std::collections::BTreeMap;

/// A decimal amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Digits and how many of them stand after the point.
    Plain(i64, u8),
    /// Index into a table of amounts that are too long for the plain form.
    Long(u32),
}

/// A sum of amounts, each divided by a small whole number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sum {
    /// Divisor and scale of the first amount, and the sum of all amounts like it: nearly always of all of them.
    most: ((u32, u8), i128),
    others: BTreeMap<(u32, u8), i128>,
    long: Option<Rational>,
    /// How many amounts it holds.
    pub(crate) n: u64,
}

/// An exact sum.
#[derive(Debug, Clone)]
pub(crate) enum Total {
    /// A whole number of the given power of ten: what nearly every sum of money is.
    Plain(i128, u8),
    /// Any other.
    Exact(Rational),
}

/// Reads an amount; a long one goes to the table.
pub(crate) fn amount(digits: &str, long: &mut Vec<Rational>) -> Option<Amount> {
    if let Some(plain) = plain(digits) {
        return Some(plain);
    }
    let value = parse(digits)?;
    long.push(value);
    Some(Amount::Long(u32::try_from(long.len() - 1).ok()?))
}

fn plain(digits: &str) -> Option<Amount> {
    if digits.len() > 18 {
        return None;
    }
    let (mut number, mut scale, mut point) = (0i64, 0u8, false);
    let (negative, bare) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
    for byte in bare.bytes() {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                scale += u8::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    Some(Amount::Plain(if negative { -number } else { number }, scale))
}

fn power(scale: u8) -> BigInt {
    BigInt::from(10).pow(u32::from(scale))
}

impl Amount {
    pub(crate) fn exact(self, long: &[Rational]) -> Rational {
        match self {
            Self::Plain(number, scale) => Rational::new(number.into(), power(scale)),
            Self::Long(at) => long[at as usize].clone(),
        }
    }
}

impl Sum {
    /// Adds an amount divided by `parts`.
    pub(crate) fn add(&mut self, amount: Amount, parts: u32, long: &[Rational]) {
        match amount {
            Amount::Plain(number, scale) if self.n == 0 => self.most = ((parts, scale), i128::from(number)),
            Amount::Plain(number, scale) if self.most.0 == (parts, scale) => self.most.1 += i128::from(number),
            Amount::Plain(number, scale) => *self.others.entry((parts, scale)).or_default() += i128::from(number),
            Amount::Long(_) => {
                let part = amount.exact(long) / Rational::from_integer(parts.into());
                self.long = Some(self.long.take().map_or_else(|| part.clone(), |sum| sum + &part));
            }
        }
        self.n += 1;
    }

    /// The sum, exactly.
    pub(crate) fn total(&self) -> Total {
        self.decimal().unwrap_or_else(|| Total::Exact(self.exact()))
    }

    /// The sum where it is a decimal that fits.
    fn decimal(&self) -> Option<Total> {
        let all = || std::iter::once((&self.most.0, &self.most.1)).chain(&self.others).filter(|(_, sum)| **sum != 0);
        if self.long.is_some() || all().any(|((parts, _), _)| *parts != 1) {
            return None;
        }
        let scale = all().map(|((_, scale), _)| *scale).max().unwrap_or_default();
        let number =
            all().try_fold(0i128, |sum, ((_, own), number)| sum.checked_add(scaled(*number, *own, scale)?))?;
        Some(Total::Plain(number, scale))
    }

    fn exact(&self) -> Rational {
        let start = self.long.clone().unwrap_or_else(|| Rational::from_integer(0.into()));
        let all = std::iter::once((&self.most.0, &self.most.1)).chain(&self.others).filter(|(_, sum)| **sum != 0);
        all.fold(start, |sum, ((parts, scale), number)| sum + Rational::new((*number).into(), power(*scale) * *parts))
    }
}

/// A number of one scale in a larger one.
fn scaled(number: i128, from: u8, to: u8) -> Option<i128> {
    number.checked_mul(10i128.checked_pow(u32::from(to.checked_sub(from)?))?)
}

impl Total {
    /// The sum as a fraction.
    pub(crate) fn exact(&self) -> Rational {
        match self {
            Self::Plain(number, scale) => Rational::new((*number).into(), power(*scale)),
            Self::Exact(value) => value.clone(),
        }
    }

    /// The sum as an amount again, to be added to others.
    pub(crate) fn into_amount(self, long: &mut Vec<Rational>) -> Amount {
        if let Self::Plain(number, scale) = self
            && let Ok(number) = number.try_into()
        {
            return Amount::Plain(number, scale);
        }
        long.push(self.exact());
        Amount::Long(long.len() as u32 - 1)
    }

    pub(crate) fn is_positive(&self) -> bool {
        match self {
            Self::Plain(number, _) => *number > 0,
            Self::Exact(value) => *value > Rational::from_integer(0.into()),
        }
    }

    /// The amount without trailing zeros; rounded to six places, halves to even, where it does not end.
    pub(crate) fn text(&self) -> String {
        let text = match self {
            Self::Plain(number, scale) if *scale <= 6 => placed(*number, u32::from(*scale)),
            other => to_decimal(&other.exact(), 6),
        };
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    /// This part of a whole, six decimals, halves to even; `None` if the whole is not positive.
    pub(crate) fn share_of(&self, whole: &Self) -> Option<String> {
        if !whole.is_positive() {
            return None;
        }
        if let (Self::Plain(part, own), Self::Plain(all, other)) = (self, whole) {
            let scale = *own.max(other);
            let quick = || divided(scaled(*part, *own, scale)?, scaled(*all, *other, scale)?, 6);
            if let Some(text) = quick() {
                return Some(text);
            }
        }
        Some(to_decimal(&(self.exact() / whole.exact()), 6))
    }
}

impl From<Rational> for Total {
    fn from(value: Rational) -> Self {
        Self::Exact(value)
    }
}

/// A quotient of whole numbers, halves to even; `None` if the divisor is not positive or the numbers do not fit.
pub(crate) fn divided(numerator: i128, denominator: i128, places: u32) -> Option<String> {
    if denominator <= 0 {
        return None;
    }
    let numerator = numerator.checked_mul(10i128.checked_pow(places)?)?;
    let (floor, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    let half = rest.checked_mul(2)?.cmp(&denominator);
    let up = half.is_gt() || (half.is_eq() && floor % 2 != 0);
    Some(placed(floor.checked_add(i128::from(up))?, places))
}

/// Writes a whole number of 10⁻ᵖ as a decimal with `places` digits after the point.
fn placed(number: i128, places: u32) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = number.unsigned_abs();
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let power = 10u128.pow(places);
    format!("{sign}{}.{:0width$}", digits / power, digits % power, width = places as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::exact::to_plain;
    use proptest::prelude::*;

    #[test]
    fn sums_are_exact() {
        let mut long = Vec::new();
        let mut sum = Sum::default();
        for digits in ["0.1", "0.2", "1e2", "12345678901234567890.5", "-7"] {
            let amount = amount(digits, &mut long).expect("a number");
            sum.add(amount, 1, &long);
        }
        // By hand: 0.1 + 0.2 + 100 + 12345678901234567890.5 − 7.
        assert_eq!(to_plain(&sum.total().exact(), 6), "12345678901234567983.8");
        sum.add(Amount::Plain(1, 0), 3, &long);
        assert_eq!((sum.total().exact() * Rational::from_integer(3.into())).denom().to_string(), "5");
        assert_eq!(amount("1,2", &mut long), None);
    }

    proptest! {
        #[test]
        fn quick_sums_and_shares_are_the_exact_ones(
            amounts in prop::collection::vec((any::<i64>(), 0u8..12, 1u32..4), 1..6),
            small in any::<bool>(),
        ) {
            let (mut sum, mut first) = (Sum::default(), Sum::default());
            let mut exact = Rational::from_integer(0.into());
            for (at, (number, scale, parts)) in amounts.into_iter().enumerate() {
                let (number, parts) = if small { (number % 1000, 1) } else { (number, parts) };
                let amount = Amount::Plain(number, scale);
                sum.add(amount, parts, &[]);
                if at == 0 {
                    first.add(amount, parts, &[]);
                }
                exact += amount.exact(&[]) / Rational::from_integer(parts.into());
            }
            let (total, part) = (sum.total(), first.total());
            prop_assert!(!small || matches!(total, Total::Plain(..)));
            prop_assert_eq!(total.exact(), exact.clone());
            prop_assert_eq!(total.text(), Total::Exact(exact.clone()).text());
            prop_assert_eq!(part.share_of(&total), Total::Exact(part.exact()).share_of(&Total::Exact(exact)));
        }

        #[test]
        fn quotients_round_halves_to_even(numerator in -10_000i128..10_000, denominator in 1i128..300, places in 0u32..4) {
            let exact = Rational::new(numerator.into(), denominator.into());
            prop_assert_eq!(divided(numerator, denominator, places), Some(to_decimal(&exact, places)));
        }
    }
}
