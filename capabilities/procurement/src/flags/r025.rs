//! R025: does a tenderer bid often and almost never win?

use super::coverage::Missing;
use super::ledger::{Aggregate, Ledger, Meta, Process, Spots, row};
use super::price::missing_for_single_winner;
use super::release::Release;
use super::report::{Told, count, number};
use super::settings::R025;
use super::statistics::Sorted;
use super::{Flag, Group, Method};
use std::collections::BTreeSet;

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R025,
    version: 1,
    title: "Excessive unsuccessful bids",
    question: "Does a tenderer take part often and win unusually rarely?",
    why: "A firm that always loses may bid only to make a competition look real.",
    source: "Cardinal 0.0.8, indicator R025; Open Contracting Partnership, Red flags guide, R025",
    groups: &[Group::Tenderer],
    fields: &["/awards", "/bids/details"],
    settings: &[
        ("percentile", "75", "of all tenderers' numbers of bids; those below it are not flagged"),
        ("threshold", "", "replaces the lower fence of the success ratios"),
    ],
};

/// Per tenderer: processes with a valid bid, and those won.
#[derive(Debug, Default)]
pub(crate) struct Tally(Vec<Trials>);

#[derive(Debug, Default)]
struct Trials {
    tried: u64,
    won: u64,
    spots: Spots,
}

pub(super) fn fold(process: &Process<'_, '_>, tally: &mut Tally, ledger: &mut Ledger, evidence: bool) {
    let Some((_, supplier, bids)) = process.release.single_winner() else { return };
    let mut seen = BTreeSet::new();
    for (at, bid) in bids.iter().enumerate().filter(|(_, bid)| bid.is("valid")) {
        let Some(tenderer) = bid.only_tenderer().filter(|tenderer| seen.insert(*tenderer)) else { continue };
        let trials = row(&mut tally.0, ledger.parties.number(tenderer));
        trials.tried += 1;
        trials.won += u64::from(tenderer == supplier);
        if evidence {
            trials.spots.add(process, at);
        }
    }
}

pub(super) fn missing(release: &Release<'_>) -> Missing {
    let missing = missing_for_single_winner(release);
    let Some((_, _, bids)) = release.single_winner().filter(|_| missing.is_none()) else { return missing };
    let mut valid = bids.iter().filter(|bid| bid.is("valid")).peekable();
    let some = valid.peek().is_some();
    Missing::BID_TENDERER.when(some && valid.all(|bid| bid.tenderer_ids().next().is_none()))
}

pub(super) fn finish(tally: Tally, settings: &R025, meta: &mut Vec<Meta>) -> Vec<Aggregate> {
    let seen: Vec<(u32, Trials)> = (0..).zip(tally.0).filter(|(_, trials)| trials.tried > 0).collect();
    let many = Sorted::new(seen.iter().map(|(_, trials)| trials.tried as f64).collect())
        .quantile(settings.percentile as f64 / 100.0);
    let ratio = |trials: &Trials| trials.won as f64 / trials.tried as f64;
    let mut fence = settings.threshold.unwrap_or(f64::NAN);
    let mut first_quartile = 1.0;
    if settings.threshold.is_none() {
        let fences = Sorted::new(seen.iter().map(|(_, trials)| ratio(trials)).collect()).fences();
        meta.push((Flag::R025, "q1", fences.q1));
        meta.push((Flag::R025, "q3", fences.q3));
        (fence, first_quartile) = (fences.lower, fences.q1);
    }
    meta.push((Flag::R025, "upper_fence", many));
    meta.push((Flag::R025, "lower_fence", fence));
    if !(first_quartile > 0.0 && fence > 0.0) {
        return Vec::new();
    }
    seen.into_iter()
        .filter(|(_, trials)| trials.tried as f64 >= many && ratio(trials) <= fence)
        .map(|(id, trials)| Aggregate {
            flag: Flag::R025,
            group: Group::Tenderer,
            id,
            value: ratio(&trials),
            numbers: [trials.won as f64, trials.tried as f64, fence, many],
            spots: trials.spots,
        })
        .collect()
}

pub(super) fn tell(aggregate: &Aggregate) -> Told {
    let [won, tried, fence, many] = aggregate.numbers;
    Told::new(format!(
        "won {won} of {tried} processes it bid in, at or below the fence {}",
        super::r024::share(fence)
    ))
    .input("won", count(won))
    .input("tried", count(tried))
    .input("fence", number(fence))
    .input("percentile_of_tries", number(many))
}

pub(super) fn pointer(at: u32) -> String {
    format!("/bids/details/{at}")
}
