//! Verifiable voting inside parties and associations: did every ballot come from an entitled voter, and is the result
//! the tally of exactly these?
//!
//! An independent second implementation of the Belenios protocol, version 1 (Belenios 2.0 to 2.5.1), written from its
//! published specification. Not a system for public elections: see [`LIMITS`].

pub mod archive;
pub mod audit;
pub mod ballot;
pub mod credential;
pub mod decrypt;
pub mod event;
pub mod fault;
pub mod group;
pub mod hash;
pub mod hold;
pub mod json;
pub mod keygen;
pub mod method;
pub mod model;
pub mod pack;
pub mod proof;
pub mod random;
pub mod setup_log;
pub mod shuffle;
pub mod tally;
pub mod trackers;
pub mod trustee;
pub mod verify;
pub mod vote;

/// What every place that shows a result says.
pub const LIMITS: &str = "Not a system for public elections: it gives no protection against coercion or vote buying, \
                          and none against a corrupted device of a voter.";
