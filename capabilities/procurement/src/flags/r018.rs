//! R018: did only one supplier take part in a competition?

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Process};
use super::release::Release;
use super::report::Told;
use super::settings::R018;
use super::{Flag, Group, Method};
use crate::shape::Number;

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R018,
    version: 1,
    title: "Single bid received",
    question: "Did a procedure that invites competition receive exactly one tender?",
    why: "One bid where several were possible can mean that requirements were tailored or that others were kept away.",
    source: "Cardinal 0.0.8, indicator R018; Open Contracting Partnership, Red flags guide, R018",
    groups: &[Group::Ocid],
    fields: &["/tender/numberOfTenderers", "/tender/procurementMethod"],
    settings: &[("procurement_methods", "open|selective", "methods that invite competition, separated by |")],
};

pub(super) fn fold(process: &Process<'_, '_>, settings: &R018, ledger: &mut Ledger) {
    let Some(tender) = &process.release.tender else { return };
    let competitive = settings.procurement_methods.is_empty()
        || tender.method.as_deref().is_some_and(|method| settings.procurement_methods.contains(method));
    if competitive && tender.tenderers == Some(Number::Unsigned(1)) {
        let method = ledger.texts.number(tender.method.as_deref().unwrap_or_default());
        ledger.hit(Flag::R018, process, 1.0).texts[0] = method;
    }
}

pub(super) fn missing(release: &Release<'_>, settings: &R018) -> Missing {
    let counted = release
        .tender
        .as_ref()
        .is_some_and(|tender| matches!(tender.tenderers, Some(Number::Unsigned(_) | Number::Signed(_))));
    match release.method() {
        Some(method)
            if !settings.procurement_methods.contains(method) && !settings.procurement_methods.is_empty() =>
        {
            Missing::NONE
        }
        method => Missing::METHOD
            .when(method.is_none() && !settings.procurement_methods.is_empty())
            .and(Missing::TENDERERS.when(!counted)),
    }
}

pub(super) fn tell(hit: &Hit, ledger: &Ledger) -> Told {
    let method = ledger.texts.text(hit.texts[0]);
    Told::new(format!("one tenderer in a procedure by method `{method}`"))
        .input("tenderers", 1)
        .input("method", method)
        .at("/tender/numberOfTenderers")
        .at("/tender/procurementMethod")
}
