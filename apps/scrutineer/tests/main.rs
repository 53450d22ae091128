//! The program as people run it; each module one question.
#![expect(clippy::unwrap_used, reason = "tests")]

mod clauses;
mod procurement_flags;
mod record;
mod run;
