//! Money summed exactly and quickly: decimals as whole numbers with a scale, fractions only where an award is shared.

use base::exact::{Rational, parse};
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
    plain: BTreeMap<(u32, u8), i128>,
    long: Option<Rational>,
    /// How many amounts it holds.
    pub(crate) n: u64,
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

impl Amount {
    pub(crate) fn exact(self, long: &[Rational]) -> Rational {
        match self {
            Self::Plain(number, scale) => Rational::new(number.into(), BigInt::from(10).pow(u32::from(scale))),
            Self::Long(at) => long[at as usize].clone(),
        }
    }
}

impl Sum {
    /// Adds an amount divided by `parts`.
    pub(crate) fn add(&mut self, amount: Amount, parts: u32, long: &[Rational]) {
        self.n += 1;
        match amount {
            Amount::Plain(number, scale) => *self.plain.entry((parts, scale)).or_default() += i128::from(number),
            Amount::Long(_) => {
                let part = amount.exact(long) / Rational::from_integer(parts.into());
                self.long = Some(self.long.take().map_or_else(|| part.clone(), |sum| sum + &part));
            }
        }
    }

    /// The sum, exactly.
    pub(crate) fn exact(&self) -> Rational {
        let start = self.long.clone().unwrap_or_else(|| Rational::from_integer(0.into()));
        self.plain.iter().fold(start, |sum, ((parts, scale), number)| {
            sum + Rational::new((*number).into(), BigInt::from(10).pow(u32::from(*scale)) * parts)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::exact::to_plain;

    #[test]
    fn sums_are_exact() {
        let mut long = Vec::new();
        let mut sum = Sum::default();
        for digits in ["0.1", "0.2", "1e2", "12345678901234567890.5", "-7"] {
            let amount = amount(digits, &mut long).expect("a number");
            sum.add(amount, 1, &long);
        }
        // By hand: 0.1 + 0.2 + 100 + 12345678901234567890.5 − 7.
        assert_eq!(to_plain(&sum.exact(), 6), "12345678901234567983.8");
        sum.add(Amount::Plain(1, 0), 3, &long);
        assert_eq!((sum.exact() * Rational::from_integer(3.into())).denom().to_string(), "5");
        assert_eq!(amount("1,2", &mut long), None);
    }
}
