//! What holds after a crash between any two steps, on a disk that loses what was not synced, and on one that fails.

use crate::bed::*;
use crate::disk::{Disk, EIO, ENOSPC};
use base::digest::sha256;
use record::{SignedCheckpoint, TlogProof};
use std::sync::Arc;
use store::faults::{Operation, Step};
use store::{Receipt, Store, StoreError, Submission};

on_both_databases!(
    a_crash_after_any_step_loses_nothing_acknowledged,
    a_crash_while_putting_right_is_put_right,
    a_large_batch_is_as_durable_as_a_small_one,
    what_was_not_published_is_lost_without_a_trace_or_made_again,
    a_full_disk_is_told_and_gone_on_from,
    a_failed_rename_is_told_and_gone_on_from,
    a_failed_sync_ends_accepting_and_not_reading,
);

fn with(bed: &Bed, disk: &Arc<Disk>) -> Store {
    let mut options = bed.options();
    options.faults = Some(Arc::clone(disk) as Arc<dyn store::faults::Faults>);
    Store::open(bed.path(), &options).unwrap()
}

/// Three submissions, one with a document.
fn batch(name: &str) -> Vec<Submission> {
    let document = format!("document of {name}").into_bytes();
    let named = statement("test.note", name, &[sha256(&document)]);
    let with_document = Submission { statement: named, blobs: vec![document], ..note("") };
    vec![note(&format!("{name} 1")), with_document, note(&format!("{name} 2"))]
}

/// Every receipt still proves, and the log extends the checkpoint.
fn holds(bed: &Bed, store: &Store, receipts: &[Receipt], before: &SignedCheckpoint) {
    for receipt in receipts {
        let entry = store.entry(receipt.index).unwrap().unwrap();
        assert_eq!(entry.entry.commitment, receipt.commitment);
        let proof = TlogProof::parse(store.proof(receipt.index).unwrap().as_bytes()).unwrap();
        proof.verify(&entry.bytes, log_key().verifier()).unwrap();
    }
    verify_copy(bed, &[]);
    let mut tree = record::Tree::new();
    let leaves = store.entries(0..before.checkpoint.size).unwrap();
    tree.append(&leaves.iter().map(|entry| &entry.bytes).collect::<Vec<_>>()).unwrap();
    assert_eq!(tree.root(), before.checkpoint.root, "the log extends what was published");
    assert!(store.fsck(false).unwrap().found.is_empty(), "{:?}", store.fsck(false).unwrap());
}

fn signed(store: &Store) -> SignedCheckpoint {
    SignedCheckpoint::parse(store.checkpoint().unwrap().as_bytes()).unwrap()
}

/// Steps that an append passes.
fn steps() -> impl Iterator<Item = Step> {
    Step::ALL.into_iter().filter(|step| *step != Step::Removed)
}

fn a_crash_after_any_step_loses_nothing_acknowledged(bed: &Bed) {
    crash_after_each_step(bed, &batch);
}

/// More files than are synced one by one: one sync of the file system instead.
fn a_large_batch_is_as_durable_as_a_small_one(bed: &Bed) {
    crash_after_each_step(bed, &|name| {
        batch(name).into_iter().chain((0..30).map(|i| note(&format!("{name}, {i}")))).collect()
    });
}

fn crash_after_each_step(bed: &Bed, batch: &dyn Fn(&str) -> Vec<Submission>) {
    let more = batch("").len() as u64;
    let store = bed.create();
    let mut receipts = store.append(batch("first")).unwrap();
    let mut before = signed(&store);
    drop(store);
    for (round, step) in steps().enumerate() {
        let name = format!("round {round}");
        // The second pass: restoring at opening passes some of the steps first, unless there is nothing to do.
        let disk = Arc::new(Disk::stopping_at(step, 2));
        let store = with(bed, &disk);
        receipts.extend(store.append(batch(&format!("before {name}"))).unwrap());
        let crashed = store.append(batch(&name));
        assert!(crashed.is_err(), "{step:?}: nobody is answered after the crash");
        assert!(store.append(batch("after")).is_err(), "nothing is accepted after the crash");
        drop(store);
        disk.lose_power();
        // Before anything is put right: what the published checkpoint names is there, all of it.
        assert!(verify_copy(bed, &[]) >= receipts.len() as u64, "{step:?}: acknowledged, so published");

        let store = bed.open();
        store.writable().unwrap_or_else(|e| panic!("{step:?}: {e}"));
        let size = store.size().unwrap();
        assert!(size == receipts.len() as u64 || size == receipts.len() as u64 + more, "{step:?}: all or nothing");
        holds(bed, &store, &receipts, &before);
        let again = store.append(batch(&name)).unwrap();
        assert_eq!(again[0].duplicate, size > receipts.len() as u64);
        receipts.extend(again);
        assert_eq!(store.size().unwrap(), receipts.len() as u64, "{step:?}: nothing stands twice");
        holds(bed, &store, &receipts, &before);
        before = signed(&store);
    }
}

fn a_crash_while_putting_right_is_put_right(bed: &Bed) {
    let store = bed.create();
    let mut receipts = store.append(batch("first")).unwrap();
    let before = signed(&store);
    drop(store);
    let restoring = [Step::Signed, Step::CheckpointStored, Step::Published];
    for (round, (first, second)) in
        [Step::Committed, Step::TilesWritten].into_iter().flat_map(|a| restoring.map(|b| (a, b))).enumerate()
    {
        let disk = Arc::new(Disk::stopping_at(first, 1));
        let store = with(bed, &disk);
        store.append(batch(&format!("round {round}"))).unwrap_err();
        drop(store);
        disk.lose_power();
        let disk = Arc::new(Disk::stopping_at(second, 1));
        let store = with(bed, &disk);
        assert!(store.writable().is_err(), "opening stopped after {second:?}");
        drop(store);
        disk.lose_power();
        let store = bed.open();
        store.writable().unwrap();
        let again = store.append(batch(&format!("round {round}"))).unwrap();
        assert!(again.iter().all(|receipt| receipt.duplicate));
        receipts.extend(again);
        holds(bed, &store, &receipts, &before);
    }
}

fn what_was_not_published_is_lost_without_a_trace_or_made_again(bed: &Bed) {
    let store = bed.create();
    let receipts = store.append(batch("acknowledged")).unwrap();
    let before = signed(&store);
    drop(store);
    let statements = || std::fs::read_dir(bed.public("statement")).unwrap().count();
    let published = statements();
    let disk = Arc::new(Disk::stopping_at(Step::StatementsWritten, 1));
    let store = with(bed, &disk);
    store.append(batch("crash")).unwrap_err();
    drop(store);
    assert_eq!(statements(), published + 6, "written, not synced");
    disk.lose_power();
    assert_eq!(statements(), published, "the double loses what was not synced");
    let store = bed.open();
    assert_eq!(statements(), published + 6, "made again from the database");
    holds(bed, &store, &receipts, &before);
}

fn gone_on_from(bed: &Bed, which: fn(&Operation<'_>) -> bool, error: i32) {
    let store = bed.create();
    let mut receipts = store.append(batch("first")).unwrap();
    let before = signed(&store);
    drop(store);
    for at in 1.. {
        let disk = Arc::new(Disk::failing(which, at, error));
        let store = with(bed, &disk);
        let name = format!("round {at}");
        let outcome = if store.writable().is_ok() { store.append(batch(&name)) } else { Err(StoreError::ReadOnly) };
        if let Err(told) = &outcome {
            assert!(disk.failed(), "{told}");
            assert_eq!(store.size().unwrap(), receipts.len() as u64, "reading goes on");
        }
        if store.writable().is_ok() {
            // There is room again: the same process goes on.
            receipts.extend(store.append(batch(&name)).unwrap());
        } else {
            drop(store);
            receipts.extend(bed.open().append(batch(&name)).unwrap());
        }
        let store = Store::open(bed.path(), &bed.options()).unwrap();
        holds(bed, &store, &receipts, &before);
        if !disk.failed() {
            assert!(at > 4, "document, tile, bundle and checkpoint were made to fail");
            return;
        }
    }
}

fn a_full_disk_is_told_and_gone_on_from(bed: &Bed) {
    gone_on_from(bed, |operation| matches!(operation, Operation::Write(_)), ENOSPC);
}

fn a_failed_rename_is_told_and_gone_on_from(bed: &Bed) {
    gone_on_from(bed, |operation| matches!(operation, Operation::Rename(..)), EIO);
}

fn a_failed_sync_ends_accepting_and_not_reading(bed: &Bed) {
    let store = bed.create();
    let mut receipts = store.append(batch("first")).unwrap();
    let before = signed(&store);
    drop(store);
    for at in 1.. {
        let sync =
            |o: &Operation<'_>| matches!(o, Operation::Sync(_) | Operation::SyncFolder(_) | Operation::SyncAll);
        let disk = Arc::new(Disk::failing(sync, at, EIO));
        let store = with(bed, &disk);
        let name = format!("round {at}");
        let outcome = store.append(batch(&name));
        if disk.failed() && outcome.is_err() {
            let syncs = disk.asked("sync");
            let refused = store.append(batch("more")).unwrap_err();
            assert!(matches!(refused.unshared(), StoreError::Stopped { .. }), "{refused}");
            assert!(store.put_blob(b"more").is_err());
            // The checkpoint may be visible and not yet durable; it was not acknowledged, and will be the same again.
            let size = store.size().unwrap();
            assert!(size == receipts.len() as u64 || size == receipts.len() as u64 + 3, "reading goes on");
            assert!(store.entry(0).unwrap().is_some());
            drop(store);
            assert_eq!(disk.asked("sync"), syncs, "a failed sync is never tried again");
        } else {
            drop(store);
        }
        disk.lose_power();
        let store = bed.open();
        receipts.extend(store.append(batch(&name)).unwrap());
        holds(bed, &store, &receipts, &before);
        if !disk.failed() {
            assert!(at > 5, "several syncs were made to fail");
            return;
        }
    }
}
