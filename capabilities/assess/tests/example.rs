//! Are the answers of the example dossier, computed by another program, reproduced exactly?

use crate::files;
use assess::{Assessment, Options, catalogue, compute, dossier};
use serde_json::Value;

fn run(simulation: bool) -> Option<(Assessment, Value)> {
    let folder = files::read(&files::shared("example-dossier")?);
    let answers: Value =
        serde_json::from_slice(&std::fs::read(files::shared("example-answers.json")?).unwrap()).unwrap();
    let catalogue = catalogue::own().unwrap();
    let dossier = dossier::read(&folder, &catalogue, &dossier::Limits::default(), true).unwrap();
    let mut options = Options::of(&dossier);
    if !simulation {
        options.simulation = None;
    }
    Some((compute(&folder, &dossier, &catalogue, &options).unwrap(), answers))
}

#[test]
fn every_status_signal_bound_label_alpha_and_hash_is_the_known_one() {
    let Some((result, answers)) = run(false) else { return };
    let written: Value = serde_json::from_str(&result.to_json()).unwrap();
    assert_eq!(written["catalogue"]["sha256"], answers["catalogue_sha256"]);
    assert_eq!(written["input_sha256"], answers["input_sha256"]);
    let indicators = written["indicators"].as_array().unwrap();
    assert_eq!(indicators.len(), answers["indicators"].as_object().unwrap().len());
    let mut wrong = Vec::new();
    for own in indicators {
        let known = &answers["indicators"][own["id"].as_str().unwrap()];
        let signal = own["signal"].get("status").cloned().unwrap_or(Value::Null);
        if own["status"] != known["status"] || own["reason"] != known["reason"] || signal != known["signal"] {
            wrong.push(format!("{}: {} {} {signal}, known {known}", own["id"], own["status"], own["reason"]));
        }
    }
    for section in ["recommendations", "obligations"] {
        for own in written[section].as_array().unwrap() {
            for (key, known) in answers[section][own["id"].as_str().unwrap()].as_object().unwrap() {
                if own[key] != *known {
                    wrong.push(format!("{} {key}: {}, known {known}", own["id"], own[key]));
                }
            }
        }
    }
    for own in written["agreement"]["areas"].as_array().unwrap() {
        let known = answers["alpha"].get(own["area"].as_str().unwrap()).cloned().unwrap_or(Value::Null);
        if own["alpha"] != known {
            wrong.push(format!("alpha {}: {}, known {known}", own["area"], own["alpha"]));
        }
        assert_eq!(own["alpha"].is_null(), own["lo"].is_null(), "an alpha never stands without its interval");
    }
    assert_eq!(written["agreement"]["overall"]["alpha"], answers["alpha_overall"]);
    for planted in answers["planted"].as_array().unwrap() {
        let id = &planted["indicator"];
        let own = indicators.iter().find(|own| own["id"] == *id).unwrap();
        let reason = planted.get("reason").cloned();
        if own["status"] != planted["status"] || reason.is_some_and(|reason| own["reason"] != reason) {
            wrong.push(format!("planted {planted}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(result.problems, []);
}

#[test]
fn simulated_ranges_lie_within_the_stated_tolerance() {
    let Some((result, answers)) = run(true) else { return };
    let ranges = answers["monte_carlo"]["ranges"].as_object().unwrap();
    let written: Value = serde_json::from_str(&result.to_json()).unwrap();
    let mut wrong = Vec::new();
    for own in written["recommendations"].as_array().unwrap() {
        let id = own["id"].as_str().unwrap();
        let Some(known) = ranges.get(id) else {
            assert!(own["simulation"].is_null(), "{id}");
            continue;
        };
        for (key, tolerance) in [("mean", 0.01), ("p2_5", 0.05), ("p50", 0.05), ("p97_5", 0.05)] {
            let value: f64 = own["simulation"][key].as_str().unwrap().parse().unwrap();
            if (value - known[key].as_f64().unwrap()).abs() > tolerance {
                wrong.push(format!("{id} {key}: {value}, known {}", known[key]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_bytes_are_the_same_on_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(true).map(|(result, _)| result.to_json()))
    };
    assert_eq!(on(1), on(3));
}
