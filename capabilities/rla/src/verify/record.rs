//! Log, files, commitment, seed.

use super::contests::Audit;
use super::derive::Cards;
use super::{Context, sha};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A log line as it matters later.
pub(super) struct Entry {
    pub(super) kind: String,
    pub(super) time: String,
}

pub(super) fn log(context: &mut Context<'_>, head: Option<&str>) -> Vec<Entry> {
    let Some(text) = context.text("RLA-V-CHAIN", "log.jsonl") else { return Vec::new() };
    if !text.is_empty() && !text.ends_with('\n') {
        context.find("RLA-V-CHAIN", "log.jsonl", "the last line has no end");
    }
    let mut previous = "0".repeat(64);
    let mut entries: Vec<Entry> = Vec::new();
    let mut listed: BTreeMap<String, String> = BTreeMap::new();
    let mut rounds = 0;
    for (i, line) in text.lines().enumerate() {
        let place = format!("log.jsonl:{}", i + 1);
        let value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => {
                context.find("RLA-V-CHAIN", &place, format!("the line is no JSON: {error}"));
                previous = sha(line.as_bytes());
                continue;
            }
        };
        if value["index"].as_u64() != Some(i as u64) {
            context.find("RLA-V-CHAIN", &place, format!("index {} where {i} belongs", value["index"]));
        }
        if value["prev"].as_str() != Some(&previous) {
            context.find(
                "RLA-V-CHAIN",
                &place,
                format!("prev {} but the line before hashes to {previous}", value["prev"]),
            );
        }
        previous = sha(line.as_bytes());
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let entry = Entry { kind: text("kind"), time: text("time") };
        let now = base::time::instant(&entry.time);
        if now.is_none() {
            context.find("RLA-V-TIME", &place, format!("`{}` is no time", entry.time));
        }
        if let Some(last) = entries.last()
            && base::time::instant(&last.time) > now
        {
            context.find("RLA-V-TIME", &place, format!("{} lies before {}", entry.time, last.time));
        }
        rounds += usize::from(entry.kind == "sample");
        for (path, hash) in value["files"].as_object().into_iter().flatten() {
            let again = listed.insert(path.clone(), hash.as_str().unwrap_or_default().to_owned());
            let may_repeat = path == "assertions.json" || path.ends_with("mvrs.csv");
            if again.is_some() && !may_repeat {
                context.find("RLA-V-FILE", &place, format!("{path} was written a second time"));
            }
            let what = match maker(path) {
                None => "which no step of an audit makes".to_owned(),
                Some((kind, _)) if kind != entry.kind => format!("which a step `{kind}` makes"),
                Some((_, Some(round))) if round != rounds => format!("where round {rounds} is open"),
                Some(_) => continue,
            };
            context.find("RLA-V-FILE", &place, format!("a step `{}` lists {path}, {what}", entry.kind));
        }
        entries.push(entry);
    }
    order(context, &entries);
    ["RLA-V-CHAIN", "RLA-V-TIME", "RLA-V-FILE"].into_iter().for_each(|code| context.reach(code));
    if head.is_some() {
        context.reach("RLA-V-HEAD");
    }
    for (path, hash) in &listed {
        match context.files.get(path) {
            None => context.find("RLA-V-FILE", path.as_str(), "the log lists it, the folder lacks it"),
            Some(bytes) if sha(bytes) != *hash => {
                let found = sha(bytes);
                context.find("RLA-V-FILE", path.as_str(), format!("the log says {hash}, the file hashes to {found}"));
            }
            Some(_) => {}
        }
    }
    let extra: Vec<String> =
        context.files.keys().filter(|p| *p != "log.jsonl" && !listed.contains_key(*p)).cloned().collect();
    for path in extra {
        context.find("RLA-V-FILE", path, "no step of the log lists this file");
    }
    if let Some(head) = head
        && head != previous
    {
        context.find("RLA-V-HEAD", "log.jsonl", format!("the head given is {head}, the log's is {previous}"));
    }
    entries
}

/// Kind of the step that makes a file, and the round that it belongs to: a file that another step lists is not bound to
/// its place in the order, a commitment not to before the seed.
fn maker(path: &str) -> Option<(&'static str, Option<usize>)> {
    match path {
        "audit.json" | "manifest.csv" | "cards.csv" | "pools.csv" | "census.json" => return Some(("ingest", None)),
        "assertions.json" => return Some(("assert", None)),
        "commitment.json" => return Some(("commit", None)),
        "seed.json" => return Some(("seed", None)),
        _ => {}
    }
    let (round, name) = path.strip_prefix("rounds/")?.split_once('/')?;
    let kind = match name {
        "sample.csv" | "pull.csv" => "sample",
        "mvrs.csv" => "record",
        "risk.json" => "risk",
        _ => return None,
    };
    let number: usize = round.parse().ok()?;
    (number.to_string() == round).then_some((kind, Some(number)))
}

/// ingest, assert…, commit, seed, then rounds of sample, record…, risk.
fn order(context: &mut Context<'_>, entries: &[Entry]) {
    let mut last = "";
    for (i, entry) in entries.iter().enumerate() {
        let may_follow: &[&str] = match last {
            "" => &["ingest"],
            "ingest" => &["assert"],
            "assert" => &["assert", "commit"],
            "commit" => &["seed"],
            "seed" => &["sample"],
            "sample" | "record" => &["record", "risk"],
            _ => &["sample"],
        };
        if !may_follow.contains(&entry.kind.as_str()) {
            context.find(
                "RLA-V-TIME",
                format!("log.jsonl:{}", i + 1),
                format!("`{}` cannot follow `{last}`", entry.kind),
            );
        }
        last = &entry.kind;
    }
}

/// Root by halves, after RFC 6962 section 2.1 as it is written (the engine builds it leaf by leaf).
fn root(leaves: &[&str]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    match leaves {
        [] => Sha256::digest(b"").into(),
        [leaf] => Sha256::new().chain_update([0]).chain_update(leaf).finalize().into(),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            Sha256::new().chain_update([1]).chain_update(root(left)).chain_update(root(right)).finalize().into()
        }
    }
}

pub(super) fn commitment(context: &mut Context<'_>, audit: &Audit, cards: &Cards) {
    const CODE: &str = "RLA-V-COMMIT";
    let begun = context.files.contains_key("commitment.json");
    let logged =
        context.files.get("log.jsonl").is_some_and(|l| String::from_utf8_lossy(l).contains("\"kind\":\"commit\""));
    if !begun && !logged {
        return;
    }
    let Some(commitment) = context.json(CODE, "commitment.json") else { return };
    context.reach(CODE);
    let mut same = |key: &str, derived: Value| {
        if commitment[key] != derived {
            let stated = commitment[key].clone();
            context.find(CODE, format!("commitment.json:{key}"), format!("states {stated}, derived {derived}"));
        }
    };
    let hash = |name: &str| cards.hashes.get(name).map_or(Value::Null, |h| h.as_str().into());
    for (key, name) in [
        ("audit_sha256", "audit.json"),
        ("manifest_sha256", "manifest.csv"),
        ("pools_sha256", "pools.csv"),
        ("assertions_sha256", "assertions.json"),
    ] {
        same(key, hash(name));
    }
    let leaves: Vec<&str> = cards.text.lines().skip(1).collect();
    same("cards_root", root(&leaves).iter().map(|b| format!("{b:02x}")).collect::<String>().into());
    same("cards", leaves.len().into());
    for (c, contest) in audit.contests.iter().enumerate() {
        let stated = &commitment["contests"][&contest.id];
        let derived = serde_json::json!({ "cards": contest.cards, "cvrs": cards.held[c], "phantoms": contest.cards - cards.held[c] });
        if *stated != derived {
            let stated = stated.clone();
            context.find(
                CODE,
                format!("commitment.json:contests.{}", contest.id),
                format!("states {stated}, derived {derived}"),
            );
        }
    }
    let known: BTreeSet<&str> = audit.contests.iter().map(|c| c.id.as_str()).collect();
    let extra: Vec<String> = commitment["contests"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(k, _)| k.clone())
        .filter(|k| !known.contains(k.as_str()))
        .collect();
    for id in extra {
        context.find(CODE, format!("commitment.json:contests.{id}"), "no contest of the audit");
    }
}

pub(super) fn seed(context: &mut Context<'_>, log: &[Entry]) -> Option<String> {
    const CODE: &str = "RLA-V-SEED";
    let step = log.iter().find(|e| e.kind == "seed");
    if step.is_none() && !context.files.contains_key("seed.json") {
        return None;
    }
    let document = context.json(CODE, "seed.json")?;
    context.reach(CODE);
    let seed = document["seed"].as_str().unwrap_or_default().to_owned();
    if seed.len() != 20 || seed.bytes().any(|b| !b.is_ascii_digit()) {
        context.find(CODE, "seed.json:seed", format!("`{seed}` is not 20 decimal digits"));
    }
    let derived = context.files.get("commitment.json").map(|bytes| sha(bytes)).unwrap_or_default();
    if document["commitment_sha256"].as_str() != Some(&derived) {
        let stated = document["commitment_sha256"].clone();
        context.find(
            CODE,
            "seed.json:commitment_sha256",
            format!("names {stated}, the commitment hashes to {derived}"),
        );
    }
    let time = document["time"].as_str();
    if step.is_none_or(|step| time != Some(&step.time)) {
        context.find("RLA-V-TIME", "seed.json:time", "the seed's time is not the time of its step");
    }
    Some(seed)
}
