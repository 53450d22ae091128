//! Do the statistics equal those of outside programs?

use crate::files;
use assess::agreement::{Level, alpha_of_table, float};
use assess::simulate::indices;
use base::exact::{self, Rational};
use rule::stats::{Survival, holm, normal_quantile, wilson};
use serde_json::Value;

fn lines(name: &str) -> Vec<Value> {
    let Some(path) = files::shared(&format!("vectors/{name}")) else { return Vec::new() };
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn near(own: f64, known: &Value, what: &str) {
    let known: f64 = known.as_str().unwrap().parse().unwrap();
    assert!((own - known).abs() < 1e-9, "{what}: {own}, known {known}");
}

#[test]
fn krippendorffs_alpha() {
    for case in lines("alpha.jsonl") {
        let number = |v: &Value| (!v.is_null()).then(|| exact::parse(&v.to_string()).unwrap());
        let row = |v: &Value| v.as_array().unwrap().iter().map(number).collect();
        let ratings: Vec<Vec<Option<Rational>>> = case["ratings"].as_array().unwrap().iter().map(row).collect();
        let level = Level::from_word(case["level"].as_str().unwrap()).unwrap();
        match alpha_of_table(&ratings, level) {
            Ok(alpha) => near(float(&alpha), &case["alpha"], case["id"].as_str().unwrap()),
            Err(_) => assert!(case["alpha"].is_null(), "{}", case["id"]),
        }
    }
}

#[test]
fn wilsons_interval() {
    for case in lines("wilson.jsonl") {
        let confidence: f64 = case["confidence"].as_str().unwrap().parse().unwrap();
        let z = normal_quantile(1.0 - (1.0 - confidence) / 2.0);
        let (lo, hi) = wilson(case["x"].as_u64().unwrap(), case["n"].as_u64().unwrap(), z);
        near(lo, &case["lo"], case["id"].as_str().unwrap());
        near(hi, &case["hi"], case["id"].as_str().unwrap());
    }
    assert!((normal_quantile(0.975) - rule::stats::Z95).abs() < 1e-14);
}

#[test]
fn holms_adjustment() {
    for case in lines("holm.jsonl") {
        let p: Vec<f64> =
            case["p"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().parse().unwrap()).collect();
        for (own, known) in holm(&p).into_iter().zip(case["adjusted"].as_array().unwrap()) {
            near(own, known, case["id"].as_str().unwrap());
        }
    }
}

#[test]
fn the_kaplan_meier_curve_and_its_quantiles() {
    for case in lines("km.jsonl") {
        let rows = case["rows"].as_array().unwrap();
        let rows = rows.iter().map(|row| (row[0].as_i64().unwrap(), row[1] == 1)).collect();
        let curve = Survival::estimate(rows);
        let known = case["curve"].as_array().unwrap();
        assert_eq!(curve.0.len(), known.len(), "{}", case["id"]);
        for (own, known) in curve.0.iter().zip(known) {
            assert_eq!(own.time, known[0].as_i64().unwrap());
            near(own.survival, &known[1], case["id"].as_str().unwrap());
        }
        for (q, known) in case["quantiles"].as_object().unwrap() {
            let own = curve.quantile(&exact::parse(q).unwrap()).map(ToString::to_string);
            assert_eq!(own.as_deref(), known.as_str(), "{} {q}", case["id"]);
        }
    }
}

#[test]
fn sobols_indices_of_the_ishigami_function() {
    let Some(path) = files::shared("vectors/sobol-ishigami.json") else { return };
    let known: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let own = assess::simulate::ishigami(16_384).unwrap();
    for (factor, (first, total)) in own.into_iter().enumerate() {
        for (own, key) in [(first, "s1"), (total, "st")] {
            let known = known[key][factor].as_f64().unwrap();
            assert!((own - known).abs() < 0.02, "{key} {factor}: {own}, known {known}");
        }
    }
    assert_eq!(indices::<1>(&[1.0, 1.0], &[1.0, 1.0], &[vec![1.0, 1.0]]), None);
}
