//! `scrutineer assess catalogue check|diff|show|export`: the questions themselves.

use super::disk::Disk;
use super::{failure, open_catalogue};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use assess::catalogue::{self, Checked};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Verbs of the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Lint a catalogue and print its content hash.
    Check(Check),
    /// Each change from one catalogue to another, with its class.
    Diff(Diff),
    /// Sources, obligations and indicators, searched by word.
    Show(Show),
    /// Write the catalogue of this program into an empty folder, to change it.
    Export(Export),
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Folder of the catalogue (default: the one in this program).
    folder: Option<PathBuf>,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The older catalogue.
    old: PathBuf,
    /// The newer (default: the one in this program).
    new: Option<PathBuf>,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Ids or words; all must be found in an entry. Nothing lists everything.
    words: Vec<String>,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    /// Show record kinds with their fields as well.
    #[arg(long)]
    kinds: bool,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Folder to write; made if it is not there, and it must be empty.
    folder: PathBuf,
}

/// Runs a verb.
pub(crate) fn run(verb: &Verb, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Verb::Check(arguments) => check(arguments, cli),
        Verb::Diff(arguments) => diff(arguments, cli),
        Verb::Show(arguments) => show(arguments, cli),
        Verb::Export(arguments) => export(arguments, cli),
    }
}

fn check(arguments: &Check, cli: &Cli) -> anyhow::Result<Exit> {
    let checked = match &arguments.folder {
        Some(path) => catalogue::check(&Disk::open(path)?),
        None => catalogue::check(&catalogue::own_files()),
    };
    let Checked { counts, sha256, faults, .. } = checked.map_err(|f| failure(f, arguments.folder.as_deref()))?;
    let ok = faults.is_empty();
    if cli.json {
        output::json(&json!({ "ok": ok, "counts": counts, "sha256": sha256, "faults": faults }))?;
    } else {
        super::remark(&faults);
        output::text(format!(
            "{} sources, {} obligations, {} indicators, {} record kinds, {} critical, {} of {} pins verified",
            counts.sources,
            counts.obligations,
            counts.indicators,
            counts.record_kinds,
            counts.critical,
            counts.pins_verified,
            counts.pins
        ));
        output::text(sha256);
    }
    Ok(if ok { Exit::Done } else { Exit::DoesNotHold })
}

fn diff(arguments: &Diff, cli: &Cli) -> anyhow::Result<Exit> {
    let (old, new) = (open_catalogue(Some(&arguments.old))?, open_catalogue(arguments.new.as_deref())?);
    let changes = assess::diff::diff(&old, &new);
    let class = changes.iter().map(|change| change.class).max();
    if cli.json {
        output::json(&json!({
            "from": { "version": old.version, "sha256": old.sha256 },
            "to": { "version": new.version, "sha256": new.sha256 },
            "class": class,
            "changes": changes,
        }))?;
    } else {
        for change in &changes {
            let touched = change.findings.join(", ");
            output::text(format!("{:?} {}: {} (touches {touched})", change.class, change.place, change.what));
        }
        let class = class.map_or_else(|| "no change".to_owned(), |class| format!("{class:?}"));
        output::text(format!("{} to {}: {} changes, {class}.", old.version, new.version, changes.len()));
    }
    Ok(Exit::Done)
}

fn show(arguments: &Show, cli: &Cli) -> anyhow::Result<Exit> {
    let catalogue = open_catalogue(arguments.catalogue.as_deref())?;
    let mut entries = assess::diff::entries(&catalogue);
    entries.retain(|entry| (arguments.kinds || entry.section != "record_kinds") && entry.matches(&arguments.words));
    if cli.json {
        output::json(&entries)?;
    } else {
        for entry in &entries {
            output::text(format!("{} {}: {}", entry.section, entry.id, entry.title));
            for line in &entry.lines {
                output::text(format!("  {line}"));
            }
        }
        output::text(format!("{} entries.", entries.len()));
    }
    Ok(Exit::Done)
}

fn export(arguments: &Export, cli: &Cli) -> anyhow::Result<Exit> {
    let folder: &Path = &arguments.folder;
    std::fs::create_dir_all(folder)?;
    if folder.read_dir()?.next().is_some() {
        let remedy = "Name a new or empty folder.";
        return Err(Failure::usage("not-empty", "the folder is not empty", remedy)
            .at(folder.display().to_string())
            .into());
    }
    let files = catalogue::own_files();
    for (name, bytes) in &files {
        super::write(&folder.join(name), bytes)?;
    }
    let names: Vec<&String> = files.keys().collect();
    if cli.json {
        output::json(&json!({ "written": names }))?;
    } else {
        output::text(format!("{} files written to {}.", names.len(), folder.display()));
    }
    Ok(Exit::Done)
}
