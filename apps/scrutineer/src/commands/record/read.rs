//! `record list|show|prove|check`: what a record says, and proofs of it.

use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use clap::Args;
use record::statement::Envelope;
use record::{Policy, TlogProof, VerifierKey};
use std::path::PathBuf;

/// Arguments of `record list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Only entries of this kind.
    #[arg(long)]
    kind: Option<String>,
    /// First entry to list.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many to list at most.
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

/// Lists entries.
pub(crate) fn list(arguments: &List, cli: &Cli) -> anyhow::Result<Exit> {
    let store = desk::open_reading(&arguments.dir)?;
    let size = store.size()?;
    let mut rows = Vec::new();
    let mut next = arguments.from;
    while next < size && rows.len() < arguments.limit {
        for entry in store.entries(next..(next + 256).min(size))? {
            let wanted = arguments.kind.as_ref().is_none_or(|kind| entry.entry.kind == *kind);
            if wanted && rows.len() < arguments.limit {
                rows.push((entry.index, entry.entry, entry.statement.is_some()));
            }
        }
        next += 256;
    }
    if cli.json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(index, entry, here)| serde_json::json!({ "index": index, "entry": entry, "statement": here }))
            .collect();
        output::json(&serde_json::json!({ "kind": "record-list", "version": 1, "size": size, "entries": rows }))?;
    } else {
        output::text(format!("{size} entries"));
        for (index, entry, here) in rows {
            let time = base::time::rfc3339(i64::try_from(entry.time).unwrap_or_default() * 1000);
            let gone = if here { "" } else { "  (statement not here)" };
            output::text(format!("{index:>8}  {time}  {:<22} by {}{gone}", entry.kind, entry.by));
        }
    }
    Ok(Exit::Done)
}

/// Arguments of verbs about one entry.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// Index of the entry, from 0.
    index: u64,
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// Shows an entry and its statement.
pub(crate) fn show(arguments: &One, cli: &Cli) -> anyhow::Result<Exit> {
    let store = desk::open_reading(&arguments.dir)?;
    let entry = store.entry(arguments.index)?.ok_or_else(|| no_entry(arguments.index))?;
    let statement = match &entry.statement {
        Some(bytes) => {
            let payload = Envelope::parse(bytes)?.payload;
            Some(serde_json::from_slice::<serde_json::Value>(&payload)?)
        }
        None => None,
    };
    if cli.json {
        output::json(&serde_json::json!({
            "kind": "record-show", "version": 1, "index": entry.index, "entry": entry.entry, "statement": statement,
        }))?;
    } else {
        output::text(String::from_utf8_lossy(&entry.bytes));
        match statement {
            Some(statement) => output::text(serde_json::to_string_pretty(&statement)?),
            None => output::text("the statement is not here: erased, or restricted"),
        }
    }
    Ok(Exit::Done)
}

/// Writes the proof that an entry is on the record, and the entry's bytes.
pub(crate) fn prove(arguments: &Prove, cli: &Cli) -> anyhow::Result<Exit> {
    let store = desk::open_reading(&arguments.one.dir)?;
    let index = arguments.one.index;
    let entry = store.entry(index)?.ok_or_else(|| no_entry(index))?;
    let proof = store.proof(index)?;
    match &arguments.out {
        Some(out) => {
            std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
            let stem = out.join(format!("entry-{index}"));
            std::fs::write(stem.with_extension("tlog-proof"), &proof)?;
            std::fs::write(stem.with_extension("json"), &entry.bytes)?;
            if cli.json {
                output::json(
                    &serde_json::json!({ "kind": "record-prove", "version": 1, "proof": stem.with_extension("tlog-proof"), "entry": stem.with_extension("json") }),
                )?;
            } else {
                output::text(format!("wrote {}.tlog-proof and .json", stem.display()));
            }
        }
        None if cli.json => output::json(&serde_json::json!({
            "kind": "record-prove", "version": 1, "index": index, "proof": proof, "entry": String::from_utf8_lossy(&entry.bytes),
        }))?,
        None => output::text(proof.trim_end()),
    }
    Ok(Exit::Done)
}

/// Arguments of `record prove`.
#[derive(Debug, Args)]
pub(crate) struct Prove {
    #[command(flatten)]
    one: One,
    /// Folder to write `entry-INDEX.tlog-proof` and `entry-INDEX.json` to; without it the proof is printed.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Arguments of `record check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The `.tlog-proof`.
    proof: PathBuf,
    /// The entry's bytes.
    entry: PathBuf,
    /// The log's key: one line, or a file that holds it (`log.vkey`).
    #[arg(long, value_name = "VKEY")]
    log_key: String,
    /// Policy file: which witnesses must have cosigned the proof's checkpoint.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// Checks a proof offline.
pub(crate) fn check(arguments: &Check, cli: &Cli) -> anyhow::Result<Exit> {
    let read = |path: &PathBuf| std::fs::read(path).with_context(|| format!("opening {}", path.display()));
    let line = match std::fs::read_to_string(&arguments.log_key) {
        Ok(text) => text,
        Err(_) => arguments.log_key.clone(),
    };
    let key = VerifierKey::parse(line.trim())?;
    let entry = read(&arguments.entry)?;
    let policy = match &arguments.policy {
        Some(path) => {
            Some(Policy::parse(&read(path)?).with_context(|| format!("reading the policy {}", path.display()))?)
        }
        None => None,
    };
    let outcome = TlogProof::parse(&read(&arguments.proof)?).and_then(|proof| {
        proof.verify(&entry, &key)?;
        let Some(policy) = &policy else { return Ok(0) };
        let standing = policy.standing(&proof.checkpoint)?;
        standing.quorum().map(|()| standing.cosigned.len())
    });
    let holds = outcome.is_ok();
    if cli.json {
        let witnesses = outcome.as_ref().ok();
        let why = outcome.as_ref().err();
        output::json(&serde_json::json!({
            "kind": "record-check", "version": 1, "holds": holds, "witnesses": witnesses, "refusal": why,
        }))?;
    } else {
        match outcome {
            Ok(0) => output::text("the proof holds: the entry is on the log that signed this checkpoint"),
            Ok(witnesses) => output::text(format!(
                "the proof holds: the entry is on the log that signed this checkpoint, and {witnesses} witnesses of the policy saw it"
            )),
            Err(refusal) => output::text(format!("the proof does not hold: {refusal}")),
        }
    }
    Ok(if holds { Exit::Done } else { Exit::DoesNotHold })
}

fn no_entry(index: u64) -> Failure {
    Failure::new(
        "no-entry",
        format!("there is no entry {index}"),
        "See `scrutineer record list` for those there are.",
    )
}
