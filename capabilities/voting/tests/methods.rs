//! Do the counting methods give what two independent programs gave?

use crate::shared;
use serde_json::{Value, json};
use voting::method::{Row, majority_judgment, schulze, stv};

/// Order within a level does not matter.
fn with_sorted_levels(mut value: Value) -> Value {
    for level in value["winners"].as_array_mut().into_iter().flatten() {
        if let Some(level) = level.as_array_mut() {
            level.sort_by_key(Value::as_u64);
        }
    }
    value
}

#[test]
fn examples() {
    let Some(examples) = shared::read("methods.json") else { return };
    let examples: Vec<Value> = serde_json::from_slice(&examples).unwrap();
    assert_eq!(examples.len(), 60);
    for example in &examples {
        let argument = |name: &str| {
            let args = example["args"].as_array().unwrap();
            args.iter().position(|a| a == name).map(|i| args[i + 1].as_str().unwrap())
        };
        let number = |name: &str| argument(name).unwrap().parse::<usize>().unwrap();
        let blank = argument("--blank-allowed") == Some("true");
        let rows: Vec<Row> = serde_json::from_value(example["ballots"].clone()).unwrap();
        let ours = match example["method"].as_str().unwrap() {
            "schulze" => serde_json::to_value(schulze(number("--nchoices"), &rows, blank)),
            "stv" => serde_json::to_value(stv(&rows, number("--nseats"))),
            _ => serde_json::to_value(majority_judgment(number("--nchoices"), number("--ngrades"), &rows, blank)),
        };
        let what = format!("{} {}", example["method"], example["args"]);
        assert_eq!(with_sorted_levels(ours.unwrap()), with_sorted_levels(example["expected"].clone()), "{what}");
    }
}

#[test]
fn boundaries() {
    assert!(stv(&[], 3).winners.is_empty());
    assert!(stv(&[vec![1, 2]], 0).winners.is_empty());
    assert_eq!(stv(&[vec![1, 2]], 5).winners, [0, 1]);
    assert_eq!(schulze(0, &[], false).winners, Vec::<Vec<usize>>::new());
    assert_eq!(schulze(1, &[vec![1]], false).winners, [[0]]);
    assert_eq!(majority_judgment(2, 3, &[], true).winners, [[0, 1]]);
    assert_eq!(
        json!(majority_judgment(1, 1, &[vec![0]], true)),
        json!({"raw": [[0]], "valid": 0, "blank": 1, "invalid": [], "winners": [[0]]})
    );
}
