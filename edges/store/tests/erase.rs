//! Erasure: what goes, what stays, and what a crash in between leaves.

use crate::bed::*;
use crate::disk::Disk;
use base::digest::sha256;
use base::json::Value;
use record::disclosure::{Disclosure, seal};
use record::entry::ERASURE;
use record::erasure::{Erasure, Level};
use record::statement::Statement;
use record::{Publicity, Reason, TlogProof};
use std::sync::Arc;
use store::faults::Step;
use store::{Database, Store, StoreError, Submission};

on_both_databases!(
    a_whole_statement_goes_and_its_proof_stays,
    one_disclosure_goes_and_the_statement_stays,
    a_document_two_statements_name_stays,
    what_cannot_be_erased_is_refused,
    an_erasure_interrupted_is_finished,
    erased_bytes_are_not_left_in_the_database_file,
);

fn erasure(store: &Store, targets: &[u64], what: &Erasure) -> Submission {
    let statement = referring(store, ERASURE, what.to_predicate(), targets);
    Submission {
        refs: targets.to_vec(),
        reason: Some(Reason::Art17),
        ..Submission::public(ERASURE, issuer_id(), statement)
    }
}

fn with_document(words: &str, document: &[u8]) -> Submission {
    let statement = statement("test.note", words, &[sha256(document)]);
    Submission { statement, blobs: vec![document.to_vec()], ..note("") }
}

fn a_whole_statement_goes_and_its_proof_stays(bed: &Bed) {
    let store = bed.create();
    let receipts = store.append(vec![note("stays"), with_document("goes", b"a letter")]).unwrap();
    let old_proof = store.proof(1).unwrap();
    let erased = store.erase(erasure(&store, &[1], &Erasure::statement())).unwrap();
    assert_eq!(erased.index, 2);
    let entry = store.entry(1).unwrap().unwrap();
    assert_eq!((entry.statement, entry.nonce, entry.erased_by), (None, None, Some(2)));
    assert_eq!(entry.entry.commitment, receipts[1].commitment);
    assert_eq!(store.blob(&sha256(b"a letter")).unwrap(), None);
    for proof in [old_proof, store.proof(1).unwrap()] {
        TlogProof::parse(proof.as_bytes()).unwrap().verify(&entry.bytes, log_key().verifier()).unwrap();
    }
    assert_eq!(store.entry(2).unwrap().unwrap().entry.refs, [1]);
    // Submitting the erased statement again does not bring it back.
    let again = store.append(vec![with_document("goes", b"a letter")]).unwrap();
    assert_eq!((again[0].index, again[0].duplicate), (1, true));
    assert_eq!(store.entry(1).unwrap().unwrap().statement, None);
    drop(store);
    let store = bed.open();
    assert_eq!(verify_copy(bed, &[1]), 3);
    assert_eq!(store.fsck(false).unwrap().found, []);
}

fn one_disclosure_goes_and_the_statement_stays(bed: &Bed) {
    let store = bed.create();
    let mut predicate = base::json::Object::new();
    predicate.insert("name", "N. N.".into());
    predicate.insert("role", "secretary".into());
    let opened: Vec<Disclosure> =
        seal(&mut predicate, &[("name", [1; 16]), ("role", [2; 16])], &[]).expect("two fields are sealed");
    let sealed = Statement { subjects: Vec::new(), kind: "test.note".into(), predicate: Value::Object(predicate) };
    let submission = Submission {
        publicity: Publicity::Sealed,
        disclosures: opened.iter().map(|d| d.text().to_owned()).collect(),
        ..Submission::public("test.note", issuer_id(), sealed.sign(&issuer()).unwrap())
    };
    store.append(vec![submission]).unwrap();
    let file = |d: &Disclosure| bed.public(&record::copy::disclosure_path(&d.digest()));
    assert!(file(&opened[0]).is_file() && file(&opened[1]).is_file());
    let what = Erasure { level: Level::Disclosure, disclosures: vec![opened[0].digest()], blobs: Vec::new() };
    store.erase(erasure(&store, &[0], &what)).unwrap();
    assert!(!file(&opened[0]).exists() && file(&opened[1]).is_file());
    assert!(store.entry(0).unwrap().unwrap().statement.is_some());
    drop(store);
    let store = bed.open();
    assert!(!file(&opened[0]).exists(), "opening does not bring it back");
    assert_eq!(store.fsck(false).unwrap().found, []);
    assert_eq!(verify_copy(bed, &[]), 2);
}

fn a_document_two_statements_name_stays(bed: &Bed) {
    let store = bed.create();
    store.append(vec![with_document("one", b"shared"), with_document("two", b"shared")]).unwrap();
    store.erase(erasure(&store, &[0], &Erasure::statement())).unwrap();
    assert!(store.blob(&sha256(b"shared")).unwrap().is_some());
    store.erase(erasure(&store, &[1], &Erasure::statement())).unwrap();
    assert!(store.blob(&sha256(b"shared")).unwrap().is_none());
    // A document alone: the statement stays.
    let third = store.append(vec![with_document("three", b"annex")]).unwrap()[0].index;
    let what = Erasure { level: Level::Disclosure, disclosures: Vec::new(), blobs: vec![sha256(b"annex")] };
    store.erase(erasure(&store, &[third], &what)).unwrap();
    assert!(store.blob(&sha256(b"annex")).unwrap().is_none());
    assert!(store.entry(third).unwrap().unwrap().statement.is_some());
    assert_eq!(store.fsck(false).unwrap().found, []);
}

fn what_cannot_be_erased_is_refused(bed: &Bed) {
    let store = bed.create();
    store.append(vec![note("a"), note("b")]).unwrap();
    store.erase(erasure(&store, &[0], &Erasure::statement())).unwrap();
    let refused = |submission: Submission| match store.erase(submission).unwrap_err().unshared() {
        StoreError::Refused(refusal) => refusal.code.as_str(),
        other => panic!("{other}"),
    };
    let nothing = Erasure { level: Level::Disclosure, disclosures: Vec::new(), blobs: Vec::new() };
    let unknown = Erasure { level: Level::Disclosure, disclosures: Vec::new(), blobs: vec![sha256(b"no")] };
    assert_eq!(refused(erasure(&store, &[0, 1], &Erasure::statement())), "R-ERASURE-BAD", "erased already");
    assert_eq!(refused(erasure(&store, &[2], &Erasure::statement())), "R-ERASURE-BAD", "an erasure stays");
    assert_eq!(refused(erasure(&store, &[9], &Erasure::statement())), "R-REF-FORWARD", "there is none");
    // Signed for one entry, submitted for another; and signed for none.
    let turned = Submission { refs: vec![1], ..erasure(&store, &[0], &Erasure::statement()) };
    assert_eq!(refused(turned), "R-REF-DIFFERS");
    assert_eq!(refused(Submission { refs: vec![1], ..erasure(&store, &[], &Erasure::statement()) }), "R-REF-DIFFERS");
    assert_eq!(refused(erasure(&store, &[1], &nothing)), "R-ERASURE-BAD");
    assert_eq!(refused(erasure(&store, &[1], &unknown)), "R-ERASURE-BAD");
    assert_eq!(refused(note("not an erasure")), "R-ERASURE-BAD");
    assert!(
        store.append(vec![erasure(&store, &[1], &Erasure::statement())]).is_err(),
        "erasing is asked for by name"
    );
    assert_eq!(store.size().unwrap(), 3);
    assert_eq!(verify_copy(bed, &[0]), 3);
}

fn an_erasure_interrupted_is_finished(bed: &Bed) {
    let store = bed.create();
    store.append((0..9).map(|i| with_document(&format!("{i}"), format!("d{i}").as_bytes())).collect()).unwrap();
    drop(store);
    let steps = Step::ALL.into_iter().filter(|step| *step > Step::Committed || *step == Step::Inserted);
    let mut gone = Vec::new();
    for (target, step) in steps.enumerate() {
        let disk = Arc::new(Disk::stopping_at(step, 1));
        let mut options = bed.options();
        options.faults = Some(Arc::clone(&disk) as Arc<dyn store::faults::Faults>);
        let store = Store::open(bed.path(), &options).unwrap();
        let target = target as u64;
        let outcome = store.erase(erasure(&store, &[target], &Erasure::statement()));
        assert!(outcome.is_err(), "{step:?}: answered only when the files are gone");
        drop(store);
        disk.lose_power();
        let store = bed.open();
        store.writable().unwrap();
        let erased = store.entry(target).unwrap().unwrap().erased_by.is_some();
        assert_eq!(erased, step != Step::Inserted, "{step:?}: committed or not");
        if erased {
            gone.push(target);
            assert!(store.blob(&sha256(format!("d{target}").as_bytes())).unwrap().is_none(), "{step:?}");
        }
        verify_copy(bed, &gone);
        assert_eq!(store.fsck(false).unwrap().found, [], "{step:?}");
    }
}

fn erased_bytes_are_not_left_in_the_database_file(bed: &Bed) {
    if bed.database != Database::Sqlite {
        // PostgreSQL's files are its own; it is told to vacuum.
        return;
    }
    let store = bed.create();
    store.append(vec![note("stays"), note("a-name-nobody-should-find")]).unwrap();
    // The envelope's payload is base64: look for the bytes that are stored.
    let stored = store.entry(1).unwrap().unwrap().statement.unwrap();
    let needle = &stored[20..stored.len() / 2];
    let found = || {
        std::fs::read_dir(bed.path().join("private")).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(needle.len()).any(|window| window == needle)
        })
    };
    assert!(found());
    store.erase(erasure(&store, &[1], &Erasure::statement())).unwrap();
    // The journal is truncated after the answer; closing waits for it.
    drop(store);
    assert!(!found(), "neither in the database nor in its journal");
}
