//! What stands on the record: entries with what lies beside them, and the proof of one.

use crate::db::{Connection, Record, count};
use crate::error::StoreError;
use crate::publish::Beside;
use crate::shared::damaged;
use record::copy::{disclosure_path, nonce_path, statement_path};
use record::{CopyRead, CopyTiles, Entry, SignedCheckpoint, TlogProof, proof};

const ENTRY: &str = "select position, bytes, statement, nonce, erased_by from entry where position >= $1 and position < $2 \
     order by position";

/// An entry with what lies beside it in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Index in the log.
    pub index: u64,
    /// The leaf's bytes: what is hashed.
    pub bytes: Vec<u8>,
    /// The same, read.
    pub entry: Entry,
    /// The signed envelope, also of a restricted entry: see `entry.publicity` before showing it. `None` once erased.
    pub statement: Option<Vec<u8>>,
    /// The nonce of the commitment. `None` once erased.
    pub nonce: Option<[u8; 32]>,
    /// The erasure that deleted the statement.
    pub erased_by: Option<u64>,
}

/// Hands each entry from `from` up to `to` to `each`, in order.
pub(crate) fn entries(
    connection: &mut Connection,
    from: u64,
    to: u64,
    each: &mut dyn FnMut(StoredEntry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    connection.each(ENTRY, &[count(from), count(to)], |row| each(read_entry(row)?))
}

/// The proof of entry `index` under the checkpoint `note`, from the tiles of a copy.
pub(crate) fn proof(copy: &dyn CopyRead, note: &str, index: u64) -> Result<TlogProof, StoreError> {
    let checkpoint = SignedCheckpoint::parse(note.as_bytes())?;
    let hashes = proof::inclusion(index, checkpoint.checkpoint.size, &CopyTiles(copy))?;
    Ok(TlogProof { extra: None, index, hashes, checkpoint })
}

/// The files of a statement in a copy.
pub(crate) fn files_of(beside: &Beside) -> impl Iterator<Item = (String, &[u8])> {
    [
        (statement_path(&beside.commitment), beside.statement.as_slice()),
        (nonce_path(&beside.commitment), beside.nonce.as_slice()),
    ]
    .into_iter()
    .chain(beside.disclosures.iter().map(|(digest, text)| (disclosure_path(digest), text.as_bytes())))
}

fn read_entry(mut row: Record) -> Result<StoredEntry, StoreError> {
    let index = row.count(0);
    let bytes = row.take_bytes(1).unwrap_or_default();
    // Whether a kind may stand on the record is the caller's question, asked before it was appended.
    let entry = Entry::parse(&bytes, &|_| true).map_err(|e| damaged(&format!("entry {index}"), &e.found))?;
    Ok(StoredEntry {
        index,
        bytes,
        entry,
        statement: row.take_bytes(2),
        nonce: row.take_bytes(3).and_then(|nonce| nonce.try_into().ok()),
        erased_by: row.integer_or_null(4).and_then(|by| u64::try_from(by).ok()),
    })
}
