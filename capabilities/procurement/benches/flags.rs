//! What do the engines cost? CPU seconds and peak memory over a file of made-up releases.
//!
//! `cargo run --release -p xtask -- releases --count 500000 --out /tmp/releases.jsonl`, then
//! `RELEASES=/tmp/releases.jsonl cargo bench -p procurement --bench flags -- flags`, or `full` (with reasons and
//! evidence), `thirteen` (all flags), `lockin`, `both` (all flags with reasons, and lock-in, over one reading),
//! `validate`, `ingest` (sorted runs in the system's folder of temporary files).
//! Without a file it says so and ends. Each question in a process of its own, because peak memory is the process's.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench reads its file and prints its figures")]

use procurement::flags::{DEFAULT_SETTINGS, Engine, Options, Settings, lines};
use procurement::ingest::split::Splitter;
use procurement::ingest::{Aside, Cleaner, Compiler, Reader, Ready, stream_parallel};
use procurement::lockin;
use procurement::schema::Schema;
use procurement::validate::{Rules, Validation};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};

fn main() {
    let Ok(path) = std::env::var("RELEASES") else {
        println!("skipped: RELEASES names no file; see the head of benches/flags.rs");
        return;
    };
    let what = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_else(|| "flags".to_owned());
    let file = File::open(&path).expect("the file of releases");
    match what.as_str() {
        "validate" => validated(file),
        "ingest" => ingested(file),
        _ => measured(file, &what),
    }
    println!("{what}: {}", spent());
}

fn measured(file: File, what: &str) {
    let full = Options { per_process: false, ..Options::full() };
    let options = if ["full", "both"].contains(&what) { full } else { Options::default() };
    let thirteen = format!("{DEFAULT_SETTINGS}\n[R044]\n[R055]\nthreshold = 500000\n");
    let all = ["thirteen", "both"].contains(&what);
    let settings = Settings::parse(if all { &thirteen } else { DEFAULT_SETTINGS }).expect("settings");
    let mut engine = Engine::new(&settings, options);
    let mut pairs = lockin::Engine::new(&lockin::Settings::default());
    lines(file, 0, |batch| {
        if what != "lockin" {
            engine.push(batch);
        }
        if ["lockin", "both"].contains(&what) {
            pairs.push(batch).expect("the made-up releases are plain");
        }
    })
    .expect("the file can be read");
    let mut out = BufWriter::new(File::create("/dev/null").expect("a sink"));
    let engine = engine.finish();
    if options.evidence {
        serde_json::to_writer(&mut out, &engine.document::<()>(&[], true)).expect("JSON");
    } else {
        serde_json::to_writer(&mut out, &engine.cardinal(true)).expect("JSON");
    }
    serde_json::to_writer(&mut out, &pairs.finish().document::<()>(&[], &procurement::ingest::Problems::default()))
        .expect("JSON");
    out.flush().expect("a sink takes everything");
}

fn validated(file: File) {
    let mut validation = Validation::default();
    let rules = Rules { release: Schema::release(), coverage: true };
    Splitter::new(file).for_each(|piece| validation.piece(&piece, 0, rules));
    println!("{} releases", validation.finish("1.1.5", true).counts.releases);
}

fn ingested(file: File) {
    let cleaner = Cleaner::new(base::Private::new([7; 32]));
    let folder = tempfile::tempdir().expect("a folder for runs");
    let mut compiler = Compiler::with_aside(Box::new(Runs(folder, 0)));
    stream_parallel(Reader::new(file, 0, &cleaner), |ready: Ready| {
        compiler.take_ready(ready);
        true
    });
    let mut out = BufWriter::new(File::create("/dev/null").expect("a sink"));
    let report = compiler.finish_from_aside(vec![], |process| out.write_all(process.bytes.as_bytes()));
    let report = report.expect("runs can be read back");
    println!("{} processes, {} problems", report.counts.processes, report.problems.len());
}

/// Sorted runs as files.
struct Runs(tempfile::TempDir, usize);

impl Aside for Runs {
    fn create(&mut self) -> io::Result<Box<dyn Write + '_>> {
        self.1 += 1;
        Ok(Box::new(File::create(self.0.path().join((self.1 - 1).to_string()))?))
    }

    fn open(&self, number: usize) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.0.path().join(number.to_string()))?))
    }
}

/// User and system seconds and the largest resident size of this process, as the kernel counted them.
fn spent() -> String {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default() / 100.0;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned();
    format!("user {:.2} s, system {:.2} s, peak {peak}", ticks(11), ticks(12))
}
