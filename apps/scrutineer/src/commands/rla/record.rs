//! `scrutineer rla record`: takes the paper readings of the open round.

use super::folder::{Files, Folder};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use base::{Action, Place, Problem, Severity};
use clap::Args;
use rla::rounds::{Reading, papers_csv, read_papers, to_read};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Arguments of `record`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the audit.
    dir: PathBuf,
    /// Readings: cards CSV with `status`; of batches their hand counts, in the form of totals.
    #[arg(long, value_name = "F")]
    mvrs: PathBuf,
    /// The same cards read by a second person; any difference is a problem and nothing is stored.
    #[arg(long, value_name = "F")]
    second: Option<PathBuf>,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let time = super::time(arguments.time.as_deref())?;
    let folder = Folder::open(&arguments.dir)?;
    let audit = folder.audit()?;
    let rounds = folder.rounds(&audit)?;
    let number = rounds.len();
    let Some(open) = rounds.last() else {
        return Err(Failure::new("RLA-ORDER", "no round is drawn", "Run `rla sample DIR` first.").into());
    };
    if folder.has(&format!("rounds/{number}/risk.json")) {
        return Err(Failure::new(
            "RLA-ORDER",
            format!("round {number} is closed: its risk is computed"),
            "Draw the next round.",
        )
        .into());
    }
    if audit.by_batches() {
        return batches(arguments, cli, &time, &folder, &audit, &rounds);
    }
    let sampled: BTreeSet<String> =
        to_read(&rounds[..number]).into_iter().map(|(_, drawn)| drawn.card.clone()).collect();
    let second_path = arguments.second.clone().unwrap_or_default();
    let names = [arguments.mvrs.as_path(), &second_path];
    let (papers, mut problems) = read_papers(&audit, &super::read(&arguments.mvrs)?[..], 0, &sampled);
    if let Some(path) = &arguments.second {
        let (other, found) = read_papers(&audit, &super::read(path)?[..], 1, &sampled);
        problems.extend(found);
        problems.extend(differences(&papers, &other));
    }
    let missing: Vec<&String> = sampled.iter().filter(|card| !papers.contains_key(*card)).collect();
    let differ = problems.iter().any(|p| p.code == "RLA-MVR-DIFFERS");
    let mut head = None;
    if !differ {
        let mut files = Files::new();
        let rows: Vec<_> = open.iter().filter(|d| sampled.contains(&d.card)).cloned().collect();
        folder.write(
            &format!("rounds/{number}/mvrs.csv"),
            papers_csv(&audit, &rows, &papers).as_bytes(),
            &mut files,
        )?;
        head = Some(folder.append("record", &time, &files)?);
    }
    if cli.json {
        output::json(&json!({
            "read": if differ { 0 } else { papers.len() }, "missing": missing, "head": head,
            "problems": problems.iter().map(|p| super::problem(p, &names)).collect::<Vec<_>>(),
        }))?;
    } else {
        let stored = if differ { "nothing was stored, the two readings differ" } else { "stored" };
        output::text(format!("Round {number}: {} of {} cards read; {stored}.", papers.len(), sampled.len()));
        if !missing.is_empty() {
            output::text(format!("Missing: {missing:?}"));
        }
        super::remark(&problems, &names);
    }
    let holds = missing.is_empty() && !problems.iter().any(|p| p.severity == Severity::Error);
    Ok(if holds { Exit::Done } else { Exit::DoesNotHold })
}

/// Hand counts of the drawn batches.
fn batches(
    arguments: &Arguments,
    cli: &Cli,
    time: &str,
    folder: &Folder,
    audit: &rla::model::Audit,
    rounds: &[Vec<rla::rounds::Drawn>],
) -> anyhow::Result<Exit> {
    let number = rounds.len();
    let second_path = arguments.second.clone().unwrap_or_default();
    let names = [arguments.mvrs.as_path(), &second_path];
    let second = arguments.second.as_deref().map(super::read).transpose()?;
    let done = super::batches::record(folder, audit, rounds, &super::read(&arguments.mvrs)?, second.as_deref())?;
    let differ = done.problems.iter().any(|p| p.code == "RLA-MVR-DIFFERS");
    let mut head = None;
    if !differ {
        let mut files = Files::new();
        super::batches::write(folder, number, &done.csv, &mut files)?;
        head = Some(folder.append("record", time, &files)?);
    }
    if cli.json {
        output::json(&json!({
            "read": if differ { 0 } else { done.read }, "missing": done.missing, "head": head,
            "problems": done.problems.iter().map(|p| super::problem(p, &names)).collect::<Vec<_>>(),
        }))?;
    } else {
        let stored = if differ { "nothing was stored, the two counts differ" } else { "stored" };
        output::text(format!("Round {number}: {} of {} counts of batches; {stored}.", done.read, done.of));
        if !done.missing.is_empty() {
            output::text(format!("Missing: {}", done.missing.join(", ")));
        }
        super::remark(&done.problems, &names);
    }
    let holds = done.missing.is_empty() && !done.problems.iter().any(|p| p.severity == Severity::Error);
    Ok(if holds { Exit::Done } else { Exit::DoesNotHold })
}

fn differences(first: &BTreeMap<String, Reading>, second: &BTreeMap<String, Reading>) -> Vec<Problem> {
    let cards: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    let mut out = Vec::new();
    for card in cards {
        let (a, b) = (first.get(card), second.get(card));
        let same = a.zip(b).is_some_and(|(a, b)| a.status == b.status && a.votes == b.votes);
        if !same {
            let line = a.or(b).map_or(0, |r| r.line);
            let place = Place { input: u32::from(a.is_none()), line, pointer: String::new() };
            let what = format!("the two readings of card `{card}` differ, or one is missing");
            out.push(Problem::new(
                "RLA-MVR-DIFFERS",
                Severity::Error,
                Action::Refused,
                place,
                what,
                "Read the card again together, and correct the files.",
            ));
        }
    }
    out
}
