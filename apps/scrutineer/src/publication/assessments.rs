//! Computes the assessments that stand on a record and publishes the results that are new.

use crate::contents;
use crate::desk::Desk;
use anyhow::Context as _;
use kinds::Body;
use kinds::assessment::{self, AssessmentResult};
use kinds::inputs::{Erased, Stated};
use std::collections::BTreeMap;
use std::fmt;

/// What a round did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Outcome {
    /// Results put on the record.
    pub(crate) published: u64,
    /// Results that had not changed.
    pub(crate) unchanged: u64,
    /// Assessments that could not be computed, with the reason.
    pub(crate) not_computed: Vec<String>,
}

impl Outcome {
    /// Whether there is no assessment on the record.
    pub(crate) const fn is_empty(&self) -> bool {
        self.published == 0 && self.unchanged == 0 && self.not_computed.is_empty()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        write!(f, "\nassessments: {} published, {} unchanged", self.published, self.unchanged)?;
        self.not_computed.iter().try_for_each(|why| write!(f, "\nnot computed: {why}"))
    }
}

/// Computes every assessment that stands in `0..size` and publishes what is new.
pub(super) fn publish(desk: &Desk, stated: &[Stated], erased: &[Erased], size: u64) -> anyhow::Result<Outcome> {
    let mut latest: BTreeMap<&str, (u64, &AssessmentResult)> = BTreeMap::new();
    for statement in stated {
        if let Body::Assess(assessment::Body::Result(result)) = &statement.body {
            latest.insert(&result.dossier, (statement.index, result));
        }
    }
    let mut outcome = Outcome::default();
    let mut submissions = Vec::new();
    for case in assessment::cases(stated, erased, size, &contents::blobs(&desk.store)) {
        let before = latest.get(case.key.as_str());
        // The same statements give the same result: nothing to compute.
        if before
            .is_some_and(|(_, old)| old.version == assessment::VERSION && old.input.digest == case.input(size).digest)
        {
            outcome.unchanged += 1;
            continue;
        }
        if let Some((entry, document)) = case.missing.first() {
            outcome.not_computed.push(format!("{}: document {document} of entry {entry} is not there", case.key));
            continue;
        }
        match case.compute() {
            Err(reason) => outcome.not_computed.push(format!("{}: {reason}", case.key)),
            Ok(computed) => {
                let (body, bytes) = assessment::result(&case, &computed, size);
                let refs: Vec<u64> = before.map(|(index, _)| *index).into_iter().collect();
                let body = Body::Assess(assessment::Body::Result(body));
                submissions.push(desk.submission(&body, &refs, vec![bytes])?);
                outcome.published += 1;
            }
        }
    }
    if !submissions.is_empty() {
        desk.store.append(submissions).context("publishing assessments")?;
    }
    Ok(outcome)
}
