//! Whether an entry is in the log, and whether one state of the log extends another: proofs, made from tiles and verified.
//!
//! Source: RFC 6962, section 2.1.1 and 2.1.2 (making); RFC 9162, section 2.1.3.2 and 2.1.4.2 (verifying).

use crate::copy::TileRead;
use crate::merkle::node_hash;
use crate::refusal::{Code, Refusal};
use crate::tile::{Row, TilePath, decode_tile, row_shape};
use crate::tree::perfect_root;
use base::Digest;
use std::collections::BTreeMap;

/// Makes the inclusion proof of entry `index` in the tree of `size` entries: from the leaf's sibling up to the root's child.
///
/// # Errors
/// `R-PROOF-BAD` if `index` is not below `size`; otherwise what reading the tiles gives. The tiles are not verified:
/// hold the proof against a checkpoint's root with [`verify_inclusion`].
pub fn inclusion(index: u64, size: u64, tiles: &dyn TileRead) -> Result<Vec<Digest>, Refusal> {
    if index >= size {
        return Err(bad(format!("entry {index} is not in a log of {size} entries")));
    }
    let mut nodes = Nodes { tiles, size, read: BTreeMap::new() };
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            proof.push(nodes.range(middle, high)?);
            high = middle;
        } else {
            proof.push(nodes.range(low, middle)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Makes the proof that the tree of `new` entries extends that of `old` entries. Empty if `old` is 0 or `new`.
///
/// # Errors
/// `R-PROOF-BAD` if `old` is above `new`; otherwise what reading the tiles gives.
pub fn consistency(old: u64, new: u64, tiles: &dyn TileRead) -> Result<Vec<Digest>, Refusal> {
    if old > new {
        return Err(bad(format!("a log of {new} entries cannot extend one of {old}")));
    }
    let mut nodes = Nodes { tiles, size: new, read: BTreeMap::new() };
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let (mut low, mut high) = (0, new);
    while old < high {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(nodes.range(middle, high)?);
            high = middle;
        } else {
            proof.push(nodes.range(low, middle)?);
            low = middle;
        }
    }
    // The old tree's own root is known to whoever asks, unless the path went right.
    if low > 0 {
        proof.push(nodes.range(low, high)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Verifies that `leaf` is entry `index` of the tree of `size` entries with this root.
///
/// # Errors
/// `R-PROOF-BAD` saying what does not hold.
pub fn verify_inclusion(
    leaf: &Digest,
    index: u64,
    size: u64,
    proof: &[Digest],
    root: &Digest,
) -> Result<(), Refusal> {
    if index >= size {
        return Err(bad(format!("entry {index} is not in a log of {size} entries")));
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(bad("the proof has more hashes than the tree is high".into()));
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(bad("the proof has fewer hashes than the tree is high".into()));
    }
    if hash != *root {
        return Err(bad(format!("entry {index} and the proof give the root {hash}, the checkpoint has {root}")));
    }
    Ok(())
}

/// Verifies that the tree of `new` entries extends the tree of `old` entries.
///
/// The empty tree is extended by every tree; equal sizes need equal roots; both need an empty proof.
///
/// # Errors
/// `R-PROOF-BAD` if the proof is not one; `R-CHECKPOINT-FORK` if it shows that the roots do not fit.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Digest],
    old_root: &Digest,
    new_root: &Digest,
) -> Result<(), Refusal> {
    if old > new {
        return Err(bad(format!("a log of {new} entries cannot extend one of {old}")));
    }
    if old == 0 || old == new {
        if !proof.is_empty() {
            return Err(bad("the proof should be empty".into()));
        }
        let old_fits = old != 0 || *old_root == crate::merkle::empty_root();
        if !old_fits || (old == new && old_root != new_root) {
            return Err(fork(old, new));
        }
        return Ok(());
    }
    let mut rest = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let first = first.ok_or_else(|| bad("the proof is empty".into()))?;
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut from_old, mut from_new) = (*first, *first);
    for hash in rest {
        if last == 0 {
            return Err(bad("the proof has more hashes than the tree is high".into()));
        }
        if at & 1 == 1 || at == last {
            from_old = node_hash(hash, &from_old);
            from_new = node_hash(hash, &from_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, hash);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(bad("the proof has fewer hashes than the tree is high".into()));
    }
    if from_old != *old_root || from_new != *new_root {
        return Err(fork(old, new));
    }
    Ok(())
}

/// The largest power of two below `width` (which is at least 2).
const fn split(width: u64) -> u64 {
    1 << (63 - (width - 1).leading_zeros())
}

struct Nodes<'a> {
    tiles: &'a dyn TileRead,
    size: u64,
    read: BTreeMap<TilePath, Vec<Digest>>,
}

impl Nodes<'_> {
    /// The root over entries `low` to `high`, where `low` is a multiple of the power of two above the width.
    fn range(&mut self, low: u64, high: u64) -> Result<Digest, Refusal> {
        let width = high - low;
        if width.is_power_of_two() {
            return self.perfect(width.trailing_zeros(), low);
        }
        let middle = low + split(width);
        Ok(node_hash(&self.range(low, middle)?, &self.range(middle, high)?))
    }

    /// The root over the 2^height entries from `low`.
    fn perfect(&mut self, height: u32, low: u64) -> Result<Digest, Refusal> {
        let level = u8::try_from(height / 8).expect("a height below 64");
        let row = Row::Hashes(level);
        let first = low >> (8 * u32::from(level));
        let (full, partial) = row_shape(row, self.size);
        let index = first / 256;
        let width = if index < full { 256 } else { partial };
        let path = TilePath::new(row, index, width).expect("the node lies in the tree");
        if !self.read.contains_key(&path) {
            let hashes = decode_tile(&self.tiles.tile(path)?, width).map_err(|e| e.within(&path.to_string()))?;
            self.read.insert(path, hashes);
        }
        let from = usize::try_from(first % 256).expect("below 256");
        Ok(perfect_root(&self.read[&path][from..from + (1 << (height % 8))]))
    }
}

fn bad(found: String) -> Refusal {
    Refusal::new(Code::ProofBad, "", found, "Ask the log for the proof again; report the log if it stays so.")
}

fn fork(old: u64, new: u64) -> Refusal {
    Refusal::new(
        Code::CheckpointFork,
        "",
        format!("the log at size {new} does not extend the log at size {old}"),
        "Keep both checkpoints and report them: the log may have been forked.",
    )
}
