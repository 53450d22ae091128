//! Assessments for programs: the published result, the matrix, what is missing, and what changed between two dates, as
//! JSON and as tables.

use super::{ErrorBody, List, ListParameters, list, one, raw};
use crate::data::Query;
use crate::error::Failure;
use crate::form::State as ListState;
use crate::pages::{self, row};
use crate::router::{Shared, Site};
use crate::table;
use assess::compare::{Comparison, Item, Reason, State as At};
use assess::view::{Missing, Overview};
use axum::extract::{Path, Query as Parameters, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// The routes under `/api/v1/assessments`.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/assessments", get(assessments))
        .route("/assessments/{key}", get(assessment))
        .route("/assessments/{key}/indicators/{id}", get(indicator))
        .route("/assessments/{key}/result", get(result))
        .route("/assessments/{key}/result.csv", get(result_csv))
        .route("/assessments/{key}/matrix", get(matrix))
        .route("/assessments/{key}/matrix.csv", get(matrix_csv))
        .route("/assessments/{key}/missing", get(missing))
        .route("/assessments/{key}/missing.csv", get(missing_csv))
        .route("/assessments/{key}/comparisons", get(comparisons))
        .route("/assessments/{key}/comparisons/{date}", get(comparison))
        .route("/assessments/{key}/comparisons/{date}/table.csv", get(comparison_csv))
}

/// Assessments: one dossier as of one date each.
#[utoipa::path(get, path = "/assessments", params(ListParameters), responses((status = 200, body = List)))]
async fn assessments(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "assessment", "assessments").await
}

/// One assessment: the election's map, the 18 recommendations with their bounds, agreement, refusals, problems.
#[utoipa::path(get, path = "/assessments/{key}", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn assessment(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    one(site, "assessment", key).await
}

/// One question with signal, ratings, dissent and evidence.
#[utoipa::path(get, path = "/assessments/{key}/indicators/{id}", params(("key" = String, Path, description = "the dossier's id, `~`, its date"), ("id" = String, Path, description = "the indicator, for example `LEG-01`")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn indicator(State(site): State<Shared>, Path((key, id)): Path<(String, String)>) -> Response {
    one(site, "assessment-indicator", format!("{key}/{id}")).await
}

/// The whole published result, byte for byte as on the record; `assess verify` takes it.
#[utoipa::path(get, path = "/assessments/{key}/result", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn result(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    pages::json(site, move |site| Ok(raw(published(site, &key)?))).await
}

/// One row for each question.
#[utoipa::path(get, path = "/assessments/{key}/result.csv", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = ErrorBody)))]
async fn result_csv(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    const HEAD: [&str; 20] = [
        "id",
        "status",
        "reason",
        "signal",
        "n",
        "numerator",
        "denominator",
        "unknown",
        "value",
        "lo",
        "hi",
        "panel",
        "evidence_counted",
        "layer",
        "method",
        "critical",
        "threshold_basis",
        "threshold_basis_in_force",
        "area",
        "question",
    ];
    pages::json(site, move |site| {
        let result: Value = serde_json::from_slice(&published(site, &key)?)?;
        let rows = result["indicators"].as_array().into_iter().flatten().map(|own| {
            let signal = &own["signal"];
            let counted = own["evidence"].as_array().into_iter().flatten().filter(|item| item["counted"] == true);
            let counted: Vec<&str> = counted.filter_map(|item| item["id"].as_str()).collect();
            let mut row: Vec<String> = ["id", "status", "reason"].map(|name| cell(&own[name])).to_vec();
            row.extend(
                ["status", "n", "numerator", "denominator", "unknown", "value"].map(|name| cell(&signal[name])),
            );
            row.extend([cell(&signal["interval"][0]), cell(&signal["interval"][1])]);
            row.extend([cell(&own["panel"]["verdict"]), counted.join(" ")]);
            row.extend(HEAD[13..].iter().map(|name| cell(&own[*name])));
            row
        });
        Ok(table::download(&format!("{key}-result.csv"), &HEAD, rows))
    })
    .await
}

/// Statuses of each recommendation's questions on each technology; the questions about any technology count in each.
#[utoipa::path(get, path = "/assessments/{key}/matrix", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn matrix(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    pages::json(site, move |site| {
        let cells: Vec<Value> = cells(&row(site, "assessment", &key)?)
            .into_iter()
            .map(|(texts, counts)| {
                let mut cell = json!({});
                for (name, text) in MATRIX.iter().zip(texts) {
                    cell[*name] = text.into();
                }
                for (name, n) in MATRIX[4..].iter().zip(counts) {
                    cell[*name] = n.into();
                }
                cell
            })
            .collect();
        Ok(Json(cells).into_response())
    })
    .await
}

const MATRIX: [&str; 11] = [
    "recommendation",
    "title",
    "technology",
    "technology_name",
    "met",
    "partly",
    "not_met",
    "contested",
    "indeterminate",
    "not_assessed",
    "not_applicable",
];

/// The matrix as a table.
#[utoipa::path(get, path = "/assessments/{key}/matrix.csv", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = ErrorBody)))]
async fn matrix_csv(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    pages::json(site, move |site| {
        let rows = cells(&row(site, "assessment", &key)?).into_iter().map(|(texts, counts)| {
            let mut row = texts.to_vec();
            row.extend(counts.map(|n| n.to_string()));
            row
        });
        Ok(table::download(&format!("{key}-matrix.csv"), &MATRIX, rows))
    })
    .await
}

fn cells(view: &Overview) -> Vec<([String; 4], [u64; 7])> {
    let technologies: Vec<_> = view.stages.iter().flat_map(|stage| &stage.technologies).collect();
    let of = |r: &'_ assess::view::Recommendation| -> Vec<([String; 4], [u64; 7])> {
        let named = r.cells.iter().map(|(id, counts)| {
            let name = technologies.iter().find(|own| own.id == *id).map_or("", |own| own.name.as_str());
            ([r.id.clone(), r.title.clone(), id.clone(), name.to_owned()], *counts)
        });
        named.collect()
    };
    view.recommendations.iter().flat_map(of).collect()
}

/// Questions without a verdict: what was looked for, what the dossier holds, who could provide it.
#[utoipa::path(get, path = "/assessments/{key}/missing", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn missing(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    one(site, "assessment-missing", key).await
}

/// What is missing, as a table.
#[utoipa::path(get, path = "/assessments/{key}/missing.csv", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = ErrorBody)))]
async fn missing_csv(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    const HEAD: [&str; 9] = ["id", "status", "reason", "looked_for", "records", "duty", "who", "refused", "question"];
    pages::json(site, move |site| {
        let all: Vec<Missing> = row(site, "assessment-missing", &key)?;
        let rows = all.into_iter().map(|own| {
            let records =
                own.records.iter().map(|(kind, have)| format!("{kind}: {}", have.as_deref().unwrap_or("none")));
            let refused = own.refused.iter().map(|(by, on)| format!("{by}, {on}"));
            vec![
                own.line.id.clone(),
                own.line.status.clone(),
                own.line.reason.clone().unwrap_or_default(),
                own.looked_for.join("; "),
                records.collect::<Vec<_>>().join("; "),
                own.duty.join("; "),
                own.who.join("; "),
                refused.collect::<Vec<_>>().join("; "),
                own.line.question.clone(),
            ]
        });
        Ok(table::download(&format!("{key}-missing.csv"), &HEAD, rows))
    })
    .await
}

/// Earlier dates of the same dossier that this one is held against, latest first.
#[utoipa::path(get, path = "/assessments/{key}/comparisons", params(("key" = String, Path, description = "the dossier's id, `~`, its date")), responses((status = 200, body = Vec<String>), (status = 404, body = ErrorBody)))]
async fn comparisons(State(site): State<Shared>, Path(key): Path<String>) -> Response {
    pages::json(site, move |site| {
        site.data.row("assessment", &key)?.ok_or(Failure::NotFound)?;
        let query = Query {
            kind: "assessment-comparison".into(),
            facets: vec![("assessment".into(), key.clone())],
            descending: true,
            limit: 50,
            ..Query::default()
        };
        let dates: Vec<String> = site.data.list(&query)?.rows.into_iter().map(|row| row.date).collect();
        Ok(Json(dates).into_response())
    })
    .await
}

/// What changed since an earlier date, and what changed with it; as `assess compare` computes it.
#[utoipa::path(get, path = "/assessments/{key}/comparisons/{date}", params(("key" = String, Path, description = "the dossier's id, `~`, its date"), ("date" = String, Path, description = "the earlier date")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn comparison(State(site): State<Shared>, Path((key, date)): Path<(String, String)>) -> Response {
    one(site, "assessment-comparison", format!("{key}/{date}")).await
}

/// What changed, one row for each question of which anything changed.
#[utoipa::path(get, path = "/assessments/{key}/comparisons/{date}/table.csv", params(("key" = String, Path, description = "the dossier's id, `~`, its date"), ("date" = String, Path, description = "the earlier date")), responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = ErrorBody)))]
async fn comparison_csv(State(site): State<Shared>, Path((key, date)): Path<(String, String)>) -> Response {
    const HEAD: [&str; 8] = [
        "id",
        "change",
        "earlier_status",
        "earlier_reason",
        "later_status",
        "later_reason",
        "changed_with_it",
        "question",
    ];
    pages::json(site, move |site| {
        let view: Comparison = row(site, "assessment-comparison", &format!("{key}/{date}"))?;
        let rows = view.indicators.into_iter().map(|own| {
            let at = |side: Option<At>| side.map(|own| (own.status, own.reason.unwrap_or_default()));
            let (earlier, later) = (at(own.earlier).unwrap_or_default(), at(own.later).unwrap_or_default());
            let with: Vec<String> = own.reasons.iter().map(told).collect();
            vec![own.id, own.change, earlier.0, earlier.1, later.0, later.1, with.join("; "), own.question]
        });
        Ok(table::download(&format!("{key}-since-{date}.csv"), &HEAD, rows))
    })
    .await
}

/// A difference in one cell: `records: n 4 > 6, denominator 4 > 6`.
fn told(reason: &Reason) -> String {
    let one = |item: &Item| {
        let side = |codes: &[String]| if codes.is_empty() { "-".to_owned() } else { codes.join(" ") };
        if item.earlier.is_empty() && item.later.is_empty() {
            return item.what.clone();
        }
        format!("{} {} > {}", item.what, side(&item.earlier), side(&item.later))
    };
    let items: Vec<String> = reason.items.iter().map(one).collect();
    if items.is_empty() { reason.code.clone() } else { format!("{}: {}", reason.code, items.join(", ")) }
}

/// The published result's bytes.
fn published(site: &Site, key: &str) -> Result<Vec<u8>, Failure> {
    let view: Overview = row(site, "assessment", key)?;
    site.data.blob(&view.sha256)?.ok_or(Failure::NotFound)
}

/// A JSON scalar as a cell; nothing for null.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
