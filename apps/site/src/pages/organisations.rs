//! Who buys, who sells? The lists of buyers and of vendors.

use super::{html, page};
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::form::{PAGE, Pager, State as ListState};
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::response::Response;
use procurement::view::{Money, PartyReference};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisations.html")]
struct OrganisationsPage {
    p: Shell,
    heading: &'static str,
    lead: String,
    action: String,
    state: ListState,
    empty: String,
    caption: String,
    columns: Vec<(String, &'static str, String)>,
    lines: Vec<OrganisationLine>,
    pager: Pager,
}

struct OrganisationLine {
    href: String,
    name: String,
    id: String,
    processes: String,
    totals: Vec<String>,
    note: String,
    counterparts: String,
    signals: String,
}

/// What the list needs of an organisation.
#[derive(Deserialize)]
struct Brief {
    #[serde(flatten)]
    reference: PartyReference,
    processes: u64,
    awards: u64,
    awards_without_amount: u64,
    totals: Vec<Money>,
    counterparts: Vec<serde::de::IgnoredAny>,
}

/// `GET /procurement/buyers`.
pub(super) async fn buyers(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(state): Parameters<ListState>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, state, "buyer")).await
}

/// `GET /vendors`.
pub(super) async fn vendors(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(state): Parameters<ListState>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, state, "supplier")).await
}

fn make(site: &Site, p: Shell, mut state: ListState, kind: &'static str) -> Result<Response, Failure> {
    let (path, section, heading, lead_key) = match kind {
        "buyer" => ("/procurement/buyers", "nav-buyers", "buyers-title", "buyers-lead"),
        _ => ("/vendors", "nav-vendors", "vendors-title", "vendors-lead"),
    };
    if state.sort.is_empty() {
        state.sort = "title".to_owned();
    }
    let query = Query { facets: Vec::new(), ..state.query(kind) };
    let listing = site.data.list(&query)?;
    let at = state.page();
    let title = p.t(heading).to_owned();
    let mut p = p.titled(title, section);
    p.noindex = state.narrowed();
    let here = |query: String| p.href(&format!("{path}{query}"));
    let columns = [("column-organisation", "title"), ("column-signals", "signals"), ("column-amount", "amount")]
        .map(|(key, sort)| (p.t(key).to_owned(), state.aria_sort(sort), here(sorted(&state, sort))))
        .to_vec();
    let lines = listing
        .rows
        .iter()
        .map(|row| {
            let brief: Brief = serde_json::from_str(&row.json)?;
            Ok(line(&p, kind, row, &brief))
        })
        .collect::<Result<Vec<_>, serde_json::Error>>()?;
    let turn = |to: u64| here(state.with(&[("page", &to.to_string())]));
    let template = OrganisationsPage {
        heading,
        lead: p.count(lead_key, listing.total),
        action: p.href(path),
        empty: if state.q.trim().is_empty() {
            p.t("empty-record").to_owned()
        } else {
            p.say("empty-searched", &[("what", crate::words::Arg::Name(state.q.trim().to_owned()))])
        },
        caption: p.t("organisations-caption").to_owned(),
        columns,
        lines,
        pager: Pager::new(&p, at, listing.total.div_ceil(u64::from(PAGE)), turn),
        state,
        p,
    };
    Ok(html(&template))
}

/// As in the list of processes, but by title unless asked otherwise.
fn sorted(state: &ListState, sort: &str) -> String {
    let same = state.sort() == ListState { sort: sort.to_owned(), ..ListState::default() }.sort();
    let natural = sort != "title";
    let descending = if same { !state.descending() } else { natural };
    let order = if descending == natural {
        ""
    } else if descending {
        "desc"
    } else {
        "asc"
    };
    debug_assert!(matches!(Sort::default(), Sort::Date));
    state.with(&[("sort", sort), ("order", order)])
}

fn line(p: &Shell, kind: &str, row: &base::Row, brief: &Brief) -> OrganisationLine {
    let path = if kind == "buyer" {
        shell::buyer_path(&brief.reference.id)
    } else {
        shell::vendor_path(&brief.reference.id)
    };
    let counterparts = if kind == "buyer" { "n-vendors" } else { "n-buyers" };
    OrganisationLine {
        href: p.href(&path),
        name: super::list::name(p, &brief.reference),
        id: brief.reference.id.clone(),
        processes: p.count("n-processes", brief.processes),
        totals: brief.totals.iter().take(3).map(|money| p.money(money)).collect(),
        note: p
            .say("n-awards-missing", &[("n", brief.awards.into()), ("missing", brief.awards_without_amount.into())]),
        counterparts: p.count(counterparts, brief.counterparts.len()),
        signals: p.n(row.signals),
    }
}
