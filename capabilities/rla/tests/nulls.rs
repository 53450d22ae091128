//! Statistical truth: audits of outcomes that are wrong by the least possible, confirmed no more often than the risk
//! limit allows. Fixed seeds. After every single card the adversary may stop: that is the worst of all choices of round
//! sizes by somebody who knows the seed.

use base::exact::Rational;
use rayon::prelude::*;
use rla::cards::PoolTotal;
use rla::martingale::{Population, Running, Test};
use rla::model::{Assertion, AuditType, Candidate, Choice, Contest, Kind, Vote};
use rla::numpy::Pcg64;
use rla::risk::{Cvr, Paper, Valuer};
use serde_json::json;

/// Simulated wrong outcomes for each line of the table.
const REPETITIONS: u64 = 20_000;
/// Risk limit.
const LIMIT: f64 = 0.05;

fn ratio(p: i64, q: i64) -> Rational {
    Rational::new(p.into(), q.into())
}

/// Choice functions by an assertion of each, and what a vote for winner, loser and somebody else looks like.
fn kinds() -> Vec<(&'static str, Choice, Kind, [Vote; 3])> {
    let marks = || [Vote::Marks(vec![0]), Vote::Marks(vec![1]), Vote::Marks(vec![2])];
    let average = |step, d_w, d_l| {
        (
            Choice::HighestAverage { first: ratio(1, 1), step },
            Kind::Average { winner: 0, loser: 1, d_w: ratio(d_w, 1), d_l: ratio(d_l, 1) },
        )
    };
    let (dhondt, dhondt_kind) = average(1, 2, 1);
    let (sainte, sainte_kind) = average(2, 3, 1);
    vec![
        ("plurality", Choice::Plurality, Kind::Plurality(0, 1), marks()),
        (
            "approval",
            Choice::Approval,
            Kind::Plurality(0, 1),
            [Vote::Marks(vec![0, 2]), Vote::Marks(vec![1, 2]), Vote::Marks(vec![0, 1])],
        ),
        (
            "scoring",
            Choice::Scoring { max: 5 },
            Kind::Scoring(0, 1, 5),
            [Vote::Scores(vec![(0, 5), (1, 1)]), Vote::Scores(vec![(1, 5)]), Vote::Scores(vec![(0, 2)])],
        ),
        (
            "supermajority",
            Choice::Supermajority { share: ratio(2, 3), inclusive: false },
            Kind::Above(0, ratio(2, 3)),
            marks(),
        ),
        (
            "below a share",
            Choice::Threshold { share: ratio(1, 3), inclusive: false },
            Kind::Below(1, ratio(1, 3)),
            marks(),
        ),
        ("dhondt", dhondt, dhondt_kind, marks()),
        ("sainte-lague", sainte, sainte_kind, marks()),
        ("hamilton", Choice::Hamilton, Kind::Remainder(0, 1, ratio(-1, 5)), marks()),
        (
            "irv neb",
            Choice::Irv,
            Kind::Neb(0, 1),
            [Vote::Ranks(vec![0, 1]), Vote::Ranks(vec![1, 0]), Vote::Ranks(vec![2, 0, 1])],
        ),
        (
            "irv nen",
            Choice::Irv,
            Kind::Nen(0, 1, vec![0, 1]),
            [Vote::Ranks(vec![2, 0]), Vote::Ranks(vec![1, 0]), Vote::Ranks(vec![2])],
        ),
    ]
}

fn contest(choice: Choice, audit_type: AuditType) -> Contest {
    let candidates = ["w", "l", "o"].map(|id| Candidate { id: id.into(), name: id.into() }).to_vec();
    Contest {
        id: "c".into(),
        name: "c".into(),
        choice,
        seats: 1,
        votes_allowed: 3,
        candidates,
        reported: None,
        reported_winners: None,
        reported_seats: None,
        reported_invalid: 0,
        cards: 0,
        audit_type,
        use_style: true,
        test: None,
        risk_limit: ratio(1, 20),
        threshold: None,
    }
}

/// How a wrong outcome hides.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Wrong {
    /// Papers differ from their records.
    Papers,
    /// All records are right; the missing cards decide.
    Phantoms,
    /// The totals of a pool are wrong.
    Pool,
}

/// Values of all cards of a population whose true mean is as near to ½ as can be, and not above.
fn population(contest: &Contest, kind: &Kind, votes: &[Vote; 3], wrong: Wrong) -> (Vec<f64>, Population, Test) {
    // Records: winner, loser, other, blank; a margin that is real on paper before anything goes wrong.
    let records: Vec<Option<&Vote>> = (0..120_usize)
        .map(|i| match i % 12 {
            0..=7 => Some(&votes[0]),
            8 | 9 => Some(&votes[1]),
            10 => Some(&votes[2]),
            _ => Some(&Vote::Blank),
        })
        .collect();
    let mut papers: Vec<Option<&Vote>> = records.clone();
    let mut cvrs: Vec<Option<&Vote>> = records;
    let total =
        |papers: &[Option<&Vote>]| -> f64 { papers.iter().map(|p| p.map_or(0.0, |v| kind.assort(v)) - 0.5).sum() };
    match wrong {
        Wrong::Phantoms => {
            while total(&papers) > 1e-9 {
                papers.push(None);
                cvrs.push(None);
            }
        }
        Wrong::Papers | Wrong::Pool => {
            // Winner's papers become the loser's, the last ones as blank, so that the mean comes near to ½ from below.
            let mut at = 0;
            while total(&papers) > 1e-9 {
                papers[at] = Some(&votes[1]);
                at += 1;
            }
        }
    }
    let n = papers.len();
    let pooled = |i: usize| contest.audit_type == AuditType::OneAudit && i.is_multiple_of(2);
    let assort = |v: &Option<&Vote>| v.map_or(0.5, |v| kind.assort(v));
    // Pool totals as the records claim them.
    let count = |which: &Vote| (0..n).filter(|i| pooled(*i) && cvrs[*i] == Some(which)).count() as u64;
    let pool = PoolTotal {
        cards: (0..n).filter(|i| pooled(*i) && cvrs[*i].is_some()).count() as u64,
        votes: votes.iter().map(count).collect(),
    };
    let pool_mean = {
        let members: Vec<f64> =
            (0..n).filter(|i| pooled(*i) && cvrs[*i].is_some()).map(|i| assort(&cvrs[i])).collect();
        members.iter().sum::<f64>() / members.len().max(1) as f64
    };
    let claimed: f64 = cvrs.iter().map(|v| assort(v) - 0.5).sum();
    let claimed = Rational::from_float(claimed).unwrap();
    let assertion = Assertion::new(kind.clone(), claimed, n as u64);
    let valuer = Valuer::new(contest, &assertion);
    let values = (0..n)
        .map(|i| {
            let paper = papers[i].map_or(Paper::NotFound, Paper::Vote);
            match cvrs[i] {
                None => valuer.value(&Cvr::Phantom, &paper),
                // The pool's mean is taken from the claimed records, for every form of vote.
                Some(_) if pooled(i) => {
                    let a = papers[i].map_or(0.0, |v| kind.assort(v));
                    let upper = rla::assertion::to_f64(&assertion.upper);
                    (1.0 - (pool_mean - a) / upper) * valuer.error_free()
                }
                Some(vote) => valuer.value(&Cvr::Vote(vote), &paper),
            }
        })
        .collect();
    let spread = || valuer.spread(n as u64 - pool.cards, &[&pool]);
    let mut sized = contest.clone();
    sized.cards = n as u64;
    let test = valuer.test(&sized, &assertion, &spread).unwrap();
    (values, valuer.population(n as u64), test)
}

fn tests(audit_type: AuditType) -> Vec<(&'static str, serde_json::Value)> {
    let mut out = vec![
        ("default", json!({ "kind": "default" })),
        ("alpha fixed", json!({ "kind": "alpha", "estimator": { "kind": "fixed", "eta": "0.55" } })),
        (
            "alpha shrink_trunc",
            json!({ "kind": "alpha", "estimator": { "kind": "shrink_trunc", "eta": "0.55", "d": "20" } }),
        ),
        ("betting fixed", json!({ "kind": "betting", "bet": { "kind": "fixed", "lambda": "0.75" } })),
        (
            "betting agrapa",
            json!({ "kind": "betting", "bet": { "kind": "agrapa", "initial": "0.5", "c0": "0.5", "c_max": "0.99", "c_grow": "0.1" } }),
        ),
        ("kaplan_markov", json!({ "kind": "kaplan_markov", "g": "0.1" })),
        ("kaplan_wald", json!({ "kind": "kaplan_wald", "g": "0.1" })),
        ("kaplan_kolmogorov", json!({ "kind": "kaplan_kolmogorov", "g": "0.1" })),
    ];
    if audit_type == AuditType::Comparison {
        out.push((
            "betting cobra",
            json!({ "kind": "betting", "bet": { "kind": "cobra", "p1": "0.01", "p2": "0.01" } }),
        ));
        out.push((
            "alpha optimal_comparison",
            json!({ "kind": "alpha", "estimator": { "kind": "optimal_comparison", "p2": "0.01" } }),
        ));
    }
    out
}

/// Share of audits that at some card would have confirmed the wrong outcome.
fn share(values: &[f64], population: Population, test: &Test, seed: &str) -> f64 {
    const CHUNKS: u64 = 20;
    // Kaplan–Markov and Kaplan–Wald are tests for draws with replacement.
    let again = matches!(test, Test::KaplanMarkov { .. } | Test::KaplanWald { .. });
    let population = if again { Population { size: None, ..population } } else { population };
    let confirmed: u64 = (0..CHUNKS)
        .into_par_iter()
        .map(|chunk| {
            let mut generator = Pcg64::from_text(&format!("{seed} {chunk}"));
            let mut order: Vec<f64> = values.to_vec();
            let mut confirmed = 0;
            for _ in 0..REPETITIONS / CHUNKS {
                let mut running = Running::new(population, test.clone());
                for i in 0..order.len() {
                    let from = if again { 0 } else { i };
                    let pick = from + generator.below((order.len() - from) as u64) as usize;
                    let x = order[pick];
                    if !again {
                        order.swap(i, pick);
                    }
                    if running.push(x) <= LIMIT {
                        break;
                    }
                }
                running.finish();
                confirmed += u64::from(running.p() <= LIMIT);
            }
            confirmed
        })
        .sum();
    confirmed as f64 / REPETITIONS as f64
}

#[test]
fn wrong_outcomes_are_confirmed_no_more_often_than_the_risk_limit() {
    let allowed = LIMIT + 3.0 * (LIMIT * (1.0 - LIMIT) / REPETITIONS as f64).sqrt();
    let mut worst: (f64, String) = (0.0, String::new());
    let mut lines = 0;
    for (name, choice, kind, votes) in kinds() {
        for (audit_type, wrongs) in [
            (AuditType::Comparison, &[Wrong::Papers, Wrong::Phantoms][..]),
            (AuditType::Polling, &[Wrong::Papers][..]),
            (AuditType::OneAudit, &[Wrong::Pool][..]),
        ] {
            // Pools have totals, not rankings.
            if audit_type == AuditType::OneAudit && choice == Choice::Irv {
                continue;
            }
            for wrong in wrongs {
                for (test_name, test) in tests(audit_type) {
                    let mut contest = contest(choice.clone(), audit_type);
                    contest.test = Some(test);
                    let (values, population, test) = population(&contest, &kind, &votes, *wrong);
                    let mean = values.iter().sum::<f64>() / values.len() as f64;
                    assert!(mean <= 0.5 + 1e-12, "{name}: the outcome must be wrong, mean {mean}");
                    let line = format!("{name} · {} · {wrong:?} · {test_name}", audit_type.name());
                    let found = share(&values, population, &test, &line);
                    println!("{found:.4}  {line} (mean {mean:.4})");
                    assert!(found <= allowed, "{line}: {found} of wrong outcomes confirmed, {allowed:.4} allowed");
                    lines += 1;
                    if found > worst.0 {
                        worst = (found, line);
                    }
                }
            }
        }
    }
    println!(
        "{lines} lines of {REPETITIONS} audits each; largest share {:.4} ({}), allowed {allowed:.4}",
        worst.0, worst.1
    );
}

/// Batches drawn by error bound: a wrong outcome whose whole error sits where it is hardest to see.
#[test]
fn kaplan_markov_over_batches_keeps_its_limit() {
    let allowed = LIMIT + 3.0 * (LIMIT * (1.0 - LIMIT) / REPETITIONS as f64).sqrt();
    // Bounds u_b and true relative errors e_b that sum to 1: the margin is used up, the outcome is wrong.
    let bounds: Vec<f64> = (0..50).map(|b| 0.05 + 0.01 * f64::from(b % 10)).collect();
    let total: f64 = bounds.iter().sum();
    for hidden in [1.0, 0.5, 0.35] {
        let mut left = 1.0;
        let errors: Vec<f64> = bounds
            .iter()
            .map(|u| {
                let e = (u * hidden).min(left);
                left -= e;
                e
            })
            .collect();
        assert!(left <= 1e-12, "the errors use up the margin");
        let sums = rla::numpy::cumulative(&bounds);
        let mut generator = Pcg64::from_text(&format!("batches {hidden}"));
        let mut confirmed = 0_u64;
        for _ in 0..REPETITIONS {
            let mut p = 1.0;
            for _ in 0..200 {
                let b = rla::numpy::choose(&sums, &mut generator);
                let taint = errors[b] / bounds[b];
                if taint >= 1.0 {
                    p = 1.0;
                    break;
                }
                p *= (1.0 - 1.0 / total) / (1.0 - taint);
                if p <= LIMIT {
                    break;
                }
            }
            confirmed += u64::from(p <= LIMIT);
        }
        let share = confirmed as f64 / REPETITIONS as f64;
        println!("{share:.4}  batch · taint {hidden} · kaplan_markov");
        assert!(share <= allowed, "taint {hidden}: {share}");
    }
}
