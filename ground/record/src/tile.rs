//! How the tree and the entries lie in files: tiles of 256 hashes, bundles of 256 entries, and their paths.
//!
//! Source: C2SP tlog-tiles, "Merkle Tree", "Partial Tiles" and "Log entries".

use crate::checkpoint::parse_decimal;
use crate::refusal::{Code, Refusal};
use base::Digest;
use std::fmt;

/// Hashes in a full tile, and entries in a full bundle.
pub const WIDTH: u64 = 256;
/// The longest entry a bundle can hold.
pub const MAX_BUNDLE_ENTRY: usize = u16::MAX as usize;
/// The longest bundle: 256 entries with their lengths.
pub const MAX_BUNDLE: usize = 256 * (2 + MAX_BUNDLE_ENTRY);

/// Whose tile: hashes of a level, or entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// Hashes; level 0 to 63, each level's hash spans 256 of the level below.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// Which tile or bundle, and how much of it. Written as its path, for example `tile/0/x001/067.p/12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    row: Row,
    index: u64,
    width: u16,
}

/// A file to write: its path in the copy and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileFile {
    /// Where.
    pub path: TilePath,
    /// What.
    pub bytes: Vec<u8>,
}

impl TilePath {
    /// A path from its parts; `None` if the level is above 63 or the width is not 1 to 256.
    pub const fn new(row: Row, index: u64, width: u16) -> Option<Self> {
        if matches!(row, Row::Hashes(64..)) || width == 0 || width > 256 {
            return None;
        }
        Some(Self { row, index, width })
    }

    /// Hashes or entries.
    pub const fn row(self) -> Row {
        self.row
    }

    /// Position within its row, from 0.
    pub const fn index(self) -> u64 {
        self.index
    }

    /// How many hashes or entries: 1 to 256.
    pub const fn width(self) -> u16 {
        self.width
    }

    /// Reads a path as it stands under the log's prefix.
    ///
    /// ```
    /// use record::tile::TilePath;
    /// let path = TilePath::parse("tile/1/x001/x234/067.p/9").unwrap();
    /// assert_eq!((path.index(), path.width()), (1_234_067, 9));
    /// assert_eq!(path.to_string(), "tile/1/x001/x234/067.p/9");
    /// assert_eq!(TilePath::parse("tile/1/x000/067"), None);
    /// ```
    pub fn parse(path: &str) -> Option<Self> {
        let (row, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let row = match row {
            "entries" => Row::Entries,
            level => Row::Hashes(u8::try_from(parse_decimal(level)?).ok()?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, u16::try_from(parse_decimal(width)?).ok().filter(|w| *w < 256)?),
            None => (rest, 256),
        };
        let mut number: u64 = 0;
        for (i, part) in index.rsplit('/').enumerate() {
            let digits = if i == 0 { part } else { part.strip_prefix('x')? };
            if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let scale = 1000_u64.checked_pow(u32::try_from(i).ok()?)?;
            number = number.checked_add(digits.parse::<u64>().ok()?.checked_mul(scale)?)?;
        }
        let read = Self::new(row, number, width)?;
        (read.to_string() == path).then_some(read)
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Row::Hashes(level) => write!(f, "tile/{level}/")?,
            Row::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.width < 256 {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

/// The widths of a row's tiles in a tree of `size` entries: how many are full, and the width of the partial one (0 for none).
pub const fn row_shape(row: Row, size: u64) -> (u64, u16) {
    let level = match row {
        Row::Hashes(level) => level as u32,
        Row::Entries => 0,
    };
    let hashes = if level * 8 >= 64 { 0 } else { size >> (level * 8) };
    (hashes / WIDTH, (hashes % WIDTH) as u16)
}

/// All tiles and bundles of a tree of `size` entries, row by row: bundles first, then level 0 upward.
pub fn paths(size: u64) -> impl Iterator<Item = TilePath> {
    let levels = (0..8_u8).map(Row::Hashes);
    std::iter::once(Row::Entries).chain(levels).flat_map(move |row| {
        let (full, partial) = row_shape(row, size);
        let last = (partial > 0).then_some(TilePath { row, index: full, width: partial });
        (0..full).map(move |index| TilePath { row, index, width: 256 }).chain(last)
    })
}

/// Writes entries as a bundle: each with its length as two bytes, most significant first.
///
/// # Errors
/// `R-SIZE` if an entry is longer than 65,535 bytes.
pub fn encode_bundle<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::with_capacity(entries.iter().map(|e| 2 + e.as_ref().len()).sum());
    for entry in entries {
        push_entry(&mut out, entry.as_ref())?;
    }
    Ok(out)
}

/// Appends one entry to a bundle's bytes.
pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), Refusal> {
    let length = u16::try_from(entry.len()).map_err(|_| {
        Refusal::new(
            Code::Size,
            "",
            format!("an entry has {} bytes, a bundle holds at most {MAX_BUNDLE_ENTRY}", entry.len()),
            "Write entries of at most 1,024 bytes.",
        )
    })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Reads a bundle of exactly `width` entries (1 to 256).
///
/// # Errors
/// `R-TILE-SYNTAX` if the bytes end within an entry, or hold more or fewer entries.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, Refusal> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(usize::from(width.min(256)));
    while !rest.is_empty() {
        if entries.len() == usize::from(width) {
            return Err(syntax(format!("the bundle goes on after its {width} entries")));
        }
        let cut = || syntax(format!("the bundle ends within entry {} of {width}", entries.len() + 1));
        let (length, after) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or_else(cut)?;
        entries.push(entry);
        rest = after;
    }
    if entries.len() < usize::from(width) {
        return Err(syntax(format!("the bundle holds {} entries, not {width}", entries.len())));
    }
    Ok(entries)
}

/// Reads a tile of exactly `width` hashes.
///
/// # Errors
/// `R-TILE-SYNTAX` if the bytes are of another length.
pub fn decode_tile(bytes: &[u8], width: u16) -> Result<Vec<Digest>, Refusal> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() || hashes.len() != usize::from(width) {
        return Err(syntax(format!(
            "the tile has {} bytes, {width} hashes have {}",
            bytes.len(),
            32 * usize::from(width)
        )));
    }
    Ok(hashes.iter().copied().map(Digest).collect())
}

/// Writes hashes as a tile.
pub fn encode_tile(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn syntax(found: String) -> Refusal {
    Refusal::new(Code::TileSyntax, "", found, "Fetch the file again; if it stays so, the copy is damaged.")
}
