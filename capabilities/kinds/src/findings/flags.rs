//! The thirteen flags over the processes on the record, one answer each.

use super::processes::Compiled;
use super::results::{Answer, Flag, FlagEvidence, FlagRow};
use procurement::flags::{Engine, FLAGS, Flags, Group, Line, Options, Settings};
use std::collections::BTreeMap;

/// The flags that the settings turn on, over processes that come batch by batch.
pub(super) struct FlagsOf<'a> {
    engine: Engine,
    settings: &'a Settings,
    /// The processes by number from 1, so that evidence names its process.
    ocids: Vec<String>,
}

impl<'a> FlagsOf<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        Self { engine: Engine::new(settings, Options::full()), settings, ocids: Vec::new() }
    }

    pub(super) fn take(&mut self, processes: &[Compiled]) {
        self.engine.push(&lines(processes, self.ocids.len()));
        self.ocids.extend(processes.iter().map(|process| process.ocid.clone()));
    }

    pub(super) fn answers(self) -> Vec<Answer> {
        let flags = self.engine.finish();
        let ran = self.settings.flags();
        let chosen = FLAGS.iter().filter(|method| ran.contains(&method.flag));
        chosen.map(|method| answer(method, &flags, &self.ocids)).collect()
    }
}

/// Compiled releases as lines; the line number is the process's place in order of ocid.
pub(super) fn lines(processes: &[Compiled], before: usize) -> Vec<Line<'_>> {
    let numbered = (before as u64 + 1..).zip(processes);
    numbered.map(|(line, process)| Line { input: 0, line, bytes: &process.line }).collect()
}

fn answer(method: &procurement::flags::Method, flags: &Flags, ocids: &[String]) -> Answer {
    let coverage = flags.coverage().into_iter().find(|c| c.flag == method.flag);
    let results = flags.rows().filter(|row| row.flag == method.flag).map(|row| FlagRow {
        group: row.group.name().to_owned(),
        id: row.id.to_owned(),
        value: row.value.unwrap_or_default(),
        because: row.because,
        inputs: row.inputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        evidence_total: row.evidence_total.unwrap_or(row.evidence.len() as u64),
        evidence: row
            .evidence
            .into_iter()
            .map(|place| FlagEvidence {
                ocid: ocids[usize::try_from(place.line).unwrap_or(1) - 1].clone(),
                pointer: place.pointer,
            })
            .collect(),
    });
    let mut results: Vec<FlagRow> = results.collect();
    results.sort_by(|a, b| (group_order(&a.group), &a.id).cmp(&(group_order(&b.group), &b.id)));
    let mut not_assessed = BTreeMap::new();
    for (ocid, missed) in flags.not_assessed() {
        for item in missed.into_iter().filter(|m| m.flag == method.flag) {
            not_assessed.insert(ocid.to_owned(), item.missing.into_iter().map(str::to_owned).collect());
        }
    }
    Answer::Flag(Flag {
        check: method.flag.code().to_owned(),
        version: method.version,
        processes: flags.processes(),
        assessable: coverage.as_ref().map_or(0, |c| c.assessable),
        not_assessable: coverage.as_ref().map_or(0, |c| c.not_assessable),
        missing: coverage
            .map(|c| c.missing.into_iter().map(|(pointer, n)| (pointer.to_owned(), n)).collect())
            .unwrap_or_default(),
        currency: flags.currency().map(str::to_owned),
        meta: meta(method.flag.code(), flags),
        results,
        not_assessed,
    })
}

fn group_order(name: &str) -> usize {
    [Group::Ocid, Group::Buyer, Group::ProcuringEntity, Group::Tenderer]
        .iter()
        .position(|group| group.name() == name)
        .unwrap_or(usize::MAX)
}

/// Quartiles and fences of one flag, as the flags document states them.
fn meta(code: &str, flags: &Flags) -> BTreeMap<String, Option<f64>> {
    let document = serde_json::to_value(flags.document::<()>(&[], true)).unwrap_or_default();
    let Some(own) = document["meta"][code].as_object() else { return BTreeMap::new() };
    own.iter().map(|(name, value)| (name.clone(), value.as_f64())).collect()
}
