//! Roots, tiles and proofs: against the definition, and against the crate `tlog_tiles`.

use crate::support::{append, leaves};
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
