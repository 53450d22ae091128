//! Boards of elections inside parties and associations: the archive as published, the verdict that anyone computes
//! again from it, and what pages show.

use crate::body::{Body, Document};
use crate::inputs::{Blobs, Erased, Stated, erased as gone, erased_of, rests_on_erased};
use ::voting::archive::is_torn;
use ::voting::audit::{Audit, audit};
use ::voting::fault::{Code, Reason, Refusal};
use ::voting::method::schulze;
use ::voting::model;
use ::voting::tally::Outcome;
use ::voting::verify::{Depth, Verified, diff, verify};
use ::voting::with_board;
use base::{Digest, Language, Row};
use procurement::view::Reply;
use record::audit::{Recomputed, RecordView};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Kind of a published archive.
pub const ARCHIVE: &str = "voting.archive";
/// Kind of a verdict.
pub const FINDING: &str = "voting.finding";
/// Code of the one check: the verifier of `capabilities/voting`, and the comparison with the copy before.
pub const CHECK: &str = "V1";
/// Version of its method.
pub const VERSION: u16 = 1;

/// `voting.archive`: one state of a board, its archive as the document.
///
/// The states of one board are the archives that name the same election, in order of entries: each must extend the one
/// before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// Identifier of the election, as the archive itself states it.
    pub uuid: String,
    /// The archive.
    pub document: Document,
    /// The documents that put together in this order are the archive, where it is published in parts; else none, and the
    /// archive is one document. The first parts of a later state are those of the state before: stored once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Document>,
    /// The log of the set-up, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup_log: Option<Document>,
}

/// Bytes of an archive at most: it is judged in memory. About 200,000 ballots of two questions in Ed25519.
pub const MAX_ARCHIVE: u64 = 1 << 30;

impl Archive {
    /// The documents that hold the archive, in order.
    pub fn documents(&self) -> &[Document] {
        if self.parts.is_empty() { std::slice::from_ref(&self.document) } else { &self.parts }
    }

    /// The archive, from its documents as `read` gives them.
    ///
    /// # Errors
    /// What `read` says of a document; [`NotWhole`] if the documents are not the archive that was stated, or are more
    /// than [`MAX_ARCHIVE`].
    pub fn bytes<E: From<NotWhole>>(
        &self,
        mut read: impl FnMut(&Document) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        let stated = self.documents().iter().try_fold(0_u64, |sum, part| sum.checked_add(part.bytes));
        if stated != Some(self.document.bytes) || self.document.bytes > MAX_ARCHIVE {
            return Err(NotWhole.into());
        }
        let mut whole = Vec::new();
        for part in self.documents() {
            let bytes = read(part)?;
            if bytes.len() as u64 != part.bytes {
                return Err(NotWhole.into());
            }
            if whole.is_empty() {
                whole = bytes;
            } else {
                whole.extend(bytes);
            }
        }
        if !self.parts.is_empty() && base::digest::sha256(&whole) != self.document.sha256 {
            return Err(NotWhole.into());
        }
        Ok(whole)
    }
}

/// The parts of a published archive are not the archive that its entry names, or are too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotWhole;

impl std::fmt::Display for NotWhole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "its documents do not have the size and digest that the entry states, or more than {MAX_ARCHIVE} bytes"
        )
    }
}

/// `voting.finding`: the verdict on one archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Code of the check.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// SHA-256 of the archive.
    pub archive: Digest,
    /// SHA-256 of the state of the same board that stood before it, which it must extend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<Digest>,
    /// The verdict, a published canonical JSON document ([`Verdict`]).
    pub result: Document,
    /// The verdict in short: counts by name.
    pub summary: BTreeMap<String, u64>,
}

/// The result document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Code of the check.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// Whether every check holds, the comparison with the state before included.
    pub accepted: bool,
    /// Accepted, and the result stands.
    pub complete: bool,
    /// How far the board has come: `setup`, `voting`, `closed`, `tallied`, `shuffling`, `shuffled`, `decrypting`, `finished`.
    pub stage: String,
    /// The archive.
    pub archive: File,
    /// SHA-256 of the state before.
    pub older: Option<String>,
    /// Events added since the state before, by kind.
    pub added: BTreeMap<String, u64>,
    /// The election, if it could be read.
    pub election: Option<Election>,
    /// Numbers.
    pub counts: Counts,
    /// Who held which key.
    pub keys: Vec<Key>,
    /// What the log of the set-up shows; absent when the board was published without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup: Option<SetUp>,
    /// Every check with its outcome.
    pub checks: Vec<Check>,
    /// Why it is rejected.
    pub reasons: Vec<Why>,
    /// How many reasons more.
    pub reasons_more: u64,
    /// What is worth a remark.
    pub warnings: Vec<String>,
    /// How many remarks more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub warnings_more: u64,
    /// The questions, with their results if the archive is accepted and complete.
    pub questions: Vec<Question>,
    /// The ballots on the board, by their trackers. Empty in the rows of pages, which hold each in a row of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trackers: Vec<Tracker>,
}

/// The archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// SHA-256.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Records.
    pub records: u64,
    /// Events.
    pub events: u64,
    /// Hash of the last event.
    pub last_event: Option<String>,
    /// The archive's own time, RFC 3339.
    pub time: String,
}

/// The election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Election {
    /// Identifier.
    pub uuid: String,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Group in which it is computed.
    pub group: String,
    /// φ.
    pub fingerprint: String,
    /// Who administers it, if stated.
    pub administrator: Option<String>,
    /// Who made the credentials, if stated.
    pub credential_authority: Option<String>,
}

/// Numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Credentials on the list.
    pub credentials: u64,
    /// Ballots on the board.
    pub ballots: u64,
    /// Ballots that count.
    pub counted: u64,
    /// Ballots replaced by a later one.
    pub revotes: u64,
    /// Weight of the ballots that count, as text.
    pub weight: String,
    /// Trustees.
    pub trustees: u64,
    /// Shuffles.
    pub shuffles: u64,
    /// Shares of the decryption.
    pub decryptions: u64,
}

/// A trustee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Number from 1.
    pub number: u64,
    /// Name, if published.
    pub name: Option<String>,
    /// SHA-256 of the key's text.
    pub fingerprint: String,
    /// How many of its group suffice, and how many there are; absent for a trustee who is always needed.
    pub threshold: Option<(u64, u64)>,
}

/// What the log of a set-up shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// Whether it is an audited set-up: every line holds, nothing is missing, no key signed in two roles.
    pub audited: bool,
    /// SHA-256 of the log.
    pub sha256: String,
    /// Lines that could be read.
    pub lines: u64,
    /// Who signed in which role.
    pub signers: Vec<Signer>,
    /// Trustees who rehearsed a decryption.
    pub rehearsed: u64,
    /// Why it is not audited.
    pub reasons: Vec<Why>,
}

/// Who signed for the set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// `administrator`, `credential_authority` or `trustee`.
    pub role: String,
    /// Number of the trustee.
    pub trustee: Option<u64>,
    /// Name of the key.
    pub name: String,
    /// SHA-256 of the key.
    pub fingerprint: String,
}

/// A check with its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Code.
    pub code: String,
    /// `passed`, `failed`, `not_reached` or `not_applicable`.
    pub outcome: String,
    /// How many things it looked at.
    pub items: u64,
}

/// One reason for a rejection, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Code of the check.
    pub code: String,
    /// Where.
    pub place: String,
    /// What was found.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

/// A question with its result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The answers.
    pub answers: Vec<String>,
    /// Whether blank votes are allowed; their count then stands first.
    pub blank: bool,
    /// Whether answers are ranked.
    pub ranked: bool,
    /// Votes by answer.
    pub votes: Option<Vec<u64>>,
    /// Ranked: ballots that rank the answer of the row above that of the column.
    pub duels: Option<Vec<Vec<u64>>>,
    /// Ranked: order by the Schulze method, the best first; answers of one level are tied.
    pub levels: Option<Vec<Vec<usize>>>,
}

/// A ballot as its voter finds it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracker {
    /// SHA-256 of the ballot in Base64 without padding.
    pub tracker: String,
    /// Number of its event.
    pub event: u64,
    /// Hash of its event.
    pub hash: String,
    /// Whether no later ballot under the same credential replaced it.
    pub counts: bool,
}

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

/// The identifier of the election that an archive holds, and its public words as a JSON value, to be looked through
/// for personal data before they are published.
///
/// # Errors
/// [`Refusal`] when the archive cannot be judged, holds no election that could be named, or is a copy that was cut short.
pub fn identify(archive: &Vec<u8>) -> Result<(String, base::json::Value), Refusal> {
    let verified = verify(archive, Depth::Structure)?;
    let Some(board) = &verified.board else {
        let first = verified.report.reasons.first().map(ToString::to_string).unwrap_or_default();
        let what = format!("no election can be read from it, so that there is nothing to call it by: {first}");
        return Err(Refusal::new("ELECTION_UNREADABLE", "archive", what, "Look at it with `voting verify`."));
    };
    let end = verified.end;
    if end > 0 && end < archive.len() as u64 && is_torn(archive, end)? {
        let what = "ends within a record: it is no state of the board, but a copy that was cut short";
        let remedy = "Copy the board again while nobody writes to it. Later states would be held against this one.";
        return Err(Refusal::new("BOARD_TORN", "archive", what, remedy));
    }
    let election = board.election();
    let words = serde_json::json!({
        "name": election.name, "description": election.description, "administrator": election.administrator,
        "credential_authority": election.credential_authority,
        "questions": election.questions.iter().map(|q| (q.text(), q.answers())).collect::<Vec<_>>(),
    });
    Ok((election.uuid.clone(), base::json::Value::from(&words)))
}

/// Judges an archive, holds it against the state of the same board that stood before it, and against the log of its
/// set-up.
///
/// # Errors
/// [`Refusal`] when there can be no verdict.
pub fn judge(archive: &Vec<u8>, older: Option<&Vec<u8>>, log: Option<&[u8]>) -> Result<Verdict, Refusal> {
    let (verified, difference) = match older {
        Some(older) => diff(older, archive).map(|(difference, verified)| (verified, Some(difference)))?,
        None => (verify(archive, Depth::Full)?, None),
    };
    let trackers = ::voting::trackers::trackers(archive)?;
    let setup = log.map(|log| ::voting::setup_log::check(log, &verified));
    let Audit { report, time, keys, revotes, setup, .. } = audit(&verified, None, setup, Language::English);
    let extension = match &difference {
        None => "not_applicable",
        Some(d) => match d.extends {
            Some(true) => "passed",
            Some(false) => "failed",
            // The older copy is no board itself, and nothing differs as far as it goes.
            None => "not_reached",
        },
    };
    let mut checks: Vec<Check> = report
        .checks
        .iter()
        .map(|c| Check { code: c.code.as_str().to_owned(), outcome: c.outcome.to_owned(), items: c.items })
        .collect();
    checks.push(Check {
        code: Code::BoardNotExtension.as_str().to_owned(),
        outcome: extension.to_owned(),
        items: u64::from(difference.is_some()),
    });
    let reasons = difference.as_ref().map_or(&report.reasons, |d| &d.reasons);
    let accepted = reasons.is_empty();
    let complete = accepted && report.complete;
    let election = verified.board.as_ref().map(|board| {
        let election = board.election();
        Election {
            uuid: election.uuid.clone(),
            name: election.name.clone(),
            description: election.description.clone(),
            group: election.group.as_str().to_owned(),
            fingerprint: with_board!(board, b => b.fingerprint.clone()),
            administrator: election.administrator.clone(),
            credential_authority: election.credential_authority.clone(),
        }
    });
    Ok(Verdict {
        check: CHECK.to_owned(),
        version: VERSION,
        accepted,
        complete,
        stage: stage(&report.stage),
        older: difference.as_ref().map(|d| d.old.sha256.clone()),
        added: difference
            .as_ref()
            .map(|d| d.added.iter().map(|(kind, n)| ((*kind).to_owned(), *n)).collect())
            .unwrap_or_default(),
        election,
        counts: Counts {
            credentials: report.counts.credentials,
            ballots: report.counts.ballots,
            counted: report.counts.ballots_counted,
            revotes,
            weight: report.counts.total_weight.clone(),
            trustees: report.counts.trustees,
            shuffles: report.counts.shuffles,
            decryptions: report.counts.decryptions,
        },
        keys: keys
            .into_iter()
            .map(|k| Key { number: k.number, name: k.name, fingerprint: k.fingerprint, threshold: k.threshold })
            .collect(),
        setup: setup.map(|found| SetUp {
            audited: found.audited,
            sha256: found.sha256,
            lines: found.lines,
            signers: found
                .signers
                .into_iter()
                .map(|s| Signer {
                    role: s.role.as_str().to_owned(),
                    trustee: s.trustee,
                    name: s.name,
                    fingerprint: s.fingerprint,
                })
                .collect(),
            rehearsed: found.rehearsed,
            reasons: found.reasons.iter().map(why).collect(),
        }),
        checks,
        reasons: reasons.iter().map(why).collect(),
        reasons_more: difference.as_ref().map_or(report.reasons_more, |d| d.reasons_more),
        questions: questions(&verified, complete),
        trackers: trackers
            .into_iter()
            .map(|t| Tracker { tracker: t.tracker, event: t.event, hash: t.hash.to_string(), counts: t.counts })
            .collect(),
        archive: File {
            sha256: report.archive.sha256,
            bytes: report.archive.bytes,
            records: report.archive.records,
            events: report.archive.events,
            last_event: report.archive.last_event,
            time,
        },
        warnings: report.warnings,
        warnings_more: report.warnings_more,
    })
}

fn stage(stage: &::voting::event::Stage) -> String {
    serde_json::to_value(stage).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn why(reason: &Reason) -> Why {
    Why {
        code: reason.code.as_str().to_owned(),
        place: reason.place.clone(),
        what: reason.what.clone(),
        remedy: reason.remedy.to_owned(),
    }
}

fn questions(verified: &Verified, complete: bool) -> Vec<Question> {
    let Some(board) = &verified.board else { return Vec::new() };
    let results = with_board!(board, b => b.result.as_ref()).filter(|_| complete);
    let asked = board.election().questions.iter().enumerate();
    asked.map(|(i, question)| answered(question, results.and_then(|all| all.get(i)))).collect()
}

fn answered(question: &model::Question, outcome: Option<&Outcome>) -> Question {
    let mut out = Question {
        text: question.text().to_owned(),
        answers: question.answers().to_vec(),
        blank: matches!(question, model::Question::Homomorphic { blank: true, .. }),
        ranked: question.is_ranked(),
        ..Question::default()
    };
    match outcome {
        None => {}
        Some(Outcome::Counts(counts)) => out.votes = Some(counts.clone()),
        Some(Outcome::Rows(rows)) => {
            let rows: Vec<Vec<u64>> = rows.iter().map(|r| r.iter().map(|v| u64::from(*v)).collect()).collect();
            let counted = schulze(out.answers.len(), &rows, false);
            out.duels = Some(counted.raw);
            out.levels = Some(counted.winners);
        }
    }
    out
}

impl Verdict {
    /// Whether the archive holds the election of this identifier.
    pub fn is_of(&self, uuid: &str) -> bool {
        self.election.as_ref().is_some_and(|election| election.uuid == uuid)
    }

    /// The canonical bytes that are published and compared.
    pub fn to_bytes(&self) -> Vec<u8> {
        let value = serde_json::to_value(self).expect("verdicts hold only texts, integers, lists and maps");
        base::json::canonical(&base::json::Value::from(&value)).into_bytes()
    }

    /// The verdict in short, for the signed statement.
    pub fn summary(&self) -> BTreeMap<String, u64> {
        BTreeMap::from([
            ("accepted".to_owned(), u64::from(self.accepted)),
            ("complete".to_owned(), u64::from(self.complete)),
            ("ballots".to_owned(), self.counts.ballots),
            ("reasons".to_owned(), self.reasons.len() as u64 + self.reasons_more),
        ])
    }

    /// The statement's content and the document.
    pub fn finding(&self, due: &Due<'_>) -> (Finding, Vec<u8>) {
        let bytes = self.to_bytes();
        let finding = Finding {
            check: CHECK.to_owned(),
            version: VERSION,
            archive: due.archive.document.sha256,
            older: due.older.map(|(_, older)| older.document.sha256),
            result: Document { sha256: base::digest::sha256(&bytes), bytes: bytes.len() as u64 },
            summary: self.summary(),
        };
        (finding, bytes)
    }
}

/// An archive on the record and the state of its board before it.
#[derive(Debug, Clone, Copy)]
pub struct Due<'a> {
    /// Entry of the archive.
    pub entry: u64,
    /// The archive.
    pub archive: &'a Archive,
    /// Entry and archive of the state before.
    pub older: Option<(u64, &'a Archive)>,
}

/// The archives that stand in entries `0..size`, in order, each with the state before it.
pub fn standing<'a>(stated: &'a [Stated], erased: &[Erased], size: u64) -> Vec<Due<'a>> {
    let gone = gone(erased, size);
    let mut latest: BTreeMap<&str, (u64, &Archive)> = BTreeMap::new();
    let mut out = Vec::new();
    for statement in stated.iter().filter(|s| s.index < size && !gone.contains(&s.index)) {
        let Body::Board(archive) = &statement.body else { continue };
        let older = latest.insert(&archive.uuid, (statement.index, archive));
        out.push(Due { entry: statement.index, archive, older });
    }
    out
}

/// The archives that have no verdict by this version of the check yet.
pub fn due<'a>(stated: &'a [Stated], erased: &[Erased], size: u64) -> Vec<Due<'a>> {
    let gone = gone(erased, size);
    let judged: BTreeSet<(Digest, Option<Digest>)> = stated
        .iter()
        .filter(|s| !gone.contains(&s.index))
        .filter_map(|s| match &s.body {
            Body::Verdict(finding) if finding.version == VERSION => Some((finding.archive, finding.older)),
            _ => None,
        })
        .collect();
    let mut all = standing(stated, erased, size);
    all.retain(|due| !judged.contains(&(due.archive.document.sha256, due.older.map(|(_, o)| o.document.sha256))));
    all
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The verdict by this version that stands on the state of an entry.
pub fn verdict_on<'a>(stated: &'a [Stated], erased: &[Erased], size: u64, entry: u64) -> Option<&'a Finding> {
    let due = standing(stated, erased, size).into_iter().find(|due| due.entry == entry)?;
    let older = due.older.map(|(_, older)| older.document.sha256);
    let gone = gone(erased, size);
    stated.iter().filter(|s| !gone.contains(&s.index)).rev().find_map(|s| match &s.body {
        Body::Verdict(f) => {
            (f.version == VERSION && f.archive == due.archive.document.sha256 && f.older == older).then_some(f)
        }
        _ => None,
    })
}

impl Finding {
    /// Whether every check holds.
    pub fn accepted(&self) -> bool {
        self.summary.get("accepted") == Some(&1)
    }
}

/// Why an archive could not be read from a copy.
enum Unread {
    Said(Recomputed),
    NotWhole,
}

impl From<NotWhole> for Unread {
    fn from(_: NotWhole) -> Self {
        Self::NotWhole
    }
}

/// Verdicts computed again: a board is judged once, however many findings speak of it.
#[derive(Default)]
pub(crate) struct Again(BTreeMap<(u64, Option<u64>), Result<Summed, Recomputed>>);

/// The election a verdict is of, the canonical bytes, and the verdict in short.
type Summed = (Option<String>, Vec<u8>, BTreeMap<String, u64>);

impl Again {
    /// Computes a published verdict again from what stood on the record at its entry.
    pub(crate) fn check(
        &mut self,
        stated: &[Stated],
        erased: &[Erased],
        index: u64,
        finding: &Finding,
        record: &dyn RecordView,
    ) -> Recomputed {
        let differs = |detail: String| Recomputed::Differs { detail };
        if finding.check != CHECK || finding.version != VERSION {
            let Finding { check, version, .. } = finding;
            let reason = format!("this program knows {CHECK} in version {VERSION}, the finding is {check} {version}");
            return Recomputed::NotComputed { reason };
        }
        let mut all = standing(stated, erased, index);
        all.retain(|due| due.archive.document.sha256 == finding.archive);
        let stood = !all.is_empty();
        all.retain(|due| due.older.map(|(_, older)| older.document.sha256) == finding.older);
        // The same archive may stand under the name of another election, too: one of the entries must be what is meant.
        let said: Vec<Recomputed> = all.iter().map(|due| self.one(due, finding, record)).collect();
        if said.contains(&Recomputed::Equal) {
            return Recomputed::Equal;
        }
        said.into_iter().next().unwrap_or_else(|| {
            // What was erased since cannot be held against what was found before.
            rests_on_erased(&erased_of(erased, &[ARCHIVE], record), index).unwrap_or_else(|| {
                differs(match stood {
                    true => "it was not held against the state of the board that stood before".to_owned(),
                    false => format!("no archive {} stood on the record then", finding.archive),
                })
            })
        })
    }

    fn one(&mut self, due: &Due<'_>, finding: &Finding, record: &dyn RecordView) -> Recomputed {
        let judged = self.0.entry((due.entry, due.older.map(|(entry, _)| entry)));
        let (uuid, bytes, summary) = match judged.or_insert_with(|| judged_again(due, record)) {
            Ok(judged) => judged,
            Err(why) => return why.clone(),
        };
        if uuid.as_ref() != Some(&due.archive.uuid) {
            let detail = format!("the archive is not of the election {} that its entry names", due.archive.uuid);
            return Recomputed::Differs { detail };
        }
        crate::verify::compare(CHECK, record, finding.result.sha256, bytes, *summary == finding.summary)
    }
}

/// The verdict on an archive of a copy, or why there is none.
fn judged_again(due: &Due<'_>, record: &dyn RecordView) -> Result<Summed, Recomputed> {
    let differs = |detail: String| Recomputed::Differs { detail };
    let unknown = |reason: String| Recomputed::NotComputed { reason };
    let bytes = |entry: u64, document: &Document| match record.blob(&document.sha256) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) if record.erased_by(entry).is_some() => {
            Err(Recomputed::Erased { detail: format!("the archive of entry {entry} is erased") })
        }
        Ok(None) => Err(unknown(format!("the archive {} of entry {entry} is not in the copy", document.sha256))),
        Err(why) => Err(unknown(why.to_string())),
    };
    let whole = |entry: u64, archive: &Archive| {
        archive.bytes(|part| bytes(entry, part).map_err(Unread::Said)).map_err(|why| match why {
            Unread::Said(why) => why,
            Unread::NotWhole => differs(format!("the archive of entry {entry}: {NotWhole}")),
        })
    };
    let older = due.older.map(|(entry, older)| whole(entry, older)).transpose()?;
    let archive = whole(due.entry, due.archive)?;
    let log = due.archive.setup_log.as_ref().map(|log| bytes(due.entry, log)).transpose()?;
    let verdict = judge(&archive, older.as_ref(), log.as_deref()).map_err(|refusal| unknown(refusal.to_string()))?;
    let uuid = verdict.election.as_ref().map(|election| election.uuid.clone());
    Ok((uuid, verdict.to_bytes(), verdict.summary()))
}

/// The rows of elections and of trackers.
pub(crate) fn rows(
    stated: &[Stated],
    erased: &[Erased],
    size: u64,
    replies: &BTreeMap<String, Vec<Reply>>,
    blobs: &dyn Blobs,
) -> Vec<Row> {
    let gone = gone(erased, size);
    let mut judged: BTreeMap<(Digest, Option<Digest>), (u64, &Finding)> = BTreeMap::new();
    for statement in stated.iter().filter(|s| !gone.contains(&s.index)) {
        if let Body::Verdict(finding) = &statement.body {
            judged.insert((finding.archive, finding.older), (statement.index, finding));
        }
    }
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
        let finding = judged.get(&(document.sha256, due.older.map(|(_, older)| older.document.sha256)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use ::voting::archive::{Records, encode};

    #[test]
    fn an_archive_in_parts_is_whole_or_refused() {
        let document = |bytes: &[u8]| Document { sha256: base::digest::sha256(bytes), bytes: bytes.len() as u64 };
        let parts: [&[u8]; 3] = [b"one ", b"two ", b"three"];
        let all = parts.concat();
        let read = |part: &Document| -> Result<Vec<u8>, NotWhole> {
            Ok(parts.iter().find(|own| document(own) == *part).map(|own| own.to_vec()).unwrap_or_default())
        };
        let archive =
            |parts: Vec<Document>| Archive { uuid: "Split".into(), document: document(&all), parts, setup_log: None };
        let [one, two, three] = parts.map(document);
        assert_eq!(archive(vec![one.clone(), two.clone(), three.clone()]).bytes(read), Ok(all.clone()));
        let whole = |part: &Document| -> Result<Vec<u8>, NotWhole> {
            Ok(if *part == document(&all) { all.clone() } else { Vec::new() })
        };
        assert_eq!(archive(Vec::new()).bytes(whole), Ok(all.clone()));
        // Out of order, not all, one twice, another size than stated, too much.
        let huge = Document { bytes: u64::MAX, ..one.clone() };
        let longer = Document { bytes: two.bytes + 1, ..two.clone() };
        for wrong in [
            vec![two.clone(), one.clone(), three.clone()],
            vec![one.clone(), two.clone()],
            vec![one.clone(), one.clone(), three.clone()],
            vec![one.clone(), longer, Document { bytes: three.bytes - 1, ..three.clone() }],
            vec![huge.clone(), huge, three],
        ] {
            assert_eq!(archive(wrong).bytes(read), Err(NotWhole));
        }
        let mut large = archive(Vec::new());
        large.document.bytes = MAX_ARCHIVE + 1;
        assert_eq!(large.bytes(|_| -> Result<_, NotWhole> { panic!("nothing is read") }), Err(NotWhole));
    }

    fn board() -> (Vec<u8>, u64) {
        let bytes = include_bytes!("../../../demo/voting/leadership-voting.bel").to_vec();
        let mut records = Records::new(&bytes).unwrap();
        records.next(&mut Vec::new()).unwrap();
        let time = records.timestamp.unwrap();
        (bytes, time)
    }

    /// A board with records of data behind it that no event refers to.
    fn with_strays(board: &[u8], time: u64, texts: impl Iterator<Item = String>) -> Vec<u8> {
        texts.fold(board.to_vec(), |mut all, text| {
            let body = format!("\"{text}\"");
            all.extend(encode(
                &format!("{}.data.json", base::digest::sha256(body.as_bytes())),
                body.as_bytes(),
                time,
            ));
            all
        })
    }

    #[test]
    fn a_verdict_counts_every_reason_and_calls_nothing_passed_that_is_not_known() {
        let (honest, time) = board();
        let outcome = |verdict: &Verdict| {
            let check = verdict.checks.iter().find(|c| c.code == Code::BoardNotExtension.as_str()).unwrap();
            check.outcome.clone()
        };
        let older = with_strays(&honest, time, (0..1500).map(|i| format!("old {i}")));
        let newer = with_strays(&honest, time, (0..1500).map(|i| format!("new {i}")));
        let verdict = judge(&newer, Some(&older), None).unwrap();
        let (difference, _) = diff(&older, &newer).unwrap();
        assert!(difference.reasons_more > 500 && verdict.reasons_more == difference.reasons_more);
        assert_eq!(outcome(&verdict), "failed");
        assert_eq!(outcome(&judge(&honest, None, None).unwrap()), "not_applicable");
        assert_eq!(outcome(&judge(&honest, Some(&honest), None).unwrap()), "passed");
        // Records with a wrong time: the older copy is no board itself.
        let older = with_strays(&honest, time + 1, std::iter::once("a".to_owned()));
        let newer = with_strays(&older, time + 1, std::iter::once("b".to_owned()));
        let verdict = judge(&newer, Some(&older), None).unwrap();
        assert_eq!((outcome(&verdict), verdict.accepted), ("not_reached".to_owned(), false));
    }
}
