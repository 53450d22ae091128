//! `scrutineer rla risk`: p per assertion over all rounds, and what follows.

use super::folder::{Files, Folder};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::model::Audit;
use rla::rounds::{ContestState, Drawn, Reading, Recorded, contest_risk, read_papers};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

/// Arguments of `risk`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the audit.
    dir: PathBuf,
    /// Count cards without a reading as not found (the worst that they could say).
    #[arg(long)]
    missing_as_not_found: bool,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

/// What every report says first, as long as no compliance audit can be filed with a folder.
const COMPLIANCE: &str = "no compliance audit is on file";

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let time = super::time(arguments.time.as_deref())?;
    let folder = Folder::open(&arguments.dir)?;
    let audit = folder.audit()?;
    let rounds = folder.rounds(&audit)?;
    let number = rounds.len();
    if number == 0 {
        return Err(Failure::new("RLA-ORDER", "no round is drawn", "Run `rla sample DIR` first.").into());
    }
    let (contests, unread) = if audit.by_batches() {
        let (contests, unread) = super::batches::risk(&folder, &audit, &rounds)?;
        allowed(&unread, "batches have no count", arguments.missing_as_not_found)?;
        (contests, unread.len())
    } else {
        cards(&folder, &audit, rounds, arguments.missing_as_not_found)?
    };
    let confirmed = contests.iter().all(|c| c["confirmed"] == true);
    let document = json!({
        "round": number, "compliance": COMPLIANCE, "missing_as_not_found": unread, "contests": contests, "confirmed": confirmed,
    });
    let mut files = Files::new();
    folder.write_json(&format!("rounds/{number}/risk.json"), &document, &mut files)?;
    let head = folder.append("risk", &time, &files)?;
    if cli.json {
        let mut document = document;
        document["head"] = head.into();
        output::json(&document)?;
    } else {
        output::text(format!("Round {number}. {COMPLIANCE}."));
        for contest in &contests {
            text(contest);
        }
        output::text(format!("Head: {head}"));
    }
    Ok(if confirmed { Exit::Done } else { Exit::DoesNotHold })
}

/// Refuses a risk over what nobody read, unless it may count as the worst.
fn allowed(unread: &[String], what: &str, missing_as_not_found: bool) -> Result<(), Failure> {
    match unread.first() {
        Some(first) if !missing_as_not_found => Err(Failure::new(
            "RLA-MVR-MISSING",
            format!("{} drawn {what}, the first is `{first}`", unread.len()),
            "Record them, or count them as not found with --missing-as-not-found.",
        )),
        _ => Ok(()),
    }
}

/// Risk of every contest over the cards of all rounds, and how many of them nobody read.
fn cards(
    folder: &Folder,
    audit: &Audit,
    rounds: Vec<Vec<Drawn>>,
    missing_as_not_found: bool,
) -> anyhow::Result<(Vec<Value>, usize)> {
    let mut papers: BTreeMap<String, Reading> = BTreeMap::new();
    for round in 1..=rounds.len() {
        let name = format!("rounds/{round}/mvrs.csv");
        if folder.has(&name) {
            let sampled: BTreeSet<String> = rounds[round - 1].iter().map(|d| d.card.clone()).collect();
            let (read, problems) = read_papers(audit, &folder.read(&name)?[..], 0, &sampled);
            if let Some(problem) = problems.iter().find(|p| p.severity == base::Severity::Error) {
                return Err(super::failure(problem, &[&folder.path(&name)]).into());
            }
            papers.extend(read);
        }
    }
    let drawn: Vec<Drawn> = rounds.into_iter().flatten().collect();
    let unread: BTreeSet<&str> = drawn
        .iter()
        .map(|d| d.card.as_str())
        .filter(|c| !c.starts_with("phantom-") && !papers.contains_key(*c))
        .collect();
    let unread: Vec<String> = unread.into_iter().map(str::to_owned).collect();
    allowed(&unread, "cards have no reading", missing_as_not_found)?;

    // The records of the drawn cards, in one pass.
    let wanted: HashSet<&str> = drawn.iter().map(|d| d.card.as_str()).collect();
    let mut records: HashMap<String, Recorded> = HashMap::new();
    folder.cards(audit, |header, row| {
        let card = header.card(row);
        if wanted.contains(card) {
            let votes =
                audit.contests.iter().enumerate().map(|(c, contest)| rla::vote::parse(contest, header.cell(row, c)));
            let votes = votes.collect::<Result<Vec<_>, _>>()?;
            records.insert(card.to_owned(), Recorded { pool: header.pool(row).to_owned(), votes });
        }
        Ok(())
    })?;
    let pools = folder.pools(audit)?;
    let census = folder.json("census.json")?;
    let assertions = super::assert::stored(folder, audit)?;
    let mut contests = Vec::new();
    for (c, contest) in audit.contests.iter().enumerate() {
        let counts = &census["contests"][&contest.id];
        let whole = |key: &str| counts[key].as_u64().unwrap_or(0);
        let pooled: u64 = pools.totals.iter().filter(|((_, p), _)| *p == c).map(|(_, t)| t.cards).sum();
        let state = ContestState {
            contest: c,
            population: whole("cvrs") + whole("phantoms"),
            own: (whole("cvrs") + whole("phantoms")).saturating_sub(pooled),
            assertions: assertions[c].as_deref().unwrap_or_default(),
            auditable: assertions[c].is_some(),
        };
        let risk = contest_risk(audit, &state, &pools, &drawn, &records, &papers);
        contests.push(risk.map_err(|what| {
            Failure::new(
                "RLA-FORMAT",
                format!("contest `{}`: {what}", contest.id),
                "Correct the test in the audit file.",
            )
        })?);
    }
    Ok((contests, unread.len()))
}

fn text(contest: &Value) {
    let field = |key: &str| contest[key].as_str().unwrap_or_default();
    output::text(format!(
        "  {}: {} (risk {}, {} drawn)",
        field("id"),
        field("conclusion"),
        field("risk"),
        contest["sampled"]
    ));
    for b in contest["batches"].as_array().into_iter().flatten() {
        let (batch, taint) = (b["batch"].as_str().unwrap_or_default(), b["taint"].as_str().unwrap_or_default());
        output::text(format!("    {batch}  drawn {} times, taint {taint}", b["draws"]));
    }
    for a in contest["assertions"].as_array().into_iter().flatten() {
        let (over, under) = (&a["overstatements"], &a["understatements"]);
        output::text(format!(
            "    {}  p {}  overstatements {} of two, {} of one; understatements {} of one, {} of two; other {}",
            a["id"].as_str().unwrap_or_default(),
            a["p"].as_str().unwrap_or_default(),
            over["two"],
            over["one"],
            under["one"],
            under["two"],
            a["other"]
        ));
    }
}
