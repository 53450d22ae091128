//! Ratings of two blind rounds, and adjudications: what counts, and what is left out with a reason.

use crate::catalogue::{Catalogue, Method, day, list, optional, text, texts};
use crate::dossier::Dossier;
use crate::problem::Problem;
use base::json::{Object, Value};
use rule::{Status, Verdict};
use std::collections::BTreeSet;

/// One answer of one assessor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// Who.
    pub assessor: String,
    /// 1 (blind) or 2 (after all of round 1 are sealed).
    pub round: u8,
    /// The indicator.
    pub indicator: String,
    /// Met, partly, not met, not assessed, indeterminate or not applicable.
    pub value: Status,
    /// Why.
    pub reason: Option<String>,
    /// Evidence relied on.
    pub evidence: Vec<String>,
}

/// A decision over raters who differ, or over evidence that does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjudication {
    /// The indicator.
    pub indicator: String,
    /// What was decided.
    pub verdict: Verdict,
    /// What it explains: date, scope, reliability, agreement, applicability.
    pub explains: String,
    /// Why.
    pub reasons: String,
    /// Who decided, two at least.
    pub by: Vec<String>,
    /// When.
    pub decided_on: String,
    /// Who disagreed, and their text.
    pub dissent: Vec<[String; 2]>,
}

impl Adjudication {
    /// Whether it explains why good evidence stands on both sides.
    pub fn explains_evidence(&self) -> bool {
        matches!(self.explains.as_str(), "date" | "scope" | "reliability")
    }
}

/// Reads rating files, round 1 before round 2, then by name.
pub(crate) fn read(
    files: &Object,
    dossier: &Dossier,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Vec<Rating> {
    let mut order: Vec<(i64, &str, &Value)> = files
        .iter()
        .map(|(name, file)| (file.get("round").and_then(Value::as_integer).unwrap_or(0), name, file))
        .collect();
    order.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let sealed = order.iter().filter(|(round, ..)| *round == 1).filter_map(|(.., file)| day(file, "sealed_on")).max();
    let known: BTreeSet<&str> = dossier.evidence.iter().map(|item| item.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (round, name, file) in order {
        let assessor = text(file, "assessor");
        let Some(who) = dossier.assessor(&assessor).filter(|who| who.interests.is_some()) else {
            let what = format!("assessor {assessor} is not listed, or has not declared interests");
            let remedy = "List the assessor in dossier.yaml with `interests` (write `none` if there are none).";
            problems.push(Problem::new("ASSESSOR-INTERESTS", format!("ratings/{name}"), what, remedy));
            continue;
        };
        for (n, entry) in list(file, "ratings").iter().enumerate() {
            let indicator = text(entry, "indicator");
            let value = Status::from_word(&text(entry, "value")).unwrap_or(Status::NotAssessed);
            let evidence = texts(entry, "evidence");
            let reason = optional(entry, "reason");
            let rated_on = day(entry, "rated_on");
            let late = rated_on.is_none_or(|day| day > dossier.context.as_of);
            let early = round == 2 && rated_on.zip(sealed).is_some_and(|(day, sealed)| day < sealed);
            let unknown = evidence.iter().find(|id| !known.contains(id.as_str()));
            let method = catalogue.indicator(&indicator).map(|i| i.method);
            let is_verdict = value.verdict().is_some();
            let fault = match method {
                None => Some((
                    "RATING-INDICATOR",
                    format!("the catalogue has no indicator {indicator}"),
                    "Name an indicator of the catalogue.",
                )),
                Some(Method::Machine) => Some((
                    "RATING-MACHINE",
                    format!("{indicator} is answered by a rule, not by raters"),
                    "Leave it out; add records instead.",
                )),
                _ if who.recused.contains(&indicator) => Some((
                    "RATING-RECUSED",
                    format!("{assessor} is recused from {indicator}"),
                    "Leave it to another assessor.",
                )),
                _ if late => Some((
                    "AFTER-AS-OF",
                    format!("rated on {}, after the as-of date {}", text(entry, "rated_on"), dossier.as_of),
                    "Assess as of a later date, or rate what was known on the date.",
                )),
                _ if early => Some((
                    "RATING-BEFORE-SEAL",
                    "a rating of round 2 from before all of round 1 were sealed".to_owned(),
                    "Rate again after the last round-1 file is sealed.",
                )),
                _ if is_verdict && evidence.is_empty() => Some((
                    "RATING-NO-EVIDENCE",
                    "a verdict that names no evidence".to_owned(),
                    "Name the evidence relied on, or rate `indeterminate` with a reason.",
                )),
                _ if unknown.is_some() => Some((
                    "RATING-UNKNOWN-EVIDENCE",
                    format!("evidence {} is not in the list", unknown.map_or("", String::as_str)),
                    "Add the item to evidence.yaml, or mend the id.",
                )),
                _ if !is_verdict && reason.is_none() => Some((
                    "RATING-NO-REASON",
                    format!("`{}` without a reason", value.word()),
                    "Say why no verdict was reached.",
                )),
                _ if !seen.insert((assessor.clone(), indicator.clone(), round)) => Some((
                    "RATING-DUPLICATE",
                    format!("{assessor} has rated {indicator} in round {round} already"),
                    "Keep one; the first counts.",
                )),
                _ => None,
            };
            if let Some((code, what, remedy)) = fault {
                problems.push(Problem::new(code, format!("ratings/{name}#{}", n + 1), what, remedy));
                continue;
            }
            let round = if round == 2 { 2 } else { 1 };
            out.push(Rating { assessor: assessor.clone(), round, indicator, value, reason, evidence });
        }
    }
    out
}

/// Reads adjudications; of several on one indicator the first counts.
pub(crate) fn adjudications(value: &Value, catalogue: &Catalogue, problems: &mut Vec<Problem>) -> Vec<Adjudication> {
    let mut out: Vec<Adjudication> = Vec::new();
    for entry in value.as_array().unwrap_or_default() {
        let indicator = text(entry, "indicator");
        let by: BTreeSet<String> = texts(entry, "by").into_iter().collect();
        let reasons = text(entry, "reasons");
        let what = if by.len() < 2 {
            Some("fewer than two decided")
        } else if reasons.trim().is_empty() {
            Some("no reasons are given")
        } else if catalogue.indicator(&indicator).is_none() {
            Some("the catalogue has no such indicator")
        } else if out.iter().any(|a| a.indicator == indicator) {
            Some("an adjudication of this indicator stands earlier; it counts")
        } else {
            None
        };
        let verdict = Verdict::from_word(&text(entry, "verdict"));
        match (what, verdict) {
            (None, Some(verdict)) => out.push(Adjudication {
                indicator,
                verdict,
                explains: text(entry, "explains"),
                reasons,
                by: texts(entry, "by"),
                decided_on: text(entry, "decided_on"),
                dissent: list(entry, "dissent").iter().map(|v| [text(v, "by"), text(v, "text")]).collect(),
            }),
            (what, _) => {
                let remedy = "Two people decide, and write down why.";
                let what = what.unwrap_or("no verdict is given");
                problems.push(Problem::new("ADJUDICATION-INVALID", indicator, what, remedy));
            }
        }
    }
    out
}
