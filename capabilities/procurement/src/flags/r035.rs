//! R035: were all but the winner disqualified?

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Process};
use super::price::missing_for_single_winner;
use super::release::Release;
use super::report::{Told, count};
use super::{Flag, Group, Method};
use std::collections::BTreeSet;

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R035,
    version: 1,
    title: "All except the winner disqualified",
    question: "Is the winner the only tenderer whose bids were not disqualified?",
    why: "Disqualifying everyone else is a way to choose the winner beforehand.",
    source: "Cardinal 0.0.8, indicator R035; Open Contracting Partnership, Red flags guide, R035",
    groups: &[Group::Ocid, Group::Tenderer],
    fields: &["/awards", "/bids/details"],
    settings: &[("threshold", "1", "other tenderers that must have been disqualified, at least 1")],
};

pub(super) fn fold(process: &Process<'_, '_>, threshold: u64, ledger: &mut Ledger) {
    let Some((active, bids)) = process.release.final_awards() else { return };
    let with = |status| bids.iter().filter(move |bid| bid.is(status)).flat_map(|bid| bid.tenderer_ids());
    let valid: BTreeSet<&str> = with("valid").collect();
    let Some(winner) = valid.first().filter(|_| valid.len() == 1) else { return };
    let suppliers: BTreeSet<&str> = active.iter().flat_map(|(_, award)| award.supplier_ids()).collect();
    if suppliers != valid {
        return;
    }
    let others = with("disqualified").filter(|id| id != winner).collect::<BTreeSet<&str>>().len() as u64;
    if others < threshold {
        return;
    }
    let spot = active.first().map_or(0, |(at, _)| *at as u32);
    let hit = ledger.hit(Flag::R035, process, others as f64);
    (hit.numbers, hit.spots[0]) = ([others as f64, threshold as f64], spot);
    let hit = ledger.hit_tenderer(Flag::R035, process, winner, 0.0);
    (hit.numbers, hit.spots[0]) = ([others as f64, threshold as f64], spot);
}

pub(super) fn missing(release: &Release<'_>) -> Missing {
    let missing = missing_for_single_winner(release);
    let bids = release.bids().unwrap_or_default();
    missing.and(
        Missing::BID_TENDERER.when(!bids.is_empty() && bids.iter().all(|bid| bid.tenderer_ids().next().is_none())),
    )
}

pub(super) fn tell(hit: &Hit) -> Told {
    let [others, threshold] = hit.numbers;
    Told::new(format!("the winner's bids alone were valid; {others} other tenderers were disqualified"))
        .input("disqualified", count(others))
        .input("threshold", count(threshold))
        .at(format!("/awards/{}/suppliers", hit.spots[0]))
        .at("/bids/details")
}
