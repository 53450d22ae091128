//! Audits by totals of batches and with pools, in a folder from end to end.

use super::{readings, written};
use crate::run::{json, scrutineer, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const LONG: &str = "pool,cards,contest,contest_cards,candidate,votes\n";

fn audit(folder: &Path, test: &str) -> PathBuf {
    let audit = format!(
        "format = \"scrutineer-rla-1\"\ntitle = \"Invented\"\nrisk_limit = \"0.05\"\n[[contests]]\nid = \"mayor\"\n\
         name = \"Mayor - City\"\ncards = 1000\naudit_type = \"batch\"\ncandidates = [{{ id = \"A\", name = \"Ada\" }}, \
         {{ id = \"B\", name = \"Ben\" }}]\nreported = {{ A = 600, B = 350 }}\nreported_winners = [\"A\"]\n\
         reported_invalid = 50\n{test}"
    );
    written(folder, "audit.toml", &audit)
}

/// Twenty batches of 50 cards, 30 for A and 17 or 18 for B in each: U = Σ((v_w − v_l)_b + cards_b)/V = 1250/250 = 5.
fn election(folder: &Path) -> [PathBuf; 3] {
    let (mut manifest, mut totals) = (String::from("batch,cards\n"), String::from(LONG));
    for b in 1..=20 {
        let _ = writeln!(manifest, "b{b:02},50");
        let _ = writeln!(totals, "b{b:02},50,mayor,50,A,30\nb{b:02},50,mayor,50,B,{}", 17 + b % 2);
    }
    [audit(folder, ""), written(folder, "manifest.csv", &manifest), written(folder, "totals.csv", &totals)]
}

fn begun(folder: &Path, files: &[PathBuf; 3], name: &str, exit: i32) -> (PathBuf, Value) {
    let dir = folder.join(name);
    let [audit, manifest, totals] = files.each_ref().map(|p| text(p));
    let said = json(&["rla", "ingest", audit, "--manifest", manifest, "--pools", totals, "--out", text(&dir)], exit);
    (dir, said)
}

/// The honest hand counts of the open round; `change` mends a batch's votes of A.
fn counts(dir: &Path, round: u32, change: impl Fn(&str) -> u64) -> String {
    let pull = std::fs::read_to_string(dir.join(format!("rounds/{round}/pull.csv"))).unwrap();
    let drawn: Vec<&str> = pull.lines().skip(1).map(|l| l.split(',').nth(1).unwrap()).collect();
    let earlier = std::fs::read_to_string(dir.join(format!("rounds/{}/sample.csv", round - 1))).unwrap_or_default();
    let mut out = String::from(LONG);
    for line in std::fs::read_to_string(dir.join("pools.csv")).unwrap().lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        if drawn.contains(&f[0]) && !earlier.contains(&format!(",{},", f[0])) {
            let votes = if f[4] == "A" { change(f[0]) } else { f[5].parse().unwrap() };
            let _ = writeln!(out, "{},{votes}", f[..5].join(","));
        }
    }
    out
}

#[test]
fn batches_are_drawn_by_their_bounds_and_anyone_derives_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let files = election(folder.path());
    let (dir, said) = begun(folder.path(), &files, "audit", 0);
    assert_eq!((&said["problems"], &said["contests"][0]["agrees"]), (&json!([]), &true.into()));
    let asserted = json(&["rla", "assert", text(&dir)], 0)["contests"][0].clone();
    // ln 20/−ln(1 − 1/5) = 13.4; weight of a batch with 18 for B: (12 + 50)/250.
    assert_eq!((&asserted["error_bound"], &asserted["draws"]), (&"5".into(), &14.into()));
    assert_eq!(asserted["batches"][0], json!({ "batch": "b01", "weight": 248_000_000 }));
    // Fourteen draws of twenty nearly equal batches open 20·(1 − 0.95¹⁴) = 10.25 of them on average, each of 50 cards.
    let planned = json(&["rla", "plan", text(&dir), "--cost-card", "1", "--cost-batch", "10"], 0);
    let contest = &planned["contests"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(contest["error_free"], 14);
    assert!((number(&contest["batches"]["mean"]) - 10.25).abs() < 0.25, "{contest}");
    assert_eq!(number(&contest["cards"]["q90"]), 50.0 * number(&contest["batches"]["q90"]));
    assert_eq!(number(&planned["cost"]), 60.0 * number(&contest["batches"]["q90"]));
    assert_eq!(json(&["rla", "plan", text(&files[0])], 1)["contests"][0]["error_free"], Value::Null);
    json(&["rla", "commit", text(&dir)], 0);
    json(&["rla", "seed", text(&dir), "--seed", "12345678901234567890"], 0);
    let first = json(&["rla", "sample", text(&dir), "--size", "mayor=4"], 0);
    assert_eq!((first["cards"].as_array().unwrap().len(), &first["cards"][3]["position"]), (4, &"4".into()));
    assert_eq!(json(&["rla", "risk", text(&dir)], 2)["error"]["code"], "RLA-MVR-MISSING");
    // One batch of the first round has five votes of A fewer on paper, five blank cards: e = 5/250, u = 0.25 or 0.248.
    let wrong = first["cards"][0]["batch"].as_str().unwrap().to_owned();
    let honest = written(folder.path(), "one.csv", &counts(&dir, 1, |_| 30));
    let found = written(folder.path(), "two.csv", &counts(&dir, 1, |b| if b == wrong { 25 } else { 30 }));
    let record = ["rla", "record", text(&dir), "--mvrs", text(&found), "--second"];
    let differs = json(&[&record[..], &[text(&honest)]].concat(), 1);
    assert_eq!((&differs["problems"][0]["code"], &differs["head"]), (&"RLA-MVR-DIFFERS".into(), &Value::Null));
    // A count that says nothing of a candidate is no count, nor does a second row take the first one's place.
    let whole = std::fs::read_to_string(&found).unwrap();
    let (without, of_b) = whole.trim_end().rsplit_once('\n').unwrap();
    let without = written(folder.path(), "without.csv", without);
    let part = json(&["rla", "record", text(&dir), "--mvrs", text(&without)], 1);
    assert_eq!((&part["problems"][0]["code"], part["missing"].as_array().unwrap().len()), (&"RLA-CELL".into(), 1));
    let twice = written(folder.path(), "twice.csv", &format!("{whole}{of_b}0\n"));
    let twice = json(&["rla", "record", text(&dir), "--mvrs", text(&twice)], 1);
    assert_eq!(twice["problems"][0]["code"], "RLA-CARD-DUP");
    json(&[&record[..], &[text(&found)]].concat(), 0);
    let open = json(&["rla", "risk", text(&dir)], 1)["contests"][0].clone();
    let rows = open["batches"].as_array().unwrap();
    let (mut p, mut least) = (1.0_f64, 1.0_f64);
    for draw in first["cards"].as_array().unwrap() {
        let row = rows.iter().find(|r| r["batch"] == draw["batch"]).unwrap();
        let taint: f64 = row["taint"].as_str().unwrap().parse().unwrap();
        let bound = if wrong.trim_start_matches('b').parse::<u32>().unwrap() % 2 == 1 { 0.248 } else { 0.252 };
        assert!((taint - if draw["batch"] == wrong { 5.0 / 250.0 / bound } else { 0.0 }).abs() < 1e-9, "{row}");
        p *= (1.0 - 1.0 / 5.0) / (1.0 - taint);
        least = least.min(p);
    }
    assert!((open["risk"].as_str().unwrap().parse::<f64>().unwrap() - least).abs() < 1e-12, "{open} {least}");
    assert_eq!(open["conclusion"], "not confirmed yet");
    json(&["rla", "sample", text(&dir)], 0);
    // A batch drawn again is not counted again; one that was not drawn is refused.
    let second = counts(&dir, 2, |_| 30);
    let more = written(folder.path(), "more.csv", &format!("{second}b99,50,mayor,50,A,1\n"));
    assert_eq!(
        json(&["rla", "record", text(&dir), "--mvrs", text(&more)], 1)["problems"][0]["code"],
        "RLA-MVR-UNSAMPLED"
    );
    let two = written(folder.path(), "three.csv", &second);
    json(&["rla", "record", text(&dir), "--mvrs", text(&two)], 0);
    let closed = json(&["rla", "risk", text(&dir)], 0);
    let head = closed["head"].as_str().unwrap();
    assert_eq!(json(&["rla", "verify", text(&dir), "--head", head], 0)["findings"], json!([]));
    for (name, old, new) in [
        ("pools.csv", ",A,30", ",A,31"),
        ("rounds/1/mvrs.csv", ",A,25", ",A,30"),
        ("rounds/2/sample.csv", ",mayor", ",major"),
        ("assertions.json", "\"weight\":248000000", "\"weight\":240000000"),
        ("rounds/2/risk.json", "\"taint\":\"0\"", "\"taint\":\"0.1\""),
    ] {
        let before = std::fs::read_to_string(dir.join(name)).unwrap();
        assert!(before.contains(old), "{name}: {before}");
        std::fs::write(dir.join(name), before.replacen(old, new, 1)).unwrap();
        let findings = json(&["rla", "verify", text(&dir), "--head", head], 1)["findings"].clone();
        // More than the changed hash: what was derived again differs as well.
        assert!(findings.as_array().unwrap().iter().any(|f| f["code"] != "RLA-V-FILE"), "{name}: {findings}");
        std::fs::write(dir.join(name), before).unwrap();
    }
    json(&["rla", "verify", text(&dir)], 0);
}

#[test]
fn totals_in_the_wide_form_and_totals_that_do_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let [audit_file, manifest, long] = election(folder.path());
    let mut wide = String::from("Batch Name,Mayor - City - Ada,mayor - B,Other - X\n");
    for b in 1..=20 {
        let _ = writeln!(wide, "b{b:02},30,{},0", 17 + b % 2);
    }
    let file = |name: &str, content: &str| written(folder.path(), name, content);
    let with = |totals: PathBuf| [audit_file.clone(), manifest.clone(), totals];
    let (dir, said) = begun(folder.path(), &with(file("wide.csv", &wide)), "wide", 0);
    assert_eq!((&said["problems"][0]["code"], said["problems"].as_array().unwrap().len()), (&"RLA-KEY".into(), 1));
    assert_eq!(std::fs::read_to_string(dir.join("pools.csv")).unwrap(), std::fs::read_to_string(&long).unwrap());
    let long = std::fs::read_to_string(&long).unwrap();
    for (name, totals, code) in [
        ("more", wide.replacen("b01,30", "b01,40", 1), "RLA-POOL-SUM"),
        ("nobody", wide.replacen("b01,30", "b01,x", 1), "RLA-CELL"),
        ("elsewhere", wide.replacen("b01,", "c01,", 1), "RLA-CARD-BATCH"),
        ("twice", wide.replacen("b01,", "b02,", 1), "RLA-CARD-DUP"),
        ("size", long.replace("b01,50,mayor", "b01,49,mayor"), "RLA-CARD-BATCH"),
        ("tally", long.replacen("A,30", "A,29", 1), "RLA-TALLY"),
    ] {
        let (_, said) = begun(folder.path(), &with(file("t.csv", &totals)), name, 1);
        let problems = said["problems"].as_array().unwrap();
        assert!(problems.iter().any(|p| p["code"] == code), "{name}: {problems:?}");
    }
    // Cards in no batch could undo the margin of 250.
    let bound = std::fs::read_to_string(&audit_file).unwrap().replace("cards = 1000", "cards = 1250");
    let (dir, _) = begun(
        folder.path(),
        &[file("bound.toml", &bound), manifest.clone(), with(file("l.csv", &long))[2].clone()],
        "bound",
        0,
    );
    let refused = json(&["rla", "assert", text(&dir)], 1)["contests"][0].clone();
    assert_eq!((&refused["status"], &refused["remedy"]), (&"not_auditable".into(), &"full hand count".into()));
    for (name, more, status) in [
        ("bet", "test = { kind = \"betting\", bet = { kind = \"agrapa\" } }\n", 2),
        ("mixed", "[[contests]]\nid = \"x\"\ncards = 9\ncandidates = [\"A\", \"B\"]\n", 3),
    ] {
        let content = audit(folder.path(), more);
        let dir = folder.path().join(name);
        let totals = folder.path().join("l.csv");
        let arguments = ["rla", "ingest", text(&content), "--manifest", text(&manifest), "--pools", text(&totals)];
        let output = scrutineer(&[&arguments[..], &["--out", text(&dir)]].concat());
        assert!(output.status.code() == Some(status) && !dir.exists(), "{name}: {output:?}");
    }
}

#[test]
fn an_audit_with_pools_goes_from_totals_to_the_risk() {
    let folder = tempfile::tempdir().unwrap();
    let [_, manifest, cards] = super::election(folder.path(), 260);
    let toml = std::fs::read_to_string(folder.path().join("audit.toml")).unwrap();
    let audit = written(folder.path(), "one.toml", &format!("{toml}audit_type = \"oneaudit\"\n"));
    // The forty first cards of B1 have no record of their own: 14 A, 13 A, 13 B.
    let mut rows = String::new();
    for (i, line) in std::fs::read_to_string(cards).unwrap().lines().enumerate() {
        let mut f: Vec<&str> = line.split(',').collect();
        f.insert(
            4,
            if i == 0 {
                "pool"
            } else if i <= 40 {
                "P"
            } else {
                ""
            },
        );
        if (1..=40).contains(&i) {
            f[5] = "-";
        }
        let _ = writeln!(rows, "{}", f.join(","));
    }
    let cards = written(folder.path(), "pooled.csv", &rows);
    let pools = written(folder.path(), "pools.csv", &format!("{LONG}P,40,mayor,40,A,27\nP,40,mayor,40,B,13\n"));
    let dir = folder.path().join("one");
    let begin = ["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", text(&cards), "--pools"];
    let said = json(&[&begin[..], &[text(&pools), "--out", text(&dir)]].concat(), 0);
    assert_eq!((&said["problems"], &said["contests"][0]["tally"]), (&json!([]), &json!({ "A": 260, "B": 130 })));
    for verb in ["assert", "commit"] {
        json(&["rla", verb, text(&dir)], 0);
    }
    json(&["rla", "seed", text(&dir), "--seed", "12345678901234567890"], 0);
    json(&["rla", "sample", text(&dir), "--size", "mayor=60"], 0);
    // The paper of a pooled card says what it says; that is no discrepancy of its own.
    let mut papers = String::from("card,batch,position,style,status,mayor\n");
    let mut pooled = 0;
    for line in readings(&dir, 1).lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        let position: usize = f[2].parse().unwrap();
        let cell = if f[5] == "P" { ["A", "A", "B"][(position - 1) % 3] } else { f[6] };
        pooled += u32::from(f[5] == "P");
        let _ = writeln!(papers, "{},{},{},s,found,{cell}", f[0], f[1], f[2]);
    }
    assert!(pooled > 0);
    let papers = written(folder.path(), "papers.csv", &papers);
    json(&["rla", "record", text(&dir), "--mvrs", text(&papers)], 0);
    let risk = json(&["rla", "risk", text(&dir)], 0);
    let head = risk["head"].as_str().unwrap();
    assert_eq!(json(&["rla", "verify", text(&dir), "--head", head], 0)["findings"], json!([]));
    for (name, old, new) in [
        ("pools.csv", "A,27", "A,28"),
        ("cards.csv", ",s,P,-", ",s,,A"),
        ("rounds/1/mvrs.csv", ",found,B", ",found,A"),
    ] {
        let before = std::fs::read_to_string(dir.join(name)).unwrap();
        assert!(before.contains(old), "{name}");
        std::fs::write(dir.join(name), before.replacen(old, new, 1)).unwrap();
        let findings = json(&["rla", "verify", text(&dir), "--head", head], 1)["findings"].clone();
        assert!(findings.as_array().unwrap().iter().any(|f| f["code"] != "RLA-V-FILE"), "{name}: {findings}");
        std::fs::write(dir.join(name), before).unwrap();
    }
}

/// Without style information cards are drawn that do not hold the contest; of those in a pool its totals say nothing.
#[test]
fn a_pool_says_nothing_of_its_cards_without_the_contest() {
    let folder = tempfile::tempdir().unwrap();
    let contest = json!({"id": "m", "candidates": ["A", "B"], "cards": 1000, "audit_type": "oneaudit", "use_style": false,
        "reported": {"A": 385, "B": 345}});
    let audit = json!({"format": "scrutineer-rla-1", "title": "T", "risk_limit": "0.05", "contests": [contest]});
    let audit = written(folder.path(), "audit.json", &audit.to_string());
    let manifest = (0..10).map(|b| format!("b{b},100\n")).collect::<String>();
    let manifest = written(folder.path(), "manifest.csv", &format!("batch,cards\n{manifest}"));
    // Of 700 cards 385 are recorded for A, 25 of them wrongly; a pool of 300 holds 30 for B and 270 without the contest:
    // A has 360 votes and B 370.
    let (mut cards, mut papers) = (String::from("card,batch,position,style,pool,m\n"), BTreeMap::new());
    for i in 0..1000_usize {
        let (pool, record) = match i {
            0..700 => ("", if i * 389 % 700 < 385 { "A" } else { "B" }),
            700..730 => ("P", "-"),
            _ => ("P", ""),
        };
        let paper = match i {
            0..700 if i * 389 % 700 < 25 => "B",
            700..730 => "B",
            _ => record,
        };
        let _ = writeln!(cards, "c{i:04},b{},{},s,{pool},{record}", i / 100, i % 100 + 1);
        papers.insert(format!("c{i:04}"), format!("b{},{},s,found,{paper}", i / 100, i % 100 + 1));
    }
    let cards = written(folder.path(), "cards.csv", &cards);
    let pools = written(folder.path(), "pools.csv", &format!("{LONG}P,300,m,30,A,0\nP,300,m,30,B,30\n"));
    // The risk limit lets one seed in twenty confirm the wrong outcome (of 200 that were tried 4 did); these do not. When
    // such cards were valued like the pool, every seed did.
    for seed in ["11111111111111111111", "33333333333333333333", "44444444444444444444"] {
        let dir = folder.path().join(seed);
        let begin =
            ["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", text(&cards), "--pools"];
        json(&[&begin[..], &[text(&pools), "--out", text(&dir)]].concat(), 0);
        json(&["rla", "assert", text(&dir)], 0);
        json(&["rla", "commit", text(&dir)], 0);
        json(&["rla", "seed", text(&dir), "--seed", seed], 0);
        json(&["rla", "sample", text(&dir), "--size", "m=300"], 0);
        let sample = std::fs::read_to_string(dir.join("rounds/1/pull.csv")).unwrap();
        let mut read = String::from("card,batch,position,style,status,m\n");
        for card in sample.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()) {
            let _ = writeln!(read, "{card},{}", papers[card]);
        }
        let read = written(folder.path(), "read.csv", &read);
        json(&["rla", "record", text(&dir), "--mvrs", text(&read)], 0);
        let risk = json(&["rla", "risk", text(&dir)], 1);
        assert_eq!(risk["contests"][0]["confirmed"], false, "{risk}");
        json(&["rla", "verify", text(&dir)], 0);
    }
}

/// Names of polling places may be long, in scripts of two bytes a letter, too.
#[test]
fn a_batch_may_have_a_long_name() {
    let folder = tempfile::tempdir().unwrap();
    let files = election(folder.path());
    let long = "م".repeat(85);
    for file in &files[1..] {
        let renamed = std::fs::read_to_string(file).unwrap().replace("b20,", &format!("{long},"));
        std::fs::write(file, renamed).unwrap();
    }
    let (dir, _) = begun(folder.path(), &files, "long", 0);
    json(&["rla", "assert", text(&dir)], 0);
    json(&["rla", "commit", text(&dir)], 0);
    json(&["rla", "verify", text(&dir)], 0);
}
