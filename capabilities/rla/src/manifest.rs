//! Ballot manifests: which batches there are, how many cards each holds, where it is kept.

use crate::rows::{RowError, Rows};
use base::{Action, Place, Problem, Severity};
use std::collections::BTreeMap;
use std::io::BufRead;

/// One batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Key: county, tabulator and batch name joined with `-` where the file has them.
    pub id: String,
    /// Cards in it.
    pub cards: u64,
    /// Where it is kept: container and location.
    pub location: String,
}

/// Batches in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Batches.
    pub batches: Vec<Batch>,
}

impl Manifest {
    /// Sum of the cards.
    pub fn cards(&self) -> u64 {
        self.batches.iter().map(|batch| batch.cards).sum()
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Column {
    County,
    Tabulator,
    Batch,
    Cards,
    Container,
    Location,
}

/// Reads our own form, Arlo's and Colorado's, whatever their headers' spelling. Every unreadable row is a problem
/// `RLA-MANIFEST-ROW`; blank lines are passed over.
pub fn read(reader: impl BufRead, input: u32) -> (Manifest, Vec<Problem>) {
    let mut rows = Rows::new(reader);
    let mut manifest = Manifest::default();
    let mut problems = Vec::new();
    let mut columns: Option<Vec<Option<Column>>> = None;
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut recoded = false;
    loop {
        let row = match rows.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                let stop = matches!(error, RowError::Io(_));
                problems.push(row_problem(&error, input));
                if stop {
                    break;
                }
                continue;
            }
        };
        let place = Place { input, line: row.line, pointer: String::new() };
        if row.recoded && !recoded {
            recoded = true;
            problems.push(encoding(place.clone()));
        }
        let Some(columns) = &columns else {
            let found: Vec<Option<Column>> = row.fields().enumerate().map(|(i, f)| column(f, i)).collect();
            let has = |c| found.contains(&Some(c));
            if !has(Column::Batch) || !has(Column::Cards) {
                let what = "the header names no column for the batch, or none for its number of cards";
                let remedy = "Use batch,cards[,container][,location], Arlo's or Colorado's header.";
                problems.push(Problem::new("RLA-FORMAT", Severity::Error, Action::Refused, place, what, remedy));
                return (manifest, problems);
            }
            columns = Some(found);
            continue;
        };
        if row.fields().all(|f| f.trim().is_empty()) {
            continue;
        }
        let get = |wanted| {
            let at = columns.iter().position(|c| *c == Some(wanted));
            at.map_or("", |at| row.get(at).trim())
        };
        let keys: Vec<&str> = [Column::County, Column::Tabulator, Column::Batch]
            .into_iter()
            .filter(|c| columns.contains(&Some(*c)))
            .map(get)
            .collect();
        let cards: Option<u64> = count(get(Column::Cards));
        let (Some(cards), false) = (cards, get(Column::Batch).is_empty()) else {
            let what = format!(
                "no batch and number of cards can be read from `{}`",
                row.raw().chars().take(120).collect::<String>()
            );
            let remedy = "Correct the row; until then its cards are not in the manifest.";
            problems.push(Problem::new("RLA-MANIFEST-ROW", Severity::Error, Action::Refused, place, what, remedy));
            continue;
        };
        let id = keys.join("-");
        if let Some(first) = seen.insert(id.clone(), row.line) {
            let what = format!("batch `{id}` stands on line {first} already");
            let remedy = "Make the batch names distinct, or add the two rows up.";
            problems.push(Problem::new("RLA-MANIFEST-ROW", Severity::Warning, Action::Kept, place, what, remedy));
        }
        let location: Vec<&str> =
            [get(Column::Container), get(Column::Location)].into_iter().filter(|s| !s.is_empty()).collect();
        manifest.batches.push(Batch { id, cards, location: location.join(" ") });
    }
    if columns.is_none() && problems.is_empty() {
        let place = Place { input, ..Place::default() };
        problems.push(Problem::new(
            "RLA-FORMAT",
            Severity::Error,
            Action::Refused,
            place,
            "the file is empty",
            "Give the manifest.",
        ));
    }
    (manifest, problems)
}

/// A whole number, thousands commas allowed.
fn count(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b',');
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    if !plain {
        return None;
    }
    digits.parse().ok().filter(|n| *n <= 1 << 40)
}

/// What a header word means. `at`: place of the column; in Colorado's files a county's name may stand for `County`.
fn column(header: &str, at: usize) -> Option<Column> {
    let words: String = base::text::fold(header).replace(['#', '_'], " ");
    let words: Vec<&str> = words.split_whitespace().collect();
    Some(match words[..] {
        ["county"] => Column::County,
        ["tabulator" | "device" | "scanner"] | ["tabulator" | "device" | "scanner", "id"] => Column::Tabulator,
        ["batch"] | ["batch", "name" | "id"] => Column::Batch,
        ["container"] => Column::Container,
        ["location"] => Column::Location,
        ["cards"] | ["number" | "of", "ballots" | "cards"] | ["number", "of", ..] => Column::Cards,
        _ if words.iter().any(|w| w.starts_with("ballot")) => Column::Cards,
        [_, ..] if at == 0 => Column::County,
        _ => return None,
    })
}

/// The problem of a row that could not be had.
pub(crate) fn row_problem(error: &RowError, input: u32) -> Problem {
    let (code, line, what, remedy) = match error {
        RowError::Io(error) => {
            ("RLA-FORMAT", 0, format!("reading stopped: {error}"), "Give a file that can be read to its end.")
        }
        RowError::TooLong { line } => (
            "RLA-LIMIT",
            *line,
            "a row longer than 1 MiB".to_owned(),
            "Check for an open quote; the row was not read.",
        ),
    };
    Problem::new(code, Severity::Error, Action::Refused, Place { input, line, pointer: String::new() }, what, remedy)
}

/// The remark that a file was read as Windows-1252.
pub(crate) fn encoding(place: Place) -> Problem {
    let what = "bytes that are not UTF-8 were read as Windows-1252";
    let remedy = "Check the accented letters, or save the file as UTF-8.";
    Problem::new("RLA-ENCODING", Severity::Warning, Action::Changed, place, what, remedy)
}
