//! The closed list of what may stand on the record, how each is checked again, and what pages show of it.
//!
//! `body` names every kind and its typed content. `inputs` reads the statements that stand as of a size. `findings`
//! computes every published figure from them; `verify` computes them again from a copy; `project` turns all of it into
//! the rows that pages list and search. Pure, like everything on this floor.

pub mod assessment;
pub mod audits;
pub mod body;
pub mod findings;
pub mod inputs;
pub mod project;
pub mod verify;
pub mod voting;

pub use body::Body;
pub use inputs::{Blobs, Inputs, Stated};
