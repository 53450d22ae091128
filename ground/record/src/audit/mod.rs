//! Has anything in this copy of the record been changed, hidden or removed since? Found out without trusting anybody.
//!
//! Every step of record.md, section 5, has its own result in the [`Report`]. The copy is read bundle by bundle. Memory
//! grows with what is missing or wrong, and by 33 bytes for each entry (its commitment) and about 60 for each document
//! and sealed field, by which files that belong to nothing are found; without statements by 32 bytes for 256 entries.

mod entries;
mod files;
mod findings;
mod report;
mod statements;

pub use findings::{Audited, FindingCheck, NoFindings, Recomputed, RecordView};
pub use report::{MAX_LISTED, Report, Step, StepCode, StepOutcome};

use crate::checkpoint::SignedCheckpoint;
use crate::copy::{CopyRead, optional, required};
use crate::key::VerifierKey;
use crate::note::MAX_NOTE;
use crate::policy::{MAX_POLICY, Policy};
use crate::refusal::{Code, Refusal};
use base::Digest;
use entries::Walk;

/// What to audit against, and how much.
pub struct Options<'a> {
    /// Whether a kind is on the list of what may stand on the record.
    pub kinds: &'a (dyn Fn(&str) -> bool + Sync),
    /// The log's key from elsewhere; without it the copy's own `log.vkey` is taken, and the report says so.
    pub log: Option<&'a VerifierKey>,
    /// The reader's own policy; without it the copy's `policy` file is taken, if there is one.
    pub policy: Option<&'a Policy>,
    /// A checkpoint that the reader kept from earlier; the copy must extend it.
    pub since: Option<&'a [u8]>,
    /// Whether statements, documents, erasures and findings are looked at, beside entries and tree.
    pub statements: bool,
    /// Told now and then how many of how many entries are done.
    pub progress: Option<&'a (dyn Fn(u64, u64) + Sync)>,
}

impl<'a> Options<'a> {
    /// Everything, against the copy's own key and policy.
    pub const fn new(kinds: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        Self { kinds, log: None, policy: None, since: None, statements: true, progress: None }
    }
}

/// Audits a copy. Never fails: what could not be done stands in the report.
pub fn audit(copy: &dyn CopyRead, options: &Options<'_>, findings: &mut dyn FindingCheck) -> Report {
    let mut report = Report {
        origin: String::new(),
        size: 0,
        root: None,
        log_key: String::new(),
        log_key_from_copy: options.log.is_none(),
        operator: None,
        witnesses: 0,
        steps: StepCode::ALL.into_iter().map(Step::new).collect(),
    };
    let checkpoint = match required(copy, "checkpoint", MAX_NOTE)
        .and_then(|bytes| SignedCheckpoint::parse(&bytes).map_err(|e| e.within("checkpoint")))
    {
        Ok(checkpoint) => checkpoint,
        Err(refusal) => {
            report.step_mut(StepCode::Checkpoint).fail(refusal);
            return report;
        }
    };
    let tree = &checkpoint.checkpoint;
    report.origin.clone_from(&tree.origin);
    report.size = tree.size;
    report.root = Some(tree.root);

    let log = log_key(copy, options);
    let step = report.step_mut(StepCode::Checkpoint);
    if let Err(refusal) = log.as_ref().map_err(Clone::clone).and_then(|log| checkpoint.verify(log)) {
        step.fail(refusal.within("checkpoint"));
    }
    step.done();
    if let Ok(log) = &log {
        report.log_key = log.to_string();
    }
    witnesses(copy, options, &checkpoint, log.as_ref().ok(), &mut report);

    let old = since(options, tree.size, log.as_ref().ok(), &mut report);
    let mut walk = Walk::new(copy, options, tree.size, old.as_ref().map(|c| c.checkpoint.size));
    walk.run(&mut report, &tree.root, &|kind| findings.is_finding(kind));
    if let Some(old) = old {
        finish_since(&walk, &old, &mut report);
    }
    if options.statements {
        statements::finish(&walk, &mut report);
        files::look(&mut walk, &mut report);
        findings::recompute(&walk, findings, &mut report);
    } else {
        for code in [
            StepCode::Statements,
            StepCode::Issuers,
            StepCode::Disclosures,
            StepCode::Documents,
            StepCode::Erasures,
            StepCode::Files,
            StepCode::Findings,
        ] {
            report.step_mut(code).outcome = StepOutcome::NotAsked;
        }
    }
    report.operator =
        walk.issuers.operator().map(|issuer| format!("{} {}", crate::IssuerId::of(&issuer.key), issuer.organisation));
    report
}

fn log_key(copy: &dyn CopyRead, options: &Options<'_>) -> Result<VerifierKey, Refusal> {
    if let Some(log) = options.log {
        return Ok(log.clone());
    }
    let bytes = required(copy, "log.vkey", 4_096)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    VerifierKey::parse(text.strip_suffix('\n').unwrap_or(text)).map_err(|e| e.within("log.vkey"))
}

fn witnesses(
    copy: &dyn CopyRead,
    options: &Options<'_>,
    checkpoint: &SignedCheckpoint,
    log: Option<&VerifierKey>,
    report: &mut Report,
) {
    let policy = match options.policy {
        Some(policy) => Ok(Some(policy.clone())),
        None => optional(copy, "policy", MAX_POLICY)
            .and_then(|bytes| bytes.map(|bytes| Policy::parse(&bytes)).transpose().map_err(|e| e.within("policy"))),
    };
    let step = report.step_mut(StepCode::Witnesses);
    let policy = match policy {
        Ok(Some(policy)) => policy,
        Ok(None) => {
            step.outcome = StepOutcome::NotAsked;
            step.count("witnesses", 0);
            step.notes.push("no policy names a witness, so nobody but the log vouches for its being one".to_owned());
            return;
        }
        Err(refusal) => return step.fail(refusal),
    };
    if options.policy.is_none() {
        step.notes.push("the policy came with the copy; give one of your own to rely on it".to_owned());
    }
    if let Some(log) = log
        && !policy.logs().is_empty()
        && !policy.logs().contains(log)
    {
        let found = format!("the log's key {log} is not among the policy's logs");
        step.fail(Refusal::new(
            Code::KeyUnknown,
            "policy",
            found,
            "Check whether you have the copy of the right log.",
        ));
    }
    match policy.standing(checkpoint) {
        Ok(standing) => {
            step.count("witnesses", standing.cosigned.len() as u64);
            step.count("known to the policy", standing.known as u64);
            if let Err(refusal) = standing.quorum() {
                step.fail(refusal);
            }
            step.done();
            report.witnesses = standing.cosigned.len();
        }
        Err(refusal) => step.fail(refusal.within("checkpoint")),
    }
}

/// Reads the reader's old checkpoint; what is wrong with it by itself is reported here.
fn since(
    options: &Options<'_>,
    size: u64,
    log: Option<&VerifierKey>,
    report: &mut Report,
) -> Option<SignedCheckpoint> {
    let step = report.step_mut(StepCode::Since);
    let Some(bytes) = options.since else {
        step.outcome = StepOutcome::NotAsked;
        return None;
    };
    let old = SignedCheckpoint::parse(bytes).and_then(|old| {
        if let Some(log) = log {
            old.verify(log)?;
        }
        Ok(old)
    });
    let old = match old {
        Ok(old) => old,
        Err(refusal) => {
            step.fail(refusal.within("the checkpoint seen before"));
            return None;
        }
    };
    if old.checkpoint.size > size {
        step.fail(Refusal::new(
            Code::Rollback,
            "checkpoint",
            format!("the copy has {size} entries, the checkpoint seen before {}", old.checkpoint.size),
            "Keep both and report them: entries may have been taken back.",
        ));
        return None;
    }
    Some(old)
}

fn finish_since(walk: &Walk<'_>, old: &SignedCheckpoint, report: &mut Report) {
    let step = report.step_mut(StepCode::Since);
    let size = old.checkpoint.size;
    match walk.root_at_old_size {
        Some(root) if root == old.checkpoint.root => step.done(),
        Some(root) => step.fail(fork(&root, old)),
        None => step.notes.push("the tree could not be computed up to the old size".to_owned()),
    }
    step.count("entries then", size);
}

fn fork(root: &Digest, old: &SignedCheckpoint) -> Refusal {
    let tree = &old.checkpoint;
    Refusal::new(
        Code::CheckpointFork,
        "checkpoint",
        format!("its first {} entries have the root {root}, the checkpoint seen before has {}", tree.size, tree.root),
        "Keep both checkpoints and report them: the log may have been forked.",
    )
}
