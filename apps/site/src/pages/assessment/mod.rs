//! Does the technology of this election meet its obligations, how do we know, and what do we not know? The map, the
//! matrix, each recommendation and indicator, what is missing, the sensitivity annex, and the sources.
//!
//! Unknown is a word of its own everywhere: it is never drawn as met and never as not met. There is no country figure.

mod compare;
mod indicator;
mod plot;
mod recommendation;
mod sources;

pub(super) use compare::{latest as compare, show as compare_with};
pub(super) use indicator::show as indicator;
pub(super) use recommendation::{missing, sensitivity, show as recommendation};
pub(super) use sources::show as sources;

use super::{html, page, row};
use crate::chart;
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::pages::home::Fact;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use assess::export::{code_words, word};
use assess::view::{Counts, Overview, Recommendation};
use axum::extract::{Path, State};
use axum::response::Response;

pub(super) const SECTION: &str = "nav-assessment";

/// Statuses in the order of counts: code, letter, class of the stylesheet.
const STATUSES: [(&str, char, &str); 7] = [
    ("met", 'M', "met"),
    ("partly", 'P', "partly"),
    ("not_met", 'N', "notmet"),
    ("contested", 'C', "contested"),
    ("indeterminate", 'I', "unknown"),
    ("not_assessed", 'U', "unknown"),
    ("not_applicable", 'X', "skipped"),
];

/// A word with the class of its shape.
pub(super) struct Verdict {
    pub(super) class: &'static str,
    pub(super) word: String,
}

impl Shell {
    /// A word that pages and the printed report share.
    pub(crate) fn w<'a>(&'a self, key: &'a str) -> &'a str {
        word(key, self.language)
    }

    /// A code of an assessment in the reader's words; the code itself if there are none.
    pub(crate) fn told(&self, code: &str) -> String {
        code_words(code, self.language).map_or_else(|| code.replace('_', " "), str::to_owned)
    }
}

pub(super) fn status(p: &Shell, code: &str) -> Verdict {
    let class = STATUSES.iter().find(|(own, ..)| *own == code).map_or("unknown", |(.., class)| class);
    Verdict { class, word: p.w(code).to_owned() }
}

fn label(p: &Shell, code: &str) -> Verdict {
    let class = match code {
        "serious_concern" | "falls_short" => "notmet",
        "meets" => "met",
        "mixed" => "partly",
        "not_applicable" => "skipped",
        _ => "unknown",
    };
    Verdict { class, word: p.w(code).to_owned() }
}

/// Counts in words, those that are zero left out: `met 3, not met 1`.
fn counted(p: &Shell, counts: &Counts) -> String {
    let parts = STATUSES.iter().zip(counts).filter(|(_, n)| **n > 0);
    let parts: Vec<String> = parts.map(|((code, ..), n)| format!("{}: {}", p.w(code), p.n(*n as i64))).collect();
    parts.join(p.t("assess-separator"))
}

/// A bar of statuses with its text.
pub(super) fn tally(p: &Shell, counts: &Counts) -> (String, String) {
    let text = counted(p, counts);
    if counts.iter().all(|n| *n == 0) {
        return (String::new(), p.w("none").to_owned());
    }
    let parts: Vec<chart::Part> =
        STATUSES.iter().zip(counts).map(|((.., class), count)| chart::Part { class, count: *count }).collect();
    (chart::stacked(p, &parts, &text), text)
}

/// A bar beside a text that says the same, so that it needs no text of its own.
fn thin(p: &Shell, counts: &Counts) -> String {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return String::new();
    }
    let mut out = r#"<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">"#.to_owned();
    let mut at = 0.0;
    for ((.., class), count) in STATUSES.iter().zip(counts).filter(|(_, count)| **count > 0) {
        let width = chart::ratio(*count, total) * 100.0;
        let x = if p.rtl() { 100.0 - at - width } else { at };
        out.push_str(&format!(r#"<rect class="{class}" x="{x:.0}" width="{width:.0}" height="8"/>"#));
        at += width;
    }
    out + "</svg>"
}

/// The bounds of a recommendation as a bar: established, not known, not met.
pub(super) struct Bounds {
    pub(super) bar: String,
    pub(super) text: String,
}

pub(super) fn bounds(p: &Shell, r: &Recommendation) -> Option<Bounds> {
    let (lo, hi) = (r.lo.as_deref()?, r.hi.as_deref()?);
    let units = |text: &str| text.parse::<f64>().map_or(0, |share| (share.clamp(0.0, 1.0) * 10_000.0).round() as u64);
    let (low, high) = (units(lo), units(hi));
    let text = p.say("assess-bounds", &[("lo", p.percent(lo).into()), ("hi", p.percent(hi).into())]);
    let parts = [("met", low), ("unknown", high.saturating_sub(low)), ("notmet", 10_000_u64.saturating_sub(high))];
    let parts = parts.map(|(class, count)| chart::Part { class, count });
    Some(Bounds { bar: chart::stacked(p, &parts, &text), text })
}

pub(super) fn path(key: &str) -> String {
    format!("/assessment/{}", shell::encode(key))
}

/// The address of an assessment for programs.
fn api(key: &str) -> String {
    format!("/api/v1/assessments/{}", shell::encode(key))
}

/// An entry of the record: its words and its address.
pub(super) fn entry(p: &Shell, index: u64) -> (String, String) {
    super::signal::entry(p, index)
}

#[derive(Template)]
#[template(path = "assessment.html")]
struct OverviewPage {
    p: Shell,
    view: Overview,
    lead: String,
    sealed: Option<String>,
    facts: Vec<Fact>,
    others: Vec<(String, String)>,
    /// What changed since the date before, if there is one.
    changed: Option<(String, String)>,
    base: String,
    stages: Vec<StageLine>,
    lines: Vec<RecommendationLine>,
    technologies: Vec<String>,
    matrix: Vec<MatrixLine>,
    letters: String,
    agreement: Vec<[String; 5]>,
    entries: Vec<(String, (String, String))>,
    result: String,
    api: String,
}

struct StageLine {
    name: String,
    /// Rows the stage spans.
    span: usize,
    first: Option<TechnologyLine>,
    more: Vec<TechnologyLine>,
}

struct TechnologyLine {
    name: String,
    kind: String,
    in_use: bool,
    supplier: Option<(String, Option<String>)>,
    bar: String,
    text: String,
    evidence: String,
}

struct RecommendationLine {
    id: String,
    href: String,
    title: String,
    label: Verdict,
    bounds: Option<Bounds>,
    scored: String,
    critical: String,
}

struct MatrixLine {
    id: String,
    href: String,
    title: String,
    /// Bar and letters with counts.
    cells: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "assessment_empty.html")]
struct EmptyPage {
    p: Shell,
}

/// `GET /assessment`: the latest.
pub(super) async fn latest(State(site): State<Shared>, shell: Shell) -> Response {
    page(site, shell, |site, p| {
        let query =
            Query { kind: "assessment".into(), sort: Sort::Date, descending: true, limit: 1, ..Query::default() };
        match site.data.list(&query)?.rows.first() {
            Some(row) => make(site, p, serde_json::from_str(&row.json)?),
            None => {
                let title = p.t("assess-title").to_owned();
                Ok(html(&EmptyPage { p: p.titled(title, SECTION) }))
            }
        }
    })
    .await
}

/// `GET /assessment/{key}`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Path(key): Path<String>) -> Response {
    page(site, shell, move |site, p| {
        let view = row(site, "assessment", &key)?;
        make(site, p, view)
    })
    .await
}

fn make(site: &Site, p: Shell, view: Overview) -> Result<Response, Failure> {
    let p = p.titled(view.title.clone(), SECTION);
    let base = p.href(&path(&view.key));
    let all = Query { kind: "assessment".into(), descending: true, limit: 50, ..Query::default() };
    let others = site.data.list(&all)?.rows;
    let others = others.iter().filter(|row| row.id != view.key);
    let [met, partly, not_met, contested, indeterminate, not_assessed, _] = view.counts;
    let open = contested + indeterminate + not_assessed;
    let applying = met + partly + not_met + open;
    let number = |n: u64| p.n(n as i64);
    let lead = p.say(
        "assess-lead",
        &[
            ("all", number(applying).into()),
            ("met", number(met).into()),
            ("partly", number(partly).into()),
            ("not-met", number(not_met).into()),
            ("open", number(open).into()),
        ],
    );
    let technologies: Vec<(String, String)> = view
        .stages
        .iter()
        .flat_map(|stage| &stage.technologies)
        .map(|technology| (technology.id.clone(), technology.name.clone()))
        .collect();
    let before = compare::dates(site, &view.key)?.into_iter().next();
    let page = OverviewPage {
        changed: before.map(|date| {
            (format!("{base}/compare"), p.say("assess-compare-title", &[("date", p.date(&date).into())]))
        }),
        facts: facts(&p, &view, &base, open),
        others: others.map(|row| (p.href(&path(&row.id)), format!("{} · {}", row.title, p.day(&row.date)))).collect(),
        stages: view.stages.iter().map(|stage| stage_line(site, &p, stage)).collect::<Result<_, _>>()?,
        lines: view.recommendations.iter().map(|r| recommendation_line(&p, &base, r)).collect(),
        matrix: view.recommendations.iter().map(|r| matrix_line(&p, &base, r, &technologies)).collect(),
        technologies: technologies.into_iter().map(|(_, name)| name).collect(),
        letters: STATUSES.map(|(code, letter, _)| format!("{letter} {}", p.w(code))).join(p.t("assess-separator")),
        agreement: view.agreement.iter().filter(|area| area.units > 0).map(|area| agreement(&p, area)).collect(),
        entries: [
            ("assess-entry-result", view.entry),
            ("assess-entry-dossier", view.dossier_entry),
            ("assess-entry-catalogue", view.catalogue_entry),
        ]
        .map(|(key, index)| (p.t(key).to_owned(), entry(&p, index)))
        .to_vec(),
        result: format!("/record/blob/{}", view.sha256),
        api: api(&view.key),
        sealed: (view.sealed > 0).then(|| p.say("assess-sealed", &[("n", number(view.sealed).into())])),
        base,
        lead,
        view,
        p,
    };
    Ok(html(&page))
}

fn facts(p: &Shell, view: &Overview, base: &str, open: u64) -> Vec<Fact> {
    let n = |n: u64| p.n(n as i64);
    let (pins, verified) = view.pins;
    let grades = ["A", "B", "C", "D", "X"].iter().zip(view.grades).filter(|(_, n)| *n > 0);
    let grades: Vec<String> = grades.map(|(grade, count)| format!("{grade}: {}", n(count))).collect();
    let fact = |name: &str, value: String, note: String, href: Option<String>| Fact {
        name: name.to_owned(),
        value,
        note,
        href,
    };
    vec![
        fact(p.w("as-of"), p.date(&view.as_of), format!("{}: {}", p.w("profile"), view.profile), None),
        fact(
            p.t("assess-fact-open"),
            n(open),
            p.t("assess-fact-open-note").to_owned(),
            Some(format!("{base}/missing")),
        ),
        fact(
            p.w("evidence"),
            n(view.grades.iter().sum()),
            format!("{} {}", p.w("grade"), grades.join(p.t("assess-separator"))),
            None,
        ),
        fact(
            p.t("assess-fact-pins"),
            p.say("assess-of", &[("n", n(verified).into()), ("all", n(pins).into())]),
            p.t("assess-fact-pins-note").to_owned(),
            Some(p.href("/assessment/sources")),
        ),
    ]
}

fn stage_line(site: &Site, p: &Shell, stage: &assess::view::Stage) -> Result<StageLine, Failure> {
    let mut lines = Vec::new();
    for technology in &stage.technologies {
        let (bar, text) = tally(p, &technology.counts);
        let none = technology.counts.iter().all(|n| *n == 0);
        let grades = ["A", "B", "C", "D", "X"].iter().zip(technology.grades).filter(|(_, n)| *n > 0);
        let grades: Vec<String> = grades.map(|(grade, n)| format!("{grade}: {}", p.n(n as i64))).collect();
        let supplier = match &technology.supplier {
            Some((name, id)) => Some((name.clone(), super::organisation_href(site, p, "supplier", id)?)),
            None => None,
        };
        lines.push(TechnologyLine {
            name: technology.name.clone(),
            kind: p.code("assess-technology", &technology.kind),
            in_use: technology.in_use,
            supplier,
            bar,
            text: if none { p.t("assess-map-no-question").to_owned() } else { text },
            evidence: if grades.is_empty() {
                p.t("assess-map-no-evidence").to_owned()
            } else {
                format!("{} {}", p.w("grade"), grades.join(p.t("assess-separator")))
            },
        });
    }
    let mut lines = lines.into_iter();
    let first = lines.next();
    let more: Vec<TechnologyLine> = lines.collect();
    Ok(StageLine { name: p.told(&stage.id), span: more.len() + 1, first, more })
}

fn recommendation_line(p: &Shell, base: &str, r: &Recommendation) -> RecommendationLine {
    RecommendationLine {
        href: format!("{base}/recommendations/{}", shell::encode(&r.id)),
        id: r.id.clone(),
        title: r.title.clone(),
        label: label(p, &r.label),
        bounds: bounds(p, r),
        scored: p.say("assess-of", &[("n", p.n(r.scored as i64).into()), ("all", p.n(r.applicable as i64).into())]),
        critical: r.critical.join(" "),
    }
}

fn matrix_line(p: &Shell, base: &str, r: &Recommendation, technologies: &[(String, String)]) -> MatrixLine {
    let cell = |id: &String| {
        let counts = r.cells.iter().find(|(own, _)| own == id).map_or([0; 7], |(_, counts)| *counts);
        let letters: Vec<String> = STATUSES
            .iter()
            .zip(counts)
            .filter(|(_, n)| *n > 0)
            .map(|((_, letter, _), n)| format!("{letter}{n}"))
            .collect();
        (thin(p, &counts), letters.join(" "))
    };
    MatrixLine {
        id: r.id.clone(),
        href: format!("{base}/recommendations/{}", shell::encode(&r.id)),
        title: r.title.clone(),
        cells: technologies.iter().map(|(id, _)| cell(id)).collect(),
    }
}

fn agreement(p: &Shell, area: &assess::view::Agreement) -> [String; 5] {
    let decimal = |text: &Option<String>| text.as_deref().map_or_else(String::new, |text| p.decimal(text, 3));
    let value = match (&area.alpha, &area.reason) {
        (Some(alpha), _) => p.decimal(alpha, 3),
        (None, Some(reason)) => p.told(reason),
        (None, None) => p.w("not-known").to_owned(),
    };
    let interval = match (&area.lo, &area.hi) {
        (Some(_), Some(_)) => {
            p.say("assess-bounds", &[("lo", decimal(&area.lo).into()), ("hi", decimal(&area.hi).into())])
        }
        _ => p.w("not-known").to_owned(),
    };
    let name = if area.area == "overall" { p.w("overall").to_owned() } else { area.area.clone() };
    let raw = area.raw.as_deref().map_or_else(|| p.w("not-known").to_owned(), |raw| p.percent(raw));
    [name, value, interval, p.n(area.units as i64), raw]
}
