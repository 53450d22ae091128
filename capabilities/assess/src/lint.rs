//! What must hold between the parts of a catalogue: every id is known and once, every recommendation is served.

use crate::catalogue::{Applies, Catalogue, Method, Pin, fault, list, text};
use crate::problem::Problem;
use base::json::Value;
use std::collections::BTreeSet;

/// Every fault, each with its place.
pub(crate) fn lint(catalogue: &Catalogue, faults: &mut Vec<Problem>) {
    let mut say = |place: &str, what: String| faults.push(fault(place, what));
    for (section, key) in [
        ("sources", "id"),
        ("obligations", "id"),
        ("recommendations", "id"),
        ("indicators", "id"),
        ("profiles", "id"),
        ("record_kinds", "kind"),
    ] {
        let mut seen = BTreeSet::new();
        for entry in list(&catalogue.value, section) {
            let id = text(entry, key);
            if !seen.insert(id.clone()) {
                say(section, format!("{id} comes twice"));
            }
        }
    }
    for kind in &catalogue.kinds {
        let names: BTreeSet<&str> = kind.fields.iter().map(|f| f.name.as_str()).collect();
        if names.len() < kind.fields.len() {
            say(&kind.name, "a field twice".to_owned());
        }
    }
    // `how` is not kept in the typed pins: only the lint asks for it.
    for section in ["obligations", "indicators"] {
        for entry in list(&catalogue.value, section) {
            for cite in list(entry, "cites") {
                let (place, source) = (text(entry, "id"), text(cite, "source"));
                if catalogue.source(&source).is_none() {
                    say(&place, format!("unknown source {source}"));
                }
                if cite.get("verified") == Some(&Value::Bool(true)) && text(cite, "how").is_empty() {
                    let pin = cite.get("pin").and_then(Value::as_text).unwrap_or("whole document");
                    say(&place, format!("{source} {pin}: verified without how"));
                }
            }
        }
    }
    for obligation in &catalogue.obligations {
        for id in obligation.eos.iter().filter(|id| !catalogue.eos.iter().any(|(known, _)| known == *id)) {
            say(&obligation.id, format!("unknown eos id {id}"));
        }
    }
    for indicator in &catalogue.indicators {
        let place = &indicator.id;
        if indicator.id.get(..3) != Some(&indicator.area)
            || !catalogue.areas.iter().any(|(id, _)| *id == indicator.area)
        {
            say(place, "area".to_owned());
        }
        for id in indicator.obligations.iter().filter(|id| catalogue.obligation(id).is_none()) {
            say(place, format!("unknown obligation {id}"));
        }
        for id in &indicator.recommendations {
            if !catalogue.recommendations.iter().any(|r| r.id == *id) {
                say(place, format!("unknown recommendation {id}"));
            }
        }
        for id in &indicator.technologies {
            if id != "any" && !known_technology(catalogue, id) {
                say(place, format!("unknown technology {id}"));
            }
        }
        let raw = list(&catalogue.value, "indicators").iter().find(|v| text(v, "id") == *place);
        let has_rule = raw.is_some_and(|v| v.get("rule").is_some());
        if (indicator.method == Method::Human) == has_rule {
            say(place, "a machine or hybrid indicator has a rule, a human one has none".to_owned());
        }
        if let Some(by) = &indicator.published_by
            && (by == place || catalogue.indicator(by).is_none())
        {
            say(place, "published_by".to_owned());
        }
        if indicator.threshold_basis == "law" && !catalogue.pins(indicator).into_iter().any(|p| is_law(catalogue, p))
        {
            say(place, "threshold_basis law without a pin to a treaty or a regulation".to_owned());
        }
        if let Some(applies) = &indicator.applies_if {
            applying(catalogue, place, applies, &mut say);
        }
    }
    for recommendation in &catalogue.recommendations {
        let count = catalogue.indicators.iter().filter(|i| i.recommendations.contains(&recommendation.id)).count();
        if count < 3 {
            say(&recommendation.id, format!("{count} indicators, at least 3 are needed"));
        }
    }
    for profile in &catalogue.profiles {
        for id in profile.indicators.iter().flatten().filter(|id| catalogue.indicator(id).is_none()) {
            say(&profile.id, format!("unknown indicator {id}"));
        }
    }
    core(catalogue, &mut say);
    let used: BTreeSet<&str> =
        catalogue.indicators.iter().filter_map(|i| i.rule.as_ref()).flat_map(|rule| rule.kinds()).collect();
    for kind in catalogue.kinds.iter().filter(|kind| !used.contains(kind.name.as_str())) {
        say(&kind.name, "no rule reads this record kind".to_owned());
    }
}

/// The core set has forty indicators and at least two for each recommendation.
fn core(catalogue: &Catalogue, say: &mut impl FnMut(&str, String)) {
    let core = catalogue.profile("core-40").and_then(|p| p.indicators.clone()).unwrap_or_default();
    if core.len() != 40 {
        say("core-40", format!("{} indicators", core.len()));
    }
    for recommendation in &catalogue.recommendations {
        let serving = core
            .iter()
            .filter_map(|id| catalogue.indicator(id))
            .filter(|i| i.recommendations.contains(&recommendation.id))
            .count();
        if serving < 2 {
            say("core-40", format!("fewer than two indicators for {}", recommendation.id));
        }
    }
}

pub(crate) fn is_law(catalogue: &Catalogue, pin: &Pin) -> bool {
    catalogue.source(&pin.source).is_some_and(|source| matches!(source.kind.as_str(), "treaty" | "law_eu"))
}

fn known_technology(catalogue: &Catalogue, id: &str) -> bool {
    catalogue.technologies.iter().any(|(known, _)| known == id)
}

fn applying(catalogue: &Catalogue, place: &str, applies: &Applies, say: &mut impl FnMut(&str, String)) {
    match applies {
        Applies::All(of) | Applies::Any(of) => of.iter().for_each(|a| applying(catalogue, place, a, say)),
        Applies::Technology(ids) => {
            for id in ids.iter().filter(|id| !known_technology(catalogue, id)) {
                say(place, format!("unknown technology {id}"));
            }
        }
        Applies::InForce(source, _) if catalogue.source(source).is_none() => {
            say(place, "in_force: unknown source".to_owned());
        }
        Applies::RecordsAtLeast(kind, _) if !catalogue.kinds.iter().any(|k| k.name == *kind) => {
            say(place, "records_at_least: unknown kind".to_owned());
        }
        Applies::InForce(..) | Applies::RecordsAtLeast(..) | Applies::LegalOrder(_) | Applies::Fact(..) => {}
    }
}
