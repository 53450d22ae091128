//! How a store is opened: which database, with which key, within which limits.

use crate::faults::Faults;
use record::SigningKey;
use record::copy::{MAX_BLOB, MAX_STATEMENT};
use std::path::PathBuf;
use std::sync::Arc;

/// Which database holds entries, statements and projection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// SQLite in `DIR/private/record.sqlite`: the default, for one machine.
    Sqlite,
    /// PostgreSQL 15 or newer, or an engine that speaks its protocol, by URL or key-value text.
    Postgres(String),
}

/// A clock: seconds since 1970. Entries take their time from it, and never go back.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// How a store is opened.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// The database.
    pub database: Database,
    /// The log's key, named by the log's origin. Without it the store only reads.
    pub log_key: Option<SigningKey>,
    /// The longest statement taken, in bytes (default 1 MiB).
    pub max_statement: usize,
    /// The longest blob taken, in bytes (default 64 MiB).
    pub max_blob: usize,
    /// Connections for reading, at most (default 8); each keeps about one MiB of pages.
    pub readers: usize,
    /// Where entries take their time from (default: the system's clock).
    pub clock: Clock,
    /// For tests: where the store is made to fail.
    pub faults: Option<Arc<dyn Faults>>,
}

impl Options {
    /// Options for reading.
    pub fn reading(database: Database) -> Self {
        Self {
            database,
            log_key: None,
            max_statement: MAX_STATEMENT,
            max_blob: MAX_BLOB,
            readers: 8,
            clock: Arc::new(system_seconds),
            faults: None,
        }
    }

    /// Options for reading and appending with the log's key.
    pub fn writing(database: Database, log_key: SigningKey) -> Self {
        Self { log_key: Some(log_key), ..Self::reading(database) }
    }
}

/// Where things lie under a record's folder.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) folder: PathBuf,
}

impl Layout {
    pub(crate) fn public(&self) -> PathBuf {
        self.folder.join("public")
    }

    pub(crate) fn private(&self) -> PathBuf {
        self.folder.join("private")
    }

    pub(crate) fn sqlite(&self) -> PathBuf {
        self.private().join("record.sqlite")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.private().join("lock")
    }
}

fn system_seconds() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
