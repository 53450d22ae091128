//! Computes every published figure from what stands on the record.

pub mod processes;
pub mod results;
