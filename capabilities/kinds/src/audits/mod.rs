//! Risk-limiting audits and quick counts: the folder as published step by step, the verdict that anyone computes again
//! from it, and what pages show.
//!
//! The states of one audit are the statements that name it, in order of entries. Each must extend every one before it,
//! so that the record shows what was published first: the commitment before the seed, the design before the returns.

mod count;
mod judge;
mod rows;

pub use count::{Count, Estimated, Share};
pub use judge::{
    Assertion, Candidate, Commitment, Contest, Difference, Measured, Pull, Round, Seeded, Verdict, state_of,
};
pub use rla::endings::Ending;
pub(crate) use rows::rows;
pub use rows::{AuditView, CountView, SampleView, StateLine, StateVerdict};

use crate::body::{Body, Document};
use crate::inputs::{Blobs, Erased, Stated, erased as gone, erased_of, rests_on_erased};
use crate::voting::Why;
use base::Digest;
use record::audit::{Recomputed, RecordView};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Kind of one published state of an audit's folder.
pub const AUDIT: &str = "rla.audit";
/// Kind of one published state of a quick count's folder.
pub const COUNT: &str = "rla.quickcount";
/// Kind of a verdict on either.
pub const FINDING: &str = "rla.finding";
/// Code of the check of audits: the second derivation of `rla::verify`, and the comparison with the state before.
pub const CHECK: &str = "A1";
/// Code of the check of quick counts: sample and estimate computed again.
pub const COUNT_CHECK: &str = "A2";
/// Version of both methods.
pub const VERSION: u16 = 1;
/// How many reasons a verdict names; the others are counted.
const REASONS: usize = 200;

/// `rla.audit`, `rla.quickcount`: one state of a folder, every file a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// What it is called, `[a-z0-9._-]{1,80}`: the same for every state.
    #[serde(deserialize_with = "id")]
    pub id: String,
    /// Its files by path.
    pub files: BTreeMap<String, Document>,
    /// Evidence of the compliance audit (chain of custody, ballot accounting, eligibility), if any was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Document>,
}

impl State {
    /// SHA-256 of the state's canonical JSON: what findings name it by.
    pub fn digest(&self) -> Digest {
        let predicate = crate::body::untyped(self);
        base::digest::sha256(base::json::canonical(&predicate).as_bytes())
    }

    /// The documents by name, as in-toto subjects.
    pub(crate) fn subjects(&self) -> Vec<(String, Digest)> {
        let files = self.files.iter().map(|(name, document)| (name.clone(), document.sha256));
        files.chain(self.compliance.iter().map(|d| ("compliance".to_owned(), d.sha256))).collect()
    }
}

/// Whether a text may name an audit.
pub fn is_id(id: &str) -> bool {
    (1..=80).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    if is_id(&id) {
        return Ok(id);
    }
    let shown: String = id.chars().take(80).collect();
    Err(serde::de::Error::custom(format!(
        "`{shown}` cannot name an audit; use a-z, 0-9, dot, underscore and hyphen, at most 80"
    )))
}

/// `rla.finding`: the verdict on one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Code of the check.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// [`State::digest`] of the state.
    pub state: Digest,
    /// What stood before it of the same audit, all of which it must extend: [`Due::older`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<Digest>,
    /// The verdict, a published canonical JSON document ([`Verdict`] or [`Count`]).
    pub result: Document,
    /// The verdict in short: counts by name.
    pub summary: BTreeMap<String, u64>,
}

impl Finding {
    /// Whether the record of the state holds, by the summary.
    pub fn accepted(&self) -> bool {
        self.summary.get("accepted") == Some(&1)
    }
}

/// Whether a state is of an audit or of a quick count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A risk-limiting audit.
    Audit,
    /// A quick count.
    Count,
}

/// A state on the record and those before it.
#[derive(Debug, Clone)]
pub struct Due<'a> {
    /// What it is.
    pub form: Form,
    /// Its entry.
    pub entry: u64,
    /// The state.
    pub state: &'a State,
    /// [`State::digest`].
    pub digest: Digest,
    /// The states before it in one digest, each by its entry and digest: SHA-256 of the lines `older`, `entry` and
    /// `digest` of the state before, where `older` is what that state has here, empty for the first. `None` for the
    /// first state.
    pub older: Option<Digest>,
    series: Series<'a>,
    place: usize,
}

/// Entries and states of one audit, the oldest first.
type Series<'a> = Arc<[(u64, &'a State)]>;

impl<'a> Due<'a> {
    /// Entries and states of the same audit before it, the oldest first.
    pub fn earlier(&self) -> &[(u64, &'a State)] {
        &self.series[..self.place]
    }

    /// What its verdict depends on: check, state, and all that stood before.
    fn key(&self) -> Key<'static> {
        (self.check(), self.digest, self.older)
    }

    /// Code of the check that judges it.
    pub const fn check(&self) -> &'static str {
        match self.form {
            Form::Audit => CHECK,
            Form::Count => COUNT_CHECK,
        }
    }
}

/// What a check says of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether the published files hold. It says nothing of the outcome.
    pub accepted: bool,
    /// Canonical bytes of the verdict.
    pub bytes: Vec<u8>,
    /// The verdict in short.
    pub summary: BTreeMap<String, u64>,
}

impl Judged {
    /// The statement's content and the document.
    pub fn finding(self, due: &Due<'_>) -> (Finding, Vec<u8>) {
        let finding = Finding {
            check: due.check().to_owned(),
            version: VERSION,
            state: due.digest,
            older: due.older,
            result: Document { sha256: base::digest::sha256(&self.bytes), bytes: self.bytes.len() as u64 },
            summary: self.summary,
        };
        (finding, self.bytes)
    }
}

/// Judges a state.
///
/// # Errors
/// The first document that is not at hand, by its digest.
pub fn judge(due: &Due<'_>, blobs: &dyn Blobs) -> Result<Judged, Digest> {
    match due.form {
        Form::Audit => judge::verdict(due, blobs).map(|v| v.judged()),
        Form::Count => count::verdict(due, blobs).map(|v| v.judged()),
    }
}

/// Most bytes that a state's files may have together to be judged: a document named often counts as often.
const MAX_STATE: u64 = 512 << 20;

/// A state's files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// The bytes of a state's files, or the first that is missing. With more than [`MAX_STATE`] bytes there are none, and a
/// reason.
fn files(state: &State, blobs: &dyn Blobs) -> Result<(Files, Option<Why>), Digest> {
    let (mut files, mut sum) = (Files::new(), 0_u64);
    for (name, document) in &state.files {
        let known = sum.saturating_add(document.bytes);
        let bytes =
            if known > MAX_STATE { Vec::new() } else { blobs.blob(&document.sha256).ok_or(document.sha256)? };
        sum = known.max(sum + bytes.len() as u64);
        if sum > MAX_STATE {
            let why = Why {
                code: "RLA-LIMIT".to_owned(),
                place: name.clone(),
                what: format!(
                    "the files of the state have more than {MAX_STATE} bytes together, and were not judged"
                ),
                remedy: "Verify them as a folder with `rla verify`, and publish the head of its log.".to_owned(),
            };
            return Ok((Files::new(), Some(why)));
        }
        files.insert(name.clone(), bytes);
    }
    Ok((files, None))
}

/// Cut to what a reader needs, and counted.
fn told(mut reasons: Vec<Why>, more: u64) -> (Vec<Why>, u64) {
    let more = reasons.len().saturating_sub(REASONS) as u64 + more;
    reasons.truncate(REASONS);
    for why in &mut reasons {
        rla::verify::shorten(&mut why.place, 200);
        rla::verify::shorten(&mut why.what, 500);
    }
    (reasons, more)
}

fn canonical(verdict: &impl Serialize) -> Vec<u8> {
    let value = serde_json::to_value(verdict).expect("verdicts hold only texts, integers, lists and maps");
    base::json::canonical(&base::json::Value::from(&value)).into_bytes()
}

/// The states that stand in entries `0..size`, in order, each with those before it.
pub fn standing<'a>(stated: &'a [Stated], erased: &[Erased], size: u64) -> Vec<Due<'a>> {
    let gone = gone(erased, size);
    let mut all: BTreeMap<(Form, &str), Vec<(u64, &State)>> = BTreeMap::new();
    let mut order = Vec::new();
    for statement in stated.iter().filter(|s| s.index < size && !gone.contains(&s.index)) {
        let (form, state) = match &statement.body {
            Body::Audit(state) => (Form::Audit, state),
            Body::QuickCount(state) => (Form::Count, state),
            _ => continue,
        };
        let series = all.entry((form, &state.id)).or_default();
        order.push((form, state, series.len()));
        series.push((statement.index, state));
    }
    let all: BTreeMap<(Form, &str), Series<'_>> = all.into_iter().map(|(k, v)| (k, v.into())).collect();
    let mut older: BTreeMap<(Form, &str), Digest> = BTreeMap::new();
    let due = |(form, state, place): (Form, &'a State, usize)| {
        let name = (form, state.id.as_str());
        let (series, digest) = (all[&name].clone(), state.digest());
        let (entry, before) = (series[place].0, older.get(&name).copied());
        older.insert(name, link(before, entry, digest));
        Due { form, entry, state, digest, older: before, series, place }
    };
    order.into_iter().map(due).collect()
}

/// What a state and those before it are for the next one, see [`Due::older`].
fn link(before: Option<Digest>, entry: u64, digest: Digest) -> Digest {
    let before = before.map(|d| d.to_string()).unwrap_or_default();
    base::digest::sha256(format!("{before}\n{entry}\n{digest}\n").as_bytes())
}

/// The erasures since a finding, as far as it can rest on what they erased: a state before one that it may speak of, or
/// the state itself.
fn since(all: &[Due<'_>], erased: &[Erased], index: u64, finding: &Finding, record: &dyn RecordView) -> Vec<Erased> {
    let form = if finding.check == CHECK { AUDIT } else { COUNT };
    let mut out = erased_of(erased, &[form], record);
    let same: Vec<&Due<'_>> =
        all.iter().filter(|due| due.check() == finding.check && due.digest == finding.state).collect();
    let Some(first) = same.first() else { return out };
    // A copy of a state that stands may be among them: what stood before it is known as far as it still stands.
    let older = |entry: u64| {
        let mut before =
            all.iter().filter(|d| d.form == first.form && d.state.id == first.state.id && d.entry < entry);
        before.next_back().map(|d| link(d.older, d.entry, d.digest))
    };
    let later = |e: &&Erased| e.index >= index;
    let lost: BTreeSet<u64> =
        out.iter().filter(later).flat_map(|e| e.refs.iter().copied()).filter(|entry| *entry < index).collect();
    let last = same.iter().map(|due| due.entry).chain(lost.iter().copied()).max().unwrap_or(0);
    let rests = |entry: &u64| *entry < last || older(*entry) == finding.older;
    out.iter_mut().for_each(|e| e.refs.retain(rests));
    out
}

/// What a finding speaks of: check, state, and what stood before it.
type Key<'a> = (&'a str, Digest, Option<Digest>);

/// The findings that stand by what they speak of: the latest entry of each.
fn judged<'a>(stated: &'a [Stated], gone: &BTreeSet<u64>) -> BTreeMap<Key<'a>, (u64, &'a Finding)> {
    let findings = stated.iter().filter(|s| !gone.contains(&s.index)).filter_map(|s| match &s.body {
        Body::AuditFinding(finding) => {
            Some(((finding.check.as_str(), finding.state, finding.older), (s.index, finding)))
        }
        _ => None,
    });
    findings.collect()
}

/// The states that have no verdict by this version of its check yet.
pub fn due<'a>(stated: &'a [Stated], erased: &[Erased], size: u64) -> Vec<Due<'a>> {
    let judged = judged(stated, &gone(erased, size));
    let mut all = standing(stated, erased, size);
    all.retain(|due| judged.get(&due.key()).is_none_or(|(_, f)| f.version != VERSION));
    all
}

/// The verdict by this version that stands on the state of an entry.
pub fn verdict_on<'a>(stated: &'a [Stated], erased: &[Erased], size: u64, entry: u64) -> Option<&'a Finding> {
    let due = standing(stated, erased, size).into_iter().find(|due| due.entry == entry)?;
    let (_, finding) = judged(stated, &gone(erased, size)).remove(&due.key())?;
    (finding.version == VERSION).then_some(finding)
}

/// Computes a published verdict again from what stood on the record at its entry.
pub(crate) fn again(
    stated: &[Stated],
    erased: &[Erased],
    index: u64,
    finding: &Finding,
    record: &dyn RecordView,
) -> Recomputed {
    let differs = |detail: String| Recomputed::Differs { detail };
    let unknown = |reason: String| Recomputed::NotComputed { reason };
    let Finding { check, version, .. } = finding;
    if ![CHECK, COUNT_CHECK].contains(&check.as_str()) || *version != VERSION {
        let known = format!("{CHECK} and {COUNT_CHECK} in version {VERSION}");
        return unknown(format!("this program knows {known}, the finding is {check} {version}"));
    }
    let all = standing(stated, erased, index);
    let mut same = all.iter().filter(|due| due.check() == check && due.digest == finding.state).peekable();
    let stood = same.peek().is_some();
    let Some(due) = same.find(|due| due.older == finding.older) else {
        // What was erased since cannot be held against what was found before.
        return rests_on_erased(&since(&all, erased, index, finding, record), index).unwrap_or_else(|| {
            differs(match stood {
                true => "it was not held against the states that stood before".to_owned(),
                false => format!("no state {} that {check} judges stood on the record then", finding.state),
            })
        });
    };
    let failed = std::cell::RefCell::new(None);
    let blobs = |digest: &Digest| {
        record.blob(digest).unwrap_or_else(|error| {
            failed.borrow_mut().get_or_insert_with(|| error.to_string());
            None
        })
    };
    let again = match judge(due, &blobs) {
        Ok(again) => again,
        Err(missing) => {
            if let Some(error) = failed.into_inner() {
                return unknown(error);
            }
            let holds = |state: &State| state.files.values().any(|document| document.sha256 == missing);
            let states = due.earlier().iter().copied().chain([(due.entry, due.state)]);
            let mut entries = states.filter(|(_, state)| holds(state)).map(|(entry, _)| entry);
            return match entries.find(|entry| record.erased_by(*entry).is_some()) {
                Some(entry) => Recomputed::Erased { detail: format!("the state of entry {entry} is erased") },
                None => unknown(format!("the document {missing} is not in the copy")),
            };
        }
    };
    crate::verify::compare(check, record, finding.result.sha256, &again.bytes, again.summary == finding.summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One document named over and over would fill any memory.
    #[test]
    fn a_state_beyond_measure_is_not_gone_over_and_confirms_nothing() {
        let bytes = b"{}".to_vec();
        let document = Document { sha256: base::digest::sha256(&bytes), bytes: 64 << 20 };
        let blobs = |_: &Digest| Some(b"{}".to_vec());
        for (form, first) in [(Form::Audit, "log.jsonl"), (Form::Count, "design.json")] {
            let state = |n: usize| {
                let names = (0..n).map(|i| if i == 0 { first.to_owned() } else { format!("{i}.csv") });
                State { id: "x".into(), files: names.map(|n| (n, document.clone())).collect(), compliance: None }
            };
            let codes = |n: usize| -> (bool, Vec<String>) {
                let body = if form == Form::Audit { Body::Audit(state(n)) } else { Body::QuickCount(state(n)) };
                let stated = [Stated { index: 3, refs: Vec::new(), body }];
                let judged = judge(&standing(&stated, &[], 9)[0], &blobs).unwrap();
                let verdict: serde_json::Value = serde_json::from_slice(&judged.bytes).unwrap();
                let list = verdict["reasons"].as_array().unwrap();
                assert_eq!(verdict["state"], "unverified");
                (judged.accepted, list.iter().map(|why| why["code"].as_str().unwrap().to_owned()).collect())
            };
            assert_eq!(codes(9), (false, vec!["RLA-LIMIT".to_owned()]));
            assert!(!codes(8).1.contains(&"RLA-LIMIT".to_owned()));
        }
    }

    /// A record of which only the kinds of entries matter.
    struct Kinds(Vec<&'static str>);

    impl RecordView for Kinds {
        fn size(&self) -> u64 {
            self.0.len() as u64
        }

        fn entry(&self, index: u64) -> Result<record::audit::Audited, record::Refusal> {
            let entry = record::Entry {
                by: record::IssuerId(1),
                commitment: Digest([0; 32]),
                kind: self.0[usize::try_from(index).unwrap()].to_owned(),
                publicity: record::Publicity::Public,
                reason: None,
                refs: Vec::new(),
                time: 0,
                version: 1,
            };
            Ok(record::audit::Audited { index, entry, statement: None, by_valid_key: true })
        }

        fn each(
            &self,
            from: u64,
            to: u64,
            visit: &mut dyn FnMut(record::audit::Audited) -> Result<(), record::Refusal>,
        ) -> Result<(), record::Refusal> {
            (from..to).try_for_each(|index| visit(self.entry(index)?))
        }

        fn blob(&self, _: &Digest) -> Result<Option<Vec<u8>>, record::Refusal> {
            Ok(None)
        }

        fn erased_by(&self, _: u64) -> Option<u64> {
            None
        }
    }

    /// An erasure excuses a finding only of what may have been among the states that it speaks of.
    #[test]
    fn an_erasure_of_something_else_excuses_no_false_finding() {
        let state = |n: u64| State {
            id: "x".into(),
            files: BTreeMap::from([(
                "log.jsonl".to_owned(),
                Document { sha256: base::digest::sha256(&[n as u8]), bytes: n },
            )]),
            compliance: None,
        };
        let other = "record.reply";
        let record = Kinds(vec![other, COUNT, AUDIT, other, AUDIT, AUDIT, AUDIT, other, FINDING, "record.erasure"]);
        // The states of entries 2, 4 and 6 stand, and what an erasure names is no longer among them.
        let on = |entry: u64, older: Option<Digest>, erased: u64| {
            let left = [2, 4, 6].into_iter().filter(|index| *index != erased);
            let stated: Vec<Stated> =
                left.map(|index| Stated { index, refs: Vec::new(), body: Body::Audit(state(index)) }).collect();
            let finding = Finding {
                check: CHECK.into(),
                version: VERSION,
                state: state(entry).digest(),
                older,
                result: Document { sha256: Digest([0; 32]), bytes: 1 },
                summary: BTreeMap::new(),
            };
            let gone = [Erased { index: 9, refs: vec![erased] }];
            match again(&stated, &gone, 8, &finding, &record) {
                Recomputed::Differs { .. } => "differs",
                Recomputed::Erased { .. } => "erased",
                _ => "else",
            }
        };
        let first = link(None, 2, state(2).digest());
        let second = link(Some(first), 4, state(4).digest());
        // Held against something that never stood before it.
        let wrong = Some(Digest([7; 32]));
        assert_eq!(on(4, wrong, 3), "differs", "a reply is no state");
        assert_eq!(on(4, wrong, 1), "differs", "a quick count is no state of an audit");
        assert_eq!(on(4, wrong, 6), "differs", "it stood after the state");
        assert_eq!(on(4, wrong, 2), "erased", "it stood before");
        assert_eq!(on(4, Some(first), 2), "erased");
        // A copy of a state that stands.
        assert_eq!(on(4, Some(second), 5), "erased");
        assert_eq!(on(4, Some(second), 3), "differs");
        // The state itself.
        assert_eq!(on(6, Some(second), 6), "erased");
        assert_eq!(on(9, wrong, 1), "differs");
        assert_eq!(on(9, wrong, 5), "erased", "whose state it was cannot be told");
    }

    #[test]
    fn a_name_that_no_address_could_carry_fits_no_schema() {
        let read = |id: &str| {
            let value = serde_json::json!({ "id": id, "files": {} });
            Body::read(AUDIT, &base::json::Value::from(&value)).map(|body| body.kind()).map_err(|e| e.to_string())
        };
        assert_eq!(read("marram-bay.2025_1"), Ok(AUDIT));
        for id in ["", "../x", "A", "a b", "<b>", &"a".repeat(81)] {
            assert!(read(id).unwrap_err().contains("cannot name an audit"), "{id}");
        }
    }
}
