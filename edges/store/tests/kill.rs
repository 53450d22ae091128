//! kill -9 at random moments under load: every receipt handed out verifies later, and one log grows through it all.
//!
//! `SCRUTINEER_KILL_RUNS` sets the number of runs (default 30; a third of them on PostgreSQL besides).

use crate::bed::*;
use base::digest::sha256;
use record::{Digest, SignedCheckpoint, TlogProof};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use store::{Database, Options, Store, Submission};

const FOLDER: &str = "SCRUTINEER_KILL_FOLDER";
const DATABASE: &str = "SCRUTINEER_KILL_DATABASE";

#[test]
fn receipts_survive_kills_on_sqlite() {
    receipts_survive_kills(&Bed::sqlite(), runs());
}

#[test]
fn receipts_survive_kills_on_postgres() {
    if let Some(bed) = Bed::postgres() {
        receipts_survive_kills(&bed, runs().div_ceil(3));
    }
}

/// The program that is killed: a test that does nothing unless it is started as one.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let database = match std::env::var(DATABASE) {
        Ok(url) => Database::Postgres(url),
        Err(_) => Database::Sqlite,
    };
    let store = Store::open(folder.as_ref(), &Options::writing(database, log_key())).unwrap();
    store.writable().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_u32 {
            let store = store.clone();
            scope.spawn(move || {
                for round in 0.. {
                    submit(&store, thread, round);
                }
            });
        }
    });
}

/// Appends a few statements, some with a document, and says the receipts once it has them.
fn submit(store: &Store, thread: u32, round: u32) {
    let name = format!("{}/{thread}/{round}", std::process::id());
    let submissions = (0..=random() % 40).map(|i| {
        let words = format!("{name}/{i}");
        if i % 7 == 3 {
            let document = words.clone().into_bytes();
            let statement = statement("test.note", &words, &[sha256(&document)]);
            return Submission { statement, blobs: vec![document], ..note("") };
        }
        note(&words)
    });
    let receipts = store.append(submissions.collect()).unwrap();
    let mut lines = String::new();
    for receipt in receipts {
        lines.push_str(&format!("receipt {} {}\n", receipt.index, receipt.commitment));
    }
    std::io::stdout().lock().write_all(lines.as_bytes()).unwrap();
}

fn receipts_survive_kills(bed: &Bed, runs: usize) {
    drop(bed.create());
    let mut receipts: Vec<(u64, Digest)> = Vec::new();
    let mut checkpoints: Vec<SignedCheckpoint> = Vec::new();
    for run in 0..runs {
        let handed_out = run_and_kill(bed);
        let store = bed.open();
        store.writable().unwrap_or_else(|e| panic!("run {run}: {e}"));
        let last = SignedCheckpoint::parse(store.checkpoint().unwrap().as_bytes()).unwrap();
        for (index, commitment) in &handed_out {
            let entry = store.entry(*index).unwrap().unwrap_or_else(|| panic!("run {run}: entry {index} is lost"));
            assert_eq!(entry.entry.commitment, *commitment);
            assert!(entry.statement.is_some());
            let proof = TlogProof::parse(store.proof(*index).unwrap().as_bytes()).unwrap();
            proof.verify(&entry.bytes, log_key().verifier()).unwrap();
        }
        receipts.extend(handed_out);
        checkpoints.push(last);
    }
    let store = bed.open();
    assert_eq!(verify_copy(bed, &[]), checkpoints.last().unwrap().checkpoint.size);
    assert_eq!(store.fsck(false).unwrap().found, []);
    // One log through all runs: every checkpoint seen is extended, every receipt still stands.
    let mut tree = record::Tree::new();
    let mut at = 0;
    for seen in &checkpoints {
        let entries = store.entries(at..seen.checkpoint.size).unwrap();
        tree.append(&entries.iter().map(|entry| &entry.bytes).collect::<Vec<_>>()).unwrap();
        at = seen.checkpoint.size;
        assert_eq!(tree.root(), seen.checkpoint.root, "size {at}");
    }
    for (index, commitment) in &receipts {
        assert_eq!(store.entry(*index).unwrap().unwrap().entry.commitment, *commitment);
    }
    assert!(receipts.len() >= runs, "the children handed out receipts");
}

/// Starts the child, kills it after a random number of lines, and returns all receipts it handed out.
fn run_and_kill(bed: &Bed) -> Vec<(u64, Digest)> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kill::child", "--nocapture", "--test-threads=1"]).env(FOLDER, bed.path());
    if let Database::Postgres(url) = &bed.database {
        command.env(DATABASE, url);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut receipts = Vec::new();
    let mut read = |line: String| {
        // The test runner's own words may stand before a receipt on the same line.
        let Some((_, receipt)) = line.split_once("receipt ") else { return false };
        let Some((index, commitment)) = receipt.split_once(' ') else { return false };
        // The last line may have been cut by the kill.
        let Some(commitment) = Digest::from_hex(commitment) else { return false };
        receipts.push((index.parse().unwrap(), commitment));
        true
    };
    let mut wanted = random() % 300;
    while wanted > 0 {
        let line = lines.next().expect("the child ended by itself: run it alone to see why").unwrap();
        if read(line) {
            wanted -= 1;
        }
    }
    // Lines come at the end of a batch; some more work moves the kill to anywhere within the next one.
    for _ in 0..random() % 200 {
        std::hint::black_box(sha256(&[0; 4_096]));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for line in lines {
        read(line.unwrap());
    }
    receipts
}

fn runs() -> usize {
    std::env::var("SCRUTINEER_KILL_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(30)
}

fn random() -> u32 {
    getrandom::u32().unwrap()
}
