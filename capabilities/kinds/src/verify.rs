//! Every published finding computed again from a copy, by the same code that computed it first.

use crate::body::{Body, Finding, Settings};
use crate::findings::{answers, results::Answer};
use crate::inputs::{Erased, Inputs, Stated};
use base::Digest;
use base::digest::sha256;
use base::document::Extracted;
use record::audit::{Audited, FindingCheck, Recomputed, RecordView};
use record::statement::Statement;
use std::collections::{BTreeMap, BTreeSet};

/// Gets the text out of a contract file, as the publisher's edge did.
pub type Extract<'a> = &'a (dyn Fn(&[u8]) -> Extracted + Sync);

/// Computes findings again. One round of findings is computed once, however many checks it holds.
pub struct Verification<'a> {
    /// `None` leaves the repetition of the extraction out.
    extract: Option<Extract<'a>>,
    read: Option<Read>,
    rounds: BTreeMap<(u64, Settings), Result<Round, String>>,
    extractions: BTreeMap<u64, Result<(), String>>,
}

struct Read {
    stated: Vec<Stated>,
    erased: Vec<Erased>,
}

struct Round {
    inputs: Inputs,
    digest: Digest,
    answers: BTreeMap<String, Vec<u8>>,
    versions: BTreeMap<String, u16>,
}

impl<'a> Verification<'a> {
    /// A verification that has computed nothing. `extract`: the extraction of contract texts, repeated for every
    /// contract that a finding rests on.
    pub const fn new(extract: Option<Extract<'a>>) -> Self {
        Self { extract, read: None, rounds: BTreeMap::new(), extractions: BTreeMap::new() }
    }

    fn round(&mut self, finding: &Finding, record: &dyn RecordView) -> Result<&Round, String> {
        if self.read.is_none() {
            self.read = Some(read(record)?);
        }
        let read = self.read.as_ref().expect("just read");
        let key = (finding.input.size, finding.settings.clone());
        let round = self.rounds.entry(key).or_insert_with(|| compute(read, finding, record));
        round.as_ref().map_err(Clone::clone)
    }

    /// Whether the extraction of every contract in a round is what its file gives.
    fn extraction(&mut self, contracts: &[(u64, Digest, Digest)], record: &dyn RecordView) -> Result<(), String> {
        let Some(extract) = self.extract else { return Ok(()) };
        for (entry, document, extraction) in contracts {
            let outcome = self.extractions.entry(*entry).or_insert_with(|| {
                let Ok(Some(file)) = record.blob(document) else {
                    return Err(format!("the contract file {document} of entry {entry} is not in the copy"));
                };
                let again = serde_json::to_value(extract(&file)).map_err(|error| error.to_string())?;
                let again = base::json::canonical(&base::json::Value::from(&again));
                if sha256(again.as_bytes()) == *extraction {
                    return Ok(());
                }
                Err(format!(
                    "the text of contract {document} (entry {entry}), extracted again, is not the published one"
                ))
            });
            outcome.clone()?;
        }
        Ok(())
    }
}

impl FindingCheck for Verification<'_> {
    fn is_finding(&self, kind: &str) -> bool {
        kind == "procurement.finding"
    }

    fn check(&mut self, finding: &Audited, statement: &Statement, record: &dyn RecordView) -> Recomputed {
        let body = match Body::read(&statement.kind, &statement.predicate) {
            Ok(Body::Finding(body)) => body,
            Ok(_) => return differs("the statement is not a finding"),
            Err(error) => return differs(error.to_string()),
        };
        if body.input.size > finding.index {
            return differs(format!(
                "it speaks of {} entries and stands at index {}",
                body.input.size, finding.index
            ));
        }
        let round = match self.round(&body, record) {
            Ok(round) => round,
            Err(reason) => return Recomputed::NotComputed { reason },
        };
        if let Some((entry, document)) = round.inputs.missing.first() {
            let reason = format!("the document {document} of entry {entry} is not in the copy");
            return Recomputed::NotComputed { reason };
        }
        if round.digest != body.input.digest {
            let read = self.read.as_ref().expect("a round was computed");
            let erased: BTreeSet<u64> = read
                .erased
                .iter()
                .filter(|e| e.index >= body.input.size)
                .flat_map(|e| e.refs.iter().copied())
                .filter(|index| *index < body.input.size)
                .collect();
            if erased.is_empty() {
                return differs("it names other inputs than stood on the record then");
            }
            return Recomputed::Erased { detail: format!("it rests on erased entries {erased:?}") };
        }
        let Some(version) = round.versions.get(&body.check) else {
            return Recomputed::NotComputed {
                reason: format!("this program does not know the check {}", body.check),
            };
        };
        if *version != body.version {
            let reason = format!("{} has version {version} here, the finding {}", body.check, body.version);
            return Recomputed::NotComputed { reason };
        }
        let again = &round.answers[&body.check];
        if sha256(again) != body.result.sha256 {
            let published = record.blob(&body.result.sha256).ok().flatten();
            return differs(first_difference(&body.check, published.as_deref(), again));
        }
        let summary = Answer::from_bytes(again).map(|answer| answer.summary()).unwrap_or_default();
        if summary != body.summary {
            return differs(format!("{}: the signed summary is not that of the result", body.check));
        }
        let contracts = match body.check.starts_with('C') {
            true => {
                round.inputs.contracts.iter().map(|(i, c, _)| (*i, c.document.sha256, c.extraction.sha256)).collect()
            }
            false => Vec::new(),
        };
        match self.extraction(&contracts, record) {
            Ok(()) => Recomputed::Equal,
            Err(detail) => differs(detail),
        }
    }
}

fn differs(detail: impl Into<String>) -> Recomputed {
    Recomputed::Differs { detail: detail.into() }
}

fn read(record: &dyn RecordView) -> Result<Read, String> {
    let mut read = Read { stated: Vec::new(), erased: Vec::new() };
    let all = record.each(0, record.size(), &mut |audited| {
        let Audited { index, entry, statement: Some(statement), .. } = audited else { return Ok(()) };
        let Ok(body) = Body::read(&statement.kind, &statement.predicate) else { return Ok(()) };
        if let Body::Erasure(erasure) = &body
            && erasure.level == record::erasure::Level::Statement
        {
            read.erased.push(Erased { index, refs: entry.refs.clone() });
        }
        read.stated.push(Stated { index, refs: entry.refs, body });
        Ok(())
    });
    all.map_err(|refusal| refusal.to_string())?;
    Ok(read)
}

fn compute(read: &Read, finding: &Finding, record: &dyn RecordView) -> Result<Round, String> {
    let blobs = |digest: &Digest| record.blob(digest).ok().flatten();
    let inputs = Inputs::read(&read.stated, &read.erased, finding.input.size, &blobs);
    let answers = answers(&inputs, &finding.settings).map_err(|error| error.to_string())?;
    Ok(Round {
        digest: inputs.digest(),
        inputs,
        versions: answers.iter().map(|a| (a.check().0.to_owned(), a.check().1)).collect(),
        answers: answers.iter().map(|a| (a.check().0.to_owned(), a.to_bytes())).collect(),
    })
}

/// Says where two result documents part.
fn first_difference(check: &str, published: Option<&[u8]>, again: &[u8]) -> String {
    let Some(published) = published else { return format!("{check}: the published result is not in the copy") };
    let at = published.iter().zip(again).take_while(|(a, b)| a == b).count();
    let around = |bytes: &[u8]| {
        let from = at.saturating_sub(30);
        String::from_utf8_lossy(&bytes[from.min(bytes.len())..(at + 50).min(bytes.len())]).into_owned()
    };
    format!(
        "{check}: from byte {at} the published result says `{}`, computed again it is `{}`",
        around(published),
        around(again)
    )
}
