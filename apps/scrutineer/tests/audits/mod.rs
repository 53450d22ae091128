//! Audits and quick counts on the record: is what was planted found and nothing else, does anyone find the same verdict
//! again, and is what was altered found out?

mod make;

use crate::record::{copy, sample};
use crate::run::{json, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn demo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(name)
}

fn truth() -> Value {
    serde_json::from_slice(&std::fs::read(demo("audit-truth.json")).unwrap()).unwrap()
}

fn files(folder: &Path, prefix: &str, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), out);
        } else {
            out.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// A folder, and a new record in it.
fn started() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    json(&["record", "init", text(&dir)], 0);
    (folder, dir)
}

/// A folder anew with the files of another.
fn fresh(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    let mut all = BTreeMap::new();
    files(from, "", &mut all);
    for (name, bytes) in all {
        std::fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
        std::fs::write(to.join(name), bytes).unwrap();
    }
}

/// The folder of an audit as it was after its first steps.
fn after(steps: usize, from: &Path, to: &Path) {
    let log = std::fs::read_to_string(from.join("log.jsonl")).unwrap();
    let lines: Vec<&str> = log.split_inclusive('\n').take(steps).collect();
    std::fs::create_dir_all(to).unwrap();
    std::fs::write(to.join("log.jsonl"), lines.concat()).unwrap();
    for line in lines {
        let line: Value = serde_json::from_str(line).unwrap();
        for name in line["files"].as_object().unwrap().keys() {
            std::fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
            std::fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

/// The verdicts of a record in order: the statement's predicate and its document.
fn verdicts(dir: &Path) -> Vec<(Value, Value)> {
    let list = json(&["record", "list", "--dir", text(dir), "--kind", "rla.finding", "--limit", "999"], 0);
    let verdict = |entry: &Value| {
        let shown = json(&["record", "show", &entry["index"].to_string(), "--dir", text(dir)], 0);
        let said = shown["statement"]["predicate"].clone();
        let file = dir.join("public/blob").join(said["result"]["sha256"].as_str().unwrap());
        (said, serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
    };
    list["entries"].as_array().unwrap().iter().map(verdict).collect()
}

fn findings_step(public: &Path, exit: i32) -> Value {
    let report = json(&["record", "verify", text(public)], exit);
    report["steps"].as_array().unwrap().iter().find(|s| s["code"] == "findings").unwrap().clone()
}

/// A record with one audit in it; `confirmed` names what a person looked at.
fn import(dir: &Path, folder: &Path, more: &[&str], exit: i32) -> Value {
    let arguments =
        ["import", "rla", text(folder), "--dir", text(dir), "--personal-confirmed", "/seed.json/witnesses"];
    json(&[&arguments[..], more].concat(), exit)
}

/// The stored sample is what the verbs make of the planned votes; `SCRUTINEER_WRITE=1` writes it again.
#[test]
fn the_audit_and_the_quick_counts_of_the_sample_are_made_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let planted = make::audit(folder.path());
    let counted = make::counts(folder.path());
    for name in ["audit", "quickcount"] {
        let (mut made, mut stored) = (BTreeMap::new(), BTreeMap::new());
        files(&folder.path().join(name), "", &mut made);
        if std::env::var_os("SCRUTINEER_WRITE").is_some() {
            for (file, bytes) in &made {
                let path = demo(name).join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
        files(&demo(name), "", &mut stored);
        assert!(made.keys().eq(stored.keys()), "{name}: {:?} {:?}", made.keys(), stored.keys());
        let differs: Vec<&String> = made.iter().filter(|(f, bytes)| stored[*f] != **bytes).map(|(f, _)| f).collect();
        assert!(differs.is_empty(), "{name}: {differs:?}");
    }
    let truth = truth();
    assert_eq!(json!(planted), truth["audit"]["planted"], "{}", json!(planted));
    for (name, all) in counted {
        assert_eq!(all, truth["quickcounts"][name]["all_stations"], "{name}: {all}");
    }
}

#[test]
fn exactly_what_was_planted_is_found() {
    let found = verdicts(sample());
    let truth = truth();
    let of = |id: &str| found.iter().filter(|(_, v)| v["id"] == id).map(|(_, v)| v).collect::<Vec<_>>();
    let audit = of(truth["audit"]["id"].as_str().unwrap());
    assert_eq!(audit.len(), 8);
    assert!(audit.iter().all(|v| v["accepted"] == true), "{audit:?}");
    let orders: Vec<&Value> = audit.iter().map(|v| &v["order"]).collect();
    assert_eq!(orders[0], "no_seed");
    assert!(orders[1..].iter().all(|order| *order == "proven"), "{orders:?}");
    let last = audit[7];
    assert_eq!((&last["state"], &last["stage"]), (&"full_count".into(), &"risk".into()));
    let sorted = |list: &Value| {
        let mut list: Vec<String> = list.as_array().unwrap().iter().map(Value::to_string).collect();
        list.sort();
        list
    };
    assert_eq!(sorted(&last["differences"]), sorted(&truth["audit"]["planted"]));
    let states: BTreeMap<&str, &Value> =
        last["contests"].as_array().unwrap().iter().map(|c| (c["id"].as_str().unwrap(), &c["state"])).collect();
    assert_eq!(json!(states), truth["audit"]["contests"]);
    for contest in last["contests"].as_array().unwrap() {
        let rounds = contest["rounds"].as_array().unwrap();
        let risk: f64 = rounds.last().unwrap()["risk"].as_str().unwrap().parse().unwrap();
        assert_eq!(risk <= 0.05, contest["state"] == "confirmed", "{contest}");
    }
    // Every card to be fetched has a place; a card without a record has none and is not on the list.
    let pulls = last["pulls"].as_array().unwrap();
    assert!(!pulls.is_empty() && pulls.iter().all(|p| !p["location"].as_str().unwrap().is_empty()));
    for (id, planned) in truth["quickcounts"].as_object().unwrap() {
        let counts = of(id);
        assert_eq!(
            (counts.len(), &counts[0]["state"], &counts[1]["order"]),
            (2, &"waiting".into(), &"proven".into())
        );
        assert_eq!(counts[1]["state"], planned["state"], "{id}");
        // What all stations together counted lies within every interval.
        let (valid, estimate) = (planned["all_stations"]["valid"].as_f64().unwrap(), &counts[1]["estimate"]);
        for (share, votes) in
            estimate["shares"].as_array().unwrap().iter().zip(planned["all_stations"]["votes"].as_array().unwrap())
        {
            let end = |key: &str| share[key].as_str().unwrap().parse::<f64>().unwrap();
            let truth = votes.as_f64().unwrap() / valid;
            assert!(end("low") <= truth && truth <= end("high"), "{id}: {truth} {share}");
        }
    }
}

#[test]
fn an_audit_comes_on_the_record_step_by_step_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, early) = (folder.path().join("record"), folder.path().join("early"));
    json(&["record", "init", text(&dir), "--organisation", "An office"], 0);
    after(3, &demo("audit"), &early);
    let done = import(&dir, &early, &[], 0);
    assert_eq!(
        (&done["form"], &done["known"], &done["verdicts"]["published"]),
        (&"audit".into(), &false.into(), &1.into())
    );
    assert_eq!(import(&dir, &early, &[], 0)["known"], true);
    std::fs::write(early.join("notes.txt"), "not of any step").unwrap();
    let whole = import(&dir, &demo("audit"), &[], 0);
    assert_eq!((&whole["id"], &whole["left_out"]), (&done["id"], &json!([])));
    // An earlier state that comes late is told apart from one that rewrites a step.
    after(4, &demo("audit"), &early);
    assert_eq!(import(&dir, &early, &[], 2)["error"]["code"], "older-state");
    let found = verdicts(&dir);
    assert_eq!((&found[1].1["order"], found.len()), (&"proven".into(), 2));
    assert_eq!(findings_step(&dir.join("public"), 0)["outcome"], "holds");
    // All at once shows the same figures, and no order in time.
    let late = folder.path().join("late");
    json(&["record", "init", text(&late)], 0);
    let done = import(&late, &demo("audit"), &["--id", "bay"], 0);
    assert_eq!(done["id"], "bay");
    assert_eq!(verdicts(&late)[0].1["order"], "not_proven");
    // Nobody's name gets on the record unasked.
    let asked = json(&["import", "rla", text(&demo("audit")), "--dir", text(&late), "--id", "other"], 2);
    assert_eq!(asked["error"]["code"], "looks-personal");
}

/// Another audit of the same title: two cards change places in the records, every tally stays, every verb is content.
fn rewritten(folder: &Path, early: &Path) -> PathBuf {
    let other = folder.join("other");
    let cards = std::fs::read_to_string(early.join("cards.csv")).unwrap();
    let mut lines: Vec<String> = cards.lines().map(str::to_owned).collect();
    let cells = |line: &str| line.splitn(5, ',').last().unwrap().to_owned();
    let (a, b) = (1, (2..90).find(|i| cells(&lines[*i]) != cells(&lines[1])).unwrap());
    let (first, second) = (cells(&lines[a]), cells(&lines[b]));
    lines[a] = lines[a].replace(&first, &second);
    lines[b] = lines[b].replace(&second, &first);
    let changed = folder.join("cards.csv");
    std::fs::write(&changed, lines.join("\n") + "\n").unwrap();
    let at = |name: &str| early.join(name);
    let begin =
        ["rla", "ingest", text(&at("audit.json")), "--manifest", text(&at("manifest.csv"))].map(str::to_owned);
    let begin: Vec<&str> = begin.iter().map(String::as_str).collect();
    json(&[&begin[..], &["--cards", text(&changed), "--out", text(&other)]].concat(), 0);
    for verb in ["assert", "commit"] {
        json(&["rla", verb, text(&other)], 0);
    }
    assert_eq!(json(&["rla", "verify", text(&other)], 0)["holds"], true);
    other
}

fn codes(verdict: &Value) -> BTreeSet<&str> {
    verdict["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect()
}

/// Another set of records, committed to as carefully as the first, is no later state of the same audit: not when it
/// comes, and not one import later. What is erased is no longer held against anything, and says so.
#[test]
fn a_later_state_that_rewrites_the_commitment_is_found_out() {
    let (folder, dir) = started();
    let early = folder.path().join("early");
    after(3, &demo("audit"), &early);
    let first = import(&dir, &early, &[], 0);
    let other = rewritten(folder.path(), &early);
    let done = import(&dir, &other, &[], 1);
    // It is called by its title, which it shares: another name would escape the comparison.
    assert_eq!((&done["verdicts"]["rejected"], &done["id"]), (&1.into(), &first["id"]));
    let (_, verdict) = verdicts(&dir).pop().unwrap();
    assert_eq!(codes(&verdict), BTreeSet::from(["RLA-V-EXTENDS"]));
    assert_eq!((&verdict["state"], &verdict["reasons"][0]["place"]), (&"unverified".into(), &"log.jsonl:1".into()));
    // Of what does not hold the contests are named, and nothing else is told.
    let named = &verdict["contests"][0];
    assert!(named["name"].is_string() && named["assertions"] == json!([]) && named["rounds"] == json!([]), "{named}");
    json(&["rla", "seed", text(&other), "--seed", "60417385920174630852"], 0);
    import(&dir, &other, &[], 1);
    let (_, verdict) = verdicts(&dir).pop().unwrap();
    assert_eq!((codes(&verdict), &verdict["order"]), (BTreeSet::from(["RLA-V-EXTENDS"]), &"not_proven".into()));
    assert!(verdict["reasons"][0]["what"].as_str().unwrap().contains(&format!("entry {}", first["entry"])));
    // The findings that say so stand up to anyone.
    assert_eq!(findings_step(&dir.join("public"), 0)["outcome"], "holds");

    let second = folder.path().join("second.key");
    let key = ["record", "key", "new", "--dir", text(&dir), "--name", "dpa", "--organisation", "Data authority"];
    let may = ["--role", "data-protection", "--kind", "record.erasure", "--out", text(&second)];
    json(&[&key[..], &may].concat(), 0);
    let erase = |entry: &Value| {
        let arguments =
            ["record", "erase", &entry.to_string(), "--dir", text(&dir), "--reason", "error", "--second-key"];
        json(&[&arguments[..], &[text(&second)]].concat(), 0);
    };
    erase(&first["entry"]);
    let step = findings_step(&dir.join("public"), 0);
    assert_eq!((&step["outcome"], &step["counts"]["input erased"]), (&"holds".into(), &3.into()), "{step}");
    // What rested on it is judged anew: the two states that are left agree with each other.
    json(&["publish", "--dir", text(&dir)], 0);
    let found = verdicts(&dir);
    let last: Vec<&Value> = found.iter().rev().take(2).map(|(_, v)| &v["accepted"]).collect();
    assert_eq!((found.len(), last), (5, vec![&Value::from(true); 2]));
    let step = findings_step(&dir.join("public"), 0);
    assert_eq!((&step["outcome"], &step["counts"]["input erased"]), (&"holds".into(), &3.into()), "{step}");
}

/// Read off the files: draws of a batch for a contest count once, and a batch is fetched once a round.
#[test]
fn batches_are_counted_and_fetched_once_for_each_contest() {
    let (_folder, dir) = started();
    let batches = demo("../capabilities/rla/tests/cases/batches");
    import(&dir, &batches, &["--id", "batches"], 0);
    let (_, verdict) = verdicts(&dir).pop().unwrap();
    assert_eq!((&verdict["accepted"], &verdict["compared"]), (&true.into(), &0.into()));
    let (mut before, mut lines) = (BTreeSet::new(), 0);
    for (round, said) in (1..).zip(verdict["rounds"].as_array().unwrap()) {
        let cells = |name: &str, batch: usize, contest: usize| -> BTreeSet<(String, String)> {
            let file = std::fs::read_to_string(batches.join(format!("rounds/{round}/{name}"))).unwrap();
            let pair = |line: &str| {
                let cells: Vec<&str> = line.split(',').collect();
                (cells[batch].to_owned(), cells[contest].to_owned())
            };
            file.lines().skip(1).map(pair).collect()
        };
        let (drawn, read) = (cells("sample.csv", 3, 5), cells("mvrs.csv", 0, 2));
        let new: BTreeSet<(String, String)> = drawn.difference(&before).cloned().collect();
        assert_eq!((&said["drawn"], &said["read"]), (&new.len().into(), &read.len().into()));
        let pulls: Vec<&Value> =
            verdict["pulls"].as_array().unwrap().iter().filter(|p| p["round"] == round).collect();
        let fetched: BTreeSet<&str> = pulls.iter().map(|p| p["batch"].as_str().unwrap()).collect();
        assert_eq!(fetched, new.iter().map(|(batch, _)| batch.as_str()).collect());
        assert_eq!(pulls.len(), fetched.len(), "{pulls:?}");
        let contests: usize = pulls.iter().map(|p| p["contests"].as_array().unwrap().len()).sum();
        assert_eq!(contests, new.len());
        lines += pulls.len();
        before.extend(drawn);
    }
    assert_eq!(verdict["pulls"].as_array().unwrap().len(), lines);
}

/// Every text that would be published is looked through; what cannot be read is refused.
#[test]
fn nothing_gets_on_the_record_without_being_looked_through() {
    let (folder, dir) = started();
    let copy = folder.path().join("copy");
    let fresh = |from: &Path| fresh(from, &copy);
    let refused = |more: &[&str], place: &str| {
        let answer = import(&dir, &copy, &[&["--id", "x"], more].concat(), 2);
        assert_eq!(answer["error"]["code"], "looks-personal", "{place}: {answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(place), "{place}: {answer}");
    };
    let append = |name: &str, more: &str| {
        std::fs::write(copy.join(name), std::fs::read_to_string(copy.join(name)).unwrap() + more).unwrap();
    };
    let count = demo("quickcount/velmora-2025-run-off");
    for (name, more) in [("stations.csv", "a.b@office.example,x,1\n"), ("returns.csv", "tel. 021 555 0199,yes,1,1\n")]
    {
        fresh(&count);
        append(name, more);
        refused(&[], &format!("/{name}/"));
    }
    fresh(&count);
    let asked = std::fs::read_to_string(copy.join("estimate.json")).unwrap();
    std::fs::write(copy.join("estimate.json"), asked.replacen('{', "{\"note\":\"a.b\\u0040office.example\",", 1))
        .unwrap();
    refused(&[], "/estimate.json/note");
    // Of a member that stands twice a reader sees one.
    std::fs::write(copy.join("estimate.json"), asked.replacen('{', "{\"note\":\"x\",\"note\":\"y\",", 1)).unwrap();
    refused(&[], "estimate.json: /note stands twice");
    std::fs::write(copy.join("estimate.json"), &asked[1..]).unwrap();
    refused(&[], "estimate.json");
    let audit = demo("audit");
    fresh(&audit);
    append("log.jsonl", "{\"files\":{},\"note\":\"a.b@office.example\"}\n");
    refused(&[], "/log.jsonl/");
    fresh(&audit);
    append("rounds/1/mvrs.csv", "a.b@office.example\n");
    refused(&[], "/rounds~11~1mvrs.csv/");
    fresh(&audit);
    append("cards.csv", &format!("\"{}\n", "x".repeat(2 << 20)));
    refused(&[], "cards.csv");
    fresh(&audit);
    let evidence = folder.path().join("evidence");
    std::fs::write(&evidence, "Kept by a.b@office.example").unwrap();
    refused(&["--compliance", text(&evidence)], "/compliance/0");
    std::fs::write(&evidence, b"%PDF-1.7 \xff").unwrap();
    refused(&["--compliance", text(&evidence)], "compliance: no");
    // Totals of a small batch tell a vote as a card of its own does.
    fresh(&demo("../capabilities/rla/tests/cases/batches"));
    let totals = std::fs::read_to_string(copy.join("pools.csv")).unwrap();
    let small: Vec<String> = totals
        .lines()
        .map(|line| match line.strip_prefix("b01,50,mayor,50,") {
            Some(rest) => format!("b01,50,mayor,3,{},1", &rest[..1]),
            None => line.to_owned(),
        })
        .collect();
    std::fs::write(copy.join("pools.csv"), small.join("\n") + "\n").unwrap();
    refused(&[], "cards could reveal how somebody voted");
    // A person who looked may say so.
    fresh(&audit);
    std::fs::write(&evidence, b"%PDF-1.7 \xff").unwrap();
    let looked = ["--id", "x", "--compliance", text(&evidence), "--personal-confirmed", "/compliance"];
    import(&dir, &copy, &looked, 0);
    #[cfg(unix)]
    {
        fresh(&audit);
        std::os::unix::fs::symlink(audit.join("cards.csv"), copy.join("more.csv")).unwrap();
        let answer = import(&dir, &copy, &["--id", "y"], 2);
        assert!(answer["error"]["message"].as_str().unwrap().contains("more.csv is a symbolic link"), "{answer}");
    }
}

/// An import says how its own state was judged, however often it is made and whatever stands beside it.
#[test]
fn an_import_answers_for_its_own_state() {
    let (folder, dir) = started();
    let early = folder.path().join("early");
    after(3, &demo("audit"), &early);
    let evidence = folder.path().join("evidence.txt");
    std::fs::write(&evidence, "Seals were checked.").unwrap();
    import(&dir, &early, &["--compliance", text(&evidence)], 0);
    let filed = verdicts(&dir).pop().unwrap().1["compliance"].clone();
    assert!(filed.is_string());
    // Evidence on file stays on file.
    after(4, &demo("audit"), &early);
    let right = import(&dir, &early, &[], 0);
    assert_eq!(verdicts(&dir).pop().unwrap().1["compliance"], filed);
    let other = rewritten(folder.path(), &early);
    let wrong = import(&dir, &other, &[], 1);
    assert_eq!((&wrong["accepted"], &wrong["known"]), (&false.into(), &false.into()));
    let again = import(&dir, &other, &[], 1);
    assert_eq!(
        (&again["accepted"], &again["known"], &again["entry"]),
        (&false.into(), &true.into(), &wrong["entry"])
    );
    // Another audit beside it is no worse for that.
    import(&dir, &demo("../capabilities/rla/tests/cases/batches"), &["--id", "batches"], 0);
    // What was rewritten in between is put on the record again, and says that it does not fit.
    let back = import(&dir, &early, &[], 1);
    assert_eq!(back["known"], false);
    assert!(back["entry"].as_u64() > right["entry"].as_u64());
}

#[test]
fn an_audit_without_a_title_must_be_named() {
    let (folder, dir) = started();
    let count = folder.path().join("count");
    fresh(&demo("quickcount/velmora-2025-referendum"), &count);
    let design = std::fs::read_to_string(count.join("design.json")).unwrap();
    let title = "Referendum on the water law, October 2025";
    assert!(design.contains(title));
    let refused = |changed: &str| {
        std::fs::write(count.join("design.json"), changed).unwrap();
        let refused = json(&["import", "rla", text(&count), "--dir", text(&dir)], 3);
        assert!(refused["error"]["message"].as_str().unwrap().contains("no title"), "{refused}");
    };
    refused(&design.replace("\"title\"", "\"note\""));
    // Of these the numbers alone, or the beginning alone, would be left: another audit's name.
    refused(&design.replace(title, "الاستفتاء على قانون المياه 2025"));
    refused(&design.replace(title, &"Referendum on the water law ".repeat(4)));
    std::fs::write(count.join("design.json"), design.replace(title, "Référendum sur l'eau 2025")).unwrap();
    let done = json(&["import", "rla", text(&count), "--dir", text(&dir)], 0);
    assert_eq!(done["id"], "referendum-sur-l-eau-2025");
}

/// Once returns stood on the record, no later state without them makes the sample come first; and what was published
/// of a station stays.
#[test]
fn returns_that_were_published_neither_change_nor_go() {
    let (folder, dir) = started();
    let count = folder.path().join("count");
    let mut all = BTreeMap::new();
    files(&demo("quickcount/velmora-2025-run-off"), "", &mut all);
    let put = |names: &[&str]| {
        let _ = std::fs::remove_dir_all(&count);
        std::fs::create_dir_all(&count).unwrap();
        names.iter().for_each(|name| std::fs::write(count.join(name), &all[*name]).unwrap());
    };
    let take = |id: &str, exit: i32| {
        json(&["import", "rla", text(&count), "--dir", text(&dir), "--id", id], exit);
        verdicts(&dir).pop().unwrap().1
    };
    let (planned, whole) =
        (["design.json", "stations.csv"], ["design.json", "stations.csv", "estimate.json", "returns.csv"]);
    put(&whole);
    let verdict = take("late", 0);
    assert_eq!((&verdict["order"], &verdict["accepted"]), (&"not_proven".into(), &true.into()));
    put(&planned);
    let returns = String::from_utf8(all["returns.csv"].clone()).unwrap();
    let verdict = take("late", 1);
    let said = verdict["reasons"][0]["what"].as_str().unwrap();
    assert_eq!((codes(&verdict), &verdict["order"]), (BTreeSet::from(["RLA-Q-RETURNS"]), &"no_returns".into()));
    assert!(said.contains("and ") && said.contains(" more"), "{said}");
    // One return is added to nothing: it still is not the first.
    put(&whole);
    let two: Vec<&str> = returns.lines().take(2).collect();
    std::fs::write(count.join("returns.csv"), two.join("\n") + "\n").unwrap();
    assert_eq!(take("late", 1)["order"], "not_proven");

    // In the right order, and then with one number changed.
    put(&planned);
    take("early", 0);
    put(&whole);
    assert_eq!(take("early", 0)["order"], "proven");
    // A station that was not drawn, named by mistake, counts nowhere, and the mistake may be mended.
    put(&planned);
    take("mistaken", 0);
    put(&whole);
    let head = returns.lines().next().unwrap();
    let other =
        format!("X-999{}", &returns.lines().nth(1).unwrap()[returns.lines().nth(1).unwrap().find(',').unwrap()..]);
    std::fs::write(count.join("returns.csv"), format!("{head}\n{other}\n")).unwrap();
    assert_eq!(codes(&take("mistaken", 1)), BTreeSet::from(["RLA-MVR-UNSAMPLED"]));
    put(&whole);
    assert_eq!(take("mistaken", 0)["state"], "too_close");
    let row = returns.lines().nth(1).unwrap();
    let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
    let turnout: u64 = cells[2].parse().unwrap();
    cells[2] = (turnout + 1).to_string();
    std::fs::write(count.join("returns.csv"), returns.replace(row, &cells.join(","))).unwrap();
    let verdict = take("early", 1);
    assert_eq!((codes(&verdict), &verdict["state"]), (BTreeSet::from(["RLA-Q-RETURNS"]), &"unverified".into()));
    assert!(verdict["reasons"][0]["what"].as_str().unwrap().ends_with(&format!("here: {}", cells[0])));
    assert_eq!(findings_step(&dir.join("public"), 0)["outcome"], "holds");
}

#[test]
fn a_false_verdict_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let found = verdicts(sample());
    let (said, verdict) = found.iter().rfind(|(_, v)| v["check"] == "A1").unwrap().clone();
    let forge = |change: &dyn Fn(&mut Value, &mut Value), name: &str| {
        let target = folder.path().join(name);
        copy(sample(), &target);
        let (mut said, mut verdict) = (said.clone(), verdict.clone());
        change(&mut said, &mut verdict);
        let canonical = base::json::canonical(&base::json::Value::from(&verdict));
        let document = folder.path().join(format!("{name}.json"));
        std::fs::write(&document, &canonical).unwrap();
        said["result"] =
            json!({"sha256": base::digest::sha256(canonical.as_bytes()).to_string(), "bytes": canonical.len()});
        said.as_object_mut().unwrap().remove("_ref");
        let predicate = folder.path().join(format!("{name}-predicate.json"));
        std::fs::write(&predicate, said.to_string()).unwrap();
        let arguments =
            ["record", "append", "--dir", text(&target), "--kind", "rla.finding", "--sign", "--statement"];
        json(&[&arguments[..], &[text(&predicate), "--document", text(&document)]].concat(), 0);
        findings_step(&target.join("public"), 1).to_string()
    };
    let confirmed = |said: &mut Value, verdict: &mut Value| {
        let ward = verdict["contests"].as_array_mut().unwrap().iter_mut().find(|c| c["id"] == "ward3").unwrap();
        ward["state"] = json!("confirmed");
        verdict["state"] = json!("confirmed");
        said["summary"]["full_count"] = json!(0);
        said["summary"]["confirmed"] = json!(3);
    };
    let found = forge(&confirmed, "confirmed");
    assert!(found.contains("computed again"), "{found}");
    // To leave out the state before would hide a rewritten step.
    let alone = |said: &mut Value, _: &mut Value| {
        said.as_object_mut().unwrap().remove("older");
    };
    let found = forge(&alone, "alone");
    assert!(found.contains("states that stood before"), "{found}");
}
