//! Rounds of an audit: which cards were drawn for which contests, what their paper says, what risk is left.

use crate::assertion::to_f64;
use crate::cards::{Header, Pools, cell_problem, header};
use crate::document::shortest;
use crate::model::{Assertion, Audit, Vote};
use crate::risk::{Cvr, Measured, Paper, Valuer, measure, within};
use crate::rows::{RowError, Rows, quote};
use base::{Action, Digest, Place, Problem, Severity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::BufRead;

/// A drawn card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Ticket.
    pub ticket: Digest,
    /// Card id; `phantom-<contest>-<i>` for a card without a record.
    pub card: String,
    /// Batch; empty for a phantom.
    pub batch: String,
    /// Position in the batch; empty for a phantom.
    pub position: String,
    /// Contests that this round counts it for, as places in the audit.
    pub contests: Vec<usize>,
}

/// The cards whose paper the last of these rounds asks for, each with its place in the sample, from 1: those that have a
/// record and that no earlier round asked for.
pub fn to_read(rounds: &[Vec<Drawn>]) -> Vec<(usize, &Drawn)> {
    let Some((open, earlier)) = rounds.split_last() else { return Vec::new() };
    let earlier: BTreeSet<&str> = earlier.iter().flatten().map(|drawn| drawn.card.as_str()).collect();
    let asked = |drawn: &&Drawn| !drawn.card.starts_with("phantom-") && !earlier.contains(drawn.card.as_str());
    (1..).zip(open).filter(|(_, drawn)| asked(drawn)).collect()
}

/// The id of a card that the bound allows and no record names.
pub fn phantom(contest: &str, i: u64) -> String {
    format!("phantom-{contest}-{i}")
}

/// Writes `sample.csv`: ticket order.
pub fn sample_csv(audit: &Audit, drawn: &[Drawn]) -> String {
    let mut out = String::from("order,card,ticket,batch,position,contests\n");
    for (i, row) in drawn.iter().enumerate() {
        out.push_str(&sample_row(audit, i + 1, row));
    }
    out
}

/// Writes `pull.csv`: the same rows by batch and position.
pub fn pull_csv(audit: &Audit, drawn: &[Drawn]) -> String {
    let mut rows: Vec<(usize, &Drawn)> = drawn.iter().enumerate().collect();
    let key =
        |row: &Drawn| (row.batch.clone(), row.position.parse::<u64>().unwrap_or(u64::MAX), row.position.clone());
    rows.sort_by_key(|(_, row)| key(row));
    let mut out = String::from("order,card,ticket,batch,position,contests\n");
    for (i, row) in rows {
        out.push_str(&sample_row(audit, i + 1, row));
    }
    out
}

fn sample_row(audit: &Audit, order: usize, row: &Drawn) -> String {
    let contests: Vec<&str> = row.contests.iter().map(|c| audit.contests[*c].id.as_str()).collect();
    let (card, batch, position) = (quote(&row.card), quote(&row.batch), quote(&row.position));
    format!("{order},{card},{},{batch},{position},{}\n", row.ticket, contests.join(";"))
}

/// Reads `sample.csv`.
///
/// # Errors
/// The first row that cannot be read.
pub fn read_sample(audit: &Audit, bytes: &[u8]) -> Result<Vec<Drawn>, Problem> {
    let mut rows = Rows::new(bytes);
    let mut out = Vec::new();
    let mut begun = false;
    while let Some(row) = rows.next_row().map_err(|error| crate::manifest::row_problem(&error, 0))? {
        if !begun {
            begun = true;
            continue;
        }
        let wrong = || {
            let place = Place { input: 0, line: row.line, pointer: String::new() };
            Problem::new(
                "RLA-ORDER",
                Severity::Error,
                Action::Refused,
                place,
                "a row of the sample cannot be read",
                "Draw the sample again with `rla sample`.",
            )
        };
        let names = row.get(5).split(';').filter(|id| !id.is_empty());
        let contests: Option<Vec<usize>> = names.map(|id| audit.contests.iter().position(|c| c.id == id)).collect();
        out.push(Drawn {
            ticket: Digest::from_hex(row.get(2)).ok_or_else(wrong)?,
            card: row.get(1).to_owned(),
            batch: row.get(3).to_owned(),
            position: row.get(4).to_owned(),
            contests: contests.ok_or_else(wrong)?,
        });
    }
    Ok(out)
}

/// What was read on one card's paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Whether the card was found and could be read.
    pub found: bool,
    /// `found`, `not_found` or `unreadable`.
    pub status: String,
    /// Vote by contest of the audit.
    pub votes: Vec<Vote>,
    /// Cells as written.
    pub cells: Vec<String>,
    /// Line of the file.
    pub line: u64,
}

/// Reads paper interpretations. `sampled`: the cards of the round; others are `RLA-MVR-UNSAMPLED`, a second row for a
/// card is `RLA-MVR-TWICE`.
pub fn read_papers(
    audit: &Audit,
    reader: impl BufRead,
    input: u32,
    sampled: &BTreeSet<String>,
) -> (BTreeMap<String, Reading>, Vec<Problem>) {
    let mut rows = Rows::new(reader);
    let (mut out, mut problems) = (BTreeMap::<String, Reading>::new(), Vec::new());
    let mut columns: Option<Header> = None;
    loop {
        let row = match rows.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                problems.push(crate::manifest::row_problem(&error, input));
                if matches!(error, RowError::Io(_)) {
                    break;
                }
                continue;
            }
        };
        let Some(columns) = &columns else {
            match header(audit, row, input, &mut problems) {
                Ok(found) => {
                    for (contest, _) in audit.contests.iter().zip(&found.contests).filter(|(_, c)| c.is_none()) {
                        let place = Place { input, line: row.line, pointer: String::new() };
                        problems.push(Problem::new(
                            "RLA-FORMAT",
                            Severity::Error,
                            Action::Refused,
                            place,
                            format!("no column for contest `{}`", contest.id),
                            "Add the column; an empty cell says that the contest is not on the card.",
                        ));
                    }
                    columns = Some(found);
                }
                Err(problem) => {
                    problems.push(problem);
                    break;
                }
            }
            continue;
        };
        let card = columns.card(row);
        let place = || Place { input, line: row.line, pointer: String::new() };
        let mut refuse = |code: &str, what: String, remedy: &str| {
            problems.push(Problem::new(code, Severity::Error, Action::Refused, place(), what, remedy));
        };
        if !sampled.contains(card) {
            refuse(
                "RLA-MVR-UNSAMPLED",
                format!("card `{card}` was not drawn"),
                "Check the card id; the row was not used.",
            );
            continue;
        }
        let status = columns.status(row);
        if !["found", "not_found", "unreadable"].contains(&status) {
            refuse("RLA-CELL", format!("status `{status}` is not known"), "Use found, not_found or unreadable.");
            continue;
        }
        if let Some(first) = out.get(card) {
            refuse(
                "RLA-MVR-TWICE",
                format!("card `{card}` stands on line {} already", first.line),
                "Keep one reading of each card.",
            );
            continue;
        }
        let mut votes = Vec::new();
        let mut cells = Vec::new();
        for (i, contest) in audit.contests.iter().enumerate() {
            match crate::vote::parse(contest, columns.cell(row, i)) {
                Ok(vote) => votes.push(vote),
                Err(error) => problems.push(cell_problem(&error, contest, columns.contests[i], row.line, input)),
            }
            cells.push(columns.cell(row, i).to_owned());
        }
        if votes.len() == audit.contests.len() {
            let reading =
                Reading { found: status == "found", status: status.to_owned(), votes, cells, line: row.line };
            out.insert(card.to_owned(), reading);
        }
    }
    (out, problems)
}

/// Writes `mvrs.csv` in the order of the sample.
pub fn papers_csv(audit: &Audit, drawn: &[Drawn], papers: &BTreeMap<String, Reading>) -> String {
    let ids: Vec<&str> = audit.contests.iter().map(|c| c.id.as_str()).collect();
    let mut out = format!("card,batch,position,style,status,{}\n", ids.join(","));
    for row in drawn {
        let Some(reading) = papers.get(&row.card) else { continue };
        let cells: Vec<_> = reading.cells.iter().map(|c| quote(c)).collect();
        out.push_str(&format!(
            "{},{},{},,{},{}\n",
            quote(&row.card),
            quote(&row.batch),
            quote(&row.position),
            reading.status,
            cells.join(",")
        ));
    }
    out
}

/// A sampled card's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Pool; empty for a card of its own.
    pub pool: String,
    /// Vote by contest.
    pub votes: Vec<Vote>,
}

/// Everything known of one contest when its risk is computed.
#[derive(Debug)]
pub struct ContestState<'a> {
    /// Place in the audit.
    pub contest: usize,
    /// Cards that could have been drawn: records and phantoms.
    pub population: u64,
    /// Cards with records of their own.
    pub own: u64,
    /// Assertions; empty if there are none because the contest cannot be audited.
    pub assertions: &'a [Assertion],
    /// Whether the contest can be audited at all.
    pub auditable: bool,
}

/// p of every assertion of a contest over its cards, in ticket order over all rounds.
///
/// # Errors
/// What is wrong with the contest's test.
pub fn contest_risk(
    audit: &Audit,
    state: &ContestState<'_>,
    pools: &Pools,
    drawn: &[Drawn],
    records: &HashMap<String, Recorded>,
    papers: &BTreeMap<String, Reading>,
) -> Result<Value, String> {
    let contest = &audit.contests[state.contest];
    let mut cards: Vec<&Drawn> = drawn.iter().filter(|d| d.contests.contains(&state.contest)).collect();
    cards.sort_by(|a, b| (a.ticket, &a.card).cmp(&(b.ticket, &b.card)));
    let their_pools: Vec<_> = pools.totals.iter().filter(|((_, c), _)| *c == state.contest).map(|(_, t)| t).collect();
    let mut spread_pools = their_pools.clone();
    spread_pools.sort_by_key(|p| (p.cards, p.votes.clone()));
    let mut measured: Vec<(String, Measured)> = Vec::new();
    for assertion in state.assertions {
        let valuer = Valuer::new(contest, assertion);
        let spread = || valuer.spread(state.own, &spread_pools);
        let test = valuer.test(contest, assertion, &spread)?;
        let pairs = cards.iter().map(|drawn| {
            let cvr = match records.get(&drawn.card) {
                None => Cvr::Phantom,
                Some(record) => {
                    match (&record.votes[state.contest], pools.totals.get(&(record.pool.clone(), state.contest))) {
                        // A pool's mean is that of its cards with the contest, and the margin counts it for these only.
                        (vote, Some(pool)) if !record.pool.is_empty() && *vote != Vote::Absent => Cvr::Pool(pool),
                        (vote, _) => Cvr::Vote(vote),
                    }
                }
            };
            let paper = match papers.get(&drawn.card).filter(|p| p.found) {
                Some(reading) => {
                    let vote = &reading.votes[state.contest];
                    match (&cvr, vote) {
                        // Under style information a record without the contest is not drawn for it; without, neither
                        // side holds it and both count ½.
                        (Cvr::Vote(Vote::Absent), Vote::Absent) if contest.use_style => Paper::NotFound,
                        _ => Paper::Vote(vote),
                    }
                }
                None => Paper::NotFound,
            };
            (cvr, paper)
        });
        let result = measure(&valuer, test, state.population, pairs);
        measured.push((contest.assertion_id(&assertion.kind), result));
    }
    // The contest's risk is the largest of its assertions (SHANGRLA, section 2); nothing measured is no evidence.
    let risk = if state.auditable && !measured.is_empty() {
        measured.iter().map(|(_, m)| m.p).fold(0.0, f64::max)
    } else {
        1.0
    };
    // A contest without assertions (nobody could lose) has nothing to confirm and nothing to fear.
    let nothing_to_lose = state.auditable && state.assertions.is_empty();
    let confirmed = nothing_to_lose || (state.auditable && within(risk, &contest.risk_limit));
    let full = cards.len() as u64 >= state.population && !confirmed;
    let conclusion = if !state.auditable || full {
        "full hand count required".to_owned()
    } else if confirmed {
        format!("confirmed at risk limit {}", shortest(to_f64(&contest.risk_limit)))
    } else {
        "not confirmed yet".to_owned()
    };
    let assertions: Vec<Value> = measured
        .iter()
        .map(|(id, m)| {
            let c = &m.counts;
            json!({
                "id": id, "n": m.n, "p": shortest(m.p),
                "overstatements": { "two": c.over_two, "one": c.over_one },
                "understatements": { "one": c.under_one, "two": c.under_two },
                "other": c.other,
            })
        })
        .collect();
    Ok(json!({
        "id": contest.id, "sampled": cards.len(), "risk": shortest(if nothing_to_lose { 0.0 } else { risk }),
        "confirmed": confirmed, "conclusion": conclusion, "assertions": assertions,
    }))
}
