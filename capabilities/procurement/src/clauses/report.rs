//! What an assessment of one document says: twenty verdicts with quoted places, and what could not be read.

use base::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answer to one question about one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The clause stands there as the catalogue's `present_when` asks.
    Present,
    /// It stands there in part, depends on the vendor, or lies in the future.
    Weak,
    /// The text says the opposite.
    Contradicted,
    /// All of the text was read and the clause is not in it.
    Absent,
    /// Not found, and a part of the document could not be read: never called absent.
    Unreadable,
    /// The question does not arise (C18 where nothing is automated).
    NotAssessed,
}

impl Verdict {
    /// All six, in the order of the summary.
    pub const ALL: [Self; 6] =
        [Self::Present, Self::Weak, Self::Contradicted, Self::Absent, Self::Unreadable, Self::NotAssessed];

    /// The word used in JSON and on pages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Weak => "weak",
            Self::Contradicted => "contradicted",
            Self::Absent => "absent",
            Self::Unreadable => "unreadable",
            Self::NotAssessed => "not-assessed",
        }
    }

    /// True for the verdicts that rest on quoted words.
    pub const fn has_spans(self) -> bool {
        matches!(self, Self::Present | Self::Weak | Self::Contradicted)
    }
}

/// How much a clause matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Its lack makes `clauses` end with exit code 1.
    Must,
    /// Good practice.
    Should,
}

/// What a quoted place does to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Speaks for the clause.
    Supports,
    /// Makes it depend on somebody or something, or gives only a part.
    Weakens,
    /// Says the opposite.
    Contradicts,
}

/// A quoted place in the extracted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte in the extracted text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Page of the first byte, counted from 1.
    pub page: usize,
    /// Exactly the bytes `start..end`.
    pub quote: String,
    /// What it does.
    pub role: Role,
}

/// The verdict on one clause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClauseVerdict {
    /// `C01` … `C20`.
    pub id: String,
    /// The verdict of the machine.
    pub verdict: Verdict,
    /// How much the clause matters.
    pub level: Level,
    /// Identifier of the catalogue's rule that decided; `None` where nothing was found.
    pub rule: Option<String>,
    /// Where it stands; at least one for present, weak and contradicted.
    pub spans: Vec<Span>,
    /// Values read from the clause: C11 `hours`, C14 `scope` …, C19 `percent`, C20 `place`, `law`.
    pub extracted: BTreeMap<String, serde_json::Value>,
    /// A person's verdict beside the machine's; both stay.
    pub review: Option<super::review::Review>,
}

/// One page as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// Number, counted from 1.
    pub page: usize,
    /// Visible characters.
    pub chars: usize,
    /// False for a page with fewer than 50 visible characters or whose text could not be got out.
    pub readable: bool,
}

/// How much was blacked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// Redacted characters ÷ visible characters, decimal text with six places.
    pub share: String,
    /// Number of marks.
    pub marks: usize,
    /// Pages with a mark, ascending.
    pub pages: Vec<usize>,
}

/// Whether the contract hides things, and itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrecy {
    /// C14: true if bounded in time and with exceptions, false if not or in part; `None` without a secrecy clause.
    pub bounded: Option<bool>,
    /// The text declares itself, the contract or its terms to be secret.
    pub contract_secret: bool,
}

/// An annex the text refers to, or that is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    /// Label as written, for example `C` or `II`.
    pub label: String,
    /// The text refers to it.
    pub referenced: bool,
    /// A heading with this label (or, by its topic, under another label) and a text below it was found.
    pub attached: bool,
    /// `annex-missing`, `annex-mismatch`, `annex-foreign`, `annex-empty`.
    pub problem: Option<String>,
}

/// What is known of the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// File name or title; filled in by the caller, who knows it.
    pub name: String,
    /// SHA-256 of the file, lower-case hexadecimal; filled in by the caller.
    pub sha256: String,
    /// Media type found from the content.
    pub media_type: String,
    /// Main language, BCP 47; `None` if there was too little text or it is not one of the catalogue's languages.
    pub language: Option<String>,
    /// Pages in order.
    pub pages: Vec<PageFacts>,
    /// Blacked-out places.
    pub redaction: Redaction,
    /// Secrecy measures.
    pub secrecy: Secrecy,
    /// Annexes by label.
    pub annexes: Vec<Annex>,
}

/// How many clauses have which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Clauses present.
    pub present: u64,
    /// Clauses weak.
    pub weak: u64,
    /// Clauses contradicted.
    pub contradicted: u64,
    /// Clauses absent.
    pub absent: u64,
    /// Clauses unreadable.
    pub unreadable: u64,
    /// Clauses not assessed.
    pub not_assessed: u64,
}

impl Summary {
    /// Counts verdicts.
    pub fn of(clauses: &[ClauseVerdict]) -> Self {
        let mut summary = Self::default();
        for clause in clauses {
            *match clause.verdict {
                Verdict::Present => &mut summary.present,
                Verdict::Weak => &mut summary.weak,
                Verdict::Contradicted => &mut summary.contradicted,
                Verdict::Absent => &mut summary.absent,
                Verdict::Unreadable => &mut summary.unreadable,
                Verdict::NotAssessed => &mut summary.not_assessed,
            } += 1;
        }
        summary
    }
}

/// Everything found in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The document.
    pub document: DocumentFacts,
    /// Identifier of the vendor, where the caller knows it (what `commitments` matches pledges by).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The contracting process, where the caller knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocid: Option<String>,
    /// All clauses of the catalogue, in its order.
    pub clauses: Vec<ClauseVerdict>,
    /// Count per verdict.
    pub summary: Summary,
    /// What was wrong with the document.
    pub problems: Vec<Problem>,
}

impl Assessment {
    /// Names the document: file name and digest of the file's bytes.
    #[must_use]
    pub fn named(mut self, name: &str, sha256: &str) -> Self {
        self.document.name = name.to_owned();
        self.document.sha256 = sha256.to_owned();
        self
    }

    /// True if every *must* clause is present; C14 `absent` (no secrecy clause at all) is neutral.
    pub fn holds(&self) -> bool {
        self.clauses.iter().filter(|clause| clause.level == Level::Must).all(|clause| match clause.verdict {
            Verdict::Present => true,
            Verdict::Absent => clause.id == "C14",
            Verdict::NotAssessed => true,
            _ => false,
        })
    }
}
