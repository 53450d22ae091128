//! Computes the findings over what stands on a record, publishes those that are new, and remakes the rows of pages.

pub(crate) mod assessments;
pub(crate) mod verdicts;

use crate::contents;
use crate::desk::Desk;
use crate::progress::Progress;
use anyhow::Context as _;
use base::Digest;
use kinds::body::Settings;
use kinds::inputs::{Inputs, Stated};
use kinds::{Blobs as _, Body, findings};
use std::collections::BTreeMap;
use std::fmt;
use store::Store;
use verdicts::Verdicts;

/// What a publication round did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Outcome {
    /// Statements the findings stand on.
    pub(crate) statements: u64,
    /// Findings put on the record.
    pub(crate) published: u64,
    /// Findings whose answer and inputs had not changed.
    pub(crate) unchanged: u64,
    /// Signals found.
    pub(crate) signals: u64,
    /// Assessments.
    #[serde(skip_serializing_if = "assessments::Outcome::is_empty")]
    pub(crate) assessments: assessments::Outcome,
    /// Verdicts on boards put on the record.
    pub(crate) boards: Verdicts,
    /// Verdicts on audits and quick counts put on the record.
    pub(crate) audits: Verdicts,
}

impl Outcome {
    /// Whether everything that stands could be computed.
    pub(crate) const fn is_whole(&self) -> bool {
        self.assessments.not_computed.is_empty()
            && self.boards.not_judged.is_empty()
            && self.audits.not_judged.is_empty()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "findings over {} statements: {} published, {} unchanged; {} signals (a signal is a reason to ask, not a finding of wrongdoing)",
            self.statements, self.published, self.unchanged, self.signals
        )?;
        write!(f, "{}", self.assessments)?;
        if !self.boards.is_empty() {
            write!(f, "\n{}", self.boards.of_boards())?;
        }
        if !self.audits.is_empty() {
            write!(f, "\n{}", self.audits.of_audits())?;
        }
        Ok(())
    }
}

/// Computes every check and publishes what is new.
///
/// `settings`: those of this round; by default the settings of the latest round, or the standard ones.
pub(crate) fn publish(desk: &Desk, settings: Option<Settings>) -> anyhow::Result<Outcome> {
    let (stated, erased) = contents::read(&desk.store)?;
    let size = desk.store.size()?;
    let mut inputs = Inputs::read(&stated, &erased, size, &contents::blobs(&desk.store));
    let latest = latest(&stated);
    let settings = match settings {
        Some(settings) => settings,
        None => {
            let standard = findings::settings(procurement::flags::DEFAULT_SETTINGS);
            let before = latest.values().max_by_key(|(index, _)| *index).map(|(_, finding)| finding.settings.clone());
            before.map_or(standard.clone(), |before| Settings { catalogue: standard.catalogue, ..before })
        }
    };
    let progress = Progress::count("computing findings over releases", inputs.releases.len() as u64);
    let published = contents::blobs(&desk.store);
    let read = |digest: &Digest| {
        progress.more(1);
        published.blob(digest)
    };
    let answers = findings::answers(&mut inputs, &read, &settings)?;
    progress.finish();
    let mut outcome = Outcome { statements: inputs.statements(), ..Outcome::default() };
    let digest = inputs.digest();
    let mut submissions = Vec::new();
    for answer in &answers {
        outcome.signals +=
            answer.summary().iter().filter(|(k, _)| k.starts_with("signals.")).map(|(_, n)| n).sum::<u64>();
        let (finding, bytes) = findings::finding(&inputs, &settings, answer);
        let before = latest.get(finding.check.as_str());
        let same = before.is_some_and(|(_, old)| {
            old.version == finding.version
                && old.settings == finding.settings
                && old.input.digest == digest
                && old.result == finding.result
        });
        if same {
            outcome.unchanged += 1;
            continue;
        }
        let refs: Vec<u64> = before.map(|(index, _)| *index).into_iter().collect();
        submissions.push(desk.submission(&Body::Finding(finding), &refs, vec![bytes])?);
        outcome.published += 1;
    }
    if !submissions.is_empty() {
        desk.store.append(submissions).context("publishing findings")?;
    }
    outcome.assessments = assessments::publish(desk, &stated, &erased, size)?;
    outcome.boards = verdicts::judge_boards(desk, &stated, &erased, size)?;
    outcome.audits = verdicts::judge_audits(desk, &stated, &erased, size)?;
    project(&desk.store)?;
    Ok(outcome)
}

/// Remakes the rows of pages from the record; gives the digest of what they hold.
pub(crate) fn project(store: &Store) -> anyhow::Result<Digest> {
    let (stated, erased) = contents::read(store)?;
    let releases = stated.iter().filter(|s| matches!(s.body, Body::Release(_))).count();
    let progress = Progress::count("making the rows of pages", releases as u64);
    let published = contents::blobs(store);
    let read = |digest: &Digest| {
        progress.more(1);
        published.blob(digest)
    };
    let rows = kinds::project::rows(&stated, &erased, store.size()?, &read);
    progress.finish();
    store.replace_rows(&mut rows.into_iter())?;
    Ok(store.rows_digest()?)
}

fn latest(stated: &[Stated]) -> BTreeMap<&str, (u64, &kinds::body::Finding)> {
    let mut out = BTreeMap::new();
    for statement in stated {
        if let Body::Finding(finding) = &statement.body {
            out.insert(finding.check.as_str(), (statement.index, finding));
        }
    }
    out
}
