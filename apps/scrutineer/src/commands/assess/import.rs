//! `scrutineer assess import ratings`: submissions of the XLSForm into a rating file.

use super::open_catalogue;
use crate::cli::Cli;
use crate::commands::procurement::input;
use crate::output::{self, Exit, Failure};
use assess::export::xlsform;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Ratings of one assessor, from the submissions as CSV or XLSX.
    Ratings(Ratings),
}

/// Arguments of `import ratings`.
#[derive(Debug, Args)]
pub(crate) struct Ratings {
    /// The submissions as CSV, or as an XLSX workbook on whose one sheet they stand.
    file: PathBuf,
    /// The assessor's id.
    #[arg(long, value_name = "ID")]
    assessor: String,
    /// 1, blind; or 2, after all of round 1 are sealed.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=2))]
    round: u8,
    /// File to write, usually `ratings/ID-N.yaml` in the dossier; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(verb: &Verb, cli: &Cli) -> anyhow::Result<Exit> {
    let Verb::Ratings(arguments) = verb;
    let catalogue = open_catalogue(arguments.catalogue.as_deref())?;
    let wrong = |what: String| {
        let remedy = "Give the submissions of the exported form as CSV or XLSX, with their column names.";
        Failure::new("no-submission", what, remedy).at(arguments.file.display().to_string())
    };
    let workbook = arguments.file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let (assessor, round) = (&arguments.assessor, arguments.round);
    let read = if workbook {
        let bytes = std::fs::read(&arguments.file).map_err(|error| wrong(error.to_string()))?;
        let rows = documents::sheet(&bytes).map_err(|why| wrong(format!("the workbook cannot be read: {why}")))?;
        xlsform::ratings_of(rows, assessor, round, &catalogue)
    } else {
        xlsform::ratings(&input::text(&arguments.file)?, assessor, round, &catalogue)
    };
    let (file, problems) = read.map_err(wrong)?;
    if arguments.out.exists() {
        let remedy = "Name another file; ratings are never written over.";
        let failure = Failure::usage("file-exists", "the file is there already", remedy);
        return Err(failure.at(arguments.out.display().to_string()).into());
    }
    super::write(&arguments.out, file.as_bytes())?;
    let name = arguments.out.display().to_string();
    if cli.json {
        output::json(&serde_json::json!({ "written": [name], "problems": problems }))?;
    } else {
        super::remark(&problems);
        output::text(format!("{name} written, {} answers left out.", problems.len()));
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::DoesNotHold })
}
