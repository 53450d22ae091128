//! Every address of the site, and what stands before it: limits, headers, the reader's language.
//!
//! Languages by path: English without prefix, the others under `/es`, `/fr`, `/pt`, `/ar`. The browser's wish
//! (`Accept-Language`) is only offered as a link, so that one address always shows the same page to everybody, can be
//! cited and cached, and no cookie is needed.

use crate::data::Data;
use crate::error::Failure;
use crate::limit::Limiter;
use crate::metrics::Metrics;
use crate::pages::{self, Kept};
use crate::shell::Shell;
use crate::{SiteOptions, api, assets, files};
use axum::extract::{FromRequestParts, OriginalUri, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use base::Language;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::Predicate;
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// What every handler shares.
pub(crate) struct Site {
    pub(crate) data: Arc<dyn Data>,
    pub(crate) options: SiteOptions,
    pub(crate) metrics: Metrics,
    pub(crate) kept: Kept,
    /// Requests that may read the store at the same time; others wait, in memory that is bounded by the connections.
    pub(crate) readers: Arc<tokio::sync::Semaphore>,
    limiter: Option<Limiter>,
}

pub(crate) type Shared = Arc<Site>;

/// The address a request came from; the server sets it, requests made in-process have none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client(pub(crate) IpAddr);

/// Bytes of a request body at most; every address is read with GET, so nobody needs any.
const BODY: u64 = 16 * 1024;
/// Bytes of an address at most.
const ADDRESS: usize = 4 * 1024;
const READERS: usize = 16;

/// The whole site as one service.
pub fn router(data: impl Data, options: SiteOptions) -> Router {
    let site = Arc::new(Site {
        data: Arc::new(data),
        metrics: Metrics::default(),
        kept: Kept::new(options.keep),
        readers: Arc::new(tokio::sync::Semaphore::new(READERS)),
        limiter: Limiter::new(options.requests_per_second, options.burst),
        options,
    });
    let mut all = Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .route("/robots.txt", get(robots))
        .route("/assets/{name}", get(assets::serve))
        .route("/record/{*path}", get(files::serve))
        .route("/en", get(without_prefix))
        .route("/en/{*path}", get(without_prefix))
        .nest("/api/v1", api::router());
    for language in Language::ALL {
        let pages = pages::router().layer(Extension(language));
        all = match language {
            Language::English => all.merge(pages),
            other => all.nest(&format!("/{}", other.code()), pages.fallback(not_found)),
        };
    }
    all.fallback(not_found)
        .layer(middleware::from_fn_with_state(Arc::clone(&site), in_time))
        .layer(middleware::from_fn(headers))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(Texts))
        .layer(CatchPanicLayer::custom(broken))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), counted))
        .with_state(site)
}

/// Compresses what is text and not tiny; tiles and documents are sent as they are.
#[derive(Debug, Clone, Copy)]
struct Texts;

impl Predicate for Texts {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        // Files of the record keep their bytes, so that ranges and tags speak of the same thing for everybody.
        if response.headers().contains_key(header::ACCEPT_RANGES) {
            return false;
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let text = ["text/html", "text/css", "text/csv", "application/json", "image/svg+xml"];
        text.iter().any(|start| kind.starts_with(start)) && response.body().size_hint().lower() != 0
            || kind.starts_with("text/csv")
    }
}

async fn health(State(site): State<Shared>) -> Response {
    let data = Arc::clone(&site.data);
    match tokio::task::spawn_blocking(move || data.size()).await {
        Ok(Ok(entries)) => axum::Json(serde_json::json!({"status": "ok", "entries": entries})).into_response(),
        _ => {
            (StatusCode::SERVICE_UNAVAILABLE, axum::Json(serde_json::json!({"status": "the record cannot be read"})))
                .into_response()
        }
    }
}

async fn metrics(State(site): State<Shared>) -> Response {
    let text = tokio::task::spawn_blocking(move || {
        let entries = site.data.size().unwrap_or(0);
        let rows = site.data.counts().unwrap_or_default();
        site.metrics.text(entries, &rows)
    });
    match text.await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /procurement?\nDisallow: /api/\n"
}

/// `/en/…` is the same page as `/…`.
async fn without_prefix(OriginalUri(uri): OriginalUri) -> Redirect {
    let path = uri.path_and_query().map_or("/en", |path| path.as_str());
    let rest = path.strip_prefix("/en").unwrap_or(path);
    Redirect::permanent(if rest.is_empty() { "/" } else { rest })
}

async fn not_found(OriginalUri(uri): OriginalUri, shell: Shell) -> Response {
    let path = uri.path();
    if path.len() > 1 && path.ends_with('/') && !path.starts_with("//") {
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        return Redirect::permanent(&format!("{}{query}", path.trim_end_matches('/'))).into_response();
    }
    if path.starts_with("/api/") || path.starts_with("/record/") {
        return Failure::NotFound.json();
    }
    Failure::NotFound.page(shell)
}

/// A bug showed itself outside the making of a page: say so without telling what.
pub(crate) fn broken(reason: Box<dyn std::any::Any + Send>) -> Response {
    log_bug(&*reason);
    let mut response = Failure::Broken.page(Shell::new(Language::English, "/".to_owned(), "", None));
    dress(&mut response);
    response
}

/// Puts a panic's words into the log.
pub(crate) fn log_bug(reason: &(dyn std::any::Any + Send)) {
    let reason = reason
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| reason.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    tracing::error!(%reason, "a page broke; please report it");
}

/// A failure that is found before any page is chosen, in the language of the address.
fn refusal(site: &Site, path: &str, failure: &Failure) -> Response {
    if path.starts_with("/api/") || path.starts_with("/record/") {
        return failure.json();
    }
    let (language, rest) = split_language(path);
    // A very long address is not repeated in the links to the other languages.
    let rest = if rest.len() > 200 || matches!(failure, Failure::TooLong) { "/" } else { rest };
    failure.page(Shell::new(language, rest.to_owned(), &site.options.title, None))
}

async fn in_time(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    match tokio::time::timeout(site.options.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => refusal(&site, &path, &Failure::Unavailable(format!("{path} took too long"))),
    }
}

async fn counted(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let path = request.uri().path().to_owned();
    let response = match refused(&site, &request, start) {
        Some(failure) => {
            let mut response = refusal(&site, &path, &failure);
            dress(&mut response);
            response
        }
        None => next.run(request).await,
    };
    let took = start.elapsed();
    site.metrics.answered(response.status().as_u16(), took);
    tracing::debug!(path, status = response.status().as_u16(), micros = took.as_micros(), "answered");
    response
}

/// Why a request is refused before anything is looked up.
fn refused(site: &Site, request: &Request, now: Instant) -> Option<Failure> {
    if let (Some(limiter), Some(Client(address))) = (&site.limiter, request.extensions().get::<Client>())
        && !limiter.allows(*address, now)
    {
        site.metrics.refused();
        return Some(Failure::TooMany);
    }
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > ADDRESS) {
        return Some(Failure::TooLong);
    }
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|n| n.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > BODY) {
        return Some(Failure::TooLarge);
    }
    (!matches!(*request.method(), Method::GET | Method::HEAD)).then_some(Failure::Method)
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    dress(&mut response);
    response
}

/// Nothing from elsewhere, no scripts, no inline styles, no frames, no guessing of types, no trace of readers.
pub(crate) fn dress(response: &mut Response) {
    const HEADERS: [(HeaderName, &str); 7] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        ),
        (header::CACHE_CONTROL, "public, max-age=5"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The language of a path and the path without its prefix.
pub(crate) fn split_language(path: &str) -> (Language, &str) {
    for language in Language::ALL {
        if let Some(rest) = path.strip_prefix('/').and_then(|path| path.strip_prefix(language.code())) {
            if rest.is_empty() {
                return (language, "/");
            }
            if rest.starts_with('/') {
                return (language, rest);
            }
        }
    }
    (Language::English, path)
}

impl FromRequestParts<Shared> for Shell {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Infallible> {
        let uri: &Uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let (language, path) = split_language(uri.path());
        let path = match uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        let wish = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(wish);
        Ok(Self::new(language, path, &site.options.title, wish))
    }
}

/// The language a browser asks for first, among the five (RFC 9110, section 12.5.4).
fn wish(header: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for part in header.split(',').take(20) {
        let mut fields = part.split(';').map(str::trim);
        let Some(language) = fields.next().and_then(Language::from_tag) else { continue };
        let weight = fields.find_map(|field| field.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
        if weight > 0.0 && best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}
