//! The words every floor shares: JSON, problems, checks, time, text folding, exact numbers, digests.
//!
//! Nothing here reads a file, a clock, the environment or global randomness.

pub mod check;
pub mod digest;
pub mod document;
pub mod exact;
pub mod json;
pub mod language;
pub mod private;
pub mod problem;
pub mod row;
pub mod text;
pub mod time;

pub use check::{Check, Evidence, Outcome};
pub use digest::Digest;
pub use language::Language;
pub use private::Private;
pub use problem::{Action, Place, Problem, Severity};
pub use row::Row;
