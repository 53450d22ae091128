//! Audits and quick counts for pages to show: sound, hostile, not judged yet.

use kinds::audits::*;
use kinds::voting::{Source, Why};
use std::collections::BTreeMap;

pub const FINE: &str = "marram-bay";
pub const BAD: &str = "hostile-bay";
pub const UNJUDGED: &str = "unjudged-bay";
/// By batches, so that no card is held against a record.
pub const BATCHES: &str = "batches-bay";
/// With a verdict on an earlier state alone.
pub const OLDER: &str = "older-bay";
/// With a verdict whose document is not here.
pub const UNREAD: &str = "unread-bay";
pub const CLOSE: &str = "run-off";
pub const AHEAD: &str = "referendum";

pub fn rows() -> Vec<base::Row> {
    let mut rows = Vec::new();
    let (pulls, differences) = sample();
    let long = SampleView { current: true, pulls, differences };
    for verdict in [fine(), bad()] {
        let states =
            vec![state(11, "unmeasured", "commit", &[]), state(13, &verdict.state, &verdict.stage, &verdict.reasons)];
        let view = audit(&verdict.id, states, Some(verdict.clone()));
        rows.push(row("audit", &verdict.id, &verdict.title, &view));
        rows.push(row("audit-sample", &verdict.id, "", &long));
    }
    let bare =
        StateLine { entry: 9, files: vec![("log.jsonl".into(), "ab".repeat(32), 1)], verdict: None, unread: None };
    let none = || SampleView { current: false, pulls: Vec::new(), differences: Vec::new() };
    rows.push(row("audit", UNJUDGED, UNJUDGED, &audit(UNJUDGED, vec![bare.clone()], None)));
    rows.push(row("audit-sample", UNJUDGED, "", &none()));
    let unread = StateLine { unread: Some(10), ..bare.clone() };
    rows.push(row("audit", UNREAD, UNREAD, &audit(UNREAD, vec![unread], None)));
    rows.push(row("audit-sample", UNREAD, "", &none()));
    let older = audit(OLDER, vec![state(7, "confirmed", "risk", &[]), bare], Some(fine()));
    rows.push(row("audit", OLDER, OLDER, &AuditView { current: false, ..older }));
    rows.push(row("audit-sample", OLDER, "", &SampleView { current: false, ..long }));
    let mut batches = Verdict { id: BATCHES.into(), compared: 0, ..fine() };
    batches.contests.iter_mut().for_each(|c| c.audit_type = "batch".into());
    let states = vec![state(13, &batches.state, &batches.stage, &[])];
    rows.push(row("audit", BATCHES, BATCHES, &audit(BATCHES, states, Some(batches))));
    rows.push(row("audit-sample", BATCHES, "", &SampleView { current: true, ..none() }));
    for count in [close(), ahead()] {
        let view = CountView {
            id: count.id.clone(),
            states: vec![state(15, &count.state, &count.order, &count.reasons)],
            verdict: Some(count.clone()),
            current: true,
            sources: vec![Source { entry: 15 }],
            replies: Vec::new(),
        };
        rows.push(row("quickcount", &count.id, &count.title, &view));
    }
    rows
}

fn row(kind: &str, id: &str, title: &str, view: &impl serde::Serialize) -> base::Row {
    base::Row {
        kind: kind.into(),
        id: id.into(),
        title: title.into(),
        json: serde_json::to_string(view).unwrap(),
        ..Default::default()
    }
}

fn audit(id: &str, states: Vec<StateLine>, verdict: Option<Verdict>) -> AuditView {
    AuditView {
        id: id.into(),
        states,
        current: verdict.is_some(),
        verdict,
        sources: vec![Source { entry: 11 }],
        replies: Vec::new(),
    }
}

fn state(entry: u64, state: &str, stage: &str, reasons: &[Why]) -> StateLine {
    StateLine {
        entry,
        files: vec![
            ("audit.json".into(), "cd".repeat(32), 2_100),
            ("commitment.json".into(), "ad".repeat(32), 700),
            (if entry > 11 { "seed.json" } else { "census.json" }.into(), "ef".repeat(32), 9_400),
        ],
        verdict: Some(StateVerdict {
            entry: entry + 1,
            accepted: reasons.is_empty(),
            state: state.into(),
            stage: stage.into(),
            failed: reasons.iter().map(|r| r.code.clone()).collect(),
        }),
        unread: None,
    }
}

fn sample() -> (Vec<Pull>, Vec<Difference>) {
    let pull = |location: &str, position: &str| Pull {
        round: 1,
        location: location.into(),
        batch: "W1-01".into(),
        position: position.into(),
        card: format!("W1-01/{position}"),
        contests: vec!["Mayor".into(), "<b>id".into()],
    };
    let difference = |contest: &str, record: &str, paper: &str| Difference {
        round: 1,
        card: "W1-01/004".into(),
        contest: contest.into(),
        record: record.into(),
        paper: paper.into(),
    };
    let pulls = vec![pull("Box 1, Town hall", "4"), pull("", "17"), pull("<script>", "18")];
    (pulls, vec![difference("mayor", "oru>sand", "<img src=x>"), difference("", "", "not_found")])
}

fn contest(id: &str, name: &str, state: &str, risks: &[&str]) -> Contest {
    let candidate = |id: &str, name: &str, winner| Candidate {
        id: id.into(),
        name: name.into(),
        votes: Some(560),
        seats: Some(3),
        winner,
    };
    let kinds = ["plurality", "scoring", "above", "below", "average", "remainder", "neb", "nen", "unheard-of"];
    let assertion = |kind: &&str| Assertion {
        id: format!("{kind}:a:b"),
        kind: (*kind).into(),
        winner: Some("Coast List".into()),
        loser: Some("قائمة الحقل".into()),
        continuing: vec!["Coast List".into(), "قائمة الحقل".into()],
        divisors: Some(("3".into(), "2".into())),
        share: Some("2/3".into()),
        margin: "0.0611".into(),
        p: risks.last().map(|r| (*r).into()),
        discrepancies: BTreeMap::from([("over_two".into(), 1)]),
    };
    let measured = |(i, risk): (usize, &&str)| Measured {
        round: i as u64 + 1,
        sampled: 80 * (i as u64 + 1),
        risk: (*risk).into(),
        state: if i + 1 == risks.len() { state } else { "open" }.into(),
    };
    Contest {
        id: id.into(),
        name: name.into(),
        rule: "dhondt".into(),
        audit_type: "comparison".into(),
        limit: "0.05".into(),
        seats: 5,
        cards: 1_201,
        phantoms: 1,
        candidates: vec![candidate("a", "Coast List", true), candidate("b", "قائمة الحقل", false)],
        assertions: kinds.iter().map(assertion).collect(),
        endings: vec![Ending {
            name: "قائمة الحقل".into(),
            ruled_out: None,
            before: vec![Ending { name: "<script>".into(), ruled_out: Some(6), before: Vec::new() }],
        }],
        rounds: risks.iter().enumerate().map(measured).collect(),
        state: state.into(),
    }
}

fn fine() -> Verdict {
    Verdict {
        check: CHECK.into(),
        version: VERSION,
        id: FINE.into(),
        accepted: true,
        stage: "risk".into(),
        state: "full_count".into(),
        title: "Municipality of Marram Bay".into(),
        older: Some("11".repeat(32)),
        head: "22".repeat(32),
        steps: 10,
        order: "proven".into(),
        compliance: Some("33".repeat(32)),
        checks: [("RLA-V-CHAIN", "passed"), ("RLA-V-RISK", "not_reached"), ("RLA-V-EXTENDS", "failed")]
            .map(|(code, outcome)| (code.to_owned(), outcome.to_owned()))
            .to_vec(),
        reasons: Vec::new(),
        reasons_more: 0,
        commitment: Some(Commitment {
            sha256: "44".repeat(32),
            root: "55".repeat(32),
            cards: 1_200,
            time: "2025-10-20T08:20:00Z".into(),
        }),
        seed: Some(Seeded {
            seed: "60417385920174630852".into(),
            time: "2025-10-21T09:00:00Z".into(),
            witnesses: vec!["Electoral board".into(), "شبكة المراقبين".into()],
        }),
        contests: vec![
            contest("assembly", "Municipal assembly", "confirmed", &["0.0832", "0.00002141"]),
            contest("mayor", "Mayor", "open", &["0.31"]),
            contest("ward3", "Council seat of ward 3", "full_count", &["1", "1"]),
        ],
        rounds: vec![Round { round: 1, drawn: 120, phantoms: 1, read: 119, measured: true }],
        compared: 119,
        pulls: Vec::new(),
        differences: Vec::new(),
    }
}

fn bad() -> Verdict {
    let mut verdict = fine();
    (verdict.id, verdict.title) = (BAD.into(), "<script>alert(\"audit\")</script>".into());
    (verdict.accepted, verdict.state, verdict.order) = (false, "unverified".into(), "not_proven".into());
    (verdict.compliance, verdict.reasons_more) = (None, 3);
    verdict.reasons = vec![Why {
        code: "RLA-V-EXTENDS".into(),
        place: "log.jsonl:3".into(),
        what: "</table><h1>gone".into(),
        remedy: "<i>other".into(),
    }];
    for contest in &mut verdict.contests {
        contest.state = "unverified".into();
        contest.name = "<b>id".into();
        contest.candidates[0].name = "<img src=x onerror=alert(1)>".into();
        contest.assertions[0].winner = Some("<script>".into());
    }
    verdict.seed.as_mut().unwrap().witnesses[0] = "<script>".into();
    verdict
}

fn close() -> Count {
    let share = |name: &str, [share, low, high]: [&str; 3]| Share {
        name: name.into(),
        share: share.into(),
        low: low.into(),
        high: high.into(),
    };
    Count {
        check: COUNT_CHECK.into(),
        version: VERSION,
        id: CLOSE.into(),
        title: "Presidential run-off".into(),
        accepted: true,
        state: "too_close".into(),
        order: "proven".into(),
        older: None,
        reasons: Vec::new(),
        reasons_more: 0,
        margin: "0.020000".into(),
        confidence: "0.950000".into(),
        seed: "60417385920174630852".into(),
        stations_file: "stations.csv".into(),
        stations: 800,
        drawn: 150,
        estimate: Some(Estimated {
            received: 133,
            shares: vec![
                share("Candidate Amari", ["0.504100", "0.476000", "0.532000"]),
                share("<script>", ["0.495900", "0.468000", "0.524000"]),
            ],
            turnout: share("", ["0.651000", "0.630000", "0.672000"]),
            first: "Candidate Amari".into(),
            second: "<script>".into(),
            difference: share("", ["0.008200", "-0.048000", "0.064000"]),
            worst: ("-0.021000".into(), "0.041000".into()),
            interval: "sequence".into(),
            strata: vec![("Al-Wadi".into(), 150, 28, 25)],
        }),
        sample: vec![("AAW001".into(), "Al-Wadi".into(), true), ("AAW002".into(), "<b>id".into(), false)],
    }
}

fn ahead() -> Count {
    let mut count = close();
    (count.id, count.title, count.state) = (AHEAD.into(), "Referendum".into(), "lead".into());
    count.estimate.as_mut().unwrap().interval = "fixed".into();
    count
}
