//! How does a buyer buy, how much hangs on one vendor? The page of one organisation, as buyer or as vendor.

use super::home::Fact;
use super::list::{field_name, name};
use super::release::place_path;
use super::signal::{self, ReplyLine, SignalLine};
use super::{html, page, row};
use crate::chart::{self, Column};
use crate::error::Failure;
use crate::form::State as ListState;
use crate::method;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use crate::table;
use crate::words::Arg;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use procurement::view::{Counterpart, Measure, Organisation, Reply};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    p: Shell,
    buyer: bool,
    title: String,
    other_names: Vec<String>,
    lead: String,
    facts: Vec<Fact>,
    shares: Vec<ShareTable>,
    scales: Vec<Scale>,
    tailoring: Vec<TailoringLine>,
    years: Vec<YearChart>,
    pairs: Vec<PairTable>,
    more_pairs: u64,
    signals: Vec<SignalLine>,
    pledges: Vec<PledgeLine>,
    reviews: Vec<ReviewLine>,
    latest: Vec<LatestLine>,
    all_href: String,
    csv: String,
    api: String,
    replies: Vec<ReplyLine>,
    reply_to: Option<String>,
    v: Organisation,
}

/// Shares of one currency, the largest first.
struct ShareTable {
    currency: String,
    rows: Vec<ShareRow>,
}

struct ShareRow {
    href: String,
    name: String,
    share: String,
    bar: String,
    n: String,
    run: String,
    run_picture: String,
}

/// The concentration of one currency on its scale.
struct Scale {
    title: String,
    svg: String,
    text: String,
    basis: String,
}

/// A sign that a tender was cut to one vendor.
struct TailoringLine {
    process: String,
    process_href: String,
    sign: String,
    because: String,
    place: String,
    place_href: String,
    entry: String,
    entry_href: String,
}

struct YearChart {
    currency: String,
    svg: String,
    rows: Vec<(String, String, String)>,
}

/// All measures of one pair.
struct PairTable {
    href: String,
    name: String,
    processes: String,
    measures: Vec<MeasureLine>,
}

struct MeasureLine {
    href: String,
    code: String,
    title: &'static str,
    currency: String,
    value: String,
    unknown: bool,
    details: Vec<(String, String)>,
    basis: String,
    processes_label: String,
    processes: Vec<(String, String)>,
    more: u64,
    entry: String,
    entry_href: String,
    replies: Vec<(String, String)>,
}

struct PledgeLine {
    text: String,
    status: String,
    shape: &'static str,
    framework: String,
    date: String,
}

struct ReviewLine {
    election: String,
    contract: String,
    score: String,
    reply: String,
}

struct LatestLine {
    href: String,
    title: String,
    date: String,
    signals: String,
}

/// `GET /procurement/buyers/{id}`.
pub(super) async fn buyer(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, p| make(site, p, &id, "buyer")).await
}

/// `GET /vendors/{id}`.
pub(super) async fn vendor(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, p| make(site, p, &id, "supplier")).await
}

/// `GET /procurement/buyers/{id}/download.csv`.
pub(super) async fn buyer_csv(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, _| measures_csv(&row(site, "buyer", &id)?)).await
}

/// `GET /vendors/{id}/download.csv`.
pub(super) async fn vendor_csv(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, _| measures_csv(&row(site, "supplier", &id)?)).await
}

fn make(site: &Site, p: Shell, id: &str, kind: &'static str) -> Result<Response, Failure> {
    /// Pairs whose measures are all shown; the download has every pair.
    const PAIRS: usize = 12;
    let v: Organisation = row(site, kind, id)?;
    let buyer = kind == "buyer";
    let title = name(&p, &v.reference);
    let p = p.titled(title.clone(), if buyer { "nav-buyers" } else { "nav-vendors" });
    let named = |id: &str| {
        v.counterparts
            .iter()
            .map(|counterpart| &counterpart.reference)
            .chain([&v.reference])
            .find(|party| party.id == id)
            .map(|party| name(&p, party))
    };
    let mut signals = signal::lines(site, &p, &v.signals, &v.replies, named)?;
    for signal in &mut signals {
        // Every signal here concerns this organisation.
        signal.whom = None;
    }
    let own = if buyer { shell::buyer_path(id) } else { shell::vendor_path(id) };
    let filter = if buyer {
        ListState { buyer: id.to_owned(), ..ListState::default() }
    } else {
        ListState { supplier: id.to_owned(), ..ListState::default() }
    };
    let page = OrganisationPage {
        buyer,
        other_names: v.other_names.clone(),
        lead: lead(&p, &v, buyer),
        facts: facts(&p, &v),
        shares: shares(&p, &v, buyer),
        tailoring: tailoring(&p, &v),
        scales: scales(&p, &v),
        years: years(&p, &v),
        pairs: v.counterparts.iter().take(PAIRS).map(|pair| pair_table(&p, pair, &v.replies, buyer)).collect(),
        more_pairs: v.counterparts.len().saturating_sub(PAIRS) as u64,
        signals,
        pledges: v.pledges.iter().map(|pledge| pledge_line(&p, pledge)).collect(),
        reviews: v.reviews.iter().map(|review| review_line(&p, review)).collect(),
        latest: v
            .latest
            .iter()
            .map(|process| LatestLine {
                href: p.href(&shell::process_path(&process.ocid)),
                title: if process.title.is_empty() { process.ocid.clone() } else { process.title.clone() },
                date: process.date.as_deref().map_or_else(String::new, |date| p.day(date)),
                signals: p.count("n-signals", process.signals),
            })
            .collect(),
        all_href: p.href(&format!("/procurement{}", filter.with(&[]))),
        csv: p.href(&format!("{own}/download.csv")),
        api: format!("/api/v1/{}/{}", if buyer { "buyers" } else { "vendors" }, shell::encode(id)),
        replies: signal::replies(&p, &v.replies),
        reply_to: signal::reply_to(&site.options),
        title,
        v,
        p,
    };
    Ok(html(&page))
}

fn lead(p: &Shell, v: &Organisation, buyer: bool) -> String {
    if v.processes == 0 {
        let key = if buyer { "buyer-lead-none" } else { "vendor-lead-none" };
        return p.say(key, &[("name", Arg::Name(name(p, &v.reference)))]);
    }
    let first = p.say(
        if buyer { "buyer-lead" } else { "vendor-lead" },
        &[
            ("name", Arg::Name(name(p, &v.reference))),
            ("n", v.processes.into()),
            ("others", v.counterparts.len().into()),
        ],
    );
    let currency = main_currency(v);
    let largest = v
        .counterparts
        .iter()
        .filter_map(|pair| {
            let of_main = |m: &&Measure| m.code == "L1" && m.currency.as_deref() == currency;
            let share = pair.measures.iter().find(of_main)?.value.clone()?;
            Some((pair, share))
        })
        .max_by(|a, b| number(&a.1).total_cmp(&number(&b.1)));
    let second = match largest {
        Some((pair, share)) => p.say(
            if buyer { "buyer-lead-largest" } else { "vendor-lead-largest" },
            &[
                ("name", Arg::Name(name(p, &pair.reference))),
                ("share", p.percent(&share).into()),
                ("currency", Arg::Name(currency.unwrap_or_default().to_owned())),
            ],
        ),
        None => p.t("share-unknown").to_owned(),
    };
    format!("{first} {second}")
}

/// The currency with the most awards: the one that says most about an organisation.
fn main_currency(v: &Organisation) -> Option<&str> {
    let mut awards: BTreeMap<&str, u64> = BTreeMap::new();
    for year in &v.by_year {
        *awards.entry(&year.total.currency).or_default() += year.awards;
    }
    awards.into_iter().max_by_key(|(currency, n)| (*n, std::cmp::Reverse(*currency))).map(|(currency, _)| currency)
}

fn facts(p: &Shell, v: &Organisation) -> Vec<Fact> {
    let totals = v.totals.iter().map(|money| p.money(money)).collect::<Vec<_>>().join(" + ");
    vec![
        Fact {
            name: p.t("fact-awarded").to_owned(),
            value: if totals.is_empty() { p.t("not-published").to_owned() } else { totals },
            note: p.say("n-awards-missing", &[("n", v.awards.into()), ("missing", v.awards_without_amount.into())]),
            href: None,
        },
        Fact {
            name: p.t("column-processes").to_owned(),
            value: p.n(v.processes as i64),
            note: String::new(),
            href: None,
        },
        Fact {
            name: p.t("column-counterparts").to_owned(),
            value: p.n(v.counterparts.len() as i64),
            note: String::new(),
            href: None,
        },
        Fact {
            name: p.t("column-signals").to_owned(),
            value: p.n(v.signals.len() as i64),
            note: p.t("fact-signals-note").to_owned(),
            href: None,
        },
    ]
}

fn shares(p: &Shell, v: &Organisation, buyer: bool) -> Vec<ShareTable> {
    const ROWS: usize = 20;
    let mut by_currency: BTreeMap<String, Vec<(f64, ShareRow)>> = BTreeMap::new();
    for pair in &v.counterparts {
        for measure in pair.measures.iter().filter(|measure| measure.code == "L1") {
            let Some(value) = &measure.value else { continue };
            let share = number(value);
            let shown = p.percent(value);
            let path =
                if buyer { shell::vendor_path(&pair.reference.id) } else { shell::buyer_path(&pair.reference.id) };
            let incumbency = pair.measures.iter().find(|m| m.code == "L4");
            let run = incumbency.map_or_else(String::new, |m| run(p, m));
            let row = ShareRow {
                href: p.href(&path),
                name: name(p, &pair.reference),
                bar: chart::share_bar(p, share, &shown),
                share: shown,
                n: basis(p, measure),
                run,
                run_picture: incumbency.map_or_else(String::new, |m| run_picture(p, m)),
            };
            by_currency.entry(measure.currency.clone().unwrap_or_default()).or_default().push((share, row));
        }
    }
    let mut tables: Vec<ShareTable> = by_currency
        .into_iter()
        .map(|(currency, mut rows)| {
            rows.sort_by(|a, b| b.0.total_cmp(&a.0));
            ShareTable { currency, rows: rows.into_iter().take(ROWS).map(|(_, row)| row).collect() }
        })
        .collect();
    let main = main_currency(v);
    tables.sort_by_key(|table| Some(table.currency.as_str()) != main);
    tables
}

/// Consecutive awards in words.
fn run(p: &Shell, measure: &Measure) -> String {
    let count = |name: &str| measure.details.get(name).and_then(serde_json::Value::as_u64);
    match (count("longest"), count("current")) {
        (Some(longest), Some(current)) => {
            p.say("incumbency", &[("longest", longest.into()), ("current", current.into())])
        }
        _ => measure.value.as_ref().map_or_else(
            || p.t("not-known").to_owned(),
            |value| p.say("incumbency-longest", &[("longest", p.decimal(value, 0).into())]),
        ),
    }
}

/// Consecutive awards as squares, the current run filled.
fn run_picture(p: &Shell, measure: &Measure) -> String {
    let count = |name: &str| measure.details.get(name).and_then(serde_json::Value::as_u64);
    let (Some(longest), Some(current)) = (count("longest"), count("current")) else { return String::new() };
    let words = p.say(
        "incumbency-picture",
        &[("longest", p.n(longest as i64).into()), ("current", p.n(current as i64).into())],
    );
    chart::squares(p, longest, current, &words)
}

/// The concentration of each currency, that with most awards first.
fn scales(p: &Shell, v: &Organisation) -> Vec<Scale> {
    let mut measures: Vec<&Measure> = v.measures.iter().filter(|measure| measure.code == "L6").collect();
    let main = main_currency(v);
    measures.sort_by_key(|measure| measure.currency.as_deref() != main);
    measures.into_iter().map(|measure| scale(p, measure)).collect()
}

fn scale(p: &Shell, measure: &Measure) -> Scale {
    let currency = measure.currency.clone().unwrap_or_default();
    let title = p.say("hhi-title", &[("currency", Arg::Name(currency))]);
    match &measure.value {
        Some(value) => {
            let index = number(value);
            let band = if index < 1500.0 {
                "low"
            } else if index <= 2500.0 {
                "moderate"
            } else {
                "high"
            };
            let text = p.say("hhi-text", &[("value", p.decimal(value, 0).into()), ("band", band.into())]);
            Scale { svg: chart::hhi_scale(p, index, &text), text, title, basis: basis(p, measure) }
        }
        None => Scale { svg: String::new(), text: reason(p, measure), title, basis: basis(p, measure) },
    }
}

/// The measures L10 of a buyer: each sign with its process and place.
fn tailoring(p: &Shell, v: &Organisation) -> Vec<TailoringLine> {
    let signs = v.measures.iter().filter(|measure| measure.code == "L10");
    signs
        .filter_map(|measure| {
            let text = |name: &str| measure.details.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
            let ocid = measure.processes.first()?;
            let title = v.latest.iter().find(|process| process.ocid == *ocid && !process.title.is_empty());
            let (entry, entry_href) = signal::entry(p, measure.entry);
            Some(TailoringLine {
                process: title.map_or_else(|| ocid.clone(), |process| process.title.clone()),
                process_href: p.href(&shell::process_path(ocid)),
                sign: p.code("tailoring", text("signal")),
                because: text("because").to_owned(),
                place: field_name(p, text("pointer")),
                place_href: p.href(&place_path(ocid, text("pointer"))),
                entry,
                entry_href,
            })
        })
        .collect()
}

fn years(p: &Shell, v: &Organisation) -> Vec<YearChart> {
    let mut by_currency: BTreeMap<&str, Vec<&procurement::view::YearTotal>> = BTreeMap::new();
    for year in &v.by_year {
        by_currency.entry(&year.total.currency).or_default().push(year);
    }
    let mut by_currency: Vec<_> = by_currency.into_iter().collect();
    let main = main_currency(v);
    by_currency.sort_by_key(|(currency, _)| Some(*currency) != main);
    by_currency
        .into_iter()
        .map(|(currency, mut years)| {
            years.sort_by_key(|year| (year.year.is_none(), year.year));
            let name = |year: Option<i16>| year.map_or_else(|| p.t("undated").to_owned(), |year| year.to_string());
            let columns: Vec<Column> = years
                .iter()
                .map(|year| Column {
                    name: name(year.year),
                    label: short_amount(p, &year.total.amount),
                    value: number(&year.total.amount),
                })
                .collect();
            YearChart {
                // One year alone is no development to draw.
                svg: if columns.len() < 2 {
                    String::new()
                } else {
                    let label = p.say("years-label", &[("currency", Arg::Name(currency.to_owned()))]);
                    chart::columns(p, &columns, &label)
                },
                rows: years
                    .iter()
                    .map(|year| (name(year.year), p.money(&year.total), p.count("n-awards", year.awards)))
                    .collect(),
                currency: currency.to_owned(),
            }
        })
        .collect()
}

/// An amount in thousands or millions, for the top of a column.
fn short_amount(p: &Shell, amount: &str) -> String {
    let value = number(amount);
    let (divided, key) = match value.abs() {
        v if v >= 1e6 => (value / 1e6, "millions"),
        v if v >= 1e4 => (value / 1e3, "thousands"),
        _ => return p.decimal(amount, 0),
    };
    p.say(key, &[("n", p.decimal(&format!("{divided:.1}"), 1).into())])
}

fn pair_table(p: &Shell, pair: &Counterpart, replies: &[Reply], buyer: bool) -> PairTable {
    let path = if buyer { shell::vendor_path(&pair.reference.id) } else { shell::buyer_path(&pair.reference.id) };
    PairTable {
        href: p.href(&path),
        name: name(p, &pair.reference),
        processes: p.count("n-processes", pair.processes),
        measures: pair.measures.iter().map(|measure| measure_line(p, measure, replies)).collect(),
    }
}

fn measure_line(p: &Shell, measure: &Measure, replies: &[Reply]) -> MeasureLine {
    const PROCESSES: usize = 5;
    let (entry, entry_href) = signal::entry(p, measure.entry);
    let shown = measure.processes.len().min(PROCESSES);
    MeasureLine {
        href: p.href(&format!("/method/{}", shell::encode(&measure.code))),
        code: measure.code.clone(),
        title: method::title(p.language, &measure.code),
        currency: measure.currency.clone().unwrap_or_default(),
        unknown: measure.value.is_none(),
        value: match &measure.value {
            Some(value) => value_text(p, &measure.code, value),
            None => reason(p, measure),
        },
        details: measure
            .details
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (p.code("detail", &name.replace('_', "-")), detail(p, value)))
            .collect(),
        basis: basis(p, measure),
        processes_label: p.count("n-processes", measure.processes_total),
        processes: measure
            .processes
            .iter()
            .take(PROCESSES)
            .map(|ocid| (ocid.clone(), p.href(&shell::process_path(ocid))))
            .collect(),
        more: measure.processes_total.saturating_sub(shown as u64),
        entry,
        entry_href,
        replies: signal::replies_to(p, replies, &measure.code),
    }
}

fn value_text(p: &Shell, code: &str, value: &str) -> String {
    match code {
        "L1" | "L2" | "L3" => p.percent(value),
        "L7" => p.count("days", number(value) as u64),
        "L8" => p.say("times", &[("n", p.decimal(value, 2).into())]),
        _ => p.decimal(value, 4),
    }
}

/// Why there is no value: what is missing.
fn reason(p: &Shell, measure: &Measure) -> String {
    match &measure.reason {
        Some(reason) => p.say("undefined-because", &[("reason", Arg::Name(reason_words(p, reason)))]),
        None => p.t("undefined").to_owned(),
    }
}

/// A reason in the reader's language: its message is named by its words, its numbers are the variables `a` and `b`.
fn reason_words(p: &Shell, reason: &str) -> String {
    let mut key = "reason".to_owned();
    let mut numbers = Vec::new();
    for word in reason.split([' ', ':', ';', ',']) {
        let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
        match word.parse::<u64>() {
            Ok(number) => numbers.push(number),
            Err(_) if !letters.is_empty() => {
                key.push('-');
                key.push_str(&letters);
            }
            Err(_) => {}
        }
    }
    let args: Vec<(String, Arg)> =
        ["a", "b"].map(str::to_owned).into_iter().zip(numbers.iter().map(Arg::from)).collect();
    p.words().try_say(&key, &args).unwrap_or_else(|| reason.to_owned())
}

/// On how many it stands, and how many were left out.
fn basis(p: &Shell, measure: &Measure) -> String {
    let n = measure.n.map_or_else(|| p.t("n-unknown").to_owned(), |n| format!("n\u{a0}=\u{a0}{}", p.n(n as i64)));
    match measure.missing {
        Some(missing) => format!("{n} · {}", p.count("n-missing", missing)),
        None => n,
    }
}

fn detail(p: &Shell, value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => p.decimal(text, 4),
        serde_json::Value::Number(number) => p.decimal(&number.to_string(), 4),
        serde_json::Value::Bool(true) => p.t("yes").to_owned(),
        serde_json::Value::Bool(false) => p.t("no").to_owned(),
        serde_json::Value::Array(items) => items.iter().map(|item| detail(p, item)).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn pledge_line(p: &Shell, pledge: &serde_json::Value) -> PledgeLine {
    let text = |name: &str| pledge.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    PledgeLine {
        text: if text("text").is_empty() { p.t("pledge-unverified").to_owned() } else { text("text").to_owned() },
        status: p.code("pledge", text("status")),
        shape: match text("status") {
            "evidenced" => "met",
            "pledged" => "partly",
            "breached" => "notmet",
            _ => "unknown",
        },
        framework: [text("framework"), text("slot"), text("theme")]
            .iter()
            .filter(|t| !t.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" · "),
        date: p.day(text("date")),
    }
}

fn review_line(p: &Shell, review: &serde_json::Value) -> ReviewLine {
    let text = |pointer: &str| review.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default();
    let criteria = review.get("criteria").and_then(serde_json::Value::as_array).map_or(&[][..], Vec::as_slice);
    let scores: Vec<i64> = criteria.iter().filter_map(|criterion| criterion.get("score")?.as_i64()).collect();
    let mean = scores.iter().sum::<i64>() as f64 / scores.len().max(1) as f64;
    ReviewLine {
        election: [text("/election/name").to_owned(), p.day(text("/election/date"))].join(" "),
        contract: text("/contract/ocid").to_owned(),
        score: if scores.is_empty() {
            p.t("not-known").to_owned()
        } else {
            p.say(
                "review-score",
                &[
                    ("mean", p.decimal(&format!("{mean:.2}"), 2).into()),
                    ("n", scores.len().into()),
                    ("missing", p.n((criteria.len() - scores.len()) as i64).into()),
                ],
            )
        },
        reply: match review.get("vendor_reply") {
            Some(serde_json::Value::String(reply)) => reply.clone(),
            _ => p.t("review-no-reply").to_owned(),
        },
    }
}

fn measures_csv(v: &Organisation) -> Result<Response, Failure> {
    let head = [
        "organisation_id",
        "counterpart_id",
        "counterpart",
        "code",
        "currency",
        "value",
        "n",
        "missing",
        "reason",
        "details",
        "processes_total",
        "entry",
    ];
    let of = |counterpart: Option<&procurement::view::PartyReference>, measure: &Measure| {
        vec![
            v.reference.id.clone(),
            counterpart.map_or_else(String::new, |c| c.id.clone()),
            counterpart.map_or_else(String::new, |c| c.name.clone()),
            measure.code.clone(),
            measure.currency.clone().unwrap_or_default(),
            measure.value.clone().unwrap_or_default(),
            measure.n.map_or_else(String::new, |n| n.to_string()),
            measure.missing.map_or_else(String::new, |n| n.to_string()),
            measure.reason.clone().unwrap_or_default(),
            serde_json::to_string(&measure.details).unwrap_or_default(),
            measure.processes_total.to_string(),
            measure.entry.to_string(),
        ]
    };
    let own = v.measures.iter().map(|measure| of(None, measure));
    let pairs =
        v.counterparts.iter().flat_map(|pair| pair.measures.iter().map(|measure| of(Some(&pair.reference), measure)));
    Ok(table::download("measures.csv", &head, own.chain(pairs)))
}

/// A decimal text as a float, for drawing and sorting only.
fn number(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}
