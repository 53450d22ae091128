//! R036: was the lowest bid disqualified?

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Process};
use super::price::missing_prices;
use super::release::Release;
use super::report::{Told, number};
use super::settings::Settings;
use super::{Flag, Group, Method};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R036,
    version: 1,
    title: "Lowest bid disqualified",
    question: "Was the lowest submitted bid disqualified although another bid was valid?",
    why: "A cheap competitor may have been excluded on a pretext.",
    source: "Cardinal 0.0.8, indicator R036; Open Contracting Partnership, Red flags guide, R036",
    groups: &[Group::Ocid],
    fields: &["/awards", "/bids/details"],
    settings: &[],
};

pub(super) fn fold(process: &Process<'_, '_>, settings: &Settings, ledger: &mut Ledger) {
    let release = process.release;
    if !settings.compares_prices(release.method_details()) || !has_active_award(release) {
        return;
    }
    let mut lowest: Option<(usize, f64, bool)> = None;
    let mut lowest_valid: Option<f64> = None;
    for (at, bid) in release.submitted() {
        let Some((amount, currency)) = bid.price() else { continue };
        if !ledger.is_main_currency(currency, settings) {
            continue;
        }
        if lowest.is_none_or(|(_, other, _)| amount < other) {
            lowest = Some((at, amount, bid.is("disqualified")));
        }
        if bid.is("valid") {
            lowest_valid = Some(lowest_valid.map_or(amount, |other: f64| other.min(amount)));
        }
    }
    if let (Some((at, amount, true)), Some(valid)) = (lowest, lowest_valid) {
        let hit = ledger.hit(Flag::R036, process, 1.0);
        (hit.numbers, hit.spots[0]) = ([amount, valid], at as u32);
    }
}

pub(super) fn missing(release: &Release<'_>, settings: &Settings) -> Missing {
    if !settings.compares_prices(release.method_details()) {
        return Missing::NONE;
    }
    let awards = release.awards.as_deref().unwrap_or_default();
    let bids = release.bids().unwrap_or_default();
    let absent = Missing::AWARDS
        .when(awards.is_empty())
        .and(Missing::AWARD_STATUS.when(!awards.is_empty() && awards.iter().all(|award| award.status.is_none())))
        .and(Missing::BIDS.when(bids.is_empty()))
        .and(Missing::BID_STATUS.when(!bids.is_empty() && bids.iter().all(|bid| bid.status.is_none())));
    let submitted: Vec<_> = release.submitted().map(|(_, bid)| bid).collect();
    let priced = submitted.iter().filter(|bid| bid.price().is_some()).count();
    if absent.is_none() && submitted.len() >= 2 && priced < 2 {
        return missing_prices(submitted.into_iter());
    }
    absent
}

pub(super) fn tell(hit: &Hit) -> Told {
    let [amount, valid] = hit.numbers;
    Told::new(format!("the lowest bid of {amount} was disqualified; the lowest valid bid is {valid}"))
        .input("lowest", number(amount))
        .input("lowest_valid", number(valid))
        .at(format!("/bids/details/{}/value/amount", hit.spots[0]))
        .at(format!("/bids/details/{}/status", hit.spots[0]))
}

fn has_active_award(release: &Release<'_>) -> bool {
    release.awards.as_deref().unwrap_or_default().iter().any(|award| award.is_active())
}
