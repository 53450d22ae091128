//! Assertions, seats and ranked contests with known answers.

use crate::shared::shared;
use rla::assertion::{assertions, reported_tally, to_f64};
use rla::raire::{Ballots, find, prove};
use rla::ranked::{raire, raire_json};

const EXAMPLES: &str = include_str!("cases/examples.audit.json");

#[test]
fn worked_examples_of_every_linear_rule() {
    let (audit, problems) = rla::audit::read(EXAMPLES.as_bytes());
    assert_eq!(problems, []);
    let expected: serde_json::Value = serde_json::from_str(include_str!("cases/examples.expected.json")).unwrap();
    for contest in audit.unwrap().contests {
        let expected = &expected[&contest.id];
        let tally = reported_tally(&contest).unwrap();
        let (outcome, list) = assertions(&contest, &tally, contest.cards).unwrap();
        if let Some(seats) = expected.get("seats") {
            assert_eq!(&serde_json::json!(outcome.seats), seats, "{}", contest.id);
        }
        let tightest = list.iter().min_by(|a, b| a.ratio().total_cmp(&b.ratio())).unwrap();
        assert_eq!(contest.assertion_id(&tightest.kind), expected["tightest"].as_str().unwrap());
        assert_eq!(Some(list.len() as u64), expected["assertions"].as_u64(), "{}", contest.id);
        let near = |value: f64, key: &str| {
            let wanted = expected[key].as_f64().unwrap();
            assert!((value - wanted).abs() < 1e-10, "{} {key}: {value}", contest.id);
        };
        near(to_f64(&tightest.upper), "upper");
        near(to_f64(&tightest.margin), "margin");
        let size = rla::martingale::error_free_size(tightest.ratio(), to_f64(&contest.risk_limit), 2.0);
        assert_eq!(Some(size), expected["size"].as_u64(), "{}", contest.id);
    }
}

#[test]
fn belgian_seats_and_sizes() {
    for (name, size, with_blank) in [("anvers", 11_203, (44_400, 11_621)), ("namur", 279, (26_171, 303))] {
        let Some(path) = shared(&format!("belgium2024/{name}.audit.json")) else { return };
        let (audit, problems) = rla::audit::read(&std::fs::read(path).unwrap());
        assert_eq!(problems, []);
        let mut contest = audit.unwrap().contests.remove(0);
        let largest = |contest: &rla::model::Contest| {
            let tally = reported_tally(contest).unwrap();
            let (outcome, list) = assertions(contest, &tally, contest.cards).unwrap();
            assert_eq!(outcome.seats, contest.reported_seats);
            list.iter().filter_map(|a| a.sample_size(contest.audit_type, &contest.risk_limit)).max().unwrap()
        };
        assert_eq!(largest(&contest), size);
        contest.cards += with_blank.0;
        contest.reported_invalid += with_blank.0;
        assert_eq!(largest(&contest), with_blank.1);
    }
}

#[test]
fn ranked_contests_have_the_published_winner_and_least_difficulty() {
    let expected = [
        ("raire/Berkeley_2010_D1CityCouncil.raire", 2, 5_700, 2_348),
        ("raire/Berkeley_2010_D4CityCouncil.raire", 1, 4_759, 1_033),
        ("raire/Berkeley_2010_D7CityCouncil.raire", 1, 4_184, 728),
        ("raire/Berkeley_2010_D8CityCouncil.raire", 1, 4_601, 1_756),
        ("raire/Aspen_2009_Mayor.raire", 3, 2_528, 177),
        ("raire/SFDA_2019_Nov8Partial.raire", 0, 118_149, 5_412),
        ("raire/Pierce_2008_CityCouncil.raire", 2, 40_000, 4_014),
        ("nsw/Ballina Mayoral.json", 4, 26_913, 3_694),
        ("nsw/Bellingen Mayoral.json", 0, 8_374, 2_512),
        ("nsw/Byron Mayoral.json", 5, 18_165, 1_060),
    ];
    for (file, winner, ballots, least) in expected {
        let Some(path) = shared(&format!("irv/{file}")) else { return };
        let bytes = std::fs::read(path).unwrap();
        let (contest, problems) = if file.ends_with(".json") {
            raire_json(&bytes)
        } else {
            let (mut contests, problems) = raire(&bytes[..]);
            (contests.pop(), problems)
        };
        assert_eq!(problems, [], "{file}");
        let contest = contest.unwrap();
        assert_eq!(contest.cards, ballots, "{file}");
        let found = find(&contest.ballots, &mut || true).unwrap();
        assert_eq!((found.winner, found.least), (winner, least), "{file}");
        assert_eq!(prove(contest.candidates.len(), winner, &found.assertions), None, "{file}");
        // Nothing is superfluous: without any one of them some order is left.
        for at in 0..found.assertions.len() {
            let mut fewer = found.assertions.clone();
            fewer.remove(at);
            assert!(prove(contest.candidates.len(), winner, &fewer).is_some(), "{file} {at}");
        }
        println!("{file}: {} assertions, least margin {least}", found.assertions.len());
    }
}

#[test]
fn a_ranked_contest_by_hand() {
    let ranking = |text: &str| text.bytes().map(|b| b - b'A').collect::<Vec<u8>>();
    let votes = [("AB", 30), ("BA", 10), ("BC", 14), ("CB", 21), ("C", 9), ("A", 6), ("CA", 4)];
    let ballots = Ballots::new(3, votes.iter().map(|(r, n)| (ranking(r), *n)));
    let found = find(&ballots, &mut || true).unwrap();
    assert_eq!((found.winner, found.least, ballots.total()), (2, 2, 94));
    // Equal votes that decide the winner are a tie, not a choice.
    let tied = Ballots::new(2, [(vec![0], 5), (vec![1], 5)]);
    assert!(find(&tied, &mut || true).is_err());
    // The caller's patience is asked for.
    let many = Ballots::new(9, (0..9_u8).map(|c| (vec![c, (c + 1) % 9], 100 + u64::from(c))));
    assert!(find(&many, &mut || false).is_err());
}

#[test]
fn an_audit_file_in_toml_reads_as_the_same_in_json() {
    let toml = r#"
format = "scrutineer-rla-1"
title = "Municipal election, Exampleville"
risk_limit = "0.05"

[[contests]]
id = "mayor"
name = "Mayor"
choice_function = "plurality"
seats = 1
votes_allowed = 1
candidates = [ {id="A", name="Ada"}, {id="B", name="Ben"}, {id="W", name="write-in", write_in=true} ]
reported = { A = 550, B = 430, W = 0 }
reported_winners = ["A"]
reported_invalid = 20
cards = 1000
audit_type = "comparison"
use_style = true
test = { kind = "default" }

[[contests]]
id = "bond"
choice_function = "supermajority"
share = "2/3"
candidates = [ {id="yes", name="Yes"}, {id="no", name="No"} ]
reported = { yes = 700, no = 280 }
reported_invalid = 20
reported_winners = ["yes"]
cards = 1000
audit_type = "polling"
"#;
    let (read, problems) = rla::audit::read(toml.as_bytes());
    assert_eq!(problems, []);
    let read = read.unwrap();
    let json = rla::audit::toml_value(toml).unwrap().to_string();
    let (same, problems) = rla::audit::read(json.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(format!("{read:?}"), format!("{:?}", same.unwrap()));
    // Worked examples (a) and (b): 49 cards, and polling with its assorter's bound 3/4.
    let tally = |c| reported_tally(c).unwrap();
    let list = |i: usize| assertions(&read.contests[i], &tally(&read.contests[i]), 1000).unwrap().1;
    assert_eq!(list(0)[0].sample_size(read.contests[0].audit_type, &read.contests[0].risk_limit), Some(49));
    assert_eq!((list(1).len(), to_f64(&list(1)[0].upper)), (1, 0.75));
    // Where the TOML ends wrongly, the place is named; an unknown key is a warning.
    let (none, problems) = rla::audit::read(toml.replace("cards = 1000", "cards = ").as_bytes());
    assert!(none.is_none() && problems[0].code == "RLA-FORMAT" && problems[0].what.contains("line"), "{problems:?}");
    let (_, problems) = rla::audit::read(toml.replace("votes_allowed", "votes_alowed").as_bytes());
    assert_eq!(
        (problems[0].code.as_ref(), problems[0].place.pointer.as_str()),
        ("RLA-KEY", "/contests/0/votes_alowed")
    );
}
