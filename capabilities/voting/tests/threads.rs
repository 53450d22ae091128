//! Does a report depend on the number of threads, or on how far ahead of the checks an archive is read?

use crate::archives::HONEST;
use crate::shared;
use voting::archive::{encode, encode_data, encode_event};
use voting::event::{Event, Kind};
use voting::group::{Edwards, Group};
use voting::hold;
use voting::model::{Election, Question};
use voting::random::Seeded;
use voting::trustee::Trustee;
use voting::verify::{Depth, verify};
use voting::vote::{Voter, read_choice};
use voting::{credential, keygen};

const TIME: u64 = 1_790_000_000;

/// All that a run says, as text.
fn said(bytes: &Vec<u8>, threads: usize, depth: Depth) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    match pool.install(|| verify(bytes, depth)) {
        Err(refusal) => refusal.to_string(),
        Ok(v) => {
            let report = serde_json::to_string(&v.report).unwrap();
            format!(
                "{report} {:?} {} {} {} {:?} {:?}",
                v.last_event, v.events, v.timestamp, v.end, v.by_kind, v.setup
            )
        }
    }
}

fn same(bytes: &Vec<u8>, name: &str) -> String {
    let one = said(bytes, 1, Depth::Full);
    for threads in [2, 5] {
        assert!(said(bytes, threads, Depth::Full) == one, "{name}, {threads} threads");
    }
    let form = said(bytes, 1, Depth::Structure);
    assert!(said(bytes, 3, Depth::Structure) == form, "{name}, structure");
    one
}

/// A board of one real voter and more records than are held at a time.
struct Long {
    bytes: Vec<u8>,
    parent: Option<base::Digest>,
    height: u64,
}

impl Long {
    /// A board with one honest ballot, and that ballot's text.
    fn new() -> (Self, String) {
        let g = Edwards::get();
        let mut random = Seeded::new("threads");
        let (_, key) = keygen::single(g, &mut random);
        let answers = ["a", "b"].map(str::to_owned).to_vec();
        let questions = vec![Question::Homomorphic { question: "q".into(), answers, blank: false, min: 1, max: 1 }];
        let election = Election {
            description: String::new(),
            name: "threads".into(),
            group: g.name(),
            public_key: g.write(&key.public_key),
            questions,
            uuid: "ThreadsVoting123".into(),
            administrator: None,
            credential_authority: None,
        };
        let secret = g.random(&mut random);
        let public = key.public_key;
        let list = credential::write_list(g, &[(g.secret_generator_power(&secret), 3)]);
        let trustees = voting::json::list([Trustee::Single(key).to_json(g)]);
        let bytes = hold::archive(&election.to_json(), &trustees, &list, TIME).unwrap();
        let first = verify(&bytes, Depth::Append).unwrap();
        let phi = voting::model::fingerprint(election.to_json().as_bytes());
        let questions = &election.questions;
        let voter = Voter { group: g, uuid: &election.uuid, fingerprint: &phi, questions, key: &public };
        let choice = read_choice(questions, b"[[1,0]]").unwrap();
        let ballot = voter.ballot(&secret, &choice, &mut random).unwrap();
        (Self { bytes, parent: first.last_event, height: 1 }, ballot)
    }

    fn ballot(&mut self, body: &str) {
        let (payload, record) = encode_data(body.as_bytes(), TIME);
        self.bytes.extend(record);
        self.event(Some(payload), self.height);
    }

    fn event(&mut self, payload: Option<base::Digest>, height: u64) {
        let event = Event { parent: self.parent, height, kind: Kind::Ballot, payload };
        let (hash, record) = encode_event(&event, TIME);
        self.bytes.extend(record);
        self.parent = Some(hash);
        self.height += 1;
    }
}

/// The same reasons, places and order on any number of threads: every honest and every altered archive.
#[test]
fn shared_archives_give_one_report_on_any_number_of_threads() {
    let Some(folder) = shared::folder() else { return };
    let mut all: Vec<_> = HONEST.iter().map(|(folder, uuid, _)| format!("{folder}/{uuid}.bel")).collect();
    for election in std::fs::read_dir(folder.join("tampered")).unwrap().flatten() {
        let Ok(files) = std::fs::read_dir(election.path()) else { continue };
        let election = election.file_name().into_string().unwrap();
        let names = files.flatten().map(|file| file.file_name().into_string().unwrap());
        all.extend(names.filter(|name| name.ends_with(".bel")).map(|name| format!("tampered/{election}/{name}")));
    }
    assert!(all.len() > 40, "{} archives", all.len());
    for path in all.iter().filter(|path| !path.contains("q1-100")) {
        same(&shared::read(path).unwrap(), path);
    }
}

/// Several batches, faults of every layer among them, more reasons than are listed.
#[test]
fn a_long_hostile_board_gives_one_report_on_any_number_of_threads() {
    let (mut long, honest) = Long::new();
    for i in 0..9000u32 {
        match i % 1500 {
            0 => long.ballot(&honest),
            1 => long.bytes.extend(encode_data(b"\"stray\"", TIME).1),
            2 => long.event(None, long.height),
            3 => long.event(Some(base::digest::sha256(b"nowhere")), long.height + 7),
            4 => {
                let wrong = base::digest::sha256(b"another name");
                long.bytes.extend(encode(&format!("{wrong}.data.json"), b"{}", TIME));
                long.event(Some(wrong), long.height);
            }
            5 => long.bytes.extend(encode(&format!("{}.event.json", "0".repeat(64)), b"{\"height\":1}", TIME)),
            6 => long.ballot(&honest.replacen("\"response\":\"", "\"response\":\"1", 1)),
            7 => long.bytes.extend(encode_data(&[b'1'; 5000], 7).1),
            n if n % 7 == 0 => long.ballot(&format!("{{\"n\": {i}}}")),
            n if n % 5 == 0 => long.ballot("[]"),
            _ => long.ballot(&format!("[{i}]")),
        }
    }
    long.bytes.extend([1; 100]);
    let report = same(&long.bytes, "a long board");
    for code in ["JSON_CANONICAL", "HASH_MISMATCH", "EVENT_CHAIN", "BALLOT_DUPLICATE", "BALLOT_SIGNATURE"] {
        assert!(report.contains(code), "{code}");
    }
    let reasons = verify(&long.bytes, Depth::Full).unwrap().report.reasons;
    let event = |place: &str| place.strip_prefix("event ")?.split([' ', ',']).next()?.parse::<u64>().ok();
    let places: Vec<u64> = reasons.iter().filter_map(|reason| event(&reason.place)).collect();
    assert!(places.len() > 500 && places.is_sorted(), "{} places", places.len());
}

/// Of several reasons for no verdict, the one that reading in order comes to first is given.
#[test]
fn a_refusal_further_on_does_not_overtake() {
    let too_large = |long: &mut Long| {
        let at = long.bytes.len();
        long.bytes.extend(encode_data(b"[]", TIME).1);
        long.bytes[at + 124..at + 135].copy_from_slice(b"77777777777");
    };
    // Too deep an event before a record that is too large: the event's refusal.
    let (mut long, _) = Long::new();
    long.bytes.extend(encode(&format!("{}.event.json", "0".repeat(64)), "[".repeat(99).as_bytes(), TIME));
    too_large(&mut long);
    let event = same(&long.bytes, "event first");
    assert!(event.starts_with("event 1: nests deeper"), "{event}");
    // Too deep a ballot in a batch that is not complete: the record that cannot be read is come to first.
    let (mut long, _) = Long::new();
    long.ballot(&"[".repeat(99));
    too_large(&mut long);
    let record = same(&long.bytes, "record first");
    assert!(record.starts_with("record 8:"), "{record}");
    // The same, with the batch complete before it.
    let (mut long, _) = Long::new();
    long.ballot(&"[".repeat(99));
    (0..3000).for_each(|i| long.ballot(&format!("[{i}]")));
    too_large(&mut long);
    let ballot = same(&long.bytes, "ballot first");
    assert!(ballot.starts_with("event 1 (Ballot): nests deeper"), "{ballot}");
}
