//! Published audits of the past, computed again from their inputs, with what does not fit.

pub mod colorado;
pub mod georgia;
