//! What does a contract say on twenty questions? All verdicts, each quoted place marked in the whole text.

use super::home::Fact;
use super::list::name;
use super::signal::{self, ProblemLine, ReplyLine, SourceLine};
use super::{html, organisation_href, page, row};
use crate::chart::{self, Part};
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::form::{PAGE, Pager, State as ListState};
use crate::method;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;
use base::document::Extracted;
use procurement::view::{Clause, Document, PartyReference, Reply};
use std::collections::BTreeMap;

/// The six verdicts in the order pages show them.
pub(crate) const VERDICTS: [&str; 6] = ["present", "weak", "contradicted", "absent", "unreadable", "not-assessed"];

/// The shape that stands for a verdict, a class of the stylesheet.
pub(crate) fn shape(verdict: &str) -> &'static str {
    match verdict {
        "present" => "met",
        "weak" => "partly",
        "contradicted" => "notmet",
        "absent" => "absent",
        "not-assessed" => "skipped",
        _ => "unknown",
    }
}

#[derive(Template)]
#[template(path = "contract.html")]
struct ContractPage {
    p: Shell,
    title: String,
    process: Option<(String, String)>,
    lead: String,
    facts: Vec<Fact>,
    bar: String,
    tally: Vec<(&'static str, String, String)>,
    clauses: Vec<ClauseLine>,
    lang: Option<String>,
    annexes: Vec<AnnexLine>,
    problems: Vec<ProblemLine>,
    sources: Vec<SourceLine>,
    /// One string of HTML per page of the contract, with its heading.
    text: Vec<PageText>,
    /// The text is not published any more, or too long to show here.
    text_note: Option<String>,
    api: String,
    replies: Vec<ReplyLine>,
    reply_to: Option<String>,
    v: Document,
}

pub(crate) struct ClauseLine {
    pub(crate) code: String,
    pub(crate) href: String,
    pub(crate) title: &'static str,
    pub(crate) question: &'static str,
    pub(crate) must: String,
    pub(crate) shape: &'static str,
    pub(crate) verdict: String,
    pub(crate) quotes: Vec<QuoteLine>,
    pub(crate) why: String,
    pub(crate) values: Vec<(String, String)>,
    pub(crate) entry: String,
    pub(crate) entry_href: String,
    pub(crate) replies: Vec<(String, String)>,
}

pub(crate) struct QuoteLine {
    pub(crate) text: String,
    pub(crate) href: String,
    pub(crate) place: String,
    pub(crate) role: String,
    pub(crate) class: &'static str,
}

struct AnnexLine {
    label: String,
    referenced: String,
    attached: String,
    problem: String,
}

struct PageText {
    heading: String,
    number: usize,
    html: String,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "contracts.html")]
struct ContractsPage {
    p: Shell,
    lead: String,
    caption: String,
    lines: Vec<ContractRow>,
    pager: Pager,
}

struct ContractRow {
    href: String,
    title: String,
    party: String,
    counts: Vec<String>,
    bar: String,
    pages: String,
}

/// `GET /procurement/contracts`.
pub(super) async fn list(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(state): Parameters<ListState>,
) -> Response {
    page(site, shell, move |site, p| {
        let query = Query { sort: Sort::Title, descending: false, facets: Vec::new(), ..state.query("document") };
        let listing = site.data.list(&query)?;
        let at = state.page();
        let title = p.t("contracts-title").to_owned();
        let p = p.titled(title, "nav-contracts");
        let lines = listing
            .rows
            .iter()
            .map(|row| {
                let v: Document = serde_json::from_str(&row.json)?;
                Ok(ContractRow {
                    href: p.href(&shell::contract_path(&row.id)),
                    title: v.summary.title.clone(),
                    party: v.buyer.as_ref().map_or_else(String::new, |buyer| name(&p, buyer)),
                    counts: counts(&p, &v.summary.verdicts),
                    bar: bar(&p, &v),
                    pages: pages_read(&p, &v),
                })
            })
            .collect::<Result<Vec<_>, serde_json::Error>>()?;
        let turn = |to: u64| p.href(&format!("/procurement/contracts{}", state.with(&[("page", &to.to_string())])));
        let page = ContractsPage {
            lead: p.count("contracts-lead", listing.total),
            caption: p.t("clauses-caption").to_owned(),
            lines,
            pager: Pager::new(&p, at, listing.total.div_ceil(u64::from(PAGE)), turn),
            p,
        };
        Ok(html(&page))
    })
    .await
}

/// `GET /procurement/contracts/{sha256}`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Path(sha256): Path<String>) -> Response {
    page(site, shell, move |site, p| make(site, p, &sha256)).await
}

fn make(site: &Site, p: Shell, sha256: &str) -> Result<Response, Failure> {
    let v: Document = row(site, "document", sha256)?;
    let title = if v.summary.title.is_empty() { p.t("no-title").to_owned() } else { v.summary.title.clone() };
    let p = p.titled(title.clone(), "nav-contracts");
    let (text, text_note) = match extracted(site, &v)? {
        Some(extracted) => pages(&p, &v, &extracted),
        None => (Vec::new(), Some(p.t("text-not-here").to_owned())),
    };
    let tally = VERDICTS
        .iter()
        .map(|verdict| (shape(verdict), p.code("verdict", verdict), p.n(count(&v, verdict) as i64)))
        .collect();
    let page = ContractPage {
        process: v.ocid.as_ref().map(|ocid| {
            let title = if v.process_title.is_empty() { ocid.clone() } else { v.process_title.clone() };
            (p.href(&shell::process_path(ocid)), title)
        }),
        lead: lead(&p, &v),
        facts: facts(site, &p, &v)?,
        bar: bar(&p, &v),
        tally,
        clauses: v.clauses.iter().map(|clause| clause_line(&p, clause, &v.replies)).collect(),
        lang: v.summary.language.clone().filter(|tag| shell::is_language_tag(tag)),
        annexes: annexes(&p, &v),
        problems: signal::problems(&p, &v.problems),
        sources: signal::sources(&p, &v.sources),
        text,
        text_note,
        api: format!("/api/v1/contracts/{}", shell::encode(&v.summary.sha256)),
        replies: signal::replies(&p, &v.replies),
        reply_to: signal::reply_to(&site.options),
        title,
        v,
        p,
    };
    Ok(html(&page))
}

/// The count of each verdict in words; nothing where a text has not been assessed, for that is not zero.
pub(super) fn counts(p: &Shell, verdicts: &BTreeMap<String, u64>) -> Vec<String> {
    let count = |verdict: &str| verdicts.get(verdict).copied().unwrap_or(0);
    if VERDICTS.iter().all(|verdict| count(verdict) == 0) {
        return Vec::new();
    }
    VERDICTS.iter().map(|verdict| p.n(count(verdict) as i64)).collect()
}

fn count(v: &Document, verdict: &str) -> u64 {
    v.summary.verdicts.get(verdict).copied().unwrap_or(0)
}

fn bar(p: &Shell, v: &Document) -> String {
    let parts: Vec<Part> =
        VERDICTS.iter().map(|verdict| Part { class: shape(verdict), count: count(v, verdict) }).collect();
    let label = VERDICTS
        .iter()
        .map(|verdict| format!("{} {}", p.n(count(v, verdict) as i64), p.code("verdict", verdict)))
        .collect::<Vec<_>>()
        .join(", ");
    chart::stacked(p, &parts, &label)
}

fn pages_read(p: &Shell, v: &Document) -> String {
    p.say("pages-read", &[("n", v.summary.pages.into()), ("unread", v.summary.pages_unreadable.into())])
}

fn lead(p: &Shell, v: &Document) -> String {
    if v.clauses.is_empty() {
        return p.say("contract-lead-unassessed", &[("pages", v.summary.pages.into())]);
    }
    let first = p.say(
        "contract-lead",
        &[
            ("n", count(v, "present").into()),
            ("all", p.n(v.clauses.len() as i64).into()),
            ("pages", v.summary.pages.into()),
        ],
    );
    let second = p.say(
        "contract-lead-gaps",
        &[
            ("weak", count(v, "weak").into()),
            ("against", count(v, "contradicted").into()),
            ("absent", count(v, "absent").into()),
            ("unread", count(v, "unreadable").into()),
        ],
    );
    format!("{first} {second}")
}

fn facts(site: &Site, p: &Shell, v: &Document) -> Result<Vec<Fact>, Failure> {
    let unknown = || p.t("not-known").to_owned();
    let unmeasured = v.redacted_share.is_empty();
    let link = |kind, party: &Option<PartyReference>| match party {
        Some(party) => organisation_href(site, p, kind, &party.id),
        None => Ok(None),
    };
    Ok(vec![
        Fact {
            name: p.t("column-buyer").to_owned(),
            value: v.buyer.as_ref().map_or_else(unknown, |buyer| name(p, buyer)),
            note: String::new(),
            href: link("buyer", &v.buyer)?,
        },
        Fact {
            name: p.t("column-supplier").to_owned(),
            value: v.supplier.as_ref().map_or_else(unknown, |supplier| name(p, supplier)),
            note: String::new(),
            href: link("supplier", &v.supplier)?,
        },
        Fact {
            name: p.t("fact-pages").to_owned(),
            value: p.n(v.summary.pages as i64),
            note: p.count("fact-pages-note", v.summary.pages_unreadable),
            href: None,
        },
        Fact {
            name: p.t("fact-redacted").to_owned(),
            value: if unmeasured { unknown() } else { p.percent(&v.redacted_share) },
            note: if unmeasured { String::new() } else { p.count("fact-redacted-note", v.redaction_marks) },
            href: None,
        },
        Fact {
            name: p.t("fact-language").to_owned(),
            value: v.summary.language.as_deref().map_or_else(unknown, |language| p.code("language", language)),
            note: v.summary.media_type.clone(),
            href: None,
        },
    ])
}

/// One clause with its verdict and quotations.
pub(crate) fn clause_line(p: &Shell, clause: &Clause, replies: &[Reply]) -> ClauseLine {
    let method = method::of(p.language, &clause.code);
    let (entry, entry_href) = signal::entry(p, clause.entry);
    ClauseLine {
        href: p.href(&format!("/method/{}", shell::encode(&clause.code))),
        title: method.map_or("", |method| method.title.as_str()),
        question: method.map_or("", |method| method.question.as_str()),
        must: p.t(if clause.level == "must" { "clause-must" } else { "clause-should" }).to_owned(),
        shape: shape(&clause.verdict),
        verdict: p.code("verdict", &clause.verdict),
        quotes: clause
            .spans
            .iter()
            .enumerate()
            .map(|(at, span)| QuoteLine {
                text: span.quote.split_whitespace().collect::<Vec<_>>().join(" "),
                href: format!("#{}-{}", clause.code, at + 1),
                place: p.say("on-page", &[("n", p.n(span.page as i64).into())]),
                role: p.code("span", &span.role),
                class: role_class(&span.role),
            })
            .collect(),
        why: match clause.verdict.as_str() {
            "absent" | "unreadable" | "not-assessed" => p.code("verdict-why", &clause.verdict),
            _ => String::new(),
        },
        values: clause
            .extracted
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (p.code("value", &name.replace('_', "-")), extracted_value(p, value)))
            .collect(),
        replies: signal::replies_to(p, replies, &clause.code),
        code: clause.code.clone(),
        entry,
        entry_href,
    }
}

fn extracted_value(p: &Shell, value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Bool(true) => p.t("yes").to_owned(),
        serde_json::Value::Bool(false) => p.t("no").to_owned(),
        serde_json::Value::Number(number) => p.decimal(&number.to_string(), 4),
        serde_json::Value::String(text) => p.decimal(text, 4),
        serde_json::Value::Array(items) => {
            let words: Vec<String> = items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), |text| p.code("exception", text)))
                .collect();
            words.join(", ")
        }
        other => other.to_string(),
    }
}

fn annexes(p: &Shell, v: &Document) -> Vec<AnnexLine> {
    let answer = |value: Option<&serde_json::Value>| match value {
        Some(serde_json::Value::Bool(true)) => p.t("yes").to_owned(),
        Some(serde_json::Value::Bool(false)) => p.t("no").to_owned(),
        Some(serde_json::Value::Array(items)) => p.t(if items.is_empty() { "no" } else { "yes" }).to_owned(),
        Some(serde_json::Value::Number(n)) => p.decimal(&n.to_string(), 0),
        _ => p.t("not-known").to_owned(),
    };
    v.annexes
        .iter()
        .map(|annex| AnnexLine {
            label: annex.get("label").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
            referenced: answer(annex.get("referenced")),
            attached: answer(annex.get("attached")),
            problem: annex
                .get("problem")
                .and_then(serde_json::Value::as_str)
                .map_or_else(String::new, |code| p.code("problem", code)),
        })
        .collect()
}

fn extracted(site: &Site, v: &Document) -> Result<Option<Extracted>, Failure> {
    let Some(bytes) = site.data.blob(&v.text_sha256)? else { return Ok(None) };
    Ok(serde_json::from_slice(&bytes).ok())
}

/// The text page by page with every quoted place marked; spans that do not fit the text are left out.
fn pages(p: &Shell, v: &Document, extracted: &Extracted) -> (Vec<PageText>, Option<String>) {
    /// A contract longer than this is shown as far as this; the whole is one link away.
    const SHOWN: usize = 600_000;
    let text = &extracted.text;
    let mut spans: Vec<Marked<'_>> = v
        .clauses
        .iter()
        .flat_map(|clause| {
            clause.spans.iter().enumerate().map(move |(at, span)| Marked {
                start: span.start,
                end: span.end,
                id: format!("{}-{}", clause.code, at + 1),
                code: &clause.code,
                role: &span.role,
            })
        })
        .filter(|span| span.start < span.end && text.get(span.start..span.end).is_some())
        .collect();
    spans.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let whole = [base::document::Page { start: 0, end: text.len(), chars: text.len(), readable: true }];
    let ranges = if extracted.pages.is_empty() { &whole[..] } else { &extracted.pages[..] };
    let mut out = Vec::new();
    for (at, range) in ranges.iter().enumerate() {
        if range.end > SHOWN {
            return (out, Some(p.t("text-cut").to_owned()));
        }
        if text.get(range.start..range.end).is_none() {
            continue;
        }
        out.push(PageText {
            heading: p.say("page-heading", &[("n", p.n(at as i64 + 1).into())]),
            number: at + 1,
            html: marked(text, range.start, range.end, &spans),
            note: (!range.readable).then(|| p.t("page-unreadable").to_owned()),
        });
    }
    (out, None)
}

/// The class of a mark; in the alphabet's order the one that says most comes first.
fn role_class(role: &str) -> &'static str {
    match role {
        "contradicts" => "against",
        "weakens" => "but",
        _ => "for",
    }
}

struct Marked<'a> {
    start: usize,
    end: usize,
    id: String,
    code: &'a str,
    role: &'a str,
}

/// Escaped text from `from` to `to` with the spans inside it marked; where spans overlap, the mark names all of them.
fn marked(text: &str, from: usize, to: usize, spans: &[Marked<'_>]) -> String {
    let inside: Vec<&Marked<'_>> = spans.iter().filter(|span| span.start < to && span.end > from).collect();
    let mut cuts: Vec<usize> = vec![from, to];
    for span in &inside {
        cuts.extend([span.start.clamp(from, to), span.end.clamp(from, to)]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::with_capacity(to - from + inside.len() * 80);
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let Some(piece) = text.get(start..end) else { continue };
        let over: Vec<&&Marked<'_>> = inside.iter().filter(|span| span.start <= start && span.end >= end).collect();
        if over.is_empty() {
            out.push_str(&chart::escape(piece));
            continue;
        }
        for span in over.iter().filter(|span| span.start == start) {
            out.push_str(&format!("<span class=\"anchor\" id=\"{}\"></span>", chart::escape(&span.id)));
        }
        let strongest = over.iter().map(|span| role_class(span.role)).min().unwrap_or("for");
        let mut codes: Vec<&str> = over.iter().map(|span| span.code).collect();
        codes.dedup();
        out.push_str(&format!("<mark class=\"{strongest}\">{}", chart::escape(piece)));
        let ends = over.iter().any(|span| span.end == end);
        if ends {
            out.push_str(&format!("<sup dir=\"ltr\">{}</sup>", chart::escape(&codes.join(" "))));
        }
        out.push_str("</mark>");
    }
    out
}
