//! `scrutineer assess stat`: the statistics alone, so that anyone can hold them against another program.

use crate::cli::Cli;
use crate::commands::procurement::input;
use crate::output::{self, Exit, Failure};
use assess::agreement::{Level, alpha_of_table, float};
use base::exact::{self, Rational};
use clap::{Args, ValueEnum};
use rule::stats::{Survival, holm, normal_quantile, wilson};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Arguments of `stat`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which statistic.
    #[arg(value_enum)]
    statistic: Statistic,
    /// Cases, one JSON object a line; `-` is standard input.
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Statistic {
    /// Krippendorff's alpha.
    Alpha,
    /// Wilson's interval.
    Wilson,
    /// The Kaplan–Meier curve and its quantiles.
    Km,
    /// Holm's adjusted p values.
    Holm,
    /// Sobol's indices of the Ishigami function.
    Sobol,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, _: &Cli) -> anyhow::Result<Exit> {
    let text = input::text(&arguments.file)?;
    let mut results = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{} line {}", arguments.file.display(), n + 1);
        let case: Value = serde_json::from_str(line).map_err(|error| {
            Failure::new("not-json", error.to_string(), "Write one JSON object a line.").at(&place)
        })?;
        let answer = one(arguments.statistic, &case).ok_or_else(|| {
            let remedy = "docs/assessment.md shows the members of each statistic's lines.";
            Failure::new("bad-case", "a member is missing or of the wrong type", remedy).at(&place)
        })?;
        let mut result = Map::new();
        result.insert("id".to_owned(), case.get("id").cloned().unwrap_or(Value::Null));
        result.extend(answer);
        results.push(Value::Object(result));
    }
    output::json(&json!({ "results": results }))?;
    Ok(Exit::Done)
}

fn shown(x: f64) -> Value {
    Value::String(format!("{x:?}"))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
    .filter(|x| x.is_finite())
}

fn rational(value: &Value) -> Option<Rational> {
    match value {
        Value::String(text) => exact::parse(text),
        Value::Number(number) => exact::parse(&number.to_string()),
        _ => None,
    }
}

fn one(statistic: Statistic, case: &Value) -> Option<Map<String, Value>> {
    let answer = match statistic {
        Statistic::Alpha => {
            let level = Level::from_word(case["level"].as_str()?)?;
            let cell = |v: &Value| if v.is_null() { Some(None) } else { rational(v).map(Some) };
            let row = |v: &Value| v.as_array()?.iter().map(cell).collect::<Option<Vec<_>>>();
            let table = case["ratings"].as_array()?.iter().map(row).collect::<Option<Vec<_>>>()?;
            match alpha_of_table(&table, level) {
                Ok(alpha) => json!({ "alpha": shown(float(&alpha)) }),
                Err(why) => json!({ "alpha": null, "reason": why.word() }),
            }
        }
        Statistic::Wilson => {
            let (x, n) = (case["x"].as_u64()?, case["n"].as_u64()?);
            let confidence = number(&case["confidence"]).filter(|c| *c > 0.0 && *c < 1.0)?;
            let (lo, hi) = (x <= n).then(|| wilson(x, n, normal_quantile(0.5 + confidence / 2.0)))?;
            json!({ "lo": shown(lo), "hi": shown(hi) })
        }
        Statistic::Km => {
            let row = |v: &Value| Some((rational(v.get(0)?)?, v.get(1)?.as_u64()? == 1));
            let rows = case["rows"].as_array()?.iter().map(row).collect::<Option<Vec<_>>>()?;
            let curve = Survival::estimate(rows);
            let time = |t: &Rational| exact::to_plain(t, 12);
            let mut quantiles = Map::new();
            let asked: Vec<String> = match &case["quantiles"] {
                Value::Array(asked) => {
                    asked.iter().map(|q| q.as_str().map_or_else(|| q.to_string(), str::to_owned)).collect()
                }
                Value::Object(asked) => asked.keys().cloned().collect(),
                _ => Vec::new(),
            };
            for q in asked {
                let found = curve.quantile(&exact::parse(&q)?).map(time);
                quantiles.insert(q, found.map_or(Value::Null, Value::String));
            }
            let steps: Vec<Value> = curve
                .0
                .iter()
                .map(|step| {
                    let time: Value = serde_json::from_str(&time(&step.time)).unwrap_or(Value::Null);
                    json!([time, shown(step.survival)])
                })
                .collect();
            json!({ "quantiles": quantiles, "curve": steps })
        }
        Statistic::Holm => {
            let p = case["p"].as_array()?.iter().map(number).collect::<Option<Vec<_>>>()?;
            let fits = p.iter().all(|p| (0.0..=1.0).contains(p));
            json!({ "adjusted": fits.then(|| holm(&p).into_iter().map(shown).collect::<Vec<_>>())? })
        }
        Statistic::Sobol => {
            let base = case["base"].as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= 1 << 24)?;
            let indices = (case["function"] == "ishigami").then(|| assess::simulate::ishigami(base))??;
            let (first, total): (Vec<Value>, Vec<Value>) =
                indices.into_iter().map(|(first, total)| (shown(first), shown(total))).unzip();
            json!({ "s1": first, "st": total })
        }
    };
    match answer {
        Value::Object(map) => Some(map),
        _ => None,
    }
}
