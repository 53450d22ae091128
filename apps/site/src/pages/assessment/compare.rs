//! What changed between two dates of one dossier, and what changed beside it; never one election against another.

use super::{Bounds, SECTION, Verdict, label, path, status};
use crate::chart;
use crate::data::Query;
use crate::error::Failure;
use crate::pages::{html, page, row};
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use assess::compare::{Comparison, IndicatorChange, Item, RecommendationChange, Score, State as At};
use assess::export::{code_words, word};
use assess::view::Overview;
use axum::extract::{Path, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "assessment_compare.html")]
struct ComparePage {
    p: Shell,
    back: (String, String),
    lead: String,
    dates: [String; 2],
    comparable: bool,
    others: Vec<(String, String)>,
    recommendations: Vec<RecommendationLine>,
    changes: Vec<ChangeLine>,
    /// The two results: address of the file, name in the command.
    results: Vec<(String, String)>,
    api: String,
}

struct RecommendationLine {
    id: String,
    href: Option<String>,
    title: String,
    sides: [Option<ScoreLine>; 2],
    finding: String,
    /// Questions of it whose answer changed.
    questions: Vec<(String, String)>,
}

struct ScoreLine {
    label: Verdict,
    bounds: Option<Bounds>,
}

struct ChangeLine {
    id: String,
    /// The question's page, at the later date; none if it is no longer asked.
    href: Option<String>,
    question: String,
    change: String,
    sides: [Option<(Verdict, String)>; 2],
    reasons: Vec<(String, Vec<String>)>,
}

const KIND: &str = "assessment-comparison";

/// The earlier dates an assessment is held against, latest first.
pub(super) fn dates(site: &Site, key: &str) -> Result<Vec<String>, Failure> {
    let query = Query {
        kind: KIND.into(),
        facets: vec![("assessment".into(), key.to_owned())],
        descending: true,
        limit: 50,
        ..Query::default()
    };
    Ok(site.data.list(&query)?.rows.into_iter().map(|row| row.date).collect())
}

/// `GET /assessment/{key}/compare`: with the date before.
pub(in crate::pages) async fn latest(State(site): State<Shared>, shell: Shell, Path(key): Path<String>) -> Response {
    page(site, shell, move |site, p| {
        let date = dates(site, &key)?.into_iter().next().ok_or(Failure::NotFound)?;
        make(site, p, &key, &date)
    })
    .await
}

/// `GET /assessment/{key}/compare/{date}`.
pub(in crate::pages) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Path((key, date)): Path<(String, String)>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, &key, &date)).await
}

fn make(site: &Site, p: Shell, key: &str, date: &str) -> Result<Response, Failure> {
    let view: Comparison = row(site, KIND, &format!("{key}/{date}"))?;
    let overview: Overview = row(site, "assessment", key)?;
    let earlier: Overview = row(site, "assessment", &format!("{}~{date}", view.dossier))?;
    let base = p.href(&path(key));
    let title = p.say("assess-compare-title", &[("date", p.date(date).into())]);
    let p = p.titled(title, SECTION);
    let behind = view.indicators.iter().filter(|own| own.change == "basis").count() as u64;
    let number = |n: u64| p.n(n as i64).into();
    let others = dates(site, key)?.into_iter().filter(|own| own != date);
    let page = ComparePage {
        lead: p.say(
            "assess-compare-lead",
            &[
                ("from", p.date(date).into()),
                ("to", p.date(&view.later.as_of).into()),
                ("changed", number(view.indicators.len() as u64 - behind)),
                ("behind", number(behind)),
                ("same", number(view.unchanged)),
            ],
        ),
        back: (base.clone(), overview.title),
        dates: [p.date(date), p.date(&view.later.as_of)],
        comparable: view.comparable,
        others: others.map(|own| (format!("{base}/compare/{}", shell::encode(&own)), p.date(&own))).collect(),
        recommendations: view.recommendations.iter().map(|own| recommendation(&p, &base, own)).collect(),
        changes: ordered(&view.indicators).into_iter().map(|own| change(&p, &base, own)).collect(),
        api: format!("{}/comparisons/{}", super::api(key), shell::encode(date)),
        results: vec![
            (format!("/record/blob/{}", earlier.sha256), earlier.sha256),
            (format!("/record/blob/{}", overview.sha256), overview.sha256),
        ],
        p,
    };
    Ok(html(&page))
}

/// Answers that changed first, then those with something new behind them.
fn ordered(all: &[IndicatorChange]) -> Vec<&IndicatorChange> {
    let mut out: Vec<&IndicatorChange> = all.iter().collect();
    out.sort_by_key(|own| own.change == "basis");
    out
}

fn recommendation(p: &Shell, base: &str, own: &RecommendationChange) -> RecommendationLine {
    let questions = own.indicators.iter().flatten();
    RecommendationLine {
        id: own.id.clone(),
        href: own.later.as_ref().map(|_| format!("{base}/recommendations/{}", shell::encode(&own.id))),
        title: own.title.clone(),
        sides: [&own.earlier, &own.later].map(|side| side.as_ref().map(|side| score(p, side))),
        finding: p.t(&format!("assess-compare-{}", own.finding)).to_owned(),
        questions: questions.map(|id| (format!("#{id}"), id.clone())).collect(),
    }
}

fn score(p: &Shell, own: &Score) -> ScoreLine {
    let bounds = own.lo.as_deref().zip(own.hi.as_deref()).map(|(lo, hi)| {
        let units = |text: &str| text.parse::<f64>().map_or(0, |x| (x.clamp(0.0, 1.0) * 10_000.0).round() as u64);
        let (low, high) = (units(lo), units(hi));
        let text = p.say("assess-bounds", &[("lo", p.percent(lo).into()), ("hi", p.percent(hi).into())]);
        let parts =
            [("met", low), ("unknown", high.saturating_sub(low)), ("notmet", 10_000_u64.saturating_sub(high))];
        let parts = parts.map(|(class, count)| chart::Part { class, count });
        Bounds { bar: chart::stacked(p, &parts, &text), text }
    });
    ScoreLine { label: label(p, &own.label), bounds }
}

fn change(p: &Shell, base: &str, own: &IndicatorChange) -> ChangeLine {
    let at = |side: &Option<At>| {
        side.as_ref()
            .map(|own| (status(p, &own.status), own.reason.as_deref().map_or_else(String::new, |r| p.told(r))))
    };
    let reasons = own.reasons.iter().map(|reason| {
        let items = reason.items.iter().map(|item| told(p, &reason.code, item));
        (p.code("assess-compare-reason", &reason.code), items.collect())
    });
    ChangeLine {
        id: own.id.clone(),
        href: own.later.as_ref().map(|_| format!("{base}/indicators/{}", shell::encode(&own.id))),
        question: own.question.clone(),
        change: p.code("assess-compare-change", &own.change),
        sides: [at(&own.earlier), at(&own.later)],
        reasons: reasons.collect(),
    }
}

/// One thing that differs, in words: what it is, and how it stood at both dates.
fn told(p: &Shell, reason: &str, item: &Item) -> String {
    let name = match reason {
        "rating" => item.what.rsplit_once(' ').map_or_else(
            || item.what.clone(),
            |(who, round)| format!("{who}, {} {}", p.w("round"), p.n(round.parse::<i64>().unwrap_or_default())),
        ),
        _ => p.code("assess-compare-field", &item.what),
    };
    let side = |codes: &[String]| {
        let words: Vec<String> = codes.iter().map(|code| value(p, reason, code)).collect();
        words.join(p.t("assess-separator"))
    };
    let stood = match (item.earlier.is_empty(), item.later.is_empty()) {
        (true, true) => return name,
        (true, false) => p.say("assess-compare-new", &[("value", side(&item.later).into())]),
        (false, true) => p.say("assess-compare-gone", &[("value", side(&item.earlier).into())]),
        (false, false) => {
            p.say("assess-compare-step", &[("from", side(&item.earlier).into()), ("to", side(&item.later).into())])
        }
    };
    p.say("assess-compare-item", &[("name", name.into()), ("stood", stood.into())])
}

/// A code, a date or a number as the reader writes it.
fn value(p: &Shell, reason: &str, code: &str) -> String {
    let bytes = code.as_bytes();
    if bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' {
        return p.date(code);
    }
    if bytes.iter().all(u8::is_ascii_digit)
        && let Ok(n) = code.parse::<i64>()
    {
        return p.n(n);
    }
    if code.contains('.') && code.parse::<f64>().is_ok() {
        return p.decimal(code, 4);
    }
    // Digests of files are long and say nothing by themselves.
    if reason == "evidence_file" {
        return code.chars().take(12).collect();
    }
    let dashed = code.replace(' ', "-");
    let own = word(&dashed, p.language);
    if own != dashed { own.to_owned() } else { code_words(code, p.language).unwrap_or(code).to_owned() }
}
