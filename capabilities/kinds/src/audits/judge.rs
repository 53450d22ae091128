//! The verdict on one state of an audit.

use super::{CHECK, Due, Judged, VERSION, canonical, files, told};
use crate::inputs::Blobs;
use crate::voting::Why;
use base::Digest;
use base::digest::sha256;
use rla::endings::{Ending, endings};
use rla::model::Audit;
use rla::rows::{RowError, Rows};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The result document of `A1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Code of the check.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// What the audit is called.
    pub id: String,
    /// Whether everything published is derived again, and the state extends every one before it. It says nothing of the
    /// outcome.
    pub accepted: bool,
    /// The last step: `ingest`, `assert`, `commit`, `seed`, `sample`, `record`, `risk`; empty if there is none.
    pub stage: String,
    /// The audit in one word: see [`state_of`].
    pub state: String,
    /// Title, from the audit file.
    pub title: String,
    /// Digest of the states before it, see [`Due::older`].
    pub older: Option<String>,
    /// Hash of the log's last line.
    pub head: String,
    /// Steps in the log.
    pub steps: u64,
    /// Whether this record published the commitment before the seed: `proven`, `not_proven` or `no_seed`. When the
    /// seed was drawn no record can show.
    pub order: String,
    /// SHA-256 of the compliance evidence on file.
    pub compliance: Option<String>,
    /// Every check with its outcome: `passed`, `failed`, `not_reached` (what it needs could not be read or derived) or
    /// `not_applicable` (there is nothing to check yet).
    pub checks: Vec<(String, String)>,
    /// What does not hold.
    pub reasons: Vec<Why>,
    /// How many reasons more.
    pub reasons_more: u64,
    /// The commitment.
    pub commitment: Option<Commitment>,
    /// The seed.
    pub seed: Option<Seeded>,
    /// Contests in the order of the audit file.
    pub contests: Vec<Contest>,
    /// Rounds drawn.
    pub rounds: Vec<Round>,
    /// Sampled cards whose paper was held against a record of their own: none of audits by batches or by polling.
    #[serde(default)]
    pub compared: u64,
    /// Cards or batches to pull, by round and place. Empty in the rows of pages, which hold them in a row of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pulls: Vec<Pull>,
    /// Sampled cards whose paper does not say what the record says. Likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// What was fixed before the seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// SHA-256 of `commitment.json`.
    pub sha256: String,
    /// Merkle root of the cards.
    pub root: String,
    /// Cards.
    pub cards: u64,
    /// Time in the log.
    pub time: String,
}

/// The public seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeded {
    /// Twenty digits.
    pub seed: String,
    /// Time in the log.
    pub time: String,
    /// Who witnessed it.
    pub witnesses: Vec<String>,
}

/// One contest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Rule by which votes become winners.
    pub rule: String,
    /// How paper is compared.
    pub audit_type: String,
    /// Risk limit, shortest decimal.
    pub limit: String,
    /// Winners or seats.
    pub seats: u64,
    /// Upper bound on cards that hold it.
    pub cards: u64,
    /// Of them without a record.
    pub phantoms: u64,
    /// Candidates or lists in order.
    pub candidates: Vec<Candidate>,
    /// What must be true of the paper.
    pub assertions: Vec<Assertion>,
    /// Ranked contests: every ending with another winner, and what rules it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endings: Vec<Ending>,
    /// Risk after every round.
    pub rounds: Vec<Measured>,
    /// `unverified`, `not_auditable`, `unmeasured`, `open`, `confirmed` or `full_count`.
    pub state: String,
}

/// A candidate or list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Reported votes, if stated.
    pub votes: Option<u64>,
    /// Reported seats, if the rule gives seats.
    pub seats: Option<u64>,
    /// Whether it wins by the records.
    pub winner: bool,
}

/// One assertion as the folder states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// Identifier.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Names, where it has them.
    pub winner: Option<String>,
    /// Likewise.
    pub loser: Option<String>,
    /// `nen`: names of those still in the count.
    pub continuing: Vec<String>,
    /// `average`: divisors of the winner's last and the loser's next seat.
    pub divisors: Option<(String, String)>,
    /// `above`, `below`: the share.
    pub share: Option<String>,
    /// Diluted margin.
    pub margin: String,
    /// Smallest p so far.
    pub p: Option<String>,
    /// Discrepancies by kind: `over_two`, `over_one`, `under_one`, `under_two`, `other`.
    pub discrepancies: BTreeMap<String, u64>,
}

/// Risk of a contest after a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Round.
    pub round: u64,
    /// Cards or draws of the contest so far.
    pub sampled: u64,
    /// Risk, shortest decimal.
    pub risk: String,
    /// What follows: `open`, `confirmed` or `full_count`.
    pub state: String,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Number from 1.
    pub round: u64,
    /// Cards drawn in it; of batches the pairs of batch and contest that were not drawn before.
    pub drawn: u64,
    /// Of them cards that only the bound allows.
    pub phantoms: u64,
    /// Of them read, or looked for; of batches counted.
    pub read: u64,
    /// Whether it has its risk.
    pub measured: bool,
}

/// One line of a pull list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// Round.
    pub round: u64,
    /// Where the batch is kept; empty if the manifest does not say.
    pub location: String,
    /// Batch.
    pub batch: String,
    /// Position in it; empty for whole batches.
    pub position: String,
    /// Card or batch as drawn.
    pub card: String,
    /// Names of contests.
    pub contests: Vec<String>,
}

/// A card whose paper does not say what the record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Round.
    pub round: u64,
    /// Card.
    pub card: String,
    /// Identifier of the contest; empty when the whole card was not found or could not be read.
    pub contest: String,
    /// Cell of the record.
    pub record: String,
    /// Cell of the paper, or `not_found`, `unreadable`.
    pub paper: String,
}

/// The audit in one word, of its contests' states: `unverified`, `full_count` (at least one contest must be counted by
/// hand), `confirmed` (all), `open` (some are not confirmed yet) or `unmeasured` (no round is done).
pub fn state_of<'a>(states: impl Iterator<Item = &'a str> + Clone) -> &'static str {
    let any = |word: &str| states.clone().any(|s| s == word);
    match () {
        () if any("unverified") || states.clone().next().is_none() => "unverified",
        () if any("full_count") || any("not_auditable") => "full_count",
        () if states.clone().all(|s| s == "confirmed") => "confirmed",
        () if any("open") || any("confirmed") => "open",
        () => "unmeasured",
    }
}

impl Verdict {
    pub(super) fn judged(&self) -> Judged {
        let count = |word: &str| self.contests.iter().filter(|c| c.state == word).count() as u64;
        let summary = BTreeMap::from([
            ("accepted".to_owned(), u64::from(self.accepted)),
            ("contests".to_owned(), self.contests.len() as u64),
            ("confirmed".to_owned(), count("confirmed")),
            ("full_count".to_owned(), count("full_count") + count("not_auditable")),
            ("reasons".to_owned(), self.reasons.len() as u64 + self.reasons_more),
        ]);
        Judged { accepted: self.accepted, bytes: canonical(self), summary }
    }
}

/// Judges a state: derives everything again, and holds its log against those of all states before it.
pub(super) fn verdict(due: &Due<'_>, blobs: &dyn Blobs) -> Result<Verdict, Digest> {
    let (files, over) = files(due.state, blobs)?;
    let judged = over.is_none();
    let report = if judged { rla::verify::verify(&files, None) } else { rla::verify::Report::default() };
    let why =
        |f: rla::verify::Finding| Why { code: f.code.into(), place: f.place, what: f.what, remedy: f.remedy.into() };
    let mut reasons: Vec<Why> = over.into_iter().chain(report.findings.into_iter().map(why)).collect();
    let text = |name: &str| files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let log = text("log.jsonl").unwrap_or_default();
    let log_bytes = files.get("log.jsonl").map_or(&[][..], Vec::as_slice);
    let extension = match extends(due, blobs, log_bytes)? {
        _ if !judged => "not_reached",
        None if due.earlier().is_empty() => "not_applicable",
        None => "passed",
        Some(why) => {
            reasons.insert(0, why);
            "failed"
        }
    };
    let audit = files.get("audit.json").and_then(|bytes| {
        let (audit, problems) = rla::audit::read(bytes);
        // What the second derivation could use and the engine refuses would leave a page without contests.
        let refused = problems.into_iter().filter(|p| audit.is_none() && p.severity == base::Severity::Error);
        reasons.extend(refused.map(|p| {
            let at = if p.place.line > 0 { p.place.line.to_string() } else { p.place.pointer };
            Why { code: p.code, place: format!("audit.json:{at}"), what: p.what, remedy: p.remedy }
        }));
        audit
    });
    // Which check says no is of interest; that one looked at nothing yet is not.
    let looked = |code: &str| match code {
        "RLA-V-HEAD" => false,
        "RLA-V-COMMIT" => files.contains_key("commitment.json"),
        "RLA-V-SEED" => files.contains_key("seed.json"),
        "RLA-V-ASSERT" => files.contains_key("assertions.json"),
        "RLA-V-SAMPLE" => files.contains_key("rounds/1/sample.csv"),
        "RLA-V-MVR" => files.contains_key("rounds/1/mvrs.csv"),
        "RLA-V-RISK" => files.contains_key("rounds/1/risk.json"),
        _ => true,
    };
    let mut checks: Vec<(String, String)> = report
        .checks
        .iter()
        .map(|c| match c.holds {
            false => (c.code.to_owned(), "failed".to_owned()),
            true if !looked(c.code) => (c.code.to_owned(), "not_applicable".to_owned()),
            true if !c.reached => (c.code.to_owned(), "not_reached".to_owned()),
            true => (c.code.to_owned(), "passed".to_owned()),
        })
        .collect();
    checks.push((EXTENDS.to_owned(), extension.to_owned()));
    let accepted = reasons.is_empty();
    let (reasons, reasons_more) = told(reasons, report.more);

    let json = |name: &str| text(name).and_then(|t| serde_json::from_str::<Value>(&t).ok()).unwrap_or(Value::Null);
    let steps = rla::log::entries(&log);
    let time = |kind: &str| steps.iter().find(|(k, _)| k == kind).map(|(_, t)| t.clone()).unwrap_or_default();
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let commitment = files.get("commitment.json").map(|bytes| {
        let value = json("commitment.json");
        Commitment {
            sha256: sha256(bytes).to_string(),
            root: string(&value["cards_root"]),
            cards: value["cards"].as_u64().unwrap_or(0),
            time: time("commit"),
        }
    });
    let seed = files.contains_key("seed.json").then(|| {
        let value = json("seed.json");
        let witnesses = value["witnesses"].as_array().into_iter().flatten().map(&string).collect();
        Seeded { seed: string(&value["seed"]), time: time("seed"), witnesses }
    });
    let mut verdict = Verdict {
        check: CHECK.to_owned(),
        version: VERSION,
        id: due.state.id.clone(),
        accepted,
        stage: steps.last().map(|(kind, _)| kind.clone()).unwrap_or_default(),
        state: String::new(),
        title: audit.as_ref().map(|a| a.title.clone()).unwrap_or_default(),
        older: due.older.map(|digest| digest.to_string()),
        head: rla::log::head(&log).to_string(),
        steps: log.lines().count() as u64,
        order: order(due, extension != "failed", blobs)?.to_owned(),
        compliance: due.state.compliance.as_ref().map(|d| d.sha256.to_string()),
        checks,
        reasons,
        reasons_more,
        commitment,
        seed,
        contests: Vec::new(),
        rounds: Vec::new(),
        compared: 0,
        pulls: Vec::new(),
        differences: Vec::new(),
    };
    if let Some(audit) = audit {
        let names = Names::new(&audit);
        if accepted {
            tell(&mut verdict, &files, &audit, &names);
        }
        if names.left.get().is_none() {
            verdict.reasons.push(Why {
                code: "RLA-LIMIT".to_owned(),
                place: "audit.json".to_owned(),
                what: format!(
                    "names that assertions and pull lists repeat have more than {MAX_NAMES} bytes together"
                ),
                remedy: "Give contests, candidates and places shorter names, or divide the audit.".to_owned(),
            });
            verdict.accepted = false;
            (verdict.rounds, verdict.pulls, verdict.differences) = (Vec::new(), Vec::new(), Vec::new());
            verdict.compared = 0;
        }
        // Of what does not hold the contests are named; nothing is told that a small file could make endless.
        if !verdict.accepted {
            verdict.contests = contests(&audit, None, &Value::Null, &Value::Null, &[], &Value::Null);
        }
    }
    verdict.state = state_of(verdict.contests.iter().map(|c| c.state.as_str())).to_owned();
    Ok(verdict)
}

/// Most bytes of names and places that a verdict repeats, for every assertion and every line of a pull list: its document
/// may have 64 MiB, and short files must not ask for more.
const MAX_NAMES: usize = 16 << 20;

/// Names by identifier, as long as there may be more of them in the verdict.
struct Names<'a> {
    contests: BTreeMap<&'a str, &'a str>,
    /// `None` once it would have been less than nothing.
    left: Cell<Option<usize>>,
}

impl<'a> Names<'a> {
    fn new(audit: &'a Audit) -> Self {
        let contests = audit.contests.iter().map(|c| (c.id.as_str(), c.name.as_str())).collect();
        Self { contests, left: Cell::new(Some(MAX_NAMES)) }
    }

    /// Empty once too many were told.
    fn tell(&self, name: &str) -> String {
        self.left.set(self.left.get().and_then(|left| left.checked_sub(name.len())));
        if self.left.get().is_some() { name.to_owned() } else { String::new() }
    }

    /// Names of the contests that a row lists, each once.
    fn of(&self, contests: &[&str]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let once = contests.iter().filter(|id| seen.insert(**id));
        once.map(|id| self.tell(self.contests.get(id).unwrap_or(id))).collect()
    }
}

/// Contests and rounds of a state that holds.
fn tell(verdict: &mut Verdict, files: &super::Files, audit: &Audit, names: &Names<'_>) {
    let file = |name: &str| files.get(name);
    let json = |name: &str| file(name).and_then(|b| serde_json::from_slice(b).ok()).unwrap_or(Value::Null);
    let rounds = (1..=rla::verify::MAX_ROUNDS as u64)
        .take_while(|n| files.contains_key(&format!("rounds/{n}/sample.csv")))
        .count() as u64;
    // One round's results at a time.
    let (mut measured, mut latest) = (vec![Vec::new(); audit.contests.len()], Value::Null);
    for round in (1..=rounds).filter(|n| files.contains_key(&format!("rounds/{n}/risk.json"))) {
        latest = json(&format!("rounds/{round}/risk.json"));
        let risks = by_id(&latest["contests"]);
        for (contest, measured) in audit.contests.iter().zip(&mut measured) {
            measured.push(Measured::read(round, risks.get(contest.id.as_str()).copied().unwrap_or(&Value::Null)));
        }
    }
    verdict.contests =
        contests(audit, Some(names), &json("assertions.json"), &json("census.json"), &measured, &latest);
    let read: BTreeSet<String> = (1..=rounds)
        .flat_map(|n| Table::read(file(&format!("rounds/{n}/mvrs.csv")), &["card"], None).rows)
        .flatten()
        .collect();
    let columns: Vec<&str> =
        ["card", "pool"].into_iter().chain(audit.contests.iter().map(|c| c.id.as_str())).collect();
    let cards = Table::read(file("cards.csv"), &columns, Some(&read));
    let places = places(file("manifest.csv"));
    let mut sampled = Sampled { files, audit, names, places, cards, seen: BTreeSet::new() };
    for round in 1..=rounds {
        sampled.round(verdict, round);
    }
}

/// Members of a list by their `id`; of two the first.
fn by_id(list: &Value) -> BTreeMap<&str, &Value> {
    list.as_array().into_iter().flatten().rev().filter_map(|one| Some((one["id"].as_str()?, one))).collect()
}

/// Code of the comparison with the states before.
const EXTENDS: &str = "RLA-V-EXTENDS";

/// Each step names the hash of the step before: a log that begins with every older one has changed nothing that was
/// published. The oldest state that says otherwise is named.
fn extends(due: &Due<'_>, blobs: &dyn Blobs, log: &[u8]) -> Result<Option<Why>, Digest> {
    let mut held: BTreeSet<Digest> = BTreeSet::new();
    for (entry, older) in due.earlier() {
        let document = older.files.get("log.jsonl");
        if document.is_some_and(|document| !held.insert(document.sha256)) {
            continue;
        }
        let before = match document {
            Some(document) => blobs.blob(&document.sha256).ok_or(document.sha256)?,
            None => Vec::new(),
        };
        // A log that ends within a line, or none at all, says nothing that could be kept.
        let whole = before.ends_with(b"\n");
        if whole && log.starts_with(&before) {
            continue;
        }
        let (older, newer) = (String::from_utf8_lossy(&before), String::from_utf8_lossy(log));
        let line = older.lines().zip(newer.lines()).take_while(|(a, b)| a == b).count();
        return Ok(Some(Why {
            code: EXTENDS.to_owned(),
            place: format!("log.jsonl:{}", line + 1),
            what: match (older.lines().nth(line), newer.lines().nth(line)) {
                _ if !whole => format!("the state of entry {entry} has no whole log that this one could extend"),
                (Some(_), None) => format!("the state of entry {entry} holds this step, this one does not"),
                _ => format!("the state of entry {entry} says something else here"),
            },
            remedy: "Believe the state that was published first, and ask who rewrote a step and why.".to_owned(),
        }));
    }
    Ok(None)
}

/// Whether the record published this commitment before it published a seed, or a step that drew one.
fn order(due: &Due<'_>, extends: bool, blobs: &dyn Blobs) -> Result<&'static str, Digest> {
    if !due.state.files.contains_key("seed.json") {
        return Ok("no_seed");
    }
    let commitment = due.state.files.get("commitment.json");
    for (_, state) in due.earlier().iter().filter(|_| extends && commitment.is_some()) {
        let Some(log) = state.files.get("log.jsonl").filter(|_| !state.files.contains_key("seed.json")) else {
            break;
        };
        let log = blobs.blob(&log.sha256).ok_or(log.sha256)?;
        if rla::log::entries(&String::from_utf8_lossy(&log)).iter().any(|(kind, _)| kind == "seed") {
            break;
        }
        if state.files.get("commitment.json") == commitment {
            return Ok("proven");
        }
    }
    Ok("not_proven")
}

impl Measured {
    fn read(round: u64, risk: &Value) -> Self {
        let state = match risk["conclusion"].as_str() {
            _ if risk["confirmed"] == true => "confirmed",
            Some("full hand count required") => "full_count",
            _ => "open",
        };
        let (sampled, state) = (risk["sampled"].as_u64().unwrap_or(0), state.to_owned());
        Self { round, sampled, risk: risk["risk"].as_str().unwrap_or_default().to_owned(), state }
    }
}

/// Contests with what files state of them; of a state that does not hold (`names` is `None`) only who stands.
fn contests(
    audit: &Audit,
    names: Option<&Names<'_>>,
    stated: &Value,
    census: &Value,
    measured: &[Vec<Measured>],
    latest: &Value,
) -> Vec<Contest> {
    let (stated, latest) = (by_id(&stated["contests"]), by_id(&latest["contests"]));
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |(at, contest): (usize, &rla::model::Contest)| {
        let places: BTreeMap<&str, usize> = contest.candidates.iter().map(|c| c.id.as_str()).zip(0..).collect();
        let name = |value: &Value| {
            let id = value.as_str()?;
            Some(names?.tell(places.get(id).map_or(id, |c| &contest.candidates[*c].name)))
        };
        let said = stated.get(contest.id.as_str()).copied().unwrap_or(&Value::Null);
        let results = by_id(&latest.get(contest.id.as_str()).copied().unwrap_or(&Value::Null)["assertions"]);
        let rounds = measured.get(at).cloned().unwrap_or_default();
        let status = said["status"].as_str();
        let state = match rounds.last() {
            _ if names.is_none() => "unverified",
            _ if status.is_some_and(|s| s != "ok") => "not_auditable",
            None => "unmeasured",
            Some(last) => last.state.as_str(),
        }
        .to_owned();
        let assertion = |a: &Value| {
            let measured = a["id"].as_str().and_then(|id| results.get(id).copied());
            let counts = |m: &Value| {
                let n = |value: &Value| value.as_u64().unwrap_or(0);
                let (over, under) = (&m["overstatements"], &m["understatements"]);
                let all = [
                    ("over_two", n(&over["two"])),
                    ("over_one", n(&over["one"])),
                    ("under_one", n(&under["one"])),
                    ("under_two", n(&under["two"])),
                    ("other", n(&m["other"])),
                ];
                all.into_iter().map(|(key, n)| (key.to_owned(), n)).collect()
            };
            Assertion {
                id: string(&a["id"]),
                kind: string(&a["kind"]),
                winner: name(&a["winner"]),
                loser: name(&a["loser"]),
                continuing: a["continuing"].as_array().into_iter().flatten().filter_map(name).collect(),
                divisors: a["divisors"].as_array().map(|d| {
                    let at = |i: usize| d.get(i).map(string).unwrap_or_default();
                    (at(0), at(1))
                }),
                share: a["share"].as_str().map(str::to_owned),
                margin: string(&a["margin"]),
                p: measured.map(|m| string(&m["p"])).filter(|p| !p.is_empty()),
                discrepancies: measured.map(counts).unwrap_or_default(),
            }
        };
        let wins = |id: &str| said["winners"].as_array().into_iter().flatten().any(|w| w.as_str() == Some(id));
        let candidates = contest.candidates.iter().enumerate().map(|(i, c)| Candidate {
            id: c.id.clone(),
            name: c.name.clone(),
            votes: contest.reported.as_ref().and_then(|r| r.get(i).copied()),
            seats: said["seats"][&c.id].as_u64(),
            winner: wins(&c.id),
        });
        let ids: Vec<&str> = contest.candidates.iter().map(|c| c.id.as_str()).collect();
        let kinds = said["assertions"].as_array().into_iter().flatten().map(|a| rla::document::kind(&ids, a));
        let winner = said["winners"][0].as_str().and_then(|id| contest.candidate(id));
        let told = match (&contest.choice, winner, kinds.collect::<Option<Vec<_>>>()) {
            (rla::model::Choice::Irv, Some(winner), Some(kinds)) => {
                let names: Vec<String> = contest.candidates.iter().map(|c| c.name.clone()).collect();
                endings(&names, winner, &kinds)
            }
            _ => Vec::new(),
        };
        Contest {
            id: contest.id.clone(),
            name: contest.name.clone(),
            rule: contest.choice.name().to_owned(),
            audit_type: contest.audit_type.name().to_owned(),
            limit: rla::document::shortest(rla::assertion::to_f64(&contest.risk_limit)),
            seats: contest.seats,
            cards: contest.cards,
            phantoms: census["contests"][&contest.id]["phantoms"].as_u64().unwrap_or(0),
            candidates: candidates.collect(),
            assertions: said["assertions"].as_array().into_iter().flatten().map(assertion).collect(),
            endings: told,
            rounds,
            state,
        }
    };
    audit.contests.iter().enumerate().map(one).collect()
}

/// Some columns of a CSV file: cells by header.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads these columns; with `only` of the rows those whose first cell is among them.
    fn read(bytes: Option<&Vec<u8>>, columns: &[&str], only: Option<&BTreeSet<String>>) -> Self {
        let mut out = Self { header: Vec::new(), rows: Vec::new() };
        let mut rows = Rows::new(bytes.map_or(&[][..], Vec::as_slice));
        let mut places: Option<Vec<usize>> = None;
        let wanted: BTreeSet<&str> = columns.iter().copied().collect();
        loop {
            let row = match rows.next_row() {
                Ok(Some(row)) => row,
                Ok(None) | Err(RowError::Io(_)) => break,
                // Longer than any row is; those after it are read.
                Err(RowError::TooLong { .. }) => continue,
            };
            let Some(places) = &places else {
                let found: Vec<(usize, &str)> =
                    row.fields().map(str::trim).enumerate().filter(|(_, name)| wanted.contains(name)).collect();
                out.header = found.iter().map(|(_, name)| (*name).to_owned()).collect();
                places = Some(found.into_iter().map(|(at, _)| at).collect());
                continue;
            };
            if only.is_none_or(|only| only.contains(row.get(0).trim())) {
                out.rows.push(places.iter().map(|at| row.get(*at).trim().to_owned()).collect());
            }
        }
        out
    }

    fn at(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|h| h == column)
    }
}

fn cell(row: &[String], at: Option<usize>) -> &str {
    at.and_then(|i| row.get(i)).map_or("", String::as_str)
}

/// Where each batch is kept.
fn places(manifest: Option<&Vec<u8>>) -> BTreeMap<String, String> {
    let read = manifest.map(|bytes| rla::manifest::read(&bytes[..], 0).0).unwrap_or_default();
    read.batches.into_iter().map(|batch| (batch.id, batch.location)).collect()
}

/// Pull list, readings and differences of the rounds.
struct Sampled<'a> {
    files: &'a BTreeMap<String, Vec<u8>>,
    audit: &'a Audit,
    names: &'a Names<'a>,
    /// Where each batch is kept.
    places: BTreeMap<String, String>,
    cards: Table,
    /// What was drawn before: cards, or pairs of batch and contest.
    seen: BTreeSet<(String, String)>,
}

impl Sampled<'_> {
    fn file(&self, round: u64, name: &str) -> Option<&Vec<u8>> {
        self.files.get(&format!("rounds/{round}/{name}"))
    }

    fn round(&mut self, verdict: &mut Verdict, round: u64) {
        let listed =
            |name: &str| Table::read(self.file(round, name), &["card", "batch", "position", "contests"], None);
        let (sample, pull) = (listed("sample.csv"), listed("pull.csv"));
        let list = if pull.rows.is_empty() { &sample } else { &pull };
        let (drawn, phantoms) = if self.audit.by_batches() {
            (self.batches(verdict, round, list), 0)
        } else {
            (sample.rows.len() as u64, self.pull(verdict, round, list))
        };
        let columns = ["card", "status", "pool", "contest"].into_iter();
        let columns: Vec<&str> = columns.chain(self.audit.contests.iter().map(|c| c.id.as_str())).collect();
        let papers = Table::read(self.file(round, "mvrs.csv"), &columns, None);
        let read = if self.audit.by_batches() {
            // A row for each candidate.
            let columns = ["pool", "contest"].map(|name| papers.at(name));
            papers.rows.iter().map(|row| columns.map(|at| cell(row, at))).collect::<BTreeSet<_>>().len() as u64
        } else {
            let (compared, differences) = self.compare(round, &papers);
            verdict.compared += compared;
            verdict.differences.extend(differences);
            papers.rows.len() as u64
        };
        let measured = self.file(round, "risk.json").is_some();
        verdict.rounds.push(Round { round, drawn, phantoms, read, measured });
    }

    /// One line for each batch, with the contests that it was not drawn for before; how many pairs these are.
    fn batches(&mut self, verdict: &mut Verdict, round: u64, list: &Table) -> u64 {
        let (batch, contests) = (list.at("batch"), list.at("contests"));
        let mut lines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut order = Vec::new();
        for row in &list.rows {
            let batch = cell(row, batch);
            for contest in cell(row, contests).split(';').filter(|c| !c.is_empty()) {
                if self.seen.insert((batch.to_owned(), contest.to_owned())) {
                    let line = lines.entry(batch).or_default();
                    if line.is_empty() {
                        order.push(batch);
                    }
                    line.push(contest);
                }
            }
        }
        verdict.pulls.extend(order.into_iter().map(|batch| Pull {
            round,
            location: self.places.get(batch).map(|place| self.names.tell(place)).unwrap_or_default(),
            batch: batch.to_owned(),
            position: String::new(),
            card: batch.to_owned(),
            contests: self.names.of(&lines[batch]),
        }));
        lines.values().map(|contests| contests.len() as u64).sum()
    }

    /// One line for each card that was not read in an earlier round for another contest; how many have no record.
    fn pull(&mut self, verdict: &mut Verdict, round: u64, list: &Table) -> u64 {
        let columns = ["card", "batch", "position", "contests"].map(|name| list.at(name));
        let mut phantoms = 0;
        for row in &list.rows {
            let [card, batch, position, contests] = columns.map(|at| cell(row, at));
            if batch.is_empty() && card.starts_with("phantom-") {
                phantoms += 1;
            } else if self.seen.insert((card.to_owned(), String::new())) {
                let contests: Vec<&str> = contests.split(';').filter(|c| !c.is_empty()).collect();
                verdict.pulls.push(Pull {
                    round,
                    location: self.places.get(batch).map(|place| self.names.tell(place)).unwrap_or_default(),
                    batch: batch.to_owned(),
                    position: position.to_owned(),
                    card: card.to_owned(),
                    contests: self.names.of(&contests),
                });
            }
        }
        phantoms
    }

    /// Holds paper against records: how many have one of their own, and what was not found, could not be read or says
    /// another vote.
    fn compare(&self, round: u64, papers: &Table) -> (u64, Vec<Difference>) {
        let (mut compared, mut differences) = (0, Vec::new());
        let (id, status) = (papers.at("card"), papers.at("status"));
        let (at, pool) = (self.cards.at("card"), self.cards.at("pool"));
        let records: BTreeMap<&str, &Vec<String>> = self.cards.rows.iter().map(|row| (cell(row, at), row)).collect();
        let held: Vec<&rla::model::Contest> =
            self.audit.contests.iter().filter(|c| c.audit_type != rla::model::AuditType::Polling).collect();
        for row in &papers.rows {
            let card = cell(row, id);
            let difference = |contest: &str, record: &str, paper: &str| Difference {
                round,
                card: card.to_owned(),
                contest: contest.to_owned(),
                record: record.to_owned(),
                paper: paper.to_owned(),
            };
            if !["", "found"].contains(&cell(row, status)) {
                differences.push(difference("", "", cell(row, status)));
                continue;
            }
            // A pooled card has no record of its own that its paper could differ from.
            let own = |record: &&&Vec<String>| cell(record, pool).is_empty() && !held.is_empty();
            let Some(record) = records.get(card).filter(own) else { continue };
            compared += 1;
            for contest in &held {
                let (said, found) = (cell(record, self.cards.at(&contest.id)), cell(row, papers.at(&contest.id)));
                // The order in which marks are written says nothing.
                let same = match (rla::vote::parse(contest, said), rla::vote::parse(contest, found)) {
                    (Ok(said), Ok(found)) => said == found,
                    _ => said == found,
                };
                if !same {
                    differences.push(difference(&contest.id, said, found));
                }
            }
        }
        (compared, differences)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_differs_by_its_votes_and_not_by_how_they_are_written() {
        let audit = r#"{"format":"scrutineer-rla-1","title":"t","risk_limit":"0.05","contests":[
            {"id":"a","choice_function":"approval","candidates":["A","B","C"],"cards":9,"audit_type":"comparison"},
            {"id":"p","choice_function":"plurality","candidates":["A","B"],"cards":9,"audit_type":"polling"}]}"#;
        let (audit, problems) = rla::audit::read(audit.as_bytes());
        let audit = audit.unwrap_or_else(|| panic!("{problems:?}"));
        let columns = ["card", "status", "pool", "a", "p"];
        let table = |text: &str| Table::read(Some(&text.as_bytes().to_vec()), &columns, None);
        let cards = "card,batch,position,style,pool,a,p\n1,b,1,,,A;C,A\n2,b,2,,,A;C,A\n3,b,3,,x,A,A\n4,b,4,,,B,A\n";
        let papers =
            "card,batch,position,style,status,a,p\n1,b,1,,,C;A,B\n2,b,2,,,C;B,A\n3,b,3,,,B,B\n4,b,4,,not_found,,\n";
        let none = BTreeMap::new();
        let sampled = Sampled {
            files: &none,
            audit: &audit,
            names: &Names::new(&audit),
            places: BTreeMap::new(),
            cards: table(cards),
            seen: BTreeSet::new(),
        };
        let (compared, found) = sampled.compare(1, &table(papers));
        let found: Vec<[&str; 4]> = found.iter().map(|d| [&*d.card, &*d.contest, &*d.record, &*d.paper]).collect();
        // The pooled card and the polled contest have nothing to differ from.
        assert_eq!((compared, found), (2, vec![["2", "a", "A;C", "C;B"], ["4", "", "", "not_found"]]));
    }

    /// Short files that name long names over and over make no endless verdict.
    #[test]
    fn names_are_repeated_within_bounds() {
        let name = "n".repeat(rla::verify::MAX_NAME);
        let audit = serde_json::json!({ "format": "scrutineer-rla-1", "title": "t", "risk_limit": "0.05", "contests": [
            { "id": "c", "choice_function": "irv", "cards": 9, "candidates": [{ "id": "X", "name": name }, "Y"], "name": name }] });
        let (audit, problems) = rla::audit::read(audit.to_string().as_bytes());
        let audit = audit.unwrap_or_else(|| panic!("{problems:?}"));
        let one = serde_json::json!({ "id": "neb:X:Y", "kind": "neb", "winner": "X", "loser": "Y" });
        let told = |n: usize| {
            let stated = serde_json::json!({ "contests": [{ "id": "c", "status": "ok", "winners": ["X"], "assertions": vec![one.clone(); n] }] });
            let names = Names::new(&audit);
            let contests = contests(&audit, Some(&names), &stated, &Value::Null, &[], &Value::Null);
            (contests[0].assertions.len(), names.left.get().is_some())
        };
        let most = MAX_NAMES / (name.len() + 1);
        assert_eq!((told(most), told(most + 1).1), ((most, true), false));
        // A row's contests count once.
        let names = Names::new(&audit);
        assert_eq!(names.of(&["c"; 1000]), [name.as_str()]);
        assert_eq!(names.left.get(), Some(MAX_NAMES - name.len()));
    }
}
