//! R003: was the time to submit a bid short?

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Process};
use super::release::Release;
use super::report::{Told, count};
use super::settings::R003;
use super::{Flag, Group, Method};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R003,
    version: 1,
    title: "Short submission period",
    question: "Were there fewer whole days between the opening of the tender and its deadline than suppliers need?",
    why: "A short period can keep out suppliers who were not told in advance.",
    source: "Cardinal 0.0.8, indicator R003; Open Contracting Partnership, Red flags guide, R003",
    groups: &[Group::Ocid],
    fields: &["/tender/tenderPeriod/startDate", "/tender/tenderPeriod/endDate", "/tender/procurementMethod"],
    settings: &[
        ("threshold", "15", "days below which a period is short"),
        ("procurement_methods", "", "methods looked at, separated by |; empty: all"),
        ("[R003.procurement_method_details]", "", "one line per method detail: days that replace the threshold"),
    ],
};

pub(super) fn fold(process: &Process<'_, '_>, settings: &R003, ledger: &mut Ledger) {
    let Some(days) = days(process.release, settings) else { return };
    let details = process.release.method_details();
    let threshold =
        details.and_then(|name| settings.procurement_method_details.get(name)).copied().unwrap_or(settings.threshold);
    if days < threshold {
        ledger.hit(Flag::R003, process, 1.0).numbers = [days as f64, threshold as f64];
    }
}

pub(super) fn missing(release: &Release<'_>, settings: &R003) -> Missing {
    if !settings.procurement_methods.is_empty() {
        match release.method() {
            None => return Missing::METHOD,
            Some(method) if !settings.procurement_methods.contains(method) => return Missing::NONE,
            Some(_) => {}
        }
    }
    let period = release.tender.as_ref().and_then(|tender| tender.period.as_ref());
    let unusable = |text: Option<&str>| text.and_then(base::time::instant).is_none();
    Missing::START
        .when(unusable(period.and_then(|period| period.start.as_deref())))
        .and(Missing::END.when(unusable(period.and_then(|period| period.end.as_deref()))))
}

pub(super) fn tell(hit: &Hit) -> Told {
    let [days, threshold] = hit.numbers;
    Told::new(format!("the tender was open for {days} whole days; the threshold is {threshold}"))
        .input("days", count(days))
        .input("threshold", count(threshold))
        .at("/tender/tenderPeriod/startDate")
        .at("/tender/tenderPeriod/endDate")
}

/// Whole 24-hour days towards zero, when the method counts and both ends are RFC 3339 times with offset.
fn days(release: &Release<'_>, settings: &R003) -> Option<i64> {
    let tender = release.tender.as_ref()?;
    if !settings.procurement_methods.is_empty() && !settings.procurement_methods.contains(tender.method.as_deref()?) {
        return None;
    }
    let period = tender.period.as_ref()?;
    let start = base::time::instant(period.start.as_deref()?)?;
    let end = base::time::instant(period.end.as_deref()?)?;
    Some((end - start) / 86_400_000)
}
