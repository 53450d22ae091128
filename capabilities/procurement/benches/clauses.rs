//! What does looking for clauses cost? CPU seconds and peak memory over 1,000 pages of text in five languages.
//!
//! `cargo bench -p procurement --bench clauses -- documents` (100 texts of 10 pages) or `-- one` (one text of 1,000 pages).
//! The pages are the plain-text contracts of the sample election, cut at 3,000 characters, again and again.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench reads its files and prints its figures")]

use base::document::{Extracted, Page};
use procurement::clauses::{Catalogue, assess};
use std::path::Path;

/// Visible and other characters on a page: a full page of a contract.
const PAGE: usize = 3_000;

fn main() {
    let one = std::env::args().any(|word| word == "one");
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/contracts"));
    let mut contracts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the sample's contracts") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "txt") {
            contracts.push((path.clone(), std::fs::read_to_string(path).expect("a contract")));
        }
    }
    contracts.sort();
    let pages = if one { 1_000 } else { 10 };
    let texts: Vec<Extracted> = (0..1_000 / pages).map(|number| text(&contracts, number, pages)).collect();
    let before = spent();
    let catalogue = Catalogue::embedded();
    let ready = spent();
    let found: usize =
        texts.iter().map(|text| assess(catalogue, text, None)).flat_map(|a| a.clauses).map(|c| c.spans.len()).sum();
    let after = spent();
    println!(
        "1,000 pages as {} texts, {} bytes: catalogue {:.2} s, reading {:.2} s user and system CPU, peak {}; {found} places quoted",
        texts.len(),
        texts.iter().map(|text| text.text.len()).sum::<usize>(),
        ready - before,
        after - ready,
        peak()
    );
}

/// `pages` pages of the contracts in turn, beginning with another contract for each number.
fn text(contracts: &[(std::path::PathBuf, String)], number: usize, pages: usize) -> Extracted {
    let chars = contracts.iter().cycle().skip(number % contracts.len()).flat_map(|(_, text)| text.chars());
    let mut extracted = Extracted { media_type: "text/plain".into(), ..Extracted::default() };
    let mut chars = chars.take(pages * PAGE).peekable();
    while chars.peek().is_some() {
        let page: String = chars.by_ref().take(PAGE).collect();
        let start = extracted.text.len();
        extracted.text.push_str(&page);
        let visible = page.chars().filter(|c| !c.is_whitespace()).count();
        extracted.pages.push(Page { start, end: extracted.text.len(), chars: visible, readable: true });
    }
    extracted
}

/// User and system seconds of this process, as the kernel counted them.
fn spent() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default() / 100.0;
    ticks(11) + ticks(12)
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned()
}
