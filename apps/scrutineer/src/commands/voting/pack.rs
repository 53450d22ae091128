//! `scrutineer voting unpack` and `pack`: an archive as a folder, and back to the same bytes.

use super::{files, refused, setup};
use crate::cli::Cli;
use crate::output::{Exit, Failure};
use clap::Args;
use std::path::PathBuf;
use voting::pack::{Parts, pack, unpack};

/// Arguments of `unpack`.
#[derive(Debug, Args)]
pub(crate) struct Unpack {
    /// The board.
    archive: PathBuf,
    /// Folder for BELENIOS, events.jsonl and data/HASH.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Arguments of `pack`.
#[derive(Debug, Args)]
pub(crate) struct Pack {
    /// A folder that `unpack` wrote.
    dir: PathBuf,
    /// The board.
    #[arg(long, value_name = "ARCHIVE")]
    out: PathBuf,
}

/// Takes an archive apart.
pub(crate) fn apart(arguments: &Unpack, cli: &Cli) -> anyhow::Result<Exit> {
    let parts = match unpack(&files::OnDisk::open(&arguments.archive)?) {
        Ok(parts) => parts,
        Err(refusal) => {
            // Looked at and found to be no archive: that is an answer.
            let exit = if refusal.code == "ARCHIVE_FORMAT" { Exit::DoesNotHold } else { Exit::Failed };
            return Err(Failure { exit, ..refused(refusal) }.into());
        }
    };
    let data = arguments.out.join("data");
    files::folder(&data)?;
    files::create_or_same(&arguments.out.join("BELENIOS"), &parts.first, false)?;
    let mut events = Vec::new();
    for event in &parts.events {
        events.extend_from_slice(event);
        events.push(b'\n');
    }
    files::create_or_same(&arguments.out.join("events.jsonl"), &events, false)?;
    for (hash, body) in &parts.data {
        files::create_or_same(&data.join(format!("{hash}.json")), body, false)?;
    }
    setup::written(std::slice::from_ref(&arguments.out), cli.json)
}

/// Puts an archive together.
pub(crate) fn together(arguments: &Pack, cli: &Cli) -> anyhow::Result<Exit> {
    let events = files::read(&arguments.dir.join("events.jsonl"))?;
    let mut lines: Vec<Vec<u8>> = events.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    if lines.pop().is_none_or(|rest| !rest.is_empty()) {
        let what = "the last line of events.jsonl does not end";
        return Err(Failure::new("ARCHIVE_FORMAT", what, "Use the folder as `unpack` wrote it.").into());
    }
    let mut parts =
        Parts { first: files::read(&arguments.dir.join("BELENIOS"))?, events: lines, data: Default::default() };
    let folder = arguments.dir.join("data");
    for entry in std::fs::read_dir(&folder).map_err(|e| files::unreadable(&folder, &e))? {
        let path = entry.map_err(|e| files::unreadable(&folder, &e))?.path();
        if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(files::NAMELESS)) {
            continue;
        }
        let Some(hash) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".json")) else {
            let what = "is not named HASH.json";
            let remedy = "Take out of `data` what `unpack` did not write.";
            return Err(Failure::new("ARCHIVE_FORMAT", what, remedy).at(path.display().to_string()).into());
        };
        parts.data.insert(hash.to_owned(), files::read(&path)?);
    }
    files::create(&arguments.out, &pack(&parts).map_err(refused)?, false)?;
    setup::written(std::slice::from_ref(&arguments.out), cli.json)
}
