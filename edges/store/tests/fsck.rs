//! Checking and putting right: each kind of damage is found with its place, and the sound side repairs the other.

use crate::bed::*;
use base::digest::sha256;
use record::copy::{blob_path, nonce_path, statement_path};
use store::{Database, Fsck, Options, Store, Submission};

on_both_databases!(
    a_sound_record_has_nothing_to_tell,
    files_are_put_right_from_the_database,
    the_database_is_put_right_from_the_files,
    what_both_lack_is_told_and_not_made_up,
    a_changed_copy_and_database_are_not_signed_over,
);

/// Runs SQL behind the store's back.
pub(crate) fn tamper(bed: &Bed, sql: &str) {
    match &bed.database {
        Database::Sqlite => {
            let path = bed.path().join("private/record.sqlite");
            rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
        }
        Database::Postgres(url) => {
            ::postgres::Client::connect(url, ::postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        }
    }
}

fn codes(fsck: &Fsck) -> Vec<(&'static str, bool)> {
    fsck.found.iter().map(|found| (found.refusal.code.as_str(), found.repaired)).collect()
}

fn filled(bed: &Bed) -> (Store, Vec<store::Receipt>) {
    let store = bed.create();
    let mut receipts = store.append(notes(0..300)).unwrap();
    let statement = statement("test.note", "with a document", &[sha256(b"doc")]);
    receipts.extend(store.append(vec![Submission { statement, blobs: vec![b"doc".to_vec()], ..note("") }]).unwrap());
    (store, receipts)
}

fn a_sound_record_has_nothing_to_tell(bed: &Bed) {
    let (store, _) = filled(bed);
    let fsck = store.fsck(false).unwrap();
    assert_eq!((fsck.size, fsck.found.len()), (301, 0));
    assert_eq!(store.fsck(true).unwrap().found, []);
    store.append(notes(300..301)).unwrap();
    let reader = Store::open(bed.path(), &Options::reading(bed.database.clone())).unwrap();
    assert_eq!(reader.fsck(false).unwrap().found, []);
}

fn files_are_put_right_from_the_database(bed: &Bed) {
    let (store, receipts) = filled(bed);
    let damage = [
        "tile/0/000".to_owned(),
        "tile/entries/001.p/45".to_owned(),
        statement_path(&receipts[7].commitment),
        nonce_path(&receipts[8].commitment),
        "checkpoint".to_owned(),
    ];
    for (i, path) in damage.iter().enumerate() {
        let file = bed.public(path);
        let mut bytes = std::fs::read(&file).unwrap();
        if i % 2 == 0 {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(&file, bytes).unwrap();
        } else {
            std::fs::remove_file(&file).unwrap();
        }
        let told = store.fsck(false).unwrap();
        assert_eq!(told.found.len(), 1, "{path}: {told:?}");
        assert!(told.found[0].refusal.place.contains(path.trim_end_matches("nonce").trim_end_matches("json")));
        let repaired = store.fsck(true).unwrap();
        assert!(repaired.clean() && repaired.found.len() == 1, "{repaired:?}");
        assert_eq!(store.fsck(false).unwrap().found, [], "{path}");
    }
    assert_eq!(verify_copy(bed, &[]), 301);
    store.append(notes(900..901)).unwrap();
    std::fs::write(bed.public("statement/stranger.json"), "{}").unwrap();
    assert_eq!(codes(&store.fsck(true).unwrap()), [("R-COMMIT-MISMATCH", false)], "a stranger is told, not deleted");
    assert!(bed.public("statement/stranger.json").exists());
}

fn the_database_is_put_right_from_the_files(bed: &Bed) {
    let (store, _) = filled(bed);
    let digest = store.fsck(false).unwrap();
    assert_eq!(digest.found, []);
    tamper(bed, "update entry set statement = null, nonce = null where position = 5");
    assert_eq!(codes(&store.fsck(false).unwrap()), [("R-COMMIT-MISMATCH", false)]);
    assert_eq!(codes(&store.fsck(true).unwrap()), [("R-COMMIT-MISMATCH", true)]);
    assert!(store.entry(5).unwrap().unwrap().statement.is_some());
    tamper(bed, "update entry set bytes = (select bytes from entry where position = 4) where position = 260");
    let told = store.fsck(false).unwrap();
    assert!(told.found.iter().any(|found| found.refusal.place == "database, entry 260"), "{told:?}");
    assert!(told.found.iter().all(|found| !found.repaired));
    assert!(store.fsck(true).unwrap().clean());
    assert_eq!(store.fsck(false).unwrap().found, []);
    tamper(bed, "delete from entry where position = 9");
    let repaired = store.fsck(true).unwrap();
    assert!(repaired.clean(), "{repaired:?}");
    assert_eq!(store.fsck(false).unwrap().found, []);
    assert_eq!(store.append(notes(9..10)).unwrap()[0].index, 9, "its statement is known again");
    assert_eq!(verify_copy(bed, &[]), 301);
}

fn what_both_lack_is_told_and_not_made_up(bed: &Bed) {
    let (store, receipts) = filled(bed);
    tamper(bed, "update entry set statement = null where position = 5");
    std::fs::remove_file(bed.public(&statement_path(&receipts[5].commitment))).unwrap();
    let path = bed.public(&blob_path(&sha256(b"doc")));
    std::fs::write(&path, b"forged").unwrap();
    let expected = [("R-WITHHELD", false), ("R-BLOB-DIGEST", false)];
    assert_eq!(codes(&store.fsck(true).unwrap()), expected);
    std::fs::remove_file(&path).unwrap();
    let expected = [("R-WITHHELD", false), ("R-BLOB-MISSING", false)];
    assert_eq!(codes(&store.fsck(true).unwrap()), expected);
}

fn a_changed_copy_and_database_are_not_signed_over(bed: &Bed) {
    let (store, _) = filled(bed);
    drop(store);
    tamper(bed, "update entry set bytes = (select bytes from entry where position = 4) where position = 260");
    std::fs::write(bed.public("tile/entries/001.p/45"), "nonsense").unwrap();
    let store = bed.open();
    let refused = store.append(notes(900..901)).unwrap_err();
    assert!(matches!(refused.unshared(), store::StoreError::Contradiction { .. }), "{refused}");
    assert!(!store.fsck(true).unwrap().clean());
    assert!(store.append(notes(900..901)).is_err());
    assert_eq!(store.size().unwrap(), 301, "what was published stays published");
}
