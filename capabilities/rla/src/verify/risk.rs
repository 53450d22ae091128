//! Every p and every conclusion, by other forms of the same tests: sums of logarithms, Newton's method for bets.

use super::contests::{Audit, Contest, Mark, Pool};
use super::derive::{Cards, Stated};
use super::rounds::Rounds;
use super::{Context, nine};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the records say of a card in a contest.
enum Record {
    /// Nothing that can be read.
    None,
    /// Totals of a pool, by its place.
    Pool(usize),
    /// A record of its own.
    Own(Mark),
}

pub(super) fn risk(
    context: &mut Context<'_>,
    audit: &Audit,
    cards: &Cards,
    assertions: &[Option<Vec<Stated>>],
    rounds: &Rounds,
) {
    const CODE: &str = "RLA-V-RISK";
    for round in 1..=rounds.count {
        let name = format!("rounds/{round}/risk.json");
        if !context.files.contains_key(&name) {
            if round < rounds.count {
                context.find(CODE, &name, "a later round was drawn before this one had a risk");
            }
            continue;
        }
        let Some(document) = context.json(CODE, &name) else { continue };
        if document["round"].as_u64() != Some(round as u64) {
            context.find(CODE, &name, format!("round {} stated", document["round"]));
        }
        if document["missing_as_not_found"].as_u64() != Some(rounds.unread[round - 1] as u64) {
            context.find(
                CODE,
                &name,
                format!(
                    "missing_as_not_found stated {}, derived {}",
                    document["missing_as_not_found"],
                    rounds.unread[round - 1]
                ),
            );
        }
        context.reach(CODE);
        let listed = document["contests"].as_array().cloned().unwrap_or_default();
        if listed.len() != audit.contests.len() {
            context.find(
                CODE,
                &name,
                format!("{} contests stated, {} in the audit", listed.len(), audit.contests.len()),
            );
        }
        let mut all = true;
        for (c, contest) in audit.contests.iter().enumerate() {
            let Some(stated) = listed.iter().find(|v| v["id"] == contest.id.as_str()) else {
                context.find(CODE, format!("{name}:{}", contest.id), "the contest is missing");
                continue;
            };
            all &= one(context, &name, contest, c, cards, assertions[c].as_deref(), rounds, round, stated);
        }
        if document["confirmed"] != all {
            context.find(
                CODE,
                format!("{name}:confirmed"),
                format!("stated {}, derived {all}", document["confirmed"]),
            );
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a contest in a round, and what is stated of it")]
fn one(
    context: &mut Context<'_>,
    name: &str,
    contest: &Contest,
    c: usize,
    cards: &Cards,
    list: Option<&[Stated]>,
    rounds: &Rounds,
    round: usize,
    stated: &Value,
) -> bool {
    const CODE: &str = "RLA-V-RISK";
    let place = format!("{name}:{}", contest.id);
    let drawn = rounds.drawn(round, c).len();
    let population = contest.cards.max(cards.held[c]) as f64;
    let mut largest: f64 = 0.0;
    let results = stated["assertions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let list_or_none = list.unwrap_or_default();
    if results.len() != list_or_none.len() {
        context.find(CODE, &place, format!("{} assertions stated, {} follow", results.len(), list_or_none.len()));
    }
    let mut pools: Vec<&Pool> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for ((id, _), pool) in cards.pools.iter().filter(|((_, p), _)| *p == c) {
        places.insert(id, pools.len());
        pools.push(pool);
    }
    let own: f64 = population - pools.iter().map(|p| p.cards as f64).sum::<f64>();
    let polling = contest.audit_type == "polling";
    // Record and paper of each drawn card: what they say is read once, and valued for every assertion.
    let said: Vec<(Record, Option<&Mark>)> = rounds
        .drawn(round, c)
        .map(|id| {
            let record = match cards.rows.get(id) {
                None => Record::None,
                Some(row) => match places.get(row.pool.as_str()) {
                    // A pool's mean is that of its cards with the contest, and the margin counts it for these only.
                    Some(at) if !row.pool.is_empty() && !row.cells[c].is_empty() => Record::Pool(*at),
                    _ => contest.read(&row.cells[c]).map_or(Record::None, Record::Own),
                },
            };
            let paper = rounds.paper(round, id).filter(|(status, _)| *status == "found").map(|(_, marks)| &marks[c]);
            (record, paper)
        })
        .collect();
    let values = said.len() + pools.len() * contest.candidates.len();
    if !context.spend(CODE, &place, list_or_none.len().saturating_mul(values)) {
        return false;
    }
    let by_id: BTreeMap<&str, &Value> = results.iter().rev().filter_map(|r| Some((r["id"].as_str()?, r))).collect();
    for a in list_or_none {
        let mut xs = Vec::new();
        // two over, one over, one under, two under, other
        let mut kinds = [0_u64; 5];
        let means: Vec<f64> = pools.iter().map(|pool| a.pool_mean(pool)).collect();
        for (record, paper) in &said {
            let record = match record {
                Record::None => 0.5,
                Record::Pool(at) => means[*at],
                Record::Own(mark) => a.value(mark),
            };
            let paper = match paper {
                None => 0.0,
                Some(Mark::Absent) if contest.use_style => 0.0,
                Some(mark) => a.value(mark),
            };
            if polling {
                xs.push(paper);
                continue;
            }
            let over = (record - paper) / a.upper;
            xs.push((1.0 - over) / (2.0 - a.ratio()));
            let at = [1.0, 0.5, -0.5, -1.0].iter().position(|v| (over - v).abs() < 1e-9);
            if over.abs() >= 1e-9 {
                kinds[at.unwrap_or(4)] += 1;
            }
        }
        let upper = if polling { a.upper } else { 2.0 / (2.0 - a.ratio()) };
        let mut solved = 0;
        let p = p_value(contest, a, &xs, population, upper, own, &pools, &mut solved);
        if !context.spend(CODE, &place, solved) {
            return false;
        }
        largest = largest.max(p);
        let Some(result) = by_id.get(a.id.as_str()) else {
            context.find(CODE, &place, format!("assertion `{}` has no result", a.id));
            continue;
        };
        let value = result["p"].as_str().and_then(|p| p.parse::<f64>().ok()).unwrap_or(f64::NAN);
        if !close(value, p) {
            context.find(CODE, format!("{place}:{}", a.id), format!("p stated {}, derived {}", result["p"], nine(p)));
        }
        let stated = [
            &result["overstatements"]["two"],
            &result["overstatements"]["one"],
            &result["understatements"]["one"],
            &result["understatements"]["two"],
            &result["other"],
        ];
        if stated.iter().zip(kinds).any(|(s, k)| s.as_u64() != Some(k))
            || result["n"].as_u64() != Some(xs.len() as u64)
        {
            context.find(
                CODE,
                format!("{place}:{}", a.id),
                format!("n or discrepancies stated {result}, derived n {} and {kinds:?}", xs.len()),
            );
        }
    }
    let auditable = list.is_some();
    let nothing = auditable && list_or_none.is_empty();
    let risk = if nothing {
        0.0
    } else if auditable {
        largest
    } else {
        1.0
    };
    let value = stated["risk"].as_str().and_then(|p| p.parse::<f64>().ok()).unwrap_or(f64::NAN);
    if !close(value, risk) {
        context.find(CODE, &place, format!("risk stated {}, derived {}", stated["risk"], nine(risk)));
    }
    if stated["sampled"].as_u64() != Some(drawn as u64) {
        context.find(CODE, &place, format!("sampled stated {}, derived {}", stated["sampled"], drawn));
    }
    let limit = contest.limit.0 as f64 / contest.limit.1 as f64;
    let confirmed = auditable && risk <= limit;
    // Within rounding of the limit either answer may be exact.
    let edge = (risk - limit).abs() <= 1e-9 * limit;
    if stated["confirmed"] != confirmed && !edge {
        context.find(CODE, &place, format!("confirmed stated {}, derived {confirmed}", stated["confirmed"]));
    }
    let said = stated["conclusion"].as_str().unwrap_or_default();
    let fits = if !auditable || (!confirmed && drawn as f64 >= population) {
        said == "full hand count required"
    } else if confirmed {
        said.strip_prefix("confirmed at risk limit ")
            .and_then(|l| l.parse::<f64>().ok())
            .is_some_and(|l| (l - limit).abs() < 1e-12)
    } else {
        said == "not confirmed yet"
    };
    if !fits && !edge {
        context.find(CODE, &place, format!("the conclusion `{said}` does not follow"));
    }
    if edge { stated["confirmed"] == true } else { confirmed }
}

pub(super) fn close(stated: f64, derived: f64) -> bool {
    (stated - derived).abs() <= 1e-7 * derived.abs() + 1e-15
}

pub(super) fn number(v: &Value, key: &str) -> Option<f64> {
    let found = super::outcome::fraction(&v[key]).map(|(p, q)| p as f64 / q as f64);
    found.or_else(|| v[key].as_str().and_then(|text| text.parse().ok()))
}

/// Why a test that the audit file names keeps no risk limit, or is none.
pub(super) fn unfit(test: &Value, by_batches: bool) -> Option<String> {
    if test.is_null() || test["kind"] == "default" {
        return None;
    }
    let kind = test["kind"].as_str().unwrap_or_default();
    let (part, known, keys): (&Value, &[&str], &[&str]) = match kind {
        "kaplan_markov" | "kaplan_wald" => (test, &[], &["g"]),
        "kaplan_kolmogorov" if !by_batches => (test, &[], &["g"]),
        "alpha" if by_batches => (&test["estimator"], &["fixed"], &["eta"]),
        "alpha" => (
            &test["estimator"],
            &["fixed", "shrink_trunc", "optimal_comparison"],
            &["eta", "c", "d", "f", "min_sd", "p2"],
        ),
        "betting" if by_batches => (&test["bet"], &["fixed"], &["lambda"]),
        "betting" => (
            &test["bet"],
            &["fixed", "agrapa", "cobra", "pools"],
            &["lambda", "initial", "c0", "c_max", "c_grow", "p1", "p2", "error_free"],
        ),
        _ => return Some(format!("the test {} is not one that is made here", test["kind"])),
    };
    if !known.is_empty() && part["kind"].as_str().is_none_or(|k| !known.contains(&k)) {
        return Some(format!("the test's part {} is not one that is made here", part["kind"]));
    }
    let most = if kind == "kaplan_wald" { 1.0 } else { f64::MAX };
    let bad = |key: &&&str| match number(part, key) {
        None => !part[**key].is_null(),
        // A bet or a guess is brought within its bounds at every draw; what is not brought there must lie there.
        Some(n) if ["g", "c", "d", "f", "min_sd"].contains(*key) => !(0.0..=most).contains(&n),
        Some(n) => !n.is_finite(),
    };
    let key = keys.iter().find(bad)?;
    Some(format!("the test's {key} {} cannot be read, or keeps no risk limit", part[*key]))
}

/// Smallest p over the sequence. `solved` counts the values over which bets were sought; past what may be gone over
/// none is sought any more.
#[expect(clippy::too_many_arguments, reason = "a sequence, and all that its bets follow from")]
fn p_value(
    contest: &Contest,
    a: &Stated,
    xs: &[f64],
    population: f64,
    upper: f64,
    own: f64,
    pools: &[&Pool],
    solved: &mut usize,
) -> f64 {
    let kind = contest.test["kind"].as_str().filter(|k| *k != "default");
    let eps = f64::EPSILON;
    let x0 = upper / 2.0;
    let (mut log, mut sum, mut best) = (0.0_f64, 0.0_f64, 1.0_f64);
    let (mut m1, mut m2) = (0.0_f64, 0.0_f64);
    let spread = || spread(a, own, pools);
    let bet_kind = contest.test["bet"]["kind"].as_str().unwrap_or_default();
    let bet = &contest.test["bet"];
    let mut pool_bet: Option<(f64, f64)> = None;
    let mut adaptive = number(bet, "initial").unwrap_or(0.5);
    let free = number(bet, "error_free").unwrap_or(x0);
    let fixed_cobra = newton(
        &[
            (free, 1.0 - number(bet, "p1").unwrap_or(0.001) - number(bet, "p2").unwrap_or(0.0001)),
            (free / 2.0, number(bet, "p1").unwrap_or(0.001)),
            (0.0, number(bet, "p2").unwrap_or(0.0001)),
        ],
        0.5,
    );
    for (i, x) in xs.iter().enumerate() {
        let n = i as f64;
        let mu = (population * 0.5 - sum) / (population - n).max(1.0);
        let rule = match kind {
            None if contest.audit_type == "polling" => "shrink_trunc",
            None if contest.audit_type == "oneaudit" => "pools",
            None => "cobra",
            Some("alpha") => contest.test["estimator"]["kind"].as_str().unwrap_or_default(),
            Some("betting") if bet_kind == "fixed" => "bet",
            Some("betting") => bet_kind,
            Some(other) => other,
        };
        let wager = |lambda: f64| lambda.clamp(0.0, if mu > 0.0 { 1.0 / mu } else { f64::INFINITY });
        let factor = match rule {
            "cobra" => 1.0 + wager(fixed_cobra) * (x - mu),
            "bet" => 1.0 + wager(number(bet, "lambda").unwrap_or(0.0)) * (x - mu),
            "agrapa" => 1.0 + wager(adaptive) * (x - mu),
            "pools" => {
                let stale = pool_bet.is_none_or(|(at, _)| (mu - at).abs() > 1e-4 * mu);
                if stale && *solved as u64 <= super::MAX_VALUES {
                    let values = spread();
                    *solved += super::OFTEN * values.len();
                    pool_bet = Some((mu, newton(&values, mu)));
                }
                1.0 + wager(pool_bet.map_or(0.0, |(_, bet)| bet)) * (x - mu)
            }
            "kaplan_markov" | "kaplan_wald" | "kaplan_kolmogorov" => {
                let g = number(&contest.test, "g").unwrap_or(0.0);
                match rule {
                    "kaplan_markov" => (x + g) / (0.5 + g),
                    "kaplan_wald" => (1.0 - g) * x * 2.0 + g,
                    _ => (x + g) * (population - n) / (population * (0.5 + g) - sum - n * g),
                }
            }
            estimator => {
                let e = &contest.test["estimator"];
                let eta = match estimator {
                    "fixed" => ((population * number(e, "eta").unwrap_or(0.5) - sum) / (population - n).max(1.0))
                        .clamp(mu.min(upper), upper),
                    "optimal_comparison" => {
                        let p2 = number(e, "p2").unwrap_or(0.0);
                        ((1.0 - upper * (1.0 - p2)) / (2.0 - 2.0 * upper) + upper * (1.0 - p2) - 0.5)
                            .clamp(mu.min(upper), upper)
                    }
                    _ => {
                        let eta = number(e, "eta").unwrap_or(a.mean);
                        let (d, f) = (number(e, "d").unwrap_or(100.0), number(e, "f").unwrap_or(0.0));
                        let mut c = number(e, "c").unwrap_or((eta - 0.5) / 2.0);
                        if upper - c < 0.5 + c {
                            c = (upper - c) / 2.0;
                        }
                        let variance = if i < 2 { 1.0 } else { (m2 / n - (m1 / n).powi(2)).max(0.0) };
                        let sd = if i < 2 { 1.0 } else { variance.sqrt().max(number(e, "min_sd").unwrap_or(1e-6)) };
                        let w = ((d * eta + sum) / (d + n) + upper * f / sd) / (1.0 + f / sd);
                        (upper * (1.0 - eps)).min(w.max(mu * (1.0 + eps) + c / (d + n).sqrt())).max(mu.min(upper))
                    }
                };
                // ALPHA in its betting form: 1 + (η/μ − 1)(x − μ)/(u − μ).
                1.0 + (eta / mu - 1.0) * (x - mu) * upper / (upper * (upper - mu))
            }
        };
        log += if factor.is_finite() { libm::log(factor.max(0.0)) } else { 0.0 };
        sum += x;
        m1 += x;
        m2 += x * x;
        if rule == "agrapa" {
            let drawn = n + 1.0;
            let mean = m1 / drawn;
            let variance = (m2 / drawn - mean * mean).max(0.0);
            let next = (population * 0.5 - sum) / (population - drawn).max(1.0);
            let (c0, c_max, grow) = (
                number(bet, "c0").unwrap_or(0.5),
                number(bet, "c_max").unwrap_or(0.99),
                number(bet, "c_grow").unwrap_or(0.0),
            );
            let most = (c0 + (c_max - c0) * (1.0 - 1.0 / (1.0 + grow * drawn.sqrt()))) / next.max(f64::MIN_POSITIVE);
            let wanted = (mean - mu) / (variance + (mu - mean).powi(2));
            adaptive = if wanted.is_nan() { 0.0 } else { wanted.max(0.0).min(most) };
        }
        let plain = libm::exp(-log).min(1.0);
        let kaplan = rule.starts_with("kaplan");
        let proved = sum > population * 0.5 * (1.0 + 1e-9);
        let p = if kaplan {
            plain
        } else if mu > upper || mu.abs() <= 2.0 * eps || (upper - mu).abs() <= 2.0 * eps + 1e-6 * mu {
            1.0
        } else if mu < 0.0 {
            if proved { 0.0 } else { 1.0 }
        } else {
            plain
        };
        best = best.min(p);
        if i + 1 == xs.len() && proved && !kaplan {
            best = 0.0;
        }
    }
    best
}

/// Known spread of the values of a ONEAudit.
fn spread(a: &Stated, own: f64, pools: &[&Pool]) -> Vec<(f64, f64)> {
    let x0 = 1.0 / (2.0 - a.ratio());
    let total = own + pools.iter().map(|p| p.cards as f64).sum::<f64>();
    let mut out = vec![(x0, own * 0.9989), (x0 / 2.0, own * 0.001), (0.0, own * 0.0001)];
    for pool in pools {
        let mean = a.pool_mean(pool);
        let value = |paper: f64| (1.0 - (mean - paper) / a.upper) * x0;
        let voted: i128 = pool.votes.iter().sum();
        for (c, votes) in pool.votes.iter().enumerate() {
            out.push((value(a.value(&Mark::Valid(vec![(c, 1)]))), *votes as f64));
        }
        out.push((value(0.5), (pool.cards - voted).max(0) as f64));
    }
    let sum: f64 = out.iter().map(|(_, q)| q).sum();
    out.iter_mut().for_each(|(_, q)| *q /= sum.max(total.min(1.0)));
    out
}

/// The bet with the best expected growth, by Newton's method guarded by the bracket (the engine halves intervals).
fn newton(values: &[(f64, f64)], mu: f64) -> f64 {
    let slope = |l: f64| values.iter().map(|(x, q)| q * (x - mu) / (1.0 + l * (x - mu))).sum::<f64>();
    let bend = |l: f64| -values.iter().map(|(x, q)| q * ((x - mu) / (1.0 + l * (x - mu))).powi(2)).sum::<f64>();
    if mu <= 0.0 || slope(0.0) <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, (1.0 - 1e-9) / mu);
    if slope(high) >= 0.0 {
        return high;
    }
    let mut at = 0.5 * high;
    for _ in 0..200 {
        let s = slope(at);
        if s > 0.0 {
            low = at
        } else {
            high = at
        }
        let next = at - s / bend(at);
        let next = if next > low && next < high { next } else { 0.5 * (low + high) };
        if (next - at).abs() <= 1e-15 * at {
            return next;
        }
        at = next;
    }
    at
}
