//! What a finding's result document looks like: one shape for flags, one for measures, one for clauses.

use procurement::clauses::report::{DocumentFacts, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The result document of one check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "family", rename_all = "kebab-case")]
pub enum Answer {
    /// A red flag.
    Flag(Flag),
    /// A measure of lock-in.
    Measure(Measures),
    /// A clause, over all contract texts.
    Clause(Clauses),
}

/// A red flag over all processes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Code.
    pub check: String,
    /// Version of the method.
    pub version: u16,
    /// Processes that take part.
    pub processes: u64,
    /// Processes on which the flag could be assessed.
    pub assessable: u64,
    /// Processes on which it could not.
    pub not_assessable: u64,
    /// What was missing: field pointer → processes.
    pub missing: BTreeMap<String, u64>,
    /// Main currency, where prices were compared.
    pub currency: Option<String>,
    /// Quartiles and fences, by name; `None` is undefined.
    pub meta: BTreeMap<String, Option<f64>>,
    /// Where the flag stands.
    pub results: Vec<FlagRow>,
    /// The processes on which it could not be assessed, and what was missing.
    pub not_assessed: BTreeMap<String, Vec<String>>,
}

/// One process or organisation that carries a flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagRow {
    /// `OCID`, `Buyer`, `ProcuringEntity`, `Tenderer`.
    pub group: String,
    /// An ocid or a party identifier.
    pub id: String,
    /// The figure, decimal text.
    pub value: String,
    /// The reason in English with its numbers.
    pub because: String,
    /// The numbers, by name.
    pub inputs: BTreeMap<String, serde_json::Value>,
    /// Where it shows: pointers in compiled releases.
    pub evidence: Vec<FlagEvidence>,
    /// How many places there are in all.
    pub evidence_total: u64,
}

/// A place in a compiled release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagEvidence {
    /// The process.
    pub ocid: String,
    /// RFC 6901 pointer in its compiled release.
    pub pointer: String,
}

/// A measure of lock-in over all pairs or buyers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Code.
    pub check: String,
    /// Version of the method.
    pub version: u16,
    /// Its rows, in order of buyer, supplier, currency.
    pub rows: Vec<MeasureRow>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureRow {
    /// The buyer.
    pub buyer: String,
    /// The supplier or group; `None` for a measure of the buyer alone.
    pub supplier: Option<String>,
    /// Whether `supplier` is a corporate group.
    pub is_group: bool,
    /// Currency, where the measure is per currency.
    pub currency: Option<String>,
    /// Decimal text; `None` is undefined, with `reason`.
    pub value: Option<String>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The numbers behind it, by name.
    pub details: BTreeMap<String, serde_json::Value>,
    /// Processes it stands on, at most 50.
    pub processes: Vec<String>,
    /// How many in all.
    pub processes_total: u64,
}

/// A clause over all contract texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clauses {
    /// Code.
    pub check: String,
    /// Version of the method.
    pub version: u16,
    /// SHA-256 of the catalogue.
    pub catalogue: String,
    /// One row per contract text, in order of entries.
    pub rows: Vec<ClauseRow>,
    /// What is known of each text itself (language, pages, redaction, annexes), by entry; only in the result of `C14`,
    /// the clause on secrecy, to which these measures belong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<TextFacts>,
}

/// What is known of one contract text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextFacts {
    /// Entry of the contract.
    pub entry: u64,
    /// Language, pages, redaction, annexes.
    pub facts: DocumentFacts,
}

/// The verdict on one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClauseRow {
    /// Entry of the contract.
    pub entry: u64,
    /// SHA-256 of the contract file.
    pub document: String,
    /// The verdict.
    pub verdict: String,
    /// `must` or `should`.
    pub level: String,
    /// The catalogue's rule that decided.
    pub rule: Option<String>,
    /// Quoted places.
    pub spans: Vec<Span>,
    /// Values read from it.
    pub extracted: BTreeMap<String, serde_json::Value>,
}

impl Answer {
    /// Code and version of the check.
    pub fn check(&self) -> (&str, u16) {
        match self {
            Self::Flag(answer) => (&answer.check, answer.version),
            Self::Measure(answer) => (&answer.check, answer.version),
            Self::Clause(answer) => (&answer.check, answer.version),
        }
    }

    /// The canonical bytes that are published and compared.
    pub fn to_bytes(&self) -> Vec<u8> {
        let value = serde_json::to_value(self).expect("answers have text keys and finite numbers");
        base::json::canonical(&base::json::Value::from(&value)).into_bytes()
    }

    /// Reads a published result document.
    ///
    /// # Errors
    /// The reader's own, if the bytes are not a result document.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// Whether it answers anything: false for a clause that was assessed in no text.
    pub fn says_something(&self) -> bool {
        match self {
            Self::Flag(_) | Self::Measure(_) => true,
            Self::Clause(clause) => clause.rows.iter().any(|row| row.verdict != "not-assessed"),
        }
    }

    /// The answer in short, for the signed statement: counts by name.
    pub fn summary(&self) -> BTreeMap<String, u64> {
        let mut out = BTreeMap::new();
        match self {
            Self::Flag(answer) => {
                out.insert("assessable".to_owned(), answer.assessable);
                out.insert("not-assessable".to_owned(), answer.not_assessable);
                for row in &answer.results {
                    *out.entry(format!("signals.{}", row.group)).or_default() += 1;
                }
            }
            Self::Measure(answer) => {
                let with = answer.rows.iter().filter(|row| row.value.is_some()).count() as u64;
                out.insert("assessable".to_owned(), with);
                out.insert("not-assessable".to_owned(), answer.rows.len() as u64 - with);
            }
            Self::Clause(answer) => {
                let unread = |row: &&ClauseRow| matches!(row.verdict.as_str(), "unreadable" | "not-assessed");
                let without = answer.rows.iter().filter(unread).count() as u64;
                out.insert("assessable".to_owned(), answer.rows.len() as u64 - without);
                out.insert("not-assessable".to_owned(), without);
                for row in &answer.rows {
                    *out.entry(format!("verdict.{}", row.verdict)).or_default() += 1;
                }
            }
        }
        out
    }
}
