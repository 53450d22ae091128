//! One recommendation with its questions; what is missing in all of them; what other choices would have said.

use super::{SECTION, Verdict, bounds, entry, label, path, plot, status, tally};
use crate::error::Failure;
use crate::pages::{html, page, row};
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use assess::view::{IndicatorLine, Missing, Overview, Recommendation};
use axum::extract::{Path, State};
use axum::response::Response;

/// One question in a list.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) question: String,
    pub(super) status: Verdict,
    pub(super) reason: String,
    pub(super) method: String,
    pub(super) critical: bool,
    pub(super) grades: String,
}

pub(super) fn line(p: &Shell, base: &str, own: &IndicatorLine) -> Line {
    let grades = ["A", "B", "C", "D", "X"].iter().zip(own.grades).filter(|(_, n)| *n > 0);
    let grades: Vec<String> = grades.map(|(grade, n)| format!("{grade}: {}", p.n(n as i64))).collect();
    Line {
        id: own.id.clone(),
        href: format!("{base}/indicators/{}", shell::encode(&own.id)),
        question: own.question.clone(),
        status: status(p, &own.status),
        reason: own.reason.as_deref().map_or_else(String::new, |reason| p.told(reason)),
        method: p.told(&own.method),
        critical: own.critical.is_some(),
        grades: if grades.is_empty() { p.w("none").to_owned() } else { grades.join(p.t("assess-separator")) },
    }
}

#[derive(Template)]
#[template(path = "assessment_recommendation.html")]
struct RecommendationPage {
    p: Shell,
    view: Recommendation,
    back: (String, String),
    label: Verdict,
    bar: String,
    bounds: String,
    point: Option<String>,
    scored: String,
    tally: (String, String),
    /// Range, median, driver.
    simulation: Option<(String, String, String)>,
    sensitivity: String,
    lines: Vec<Line>,
}

/// `GET /assessment/{key}/recommendations/{id}`.
pub(in crate::pages) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Path((key, id)): Path<(String, String)>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, &key, &id)).await
}

fn make(site: &Site, p: Shell, key: &str, id: &str) -> Result<Response, Failure> {
    let overview: Overview = row(site, "assessment", key)?;
    let view: Recommendation = row(site, "assessment-recommendation", &format!("{key}/{id}"))?;
    let base = p.href(&path(key));
    let p = p.titled(format!("{} · {}", view.id, view.title), SECTION);
    // What is not known comes first: it is what a reader can change.
    let order = |line: &&IndicatorLine| match line.status.as_str() {
        "contested" | "indeterminate" | "not_assessed" => 0,
        "not_met" => 1,
        "partly" => 2,
        "met" => 3,
        _ => 4,
    };
    let mut indicators: Vec<&IndicatorLine> = view.indicators.iter().collect();
    indicators.sort_by_key(order);
    let simulation = view.simulation.as_ref().map(|s| {
        let range = [("lo", p.percent(&s.p2_5).into()), ("hi", p.percent(&s.p97_5).into())];
        (p.say("assess-bounds", &range), p.percent(&s.p50), plot::driver(&p, s))
    });
    let drawn = bounds(&p, &view);
    let page = RecommendationPage {
        back: (base.clone(), overview.title),
        label: label(&p, &view.label),
        bounds: drawn.as_ref().map_or_else(|| p.w("not_applicable").to_owned(), |b| b.text.clone()),
        bar: drawn.map(|b| b.bar).unwrap_or_default(),
        point: view.point.as_deref().map(|point| p.percent(point)),
        scored: p
            .say("assess-of", &[("n", p.n(view.scored as i64).into()), ("all", p.n(view.applicable as i64).into())]),
        tally: tally(&p, &view.counts),
        sensitivity: format!("{base}/sensitivity"),
        lines: indicators.into_iter().map(|own| line(&p, &base, own)).collect(),
        simulation,
        view,
        p,
    };
    Ok(html(&page))
}

#[derive(Template)]
#[template(path = "assessment_missing.html")]
struct MissingPage {
    p: Shell,
    back: (String, String),
    lead: String,
    lines: Vec<MissingLine>,
    api: String,
}

struct MissingLine {
    line: Line,
    looked_for: Vec<String>,
    records: Vec<(String, String)>,
    duty: String,
    who: Vec<String>,
    refused: Vec<(String, String)>,
}

/// `GET /assessment/{key}/missing`.
pub(in crate::pages) async fn missing(State(site): State<Shared>, shell: Shell, Path(key): Path<String>) -> Response {
    page(site, shell, move |site, p| {
        let overview: Overview = row(site, "assessment", &key)?;
        let all: Vec<Missing> = row(site, "assessment-missing", &key)?;
        let base = p.href(&path(&key));
        let title = p.t("assess-missing-title").to_owned();
        let p = p.titled(title, SECTION);
        let lines = all
            .iter()
            .map(|missing| MissingLine {
                line: line(&p, &base, &missing.line),
                looked_for: missing.looked_for.clone(),
                records: missing
                    .records
                    .iter()
                    .map(|(kind, coverage)| {
                        let have = match coverage.as_deref() {
                            Some("census") => "assess-records-census",
                            Some("sample") => "assess-records-sample",
                            Some(_) => "assess-records-partial",
                            None => "assess-records-none",
                        };
                        (kind.clone(), p.t(have).to_owned())
                    })
                    .collect(),
                duty: {
                    let duty: Vec<String> = missing.duty.iter().map(|actor| actor_word(&p, actor)).collect();
                    duty.join(p.t("assess-separator"))
                },
                who: missing.who.clone(),
                refused: missing.refused.iter().map(|(by, on)| (by.clone(), p.date(on))).collect(),
            })
            .collect();
        let lead = p.say("assess-missing-lead", &[("n", p.n(all.len() as i64).into())]);
        let api = super::api(&overview.key);
        Ok(html(&MissingPage { back: (base, overview.title), lead, lines, api, p }))
    })
    .await
}

/// A kind of actor in the reader's words.
pub(super) fn actor_word(p: &Shell, actor: &str) -> String {
    p.code("assess-actor", actor)
}

#[derive(Template)]
#[template(path = "assessment_sensitivity.html")]
struct SensitivityPage {
    p: Shell,
    back: (String, String),
    lead: String,
    plot: String,
    lines: Vec<SensitivityLine>,
    factors: Vec<String>,
    drivers: Vec<Driver>,
    result: (String, String),
}

/// A recommendation with what its range hangs on: a bar and its text for each factor.
struct Driver {
    id: String,
    href: String,
    shares: Vec<(String, String)>,
}

struct SensitivityLine {
    id: String,
    href: String,
    title: String,
    bounds: String,
    range: String,
    median: String,
    shares: [String; 3],
}

/// `GET /assessment/{key}/sensitivity`.
pub(in crate::pages) async fn sensitivity(
    State(site): State<Shared>,
    shell: Shell,
    Path(key): Path<String>,
) -> Response {
    page(site, shell, move |site, p| {
        let view: Overview = row(site, "assessment", &key)?;
        let base = p.href(&path(&key));
        let title = p.t("assess-sensitivity-title").to_owned();
        let p = p.titled(title, SECTION);
        let mut lines = Vec::new();
        let mut drivers = Vec::new();
        for r in &view.recommendations {
            let Some(s) = &r.simulation else { continue };
            let href = format!("{base}/recommendations/{}", shell::encode(&r.id));
            lines.push(SensitivityLine {
                id: r.id.clone(),
                title: r.title.clone(),
                href: href.clone(),
                bounds: bounds(&p, r).map(|b| b.text).unwrap_or_default(),
                range: p
                    .say("assess-bounds", &[("lo", p.percent(&s.p2_5).into()), ("hi", p.percent(&s.p97_5).into())]),
                median: p.percent(&s.p50),
                shares: [&s.below_0_4, &s.from_0_4, &s.from_0_8].map(|share| p.percent(share)),
            });
            let factors = s.sobol.iter().map(|(_, first, total)| {
                let share: f64 = total.parse().unwrap_or(0.0);
                let text = format!("{} / {}", p.decimal(first, 2), p.decimal(total, 2));
                (crate::chart::share_bar(&p, share, &text), text)
            });
            drivers.push(Driver { id: r.id.clone(), href, shares: factors.collect() });
        }
        let page = SensitivityPage {
            lead: p.say("assess-sensitivity-lead", &[("draws", p.n(view.draws as i64).into())]),
            plot: plot::ranges(&p, &view.recommendations),
            factors: plot::FACTORS.map(|factor| p.w(factor).to_owned()).to_vec(),
            result: entry(&p, view.entry),
            back: (base, view.title),
            lines,
            drivers,
            p,
        };
        Ok(html(&page))
    })
    .await
}
