//! The verdict on one state of a board.

use super::{CHECK, Due, Finding, VERSION};
use crate::body::Document;
use ::voting::archive::is_torn;
use ::voting::audit::{Audit, audit};
use ::voting::fault::{Code, Reason, Refusal};
use ::voting::method::schulze;
use ::voting::model;
use ::voting::tally::Outcome;
use ::voting::verify::{Depth, Verified, diff, verify};
use ::voting::with_board;
use base::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(n: &u64) -> bool {
    *n == 0
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

#[cfg(test)]
mod tests {
    use super::*;
    use ::voting::archive::{Records, encode};

    fn board() -> (Vec<u8>, u64) {
        let bytes = include_bytes!("../../../../demo/voting/leadership-voting.bel").to_vec();
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
