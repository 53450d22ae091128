//! `scrutineer rla prove`: walks all elimination orders.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `prove`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What `assert --json` printed, or one of its contests.
    assertions: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let wrong = |what: String| {
        Failure::new("RLA-FORMAT", what, "Give what `rla assert --json` printed for a ranked contest.")
            .at(arguments.assertions.display().to_string())
    };
    let document: Value =
        serde_json::from_slice(&super::read(&arguments.assertions)?).map_err(|e| wrong(e.to_string()))?;
    let contests: Vec<&Value> = match document["contests"].as_array() {
        Some(list) => list.iter().filter(|c| c["choice_function"].as_str().is_none_or(|f| f == "irv")).collect(),
        None => vec![&document],
    };
    if contests.is_empty() {
        return Err(wrong("no ranked contest is listed".into()).into());
    }
    for contest in contests {
        if let Some(order) = rla::document::prove(contest).map_err(wrong)? {
            if cli.json {
                output::json(&json!({ "proved": false, "counterexample": order }))?;
            } else {
                output::text(format!("not proved: the order {} (winner last) is not ruled out", order.join(", ")));
            }
            return Ok(Exit::DoesNotHold);
        }
    }
    if cli.json {
        output::json(&json!({ "proved": true, "counterexample": null }))?;
    } else {
        output::text("proved: every other winner is ruled out");
    }
    Ok(Exit::Done)
}
