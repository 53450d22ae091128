//! Assessment on files: an election's technology held against human-rights obligations.

pub(crate) mod catalogue;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod compute;
pub(crate) mod disk;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod measure;
pub(crate) mod new;
pub(crate) mod rate;
pub(crate) mod raters;
pub(crate) mod report;
pub(crate) mod stat;
pub(crate) mod verify;

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use assess::{Catalogue, Dossier, Fatal, Limits, Problem};
use clap::{Args, Subcommand};
use disk::Disk;
use std::path::{Path, PathBuf};

/// Verbs of an assessment.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// The questions: sources, obligations, indicators.
    #[command(subcommand)]
    Catalogue(catalogue::Verb),
    /// Make an empty dossier.
    New(new::Arguments),
    /// Say everything that is wrong with a dossier.
    Check(check::Arguments),
    /// Compute statuses, bounds, agreement and sensitivity.
    Compute(compute::Arguments),
    /// Compute a published result again and name every part that differs.
    Verify(verify::Arguments),
    /// Hold one dossier's later date against an earlier one; never one election against another.
    Compare(compare::Arguments),
    /// Read a dossier's records of contracts from the procurement on a record.
    Measure(measure::Arguments),
    /// Write an empty rating form for one assessor.
    Rate(rate::Rate),
    /// Say where raters differ, or are too few.
    Reconcile(rate::Reconcile),
    /// Bind a dossier to another catalogue.
    Migrate(rate::Migrate),
    /// Write the report to read and print.
    Report(report::Arguments),
    /// Write OSCAL, DPV, tables, a form for raters or a database.
    Export(export::Arguments),
    /// Accounts of the panel, and the room where it rates in a browser.
    #[command(subcommand)]
    Raters(raters::Verb),
    /// Read what raters filled in elsewhere.
    #[command(subcommand)]
    Import(import::Verb),
    /// The statistics alone, one case a line.
    Stat(stat::Arguments),
}

/// Runs a verb.
pub(crate) fn run(verb: &Verb, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Verb::Catalogue(verb) => catalogue::run(verb, cli),
        Verb::New(arguments) => new::run(arguments, cli),
        Verb::Rate(arguments) => rate::rate(arguments, cli),
        Verb::Reconcile(arguments) => rate::reconcile(arguments, cli),
        Verb::Migrate(arguments) => rate::migrate(arguments, cli),
        Verb::Raters(verb) => raters::run(verb, cli),
        Verb::Report(arguments) => report::run(arguments, cli),
        Verb::Import(verb) => import::run(verb, cli),
        Verb::Export(arguments) => export::run(arguments, cli),
        Verb::Check(arguments) => check::run(arguments, cli),
        Verb::Compute(arguments) => compute::run(arguments, cli),
        Verb::Verify(arguments) => verify::run(arguments, cli),
        Verb::Compare(arguments) => compare::run(arguments, cli),
        Verb::Measure(arguments) => measure::run(arguments, cli),
        Verb::Stat(arguments) => stat::run(arguments, cli),
    }
}

/// Which dossier and which catalogue.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Folder of the dossier.
    dossier: PathBuf,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
}

/// A dossier with its folder and catalogue.
pub(crate) struct Opened {
    pub(crate) folder: Disk,
    pub(crate) catalogue: Catalogue,
    pub(crate) dossier: Dossier,
}

impl Inputs {
    /// Reads both.
    pub(crate) fn open(&self) -> anyhow::Result<Opened> {
        let catalogue = open_catalogue(self.catalogue.as_deref())?;
        let folder = Disk::open(&self.dossier)?;
        let dossier = assess::dossier::read(&folder, &catalogue, &Limits::default(), true)
            .map_err(|fatal| failure(fatal, Some(&self.dossier)))?;
        Ok(Opened { folder, catalogue, dossier })
    }
}

/// The catalogue in a folder, or the one in the program.
pub(crate) fn open_catalogue(folder: Option<&Path>) -> anyhow::Result<Catalogue> {
    let read = match folder {
        Some(path) => assess::catalogue::open(&Disk::open(path)?),
        None => assess::catalogue::own(),
    };
    read.map_err(|fatal| failure(fatal, folder).into())
}

/// What the engine could not go on with, as the program says it.
pub(crate) fn failure(fatal: Fatal, folder: Option<&Path>) -> Failure {
    if fatal.place.starts_with("--") {
        return Failure::usage(fatal.code, fatal.what, fatal.remedy).at(fatal.place);
    }
    let place = folder.map_or_else(|| fatal.place.clone(), |folder| folder.join(&fatal.place).display().to_string());
    Failure::new(fatal.code, fatal.what, fatal.remedy).at(place)
}

/// Problems as lines for people, on the error stream.
pub(crate) fn remark(problems: &[Problem]) {
    for problem in problems {
        output::remark(format!("{}: {} [{}]. {}", problem.place, problem.what, problem.code, problem.remedy));
    }
}

/// Whether a dossier may be published: free of what looks like personal data, or confirmed. Says what was found.
pub(crate) fn publishable(opened: &Opened, confirmed: bool, cli: &Cli) -> anyhow::Result<bool> {
    let found = assess::personal::scan(&opened.dossier, &[]).map_err(anyhow::Error::msg)?;
    if found.is_empty() || confirmed {
        return Ok(true);
    }
    if cli.json {
        output::json(&serde_json::json!({ "written": [], "problems": found }))?;
    } else {
        remark(&found);
        output::text("Nothing was written: look at each place first.");
    }
    Ok(false)
}

/// Writes a file, with its name in the failure.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).map_err(|error| {
        let remedy = "Name a file in a folder that exists and may be written.";
        Failure::new("unwritable", error.to_string(), remedy).at(path.display().to_string()).into()
    })
}
