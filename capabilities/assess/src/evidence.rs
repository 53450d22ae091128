//! Evidence and its grade, by rule and never by hand.

use crate::catalogue::{Catalogue, Layer, day, list, optional, text};
use crate::dossier::Dossier;
use crate::problem::Problem;
use base::json::Value;
use std::collections::BTreeSet;

/// How much an item of evidence can carry, from best to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Grade {
    /// Primary, and its integrity can be checked.
    A,
    /// Primary.
    B,
    /// Secondary or an assertion, by someone without an interest.
    C,
    /// The same by someone with an interest.
    D,
    /// Retracted, forged, altered, missing, or later than the as-of date.
    X,
}

impl Grade {
    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::X => "X",
        }
    }
}

/// What an item says of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearing {
    /// The indicator.
    pub indicator: String,
    /// Whether it supports it; it refutes it otherwise.
    pub supports: bool,
    /// Said against the speaker's own interest.
    pub against_interest: bool,
}

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind, for example `statute`.
    pub kind: String,
    /// The digest stated.
    pub sha256: String,
    /// Where it comes from: items of one origin are one source.
    pub origin: String,
    /// Who made it.
    pub made_by: String,
    /// Its date, as written.
    pub dated: String,
    /// `public`, `restricted` or `sealed`.
    pub access: String,
    /// Whether it speaks to text (law); to practice otherwise.
    pub speaks_to_text: bool,
    /// Whether it is a sample with a stated design.
    pub sample_design: bool,
    /// The grade.
    pub grade: Grade,
    /// Why the grade is X, in snake case.
    pub why_x: Option<&'static str>,
    /// What it bears on.
    pub bears_on: Vec<Bearing>,
    /// Redactions: what, ground, who decided, review date.
    pub redactions: Vec<[String; 4]>,
}

impl Item {
    /// The grade for one indicator: D against the speaker's own interest counts as C.
    pub fn grade_for(&self, bearing: &Bearing) -> Grade {
        if self.grade == Grade::D && bearing.against_interest { Grade::C } else { self.grade }
    }

    /// Why the item does not count for an indicator's layer; `None` if it does.
    pub fn why_not(&self, layer: Layer) -> Option<&'static str> {
        if self.grade == Grade::X {
            return Some(self.why_x.unwrap_or("grade_x"));
        }
        match (layer, self.speaks_to_text) {
            (Layer::Structure, false) => Some("speaks_to_practice"),
            (Layer::Process | Layer::Outcome, true) => Some("speaks_to_text"),
            _ => None,
        }
    }
}

/// Reads the list, grades each item, and reports what is altered, missing or late.
pub(crate) fn read(
    value: &Value,
    dossier: &Dossier,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Vec<Item> {
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for entry in value.as_array().unwrap_or_default() {
        let id = text(entry, "id");
        if !seen.insert(id.clone()) {
            let what = "an item with this id stands earlier in the list";
            problems.push(Problem::new("EVIDENCE-DUPLICATE", &id, what, "Give each item an id of its own."));
            continue;
        }
        let why_x = why_x(entry, &id, dossier, problems);
        let mut bears_on = Vec::new();
        for bearing in list(entry, "bears_on") {
            let indicator = text(bearing, "indicator");
            if catalogue.indicator(&indicator).is_none() {
                let what = format!("bears on {indicator}, which the catalogue does not have");
                problems.push(Problem::new("EVIDENCE-INDICATOR", &id, what, "Name an indicator of the catalogue."));
                continue;
            }
            bears_on.push(Bearing {
                indicator,
                supports: text(bearing, "direction") == "supports",
                against_interest: bearing.get("against_interest") == Some(&Value::Bool(true)),
            });
        }
        let redaction = |v: &Value| [text(v, "what"), text(v, "ground"), text(v, "decided_by"), text(v, "review_on")];
        items.push(Item {
            title: text(entry, "title"),
            kind: text(entry, "kind"),
            sha256: text(entry, "sha256"),
            origin: text(entry, "origin"),
            made_by: text(entry, "made_by"),
            dated: text(entry, "dated"),
            access: text(entry, "access"),
            speaks_to_text: text(entry, "speaks_to") == "text",
            sample_design: entry.get("sample_design").is_some(),
            grade: if why_x.is_some() { Grade::X } else { grade(entry) },
            why_x,
            bears_on,
            redactions: list(entry, "redactions").iter().map(redaction).collect(),
            id,
        });
    }
    items
}

fn grade(entry: &Value) -> Grade {
    let interested = entry.get("interested") == Some(&Value::Bool(true));
    let checkable = matches!(text(entry, "integrity").as_str(), "recomputable" | "signed" | "logged");
    match text(entry, "level").as_str() {
        "primary" if checkable => Grade::A,
        "primary" => Grade::B,
        _ if interested => Grade::D,
        _ => Grade::C,
    }
}

fn why_x(entry: &Value, id: &str, dossier: &Dossier, problems: &mut Vec<Problem>) -> Option<&'static str> {
    let mut why = match text(entry, "state").as_str() {
        "retracted" => Some("retracted"),
        "forged" => Some("forged"),
        _ => None,
    };
    for key in ["dated", "obtained_on"] {
        // A date that is none of the calendar cannot be told to be early enough.
        if day(entry, key).is_none_or(|day| day > dossier.context.as_of) {
            let what = format!("{key} is {}, after the as-of date {}", text(entry, key), dossier.as_of);
            let remedy = "Leave it out, or assess as of a later date.";
            problems.push(Problem::new("AFTER-AS-OF", id, what, remedy));
            why = why.or(Some("after_as_of"));
            break;
        }
    }
    let file = optional(entry, "file");
    let found = file.as_ref().and_then(|file| dossier.files.get(file));
    match found {
        Some(found) if *found != text(entry, "sha256") => {
            let what = format!("the file has SHA-256 {found}, stated is {}", text(entry, "sha256"));
            let remedy = "Restore the file as it was obtained, or state the digest of the one you rely on.";
            problems.push(Problem::new("EVIDENCE-HASH", id, what, remedy));
            why.or(Some("altered"))
        }
        Some(_) => why,
        None if text(entry, "access") == "public" => {
            let what = file.map_or_else(|| "no file is named".to_owned(), |file| format!("{file} is not there"));
            let remedy = "Add the file, or state that access is restricted or sealed.";
            problems.push(Problem::new("EVIDENCE-MISSING", id, what, remedy));
            why.or(Some("missing"))
        }
        None => why,
    }
}
