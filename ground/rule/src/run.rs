//! Records stream through a rule: each form keeps only what its answer needs.

use crate::condition::{Context, Known, Truth, number};
use crate::form::{Bands, Direction, Form, Part, Rule};
use crate::group::Row;
use crate::record::{Cell, Record};
use crate::times::{self, Durations};
use crate::verdict::{Combine, Fold, Possible, Verdict};
use base::exact::Rational;
use num_traits::Signed as _;
use std::collections::{BTreeMap, BTreeSet};

/// How much of a kind the records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// Known to be incomplete.
    Partial,
    /// Drawn by a stated design.
    Sample,
    /// All cases there are.
    Census,
}

impl Coverage {
    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "census" => Self::Census,
            "sample" => Self::Sample,
            "partial" => Self::Partial,
            _ => return None,
        })
    }
}

/// A factor on thresholds, in tenths: what another defensible choice of thresholds would have said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor(pub(crate) u8);

impl Factor {
    /// The five factors 0.8, 0.9, 1, 1.1, 1.2.
    pub const ALL: [Self; 5] = [Self(8), Self(9), Self(10), Self(11), Self(12)];
    /// The thresholds as they stand.
    pub const ONE: Self = Self(10);

    pub(crate) fn position(self) -> usize {
        usize::from(self.0.saturating_sub(8)).min(4)
    }

    pub(crate) fn rational(self) -> Rational {
        Rational::new(self.0.into(), 10.into())
    }
}

/// How a factor moves a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// min(1, t·f): shares.
    Share,
    /// 1 + (t − 1)·f: ratios.
    Ratio,
    /// t·f: times.
    Plain,
}

impl Bands {
    pub(crate) fn scaled(&self, factor: Factor, scale: Scale) -> Self {
        let one = || Rational::from_integer(1.into());
        let f = factor.rational();
        let move_it = |t: &Rational| match scale {
            _ if factor == Factor::ONE => t.clone(),
            Scale::Share => (t * &f).min(one()),
            Scale::Ratio => one() + (t - one()) * &f,
            Scale::Plain => t * &f,
        };
        Self { met: move_it(&self.met), partly: self.partly.as_ref().map(move_it), ..*self }
    }

    /// The band of a value; `second` is the value held against the threshold of partly.
    pub(crate) fn of<T: PartialOrd>(&self, value: &T, second: &T, number: impl Fn(&Rational) -> T) -> Verdict {
        let inside = |x: &T, t: &Rational| match self.direction {
            Direction::AtLeast => *x >= number(t),
            Direction::AtMost => *x <= number(t),
        };
        if inside(value, &self.met) {
            return Verdict::Met;
        }
        match &self.partly {
            Some(t) if self.over && *second > number(t) => Verdict::Partly,
            Some(t) if !self.over && inside(second, t) => Verdict::Partly,
            _ => Verdict::NotMet,
        }
    }
}

/// A rule at work over a stream of records.
#[derive(Debug)]
pub struct Run<'r> {
    pub(crate) context: Context,
    pub(crate) states: Vec<State<'r>>,
}

#[derive(Debug)]
pub(crate) struct State<'r> {
    pub(crate) part: &'r Part,
    /// Records of the kind, selected or not.
    pub(crate) total: u64,
    pub(crate) selected: u64,
    pub(crate) body: Body,
}

#[derive(Debug)]
pub(crate) enum Body {
    Share { yes: u64, unknown: u64, second_yes: u64, second_unknown: u64 },
    Fold { fold: Fold, inputs_missing: bool },
    Folds { folds: [Fold; 5], bands: Option<Box<[Bands; 5]>>, extreme: Option<Rational> },
    Filled { filled: u64, unknown: u64 },
    Months { groups: BTreeMap<Box<str>, Months>, nameless: bool },
    Largest { counts: BTreeMap<Box<str>, u64>, unknown: u64 },
    Groups(Vec<Row>),
    Times { compare: Durations, against: Durations, missing: u64 },
    Confirmed { confirmed: u64, open: u64, unknown: u64 },
}

#[derive(Debug, Default)]
pub(crate) struct Months {
    pub(crate) months: BTreeSet<i64>,
    pub(crate) unknown: u64,
}

impl<'r> Run<'r> {
    /// Begins with no record.
    pub fn new(rule: &'r Rule, context: Context) -> Self {
        let states = rule.0.iter().map(|part| State { part, total: 0, selected: 0, body: Body::new(&part.form) });
        Self { context, states: states.collect() }
    }

    /// Takes one record of a kind; a kind the rule does not read changes nothing.
    pub fn push(&mut self, kind: &str, record: &Record) {
        for state in self.states.iter_mut().filter(|state| state.part.kind == kind) {
            state.push(record, &self.context);
        }
    }
}

impl Body {
    fn new(form: &Form) -> Self {
        match form {
            Form::Share { .. } => Self::Share { yes: 0, unknown: 0, second_yes: 0, second_unknown: 0 },
            Form::AllOf { combine, .. } | Form::FirstOf { combine, .. } => {
                Self::Fold { fold: Fold::new(*combine), inputs_missing: false }
            }
            Form::Before { combine, .. } => {
                Self::Folds { folds: [Fold::new(*combine); 5], bands: None, extreme: None }
            }
            Form::Ratio { bands, combine, .. } => {
                let scale = match bands.direction {
                    Direction::AtLeast => Scale::Share,
                    Direction::AtMost => Scale::Ratio,
                };
                let scaled = Factor::ALL.map(|factor| bands.scaled(factor, scale));
                Self::Folds { folds: [Fold::new(*combine); 5], bands: Some(Box::new(scaled)), extreme: None }
            }
            Form::Complete { .. } => Self::Filled { filled: 0, unknown: 0 },
            Form::Months { .. } => Self::Months { groups: BTreeMap::new(), nameless: false },
            Form::Largest { .. } => Self::Largest { counts: BTreeMap::new(), unknown: 0 },
            Form::GroupRate { .. } | Form::NoDifference { .. } => Self::Groups(Vec::new()),
            Form::Time(_) | Form::TimeRatio { .. } => {
                Self::Times { compare: Durations::default(), against: Durations::default(), missing: 0 }
            }
            Form::NoneConfirmed { .. } => Self::Confirmed { confirmed: 0, open: 0, unknown: 0 },
        }
    }
}

impl State<'_> {
    fn push(&mut self, record: &Record, context: &Context) {
        self.total += 1;
        let part = self.part;
        let selected = part.selection.as_ref().is_none_or(|c| c.holds(record, context) == Truth::True);
        if let (Form::Months { by: Some(by), .. }, Body::Months { groups, nameless }) = (&part.form, &mut self.body) {
            // A group counts as soon as it stands anywhere in the file, with no month if none is selected.
            match word(record.cell(*by)) {
                Some(name) => drop(groups.entry(name.into()).or_default()),
                None => *nameless = true,
            }
        }
        if !selected {
            return;
        }
        self.selected += 1;
        match (&part.form, &mut self.body) {
            (Form::Share { that, partly_that, .. }, Body::Share { yes, unknown, second_yes, second_unknown }) => {
                let first = that.holds(record, context);
                let second = match partly_that {
                    Some(other) => Truth::any([first, other.holds(record, context)]),
                    None => first,
                };
                *yes += u64::from(first == Truth::True);
                *unknown += u64::from(first == Truth::Unknown);
                *second_yes += u64::from(second == Truth::True);
                *second_unknown += u64::from(second == Truth::Unknown);
            }
            (Form::AllOf { elements, met, partly, .. }, Body::Fold { fold, .. }) => {
                let (mut yes, mut unknown) = (0, 0);
                for element in elements {
                    match element.holds(record, context) {
                        Truth::True => yes += 1,
                        Truth::Unknown => unknown += 1,
                        Truth::False => {}
                    }
                }
                let band = |k: usize| match k {
                    k if k >= *met => Verdict::Met,
                    k if k >= *partly => Verdict::Partly,
                    _ => Verdict::NotMet,
                };
                let set = (yes..=yes + unknown).fold(Possible::NONE, |s, k| s.or(Possible::only(band(k))));
                fold.push(set);
            }
            (Form::FirstOf { cases, otherwise, .. }, Body::Fold { fold, inputs_missing }) => {
                let mut set = Possible::NONE;
                let mut add = |then: Option<Verdict>| match then {
                    Some(verdict) => set = set.or(Possible::only(verdict)),
                    None => {
                        set = Possible::ALL;
                        *inputs_missing = true;
                    }
                };
                let mut decided = false;
                for (when, then) in cases {
                    let truth = when.holds(record, context);
                    if truth != Truth::False {
                        add(*then);
                    }
                    if truth == Truth::True {
                        decided = true;
                        break;
                    }
                }
                if !decided {
                    add(*otherwise);
                }
                fold.push(set);
            }
            (Form::Before { at, event, met, partly, if_later, combine }, Body::Folds { folds, extreme, .. }) => {
                let at = crate::condition::Moment::Field(*at).days(record, context);
                let days = match (at, event.days(record, context)) {
                    (Known::Null, _) => {
                        folds.iter_mut().for_each(|fold| fold.push(Possible::only(Verdict::NotMet)));
                        return;
                    }
                    (Known::Value(at), Known::Value(event)) => event - at,
                    _ => {
                        folds.iter_mut().for_each(|fold| fold.push(Possible::ALL));
                        return;
                    }
                };
                for (fold, factor) in folds.iter_mut().zip(Factor::ALL) {
                    let reached = |limit: i64| days * 10 >= limit * i64::from(factor.0);
                    let verdict = match partly {
                        _ if reached(*met) => Verdict::Met,
                        Some(partly) if reached(*partly) => Verdict::Partly,
                        _ => *if_later,
                    };
                    fold.push(Possible::only(verdict));
                }
                keep_extreme(extreme, Rational::from_integer(days.into()), *combine == Combine::Worst);
            }
            (
                Form::Ratio { numerator, denominator, bands: own, combine },
                Body::Folds { folds, bands: Some(bands), extreme },
            ) => {
                let (x, n) = (number(record.cell(*numerator)), number(record.cell(*denominator)));
                let Some((x, n)) = x.zip(n).filter(|(_, n)| n.numer().is_positive()) else {
                    folds.iter_mut().for_each(|fold| fold.push(Possible::ALL));
                    return;
                };
                // Verdicts follow the ratio's order: one that is not beyond the most extreme so far decides nothing.
                let smallest = (*combine == Combine::Worst) == (own.direction == Direction::AtLeast);
                if let Some(old) = extreme {
                    let (own, old) = ((x.numer() * n.denom()) * old.denom(), (x.denom() * n.numer()) * old.numer());
                    if if smallest { own >= old } else { own <= old } {
                        return;
                    }
                }
                let ratio = x / n;
                for (fold, bands) in folds.iter_mut().zip(bands.iter()) {
                    fold.push(Possible::only(bands.of(&ratio, &ratio, Rational::clone)));
                }
                *extreme = Some(ratio);
            }
            (Form::Complete { fields, .. }, Body::Filled { filled, unknown }) => {
                for at in fields {
                    match record.cell(*at) {
                        Cell::Missing => *unknown += 1,
                        Cell::Null => {}
                        Cell::Text(text) if text.trim().is_empty() => {}
                        Cell::List(items) if items.is_empty() => {}
                        _ => *filled += 1,
                    }
                }
            }
            (Form::Months { month, by, .. }, Body::Months { groups, .. }) => {
                let name = match by {
                    Some(by) => match word(record.cell(*by)) {
                        Some(name) => name,
                        None => return,
                    },
                    None => "",
                };
                let group = groups.entry(name.into()).or_default();
                match record.cell(*month) {
                    Cell::Month(month) => drop(group.months.insert(*month)),
                    _ => group.unknown += 1,
                }
            }
            (Form::Largest { group, .. }, Body::Largest { counts, unknown }) => match word(record.cell(*group)) {
                Some(name) => match counts.get_mut(name) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(name.into(), 1)),
                },
                None => *unknown += 1,
            },
            (Form::GroupRate { groups, rse, .. }, Body::Groups(rows)) => {
                rows.push(Row::read(record, groups, *rse, None));
            }
            (Form::NoDifference { groups, explained, .. }, Body::Groups(rows)) => {
                rows.push(Row::read(record, groups, None, Some(*explained)));
            }
            (Form::Time(form), Body::Times { compare, missing, .. }) => {
                times::push(record, form, context, compare, missing);
            }
            (
                Form::TimeRatio { times: form, split, compare: a, against: b },
                Body::Times { compare, against, missing },
            ) => match word(record.cell(*split)) {
                Some(name) if name == &**a => times::push(record, form, context, compare, missing),
                Some(name) if name == &**b => times::push(record, form, context, against, missing),
                Some(_) => {}
                None => *missing += 1,
            },
            (
                Form::NoneConfirmed { field, confirmed: bad, open: maybe },
                Body::Confirmed { confirmed, open, unknown },
            ) => match record.cell(*field) {
                Cell::Text(text) if bad.contains(text) => *confirmed += 1,
                Cell::Text(text) if maybe.contains(text) => *open += 1,
                Cell::Missing => *unknown += 1,
                _ => {}
            },
            _ => unreachable!("a body is made for its form"),
        }
    }
}

/// The text by which a cell names a group.
fn word(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Bool(true) => Some("true"),
        Cell::Bool(false) => Some("false"),
        _ => None,
    }
}

fn keep_extreme(extreme: &mut Option<Rational>, value: Rational, smallest: bool) {
    let replace = extreme.as_ref().is_none_or(|old| if smallest { value < *old } else { value > *old });
    if replace {
        *extreme = Some(value);
    }
}
