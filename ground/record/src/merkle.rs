//! How entries become one hash: the Merkle tree of RFC 6962, section 2.1, with SHA-256.

use base::Digest;
use sha2::block_api::compress256;

/// The hash of an entry: SHA-256(0x00 ‖ entry).
pub fn leaf_hash(entry: &[u8]) -> Digest {
    // The padding of FIPS 180-4, section 5.1.1, laid out here: an audit hashes millions of short entries, and the
    // streaming hasher spends a third of its time on its buffer.
    let mut block = [0; 64];
    let Some((head, rest)) = entry.split_at_checked(63) else {
        block[1..=entry.len()].copy_from_slice(entry);
        return finish(INITIAL, &block[..=entry.len()], entry.len());
    };
    block[1..].copy_from_slice(head);
    let mut state = INITIAL;
    compress256(&mut state, &[block]);
    let (blocks, tail) = rest.as_chunks::<64>();
    compress256(&mut state, blocks);
    finish(state, tail, entry.len())
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [0; 128];
    bytes[0] = 1;
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..65].copy_from_slice(&right.0);
    bytes[65] = 0x80;
    bytes[126..].copy_from_slice(&(65_u16 * 8).to_be_bytes());
    let mut state = INITIAL;
    compress256(&mut state, bytes.as_chunks().0);
    digest(&state)
}

/// Pads and hashes the last bytes (fewer than 64, or the whole short message) of 0x00 and an entry of this length.
fn finish(mut state: [u32; 8], tail: &[u8], entry_length: usize) -> Digest {
    let mut bytes = [0; 128];
    bytes[..tail.len()].copy_from_slice(tail);
    bytes[tail.len()] = 0x80;
    let end = if tail.len() < 56 { 64 } else { 128 };
    let bits = (entry_length as u64 + 1) * 8;
    bytes[end - 8..end].copy_from_slice(&bits.to_be_bytes());
    compress256(&mut state, bytes[..end].as_chunks().0);
    digest(&state)
}

fn digest(state: &[u32; 8]) -> Digest {
    let mut bytes = [0; 32];
    for (chunk, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *chunk = word.to_be_bytes();
    }
    Digest(bytes)
}

/// SHA-256's first state (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The root of the tree without entries: SHA-256 of nothing.
pub fn empty_root() -> Digest {
    base::digest::sha256(b"")
}

/// The root over leaf hashes, straight from the definition of `MTH` in RFC 6962, section 2.1.
///
/// ```
/// use record::merkle::{empty_root, leaf_hash, node_hash, root};
/// let (a, b, c) = (leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c"));
/// assert_eq!(root(&[]), empty_root());
/// assert_eq!(root(&[a, b, c]), node_hash(&node_hash(&a, &b), &c));
/// ```
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::digest::sha256;

    /// Against the streaming hasher, at every length around the block borders.
    #[test]
    fn hashes_are_sha_256_with_their_prefix() {
        for length in 0..400 {
            let entry: Vec<u8> = (0..length).map(|i: u16| i.to_be_bytes()[1]).collect();
            assert_eq!(leaf_hash(&entry), sha256(&[&[0], entry.as_slice()].concat()), "length {length}");
        }
        let (left, right) = (sha256(b"left"), sha256(b"right"));
        assert_eq!(node_hash(&left, &right), sha256(&[&[1], &left.0[..], &right.0[..]].concat()));
    }
}
