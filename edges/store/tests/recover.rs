//! A restored backup, and a lost database: nothing is signed until the published entries are taken over.

use crate::bed::*;
use crate::fsck::tamper;
use base::digest::sha256;
use record::entry::ERASURE;
use record::erasure::Erasure;
use record::{Publicity, Reason};
use store::{Database, Store, StoreError, Submission};

on_both_databases!(
    an_older_database_signs_nothing_and_recovers,
    a_lost_database_comes_back_from_the_copy,
    a_copy_that_does_not_hold_is_not_taken_over,
);

/// Takes the database back to its first entries, as restoring a backup does.
fn restore_backup(bed: &Bed, size: u64, root: &record::Digest) {
    let blob = match bed.database {
        Database::Sqlite => format!("x'{root}'"),
        Database::Postgres(_) => format!("'\\x{root}'::bytea"),
    };
    tamper(
        bed,
        &format!(
            "delete from subject where position >= {size}; delete from disclosure where position >= {size}; \
             update entry set erased_by = null where erased_by >= {size}; \
             delete from entry where position >= {size}; delete from checkpoint where size > {size}; \
             update head set size = {size}, root = {blob}, checkpoint_size = {size} where id = 1"
        ),
    );
}

fn root_of(store: &Store) -> record::Digest {
    record::SignedCheckpoint::parse(store.checkpoint().unwrap().as_bytes()).unwrap().checkpoint.root
}

fn erase(store: &Store, target: u64) -> Submission {
    let statement = referring(store, ERASURE, Erasure::statement().to_predicate(), &[target]);
    Submission {
        refs: vec![target],
        reason: Some(Reason::CourtOrder),
        ..Submission::public(ERASURE, issuer_id(), statement)
    }
}

fn an_older_database_signs_nothing_and_recovers(bed: &Bed) {
    let store = bed.create();
    store.append(notes(0..10)).unwrap();
    let root = root_of(&store);
    store.append(notes(10..700)).unwrap();
    let restricted = Submission { publicity: Publicity::Restricted, ..note("restricted") };
    let restricted = store.append(vec![restricted]).unwrap()[0].index;
    let statement = statement("test.note", "document", &[sha256(b"doc")]);
    store.append(vec![Submission { statement, blobs: vec![b"doc".to_vec()], ..note("") }]).unwrap();
    store.erase(erase(&store, 3)).unwrap();
    let before = store.checkpoint().unwrap();
    drop(store);
    restore_backup(bed, 10, &root);

    let store = bed.open();
    let refused = store.append(vec![note("on the old state")]).unwrap_err();
    let told = matches!(refused.unshared(), StoreError::RolledBack { published: 703, stored: 10 });
    assert!(told, "{refused}");
    assert!(refused.to_string().contains("record recover"));
    assert_eq!(store.checkpoint().unwrap(), before, "nothing was signed");
    let recovered = store.recover().unwrap();
    assert_eq!((recovered.from, recovered.to), (10, 703));
    assert_eq!(recovered.without_statement, [restricted], "the copy never had it");
    assert_eq!(store.checkpoint().unwrap(), before);
    assert_eq!(store.entry(3).unwrap().unwrap().erased_by, Some(702), "the backup still had it");
    assert_eq!(store.entry(3).unwrap().unwrap().statement, None);
    assert_eq!(store.append(notes(500..501)).unwrap()[0].index, 500, "statements are known again");
    assert_eq!(store.append(vec![note("new")]).unwrap()[0].index, 703);
    assert_eq!(verify_copy(bed, &[3]), 704);
    let found: Vec<_> = store.fsck(false).unwrap().found.into_iter().map(|f| f.refusal.code.as_str()).collect();
    assert_eq!(found, ["R-WITHHELD"], "only the restricted one");
    assert_eq!(store.recover().unwrap().from, 704, "a second time changes nothing");
}

fn a_lost_database_comes_back_from_the_copy(bed: &Bed) {
    let store = bed.create();
    store.append(notes(0..300)).unwrap();
    drop(store);
    match &bed.database {
        Database::Sqlite => {
            for name in ["record.sqlite", "record.sqlite-wal", "record.sqlite-shm"] {
                drop(std::fs::remove_file(bed.path().join("private").join(name)));
            }
        }
        Database::Postgres(_) => tamper(bed, "drop schema public cascade; create schema public"),
    }
    let store = bed.open();
    assert!(matches!(store.writable().unwrap_err().unshared(), StoreError::RolledBack { stored: 0, .. }));
    assert_eq!(store.recover().unwrap().to, 300);
    assert!(store.append(notes(0..300)).unwrap().iter().all(|receipt| receipt.duplicate));
    assert_eq!(store.fsck(false).unwrap().found, []);
}

fn a_copy_that_does_not_hold_is_not_taken_over(bed: &Bed) {
    let store = bed.create();
    store.append(notes(0..10)).unwrap();
    let root = root_of(&store);
    store.append(notes(10..300)).unwrap();
    drop(store);
    restore_backup(bed, 10, &root);
    let path = bed.public("tile/entries/000");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(4).rposition(|w| w == b"\"t\":").unwrap() + 5;
    bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
    std::fs::write(&path, bytes).unwrap();
    let store = bed.open();
    let refused = store.recover().unwrap_err();
    assert!(matches!(refused, StoreError::Contradiction { .. }), "{refused}");
    assert!(store.append(notes(0..1)).is_err());
    assert!(store.entry(10).unwrap().is_none(), "nothing was taken over");
}
