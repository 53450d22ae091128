//! Which law and guidance do the questions rest on? Sources and obligations, searched and filtered.

use super::SECTION;
use super::recommendation::actor_word;
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::form::Pager;
use crate::pages::{html, page};
use crate::router::{Shared, Site};
use crate::shell::{Shell, encode};
use crate::words::Arg;
use askama::Template;
use assess::view::Reference;
use axum::extract::{Query as Parameters, State};
use axum::response::Response;
use serde::Deserialize;

/// Entries on one page.
const PAGE: u32 = 20;
/// Filters: parameter of the address = facet.
const FILTERS: [&str; 6] = ["section", "right", "actor", "technology", "recommendation", "pins"];

/// What was asked, as in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    q: String,
    section: String,
    right: String,
    actor: String,
    technology: String,
    recommendation: String,
    pins: String,
    page: String,
}

impl Asked {
    fn filter(&self, name: &str) -> &str {
        match name {
            "section" => &self.section,
            "right" => &self.right,
            "actor" => &self.actor,
            "technology" => &self.technology,
            "recommendation" => &self.recommendation,
            "pins" => &self.pins,
            _ => "",
        }
    }

    fn page(&self) -> u64 {
        self.page.parse().ok().filter(|page| (1..=1_000).contains(page)).unwrap_or(1)
    }

    fn at(&self, page: u64) -> String {
        let mut out = String::from("?");
        for (name, value) in
            std::iter::once(("q", self.q.trim())).chain(FILTERS.map(|name| (name, self.filter(name))))
        {
            if !value.is_empty() {
                out.push_str(&format!("{name}={}&", encode(value)));
            }
        }
        out.push_str(&format!("page={page}"));
        out
    }
}

#[derive(Template)]
#[template(path = "assessment_sources.html")]
struct SourcesPage {
    p: Shell,
    asked: Asked,
    action: String,
    filters: Vec<Filter>,
    lead: String,
    empty: String,
    lines: Vec<Line>,
    pager: Pager,
}

struct Filter {
    name: &'static str,
    label: String,
    choices: Vec<(String, String, bool)>,
}

struct Line {
    view: Reference,
    section: &'static str,
    actors: String,
    unverified: Option<String>,
    cited: String,
    pins: Vec<(String, String, bool)>,
    indicators: Vec<(String, Option<String>)>,
}

/// `GET /assessment/sources`.
pub(in crate::pages) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(asked): Parameters<Asked>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, asked)).await
}

fn make(site: &Site, p: Shell, asked: Asked) -> Result<Response, Failure> {
    const KIND: &str = "assessment-reference";
    let text: String = asked.q.trim().chars().take(200).collect();
    let narrowed = !text.is_empty() || FILTERS.iter().any(|name| !asked.filter(name).is_empty());
    let query = Query {
        kind: KIND.into(),
        text: (!text.is_empty()).then_some(text.clone()),
        facets: FILTERS
            .iter()
            .filter(|name| !asked.filter(name).is_empty())
            .map(|name| ((*name).to_owned(), asked.filter(name).to_owned()))
            .collect(),
        sort: Sort::Title,
        offset: (asked.page() - 1) * u64::from(PAGE),
        limit: PAGE,
        ..Query::default()
    };
    let listing = site.data.list(&query)?;
    // Questions lead to the latest assessment, where they were answered.
    let latest = Query { kind: "assessment".into(), descending: true, limit: 1, ..Query::default() };
    let latest = site.data.list(&latest)?.rows.into_iter().next().map(|row| row.id);
    let title = p.t("assess-sources-title").to_owned();
    let mut p = p.titled(title, SECTION);
    p.noindex = narrowed;
    let mut lines = Vec::new();
    for row in &listing.rows {
        lines.push(line(site, &p, latest.as_deref(), serde_json::from_str(&row.json)?)?);
    }
    let mut filters = Vec::new();
    for name in FILTERS {
        let of = Query { kind: KIND.into(), ..Query::default() };
        let mut values: Vec<String> = site.data.facets(&of, name, 60)?.into_iter().map(|(value, _)| value).collect();
        values.sort();
        let choices = values.into_iter().map(|value| {
            let chosen = asked.filter(name) == value;
            (value.clone(), choice(&p, name, &value), chosen)
        });
        let label = match name {
            "section" => p.t("assess-filter-section"),
            "right" => p.t("assess-filter-right"),
            "actor" => p.t("assess-filter-actor"),
            "technology" => p.w("technologies"),
            "recommendation" => p.w("recommendation"),
            _ => p.t("assess-filter-pins"),
        };
        filters.push(Filter { name, label: label.to_owned(), choices: choices.collect() });
    }
    let at = asked.page();
    let here = |to: u64| p.href(&format!("/assessment/sources{}", asked.at(to)));
    let page = SourcesPage {
        action: p.href("/assessment/sources"),
        lead: p.say("assess-sources-lead", &[("n", p.n(listing.total as i64).into())]),
        empty: match (narrowed, text.is_empty()) {
            (true, false) => p.say("empty-searched", &[("what", Arg::Name(text))]),
            _ => p.t("empty-record").to_owned(),
        },
        pager: Pager::new(&p, at, listing.total.div_ceil(u64::from(PAGE)), here),
        filters,
        lines,
        asked,
        p,
    };
    Ok(html(&page))
}

fn choice(p: &Shell, filter: &str, value: &str) -> String {
    match (filter, value) {
        ("section", "source") => p.t("assess-section-source").to_owned(),
        ("section", _) => p.w("obligation").to_owned(),
        ("actor", actor) => actor_word(p, actor),
        ("pins", _) => p.w("pin-not-verified").to_owned(),
        ("technology", kind) => p.code("assess-technology", kind),
        _ => value.to_owned(),
    }
}

fn line(site: &Site, p: &Shell, latest: Option<&str>, view: Reference) -> Result<Line, Failure> {
    let whole = p.w("whole-document").to_owned();
    let mut indicators = Vec::new();
    for id in &view.indicators {
        let asked = match latest {
            Some(key) => site
                .data
                .row("assessment-indicator", &format!("{key}/{id}"))?
                .map(|_| p.href(&format!("{}/indicators/{}", super::path(key), encode(id)))),
            None => None,
        };
        indicators.push((id.clone(), asked));
    }
    let pins = view
        .pins
        .iter()
        .map(|(by, place, verified)| (by.clone(), place.clone().unwrap_or_else(|| whole.clone()), *verified));
    let unverified = view.pins.iter().filter(|(.., verified)| !verified).count() as i64;
    Ok(Line {
        section: if view.section == "source" { "assess-section-source" } else { "" },
        actors: {
            let actors: Vec<String> = view.actors.iter().map(|actor| actor_word(p, actor)).collect();
            actors.join(p.t("assess-separator"))
        },
        unverified: (unverified > 0).then(|| p.n(unverified)),
        cited: p.say("assess-pins", &[("n", p.n(view.pins.len() as i64).into())]),
        pins: pins.collect(),
        indicators,
        view,
    })
}
