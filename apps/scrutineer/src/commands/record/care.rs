//! `record fsck|recover|rebuild`: the operator's care of a record.

use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit};
use crate::publication;
use clap::Args;
use std::path::PathBuf;

/// Arguments of verbs about a whole record.
#[derive(Debug, Args)]
pub(crate) struct Whole {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// Arguments of `record fsck`.
#[derive(Debug, Args)]
pub(crate) struct Fsck {
    #[command(flatten)]
    whole: Whole,
    /// Write again what can be made from the other side; everything that is done is said.
    #[arg(long)]
    repair: bool,
}

/// Holds database and published files against each other.
pub(crate) fn fsck(arguments: &Fsck, cli: &Cli) -> anyhow::Result<Exit> {
    let store = if arguments.repair {
        desk::open(&arguments.whole.dir, None)?.store
    } else {
        desk::open_reading(&arguments.whole.dir)?
    };
    let found = store.fsck(arguments.repair)?.found;
    let open = found.iter().filter(|f| !f.repaired).count();
    if cli.json {
        let list: Vec<_> =
            found.iter().map(|f| serde_json::json!({ "refusal": f.refusal, "repaired": f.repaired })).collect();
        output::json(&serde_json::json!({ "kind": "record-fsck", "version": 1, "found": list, "open": open }))?;
    } else if found.is_empty() {
        output::text("database and published files agree");
    } else {
        for finding in &found {
            let done = if finding.repaired { "repaired" } else { "not repaired" };
            output::text(format!("{} ({done})", finding.refusal));
        }
    }
    Ok(if open == 0 { Exit::Done } else { Exit::DoesNotHold })
}

/// Takes the entries that the published bundles have and the database lacks.
pub(crate) fn recover(arguments: &Whole, cli: &Cli) -> anyhow::Result<Exit> {
    let desk = desk::open(&arguments.dir, None)?;
    let recovered = desk.store.recover()?;
    publication::project(&desk.store)?;
    if cli.json {
        output::json(
            &serde_json::json!({ "kind": "record-recover", "version": 1, "from": recovered.from, "to": recovered.to,
            "without_statement": recovered.without_statement }),
        )?;
    } else {
        output::text(format!("recovered {} entries from the published bundles", recovered.to - recovered.from));
    }
    Ok(Exit::Done)
}

/// Deletes the rows of pages and makes them again from the record.
pub(crate) fn rebuild(arguments: &Whole, cli: &Cli) -> anyhow::Result<Exit> {
    let desk = desk::open(&arguments.dir, None)?;
    let before = desk.store.rows_digest()?;
    let after = publication::project(&desk.store)?;
    let same = before == after;
    if cli.json {
        output::json(&serde_json::json!({
            "kind": "record-rebuild", "version": 1, "before": before, "after": after, "same": same,
        }))?;
    } else if same {
        output::text("the rows were deleted and made again: the same as before");
    } else {
        output::text("the rows were deleted and made again: they differ from those before, which were out of date");
    }
    Ok(Exit::Done)
}
