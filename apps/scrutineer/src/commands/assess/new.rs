//! `scrutineer assess new`: an empty dossier that passes `check`.

use super::open_catalogue;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder to make; it must not hold a dossier yet.
    folder: PathBuf,
    /// Which indicators: `core-40`, `full`, `roll`, `procurement`, `ads`, `evoting`, `party`.
    #[arg(long, default_value = "core-40")]
    profile: String,
    /// Title of the assessment.
    #[arg(long, default_value = "Untitled assessment")]
    title: String,
    /// Code of the jurisdiction, for example its ISO 3166 code.
    #[arg(long, default_value = "XX")]
    jurisdiction: String,
    /// The day whose law and knowledge count, YYYY-MM-DD (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Polling day, YYYY-MM-DD (default: the as-of date).
    #[arg(long, value_name = "DATE")]
    polling_day: Option<String>,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let catalogue = open_catalogue(arguments.catalogue.as_deref())?;
    let today = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let as_of = arguments.as_of.clone().unwrap_or_else(today);
    let new = assess::scaffold::New {
        profile: arguments.profile.clone(),
        title: arguments.title.clone(),
        jurisdiction: arguments.jurisdiction.clone(),
        polling_day: arguments.polling_day.clone().unwrap_or_else(|| as_of.clone()),
        as_of,
    };
    let files = assess::scaffold::dossier(&catalogue, &new).map_err(|fatal| super::failure(fatal, None))?;
    let folder = &arguments.folder;
    if folder.join("dossier.yaml").exists() {
        let remedy = "Name another folder; nothing was written.";
        let failure = Failure::usage("dossier-exists", "a dossier is there already", remedy);
        return Err(failure.at(folder.display().to_string()).into());
    }
    for under in ["", "evidence", "records", "ratings"] {
        std::fs::create_dir_all(folder.join(under))?;
    }
    for (name, text) in &files {
        super::write(&folder.join(name), text.as_bytes())?;
    }
    let names: Vec<&String> = files.keys().collect();
    if cli.json {
        output::json(&serde_json::json!({ "written": names }))?;
    } else {
        output::text(format!(
            "{} made. Fill in dossier.yaml, then evidence.yaml; docs/assessment.md walks through it.",
            folder.display()
        ));
    }
    Ok(Exit::Done)
}
