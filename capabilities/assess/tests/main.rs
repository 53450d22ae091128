//! One integration binary for the capability; each module one question.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read the shared data, or say that it is not there"
)]

mod catalogue;
mod compare;
mod demo;
mod example;
mod exports;
mod faults;
mod files;
mod properties;
mod vectors;
