//! `scrutineer rla seed`: writes down what was rolled in public.

use super::folder::{Files, Folder};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `seed`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the audit.
    dir: PathBuf,
    /// 20 decimal digits, leading zeros kept.
    #[arg(long, value_name = "D")]
    seed: String,
    /// Who saw the dice; a role or organisation. Once for each.
    #[arg(long, value_name = "NAME")]
    witness: Vec<String>,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let time = super::time(arguments.time.as_deref())?;
    let seed = super::draw::seed(&arguments.seed)?;
    let folder = Folder::open(&arguments.dir)?;
    folder.need(
        "commit",
        "RLA-SEED-EARLY",
        "a seed before the commitment proves nothing",
        "Run `rla commit DIR`, publish its head, then roll the dice.",
    )?;
    folder.before("seed", "the seed stands already")?;
    let commitment = base::digest::sha256(&folder.read("commitment.json")?).to_string();
    let mut document = json!({
        "seed": seed.as_str(), "time": time, "witnesses": arguments.witness, "commitment_sha256": commitment,
    });
    let mut files = Files::new();
    folder.write_json("seed.json", &document, &mut files)?;
    let head = folder.append("seed", &time, &files)?;
    document["head"] = head.clone().into();
    if cli.json {
        output::json(&document)?;
    } else {
        output::text(format!("Seed {} noted, head {head}", seed.as_str()));
    }
    Ok(Exit::Done)
}

/// The seed of a folder.
pub(super) fn stored(folder: &Folder) -> anyhow::Result<rla::sample::Seed> {
    folder.need("seed", "RLA-ORDER", "there is no seed yet", "Run `rla seed DIR --seed D` first.")?;
    let text = folder.json("seed.json")?["seed"].as_str().unwrap_or_default().to_owned();
    rla::sample::Seed::new(&text)
        .ok_or_else(|| Failure::new("RLA-SEED-FORM", "the stored seed is not 20 digits", "Restore seed.json.").into())
}
