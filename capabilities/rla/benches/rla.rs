//! What the large jobs cost: `cargo bench -p rla [-- CARDS [CONTESTS]]`. Made-up cards (1,000,000 by default) with contests
//! (20) on disk, committed to and sampled as the verbs do it; ten million draws of two tests; every shared ranked contest with
//! its proof. Prints user CPU seconds and the largest memory of the process so far; asserts nothing of time.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads files and its own process's figures, and prints them"
)]

use rla::cards::header;
use rla::log::Root;
use rla::martingale::{Bet, Estimator, Population, Running, Test};
use rla::numpy::Pcg64;
use rla::rows::Rows;
use rla::sample::{Seed, Smallest, Tickets};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

/// Cards drawn for each contest.
const DRAWN: usize = 600;

/// User CPU seconds of this process (hundredths), and its largest memory in MB; zeros where there is no /proc.
fn usage() -> (f64, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after.split_whitespace().nth(11).and_then(|t| t.parse().ok()).unwrap_or(0.0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    let kilobytes: u64 = most.split_whitespace().next().and_then(|k| k.parse().ok()).unwrap_or(0);
    (ticks / 100.0, kilobytes / 1024)
}

fn measured<T>(what: &str, job: impl FnOnce() -> T) -> T {
    let before = usage().0;
    let out = job();
    let (after, most) = usage();
    println!("{what}: {:.2} s user CPU, at most {most} MB so far", after - before);
    out
}

fn audit(contests: usize) -> rla::model::Audit {
    let contests: Vec<String> =
        (0..contests).map(|c| format!(r#"{{"id":"c{c}","cards":100000000,"candidates":["A","B","C"]}}"#)).collect();
    let text = format!(r#"{{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[{}]}}"#, contests.join(","));
    rla::audit::read(text.as_bytes()).0.unwrap()
}

/// A cards file: ascending ids, 1,000 cards in a batch; half of the contests on each card.
fn write_cards(path: &Path, cards: u64, contests: usize) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    let ids: Vec<String> = (0..contests).map(|c| format!("c{c}")).collect();
    writeln!(out, "card,batch,position,style,{}", ids.join(",")).unwrap();
    let mut generator = Pcg64::from_text("bench");
    let mut line = String::new();
    for i in 0..cards {
        line.clear();
        let (batch, position, style) = (i / 1000, i % 1000 + 1, i % 2);
        write!(line, "{batch:06}-{position:04},{batch:06},{position},{style}").unwrap();
        let mut bits = generator.below(1 << 40);
        for c in 0..contests as u64 {
            line.push(',');
            if c % 2 == style {
                line.push_str(["A", "B", "A", "C"][(bits & 3) as usize]);
            }
            bits >>= 2;
        }
        line.push('\n');
        out.write_all(line.as_bytes()).unwrap();
    }
}

fn commit(path: &Path) -> String {
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path).unwrap());
    let (mut root, mut line, mut first) = (Root::default(), Vec::new(), true);
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).unwrap() == 0 {
            return root.finish().0.to_string();
        }
        if !std::mem::take(&mut first) {
            root.push(line.strip_suffix(b"\n").unwrap_or(&line));
        }
    }
}

fn sample(path: &Path, contests: usize) -> usize {
    let audit = audit(contests);
    let mut rows = Rows::new(BufReader::with_capacity(1 << 18, File::open(path).unwrap()));
    let columns = header(&audit, rows.next_row().unwrap().unwrap(), 0, &mut Vec::new()).unwrap();
    let mut tickets = Tickets::new(&Seed::new("12345678901234567890").unwrap());
    let mut heaps: Vec<Smallest<String>> = (0..contests).map(|_| Smallest::new(DRAWN)).collect();
    while let Some(row) = rows.next_row().unwrap() {
        let ticket = tickets.of(columns.card(row));
        for (c, heap) in heaps.iter_mut().enumerate() {
            if !columns.cell(row, c).is_empty() && heap.wants(&ticket) {
                heap.offer(ticket, columns.card(row).to_owned());
            }
        }
    }
    heaps.into_iter().map(|h| h.into_sorted().len()).sum()
}

fn draws(test: Test) -> f64 {
    let error_free = 1.0 / (2.0 - 0.0001);
    let mut running = Running::new(Population { size: None, upper: 2.0 * error_free, null_mean: 0.5 }, test);
    for i in 0..10_000_000_u32 {
        running.push(if i % 1000 == 0 { error_free / 2.0 } else { error_free });
    }
    running.p()
}

fn raire() -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/rla/irv");
    let mut done = 0;
    for part in ["raire", "nsw"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
        for path in entries.map(|e| e.unwrap().path()) {
            let bytes = std::fs::read(&path).unwrap();
            let contests = match path.extension().and_then(|e| e.to_str()) {
                Some("raire") => rla::ranked::raire(&bytes[..]).0,
                Some("json") => rla::ranked::raire_json(&bytes).0.into_iter().collect(),
                _ => continue,
            };
            for contest in contests {
                let found = rla::raire::find(&contest.ballots, &mut || true).unwrap();
                assert!(rla::raire::prove(contest.candidates.len(), found.winner, &found.assertions).is_none());
                done += 1;
            }
        }
    }
    done
}

fn main() {
    let mut given = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let cards = given.next().unwrap_or(1_000_000);
    let contests = given.next().map_or(20, |n| n.clamp(1, 20) as usize);
    let path = std::env::temp_dir().join(format!("rla-bench-{}.csv", std::process::id()));
    write_cards(&path, cards, contests);
    let size = std::fs::metadata(&path).unwrap().len() >> 20;
    println!("{cards} cards × {contests} contests, {size} MB");
    let before = usage().0;
    let root = measured("commit", || commit(&path));
    let drawn = measured("sample", || sample(&path, contests));
    println!("commit and sample: {:.2} s user CPU; root {root}, {drawn} drawn", usage().0 - before);
    std::fs::remove_file(&path).unwrap();
    let cobra = Test::Betting(Bet::Cobra { p1: 0.001, p2: 0.0001, error_free: 1.0 / (2.0 - 0.0001) });
    measured("10,000,000 draws, betting with COBRA's bet", || draws(cobra));
    let alpha = Estimator::ShrinkTrunc { eta: 0.501, c: None, d: 100.0, f: 0.0, min_sd: 1e-6 };
    measured("10,000,000 draws, ALPHA with truncated shrinkage", || draws(Test::Alpha(alpha)));
    let ranked = measured("RAIRE with proof, every shared ranked contest", raire);
    println!("{ranked} ranked contests");
}
