//! The verdict on one state of a quick count: the sample drawn again, the estimate computed again.

use super::{COUNT_CHECK, Due, Judged, REASONS, VERSION, canonical, files};
use crate::inputs::Blobs;
use crate::voting::Why;
use base::{Digest, Problem};
use rla::quickcount as quick;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// The result document of `A2`. Numbers are decimals of six places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Code of the check.
    pub check: String,
    /// Version of its method.
    pub version: u16,
    /// What the quick count is called.
    pub id: String,
    /// Title, from the design; may be empty.
    pub title: String,
    /// Whether every file could be read whole, and design and stations are those of the state before.
    pub accepted: bool,
    /// `unverified`, `waiting` (no returns yet), `too_close` or `lead`.
    pub state: String,
    /// Whether the record shows design and stations before the first return: `proven`, `not_proven` or `no_returns`.
    pub order: String,
    /// Digest of the state before.
    pub older: Option<String>,
    /// What does not hold.
    pub reasons: Vec<Why>,
    /// How many reasons more.
    pub reasons_more: u64,
    /// Half-width that was aimed at.
    pub margin: String,
    /// Confidence of the intervals.
    pub confidence: String,
    /// Seed of the sample.
    pub seed: String,
    /// Stations in all.
    pub stations: u64,
    /// Stations drawn.
    pub drawn: u64,
    /// What the returns say; `None` before there are any that count.
    pub estimate: Option<Estimated>,
    /// Drawn stations in the order of their tickets: station, stratum, whether a return came. Empty in the rows of pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<(String, String, bool)>,
}

/// What the returns say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimated {
    /// Returns that count.
    pub received: u64,
    /// Shares of the valid votes, in the order of the file.
    pub shares: Vec<Share>,
    /// Voters who came, of those registered.
    pub turnout: Share,
    /// Names of the two first. With `too_close` the first is no winner.
    pub first: String,
    /// The second.
    pub second: String,
    /// Difference of their shares; `name` is empty.
    pub difference: Share,
    /// The difference if every missing station were an extreme one of its stratum: lowest and highest.
    pub worst: (String, String),
    /// `fixed` when every drawn station reported, else `sequence`: valid at every look.
    pub interval: String,
    /// Name, stations, drawn, reported.
    pub strata: Vec<(String, u64, u64, u64)>,
}

/// A share with its interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Candidate or list.
    pub name: String,
    /// Estimate.
    pub share: String,
    /// Lower end.
    pub low: String,
    /// Upper end.
    pub high: String,
}

/// Six places: what two machines may differ in lies far beyond them.
fn decimal(value: f64) -> String {
    format!("{:.6}", if value == 0.0 { 0.0 } else { value })
}

impl Count {
    pub(super) fn judged(&self) -> Judged {
        let summary = BTreeMap::from([
            ("accepted".to_owned(), u64::from(self.accepted)),
            ("drawn".to_owned(), self.drawn),
            ("received".to_owned(), self.estimate.as_ref().map_or(0, |e| e.received)),
            ("lead".to_owned(), u64::from(self.state == "lead")),
            ("reasons".to_owned(), self.reasons.len() as u64 + self.reasons_more),
        ]);
        Judged { accepted: self.accepted, bytes: canonical(self), summary }
    }
}

/// Judges a state. `design.json` names the file of stations, `estimate.json` (if there) that of the returns.
pub(super) fn verdict(due: &Due<'_>, blobs: &dyn Blobs) -> Result<Count, Digest> {
    let files = files(due.state, blobs)?;
    let mut reasons: Vec<Why> = Vec::new();
    let why = |code: &str, place: &str, what: String, remedy: &str| Why {
        code: code.to_owned(),
        place: place.to_owned(),
        what,
        remedy: remedy.to_owned(),
    };
    let mut note = |problems: Vec<Problem>, file: &str| {
        for p in problems.into_iter().filter(|p| p.severity == base::Severity::Error) {
            reasons.push(why(&p.code, &format!("{file}:{}", p.place.line), p.what, &p.remedy));
        }
    };
    let empty: Vec<u8> = Vec::new();
    let file = |name: &str| files.get(name).unwrap_or(&empty);
    let (design, problems) = quick::design(file("design.json"));
    note(problems, "design.json");
    let stations_file = design.as_ref().map(|d| d.stations.clone()).unwrap_or_default();
    let mut stations = Vec::new();
    if design.is_some() {
        let (read, problems) = quick::stations(&file(&stations_file)[..], 0);
        note(problems, &stations_file);
        stations = read;
    }
    let sample = design.as_ref().map(|design| quick::draw(design, &stations)).transpose();
    let asked: Value = serde_json::from_slice(file("estimate.json")).unwrap_or(Value::Null);
    let returns_file = asked["returns"].as_str().unwrap_or_default().to_owned();
    let confidence = match (&asked["confidence"], &design) {
        (Value::Null, Some(design)) => design.confidence,
        (given, _) => rla::audit::number(given).map_or(f64::NAN, |r| rla::assertion::to_f64(&r)),
    };
    let mut estimate = None;
    let mut listed = Vec::new();
    match &sample {
        Ok(Some(sample)) => {
            let ids: HashSet<&str> = sample.sample.iter().map(|d| d.station.as_str()).collect();
            let mut returned = HashSet::new();
            if files.contains_key("estimate.json") {
                let (candidates, returns, problems) =
                    quick::returns(&file(&returns_file)[..], 0, &|id| ids.contains(id));
                note(problems, &returns_file);
                returned = returns.keys().cloned().collect();
                let computed = if confidence > 0.0 && confidence < 1.0 {
                    quick::estimate(sample, &stations, &candidates, &returns, confidence)
                } else {
                    Err("the confidence does not lie between 0 and 1".to_owned())
                };
                match computed {
                    Ok(computed) => estimate = Some(computed),
                    Err(what) if !returns.is_empty() => {
                        reasons.push(why("RLA-FORMAT", "estimate.json", what, "Correct the returns."));
                    }
                    Err(_) => {}
                }
            }
            let drawn = sample.sample.iter();
            listed = drawn.map(|d| (d.station.clone(), d.stratum.clone(), returned.contains(&d.station))).collect();
        }
        Ok(None) => {}
        Err(what) => reasons.push(why("RLA-FORMAT", "design.json", what.clone(), "Correct the design.")),
    }
    // The sample follows from design and stations: neither may change once it is public.
    let drawn_from = |state: &super::State| {
        let files = &state.files;
        (files.get("design.json").cloned(), files.get(&stations_file).cloned())
    };
    if let Some((entry, older)) = due.earlier.last()
        && drawn_from(older) != drawn_from(due.state)
    {
        let what = format!("design or stations are not those of the state of entry {entry}");
        reasons.insert(0, why("RLA-Q-DESIGN", "design.json", what, "Believe the sample that was drawn first."));
    }
    let first = |state: &super::State| {
        !state.files.contains_key("estimate.json") && drawn_from(state) == drawn_from(due.state)
    };
    let order = match files.contains_key("estimate.json") {
        false => "no_returns",
        true if due.earlier.iter().any(|(_, state)| first(state)) => "proven",
        true => "not_proven",
    };
    let accepted = reasons.is_empty();
    let state = match &estimate {
        _ if !accepted => "unverified",
        None => "waiting",
        Some(e) if e.verdict == quick::Verdict::Lead => "lead",
        Some(_) => "too_close",
    };
    let said: Value = serde_json::from_slice(file("design.json")).unwrap_or(Value::Null);
    let reasons_more = reasons.len().saturating_sub(REASONS) as u64;
    reasons.truncate(REASONS);
    Ok(Count {
        check: COUNT_CHECK.to_owned(),
        version: VERSION,
        id: due.state.id.clone(),
        title: said["title"].as_str().unwrap_or_default().to_owned(),
        accepted,
        state: state.to_owned(),
        order: order.to_owned(),
        older: due.older().map(|digest| digest.to_string()),
        reasons,
        reasons_more,
        margin: design.as_ref().map(|d| decimal(d.margin)).unwrap_or_default(),
        confidence: if confidence.is_finite() { decimal(confidence) } else { String::new() },
        seed: design.as_ref().map(|d| d.seed.clone()).unwrap_or_default(),
        stations: stations.len() as u64,
        drawn: listed.len() as u64,
        estimate: estimate.map(estimated),
        sample: listed,
    })
}

fn estimated(e: quick::Estimate) -> Estimated {
    let share = |r: &quick::Ratio| Share {
        name: r.candidate.clone().unwrap_or_default(),
        share: decimal(r.share),
        low: decimal(r.low),
        high: decimal(r.high),
    };
    Estimated {
        received: e.received,
        shares: e.shares.iter().map(share).collect(),
        turnout: share(&e.turnout),
        difference: Share {
            name: String::new(),
            share: decimal(e.lead.difference),
            low: decimal(e.lead.low),
            high: decimal(e.lead.high),
        },
        worst: (decimal(e.worst_case.low), decimal(e.worst_case.high)),
        interval: match e.interval {
            quick::Interval::Fixed => "fixed",
            quick::Interval::Sequence => "sequence",
        }
        .to_owned(),
        strata: e.strata.into_iter().map(|s| (s.stratum, s.stations, s.expected, s.received)).collect(),
        first: e.lead.first,
        second: e.lead.second,
    }
}
