//! Where exactly does it say that? The compiled release of a process, with the place a figure stands on marked.

use super::list::field_name;
use super::signal::{self, SourceLine};
use super::{html, page, row};
use crate::chart::escape;
use crate::error::Failure;
use crate::router::{Shared, Site};
use crate::shell::{self, Shell};
use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;
use base::json::{Value, parse};
use procurement::view::Process;
use serde::Deserialize;

/// Lines shown at most before long parts are folded; the whole is one link away.
const LINES: usize = 1_200;
/// A part off the path with more lines than this is folded when the whole is too long.
const FOLDED: usize = 12;
/// As deep as an import takes releases.
const DEPTH: usize = 65;

#[derive(Template)]
#[template(path = "release.html")]
struct ReleasePage {
    p: Shell,
    process: (String, String),
    lead: String,
    place: Option<Place>,
    text: String,
    folded: bool,
    sources: Vec<SourceLine>,
    api: String,
}

/// The place that was asked for.
struct Place {
    name: String,
    pointer: String,
    /// The value, if it is a single one.
    value: Option<String>,
    there: bool,
}

/// Which place to mark: an RFC 6901 pointer into the compiled release.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    at: String,
}

/// `GET /procurement/{ocid}/release`.
pub(super) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    Path(ocid): Path<String>,
    Parameters(asked): Parameters<Asked>,
) -> Response {
    page(site, shell, move |site, p| make(site, p, &ocid, &asked.at)).await
}

fn make(site: &Site, p: Shell, ocid: &str, at: &str) -> Result<Response, Failure> {
    let compiled = site.data.row("compiled", ocid)?.ok_or(Failure::NotFound)?;
    let process: Process = row(site, "process", ocid)?;
    let value = parse(compiled.json.as_bytes(), DEPTH)
        .map_err(|error| Failure::Unavailable(format!("the compiled release of {ocid}: {error}")))?
        .value;
    let name = if process.title.trim().is_empty() { p.t("no-title").to_owned() } else { process.title };
    let title = format!("{} · {name}", p.t("release-title"));
    let mut p = p.titled(title, "nav-contracts");
    p.noindex = true;
    let path: Vec<String> = at.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
    let found = value.pointer(at);
    // Where nothing stands at the place, the nearest part around it is marked.
    let known = (0..=path.len()).rev().find(|n| step(&value, &path[..*n]).is_some()).unwrap_or(0);
    let mark = (!at.is_empty()).then(|| &path[..known]);
    let fold = lines(&value) > LINES;
    let mut writer = Writer { out: String::new(), fold, folded: false, omitted: &|n| p.count("release-omitted", n) };
    writer.value(&value, 0, mark);
    let Writer { out: text, folded, .. } = writer;
    let releases: Vec<_> =
        process.sources.into_iter().filter(|source| source.kind == "procurement.release").collect();
    let page = ReleasePage {
        process: (p.href(&shell::process_path(ocid)), name),
        lead: p.count("release-lead", releases.len()),
        place: (!at.is_empty()).then(|| Place {
            name: field_name(&p, at),
            pointer: at.to_owned(),
            value: found.and_then(scalar),
            there: found.is_some(),
        }),
        text,
        folded,
        sources: signal::sources(&p, &releases),
        api: format!("/api/v1/compiled/{}", shell::encode(ocid)),
        p,
    };
    Ok(html(&page))
}

/// The part of a value at the end of a path.
fn step<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| match value {
        Value::Object(object) => object.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.clone()),
        Value::Text(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Lines a value takes when written.
fn lines(value: &Value) -> usize {
    match value {
        Value::Array(items) if !items.is_empty() => 2 + items.iter().map(lines).sum::<usize>(),
        Value::Object(object) if !object.is_empty() => {
            2 + object.iter().map(|(_, value)| lines(value)).sum::<usize>()
        }
        _ => 1,
    }
}

/// Writes JSON as HTML, one member a line, one part marked, long parts off its path folded.
struct Writer<'a> {
    out: String,
    fold: bool,
    folded: bool,
    /// Words for what a folded part leaves out.
    omitted: &'a dyn Fn(usize) -> String,
}

impl Writer<'_> {
    /// `mark`: the rest of the path to the marked part; empty: this is the part; `None`: the path leads elsewhere.
    fn value(&mut self, value: &Value, depth: usize, mark: Option<&[String]>) {
        let here = mark.is_some_and(<[String]>::is_empty);
        if here {
            self.out.push_str("<mark id=\"at\">");
        }
        let inside = mark.filter(|path| !path.is_empty());
        match value {
            Value::Object(object) if !object.is_empty() => {
                let members = object.iter().map(|(key, value)| (Some(key), value, key.to_owned()));
                self.members(members.collect(), '{', '}', depth, inside, here);
            }
            Value::Array(items) if !items.is_empty() => {
                let members = items.iter().enumerate().map(|(at, value)| (None, value, at.to_string()));
                self.members(members.collect(), '[', ']', depth, inside, here);
            }
            // Digits as they were written.
            Value::Number(number) => self.out.push_str(&escape(number)),
            plain => self.out.push_str(&escape(&base::json::canonical(plain))),
        }
        if here {
            self.out.push_str("</mark>");
        }
    }

    fn members(
        &mut self,
        members: Vec<(Option<&str>, &Value, String)>,
        open: char,
        close: char,
        depth: usize,
        inside: Option<&[String]>,
        here: bool,
    ) {
        let long = || members.iter().map(|(_, value, _)| lines(value)).sum::<usize>() > FOLDED;
        if self.fold && depth > 1 && inside.is_none() && !here && long() {
            self.folded = true;
            let words = (self.omitted)(members.len());
            self.out.push_str(&format!("{open} <i>{}</i> {close}", escape(&words)));
            return;
        }
        self.out.push(open);
        let count = members.len();
        for (at, (key, value, name)) in members.into_iter().enumerate() {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", depth + 1));
            if let Some(key) = key {
                self.out.push_str(&escape(&base::json::canonical(&Value::from(key))));
                self.out.push_str(": ");
            }
            let mark = inside.filter(|path| path[0] == name).map(|path| &path[1..]);
            self.value(value, depth + 1, mark);
            if at + 1 < count {
                self.out.push(',');
            }
        }
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push(close);
    }
}

/// The address of the place a pointer names in the compiled release of a process.
pub(super) fn place_path(ocid: &str, pointer: &str) -> String {
    let path = format!("{}/release", shell::process_path(ocid));
    if pointer.is_empty() { path } else { format!("{path}?at={}#at", shell::encode(pointer)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str, path: &[&str], fold: bool) -> (String, bool) {
        let value = parse(json.as_bytes(), DEPTH).unwrap().value;
        let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
        let mut writer = Writer { out: String::new(), fold, folded: false, omitted: &|n| format!("{n} left out") };
        writer.value(&value, 0, Some(&path));
        (writer.out, writer.folded)
    }

    #[test]
    fn the_part_asked_for_is_marked_and_everything_is_text() {
        let (text, folded) = written(r#"{"a":[1,{"b":"<x>"}],"c":2.50}"#, &["a", "1", "b"], false);
        assert_eq!(
            text,
            "{\n  &quot;a&quot;: [\n    1,\n    {\n      &quot;b&quot;: <mark id=\"at\">&quot;&lt;x&gt;&quot;</mark>\n    }\n  ],\n  &quot;c&quot;: 2.50\n}"
        );
        assert!(!folded);
    }

    #[test]
    fn long_parts_off_the_path_are_folded_and_counted() {
        let long: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let json = format!(r#"{{"a":{{"x":[{0}],"y":[{0}]}}}}"#, long.join(","));
        let (text, folded) = written(&json, &["a", "x", "19"], true);
        assert!(
            folded && text.contains("<mark id=\"at\">19</mark>") && text.contains("[ <i>20 left out</i> ]"),
            "{text}"
        );
    }
}
