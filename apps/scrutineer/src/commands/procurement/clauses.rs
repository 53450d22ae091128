//! `scrutineer procurement clauses`.

use crate::cli::Cli;
use crate::output::{Exit, Failure};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `clauses`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files to read; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, _cli: &Cli) -> anyhow::Result<Exit> {
    let _ = &arguments.files;
    Err(Failure::new("not-built", "this verb is not built yet", "Wait for the next version.").into())
}
