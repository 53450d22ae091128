//! Where a copy of the record is read from: any folder, address or memory that gives bytes for a path.

use crate::refusal::{Code, Refusal};
use crate::tile::{MAX_BUNDLE, Row, TilePath};
use base::Digest;
use std::collections::BTreeMap;

/// The longest statement taken by default, in bytes.
pub const MAX_STATEMENT: usize = 1 << 20;
/// The longest published document taken by default, in bytes.
pub const MAX_BLOB: usize = 64 << 20;

/// A copy of the record: a folder of static files (record.md, section 2).
///
/// Implementors write [`CopyRead::read`], and [`CopyRead::list`] where they can. Paths are relative, `/`-separated, made of `[a-z0-9./-_]`, never `..`.
pub trait CopyRead: Sync {
    /// The file at `path`; `None` if there is none. Reading stops, and fails, beyond `limit` bytes.
    ///
    /// # Errors
    /// A text that says why the file could not be read.
    fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, String>;

    /// Names every file, in any order; `Ok(false)` where files cannot be listed, for example behind a plain URL.
    ///
    /// # Errors
    /// A text that says why listing failed.
    fn list(&self, _visit: &mut dyn FnMut(&str)) -> Result<bool, String> {
        Ok(false)
    }
}

/// A reader of tiles and bundles.
pub trait TileRead {
    /// The bytes of a tile or bundle.
    ///
    /// # Errors
    /// `R-FILE-MISSING` or `R-FILE-UNREADABLE` with the path.
    fn tile(&self, path: TilePath) -> Result<Vec<u8>, Refusal>;
}

/// The tiles of a copy. A partial tile that is gone is cut from the full one that took its place.
pub struct CopyTiles<'a>(pub &'a dyn CopyRead);

/// A copy in memory: path and bytes. For tests, and for what a writer is about to publish.
pub type MemoryCopy = BTreeMap<String, Vec<u8>>;

impl CopyRead for MemoryCopy {
    fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, String> {
        match self.get(path) {
            Some(bytes) if bytes.len() > limit => {
                Err(format!("the file has {} bytes, more than {limit}", bytes.len()))
            }
            found => Ok(found.cloned()),
        }
    }

    fn list(&self, visit: &mut dyn FnMut(&str)) -> Result<bool, String> {
        self.keys().for_each(|path| visit(path));
        Ok(true)
    }
}

impl TileRead for CopyTiles<'_> {
    fn tile(&self, path: TilePath) -> Result<Vec<u8>, Refusal> {
        if let Some(bytes) = optional(self.0, &path.to_string(), limit(path))? {
            return Ok(bytes);
        }
        let full = TilePath::new(path.row(), path.index(), 256).expect("a full width");
        if full != path
            && let Some(bytes) = optional(self.0, &full.to_string(), limit(full))?
            && let Some(cut) = cut(&bytes, path)
        {
            return Ok(cut);
        }
        Err(missing(&path.to_string()))
    }
}

/// Reads a file that may be missing.
///
/// # Errors
/// `R-FILE-UNREADABLE` with the path.
pub fn optional(copy: &dyn CopyRead, path: &str, limit: usize) -> Result<Option<Vec<u8>>, Refusal> {
    copy.read(path, limit).map_err(|why| {
        Refusal::new(Code::FileUnreadable, path, why, "See that the file can be read, and begin again.")
    })
}

/// Reads a file that must be there.
///
/// # Errors
/// `R-FILE-MISSING` or `R-FILE-UNREADABLE` with the path.
pub fn required(copy: &dyn CopyRead, path: &str, limit: usize) -> Result<Vec<u8>, Refusal> {
    optional(copy, path, limit)?.ok_or_else(|| missing(path))
}

/// Where a statement lies in a copy.
pub fn statement_path(commitment: &Digest) -> String {
    format!("statement/{commitment}.json")
}

/// Where a statement's nonce lies in a copy.
pub fn nonce_path(commitment: &Digest) -> String {
    format!("statement/{commitment}.nonce")
}

/// Where a published document lies in a copy.
pub fn blob_path(digest: &Digest) -> String {
    format!("blob/{digest}")
}

/// Where a published disclosure lies in a copy; `digest` as it stands in `_sd`: URL-safe base64 of 32 bytes.
pub fn disclosure_path(digest: &str) -> String {
    format!("disclosure/{digest}")
}

fn limit(path: TilePath) -> usize {
    match path.row() {
        Row::Hashes(_) => 256 * 32,
        Row::Entries => MAX_BUNDLE,
    }
}

fn cut(full: &[u8], path: TilePath) -> Option<Vec<u8>> {
    let width = usize::from(path.width());
    match path.row() {
        Row::Hashes(_) => full.get(..width * 32).map(<[u8]>::to_vec),
        Row::Entries => {
            let entries = crate::tile::decode_bundle(full, 256).ok()?;
            crate::tile::encode_bundle(&entries[..width]).ok()
        }
    }
}

fn missing(path: &str) -> Refusal {
    Refusal::new(Code::FileMissing, path, "the file is not in the copy", "Fetch the copy again, whole.")
}
