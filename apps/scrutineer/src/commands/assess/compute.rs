//! `scrutineer assess compute`: a dossier into an assessment.

use super::Inputs;
use crate::cli::Cli;
use crate::commands::procurement::with_threads;
use crate::output::{self, Exit};
use assess::result::ScoreResult;
use assess::{Assessment, Options};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `compute`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Leave out the draws and Sobol's indices.
    #[arg(long)]
    no_simulation: bool,
    /// Draws of the simulation (default: as the dossier says, or 10000).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: Option<u32>,
    /// Write the result to this file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let opened = arguments.inputs.open()?;
    let mut options = Options::of(&opened.dossier);
    if arguments.no_simulation {
        options.simulation = None;
    }
    if let (Some(draws), Some(simulation)) = (arguments.draws, &mut options.simulation) {
        simulation.draws = draws as usize;
    }
    let result =
        with_threads(cli.threads, || assess::compute(&opened.folder, &opened.dossier, &opened.catalogue, &options))
            .map_err(|fatal| super::failure(fatal, None))?;
    if let Some(path) = &arguments.out {
        super::write(path, result.to_json().as_bytes())?;
    }
    if cli.json {
        std::io::Write::write_all(&mut output::stream(), result.to_json().as_bytes())?;
    } else {
        text(&result);
    }
    Ok(Exit::Done)
}

fn text(result: &Assessment) {
    output::text(format!("{}, as of {}.", result.dossier.title, result.dossier.as_of));
    output::text(format!(
        "Catalogue {} {}, input {}.",
        result.catalogue.id, result.catalogue.version, result.input_sha256
    ));
    output::text(String::new());
    output::text("Recommendation, label, indicators with a verdict of those that apply, bounds:");
    for row in &result.recommendations {
        let ScoreResult { label, applicable, scored, lo, hi, critical, .. } = &row.score;
        let bounds = lo.as_ref().zip(hi.as_ref()).map(|(lo, hi)| format!("{lo} to {hi}")).unwrap_or_default();
        let critical = if critical.is_empty() { String::new() } else { format!(" ({})", critical.join(", ")) };
        output::text(format!("  {} {}: {label}{critical}, {scored} of {applicable}, {bounds}", row.id, row.title));
    }
    output::text(String::new());
    for indicator in &result.indicators {
        let reason = indicator.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        output::text(format!("  {} {}{reason}: {}", indicator.id, indicator.status, indicator.question));
    }
    let agreement = &result.agreement.overall;
    match (&agreement.alpha, &agreement.lo, &agreement.hi) {
        (Some(alpha), Some(lo), Some(hi)) => {
            output::text(format!("Raters agree with alpha {alpha} ({lo} to {hi}, {} units).", agreement.units));
        }
        _ => output::text("Raters' agreement: no alpha can be computed."),
    }
    super::remark(&result.problems);
    output::text(format!("{} problems. --json gives the whole result.", result.problems.len()));
}
