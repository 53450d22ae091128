//! What an audit found, step by step: for a person to read, for a program as JSON.

use crate::refusal::{Code, Refusal};
use base::Digest;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// The most failures a step lists; all are counted.
pub const MAX_LISTED: usize = 1_000;

/// What an audit found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The log's identity, as its checkpoint says.
    pub origin: String,
    /// Entries in the log.
    pub size: u64,
    /// The checkpoint's root.
    pub root: Option<Digest>,
    /// The key that the checkpoint was held against. If it came with the copy, compare it with one from elsewhere.
    pub log_key: String,
    /// Whether `log_key` came with the copy.
    pub log_key_from_copy: bool,
    /// Key id and name of the first operator, on whom all issuers rest.
    pub operator: Option<String>,
    /// Witnesses that cosigned and are known to the policy; zero is zero.
    pub witnesses: usize,
    /// The steps in order.
    pub steps: Vec<Step>,
}

/// One question of an audit.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Which.
    pub code: StepCode,
    /// The question as a statement, in English.
    pub title: &'static str,
    /// The answer.
    pub outcome: StepOutcome,
    /// How many of what, for example `verified` or `erased`.
    pub counts: BTreeMap<&'static str, u64>,
    /// How many failures.
    pub failed: u64,
    /// The failures, at most [`MAX_LISTED`], in the order of the log.
    pub failures: Vec<Refusal>,
    /// What was found that is no failure, at most [`MAX_LISTED`]; all are counted in `counts`.
    pub notices: Vec<Refusal>,
    /// What a reader should know besides.
    pub notes: Vec<String>,
}

/// The steps of an audit, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepCode {
    /// The log signed the checkpoint.
    Checkpoint,
    /// Enough witnesses cosigned it.
    Witnesses,
    /// The entries and tiles have its root.
    Root,
    /// Every entry fits the schema, `t` never decreases, `ref` points back.
    Entries,
    /// Every statement matches its commitment and was signed by its issuer.
    Statements,
    /// Every issuer's key was valid for what it signed.
    Issuers,
    /// Every published disclosure belongs to a sealed field.
    Disclosures,
    /// The documents that statements name are as they were.
    Documents,
    /// Every missing statement was erased, and says why; what was erased, or is restricted, is not there.
    Erasures,
    /// Files beside the log's state are what their names say, and belong to an entry.
    Files,
    /// Every published finding, computed again, is equal.
    Findings,
    /// The log extends what the reader saw before.
    Since,
}

/// The answer to a step's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepOutcome {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It could not be found out.
    NotDone,
    /// It was not asked, or there is nothing to ask about.
    NotAsked,
}

impl Report {
    /// The step's result.
    ///
    /// # Panics
    /// Never on a report that an audit made: it has every step.
    pub fn step(&self, code: StepCode) -> &Step {
        self.steps.iter().find(|step| step.code == code).expect("a report has every step")
    }

    /// All failures, in the order of the steps.
    pub fn failures(&self) -> impl Iterator<Item = &Refusal> {
        self.steps.iter().flat_map(|step| &step.failures)
    }

    /// The exit code: 0 all holds, 1 something does not hold, 2 something could not be found out.
    pub fn exit(&self) -> u8 {
        let any = |outcome| self.steps.iter().any(|step| step.outcome == outcome);
        match (any(StepOutcome::Fails), any(StepOutcome::NotDone)) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => 0,
        }
    }

    pub(super) fn step_mut(&mut self, code: StepCode) -> &mut Step {
        self.steps.iter_mut().find(|step| step.code == code).expect("a report has every step")
    }
}

impl StepCode {
    /// The steps in order.
    pub const ALL: [Self; 12] = [
        Self::Checkpoint,
        Self::Witnesses,
        Self::Root,
        Self::Entries,
        Self::Statements,
        Self::Issuers,
        Self::Disclosures,
        Self::Documents,
        Self::Erasures,
        Self::Files,
        Self::Findings,
        Self::Since,
    ];

    /// The question as a statement, in English.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Checkpoint => "the checkpoint is signed by the log",
            Self::Witnesses => "enough witnesses cosigned the checkpoint",
            Self::Root => "all bundles and tiles together have the checkpoint's root",
            Self::Entries => "every entry fits the schema, times never decrease, references point back",
            Self::Statements => "every statement matches its commitment and is signed by its issuer",
            Self::Issuers => "every issuer's key was valid for what it signed",
            Self::Disclosures => "every published disclosure belongs to a sealed field",
            Self::Documents => "the documents that statements name have their digests",
            Self::Erasures => "every missing statement was erased, with a reason, and what was erased is gone",
            Self::Files => "every other file is what its name says and belongs to an entry",
            Self::Findings => "every published finding, computed again, is equal byte for byte",
            Self::Since => "the log extends the checkpoint seen before",
        }
    }
}

impl Step {
    pub(super) fn new(code: StepCode) -> Self {
        Self {
            code,
            title: code.title(),
            outcome: StepOutcome::NotDone,
            counts: BTreeMap::new(),
            failed: 0,
            failures: Vec::new(),
            notices: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn count(&mut self, what: &'static str, more: u64) {
        *self.counts.entry(what).or_default() += more;
    }

    /// Takes a failure. What could not be read makes the step undone rather than failed.
    pub(super) fn fail(&mut self, refusal: Refusal) {
        self.failed += 1;
        let unread = matches!(refusal.code, Code::FileUnreadable | Code::FindingNotComputed);
        self.outcome = match (unread, self.outcome) {
            (false, _) | (_, StepOutcome::Fails) => StepOutcome::Fails,
            _ => StepOutcome::NotDone,
        };
        if self.failures.len() < MAX_LISTED {
            self.failures.push(refusal);
        }
    }

    /// Takes something worth saying that leaves the step's outcome as it is.
    pub(super) fn notice(&mut self, refusal: Refusal) {
        if self.notices.len() < MAX_LISTED {
            self.notices.push(refusal);
        }
    }

    /// Says that the step was gone through to its end.
    pub(super) fn done(&mut self) {
        if self.failed == 0 {
            self.outcome = StepOutcome::Holds;
        }
    }
}

impl fmt::Display for Report {
    /// One line for each step, its failures below, indented.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, {} entries", self.origin, self.size)?;
        self.steps.iter().try_for_each(|step| write!(f, "{step}"))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            StepOutcome::Holds => "holds    ",
            StepOutcome::Fails => "FAILS    ",
            StepOutcome::NotDone => "not done ",
            StepOutcome::NotAsked => "not asked",
        };
        write!(f, "{outcome}  {}", self.title)?;
        if !self.counts.is_empty() {
            let counts: Vec<String> = self.counts.iter().map(|(what, n)| format!("{n} {what}")).collect();
            write!(f, " ({})", counts.join(", "))?;
        }
        writeln!(f)?;
        self.notes.iter().try_for_each(|note| writeln!(f, "           {note}"))?;
        self.notices.iter().try_for_each(|notice| writeln!(f, "           {notice}"))?;
        self.failures.iter().try_for_each(|failure| writeln!(f, "           {failure}"))?;
        if self.failed > self.failures.len() as u64 {
            writeln!(f, "           … and {} more", self.failed - self.failures.len() as u64)?;
        }
        Ok(())
    }
}
