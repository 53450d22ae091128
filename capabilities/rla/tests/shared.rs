//! Shared data beside the repository.

use std::path::{Path, PathBuf};

/// A path of the shared data; `None`, said aloud, where it is not beside the repository.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/rla").join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "shared data not found at {}", full.display());
    println!("skipped: shared data not found at {}", full.display());
    None
}
