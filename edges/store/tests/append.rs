//! Appending: receipts, proofs, deduplication, refusals, restricted statements, two writers.

use crate::bed::*;
use base::digest::sha256;
use base::json::{Object, Value};
use record::{KeyType, Note, Publicity, SigningKey, TlogProof};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Database, Options, Store, StoreError, Submission};

on_both_databases!(
    every_receipt_proves,
    the_same_statement_stands_once,
    batches_of_any_size_give_the_same_tree,
    time_never_goes_back,
    what_does_not_fit_is_refused_whole,
    restricted_statements_stay_private,
    blobs_are_kept_with_their_statement,
    a_second_writer_reads_only,
    another_sequencer_takes_over,
    submitters_at_once_all_get_receipts,
    foreign_cosignatures_are_kept,
    wrong_folders_and_keys_are_told,
);

fn every_receipt_proves(bed: &Bed) {
    let store = bed.create();
    assert_eq!(store.size().unwrap(), 0);
    let receipts = store.append(notes(0..3)).unwrap();
    assert_eq!(receipts.iter().map(|r| r.index).collect::<Vec<_>>(), [0, 1, 2]);
    for receipt in &receipts {
        let entry = store.entry(receipt.index).unwrap().unwrap();
        assert_eq!(entry.entry.commitment, receipt.commitment);
        let proof = TlogProof::parse(store.proof(receipt.index).unwrap().as_bytes()).unwrap();
        proof.verify(&entry.bytes, log_key().verifier()).unwrap();
        let statement = entry.statement.unwrap();
        assert_eq!(record::commitment(&entry.nonce.unwrap(), &statement), receipt.commitment);
    }
    assert!(store.entry(3).unwrap().is_none());
    assert!(store.proof(3).is_err());
    drop(store);
    assert_eq!(verify_copy(bed, &[]), 3);
    bed.open().append(notes(3..5)).unwrap();
    assert_eq!(verify_copy(bed, &[]), 5);
}

fn the_same_statement_stands_once(bed: &Bed) {
    let store = bed.create();
    let first = store.append(vec![note("a"), note("b"), note("a")]).unwrap();
    assert_eq!((first[0].index, first[1].index, first[2].index), (0, 1, 0));
    assert!(!first[0].duplicate && first[2].duplicate);
    assert_eq!(first[0].commitment, first[2].commitment);
    let again = store.append(vec![note("b"), note("a")]).unwrap();
    assert_eq!(again.iter().map(|r| (r.index, r.duplicate)).collect::<Vec<_>>(), [(1, true), (0, true)]);
    assert_eq!(store.size().unwrap(), 2);
}

fn batches_of_any_size_give_the_same_tree(bed: &Bed) {
    let store = bed.create();
    let mut at = 0;
    for size in [1, 254, 1, 1, 255, 256, 257, 3] {
        store.append(notes(at..at + size)).unwrap();
        at += size;
        assert_eq!(verify_copy(bed, &[]), at as u64);
    }
    // The partial tiles of rows that became full are gone; the last one's are there.
    assert!(!bed.public("tile/entries/000.p").exists() && bed.public("tile/entries/000").is_file());
    assert!(bed.public(&format!("tile/entries/{:03}.p/{}", at / 256, at % 256)).is_file());
}

fn time_never_goes_back(bed: &Bed) {
    let now = Arc::new(AtomicU64::new(1_000));
    let clock = Arc::clone(&now);
    let mut options = bed.options();
    options.clock = Arc::new(move || clock.load(Ordering::SeqCst));
    let store = Store::create(bed.path(), &options).unwrap();
    for (time, expected) in [(1_000, 1_000), (900, 1_000), (1_001, 1_001)] {
        now.store(time, Ordering::SeqCst);
        let receipt = store.append(vec![note(&format!("at {time}"))]).unwrap()[0];
        assert_eq!(store.entry(receipt.index).unwrap().unwrap().entry.time, expected);
    }
    drop(store);
    now.store(5, Ordering::SeqCst);
    let store = Store::open(bed.path(), &options).unwrap();
    let receipt = store.append(vec![note("after a restart with a wrong clock")]).unwrap()[0];
    assert_eq!(store.entry(receipt.index).unwrap().unwrap().entry.time, 1_001);
}

fn what_does_not_fit_is_refused_whole(bed: &Bed) {
    let mut options = bed.options();
    options.max_blob = 10;
    options.max_statement = 2_000;
    let store = Store::create(bed.path(), &options).unwrap();
    let code = |submission: Submission| match store.append(vec![note("good"), submission]) {
        Err(StoreError::Refused(refusal)) => {
            assert_eq!(store.size().unwrap(), 0, "nothing of the request stands on the record");
            refusal.code.as_str()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(code(Submission { refs: vec![0], ..note("forward") }), "R-REF-FORWARD");
    assert_eq!(code(Submission { refs: vec![4, 3], ..note("descending") }), "R-REF-FORWARD");
    assert_eq!(code(note(&"x".repeat(2_000))), "R-SIZE");
    assert_eq!(code(Submission { statement: b"{}".to_vec(), ..note("") }), "R-STATEMENT-SCHEMA");
    assert_eq!(code(Submission { statement: b"{\"a\":1,\"a\":2}".to_vec(), ..note("") }), "R-JSON-DUPKEY");
    assert_eq!(code(Submission { kind: "test.other".into(), ..note("") }), "R-STATEMENT-SCHEMA");
    assert_eq!(code(Submission { blobs: vec![b"not named".to_vec()], ..note("") }), "R-BLOB-DIGEST");
    let long = vec![0; 11];
    let named = statement("test.note", "", &[sha256(&long)]);
    assert_eq!(code(Submission { blobs: vec![long], statement: named, ..note("") }), "R-SIZE");
    assert_eq!(code(Submission { disclosures: vec!["no base64!".into()], ..note("") }), "R-DISCLOSURE-BAD");
    assert!(!bed.public("blob").exists());
    store.append(vec![note("good")]).unwrap();
    // What a statement refers to is signed: neither more nor less, nor another entry.
    let unsigned = Submission { refs: vec![0], ..note("answers nothing") };
    let signed = |refs: &[u64]| {
        let statement = referring(&store, "test.note", Value::Object(Object::new()), refs);
        Submission { statement, ..note("") }
    };
    let refused = |submission: Submission| match store.append(vec![submission]) {
        Err(StoreError::Refused(refusal)) => refusal.code.as_str(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(unsigned), "R-REF-DIFFERS");
    assert_eq!(refused(signed(&[0])), "R-REF-DIFFERS");
    assert_eq!(refused(Submission { refs: vec![0], ..signed(&[5]) }), "R-REF-DIFFERS");
    let receipt = store.append(vec![Submission { refs: vec![0], ..signed(&[0]) }]).unwrap()[0];
    assert_eq!(store.entry(receipt.index).unwrap().unwrap().entry.refs, [0]);
}

fn restricted_statements_stay_private(bed: &Bed) {
    let store = bed.create();
    let restricted = Submission { publicity: Publicity::Restricted, ..note("names of witnesses") };
    let receipts = store.append(vec![restricted, note("public")]).unwrap();
    let names: Vec<String> = std::fs::read_dir(bed.public("statement"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 2, "statement and nonce of the public one: {names:?}");
    assert!(names.iter().all(|name| name.starts_with(&receipts[1].commitment.to_string())));
    let kept = store.entry(0).unwrap().unwrap();
    assert_eq!(record::commitment(&kept.nonce.unwrap(), &kept.statement.unwrap()), receipts[0].commitment);
    drop(store);
    drop(bed.open());
    assert_eq!(std::fs::read_dir(bed.public("statement")).unwrap().count(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(bed.path().join("private")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

fn blobs_are_kept_with_their_statement(bed: &Bed) {
    let store = bed.create();
    let document = b"the contract".to_vec();
    let digest = sha256(&document);
    let statement = statement("test.note", "a contract", &[digest]);
    store.append(vec![Submission { statement, blobs: vec![document.clone()], ..note("") }]).unwrap();
    assert_eq!(store.blob(&digest).unwrap(), Some(document));
    assert_eq!(store.put_blob(b"the contract").unwrap(), digest);
    assert_eq!(store.blob(&sha256(b"another")).unwrap(), None);
    std::fs::write(bed.public(&format!("blob/{digest}")), b"changed").unwrap();
    assert_eq!(store.blob(&digest).unwrap(), None, "a document that does not have its digest is not served");
}

fn a_second_writer_reads_only(bed: &Bed) {
    let first = bed.create();
    first.append(notes(0..1)).unwrap();
    let second = bed.open();
    let refused = second.append(notes(1..2)).unwrap_err();
    assert!(matches!(refused.unshared(), StoreError::Locked { .. }), "{refused}");
    assert_eq!(second.size().unwrap(), 1);
    assert!(second.entry(0).unwrap().is_some());
    drop(first);
    second.append(notes(1..2)).unwrap();
    assert_eq!(verify_copy(bed, &[]), 2);
}

fn another_sequencer_takes_over(bed: &Bed) {
    if bed.database == Database::Sqlite {
        // One SQLite file lies in one folder, and that folder has one lock.
        return;
    }
    let first = bed.create();
    first.append(notes(0..3)).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(elsewhere.path().join("public")).unwrap();
    for name in ["log.vkey", "checkpoint"] {
        std::fs::copy(bed.public(name), elsewhere.path().join("public").join(name)).unwrap();
    }
    let second = Store::open(elsewhere.path(), &bed.options()).unwrap();
    assert_eq!(second.append(vec![note("by the second")]).unwrap()[0].index, 3);
    let refused = first.append(vec![note("by the first")]).unwrap_err();
    assert!(matches!(refused.unshared(), StoreError::Superseded { .. }), "{refused}");
    assert_eq!(first.size().unwrap(), 3, "the first signed nothing more");
    assert!(first.writable().is_err());
    assert_eq!(second.append(vec![note("by the second again")]).unwrap()[0].index, 4);
}

fn submitters_at_once_all_get_receipts(bed: &Bed) {
    let store = bed.create();
    let receipts: Vec<_> = std::thread::scope(|scope| {
        let submit = |thread: usize| {
            let store = store.clone();
            move || -> Vec<_> {
                (0..20).map(|i| store.append(vec![note(&format!("{thread}/{i}"))]).unwrap()[0]).collect()
            }
        };
        let threads: Vec<_> = (0..8).map(|thread| scope.spawn(submit(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut indices: Vec<u64> = receipts.iter().map(|r| r.index).collect();
    indices.sort_unstable();
    assert_eq!(indices, (0..160).collect::<Vec<_>>());
    assert_eq!(verify_copy(bed, &[]), 160);
}

fn foreign_cosignatures_are_kept(bed: &Bed) {
    let store = bed.create();
    store.append(notes(0..2)).unwrap();
    let witness = SigningKey::from_seed("w.example", KeyType::Cosignature, &base::Private::new([3; 32])).unwrap();
    let mut cosigned = Note::parse(store.checkpoint().unwrap().as_bytes()).unwrap();
    cosigned.cosign(&witness, 1_790_000_000);
    store.add_cosignatures(&cosigned.to_string()).unwrap();
    let signers = |store: &Store| {
        let note = Note::parse(store.checkpoint().unwrap().as_bytes()).unwrap();
        note.verify(&[log_key().verifier().clone(), witness.verifier().clone()]).unwrap().len()
    };
    assert_eq!(signers(&store), 2);
    drop(store);
    let store = bed.open();
    assert_eq!(signers(&store), 2, "opening keeps them");
    let mut unsigned = Note::new(Note::parse(store.checkpoint().unwrap().as_bytes()).unwrap().text()).unwrap();
    unsigned.cosign(&witness, 1_790_000_000);
    assert!(store.add_cosignatures(&unsigned.to_string()).is_err(), "a checkpoint this log did not sign");
    let mut fork = Note::new(&format!("{ORIGIN}\n2\n{}\n", record::base64::encode(&[1; 32]))).unwrap();
    fork.sign(&log_key());
    let refused = store.add_cosignatures(&fork.to_string()).unwrap_err();
    assert!(matches!(refused.unshared(), StoreError::Contradiction { size: 2, .. }), "{refused}");
    assert!(store.writable().is_err(), "somebody else signs with this log's key: nothing more is signed");
}

fn wrong_folders_and_keys_are_told(bed: &Bed) {
    assert!(matches!(Store::open(bed.path(), &bed.options()), Err(StoreError::NoRecord { .. })));
    drop(bed.create());
    assert!(matches!(Store::create(bed.path(), &bed.options()), Err(StoreError::AlreadyThere { .. })));
    let other = SigningKey::from_seed(ORIGIN, KeyType::Ed25519, &base::Private::new([8; 32])).unwrap();
    let options = Options::writing(bed.database.clone(), other);
    assert!(matches!(Store::open(bed.path(), &options), Err(StoreError::KeyDiffers { .. })));
    let reader = Store::open(bed.path(), &Options::reading(bed.database.clone())).unwrap();
    let refused = reader.append(notes(0..1)).unwrap_err();
    assert!(matches!(refused.unshared(), StoreError::ReadOnly), "{refused}");
    assert_eq!(reader.size().unwrap(), 0);
}
