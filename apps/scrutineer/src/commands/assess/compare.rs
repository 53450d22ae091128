//! `scrutineer assess compare`: one dossier at two dates.

use super::disk::Disk;
use super::{failure, open_catalogue};
use crate::cli::Cli;
use crate::commands::procurement::{input, with_threads};
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use assess::compare::{self, Comparison, Score, Side};
use assess::export::word;
use assess::{Catalogue, Limits, Options};
use base::Language;
use clap::Args;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The earlier date: a dossier's folder, or a result that `compute --out` wrote.
    earlier: PathBuf,
    /// The later date, in the same way.
    later: PathBuf,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
}

/// A result, and the digests of its evidence if the dossier was given.
type Read = (Value, Option<BTreeMap<String, String>>);

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let catalogue = open_catalogue(arguments.catalogue.as_deref())?;
    let earlier = read(&arguments.earlier, &catalogue, cli)?;
    let later = read(&arguments.later, &catalogue, cli)?;
    let found = compare::compare(
        Side { result: &earlier.0, evidence: earlier.1.as_ref() },
        Side { result: &later.0, evidence: later.1.as_ref() },
        &[&catalogue],
    )
    .map_err(|fatal| failure(fatal, None))?;
    if cli.json {
        output::json(&found)?;
    } else {
        text(&found);
    }
    Ok(Exit::Done)
}

fn read(path: &Path, catalogue: &Catalogue, cli: &Cli) -> anyhow::Result<Read> {
    if !path.is_dir() {
        let text = input::text(path)?;
        let result = serde_json::from_str(&text).map_err(|error| {
            let remedy = "Give a dossier's folder, or the file that `assess compute --out` wrote.";
            Failure::new("not-json", error.to_string(), remedy).at(path.display().to_string())
        })?;
        return Ok((result, None));
    }
    let folder = Disk::open(path)?;
    let dossier = assess::dossier::read(&folder, catalogue, &Limits::default(), true)
        .map_err(|fatal| failure(fatal, Some(path)))?;
    // What is compared does not hang on the simulation.
    let options = Options { simulation: None, ..Options::of(&dossier) };
    let result = with_threads(cli.threads, || assess::compute(&folder, &dossier, catalogue, &options))
        .map_err(|fatal| failure(fatal, None))?;
    let digests = dossier.evidence.iter().map(|item| (item.id.clone(), item.sha256.clone())).collect();
    let result = serde_json::from_str(&result.to_json()).context("reading the result just computed")?;
    Ok((result, Some(digests)))
}

fn text(found: &Comparison) {
    let (from, to) = (&found.earlier, &found.later);
    output::text(format!("{}: {} held against {}.", to.title, to.as_of, from.as_of));
    if !found.comparable {
        output::text("Catalogue or profile are not the same: bounds are not held against each other.");
    }
    if !found.files_compared {
        output::text(
            "Files of evidence were not compared: a result names no file of an item. Give both dossiers' folders.",
        );
    }
    output::text(String::new());
    let shown = |score: &Option<Score>| match score {
        Some(Score { label, applicable, scored, lo: Some(lo), hi: Some(hi), .. }) => {
            format!("{} ({scored} of {applicable}, {lo} to {hi})", word(label, Language::English))
        }
        Some(score) => word(&score.label, Language::English).to_owned(),
        None => "not there".to_owned(),
    };
    for row in &found.recommendations {
        let finding = row.finding.replace('_', " ");
        output::text(format!(
            "  {} {}: {} -> {}; {finding}",
            row.id,
            row.title,
            shown(&row.earlier),
            shown(&row.later)
        ));
    }
    output::text(String::new());
    let state = |state: &Option<compare::State>| match state {
        Some(state) => word(&state.status, Language::English).to_owned(),
        None => "not asked".to_owned(),
    };
    for row in &found.indicators {
        let reasons: Vec<String> = row
            .reasons
            .iter()
            .map(|reason| {
                let items: Vec<&str> = reason.items.iter().map(|item| item.what.as_str()).collect();
                format!("{} {}", reason.code.replace('_', " "), items.join(", ")).trim_end().to_owned()
            })
            .collect();
        let (a, b, with) = (state(&row.earlier), state(&row.later), reasons.join("; "));
        output::text(format!("  {} {a} -> {b} [{}]; with it: {with}", row.id, row.change));
    }
    output::text(format!("{} indicators unchanged. --json gives everything.", found.unchanged));
}
