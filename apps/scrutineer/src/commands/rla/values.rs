//! `scrutineer rla values`: the tested value of pairs of record and paper.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::assertion::{assertions, reported_tally};
use rla::cards::PoolTotal;
use rla::document::shortest;
use rla::model::Vote;
use rla::risk::{Cvr, Paper, Valuer};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `values`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Audit file.
    audit: PathBuf,
    /// JSON lines {"contest","cvr","mvr"}: a cell; null for a phantom or a card not found; "absent" without the contest.
    #[arg(long, value_name = "F")]
    pairs: PathBuf,
    /// Totals of pools.
    #[arg(long, value_name = "F")]
    pools: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let (audit, problems) = super::audit(&arguments.audit)?;
    super::remark(&problems, &[&arguments.audit]);
    let mut pools = rla::cards::Pools::default();
    if let Some(path) = &arguments.pools {
        pools = rla::cards::pools(&audit, &super::read(path)?, 0).0;
    } else {
        inline_pools(&super::read(&arguments.audit)?, &audit, &mut pools);
    }
    let text = String::from_utf8_lossy(&super::read(&arguments.pairs)?).into_owned();
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |code: &str, what: String| {
            Failure::new(code, what, "Correct the line.").at(format!("{}:{}", arguments.pairs.display(), at + 1))
        };
        let pair: Value = serde_json::from_str(line).map_err(|e| wrong("RLA-FORMAT", e.to_string()))?;
        let place = audit.contests.iter().position(|c| pair["contest"] == c.id.as_str());
        let place =
            place.ok_or_else(|| wrong("RLA-KEY", format!("contest {} is not in the audit", pair["contest"])))?;
        let contest = &audit.contests[place];
        let tally = reported_tally(contest)
            .ok_or_else(|| wrong("RLA-FORMAT", "the audit file reports no votes for this contest".into()))?;
        let (_, list) = assertions(contest, &tally, contest.cards).map_err(|e| wrong("RLA-TIE", e.to_string()))?;
        let vote = |value: &Value| -> Result<Option<Vote>, Failure> {
            match value {
                Value::String(cell) if cell == "absent" => Ok(Some(Vote::Absent)),
                Value::String(cell) => {
                    rla::vote::parse(contest, cell).map(Some).map_err(|e| wrong("RLA-CELL", e.to_string()))
                }
                _ => Ok(None),
            }
        };
        let (cvr_vote, paper_vote) = (vote(&pair["cvr"])?, vote(&pair["mvr"])?);
        let pool = match pair["cvr"]["pool"].as_str() {
            Some(id) => Some(
                pools
                    .totals
                    .get(&(id.to_owned(), place))
                    .ok_or_else(|| wrong("RLA-POOL-SUM", format!("pool `{id}` has no totals for this contest")))?,
            ),
            None => None,
        };
        for assertion in &list {
            let valuer = Valuer::new(contest, assertion);
            let cvr = match (pool, &cvr_vote) {
                (Some(pool), _) => Cvr::Pool(pool),
                (None, Some(vote)) => Cvr::Vote(vote),
                (None, None) => Cvr::Phantom,
            };
            let paper = paper_vote.as_ref().map_or(Paper::NotFound, Paper::Vote);
            out.push(json!({
                "line": at + 1, "assertion": contest.assertion_id(&assertion.kind),
                "cvr": pair["cvr"], "mvr": pair["mvr"], "value": shortest(valuer.value(&cvr, &paper)),
            }));
        }
    }
    if cli.json {
        output::json(&json!({ "values": out }))?;
    } else {
        for row in out {
            output::text(format!(
                "{}  {}  {}",
                row["line"],
                row["assertion"].as_str().unwrap_or_default(),
                row["value"].as_str().unwrap_or_default()
            ));
        }
    }
    Ok(Exit::Done)
}

/// Pools that stand in the audit file itself: `pools = [{id, cards, votes = {A = 30}}]` under a contest.
fn inline_pools(bytes: &[u8], audit: &rla::model::Audit, pools: &mut rla::cards::Pools) {
    let text = String::from_utf8_lossy(bytes);
    let value: Value = serde_json::from_str(&text).or_else(|_| rla::audit::toml_value(&text)).unwrap_or_default();
    for (place, contest) in value["contests"].as_array().into_iter().flatten().enumerate() {
        for pool in contest["pools"].as_array().into_iter().flatten() {
            let Some(known) = audit.contests.get(place) else { continue };
            let votes = known.candidates.iter().map(|c| pool["votes"][&c.id].as_u64().unwrap_or(0)).collect();
            let (id, cards) =
                (pool["id"].as_str().unwrap_or_default().to_owned(), pool["cards"].as_u64().unwrap_or(0));
            pools.totals.insert((id, place), PoolTotal { cards, votes });
        }
    }
}
