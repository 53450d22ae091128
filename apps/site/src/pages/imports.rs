//! What was wrong with what came in? Every import with its counts and its list of problems.

use super::home::Fact;
use super::signal::{self, ProblemLine};
use super::{html, page, row};
use crate::data::{Query, Sort};
use crate::error::Failure;
use crate::form::{PAGE, Pager, State as ListState};
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use crate::words::isolated;
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;
use procurement::view::Import;
use serde_json::Value;

#[derive(Template)]
#[template(path = "imports.html")]
struct ImportsPage {
    p: Shell,
    lead: String,
    lines: Vec<ImportLine>,
    pager: Pager,
}

struct ImportLine {
    href: String,
    title: String,
    date: String,
    releases: String,
    processes: String,
    refused: String,
    problems: String,
    entry: String,
    entry_href: String,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    p: Shell,
    title: String,
    lead: String,
    facts: Vec<Fact>,
    inputs: Vec<(String, String, String, String)>,
    publishers: Vec<(String, String)>,
    by_code: Vec<(String, String, String)>,
    problems: Vec<ProblemLine>,
    shown: String,
    entry: String,
    entry_href: String,
    proof_href: String,
    sha256: String,
    parts: Vec<String>,
}

/// `GET /imports`.
pub(super) async fn list(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(state): Parameters<ListState>,
) -> Response {
    page(site, shell, move |site, p| {
        let query =
            Query { sort: Sort::Date, descending: true, text: None, facets: Vec::new(), ..state.query("import") };
        let listing = site.data.list(&query)?;
        let at = state.page();
        let title = p.t("imports-title").to_owned();
        let p = p.titled(title, "");
        let lines = listing
            .rows
            .iter()
            .map(|row| {
                let import: Import = serde_json::from_str(&row.json)?;
                let (entry, entry_href) = signal::entry(&p, import.entry);
                Ok(ImportLine {
                    href: p.href(&format!("/imports/{}", shell::encode(&row.id))),
                    title: title_of(&p, &import),
                    date: day_of(site, &p, import.entry)?,
                    releases: p.n(number(&import.report, "/counts/releases")),
                    processes: p.n(number(&import.report, "/counts/processes")),
                    refused: p.n(number(&import.report, "/counts/refused")),
                    problems: p.n(problem_total(&import)),
                    entry,
                    entry_href,
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let turn = |to: u64| p.href(&format!("/imports?page={to}"));
        let page = ImportsPage {
            lead: p.count("imports-lead", listing.total),
            lines,
            pager: Pager::new(&p, at, listing.total.div_ceil(u64::from(PAGE)), turn),
            p,
        };
        Ok(html(&page))
    })
    .await
}

/// `GET /imports/{id}`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Path(id): Path<String>) -> Response {
    page(site, shell, move |site, p| make(site, p, &id)).await
}

fn make(site: &Site, p: Shell, id: &str) -> Result<Response, Failure> {
    let import: Import = row(site, "import", id)?;
    let title = title_of(&p, &import);
    let p = p.titled(title.clone(), "");
    let report = &import.report;
    let (entry, entry_href) = signal::entry(&p, import.entry);
    let fact = |key: &str, pointer: &str, note: &str| Fact {
        name: p.t(key).to_owned(),
        value: p.n(number(report, pointer)),
        note: if note.is_empty() { String::new() } else { p.t(note).to_owned() },
        href: None,
    };
    let total = problem_total(&import);
    let facts = vec![
        fact("import-releases", "/counts/releases", ""),
        fact("column-processes", "/counts/processes", ""),
        fact("import-refused", "/counts/refused", "import-refused-note"),
        fact("import-persons", "/removed/natural_persons", "import-persons-note"),
        fact("import-contacts", "/removed/contact_points", "import-persons-note"),
        Fact {
            name: p.t("problems-title").to_owned(),
            value: p.n(total),
            note: p.t("import-problems-note").to_owned(),
            href: None,
        },
    ];
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |pointer: &str| report.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut by_code: Vec<(&String, i64)> = report
        .get("problem_counts")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(code, n)| (code, n.as_i64().unwrap_or(0)))
        .collect();
    by_code.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let page = ImportPage {
        lead: p.say(
            "import-lead",
            &[
                ("n", number(report, "/counts/releases").unsigned_abs().into()),
                ("refused", number(report, "/counts/refused").unsigned_abs().into()),
                ("problems", total.unsigned_abs().into()),
            ],
        ),
        facts,
        inputs: list("/inputs")
            .iter()
            .map(|input| {
                let size =
                    input.get("bytes").and_then(Value::as_u64).map_or_else(String::new, |n| signal::bytes(&p, n));
                (text(input, "name"), text(input, "form"), size, text(input, "sha256"))
            })
            .collect(),
        publishers: list("/publishers")
            .iter()
            .map(|publisher| {
                let license = text(publisher, "license");
                let license = if license.is_empty() { p.t("not-published").to_owned() } else { license };
                (text(publisher, "name"), license)
            })
            .collect(),
        by_code: by_code.into_iter().map(|(code, n)| (code.clone(), p.code("problem", code), p.n(n))).collect(),
        shown: p.say("import-shown", &[("n", import.problems.len().into()), ("all", p.n(total).into())]),
        problems: signal::problems(&p, &import.problems),
        proof_href: p.href(&format!("/record/proof/{}", import.entry)),
        sha256: import.sha256,
        parts: import.parts,
        entry,
        entry_href,
        title,
        p,
    };
    Ok(html(&page))
}

fn title_of(p: &Shell, import: &Import) -> String {
    let names: Vec<&str> = import
        .report
        .get("inputs")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|input| input.get("name")?.as_str())
        .collect();
    match names.as_slice() {
        [] => p.t("import-untitled").to_owned(),
        [one] => isolated(one),
        [first, rest @ ..] => format!("{} {}", isolated(first), p.count("and-more", rest.len())),
    }
}

/// The day an entry was put on the record.
pub(super) fn day_of(site: &Site, p: &Shell, entry: u64) -> Result<String, Failure> {
    let Some(entry) = site.data.entries(entry, 1)?.into_iter().next() else { return Ok(String::new()) };
    let entry: Value = serde_json::from_slice(&entry.bytes)?;
    let seconds = entry.get("t").and_then(Value::as_i64).unwrap_or(0);
    Ok(p.day(&base::time::rfc3339(seconds.saturating_mul(1000))))
}

fn problem_total(import: &Import) -> i64 {
    let counted: i64 = import
        .report
        .get("problem_counts")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(_, n)| n.as_i64())
        .sum();
    counted.max(import.problems.len() as i64)
}

fn number(report: &Value, pointer: &str) -> i64 {
    report.pointer(pointer).and_then(Value::as_i64).unwrap_or(0)
}
