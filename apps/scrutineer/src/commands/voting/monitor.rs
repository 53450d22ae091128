//! `scrutineer voting monitor`: follow a board, keep every version, alarm on anything that is not an extension.

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use voting::archive::Records;
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

/// How often the board's lock is tried, ten times a second.
const LOCK_TRIES: usize = 50;
/// End of the name of a version that was rejected.
const REJECTED: &str = ".rejected.bel";

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, _: &Cli) -> anyhow::Result<Exit> {
    files::folder(&arguments.state)?;
    loop {
        let looked = look(arguments);
        let Some(seconds) = arguments.every else {
            return looked.map(|good| if good { Exit::Done } else { Exit::DoesNotHold });
        };
        // Who follows a board goes on following it, whatever one look met.
        if let Err(error) = looked {
            let failure = error.downcast_ref::<Failure>();
            say(json!({
                "verdict": "not_judged",
                "code": failure.map_or("FILE_UNREADABLE", |f| f.code.as_str()),
                "why": format!("{error:#}"),
            }));
        }
        std::thread::sleep(std::time::Duration::from_secs(seconds.max(1)));
    }
}

/// One line for each look.
fn say(mut line: Value) {
    line["time"] = jiff::Timestamp::now().to_string().into();
    output::text(line.to_string());
}

/// The versions kept, in the order in which they were seen: names begin with a running number.
fn kept(state: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(state).map_err(|e| files::unreadable(state, &e))?;
    let mut all: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    all.retain(|p| p.extension().is_some_and(|e| e == "bel"));
    all.sort();
    Ok(all)
}

/// Copies the board as it is now, so that what is judged is what is kept; gives its hash.
fn copy(from: &Path, state: &Path) -> anyhow::Result<(tempfile::NamedTempFile, String)> {
    let unreadable = |e: std::io::Error| files::unreadable(from, &e);
    let mut board = std::fs::File::open(from).map_err(unreadable)?;
    // Not between the two halves of an append. Who holds the lock longer, or has none, is not waited for: a look that
    // somebody else can put off for ever is no look.
    for _ in 0..LOCK_TRIES {
        match board.try_lock_shared() {
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(std::time::Duration::from_millis(100)),
            _ => break,
        }
    }
    let mut into = files::nameless(state, false).map_err(|e| files::unreadable(state, &e))?;
    std::io::copy(&mut board, &mut into).map_err(unreadable)?;
    into.as_file().sync_all().map_err(|e| files::unreadable(state, &e))?;
    let digest = hash(into.path())?;
    Ok((into, digest))
}

/// The running number in the name of a kept version.
fn number(kept: &Path) -> u64 {
    files::name(kept).split('-').next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn hash(path: &Path) -> anyhow::Result<String> {
    let source = files::OnDisk::open(path)?;
    Ok(Records::new(&source).and_then(Records::digest).map_err(refused)?.to_string())
}

/// Looks once and prints one line.
fn look(arguments: &Arguments) -> anyhow::Result<bool> {
    let (board, digest) = copy(&arguments.file, &arguments.state)?;
    let versions = kept(&arguments.state)?;
    // What was rejected is kept too, but the board must go on from the last version that was not.
    let last = versions.iter().rfind(|p| !p.to_string_lossy().ends_with(REJECTED));
    if let Some(last) = last {
        let own = hash(last)?;
        if !last.to_string_lossy().contains(&own) {
            let what = "this kept version is no longer what was seen: its bytes do not hash to its name";
            let remedy = "Find out who changed it, and put back a copy of it; the board cannot be held against it.";
            return Err(Failure::new("VERSION_ALTERED", what, remedy).at(last.display().to_string()).into());
        }
    }
    let same = last.is_some_and(|p| p.to_string_lossy().contains(&digest));
    let source = files::OnDisk::open(board.path())?;
    let judged = match last.filter(|_| !same) {
        Some(old) => diff(&files::OnDisk::open(old)?, &source)
            .map(|(difference, _)| (difference.verdict, difference.reasons, difference.added)),
        None => verify(&source, Depth::Full)
            .map(|verified| (verified.report.verdict, verified.report.reasons, Default::default())),
    };
    // That nothing could be read says nothing of the board.
    let judged = match judged {
        Err(why) if why.code == "FILE_UNREADABLE" => return Err(refused(why).into()),
        judged => judged,
    };
    let accepted = judged.as_ref().is_ok_and(|(verdict, ..)| *verdict == "accepted");
    // What was rejected once, by another program or for a time, and is accepted now, is kept as accepted, too.
    let seen = versions.iter().map(|p| p.to_string_lossy()).any(|name| {
        let kept_so = !accepted || !name.ends_with(REJECTED);
        name.contains(&digest) && kept_so
    });
    if !seen {
        let end = if accepted { ".bel" } else { REJECTED };
        let number = versions.last().map_or(0, |last| number(last) + 1);
        let path = arguments.state.join(format!("{number:06}-{digest}{end}"));
        files::name_it(board, &path).map_err(|e| files::unreadable(&path, &e))?;
    }
    let line = json!({ "sha256": digest, "new": !seen });
    let more = match judged {
        Ok((verdict, reasons, added)) => json!({ "verdict": verdict, "added": added, "reasons": reasons }),
        // What cannot be judged is no extension either.
        Err(why) => json!({ "verdict": "not_judged", "code": why.code, "why": why.to_string() }),
    };
    say(merged(line, more));
    Ok(accepted)
}

fn merged(mut line: Value, more: Value) -> Value {
    if let (Value::Object(line), Value::Object(more)) = (&mut line, more) {
        line.extend(more);
    }
    line
}
