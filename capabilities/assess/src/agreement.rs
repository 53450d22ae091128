//! Krippendorff's alpha, exact, with a bootstrap interval.
//!
//! Source: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011), to be checked against the source.

use base::exact::Rational;
use num_traits::{ToPrimitive as _, Zero as _};

/// How values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Equal or not.
    Nominal,
    /// Ranks.
    Ordinal,
    /// Differences.
    Interval,
    /// Proportions.
    Ratio,
}

impl Level {
    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "nominal" => Self::Nominal,
            "ordinal" => Self::Ordinal,
            "interval" => Self::Interval,
            "ratio" => Self::Ratio,
            _ => return None,
        })
    }
}

/// Why there is no alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAlpha {
    /// No unit has two values or more.
    NoUnit,
    /// All values are the same.
    NoVariation,
}

impl NoAlpha {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoUnit => "no_unit",
            Self::NoVariation => "no_variation",
        }
    }
}

/// Alpha over units, each a count of values by category; `values` are the categories' numbers in ascending order.
///
/// Units with fewer than two values do not count.
///
/// # Errors
/// [`NoAlpha`]: no unit, or no variation.
pub fn alpha(values: &[Rational], units: &[Vec<u32>], level: Level) -> Result<Rational, NoAlpha> {
    let k = values.len();
    let mut coincidences = vec![Rational::zero(); k * k];
    let mut totals = vec![0_u64; k];
    for unit in units {
        let m: u32 = unit.iter().sum();
        if m < 2 {
            continue;
        }
        for c in 0..k {
            totals[c] += u64::from(unit[c]);
            for d in c + 1..k {
                let pairs = u64::from(unit[c]) * u64::from(unit[d]);
                if pairs > 0 {
                    coincidences[c * k + d] += Rational::new(pairs.into(), (m - 1).into());
                }
            }
        }
    }
    let n: u64 = totals.iter().sum();
    if n == 0 {
        return Err(NoAlpha::NoUnit);
    }
    let (mut observed, mut expected) = (Rational::zero(), Rational::zero());
    for c in 0..k {
        for d in c + 1..k {
            let both = totals[c] * totals[d];
            if both == 0 {
                continue;
            }
            let delta = distance(values, &totals, level, c, d);
            observed += &coincidences[c * k + d] * &delta;
            expected += delta * Rational::from_integer(both.into());
        }
    }
    if expected.is_zero() {
        return Err(NoAlpha::NoVariation);
    }
    Ok(Rational::from_integer(1.into()) - observed * Rational::from_integer((n - 1).into()) / expected)
}

/// The squared difference of two categories.
fn distance(values: &[Rational], totals: &[u64], level: Level, c: usize, d: usize) -> Rational {
    let root = match level {
        Level::Nominal => return Rational::from_integer(1.into()),
        Level::Interval => &values[c] - &values[d],
        Level::Ratio => {
            let sum = &values[c] + &values[d];
            if sum.is_zero() {
                return Rational::zero();
            }
            (&values[c] - &values[d]) / sum
        }
        Level::Ordinal => {
            let between: u64 = totals[c..=d].iter().sum();
            Rational::from_integer(between.into()) - Rational::new((totals[c] + totals[d]).into(), 2.into())
        }
    };
    &root * &root
}

/// A 95 % percentile interval from resampled units of three ordered verdicts; `None` if no resample has variation.
///
/// `next` gives uniform numbers of 64 bits.
pub fn interval(units: &[[u32; 3]], resamples: usize, mut next: impl FnMut() -> u64) -> Option<(f64, f64)> {
    let units: Vec<[f64; 3]> =
        units.iter().filter(|u| u.iter().sum::<u32>() >= 2).map(|u| u.map(f64::from)).collect();
    if units.is_empty() {
        return None;
    }
    let mut found = Vec::with_capacity(resamples);
    for _ in 0..resamples {
        let mut totals = [0.0; 3];
        let mut coincidences = [0.0; 3];
        for _ in 0..units.len() {
            // Multiply and shift: every unit is as likely as another to within 2^-40 of a share.
            let at = (u128::from(next()) * units.len() as u128) >> 64;
            let unit = &units[usize::try_from(at).unwrap_or(0)];
            let m = unit[0] + unit[1] + unit[2];
            for (slot, (c, d)) in coincidences.iter_mut().zip([(0, 1), (0, 2), (1, 2)]) {
                *slot += unit[c] * unit[d] / (m - 1.0);
            }
            for (total, value) in totals.iter_mut().zip(unit) {
                *total += value;
            }
        }
        let n = totals[0] + totals[1] + totals[2];
        let (mut observed, mut expected) = (0.0, 0.0);
        for (own, (c, d)) in coincidences.iter().zip([(0, 1), (0, 2), (1, 2)]) {
            let between: f64 = totals[c..=d].iter().sum();
            let delta = between - (totals[c] + totals[d]) / 2.0;
            observed += own * delta * delta;
            expected += totals[c] * totals[d] * delta * delta;
        }
        if expected > 0.0 {
            found.push(1.0 - (n - 1.0) * observed / expected);
        }
    }
    found.sort_by(f64::total_cmp);
    let last = found.len().checked_sub(1)?;
    let at = |p: usize| found[p * last / 1000];
    Some((at(25), at(975)))
}

/// Alpha and its table of ratings (rater × unit, `None` missing), for any numbers.
///
/// # Errors
/// [`NoAlpha`].
pub fn alpha_of_table(ratings: &[Vec<Option<Rational>>], level: Level) -> Result<Rational, NoAlpha> {
    let mut values: Vec<Rational> = ratings.iter().flatten().flatten().cloned().collect();
    values.sort();
    values.dedup();
    let width = ratings.iter().map(Vec::len).max().unwrap_or(0);
    let mut units = vec![vec![0; values.len()]; width];
    for row in ratings {
        for (unit, value) in units.iter_mut().zip(row) {
            if let Some(at) = value.as_ref().and_then(|value| values.binary_search(value).ok()) {
                unit[at] += 1;
            }
        }
    }
    // Values that stand only in units of one rating belong to no pair; they must not count as categories of rank.
    alpha(&values, &units, level)
}

/// An exact number as the nearest `f64`.
pub fn float(value: &Rational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}
