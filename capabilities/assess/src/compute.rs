//! A dossier and a catalogue into an assessment. The same input gives the same bytes on any number of threads.

use crate::agreement;
use crate::catalogue::{Catalogue, Indicator, Method, Profile};
use crate::dossier::{Dossier, Limits};
use crate::finding::{Basis, Finding};
use crate::folder::Folder;
use crate::law::{self, PinState};
use crate::problem::Fatal;
use crate::result::*;
use crate::score::{Tally, decimal};
use crate::simulate::{self, Unit};
use crate::{lint, records};
use base::exact::{Rational, to_decimal};
use chacha20::rand_core::Rng as _;
use rayon::prelude::*;
use rule::{Factor, Run, Signal, Status, Verdict};
use std::collections::BTreeMap;

/// How to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Draws and Sobol's base: `None` leaves the simulation out.
    pub simulation: Option<Simulated>,
    /// Resamples behind each interval of agreement; [`RESAMPLES`] in every published result.
    pub resamples: usize,
    /// What the dossier may hold.
    pub limits: Limits,
}

impl Options {
    /// As the dossier asks.
    pub fn of(dossier: &Dossier) -> Self {
        let simulation = Simulated { draws: dossier.draws, sobol_base: dossier.sobol_base };
        Self { simulation: Some(simulation), resamples: RESAMPLES, limits: Limits::default() }
    }
}

/// Round-1 verdicts of one unit in the order not met, partly, met.
type UnitCounts = [u32; 3];

/// Raters' agreement in one area.
struct AreaAgreement {
    result: Alpha,
    low: bool,
    /// Equal pairs and all pairs.
    pairs: (u64, u64),
}

/// Computes an assessment.
///
/// # Errors
/// [`Fatal`] over a limit, or on a profile the catalogue does not have.
pub fn compute(
    folder: &dyn Folder,
    dossier: &Dossier,
    catalogue: &Catalogue,
    options: &Options,
) -> Result<Assessment, Fatal> {
    let profile = dossier.profile(catalogue).ok_or_else(|| {
        Fatal::new("unknown-profile", "dossier.yaml", "unknown profile", "Name one of the catalogue.")
    })?;
    let indicators: Vec<&Indicator> = catalogue.of_profile(profile).collect();
    let (read, signals) = signals(folder, dossier, catalogue, &indicators, &options.limits)?;
    let units = units(dossier, &indicators);
    let (overall, areas) = agree(catalogue, &units, &dossier.input_sha256, options.resamples);
    let low = areas.iter().map(|(area, found)| (area.clone(), found.low)).collect();
    let basis = Basis::new(catalogue, dossier, profile, &read, low);
    let findings: Vec<Finding<'_>> = indicators
        .iter()
        .zip(&signals)
        .map(|(indicator, signal)| basis.find(indicator, signal.as_ref().map(|signal| signal[2].clone())))
        .collect();
    let rows: Vec<Row<'_>> = indicators
        .iter()
        .zip(&findings)
        .zip(&signals)
        .map(|((indicator, finding), signals)| Row { indicator, finding, signals: signals.as_ref() })
        .collect();
    let raw: BTreeMap<&str, f64> = areas.iter().map(|(area, found)| (area.as_str(), found.move_chance())).collect();
    let recommendations = catalogue
        .recommendations
        .par_iter()
        .map(|recommendation| {
            let own: Vec<&Row<'_>> =
                rows.iter().filter(|row| row.indicator.recommendations.contains(&recommendation.id)).collect();
            let simulation =
                options.simulation.and_then(|run| simulated(&own, &raw, dossier, &recommendation.id, run));
            RecommendationResult {
                id: recommendation.id.clone(),
                title: recommendation.title.clone(),
                score: score(&own),
                simulation,
            }
        })
        .collect();
    let obligations = catalogue
        .obligations
        .iter()
        .map(|obligation| {
            let own: Vec<&Row<'_>> =
                rows.iter().filter(|row| row.indicator.obligations.contains(&obligation.id)).collect();
            ObligationResult { id: obligation.id.clone(), title: obligation.title.clone(), score: score(&own) }
        })
        .collect();
    let mut problems = read.problems.clone();
    problems.extend(dossier.problems.iter().cloned());
    let mut inputs: BTreeMap<String, String> = dossier.parts.clone();
    inputs.extend(dossier.files.clone());
    inputs.insert("catalogue".to_owned(), catalogue.sha256.clone());
    Ok(Assessment {
        format: "scrutineer-assessment/1",
        catalogue: CatalogueName {
            id: catalogue.id.clone(),
            version: catalogue.version.clone(),
            sha256: catalogue.sha256.clone(),
        },
        dossier: DossierName {
            id: dossier.id.clone(),
            title: dossier.title.clone(),
            jurisdiction: dossier.jurisdiction.clone(),
            as_of: dossier.as_of.clone(),
            election: dossier.election.clone(),
            profile: dossier.profile.clone(),
        },
        input_sha256: dossier.input_sha256.clone(),
        inputs,
        simulated: options.simulation,
        indicators: rows.iter().map(|row| indicator_result(row, &basis)).collect(),
        agreement: Agreement {
            overall: overall.result,
            areas: areas.into_iter().map(|(area, found)| AreaAlpha { area, alpha: found.result }).collect(),
        },
        recommendations,
        obligations,
        matrix: matrix(&rows, catalogue, dossier),
        problems,
    })
}

/// The problems of a dossier without computing it.
///
/// # Errors
/// [`Fatal`] over a limit.
pub fn problems(
    folder: &dyn Folder,
    dossier: &Dossier,
    catalogue: &Catalogue,
    limits: &Limits,
) -> Result<Vec<crate::Problem>, Fatal> {
    let mut problems = records::stream(folder, dossier, catalogue, limits, |_, _| {})?.problems;
    problems.extend(dossier.problems.iter().cloned());
    Ok(problems)
}

struct Row<'a> {
    indicator: &'a Indicator,
    finding: &'a Finding<'a>,
    signals: Option<&'a [Signal; 5]>,
}

/// The rules' answers under the five threshold factors, by position of the indicator.
type Signals = Vec<Option<[Signal; 5]>>;

fn signals(
    folder: &dyn Folder,
    dossier: &Dossier,
    catalogue: &Catalogue,
    indicators: &[&Indicator],
    limits: &Limits,
) -> Result<(records::Read, Signals), Fatal> {
    let mut runs: Vec<Option<Run<'_>>> =
        indicators.iter().map(|i| i.rule.as_ref().map(|rule| Run::new(rule, dossier.context))).collect();
    let mut readers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, indicator) in indicators.iter().enumerate() {
        for kind in indicator.rule.iter().flat_map(|rule| rule.kinds()) {
            readers.entry(kind).or_default().push(at);
        }
    }
    let read = records::stream(folder, dossier, catalogue, limits, |kind, record| {
        for at in readers.get(kind.name.as_str()).into_iter().flatten() {
            if let Some(run) = &mut runs[*at] {
                run.push(&kind.name, record);
            }
        }
    })?;
    let signals = runs
        .par_iter()
        .map(|run| {
            run.as_ref()
                .map(|run| Factor::ALL.map(|factor| run.finish(|kind| read.coverage.get(kind).copied(), factor)))
        })
        .collect();
    Ok((read, signals))
}

/// Round-1 verdicts of human and hybrid indicators of the profile.
fn units(dossier: &Dossier, indicators: &[&Indicator]) -> Vec<(String, UnitCounts)> {
    let mut by_id: BTreeMap<&str, UnitCounts> = BTreeMap::new();
    for rating in dossier.ratings.iter().filter(|rating| rating.round == 1) {
        if let Some(verdict) = rating.value.verdict() {
            by_id.entry(&rating.indicator).or_default()[verdict as usize] += 1;
        }
    }
    indicators
        .iter()
        .filter(|i| i.method != Method::Machine)
        .filter_map(|i| Some((i.area.clone(), *by_id.get(i.id.as_str())?)))
        .collect()
}

fn agree(
    catalogue: &Catalogue,
    units: &[(String, UnitCounts)],
    input: &str,
    resamples: usize,
) -> (AreaAgreement, Vec<(String, AreaAgreement)>) {
    let all: Vec<UnitCounts> = units.iter().map(|(_, counts)| *counts).collect();
    let areas = catalogue
        .areas
        .par_iter()
        .map(|(area, _)| {
            let own: Vec<UnitCounts> = units.iter().filter(|(a, _)| a == area).map(|(_, counts)| *counts).collect();
            (area.clone(), agree_in(&own, area, input, resamples))
        })
        .collect();
    (agree_in(&all, "overall", input, resamples), areas)
}

/// Resamples of the bootstrap.
pub const RESAMPLES: usize = 2_000;

fn agree_in(units: &[UnitCounts], name: &str, input: &str, resamples: usize) -> AreaAgreement {
    let counted: Vec<Vec<u32>> = units.iter().map(|unit| unit.to_vec()).collect();
    let values: Vec<Rational> = (0..3).map(|v| Rational::from_integer(v.into())).collect();
    let alpha = agreement::alpha(&values, &counted, agreement::Level::Ordinal);
    let (mut equal, mut pairs) = (0, 0);
    for unit in units {
        let m: u64 = unit.iter().map(|n| u64::from(*n)).sum();
        pairs += m * m.saturating_sub(1) / 2;
        equal += unit.iter().map(|n| u64::from(*n) * u64::from(n.saturating_sub(1)) / 2).sum::<u64>();
    }
    let mut rng = simulate::generator(input, name, "agreement", 0);
    let interval = alpha.as_ref().ok().and_then(|_| agreement::interval(units, resamples, || rng.next_u64()));
    AreaAgreement {
        low: alpha.as_ref().is_ok_and(|alpha| *alpha < Rational::new(667.into(), 1000.into())),
        pairs: (equal, pairs),
        result: Alpha {
            alpha: alpha.as_ref().ok().map(|alpha| to_decimal(alpha, 6)),
            reason: alpha.as_ref().err().map(|why| why.word()),
            lo: interval.map(|(lo, _)| format!("{lo:.6}")),
            hi: interval.map(|(_, hi)| format!("{hi:.6}")),
            units: units.iter().filter(|unit| unit.iter().sum::<u32>() >= 2).count(),
            raw: (pairs > 0).then(|| decimal((equal, pairs))),
        },
    }
}

impl AreaAgreement {
    /// The chance that a rating would have been another: what pairs do not share; 0.1 where there is no pair.
    fn move_chance(&self) -> f64 {
        match self.pairs {
            (_, 0) => 0.1,
            (equal, pairs) => (pairs - equal) as f64 / pairs as f64,
        }
    }
}

fn score(rows: &[&Row<'_>]) -> ScoreResult {
    let mut tally = Tally::default();
    let mut critical = Vec::new();
    for row in rows.iter().filter(|row| row.finding.status != Status::NotApplicable) {
        tally.applicable += 1;
        if let Some(verdict) = row.finding.status.verdict() {
            tally.scored += 1;
            tally.halves += u64::from(verdict.halves());
            if verdict == Verdict::NotMet && row.indicator.critical.is_some() {
                critical.push(row.indicator.id.clone());
            }
        }
    }
    let some = |fraction: (u64, u64)| (tally.applicable > 0).then(|| decimal(fraction));
    ScoreResult {
        label: tally.label(!critical.is_empty()),
        applicable: tally.applicable,
        scored: tally.scored,
        coverage: some(tally.coverage()),
        point: tally.point().map(decimal),
        lo: some(tally.lo()),
        hi: some(tally.hi()),
        critical,
    }
}

fn simulated(
    rows: &[&Row<'_>],
    move_chance: &BTreeMap<&str, f64>,
    dossier: &Dossier,
    name: &str,
    run: Simulated,
) -> Option<SimulationResult> {
    let applying: Vec<&&Row<'_>> = rows.iter().filter(|row| row.finding.status != Status::NotApplicable).collect();
    let units: Vec<Unit> = applying
        .iter()
        .map(|row| {
            let verdict = row.finding.status.verdict();
            let moved = row.finding.is_signal && row.indicator.threshold_basis == "catalogue";
            let verdicts = match row.signals {
                Some(signals) if moved => std::array::from_fn(|f| signals[f].status.verdict()),
                _ => [verdict; 5],
            };
            let machine = row.indicator.method == Method::Machine;
            let chance = move_chance.get(row.indicator.area.as_str()).copied().unwrap_or(0.1);
            let main = row.indicator.obligations.first();
            let siblings = applying.iter().filter(|other| other.indicator.obligations.first() == main).count();
            Unit {
                verdicts,
                move_chance: if machine { 0.0 } else { chance },
                siblings: u32::try_from(siblings).unwrap_or(1),
            }
        })
        .collect();
    if units.is_empty() {
        return None;
    }
    let found = simulate::simulate(&units, &dossier.input_sha256, name, run.draws, run.sobol_base);
    let text = |x: f64| format!("{x:.4}");
    let index = |(first, total): (f64, f64)| Index { first: text(first), total: text(total) };
    Some(SimulationResult {
        p2_5: text(found.quantiles[0]),
        p50: text(found.quantiles[1]),
        p97_5: text(found.quantiles[2]),
        mean: text(found.mean),
        below_0_4: text(found.shares[0]),
        from_0_4: text(found.shares[1]),
        from_0_8: text(found.shares[2]),
        sobol: found.sobol.map(|[weights, aggregation, thresholds, unknowns, ratings]| Sobol {
            weights: index(weights),
            aggregation: index(aggregation),
            thresholds: index(thresholds),
            unknowns: index(unknowns),
            ratings: index(ratings),
        }),
    })
}

fn indicator_result(row: &Row<'_>, basis: &Basis<'_>) -> IndicatorResult {
    let (indicator, finding) = (row.indicator, row.finding);
    let (catalogue, dossier) = (basis.catalogue, basis.dossier);
    let pins = catalogue.pins(indicator);
    let binding = pins
        .iter()
        .any(|pin| lint::is_law(catalogue, pin) && law::state(catalogue, dossier, pin) == PinState::Binding);
    let in_force =
        if indicator.threshold_basis == "law" && !binding { "soft_law" } else { &indicator.threshold_basis };
    IndicatorResult {
        id: indicator.id.clone(),
        question: indicator.question.clone(),
        area: indicator.area.clone(),
        layer: indicator.layer.word(),
        method: indicator.method.word(),
        critical: indicator.critical.clone(),
        status: finding.status.word(),
        reason: finding.reason,
        signal: finding.signal.as_ref().map(|signal| SignalResult {
            status: signal.status.word(),
            reason: signal.reason,
            n: signal.n,
            numerator: signal.numerator,
            denominator: signal.denominator,
            unknown: signal.unknown,
            value: signal.value.clone(),
            interval: signal.interval.clone(),
        }),
        panel: finding.panel.as_ref().map(|panel| PanelResult {
            ratings: basis
                .ratings(&indicator.id)
                .iter()
                .map(|rating| RatingResult {
                    assessor: rating.assessor.clone(),
                    round: rating.round,
                    value: rating.value.word(),
                    reason: rating.reason.clone(),
                    evidence: rating.evidence.clone(),
                })
                .collect(),
            verdict: panel.status.verdict().map(Verdict::word),
            reason: panel.reason,
            split: Split {
                met: panel.split[0],
                partly: panel.split[1],
                not_met: panel.split[2],
                none: panel.split[3],
            },
            departs_from_signal: finding.departs_from_signal,
        }),
        evidence: finding
            .evidence
            .iter()
            .map(|cited| EvidenceResult {
                id: cited.item.id.clone(),
                grade: cited.grade.letter(),
                direction: if cited.supports { "supports" } else { "refutes" },
                counted: cited.why_not.is_none(),
                why_not: cited.why_not,
            })
            .collect(),
        threshold_basis: indicator.threshold_basis.clone(),
        threshold_basis_in_force: in_force.to_owned(),
        pins: pins
            .into_iter()
            .map(|pin| PinResult {
                source: pin.source.clone(),
                pin: pin.pin.clone(),
                verified: pin.verified,
                state: match law::state(catalogue, dossier, pin) {
                    PinState::Binding => "binding".to_owned(),
                    PinState::Guiding => "guiding".to_owned(),
                    PinState::NotInForce => format!("not in force on {}", dossier.as_of),
                    PinState::NotKnown => "not known".to_owned(),
                },
            })
            .collect(),
        refusals: dossier
            .refusals
            .iter()
            .filter(|refusal| refusal.indicator == indicator.id)
            .map(|refusal| RefusalResult { by: refusal.by.clone(), asked_on: refusal.asked_on.clone() })
            .collect(),
        adjudication: basis.adjudication(&indicator.id).map(|a| AdjudicationResult {
            verdict: a.verdict.word(),
            explains: a.explains.clone(),
            reasons: a.reasons.clone(),
            by: a.by.clone(),
            decided_on: a.decided_on.clone(),
            dissent: a.dissent.iter().map(|[by, text]| Dissent { by: by.clone(), text: text.clone() }).collect(),
        }),
    }
}

fn matrix(rows: &[Row<'_>], catalogue: &Catalogue, dossier: &Dossier) -> Vec<Cell> {
    let mut out = Vec::new();
    for recommendation in &catalogue.recommendations {
        for technology in &dossier.technologies {
            let mut counts = [0; 7];
            for row in rows.iter().filter(|row| {
                row.indicator.recommendations.contains(&recommendation.id)
                    && row.indicator.technologies.iter().any(|kind| kind == "any" || *kind == technology.kind)
            }) {
                counts[row.finding.status as usize] += 1;
            }
            let [met, partly, not_met, contested, indeterminate, not_assessed, not_applicable] = counts;
            out.push(Cell {
                recommendation: recommendation.id.clone(),
                technology: technology.id.clone(),
                met,
                partly,
                not_met,
                contested,
                indeterminate,
                not_assessed,
                not_applicable,
            });
        }
    }
    out
}

/// The profile a dossier names, for those who have read it already.
pub fn profile_of<'c>(dossier: &Dossier, catalogue: &'c Catalogue) -> Option<&'c Profile> {
    dossier.profile(catalogue)
}
