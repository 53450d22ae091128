//! Files for tests: folders read into memory, and the shared data where it is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Reads a folder whole.
pub(crate) fn read(root: &Path) -> Files {
    fn walk(folder: &Path, prefix: &str, into: &mut Files) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), into);
            } else {
                into.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(root, "", &mut files);
    files
}

/// A path of the shared assessment data; `None` (said aloud) where it is not there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/assess").join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "{} is missing", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}
