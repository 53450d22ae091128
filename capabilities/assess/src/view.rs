//! What pages show of an assessment: owned structs, made once when the record changes, read by the site.
//!
//! Statuses, labels, reasons and other codes are those of the result; [`crate::export::word`] has the reader's words.

use serde::{Deserialize, Serialize};

/// Indicators by status, in the order of [`rule::Status::ALL`]: met, partly, not met, contested, indeterminate, not
/// assessed, not applicable.
pub type Counts = [u64; 7];

/// One assessment: its page, the map, the matrix, the sensitivity annex.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Its name on the record.
    pub key: String,
    /// Entry of the result.
    pub entry: u64,
    /// Entry of the dossier.
    pub dossier_entry: u64,
    /// Entry of the catalogue.
    pub catalogue_entry: u64,
    /// Digest of the published result.
    pub sha256: String,
    /// Title.
    pub title: String,
    /// Jurisdiction, by name.
    pub jurisdiction: String,
    /// Election, by name.
    pub election: String,
    /// The election's id, the same for every date of it.
    pub election_id: String,
    /// The day whose law and knowledge count.
    pub as_of: String,
    /// Profile.
    pub profile: String,
    /// Catalogue id and version.
    pub catalogue: String,
    /// Content hash of the catalogue.
    pub catalogue_sha256: String,
    /// Input hash.
    pub input_sha256: String,
    /// Assessors: id, organisation, declared interests.
    pub assessors: Vec<(String, String, Option<String>)>,
    /// Indicators of the profile by status.
    pub counts: Counts,
    /// Items of evidence by grade A, B, C, D, X.
    pub grades: [u64; 5],
    /// Pins of the indicators, and how many of them are verified.
    pub pins: (u64, u64),
    /// Rating files that are sealed still.
    pub sealed: u64,
    /// Stages of the electoral cycle, in order.
    pub stages: Vec<Stage>,
    /// The 18 recommendations.
    pub recommendations: Vec<Recommendation>,
    /// Draws of the simulation.
    pub draws: u64,
    /// Agreement of raters: overall first, as area `overall`.
    pub agreement: Vec<Agreement>,
    /// Refusals: indicator, who, when asked.
    pub refusals: Vec<(String, String, String)>,
    /// Problems of the input: code, place, what, remedy.
    pub problems: Vec<[String; 4]>,
}

/// One stage of the electoral cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Technologies on it.
    pub technologies: Vec<Technology>,
}

/// A technology on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Technology {
    /// Its id in the dossier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind, an id of the catalogue.
    pub kind: String,
    /// Its supplier: name, and the identifier under which contracts know it.
    pub supplier: Option<(String, String)>,
    /// Whether it is used at this election.
    pub in_use: bool,
    /// Indicators that concern this kind of technology, by status.
    pub counts: Counts,
    /// Indicators that concern it or any technology, by status.
    pub with_general: Counts,
    /// Items of evidence on the first, by grade A, B, C, D, X.
    pub grades: [u64; 5],
}

/// One recommendation with its bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it asks, in own words.
    pub text: String,
    /// Whom it addresses.
    pub addressed_to: Vec<String>,
    /// The label.
    pub label: String,
    /// Indicators that apply.
    pub applicable: u64,
    /// Of them with a verdict.
    pub scored: u64,
    /// Share with a verdict.
    pub coverage: Option<String>,
    /// Mean of the verdicts, where enough have one.
    pub point: Option<String>,
    /// If every unknown were not met.
    pub lo: Option<String>,
    /// If every unknown were met.
    pub hi: Option<String>,
    /// Critical indicators not met.
    pub critical: Vec<String>,
    /// What other defensible choices would have said.
    pub simulation: Option<Simulation>,
    /// Indicators by status.
    pub counts: Counts,
    /// Statuses by technology: id in the dossier.
    pub cells: Vec<(String, Counts)>,
    /// Its indicators; empty in the overview.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<IndicatorLine>,
}

/// The simulation of one recommendation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Simulation {
    /// The 2.5 % point.
    pub p2_5: String,
    /// The median.
    pub p50: String,
    /// The 97.5 % point.
    pub p97_5: String,
    /// The mean.
    pub mean: String,
    /// Share of draws below 0.4.
    pub below_0_4: String,
    /// Share from 0.4 to under 0.8.
    pub from_0_4: String,
    /// Share from 0.8.
    pub from_0_8: String,
    /// Sobol's first-order and total index of each factor; empty if nothing varies.
    pub sobol: Vec<(String, String, String)>,
}

/// Krippendorff's alpha of one area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// The area's name, or `overall`.
    pub area: String,
    /// Alpha.
    pub alpha: Option<String>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Lower end of the 95 % interval.
    pub lo: Option<String>,
    /// Upper end.
    pub hi: Option<String>,
    /// Units with two verdicts or more.
    pub units: u64,
    /// Equal pairs over all pairs.
    pub raw: Option<String>,
}

/// One line on an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorLine {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The status.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// Machine, hybrid or human.
    pub method: String,
    /// The right at stake, if critical.
    pub critical: Option<String>,
    /// Evidence that counts, by grade A, B, C, D.
    pub grades: [u64; 5],
}

/// One indicator without a verdict: what is missing, and who could provide it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// The indicator.
    #[serde(flatten)]
    pub line: IndicatorLine,
    /// What is looked for, in the catalogue's words.
    pub looked_for: Vec<String>,
    /// Record kinds its rule reads, with how much of each there is (`census`, `sample`, `partial`, or nothing).
    pub records: Vec<(String, Option<String>)>,
    /// Who bears the duty, by kind of actor.
    pub duty: Vec<String>,
    /// Actors of the dossier of these kinds, and the suppliers of the technologies concerned.
    pub who: Vec<String>,
    /// Who refused, and when asked.
    pub refused: Vec<(String, String)>,
}

/// One indicator in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// The line.
    #[serde(flatten)]
    pub line: IndicatorLine,
    /// Area in the catalogue's words.
    pub area: String,
    /// Structure, process or outcome.
    pub layer: String,
    /// Recommendations it serves: id, title.
    pub recommendations: Vec<(String, String)>,
    /// Obligations it belongs to: id, title.
    pub obligations: Vec<(String, String)>,
    /// Scoring texts by key.
    pub scoring: Vec<(String, String)>,
    /// The rule in words, if there is one.
    pub rule: Option<String>,
    /// Where its thresholds come from.
    pub threshold_basis: String,
    /// The same on the as-of date.
    pub threshold_basis_in_force: String,
    /// Pins: source, place, verified, state.
    pub pins: Vec<(String, Option<String>, bool, String)>,
    /// The rule's answer.
    pub signal: Option<Signal>,
    /// Values of the records it reads that were measured from the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measured>,
    /// Every rating, never changed.
    pub ratings: Vec<Rating>,
    /// The raters' joint verdict, or why there is none.
    pub panel: Option<(Option<String>, Option<String>)>,
    /// The panel's verdict is not the signal's.
    pub departs_from_signal: bool,
    /// Evidence that bears on it.
    pub evidence: Vec<Evidence>,
    /// Who refused, and when asked.
    pub refusals: Vec<(String, String)>,
    /// What was decided over raters or evidence that differ.
    pub adjudication: Option<Adjudication>,
}

/// A rule's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Status.
    pub status: String,
    /// Reason of a non-verdict.
    pub reason: Option<String>,
    /// Records selected.
    pub n: u64,
    /// What counts.
    pub numerator: Option<u64>,
    /// Of what.
    pub denominator: Option<u64>,
    /// What could not be told.
    pub unknown: Option<u64>,
    /// The value.
    pub value: Option<String>,
    /// Bounds or 95 % interval.
    pub interval: Option<(String, String)>,
}

/// One value of a record that was measured from what else stands on the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The dossier's record.
    pub record: String,
    /// The contracting process it was read from.
    pub ocid: String,
    /// The field.
    pub field: String,
    /// Its value; several are separated by a blank.
    pub value: String,
    /// The check whose finding says so.
    pub check: Option<String>,
    /// Entries it was read from.
    pub entries: Vec<u64>,
}

/// One rating.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// Who: id in the dossier.
    pub assessor: String,
    /// Round.
    pub round: u8,
    /// Value.
    pub value: String,
    /// Reason.
    #[serde(default)]
    pub reason: Option<String>,
    /// Evidence relied on.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Entry of the rating file.
    #[serde(default)]
    pub entry: Option<u64>,
}

/// One item of evidence on one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id.
    pub id: String,
    /// Its grade here.
    pub grade: String,
    /// `supports` or `refutes`.
    pub direction: String,
    /// Whether it counts.
    pub counted: bool,
    /// Why it does not.
    #[serde(default)]
    pub why_not: Option<String>,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Where it comes from.
    #[serde(default)]
    pub origin: String,
    /// Who made it.
    #[serde(default)]
    pub made_by: String,
    /// Its date.
    #[serde(default)]
    pub dated: String,
    /// `public`, `restricted` or `sealed`.
    #[serde(default)]
    pub access: String,
    /// Digest of the file.
    #[serde(default)]
    pub sha256: String,
    /// Whether the file is published.
    #[serde(default)]
    pub published: bool,
    /// What was blacked out: what, on what ground, who decided, to be reviewed on.
    #[serde(default)]
    pub redactions: Vec<[String; 4]>,
    /// Entry of the item.
    #[serde(default)]
    pub entry: Option<u64>,
}

/// An adjudication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjudication {
    /// The verdict.
    pub verdict: String,
    /// What it explains.
    pub explains: String,
    /// Why.
    pub reasons: String,
    /// Who decided.
    pub by: Vec<String>,
    /// When.
    pub decided_on: String,
    /// Who disagreed.
    pub dissent: Vec<Dissent>,
}

/// A dissent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dissent {
    /// Who.
    pub by: String,
    /// What they say.
    pub text: String,
}

/// One source or obligation of the catalogue, linked to its indicators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// `source` or `obligation`.
    pub section: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it asks, or whom it binds.
    pub text: String,
    /// A source's kind: `treaty`, `law_eu` …; empty for an obligation.
    pub kind: String,
    /// How much of a source's text was read.
    pub text_seen: String,
    /// Who bears an obligation, by kind of actor.
    pub actors: Vec<String>,
    /// Two sources ask for opposite things.
    pub tension: bool,
    /// Pins cited: for an obligation source and place, for a source obligation or indicator and place; whether verified.
    pub pins: Vec<(String, Option<String>, bool)>,
    /// Indicators that rest on it.
    pub indicators: Vec<String>,
}
