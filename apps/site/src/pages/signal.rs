//! A signal in words: why it is one to ask about, with the numbers that made it, and where they stand.

use super::list::field_name;
use super::release::place_path;
use crate::data::DataError;
use crate::method;
use crate::numbers;
use crate::router::Site;
use crate::shell::{self, Shell};
use crate::words::Arg;
use base::Problem;
use procurement::view::{Reply, Signal, Source};
use serde_json::Value;

/// A signal as a line of a table.
pub(crate) struct SignalLine {
    pub(crate) href: String,
    pub(crate) code: String,
    pub(crate) title: &'static str,
    pub(crate) because: String,
    /// The reason stands in English, not in the reader's language.
    pub(crate) english: bool,
    /// Address, if there is a page, and name.
    pub(crate) whom: Option<(Option<String>, String)>,
    pub(crate) numbers: Vec<(String, String)>,
    pub(crate) figure: String,
    /// Name of the field, its pointer, and the address of the place.
    pub(crate) places: Vec<(String, String, Option<String>)>,
    pub(crate) more: u64,
    pub(crate) entry: String,
    pub(crate) entry_href: String,
    /// Who replied and when, and where the words stand on this page.
    pub(crate) replies: Vec<(String, String)>,
}

/// Signals as lines; `name_of` knows the names of organisations.
pub(crate) fn lines(
    site: &Site,
    p: &Shell,
    signals: &[Signal],
    replies: &[Reply],
    name_of: impl Fn(&str) -> Option<String>,
) -> Result<Vec<SignalLine>, DataError> {
    let made = signals.iter().map(|signal| {
        let line = line(p, signal, whom(site, p, signal, &name_of)?, &name_of);
        Ok(SignalLine { replies: replies_to(p, replies, &signal.code), ..line })
    });
    made.collect()
}

fn line(
    p: &Shell,
    signal: &Signal,
    whom: Option<(Option<String>, String)>,
    name_of: &impl Fn(&str) -> Option<String>,
) -> SignalLine {
    const PLACES: usize = 3;
    let translated = reason(p, signal, name_of);
    let (entry, entry_href) = entry(p, signal.entry);
    SignalLine {
        href: p.href(&format!("/method/{}", shell::encode(&signal.code))),
        code: signal.code.clone(),
        title: method::title(p.language, &signal.code),
        english: translated.is_none() && p.language != base::Language::English,
        because: translated.unwrap_or_else(|| signal.because.clone()),
        whom,
        numbers: signal.inputs.iter().map(|(name, value)| (name.clone(), shown(p, value))).collect(),
        figure: p.decimal(&signal.value, 4),
        places: signal
            .evidence
            .iter()
            .take(PLACES)
            .map(|evidence| {
                let pointer = &evidence.place.pointer;
                let label =
                    if pointer.is_empty() { p.t("evidence-whole").to_owned() } else { field_name(p, pointer) };
                let href = match (&evidence.ocid, &evidence.sha256) {
                    (Some(ocid), _) => Some(p.href(&place_path(ocid, pointer))),
                    (None, Some(sha256)) => Some(format!("/record/blob/{sha256}")),
                    (None, None) => None,
                };
                (label, pointer.clone(), href)
            })
            .collect(),
        more: signal.evidence.len().saturating_sub(PLACES) as u64,
        entry,
        entry_href,
        replies: Vec::new(),
    }
}

/// Whom a signal concerns, unless it is the process itself; linked where there is a page.
fn whom(
    site: &Site,
    p: &Shell,
    signal: &Signal,
    name_of: &impl Fn(&str) -> Option<String>,
) -> Result<Option<(Option<String>, String)>, DataError> {
    let kind = match signal.group.as_str() {
        "Buyer" | "ProcuringEntity" => "buyer",
        "Tenderer" => "supplier",
        _ => return Ok(None),
    };
    let href = super::organisation_href(site, p, kind, &signal.id)?;
    Ok(Some((href, name_of(&signal.id).unwrap_or_else(|| signal.id.clone()))))
}

/// The reason in the reader's language, if there is a message for the code and the signal has all its numbers.
fn reason(p: &Shell, signal: &Signal, name_of: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut args: Vec<(String, Arg)> = signal
        .inputs
        .iter()
        .map(|(name, value)| {
            // Variables of messages are made of letters, digits, `-` and `_`.
            let name = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
            (name, argument(p, value, name_of))
        })
        .collect();
    args.push(("value".to_owned(), Arg::Text(p.decimal(&signal.value, 4))));
    args.push(("percent".to_owned(), Arg::Text(p.percent(&signal.value))));
    let of_group = format!("signal-{}-{}", signal.code, signal.group);
    let key = format!("signal-{}", signal.code);
    p.words().try_say(&of_group, &args).or_else(|| p.words().try_say(&key, &args))
}

fn argument(p: &Shell, value: &Value, name_of: &impl Fn(&str) -> Option<String>) -> Arg {
    match value {
        Value::Number(number) => match number.as_u64() {
            Some(n) => Arg::Count(n),
            None => Arg::Text(p.decimal(&number.to_string(), 4)),
        },
        Value::String(text) => match name_of(text) {
            Some(name) => Arg::Name(name),
            None if base::time::date(text).is_some() => Arg::Text(p.date(text)),
            None if base::exact::parse(text).is_some() => Arg::Text(p.decimal(text, 4)),
            None => Arg::Name(text.clone()),
        },
        other => Arg::Name(shown(p, other)),
    }
}

/// A number, text or list as people read it.
fn shown(p: &Shell, value: &Value) -> String {
    const ITEMS: usize = 12;
    match value {
        Value::Null => p.t("not-published").to_owned(),
        Value::Bool(true) => p.t("yes").to_owned(),
        Value::Bool(false) => p.t("no").to_owned(),
        Value::Number(number) => p.decimal(&number.to_string(), 6),
        Value::String(text) => match base::time::date(text) {
            Some(_) => p.date(text),
            None => p.decimal(text, 6),
        },
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().take(ITEMS).map(|item| shown(p, item)).collect();
            if items.len() > ITEMS {
                texts.push("…".to_owned());
            }
            texts.join(", ")
        }
        Value::Object(_) => value.to_string(),
    }
}

/// A number of an entry in words and its address.
pub(crate) fn entry(p: &Shell, index: u64) -> (String, String) {
    (
        p.say("entry-n", &[("n", numbers::integer(p.language, index as i64).into())]),
        p.href(&format!("/record/entries/{index}")),
    )
}

/// A document behind a page.
pub(crate) struct SourceLine {
    pub(crate) entry: String,
    pub(crate) entry_href: String,
    pub(crate) kind: String,
    pub(crate) superseded: Option<(String, String)>,
    pub(crate) sha256: String,
    pub(crate) file: String,
    pub(crate) id: String,
    pub(crate) size: String,
    pub(crate) date: String,
    pub(crate) proof_href: String,
}

/// Sources as lines.
pub(crate) fn sources(p: &Shell, sources: &[Source]) -> Vec<SourceLine> {
    sources
        .iter()
        .map(|source| SourceLine {
            entry: p.n(source.entry as i64),
            entry_href: p.href(&format!("/record/entries/{}", source.entry)),
            kind: kind(p, &source.kind),
            superseded: source.superseded_by.map(|by| {
                (p.say("superseded-by", &[("n", p.n(by as i64).into())]), p.href(&format!("/record/entries/{by}")))
            }),
            sha256: source.sha256.clone(),
            file: file_name(source),
            id: if source.id.is_empty() { kind(p, &source.kind) } else { source.id.clone() },
            size: bytes(p, source.bytes),
            date: source.date.as_deref().map_or_else(String::new, |date| p.day(date)),
            proof_href: p.href(&format!("/record/proof/{}", source.entry)),
        })
        .collect()
}

fn file_name(source: &Source) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = source.id.chars().take(80).map(safe).collect();
    let short = source.sha256.get(..12).unwrap_or_default();
    match source.kind.as_str() {
        "procurement.contract" if name.contains('.') => name,
        "procurement.contract" => format!("{name}-{short}"),
        _ => format!("{name}-{short}.json"),
    }
}

/// A kind of entry in words.
pub(crate) fn kind(p: &Shell, kind: &str) -> String {
    p.words().code("kind", &kind.replace('.', "-")).map_or_else(|| kind.to_owned(), str::to_owned)
}

/// A size in bytes, kB or MB (powers of ten).
pub(crate) fn bytes(p: &Shell, bytes: u64) -> String {
    let (text, unit) = match bytes {
        0..1_000 => (p.n(bytes as i64), "B"),
        1_000..1_000_000 => (p.decimal(&format!("{}.{}", bytes / 1_000, bytes % 1_000 / 100), 1), "kB"),
        _ => (p.decimal(&format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000), 1), "MB"),
    };
    crate::words::isolated(&format!("{text}\u{a0}{unit}"))
}

/// A problem as a line.
pub(crate) struct ProblemLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) severity: String,
    pub(crate) place: String,
    pub(crate) pointer: String,
    pub(crate) what: String,
    pub(crate) remedy: String,
    pub(crate) action: String,
}

/// Problems as lines.
pub(crate) fn problems(p: &Shell, problems: &[Problem]) -> Vec<ProblemLine> {
    problems
        .iter()
        .map(|problem| ProblemLine {
            name: p.words().code("problem", &problem.code).unwrap_or(&problem.code).to_owned(),
            code: problem.code.clone(),
            severity: p
                .t(match problem.severity {
                    base::Severity::Info => "severity-info",
                    base::Severity::Warning => "severity-warning",
                    base::Severity::Error => "severity-error",
                })
                .to_owned(),
            place: p.say(
                "problem-at",
                &[
                    ("input", p.n(i64::from(problem.place.input) + 1).into()),
                    ("line", p.n(problem.place.line as i64).into()),
                ],
            ),
            pointer: problem.place.pointer.clone(),
            what: problem.what.clone(),
            remedy: problem.remedy.clone(),
            action: p
                .t(match problem.action {
                    base::Action::Kept => "action-kept",
                    base::Action::Changed => "action-changed",
                    base::Action::Removed => "action-removed",
                    base::Action::Refused => "action-refused",
                })
                .to_owned(),
        })
        .collect()
}

/// A reply as shown.
pub(crate) struct ReplyLine {
    pub(crate) id: String,
    /// What it answers, where that is one finding: address, code and title.
    pub(crate) check: Option<(String, String, &'static str)>,
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) entry: String,
    pub(crate) href: String,
}

/// Replies as lines.
pub(crate) fn replies(p: &Shell, replies: &[Reply]) -> Vec<ReplyLine> {
    replies
        .iter()
        .map(|reply| {
            let (entry, href) = entry(p, reply.entry);
            ReplyLine {
                id: reply_id(reply),
                check: reply.check.as_ref().map(|code| {
                    let href = p.href(&format!("/method/{}", shell::encode(code)));
                    (href, code.clone(), method::title(p.language, code))
                }),
                by: reply.by.clone(),
                at: p.date(&reply.at),
                paragraphs: reply
                    .text
                    .split("\n\n")
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned)
                    .collect(),
                language: reply.language.clone().filter(|tag| shell::is_language_tag(tag)),
                entry,
                href,
            }
        })
        .collect()
}

/// The replies to one finding, to stand beside it: who and when, and where the words are.
pub(crate) fn replies_to(p: &Shell, replies: &[Reply], code: &str) -> Vec<(String, String)> {
    replies
        .iter()
        .filter(|reply| reply.check.as_deref() == Some(code))
        .map(|reply| {
            let words =
                p.say("reply-beside", &[("by", Arg::Name(reply.by.clone())), ("at", p.date(&reply.at).into())]);
            (words, format!("#{}", reply_id(reply)))
        })
        .collect()
}

fn reply_id(reply: &Reply) -> String {
    format!("reply-{}", reply.entry)
}

/// Where replies are sent, if somebody takes them.
pub(crate) fn reply_to(options: &crate::SiteOptions) -> Option<String> {
    let to = options.reply_to.trim();
    let allowed = ["mailto:", "https://", "http://"].iter().any(|start| to.starts_with(start));
    allowed.then(|| to.to_owned())
}
