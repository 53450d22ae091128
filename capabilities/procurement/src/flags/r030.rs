//! R030: did a bid win that came after the deadline?
//!
//! Cardinal compares the two dates as texts, and `--format cardinal` keeps that. Our own format compares instants where
//! both are RFC 3339, because `2024-03-15T01:00:00+03:00` is before `2024-03-14T23:00:00Z` though its text is greater.

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Only, Process};
use super::release::Release;
use super::report::Told;
use super::{Flag, Group, Method};
use std::collections::BTreeSet;

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R030,
    version: 1,
    title: "Late bid won",
    question: "Was a valid bid by an awarded supplier received after the end of the tender period?",
    why: "Who may hand in late may know the others' bids.",
    source: "Cardinal 0.0.8, indicator R030; Open Contracting Partnership, Red flags guide, R030",
    groups: &[Group::Ocid, Group::Tenderer],
    fields: &["/tender/tenderPeriod/endDate", "/bids/details", "/awards"],
    settings: &[],
};

pub(super) fn fold(process: &Process<'_, '_>, ledger: &mut Ledger) {
    let release = process.release;
    let (Some(end), Some(awards), Some(bids)) = (end(release), release.awards.as_deref(), release.bids()) else {
        return;
    };
    let mut suppliers: Option<BTreeSet<&str>> = None;
    for (at, bid) in bids.iter().enumerate().filter(|(_, bid)| bid.is("valid")) {
        let Some(date) = bid.date.as_deref() else { continue };
        let by_text = date > end;
        let by_instant = match (base::time::instant(date), base::time::instant(end)) {
            (Some(date), Some(end)) => date > end,
            _ => by_text,
        };
        let only = match (by_text, by_instant) {
            (true, true) => Only::Both,
            (true, false) => Only::Cardinal,
            (false, true) => Only::Own,
            (false, false) => continue,
        };
        let suppliers = suppliers.get_or_insert_with(|| {
            awards.iter().filter(|award| award.is_active()).flat_map(|award| award.supplier_ids()).collect()
        });
        let (date, end) = (ledger.texts.number(date), ledger.texts.number(end));
        for tenderer in bid.tenderer_ids().filter(|id| suppliers.contains(id)) {
            let hit = ledger.hit(Flag::R030, process, 1.0);
            (hit.texts, hit.spots[0], hit.only) = ([date, end], at as u32, only);
            let hit = ledger.hit_tenderer(Flag::R030, process, tenderer, 1.0);
            (hit.texts, hit.spots[0], hit.only) = ([date, end], at as u32, only);
        }
    }
}

pub(super) fn missing(release: &Release<'_>) -> Missing {
    let absent = Missing::END
        .when(end(release).is_none())
        .and(Missing::AWARDS.when(release.awards.as_ref().is_none_or(|awards| awards.is_empty())))
        .and(Missing::BIDS.when(release.bids().is_none_or(<[_]>::is_empty)));
    if !absent.is_none() {
        return absent;
    }
    let bids = release.bids().unwrap_or_default();
    let awards = release.awards.as_deref().unwrap_or_default();
    let valid: Vec<_> = bids.iter().filter(|bid| bid.is("valid")).collect();
    let some_active = awards.iter().any(|award| award.is_active());
    let nameless = awards.iter().filter(|award| award.is_active()).all(|award| award.supplier_ids().next().is_none());
    Missing::BID_STATUS
        .when(bids.iter().all(|bid| bid.status.is_none()))
        .and(Missing::BID_DATE.when(!valid.is_empty() && valid.iter().all(|bid| bid.date.is_none())))
        .and(
            Missing::BID_TENDERER
                .when(!valid.is_empty() && valid.iter().all(|bid| bid.tenderer_ids().next().is_none())),
        )
        .and(Missing::AWARD_SUPPLIER.when(some_active && nameless))
}

pub(super) fn tell(hit: &Hit, ledger: &Ledger) -> Told {
    let (date, end) = (ledger.texts.text(hit.texts[0]), ledger.texts.text(hit.texts[1]));
    let differs = match hit.only {
        Only::Own => "; as texts the two stand in the other order",
        _ => "",
    };
    Told::new(format!("a bid dated {date} won though the tender period ended {end}{differs}"))
        .input("bid_date", date)
        .input("end_date", end)
        .at(format!("/bids/details/{}/date", hit.spots[0]))
        .at("/tender/tenderPeriod/endDate")
}

fn end<'r>(release: &'r Release<'_>) -> Option<&'r str> {
    release.tender.as_ref()?.period.as_ref()?.end.as_deref()
}
