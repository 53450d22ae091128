//! How is each figure made? The list of methods and the page of one.

use super::list::{CheckLine, check_line};
use super::{html, page};
use crate::error::Failure;
use crate::method::{self, Method};
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use procurement::view::CheckSummary;

#[derive(Template)]
#[template(path = "methods.html")]
struct MethodsPage {
    p: Shell,
    /// Heading, explanation, then code, address, title and question of each.
    groups: Vec<(&'static str, &'static str, Vec<MethodLine>)>,
}

struct MethodLine {
    href: String,
    code: String,
    title: &'static str,
    question: &'static str,
    lang: &'static str,
    dir: &'static str,
}

#[derive(Template)]
#[template(path = "method.html")]
struct MethodPage {
    p: Shell,
    method: &'static Method,
    translated: bool,
    checks: Vec<CheckLine>,
    counts: Vec<(String, String)>,
    settings: Vec<(String, String)>,
    version: String,
    result: Option<(String, String, String)>,
}

/// `GET /method`.
pub(super) async fn list(State(site): State<Shared>, shell: Shell) -> Response {
    page(site, shell, |_, p| {
        let group = |start: char| -> Vec<MethodLine> {
            method::all(p.language)
                .into_iter()
                .filter(|method| method.code.starts_with(start))
                .map(|method| MethodLine {
                    href: p.href(&format!("/method/{}", method.code)),
                    code: method.code.clone(),
                    title: &method.title,
                    question: &method.question,
                    lang: method.language.code(),
                    dir: method.language.direction(),
                })
                .collect()
        };
        let groups = vec![
            ("method-flags", "method-flags-note", group('R')),
            ("method-measures", "method-measures-note", group('L')),
            ("method-clauses", "method-clauses-note", group('C')),
            ("method-audits", "method-audits-note", group('A')),
            ("method-boards", "method-boards-note", group('V')),
        ];
        let title = p.t("method-title").to_owned();
        Ok(html(&MethodsPage { groups, p: p.titled(title, "nav-method") }))
    })
    .await
}

/// `GET /method/{code}`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Path(code): Path<String>) -> Response {
    page(site, shell, move |site, p| make(site, p, &code)).await
}

fn make(site: &Site, p: Shell, code: &str) -> Result<Response, Failure> {
    let method = method::of(p.language, code).ok_or(Failure::NotFound)?;
    let p = p.titled(format!("{} · {}", method.code, method.title), "nav-method");
    let summary: Option<CheckSummary> = match site.data.row("check", code)? {
        Some(row) => Some(serde_json::from_str(&row.json)?),
        None => None,
    };
    let page = MethodPage {
        translated: method.language == p.language,
        checks: summary.iter().map(|check| check_line(&p, check)).collect(),
        counts: summary
            .iter()
            .flat_map(|check| &check.counts)
            .filter_map(|(name, n)| {
                let (prefix, code) = name.split_once('.')?;
                Some((p.code(prefix, code), p.n(*n as i64)))
            })
            .collect(),
        settings: summary.iter().flat_map(|check| check.settings.clone()).collect(),
        version: summary.as_ref().map_or_else(String::new, |check| p.n(i64::from(check.version))),
        result: summary.map(|check| {
            let (entry, href) = super::signal::entry(&p, check.entry);
            (entry, href, format!("/record/blob/{}", shell::encode(&check.sha256)))
        }),
        method,
        p,
    };
    Ok(html(&page))
}
