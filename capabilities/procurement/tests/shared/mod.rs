//! Where the shared data lies, and how to say that it does not.
#![allow(clippy::unwrap_used, reason = "tests")]

use base::json::{Value, parse};
use std::path::PathBuf;

/// The folder of the shared procurement data beside the repository; `None`, with a line on the output, if it is not there.
pub(crate) fn folder() -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/procurement"));
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "shared data not found at {}", path.display());
    eprintln!("skipped: shared data not found at {}", path.display());
    None
}

/// Reads one file below the folder.
pub(crate) fn bytes(folder: &std::path::Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Reads one JSON file below the folder.
pub(crate) fn json(folder: &std::path::Path, name: &str) -> Value {
    parse(&bytes(folder, name), 256).unwrap().value
}

/// Every release in the shared examples, the real package and Cardinal's lines, as JSON texts; none without the data.
pub(crate) fn releases() -> Vec<String> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut found = Vec::new();
    let mut folders =
        vec![folder.join("ocds/examples"), folder.join("ocds/fictional-example"), folder.join("real-pt")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "json") {
                collect(&serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap(), &mut found);
            }
        }
    }
    for name in ["R024", "R038"] {
        let lines = std::fs::read_to_string(folder.join(format!("cardinal/indicators/{name}.jsonl"))).unwrap();
        found.extend(lines.lines().map(str::to_owned));
    }
    found.sort();
    found
}

fn collect(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|v| collect(v, found)),
        serde_json::Value::Object(map) => {
            for list in ["releases", "records"] {
                if let Some(items) = map.get(list) {
                    collect(items, found);
                }
            }
            if let Some(release) = map.get("compiledRelease") {
                collect(release, found);
            }
            if map.contains_key("ocid") && !map.contains_key("releases") {
                found.push(value.to_string());
            }
        }
        _ => {}
    }
}
