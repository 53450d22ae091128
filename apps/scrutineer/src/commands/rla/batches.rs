//! What differs in a folder whose contests are audited by totals of batches.

use super::folder::{Files, Folder};
use crate::output::Failure;
use base::Problem;
use rla::batch::{self, Batches, Counts, contest_risk, counts, totals_csv};
use rla::cards::Pools;
use rla::manifest::Manifest;
use rla::model::{Assertion, Audit, AuditType};
use rla::rounds::Drawn;
use rla::sample::Seed;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Most draws of a contest.
const MOST_DRAWS: u64 = 1_000_000;

/// Whether the audit is by batches; a folder is by batches or by cards.
pub(super) fn wanted(audit: &Audit, cards: bool, totals: bool) -> Result<bool, Failure> {
    if !audit.by_batches() {
        return Ok(false);
    }
    if let Some(other) = audit.contests.iter().find(|c| c.audit_type != AuditType::Batch) {
        let what = format!("contest `{}` is audited by cards, others by batches", other.id);
        return Err(Failure::usage(
            "RLA-CHOICE",
            what,
            "Write an audit file, and begin a folder, for each of the two.",
        ));
    }
    for contest in &audit.contests {
        let population = rla::martingale::Population { size: None, upper: 1.0, null_mean: 0.5 };
        batch::test(contest, &population).map_err(|what| {
            let what = format!("contest `{}`: {what}", contest.id);
            Failure::new("RLA-FORMAT", what, "Correct the test in the audit file.")
        })?;
    }
    match (cards, totals) {
        (false, true) => Ok(true),
        (true, _) => {
            let remedy = "Leave --cards out: batches are compared by their totals, given with --pools.";
            Err(Failure::usage("RLA-FORMAT", "an audit by batches reads no cards", remedy))
        }
        (false, false) => {
            Err(Failure::usage("RLA-FORMAT", "an audit by batches needs --pools", "Give the batches' totals."))
        }
    }
}

/// Totals as the folder keeps them.
pub(super) fn stored(audit: &Audit, pools: &Pools) -> String {
    let mut out = Counts::new();
    for ((batch, contest), total) in &pools.totals {
        let cards = pools.cards.get(batch).copied().unwrap_or(0);
        out.entry(batch.clone()).or_insert_with(|| (cards, BTreeMap::new())).1.insert(*contest, total.clone());
    }
    totals_csv(audit, &out)
}

/// Manifest and totals of a folder.
pub(super) fn inputs(folder: &Folder, audit: &Audit) -> anyhow::Result<(Manifest, Pools)> {
    Ok((rla::manifest::read(&folder.read("manifest.csv")?[..], 0).0, folder.pools(audit)?))
}

/// Each contest's batches; `None` where it cannot be audited.
pub(super) fn prepared(
    audit: &Audit,
    assertions: &[Option<Vec<Assertion>>],
    manifest: &Manifest,
    pools: &Pools,
) -> Vec<Option<Batches>> {
    let one = |(c, list): (usize, &Option<Vec<Assertion>>)| {
        Batches::new(&audit.contests[c], c, list.as_deref()?, manifest, pools).ok()
    };
    assertions.iter().enumerate().map(one).collect()
}

/// The draws of the next round: each contest's from where the last round ended to `wanted` in all, or as many again as
/// an audit without errors takes. Beside them the number of draws of each contest.
pub(super) fn draw(
    folder: &Folder,
    audit: &Audit,
    seed: &Seed,
    before: &[u64],
    wanted: &[Option<u64>],
    confirmed: &[String],
) -> anyhow::Result<(Vec<Drawn>, Vec<u64>)> {
    let (manifest, pools) = inputs(folder, audit)?;
    let assertions = super::assert::stored(folder, audit)?;
    let (mut drawn, mut sizes) = (Vec::new(), Vec::new());
    for (c, batches) in prepared(audit, &assertions, &manifest, &pools).into_iter().enumerate() {
        let contest = &audit.contests[c];
        let size = match &batches {
            Some(_) if confirmed.contains(&contest.id) && wanted[c].is_none() => before[c],
            Some(batches) => {
                let default = || before[c] + batches.error_free_draws(&contest.risk_limit);
                wanted[c].unwrap_or_else(default).max(before[c])
            }
            None => before[c],
        };
        if size > MOST_DRAWS {
            let what = format!("contest `{}` would take {size} draws", contest.id);
            return Err(Failure::usage("RLA-LIMIT", what, "Count it in full: a million draws is the most.").into());
        }
        let mut last = before[c];
        for j in before[c] + 1..=size {
            let Some((at, ticket)) = batches.as_ref().and_then(|b| b.draw(seed, &contest.id, j)) else { break };
            let batch = manifest.batches[at].id.clone();
            let position = j.to_string();
            drawn.push(Drawn { ticket, card: batch.clone(), batch, position, contests: vec![c] });
            last = j;
        }
        sizes.push(last);
    }
    Ok((drawn, sizes))
}

/// Reads hand counts of the pairs that are due.
pub(super) fn read(
    folder: &Folder,
    audit: &Audit,
    bytes: &[u8],
    due: &BTreeSet<(String, usize)>,
    input: u32,
) -> anyhow::Result<(Counts, Vec<Problem>)> {
    let manifest = inputs(folder, audit)?.0;
    let (pools, mut problems) = rla::cards::totals(audit, &manifest, bytes, input);
    let (counts, found) = counts(audit, &pools, due, input);
    problems.extend(found);
    Ok((counts, problems))
}

/// What a round's hand counts come to: those to store, the pairs that are missing, and the problems.
pub(super) struct Recorded {
    pub(super) csv: String,
    pub(super) read: usize,
    pub(super) missing: Vec<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) of: usize,
}

/// Takes one or two hand counts of the open round.
pub(super) fn record(
    folder: &Folder,
    audit: &Audit,
    rounds: &[Vec<Drawn>],
    first: &[u8],
    second: Option<&[u8]>,
) -> anyhow::Result<Recorded> {
    let due = batch::due(rounds, rounds.len());
    let (counts, mut problems) = read(folder, audit, first, &due, 0)?;
    let has =
        |counts: &Counts, pair: &(String, usize)| counts.get(&pair.0).is_some_and(|(_, c)| c.contains_key(&pair.1));
    if let Some(bytes) = second {
        let (other, found) = read(folder, audit, bytes, &due, 1)?;
        problems.extend(found);
        for batch in counts.keys().chain(other.keys().filter(|b| !counts.contains_key(*b))) {
            if counts.get(batch) != other.get(batch) {
                let place = base::Place { input: u32::from(!counts.contains_key(batch)), ..base::Place::default() };
                let what = format!("the two counts of batch `{batch}` differ, or one is missing");
                let remedy = "Count the batch again together, and correct the files.";
                problems.push(Problem::new(
                    "RLA-MVR-DIFFERS",
                    base::Severity::Error,
                    base::Action::Refused,
                    place,
                    what,
                    remedy,
                ));
            }
        }
    }
    let missing = due.iter().filter(|p| !has(&counts, p));
    let missing = missing.map(|(batch, c)| format!("{batch} ({})", audit.contests[*c].id)).collect::<Vec<_>>();
    let read = due.len() - missing.len();
    Ok(Recorded { csv: totals_csv(audit, &counts), read, missing, problems, of: due.len() })
}

/// Risk of every contest over all rounds, and how many pairs of batch and contest nobody counted.
pub(super) fn risk(
    folder: &Folder,
    audit: &Audit,
    rounds: &[Vec<Drawn>],
) -> anyhow::Result<(Vec<Value>, Vec<String>)> {
    let (manifest, pools) = inputs(folder, audit)?;
    let assertions = super::assert::stored(folder, audit)?;
    let batches = prepared(audit, &assertions, &manifest, &pools);
    let mut all = Counts::new();
    let mut uncounted = Vec::new();
    for number in 1..=rounds.len() {
        let due = batch::due(rounds, number);
        let name = format!("rounds/{number}/mvrs.csv");
        let mut here = Counts::new();
        if folder.has(&name) {
            let (counts, problems) = read(folder, audit, &folder.read(&name)?, &due, 0)?;
            if let Some(problem) = problems.iter().find(|p| p.severity == base::Severity::Error) {
                return Err(super::failure(problem, &[&folder.path(&name)]).into());
            }
            here = counts;
        }
        for (batch, c) in due {
            if !here.get(&batch).is_some_and(|(_, found)| found.contains_key(&c)) {
                uncounted.push(batch);
            }
        }
        for (batch, (cards, contests)) in here {
            all.entry(batch).or_insert_with(|| (cards, BTreeMap::new())).1.extend(contests);
        }
    }
    let drawn: Vec<Drawn> = rounds.iter().flatten().cloned().collect();
    let mut out = Vec::new();
    for (c, contest) in audit.contests.iter().enumerate() {
        let list = assertions[c].as_deref();
        let risk = contest_risk(audit, c, list, batches[c].as_ref(), &manifest, &pools, &drawn, &all);
        out.push(risk.map_err(|what| {
            let what = format!("contest `{}`: {what}", contest.id);
            Failure::new("RLA-FORMAT", what, "Correct the test in the audit file.")
        })?);
    }
    Ok((out, uncounted))
}

/// Adds to an asserted contest what its batches weigh; the reason if they cannot be compared.
pub(super) fn assert(
    audit: &Audit,
    place: usize,
    list: &[Assertion],
    manifest: &Manifest,
    pools: &Pools,
    document: &mut Value,
) -> Result<(), String> {
    let batches = Batches::new(&audit.contests[place], place, list, manifest, pools)?;
    document["error_bound"] = rla::document::shortest(rla::assertion::to_f64(&batches.bound())).into();
    document["draws"] = batches.error_free_draws(&audit.contests[place].risk_limit).into();
    let weights = manifest.batches.iter().zip(&batches.weights);
    document["batches"] = weights.map(|(b, w)| json!({ "batch": b.id, "weight": w })).collect();
    Ok(())
}

/// Writes the counts of a round.
pub(super) fn write(folder: &Folder, number: usize, csv: &str, files: &mut Files) -> anyhow::Result<()> {
    folder.write(&format!("rounds/{number}/mvrs.csv"), csv.as_bytes(), files)
}
