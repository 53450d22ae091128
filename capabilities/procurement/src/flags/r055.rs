//! R055: do direct awards to one supplier together pass the amount from which competition is required?

use super::coverage::Missing;
use super::ledger::{Aggregate, Ledger, Process, Spot, Spots};
use super::r038::buyer;
use super::release::Release;
use super::report::{Told, count, number};
use super::settings::{R055, Settings};
use super::{Flag, Group, Method};
use crate::names::Names;
use std::collections::BTreeMap;

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R055,
    version: 1,
    title: "Direct awards below the threshold",
    question: "Do several direct awards of one buyer to one supplier, each below the threshold, together reach it in a window?",
    why: "Splitting a purchase keeps each part below the amount that would require competition.",
    source: "Modelled on the Open Contracting Partnership, Red flags guide; rule text of this project, wording to be checked",
    groups: &[Group::Buyer, Group::Ocid, Group::Tenderer],
    fields: &["/buyer/id", "/tender/procurementMethod", "/awards"],
    settings: &[
        ("threshold", "required", "amount from which competition is required, in the main currency"),
        ("window_days", "365", "length of the window in days, from each award's day"),
        ("methods", "direct", "methods without competition, separated by |"),
    ],
};

/// Direct awards below the threshold, of every currency; the main one may only be known at the end.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    awards: Vec<Award>,
    currencies: Names,
}

#[derive(Debug, Clone, Copy)]
struct Award {
    buyer: u32,
    supplier: u32,
    currency: u32,
    process: u32,
    day: i64,
    amount: f64,
    spot: Spot,
}

/// What a run of R055 found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) processes: Vec<Aggregate>,
    pub(crate) parties: Vec<Aggregate>,
}

pub(super) fn fold(process: &Process<'_, '_>, settings: &R055, tally: &mut Tally, ledger: &mut Ledger) {
    let release = process.release;
    let direct = release.method().is_some_and(|method| settings.methods.contains(method));
    let Some(buyer) = buyer(release).filter(|_| direct) else { return };
    let awards = release.awards.as_deref().unwrap_or_default();
    for (at, award) in awards.iter().enumerate().filter(|(_, award)| award.is_active()) {
        let (Some(supplier), Some(value)) = (award.only_supplier(), &award.value) else { continue };
        let (Some(amount), Some(currency)) = (value.amount(), value.currency.as_deref()) else { continue };
        let Some(date) = award.date.as_deref().and_then(base::time::date) else { continue };
        tally.awards.push(Award {
            buyer: ledger.parties.number(buyer),
            supplier: ledger.parties.number(supplier),
            currency: tally.currencies.number(currency),
            process: process.ocid,
            day: base::time::day_number(date),
            amount,
            spot: Spot { input: process.input, line: process.line, at: at as u32 },
        });
    }
}

pub(super) fn missing(release: &Release<'_>, settings: &R055) -> Missing {
    match release.method() {
        None => return Missing::METHOD,
        Some(method) if !settings.methods.contains(method) => return Missing::NONE,
        Some(_) => {}
    }
    let awards = release.awards.as_deref().unwrap_or_default();
    let absent = Missing::BUYER.when(buyer(release).is_none()).and(Missing::AWARDS.when(awards.is_empty()));
    awards.iter().filter(|award| award.is_active()).fold(absent, |missing, award| {
        let value = award.value.as_ref();
        missing
            .and(Missing::AWARD_SUPPLIER.when(award.supplier_ids().next().is_none()))
            .and(Missing::AWARD_DATE.when(award.date.as_deref().and_then(base::time::date).is_none()))
            .and(Missing::AWARD_AMOUNT.when(value.is_none_or(|value| value.amount().is_none())))
            .and(Missing::AWARD_CURRENCY.when(value.is_none_or(|value| value.currency.is_none())))
    })
}

pub(super) fn finish(mut tally: Tally, own: &R055, settings: &Settings, main: Option<&str>) -> Found {
    let first = tally.awards.first().map(|award| tally.currencies.text(award.currency).to_owned());
    let Some(main) = settings.currency.clone().or(main.map(str::to_owned)).or(first) else { return Found::default() };
    let main = tally.currencies.number(&main);
    tally.awards.retain(|award| award.currency == main && award.amount < own.threshold);
    tally.awards.sort_by_key(|award| {
        (award.buyer, award.supplier, award.day, award.spot.input, award.spot.line, award.spot.at)
    });
    let mut found = Found::default();
    let mut flagged_suppliers: BTreeMap<u32, (u64, Spots)> = BTreeMap::new();
    for awards in tally.awards.chunk_by(|a, b| (a.buyer, a.supplier) == (b.buyer, b.supplier)) {
        let Some(window) = largest(awards, own) else { continue };
        let mut spots = Spots::default();
        for award in awards.iter().zip(&window.inside).filter(|(_, inside)| **inside).map(|(award, _)| award) {
            spots.total += 1;
            if spots.first.len() < super::ledger::EVIDENCE_LIMIT {
                spots.first.push(award.spot);
            }
            found.processes.push(Aggregate {
                flag: Flag::R055,
                group: Group::Ocid,
                id: award.process,
                value: 1.0,
                numbers: [window.sum, own.threshold, own.window_days as f64, f64::from(award.supplier)],
                spots: Spots { first: vec![award.spot], total: 1 },
            });
        }
        let buyer = flagged_suppliers.entry(awards[0].buyer).or_default();
        buyer.0 += 1;
        buyer.1.total += spots.total;
        let room = super::ledger::EVIDENCE_LIMIT.saturating_sub(buyer.1.first.len());
        buyer.1.first.extend(spots.first.iter().take(room));
        found.parties.push(Aggregate {
            flag: Flag::R055,
            group: Group::Tenderer,
            id: awards[0].supplier,
            value: window.sum / own.threshold,
            numbers: [window.sum, own.threshold, own.window_days as f64, 0.0],
            spots,
        });
    }
    for (buyer, (suppliers, spots)) in flagged_suppliers {
        found.parties.push(Aggregate {
            flag: Flag::R055,
            group: Group::Buyer,
            id: buyer,
            value: suppliers as f64,
            numbers: [0.0, own.threshold, own.window_days as f64, 0.0],
            spots,
        });
    }
    found
}

pub(super) fn tell(aggregate: &Aggregate) -> Told {
    let [sum, threshold, window, _] = aggregate.numbers;
    let told = match aggregate.group {
        Group::Buyer => Told::new(format!(
            "direct awards to {} suppliers, each below {threshold}, reach it together within {window} days",
            aggregate.value
        ))
        .input("suppliers", count(aggregate.value)),
        _ => {
            Told::new(format!("direct awards below {threshold} to one supplier within {window} days add up to {sum}"))
                .input("sum", number(sum))
        }
    };
    told.input("threshold", number(threshold)).input("window_days", count(window))
}

pub(super) fn pointer(at: u32) -> String {
    format!("/awards/{at}/value/amount")
}

struct Window {
    sum: f64,
    /// Which awards lie in any flagged window.
    inside: Vec<bool>,
}

/// The flagged window with the largest sum, over windows that begin on each award's day; awards are sorted by day.
fn largest(awards: &[Award], settings: &R055) -> Option<Window> {
    let mut window = Window { sum: 0.0, inside: vec![false; awards.len()] };
    let mut start = 0;
    while start < awards.len() {
        let day = awards[start].day;
        let inside = awards[start..].partition_point(|award| award.day < day.saturating_add(settings.window_days));
        let sum: f64 = awards[start..start + inside].iter().map(|award| award.amount).sum();
        if inside >= 2 && sum >= settings.threshold {
            window.sum = window.sum.max(sum);
            window.inside[start..start + inside].fill(true);
        }
        start += awards[start..].partition_point(|award| award.day == day);
    }
    window.inside.contains(&true).then_some(window)
}
