//! Records of audits by batches and with pools: sound ones hold, and what is planted in them is found although hashes,
//! log and commitment were made to fit again.
//!
//! `cases/batches` and `cases/oneaudit` were made by the program itself: two contests in twelve batches, two rounds, a
//! batch counted with a vote less; and two hundred cards of which thirty are in a pool, two rounds, a card not found.

use crate::tampering::{Files, found, json, lines, mend, recommit, says, set, stored, swap, text};
use rla::verify::verify;

#[test]
fn clean_records_hold() {
    for name in ["batches", "oneaudit"] {
        let files = stored(name);
        let head = rla::log::head(&text(&files, "log.jsonl")).to_string();
        assert_eq!(verify(&files, Some(&head)).findings, [], "{name}");
    }
}

#[test]
fn damaged_files_are_findings_and_never_a_crash() {
    for record in ["batches", "oneaudit"] {
        for name in stored(record).keys() {
            for cut in [0, 1, 40] {
                let mut files = stored(record);
                if files[name].len() <= cut {
                    continue;
                }
                files.get_mut(name).unwrap().truncate(cut);
                mend_if_possible(&mut files);
                assert!(!verify(&files, None).holds, "{record} {name} cut to {cut}");
                files.insert(name.clone(), vec![0xff; 64]);
                assert!(!verify(&files, None).holds, "{record} {name} of nonsense");
            }
            let mut files = stored(record);
            files.remove(name);
            assert!(!verify(&files, None).holds, "{record} {name} missing");
        }
    }
}

/// Mends where log, seed and commitment can still be read.
fn mend_if_possible(files: &mut Files) {
    let reads = |name: &str| {
        let text = files.get(name).map(|b| String::from_utf8_lossy(b).into_owned()).unwrap_or_default();
        !text.is_empty() && text.lines().all(|l| serde_json::from_str::<serde_json::Value>(l).is_ok())
    };
    if reads("log.jsonl") && reads("seed.json") && reads("commitment.json") {
        mend(files);
    }
}

/// A verdict is computed again byte for byte: findings stand in the same order every time.
#[test]
fn many_wrong_pools_give_the_same_findings_every_time() {
    let mut files = stored("oneaudit");
    lines(&mut files, "pools.csv", |all| {
        for i in 0..12 {
            all.push(format!("Q{i},5,mayor,5,A,3"));
            all.push(format!("Q{i},5,mayor,5,B,2"));
        }
    });
    let first = verify(&files, None).findings;
    assert!(first.iter().filter(|f| f.place == "pools.csv").count() >= 12, "{first:?}");
    for _ in 0..4 {
        assert_eq!(verify(&files, None).findings, first);
    }
    // Numbers beyond every count are no reason to stop.
    lines(&mut files, "pools.csv", |all| {
        all.push(format!("R,{0},mayor,{0},A,{0}", i128::MAX));
        all.push(format!("S,{0},mayor,{0},A,{0}", 1_u64 << 40));
    });
    assert!(!verify(&files, None).holds);
}

macro_rules! tamper {
    ($($name:ident, $record:literal, $code:literal, $change:expr;)*) => {
        $(#[test]
        fn $name() {
            let mut files = stored($record);
            let change: fn(&mut Files) = $change;
            change(&mut files);
            found(&files, $code);
        })*
    };
}

const RISK: &str = "rounds/1/risk.json";
const SAMPLE: &str = "rounds/1/sample.csv";
const COUNTS: &str = "rounds/1/mvrs.csv";

/// Changes the last field of a line that begins so.
fn last_field(files: &mut Files, name: &str, begins: &str, to: &str) {
    lines(files, name, |all| {
        let at = all.iter().position(|l| l.starts_with(begins)).unwrap();
        let end = all[at].rfind(',').unwrap() + 1;
        assert_ne!(&all[at][end..], to);
        all[at].replace_range(end.., to);
    });
}

/// Other totals of the pool, with the sums that follow written everywhere.
fn pool(files: &mut Files, rows: &[&str], a: u64, b: u64) {
    set(files, "pools.csv", format!("pool,cards,contest,contest_cards,candidate,votes\n{}\n", rows.join("\n")));
    json(files, "audit.json", |audit| {
        audit["contests"][0]["reported"] = serde_json::json!({ "A": a, "B": b });
        audit["title"] = "Other pools".into();
    });
    let hash = base::digest::sha256(&files["audit.json"]).to_string();
    json(files, "commitment.json", |c| c["audit_sha256"] = hash.into());
    recommit(files, "pools_sha256", "pools.csv");
    // Of the cards outside the pool 160 hold a vote, ten none.
    let votes = a + b - 160;
    let mut census: serde_json::Value = serde_json::from_slice(&files["census.json"]).unwrap();
    let contest = &mut census["contests"]["mayor"];
    contest["tally"] = serde_json::json!({ "A": a, "B": b });
    contest["valid"] = (160 + votes.min(30)).into();
    contest["invalid"] = (40 - votes.min(30)).into();
    set(files, "census.json", rla::log::canonical(&census));
    mend(files);
}

tamper! {
    a_batch_weighs_less, "batches", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["batches"][0]["weight"] = 1.into()); recommit(f, "assertions_sha256", "assertions.json"); };
    a_weight_is_one_off, "batches", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { let w = a["contests"][1]["batches"][2]["weight"].as_u64().unwrap(); a["contests"][1]["batches"][2]["weight"] = (w + 2).into(); }); recommit(f, "assertions_sha256", "assertions.json"); };
    a_batch_is_left_out_of_the_weights, "batches", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { a["contests"][0]["batches"].as_array_mut().unwrap().remove(3); }); recommit(f, "assertions_sha256", "assertions.json"); };
    two_batches_change_places, "batches", "RLA-V-ASSERT", |f| { lines(f, "manifest.csv", |l| l.swap(1, 2)); recommit(f, "manifest_sha256", "manifest.csv"); };
    the_bound_is_made_smaller, "batches", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["error_bound"] = "2".into()); recommit(f, "assertions_sha256", "assertions.json"); };
    fewer_draws_are_called_enough, "batches", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["draws"] = 2.into()); recommit(f, "assertions_sha256", "assertions.json"); };
    an_assertion_of_seats_is_left_out, "batches", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| { a["contests"][1]["assertions"].as_array_mut().unwrap().remove(0); }); recommit(f, "assertions_sha256", "assertions.json"); };
    totals_are_changed, "batches", "RLA-V-CENSUS", |f| { last_field(f, "pools.csv", "b01,50,mayor,50,A", "40"); recommit(f, "pools_sha256", "pools.csv"); };
    totals_of_two_batches_change_places, "batches", "RLA-V-ASSERT", |f| { last_field(f, "pools.csv", "b01,50,mayor,50,A", "27"); last_field(f, "pools.csv", "b02,50,mayor,50,A", "29"); recommit(f, "pools_sha256", "pools.csv"); };
    a_batch_holds_more_than_its_cards, "batches", "RLA-V-MANIFEST", |f| { swap(f, "manifest.csv", "b05,50", "b05,40"); recommit(f, "manifest_sha256", "manifest.csv"); };
    totals_of_a_batch_that_is_not_there, "batches", "RLA-V-MANIFEST", |f| { lines(f, "pools.csv", |l| l.push("b99,50,mayor,50,A,0".into())); recommit(f, "pools_sha256", "pools.csv"); };
    the_manifest_is_smaller_than_the_bound, "batches", "RLA-V-ASSERT", |f| { json(f, "audit.json", |a| a["contests"][0]["cards"] = 800.into()); recommit(f, "audit_sha256", "audit.json"); };
    a_contest_is_called_one_by_cards, "batches", "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["audit_type"] = "comparison".into()); recommit(f, "audit_sha256", "audit.json"); };
    another_batch_is_drawn, "batches", "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { let b = l[1].split(',').nth(1).unwrap().to_owned(); let other = if b == "b01" { "b02" } else { "b01" }; l[1] = l[1].replace(&b, other); }); mend(f); };
    a_draw_is_left_out, "batches", "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { l.remove(2); }); mend(f); };
    a_draw_is_made_twice, "batches", "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| { let again = l[1].clone(); l.insert(1, again); }); mend(f); };
    another_seed, "batches", "RLA-V-SAMPLE", |f| { json(f, "seed.json", |s| s["seed"] = "99999999999999999999".into()); mend(f); };
    the_pull_list_lacks_a_batch, "batches", "RLA-V-SAMPLE", |f| { lines(f, "rounds/1/pull.csv", |l| { l.pop(); }); mend(f); };
    a_count_is_left_out, "batches", "RLA-V-MVR", |f| { lines(f, COUNTS, |l| { l.remove(1); }); mend(f); };
    a_count_stands_twice, "batches", "RLA-V-MVR", |f| { lines(f, COUNTS, |l| { let again = l[1].clone(); l.push(again); }); mend(f); };
    a_batch_that_was_not_drawn_is_counted, "batches", "RLA-V-MVR", |f| { lines(f, COUNTS, |l| l.push("b98,50,mayor,50,A,1".into())); mend(f); };
    a_number_is_no_number, "batches", "RLA-V-MVR", |f| { lines(f, COUNTS, |l| { let end = l[1].rfind(',').unwrap(); l[1].replace_range(end.., ",many"); }); mend(f); };
    a_batch_is_counted_with_two_sizes, "batches", "RLA-V-MVR", |f| { lines(f, COUNTS, |l| l[2] = l[2].replacen(",50,", ",49,", 1)); mend(f); };
    the_missing_vote_is_put_back, "batches", "RLA-V-RISK", |f| {
        let all = text(f, COUNTS);
        let reported = text(f, "pools.csv");
        let honest: Vec<String> = all.lines().map(|l| { let key = &l[..=l.rfind(',').unwrap()]; reported.lines().find(|r| r.starts_with(key)).unwrap_or(l).to_owned() }).collect();
        assert_ne!(all, honest.join("\n") + "\n");
        set(f, COUNTS, honest.join("\n") + "\n");
        mend(f);
    };
    a_taint_is_hidden, "batches", "RLA-V-RISK", |f| { json(f, RISK, |r| { let b = r["contests"].as_array_mut().unwrap().iter_mut().flat_map(|c| c["batches"].as_array_mut().unwrap()).find(|b| b["taint"] != "0").unwrap(); b["taint"] = "0".into(); }); mend(f); };
    draws_of_a_batch_are_changed, "batches", "RLA-V-RISK", |f| { json(f, RISK, |r| r["contests"][0]["batches"][0]["draws"] = 9.into()); mend(f); };
    the_risk_by_batches_is_made_smaller, "batches", "RLA-V-RISK", |f| { json(f, RISK, |r| r["contests"][0]["risk"] = "0.01".into()); mend(f); };
    a_contest_by_batches_is_called_confirmed, "batches", "RLA-V-RISK", |f| { json(f, RISK, |r| { let c = r["contests"].as_array_mut().unwrap().iter_mut().find(|c| c["confirmed"] == false).unwrap(); c["confirmed"] = true.into(); }); mend(f); };
    a_contest_by_batches_is_left_out, "batches", "RLA-V-RISK", |f| { json(f, RISK, |r| { r["contests"].as_array_mut().unwrap().remove(1); }); mend(f); };
    a_pool_has_other_votes, "oneaudit", "RLA-V-CENSUS", |f| { last_field(f, "pools.csv", "P,30,mayor,30,A", "25"); recommit(f, "pools_sha256", "pools.csv"); };
    a_pool_has_fewer_cards_than_rows, "oneaudit", "RLA-V-CENSUS", |f| { let changed = text(f, "pools.csv").replace("mayor,30", "mayor,29"); set(f, "pools.csv", changed); recommit(f, "pools_sha256", "pools.csv"); };
    a_pool_has_more_votes_than_cards, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,31", "P,30,mayor,30,B,0"], 127, 64);
    a_candidate_has_more_votes_than_cards, "oneaudit", "RLA-V-CENSUS", |f| { pool(f, &["P,30,mayor,30,A,31", "P,30,mayor,30,B,0"], 127, 64); json(f, "audit.json", |a| a["contests"][0]["votes_allowed"] = 3.into()); recommit(f, "audit_sha256", "audit.json"); says(f, "RLA-V-CENSUS", "31 votes for `A` on 30 cards"); };
    a_pool_has_more_votes_than_cards_in_all, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,30", "P,30,mayor,30,B,30"], 126, 94);
    a_pool_has_votes_for_nobody, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,24", "P,30,mayor,30,B,6", "P,30,mayor,30,C,6"], 120, 70);
    a_pool_has_votes_in_no_contest, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,24", "P,30,mayor,30,B,6", "P,30,major,30,A,6"], 120, 70);
    a_pool_has_votes_that_are_no_number, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,24", "P,30,mayor,30,B,six"], 120, 64);
    a_pool_has_votes_twice, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,24", "P,30,mayor,30,B,6", "P,30,mayor,30,B,6"], 120, 70);
    a_pool_has_two_sizes, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,30,mayor,30,A,24", "P,31,mayor,30,B,6"], 120, 70);
    a_pool_is_smaller_than_its_part, "oneaudit", "RLA-V-CENSUS", |f| pool(f, &["P,29,mayor,30,A,24", "P,29,mayor,30,B,6"], 120, 70);
    there_are_endless_draws, "batches", "RLA-V-SAMPLE", |f| { lines(f, SAMPLE, |l| l.resize(rla::verify::MAX_DRAWN + 2, "x".into())); let report = found(f, "RLA-V-SAMPLE"); assert!(report.findings.iter().any(|f| f.what.contains("draws that are gone over"))); };
    more_votes_are_counted_than_cards, "batches", "RLA-V-MVR", |f| { let row = text(f, COUNTS).lines().nth(1).unwrap().to_owned(); let key = row[..=row.rfind(',').unwrap()].to_owned(); last_field(f, COUNTS, &key, "51"); mend(f); };
    a_batch_is_tested_with_less_than_nothing, "batches", "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["test"] = serde_json::json!({ "kind": "kaplan_markov", "g": "-0.4" })); recommit(f, "audit_sha256", "audit.json"); };
    a_batch_is_tested_as_cards_are, "batches", "RLA-V-CENSUS", |f| { json(f, "audit.json", |a| a["contests"][0]["test"] = serde_json::json!({ "kind": "kaplan_kolmogorov", "g": "0.1" })); recommit(f, "audit_sha256", "audit.json"); };
    a_card_is_taken_out_of_its_pool, "oneaudit", "RLA-V-CENSUS", |f| { swap(f, "cards.csv", ",s,P,-", ",s,,A"); mend(f); };
    a_card_is_put_into_a_pool, "oneaudit", "RLA-V-CENSUS", |f| { swap(f, "cards.csv", ",s,,A", ",s,P,-"); mend(f); };
    a_margin_with_pools_is_made_larger, "oneaudit", "RLA-V-ASSERT", |f| { json(f, "assertions.json", |a| a["contests"][0]["assertions"][0]["margin"] = "0.4".into()); recommit(f, "assertions_sha256", "assertions.json"); };
    a_paper_of_a_pool_is_changed, "oneaudit", "RLA-V-RISK", |f| { let changed = text(f, COUNTS).replace(",found,B", ",found,A"); set(f, COUNTS, changed); mend(f); };
    a_lost_card_is_called_found, "oneaudit", "RLA-V-RISK", |f| { swap(f, COUNTS, ",not_found,", ",found,A"); mend(f); };
    a_risk_with_pools_is_made_smaller, "oneaudit", "RLA-V-RISK", |f| { json(f, RISK, |r| r["contests"][0]["assertions"][0]["p"] = "0.001".into()); mend(f); };
    pools_are_not_committed_to, "oneaudit", "RLA-V-COMMIT", |f| { json(f, "commitment.json", |c| c["pools_sha256"] = serde_json::Value::Null); mend(f); };
}

/// Totals that the cards cannot hold, by each rule: a candidate on every card at most, and all within what is allowed.
#[test]
fn the_engine_refuses_totals_that_the_cards_cannot_hold() {
    let fits = |contest: serde_json::Value, votes: [u64; 3]| {
        let mut audit = serde_json::json!({ "format": "scrutineer-rla-1", "title": "t", "risk_limit": "0.05", "contests": [
            { "id": "c", "candidates": ["A", "B", "C"], "cards": 10, "audit_type": "oneaudit" }] });
        audit["contests"][0].as_object_mut().unwrap().extend(contest.as_object().unwrap().clone());
        let (audit, problems) = rla::audit::read(audit.to_string().as_bytes());
        let audit = audit.unwrap_or_else(|| panic!("{problems:?}"));
        let rows = ["A", "B", "C"].iter().zip(votes).map(|(c, n)| format!("P,10,c,10,{c},{n}\n"));
        let text = format!("pool,cards,contest,contest_cards,candidate,votes\n{}", rows.collect::<String>());
        let (_, problems) = rla::cards::pools(&audit, text.as_bytes(), 0);
        assert!(problems.iter().all(|p| p.code == "RLA-POOL-SUM"), "{problems:?}");
        problems.is_empty()
    };
    let three = || serde_json::json!({ "votes_allowed": 3 });
    assert!(fits(three(), [10, 10, 10]) && !fits(three(), [30, 0, 0]));
    let two = || serde_json::json!({ "votes_allowed": 2 });
    assert!(fits(two(), [10, 10, 0]) && !fits(two(), [10, 10, 1]));
    let approval = || serde_json::json!({ "choice_function": "approval" });
    assert!(fits(approval(), [10, 10, 10]) && !fits(approval(), [11, 0, 0]));
    let scores = || serde_json::json!({ "choice_function": "scoring", "max_score": 5 });
    assert!(fits(scores(), [50, 50, 50]) && !fits(scores(), [51, 0, 0]));
}
