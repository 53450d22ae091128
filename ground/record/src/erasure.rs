//! What was erased: one disclosure, a whole statement, or all of a data subject's disclosures and documents.
//!
//! The signed statement names its targets by their commitments ([`crate::reference`]), with `level` how much of them
//! goes, and each disclosure or document by its digest; the entry's `ref` has the same targets by index. So nobody can
//! turn a signed erasure on another entry. An entry of kind `record.erasure` can itself not be erased.
//!
//! The documents of a whole erased statement are not named: a plain digest of what was erased would stand for ever.

use crate::disclosure::is_digest;
use crate::refusal::{Code, Refusal};
use base::Digest;
use base::json::{Object, Value};

/// The predicate of a `record.erasure` statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// How much.
    pub level: Level,
    /// Digests of the disclosures that are gone, as they stand in `_sd`.
    pub disclosures: Vec<String>,
    /// Documents that are gone.
    pub blobs: Vec<Digest>,
}

/// How much was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The disclosures named; the statement stays.
    Disclosure,
    /// The whole statement with its nonce.
    Statement,
    /// All of a data subject's disclosures and documents; the statement stays.
    Subject,
}

impl Erasure {
    /// The erasure of whole statements.
    pub const fn statement() -> Self {
        Self { level: Level::Statement, disclosures: Vec::new(), blobs: Vec::new() }
    }

    /// The predicate to sign.
    pub fn to_predicate(&self) -> Value {
        let mut object = Object::new();
        object.insert("blobs", Value::Array(self.blobs.iter().map(|b| b.to_string().as_str().into()).collect()));
        object.insert("disclosures", Value::Array(self.disclosures.iter().map(|d| d.as_str().into()).collect()));
        object.insert("level", self.level.as_str().into());
        Value::Object(object)
    }

    /// Reads a predicate.
    ///
    /// # Errors
    /// `R-ERASURE-BAD` with the field.
    pub fn from_predicate(predicate: &Value) -> Result<Self, Refusal> {
        let level = predicate.get("level").and_then(Value::as_text).and_then(Level::parse);
        let texts = |field: &str| match predicate.get(field) {
            None => Some(Vec::new()),
            Some(list) => list.as_array()?.iter().map(Value::as_text).collect(),
        };
        let disclosures: Vec<&str> = texts("disclosures")
            .filter(|list| list.iter().all(|digest| is_digest(digest)))
            .ok_or_else(|| bad("disclosures", "is not a list of digests"))?;
        let blobs = texts("blobs")
            .and_then(|list| list.into_iter().map(Digest::from_hex).collect())
            .ok_or_else(|| bad("blobs", "is not a list of SHA-256 digests"))?;
        Ok(Self {
            level: level.ok_or_else(|| bad("level", "is not disclosure, statement or subject"))?,
            disclosures: disclosures.into_iter().map(str::to_owned).collect(),
            blobs,
        })
    }
}

impl Level {
    /// As written in a statement.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disclosure => "disclosure",
            Self::Statement => "statement",
            Self::Subject => "subject",
        }
    }

    /// Reads what [`Level::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Disclosure, Self::Statement, Self::Subject].into_iter().find(|level| level.as_str() == text)
    }
}

fn bad(field: &str, found: &str) -> Refusal {
    Refusal::new(
        Code::ErasureBad,
        format!("/predicate/{field}"),
        format!("the field {field} {found}"),
        "Let the operator write the erasure again.",
    )
}
