//! R058: did the winner bid far below everyone else?

use super::ledger::{Hit, Ledger, Meta};
use super::price::Comparison;
use super::r024::share;
use super::report::{Told, number};
use super::statistics::Fences;
use super::{Flag, Group, Method};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R058,
    version: 1,
    title: "Heavily discounted bid",
    question: "Does the winning bid lie unusually far below the next lowest valid bid?",
    why: "A price far below all others can be a plan to earn on amendments later, or come from inside knowledge.",
    source: "Cardinal 0.0.8, indicator R058; Open Contracting Partnership, Red flags guide, R058",
    groups: &[Group::Ocid, Group::Tenderer],
    fields: &["/awards", "/bids/details"],
    settings: &[("threshold", "", "replaces the upper fence (third quartile and 1.5 interquartile ranges)")],
};

pub(super) fn finish(
    comparisons: &[Comparison],
    fences: Fences,
    threshold: Option<f64>,
    ledger: &mut Ledger,
    meta: &mut Vec<Meta>,
) {
    let fence = threshold.unwrap_or(fences.upper);
    if threshold.is_none() {
        meta.push((Flag::R058, "q1", fences.q1));
        meta.push((Flag::R058, "q3", fences.q3));
    }
    meta.push((Flag::R058, "upper_fence", fence));
    if fence <= 0.0 || fence.is_nan() {
        return;
    }
    for (at, comparison) in comparisons.iter().enumerate().filter(|(_, comparison)| comparison.difference() >= fence)
    {
        super::push_comparison(ledger, Flag::R058, comparison, at, fence, &[comparison.winner]);
    }
}

pub(super) fn tell(hit: &Hit, comparison: &Comparison) -> Told {
    let [_, fence] = hit.numbers;
    let (won, second) = (comparison.winning_price, comparison.second_price);
    Told::new(format!(
        "the winning {won} lies far below the next lowest valid bid of {second} (difference {}, fence {})",
        share(comparison.difference()),
        share(fence)
    ))
    .input("winning_price", number(won))
    .input("second_price", number(second))
    .input("difference", number(comparison.difference()))
    .input("fence", number(fence))
    .at(format!("/bids/details/{}/value/amount", comparison.winning_bid))
    .at(format!("/bids/details/{}/value/amount", comparison.second_bid))
}
