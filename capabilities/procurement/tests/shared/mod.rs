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
