//! Pages through the router, in-process: no socket, no clock, no database.
#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(unreachable_pub, missing_docs, reason = "a test binary")]

mod audit;
mod boards;
mod browser;
mod fixture;
mod http;
mod numbers;
mod pages;
mod raters;
mod room;
mod socket;
mod vote;
mod words;
