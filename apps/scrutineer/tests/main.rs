//! The program as people run it; each module one question.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests, which say what they left out"
)]

mod assess;
mod audits;
mod boards;
mod clauses;
mod copies;
mod export;
mod faults;
mod help;
mod outside;
mod procurement_flags;
mod readme;
mod record;
mod rla;
mod run;
mod site;
mod together;
mod voting;
