//! A record on a temporary folder and either database, and statements to put on it.

use crate::postgres;
use base::json::{Object, Value};
use record::statement::{Statement, Subject};
use record::{Digest, IssuerId, KeyType, SigningKey};
use std::path::Path;
use store::{Database, Options, Store, Submission};
use tempfile::TempDir;

/// The origin of every log in these tests.
pub(crate) const ORIGIN: &str = "localhost/test";

/// A temporary folder and a database for one record.
pub(crate) struct Bed {
    folder: TempDir,
    pub(crate) database: Database,
}

impl Bed {
    /// On SQLite, in the folder.
    pub(crate) fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: Database::Sqlite }
    }

    /// On a fresh PostgreSQL database; `None`, having said so, where PostgreSQL is not installed.
    pub(crate) fn postgres() -> Option<Self> {
        let url = postgres::fresh_database()?;
        Some(Self { folder: tempfile::tempdir().unwrap(), database: Database::Postgres(url) })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn public(&self, relative: &str) -> std::path::PathBuf {
        self.path().join("public").join(relative)
    }

    pub(crate) fn options(&self) -> Options {
        Options::writing(self.database.clone(), log_key())
    }

    pub(crate) fn create(&self) -> Store {
        Store::create(self.path(), &self.options()).unwrap()
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(self.path(), &self.options()).unwrap()
    }
}

/// Makes each function of a `Bed` a test on SQLite and a test on PostgreSQL.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&crate::bed::Bed::sqlite()); })+
        }
        mod postgres {
            $(#[test] fn $name() {
                if let Some(bed) = crate::bed::Bed::postgres() {
                    super::$name(&bed);
                }
            })+
        }
    };
}
pub(crate) use on_both_databases;

/// The log's key: the same in every run.
pub(crate) fn log_key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, KeyType::Ed25519, &base::Private::new([7; 32])).unwrap()
}

/// The key of an organisation that signs statements.
pub(crate) fn issuer() -> SigningKey {
    SigningKey::from_seed("emb.example", KeyType::Ed25519, &base::Private::new([9; 32])).unwrap()
}

pub(crate) fn issuer_id() -> IssuerId {
    IssuerId::of(issuer().verifier())
}

/// A signed statement of a kind that says `words` about documents.
pub(crate) fn statement(kind: &str, words: &str, subjects: &[Digest]) -> Vec<u8> {
    let mut predicate = Object::new();
    predicate.insert("words", words.into());
    Statement {
        subjects: subjects.iter().copied().map(Subject::unnamed).collect(),
        kind: kind.to_owned(),
        predicate: Value::Object(predicate),
    }
    .sign(&issuer())
    .unwrap()
}

/// A signed statement that names earlier entries; one that is not there by a commitment that is none's.
pub(crate) fn referring(store: &Store, kind: &str, mut predicate: Value, refs: &[u64]) -> Vec<u8> {
    let commitment = |index: &u64| store.entry(*index).unwrap().map_or(Digest([0; 32]), |e| e.entry.commitment);
    let named: Vec<Digest> = refs.iter().map(commitment).collect();
    record::reference::refer(&mut predicate, &named);
    Statement { subjects: Vec::new(), kind: kind.to_owned(), predicate }.sign(&issuer()).unwrap()
}

/// A public submission of kind `test.note`.
pub(crate) fn note(words: &str) -> Submission {
    Submission::public("test.note", issuer_id(), statement("test.note", words, &[]))
}

pub(crate) fn notes(range: std::ops::Range<usize>) -> Vec<Submission> {
    range.map(|i| note(&format!("note {i}"))).collect()
}

/// Holds the copy's files, all of them and alone, against the published checkpoint; returns its size.
///
/// `missing` are the indices whose statement must be gone; every other one must be there and fit its commitment.
pub(crate) fn verify_copy(bed: &Bed, missing: &[u64]) -> u64 {
    let read = |path: &str| std::fs::read(bed.public(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let checkpoint = record::SignedCheckpoint::parse(&read("checkpoint")).unwrap();
    checkpoint.verify(log_key().verifier()).unwrap();
    let checkpoint = checkpoint.checkpoint;
    let mut tree = record::Tree::new();
    let mut index = 0;
    let mut expected = std::collections::BTreeMap::new();
    for path in record::tile::paths(checkpoint.size) {
        if path.row() != record::tile::Row::Entries {
            continue;
        }
        let bytes = read(&path.to_string());
        let entries = record::tile::decode_bundle(&bytes, path.width()).unwrap();
        for bytes in &entries {
            let entry = record::Entry::parse(bytes, &|_| true).unwrap();
            let statement = std::fs::read(bed.public(&record::copy::statement_path(&entry.commitment)));
            let nonce = std::fs::read(bed.public(&record::copy::nonce_path(&entry.commitment)));
            if entry.publicity == record::Publicity::Restricted || missing.contains(&index) {
                assert!(statement.is_err() && nonce.is_err(), "the statement of entry {index} lies in the copy");
            } else {
                let nonce: [u8; 32] = nonce.unwrap().try_into().unwrap();
                assert_eq!(record::commitment(&nonce, &statement.unwrap()), entry.commitment, "entry {index}");
            }
            index += 1;
        }
        let files = tree.append(&entries).unwrap().files;
        expected.extend(files.into_iter().map(|file| (file.path, file.bytes)));
    }
    for path in record::tile::paths(checkpoint.size) {
        assert_eq!(read(&path.to_string()), expected[&path], "{path}");
    }
    assert_eq!(tree.root(), checkpoint.root, "the bundles give the checkpoint's root");
    checkpoint.size
}
