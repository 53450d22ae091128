//! The pages, one file each; every page reads rows and puts them into words.

pub(crate) mod assessment;
mod audits;
mod contract;
mod home;
mod imports;
mod list;
mod methods;
mod organisation;
mod organisations;
mod plan;
mod process;
mod record;
mod release;
mod signal;
mod verify;
mod vote;

use crate::data::{DataError, Query};
use crate::error::Failure;
use crate::router::{Shared, Site, log_bug};
use crate::shell::Shell;
use askama::Template;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use list::lines;

/// The pages of one language.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(home::show))
        .route("/procurement", get(list::show))
        .route("/procurement/download.csv", get(list::csv))
        .route("/procurement/download.json", get(list::json))
        .route("/procurement/{ocid}", get(process::show))
        .route("/procurement/{ocid}/release", get(release::show))
        .route("/procurement/contracts", get(contract::list))
        .route("/procurement/contracts/{sha256}", get(contract::show))
        .route("/procurement/buyers", get(organisations::buyers))
        .route("/procurement/buyers/{id}", get(organisation::buyer))
        .route("/procurement/buyers/{id}/download.csv", get(organisation::buyer_csv))
        .route("/vendors", get(organisations::vendors))
        .route("/vendors/{id}", get(organisation::vendor))
        .route("/vendors/{id}/download.csv", get(organisation::vendor_csv))
        .route("/method", get(methods::list))
        .route("/method/{code}", get(methods::show))
        .route("/record", get(record::show))
        .route("/record/entries/{index}", get(record::entry))
        .route("/record/proof/{index}", get(record::proof))
        .route("/imports", get(imports::list))
        .route("/imports/{id}", get(imports::show))
        .route("/assessment", get(assessment::latest))
        .route("/assessment/sources", get(assessment::sources))
        .route("/assessment/{key}", get(assessment::show))
        .route("/assessment/{key}/compare", get(assessment::compare))
        .route("/assessment/{key}/compare/{date}", get(assessment::compare_with))
        .route("/assessment/{key}/missing", get(assessment::missing))
        .route("/assessment/{key}/sensitivity", get(assessment::sensitivity))
        .route("/assessment/{key}/recommendations/{id}", get(assessment::recommendation))
        .route("/assessment/{key}/indicators/{id}", get(assessment::indicator))
        .route("/verify", get(verify::show))
        .route("/audits", get(audits::list))
        .route("/audit-plan", get(plan::show))
        .route("/audits/{id}", get(audits::show))
        .route("/audits/{id}/pull", get(audits::pull))
        .route("/quick-counts/{id}", get(audits::count))
        .route("/voting", get(vote::list))
        .route("/voting/{uuid}", get(vote::show))
        .route("/voting/{uuid}/trackers", get(vote::trackers))
}

/// Makes a page off the async threads; a failure becomes a page in the reader's language.
pub(crate) async fn page(
    site: Shared,
    shell: Shell,
    make: impl FnOnce(&Site, Shell) -> Result<Response, Failure> + Send + 'static,
) -> Response {
    let frame = shell.clone();
    answer(site, move |site| make(site, shell)).await.unwrap_or_else(|failure| failure.page(frame))
}

/// Makes JSON off the async threads.
pub(crate) async fn json(
    site: Shared,
    make: impl FnOnce(&Site) -> Result<Response, Failure> + Send + 'static,
) -> Response {
    answer(site, make).await.unwrap_or_else(|failure| failure.json())
}

async fn answer(
    site: Shared,
    make: impl FnOnce(&Site) -> Result<Response, Failure> + Send + 'static,
) -> Result<Response, Failure> {
    let place = Arc::clone(&site.readers).acquire_owned().await;
    let place = place.map_err(|closed| Failure::Unavailable(closed.to_string()))?;
    // Work goes on where nobody waits for it any more, and keeps its place until it is done.
    let work = move || {
        let _place = place;
        make(&site)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(made) => made,
        Err(stopped) if stopped.is_panic() => {
            log_bug(&*stopped.into_panic());
            Err(Failure::Broken)
        }
        Err(stopped) => Err(Failure::Unavailable(stopped.to_string())),
    }
}

/// A template as an answer.
pub(crate) fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::VARY, "accept-language")], text)
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "a template could not be filled");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Reads a row and its struct; a missing row is a page not found.
pub(crate) fn row<T: serde::de::DeserializeOwned>(site: &Site, kind: &str, id: &str) -> Result<T, Failure> {
    let row = site.data.row(kind, id)?.ok_or(Failure::NotFound)?;
    Ok(serde_json::from_str(&row.json)?)
}

/// The address of an organisation's page as `buyer` or `supplier`, if there is one.
pub(crate) fn organisation_href(site: &Site, p: &Shell, kind: &str, id: &str) -> Result<Option<String>, DataError> {
    let path = if kind == "buyer" { crate::shell::buyer_path(id) } else { crate::shell::vendor_path(id) };
    Ok(site.data.row(kind, id)?.map(|_| p.href(&path)))
}

/// Pairs of value and label, and how many there are of each.
pub(crate) type Choices = Arc<Vec<(String, String, u64)>>;

/// A kind of rows or a list's state, and the facet.
type ChoiceKey = (String, &'static str);

/// Answers made from many rows, kept for a few seconds.
pub(crate) struct Kept {
    keep: Duration,
    choices: Mutex<HashMap<ChoiceKey, (Instant, Choices)>>,
}

impl Kept {
    pub(crate) fn new(keep: Duration) -> Self {
        Self { keep, choices: Mutex::default() }
    }

    /// The choices of a filter over all rows of a kind, most frequent first.
    pub(crate) fn choices(&self, site: &Site, kind: &str, facet: &'static str) -> Result<Choices, DataError> {
        let key = (kind.to_owned(), facet);
        let now = Instant::now();
        {
            let kept = self.choices.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((at, choices)) = kept.get(&key)
                && now.duration_since(*at) < self.keep
            {
                return Ok(Arc::clone(choices));
            }
        }
        let query = Query { kind: kind.to_owned(), ..Query::default() };
        let of = match facet {
            "buyer" => Some("buyer"),
            "supplier" => Some("supplier"),
            _ => None,
        };
        let mut choices = Vec::new();
        for (value, count) in site.data.facets(&query, facet, if facet == "clause" { 120 } else { CHOICES })? {
            let label = match of {
                Some(kind) => site.data.row(kind, &value)?.map(|row| row.title).filter(|title| !title.is_empty()),
                None => None,
            };
            choices.push((value.clone(), label.unwrap_or(value), count));
        }
        let choices = Arc::new(choices);
        let mut kept = self.choices.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key, (now, Arc::clone(&choices)));
        Ok(choices)
    }
}

/// Choices a filter offers at most; others are reached through the pages of buyers and vendors.
const CHOICES: u32 = 60;
