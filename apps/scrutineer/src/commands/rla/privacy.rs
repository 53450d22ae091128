//! `scrutineer rla privacy`: which published cards could reveal a vote, and which pools would hide them.

use super::folder::Folder;
use crate::cli::Cli;
use crate::commands::procurement::input;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::cards::Pools;
use rla::model::{Assertion, Audit};
use rla::privacy::{ALIKE, Counter, columns, extra_sample, of_totals};
use rla::rows::{RowError, Rows};
use serde_json::{Map, Value};
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Arguments of `privacy`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Cards file, or the folder of an audit.
    file: PathBuf,
    /// Fewest cards that hide a vote among them.
    #[arg(long, value_name = "K", default_value_t = ALIKE, value_parser = clap::value_parser!(u64).range(1..))]
    k: u64,
    /// Audit file, to say what pools cost a cards file's contests (a folder has its own).
    #[arg(long, value_name = "F")]
    audit: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let mut batches = Vec::new();
    let mut pools = Pools::default();
    let mut audit: Option<Audit> = None;
    let mut assertions: Vec<Option<Vec<Assertion>>> = Vec::new();
    let mut path = arguments.file.clone();
    if arguments.file.is_dir() {
        let folder = Folder::open(&arguments.file)?;
        let read = folder.audit()?;
        let manifest = rla::manifest::read(&folder.read("manifest.csv")?[..], 0).0;
        batches.extend(manifest.batches.into_iter().map(|b| b.id));
        pools = folder.pools(&read)?;
        if folder.has("assertions.json") {
            assertions = super::assert::stored(&folder, &read)?;
        }
        audit = Some(read);
        path = folder.path("cards.csv");
    } else if let Some(file) = &arguments.audit {
        audit = Some(super::audit(file)?.0);
    }
    if let (Some(audit), true) = (&audit, assertions.is_empty()) {
        let of = |c| {
            let tally = rla::assertion::reported_tally(c)?;
            rla::assertion::assertions(c, &tally, c.cards).ok().map(|(_, list)| list)
        };
        assertions = audit.contests.iter().map(of).collect();
    }
    let contests: Vec<String> = audit.iter().flat_map(|a| &a.contests).map(|c| c.id.clone()).collect();
    let report = if audit.as_ref().is_some_and(Audit::by_batches) {
        // Totals are all that is published; they cost nothing more than they do already.
        let report = of_totals(arguments.k, &pools, &contests);
        pools = Pools::default();
        report
    } else {
        count(&path, batches)?.report(arguments.k, &pools, &contests)
    };
    let mut extra = Map::new();
    for (c, contest) in audit.iter().flat_map(|a| &a.contests).enumerate() {
        let existing = pools.totals.iter().filter(|((_, p), _)| *p == c).map(|(_, t)| t.clone());
        let totals: Vec<_> = report.pools.iter().filter_map(|p| p.total(contest)).chain(existing).collect();
        let n = assertions[c].as_deref().and_then(|list| extra_sample(contest, list, &totals));
        extra.insert(contest.id.clone(), n.into());
    }
    if cli.json {
        let mut document = serde_json::to_value(&report)?;
        document["extra_sample"] = Value::Object(extra);
        output::json(&document)?;
    } else {
        for g in &report.groups {
            let pool = if g.pool.is_empty() { String::new() } else { format!(" pool `{}`", g.pool) };
            let (style, batch, contests) = (&g.style, &g.batch, g.contests.join(", "));
            output::text(format!(
                "style `{style}` batch `{batch}`{pool}: {} cards with {contests}: {}",
                g.cards, g.reason
            ));
        }
        output::text(format!(
            "{} cards in {} groups can reveal a vote (fewer than {} alike, or all alike in a contest).",
            report.cards_at_risk,
            report.groups.len(),
            report.k
        ));
        for pool in &report.pools {
            let open =
                if pool.still_at_risk { "; it can reveal a vote still: publish no row of its cards" } else { "" };
            output::text(format!(
                "Pool {}: {} cards of {} groups, published as totals{open}",
                pool.pool,
                pool.cards,
                pool.groups.len()
            ));
        }
        for (id, n) in extra.iter().filter(|(_, n)| **n != 0) {
            output::text(match n.as_u64() {
                Some(n) => format!("{id}: pools cost about {n} further cards in the sample"),
                None => format!("{id}: what pools cost is not known (ranks and scores have no totals, or no margin)"),
            });
        }
    }
    Ok(if report.groups.is_empty() { Exit::Done } else { Exit::DoesNotHold })
}

fn count(path: &Path, batches: Vec<String>) -> anyhow::Result<Counter> {
    let mut rows = Rows::new(BufReader::with_capacity(1 << 18, input::open(path)?.unhashed()));
    let refused = |code: &str, line: u64, what: &str, remedy: &str| {
        Failure::new(code, what, remedy).at(format!("{}:{line}", path.display()))
    };
    let mut counter: Option<Counter> = None;
    let mut batches = Some(batches);
    loop {
        match rows.next_row() {
            Ok(Some(row)) => match &mut counter {
                Some(counter) => counter.add(row),
                None => {
                    let remedy = "Begin with card,batch,position,style,<contest ids>.";
                    let found =
                        columns(row).ok_or_else(|| refused("RLA-FORMAT", 1, "this is no cards file", remedy))?;
                    counter = Some(Counter::new(found, batches.take().unwrap_or_default()));
                }
            },
            Ok(None) => break,
            Err(RowError::Io(error)) => return Err(input::unreadable(path, &error).into()),
            // Whether a row that cannot be read reveals a vote cannot be said.
            Err(RowError::TooLong { line }) => {
                return Err(refused("RLA-LIMIT", line, "a row longer than 1 MiB", "Check for an open quote.").into());
            }
        }
    }
    counter.ok_or_else(|| refused("RLA-FORMAT", 1, "the file is empty", "Give the cards file.").into())
}
