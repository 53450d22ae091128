//! What is here? The first page: how much is on the record, what to ask about, how far the checks reach.

use super::list::{CheckLine, Head, Line, flag_lines, heads};
use super::{html, lines, page};
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::router::{Shared, Site};
use crate::shell::Shell;
use crate::witness::witnesses;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    p: Shell,
    lead: String,
    facts: Vec<Fact>,
    processes: u64,
    assessments: u64,
    audits: Option<String>,
    votes: u64,
    caption: String,
    heads: Vec<Head>,
    lines: Vec<Line>,
    checks: Vec<CheckLine>,
}

/// One figure with what it stands on.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) note: String,
    pub(crate) href: Option<String>,
}

/// `GET /`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell) -> Response {
    page(site, shell, make).await
}

fn make(site: &Site, p: Shell) -> Result<Response, Failure> {
    let counts = site.data.counts()?;
    let count = |kind: &str| counts.iter().find(|(k, _)| k == kind).map_or(0, |(_, n)| *n);
    let processes = count("process");
    let query = Query { kind: "process".into(), sort: Sort::Signals, descending: true, limit: 5, ..Query::default() };
    let listing = if processes == 0 { crate::data::Listing::default() } else { site.data.list(&query)? };
    let checks = flag_lines(site, &p)?;
    let entries = site.data.size()?;
    let fact = |key: &str, n: u64, note: String, path: &str| Fact {
        name: p.t(key).to_owned(),
        value: p.n(n as i64),
        note,
        href: Some(p.href(path)),
    };
    let witnesses = witnesses(&*site.data)?.cosigned;
    let facts = vec![
        fact("home-fact-processes", processes, p.count("home-fact-imports", count("import")), "/procurement"),
        fact("home-fact-buyers", count("buyer"), String::new(), "/procurement/buyers"),
        fact("home-fact-vendors", count("supplier"), String::new(), "/vendors"),
        fact(
            "home-fact-contracts",
            count("document"),
            p.t("home-fact-contracts-note").to_owned(),
            "/procurement/contracts",
        ),
        fact("home-fact-entries", entries, p.count("witnesses", witnesses), "/record"),
    ];
    let flags = site.kept.choices(site, "process", "flag")?;
    let asked = flags.iter().find(|(value, _, _)| value == "any").map_or(0, |(_, _, n)| *n);
    let lead = if processes == 0 {
        p.t("home-lead-empty").to_owned()
    } else {
        let args = [
            ("processes", processes.into()),
            ("asked", asked.into()),
            ("buyers", p.n(count("buyer") as i64).into()),
            ("vendors", p.n(count("supplier") as i64).into()),
        ];
        p.say("home-lead", &args)
    };
    let title = p.t("home-title").to_owned();
    let p = p.titled(title, "");
    let home = Home {
        lead,
        facts,
        processes,
        assessments: count("assessment"),
        audits: Some(count("audit") + count("quickcount")).filter(|n| *n > 0).map(|n| p.count("home-audits", n)),
        votes: count("election"),
        caption: p.t("home-ask-caption").to_owned(),
        heads: heads(&p, None),
        lines: lines(&p, &listing.rows)?,
        checks,
        p,
    };
    Ok(html(&home))
}
