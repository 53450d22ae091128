//! R024: did the second lowest bid come suspiciously close to the winner's?

use super::ledger::{Hit, Ledger, Meta};
use super::price::Comparison;
use super::report::{Told, number};
use super::statistics::Fences;
use super::{Flag, Group, Method};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R024,
    version: 1,
    title: "Price close to the winning bid",
    question: "Is the difference between the winning bid and the next lowest valid bid unusually small?",
    why: "Very close prices can mean that bidders knew each other's bids.",
    source: "Cardinal 0.0.8, indicator R024; Open Contracting Partnership, Red flags guide, R024",
    groups: &[Group::Ocid, Group::Tenderer],
    fields: &["/awards", "/bids/details"],
    settings: &[("threshold", "", "replaces the lower fence (first quartile less 1.5 interquartile ranges)")],
};

pub(super) fn finish(
    comparisons: &[Comparison],
    fences: Fences,
    threshold: Option<f64>,
    ledger: &mut Ledger,
    meta: &mut Vec<Meta>,
) {
    let fence = threshold.unwrap_or(fences.lower);
    if threshold.is_none() {
        meta.push((Flag::R024, "q1", fences.q1));
        meta.push((Flag::R024, "q3", fences.q3));
    }
    meta.push((Flag::R024, "lower_fence", fence));
    // If three quarters of the processes show no difference at all, closeness says nothing.
    if fence <= 0.0 || fence.is_nan() || (threshold.is_none() && fences.q1 <= 0.0) {
        return;
    }
    for (at, comparison) in comparisons.iter().enumerate().filter(|(_, comparison)| comparison.difference() <= fence)
    {
        super::push_comparison(ledger, Flag::R024, comparison, at, fence, &[comparison.winner, comparison.second]);
    }
}

pub(super) fn tell(hit: &Hit, comparison: &Comparison) -> Told {
    let [_, fence] = hit.numbers;
    let (won, second) = (comparison.winning_price, comparison.second_price);
    Told::new(format!(
        "the next lowest valid bid of {second} lies {} above the winning {won}, at or below the fence {}",
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

/// A ratio as a percentage for people.
pub(super) fn share(ratio: f64) -> String {
    if ratio.is_finite() { format!("{:.2} %", ratio * 100.0) } else { "beyond measure".into() }
}
