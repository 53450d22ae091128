//! The sample election's contracts: every planted clause that can be read is found in the text, word for word.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// White space and apostrophes made one: the truth file has its quotes from the texts' sources.
fn squeezed(text: &str) -> String {
    text.replace('\u{2019}', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_planted_clause_is_in_the_text() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let truth: Value = serde_json::from_slice(&std::fs::read(demo.join("truth.json")).unwrap()).unwrap();
    let mut missing = Vec::new();
    let mut unread = BTreeMap::new();
    for (name, planted) in truth["clauses"].as_object().unwrap() {
        let bytes = std::fs::read(demo.join("contracts").join(name)).unwrap();
        let extracted = documents::extract(&bytes);
        let text = squeezed(&extracted.text);
        for (clause, quotes) in planted["anchors"].as_object().unwrap() {
            for quote in quotes.as_array().unwrap() {
                if !text.contains(&squeezed(quote.as_str().unwrap())) {
                    missing.push(format!("{name} {clause}: {quote}"));
                }
            }
        }
        for planted in planted["problems"].as_array().into_iter().flatten().filter(|code| *code == "no-text-layer") {
            assert!(extracted.problems.iter().any(|problem| &problem.code == planted), "{name}: {planted}");
        }
        let pages = extracted.pages.iter().enumerate().filter(|(_, page)| !page.readable);
        let pages: Vec<_> = pages.map(|(at, _)| at + 1).collect();
        if !pages.is_empty() {
            // A document with a page that cannot be read is one where nothing may be called absent.
            let absent = planted["verdicts"].as_object().unwrap().values().any(|verdict| verdict == "absent");
            assert!(!absent, "{name}: pages {pages:?} are unread");
            unread.insert(name.clone(), pages);
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    // A scan, a scanned annex, and an Arabic text that is stored mirrored.
    let planned = [
        ("vec-2016-003-support-scan.pdf", vec![1]),
        ("vec-2024-001-authentication-devices.pdf", vec![3]),
        ("wad-2017-001-mulhaq.pdf", vec![1]),
    ];
    assert_eq!(unread, planned.map(|(name, pages)| (name.to_owned(), pages)).into());
}
