//! From paper readings to risk: the value of each sampled card, and p after each.

use crate::assertion::to_f64;
use crate::cards::PoolTotal;
use crate::martingale::{Bet, Estimator, Population, Running, Test};
use crate::model::{Assertion, AuditType, Contest, Kind, Vote};
use base::exact::Rational;
use serde_json::Value;

/// What the records say of a card.
#[derive(Debug, Clone, PartialEq)]
pub enum Cvr<'v> {
    /// No record: the card stands for one that the bound allows (Bañuelos & Stark, arXiv 1207.3413).
    Phantom,
    /// Its own record.
    Vote(&'v Vote),
    /// Only the totals of its pool (Stark, *ONEAudit*, arXiv 2303.03335, sections 2–4).
    Pool(&'v PoolTotal),
}

/// What the paper says.
#[derive(Debug, Clone, PartialEq)]
pub enum Paper<'v> {
    /// Not found, or unreadable: the worst that it could say.
    NotFound,
    /// Its vote; [`Vote::Absent`] if the contest is not on it.
    Vote(&'v Vote),
}

/// How far a card's record overstates the margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discrepancy {
    /// None.
    Same,
    /// Overstated by the whole range of the assorter.
    OverTwo,
    /// Overstated by half of it.
    OverOne,
    /// Understated by half.
    UnderOne,
    /// Understated by the whole.
    UnderTwo,
    /// Anything between.
    Other,
}

/// One assertion made ready to value cards: its constants as f64.
#[derive(Debug, Clone)]
pub struct Valuer<'c> {
    kind: &'c Kind,
    audit_type: AuditType,
    use_style: bool,
    upper: f64,
    /// 1/(2 − v/u).
    error_free: f64,
}

impl<'c> Valuer<'c> {
    /// For an assertion of a contest.
    pub fn new(contest: &Contest, assertion: &'c Assertion) -> Self {
        Self {
            kind: &assertion.kind,
            audit_type: contest.audit_type,
            use_style: contest.use_style,
            upper: to_f64(&assertion.upper),
            error_free: 1.0 / (2.0 - assertion.ratio()),
        }
    }

    /// The value of a card without error in a comparison.
    pub const fn error_free(&self) -> f64 {
        self.error_free
    }

    /// Upper bound of the values that are tested.
    pub const fn bound(&self) -> f64 {
        match self.audit_type {
            AuditType::Polling => self.upper,
            _ => 2.0 * self.error_free,
        }
    }

    /// A of the paper. A card that should hold the contest and does not is read as the worst (0) under style
    /// information; without it, ½.
    fn paper(&self, paper: &Paper<'_>) -> f64 {
        match paper {
            Paper::NotFound => 0.0,
            Paper::Vote(Vote::Absent) => {
                if self.use_style {
                    0.0
                } else {
                    0.5
                }
            }
            Paper::Vote(vote) => self.kind.assort(vote),
        }
    }

    /// A of the record.
    pub fn cvr(&self, cvr: &Cvr<'_>) -> f64 {
        match cvr {
            Cvr::Phantom => 0.5,
            Cvr::Vote(vote) => self.kind.assort(vote),
            Cvr::Pool(pool) => to_f64(&self.kind.clone().over(&pool.tally(), pool.cards).mean),
        }
    }

    /// The value that is tested: A of the paper (polling), or `(1 − ω/u)/(2 − v/u)` with ω = A(cvr) − A(paper)
    /// (SHANGRLA, section 3.2).
    pub fn value(&self, cvr: &Cvr<'_>, paper: &Paper<'_>) -> f64 {
        match self.audit_type {
            AuditType::Polling => self.paper(paper),
            _ => (1.0 - (self.cvr(cvr) - self.paper(paper)) / self.upper) * self.error_free,
        }
    }

    /// How far the record overstates.
    pub fn discrepancy(&self, cvr: &Cvr<'_>, paper: &Paper<'_>) -> Discrepancy {
        let part = (self.cvr(cvr) - self.paper(paper)) / self.upper;
        let near = |value: f64| (part - value).abs() < 1e-9;
        match () {
            () if near(0.0) => Discrepancy::Same,
            () if near(1.0) => Discrepancy::OverTwo,
            () if near(0.5) => Discrepancy::OverOne,
            () if near(-0.5) => Discrepancy::UnderOne,
            () if near(-1.0) => Discrepancy::UnderTwo,
            () => Discrepancy::Other,
        }
    }

    /// The distribution of values when the records are right, for the bet of a ONEAudit: one error-free value for cards
    /// with records of their own, and each pool's known spread. A small share is left for errors, as in COBRA.
    pub fn spread(&self, own_cards: u64, pools: &[&PoolTotal]) -> Vec<(f64, f64)> {
        let (p1, p2) = (0.001, 0.0001);
        let total = (own_cards + pools.iter().map(|p| p.cards).sum::<u64>()).max(1) as f64;
        let own = own_cards as f64 / total;
        let mut out =
            vec![(self.error_free, own * (1.0 - p1 - p2)), (self.error_free / 2.0, own * p1), (0.0, own * p2)];
        for pool in pools {
            let mut blank = pool.cards;
            for (candidate, votes) in pool.votes.iter().enumerate().filter(|(_, v)| **v > 0) {
                blank = blank.saturating_sub(*votes);
                let vote = Vote::Marks(vec![candidate as u16]);
                out.push((self.value(&Cvr::Pool(pool), &Paper::Vote(&vote)), *votes as f64 / total));
            }
            out.push((self.value(&Cvr::Pool(pool), &Paper::Vote(&Vote::Blank)), blank as f64 / total));
        }
        out.retain(|(_, q)| *q > 0.0);
        let sum: f64 = out.iter().map(|(_, q)| q).sum();
        out.iter_mut().for_each(|(_, q)| *q /= sum);
        out
    }

    /// What is drawn from when the population has `cards`.
    pub fn population(&self, cards: u64) -> Population {
        Population { size: Some(cards), upper: self.bound(), null_mean: 0.5 }
    }

    /// The test of a contest: the one it names, or the default of its audit type.
    ///
    /// # Errors
    /// What is wrong with the named test.
    pub fn test(
        &self,
        contest: &Contest,
        assertion: &Assertion,
        spread: &dyn Fn() -> Vec<(f64, f64)>,
    ) -> Result<Test, String> {
        let named = contest.test.as_ref().filter(|t| t["kind"].as_str() != Some("default"));
        match named {
            Some(test) => self::test(test, &self.population(contest.cards), spread),
            None => Ok(match self.audit_type {
                AuditType::Polling => Test::Alpha(Estimator::ShrinkTrunc {
                    eta: to_f64(&assertion.mean),
                    c: None,
                    d: 100.0,
                    f: 0.0,
                    min_sd: 1e-6,
                }),
                AuditType::OneAudit => Test::Betting(Bet::Pools { values: spread() }),
                AuditType::Comparison | AuditType::Batch => {
                    Test::Betting(Bet::Cobra { p1: 0.001, p2: 0.0001, error_free: self.error_free })
                }
            }),
        }
    }
}

/// Numbers of a test object, by the part in which they stand.
const PARAMETERS: [(&str, &[&str]); 3] = [
    ("", &["g"]),
    ("estimator", &["eta", "c", "d", "f", "min_sd", "p2"]),
    ("bet", &["lambda", "initial", "c0", "c_max", "c_grow", "p1", "p2", "error_free"]),
];

/// Reads a test object of section 4's names; numbers as text or JSON numbers.
///
/// # Errors
/// What is missing or unknown, and parameters outside the range in which the test keeps a risk limit: `g` below 0 (of
/// Kaplan–Wald also above 1), and `c`, `d`, `f` or `min_sd` below 0.
pub fn test(value: &Value, population: &Population, spread: &dyn Fn() -> Vec<(f64, f64)>) -> Result<Test, String> {
    let number = |v: &Value, key: &str| crate::audit::number(&v[key]).map(|r| to_f64(&r));
    let need = |v: &Value, key: &str| number(v, key).ok_or_else(|| format!("the test lacks the number `{key}`"));
    for (part, keys) in PARAMETERS {
        let part = if part.is_empty() { value } else { &value[part] };
        for key in keys.iter().filter(|key| !part[**key].is_null()) {
            let most = if value["kind"] == "kaplan_wald" { 1.0 } else { f64::INFINITY };
            let bounded = ["g", "c", "d", "f", "min_sd"].contains(key);
            match number(part, key) {
                None => return Err(format!("the test's `{key}` {} is no number", part[*key])),
                Some(n) if bounded && !(0.0..=most).contains(&n) => {
                    return Err(format!(
                        "with `{key}` {n}, below 0 or above {most}, the test would keep no risk limit"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    let error_free = population.upper / 2.0;
    match value["kind"].as_str().unwrap_or_default() {
        "alpha" => {
            let e = &value["estimator"];
            Ok(Test::Alpha(match e["kind"].as_str().unwrap_or_default() {
                "fixed" => Estimator::Fixed { eta: need(e, "eta")? },
                "shrink_trunc" => Estimator::ShrinkTrunc {
                    eta: need(e, "eta")?,
                    c: number(e, "c"),
                    d: number(e, "d").unwrap_or(100.0),
                    f: number(e, "f").unwrap_or(0.0),
                    min_sd: number(e, "min_sd").unwrap_or(1e-6),
                },
                "optimal_comparison" => Estimator::OptimalComparison { p2: need(e, "p2")? },
                other => return Err(format!("estimator `{other}` is not known")),
            }))
        }
        "betting" => {
            let b = &value["bet"];
            Ok(Test::Betting(match b["kind"].as_str().unwrap_or_default() {
                "fixed" => Bet::Fixed { lambda: need(b, "lambda")? },
                "agrapa" => Bet::Agrapa {
                    initial: number(b, "initial").unwrap_or(0.5),
                    c0: number(b, "c0").unwrap_or(0.5),
                    c_max: number(b, "c_max").unwrap_or(0.99),
                    c_grow: number(b, "c_grow").unwrap_or(0.0),
                },
                "cobra" => Bet::Cobra {
                    p1: number(b, "p1").unwrap_or(0.001),
                    p2: number(b, "p2").unwrap_or(0.0001),
                    error_free: number(b, "error_free").unwrap_or(error_free),
                },
                "pools" => Bet::Pools { values: spread() },
                other => return Err(format!("bet `{other}` is not known")),
            }))
        }
        "kaplan_markov" => Ok(Test::KaplanMarkov { g: need(value, "g")? }),
        "kaplan_wald" => Ok(Test::KaplanWald { g: need(value, "g")? }),
        "kaplan_kolmogorov" if population.size.is_some() => Ok(Test::KaplanKolmogorov { g: need(value, "g")? }),
        "kaplan_kolmogorov" => Err("kaplan_kolmogorov needs a finite population".into()),
        "default" => match value["audit"].as_str().unwrap_or("comparison") {
            "polling" => {
                let eta = need(value, "eta")?;
                Ok(Test::Alpha(Estimator::ShrinkTrunc { eta, c: None, d: 100.0, f: 0.0, min_sd: 1e-6 }))
            }
            "comparison" | "batch" => Ok(Test::Betting(Bet::Cobra { p1: 0.001, p2: 0.0001, error_free })),
            "oneaudit" => Ok(Test::Betting(Bet::Pools { values: spread() })),
            other => Err(format!("audit type `{other}` is not known")),
        },
        other => Err(format!(
            "test `{other}` is not known; Minerva, Athena and Providence are not offered because a published seed makes round sizes foreseeable"
        )),
    }
}

/// Discrepancies by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Two-vote overstatements.
    pub over_two: u64,
    /// One-vote overstatements.
    pub over_one: u64,
    /// One-vote understatements.
    pub under_one: u64,
    /// Two-vote understatements.
    pub under_two: u64,
    /// Others.
    pub other: u64,
}

/// p of one assertion over the sampled cards in ticket order.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Cards.
    pub n: u64,
    /// Smallest p after any card.
    pub p: f64,
    /// Discrepancies.
    pub counts: Counts,
}

/// Tests one assertion. `cards`: record and paper of each sampled card, in ticket order; `population`: cards that could
/// have been drawn.
pub fn measure<'v>(
    valuer: &Valuer<'_>,
    test: Test,
    population: u64,
    cards: impl Iterator<Item = (Cvr<'v>, Paper<'v>)>,
) -> Measured {
    let mut running = Running::new(valuer.population(population), test);
    let mut counts = Counts::default();
    for (cvr, paper) in cards {
        running.push(valuer.value(&cvr, &paper));
        if valuer.audit_type != AuditType::Polling {
            match valuer.discrepancy(&cvr, &paper) {
                Discrepancy::Same => {}
                Discrepancy::OverTwo => counts.over_two += 1,
                Discrepancy::OverOne => counts.over_one += 1,
                Discrepancy::UnderOne => counts.under_one += 1,
                Discrepancy::UnderTwo => counts.under_two += 1,
                Discrepancy::Other => counts.other += 1,
            }
        }
    }
    if running.drawn() > 0 {
        running.finish();
    }
    Measured { n: running.drawn(), p: running.p(), counts }
}

/// Whether a risk is within its limit. Decided exactly on the f64 as a rational number, so that no rounding of the
/// limit's decimal text can turn it.
pub fn within(p: f64, limit: &Rational) -> bool {
    Rational::from_float(p).is_some_and(|p| p <= *limit)
}
