//! How processes, awards and contracts are kept: a few bytes each, because there are as many as the input has.

use super::amount::Amount;
use super::{Award, Contract, Method, Process};
use std::collections::BTreeMap;

/// A day since 1970, or none: four bytes. Days come from dates of years 0 to 9999 and lengths under a million days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(i32);

impl Day {
    const NONE: Self = Self(i32::MIN);

    fn new(day: Option<i64>) -> Self {
        day.and_then(|day| i32::try_from(day).ok()).map_or(Self::NONE, Self)
    }

    fn get(self) -> Option<i64> {
        (self != Self::NONE).then_some(i64::from(self.0))
    }
}

/// One row for each ocid, also for those no measure takes, so that a process has the number of its ocid.
#[derive(Debug, Clone, Copy)]
struct ProcessRow {
    latest: Day,
    method: Option<Method>,
    single: Option<bool>,
}

#[derive(Debug, Clone, Copy)]
struct AwardRow {
    number: i64,
    /// Place in `units`, or [`NO_AMOUNT`].
    unit: u32,
    process: u32,
    day: Day,
    parts: u32,
}

#[derive(Debug, Clone, Copy)]
struct ContractRow {
    award: u32,
    start: Day,
    end: Day,
}

const NO_AMOUNT: u32 = u32::MAX;

/// In place of a scale: the number is a place in the table of long amounts.
const LONG: u8 = u8::MAX;

/// Everything read of processes, awards and contracts.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    processes: Vec<ProcessRow>,
    awards: Vec<AwardRow>,
    contracts: Vec<ContractRow>,
    /// Currency and scale of amounts, each once.
    units: Vec<(u32, u8)>,
    unit_numbers: BTreeMap<(u32, u8), u32>,
}

impl Rows {
    /// How many ocids have a row.
    pub(crate) fn processes(&self) -> usize {
        self.processes.len()
    }

    /// A row for the next ocid, of a process that no measure takes.
    pub(crate) fn push_absent(&mut self) {
        self.processes.push(ProcessRow { latest: Day::NONE, method: None, single: None });
    }

    /// The row of the last ocid, of a process that is measured.
    pub(crate) fn take_last(&mut self, process: Process) {
        if let Some(row) = self.processes.last_mut() {
            *row =
                ProcessRow { latest: Day::new(process.latest), method: Some(process.method), single: process.single };
        }
    }

    /// Whether this process is measured.
    pub(crate) fn is_taken(&self, process: u32) -> bool {
        self.processes.get(process as usize).is_some_and(|row| row.method.is_some())
    }

    pub(crate) fn process(&self, process: u32) -> Process {
        let row = self.processes[process as usize];
        Process { method: row.method.unwrap_or(Method::Unstated), single: row.single, latest: row.latest.get() }
    }

    /// Writes down an award of the last process; its place.
    pub(crate) fn push_award(&mut self, award: Award) -> u32 {
        let (unit, number) = match award.amount {
            None => (NO_AMOUNT, 0),
            Some((Amount::Plain(number, scale), currency)) => (self.unit(currency, scale), number),
            Some((Amount::Long(at), currency)) => (self.unit(currency, LONG), i64::from(at)),
        };
        let day = Day::new(award.day);
        self.awards.push(AwardRow { number, unit, process: award.process, day, parts: award.parts });
        let latest = &mut self.processes[award.process as usize].latest;
        *latest = (*latest).max(day);
        self.awards.len() as u32 - 1
    }

    fn unit(&mut self, currency: u32, scale: u8) -> u32 {
        *self.unit_numbers.entry((currency, scale)).or_insert_with(|| {
            self.units.push((currency, scale));
            self.units.len() as u32 - 1
        })
    }

    pub(crate) fn award(&self, award: u32) -> Award {
        let row = self.awards[award as usize];
        let amount = self.units.get(row.unit as usize).map(|(currency, scale)| match *scale {
            LONG => (Amount::Long(row.number as u32), *currency),
            scale => (Amount::Plain(row.number, scale), *currency),
        });
        Award { process: row.process, amount, day: row.day.get(), parts: row.parts }
    }

    /// The awards taken of a process, as their places.
    pub(crate) fn awards_of(&self, process: u32) -> std::ops::Range<u32> {
        let start = self.awards.partition_point(|award| award.process < process);
        let end = self.awards.partition_point(|award| award.process <= process);
        start as u32..end as u32
    }

    /// Writes down the contracts of the last process, in the order of their awards.
    pub(crate) fn push_contracts(&mut self, mut contracts: Vec<Contract>) {
        contracts.sort_by_key(|contract| contract.award);
        self.contracts.extend(contracts.iter().map(|contract| ContractRow {
            award: contract.award,
            start: Day::new(contract.days.map(|(start, _)| start)),
            end: Day::new(contract.days.map(|(_, end)| end)),
        }));
    }

    /// The contracts of an award.
    pub(crate) fn contracts_of(&self, award: u32) -> impl Iterator<Item = Contract> {
        let start = self.contracts.partition_point(|contract| contract.award < award);
        self.contracts[start..]
            .iter()
            .take_while(move |contract| contract.award == award)
            .map(|row| Contract { award: row.award, days: row.start.get().zip(row.end.get()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gives_back_what_was_written_down() {
        let mut rows = Rows::default();
        let days = [None, Some(-719_528), Some(0), Some(3_932_300)];
        let amounts = [
            None,
            Some((Amount::Plain(i64::MIN + 1, 18), 7)),
            Some((Amount::Long(u32::MAX), 7)),
            Some((Amount::Plain(0, 0), 9)),
        ];
        for (at, (day, amount)) in (0..).zip(days.into_iter().zip(amounts)) {
            rows.push_absent();
            assert!(!rows.is_taken(at));
            rows.take_last(Process { method: Method::Direct, single: Some(true), latest: None });
            assert!(rows.is_taken(at));
            let award = rows.push_award(Award { process: at, amount, day, parts: u32::MAX });
            let kept = rows.award(award);
            assert_eq!((kept.process, kept.amount, kept.day, kept.parts), (at, amount, day, u32::MAX));
            assert_eq!(rows.process(at).latest, day);
            assert_eq!(rows.awards_of(at), award..award + 1);
            rows.push_contracts(vec![
                Contract { award, days: day.map(|day| (day, day + 1)) },
                Contract { award, days: None },
            ]);
            let kept: Vec<_> = rows.contracts_of(award).map(|contract| contract.days).collect();
            assert_eq!(kept, [day.map(|day| (day, day + 1)), None]);
        }
        assert!(!rows.is_taken(4));
        assert_eq!((size_of::<ProcessRow>(), size_of::<AwardRow>(), size_of::<ContractRow>()), (8, 24, 12));
    }
}
