//! The repository checks itself.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests, which say what they looked at")]

mod method;
mod tidy;
