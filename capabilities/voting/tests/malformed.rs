//! Is a ballot of any wrong shape refused for its shape, whoever signed it?

use crate::events::{put_together, take_apart};
use crate::shared;
use base::json::{Value, parse};
use voting::ballot::Rules;
use voting::fault::Code;
use voting::group::{FiniteField, Group};
use voting::hold;
use voting::json::{Reader, compact};
use voting::model::Question;
use voting::verify::{Depth, verify};

/// A named change of one list.
type Change = (&'static str, fn(&mut Vec<Value>));

/// An element more, one fewer, none at all.
fn list_changes() -> [Change; 3] {
    [
        ("longer", |l| {
            if let Some(first) = l.first().cloned() {
                l.push(first);
            }
        }),
        ("shorter", |l| {
            l.pop();
        }),
        ("empty", Vec::clear),
    ]
}

fn at<'v>(value: &'v mut Value, path: &str) -> &'v mut Value {
    path.split('/').filter(|p| !p.is_empty()).fold(value, |value, step| match step.parse::<usize>() {
        Ok(i) => &mut value.as_array_mut().unwrap()[i],
        Err(_) => value.as_object_mut().unwrap().get_mut(step).unwrap(),
    })
}

#[test]
fn every_wrong_shape_is_refused_for_its_shape() {
    let Some(archive) = shared::read("v251-ed25519-h-single3/before-close/PSsRjyaeZt9J1o.bel") else { return };
    let board = verify(&archive, Depth::Full).unwrap().board.unwrap();
    let ballots = shared::read("v251-ed25519-h-single3/ballots.jsons").unwrap();
    let ballots = String::from_utf8(ballots).unwrap();
    let honest = parse(ballots.lines().next().unwrap().as_bytes(), 16).unwrap().value;
    let mut cases: Vec<(String, Value)> = Vec::new();
    // Question 0 takes no blank vote, question 1 does.
    for path in [
        "answers",
        "answers/0/choices",
        "answers/0/individual_proofs",
        "answers/0/individual_proofs/0",
        "answers/0/overall_proof",
        "answers/1/choices",
        "answers/1/individual_proofs",
        "answers/1/individual_proofs/2",
        "answers/1/overall_proof",
        "answers/1/blank_proof",
    ] {
        for (name, change) in list_changes() {
            let mut ballot = honest.clone();
            change(at(&mut ballot, path).as_array_mut().unwrap());
            cases.push((format!("{path} {name}"), ballot));
        }
    }
    let mut exchanged = honest.clone();
    at(&mut exchanged, "answers").as_array_mut().unwrap().swap(0, 1);
    cases.push(("answers exchanged".into(), exchanged));
    let mut removed = honest.clone();
    at(&mut removed, "answers/1").as_object_mut().unwrap().remove("blank_proof");
    cases.push(("blank_proof removed".into(), removed));
    let mut added = honest.clone();
    let proof = at(&mut added, "answers/1/blank_proof").clone();
    at(&mut added, "answers/0").as_object_mut().unwrap().insert("blank_proof", proof);
    cases.push(("blank_proof added".into(), added));
    let mut ranked = honest.clone();
    let choice = at(&mut ranked, "answers/0/choices/0").clone();
    let proof = at(&mut ranked, "answers/0/overall_proof/0").clone();
    *at(&mut ranked, "answers/0") =
        Value::Object([("choices".into(), choice), ("proof".into(), proof)].into_iter().collect());
    cases.push(("a ranked answer".into(), ranked));

    for (what, ballot) in cases {
        let mut bytes = String::new();
        compact(&ballot, &mut bytes);
        let reasons = hold::ballot_reasons(&board, bytes.as_bytes()).unwrap();
        let shape = reasons.iter().any(|r| r.code.as_str() == "BALLOT_SHAPE");
        assert!(shape, "{what}: {reasons:?}");
    }
}

/// A question that asks for more answers than it allows has no ballot of the right shape, and nothing breaks on it.
#[test]
fn under_a_question_with_more_answers_asked_than_allowed_no_ballot_has_the_right_shape() {
    let held = crate::election::hold_in(voting::group::Edwards::get(), [1; 5], false);
    let mut events = take_apart(&held.bytes);
    let election = &mut events[0].1[0];
    assert_eq!(election.matches(r#""min":0,"max":1"#).count(), 1);
    *election = election.replace(r#""min":0,"max":1"#, r#""min":1,"max":0"#);
    let verified = verify(&put_together(&events), Depth::Full).unwrap();
    let of = |code: &str| verified.report.reasons.iter().filter(|r| r.code.as_str() == code).count();
    assert_eq!((of("ELECTION_PARAMETERS"), of("BALLOT_SHAPE")), (1, 6), "{:?}", verified.report.reasons);
}

/// A question that allows more answers than it has would ask for proofs of any number of entries.
#[test]
fn proofs_without_bounds_are_not_gone_over() {
    let group = FiniteField::rfc_3526_2048();
    let (key, uuid) = (group.generator(), "BenchVoting123");
    let zero = r#"{"challenge":"0","response":"0"}"#;
    let ballot = |overall: usize| {
        format!(
            r#"{{"election_uuid":"{uuid}","election_hash":"f","credential":"c","answers":[{{"choices":[{{"alpha":"4","beta":"4"}}],"individual_proofs":[[{zero},{zero}]],"overall_proof":[{}]}}],"signature":{{"hash":"x","proof":{zero}}}}}"#,
            vec![zero; overall].join(",")
        )
    };
    for (max, proofs) in [(1, true), (59_999, false), (u64::MAX, false)] {
        let answers = vec!["a".to_owned()];
        let questions = [Question::Homomorphic { question: "q".into(), answers, blank: false, min: 0, max }];
        let key_fixed = group.fixed(&key);
        let rules = Rules { group, uuid, fingerprint: "f", questions: &questions, key: &key, key_fixed: &key_fixed };
        let mut reader = Reader::new("ballot");
        rules.check(&mut reader, ballot(usize::try_from(max).unwrap().min(59_999) + 1).as_bytes(), |_| None);
        let codes: Vec<Code> = reader.faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes.contains(&Code::BallotProof), proofs, "{codes:?}");
        assert_eq!(codes.contains(&Code::BallotShape), !proofs, "{codes:?}");
    }
}
