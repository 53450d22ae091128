//! What an assessment costs: `cargo bench -p assess`. A made-up dossier with every question of the catalogue answered
//! by two raters, 5,000 items of evidence and 2,000 records; then 10,000 draws and Sobol's indices over it.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads the clock and prints its figures"
)]

use assess::catalogue::Method;
use assess::result::Simulated;
use assess::{Dossier, Options, catalogue, compute, dossier, export};
use base::Language;
use base::digest::sha256;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

type Files = BTreeMap<String, Vec<u8>>;

/// A dossier as files, bound to the catalogue.
fn files(catalogue: &assess::Catalogue, evidence: usize, records: usize) -> Files {
    let mut out = Files::new();
    let mut lines = String::new();
    for n in 0..records {
        let _ = writeln!(
            lines,
            "{{\"id\":\"c{n}\",\"critical_function\":true,\"beneficial_owner\":\"o{}\",\"nda\":\"none\",\"planned_amount\":\"100.00\",\"actual_amount\":\"{}.00\",\"final_delivery_on\":\"2026-01-01\"}}",
            n % 7,
            100 + n % 30
        );
    }
    let digest = sha256(lines.as_bytes());
    out.insert("records/contract.jsonl".to_owned(), lines.into_bytes());
    let head = format!(
        "format: scrutineer-dossier/1\nid: bench\ntitle: bench\ncatalogue: {{id: {}, version: {}, sha256: {}}}\nprofile: full\n\
jurisdiction: {{code: XX, name: nowhere, legal_orders: [UN, EU]}}\nas_of: '2026-10-01'\nelection: e\n\
elections: [{{id: e, name: e, kind: local, polling_day: '2026-05-17'}}]\nlaw: []\n\
technologies:\n- {{id: t1, kind: roll, name: t1, stage: registration}}\n- {{id: t2, kind: scanner, name: t2, stage: count_results}}\n\
actors: []\nassessors: [{{id: a, organisation: a, interests: none}}, {{id: b, organisation: b, interests: none}}]\n\
records:\n- {{file: records/contract.jsonl, kind: contract, sha256: {digest}, coverage: census, origin: o, integrity: none}}\n",
        catalogue.id, catalogue.version, catalogue.sha256
    );
    out.insert("dossier.yaml".to_owned(), head.into_bytes());
    let mut list = "evidence:\n".to_owned();
    for n in 0..evidence {
        let indicator = &catalogue.indicators[n % catalogue.indicators.len()];
        let speaks_to = if indicator.layer == catalogue::Layer::Structure { "text" } else { "practice" };
        let _ = writeln!(
            list,
            "- {{id: E{n}, title: item {n}, sha256: {}, made_by: m, origin: o{n}, kind: report, level: primary, integrity: none, interested: false, speaks_to: {speaks_to}, state: valid, dated: '2026-01-01', obtained_on: '2026-01-01', obtained_how: h, access: restricted, bears_on: [{{indicator: {}, direction: supports}}]}}",
            sha256(n.to_string().as_bytes()),
            indicator.id
        );
    }
    out.insert("evidence.yaml".to_owned(), list.into_bytes());
    for (who, other) in [("a", 0), ("b", 1)] {
        let mut form = format!("assessor: {who}\nround: 1\nsealed_on: '2026-09-01'\nratings:\n");
        for (n, indicator) in catalogue.indicators.iter().enumerate().filter(|(_, i)| i.method != Method::Machine) {
            let value = if n % 9 == 0 && other == 1 { "partly" } else { "met" };
            let _ = writeln!(
                form,
                "- {{indicator: {}, value: {value}, reason: r, evidence: [E{n}], rated_on: '2026-08-01'}}",
                indicator.id
            );
        }
        out.insert(format!("ratings/{who}-1.yaml"), form.into_bytes());
    }
    out
}

fn read(files: &Files, catalogue: &assess::Catalogue) -> Dossier {
    dossier::read(files, catalogue, &dossier::Limits::default(), true).unwrap()
}

/// Runs a piece of work five times and prints the median of wall-clock time with its ends.
fn time<T>(what: &str, mut work: impl FnMut() -> T) {
    let mut taken: Vec<f64> = (0..5)
        .map(|_| {
            let from = Instant::now();
            let kept = work();
            let taken = from.elapsed().as_secs_f64() * 1000.0;
            drop(kept);
            taken
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    println!("{what}: median {:.1} ms ({:.1} to {:.1})", taken[2], taken[0], taken[4]);
}

fn main() {
    let own = catalogue::own().unwrap();
    time("catalogue check", || catalogue::check(&catalogue::own_files()).unwrap());
    let large = files(&own, 5_000, 2_000);
    time("read a dossier of 5,000 items of evidence, compute without simulation", || {
        let dossier = read(&large, &own);
        compute(&large, &dossier, &own, &Options { simulation: None, ..Options::of(&dossier) }).unwrap()
    });
    let small = files(&own, 143, 2_000);
    let dossier = read(&small, &own);
    let options = Options::of(&dossier);
    let with = |simulation| Options { simulation, ..options };
    time("compute 143 indicators, 2,000 records, no simulation", || {
        compute(&small, &dossier, &own, &with(None)).unwrap()
    });
    let run = Simulated { draws: 10_000, sobol_base: 4_096 };
    time("the same with 10,000 draws and Sobol base 4,096", || {
        compute(&small, &dossier, &own, &with(Some(run))).unwrap()
    });
    let result = compute(&small, &dossier, &own, &options).unwrap();
    time("report as HTML", || export::report::html(&result, &dossier, &own, Language::English, "verify"));
}
