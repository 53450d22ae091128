//! What the pages of buyers and suppliers show, gathered from the processes they take part in.

use super::process::totals;
use base::exact::{self, Rational};
use num_traits::Zero;
use procurement::view::{
    Award, Counterpart, Measure, Money, Organisation, PartyReference, Process, ProcessReference, Reply, Signal,
    YearTotal,
};
use std::collections::BTreeMap;

/// Figures computed by the checks, by whom they concern.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Measures of a pair, by (buyer, supplier).
    pub(super) pairs: BTreeMap<(String, String), Vec<Measure>>,
    /// Measures of a buyer alone.
    pub(super) buyers: BTreeMap<String, Vec<Measure>>,
    /// Signals on buyers and procuring entities.
    pub(super) buyer_signals: BTreeMap<String, Vec<Signal>>,
    /// Signals on tenderers.
    pub(super) tenderer_signals: BTreeMap<String, Vec<Signal>>,
    /// Pledges and reviews by vendor.
    pub(super) pledges: BTreeMap<String, Vec<serde_json::Value>>,
    /// Reviews by vendor.
    pub(super) reviews: BTreeMap<String, Vec<serde_json::Value>>,
    /// Replies by what they answer.
    pub(super) replies: BTreeMap<String, Vec<Reply>>,
}

#[derive(Default)]
struct Gathered<'a> {
    names: BTreeMap<String, u64>,
    processes: Vec<&'a Process>,
    awards: Vec<(&'a Process, &'a Award)>,
    others: BTreeMap<String, (BTreeMap<String, u64>, u64)>,
}

/// Buyers and suppliers, each in order of identifier.
pub(super) fn organisations(processes: &[Process], figures: &Figures) -> (Vec<Organisation>, Vec<Organisation>) {
    let mut buyers: BTreeMap<String, Gathered<'_>> = BTreeMap::new();
    let mut suppliers: BTreeMap<String, Gathered<'_>> = BTreeMap::new();
    for process in processes {
        let active: Vec<&Award> = process.awards.iter().filter(|a| a.status.as_deref() == Some("active")).collect();
        let mut winners: BTreeMap<&str, &PartyReference> = BTreeMap::new();
        for award in &active {
            winners.extend(award.suppliers.iter().map(|s| (s.id.as_str(), s)));
        }
        if let Some(buyer) = &process.buyer {
            let gathered = buyers.entry(buyer.id.clone()).or_default();
            *gathered.names.entry(buyer.name.clone()).or_default() += 1;
            gathered.processes.push(process);
            gathered.awards.extend(active.iter().map(|a| (process, *a)));
            for (id, winner) in &winners {
                count_other(gathered, id, &winner.name);
            }
        }
        for (id, winner) in &winners {
            let gathered = suppliers.entry((*id).to_owned()).or_default();
            *gathered.names.entry(winner.name.clone()).or_default() += 1;
            gathered.processes.push(process);
            let own = active.iter().filter(|a| a.suppliers.iter().any(|s| s.id == *id));
            gathered.awards.extend(own.map(|a| (process, *a)));
            if let Some(buyer) = &process.buyer {
                count_other(gathered, &buyer.id, &buyer.name);
            }
        }
    }
    // Whoever is named as supplier of an award in any state has a page, and so has a vendor with pledges, reviews or
    // signals and no award, and an office with signals that no process names as buyer: every name leads somewhere.
    for supplier in processes.iter().flat_map(|process| &process.awards).flat_map(|award| &award.suppliers) {
        suppliers.entry(supplier.id.clone()).or_default().names.entry(supplier.name.clone()).or_default();
    }
    for id in figures.pledges.keys().chain(figures.reviews.keys()).chain(figures.tenderer_signals.keys()) {
        suppliers.entry(id.clone()).or_default();
    }
    suppliers.remove("");
    for id in figures.buyer_signals.keys() {
        buyers.entry(id.clone()).or_default();
    }
    for process in processes {
        let parties = process.parties.iter().map(|party| &party.reference).chain(&process.procuring_entity);
        for party in parties.filter(|party| !party.name.is_empty()) {
            for gathered in [buyers.get_mut(&party.id), suppliers.get_mut(&party.id)].into_iter().flatten() {
                if gathered.processes.is_empty() {
                    gathered.names.entry(party.name.clone()).or_default();
                }
            }
        }
    }
    let buyers = buyers.iter().map(|(id, gathered)| organisation(id, gathered, figures, true)).collect();
    let suppliers = suppliers.iter().map(|(id, gathered)| organisation(id, gathered, figures, false)).collect();
    (buyers, suppliers)
}

fn count_other(gathered: &mut Gathered<'_>, id: &str, name: &str) {
    let (names, n) = gathered.others.entry(id.to_owned()).or_default();
    *names.entry(name.to_owned()).or_default() += 1;
    *n += 1;
}

/// The name used most often; of equals the first in order.
fn usual(names: &BTreeMap<String, u64>) -> String {
    let best = names.values().max().copied().unwrap_or_default();
    names.iter().find(|(name, n)| **n == best && !name.is_empty()).map(|(name, _)| name.clone()).unwrap_or_default()
}

fn organisation(id: &str, gathered: &Gathered<'_>, figures: &Figures, is_buyer: bool) -> Organisation {
    let pledges = figures.pledges.get(id).cloned().unwrap_or_default();
    let reviews = figures.reviews.get(id).cloned().unwrap_or_default();
    let mut name = usual(&gathered.names);
    if name.is_empty() {
        let stated = pledges.iter().chain(&reviews).find_map(|v| v["vendor"]["name"].as_str());
        name = stated.unwrap_or_default().to_owned();
    }
    let other_names = gathered.names.keys().filter(|n| **n != name && !n.is_empty()).cloned().collect();
    let mut counterparts: Vec<Counterpart> = gathered
        .others
        .iter()
        .map(|(other, (names, n))| {
            let pair = if is_buyer { (id.to_owned(), other.clone()) } else { (other.clone(), id.to_owned()) };
            Counterpart {
                reference: PartyReference { id: other.clone(), name: usual(names) },
                processes: *n,
                measures: figures.pairs.get(&pair).cloned().unwrap_or_default(),
            }
        })
        .collect();
    let by_year = by_year(&gathered.awards);
    let main = main_currency(&by_year);
    counterparts.sort_by_key(|c| std::cmp::Reverse((share(c, main), c.processes)));
    let mut latest: Vec<&Process> = gathered.processes.clone();
    latest.sort_by(|a, b| (date_of(b), &a.ocid).cmp(&(date_of(a), &b.ocid)));
    let signals = if is_buyer { &figures.buyer_signals } else { &figures.tenderer_signals };
    Organisation {
        reference: PartyReference { id: id.to_owned(), name },
        other_names,
        processes: gathered.processes.len() as u64,
        awards: gathered.awards.len() as u64,
        awards_without_amount: gathered.awards.iter().filter(|(_, a)| a.value.is_none()).count() as u64,
        totals: totals(gathered.awards.iter().filter_map(|(_, a)| a.value.as_ref())),
        counterparts,
        measures: if is_buyer { figures.buyers.get(id).cloned().unwrap_or_default() } else { Vec::new() },
        signals: signals.get(id).cloned().unwrap_or_default(),
        by_year,
        pledges,
        reviews,
        latest: latest
            .into_iter()
            .take(50)
            .map(|process| ProcessReference {
                ocid: process.ocid.clone(),
                title: process.title.clone(),
                date: date_of(process).map(str::to_owned),
                signals: process.signals.len() as u64,
            })
            .collect(),
        replies: figures.replies.get(id).cloned().unwrap_or_default(),
    }
}

/// The currency with the most awards; of equals the first in order.
fn main_currency(years: &[YearTotal]) -> Option<&str> {
    let mut awards: BTreeMap<&str, u64> = BTreeMap::new();
    for year in years {
        *awards.entry(&year.total.currency).or_default() += year.awards;
    }
    awards.into_iter().max_by_key(|(currency, n)| (*n, std::cmp::Reverse(*currency))).map(|(currency, _)| currency)
}

/// The share of spend in the currency with the most awards, in millionths, to put the largest first.
fn share(counterpart: &Counterpart, currency: Option<&str>) -> i64 {
    let shares = counterpart.measures.iter().filter(|m| m.code == "L1" && m.currency.as_deref() == currency);
    shares.filter_map(|m| m.value.as_deref()?.replace('.', "").parse::<i64>().ok()).max().unwrap_or(-1)
}

/// The date lists show for a process: latest award, else signature, else publication.
pub(super) fn date_of(process: &Process) -> Option<&str> {
    let latest = |kind: &str| process.timeline.iter().filter(|e| e.kind == kind).map(|e| e.date.as_str()).max();
    latest("award").or_else(|| latest("signed")).or_else(|| latest("release")).or_else(|| latest("tender-end"))
}

fn by_year(awards: &[(&Process, &Award)]) -> Vec<YearTotal> {
    let mut sums: BTreeMap<(Option<i16>, &str), (Rational, u64)> = BTreeMap::new();
    for (_, award) in awards {
        let Some(value) = &award.value else { continue };
        let Some(amount) = exact::parse(&value.amount) else { continue };
        let year = award.date.as_deref().and_then(base::time::date).map(base::time::year);
        let sum = sums.entry((year, &value.currency)).or_insert_with(|| (Rational::zero(), 0));
        sum.0 += amount;
        sum.1 += 1;
    }
    sums.into_iter()
        .map(|((year, currency), (sum, awards))| YearTotal {
            year,
            total: Money { amount: exact::to_plain(&sum, 6), currency: currency.to_owned() },
            awards,
        })
        .collect()
}
