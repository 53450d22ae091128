//! Who did what when in a room: one line for each step, each with the digest of the line before.

use super::Files;
use crate::shell::Shell;
use crate::words::Arg;
use base::digest::sha256;
use serde::{Deserialize, Serialize};
use std::io;

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// Counted from 1.
    pub(crate) n: u64,
    /// RFC 3339, UTC.
    pub(crate) at: String,
    pub(crate) who: String,
    /// A key of the pages: `signed-in`, `wrong-phrase`, `signed-out`, `saved`, …
    pub(crate) did: String,
    /// What it was done to; never an answer.
    pub(crate) what: String,
    /// Of what was written; empty if nothing was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) sha256: String,
    /// SHA-256 of the line before, without its line end; of nothing for the first.
    pub(crate) before: String,
}

/// Writes down a step in `PLACE/trail.jsonl`; the caller lets one write at a time.
pub(crate) fn note(files: &dyn Files, place: &str, who: &str, did: &str, what: &str, digest: &str) -> io::Result<()> {
    let name = format!("{place}/trail.jsonl");
    let bytes = files.read(&name)?.unwrap_or_default();
    let last = bytes.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap_or_default();
    let n = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64 + 1;
    let step = Step {
        n,
        at: files.now(),
        who: who.to_owned(),
        did: did.to_owned(),
        what: what.to_owned(),
        sha256: digest.to_owned(),
        before: sha256(last).to_string(),
    };
    let mut line = serde_json::to_vec(&step).map_err(io::Error::other)?;
    line.push(b'\n');
    // A line that was cut off by a crash stays alone: the next one begins on its own line, and the break shows.
    if bytes.last().is_some_and(|byte| *byte != b'\n') {
        line.insert(0, b'\n');
    }
    files.append(&name, &line)
}

/// The steps in their order, and the number of the first line that does not follow from the one before.
pub(crate) fn read(files: &dyn Files, place: &str) -> io::Result<(Vec<Step>, Option<u64>)> {
    let bytes = files.read(&format!("{place}/trail.jsonl"))?.unwrap_or_default();
    let mut steps = Vec::new();
    let (mut broken, mut before): (Option<u64>, &[u8]) = (None, &[]);
    for (n, line) in (1..).zip(bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())) {
        let step: Option<Step> = serde_json::from_slice(line).ok();
        let follows = step.as_ref().is_some_and(|step| step.n == n && step.before == sha256(before).to_string());
        if !follows {
            broken = broken.or(Some(n));
        }
        steps.extend(step);
        before = line;
    }
    Ok((steps, broken))
}

/// The trail as its page shows it.
pub(crate) struct Shown {
    /// Whether each line follows from the one before, in words.
    pub(crate) state: String,
    pub(crate) holds: bool,
    /// The newest first, each with what was done in words.
    pub(crate) steps: Vec<(Step, String)>,
}

/// Reads the trail for its page; `words` is the family of keys for what is done in this room alone.
pub(crate) fn shown(files: &dyn Files, place: &str, p: &Shell, words: &str) -> Result<Shown, String> {
    let (mut steps, broken) = read(files, place).map_err(|error| error.to_string())?;
    let state = match broken {
        None => p.count("room-trail-holds", steps.len()),
        Some(n) => p.say("room-trail-broken", &[("n", Arg::Text(n.to_string()))]),
    };
    steps.reverse();
    let told = |step: Step| {
        let common = ["signed-in", "signed-out", "wrong-phrase"].contains(&step.did.as_str());
        let did = p.code(if common { "room-did" } else { words }, &step.did);
        (step, did)
    };
    Ok(Shown { state, holds: broken.is_none(), steps: steps.into_iter().map(told).collect() })
}
