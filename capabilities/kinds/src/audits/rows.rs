//! Rows of audits and quick counts.

use super::{Count, Difference, Finding, Form, Pull, Verdict, judged, standing};
use crate::inputs::{Blobs, Erased, Stated, erased as gone};
use crate::voting::Source;
use base::Row;
use procurement::view::Reply;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the page of an audit shows: row kind `audit`, row id = its identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// Identifier.
    pub id: String,
    /// States on the record, the oldest first.
    pub states: Vec<StateLine>,
    /// The verdict on the latest state that has one, without pull list and differences.
    pub verdict: Option<Verdict>,
    /// Whether that is the verdict on the latest state.
    #[serde(default)]
    pub current: bool,
    /// The entries it stands on, for replies.
    pub sources: Vec<Source>,
    /// Answers.
    pub replies: Vec<Reply>,
}

/// Row kind `audit-sample`: what is long of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleView {
    /// Whether it is of the verdict on the latest state.
    #[serde(default)]
    pub current: bool,
    /// Pull list.
    pub pulls: Vec<Pull>,
    /// Differences.
    pub differences: Vec<Difference>,
}

/// What the page of a quick count shows: row kind `quickcount`, row id = its identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountView {
    /// Identifier.
    pub id: String,
    /// States on the record, the oldest first.
    pub states: Vec<StateLine>,
    /// The verdict on the latest state that has one.
    pub verdict: Option<Count>,
    /// Whether that is the verdict on the latest state.
    #[serde(default)]
    pub current: bool,
    /// The entries it stands on, for replies.
    pub sources: Vec<Source>,
    /// Answers.
    pub replies: Vec<Reply>,
}

/// One state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateLine {
    /// Its entry.
    pub entry: u64,
    /// Files: path, SHA-256, size.
    pub files: Vec<(String, String, u64)>,
    /// The verdict, once there is one.
    pub verdict: Option<StateVerdict>,
    /// Entry of a verdict whose document is not at hand or cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<u64>,
}

impl StateLine {
    /// Its verdict in one word; `unjudged` without one, `unread` where it is not at hand.
    pub fn word(&self) -> &str {
        let without = if self.unread.is_some() { "unread" } else { "unjudged" };
        self.verdict.as_ref().map_or(without, |verdict| &verdict.state)
    }
}

/// The verdict on a state in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateVerdict {
    /// Entry of the finding.
    pub entry: u64,
    /// Whether everything holds.
    pub accepted: bool,
    /// The state in one word.
    pub state: String,
    /// The last step.
    pub stage: String,
    /// Codes of what does not hold.
    pub failed: Vec<String>,
}

macro_rules! current {
    ($view:ty, $verdict:ty) => {
        impl $view {
            /// The verdict on what stands; `None` while the latest state is not judged.
            pub fn current(&self) -> Option<&$verdict> {
                self.verdict.as_ref().filter(|_| self.current)
            }

            /// The verdict on the latest state in one word, see [`StateLine::word`].
            pub fn word(&self) -> &str {
                self.states.last().map_or("unjudged", StateLine::word)
            }

            /// Entry of the first state that `fits`.
            pub fn published(&self, fits: impl Fn(&StateLine) -> bool) -> Option<u64> {
                self.states.iter().find(|state| fits(state)).map(|state| state.entry)
            }
        }
    };
}
current!(AuditView, Verdict);
current!(CountView, Count);

/// The rows of audits and quick counts.
pub(crate) fn rows(
    stated: &[Stated],
    erased: &[Erased],
    size: u64,
    replies: &BTreeMap<String, Vec<Reply>>,
    blobs: &dyn Blobs,
) -> Vec<Row> {
    let judged = judged(stated, &gone(erased, size));
    let mut audits: BTreeMap<&str, (AuditView, SampleView)> = BTreeMap::new();
    let mut counts: BTreeMap<&str, CountView> = BTreeMap::new();
    for due in standing(stated, erased, size) {
        let id = due.state.id.as_str();
        let finding = judged.get(&due.key());
        let replies = || replies.get(id).cloned().unwrap_or_default();
        let mut line = StateLine {
            entry: due.entry,
            files: due.state.files.iter().map(|(name, d)| (name.clone(), d.sha256.to_string(), d.bytes)).collect(),
            verdict: None,
            unread: finding.map(|(entry, _)| *entry),
        };
        let sources = std::iter::once(Source { entry: due.entry });
        let sources = sources.chain(finding.map(|(entry, _)| Source { entry: *entry }));
        match due.form {
            Form::Audit => {
                let (view, long) = audits.entry(id).or_insert_with(|| {
                    let view = AuditView {
                        id: id.to_owned(),
                        states: Vec::new(),
                        verdict: None,
                        current: false,
                        sources: Vec::new(),
                        replies: replies(),
                    };
                    (view, SampleView { current: false, pulls: Vec::new(), differences: Vec::new() })
                });
                view.sources.extend(sources);
                if let Some((entry, mut verdict)) = read::<Verdict>(finding, blobs) {
                    let (pulls, differences) =
                        (std::mem::take(&mut verdict.pulls), std::mem::take(&mut verdict.differences));
                    *long = SampleView { current: true, pulls, differences };
                    line.unread = None;
                    line.verdict = Some(StateVerdict {
                        entry,
                        accepted: verdict.accepted,
                        state: verdict.state.clone(),
                        stage: verdict.stage.clone(),
                        failed: codes(&verdict.reasons),
                    });
                    view.verdict = Some(verdict);
                }
                view.current = line.verdict.is_some();
                long.current = view.current;
                view.states.push(line);
            }
            Form::Count => {
                let view = counts.entry(id).or_insert_with(|| CountView {
                    id: id.to_owned(),
                    states: Vec::new(),
                    verdict: None,
                    current: false,
                    sources: Vec::new(),
                    replies: replies(),
                });
                view.sources.extend(sources);
                if let Some((entry, verdict)) = read::<Count>(finding, blobs) {
                    line.unread = None;
                    line.verdict = Some(StateVerdict {
                        entry,
                        accepted: verdict.accepted,
                        state: verdict.state.clone(),
                        stage: verdict.order.clone(),
                        failed: codes(&verdict.reasons),
                    });
                    view.verdict = Some(verdict);
                }
                view.current = line.verdict.is_some();
                view.states.push(line);
            }
        }
    }
    let mut out: Vec<Row> = Vec::new();
    for (view, long) in audits.values() {
        out.push(audit_row(view));
        let json = crate::project::to_json(long);
        out.push(Row { kind: "audit-sample".into(), id: view.id.clone(), json, ..Row::default() });
    }
    out.extend(counts.values().map(count_row));
    out
}

fn read<T: serde::de::DeserializeOwned>(finding: Option<&(u64, &Finding)>, blobs: &dyn Blobs) -> Option<(u64, T)> {
    let (entry, finding) = finding?;
    Some((*entry, serde_json::from_slice(&blobs.blob(&finding.result.sha256)?).ok()?))
}

fn codes(reasons: &[crate::voting::Why]) -> Vec<String> {
    let mut codes: Vec<String> = reasons.iter().map(|r| r.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn audit_row(view: &AuditView) -> Row {
    let verdict = view.verdict.as_ref();
    let title = verdict.map(|v| v.title.as_str()).filter(|t| !t.is_empty()).unwrap_or(&view.id);
    let status = view.word();
    let contests: Vec<&str> = verdict.iter().flat_map(|v| &v.contests).map(|c| c.name.as_str()).collect();
    let time =
        |v: &Verdict| v.seed.as_ref().map(|s| s.time.clone()).or(v.commitment.as_ref().map(|c| c.time.clone()));
    Row {
        kind: "audit".into(),
        id: view.id.clone(),
        title: title.to_owned(),
        date: verdict.and_then(time).unwrap_or_default(),
        status: status.to_owned(),
        json: crate::project::to_json(view),
        text: format!("{title} {} {}", view.id, contests.join(" ")),
        facets: vec![("verdict".to_owned(), status.to_owned())],
        ..Row::default()
    }
}

fn count_row(view: &CountView) -> Row {
    let title = view.verdict.as_ref().map(|v| v.title.as_str()).filter(|t| !t.is_empty()).unwrap_or(&view.id);
    let status = view.word();
    Row {
        kind: "quickcount".into(),
        id: view.id.clone(),
        title: title.to_owned(),
        status: status.to_owned(),
        json: crate::project::to_json(view),
        text: format!("{title} {}", view.id),
        facets: vec![("verdict".to_owned(), status.to_owned())],
        ..Row::default()
    }
}
