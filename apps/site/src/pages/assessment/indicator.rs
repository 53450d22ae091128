//! One question in full: status, rule, ratings side by side, evidence with its grade, dissent, citations.

use super::{SECTION, Verdict, entry, path, status};
use crate::error::Failure;
use crate::pages::{html, page, row};
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use assess::view::{Evidence, Indicator, Overview, Signal};
use axum::extract::{Path, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "assessment_indicator.html")]
struct IndicatorPage {
    p: Shell,
    view: Indicator,
    back: (String, String),
    status: Verdict,
    reason: String,
    recommendations: Vec<(String, String, String)>,
    obligations: Vec<(String, String, String)>,
    signal: Option<SignalView>,
    panel: String,
    ratings: Vec<RatingLine>,
    evidence: Vec<EvidenceLine>,
    refusals: Vec<(String, String)>,
    pins: Vec<PinLine>,
    basis: String,
    not_in_force: bool,
    unverified: bool,
    dossier: (String, String),
    measured: Vec<MeasuredLine>,
}

/// A value of a record that was measured from the record.
struct MeasuredLine {
    process: (String, String),
    field: String,
    value: String,
    check: Option<(String, String)>,
    entries: Vec<(String, String)>,
}

struct SignalView {
    status: Verdict,
    facts: Vec<(String, String)>,
}

struct RatingLine {
    who: String,
    interests: String,
    round: String,
    value: Verdict,
    reason: String,
    evidence: String,
    entry: Option<(String, String)>,
}

struct EvidenceLine {
    view: Evidence,
    /// Whether it speaks for *met*.
    supports: bool,
    why_not: String,
    dated: String,
    access: String,
    entry: Option<(String, String)>,
    file: Option<String>,
    redactions: Vec<(String, String, String, String)>,
}

struct PinLine {
    source: String,
    href: String,
    place: String,
    verified: bool,
    state: String,
}

/// `GET /assessment/{key}/indicators/{id}`.
pub(in crate::pages) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Path((key, id)): Path<(String, String)>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, &key, &id)).await
}

fn make(site: &Site, p: Shell, key: &str, id: &str) -> Result<Response, Failure> {
    let overview: Overview = row(site, "assessment", key)?;
    let mut view: Indicator = row(site, "assessment-indicator", &format!("{key}/{id}"))?;
    let base = p.href(&path(key));
    view.scoring.iter_mut().for_each(|(key, _)| *key = key.replace('_', " "));
    let p = p.titled(format!("{id} · {}", overview.title), SECTION);
    let page = IndicatorPage {
        status: status(&p, &view.line.status),
        reason: view.line.reason.as_deref().map_or_else(String::new, |reason| p.told(reason)),
        recommendations: view
            .recommendations
            .iter()
            .map(|(id, title)| (id.clone(), title.clone(), format!("{base}/recommendations/{}", shell::encode(id))))
            .collect(),
        obligations: view
            .obligations
            .iter()
            .map(|(id, title)| {
                (id.clone(), title.clone(), p.href(&format!("/assessment/sources?q={}", shell::encode(id))))
            })
            .collect(),
        signal: view.signal.as_ref().map(|s| signal(&p, s)),
        panel: match &view.panel {
            Some((Some(verdict), _)) => p.w(verdict).to_owned(),
            Some((None, Some(reason))) => p.told(reason),
            _ => String::new(),
        },
        ratings: view.ratings.iter().map(|rating| rating_line(&p, &overview, rating)).collect(),
        evidence: view.evidence.iter().map(|item| evidence_line(&p, item)).collect(),
        refusals: view.refusals.iter().map(|(by, on)| (by.clone(), p.date(on))).collect(),
        pins: view.pins.iter().map(|pin| pin_line(&p, pin)).collect(),
        basis: p.told(&view.threshold_basis_in_force),
        not_in_force: view.threshold_basis != view.threshold_basis_in_force,
        unverified: view.pins.iter().any(|(_, _, verified, _)| !verified),
        dossier: entry(&p, overview.dossier_entry),
        measured: view.measured.iter().map(|own| measured(&p, own)).collect(),
        back: (base, overview.title),
        view,
        p,
    };
    Ok(html(&page))
}

fn measured(p: &Shell, own: &assess::view::Measured) -> MeasuredLine {
    let value = match own.field.as_str() {
        "signed_on" => p.day(&own.value),
        "tenderers" | "planned_amount" | "actual_amount" => p.decimal(&own.value, 2),
        _ => {
            let words: Vec<String> = own.value.split(' ').map(|v| p.code("assess-measured-value", v)).collect();
            words.join(p.t("assess-separator"))
        }
    };
    MeasuredLine {
        process: (own.ocid.clone(), p.href(&shell::process_path(&own.ocid))),
        field: p.code("assess-measured-says", &own.field),
        value,
        check: own.check.as_ref().map(|code| (code.clone(), p.href(&format!("/method/{}", shell::encode(code))))),
        entries: own.entries.iter().map(|index| entry(p, *index)).collect(),
    }
}

fn signal(p: &Shell, s: &Signal) -> SignalView {
    let n = |n: u64| p.n(n as i64);
    let mut facts = vec![(p.w("records").to_owned(), n(s.n))];
    if let (Some(part), Some(whole)) = (s.numerator, s.denominator) {
        facts.push((
            p.t("assess-signal-share").to_owned(),
            p.say("assess-of", &[("n", n(part).into()), ("all", n(whole).into())]),
        ));
    }
    if let Some(unknown) = s.unknown.filter(|unknown| *unknown > 0) {
        facts.push((p.w("unknown-count").to_owned(), n(unknown)));
    }
    if let Some(value) = &s.value {
        facts.push((p.t("assess-signal-value").to_owned(), p.decimal(value, 4)));
    }
    if let Some((lo, hi)) = &s.interval {
        let args = [("lo", p.decimal(lo, 4).into()), ("hi", p.decimal(hi, 4).into())];
        facts.push((p.w("bounds").to_owned(), p.say("assess-bounds", &args)));
    }
    if let Some(reason) = &s.reason {
        facts.push((p.w("reason").to_owned(), p.told(reason)));
    }
    SignalView { status: status(p, &s.status), facts }
}

fn rating_line(p: &Shell, overview: &Overview, rating: &assess::view::Rating) -> RatingLine {
    let who = overview.assessors.iter().find(|(id, ..)| *id == rating.assessor);
    RatingLine {
        who: who.map_or_else(|| rating.assessor.clone(), |(id, organisation, _)| format!("{id}, {organisation}")),
        interests: who
            .and_then(|(.., interests)| interests.clone())
            .unwrap_or_else(|| p.w("not-declared").to_owned()),
        round: p.n(i64::from(rating.round)),
        value: status(p, &rating.value),
        reason: rating.reason.clone().unwrap_or_default(),
        evidence: rating.evidence.join(" "),
        entry: rating.entry.map(|index| entry(p, index)),
    }
}

fn evidence_line(p: &Shell, item: &Evidence) -> EvidenceLine {
    EvidenceLine {
        supports: item.direction == "supports",
        why_not: item.why_not.as_deref().map_or_else(String::new, |why| p.told(why)),
        dated: p.date(&item.dated),
        access: p.told(&item.access),
        entry: item.entry.map(|index| entry(p, index)),
        file: item.published.then(|| format!("/record/blob/{}", item.sha256)),
        redactions: item
            .redactions
            .iter()
            .map(|[what, ground, by, on]| (what.clone(), ground.clone(), by.clone(), p.date(on)))
            .collect(),
        view: item.clone(),
    }
}

fn pin_line(p: &Shell, (source, place, verified, state): &(String, Option<String>, bool, String)) -> PinLine {
    let state = match state.as_str() {
        "binding" => p.w("binding"),
        "guiding" => p.w("guiding"),
        "not known" => p.w("not-known"),
        _ => p.w("not-in-force"),
    };
    PinLine {
        source: source.clone(),
        href: p.href(&format!("/assessment/sources?q={}", shell::encode(source))),
        place: place.clone().unwrap_or_else(|| p.w("whole-document").to_owned()),
        verified: *verified,
        state: state.to_owned(),
    }
}
