//! Risk-limiting audits and quick counts: did the published outcome follow from the paper, and with what risk could a
//! wrong outcome have passed unnoticed?
//!
//! Pure: bytes, seeds, times and randomness are arguments. Readers turn files into values and lists of problems;
//! `assert` and `raire` say what must be true of the paper, `sample` what to look at, `martingale` how sure that makes.

pub mod assertion;
pub mod audit;
pub mod batch;
pub mod cards;
pub mod cvr;
pub mod document;
pub mod endings;
pub mod log;
pub mod manifest;
pub mod martingale;
pub mod model;
pub mod numpy;
pub mod outcome;
pub mod plan;
pub mod privacy;
pub mod quickcount;
pub mod raire;
pub mod ranked;
pub mod replay;
pub mod risk;
pub mod rounds;
pub mod rows;
pub mod sample;
pub mod verify;
pub mod vote;
