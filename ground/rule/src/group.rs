//! Rates of groups held against each other: ratios with their interval, and tests for a difference.

use crate::condition::number;
use crate::form::{Bands, Direction, Groups, Reference};
use crate::record::{Cell, Record};
use crate::run::{Factor, Scale};
use crate::stats::{Z95, holm, normal_cdf, normal_quantile};
use crate::verdict::{Signal, Status, Verdict};
use base::exact::Rational;
use num_traits::ToPrimitive as _;
use std::collections::BTreeMap;

/// One record of a group form.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    dimension: Box<str>,
    group: Box<str>,
    numerator: Option<i64>,
    denominator: Option<i64>,
    /// Relative standard error of the denominator; `None` if not known.
    rse: Option<f64>,
    explained: Option<bool>,
}

impl Row {
    pub(crate) fn read(record: &Record, groups: &Groups, rse: Option<usize>, explained: Option<usize>) -> Self {
        let text = |at: usize| match record.cell(at) {
            Cell::Text(text) => text.clone(),
            _ => Box::from(""),
        };
        let count = |at: usize| match record.cell(at) {
            Cell::Int(n) if *n >= 0 => Some(*n),
            _ => None,
        };
        let rse = match rse.map(|at| record.cell(at)) {
            None | Some(Cell::Null) => Some(0.0),
            Some(cell) => number(cell).and_then(|n| n.to_f64()),
        };
        let explained = match explained.map(|at| record.cell(at)) {
            Some(Cell::Bool(b)) => Some(*b),
            Some(Cell::Null) => Some(false),
            _ => None,
        };
        Self {
            dimension: text(groups.dimension),
            group: text(groups.group),
            numerator: count(groups.numerator),
            denominator: count(groups.denominator),
            rse,
            explained,
        }
    }
}

/// A group of one dimension: events, size, relative error, whether a difference is explained.
#[derive(Debug, Clone, Copy)]
struct Group {
    x: f64,
    n: f64,
    rse: f64,
    explained: Option<bool>,
}

/// The dimensions with their groups by name; rows of one group are added up, its larger error kept.
fn dimensions(rows: &[Row], complement: bool) -> Result<Vec<Vec<Group>>, Box<Signal>> {
    let n = rows.len() as u64;
    let missing = rows.iter().filter(|r| r.numerator.is_none() || r.denominator.is_none() || r.rse.is_none()).count();
    if missing > 0 {
        let signal = Signal::without(Status::NotAssessed, "missing_fields", n);
        return Err(Box::new(Signal { unknown: Some(missing as u64), ..signal }));
    }
    let mut found: BTreeMap<&str, BTreeMap<&str, Group>> = BTreeMap::new();
    for row in rows {
        let (x, size) = (row.numerator.unwrap_or(0) as f64, row.denominator.unwrap_or(0) as f64);
        let groups = found.entry(&row.dimension).or_default();
        let group = groups.entry(&row.group).or_insert(Group { x: 0.0, n: 0.0, rse: 0.0, explained: row.explained });
        group.x += if complement { size - x } else { x };
        group.n += size;
        group.rse = group.rse.max(row.rse.unwrap_or(0.0));
        group.explained = group.explained.zip(row.explained).map(|(a, b)| a && b);
    }
    let found: Vec<Vec<Group>> = found.into_values().map(|groups| groups.into_values().collect()).collect();
    if found.iter().flatten().any(|group| group.n <= 0.0) {
        return Err(Box::new(Signal::without(Status::Indeterminate, "small_n", n)));
    }
    if found.iter().any(|groups| groups.len() < 2) {
        return Err(Box::new(Signal::without(Status::NotAssessed, "too_few_groups", n)));
    }
    Ok(found)
}

/// Ratio of two rates with its 95 % interval on the logarithmic scale.
///
/// Source: D. Katz et al., *Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies*, Biometrics 34 (1978);
/// the group's own relative error of the denominator is added to the variance. To be checked against the source.
fn ratio(x: f64, n: f64, rse: f64, x0: f64, n0: f64) -> (f64, f64, f64) {
    let (x, n, x0, n0) = if x <= 0.0 || x0 <= 0.0 { (x + 0.5, n + 1.0, x0 + 0.5, n0 + 1.0) } else { (x, n, x0, n0) };
    let r = (x / n) / (x0 / n0);
    let variance = (1.0 / x - 1.0 / n + 1.0 / x0 - 1.0 / n0 + rse * rse).max(0.0);
    let spread = Z95 * variance.sqrt();
    (r, r * libm::exp(-spread), r * libm::exp(spread))
}

/// The signal of `group_rate_ratio`: the worst group counts.
pub(crate) fn rate_ratio(
    rows: &[Row],
    complement: bool,
    reference: Reference,
    bands: &Bands,
    factor: Factor,
) -> Signal {
    let n = rows.len() as u64;
    let found = match dimensions(rows, complement) {
        Ok(found) => found,
        Err(signal) => return *signal,
    };
    let bands = bands.scaled(factor, Scale::Ratio);
    let float = |t: &Rational| t.to_f64().unwrap_or(0.0);
    let (met, partly) = (float(&bands.met), bands.partly.as_ref().map_or(0.0, float));
    let mut worst: Option<(Verdict, f64, f64, f64)> = None;
    for groups in &found {
        let overall = (groups.iter().map(|g| g.x).sum::<f64>(), groups.iter().map(|g| g.n).sum::<f64>());
        // First by name on a tie, as the groups come in the order of their names.
        let mut chosen = 0;
        for (at, group) in groups.iter().enumerate() {
            let (own, best) = (group.x / group.n, groups[chosen].x / groups[chosen].n);
            if (reference == Reference::Highest && own > best) || (reference == Reference::Lowest && own < best) {
                chosen = at;
            }
        }
        for (at, group) in groups.iter().enumerate() {
            let (x0, n0) = match reference {
                Reference::Overall => overall,
                _ if at == chosen => continue,
                _ => (groups[chosen].x, groups[chosen].n),
            };
            let (r, lo, hi) = ratio(group.x, group.n, group.rse, x0, n0);
            let verdict = match bands.direction {
                Direction::AtLeast if lo >= met => Verdict::Met,
                Direction::AtLeast if hi < partly => Verdict::NotMet,
                Direction::AtMost if hi <= met => Verdict::Met,
                Direction::AtMost if lo > partly => Verdict::NotMet,
                _ => Verdict::Partly,
            };
            let bad =
                |verdict: Verdict, r: f64| (verdict, if bands.direction == Direction::AtLeast { r } else { -r });
            let replace = worst.is_none_or(|(v, old, ..)| {
                let (a, b) = (bad(verdict, r), bad(v, old));
                a.0 < b.0 || (a.0 == b.0 && a.1 < b.1)
            });
            if replace {
                worst = Some((verdict, r, lo, hi));
            }
        }
    }
    match worst {
        Some((verdict, r, lo, hi)) => Signal {
            value: Some(format!("{r:.6}")),
            interval: Some([format!("{lo:.6}"), format!("{hi:.6}")]),
            unknown: Some(0),
            ..Signal::verdict(verdict, n)
        },
        None => Signal::without(Status::NotAssessed, "too_few_groups", n),
    }
}

/// One test for a difference: its p value, its power for the difference that matters, whether it is explained.
struct Test {
    p: f64,
    power: f64,
    explained: Option<bool>,
}

/// The signal of `no_difference`: two-sided z tests with pooled variance, Holm's adjustment over all of them.
pub(crate) fn no_difference(rows: &[Row], significance: f64, effect: f64, power: f64) -> Signal {
    let n = rows.len() as u64;
    let found = match dimensions(rows, false) {
        Ok(found) => found,
        Err(signal) => return *signal,
    };
    let mut tests: Vec<Test> = Vec::new();
    for groups in &found {
        let (all_x, all_n) = (groups.iter().map(|g| g.x).sum::<f64>(), groups.iter().map(|g| g.n).sum::<f64>());
        // Of two groups one test says everything; it is explained if either record explains it.
        let tested = if groups.len() == 2 { &groups[..1] } else { &groups[..] };
        for group in tested {
            let explained = match groups.as_slice() {
                [a, b] if a.explained == Some(true) || b.explained == Some(true) => Some(true),
                [a, b] => a.explained.and(b.explained),
                _ => group.explained,
            };
            let pooled = all_x / all_n;
            let (rest_x, rest_n) = (all_x - group.x, all_n - group.n);
            let se = (pooled * (1.0 - pooled) * (1.0 / group.n + 1.0 / rest_n)).max(0.0).sqrt();
            if se <= 0.0 {
                tests.push(Test { p: 1.0, power: 1.0, explained });
                continue;
            }
            let z = (group.x / group.n - rest_x / rest_n).abs() / se;
            let critical = normal_quantile(1.0 - significance / 2.0);
            let reach = normal_cdf(effect / se - critical) + normal_cdf(-effect / se - critical);
            tests.push(Test { p: 2.0 * normal_cdf(-z), power: reach, explained });
        }
    }
    let adjusted = holm(&tests.iter().map(|test| test.p).collect::<Vec<_>>());
    let smallest = adjusted.iter().copied().fold(1.0, f64::min);
    let found: Vec<(bool, &Test)> = adjusted.iter().map(|p| *p < significance).zip(&tests).collect();
    let signal = if found.iter().any(|(differs, test)| *differs && test.explained == Some(false)) {
        Signal::verdict(Verdict::NotMet, n)
    } else if found.iter().any(|(differs, test)| *differs && test.explained.is_none()) {
        Signal::without(Status::Indeterminate, "missing_fields", n)
    } else if found.iter().all(|(differs, test)| *differs || test.power >= power) {
        Signal::verdict(Verdict::Met, n)
    } else {
        Signal::without(Status::Indeterminate, "small_n", n)
    };
    Signal { value: Some(format!("{smallest:.6}")), denominator: Some(tests.len() as u64), ..signal }
}
