//! How many cards an audit will need: simulated stopping times, same seed, same answer.

use crate::martingale::{Population, Running, Test};
use crate::numpy::{Pcg64, choose, cumulative};

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

/// Simulates `reps` audits with numpy's generator seeded by the text `seed`.
pub fn simulate(
    urn: &Urn,
    population: Population,
    test: &Test,
    risk_limit: f64,
    reps: u64,
    seed: &str,
    cap: u64,
) -> Times {
    let mut generator = Pcg64::from_text(seed);
    let sums = cumulative(&urn.probabilities);
    let mut sorted = Vec::new();
    let mut stopped = 0;
    for _ in 0..reps {
        let mut running = Running::new(population, test.clone());
        let mut left = urn.counts.clone();
        let mut total: u64 = left.as_ref().map_or(u64::MAX, |c| c.iter().sum());
        let mut at = cap;
        while running.drawn() < cap && total > 0 {
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
            if running.push(urn.values[pick]) <= risk_limit {
                at = running.drawn();
                stopped += 1;
                break;
            }
        }
        sorted.push(at);
    }
    sorted.sort_unstable();
    Times { sorted, stopped, cap }
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

    /// Smallest time that at least the share `q` of the repetitions do not exceed.
    pub fn quantile(&self, q: f64) -> u64 {
        let at = (q * self.sorted.len() as f64).ceil().max(1.0) as usize - 1;
        self.sorted.get(at.min(self.sorted.len().saturating_sub(1))).copied().unwrap_or(0)
    }
}
