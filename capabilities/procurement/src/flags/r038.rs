//! R038: are the bids of a buyer, an entity or a tenderer disqualified unusually often?

use super::coverage::Missing;
use super::ledger::{Aggregate, Ledger, Meta, Process, Spots, row};
use super::release::Release;
use super::report::{Told, count, number};
use super::settings::R038;
use super::statistics::Sorted;
use super::{Flag, Group, Method};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R038,
    version: 1,
    title: "Excessive disqualified bids",
    question: "Is the share of disqualified bids of a buyer, a procuring entity or a tenderer unusually high?",
    why: "A buyer may exclude competitors of a favourite; a tenderer may hand in bids that are meant to fail.",
    source: "Cardinal 0.0.8, indicator R038; Open Contracting Partnership, Red flags guide, R038",
    groups: &[Group::Buyer, Group::ProcuringEntity, Group::Tenderer],
    fields: &["/bids/details", "/buyer/id", "/tender/procuringEntity/id"],
    settings: &[
        ("threshold", "", "replaces the upper fence of every group"),
        ("minimum_contracting_processes", "2", "buyers and entities with fewer submitted bids are left out"),
        ("minimum_submitted_bids", "2", "tenderers with fewer submitted bids are left out"),
    ],
};

/// Per party and role: submitted and disqualified bids.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    buyers: Vec<Bids>,
    entities: Vec<Bids>,
    tenderers: Vec<Bids>,
}

#[derive(Debug, Default)]
struct Bids {
    disqualified: u64,
    submitted: u64,
    spots: Spots,
}

pub(super) fn fold(process: &Process<'_, '_>, tally: &mut Tally, ledger: &mut Ledger, evidence: bool) {
    let release = process.release;
    let (mut submitted, mut disqualified) = (0, 0);
    for (at, bid) in release.submitted() {
        let out = bid.is("disqualified");
        submitted += 1;
        disqualified += u64::from(out);
        for tenderer in bid.tenderer_ids() {
            let bids = row(&mut tally.tenderers, ledger.parties.number(tenderer));
            bids.submitted += 1;
            bids.disqualified += u64::from(out);
            if out && evidence {
                bids.spots.add(process, at);
            }
        }
    }
    if submitted == 0 {
        return;
    }
    for (table, id) in [(&mut tally.buyers, buyer(release)), (&mut tally.entities, entity(release))] {
        let Some(id) = id else { continue };
        let bids = row(table, ledger.parties.number(id));
        bids.submitted += submitted;
        bids.disqualified += disqualified;
        if evidence {
            for (at, _) in release.submitted().filter(|(_, bid)| bid.is("disqualified")) {
                bids.spots.add(process, at);
            }
        }
    }
}

pub(super) fn missing(release: &Release<'_>) -> Missing {
    let bids = release.bids().unwrap_or_default();
    if bids.is_empty() {
        return Missing::BIDS;
    }
    let nobody = buyer(release).is_none()
        && entity(release).is_none()
        && bids.iter().all(|bid| bid.tenderer_ids().next().is_none());
    Missing::BID_STATUS
        .when(bids.iter().all(|bid| bid.status.is_none()))
        .and(Missing::BUYER.and(Missing::BID_TENDERER).when(nobody))
}

pub(super) fn finish(tally: Tally, settings: &R038, meta: &mut Vec<Meta>) -> Vec<Aggregate> {
    const NAMES: [[&str; 3]; 3] = [
        ["Buyer_q1", "Buyer_q3", "Buyer_upper_fence"],
        ["ProcuringEntity_q1", "ProcuringEntity_q3", "ProcuringEntity_upper_fence"],
        ["Tenderer_q1", "Tenderer_q3", "Tenderer_upper_fence"],
    ];
    let mut all = Vec::new();
    for (names, group, table, minimum) in [
        (NAMES[0], Group::Buyer, tally.buyers, settings.minimum_contracting_processes),
        (NAMES[1], Group::ProcuringEntity, tally.entities, settings.minimum_contracting_processes),
        (NAMES[2], Group::Tenderer, tally.tenderers, settings.minimum_submitted_bids),
    ] {
        let members: Vec<(u32, Bids)> =
            (0..).zip(table).filter(|(_, bids)| bids.submitted > 0 && bids.submitted >= minimum).collect();
        if members.is_empty() {
            continue;
        }
        let ratio = |bids: &Bids| bids.disqualified as f64 / bids.submitted as f64;
        let fence = settings.threshold.unwrap_or_else(|| {
            let fences = Sorted::new(members.iter().map(|(_, bids)| ratio(bids)).collect()).fences();
            meta.push((Flag::R038, names[0], fences.q1));
            meta.push((Flag::R038, names[1], fences.q3));
            fences.upper
        });
        meta.push((Flag::R038, names[2], fence));
        if fence > 0.0 {
            all.extend(members.into_iter().filter(|(_, bids)| ratio(bids) >= fence).map(|(id, bids)| Aggregate {
                flag: Flag::R038,
                group,
                id,
                value: ratio(&bids),
                numbers: [bids.disqualified as f64, bids.submitted as f64, fence, 0.0],
                spots: bids.spots,
            }));
        }
    }
    all
}

pub(super) fn tell(aggregate: &Aggregate) -> Told {
    let [disqualified, submitted, fence, _] = aggregate.numbers;
    let whose = match aggregate.group {
        Group::Tenderer => "its",
        _ => "the",
    };
    Told::new(format!(
        "{disqualified} of {whose} {submitted} submitted bids were disqualified, at or above the fence {}",
        super::r024::share(fence)
    ))
    .input("disqualified", count(disqualified))
    .input("submitted", count(submitted))
    .input("fence", number(fence))
}

pub(super) fn pointer(at: u32) -> String {
    format!("/bids/details/{at}/status")
}

pub(super) fn buyer<'r>(release: &'r Release<'_>) -> Option<&'r str> {
    release.buyer.as_ref()?.id.as_deref()
}

pub(super) fn entity<'r>(release: &'r Release<'_>) -> Option<&'r str> {
    release.tender.as_ref()?.procuring_entity.as_ref()?.id.as_deref()
}
