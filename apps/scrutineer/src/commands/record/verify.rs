//! `record verify`: the separate verifier's code, at hand.

use crate::cli::Cli;
use crate::output::{self, Exit};
use crate::progress::Progress;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `record verify`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder or URL of the copy.
    copy: String,
    /// The log's key as you know it from elsewhere (one line); without it the copy's own is taken, and the report says so.
    #[arg(long, value_name = "VKEY")]
    log_key: Option<String>,
    /// Policy file: which witnesses must have cosigned.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// A checkpoint you kept from earlier: the copy must extend it.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Check entries and tree only, not statements, documents and findings.
    #[arg(long)]
    tree_only: bool,
}

/// Verifies a copy.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let request = verifier::Request {
        place: &arguments.copy,
        log_key: arguments.log_key.as_deref(),
        policy: arguments.policy.as_deref(),
        since: arguments.since.as_deref(),
        tree_only: arguments.tree_only,
    };
    let progress = Progress::count("verifying entries", 0);
    let report = verifier::verify(&request, Some(&|done, of| progress.to(done, of)))?;
    progress.finish();
    if cli.json {
        output::json(&report)?;
    } else {
        output::text(report.to_string().trim_end());
    }
    Ok(match report.exit() {
        0 => Exit::Done,
        1 => Exit::DoesNotHold,
        _ => Exit::Failed,
    })
}
