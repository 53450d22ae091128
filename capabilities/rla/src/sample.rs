//! Samples that anyone can draw again from a public seed. Every rule is named; SHA-256 of UTF-8 text throughout.

use base::{Digest, digest::sha256};
use num_bigint::BigUint;
use num_traits::ToPrimitive as _;
use std::collections::BinaryHeap;

/// A seed rolled in public: exactly 20 decimal digits, kept as text so that leading zeros count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    /// Reads a seed; `None` unless it is exactly 20 decimal digits (`RLA-SEED-FORM`).
    ///
    /// ```
    /// assert!(rla::sample::Seed::new("01234567890123456789").is_some());
    /// assert!(rla::sample::Seed::new("1234567890123456789").is_none());
    /// ```
    pub fn new(text: &str) -> Option<Self> {
        (text.len() == 20 && text.bytes().all(|b| b.is_ascii_digit())).then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes tickets: SHA-256 of `seed,card`. Cards are taken in ascending order of their tickets.
///
/// One ticket per card for all contests makes the samples of contests overlap as far as possible
/// (Rivest, *Consistent Sampling with Replacement*, arXiv 1808.10016, the idea of section 3; here without replacement).
#[derive(Debug, Clone)]
pub struct Tickets {
    text: Vec<u8>,
    prefix: usize,
}

impl Tickets {
    /// Tickets under a seed.
    pub fn new(seed: &Seed) -> Self {
        let text = format!("{},", seed.0).into_bytes();
        Self { prefix: text.len(), text }
    }

    /// The ticket of a card.
    pub fn of(&mut self, card: &str) -> Digest {
        self.text.truncate(self.prefix);
        self.text.extend_from_slice(card.as_bytes());
        sha256(&self.text)
    }
}

/// The `n` smallest tickets of a stream, in memory for `n` only.
#[derive(Debug, Default)]
pub struct Smallest<T: Ord> {
    keep: usize,
    heap: BinaryHeap<(Digest, T)>,
}

impl<T: Ord> Smallest<T> {
    /// Room for `keep`.
    pub fn new(keep: usize) -> Self {
        Self { keep, heap: BinaryHeap::new() }
    }

    /// Whether an item with this ticket would be kept now.
    pub fn wants(&self, ticket: &Digest) -> bool {
        self.heap.len() < self.keep || self.heap.peek().is_some_and(|(largest, _)| ticket < largest)
    }

    /// Offers an item.
    pub fn offer(&mut self, ticket: Digest, item: T) {
        if self.wants(&ticket) {
            if self.heap.len() == self.keep {
                self.heap.pop();
            }
            self.heap.push((ticket, item));
        }
    }

    /// What was kept, ascending.
    pub fn into_sorted(self) -> Vec<(Digest, T)> {
        self.heap.into_sorted_vec()
    }
}

/// Colorado's draw `k` (from 1): `1 + SHA-256(seed "," k) mod size`, with replacement; the digest beside it.
///
/// Source: Rivest's sampler, as 8 CCR 1505-1 rule 25 uses it. `size` at least 1.
///
/// ```
/// let seed = rla::sample::Seed::new("12345678901234567890").unwrap();
/// let picks: Vec<u64> = (1..=6).map(|k| rla::sample::colorado(&seed, k, 1000).0).collect();
/// assert_eq!(picks, [426, 921, 929, 56, 438, 587]);
/// ```
pub fn colorado(seed: &Seed, k: u64, size: u64) -> (u64, Digest) {
    let digest = sha256(format!("{},{k}", seed.0).as_bytes());
    (1 + modulo(&digest, size), digest)
}

/// A digest as a big-endian integer, modulo `size` (at least 1).
pub fn modulo(digest: &Digest, size: u64) -> u64 {
    let size = u128::from(size.max(1));
    // 64 bits at a time: the remainder so far stays below 2^64.
    let rest = digest
        .0
        .as_chunks::<8>()
        .0
        .iter()
        .fold(0_u128, |rest, chunk| (rest << 64 | u128::from(u64::from_be_bytes(*chunk))) % size);
    rest as u64
}

/// Output `i` (from 0) of the published `cryptorandom` generator: SHA-256(seed ‖ "," ‖ i zero bytes).
pub fn cryptorandom(seed: &str, i: usize) -> Digest {
    let mut text = format!("{seed},").into_bytes();
    text.resize(text.len() + i, 0);
    sha256(&text)
}

/// Draw `j` (from 1) of batches with probability proportional to integer weights: the first batch in the manifest's
/// order whose cumulative weight exceeds SHA-256(seed "," contest "," j) mod W. `None` if all weights are zero.
///
/// Source: sampling with probability proportional to an error bound, Aslam, Popa & Rivest, *On Auditing Elections When
/// Precincts Have Different Sizes* (EVT 2008), section 4; Stark, *Risk-limiting postelection audits* (2009), PPEB.
pub fn batch_ticket(seed: &Seed, contest: &str, j: u64, cumulative: &[u128]) -> Option<(usize, Digest)> {
    let total = *cumulative.last()?;
    if total == 0 {
        return None;
    }
    let digest = sha256(format!("{},{contest},{j}", seed.0).as_bytes());
    let rest = (BigUint::from_bytes_be(&digest.0) % BigUint::from(total)).to_u128()?;
    Some((cumulative.partition_point(|sum| *sum <= rest), digest))
}
