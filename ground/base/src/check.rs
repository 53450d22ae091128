//! What a check is and what it may answer: met, not met, or unknown.

use crate::problem::Place;
use serde::{Deserialize, Serialize};

/// One question that code answers from evidence, the same way for everybody.
///
/// A table of these is the source of the list on the command line, the method pages, and what a verifier repeats.
pub struct Check<I: ?Sized> {
    /// Permanent code, for example `R018`; never reused for another question.
    pub code: &'static str,
    /// Rises whenever the same input could give another answer.
    pub version: u16,
    /// The question in one sentence.
    pub question: &'static str,
    /// Where the method comes from: document, place, edition.
    pub source: &'static str,
    /// The check itself: a pure function of its input.
    pub run: fn(&I) -> Outcome,
}

/// The three answers. Missing data is never compliance and never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The evidence shows that the condition holds.
    Met {
        /// Where it shows.
        shown_by: Vec<Evidence>,
    },
    /// The evidence shows that the condition does not hold.
    NotMet {
        /// The reason in one sentence, with the numbers that made it.
        because: String,
        /// Where it shows.
        shown_by: Vec<Evidence>,
    },
    /// The evidence does not suffice for an answer.
    Unknown {
        /// What is missing, and where known who could provide it.
        missing: Vec<String>,
    },
}

/// A place in a document that anyone can look up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// SHA-256 of the document, lower-case hexadecimal, where it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The contracting process whose compiled release `place.pointer` points into, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocid: Option<String>,
    /// Place in the input.
    #[serde(flatten)]
    pub place: Place,
}
