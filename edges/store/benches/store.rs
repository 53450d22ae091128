//! How fast are durable appends and the questions pages ask? `cargo bench -p store`; prints figures, judges nothing.
//!
//! `SCRUTINEER_BENCH_ENTRIES` (default 100,000) and `SCRUTINEER_BENCH_ROWS` (default 10,000) set the sizes;
//! `SCRUTINEER_BENCH_DIR` the disk (default: the system's temporary folder).
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::unwrap_used, reason = "a bench that fails should stop")]

use base::json::{Object, Value};
use record::statement::Statement;
use record::{IssuerId, KeyType, SigningKey};
use std::time::{Duration, Instant};
use store::{Database, Options, Query, Row, Sort, Store, Submission};

/// Entries handed to one `append`.
const REQUEST: usize = 512;
/// Threads that submit.
const SUBMITTERS: usize = 8;

fn main() {
    let number =
        |name: &str, default: usize| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let entries = number("SCRUTINEER_BENCH_ENTRIES", 100_000);
    let rows = number("SCRUTINEER_BENCH_ROWS", 10_000);
    let folder = match std::env::var_os("SCRUTINEER_BENCH_DIR") {
        Some(parent) => tempfile::tempdir_in(parent).unwrap(),
        None => tempfile::tempdir().unwrap(),
    };
    let log = SigningKey::from_seed("localhost/bench", KeyType::Ed25519, &base::Private::new([7; 32])).unwrap();
    let options = Options::writing(Database::Sqlite, log);
    let store = Store::create(folder.path(), &options).unwrap();
    println!("load average {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    append(&store, entries);
    lone(&store);
    drop(store);
    let began = Instant::now();
    let store = Store::open(folder.path(), &options).unwrap();
    println!("open for writing, {} entries: {:?}", store.size().unwrap(), began.elapsed());
    drop(store);
    let reader = Store::open(folder.path(), &Options::reading(Database::Sqlite)).unwrap();
    questions(&reader, rows);
}

fn append(store: &Store, entries: usize) {
    let submissions: Vec<Submission> = (0..entries).map(submission).collect();
    let bytes: usize = submissions.iter().map(|s| s.statement.len()).sum();
    println!("append: {entries} statements, {} bytes each on average, {SUBMITTERS} submitters", bytes / entries);
    let mut shares: Vec<Vec<Vec<Submission>>> = vec![Vec::new(); SUBMITTERS];
    let mut rest = submissions.into_iter().peekable();
    for turn in 0.. {
        if rest.peek().is_none() {
            break;
        }
        shares[turn % SUBMITTERS].push(rest.by_ref().take(REQUEST).collect());
    }
    let (began, cpu) = (Instant::now(), cpu_seconds());
    std::thread::scope(|scope| {
        for share in shares {
            let store = store.clone();
            scope.spawn(move || share.into_iter().for_each(|request| drop(store.append(request).unwrap())));
        }
    });
    let (wall, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!(
        "append: {wall:.2} s, {:.0} entries/s; {cpu:.2} CPU-s, {:.0} entries per CPU-s",
        entries as f64 / wall,
        entries as f64 / cpu
    );
}

fn lone(store: &Store) {
    let mut times: Vec<Duration> = (0..200)
        .map(|i| {
            let one = vec![submission(1_000_000_000 + i)];
            let began = Instant::now();
            store.append(one).unwrap();
            began.elapsed()
        })
        .collect();
    tell("one entry alone, submit to receipt", &mut times);
}

fn questions(store: &Store, rows: usize) {
    let began = Instant::now();
    store.replace_rows(&mut (0..rows).map(row)).unwrap();
    println!("replace {rows} rows: {:?}", began.elapsed());
    let query = Query { kind: "process".into(), limit: 25, descending: true, ..Query::default() };
    let text = |text: &str| Query { text: Some(text.into()), ..query.clone() };
    let list = |name: &str, make: &dyn Fn(usize) -> Query| {
        let mut times: Vec<Duration> = (0..1_000)
            .map(|i| {
                let query = make(i);
                let began = Instant::now();
                std::hint::black_box(store.list(&query).unwrap());
                began.elapsed()
            })
            .collect();
        tell(name, &mut times);
    };
    list("list, first page by date", &|_| query.clone());
    list("list, page 200 by amount", &|_| Query { offset: 4_975, sort: Sort::Amount, ..query.clone() });
    list("search, one word", &|i| text(WORDS[i % WORDS.len()]));
    list("search, one letter", &|i| text(&WORDS[i % WORDS.len()][..1]));
    list("search, two words and a facet", &|i| Query {
        facets: vec![("flag".into(), format!("R0{:02}", i % 13))],
        ..text(&format!("{} {}", WORDS[i % WORDS.len()], WORDS[(i * 7) % WORDS.len()]))
    });
    for (name, query) in [("all rows", query.clone()), ("one word", text("machine"))] {
        for facet in ["supplier", "flag"] {
            let mut times: Vec<Duration> = (0..500)
                .map(|_| {
                    let began = Instant::now();
                    std::hint::black_box(store.facets(&query, facet, 20).unwrap());
                    began.elapsed()
                })
                .collect();
            tell(&format!("facet {facet}, {name}"), &mut times);
        }
    }
    let mut times: Vec<Duration> = (0..1_000)
        .map(|i| {
            let began = Instant::now();
            std::hint::black_box(store.row("process", &format!("ocds-bench-{:06}", (i * 37) % rows)).unwrap());
            began.elapsed()
        })
        .collect();
    tell("one row by id", &mut times);
    let size = store.size().unwrap();
    let mut times: Vec<Duration> = (0..500_u64)
        .map(|i| {
            let began = Instant::now();
            std::hint::black_box(store.proof(i * 7_919 % size).unwrap());
            began.elapsed()
        })
        .collect();
    tell("proof of one entry", &mut times);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
        .for_each(|l| println!("{l}"));
}

fn tell(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{name}: median {:?}, p99 {:?}, max {:?}", at(50), at(99), at(100));
}

const WORDS: [&str; 16] = [
    "voting",
    "machine",
    "ballot",
    "paper",
    "biometric",
    "registration",
    "software",
    "transport",
    "training",
    "audit",
    "results",
    "server",
    "printing",
    "security",
    "maintenance",
    "licence",
];

fn submission(i: usize) -> Submission {
    let issuer = SigningKey::from_seed("emb.example", KeyType::Ed25519, &base::Private::new([9; 32])).unwrap();
    let mut predicate = Object::new();
    predicate.insert("ocid", format!("ocds-bench-{i:09}").as_str().into());
    predicate.insert("words", "x".repeat(i % 200).as_str().into());
    let statement =
        Statement { subjects: Vec::new(), kind: "procurement.release".into(), predicate: Value::Object(predicate) };
    let by = IssuerId::of(issuer.verifier());
    Submission::public("procurement.release", by, statement.sign(&issuer).unwrap())
}

fn row(i: usize) -> Row {
    let word = |k: usize| WORDS[(i.wrapping_mul(2_654_435_761).wrapping_add(k * 40_503) >> 7) % WORDS.len()];
    let unique: Vec<String> = (0..20).map(|k| format!("w{:05}", (i * 31 + k * 977) % 20_000)).collect();
    Row {
        kind: "process".into(),
        id: format!("ocds-bench-{i:06}"),
        title: format!("{} {} {i}", word(1), word(2)),
        party: format!("Supplier {}", i % 2_000),
        date: format!("20{:02}-{:02}-{:02}", 10 + i % 16, 1 + i % 12, 1 + i % 28),
        status: "complete".into(),
        signals: (i % 5) as i64,
        amount: (!i.is_multiple_of(7)).then_some((i * 9_973 % 1_000_003) as f64),
        currency: "USD".into(),
        json: format!("{{\"text\":\"{}\"}}", "x".repeat(8_000)),
        text: format!("{} {} {} {}", word(3), word(4), word(5), unique.join(" ")),
        facets: vec![
            ("buyer".into(), format!("B{}", i % 300)),
            ("supplier".into(), format!("S{}", i % 2_000)),
            ("flag".into(), format!("R0{:02}", i % 13)),
            ("year".into(), format!("20{:02}", 10 + i % 16)),
        ],
        ..Row::default()
    }
}

/// User and system time of this process so far, in seconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let field = |n: usize| after.split_whitespace().nth(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or_default();
    (field(11) + field(12)) / 100.0
}
