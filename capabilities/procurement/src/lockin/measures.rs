//! The measures themselves, each a pure function of the awards between a buyer and a supplier.

use super::amount::{Sum, Total, divided};
use super::{ALL, Award, Contract, Entry, Lockin, Method};
use base::exact::{Rational, to_decimal};
use num_bigint::BigInt;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// What all pairs of one buyer (and category) share.
pub(crate) struct Context<'l> {
    lockin: &'l Lockin,
    /// Spend per currency, with its text, which all its pairs show.
    totals: BTreeMap<u32, (Total, String)>,
    /// Processes with their places in the order of (latest award date, ocid), by process; made when first asked for.
    places: OnceCell<Vec<(u32, usize)>>,
    /// How many suppliers have an award.
    suppliers: u64,
    entries: &'l [Entry],
}

/// One measure: its members by name.
pub(crate) type Measure = Map<String, Value>;

/// Ocids shown with a measure at most.
const SHOWN: usize = 50;

fn zero() -> Rational {
    Rational::from_integer(0.into())
}

fn ratio(numerator: u64, denominator: u64) -> Option<Value> {
    divided(numerator.into(), denominator.into(), 6).map(Value::String)
}

fn measure(members: Value) -> Measure {
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

impl<'l> Context<'l> {
    /// `entries`: all of one buyer and category.
    pub(crate) fn new(lockin: &'l Lockin, entries: &'l [Entry]) -> Self {
        let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
        for entry in entries {
            let award = lockin.award_at(entry.award);
            if let Some((amount, currency)) = award.amount {
                sums.entry(currency).or_default().add(amount, award.parts, &lockin.long);
            }
        }
        let total = |sum: &Sum| {
            let total = sum.total();
            let text = total.text();
            (total, text)
        };
        let totals = sums.iter().map(|(currency, sum)| (*currency, total(sum))).collect();
        let suppliers = entries.chunk_by(|a, b| a.supplier == b.supplier).count() as u64;
        Self { lockin, totals, places: OnceCell::new(), suppliers, entries }
    }

    fn places(&self) -> &[(u32, usize)] {
        self.places.get_or_init(|| {
            let lockin = self.lockin;
            let mut dated: Vec<(i64, &str, u32)> = processes(lockin, self.entries)
                .into_iter()
                .filter_map(|at| Some((lockin.process_at(at).latest?, lockin.ocids.text(at), at)))
                .collect();
            dated.sort_unstable();
            let mut places: Vec<_> = dated.into_iter().enumerate().map(|(place, (_, _, at))| (at, place)).collect();
            places.sort_unstable();
            places
        })
    }

    /// L1 to L9 of one supplier; `entries`: its awards.
    pub(crate) fn measures(&self, entries: &[Entry]) -> Measures<'l> {
        let awards: Vec<(u32, Award)> =
            entries.iter().map(|entry| (entry.award, self.lockin.award_at(entry.award))).collect();
        let processes = processes(self.lockin, entries);
        let contracts: Vec<Contract> = awards.iter().flat_map(|(at, _)| self.contracts(*at)).collect();
        let (splitting, split) = self.splitting(&awards);
        let all = vec![
            ("L1", self.spend(&awards)),
            ("L2", self.without_competition(&awards, &processes)),
            ("L3", self.single_bids(&processes)),
            ("L4", self.incumbency(&processes)),
            ("L5", splitting),
            ("L7", self.length(&contracts)),
            ("L8", self.growth(&awards)),
            ("L9", self.exit_readiness(entries)),
        ];
        Measures { all, shown: self.shown(&processes), split: self.shown(&split) }
    }

    /// L6 of the buyer: Herfindahl–Hirschman index per currency.
    ///
    /// Source: US Department of Justice and Federal Trade Commission, *Horizontal Merger Guidelines* (2010), section 5.3,
    /// bands 1 500 and 2 500; *Merger Guidelines* (2023), guideline 1, bands 1 000 and 1 800 (to be checked).
    pub(crate) fn concentration(&self) -> Measure {
        let mut by_currency = Map::new();
        for (currency, (total, _)) in &self.totals {
            let total = &total.exact();
            let mut squares = zero();
            let mut suppliers = 0;
            let mut awards = BTreeSet::new();
            for own in self.entries.chunk_by(|a, b| a.supplier == b.supplier) {
                let mut sum = Sum::default();
                for entry in own {
                    let award = self.lockin.award_at(entry.award);
                    if let Some((amount, _)) = award.amount.filter(|(_, other)| other == currency) {
                        sum.add(amount, award.parts, &self.lockin.long);
                        awards.insert(entry.award);
                    }
                }
                if sum.n > 0 {
                    suppliers += 1;
                    let own = sum.total().exact();
                    squares += &own * &own;
                }
            }
            let index =
                (*total > zero()).then(|| squares / (total * total) * Rational::from_integer(BigInt::from(10_000)));
            let band = |low: u32, high: u32| {
                index.as_ref().map(|index| {
                    let bound = |points: u32| Rational::from_integer(points.into());
                    if *index > bound(high) {
                        "high"
                    } else if *index >= bound(low) {
                        "moderate"
                    } else {
                        "low"
                    }
                })
            };
            let one = json!({
                "value": index.as_ref().map(|index| to_decimal(index, 2)),
                "suppliers": suppliers,
                "n": awards.len(),
                "band": band(1500, 2500),
                "band_2023": band(1000, 1800),
                "note": (awards.len() < 5).then_some("small"),
                "reason": index.is_none().then_some("the amounts add up to zero or less"),
            });
            by_currency.insert(self.lockin.currencies.text(*currency).to_owned(), one);
        }
        let mut measure = measure(json!({
            "reason": by_currency.is_empty().then_some("no award has an amount"),
            "by_currency": by_currency,
        }));
        self.shown(&processes(self.lockin, self.entries)).add_to(&mut measure);
        measure
    }

    /// Active awards of the buyer without an amount.
    pub(crate) fn missing_amounts(&self) -> u64 {
        let awards: BTreeSet<u32> = self.entries.iter().map(|entry| entry.award).collect();
        awards.iter().filter(|award| self.lockin.award_at(**award).amount.is_none()).count() as u64
    }

    fn spend(&self, awards: &[(u32, Award)]) -> Measure {
        let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
        for (_, award) in awards {
            if let Some((amount, currency)) = award.amount {
                sums.entry(currency).or_default().add(amount, award.parts, &self.lockin.long);
            }
        }
        let mut by_currency = Map::new();
        for (currency, sum) in &sums {
            let (part, (whole, written)) = (sum.total(), &self.totals[currency]);
            let value = part.share_of(whole);
            let one = json!({
                "reason": value.is_none().then_some("the buyer's amounts add up to zero or less"),
                "value": value,
                "numerator": part.text(),
                "denominator": written,
                "n": sum.n,
            });
            by_currency.insert(self.lockin.currencies.text(*currency).to_owned(), one);
        }
        let missing = awards.iter().filter(|(_, award)| award.amount.is_none()).count();
        measure(json!({
            "reason": by_currency.is_empty().then(|| format!("none of {} awards has an amount", awards.len())),
            "by_currency": by_currency,
            "missing": missing,
            "converted": self.converted(awards),
        }))
    }

    /// The share over all currencies, by the dated rates; `None` without rates.
    fn converted(&self, awards: &[(u32, Award)]) -> Option<Value> {
        let rates = self.lockin.settings.rates.as_ref()?;
        let sum = |awards: &mut dyn Iterator<Item = Award>| {
            awards.fold((zero(), 0u64, 0u64), |(sum, n, missing), award| {
                let rate = award.amount.and_then(|(amount, currency)| {
                    let rate = rates.on(self.lockin.currencies.text(currency), award.day)?;
                    Some(amount.exact(&self.lockin.long) * rate / Rational::from_integer(award.parts.into()))
                });
                match rate {
                    Some(part) => (sum + part, n + 1, missing),
                    None => (sum, n, missing + 1),
                }
            })
        };
        let (part, n, missing) = sum(&mut awards.iter().map(|(_, award)| *award));
        let all = self.entries.iter().map(|entry| self.lockin.award_at(entry.award));
        let (whole, _, _) = sum(&mut all.into_iter());
        let (part, whole) = (Total::from(part), Total::from(whole));
        Some(json!({
            "currency": rates.into,
            "value": part.share_of(&whole),
            "numerator": part.text(),
            "denominator": whole.text(),
            "n": n,
            "missing": missing,
        }))
    }

    fn without_competition(&self, awards: &[(u32, Award)], processes: &[u32]) -> Measure {
        let method = |at: u32| self.lockin.process_at(at).method;
        let stated = processes.iter().filter(|at| method(**at) != Method::Unstated).count() as u64;
        let closed = processes.iter().filter(|at| method(**at).without_competition()).count() as u64;
        let mut parts: BTreeMap<u32, (Sum, Sum)> = BTreeMap::new();
        for (_, award) in awards.iter().filter(|(_, award)| method(award.process) != Method::Unstated) {
            let Some((amount, currency)) = award.amount else { continue };
            let (part, whole) = parts.entry(currency).or_default();
            whole.add(amount, award.parts, &self.lockin.long);
            if method(award.process).without_competition() {
                part.add(amount, award.parts, &self.lockin.long);
            }
        }
        let by_currency: BTreeMap<&str, Option<String>> = parts
            .iter()
            .map(|(currency, (part, whole))| {
                (self.lockin.currencies.text(*currency), part.total().share_of(&whole.total()))
            })
            .collect();
        let single = by_currency.values().next().filter(|_| by_currency.len() == 1).cloned().flatten();
        let value = ratio(closed, stated);
        measure(json!({
            "reason": value.is_none().then(|| format!("none of {} processes states its method", processes.len())),
            "value": value,
            "by_value": single,
            "by_value_by_currency": by_currency,
            "numerator": closed,
            "denominator": stated,
            "n": stated,
            "missing": processes.len() as u64 - stated,
        }))
    }

    fn single_bids(&self, processes: &[u32]) -> Measure {
        let competitive: Vec<Option<bool>> = processes
            .iter()
            .map(|at| self.lockin.process_at(*at))
            .filter(|process| process.method.competitive())
            .map(|process| process.single)
            .collect();
        let known = competitive.iter().flatten().count() as u64;
        let single = competitive.iter().filter(|single| **single == Some(true)).count() as u64;
        let missing = competitive.len() as u64 - known;
        let value = ratio(single, known);
        let reason = match competitive.len() {
            0 => "no competitive process".to_owned(),
            n => format!("{missing} of {n} competitive processes have no known number of tenderers"),
        };
        measure(json!({
            "reason": value.is_none().then_some(reason),
            "value": value,
            "numerator": single,
            "denominator": known,
            "n": known,
            "missing": missing,
        }))
    }

    fn incumbency(&self, processes: &[u32]) -> Measure {
        let all = self.places();
        let place = |at: &u32| all.binary_search_by_key(at, |(at, _)| *at).ok().map(|found| all[found].1);
        let mut places: Vec<usize> = processes.iter().filter_map(place).collect();
        places.sort_unstable();
        let n = all.len();
        let (mut longest, mut run, mut last) = (0u64, 0u64, None);
        for place in &places {
            run = if last.is_some_and(|last| last + 1 == *place) { run + 1 } else { 1 };
            longest = longest.max(run);
            last = Some(*place);
        }
        let current = if last.is_some_and(|last| last + 1 == n) { run } else { 0 };
        let defined = n > 0;
        measure(json!({
            "value": defined.then_some(longest),
            "longest": defined.then_some(longest),
            "current": defined.then_some(current),
            "n": n,
            "missing": processes.len() - places.len(),
            "reason": (!defined).then_some("the buyer has no dated active award"),
        }))
    }

    /// L5, and the processes of the awards marked.
    fn splitting(&self, awards: &[(u32, Award)]) -> (Measure, Vec<u32>) {
        let settings = &self.lockin.settings;
        if settings.thresholds.is_empty() {
            let undefined = json!({
                "value": null, "sum": null, "reason": "no --threshold was given", "n": awards.len(),
            });
            return (measure(undefined), Vec::new());
        }
        let mut marked: BTreeSet<u32> = BTreeSet::new();
        let mut sums: BTreeMap<&str, Rational> = BTreeMap::new();
        let mut missing = 0u64;
        let mut by_currency: BTreeMap<u32, Vec<(i64, u32, Rational)>> = BTreeMap::new();
        for (at, award) in awards {
            let (Some((amount, currency)), Some(day)) = (award.amount, award.day) else {
                missing += 1;
                continue;
            };
            let part = amount.exact(&self.lockin.long) / Rational::from_integer(award.parts.into());
            by_currency.entry(currency).or_default().push((day, *at, part));
        }
        for (currency, mut small) in by_currency {
            let name = self.lockin.currencies.text(currency);
            let Some(threshold) = settings.thresholds.get(name) else { continue };
            small.retain(|(_, _, part)| part < threshold);
            small.sort();
            let inside = in_windows(&small, threshold, settings.window_days);
            for ((_, at, part), _) in small.iter().zip(inside).filter(|(_, inside)| *inside) {
                marked.insert(*at);
                *sums.entry(name).or_insert_with(zero) += part;
            }
        }
        let texts: BTreeMap<&str, String> =
            sums.into_iter().map(|(name, sum)| (name, Total::from(sum).text())).collect();
        let sum = match texts.len() {
            0 => Some("0".to_owned()),
            1 => texts.values().next().cloned(),
            _ => None,
        };
        let measure = measure(json!({
            "value": marked.len(),
            "sum": sum,
            "sum_by_currency": texts,
            "n": awards.len() as u64 - missing,
            "missing": missing,
            "reason": null,
        }));
        let processes: BTreeSet<u32> = marked.iter().map(|at| self.lockin.award_at(*at).process).collect();
        (measure, processes.into_iter().collect())
    }

    fn length(&self, contracts: &[Contract]) -> Measure {
        let mut periods: Vec<(i64, i64, Method)> = contracts
            .iter()
            .filter_map(|contract| {
                let (start, end) = contract.days?;
                Some((start, end, self.lockin.process_at(self.lockin.award_at(contract.award).process).method))
            })
            .collect();
        periods.sort_by_key(|(start, end, _)| (*start, *end));
        let (mut days, mut covered) = (0i64, i64::MIN);
        for (start, end, _) in &periods {
            days += (end - (*start).max(covered)).max(0);
            covered = covered.max(*end);
        }
        // Ends so far, in order: the latest one not after a start decides.
        let mut ends: BTreeSet<i64> = BTreeSet::new();
        let mut renewals = 0u64;
        for (start, end, method) in &periods {
            let earlier = ends.range(..=*start).next_back();
            if method.without_competition() && earlier.is_some_and(|earlier| start - earlier <= 180) {
                renewals += 1;
            }
            ends.insert(*end);
        }
        let n = periods.len() as u64;
        let missing = contracts.len() as u64 - n;
        measure(json!({
            "value": (n > 0).then_some(days),
            "days": (n > 0).then_some(days),
            "years": divided(i128::from(days) * 100, 36_525, 2).filter(|_| n > 0),
            "renewals": {
                "value": if n > 1 { ratio(renewals, n - 1) } else { None },
                "numerator": renewals,
                "denominator": n.saturating_sub(1),
                "reason": (n < 2).then_some("fewer than two contracts with a period"),
            },
            "n": n,
            "missing": missing,
            "reason": (n == 0).then(|| format!("none of {} contracts has a period", contracts.len())),
        }))
    }

    fn growth(&self, awards: &[(u32, Award)]) -> Measure {
        let mut sums: BTreeMap<u32, (Rational, Rational, u64)> = BTreeMap::new();
        let (mut amendments, mut n) = (0u64, 0u64);
        for (at, _) in awards {
            let start = self.lockin.growth.partition_point(|growth| growth.award < *at);
            for growth in self.lockin.growth[start..].iter().take_while(|growth| growth.award == *at) {
                let (first, last, count) = sums.entry(growth.currency).or_insert_with(|| (zero(), zero(), 0));
                *first += &growth.first;
                *last += &growth.last;
                *count += 1;
                n += 1;
                amendments += growth.amendments;
            }
        }
        let one = |(first, last, count): (Rational, Rational, u64)| {
            let (first, last) = (Total::from(first), Total::from(last));
            json!({
                "value": last.share_of(&first),
                "numerator": last.text(),
                "denominator": first.text(),
                "n": count,
            })
        };
        let by_currency: BTreeMap<&str, Value> =
            sums.into_iter().map(|(currency, sum)| (self.lockin.currencies.text(currency), one(sum))).collect();
        let value = by_currency.values().next().filter(|_| by_currency.len() == 1).map(|one| one["value"].clone());
        let reason = if self.lockin.versions_seen {
            "no contract of these awards was seen with a value in two releases"
        } else {
            "compiled releases only: earlier values are not known"
        };
        measure(json!({
            "value": value,
            "by_currency": by_currency,
            "amendments": (n > 0).then_some(amendments),
            "n": n,
            "reason": (n == 0).then_some(reason),
        }))
    }

    /// Present exit clauses (C05, C06, C07, C13) of four, times min(1, independent operators ÷ 2).
    ///
    /// Independent operators: the buyer's other suppliers after grouping. Of several contracts the best is taken.
    fn exit_readiness(&self, entries: &[Entry]) -> Measure {
        const EXIT: [&str; 4] = ["C05", "C06", "C07", "C13"];
        let Some(clauses) = &self.lockin.settings.clauses else {
            return measure(json!({ "value": null, "reason": "no --clauses was given" }));
        };
        let Some(first) = entries.first() else { return Map::new() };
        let lockin = self.lockin;
        let supplier = lockin.by_rank[first.supplier as usize];
        let ocids = OnceCell::new();
        let ocids = || -> &BTreeSet<&str> {
            ocids.get_or_init(|| {
                let ocid = |at: u32| lockin.ocids.text(at);
                processes(lockin, entries).into_iter().map(ocid).collect()
            })
        };
        let own = clauses.documents.iter().filter(|document| {
            let vendor = document
                .vendor
                .as_deref()
                .map(|vendor| lockin.settings.groups.get(vendor).map_or(vendor, |(id, _)| id));
            let named = match vendor {
                Some(vendor) => vendor == lockin.parties.text(supplier),
                None => document.ocid.is_some(),
            };
            named && document.ocid.as_deref().is_none_or(|ocid| ocids().contains(ocid))
        });
        let counted = own.map(|document| {
            let count = |wanted: &str| {
                let exit = document.clauses.iter().filter(|clause| EXIT.contains(&clause.id.as_str()));
                exit.filter(|clause| clause.verdict == wanted).count() as u64
            };
            (count("present"), count("unreadable"))
        });
        let counted: Vec<(u64, u64)> = counted.collect();
        let Some((present, unreadable)) = counted.iter().max().copied() else {
            return measure(
                json!({ "value": null, "reason": "no contract text of this supplier is in --clauses", "n": 0 }),
            );
        };
        // The supplier itself has an award: `entries` is not empty.
        let operators = self.suppliers - 1;
        let score = |clauses: u64| to_decimal(&Rational::new((clauses * operators.min(2)).into(), 8.into()), 6);
        measure(json!({
            "value": (unreadable == 0).then(|| score(present)),
            "lower": score(present),
            "upper": score(present + unreadable),
            "present": present,
            "unreadable": unreadable,
            "operators": operators,
            "n": counted.len(),
            "reason": (unreadable > 0).then(|| format!("{unreadable} of 4 exit clauses could not be read")),
        }))
    }

    fn contracts(&self, award: u32) -> impl Iterator<Item = Contract> {
        self.lockin.rows.contracts_of(award)
    }

    /// The processes behind a measure: at most fifty ocids in byte order, and how many there are.
    fn shown(&self, processes: &[u32]) -> Shown<'l> {
        let lockin = self.lockin;
        let mut ocids: Vec<&str> = processes.iter().map(|at| lockin.ocids.text(*at)).collect();
        ocids.sort_unstable();
        let total = ocids.len();
        ocids.truncate(SHOWN);
        Shown { ocids, total }
    }
}

/// The processes of some awards, each once.
fn processes(lockin: &Lockin, entries: &[Entry]) -> Vec<u32> {
    let mut all: Vec<u32> = entries.iter().map(|entry| lockin.award_at(entry.award).process).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The measures of one pair by code, and the processes behind them, which all but L5 share.
pub(crate) struct Measures<'l> {
    all: Vec<(&'static str, Measure)>,
    shown: Shown<'l>,
    split: Shown<'l>,
}

/// The first ocids in byte order, and how many there are.
struct Shown<'l> {
    ocids: Vec<&'l str>,
    total: usize,
}

impl Shown<'_> {
    fn add_to(&self, measure: &mut Measure) {
        measure.insert("processes".to_owned(), self.ocids.clone().into());
        measure.insert("processes_total".to_owned(), self.total.into());
    }
}

impl<'l> Measures<'l> {
    fn shown(&self, code: &str) -> &Shown<'l> {
        if code == "L5" { &self.split } else { &self.shown }
    }

    /// Each measure with its processes.
    pub(crate) fn into_rows(mut self) -> BTreeMap<String, Measure> {
        let all = std::mem::take(&mut self.all).into_iter().map(|(code, mut measure)| {
            self.shown(code).add_to(&mut measure);
            (code.to_owned(), measure)
        });
        all.collect()
    }
}

/// The same JSON as of [`Measures::into_rows`], without a copy of the ocids for each measure.
impl Serialize for Measures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct One<'m>(&'m Measure, &'m Shown<'m>);
        impl Serialize for One<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let Self(measure, shown) = self;
                // Members stand in the order of their names.
                let at = measure.keys().take_while(|name| name.as_str() < "processes").count();
                let mut map = serializer.serialize_map(Some(measure.len() + 2))?;
                for (name, value) in measure.iter().take(at) {
                    map.serialize_entry(name, value)?;
                }
                map.serialize_entry("processes", &shown.ocids)?;
                map.serialize_entry("processes_total", &shown.total)?;
                for (name, value) in measure.iter().skip(at) {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
        serializer.collect_map(self.all.iter().map(|(code, measure)| (code, One(measure, self.shown(code)))))
    }
}

/// Which of the awards (sorted by day) lie in a window with two awards or more that reach the threshold together.
fn in_windows(awards: &[(i64, u32, Rational)], threshold: &Rational, window_days: i64) -> Vec<bool> {
    let mut inside = vec![false; awards.len()];
    let mut sum = zero();
    let (mut start, mut end, mut marked) = (0, 0, 0);
    while start < awards.len() {
        let day = awards[start].0;
        while end < awards.len() && awards[end].0 < day.saturating_add(window_days) {
            sum += &awards[end].2;
            end += 1;
        }
        if end - start >= 2 && sum >= *threshold {
            inside[start.max(marked)..end].fill(true);
            marked = end;
        }
        while start < awards.len() && awards[start].0 == day {
            sum -= &awards[start].2;
            start += 1;
        }
    }
    inside
}

/// Whether an entry stands for all categories.
pub(crate) const fn is_overall(entry: &Entry) -> bool {
    entry.category == ALL
}
