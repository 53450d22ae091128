//! The verdict on one state of a quick count: the sample drawn again, the estimate computed again.

use super::{COUNT_CHECK, Due, Judged, State, VERSION, canonical, files, told};
use crate::inputs::Blobs;
use crate::voting::Why;
use base::{Digest, Problem};
use rla::quickcount as quick;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
    /// Whether every file could be read without an error, design and stations are those of every state before, and no
    /// return that was published changed or went.
    pub accepted: bool,
    /// `unverified`, `waiting` (no returns yet), `too_close` or `lead`.
    pub state: String,
    /// Whether this record published design and stations before the first return: `proven`, `not_proven` or
    /// `no_returns`.
    pub order: String,
    /// Digest of the states before it, see [`Due::older`].
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
    /// File of the stations, by the design.
    #[serde(default)]
    pub stations_file: String,
    /// Stations in all.
    pub stations: u64,
    /// Stations drawn.
    pub drawn: u64,
    /// What the returns say; `None` before there are any that count.
    pub estimate: Option<Estimated>,
    /// Drawn stations in the order of their tickets: station, stratum, whether a return came.
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
    let (files, over) = files(due.state, blobs)?;
    let judged = over.is_none();
    let mut reasons: Vec<Why> = over.into_iter().collect();
    let why = |code: &str, place: &str, what: String, remedy: &str| Why {
        code: code.to_owned(),
        place: place.to_owned(),
        what,
        remedy: remedy.to_owned(),
    };
    let mut note = |problems: Vec<Problem>, file: &str| {
        for p in problems.into_iter().filter(|p| judged && p.severity == base::Severity::Error) {
            let at = if p.place.line > 0 { p.place.line.to_string() } else { p.place.pointer };
            reasons.push(why(&p.code, &format!("{file}:{at}"), p.what, &p.remedy));
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
    let asked = files.get("estimate.json").and_then(|bytes| {
        let (asked, problems) = quick::asked(bytes);
        note(problems, "estimate.json");
        asked
    });
    let drawn: Option<HashSet<String>> = match &sample {
        Ok(Some(sample)) => Some(sample.sample.iter().map(|d| d.station.clone()).collect()),
        _ => None,
    };
    let confidence = asked.as_ref().and_then(|a| a.confidence).or(design.as_ref().map(|d| d.confidence));
    let mut estimate = None;
    let mut listed = Vec::new();
    let mut returned = BTreeMap::new();
    match &sample {
        Ok(Some(sample)) => {
            if let (Some(asked), Some(confidence)) = (&asked, confidence) {
                let (candidates, returns, problems) = quick::returns(&file(&asked.returns)[..], 0, &|id| {
                    drawn.as_ref().is_some_and(|d| d.contains(id))
                });
                note(problems, &asked.returns);
                match quick::estimate(sample, &stations, &candidates, &returns, confidence) {
                    Ok(computed) => estimate = Some(computed),
                    Err(what) if !returns.is_empty() => {
                        reasons.push(why("RLA-FORMAT", "estimate.json", what, "Correct the returns."));
                    }
                    Err(_) => {}
                }
                returned = by_station(&candidates, returns);
            }
            let came = |station: &str| returned.contains_key(station);
            listed = sample.sample.iter().map(|d| (d.station.clone(), d.stratum.clone(), came(&d.station))).collect();
        }
        Ok(None) => {}
        Err(what) => reasons.push(why("RLA-FORMAT", "design.json", what.clone(), "Correct the design.")),
    }
    if asked.as_ref().is_some_and(|asked| asked.design != "design.json") {
        let what = "it asks for another design than design.json".to_owned();
        reasons.push(why("RLA-FORMAT", "estimate.json:/design", what, "Name design.json."));
    }
    // A return that was published stays as it was: what came later may only be added to it.
    let planned = |name: &str| ["design.json", "estimate.json", &stations_file].contains(&name);
    let mut changed: BTreeMap<String, u64> = BTreeMap::new();
    let mut held: BTreeSet<Digest> = BTreeSet::new();
    for (entry, older) in due.earlier().iter().filter(|_| judged) {
        for (_, document) in older.files.iter().filter(|(name, _)| !planned(name)) {
            if !held.insert(document.sha256) {
                continue;
            }
            let bytes = blobs.blob(&document.sha256).ok_or(document.sha256)?;
            // What came from a station that was not drawn is used nowhere, and may be corrected.
            let (candidates, returns, _) =
                quick::returns(&bytes[..], 0, &|id| drawn.as_ref().is_none_or(|drawn| drawn.contains(id)));
            for (station, before) in by_station(&candidates, returns) {
                if returned.get(&station) != Some(&before) {
                    changed.entry(station).or_insert(*entry);
                }
            }
        }
    }
    if let Some(entry) = changed.values().min() {
        let more = changed.len().saturating_sub(NAMED);
        let mut what = changed.keys().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if more > 0 {
            what += &format!(" and {more} more");
        }
        let what = format!("published since entry {entry}, and changed or gone here: {what}");
        let place = asked.as_ref().map_or("estimate.json", |asked| &asked.returns);
        let remedy = "Believe the returns that were published first, and ask who changed them and why; begin a \
                      corrected count under another name.";
        reasons.insert(0, why("RLA-Q-RETURNS", place, what, remedy));
    }
    // The sample follows from design and stations: neither may change once it is public.
    let differs = |older: &State| {
        ["design.json", &stations_file].iter().any(|name| older.files.get(*name) != due.state.files.get(*name))
    };
    let other = due.earlier().iter().find(|(_, older)| differs(older));
    if let Some((entry, _)) = other {
        let what = format!("design or stations are not those of the state of entry {entry}");
        reasons.insert(0, why("RLA-Q-DESIGN", "design.json", what, "Believe the sample that was drawn first."));
    }
    // Whatever is neither design nor stations may hold returns.
    let open = |state: &State| state.files.keys().any(|name| name != "design.json" && *name != stations_file);
    let order = match open(due.state) {
        false => "no_returns",
        true if other.is_none() && due.earlier().first().is_some_and(|(_, state)| !open(state)) => "proven",
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
    let (reasons, reasons_more) = told(reasons, 0);
    Ok(Count {
        check: COUNT_CHECK.to_owned(),
        version: VERSION,
        id: due.state.id.clone(),
        title: said["title"].as_str().unwrap_or_default().to_owned(),
        accepted,
        state: state.to_owned(),
        order: order.to_owned(),
        older: due.older.map(|digest| digest.to_string()),
        reasons,
        reasons_more,
        margin: design.as_ref().map(|d| decimal(d.margin)).unwrap_or_default(),
        confidence: confidence.map(decimal).unwrap_or_default(),
        seed: design.as_ref().map(|d| d.seed.clone()).unwrap_or_default(),
        stations_file,
        stations: stations.len() as u64,
        drawn: listed.len() as u64,
        estimate: estimate.map(estimated),
        sample: listed,
    })
}

/// Turnout, valid votes, and votes by candidate, of each station.
fn by_station(
    candidates: &[String],
    returns: HashMap<String, quick::Return>,
) -> BTreeMap<String, (u64, u64, BTreeMap<String, u64>)> {
    let one = |(station, r): (String, quick::Return)| {
        let votes = candidates.iter().cloned().zip(r.votes).collect();
        (station, (r.turnout, r.valid, votes))
    };
    returns.into_iter().map(one).collect()
}

/// Stations that a reason names; the others are counted.
const NAMED: usize = 20;

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
