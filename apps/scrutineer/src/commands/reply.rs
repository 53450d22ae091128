//! `scrutineer reply`: a buyer, vendor or authority answers what a page says; the answer stands beside it, dated.

use crate::cli::Cli;
use crate::desk::{self, Desk};
use crate::output::{self, Exit, Failure};
use crate::{contents, publication};
use anyhow::Context as _;
use clap::Args;
use kinds::Body;
use kinds::body::Reply;
use record::issuer::{Issuer, Role};
use std::io::Read as _;
use std::path::PathBuf;

/// Longest reply, in bytes: some twenty printed pages.
const LONGEST: usize = 64 * 1024;

/// Arguments of `reply`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// What is answered: an ocid, an organisation's identifier, or a contract's digest, as its page shows it.
    #[arg(long, value_name = "ID")]
    about: String,
    /// The signal, measure or clause answered, for example R018; without it the reply answers the whole page.
    #[arg(long, value_name = "CODE")]
    check: Option<String>,
    /// File with the words (UTF-8), or `-`.
    #[arg(long, value_name = "FILE")]
    text: PathBuf,
    /// Language of the words, two letters.
    #[arg(long, value_name = "LANG")]
    language: Option<String>,
    /// File of the replying organisation's key; its name on the record is the reply's `by`. Without it the operator
    /// signs and names the organisation with `--by`.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The organisation that replies; never a private person.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Entry of an earlier reply that this one adds to or withdraws; once for each.
    #[arg(long = "ref", value_name = "INDEX")]
    refs: Vec<u64>,
    /// Field (JSON pointer) that looks like personal data and is none; once for each.
    #[arg(long, value_name = "POINTER")]
    personal_confirmed: Vec<String>,
}

/// Puts a reply on the record.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let desk = desk::open(&arguments.dir, arguments.key.as_deref())?;
    let reply = Reply {
        about: arguments.about.clone(),
        check: arguments.check.clone(),
        by: by(&desk, arguments.by.as_deref())?,
        at: base::time::rfc3339(i64::try_from(desk::now_seconds()).unwrap_or_default() * 1000),
        language: language(arguments.language.as_deref())?,
        text: words(arguments)?,
    };
    let refs = answered(&desk, arguments)?;
    let body = Body::Reply(reply);
    let confirmed: Vec<&str> = arguments.personal_confirmed.iter().map(String::as_str).collect();
    if let Err(refusals) = record::personal::check(&body.predicate(), &confirmed) {
        let all: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        let remedy = "Take it out: a reply stays readable. If it is no personal data, name the field with \
                      --personal-confirmed.";
        return Err(Failure::new("R-PERSONAL", all.join("; "), remedy).into());
    }
    let receipt = desk.append(&body, &refs, Vec::new())?;
    publication::project(&desk.store)?;
    let Body::Reply(reply) = body else { unreachable!("made as a reply above") };
    if cli.json {
        output::json(&serde_json::json!({
            "kind": "reply", "version": 1, "entry": receipt.index, "about": reply.about, "check": reply.check,
            "by": reply.by, "at": reply.at,
        }))?;
    } else {
        output::text(format!("entry {}: {} replies about {}", receipt.index, reply.by, reply.about));
        output::text(format!(
            "send them the proof: scrutineer record prove {} --dir {} --out FOLDER",
            receipt.index,
            arguments.dir.display()
        ));
    }
    Ok(Exit::Done)
}

/// Who replies: the organisation of the key, or the one the operator names.
fn by(desk: &Desk, named: Option<&str>) -> anyhow::Result<String> {
    let (stated, _) = contents::read(&desk.store)?;
    let now = desk::now_seconds();
    let issuer: Option<&Issuer> = stated.iter().rev().find_map(|statement| match &statement.body {
        Body::Issuer(issuer) if issuer.key == *desk.key.verifier() => Some(issuer),
        _ => None,
    });
    let issuer = issuer.ok_or_else(|| {
        Failure::new(
            "key-unknown",
            "the key is not on this record",
            "Put it there with `scrutineer record key new … --kind record.reply`, or let the operator sign.",
        )
    })?;
    let expired = issuer.valid_until.is_some_and(|until| now >= until) || now < issuer.valid_from;
    if expired || !issuer.may_sign("record.reply") {
        return Err(Failure::new(
            "key-kind",
            format!("the key of {} may not sign a reply now", issuer.organisation),
            "Give it the kind record.reply with a new `record key` entry, or let the operator sign.",
        )
        .into());
    }
    match named.map(str::trim).filter(|name| !name.is_empty()) {
        None if issuer.role == Role::Operator => Err(Failure::usage(
            "by-missing",
            "the operator's key signs, and nobody is named who replies",
            "Name the organisation with --by, or sign with its own key (--key).",
        )
        .into()),
        None => Ok(issuer.organisation.clone()),
        Some(name) if issuer.role == Role::Operator || name == issuer.organisation => Ok(name.to_owned()),
        Some(name) => Err(Failure::usage(
            "by-differs",
            format!("the key is that of {}, not of {name}", issuer.organisation),
            "Leave --by out: an organisation replies in its own name.",
        )
        .into()),
    }
}

fn language(asked: Option<&str>) -> anyhow::Result<Option<String>> {
    match asked {
        Some(tag) if tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_lowercase()) => Ok(Some(tag.to_owned())),
        Some(tag) => Err(Failure::usage(
            "language",
            format!("`{tag}` is not a language in two letters"),
            "Write for example en, es, fr, pt or ar.",
        )
        .into()),
        None => Ok(None),
    }
}

fn words(arguments: &Arguments) -> anyhow::Result<String> {
    let path = &arguments.text;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("opening {}", path.display()))?;
        file.take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    }
    let wrong =
        |found: String, remedy: &str| Failure::new("reply-text", found, remedy).at(path.display().to_string());
    if bytes.len() > LONGEST {
        let found = format!("the reply is longer than {LONGEST} bytes");
        return Err(wrong(found, "Publish the long version elsewhere and name its address and digest.").into());
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| wrong(format!("the reply is not UTF-8 ({error})"), "Save the text as UTF-8."))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(wrong("the reply has no words".to_owned(), "Write what should stand on the page.").into());
    }
    Ok(text.to_owned())
}

/// The entries that are answered: the finding, or what the page stands on; and earlier replies.
fn answered(desk: &Desk, arguments: &Arguments) -> anyhow::Result<Vec<u64>> {
    let about = &arguments.about;
    let mut refs = arguments.refs.clone();
    let mut found = false;
    for kind in ["process", "document", "buyer", "supplier", "election"] {
        let Some(row) = desk.store.row(kind, about)? else { continue };
        found = true;
        if arguments.check.is_none() {
            let view: serde_json::Value = serde_json::from_str(&row.json)?;
            let sources = view["sources"].as_array().map_or(&[][..], Vec::as_slice);
            refs.extend(sources.iter().filter_map(|source| source["entry"].as_u64()).max());
        }
    }
    if !found {
        return Err(Failure::new(
            "about-unknown",
            format!("nothing on the record has the identifier `{about}`"),
            "Take it from the page: the ocid, the organisation's identifier, the digest of the contract, or the election's identifier.",
        )
        .into());
    }
    if let Some(check) = &arguments.check {
        let row = desk.store.row("check", check)?.ok_or_else(|| {
            Failure::new(
                "check-unknown",
                format!("no finding of `{check}` is on the record"),
                "See the method pages for the codes; leave --check out to answer the whole page.",
            )
        })?;
        let view: procurement::view::CheckSummary = serde_json::from_str(&row.json)?;
        refs.push(view.entry);
    }
    refs.sort_unstable();
    refs.dedup();
    Ok(refs)
}
