//! The result as it is written: keys in this order, decimals as texts, counts as numbers.

use crate::problem::Problem;
use serde::{Deserialize, Serialize};

/// One assessment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// `scrutineer-assessment/1`.
    pub format: &'static str,
    /// The catalogue it rests on.
    pub catalogue: CatalogueName,
    /// The dossier it reads.
    pub dossier: DossierName,
    /// SHA-256 over everything the result depends on.
    pub input_sha256: String,
    /// SHA-256 of each part and file, so that a changed byte can be named.
    pub inputs: std::collections::BTreeMap<String, String>,
    /// How the simulation was run; `null` if it was not.
    pub simulated: Option<Simulated>,
    /// Indicators of the profile, in the catalogue's order.
    pub indicators: Vec<IndicatorResult>,
    /// Agreement of raters.
    pub agreement: Agreement,
    /// The 18 recommendations.
    pub recommendations: Vec<RecommendationResult>,
    /// Obligations.
    pub obligations: Vec<ObligationResult>,
    /// Counts by recommendation and technology.
    pub matrix: Vec<Cell>,
    /// Problems of the input.
    pub problems: Vec<Problem>,
}

/// Draws and base of a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulated {
    /// Draws.
    pub draws: usize,
    /// Base of the Sobol estimate.
    pub sobol_base: usize,
}

/// Id, version and hash of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CatalogueName {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its content hash.
    pub sha256: String,
}

/// What the dossier is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierName {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The jurisdiction's code.
    pub jurisdiction: String,
    /// The day whose law and knowledge count.
    pub as_of: String,
    /// The election's id.
    pub election: String,
    /// The profile.
    pub profile: String,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorResult {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The area.
    pub area: String,
    /// Structure, process or outcome.
    pub layer: &'static str,
    /// Machine, hybrid or human.
    pub method: &'static str,
    /// The right at stake, if critical.
    pub critical: Option<String>,
    /// The status.
    pub status: &'static str,
    /// Why, where there is something to say.
    pub reason: Option<&'static str>,
    /// The rule's answer.
    pub signal: Option<SignalResult>,
    /// The raters' answers.
    pub panel: Option<PanelResult>,
    /// Evidence that bears on it.
    pub evidence: Vec<EvidenceResult>,
    /// Where its thresholds come from.
    pub threshold_basis: String,
    /// The same, but `soft_law` where no pin of law binds on the date.
    pub threshold_basis_in_force: String,
    /// Pins of the indicator and its obligations.
    pub pins: Vec<PinResult>,
    /// Refusals: who, when asked.
    pub refusals: Vec<RefusalResult>,
    /// The adjudication.
    pub adjudication: Option<AdjudicationResult>,
}

/// A rule's answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalResult {
    /// Status.
    pub status: &'static str,
    /// Reason of a non-verdict.
    pub reason: Option<&'static str>,
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
    pub interval: Option<[String; 2]>,
}

/// The panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PanelResult {
    /// Every rating that counts, never changed.
    pub ratings: Vec<RatingResult>,
    /// The panel's verdict.
    pub verdict: Option<&'static str>,
    /// Why there is none.
    pub reason: Option<&'static str>,
    /// Last ratings by value.
    pub split: Split,
    /// The verdict is not the signal's.
    pub departs_from_signal: bool,
}

/// Last ratings by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Split {
    /// Met.
    pub met: usize,
    /// Partly.
    pub partly: usize,
    /// Not met.
    pub not_met: usize,
    /// No verdict.
    pub none: usize,
}

/// One rating.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatingResult {
    /// Who.
    pub assessor: String,
    /// Round.
    pub round: u8,
    /// Value.
    pub value: &'static str,
    /// Reason.
    pub reason: Option<String>,
    /// Evidence.
    pub evidence: Vec<String>,
}

/// One item of evidence on one indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceResult {
    /// Its id.
    pub id: String,
    /// Its grade here.
    pub grade: &'static str,
    /// `supports` or `refutes`.
    pub direction: &'static str,
    /// Whether it counts.
    pub counted: bool,
    /// Why it does not.
    pub why_not: Option<&'static str>,
}

/// One pin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PinResult {
    /// The source.
    pub source: String,
    /// The pin; `null` for the whole document.
    pub pin: Option<String>,
    /// Whether it was matched against the text.
    pub verified: bool,
    /// `binding`, `guiding`, `not in force on DATE`, or `not known`.
    pub state: String,
}

/// One refusal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusalResult {
    /// Who refused.
    pub by: String,
    /// When it was asked.
    pub asked_on: String,
}

/// An adjudication.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdjudicationResult {
    /// The verdict.
    pub verdict: &'static str,
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dissent {
    /// Who.
    pub by: String,
    /// What they say.
    pub text: String,
}

/// Agreement overall and by area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// All areas together.
    pub overall: Alpha,
    /// Each area.
    pub areas: Vec<AreaAlpha>,
}

/// Agreement of one area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaAlpha {
    /// The area.
    pub area: String,
    /// Its agreement.
    #[serde(flatten)]
    pub alpha: Alpha,
}

/// Krippendorff's alpha with its interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alpha {
    /// Alpha, six decimals.
    pub alpha: Option<String>,
    /// Why there is none.
    pub reason: Option<&'static str>,
    /// Lower end of the 95 % bootstrap interval.
    pub lo: Option<String>,
    /// Upper end.
    pub hi: Option<String>,
    /// Units with two verdicts or more.
    pub units: usize,
    /// Equal pairs over all pairs.
    pub raw: Option<String>,
}

/// Coverage, bounds and label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreResult {
    /// The label.
    pub label: &'static str,
    /// Indicators that apply.
    pub applicable: u64,
    /// With a verdict.
    pub scored: u64,
    /// Share with a verdict.
    pub coverage: Option<String>,
    /// Mean of the verdicts, where coverage is at least three fifths.
    pub point: Option<String>,
    /// If every unknown were not met.
    pub lo: Option<String>,
    /// If every unknown were met.
    pub hi: Option<String>,
    /// Critical indicators not met.
    pub critical: Vec<String>,
}

/// One recommendation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecommendationResult {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its score.
    #[serde(flatten)]
    pub score: ScoreResult,
    /// What other defensible choices would have said.
    pub simulation: Option<SimulationResult>,
}

/// One obligation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObligationResult {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its score.
    #[serde(flatten)]
    pub score: ScoreResult,
}

/// A simulation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulationResult {
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
    /// Which factor drives it; `null` if nothing varies.
    pub sobol: Option<Sobol>,
}

/// Sobol's indices of the five factors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sobol {
    /// Weights.
    pub weights: Index,
    /// Aggregation.
    pub aggregation: Index,
    /// Thresholds.
    pub thresholds: Index,
    /// Unknowns.
    pub unknowns: Index,
    /// Ratings.
    pub ratings: Index,
}

impl Sobol {
    /// The five by name.
    pub fn factors(&self) -> [(&'static str, &Index); 5] {
        [
            ("weights", &self.weights),
            ("aggregation", &self.aggregation),
            ("thresholds", &self.thresholds),
            ("unknowns", &self.unknowns),
            ("ratings", &self.ratings),
        ]
    }
}

/// First-order and total index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// First order.
    pub first: String,
    /// Total.
    pub total: String,
}

/// Statuses of a recommendation's indicators on one technology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The recommendation.
    pub recommendation: String,
    /// The technology's id in the dossier.
    pub technology: String,
    /// Met.
    pub met: u32,
    /// Partly.
    pub partly: u32,
    /// Not met.
    pub not_met: u32,
    /// Contested.
    pub contested: u32,
    /// Indeterminate.
    pub indeterminate: u32,
    /// Not assessed.
    pub not_assessed: u32,
    /// Not applicable.
    pub not_applicable: u32,
}

impl Cell {
    /// Counts by status, in the order of [`rule::Status::ALL`].
    pub const fn counts(&self) -> [u32; 7] {
        [
            self.met,
            self.partly,
            self.not_met,
            self.contested,
            self.indeterminate,
            self.not_assessed,
            self.not_applicable,
        ]
    }
}

impl Assessment {
    /// The document as it is written: two blanks of indent, a line end at the end.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).map_or_else(|e| format!("{{\"error\":\"{e}\"}}"), |text| text + "\n")
    }
}
