//! A second derivation of an audit from its published files.
//!
//! Nothing here calls the engine: cells, tallies, outcomes, assertions, tickets, trees and tests are derived again in
//! another way from bytes and JSON (a test reads these sources and fails on any other `crate::` than this module's own).
//! Where the two differ, both numbers are shown.

mod batches;
mod contests;
mod derive;
mod outcome;
mod record;
mod risk;
mod rounds;

use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The checks, in the order they are made.
pub const CHECKS: [&str; 12] = [
    "RLA-V-CHAIN",
    "RLA-V-TIME",
    "RLA-V-FILE",
    "RLA-V-HEAD",
    "RLA-V-COMMIT",
    "RLA-V-MANIFEST",
    "RLA-V-CENSUS",
    "RLA-V-ASSERT",
    "RLA-V-SEED",
    "RLA-V-SAMPLE",
    "RLA-V-MVR",
    "RLA-V-RISK",
];

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Code of the check.
    pub code: &'static str,
    /// File, and line or field.
    pub place: String,
    /// What was found; both numbers where two differ.
    pub what: String,
    /// What to do.
    pub remedy: &'static str,
}

/// One check's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Code.
    pub code: &'static str,
    /// Whether nothing was found.
    pub holds: bool,
    /// Whether it was made to its end: what it needs was there and could be read.
    pub reached: bool,
}

/// The whole answer. `holds` speaks of the record, not of the outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether every check holds.
    pub holds: bool,
    /// Each check.
    pub checks: Vec<Checked>,
    /// What was found, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many findings more.
    pub more: u64,
}

/// The files of a folder by their path, and what was found so far.
pub(crate) struct Context<'f> {
    files: &'f BTreeMap<String, Vec<u8>>,
    findings: Vec<Finding>,
    more: u64,
    failed: BTreeSet<&'static str>,
    reached: BTreeSet<&'static str>,
    /// Values that may still be gone over.
    left: u64,
}

// What is refused before it is gone over: a small file must not ask for endless work. The engine reads within the same
// limits (a test holds them together).
/// Most contests.
pub const MAX_CONTESTS: usize = 4096;
/// Most candidates of a ranked contest.
pub const MAX_IRV: usize = 64;
/// Most candidates times seats.
pub const MAX_QUOTIENTS: i128 = 1_000_000;
/// Largest count of anything.
pub const MAX_COUNT: i128 = 1 << 40;
/// Most cards without a record that are drawn again, over all contests.
pub const MAX_PHANTOMS: i128 = 1 << 22;
/// Most cards that samples list, each for every contest it counts for.
pub const MAX_DRAWN: usize = 1 << 22;
/// Most totals of pools, each for every candidate.
pub const MAX_TOTALS: usize = 1 << 24;
/// Most assertions, over all contests.
pub const MAX_ASSERTIONS: usize = 1 << 20;
/// Most values that are gone over in all: assertions times cells, pools and drawn cards, quotients of seats, and
/// candidates of cells that name very many.
pub const MAX_VALUES: u64 = 1 << 31;
/// As how many a value counts that is gone over many times: a quotient that is sorted, a value that a bet is sought for.
const OFTEN: usize = 16;
/// Longest identifier of a candidate, in bytes: verdicts repeat it.
pub const MAX_NAME: usize = 500;
/// Longest identifier of a card, in bytes: samples and readings repeat it for every contest. Of batches, and of cards that
/// only a manifest knows, it holds the name of a batch.
pub const MAX_CARD: usize = MAX_NAME + 20;
/// Most rounds.
pub const MAX_ROUNDS: usize = 100;
/// Most findings that are told; of others it is counted how many there are.
pub const MAX_FINDINGS: usize = 10_000;

impl Context<'_> {
    /// A check was made to its end.
    fn reach(&mut self, code: &'static str) {
        self.reached.insert(code);
    }

    /// Takes so many values from those that may be gone over; `false`, and a finding, where there are not as many left.
    fn spend(&mut self, code: &'static str, place: &str, values: usize) -> bool {
        let left = self.left.checked_sub(values as u64);
        self.left = left.unwrap_or(0);
        if left.is_none() {
            let what =
                format!("more values of assertions, cells, cards and seats than the {MAX_VALUES} that are gone over");
            self.find(code, place, what);
        }
        left.is_some()
    }

    fn find(&mut self, code: &'static str, place: impl Into<String>, what: impl Into<String>) {
        self.failed.insert(code);
        if self.findings.len() == MAX_FINDINGS {
            self.more += 1;
            return;
        }
        let remedy = match code {
            "RLA-V-CHAIN" | "RLA-V-TIME" | "RLA-V-HEAD" => "Ask for the log as it was published, and compare heads.",
            "RLA-V-FILE" | "RLA-V-COMMIT" => "Ask for the file as it was when its step was logged.",
            "RLA-V-SAMPLE" | "RLA-V-SEED" => {
                "Draw the sample again from seed and cards; treat the round as not done."
            }
            "RLA-V-RISK" => "Take the number derived here; treat the contest as not confirmed until both agree.",
            _ => "Correct the source of the difference before relying on the audit.",
        };
        let (mut place, mut what) = (place.into(), what.into());
        shorten(&mut place, 200);
        shorten(&mut what, 500);
        self.findings.push(Finding { code, place, what, remedy });
    }

    fn text(&mut self, code: &'static str, name: &str) -> Option<String> {
        match self.files.get(name).map(|bytes| String::from_utf8(bytes.clone())) {
            Some(Ok(text)) => Some(text),
            Some(Err(_)) => {
                self.find(code, name, "the file is not UTF-8");
                None
            }
            None => {
                self.find(code, name, "the file is missing");
                None
            }
        }
    }

    fn json(&mut self, code: &'static str, name: &str) -> Option<Value> {
        let text = self.text(code, name)?;
        match serde_json::from_str(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.find(code, name, format!("the file is no JSON: {error}"));
                None
            }
        }
    }
}

/// Cuts a text to so many characters and an ellipsis.
pub fn shorten(text: &mut String, most: usize) {
    if let Some((at, _)) = text.char_indices().nth(most) {
        text.truncate(at);
        text.push('…');
    }
}

/// A derived number as findings show it: nine digits that count, far above what orders of sums change.
pub(crate) fn nine(value: f64) -> String {
    format!("{value:.8e}").parse::<f64>().map_or_else(|_| value.to_string(), |rounded| rounded.to_string())
}

/// Fields of one CSV line (no line ends within fields).
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                if let Some(last) = out.last_mut() {
                    last.push('"');
                }
            }
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            other => {
                if let Some(last) = out.last_mut() {
                    last.push(other);
                }
            }
        }
    }
    out.iter_mut().for_each(|field| *field = field.trim().to_owned());
    out
}

pub(crate) fn sha(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Verifies a folder given as its files (paths relative to it). `head`: the log's head as published elsewhere.
pub fn verify(files: &BTreeMap<String, Vec<u8>>, head: Option<&str>) -> Report {
    let mut context = Context {
        files,
        findings: Vec::new(),
        more: 0,
        failed: BTreeSet::new(),
        reached: BTreeSet::new(),
        left: MAX_VALUES,
    };
    let log = record::log(&mut context, head);
    if let Some(audit) = contests::audit(&mut context) {
        let cards = derive::cards(&mut context, &audit);
        record::commitment(&mut context, &audit, &cards);
        derive::manifest(&mut context, &cards);
        derive::census(&mut context, &audit, &cards);
        let assertions = derive::assertions(&mut context, &audit, &cards);
        let seed = record::seed(&mut context, &log);
        if audit.contests.iter().any(|c| c.audit_type == "batch") {
            batches::check(&mut context, &audit, &cards, &assertions, seed.as_deref());
        } else {
            let rounds = rounds::rounds(&mut context, &audit, &cards, seed.as_deref());
            risk::risk(&mut context, &audit, &cards, &assertions, &rounds);
        }
    }
    let Context { findings, more, failed, reached, .. } = context;
    let check =
        |code: &&'static str| Checked { code, holds: !failed.contains(code), reached: reached.contains(code) };
    let checks = CHECKS.iter().map(check).collect();
    Report { holds: findings.is_empty(), checks, findings, more }
}
