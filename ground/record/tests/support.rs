//! What the tests share: keys, entries, a log in memory.

use record::{Appended, MemoryCopy, Tree};

/// Leaves `from..to` as short texts.
pub(crate) fn leaves(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(|i| format!("leaf {i}").into_bytes()).collect()
}

/// Appends to a tree and writes the files into the copy.
pub(crate) fn append(tree: &mut Tree, copy: &mut MemoryCopy, entries: &[Vec<u8>]) -> Appended {
    let appended = tree.append(entries).unwrap();
    for file in &appended.files {
        copy.insert(file.path.to_string(), file.bytes.clone());
    }
    appended
}
