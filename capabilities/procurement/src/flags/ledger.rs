//! What the flags write down while they read: hits per process, and the names of processes and parties.

use super::release::Release;
use super::settings::Settings;
use super::{Flag, Group};
use crate::names::Names;

/// One process as the flags see it.
pub(crate) struct Process<'r, 'a> {
    pub(crate) release: &'r Release<'a>,
    /// Number of the ocid in [`Ledger::ocids`].
    pub(crate) ocid: u32,
    pub(crate) input: u32,
    pub(crate) line: u64,
}

/// A signal raised by one process, on the process itself or on one of its parties.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) flag: Flag,
    pub(crate) group: Group,
    /// Number of the process or the party.
    pub(crate) id: u32,
    pub(crate) process: u32,
    pub(crate) input: u32,
    pub(crate) line: u64,
    pub(crate) value: f64,
    /// The numbers that made it; the flag's own file knows their meaning.
    pub(crate) numbers: [f64; 2],
    /// Indices of bids, awards or parties; the flag's own file knows of which.
    pub(crate) spots: [u32; 2],
    /// Numbers of texts in [`Ledger::texts`].
    pub(crate) texts: [u32; 2],
    pub(crate) only: Only,
}

/// In which of the two formats a hit counts (they differ for R030 alone).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Only {
    Both,
    Cardinal,
    Own,
}

/// Everything written down.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) ocids: Names,
    pub(crate) parties: Names,
    pub(crate) texts: Names,
    pub(crate) hits: Vec<Hit>,
    pub(crate) currency: Option<String>,
}

impl Ledger {
    /// Whether amounts in this currency are compared; the first amount asked about decides if no setting does.
    pub(crate) fn is_main_currency(&mut self, currency: &str, settings: &Settings) -> bool {
        self.currency.get_or_insert_with(|| settings.currency.clone().unwrap_or_else(|| currency.to_owned()))
            == currency
    }

    /// Writes down a signal on the process itself.
    pub(crate) fn hit(&mut self, flag: Flag, process: &Process<'_, '_>, value: f64) -> &mut Hit {
        self.push(flag, Group::Ocid, process.ocid, process, value)
    }

    /// Writes down a signal on a party of the process.
    pub(crate) fn hit_tenderer(
        &mut self,
        flag: Flag,
        process: &Process<'_, '_>,
        party: &str,
        value: f64,
    ) -> &mut Hit {
        let id = self.parties.number(party);
        self.push(flag, Group::Tenderer, id, process, value)
    }

    fn push(&mut self, flag: Flag, group: Group, id: u32, process: &Process<'_, '_>, value: f64) -> &mut Hit {
        self.hits.push(Hit {
            flag,
            group,
            id,
            process: process.ocid,
            input: process.input,
            line: process.line,
            value,
            numbers: [0.0; 2],
            spots: [0; 2],
            texts: [0; 2],
            only: Only::Both,
        });
        self.hits.last_mut().expect("just pushed")
    }
}

/// A place where a tally counted something, kept for evidence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) input: u32,
    pub(crate) line: u64,
    /// Index of the bid or award.
    pub(crate) at: u32,
}

/// How many places a result over many processes shows.
pub(crate) const EVIDENCE_LIMIT: usize = 20;

/// The first places of many, and how many there were.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spots {
    pub(crate) first: Vec<Spot>,
    pub(crate) total: u64,
}

impl Spots {
    pub(crate) fn add(&mut self, process: &Process<'_, '_>, at: usize) {
        self.total += 1;
        if self.first.len() < EVIDENCE_LIMIT {
            self.first.push(Spot { input: process.input, line: process.line, at: at as u32 });
        }
    }
}

/// A signal on a party over many processes.
#[derive(Debug, Clone)]
pub(crate) struct Aggregate {
    pub(crate) flag: Flag,
    pub(crate) group: Group,
    pub(crate) id: u32,
    pub(crate) value: f64,
    /// The numbers that made it; the flag's own file knows their meaning.
    pub(crate) numbers: [f64; 4],
    pub(crate) spots: Spots,
}

/// A named number of `Meta`; undefined when not finite.
pub(crate) type Meta = (Flag, &'static str, f64);

/// A growing table with one row per party number.
pub(crate) fn row<T: Default>(table: &mut Vec<T>, number: u32) -> &mut T {
    let at = number as usize;
    if table.len() <= at {
        table.resize_with(at + 1, T::default);
    }
    &mut table[at]
}
