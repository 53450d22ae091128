//! What values does a clause state: hours, years, per cent, place and law, the bounds of secrecy?

use super::catalogue::{Compiled, Effect};
use super::negation::Reading;
use super::rules::{Evidence, Findings, Read};
use super::values::{HOURS_DAYS, PER_CENT, YEARS_MONTHS, quantity};
use super::words::Words;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Exceptions to secrecy by the catalogue's concept and the code printed.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("exception_court", "court"),
    ("exception_any_auditor", "auditor"),
    ("exception_information", "access-to-information"),
    ("exception_law", "law"),
    ("exception_public_interest", "public-interest"),
    ("exception_observers", "observers"),
];

/// The values of one clause.
pub(super) fn values(
    id: &str,
    compiled: &Compiled,
    words: &Words,
    findings: &Findings,
    evidence: &[&Evidence],
    text: &str,
) -> BTreeMap<String, Value> {
    let reads = || evidence.iter().filter_map(|e| findings.reads[e.sentence].as_ref());
    let has = |read: &Read, name: &str| !reading(read).of(compiled.concept(name)).is_empty();
    let mut values = BTreeMap::new();
    match id {
        "C11" => {
            let hours =
                reads().find_map(|read| quantity(words, &read.tokens, &HOURS_DAYS)).and_then(|(number, unit)| {
                    let number: u64 = number.parse().ok()?;
                    Some(if unit == 0 { number } else { number * 24 })
                });
            values.insert("hours".into(), hours.map_or(Value::Null, Value::from));
        }
        "C14" => {
            let years = reads().find_map(|read| quantity(words, &read.tokens, &YEARS_MONTHS));
            let years = years.map(|(number, unit)| in_years(&number, unit));
            let exceptions: Vec<&str> = EXCEPTIONS
                .into_iter()
                .filter(|(concept, _)| reads().any(|read| has(read, concept)))
                .map(|(_, code)| code)
                .collect();
            let scope = if reads().any(|read| has(read, "scope_marked")) {
                json!("marked")
            } else if reads().any(|read| has(read, "scope_contract")) {
                json!("contract")
            } else if reads().any(|read| has(read, "scope_all")) {
                json!("all")
            } else {
                Value::Null
            };
            values.insert("scope".into(), scope);
            values.insert("duration_years".into(), years.map_or(Value::Null, Value::from));
            values.insert("perpetual".into(), Value::from(reads().any(|read| has(read, "perpetual"))));
            values.insert("exceptions".into(), json!(exceptions));
        }
        "C19" => {
            let percent = reads().find_map(|read| quantity(words, &read.tokens, &PER_CENT)).map(|(number, _)| number);
            values.insert("percent".into(), percent.map_or(Value::Null, Value::from));
        }
        "C20" => {
            for name in ["place", "law"] {
                let found = evidence.iter().find(|e| matches!(&e.effect, Effect::Part(part) if part == name));
                let quoted =
                    found.map(|e| text[e.words.0..e.words.1].split_whitespace().collect::<Vec<_>>().join(" "));
                values.insert(name.into(), quoted.map_or(Value::Null, Value::from));
            }
        }
        _ => {}
    }
    values
}

/// True if the contract's own text, terms or price are declared secret.
pub(super) fn contract_is_secret(compiled: &Compiled, findings: &Findings) -> bool {
    let secret = compiled.concept("secret");
    let own = compiled.concept("scope_contract");
    findings.reads.iter().flatten().any(|read| {
        let reading = reading(read);
        reading.of(own).iter().any(|own| {
            reading.of(secret).iter().any(|s| {
                let apart = if s.start >= own.end { s.start - own.end } else { own.start.saturating_sub(s.end) };
                apart <= 8 && reading.sense(*s, &compiled.signs) == super::negation::Sense::Affirmed
            })
        })
    })
}

fn reading(read: &Read) -> Reading<'_> {
    Reading { tokens: &read.tokens, matches: &read.matches }
}

/// Years as a number: whole where they are whole, months as a fraction of twelve with two decimals.
fn in_years(number: &str, unit: usize) -> Value {
    let Ok(value) = number.parse::<f64>() else { return Value::Null };
    let years = if unit == 0 { value } else { (value / 12.0 * 100.0).round() / 100.0 };
    if years.fract().abs() < 1e-9 { Value::from(years as u64) } else { Value::from(years.to_string()) }
}
