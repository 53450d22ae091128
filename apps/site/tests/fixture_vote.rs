//! Elections inside parties and associations for pages to show: accepted, rejected with hostile text, not judged yet.

use kinds::voting::*;
use std::collections::BTreeMap;

pub const FINE: &str = "SampLeadershp1";
pub const BAD: &str = "SampHosti1e222";
pub const LATER: &str = "SampNotYet4444";
pub const TRACKER: &str = "aB3/x+cdefghijkLmnopqrstuvwxyzABCDEFGHIJKLM";

/// Two elections, one accepted and one rejected with hostile text; one that nobody judged yet, and one whose latest state
/// nobody judged yet.
pub fn rows() -> Vec<base::Row> {
    let mut rows = vec![election(FINE, &fine()), election(BAD, &bad())];
    let view = ElectionView {
        uuid: "SampUnjudged33".into(),
        states: vec![State { entry: 9, sha256: "ab".repeat(32), bytes: 1, parts: Vec::new(), verdict: None }],
        verdict: None,
        sources: vec![Source { entry: 9 }],
        replies: Vec::new(),
    };
    rows.push(row(&view, "SampUnjudged33"));
    let mut later: ElectionView = serde_json::from_str(&election(LATER, &fine()).json).unwrap();
    later.states[1].verdict = None;
    rows.push(row(&later, "The vote of the branch"));
    let place = |archive, event, counts| TrackerPlace { archive, event, hash: "cd".repeat(32), counts };
    rows.push(ballot(FINE, TRACKER, vec![place(11, 3, true), place(12, 3, false)]));
    rows.extend([BAD, LATER].map(|uuid| ballot(uuid, TRACKER, vec![place(11, 3, true)])));
    rows
}

/// Where a ballot stands.
pub fn ballot(uuid: &str, tracker: &str, places: Vec<TrackerPlace>) -> base::Row {
    base::Row {
        kind: "tracker".into(),
        id: format!("{uuid}/{tracker}"),
        facets: vec![("election".into(), uuid.into())],
        json: serde_json::to_string(&TrackerView { places }).unwrap(),
        ..Default::default()
    }
}

fn row(view: &ElectionView, title: &str) -> base::Row {
    base::Row {
        kind: "election".into(),
        id: view.uuid.clone(),
        title: title.into(),
        json: serde_json::to_string(view).unwrap(),
        ..Default::default()
    }
}

fn election(uuid: &str, verdict: &Verdict) -> base::Row {
    let state = |entry, accepted, complete| State {
        entry,
        sha256: format!("{entry:02}").repeat(32),
        bytes: 117_760,
        // The later state is published in parts.
        parts: if complete { vec!["c1".repeat(32), "c2".repeat(32)] } else { Vec::new() },
        verdict: Some(StateVerdict {
            entry: entry + 20,
            sha256: "ef".repeat(32),
            accepted,
            complete,
            stage: if complete { "finished" } else { "voting" }.into(),
            events: 20,
            failed: if accepted { Vec::new() } else { vec!["RESULT_MISMATCH".into(), "BOARD_NOT_EXTENSION".into()] },
        }),
    };
    let view = ElectionView {
        uuid: uuid.into(),
        states: vec![state(11, true, false), state(12, verdict.accepted, verdict.complete)],
        verdict: Some(verdict.clone()),
        sources: vec![Source { entry: 11 }],
        replies: Vec::new(),
    };
    row(&view, &verdict.election.as_ref().unwrap().name)
}

fn fine() -> Verdict {
    Verdict {
        check: CHECK.into(),
        version: VERSION,
        accepted: true,
        complete: true,
        stage: "finished".into(),
        archive: File {
            sha256: "12".repeat(32),
            bytes: 117_760,
            records: 40,
            events: 20,
            last_event: Some("34".repeat(32)),
            time: "2025-09-16T05:20:00Z".into(),
        },
        older: Some("11".repeat(32)),
        added: BTreeMap::from([("Ballot".into(), 5)]),
        election: Some(Election {
            uuid: FINE.into(),
            name: "Party of the Coast: leadership vote".into(),
            description: "Members elect.".into(),
            group: "Ed25519".into(),
            fingerprint: "x".repeat(43),
            administrator: None,
            credential_authority: Some("Members’ register".into()),
        }),
        counts: Counts {
            credentials: 18,
            ballots: 8,
            counted: 7,
            revotes: 1,
            weight: "9".into(),
            trustees: 4,
            shuffles: 2,
            decryptions: 3,
        },
        keys: vec![
            Key {
                number: 1, name: Some("حزب الساحل".into()), fingerprint: "56".repeat(32), threshold: None
            },
            Key { number: 2, name: None, fingerprint: "78".repeat(32), threshold: Some((2, 3)) },
        ],
        setup: Some(SetUp {
            audited: true,
            sha256: "9a".repeat(32),
            lines: 9,
            signers: vec![Signer {
                role: "trustee".into(),
                trustee: Some(2),
                name: "سجل-الأعضاء".into(),
                fingerprint: "bc".repeat(32),
            }],
            rehearsed: 2,
            reasons: Vec::new(),
        }),
        checks: ["passed", "not_applicable", "not_reached"]
            .map(|outcome| Check { code: "BALLOT_PROOF".into(), outcome: outcome.into(), items: 8 })
            .to_vec(),
        reasons: Vec::new(),
        reasons_more: 0,
        warnings: Vec::new(),
        warnings_more: 0,
        questions: vec![
            Question {
                text: "من يقود الحزب؟".into(),
                answers: vec!["A".repeat(60), "الفريق الثاني".into()],
                blank: true,
                votes: Some(vec![0, 5, 2]),
                ..Question::default()
            },
            Question {
                text: "In which order?".into(),
                answers: "abcdef".chars().map(|c| format!("Deputy {c}")).collect(),
                ranked: true,
                duels: Some(vec![vec![0; 6]; 6]),
                levels: Some(vec![vec![1, 0], vec![2, 3, 4, 5]]),
                ..Question::default()
            },
        ],
        trackers: Vec::new(),
    }
}

fn bad() -> Verdict {
    let mut verdict = fine();
    (verdict.accepted, verdict.complete, verdict.reasons_more) = (false, false, 2);
    let election = verdict.election.as_mut().unwrap();
    election.uuid = BAD.into();
    election.name = "<script>alert(\"election\")</script>".into();
    election.description = "<img src=x onerror=alert(1)>".into();
    verdict.keys[0].name = Some("<b>id".into());
    verdict.reasons = vec![Why {
        code: "RESULT_MISMATCH".into(),
        place: "event 16 (Result), result[0][0]".into(),
        what: "</table><h1>gone".into(),
        remedy: "<i>other".into(),
    }];
    let setup = verdict.setup.as_mut().unwrap();
    setup.audited = false;
    setup.signers[0].name = "<b>key".into();
    setup.reasons = vec![Why {
        code: "SETUP_LOG_ROLES".into(),
        place: "log".into(),
        what: "<script>signed".into(),
        remedy: "<i>other".into(),
    }];
    for question in &mut verdict.questions {
        question.text = "<script>".into();
        question.answers[0] = "<img".into();
        (question.votes, question.duels, question.levels) = (None, None, None);
    }
    verdict
}
