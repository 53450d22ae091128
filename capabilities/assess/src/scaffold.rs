//! Beginnings and between-times of a dossier: an empty one, a form for a rater, what raters must look at again, and the
//! move to another catalogue.

use crate::catalogue::{Catalogue, Method};
use crate::diff::{Change, diff};
use crate::dossier::{self, Dossier};
use crate::problem::Fatal;
use crate::yaml;
use base::json::{Object, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a new dossier is about.
#[derive(Debug, Clone)]
pub struct New {
    /// The profile's id.
    pub profile: String,
    /// The title.
    pub title: String,
    /// The jurisdiction's code.
    pub jurisdiction: String,
    /// The as-of date.
    pub as_of: String,
    /// Polling day.
    pub polling_day: String,
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn bound(catalogue: &Catalogue) -> Value {
    object([
        ("id", Value::from(catalogue.id.as_str())),
        ("version", Value::from(catalogue.version.as_str())),
        ("sha256", Value::from(catalogue.sha256.as_str())),
    ])
}

/// The files of an empty dossier that passes `check`.
///
/// # Errors
/// [`Fatal`]: unknown profile, or a date that is none.
pub fn dossier(catalogue: &Catalogue, new: &New) -> Result<BTreeMap<String, String>, Fatal> {
    if catalogue.profile(&new.profile).is_none() {
        let known: Vec<&str> = catalogue.profiles.iter().map(|p| p.id.as_str()).collect();
        let remedy = format!("Use one of {}.", known.join(", "));
        return Err(Fatal::new("unknown-profile", "--profile", format!("no profile {}", new.profile), &remedy));
    }
    for (place, date) in [("--as-of", &new.as_of), ("--polling-day", &new.polling_day)] {
        if rule::record::day(date).is_none() {
            let what = format!("{date} is no date of the calendar");
            return Err(Fatal::new("bad-date", place, what, "Write YYYY-MM-DD."));
        }
    }
    let text = |t: &str| Value::from(t);
    let head = object([
        ("format", text("scrutineer-dossier/1")),
        ("id", text("new-dossier")),
        ("title", text(&new.title)),
        ("catalogue", bound(catalogue)),
        ("profile", text(&new.profile)),
        (
            "jurisdiction",
            object([
                ("code", text(&new.jurisdiction)),
                ("name", text(&new.jurisdiction)),
                ("legal_orders", Value::Array(vec![text("UN")])),
            ]),
        ),
        ("as_of", text(&new.as_of)),
        ("election", text("election")),
        (
            "elections",
            Value::Array(vec![object([
                ("id", text("election")),
                ("name", text(&new.title)),
                ("kind", text("general")),
                ("polling_day", text(&new.polling_day)),
            ])]),
        ),
    ]);
    let head = format!(
        "# Election dossier. A key left out means not known; docs/assessment.md explains every field.\n{}\
# Which treaties and laws bind the jurisdiction, and since when. While `law` is left out, no law is taken to bind.\n\
# law:\n# - {{source: ICCPR, from: '1976-03-23'}}\n\
# Technologies used, complete: kinds are {}; stages are {}.\ntechnologies: []\n\
# - {{id: roll, kind: roll, name: Voter roll, stage: registration, supplier: vendor-a}}\n\
actors: []\n# - {{id: vendor-a, kind: vendor, name: Name of the vendor}}\n\
# Two assessors at least; `interests` must be declared, `none` if there are none.\nassessors: []\n\
# - {{id: a1, organisation: Name of the organisation, interests: none}}\n\
# Files of records, if there are any; `scrutineer assess catalogue show --kinds` lists the kinds.\n\
# records:\n# - {{file: records/contract.jsonl, kind: contract, sha256: …, coverage: census, origin: registry, integrity: none}}\n",
        yaml::write(&head),
        catalogue.technologies.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(", "),
        catalogue.stages.join(", "),
    );
    let evidence = "# One item for each document, interview or measurement.\nevidence: []\n\
# - id: E-001\n#   title: What it is\n#   sha256: …   (sha256sum evidence/E-001.pdf)\n#   file: evidence/E-001.pdf\n\
#   made_by: who made it\n#   origin: where it comes from; items of one origin count as one source\n\
#   kind: statute   (statute contract official_record report press sworn_statement observer_form measurement interview website dataset statement)\n\
#   level: primary   (primary secondary assertion)\n#   integrity: none   (recomputable signed logged none)\n\
#   interested: false\n#   speaks_to: text   (text practice)\n#   state: valid\n#   dated: '2026-01-01'\n\
#   obtained_on: '2026-01-01'\n#   obtained_how: how you got it\n#   access: public   (public restricted sealed)\n\
#   bears_on:\n#   - {indicator: LEG-01, direction: supports}\n";
    Ok(BTreeMap::from([
        ("dossier.yaml".to_owned(), head),
        ("evidence.yaml".to_owned(), evidence.to_owned()),
        ("adjudications.yaml".to_owned(), "adjudications: []\n".to_owned()),
    ]))
}

/// An empty form with every question an assessor may rate, as comments to fill in.
///
/// # Errors
/// [`Fatal`]: unknown assessor.
pub fn rating_form(catalogue: &Catalogue, dossier: &Dossier, assessor: &str, round: u8) -> Result<String, Fatal> {
    let who = dossier.assessor(assessor).ok_or_else(|| {
        let remedy = "List the assessor in dossier.yaml first.";
        Fatal::new("unknown-assessor", "--assessor", format!("no assessor {assessor}"), remedy)
    })?;
    let profile = dossier.profile(catalogue).ok_or_else(|| {
        Fatal::new("unknown-profile", "dossier.yaml", "unknown profile", "Name one of the catalogue.")
    })?;
    let head = object([("assessor", Value::from(assessor)), ("round", Value::Number(round.to_string()))]);
    let mut out = format!(
        "# Values: met, partly, not_met (each needs evidence); indeterminate, not_assessed, not_applicable (each needs a reason).\n\
# `sealed_on` is the day you hand it in; rate nothing after it. Round 1 is blind: look at nobody else's form.\n{}sealed_on: '{}'\nratings: []\n\
# Replace `ratings: []` by `ratings:` and take the # away before the questions you rate.\n",
        yaml::write(&head),
        dossier.as_of
    );
    for indicator in catalogue.of_profile(profile) {
        if indicator.method == Method::Machine || who.recused.contains(&indicator.id) {
            continue;
        }
        let _ = writeln!(out, "#\n# {}", indicator.question);
        for (key, text) in &indicator.scoring {
            let _ = writeln!(out, "#   {key}: {text}");
        }
        let _ = writeln!(
            out,
            "# - indicator: {}\n#   value: indeterminate\n#   reason: not rated yet\n#   evidence: []\n#   rated_on: '{}'",
            indicator.id, dossier.as_of
        );
    }
    Ok(out)
}

/// An indicator that raters must look at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Look {
    /// The indicator.
    pub indicator: String,
    /// Its question.
    pub question: String,
    /// `too_few_raters` or `differ`.
    pub why: &'static str,
    /// The last rating of each assessor.
    pub ratings: BTreeMap<String, &'static str>,
}

/// Where the last ratings differ without an adjudication, or fewer rated than the profile asks.
///
/// # Errors
/// [`Fatal`]: unknown profile.
pub fn reconcile(catalogue: &Catalogue, dossier: &Dossier) -> Result<Vec<Look>, Fatal> {
    let profile = dossier.profile(catalogue).ok_or_else(|| {
        Fatal::new("unknown-profile", "dossier.yaml", "unknown profile", "Name one of the catalogue.")
    })?;
    let mut out = Vec::new();
    for indicator in catalogue.of_profile(profile).filter(|i| i.method != Method::Machine) {
        let mut ratings = BTreeMap::new();
        for rating in dossier.ratings.iter().filter(|r| r.indicator == indicator.id) {
            ratings.insert(rating.assessor.clone(), rating.value.word());
        }
        let decided = dossier.adjudications.iter().any(|a| a.indicator == indicator.id);
        let mut values: Vec<&str> = ratings.values().copied().collect();
        values.sort_unstable();
        values.dedup();
        let why = if ratings.len() < profile.min_raters {
            "too_few_raters"
        } else if values.len() > 1 && !decided {
            "differ"
        } else {
            continue;
        };
        out.push(Look { indicator: indicator.id.clone(), question: indicator.question.clone(), why, ratings });
    }
    Ok(out)
}

/// The head of a dossier bound to another catalogue, and what changed between the two.
///
/// Comments of the old file are not kept.
///
/// # Errors
/// [`Fatal`]: the head is broken, or bound to neither catalogue.
pub fn migrate(head: &str, old: &Catalogue, new: &Catalogue) -> Result<(String, Vec<Change>), Fatal> {
    let value = dossier::check_file("dossier.yaml", head.as_bytes(), "dossier")?;
    let bound_to = value.pointer("/catalogue/sha256").and_then(Value::as_text);
    if bound_to != Some(old.sha256.as_str()) {
        let what = format!("is bound to {}, not to {}", bound_to.unwrap_or("nothing"), old.sha256);
        return Err(Fatal::new(
            "other-catalogue",
            "dossier.yaml",
            what,
            "Give the catalogue it is bound to by --from.",
        ));
    }
    let mut members: Object = value.as_object().cloned().unwrap_or_default();
    members.insert("catalogue", bound(new));
    Ok((yaml::write(&Value::Object(members)), diff(old, new)))
}
