//! The same figures for programs: JSON under `/api/v1`, described by an OpenAPI document.
//!
//! A row's JSON is what its page was made from, so that page and interface never disagree. Lists take the parameters of
//! the pages' addresses.

#![expect(unused_qualifications, reason = "utoipa's macro names types with their module")]

mod assessment;

use crate::data::{Entry, Query};
use crate::error::Failure;
use crate::form::{PAGE, State as ListState};
use crate::pages;
use crate::router::{Shared, Site};
use crate::schema;
use crate::witness::witnesses;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// Said with every list: what a signal is and what it is not.
pub const NOTE: &str =
    "A signal is a reason to ask, not a finding of wrongdoing. What is missing is unknown, never zero.";

/// The OpenAPI document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "scrutineer",
        version = "1",
        description = "Figures computed from signed evidence on an append-only public record. A signal is a reason to ask, not a finding of wrongdoing. Money and shares are decimal texts; counts are integers; a figure without data is null with its reason. Every figure names the entry of the record it stands in.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    servers((url = "/api/v1")),
    paths(processes, process, compiled, buyers, buyer, vendors, vendor, contracts, contract, checks, check, imports, import, audits, audit, audit_sample, quick_counts, quick_count, boards, board, verdict, tracker, record, entries, entry, entry_raw, assessment::assessments, assessment::assessment, assessment::indicator, assessment::result, assessment::result_csv, assessment::matrix, assessment::matrix_csv, assessment::missing, assessment::missing_csv, assessment::comparisons, assessment::comparison, assessment::comparison_csv),
    components(schemas(List, Record, EntryJson, ErrorBody, ErrorText))
)]
struct Api;

/// The OpenAPI document as JSON text, as committed in `apps/site/openapi.json`.
pub fn openapi() -> String {
    let mut document = serde_json::to_value(Api::openapi()).expect("the document is made of plain values");
    schema::complete(&mut document);
    let mut text = serde_json::to_string_pretty(&document).expect("the document is made of plain values");
    text.push('\n');
    text
}

/// The routes under `/api/v1`.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/openapi.json", get(document))
        .route("/processes", get(processes))
        .route("/processes/{ocid}", get(process))
        .route("/compiled/{ocid}", get(compiled))
        .route("/buyers", get(buyers))
        .route("/buyers/{id}", get(buyer))
        .route("/vendors", get(vendors))
        .route("/vendors/{id}", get(vendor))
        .route("/contracts", get(contracts))
        .route("/contracts/{sha256}", get(contract))
        .route("/checks", get(checks))
        .route("/checks/{code}", get(check))
        .route("/imports", get(imports))
        .route("/imports/{id}", get(import))
        .route("/audits", get(audits))
        .route("/audits/{id}", get(audit))
        .route("/audits/{id}/sample", get(audit_sample))
        .route("/quick-counts", get(quick_counts))
        .route("/quick-counts/{id}", get(quick_count))
        .route("/boards", get(boards))
        .route("/boards/{uuid}", get(board))
        .route("/boards/{uuid}/verdicts/{sha256}", get(verdict))
        .route("/boards/{uuid}/trackers/{tracker}", get(tracker))
        .route("/record", get(record))
        .route("/record/entries", get(entries))
        .route("/record/entries/{index}", get(entry))
        .route("/record/entries/{index}/raw", get(entry_raw))
        .merge(assessment::router())
        .fallback(async || Failure::NotFound.json())
}

/// One page of a list.
#[derive(Serialize, ToSchema)]
struct List {
    /// What a signal is and what it is not.
    note: &'static str,
    /// How many match in all.
    total: u64,
    /// Position of the first item, counted from 0.
    offset: u64,
    /// The items: whole processes, organisations, contracts, checks, imports or assessments, as their own address gives them.
    #[schema(value_type = Vec<Object>)]
    items: Vec<Box<RawValue>>,
    /// Address of the next page, if there is one.
    next: Option<String>,
}

/// State of the record.
#[derive(Serialize, ToSchema)]
struct Record {
    /// Entries on the record.
    size: u64,
    /// The latest checkpoint, a signed note.
    checkpoint: Option<String>,
    /// Witnesses whose cosignature on the checkpoint verified against the record's policy.
    cosignatures: u64,
    /// Witnesses the record's policy knows; 0 where the record has no policy.
    witnesses_known: u64,
    /// Whether as many cosigned as the policy asks for.
    witnesses_enough: bool,
}

/// An entry of the record.
#[derive(Serialize, ToSchema)]
struct EntryJson {
    /// Position, counted from 0.
    index: u64,
    /// The entry: who signed (`by`), commitment (`c`), kind (`k`), publicity (`p`), earlier entries (`ref`), time (`t`).
    #[schema(value_type = Object)]
    entry: Box<RawValue>,
    /// The signed statement, a DSSE envelope; null where it is restricted or erased.
    #[schema(value_type = Option<Object>)]
    statement: Option<Box<RawValue>>,
}

/// Why there is no answer.
#[derive(Serialize, ToSchema)]
struct ErrorBody {
    /// The error.
    error: ErrorText,
}

/// An error in words.
#[derive(Serialize, ToSchema)]
struct ErrorText {
    /// `not-found`, `bad-request`, `too-many-requests` or `unavailable`.
    code: String,
    /// What happened.
    message: String,
    /// What to do.
    remedy: String,
}

/// What a list is asked for: the parameters of the page `/procurement`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read as form::State; this is its description")]
struct ListParameters {
    /// Words that must all occur, each as the beginning of a word; case and accents do not matter.
    q: Option<String>,
    /// Identifier of a buyer.
    buyer: Option<String>,
    /// Identifier of a supplier.
    supplier: Option<String>,
    /// Code of a flag, for example `R018`.
    flag: Option<String>,
    /// Clause and verdict, for example `C14:contradicted`.
    clause: Option<String>,
    /// Year of the process.
    year: Option<String>,
    /// `open`, `selective`, `limited` or `direct`.
    method: Option<String>,
    /// `date` (default), `title`, `signals`, `amount` or `party`.
    sort: Option<String>,
    /// `asc` or `desc`.
    order: Option<String>,
    /// Page of 25, counted from 1.
    page: Option<u64>,
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Range {
    /// First index.
    #[serde(default)]
    start: u64,
    /// How many, at most 256.
    limit: Option<u32>,
}

async fn document() -> Response {
    static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(openapi);
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// Contracting processes.
#[utoipa::path(get, path = "/processes", params(ListParameters), responses((status = 200, body = List), (status = 429, body = ErrorBody)))]
async fn processes(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "process", "processes").await
}

/// One process: values, parties, signals with the numbers that made them, what is missing, entries behind it.
#[utoipa::path(get, path = "/processes/{ocid}", params(("ocid" = String, Path, description = "OCDS identifier")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn process(State(site): State<Shared>, Path(ocid): Path<String>) -> Response {
    one(site, "process", ocid).await
}

/// The compiled release of one process: canonical JSON (OCDS 1.1), natural persons removed.
#[utoipa::path(get, path = "/compiled/{ocid}", params(("ocid" = String, Path, description = "OCDS identifier")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn compiled(State(site): State<Shared>, Path(ocid): Path<String>) -> Response {
    one(site, "compiled", ocid).await
}

/// Buyers.
#[utoipa::path(get, path = "/buyers", params(ListParameters), responses((status = 200, body = List)))]
async fn buyers(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "buyer", "buyers").await
}

/// One buyer with its suppliers, shares, concentration and measures, each with n and missing.
#[utoipa::path(get, path = "/buyers/{id}", params(("id" = String, Path, description = "identifier of the organisation")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn buyer(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    one(site, "buyer", id).await
}

/// Vendors.
#[utoipa::path(get, path = "/vendors", params(ListParameters), responses((status = 200, body = List)))]
async fn vendors(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "supplier", "vendors").await
}

/// One vendor with its buyers, measures, pledges, reviews and replies.
#[utoipa::path(get, path = "/vendors/{id}", params(("id" = String, Path, description = "identifier of the organisation")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn vendor(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    one(site, "supplier", id).await
}

/// Contract texts.
#[utoipa::path(get, path = "/contracts", params(ListParameters), responses((status = 200, body = List)))]
async fn contracts(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "document", "contracts").await
}

/// One contract text with the verdict on all twenty clauses and the places they stand on.
#[utoipa::path(get, path = "/contracts/{sha256}", params(("sha256" = String, Path, description = "digest of the file as published")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn contract(State(site): State<Shared>, Path(sha256): Path<String>) -> Response {
    one(site, "document", sha256).await
}

/// Flags, measures and clauses with how far each could be assessed.
#[utoipa::path(get, path = "/checks", params(ListParameters), responses((status = 200, body = List)))]
async fn checks(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "check", "checks").await
}

/// One check.
#[utoipa::path(get, path = "/checks/{code}", params(("code" = String, Path, description = "for example R018, L6, C14")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn check(State(site): State<Shared>, Path(code): Path<String>) -> Response {
    one(site, "check", code).await
}

/// Imports with their counts and problems.
#[utoipa::path(get, path = "/imports", params(ListParameters), responses((status = 200, body = List)))]
async fn imports(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "import", "imports").await
}

/// One import.
#[utoipa::path(get, path = "/imports/{id}", params(("id" = String, Path, description = "commitment in hexadecimal")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn import(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    one(site, "import", id).await
}

/// Risk-limiting audits with their states and the verdict on the latest.
#[utoipa::path(get, path = "/audits", params(ListParameters), responses((status = 200, body = List)))]
async fn audits(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "audit", "audits").await
}

/// One audit: states, contests, assertions, risk after every round.
#[utoipa::path(get, path = "/audits/{id}", params(("id" = String, Path, description = "identifier of the audit")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn audit(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    one(site, "audit", id).await
}

/// Pull list of an audit, and where paper and record differ.
#[utoipa::path(get, path = "/audits/{id}/sample", params(("id" = String, Path, description = "identifier of the audit")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn audit_sample(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    one(site, "audit-sample", id).await
}

/// Quick counts with their states and the verdict on the latest.
#[utoipa::path(get, path = "/quick-counts", params(ListParameters), responses((status = 200, body = List)))]
async fn quick_counts(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "quickcount", "quick-counts").await
}

/// One quick count: sample, estimate, verdict.
#[utoipa::path(get, path = "/quick-counts/{id}", params(("id" = String, Path, description = "identifier of the quick count")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn quick_count(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    one(site, "quickcount", id).await
}

/// Boards of elections inside parties and associations, each with its states and the verdict on the latest.
#[utoipa::path(get, path = "/boards", params(ListParameters), responses((status = 200, body = List)))]
async fn boards(State(site): State<Shared>, Parameters(state): Parameters<ListState>) -> Response {
    list(site, state, "election", "boards").await
}

/// One board: its states on the record, the verdict on the latest one that has one (without trackers), entries, replies.
#[utoipa::path(get, path = "/boards/{uuid}", params(("uuid" = String, Path, description = "identifier of the election")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn board(State(site): State<Shared>, Path(uuid): Path<String>) -> Response {
    one(site, "election", uuid).await
}

/// The whole verdict on one state, trackers included: the published document, byte for byte.
#[utoipa::path(get, path = "/boards/{uuid}/verdicts/{sha256}", params(("uuid" = String, Path, description = "identifier of the election"), ("sha256" = String, Path, description = "SHA-256 of the state's archive")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn verdict(State(site): State<Shared>, Path((uuid, sha256)): Path<(String, String)>) -> Response {
    pages::json(site, move |site| {
        let view: kinds::voting::ElectionView = pages::row(site, "election", &uuid)?;
        let state = view.states.iter().rev().find(|state| state.sha256 == sha256).ok_or(Failure::NotFound)?;
        let judged = state.verdict.as_ref().ok_or(Failure::NotFound)?;
        Ok(raw(site.data.blob(&judged.sha256)?.ok_or(Failure::NotFound)?))
    })
    .await
}

/// Where one ballot stands: on which states, at which event, and whether it counts. A tracker says nothing of the choice.
#[utoipa::path(get, path = "/boards/{uuid}/trackers/{tracker}", params(("uuid" = String, Path, description = "identifier of the election"), ("tracker" = String, Path, description = "43 characters of Base64, percent-encoded")), responses((status = 200, body = Object), (status = 404, body = ErrorBody)))]
async fn tracker(State(site): State<Shared>, Path((uuid, tracker)): Path<(String, String)>) -> Response {
    one(site, "tracker", format!("{uuid}/{tracker}")).await
}

/// Size and checkpoint of the record.
#[utoipa::path(get, path = "/record", responses((status = 200, body = Record)))]
async fn record(State(site): State<Shared>) -> Response {
    pages::json(site, |site| {
        let outside = witnesses(&*site.data)?;
        let record = Record {
            size: site.data.size()?,
            checkpoint: site.data.checkpoint()?,
            cosignatures: outside.cosigned,
            witnesses_known: outside.known,
            witnesses_enough: outside.enough,
        };
        Ok(Json(record).into_response())
    })
    .await
}

/// Entries of the record in order.
#[utoipa::path(get, path = "/record/entries", params(Range), responses((status = 200, body = Vec<EntryJson>)))]
async fn entries(State(site): State<Shared>, Parameters(range): Parameters<Range>) -> Response {
    pages::json(site, move |site| {
        let entries = site.data.entries(range.start, range.limit.unwrap_or(100).clamp(1, 256))?;
        let entries = entries.iter().map(entry_json).collect::<Result<Vec<_>, _>>()?;
        Ok(Json(entries).into_response())
    })
    .await
}

/// One entry with its statement, if that is public.
#[utoipa::path(get, path = "/record/entries/{index}", params(("index" = u64, Path, description = "position, counted from 0")), responses((status = 200, body = EntryJson), (status = 404, body = ErrorBody)))]
async fn entry(State(site): State<Shared>, Path(index): Path<String>) -> Response {
    pages::json(site, move |site| Ok(Json(entry_json(&found(site, &index)?)?).into_response())).await
}

/// The exact bytes of one entry: what is hashed into the tree.
#[utoipa::path(get, path = "/record/entries/{index}/raw", params(("index" = u64, Path, description = "position, counted from 0")), responses((status = 200, body = String, content_type = "application/json"), (status = 404, body = ErrorBody)))]
async fn entry_raw(State(site): State<Shared>, Path(index): Path<String>) -> Response {
    pages::json(site, move |site| Ok(raw(found(site, &index)?.bytes))).await
}

fn found(site: &Site, index: &str) -> Result<Entry, Failure> {
    let index: u64 = index.parse().map_err(|_| Failure::NotFound)?;
    if index >= site.data.size()? {
        return Err(Failure::NotFound);
    }
    site.data.entries(index, 1)?.into_iter().next().ok_or(Failure::NotFound)
}

fn entry_json(entry: &Entry) -> Result<EntryJson, serde_json::Error> {
    Ok(EntryJson {
        index: entry.index,
        entry: serde_json::from_slice(&entry.bytes)?,
        statement: entry.statement.as_deref().map(serde_json::from_slice).transpose()?,
    })
}

async fn list(site: Shared, state: ListState, kind: &'static str, name: &'static str) -> Response {
    pages::json(site, move |site| {
        let mut query = state.query(kind);
        if kind != "process" {
            query = Query { facets: Vec::new(), ..query };
        }
        let listing = site.data.list(&query)?;
        let items =
            listing.rows.into_iter().map(|row| RawValue::from_string(row.json)).collect::<Result<Vec<_>, _>>()?;
        let more = query.offset + u64::from(PAGE) < listing.total;
        let next =
            more.then(|| format!("/api/v1/{name}{}", state.with(&[("page", &(state.page() + 1).to_string())])));
        Ok(Json(List { note: NOTE, total: listing.total, offset: query.offset, items, next }).into_response())
    })
    .await
}

async fn one(site: Shared, kind: &'static str, id: String) -> Response {
    pages::json(site, move |site| {
        let row = site.data.row(kind, &id)?.ok_or(Failure::NotFound)?;
        Ok(raw(row.json.into_bytes()))
    })
    .await
}

fn raw(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
