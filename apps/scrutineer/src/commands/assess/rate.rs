//! `scrutineer assess rate|reconcile|migrate`: forms for raters, where round 1 differs, and another catalogue.

use super::{Inputs, Opened, open_catalogue};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use assess::scaffold;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `rate`.
#[derive(Debug, Args)]
pub(crate) struct Rate {
    #[command(flatten)]
    inputs: Inputs,
    /// The assessor's id in the dossier.
    #[arg(long, value_name = "ID")]
    assessor: String,
    /// 1, blind; or 2, after all of round 1 are sealed.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=2))]
    round: u8,
    /// File to write, usually `ratings/ID-N.yaml` in the dossier; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `reconcile`.
#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    #[command(flatten)]
    inputs: Inputs,
}

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Folder of the dossier; its files stay as they are.
    dossier: PathBuf,
    /// Folder of the catalogue it is bound to.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Folder of the new catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Where to write the head that is bound to the new catalogue.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Writes a form with every question the assessor may rate, nothing filled in.
pub(crate) fn rate(arguments: &Rate, cli: &Cli) -> anyhow::Result<Exit> {
    let Opened { catalogue, dossier, .. } = arguments.inputs.open()?;
    let text = scaffold::rating_form(&catalogue, &dossier, &arguments.assessor, arguments.round)
        .map_err(|fatal| super::failure(fatal, None))?;
    if arguments.out.exists() {
        let remedy = "Name another file; ratings are never written over.";
        let failure = Failure::usage("file-exists", "the file is there already", remedy);
        return Err(failure.at(arguments.out.display().to_string()).into());
    }
    super::write(&arguments.out, text.as_bytes())?;
    let name = arguments.out.display().to_string();
    if cli.json {
        output::json(&serde_json::json!({ "written": [name] }))?;
    } else {
        output::text(format!(
            "{name} written. Remove the # before each question you rate, and fill in the lines below it."
        ));
    }
    Ok(Exit::Done)
}

/// Lists where the last ratings differ, or too few rated: what a second round is for.
pub(crate) fn reconcile(arguments: &Reconcile, cli: &Cli) -> anyhow::Result<Exit> {
    let Opened { catalogue, dossier, .. } = arguments.inputs.open()?;
    let rows = scaffold::reconcile(&catalogue, &dossier).map_err(|fatal| super::failure(fatal, None))?;
    if cli.json {
        output::json(&rows)?;
    } else {
        for row in &rows {
            let ratings: Vec<String> = row.ratings.iter().map(|(who, value)| format!("{who} {value}")).collect();
            output::text(format!("{} {}: {} ({})", row.indicator, row.why, row.question, ratings.join(", ")));
        }
        output::text(format!("{} indicators need another look.", rows.len()));
    }
    Ok(if rows.is_empty() { Exit::Done } else { Exit::DoesNotHold })
}

/// Binds a dossier to another catalogue and says which findings that could touch.
pub(crate) fn migrate(arguments: &Migrate, cli: &Cli) -> anyhow::Result<Exit> {
    let (old, new) = (open_catalogue(Some(&arguments.from))?, open_catalogue(arguments.to.as_deref())?);
    let path = arguments.dossier.join("dossier.yaml");
    let text = crate::commands::procurement::input::text(&path)?;
    let (head, changes) =
        scaffold::migrate(&text, &old, &new).map_err(|fatal| super::failure(fatal, Some(&arguments.dossier)))?;
    super::write(&arguments.out, head.as_bytes())?;
    if cli.json {
        output::json(&serde_json::json!({ "written": [arguments.out.display().to_string()], "changes": changes }))?;
    } else {
        for change in &changes {
            output::text(format!(
                "{:?} {}: {} (touches {})",
                change.class,
                change.place,
                change.what,
                change.findings.join(", ")
            ));
        }
        output::text(format!("{} written; rate again what a MAJOR change touches.", arguments.out.display()));
    }
    Ok(Exit::Done)
}
