//! The verifier: one pass over an archive, every check, every reason with its place (specification, section 10).

mod ahead;
mod board;
mod diff;
mod log;
mod report;

pub use board::{AnyBoard, Board};
pub use diff::{Difference, Side, diff};
pub use report::{CheckLine, Report};

use crate::archive::{Kind as RecordKind, Record, Source};
use crate::event::{Event, Grammar, Kind, MAX_BALLOTS, MAX_REFERRED, Stage};
use crate::fault::{Code, Refusal};
use crate::json::Reader;
use crate::tally::{Owned, SizedTally};
use ahead::{Ahead, Item};
use base::Digest;
use log::Log;

/// Bytes of ballots that are checked together.
const BATCH_BYTES: usize = 8 << 20;
/// Ballots that are checked together.
const BATCH_BALLOTS: usize = 2048;

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Bytes, hashes, chain and grammar only.
    Structure,
    /// What one more ballot can depend on: as [`Depth::Structure`], and the set-up with its keys and proofs. Ballots are
    /// noted by their hash and not opened; the list of credentials is read without a look at membership, which
    /// [`crate::hold::ballot_reasons`] makes up for the one credential that is used.
    Append,
    /// Everything.
    Full,
}

/// A verified archive.
pub struct Verified {
    /// What was found.
    pub report: Report,
    /// What stands on the board, where it could be read.
    pub board: Option<AnyBoard>,
    /// Hash of the last event.
    pub last_event: Option<Digest>,
    /// Number of events.
    pub events: u64,
    /// The archive's time.
    pub timestamp: u64,
    /// Where the last event that reading reached ends.
    pub end: u64,
    /// How many events of each kind, in the order of [`Kind::ALL`].
    pub by_kind: [u64; 8],
    /// What the set-up is made of, if it stands there.
    pub setup: Option<SetUp>,
}

/// Hashes of the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetUp {
    /// Of the election.
    pub election: Digest,
    /// Of the list of trustees.
    pub trustees: Digest,
    /// Of the list of credentials.
    pub credentials: Digest,
    /// Of the first event.
    pub event: Digest,
}

/// Verifies an archive.
///
/// # Errors
/// [`Refusal`] when there can be no verdict: unreadable, above the bounds, an unknown version, group or question type.
pub fn verify(source: &dyn Source, depth: Depth) -> Result<Verified, Refusal> {
    let mut run = Run {
        source,
        ahead: Ahead::new(source)?,
        depth,
        log: Log::default(),
        grammar: Grammar::new(),
        board: None,
        parent: None,
        events: 0,
        pending: Vec::new(),
        batch: Vec::new(),
        batch_bytes: 0,
        by_kind: [0; 8],
        setup: None,
        end: 0,
    };
    while let Some(Item { record, mut reasons, event }) = run.ahead.next()? {
        run.log.add(record.number, &mut reasons);
        run.log.count(Code::ArchiveFormat, 1);
        if record.kind != RecordKind::First {
            run.log.count(Code::HashMismatch, 1);
        }
        match event {
            Some((reader, event)) => {
                run.event(&record, reader, event)?;
                run.end = record.end();
            }
            None if record.kind == RecordKind::Data => run.hold(record),
            None => {}
        }
    }
    let mut rest = std::mem::take(&mut run.ahead.rest);
    run.log.add(run.ahead.records.count(), &mut rest);
    run.flush()?;
    for record in std::mem::take(&mut run.pending) {
        run.unreferred(&record);
    }
    let records = run.ahead.records;
    let timestamp = records.timestamp.unwrap_or_default();
    let (count, size) = (records.count(), source.size());
    let sha256 = records.digest()?;
    let archive = report::Archive {
        file: String::new(),
        bytes: size,
        sha256: sha256.to_string(),
        records: count,
        events: run.events,
        last_event: run.parent.map(|p| p.to_string()),
    };
    let Run { log, grammar, board, parent, events, by_kind, end, setup, .. } = run;
    let report = report::make(log, archive, grammar.stage, board.as_ref(), depth);
    Ok(Verified { report, board, last_event: parent, events, timestamp, end, by_kind, setup })
}

struct Run<'s> {
    source: &'s dyn Source,
    ahead: Ahead<'s>,
    depth: Depth,
    log: Log,
    grammar: Grammar,
    board: Option<AnyBoard>,
    parent: Option<Digest>,
    events: u64,
    pending: Vec<Record>,
    batch: Vec<(String, Record)>,
    batch_bytes: usize,
    by_kind: [u64; 8],
    setup: Option<SetUp>,
    end: u64,
}

/// Whether so many ballots are judged.
fn within(ballots: u64) -> Result<(), Refusal> {
    if ballots <= MAX_BALLOTS {
        return Ok(());
    }
    let what = format!("more than the {MAX_BALLOTS} ballots that are judged");
    Err(Refusal::new("TOO_LARGE", "archive", what, "Hold a larger vote in several elections, and judge each."))
}

impl Run<'_> {
    fn absorb(&mut self, position: u64, reader: Reader) -> Result<(), Refusal> {
        self.log.absorb(position, reader)
    }

    /// Holds a record for the event after it. What no event can refer to any more is said at once and not held.
    fn hold(&mut self, record: Record) {
        self.pending.push(record);
        if self.pending.len() > MAX_REFERRED {
            let stray = self.pending.remove(0);
            self.unreferred(&stray);
        }
    }

    fn unreferred(&mut self, record: &Record) {
        let place = format!("record {}", record.number);
        self.log.fault(record.number, Code::ArchiveFormat, place, "the event after it does not refer to this record");
    }

    fn event(&mut self, record: &Record, reader: Reader, event: Option<Event>) -> Result<(), Refusal> {
        let number = self.events;
        self.events += 1;
        self.log.count(Code::JsonSchema, 1);
        self.log.count(Code::JsonCanonical, 1);
        self.absorb(record.number, reader)?;
        let Some(event) = event else {
            self.parent = Some(record.name);
            self.pending.clear();
            return Ok(());
        };
        let place = format!("event {number} ({})", event.kind.as_str());
        self.log.count(Code::EventChain, 1);
        if event.parent != self.parent {
            let what = "the parent is not the event before";
            self.log.fault(record.number, Code::EventChain, format!("{place}, parent"), what);
        }
        if event.height != number {
            let what = format!("height {}, but {number} events stand before", event.height);
            self.log.fault(record.number, Code::EventChain, format!("{place}, height"), what);
        }
        self.parent = Some(record.name);
        self.log.count(Code::EventGrammar, 1);
        match self.grammar.after(event.kind) {
            Some(stage) => self.grammar.stage = stage,
            None => {
                let what = format!("may not stand here, at stage {}", stage_name(self.grammar.stage));
                self.log.fault(record.number, Code::EventGrammar, place.clone(), what);
                // Read on as if it had been allowed, so that one fault does not make ten.
                self.grammar.stage = later(self.grammar.stage, natural(event.kind));
            }
        }
        if let Some(count) = Kind::ALL.iter().position(|k| *k == event.kind) {
            self.by_kind[count] += 1;
            if event.kind == Kind::Ballot {
                within(self.by_kind[count])?;
            }
        }
        let records = self.referred(&event, &place, record.number)?;
        self.carry(&event, place, records)
    }

    /// Takes the records that an event refers to from those that stand before it, in order.
    fn referred(&mut self, event: &Event, place: &str, position: u64) -> Result<Vec<Record>, Refusal> {
        let mut pending = std::mem::take(&mut self.pending);
        let Some(payload) = event.payload else {
            for record in &pending {
                self.unreferred(record);
            }
            return Ok(Vec::new());
        };
        // The record named by the event stands last; it may name others, which stand before it.
        let mut expected = vec![payload];
        if let Some(last) = pending.iter().rfind(|r| r.name == payload) {
            let origin = format!("{place}, record {}", last.number);
            let mut r = Reader::new(origin);
            match event.kind {
                Kind::Setup => {
                    if let Some([election, trustees, credentials]) = read_setup(&mut r, &last.body) {
                        expected = vec![election, trustees, credentials, payload];
                    }
                }
                Kind::EncryptedTally => {
                    if let Some(sized) = SizedTally::read(&mut r, &last.body) {
                        expected = vec![sized.encrypted_tally, payload];
                    }
                }
                Kind::Shuffle | Kind::PartialDecryption => {
                    if let Some(owned) = Owned::read(&mut r, &last.body) {
                        expected = vec![owned.payload, payload];
                    }
                }
                _ => {}
            }
            if expected.len() > 1 || !r.faults.is_empty() {
                self.log.count(Code::JsonSchema, 1);
                self.log.count(Code::JsonCanonical, 1);
            }
            self.absorb(position, r)?;
        }
        let mut found = Vec::new();
        for hash in &expected {
            // Everything before the record that is looked for is referred to by nobody.
            match pending.iter().position(|r| r.name == *hash) {
                Some(at) => {
                    for stray in pending.drain(..at) {
                        self.unreferred(&stray);
                    }
                    found.push(pending.remove(0));
                }
                None => {
                    let what = format!("the record {}… that is referred to is not there", &hash.to_string()[..12]);
                    self.log.fault(position, Code::HashMismatch, place.to_owned(), what);
                }
            }
        }
        for stray in &pending {
            self.unreferred(stray);
        }
        Ok(if found.len() == expected.len() { found } else { Vec::new() })
    }

    /// Hands what an event carries to the board.
    fn carry(&mut self, event: &Event, place: String, records: Vec<Record>) -> Result<(), Refusal> {
        if self.depth != Depth::Full && event.kind != Kind::Setup {
            if let (Kind::Ballot, Some(record), Some(board)) = (event.kind, records.first(), &mut self.board) {
                board.note_ballot(record.name);
            }
            return Ok(());
        }
        if event.kind == Kind::Ballot {
            if let Some(record) = records.into_iter().next() {
                self.batch_bytes += record.body.len();
                self.batch.push((place, record));
                if self.batch_bytes >= BATCH_BYTES || self.batch.len() >= BATCH_BALLOTS {
                    self.flush()?;
                }
            } else if let Some(board) = &mut self.board {
                board.ballot_lost();
            }
            return Ok(());
        }
        self.flush()?;
        match (event.kind, records.as_slice()) {
            (Kind::Setup, [election, trustees, credentials, _]) if self.board.is_none() => {
                let event = self.parent.unwrap_or(election.name);
                let (e, t, c) = (election.name, trustees.name, credentials.name);
                self.setup = Some(SetUp { election: e, trustees: t, credentials: c, event });
                self.board = board::set_up(&mut self.log, &place, election, trustees, credentials, self.depth)?;
                self.grammar.ranked = self.board.as_ref().map(AnyBoard::has_ranked);
            }
            (Kind::EncryptedTally, [tally, sized]) => {
                if let Some(board) = &mut self.board {
                    board.tally(&mut self.log, &place, tally, sized)?;
                }
            }
            (Kind::Shuffle, [payload, owned]) => {
                if let Some(board) = &mut self.board {
                    board.shuffle(&mut self.log, &place, payload, owned)?;
                }
            }
            (Kind::PartialDecryption, [payload, owned]) => {
                if let Some(board) = &mut self.board {
                    board.share(&mut self.log, &place, payload, owned)?;
                }
            }
            (Kind::Result, [result]) => {
                if let Some(board) = &mut self.board {
                    board.result(&mut self.log, &place, result)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Refusal> {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        match &mut self.board {
            Some(board) if !batch.is_empty() => {
                let (log, source, ahead) = (&mut self.log, self.source, &mut self.ahead);
                rayon::join(|| board.ballots(log, source, batch), || ahead.fill()).0
            }
            _ => Ok(()),
        }
    }
}

/// Reads set-up data: hashes of election, trustees, credentials.
pub(crate) fn read_setup(r: &mut Reader, bytes: &[u8]) -> Option<[Digest; 3]> {
    let value = r.parse(bytes, true)?;
    let object = r.object(&value, &["election", "trustees", "credentials"])?;
    let all = ["election", "trustees", "credentials"].map(|key| r.field(object, key, Reader::digest));
    let [election, trustees, credentials] = all;
    Some([election?, trustees?, credentials?])
}

/// Writes set-up data.
pub fn setup_json(election: Digest, trustees: Digest, credentials: Digest) -> String {
    format!("{{\"election\":\"{election}\",\"trustees\":\"{trustees}\",\"credentials\":\"{credentials}\"}}")
}

fn stage_name(stage: Stage) -> String {
    format!("{stage:?}").to_lowercase()
}

const fn natural(kind: Kind) -> Stage {
    match kind {
        Kind::Setup | Kind::Ballot => Stage::Voting,
        Kind::EndBallots => Stage::Closed,
        Kind::EncryptedTally => Stage::Tallied,
        Kind::Shuffle => Stage::Shuffling,
        Kind::EndShuffles => Stage::Shuffled,
        Kind::PartialDecryption => Stage::Decrypting,
        Kind::Result => Stage::Finished,
    }
}

const fn later(a: Stage, b: Stage) -> Stage {
    if a as u8 > b as u8 { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_million_ballots_are_judged_and_not_one_more() {
        assert!(within(MAX_BALLOTS).is_ok());
        assert_eq!(within(MAX_BALLOTS + 1).unwrap_err().code, "TOO_LARGE");
    }
}
