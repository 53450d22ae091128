//! What must hold for every dossier: no missing evidence improves a result, and what does not apply changes no score.
//!
//! Random dossiers of two raters and one round over the core profile; the generator is seeded, so a failure repeats.

use crate::files::Files;
use assess::catalogue::Catalogue;
use assess::dossier::{Dossier, RecordFile};
use assess::evidence::{Bearing, Grade, Item};
use assess::ratings::Rating;
use assess::{Assessment, Limits, Options, catalogue, compute, dossier};
use base::digest::sha256;
use base::exact::Rational;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::Rng as _;
use rule::{Coverage, Kind, Status, Type, Verdict};
use std::collections::BTreeSet;

/// A dossier as `assess new` would leave it, with technologies of several kinds.
const HEAD: &str = "
format: scrutineer-dossier/1
id: random
title: random
catalogue: {id: scrutineer-core, version: 1.0.0, sha256: HASH}
profile: full
jurisdiction: {code: XX, name: nowhere, legal_orders: [UN, EU]}
as_of: '2026-10-01'
election: e
elections: [{id: e, name: e, kind: local, polling_day: '2026-05-17', results_final_on: '2026-05-24'}]
law: [{source: ICCPR, from: '1990-01-01'}]
facts: {}
technologies:
- {id: t1, kind: roll, name: t1, stage: registration}
- {id: t2, kind: biometric_auth, name: t2, stage: voting}
- {id: t3, kind: results_tx, name: t3, stage: count_results}
actors: []
assessors: [{id: a, organisation: a, interests: none}, {id: b, organisation: b, interests: none}]
";

struct Draw(ChaCha8Rng);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }
}

/// A value that fits a field, as JSON text.
fn value(draw: &mut Draw, field: &rule::Field, n: usize) -> String {
    let year = 2025 + draw.below(2);
    let (month, day) = (1 + draw.below(12), 1 + draw.below(28));
    match field.field_type {
        Type::Id if field.name == "id" => format!("\"r{n}\""),
        Type::Id | Type::Text => format!("\"{}\"", draw.pick(&["a", "b", "c"])),
        Type::Date => format!("\"{year}-{month:02}-{day:02}\""),
        Type::Time => format!("\"{year}-{month:02}-{day:02}T{:02}:00:00Z\"", draw.below(24)),
        Type::Month => format!("\"{year}-{month:02}\""),
        Type::Int => draw.below(60).to_string(),
        Type::Decimal => format!("\"0.{:02}\"", draw.below(100)),
        Type::Bool => draw.chance(60).to_string(),
        Type::Enum => format!("\"{}\"", draw.pick(&field.values)),
        Type::List => format!("[\"{}\"]", draw.pick(&["planning", "award", "contract"])),
    }
}

fn line(draw: &mut Draw, kind: &Kind, n: usize) -> Members {
    let mut out = Vec::new();
    for field in kind.fields.iter().filter(|field| field.name != "known_on") {
        if !field.required && draw.chance(8) {
            continue;
        }
        let text = if field.nullable && draw.chance(10) { "null".to_owned() } else { value(draw, field, n) };
        out.push((field.name.clone(), text));
    }
    out
}

/// Keys and values as JSON text, in the order written.
type Members = Vec<(String, String)>;

struct Case {
    dossier: Dossier,
    folder: Files,
    /// Records by file; a record as its members.
    lines: Vec<(String, Vec<Members>)>,
}

impl Case {
    fn new(draw: &mut Draw, empty: &Dossier, catalogue: &Catalogue) -> Self {
        let mut dossier = empty.clone();
        let mut lines = Vec::new();
        for kind in &catalogue.kinds {
            if draw.chance(25) {
                continue;
            }
            let n = draw.below(8) as usize;
            let records = (0..n).map(|at| line(draw, kind, at)).collect();
            let coverage = *draw.pick(&[
                Coverage::Census,
                Coverage::Census,
                Coverage::Census,
                Coverage::Sample,
                Coverage::Partial,
            ]);
            let file = format!("records/{}.jsonl", kind.name);
            dossier.records.push(RecordFile { file, kind: kind.name.clone(), sha256: String::new(), coverage });
            lines.push((format!("records/{}.jsonl", kind.name), records));
        }
        for (n, indicator) in catalogue.indicators.iter().enumerate() {
            if draw.chance(50) {
                let grade = *draw.pick(&[Grade::A, Grade::B, Grade::C, Grade::D, Grade::X]);
                let supports = draw.chance(60);
                dossier.evidence.push(item(&format!("E{n}"), &indicator.id, grade, supports, draw.chance(50)));
            }
            if indicator.method != catalogue::Method::Machine {
                for assessor in ["a", "b"] {
                    if draw.chance(80) {
                        let value = *draw.pick(&[
                            Status::Met,
                            Status::Met,
                            Status::Partly,
                            Status::NotMet,
                            Status::Indeterminate,
                            Status::NotApplicable,
                        ]);
                        dossier.ratings.push(rating(assessor, &indicator.id, value));
                    }
                }
            }
        }
        let mut case = Self { dossier, folder: Files::new(), lines };
        case.write();
        case
    }

    /// Writes the lines as files, each with the digest the dossier states.
    fn write(&mut self) {
        for (file, records) in &self.lines {
            let mut text = String::new();
            for record in records {
                let members: Vec<String> = record.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                text.push_str(&format!("{{{}}}\n", members.join(",")));
            }
            let digest = sha256(text.as_bytes()).to_string();
            self.folder.insert(file.clone(), text.into_bytes());
            self.dossier.files.insert(file.clone(), digest.clone());
            for entry in self.dossier.records.iter_mut().filter(|entry| entry.file == *file) {
                entry.sha256.clone_from(&digest);
            }
        }
    }

    fn run(&self, catalogue: &Catalogue) -> Assessment {
        let options = Options { simulation: None, resamples: 5, limits: Limits::default() };
        compute(&self.folder, &self.dossier, catalogue, &options).unwrap()
    }
}

fn item(id: &str, indicator: &str, grade: Grade, supports: bool, speaks_to_text: bool) -> Item {
    Item {
        id: id.to_owned(),
        title: String::new(),
        kind: "report".to_owned(),
        sha256: String::new(),
        origin: "o".to_owned(),
        made_by: String::new(),
        dated: "2026-01-01".to_owned(),
        access: "restricted".to_owned(),
        speaks_to_text,
        sample_design: false,
        grade,
        why_x: None,
        bears_on: vec![Bearing { indicator: indicator.to_owned(), supports, against_interest: false }],
        redactions: Vec::new(),
    }
}

fn rating(assessor: &str, indicator: &str, value: Status) -> Rating {
    Rating {
        assessor: assessor.to_owned(),
        round: 1,
        indicator: indicator.to_owned(),
        value,
        reason: Some(String::new()),
        evidence: Vec::new(),
    }
}

fn empty(catalogue: &Catalogue) -> Dossier {
    let text = HEAD.replace("HASH", &catalogue.sha256);
    let files = Files::from([("dossier.yaml".to_owned(), text.into_bytes())]);
    dossier::read(&files, catalogue, &Limits::default(), true).unwrap()
}

fn verdict(status: &str) -> bool {
    matches!(status, "met" | "partly" | "not_met")
}

/// What may never happen when something is taken away. `whole` also excludes new verdicts of any kind and a lower hi.
fn worse_or_unknown(before: &Assessment, after: &Assessment, whole: bool, what: &str) {
    for (old, new) in before.indicators.iter().zip(&after.indicators) {
        let better = new.status == "met" && old.status != "met";
        assert!(!better, "{what}: {} became met from {} ({:?})", new.id, old.status, old.reason);
        if whole {
            let decided = verdict(new.status) && !verdict(old.status);
            assert!(!decided, "{what}: {} became {} from {} ({:?})", new.id, new.status, old.status, old.reason);
        }
    }
    let number = |text: &Option<String>| text.as_ref().map(|text| text.parse::<f64>().unwrap());
    let scores = |a: &Assessment| {
        let recommendations = a.recommendations.iter().map(|r| (r.id.clone(), r.score.clone()));
        recommendations.chain(a.obligations.iter().map(|o| (o.id.clone(), o.score.clone()))).collect::<Vec<_>>()
    };
    for ((id, old), (_, new)) in scores(before).into_iter().zip(scores(after)) {
        // Where what applies changes (a kind of record is gone), bounds of different questions do not compare.
        if old.applicable == new.applicable {
            if let (Some(old), Some(new)) = (number(&old.lo), number(&new.lo)) {
                assert!(new <= old, "{what}: {id} lo rose from {old} to {new}");
            }
            if let (true, Some(old), Some(new)) = (whole, number(&old.hi), number(&new.hi)) {
                assert!(new >= old, "{what}: {id} hi fell from {old} to {new}");
            }
        }
    }
}

/// Random dossiers; each loses one thing of each sort.
const CASES: usize = 10_000;

#[test]
fn taking_anything_away_never_improves_a_result() {
    let catalogue = catalogue::own().unwrap();
    let empty = empty(&catalogue);
    let mut draw = Draw(assess::simulate::generator("properties", "missing", "evidence", 0));
    let (mut verdicts, mut met) = (0_usize, 0_usize);
    for n in 0..CASES {
        let mut case = Case::new(&mut draw, &empty, &catalogue);
        let before = case.run(&catalogue);
        verdicts += before.indicators.iter().filter(|i| verdict(i.status)).count();
        met += before.indicators.iter().filter(|i| i.status == "met").count();
        // Cases take turns in what they lose, so that ten thousand stay affordable.
        match n % 4 {
            0 => {
                let filled: Vec<usize> = (0..case.lines.len()).filter(|at| !case.lines[*at].1.is_empty()).collect();
                if filled.is_empty() {
                    continue;
                }
                let at = *draw.pick(&filled);
                let record = draw.below(case.lines[at].1.len() as u64) as usize;
                let fields = &mut case.lines[at].1[record];
                let gone = fields.remove(draw.below(fields.len() as u64) as usize);
                let what = format!("case {n}: {} of {}", gone.0, case.lines[at].0);
                case.write();
                worse_or_unknown(&before, &case.run(&catalogue), true, &what);
            }
            1 => {
                let Some(file) = case.lines.get(draw.below(case.lines.len().max(1) as u64) as usize) else {
                    continue;
                };
                let name = file.0.clone();
                case.folder.remove(&name);
                case.dossier.files.remove(&name);
                worse_or_unknown(&before, &case.run(&catalogue), true, &format!("case {n}: file {name}"));
            }
            2 => {
                if case.dossier.ratings.is_empty() {
                    continue;
                }
                let at = draw.below(case.dossier.ratings.len() as u64) as usize;
                let gone = case.dossier.ratings.remove(at);
                // A `not applicable` beside verdicts is a dispute; without it the verdicts stand. That is no evidence
                // taken away, but an objection, and does not belong here. Nor does an objection to a verdict.
                if gone.value == Status::Met {
                    worse_or_unknown(
                        &before,
                        &case.run(&catalogue),
                        false,
                        &format!("case {n}: rating of {}", gone.indicator),
                    );
                }
            }
            _ => {
                let Some(at) = case.dossier.evidence.iter().position(|item| item.bears_on[0].supports) else {
                    continue;
                };
                let gone = case.dossier.evidence.remove(at);
                worse_or_unknown(&before, &case.run(&catalogue), false, &format!("case {n}: evidence {}", gone.id));
            }
        }
    }
    // The generator must reach verdicts, or nothing was tested.
    assert!(verdicts > CASES * 10 && met > CASES * 2, "{verdicts} verdicts, {met} met");
}

#[test]
fn what_does_not_apply_changes_no_score_and_order_changes_nothing() {
    let catalogue = catalogue::own().unwrap();
    let empty = empty(&catalogue);
    let mut draw = Draw(assess::simulate::generator("properties", "order", "", 0));
    for n in 0..300 {
        let mut case = Case::new(&mut draw, &empty, &catalogue);
        let before = case.run(&catalogue);
        // The same profile without one indicator that does not apply.
        if let Some(gone) = before.indicators.iter().find(|i| i.status == "not_applicable") {
            let mut smaller = catalogue.clone();
            let ids = smaller.indicators.iter().map(|i| i.id.clone()).filter(|id| *id != gone.id).collect();
            smaller.profiles.iter_mut().find(|p| p.id == "full").unwrap().indicators = Some(ids);
            let after = case.run(&smaller);
            assert_eq!(before.recommendations, after.recommendations, "case {n}: {}", gone.id);
            assert_eq!(before.obligations, after.obligations, "case {n}: {}", gone.id);
        }
        for (_, records) in &mut case.lines {
            records.reverse();
            records.iter_mut().for_each(|record| record.reverse());
        }
        case.write();
        case.dossier.records.reverse();
        let after = case.run(&catalogue);
        assert_eq!(before.indicators, after.indicators, "case {n}");
        assert_eq!(before.recommendations, after.recommendations, "case {n}");
    }
}

/// The verdicts that records can come to together, by trying every choice for those that are not known.
fn together(records: &[Option<Verdict>], worst: bool) -> BTreeSet<Verdict> {
    let Some((first, rest)) = records.split_first() else { return BTreeSet::new() };
    let own = first.map_or_else(|| Verdict::ALL.to_vec(), |verdict| vec![verdict]);
    let others = together(rest, worst);
    let pick = |a: Verdict, b: Verdict| if worst { a.min(b) } else { a.max(b) };
    match rest {
        [] => own.into_iter().collect(),
        _ => own.iter().flat_map(|a| others.iter().map(|b| pick(*a, *b))).collect(),
    }
}

#[test]
fn a_ratio_is_judged_by_every_record_of_it() {
    let field = |name: &str| rule::Field {
        name: name.to_owned(),
        field_type: Type::Decimal,
        required: false,
        nullable: true,
        values: Vec::new(),
    };
    let kinds = [Kind { name: "k".to_owned(), fields: vec![field("x"), field("n")] }];
    let parse = |text: &str| base::json::parse(text.as_bytes(), 8).unwrap().value;
    let mut draw = Draw(assess::simulate::generator("properties", "ratio", "records", 0));
    let (mut open, mut decided) = (0, 0);
    for case in 0..4000 {
        let at_least = draw.chance(50);
        let worst = draw.chance(50);
        // Thresholds above 1 as ratios have them, in both directions.
        let (met, partly) = if at_least { ("1.2", "0.8") } else { ("1.1", "1.5") };
        let form = format!(
            r#"{{"form":"ratio_bands","of":{{"kind":"k"}},"numerator":"x","denominator":"n","direction":"{}","combine":"{}","met":"{met}","partly":"{partly}","if_none":"not_assessed"}}"#,
            if at_least { "at_least" } else { "at_most" },
            if worst { "worst" } else { "best" }
        );
        let rule = rule::Rule::read(&parse(&form), &kinds).unwrap();
        let context = rule::Context { as_of: 0, polling_day: None, results_final_on: None };
        let mut run = rule::Run::new(&rule, context);
        let mut ratios = Vec::new();
        for _ in 0..1 + draw.below(6) {
            // Tenths around the thresholds, moved ones too; denominators that are no whole number; some unknown, some nought.
            let (x, n) = (draw.below(20), draw.below(12));
            let record = match draw.below(10) {
                0 => format!(r#"{{"x":"{x}"}}"#),
                1 => format!(r#"{{"x":null,"n":"{n}"}}"#),
                _ => format!(r#"{{"x":"{x}.0","n":"{n}.50"}}"#),
            };
            let known = record.contains('.').then(|| Rational::new((2 * x).into(), (2 * n + 1).into()));
            run.push("k", &kinds[0].read(&parse(&record)).unwrap());
            ratios.push(known);
        }
        for (factor, tenths) in rule::Factor::ALL.into_iter().zip(8_i64..) {
            let moved = |text: &str| {
                let t = base::exact::parse(text).unwrap();
                let (one, f) = (Rational::from_integer(1.into()), Rational::new(tenths.into(), 10.into()));
                match at_least {
                    _ if tenths == 10 => t,
                    true => (t * f).min(one),
                    false => &one + (t - &one) * f,
                }
            };
            let (met, partly) = (moved(met), moved(partly));
            let inside = |r: &Rational, t: &Rational| if at_least { r >= t } else { r <= t };
            let verdicts: Vec<Option<Verdict>> = ratios
                .iter()
                .map(|ratio| {
                    ratio.as_ref().map(|r| match () {
                        () if inside(r, &met) => Verdict::Met,
                        () if inside(r, &partly) => Verdict::Partly,
                        () => Verdict::NotMet,
                    })
                })
                .collect();
            let signal = run.finish(|_| Some(Coverage::Census), factor);
            let found: BTreeSet<Verdict> = Verdict::ALL.into_iter().filter(|v| signal.possible.has(*v)).collect();
            assert_eq!(found, together(&verdicts, worst), "case {case}, factor {tenths}: {form} {ratios:?}");
            let known = ratios.iter().flatten();
            let most = if worst == at_least { known.min() } else { known.max() };
            assert_eq!(signal.value, most.map(|r| base::exact::to_decimal(r, 6)), "case {case}: {form} {ratios:?}");
            match found.len() {
                1 => decided += 1,
                _ => open += 1,
            }
        }
    }
    assert!(open > 1000 && decided > 5000, "{open} open, {decided} decided");
    let over = r#"{"form":"ratio_bands","of":{"kind":"k"},"numerator":"x","denominator":"n","direction":"at_most","combine":"worst","met":"1","partly_over":"1","if_none":"not_assessed"}"#;
    let faults = rule::Rule::read(&parse(over), &kinds).unwrap_err();
    assert!(faults.iter().any(|fault| fault.contains("partly_over")), "{faults:?}");
}
