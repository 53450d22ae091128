//! `scrutineer voting verify`: did every ballot come from an entitled voter, and is the result their tally?

use super::setup_log::{Given, say};
use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit};
use clap::Args;
use std::path::PathBuf;
use voting::setup_log::Findings;
use voting::verify::{Depth, Report, verify};

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The board: a `.bel` archive.
    archive: PathBuf,
    /// Exit 1 when the archive is accepted but holds no result yet.
    #[arg(long)]
    expect_complete: bool,
    #[command(flatten)]
    log: Given,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let source = files::OnDisk::open(&arguments.archive)?;
    let verified = verify(&source, Depth::Full).map_err(refused)?;
    let setup = arguments.log.check(&verified)?;
    let mut report = verified.report;
    report.archive.file = files::name(&arguments.archive);
    if cli.json {
        let mut value = serde_json::to_value(&report)?;
        value["setup"] = serde_json::to_value(&setup)?;
        output::json(&value)?;
    } else {
        text(&report, setup.as_ref());
    }
    let holds = report.accepted()
        && (report.complete || !arguments.expect_complete)
        && setup.as_ref().is_none_or(|found| found.audited);
    Ok(if holds { Exit::Done } else { Exit::DoesNotHold })
}

fn text(report: &Report, setup: Option<&Findings>) {
    let state = match (report.accepted(), report.complete) {
        (true, true) => "accepted; the result stands",
        (true, false) => "accepted so far; there is no result yet",
        (false, _) => "REJECTED",
    };
    output::text(format!("{}: {state}", report.archive.file));
    if let Some(election) = &report.election {
        output::text(format!("{} ({}, {})", election.name, election.uuid, election.group));
        output::text(format!("fingerprint {}", election.fingerprint));
    }
    let n = &report.counts;
    output::text(format!(
        "{} credentials, {} ballots of which {} count with weight {}; {} trustees, {} shuffles, {} shares",
        n.credentials, n.ballots, n.ballots_counted, n.total_weight, n.trustees, n.shuffles, n.decryptions
    ));
    for check in &report.checks {
        output::text(format!("  {:<20} {:<15} {}", check.code.as_str(), check.outcome, check.items));
    }
    if let Some(result) = &report.result {
        output::text(format!("result {result}"));
    }
    for reason in &report.reasons {
        output::text(reason.to_string());
    }
    if report.reasons_more > 0 {
        output::text(format!("and {} reasons more", report.reasons_more));
    }
    for warning in &report.warnings {
        output::remark(warning);
    }
    if report.warnings_more > 0 {
        output::remark(format!("and {} remarks more", report.warnings_more));
    }
    say(setup);
    output::text(voting::LIMITS);
}
