//! One integration binary for the capability; each module one question.

mod demo;
mod flags;
mod ingest;
mod lockin;
mod merge;
mod shared;
