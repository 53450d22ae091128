//! `scrutineer rla sample`: draws the next round.

use super::folder::{Files, Folder};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::model::Audit;
use rla::rounds::{Drawn, phantom, pull_csv, sample_csv};
use rla::sample::{Seed, Smallest, Tickets};
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Arguments of `sample`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the audit.
    dir: PathBuf,
    /// Cards of a contest (draws of batches) after this round, all rounds together. Default: enough with probability
    /// 90 %; of batches as many again as an audit without errors takes.
    #[arg(long, value_name = "C=N")]
    size: Vec<String>,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let time = super::time(arguments.time.as_deref())?;
    let folder = Folder::open(&arguments.dir)?;
    let audit = folder.audit()?;
    let seed = super::seed::stored(&folder)?;
    let rounds = folder.rounds(&audit)?;
    let number = rounds.len() + 1;
    if number > 1 && !folder.has(&format!("rounds/{}/risk.json", number - 1)) {
        return Err(Failure::new(
            "RLA-ORDER",
            format!("round {} has no risk yet", number - 1),
            "Record its papers and run `rla risk DIR` first.",
        )
        .into());
    }
    let mut wanted: Vec<Option<u64>> = vec![None; audit.contests.len()];
    for size in &arguments.size {
        let parts = size
            .rsplit_once('=')
            .and_then(|(id, n)| Some((audit.contests.iter().position(|c| c.id == id)?, n.parse::<u64>().ok()?)));
        let (contest, n) = parts.ok_or_else(|| {
            Failure::usage("RLA-FORMAT", format!("`{size}` is no contest=number"), "Write --size mayor=120.")
        })?;
        wanted[contest] = Some(n);
    }
    let before: Vec<u64> = (0..audit.contests.len())
        .map(|c| rounds.iter().flatten().filter(|d| d.contests.contains(&c)).count() as u64)
        .collect();
    let confirmed = confirmed(&folder, number - 1)?;
    let (drawn, sizes) = if audit.by_batches() {
        super::batches::draw(&folder, &audit, &seed, &before, &wanted, &confirmed)?
    } else {
        cards(&folder, &audit, &seed, &before, &wanted, &confirmed)?
    };
    if drawn.is_empty() {
        let remedy = "Ask for more with --size, or count by hand what cannot be audited.";
        return Err(Failure::new("RLA-ORDER", "no further card is to be drawn", remedy).into());
    }
    let mut files = Files::new();
    folder.write(&format!("rounds/{number}/sample.csv"), sample_csv(&audit, &drawn).as_bytes(), &mut files)?;
    folder.write(&format!("rounds/{number}/pull.csv"), pull_csv(&audit, &drawn).as_bytes(), &mut files)?;
    let head = folder.append("sample", &time, &files)?;
    let sizes: Map<_, _> = audit.contests.iter().zip(&sizes).map(|(c, n)| (c.id.clone(), json!(n))).collect();
    if cli.json {
        let cards = (1..).zip(&drawn).map(|(order, d): (u64, _)| {
            let contests: Vec<&str> = d.contests.iter().map(|c| audit.contests[*c].id.as_str()).collect();
            json!({ "order": order, "card": d.card, "ticket": d.ticket.to_string(), "batch": d.batch, "position": d.position, "contests": contests })
        });
        output::json(&json!({ "round": number, "cards": cards.collect::<Vec<_>>(), "sizes": sizes, "head": head }))?;
    } else {
        let what = if audit.by_batches() { "draws of batches" } else { "cards" };
        output::text(format!("Round {number}: {} {what}; pull list rounds/{number}/pull.csv", drawn.len()));
        output::text(format!("By contest, all rounds together: {}", serde_json::Value::Object(sizes)));
    }
    Ok(Exit::Done)
}

/// The cards of the next round, in ticket order, and how many each contest has then.
fn cards(
    folder: &Folder,
    audit: &Audit,
    seed: &Seed,
    before: &[u64],
    wanted: &[Option<u64>],
    confirmed: &[String],
) -> anyhow::Result<(Vec<Drawn>, Vec<u64>)> {
    let assertions = super::assert::stored(folder, audit)?;
    let census = folder.json("census.json")?;
    let mut sizes: Vec<u64> = Vec::new();
    let mut phantoms: Vec<u64> = Vec::new();
    for (c, contest) in audit.contests.iter().enumerate() {
        let counts = &census["contests"][&contest.id];
        let missing = counts["phantoms"].as_u64().unwrap_or(0);
        let population = counts["cvrs"].as_u64().unwrap_or(0) + missing;
        phantoms.push(missing);
        let default = || match &assertions[c] {
            _ if confirmed.contains(&contest.id) => before[c],
            // What cannot be audited is counted by hand, not sampled.
            None => before[c],
            Some(list) => before[c] + super::plan::nine_in_ten(contest, list).unwrap_or(population),
        };
        sizes.push(wanted[c].unwrap_or_else(default).max(before[c]).min(population));
    }

    // One pass over the cards, a bounded heap for each contest.
    let mut tickets = Tickets::new(seed);
    let mut heaps: Vec<Smallest<(String, String, String)>> =
        sizes.iter().map(|n| Smallest::new(*n as usize)).collect();
    folder.cards(audit, |header, row| {
        let card = header.card(row);
        let ticket = tickets.of(card);
        for (c, contest) in audit.contests.iter().enumerate() {
            if sizes[c] > before[c]
                && (!contest.use_style || !header.cell(row, c).is_empty())
                && heaps[c].wants(&ticket)
            {
                heaps[c]
                    .offer(ticket, (card.to_owned(), header.batch(row).to_owned(), header.position(row).to_owned()));
            }
        }
        Ok(())
    })?;
    for (c, contest) in audit.contests.iter().enumerate() {
        if sizes[c] > before[c] {
            for i in 1..=phantoms[c] {
                let id = phantom(&contest.id, i);
                let ticket = tickets.of(&id);
                if heaps[c].wants(&ticket) {
                    heaps[c].offer(ticket, (id, String::new(), String::new()));
                }
            }
        }
    }
    let mut drawn: BTreeMap<(base::Digest, String), Drawn> = BTreeMap::new();
    for (c, heap) in heaps.into_iter().enumerate() {
        // The first ones were drawn in earlier rounds: tickets do not change, so they are the same cards.
        for (ticket, (card, batch, position)) in heap.into_sorted().into_iter().skip(before[c] as usize) {
            let row = drawn.entry((ticket, card.clone())).or_insert_with(|| Drawn {
                ticket,
                card,
                batch,
                position,
                contests: Vec::new(),
            });
            row.contests.push(c);
        }
    }
    Ok((drawn.into_values().collect(), sizes))
}

/// Contests that a round's risk confirmed.
fn confirmed(folder: &Folder, round: usize) -> anyhow::Result<Vec<String>> {
    if round == 0 {
        return Ok(Vec::new());
    }
    let risk = folder.json(&format!("rounds/{round}/risk.json"))?;
    let list = risk["contests"].as_array().into_iter().flatten().filter(|c| c["confirmed"] == true);
    Ok(list.filter_map(|c| c["id"].as_str().map(str::to_owned)).collect())
}
