//! Where files come from: a folder on disk, an archive, a map in memory. The engine itself opens nothing.

use std::collections::BTreeMap;
use std::io::Read;

/// Files by name, `/` between folders; names never leave the folder.
pub trait Folder: Sync {
    /// Opens a file; `None` if it is not there or may not be read.
    fn open(&self, name: &str) -> Option<Box<dyn Read + '_>>;
    /// Names of the files directly in a sub-folder, sorted; empty if it is not there.
    fn names(&self, under: &str) -> Vec<String>;
}

/// Files in memory, by full name.
impl Folder for BTreeMap<String, Vec<u8>> {
    fn open(&self, name: &str) -> Option<Box<dyn Read + '_>> {
        self.get(name).map(|bytes| Box::new(bytes.as_slice()) as Box<dyn Read>)
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.keys()
            .filter_map(|key| key.strip_prefix(under)?.strip_prefix('/'))
            .filter(|n| !n.contains('/'))
            .map(str::to_owned)
            .collect()
    }
}

/// Reads a whole file, at most `limit` bytes; `None` if it is not there, cannot be read or is longer.
pub(crate) fn read(folder: &dyn Folder, name: &str, limit: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    folder.open(name)?.take(limit + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= limit).then_some(bytes)
}
