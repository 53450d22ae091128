//! Spreadsheets (xlsx, the same package as docx; ECMA-376 part 1, section 18): the rows of the one sheet as texts.

use super::package::{Node, Package};
use crate::budget::Budget;

/// Most cells and rows of a sheet together, empty ones included.
const MAX_CELLS: usize = 4_000_000;
/// Most rows: what the format allows.
const MAX_ROWS: usize = 1_048_576;
/// Most columns: what the format allows.
const MAX_COLUMNS: usize = 16_384;
const TOO_MANY: &str = "it has more cells or more text than are read";

/// The first sheet of a workbook, row by row; a cell that is not there is empty. Numbers stand as the file writes them,
/// so that a date is the number of its day, counted from 1900. A cell whose formula failed gives the error, such as
/// `#N/A`. What cells show has at most [`crate::MAX_TEXT`] bytes.
///
/// # Errors
/// A sentence: not a workbook, encrypted, damaged, over a limit, one that counts its days from 1904, one that holds cells
/// on a further sheet, hidden ones included, or a formula without its value, or one that gives a row or a cell twice or
/// out of order. Half a workbook is no answer.
pub fn sheet(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    if bytes.len() > crate::MAX_FILE {
        return Err(format!("it has more than {} bytes", crate::MAX_FILE));
    }
    let budget = &mut Budget::new(bytes.len());
    let mut package = Package::open(bytes).map_err(|_| "it is no xlsx workbook".to_owned())?;
    let book = package.relationships("", budget).into_values().find(|own| own.kind == "officeDocument");
    let book = book.and_then(|own| own.path).filter(|path| package.has(path)).ok_or("it is no xlsx workbook")?;
    let (mut sheets, mut other_days) = (Vec::new(), false);
    read(&mut package, &book, budget, &mut |node| match node {
        Node::Open("sheet", element) => sheets.push((element.get("name").unwrap_or_default(), element.get("id"))),
        Node::Open("workbookPr", element) => {
            other_days = element.get("date1904").is_some_and(|on| !matches!(on.trim(), "0" | "false"));
        }
        _ => {}
    })?;
    if other_days {
        let why = "its days are counted from 1904, so that each date would be read 1,462 days early; \
                   save it with the 1904 date system switched off, or as CSV";
        return Err(why.to_owned());
    }
    let parts = package.relationships(&book, budget);
    let mut sheets = sheets.into_iter().map(|(name, id)| match id.and_then(|id| parts.get(&id)?.path.clone()) {
        Some(path) => Ok((name, path)),
        None => Err(format!("the workbook lacks its sheet {name}")),
    });
    let (_, path) = sheets.next().ok_or("the workbook has no sheet")??;
    for further in sheets {
        let (name, path) = further?;
        if holds_cells(&mut package, &path, budget)? {
            return Err(format!("its further sheet {name} holds cells, but one sheet is read; save each by itself"));
        }
    }
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

/// Whether some cell of a sheet has a value or a formula; a cell that is merely dressed has neither.
fn holds_cells(package: &mut Package<'_>, path: &str, budget: &mut Budget) -> Result<bool, String> {
    let (mut inside, mut found) = (false, false);
    read(package, path, budget, &mut |node| match node {
        Node::Open("c", _) => inside = true,
        Node::Close("c") => inside = false,
        Node::Open("f", _) if inside => found = true,
        Node::Text(text) if inside => found |= !text.trim().is_empty(),
        _ => {}
    })?;
    Ok(found)
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
    let (mut kind, mut at, mut text) = (String::new(), 0_usize, String::new());
    let (mut inside, mut hint, mut formula) = (false, false, false);
    // What is held: cells and rows, and bytes of text. A text of the table counts each time a cell shows it.
    let (mut cells, mut bytes) = (0_usize, 0_usize);
    let mut wrong: Option<String> = None;
    read(package, path, budget, &mut |node| match node {
        _ if wrong.is_some() => {}
        Node::Open("row", element) => {
            // Rows may be left out; a row says its own number.
            let next = rows.len() + 1;
            let number = element.get("r").map_or(Some(next), |r| r.parse().ok());
            match number.filter(|number| (next..=MAX_ROWS).contains(number)) {
                Some(number) if cells + number - rows.len() <= MAX_CELLS => {
                    cells += number - rows.len();
                    rows.resize(number, Vec::new());
                }
                Some(_) => wrong = Some(TOO_MANY.to_owned()),
                None => {
                    let said = element.get("r").unwrap_or_else(|| next.to_string());
                    wrong = Some(format!("after row {} comes a row {said}", rows.len()));
                }
            }
        }
        Node::Open("c", element) => {
            kind = element.get("t").unwrap_or_default();
            let next = rows.last().map_or(0, Vec::len);
            at = element.get("r").and_then(|place| column(&place)).unwrap_or(next);
            text.clear();
            formula = false;
        }
        Node::Open("f", _) => formula = true,
        // Phonetic hints are no part of a text.
        Node::Open("rPh", _) => hint = true,
        Node::Close("rPh") => hint = false,
        Node::Open("v" | "t", _) => inside = !hint,
        Node::Close("v" | "t") => inside = false,
        Node::Text(part) if inside => text.push_str(part),
        Node::Close("c") => {
            let number = rows.len();
            let Some(row) = rows.last_mut().filter(|_| at < MAX_COLUMNS) else {
                wrong = Some(format!("a cell stands outside of the rows and columns, after row {number}"));
                return;
            };
            if at < row.len() {
                wrong = Some(format!("row {number} gives a cell twice, or steps back"));
                return;
            }
            // Counted before anything is held for it.
            let shown = match (kind.as_str(), text.trim()) {
                ("s", index) => match index.parse::<usize>().ok().and_then(|index| shared.get(index)) {
                    Some(text) => text.as_str(),
                    None => {
                        wrong = Some(format!("a cell names text {text}, which the workbook lacks"));
                        return;
                    }
                },
                // A blank would say that there is nothing. A formula may give an empty text, and is a `str` then.
                (kind, "") if kind == "e" || (formula && kind != "str") => {
                    let remedy = "open the workbook in a spreadsheet program, which works it out, and save it";
                    wrong = Some(format!("row {number} holds a formula without its value; {remedy}"));
                    return;
                }
                ("e", error) => error,
                ("b", "1") => "true",
                ("b", _) => "false",
                _ => text.as_str(),
            };
            cells += at + 1 - row.len();
            bytes += shown.len();
            if cells > MAX_CELLS || bytes > crate::MAX_TEXT {
                wrong = Some(TOO_MANY.to_owned());
                return;
            }
            row.resize(at, String::new());
            row.push(shown.to_owned());
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
