//! A published assessment computed again from a copy, by the same code that computed it first.

use super::inputs::{Case, cases, result};
use super::{AssessmentResult, VERSION, measure};
use crate::inputs::{Blobs, Erased, Stated, erased_of, rests_on_erased};
use base::Digest;
use record::audit::{Recomputed, RecordView};
use std::collections::BTreeMap;

/// Assessments computed again, by size and name.
#[derive(Default)]
pub(crate) struct Again {
    rounds: BTreeMap<u64, BTreeMap<String, Case>>,
    results: BTreeMap<(u64, String), Computed>,
    /// What is said of the measures of a dossier, by its entry; `None` if they are the same again.
    measured: BTreeMap<u64, Option<Recomputed>>,
}

/// What a result is computed from.
const KINDS: [&str; 4] = ["assess.catalogue", "assess.dossier", "assess.evidence", "assess.ratings"];
/// What contracts are measured from.
const MEASURED: [&str; 5] = [
    "procurement.release",
    "procurement.contract",
    "procurement.pledge",
    "procurement.review",
    "procurement.finding",
];

/// Statement and document, or why there are none.
type Computed = Result<(AssessmentResult, Vec<u8>), String>;

impl Again {
    /// Holds a published result against the one computed here.
    pub(crate) fn check(
        &mut self,
        body: &AssessmentResult,
        stated: &[Stated],
        erased: &[Erased],
        record: &dyn RecordView,
    ) -> Recomputed {
        let size = body.input.size;
        let blobs: &dyn Blobs = &|digest: &Digest| record.blob(digest).ok().flatten();
        let round = self.rounds.entry(size).or_insert_with(|| {
            cases(stated, erased, size, blobs).into_iter().map(|case| (case.key.clone(), case)).collect()
        });
        let excuse = |kinds: &[&str], size: u64| rests_on_erased(&erased_of(erased, kinds, record), size);
        let not_these = |what: String| excuse(&KINDS, size).unwrap_or(Recomputed::Differs { detail: what });
        let Some(case) = round.get(&body.dossier) else {
            return not_these(format!("no dossier {} stood on the record then", body.dossier));
        };
        if case.input(size) != body.input {
            return not_these("it names other inputs than stood on the record then".to_owned());
        }
        if let Some((entry, document)) = case.missing.first() {
            let reason = format!("the document {document} of entry {entry} is not in the copy");
            return Recomputed::NotComputed { reason };
        }
        if body.version != VERSION {
            let reason = format!("assessments have version {VERSION} here, this result {}", body.version);
            return Recomputed::NotComputed { reason };
        }
        let again = self.results.entry((size, body.dossier.clone()));
        let again = again.or_insert_with(|| case.compute().map(|assessment| result(case, &assessment, size)));
        match again {
            Err(reason) => Recomputed::NotComputed { reason: format!("{}: {reason}", body.dossier) },
            Ok((same, _)) if same == body => {
                let said = self.measured.entry(case.dossier.0);
                let said =
                    said.or_insert_with(|| measured(case, stated, erased, blobs, &|size| excuse(&MEASURED, size)));
                said.clone().unwrap_or(Recomputed::Equal)
            }
            Ok((same, bytes)) if same.result != body.result => {
                let published = blobs.blob(&body.result.sha256);
                Recomputed::Differs { detail: difference(&body.dossier, published.as_deref(), bytes) }
            }
            Ok(_) => {
                let detail = format!("{}: the signed summary is not that of the result", body.dossier);
                Recomputed::Differs { detail }
            }
        }
    }
}

/// What is said of the measures of a dossier, if it has any that do not hold.
fn measured(
    case: &Case,
    stated: &[Stated],
    erased: &[Erased],
    blobs: &dyn Blobs,
    excuse: &dyn Fn(u64) -> Option<Recomputed>,
) -> Option<Recomputed> {
    let measures = case.files.get(measure::FILE)?;
    let dossier = match case.read() {
        Ok((_, dossier)) => dossier,
        Err(reason) => return Some(Recomputed::NotComputed { reason }),
    };
    let records = case.files.get(measure::RECORDS).map(Vec::as_slice);
    let said = measure::Said { measures, records, listed: &dossier.records };
    match said.again(stated, erased, case.dossier.0, blobs, excuse)? {
        Recomputed::Differs { detail } => Some(Recomputed::Differs { detail: format!("{}: {detail}", case.key) }),
        other => Some(other),
    }
}

/// Names the first field where two results part.
fn difference(key: &str, published: Option<&[u8]>, again: &[u8]) -> String {
    let read = |bytes: &[u8]| base::json::parse(bytes, 64).ok().map(|parsed| parsed.value);
    let Some(published) = published else { return format!("{key}: the published result is not in the copy") };
    let (Some(published), Some(again)) = (read(published), read(again)) else {
        return format!("{key}: the published result is not JSON");
    };
    match assess::verify::fields(&published, &again, 1).first() {
        Some(part) => {
            format!("{key}: {} is {} as published, {} computed again", part.part, part.stated, part.computed)
        }
        None => format!("{key}: the published result has the same content in other bytes"),
    }
}
