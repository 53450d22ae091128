//! The audit and the quick counts of the sample election (`demo/audit`, `demo/quickcount`), made by the program's own
//! verbs from fixed numbers: the same bytes every time.
//!
//! The planning is here: who voted how on which card, where the paper says something else, what each station counted.

use crate::run::{json, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Sebastiano Vigna's splitmix64: planned numbers need no more.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i as u64 + 1) as usize);
        }
    }

    fn deal(&mut self, cells: &[(&str, usize)]) -> Vec<String> {
        let mut out: Vec<String> = cells.iter().flat_map(|(cell, n)| vec![(*cell).to_owned(); *n]).collect();
        self.shuffle(&mut out);
        out
    }
}

/// Batches: name, cards, container, place.
const BATCHES: [(&str, usize, &str, &str); 13] = [
    ("W1-01", 90, "Box 1", "Town hall, shelf A"),
    ("W1-02", 90, "Box 1", "Town hall, shelf A"),
    ("W1-03", 90, "Box 2", "Town hall, shelf A"),
    ("W1-04", 90, "Box 2", "Town hall, shelf A"),
    ("W1-05", 90, "Box 3", "Town hall, shelf B"),
    ("W1-06", 90, "Box 3", "Town hall, shelf B"),
    ("W2-01", 100, "Box 4", "Harbour school, cupboard 2"),
    ("W2-02", 100, "Box 4", "Harbour school, cupboard 2"),
    ("W2-03", 100, "Box 5", "Harbour school, cupboard 2"),
    ("W2-04", 100, "Box 5", "Harbour school, cupboard 2"),
    ("W2-05", 100, "Box 6", "Harbour school, cupboard 3"),
    ("W3-01", 80, "Box 7", "Mill house, strongroom"),
    ("W3-02", 80, "Box 7", "Mill house, strongroom"),
];

const ASSEMBLY: [(&str, usize); 5] = [("coast", 560), ("field", 300), ("civic", 220), ("green", 90), ("-", 30)];
const MAYOR: [(&str, usize); 10] = [
    ("oru>sand", 290),
    ("oru", 130),
    ("sand>tamm>oru", 200),
    ("sand>oru", 110),
    ("tamm>sand>oru", 130),
    ("tamm>oru", 120),
    ("tamm", 40),
    ("vale>oru>tamm", 100),
    ("vale>sand", 50),
    ("-", 30),
];
const WARD: [(&str, usize); 3] = [("isla", 84), ("joss", 72), ("-", 4)];
const SEED: &str = "60417385920174630852";

fn write(folder: &Path, name: &str, content: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

/// Cells by card: assembly, mayor, ward.
type Cards = BTreeMap<String, [String; 3]>;

fn row(card: &str, status: &str, cells: &[String; 3]) -> String {
    let (batch, position) = card.split_once('/').unwrap();
    let style = if batch.starts_with("W3") { "ward3" } else { "general" };
    let position: u32 = position.parse().unwrap();
    format!("{card},{batch},{position},{style},{status}{}\n", cells.join(","))
}

/// Makes the audit in `folder/audit`; the planted differences as `truth.json` lists them.
pub(super) fn audit(folder: &Path) -> Vec<Value> {
    let mut numbers = Numbers(2025);
    let (assembly, mayor, ward) = (numbers.deal(&ASSEMBLY), numbers.deal(&MAYOR), numbers.deal(&WARD));
    let mut records = Cards::new();
    let mut i = 0;
    for (batch, cards, ..) in BATCHES {
        for position in 1..=cards {
            let third = if batch.starts_with("W3") { ward[i - 1040].clone() } else { String::new() };
            records.insert(format!("{batch}/{position:03}"), [assembly[i].clone(), mayor[i].clone(), third]);
            i += 1;
        }
    }
    // In ward 3 the scanner gave eight votes for Joss to Isla: on paper Joss has won.
    let mut papers = records.clone();
    let swapped = papers.values_mut().filter(|cells| cells[2] == "isla").step_by(9).take(8);
    swapped.for_each(|cells| cells[2] = "joss".to_owned());

    let names =
        |list: &[(&str, &str)]| list.iter().map(|(id, name)| json!({"id": id, "name": name})).collect::<Vec<_>>();
    let reported = |list: &[(&str, usize)]| -> Value {
        list.iter()
            .filter(|(c, _)| *c != "-")
            .map(|(c, n)| ((*c).to_owned(), json!(n)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let definition = json!({
        "format": "scrutineer-rla-1",
        "title": "Municipality of Marram Bay, October 2025",
        "risk_limit": "0.05",
        "contests": [
            { "id": "assembly", "name": "Municipal assembly", "choice_function": "dhondt", "seats": 5, "cards": 1201,
              "candidates": names(&[("coast", "Coast List"), ("field", "Field and Farm"), ("civic", "Civic Union"), ("green", "Green Delta")]),
              "reported": reported(&ASSEMBLY), "reported_invalid": 30,
              "reported_seats": { "coast": 3, "field": 1, "civic": 1, "green": 0 } },
            { "id": "mayor", "name": "Mayor", "choice_function": "irv", "seats": 1, "cards": 1200,
              "candidates": names(&[("oru", "Candidate Oru"), ("sand", "Candidate Sand"), ("tamm", "Candidate Tamm"), ("vale", "Candidate Vale")]) },
            { "id": "ward3", "name": "Council seat of ward 3", "choice_function": "plurality", "seats": 1, "cards": 160,
              "candidates": names(&[("isla", "Candidate Isla"), ("joss", "Candidate Joss")]),
              "reported": reported(&WARD), "reported_invalid": 4, "reported_winners": ["isla"] },
        ],
    });
    let inputs = folder.join("inputs");
    let definition = write(&inputs, "audit.json", &definition.to_string());
    let mut manifest = "batch,cards,container,location\n".to_owned();
    for (batch, cards, container, location) in BATCHES {
        let _ = writeln!(manifest, "{batch},{cards},{container},\"{location}\"");
    }
    let manifest = write(&inputs, "manifest.csv", &manifest);
    let head = "card,batch,position,style,assembly,mayor,ward3\n".to_owned();
    let cards = records.iter().fold(head, |all, (card, cells)| all + &row(card, "", cells));
    let cards = write(&inputs, "cards.csv", &cards);
    let dir = folder.join("audit");
    let run = |verb: &str, arguments: &[&str], time: &str, exit: i32| {
        json(&[&["rla", verb][..], arguments, &["--time", time]].concat(), exit)
    };
    let begin = [text(&definition), "--manifest", text(&manifest), "--cards", text(&cards), "--out", text(&dir)];
    run("ingest", &begin, "2025-10-20T08:00:00Z", 0);
    run("assert", &[text(&dir)], "2025-10-20T08:10:00Z", 0);
    run("commit", &[text(&dir)], "2025-10-20T08:20:00Z", 0);
    let ceremony =
        ["--seed", SEED, "--witness", "Electoral board of Marram Bay", "--witness", "Observers' network of Velmora"];
    run("seed", &[&[text(&dir)][..], &ceremony].concat(), "2025-10-21T09:00:00Z", 0);

    let (mut planted, mut done) = (Vec::new(), BTreeSet::new());
    for round in 1..=9 {
        let day = 20 + 2 * round;
        let at = |hour: u32| format!("2025-10-{day}T{hour:02}:00:00Z");
        run("sample", &[text(&dir)], &at(9), 0);
        let pull = std::fs::read_to_string(dir.join(format!("rounds/{round}/pull.csv"))).unwrap();
        let drawn: Vec<&str> = pull.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        let drawn: Vec<&str> = drawn
            .into_iter()
            .filter(|card| !card.starts_with("phantom") && done.insert((*card).to_owned()))
            .collect();
        let mut lost = None;
        if round == 1 {
            // Of the cards that will be read first: one vote too many, one too few, a rank misread, a card that is lost.
            let mut first = |contest: usize, from: &str, to: &str| {
                let card =
                    drawn.iter().find(|c| records[**c][contest] == from && papers[**c] == records[**c]).unwrap();
                papers.get_mut(*card).unwrap()[contest] = to.to_owned();
                (*card).to_owned()
            };
            first(0, "coast", "-");
            first(0, "-", "coast");
            first(1, "tamm>oru", "tamm>vale");
            lost = drawn.iter().find(|c| records[**c][0] == "green").copied();
        }
        let head = "card,batch,position,style,status,assembly,mayor,ward3\n".to_owned();
        let mut readings = head;
        for card in &drawn {
            let status = if lost == Some(*card) { "not_found" } else { "found" };
            let blank = [const { String::new() }; 3];
            let cells = if lost == Some(*card) { &blank } else { &papers[*card] };
            readings += &row(card, &format!("{status},"), cells);
            if lost == Some(*card) {
                planted
                    .push(json!({"round": round, "card": card, "contest": "", "record": "", "paper": "not_found"}));
                continue;
            }
            for (c, id) in ["assembly", "mayor", "ward3"].iter().enumerate() {
                let (record, paper) = (&records[*card][c], &papers[*card][c]);
                if record != paper {
                    planted
                        .push(json!({"round": round, "card": card, "contest": id, "record": record, "paper": paper}));
                }
            }
        }
        let readings = write(&inputs, "readings.csv", &readings);
        run("record", &[text(&dir), "--mvrs", text(&readings), "--second", text(&readings)], &at(14), 0);
        let risk = run("risk", &[text(&dir)], &at(15), 1);
        let conclusion = |c: &Value| c["conclusion"].as_str().unwrap().to_owned();
        let conclusions: Vec<String> = risk["contests"].as_array().unwrap().iter().map(conclusion).collect();
        println!(
            "round {round}: {conclusions:?} {:?}",
            risk["contests"].as_array().unwrap().iter().map(|c| c["sampled"].clone()).collect::<Vec<_>>()
        );
        if conclusions.iter().all(|c| c != "not confirmed yet") {
            return planted;
        }
    }
    panic!("the audit of the sample does not end");
}

/// Strata: name, stations, share of the first of two candidates in the run-off in 1/1000, of Yes in the referendum.
const PROVINCES: [(&str, usize, u64, u64); 5] = [
    ("Al-Wadi", 150, 560, 640),
    ("Costa Serena", 210, 505, 560),
    ("Hautes-Terres", 130, 430, 590),
    ("Vale do Sal", 160, 520, 610),
    ("Capital", 150, 475, 540),
];

/// Makes the quick counts in `folder/quickcount/<name>`; for each its name and what all stations together counted.
pub(super) fn counts(folder: &Path) -> Vec<(&'static str, Value)> {
    let plans = [
        ("velmora-2025-run-off", "Presidential run-off, October 2025", ["Candidate Amari", "Candidate Beran"], 9_u64),
        ("velmora-2025-referendum", "Referendum on the water law, October 2025", ["Yes", "No"], 1),
    ];
    let mut out = Vec::new();
    for (plan, (name, title, candidates, silent)) in plans.into_iter().enumerate() {
        let mut numbers = Numbers(77);
        let dir = folder.join("quickcount").join(name);
        let mut stations = "station,stratum,registered\n".to_owned();
        let mut all: BTreeMap<String, [u64; 4]> = BTreeMap::new();
        for (province, count, runoff, yes) in PROVINCES {
            let code: String = province.chars().filter(char::is_ascii_uppercase).chain(['-']).collect();
            for i in 1..=count {
                let id = format!("{}{code}{i:03}", &province[..1]);
                let registered = 320 + numbers.below(380);
                let turnout = registered * (520 + numbers.below(260)) / 1000;
                let valid = turnout * (965 + numbers.below(30)) / 1000;
                let centre = if plan == 0 { runoff } else { yes };
                let spread = numbers.below(161) + numbers.below(161);
                let first = valid * (centre + spread - 160) / 1000;
                let _ = writeln!(stations, "{id},{province},{registered}");
                all.insert(id, [turnout, valid, first, valid - first]);
            }
        }
        write(&dir, "stations.csv", &stations);
        let design = json!({
            "title": title, "stations": "stations.csv", "margin": "0.02", "confidence": "0.95", "expected_share": "0.5",
            "expected_response": "0.95", "design_effect": "12", "seed": SEED, "allocation": "proportional",
        });
        let design = write(&dir, "design.json", &(serde_json::to_string_pretty(&design).unwrap() + "\n"));
        let drawn = json(&["rla", "quickcount", "design", text(&design)], 0);
        let mut returns = format!("station,received,turnout,valid,{}\n", candidates.join(","));
        for (i, station) in drawn["sample"].as_array().unwrap().iter().enumerate() {
            // Some stations have no signal yet on the night.
            if silent > 1 && i as u64 % silent == 4 {
                continue;
            }
            let id = station["station"].as_str().unwrap();
            let [turnout, valid, first, second] = all[id];
            let _ = writeln!(
                returns,
                "{id},2025-10-26T{:02}:{:02}:00Z,{turnout},{valid},{first},{second}",
                20 + i / 60,
                i % 60
            );
        }
        write(&dir, "returns.csv", &returns);
        let asked = json!({ "design": "design.json", "returns": "returns.csv", "confidence": "0.95" });
        write(&dir, "estimate.json", &(serde_json::to_string_pretty(&asked).unwrap() + "\n"));
        let sum = |k: usize| all.values().map(|v| v[k]).sum::<u64>();
        out.push((name, json!({ "valid": sum(1), "votes": [sum(2), sum(3)], "drawn": drawn["n"] })));
    }
    out
}
