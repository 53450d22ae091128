//! The verdict as a document.

use super::Depth;
use super::board::AnyBoard;
use super::log::Log;
use crate::event::Stage;
use crate::fault::{Code, Reason};
use crate::json;
use serde::Serialize;

/// What was found about an archive; printed as it is by `verify --json`.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `accepted` or `rejected`.
    pub verdict: &'static str,
    /// Accepted, and the result stands.
    pub complete: bool,
    /// How far the board has come.
    pub stage: Stage,
    /// The file.
    pub archive: Archive,
    /// The election, if it could be read.
    pub election: Option<ElectionLine>,
    /// Numbers.
    pub counts: Counts,
    /// Every check with its outcome.
    pub checks: Vec<CheckLine>,
    /// Why it is rejected, in archive order, at most 1,000.
    pub reasons: Vec<Reason>,
    /// How many reasons more.
    #[serde(skip_serializing_if = "is_zero")]
    pub reasons_more: u64,
    /// What is worth a remark, at most 1,000.
    pub warnings: Vec<String>,
    /// How many remarks more.
    #[serde(skip_serializing_if = "is_zero")]
    pub warnings_more: u64,
    /// The result, if published and the archive accepted.
    pub result: Option<serde_json::Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(super) const fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct Archive {
    /// Name, as the caller gave it.
    pub file: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
    /// Records.
    pub records: u64,
    /// Events.
    pub events: u64,
    /// Hash of the last event.
    pub last_event: Option<String>,
}

/// The election in short.
#[derive(Debug, Clone, Serialize)]
pub struct ElectionLine {
    /// Identifier.
    pub uuid: String,
    /// Name.
    pub name: String,
    /// Group.
    pub group: &'static str,
    /// φ.
    pub fingerprint: String,
    /// Protocol.
    pub protocol: &'static str,
}

/// Numbers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// Credentials on the list.
    pub credentials: u64,
    /// Ballots on the board.
    pub ballots: u64,
    /// Ballots that count.
    pub ballots_counted: u64,
    /// Their weight, as text.
    pub total_weight: String,
    /// Trustees, each of a threshold group counted.
    pub trustees: u64,
    /// Trustees whose share is always needed.
    pub mandatory: u64,
    /// Threshold groups.
    pub thresholds: Vec<ThresholdLine>,
    /// Shuffles.
    pub shuffles: u64,
    /// Shares of the decryption.
    pub decryptions: u64,
}

/// A threshold group.
#[derive(Debug, Clone, Serialize)]
pub struct ThresholdLine {
    /// How many suffice.
    pub threshold: u64,
    /// How many there are.
    pub size: u64,
}

/// A check with its outcome.
#[derive(Debug, Clone, Serialize)]
pub struct CheckLine {
    /// Code.
    pub code: Code,
    /// `passed`, `failed`, `not_reached` or `not_applicable`.
    pub outcome: &'static str,
    /// How many things it looked at.
    pub items: u64,
}

pub(super) fn make(mut log: Log, archive: Archive, stage: Stage, board: Option<&AnyBoard>, depth: Depth) -> Report {
    let ranked = board.map(AnyBoard::has_ranked);
    let checks = Code::ALL
        .iter()
        .filter(|code| code.of_archive())
        .map(|code| {
            let items = log.items.get(code).copied();
            let outcome = if log.failed.contains_key(code) {
                "failed"
            } else if *code == Code::ShuffleProof && ranked == Some(false) {
                "not_applicable"
            } else if items.is_some() {
                "passed"
            } else {
                "not_reached"
            };
            CheckLine { code: *code, outcome, items: items.unwrap_or(0) }
        })
        .collect();
    let (reasons, reasons_more) = log.reasons();
    let accepted = reasons.is_empty();
    let election = board.map(|any| {
        let election = any.election();
        ElectionLine {
            uuid: election.uuid.clone(),
            name: election.name.clone(),
            group: election.group.as_str(),
            fingerprint: crate::with_board!(any, b => b.fingerprint.clone()),
            protocol: "belenios-v1",
        }
    });
    let counts = board.filter(|_| depth == Depth::Full).map_or_else(Counts::default, |any| {
        let n = crate::with_board!(any, b => b.numbers());
        let thresholds = crate::with_board!(any, b => b.thresholds());
        Counts {
            credentials: n["credentials"],
            ballots: n["ballots"],
            ballots_counted: n["counted"],
            total_weight: n["weight"].to_string(),
            trustees: n["trustees"],
            mandatory: n["mandatory"],
            thresholds: thresholds.into_iter().map(|(threshold, size)| ThresholdLine { threshold, size }).collect(),
            shuffles: n["shuffles"],
            decryptions: n["decryptions"],
        }
    });
    let result = board.filter(|_| accepted).and_then(|any| {
        let result = crate::with_board!(any, b => b.result.as_ref())?;
        let text = json::list(result.iter().map(crate::tally::Outcome::to_json));
        serde_json::from_str(&text).ok()
    });
    Report {
        verdict: if accepted { "accepted" } else { "rejected" },
        complete: accepted && result.is_some(),
        stage,
        archive,
        election,
        counts,
        checks,
        reasons,
        reasons_more,
        warnings: log.warnings,
        warnings_more: log.warnings_more,
        result,
    }
}

impl Report {
    /// Whether the archive is accepted.
    pub fn accepted(&self) -> bool {
        self.verdict == "accepted"
    }
}
