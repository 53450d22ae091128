//! Law is asked as of a date: which pins bind, which guide, and whether an indicator applies.

use crate::catalogue::{Applies, Catalogue, Pin, Window};
use crate::dossier::Dossier;
use crate::lint::is_law;
use crate::records;
use rule::{Coverage, Truth};

/// The state of a cited pin on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinState {
    /// Law that binds the jurisdiction on the date.
    Binding,
    /// No law, but guidance.
    Guiding,
    /// Law that does not bind it on the date.
    NotInForce,
    /// The dossier does not say which law binds.
    NotKnown,
}

/// The state of one pin.
pub fn state(catalogue: &Catalogue, dossier: &Dossier, pin: &Pin) -> PinState {
    if !is_law(catalogue, pin) {
        return PinState::Guiding;
    }
    match in_force(catalogue, dossier, &pin.source, pin.pin.as_deref()) {
        Truth::True => PinState::Binding,
        Truth::False => PinState::NotInForce,
        Truth::Unknown => PinState::NotKnown,
    }
}

/// Whether a pin of a source binds: treaty or EU law, a law entry that covers the date, and a window that covers it.
fn in_force(catalogue: &Catalogue, dossier: &Dossier, source: &str, pin: Option<&str>) -> Truth {
    let as_of = dossier.context.as_of;
    let Some(found) = catalogue.source(source) else { return Truth::False };
    if !matches!(found.kind.as_str(), "treaty" | "law_eu") {
        return Truth::False;
    }
    let Some(law) = &dossier.law else { return Truth::Unknown };
    let covers = |from: i64, until: Option<i64>| from <= as_of && until.is_none_or(|until| as_of < until);
    if !law.iter().any(|entry| entry.source == source && covers(entry.from, entry.until)) {
        return Truth::False;
    }
    let names = |window: &Window| match (&window.pins, pin) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(pins), Some(pin)) => {
            let article = pin.split('(').next().unwrap_or(pin).trim();
            pins.iter().any(|own| own == pin || own == article)
        }
    };
    let applies = found.applies.is_empty() || found.applies.iter().any(|w| names(w) && covers(w.from, w.until));
    applies.into()
}

/// Whether an indicator applies.
pub fn applies(catalogue: &Catalogue, dossier: &Dossier, records: &records::Read, condition: &Applies) -> Truth {
    let one = |condition: &Applies| applies(catalogue, dossier, records, condition);
    match condition {
        Applies::All(of) => Truth::all(of.iter().map(one)),
        Applies::Any(of) => Truth::any(of.iter().map(one)),
        Applies::Technology(kinds) => dossier.technologies.iter().any(|t| t.in_use && kinds.contains(&t.kind)).into(),
        Applies::LegalOrder(order) => dossier.legal_orders.contains(order).into(),
        Applies::Fact(name, want) => dossier.facts.get(name).map_or(Truth::Unknown, |found| (found == want).into()),
        Applies::InForce(source, pin) => in_force(catalogue, dossier, source, Some(pin)),
        Applies::RecordsAtLeast(kind, n) => {
            let count = records.counts.get(kind).copied().unwrap_or(0);
            match records.coverage.get(kind) {
                Some(_) if count >= *n => Truth::True,
                Some(Coverage::Census) => Truth::False,
                _ => Truth::Unknown,
            }
        }
    }
}
