//! How bound is a buyer to a supplier? Ten measures per buyer and supplier (or corporate group), exact and with their n.
//!
//! Undefined is not zero: a measure without data is `null` with a reason. Lines are parsed on all cores and folded in
//! the order of the input; results never depend on the number of threads.

mod amount;
mod measures;
mod release;
mod report;
mod rows;
mod tailoring;

pub use release::may_name_persons;
pub use report::{BuyerRow, Document, NOTE, PairRow};
pub use tailoring::Tailoring;

use crate::flags::Line;
use crate::names::Names;
use crate::shape;
use amount::{Amount, Sum};
use base::exact::{Rational, parse};
use rayon::prelude::*;
use release::{Release, plain};
use rows::Rows;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is measured and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// L5: per currency the amount from which competition is required.
    pub thresholds: BTreeMap<String, Rational>,
    /// L5: length of the window in days.
    pub window_days: i64,
    /// Member id → group id and name.
    pub groups: BTreeMap<String, (String, String)>,
    /// Only awards dated on or after this day (days since 1970).
    pub from: Option<i64>,
    /// Only awards dated on or before this day.
    pub to: Option<i64>,
    /// Leading characters of an item classification that make a category.
    pub category_digits: Option<usize>,
    /// L9: clause verdicts per vendor.
    pub clauses: Option<Clauses>,
    /// L10: a wanted turnover above this many times the tender's value is listed.
    pub turnover_factor: u64,
    /// Rates into one currency, for a sum over currencies.
    pub rates: Option<Rates>,
    /// Identifier schemes of natural persons: a line that uses one goes through the tolerant reader.
    pub person_schemes: Vec<String>,
    /// Threads to parse with; all cores if `None`.
    pub threads: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            thresholds: BTreeMap::new(),
            window_days: 30,
            groups: BTreeMap::new(),
            from: None,
            to: None,
            category_digits: None,
            clauses: None,
            turnover_factor: 2,
            rates: None,
            person_schemes: Vec::new(),
            threads: None,
        }
    }
}

/// Exchange rates by day into one currency.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    /// The currency of the sums.
    pub into: String,
    /// Currency → day → how much of `into` one unit is worth from that day on.
    pub table: BTreeMap<String, BTreeMap<i64, Rational>>,
}

impl Rates {
    /// Reads lines `date,currency,rate` under a first line `date,currency,XXX` that names the target currency.
    ///
    /// # Errors
    /// The line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rates = Self::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            let [date, currency, rate] = cells[..] else {
                return Err(format!(
                    "line {number}: three cells are wanted (date,currency,rate), {} stand there",
                    cells.len()
                ));
            };
            if rates.into.is_empty() {
                rate.clone_into(&mut rates.into);
                continue;
            }
            let day = base::time::date(date).map(base::time::day_number);
            let (Some(day), Some(rate)) = (day, parse(rate)) else {
                return Err(format!("line {number}: `{line}` has no date like 2026-01-31 or no plain number"));
            };
            rates.table.entry(currency.to_owned()).or_default().insert(day, rate);
        }
        Ok(rates)
    }

    fn on(&self, currency: &str, day: Option<i64>) -> Option<Rational> {
        if currency == self.into {
            return Some(Rational::from_integer(1.into()));
        }
        self.table.get(currency)?.range(..=day?).next_back().map(|(_, rate)| rate.clone())
    }
}

/// A corporate-group file: `{"groups":[{"id","name","members":[…]}]}`.
///
/// # Errors
/// What is wrong with the file, or a member named in two groups.
pub fn groups(text: &str) -> Result<BTreeMap<String, (String, String)>, String> {
    #[derive(Deserialize)]
    struct File {
        groups: Vec<Group>,
    }
    #[derive(Deserialize)]
    struct Group {
        id: String,
        #[serde(default)]
        name: String,
        members: Vec<String>,
    }
    let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut all = BTreeMap::new();
    for group in file.groups {
        for member in group.members {
            let old: Option<(String, String)> = all.insert(member.clone(), (group.id.clone(), group.name.clone()));
            if let Some((other, _)) = old.filter(|(other, _)| *other != group.id) {
                return Err(format!("`{member}` is a member of `{other}` and of `{}`; name it once", group.id));
            }
        }
    }
    Ok(all)
}

/// The part of a clause document (`procurement clauses --json`) that L9 and the commitments read.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Clauses {
    /// The documents.
    #[serde(default)]
    pub documents: Vec<ClauseDocument>,
}

/// One contract's verdicts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ClauseDocument {
    /// Which document.
    pub document: DocumentReference,
    /// The vendor's party id, where it is known.
    #[serde(default)]
    pub vendor: Option<String>,
    /// The process, where it is known.
    #[serde(default)]
    pub ocid: Option<String>,
    /// Verdicts.
    #[serde(default)]
    pub clauses: Vec<Verdict>,
}

/// Name and digest of a document.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct DocumentReference {
    /// File name.
    #[serde(default)]
    pub name: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    #[serde(default)]
    pub sha256: String,
}

/// The verdict on one clause.
#[derive(Debug, Clone, Deserialize)]
pub struct Verdict {
    /// `C01` … `C20`.
    pub id: String,
    /// `present`, `weak`, `contradicted`, `absent`, `unreadable`, `not-assessed`.
    pub verdict: String,
}

/// Why a line was not taken as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPlain {
    /// Not a compiled release on one line: a package, an array, not JSON, no ocid.
    Form,
    /// A release whose values need the tolerant reader, or that may name natural persons.
    Odd,
    /// A second release of a process: releases must be merged first.
    Again,
}

/// One process, as far as the measures want it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Process {
    pub(crate) method: Method,
    /// Whether there was one tenderer alone; `None` if their number is not known.
    pub(crate) single: Option<bool>,
    /// Day of the latest dated active award taken.
    pub(crate) latest: Option<i64>,
}

/// A procurement method; `Other` is stated but not of the codelist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Open,
    Selective,
    Limited,
    Direct,
    Other,
    Unstated,
}

impl Method {
    pub(crate) const fn competitive(self) -> bool {
        matches!(self, Self::Open | Self::Selective)
    }

    pub(crate) const fn without_competition(self) -> bool {
        matches!(self, Self::Limited | Self::Direct)
    }
}

/// One active award with at least one supplier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Award {
    /// Number of the ocid.
    pub(crate) process: u32,
    pub(crate) amount: Option<(Amount, u32)>,
    pub(crate) day: Option<i64>,
    /// Distinct suppliers after grouping.
    pub(crate) parts: u32,
}

/// A contract's days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contract {
    pub(crate) award: u32,
    pub(crate) days: Option<(i64, i64)>,
}

/// How a contract's value changed over the releases of its process.
#[derive(Debug, Clone)]
pub(crate) struct Growth {
    pub(crate) award: u32,
    pub(crate) currency: u32,
    pub(crate) first: Rational,
    pub(crate) last: Rational,
    pub(crate) amendments: u64,
}

/// One award of a buyer to one supplier, in all and in each category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// Rank of the buyer's id in byte order; its number, until everything is read.
    pub(crate) buyer: u32,
    pub(crate) category: u32,
    /// Rank of the supplier's id; its number, until everything is read.
    pub(crate) supplier: u32,
    pub(crate) award: u32,
}

/// Everything read, ready to be measured.
#[derive(Debug, Default)]
pub struct Lockin {
    pub(crate) settings: Settings,
    pub(crate) parties: Names,
    pub(crate) groups: BTreeSet<u32>,
    pub(crate) ocids: Names,
    pub(crate) currencies: Names,
    pub(crate) categories: Names,
    pub(crate) rows: Rows,
    pub(crate) growth: Vec<Growth>,
    pub(crate) long: Vec<Rational>,
    pub(crate) versions_seen: bool,
    pub(crate) by_rank: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    tailoring: tailoring::Passages,
    read: u64,
    left_out: LeftOut,
}

/// Processes and awards that no measure could take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// `tender.status` is `cancelled`.
    pub cancelled: u64,
    /// No `buyer.id`.
    pub no_buyer: u64,
    /// Active awards without a supplier's id.
    pub no_supplier: u64,
    /// Active awards outside `--from` and `--to`, or undated while one of them is set.
    pub outside_dates: u64,
}

/// Takes compiled releases line by line.
#[derive(Debug, Default)]
pub struct Engine {
    lockin: Lockin,
    pool: Option<rayon::ThreadPool>,
}

/// Measures compiled releases, one a line. Lines that are not plain are passed over; see [`Engine::push`].
pub fn compute<'a>(lines: impl IntoIterator<Item = Line<'a>>, settings: &Settings) -> Lockin {
    let mut engine = Engine::new(settings);
    for line in lines {
        let _ = engine.take(&line);
    }
    engine.finish()
}

impl Engine {
    /// An engine that has read nothing.
    pub fn new(settings: &Settings) -> Self {
        let pool = settings.threads.filter(|threads| *threads > 1);
        let pool = pool.and_then(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok());
        let lockin = Lockin { settings: settings.clone(), ..Lockin::default() };
        Self { lockin, pool }
    }

    /// Takes the next lines; stops at the first that is not a plain compiled release and says which and why.
    ///
    /// # Errors
    /// Index in `lines` and the reason; the lines before it have been taken.
    pub fn push(&mut self, lines: &[Line<'_>]) -> Result<(), (usize, NotPlain)> {
        for (part, number) in lines.chunks(2048).zip((0..).step_by(2048)) {
            let schemes = &self.lockin.settings.person_schemes;
            let parsed: Vec<_> = match (&self.pool, self.lockin.settings.threads) {
                (Some(pool), _) => pool.install(|| part.par_iter().map(|line| plain(line.bytes, schemes)).collect()),
                (None, Some(_)) => part.iter().map(|line| plain(line.bytes, schemes)).collect(),
                (None, None) => part.par_iter().map(|line| plain(line.bytes, schemes)).collect(),
            };
            for (at, parsed) in parsed.into_iter().enumerate() {
                let taken = match parsed {
                    Ok(Some(release)) => self.fold(&release, &part[at]),
                    Ok(None) => Ok(()),
                    Err(reason) => Err(reason),
                };
                taken.map_err(|reason| (number + at, reason))?;
            }
        }
        Ok(())
    }

    /// Takes one compiled release that the tolerant reader has been over: what is still odd stands as absent.
    ///
    /// # Errors
    /// [`NotPlain::Form`] or [`NotPlain::Again`].
    pub fn take(&mut self, line: &Line<'_>) -> Result<(), NotPlain> {
        let release: Release<'_> = shape::read(line.bytes).map_err(|_| NotPlain::Form)?;
        self.fold(&release, line)
    }

    /// Takes all releases of one process in the order of their dates, for L8; its compiled release was taken before.
    pub fn take_versions<'a>(&mut self, releases: impl IntoIterator<Item = &'a [u8]>) {
        let releases: Vec<Release<'_>> = releases.into_iter().filter_map(|bytes| shape::read(bytes).ok()).collect();
        if releases.len() < 2 {
            return;
        }
        let lockin = &mut self.lockin;
        let Some(ocid) = releases.iter().find_map(|release| release.ocid.as_deref()) else { return };
        // A process without a compiled release gets no number: each number has its row.
        let Some(process) = lockin.ocids.find(ocid).filter(|process| lockin.rows.is_taken(*process)) else { return };
        lockin.versions_seen = true;
        let mut seen: BTreeMap<&str, Seen<'_>> = BTreeMap::new();
        for contract in releases.iter().flat_map(|release| release.contracts.as_deref().unwrap_or_default()) {
            let Some(id) = &contract.id else { continue };
            let seen = seen.entry(&id.0).or_default();
            seen.releases += 1;
            if let Some(award) = &contract.award {
                seen.award = Some(&award.0);
            }
            let amendments = contract.amendments.as_deref().unwrap_or_default();
            seen.amendments
                .extend(amendments.iter().filter_map(|amendment| amendment.id.as_ref().map(|id| id.0.to_string())));
            if let Some((digits, currency)) = contract.value.as_ref().and_then(release::Value::money)
                && let Some(value) = parse(digits)
            {
                seen.last = Some((value.clone(), currency));
                seen.first.get_or_insert((value, currency));
            }
        }
        let awards = self.lockin.rows.awards_of(process);
        // Awards in the order a merge gives them: by first appearance, with their last status.
        let mut merged: Vec<(&str, bool)> = Vec::new();
        for award in releases.iter().flat_map(|release| release.awards.as_deref().unwrap_or_default()) {
            let id = award.id.as_ref().map_or("", |id| &*id.0);
            match merged.iter_mut().find(|(other, _)| *other == id) {
                Some((_, active)) if award.status.is_some() => *active = award.is_active(),
                Some(_) => {}
                None => merged.push((id, award.is_active())),
            }
        }
        let ids: Vec<&str> = merged.into_iter().filter(|(_, active)| *active).map(|(id, _)| id).collect();
        for seen in seen.into_values().filter(|seen| seen.releases >= 2) {
            let (Some((first, currency)), Some((last, last_currency))) = (seen.first, seen.last) else { continue };
            let by_id = seen.award.and_then(|award| ids.iter().position(|id| *id == award));
            let only = (awards.len() == 1).then_some(0);
            let Some(award) =
                by_id.filter(|_| ids.len() == awards.len()).or(only).filter(|_| currency == last_currency)
            else {
                continue;
            };
            let growth = Growth {
                award: awards.start + award as u32,
                currency: self.lockin.currencies.number(currency),
                first,
                last,
                amendments: seen.amendments.len() as u64,
            };
            self.lockin.growth.push(growth);
        }
    }

    fn fold(&mut self, release: &Release<'_>, line: &Line<'_>) -> Result<(), NotPlain> {
        let lockin = &mut self.lockin;
        let ocid_text = release.ocid.as_deref().ok_or(NotPlain::Form)?;
        let process = lockin.ocids.number(ocid_text);
        if lockin.rows.processes() > process as usize {
            return Err(NotPlain::Again);
        }
        lockin.rows.push_absent();
        lockin.read += 1;
        if release.cancelled() {
            lockin.left_out.cancelled += 1;
            return Ok(());
        }
        let Some(buyer) = release.buyer_id() else {
            lockin.left_out.no_buyer += 1;
            return Ok(());
        };
        let factor = lockin.settings.turnover_factor;
        tailoring::find(release, process, (line.input, line.line), factor, &mut lockin.tailoring);
        let buyer = lockin.party(buyer);
        let method = match release.tender.as_ref().and_then(|tender| tender.method.as_deref()) {
            Some("open") => Method::Open,
            Some("selective") => Method::Selective,
            Some("limited") => Method::Limited,
            Some("direct") => Method::Direct,
            Some(_) => Method::Other,
            None => Method::Unstated,
        };
        let single = release.tenderers().map(|count| count == 1);
        lockin.rows.take_last(Process { method, single, latest: None });
        let active: Vec<_> =
            release.awards.as_deref().unwrap_or_default().iter().filter(|award| award.is_active()).collect();
        let contracts = release.contracts.as_deref().unwrap_or_default();
        let mut taken: Vec<(&str, u32)> = Vec::with_capacity(active.len());
        for award in &active {
            if let Some(at) = lockin.award(award, contracts, (process, buyer), active.len() == 1) {
                taken.push((award.id.as_ref().map_or("", |id| &*id.0), at));
            }
        }
        let mut own = Vec::new();
        for contract in contracts {
            let named = contract.award.as_ref().map(|id| &*id.0);
            let award = match named {
                Some(id) => taken.iter().find(|(other, _)| *other == id),
                None => taken.first().filter(|_| taken.len() == 1),
            };
            if let Some((_, award)) = award {
                let days = contract.period.as_ref().and_then(release::Period::days);
                own.push(Contract { award: *award, days });
            }
        }
        lockin.rows.push_contracts(own);
        Ok(())
    }

    /// Sorts what was read, so that it can be measured.
    pub fn finish(self) -> Lockin {
        let mut lockin = self.lockin;
        let mut by_rank: Vec<u32> = (0..lockin.parties.len()).collect();
        by_rank.sort_by(|a, b| lockin.parties.text(*a).cmp(lockin.parties.text(*b)));
        let mut rank = vec![0; by_rank.len()];
        for (at, number) in (0..).zip(&by_rank) {
            rank[*number as usize] = at;
        }
        for entry in &mut lockin.entries {
            entry.buyer = rank[entry.buyer as usize];
            entry.supplier = rank[entry.supplier as usize];
        }
        lockin.entries.sort_unstable();
        lockin.by_rank = by_rank;
        lockin.growth.sort_by_key(|growth| growth.award);
        lockin.tailoring.sort(&lockin.ocids);
        lockin
    }
}

/// The category of an entry that stands for all of them.
pub(crate) const ALL: u32 = 0;

/// A contract over several releases.
#[derive(Default)]
struct Seen<'a> {
    releases: u64,
    award: Option<&'a str>,
    first: Option<(Rational, &'a str)>,
    last: Option<(Rational, &'a str)>,
    amendments: BTreeSet<String>,
}

impl Lockin {
    /// Passages that look tailored, in order of ocid.
    pub fn tailoring(&self) -> impl Iterator<Item = Tailoring<'_>> {
        self.tailoring.iter(&self.ocids)
    }

    /// Processes read, with those left out.
    pub const fn read(&self) -> u64 {
        self.read
    }

    /// Processes and awards that no measure could take.
    pub const fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// Number of a party, or of its group.
    fn party(&mut self, id: &str) -> u32 {
        let Some((group, _)) = self.settings.groups.get(id) else { return self.parties.number(id) };
        let number = self.parties.number(group);
        self.groups.insert(number);
        number
    }

    pub(crate) fn award_at(&self, award: u32) -> Award {
        self.rows.award(award)
    }

    pub(crate) fn process_at(&self, process: u32) -> Process {
        self.rows.process(process)
    }

    /// Writes down an active award; its place, or `None` if it was left out.
    fn award(
        &mut self,
        award: &release::Award<'_>,
        contracts: &[release::Contract<'_>],
        (process, buyer): (u32, u32),
        only: bool,
    ) -> Option<u32> {
        let ids = award.suppliers.as_deref().unwrap_or_default().iter().filter_map(|supplier| supplier.id.as_ref());
        let mut suppliers: Vec<u32> = ids.map(|id| self.party(&id.0)).collect();
        suppliers.sort_unstable();
        suppliers.dedup();
        if suppliers.is_empty() {
            self.left_out.no_supplier += 1;
            return None;
        }
        let day = award.date.as_deref().and_then(base::time::date).map(base::time::day_number);
        let inside = self.settings.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.settings.to.is_none_or(|to| day.is_some_and(|day| day <= to));
        if !inside {
            self.left_out.outside_dates += 1;
            return None;
        }
        let own = award.value.as_ref().and_then(release::Value::money);
        let amount = match own {
            Some((digits, currency)) => {
                amount::amount(digits, &mut self.long).map(|amount| (amount, self.currencies.number(currency)))
            }
            None => self.amount_of_contracts(award, contracts, only),
        };
        let at = self.rows.push_award(Award { process, amount, day, parts: suppliers.len() as u32 });
        let mut categories = vec![ALL];
        if let Some(digits) = self.settings.category_digits {
            if self.categories.len() == 0 {
                self.categories.number("");
            }
            let items = award.items.as_deref().unwrap_or_default().iter();
            let codes = items.filter_map(|item| item.classification.as_ref()?.id.as_ref());
            let classes: BTreeSet<String> = codes.map(|id| id.0.chars().take(digits).collect()).collect();
            categories
                .extend(classes.iter().filter(|class| !class.is_empty()).map(|class| self.categories.number(class)));
        }
        for category in categories {
            self.entries.extend(suppliers.iter().map(|supplier| Entry {
                buyer,
                category,
                supplier: *supplier,
                award: at,
            }));
        }
        Some(at)
    }

    /// The sum of an award's contracts, when each has an amount and all have one currency.
    fn amount_of_contracts(
        &mut self,
        award: &release::Award<'_>,
        contracts: &[release::Contract<'_>],
        only: bool,
    ) -> Option<(Amount, u32)> {
        let id = award.id.as_ref().map(|id| &*id.0);
        let own = contracts.iter().filter(|contract| match &contract.award {
            Some(named) => Some(&*named.0) == id,
            None => only,
        });
        let mut sum = Sum::default();
        let mut currency = None;
        for contract in own {
            let (digits, one) = contract.value.as_ref()?.money()?;
            if *currency.get_or_insert(one) != one {
                return None;
            }
            let amount = amount::amount(digits, &mut self.long)?;
            sum.add(amount, 1, &self.long);
        }
        let currency = self.currencies.number(currency?);
        Some((sum.total().into_amount(&mut self.long), currency))
    }
}
