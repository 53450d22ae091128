//! The twenty clauses over all contract texts on the record, one answer each.

use super::results::{Answer, ClauseRow, Clauses, TextFacts};
use crate::inputs::Inputs;
use base::Language;
use base::document::Extracted;
use procurement::clauses::{Assessment, Catalogue, assess};
use rayon::prelude::*;

/// Raised whenever the same text and catalogue could give another verdict.
pub const VERSION: u16 = 1;

/// Looks for every clause of the catalogue in every contract that stands.
pub(super) fn answers(inputs: &Inputs, catalogue: &Catalogue) -> Vec<Answer> {
    let assessed: Vec<Assessment> = inputs
        .contracts
        .par_iter()
        .map(|(_, contract, extraction)| {
            let text: Extracted = serde_json::from_slice(extraction).unwrap_or_default();
            let hint = contract.language.as_deref().and_then(Language::from_tag);
            assess(catalogue, &text, hint).named(&contract.title, &contract.document.sha256.to_string())
        })
        .collect();
    let digest = catalogue_digest(catalogue);
    catalogue
        .clauses
        .iter()
        .map(|question| {
            let rows = inputs.contracts.iter().zip(&assessed).filter_map(|((entry, contract, _), assessment)| {
                let clause = assessment.clauses.iter().find(|c| c.id == question.id)?;
                Some(ClauseRow {
                    entry: *entry,
                    document: contract.document.sha256.to_string(),
                    verdict: clause.verdict.word().to_owned(),
                    level: serde_json::to_value(clause.level).ok()?.as_str()?.to_owned(),
                    rule: clause.rule.clone(),
                    spans: clause.spans.clone(),
                    extracted: clause.extracted.clone(),
                })
            });
            let facts = inputs
                .contracts
                .iter()
                .zip(&assessed)
                .map(|((entry, ..), a)| TextFacts { entry: *entry, facts: a.document.clone() });
            Answer::Clause(Clauses {
                check: question.id.clone(),
                version: VERSION,
                catalogue: digest.clone(),
                rows: rows.collect(),
                documents: if question.id == "C14" { facts.collect() } else { Default::default() },
            })
        })
        .collect()
}

/// SHA-256 of the catalogue's text, hexadecimal.
pub fn catalogue_digest(catalogue: &Catalogue) -> String {
    catalogue.sha256.to_string()
}
