//! `scrutineer voting monitor`: follow a board, keep every version, alarm on anything that is not an extension.

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit};
use clap::Args;
use std::path::{Path, PathBuf};
use voting::verify::{Depth, diff, verify};

/// Arguments of `monitor`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The board.
    file: PathBuf,
    /// Folder where every distinct version is kept.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Look once; exit 1 when the board is not an extension or is rejected.
    #[arg(long, conflicts_with = "every", required_unless_present = "every")]
    once: bool,
    /// Look again and again.
    #[arg(long, value_name = "SECONDS")]
    every: Option<u64>,
}

/// End of the name of a version that was rejected.
const REJECTED: &str = ".rejected.bel";

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, _: &Cli) -> anyhow::Result<Exit> {
    files::folder(&arguments.state)?;
    loop {
        let good = look(arguments)?;
        let Some(seconds) = arguments.every else {
            return Ok(if good { Exit::Done } else { Exit::DoesNotHold });
        };
        std::thread::sleep(std::time::Duration::from_secs(seconds.max(1)));
    }
}

/// The versions kept, in the order in which they were seen: names begin with a running number.
fn kept(state: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(state).map_err(|e| files::unreadable(state, &e))?;
    let mut all: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    all.retain(|p| p.extension().is_some_and(|e| e == "bel"));
    all.sort();
    Ok(all)
}

/// Looks once and prints one line.
fn look(arguments: &Arguments) -> anyhow::Result<bool> {
    // The bytes are read once, so that what is judged is what is kept.
    let bytes = files::read(&arguments.file)?;
    let digest = base::digest::sha256(&bytes).to_string();
    let versions = kept(&arguments.state)?;
    // What was rejected is kept too, but the board must go on from the last version that was not.
    let last = versions.iter().rfind(|p| !p.to_string_lossy().ends_with(REJECTED));
    let same = last.is_some_and(|p| p.to_string_lossy().contains(&digest));
    let seen = versions.iter().any(|p| p.to_string_lossy().contains(&digest));
    let (verdict, reasons, added) = match last.filter(|_| !same) {
        Some(old) => {
            let (difference, _) = diff(&files::OnDisk::open(old)?, &bytes).map_err(refused)?;
            (difference.verdict, difference.reasons, difference.added)
        }
        None => {
            let report = verify(&bytes, Depth::Full).map_err(refused)?.report;
            (report.verdict, report.reasons, Default::default())
        }
    };
    if !seen {
        let end = if verdict == "accepted" { ".bel" } else { REJECTED };
        let path = arguments.state.join(format!("{:06}-{digest}{end}", versions.len()));
        files::create(&path, &bytes, false)?;
    }
    let line = serde_json::json!({
        "time": jiff::Timestamp::now().to_string(),
        "sha256": digest,
        "new": !seen,
        "verdict": verdict,
        "added": added,
        "reasons": reasons,
    });
    output::text(line.to_string());
    Ok(verdict == "accepted")
}
