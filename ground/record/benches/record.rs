//! How fast is the record? `cargo bench -p record`; figures and the machine's load stand in docs/performance.md.
//!
//! Tiling and audits are measured in CPU time of all threads, since wall-clock on a loaded machine says little.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a bench: its figures come from the system"
)]

use base::Private;
use base::json::Value;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use record::audit::{NoFindings, Options, audit};
use record::entry::ISSUER;
use record::{
    Checkpoint, CopyTiles, Entry, Issuer, IssuerId, KeyType, MemoryCopy, Policy, Publicity, Role, SigningKey,
    Statement, TlogProof, Tree, commitment, merkle, proof,
};
use std::hint::black_box;
use std::time::Duration;

const MILLION: u64 = 1_000_000;

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = tiling, audit_entries, audit_statements, proofs
}
criterion_main!(benches);

/// Hashing and tiling in memory: 300-byte entries, in batches of 4,096 as the sequencer takes them.
fn tiling(c: &mut Criterion) {
    let entries: Vec<Vec<u8>> = (0..MILLION).map(|i| format!("{i:0300}").into_bytes()).collect();
    let mut group = c.benchmark_group("tiling");
    group.throughput(Throughput::Elements(MILLION));
    group.bench_function("1M entries of 300 B", |b| {
        b.iter_custom(|n| {
            cpu_time(n, || {
                let mut tree = Tree::new();
                for batch in entries.chunks(4_096) {
                    black_box(tree.append(batch).unwrap());
                }
            })
        });
    });
    group.finish();
}

/// An audit of a million entries without statements: checkpoint, bundles, tiles, root, schema.
fn audit_entries(c: &mut Criterion) {
    let copy = copy(MILLION, false);
    let options = Options { statements: false, ..Options::new(&|_| true) };
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(MILLION));
    group.bench_function("1M entries", |b| {
        b.iter_custom(|n| cpu_time(n, || assert_eq!(audit(&copy, &options, &mut NoFindings).exit(), 0)));
    });
    group.finish();
}

/// An audit of a hundred thousand entries (or `SCRUTINEER_BENCH_STATEMENTS`) with their statements: commitment, schema,
/// Ed25519. Prints by how much the audit raised the process's peak memory; the copy itself lies in memory too.
fn audit_statements(c: &mut Criterion) {
    let wanted = std::env::var("SCRUTINEER_BENCH_STATEMENTS").ok().and_then(|n| n.parse().ok());
    let count = wanted.unwrap_or(MILLION / 10);
    let copy = copy(count, true);
    let options = Options::new(&|_| true);
    let kib = |field: &str| -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let before = kib("VmRSS");
    let time = cpu_time(1, || assert_eq!(audit(&copy, &options, &mut NoFindings).exit(), 0));
    let more = kib("VmHWM").saturating_sub(before) / 1_024;
    eprintln!("first audit of {count} entries and statements: {time:?} of CPU, {more} MiB beside the copy");
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(count));
    group.bench_function(format!("{count} entries and statements"), |b| {
        b.iter_custom(|n| cpu_time(n, || assert_eq!(audit(&copy, &options, &mut NoFindings).exit(), 0)));
    });
    group.finish();
}

/// A `.tlog-proof` in a log of a million entries with three witnesses.
fn proofs(c: &mut Criterion) {
    let copy = copy(MILLION, false);
    let log = key("localhost/bench", KeyType::Ed25519, 1);
    let mut checkpoint = record::SignedCheckpoint::parse(&copy["checkpoint"]).unwrap();
    for witness in 0..3 {
        checkpoint
            .note
            .cosign(&key(&format!("witness{witness}.example"), KeyType::Cosignature, 10 + witness), 1 << 30);
    }
    let index = 654_321;
    let bundle = record::tile::decode_bundle(&copy["tile/entries/x002/555"], 256).unwrap();
    let entry = bundle[index % 256];
    let make = || TlogProof {
        extra: None,
        index: index as u64,
        hashes: proof::inclusion(index as u64, MILLION, &CopyTiles(&copy)).unwrap(),
        checkpoint: checkpoint.clone(),
    };
    let text = make().to_string();
    let mut policy = format!("log {}\n", log.verifier());
    for witness in 0..3 {
        let key = key(&format!("witness{witness}.example"), KeyType::Cosignature, 10 + witness);
        policy.push_str(&format!("witness w{witness} {}\n", key.verifier()));
    }
    let policy = Policy::parse(format!("{policy}group all3 all w0 w1 w2\nquorum all3\n").as_bytes()).unwrap();
    let mut group = c.benchmark_group("tlog-proof");
    group.bench_function("make", |b| b.iter(|| black_box(make())));
    group.bench_function(format!("read and verify, {} bytes", text.len()), |b| {
        b.iter(|| TlogProof::parse(text.as_bytes()).unwrap().verify(entry, log.verifier()).unwrap());
    });
    group.bench_function(format!("read and verify with 3 cosignatures, {} bytes", text.len()), |b| {
        b.iter(|| {
            let proof = TlogProof::parse(text.as_bytes()).unwrap();
            proof.verify(entry, log.verifier()).unwrap();
            assert!(policy.standing(&proof.checkpoint).unwrap().met);
        });
    });
    group.bench_function("leaf hash", |b| b.iter(|| black_box(merkle::leaf_hash(entry))));
    group.finish();
}

/// CPU time of the whole process for `n` runs, in steps of 10 ms (Linux: user and system ticks of /proc/self/stat).
fn cpu_time(n: u64, mut run: impl FnMut()) -> Duration {
    let ticks = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    let before = ticks();
    (0..n).for_each(|_| run());
    Duration::from_millis((ticks() - before) * 10)
}

fn key(name: &str, kind: KeyType, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, kind, &Private::new([seed; 32])).unwrap()
}

/// A copy in memory of `count` entries by one operator; statements public and signed, or all restricted.
fn copy(count: u64, statements: bool) -> MemoryCopy {
    let log = key("localhost/bench", KeyType::Ed25519, 1);
    let operator = key("operator.example", KeyType::Ed25519, 2);
    let issuer = Issuer {
        organisation: "operator".into(),
        role: Role::Operator,
        key: operator.verifier().clone(),
        valid_from: 0,
        valid_until: None,
        kinds: vec!["*".into()],
    };
    let by = IssuerId::of(operator.verifier());
    let mut copy = MemoryCopy::new();
    let mut tree = Tree::new();
    let mut batch = Vec::new();
    for i in 0..count {
        let kind = if i == 0 { ISSUER } else { "procurement.release" };
        let nonce = base::digest::sha256(&i.to_be_bytes()).0;
        let mut entry = Entry {
            by,
            commitment: base::Digest(nonce),
            kind: kind.into(),
            publicity: if statements || i == 0 { Publicity::Public } else { Publicity::Restricted },
            reason: None,
            refs: if i > 1 && !statements { vec![i - 1] } else { vec![] },
            time: 1_790_000_000 + i / 1_000,
            version: 1,
        };
        if statements || i == 0 {
            let predicate = if i == 0 { issuer.to_predicate() } else { release(i) };
            let statement = Statement { subjects: Vec::new(), kind: kind.into(), predicate }.sign(&operator).unwrap();
            entry.commitment = commitment(&nonce, &statement);
            copy.insert(format!("statement/{}.json", entry.commitment), statement);
            copy.insert(format!("statement/{}.nonce", entry.commitment), nonce.to_vec());
        }
        batch.push(entry.to_bytes().unwrap());
        if batch.len() == 4_096 || i + 1 == count {
            for file in tree.append(&batch).unwrap().files {
                copy.insert(file.path.to_string(), file.bytes);
            }
            batch.clear();
        }
    }
    let checkpoint = Checkpoint::new("localhost/bench", count, tree.root());
    copy.insert("checkpoint".into(), checkpoint.sign(&log).unwrap().note.to_string().into_bytes());
    copy.insert("log.vkey".into(), log.verifier().to_string().into_bytes());
    copy
}

/// A predicate of the size that a release's has.
fn release(i: u64) -> Value {
    let text = format!(
        r#"{{"compiled":false,"date":"2026-05-17T10:00:00Z","license":"https://licence.example/open","ocid":"ocds-000000-{i}","publisher":"Publisher of Contracts","release_id":"ocds-000000-{i}-tender-1","source":{{"line":{i},"sha256":"{:064}"}}}}"#,
        i
    );
    record::statement::parse_strict(text.as_bytes()).unwrap()
}
