//! What opening does after any end, orderly or not: the root again from the entries, and the files that are missing.

use crate::db::{Connection, count};
use crate::error::StoreError;
use crate::publish::{Beside, CHECKPOINT, checkpoint_of, contradiction, publish_checkpoint};
use crate::shared::{Core, Failure, Head, Tip, damaged, head};
use crate::{erase, read};
use base::Digest;
use record::tile::{Row, TileFile, row_shape};
use record::{SignedCheckpoint, Tree, VerifierKey};
use std::collections::BTreeMap;

/// Entries read at a time; a multiple of 256, so that whole tiles come out.
const CHUNK: u64 = 4_096;

const ENTRIES: &str = "select bytes from entry where position >= $1 and position < $2 order by position";
const BESIDE: &str = "select bytes, statement, nonce, position from entry \
     where position >= $1 and position < $2 and publicity < 2 and statement is not null order by position";
const DISCLOSURES: &str = "select digest, bytes from disclosure where position = $1 and bytes is not null";

/// A tile to write: path in the copy and bytes.
type MissingFile = (String, Vec<u8>);

/// The published checkpoint, with the log's signature verified; `None` if there is none.
pub(crate) fn published(
    files: &crate::files::Files,
    key: &VerifierKey,
) -> Result<Option<SignedCheckpoint>, StoreError> {
    let Some(bytes) = files.read_file(CHECKPOINT)? else { return Ok(None) };
    let checkpoint = SignedCheckpoint::parse(&bytes).map_err(|e| e.within("public/checkpoint"))?;
    checkpoint.verify(key).map_err(|e| e.within("public/checkpoint"))?;
    Ok(Some(checkpoint))
}

/// The rollback guard: is what was published, or signed, ahead of the database?
pub(crate) fn guard(connection: &mut Connection, published: Option<&SignedCheckpoint>) -> Result<Head, StoreError> {
    let head = head(connection)?.ok_or_else(|| damaged("head", "the row is missing"))?;
    let public = published.map_or(0, |p| p.checkpoint.size);
    let ahead = public.max(head.checkpoint_size);
    if ahead > head.size {
        return Err(StoreError::RolledBack { published: ahead, stored: head.size });
    }
    Ok(head)
}

/// Recomputes the root from all entries, writes what is missing, and publishes up to where the database is.
///
/// Signs nothing that contradicts the published checkpoint or a stored one. Safe to repeat.
pub(crate) fn restore(core: &Core) -> Result<Tip, Failure> {
    if let Some(error) = core.stopped() {
        return Err(Failure::Final(StoreError::Shared(error)));
    }
    core.files.sweep()?;
    let published = published(&core.files, core.key.verifier())?;
    let (head, tree, missing) = {
        let mut connection = core.connection()?;
        let head = guard(&mut connection, published.as_ref())?;
        let (tree, missing) = tiles(core, &mut connection, &head, published.as_ref())?;
        (head, tree, missing)
    };
    core.files.write_durable(&missing)?;
    statements(core, &head, published.as_ref())?;
    let standing = published.is_some_and(|p| p.checkpoint.size == head.size) && head.checkpoint_size == head.size;
    if !standing {
        publish_checkpoint(core, head.size, head.root)?;
    } else {
        republish_cosignatures(core, head.size)?;
    }
    erase::remove_listed(core)?;
    Ok(Tip { tree, time: head.time })
}

/// The tree of all entries, and the tile files that are missing or differ where nothing says they are durable.
fn tiles(
    core: &Core,
    connection: &mut Connection,
    head: &Head,
    published: Option<&SignedCheckpoint>,
) -> Result<(Tree, Vec<MissingFile>), Failure> {
    let public = published.map_or(0, |p| p.checkpoint.size);
    let mut tree = Tree::new();
    let mut missing = Vec::new();
    let mut unfinished = Unfinished::default();
    let mut at = 0;
    let signed = checkpoint_of(connection, head.checkpoint_size)?.map(|(root, _)| (head.checkpoint_size, root));
    let mut known: Vec<(u64, Digest)> = published.iter().map(|p| (public, p.checkpoint.root)).chain(signed).collect();
    known.push((head.size, head.root));
    hold(&tree, &known)?;
    while at < head.size {
        // Stop at every size that a checkpoint was signed for, to compare the root there.
        let stop = known.iter().map(|(size, _)| *size).filter(|size| *size > at).min().unwrap_or(head.size);
        let end = stop.min(at - at % CHUNK + CHUNK);
        let entries = entries(connection, at, end)?;
        let appended = tree.append(&entries)?;
        hold(&tree, &known)?;
        for file in unfinished.finished(appended.files) {
            if differs(core, &file, end > public)? {
                missing.push((file.path.to_string(), file.bytes));
            }
        }
        at = end;
    }
    for file in unfinished.of_size(head.size) {
        if differs(core, &file, true)? {
            missing.push((file.path.to_string(), file.bytes));
        }
    }
    Ok((tree, missing))
}

/// The unfinished tiles seen while a tree grows in chunks: an upper row's may come from an early chunk.
#[derive(Default)]
pub(crate) struct Unfinished(BTreeMap<Row, TileFile>);

impl Unfinished {
    /// Keeps the unfinished tiles and hands on the full ones.
    pub(crate) fn finished(&mut self, files: Vec<TileFile>) -> Vec<TileFile> {
        let (full, partial) = files.into_iter().partition(|file| file.path.width() == 256);
        let partial: Vec<TileFile> = partial;
        self.0.extend(partial.into_iter().map(|file| (file.path.row(), file)));
        full
    }

    /// Those that a tree of `size` entries has.
    pub(crate) fn of_size(self, size: u64) -> impl Iterator<Item = TileFile> {
        let stands =
            move |file: &TileFile| row_shape(file.path.row(), size) == (file.path.index(), file.path.width());
        self.0.into_values().filter(stands)
    }
}

/// The entries' bytes from `from` up to `to`; every one must be there.
pub(crate) fn entries(connection: &mut Connection, from: u64, to: u64) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows = connection.query(ENTRIES, &[count(from), count(to)])?;
    let entries: Vec<Vec<u8>> = rows.into_iter().filter_map(|mut row| row.take_bytes(0)).collect();
    if entries.len() as u64 != to - from {
        let found = format!("{} entries of {} are in the database", entries.len(), to - from);
        return Err(damaged(&format!("entries {from} to {to}"), &found));
    }
    Ok(entries)
}

fn hold(tree: &Tree, known: &[(u64, Digest)]) -> Result<(), Failure> {
    for (size, root) in known {
        if *size == tree.size() && tree.root() != *root {
            return Err(Failure::Final(contradiction(*size, tree.root(), *root)));
        }
    }
    Ok(())
}

fn differs(core: &Core, file: &TileFile, compare: bool) -> Result<bool, StoreError> {
    let path = file.path.to_string();
    if !compare {
        return Ok(!core.files.has(&path));
    }
    Ok(core.files.read_file(&path)?.as_deref() != Some(file.bytes.as_slice()))
}

/// Writes statement files again that may have been lost, and makes them durable.
fn statements(core: &Core, head: &Head, published: Option<&SignedCheckpoint>) -> Result<(), Failure> {
    // What a published checkpoint names was durable before it.
    let from = published.map_or(0, |p| p.checkpoint.size);
    if from >= head.size {
        return Ok(());
    }
    let mut all = Vec::new();
    let mut at = from;
    while at < head.size {
        let end = head.size.min(at + CHUNK);
        let beside = {
            let mut connection = core.connection()?;
            read_beside(&mut connection, at, end)?
        };
        for (_, beside) in &beside {
            for (path, bytes) in read::files_of(beside) {
                if core.files.read_file(&path)?.as_deref() != Some(bytes) {
                    core.files.write_plain(&path, bytes)?;
                }
                all.push(path);
            }
        }
        at = end;
    }
    core.files.sync_written(&all)?;
    Ok(())
}

/// What lies beside the entries from `from` up to `to`: public and sealed statements that were not erased.
pub(crate) fn read_beside(connection: &mut Connection, from: u64, to: u64) -> Result<Vec<(u64, Beside)>, StoreError> {
    let mut found = Vec::new();
    for mut row in connection.query(BESIDE, &[count(from), count(to)])? {
        let index = row.count(3);
        let place = format!("entry {index}");
        let entry = record::Entry::parse(&row.take_bytes(0).unwrap_or_default(), &|_| true)
            .map_err(|e| damaged(&place, &e.found))?;
        let nonce = row.take_bytes(2).and_then(|nonce| nonce.try_into().ok());
        let nonce = nonce.ok_or_else(|| damaged(&place, "the nonce is missing"))?;
        let statement = row.take_bytes(1).unwrap_or_default();
        let disclosures = connection
            .query(DISCLOSURES, &[count(index)])?
            .into_iter()
            .map(|mut row| {
                let text = String::from_utf8(row.take_bytes(1).unwrap_or_default());
                Ok((row.take_text(0), text.map_err(|_| damaged(&place, "a disclosure is not text"))?))
            })
            .collect::<Result<_, StoreError>>()?;
        found.push((index, Beside { commitment: entry.commitment, nonce, statement, disclosures }));
    }
    Ok(found)
}

/// The stored note may have more signatures than the published one, if publishing it was interrupted.
fn republish_cosignatures(core: &Core, size: u64) -> Result<(), Failure> {
    let stored = {
        let mut connection = core.connection()?;
        checkpoint_of(&mut connection, size)?
    };
    if let Some((_, note)) = stored
        && core.files.read_file(CHECKPOINT)?.as_deref() != Some(note.as_bytes())
    {
        core.files.write_durable(&[(CHECKPOINT.to_owned(), note.into_bytes())])?;
    }
    Ok(())
}
