//! Was this published, by whom, when, and has anything been changed, hidden or removed since?
//!
//! The public record's formats, hashing and proofs, and how a copy of it is audited. Pure: no file, clock or
//! randomness; nonces, times, salts and secret keys are arguments.

// The README's example is run as a test.
#![doc = include_str!("../README.md")]

pub mod audit;
pub mod base64;
pub mod checkpoint;
pub mod copy;
pub mod disclosure;
mod ed25519;
pub mod entry;
pub mod erasure;
pub mod issuer;
pub mod key;
pub mod merkle;
pub mod note;
pub mod personal;
pub mod policy;
pub mod proof;
pub mod reference;
pub mod refusal;
pub mod statement;
pub mod tile;
pub mod tlog_proof;
pub mod tree;

pub use base::Digest;
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use copy::{CopyRead, CopyTiles, MemoryCopy, TileRead};
pub use disclosure::Disclosure;
pub use entry::{Entry, IssuerId, Publicity, Reason, commitment};
pub use erasure::Erasure;
pub use issuer::{Issuer, Issuers, Role};
pub use key::{KeyType, SigningKey, VerifierKey};
pub use note::Note;
pub use policy::Policy;
pub use refusal::{Code, Refusal};
pub use statement::{Envelope, Statement, Subject};
pub use tile::TilePath;
pub use tlog_proof::TlogProof;
pub use tree::{Appended, Frontier, Tree};
