//! A person's verdict stands beside the machine's; both stay, and how often they differ is shown.

use super::report::{Assessment, Verdict};
use base::{Action, Place, Problem, Severity};
use serde::{Deserialize, Serialize};

/// One line of a review file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewLine {
    /// SHA-256 of the document's file, lower-case hexadecimal.
    pub document_sha256: String,
    /// `C01` … `C20`.
    pub clause: String,
    /// What the person found.
    #[serde(flatten)]
    pub review: Review,
}

/// What a person found about one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The person's verdict.
    pub verdict: Verdict,
    /// Who, by office or name as they wish to be known.
    pub reviewer: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// How often people and the machine differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disagreement {
    /// Verdicts reviewed.
    pub reviewed: u64,
    /// Reviews that differ from the machine.
    pub differ: u64,
    /// `differ / reviewed`, decimal text with four places; `None` if nothing was reviewed.
    pub rate: Option<String>,
}

/// Reads JSON Lines of reviews. A line that cannot be read is a problem (`review-unreadable`), the rest goes on.
pub fn read(text: &str, input: u32) -> (Vec<ReviewLine>, Vec<Problem>) {
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<ReviewLine>(line) {
            Ok(review) => lines.push(review),
            Err(error) => problems.push(Problem::new(
                "review-unreadable",
                Severity::Error,
                Action::Refused,
                Place { input, line: index as u64 + 1, pointer: String::new() },
                format!("this line is no review: {error}"),
                "Write one JSON object a line with document_sha256, clause, verdict, reviewer, at and reason.",
            )),
        }
    }
    (lines, problems)
}

/// Puts reviews beside the verdicts they speak of; of several on one clause the last in the file stands.
///
/// Returns how often they differ, and a problem `review-unknown` for each that speaks of no document or clause here.
pub fn attach(assessments: &mut [Assessment], lines: &[ReviewLine]) -> (Disagreement, Vec<Problem>) {
    let mut problems = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut found = false;
        for assessment in assessments.iter_mut().filter(|a| a.document.sha256 == line.document_sha256) {
            for clause in assessment.clauses.iter_mut().filter(|clause| clause.id == line.clause) {
                clause.review = Some(line.review.clone());
                found = true;
            }
        }
        if !found {
            problems.push(Problem::new(
                "review-unknown",
                Severity::Warning,
                Action::Removed,
                Place { input: 0, line: index as u64 + 1, pointer: String::new() },
                format!("no document {} with clause {} was assessed", line.document_sha256, line.clause),
                "Give the document to the same run, or check its digest.",
            ));
        }
    }
    let reviewed = assessments.iter().flat_map(|a| &a.clauses).filter_map(|c| Some((c.verdict, c.review.as_ref()?)));
    let (mut count, mut differ) = (0_u64, 0_u64);
    for (machine, review) in reviewed {
        count += 1;
        differ += u64::from(machine != review.verdict);
    }
    let rate = (count > 0).then(|| super::decimal(differ, count, 4));
    (Disagreement { reviewed: count, differ, rate }, problems)
}
