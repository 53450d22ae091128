//! Exports with one row for each card: ES&S and ClearBallot. Both are read by their headers; no published sample was at
//! hand to hold them against.

use super::{Card, Mark, Names, Reading, Voted, refuse};
use crate::model::Audit;
use crate::rows::{Row, RowError, Rows};
use base::{Place, Problem, text::fold};
use std::io::BufRead;

/// Takes a row with the header's names and its place.
type TakeRow<'a> = dyn FnMut(&mut Reading<'_, '_>, &[String], &Row, Place) + 'a;

/// Hands each row after the header to `each`; the header is refused where it lacks one of `need`.
fn rows(reading: &mut Reading<'_, '_>, reader: impl BufRead, need: &[&str], each: &mut TakeRow<'_>) {
    let mut rows = Rows::new(reader);
    let mut header: Option<Vec<String>> = None;
    loop {
        match rows.next_row() {
            Ok(None) => break,
            Err(error) => {
                reading.problems.push(crate::manifest::row_problem(&error, 0));
                if matches!(error, RowError::Io(_)) {
                    return;
                }
            }
            Ok(Some(row)) => {
                let place = Place { input: 0, line: row.line, pointer: String::new() };
                if let Some(header) = &header {
                    each(reading, header, row, place);
                    continue;
                }
                let names: Vec<String> = row.fields().map(|f| f.trim().to_owned()).collect();
                if let Some(missing) = need.iter().find(|n| !names.iter().any(|h| h.eq_ignore_ascii_case(n))) {
                    let what = format!("no column `{missing}`");
                    let remedy = "Save the vendor's export as CSV with its header; or write the plain form.";
                    reading.problems.push(refuse("RLA-FORMAT", &place, what, remedy));
                    return;
                }
                header = Some(names);
            }
        }
    }
    if header.is_none() {
        let found = refuse("RLA-FORMAT", &Place::default(), "the file is empty", "Give the export.");
        reading.problems.push(found);
    }
}

fn field<'r>(header: &[String], row: &'r Row, name: &str) -> &'r str {
    header.iter().position(|h| h.eq_ignore_ascii_case(name)).map_or("", |at| row.get(at).trim())
}

/// Reads ES&S's export: `Cast Vote Record,Batch,Precinct,Ballot Style` and one column for each contest (several of one
/// name for vote-for-k) with the choice's name, `undervote` or `overvote`; empty where the contest is not on the card.
pub fn ess_csv(audit: &Audit, reader: impl BufRead, each: &mut dyn FnMut(Card)) -> Vec<Problem> {
    const FIXED: [&str; 7] =
        ["Cast Vote Record", "Batch", "Precinct", "Ballot Style", "Ballot Status", "Tabulator CVR", "Tabulator"];
    let names = Names::default();
    let mut reading = Reading::new(audit, &names, each);
    rows(&mut reading, reader, &FIXED[..2], &mut |reading, header, row, place| {
        let mut contests: Vec<Voted> = Vec::new();
        for (i, contest) in header.iter().enumerate() {
            let text = row.get(i).trim();
            if text.is_empty() || contest.is_empty() || FIXED.iter().any(|f| contest.eq_ignore_ascii_case(f)) {
                continue;
            }
            let (said, mut overvoted) = (fold(text), false);
            let mut marks: Vec<Mark> = Vec::new();
            match said.as_str() {
                "undervote" => {}
                "overvote" => overvoted = true,
                _ => marks.push((text.to_owned(), text.to_owned(), 0)),
            }
            match contests.iter_mut().find(|v| v.name == *contest) {
                Some(voted) => {
                    voted.marks.extend(marks);
                    voted.overvoted |= overvoted;
                }
                None => contests.push(Voted { id: contest.clone(), name: contest.clone(), marks, overvoted }),
            }
        }
        let get = |name: &str| field(header, row, name).to_owned();
        let card = Card {
            place,
            card: get("Cast Vote Record"),
            batch: get("Batch"),
            style: get("Ballot Style"),
            ..Card::default()
        };
        reading.take(card, contests);
    });
    reading.problems
}

/// Reads ClearBallot's export: `BoxID,BoxPosition,BallotID,…,BallotStyleID` and a column
/// `Choice_n_1:contest:Vote For k:candidate:party` with 0 or 1 for each choice; empty where the contest is not on the
/// card.
pub fn clearballot_csv(audit: &Audit, reader: impl BufRead, each: &mut dyn FnMut(Card)) -> Vec<Problem> {
    let names = Names::default();
    let mut reading = Reading::new(audit, &names, each);
    rows(&mut reading, reader, &["BoxID", "BoxPosition", "BallotID"], &mut |reading, header, row, place| {
        let mut contests: Vec<Voted> = Vec::new();
        for (i, column) in header.iter().enumerate() {
            // Contests' own names may hold colons; `Vote For` marks where they end.
            let Some((_, rest)) = column.split_once(':').filter(|(first, _)| first.starts_with("Choice_")) else {
                continue;
            };
            let Some((contest, rest)) = rest.split_once(":Vote For ") else { continue };
            let Some((_, choice)) = rest.split_once(':') else { continue };
            let candidate = choice.rsplit_once(':').map_or(choice, |(candidate, _)| candidate).trim();
            let marked = match row.get(i).trim() {
                "" => continue,
                "0" => false,
                "1" => true,
                other => {
                    let place = Place { pointer: format!("/{}", i + 1), ..place };
                    let what = format!("contest `{contest}`: `{other}` is neither 0 nor 1");
                    reading.problems.push(refuse(
                        "RLA-CELL",
                        &place,
                        what,
                        "Correct the cell; the row was not read.",
                    ));
                    return;
                }
            };
            let mark: Option<Mark> = marked.then(|| (candidate.to_owned(), candidate.to_owned(), 0));
            match contests.iter_mut().find(|v| v.name == contest) {
                Some(voted) => voted.marks.extend(mark),
                None => contests.push(Voted {
                    id: contest.to_owned(),
                    name: contest.to_owned(),
                    marks: mark.into_iter().collect(),
                    overvoted: false,
                }),
            }
        }
        let get = |name: &str| field(header, row, name).to_owned();
        let card = Card {
            place,
            card: get("BallotID"),
            batch: get("BoxID"),
            position: get("BoxPosition"),
            style: get("BallotStyleID"),
            ..Card::default()
        };
        reading.take(card, contests);
    });
    reading.problems
}
