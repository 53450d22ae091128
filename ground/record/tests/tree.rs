//! Roots, tiles and proofs: against the definition, and against the crate `tlog_tiles`.

use crate::support::{append, leaves};
use proptest::prelude::*;
use record::merkle::{leaf_hash, root};
use record::proof::{consistency, inclusion, verify_consistency, verify_inclusion};
use record::{CopyTiles, Digest, MemoryCopy, Tree};

#[test]
fn an_inclusion_proof_verifies_for_every_leaf_of_every_size_to_300() {
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    let hashes: Vec<Digest> = leaves(0, 300).iter().map(|leaf| leaf_hash(leaf)).collect();
    for size in 1..=300_u64 {
        let appended = append(&mut tree, &mut copy, &leaves(size - 1, size));
        assert_eq!(appended.root, root(&hashes[..usize::try_from(size).unwrap()]), "size {size}");
        for index in 0..size {
            let proof = inclusion(index, size, &CopyTiles(&copy)).unwrap();
            let leaf = &hashes[usize::try_from(index).unwrap()];
            verify_inclusion(leaf, index, size, &proof, &appended.root).unwrap();
        }
    }
}

#[test]
fn a_consistency_proof_verifies_between_every_two_sizes_to_100() {
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    let mut roots = vec![tree.root()];
    for size in 1..=100 {
        roots.push(append(&mut tree, &mut copy, &leaves(size - 1, size)).root);
    }
    for new in 0..=100_usize {
        for old in 0..=new {
            let proof = consistency(old as u64, new as u64, &CopyTiles(&copy)).unwrap();
            verify_consistency(old as u64, new as u64, &proof, &roots[old], &roots[new]).unwrap();
        }
    }
}

/// The tiles of our copy, as the crate `tlog_tiles` asks for them; what it returns is checked against the root.
struct Theirs<'a>(&'a MemoryCopy);

impl tlog_tiles::TileReader for Theirs<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        Ok(tiles.iter().map(|tile| self.0[&our_path(tile)].clone()).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

/// The checksum database writes the height into the path and calls entries `data`; C2SP does not.
fn our_path(tile: &tlog_tiles::Tile) -> String {
    tile.path().replacen("tile/8/", "tile/", 1).replacen("tile/data/", "tile/entries/", 1)
}

fn theirs(hash: Digest) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

/// Holds root, tiles and proofs of one size against `tlog_tiles`: both read our tiles, both check the other's proofs.
fn same_as_tlog_tiles(copy: &MemoryCopy, size: u64, root: Digest, indices: &[u64], olds: &[(u64, Digest)]) {
    let tiles = Theirs(copy);
    let reader = tlog_tiles::TileHashReader::new(size, theirs(root), &tiles);
    assert_eq!(tlog_tiles::tree_hash(size, &reader).unwrap(), theirs(root), "size {size}");
    for &index in indices.iter().filter(|index| **index < size) {
        let ours = inclusion(index, size, &CopyTiles(copy)).unwrap();
        let their_proof = tlog_tiles::prove_record(size, index, &reader).unwrap();
        assert_eq!(ours.iter().map(|hash| theirs(*hash)).collect::<Vec<_>>(), their_proof, "entry {index} of {size}");
        let leaf = leaf_hash(format!("leaf {index}").as_bytes());
        tlog_tiles::check_record(&their_proof, size, theirs(root), index, theirs(leaf)).unwrap();
        verify_inclusion(&leaf, index, size, &ours, &root).unwrap();
    }
    for (old, old_root) in olds.iter().filter(|(old, _)| (1..=size).contains(old)) {
        let ours = consistency(*old, size, &CopyTiles(copy)).unwrap();
        let their_proof = tlog_tiles::prove_tree(size, *old, &reader).unwrap();
        assert_eq!(ours.iter().map(|hash| theirs(*hash)).collect::<Vec<_>>(), their_proof, "{old} to {size}");
        tlog_tiles::check_tree(&their_proof, size, theirs(root), *old, theirs(*old_root)).unwrap();
    }
}

#[test]
fn tlog_tiles_agrees_at_every_size_to_300() {
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    let mut roots = vec![(0, tree.root())];
    for size in 1..=300 {
        let root = append(&mut tree, &mut copy, &leaves(size - 1, size)).root;
        roots.push((size, root));
        let some = [0, size / 3, size / 2, size.saturating_sub(2), size - 1];
        let olds: Vec<_> = roots.iter().copied().filter(|(old, _)| some.contains(old) || *old == size).collect();
        same_as_tlog_tiles(&copy, size, root, &some, &olds);
    }
}

#[test]
fn tlog_tiles_agrees_around_full_tiles_of_the_second_level() {
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    let mut olds = Vec::new();
    for size in [1, 300, 65_280, 65_535, 65_536, 65_537, 70_000] {
        let from = tree.size();
        let root = append(&mut tree, &mut copy, &leaves(from, size)).root;
        olds.push((size, root));
        same_as_tlog_tiles(&copy, size, root, &[0, 255, 256, 65_279, 65_280, 65_535, 65_536, 69_999], &olds);
    }
    // The example of C2SP tlog-tiles, "Partial Tiles": 70,000 entries.
    let shape = |row| record::tile::row_shape(row, 70_000);
    assert_eq!(shape(record::tile::Row::Hashes(0)), (273, 112));
    assert_eq!(shape(record::tile::Row::Hashes(1)), (1, 17));
    assert_eq!(shape(record::tile::Row::Hashes(2)), (0, 1));
    assert!(record::tile::paths(70_000).all(|path| copy.contains_key(&path.to_string())));
}

proptest! {
    #[test]
    fn batches_of_any_size_give_the_same_files(sizes in prop::collection::vec(0_u64..600, 1..6)) {
        let (mut at_once, mut once) = (Tree::new(), MemoryCopy::new());
        let (mut in_batches, mut batches) = (Tree::new(), MemoryCopy::new());
        let total: u64 = sizes.iter().sum();
        append(&mut at_once, &mut once, &leaves(0, total));
        let mut at = 0;
        for size in sizes {
            append(&mut in_batches, &mut batches, &leaves(at, at + size));
            at += size;
            // A writer that starts anew from the files goes on as if it had not stopped.
            in_batches = Tree::load(at, &in_batches.root(), &CopyTiles(&batches)).unwrap();
        }
        prop_assert_eq!(at_once.root(), in_batches.root());
        for (path, bytes) in &once {
            prop_assert_eq!(Some(bytes), batches.get(path));
        }
    }

    #[test]
    fn a_flipped_bit_in_a_proof_is_refused(size in 1_u64..400, pick in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
        let root = append(&mut tree, &mut copy, &leaves(0, size)).root;
        let index = pick.index(usize::try_from(size).unwrap()) as u64;
        let mut proof = inclusion(index, size, &CopyTiles(&copy)).unwrap();
        let leaf = leaf_hash(format!("leaf {index}").as_bytes());
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_ok());
        prop_assert!(verify_inclusion(&leaf, (index + 1) % size, size, &proof, &root).is_err() || size == 1);
        let mut wrong_leaf = leaf;
        wrong_leaf.0[bit.index(32)] ^= 1;
        prop_assert!(verify_inclusion(&wrong_leaf, index, size, &proof, &root).is_err());
        if !proof.is_empty() {
            let at = bit.index(proof.len() * 256);
            proof[at / 256].0[at % 256 / 8] ^= 1 << (at % 8);
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
            proof.pop();
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
        }
    }

    #[test]
    fn a_changed_consistency_proof_is_refused(old in 1_u64..300, more in 1_u64..300, bit in any::<prop::sample::Index>()) {
        let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
        let old_root = append(&mut tree, &mut copy, &leaves(0, old)).root;
        let new = old + more;
        let root = append(&mut tree, &mut copy, &leaves(old, new)).root;
        let mut proof = consistency(old, new, &CopyTiles(&copy)).unwrap();
        prop_assert!(verify_consistency(old, new, &proof, &old_root, &root).is_ok());
        prop_assert!(verify_consistency(old, new, &proof, &root, &root).is_err());
        let at = bit.index(proof.len() * 256);
        proof[at / 256].0[at % 256 / 8] ^= 1 << (at % 8);
        prop_assert!(verify_consistency(old, new, &proof, &old_root, &root).is_err());
    }

    #[test]
    fn tile_paths_read_back(level in 0_u8..64, index in 0_u64..(1 << 56), width in 1_u16..=256) {
        let path = record::TilePath::new(record::tile::Row::Hashes(level), index, width).unwrap();
        prop_assert_eq!(record::TilePath::parse(&path.to_string()), Some(path));
        if level < 63 && index < (1 << 40) {
            let tile = tlog_tiles::Tile::new(8, level, index, u32::from(width), false);
            prop_assert_eq!(our_path(&tile), path.to_string());
        }
    }
}

#[test]
fn a_tree_is_not_loaded_from_other_tiles() {
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    append(&mut tree, &mut copy, &leaves(0, 300));
    let root = tree.root();
    assert_eq!(Tree::load(300, &root, &CopyTiles(&copy)).unwrap(), tree);
    let code = |copy: &MemoryCopy| Tree::load(300, &root, &CopyTiles(copy)).unwrap_err().code;
    let damaged = |path: &str| {
        let mut copy = copy.clone();
        copy.get_mut(path).unwrap()[5] ^= 1;
        copy
    };
    assert_eq!(code(&damaged("tile/1/000.p/1")), record::Code::RootDiffers);
    assert_eq!(code(&damaged("tile/entries/001.p/44")), record::Code::TileDiffers);
    copy.remove("tile/0/001.p/44").unwrap();
    assert_eq!(code(&copy), record::Code::FileMissing);
}
