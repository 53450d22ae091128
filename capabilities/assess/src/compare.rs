//! One dossier at two dates: what changed for each recommendation and indicator, and what changed with it.
//!
//! A comparison says what stands differently in the two results; it never says that one change caused another, and it
//! compares an election with nothing but itself. Bounds that overlap are "not distinguishable".

use crate::catalogue::Catalogue;
use crate::diff;
use crate::problem::Fatal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The format's name.
pub const FORMAT: &str = "scrutineer-comparison/1";

/// One of the two results.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The result, as `compute` writes it.
    pub result: &'a Value,
    /// SHA-256 of each item of evidence by id, if known: a file replaced under the same id is then seen.
    pub evidence: Option<&'a BTreeMap<String, String>>,
}

/// Two dates side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// [`FORMAT`].
    pub format: String,
    /// The dossier's id.
    pub dossier: String,
    /// The jurisdiction's code.
    pub jurisdiction: String,
    /// The election's id.
    pub election: String,
    /// The earlier date.
    pub earlier: Date,
    /// The later date.
    pub later: Date,
    /// Same catalogue and same profile: only then are bounds held against each other.
    pub comparable: bool,
    /// Whether the digests of evidence were at hand for both dates; otherwise a file replaced under the same id is not
    /// seen.
    #[serde(default)]
    pub files_compared: bool,
    /// The recommendations of the later date, and then those that are gone.
    pub recommendations: Vec<RecommendationChange>,
    /// Indicators of which anything changed, in the later catalogue's order, those that are gone last.
    pub indicators: Vec<IndicatorChange>,
    /// Indicators of both dates of which nothing changed.
    pub unchanged: u64,
}

/// One date of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// The day whose law and knowledge count.
    pub as_of: String,
    /// The title.
    pub title: String,
    /// The profile.
    pub profile: String,
    /// Id and version of the catalogue.
    pub catalogue: String,
    /// Its content hash.
    pub catalogue_sha256: String,
    /// SHA-256 over everything the result depends on.
    pub input_sha256: String,
}

/// One recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `higher`: the later lower bound lies above the earlier upper bound; `lower`: the other way round; otherwise
    /// `not_distinguishable`; `not_comparable` under another catalogue or profile, or where it does not apply.
    pub finding: String,
    /// At the earlier date.
    pub earlier: Option<Score>,
    /// At the later date.
    pub later: Option<Score>,
    /// Indicators of it whose status changed, those that are gone last; `null` if a catalogue is not at hand.
    pub indicators: Option<Vec<String>>,
}

/// Label, coverage and bounds at one date; shares are decimal texts of 0 to 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The label.
    pub label: String,
    /// Indicators that apply.
    pub applicable: u64,
    /// Of them with a verdict.
    pub scored: u64,
    /// Share with a verdict.
    pub coverage: Option<String>,
    /// If every unknown were not met.
    pub lo: Option<String>,
    /// If every unknown were met.
    pub hi: Option<String>,
}

/// One indicator of which something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorChange {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// `answered` (a verdict where there was none), `reopened` (none where there was one), `verdict` (another one),
    /// `open` (another status or reason without verdict), `applies` (it began or ceased to apply), `new`, `gone`, or
    /// `basis` (same status, something behind it changed).
    pub change: String,
    /// At the earlier date.
    pub earlier: Option<State>,
    /// At the later date.
    pub later: Option<State>,
    /// What else differs between the two dates.
    pub reasons: Vec<Reason>,
}

/// Status and its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The status.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
}

/// One kind of difference behind a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// One of [`REASONS`].
    pub code: String,
    /// What exactly.
    pub items: Vec<Item>,
}

/// One thing that differs; codes of the result, none where it was not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// An evidence id, an assessor and round, a pin, a field.
    pub what: String,
    /// At the earlier date.
    pub earlier: Vec<String>,
    /// At the later date.
    pub later: Vec<String>,
}

/// Kinds of difference, in the order they are listed.
pub const REASONS: [&str; 10] = [
    "evidence",
    "evidence_file",
    "rating",
    "adjudication",
    "agreement",
    "records",
    "refusal",
    "law",
    "catalogue",
    "dossier",
];

/// Holds a dossier's later result against an earlier one.
///
/// `catalogues`: those at hand, found by their content hash; with both, changes of the catalogue are named per
/// indicator. Evidence is known by its id, ratings by assessor and round.
///
/// # Errors
/// [`Fatal`] `not-a-result`; `other-dossier` if dossier, jurisdiction or election differ (different elections are never
/// compared); `wrong-order` if the first is the later.
pub fn compare(earlier: Side<'_>, later: Side<'_>, catalogues: &[&Catalogue]) -> Result<Comparison, Fatal> {
    let (from, to) = (date(earlier.result, "the earlier result")?, date(later.result, "the later result")?);
    for name in ["id", "jurisdiction", "election"] {
        let of = |side: Side<'_>| text(&side.result["dossier"], name);
        let (a, b) = (of(earlier), of(later));
        if a != b {
            let what = format!("{name} is {a} in the one and {b} in the other");
            let remedy = "Give two dates of one dossier; elections are not compared with each other.";
            return Err(Fatal::new("other-dossier", "the results", what, remedy));
        }
    }
    if from.as_of > to.as_of {
        let what = format!("the first is of {}, the second of {}", from.as_of, to.as_of);
        return Err(Fatal::new("wrong-order", "the results", what, "Give the earlier date first."));
    }
    let known = |hash: &str| catalogues.iter().copied().find(|own| own.sha256 == hash);
    let (old, new) = (known(&from.catalogue_sha256), known(&to.catalogue_sha256));
    let same_catalogue = from.catalogue_sha256 == to.catalogue_sha256;
    let comparable = same_catalogue && from.profile == to.profile;
    let edits = match (old, new) {
        (Some(old), Some(new)) if !same_catalogue => Some(diff::diff(old, new)),
        _ => None,
    };
    let pair = Pair { earlier, later, same_catalogue, edits };
    let (indicators, unchanged) = pair.indicators();
    let moved: BTreeSet<&str> =
        indicators.iter().filter(|own| own.change != "basis").map(|own| own.id.as_str()).collect();
    let serving = |id: &str| {
        let serves = |catalogue: &Catalogue| {
            let own = catalogue.indicators.iter().filter(|i| i.recommendations.iter().any(|own| own == id));
            own.map(|i| i.id.clone()).filter(|own| moved.contains(own.as_str())).collect::<Vec<_>>()
        };
        let (old, mut all) = (serves(old?), serves(new?));
        // What still stands in the later catalogue serves what that says.
        all.extend(old.into_iter().filter(|own| new.is_some_and(|new| new.indicator(own).is_none())));
        Some(all)
    };
    let recommendations = both(list(earlier.result, "recommendations"), list(later.result, "recommendations"))
        .map(|(before, after)| {
            let own = after.or(before).unwrap_or(&Value::Null);
            let id = text(own, "id");
            let (earlier, later) = (before.map(score), after.map(score));
            let finding = match (&earlier, &later) {
                (Some(before), Some(after)) if comparable => distinguish(before, after),
                _ => "not_comparable",
            };
            let (title, indicators) = (text(own, "title"), serving(&id));
            RecommendationChange { id, title, finding: finding.to_owned(), earlier, later, indicators }
        })
        .collect();
    Ok(Comparison {
        format: FORMAT.to_owned(),
        dossier: text(&later.result["dossier"], "id"),
        jurisdiction: text(&later.result["dossier"], "jurisdiction"),
        election: text(&later.result["dossier"], "election"),
        earlier: from,
        later: to,
        comparable,
        files_compared: earlier.evidence.is_some() && later.evidence.is_some(),
        recommendations,
        indicators,
        unchanged,
    })
}

/// Which bounds lie apart. Bounds are printed with four decimals and rounding keeps their order, so that what is apart
/// here is apart exactly; what touches is not distinguishable.
fn distinguish(before: &Score, after: &Score) -> &'static str {
    let units = |text: &Option<String>| text.as_deref().and_then(ten_thousandths);
    match (units(&before.lo), units(&before.hi), units(&after.lo), units(&after.hi)) {
        (Some(_), Some(hi), Some(lo), Some(_)) if lo > hi => "higher",
        (Some(lo), Some(_), Some(_), Some(hi)) if hi < lo => "lower",
        (Some(_), Some(_), Some(_), Some(_)) => "not_distinguishable",
        _ => "not_comparable",
    }
}

/// A decimal text of 0 to 1 with four decimals, as a whole number.
fn ten_thousandths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.')?;
    (part.len() == 4).then(|| format!("{whole}{part}").parse().ok())?
}

struct Pair<'a> {
    earlier: Side<'a>,
    later: Side<'a>,
    same_catalogue: bool,
    /// Changes of the catalogue, if both are at hand.
    edits: Option<Vec<diff::Change>>,
}

impl Pair<'_> {
    fn indicators(&self) -> (Vec<IndicatorChange>, u64) {
        let (old, new) = (list(self.earlier.result, "indicators"), list(self.later.result, "indicators"));
        let mut out = Vec::new();
        let mut unchanged = 0;
        let mut one = |before: Option<&Value>, after: Option<&Value>| {
            let Some(own) = after.or(before) else { return };
            let reasons = before.zip(after).map(|(a, b)| self.reasons(a, b)).unwrap_or_default();
            let (a, b) = (before.map(state), after.map(state));
            match changed(a.as_ref(), b.as_ref(), !reasons.is_empty()) {
                None => unchanged += 1,
                Some(change) => out.push(IndicatorChange {
                    id: text(own, "id"),
                    question: text(own, "question"),
                    change: change.to_owned(),
                    reasons: if reasons.is_empty() { self.unexplained(change) } else { reasons },
                    earlier: a,
                    later: b,
                }),
            }
        };
        for (before, after) in both(old, new) {
            one(before, after);
        }
        (out, unchanged)
    }

    /// What is left when nothing an indicator shows differs: its rule, or the dossier's profile, facts or technologies.
    fn unexplained(&self, change: &str) -> Vec<Reason> {
        let code = if self.same_catalogue { "dossier" } else { "catalogue" };
        let what = match change {
            "new" | "gone" => "profile",
            "applies" => "applies_if",
            _ => "",
        };
        let items = if what.is_empty() { Vec::new() } else { vec![item(what, None, None)] };
        vec![Reason { code: code.to_owned(), items }]
    }

    fn reasons(&self, a: &Value, b: &Value) -> Vec<Reason> {
        let id = text(b, "id");
        let found: [Vec<Item>; 10] = [
            pairs(
                index(list(a, "evidence"), |v| text(v, "id")),
                index(list(b, "evidence"), |v| text(v, "id")),
                |v| {
                    let why = v["why_not"].as_str();
                    [Some(text(v, "grade")), Some(text(v, "direction")), why.map(str::to_owned)].into_iter().flatten()
                },
            ),
            self.replaced(a, b),
            pairs(ratings(a), ratings(b), |v| [text(v, "value")]),
            adjudication(&a["adjudication"], &b["adjudication"]),
            self.agreement(a, b),
            signal(&a["signal"], &b["signal"]),
            pairs(
                index(list(a, "refusals"), |v| text(v, "by")),
                index(list(b, "refusals"), |v| text(v, "by")),
                |v| [text(v, "asked_on")],
            ),
            law(a, b),
            self.catalogue(a, b, &id),
            Vec::new(),
        ];
        let all = REASONS.iter().zip(found).filter(|(_, items)| !items.is_empty());
        all.map(|(code, items)| Reason { code: (*code).to_owned(), items }).collect()
    }

    /// Items of evidence that keep their id and have another file.
    fn replaced(&self, a: &Value, b: &Value) -> Vec<Item> {
        let (Some(old), Some(new)) = (self.earlier.evidence, self.later.evidence) else { return Vec::new() };
        let before: BTreeSet<String> = list(a, "evidence").iter().map(|v| text(v, "id")).collect();
        let both = list(b, "evidence").iter().map(|v| text(v, "id")).filter(|id| before.contains(id));
        both.flat_map(|id| {
            let of = |digests: &BTreeMap<String, String>| digests.get(&id).cloned().into_iter().collect::<Vec<_>>();
            field(&id, &of(old), &of(new))
        })
        .collect()
    }

    /// The area's alpha, where the raters' agreement is the reason at one of the dates only.
    fn agreement(&self, a: &Value, b: &Value) -> Vec<Item> {
        let low = |v: &Value| v["reason"] == "low_agreement";
        if low(a) == low(b) {
            return Vec::new();
        }
        let area = text(b, "area");
        let alpha = |side: Side<'_>| {
            let areas = side.result["agreement"]["areas"].as_array();
            let own = areas.and_then(|areas| areas.iter().find(|own| own["area"] == area.as_str()));
            own.and_then(|own| own["alpha"].as_str()).map(str::to_owned).into_iter().collect::<Vec<_>>()
        };
        field(&area, &alpha(self.earlier), &alpha(self.later))
    }

    fn catalogue(&self, a: &Value, b: &Value, id: &str) -> Vec<Item> {
        if self.same_catalogue {
            return Vec::new();
        }
        if let Some(edits) = &self.edits {
            let own = edits.iter().filter(|edit| edit.findings.iter().any(|own| own == id));
            return own.map(|edit| item(&edit.place, None, None)).collect();
        }
        let differs = |name: &&str| a[*name] != b[*name];
        let names = ["question", "layer", "method", "critical", "threshold_basis"];
        names.into_iter().filter(differs).map(|name| item(name, None, None)).collect()
    }
}

fn changed(a: Option<&State>, b: Option<&State>, behind: bool) -> Option<&'static str> {
    let (Some(a), Some(b)) = (a, b) else { return Some(if a.is_none() { "new" } else { "gone" }) };
    let verdict = |state: &State| ["met", "partly", "not_met"].contains(&state.status.as_str());
    let applies = |state: &State| state.status != "not_applicable";
    Some(match (verdict(a), verdict(b)) {
        _ if a == b && !behind => return None,
        _ if a == b => "basis",
        _ if applies(a) != applies(b) => "applies",
        (false, true) => "answered",
        (true, false) => "reopened",
        (true, true) if a.status != b.status => "verdict",
        // The same verdict for another reason, such as a refusal that no longer lowers it.
        (true, true) => "basis",
        (false, false) => "open",
    })
}

/// The rule's answer, field by field.
fn signal(a: &Value, b: &Value) -> Vec<Item> {
    const FIELDS: [&str; 8] = ["status", "reason", "n", "numerator", "denominator", "unknown", "value", "interval"];
    FIELDS.iter().flat_map(|name| field(name, &values(&a[*name]), &values(&b[*name]))).collect()
}

/// The decision on a disputed question, field by field. Of running text only that it differs is said.
fn adjudication(a: &Value, b: &Value) -> Vec<Item> {
    if !(a.is_object() && b.is_object()) {
        let stood =
            |own: &Value| [&own["verdict"], &own["decided_on"]].into_iter().flat_map(values).collect::<Vec<_>>();
        return field("verdict", &stood(a), &stood(b));
    }
    let short = ["verdict", "explains", "by", "decided_on"];
    let long = ["reasons", "dissent"].into_iter().filter(|name| a[*name] != b[*name]);
    let short = short.into_iter().flat_map(|name| field(name, &values(&a[name]), &values(&b[name])));
    short.chain(long.map(|name| item(name, None, None))).collect()
}

/// What a field of the result holds, as texts.
fn values(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

/// Pins whose force changed; the basis of the threshold with them.
fn law(a: &Value, b: &Value) -> Vec<Item> {
    // The date of asking is no change of the law.
    let force = |v: &Value| {
        let state = text(v, "state");
        if state.starts_with("not in force") { "not in force".to_owned() } else { state }
    };
    let name = |v: &Value| format!("{} {}", text(v, "source"), text(v, "pin")).trim_end().to_owned();
    let mut old = index(list(a, "pins"), name);
    let mut new = index(list(b, "pins"), name);
    // A pin that only one catalogue has is a change of the catalogue.
    old.retain(|(key, _)| new.iter().any(|(own, _)| own == key));
    new.retain(|(key, _)| old.iter().any(|(own, _)| own == key));
    let mut items = pairs(old, new, |v| [force(v)]);
    if a["threshold_basis"] == b["threshold_basis"] {
        let basis = |v: &Value| vec![text(v, "threshold_basis_in_force")];
        items.extend(field("threshold_basis", &basis(a), &basis(b)));
    }
    items
}

fn ratings(value: &Value) -> Vec<(String, &Value)> {
    index(list(&value["panel"], "ratings"), |v| format!("{} {}", text(v, "assessor"), v["round"]))
}

/// Values by name, in their order.
fn index(values: &[Value], name: impl Fn(&Value) -> String) -> Vec<(String, &Value)> {
    values.iter().map(|value| (name(value), value)).collect()
}

/// Things of two results with one id, in the later one's order, then what is gone.
fn both<'v>(old: &'v [Value], new: &'v [Value]) -> impl Iterator<Item = (Option<&'v Value>, Option<&'v Value>)> {
    let gone = old.iter().filter(|before| find(new, &text(before, "id")).is_none());
    let kept = new.iter().map(|after| (find(old, &text(after, "id")), Some(after)));
    kept.chain(gone.map(|before| (Some(before), None)))
}

/// What stands differently under one name: of both sides in the later one's order, then what is gone. What has the same
/// name stands together, in the order of what is shown.
fn pairs<I: IntoIterator<Item = String>>(
    old: Vec<(String, &Value)>,
    new: Vec<(String, &Value)>,
    shown: impl Fn(&Value) -> I,
) -> Vec<Item> {
    let of = |side: &[(String, &Value)], name: &str| {
        let found = side.iter().filter(|(own, _)| own == name);
        let mut all: Vec<Vec<String>> = found.map(|(_, value)| shown(value).into_iter().collect()).collect();
        all.sort_unstable();
        all.concat()
    };
    let mut seen = BTreeSet::new();
    let names = new.iter().chain(&old).map(|(name, _)| name).filter(|name| seen.insert(*name));
    names.flat_map(|name| field(name, &of(&old, name), &of(&new, name))).collect()
}

fn field(what: &str, earlier: &[String], later: &[String]) -> Vec<Item> {
    if earlier == later { Vec::new() } else { vec![item(what, Some(earlier), Some(later))] }
}

fn item(what: &str, earlier: Option<&[String]>, later: Option<&[String]>) -> Item {
    let owned = |side: Option<&[String]>| side.unwrap_or_default().to_vec();
    Item { what: what.to_owned(), earlier: owned(earlier), later: owned(later) }
}

fn state(value: &Value) -> State {
    State { status: text(value, "status"), reason: value["reason"].as_str().map(str::to_owned) }
}

fn score(value: &Value) -> Score {
    let some = |name: &str| value[name].as_str().map(str::to_owned);
    let count = |name: &str| value[name].as_u64().unwrap_or_default();
    Score {
        label: text(value, "label"),
        applicable: count("applicable"),
        scored: count("scored"),
        coverage: some("coverage"),
        lo: some("lo"),
        hi: some("hi"),
    }
}

fn date(result: &Value, place: &str) -> Result<Date, Fatal> {
    if result["format"] != "scrutineer-assessment/1" {
        let remedy = "Give the file that `assess compute --out` wrote.";
        return Err(Fatal::new(
            "not-a-result",
            place,
            "is not an assessment of format scrutineer-assessment/1",
            remedy,
        ));
    }
    let (dossier, catalogue) = (&result["dossier"], &result["catalogue"]);
    Ok(Date {
        as_of: text(dossier, "as_of"),
        title: text(dossier, "title"),
        profile: text(dossier, "profile"),
        catalogue: format!("{} {}", text(catalogue, "id"), text(catalogue, "version")),
        catalogue_sha256: text(catalogue, "sha256"),
        input_sha256: text(result, "input_sha256"),
    })
}

fn find<'v>(values: &'v [Value], id: &str) -> Option<&'v Value> {
    values.iter().find(|value| value["id"] == id)
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
