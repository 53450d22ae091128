//! `scrutineer assess check`: everything that is wrong with a dossier.

use super::Inputs;
use crate::cli::Cli;
use crate::output::{self, Exit};
use assess::Limits;
use clap::Args;
use serde::Serialize;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
}

/// The answer.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    ok: bool,
    problems: &'a [assess::Problem],
    input_sha256: &'a str,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let opened = arguments.inputs.open()?;
    let mut problems =
        assess::compute::problems(&opened.folder, &opened.dossier, &opened.catalogue, &Limits::default())
            .map_err(|fatal| super::failure(fatal, None))?;
    problems.extend(assess::personal::scan(&opened.dossier, &[]).map_err(anyhow::Error::msg)?);
    let answer = Answer { ok: problems.is_empty(), problems: &problems, input_sha256: &opened.dossier.input_sha256 };
    if cli.json {
        output::json(&answer)?;
    } else {
        super::remark(&problems);
        let count = problems.len();
        output::text(format!("{}: {count} problems. Input {}.", opened.dossier.title, answer.input_sha256));
    }
    Ok(if answer.ok { Exit::Done } else { Exit::DoesNotHold })
}
