//! What the returns of a drawn sample say: shares, turnout, the lead, and how sure that is.

use super::{Return, Sample, Station, normal_quantile};
use crate::document::shortest;
use serde::{Serialize, Serializer};
use std::collections::HashMap;

/// Fewest returns for which a sequence of normal bounds is given; with fewer the interval is everything.
pub const FEWEST: u64 = 30;

/// How the interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// All drawn stations have reported: the normal interval of the finished sample.
    Fixed,
    /// Some have not: valid at every look, however often returns are looked at while they come in.
    Sequence,
}

/// Whether somebody leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Interval and worst case of the difference exclude 0.
    Lead,
    /// They do not; nobody may be called the winner.
    TooClose,
}

fn text<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&shortest(*value))
}

/// A ratio with its interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ratio {
    /// Candidate; none for turnout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<String>,
    /// Estimate.
    #[serde(serialize_with = "text")]
    pub share: f64,
    /// Lower end.
    #[serde(serialize_with = "text")]
    pub low: f64,
    /// Upper end.
    #[serde(serialize_with = "text")]
    pub high: f64,
}

/// The two first candidates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lead {
    /// Most votes in the estimate.
    pub first: String,
    /// Second.
    pub second: String,
    /// Difference of their shares of the valid votes.
    #[serde(serialize_with = "text")]
    pub difference: f64,
    /// Lower end.
    #[serde(serialize_with = "text")]
    pub low: f64,
    /// Upper end.
    #[serde(serialize_with = "text")]
    pub high: f64,
}

/// The difference if every missing station had its stratum's extreme observed difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorstCase {
    /// All against the first.
    #[serde(serialize_with = "text")]
    pub low: f64,
    /// All for the first.
    #[serde(serialize_with = "text")]
    pub high: f64,
}

/// Returns of a stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StratumReturns {
    /// Name.
    pub stratum: String,
    /// Stations in all.
    pub stations: u64,
    /// Stations drawn.
    pub expected: u64,
    /// Stations that reported.
    pub received: u64,
}

/// What the returns say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Returns used.
    pub received: u64,
    /// Stations drawn.
    pub expected: u64,
    /// Shares of the valid votes, candidates in the order of the file.
    pub shares: Vec<Ratio>,
    /// Voters who came, of those registered.
    pub turnout: Ratio,
    /// The two first.
    pub lead: Lead,
    /// Missing stations at their worst.
    pub worst_case: WorstCase,
    /// How the intervals were made.
    pub interval: Interval,
    /// Whether somebody leads.
    pub verdict: Verdict,
    /// Strata by name.
    pub strata: Vec<StratumReturns>,
    /// Drawn stations without a return that can be used, in the order of their tickets.
    pub missing: Vec<String>,
}

/// Returns of a stratum that take part.
struct Stratum<'a> {
    stations: f64,
    drawn: f64,
    received: Vec<(&'a Return, f64)>,
    /// Mean of registered voters of its drawn stations.
    registered: f64,
}

/// Values of a station's return: numerator and denominator.
type Values<'f> = &'f dyn Fn(&Return, f64) -> (f64, f64);

/// Estimates from the returns so far. Strata stand for themselves: within one, missing stations are taken to be like
/// those that reported, and the worst case says what if not. `confidence` in (0, 1).
///
/// # Errors
/// Fewer than two candidates, no return, or no valid vote.
pub fn estimate(
    sample: &Sample,
    stations: &[Station],
    candidates: &[String],
    returns: &HashMap<String, Return>,
    confidence: f64,
) -> Result<Estimate, String> {
    if candidates.len() < 2 {
        return Err("at least two candidates are needed".into());
    }
    let registered: HashMap<&str, f64> = stations.iter().map(|s| (s.station.as_str(), s.registered as f64)).collect();
    let mut strata: Vec<Stratum<'_>> = Vec::new();
    for stratum in &sample.strata {
        let drawn = || sample.sample.iter().filter(|d| d.stratum == stratum.stratum);
        let voters = |id: &str| registered.get(id).copied().unwrap_or(0.0);
        strata.push(Stratum {
            stations: stratum.stations as f64,
            drawn: stratum.n as f64,
            received: drawn().filter_map(|d| Some((returns.get(&d.station)?, voters(&d.station)))).collect(),
            registered: drawn().map(|d| voters(&d.station)).sum::<f64>() / (stratum.n as f64).max(1.0),
        });
    }
    let missing: Vec<String> =
        sample.sample.iter().filter(|d| !returns.contains_key(&d.station)).map(|d| d.station.clone()).collect();
    let received = sample.n - missing.len() as u64;
    let valid: u64 = returns.values().map(|r| r.valid).sum();
    if received == 0 || valid == 0 {
        return Err("no return with valid votes has come yet".into());
    }
    let interval = if missing.is_empty() { Interval::Fixed } else { Interval::Sequence };
    let alpha = 1.0 - confidence;
    let bounds = |values: Values<'_>, least: f64| {
        let (ratio, half) = ratio(&strata, values, interval, alpha);
        let half = if interval == Interval::Sequence && received < FEWEST { f64::INFINITY } else { half };
        (ratio, (ratio - half).max(least), (ratio + half).min(1.0))
    };
    let mut shares = Vec::new();
    for (c, candidate) in candidates.iter().enumerate() {
        let (share, low, high) = bounds(&|r, _| (r.votes[c] as f64, r.valid as f64), 0.0);
        shares.push(Ratio { candidate: Some(candidate.clone()), share, low, high });
    }
    let (share, low, high) = bounds(&|r, voters| (r.turnout as f64, voters), 0.0);
    let turnout = Ratio { candidate: None, share, low, high };
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| shares[*b].share.total_cmp(&shares[*a].share));
    let (first, second) = (order[0], order[1]);
    let difference = |r: &Return, _: f64| (r.votes[first] as f64 - r.votes[second] as f64, r.valid as f64);
    let (lead, low, high) = bounds(&difference, -1.0);
    let worst = worst_case(&strata, &difference);
    let verdict = if low > 0.0 && worst.low > 0.0 { Verdict::Lead } else { Verdict::TooClose };
    let of = |s: (&super::Stratum, &Stratum<'_>)| StratumReturns {
        stratum: s.0.stratum.clone(),
        stations: s.0.stations,
        expected: s.0.n,
        received: s.1.received.len() as u64,
    };
    Ok(Estimate {
        received,
        expected: sample.n,
        lead: Lead {
            first: candidates[first].clone(),
            second: candidates[second].clone(),
            difference: lead,
            low,
            high,
        },
        shares,
        turnout,
        worst_case: worst,
        interval,
        verdict,
        strata: sample.strata.iter().zip(&strata).map(of).collect(),
        missing,
    })
}

/// Combined ratio estimator R = Σ N_h·ȳ_h / Σ N_h·x̄_h and half the width of its interval; infinite where a stratum's
/// spread is not known.
///
/// Variance Σ N_h²·(1−f_h)·s²_{d,h}/n_h / X̂² with d = y − R·x (Cochran, *Sampling Techniques*, 3rd ed., section 6.11,
/// eq. 6.51). `n_h` are the returns, so that what is missing widens the interval.
///
/// While returns are missing the half-width is that of Robbins' normal mixture in the time of information 1/V:
/// |R̂ − R| ≤ √(V·(1+cρ)·ln((1+cρ)/(cρ·α²))) at all looks with probability 1 − α (Waudby-Smith, Arbour, Sinha, Kennedy &
/// Ramdas, *Time-uniform central limit theory and asymptotic confidence sequences*, Ann. Stat. 52(6) 2024, arXiv
/// 2103.06476, theorem 2.2). It applies to draws without replacement too: for m < n of the same stratum
/// Cov(ȳ_m, ȳ_n) = S²(1/n − 1/N) = Var(ȳ_n), the covariance of a Brownian motion in 1/V. ρ is V over the variance of the
/// whole sample without its finite-population factor, which no look changes; c makes the bound tightest near ρ = 1.
fn ratio(strata: &[Stratum<'_>], values: Values<'_>, interval: Interval, alpha: f64) -> (f64, f64) {
    let (mut y_all, mut x_all) = (0.0, 0.0);
    for stratum in strata.iter().filter(|s| !s.received.is_empty()) {
        let n = stratum.received.len() as f64;
        let (y, x) = sums(stratum, values);
        y_all += stratum.stations * y / n;
        x_all += stratum.stations * x / n;
    }
    let ratio = if x_all > 0.0 { y_all / x_all } else { 0.0 };
    let (mut variance, mut planned) = (0.0, 0.0);
    for stratum in strata.iter().filter(|s| s.drawn > 0.0) {
        let n = stratum.received.len() as f64;
        if n >= stratum.stations {
            // Counted in full: no sampling error.
            continue;
        }
        if n < 2.0 {
            return (ratio, f64::INFINITY);
        }
        let d: Vec<f64> =
            stratum.received.iter().map(|(r, voters)| values(r, *voters)).map(|(y, x)| y - ratio * x).collect();
        let mean = d.iter().sum::<f64>() / n;
        let spread = d.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let square = stratum.stations * stratum.stations * spread;
        variance += square * (1.0 - n / stratum.stations) / n;
        planned += square / stratum.drawn;
    }
    variance /= x_all * x_all;
    planned /= x_all * x_all;
    let width = match interval {
        Interval::Fixed => normal_quantile(1.0 - alpha / 2.0) * variance.sqrt(),
        Interval::Sequence if planned > 0.0 => {
            let log = -2.0 * libm::log(alpha);
            let c = variance / planned / (log + libm::log(log) + 1.0);
            (variance * (1.0 + c) * (libm::log((1.0 + c) / c) + log)).sqrt()
        }
        Interval::Sequence => 0.0,
    };
    (ratio, width)
}

fn sums(stratum: &Stratum<'_>, values: Values<'_>) -> (f64, f64) {
    let pairs = stratum.received.iter().map(|(r, voters)| values(r, *voters));
    pairs.fold((0.0, 0.0), |(y, x), (dy, dx)| (y + dy, x + dx))
}

/// The estimate with every missing station at its stratum's smallest, and at its largest, observed ratio; a stratum that
/// says nothing is taken at −1 and 1 with all its registered voters.
fn worst_case(strata: &[Stratum<'_>], values: Values<'_>) -> WorstCase {
    let at = |worst: &dyn Fn(&Stratum<'_>) -> f64| {
        let (mut y_all, mut x_all) = (0.0, 0.0);
        for stratum in strata.iter().filter(|s| s.drawn > 0.0) {
            let n = stratum.received.len() as f64;
            let (y, x) = sums(stratum, values);
            let mean = if n > 0.0 { x / n } else { stratum.registered };
            let absent = stratum.drawn - n;
            y_all += stratum.stations * (y + absent * mean * worst(stratum)) / stratum.drawn;
            x_all += stratum.stations * (x + absent * mean) / stratum.drawn;
        }
        if x_all > 0.0 { y_all / x_all } else { 0.0 }
    };
    let observed = |stratum: &Stratum<'_>, none: f64, pick: fn(f64, f64) -> f64| {
        let ratios = stratum.received.iter().map(|(r, voters)| values(r, *voters)).filter(|(_, x)| *x > 0.0);
        ratios.map(|(y, x)| y / x).reduce(pick).unwrap_or(none)
    };
    WorstCase { low: at(&|s| observed(s, -1.0, f64::min)), high: at(&|s| observed(s, 1.0, f64::max)) }
}
