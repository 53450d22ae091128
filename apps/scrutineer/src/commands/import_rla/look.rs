//! What would stand on the record for ever is looked through before: for personal data, and for cards or totals that
//! could reveal how somebody voted.

use super::Taken;
use crate::output::Failure;
use kinds::audits::Form;
use rla::privacy::{ALIKE, Counter, columns, of_totals};
use rla::rows::{RowError, Rows};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Pointer that confirms the witnesses.
pub(crate) const WITNESSES: &str = "/seed.json/witnesses";
/// Pointer that confirms cards of rare styles.
const CARDS: &str = "/cards.csv";
/// Pointer that confirms totals of small batches.
const TOTALS: &str = "/pools.csv";
/// Pointer that confirms compliance evidence that is no text.
const COMPLIANCE: &str = "/compliance";
/// Places that are told.
const TOLD: usize = 10;

/// Refuses what looks like personal data, what cannot be looked through, names of witnesses that nobody confirmed, and
/// cards that could reveal a vote.
pub(super) fn through(confirmed: &[String], taken: &Taken, path: &Path) -> anyhow::Result<()> {
    let confirmed: Vec<&str> = confirmed.iter().map(String::as_str).collect();
    let personal =
        |what: String, remedy: &str| Failure::new("looks-personal", what, remedy).at(path.display().to_string());
    let mut found: Vec<String> = Vec::new();
    let mut witnesses = 0;
    let evidence = taken.compliance.iter().map(|bytes| (COMPLIANCE[1..].to_owned(), bytes));
    for (name, bytes) in taken.files.iter().map(|(name, bytes)| (name.clone(), bytes)).chain(evidence) {
        let mut value = match words(&name, bytes) {
            Ok(value) => value,
            Err(_) if name == COMPLIANCE[1..] && confirmed.contains(&COMPLIANCE) => continue,
            Err(what) => {
                let remedy = if name == COMPLIANCE[1..] {
                    "Look through it yourself; if it holds no personal data, confirm with --personal-confirmed /compliance."
                } else {
                    "Restore the file; what cannot be read cannot be looked through, and stays off the record."
                };
                return Err(personal(format!("{name}: {what}"), remedy).into());
            }
        };
        // Ours, and twenty digits that mean nothing.
        if let Some(members) = value.as_object_mut().filter(|_| ["seed.json", "design.json"].contains(&&*name)) {
            members.remove("seed");
            members.remove("commitment_sha256");
        }
        if name == "seed.json" {
            witnesses = value["witnesses"].as_array().map_or(0, Vec::len);
        }
        let value = base::json::Value::from(&json!({ name: value }));
        if let Err(refusals) = record::personal::check(&value, &confirmed) {
            found.extend(refusals.iter().map(ToString::to_string));
        }
    }
    if !found.is_empty() {
        let more = found.len().saturating_sub(TOLD);
        found.truncate(TOLD);
        let mut what = found.join("; ");
        if more > 0 {
            what += &format!("; and {more} places more");
        }
        let remedy = "Take it out before `rla ingest`; if it is no personal data, name the field with --personal-confirmed POINTER.";
        return Err(personal(what, remedy).into());
    }
    if witnesses > 0 && !confirmed.contains(&WITNESSES) {
        let what = format!("{witnesses} witnesses of the seed would stand on the record for ever");
        let remedy = "Name offices or organisations, not persons; then confirm with --personal-confirmed /seed.json/witnesses.";
        return Err(personal(what, remedy).into());
    }
    if taken.form == Form::Count {
        return Ok(());
    }
    match at_risk(&taken.files, &confirmed) {
        Ok((_, 0)) => Ok(()),
        Ok((pointer, cards)) => {
            let what =
                format!("{cards} cards could reveal how somebody voted (fewer than {ALIKE} alike, or all alike)");
            let remedy = format!(
                "`scrutineer rla privacy DIR` names them and, of single cards, the pools that hide them; if the law wants \
                 them published, confirm with --personal-confirmed {pointer}."
            );
            Err(personal(what, &remedy).into())
        }
        Err(what) => {
            let what = format!("whether cards could reveal how somebody voted cannot be said: {what}");
            Err(personal(what, "Restore the file; what cannot be read stays off the record.").into())
        }
    }
}

/// The words of a file: of JSON its values, of other texts their lines.
fn words(name: &str, bytes: &[u8]) -> Result<Value, String> {
    let ends = |ending: &str| Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    // A member that stands twice would hide its first value.
    let strict = |bytes: &[u8]| -> Result<Value, String> {
        let parsed = base::json::parse(bytes, 64).map_err(|error| error.to_string())?;
        if let Some(twice) = parsed.duplicate_keys.first() {
            return Err(format!("{twice} stands twice"));
        }
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    };
    if ends("json") {
        return strict(bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "no UTF-8 text".to_owned())?;
    if ends("jsonl") {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let read =
            |(i, line): (usize, &str)| strict(line.as_bytes()).map_err(|what| format!("line {}: {what}", i + 1));
        return lines.map(read).collect::<Result<Vec<Value>, String>>().map(Value::Array);
    }
    let control = |c: char| c.is_control() && !['\t', '\n', '\r', '\u{c}'].contains(&c);
    if text.contains(control) || text.starts_with("%PDF") {
        return Err("no plain text".to_owned());
    }
    // Evidence may be JSON by any name.
    Ok(strict(bytes).unwrap_or_else(|_| json!(text.lines().collect::<Vec<_>>())))
}

/// Cards that tell a vote, and the pointer that confirms them.
///
/// # Errors
/// What cannot be read.
fn at_risk(files: &BTreeMap<String, Vec<u8>>, confirmed: &[&str]) -> Result<(&'static str, u64), String> {
    let (cards, totals) = (files.get("cards.csv"), files.get("pools.csv"));
    if cards.is_none() && totals.is_none() {
        return Ok((CARDS, 0));
    }
    let first = |name: &str, problems: &[base::Problem]| {
        let said = problems.iter().find(|p| p.severity == base::Severity::Error).map(|p| format!(": {}", p.what));
        format!("{name} cannot be read{}", said.unwrap_or_default())
    };
    let (audit, problems) = rla::audit::read(files.get("audit.json").map_or(&[][..], Vec::as_slice));
    let audit = audit.ok_or_else(|| first("audit.json", &problems))?;
    let (pools, problems) = totals.map(|bytes| rla::cards::pools(&audit, bytes, 0)).unwrap_or_default();
    if problems.iter().any(|p| p.severity == base::Severity::Error) {
        return Err(first("pools.csv", &problems));
    }
    let contests: Vec<String> = audit.contests.iter().map(|c| c.id.clone()).collect();
    if audit.by_batches() {
        let cards = of_totals(ALIKE, &pools, &contests).cards_at_risk;
        return Ok((TOTALS, if confirmed.contains(&TOTALS) { 0 } else { cards }));
    }
    let Some(cards) = cards.filter(|_| !confirmed.contains(&CARDS)) else { return Ok((CARDS, 0)) };
    let row = |error: RowError| match error {
        RowError::Io(error) => format!("cards.csv: {error}"),
        RowError::TooLong { line } => format!("cards.csv:{line} is longer than a row may be"),
    };
    let mut rows = Rows::new(&cards[..]);
    let mut counter = None;
    while let Some(row) = rows.next_row().map_err(row)? {
        match &mut counter {
            None => {
                let columns = columns(row).ok_or("cards.csv has no columns `card` and `batch`")?;
                counter = Some(Counter::new(columns, []));
            }
            Some(counter) => counter.add(row),
        }
    }
    let counter = counter.ok_or("cards.csv is empty")?;
    Ok((CARDS, counter.report(ALIKE, &pools, &contests).cards_at_risk))
}
