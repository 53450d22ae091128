//! Why the store could not go on, and who can act.

use crate::db::SerializationFailure;
use record::Refusal;
use std::path::PathBuf;
use std::sync::Arc;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The caller's input was refused; nothing of the request was written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database answered with an error.
    #[error("{doing}: the database answered with an error")]
    Database {
        /// What the store was doing.
        doing: &'static str,
        /// What the database said.
        #[source]
        source: DatabaseError,
    },
    /// A file could not be read or written.
    #[error("{doing} {}: {source}", path.display())]
    File {
        /// What the store was doing, for example `writing`.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no record in the folder.
    #[error("{} holds no record. Make one with `scrutineer record init`, or name the right folder.", path.display())]
    NoRecord {
        /// The folder.
        path: PathBuf,
    },
    /// The folder or database already holds a record.
    #[error("{} already holds a record. Open it, or name an empty folder.", path.display())]
    AlreadyThere {
        /// The folder.
        path: PathBuf,
    },
    /// Another process appends to this folder.
    #[error("{} is being written by another process. Stop that one, or go on reading.", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// The store was opened without the log's key.
    #[error("the store was opened for reading only. Open it with the log's key to append.")]
    ReadOnly,
    /// The key given is not the key of this log.
    #[error("the record is of the log key {expected}, the key given is {found}. Give the log's own key.")]
    KeyDiffers {
        /// Verifier key of the log.
        expected: String,
        /// Verifier key given.
        found: String,
    },
    /// Another sequencer took over the database.
    #[error(
        "another sequencer took over this database (epoch {epoch} is no longer ours). \
         Nothing was written by this one since; keep one sequencer running."
    )]
    Superseded {
        /// The epoch this process held.
        epoch: u64,
    },
    /// The published checkpoint is ahead of the database: a backup was restored.
    #[error(
        "the published checkpoint has size {published}, the database only {stored}: the database is an older state. \
         Nothing is signed. Run `scrutineer record recover`, which takes the missing entries from the published bundles."
    )]
    RolledBack {
        /// Size of the published checkpoint.
        published: u64,
        /// Entries in the database.
        stored: u64,
    },
    /// What is stored contradicts a checkpoint that was signed.
    #[error(
        "at size {size} the entries give the root {computed}, a signed checkpoint says {signed}. \
         Nothing is signed. Keep both and compare them with `scrutineer record fsck`."
    )]
    Contradiction {
        /// The checkpoint's size.
        size: u64,
        /// Root computed from the entries.
        computed: String,
        /// Root in the signed checkpoint.
        signed: String,
    },
    /// The sequencer stopped for good in this process; reads go on.
    #[error("the store stopped accepting: {why}. Reading goes on; find the cause, then restart.")]
    Stopped {
        /// Why.
        why: String,
    },
    /// The entries are stored durably but could not be published yet.
    #[error("stored, but not yet published: {why}. Submit again once the cause is gone; nothing is stored twice.")]
    NotPublished {
        /// Why.
        why: String,
    },
    /// Earlier entries could not be published yet; nothing of this request was stored.
    #[error(
        "not accepted, because earlier entries wait to be published: {why}. Submit again once the cause is gone."
    )]
    NotAccepted {
        /// Why.
        why: String,
    },
    /// The database was made by a newer program.
    #[error("the database has schema version {found}, this program knows {known}. Use the newer program.")]
    SchemaNewer {
        /// Version found.
        found: u64,
        /// Version known.
        known: u64,
    },
    /// A projection row cannot be stored.
    #[error("the row {kind}/{id} stands twice in the projection. Give each row its own id.")]
    RowTwice {
        /// The row's kind.
        kind: String,
        /// The row's id.
        id: String,
    },
    /// What is stored does not have the shape this program writes.
    #[error("{place}: {found}. Run `scrutineer record fsck`.")]
    Damaged {
        /// Where.
        place: String,
        /// What was found.
        found: String,
    },
    /// The same error, handed to everybody who waited for one batch.
    #[error(transparent)]
    Shared(Arc<Self>),
}

/// What a database said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// SQLite.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL.
    #[error("{}", postgres_text(.0))]
    Postgres(#[from] postgres::Error),
}

impl StoreError {
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File { doing, path: path.into(), source }
    }

    /// The innermost error, without the wrapping of a shared batch.
    pub fn unshared(&self) -> &Self {
        match self {
            Self::Shared(inner) => inner.unshared(),
            other => other,
        }
    }
}

impl From<DatabaseError> for StoreError {
    fn from(source: DatabaseError) -> Self {
        Self::Database { doing: "using the record's database", source }
    }
}

impl SerializationFailure for StoreError {
    fn is_serialization_failure(&self) -> bool {
        matches!(self, Self::Database { source, .. } if source.worth_repeating())
    }
}

impl DatabaseError {
    /// Whether running the transaction again may succeed (SQLSTATE 40001 and 40P01).
    pub(crate) fn worth_repeating(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(error) => error.code().is_some_and(|code| {
                *code == postgres::error::SqlState::T_R_SERIALIZATION_FAILURE
                    || *code == postgres::error::SqlState::T_R_DEADLOCK_DETECTED
            }),
        }
    }

    /// Whether the thing to create exists already (another process created it first).
    pub(crate) fn already_exists(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(error) => error.code().is_some_and(|code| {
                *code == postgres::error::SqlState::DUPLICATE_TABLE
                    || *code == postgres::error::SqlState::UNIQUE_VIOLATION
                    || *code == postgres::error::SqlState::DUPLICATE_OBJECT
            }),
        }
    }

    /// Whether a unique index refused the row.
    pub(crate) fn is_unique_violation(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error().is_some_and(|e| {
                matches!(
                    e.extended_code,
                    rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY | rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                )
            }),
            Self::Postgres(error) => error.code() == Some(&postgres::error::SqlState::UNIQUE_VIOLATION),
        }
    }

    /// Whether the storage under the database failed, so that nothing may be assumed of what it holds in memory.
    pub(crate) fn is_storage_failure(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::DatabaseCorrupt)
            ),
            Self::Postgres(_) => false,
        }
    }
}

/// PostgreSQL's own `Display` says only "db error"; the message and SQLSTATE are what a person needs.
fn postgres_text(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} (SQLSTATE {})", db.message(), db.code().code()),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}
