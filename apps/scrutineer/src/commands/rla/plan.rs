//! `scrutineer rla plan`: how many cards an audit will need.

use super::folder::Folder;
use crate::cli::Cli;
use crate::output::{self, Exit};
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
}

/// Sizes of one contest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) error_free: Option<u64>,
    pub(super) mean: f64,
    pub(super) q50: u64,
    pub(super) q80: u64,
    pub(super) q90: u64,
    pub(super) q99: u64,
}

/// Simulated audits.
const REPETITIONS: u64 = 400;

/// Plans a contest by its tightest assertion; `None` if there is none.
pub(super) fn contest(contest: &Contest, list: &[Assertion], p1: f64, p2: f64) -> Option<Plan> {
    let cap = contest.cards.max(1);
    // Not more work than 40 million draws, whatever the margin.
    let effort = Effort { repetitions: REPETITIONS.min((40_000_000 / cap).max(20)), cap, draws: u64::MAX };
    let times = plan::contest(contest, list, Errors { one: p1, two: p2 }, super::assert::limit(contest), effort)?;
    Some(Plan {
        error_free: plan::tightest(list)?.sample_size(contest.audit_type, &contest.risk_limit),
        mean: times.mean(),
        q50: times.quantile(0.5),
        q80: times.quantile(0.8),
        q90: times.quantile(0.9),
        q99: times.quantile(0.99),
    })
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
        let [q50, q80, q90, q99] = [0.5, 0.8, 0.9, 0.99].map(|q| times.quantile(q));
        json!({ "mean": times.mean(), "q50": q50, "q80": q80, "q90": q90, "q99": q99 })
    };
    Some(json!({ "id": contest.id, "error_free": draws, "batches": quantiles(opened), "cards": quantiles(cards) }))
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
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
        let planned = list.as_deref().and_then(|list| contest(c, list, arguments.p1, arguments.p2));
        let Some(own) = planned else {
            all &= list.as_ref().is_some_and(Vec::is_empty);
            rows.push(json!({ "id": c.id, "error_free": null, "mean": null, "q50": null, "q80": null, "q90": null, "q99": null, "remedy": "full hand count" }));
            continue;
        };
        pull = pull.max(own.q90.min(c.cards));
        rows.push(json!({
            "id": c.id, "error_free": own.error_free, "mean": own.mean, "q50": own.q50, "q80": own.q80, "q90": own.q90, "q99": own.q99,
        }));
    }
    // With one ticket for all contests the samples overlap: the largest is a lower bound, the sum an upper one.
    let most: u64 = rows.iter().filter_map(|r| r["q90"].as_u64().or_else(|| r["cards"]["q90"].as_u64())).sum();
    let each = |cards: u64| cards as f64 * (arguments.cost_card + arguments.cost_batch);
    let (cost, cost_at_most) = match audit.by_batches() {
        true => (costs.iter().copied().fold(0.0, f64::max), costs.iter().sum()),
        false => (each(pull), each(most)),
    };
    if cli.json {
        output::json(
            &json!({ "contests": rows, "cards_to_pull": pull, "cards_to_pull_at_most": most, "cost": cost, "cost_at_most": cost_at_most }),
        )?;
    } else {
        for row in &rows {
            text(row);
        }
        output::text(format!("Cards to pull at 90 %: between {pull} (samples overlap) and {most}."));
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
    } else if row["q90"].is_null() {
        output::text(format!("{id}: {}", row["remedy"].as_str().unwrap_or_default()));
    } else {
        output::text(format!(
            "{id}: without errors {}; half of audits end by {}, 90 % by {}, 99 % by {}",
            row["error_free"], row["q50"], row["q90"], row["q99"]
        ));
    }
}
