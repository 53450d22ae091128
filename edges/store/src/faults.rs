//! Where a test can make the store fail: before each operation on a file and between the steps of an append.
//!
//! A running store has none of this; the hook is there so that the crash table in the README can be tested.

use std::io;
use std::path::Path;

/// A place between two steps of an append, named by what has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Submissions were collected; nothing is written.
    Collected,
    /// Blobs lie in the folder; the database knows nothing of the entries.
    BlobsWritten,
    /// Inside the database transaction, all rows written, not committed.
    Inserted,
    /// Entries, statements, size and root are durable in the database.
    Committed,
    /// Tiles and bundles lie in the folder (a small batch's are synced).
    TilesWritten,
    /// Statements and nonces lie in the folder as well, not synced.
    StatementsWritten,
    /// Everything that the next checkpoint will name is durable.
    Synced,
    /// The checkpoint is signed, in memory only.
    Signed,
    /// The checkpoint is stored in the database.
    CheckpointStored,
    /// `checkpoint` is published; nobody has been answered.
    Published,
    /// What was erased is gone from the folder; the database still lists it for removal, nobody has been answered.
    Removed,
}

impl Step {
    /// All places, in the order an append passes them.
    pub const ALL: [Self; 11] = [
        Self::Collected,
        Self::BlobsWritten,
        Self::Inserted,
        Self::Committed,
        Self::TilesWritten,
        Self::StatementsWritten,
        Self::Synced,
        Self::Signed,
        Self::CheckpointStored,
        Self::Published,
        Self::Removed,
    ];
}

/// What the store is about to do to the public folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation<'a> {
    /// Create a folder.
    CreateFolder(&'a Path),
    /// Create a file and write all of it.
    Write(&'a Path),
    /// Make a file's bytes durable.
    Sync(&'a Path),
    /// Make a folder's names durable.
    SyncFolder(&'a Path),
    /// Make everything written before durable.
    SyncAll,
    /// Give a file its final name, replacing what had it.
    Rename(&'a Path, &'a Path),
    /// Delete a file.
    Remove(&'a Path),
}

/// Answers whether a step or operation may go on. An error from [`Faults::step`] stands for a crash: the store does
/// nothing more. An error from [`Faults::operation`] is what the system would have said.
pub trait Faults: Send + Sync {
    /// Called between two steps.
    ///
    /// # Errors
    /// To stop there as if the process had died.
    fn step(&self, step: Step) -> io::Result<()> {
        let _ = step;
        Ok(())
    }

    /// Called before an operation on a file.
    ///
    /// # Errors
    /// To make the operation fail with this error.
    fn operation(&self, operation: &Operation<'_>) -> io::Result<()> {
        let _ = operation;
        Ok(())
    }
}
