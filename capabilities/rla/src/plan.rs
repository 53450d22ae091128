//! How many cards an audit will need: simulated stopping times, same seed, same answer.

use crate::assertion::to_f64;
use crate::martingale::{Bet, Estimator, Population, Running, Test};
use crate::model::{Assertion, AuditType, Contest};
use crate::numpy::{Pcg64, choose, cumulative};
use crate::risk::Valuer;

/// Stopping times of repeated audits.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// Draws until p ≤ α, ascending; those that never stopped stand at `cap`.
    pub sorted: Vec<u64>,
    /// Repetitions that stopped.
    pub stopped: u64,
    /// Draws after which a repetition was given up.
    pub cap: u64,
}

/// What is drawn in a simulation.
#[derive(Debug, Clone)]
pub struct Urn {
    /// Values.
    pub values: Vec<f64>,
    /// Their probabilities (with replacement)…
    pub probabilities: Vec<f64>,
    /// …or how many of each there are (without replacement).
    pub counts: Option<Vec<u64>>,
}

/// How much is simulated at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Repetitions.
    pub repetitions: u64,
    /// Draws after which one is given up.
    pub cap: u64,
    /// Draws in all for one limit after which, from the twentieth repetition on, no further one begins.
    pub draws: u64,
}

/// Simulates audits, each with numpy's generator seeded by the text `seed` and its number from 0; gives the times for
/// each of `limits`.
///
/// One run of draws serves all limits, and what it gives for one of them does not depend on the others.
pub fn simulate(
    urn: &Urn,
    population: Population,
    test: &Test,
    limits: &[f64],
    effort: Effort,
    seed: &str,
) -> Vec<Times> {
    let cap = effort.cap;
    let sums = cumulative(&urn.probabilities);
    let mut times = vec![Times { sorted: Vec::new(), stopped: 0, cap }; limits.len()];
    let mut drawn = vec![0; limits.len()];
    let mut order: Vec<usize> = (0..limits.len()).collect();
    order.sort_by(|a, b| limits[*b].total_cmp(&limits[*a]));
    for repetition in 0..effort.repetitions {
        order.retain(|at| repetition < 20 || drawn[*at] < effort.draws);
        if order.is_empty() {
            break;
        }
        let mut generator = Pcg64::from_text(&format!("{seed} {repetition}"));
        let mut running = Running::new(population, test.clone());
        let mut left = urn.counts.clone();
        let mut total: u64 = left.as_ref().map_or(u64::MAX, |c| c.iter().sum());
        // The least strict limits are reached first.
        let mut open = order.iter().peekable();
        while open.peek().is_some() && running.drawn() < cap && total > 0 {
            let pick = match &mut left {
                None => choose(&sums, &mut generator),
                Some(counts) => {
                    let mut ball = generator.below(total);
                    total -= 1;
                    let pick = counts.iter().position(|c| {
                        let here = ball < *c;
                        ball = ball.wrapping_sub(if here { 0 } else { *c });
                        here
                    });
                    let pick = pick.unwrap_or(0);
                    counts[pick] -= 1;
                    pick
                }
            };
            let p = running.push(urn.values[pick]);
            while let Some(at) = open.next_if(|at| p <= limits[**at]) {
                times[*at].sorted.push(running.drawn());
                times[*at].stopped += 1;
                drawn[*at] += running.drawn();
            }
        }
        for at in open {
            times[*at].sorted.push(cap);
            drawn[*at] += running.drawn();
        }
    }
    for own in &mut times {
        own.sorted.sort_unstable();
    }
    times
}

/// Rates of errors that a plan assumes among the cards compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// One-vote overstatements.
    pub one: f64,
    /// Two-vote overstatements.
    pub two: f64,
}

/// The seed of plans: anyone gets the same numbers.
pub const SEED: &str = "scrutineer rla plan";

/// Plans a contest, compared card by card or polled, by its tightest assertion: the draws until the risk is
/// at most each of `limits`. `None` if there is no assertion.
pub fn contest(
    contest: &Contest,
    list: &[Assertion],
    errors: Errors,
    limits: &[f64],
    effort: Effort,
) -> Option<Vec<Times>> {
    let tightest = tightest(list)?;
    let valuer = Valuer::new(contest, tightest);
    let upper = valuer.bound();
    // Drawn with replacement: a little more than without, so the plan errs to the safe side.
    let population = Population { size: None, upper, null_mean: 0.5 };
    let (urn, test) = if contest.audit_type == AuditType::Polling {
        let mean = to_f64(&tightest.mean);
        // The mean as a mixture of 0 and the upper bound: the widest spread, again the safe side.
        let urn =
            Urn { values: vec![0.0, upper], probabilities: vec![1.0 - mean / upper, mean / upper], counts: None };
        (urn, Test::Alpha(Estimator::ShrinkTrunc { eta: mean, c: None, d: 100.0, f: 0.0, min_sd: 1e-6 }))
    } else {
        let x0 = valuer.error_free();
        let Errors { one, two } = errors;
        let urn =
            Urn { values: vec![x0, x0 / 2.0, 0.0], probabilities: vec![1.0 - one - two, one, two], counts: None };
        (urn, Test::Betting(Bet::Cobra { p1: 0.001, p2: 0.0001, error_free: x0 }))
    };
    Some(simulate(&urn, population, &test, limits, effort, SEED))
}

/// The assertion that needs most cards.
pub fn tightest(list: &[Assertion]) -> Option<&Assertion> {
    list.iter().min_by(|a, b| a.ratio().total_cmp(&b.ratio()))
}

impl Times {
    /// Mean.
    pub fn mean(&self) -> f64 {
        self.sorted.iter().map(|t| *t as f64).sum::<f64>() / self.sorted.len().max(1) as f64
    }

    /// Standard deviation of the repetitions.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        let n = self.sorted.len().max(2) as f64;
        (self.sorted.iter().map(|t| (*t as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
    }

    /// Whether at least the share `q` of the repetitions stopped, so that [`Times::quantile`] is no lower bound only.
    pub fn reached(&self, q: f64) -> bool {
        self.stopped as f64 >= q * self.sorted.len() as f64
    }

    /// Smallest time that at least the share `q` of the repetitions do not exceed.
    pub fn quantile(&self, q: f64) -> u64 {
        let at = (q * self.sorted.len() as f64).ceil().max(1.0) as usize - 1;
        self.sorted.get(at.min(self.sorted.len().saturating_sub(1))).copied().unwrap_or(0)
    }
}
