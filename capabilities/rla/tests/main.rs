//! The engine against known answers; each module one question.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests, which read shared data and say what they left out"
)]

mod ballots;
mod exports;
mod forged;
mod golden;
mod nulls;
mod privacy;
mod published;
mod quickcount;
mod shared;
mod tampering;
