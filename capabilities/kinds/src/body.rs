//! What a statement of each kind says: one variant, one struct, one name.

use crate::assessment;
use crate::audits;
use crate::voting;
use base::Digest;
use base::json::{Value, canonical};
use record::erasure::Erasure;
use record::issuer::Issuer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every kind of entry, with the version of its schema. Adding one here makes the compiler name every place to extend.
pub const KINDS: [&str; 19] = [
    "record.issuer",
    "record.erasure",
    "record.reply",
    "procurement.import",
    "procurement.release",
    "procurement.contract",
    "procurement.pledge",
    "procurement.review",
    "procurement.finding",
    "assess.catalogue",
    "assess.dossier",
    "assess.evidence",
    "assess.ratings",
    "assess.result",
    voting::ARCHIVE,
    voting::FINDING,
    audits::AUDIT,
    audits::COUNT,
    audits::FINDING,
];

/// Whether a kind may stand on the record.
pub fn known(kind: &str) -> bool {
    KINDS.contains(&kind)
}

/// The typed content of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// An organisation and its key.
    Issuer(Issuer),
    /// What was erased.
    Erasure(Erasure),
    /// An answer to an entry.
    Reply(Reply),
    /// One import run.
    Import(Import),
    /// One OCDS release, persons removed.
    Release(Release),
    /// One contract text.
    Contract(Contract),
    /// One pledge of a vendor (`procurement.md` §7), as given.
    Pledge(serde_json::Value),
    /// One performance review (`procurement.md` §7), as given.
    Review(serde_json::Value),
    /// The answer of one check over everything that stood at a size.
    Finding(Finding),
    /// What an assessment puts on the record.
    Assess(assessment::Body),
    /// One state of a board of an election inside a party or association.
    Board(voting::Archive),
    /// The verdict on such a state.
    Verdict(voting::Finding),
    /// One state of a risk-limiting audit's folder.
    Audit(audits::State),
    /// One state of a quick count's folder.
    QuickCount(audits::State),
    /// The verdict on a state of an audit or a quick count.
    AuditFinding(audits::Finding),
}

/// `record.reply`: what a buyer, vendor or authority answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// What it answers: an ocid, a party identifier, or a contract's digest.
    pub about: String,
    /// The code of the signal, measure or clause it answers; without one it answers the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Who answers, as an organisation.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// Language of the words, two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The words.
    pub text: String,
}

/// `procurement.import`: what one run read, with the whole report as its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Digests of the files read (the files themselves may hold personal data and are not published).
    pub inputs: Vec<ImportInput>,
    /// Releases read, refused and put on the record, by name.
    pub counts: BTreeMap<String, u64>,
    /// The report, a published document: the whole of it, or all but the problems that `problems` goes on with.
    pub report: Document,
    /// The problems beyond the first [`REPORT_BYTES`], as JSON Lines, each document at most that large.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Document>,
}

/// How many bytes of problems stand in one document of an import: far below what one document may have, so that a
/// reader can open it.
pub const REPORT_BYTES: usize = 16 << 20;

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportInput {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// The form it was in.
    pub form: String,
}

/// A published document by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
}

/// `procurement.release`: one OCDS release in canonical form, persons removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Contracting process.
    pub ocid: String,
    /// Identifier of the release; may be empty.
    pub release_id: String,
    /// Date as published; may be empty.
    pub date: String,
    /// Whether it is a compiled release, taken as it stands.
    pub compiled: bool,
    /// The canonical release.
    pub document: Document,
    /// Publisher as the package states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Licence as the package states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The file it came from, and the line where it begins.
    pub source: ReleaseSource,
}

/// Where a release was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseSource {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Line, counted from 1.
    pub line: u64,
}

/// `procurement.contract`: one contract file and its extracted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// The file as published.
    pub document: Document,
    /// The extraction, JSON of [`base::document::Extracted`].
    pub extraction: Document,
    /// Version of the extraction method.
    pub extraction_version: u16,
    /// Media type found from the content.
    pub media_type: String,
    /// Title; may be empty.
    pub title: String,
    /// Contracting process, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocid: Option<String>,
    /// Contract in that process, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_id: Option<String>,
    /// Vendor's identifier, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Language, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// `procurement.finding`: what one check answers over everything that stood at a size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Code of the check, for example `R018`.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// What it was computed with; the same for every check of a round.
    pub settings: Settings,
    /// What it was computed from.
    pub input: FindingInput,
    /// The answer, a published canonical JSON document.
    pub result: Document,
    /// The answer in short: counts by name.
    pub summary: BTreeMap<String, u64>,
}

/// Settings of a publication round: texts as a person wrote them, so that anyone can use them again.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Flags: an INI file as `procurement flags --settings` takes it.
    pub flags: String,
    /// Lock-in: thresholds by currency, decimal texts.
    #[serde(default)]
    pub thresholds: BTreeMap<String, String>,
    /// Lock-in: window in days for awards below the threshold.
    pub window_days: u32,
    /// Corporate groups, JSON as `--groups` takes it; empty: none.
    #[serde(default)]
    pub groups: String,
    /// Clause catalogue: SHA-256 of the catalogue built into this version.
    pub catalogue: String,
}

/// Which statements a finding stands on: all that stood, unerased and uncorrected, in entries `0..size`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingInput {
    /// Size of the record.
    pub size: u64,
    /// How many statements took part.
    pub statements: u64,
    /// SHA-256 over their indices and documents, in order: see [`crate::Inputs::digest`].
    pub digest: Digest,
}

/// Why a predicate is not what its kind says.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// Not in the closed list.
    #[error("`{0}` is not a kind this version knows; known are {known}", known = KINDS.join(", "))]
    UnknownKind(String),
    /// A predicate of the record's own kinds does not fit.
    #[error(transparent)]
    Refused(#[from] record::Refusal),
    /// The predicate does not fit.
    #[error("a `{kind}` statement does not fit its schema: {cause}")]
    Schema {
        /// The kind.
        kind: String,
        /// What was wrong, with the field.
        cause: serde_json::Error,
    },
}

impl Body {
    /// Reads a predicate as the content of a kind.
    ///
    /// # Errors
    /// [`BodyError`] if the kind is unknown or the predicate does not fit it.
    pub fn read(kind: &str, predicate: &Value) -> Result<Self, BodyError> {
        // What it refers to belongs to the record and is no field of any kind.
        let mut predicate = std::borrow::Cow::Borrowed(predicate);
        if predicate.get(record::reference::REFERENCES).is_some()
            && let Some(object) = predicate.to_mut().as_object_mut()
        {
            object.remove(record::reference::REFERENCES);
        }
        let predicate = &*predicate;
        Ok(match kind {
            "record.issuer" => Self::Issuer(Issuer::from_predicate(predicate)?),
            "record.erasure" => Self::Erasure(Erasure::from_predicate(predicate)?),
            "record.reply" => Self::Reply(typed(kind, predicate)?),
            "procurement.import" => Self::Import(typed(kind, predicate)?),
            "procurement.release" => Self::Release(typed(kind, predicate)?),
            "procurement.contract" => Self::Contract(typed(kind, predicate)?),
            "procurement.pledge" => Self::Pledge(typed(kind, predicate)?),
            "procurement.review" => Self::Review(typed(kind, predicate)?),
            "procurement.finding" => Self::Finding(typed(kind, predicate)?),
            voting::ARCHIVE => Self::Board(typed(kind, predicate)?),
            voting::FINDING => Self::Verdict(typed(kind, predicate)?),
            audits::AUDIT => Self::Audit(typed(kind, predicate)?),
            audits::COUNT => Self::QuickCount(typed(kind, predicate)?),
            audits::FINDING => Self::AuditFinding(typed(kind, predicate)?),
            _ => match assessment::Body::read(kind, predicate)? {
                Some(body) => Self::Assess(body),
                None => return Err(BodyError::UnknownKind(kind.to_owned())),
            },
        })
    }

    /// The kind of this content.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Issuer(_) => "record.issuer",
            Self::Erasure(_) => "record.erasure",
            Self::Reply(_) => "record.reply",
            Self::Import(_) => "procurement.import",
            Self::Release(_) => "procurement.release",
            Self::Contract(_) => "procurement.contract",
            Self::Pledge(_) => "procurement.pledge",
            Self::Review(_) => "procurement.review",
            Self::Finding(_) => "procurement.finding",
            Self::Assess(body) => body.kind(),
            Self::Board(_) => voting::ARCHIVE,
            Self::Verdict(_) => voting::FINDING,
            Self::Audit(_) => audits::AUDIT,
            Self::QuickCount(_) => audits::COUNT,
            Self::AuditFinding(_) => audits::FINDING,
        }
    }

    /// The predicate to be signed.
    pub fn predicate(&self) -> Value {
        match self {
            Self::Issuer(body) => body.to_predicate(),
            Self::Erasure(body) => body.to_predicate(),
            Self::Reply(body) => untyped(body),
            Self::Import(body) => untyped(body),
            Self::Release(body) => untyped(body),
            Self::Contract(body) => untyped(body),
            Self::Pledge(body) | Self::Review(body) => untyped(body),
            Self::Finding(body) => untyped(body),
            Self::Assess(body) => body.predicate(),
            Self::Board(body) => untyped(body),
            Self::Verdict(body) => untyped(body),
            Self::Audit(body) | Self::QuickCount(body) => untyped(body),
            Self::AuditFinding(body) => untyped(body),
        }
    }

    /// The documents it speaks of: name and digest, as in-toto subjects.
    pub fn subjects(&self) -> Vec<(String, Digest)> {
        match self {
            Self::Issuer(_) | Self::Erasure(_) | Self::Reply(_) | Self::Pledge(_) | Self::Review(_) => Vec::new(),
            Self::Import(body) => {
                let more = body.problems.iter().zip(1..);
                let more = more.map(|(document, part)| (format!("problems-{part}.jsonl"), document.sha256));
                std::iter::once(("report.json".to_owned(), body.report.sha256)).chain(more).collect()
            }
            Self::Release(body) => vec![("release.json".to_owned(), body.document.sha256)],
            Self::Contract(body) => {
                vec![
                    ("contract".to_owned(), body.document.sha256),
                    ("extraction.json".to_owned(), body.extraction.sha256),
                ]
            }
            Self::Finding(body) => vec![("result.json".to_owned(), body.result.sha256)],
            Self::Assess(body) => body.subjects(),
            Self::Board(body) => {
                let log = body.setup_log.iter().map(|log| (format!("{}-setup-log.jsonl", body.uuid), log.sha256));
                let name = |at: usize| match body.parts.len() {
                    0 => format!("{}.bel", body.uuid),
                    _ => format!("{}.bel.{at:03}", body.uuid),
                };
                let archive = body.documents().iter().enumerate().map(|(at, part)| (name(at + 1), part.sha256));
                archive.chain(log).collect()
            }
            Self::Verdict(body) => vec![("verdict.json".to_owned(), body.result.sha256)],
            Self::Audit(body) | Self::QuickCount(body) => body.subjects(),
            Self::AuditFinding(body) => vec![("verdict.json".to_owned(), body.result.sha256)],
        }
    }
}

pub(crate) fn typed<T: serde::de::DeserializeOwned>(kind: &str, predicate: &Value) -> Result<T, BodyError> {
    serde_json::from_str(&canonical(predicate)).map_err(|cause| BodyError::Schema { kind: kind.to_owned(), cause })
}

pub(crate) fn untyped<T: Serialize>(body: &T) -> Value {
    let value = serde_json::to_value(body).expect("bodies hold only texts, integers, lists and maps with text keys");
    Value::from(&value)
}
