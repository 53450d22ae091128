//! Records of a dossier measured from the procurement that stands on the record: contracting data, clauses, lock-in.
//!
//! What the record does not say is left out, and so stays unknown to every rule. Each value names the entry it was read
//! from; the verifier measures again and compares bytes.

use crate::body::Body;
use crate::findings::processes::{Compiled, each};
use crate::findings::results::Answer;
use crate::inputs::{Blobs, Erased, Inputs, Stated, gone};
use crate::project::{Answers, latest_answers, process};
use assess::dossier::RecordFile;
use base::Digest;
use record::audit::Recomputed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The file of a dossier that says what is measured, and what was.
pub const FILE: &str = "measures.json";
/// The records it makes, of kind `contract`.
pub const RECORDS: &str = "records/contract-on-record.jsonl";
/// The format's name.
pub const FORMAT: &str = "scrutineer-measures/1";

/// What is asked for, and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measures {
    /// [`FORMAT`].
    pub format: String,
    /// Contracts asked for.
    pub contracts: Vec<Asked>,
    /// Entries of the record that were looked at, up to the last that says anything of procurement, so that what else
    /// comes on the record changes nothing here; 0 before anything was measured.
    #[serde(default)]
    pub size: u64,
    /// SHA-256 of the records made, file [`RECORDS`].
    #[serde(default)]
    pub records_sha256: String,
    /// Every value with where it comes from, in order of contracts and fields.
    #[serde(default)]
    pub measured: Vec<Measured>,
    /// Contracts of which nothing stands on the record.
    #[serde(default)]
    pub not_found: Vec<String>,
}

/// One contract asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Its id among the dossier's records.
    pub id: String,
    /// Its contracting process on the record.
    pub ocid: String,
    /// The technology of the dossier it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technology: Option<String>,
    /// Whether an election cannot be held without it: the dossier's own judgement.
    pub critical_function: bool,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The record's id.
    pub id: String,
    /// Its contracting process.
    pub ocid: String,
    /// The field of the record kind `contract`.
    pub field: String,
    /// Its value.
    pub value: Value,
    /// The check whose finding says so; none where it was read from the contracting data.
    pub check: Option<String>,
    /// Entries it was read from: releases, or the finding.
    pub entries: Vec<u64>,
}

/// A clause, and the field it decides.
///
/// Only quoted words decide: a clause that is present makes the field true, one whose contrary stands in the text makes
/// it false. A clause that was not found, is weak or unreadable leaves the field unknown: the record kind asks for
/// clauses a reviewer confirmed, and a search that found nothing confirms nothing. Where a clause asks for less than the
/// field says (C08 is present with a bar on either of two things, C11 speaks of any incident), its presence decides
/// nothing either.
const CLAUSES: [(&str, &str, Decides); 10] = [
    ("C01", "audit_independent", Decides::Both(&[])),
    ("C03", "source_or_escrow", Decides::Both(&[])),
    ("C06", "open_formats", Decides::Both(&[])),
    ("C07", "data_return_delete", Decides::Both(&["C07-return", "C07-keeps"])),
    ("C07", "exit_clause", Decides::Both(&["C07-no-help"])),
    ("C08", "data_instruction_only", Decides::Contrary(&["C08-own-use"])),
    ("C08", "export_barred", Decides::Contrary(&["C08-shares-freely"])),
    ("C09", "data_subprocessors", Decides::Both(&[])),
    ("C10", "rights_risk_clause", Decides::Both(&[])),
    ("C11", "incident_clause", Decides::Both(&[])),
];

/// What a clause decides of a field; with the rules that say the contrary of it (none named: all).
enum Decides {
    /// Its presence and its contrary.
    Both(&'static [&'static str]),
    /// Its contrary alone.
    Contrary(&'static [&'static str]),
}

/// Bytes of a file of measures at most.
const MAX_BYTES: usize = 4 << 20;
/// Contracts asked for at most.
const MAX_CONTRACTS: usize = 1000;
/// Values of one contract at most.
const MAX_VALUES: usize = 40;

/// Reads a dossier's file of measures.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(bytes: &[u8]) -> Result<Measures, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("it has {} bytes, more than the {MAX_BYTES} that are read", bytes.len()));
    }
    let read: Measures = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if read.format != FORMAT {
        return Err(format!("its format is {}, not {FORMAT}", read.format));
    }
    if read.contracts.len() > MAX_CONTRACTS || read.measured.len() > MAX_VALUES * read.contracts.len() {
        return Err(format!("it has more than {MAX_CONTRACTS} contracts, or more than {MAX_VALUES} values of each"));
    }
    let mut ids = BTreeSet::new();
    match read.contracts.iter().find(|own| !ids.insert(own.id.as_str())) {
        Some(twice) => Err(format!("it asks for `{}` twice", twice.id)),
        None => Ok(read),
    }
}

/// Measures the contracts asked for, from what stands in entries `0..size`; gives the records as JSON lines too.
///
/// # Errors
/// The document that should be there and is not, in words: nothing is measured over half of a record.
pub fn measure(
    asked: &[Asked],
    stated: &[Stated],
    erased: &[Erased],
    size: u64,
    blobs: &dyn Blobs,
) -> Result<(Measures, Vec<u8>), String> {
    let missing =
        |(entry, document): &(u64, Digest)| format!("the document {document} of entry {entry} is not there");
    let size = reach(stated, erased, size);
    let mut inputs = Inputs::read(stated, erased, size, blobs);
    if let Some(lost) = inputs.missing.first() {
        return Err(missing(lost));
    }
    let wanted: BTreeSet<&str> = asked.iter().map(|own| own.ocid.as_str()).collect();
    inputs.releases.retain(|(_, release)| wanted.contains(release.ocid.as_str()));
    let mut processes: BTreeMap<String, Compiled> = BTreeMap::new();
    let lost = each(&inputs, blobs, |batch| processes.extend(batch.into_iter().map(|own| (own.ocid.clone(), own))));
    if let Some(lost) = lost.first() {
        return Err(missing(lost));
    }
    let before = &stated[..stated.partition_point(|s| s.index < size)];
    let findings = findings(before, &gone(stated, erased, size), blobs).map_err(|lost| missing(&lost))?;
    let mut found: BTreeMap<&str, Vec<Found>> = BTreeMap::new();
    for (ocid, process) in &processes {
        let mut values = contracting(process, &findings);
        values.extend(clauses(&inputs, ocid, &findings));
        found.insert(ocid, values);
    }
    let (mut measured, mut not_found) = (Vec::new(), Vec::new());
    for own in asked {
        let Some(values) = found.get(own.ocid.as_str()) else {
            not_found.push(own.id.clone());
            continue;
        };
        measured.extend(values.iter().map(|(field, value, check, entries)| Measured {
            id: own.id.clone(),
            ocid: own.ocid.clone(),
            field: (*field).to_owned(),
            value: value.clone(),
            check: check.clone(),
            entries: entries.clone(),
        }));
    }
    let lines = lines(asked, &measured, &not_found);
    let measures = Measures {
        format: FORMAT.to_owned(),
        contracts: asked.to_vec(),
        size,
        records_sha256: base::digest::sha256(&lines).to_string(),
        measured,
        not_found,
    };
    Ok((measures, lines))
}

/// The records that measured values make.
fn lines(asked: &[Asked], measured: &[Measured], not_found: &[String]) -> Vec<u8> {
    let mut values: BTreeMap<&str, Vec<&Measured>> = BTreeMap::new();
    for own in measured {
        values.entry(&own.id).or_default().push(own);
    }
    let mut lines = Vec::new();
    for own in asked.iter().filter(|own| !not_found.contains(&own.id)) {
        let mut line = json!({ "id": own.id, "critical_function": own.critical_function });
        if let Some(technology) = &own.technology {
            line["technology"] = technology.as_str().into();
        }
        for value in values.get(own.id.as_str()).into_iter().flatten() {
            line[&value.field] = value.value.clone();
        }
        lines.extend(base::json::canonical(&base::json::Value::from(&line)).into_bytes());
        lines.push(b'\n');
    }
    lines
}

/// The latest finding of each check, each with its document.
fn findings(stated: &[Stated], gone: &BTreeSet<u64>, blobs: &dyn Blobs) -> Result<Answers, (u64, Digest)> {
    let mut latest: BTreeMap<&str, (u64, Digest)> = BTreeMap::new();
    for statement in stated.iter().filter(|s| !gone.contains(&s.index)) {
        if let Body::Finding(finding) = &statement.body {
            latest.insert(&finding.check, (statement.index, finding.result.sha256));
        }
    }
    match latest.into_values().find(|(_, document)| blobs.blob(document).is_none()) {
        Some(lost) => Err(lost),
        None => Ok(latest_answers(stated, gone, blobs)),
    }
}

/// How far the record must be read: behind the last entry below `size` that speaks of procurement, or erases.
fn reach(stated: &[Stated], erased: &[Erased], size: u64) -> u64 {
    let procurement = |body: &Body| {
        matches!(
            body,
            Body::Import(_)
                | Body::Release(_)
                | Body::Contract(_)
                | Body::Pledge(_)
                | Body::Review(_)
                | Body::Finding(_)
        )
    };
    let said = stated.iter().filter(|s| procurement(&s.body)).map(|s| s.index);
    let all = said.chain(erased.iter().map(|e| e.index)).filter(|index| *index < size);
    all.max().map_or(0, |index| index + 1)
}

impl Measures {
    /// The file as it is written.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_string_pretty(self).expect("texts, numbers and lists");
        text.push('\n');
        text.into_bytes()
    }
}

/// What a dossier says it measured, with what its head lists.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The file of measures.
    pub measures: &'a [u8],
    /// The records it made, if they are there.
    pub records: Option<&'a [u8]>,
    /// The files of records that the head lists.
    pub listed: &'a [RecordFile],
}

impl Said<'_> {
    /// Whether the rules read the records that were measured: the head lists them, as contracts, with their digest.
    pub fn is_read(&self, held: &Measures) -> bool {
        let own = |file: &&RecordFile| file.file == RECORDS;
        self.listed.iter().find(own).is_some_and(|own| own.kind == "contract" && own.sha256 == held.records_sha256)
    }

    /// Holds what is said against what is measured again, where the dossier stands at entry `at`: nothing if it is the
    /// same; else what is said of it. `excuse`: what is said where values over so many entries may rest on erased ones.
    pub fn again(
        &self,
        stated: &[Stated],
        erased: &[Erased],
        at: u64,
        blobs: &dyn Blobs,
        excuse: &dyn Fn(u64) -> Option<Recomputed>,
    ) -> Option<Recomputed> {
        let differs = |what: String| Some(Recomputed::Differs { detail: what });
        let held = match read(self.measures) {
            Ok(held) => held,
            Err(why) => return differs(format!("{FILE}: {why}")),
        };
        if self.records != Some(&lines(&held.contracts, &held.measured, &held.not_found)) {
            return differs(format!("{RECORDS} is not what the values of {FILE} make"));
        }
        if !self.is_read(&held) {
            return differs(format!("the head does not list {RECORDS} as contracts with the digest of {FILE}"));
        }
        // Nobody chooses which state of the record is believed: it is the one the dossier stands on.
        let size = reach(stated, erased, at);
        if held.size != size {
            let what = format!("{FILE} was measured over {} entries, and {size} speak of procurement", held.size);
            return differs(what);
        }
        let now = match measure(&held.contracts, stated, erased, size, blobs) {
            Ok((now, _)) => now,
            Err(reason) => return Some(Recomputed::NotComputed { reason }),
        };
        if now.to_bytes() == self.measures {
            return None;
        }
        // The same value of the same entries, said otherwise, is wrong whatever was erased since.
        let key = |own: &Measured| (own.id.clone(), own.field.clone());
        let again: BTreeMap<_, &Measured> = now.measured.iter().map(|own| (key(own), own)).collect();
        let parted = held.measured.iter().filter_map(|own| Some((own, *again.get(&key(own))?)));
        let parted =
            parted.into_iter().find(|(a, b)| a.entries == b.entries && (&a.value, &a.check) != (&b.value, &b.check));
        if let Some((a, b)) = parted {
            let what = format!("{} {} is {} as published, {} measured again", a.id, a.field, a.value, b.value);
            return differs(format!("{FILE}: {what}"));
        }
        // What was read then may be gone since.
        excuse(size).or_else(|| {
            differs(format!("{FILE} has other values than are measured again, or other entries for them"))
        })
    }
}

/// Field, value, check, entries.
type Found = (&'static str, Value, Option<String>, Vec<u64>);

/// What the contracting data say.
fn contracting(own: &Compiled, findings: &Answers) -> Vec<Found> {
    let view = process::process(&own.ocid, &own.value, &own.versions);
    let entries: Vec<u64> = own.sources.iter().map(|source| source.entry).collect();
    let mut out: Vec<Found> = Vec::new();
    let mut add = |field, value| out.push((field, value, None, entries.clone()));
    // Nobody can have known it before the latest release that it was read from.
    if let Some(day) = process::text(&own.value, "/date").and_then(|date| base::time::date(&date)) {
        add("known_on", day.to_string().into());
    }
    if let Some(method) = view.method.filter(|m| ["open", "selective", "limited", "direct"].contains(&m.as_str())) {
        add("method", method.into());
    }
    // Without one in these data it may stand elsewhere.
    if process::text(&own.value, "/tender/procurementMethodRationale").is_some() {
        add("rationale_published", true.into());
    }
    let holds = |pointer: &str| match own.value.pointer(pointer) {
        Some(base::json::Value::Object(members)) => !members.is_empty(),
        Some(base::json::Value::Array(items)) => !items.is_empty(),
        _ => false,
    };
    let carried_out = process::items(&own.value, "/contracts").any(|own| own.get("implementation").is_some());
    let stages = [
        ("planning", holds("/planning")),
        ("tender", holds("/tender")),
        ("award", holds("/awards")),
        ("contract", holds("/contracts")),
        ("implementation", carried_out),
    ];
    let stages: Vec<&str> = stages.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect();
    add("stages_published", json!(stages));
    // Of several contracts in one process nobody can say which is meant.
    if let [contract] = &view.contracts[..] {
        if let Some(day) = contract.signed.as_deref().and_then(base::time::date) {
            add("signed_on", day.to_string().into());
        }
        // Only an amended value says that the cost was another than planned; without one it is not known.
        if let (Some(first), Some(last)) = (&contract.first_value, &contract.value)
            && first.currency == last.currency
        {
            add("planned_amount", first.amount.as_str().into());
            add("actual_amount", last.amount.as_str().into());
            add("currency", last.currency.as_str().into());
        }
    }
    if let Some(n) = view.tenderers {
        add("tenderers", n.into());
        // A single bid is a red flag of its own: the finding is named where it stands.
        if let Some((entry, _, Answer::Flag(flag))) = findings.get("R018")
            && flag.results.iter().any(|row| row.group == "OCID" && row.id == own.ocid)
            && let Some(last) = out.last_mut()
        {
            last.2 = Some("R018".to_owned());
            last.3.push(*entry);
        }
    }
    let mut suppliers: Vec<&str> = Vec::new();
    for award in view.awards.iter().filter(|award| award.status.as_deref() == Some("active")) {
        suppliers.extend(award.suppliers.iter().map(|supplier| supplier.id.as_str()));
    }
    suppliers.sort_unstable();
    suppliers.dedup();
    if let [supplier] = suppliers[..] {
        out.push(("supplier", supplier.into(), None, entries));
        out.extend(owner(supplier, findings));
    }
    out
}

/// The corporate group behind a supplier, as the measures of lock-in were computed with.
fn owner(supplier: &str, findings: &Answers) -> Option<Found> {
    let (check, (entry, finding, _)) =
        findings.iter().find(|(_, (.., answer))| matches!(answer, Answer::Measure(_)))?;
    let groups: Value = serde_json::from_str(&finding.settings.groups).ok()?;
    let of = |group: &&Value| group["members"].as_array().is_some_and(|all| all.iter().any(|own| own == supplier));
    let group = groups["groups"].as_array()?.iter().find(of)?;
    Some(("beneficial_owner", group["id"].clone(), Some(check.clone()), vec![*entry]))
}

/// What the contract's text says, if exactly one text of the process stands.
fn clauses(inputs: &Inputs, ocid: &str, findings: &Answers) -> Vec<Found> {
    let texts: Vec<u64> = inputs
        .contracts
        .iter()
        .filter(|(_, contract, _)| contract.ocid.as_deref() == Some(ocid))
        .map(|(entry, ..)| *entry)
        .collect();
    let [text] = texts[..] else { return Vec::new() };
    let row = |check: &str| {
        let (entry, _, answer) = findings.get(check)?;
        let Answer::Clause(clause) = answer else { return None };
        clause.rows.iter().find(|row| row.entry == text).map(|row| (*entry, row))
    };
    let mut out = Vec::new();
    for (check, field, decides) in CLAUSES {
        let Some((entry, row)) = row(check) else { continue };
        let (Decides::Both(rules) | Decides::Contrary(rules)) = decides;
        let contrary = || rules.is_empty() || row.rule.as_deref().is_some_and(|rule| rules.contains(&rule));
        let value = match row.verdict.as_str() {
            "present" if matches!(decides, Decides::Both(_)) => true,
            "contradicted" if contrary() => false,
            _ => continue,
        };
        out.push((field, value.into(), Some(check.to_owned()), vec![text, entry]));
    }
    // A secrecy clause that contradicts its limits is one without limits. Nothing else is decided: whether what a
    // bounded one covers was published is not in the text, and a secrecy clause may stand in another paper.
    if let Some((entry, _)) = row("C14").filter(|(_, row)| row.verdict == "contradicted") {
        out.push(("nda", "unbounded".into(), Some("C14".to_owned()), vec![text, entry]));
    }
    out
}
