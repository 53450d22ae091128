//! `scrutineer rla assert`: what must be true of the paper for the outcome to be right.

use super::folder::{Files, Folder};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use base::exact::Rational;
use clap::{Args, ValueEnum};
use rla::assertion::{assertions, check_reported, reported_tally, to_f64};
use rla::document::{self, shortest};
use rla::model::{Assertion, Audit, AuditType, Candidate, Choice, Contest, Tally};
use rla::outcome::Outcome;
use rla::raire::{Ballots, NotFound, find};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Arguments of `assert`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Audit file, ranked ballots, or the folder of an audit.
    file: PathBuf,
    /// What the file is.
    #[arg(long, value_enum, default_value = "audit")]
    format: Format,
    /// Only this contest.
    #[arg(long, value_name = "ID")]
    contest: Option<String>,
    /// Seconds for each ranked contest before it is given up.
    #[arg(long, value_name = "S", default_value_t = 60)]
    timeout_s: u64,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// An audit file.
    Audit,
    /// RAIRE's lines.
    Raire,
    /// RAIRE's JSON.
    RaireJson,
}

/// What came of one contest.
pub(super) struct Asserted {
    pub(super) document: Value,
    pub(super) ok: bool,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let timeout = Duration::from_secs(arguments.timeout_s);
    let wanted = |id: &str| arguments.contest.as_deref().is_none_or(|only| only == id);
    let mut done = Vec::new();
    let mut head = None;
    if arguments.file.is_dir() {
        let time = super::time(arguments.time.as_deref())?;
        let folder = Folder::open(&arguments.file)?;
        folder.before("commit", "the assertions are committed to already")?;
        let audit = folder.audit()?;
        let census = folder.json("census.json")?;
        let ballots = ranked(&folder, &audit)?;
        let totals = audit.by_batches().then(|| super::batches::inputs(&folder, &audit)).transpose()?;
        for (i, contest) in audit.contests.iter().enumerate() {
            let tally = tally(contest, &census["contests"][&contest.id]);
            let mut one = contest_document(contest, &tally, ballots.get(&i), timeout);
            if let (Some((manifest, pools)), true) = (&totals, one.ok) {
                let list = assertions(contest, &tally, contest.cards).map(|(_, list)| list).unwrap_or_default();
                if let Err(why) = super::batches::assert(&audit, i, &list, manifest, pools, &mut one.document) {
                    one = refused(contest, "not_auditable", &why);
                }
            }
            done.push(one);
        }
        let whole = json!({ "contests": done.iter().map(|d| d.document.clone()).collect::<Vec<_>>() });
        let mut files = Files::new();
        folder.write_json("assertions.json", &whole, &mut files)?;
        head = Some(folder.append("assert", &time, &files)?);
        done.retain(|d| d.document["id"].as_str().is_some_and(wanted));
    } else if arguments.format == Format::Audit {
        let (audit, problems) = super::audit(&arguments.file)?;
        super::remark(&problems, &[&arguments.file]);
        for contest in audit.contests.iter().filter(|c| wanted(&c.id)) {
            let asserted = match reported_tally(contest) {
                _ if contest.choice == Choice::Irv => refused(
                    contest,
                    "not_auditable",
                    "a ranked contest needs its ballots: give the folder of an audit, or --format raire",
                ),
                Some(tally) => contest_document(contest, &tally, None, timeout),
                None => refused(contest, "not_auditable", "the audit file reports no votes"),
            };
            done.push(asserted);
        }
    } else {
        let bytes = super::read(&arguments.file)?;
        let (contests, problems) = if arguments.format == Format::Raire {
            rla::ranked::raire(&bytes[..])
        } else {
            let (one, problems) = rla::ranked::raire_json(&bytes);
            (one.into_iter().collect(), problems)
        };
        if contests.is_empty() {
            let none = || Failure::new("RLA-FORMAT", "no contest could be read", "Check --format.");
            return Err(problems.first().map_or_else(none, |p| super::failure(p, &[&arguments.file])).into());
        }
        super::remark(&problems, &[&arguments.file]);
        for ranked in contests.into_iter().filter(|c| wanted(&c.id)) {
            let contest = ranked_contest(&ranked)?;
            done.push(irv(&contest, &ranked.ballots, timeout));
        }
    }
    if done.is_empty() {
        return Err(Failure::usage("RLA-KEY", "no such contest", "Check --contest.").into());
    }
    let ok = done.iter().all(|d| d.ok);
    let documents: Vec<Value> = done.into_iter().map(|d| d.document).collect();
    if cli.json {
        let mut document = json!({ "contests": documents });
        if let Some(head) = head {
            document["head"] = head.into();
        }
        output::json(&document)?;
    } else {
        for contest in &documents {
            text(contest);
        }
    }
    Ok(if ok { Exit::Done } else { Exit::DoesNotHold })
}

/// Tally of a contest as `census.json` has it.
pub(super) fn tally(contest: &Contest, census: &Value) -> Tally {
    Tally {
        votes: contest.candidates.iter().map(|c| census["tally"][&c.id].as_u64().unwrap_or(0)).collect(),
        valid: census["valid"].as_u64().unwrap_or(0),
        invalid: census["invalid"].as_u64().unwrap_or(0),
    }
}

/// Ballots of the ranked contests, from the stored cards.
fn ranked(folder: &Folder, audit: &Audit) -> anyhow::Result<HashMap<usize, Ballots>> {
    let places: Vec<usize> = (0..audit.contests.len()).filter(|i| audit.contests[*i].choice == Choice::Irv).collect();
    let mut out = HashMap::new();
    if places.is_empty() {
        return Ok(out);
    }
    let mut census = rla::cards::Census::new(audit);
    folder.cards(audit, |header, row| {
        census.add(audit, header, row);
        Ok(())
    })?;
    for i in places {
        out.insert(i, census.ballots(audit, i));
    }
    Ok(out)
}

fn ranked_contest(ranked: &rla::ranked::Ranked) -> anyhow::Result<Contest> {
    Ok(Contest {
        id: ranked.id.clone(),
        name: ranked.id.clone(),
        choice: Choice::Irv,
        seats: 1,
        votes_allowed: 1,
        candidates: ranked
            .candidates
            .iter()
            .map(|(id, name)| Candidate { id: id.clone(), name: name.clone() })
            .collect(),
        reported: None,
        reported_winners: None,
        reported_seats: None,
        reported_invalid: 0,
        cards: ranked.cards,
        audit_type: AuditType::Comparison,
        use_style: true,
        test: None,
        risk_limit: Rational::new(1.into(), 20.into()),
        threshold: None,
    })
}

fn contest_document(contest: &Contest, tally: &Tally, ballots: Option<&Ballots>, timeout: Duration) -> Asserted {
    if let (Choice::Irv, Some(ballots)) = (&contest.choice, ballots) {
        return irv(contest, ballots, timeout);
    }
    match assertions(contest, tally, contest.cards) {
        Ok((outcome, list)) => whole(contest, &outcome, &list, tally.valid + tally.invalid, None),
        Err(error) => refused(contest, "not_auditable", &error.to_string()),
    }
}

fn irv(contest: &Contest, ballots: &Ballots, timeout: Duration) -> Asserted {
    let begun = Instant::now();
    match find(ballots, &mut || begun.elapsed() < timeout) {
        Ok(found) => {
            let outcome = Outcome { winners: vec![found.winner], seats: None };
            if let Err(error) = check_reported(contest, &outcome) {
                return refused(contest, "not_auditable", &error.to_string());
            }
            if ballots.total() > contest.cards {
                return refused(contest, "not_auditable", "more ballots than the bound on cards");
            }
            // Proved again by a walk over all orders, whatever the search believes.
            if let Some(order) = rla::raire::prove(ballots.candidates, found.winner, &found.assertions) {
                return refused(contest, "not_auditable", &format!("the assertions leave the order {order:?} open"));
            }
            let difficulty = shortest(contest.cards as f64 / found.least as f64);
            whole(contest, &outcome, &found.over(contest.cards), ballots.total(), Some(difficulty))
        }
        Err(NotFound::Timeout) => {
            refused(contest, "timeout", "the time limit was reached before a set of assertions was found")
        }
        Err(NotFound::Outcome(error)) => refused(contest, "not_auditable", &error.to_string()),
    }
}

fn base_document(contest: &Contest, status: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".into(), contest.id.clone().into());
    out.insert("choice_function".into(), contest.choice.name().into());
    out.insert("status".into(), status.into());
    out.insert("cards".into(), contest.cards.into());
    if contest.choice == Choice::Irv {
        let candidates: Vec<Value> =
            contest.candidates.iter().map(|c| json!({ "id": c.id, "name": c.name })).collect();
        out.insert("candidates".into(), candidates.into());
    }
    out
}

fn whole(
    contest: &Contest,
    outcome: &Outcome,
    list: &[Assertion],
    ballots: u64,
    difficulty: Option<String>,
) -> Asserted {
    let name = |i: &usize| contest.candidates[*i].id.clone();
    let mut out = base_document(contest, "ok");
    out.insert("winners".into(), outcome.winners.iter().map(name).collect::<Vec<_>>().into());
    let seats = outcome.seats.as_ref().map(|seats| {
        contest.candidates.iter().zip(seats).map(|(c, s)| (c.id.clone(), json!(s))).collect::<Map<_, _>>()
    });
    out.insert("seats".into(), seats.map_or(Value::Null, Value::Object));
    out.insert("ballots".into(), ballots.into());
    out.insert("difficulty".into(), difficulty.into());
    let size = list.iter().filter_map(|a| a.sample_size(contest.audit_type, &contest.risk_limit)).max();
    out.insert("sample_size".into(), size.into());
    out.insert("assertions".into(), list.iter().map(|a| document::assertion(contest, a)).collect::<Vec<_>>().into());
    Asserted { document: Value::Object(out), ok: true }
}

fn refused(contest: &Contest, status: &str, because: &str) -> Asserted {
    let mut out = base_document(contest, status);
    for (key, value) in [
        ("winners", json!([])),
        ("seats", Value::Null),
        ("ballots", Value::Null),
        ("assertions", json!([])),
        ("difficulty", Value::Null),
        ("sample_size", Value::Null),
    ] {
        out.insert(key.into(), value);
    }
    out.insert("reason".into(), because.into());
    let remedy = if status == "timeout" { "full hand count or more time" } else { "full hand count" };
    out.insert("remedy".into(), remedy.into());
    Asserted { document: Value::Object(out), ok: false }
}

fn text(contest: &Value) {
    let field = |key: &str| contest[key].as_str().unwrap_or_default().to_owned();
    output::text(format!("{} ({}): {}", field("id"), field("choice_function"), field("status").replace('_', " ")));
    if contest["status"] != "ok" {
        output::text(format!("  {}; {}", field("reason"), field("remedy")));
        return;
    }
    output::text(format!("  winners {}", contest["winners"]));
    for a in contest["assertions"].as_array().into_iter().flatten() {
        output::text(format!(
            "  {}  margin {}  error-free size {}",
            a["id"].as_str().unwrap_or_default(),
            a["margin"].as_str().unwrap_or_default(),
            a["sample_size"]
        ));
    }
    if contest["draws"].is_null() {
        output::text(format!("  largest error-free sample size: {}", contest["sample_size"]));
    } else {
        output::text(format!("  draws of batches without errors: {}", contest["draws"]));
    }
}

/// The assertions of a folder, by contest: `None` where the contest cannot be audited.
pub(super) fn stored(folder: &Folder, audit: &Audit) -> anyhow::Result<Vec<Option<Vec<Assertion>>>> {
    let document = folder.json("assertions.json")?;
    let census = folder.json("census.json")?;
    let mut out = Vec::new();
    for contest in &audit.contests {
        let listed = document["contests"].as_array().into_iter().flatten().find(|c| c["id"] == contest.id.as_str());
        let Some(listed) = listed.filter(|c| c["status"] == "ok") else {
            out.push(None);
            continue;
        };
        if contest.choice == Choice::Irv {
            let ids: Vec<&str> = contest.candidates.iter().map(|c| c.id.as_str()).collect();
            let read = listed["assertions"].as_array().into_iter().flatten().map(|a| {
                let margin = a["margin_votes"].as_i64()?;
                let contribution = Rational::new(margin.into(), 2.into());
                let made = Assertion::new(document::kind(&ids, a)?, contribution, contest.cards);
                Some(Assertion { margin_votes: Some(margin), ..made })
            });
            out.push(read.collect());
        } else {
            let tally = tally(contest, &census["contests"][&contest.id]);
            out.push(assertions(contest, &tally, contest.cards).ok().map(|(_, list)| list));
        }
    }
    Ok(out)
}

/// The risk limit as f64.
pub(super) fn limit(contest: &Contest) -> f64 {
    to_f64(&contest.risk_limit)
}
