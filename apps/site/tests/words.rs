//! Does every language say everything, with the same variables, and does every page ask only for what there is?

use base::Language;
use site::words::{Arg, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Families of keys that are looked up by a code from the data: `Shell::code(family, code)`.
const FAMILIES: [&str; 54] = [
    "room-did",
    "boards-did",
    "raters-did",
    "raters-explains",
    "assess-actor",
    "assess-compare",
    "plan",
    "assess-measured-says",
    "assess-measured-value",
    "assess-technology",
    "board",
    "stage",
    "method",
    "status",
    "role",
    "event",
    "verdict",
    "verdict-why",
    "span",
    "value",
    "exception",
    "language",
    "kind",
    "erasure",
    "pledge",
    "detail",
    "reason",
    "tailoring",
    "field",
    "problem",
    "signals",
    "signal",
    "severity",
    "action",
    "home-how",
    "verify",
    "reply-how",
    "filter",
    "column",
    "audit-check",
    "audit-state",
    "audit-lead",
    "audit-order",
    "audit-next",
    "audit-rule",
    "audit-type",
    "audit-says",
    "audit-outcome",
    "audit-paper",
    "audit-stage",
    "count-state",
    "count-lead",
    "count-order",
    "count-interval",
];

fn read(folder: &str, ending: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, ending: &str, out: &mut Vec<(String, String)>) {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, out);
            } else if path.extension().is_some_and(|e| e == ending) {
                out.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ending, &mut out);
    assert!(!out.is_empty(), "{folder}");
    out
}

/// Key → variables, from the sources of one language.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in read(&format!("locales/{}", language.code()), "ftl") {
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                key = line.split_once('=').unwrap().0.trim().to_owned();
                assert!(all.insert(key.clone(), BTreeSet::new()).is_none(), "{path}: {key} twice");
            }
            for part in line.split('$').skip(1) {
                let name: String =
                    part.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
                all.get_mut(&key).unwrap().insert(name);
            }
        }
    }
    all
}

#[test]
fn every_language_has_every_key_with_the_same_variables() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let theirs = messages(language);
        let missing: Vec<_> = english.keys().filter(|key| !theirs.contains_key(*key)).collect();
        let extra: Vec<_> = theirs.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{}: missing {missing:?}, extra {extra:?}", language.code());
        for (key, variables) in &theirs {
            assert_eq!(variables, &english[key], "{} {key}: variables", language.code());
        }
    }
}

#[test]
fn every_message_can_be_said() {
    for language in Language::ALL {
        let words = Words::of(language);
        for (key, variables) in messages(language) {
            for n in [0_u64, 1, 2, 3, 11, 100, 12_345] {
                let args: Vec<(String, Arg)> = variables.iter().map(|name| (name.clone(), Arg::Count(n))).collect();
                let said = words.try_say(&key, &args);
                let said = said.unwrap_or_else(|| panic!("{} {key} cannot be said with {n}", language.code()));
                assert!(!said.trim().is_empty() && !said.contains('{'), "{} {key}: {said}", language.code());
            }
        }
    }
}

#[test]
fn pages_ask_only_for_keys_there_are_and_every_key_is_asked_for() {
    let keys = messages(Language::English);
    let sources: Vec<(String, String)> = read("templates", "html").into_iter().chain(read("src", "rs")).collect();
    let mut literals = BTreeSet::new();
    for (path, text) in &sources {
        for call in ["t(", "say(", "count("] {
            for (at, _) in text.match_indices(call) {
                let before = text[..at].chars().next_back();
                let argument = text[at + call.len()..].trim_start();
                if before.is_some_and(|c| c == '.' || c.is_whitespace())
                    && let Some(rest) = argument.strip_prefix('"')
                {
                    let key = rest.split('"').next().unwrap();
                    let is_key = key.contains('-') || keys.contains_key(key);
                    assert!(!is_key || keys.contains_key(key), "{path} asks for {key}, which no language has");
                }
            }
        }
        literals.extend(text.split('"').filter(|part| part.len() < 60).map(str::to_owned));
    }
    let in_family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(&format!("{family}-")));
    let idle: Vec<_> = keys.keys().filter(|key| !literals.contains(*key) && !in_family(key)).collect();
    assert!(idle.is_empty(), "no page says {idle:?}");
}

#[test]
fn plural_forms_follow_the_language() {
    // CLDR 48, plurals.xml: Arabic has zero, one, two, few, many and other; French counts 0 with one.
    let say = |language, n| Words::of(language).say("n-processes", &[("n", Arg::Count(n))]);
    assert_eq!(say(Language::English, 1), "1 process");
    assert_eq!(say(Language::English, 1_234), "1,234 processes");
    assert_eq!(say(Language::Spanish, 1_234), "1234 procesos");
    assert_eq!(say(Language::French, 0), "0 procédure");
    assert_eq!(say(Language::Portuguese, 12_345), "12.345 processos");
    assert_eq!(say(Language::Arabic, 2), "عمليتان");
    assert_eq!(say(Language::Arabic, 3), "3 عمليات");
    assert_eq!(say(Language::Arabic, 103), "103 عمليات");
    assert_eq!(say(Language::Arabic, 11), "11 عملية");
}
