//! The ten measures of lock-in over the processes on the record, one answer each.

use super::FindingsError;
use super::flags::lines;
use super::processes::Compiled;
use super::results::{Answer, MeasureRow, Measures};
use crate::body::Settings;
use crate::inputs::Inputs;
use base::exact::parse;
use procurement::lockin::{self, ClauseDocument, Clauses, DocumentReference, Engine, Lockin, Verdict};
use std::collections::BTreeMap;

/// Raised whenever the same processes and settings could give another figure.
pub(super) const VERSION: u16 = 1;

/// The measures' codes in order.
pub(super) const CODES: [&str; 10] = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10"];

/// Lock-in over processes that come batch by batch: pairs of buyer and supplier, and the same with corporate groups.
pub(super) struct LockinOf {
    plain: Engine,
    grouped: Option<Engine>,
    taken: usize,
}

impl LockinOf {
    pub(super) fn new(settings: &Settings, inputs: &Inputs, clauses: &[Answer]) -> Result<Self, FindingsError> {
        let mut own = lockin::Settings {
            window_days: i64::from(settings.window_days),
            clauses: Some(verdicts(inputs, clauses)),
            ..lockin::Settings::default()
        };
        for (currency, amount) in &settings.thresholds {
            let amount = parse(amount)
                .ok_or_else(|| FindingsError::Lockin(format!("the threshold `{amount}` is not a number")))?;
            own.thresholds.insert(currency.clone(), amount);
        }
        let plain = Engine::new(&own);
        let grouped = if settings.groups.trim().is_empty() {
            None
        } else {
            own.groups = lockin::groups(&settings.groups).map_err(FindingsError::Lockin)?;
            Some(Engine::new(&own))
        };
        Ok(Self { plain, grouped, taken: 0 })
    }

    pub(super) fn take(&mut self, processes: &[Compiled]) {
        let lines = lines(processes, self.taken);
        self.taken += lines.len();
        for (line, process) in lines.iter().zip(processes) {
            let versions: Vec<String> = process.versions.iter().map(base::json::canonical).collect();
            for engine in [Some(&mut self.plain), self.grouped.as_mut()].into_iter().flatten() {
                // The compiled release came through the tolerant reader; a line that is no release measures nothing.
                let _ = engine.take(line);
                if versions.len() > 1 {
                    engine.take_versions(versions.iter().map(String::as_bytes));
                }
            }
        }
    }

    /// The ten measures, one answer each.
    pub(super) fn answers(self) -> Vec<Answer> {
        answers(&self.plain.finish(), self.grouped.map(Engine::finish).as_ref())
    }
}

fn answers(measured: &Lockin, grouped: Option<&Lockin>) -> Vec<Answer> {
    let mut rows: BTreeMap<String, Vec<MeasureRow>> =
        CODES.iter().map(|code| ((*code).to_owned(), Vec::new())).collect();
    collect(measured, &mut rows, |_| true);
    for buyer in measured.buyers() {
        for view in buyer.view(0) {
            rows.entry(view.code.clone()).or_default().push(row(&buyer.buyer, None, false, view));
        }
    }
    for tailored in measured.tailoring() {
        let details =
            [("signal", tailored.signal), ("pointer", &tailored.place.pointer), ("because", tailored.because)];
        rows.entry("L10".to_owned()).or_default().push(MeasureRow {
            buyer: tailored.buyer.to_owned(),
            supplier: None,
            is_group: false,
            currency: None,
            value: None,
            reason: Some("listed with its place, never summed".to_owned()),
            details: details.map(|(name, text)| (name.to_owned(), text.into())).into(),
            processes: vec![tailored.ocid.to_owned()],
            processes_total: 1,
        });
    }
    if let Some(grouped) = grouped {
        collect(grouped, &mut rows, |is_group| is_group);
    }
    CODES
        .iter()
        .map(|code| {
            Answer::Measure(Measures {
                check: (*code).to_owned(),
                version: VERSION,
                rows: rows.remove(*code).unwrap_or_default(),
            })
        })
        .collect()
}

fn collect(measured: &Lockin, rows: &mut BTreeMap<String, Vec<MeasureRow>>, wanted: impl Fn(bool) -> bool) {
    for pair in measured.pairs().filter(|pair| wanted(pair.group)) {
        for view in pair.view(0) {
            let of_code = rows.entry(view.code.clone()).or_default();
            of_code.push(row(&pair.buyer, Some(&pair.supplier), pair.group, view));
        }
    }
}

fn row(buyer: &str, supplier: Option<&str>, is_group: bool, view: procurement::view::Measure) -> MeasureRow {
    let mut details = view.details;
    details.extend(view.n.map(|n| ("n".to_owned(), n.into())));
    details.extend(view.missing.map(|n| ("missing".to_owned(), n.into())));
    MeasureRow {
        buyer: buyer.to_owned(),
        supplier: supplier.map(str::to_owned),
        is_group,
        currency: view.currency,
        value: view.value,
        reason: view.reason,
        details,
        processes: view.processes,
        processes_total: view.processes_total,
    }
}

/// The clause verdicts per contract, as the ninth measure reads them.
fn verdicts(inputs: &Inputs, clauses: &[Answer]) -> Clauses {
    let mut by_entry: BTreeMap<u64, Vec<Verdict>> = BTreeMap::new();
    for answer in clauses {
        let Answer::Clause(clause) = answer else { continue };
        for row in &clause.rows {
            let verdict = Verdict { id: clause.check.clone(), verdict: row.verdict.clone() };
            by_entry.entry(row.entry).or_default().push(verdict);
        }
    }
    let documents = inputs.contracts.iter().map(|(entry, contract, _)| ClauseDocument {
        document: DocumentReference { name: contract.title.clone(), sha256: contract.document.sha256.to_string() },
        vendor: contract.vendor.clone(),
        ocid: contract.ocid.clone(),
        clauses: by_entry.remove(entry).unwrap_or_default(),
    });
    Clauses { documents: documents.collect() }
}
