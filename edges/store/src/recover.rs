//! How the database comes back from the published copy: after a restored backup, or when the database is lost.
//!
//! First everything is held against the signed checkpoint, then entries are taken over in order, each transaction
//! leaving a valid log; a second run goes on where the first one ended.

use crate::db::{Connection, Isolation, Param, count};
use crate::erase;
use crate::error::StoreError;
use crate::files::Files;
use crate::publish::contradiction;
use crate::restore::{entries, published};
use crate::sequencer::publicity_number;
use crate::shared::{Failure, damaged, head, take_epoch};
use base::digest::sha256;
use record::copy::{CopyTiles, TileRead, disclosure_path, nonce_path, statement_path};
use record::entry::ERASURE;
use record::erasure::Erasure;
use record::statement::{Envelope, Statement};
use record::tile::{Row, TilePath, decode_bundle};
use record::{Code, Entry, Refusal, SignedCheckpoint, Tree, VerifierKey, commitment, disclosure};

const KNOWN_DIGEST: &str = "select count(*) from entry where digest = $1";
const INSERT_ENTRY: &str = "insert into entry (position, bytes, kind, publicity, nonce, statement, digest) \
     values ($1, $2, $3, $4, $5, $6, $7)";
const INSERT_SUBJECT: &str =
    "insert into subject (sha256, position) values ($1, $2) on conflict (sha256, position) do nothing";
const INSERT_DISCLOSURE: &str =
    "insert into disclosure (digest, position, bytes) values ($1, $2, $3) on conflict (digest, position) do nothing";
const ADVANCE: &str = "update head set size = $1, root = $2, t = $3 where id = 1 and size = $4 and epoch = $5";
const INSERT_CHECKPOINT: &str = "insert into checkpoint (size, root, epoch, note) values ($1, $2, $3, $4) \
     on conflict (size) do nothing";
const CHECKPOINT_SIZE: &str = "update head set checkpoint_size = $1 where id = 1 and epoch = $2";
const WITHOUT: &str = "select position from entry \
     where position >= $1 and position < $2 and statement is null and erased_by is null order by position";

/// What lies beside an entry.
pub(crate) type NonceAndStatement = ([u8; 32], Vec<u8>);

/// What recovering brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Entries that were in the database before.
    pub from: u64,
    /// Entries that are in it now.
    pub to: u64,
    /// Entries taken over whose statement lies nowhere in the copy and was not erased: restricted ones, or lost.
    pub without_statement: Vec<u64>,
}

/// Takes over the entries that the published copy has beyond the database.
pub(crate) fn recover(
    connection: &mut Connection,
    files: &Files,
    key: &VerifierKey,
) -> Result<Recovered, StoreError> {
    let before = head(connection)?.ok_or_else(|| damaged("head", "the row is missing"))?;
    let checkpoint = published(files, key)?.ok_or_else(|| damaged("public/checkpoint", "the file is missing"))?;
    let size = checkpoint.checkpoint.size;
    if size <= before.size {
        return Ok(Recovered { from: before.size, to: before.size, without_statement: Vec::new() });
    }
    hold_against_checkpoint(connection, files, &checkpoint, before.size)?;
    let epoch = take_epoch(connection)?;
    let mut tree = Tree::new();
    let mut time = before.time;
    for_each_bundle(files, size, |first, bundle| {
        let known = before.size.saturating_sub(first).min(bundle.len() as u64);
        let skip = usize::try_from(known).expect("at most 256");
        tree.append(&bundle[..skip])?;
        if skip == bundle.len() {
            return Ok(());
        }
        let from = first + known;
        let next = connection.transaction(Isolation::Serializable, |connection| {
            let mut tree = tree.clone();
            let appended = tree.append(&bundle[skip..])?;
            let mut last = time;
            for (at, bytes) in bundle[skip..].iter().enumerate() {
                last = take_over(connection, files, from + at as u64, bytes)?;
            }
            let params =
                [count(appended.size), Param::Bytes(&appended.root.0), count(last), count(from), count(epoch)];
            if connection.execute(ADVANCE, &params)? != 1 {
                return Err(StoreError::Superseded { epoch });
            }
            if appended.size == size {
                let note = checkpoint.note.to_string();
                let params = [count(size), Param::Bytes(&appended.root.0), count(epoch), Param::Text(&note)];
                connection.execute(INSERT_CHECKPOINT, &params)?;
                connection.execute(CHECKPOINT_SIZE, &[count(size), count(epoch)])?;
            }
            Ok((tree, last))
        })?;
        (tree, time) = next;
        Ok(())
    })?;
    let without = connection.query(WITHOUT, &[count(before.size), count(size)])?;
    let without_statement = without.iter().map(|row| row.count(0)).collect();
    Ok(Recovered { from: before.size, to: size, without_statement })
}

/// Reads all published bundles: they must give the checkpoint's root, and begin with what the database has.
fn hold_against_checkpoint(
    connection: &mut Connection,
    files: &Files,
    checkpoint: &SignedCheckpoint,
    stored: u64,
) -> Result<(), StoreError> {
    let signed = &checkpoint.checkpoint;
    let mut tree = Tree::new();
    for_each_bundle(files, signed.size, |first, bundle| {
        let common = stored.min(first + bundle.len() as u64);
        if common > first {
            let ours = entries(connection, first, common)?;
            if let Some(at) = ours.iter().zip(bundle).position(|(ours, published)| ours != published) {
                let place = format!("entry {}", first + at as u64);
                return Err(damaged(&place, "the database has other bytes than the published bundle"));
            }
        }
        tree.append(bundle)?;
        Ok(())
    })?;
    if tree.root() != signed.root {
        return Err(contradiction(signed.size, tree.root(), signed.root));
    }
    Ok(())
}

/// Hands each published bundle to `each`, with the index of its first entry.
pub(crate) fn for_each_bundle(
    files: &Files,
    size: u64,
    mut each: impl FnMut(u64, &[&[u8]]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for path in record::tile::paths(size).take_while(|path| path.row() == Row::Entries) {
        let bytes = CopyTiles(files).tile(path)?;
        let bundle = decode_bundle(&bytes, path.width()).map_err(|e| e.within(&path.to_string()))?;
        each(first_of(path), &bundle)?;
    }
    Ok(())
}

fn first_of(path: TilePath) -> u64 {
    path.index() * 256
}

/// Writes one published entry into the database with what lies beside it; returns its time.
fn take_over(connection: &mut Connection, files: &Files, index: u64, bytes: &[u8]) -> Result<u64, StoreError> {
    let place = format!("entry {index}");
    let entry = Entry::parse(bytes, &|_| true).map_err(|e| e.within(&place))?;
    let beside = statement_of(files, &entry)?;
    let digest = beside.as_ref().map(|(_, statement)| sha256(statement));
    let known = match &digest {
        Some(digest) => connection.first(KNOWN_DIGEST, &[Param::Bytes(&digest.0)])?.is_some_and(|r| r.integer(0) > 0),
        None => false,
    };
    let params = [
        count(index),
        Param::Bytes(bytes),
        Param::Text(&entry.kind),
        Param::Integer(publicity_number(entry.publicity)),
        beside.as_ref().map(|(nonce, _)| nonce.as_slice()).into(),
        beside.as_ref().map(|(_, statement)| statement.as_slice()).into(),
        digest.as_ref().filter(|_| !known).map(|digest| digest.0.as_slice()).into(),
    ];
    connection.execute(INSERT_ENTRY, &params)?;
    if let Some((_, bytes)) = &beside {
        // What the statement names is looked up by it; a statement that cannot be read is kept all the same.
        if let Ok(statement) = Envelope::parse(bytes).and_then(|envelope| envelope.statement()) {
            take_over_named(connection, files, index, &entry, &statement)?;
        }
    }
    Ok(entry.time)
}

/// The subjects and disclosures of a statement, and what it erases.
pub(crate) fn take_over_named(
    connection: &mut Connection,
    files: &Files,
    index: u64,
    entry: &Entry,
    statement: &Statement,
) -> Result<(), StoreError> {
    for subject in &statement.subjects {
        connection.execute(INSERT_SUBJECT, &[Param::Bytes(&subject.sha256.0), count(index)])?;
    }
    for digest in disclosure::digests(&statement.predicate).unwrap_or_default() {
        if let Some(bytes) = files.read_file(&disclosure_path(digest))? {
            connection.execute(INSERT_DISCLOSURE, &[Param::Text(digest), count(index), Param::Bytes(&bytes)])?;
        }
    }
    if entry.kind == ERASURE
        && let Ok(erasure) = Erasure::from_predicate(&statement.predicate)
    {
        erase::repeat(connection, &entry.refs, index, &erasure).map_err(Failure::into_error)?;
    }
    Ok(())
}

/// The nonce and statement in the copy, if they are there and fit the entry.
pub(crate) fn statement_of(files: &Files, entry: &Entry) -> Result<Option<NonceAndStatement>, StoreError> {
    let statement = files.read_file(&statement_path(&entry.commitment))?;
    let nonce = files.read_file(&nonce_path(&entry.commitment))?;
    let (Some(statement), Some(nonce)) = (statement, nonce) else { return Ok(None) };
    let Ok(nonce) = <[u8; 32]>::try_from(nonce) else { return Ok(None) };
    Ok((commitment(&nonce, &statement) == entry.commitment).then_some((nonce, statement)))
}

/// Says that recovering is not what helps here.
pub(crate) fn no_key() -> StoreError {
    Refusal::new(
        Code::KeyUnknown,
        "",
        "recovering needs the log's key",
        "Open the record with the log's key and run it again.",
    )
    .into()
}
