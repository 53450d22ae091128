//! What verifying a board and making a ballot cost: `cargo bench -p voting`, beside `belenios-tool` where it is
//! installed. CPU seconds of all threads, user and system, the median of three; Linux only.
//!
//! Reads `../shared/data/voting`. `BALLOTS=100000` makes a board of so many Ed25519 ballots of one voter each and
//! verifies it.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads the clock and prints its figures"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use voting::event::Kind;
use voting::group::{Edwards, FiniteField, Group};
use voting::hold::{self, Payload};
use voting::model::{Election, Question};
use voting::random::Seeded;
use voting::trustee::Trustee;
use voting::verify::{Depth, verify};
use voting::vote::{Voter, read_choice};
use voting::{archive, credential, event, keygen};

/// CPU seconds of this process and, with `children`, of those it waited for.
fn cpu(children: bool) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap().split_whitespace().skip(1).filter_map(|f| f.parse().ok()).collect();
    // Fields 14 to 17 of proc(5): user, system, and those of children, in hundredths of a second.
    let own = fields[10] + fields[11];
    (if children { fields[12] + fields[13] } else { own }) / 100.0
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap().split(' ').next().unwrap_or_default().to_owned()
}

fn median(mut run: impl FnMut() -> f64) -> f64 {
    let mut all = [run(), run(), run()];
    all.sort_by(f64::total_cmp);
    all[1]
}

fn peer(folder: &Path) -> Option<f64> {
    let run = || {
        let before = cpu(true);
        let output = Command::new("belenios-tool").args(["election", "verify", "--dir"]).arg(folder).output().ok()?;
        output.status.success().then(|| cpu(true) - before)
    };
    let first = run()?;
    let mut all = [first, run()?, run()?];
    all.sort_by(f64::total_cmp);
    Some(all[1])
}

fn ranked_board() -> Vec<u8> {
    hold(FiniteField::rfc_3526_2048(), 13, true, 2)
}

/// Holds an election of `voters` ballots: two yes-or-no questions of two answers, and a ranked one if asked for.
fn hold<G: Group>(g: &'static G, voters: usize, ranked: bool, shuffles: u64) -> Vec<u8> {
    let mut random = Seeded::new("bench");
    let question = |text: &str| Question::Homomorphic {
        question: text.into(),
        answers: vec!["a".into(), "b".into()],
        blank: false,
        min: 1,
        max: 1,
    };
    let mut questions = vec![question("one"), question("two")];
    if ranked {
        questions
            .push(Question::Ranked { question: "order".into(), answers: vec!["x".into(), "y".into(), "z".into()] });
    }
    let (_, key) = keygen::single(g, &mut random);
    let (_, other) = keygen::single(g, &mut random);
    let public = g.mul(&key.public_key, &other.public_key);
    let secrets: Vec<_> = (0..voters).map(|_| g.random(&mut random)).collect();
    let list: Vec<_> = secrets.iter().map(|s| (g.secret_generator_power(s), 1)).collect();
    let election = Election {
        description: String::new(),
        name: "bench".into(),
        group: g.name(),
        public_key: g.write(&public),
        questions,
        uuid: "BenchVoting123".into(),
        administrator: None,
        credential_authority: None,
    };
    let trustees = voting::json::list([Trustee::Single(key).to_json(g), Trustee::Single(other).to_json(g)]);
    let mut bytes =
        hold::archive(&election.to_json(), &trustees, &credential::write_list(g, &list), 1_790_000_000).unwrap();
    let first = verify(&bytes, Depth::Append).unwrap();
    let phi = voting::model::fingerprint(election.to_json().as_bytes());
    let voter =
        Voter { group: g, uuid: &election.uuid, fingerprint: &phi, questions: &election.questions, key: &public };
    let choice = if ranked { "[[1,0],[0,1],[1,2,3]]" } else { "[[1,0],[0,1]]" };
    let choice = read_choice(&election.questions, choice.as_bytes()).unwrap();
    let mut parent = first.last_event;
    for (secret, height) in secrets.iter().zip(1..) {
        let ballot = voter.ballot(secret, &choice, &mut random).unwrap();
        let (payload, record) = archive::encode_data(ballot.as_bytes(), 1_790_000_000);
        bytes.extend(record);
        let event = event::Event { parent, height, kind: Kind::Ballot, payload: Some(payload) };
        let (hash, record) = archive::encode_event(&event, 1_790_000_000);
        bytes.extend(record);
        parent = Some(hash);
    }
    if shuffles > 0 {
        let add = |bytes: &mut Vec<u8>, kind, payload: &dyn Fn(&voting::verify::AnyBoard) -> Payload| {
            let verified = verify(bytes, Depth::Full).unwrap();
            let payload = payload(verified.board.as_ref().unwrap());
            let more = hold::append(&verified, kind, &payload).unwrap().1;
            bytes.extend(more);
        };
        add(&mut bytes, Kind::EndBallots, &|_| Payload::Nothing);
        add(&mut bytes, Kind::EncryptedTally, &|any| {
            voting::with_board!(any, b => hold::encrypted_tally(b)).unwrap()
        });
        for owner in 1..=shuffles {
            add(&mut bytes, Kind::Shuffle, &|any| {
                let made = voting::with_board!(any, b => hold::shuffled(b, &mut Seeded::new("shuffle"))).unwrap();
                Payload::Owned(owner, made)
            });
        }
    }
    bytes
}

fn print(name: &str, ours: f64, peer: Option<f64>, more: &str) {
    let peer = peer.map_or_else(|| "-".to_owned(), |p| format!("{p:.2} CPU-s ({:.2} of it)", ours / p));
    println!("{name:<58} {ours:>8.2} CPU-s  peer {peer}  {more}  load {}", load());
}

fn ballots_per_second<G: Group>(g: &'static G, name: &str) {
    let mut random = Seeded::new("ballot");
    let secret = g.random(&mut random);
    let key = g.secret_generator_power(&g.random(&mut random));
    let answers = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let questions = [Question::Homomorphic { question: "q".into(), answers, blank: false, min: 1, max: 1 }];
    let voter = Voter { group: g, uuid: "BenchVoting123", fingerprint: "x", questions: &questions, key: &key };
    let choice = read_choice(&questions, b"[[0,1,0,0]]").unwrap();
    let before = cpu(false);
    for _ in 0..20 {
        voter.ballot(&secret, &choice, &mut random).unwrap();
    }
    println!("{name:<58} {:>8.1} ms each of CPU  load {}", (cpu(false) - before) * 1000.0 / 20.0, load());
}

fn main() {
    if let Some(count) = std::env::var("BALLOTS").ok().and_then(|n| n.parse().ok()) {
        let bytes = hold(Edwards::get(), count, false, 0);
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (before, start) = (cpu(false), Instant::now());
            let report = pool.install(|| verify(&bytes, Depth::Full)).unwrap().report;
            assert!(report.accepted(), "{:?}", report.reasons);
            println!(
                "{count} Ed25519 ballots, {} MB, {threads} threads: {:.1} CPU-s, {:.1} s, peak {} with the archive in memory, load {}",
                bytes.len() / 1_000_000,
                cpu(false) - before,
                start.elapsed().as_secs_f64(),
                peak(),
                load()
            );
        }
        return;
    }
    let shared = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/voting"));
    for (name, folder, file) in [
        ("verify 100 ballots, BELENIOS-2048", "v20-q1-100", "XWAksBkNX9CkAh.bel"),
        ("verify 100 ballots, Ed25519", "v251-ed25519-q1-100", "vbAoeBX8zCB9zg.bel"),
    ] {
        let Ok(bytes) = std::fs::read(shared.join(folder).join(file)) else {
            println!("{name}: skipped, the shared data are not beside the repository");
            continue;
        };
        verify(&bytes, Depth::Full).unwrap();
        let ours = median(|| {
            let before = cpu(false);
            assert!(verify(&bytes, Depth::Full).unwrap().report.accepted());
            cpu(false) - before
        });
        // The folder may not be written to, and holds other files: the peer gets one of its own.
        let own = std::env::temp_dir().join(format!("voting-bench-{}", std::process::id()));
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join(file), &bytes).unwrap();
        print(name, ours, peer(&own), "");
        std::fs::remove_dir_all(&own).unwrap();
    }
    let bytes = ranked_board();
    let ours = median(|| {
        let before = cpu(false);
        assert!(verify(&bytes, Depth::Full).unwrap().report.accepted());
        cpu(false) - before
    });
    let own = std::env::temp_dir().join(format!("voting-bench-ranked-{}", std::process::id()));
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("BenchVoting123.bel"), &bytes).unwrap();
    print("verify 13 RFC-3526-2048 ballots, 2 + 1 questions, 2 shuffles", ours, peer(&own), "");
    std::fs::remove_dir_all(&own).unwrap();
    ballots_per_second(FiniteField::belenios_2048(), "make a ballot of 4 answers, BELENIOS-2048");
    ballots_per_second(Edwards::get(), "make a ballot of 4 answers, Ed25519");
}
