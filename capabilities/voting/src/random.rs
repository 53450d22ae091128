//! Randomness is an argument (floor-1 rule): whoever runs a step hands over a source.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

/// A source of secret random bytes. Programs give the operating system's.
pub trait Random {
    /// Fills the bytes, or the step cannot be done.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// Bytes that follow from a seed: SHA-256(seed ‖ counter). For tests and examples only, never for an election.
pub struct Seeded {
    seed: [u8; 32],
    counter: u64,
    block: Vec<u8>,
}

impl Seeded {
    /// A stream that follows from this text.
    pub fn new(seed: &str) -> Self {
        Self { seed: Sha256::digest(seed.as_bytes()).into(), counter: 0, block: Vec::new() }
    }
}

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.block.is_empty() {
                let hash = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize();
                self.block = hash.to_vec();
                self.counter += 1;
            }
            *byte = self.block.pop().unwrap_or_default();
        }
    }
}

/// A uniform number below `bound` (at most 2^32), by rejection.
pub fn below(random: &mut dyn Random, bound: u64) -> u64 {
    let bits = 64 - (bound.max(1) - 1).leading_zeros();
    let mask = if bits == 0 { 0 } else { u64::MAX >> (64 - bits) };
    loop {
        let mut bytes = [0u8; 8];
        random.fill(&mut bytes);
        let value = u64::from_le_bytes(bytes) & mask;
        bytes.zeroize();
        if value < bound.max(1) {
            return value;
        }
    }
}
