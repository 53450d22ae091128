//! The audit file's contests, and what a cell says in each.

use super::outcome::{self, Frac};
use super::{Context, MAX_CONTESTS, MAX_COUNT, MAX_IRV, MAX_NAME, MAX_QUOTIENTS};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

pub(super) struct Audit {
    pub(super) contests: Vec<Contest>,
}

pub(super) struct Contest {
    pub(super) id: String,
    pub(super) rule: String,
    pub(super) seats: i128,
    pub(super) allowed: usize,
    pub(super) candidates: Vec<String>,
    /// Where each of them stands.
    places: HashMap<String, usize>,
    pub(super) reported: Option<Vec<i128>>,
    pub(super) reported_winners: Option<BTreeSet<usize>>,
    pub(super) reported_seats: Option<Vec<i128>>,
    pub(super) cards: i128,
    pub(super) audit_type: String,
    pub(super) use_style: bool,
    pub(super) limit: Frac,
    pub(super) share: Option<Frac>,
    pub(super) inclusive: bool,
    pub(super) threshold: Option<Frac>,
    pub(super) first: Frac,
    pub(super) max_score: i128,
    pub(super) test: Value,
}

/// What a cell says: candidates with weights, in the order of ranks where there are ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    Absent,
    Invalid,
    Valid(Vec<(usize, i128)>),
}

pub(super) fn audit(context: &mut Context<'_>) -> Option<Audit> {
    const CODE: &str = "RLA-V-CENSUS";
    let value = context.json(CODE, "audit.json")?;
    let limit = value["risk_limit"].clone();
    if !limit.is_null() && !risk_limit(&limit) {
        context.find(CODE, "audit.json:risk_limit", format!("{limit} cannot be read, or is no risk limit"));
    }
    let mut contests: Vec<Contest> = Vec::new();
    let listed = value["contests"].as_array().map(Vec::as_slice).unwrap_or_default();
    if listed.len() > MAX_CONTESTS {
        let what = format!("{} contests, more than the {MAX_CONTESTS} that are gone over", listed.len());
        context.find(CODE, "audit.json", what);
        return None;
    }
    for (i, c) in listed.iter().enumerate() {
        let candidates: Vec<String> = c["candidates"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v["id"].as_str().or(v.as_str()))
            .map(str::to_owned)
            .collect();
        let mut places = HashMap::new();
        for (at, id) in candidates.iter().enumerate() {
            places.entry(id.clone()).or_insert(at);
        }
        let place = |v: &Value| v.as_str().and_then(|id| places.get(id).copied());
        let whole = |key: &str, default: i128| -> i128 { integer(&c[key]).unwrap_or(default) };
        let by = |key: &str| {
            c[key].as_object().map(|map| {
                candidates.iter().map(|id| map.get(id).and_then(integer).unwrap_or(0)).collect::<Vec<i128>>()
            })
        };
        let own = if c["risk_limit"].is_null() { &limit } else { &c["risk_limit"] };
        let rule = c["choice_function"].as_str().unwrap_or("plurality").to_owned();
        let text = |key: &str, default: &str| c[key].as_str().unwrap_or(default).to_owned();
        let seats = whole("seats", if rule == "two-round" { 2 } else { 1 });
        let limits = [
            (
                candidates.iter().any(|id| id.len() > MAX_NAME),
                format!("a candidate's id of more than {MAX_NAME} bytes"),
            ),
            (rule == "irv" && candidates.len() > MAX_IRV, format!("more than {MAX_IRV} ranked candidates")),
            (
                candidates.len() as i128 * seats > MAX_QUOTIENTS,
                format!("{} candidates for {seats} seats, more than are gone over", candidates.len()),
            ),
            (
                !c["first_divisor"].is_null()
                    && outcome::fraction(&c["first_divisor"])
                        .is_none_or(|(p, q)| p <= 0 || p > MAX_DIVISOR || q > MAX_DIVISOR),
                "a first divisor that cannot be used".to_owned(),
            ),
            (
                ["seats", "votes_allowed", "cards", "max_score"]
                    .iter()
                    .any(|key| !c[*key].is_null() && integer(&c[*key]).is_none()),
                "a count that cannot be read, or above 2^40".to_owned(),
            ),
        ];
        if let Some((_, what)) = limits.into_iter().find(|(over, _)| *over) {
            context.find(CODE, format!("audit.json:contests.{i}"), what);
            return None;
        }
        let ids: BTreeSet<&str> = candidates.iter().map(String::as_str).collect();
        if c["candidates"].as_array().map_or(0, Vec::len) != ids.len() {
            context.find(CODE, format!("audit.json:contests.{i}.candidates"), "a candidate has no id of its own");
        }
        for key in unread(c, &places) {
            let what = format!("{} cannot be read", c[key]);
            context.find(CODE, format!("audit.json:contests.{i}.{key}"), what);
        }
        if own.is_null() {
            context.find(CODE, format!("audit.json:contests.{i}.risk_limit"), "there is no risk limit");
        }
        if let Some(what) = super::risk::unfit(&c["test"], c["audit_type"] == "batch") {
            context.find(CODE, format!("audit.json:contests.{i}.test"), what);
        }
        contests.push(Contest {
            id: text("id", ""),
            seats,
            allowed: if rule == "approval" { usize::MAX } else { whole("votes_allowed", 1).max(1) as usize },
            reported: by("reported"),
            reported_winners: c["reported_winners"].as_array().map(|list| list.iter().filter_map(place).collect()),
            reported_seats: by("reported_seats"),
            cards: whole("cards", 0),
            audit_type: text("audit_type", "comparison"),
            use_style: c["use_style"].as_bool().unwrap_or(true),
            limit: outcome::fraction(own).unwrap_or((1, 20)),
            share: outcome::fraction(&c[if rule == "two-round" { "runoff_share" } else { "share" }]),
            inclusive: c["share_inclusive"].as_bool().unwrap_or(false),
            threshold: outcome::fraction(&c["threshold"]),
            first: outcome::fraction(&c["first_divisor"]).unwrap_or((1, 1)),
            max_score: whole("max_score", 1),
            test: c["test"].clone(),
            rule,
            candidates,
            places,
        });
    }
    if contests.is_empty() {
        context.find(CODE, "audit.json", "no contest is listed");
        return None;
    }
    let ids: BTreeSet<&str> = contests.iter().map(|c| c.id.as_str()).collect();
    if ids.len() < contests.len() {
        context.find(CODE, "audit.json:contests", "two contests have the same id");
        return None;
    }
    Some(Audit { contests })
}

/// Values of a contest that are there and cannot be read: what stands in their place by default is not what was meant.
fn unread(contest: &Value, places: &HashMap<String, usize>) -> Vec<&'static str> {
    let known = |id: &str| places.contains_key(id);
    let share = |v: &Value| outcome::fraction(v).is_some_and(|(p, q)| 0 < p && p < q);
    let counts =
        |v: &Value| v.as_object().is_some_and(|all| all.iter().all(|(id, n)| known(id) && integer(n).is_some()));
    let ids = |v: &Value| v.as_array().is_some_and(|all| all.iter().all(|id| id.as_str().is_some_and(known)));
    let kind = |v: &Value| v.as_str().is_some_and(|k| ["comparison", "polling", "oneaudit", "batch"].contains(&k));
    type Fit<'f> = (&'static str, &'f dyn Fn(&Value) -> bool);
    let fits: [Fit<'_>; 12] = [
        ("id", &Value::is_string),
        ("choice_function", &Value::is_string),
        ("audit_type", &kind),
        ("use_style", &Value::is_boolean),
        ("share_inclusive", &Value::is_boolean),
        ("share", &share),
        ("runoff_share", &share),
        ("threshold", &share),
        ("risk_limit", &risk_limit),
        ("reported", &counts),
        ("reported_seats", &counts),
        ("reported_winners", &ids),
    ];
    let wrong = |(key, fits): &Fit<'_>| !contest[*key].is_null() && !fits(&contest[*key]);
    fits.into_iter().filter(wrong).map(|(key, _)| key).collect()
}

/// Above 0 and below one half.
fn risk_limit(value: &Value) -> bool {
    outcome::fraction(value).is_some_and(|(p, q)| 0 < p && 2 * p < q)
}

/// Largest numerator and denominator of a first divisor: its products with votes stay exact.
const MAX_DIVISOR: i128 = 1_000_000_000;

pub(super) fn integer(value: &Value) -> Option<i128> {
    value.as_u64().map(i128::from).or_else(|| value.as_str().and_then(counted)).filter(|n| *n <= MAX_COUNT)
}

/// A count as text, within what is gone over.
pub(super) fn counted(text: &str) -> Option<i128> {
    text.parse().ok().filter(|n| (0..=MAX_COUNT).contains(n))
}

/// Totals of a pool in a contest.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool {
    pub(super) cards: i128,
    pub(super) votes: Vec<i128>,
}

impl Contest {
    /// Where the candidate of this id stands.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Values that reading a cell goes over, where it names more candidates than any paper but a rare one.
    pub(super) fn long(&self, cell: &str) -> usize {
        let parts = cell.bytes().filter(|b| b";>".contains(b)).count();
        if parts > 64 { parts.saturating_mul(parts.max(self.candidates.len())) } else { 0 }
    }

    pub(super) fn read(&self, cell: &str) -> Option<Mark> {
        let find = |id: &str| self.place(id.trim());
        match cell.trim() {
            "" => return Some(Mark::Absent),
            "-" | "!" => return Some(Mark::Invalid),
            _ => {}
        }
        let mut out: Vec<(usize, i128)> = Vec::new();
        let separator = if self.rule == "irv" { '>' } else { ';' };
        for part in cell.split(separator).map(str::trim) {
            if part.is_empty() && self.rule == "irv" {
                continue;
            }
            let (id, weight) = match part.split_once('=').filter(|_| self.rule == "scoring") {
                Some((id, weight)) => (id, weight.trim().parse().ok().filter(|w| (0..=self.max_score).contains(w))?),
                None if self.rule == "scoring" => return None,
                None => (part, 1),
            };
            let candidate = find(id)?;
            if !out.iter().any(|(c, _)| *c == candidate) {
                out.push((candidate, weight));
            } else if self.rule == "scoring" {
                return None;
            }
        }
        let over = !matches!(self.rule.as_str(), "irv" | "scoring") && out.len() > self.allowed;
        Some(if over || out.is_empty() { Mark::Invalid } else { Mark::Valid(out) })
    }

    /// What no such number of cards can hold.
    pub(super) fn impossible(&self, pool: &Pool) -> Option<String> {
        let each = if self.rule == "scoring" { self.max_score } else { 1 };
        if let Some(at) = pool.votes.iter().position(|votes| *votes > pool.cards * each) {
            let (candidate, votes) = (&self.candidates[at], pool.votes[at]);
            return Some(format!("{votes} votes for `{candidate}` on {} cards", pool.cards));
        }
        let all = match self.rule.as_str() {
            "scoring" | "approval" => return None,
            "irv" => pool.cards,
            _ => pool.cards.saturating_mul(self.allowed as i128),
        };
        let sum: i128 = pool.votes.iter().sum();
        (sum > all).then(|| format!("{sum} votes in `{}` on {} cards", self.id, pool.cards))
    }
}
