//! Was this published, by whom and when, and is it unchanged? The record's state, its entries, and one entry.

use super::home::Fact;
use super::{html, page, signal};
use crate::error::Failure;
use crate::numbers;
use crate::router::{Shared, Site};
use crate::shell::Shell;
use crate::table;
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Entries on one page.
const ENTRIES: u32 = 50;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    p: Shell,
    lead: String,
    facts: Vec<Fact>,
    checkpoint: String,
    caption: String,
    entries: Vec<EntryLine>,
    newer: Option<String>,
    older: Option<String>,
}

struct EntryLine {
    index: String,
    href: String,
    kind: String,
    time: String,
    by: String,
    state: String,
    refs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage {
    p: Shell,
    title: String,
    lead: String,
    line: EntryLine,
    index: u64,
    commitment: String,
    commitment_hex: String,
    json: String,
    leaf: String,
    statement: Option<String>,
    predicate: String,
    subjects: Vec<(String, String)>,
    signatures: Vec<String>,
    previous: Option<String>,
    next: Option<String>,
}

/// Which entries: those before this index, the newest first.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Before {
    before: String,
}

/// The members of an entry that pages show.
#[derive(Deserialize)]
struct Body {
    by: String,
    c: String,
    k: String,
    p: String,
    #[serde(default, rename = "ref")]
    refs: Vec<u64>,
    #[serde(default)]
    r: Option<String>,
    t: i64,
}

/// Cosignatures on a checkpoint: signature lines with another name than the log's own.
///
/// They are counted here, not verified: whom to believe is the reader's policy, which the verifier applies.
pub(crate) fn witnesses(checkpoint: &str) -> u64 {
    let origin = checkpoint.lines().next().unwrap_or_default();
    let names: std::collections::BTreeSet<&str> = checkpoint
        .lines()
        .filter_map(|line| line.strip_prefix("— ")?.split(' ').next())
        .filter(|name| *name != origin)
        .collect();
    names.len() as u64
}

/// `GET /record`.
pub(super) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Parameters(before): Parameters<Before>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, &before.before)).await
}

fn make(site: &Site, p: Shell, before: &str) -> Result<Response, Failure> {
    let size = site.data.size()?;
    let before = before.parse::<u64>().unwrap_or(size).min(size);
    let start = before.saturating_sub(u64::from(ENTRIES));
    let limit = u32::try_from(before - start).unwrap_or(ENTRIES);
    let mut entries = if limit == 0 { Vec::new() } else { site.data.entries(start, limit)? };
    entries.reverse();
    let checkpoint = site.data.checkpoint()?;
    let title = p.t("record-title").to_owned();
    let p = p.titled(title, "nav-record");
    let lines = entries.iter().map(|entry| entry_line(&p, entry)).collect::<Result<Vec<_>, _>>()?;
    let published: Vec<&str> = checkpoint.as_deref().unwrap_or_default().lines().collect();
    let newest = match (start < before, before == size) {
        (true, true) => lines.first().map_or_else(|| p.t("not-known").to_owned(), |line| line.time.clone()),
        _ => match size.checked_sub(1) {
            Some(last) => site
                .data
                .entries(last, 1)?
                .first()
                .map(|entry| entry_line(&p, entry))
                .transpose()?
                .map_or_else(String::new, |line| line.time),
            None => p.t("not-known").to_owned(),
        },
    };
    let n = witnesses(checkpoint.as_deref().unwrap_or_default());
    let facts = vec![
        Fact { name: p.t("home-fact-entries").to_owned(), value: p.n(size as i64), note: newest, href: None },
        Fact {
            name: p.t("fact-checkpoint").to_owned(),
            value: published
                .get(1)
                .and_then(|size| size.parse::<i64>().ok())
                .map_or_else(|| p.t("not-published").to_owned(), |size| p.n(size)),
            note: p.t("fact-checkpoint-note").to_owned(),
            href: Some("/record/checkpoint".to_owned()),
        },
        Fact {
            name: p.t("fact-witnesses").to_owned(),
            value: p.n(n as i64),
            note: p.t(if n == 0 { "fact-witnesses-none" } else { "fact-witnesses-note" }).to_owned(),
            href: None,
        },
        Fact {
            name: p.t("fact-origin").to_owned(),
            value: published.first().map_or_else(|| p.t("not-published").to_owned(), |origin| (*origin).to_owned()),
            note: p.t("fact-origin-note").to_owned(),
            href: Some("/record/log.vkey".to_owned()),
        },
    ];
    let page = RecordPage {
        lead: p.count("record-lead", size),
        facts,
        checkpoint: checkpoint.unwrap_or_default(),
        caption: p.say(
            "record-caption",
            &[("from", p.n(start as i64).into()), ("to", p.n(before.saturating_sub(1) as i64).into())],
        ),
        entries: lines,
        newer: (before < size).then(|| {
            let up = (before + u64::from(ENTRIES)).min(size);
            p.href(&if up == size { "/record".to_owned() } else { format!("/record?before={up}") })
        }),
        older: (start > 0).then(|| p.href(&format!("/record?before={start}"))),
        p,
    };
    Ok(html(&page))
}

fn entry_line(p: &Shell, entry: &crate::data::Entry) -> Result<EntryLine, Failure> {
    let body: Body = serde_json::from_slice(&entry.bytes)?;
    Ok(EntryLine {
        index: p.n(entry.index as i64),
        href: p.href(&format!("/record/entries/{}", entry.index)),
        kind: signal::kind(p, &body.k),
        time: numbers::date_time(p.language, body.t.saturating_mul(1000)),
        by: body.by,
        state: match (&body.r, entry.statement.is_some(), body.p.as_str()) {
            _ if entry.erased_by.is_some() => {
                let by = entry.erased_by.map_or_else(String::new, |by| p.n(by as i64));
                p.say("statement-erased", &[("n", by.into())])
            }
            (Some(reason), _, _) => p.code("erasure", reason),
            (None, true, "sealed") => p.t("statement-sealed").to_owned(),
            (None, true, _) => p.t("statement-public").to_owned(),
            (None, false, "restricted") => p.t("statement-restricted").to_owned(),
            (None, false, _) => p.t("statement-gone").to_owned(),
        },
        refs: body
            .refs
            .iter()
            .map(|index| (p.n(*index as i64), p.href(&format!("/record/entries/{index}"))))
            .collect(),
    })
}

/// `GET /record/entries/{index}`.
pub(super) async fn entry(State(site): State<Shared>, shell: Shell, Path(index): Path<String>) -> Response {
    page(site, shell, move |site, p| {
        let index: u64 = index.parse().map_err(|_| Failure::NotFound)?;
        one(site, p, index)
    })
    .await
}

fn one(site: &Site, p: Shell, index: u64) -> Result<Response, Failure> {
    let size = site.data.size()?;
    if index >= size {
        return Err(Failure::NotFound);
    }
    let entry = site.data.entries(index, 1)?.into_iter().next().ok_or(Failure::NotFound)?;
    let body: Body = serde_json::from_slice(&entry.bytes)?;
    let title = p.say("entry-n", &[("n", p.n(index as i64).into())]);
    let p = p.titled(title.clone(), "nav-record");
    let line = entry_line(&p, &entry)?;
    let envelope: serde_json::Value = entry
        .statement
        .as_deref()
        .map_or(serde_json::Value::Null, |bytes| serde_json::from_slice(bytes).unwrap_or_default());
    let statement = payload(&envelope);
    let subjects = statement
        .as_ref()
        .and_then(|statement| statement.get("subject")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|subject| {
            let sha256 = subject.pointer("/digest/sha256")?.as_str()?.to_owned();
            let name = subject.get("name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            Some((name, sha256))
        })
        .filter(|(_, sha256)| base::Digest::from_hex(sha256).is_some())
        .collect();
    let signatures = envelope
        .get("signatures")
        .and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|signature| Some(signature.get("keyid")?.as_str()?.to_owned()))
        .collect();
    let page = EntryPage {
        lead: p.say("entry-lead", &[("kind", line.kind.clone().into()), ("time", line.time.clone().into())]),
        line,
        index,
        commitment_hex: commitment_hex(&body.c),
        commitment: body.c,
        json: String::from_utf8_lossy(&entry.bytes).into_owned(),
        leaf: leaf_hash(&entry.bytes),
        statement: entry
            .statement
            .is_some()
            .then(|| envelope.get("payloadType").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()),
        predicate: statement
            .map_or_else(String::new, |statement| serde_json::to_string_pretty(&statement).unwrap_or_default()),
        subjects,
        signatures,
        previous: index.checked_sub(1).map(|index| p.href(&format!("/record/entries/{index}"))),
        next: (index + 1 < size).then(|| p.href(&format!("/record/entries/{}", index + 1))),
        title,
        p,
    };
    Ok(html(&page))
}

/// The signed text inside a DSSE envelope.
fn payload(envelope: &serde_json::Value) -> Option<serde_json::Value> {
    let bytes = unbase64(envelope.get("payload")?.as_str()?)?;
    serde_json::from_slice(&bytes).ok()
}

fn commitment_hex(commitment: &str) -> String {
    unbase64(commitment).map_or_else(String::new, |bytes| base::digest::hex(&bytes))
}

/// SHA-256(0x00 ‖ entry), RFC 6962.
fn leaf_hash(entry: &[u8]) -> String {
    let mut leaf = vec![0];
    leaf.extend_from_slice(entry);
    base::digest::sha256(&leaf).to_string()
}

/// Standard base64 (RFC 4648, section 4); `None` for anything else.
fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

/// `GET /record/proof/{index}`: the `.tlog-proof` of an entry.
pub(super) async fn proof(State(site): State<Shared>, shell: Shell, Path(index): Path<String>) -> Response {
    page(site, shell, move |site, _| {
        let index: u64 = index.parse().map_err(|_| Failure::NotFound)?;
        let proof = site.data.proof(index)?.ok_or(Failure::NotFound)?;
        let mut response = proof.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        table::attach(&mut response, &format!("entry-{index}.tlog-proof"));
        Ok(response)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_base64_as_rfc_4648_section_10_has_it() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(unbase64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(unbase64("a b"), None);
    }

    #[test]
    fn counts_names_that_are_not_the_logs_own() {
        let note = "example.org/log\n2\nAAAA\n\n— example.org/log abc\n— witness.one def\n— witness.two ghi\n— witness.one jkl\n";
        assert_eq!(witnesses(note), 2);
        assert_eq!(witnesses(""), 0);
    }
}
