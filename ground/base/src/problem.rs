//! What is wrong with an input: a value in a list, with place and remedy. The run goes on.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing wrong, or worth knowing, about an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code in kebab case, for example `number-as-text`.
    pub code: String,
    /// How serious.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What was found. Never holds personal data.
    pub what: String,
    /// What to do now, as a sentence.
    pub remedy: String,
    /// What was done with the value.
    pub action: Action,
}

/// How serious a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The input deviates and was read all the same.
    Warning,
    /// The input could not be used.
    Error,
}

/// What was done with the value that had the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The value stands as it was.
    Kept,
    /// The value was replaced by what it must have meant.
    Changed,
    /// The value was taken out.
    Removed,
    /// The whole release, record or line was not taken.
    Refused,
}

/// A place in the inputs of one run.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Which input, counted from 0 in the order given.
    pub input: u32,
    /// Line, counted from 1; in a single JSON document the line where the release begins.
    pub line: u64,
    /// RFC 6901 pointer relative to the release; empty for the release itself.
    pub pointer: String,
}

impl Problem {
    /// A problem with its place; `severity` and `action` as the code demands.
    pub fn new(
        code: &str,
        severity: Severity,
        action: Action,
        place: Place,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { code: code.to_owned(), severity, place, what: what.into(), remedy: remedy.into(), action }
    }
}

impl fmt::Display for Problem {
    /// `input 0 line 7, field awards.0.value: what was found [code]. What to do.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "input {} line {}", self.place.input, self.place.line)?;
        if !self.place.pointer.is_empty() {
            write!(f, ", field {}", self.place.pointer.trim_start_matches('/').replace('/', "."))?;
        }
        write!(f, ": {} [{}]. {}", self.what, self.code, self.remedy)
    }
}

/// Appends one reference token to an RFC 6901 pointer, escaping `~` and `/`.
pub fn pointer_push(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
