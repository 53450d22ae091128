//! Extraction held against documents made by other programs, and against files made to harm.
#![expect(clippy::unwrap_used, reason = "a panic here is a failed test")]

mod hostile;
mod outside;
mod sample;
