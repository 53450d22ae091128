//! Does the paper bear out the result? Risk-limiting audits and quick counts, each with its verdict.

use super::imports::day_of;
use super::signal::{self, ReplyLine};
use super::{html, page, row};
use crate::chart;
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::form::{PAGE, Pager, State as ListState};
use crate::method;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use crate::words::Arg;
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;
use kinds::audits::{Assertion, AuditView, Contest, CountView, Ending, Pull, SampleView, Share, StateLine, Verdict};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "audits.html")]
struct AuditsPage {
    p: Shell,
    lead: String,
    audits: Vec<Line>,
    counts: Vec<Line>,
    pager: Pager,
}

/// An audit or a quick count in a list.
struct Line {
    href: String,
    title: String,
    state: Word,
    contests: Vec<(String, Word, String)>,
    limit: String,
    states: String,
    entry: (String, String),
}

/// Class of the shape, and word.
type Word = (&'static str, String);

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    p: Shell,
    id: String,
    title: String,
    state: Word,
    lead: String,
    compliance: Option<String>,
    reasons: Vec<ReasonLine>,
    more_reasons: String,
    facts: Vec<(String, String, String)>,
    next: Vec<String>,
    contests: Vec<ContestPart>,
    differences: Vec<[String; 5]>,
    /// What is said where no difference is listed; nothing before any paper is read.
    no_difference: &'static str,
    order: Option<(Word, String)>,
    fixed: Vec<(String, String, bool)>,
    witnesses: Vec<String>,
    rounds: Vec<[String; 4]>,
    pull_href: Option<String>,
    checks: Vec<(String, String, Word)>,
    files: FileTable,
    states: Vec<StateRow>,
    commands: Vec<String>,
    method: (String, &'static str),
    replies: Vec<ReplyLine>,
    reply_to: Option<String>,
}

struct ReasonLine {
    code: String,
    question: String,
    place: String,
    what: String,
    remedy: String,
}

struct ContestPart {
    id: String,
    name: String,
    state: Word,
    line: String,
    phantoms: Option<String>,
    /// Name, votes, seats, wins.
    candidates: Vec<(String, String, String, bool)>,
    seats: bool,
    chart: String,
    rounds: Vec<(String, String, String, Word)>,
    assertions: Vec<(String, String, [String; 5])>,
    /// How else it could have ended, as a drawing; empty if there is none, or it is too large to draw.
    tree: String,
    /// The same as nested lists.
    endings: String,
}

struct StateRow {
    date: String,
    state: Word,
    stage: String,
    failed: String,
    entry: (String, String),
    proof_href: String,
    report: Option<String>,
}

/// Name, address, size, digest.
type FileTable = Vec<(String, String, String, String)>;

#[derive(Template)]
#[template(path = "audit_pull.html")]
struct PullPage {
    p: Shell,
    id: String,
    title: String,
    lead: String,
    rounds: Vec<(String, Places)>,
}

/// Storage place, and its cards: batch, position, card, contests.
type Places = Vec<(String, Vec<[String; 4]>)>;

#[derive(Template)]
#[template(path = "quickcount.html")]
struct CountPage {
    p: Shell,
    id: String,
    title: String,
    state: Word,
    lead: String,
    reasons: Vec<ReasonLine>,
    more_reasons: String,
    facts: Vec<(String, String, String)>,
    order: Option<Word>,
    fixed: Vec<(String, String, bool)>,
    interval: String,
    scale: String,
    shares: Vec<(String, String, String, String)>,
    strata: Vec<[String; 4]>,
    sample: Vec<(String, String, Word)>,
    files: FileTable,
    states: Vec<StateRow>,
    commands: Vec<String>,
    method: (String, &'static str),
    replies: Vec<ReplyLine>,
    reply_to: Option<String>,
}

/// `GET /audits`.
pub(super) async fn list(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(state): Parameters<ListState>,
) -> Response {
    page(site, shell, move |site, p| {
        let query = |kind: &str| Query {
            sort: Sort::Date,
            descending: true,
            text: None,
            facets: Vec::new(),
            ..state.query(kind)
        };
        let (audits, counts) = (site.data.list(&query("audit"))?, site.data.list(&query("quickcount"))?);
        let title = p.t("audits-title").to_owned();
        let p = p.titled(title, "nav-audits");
        let most = audits.total.max(counts.total);
        let page = AuditsPage {
            lead: p.count("audits-lead", audits.total),
            audits: audits
                .rows
                .iter()
                .map(|row| Ok(audit_line(&p, &row.title, &serde_json::from_str(&row.json)?)))
                .collect::<Result<_, Failure>>()?,
            counts: counts
                .rows
                .iter()
                .map(|row| Ok(count_line(&p, &row.title, &serde_json::from_str(&row.json)?)))
                .collect::<Result<_, Failure>>()?,
            pager: Pager::new(&p, state.page(), most.div_ceil(u64::from(PAGE)), |to| {
                p.href(&format!("/audits?page={to}"))
            }),
            p,
        };
        Ok(html(&page))
    })
    .await
}

fn audit_line(p: &Shell, title: &str, view: &AuditView) -> Line {
    let contests = view.current().map(|v| v.contests.as_slice()).unwrap_or_default();
    let mut limits: Vec<&str> = contests.iter().map(|c| c.limit.as_str()).collect();
    limits.sort_unstable();
    limits.dedup();
    let limits: Vec<String> = limits.into_iter().map(|limit| p.percent(limit)).collect();
    Line {
        href: p.href(&audit_path(&view.id)),
        title: title.to_owned(),
        state: word(p, "audit-state", view.word()),
        contests: contests
            .iter()
            .map(|c| (c.name.clone(), word(p, "audit-state", &c.state), latest_risk(p, c)))
            .collect(),
        limit: limits.join(" · "),
        states: p.n(view.states.len() as i64),
        entry: signal::entry(p, view.states.last().map_or(0, |state| state.entry)),
    }
}

fn count_line(p: &Shell, title: &str, view: &CountView) -> Line {
    Line {
        href: p.href(&count_path(&view.id)),
        title: title.to_owned(),
        state: word(p, "count-state", view.word()),
        contests: Vec::new(),
        limit: view
            .current()
            .map_or_else(String::new, |v| received(p, v.estimate.as_ref().map_or(0, |e| e.received), v.drawn)),
        states: p.n(view.states.len() as i64),
        entry: signal::entry(p, view.states.last().map_or(0, |state| state.entry)),
    }
}

fn received(p: &Shell, n: u64, all: u64) -> String {
    p.say("count-fact-received-value", &[("n", p.n(n as i64).into()), ("all", p.n(all as i64).into())])
}

/// The risk after the last round; nothing where the record does not hold.
fn latest_risk(p: &Shell, contest: &Contest) -> String {
    match contest.rounds.last() {
        Some(last) if contest.state != "unverified" => risk(p, &last.risk),
        _ => String::new(),
    }
}

/// A risk as a percentage with three digits that count.
fn risk(p: &Shell, text: &str) -> String {
    let value: f64 = text.parse().unwrap_or(1.0);
    let places = match value * 100.0 {
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        v if v >= 0.1 => 3,
        v if v >= 0.01 => 4,
        _ => 5,
    };
    // Rounded up: a risk is never shown smaller than it is.
    let scale = 10_f64.powi(places + 2);
    let shown = (value * scale).ceil().min(scale) / scale;
    p.percent_to(&format!("{shown:.*}", (places + 2) as usize), places as u32)
}

/// `GET /audits/{id}`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, p| audit(site, p, &id)).await
}

fn audit(site: &Site, p: Shell, id: &str) -> Result<Response, Failure> {
    let view: AuditView = row(site, "audit", id)?;
    let long: SampleView = row(site, "audit-sample", id)?;
    let verdict = view.current();
    let title = view.verdict.as_ref().map(|v| v.title.clone()).filter(|t| !t.is_empty());
    let title = title.unwrap_or_else(|| id.to_owned());
    let p = p.titled(title.clone(), "nav-audits");
    let state = view.word();
    let differences = if verdict.is_some() { long.differences.as_slice() } else { &[] };
    let name = |contest: &str| {
        let found = verdict.iter().flat_map(|v| &v.contests).find(|c| c.id == contest);
        found.map_or_else(|| contest.to_owned(), |c| c.name.clone())
    };
    let order = verdict.map(|v| {
        let text = p.t(&format!("audit-order-{}-text", v.order)).to_owned();
        (order_word(&p, "audit-order", &v.order), text)
    });
    let mut fixed = Vec::new();
    let committed = view.states.last().and_then(|state| file(state, "commitment.json"));
    let here = [
        (
            "audit-committed-here",
            view.published(|state| committed.is_some() && file(state, "commitment.json") == committed),
        ),
        ("audit-seed-here", view.published(|state| file(state, "seed.json").is_some())),
    ];
    fixed.extend(published(site, &p, here)?);
    if let Some(commitment) = verdict.and_then(|v| v.commitment.as_ref()) {
        let by_log = format!("{} {}", time(&p, &commitment.time), p.t("audit-by-log"));
        fixed.push((p.t("audit-committed").to_owned(), by_log, false));
        fixed.push((p.t("audit-cards-committed").to_owned(), p.n(commitment.cards as i64), false));
        fixed.push((p.t("audit-root").to_owned(), commitment.root.clone(), true));
    }
    let seed = verdict.and_then(|v| v.seed.as_ref());
    if let Some(seed) = seed {
        let by_log = format!("{} {}", time(&p, &seed.time), p.t("audit-by-log"));
        fixed.push((p.t("audit-seed-time").to_owned(), by_log, false));
        fixed.push((p.t("audit-seed").to_owned(), seed.seed.clone(), true));
    }
    let mut commands = Vec::new();
    if let Some(v) = verdict {
        commands.push(format!("scrutineer rla verify FOLDER --head {}", v.head));
    }
    let page = AuditPage {
        id: id.to_owned(),
        state: word(&p, "audit-state", state),
        lead: p.t(&format!("audit-lead-{state}")).to_owned(),
        compliance: verdict.and_then(|v| v.compliance.clone()).map(|sha256| blob(&sha256)),
        reasons: verdict.map(|v| reasons(&p, &v.reasons)).unwrap_or_default(),
        more_reasons: more(&p, verdict.map_or(0, |v| v.reasons_more)),
        facts: verdict.map(|v| facts(&p, v, differences.len())).unwrap_or_default(),
        next: verdict.map(|v| next(&p, v)).unwrap_or_default(),
        contests: verdict.iter().flat_map(|v| &v.contests).map(|c| contest(&p, c)).collect(),
        differences: differences
            .iter()
            .take(SHOWN)
            .map(|d| {
                let paper = match d.paper.as_str() {
                    "not_found" | "unreadable" => p.code("audit-paper", &d.paper),
                    cell => cell.to_owned(),
                };
                let contest =
                    if d.contest.is_empty() { p.t("audit-whole-card").to_owned() } else { name(&d.contest) };
                [p.n(d.round as i64), d.card.clone(), contest, d.record.clone(), paper]
            })
            .collect(),
        no_difference: match verdict {
            Some(v) if v.compared > 0 => "audit-differences-none",
            Some(v) if v.rounds.iter().any(|r| r.read > 0) => "audit-differences-not-compared",
            _ => "",
        },
        order,
        fixed,
        witnesses: seed.map(|s| s.witnesses.clone()).unwrap_or_default(),
        rounds: verdict
            .iter()
            .flat_map(|v| &v.rounds)
            .map(|r| [r.round, r.drawn, r.phantoms, r.read].map(|n| p.n(n as i64)))
            .collect(),
        pull_href: verdict.filter(|v| !v.rounds.is_empty()).map(|_| p.href(&format!("{}/pull", audit_path(id)))),
        checks: verdict
            .iter()
            .flat_map(|v| &v.checks)
            .filter(|(code, _)| code != "RLA-V-HEAD")
            .map(|(code, outcome)| {
                let class = match outcome.as_str() {
                    "passed" => "met",
                    "failed" => "notmet",
                    "not_reached" => "unknown",
                    _ => "skipped",
                };
                (code.clone(), p.code("audit-check", code), (class, p.code("audit-outcome", outcome)))
            })
            .collect(),
        files: files(&p, view.states.last()),
        states: states(site, &p, &view.states, "audit-state", &|s| p.code("audit-stage", s))?,
        commands,
        method: (p.href("/method/A1"), method::title(p.language, "A1")),
        replies: signal::replies(&p, &view.replies),
        reply_to: signal::reply_to(&site.options),
        title,
        p,
    };
    Ok(html(&page))
}

/// Digest of a state's file.
fn file<'s>(state: &'s StateLine, name: &str) -> Option<&'s str> {
    state.files.iter().find(|(file, ..)| file == name).map(|(_, sha256, _)| sha256.as_str())
}

/// When this record published something first: name, day and entry.
fn published(site: &Site, p: &Shell, list: [(&str, Option<u64>); 2]) -> Result<Vec<(String, String, bool)>, Failure> {
    let shown = list.into_iter().filter_map(|(key, entry)| Some((key, entry?)));
    let line = |(key, entry): (&str, u64)| {
        let (name, _) = signal::entry(p, entry);
        Ok((p.t(key).to_owned(), format!("{} · {name}", day_of(site, p, entry)?), false))
    };
    shown.map(line).collect()
}

fn time(p: &Shell, text: &str) -> String {
    match base::time::instant(text) {
        Some(millis) => crate::numbers::date_time(p.language, millis),
        None => text.to_owned(),
    }
}

fn blob(sha256: &str) -> String {
    format!("/record/blob/{}", shell::encode(sha256))
}

fn more(p: &Shell, n: u64) -> String {
    if n == 0 { String::new() } else { p.count("audit-more-reasons", n) }
}

fn reasons(p: &Shell, list: &[kinds::voting::Why]) -> Vec<ReasonLine> {
    let line = |why: &kinds::voting::Why| ReasonLine {
        question: p.code("audit-check", &why.code),
        code: why.code.clone(),
        place: why.place.clone(),
        what: why.what.clone(),
        remedy: why.remedy.clone(),
    };
    list.iter().take(SHOWN).map(line).collect()
}

fn facts(p: &Shell, v: &Verdict, differences: usize) -> Vec<(String, String, String)> {
    let confirmed = v.contests.iter().filter(|c| c.state == "confirmed").count();
    let read: u64 = v.rounds.iter().map(|r| r.read).sum();
    let of = [("n", p.n(confirmed as i64).into()), ("all", p.n(v.contests.len() as i64).into())];
    let rounds =
        if v.rounds.is_empty() { String::new() } else { p.count("audit-fact-read-note", v.rounds.len() as u64) };
    let batches = v.contests.iter().any(|c| c.audit_type == "batch");
    let mut facts = vec![
        (p.t("audit-fact-contests").to_owned(), p.say("audit-fact-contests-value", &of), String::new()),
        (
            p.t(if batches { "audit-fact-read-batches" } else { "audit-fact-read" }).to_owned(),
            p.n(read as i64),
            rounds,
        ),
    ];
    if v.compared > 0 || differences > 0 {
        let note = p.t("audit-fact-differences-note").to_owned();
        facts.push((p.t("audit-fact-differences").to_owned(), p.n(differences as i64), note));
    }
    facts
}

/// What happens next, in plain words.
fn next(p: &Shell, v: &Verdict) -> Vec<String> {
    if !v.accepted {
        return vec![p.t("audit-next-unverified").to_owned()];
    }
    let named = |states: &[&str], key: &str| {
        let names: Vec<&str> =
            v.contests.iter().filter(|c| states.contains(&c.state.as_str())).map(|c| c.name.as_str()).collect();
        (!names.is_empty()).then(|| p.say(key, &[("names", Arg::Name(names.join(", ")))]))
    };
    let by_hand = named(&["full_count", "not_auditable"], "audit-next-risk-full");
    if v.stage != "risk" {
        let step = format!("audit-next-{}", v.stage);
        return p.words().has(&step).then(|| p.t(&step).to_owned()).into_iter().chain(by_hand).collect();
    }
    let open = named(&["open"], "audit-next-risk-open");
    let all: Vec<String> = open.into_iter().chain(by_hand).collect();
    if all.is_empty() { vec![p.t("audit-next-risk-confirmed").to_owned()] } else { all }
}

fn contest(p: &Shell, c: &Contest) -> ContestPart {
    // What does not hold has no risk that could be believed.
    let (rounds, measured) = if c.state == "unverified" { (&[][..], false) } else { (&c.rounds[..], true) };
    let limit = p.percent(&c.limit);
    let line = [
        ("rule", p.code("audit-rule", &c.rule).into()),
        ("type", p.code("audit-type", &c.audit_type).into()),
        ("limit", limit.clone().into()),
        ("cards", p.n(c.cards as i64).into()),
    ];
    let points: Vec<chart::Point> = rounds
        .iter()
        .map(|r| chart::Point {
            name: format!("{} {}", p.t("audit-round"), p.n(r.round as i64)),
            label: risk(p, &r.risk),
            value: r.risk.parse().unwrap_or(1.0),
        })
        .collect();
    let label = p.say("audit-risk-chart", &[("limit", limit.clone().into())]);
    let limit_value = c.limit.parse().unwrap_or(0.05);
    let limit_label = format!("{}: {limit}", p.t("audits-limit"));
    ContestPart {
        id: c.id.clone(),
        name: c.name.clone(),
        state: word(p, "audit-state", &c.state),
        line: p.say("audit-contest-line", &line),
        phantoms: (c.phantoms > 0).then(|| p.count("audit-phantoms", c.phantoms)),
        candidates: c
            .candidates
            .iter()
            .map(|a| {
                let n = |value: Option<u64>| value.map_or_else(String::new, |n| p.n(n as i64));
                (a.name.clone(), n(a.votes), n(a.seats), a.winner)
            })
            .collect(),
        seats: c.candidates.iter().any(|a| a.seats.is_some()),
        chart: if points.is_empty() {
            String::new()
        } else {
            chart::risks(p, &points, limit_value, &limit_label, &label)
        },
        rounds: rounds
            .iter()
            .map(|r| (p.n(r.round as i64), p.n(r.sampled as i64), risk(p, &r.risk), word(p, "audit-state", &r.state)))
            .collect(),
        assertions: c
            .assertions
            .iter()
            .map(|a| {
                let n = |key: &str| a.discrepancies.get(key).map_or_else(String::new, |n| p.n(*n as i64));
                let counts = ["over_two", "over_one", "under_one", "under_two", "other"].map(n);
                (
                    sentence(p, a),
                    a.p.as_ref().filter(|_| measured).map_or_else(String::new, |value| risk(p, value)),
                    counts,
                )
            })
            .collect(),
        tree: if c.endings.is_empty() { String::new() } else { tree(p, c) },
        endings: if c.endings.is_empty() { String::new() } else { endings(p, c, &c.endings, true) },
    }
}

/// Every other ending of a ranked count, drawn from its end.
fn tree(p: &Shell, c: &Contest) -> String {
    fn nodes(list: &[Ending]) -> Vec<chart::Node> {
        let node = |own: &Ending| chart::Node {
            name: own.name.clone(),
            out: own.ruled_out.is_some(),
            then: nodes(&own.before),
        };
        list.iter().map(node).collect()
    }
    let heads = [p.t("audit-tree-wins").to_owned(), p.t("audit-tree-before").to_owned()];
    chart::tree(p, &nodes(&c.endings), &heads, p.t("audit-tree"))
}

/// Every other ending of a ranked count, told from its end, as nested lists.
fn endings(p: &Shell, c: &Contest, list: &[Ending], last: bool) -> String {
    let mut out = String::from("<ul>");
    for ending in list {
        let key = if last { "audit-ending-wins" } else { "audit-ending-before" };
        out += &format!("<li>{}", chart::escape(&p.say(key, &[("name", Arg::Name(ending.name.clone()))])));
        match ending.ruled_out.and_then(|at| c.assertions.get(at as usize)) {
            Some(assertion) => {
                let why = chart::escape(&sentence(p, assertion));
                out += &format!(" <span class=\"why\">{} {why}</span>", chart::escape(p.t("audit-ending-out")));
            }
            None => out += &endings(p, c, &ending.before, false),
        }
        out += "</li>";
    }
    out + "</ul>"
}

/// An assertion in a plain sentence.
fn sentence(p: &Shell, a: &Assertion) -> String {
    let name = |value: &Option<String>| Arg::Name(value.clone().unwrap_or_default());
    let (first, second) = a.divisors.clone().unwrap_or_default();
    let args = [
        ("w", name(&a.winner)),
        ("l", name(&a.loser)),
        ("a", p.decimal(&first, 2).into()),
        ("b", p.decimal(&second, 2).into()),
        (
            "share",
            a.share
                .as_ref()
                .map_or_else(String::new, |s| if s.contains('/') { s.clone() } else { p.percent(s) })
                .into(),
        ),
        ("left", Arg::Name(a.continuing.join(", "))),
    ];
    let key = format!("audit-says-{}", a.kind);
    if p.words().has(&key) { p.say(&key, &args) } else { a.id.clone() }
}

fn files(p: &Shell, state: Option<&StateLine>) -> FileTable {
    let line = |(name, sha256, bytes): &(String, String, u64)| {
        (name.clone(), blob(sha256), signal::bytes(p, *bytes), sha256.clone())
    };
    state.iter().flat_map(|s| &s.files).map(line).collect()
}

fn states(
    site: &Site,
    p: &Shell,
    states: &[StateLine],
    prefix: &str,
    stage: &dyn Fn(&str) -> String,
) -> Result<Vec<StateRow>, Failure> {
    let line = |state: &StateLine| {
        let verdict = state.verdict.as_ref();
        Ok(StateRow {
            date: day_of(site, p, state.entry)?,
            state: word(p, prefix, state.word()),
            stage: verdict.map_or_else(String::new, |v| stage(&v.stage)),
            failed: verdict.map_or_else(String::new, |v| v.failed.join(", ")),
            entry: signal::entry(p, state.entry),
            proof_href: p.href(&format!("/record/proof/{}", state.entry)),
            report: verdict.map(|v| p.href(&format!("/record/entries/{}", v.entry))),
        })
    };
    states.iter().rev().take(SHOWN).map(line).collect()
}

/// `GET /audits/{id}/pull`.
pub(super) async fn pull(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, p| {
        let view: AuditView = row(site, "audit", &id)?;
        let long: SampleView = row(site, "audit-sample", &id)?;
        let pulls = if view.current().is_some() { long.pulls } else { Vec::new() };
        let title = p.t("audit-pull-title").to_owned();
        let p = p.titled(title, "nav-audits");
        let mut rounds: BTreeMap<u64, BTreeMap<String, Vec<&Pull>>> = BTreeMap::new();
        for pull in &pulls {
            rounds.entry(pull.round).or_default().entry(pull.location.clone()).or_default().push(pull);
        }
        let place = |place: String| if place.is_empty() { p.t("audit-place-none").to_owned() } else { place };
        let rounds = rounds.into_iter().rev().map(|(round, places)| {
            let places = places.into_iter().map(|(at, list)| {
                let line = |x: &Pull| [x.batch.clone(), x.position.clone(), x.card.clone(), x.contests.join(", ")];
                (place(at), list.into_iter().map(line).collect())
            });
            (format!("{} {}", p.t("audit-round"), p.n(round as i64)), places.collect())
        });
        let page = PullPage {
            title: view.verdict.as_ref().map_or_else(|| id.clone(), |v| v.title.clone()),
            lead: p.count("audit-pull-lead", pulls.len() as u64),
            rounds: rounds.collect(),
            id,
            p: p.clone(),
        };
        Ok(html(&page))
    })
    .await
}

/// `GET /quick-counts/{id}`.
pub(super) async fn count(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, p| quick_count(site, p, &id)).await
}

fn quick_count(site: &Site, p: Shell, id: &str) -> Result<Response, Failure> {
    let view: CountView = row(site, "quickcount", id)?;
    let verdict = view.current();
    let title = view.verdict.as_ref().map(|v| v.title.clone()).filter(|t| !t.is_empty());
    let title = title.unwrap_or_else(|| id.to_owned());
    let p = p.titled(title.clone(), "nav-audits");
    let state = view.word();
    let estimate = verdict.filter(|v| v.accepted).and_then(|v| v.estimate.as_ref());
    let lead = match estimate {
        Some(e) if state == "lead" => p.say(
            "count-lead-lead",
            &[("first", Arg::Name(e.first.clone())), ("second", Arg::Name(e.second.clone()))],
        ),
        _ => p.t(&format!("count-lead-{state}")).to_owned(),
    };
    let range = |low: &str, high: &str| {
        p.say("count-range", &[("low", p.percent(low).into()), ("high", p.percent(high).into())])
    };
    let mut facts = Vec::new();
    if let Some(v) = verdict {
        let stations = p.count("count-fact-stations", v.stations);
        facts.push((
            p.t("count-fact-received").to_owned(),
            received(&p, v.estimate.as_ref().map_or(0, |e| e.received), v.drawn),
            stations,
        ));
    }
    if let Some(e) = estimate {
        let d = &e.difference;
        facts.push((p.t("count-fact-difference").to_owned(), p.percent(&d.share), range(&d.low, &d.high)));
        facts.push((p.t("count-fact-worst").to_owned(), range(&e.worst.0, &e.worst.1), String::new()));
        let t = &e.turnout;
        facts.push((p.t("count-fact-turnout").to_owned(), p.percent(&t.share), range(&t.low, &t.high)));
    }
    // Of a state that is judged the verdict says which file holds the stations; all else may hold returns.
    let stations = verdict.map(|v| v.stations_file.as_str());
    let open = |state: &StateLine| {
        stations.is_some_and(|stations| state.files.iter().any(|(f, ..)| f != "design.json" && f != stations))
    };
    let here = [
        ("count-design-here", view.published(|state| file(state, "design.json").is_some())),
        ("count-returns-here", view.published(open)),
    ];
    let fixed = published(site, &p, here)?;
    let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    // Whole steps of five points around every interval.
    let all = || estimate.iter().flat_map(|e| &e.shares);
    let scale = (
        (all().map(|s| number(&s.low)).fold(1.0, f64::min) * 20.0).floor() / 20.0,
        (all().map(|s| number(&s.high)).fold(0.0, f64::max) * 20.0).ceil() / 20.0,
    );
    let share = |s: &Share| {
        let label = format!("{}: {}", s.name, range(&s.low, &s.high));
        let bar = chart::interval(&p, scale, [&s.low, &s.share, &s.high].map(|t| number(t)), &label);
        (s.name.clone(), p.percent(&s.share), range(&s.low, &s.high), bar)
    };
    let confidence = verdict.map_or_else(String::new, |v| p.percent(&v.confidence));
    let page = CountPage {
        id: id.to_owned(),
        state: word(&p, "count-state", state),
        lead,
        reasons: verdict.map(|v| reasons(&p, &v.reasons)).unwrap_or_default(),
        more_reasons: more(&p, verdict.map_or(0, |v| v.reasons_more)),
        facts,
        order: verdict.map(|v| order_word(&p, "count-order", &v.order)),
        fixed,
        interval: estimate.map_or_else(String::new, |e| {
            p.say(&format!("count-interval-{}", e.interval), &[("c", confidence.into())])
        }),
        scale: p.say(
            "count-bar",
            &[
                ("low", p.percent(&format!("{:.2}", scale.0)).into()),
                ("high", p.percent(&format!("{:.2}", scale.1)).into()),
            ],
        ),
        shares: all().map(share).collect(),
        strata: estimate
            .iter()
            .flat_map(|e| &e.strata)
            .map(|(name, a, b, c)| [name.clone(), p.n(*a as i64), p.n(*b as i64), p.n(*c as i64)])
            .collect(),
        sample: verdict
            .iter()
            .flat_map(|v| &v.sample)
            .map(|(station, stratum, came)| {
                let came = if *came { ("met", "count-came") } else { ("unknown", "count-missing") };
                (station.clone(), stratum.clone(), (came.0, p.t(came.1).to_owned()))
            })
            .collect(),
        files: files(&p, view.states.last()),
        states: states(site, &p, &view.states, "count-state", &|s| p.code("count-order", s))?,
        commands: vec![
            "scrutineer rla quickcount design FOLDER/design.json".to_owned(),
            "scrutineer rla quickcount estimate FOLDER/estimate.json".to_owned(),
        ],
        method: (p.href("/method/A2"), method::title(p.language, "A2")),
        replies: signal::replies(&p, &view.replies),
        reply_to: signal::reply_to(&site.options),
        title,
        p,
    };
    Ok(html(&page))
}

/// Shape and word of what the record shows of an order in time.
fn order_word(p: &Shell, prefix: &str, order: &str) -> Word {
    let class = match order {
        "proven" => "met",
        "not_proven" => "unknown",
        _ => "skipped",
    };
    (class, p.code(prefix, order))
}

/// Shape and word of a state.
fn word(p: &Shell, prefix: &str, state: &str) -> Word {
    let class = match state {
        "confirmed" | "lead" => "met",
        "open" | "too_close" => "partly",
        "full_count" | "not_auditable" | "unverified" => "notmet",
        _ => "unknown",
    };
    (class, p.code(prefix, state))
}

/// The address of an audit's page.
fn audit_path(id: &str) -> String {
    format!("/audits/{}", shell::encode(id))
}

/// The address of a quick count's page.
fn count_path(id: &str) -> String {
    format!("/quick-counts/{}", shell::encode(id))
}

/// Reasons, differences and states on a page at most; the published documents hold all.
const SHOWN: usize = 200;
