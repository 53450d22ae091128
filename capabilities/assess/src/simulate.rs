//! What other defensible choices would have said: Monte Carlo draws and Sobol's indices of five factors.
//!
//! Sources: OECD/JRC, *Handbook on Constructing Composite Indicators* (2008), steps 6 and 7; A. Saltelli et al.,
//! *Variance based sensitivity analysis of model output* (2010), first order; M. Jansen, *Analysis of variance designs
//! for model output* (1999), total. To be checked against the sources.

use base::digest::sha256;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use rule::Verdict;

/// The five factors, in the order of the result.
pub const FACTORS: [&str; 5] = ["weights", "aggregation", "thresholds", "unknowns", "ratings"];

/// One indicator of a recommendation, as the draws see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The verdict under each of the five threshold factors; `None` counts as unknown.
    pub verdicts: [Option<Verdict>; 5],
    /// Chance that raters would have said one step more or less; 0 for machine indicators.
    pub move_chance: f64,
    /// Indicators of the recommendation with the same first obligation, itself included.
    pub siblings: u32,
}

/// Range, shares and drivers of one recommendation.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// The 2.5 % point, the median, the 97.5 % point.
    pub quantiles: [f64; 3],
    /// The mean.
    pub mean: f64,
    /// Shares of draws below 0.4, from 0.4 to under 0.8, from 0.8.
    pub shares: [f64; 3],
    /// First-order and total index of each factor; `None` if the result does not vary.
    pub sobol: Option<[(f64, f64); 5]>,
}

/// A generator of its own for each recommendation, factor and purpose, so that no result depends on order or threads.
pub fn generator(input_sha256: &str, name: &str, factor: &str, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::from_seed(sha256(format!("{input_sha256}/{name}/{factor}").as_bytes()).0);
    rng.set_stream(stream);
    rng
}

/// Runs the draws and the Sobol estimate of one recommendation; `units` not empty.
pub fn simulate(units: &[Unit], input_sha256: &str, name: &str, draws: usize, base: usize) -> Simulation {
    let model = Model { units, score: [0.0, 0.5, 1.0], log: [0.1_f64, 0.5, 1.0].map(libm::log) };
    let sample = |stream, n| Sample::draw(units, input_sha256, name, stream, n);
    let drawn = sample(0, draws);
    let mut results: Vec<f64> = (0..draws).map(|i| model.run(&[&drawn; 5], i)).collect();
    let mean = results.iter().sum::<f64>() / draws as f64;
    results.sort_by(f64::total_cmp);
    let at = |per_mille: usize| results[per_mille * (draws - 1) / 1000];
    let low = results.partition_point(|x| *x < 0.4);
    let middle = results.partition_point(|x| *x < 0.8);
    let share = |n: usize| n as f64 / draws as f64;
    Simulation {
        quantiles: [at(25), at(500), at(975)],
        mean,
        shares: [share(low), share(middle - low), share(draws - middle)],
        sobol: sobol(&model, &sample(1, base), &sample(2, base), base),
    }
}

fn sobol(model: &Model<'_>, a: &Sample, b: &Sample, base: usize) -> Option<[(f64, f64); 5]> {
    let run = |samples: [&Sample; 5]| (0..base).map(|i| model.run(&samples, i)).collect::<Vec<f64>>();
    let (fa, fb) = (run([a; 5]), run([b; 5]));
    let mixed = std::array::from_fn::<_, 5, _>(|factor| {
        let mut samples = [a; 5];
        samples[factor] = b;
        run(samples)
    });
    indices(&fa, &fb, &mixed)
}

/// First-order (Saltelli 2010) and total (Jansen 1999) indices from the model's values on two samples A and B, and on A
/// with one factor taken from B; `None` if the variance is below 1e-12.
pub fn indices<const K: usize>(fa: &[f64], fb: &[f64], mixed: &[Vec<f64>; K]) -> Option<[(f64, f64); K]> {
    let n = fa.len() as f64;
    let mean = (fa.iter().sum::<f64>() + fb.iter().sum::<f64>()) / (2.0 * n);
    let square = |values: &[f64]| values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    let variance = (square(fa) + square(fb)) / (2.0 * n);
    if variance < 1e-12 {
        return None;
    }
    Some(std::array::from_fn(|factor| {
        let (mut first, mut total) = (0.0, 0.0);
        for ((a, b), own) in fa.iter().zip(fb).zip(&mixed[factor]) {
            // Taking the mean off changes nothing in expectation and much in noise.
            first += (b - mean) * (own - a);
            total += (a - own) * (a - own);
        }
        (first / n / variance, total / (2.0 * n) / variance)
    }))
}

/// Drawn choices of all five factors.
struct Sample {
    k: usize,
    weights: Vec<f64>,
    geometric: Vec<bool>,
    thresholds: Vec<u8>,
    unknowns: Vec<u8>,
    /// 0 stays, 1 and 2 move (down and up from the middle, inward from the ends).
    ratings: Vec<u8>,
}

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn choice(rng: &mut ChaCha8Rng, of: u8) -> u8 {
    ((u64::from(rng.next_u32()) * u64::from(of)) >> 32) as u8
}

impl Sample {
    fn draw(units: &[Unit], input_sha256: &str, name: &str, stream: u64, n: usize) -> Self {
        let k = units.len();
        let rng = |factor: usize| generator(input_sha256, name, FACTORS[factor], stream);
        let (mut weights, mut source) = (Vec::with_capacity(n * k), rng(0));
        for _ in 0..n {
            let way = choice(&mut source, 3);
            let from = weights.len();
            for unit in units {
                weights.push(match way {
                    0 => 1.0,
                    // 1 − u lies in (0, 1], so that the logarithm is finite.
                    1 => -libm::log(1.0 - uniform(&mut source)),
                    _ => 1.0 / f64::from(unit.siblings.max(1)),
                });
            }
            let sum: f64 = weights[from..].iter().sum();
            for weight in &mut weights[from..] {
                *weight = if sum > 0.0 { *weight / sum } else { 1.0 / k as f64 };
            }
        }
        let mut source = rng(1);
        let geometric = (0..n).map(|_| choice(&mut source, 2) == 1).collect();
        let mut source = rng(2);
        let thresholds = (0..n).map(|_| choice(&mut source, 5)).collect();
        let mut source = rng(3);
        let unknowns = (0..n * k).map(|_| choice(&mut source, 3)).collect();
        let mut source = rng(4);
        let mut ratings = Vec::with_capacity(n * k);
        for _ in 0..n {
            for unit in units {
                let moves = uniform(&mut source) < unit.move_chance;
                let way = choice(&mut source, 2);
                ratings.push(if moves { 1 + way } else { 0 });
            }
        }
        Self { k, weights, geometric, thresholds, unknowns, ratings }
    }
}

struct Model<'a> {
    units: &'a [Unit],
    score: [f64; 3],
    log: [f64; 3],
}

impl Model<'_> {
    /// The recommendation's score in draw i, each factor from its own sample.
    fn run(&self, samples: &[&Sample; 5], i: usize) -> f64 {
        let [weights, aggregation, thresholds, unknowns, ratings] = samples;
        let k = weights.k;
        let factor = usize::from(thresholds.thresholds[i]);
        let geometric = aggregation.geometric[i];
        let table = if geometric { &self.log } else { &self.score };
        let weights = &weights.weights[i * k..(i + 1) * k];
        let unknowns = &unknowns.unknowns[i * k..(i + 1) * k];
        let ratings = &ratings.ratings[i * k..(i + 1) * k];
        let mut sum = 0.0;
        for (j, unit) in self.units.iter().enumerate() {
            let level = match unit.verdicts[factor] {
                None => usize::from(unknowns[j]),
                Some(verdict) => match (verdict as usize, ratings[j]) {
                    (level, 0) => level,
                    (1, 1) => 0,
                    (1, _) => 2,
                    _ => 1,
                },
            };
            sum += weights[j] * table[level];
        }
        if geometric { libm::exp(sum) } else { sum }
    }
}

/// Sobol's indices of the Ishigami function with a = 7, b = 0.1, whose values are known in closed form.
///
/// Points of a Halton sequence in six dimensions stand for the two samples. `None` for a base of 0.
pub fn ishigami(base: usize) -> Option<[(f64, f64); 3]> {
    use std::f64::consts::PI;
    let halton = |i: usize, prime: usize| {
        let (mut rest, mut scale, mut x) = (i + 1, 1.0, 0.0);
        while rest > 0 {
            scale /= prime as f64;
            x += scale * (rest % prime) as f64;
            rest /= prime;
        }
        PI * (2.0 * x - 1.0)
    };
    let f = |x: [f64; 3]| {
        let s = libm::sin(x[1]);
        libm::sin(x[0]) + 7.0 * s * s + 0.1 * x[2] * x[2] * x[2] * x[2] * libm::sin(x[0])
    };
    if base == 0 {
        return None;
    }
    let a = |i| [halton(i, 2), halton(i, 3), halton(i, 5)];
    let b = |i| [halton(i, 7), halton(i, 11), halton(i, 13)];
    let mixed = std::array::from_fn(|factor| {
        (0..base)
            .map(|i| {
                let mut x = a(i);
                x[factor] = b(i)[factor];
                f(x)
            })
            .collect()
    });
    let run = |points: &dyn Fn(usize) -> [f64; 3]| (0..base).map(|i| f(points(i))).collect::<Vec<f64>>();
    indices(&run(&a), &run(&b), &mixed)
}
