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
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// `GET /record/{*path}`: a file of the copy, whole or one range of it (RFC 9110, section 14).
pub(crate) async fn serve(State(site): State<Shared>, Path(path): Path<String>, request: HeaderMap) -> Response {
    let Some(kind) = shape(&path) else { return Failure::NotFound.json() };
    let file = site.options.public.join(&path);
    let opened = tokio::task::spawn_blocking(move || open(&file, kind)).await;
    let Opened { file, length, tag } = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => return Failure::NotFound.json(),
        Ok(Err(error)) => return Failure::Unavailable(format!("{path}: {error}")).json(),
        Err(error) => return Failure::Unavailable(error.to_string()).json(),
    };
    // What never changes under its name is known by its name.
    let tag = tag.unwrap_or_else(|| format!("\"{path}\""));
    let header = |name: &HeaderName| request.get(name).and_then(|value| value.to_str().ok());
    let asked = header(&header::RANGE).filter(|_| header(&header::IF_RANGE).is_none_or(|have| have == tag));
    let mut response = if header(&header::IF_NONE_MATCH).is_some_and(|have| matches(have, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match asked.map_or(Asked::Whole, |asked| range(asked, length)) {
            Asked::Whole => content(file, 0, length),
            Asked::Part(from, to) => {
                let mut response = content(file, from, to - from);
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                insert(&mut response, header::CONTENT_RANGE, &format!("bytes {from}-{}/{length}", to - 1));
                response
            }
            Asked::Beyond => {
                let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
                insert(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
                return response;
            }
        }
    };
    insert(&mut response, header::ETAG, &tag);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kind.cache_control()));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if kind == Shape::Blob {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    }
    response
}

struct Opened {
    file: File,
    length: u64,
    /// For what changes under its name: a tag of the content.
    tag: Option<String>,
}

fn open(path: &std::path::Path, kind: Shape) -> std::io::Result<Opened> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let tag = match kind {
        Shape::Checkpoint | Shape::Setting => {
            let mut bytes = Vec::new();
            file.by_ref().take(length).read_to_end(&mut bytes)?;
            file.rewind()?;
            Some(format!("\"{}\"", base::digest::sha256(&bytes)))
        }
        _ => None,
    };
    Ok(Opened { file, length, tag })
}

/// `length` bytes from `from` on, never more: the file may be replaced while it is read, not grown.
fn content(file: File, from: u64, length: u64) -> Response {
    let state = (file, Some(from), length);
    let mut response = stream::body(state, |(file, from, left)| {
        if let Some(from) = from.take().filter(|from| *from > 0)
            && let Err(error) = file.seek(SeekFrom::Start(from))
        {
            return Some(Err(error));
        }
        let mut piece = vec![0; usize::try_from(*left).unwrap_or(PIECE).min(PIECE)];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(n) => {
                piece.truncate(n);
                *left -= n as u64;
                Some(Ok(Bytes::from(piece)))
            }
            Err(error) => Some(Err(error)),
        }
    })
    .into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Whether a list of tags, or `*`, holds this one; a weak tag counts as its strong one (section 13.1.2).
fn matches(have: &str, tag: &str) -> bool {
    have.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == "*" || one == tag)
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    /// From the first to one past the last byte.
    Part(u64, u64),
    Beyond,
}

/// One range of bytes. Several ranges, or what cannot be read, get the whole: that is always allowed (section 14.2).
fn range(header: &str, length: u64) -> Asked {
    let Some((from, to)) = header.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Asked::Whole;
    };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let (from, to) = match (number(from), number(to)) {
        (Some(from), None) if to.is_empty() => (from, length),
        (Some(from), Some(to)) if from <= to => (from, to.saturating_add(1).min(length)),
        (None, Some(last)) if from.is_empty() => (length.saturating_sub(last), length),
        _ => return Asked::Whole,
    };
    if from < to && from < length { Asked::Part(from, to) } else { Asked::Beyond }
}

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_rfc_9110_has_it() {
        for (header, asked) in [
            ("bytes=0-4", Asked::Part(0, 5)),
            ("bytes=5-", Asked::Part(5, 10)),
            ("bytes=-3", Asked::Part(7, 10)),
            ("bytes=-30", Asked::Part(0, 10)),
            ("bytes=8-99", Asked::Part(8, 10)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=4-2", Asked::Whole),
            ("lines=1-2", Asked::Whole),
        ] {
            assert_eq!(range(header, 10), asked, "{header}");
        }
        assert!(matches("\"a\", W/\"b\"", "\"b\"") && matches("*", "\"b\"") && !matches("\"a\"", "\"b\""));
    }
}
