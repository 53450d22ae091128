//! Georgia: batches drawn with probability proportional to an error bound, their tickets, and Kaplan–Markov (MACRO).
//!
//! Stark, *A Sharper Discrepancy Measure for Post-Election Audits* (2008) and *Risk-limiting postelection audits:
//! conservative P-values from common probability inequalities* (2009). The draw is numpy's, see [`crate::numpy`].

use crate::numpy::{Pcg64, SeedSequence, choose, cumulative};
use crate::outcome::exact;
use crate::rows::Rows;
use base::digest::sha256;
use base::exact::Rational;
use base::{Action, Place, Problem, Severity};
use num_bigint::BigUint;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// One file of a county, with the county's folder name.
#[derive(Debug, Clone)]
pub struct CountyFile {
    /// Folder name.
    pub folder: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What one contest's replay gives.
#[derive(Debug, Clone, Serialize)]
pub struct ContestReplay {
    /// Contest.
    pub name: String,
    /// Published sample size.
    pub sample_size: u64,
    /// Draws made.
    pub draws: u64,
    /// Distinct batches drawn.
    pub unique_batches: usize,
    /// Tickets in the report.
    pub tickets_published: usize,
    /// Tickets that are the same here.
    pub tickets_equal: usize,
    /// U, the sum of the error bounds.
    pub error_bound_total: f64,
    /// p by Kaplan–Markov.
    pub p: f64,
    /// p as published.
    pub p_published: Option<f64>,
    /// Whether they differ by at most 5·10⁻¹⁰.
    pub p_equal: bool,
    /// Batches that the report shows only combined.
    pub combined: Vec<Combined>,
    /// The drawn batches in order.
    #[serde(skip)]
    pub order: Vec<(String, String)>,
}

/// A drawn batch that was reported together with its sisters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Combined {
    /// County.
    pub jurisdiction: String,
    /// As drawn.
    pub drawn: String,
    /// As reported.
    pub reported_as: String,
    /// How many parts.
    pub parts: usize,
}

/// The whole replay.
#[derive(Debug, Clone, Serialize)]
pub struct Replay {
    /// Batches over all counties.
    pub batches: usize,
    /// Targeted contests.
    pub contests: Vec<ContestReplay>,
}

type Votes = BTreeMap<String, i64>;
type Table = Vec<Vec<String>>;

#[derive(Debug, Clone)]
struct Batch {
    county: String,
    name: String,
    ballots: i64,
    /// Votes by contest and candidate.
    votes: HashMap<String, Votes>,
}

#[derive(Debug, Clone)]
struct Assertion {
    /// Sign of each candidate's votes: +1, −1 or 0.
    signs: BTreeMap<String, i64>,
    margin: Rational,
}

struct Contest {
    name: String,
    winners: usize,
    votes_allowed: i64,
    totals: Votes,
    /// In the order of the report.
    order: Vec<String>,
    pending: i64,
    runoff: bool,
}

struct Report {
    contests: Vec<Contest>,
    seed: String,
    rounds: Vec<(String, u64, Option<f64>)>,
    sampled: Vec<BTreeMap<String, String>>,
}

fn problem(what: impl Into<String>, remedy: &str) -> Problem {
    Problem::new("RLA-FORMAT", Severity::Error, Action::Refused, Place::default(), what, remedy)
}

/// Replays an audit from its files: manifests and candidate totals by county, and the final report.
///
/// # Errors
/// A problem where a file lacks what the replay needs.
pub fn replay(manifests: &[CountyFile], totals: &[CountyFile], report: &[u8]) -> Result<Replay, Problem> {
    let report = read_report(report)?;
    let batches = read_batches(manifests, totals, &report.contests)?;
    let mut contests = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for (name, _, _) in &report.rounds {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let rounds: Vec<_> = report.rounds.iter().filter(|(n, _, _)| n == name).collect();
        let contest = report.contests.iter().find(|c| c.name == name);
        let contest = contest.ok_or_else(|| {
            problem(format!("contest `{name}` has rounds but is not listed"), "Correct the report.")
        })?;
        let size = rounds.iter().map(|(_, size, _)| size).sum();
        let published = rounds.last().and_then(|(_, _, p)| *p);
        contests.push(replay_contest(contest, &batches, &report, size, published)?);
    }
    Ok(Replay { batches: batches.len(), contests })
}

fn replay_contest(
    contest: &Contest,
    batches: &[Batch],
    report: &Report,
    size: u64,
    published: Option<f64>,
) -> Result<ContestReplay, Problem> {
    let votes_of = |batch: &'_ Batch| batch.votes.get(&contest.name).cloned().unwrap_or_default();
    let assertions = assertions(contest, batches)?;
    let net = |a: &Assertion, votes: &Votes| -> i64 {
        a.signs.iter().map(|(c, sign)| sign * votes.get(c).copied().unwrap_or(0)).sum()
    };
    let bounds: Vec<Rational> = batches
        .iter()
        .map(|batch| {
            let votes = votes_of(batch);
            let worst = assertions.iter().map(|a| exact(net(a, &votes) + batch.ballots) / &a.margin).max();
            worst.filter(num_traits::Signed::is_positive).unwrap_or_else(Rational::zero)
        })
        .collect();
    let total: Rational = bounds.iter().sum();
    if !total.is_positive() {
        return Err(problem(
            format!("contest `{}` has no error bound above zero", contest.name),
            "Check the manifests.",
        ));
    }
    let shares: Vec<f64> = bounds.iter().map(|u| (u / &total).to_f64().unwrap_or(0.0)).collect();
    let sums = cumulative(&shares);
    let digest = sha256(report.seed.as_bytes());
    let mut generator = Pcg64::new(&SeedSequence::new(&digest));
    let drawn: Vec<usize> = (0..size).map(|_| choose(&sums, &mut generator)).collect();

    // Tickets: one for each time a batch is drawn.
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for batch in &drawn {
        *times.entry(*batch).or_default() += 1;
    }
    let mut tickets: Vec<(String, usize)> = Vec::new();
    for (batch, count) in &times {
        let text = format!("{digest}{}", python_pair(&batches[*batch].county, &batches[*batch].name));
        let mut ticket = first_ticket(&text);
        for i in 0..*count {
            if i > 0 {
                ticket = next_ticket(&ticket);
            }
            tickets.push((ticket.clone(), *batch));
        }
    }
    tickets.sort();
    let mut shown: Vec<String> = Vec::new();
    for row in &report.sampled {
        let cell = row.get(&format!("Ticket Numbers: {}", contest.name)).map_or("", String::as_str);
        shown.extend(cell.split([',', ':', ';', ' ']).filter(|t| t.starts_with("0.")).map(str::to_owned));
    }
    let tickets_equal = tickets.iter().filter(|(t, _)| shown.contains(t)).count();

    // p, in the order of the tickets.
    let mut combined = Vec::new();
    let audited_all = times.len() == batches.len();
    let mut p = Rational::one();
    let per_draw = Rational::one() - total.recip();
    let mut errors: HashMap<usize, Rational> = HashMap::new();
    for (_, b) in &tickets {
        let batch = &batches[*b];
        let taint = match errors.get(b) {
            Some(taint) => taint.clone(),
            None => {
                let (reported, audited, part) = readings(contest, batch, batches, report)?;
                combined.extend(part);
                let worst = assertions.iter().map(|a| exact(net(a, &reported) - net(a, &audited)) / &a.margin).max();
                let worst = worst.filter(num_traits::Signed::is_positive).unwrap_or_else(Rational::zero);
                let taint = if bounds[*b].is_zero() { Rational::zero() } else { worst / &bounds[*b] };
                errors.insert(*b, taint.clone());
                taint
            }
        };
        let left = Rational::one() - taint;
        if !left.is_positive() {
            // A taint of 1 or more: the audit can no longer end without a full count.
            p = Rational::one();
            break;
        }
        p *= &per_draw / left;
    }
    let p = if audited_all { 0.0 } else { p.to_f64().unwrap_or(1.0).min(1.0) };
    Ok(ContestReplay {
        name: contest.name.clone(),
        sample_size: size,
        draws: drawn.len() as u64,
        unique_batches: times.len(),
        tickets_published: shown.len(),
        tickets_equal,
        error_bound_total: total.to_f64().unwrap_or(0.0),
        p,
        p_published: published,
        p_equal: published.is_some_and(|q| (p - q).abs() <= 5e-10),
        combined,
        order: drawn.iter().map(|b| (batches[*b].county.clone(), batches[*b].name.clone())).collect(),
    })
}

/// Reported and audited votes of a drawn batch, and the combination if it was reported within one.
fn readings(
    contest: &Contest,
    batch: &Batch,
    batches: &[Batch],
    report: &Report,
) -> Result<(Votes, Votes, Option<Combined>), Problem> {
    let row = |name: &str| {
        report.sampled.iter().find(|row| {
            row.get("Jurisdiction Name").is_some_and(|j| *j == batch.county)
                && row.get("Batch Name").is_some_and(|n| n == name)
        })
    };
    let audit_column = format!("Audit Results: {}", contest.name);
    let votes_of = |b: &Batch| b.votes.get(&contest.name).cloned().unwrap_or_default();
    let audited = |row: &BTreeMap<String, String>| {
        vote_list(row.get(&audit_column).map_or("", String::as_str)).into_iter().collect::<Votes>()
    };
    if let Some(row) = row(&batch.name) {
        return Ok((votes_of(batch), audited(row), None));
    }
    let base_name = batch.name.rsplit_once(" - ").map(|(base, _)| base);
    if let Some((base_name, row)) = base_name.and_then(|base| Some((base, row(base)?))) {
        let parts: Vec<&Batch> = batches
            .iter()
            .filter(|b| {
                b.county == batch.county && b.name.rsplit_once(" - ").is_some_and(|(base, _)| base == base_name)
            })
            .collect();
        let mut reported = Votes::new();
        for part in &parts {
            for (candidate, votes) in votes_of(part) {
                *reported.entry(candidate).or_default() += votes;
            }
        }
        let combined = Combined {
            jurisdiction: batch.county.clone(),
            drawn: batch.name.clone(),
            reported_as: base_name.to_owned(),
            parts: parts.len(),
        };
        return Ok((reported, audited(row), Some(combined)));
    }
    Err(problem(
        format!("batch `{}` of {} was drawn but the report does not show it", batch.name, batch.county),
        "Give the final report.",
    ))
}

/// Winner × loser pairs, and majority assertions where a run-off law holds; margins less what is pending and missing.
fn assertions(contest: &Contest, batches: &[Batch]) -> Result<Vec<Assertion>, Problem> {
    let total: i64 = contest.totals.values().sum();
    let votes = |c: &String| contest.totals.get(c).copied().unwrap_or(0);
    let mut order = contest.order.clone();
    order.sort_by_key(|c| std::cmp::Reverse(votes(c)));
    let no_majority = contest.runoff && order.first().is_some_and(|top| 2 * votes(top) <= total);
    let winners = if no_majority { 2 } else { contest.winners };
    let (winners, losers) = order.split_at(winners.min(order.len()));
    let from_batches: i64 = batches.iter().filter_map(|b| b.votes.get(&contest.name)).flat_map(|v| v.values()).sum();
    let unaccounted = (total - from_batches).max(0);
    let allowed = contest.votes_allowed.max(1);
    let less = contest.pending + (unaccounted + allowed - 1) / allowed;
    let mut out = Vec::new();
    let mut push = |signs: BTreeMap<String, i64>| {
        let margin: i64 = signs.iter().map(|(c, sign)| sign * votes(c)).sum::<i64>() - less;
        if margin <= 0 {
            return Err(problem(
                format!("a margin of contest `{}` is not positive", contest.name),
                "A full hand count is needed.",
            ));
        }
        out.push(Assertion { signs, margin: exact(margin) });
        Ok(())
    };
    for w in winners {
        for l in losers {
            push([(w.clone(), 1), (l.clone(), -1)].into())?;
        }
        if contest.runoff {
            let sign = if 2 * votes(w) > total { 1 } else { -1 };
            push(contest.order.iter().map(|c| (c.clone(), if c == w { sign } else { -sign })).collect())?;
        }
    }
    Ok(out)
}

/// `('COUNTY', 'Batch')` as Python prints a tuple of two strings.
pub fn python_pair(a: &str, b: &str) -> String {
    format!("({}, {})", python_text(a), python_text(b))
}

fn python_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// SHA-256 as an integer in decimal, at least 64 digits, reversed.
fn reversed_digits(text: &str) -> String {
    let number = BigUint::from_bytes_be(&sha256(text.as_bytes()).0).to_string();
    format!("{number:0>64}").chars().rev().collect()
}

/// Leading run of nines.
fn nines(digits: &str) -> usize {
    digits.bytes().take_while(|b| *b == b'9').count()
}

/// Keeps the leading nines and 18 digits after them.
fn cut(digits: &str) -> String {
    let keep = (nines(digits) + 18).min(digits.len());
    format!("0.{}", &digits[..keep])
}

/// The first ticket of a hashed text.
pub fn first_ticket(text: &str) -> String {
    cut(&reversed_digits(text))
}

/// The next ticket of the same batch: greater than the last one.
pub fn next_ticket(last: &str) -> String {
    let digits = last.trim_start_matches("0.");
    let head = &digits[..nines(digits)];
    (1..)
        .map(|i| format!("{head}{}", reversed_digits(&format!("{last}:{i}"))))
        .find(|next| next.as_str() > digits)
        .map(|next| cut(&next))
        .unwrap_or_default()
}

fn table(bytes: &[u8]) -> Table {
    let mut rows = Rows::new(bytes);
    let mut out = Table::new();
    loop {
        match rows.next_row() {
            Ok(Some(row)) => out.push(row.fields().map(|f| f.trim().to_owned()).collect()),
            Ok(None) => return out,
            Err(crate::rows::RowError::TooLong { .. }) => {}
            Err(crate::rows::RowError::Io(_)) => return out,
        }
    }
}

fn named(header: &[String], row: &[String]) -> BTreeMap<String, String> {
    header.iter().cloned().zip(row.iter().cloned()).collect()
}

/// `name: votes; name: votes`.
fn vote_list(cell: &str) -> Vec<(String, i64)> {
    let parts = cell.split(';').filter_map(|part| part.rsplit_once(':'));
    parts
        .filter_map(|(name, votes)| Some((name.trim().to_owned(), votes.trim().replace(',', "").parse().ok()?)))
        .collect()
}

fn read_report(bytes: &[u8]) -> Result<Report, Problem> {
    let mut sections: BTreeMap<String, Table> = BTreeMap::new();
    let mut current = String::new();
    for row in table(bytes) {
        if let Some(name) = row[0].strip_prefix("########") {
            current = name.trim_matches(['#', ' ']).to_owned();
        } else {
            sections.entry(current.clone()).or_default().push(row);
        }
    }
    let section = |name: &str| -> Result<Vec<BTreeMap<String, String>>, Problem> {
        let rows = sections.get(name).filter(|rows| !rows.is_empty());
        let rows = rows.ok_or_else(|| {
            problem(format!("the report has no section {name}"), "Give the final audit report as published.")
        })?;
        Ok(rows[1..].iter().map(|row| named(&rows[0], row)).collect())
    };
    let text = |row: &BTreeMap<String, String>, key: &str| row.get(key).cloned().unwrap_or_default();
    let whole =
        |row: &BTreeMap<String, String>, key: &str| text(row, key).replace(',', "").parse::<i64>().unwrap_or(0);
    let contests = section("CONTESTS")?
        .iter()
        .map(|row| {
            let list = vote_list(&text(row, "Vote Totals"));
            Contest {
                name: text(row, "Contest Name"),
                winners: usize::try_from(whole(row, "Number of Winners").max(1)).unwrap_or(1),
                votes_allowed: whole(row, "Votes Allowed").max(1),
                order: list.iter().map(|(name, _)| name.clone()).collect(),
                totals: list.into_iter().collect(),
                pending: whole(row, "Pending Ballots").max(0),
                runoff: text(row, "Runoff Law").to_lowercase().contains("subject to runoff"),
            }
        })
        .collect();
    let seed = section("AUDIT SETTINGS")?.first().map(|row| text(row, "Random Seed")).unwrap_or_default();
    let rounds = section("ROUNDS")?
        .iter()
        .filter(|row| text(row, "Targeted?").eq_ignore_ascii_case("targeted"))
        .map(|row| {
            (
                text(row, "Contest Name"),
                u64::try_from(whole(row, "Sample Size")).unwrap_or(0),
                text(row, "P-Value").parse().ok(),
            )
        })
        .collect();
    Ok(Report { contests, seed, rounds, sampled: section("SAMPLED BATCHES")? })
}

fn jurisdiction(folder: &str) -> String {
    folder.replace('-', " ").to_uppercase()
}

/// Batches: counties alphabetically, rows in file order; of duplicates the first place and the last values.
fn read_batches(
    manifests: &[CountyFile],
    totals: &[CountyFile],
    contests: &[Contest],
) -> Result<Vec<Batch>, Problem> {
    let mut order: Vec<Batch> = Vec::new();
    let mut place: HashMap<(String, String), usize> = HashMap::new();
    let mut ballots: HashMap<(String, String), i64> = HashMap::new();
    let mut manifest_order: Vec<(String, String)> = Vec::new();
    let sorted = |files: &[CountyFile]| {
        let mut files: Vec<CountyFile> = files.to_vec();
        files.sort_by_key(|f| jurisdiction(&f.folder));
        files
    };
    for file in sorted(manifests) {
        let county = jurisdiction(&file.folder);
        let (manifest, problems) = crate::manifest::read(&file.bytes[..], 0);
        if let Some(problem) = problems.into_iter().find(|p| p.severity == Severity::Error) {
            return Err(problem);
        }
        // The replayed tool names a batch by its name alone, without tabulator or container.
        for batch in manifest.batches {
            let key = (county.clone(), batch.id.trim().to_owned());
            if ballots.insert(key.clone(), batch.cards as i64).is_none() {
                manifest_order.push(key);
            }
        }
    }
    for file in sorted(totals) {
        let county = jurisdiction(&file.folder);
        let rows = table(&file.bytes);
        let Some((header, rows)) = rows.split_first() else { continue };
        // Columns are split at the known contest names, because names contain " - ", quotes and commas.
        let columns: Vec<Option<(String, String)>> = header
            .iter()
            .map(|column| {
                let contest =
                    contests.iter().filter(|c| column.strip_prefix(&c.name).is_some_and(|r| r.starts_with(" - ")));
                let contest = contest.max_by_key(|c| c.name.len())?;
                Some((contest.name.clone(), column[contest.name.len() + 3..].trim().to_owned()))
            })
            .collect();
        for row in rows {
            let key = (county.clone(), row[0].clone());
            let mut votes: HashMap<String, Votes> = HashMap::new();
            for (column, cell) in columns.iter().zip(row) {
                if let Some((contest, candidate)) = column {
                    let number = cell.replace(',', "").parse().unwrap_or(0);
                    votes.entry(contest.clone()).or_default().insert(candidate.clone(), number);
                }
            }
            let ballots = ballots.get(&key).copied().unwrap_or(0);
            let batch = Batch { county: key.0.clone(), name: key.1.clone(), ballots, votes };
            match place.get(&key) {
                Some(at) => order[*at] = batch,
                None => {
                    place.insert(key, order.len());
                    order.push(batch);
                }
            }
        }
    }
    for key in manifest_order {
        if !place.contains_key(&key) {
            let cards = ballots.get(&key).copied().unwrap_or(0);
            order.push(Batch { county: key.0, name: key.1, ballots: cards, votes: HashMap::new() });
        }
    }
    Ok(order)
}
