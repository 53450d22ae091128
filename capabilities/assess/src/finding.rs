//! From signal, ratings and evidence to the status of one indicator, in the order of the specification.

use crate::catalogue::{Catalogue, Indicator, Layer, Method, Profile};
use crate::dossier::Dossier;
use crate::evidence::{Grade, Item};
use crate::law;
use crate::ratings::{Adjudication, Rating};
use crate::records;
use rule::{Signal, Status, Truth, Verdict};
use std::collections::BTreeMap;

/// An item of evidence as it bears on one indicator.
#[derive(Debug, Clone)]
pub struct Cited<'d> {
    /// The item.
    pub item: &'d Item,
    /// Its grade for this indicator.
    pub grade: Grade,
    /// Whether it supports; it refutes otherwise.
    pub supports: bool,
    /// Why it does not count; `None` if it does.
    pub why_not: Option<&'static str>,
}

/// What the raters together say.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Status and reason.
    pub status: Status,
    /// Reason of a status that is no verdict.
    pub reason: Option<&'static str>,
    /// Last ratings that are met, partly, not met, and no verdict.
    pub split: [usize; 4],
}

/// The status of one indicator after all steps.
#[derive(Debug, Clone)]
pub struct Finding<'d> {
    /// The status.
    pub status: Status,
    /// Why, where there is something to say.
    pub reason: Option<&'static str>,
    /// The rule's answer, for machine and hybrid indicators that apply.
    pub signal: Option<Signal>,
    /// The panel, for human and hybrid indicators that apply.
    pub panel: Option<Panel>,
    /// The panel's verdict is not the signal's.
    pub departs_from_signal: bool,
    /// The status is the signal's own verdict, so that thresholds move it.
    pub is_signal: bool,
    /// Evidence that bears on it.
    pub evidence: Vec<Cited<'d>>,
}

/// What all findings share.
pub struct Basis<'d> {
    /// The catalogue.
    pub catalogue: &'d Catalogue,
    /// The dossier.
    pub dossier: &'d Dossier,
    /// Its profile.
    pub profile: &'d Profile,
    /// What was there of the records.
    pub records: &'d records::Read,
    /// Whether raters of an area agree too little (alpha below 0.667).
    pub low_agreement: BTreeMap<String, bool>,
    bearing: BTreeMap<&'d str, Vec<(usize, usize)>>,
    ratings: BTreeMap<&'d str, Vec<&'d Rating>>,
    adjudications: BTreeMap<&'d str, &'d Adjudication>,
    refused: Vec<&'d str>,
}

impl<'d> Basis<'d> {
    /// Sorts evidence, ratings, adjudications and refusals by indicator.
    pub fn new(
        catalogue: &'d Catalogue,
        dossier: &'d Dossier,
        profile: &'d Profile,
        records: &'d records::Read,
        low_agreement: BTreeMap<String, bool>,
    ) -> Self {
        let mut bearing: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, item) in dossier.evidence.iter().enumerate() {
            for (which, bears) in item.bears_on.iter().enumerate() {
                bearing.entry(&bears.indicator).or_default().push((at, which));
            }
        }
        let mut ratings: BTreeMap<&str, Vec<&Rating>> = BTreeMap::new();
        for rating in &dossier.ratings {
            ratings.entry(&rating.indicator).or_default().push(rating);
        }
        let in_profile = |id: &str| profile.indicators.as_ref().is_none_or(|ids| ids.iter().any(|own| own == id));
        let refused = dossier.refusals.iter().map(|r| r.indicator.as_str()).filter(|id| in_profile(id)).collect();
        let adjudications = dossier.adjudications.iter().map(|a| (a.indicator.as_str(), a)).collect();
        Self { catalogue, dossier, profile, records, low_agreement, bearing, ratings, adjudications, refused }
    }

    /// Ratings of an indicator, round 1 before round 2.
    pub fn ratings(&self, id: &str) -> &[&'d Rating] {
        self.ratings.get(id).map_or(&[], Vec::as_slice)
    }

    /// The adjudication of an indicator.
    pub fn adjudication(&self, id: &str) -> Option<&'d Adjudication> {
        self.adjudications.get(id).copied()
    }

    /// Whether a refusal is recorded for an indicator of the profile.
    pub fn refused(&self, id: &str) -> bool {
        self.refused.contains(&id)
    }

    fn evidence(&self, indicator: &Indicator) -> Vec<Cited<'d>> {
        let bearing = self.bearing.get(indicator.id.as_str()).map_or(&[][..], Vec::as_slice);
        bearing
            .iter()
            .map(|(at, which)| {
                let item = &self.dossier.evidence[*at];
                let bears = &item.bears_on[*which];
                Cited {
                    item,
                    grade: item.grade_for(bears),
                    supports: bears.supports,
                    why_not: item.why_not(indicator.layer),
                }
            })
            .collect()
    }

    /// The finding of one indicator.
    pub fn find(&self, indicator: &Indicator, signal: Option<Signal>) -> Finding<'d> {
        let evidence = self.evidence(indicator);
        let none = |status, reason| Finding {
            status,
            reason: Some(reason),
            signal: None,
            panel: None,
            departs_from_signal: false,
            is_signal: false,
            evidence: evidence.clone(),
        };
        let applies = indicator
            .applies_if
            .as_ref()
            .map_or(Truth::True, |condition| law::applies(self.catalogue, self.dossier, self.records, condition));
        match applies {
            Truth::False => return none(Status::NotApplicable, "applies_if"),
            Truth::Unknown => return none(Status::NotAssessed, "applicability_unknown"),
            Truth::True => {}
        }
        let refused = self.refused(&indicator.id);
        let adjudication = self.adjudication(&indicator.id);
        let explained = adjudication.filter(|a| a.explains_evidence());
        let good = |supports: bool| {
            evidence
                .iter()
                .any(|cited| cited.why_not.is_none() && cited.grade <= Grade::B && cited.supports == supports)
        };
        let mut finding = if indicator.method == Method::Machine {
            let signal = signal.unwrap_or_else(no_signal);
            let mut status = signal.status;
            let mut reason = signal.reason;
            if status == Status::NotAssessed && refused {
                reason = Some("refused");
            }
            let against = match status {
                Status::Met => good(false),
                Status::NotMet => good(true),
                _ => false,
            };
            let mut is_signal = status.verdict().is_some();
            if against {
                is_signal = false;
                (status, reason) = match explained {
                    Some(adjudication) => (adjudication.verdict.into(), None),
                    None => (Status::Contested, Some("evidence")),
                };
            }
            Finding {
                status,
                reason,
                signal: Some(signal),
                panel: None,
                departs_from_signal: false,
                is_signal,
                evidence: evidence.clone(),
            }
        } else {
            let panel = self.panel(indicator, adjudication, refused);
            let (mut status, mut reason) = (panel.status, panel.reason);
            let signalled = signal.as_ref().and_then(|signal| signal.status.verdict());
            let mut departs = false;
            if let Some(verdict) = status.verdict() {
                departs = signalled.is_some_and(|own| own != verdict);
                if good(true) && good(false) && explained.is_none() {
                    (status, reason) = (Status::Contested, Some("evidence"));
                } else if signalled != Some(verdict) && !enough(&evidence, indicator.layer, verdict) {
                    (status, reason) = (Status::Indeterminate, Some("weak_evidence"));
                }
            }
            Finding {
                status,
                reason,
                signal,
                panel: Some(panel),
                departs_from_signal: departs,
                is_signal: false,
                evidence: evidence.clone(),
            }
        };
        let hidden = self
            .refused
            .iter()
            .filter_map(|id| self.catalogue.indicator(id))
            .any(|other| other.published_by.as_deref() == Some(&indicator.id));
        if finding.status == Status::Met && hidden {
            finding.status = Status::Partly;
            finding.reason = Some("capped_by_refusal");
            finding.is_signal = false;
        }
        finding
    }

    fn panel(&self, indicator: &Indicator, adjudication: Option<&Adjudication>, refused: bool) -> Panel {
        let mut last: BTreeMap<&str, Status> = BTreeMap::new();
        for rating in self.ratings(&indicator.id) {
            last.insert(&rating.assessor, rating.value);
        }
        let count = |want: Status| last.values().filter(|status| **status == want).count();
        let verdicts = [count(Status::Met), count(Status::Partly), count(Status::NotMet)];
        let [met, partly, not_met] = verdicts;
        let sum = met + partly + not_met;
        let split = [met, partly, not_met, last.len() - sum];
        let answer = |status, reason| Panel { status, reason: Some(reason), split };
        let not_applicable = count(Status::NotApplicable);
        if last.is_empty() {
            return answer(Status::NotAssessed, if refused { "refused" } else { "no_ratings" });
        }
        if sum == 0 {
            return match () {
                () if not_applicable == last.len() => answer(Status::NotApplicable, "panel"),
                () if not_applicable > 0 => answer(Status::Indeterminate, "applicability_disputed"),
                () if count(Status::Indeterminate) > 0 => answer(Status::Indeterminate, "panel"),
                () => answer(Status::NotAssessed, if refused { "refused" } else { "panel" }),
            };
        }
        if not_applicable > 0 && adjudication.is_none() {
            return answer(Status::Indeterminate, "applicability_disputed");
        }
        if sum < self.profile.min_raters {
            return answer(Status::Indeterminate, "too_few_raters");
        }
        let verdict = |verdict: Verdict| Panel { status: verdict.into(), reason: None, split };
        if let Some(adjudication) = adjudication {
            return verdict(adjudication.verdict);
        }
        let most = [(met, Verdict::Met), (partly, Verdict::Partly), (not_met, Verdict::NotMet)];
        if let Some((_, all)) = most.iter().find(|(n, _)| *n == sum) {
            return verdict(*all);
        }
        let majority = most.iter().find(|(n, _)| 2 * n > sum).map(|(_, v)| *v);
        match majority {
            Some(majority) if !(met > 0 && not_met > 0) => {
                if self.low_agreement.get(&indicator.area).copied().unwrap_or(false) {
                    return answer(Status::Indeterminate, "low_agreement");
                }
                verdict(majority)
            }
            _ => answer(Status::Indeterminate, "low_agreement"),
        }
    }
}

fn no_signal() -> Signal {
    Signal {
        status: Status::NotAssessed,
        reason: Some("no_records"),
        possible: rule::Possible::ALL,
        n: 0,
        numerator: None,
        denominator: None,
        unknown: None,
        value: None,
        interval: None,
    }
}

/// Whether the counted evidence carries a verdict: one A or B; for process two C of different origin; for outcome one
/// sampled observer form of grade C. D alone carries nothing.
fn enough(evidence: &[Cited<'_>], layer: Layer, verdict: Verdict) -> bool {
    let carrying: Vec<&Cited<'_>> = evidence
        .iter()
        .filter(|cited| cited.why_not.is_none())
        .filter(|cited| match verdict {
            Verdict::Met => cited.supports,
            Verdict::NotMet => !cited.supports,
            Verdict::Partly => true,
        })
        .collect();
    if carrying.iter().any(|cited| cited.grade <= Grade::B) {
        return true;
    }
    let mut c = carrying.iter().filter(|cited| cited.grade == Grade::C);
    match layer {
        Layer::Structure => false,
        Layer::Process => {
            let origins: std::collections::BTreeSet<&str> = c.map(|cited| cited.item.origin.as_str()).collect();
            origins.len() >= 2
        }
        Layer::Outcome => c.any(|cited| cited.item.kind == "observer_form" && cited.item.sample_design),
    }
}
