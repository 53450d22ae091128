//! Spreadsheets (xlsx, the same package as docx; ECMA-376 part 1, section 18): the first sheet's rows as texts.

use super::package::{Node, Package};
use crate::budget::Budget;

/// Most cells of a sheet, empty ones included.
const MAX_CELLS: usize = 4_000_000;
/// Most rows: what the format allows.
const MAX_ROWS: usize = 1_048_576;

/// The first sheet of a workbook, row by row; a cell that is not there is empty. Numbers stand as the file writes them,
/// so that a date is the number of its day.
///
/// # Errors
/// A sentence: not a workbook, encrypted, damaged, or over a limit. Half a sheet is no answer.
pub fn sheet(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    if bytes.len() > crate::MAX_FILE {
        return Err(format!("it has more than {} bytes", crate::MAX_FILE));
    }
    let budget = &mut Budget::new(bytes.len());
    let mut package = Package::open(bytes).map_err(|_| "it is no xlsx workbook".to_owned())?;
    let book = package.relationships("", budget).into_values().find(|own| own.kind == "officeDocument");
    let book = book.and_then(|own| own.path).filter(|path| package.has(path)).ok_or("it is no xlsx workbook")?;
    let mut first = None;
    read(&mut package, &book, budget, &mut |node| {
        if let Node::Open("sheet", element) = node
            && first.is_none()
        {
            first = element.get("id");
        }
    })?;
    let parts = package.relationships(&book, budget);
    let path = first.and_then(|id| parts.get(&id)?.path.clone()).ok_or("the workbook has no sheet")?;
    let shared = parts.values().find(|own| own.kind == "sharedStrings").and_then(|own| own.path.clone());
    let shared = match shared {
        Some(path) => texts(&mut package, &path, budget)?,
        None => Vec::new(),
    };
    rows(&mut package, &path, &shared, budget)
}

fn read(
    package: &mut Package<'_>,
    path: &str,
    budget: &mut Budget,
    visit: &mut dyn FnMut(Node<'_>),
) -> Result<(), String> {
    let (xml, whole) = package.part(path, budget).ok_or_else(|| format!("its part {path} is missing"))?;
    if whole && package.walk(path, &xml, budget, visit) {
        return Ok(());
    }
    let why = package.problems.last().map_or("a limit of reading was reached", |problem| problem.what.as_str());
    Err(why.to_owned())
}

/// The table of texts that cells share. Phonetic hints (`rPh`) are no part of a text.
fn texts(package: &mut Package<'_>, path: &str, budget: &mut Budget) -> Result<Vec<String>, String> {
    let mut out: Vec<String> = Vec::new();
    let (mut inside, mut hint) = (false, false);
    read(package, path, budget, &mut |node| match node {
        Node::Open("si", _) => out.push(String::new()),
        Node::Open("rPh", _) => hint = true,
        Node::Close("rPh") => hint = false,
        Node::Open("t", _) => inside = !hint,
        Node::Close("t") => inside = false,
        Node::Text(text) if inside => {
            if let Some(last) = out.last_mut() {
                last.push_str(text);
            }
        }
        _ => {}
    })?;
    Ok(out)
}

fn rows(
    package: &mut Package<'_>,
    path: &str,
    shared: &[String],
    budget: &mut Budget,
) -> Result<Vec<Vec<String>>, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut kind, mut at, mut text, mut inside, mut cells) = (String::new(), 0_usize, String::new(), false, 0_usize);
    let mut wrong: Option<String> = None;
    read(package, path, budget, &mut |node| match node {
        Node::Open("row", element) => {
            // Rows may be left out; a row says its own number.
            let number = element.get("r").and_then(|r| r.parse().ok()).unwrap_or(rows.len() + 1);
            if number > rows.len() && number <= MAX_ROWS {
                rows.resize(number, Vec::new());
            }
        }
        Node::Open("c", element) => {
            kind = element.get("t").unwrap_or_default();
            let next = rows.last().map_or(0, Vec::len);
            at = element.get("r").and_then(|place| column(&place)).unwrap_or(next);
            text.clear();
        }
        Node::Open("v" | "t", _) => inside = true,
        Node::Close("v" | "t") => inside = false,
        Node::Text(part) if inside => text.push_str(part),
        Node::Close("c") => {
            let value = match kind.as_str() {
                "s" => match text.trim().parse::<usize>().ok().and_then(|index| shared.get(index)) {
                    Some(text) => text.clone(),
                    None => {
                        wrong.get_or_insert_with(|| format!("a cell names text {text}, which the workbook lacks"));
                        String::new()
                    }
                },
                // A formula that failed has no value.
                "e" => String::new(),
                "b" => if text.trim() == "1" { "true" } else { "false" }.to_owned(),
                _ => text.clone(),
            };
            cells += 1;
            if let Some(row) = rows.last_mut().filter(|_| at < 16_384 && cells <= MAX_CELLS) {
                if row.len() <= at {
                    row.resize(at + 1, String::new());
                }
                row[at] = value;
            } else {
                wrong.get_or_insert_with(|| "it has more cells than are read".to_owned());
            }
        }
        _ => {}
    })?;
    match wrong {
        Some(why) => Err(why),
        None => Ok(rows),
    }
}

/// The column of a place such as `AB12`, counted from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    letters.clone().next()?;
    let at = letters.take(4).fold(0, |at, letter| at * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some(at - 1)
}
