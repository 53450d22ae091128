//! `scrutineer rla simulate`: stopping times; same seed, same answer.

use super::martingale::{number, population};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use rla::plan::{Effort, Urn, simulate};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `simulate`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// JSON: values, probabilities or counts, upper, null_mean, test, alpha, reps, seed, cap.
    file: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let wrong =
        |what: String| Failure::new("RLA-FORMAT", what, "Correct the file.").at(arguments.file.display().to_string());
    let value: Value = serde_json::from_slice(&super::read(&arguments.file)?).map_err(|e| wrong(e.to_string()))?;
    let answer = one(&value).map_err(wrong)?;
    if cli.json {
        output::json(&answer)?;
    } else {
        output::text(answer.to_string());
    }
    Ok(Exit::Done)
}

fn one(value: &Value) -> Result<Value, String> {
    let numbers = |key: &str| value[key].as_array().map(|a| a.iter().filter_map(number).collect::<Vec<f64>>());
    let values = numbers("values").filter(|v| !v.is_empty()).ok_or("`values` is missing")?;
    let counts: Option<Vec<u64>> = value["counts"].as_array().map(|a| a.iter().filter_map(Value::as_u64).collect());
    let probabilities = numbers("probabilities").unwrap_or_default();
    let lengths = counts.as_ref().map_or(probabilities.len(), Vec::len);
    if lengths != values.len()
        || probabilities.iter().any(|p| *p < 0.0)
        || (counts.is_none() && probabilities.iter().sum::<f64>() <= 0.0)
    {
        return Err("give as many `probabilities` or `counts` as `values`, none negative".into());
    }
    let total = counts.as_ref().map(|c| c.iter().sum::<u64>());
    let population = population(value, total)?;
    let test = rla::risk::test(&value["test"], &population, &|| {
        values.iter().copied().zip(probabilities.iter().copied()).collect()
    })?;
    let alpha = number(&value["alpha"]).filter(|a| *a > 0.0 && *a < 1.0).unwrap_or(0.05);
    let reps = value["reps"].as_u64().unwrap_or(1000).clamp(1, 10_000_000);
    let cap = value["cap"].as_u64().or(total).unwrap_or(100_000).max(1);
    let seed = value["seed"].as_str().map_or_else(|| value["seed"].to_string(), str::to_owned);
    let urn = Urn { values, probabilities, counts };
    let effort = Effort { repetitions: reps, cap, draws: u64::MAX };
    let times = &simulate(&urn, population, &test, &[alpha], effort, &seed)[0];
    let quantiles: serde_json::Map<String, Value> = [("0.5", 0.5), ("0.8", 0.8), ("0.9", 0.9), ("0.99", 0.99)]
        .into_iter()
        .map(|(name, q)| (name.to_owned(), times.quantile(q).into()))
        .collect();
    Ok(
        json!({ "mean": times.mean(), "sd": times.sd(), "quantiles": quantiles, "stopped": times.stopped, "cap": times.cap }),
    )
}
