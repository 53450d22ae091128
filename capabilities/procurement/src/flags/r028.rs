//! R028: did different tenderers bid exactly the same price?

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Process};
use super::price::missing_prices;
use super::release::{Bid, Release};
use super::report::{Told, number};
use super::settings::Settings;
use super::{Flag, Group, Method};
use std::collections::{BTreeMap, BTreeSet};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R028,
    version: 1,
    title: "Identical bid prices",
    question: "Did two different tenderers submit bids of exactly the same amount in the same currency?",
    why: "Equal prices are rare by chance; they can mean that bidders agreed.",
    source: "Cardinal 0.0.8, indicator R028; Open Contracting Partnership, Red flags guide, R028",
    groups: &[Group::Ocid, Group::Tenderer],
    fields: &["/bids/details"],
    settings: &[],
};

pub(super) fn fold(process: &Process<'_, '_>, settings: &Settings, ledger: &mut Ledger) {
    if !settings.compares_prices(process.release.method_details()) {
        return;
    }
    // The last bid seen at each price.
    let mut prices: BTreeMap<(u64, &str), (usize, &Bid<'_>)> = BTreeMap::new();
    for (at, bid) in process.release.submitted() {
        let Some((amount, currency)) = bid.price() else { continue };
        if bid.tenderer_ids().next().is_none() {
            continue;
        }
        // Adding zero makes one of the two zeros.
        let Some((last_at, last)) = prices.insert(((amount + 0.0).to_bits(), currency), (at, bid)) else { continue };
        let (ours, others): (BTreeSet<&str>, BTreeSet<&str>) =
            (bid.tenderer_ids().collect(), last.tenderer_ids().collect());
        if ours != others {
            let price = ledger.texts.number(currency);
            let spots = [last_at as u32, at as u32];
            let hit = ledger.hit(Flag::R028, process, 1.0);
            (hit.numbers[0], hit.texts[0], hit.spots) = (amount, price, spots);
            for party in ours.union(&others) {
                let hit = ledger.hit_tenderer(Flag::R028, process, party, 1.0);
                (hit.numbers[0], hit.texts[0], hit.spots) = (amount, price, spots);
            }
        }
    }
}

pub(super) fn missing(release: &Release<'_>, settings: &Settings) -> Missing {
    if !settings.compares_prices(release.method_details()) {
        return Missing::NONE;
    }
    let bids = release.bids().unwrap_or_default();
    if bids.is_empty() {
        return Missing::BIDS;
    }
    if bids.iter().all(|bid| bid.status.is_none()) {
        return Missing::BID_STATUS;
    }
    let submitted: Vec<&Bid<'_>> = release.submitted().map(|(_, bid)| bid).collect();
    let nameless = |bid: &Bid<'_>| bid.tenderer_ids().next().is_none();
    let comparable = submitted.iter().filter(|bid| bid.price().is_some() && !nameless(bid)).count();
    if submitted.len() < 2 || comparable >= 2 {
        return Missing::NONE;
    }
    missing_prices(submitted.iter().copied())
        .and(Missing::BID_TENDERER.when(submitted.iter().any(|bid| nameless(bid))))
}

pub(super) fn tell(hit: &Hit, ledger: &Ledger) -> Told {
    let (amount, currency) = (hit.numbers[0], ledger.texts.text(hit.texts[0]));
    Told::new(format!("different tenderers bid exactly {amount} {currency}"))
        .input("amount", number(amount))
        .input("currency", currency)
        .at(format!("/bids/details/{}/value", hit.spots[0]))
        .at(format!("/bids/details/{}/value", hit.spots[1]))
}
