//! Times until something was done, those still open included.

use crate::condition::{Context, DAY_MS};
use crate::form::Times;
use crate::record::{Cell, Record};
use crate::run::{Factor, Scale};
use crate::stats::Survival;
use crate::verdict::{Signal, Status, Verdict};
use base::exact::{Rational, to_decimal};

/// Durations in days or milliseconds, each with whether its end was seen.
pub(crate) type Durations = Vec<(i64, bool)>;

/// Takes one record: open if the end is null or after the as-of date; then it counts up to that date's end.
pub(crate) fn push(record: &Record, form: &Times, context: &Context, into: &mut Durations, missing: &mut u64) {
    let (from, to, now) = if form.hours {
        let ms = |cell: &Cell| match cell {
            Cell::Instant(ms) => Some(*ms),
            _ => None,
        };
        (ms(record.cell(form.from)), ms(record.cell(form.to)), (context.as_of + 1) * DAY_MS)
    } else {
        let day = |cell: &Cell| match cell {
            Cell::Day(day) => Some(*day),
            _ => None,
        };
        (day(record.cell(form.from)), day(record.cell(form.to)), context.as_of)
    };
    let Some(from) = from else {
        *missing += 1;
        return;
    };
    match (record.cell(form.to), to) {
        (Cell::Missing, _) => *missing += 1,
        (_, Some(to)) if to <= now => into.push((to - from, true)),
        _ => into.push(((now - from).max(0), false)),
    }
}

fn unit(form: &Times) -> i64 {
    if form.hours { 3_600_000 } else { 1 }
}

fn amount(duration: i64, form: &Times) -> Rational {
    Rational::new(duration.into(), unit(form).into())
}

/// Whether durations hold one longer than the threshold of partly, in the form's unit.
fn longest(rows: &Durations) -> i64 {
    rows.iter().map(|row| row.0).max().unwrap_or(0)
}

/// The signal of `time_quantile`.
pub(crate) fn quantile(form: &Times, rows: &Durations, missing: u64, factor: Factor) -> Signal {
    let n = rows.len() as u64 + missing;
    if missing > 0 {
        return Signal { unknown: Some(missing), ..Signal::without(Status::Indeterminate, "missing_fields", n) };
    }
    let bands = form.bands.scaled(factor, Scale::Plain);
    let events = rows.iter().filter(|row| row.1).count() as u64;
    let curve = Survival::estimate(rows.clone());
    let signal = match curve.quantile(&form.quantile) {
        Some(time) => {
            let value = amount(*time, form);
            let verdict = bands.of(&value, &value, Rational::clone);
            Signal { value: Some(to_decimal(&value, 6)), ..Signal::verdict(verdict, n) }
        }
        None if bands.partly.as_ref().is_some_and(|partly| amount(longest(rows), form) > *partly) => {
            Signal::verdict(Verdict::NotMet, n)
        }
        None => Signal::without(Status::Indeterminate, "follow_up_too_short", n),
    };
    Signal { numerator: Some(events), denominator: Some(n), unknown: Some(0), ..signal }
}

/// The signal of `time_quantile_ratio`.
pub(crate) fn ratio(
    form: &Times,
    compare: &Durations,
    against: &Durations,
    missing: u64,
    min_n: u64,
    factor: Factor,
) -> Signal {
    let n = (compare.len() + against.len()) as u64 + missing;
    let undecided = |reason| Signal::without(Status::Indeterminate, reason, n);
    if missing > 0 {
        return Signal { unknown: Some(missing), ..undecided("missing_fields") };
    }
    let (a, b) = (compare.len() as u64, against.len() as u64);
    if a == 0 || b == 0 {
        return Signal::without(Status::NotAssessed, "no_reference", n);
    }
    if a < min_n || b < min_n {
        return undecided("small_n");
    }
    let bands = form.bands.scaled(factor, Scale::Ratio);
    let Some(reference) = Survival::estimate(against.clone()).quantile(&form.quantile).copied() else {
        return undecided("follow_up_too_short");
    };
    if reference <= 0 {
        return undecided("zero_reference");
    }
    match Survival::estimate(compare.clone()).quantile(&form.quantile) {
        Some(time) => {
            let value = Rational::new((*time).into(), reference.into());
            let verdict = bands.of(&value, &value, Rational::clone);
            Signal { value: Some(to_decimal(&value, 6)), ..Signal::verdict(verdict, n) }
        }
        None => {
            let reached = Rational::new(longest(compare).into(), reference.into());
            if bands.partly.is_some_and(|partly| reached > partly) {
                Signal::verdict(Verdict::NotMet, n)
            } else {
                undecided("follow_up_too_short")
            }
        }
    }
}
