//! Does the server hold over real sockets: slow, greedy, many and rude readers, files in pieces, an orderly end?
//!
//! Waiting is always for something to happen: a reading that never ends fails by its time limit.

use crate::fixture::{self, Memory, SHA};
use site::data::{Data, DataError, Entry, Listing, Query};
use site::{SiteOptions, accept};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// No answer within this time is a failure.
const HANGS: Duration = Duration::from_secs(20);

/// A site at an address of its own; ends when dropped or told.
struct Served {
    address: SocketAddr,
    end: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Served {
    fn new(data: impl Data, options: SiteOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                accept(listener, data, options, async { drop(ended.await) }).await;
            });
        });
        Self { address, end: Some(end), thread: Some(thread) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(HANGS)).unwrap();
        stream
    }

    /// Sends bytes on a new connection and reads until the other side closes it.
    fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The other side may answer and close before everything is sent.
        let _ = stream.write_all(bytes);
        until_closed(&mut stream)
    }

    fn get(&self, path: &str, headers: &str) -> String {
        self.say(format!("GET {path} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n{headers}\r\n").as_bytes())
    }

    fn finish(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.end.take());
    }
}

fn until_closed(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => all.extend_from_slice(&piece[..n]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("no end: {error}"),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads one answer with a content length, leaving the connection open.
fn one_answer(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut byte = [0];
    while !all.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        all.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&all).into_owned();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    let mut body = vec![0; length.trim().parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8_lossy(&body)
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or("none")
}

fn options() -> SiteOptions {
    SiteOptions { requests_per_second: None, ..SiteOptions::default() }
}

/// Data whose every page waits at a gate, and which counts who came.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar, AtomicUsize, Condvar)>);

impl Gate {
    fn pass(&self) {
        let (open, opened, came, arrived) = &*self.0;
        let mut open = open.lock().unwrap();
        came.fetch_add(1, Ordering::SeqCst);
        arrived.notify_all();
        while !*open {
            open = opened.wait(open).unwrap();
        }
    }

    fn wait_for(&self, n: usize) {
        let (open, _, came, arrived) = &*self.0;
        let mut open = open.lock().unwrap();
        while came.load(Ordering::SeqCst) < n {
            let (guard, waited) = arrived.wait_timeout(open, HANGS).unwrap();
            open = guard;
            assert!(!waited.timed_out(), "nobody came to the gate");
        }
    }

    fn came(&self) -> usize {
        self.0.2.load(Ordering::SeqCst)
    }

    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

/// What a data source does when it is asked.
#[derive(Clone)]
enum Mood {
    Waits(Gate),
    Fails,
    Panics,
}

impl Mood {
    fn act(&self) -> Result<(), DataError> {
        match self {
            Self::Waits(gate) => {
                gate.pass();
                Ok(())
            }
            Self::Fails => Err(DataError("the disk is gone: /secret/path".into())),
            Self::Panics => panic!("a bug with a /secret/path"),
        }
    }
}

impl Data for Mood {
    fn row(&self, _: &str, _: &str) -> Result<Option<base::Row>, DataError> {
        self.act().map(|()| None)
    }
    fn list(&self, _: &Query) -> Result<Listing, DataError> {
        self.act().map(|()| Listing::default())
    }
    fn facets(&self, _: &Query, _: &str, _: u32) -> Result<Vec<(String, u64)>, DataError> {
        Ok(Vec::new())
    }
    fn counts(&self) -> Result<Vec<(String, u64)>, DataError> {
        self.act().map(|()| Vec::new())
    }
    fn blob(&self, _: &str) -> Result<Option<Vec<u8>>, DataError> {
        Ok(None)
    }
    fn size(&self) -> Result<u64, DataError> {
        self.act().map(|()| 0)
    }
    fn checkpoint(&self) -> Result<Option<String>, DataError> {
        Ok(None)
    }
    fn policy(&self) -> Result<Option<Vec<u8>>, DataError> {
        Ok(None)
    }
    fn entries(&self, _: u64, _: u32) -> Result<Vec<Entry>, DataError> {
        Ok(Vec::new())
    }
    fn proof(&self, _: u64) -> Result<Option<String>, DataError> {
        Ok(None)
    }
}

#[test]
fn a_request_that_never_ends_is_given_up() {
    let site = Served::new(Memory::default(), SiteOptions { head_timeout: Duration::from_millis(50), ..options() });
    // Half a head, then silence; nothing at all; a body that never comes to an address that takes none.
    assert_eq!(site.say(b"GET / HTTP/1.1\r\nhost: a.exa"), "");
    assert_eq!(site.say(b""), "");
    let answer = site.say(b"POST / HTTP/1.1\r\nhost: a.example\r\ncontent-length: 9000\r\n\r\nx");
    assert_eq!(status(&answer), "405", "{answer}");
    let answer = site.say(b"POST / HTTP/1.1\r\nhost: a.example\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
    assert_eq!(status(&answer), "405", "{answer}");
    // The site still answers.
    assert_eq!(status(&site.get("/health", "")), "200");
}

#[test]
fn a_reader_who_takes_nothing_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let blob = folder.path().join("blob");
    std::fs::create_dir_all(&blob).unwrap();
    std::fs::File::create(blob.join(SHA)).unwrap().set_len(256 << 20).unwrap();
    let options = SiteOptions {
        public: folder.path().to_owned(),
        stall_timeout: Duration::from_millis(100),
        connections: 1,
        ..options()
    };
    let site = Served::new(Memory::default(), options);
    let mut slow = site.connect();
    slow.write_all(format!("GET /record/blob/{SHA} HTTP/1.1\r\nhost: a.example\r\n\r\n").as_bytes()).unwrap();
    // The only place is taken; it is free again once the first reader is given up, who never read a byte.
    assert_eq!(status(&site.get("/health", "")), "200");
    let mut taken = 0;
    let mut piece = vec![0; 1 << 20];
    while let Ok(n @ 1..) = slow.read(&mut piece) {
        taken += n;
    }
    assert!(taken < 256 << 20, "the whole file was sent to a reader who took nothing");
}

#[test]
fn more_connections_than_places_wait_for_a_place() {
    let gate = Gate::default();
    let site = Served::new(Mood::Waits(gate.clone()), SiteOptions { connections: 2, ..options() });
    let request = b"GET / HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n";
    let mut streams: Vec<TcpStream> = (0..3).map(|_| site.connect()).collect();
    for stream in &mut streams {
        stream.write_all(request).unwrap();
    }
    gate.wait_for(2);
    streams[2].set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let waits = streams[2].read(&mut [0]);
    assert!(waits.is_err() && gate.came() == 2, "the third was let in beside two");
    gate.open();
    for stream in &mut streams {
        stream.set_read_timeout(Some(HANGS)).unwrap();
        assert_eq!(status(&until_closed(stream)), "200");
    }
}

#[test]
fn what_is_too_large_is_refused_with_a_page() {
    let site = Served::new(fixture::full(), options());
    let answer = site.say(b"POST /es/procurement HTTP/1.1\r\nhost: a.example\r\ncontent-length: 99999999\r\n\r\n");
    assert_eq!(status(&answer), "413", "{answer}");
    assert!(answer.contains("Se envió demasiado") && answer.contains("content-security-policy: default-src 'none'"));
    let answer = site.get(&format!("/fr/procurement?q={}", "x".repeat(5_000)), "");
    assert_eq!(status(&answer), "414", "{answer}");
    assert!(answer.contains("Cette adresse est trop longue") && !answer.contains("xxxxx"));
    let answer = site.get(&format!("/{}", "x".repeat(70_000)), "");
    assert!(matches!(status(&answer), "414" | "431"), "{}", status(&answer));
    let answer = site.get("/", &format!("cookie: {}\r\n", "x".repeat(200_000)));
    assert_eq!(status(&answer), "431");
    let answer = site.say(b"DELETE /procurement HTTP/1.1\r\nhost: a.example\r\n\r\n");
    assert!(status(&answer) == "405" && answer.contains("allow: GET, HEAD") && answer.contains("only be read"));
    for rude in [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0\0\0\0\r\n\r\n"] {
        let answer = site.say(rude);
        assert!(answer.is_empty() || status(&answer) == "400", "{answer}");
    }
    assert_eq!(status(&site.get("/health", "")), "200");
}

#[test]
fn too_many_requests_get_a_page_that_says_when_to_come_back() {
    let site = Served::new(
        fixture::full(),
        SiteOptions { requests_per_second: Some(1), burst: 3, ..SiteOptions::default() },
    );
    let mut answers: Vec<String> = (0..20).map(|_| site.get("/ar/method", "")).collect();
    let last = answers.pop().unwrap();
    assert_eq!(status(&answers[0]), "200");
    assert_eq!(status(&last), "429", "{last}");
    assert!(
        last.contains("retry-after: 5") && last.contains("dir=\"rtl\"") && last.contains("content-security-policy")
    );
    let json = site.get("/api/v1/record", "");
    assert!(status(&json) == "429" && json.contains("\"too-many-requests\""), "{json}");
}

#[test]
fn a_store_that_fails_and_a_bug_get_pages_that_tell_no_secret() {
    let site = Served::new(Mood::Fails, options());
    let answer = site.get("/pt/procurement", "");
    assert!(status(&answer) == "503" && answer.contains("retry-after") && answer.contains("lang=\"pt\""), "{answer}");
    assert!(!answer.contains("secret"));
    assert_eq!(status(&site.get("/health", "")), "503");
    let site = Served::new(Mood::Panics, options());
    let answer = site.get("/es/record", "");
    assert!(status(&answer) == "500" && answer.contains("Esta página falló"), "{answer}");
    assert!(!answer.contains("secret") && answer.contains("content-security-policy: default-src 'none'"));
    let json = site.get("/api/v1/record", "");
    assert!(status(&json) == "500" && json.contains("\"broken\""), "{json}");
}

#[test]
fn a_page_that_takes_too_long_is_answered_with_503() {
    let gate = Gate::default();
    let site =
        Served::new(Mood::Waits(gate.clone()), SiteOptions { timeout: Duration::from_millis(50), ..options() });
    assert_eq!(status(&site.get("/record", "")), "503");
    gate.open();
}

/// Work that nobody waits for any more still holds its place: else given-up requests would pile up on the store.
#[test]
fn work_that_was_given_up_keeps_its_place_until_it_is_done() {
    let gate = Gate::default();
    let options = SiteOptions { timeout: Duration::from_millis(50), ..options() };
    let site = Served::new(Mood::Waits(gate.clone()), options);
    for _ in 0..20 {
        assert_eq!(status(&site.get("/record", "")), "503");
    }
    // Sixteen may read the store at the same time.
    gate.wait_for(16);
    assert_eq!(gate.came(), 16);
    gate.open();
    // The places are free again once the work is done: somebody comes through, however long the others take.
    assert!((0..400).any(|_| status(&site.get("/record", "")) != "503"));
}

#[test]
fn on_shutdown_running_answers_are_finished_and_nobody_new_is_let_in() {
    let gate = Gate::default();
    let mut site = Served::new(Mood::Waits(gate.clone()), options());
    let mut running = site.connect();
    running.write_all(b"GET /procurement HTTP/1.1\r\nhost: a.example\r\n\r\n").unwrap();
    gate.wait_for(1);
    drop(site.end.take());
    // The listening socket is closed as soon as the end is seen.
    while TcpStream::connect(site.address).is_ok() {
        std::thread::yield_now();
    }
    gate.open();
    assert_eq!(status(&until_closed(&mut running)), "200");
    site.finish();
}

#[test]
fn an_idle_connection_does_not_hold_up_the_shutdown() {
    let mut site = Served::new(fixture::full(), options());
    let mut idle = site.connect();
    idle.write_all(b"GET /health HTTP/1.1\r\nhost: a.example\r\n\r\n").unwrap();
    assert_eq!(status(&one_answer(&mut idle)), "200");
    site.finish();
    assert_eq!(until_closed(&mut idle), "");
}

#[test]
fn files_of_the_record_come_whole_in_part_or_not_again() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("checkpoint".to_owned(), "log.example\n5\n".to_owned()),
        (format!("blob/{SHA}"), "0123456789".repeat(20_000)),
        (format!("statement/{SHA}.json"), "{\"a\":1}".to_owned()),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::write(folder.path().join("secret"), "secret").unwrap();
    let site = Served::new(fixture::full(), SiteOptions { public: folder.path().to_owned(), ..options() });
    let blob = format!("/record/blob/{SHA}");
    let body = |answer: &str| answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap();

    let whole = site.get(&blob, "accept-encoding: gzip\r\n");
    assert!(whole.contains("content-length: 200000") && whole.contains("accept-ranges: bytes"), "{}", &whole[..400]);
    assert_eq!(body(&whole).len(), 200_000);
    let part = site.get(&blob, "range: bytes=65530-65545\r\n");
    assert!(status(&part) == "206" && part.contains("content-range: bytes 65530-65545/200000"), "{part}");
    assert_eq!(body(&part), "0123456789012345");
    assert_eq!(body(&site.get(&blob, "range: bytes=-3\r\n")), "789");
    let beyond = site.get(&blob, "range: bytes=200000-\r\n");
    assert!(status(&beyond) == "416" && beyond.contains("content-range: bytes */200000"), "{beyond}");
    let head = site.say(format!("HEAD {blob} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n").as_bytes());
    assert!(status(&head) == "200" && head.contains("content-length: 200000") && body(&head).is_empty(), "{head}");
    let tag = format!("if-none-match: \"x\", W/\"blob/{SHA}\"\r\n");
    assert_eq!((status(&site.get(&blob, &tag)), body(&site.get(&blob, &tag)).as_str()), ("304", ""));
    // A part is only given of the version that is known.
    let other = site.get(&blob, "range: bytes=0-1\r\nif-range: \"other\"\r\n");
    assert_eq!(status(&other), "200");

    // The checkpoint changes under its name, so its tag is that of its content.
    let first = site.get("/record/checkpoint", "");
    let tag = first.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_owned();
    assert_eq!(status(&site.get("/record/checkpoint", &format!("if-none-match: {tag}\r\n"))), "304");
    std::fs::write(folder.path().join("checkpoint"), "log.example\n6\n").unwrap();
    let again = site.get("/record/checkpoint", &format!("if-none-match: {tag}\r\n"));
    assert_eq!((status(&again), body(&again).as_str()), ("200", "log.example\n6\n"));

    for path in [
        "/record/../secret",
        "/record/%2e%2e/secret",
        "/record/blob/..%2f..%2fsecret",
        "/record/secret",
        "/record/./checkpoint/../secret",
        "/record/blob/%00",
        "//record/secret",
        "/assets/../secret",
        "/record/tile/0/..%2f000",
    ] {
        let answer = site.get(path, "");
        assert!(
            !body(&answer).contains("secret\n") && status(&answer) == "404" && body(&answer) != "secret",
            "{path}: {answer}"
        );
    }
}
