//! `scrutineer rla verify`: everything derived again from the files alone, by code that shares nothing with the engine.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the audit.
    dir: PathBuf,
    /// The log's head as it was published elsewhere.
    #[arg(long, value_name = "HEX")]
    head: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let walked = super::walk(&arguments.dir)?;
    let mut files = BTreeMap::new();
    for (name, path) in walked.files.into_iter().chain(walked.links) {
        files.insert(name, super::read(&path)?);
    }
    if !files.contains_key("log.jsonl") && !files.contains_key("audit.json") {
        let remedy = "Give the folder that holds audit.json and log.jsonl.";
        return Err(Failure::new("unreadable", "this is no folder of an audit", remedy)
            .at(arguments.dir.display().to_string())
            .into());
    }
    let report = rla::verify::verify(&files, arguments.head.as_deref());
    if cli.json {
        output::json(&report)?;
    } else {
        for check in &report.checks {
            let said = match (check.holds, check.reached) {
                (false, _) => "does NOT hold",
                (true, true) => "holds",
                (true, false) => "not reached",
            };
            output::text(format!("{}  {said}", check.code));
        }
        for finding in &report.findings {
            output::text(format!("{}: {} [{}]. {}", finding.place, finding.what, finding.code, finding.remedy));
        }
        if report.more > 0 {
            output::text(format!("{} findings more are not told.", report.more));
        }
        output::text(if report.holds {
            "The record holds. That says nothing of the outcome: read its risk."
        } else {
            "The record does NOT hold."
        });
    }
    Ok(if report.holds { Exit::Done } else { Exit::DoesNotHold })
}
