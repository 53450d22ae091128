//! Wilson's interval, Holm's adjustment, the Kaplan–Meier estimator, the normal distribution.

use base::exact::Rational;
use num_bigint::BigInt;

/// The 97.5 % point of the standard normal distribution: 95 % two-sided.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Wilson's score interval without continuity correction for x of n, at normal quantile z.
///
/// The lower end is exactly 0 at x = 0, the upper exactly 1 at x = n; n = 0 gives (0, 1).
///
/// Source: E. B. Wilson, *Probable Inference, the Law of Succession, and Statistical Inference*, JASA 22 (1927).
pub fn wilson(x: u64, n: u64, z: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n_f, p) = (n as f64, x as f64 / n as f64);
    let z2 = z * z;
    let centre = p + z2 / (2.0 * n_f);
    let half = z * (p * (1.0 - p) / n_f + z2 / (4.0 * n_f * n_f)).sqrt();
    let scale = 1.0 + z2 / n_f;
    let lo = if x == 0 { 0.0 } else { (centre - half) / scale };
    let hi = if x >= n { 1.0 } else { (centre + half) / scale };
    (lo, hi)
}

/// The standard normal distribution function.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// The standard normal quantile of p, 0 < p < 1; by bisection and then Newton's method on [`normal_cdf`].
pub fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        // The upper tail is mirrored, where the distribution function keeps its digits.
        return -normal_quantile(1.0 - p);
    }
    let (mut lo, mut hi) = (-40.0, 0.0);
    for _ in 0..60 {
        let middle = 0.5 * (lo + hi);
        if normal_cdf(middle) < p { lo = middle } else { hi = middle }
    }
    let mut x = 0.5 * (lo + hi);
    for _ in 0..3 {
        let density = libm::exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt();
        if density > 0.0 {
            x -= (normal_cdf(x) - p) / density;
        }
    }
    x
}

/// Holm's adjusted p values, in the order given.
///
/// Source: S. Holm, *A Simple Sequentially Rejective Multiple Test Procedure*, Scand. J. Statist. 6 (1979).
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]).then(a.cmp(b)));
    let mut out = vec![0.0; p.len()];
    let mut highest = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        highest = highest.max(((p.len() - rank) as f64 * p[at]).min(1.0));
        out[at] = highest;
    }
    out
}

/// One step of a survival curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<T> {
    /// The event time.
    pub time: T,
    /// At risk just before it.
    pub at_risk: u64,
    /// Events at this time.
    pub events: u64,
    /// Share that survives beyond it.
    pub survival: f64,
}

/// A survival curve with exact steps.
///
/// Source: E. L. Kaplan and P. Meier, *Nonparametric Estimation from Incomplete Observations*, JASA 53 (1958).
#[derive(Debug, Clone, PartialEq)]
pub struct Survival<T>(pub Vec<Step<T>>);

impl<T: Ord + Clone> Survival<T> {
    /// The estimate from durations, each with whether its end was seen. Events come before censorings at ties.
    pub fn estimate(mut rows: Vec<(T, bool)>) -> Self {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let mut steps = Vec::new();
        let (mut survival, mut at) = (1.0, 0);
        while at < rows.len() {
            let end = at + rows[at..].iter().take_while(|row| row.0 == rows[at].0).count();
            let events = rows[at..end].iter().filter(|row| row.1).count() as u64;
            let at_risk = (rows.len() - at) as u64;
            if events > 0 {
                survival *= (at_risk - events) as f64 / at_risk as f64;
                steps.push(Step { time: rows[at].0.clone(), at_risk, events, survival });
            }
            at = end;
        }
        Self(steps)
    }

    /// The smallest event time with S(t) ≤ 1 − q, decided exactly; `None` if the curve does not come so low.
    pub fn quantile(&self, q: &Rational) -> Option<&T> {
        let target = Rational::from_integer(1.into()) - q;
        let target_f = num_traits::ToPrimitive::to_f64(&target).unwrap_or(0.0);
        let low = |at: usize| {
            let survival = self.0[at].survival;
            // The float is off by less than one part in 10^9 for a million steps; near the target, count exactly.
            if (survival - target_f).abs() > 1e-7 { survival < target_f } else { self.exact(at) <= target }
        };
        // S falls from step to step, so the first low step can be found by halving.
        let (mut from, mut to) = (0, self.0.len());
        while from < to {
            let middle = from.midpoint(to);
            if low(middle) { to = middle } else { from = middle + 1 }
        }
        self.0.get(from).map(|step| &step.time)
    }

    /// S after a step as an exact fraction. Runs of steps without a censoring between them shorten to one factor.
    fn exact(&self, last: usize) -> Rational {
        let mut factors: Vec<(u64, u64)> = Vec::new();
        for step in &self.0[..=last] {
            let left = step.at_risk - step.events;
            match factors.last_mut() {
                Some(factor) if factor.0 == step.at_risk => factor.0 = left,
                _ => factors.push((left, step.at_risk)),
            }
        }
        Rational::new(product(&factors, |f| f.0), product(&factors, |f| f.1))
    }
}

fn product(factors: &[(u64, u64)], pick: fn(&(u64, u64)) -> u64) -> BigInt {
    match factors {
        [] => 1.into(),
        [one] => pick(one).into(),
        many => {
            let (a, b) = many.split_at(many.len() / 2);
            product(a, pick) * product(b, pick)
        }
    }
}
