//! What an erasure deletes: disclosures and documents, or whole statements with their nonces.
//!
//! The entry and every proof stay. The erasure's own entry is published first, then the files go: at no moment is
//! something missing that no entry accounts for. What is to be deleted is listed in the database until it is gone.

use crate::db::{Connection, Param, count};
use crate::shared::{Core, Failure, damaged};
use base::Digest;
use record::copy::{blob_path, disclosure_path, nonce_path, statement_path};
use record::entry::ERASURE;
use record::erasure::{Erasure, Level};
use record::{Code, Entry, Refusal};

const TARGET: &str = "select bytes, erased_by from entry where position = $1";
const ERASE_STATEMENT: &str =
    "update entry set statement = null, nonce = null, erased_by = $1 where position = $2 and erased_by is null";
const ERASE_DISCLOSURES: &str =
    "update disclosure set bytes = null, erased_by = $1 where position = $2 and bytes is not null";
const ERASE_DISCLOSURE: &str =
    "update disclosure set bytes = null, erased_by = $1 where position = $2 and digest = $3 and bytes is not null";
const ERASE_SUBJECT: &str =
    "update subject set erased_by = $1 where position = $2 and sha256 = $3 and erased_by is null";
const DISCLOSURES: &str = "select digest from disclosure where position = $1 and bytes is not null";
const DISCLOSURE_NEEDED: &str = "select count(*) from disclosure where digest = $1 and bytes is not null";
const SUBJECTS: &str = "select sha256 from subject where position = $1";
const BLOB_NEEDED: &str = "select count(*) from subject join entry on entry.position = subject.position \
     where subject.sha256 = $1 and subject.erased_by is null and entry.erased_by is null";
const INSERT_REMOVAL: &str = "insert into removal (path) values ($1) on conflict (path) do nothing";
const REMOVALS: &str = "select path from removal order by path";
const DELETE_REMOVAL: &str = "delete from removal where path = $1";

/// Within the transaction that appends the erasure as entry `index`: deletes the bytes and lists the files.
pub(crate) fn commit(
    connection: &mut Connection,
    targets: &[u64],
    index: u64,
    erasure: &Erasure,
) -> Result<(), Failure> {
    erase(connection, targets, index, erasure, true)
}

/// The same for an erasure that stands on the record already: what is gone is gone.
pub(crate) fn repeat(
    connection: &mut Connection,
    targets: &[u64],
    index: u64,
    erasure: &Erasure,
) -> Result<(), Failure> {
    erase(connection, targets, index, erasure, false)
}

fn erase(
    connection: &mut Connection,
    targets: &[u64],
    index: u64,
    erasure: &Erasure,
    strict: bool,
) -> Result<(), Failure> {
    for target in targets {
        let commitment = match standing(connection, *target) {
            Ok(commitment) => commitment,
            Err(failure) if strict => return Err(failure),
            Err(_) => continue,
        };
        if erasure.level == Level::Statement {
            erase_statement(connection, *target, index, &commitment)?;
        }
    }
    // What is named must belong to one of the targets, or the erasure would say something untrue.
    for digest in &erasure.disclosures {
        let mut erased = 0;
        for target in targets {
            let params = [count(index), count(*target), Param::Text(digest)];
            erased += connection.execute(ERASE_DISCLOSURE, &params)?;
        }
        if strict && erased == 0 && erasure.level != Level::Statement {
            return Err(refused(format!("no published disclosure {digest} belongs to the entries named")));
        }
        list(connection, &disclosure_path(digest))?;
    }
    for blob in &erasure.blobs {
        let mut erased = 0;
        for target in targets {
            let params = [count(index), count(*target), Param::Bytes(&blob.0)];
            erased += connection.execute(ERASE_SUBJECT, &params)?;
        }
        if strict && erased == 0 {
            return Err(refused(format!("no document {blob} belongs to the entries named")));
        }
        list(connection, &blob_path(blob))?;
    }
    let nothing = erasure.disclosures.is_empty() && erasure.blobs.is_empty();
    if strict && erasure.level != Level::Statement && nothing {
        return Err(refused("the erasure names nothing to erase".into()));
    }
    Ok(())
}

/// The commitment of an entry that can be erased.
fn standing(connection: &mut Connection, target: u64) -> Result<Digest, Failure> {
    let found = connection.first(TARGET, &[count(target)])?;
    let Some(mut found) = found else { return Err(refused(format!("there is no entry {target}"))) };
    let entry = Entry::parse(&found.take_bytes(0).unwrap_or_default(), &|_| true)
        .map_err(|e| damaged(&format!("entry {target}"), &e.found))?;
    if entry.kind == ERASURE {
        return Err(refused(format!("entry {target} is itself an erasure")));
    }
    if let Some(by) = found.integer_or_null(1) {
        return Err(refused(format!("entry {target} was erased by entry {by}")));
    }
    Ok(entry.commitment)
}

fn erase_statement(connection: &mut Connection, target: u64, by: u64, commitment: &Digest) -> Result<(), Failure> {
    let digests = connection.query(DISCLOSURES, &[count(target)])?;
    connection.execute(ERASE_DISCLOSURES, &[count(by), count(target)])?;
    connection.execute(ERASE_STATEMENT, &[count(by), count(target)])?;
    for mut row in digests {
        list(connection, &disclosure_path(&row.take_text(0)))?;
    }
    for mut row in connection.query(SUBJECTS, &[count(target)])? {
        let digest = crate::shared::digest(row.take_bytes(0), "subject.sha256")?;
        list(connection, &blob_path(&digest))?;
    }
    list(connection, &statement_path(commitment))?;
    list(connection, &nonce_path(commitment))
}

/// Deletes the listed files that nothing else needs, then the list. Safe to repeat.
pub(crate) fn remove_listed(core: &Core) -> Result<(), Failure> {
    let mut connection = core.connection()?;
    let listed: Vec<String> = connection.query(REMOVALS, &[])?.into_iter().map(|mut row| row.take_text(0)).collect();
    if listed.is_empty() {
        return Ok(());
    }
    let mut done = Vec::with_capacity(listed.len());
    for path in listed {
        if needed(&mut connection, &path)? {
            done.push(path);
            continue;
        }
        // While the map is held no append begins to write this very blob.
        let under_way = core.blobs_under_way.lock().expect("no thread panics while it holds the map");
        let busy = path.strip_prefix("blob/").and_then(Digest::from_hex).is_some_and(|d| under_way.contains_key(&d));
        if !busy {
            core.files.remove(&path)?;
            done.push(path);
        }
    }
    for folder in ["statement", "disclosure", "blob"] {
        core.files.sync_folder(&core.files.path(folder))?;
    }
    core.step(crate::faults::Step::Removed)?;
    for path in done {
        connection.execute(DELETE_REMOVAL, &[Param::Text(&path)])?;
    }
    scrub(&mut connection);
    Ok(())
}

/// Lets the database overwrite what it still keeps of deleted bytes in its journal.
fn scrub(connection: &mut Connection) {
    let scrubbed = if connection.is_sqlite() {
        connection.query("pragma wal_checkpoint(truncate)", &[]).map(|_| ())
    } else {
        connection.batch("vacuum entry").and_then(|()| connection.batch("vacuum disclosure"))
    };
    if let Err(error) = scrubbed {
        tracing::warn!(%error, "the database still keeps erased bytes in its journal; it will overwrite them later");
    }
}

fn needed(connection: &mut Connection, path: &str) -> Result<bool, Failure> {
    let (sql, digest) = match path.split_once('/') {
        Some(("blob", hex)) => match Digest::from_hex(hex) {
            Some(digest) => (BLOB_NEEDED, digest.0.to_vec()),
            None => return Ok(false),
        },
        Some(("disclosure", digest)) => {
            let row = connection.first(DISCLOSURE_NEEDED, &[Param::Text(digest)])?;
            return Ok(row.is_some_and(|row| row.integer(0) > 0));
        }
        _ => return Ok(false),
    };
    let row = connection.first(sql, &[Param::Bytes(&digest)])?;
    Ok(row.is_some_and(|row| row.integer(0) > 0))
}

fn list(connection: &mut Connection, path: &str) -> Result<(), Failure> {
    connection.execute(INSERT_REMOVAL, &[Param::Text(path)])?;
    Ok(())
}

fn refused(found: String) -> Failure {
    Failure::Later(
        Refusal::new(Code::ErasureBad, "field ref", found, "Name one earlier entry that still stands.").into(),
    )
}
