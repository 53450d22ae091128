//! One integration binary for the capability; each module one question.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read the shared data, or say that it is not there"
)]

mod altered;
mod archives;
mod codes;
mod deep;
mod election;
mod events;
mod groups;
mod malformed;
mod methods;
mod peer;
mod powers;
mod report;
mod setup_log;
mod shared;
mod shuffle;
mod threads;
mod vectors;
