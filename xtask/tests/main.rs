//! The repository checks itself.
#![expect(clippy::unwrap_used, reason = "tests")]

mod tidy;
