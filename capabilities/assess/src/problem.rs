//! What is wrong with a dossier or a catalogue: code, place, what, remedy. Reading goes on.

use serde::Serialize;

/// One fault of the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Stable code, for example `RECORD-HASH`.
    pub code: String,
    /// `records/F:LINE`, `ratings/F#N`, an evidence or indicator id, or a path in the schema's words.
    pub place: String,
    /// What was found.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    pub(crate) fn new(code: &str, place: impl Into<String>, what: impl Into<String>, remedy: &str) -> Self {
        Self { code: code.to_owned(), place: place.into(), what: what.into(), remedy: remedy.to_owned() }
    }
}

/// Why an assessment cannot go on at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fatal {
    /// Stable code in kebab case.
    pub code: &'static str,
    /// File or id.
    pub place: String,
    /// What was found.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Fatal {
    pub(crate) fn new(code: &'static str, place: impl Into<String>, what: impl Into<String>, remedy: &str) -> Self {
        Self { code, place: place.into(), what: what.into(), remedy: remedy.to_owned() }
    }
}
