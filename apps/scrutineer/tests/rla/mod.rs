//! Risk-limiting audits on files, as people run them: from the records to the risk, and again by the other side.

mod batches;
mod boards;
mod counts;
mod exports;

use crate::run::{json, scrutineer, shared, text};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A small audit with four contests that this program made: two rounds, a lost card, two discrepancies.
fn record() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../capabilities/rla/tests/cases/record")
}

fn written(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// An audit file, a manifest and 400 cards: `Ada` leads `Ben` by 260 to 130, ten cards say nothing.
fn election(folder: &Path, reported: u32) -> [PathBuf; 3] {
    let audit = format!(
        "format = \"scrutineer-rla-1\"\ntitle = \"Invented\"\nrisk_limit = \"0.05\"\n\
         [[contests]]\nid = \"mayor\"\nname = \"Mayor\"\nchoice_function = \"plurality\"\nseats = 1\ncards = 400\n\
         candidates = [{{ id = \"A\", name = \"Ada\" }}, {{ id = \"B\", name = \"Ben\" }}]\n\
         reported = {{ A = {reported}, B = 130 }}\nreported_winners = [\"A\"]\nreported_invalid = 10\n"
    );
    let mut cards = String::from("card,batch,position,style,mayor\n");
    for i in 0..400 {
        let cell = ["A", "A", "B"].get(i % 3).filter(|_| i < 390).unwrap_or(&"-");
        let _ = writeln!(cards, "B{}/{:03},B{0},{},s,{cell}", i / 100 + 1, i % 100 + 1, i % 100 + 1);
    }
    [
        written(folder, "audit.toml", &audit),
        written(folder, "manifest.csv", "batch,cards\nB1,100\nB2,100\nB3,100\nB4,100\n"),
        written(folder, "cards.csv", &cards),
    ]
}

/// What an honest reader of the paper writes down for the open round: the records themselves.
fn readings(dir: &Path, round: u32) -> String {
    let cards = std::fs::read_to_string(dir.join("cards.csv")).unwrap();
    let pull = std::fs::read_to_string(dir.join(format!("rounds/{round}/pull.csv"))).unwrap();
    let drawn: Vec<&str> = pull.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    let mut lines = cards.lines();
    let mut out = lines.next().unwrap().replace(",style,", ",style,status,");
    for line in lines.filter(|line| drawn.contains(&line.split(',').next().unwrap())) {
        let cells: Vec<&str> = line.split(',').collect();
        let _ = write!(out, "\n{},found,{}", cells[..4].join(","), cells[4..].join(","));
    }
    out + "\n"
}

/// Ingest to the commitment; the folder.
fn committed(folder: &Path) -> PathBuf {
    let [audit, manifest, cards] = election(folder, 260);
    let dir = folder.join("audit");
    let begun = json(
        &["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", text(&cards), "--out", text(&dir)],
        0,
    );
    assert_eq!((&begun["cards"], &begun["problems"]), (&400.into(), &json!([])));
    assert_eq!(json(&["rla", "assert", text(&dir)], 0)["contests"][0]["winners"], json!(["A"]));
    json(&["rla", "commit", text(&dir)], 0);
    dir
}

#[test]
fn an_audit_goes_from_the_records_to_the_risk_and_anyone_derives_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let dir = committed(folder.path());
    let seed = ["rla", "seed", text(&dir), "--seed", "12345678901234567890", "--witness", "election board"];
    json(&seed, 0);
    let few = json(&["rla", "sample", text(&dir), "--size", "mayor=8"], 0);
    assert_eq!(few["cards"].as_array().unwrap().len(), 8);
    // A round with cards that nobody read has no risk; a difference between two readers stores nothing.
    assert_eq!(json(&["rla", "risk", text(&dir)], 2)["error"]["code"], "RLA-MVR-MISSING");
    let first = readings(&dir, 1);
    let one = written(folder.path(), "one.csv", &first);
    let other = written(folder.path(), "other.csv", &first.replacen(",found,A", ",found,B", 1));
    let record = ["rla", "record", text(&dir), "--mvrs", text(&one), "--second"];
    let differs = json(&[&record[..], &[text(&other)]].concat(), 1);
    assert_eq!((&differs["read"], &differs["problems"][0]["code"]), (&0.into(), &"RLA-MVR-DIFFERS".into()));
    assert_eq!(json(&[&record[..], &[text(&one)]].concat(), 0)["read"], 8);
    let open = json(&["rla", "risk", text(&dir)], 1);
    assert_eq!(open["contests"][0]["conclusion"], "not confirmed yet");
    json(&["rla", "sample", text(&dir)], 0);
    let two = written(folder.path(), "two.csv", &readings(&dir, 2));
    json(&["rla", "record", text(&dir), "--mvrs", text(&two)], 0);
    let closed = json(&["rla", "risk", text(&dir)], 0);
    assert_eq!(closed["compliance"], "no compliance audit is on file");
    assert!(closed["contests"][0]["risk"].as_str().unwrap().parse::<f64>().unwrap() <= 0.05);
    let head = closed["head"].as_str().unwrap();
    let verified = json(&["rla", "verify", text(&dir), "--head", head], 0);
    assert_eq!((&verified["holds"], &verified["findings"]), (&true.into(), &json!([])));
    // Another head than the published one, one changed byte, a file away: each is found and named.
    assert_eq!(json(&["rla", "verify", text(&dir), "--head", &"0".repeat(64)], 1)["holds"], false);
    for (name, old, new) in [
        ("cards.csv", "B1/001,B1,1,s,A", "B1/001,B1,1,s,B"),
        ("rounds/1/mvrs.csv", ",found,A", ",found,B"),
        ("rounds/2/sample.csv", "order,", "Order,"),
        ("seed.json", "12345678901234567890", "12345678901234567891"),
        ("rounds/2/risk.json", "\"confirmed\":true", "\"confirmed\":false"),
    ] {
        let before = std::fs::read_to_string(dir.join(name)).unwrap();
        assert!(before.contains(old), "{name}");
        std::fs::write(dir.join(name), before.replacen(old, new, 1)).unwrap();
        let report = json(&["rla", "verify", text(&dir), "--head", head], 1);
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().any(|f| f["place"].as_str().unwrap().starts_with(name)), "{name}: {findings:?}");
        std::fs::write(dir.join(name), before).unwrap();
    }
    assert_eq!(json(&["rla", "verify", text(&dir), "--head", head], 0)["holds"], true);
}

#[test]
fn the_stored_record_is_made_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (from, dir) = (record(), folder.path().join("audit"));
    let at = |name: &str| text(&from.join(name)).to_owned();
    let run = |verb: &str, arguments: &[&str], minute: u32, exit: i32| {
        let time = format!("2026-11-03T09:{minute:02}:00Z");
        json(&[&["rla", verb][..], arguments, &["--time", &time]].concat(), exit)
    };
    let (audit, manifest, cards) = (at("audit.json"), at("manifest.csv"), at("cards.csv"));
    run("ingest", &[&audit, "--manifest", &manifest, "--cards", &cards, "--out", text(&dir)], 0, 0);
    run("assert", &[text(&dir)], 1, 0);
    let seed = [text(&dir), "--seed", "10293847561029384756", "--witness", "election board"];
    assert_eq!(run("seed", &seed, 2, 2)["error"]["code"], "RLA-SEED-EARLY");
    run("commit", &[text(&dir)], 2, 0);
    run("seed", &seed, 3, 0);
    let mut minute = 4;
    for round in 1..=2 {
        let risk: Value =
            serde_json::from_slice(&std::fs::read(from.join(format!("rounds/{round}/risk.json"))).unwrap()).unwrap();
        let sizes: Vec<String> = risk["contests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| format!("--size={}={}", c["id"].as_str().unwrap(), c["sampled"]))
            .collect();
        let mut sample = vec![text(&dir)];
        sample.extend(sizes.iter().map(String::as_str));
        run("sample", &sample, minute, 0);
        run("record", &[text(&dir), "--mvrs", &at(&format!("rounds/{round}/mvrs.csv"))], minute + 1, 0);
        run("risk", &[text(&dir)], minute + 2, 1);
        minute += 3;
    }
    assert_eq!(
        std::fs::read_to_string(dir.join("log.jsonl")).unwrap(),
        std::fs::read_to_string(from.join("log.jsonl")).unwrap()
    );
    assert_eq!(json(&["rla", "verify", text(&dir)], 0)["holds"], true);
    assert_eq!(json(&["rla", "prove", text(&dir.join("assertions.json"))], 0)["proved"], true);
}

#[test]
fn records_that_contradict_manifest_pools_or_reported_votes_do_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    let [audit, manifest, cards] = election(folder.path(), 260);
    let wrong_audit = {
        let other = folder.path().join("other");
        std::fs::create_dir(&other).unwrap();
        election(&other, 261)[0].clone()
    };
    let less = written(folder.path(), "less.csv", "batch,cards\nB1,100\nB2,99\nB3,100\nB4,100\n");
    let records = std::fs::read_to_string(&cards).unwrap();
    let mut pooled = records.replacen(",style,", ",style,pool,", 1).replace(",s,", ",s,,");
    pooled = pooled.replacen("B1/001,B1,1,s,,A", "B1/001,B1,1,s,P,-", 1);
    let pooled = written(folder.path(), "pooled.csv", &pooled);
    let head = "pool,cards,contest,contest_cards,candidate,votes\n";
    let pools = written(folder.path(), "pools.csv", &format!("{head}P,2,mayor,2,A,1\nP,2,mayor,2,B,0\n"));
    let good_pools = written(folder.path(), "good.csv", &format!("{head}P,1,mayor,1,A,1\nP,1,mayor,1,B,0\n"));
    let mut number = 0;
    let mut ingest = |audit: &Path, manifest: &Path, cards: &Path, pools: Option<&Path>, exit| {
        number += 1;
        let dir = folder.path().join(format!("audit-{number}"));
        let mut arguments = vec!["rla", "ingest", text(audit), "--manifest", text(manifest), "--cards", text(cards)];
        arguments.extend(["--out", text(&dir)]);
        if let Some(pools) = pools {
            arguments.extend(["--pools", text(pools)]);
        }
        json(&arguments, exit)["problems"].clone()
    };
    let has = |problems: &Value, code: &str| {
        assert!(problems.as_array().unwrap().iter().any(|p| p["code"] == code), "{code}: {problems}");
    };
    has(&ingest(&audit, &less, &cards, None, 1), "RLA-MANIFEST-LESS");
    has(&ingest(&wrong_audit, &manifest, &cards, None, 1), "RLA-TALLY");
    has(&ingest(&audit, &manifest, &pooled, Some(&pools), 1), "RLA-POOL-SUM");
    has(&ingest(&audit, &manifest, &pooled, None, 1), "RLA-POOL-SUM");
    assert_eq!(ingest(&audit, &manifest, &pooled, Some(&good_pools), 0), json!([]));
    // Votes beyond the cards, though reported and recorded alike.
    let more = written(folder.path(), "more.csv", &format!("{head}P,1,mayor,1,A,1\nP,1,mayor,1,B,1\n"));
    has(&ingest(&audit, &manifest, &pooled, Some(&more), 1), "RLA-POOL-SUM");
    let header = written(folder.path(), "header.csv", records.lines().next().unwrap());
    let none = ingest(&audit, &manifest, &header, None, 1);
    has(&none, "RLA-CVR-NONE");
    let remedy = |p: &Value| !p["what"].as_str().unwrap().is_empty() && !p["remedy"].as_str().unwrap().is_empty();
    assert!(none.as_array().unwrap().iter().all(remedy), "{none}");
}

#[test]
fn what_cannot_be_read_is_said_with_its_place_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = written(folder.path(), "garbage", "\u{1}\u{2} not \" an audit");
    let path = text(&garbage);
    let [audit, manifest, cards] = election(folder.path(), 260);
    let out = folder.path().join("out");
    for arguments in [
        &["rla", "ingest", path, "--manifest", text(&manifest), "--cards", text(&cards), "--out", text(&out)][..],
        &["rla", "ingest", text(&audit), "--manifest", path, "--cards", text(&cards), "--out", text(&out)],
        &["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", path, "--out", text(&out)],
        &["rla", "assert", path],
        &["rla", "assert", path, "--format", "raire"],
        &["rla", "assert", path, "--format", "raire-json"],
        &["rla", "prove", path],
        &["rla", "plan", path],
        &["rla", "values", text(&audit), "--pairs", path],
        &["rla", "martingale", path],
        &["rla", "simulate", path],
        &["rla", "commit", text(folder.path())],
        &["rla", "verify", text(folder.path())],
        &["rla", "replay", "georgia", text(folder.path())],
        &["rla", "replay", "colorado-sizes", path],
        &["rla", "replay", "colorado", text(folder.path()), "--seed", "12345678901234567890"],
    ] {
        let error = json(arguments, 2)["error"].clone();
        for key in ["code", "message", "remedy"] {
            assert!(error[key].as_str().is_some_and(|text| !text.is_empty()), "{arguments:?}: {error}");
        }
        assert!(!out.join("log.jsonl").exists(), "{arguments:?} began an audit");
    }
    for arguments in [
        &["rla", "draw", "--rule", "colorado", "--seed", "1234", "--size", "10"][..],
        &["rla", "draw", "--rule", "colorado", "--seed", "12345678901234567890"],
        &["rla", "nothing"],
    ] {
        assert_eq!(scrutineer(arguments).status.code(), Some(3), "{arguments:?}");
    }
}

#[test]
fn figures_of_the_statistics_are_those_of_the_published_examples() {
    let folder = tempfile::tempdir().unwrap();
    let audit = written(
        folder.path(),
        "audit.json",
        &json!({ "format": "scrutineer-rla-1", "title": "Example", "risk_limit": "0.05", "contests": [{
            "id": "mayor", "name": "Mayor", "choice_function": "plurality", "seats": 1, "cards": 1000,
            "candidates": [{ "id": "A" }, { "id": "B" }], "reported": { "A": 550, "B": 430 }, "reported_invalid": 20,
            "reported_winners": ["A"], "audit_type": "comparison" }] })
        .to_string(),
    );
    assert_eq!(json(&["rla", "assert", text(&audit)], 0)["contests"][0]["sample_size"], 49);
    assert_eq!(json(&["rla", "plan", text(&audit)], 0)["contests"][0]["error_free"], 49);
    let pairs = written(
        folder.path(),
        "pairs.jsonl",
        "{\"contest\":\"mayor\",\"cvr\":\"A\",\"mvr\":\"A\"}\n{\"contest\":\"mayor\",\"cvr\":\"A\",\"mvr\":\"-\"}\n\
         {\"contest\":\"mayor\",\"cvr\":\"A\",\"mvr\":\"B\"}\n{\"contest\":\"mayor\",\"cvr\":\"B\",\"mvr\":\"A\"}\n",
    );
    let values = json(&["rla", "values", text(&audit), "--pairs", text(&pairs)], 0);
    let values: Vec<f64> =
        values["values"].as_array().unwrap().iter().map(|v| v["value"].as_str().unwrap().parse().unwrap()).collect();
    for (value, expected) in values.iter().zip([0.531_914_893_617, 0.265_957_446_809, 0.0, 1.063_829_787_234]) {
        assert!((value - expected).abs() < 1e-12, "{values:?}");
    }
    assert_eq!(values.len(), 4);
    let line = "{\"id\":\"a\",\"population\":7,\"upper\":\"1\",\"null_mean\":\"0.5\",\"test\":{\"kind\":\"betting\",\
        \"bet\":{\"kind\":\"fixed\",\"lambda\":\"0.5\"}},\"x\":[1,0,1,1,0,0,1],\"at\":[1,7],\"alphas\":[\"0.05\"]}\n";
    let cases = written(folder.path(), "martingale.jsonl", line);
    let answer = json(&["rla", "martingale", text(&cases)], 0)["results"][0].clone();
    assert_eq!((&answer["n"], &answer["p"], &answer["first"]["0.05"]), (&7.into(), &"0".into(), &7.into()));
    let simulation = written(
        folder.path(),
        "simulate.json",
        &json!({ "values": [0.53, 0.0], "probabilities": [0.999, 0.001], "upper": "1.06", "null_mean": "0.5",
            "test": { "kind": "betting", "bet": { "kind": "fixed", "lambda": "1.5" } }, "alpha": "0.05", "reps": 200,
            "seed": "1", "cap": 5000 })
        .to_string(),
    );
    let run = || json(&["rla", "simulate", text(&simulation)], 0);
    let times = run();
    assert_eq!(times, run(), "the same seed, the same answer");
    // ln 20 / ln(1 + 1.5 · 0.03) without an error.
    assert!(times["quantiles"]["0.5"].as_u64().unwrap() >= 69 && times["stopped"] == 200, "{times}");
    let draw =
        ["rla", "draw", "--rule", "colorado", "--seed", "12345678901234567890", "--size", "1000", "--count", "6"];
    let picks: Vec<u64> =
        json(&draw, 0)["draws"].as_array().unwrap().iter().map(|d| d["pick"].as_u64().unwrap()).collect();
    assert_eq!(picks, [426, 921, 929, 56, 438, 587]);
    let ids = written(folder.path(), "ids", "B01/0001\nB01/0002\nB02/0001\nB02/0002\n");
    let draw = ["rla", "draw", "--rule", "ticket", "--seed", "12345678901234567890", "--ids", text(&ids)];
    let order: Vec<Value> = json(&draw, 0)["draws"].as_array().unwrap().iter().map(|d| d["id"].clone()).collect();
    assert_eq!(order, ["B01/0002", "B02/0001", "B01/0001", "B02/0002"]);
}

#[test]
fn published_audits_are_replayed() {
    let Some(colorado) = shared("rla/colorado2017") else { return };
    let lists = json(&["rla", "replay", "colorado", text(&colorado), "--seed", "84437724778708423271"], 0);
    assert_eq!((&lists["reproduced"], &lists["not_reproduced"]), (&5.into(), &0.into()));
    let another = json(&["rla", "replay", "colorado", text(&colorado), "--seed", "84437724778708423272"], 1);
    assert_eq!(another["not_reproduced"], 5);
    let Some(sizes) = shared("rla/colorado_sizes/2020G_contest_round1.csv") else { return };
    let file = json(&["rla", "replay", "colorado-sizes", text(&sizes)], 0)["files"][0].clone();
    assert_eq!(
        (&file["skipped"], &file["optimistic_equal"], &file["differences"]),
        (&93.into(), &565.into(), &json!([]))
    );
    let Some(georgia) = shared("rla/georgia2026") else { return };
    let batches = json(&["rla", "replay", "georgia", text(&georgia)], 0);
    assert_eq!(batches["batches"], 59);
    for (contest, draws) in batches["contests"].as_array().unwrap().iter().zip([24, 9]) {
        assert!(
            contest["draws"] == draws || contest["draws"].as_array().is_some_and(|d| d.len() == draws),
            "{contest}"
        );
        assert_eq!(contest["p_equal"], true);
    }
}

/// A winner ahead of each rival by first preferences needs no order walked, however many candidates there are.
#[test]
fn a_ranked_contest_of_many_candidates_is_derived_again() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..24).map(|i| format!("k{i}")).collect();
    let audit = json!({"format": "scrutineer-rla-1", "title": "T", "risk_limit": "0.05", "contests": [
        {"id": "m", "choice_function": "irv", "candidates": names, "cards": 460, "audit_type": "comparison"}]});
    let audit = written(folder.path(), "audit.json", &audit.to_string());
    let manifest = written(folder.path(), "manifest.csv", "batch,cards\nb1,460\n");
    let mut cards = String::from("card,batch,position,style,m\n");
    for i in 0..460_usize {
        let first = if i < 322 { 0 } else { 1 + i % 23 };
        let _ = writeln!(cards, "c{i:03},b1,{},s,{}", i + 1, names[first]);
    }
    let cards = written(folder.path(), "cards.csv", &cards);
    let dir = folder.path().join("ranked");
    let begin = ["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", text(&cards), "--out"];
    json(&[&begin[..], &[text(&dir)]].concat(), 0);
    json(&["rla", "assert", text(&dir)], 0);
    json(&["rla", "commit", text(&dir)], 0);
    json(&["rla", "verify", text(&dir)], 0);
}
