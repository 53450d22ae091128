//! `scrutineer voting cast`: check a ballot and append it.

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit};
use clap::Args;
use std::path::PathBuf;
use voting::event::Kind;
use voting::hold::{self, Payload};
use voting::verify::Depth;

/// Arguments of `cast`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The board.
    archive: PathBuf,
    /// The ballot, as `vote` printed it.
    #[arg(long, value_name = "FILE")]
    ballot: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let text = files::read_text(&arguments.ballot)?;
    // One line end after the record is the printing verb's, not the record's.
    let ballot = text.strip_suffix('\n').unwrap_or(&text);
    let mut open = files::Open::new(&arguments.archive, true, Depth::Append)?;
    hold::allowed(&open.verified, Kind::Ballot).map_err(refused)?;
    let reasons = hold::ballot_reasons(open.board()?, ballot.as_bytes()).map_err(refused)?;
    let tracker = voting::hash::b64(ballot.as_bytes());
    let event =
        if reasons.is_empty() { Some(open.append(Kind::Ballot, &Payload::One(ballot.to_owned()))?) } else { None };
    if cli.json {
        let accepted = event.is_some();
        output::json(&serde_json::json!({
            "accepted": accepted, "tracker": tracker, "event": event, "reasons": reasons
        }))?;
    } else if event.is_some() {
        output::text(&tracker);
    } else {
        for reason in &reasons {
            output::text(reason.to_string());
        }
    }
    Ok(if event.is_some() { Exit::Done } else { Exit::DoesNotHold })
}
