//! `scrutineer voting verify-diff`: was anything on the board changed since an older copy?

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit};
use clap::Args;
use std::path::PathBuf;
use voting::verify::diff;

/// Arguments of `verify-diff`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The older copy.
    old: PathBuf,
    /// The newer copy.
    new: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let old = files::OnDisk::open(&arguments.old)?;
    let new = files::OnDisk::open(&arguments.new)?;
    let (difference, _) = diff(&old, &new).map_err(refused)?;
    let accepted = difference.verdict == "accepted";
    if cli.json {
        output::json(&difference)?;
    } else {
        let added: Vec<String> = difference.added.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        let added = if added.is_empty() { "nothing".to_owned() } else { added.join(", ") };
        output::text(if accepted {
            format!("accepted: the newer archive only adds to the older one: {added}")
        } else {
            "REJECTED".to_owned()
        });
        for reason in &difference.reasons {
            output::text(reason.to_string());
        }
        if difference.reasons_more > 0 {
            output::text(format!("and {} reasons more", difference.reasons_more));
        }
    }
    Ok(if accepted { Exit::Done } else { Exit::DoesNotHold })
}
