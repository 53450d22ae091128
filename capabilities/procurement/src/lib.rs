//! Procurement: is election technology bought openly, on terms that keep the electoral body in control and let others
//! audit it, from vendors who keep their promises?
//!
//! Pure: bytes, time and randomness are arguments. `ingest` turns any OCDS form into compiled releases and a list of
//! problems; `flags`, `lockin` and `clauses` compute signals from them; `view` is what a page shows.

pub mod clauses;
pub mod codelists;
pub mod commitments;
pub mod coverage;
pub mod flags;
pub mod ingest;
pub mod lockin;
pub mod merge;
mod names;
pub mod persons;
pub mod prepare;
pub mod schema;
pub mod scope;
mod shape;
pub mod validate;
pub mod view;
