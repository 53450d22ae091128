//! Counting methods for ranked questions, in exact numbers (specification, section 11).
//!
//! Every tie is named in the answer; none is broken by chance.

mod majority;
mod schulze;
mod stv;

pub use majority::{Majority, majority_judgment};
pub use schulze::{Schulze, Strength, schulze};
pub use stv::{Event, Stv, stv};

/// A ballot: one number for each choice.
pub type Row = Vec<u64>;
