//! Sequential tests of "the mean of the assorter is at most ½" that may be looked at after every draw.
//!
//! All are non-negative supermartingales under the null, so that `p = min(1, 1/T)` keeps the risk limit whatever rule
//! stops the audit (Ville's inequality; Stark, *ALPHA*, Ann. Appl. Stat. 17(1) 2023, arXiv 2201.02707, section 2).
//! Tests that need round sizes fixed in advance (Minerva and its kin) are not offered: a published seed lets whoever
//! chooses the next round see it.

/// The gap of f64 at 1.
pub const EPSILON: f64 = f64::EPSILON;

/// What is drawn from, and the null.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Population {
    /// Number of cards drawn from without replacement; `None` for draws with replacement.
    pub size: Option<u64>,
    /// Upper bound of the values; the lower bound is 0.
    pub upper: f64,
    /// Null mean, ½ for assertions.
    pub null_mean: f64,
}

/// A test by its published name.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// ALPHA (Stark 2023, section 2.2–2.5) with an estimator of the alternative mean.
    Alpha(Estimator),
    /// Betting (Waudby-Smith & Ramdas, arXiv 2010.09686, section 4) with a rule for the bet.
    Betting(Bet),
    /// Kaplan–Markov (Stark, *Risk-limiting postelection audits*, 2009).
    KaplanMarkov {
        /// Padding, at least 0.
        g: f64,
    },
    /// Kaplan–Wald (Stark & Teague, JETS 3(1), 2014, appendix).
    KaplanWald {
        /// Mixing weight of 1, in [0, 1].
        g: f64,
    },
    /// Kaplan–Kolmogorov, finite populations only.
    KaplanKolmogorov {
        /// Padding, at least 0.
        g: f64,
    },
}

/// How ALPHA guesses the alternative mean before each draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Estimator {
    /// The same alternative throughout: BRAVO for two-valued data (Lindeman, Stark & Yates, EVT/WOTE 2012).
    Fixed {
        /// Alternative mean.
        eta: f64,
    },
    /// Truncated shrinkage (Stark 2023, section 2.5.2).
    ShrinkTrunc {
        /// Prior guess of the mean; what is bet on is never below the null mean.
        eta: f64,
        /// Least distance above the null, scaled by 1/√(d+i−1); `None` for (eta − t)/2.
        c: Option<f64>,
        /// Weight of the prior guess in draws.
        d: f64,
        /// Weight of the upper bound, by standard deviation.
        f: f64,
        /// Least standard deviation.
        min_sd: f64,
    },
    /// Best for comparison audits with a known rate of two-vote overstatements (Stark 2023, section 3.2).
    OptimalComparison {
        /// Rate of two-vote overstatements.
        p2: f64,
    },
}

/// How much is bet against the null before each draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Bet {
    /// The same bet throughout.
    Fixed {
        /// λ.
        lambda: f64,
    },
    /// Approximate growth-rate adaptive (Waudby-Smith & Ramdas, appendix B.3), truncated.
    Agrapa {
        /// First bet.
        initial: f64,
        /// Truncation at the first draw.
        c0: f64,
        /// Truncation in the limit.
        c_max: f64,
        /// How fast it grows.
        c_grow: f64,
    },
    /// Fixed bet that is best for given rates of overstatements (Spertus, *COBRA*, arXiv 2304.01010, section 3).
    Cobra {
        /// Rate of one-vote overstatements.
        p1: f64,
        /// Rate of two-vote overstatements.
        p2: f64,
        /// Value of a card without error, 1/(2 − v/u).
        error_free: f64,
    },
    /// Best expected log growth over a known distribution of values, for each null mean anew (ONEAudit, arXiv
    /// 2303.03335, section 4: pools make errors that are known beforehand).
    Pools {
        /// Values and their probabilities, which sum to 1.
        values: Vec<(f64, f64)>,
    },
}

/// λ < 1/t that maximises `p0·ln(1+λ(x0−t)) + p1·ln(1+λ(x0/2−t)) + p2·ln(1−λt)`.
pub fn cobra_bet(p1: f64, p2: f64, error_free: f64, null_mean: f64) -> f64 {
    let values = [(error_free, 1.0 - p1 - p2), (error_free / 2.0, p1), (0.0, p2)];
    best_bet(&values, null_mean)
}

/// λ in [0, (1−ε)/μ] that maximises the expected log growth `Σ q·ln(1 + λ(x − μ))`; the sum is concave in λ.
pub fn best_bet(values: &[(f64, f64)], null_mean: f64) -> f64 {
    let slope = |lambda: f64| -> f64 {
        values.iter().map(|(x, q)| q * (x - null_mean) / (1.0 + lambda * (x - null_mean))).sum()
    };
    if null_mean <= 0.0 || slope(0.0) <= 0.0 {
        return 0.0;
    }
    // Never all of it: a value of 0 must not end the audit for good.
    let (mut low, mut high) = (0.0, (1.0 - 1e-9) / null_mean);
    if slope(high) >= 0.0 {
        return high;
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// A running test: feed draws in order, read p after any of them.
#[derive(Debug, Clone)]
pub struct Running {
    population: Population,
    test: Test,
    /// The product is `product · 2^exponent`, so that it neither overflows nor vanishes.
    product: f64,
    exponent: i64,
    drawn: u64,
    sum: f64,
    /// Running mean and sum of squared distances (Welford).
    mean: f64,
    squares: f64,
    bet: f64,
    /// The null mean that `bet` was made for (pools).
    bet_for: f64,
    smallest: f64,
    reported: f64,
}

const SCALE: f64 = 1.157_920_892_373_162e77; // 2^256

impl Running {
    /// Starts a test.
    pub fn new(population: Population, test: Test) -> Self {
        let bet = match &test {
            Test::Betting(Bet::Fixed { lambda }) => *lambda,
            Test::Betting(Bet::Agrapa { initial, .. }) => *initial,
            Test::Betting(Bet::Cobra { p1, p2, error_free }) => {
                cobra_bet(*p1, *p2, *error_free, population.null_mean)
            }
            _ => 0.0,
        };
        Self {
            population,
            test,
            product: 1.0,
            exponent: 0,
            drawn: 0,
            sum: 0.0,
            mean: 0.0,
            squares: 0.0,
            bet,
            bet_for: f64::NAN,
            smallest: 1.0,
            reported: 1.0,
        }
    }

    /// Draws so far.
    pub const fn drawn(&self) -> u64 {
        self.drawn
    }

    /// The smallest p after any draw so far: what a published risk may be.
    pub const fn p(&self) -> f64 {
        self.smallest
    }

    /// p after the last draw alone.
    pub const fn p_now(&self) -> f64 {
        self.reported
    }

    /// Null mean of the next draw, given those before.
    fn null_mean(&self) -> f64 {
        match self.population.size {
            Some(size) => {
                (size as f64 * self.population.null_mean - self.sum) / (size as f64 - self.drawn as f64).max(1.0)
            }
            None => self.population.null_mean,
        }
    }

    /// Takes one draw, a value in [0, upper], and gives p after it.
    pub fn push(&mut self, x: f64) -> f64 {
        let null = self.null_mean();
        let upper = self.population.upper;
        let factor = match &self.test {
            Test::Alpha(estimator) => {
                let eta = self.alternative(estimator, null);
                let (a, b) = (x * eta / null, (upper - x) * (upper - eta) / (upper - null));
                if null == 0.0 || upper == null { 1.0 } else { (a + b) / upper }
            }
            Test::Betting(bet) => {
                if let Bet::Pools { values } = bet {
                    // Solved again when the null mean has moved enough to matter; a function of past draws only.
                    if (null - self.bet_for).abs() > 1e-4 * null || self.bet_for.is_nan() {
                        self.bet = best_bet(values, null);
                        self.bet_for = null;
                    }
                }
                let most = if null > 0.0 { 1.0 / null } else { f64::INFINITY };
                1.0 + self.bet.clamp(0.0, most) * (x - null)
            }
            Test::KaplanMarkov { g } => (x + g) / (self.population.null_mean + g),
            Test::KaplanWald { g } => (1.0 - g) * x / self.population.null_mean + g,
            Test::KaplanKolmogorov { g } => {
                let size = self.population.size.map_or(f64::INFINITY, |n| n as f64);
                let drawn = self.drawn as f64;
                let null = (size * (self.population.null_mean + g) - (self.sum + drawn * g)) / (size - drawn);
                if null > 0.0 && null.is_finite() { (x + g) / null } else { 1.0 }
            }
        };
        self.product *= if factor.is_finite() { factor.max(0.0) } else { 1.0 };
        if self.product > SCALE {
            self.product /= SCALE;
            self.exponent += 256;
        } else if self.product < 1.0 / SCALE && self.product > 0.0 {
            self.product *= SCALE;
            self.exponent -= 256;
        }
        self.drawn += 1;
        self.sum += x;
        self.learn(x, null);
        self.reported = self.boundary(null);
        self.smallest = self.smallest.min(self.reported);
        self.reported
    }

    /// Updates running mean and variance, and the next bet (against the null mean of the draw just made, as published).
    fn learn(&mut self, x: f64, null: f64) {
        let n = self.drawn as f64;
        let before = x - self.mean;
        self.mean += before / n;
        self.squares += before * (x - self.mean);
        if let Test::Betting(Bet::Agrapa { c0, c_max, c_grow, .. }) = self.test {
            let next = self.null_mean();
            let gap = self.mean - null;
            let c = c0 + (c_max - c0) * (1.0 - 1.0 / (1.0 + c_grow * n.sqrt()));
            let wanted = gap / (self.squares / n + gap * gap);
            let most = if next > 0.0 { c / next } else { f64::INFINITY };
            self.bet = if wanted.is_nan() { 0.0 } else { wanted.max(0.0).min(most) };
        }
    }

    /// The alternative mean for the next draw.
    fn alternative(&self, estimator: &Estimator, null: f64) -> f64 {
        let upper = self.population.upper;
        match estimator {
            Estimator::Fixed { eta } => {
                let eta = match self.population.size {
                    Some(size) => {
                        let size = size as f64;
                        (size * eta - self.sum) / (size - self.drawn as f64).max(1.0)
                    }
                    None => *eta,
                };
                // Outside [null, upper] ALPHA is no test of this null; at the ends it bets nothing.
                eta.clamp(null.min(upper), upper)
            }
            Estimator::ShrinkTrunc { eta, c, d, f, min_sd } => {
                let t = self.population.null_mean;
                let mut c = c.unwrap_or((eta - t) / 2.0);
                if upper - c < t + c {
                    c = (upper - c) / 2.0;
                }
                let n = self.drawn as f64;
                let sd = if self.drawn < 2 { 1.0 } else { (self.squares / n).sqrt().max(*min_sd) };
                let weighted = ((d * eta + self.sum) / (d + n) + upper * f / sd) / (1.0 + f / sd);
                let gap = c / (d + n).sqrt();
                let eta = (upper * (1.0 - EPSILON)).min(weighted.max(null * (1.0 + EPSILON) + gap));
                // Below the null it would bet that the outcome is wrong.
                eta.max(null.min(upper))
            }
            Estimator::OptimalComparison { p2 } => {
                let eta = (1.0 - upper * (1.0 - p2)) / (2.0 - 2.0 * upper) + upper * (1.0 - p2) - 0.5;
                eta.clamp(null.min(upper), upper)
            }
        }
    }

    /// p at this draw, with the boundary rules of the null mean (Stark 2023, section 2.4).
    fn boundary(&self, null: f64) -> f64 {
        let plain = self.plain();
        if !matches!(self.test, Test::Alpha(_) | Test::Betting(_)) {
            return plain;
        }
        let upper = self.population.upper;
        if null > upper {
            // The null can no longer be true or false by this draw: nothing was learnt.
            1.0
        } else if null.abs() <= 2.0 * EPSILON || (upper - null).abs() <= 2.0 * EPSILON + 1e-6 * null {
            1.0
        } else if null < 0.0 {
            // What was drawn already has a larger total than the null allows; within rounding of it nothing is said.
            if self.exceeds() { 0.0 } else { 1.0 }
        } else {
            plain
        }
    }

    /// `min(1, 1/T)`.
    fn plain(&self) -> f64 {
        if self.product <= 0.0 || (self.exponent <= 0 && self.product <= 1.0) || self.exponent < 0 {
            return if self.exponent == 0 && self.product > 0.0 { (1.0 / self.product).min(1.0) } else { 1.0 };
        }
        let mut p = 1.0 / self.product;
        for _ in 0..self.exponent / 256 {
            p /= SCALE;
        }
        p.min(1.0)
    }

    /// Whether the draws' sum exceeds the total that the null allows, by more than sums of 10⁸ doubles can be off.
    fn exceeds(&self) -> bool {
        let most = self.population.size.map(|size| size as f64 * self.population.null_mean);
        most.is_some_and(|most| self.sum > most * (1.0 + 1e-9))
    }

    /// Ends the sequence: if what was drawn already exceeds the total the null allows, the null is false and p is 0.
    pub fn finish(&mut self) -> f64 {
        if matches!(self.test, Test::Alpha(_) | Test::Betting(_)) && self.exceeds() {
            self.reported = 0.0;
            self.smallest = 0.0;
        }
        self.smallest
    }
}

/// Error-free sample size of a comparison audit at a constant bet λ (at most 2): ⌈ln(1/α) / ln(1 + λ(x₀ − ½))⌉ with
/// x₀ = 1/(2 − v/u). `ratio` is v/u, above 0.
///
/// ```
/// assert_eq!(rla::martingale::error_free_size(0.05, 0.05, 2.0), 119);
/// ```
pub fn error_free_size(ratio: f64, risk_limit: f64, bet: f64) -> u64 {
    let error_free = 1.0 / (2.0 - ratio);
    ((1.0 / risk_limit).ln() / (bet * (error_free - 0.5)).ln_1p()).ceil() as u64
}

/// Error-free size of Kaplan–Markov with inflator γ as Colorado computes it: ⌈−2γ·ln α/μ⌉, μ the diluted margin
/// (Lindeman & Stark, *A Gentle Introduction to Risk-Limiting Audits*, 2012).
pub fn kaplan_markov_size(margin: f64, risk_limit: f64, gamma: f64) -> u64 {
    (-2.0 * gamma * risk_limit.ln() / margin).ceil() as u64
}

/// Runs a test over values; each draw (from 1) and its own p go to `each`. Returns the smallest p.
pub fn run(
    population: Population,
    test: Test,
    values: impl Iterator<Item = f64>,
    mut each: impl FnMut(u64, f64),
) -> f64 {
    let mut running = Running::new(population, test);
    let mut values = values.peekable();
    while let Some(x) = values.next() {
        let mut p = running.push(x);
        if values.peek().is_none() && running.finish() == 0.0 {
            p = 0.0;
        }
        each(running.drawn(), p);
    }
    running.p()
}
