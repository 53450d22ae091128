//! From what a run has counted to its answer.

use crate::form::{Form, IfNone};
use crate::run::{Body, Coverage, Factor, Months, Run, Scale, State};
use crate::stats::{Z95, wilson};
use crate::verdict::{Combine, Fold, Possible, Signal, Status, Verdict};
use crate::{group, times};
use base::exact::{Rational, to_decimal};
use num_traits::ToPrimitive as _;
use std::collections::BTreeMap;

impl Run<'_> {
    /// The answer. `coverage` says how much of a kind the records are, `None` for a kind that is not there at all.
    ///
    /// `factor` moves the thresholds; [`Factor::ONE`] is the answer as the catalogue has it. May be asked repeatedly.
    pub fn finish(&self, coverage: impl Fn(&str) -> Option<Coverage>, factor: Factor) -> Signal {
        let signals: Vec<Signal> = self
            .states
            .iter()
            .map(|state| state.finish(coverage(&state.part.kind), self.context.as_of, factor))
            .collect();
        match <[Signal; 1]>::try_from(signals) {
            Ok([one]) => one,
            Err(many) => worst_of(&many),
        }
    }
}

/// Sub-rules that do not apply drop out; the smallest verdict over all combinations counts.
fn worst_of(signals: &[Signal]) -> Signal {
    let n = signals.iter().map(|signal| signal.n).sum();
    let applying: Vec<&Signal> = signals.iter().filter(|s| s.status != Status::NotApplicable).collect();
    let Some(first) = applying.first() else {
        return match signals.first() {
            Some(signal) => Signal { n, ..signal.clone() },
            None => Signal::without(Status::NotAssessed, "no_cases", n),
        };
    };
    let mut fold = Fold::new(Combine::Worst);
    applying.iter().for_each(|signal| fold.push(signal.possible));
    if let Some(verdict) = fold.possible().single() {
        return Signal::verdict(verdict, n);
    }
    let open = applying.iter().find(|s| s.status.verdict().is_none()).unwrap_or(first);
    Signal { possible: fold.possible(), n, ..(*open).clone() }
}

impl State<'_> {
    fn finish(&self, coverage: Option<Coverage>, as_of: i64, factor: Factor) -> Signal {
        let n = self.selected;
        let sample = coverage == Some(Coverage::Sample);
        match coverage {
            None => return Signal::without(Status::NotAssessed, "no_records", 0),
            Some(Coverage::Partial) => return Signal::without(Status::Indeterminate, "partial_records", n),
            Some(Coverage::Sample) if !self.part.form.takes_sample() => {
                return Signal::without(Status::Indeterminate, "sample_only", n);
            }
            Some(_) => {}
        }
        let none = match self.part.form {
            Form::Months { .. } => self.total == 0,
            _ => n == 0,
        };
        if none {
            return match self.part.if_none {
                _ if sample => Signal::without(Status::NotAssessed, "no_cases", 0),
                IfNone::Verdict(verdict) => Signal::verdict(verdict, 0),
                IfNone::NotAssessed => Signal::without(Status::NotAssessed, "no_cases", 0),
                IfNone::NotApplicable => Signal::without(Status::NotApplicable, "no_cases", 0),
            };
        }
        if n < self.part.min_n && !matches!(self.part.form, Form::TimeRatio { .. }) {
            return Signal::without(Status::Indeterminate, "small_n", n);
        }
        self.answer(sample, as_of, factor)
    }

    fn answer(&self, sample: bool, as_of: i64, factor: Factor) -> Signal {
        let n = self.selected;
        match (&self.part.form, &self.body) {
            (Form::Share { .. }, _) => self.share(sample, factor),
            (_, Body::Fold { fold, inputs_missing }) => {
                let signal = Signal::from_possible(fold.possible(), n);
                if *inputs_missing && signal.status.verdict().is_none() {
                    let possible = signal.possible;
                    return Signal { possible, ..Signal::without(Status::NotAssessed, "inputs_missing", n) };
                }
                signal
            }
            (_, Body::Folds { folds, extreme, .. }) => Signal {
                value: extreme.as_ref().map(|value| to_decimal(value, 6)),
                ..Signal::from_possible(folds[factor.position()].possible(), n)
            },
            (Form::Complete { fields, bands }, Body::Filled { filled, unknown }) => {
                let of = n * fields.len() as u64;
                let bands = bands.scaled(factor, Scale::Share);
                let (lo, hi) = (share(*filled, of), share(filled + unknown, of));
                let band = |x: &Rational| bands.of(x, x, Rational::clone);
                let signal = Signal::from_possible(Possible::between(band(&lo), band(&hi)), n);
                counted(signal, *filled, of, *unknown, &lo, &hi)
            }
            (Form::Months { window, met, partly, .. }, Body::Months { groups, nameless }) => {
                months(groups, *nameless, *window, *met, *partly, as_of, n)
            }
            (Form::Largest { bands, .. }, Body::Largest { counts, unknown }) => {
                let bands = bands.scaled(factor, Scale::Share);
                let known = counts.values().copied().max().unwrap_or(0);
                // Of the unknown each could be an owner of its own, or all could be the largest.
                let (lo, hi) = (share(known.max(1), n), share(known + unknown, n));
                let band = |x: &Rational| bands.of(x, x, Rational::clone);
                let signal = Signal::from_possible(Possible::between(band(&lo), band(&hi)), n);
                counted(signal, known, n, *unknown, &lo, &hi)
            }
            (Form::GroupRate { complement, reference, bands, .. }, Body::Groups(rows)) => {
                group::rate_ratio(rows, *complement, *reference, bands, factor)
            }
            (Form::NoDifference { significance, effect, power, .. }, Body::Groups(rows)) => {
                group::no_difference(rows, *significance, *effect, *power)
            }
            (Form::Time(form), Body::Times { compare, missing, .. }) => {
                times::quantile(form, compare, *missing, factor)
            }
            (Form::TimeRatio { times: form, .. }, Body::Times { compare, against, missing }) => {
                times::ratio(form, compare, against, *missing, self.part.min_n, factor)
            }
            (_, Body::Confirmed { confirmed, open, unknown }) => {
                let signal = match (confirmed, unknown, open) {
                    (1.., _, _) => Signal::verdict(Verdict::NotMet, n),
                    (_, 1.., _) => Signal::without(Status::Indeterminate, "missing_fields", n),
                    (_, _, 1..) => Signal::without(Status::Contested, "open_suspicions", n),
                    _ => Signal::verdict(Verdict::Met, n),
                };
                Signal { numerator: Some(*confirmed), denominator: Some(n), unknown: Some(open + unknown), ..signal }
            }
            _ => unreachable!("a body is made for its form"),
        }
    }

    fn share(&self, sample: bool, factor: Factor) -> Signal {
        let (Form::Share { bands, wilson: lower, .. }, &Body::Share { yes, unknown, second_yes, second_unknown }) =
            (&self.part.form, &self.body)
        else {
            unreachable!("asked for a share only");
        };
        let n = self.selected;
        let bands = bands.scaled(factor, Scale::Share);
        let ends = [(yes, second_yes), (yes + unknown, second_yes + second_unknown)];
        let (verdicts, interval) = if *lower || sample {
            let float = |t: &Rational| t.to_f64().unwrap_or(0.0);
            let pick = |end: usize, x: u64| {
                let (lo, hi) = wilson(x, n, Z95);
                if end == 0 || *lower { lo } else { hi }
            };
            let values: Vec<(f64, f64)> =
                ends.iter().enumerate().map(|(end, (a, b))| (pick(end, *a), pick(end, *b))).collect();
            let verdicts: Vec<Verdict> = values.iter().map(|(a, b)| bands.of(a, b, float)).collect();
            (verdicts, [format!("{:.6}", values[0].0), format!("{:.6}", values[1].0)])
        } else {
            let values = ends.map(|(a, b)| (share(a, n), share(b, n)));
            let verdicts = values.iter().map(|(a, b)| bands.of(a, b, Rational::clone)).collect();
            (verdicts, [to_decimal(&values[0].0, 6), to_decimal(&values[1].0, 6)])
        };
        let possible = Possible::between(verdicts[0], verdicts[1]);
        let signal = if possible.single().is_none() && unknown == 0 && second_unknown == 0 {
            Signal { possible, ..Signal::without(Status::Indeterminate, "interval_spans_bands", n) }
        } else {
            Signal::from_possible(possible, n)
        };
        Signal {
            numerator: Some(yes),
            denominator: Some(n),
            unknown: Some(unknown.max(second_unknown)),
            value: Some(to_decimal(&share(yes, n), 6)),
            interval: Some(interval),
            ..signal
        }
    }
}

fn share(x: u64, n: u64) -> Rational {
    Rational::new(x.into(), n.max(1).into())
}

fn counted(signal: Signal, x: u64, of: u64, unknown: u64, lo: &Rational, hi: &Rational) -> Signal {
    Signal {
        numerator: Some(x),
        denominator: Some(of),
        unknown: Some(unknown),
        value: Some(to_decimal(lo, 6)),
        interval: Some([to_decimal(lo, 6), to_decimal(hi, 6)]),
        ..signal
    }
}

fn months(
    groups: &BTreeMap<Box<str>, Months>,
    nameless: bool,
    window: i64,
    met: i64,
    partly: i64,
    as_of: i64,
    n: u64,
) -> Signal {
    if nameless {
        return Signal::without(Status::NotAssessed, "missing_fields", n);
    }
    let this = base::time::from_day_number(as_of)
        .map_or(0, |date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1);
    let count = |group: &Months| group.months.range(this - window..this).count() as i64;
    let lo = groups.values().map(count).min().unwrap_or(0);
    let hi = groups
        .values()
        .map(|group| (count(group) + i64::try_from(group.unknown).unwrap_or(window)).min(window))
        .min()
        .unwrap_or(0);
    let band = |months: i64| match months {
        m if m >= met => Verdict::Met,
        m if m >= partly => Verdict::Partly,
        _ => Verdict::NotMet,
    };
    let signal = Signal::from_possible(Possible::between(band(lo), band(hi)), n);
    Signal {
        numerator: u64::try_from(lo).ok(),
        denominator: u64::try_from(window).ok(),
        unknown: u64::try_from(hi - lo).ok(),
        value: Some(lo.to_string()),
        interval: Some([lo.to_string(), hi.to_string()]),
        ..signal
    }
}
