//! The data with known answers that stand beside the repository.

use std::path::PathBuf;

/// The folder of shared voting data, or `None` with a printed reason (a failure where everything is required).
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/voting"));
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "the shared voting data are missing");
    eprintln!("skipped: the shared voting data are not beside the repository");
    None
}

/// Reads a file of the shared data.
pub(crate) fn read(path: &str) -> Option<Vec<u8>> {
    let path = folder()?.join(path);
    Some(std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}
