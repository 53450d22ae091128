//! `scrutineer rla martingale`: sequential tests over given values.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::assertion::to_f64;
use rla::document::shortest;
use rla::martingale::{Population, run as test};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Arguments of `martingale`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// JSON lines; `-` is standard input.
    file: PathBuf,
}

/// A number given as text or as JSON number.
pub(super) fn number(value: &Value) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.as_str().and_then(|t| t.parse().ok()).filter(|v: &f64| v.is_finite()))
        .or_else(|| rla::audit::number(value).map(|r| to_f64(&r)))
}

/// What is drawn from, as a line gives it.
pub(super) fn population(line: &Value, size: Option<u64>) -> Result<Population, String> {
    let upper = number(&line["upper"]).filter(|u| *u > 0.0).ok_or("`upper` is missing or not above 0")?;
    let null_mean = if line["null_mean"].is_null() { Some(0.5) } else { number(&line["null_mean"]) };
    let null_mean =
        null_mean.filter(|t| *t > 0.0 && *t < upper).ok_or("`null_mean` must lie between 0 and `upper`")?;
    Ok(Population { size, upper, null_mean })
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let text = String::from_utf8_lossy(&super::read(&arguments.file)?).into_owned();
    let mut results = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |what: String| {
            Failure::new("RLA-FORMAT", what, "Correct the line.").at(format!(
                "{}:{}",
                arguments.file.display(),
                at + 1
            ))
        };
        let value: Value = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        results.push(one(&value).map_err(wrong)?);
    }
    if cli.json {
        output::json(&json!({ "results": results }))?;
    } else {
        for result in results {
            output::text(format!(
                "{}  n {}  p {}  first {}",
                result["id"], result["n"], result["p"], result["first"]
            ));
        }
    }
    Ok(Exit::Done)
}

fn one(line: &Value) -> Result<Value, String> {
    let size = match &line["population"] {
        Value::Null => None,
        Value::String(text) if text == "inf" => None,
        other => {
            Some(number(other).filter(|n| *n >= 1.0).ok_or("`population` is neither \"inf\" nor a number")? as u64)
        }
    };
    let population = population(line, size)?;
    let chosen = rla::risk::test(&line["test"], &population, &Vec::new)?;
    let values: Vec<f64> = line["values"].as_array().into_iter().flatten().filter_map(number).collect();
    let draws = line["draws"].as_str();
    let fits = |x: f64| (0.0..=population.upper * (1.0 + 1e-12)).contains(&x);
    let given: Option<Vec<f64>> = line["x"].as_array().map(|x| x.iter().filter_map(number).collect());
    if let (Some(given), Some(listed)) = (&given, line["x"].as_array())
        && (given.len() != listed.len() || !given.iter().all(|x| fits(*x)))
    {
        return Err("a value is no number between 0 and `upper`".into());
    }
    if !values.iter().all(|x| fits(*x)) {
        return Err("a value lies outside 0 and `upper`".into());
    }
    let digits = draws.unwrap_or_default();
    if let Some(bad) = digits.bytes().find(|b| !b.is_ascii_digit() || usize::from(b - b'0') >= values.len()) {
        return Err(format!("`draws` holds `{}`, which names none of the values", char::from(bad)));
    }
    let n = given.as_ref().map_or(digits.len(), Vec::len);
    if size.is_some_and(|size| n as u64 > size) {
        return Err("more draws than the population has".into());
    }
    let at: Vec<u64> = line["at"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let alphas: Vec<(String, f64)> = line["alphas"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|a| Some((a.as_str().map_or_else(|| a.to_string(), str::to_owned), number(a)?)))
        .collect();
    let mut first: Vec<Option<u64>> = vec![None; alphas.len()];
    let mut p_at = Map::new();
    let mut each = |draw: u64, p: f64| {
        for (slot, (_, alpha)) in first.iter_mut().zip(&alphas) {
            if slot.is_none() && p <= *alpha {
                *slot = Some(draw);
            }
        }
        if at.contains(&draw) {
            p_at.insert(draw.to_string(), shortest(p).into());
        }
    };
    let p = match &given {
        Some(x) => test(population, chosen, x.iter().copied(), &mut each),
        None => test(population, chosen, digits.bytes().map(|b| values[usize::from(b - b'0')]), &mut each),
    };
    let first: Map<String, Value> =
        alphas.into_iter().map(|(name, _)| name).zip(first.into_iter().map(Value::from)).collect();
    Ok(json!({ "id": line["id"], "n": n, "p": shortest(p), "first": first, "p_at": p_at }))
}
