//! Was this party's vote counted as it was cast? Elections held inside parties and associations, each with its verdict.

use super::imports::day_of;
use super::signal::{self, ReplyLine};
use super::{html, page, row};
use crate::chart;
use crate::data::{Query, Row, Sort};
use crate::error::Failure;
use crate::form::{PAGE, Pager, State as ListState};
use crate::method;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;
use kinds::voting::{ElectionView, Key, Question, TrackerPlace, TrackerView, Verdict, status};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "elections.html")]
struct ElectionsPage {
    p: Shell,
    lead: String,
    lines: Vec<ElectionLine>,
    pager: Pager,
}

struct ElectionLine {
    href: String,
    title: String,
    verdict: (&'static str, String),
    stage: String,
    ballots: String,
    states: String,
    date: String,
    entry: String,
    entry_href: String,
}

#[derive(Template)]
#[template(path = "election.html")]
struct ElectionPage {
    p: Shell,
    uuid: String,
    title: String,
    description: String,
    verdict: (&'static str, String),
    lead: String,
    facts: Vec<(String, String, String)>,
    reasons: Vec<ReasonLine>,
    more_reasons: String,
    tracker: String,
    path: String,
    found: Vec<TrackerLine>,
    asked: bool,
    questions: Vec<QuestionLine>,
    small: bool,
    no_result: bool,
    keys: Vec<KeyLine>,
    setup: Option<SetUpLines>,
    checks: Vec<CheckLine>,
    states: Vec<StateLine>,
    more_states: String,
    commands: Vec<String>,
    fingerprint: String,
    group: String,
    roles: Vec<(String, String)>,
    method: (String, &'static str),
    replies: Vec<ReplyLine>,
    reply_to: Option<String>,
}

struct ReasonLine {
    code: String,
    question: &'static str,
    place: String,
    what: String,
    remedy: String,
}

struct TrackerLine {
    state: String,
    verdict: (&'static str, String),
    text: String,
    hash: String,
}

struct QuestionLine {
    number: String,
    text: String,
    label: String,
    /// Answer, votes, share of the votes, bar.
    votes: Vec<(String, String, String, String)>,
    answers: Vec<String>,
    duels: Vec<(String, Vec<String>)>,
    levels: Vec<String>,
    rare: bool,
}

struct KeyLine {
    number: String,
    name: Option<String>,
    needed: String,
    fingerprint: String,
}

/// What the log of the set-up shows.
struct SetUpLines {
    verdict: (&'static str, &'static str),
    reasons: Vec<ReasonLine>,
    more_reasons: String,
    /// Role, name and fingerprint of the key.
    signers: Vec<(String, String, String)>,
    rehearsed: String,
    /// Address of the log.
    log: String,
}

struct CheckLine {
    code: String,
    question: &'static str,
    outcome: (&'static str, &'static str),
    items: String,
}

struct StateLine {
    /// Number and digest of each part, of an archive in parts.
    parts: Vec<(String, String)>,
    date: String,
    entry: String,
    entry_href: String,
    proof_href: String,
    sha256: String,
    size: String,
    events: String,
    verdict: (&'static str, String),
    failed: String,
    report: Option<String>,
}

/// What a voter looks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tracker: String,
}

impl ElectionsPage {
    fn a(&self, key: &'static str) -> &'static str {
        voting::audit::text(key, self.p.language)
    }
}

impl ElectionPage {
    fn file(&self, state: &StateLine) -> String {
        file_name(&self.uuid, &state.sha256)
    }

    /// What a part of it is called; `at` from 0.
    fn part(&self, state: &StateLine, at: &usize) -> String {
        part_name(&self.file(state), at + 1)
    }

    fn a(&self, key: &'static str) -> &'static str {
        voting::audit::text(key, self.p.language)
    }
}

/// `GET /voting`.
pub(super) async fn list(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(state): Parameters<ListState>,
) -> Response {
    page(site, shell, move |site, p| {
        let query =
            Query { sort: Sort::Date, descending: true, text: None, facets: Vec::new(), ..state.query("election") };
        let listing = site.data.list(&query)?;
        let at = state.page();
        let title = p.t("voting-title").to_owned();
        let p = p.titled(title, "nav-voting");
        let lines = listing
            .rows
            .iter()
            .map(|row| line(site, &p, &row.title, &serde_json::from_str(&row.json)?))
            .collect::<Result<Vec<_>, Failure>>()?;
        let turn = |to: u64| p.href(&format!("/voting?page={to}"));
        let page = ElectionsPage {
            lead: p.count("voting-lead", listing.total),
            lines,
            pager: Pager::new(&p, at, listing.total.div_ceil(u64::from(PAGE)), turn),
            p,
        };
        Ok(html(&page))
    })
    .await
}

fn line(site: &Site, p: &Shell, title: &str, view: &ElectionView) -> Result<ElectionLine, Failure> {
    let last = view.states.last().map_or(0, |state| state.entry);
    let (entry, entry_href) = signal::entry(p, last);
    let verdict = view.current();
    Ok(ElectionLine {
        href: p.href(&election_path(&view.uuid)),
        title: title.to_owned(),
        verdict: word(p, standing(verdict)),
        stage: verdict.map_or_else(String::new, |v| p.code("stage", &v.stage)),
        ballots: verdict.map_or_else(String::new, |v| p.n(v.counts.ballots as i64)),
        states: p.n(view.states.len() as i64),
        date: day_of(site, p, last)?,
        entry,
        entry_href,
    })
}

/// `GET /voting/{uuid}`.
pub(super) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Path(uuid): Path<String>,
    Parameters(asked): Parameters<Asked>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, &uuid, &asked)).await
}

fn make(site: &Site, p: Shell, uuid: &str, asked: &Asked) -> Result<Response, Failure> {
    let view: ElectionView = row(site, "election", uuid)?;
    let verdict = view.current();
    let election = view.verdict.as_ref().and_then(|v| v.election.as_ref());
    let title = election.map_or_else(|| uuid.to_owned(), |e| e.name.clone());
    let p = p.titled(title.clone(), "nav-voting");
    let a = |key: &str| voting::audit::text(key, p.language);
    // Trackers are often copied with white space around them.
    let tracker: String = asked.tracker.chars().filter(|c| !c.is_whitespace()).take(60).collect();
    let lead = match standing(verdict) {
        "accepted" => a("accepted").to_owned(),
        "running" => a("incomplete").to_owned(),
        "rejected" => a("rejected").to_owned(),
        other => p.code("board", other),
    };
    let states = states(site, &p, &view)?;
    let names: Vec<String> = view.states.iter().map(|state| file_name(uuid, &state.sha256)).collect();
    let mut commands = Vec::new();
    // The last two are compared; one in parts is put together first.
    for (state, name) in view.states.iter().zip(&names).rev().take(2).rev().filter(|(s, _)| !s.parts.is_empty()) {
        let parts: Vec<String> = (1..=state.parts.len()).map(|at| part_name(name, at)).collect();
        commands.push(format!("cat {} > {name}", parts.join(" ")));
    }
    if let Some(newest) = names.last() {
        commands.push(format!("scrutineer voting verify {newest}"));
        commands.push(format!("scrutineer voting audit-report {newest} --out report.html"));
    }
    if let [.., older, newer] = names.as_slice() {
        commands.push(format!("scrutineer voting verify-diff {older} {newer}"));
    }
    let counted = verdict.map_or(0, |v| v.counts.counted);
    let roles = election.map(|e| {
        let named = [("voting-administrator", &e.administrator), ("voting-authority", &e.credential_authority)];
        named
            .map(|(key, name)| (p.t(key).to_owned(), name.clone().unwrap_or_else(|| p.t("not-published").to_owned())))
    });
    let page = ElectionPage {
        uuid: uuid.to_owned(),
        description: election.map_or_else(String::new, |e| e.description.clone()),
        verdict: word(&p, standing(verdict)),
        lead,
        facts: verdict.map(|v| facts(&p, v)).unwrap_or_default(),
        reasons: verdict.map(|v| reasons(&p, v)).unwrap_or_default(),
        more_reasons: verdict
            .map_or_else(String::new, |v| more(&p, "voting-more-reasons", v.reasons.len(), v.reasons_more)),
        found: if tracker.is_empty() { Vec::new() } else { find(site, &p, &view, &tracker)? },
        asked: !tracker.is_empty(),
        tracker,
        path: p.href(&election_path(uuid)),
        questions: verdict.map(|v| questions(&p, v)).unwrap_or_default(),
        small: verdict.is_some_and(|v| v.complete) && counted < 10,
        no_result: !verdict.is_some_and(|v| v.complete),
        keys: verdict.map(|v| v.keys.iter().map(|k| key(&p, k)).collect()).unwrap_or_default(),
        setup: verdict.map(|v| set_up(&p, v.setup.as_ref())),
        checks: verdict.map(|v| checks(&p, v)).unwrap_or_default(),
        states,
        more_states: more(&p, "voting-more-states", view.states.len(), 0),
        commands,
        fingerprint: election.map_or_else(String::new, |e| e.fingerprint.clone()),
        group: election.map_or_else(String::new, |e| e.group.clone()),
        roles: roles.into_iter().flatten().collect(),
        method: (p.href("/method/V1"), method::title(p.language, "V1")),
        replies: signal::replies(&p, &view.replies),
        reply_to: signal::reply_to(&site.options),
        title,
        p,
    };
    Ok(html(&page))
}

fn facts(p: &Shell, v: &Verdict) -> Vec<(String, String, String)> {
    let a = |key: &str| voting::audit::text(key, p.language).to_owned();
    let n = &v.counts;
    let share = if n.credentials == 0 {
        String::new()
    } else {
        // In thousandths, rounded down: a share is never shown larger than it is.
        let mille = u128::from(n.counted) * 1000 / u128::from(n.credentials);
        p.percent(&format!("{}.{:03}", mille / 1000, mille % 1000))
    };
    let participation =
        p.say("voting-of", &[("n", p.n(n.counted as i64).into()), ("all", p.n(n.credentials as i64).into())]);
    let revotes = format!("{} · {}", p.n(n.revotes as i64), a("revotes"));
    let shares = p.count("voting-shares", n.decryptions);
    let mut out = vec![
        (a("ballots"), p.n(n.ballots as i64), revotes),
        (a("counted"), p.n(n.counted as i64), String::new()),
        (a("participation"), share, participation),
        (p.t("voting-stage").to_owned(), p.code("stage", &v.stage), String::new()),
        (p.t("voting-trustees").to_owned(), p.n(n.trustees as i64), shares),
    ];
    if n.weight != n.counted.to_string() {
        out.insert(2, (a("weight"), p.decimal(&n.weight, 0), String::new()));
    }
    out
}

fn reasons(p: &Shell, v: &Verdict) -> Vec<ReasonLine> {
    v.reasons.iter().take(SHOWN).map(|why| reason(p, why)).collect()
}

/// How many lines of a list are not on the page: what is cut here, and what was not kept before.
fn more(p: &Shell, key: &str, listed: usize, before: u64) -> String {
    match listed.saturating_sub(SHOWN) as u64 + before {
        0 => String::new(),
        n => p.count(key, n),
    }
}

fn reason(p: &Shell, why: &kinds::voting::Why) -> ReasonLine {
    ReasonLine {
        code: why.code.clone(),
        question: voting::audit::text(&why.code, p.language),
        place: why.place.clone(),
        what: why.what.clone(),
        remedy: why.remedy.clone(),
    }
}

fn set_up(p: &Shell, found: Option<&kinds::voting::SetUp>) -> SetUpLines {
    let a = |key: &str| voting::audit::text(key, p.language);
    let Some(found) = found else {
        let verdict = ("unknown", a("setup_without"));
        return SetUpLines {
            verdict,
            reasons: Vec::new(),
            more_reasons: String::new(),
            signers: Vec::new(),
            rehearsed: String::new(),
            log: String::new(),
        };
    };
    let signer = |signer: &kinds::voting::Signer| {
        let number = signer.trustee.map(|n| format!(" {}", p.n(n as i64))).unwrap_or_default();
        (format!("{}{number}", a(&signer.role)), signer.name.clone(), signer.fingerprint.clone())
    };
    SetUpLines {
        verdict: if found.audited { ("met", a("setup_audited")) } else { ("notmet", a("setup_not")) },
        reasons: found.reasons.iter().take(SHOWN).map(|why| reason(p, why)).collect(),
        more_reasons: more(p, "voting-more-reasons", found.reasons.len(), 0),
        signers: found.signers.iter().map(signer).collect(),
        rehearsed: a("rehearsed").replace("{n}", &p.n(found.rehearsed as i64)),
        log: format!("/record/blob/{}", found.sha256),
    }
}

/// Where a ballot stands, state by state, the latest first.
fn find(site: &Site, p: &Shell, view: &ElectionView, tracker: &str) -> Result<Vec<TrackerLine>, Failure> {
    let row = site.data.row("tracker", &format!("{}/{tracker}", view.uuid))?;
    let found: TrackerView = match row {
        Some(row) => serde_json::from_str(&row.json)?,
        None => TrackerView { places: Vec::new() },
    };
    if found.places.is_empty() {
        return Ok(Vec::new());
    }
    let last = view.states.last().map(|state| state.entry);
    let mut lines = Vec::new();
    for state in view.states.iter().rev() {
        let day = day_of(site, p, state.entry)?;
        let (place, verdict) = stands(&found, state);
        let text = match verdict.1 {
            "voting-gone" => "voting-gone-text",
            "voting-not-yet" => "voting-not-yet-text",
            _ if place.is_some() => "voting-place",
            _ => "",
        };
        let event = place.map_or(0, |place| place.event);
        let which = if Some(state.entry) == last { "voting-latest" } else { "voting-earlier" };
        lines.push(TrackerLine {
            state: p.say(which, &[("date", day.into())]),
            verdict: (verdict.0, p.t(verdict.1).to_owned()),
            text: match (place, text) {
                (Some(_), _) => p.say(text, &[("n", p.n(event as i64).into())]),
                (None, "") => String::new(),
                (None, text) => p.t(text).to_owned(),
            },
            hash: place.map_or_else(String::new, |place| place.hash.clone()),
        });
    }
    Ok(lines)
}

/// Where a ballot stands on one state, if it does; class and word of what became of it.
fn stands<'a>(
    found: &'a TrackerView,
    state: &kinds::voting::State,
) -> (Option<&'a TrackerPlace>, (&'static str, &'static str)) {
    let place = found.places.iter().find(|place| place.archive == state.entry);
    let word = match place {
        Some(place) if place.counts => ("met", "voting-counts"),
        Some(_) => ("partly", "voting-replaced"),
        // What nobody looked at has lost nothing.
        None if state.verdict.is_none() => ("unknown", "board-unjudged"),
        None if found.places.iter().any(|earlier| earlier.archive < state.entry) => ("notmet", "voting-gone"),
        None => ("unknown", "voting-not-yet"),
    };
    (place, word)
}

fn questions(p: &Shell, v: &Verdict) -> Vec<QuestionLine> {
    v.questions.iter().enumerate().map(|(i, question)| question_line(p, i, question)).collect()
}

fn question_line(p: &Shell, i: usize, question: &Question) -> QuestionLine {
    let a = |key: &str| voting::audit::text(key, p.language);
    let blank = question.blank.then(|| a("blank").to_owned());
    let labels: Vec<String> = blank.into_iter().chain(question.answers.iter().cloned()).collect();
    let votes = question.votes.as_deref().unwrap_or_default();
    let total: u64 = votes.iter().sum();
    let most = votes.iter().copied().max().unwrap_or(0);
    let names = |level: &[usize]| -> String {
        let names: Vec<&str> = level.iter().filter_map(|i| labels.get(*i)).map(String::as_str).collect();
        names.join(" = ")
    };
    QuestionLine {
        number: format!("{} {}", a("question"), p.n(i as i64 + 1)),
        text: question.text.clone(),
        label: a("answer").to_owned(),
        votes: labels
            .iter()
            .zip(votes)
            .map(|(label, n)| {
                let share = format!("{:.3}", chart::ratio(*n, total));
                let shown = p.n(*n as i64);
                let bar = chart::share_bar(p, chart::ratio(*n, most), &format!("{label}: {shown}"));
                (label.clone(), shown, p.percent(&share), bar)
            })
            .collect(),
        duels: question
            .duels
            .iter()
            .flatten()
            .zip(&labels)
            .enumerate()
            .map(|(i, (row, label))| {
                let cell = |(j, n): (usize, &u64)| if i == j { "–".to_owned() } else { p.n(*n as i64) };
                (label.clone(), row.iter().enumerate().map(cell).collect())
            })
            .collect(),
        levels: question.levels.iter().flatten().map(|level| names(level)).collect(),
        rare: question.duels.is_some() && question.answers.len() >= 6,
        answers: labels,
    }
}

fn key(p: &Shell, key: &Key) -> KeyLine {
    let a = |key: &str| voting::audit::text(key, p.language);
    KeyLine {
        number: p.n(key.number as i64),
        name: key.name.clone(),
        needed: match key.threshold {
            None => a("mandatory").to_owned(),
            Some((k, n)) => a("threshold").replace("{k}", &p.n(k as i64)).replace("{n}", &p.n(n as i64)),
        },
        fingerprint: key.fingerprint.clone(),
    }
}

fn checks(p: &Shell, v: &Verdict) -> Vec<CheckLine> {
    let line = |check: &kinds::voting::Check| {
        let (class, outcome) = match check.outcome.as_str() {
            "passed" => ("met", "passed"),
            "failed" => ("notmet", "failed"),
            "not_applicable" => ("skipped", "not_applicable"),
            _ => ("unknown", "not_reached"),
        };
        CheckLine {
            code: check.code.clone(),
            question: voting::audit::text(&check.code, p.language),
            outcome: (class, voting::audit::text(outcome, p.language)),
            items: p.n(check.items as i64),
        }
    };
    v.checks.iter().map(line).collect()
}

fn states(site: &Site, p: &Shell, view: &ElectionView) -> Result<Vec<StateLine>, Failure> {
    let newest_first = view.states.iter().rev().take(SHOWN);
    newest_first
        .map(|state| {
            let (entry, entry_href) = signal::entry(p, state.entry);
            let verdict = state.verdict.as_ref();
            let status = status(verdict.map(|v| (v.accepted, v.complete)));
            Ok(StateLine {
                date: day_of(site, p, state.entry)?,
                entry,
                entry_href,
                proof_href: p.href(&format!("/record/proof/{}", state.entry)),
                sha256: state.sha256.clone(),
                size: signal::bytes(p, state.bytes),
                parts: state.parts.iter().zip(1_u64..).map(|(part, at)| (p.n(at), part.clone())).collect(),
                events: verdict.map_or_else(String::new, |v| p.n(v.events as i64)),
                verdict: word(p, status),
                failed: verdict.map_or_else(String::new, |v| v.failed.join(", ")),
                report: verdict.map(|v| format!("/record/blob/{}", v.sha256)),
            })
        })
        .collect()
}

fn standing(verdict: Option<&Verdict>) -> &'static str {
    status(verdict.map(|v| (v.accepted, v.complete)))
}

/// Shape and word of a verdict.
fn word(p: &Shell, status: &'static str) -> (&'static str, String) {
    let class = match status {
        "accepted" => "met",
        "running" => "partly",
        "rejected" => "notmet",
        _ => "unknown",
    };
    (class, p.code("board", status))
}

/// What a downloaded state is called, as the commands call it.
fn file_name(uuid: &str, sha256: &str) -> String {
    format!("{uuid}-{}.bel", sha256.get(..8).unwrap_or_default())
}

/// What a downloaded part of a state is called.
fn part_name(name: &str, at: usize) -> String {
    format!("{name}.{at:03}")
}

/// The address of an election's page.
fn election_path(uuid: &str) -> String {
    format!("/voting/{}", shell::encode(uuid))
}

/// Reasons and states on a page at most; the published documents hold all.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "election_trackers.html")]
struct TrackersPage {
    p: Shell,
    lead: String,
    election: (String, String),
    /// Tracker, class and word of what became of it, its place.
    lines: Vec<(String, &'static str, &'static str, String)>,
    pager: Pager,
}

/// Which page of the ballots.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Turned {
    page: String,
}

/// `GET /voting/{uuid}/trackers`: every ballot that stood on a judged state, by its tracker.
pub(super) async fn trackers(
    State(site): State<Shared>,
    shell: Shell,
    Path(uuid): Path<String>,
    Parameters(turned): Parameters<Turned>,
) -> Response {
    page(site, shell, move |site, p| {
        let view: ElectionView = row(site, "election", &uuid)?;
        let ballots = |page: u64| {
            site.data.list(&Query {
                kind: "tracker".into(),
                facets: vec![("election".into(), uuid.clone())],
                sort: Sort::Title,
                offset: (page - 1).saturating_mul(TRACKERS.into()),
                limit: TRACKERS,
                ..Query::default()
            })
        };
        let asked = turned.page.parse().ok().filter(|page| *page > 0).unwrap_or(1_u64);
        let listing = ballots(asked)?;
        let pages = listing.total.div_ceil(TRACKERS.into());
        let (at, listing) = if asked <= pages.max(1) { (asked, listing) } else { (1, ballots(1)?) };
        // The latest state that somebody judged says what became of each.
        let judged = view.states.iter().rfind(|state| state.verdict.is_some()).or(view.states.last());
        let name = view.verdict.as_ref().and_then(|v| v.election.as_ref()).map_or(&uuid, |e| &e.name).clone();
        let path = election_path(&uuid);
        let title = format!("{}: {name}", p.t("voting-trackers-title"));
        let p = p.titled(title, "nav-voting");
        let line = |row: &Row| {
            let found: TrackerView = serde_json::from_str(&row.json)?;
            let tracker = row.id.split_once('/').map_or(&*row.id, |(_, tracker)| tracker).to_owned();
            let (place, (class, word)) =
                judged.map_or((None, ("unknown", "board-unjudged")), |state| stands(&found, state));
            let event = place.or(found.places.last()).map_or(0, |place| place.event);
            Ok((tracker, class, word, p.say("voting-place", &[("n", p.n(event as i64).into())])))
        };
        let page = TrackersPage {
            lead: p.count("voting-trackers-lead", listing.total),
            election: (p.href(&path), name),
            lines: listing.rows.iter().map(line).collect::<Result<_, Failure>>()?,
            pager: Pager::new(&p, at, pages, |to| p.href(&format!("{path}/trackers?page={to}"))),
            p,
        };
        Ok(html(&page))
    })
    .await
}

/// Ballots on one page.
const TRACKERS: u32 = 500;
