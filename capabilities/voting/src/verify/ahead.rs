//! Records read, hashed and, where they are events, opened ahead of the state machine that follows them.
//!
//! Neither needs to know what stands on the board, so both go on while a batch of ballots is checked. What is found is
//! kept beside its record and said when the state machine comes to it: order and verdict do not depend on how far
//! ahead reading was.

use super::{BATCH_BALLOTS, BATCH_BYTES};
use crate::archive::{Kind, Record, Records, Source};
use crate::event::Event;
use crate::fault::{Reason, Refusal};
use crate::json::Reader;
use std::collections::VecDeque;

/// Bytes of bodies that are held: the batch after next is begun when the next is complete.
const HELD_BYTES: usize = 2 * BATCH_BYTES;
/// Records that are held: a ballot is two of them, itself and its event.
const HELD_RECORDS: usize = 4 * BATCH_BALLOTS;

/// A record, what was wrong with its bytes, and the event it holds.
pub(super) struct Item {
    pub(super) record: Record,
    pub(super) reasons: Vec<Reason>,
    pub(super) event: Option<(Reader, Option<Event>)>,
}

/// Reads ahead.
pub(super) struct Ahead<'s> {
    /// Where reading has come to.
    pub(super) records: Records<'s>,
    /// What was said after the last record.
    pub(super) rest: Vec<Reason>,
    held: VecDeque<Item>,
    bytes: usize,
    events: u64,
    /// How reading ended: there is no more, or there can be no verdict.
    ended: Option<Result<(), Refusal>>,
}

impl<'s> Ahead<'s> {
    pub(super) fn new(source: &'s dyn Source) -> Result<Self, Refusal> {
        let records = Records::new(source)?;
        Ok(Self { records, rest: Vec::new(), held: VecDeque::new(), bytes: 0, events: 0, ended: None })
    }

    /// Reads until enough is held, or to the end.
    pub(super) fn fill(&mut self) {
        while self.ended.is_none() && self.bytes < HELD_BYTES && self.held.len() < HELD_RECORDS {
            let mut reasons = Vec::new();
            match self.records.next(&mut reasons) {
                Ok(Some(record)) => {
                    let event = (record.kind == Kind::Event).then(|| {
                        let mut r = Reader::new(format!("event {}", self.events));
                        self.events += 1;
                        let event = Event::read(&mut r, &record.body);
                        (r, event)
                    });
                    self.bytes += record.body.len();
                    self.held.push_back(Item { record, reasons, event });
                }
                Ok(None) => {
                    self.rest = reasons;
                    self.ended = Some(Ok(()));
                }
                Err(refusal) => self.ended = Some(Err(refusal)),
            }
        }
    }

    /// The next record; a refusal only after all records before it.
    pub(super) fn next(&mut self) -> Result<Option<Item>, Refusal> {
        if self.held.is_empty() {
            self.fill();
        }
        if let Some(item) = self.held.pop_front() {
            self.bytes -= item.record.body.len();
            return Ok(Some(item));
        }
        match &self.ended {
            Some(Err(refusal)) => Err(refusal.clone()),
            _ => Ok(None),
        }
    }
}
