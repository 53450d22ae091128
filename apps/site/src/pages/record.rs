//! Was this published, by whom and when, and is it unchanged? The record's state, its entries, and one entry.

use super::home::Fact;
use super::{html, page, signal};
use crate::data::Entry;
use crate::error::Failure;
use crate::method;
use crate::numbers;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use crate::table;
use crate::witness::{Witnesses, witnesses};
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kinds::project::IssuerView;
use record::base64;
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
    /// The organisation whose key it is, if the record says so.
    by: String,
    key: String,
    state: String,
    /// What it is about: words and, where there is a page, its address.
    about: Option<(String, Option<String>)>,
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
    let lines = entries.iter().map(|entry| entry_line(site, &p, entry)).collect::<Result<Vec<_>, _>>()?;
    let published: Vec<&str> = checkpoint.as_deref().unwrap_or_default().lines().collect();
    let newest = match (start < before, before == size) {
        (true, true) => lines.first().map_or_else(|| p.t("not-known").to_owned(), |line| line.time.clone()),
        _ => match size.checked_sub(1) {
            Some(last) => site
                .data
                .entries(last, 1)?
                .first()
                .map(|entry| entry_line(site, &p, entry))
                .transpose()?
                .map_or_else(String::new, |line| line.time),
            None => p.t("not-known").to_owned(),
        },
    };
    let outside = witnesses(&*site.data)?;
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
            value: p.n(outside.cosigned as i64),
            note: match outside {
                Witnesses { damaged: true, .. } => p.t("fact-witnesses-damaged").to_owned(),
                Witnesses { known: 0, .. } => p.t("fact-witnesses-none").to_owned(),
                Witnesses { known, enough, .. } => p.say(
                    "fact-witnesses-note",
                    &[("known", known.into()), ("enough", if enough { "yes" } else { "no" }.into())],
                ),
            },
            href: (outside.known > 0).then(|| "/record/policy".to_owned()),
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

fn entry_line(site: &Site, p: &Shell, entry: &Entry) -> Result<EntryLine, Failure> {
    let body: Body = serde_json::from_slice(&entry.bytes)?;
    let issuer = issuer(site, &body.by)?;
    Ok(EntryLine {
        index: p.n(entry.index as i64),
        href: p.href(&format!("/record/entries/{}", entry.index)),
        kind: signal::kind(p, &body.k),
        time: numbers::date_time(p.language, body.t.saturating_mul(1000)),
        about: entry.statement.as_deref().and_then(|bytes| about(p, entry.index, &body.k, bytes)),
        by: issuer.map_or_else(String::new, |issuer| issuer.organisation),
        key: body.by,
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

/// What a statement is about, by its kind, and the page that shows it.
fn about(p: &Shell, index: u64, kind: &str, statement: &[u8]) -> Option<(String, Option<String>)> {
    let statement = payload(&serde_json::from_slice(statement).ok()?)?;
    let text = |name: &str| statement.pointer(&format!("/predicate/{name}")).and_then(serde_json::Value::as_str);
    let page = |path: String| Some(p.href(&path));
    Some(match kind {
        "procurement.release" => (text("ocid")?.to_owned(), page(shell::process_path(text("ocid")?))),
        "procurement.contract" => {
            let title = text("title").filter(|title| !title.is_empty()).unwrap_or_else(|| p.t("no-title"));
            (title.to_owned(), page(shell::contract_path(text("document/sha256")?)))
        }
        "procurement.finding" => {
            let code = text("check")?;
            let title = method::title(p.language, code);
            (format!("{code} {title}").trim_end().to_owned(), page(format!("/method/{}", shell::encode(code))))
        }
        "procurement.import" => (p.t("problems-title").to_owned(), page(format!("/imports/{index}"))),
        "record.issuer" => (text("organisation")?.to_owned(), None),
        "record.reply" => (text("by")?.to_owned(), None),
        "procurement.pledge" | "procurement.review" => {
            let name = text("vendor/name").or_else(|| text("vendor/id"))?.to_owned();
            (name, text("vendor/id").and_then(|id| page(shell::vendor_path(id))))
        }
        _ => return None,
    })
}

/// The organisation that a key belongs to.
fn issuer(site: &Site, key: &str) -> Result<Option<IssuerView>, Failure> {
    let row = site.data.row("issuer", key)?;
    Ok(row.map(|row| serde_json::from_str(&row.json)).transpose()?)
}

/// The organisation that signed an entry.
pub(super) fn issuer_of(site: &Site, entry: &Entry) -> Result<Option<IssuerView>, Failure> {
    let body: Body = serde_json::from_slice(&entry.bytes)?;
    issuer(site, &body.by)
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
    let title = p.say("entry-title", &[("n", p.n(index as i64).into())]);
    let p = p.titled(title.clone(), "nav-record");
    let line = entry_line(site, &p, &entry)?;
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
    let bytes = base64::decode(envelope.get("payload")?.as_str()?)?;
    serde_json::from_slice(&bytes).ok()
}

fn commitment_hex(commitment: &str) -> String {
    base64::decode(commitment).map_or_else(String::new, |bytes| base::digest::hex(&bytes))
}

/// SHA-256(0x00 ‖ entry), RFC 6962.
fn leaf_hash(entry: &[u8]) -> String {
    let mut leaf = vec![0];
    leaf.extend_from_slice(entry);
    base::digest::sha256(&leaf).to_string()
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
