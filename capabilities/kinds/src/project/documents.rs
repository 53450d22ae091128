//! What the page of a contract text shows.

use super::{Answers, to_json};
use crate::findings::results::{Answer, Clauses};
use crate::inputs::Inputs;
use base::Row;
use base::document::Extracted;
use procurement::clauses::report::DocumentFacts;
use procurement::view::{Clause, Document, DocumentSummary, PartyReference, Process, Reply, Source, Span};
use std::collections::BTreeMap;

/// The contract texts with their verdicts, in order of entries; process and parties are filled in by [`complete`].
pub(super) fn documents(inputs: &Inputs, answers: &Answers) -> Vec<Document> {
    let facts: BTreeMap<u64, DocumentFacts> = answers
        .values()
        .filter_map(|(_, _, answer)| match answer {
            Answer::Clause(Clauses { documents, .. }) => Some(documents.clone()),
            _ => None,
        })
        .flatten()
        .map(|text| (text.entry, text.facts))
        .collect();
    let mut verdicts_of = clauses_by_entry(answers);
    let mut out: Vec<Document> = Vec::new();
    for (entry, contract, extraction) in &inputs.contracts {
        let text: Extracted = serde_json::from_slice(extraction).unwrap_or_default();
        let clauses = verdicts_of.remove(entry).unwrap_or_default();
        let mut verdicts: BTreeMap<String, u64> =
            ["present", "weak", "contradicted", "absent", "unreadable", "not-assessed"]
                .map(|v| (v.to_owned(), 0))
                .into();
        for clause in &clauses {
            *verdicts.entry(clause.verdict.clone()).or_default() += 1;
        }
        let facts = facts.get(entry);
        out.push(Document {
            summary: DocumentSummary {
                sha256: contract.document.sha256.to_string(),
                title: contract.title.clone(),
                media_type: contract.media_type.clone(),
                language: facts.and_then(|f| f.language.clone()).or_else(|| contract.language.clone()),
                verdicts,
                pages: text.pages.len() as u64,
                pages_unreadable: match facts {
                    Some(facts) => facts.pages.iter().filter(|p| !p.readable).count() as u64,
                    None => text.pages.iter().filter(|p| !p.readable).count() as u64,
                },
            },
            ocid: contract.ocid.clone(),
            process_title: String::new(),
            buyer: None,
            supplier: contract.vendor.clone().map(|id| PartyReference { id, name: String::new() }),
            clauses,
            redacted_share: facts.map_or_else(String::new, |f| f.redaction.share.clone()),
            redaction_marks: facts.map_or(0, |f| f.redaction.marks as u64),
            annexes: facts
                .map(|f| f.annexes.iter().filter_map(|a| serde_json::to_value(a).ok()).collect())
                .unwrap_or_default(),
            text_sha256: contract.extraction.sha256.to_string(),
            page_ranges: text.pages,
            problems: text.problems,
            sources: vec![Source {
                entry: *entry,
                kind: "procurement.contract".into(),
                sha256: contract.document.sha256.to_string(),
                bytes: contract.document.bytes,
                id: contract.title.clone(),
                date: None,
                superseded_by: None,
            }],
            replies: Vec::new(),
        });
    }
    out
}

fn clauses_by_entry(answers: &Answers) -> BTreeMap<u64, Vec<Clause>> {
    let mut out: BTreeMap<u64, Vec<Clause>> = BTreeMap::new();
    for (finding, _, answer) in answers.values() {
        let Answer::Clause(clauses) = answer else { continue };
        for row in &clauses.rows {
            out.entry(row.entry).or_default().push(Clause {
                code: clauses.check.clone(),
                verdict: row.verdict.clone(),
                level: row.level.clone(),
                spans: row.spans.iter().map(span).collect(),
                extracted: serde_json::to_value(&row.extracted).unwrap_or_default(),
                entry: *finding,
            });
        }
    }
    out
}

fn span(span: &procurement::clauses::report::Span) -> Span {
    let role = serde_json::to_value(span.role).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    Span { start: span.start, end: span.end, page: span.page, quote: span.quote.clone(), role }
}

/// Names the texts on the processes they belong to.
pub(super) fn attach(documents: &[Document], processes: &mut [Process]) {
    for document in documents {
        let Some(ocid) = &document.ocid else { continue };
        if let Ok(at) = processes.binary_search_by(|p| p.ocid.as_str().cmp(ocid)) {
            processes[at].documents.push(document.summary.clone());
            processes[at].sources.extend(document.sources.iter().cloned());
        }
    }
}

/// Fills in title and parties from the processes, and the replies.
pub(super) fn complete(
    mut documents: Vec<Document>,
    processes: &[Process],
    replies: &BTreeMap<String, Vec<Reply>>,
) -> Vec<Document> {
    for document in &mut documents {
        document.replies = replies.get(&document.summary.sha256).cloned().unwrap_or_default();
        let Some(ocid) = &document.ocid else { continue };
        let Ok(at) = processes.binary_search_by(|p| p.ocid.as_str().cmp(ocid)) else { continue };
        let process = &processes[at];
        document.process_title.clone_from(&process.title);
        document.buyer.clone_from(&process.buyer);
        let suppliers = || process.awards.iter().flat_map(|a| &a.suppliers);
        let named = match &document.supplier {
            Some(stated) => suppliers().find(|s| s.id == stated.id).cloned(),
            None => suppliers().next().cloned(),
        };
        if let Some(supplier) = named {
            document.supplier = Some(supplier);
        }
    }
    documents
}

/// The row of a text.
pub(super) fn row(document: &Document) -> Row {
    let verdict = |document: &Document, word: &str| document.summary.verdicts.get(word).copied().unwrap_or_default();
    let mut facets: Vec<(String, String)> =
        document.clauses.iter().map(|c| ("clause".to_owned(), format!("{}:{}", c.code, c.verdict))).collect();
    facets.extend(document.ocid.iter().map(|ocid| ("process".to_owned(), ocid.clone())));
    facets.extend(document.supplier.iter().map(|s| ("supplier".to_owned(), s.id.clone())));
    facets.sort();
    Row {
        kind: "document".into(),
        id: document.summary.sha256.clone(),
        title: document.summary.title.clone(),
        party: document.buyer.as_ref().map(|b| b.name.clone()).unwrap_or_default(),
        signals: i64::try_from(verdict(document, "contradicted")).unwrap_or(i64::MAX),
        json: to_json(document),
        text: format!("{} {}", document.summary.title, document.process_title),
        facets,
        ..Row::default()
    }
}
