//! `scrutineer rla draw`: any published sampling rule by name.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::{Args, ValueEnum};
use rla::sample::{Seed, Tickets, batch_ticket, colorado, cryptorandom, modulo};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `draw`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The rule.
    #[arg(long, value_enum)]
    rule: Rule,
    /// 20 decimal digits.
    #[arg(long, value_name = "D")]
    seed: String,
    /// Size of what is drawn from.
    #[arg(long, value_name = "N")]
    size: Option<u64>,
    /// Draws.
    #[arg(long, value_name = "K", default_value_t = 10)]
    count: u64,
    /// Ids, one a line (ticket); `id,weight` (batch-ticket).
    #[arg(long, value_name = "F")]
    ids: Option<PathBuf>,
    /// Contest in the hashed text (batch-ticket).
    #[arg(long, value_name = "ID", default_value = "")]
    contest: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// Ascending SHA-256(seed,card).
    Ticket,
    /// 1 + SHA-256(seed,k) mod N.
    Colorado,
    /// SHA-256(seed ‖ "," ‖ i zero bytes).
    Cryptorandom,
    /// Weighted batches.
    BatchTicket,
}

/// Reads a seed as it was rolled.
pub(super) fn seed(text: &str) -> Result<Seed, Failure> {
    let remedy = "Give exactly 20 decimal digits as they were rolled, leading zeros too.";
    Seed::new(text).ok_or_else(|| Failure::usage("RLA-SEED-FORM", format!("`{text}` is no seed"), remedy))
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let seed = seed(&arguments.seed)?;
    let size = || {
        arguments
            .size
            .filter(|n| *n > 0)
            .ok_or_else(|| Failure::usage("RLA-FORMAT", "this rule needs --size", "Give the number drawn from."))
    };
    let ids = || -> Result<String, Failure> {
        let path = arguments.ids.as_deref().ok_or_else(|| {
            Failure::usage("RLA-FORMAT", "this rule needs --ids", "Give a file of ids, one a line.")
        })?;
        Ok(String::from_utf8_lossy(&super::read(path)?).into_owned())
    };
    let (name, draws): (&str, Vec<Value>) = match arguments.rule {
        Rule::Colorado => {
            let size = size()?;
            let draw = |k| {
                let (pick, hash) = colorado(&seed, k, size);
                json!({ "k": k, "pick": pick, "hash": hash.to_string() })
            };
            ("colorado", (1..=arguments.count).map(draw).collect())
        }
        Rule::Cryptorandom => {
            let draw = |k: u64| {
                let hash = cryptorandom(seed.as_str(), k as usize - 1);
                let pick = arguments.size.filter(|n| *n > 0).map(|n| 1 + modulo(&hash, n));
                json!({ "k": k, "pick": pick, "hash": hash.to_string() })
            };
            ("cryptorandom", (1..=arguments.count.min(1 << 20)).map(draw).collect())
        }
        Rule::Ticket => {
            let text = ids()?;
            let mut tickets = Tickets::new(&seed);
            let mut all: Vec<(base::Digest, &str)> =
                text.lines().map(str::trim).filter(|l| !l.is_empty()).map(|id| (tickets.of(id), id)).collect();
            all.sort();
            (
                "ticket",
                (1..).zip(all).map(|(k, (hash, id))| json!({ "k": k, "id": id, "hash": hash.to_string() })).collect(),
            )
        }
        Rule::BatchTicket => {
            let text = ids()?;
            let mut names = Vec::new();
            let mut sums: Vec<u128> = Vec::new();
            for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
                let parts = line.rsplit_once(',').and_then(|(id, w)| Some((id, w.trim().parse::<u64>().ok()?)));
                let (id, weight) = parts.ok_or_else(|| {
                    Failure::new("RLA-CELL", "not id,weight", "Write a whole weight after the last comma.")
                        .at(format!("line {}", at + 1))
                })?;
                names.push(id);
                sums.push(sums.last().copied().unwrap_or(0) + u128::from(weight));
            }
            let mut draws = Vec::new();
            for k in 1..=arguments.count {
                let drawn = batch_ticket(&seed, &arguments.contest, k, &sums);
                let (pick, hash) = drawn
                    .ok_or_else(|| Failure::new("RLA-LIMIT", "all weights are zero", "Nothing can be drawn."))?;
                draws.push(json!({ "k": k, "id": names[pick], "hash": hash.to_string() }));
            }
            ("batch-ticket", draws)
        }
    };
    if cli.json {
        output::json(&json!({ "rule": name, "draws": draws }))?;
    } else {
        for draw in draws {
            let what = if draw["id"].is_null() {
                draw["pick"].to_string()
            } else {
                draw["id"].as_str().unwrap_or_default().to_owned()
            };
            output::text(format!("{}  {what}  {}", draw["k"], draw["hash"].as_str().unwrap_or_default()));
        }
    }
    Ok(Exit::Done)
}
