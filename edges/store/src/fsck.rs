//! Whether database and folder say the same, and which of the two puts the other right.
//!
//! The signed checkpoint decides: if the database's entries give its root they are the truth for tiles; if they do not
//! and the published bundles do, the bundles are the truth for the database. Nothing is changed without being listed.

use crate::db::{Connection, Isolation, Param, count};
use crate::error::StoreError;
use crate::files::Files;
use crate::publish::{CHECKPOINT, checkpoint_of};
use crate::read;
use crate::recover::{for_each_bundle, statement_of, take_over_named};
use crate::restore::{Unfinished, published};
use crate::sequencer::publicity_number;
use crate::shared::{Head, damaged, head};
use base::Digest;
use base::digest::sha256;
use record::copy::{CopyTiles, TileRead, blob_path, disclosure_path, nonce_path, statement_path};
use record::statement::Envelope;
use record::tile::TileFile;
use record::{Code, Entry, Publicity, Refusal, Tree, VerifierKey, commitment};
use std::collections::HashSet;

/// Entries read at a time; a multiple of 256.
const CHUNK: u64 = 4_096;

const ENTRIES: &str = "select position, bytes from entry where position >= $1 and position < $2 order by position";
const PUT_ENTRY: &str = "insert into entry (position, bytes, kind, publicity) values ($1, $2, $3, $4) \
     on conflict (position) do update set bytes = $2, kind = $3, publicity = $4";
const PUT_ROOT: &str = "update head set root = $1 where id = 1 and size = $2";
const PUT_STATEMENT: &str = "update entry set statement = $1, nonce = $2, digest = $3 where position = $4";
const PUT_DISCLOSURE: &str = "update disclosure set bytes = $1 where digest = $2 and position = $3";
const DISCLOSURES: &str = "select digest, position, bytes from disclosure where bytes is not null order by digest";
const SUBJECTS: &str = "select subject.sha256, min(subject.position) from subject \
     join entry on entry.position = subject.position \
     where subject.erased_by is null and entry.erased_by is null and entry.publicity < 2 \
     group by subject.sha256 order by subject.sha256";

/// What was found, and what was put right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fsck {
    /// Entries that were checked.
    pub size: u64,
    /// Everything that was wrong, in the order found.
    pub found: Vec<Found>,
}

/// One thing that was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Code, place, what was found, what to do.
    pub refusal: Refusal,
    /// Whether it was put right now.
    pub repaired: bool,
}

impl Fsck {
    /// Whether nothing is wrong any more.
    pub fn clean(&self) -> bool {
        self.found.iter().all(|found| found.repaired)
    }
}

/// Checks everything; with `repair` also puts right what one side can put right for the other.
pub(crate) fn run(
    connection: &mut Connection,
    files: &Files,
    key: &VerifierKey,
    repair: bool,
) -> Result<Fsck, StoreError> {
    let mut check = Check { connection, files, key, repair, report: Fsck::default() };
    check.run()?;
    Ok(check.report)
}

struct Check<'a> {
    connection: &'a mut Connection,
    files: &'a Files,
    key: &'a VerifierKey,
    repair: bool,
    report: Fsck,
}

impl Check<'_> {
    fn run(&mut self) -> Result<(), StoreError> {
        let head = head(self.connection)?.ok_or_else(|| damaged("head", "the row is missing"))?;
        let signed = self.signed(&head)?;
        if let Some((size, _)) = signed
            && size > head.size
        {
            let found = format!("the published checkpoint has size {size}, the database only {}", head.size);
            self.tell(Code::Rollback, "public/checkpoint", &found, "Run `scrutineer record recover`.", false);
            return Ok(());
        }
        if !self.chain(&head, signed)? {
            return Ok(());
        }
        self.report.size = head.size;
        // Without a checkpoint on disk nothing beyond the stored one can be expected there.
        let public = signed.map_or(0, |(size, _)| size);
        self.tiles(public)?;
        let commitments = self.statements(public)?;
        self.disclosures()?;
        self.documents()?;
        self.strangers(&commitments)
    }

    fn tell(&mut self, code: Code, place: &str, found: &str, remedy: &str, repaired: bool) {
        let remedy = if repaired { "It was put right." } else { remedy };
        self.report.found.push(Found { refusal: Refusal::new(code, place, found, remedy), repaired });
    }

    /// Size and root of the published checkpoint; if it is missing or damaged, of the stored one, which is published.
    fn signed(&mut self, head: &Head) -> Result<Option<(u64, Digest)>, StoreError> {
        let refusal = match published(self.files, self.key) {
            Ok(Some(checkpoint)) => return Ok(Some((checkpoint.checkpoint.size, checkpoint.checkpoint.root))),
            Ok(None) => Refusal::new(Code::FileMissing, "public/checkpoint", "the file is missing", ""),
            Err(StoreError::Refused(refusal)) => refusal,
            Err(other) => return Err(other),
        };
        let stored = checkpoint_of(self.connection, head.checkpoint_size)?;
        let repaired = match &stored {
            Some((_, note)) if self.repair => {
                self.files.write_durable(&[(CHECKPOINT.to_owned(), note.as_bytes())])?;
                true
            }
            _ => false,
        };
        self.tell(refusal.code, &refusal.place, &refusal.found, "Run fsck with repair.", repaired);
        Ok(stored.map(|(root, _)| (head.checkpoint_size, root)))
    }

    /// Whether the database's entries give the roots they must; if not, tries to take them from the bundles.
    fn chain(&mut self, head: &Head, signed: Option<(u64, Digest)>) -> Result<bool, StoreError> {
        let Err(wrong) = self.chain_holds(head, signed)? else { return Ok(true) };
        let repaired = match signed {
            Some((size, root)) if size > 0 => self.take_from_bundles(head, size, root)?,
            _ => false,
        };
        if repaired && self.repair && self.chain_holds(head, signed)?.is_ok() {
            self.tell(wrong.code, &wrong.place, &wrong.found, "", true);
            return Ok(true);
        }
        let remedy = if repaired {
            "Run fsck with repair: the published bundles give the signed root."
        } else {
            "Keep both, and restore a backup of the database or of the copy that gives the signed root."
        };
        self.tell(wrong.code, &wrong.place, &wrong.found, remedy, false);
        Ok(false)
    }

    fn chain_holds(&mut self, head: &Head, signed: Option<(u64, Digest)>) -> Result<Result<(), Refusal>, StoreError> {
        let mut tree = Tree::new();
        let (mut at, mut time) = (0, 0);
        let mut known: Vec<(u64, Digest)> = signed.into_iter().chain([(head.size, head.root)]).collect();
        if let Some((root, _)) = checkpoint_of(self.connection, head.checkpoint_size)? {
            known.push((head.checkpoint_size, root));
        }
        let wrong = |code, place: String, found: String| Ok(Err(Refusal::new(code, place, found, "")));
        loop {
            for (size, root) in &known {
                if *size == tree.size() && tree.root() != *root {
                    let found = format!("the entries give the root {}, {root} stands there", tree.root());
                    return wrong(Code::RootDiffers, format!("database, size {size}"), found);
                }
            }
            if at == head.size {
                return Ok(Ok(()));
            }
            let stop = known.iter().map(|(size, _)| *size).filter(|size| *size > at).min().unwrap_or(head.size);
            let end = stop.min(at - at % CHUNK + CHUNK);
            let rows = self.connection.query(ENTRIES, &[count(at), count(end)])?;
            let mut bundle = Vec::with_capacity(rows.len());
            for (expected, mut row) in (at..).zip(rows) {
                if row.count(0) != expected {
                    let found = format!("entry {expected} is missing");
                    return wrong(Code::RootDiffers, format!("database, entry {expected}"), found);
                }
                let bytes = row.take_bytes(1).unwrap_or_default();
                let place = format!("database, entry {expected}");
                match Entry::parse(&bytes, &|_| true) {
                    Err(refusal) => return wrong(refusal.code, place, refusal.found),
                    Ok(entry) if entry.time < time => {
                        return wrong(Code::TimeDecreases, place, "it is older than the one before".into());
                    }
                    Ok(entry) => time = entry.time,
                }
                bundle.push(bytes);
            }
            if (bundle.len() as u64) < end - at {
                let missing = at + bundle.len() as u64;
                return wrong(
                    Code::RootDiffers,
                    format!("database, entry {missing}"),
                    format!("entry {missing} is missing"),
                );
            }
            tree.append(&bundle)?;
            at = end;
        }
    }

    /// Whether the published bundles give the signed root; with repair, their entries replace the database's.
    fn take_from_bundles(&mut self, head: &Head, size: u64, root: Digest) -> Result<bool, StoreError> {
        let mut tree = Tree::new();
        let readable = for_each_bundle(self.files, size, |_, bundle| {
            tree.append(bundle)?;
            Ok(())
        });
        match readable {
            Ok(()) if tree.root() == root => {}
            Ok(()) | Err(StoreError::Refused(_)) => return Ok(false),
            Err(other) => return Err(other),
        }
        let repair = self.repair;
        let files = self.files;
        let isolation = if repair { Isolation::Serializable } else { Isolation::Snapshot };
        let differing = self.connection.transaction(isolation, |connection| {
            let mut differing = Vec::new();
            for_each_bundle(files, size, |first, bundle| {
                let rows = connection.query(ENTRIES, &[count(first), count(first + bundle.len() as u64)])?;
                let ours: std::collections::HashMap<u64, Vec<u8>> =
                    rows.into_iter().map(|mut row| (row.count(0), row.take_bytes(1).unwrap_or_default())).collect();
                for (index, bytes) in (first..).zip(bundle) {
                    if ours.get(&index).map(Vec::as_slice) == Some(*bytes) {
                        continue;
                    }
                    differing.push(index);
                    if repair {
                        let entry = Entry::parse(bytes, &|_| true)?;
                        let params = [
                            count(index),
                            Param::Bytes(bytes),
                            Param::Text(&entry.kind),
                            Param::Integer(publicity_number(entry.publicity)),
                        ];
                        connection.execute(PUT_ENTRY, &params)?;
                    }
                }
                Ok(())
            })?;
            if repair && head.size == size {
                connection.execute(PUT_ROOT, &[Param::Bytes(&root.0), count(size)])?;
            }
            Ok::<_, StoreError>(differing)
        })?;
        for index in differing {
            let found = "the database has other bytes than the published bundle, or none";
            let place = format!("database, entry {index}");
            self.tell(Code::TileDiffers, &place, found, "Run fsck with repair.", repair);
        }
        Ok(true)
    }

    /// Tiles and bundles against what the entries give.
    fn tiles(&mut self, size: u64) -> Result<(), StoreError> {
        let mut tree = Tree::new();
        let mut unfinished = Unfinished::default();
        let mut at = 0;
        while at < size {
            let end = size.min(at + CHUNK);
            let entries = crate::restore::entries(self.connection, at, end)?;
            for file in unfinished.finished(tree.append(&entries)?.files) {
                self.tile(&file)?;
            }
            at = end;
        }
        unfinished.of_size(size).try_for_each(|file| self.tile(&file))
    }

    fn tile(&mut self, file: &TileFile) -> Result<(), StoreError> {
        let path = file.path.to_string();
        let (code, found) = match CopyTiles(self.files).tile(file.path) {
            Ok(bytes) if bytes == file.bytes => return Ok(()),
            Ok(_) => (Code::TileDiffers, "the file is not what the entries give".to_owned()),
            Err(refusal) => (refusal.code, refusal.found),
        };
        if self.repair {
            self.files.write_durable(&[(path.clone(), &file.bytes)])?;
        }
        self.tell(code, &path, &found, "Run fsck with repair.", self.repair);
        Ok(())
    }

    /// Statements and nonces, in the database and in the folder, against their commitments.
    fn statements(&mut self, public: u64) -> Result<HashSet<String>, StoreError> {
        let mut names = HashSet::new();
        let mut at = 0;
        while at < self.report.size {
            let end = self.report.size.min(at + CHUNK);
            let mut chunk = Vec::new();
            read::entries(self.connection, at, end, &mut |entry| {
                chunk.push(entry);
                Ok(())
            })?;
            for stored in chunk {
                names.insert(stored.entry.commitment.to_string());
                self.statement(&stored, stored.index < public)?;
            }
            at = end;
        }
        Ok(names)
    }

    fn statement(&mut self, stored: &read::StoredEntry, published: bool) -> Result<(), StoreError> {
        let entry = &stored.entry;
        let paths = [statement_path(&entry.commitment), nonce_path(&entry.commitment)];
        let shown = entry.publicity != Publicity::Restricted && stored.erased_by.is_none();
        if !shown {
            for path in paths.iter().filter(|path| self.files.has(path)) {
                if self.repair {
                    self.files.remove(path)?;
                }
                let (code, found) = match stored.erased_by {
                    Some(by) => (Code::ErasureBad, format!("entry {by} erased it, yet it lies in the copy")),
                    None => (Code::Personal, "the statement is restricted, yet it lies in the copy".to_owned()),
                };
                self.tell(code, path, &found, "Run fsck with repair.", self.repair);
            }
        }
        if stored.erased_by.is_some() {
            return Ok(());
        }
        let place = format!("entry {}", stored.index);
        let ours = match (&stored.statement, &stored.nonce) {
            (Some(statement), Some(nonce)) if commitment(nonce, statement) == entry.commitment => {
                Some((statement, nonce))
            }
            _ => None,
        };
        match (ours, statement_of(self.files, entry)?) {
            (Some(_), Some(_)) => {}
            (Some(_), None) if !shown || !published => {}
            (Some((statement, nonce)), None) => {
                if self.repair {
                    let files = [(paths[0].clone(), statement.as_slice()), (paths[1].clone(), nonce.as_slice())];
                    self.files.write_durable(&files)?;
                }
                let found = "statement or nonce is missing in the copy, or does not fit the commitment";
                self.tell(Code::CommitMismatch, &paths[0], found, "Run fsck with repair.", self.repair);
            }
            (None, Some((nonce, statement))) => {
                if self.repair {
                    self.put_statement(stored.index, entry, &nonce, &statement)?;
                }
                let found = "the database's statement is missing or does not fit the commitment; the copy's does";
                self.tell(Code::CommitMismatch, &place, found, "Run fsck with repair.", self.repair);
            }
            (None, None) => {
                let found = "neither database nor copy has a statement that fits, and no entry erased it";
                self.tell(Code::Withheld, &place, found, "Restore it from a backup, or erase it.", false);
            }
        }
        Ok(())
    }

    fn put_statement(
        &mut self,
        index: u64,
        entry: &Entry,
        nonce: &[u8; 32],
        statement: &[u8],
    ) -> Result<(), StoreError> {
        let files = self.files;
        self.connection.transaction(Isolation::Serializable, |connection| {
            let digest = sha256(statement);
            let params = [Param::Bytes(statement), Param::Bytes(nonce), Param::Bytes(&digest.0), count(index)];
            connection.execute(PUT_STATEMENT, &params)?;
            if let Ok(said) = Envelope::parse(statement).and_then(|envelope| envelope.statement()) {
                take_over_named(connection, files, index, entry, &said)?;
            }
            Ok(())
        })
    }

    fn disclosures(&mut self) -> Result<(), StoreError> {
        for mut row in self.connection.query(DISCLOSURES, &[])? {
            let (digest, position) = (row.take_text(0), row.count(1));
            let fits = |bytes: &[u8]| record::base64::encode_url(&sha256(bytes).0) == digest;
            let ours = row.take_bytes(2).filter(|bytes| fits(bytes));
            let path = disclosure_path(&digest);
            let public = self.files.read_file(&path)?.filter(|bytes| fits(bytes));
            let (found, repaired) = match (ours, public) {
                (Some(_), Some(_)) => continue,
                (Some(ours), None) => {
                    if self.repair {
                        self.files.write_durable(&[(path.clone(), ours)])?;
                    }
                    ("the disclosure is missing in the copy or does not have its digest", self.repair)
                }
                (None, Some(public)) => {
                    if self.repair {
                        let params = [Param::Bytes(&public), Param::Text(&digest), count(position)];
                        self.connection.execute(PUT_DISCLOSURE, &params)?;
                    }
                    ("the database's disclosure does not have its digest; the copy's does", self.repair)
                }
                (None, None) => ("neither database nor copy has the disclosure", false),
            };
            self.tell(Code::DisclosureBad, &path, found, "Run fsck with repair, or restore it.", repaired);
        }
        Ok(())
    }

    /// Documents that statements name: there, and of their digest. They lie in the folder only.
    fn documents(&mut self) -> Result<(), StoreError> {
        for mut row in self.connection.query(SUBJECTS, &[])? {
            let digest = crate::shared::digest(row.take_bytes(0), "subject.sha256")?;
            let path = blob_path(&digest);
            let entry = row.count(1);
            match self.files.read_file(&path)? {
                Some(bytes) if sha256(&bytes) == digest => {}
                Some(_) => {
                    let found = format!("the document, named by entry {entry}, does not have its digest");
                    self.tell(Code::BlobDigest, &path, &found, "Restore the document from a backup.", false);
                }
                None => {
                    let found = format!("the document, named by entry {entry}, is missing");
                    self.tell(Code::BlobMissing, &path, &found, "Restore the document from a backup.", false);
                }
            }
        }
        Ok(())
    }

    /// Files beside the log that belong to no entry. They are told, never deleted.
    fn strangers(&mut self, commitments: &HashSet<String>) -> Result<(), StoreError> {
        for name in self.files.names("statement")? {
            let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".nonce"));
            if stem.is_none_or(|stem| !commitments.contains(stem)) {
                let place = format!("statement/{name}");
                let found = "the file belongs to no entry";
                self.tell(Code::CommitMismatch, &place, found, "Look at it, and delete it by hand.", false);
            }
        }
        Ok(())
    }
}
