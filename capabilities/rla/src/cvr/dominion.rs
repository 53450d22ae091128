//! Dominion Democracy Suite: `CvrExport*.json` with its manifests, and the CSV export.

use super::{Card, Mark, Names, Reading, Voted, json, refuse};
use crate::cards::{PoolTotal, Pools};
use crate::model::{Audit, Choice};
use crate::rows::{Row, RowError, Rows};
use base::{Action, Place, Problem, Severity};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, Read};

/// A number or text, as text.
#[derive(Debug, Clone, Default)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        }))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Session {
    tabulator_id: Text,
    batch_id: Text,
    record_id: Text,
    #[serde(default)]
    image_mask: Text,
    original: Option<Version>,
    modified: Option<Version>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    #[serde(default)]
    ballot_type_id: Text,
    #[serde(default)]
    is_current: bool,
    /// 5.10 and later.
    cards: Option<Vec<Sheet>>,
    /// 5.2.
    contests: Option<Vec<Contest>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sheet {
    #[serde(default)]
    contests: Vec<Contest>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Contest {
    id: Text,
    #[serde(default)]
    marks: Vec<Marked>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Marked {
    candidate_id: Text,
    #[serde(default)]
    rank: u64,
    #[serde(default)]
    is_vote: bool,
}

/// Reads `ContestManifest.json` and `CandidateManifest.json` (each `{"List":[{"Id","Description",…}]}`).
pub fn dominion_names(contests: &[u8], candidates: &[u8]) -> (Names, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut read = |bytes: &[u8], input: u32| -> HashMap<String, String> {
        let mut out = HashMap::new();
        let found = json::elements(
            bytes,
            "List",
            &mut |_, raw| {
                let value: Value = serde_json::from_str(raw).unwrap_or_default();
                if let Some(name) = value["Description"].as_str() {
                    let id = &value["Id"];
                    out.insert(id.as_str().map_or_else(|| id.to_string(), str::to_owned), name.trim().to_owned());
                }
            },
            &mut |_, _| {},
            &[],
        );
        problems.extend(found.into_iter().map(|mut p| {
            p.place.input = input;
            p
        }));
        out
    };
    let names = Names { contests: read(contests, 0), choices: read(candidates, 1) };
    (names, problems)
}

/// Reads a `CvrExport*.json`, session by session. `Modified` is taken where it exists and is current. A session whose
/// record number is redacted gets its id from the image's name; without one its cards go to a pool of their batch.
pub fn dominion_json(audit: &Audit, names: &Names, reader: impl Read, each: &mut dyn FnMut(Card)) -> Vec<Problem> {
    let mut reading = Reading::new(audit, names, each);
    let mut redacted: HashMap<String, u64> = HashMap::new();
    let found = json::elements(
        reader,
        "Sessions",
        &mut |n, raw| {
            let place = Place { input: 0, line: 0, pointer: format!("/Sessions/{n}") };
            match serde_json::from_str::<Session>(raw) {
                Ok(session) => self::session(&mut reading, session, &place, &mut redacted),
                Err(error) => {
                    let remedy = "Export the session again; it was not read.";
                    reading.problems.push(refuse("RLA-FORMAT", &place, error.to_string(), remedy));
                }
            }
        },
        &mut |_, _| {},
        &[],
    );
    let mut problems = reading.problems;
    problems.extend(found);
    problems
}

fn session(reading: &mut Reading<'_, '_>, session: Session, place: &Place, redacted: &mut HashMap<String, u64>) {
    let batch = format!("{}-{}", session.tabulator_id.0, session.batch_id.0);
    let mut record = session.record_id.0;
    let mut pool = String::new();
    if record.is_empty() || !record.bytes().all(|b| b.is_ascii_digit()) {
        if let Some(from_image) = image_record(&session.image_mask.0) {
            record = from_image;
        } else {
            pool = format!("redacted-{batch}");
            let n = redacted.entry(batch.clone()).or_default();
            *n += 1;
            let what = format!("batch `{batch}`: a record without its number goes to pool `{pool}`");
            let remedy = "Audit the contest as oneaudit, or ask for the record's number.";
            let found =
                Problem::new("RLA-CVR-REDACTED", Severity::Warning, Action::Changed, place.clone(), what, remedy);
            reading.problems.push(found);
            record = format!("X{n}");
        }
    }
    let version = match (session.modified, session.original) {
        (Some(modified), _) if modified.is_current => modified,
        (_, Some(original)) => original,
        _ => {
            let what = "a session has neither a current modified nor an original version";
            reading.problems.push(refuse("RLA-FORMAT", place, what, "Export it again; it was not read."));
            return;
        }
    };
    let mut sheets: Vec<Vec<Contest>> = version.cards.into_iter().flatten().map(|s| s.contests).collect();
    sheets.extend(version.contests);
    let many = sheets.len() > 1;
    for (sheet, contests) in (1..).zip(sheets) {
        let suffix = if many { format!("-{sheet}") } else { String::new() };
        let card = Card {
            place: place.clone(),
            card: format!("{batch}-{record}{suffix}"),
            batch: batch.clone(),
            position: if pool.is_empty() { record.clone() } else { String::new() },
            style: version.ballot_type_id.0.clone(),
            pool: pool.clone(),
            cells: Vec::new(),
        };
        let voted = contests.into_iter().map(|c| Voted {
            id: c.id.0,
            name: String::new(),
            marks: c
                .marks
                .into_iter()
                .filter(|m| m.is_vote)
                .map(|m| (m.candidate_id.0, String::new(), m.rank))
                .collect(),
            overvoted: false,
        });
        reading.take(card, voted.collect());
    }
}

/// The record's number in `…\<tabulator>_<batch>_<record>*.*`.
fn image_record(mask: &str) -> Option<String> {
    let name = mask.rsplit(['\\', '/']).next()?;
    let name = name.trim_end_matches(['*', '.']);
    let parts: Vec<&str> = name.split('_').collect();
    let digits = |p: &&str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(digits) {
        return None;
    }
    let number = parts[2].trim_start_matches('0');
    Some(if number.is_empty() { "0".to_owned() } else { number.to_owned() })
}

/// Reads the CSV export: four rows of header (election; contest; choice; names of the first columns and parties), then
/// 0 or 1 for each choice, empty where the contest is not on the card. Rows without a record number are sums of cards
/// and become pools; how many cards they are is at least their largest number of votes.
pub fn dominion_csv(
    audit: &Audit,
    reader: impl BufRead,
    pools: &mut Pools,
    each: &mut dyn FnMut(Card),
) -> Vec<Problem> {
    let names = Names::default();
    let mut reading = Reading::new(audit, &names, each);
    let mut rows = Rows::new(reader);
    let mut header: Vec<Vec<String>> = Vec::new();
    loop {
        match rows.next_row() {
            Ok(None) => break,
            Err(error) => {
                reading.problems.push(crate::manifest::row_problem(&error, 0));
                if matches!(error, RowError::Io(_)) {
                    break;
                }
            }
            Ok(Some(row)) if header.len() < 4 => {
                header.push((0..row.len()).map(|i| plain(row.get(i))).collect());
                if header.len() == 4 && !header[3].iter().any(|h| h == "BatchId") {
                    let place = Place { input: 0, line: row.line, pointer: String::new() };
                    let what = "the fourth row names no column BatchId";
                    reading.problems.push(refuse("RLA-FORMAT", &place, what, "Give Dominion's CSV export as it is."));
                    return reading.problems;
                }
            }
            Ok(Some(row)) => csv_row(&mut reading, &header, row, pools),
        }
    }
    if header.len() < 4 {
        let what = "the file ends within its four rows of header";
        let found = refuse("RLA-FORMAT", &Place::default(), what, "Give Dominion's CSV export as it is.");
        reading.problems.push(found);
    }
    reading.problems
}

/// A field without the form `="…"` that keeps spreadsheets from reading numbers.
fn plain(field: &str) -> String {
    field.trim().trim_start_matches('=').trim_matches('"').trim().to_owned()
}

/// A contest's name without ` (Vote For=…)` or ` (Number of positions=…)`.
fn contest_name(text: &str) -> &str {
    let end = [" (Vote For=", " (Number of positions="].iter().filter_map(|mark| text.rfind(mark)).min();
    text[..end.unwrap_or(text.len())].trim()
}

/// A ranked choice `Ada(2)` as name and rank.
fn ranked(choice: &str) -> Option<(&str, u64)> {
    let (name, rank) = choice.strip_suffix(')')?.rsplit_once('(')?;
    Some((name.trim(), rank.parse().ok()?))
}

fn csv_row(reading: &mut Reading<'_, '_>, header: &[Vec<String>], row: &Row, pools: &mut Pools) {
    let place = Place { input: 0, line: row.line, pointer: String::new() };
    let at = |name: &str| header[3].iter().position(|h| h == name);
    let get = |name: &str| at(name).map(|i| plain(row.get(i))).unwrap_or_default();
    let (tabulator, batch, record) = (get("TabulatorNum"), get("BatchId"), get("RecordId"));
    let mut contests: Vec<Voted> = Vec::new();
    let mut sums: HashMap<usize, Vec<(String, u64)>> = HashMap::new();
    for (i, contest) in header[1].iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let (text, name) = (plain(row.get(i)), contest_name(contest));
        if text.is_empty() {
            continue;
        }
        let choice = header[2].get(i).map_or("", String::as_str);
        let Ok(votes) = text.parse::<u64>() else {
            let place = Place { pointer: format!("/{}", i + 1), ..place };
            let what = format!("contest `{name}`: `{text}` is neither 0 nor 1");
            reading.problems.push(refuse("RLA-CELL", &place, what, "Correct the cell; the row was not read."));
            return;
        };
        let Some(c) = reading.contest(name, name, &place) else { continue };
        if record.is_empty() {
            sums.entry(c).or_default().push((choice.to_owned(), votes));
            continue;
        }
        let is_ranked = reading.audit.contests[c].choice == Choice::Irv;
        let (choice, rank) = ranked(choice).filter(|_| is_ranked).unwrap_or((choice, 0));
        let mark: Option<Mark> = (votes > 0).then(|| (choice.to_owned(), choice.to_owned(), rank));
        match contests.iter_mut().find(|v| v.name == name) {
            Some(voted) => voted.marks.extend(mark),
            None => contests.push(Voted {
                id: name.to_owned(),
                name: name.to_owned(),
                marks: mark.into_iter().collect(),
                overvoted: false,
            }),
        }
        if votes > 1 {
            let what = format!("contest `{name}`: {votes} where a card has 0 or 1");
            reading.problems.push(refuse("RLA-CELL", &place, what, "Correct the cell; the row was not read."));
            return;
        }
    }
    if record.is_empty() {
        aggregate(reading, row, &place, sums, pools);
        return;
    }
    let batch = format!("{tabulator}-{batch}");
    let imprinted = get("ImprintedId");
    let card = Card {
        place,
        card: if imprinted.is_empty() { format!("{batch}-{record}") } else { imprinted },
        batch,
        position: record,
        style: get("BallotType"),
        pool: String::new(),
        cells: Vec::new(),
    };
    reading.take(card, contests);
}

/// Sums of redacted cards.
fn aggregate(
    reading: &mut Reading<'_, '_>,
    row: &Row,
    place: &Place,
    sums: HashMap<usize, Vec<(String, u64)>>,
    pools: &mut Pools,
) {
    let label = (0..row.len()).map(|i| plain(row.get(i))).find(|f| f.bytes().any(|b| b.is_ascii_alphabetic()));
    let pool = format!("{}-{}", label.unwrap_or_else(|| "aggregate".into()), row.line);
    let mut least = 0;
    for (c, choices) in sums {
        let contest = &reading.audit.contests[c];
        let mut votes = vec![0_u64; contest.candidates.len()];
        for (name, n) in choices {
            match super::candidate(contest, &name, &name) {
                Some(at) => votes[at] = votes[at].saturating_add(n),
                None => {
                    let what = format!("contest `{}`: `{name}` is not a candidate", contest.id);
                    reading.problems.push(refuse("RLA-CAND", place, what, "Add the candidate to the audit file."));
                }
            }
        }
        let sum = votes.iter().fold(0_u64, |a, b| a.saturating_add(*b));
        let cards = sum.div_ceil(contest.votes_allowed);
        least = cards.max(least);
        pools.totals.insert((pool.clone(), c), PoolTotal { cards, votes });
    }
    pools.cards.insert(pool.clone(), least);
    let what =
        format!("sums of at least {least} cards go to pool `{pool}`; the row does not say which cards they are");
    let remedy =
        "Give a row for each of its cards (cell -, with the pool), and the pool's true numbers with --pools.";
    let found = Problem::new("RLA-CVR-REDACTED", Severity::Warning, Action::Changed, place.clone(), what, remedy);
    reading.problems.push(found);
}
