//! `scrutineer assess report`: the assessment as one file to read and print.

use super::Inputs;
use crate::cli::Cli;
use crate::commands::paper::Format;
use crate::commands::procurement::with_threads;
use crate::output::{self, Exit, Failure};
use assess::{Options, export};
use base::Language;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Form of the report; pdf needs a program built with `--features pdf`.
    #[arg(long, value_enum, default_value = "html")]
    format: Format,
    /// Language of the report: en, es, fr, pt or ar.
    #[arg(long, default_value = "en")]
    language: String,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Publish although the text holds what looks like personal data; look at each place first.
    #[arg(long)]
    confirm_personal_data: bool,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let language = Language::from_tag(&arguments.language).ok_or_else(|| {
        let remedy = "Use en, es, fr, pt or ar.";
        Failure::usage("unknown-language", format!("no report in `{}`", arguments.language), remedy).at("--language")
    })?;
    arguments.format.ready()?;
    let opened = arguments.inputs.open()?;
    if !super::publishable(&opened, arguments.confirm_personal_data, cli)? {
        return Ok(Exit::DoesNotHold);
    }
    let options = Options::of(&opened.dossier);
    let result =
        with_threads(cli.threads, || assess::compute(&opened.folder, &opened.dossier, &opened.catalogue, &options))
            .map_err(|fatal| super::failure(fatal, None))?;
    let command = "scrutineer assess verify RESULT.json --dossier DOSSIER --catalogue CATALOGUE";
    let html = export::report::html(&result, &opened.dossier, &opened.catalogue, language, command);
    super::write(&arguments.out, &arguments.format.bytes(html, &result.dossier.as_of)?)?;
    let name = arguments.out.display().to_string();
    if cli.json {
        output::json(&serde_json::json!({ "written": [name], "input_sha256": result.input_sha256 }))?;
    } else {
        super::remark(&result.problems);
        output::text(format!("{name} written; {} problems stand in it.", result.problems.len()));
    }
    Ok(Exit::Done)
}
