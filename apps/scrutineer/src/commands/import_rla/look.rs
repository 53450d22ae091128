//! What would stand on the record for ever is looked through before: for personal data, and for cards or totals that
//! could reveal how somebody voted.

use super::Taken;
use crate::output::Failure;
use kinds::audits::Form;
use rla::model::Audit;
use rla::privacy::{ALIKE, Counter, columns, of_totals};
use rla::rows::{Row, RowError, Rows};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Pointer that confirms the witnesses.
pub(crate) const WITNESSES: &str = "/seed.json/witnesses";
/// Pointer that confirms cards of rare styles.
const CARDS: &str = "/cards.csv";
/// Pointer that confirms totals of small batches.
const TOTALS: &str = "/pools.csv";
/// Pointer that confirms readings of cards that are otherwise told in totals only, or are of few alike.
const READINGS: &str = "/mvrs.csv";
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
        Ok((READINGS, papers)) => {
            let what = format!(
                "readings of {papers} papers tell votes that the records tell in totals only, or of fewer than {ALIKE} cards \
                 alike"
            );
            let remedy = "Publish the head of the log instead of the folder; if the law wants the readings published, \
                          confirm with --personal-confirmed /mvrs.csv.";
            Err(personal(what, remedy).into())
        }
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

/// Cards or readings of papers that tell a vote, and the pointer that confirms them.
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
    let readings = files.iter().filter(|(name, _)| name.starts_with("rounds/") && name.ends_with("/mvrs.csv"));
    let readings = readings.filter(|_| !confirmed.contains(&READINGS));
    if audit.by_batches() {
        if confirmed.contains(&TOTALS) {
            return Ok((TOTALS, 0));
        }
        let reported = of_totals(ALIKE, &pools, &contests).cards_at_risk;
        if reported > 0 {
            return Ok((TOTALS, reported));
        }
        let mut counted = 0;
        for (name, bytes) in readings {
            let (totals, problems) = rla::cards::pools(&audit, bytes, 0);
            // Counts that cannot be right are the verdict's matter; a file that is none is not looked through.
            if totals.totals.is_empty() && problems.iter().any(|p| p.severity == base::Severity::Error) {
                return Err(first(name, &problems));
            }
            counted += of_totals(ALIKE, &totals, &contests).cards_at_risk;
        }
        return Ok((READINGS, counted));
    }
    let Some(cards) = cards else { return Ok((CARDS, 0)) };
    let mut rows = Rows::new(&cards[..]);
    let header = next("cards.csv", &mut rows)?.ok_or("cards.csv is empty")?;
    let counted = columns(header).ok_or("cards.csv has no columns `card` and `batch`")?;
    let (at, mut counter, mut published) =
        (At::read(&audit, header), Counter::new(counted, []), Published::default());
    while let Some(row) = next("cards.csv", &mut rows)? {
        counter.add(row);
        published.add(&at, row);
    }
    if !confirmed.contains(&CARDS) {
        let cards = counter.report(ALIKE, &pools, &contests).cards_at_risk;
        if cards > 0 {
            return Ok((CARDS, cards));
        }
    }
    let mut told = 0;
    for (name, bytes) in readings {
        let mut rows = Rows::new(&bytes[..]);
        let at = At::read(&audit, next(name, &mut rows)?.ok_or_else(|| format!("{name} is empty"))?);
        while let Some(row) = next(name, &mut rows)? {
            told += u64::from(published.tells(&at, row));
        }
    }
    Ok((READINGS, told))
}

fn next<'r>(name: &str, rows: &'r mut Rows<&[u8]>) -> Result<Option<&'r Row>, String> {
    rows.next_row().map_err(|error| match error {
        RowError::Io(error) => format!("{name}: {error}"),
        RowError::TooLong { line } => format!("{name}:{line} is longer than a row may be"),
    })
}

/// Where columns stand.
struct At {
    card: Option<usize>,
    batch: Option<usize>,
    pool: Option<usize>,
    contests: Vec<Option<usize>>,
}

impl At {
    fn read(audit: &Audit, header: &Row) -> Self {
        let places: HashMap<&str, usize> = header.fields().map(str::trim).zip(0..).collect();
        let at = |name: &str| places.get(name).copied();
        let contests = audit.contests.iter().map(|c| at(&c.id)).collect();
        Self { card: at("card"), batch: at("batch"), pool: at("pool"), contests }
    }

    /// Contests that a card holds, by their places in the audit.
    fn held(&self, row: &Row) -> Vec<usize> {
        let there = |at: &Option<usize>| at.is_some_and(|at| !row.get(at).trim().is_empty());
        self.contests.iter().enumerate().filter(|(_, at)| there(at)).map(|(c, _)| c).collect()
    }
}

fn cell(row: &Row, at: Option<usize>) -> &str {
    at.map_or("", |at| row.get(at).trim())
}

/// What the cards file tells of each card, to hold the reading of its paper against.
#[derive(Default)]
struct Published {
    /// By card: whether it is told in totals only, its batch, and the contests that its record holds.
    cards: HashMap<String, (bool, String, Vec<usize>)>,
    /// How many cards of a batch hold the same contests and have records of their own.
    alike: HashMap<(String, Vec<usize>), u64>,
}

impl Published {
    fn add(&mut self, at: &At, row: &Row) {
        let (batch, held, pooled) = (cell(row, at.batch).to_owned(), at.held(row), !cell(row, at.pool).is_empty());
        if !pooled {
            *self.alike.entry((batch.clone(), held.clone())).or_default() += 1;
        }
        self.cards.insert(cell(row, at.card).to_owned(), (pooled, batch, held));
    }

    /// Whether the reading of a card's paper tells more than is published: a vote that stands in totals only, or one of
    /// few cards with these contests. Of cards without records all of a batch look alike.
    fn tells(&self, at: &At, row: &Row) -> bool {
        let paper = at.held(row);
        let Some((pooled, batch, record)) = self.cards.get(cell(row, at.card)).filter(|_| !paper.is_empty()) else {
            return false;
        };
        let alike = |held: &Vec<usize>| self.alike.get(&(batch.clone(), held.clone())).copied().unwrap_or(0);
        match record.is_empty() {
            _ if *pooled => true,
            true => alike(record) < ALIKE,
            false => *record != paper && alike(&paper) < ALIKE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a folder of these files is refused for.
    fn risk(kind: &str, files: &[(&str, String)], confirmed: &[&str]) -> (&'static str, u64) {
        let contest = |id: &str| json!({ "id": id, "candidates": ["A", "B"], "cards": 99, "audit_type": kind });
        let audit = json!({ "format": "scrutineer-rla-1", "title": "t", "risk_limit": "0.05", "contests": [contest("c"), contest("d")] });
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes()));
        let files = files.chain([("audit.json".to_owned(), audit.to_string().into_bytes())]).collect();
        at_risk(&files, confirmed).unwrap()
    }

    /// Rows numbered from 1, of a batch.
    fn rows(batch: &str, number: u64, rest: impl Fn(u64) -> &'static str) -> String {
        (1..=number).map(|i| format!("{batch}/{i},{batch},{i},{}\n", rest(i))).collect()
    }

    const CARDS_HEAD: &str = "card,batch,position,style,pool,c,d\n";
    const PAPERS: &str = "card,batch,position,style,status,c,d\n";

    #[test]
    fn readings_of_pooled_cards_are_told_by_nobody_unasked() {
        let own = |i| if i % 2 == 0 { "s,,A,B" } else { "s,,B,A" };
        let cards = format!("{CARDS_HEAD}{}{}", rows("b1", 20, own), rows("b2", 20, |_| "s,P,-,-"));
        let total = |c: &str| format!("P,20,{c},20,A,12\nP,20,{c},20,B,8\n");
        let pools = format!("pool,cards,contest,contest_cards,candidate,votes\n{}{}", total("c"), total("d"));
        let files = |paper: &str| {
            [
                ("cards.csv", cards.clone()),
                ("pools.csv", pools.clone()),
                ("rounds/1/mvrs.csv", PAPERS.to_owned()),
                ("rounds/2/mvrs.csv", format!("{PAPERS}{paper}\n")),
            ]
        };
        let judged = |paper: &str, confirmed: &[&str]| risk("oneaudit", &files(paper), confirmed);
        assert_eq!(judged("b1/1,b1,1,,found,B,A", &[]), (READINGS, 0));
        assert_eq!(judged("b2/1,b2,1,,found,A,A", &[]), (READINGS, 1));
        assert_eq!(judged("b2/1,b2,1,,found,A,A", &["/cards.csv"]), (READINGS, 1));
        assert_eq!(judged("b2/1,b2,1,,found,A,A", &["/mvrs.csv"]), (READINGS, 0));
        assert_eq!(judged("b2/1,b2,1,,not_found,,", &[]), (READINGS, 0));
        // Its record holds both contests, its paper one that no card of the batch holds alone.
        assert_eq!(judged("b1/1,b1,1,,found,B,", &[]), (READINGS, 1));
    }

    #[test]
    fn readings_without_records_are_told_of_large_batches_only() {
        let cards = format!("{CARDS_HEAD}{}{}", rows("b1", 10, |_| ",,,"), rows("b2", 9, |_| ",,,"));
        let judged = |paper: &str| {
            risk("polling", &[("cards.csv", cards.clone()), ("rounds/1/mvrs.csv", format!("{PAPERS}{paper}\n"))], &[])
        };
        assert_eq!(judged("b1/3,b1,3,,found,A,B"), (READINGS, 0));
        assert_eq!(judged("b2/3,b2,3,,found,A,B"), (READINGS, 1));
    }

    #[test]
    fn hand_counts_are_told_as_totals_are() {
        let head = "pool,cards,contest,contest_cards,candidate,votes\n";
        let total = |b: u64| format!("{head}b,20,c,20,A,{}\nb,20,c,20,B,{b}\n", 20 - b);
        let judged = |counted: u64, confirmed: &[&str]| {
            let files = [("pools.csv", total(5)), ("rounds/1/mvrs.csv", total(counted))];
            risk("batch", &files, confirmed)
        };
        assert_eq!(judged(6, &[]), (READINGS, 0));
        // All alike.
        assert_eq!(judged(0, &[]), (READINGS, 20));
        assert_eq!((judged(0, &["/mvrs.csv"]).1, judged(0, &["/pools.csv"]).1), (0, 0));
    }
}
