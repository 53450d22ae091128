//! Reasons, remarks and counts of one run, brought into archive order at the end.

use crate::fault::{Code, MAX_TOLD, Reason, Refusal};
use crate::json::Reader;
use std::collections::BTreeMap;

/// Reasons held before the list is cut.
const HELD: usize = 16 * MAX_TOLD;

#[derive(Default)]
pub(super) struct Log {
    reasons: Vec<(u64, Reason)>,
    dropped: u64,
    pub(super) warnings: Vec<String>,
    /// How many remarks more.
    pub(super) warnings_more: u64,
    pub(super) items: BTreeMap<Code, u64>,
    pub(super) failed: BTreeMap<Code, u64>,
}

impl Log {
    /// Adds reasons that belong to this record.
    pub(super) fn add(&mut self, position: u64, reasons: &mut Vec<Reason>) {
        for reason in reasons.drain(..) {
            *self.failed.entry(reason.code).or_default() += 1;
            self.reasons.push((position, reason));
        }
        if self.reasons.len() > HELD {
            self.cut();
        }
    }

    pub(super) fn fault(&mut self, position: u64, code: Code, place: impl Into<String>, what: impl Into<String>) {
        self.add(position, &mut vec![Reason::new(code, place, what)]);
    }

    /// Says that a check was reached, with so many things it looked at.
    pub(super) fn count(&mut self, code: Code, items: u64) {
        *self.items.entry(code).or_default() += items;
    }

    /// Takes over what a reader found.
    pub(super) fn absorb(&mut self, position: u64, mut reader: Reader) -> Result<(), Refusal> {
        if let Some(refusal) = reader.refusal {
            return Err(refusal);
        }
        self.count(Code::NumberEncoding, reader.scalars);
        self.count(Code::GroupElement, reader.elements);
        self.add(position, &mut reader.faults);
        for (code, more) in reader.faults_more {
            *self.failed.entry(code).or_default() += more;
            self.dropped += more;
        }
        let room = MAX_TOLD - self.warnings.len();
        self.warnings_more += reader.warnings_more + reader.warnings.len().saturating_sub(room) as u64;
        self.warnings.extend(reader.warnings.into_iter().take(room));
        Ok(())
    }

    fn cut(&mut self) {
        self.reasons.sort_by_key(|(position, _)| *position);
        self.dropped += self.reasons.len().saturating_sub(MAX_TOLD) as u64;
        self.reasons.truncate(MAX_TOLD);
    }

    /// The reasons in archive order, at most [`MAX_TOLD`], and how many more there are.
    pub(super) fn reasons(&mut self) -> (Vec<Reason>, u64) {
        self.cut();
        (std::mem::take(&mut self.reasons).into_iter().map(|(_, reason)| reason).collect(), self.dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However many faults one record has, a thousand are held and all are counted.
    #[test]
    fn faults_of_one_record_are_held_within_bounds_and_all_counted() {
        let mut reader = Reader::new("ballot");
        for i in 0..2500 {
            reader.fault(Code::NumberEncoding, format!("{i}"));
        }
        reader.fault(Code::GroupElement, "last");
        let mut whole = Reader::new("ballot");
        whole.fault(Code::JsonSchema, "first");
        whole.join(reader);
        assert_eq!((whole.faults.len(), whole.found()), (MAX_TOLD, 2502));
        let mut log = Log::default();
        log.absorb(7, whole).unwrap();
        let failed = [(Code::JsonSchema, 1), (Code::NumberEncoding, 2500), (Code::GroupElement, 1)];
        assert_eq!(log.failed, BTreeMap::from(failed));
        let (reasons, more) = log.reasons();
        assert_eq!((reasons.len(), more), (MAX_TOLD, 1502));
        assert_eq!((reasons[0].what.as_str(), reasons[1].what.as_str()), ("first", "0"));
    }
}
