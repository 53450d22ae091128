//! What pages list and search, made from statements and findings: rows that can be deleted and made again.

mod documents;
mod organisations;
pub(crate) mod process;

use crate::body::{Body, Finding, Import, Reply};
use crate::findings::processes::{Compiled, each};
use crate::findings::results::{Answer, Flag, MeasureRow};
use crate::inputs::{self, Blobs, Erased, Inputs, Stated};
use base::{Problem, Row};
use organisations::{Figures, date_of, organisations};
use procurement::view;
use std::collections::{BTreeMap, BTreeSet};

/// Makes every row from what stands on a record of `size` entries.
///
/// `stated`: all readable statements in order of entries. The same record gives the same rows, in the same order.
pub fn rows(stated: &[Stated], erased: &[Erased], size: u64, blobs: &dyn Blobs) -> Vec<Row> {
    let inputs = Inputs::read(stated, erased, size, blobs);
    let answers = latest_answers(stated, &inputs::erased(erased, u64::MAX), blobs);
    let imports = imports(stated, blobs);
    let figures = figures(&answers, &inputs, stated);
    let documents = documents::documents(&inputs, &answers);
    let mut rows = Vec::new();
    let mut gathered = Processes::new(&answers, &imports, &figures.replies);
    each(&inputs, blobs, |batch| {
        rows.extend(batch.iter().map(|compiled| Row {
            kind: "compiled".into(),
            id: compiled.ocid.clone(),
            json: String::from_utf8_lossy(&compiled.line).into_owned(),
            ..Row::default()
        }));
        gathered.take(&batch);
    });
    let mut processes = gathered.done;
    documents::attach(&documents, &mut processes);
    let documents = documents::complete(documents, &processes, &figures.replies);
    let mut by_process: BTreeMap<&str, Vec<&view::Document>> = BTreeMap::new();
    for document in &documents {
        by_process.entry(document.ocid.as_deref().unwrap_or_default()).or_default().push(document);
    }
    rows.extend(
        processes
            .iter()
            .map(|process| process_row(process, by_process.get(process.ocid.as_str()).map_or(&[], Vec::as_slice))),
    );
    let (buyers, suppliers) = organisations(&processes, &figures);
    rows.extend(buyers.iter().map(|organisation| organisation_row("buyer", organisation)));
    rows.extend(suppliers.iter().map(|organisation| organisation_row("supplier", organisation)));
    rows.extend(documents.iter().map(documents::row));
    rows.extend(answers.values().map(|(entry, finding, answer)| check_row(*entry, finding, answer)));
    rows.extend(imports.iter().map(import_row));
    rows.extend(issuers(stated).values().map(issuer_row));
    rows.extend(crate::assessment::rows(stated, erased, size, blobs));
    rows.extend(crate::voting::rows(stated, erased, size, &figures.replies, blobs));
    rows.extend(crate::audits::rows(stated, erased, size, &figures.replies, blobs));
    rows
}

/// Who signs with a key: row kind `issuer`, row id = the key's identifier as entries name it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IssuerView {
    /// The key's identifier, 16 hexadecimal digits.
    pub key: String,
    /// The organisation, as stated last.
    pub organisation: String,
    /// What it is in an election.
    pub role: String,
    /// The key as a verifier line.
    pub vkey: String,
    /// Kinds it may sign.
    pub kinds: Vec<String>,
    /// The entry that introduced the key.
    pub entry: u64,
}

fn issuers(stated: &[Stated]) -> BTreeMap<String, IssuerView> {
    let mut out: BTreeMap<String, IssuerView> = BTreeMap::new();
    for statement in stated {
        let Body::Issuer(issuer) = &statement.body else { continue };
        let key = record::IssuerId::of(&issuer.key).to_string();
        let entry = out.get(&key).map_or(statement.index, |known| known.entry);
        let view = IssuerView {
            key: key.clone(),
            organisation: issuer.organisation.clone(),
            role: issuer.role.as_str().to_owned(),
            vkey: issuer.key.to_string(),
            kinds: issuer.kinds.clone(),
            entry,
        };
        out.insert(key, view);
    }
    out
}

fn issuer_row(view: &IssuerView) -> Row {
    Row {
        kind: "issuer".into(),
        id: view.key.clone(),
        title: view.organisation.clone(),
        status: view.role.clone(),
        json: to_json(view),
        text: format!("{} {}", view.organisation, view.vkey),
        ..Row::default()
    }
}

/// The latest finding of each check: entry, finding, answer.
pub(crate) type Answers = BTreeMap<String, (u64, Finding, Answer)>;

/// The latest finding of each check that is not `gone`, with its result document.
pub(crate) fn latest_answers(stated: &[Stated], gone: &BTreeSet<u64>, blobs: &dyn Blobs) -> Answers {
    let mut out = Answers::new();
    for statement in stated.iter().filter(|s| !gone.contains(&s.index)) {
        let Body::Finding(finding) = &statement.body else { continue };
        let Some(bytes) = blobs.blob(&finding.result.sha256) else { continue };
        if let Ok(answer) = Answer::from_bytes(&bytes) {
            out.insert(finding.check.clone(), (statement.index, finding.clone(), answer));
        }
    }
    out
}

struct ImportRun {
    entry: u64,
    inputs: Vec<String>,
    report: serde_json::Value,
    problems: Vec<Problem>,
    sha256: String,
    parts: Vec<String>,
}

fn imports(stated: &[Stated], blobs: &dyn Blobs) -> Vec<ImportRun> {
    let mut out = Vec::new();
    for statement in stated {
        let Body::Import(Import { inputs, report, problems: parts, .. }) = &statement.body else { continue };
        let Some(bytes) = blobs.blob(&report.sha256) else { continue };
        let Ok(mut value) = serde_json::from_slice::<serde_json::Value>(&bytes) else { continue };
        let problems = value.get_mut("problems").map(serde_json::Value::take).unwrap_or_default();
        let mut problems: Vec<Problem> = serde_json::from_value(problems).unwrap_or_default();
        for part in parts {
            let bytes = blobs.blob(&part.sha256).unwrap_or_default();
            problems.extend(bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()));
        }
        out.push(ImportRun {
            entry: statement.index,
            inputs: inputs.iter().map(|i| i.sha256.to_string()).collect(),
            report: value,
            problems,
            sha256: report.sha256.to_string(),
            parts: parts.iter().map(|part| part.sha256.to_string()).collect(),
        });
    }
    out
}

/// Turns the answers of all checks into figures by whom they concern.
fn figures(answers: &Answers, inputs: &Inputs, stated: &[Stated]) -> Figures {
    let mut figures = Figures::default();
    for (entry, _, answer) in answers.values() {
        match answer {
            Answer::Flag(flag) => {
                for (group, id, signal) in signals(flag, *entry) {
                    match group {
                        "Buyer" | "ProcuringEntity" => figures.buyer_signals.entry(id).or_default().push(signal),
                        "Tenderer" => figures.tenderer_signals.entry(id).or_default().push(signal),
                        _ => {}
                    }
                }
            }
            Answer::Measure(measures) => {
                for row in &measures.rows {
                    let measure = measure(&measures.check, row, *entry);
                    match &row.supplier {
                        Some(supplier) => {
                            figures.pairs.entry((row.buyer.clone(), supplier.clone())).or_default().push(measure);
                        }
                        None => figures.buyers.entry(row.buyer.clone()).or_default().push(measure),
                    }
                }
            }
            Answer::Clause(_) => {}
        }
    }
    for measures in figures.pairs.values_mut().chain(figures.buyers.values_mut()) {
        measures.sort_by_key(|m| (m.code[1..].parse::<u8>().unwrap_or(u8::MAX), m.currency.clone()));
    }
    for (_, kind, value) in &inputs.commitments {
        let vendor = value["vendor"]["id"].as_str().unwrap_or_default().to_owned();
        let list = if *kind == "pledge" { &mut figures.pledges } else { &mut figures.reviews };
        list.entry(vendor).or_default().push(value.clone());
    }
    for statement in stated {
        let Body::Reply(Reply { about, check, by, at, language, text }) = &statement.body else { continue };
        figures.replies.entry(about.clone()).or_default().push(view::Reply {
            check: check.clone(),
            by: by.clone(),
            at: at.clone(),
            text: text.clone(),
            language: language.clone(),
            entry: statement.index,
        });
    }
    figures
}

fn signals(flag: &Flag, entry: u64) -> impl Iterator<Item = (&str, String, view::Signal)> {
    flag.results.iter().map(move |row| {
        let signal = view::Signal {
            code: flag.check.clone(),
            group: row.group.clone(),
            id: row.id.clone(),
            value: row.value.clone(),
            because: row.because.clone(),
            inputs: row.inputs.clone(),
            evidence: row
                .evidence
                .iter()
                .map(|e| base::Evidence {
                    sha256: None,
                    ocid: Some(e.ocid.clone()),
                    place: base::Place { input: 0, line: 0, pointer: e.pointer.clone() },
                })
                .collect(),
            entry,
        };
        (row.group.as_str(), row.id.clone(), signal)
    })
}

fn measure(code: &str, row: &MeasureRow, entry: u64) -> view::Measure {
    let count = |name: &str| row.details.get(name).and_then(serde_json::Value::as_u64);
    view::Measure {
        code: code.to_owned(),
        currency: row.currency.clone(),
        value: row.value.clone(),
        n: count("n"),
        missing: count("missing").or_else(|| count("missing_amounts")),
        details: row.details.clone(),
        reason: row.reason.clone(),
        processes: row.processes.clone(),
        processes_total: row.processes_total,
        entry,
    }
}

/// The processes' views, from compiled releases that come batch by batch.
struct Processes<'a> {
    /// Problems of the imports by digest of the file and line.
    problems: BTreeMap<(&'a str, u64), Vec<&'a Problem>>,
    signals: BTreeMap<&'a str, Vec<view::Signal>>,
    not_assessed: BTreeMap<&'a str, Vec<view::NotAssessed>>,
    replies: &'a BTreeMap<String, Vec<view::Reply>>,
    flags: u64,
    done: Vec<view::Process>,
}

impl<'a> Processes<'a> {
    fn new(answers: &'a Answers, imports: &'a [ImportRun], replies: &'a BTreeMap<String, Vec<view::Reply>>) -> Self {
        let mut out = Self {
            problems: BTreeMap::new(),
            signals: BTreeMap::new(),
            not_assessed: BTreeMap::new(),
            replies,
            flags: 0,
            done: Vec::new(),
        };
        for run in imports {
            for problem in &run.problems {
                if let Some(sha256) = run.inputs.get(problem.place.input as usize) {
                    out.problems.entry((sha256, problem.place.line)).or_default().push(problem);
                }
            }
        }
        for (entry, _, answer) in answers.values() {
            let Answer::Flag(flag) = answer else { continue };
            out.flags += 1;
            for (row, (group, _, signal)) in flag.results.iter().zip(signals(flag, *entry)) {
                if group == "OCID" {
                    out.signals.entry(&row.id).or_default().push(signal);
                }
            }
            for (ocid, missing) in &flag.not_assessed {
                let item = view::NotAssessed { code: flag.check.clone(), missing: missing.clone() };
                out.not_assessed.entry(ocid).or_default().push(item);
            }
        }
        out
    }

    fn take(&mut self, batch: &[Compiled]) {
        for item in batch {
            let mut process = process::process(&item.ocid, &item.value, &item.versions);
            process.signals = self.signals.remove(item.ocid.as_str()).unwrap_or_default();
            process.not_assessed = self.not_assessed.remove(item.ocid.as_str()).unwrap_or_default();
            process.assessed = self.flags - process.not_assessed.len() as u64;
            process.sources = item.sources.clone();
            for (sha256, line) in &item.places {
                let here = self.problems.get(&(sha256.as_str(), *line)).into_iter().flatten();
                process.problems.extend(here.map(|p| (*p).clone()));
            }
            process.problems.sort();
            process.problems.dedup();
            process.publisher = item.publisher.clone();
            process.license = item.license.clone();
            process.replies = self.replies.get(&item.ocid).cloned().unwrap_or_default();
            self.done.push(process);
        }
    }
}

fn process_row(process: &view::Process, documents: &[&view::Document]) -> Row {
    let mut facets: BTreeSet<(String, String)> = BTreeSet::new();
    let mut add = |facet: &str, value: &str| {
        facets.insert((facet.to_owned(), value.to_owned()));
    };
    if let Some(buyer) = &process.buyer {
        add("buyer", &buyer.id);
    }
    let suppliers = process.awards.iter().flat_map(|a| &a.suppliers);
    for supplier in suppliers.clone() {
        add("supplier", &supplier.id);
    }
    for signal in &process.signals {
        add("flag", &signal.code);
        add("flag", "any");
    }
    for document in documents {
        for clause in &document.clauses {
            add("clause", &format!("{}:{}", clause.code, clause.verdict));
        }
    }
    let date = date_of(process).unwrap_or_default().to_owned();
    if let Some(date) = base::time::date(&date) {
        add("year", &base::time::year(date).to_string());
    }
    add("method", process.method.as_deref().unwrap_or("unknown"));
    let largest = process.award_totals.iter().max_by(|a, b| amount(a).total_cmp(&amount(b)));
    let value = largest.or(process.tender_value.as_ref());
    let names = process.parties.iter().map(|p| p.reference.name.as_str());
    let more: Vec<&str> = names.chain(suppliers.map(|s| s.name.as_str())).collect();
    Row {
        kind: "process".into(),
        id: process.ocid.clone(),
        title: process.title.clone(),
        party: process.buyer.as_ref().map(|b| b.name.clone()).unwrap_or_default(),
        place: String::new(),
        date,
        status: process.status.clone().unwrap_or_default(),
        signals: process.signals.len() as i64,
        amount: value.map(amount),
        currency: value.map(|v| v.currency.clone()).unwrap_or_default(),
        json: to_json(process),
        text: format!(
            "{} {} {} {}",
            process.ocid,
            process.title,
            process.description.as_deref().unwrap_or_default(),
            more.join(" ")
        ),
        facets: facets.into_iter().collect(),
    }
}

fn amount(money: &view::Money) -> f64 {
    money.amount.parse().unwrap_or(0.0)
}

fn organisation_row(kind: &str, organisation: &view::Organisation) -> Row {
    let largest = organisation.totals.iter().max_by(|a, b| amount(a).total_cmp(&amount(b)));
    Row {
        kind: kind.to_owned(),
        id: organisation.reference.id.clone(),
        title: organisation.reference.name.clone(),
        date: organisation.latest.first().and_then(|p| p.date.clone()).unwrap_or_default(),
        signals: organisation.signals.len() as i64,
        amount: largest.map(amount),
        currency: largest.map(|v| v.currency.clone()).unwrap_or_default(),
        json: to_json(organisation),
        text: format!(
            "{} {} {}",
            organisation.reference.id,
            organisation.reference.name,
            organisation.other_names.join(" ")
        ),
        ..Row::default()
    }
}

fn check_row(entry: u64, finding: &Finding, answer: &Answer) -> Row {
    let summary = answer.summary();
    let count = |name: &str| summary.get(name).copied().unwrap_or_default();
    let missing = match answer {
        Answer::Flag(flag) => flag.missing.clone(),
        Answer::Measure(measures) => {
            let mut reasons = BTreeMap::new();
            for reason in measures.rows.iter().filter_map(|r| r.reason.clone()) {
                *reasons.entry(reason).or_default() += 1;
            }
            reasons
        }
        Answer::Clause(_) => BTreeMap::new(),
    };
    let mut settings = BTreeMap::new();
    settings.insert("flags".to_owned(), finding.settings.flags.clone());
    settings.insert("window-days".to_owned(), finding.settings.window_days.to_string());
    settings.insert("groups".to_owned(), finding.settings.groups.clone());
    settings.insert("catalogue".to_owned(), finding.settings.catalogue.clone());
    for (currency, threshold) in &finding.settings.thresholds {
        settings.insert(format!("threshold {currency}"), threshold.clone());
    }
    let view = view::CheckSummary {
        code: finding.check.clone(),
        version: finding.version,
        assessable: count("assessable"),
        not_assessable: count("not-assessable"),
        counts: summary.clone(),
        missing,
        entry,
        sha256: finding.result.sha256.to_string(),
        settings,
    };
    Row {
        kind: "check".into(),
        id: finding.check.clone(),
        title: finding.check.clone(),
        signals: count("signals.OCID") as i64,
        json: to_json(&view),
        ..Row::default()
    }
}

fn import_row(run: &ImportRun) -> Row {
    let view = view::Import {
        entry: run.entry,
        report: run.report.clone(),
        problems: run.problems.iter().take(1_000).cloned().collect(),
        sha256: run.sha256.clone(),
        parts: run.parts.clone(),
    };
    Row { kind: "import".into(), id: run.entry.to_string(), json: to_json(&view), ..Row::default() }
}

pub(crate) fn to_json<T: serde::Serialize>(view: &T) -> String {
    serde_json::to_string(view).expect("views have text keys and finite numbers")
}
