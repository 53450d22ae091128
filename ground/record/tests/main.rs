//! The record from outside: other implementations, definitions, and damaged input.
#![expect(clippy::unwrap_used, reason = "tests")]

mod audit;
mod damage;
mod notes;
mod programs;
mod support;
mod tree;
