//! `scrutineer rla commit`: binds cards and assertions before the seed is known.

use super::folder::{Files, Folder};
use crate::cli::Cli;
use crate::output::{self, Exit};
use clap::Args;
use rla::log::Root;
use serde_json::{Map, Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;

/// Arguments of `commit`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the audit.
    dir: PathBuf,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let time = super::time(arguments.time.as_deref())?;
    let folder = Folder::open(&arguments.dir)?;
    folder.need("assert", "RLA-ORDER", "there are no assertions yet", "Run `rla assert DIR` first.")?;
    folder.before("commit", "the commitment stands already")?;
    let mut root = Root::default();
    let mut reader = BufReader::with_capacity(1 << 18, std::fs::File::open(folder.path("cards.csv"))?);
    let mut line = Vec::new();
    let mut header = true;
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        if !std::mem::take(&mut header) {
            root.push(text);
        }
    }
    let (root, cards) = root.finish();
    let digest = |name: &str| folder.read(name).map(|bytes| base::digest::sha256(&bytes).to_string());
    let census = folder.json("census.json")?;
    let mut contests = Map::new();
    for (id, c) in census["contests"].as_object().into_iter().flatten() {
        contests.insert(id.clone(), json!({ "cards": c["cards"], "cvrs": c["cvrs"], "phantoms": c["phantoms"] }));
    }
    let mut commitment = json!({
        "audit_sha256": digest("audit.json")?, "manifest_sha256": digest("manifest.csv")?,
        "cards_root": root.to_string(), "cards": cards,
        "pools_sha256": if folder.has("pools.csv") { Value::from(digest("pools.csv")?) } else { Value::Null },
        "assertions_sha256": digest("assertions.json")?, "contests": contests,
    });
    let mut files = Files::new();
    folder.write_json("commitment.json", &commitment, &mut files)?;
    let head = folder.append("commit", &time, &files)?;
    commitment["head"] = head.clone().into();
    if cli.json {
        output::json(&commitment)?;
    } else {
        output::text(format!("Committed to {cards} cards, root {root}."));
        output::text(format!("Publish the head before the seed is rolled: {head}"));
    }
    Ok(Exit::Done)
}
