//! Batch comparison: totals of batches against their hand counts, drawn with probability proportional to a bound on the
//! error that each could hide.
//!
//! Stark, *A Sharper Discrepancy Measure for Post-Election Audits* (2008) and *Risk-limiting postelection audits:
//! conservative P-values from common probability inequalities* (2009), for every assertion whose assorter is linear in
//! votes: with A's sums over a batch, the relative overstatement is (ΣA reported − ΣA on paper)/Σ(A − ½) of the whole.
//! For two candidates that is ((v_w − v_l)_b + cards_b)/V at most.

use crate::assertion::to_f64;
use crate::cards::{PoolTotal, Pools};
use crate::document::shortest;
use crate::manifest::Manifest;
use crate::martingale::{Bet, Estimator, Population, Running, Test};
use crate::model::{Assertion, Audit, Choice, Contest, Tally};
use crate::outcome::exact;
use crate::risk::within;
use crate::rounds::Drawn;
use crate::rows::quote;
use crate::sample::{Seed, batch_ticket};
use base::exact::Rational;
use base::{Action, Place, Problem, Severity};
use num_bigint::BigInt;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Billionths: weights are whole numbers of them.
const UNIT: u64 = 1_000_000_000;

/// A contest's batches made ready to be drawn and compared.
#[derive(Debug, Clone)]
pub struct Batches {
    /// Weight of each batch of the manifest: ⌈10⁹·u_b⌉.
    pub weights: Vec<u64>,
    cumulative: Vec<u128>,
    /// For each assertion its share of the margin that no card in any batch can take away.
    margins: Vec<Rational>,
}

/// Votes of a batch in a contest as counted, or nothing.
fn tally(total: Option<&PoolTotal>, contest: &Contest) -> Tally {
    total.map_or_else(|| Tally { votes: vec![0; contest.candidates.len()], ..Tally::default() }, PoolTotal::tally)
}

fn half(n: u64) -> Rational {
    Rational::new(n.into(), 2.into())
}

impl Batches {
    /// Bounds of every batch. Cards that the contest's bound allows and that are in no batch are taken from the margin.
    ///
    /// # Errors
    /// Why batches cannot be compared: the margin is used up, or the rule is not linear in votes.
    pub fn new(
        contest: &Contest,
        place: usize,
        assertions: &[Assertion],
        manifest: &Manifest,
        pools: &Pools,
    ) -> Result<Self, String> {
        if contest.choice == Choice::Irv {
            return Err("rankings cannot be audited by totals of batches".into());
        }
        let total = |batch: &str| pools.totals.get(&(batch.to_owned(), place));
        let mut whole = tally(None, contest);
        for batch in &manifest.batches {
            let t = tally(total(&batch.id), contest);
            whole.votes.iter_mut().zip(&t.votes).for_each(|(a, b)| *a += b);
            whole.valid += t.valid;
            whole.invalid += t.invalid;
        }
        let elsewhere = contest.cards.saturating_sub(manifest.cards());
        let mut margins = Vec::new();
        for assertion in assertions {
            let margin = assertion.kind.contribution(&whole) - half(elsewhere);
            if !margin.is_positive() {
                return Err(format!(
                    "the {elsewhere} cards in no batch could undo the margin of `{}`",
                    contest.assertion_id(&assertion.kind)
                ));
            }
            margins.push(margin);
        }
        let unit = exact(UNIT);
        let mut weights = Vec::new();
        for batch in &manifest.batches {
            let reported = tally(total(&batch.id), contest);
            let bounds = assertions.iter().zip(&margins);
            let bounds = bounds.map(|(a, m)| (a.kind.contribution(&reported) + half(batch.cards)) / m);
            let bound = bounds.max().unwrap_or_default().max(Rational::zero());
            let weight = (bound * &unit).ceil().to_integer().to_u64();
            weights.push(weight.ok_or("a bound is too large to be drawn by")?);
        }
        let cumulative = weights
            .iter()
            .scan(0_u128, |sum, w| {
                *sum += u128::from(*w);
                Some(*sum)
            })
            .collect();
        Ok(Self { weights, cumulative, margins })
    }

    /// Sum of the bounds U: how often the whole error that would undo the outcome fits into the batches.
    pub fn bound(&self) -> Rational {
        let sum = BigInt::from(self.cumulative.last().copied().unwrap_or(0));
        Rational::new(sum, UNIT.into())
    }

    /// The batch of draw `j` (from 1) and the draw's hash; `None` if no batch can hide an error.
    pub fn draw(&self, seed: &Seed, contest: &str, j: u64) -> Option<(usize, base::Digest)> {
        batch_ticket(seed, contest, j, &self.cumulative)
    }

    /// Draws that confirm an outcome without errors: ⌈ln(1/α)/−ln(1 − 1/U)⌉; 0 if no error could undo it.
    pub fn error_free_draws(&self, risk_limit: &Rational) -> u64 {
        let bound = to_f64(&self.bound());
        if bound < 1.0 {
            return 0;
        }
        (to_f64(risk_limit).ln() / (-1.0 / bound).ln_1p()).ceil().max(1.0) as u64
    }

    /// Share of its bound that a batch's error takes, in [0, 1]: 0 without overstatement, 1 where the paper says the
    /// worst, or more cards were found than the manifest has. `paper` with the number of cards found in the batch;
    /// `None` for a batch that was not found.
    pub fn taint(
        &self,
        contest: &Contest,
        assertions: &[Assertion],
        batch: usize,
        cards: u64,
        reported: Option<&PoolTotal>,
        paper: Option<(&PoolTotal, u64)>,
    ) -> f64 {
        let reported = tally(reported, contest);
        let errors = assertions.iter().zip(&self.margins).map(|(a, margin)| {
            let found = match paper {
                // A card that is not there is read as the worst it could say: 0 instead of ½.
                Some((total, found)) => {
                    a.kind.contribution(&tally(Some(total), contest)) - half(cards.saturating_sub(found))
                }
                None => -half(cards),
            };
            (a.kind.contribution(&reported) - found) / margin
        });
        let error = errors.max().unwrap_or_default();
        if paper.is_some_and(|(total, found)| found > cards || total.cards > found) {
            return 1.0;
        }
        let weight = exact(self.weights[batch]);
        if !error.is_positive() {
            return 0.0;
        }
        if weight.is_zero() { 1.0 } else { to_f64(&(error * exact(UNIT) / weight)).min(1.0) }
    }
}

/// Pairs of batch and contest that round `number` (from 1) drew and no earlier round counted.
pub fn due(rounds: &[Vec<Drawn>], number: usize) -> BTreeSet<(String, usize)> {
    let pairs = |round: &Vec<Drawn>| -> BTreeSet<(String, usize)> {
        round.iter().flat_map(|d| d.contests.iter().map(|c| (d.batch.clone(), *c))).collect()
    };
    let earlier: BTreeSet<_> = rounds[..number - 1].iter().flat_map(pairs).collect();
    pairs(&rounds[number - 1]).difference(&earlier).cloned().collect()
}

/// Hand counts by batch: cards found in it, and totals by contest.
pub type Counts = BTreeMap<String, (u64, BTreeMap<usize, PoolTotal>)>;

/// Takes hand counts (read as [`crate::cards::pools`] reads totals) for the drawn pairs of batch and contest; others are
/// problems `RLA-MVR-UNSAMPLED` and not used. A count that does not give every candidate's votes is `RLA-CELL` and not
/// used either: a vote nobody counted is not a vote for nobody.
pub fn counts(audit: &Audit, read: &Pools, due: &BTreeSet<(String, usize)>, input: u32) -> (Counts, Vec<Problem>) {
    let mut out = Counts::new();
    let mut problems = Vec::new();
    for ((batch, contest), total) in &read.totals {
        let (contest, place) = (*contest, Place { input, ..Place::default() });
        if let Some(candidate) =
            read.omitted(audit, batch, contest).filter(|_| due.contains(&(batch.clone(), contest)))
        {
            let of = &audit.contests[contest];
            let candidate = &of.candidates[candidate].id;
            let what = format!("the count of batch `{batch}` in `{}` gives no votes for `{candidate}`", of.id);
            let remedy = "Give every candidate's votes, 0 where there are none; the count was not used.";
            problems.push(Problem::new("RLA-CELL", Severity::Error, Action::Refused, place, what, remedy));
        } else if due.contains(&(batch.clone(), contest)) {
            let cards = read.cards.get(batch).copied().unwrap_or(0);
            out.entry(batch.clone()).or_insert_with(|| (cards, BTreeMap::new())).1.insert(contest, total.clone());
        } else {
            let what = format!("batch `{batch}` was not drawn for contest `{}`", audit.contests[contest].id);
            let remedy = "Check batch and contest; the count was not used.";
            problems.push(Problem::new("RLA-MVR-UNSAMPLED", Severity::Error, Action::Refused, place, what, remedy));
        }
    }
    problems.sort();
    (out, problems)
}

/// Writes totals in long form, by batch, contest and candidate.
pub fn totals_csv(audit: &Audit, counts: &Counts) -> String {
    let mut out = String::from("pool,cards,contest,contest_cards,candidate,votes\n");
    for (batch, (cards, contests)) in counts {
        for (c, total) in contests {
            let contest = &audit.contests[*c];
            for (candidate, votes) in contest.candidates.iter().zip(&total.votes) {
                let (batch, candidate) = (quote(batch), quote(&candidate.id));
                out.push_str(&format!("{batch},{cards},{},{},{candidate},{votes}\n", contest.id, total.cards));
            }
        }
    }
    out
}

/// The test of a contest by batches: Kaplan–Markov, or one that it names and that needs no other draws than these.
///
/// # Errors
/// What is wrong with the named test.
pub fn test(contest: &Contest, population: &Population) -> Result<Test, String> {
    match contest.test.as_ref().filter(|t| t["kind"].as_str() != Some("default")) {
        None => Ok(Test::KaplanMarkov { g: 0.0 }),
        Some(named) => match crate::risk::test(named, population, &Vec::new)? {
            test @ (Test::KaplanMarkov { .. }
            | Test::KaplanWald { .. }
            | Test::Betting(Bet::Fixed { .. })
            | Test::Alpha(Estimator::Fixed { .. })) => Ok(test),
            _ => Err("batches are tested by default, kaplan_markov, kaplan_wald, or a fixed bet or estimate".into()),
        },
    }
}

/// Risk of a contest after its draws, over all rounds: Kaplan–Markov, p = ∏ (1 − 1/U)/(1 − taint), or the test that the
/// contest names on the values 1 − taint, whose mean is at most 1 − 1/U if the outcome is wrong (draws are with
/// replacement; Stark, *ALPHA*, arXiv 2201.02707, section 4.2).
///
/// # Errors
/// What is wrong with the contest's test.
#[expect(clippy::too_many_arguments, reason = "a contest, its batches, and what was drawn and counted")]
pub fn contest_risk(
    audit: &Audit,
    place: usize,
    assertions: Option<&[Assertion]>,
    batches: Option<&Batches>,
    manifest: &Manifest,
    pools: &Pools,
    drawn: &[Drawn],
    counts: &Counts,
) -> Result<Value, String> {
    let contest = &audit.contests[place];
    let draws: Vec<&Drawn> = drawn.iter().filter(|d| d.contests.contains(&place)).collect();
    let auditable = assertions.is_some() && batches.is_some();
    let mut rows: BTreeMap<&str, (u64, f64)> = BTreeMap::new();
    let (mut risk, mut bound) = (1.0, None);
    let mut nothing_to_lose = false;
    let mut full = false;
    if let (Some(assertions), Some(batches)) = (assertions, batches) {
        let total = batches.bound();
        nothing_to_lose = assertions.is_empty() || total < exact(1);
        bound = Some(shortest(to_f64(&total)));
        let null_mean = 1.0 - 1.0 / to_f64(&total).max(1.0);
        let population = Population { size: None, upper: 1.0, null_mean };
        let mut running = Running::new(population, test(contest, &population)?);
        for draw in &draws {
            let at = manifest.batches.iter().position(|b| b.id == draw.batch).ok_or("a drawn batch has no place")?;
            let found = counts.get(&draw.batch).and_then(|(cards, c)| Some((c.get(&place)?, *cards)));
            let reported = pools.totals.get(&(draw.batch.clone(), place));
            let taint = batches.taint(contest, assertions, at, manifest.batches[at].cards, reported, found);
            rows.entry(draw.batch.as_str()).or_insert((0, taint)).0 += 1;
            running.push(1.0 - taint);
        }
        risk = if nothing_to_lose { 0.0 } else { running.p() };
        full = batches.weights.iter().filter(|w| **w > 0).count() <= rows.len();
    }
    let confirmed = auditable && (nothing_to_lose || within(risk, &contest.risk_limit));
    let conclusion = if !auditable || (full && !confirmed) {
        "full hand count required".to_owned()
    } else if confirmed {
        format!("confirmed at risk limit {}", shortest(to_f64(&contest.risk_limit)))
    } else {
        "not confirmed yet".to_owned()
    };
    let rows: Vec<Value> = rows
        .iter()
        .map(|(batch, (draws, taint))| json!({ "batch": batch, "draws": draws, "taint": shortest(*taint) }))
        .collect();
    Ok(json!({
        "id": contest.id, "sampled": draws.len(), "risk": shortest(risk), "confirmed": confirmed,
        "conclusion": conclusion, "assertions": [], "error_bound": bound, "batches": rows,
    }))
}
