//! The small rule language of machine indicators and roll-out gates: typed, three-valued, without loops or calls.
//!
//! A rule reads records of one kind and answers a verdict, or says why there is none. What is not known never decides:
//! each form keeps the set of verdicts that remain possible. Records stream through; a rule costs the same for each.
//!
//! ```text
//! kinds ──► Rule::read ──► Run::new ──► push(record) … ──► finish(coverage, factor) ──► Signal
//! ```

mod condition;

mod finish;
mod form;
mod group;
pub mod record;
mod run;
pub mod stats;
mod times;
mod verdict;

pub use condition::{Context, Truth};
pub use form::Rule;
pub use record::{Cell, Field, Kind, Record, Type};
pub use run::{Coverage, Factor, Run};
pub use verdict::{Combine, Possible, Signal, Status, Verdict};
