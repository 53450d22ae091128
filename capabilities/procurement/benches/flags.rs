//! What do the flags and the measures of lock-in cost? CPU seconds and peak memory over a file of made-up releases.
//!
//! `cargo run --release -p xtask -- releases --count 500000 --out /tmp/releases.jsonl`, then
//! `RELEASES=/tmp/releases.jsonl cargo bench -p procurement --bench flags -- flags` (or `full`, `lockin`, `both`).
//! Without a file it says so and ends. Each question in a process of its own, because peak memory is the process's.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench reads its file and prints its figures")]

use procurement::flags::{Engine, Options, Settings, lines};
use procurement::lockin;
use std::fs::File;
use std::io::{BufWriter, Write as _};

fn main() {
    let Ok(path) = std::env::var("RELEASES") else {
        println!("skipped: RELEASES names no file; see the head of benches/flags.rs");
        return;
    };
    let what = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_else(|| "flags".to_owned());
    let flags = ["flags", "full", "both"].contains(&what.as_str());
    let measures = ["lockin", "both"].contains(&what.as_str());
    let full = Options { per_process: false, ..Options::full() };
    let mut engine = Engine::new(&Settings::standard(), if what == "full" { full } else { Options::default() });
    let mut pairs = lockin::Engine::new(&lockin::Settings::default());
    let file = File::open(&path).expect("the file of releases");
    lines(file, 0, |batch| {
        if flags {
            engine.push(batch);
        }
        if measures {
            pairs.push(batch).expect("the made-up releases are plain");
        }
    })
    .expect("the file can be read");
    let mut out = BufWriter::new(File::create("/dev/null").expect("a sink"));
    let engine = engine.finish();
    match what.as_str() {
        "full" => serde_json::to_writer(&mut out, &engine.document::<()>(&[], true)).expect("JSON"),
        _ => serde_json::to_writer(&mut out, &engine.cardinal(true)).expect("JSON"),
    }
    serde_json::to_writer(&mut out, &pairs.finish().document::<()>(&[], &[])).expect("JSON");
    out.flush().expect("a sink takes everything");
    println!("{what}: {}", spent());
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
