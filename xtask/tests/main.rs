//! The repository checks itself.
#![expect(clippy::unwrap_used, reason = "tests")]

mod method;
mod tidy;
