//! Every published finding computed again from a copy, by the same code that computed it first.

use crate::assessment;
use crate::body::{Body, Finding, Settings};
use crate::findings::{answers, results::Answer};
use crate::inputs::{Erased, Inputs, Stated, erased_of, rests_on_erased};
use base::Digest;
use base::digest::sha256;
use base::document::Extracted;
use record::audit::{Audited, FindingCheck, Recomputed, RecordView};
use record::statement::Statement;
use std::collections::BTreeMap;

/// Gets the text out of a contract file, as the publisher's edge did.
#[derive(Clone, Copy)]
pub struct Extract<'a> {
    /// Version of the method: another version may give another text.
    pub version: u16,
    /// The method, or why it could not be done on this machine.
    pub run: &'a (dyn Fn(&[u8]) -> Result<Extracted, String> + Sync),
}

/// Computes findings again. One round of findings is computed once, however many checks it holds.
pub struct Verification<'a> {
    /// `None` leaves the repetition of the extraction out.
    extract: Option<Extract<'a>>,
    read: Option<Read>,
    rounds: BTreeMap<(u64, Settings), Result<Round, String>>,
    extractions: BTreeMap<u64, Recomputed>,
    assessments: assessment::verify::Again,
    boards: crate::voting::Again,
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
    pub fn new(extract: Option<Extract<'a>>) -> Self {
        Self {
            extract,
            read: None,
            rounds: BTreeMap::new(),
            extractions: BTreeMap::new(),
            assessments: Default::default(),
            boards: Default::default(),
        }
    }

    fn assessment(&mut self, body: &assessment::AssessmentResult, index: u64, record: &dyn RecordView) -> Recomputed {
        if body.input.size > index {
            return differs(format!("it speaks of {} entries and stands at index {index}", body.input.size));
        }
        if let Err(reason) = self.read(record) {
            return Recomputed::NotComputed { reason };
        }
        let read = self.read.as_ref().expect("just read");
        self.assessments.check(body, &read.stated, &read.erased, record)
    }

    fn read(&mut self, record: &dyn RecordView) -> Result<(), String> {
        if self.read.is_none() {
            self.read = Some(read(record)?);
        }
        Ok(())
    }

    fn round(&mut self, finding: &Finding, record: &dyn RecordView) -> Result<&Round, String> {
        self.read(record)?;
        let read = self.read.as_ref().expect("just read");
        let key = (finding.input.size, finding.settings.clone());
        let round = self.rounds.entry(key).or_insert_with(|| compute(read, finding, record));
        round.as_ref().map_err(Clone::clone)
    }

    /// Whether the extraction of every contract in a round is what its file gives. A text that differs outweighs one that
    /// could not be got out again here: only the first says something about the record.
    fn extraction(&mut self, contracts: &[Extraction], record: &dyn RecordView) -> Recomputed {
        let Some(extract) = self.extract else { return Recomputed::Equal };
        let mut whole = Recomputed::Equal;
        for contract in contracts {
            let again = self.extractions.entry(contract.entry);
            match again.or_insert_with(|| contract.again(extract, record)) {
                Recomputed::Equal => {}
                Recomputed::Differs { detail } => return differs(detail.clone()),
                other => whole = other.clone(),
            }
        }
        whole
    }
}

/// A published extraction, to be repeated.
struct Extraction {
    entry: u64,
    document: Digest,
    text: Digest,
    version: u16,
}

impl Extraction {
    fn again(&self, extract: Extract<'_>, record: &dyn RecordView) -> Recomputed {
        let Self { entry, document, text, version } = self;
        let unknown = |why: String| Recomputed::NotComputed {
            reason: format!("the text of contract {document} (entry {entry}) could not be checked here: {why}"),
        };
        let file = match record.blob(document) {
            Ok(Some(file)) => file,
            Ok(None) => return unknown("the file is not in the copy".to_owned()),
            Err(why) => return unknown(why.to_string()),
        };
        let again = match (extract.run)(&file) {
            Ok(again) => again,
            Err(why) => return unknown(why),
        };
        let again = match serde_json::to_value(again) {
            Ok(again) => base::json::canonical(&base::json::Value::from(&again)),
            Err(error) => return unknown(error.to_string()),
        };
        if sha256(again.as_bytes()) == *text {
            return Recomputed::Equal;
        }
        if extract.version != *version {
            let here = extract.version;
            return unknown(format!("it was got out by method version {version}; this program has version {here}"));
        }
        differs(format!("the text of contract {document} (entry {entry}), extracted again, is not the published one"))
    }
}

impl FindingCheck for Verification<'_> {
    fn is_finding(&self, kind: &str) -> bool {
        matches!(kind, "procurement.finding" | "assess.result" | crate::voting::FINDING | crate::audits::FINDING)
    }

    fn check(&mut self, finding: &Audited, statement: &Statement, record: &dyn RecordView) -> Recomputed {
        let body = match Body::read(&statement.kind, &statement.predicate) {
            Ok(Body::Finding(body)) => body,
            Ok(Body::Assess(assessment::Body::Result(body))) => return self.assessment(&body, finding.index, record),
            Ok(Body::Verdict(body)) => {
                return match self.read(record) {
                    Ok(()) => {
                        let read = self.read.as_ref().expect("just read");
                        self.boards.check(&read.stated, &read.erased, finding.index, &body, record)
                    }
                    Err(reason) => Recomputed::NotComputed { reason },
                };
            }
            Ok(Body::AuditFinding(body)) => {
                return match self.read(record) {
                    Ok(()) => {
                        let read = self.read.as_ref().expect("just read");
                        crate::audits::again(&read.stated, &read.erased, finding.index, &body, record)
                    }
                    Err(reason) => Recomputed::NotComputed { reason },
                };
            }
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
            let kinds = ["procurement.release", "procurement.contract", "procurement.pledge", "procurement.review"];
            return rests_on_erased(&erased_of(&read.erased, &kinds, record), body.input.size)
                .unwrap_or_else(|| differs("it names other inputs than stood on the record then"));
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
        let contracts: Vec<Extraction> = match body.check.starts_with('C') {
            true => round.inputs.contracts.iter().map(|(entry, contract, _)| Extraction {
                entry: *entry,
                document: contract.document.sha256,
                text: contract.extraction.sha256,
                version: contract.extraction_version,
            }),
            false => return Recomputed::Equal,
        }
        .collect();
        self.extraction(&contracts, record)
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
    let mut inputs = Inputs::read(&read.stated, &read.erased, finding.input.size, &blobs);
    let answers = answers(&mut inputs, &blobs, &finding.settings).map_err(|error| error.to_string())?;
    Ok(Round {
        digest: inputs.digest(),
        inputs,
        versions: answers.iter().map(|a| (a.check().0.to_owned(), a.check().1)).collect(),
        answers: answers.iter().map(|a| (a.check().0.to_owned(), a.to_bytes())).collect(),
    })
}

/// Holds a published result and its signed summary against the ones computed again.
pub(crate) fn compare(
    check: &str,
    record: &dyn RecordView,
    published: Digest,
    again: &[u8],
    same_summary: bool,
) -> Recomputed {
    if sha256(again) != published {
        return match record.blob(&published) {
            Ok(published) => Recomputed::Differs { detail: first_difference(check, published.as_deref(), again) },
            Err(why) => Recomputed::NotComputed { reason: why.to_string() },
        };
    }
    if !same_summary {
        return Recomputed::Differs { detail: format!("{check}: the signed summary is not that of the result") };
    }
    Recomputed::Equal
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

#[cfg(test)]
mod tests {
    use super::*;
    use record::Refusal;

    /// A record that holds one file.
    struct OneFile(Vec<u8>);

    impl RecordView for OneFile {
        fn size(&self) -> u64 {
            1
        }

        fn entry(&self, _: u64) -> Result<Audited, Refusal> {
            unreachable!("an extraction looks at files only")
        }

        fn each(&self, _: u64, _: u64, _: &mut dyn FnMut(Audited) -> Result<(), Refusal>) -> Result<(), Refusal> {
            Ok(())
        }

        fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Refusal> {
            Ok((sha256(&self.0) == *digest).then(|| self.0.clone()))
        }

        fn erased_by(&self, _: u64) -> Option<u64> {
            None
        }
    }

    fn text(words: &str) -> Extracted {
        Extracted { text: words.to_owned(), ..Extracted::default() }
    }

    fn published(file: &[u8], words: &str, version: u16) -> Extraction {
        let json = base::json::canonical(&base::json::Value::from(&serde_json::to_value(text(words)).unwrap()));
        Extraction { entry: 7, document: sha256(file), text: sha256(json.as_bytes()), version }
    }

    #[test]
    fn a_text_that_could_not_be_got_out_again_accuses_nobody() {
        let record = OneFile(b"file".to_vec());
        let right = |_: &[u8]| Ok(text("right"));
        let fails = |_: &[u8]| Err("out of memory".to_owned());
        let outcome = |run: &(dyn Fn(&[u8]) -> Result<Extracted, String> + Sync), contract: Extraction| match contract
            .again(Extract { version: 3, run }, &record)
        {
            Recomputed::Equal => "equal".to_owned(),
            Recomputed::Differs { .. } => "differs".to_owned(),
            Recomputed::NotComputed { reason } => reason.rsplit(": ").next().unwrap_or_default().to_owned(),
            Recomputed::Erased { .. } => "erased".to_owned(),
        };
        assert_eq!(outcome(&right, published(b"file", "right", 3)), "equal");
        assert_eq!(outcome(&right, published(b"file", "wrong", 3)), "differs");
        assert_eq!(outcome(&fails, published(b"file", "right", 3)), "out of memory");
        assert_eq!(outcome(&right, published(b"other", "right", 3)), "the file is not in the copy");
        // Another version of the method may have given another text; where it gave the same, that is enough.
        assert_eq!(outcome(&right, published(b"file", "right", 2)), "equal");
        assert!(outcome(&right, published(b"file", "wrong", 2)).contains("version 2"));
    }

    #[test]
    fn a_text_that_differs_outweighs_one_that_was_not_checked() {
        let record = OneFile(b"file".to_vec());
        let run = |_: &[u8]| Ok(text("right"));
        let mut verification = Verification::new(Some(Extract { version: 3, run: &run }));
        let missing = published(b"other", "right", 3);
        let wrong = Extraction { entry: 8, ..published(b"file", "wrong", 3) };
        let found = verification.extraction(&[missing, wrong], &record);
        assert!(matches!(found, Recomputed::Differs { .. }), "{found:?}");
    }
}
