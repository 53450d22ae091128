//! How far the second lowest price lies above the winner's: the sample behind R024 and R058.

use super::coverage::Missing;
use super::ledger::{Ledger, Process};
use super::release::{Bid, Release};
use super::settings::Settings;

/// One process in which the winner's price and another one could be compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Comparison {
    pub(crate) process: u32,
    pub(crate) winner: u32,
    pub(crate) second: u32,
    pub(crate) winning_price: f64,
    pub(crate) second_price: f64,
    pub(crate) input: u32,
    pub(crate) line: u64,
    pub(crate) winning_bid: u32,
    pub(crate) second_bid: u32,
}

impl Comparison {
    /// (second − winner) ÷ winner; infinite or not a number when the winner's price is zero.
    pub(crate) fn difference(&self) -> f64 {
        (self.second_price - self.winning_price) / self.winning_price
    }
}

/// Compares the prices of one process, if it has a single winner and others' valid bids.
pub(crate) fn compare(process: &Process<'_, '_>, settings: &Settings, ledger: &mut Ledger) -> Option<Comparison> {
    let release = process.release;
    if !settings.compares_prices(release.method_details()) {
        return None;
    }
    let (_, supplier, bids) = release.single_winner()?;
    let mut winning: Option<(usize, &str, f64)> = None;
    let mut second: Option<(usize, &str, f64)> = None;
    for (at, bid) in bids.iter().enumerate().filter(|(_, bid)| bid.is("valid")) {
        let (Some(tenderer), Some((amount, currency))) = (bid.only_tenderer(), bid.price()) else { continue };
        if !ledger.is_main_currency(currency, settings) {
            continue;
        }
        let lowest = if tenderer == supplier { &mut winning } else { &mut second };
        if lowest.is_none_or(|(_, _, other)| amount < other) {
            *lowest = Some((at, tenderer, amount));
        }
    }
    let (winning_bid, winner, winning_price) = winning?;
    let (second_bid, second, second_price) = second?;
    (second_price >= winning_price).then(|| Comparison {
        process: process.ocid,
        winner: ledger.parties.number(winner),
        second: ledger.parties.number(second),
        winning_price,
        second_price,
        input: process.input,
        line: process.line,
        winning_bid: winning_bid as u32,
        second_bid: second_bid as u32,
    })
}

/// What is missing to compare prices in a process; nothing when the rule does not apply to it.
pub(crate) fn missing(release: &Release<'_>, settings: &Settings) -> Missing {
    if !settings.compares_prices(release.method_details()) {
        return Missing::NONE;
    }
    let outcome = missing_for_single_winner(release);
    if !outcome.is_none() {
        return outcome;
    }
    let Some((_, supplier, bids)) = release.single_winner() else { return Missing::NONE };
    let valid: Vec<&Bid<'_>> = bids.iter().filter(|bid| bid.is("valid")).collect();
    let prices = |own: bool| {
        valid.iter().any(|bid| bid.price().is_some() && bid.only_tenderer().is_some_and(|id| (id == supplier) == own))
    };
    if valid.len() < 2 || (prices(true) && prices(false)) {
        return Missing::NONE;
    }
    missing_prices(valid.iter().copied())
        .and(Missing::BID_TENDERER.when(valid.iter().any(|bid| bid.tenderer_ids().next().is_none())))
}

/// What is missing to know a process's single winner and its bids.
pub(crate) fn missing_for_single_winner(release: &Release<'_>) -> Missing {
    let absent = Missing::AWARDS
        .when(release.awards.as_ref().is_none_or(|awards| awards.is_empty()))
        .and(Missing::BIDS.when(release.bids().is_none_or(<[_]>::is_empty)));
    if !absent.is_none() {
        return absent;
    }
    let awards = release.awards.as_deref().unwrap_or_default();
    let bids = release.bids().unwrap_or_default();
    let active = awards.iter().filter(|award| award.is_active());
    let nameless = active.clone().count() == 1 && active.clone().any(|award| award.supplier_ids().next().is_none());
    Missing::AWARD_STATUS
        .when(release.final_awards().is_none() || awards.iter().all(|award| award.status.is_none()))
        .and(Missing::AWARD_SUPPLIER.when(nameless))
        .and(Missing::BID_STATUS.when(bids.iter().all(|bid| bid.status.is_none())))
}

/// Which parts of the prices are missing on some of these bids.
pub(crate) fn missing_prices<'b, 'a: 'b>(bids: impl Iterator<Item = &'b Bid<'a>>) -> Missing {
    bids.fold(Missing::NONE, |missing, bid| {
        let value = bid.value.as_ref();
        missing
            .and(Missing::BID_AMOUNT.when(value.is_none_or(|value| value.amount().is_none())))
            .and(Missing::BID_CURRENCY.when(value.is_none_or(|value| value.currency.is_none())))
    })
}
