//! The three files of a quick count: design, stations, returns.

use super::Allocation;
use crate::rows::{Row, RowError, Rows};
use base::{Action, Place, Problem, Severity};
use serde_json::Value;
use std::collections::HashMap;
use std::io::BufRead;

/// What is wanted of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// File of the stations.
    pub stations: String,
    /// Half-width of the interval, in (0, 1).
    pub margin: f64,
    /// Confidence, in (0, 1).
    pub confidence: f64,
    /// Expected share, in (0, 1); ½ is the safe side.
    pub expected_share: f64,
    /// Share of drawn stations that are expected to report, in (0, 1].
    pub expected_response: f64,
    /// Variance of the clustered sample over that of as many voters drawn one by one; `None`: see
    /// [`super::design_effect`].
    pub design_effect: Option<f64>,
    /// 20 decimal digits.
    pub seed: String,
    /// How strata share the sample.
    pub allocation: Allocation,
}

/// A polling station.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Id, unique.
    pub station: String,
    /// Stratum.
    pub stratum: String,
    /// Registered voters.
    pub registered: u64,
    /// Share of the expected leader in an earlier election, in [0, 1].
    pub prior_share: Option<f64>,
}

/// A station's return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Voters who came.
    pub turnout: u64,
    /// Valid votes.
    pub valid: u64,
    /// Votes by candidate.
    pub votes: Vec<u64>,
}

/// What is asked of the returns so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// File of the design.
    pub design: String,
    /// File of the returns.
    pub returns: String,
    /// Confidence of the intervals, in (0, 1); `None`: the design's.
    pub confidence: Option<f64>,
}

fn refuse(code: &str, place: Place, what: impl Into<String>, remedy: &str) -> Problem {
    Problem::new(code, Severity::Error, Action::Refused, place, what, remedy)
}

/// Reads a design. With any problem of severity error there is none.
pub fn design(bytes: &[u8]) -> (Option<Design>, Vec<Problem>) {
    let mut problems = Vec::new();
    let at = |key: &str| Place { input: 0, line: 0, pointer: format!("/{key}") };
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value @ Value::Object(_)) => value,
        Ok(_) => {
            problems.push(refuse("RLA-FORMAT", Place::default(), "the design is not an object", "Write its keys."));
            return (None, problems);
        }
        Err(error) => {
            let place = Place { input: 0, line: error.line() as u64, pointer: String::new() };
            problems.push(refuse("RLA-FORMAT", place, error.to_string(), "Correct the JSON at the place named."));
            return (None, problems);
        }
    };
    let known = [
        "title",
        "stations",
        "margin",
        "confidence",
        "expected_share",
        "expected_response",
        "design_effect",
        "seed",
        "allocation",
    ];
    for key in value.as_object().into_iter().flat_map(|o| o.keys()).filter(|k| !known.contains(&k.as_str())) {
        let what = format!("unknown key `{key}`");
        let remedy = "Remove it, or correct its spelling; it was not used.";
        problems.push(Problem::new("RLA-KEY", Severity::Warning, Action::Kept, at(key), what, remedy));
    }
    let mut number = |key: &str, default: Option<f64>, fits: &dyn Fn(f64) -> bool, range: &str| {
        let found = match &value[key] {
            Value::Null => default,
            given => crate::audit::number(given).map(|r| crate::assertion::to_f64(&r)),
        };
        let found = found.filter(|n| n.is_finite() && fits(*n));
        if found.is_none() {
            let what = format!("{key} is missing or not {range}");
            problems.push(refuse("RLA-FORMAT", at(key), what, "Write a decimal like \"0.95\"."));
        }
        found
    };
    let inside = |n: f64| n > 0.0 && n < 1.0;
    let margin = number("margin", None, &inside, "above 0 and below 1");
    let confidence = number("confidence", Some(0.95), &inside, "above 0 and below 1");
    let share = number("expected_share", Some(0.5), &inside, "above 0 and below 1");
    let response = number("expected_response", Some(1.0), &|n| n > 0.0 && n <= 1.0, "above 0 and at most 1");
    let effect =
        if value["design_effect"].is_null() { None } else { number("design_effect", None, &|n| n > 0.0, "above 0") };
    let seed = value["seed"].as_str().filter(|s| crate::sample::Seed::new(s).is_some());
    if seed.is_none() {
        let what = "the seed is not exactly 20 decimal digits";
        problems.push(refuse("RLA-SEED-FORM", at("seed"), what, "Roll 20 digits in public and write them as text."));
    }
    let allocation = match value["allocation"].as_str() {
        None | Some("proportional") => Some(Allocation::Proportional),
        Some("neyman") => Some(Allocation::Neyman),
        Some(other) => {
            let what = format!("allocation `{other}` is not known");
            problems.push(refuse("RLA-CHOICE", at("allocation"), what, "Use proportional or neyman."));
            None
        }
    };
    let stations = value["stations"].as_str();
    if stations.is_none() {
        problems.push(refuse("RLA-FORMAT", at("stations"), "no file of stations", "Write \"stations.csv\"."));
    }
    let whole = || {
        Some(Design {
            stations: stations?.to_owned(),
            margin: margin?,
            confidence: confidence?,
            expected_share: share?,
            expected_response: response?,
            design_effect: effect,
            seed: seed?.to_owned(),
            allocation: allocation?,
        })
    };
    let out = whole().filter(|_| !problems.iter().any(|p| p.severity == Severity::Error));
    (out, problems)
}

/// Reads `estimate.json`. With any problem there is nothing to compute.
pub fn asked(bytes: &[u8]) -> (Option<Asked>, Vec<Problem>) {
    const REMEDY: &str = "Write {\"design\":\"design.json\",\"returns\":\"returns.csv\",\"confidence\":\"0.95\"}.";
    let wrong = |line: usize, key: &str, what: String| {
        let pointer = if key.is_empty() { String::new() } else { format!("/{key}") };
        refuse("RLA-FORMAT", Place { input: 0, line: line as u64, pointer }, what, REMEDY)
    };
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return (None, vec![wrong(error.line(), "", error.to_string())]),
    };
    let mut problems = Vec::new();
    let mut name = |key: &str| {
        let found = value[key].as_str().map(str::to_owned);
        if found.is_none() {
            problems.push(wrong(0, key, format!("`{key}` names no file")));
        }
        found
    };
    let (design, returns) = (name("design"), name("returns"));
    let confidence = match &value["confidence"] {
        Value::Null => None,
        given => Some(crate::audit::number(given).map_or(f64::NAN, |r| crate::assertion::to_f64(&r))),
    };
    if confidence.is_some_and(|c| !(c > 0.0 && c < 1.0)) {
        problems.push(wrong(0, "confidence", "the confidence does not lie between 0 and 1".to_owned()));
    }
    let whole = || Some(Asked { design: design?, returns: returns?, confidence });
    (whole().filter(|_| problems.is_empty()), problems)
}

/// Hands each row after the header to `each`; a header without one of `need` is a problem.
fn rows(
    reader: impl BufRead,
    input: u32,
    need: &[&str],
    problems: &mut Vec<Problem>,
    mut each: impl FnMut(&[String], &Row, Place) -> Option<Problem>,
) {
    let mut rows = Rows::new(reader);
    let mut header: Option<Vec<String>> = None;
    loop {
        match rows.next_row() {
            Ok(None) => break,
            Err(error) => {
                problems.push(crate::manifest::row_problem(&error, input));
                if matches!(error, RowError::Io(_)) {
                    return;
                }
            }
            Ok(Some(row)) => {
                let place = Place { input, line: row.line, pointer: String::new() };
                if row.recoded && !problems.iter().any(|p| p.code == "RLA-ENCODING") {
                    problems.push(crate::manifest::encoding(place.clone()));
                }
                let Some(header) = &header else {
                    let names: Vec<String> = row.fields().map(|f| f.trim().to_owned()).collect();
                    if let Some(missing) = need.iter().find(|n| !names.iter().any(|h| h == *n)) {
                        let remedy = format!("Begin with {}.", need.join(","));
                        problems.push(refuse("RLA-FORMAT", place, format!("no column `{missing}`"), &remedy));
                        return;
                    }
                    header = Some(names);
                    continue;
                };
                problems.extend(each(header, row, place));
            }
        }
    }
    if header.is_none() {
        let place = Place { input, ..Place::default() };
        problems.push(refuse("RLA-FORMAT", place, "the file is empty", &format!("Begin with {}.", need.join(","))));
    }
}

fn field<'r>(header: &[String], row: &'r Row, name: &str) -> &'r str {
    header.iter().position(|h| h == name).map_or("", |at| row.get(at).trim())
}

fn whole(text: &str) -> Option<u64> {
    text.parse().ok().filter(|n| *n <= 1 << 40)
}

/// Reads `station,stratum,registered[,prior_share]`.
pub fn stations(reader: impl BufRead, input: u32) -> (Vec<Station>, Vec<Problem>) {
    let (mut out, mut problems) = (Vec::<Station>::new(), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::new();
    rows(reader, input, &["station", "stratum", "registered"], &mut problems, |header, row, place| {
        let get = |name: &str| field(header, row, name);
        let prior = get("prior_share");
        let share = prior.parse::<f64>().ok().filter(|p| (0.0..=1.0).contains(p));
        let (Some(registered), false) = (whole(get("registered")), get("station").is_empty()) else {
            let what = "no station and number of registered voters can be read";
            return Some(refuse("RLA-CELL", place, what, "Correct the row; its station cannot be drawn until then."));
        };
        if !prior.is_empty() && share.is_none() {
            let what = format!("prior_share `{prior}` does not lie between 0 and 1");
            return Some(refuse(
                "RLA-CELL",
                place,
                what,
                "Correct the share or leave it empty; the row was not read.",
            ));
        }
        if let Some(first) = seen.insert(get("station").to_owned(), row.line) {
            let what = format!("station `{}` stands on line {first} already", get("station"));
            return Some(refuse(
                "RLA-CARD-DUP",
                place,
                what,
                "Keep one row of each station; the later was not read.",
            ));
        }
        out.push(Station {
            station: get("station").to_owned(),
            stratum: get("stratum").to_owned(),
            registered,
            prior_share: share,
        });
        None
    });
    (out, problems)
}

/// Reads `station,received,turnout,valid,<candidate>…`: candidates, returns by station, problems. `received` is the
/// time at which the return came, or any word; empty, `0`, `no` or `false`: it has not come. A return that contradicts
/// itself is not used. `drawn`: the stations of the sample.
pub fn returns(
    reader: impl BufRead,
    input: u32,
    drawn: &dyn Fn(&str) -> bool,
) -> (Vec<String>, HashMap<String, Return>, Vec<Problem>) {
    const FIXED: [&str; 4] = ["station", "received", "turnout", "valid"];
    let mut problems = Vec::new();
    let mut candidates: Vec<String> = Vec::new();
    let mut out: HashMap<String, Return> = HashMap::new();
    let mut seen: HashMap<String, u64> = HashMap::new();
    rows(reader, input, &FIXED, &mut problems, |header, row, place| {
        if candidates.is_empty() {
            candidates = header.iter().filter(|h| !h.is_empty() && !FIXED.contains(&h.as_str())).cloned().collect();
        }
        let get = |name: &str| field(header, row, name);
        let (station, received) = (get("station"), get("received"));
        if !drawn(station) {
            let what = format!("station `{station}` was not drawn");
            return Some(refuse("RLA-MVR-UNSAMPLED", place, what, "Check the id; the return was not used."));
        }
        if let Some(first) = seen.insert(station.to_owned(), row.line) {
            let what = format!("station `{station}` stands on line {first} already");
            return Some(refuse("RLA-MVR-TWICE", place, what, "Keep one return of each station."));
        }
        if ["", "0", "no", "false"].contains(&received.to_lowercase().as_str()) {
            return None;
        }
        let votes: Option<Vec<u64>> = candidates.iter().map(|c| whole(get(c))).collect();
        let (Some(turnout), Some(valid), Some(votes)) = (whole(get("turnout")), whole(get("valid")), votes) else {
            let what = format!("a number of station `{station}` cannot be read");
            return Some(refuse("RLA-CELL", place, what, "Correct the row; the station counts as missing."));
        };
        let sum: u64 = votes.iter().sum();
        if sum > valid || valid > turnout {
            let what =
                format!("station `{station}`: {sum} votes, {valid} valid, turnout {turnout} contradict each other");
            return Some(refuse("RLA-TALLY", place, what, "Ask the station again; until then it counts as missing."));
        }
        out.insert(station.to_owned(), Return { turnout, valid, votes });
        None
    });
    if candidates.is_empty() && !problems.iter().any(|p| p.code == "RLA-FORMAT") {
        let place = Place { input, line: 1, pointer: String::new() };
        problems.push(refuse("RLA-FORMAT", place, "no candidate, or no row", "Add a column of votes for each."));
    }
    (candidates, out, problems)
}
