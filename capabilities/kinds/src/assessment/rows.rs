//! What pages show of the assessments that stand: rows made from the published results, never computed again here.

use super::inputs::{Case, cases};
use super::{AssessmentResult, Body, measure};
use crate::body;
use crate::inputs::{Blobs, Erased, Stated, gone};
use assess::catalogue::{Indicator as Question, Pin};
use assess::compare::{Side, compare};
use assess::view::*;
use base::Row;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const STATUSES: [&str; 7] =
    ["met", "partly", "not_met", "contested", "indeterminate", "not_assessed", "not_applicable"];
const GRADES: [&str; 5] = ["A", "B", "C", "D", "X"];

/// The rows of every assessment with a published result, and of the catalogue it asks by.
pub(crate) fn rows(stated: &[Stated], erased: &[Erased], size: u64, blobs: &dyn Blobs) -> Vec<Row> {
    let gone = gone(stated, erased, size);
    let mut results: BTreeMap<&str, (u64, &AssessmentResult)> = BTreeMap::new();
    for statement in stated.iter().filter(|s| !gone.contains(&s.index)) {
        if let body::Body::Assess(Body::Result(result)) = &statement.body {
            results.insert(&result.dossier, (statement.index, result));
        }
    }
    let mut rows = Vec::new();
    let mut catalogues = BTreeSet::new();
    let mut dates = Vec::new();
    for case in cases(stated, erased, size, blobs) {
        let Some((entry, result)) = results.get(case.key.as_str()) else { continue };
        let Some(bytes) = blobs.blob(&result.result.sha256) else { continue };
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
        let Ok((catalogue, dossier)) = case.read() else { continue };
        let page = Page {
            case: &case,
            catalogue: &catalogue,
            dossier: &dossier,
            value: &value,
            measures: measures(&case, &dossier),
        };
        rows.extend(page.rows(*entry, result));
        if catalogues.insert(catalogue.sha256.clone()) {
            rows.extend(references(&catalogue));
        }
        let evidence = dossier.evidence.iter().map(|item| (item.id.clone(), item.sha256.clone())).collect();
        dates.push(Dated { key: case.key.clone(), value, evidence, catalogue, dossier });
    }
    rows.extend(comparisons(&dates));
    rows
}

/// One date of a dossier.
struct Dated {
    key: String,
    value: Value,
    evidence: BTreeMap<String, String>,
    catalogue: assess::Catalogue,
    dossier: assess::Dossier,
}

/// Earlier dates each date is held against, at most.
const DATES: usize = 12;

/// Each date of a dossier held against the dates before it.
fn comparisons(dates: &[Dated]) -> Vec<Row> {
    let mut rows = Vec::new();
    for later in dates {
        let (id, as_of) = (&later.dossier.id, &later.dossier.as_of);
        let mut before: Vec<&Dated> =
            dates.iter().filter(|own| own.dossier.id == *id && own.dossier.as_of < *as_of).collect();
        before.sort_by(|a, b| b.dossier.as_of.cmp(&a.dossier.as_of));
        for earlier in before.into_iter().take(DATES) {
            let (a, b) = (
                Side { result: &earlier.value, evidence: Some(&earlier.evidence) },
                Side { result: &later.value, evidence: Some(&later.evidence) },
            );
            // Another election under the same id is not compared.
            let Ok(view) = compare(a, b, &[&earlier.catalogue, &later.catalogue]) else { continue };
            rows.push(Row {
                kind: "assessment-comparison".into(),
                id: format!("{}/{}", later.key, earlier.dossier.as_of),
                title: later.dossier.title.clone(),
                date: earlier.dossier.as_of.clone(),
                json: json(&view),
                facets: vec![("assessment".into(), later.key.clone())],
                ..Row::default()
            });
        }
    }
    rows
}

struct Page<'a> {
    case: &'a Case,
    catalogue: &'a assess::Catalogue,
    dossier: &'a assess::Dossier,
    value: &'a Value,
    /// What was measured from the record, if the rules read it.
    measures: Option<measure::Measures>,
}

fn measures(case: &Case, dossier: &assess::Dossier) -> Option<measure::Measures> {
    let measures = case.files.get(measure::FILE)?;
    let held = measure::read(measures).ok()?;
    let said = measure::Said { measures, records: None, listed: &dossier.records };
    said.is_read(&held).then_some(held)
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn optional(value: &Value, key: &str) -> Option<String> {
    value[key].as_str().map(str::to_owned)
}

fn position(words: &[&str], word: &str) -> Option<usize> {
    words.iter().position(|own| *own == word)
}

fn json<T: serde::Serialize>(view: &T) -> String {
    serde_json::to_string(view).expect("views hold texts, numbers and lists")
}

impl Page<'_> {
    fn rows(&self, entry: u64, result: &AssessmentResult) -> Vec<Row> {
        let key = &self.case.key;
        let recommendations: Vec<Recommendation> =
            list(self.value, "recommendations").iter().map(|value| self.recommendation(value)).collect();
        let mut rows = vec![self.overview_row(&self.overview(entry, result, &recommendations))];
        rows.extend(recommendations.into_iter().map(|recommendation| Row {
            kind: "assessment-recommendation".into(),
            id: format!("{key}/{}", recommendation.id),
            title: recommendation.title.clone(),
            status: recommendation.label.clone(),
            json: json(&recommendation),
            facets: vec![("assessment".into(), key.clone())],
            ..Row::default()
        }));
        let mut missing = Vec::new();
        for value in list(self.value, "indicators") {
            let Some(question) = self.catalogue.indicator(&text(value, "id")) else { continue };
            let indicator = self.indicator(value, question);
            let line = &indicator.line;
            rows.push(Row {
                kind: "assessment-indicator".into(),
                id: format!("{key}/{}", line.id),
                title: line.question.clone(),
                status: line.status.clone(),
                json: json(&indicator),
                text: format!("{} {}", line.id, line.question),
                facets: vec![("assessment".into(), key.clone()), ("status".into(), line.status.clone())],
                ..Row::default()
            });
            if ["contested", "indeterminate", "not_assessed"].contains(&line.status.as_str()) {
                missing.push(self.missing(&indicator, question));
            }
        }
        rows.push(Row { kind: "assessment-missing".into(), id: key.clone(), json: json(&missing), ..Row::default() });
        rows
    }

    fn overview_row(&self, overview: &Overview) -> Row {
        Row {
            kind: "assessment".into(),
            id: overview.key.clone(),
            title: overview.title.clone(),
            place: overview.jurisdiction.clone(),
            date: overview.as_of.clone(),
            json: json(overview),
            text: format!("{} {} {}", overview.title, overview.jurisdiction, overview.election),
            facets: vec![("election".into(), overview.election_id.clone())],
            ..Row::default()
        }
    }

    fn overview(&self, entry: u64, result: &AssessmentResult, recommendations: &[Recommendation]) -> Overview {
        let (dossier, catalogue) = (self.dossier, self.catalogue);
        let indicators = list(self.value, "indicators");
        let mut pins = BTreeMap::new();
        for pin in indicators.iter().flat_map(|indicator| list(indicator, "pins")) {
            pins.insert((text(pin, "source"), text(pin, "pin")), pin["verified"] == true);
        }
        let mut grades = [0; 5];
        for item in &dossier.evidence {
            if let Some(at) = position(&GRADES, item.grade.letter()) {
                grades[at] += 1;
            }
        }
        let agreement = &self.value["agreement"];
        let alpha = |area: String, value: &Value| Agreement {
            area,
            alpha: optional(value, "alpha"),
            reason: optional(value, "reason"),
            lo: optional(value, "lo"),
            hi: optional(value, "hi"),
            units: value["units"].as_u64().unwrap_or_default(),
            raw: optional(value, "raw"),
        };
        let area_name = |id: &str| {
            catalogue.areas.iter().find(|(own, _)| own == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
        };
        Overview {
            key: self.case.key.clone(),
            entry,
            dossier_entry: self.case.dossier.0,
            catalogue_entry: self.case.catalogue.as_ref().map_or(0, |(entry, _)| *entry),
            sha256: result.result.sha256.to_string(),
            title: dossier.title.clone(),
            jurisdiction: dossier.jurisdiction_name.clone(),
            election: dossier.election_name.clone(),
            election_id: dossier.election.clone(),
            as_of: dossier.as_of.clone(),
            profile: dossier.profile.clone(),
            catalogue: format!("{} {}", catalogue.id, catalogue.version),
            catalogue_sha256: catalogue.sha256.clone(),
            input_sha256: dossier.input_sha256.clone(),
            assessors: dossier
                .assessors
                .iter()
                .map(|a| (a.id.clone(), a.organisation.clone(), a.interests.clone()))
                .collect(),
            counts: counts(indicators.iter().map(|indicator| text(indicator, "status"))),
            grades,
            pins: (pins.len() as u64, pins.values().filter(|verified| **verified).count() as u64),
            sealed: self.case.sealed() as u64,
            stages: self.stages(),
            recommendations: recommendations
                .iter()
                .map(|full| Recommendation { indicators: Vec::new(), ..full.clone() })
                .collect(),
            draws: self.value.pointer("/simulated/draws").and_then(Value::as_u64).unwrap_or_default(),
            agreement: std::iter::once(alpha("overall".to_owned(), &agreement["overall"]))
                .chain(list(agreement, "areas").iter().map(|area| alpha(area_name(&text(area, "area")), area)))
                .collect(),
            refusals: dossier
                .refusals
                .iter()
                .map(|refusal| (refusal.indicator.clone(), self.actor(&refusal.by), refusal.asked_on.clone()))
                .collect(),
            problems: list(self.value, "problems")
                .iter()
                .map(|problem| ["code", "place", "what", "remedy"].map(|key| text(problem, key)))
                .chain(self.case.broken_seals.iter().map(|entry| {
                    let what = format!("entry {entry} does not open what was sealed first; its ratings do not count");
                    let remedy = "Publish the file that was committed to.".to_owned();
                    ["RATINGS-REPLACED".to_owned(), "ratings".to_owned(), what, remedy]
                }))
                .collect(),
        }
    }

    /// An actor's name; the id if it is not listed.
    fn actor(&self, id: &str) -> String {
        let found = self.dossier.actors.iter().find(|[own, ..]| own == id);
        found.map_or_else(|| id.to_owned(), |[_, _, name]| name.clone())
    }

    fn stages(&self) -> Vec<Stage> {
        let indicators = list(self.value, "indicators");
        let stage = |id: &String| Stage {
            id: id.clone(),
            technologies: self
                .dossier
                .technologies
                .iter()
                .filter(|technology| technology.stage == *id)
                .map(|technology| {
                    let concerns = |value: &&Value, general: bool| {
                        let question = self.catalogue.indicator(&text(value, "id"));
                        question.is_some_and(|q| {
                            q.technologies.contains(&technology.kind)
                                || general && q.technologies.iter().any(|kind| kind == "any")
                        })
                    };
                    let own: Vec<&Value> = indicators.iter().filter(|v| concerns(v, false)).collect();
                    Technology {
                        id: technology.id.clone(),
                        name: technology.name.clone(),
                        kind: technology.kind.clone(),
                        supplier: technology.supplier.as_ref().map(|id| (self.actor(id), id.clone())),
                        in_use: technology.in_use,
                        counts: counts(own.iter().map(|value| text(value, "status"))),
                        with_general: counts(
                            indicators.iter().filter(|v| concerns(v, true)).map(|value| text(value, "status")),
                        ),
                        grades: grades(own.into_iter(), true),
                    }
                })
                .collect(),
        };
        self.catalogue.stages.iter().map(stage).collect()
    }

    fn recommendation(&self, value: &Value) -> Recommendation {
        let id = text(value, "id");
        let own = self.catalogue.recommendations.iter().find(|r| r.id == id);
        let serves = |value: &&Value| {
            let question = self.catalogue.indicator(&text(value, "id"));
            question.is_some_and(|q| q.recommendations.contains(&id))
        };
        let indicators: Vec<IndicatorLine> = list(self.value, "indicators").iter().filter(serves).map(line).collect();
        let simulation = value["simulation"].as_object().map(|_| {
            let value = &value["simulation"];
            let factors = ["weights", "aggregation", "thresholds", "unknowns", "ratings"];
            Simulation {
                p2_5: text(value, "p2_5"),
                p50: text(value, "p50"),
                p97_5: text(value, "p97_5"),
                mean: text(value, "mean"),
                below_0_4: text(value, "below_0_4"),
                from_0_4: text(value, "from_0_4"),
                from_0_8: text(value, "from_0_8"),
                sobol: match value["sobol"].is_object() {
                    true => factors
                        .map(|f| (f.to_owned(), text(&value["sobol"][f], "first"), text(&value["sobol"][f], "total")))
                        .to_vec(),
                    false => Vec::new(),
                },
            }
        });
        let cells = list(self.value, "matrix").iter().filter(|cell| text(cell, "recommendation") == id);
        Recommendation {
            title: text(value, "title"),
            text: own.map(|r| r.text.clone()).unwrap_or_default(),
            addressed_to: own.map(|r| r.addressed_to.clone()).unwrap_or_default(),
            label: text(value, "label"),
            applicable: value["applicable"].as_u64().unwrap_or_default(),
            scored: value["scored"].as_u64().unwrap_or_default(),
            coverage: optional(value, "coverage"),
            point: optional(value, "point"),
            lo: optional(value, "lo"),
            hi: optional(value, "hi"),
            critical: texts(&value["critical"]),
            simulation,
            counts: counts(indicators.iter().map(|line| line.status.clone())),
            cells: cells
                .map(|cell| (text(cell, "technology"), STATUSES.map(|s| cell[s].as_u64().unwrap_or_default())))
                .collect(),
            indicators,
            id,
        }
    }

    fn indicator(&self, value: &Value, question: &Question) -> Indicator {
        let area = self.catalogue.areas.iter().find(|(id, _)| *id == question.area);
        let title = |id: &String, found: Option<&str>| (id.clone(), found.unwrap_or_default().to_owned());
        let panel = value["panel"].as_object().map(|_| &value["panel"]);
        let round = |rating: &Rating| {
            let file = |(_, own): &&(u64, super::Ratings)| {
                own.assessor == rating.assessor && own.round == rating.round && own.opened.is_some()
            };
            self.case.ratings.iter().find(file).map(|(entry, _)| *entry)
        };
        let refusals = list(value, "refusals").iter().map(|r| (self.actor(&text(r, "by")), text(r, "asked_on")));
        Indicator {
            line: line(value),
            area: area.map_or_else(|| question.area.clone(), |(_, name)| name.clone()),
            layer: text(value, "layer"),
            recommendations: question
                .recommendations
                .iter()
                .map(|id| {
                    let found = self.catalogue.recommendations.iter().find(|r| r.id == *id);
                    title(id, found.map(|r| r.title.as_str()))
                })
                .collect(),
            obligations: question
                .obligations
                .iter()
                .map(|id| title(id, self.catalogue.obligation(id).map(|o| o.title.as_str())))
                .collect(),
            scoring: question.scoring.clone(),
            rule: self.rule(question),
            threshold_basis: text(value, "threshold_basis"),
            threshold_basis_in_force: text(value, "threshold_basis_in_force"),
            pins: list(value, "pins")
                .iter()
                .map(|pin| (text(pin, "source"), optional(pin, "pin"), pin["verified"] == true, text(pin, "state")))
                .collect(),
            signal: value["signal"].as_object().and_then(|_| serde_json::from_value(value["signal"].clone()).ok()),
            measured: self.measured(question),
            ratings: panel
                .map(|panel| list(panel, "ratings"))
                .unwrap_or_default()
                .iter()
                .filter_map(|rating| serde_json::from_value::<Rating>(rating.clone()).ok())
                .map(|rating| Rating { entry: round(&rating), ..rating })
                .collect(),
            panel: panel.map(|panel| (optional(panel, "verdict"), optional(panel, "reason"))),
            departs_from_signal: panel.is_some_and(|panel| panel["departs_from_signal"] == true),
            evidence: list(value, "evidence").iter().filter_map(|item| self.evidence(item)).collect(),
            refusals: refusals.collect(),
            adjudication: serde_json::from_value(value["adjudication"].clone()).ok(),
        }
    }

    /// The rule in words, as the catalogue states it.
    fn rule(&self, question: &Question) -> Option<String> {
        question.rule.as_ref()?;
        Some(assess::export::rules::sentence(entry(self.catalogue, "indicators", &question.id)?.get("rule")?))
    }

    /// What was measured from the record of the fields that this question's rule reads.
    fn measured(&self, question: &Question) -> Vec<Measured> {
        let rule = entry(self.catalogue, "indicators", &question.id).and_then(|own| own.get("rule"));
        let (Some(held), Some(rule)) = (&self.measures, rule) else { return Vec::new() };
        if !question.rule.as_ref().is_some_and(|rule| rule.kinds().contains(&"contract")) {
            return Vec::new();
        }
        let mut words = BTreeSet::new();
        named(rule, &mut words);
        let shown = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Array(all) => texts(&Value::Array(all.clone())).join(" "),
            other => other.to_string(),
        };
        let own = held.measured.iter().filter(|own| words.contains(own.field.as_str()));
        own.map(|own| Measured {
            value: shown(&own.value),
            record: own.id.clone(),
            ocid: own.ocid.clone(),
            field: own.field.clone(),
            check: own.check.clone(),
            entries: own.entries.clone(),
        })
        .collect()
    }

    fn evidence(&self, value: &Value) -> Option<Evidence> {
        let mut view: Evidence = serde_json::from_value(value.clone()).ok()?;
        if let Some(item) = self.dossier.evidence.iter().find(|item| item.id == view.id) {
            view.title.clone_from(&item.title);
            view.origin.clone_from(&item.origin);
            view.made_by.clone_from(&item.made_by);
            view.dated.clone_from(&item.dated);
            view.access.clone_from(&item.access);
            view.sha256.clone_from(&item.sha256);
            view.redactions.clone_from(&item.redactions);
        }
        if let Some((entry, item)) = self.case.evidence.iter().find(|(_, item)| item.id == view.id) {
            view.entry = Some(*entry);
            view.published = item.document.as_ref().is_some_and(|document| document.sha256 == item.sha256);
        }
        Some(view)
    }

    fn missing(&self, indicator: &Indicator, question: &Question) -> Missing {
        let mut duty: Vec<String> = Vec::new();
        for obligation in question.obligations.iter().filter_map(|id| self.catalogue.obligation(id)) {
            for actor in obligation.actors.iter().filter(|actor| !duty.contains(actor)).cloned().collect::<Vec<_>>() {
                duty.push(actor);
            }
        }
        let mut who: Vec<String> = Vec::new();
        let suppliers = self.dossier.technologies.iter().filter(|t| question.technologies.contains(&t.kind));
        let suppliers: BTreeSet<&String> = suppliers.filter_map(|t| t.supplier.as_ref()).collect();
        for [id, kind, name] in &self.dossier.actors {
            let named = if kind == "vendor" { suppliers.contains(id) } else { duty.contains(kind) };
            if named {
                who.push(name.clone());
            }
        }
        let coverage = |kind: &str| {
            let files: Vec<&str> = self
                .dossier
                .records
                .iter()
                .filter(|file| file.kind == kind)
                .map(|file| match file.coverage {
                    rule::Coverage::Census => "census",
                    rule::Coverage::Sample => "sample",
                    rule::Coverage::Partial => "partial",
                })
                .collect();
            ["partial", "sample", "census"].into_iter().find(|word| files.contains(word)).map(str::to_owned)
        };
        let kinds = question.rule.iter().flat_map(|rule| rule.kinds());
        let records: BTreeMap<String, Option<String>> = kinds.map(|kind| (kind.to_owned(), coverage(kind))).collect();
        Missing {
            line: indicator.line.clone(),
            looked_for: question.evidence.clone(),
            records: records.into_iter().collect(),
            duty,
            who,
            refused: indicator.refusals.clone(),
        }
    }
}

/// Every text that stands in a rule: the names of fields are among them.
fn named<'v>(value: &'v base::json::Value, into: &mut BTreeSet<&'v str>) {
    match value {
        base::json::Value::Text(text) => drop(into.insert(text)),
        base::json::Value::Array(all) => all.iter().for_each(|own| named(own, into)),
        base::json::Value::Object(members) => members.iter().for_each(|(_, own)| named(own, into)),
        _ => {}
    }
}

/// An entry of the catalogue as it stands in its file.
fn entry<'c>(catalogue: &'c assess::Catalogue, section: &str, id: &str) -> Option<&'c base::json::Value> {
    let all = catalogue.value.get(section)?.as_array()?;
    all.iter().find(|own| own.get("id").and_then(base::json::Value::as_text) == Some(id))
}

fn line(value: &Value) -> IndicatorLine {
    IndicatorLine {
        id: text(value, "id"),
        question: text(value, "question"),
        status: text(value, "status"),
        reason: optional(value, "reason"),
        method: text(value, "method"),
        critical: optional(value, "critical"),
        grades: grades(std::iter::once(value), false),
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

fn counts(statuses: impl Iterator<Item = String>) -> Counts {
    let mut out = [0; 7];
    for status in statuses {
        if let Some(at) = position(&STATUSES, &status) {
            out[at] += 1;
        }
    }
    out
}

/// Evidence of indicators by grade, each item once; only what counts, unless `all`.
fn grades<'v>(indicators: impl Iterator<Item = &'v Value>, all: bool) -> [u64; 5] {
    let mut out = [0; 5];
    let mut seen = BTreeSet::new();
    for item in indicators.flat_map(|indicator| list(indicator, "evidence")) {
        if (all || item["counted"] == true)
            && seen.insert(text(item, "id"))
            && let Some(at) = position(&GRADES, &text(item, "grade"))
        {
            out[at] += 1;
        }
    }
    out
}

/// Sources and obligations, each linked to its indicators.
fn references(catalogue: &assess::Catalogue) -> Vec<Row> {
    let mut rows = Vec::new();
    for source in &catalogue.sources {
        let binds = entry(catalogue, "sources", &source.id).and_then(|own| own.get("binds")?.as_text());
        let mut pins = Vec::new();
        let mut indicators = Vec::new();
        let mut obligations = Vec::new();
        let cited = |cites: &[Pin], by: &str, pins: &mut Vec<(String, Option<String>, bool)>| {
            let own = cites.iter().filter(|pin| pin.source == source.id);
            let before = pins.len();
            pins.extend(own.map(|pin| (by.to_owned(), pin.pin.clone(), pin.verified)));
            pins.len() > before
        };
        for obligation in &catalogue.obligations {
            if cited(&obligation.cites, &obligation.id, &mut pins) {
                obligations.push(obligation.id.clone());
            }
        }
        for indicator in &catalogue.indicators {
            let own = cited(&indicator.cites, &indicator.id, &mut pins);
            if own || indicator.obligations.iter().any(|id| obligations.contains(id)) {
                indicators.push(indicator.id.clone());
            }
        }
        rows.push(reference_row(
            catalogue,
            &obligations,
            Reference {
                section: "source".into(),
                id: source.id.clone(),
                title: source.name.clone(),
                text: binds.unwrap_or_default().to_owned(),
                kind: source.kind.clone(),
                text_seen: source.text_seen.clone(),
                actors: Vec::new(),
                tension: false,
                pins,
                indicators,
            },
        ));
    }
    for obligation in &catalogue.obligations {
        let indicators = catalogue.indicators.iter().filter(|i| i.obligations.contains(&obligation.id));
        rows.push(reference_row(
            catalogue,
            std::slice::from_ref(&obligation.id),
            Reference {
                section: "obligation".into(),
                id: obligation.id.clone(),
                title: obligation.title.clone(),
                text: obligation.statement.clone(),
                kind: String::new(),
                text_seen: String::new(),
                actors: obligation.actors.clone(),
                tension: obligation.tension,
                pins: obligation.cites.iter().map(|p| (p.source.clone(), p.pin.clone(), p.verified)).collect(),
                indicators: indicators.map(|i| i.id.clone()).collect(),
            },
        ));
    }
    rows
}

fn reference_row(catalogue: &assess::Catalogue, obligations: &[String], view: Reference) -> Row {
    let mut facets = BTreeSet::from([("section".to_owned(), view.section.clone())]);
    for obligation in obligations.iter().filter_map(|id| catalogue.obligation(id)) {
        facets.extend(obligation.actors.iter().map(|actor| ("actor".to_owned(), actor.clone())));
        let named = |id: &String| {
            let title = catalogue.eos.iter().find(|(own, _)| own == id).map_or("", |(_, title)| title.as_str());
            ("right".to_owned(), format!("{id} {title}").trim().chars().take(120).collect())
        };
        facets.extend(obligation.eos.iter().map(named));
    }
    for indicator in view.indicators.iter().filter_map(|id| catalogue.indicator(id)) {
        facets.extend(indicator.recommendations.iter().map(|id| ("recommendation".to_owned(), id.clone())));
        facets.extend(indicator.technologies.iter().map(|kind| ("technology".to_owned(), kind.clone())));
    }
    if view.pins.iter().any(|(.., verified)| !verified) {
        facets.insert(("pins".to_owned(), "unverified".to_owned()));
    }
    let questions = view.indicators.iter().filter_map(|id| catalogue.indicator(id));
    let words: Vec<&str> = questions.map(|indicator| indicator.question.as_str()).collect();
    let places: Vec<&str> = view.pins.iter().map(|(by, ..)| by.as_str()).collect();
    Row {
        kind: "assessment-reference".into(),
        id: format!("{}/{}", view.section, view.id),
        title: view.title.clone(),
        status: view.section.clone(),
        text: format!("{} {} {} {} {}", view.id, view.title, view.text, places.join(" "), words.join(" ")),
        json: json(&view),
        facets: facets.into_iter().collect(),
        ..Row::default()
    }
}
