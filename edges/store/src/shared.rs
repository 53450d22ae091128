//! What the sequencer's two threads share: the writing connection, the files, the key, and whether they may go on.

use crate::db::{Connection, Isolation, Param};
use crate::error::{DatabaseError, StoreError};
use crate::faults::Step;
use crate::files::{FileFailure, Files};
use crate::options::{Database, Layout, Options};
use base::Digest;
use record::{SigningKey, Tree};
use std::collections::HashMap;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

/// Page cache of the writing connection, in KiB.
const WRITER_CACHE_KIB: u32 = 8_192;

const HEAD: &str = "select size, root, t, epoch, checkpoint_size from head where id = 1";
const NEW_HEAD: &str = "insert into head (id, size, root, t, epoch, checkpoint_size) \
     values (1, 0, $1, 0, 0, 0) on conflict (id) do nothing";
const NEXT_EPOCH: &str = "update head set epoch = epoch + 1 where id = 1";
const SETTING: &str = "select value from setting where key = $1";
const NEW_SETTING: &str = "insert into setting (key, value) values ($1, $2) on conflict (key) do nothing";

/// Shared by the sequencer, the publisher and the handle.
pub(crate) struct Core {
    pub(crate) files: Files,
    pub(crate) options: Options,
    pub(crate) key: SigningKey,
    pub(crate) layout: Layout,
    /// The number this process took when it opened the database for writing; a higher one there ends its writing.
    pub(crate) epoch: u64,
    /// Set when something stored could not be published; cleared by restoring.
    pub(crate) behind: AtomicBool,
    /// Blobs being written for appends under way: not to be deleted by an erasure meanwhile.
    pub(crate) blobs_under_way: Mutex<HashMap<Digest, u32>>,
    connection: Mutex<Connection>,
    stopped: Mutex<Option<Arc<StoreError>>>,
    /// Held while this process writes; the system releases it when the process ends, however it ends.
    _lock: File,
}

/// The end of the log as the sequencer knows it.
#[derive(Clone)]
pub(crate) struct Tip {
    pub(crate) tree: Tree,
    /// Time of the last entry.
    pub(crate) time: u64,
}

/// The row that says how far the log is.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) size: u64,
    pub(crate) root: Digest,
    pub(crate) time: u64,
    pub(crate) epoch: u64,
    pub(crate) checkpoint_size: u64,
}

/// Why a step was not done: to be tried again, or the end of writing in this process.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The cause may go away (a full disk, a lost connection).
    Later(StoreError),
    /// Nothing may be signed any more by this process.
    Final(StoreError),
}

impl From<FileFailure> for Failure {
    fn from(failure: FileFailure) -> Self {
        // After a failed fsync the system may have dropped the bytes and say "done" the next time: never retried.
        let FileFailure { error, sync } = failure;
        if sync { Self::Final(StoreError::Stopped { why: error.to_string() }) } else { Self::Later(error) }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Superseded { .. } | StoreError::Contradiction { .. } => Self::Final(error),
            StoreError::Database { ref source, .. } if source.is_storage_failure() => {
                Self::Final(StoreError::Stopped { why: format!("the database's storage failed ({source})") })
            }
            other => Self::Later(other),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<record::Refusal> for Failure {
    fn from(refusal: record::Refusal) -> Self {
        Self::Later(refusal.into())
    }
}

impl crate::db::SerializationFailure for Failure {
    fn is_serialization_failure(&self) -> bool {
        matches!(self, Self::Later(error) if error.is_serialization_failure())
    }
}

impl Failure {
    /// The error itself.
    pub(crate) fn into_error(self) -> StoreError {
        match self {
            Self::Later(error) | Self::Final(error) => error,
        }
    }
}

impl Core {
    pub(crate) fn new(
        files: Files,
        options: Options,
        key: SigningKey,
        layout: Layout,
        epoch: u64,
        connection: Connection,
        lock: File,
    ) -> Self {
        Self {
            files,
            options,
            key,
            layout,
            epoch,
            behind: AtomicBool::new(false),
            blobs_under_way: Mutex::default(),
            connection: Mutex::new(connection),
            stopped: Mutex::default(),
            _lock: lock,
        }
    }

    /// The writing connection, opened again if it was lost.
    pub(crate) fn connection(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        let mut connection = self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if connection.is_closed() {
            *connection = connect(&self.options.database, &self.layout)?;
        }
        Ok(connection)
    }

    /// Why this process writes no more, if so.
    pub(crate) fn stopped(&self) -> Option<Arc<StoreError>> {
        self.stopped.lock().expect("no thread panics while it holds the reason").clone()
    }

    /// Ends writing in this process, or notes that publishing has to be made up for.
    pub(crate) fn note(&self, failure: &Failure) {
        match failure {
            Failure::Final(error) => {
                tracing::error!(%error, "the record stopped accepting");
                let mut stopped = self.stopped.lock().expect("no thread panics while it holds the reason");
                if stopped.is_none() {
                    *stopped = Some(Arc::new(copy_of(error)));
                }
            }
            Failure::Later(error) => {
                tracing::warn!(%error, "the record could not publish; it will try again before the next append");
                self.behind.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Passes a place between two steps; a test may stop the store there.
    pub(crate) fn step(&self, step: Step) -> Result<(), Failure> {
        self.files
            .step(step)
            .map_err(|error| Failure::Final(StoreError::Stopped { why: format!("after {step:?}: {error}") }))
    }
}

/// Opens a writing connection.
pub(crate) fn connect(database: &Database, layout: &Layout) -> Result<Connection, StoreError> {
    Ok(match database {
        Database::Sqlite => Connection::sqlite(&layout.sqlite(), WRITER_CACHE_KIB, true)?,
        Database::Postgres(url) => Connection::postgres(url)?,
    })
}

/// Reads the row that says how far the log is; `None` if the database holds no record yet.
pub(crate) fn head(connection: &mut Connection) -> Result<Option<Head>, StoreError> {
    let Some(mut row) = connection.first(HEAD, &[])? else { return Ok(None) };
    Ok(Some(Head {
        size: row.count(0),
        root: digest(row.take_bytes(1), "head.root")?,
        time: row.count(2),
        epoch: row.count(3),
        checkpoint_size: row.count(4),
    }))
}

/// Makes the row that says how far the log is, for an empty log, if there is none.
pub(crate) fn ensure_head(connection: &mut Connection) -> Result<(), StoreError> {
    connection.execute(NEW_HEAD, &[Param::Bytes(&record::merkle::empty_root().0)])?;
    Ok(())
}

/// Takes the next epoch: from now on no earlier sequencer can commit.
pub(crate) fn take_epoch(connection: &mut Connection) -> Result<u64, StoreError> {
    connection.transaction(Isolation::Serializable, |connection| {
        connection.execute(NEXT_EPOCH, &[])?;
        let head = head(connection)?.ok_or_else(|| damaged("head", "the row is missing"))?;
        Ok(head.epoch)
    })
}

/// The value of a setting, stored now if there is none yet.
pub(crate) fn setting(connection: &mut Connection, key: &str, default: &str) -> Result<String, StoreError> {
    connection.execute(NEW_SETTING, &[Param::Text(key), Param::Text(default)])?;
    let found = connection.first(SETTING, &[Param::Text(key)])?;
    Ok(found.map(|mut row| row.take_text(0)).unwrap_or_default())
}

/// Reads a digest column.
pub(crate) fn digest(bytes: Option<Vec<u8>>, place: &str) -> Result<Digest, StoreError> {
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .map(Digest)
        .ok_or_else(|| damaged(place, "not the 32 bytes of a digest"))
}

pub(crate) fn damaged(place: &str, found: &str) -> StoreError {
    StoreError::Damaged { place: place.to_owned(), found: found.to_owned() }
}

/// The errors that end writing are made of plain values; everything else is kept as its text.
fn copy_of(error: &StoreError) -> StoreError {
    match error {
        StoreError::Superseded { epoch } => StoreError::Superseded { epoch: *epoch },
        StoreError::Contradiction { size, computed, signed } => {
            StoreError::Contradiction { size: *size, computed: computed.clone(), signed: signed.clone() }
        }
        StoreError::Stopped { why } => StoreError::Stopped { why: why.clone() },
        other => StoreError::Stopped { why: other.to_string() },
    }
}
