//! numpy's default generator, ported exactly, so that published draws can be made again without Python.
//!
//! Seeding: O'Neill, *Developing a seed_seq Alternative* (2015), as numpy's `SeedSequence` fixes it. Generator: O'Neill,
//! *PCG* (HMC-CS-2014-0905), member XSL-RR 128/64. Vectors in `tests/cases/seedsequence_pcg64_tickets.json`.

use base::Digest;

/// Spreads 256 bits of entropy over the words a generator wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedSequence {
    /// The mixed pool.
    pub pool: [u32; 4],
}

impl SeedSequence {
    /// Entropy from a digest, taken as one big-endian integer.
    pub fn new(entropy: &Digest) -> Self {
        // Little-endian words of the integer; leading zero words of the integer are not part of it.
        let mut words: Vec<u32> =
            entropy.0.as_chunks::<4>().0.iter().rev().map(|chunk| u32::from_be_bytes(*chunk)).collect();
        while words.len() > 1 && words.last() == Some(&0) {
            words.pop();
        }
        let mut constant = 0x43b0_d7e5_u32;
        let mut hash = |mut value: u32| {
            value ^= constant;
            constant = constant.wrapping_mul(0x931e_8875);
            value = value.wrapping_mul(constant);
            value ^ value >> 16
        };
        let mix = |x: u32, y: u32| {
            let mixed = 0xca01_f9dd_u32.wrapping_mul(x).wrapping_sub(0x4973_f715_u32.wrapping_mul(y));
            mixed ^ mixed >> 16
        };
        let mut pool = [0; 4];
        for (i, slot) in pool.iter_mut().enumerate() {
            *slot = hash(words.get(i).copied().unwrap_or(0));
        }
        for from in 0..4 {
            for to in 0..4 {
                if from != to {
                    pool[to] = mix(pool[to], hash(pool[from]));
                }
            }
        }
        for word in words.iter().skip(4) {
            for slot in &mut pool {
                *slot = mix(*slot, hash(*word));
            }
        }
        Self { pool }
    }

    /// Four 64-bit words of state.
    pub fn state(&self) -> [u64; 4] {
        let mut constant = 0x8b51_f9dd_u32;
        let mut next = 0;
        let mut word = || {
            let mut value = self.pool[next % 4] ^ constant;
            next += 1;
            constant = constant.wrapping_mul(0x58f3_8ded);
            value = value.wrapping_mul(constant);
            u64::from(value ^ value >> 16)
        };
        std::array::from_fn(|_| {
            let low = word();
            low | word() << 32
        })
    }
}

/// Permuted congruential generator, 128 bits of state, 64 bits out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pcg64 {
    /// State.
    pub state: u128,
    /// Increment, odd.
    pub increment: u128,
}

impl Pcg64 {
    /// As `numpy.random.PCG64(SeedSequence(…))`.
    pub fn new(seed: &SeedSequence) -> Self {
        let [w0, w1, w2, w3] = seed.state().map(u128::from);
        let mut made = Self { state: 0, increment: ((w2 << 64 | w3) << 1) | 1 };
        made.step();
        made.state = made.state.wrapping_add(w0 << 64 | w1);
        made.step();
        made
    }

    /// The generator that a public seed text gives: entropy is SHA-256 of the text.
    pub fn from_text(seed: &str) -> Self {
        Self::new(&SeedSequence::new(&base::digest::sha256(seed.as_bytes())))
    }

    const fn step(&mut self) {
        self.state = self.state.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(self.increment);
    }

    /// The next 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.step();
        let mixed = (self.state >> 64) as u64 ^ self.state as u64;
        mixed.rotate_right((self.state >> 122) as u32)
    }

    /// Uniform in [0, 1), 53 bits.
    pub const fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform integer below `bound` (at least 1), without bias. Not numpy's rule: for our own simulations.
    pub const fn below(&mut self, bound: u64) -> u64 {
        // Lemire, "Fast Random Integer Generation in an Interval" (2019).
        loop {
            let wide = self.next_u64() as u128 * bound as u128;
            if wide as u64 >= bound || wide as u64 >= bound.wrapping_neg() % bound {
                return (wide >> 64) as u64;
            }
        }
    }
}

/// Cumulative shares as `Generator.choice` makes them: sums in order, each divided by the last.
pub fn cumulative(probabilities: &[f64]) -> Vec<f64> {
    let mut sums: Vec<f64> = probabilities
        .iter()
        .scan(0.0, |sum, p| {
            *sum += p;
            Some(*sum)
        })
        .collect();
    let last = sums.last().copied().unwrap_or(1.0);
    for sum in &mut sums {
        *sum /= last;
    }
    sums
}

/// One draw with replacement: the first place whose cumulative share exceeds the next uniform number.
pub fn choose(cumulative: &[f64], generator: &mut Pcg64) -> usize {
    let random = generator.uniform();
    cumulative.partition_point(|sum| *sum <= random).min(cumulative.len().saturating_sub(1))
}
