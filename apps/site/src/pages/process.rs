//! What was bought, by whom, from whom, and what should be asked? The page of one contracting process.

use super::contract::ClauseLine;
use super::home::Fact;
use super::list::{field_name, name};
use super::release::place_path;
use super::signal::{self, ProblemLine, ReplyLine, SignalLine, SourceLine};
use super::{contract, html, organisation_href, page, row};
use crate::chart::{self, Mark};
use crate::error::Failure;
use crate::method;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::exact;
use procurement::view::{Clause, Document, Money, PartyReference, Process};

#[derive(Template)]
#[template(path = "process.html")]
struct ProcessPage {
    p: Shell,
    title: String,
    lang: Option<String>,
    lead: String,
    facts: Vec<Fact>,
    events: Vec<EventLine>,
    timeline: String,
    timeline_caption: String,
    coverage: String,
    signals: Vec<SignalLine>,
    not_assessed: Vec<MissingLine>,
    not_assessed_summary: String,
    documents: Vec<DocumentLine>,
    texts: Vec<TextLine>,
    awards: Vec<AwardLine>,
    contracts: Vec<ContractLine>,
    parties: Vec<PartyLine>,
    missing: Vec<(String, String)>,
    missing_lead: String,
    problems: Vec<ProblemLine>,
    problems_lead: String,
    sources: Vec<SourceLine>,
    source_note: String,
    release: String,
    api: String,
    replies: Vec<ReplyLine>,
    reply_to: Option<String>,
    v: Process,
}

struct EventLine {
    date: String,
    what: String,
    subject: String,
    value: String,
}

struct MissingLine {
    href: String,
    code: String,
    title: &'static str,
    missing: String,
}

struct DocumentLine {
    href: String,
    title: String,
    /// One count per verdict; empty where the text has not been assessed.
    counts: Vec<String>,
    pages: String,
}

/// What one contract text says where it is not simply in order.
struct TextLine {
    href: String,
    title: String,
    lang: Option<String>,
    clauses: Vec<ClauseLine>,
    rest: String,
}

struct AwardLine {
    title: String,
    suppliers: Vec<(String, String)>,
    status: String,
    date: String,
    value: String,
}

struct ContractLine {
    title: String,
    status: String,
    period: String,
    first: String,
    last: String,
    growth: String,
    amendments: String,
}

struct PartyLine {
    href: Option<String>,
    name: String,
    roles: String,
    country: String,
    id: String,
}

/// `GET /procurement/{ocid}`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Path(ocid): Path<String>) -> Response {
    page(site, shell, move |site, p| make(site, p, &ocid)).await
}

fn make(site: &Site, p: Shell, ocid: &str) -> Result<Response, Failure> {
    let v: Process = row(site, "process", ocid)?;
    let title = if v.title.trim().is_empty() { p.t("no-title").to_owned() } else { v.title.clone() };
    let p = p.titled(title.clone(), "nav-contracts");
    let named = |id: &str| party_name(&p, &v, id);
    let events = v
        .timeline
        .iter()
        .map(|event| EventLine {
            date: p.day(&event.date),
            what: p.code("event", &event.kind),
            subject: event.subject.clone(),
            value: event.value.as_ref().map_or_else(String::new, |money| p.money(money)),
        })
        .collect::<Vec<_>>();
    let marks = marks(&p, &v);
    let undated = v.timeline.len() - v.timeline.iter().filter(|e| base::time::date(&e.date).is_some()).count();
    let page = ProcessPage {
        lang: v.language.clone().filter(|tag| shell::is_language_tag(tag) && !v.title.trim().is_empty()),
        lead: lead(&p, &v),
        facts: facts(&p, &v),
        timeline: chart::timeline(&p, &marks, &p.count("timeline-label", marks.len())),
        timeline_caption: match undated {
            0 => p.count("timeline-caption", events.len()),
            n => format!("{} {}", p.count("timeline-caption", events.len()), p.count("timeline-undated", n)),
        },
        events,
        coverage: p.say(
            "signals-coverage",
            &[
                ("n", v.assessed.into()),
                ("all", p.n((v.assessed + v.not_assessed.len() as u64) as i64).into()),
                ("not", v.not_assessed.len().into()),
            ],
        ),
        signals: signal::lines(site, &p, &v.signals, &v.replies, named)?,
        not_assessed: v
            .not_assessed
            .iter()
            .map(|flag| MissingLine {
                href: p.href(&format!("/method/{}", shell::encode(&flag.code))),
                code: flag.code.clone(),
                title: method::title(p.language, &flag.code),
                missing: flag.missing.iter().map(|field| field_name(&p, field)).collect::<Vec<_>>().join(" · "),
            })
            .collect(),
        not_assessed_summary: p.count("not-assessed-summary", v.not_assessed.len()),
        documents: documents(&p, &v),
        texts: texts(site, &p, &v)?,
        awards: awards(&p, &v),
        contracts: contracts(&p, &v),
        parties: parties(site, &p, &v)?,
        missing: v.missing.iter().map(|pointer| (field_name(&p, pointer), pointer.clone())).collect(),
        missing_lead: p.count("missing-lead", v.missing.len()),
        problems_lead: p.count("problems-lead", v.problems.len()),
        problems: signal::problems(&p, &v.problems),
        sources: signal::sources(&p, &v.sources),
        source_note: source_note(&p, &v),
        release: p.href(&place_path(&v.ocid, "")),
        api: format!("/api/v1/processes/{}", shell::encode(&v.ocid)),
        replies: signal::replies(&p, &v.replies),
        reply_to: signal::reply_to(&site.options),
        title,
        v,
        p,
    };
    Ok(html(&page))
}

/// Two sentences: what was bought, by whom, from whom and how; then what there is to ask about.
fn lead(p: &Shell, v: &Process) -> String {
    let mut suppliers: Vec<&PartyReference> = Vec::new();
    for award in v.awards.iter().filter(|award| award.status.as_deref().is_none_or(|status| status == "active")) {
        for supplier in &award.suppliers {
            if !suppliers.iter().any(|known| known.id == supplier.id) {
                suppliers.push(supplier);
            }
        }
    }
    let buyer = v.buyer.as_ref().map_or_else(|| p.t("lead-no-buyer").to_owned(), |buyer| name(p, buyer));
    let method = match v.method.as_deref() {
        Some(method @ ("open" | "selective" | "limited" | "direct")) => method,
        Some(_) => "other",
        None => "unknown",
    };
    let first = p.say(
        "lead-process",
        &[
            ("state", if suppliers.is_empty() { "open" } else { "awarded" }.into()),
            ("buyer", crate::words::Arg::Name(buyer)),
            ("supplier", crate::words::Arg::Name(suppliers.first().map_or_else(String::new, |s| name(p, s)))),
            ("others", suppliers.len().saturating_sub(1).into()),
            ("method", method.into()),
        ],
    );
    let of = |verdicts: &[&str]| -> u64 {
        v.documents.iter().flat_map(|d| verdicts.iter().filter_map(|verdict| d.verdicts.get(*verdict))).sum()
    };
    let unassessed = !v.documents.is_empty() && of(&contract::VERDICTS) == 0;
    let codes: std::collections::BTreeSet<&str> = v.signals.iter().map(|signal| signal.code.as_str()).collect();
    let second = p.say(
        "lead-ask",
        &[
            ("signals", codes.len().into()),
            ("texts", if unassessed { "unassessed".into() } else { v.documents.len().into() }),
            ("clauses", of(&["absent", "contradicted", "weak"]).into()),
            ("unread", of(&["unreadable"]).into()),
        ],
    );
    format!("{first} {second}")
}

fn facts(p: &Shell, v: &Process) -> Vec<Fact> {
    let not_published = || p.t("not-published").to_owned();
    let sums = |sums: &[Money]| sums.iter().map(|money| p.money(money)).collect::<Vec<_>>().join(" + ");
    let active = v.awards.iter().filter(|a| a.status.as_deref().is_none_or(|status| status == "active")).count();
    let mut facts = vec![
        Fact {
            name: p.t("fact-awarded").to_owned(),
            value: if v.award_totals.is_empty() { not_published() } else { sums(&v.award_totals) },
            note: p.say("fact-awarded-note", &[("n", active.into()), ("missing", v.awards_without_amount.into())]),
            href: None,
        },
        Fact {
            name: p.t("fact-estimate").to_owned(),
            value: v.tender_value.as_ref().map_or_else(not_published, |money| p.money(money)),
            note: p.t(if v.tender_value.is_some() { "fact-estimate-note" } else { "ask-buyer" }).to_owned(),
            href: None,
        },
        Fact {
            name: p.t("fact-tenderers").to_owned(),
            value: v.tenderers.map_or_else(|| p.t("not-known").to_owned(), |n| p.n(n as i64)),
            note: match (&v.method, v.tenderers) {
                (Some(method), Some(_)) => p.code("method", method),
                (Some(method), None) => format!("{} · {}", p.code("method", method), p.t("ask-buyer")),
                (None, _) => p.t("method-not-published").to_owned(),
            },
            href: None,
        },
        Fact {
            name: p.t("fact-status").to_owned(),
            value: v.status.as_deref().map_or_else(not_published, |status| p.code("status", status)),
            note: v.method_details.clone().unwrap_or_default(),
            href: None,
        },
    ];
    if let Some(source) =
        v.sources.iter().rev().find(|source| source.kind == "procurement.release").or(v.sources.last())
    {
        let (value, href) = signal::entry(p, source.entry);
        facts.push(Fact {
            name: p.t("fact-record").to_owned(),
            value,
            note: p.count("fact-record-note", v.sources.len()),
            href: Some(href),
        });
    }
    facts
}

fn marks(p: &Shell, v: &Process) -> Vec<Mark> {
    const MARKS: usize = 24;
    let mut marks: Vec<Mark> = v
        .timeline
        .iter()
        .filter_map(|event| {
            let day = base::time::day_number(base::time::date(&event.date)?);
            Some(Mark {
                day,
                label: p.code("event", &event.kind),
                date: p.day(&event.date),
                class: match event.kind.as_str() {
                    "award" | "signed" => "award",
                    "polling-day" => "poll",
                    "amendment" => "change",
                    _ => "point",
                },
            })
        })
        .collect();
    // Several of one kind on one day are one mark.
    marks.dedup_by(|b, a| a.day == b.day && a.label == b.label);
    if marks.len() > MARKS {
        marks.retain(|mark| mark.label != p.code("event", "release"));
        marks.truncate(MARKS);
    }
    marks
}

fn documents(p: &Shell, v: &Process) -> Vec<DocumentLine> {
    v.documents
        .iter()
        .map(|document| DocumentLine {
            href: p.href(&shell::contract_path(&document.sha256)),
            title: document.title.clone(),
            counts: contract::counts(p, &document.verdicts),
            pages: p.say("pages-read", &[("n", document.pages.into()), ("unread", document.pages_unreadable.into())]),
        })
        .collect()
}

/// Clauses to ask about, with what the contract says, for the first contract texts of the process.
fn texts(site: &Site, p: &Shell, v: &Process) -> Result<Vec<TextLine>, Failure> {
    const TEXTS: usize = 3;
    let mut texts = Vec::new();
    for summary in v.documents.iter().take(TEXTS) {
        let Some(row) = site.data.row("document", &summary.sha256)? else { continue };
        let document: Document = serde_json::from_str(&row.json)?;
        let ask = |clause: &&Clause| matches!(clause.verdict.as_str(), "contradicted" | "weak");
        let mut clauses: Vec<&Clause> = document.clauses.iter().filter(ask).collect();
        clauses.sort_by_key(|clause| clause.verdict != "contradicted");
        let codes = |verdict: &str| {
            let of = document.clauses.iter().filter(|clause| clause.verdict == verdict);
            of.map(|clause| clause.code.as_str()).collect::<Vec<_>>().join(", ")
        };
        let rest = ["absent", "unreadable", "present"]
            .into_iter()
            .map(|verdict| (verdict, codes(verdict)))
            .filter(|(_, codes)| !codes.is_empty())
            .map(|(verdict, codes)| format!("{}: {codes}", p.code("verdict", verdict)))
            .collect::<Vec<_>>()
            .join(" · ");
        texts.push(TextLine {
            href: p.href(&shell::contract_path(&summary.sha256)),
            title: summary.title.clone(),
            lang: summary.language.clone().filter(|tag| shell::is_language_tag(tag)),
            clauses: clauses.into_iter().map(|clause| contract::clause_line(p, clause, &document.replies)).collect(),
            rest,
        });
    }
    Ok(texts)
}

fn awards(p: &Shell, v: &Process) -> Vec<AwardLine> {
    v.awards
        .iter()
        .map(|award| AwardLine {
            title: award.title.clone().filter(|title| !title.is_empty()).unwrap_or_else(|| award.id.clone()),
            suppliers: award
                .suppliers
                .iter()
                .map(|supplier| (p.href(&shell::vendor_path(&supplier.id)), name(p, supplier)))
                .collect(),
            status: status(p, award.status.as_deref()),
            date: day(p, award.date.as_deref()),
            value: money(p, award.value.as_ref()),
        })
        .collect()
}

fn contracts(p: &Shell, v: &Process) -> Vec<ContractLine> {
    v.contracts
        .iter()
        .map(|contract| ContractLine {
            title: contract.title.clone().filter(|title| !title.is_empty()).unwrap_or_else(|| contract.id.clone()),
            status: status(p, contract.status.as_deref()),
            period: p.say(
                "period",
                &[("from", day(p, contract.start.as_deref()).into()), ("to", day(p, contract.end.as_deref()).into())],
            ),
            first: contract.first_value.as_ref().map_or_else(|| p.t("seen-once").to_owned(), |m| p.money(m)),
            last: money(p, contract.value.as_ref()),
            growth: growth(p, contract.first_value.as_ref(), contract.value.as_ref()),
            amendments: p.n(contract.amendments as i64),
        })
        .collect()
}

/// How much the last value is above or below the first, as a signed percentage.
fn growth(p: &Shell, first: Option<&Money>, last: Option<&Money>) -> String {
    let (Some(first), Some(last)) = (first, last) else { return String::new() };
    let (Some(a), Some(b)) = (exact::parse(&first.amount), exact::parse(&last.amount)) else { return String::new() };
    let zero = exact::Rational::from_integer(0.into());
    if first.currency != last.currency || a <= zero || a == b {
        return String::new();
    }
    let sign = if b > a { "+" } else { "" };
    crate::words::isolated(&format!("{sign}{}", p.percent(&exact::to_decimal(&((b - &a) / a), 4))))
}

fn parties(site: &Site, p: &Shell, v: &Process) -> Result<Vec<PartyLine>, Failure> {
    v.parties
        .iter()
        .map(|party| {
            let has = |role: &str| party.roles.iter().any(|r| r == role);
            let kind = if has("buyer") || has("procuringEntity") { "buyer" } else { "supplier" };
            Ok(PartyLine {
                href: organisation_href(site, p, kind, &party.reference.id)?,
                name: name(p, &party.reference),
                roles: party.roles.iter().map(|role| p.code("role", role)).collect::<Vec<_>>().join(", "),
                country: party.country.clone().unwrap_or_else(|| p.t("not-published").to_owned()),
                id: party.reference.id.clone(),
            })
        })
        .collect()
}

fn party_name(p: &Shell, v: &Process, id: &str) -> Option<String> {
    let reference = v
        .parties
        .iter()
        .map(|party| &party.reference)
        .chain(&v.buyer)
        .chain(&v.procuring_entity)
        .chain(v.awards.iter().flat_map(|award| &award.suppliers))
        .find(|party| party.id == id)?;
    Some(name(p, reference))
}

fn source_note(p: &Shell, v: &Process) -> String {
    match (&v.publisher, &v.license) {
        (Some(publisher), Some(license)) => p.say(
            "published-by",
            &[
                ("publisher", crate::words::Arg::Name(publisher.clone())),
                ("license", crate::words::Arg::Name(license.clone())),
            ],
        ),
        (Some(publisher), None) => {
            p.say("published-by-no-license", &[("publisher", crate::words::Arg::Name(publisher.clone()))])
        }
        _ => p.t("published-by-nobody").to_owned(),
    }
}

fn status(p: &Shell, status: Option<&str>) -> String {
    status.map_or_else(|| p.t("not-published").to_owned(), |status| p.code("status", status))
}

fn day(p: &Shell, date: Option<&str>) -> String {
    date.map_or_else(|| p.t("not-published").to_owned(), |date| p.day(date))
}

fn money(p: &Shell, money: Option<&Money>) -> String {
    money.map_or_else(|| p.t("not-published").to_owned(), |money| p.money(money))
}
