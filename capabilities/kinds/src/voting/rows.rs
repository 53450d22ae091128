//! Rows of elections and of trackers.

use super::{Finding, Judged, Tracker, Verdict, findings, standing};
use crate::inputs::{Blobs, Erased, Stated, erased as gone};
use base::Row;
use procurement::view::Reply;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the page of an election shows: row kind `election`, row id = its identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElectionView {
    /// Identifier.
    pub uuid: String,
    /// The states of the board on the record, the oldest first.
    pub states: Vec<State>,
    /// The verdict on the latest state that has one, without trackers; see [`ElectionView::current`].
    pub verdict: Option<Verdict>,
    /// The entries it stands on, for replies.
    pub sources: Vec<Source>,
    /// Answers.
    pub replies: Vec<Reply>,
}

impl ElectionView {
    /// The verdict on the board as it stands; `None` while its latest state is not judged: an earlier verdict says
    /// nothing about what was added since.
    pub fn current(&self) -> Option<&Verdict> {
        self.verdict.as_ref().filter(|_| self.states.last().is_some_and(|state| state.verdict.is_some()))
    }
}

/// One state of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Entry of the archive.
    pub entry: u64,
    /// SHA-256 of the archive.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of the documents it is published in, if it is in parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// The verdict, once there is one.
    pub verdict: Option<StateVerdict>,
}

/// The verdict on a state in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateVerdict {
    /// Entry of the finding.
    pub entry: u64,
    /// SHA-256 of the result document.
    pub sha256: String,
    /// Whether every check holds.
    pub accepted: bool,
    /// Whether the result stands, too.
    pub complete: bool,
    /// How far the board had come.
    pub stage: String,
    /// Events.
    pub events: u64,
    /// Codes of the checks that failed.
    pub failed: Vec<String>,
}

/// An entry of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Index.
    pub entry: u64,
}

/// Where a ballot stands: row kind `tracker`, row id = `uuid/tracker`, facet `election` = the uuid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerView {
    /// The states on which it stands: entry of the archive, number and hash of its event, whether it counts.
    pub places: Vec<TrackerPlace>,
}

/// Where a ballot stands on one state of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerPlace {
    /// Entry of the archive.
    pub archive: u64,
    /// Number of its event.
    pub event: u64,
    /// Hash of its event.
    pub hash: String,
    /// Whether no later ballot replaced it.
    pub counts: bool,
}

/// The rows of elections and of trackers.
pub(crate) fn rows(
    stated: &[Stated],
    erased: &[Erased],
    size: u64,
    replies: &BTreeMap<String, Vec<Reply>>,
    blobs: &dyn Blobs,
) -> Vec<Row> {
    let judged: BTreeMap<Judged, (u64, &Finding)> =
        findings(stated, &gone(erased, size)).map(|(entry, finding)| (finding.key(), (entry, finding))).collect();
    let mut views: BTreeMap<&str, ElectionView> = BTreeMap::new();
    let mut trackers: BTreeMap<(&str, String), TrackerView> = BTreeMap::new();
    for due in standing(stated, erased, size) {
        let uuid = due.archive.uuid.as_str();
        let document = &due.archive.document;
        let view = views.entry(uuid).or_insert_with(|| ElectionView {
            uuid: uuid.to_owned(),
            states: Vec::new(),
            verdict: None,
            sources: Vec::new(),
            replies: replies.get(uuid).cloned().unwrap_or_default(),
        });
        view.sources.push(Source { entry: due.entry });
        let finding = judged.get(&due.key());
        let read = finding.and_then(|(entry, finding)| {
            let verdict: Verdict = serde_json::from_slice(&blobs.blob(&finding.result.sha256)?).ok()?;
            // An archive under the name of another election has no verdict there.
            let own = verdict.is_of(uuid);
            own.then_some((*entry, finding.result.sha256, verdict))
        });
        let mut state = State {
            entry: due.entry,
            sha256: document.sha256.to_string(),
            bytes: document.bytes,
            parts: due.archive.parts.iter().map(|part| part.sha256.to_string()).collect(),
            verdict: None,
        };
        if let Some((entry, sha256, mut verdict)) = read {
            view.sources.push(Source { entry });
            for tracker in std::mem::take(&mut verdict.trackers) {
                let Tracker { tracker, event, hash, counts } = tracker;
                let row = trackers.entry((uuid, tracker)).or_insert_with(|| TrackerView { places: Vec::new() });
                row.places.push(TrackerPlace { archive: due.entry, event, hash, counts });
            }
            state.verdict = Some(StateVerdict {
                entry,
                sha256: sha256.to_string(),
                accepted: verdict.accepted,
                complete: verdict.complete,
                stage: verdict.stage.clone(),
                events: verdict.archive.events,
                failed: verdict.checks.iter().filter(|c| c.outcome == "failed").map(|c| c.code.clone()).collect(),
            });
            view.verdict = Some(verdict);
        }
        view.states.push(state);
    }
    let elections = views.values().map(election_row);
    let trackers = trackers.iter().map(|((uuid, tracker), view)| Row {
        kind: "tracker".into(),
        id: format!("{uuid}/{tracker}"),
        facets: vec![("election".into(), (*uuid).to_owned())],
        json: crate::project::to_json(view),
        ..Row::default()
    });
    elections.chain(trackers).collect()
}

/// The verdict's word in lists, of whether there is one, and it is (accepted, complete): `rejected`, `accepted`, `running`
/// (accepted, no result yet) or `unjudged`.
pub const fn status(verdict: Option<(bool, bool)>) -> &'static str {
    match verdict {
        None => "unjudged",
        Some((false, _)) => "rejected",
        Some((true, true)) => "accepted",
        Some((true, false)) => "running",
    }
}

fn election_row(view: &ElectionView) -> Row {
    let election = view.verdict.as_ref().and_then(|v| v.election.as_ref());
    let name = election.map_or(view.uuid.as_str(), |e| e.name.as_str());
    let status = status(view.current().map(|v| (v.accepted, v.complete)));
    Row {
        kind: "election".into(),
        id: view.uuid.clone(),
        title: name.to_owned(),
        party: election.and_then(|e| e.administrator.clone()).unwrap_or_default(),
        date: view.verdict.as_ref().map(|v| v.archive.time.clone()).unwrap_or_default(),
        status: status.to_owned(),
        json: crate::project::to_json(view),
        text: format!("{name} {} {}", view.uuid, election.map_or("", |e| e.description.as_str())),
        facets: vec![("verdict".to_owned(), status.to_owned())],
        ..Row::default()
    }
}
