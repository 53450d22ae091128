//! `scrutineer rla plan`: how many cards an audit will need.

use super::folder::Folder;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::assertion::{assertions, reported_tally};
use rla::batch::Batches;
use rla::manifest::Manifest;
use rla::model::{Assertion, AuditType, Contest};
use rla::numpy::{Pcg64, choose, cumulative};
use rla::plan::{self, Effort, Errors, Times};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Audit file, or the folder of an audit.
    file: PathBuf,
    /// Assumed rate of one-vote overstatements (cards; batches are planned as if their totals were right).
    #[arg(long, value_name = "X", default_value_t = 0.001)]
    p1: f64,
    /// Assumed rate of two-vote overstatements.
    #[arg(long, value_name = "X", default_value_t = 0.0001)]
    p2: f64,
    /// Cost of reading one card.
    #[arg(long, value_name = "C", default_value_t = 0.0)]
    cost_card: f64,
    /// Cost of opening one batch (at most one batch for each card).
    #[arg(long, value_name = "C", default_value_t = 0.0)]
    cost_batch: f64,
    /// Cards after which a simulated audit is given up (all cards of the contest, if they are fewer or nothing is said).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    cap: Option<u64>,
    /// Simulated draws for a contest after which no further audit begins, from the twentieth on.
    #[arg(long, value_name = "N", default_value_t = DRAWS)]
    draws: u64,
}

/// Simulated audits.
const REPETITIONS: u64 = 400;
/// Draws for a contest, where nothing else is said.
const DRAWS: u64 = 40_000_000;
/// The quantiles that a plan names.
const QUANTILES: [(&str, f64); 4] = [("q50", 0.5), ("q80", 0.8), ("q90", 0.9), ("q99", 0.99)];

/// Simulates the audit of a contest by its tightest assertion; `None` if there is none.
fn times(contest: &Contest, list: &[Assertion], errors: Errors, cap: Option<u64>, draws: u64) -> Option<Times> {
    let cards = contest.cards.max(1);
    let effort = Effort { repetitions: REPETITIONS, cap: cap.map_or(cards, |cap| cap.min(cards)), draws };
    plan::contest(contest, list, errors, &[super::assert::limit(contest)], effort)?.pop()
}

/// Cards that nine in ten audits of a contest read at most, with few errors; all where they do not end before.
pub(super) fn nine_in_ten(contest: &Contest, list: &[Assertion]) -> Option<u64> {
    Some(times(contest, list, Errors { one: 0.001, two: 0.0001 }, None, DRAWS)?.quantile(0.9))
}

/// The figures of a contest: a quantile that was not reached is all cards, or null where audits were given up before.
fn row(contest: &Contest, list: &[Assertion], arguments: &Arguments) -> Option<Value> {
    let errors = Errors { one: arguments.p1, two: arguments.p2 };
    let times = times(contest, list, errors, arguments.cap, arguments.draws)?;
    let all = times.cap >= contest.cards;
    let mut row = json!({
        "id": contest.id,
        "error_free": plan::tightest(list)?.sample_size(contest.audit_type, &contest.risk_limit),
        "mean": (all || times.reached(1.0)).then(|| times.mean()),
        "simulated": times.sorted.len(), "ended": times.stopped, "cap": times.cap,
    });
    for (name, q) in QUANTILES {
        row[name] = (all || times.reached(q)).then(|| times.quantile(q)).into();
    }
    Some(row)
}

/// What a contest by batches takes if its totals are right: its draws, and how many different batches and cards these
/// open, by simulation. `None` where it cannot be audited or takes too many draws.
fn by_batches(contest: &Contest, batches: &Batches, manifest: &Manifest) -> Option<Value> {
    let draws = batches.error_free_draws(&contest.risk_limit);
    if draws > 1_000_000 {
        return None;
    }
    let total: f64 = batches.weights.iter().map(|w| *w as f64).sum();
    let sums = cumulative(&batches.weights.iter().map(|w| *w as f64 / total).collect::<Vec<_>>());
    let mut generator = Pcg64::from_text(plan::SEED);
    let (mut opened, mut cards) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS.min((40_000_000 / draws.max(1)).max(20)) {
        let drawn: BTreeSet<usize> = (0..draws).map(|_| choose(&sums, &mut generator)).collect();
        opened.push(drawn.len() as u64);
        cards.push(drawn.iter().filter_map(|at| manifest.batches.get(*at)).map(|b| b.cards).sum::<u64>());
    }
    let quantiles = |mut sorted: Vec<u64>| {
        sorted.sort_unstable();
        let times = Times { stopped: sorted.len() as u64, cap: 0, sorted };
        let mut row = json!({ "mean": times.mean() });
        for (name, q) in QUANTILES {
            row[name] = times.quantile(q).into();
        }
        row
    };
    Some(json!({ "id": contest.id, "error_free": draws, "batches": quantiles(opened), "cards": quantiles(cards) }))
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let (one, two) = (arguments.p1, arguments.p2);
    if !(one >= 0.0 && two >= 0.0 && one + two <= 1.0) {
        let what = format!("{one} and {two} are not the rates of two kinds of error");
        return Err(
            Failure::usage("RLA-RATES", what, "Give shares of cards: --p1 0.001 is one in a thousand.").into()
        );
    }
    let mut prepared: Vec<Option<Batches>> = Vec::new();
    let mut manifest = Manifest::default();
    let (audit, lists) = if arguments.file.is_dir() {
        let folder = Folder::open(&arguments.file)?;
        let audit = folder.audit()?;
        let lists = super::assert::stored(&folder, &audit)?;
        if audit.by_batches() {
            let (read, pools) = super::batches::inputs(&folder, &audit)?;
            prepared = super::batches::prepared(&audit, &lists, &read, &pools);
            manifest = read;
        }
        (audit, lists)
    } else {
        let (audit, problems) = super::audit(&arguments.file)?;
        super::remark(&problems, &[&arguments.file]);
        let list =
            |c: &Contest| reported_tally(c).and_then(|t| assertions(c, &t, c.cards).ok()).map(|(_, list)| list);
        let lists = audit.contests.iter().map(list).collect();
        (audit, lists)
    };
    let mut rows = Vec::new();
    let mut pull = 0;
    // Whether every contest has its number, so that sums say something.
    let mut known = true;
    let mut all = true;
    let mut costs: Vec<f64> = Vec::new();
    for (at, (c, list)) in audit.contests.iter().zip(&lists).enumerate() {
        if c.audit_type == AuditType::Batch {
            // Draws of batches follow from their totals, which only a folder has.
            let ready = prepared.get(at).and_then(Option::as_ref);
            let planned = ready.and_then(|batches| by_batches(c, batches, &manifest));
            let remedy = if arguments.file.is_dir() {
                "full hand count"
            } else {
                "plan the folder: draws follow from its totals"
            };
            all &= planned.is_some();
            let row = planned.unwrap_or_else(
                || json!({ "id": c.id, "error_free": null, "batches": null, "cards": null, "remedy": remedy }),
            );
            let q90 = |key: &str| row[key]["q90"].as_u64().unwrap_or(0);
            pull = pull.max(q90("cards"));
            costs.push(q90("cards") as f64 * arguments.cost_card + q90("batches") as f64 * arguments.cost_batch);
            rows.push(row);
            continue;
        }
        let Some(own) = list.as_deref().and_then(|list| row(c, list, arguments)) else {
            all &= list.as_ref().is_some_and(Vec::is_empty);
            rows.push(json!({ "id": c.id, "error_free": null, "mean": null, "q50": null, "q80": null, "q90": null, "q99": null, "remedy": "full hand count" }));
            continue;
        };
        known &= !own["q90"].is_null();
        pull = pull.max(own["q90"].as_u64().unwrap_or(0).min(c.cards));
        rows.push(own);
    }
    // With one ticket for all contests the samples overlap: the largest is a lower bound, the sum an upper one.
    let most: u64 = rows.iter().filter_map(|r| r["q90"].as_u64().or_else(|| r["cards"]["q90"].as_u64())).sum();
    let each = |cards: u64| cards as f64 * (arguments.cost_card + arguments.cost_batch);
    let (cost, cost_at_most) = match audit.by_batches() {
        true => (costs.iter().copied().fold(0.0, f64::max), costs.iter().sum()),
        false => (each(pull), each(most)),
    };
    if cli.json {
        let (pull, most) = (known.then_some(pull), known.then_some(most));
        let (cost, cost_at_most): (Option<f64>, Option<f64>) = (known.then_some(cost), known.then_some(cost_at_most));
        output::json(
            &json!({ "contests": rows, "cards_to_pull": pull, "cards_to_pull_at_most": most, "cost": cost, "cost_at_most": cost_at_most }),
        )?;
    } else {
        for row in &rows {
            text(row);
        }
        output::text(match known {
            true => format!("Cards to pull at 90 %: between {pull} (samples overlap) and {most}."),
            false => "Cards to pull at 90 %: not known, since audits were given up before; see --cap.".to_owned(),
        });
    }
    Ok(if all { Exit::Done } else { Exit::DoesNotHold })
}

fn text(row: &Value) {
    let id = row["id"].as_str().unwrap_or_default();
    if let (Some(batches), Some(cards)) = (row["batches"].as_object(), row["cards"].as_object()) {
        output::text(format!(
            "{id}: {} draws if the totals are right; they open {} different batches in half of samples, at most {} in 90 %, with {} and {} cards",
            row["error_free"], batches["q50"], batches["q90"], cards["q50"], cards["q90"]
        ));
    } else if let Some(remedy) = row["remedy"].as_str() {
        output::text(format!("{id}: {remedy}"));
    } else {
        let shown = |name: &str| match row[name].as_u64() {
            Some(cards) => cards.to_string(),
            None => format!("more than {}", row["cap"]),
        };
        let free = row["error_free"].as_u64().map_or_else(|| "not known".to_owned(), |cards| cards.to_string());
        output::text(format!(
            "{id}: without errors {free}; half of audits end by {}, 90 % by {}, 99 % by {} ({} simulated, {} ended)",
            shown("q50"),
            shown("q90"),
            shown("q99"),
            row["simulated"],
            row["ended"]
        ));
    }
}
