//! Quick counts: how many polling stations to draw and which, and what their returns say of the whole.
//!
//! A station is a cluster; strata are counted separately. Formulas from Cochran, *Sampling Techniques*, 3rd ed. 1977;
//! Estok, Nevitte & Cowan, *The Quick Count and Election Observation*, 2002, chapter 5.

mod estimate;
mod read;

pub use estimate::{Estimate, FEWEST, Interval, Lead, Ratio, StratumReturns, Verdict, WorstCase, estimate};
pub use read::{Asked, Design, Return, Station, asked, design, returns, stations};

use crate::sample::{Seed, Tickets};
use base::Digest;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many stations each stratum gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// By the number of its stations.
    Proportional,
    /// By the number of its stations times how much they differ (Neyman 1934; Cochran, section 5.5).
    Neyman,
}

/// A stratum of the sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// Name.
    pub stratum: String,
    /// Stations.
    pub stations: u64,
    /// Registered voters.
    pub registered: u64,
    /// Stations drawn.
    pub n: u64,
}

/// A drawn station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// Place in the order of tickets, from 1.
    pub order: u64,
    /// Station.
    pub station: String,
    /// Its stratum.
    pub stratum: String,
    /// SHA-256 of `seed,station`.
    pub ticket: Digest,
}

/// A drawn sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// Stations drawn.
    pub n: u64,
    /// Strata by name.
    pub strata: Vec<Stratum>,
    /// Stations in the order of their tickets.
    pub sample: Vec<Drawn>,
}

/// Quantile of the standard normal distribution at `p` in (0, 1), to the last places of f64.
///
/// ```
/// assert!((rla::quickcount::normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-13);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    // Halving on the distribution function itself; below the median by symmetry, where erfc keeps its digits.
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let below = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
    let (mut low, mut high) = (-40.0, 0.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if below(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The design effect that is used: as given; else from the stations' prior shares, where every station has one; else
/// the largest there is, stations whose voters all agree, which is the mean number of voters of a station.
///
/// From prior shares p_i of stations with M_i voters it is the variance of Σ M_i(p_i − P) between stations within
/// strata over that of as many voters drawn one by one, S²/(M̄·P(1−P)) (Cochran, section 9A.8 in other letters).
pub fn design_effect(design: &Design, stations: &[Station]) -> f64 {
    if let Some(given) = design.design_effect {
        return given;
    }
    let voters: f64 = stations.iter().map(|s| s.registered as f64).sum();
    let mean = voters / stations.len().max(1) as f64;
    let share = |s: &Station| s.prior_share.map(|p| (s.registered as f64, p));
    let Some(prior) = stations.iter().map(share).collect::<Option<Vec<_>>>() else { return mean.max(1.0) };
    let p = prior.iter().map(|(m, p)| m * p).sum::<f64>() / voters;
    if p <= 0.0 || p >= 1.0 {
        return mean.max(1.0);
    }
    let within: f64 = by_stratum(stations).values().map(|list| list.len() as f64 * spread(list).powi(2)).sum();
    (within / stations.len() as f64 / (mean * p * (1.0 - p))).max(f64::MIN_POSITIVE)
}

/// Standard deviation within a stratum of M_i(p_i − P_h), P_h the stratum's share; 0 without prior shares.
fn spread(stations: &[&Station]) -> f64 {
    let sum = |f: &dyn Fn(&Station) -> f64| stations.iter().map(|s| f(s)).sum::<f64>();
    let voters = sum(&|s| s.registered as f64);
    let share = sum(&|s| s.registered as f64 * s.prior_share.unwrap_or(0.0)) / voters.max(1.0);
    let square = sum(&|s| (s.registered as f64 * (s.prior_share.unwrap_or(share) - share)).powi(2));
    if stations.len() < 2 { 0.0 } else { (square / (stations.len() as f64 - 1.0)).sqrt() }
}

fn by_stratum(stations: &[Station]) -> BTreeMap<&str, Vec<&Station>> {
    let mut out: BTreeMap<&str, Vec<&Station>> = BTreeMap::new();
    for station in stations {
        out.entry(&station.stratum).or_default().push(station);
    }
    out
}

/// Stations that the wanted margin takes, over all strata.
///
/// n₀ = z²·p(1−p)·deff/e² voters (Cochran, section 4.4, with Kish's design effect), n₀/M̄ stations, less by the finite
/// population: n = n₀/(1 + n₀/N); divided by the expected response.
pub fn size(design: &Design, stations: &[Station]) -> u64 {
    let voters: f64 = stations.iter().map(|s| s.registered as f64).sum();
    let all = stations.len() as f64;
    let z = normal_quantile(0.5 + design.confidence / 2.0);
    let p = design.expected_share;
    let wanted = z * z * p * (1.0 - p) / (design.margin * design.margin) * design_effect(design, stations);
    let clusters = wanted / (voters / all);
    let finite = clusters / (1.0 + clusters / all);
    // A size that is a whole number up to rounding is not raised by one.
    ((finite / design.expected_response - 1e-9).ceil().max(1.0) as u64).min(stations.len() as u64)
}

/// Draws the sample: in each stratum the stations with the smallest tickets, at least 2 where it has them.
///
/// # Errors
/// What the stations lack for the wanted allocation.
pub fn draw(design: &Design, stations: &[Station]) -> Result<Sample, String> {
    if stations.is_empty() {
        return Err("no station could be read".into());
    }
    if stations.iter().all(|s| s.registered == 0) {
        return Err("no station has registered voters".into());
    }
    if design.allocation == Allocation::Neyman
        && let Some(station) = stations.iter().find(|s| s.prior_share.is_none())
    {
        return Err(format!("neyman needs prior_share for every station; `{}` has none", station.station));
    }
    let groups = by_stratum(stations);
    let n = size(design, stations);
    let weight = |list: &[&Station]| match design.allocation {
        Allocation::Proportional => list.len() as f64,
        Allocation::Neyman => list.len() as f64 * spread(list),
    };
    let weights: Vec<f64> = groups.values().map(|list| weight(list)).collect();
    let limits: Vec<(u64, u64)> = groups.values().map(|l| ((l.len() as u64).min(2), l.len() as u64)).collect();
    let sizes = allocate(n, &weights, &limits);
    let mut tickets = Tickets::new(&Seed::new(&design.seed).ok_or("the seed is not exactly 20 decimal digits")?);
    let mut sample = Vec::new();
    let mut strata = Vec::new();
    for ((name, list), n) in groups.into_iter().zip(sizes) {
        let mut ordered: Vec<(Digest, &Station)> = list.iter().map(|s| (tickets.of(&s.station), *s)).collect();
        ordered.sort_by(|a, b| (a.0, &a.1.station).cmp(&(b.0, &b.1.station)));
        let registered = list.iter().map(|s| s.registered).sum();
        strata.push(Stratum { stratum: name.to_owned(), stations: list.len() as u64, registered, n });
        sample.extend(ordered.into_iter().take(n as usize));
    }
    sample.sort_by(|a, b| (a.0, &a.1.station).cmp(&(b.0, &b.1.station)));
    let drawn = (1..).zip(sample).map(|(order, (ticket, s))| Drawn {
        order,
        station: s.station.clone(),
        stratum: s.stratum.clone(),
        ticket,
    });
    let sample: Vec<Drawn> = drawn.collect();
    Ok(Sample { n: sample.len() as u64, strata, sample })
}

/// Shares `n` by weights, within limits each, by largest remainders over what the limits leave; the sum is at least
/// `n` where the limits allow it (it is more where the lower limits ask for more).
fn allocate(n: u64, weights: &[f64], limits: &[(u64, u64)]) -> Vec<u64> {
    let mut fixed: Vec<Option<u64>> = vec![None; weights.len()];
    loop {
        let left = n.saturating_sub(fixed.iter().flatten().sum()) as f64;
        let free: f64 = weights.iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|(w, _)| w).sum();
        let share = |i: usize| if free > 0.0 { left * weights[i] / free } else { 0.0 };
        let open: Vec<usize> = (0..weights.len()).filter(|i| fixed[*i].is_none()).collect();
        // Strata above their limit first, then those below: either changes what is left for the others.
        let over: Vec<usize> = open.iter().copied().filter(|i| share(*i) > limits[*i].1 as f64).collect();
        let under: Vec<usize> = open.iter().copied().filter(|i| share(*i) < limits[*i].0 as f64).collect();
        if !over.is_empty() {
            over.iter().for_each(|i| fixed[*i] = Some(limits[*i].1));
        } else if !under.is_empty() {
            under.iter().for_each(|i| fixed[*i] = Some(limits[*i].0));
        } else {
            let mut out: Vec<u64> = (0..weights.len()).map(|i| fixed[i].unwrap_or(share(i).floor() as u64)).collect();
            let mut rest: Vec<(f64, usize)> = open.iter().map(|i| (share(*i).fract(), *i)).collect();
            rest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (_, i) in rest {
                if out.iter().sum::<u64>() < n && out[i] < limits[i].1 {
                    out[i] += 1;
                }
            }
            return out;
        }
    }
}
