//! One integration binary for the capability; each module one question.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests read the shared data, or say that it is not there"
)]

mod clauses;
mod commitments;
mod demo;
mod door;
mod flags;
mod ingest;
mod lockin;
mod merge;
mod mutate;
mod shared;
mod validate;
