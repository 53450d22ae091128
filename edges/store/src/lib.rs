//! Where is the record kept, and what holds after a crash? Entries and statements in SQLite or PostgreSQL, tiles,
//! statements and blobs in a folder that anyone may copy; see README.md for the crash table.
//!
//! [`Store`] is the one handle: clone it freely. One thread commits, one publishes, a few connections read.
//! Only this crate knows SQL. Everything is synchronous: call it from `spawn_blocking` in a server.

mod db;
mod erase;
mod error;
pub mod faults;
mod files;
mod fsck;
mod options;
mod pool;
mod postings;
mod project;
mod publish;
mod read;
mod recover;
pub mod release;
mod restore;
mod row;
mod schema;
mod search;
mod sequencer;
mod shared;
mod store;
mod submission;

pub use error::{DatabaseError, StoreError};
pub use fsck::{Found, Fsck};
pub use options::{Clock, Database, Options};
pub use read::StoredEntry;
pub use recover::Recovered;
pub use row::{Listing, Query, Row, Sort};
pub use store::Store;
pub use submission::{Receipt, Submission};
