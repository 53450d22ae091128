//! What appending does: which root the log then has, and which tiles and bundles change.
//!
//! Source: RFC 6962, section 2.1 (hashes); C2SP tlog-tiles (files). The bytes are a function of the entries alone:
//! writing them twice, or again after a crash, gives the same files.

use crate::copy::TileRead;
use crate::merkle::{empty_root, leaf_hash, node_hash};
use crate::refusal::{Code, Refusal};
use crate::tile::{Row, TileFile, TilePath, decode_bundle, decode_tile, encode_tile, push_entry, row_shape};
use base::Digest;

/// The right edge of a tree: all that is needed to append and to know the root. At most 256 hashes for each level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The hashes of each level's unfinished tile, level 0 first; each has fewer than 256.
    levels: Vec<Vec<Digest>>,
}

/// A tree with its unfinished bundle: what a log's writer keeps between two batches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    frontier: Frontier,
    bundle: Vec<u8>,
}

/// What one batch of entries changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Entries in the log now.
    pub size: u64,
    /// The root now.
    pub root: Digest,
    /// The files to write, finished and unfinished ones.
    pub files: Vec<TileFile>,
}

impl Frontier {
    /// The tree without entries.
    pub const fn new() -> Self {
        Self { size: 0, levels: Vec::new() }
    }

    /// Reads the right edge of a tree of `size` entries from its unfinished tiles.
    ///
    /// # Errors
    /// What reading gives, and `R-ROOT-DIFFERS` if the tiles do not have this root.
    pub fn load(size: u64, root: &Digest, tiles: &dyn TileRead) -> Result<Self, Refusal> {
        let mut levels = Vec::new();
        for level in 0..8 {
            let row = Row::Hashes(level);
            let (full, partial) = row_shape(row, size);
            if full == 0 && partial == 0 {
                break;
            }
            levels.push(match TilePath::new(row, full, partial) {
                Some(path) => decode_tile(&tiles.tile(path)?, partial).map_err(|e| e.within(&path.to_string()))?,
                None => Vec::new(),
            });
        }
        let loaded = Self { size, levels };
        let found = loaded.root();
        if found != *root {
            return Err(Refusal::new(
                Code::RootDiffers,
                format!("tiles of size {size}"),
                format!("the tiles give the root {found}, expected is {root}"),
                "Restore the tiles from the entries before appending.",
            ));
        }
        Ok(loaded)
    }

    /// Entries in the tree.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash; `finished` is given every tile that becomes full, lowest level first.
    #[inline]
    pub fn push(&mut self, leaf: Digest, finished: &mut impl FnMut(TilePath, &[Digest])) {
        self.size += 1;
        self.push_from(0, leaf, finished);
    }

    fn push_from(&mut self, first: u8, mut hash: Digest, finished: &mut impl FnMut(TilePath, &[Digest])) {
        for level in first.. {
            let at = usize::from(level);
            if at == self.levels.len() {
                self.levels.push(Vec::with_capacity(256));
            }
            let hashes = &mut self.levels[at];
            hashes.push(hash);
            if hashes.len() < 256 {
                return;
            }
            let index = (self.size >> (8 * (u32::from(level) + 1))) - 1;
            finished(TilePath::new(Row::Hashes(level), index, 256).expect("a level of eight at most"), hashes);
            hash = tile_root(hashes);
            hashes.clear();
        }
    }

    /// Appends a full tile of leaves whose root is known; the tree must hold a multiple of 256 entries.
    pub(crate) fn push_tile(
        &mut self,
        leaves: &[Digest],
        root: Digest,
        finished: &mut impl FnMut(TilePath, &[Digest]),
    ) {
        debug_assert!(self.size.is_multiple_of(256) && leaves.len() == 256, "a full tile in its place");
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        let index = self.size / 256;
        finished(TilePath::new(Row::Hashes(0), index, 256).expect("a full width"), leaves);
        self.size += 256;
        self.push_from(1, root, finished);
    }

    /// The tree's root: SHA-256 of nothing for the empty tree.
    pub fn root(&self) -> Digest {
        let mut root: Option<Digest> = None;
        for hashes in &self.levels {
            let mut rest = hashes.as_slice();
            while !rest.is_empty() {
                let width = 1 << rest.len().trailing_zeros();
                let (left, subtree) = rest.split_at(rest.len() - width);
                let hash = perfect_root(subtree);
                root = Some(root.map_or(hash, |right| node_hash(&hash, &right)));
                rest = left;
            }
        }
        root.unwrap_or_else(empty_root)
    }

    /// The unfinished tiles, lowest level first.
    pub fn partial_tiles(&self) -> impl Iterator<Item = (TilePath, &[Digest])> {
        self.levels.iter().enumerate().filter_map(|(level, hashes)| {
            let row = Row::Hashes(u8::try_from(level).expect("a level of eight at most"));
            let (full, partial) = row_shape(row, self.size);
            Some((TilePath::new(row, full, partial)?, hashes.as_slice()))
        })
    }
}

impl Tree {
    /// The log without entries.
    pub const fn new() -> Self {
        Self { frontier: Frontier::new(), bundle: Vec::new() }
    }

    /// Reads what is needed to append to a log of `size` entries and this root.
    ///
    /// # Errors
    /// As [`Frontier::load`]; `R-TILE-DIFFERS` if the unfinished bundle does not hash to its tile.
    pub fn load(size: u64, root: &Digest, tiles: &dyn TileRead) -> Result<Self, Refusal> {
        let frontier = Frontier::load(size, root, tiles)?;
        let (full, partial) = row_shape(Row::Entries, size);
        let Some(path) = TilePath::new(Row::Entries, full, partial) else {
            return Ok(Self { frontier, bundle: Vec::new() });
        };
        let bundle = tiles.tile(path)?;
        let entries = decode_bundle(&bundle, partial).map_err(|e| e.within(&path.to_string()))?;
        if !entries.iter().map(|e| leaf_hash(e)).eq(frontier.levels[0].iter().copied()) {
            return Err(Refusal::new(
                Code::TileDiffers,
                path.to_string(),
                "the entries do not hash to their tile",
                "Restore the bundle from the database before appending.",
            ));
        }
        Ok(Self { frontier, bundle })
    }

    /// Entries in the log.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root.
    pub fn root(&self) -> Digest {
        self.frontier.root()
    }

    /// Appends entries and says what to write: each finished tile and bundle, and the unfinished ones as they are now.
    ///
    /// # Errors
    /// `R-SIZE` if an entry is longer than 65,535 bytes; nothing is appended then.
    pub fn append<E: AsRef<[u8]>>(&mut self, entries: &[E]) -> Result<Appended, Refusal> {
        if let Some(long) = entries.iter().find(|e| e.as_ref().len() > crate::tile::MAX_BUNDLE_ENTRY) {
            push_entry(&mut Vec::new(), long.as_ref())?;
        }
        let before = self.frontier.size();
        let mut files = Vec::with_capacity(entries.len() / 128 + 4);
        for entry in entries {
            let entry = entry.as_ref();
            push_entry(&mut self.bundle, entry)?;
            self.frontier.push(leaf_hash(entry), &mut |path, hashes| {
                if path.row() == Row::Hashes(0) {
                    let bundle = TilePath::new(Row::Entries, path.index(), 256).expect("a full width");
                    let next = Vec::with_capacity(self.bundle.len());
                    files.push(TileFile { path: bundle, bytes: std::mem::replace(&mut self.bundle, next) });
                }
                files.push(TileFile { path, bytes: encode_tile(hashes) });
            });
        }
        let size = self.frontier.size();
        if let (full, partial @ 1..) = row_shape(Row::Entries, size)
            && size > before
        {
            let path = TilePath::new(Row::Entries, full, partial).expect("a partial width");
            files.push(TileFile { path, bytes: self.bundle.clone() });
        }
        for (path, hashes) in self.frontier.partial_tiles() {
            if row_shape(path.row(), before) != row_shape(path.row(), size) {
                files.push(TileFile { path, bytes: encode_tile(hashes) });
            }
        }
        Ok(Appended { size, root: self.frontier.root(), files })
    }
}

/// The root over 2^k hashes, in place of recursion: an audit does this for every tile.
pub(crate) fn perfect_root(hashes: &[Digest]) -> Digest {
    debug_assert!(hashes.len().is_power_of_two(), "a perfect subtree");
    if let [hash] = hashes {
        return *hash;
    }
    let mut row: Vec<Digest> = hashes.as_chunks::<2>().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    fold_row(&mut row)
}

/// The root over the 256 hashes of a full tile.
pub(crate) fn tile_root(hashes: &[Digest]) -> Digest {
    debug_assert!(hashes.len() == 256, "a full tile");
    let mut row = [Digest([0; 32]); 128];
    for (parent, [left, right]) in row.iter_mut().zip(hashes.as_chunks::<2>().0) {
        *parent = node_hash(left, right);
    }
    fold_row(&mut row)
}

fn fold_row(row: &mut [Digest]) -> Digest {
    let mut width = row.len();
    while width > 1 {
        for i in 0..width / 2 {
            row[i] = node_hash(&row[2 * i], &row[2 * i + 1]);
        }
        width /= 2;
    }
    row[0]
}
