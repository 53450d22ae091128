//! Ranked ballots in the two published forms of RAIRE's data.

use crate::manifest::row_problem;
use crate::raire::Ballots;
use crate::rows::{RowError, Rows};
use base::{Action, Place, Problem, Severity};
use std::io::BufRead;

/// One ranked contest of a file.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// Contest id or name.
    pub id: String,
    /// Candidate ids and names, in order.
    pub candidates: Vec<(String, String)>,
    /// Ballots.
    pub ballots: Ballots,
    /// Auditable ballots that the file states; else the ballots in it.
    pub cards: u64,
    /// The winner the file names.
    pub named_winner: Option<usize>,
}

/// Reads `.raire`: `n`, then n lines `Contest,<id>,<c>,<cand>…`, then `<contest>,<ballot>,<first>,…`.
pub fn raire(reader: impl BufRead) -> (Vec<Ranked>, Vec<Problem>) {
    let mut rows = Rows::new(reader);
    let mut problems = Vec::new();
    let mut contests: Vec<Ranked> = Vec::new();
    let mut rankings: Vec<Vec<(Vec<u8>, u64)>> = Vec::new();
    let mut first = true;
    loop {
        let row = match rows.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                problems.push(row_problem(&error, 0));
                if matches!(error, RowError::Io(_)) {
                    break;
                }
                continue;
            }
        };
        let mut wrong = |code: &str, what: String| {
            let place = Place { input: 0, line: row.line, pointer: String::new() };
            problems.push(Problem::new(
                code,
                Severity::Error,
                Action::Refused,
                place,
                what,
                "Correct the line; it was not counted.",
            ));
        };
        let fields: Vec<&str> = row.fields().map(str::trim).collect();
        if first {
            first = false;
            if fields.len() != 1 || fields[0].parse::<u32>().is_err() {
                wrong("RLA-FORMAT", "the first line is not the number of contests".into());
                break;
            }
            continue;
        }
        if fields[0] == "Contest" {
            let count = fields.get(2).and_then(|c| c.parse::<usize>().ok()).filter(|c| (1..=64).contains(c));
            let Some(count) = count.filter(|c| fields.len() >= 3 + c) else {
                wrong("RLA-FORMAT", "a contest line does not list its candidates, or more than 64".into());
                continue;
            };
            let candidates: Vec<(String, String)> =
                fields[3..3 + count].iter().map(|c| ((*c).to_owned(), (*c).to_owned())).collect();
            let named = fields[3 + count..].windows(2).find(|w| w[0] == "winner").map(|w| w[1]);
            let named_winner = named.and_then(|id| candidates.iter().position(|c| c.0 == id));
            let ballots = Ballots { candidates: count, ..Ballots::default() };
            contests.push(Ranked { id: fields[1].to_owned(), candidates, ballots, cards: 0, named_winner });
            rankings.push(Vec::new());
            continue;
        }
        let Some(at) = contests.iter().position(|c| c.id == fields[0]) else {
            wrong("RLA-FORMAT", format!("contest `{}` was not announced", fields[0]));
            continue;
        };
        let mut ranking: Vec<u8> = Vec::new();
        let mut unknown = None;
        for id in fields.iter().skip(2).filter(|id| !id.is_empty()) {
            match contests[at].candidates.iter().position(|c| c.0 == *id) {
                Some(c) if !ranking.contains(&(c as u8)) => ranking.push(c as u8),
                Some(_) => {}
                None => unknown = Some(*id),
            }
        }
        match unknown {
            Some(id) => wrong("RLA-CAND", format!("`{id}` is not a candidate of contest `{}`", fields[0])),
            None => rankings[at].push((ranking, 1)),
        }
    }
    for (contest, rankings) in contests.iter_mut().zip(rankings) {
        contest.ballots = Ballots::new(contest.candidates.len(), rankings);
        contest.cards = contest.ballots.total();
    }
    (contests, problems)
}

#[derive(serde::Deserialize)]
struct Document {
    metadata: Option<Metadata>,
    num_candidates: usize,
    votes: Vec<Votes>,
    winner: Option<usize>,
    audit: Option<Stated>,
}

#[derive(serde::Deserialize)]
struct Metadata {
    #[serde(default)]
    candidates: Vec<String>,
    contest: Option<String>,
}

#[derive(serde::Deserialize)]
struct Votes {
    n: u64,
    prefs: Vec<usize>,
}

#[derive(serde::Deserialize)]
struct Stated {
    total_auditable_ballots: Option<u64>,
}

/// Reads the JSON form; candidates are the indices `"0"`….
pub fn raire_json(bytes: &[u8]) -> (Option<Ranked>, Vec<Problem>) {
    let refuse = |code: &str, what: String| {
        let remedy = "Give a document with num_candidates and votes.";
        (None, vec![Problem::new(code, Severity::Error, Action::Refused, Place::default(), what, remedy)])
    };
    let document: Document = match serde_json::from_slice(bytes) {
        Ok(document) => document,
        Err(error) => return refuse("RLA-FORMAT", error.to_string()),
    };
    let n = document.num_candidates;
    if !(1..=64).contains(&n) {
        return refuse("RLA-LIMIT", format!("{n} candidates; between 1 and 64 are possible"));
    }
    let mut problems = Vec::new();
    let mut rankings = Vec::new();
    for (i, votes) in document.votes.into_iter().enumerate() {
        if votes.n > 1 << 40 || votes.prefs.iter().any(|c| *c >= n) {
            let place = Place { input: 0, line: 0, pointer: format!("/votes/{i}") };
            let what = "a preference is no candidate, or the count is too large";
            problems.push(Problem::new(
                "RLA-CAND",
                Severity::Error,
                Action::Refused,
                place,
                what,
                "Correct the entry; it was not counted.",
            ));
            continue;
        }
        let mut ranking: Vec<u8> = Vec::new();
        for c in votes.prefs {
            if !ranking.contains(&(c as u8)) {
                ranking.push(c as u8);
            }
        }
        rankings.push((ranking, votes.n));
    }
    let ballots = Ballots::new(n, rankings);
    let metadata = document.metadata.unwrap_or(Metadata { candidates: Vec::new(), contest: None });
    let candidates = (0..n)
        .map(|i| (i.to_string(), metadata.candidates.get(i).cloned().unwrap_or_else(|| i.to_string())))
        .collect();
    let total = ballots.total();
    let cards = document.audit.and_then(|a| a.total_auditable_ballots).unwrap_or(total).max(total);
    let id = metadata.contest.unwrap_or_else(|| "contest".into());
    (Some(Ranked { id, candidates, ballots, cards, named_winner: document.winner }), problems)
}
