//! Which of twenty clauses that keep an election in public hands does a contract hold, and where do they stand?
//!
//! Text in, verdicts out: no file, no network, no language model. [`assess`] reads one [`Extracted`] text;
//! the words and rules it goes by are data (`data/clauses.toml`). Coverage of clauses is not legal advice.

pub mod catalogue;
pub mod report;
pub mod review;

pub use catalogue::{Catalogue, CatalogueError, Question};
pub use report::{Assessment, Verdict};

use base::Language;
use base::document::Extracted;
use report::{ClauseVerdict, DocumentFacts, PageFacts, Redaction, Secrecy, Summary};

/// Said by every page, report and JSON that shows verdicts.
pub const NOTE: &str = "coverage of clauses, not legal advice";

/// A page with fewer visible characters counts as unread: a scan, a picture, an empty sheet.
pub const READABLE_CHARS: usize = 50;

/// Says what is known of a text: its pages and how far they could be read. The clauses themselves are **not assessed
/// yet**: every verdict is `not-assessed`, and a problem says so, because a verdict nobody found would be a lie.
///
/// `hint`: the main language where the caller knows it. The name and digest of the document are left empty: see
/// [`Assessment::named`]. The same text and catalogue give the same answer anywhere.
pub fn assess(catalogue: &Catalogue, text: &Extracted, hint: Option<Language>) -> Assessment {
    let pages: Vec<PageFacts> = text
        .pages
        .iter()
        .enumerate()
        .map(|(i, p)| PageFacts { page: i + 1, chars: p.chars, readable: p.readable && p.chars >= READABLE_CHARS })
        .collect();
    let verdict = Verdict::NotAssessed;
    let clauses: Vec<ClauseVerdict> = catalogue
        .clauses
        .iter()
        .map(|question| ClauseVerdict {
            id: question.id.clone(),
            verdict,
            level: question.level,
            rule: None,
            spans: Vec::new(),
            extracted: Default::default(),
            review: None,
        })
        .collect();
    Assessment {
        document: DocumentFacts {
            name: String::new(),
            sha256: String::new(),
            media_type: text.media_type.clone(),
            language: hint.map(|language| language.code().to_owned()),
            pages,
            redaction: Redaction { share: "0.000000".into(), marks: 0, pages: Vec::new() },
            secrecy: Secrecy { bounded: None, contract_secret: false },
            annexes: Vec::new(),
        },
        vendor: None,
        summary: Summary::of(&clauses),
        clauses,
        problems: text.problems.iter().cloned().chain([not_assessed_yet()]).collect(),
    }
}

fn not_assessed_yet() -> base::Problem {
    base::Problem::new(
        "clauses-not-assessed",
        base::Severity::Warning,
        base::Action::Kept,
        base::Place::default(),
        "this version does not look for clauses yet",
        "Read the contract yourself with the questions of the catalogue, or wait for a later version.",
    )
}

/// `numerator / denominator` as decimal text with `places` decimals, halves to even; zero if the denominator is zero.
fn decimal(numerator: u64, denominator: u64, places: u32) -> String {
    let value = base::exact::Rational::new(numerator.into(), denominator.max(1).into());
    base::exact::to_decimal(&value, places)
}
