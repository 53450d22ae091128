//! The public copy of the record as static files under `/record/`: only names that a copy can hold are looked for.
//!
//! A path is matched against the fixed shapes of a copy (record.md, section 2) before any file is opened, so there is
//! no path to climb out of the folder with. Published documents are sent as downloads in a sandbox: a contract in HTML
//! must never run as a page of this site.

use crate::error::Failure;
use crate::router::Shared;
use crate::stream;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fs::File;
use std::io::Read;

/// `GET /record/{*path}`: a file of the copy.
pub(crate) async fn serve(State(site): State<Shared>, Path(path): Path<String>, request: HeaderMap) -> Response {
    let Some(kind) = shape(&path) else { return Failure::NotFound.json() };
    let tag = format!("\"{path}\"");
    let immutable = kind != Shape::Checkpoint && kind != Shape::Setting;
    if immutable && request.get(header::IF_NONE_MATCH).is_some_and(|have| have.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let file = site.options.public.join(&path);
    let opened = tokio::task::spawn_blocking(move || {
        let file = File::open(file)?;
        let length = file.metadata()?.len();
        Ok::<_, std::io::Error>((file, length))
    })
    .await;
    let (file, length) = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => return Failure::NotFound.json(),
        Ok(Err(error)) => return Failure::Unavailable(format!("{path}: {error}")).json(),
        Err(error) => return Failure::Unavailable(error.to_string()).json(),
    };
    // Never more than was announced: the file may be replaced while it is read, not grown.
    let mut response = stream::body(file.take(length), |file| {
        let mut piece = vec![0; 64 * 1024];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(n) => {
                piece.truncate(n);
                Some(Ok(Bytes::from(piece)))
            }
            Err(error) => Some(Err(error)),
        }
    })
    .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kind.cache_control()));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if immutable && let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if kind == Shape::Blob {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    }
    response
}

/// What a path of a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Checkpoint,
    /// `log.vkey`, `policy`.
    Setting,
    /// A full tile or bundle, or a partial one: the name says how full, so both never change.
    Tile,
    Statement,
    Nonce,
    Disclosure,
    Blob,
}

impl Shape {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Checkpoint | Self::Setting | Self::Disclosure => "text/plain; charset=utf-8",
            Self::Statement => "application/json",
            Self::Tile | Self::Nonce | Self::Blob => "application/octet-stream",
        }
    }

    const fn cache_control(self) -> &'static str {
        match self {
            Self::Checkpoint => "public, max-age=5",
            Self::Setting => "public, max-age=300",
            Self::Tile => "public, max-age=31536000, immutable",
            // What can be erased must be asked for again at least daily by caches in between.
            Self::Statement | Self::Nonce | Self::Disclosure | Self::Blob => "public, max-age=86400, immutable",
        }
    }
}

/// The shape of a path of a copy; `None` for every other path.
pub(crate) fn shape(path: &str) -> Option<Shape> {
    let hex64 = |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match (first, rest) {
        ("checkpoint", "") => Some(Shape::Checkpoint),
        ("log.vkey" | "policy", "") => Some(Shape::Setting),
        ("tile", rest) => is_tile(rest).then_some(Shape::Tile),
        ("statement", rest) => match rest.split_once('.') {
            Some((digest, "json")) if hex64(digest) => Some(Shape::Statement),
            Some((digest, "nonce")) if hex64(digest) => Some(Shape::Nonce),
            _ => None,
        },
        ("disclosure", rest) => {
            let name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            (rest.len() == 43 && rest.bytes().all(name) || hex64(rest)).then_some(Shape::Disclosure)
        }
        ("blob", rest) => hex64(rest).then_some(Shape::Blob),
        _ => None,
    }
}

/// `<L>/<N>[.p/<W>]` with N in groups of three digits, all but the last with a leading `x` (tlog-tiles); L may be `entries`.
fn is_tile(rest: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((level, rest)) = rest.split_once('/') else { return false };
    if level != "entries" && !(digits(level) && level.len() <= 2) {
        return false;
    }
    let number = match rest.split_once(".p/") {
        Some((number, width)) if digits(width) && width.len() <= 3 => number,
        Some(_) => return false,
        None => rest,
    };
    let mut parts = number.split('/').rev();
    let last = parts.next().unwrap_or_default();
    digits(last)
        && last.len() == 3
        && parts.all(|part| part.strip_prefix('x').is_some_and(|part| digits(part) && part.len() == 3))
}
