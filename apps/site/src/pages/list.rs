//! Which contracts are there? The list of processes: searched, filtered, sorted, paged, and taken away as shown.

use super::{Choices, html, page};
use crate::chart;
use crate::data::{Data, Query};
use crate::error::Failure;
use crate::form::{FILTERS, PAGE, Pager, State};
use crate::method;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use crate::{api, stream, table};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query as Parameters, State as Shares};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use procurement::view::{CheckSummary, Money, PartyReference};
use serde::Deserialize;
use std::collections::VecDeque;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    p: Shell,
    state: State,
    lead: String,
    filters: Vec<Filter>,
    filtered: bool,
    clear: String,
    /// Label, address without it, words for removing it.
    chips: Vec<(String, String, String)>,
    caption: String,
    heads: Vec<Head>,
    lines: Vec<Line>,
    empty: String,
    tries: Vec<(String, String)>,
    pager: Pager,
    csv: String,
    json: String,
    api: String,
    checks: Vec<CheckLine>,
}

struct Filter {
    name: &'static str,
    key: &'static str,
    /// Value, label, whether chosen.
    options: Vec<(String, String, bool)>,
}

/// The head of a column.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) number: bool,
    pub(crate) sort: Option<&'static str>,
    pub(crate) href: Option<String>,
}

impl Head {
    pub(crate) fn arrow(&self) -> &'static str {
        match self.sort {
            Some("ascending") => " ↑",
            Some("descending") => " ↓",
            _ => "",
        }
    }
}

/// One process in a list.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) ocid: String,
    pub(crate) buyer: Option<(String, String)>,
    pub(crate) suppliers: Vec<(String, String)>,
    pub(crate) more_suppliers: usize,
    pub(crate) date: String,
    pub(crate) amounts: Vec<String>,
    pub(crate) amount_note: String,
    pub(crate) codes: Vec<(String, &'static str)>,
    pub(crate) signals: String,
}

/// One check with how far it could be made.
pub(crate) struct CheckLine {
    pub(crate) href: String,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) found: String,
    pub(crate) found_href: Option<String>,
    pub(crate) assessable: String,
    pub(crate) not_assessable: String,
    pub(crate) bar: String,
    pub(crate) missing: String,
}

/// What a list needs of a process; the rest of its row is passed over.
#[derive(Deserialize)]
pub(crate) struct Brief {
    pub(crate) ocid: String,
    pub(crate) title: String,
    pub(crate) buyer: Option<PartyReference>,
    pub(crate) method: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) award_totals: Vec<Money>,
    pub(crate) awards_without_amount: u64,
    pub(crate) awards: Vec<BriefAward>,
    pub(crate) signals: Vec<BriefSignal>,
    pub(crate) not_assessed: Vec<serde::de::IgnoredAny>,
    pub(crate) assessed: u64,
}

#[derive(Deserialize)]
pub(crate) struct BriefAward {
    pub(crate) status: Option<String>,
    pub(crate) suppliers: Vec<PartyReference>,
}

#[derive(Deserialize)]
pub(crate) struct BriefSignal {
    pub(crate) code: String,
}

impl Brief {
    /// Suppliers of awards that were not cancelled, each once, in order.
    pub(crate) fn suppliers(&self) -> Vec<&PartyReference> {
        let mut all: Vec<&PartyReference> = Vec::new();
        for award in &self.awards {
            if award.status.as_deref().is_none_or(|status| status == "active") {
                for supplier in &award.suppliers {
                    if !all.iter().any(|known| known.id == supplier.id && known.name == supplier.name) {
                        all.push(supplier);
                    }
                }
            }
        }
        all
    }

    /// Codes of its signals, each once, in order.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.signals.iter().map(|signal| signal.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// `GET /procurement`.
pub(super) async fn show(
    Shares(site): Shares<Shared>,
    shell: Shell,
    Parameters(state): Parameters<State>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, state)).await
}

fn make(site: &Site, p: Shell, state: State) -> Result<Response, Failure> {
    let title = p.t("list-title").to_owned();
    let mut p = p.titled(title, "nav-contracts");
    p.noindex = state.narrowed();
    let listing = site.data.list(&state.query("process"))?;
    let narrowed = state.narrowed();
    let here = |changes: &[(&str, &str)]| p.href(&format!("/procurement{}", state.with(changes)));
    let lead = match (listing.total, narrowed) {
        (0, false) => p.t("list-lead-none").to_owned(),
        (n, false) => p.count("list-lead", n),
        (n, true) => p.count("list-lead-found", n),
    };
    let mut filters = Vec::new();
    let mut chips = Vec::new();
    if !state.q.trim().is_empty() {
        chips.push((format!("“{}”", state.q.trim()), here(&[("q", "")]), p.t("filter-remove").to_owned()));
    }
    for name in FILTERS {
        let choices = site.kept.choices(site, "process", name)?;
        let (filter, chip) = filter(site, &p, name, &choices, state.filter(name), narrowed)?;
        if let Some(label) = chip {
            chips.push((label, here(&[(name, "")]), p.t("filter-remove").to_owned()));
        }
        filters.push(filter);
    }
    let shown = listing.rows.len() as u64;
    let first = (state.page() - 1) * u64::from(PAGE);
    let caption = p.say(
        "list-caption",
        &[
            ("n", listing.total.into()),
            ("from", p.n(first as i64 + 1).into()),
            ("to", p.n((first + shown) as i64).into()),
        ],
    );
    let lines = lines(&p, &listing.rows)?;
    let empty = if narrowed {
        p.say(
            "empty-searched",
            &[("what", chips.iter().map(|(label, _, _)| label.as_str()).collect::<Vec<_>>().join(" · ").into())],
        )
    } else {
        p.t("empty-record").to_owned()
    };
    let mut tries: Vec<(String, String)> = chips
        .iter()
        .map(|(label, href, _)| (p.say("empty-without", &[("what", label.as_str().into())]), href.clone()))
        .collect();
    tries.push((p.t("empty-all").to_owned(), p.href("/procurement")));
    let turn = |to: u64| here(&[("page", &to.to_string())]);
    let at = state.page();
    let checks = if narrowed || at > 1 { Vec::new() } else { flag_lines(site, &p)? };
    let everything = State { page: String::new(), ..state.clone() };
    let take = |ending: &str| p.href(&format!("/procurement/download.{ending}{}", everything.with(&[])));
    let template = ListPage {
        lead,
        filters,
        filtered: FILTERS.iter().any(|name| !state.filter(name).is_empty()),
        clear: p.href(&format!("/procurement{}", State { q: state.q.clone(), ..State::default() }.with(&[]))),
        chips,
        caption,
        heads: heads(&p, Some(&state)),
        lines,
        empty,
        tries,
        pager: Pager::new(&p, at, listing.total.div_ceil(u64::from(PAGE)), turn),
        csv: take("csv"),
        json: take("json"),
        api: format!("/api/v1/processes{}", everything.with(&[])),
        checks,
        state,
        p,
    };
    Ok(html(&template))
}

fn filter(
    site: &Site,
    p: &Shell,
    name: &'static str,
    choices: &Choices,
    chosen: &str,
    narrowed: bool,
) -> Result<(Filter, Option<String>), Failure> {
    let key = match name {
        "buyer" => "column-buyer",
        "supplier" => "column-supplier",
        "flag" => "filter-flag",
        "clause" => "filter-clause",
        "year" => "filter-year",
        _ => "filter-method",
    };
    let label = |value: &str, name_of: &str| match name {
        "flag" if value == "any" => p.t("filter-flag-any").to_owned(),
        "flag" => with_title(value, method::title(p.language, value)),
        "clause" => {
            let (code, verdict) = value.split_once(':').unwrap_or((value, ""));
            format!("{} – {}", with_title(code, method::title(p.language, code)), p.code("verdict", verdict))
        }
        "method" => p.code("method", value),
        _ => name_of.to_owned(),
    };
    let mut options: Vec<(String, String, bool)> = Vec::new();
    let mut chip = None;
    for (value, name_of, count) in choices.iter() {
        let is = value == chosen;
        let words = label(value, name_of);
        if is {
            chip = Some(words.clone());
        }
        let words = if narrowed { words } else { format!("{words} ({})", p.n(*count as i64)) };
        options.push((value.clone(), words, is));
    }
    match name {
        "year" => options.sort_by(|a, b| b.0.cmp(&a.0)),
        "flag" => options.sort_by(|a, b| (a.0 != "any", &a.0).cmp(&(b.0 != "any", &b.0))),
        "clause" => options.sort_by(|a, b| a.0.cmp(&b.0)),
        _ => {}
    }
    if chip.is_none() && !chosen.is_empty() {
        let name_of = match name {
            "buyer" | "supplier" => {
                site.data.row(name, chosen)?.map(|row| row.title).filter(|title| !title.is_empty())
            }
            _ => None,
        };
        let words = label(chosen, name_of.as_deref().unwrap_or(chosen));
        options.insert(0, (chosen.to_owned(), words.clone(), true));
        chip = Some(words);
    }
    let named = chip.map(|label| format!("{}: {label}", p.t(key)));
    Ok((Filter { name, key, options }, named))
}

fn with_title(code: &str, title: &str) -> String {
    if title.is_empty() { code.to_owned() } else { format!("{code} {title}") }
}

/// The heads of a list of processes; with a state they sort.
pub(crate) fn heads(p: &Shell, state: Option<&State>) -> Vec<Head> {
    [
        ("column-process", Some("title"), false),
        ("column-buyer", Some("party"), false),
        ("column-supplier", None, false),
        ("column-date", Some("date"), false),
        ("column-amount", Some("amount"), true),
        ("column-signals", Some("signals"), false),
    ]
    .into_iter()
    .map(|(key, sort, number)| {
        let sorts = state.zip(sort);
        Head {
            name: p.t(key).to_owned(),
            number,
            sort: sorts.map(|(state, sort)| state.aria_sort(sort)),
            href: sorts.map(|(state, sort)| p.href(&format!("/procurement{}", state.sorted_by(sort)))),
        }
    })
    .collect()
}

/// Rows of kind `process` as lines.
pub(crate) fn lines(p: &Shell, rows: &[base::Row]) -> Result<Vec<Line>, Failure> {
    rows.iter()
        .map(|row| {
            let brief: Brief = serde_json::from_str(&row.json)?;
            Ok(line(p, row, &brief))
        })
        .collect()
}

fn line(p: &Shell, row: &base::Row, brief: &Brief) -> Line {
    const SUPPLIERS: usize = 2;
    let suppliers = brief.suppliers();
    let codes = brief.codes();
    Line {
        href: p.href(&shell::process_path(&brief.ocid)),
        title: if brief.title.trim().is_empty() { p.t("no-title").to_owned() } else { brief.title.clone() },
        ocid: brief.ocid.clone(),
        buyer: brief.buyer.as_ref().map(|buyer| (p.href(&shell::buyer_path(&buyer.id)), name(p, buyer))),
        more_suppliers: suppliers.len().saturating_sub(SUPPLIERS),
        suppliers: suppliers
            .into_iter()
            .take(SUPPLIERS)
            .map(|supplier| (p.href(&shell::vendor_path(&supplier.id)), name(p, supplier)))
            .collect(),
        date: p.day(&row.date),
        amounts: brief.award_totals.iter().take(3).map(|money| p.money(money)).collect(),
        amount_note: match brief.awards_without_amount {
            0 => String::new(),
            n => p.count("awards-without-amount", n),
        },
        signals: p.say(
            "signals-of",
            &[
                ("n", codes.len().into()),
                ("of", p.n(brief.assessed as i64).into()),
                ("all", p.n((brief.assessed + brief.not_assessed.len() as u64) as i64).into()),
            ],
        ),
        codes: codes.into_iter().map(|code| (code.to_owned(), method::title(p.language, code))).collect(),
    }
}

/// The name of an organisation, or what stands for it.
pub(crate) fn name(p: &Shell, party: &PartyReference) -> String {
    if party.id.starts_with("person:") {
        p.t("natural-person").to_owned()
    } else if party.name.trim().is_empty() {
        party.id.clone()
    } else {
        party.name.clone()
    }
}

/// The flags with how far each could be assessed.
pub(crate) fn flag_lines(site: &Site, p: &Shell) -> Result<Vec<CheckLine>, Failure> {
    let query = Query { kind: "check".to_owned(), sort: crate::data::Sort::Title, limit: 100, ..Query::default() };
    let mut checks = Vec::new();
    for row in site.data.list(&query)?.rows {
        let check: CheckSummary = serde_json::from_str(&row.json)?;
        if check.code.starts_with('R') {
            checks.push(check);
        }
    }
    checks.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(checks.iter().map(|check| check_line(p, check)).collect())
}

/// One check as a line.
pub(crate) fn check_line(p: &Shell, check: &CheckSummary) -> CheckLine {
    let of = |names: &[&str]| -> u64 { names.iter().filter_map(|name| check.counts.get(*name)).sum() };
    let on_processes = of(&["signals.OCID"]);
    let found = if check.code.starts_with('C') {
        of(&["verdict.weak", "verdict.contradicted", "verdict.absent"])
    } else if on_processes > 0 {
        on_processes
    } else {
        of(&["signals.Buyer", "signals.ProcuringEntity", "signals.Tenderer"])
    };
    let label = p.say(
        "coverage-bar",
        &[("n", check.assessable.into()), ("all", p.n((check.assessable + check.not_assessable) as i64).into())],
    );
    let mut missing: Vec<(&String, &u64)> = check.missing.iter().collect();
    missing.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let missing: Vec<String> = missing.iter().take(2).map(|(field, _)| field_name(p, field)).collect();
    CheckLine {
        href: p.href(&format!("/method/{}", shell::encode(&check.code))),
        code: check.code.clone(),
        title: method::title(p.language, &check.code).to_owned(),
        found: p.n(found as i64),
        found_href: (on_processes > 0).then(|| {
            p.href(&format!("/procurement{}", State { flag: check.code.clone(), ..State::default() }.with(&[])))
        }),
        assessable: p.n(check.assessable as i64),
        not_assessable: p.n(check.not_assessable as i64),
        bar: chart::stacked(
            p,
            &[
                chart::Part { class: "fill", count: check.assessable },
                chart::Part { class: "hatch", count: check.not_assessable },
            ],
            &label,
        ),
        missing: if missing.is_empty() {
            String::new()
        } else {
            p.say("coverage-missing", &[("what", missing.join(", ").into())])
        },
    }
}

/// A field of the data in words, else its pointer.
pub(crate) fn field_name(p: &Shell, pointer: &str) -> String {
    let place = |name: &&str| name.is_empty() || *name == "*" || name.bytes().all(|b| b.is_ascii_digit());
    let names = pointer.split('/').filter(|name| !place(name));
    let key = names.collect::<Vec<_>>().join("-");
    p.words().code("field", &key).map_or_else(|| pointer.to_owned(), str::to_owned)
}

/// `GET /procurement/download.csv`: every row of the filter, in the order shown.
pub(super) async fn csv(Shares(site): Shares<Shared>, Parameters(state): Parameters<State>) -> Response {
    let head = [
        "ocid",
        "title",
        "buyer_id",
        "buyer",
        "supplier_ids",
        "suppliers",
        "date",
        "method",
        "status",
        "amounts",
        "awards_without_amount",
        "signals",
        "flags_assessed",
        "flags_not_assessed",
    ];
    let head = table::record(&head.map(str::to_owned));
    let mut first = vec![0xef, 0xbb, 0xbf];
    first.extend(head);
    download(
        site,
        &state,
        first,
        Vec::new(),
        |row, _| {
            let brief: Brief = serde_json::from_str(&row.json)?;
            let suppliers = brief.suppliers();
            let join =
                |of: fn(&PartyReference) -> &str| suppliers.iter().map(|s| of(s)).collect::<Vec<_>>().join("; ");
            Ok(table::record(&[
                brief.ocid.clone(),
                brief.title.clone(),
                brief.buyer.as_ref().map_or_else(String::new, |buyer| buyer.id.clone()),
                brief.buyer.as_ref().map_or_else(String::new, |buyer| buyer.name.clone()),
                join(|supplier| &supplier.id),
                join(|supplier| &supplier.name),
                row.date.clone(),
                brief.method.clone().unwrap_or_default(),
                brief.status.clone().unwrap_or_default(),
                brief
                    .award_totals
                    .iter()
                    .map(|m| format!("{} {}", m.amount, m.currency))
                    .collect::<Vec<_>>()
                    .join("; "),
                brief.awards_without_amount.to_string(),
                brief.codes().join("; "),
                brief.assessed.to_string(),
                brief.not_assessed.len().to_string(),
            ]))
        },
        "text/csv; charset=utf-8",
        "processes.csv",
    )
}

/// `GET /procurement/download.json`: the same rows with all their figures.
pub(super) async fn json(Shares(site): Shares<Shared>, Parameters(state): Parameters<State>) -> Response {
    let first = format!(
        "{{\"kind\":\"processes\",\"version\":1,\"note\":{},\"processes\":[",
        serde_json::Value::from(api::NOTE)
    );
    download(
        site,
        &state,
        first.into_bytes(),
        b"\n]}\n".to_vec(),
        |row, at| {
            let mut out = if at == 0 { b"\n".to_vec() } else { b",\n".to_vec() };
            out.extend_from_slice(row.json.as_bytes());
            Ok(out)
        },
        "application/json",
        "processes.json",
    )
}

struct Download {
    data: Arc<dyn Data>,
    query: Query,
    first: Option<Vec<u8>>,
    rest: VecDeque<base::Row>,
    done: bool,
    last: Option<Vec<u8>>,
    written: u64,
}

fn download(
    site: Shared,
    state: &State,
    first: Vec<u8>,
    last: Vec<u8>,
    write: fn(&base::Row, u64) -> Result<Vec<u8>, serde_json::Error>,
    kind: &'static str,
    name: &str,
) -> Response {
    const AT_ONCE: u32 = 200;
    let query = Query { offset: 0, limit: AT_ONCE, ..state.query("process") };
    let state = Download {
        data: Arc::clone(&site.data),
        query,
        first: Some(first),
        rest: VecDeque::new(),
        done: false,
        last: Some(last),
        written: 0,
    };
    let body = stream::body(state, move |state| {
        let mut out = state.first.take().unwrap_or_default();
        if state.rest.is_empty() && !state.done {
            match state.data.list(&state.query) {
                Ok(listing) => {
                    state.done = listing.rows.len() < AT_ONCE as usize;
                    state.query.offset += listing.rows.len() as u64;
                    state.rest = listing.rows.into();
                }
                Err(error) => return Some(Err(std::io::Error::other(error.to_string()))),
            }
        }
        for row in state.rest.drain(..) {
            match write(&row, state.written) {
                Ok(bytes) => out.extend(bytes),
                Err(error) => return Some(Err(std::io::Error::other(error.to_string()))),
            }
            state.written += 1;
        }
        if state.done {
            match state.last.take() {
                Some(last) => out.extend(last),
                None => return None,
            }
        }
        Some(Ok(Bytes::from(out)))
    });
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    table::attach(&mut response, name);
    response
}
