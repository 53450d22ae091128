//! An assessment on the record: the catalogue it asks by, the dossier, each item of evidence, each rating file, and the
//! result that anyone computes again.
//!
//! The published document of a dossier, an item or a rating file is the file itself, byte for byte; together they make
//! the folder that `assess` reads. Ratings may stand sealed first, as a salted commitment, and be opened when the round
//! is closed: nobody sees another's answers before, and nobody can change one's own afterwards.

pub mod inputs;
pub mod measure;
mod rows;
pub(crate) mod verify;

pub use inputs::{Case, cases, result};
pub(crate) use rows::rows;

use crate::body::{BodyError, Document, FindingInput, typed, untyped};
use base::Digest;
use base::json::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the computation: another version may answer otherwise.
pub const VERSION: u16 = 1;

/// What an assessment puts on the record.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// The catalogue that was asked by.
    Catalogue(Catalogue),
    /// One dossier as of one date.
    Dossier(Dossier),
    /// One item of evidence.
    Evidence(Evidence),
    /// One rating file of one assessor, sealed or open.
    Ratings(Ratings),
    /// The computed assessment.
    Result(AssessmentResult),
}

/// `assess.catalogue`: sources, obligations and indicators, by content hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its content hash, which dossiers are bound to.
    pub sha256: Digest,
    /// Its files by name.
    pub files: BTreeMap<String, Document>,
}

/// `assess.dossier`: the head of a dossier with its adjudications, its list of evidence and its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Which assessment: the dossier's id and its date, see [`key`].
    pub dossier: String,
    /// Its title.
    pub title: String,
    /// The jurisdiction's code.
    pub jurisdiction: String,
    /// The election's id.
    pub election: String,
    /// The day whose law and knowledge count.
    pub as_of: String,
    /// The profile.
    pub profile: String,
    /// Content hash of the catalogue it is bound to.
    pub catalogue: Digest,
    /// Ids of its evidence, in order; each item has a statement of its own.
    pub evidence: Vec<String>,
    /// Its files by name.
    pub files: BTreeMap<String, Document>,
}

/// `assess.evidence`: one item of a dossier's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Which assessment.
    pub dossier: String,
    /// The item's id in it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Digest of the file as the dossier states it.
    pub sha256: Digest,
    /// `public`, `restricted` or `sealed`.
    pub access: String,
    /// Name of the file in the dossier, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The file, if it is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
}

/// `assess.ratings`: one assessor's answers of one round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratings {
    /// Which assessment.
    pub dossier: String,
    /// Name of the file below `ratings/`.
    pub name: String,
    /// The assessor's id or pseudonym.
    pub assessor: String,
    /// 1 (blind) or 2.
    pub round: u8,
    /// SHA-256 of the salt and the file, see [`commitment`].
    pub commitment: Digest,
    /// What opens it; nothing while the round is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
}

/// What opens a sealed rating file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The salt, 32 random bytes.
    pub salt: Digest,
    /// The file.
    pub document: Document,
}

/// `assess.result`: the assessment computed over what stood at a size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentResult {
    /// Which assessment.
    pub dossier: String,
    /// Version of the computation.
    pub version: u16,
    /// What it was computed from.
    pub input: FindingInput,
    /// SHA-256 over everything the result depends on, as the result itself states it.
    pub input_sha256: Digest,
    /// The result, a published JSON document.
    pub result: Document,
    /// Indicators by status.
    pub summary: BTreeMap<String, u64>,
}

/// Name of an assessment on the record: one dossier as of one date. Another date is another assessment, which stands
/// beside it; the same date again corrects it.
pub fn key(id: &str, as_of: &str) -> String {
    format!("{id}~{as_of}")
}

/// The commitment to a rating file: SHA-256 of the salt's 32 bytes and the file's bytes.
pub fn commitment(salt: &Digest, file: &[u8]) -> Digest {
    base::digest::sha256(&[&salt.0[..], file].concat())
}

impl Body {
    /// Reads a predicate; `None` if the kind is none of an assessment's.
    pub(crate) fn read(kind: &str, predicate: &Value) -> Result<Option<Self>, BodyError> {
        Ok(Some(match kind {
            "assess.catalogue" => Self::Catalogue(typed(kind, predicate)?),
            "assess.dossier" => Self::Dossier(typed(kind, predicate)?),
            "assess.evidence" => Self::Evidence(typed(kind, predicate)?),
            "assess.ratings" => Self::Ratings(typed(kind, predicate)?),
            "assess.result" => Self::Result(typed(kind, predicate)?),
            _ => return Ok(None),
        }))
    }

    /// The kind of this content.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Catalogue(_) => "assess.catalogue",
            Self::Dossier(_) => "assess.dossier",
            Self::Evidence(_) => "assess.evidence",
            Self::Ratings(_) => "assess.ratings",
            Self::Result(_) => "assess.result",
        }
    }

    /// The predicate to be signed.
    pub fn predicate(&self) -> Value {
        match self {
            Self::Catalogue(body) => untyped(body),
            Self::Dossier(body) => untyped(body),
            Self::Evidence(body) => untyped(body),
            Self::Ratings(body) => untyped(body),
            Self::Result(body) => untyped(body),
        }
    }

    /// The documents it speaks of.
    pub fn subjects(&self) -> Vec<(String, Digest)> {
        let all = |files: &BTreeMap<String, Document>| {
            files.iter().map(|(name, document)| (name.clone(), document.sha256)).collect()
        };
        match self {
            Self::Catalogue(body) => all(&body.files),
            Self::Dossier(body) => all(&body.files),
            Self::Evidence(body) => body.document.iter().map(|d| ("evidence".to_owned(), d.sha256)).collect(),
            Self::Ratings(body) => {
                body.opened.iter().map(|opened| (body.name.clone(), opened.document.sha256)).collect()
            }
            Self::Result(body) => vec![("result.json".to_owned(), body.result.sha256)],
        }
    }
}
