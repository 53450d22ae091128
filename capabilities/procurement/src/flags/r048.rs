//! R048: does a supplier sell an unusual variety of things?

use super::coverage::Missing;
use super::ledger::{Aggregate, Ledger, Meta, Process, Spots, row};
use super::release::Release;
use super::report::{Told, count, number};
use super::settings::R048;
use super::statistics::Sorted;
use super::{Flag, Group, Method};
use std::collections::BTreeSet;

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R048,
    version: 1,
    title: "Heterogeneous supplier",
    question: "Does a supplier win awards in unusually many different classes of goods and services?",
    why: "A firm that sells everything may be a front rather than a producer.",
    source: "Cardinal 0.0.8, indicator R048; Open Contracting Partnership, Red flags guide, R048",
    groups: &[Group::Tenderer],
    fields: &["/awards"],
    settings: &[
        ("digits", "2", "leading characters of a classification that make its class"),
        ("minimum_contracting_processes", "20", "suppliers seen in fewer processes are left out"),
        ("threshold", "", "replaces the upper fence"),
    ],
};

/// Per supplier: classes seen, and processes with a classified item.
#[derive(Debug, Default)]
pub(crate) struct Tally(Vec<Sold>);

#[derive(Debug, Default)]
struct Sold {
    processes: u64,
    /// The process counted last, so that one with several awards counts once.
    last: Option<u64>,
    classes: BTreeSet<Box<str>>,
    spots: Spots,
}

/// `serial`: different for every line, so that two lines of one ocid count twice, as sums do.
pub(super) fn fold(
    process: &Process<'_, '_>,
    serial: u64,
    settings: &R048,
    tally: &mut Tally,
    ledger: &mut Ledger,
    evidence: bool,
) {
    let awards = process.release.awards.as_deref().unwrap_or_default();
    for (at, award) in awards.iter().enumerate().filter(|(_, award)| award.is_active()) {
        let Some(supplier) = award.only_supplier() else { continue };
        for item in award.items.as_deref().unwrap_or_default() {
            let Some(code) = item.classification.as_ref().and_then(|class| class.id.as_deref()) else { continue };
            let sold = row(&mut tally.0, ledger.parties.number(supplier));
            if sold.last != Some(serial) {
                sold.last = Some(serial);
                sold.processes += 1;
            }
            let class = code.char_indices().nth(settings.digits as usize).map_or(code, |(end, _)| &code[..end]);
            if !sold.classes.contains(class) {
                sold.classes.insert(class.into());
                if evidence {
                    sold.spots.add(process, at);
                }
            }
        }
    }
}

pub(super) fn missing(release: &Release<'_>) -> Missing {
    let awards = release.awards.as_deref().unwrap_or_default();
    if awards.is_empty() {
        return Missing::AWARDS;
    }
    let mut active = awards.iter().filter(|award| award.is_active()).peekable();
    if active.peek().is_none() {
        return Missing::AWARD_STATUS.when(awards.iter().all(|award| award.status.is_none()));
    }
    let single: Vec<_> = active.clone().filter(|award| award.only_supplier().is_some()).collect();
    if single.is_empty() {
        return Missing::AWARD_SUPPLIER.when(active.all(|award| award.supplier_ids().next().is_none()));
    }
    let classified = single.iter().any(|award| {
        let items = award.items.as_deref().unwrap_or_default();
        items.iter().any(|item| item.classification.as_ref().is_some_and(|class| class.id.is_some()))
    });
    Missing::AWARD_ITEMS.when(!classified)
}

pub(super) fn finish(tally: Tally, settings: &R048, meta: &mut Vec<Meta>) -> Vec<Aggregate> {
    let minimum = settings.minimum_contracting_processes;
    let often: Vec<(u32, Sold)> =
        (0..).zip(tally.0).filter(|(_, sold)| sold.processes > 0 && sold.processes >= minimum).collect();
    let fence = settings.threshold.map_or_else(
        || {
            let fences = Sorted::new(often.iter().map(|(_, sold)| sold.classes.len() as f64).collect()).fences();
            meta.push((Flag::R048, "q1", fences.q1));
            meta.push((Flag::R048, "q3", fences.q3));
            fences.upper
        },
        |threshold| threshold as f64,
    );
    meta.push((Flag::R048, "upper_fence", fence));
    often
        .into_iter()
        .filter(|(_, sold)| sold.classes.len() as f64 >= fence)
        .map(|(id, sold)| Aggregate {
            flag: Flag::R048,
            group: Group::Tenderer,
            id,
            value: sold.classes.len() as f64,
            numbers: [sold.classes.len() as f64, sold.processes as f64, fence, 0.0],
            spots: sold.spots,
        })
        .collect()
}

pub(super) fn tell(aggregate: &Aggregate) -> Told {
    let [classes, processes, fence, _] = aggregate.numbers;
    Told::new(format!("won awards in {classes} classes over {processes} processes, at or above the fence {fence}"))
        .input("classes", count(classes))
        .input("processes", count(processes))
        .input("fence", number(fence))
}

pub(super) fn pointer(at: u32) -> String {
    format!("/awards/{at}/items")
}
