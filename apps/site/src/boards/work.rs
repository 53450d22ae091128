//! The work of audit boards: the open round, what was entered for each card, and the files that `rla record` reads.
//!
//! One file for each card, `boards/round-N/ORDER.json`, holds everything that was ever entered for it, in order. What
//! holds now is derived from that by [`Kept::state`]; nothing entered is ever taken out.

use super::entry::Count;
use super::rights::{Phase, Role};
use crate::room::{Duty as _, Files, trail};
use base::digest::{hex, sha256};
use rla::batch::{Counts, totals_csv};
use rla::cards::PoolTotal;
use rla::model::Audit;
use rla::rounds::{Drawn, Reading, papers_csv, read_papers};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Why something was not done; each is a sentence of the pages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Somebody else has changed this meanwhile.
    Changed,
    /// Both seats agree on this card already.
    Agreed,
    /// Not all cards are agreed on.
    NotAll,
    /// The round's risk is computed.
    Closed,
    /// A file could not be read or written.
    Io(String),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl From<String> for Refusal {
    fn from(text: String) -> Self {
        Self::Io(text)
    }
}

/// A card to pull; or, where the audit compares batches, a batch to count, which then stands in for the card.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// Its number in the sample, from 1: names its file and its page.
    pub(crate) order: usize,
    pub(crate) drawn: Drawn,
    /// Where its batch is kept; empty if the manifest does not say.
    pub(crate) storage: String,
    /// Contests asked for, as places in the audit.
    pub(crate) contests: Vec<usize>,
}

/// The open round.
#[derive(Debug)]
pub(crate) struct Round {
    pub(crate) audit: Audit,
    pub(crate) number: usize,
    /// In the order of storage place, batch and position.
    pub(crate) cards: Vec<Card>,
    closed: bool,
}

/// Reads the last round that was drawn.
///
/// # Errors
/// Why there is none to enter, for people.
pub(crate) fn round(files: &dyn Files) -> Result<Round, String> {
    let read = |name: &str| files.read(name).map_err(|error| format!("{name}: {error}"));
    let bytes = read("audit.json")?.ok_or("audit.json is not there: this is no folder of an audit")?;
    let audit = rla::audit::read(&bytes).0.ok_or("audit.json cannot be used")?;
    let manifest = rla::manifest::read(&read("manifest.csv")?.unwrap_or_default()[..], 0).0;
    let places: BTreeMap<&str, &str> =
        manifest.batches.iter().map(|batch| (batch.id.as_str(), batch.location.as_str())).collect();
    let mut rounds = Vec::new();
    while let Some(bytes) = read(&format!("rounds/{}/sample.csv", rounds.len() + 1))? {
        let drawn = rla::rounds::read_sample(&audit, &bytes).map_err(|problem| {
            format!("rounds/{}/sample.csv: {}. {}", rounds.len() + 1, problem.what, problem.remedy)
        })?;
        rounds.push(drawn);
    }
    let number = rounds.len();
    if number == 0 {
        return Err("no round is drawn: run `rla sample` first".to_owned());
    }
    let storage = |drawn: &Drawn| places.get(drawn.batch.as_str()).copied().unwrap_or_default().to_owned();
    let all: Vec<usize> = (0..audit.contests.len()).collect();
    let mut cards: Vec<Card> = match audit.by_batches() {
        true => to_count(&rounds, storage),
        false => rla::rounds::to_read(&rounds)
            .into_iter()
            .map(|(order, drawn)| Card {
                order,
                drawn: drawn.clone(),
                storage: storage(drawn),
                contests: all.clone(),
            })
            .collect(),
    };
    let position = |card: &Card| card.drawn.position.parse::<u64>().unwrap_or(u64::MAX);
    cards.sort_by_cached_key(|card| {
        (card.storage.clone(), card.drawn.batch.clone(), position(card), card.drawn.position.clone(), card.order)
    });
    let closed = read(&format!("rounds/{number}/risk.json"))?.is_some();
    Ok(Round { audit, number, cards, closed })
}

/// The batches that the last round asks to be counted, each once, with the contests that no earlier round counted in it.
fn to_count(rounds: &[Vec<Drawn>], storage: impl Fn(&Drawn) -> String) -> Vec<Card> {
    let due = rla::batch::due(rounds, rounds.len());
    let mut cards: Vec<Card> = Vec::new();
    for (order, drawn) in (1..).zip(rounds.last().into_iter().flatten()) {
        if cards.iter().any(|card| card.drawn.batch == drawn.batch) {
            continue;
        }
        let contests: Vec<usize> =
            due.iter().filter(|(batch, _)| *batch == drawn.batch).map(|(_, contest)| *contest).collect();
        if !contests.is_empty() {
            let card = Drawn { card: drawn.batch.clone(), position: String::new(), ..drawn.clone() };
            cards.push(Card { order, storage: storage(drawn), drawn: card, contests });
        }
    }
    cards
}

impl Round {
    pub(crate) fn card(&self, order: usize) -> Option<&Card> {
        self.cards.iter().find(|card| card.order == order)
    }

    /// Names a card in its form: an order stands for another card in another round.
    pub(crate) fn of(&self, card: &Card) -> String {
        format!("{}/{}", self.number, card.drawn.card)
    }

    /// The card that a form was made for, if this round still has it at its place.
    fn meant(&self, order: usize, of: &str) -> Result<&Card, Refusal> {
        self.card(order).filter(|card| self.of(card) == of).ok_or(Refusal::Changed)
    }

    fn name(&self, card: &Card) -> String {
        format!("boards/round-{}/{}.json", self.number, card.order)
    }

    /// What was entered for a card so far.
    pub(crate) fn kept(&self, files: &dyn Files, card: &Card) -> Result<Kept, String> {
        let name = self.name(card);
        let Some(bytes) = files.read(&name).map_err(|error| format!("{name}: {error}"))? else {
            return Ok(Kept { card: card.drawn.card.clone(), entries: Vec::new() });
        };
        let kept: Kept = serde_json::from_slice(&bytes).map_err(|error| format!("{name}: {error}"))?;
        if kept.card != card.drawn.card || kept.entries.iter().any(|e| e.cells.len() != self.audit.contests.len()) {
            return Err(format!("{name}: entered for another sample or another audit"));
        }
        Ok(kept)
    }

    /// What was entered for every card, in the order of `cards`.
    pub(crate) fn all(&self, files: &dyn Files) -> Result<Vec<Kept>, String> {
        self.cards.iter().map(|card| self.kept(files, card)).collect()
    }

    /// How far the round is.
    pub(crate) fn phase(&self, all: &[Kept]) -> Phase {
        match () {
            () if self.closed => Phase::Closed,
            () if all.iter().all(|kept| kept.state().agreed) => Phase::Agreed,
            () => Phase::Entering,
        }
    }
}

/// What somebody read on a card's paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    /// `found`, `not_found` or `unreadable`.
    pub(crate) status: &'static str,
    /// By contest of the audit.
    pub(crate) cells: Vec<String>,
}

/// One entry for a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) seat: Role,
    pub(crate) who: String,
    /// RFC 3339, UTC.
    pub(crate) at: String,
    /// `found`, `not_found`, `unreadable`; `again` asks both seats to enter the card once more.
    pub(crate) status: String,
    pub(crate) cells: Vec<String>,
    /// So that nobody finds the votes behind a digest by trying.
    salt: String,
}

impl Entry {
    fn says(&self, read: &Read) -> bool {
        self.status == read.status && self.cells == read.cells
    }

    /// Names exactly this entry.
    pub(crate) fn digest(&self) -> String {
        sha256(serde_json::to_string(self).unwrap_or_default().as_bytes()).to_string()
    }
}

/// Everything entered for a card; the file of the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    card: String,
    entries: Vec<Entry>,
}

/// One pass over a card by both seats.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pass {
    seats: [Option<Entry>; 2],
}

impl Pass {
    pub(crate) const fn of(&self, seat: Role) -> Option<&Entry> {
        match seat {
            Role::A => self.seats[0].as_ref(),
            Role::B => self.seats[1].as_ref(),
            Role::Coordinator => None,
        }
    }

    fn both(&self) -> Option<(&Entry, &Entry)> {
        self.seats[0].as_ref().zip(self.seats[1].as_ref())
    }
}

/// What holds of a card now.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The last pass is the open one, or the one both agree in.
    pub(crate) passes: Vec<Pass>,
    pub(crate) agreed: bool,
}

impl State {
    pub(crate) fn open(&self) -> &Pass {
        // There is always one: `Kept::state` begins with it.
        &self.passes[self.passes.len() - 1]
    }

    /// Passes that both seats have made and that do not stand: shown to both.
    pub(crate) fn earlier(&self) -> &[Pass] {
        &self.passes[..self.passes.len() - 1]
    }

    /// Whether this seat has something to enter.
    pub(crate) fn asks(&self, seat: Role) -> bool {
        !self.agreed && self.open().of(seat).is_none()
    }
}

impl Kept {
    /// A pass ends when both seats have entered: alike, and the card is agreed on; not alike, and the next pass begins.
    pub(crate) fn state(&self) -> State {
        let mut state = State { passes: vec![Pass::default()], agreed: false };
        for entry in &self.entries {
            if entry.status == "again" {
                state.agreed = false;
                state.passes.push(Pass::default());
                continue;
            }
            let last = state.passes.len() - 1;
            state.passes[last].seats[usize::from(entry.seat == Role::B)] = Some(entry.clone());
            if let Some((a, b)) = state.passes[last].both() {
                state.agreed = a.status == b.status && a.cells == b.cells;
                if !state.agreed {
                    state.passes.push(Pass::default());
                }
            }
        }
        state
    }
}

/// What a card's form was made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'a> {
    /// [`Round::of`] the card.
    pub(crate) of: &'a str,
    /// The pass, from 1.
    pub(crate) pass: usize,
    /// Digest of this seat's entry in it; empty if there was none.
    pub(crate) seen: &'a str,
}

/// A change to the work, made while nobody else makes one.
pub(crate) struct Change<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) round: &'a Round,
    /// Who makes it, in which seat.
    pub(crate) who: &'a str,
    pub(crate) seat: Role,
}

impl Change<'_> {
    /// Saves what a card's paper says. `form` says what it was made from. Saying again what is saved changes nothing.
    pub(crate) fn enter(&self, order: usize, form: &Form<'_>, read: &Read) -> Result<(), Refusal> {
        let Form { of, pass, seen } = *form;
        let card = self.round.meant(order, of)?;
        let mut kept = self.round.kept(self.files, card)?;
        let state = kept.state();
        let own = pass.checked_sub(1).and_then(|pass| state.passes.get(pass)).ok_or(Refusal::Changed)?.of(self.seat);
        if let Some(own) = own
            && own.says(read)
        {
            // If the program was killed between the two files, the trail lacks it still.
            let digest = own.digest();
            let (steps, _) = trail::read(self.files, Role::PLACE)?;
            return match steps.iter().any(|step| step.sha256 == digest) {
                true => Ok(()),
                false => self.note("entered", card, &digest),
            };
        }
        if self.round.closed {
            return Err(Refusal::Closed);
        }
        if pass != state.passes.len() || own.is_some_and(|own| own.digest() != seen) {
            return Err(Refusal::Changed);
        }
        if state.agreed {
            return Err(Refusal::Agreed);
        }
        let digest = self.add(&mut kept, card, read.status, read.cells.clone())?;
        self.note("entered", card, &digest)?;
        let now = kept.state();
        match (now.agreed, now.passes.len() > state.passes.len()) {
            (true, _) => self.note("agreed", card, ""),
            (false, true) => self.note("differed", card, ""),
            (false, false) => Ok(()),
        }
    }

    /// Begins another pass over a card that both agree on. Asking twice begins one.
    pub(crate) fn again(&self, order: usize, form: &Form<'_>) -> Result<(), Refusal> {
        let Form { of, pass, .. } = *form;
        let card = self.round.meant(order, of)?;
        let mut kept = self.round.kept(self.files, card)?;
        let state = kept.state();
        match (self.round.closed, pass == state.passes.len(), state.agreed) {
            (true, ..) => return Err(Refusal::Closed),
            (_, false, _) if (1..state.passes.len()).contains(&pass) => return Ok(()),
            (_, true, true) => {}
            _ => return Err(Refusal::Changed),
        }
        let cells = vec![String::new(); self.round.audit.contests.len()];
        let digest = self.add(&mut kept, card, "again", cells)?;
        self.note("again", card, &digest)
    }

    fn add(&self, kept: &mut Kept, card: &Card, status: &str, cells: Vec<String>) -> Result<String, Refusal> {
        let entry = Entry {
            seat: self.seat,
            who: self.who.to_owned(),
            at: self.files.now(),
            status: status.to_owned(),
            cells,
            salt: hex(&self.files.random()),
        };
        let digest = entry.digest();
        kept.entries.push(entry);
        let bytes = serde_json::to_vec_pretty(kept).map_err(|error| Refusal::Io(error.to_string()))?;
        self.files.write(&self.round.name(card), &bytes)?;
        Ok(digest)
    }

    fn note(&self, did: &str, card: &Card, digest: &str) -> Result<(), Refusal> {
        let what = format!("{}/{} {}", self.round.number, card.order, card.drawn.card);
        Ok(trail::note(self.files, Role::PLACE, self.who, did, &what, digest)?)
    }

    /// Writes the interpretations of both seats.
    pub(crate) fn write(&self) -> Result<(), Refusal> {
        let all = self.round.all(self.files)?;
        match self.round.phase(&all) {
            Phase::Agreed => {}
            Phase::Entering => return Err(Refusal::NotAll),
            Phase::Closed => return Err(Refusal::Closed),
        }
        for (name, text) in self.round.texts(&all)? {
            self.files.write(&name, text.as_bytes())?;
            let digest = sha256(text.as_bytes()).to_string();
            trail::note(self.files, Role::PLACE, self.who, "wrote", &name, &digest)?;
        }
        Ok(())
    }
}

impl Round {
    /// The interpretations of both seats as they stand now, in the form of `mvrs.csv`, with the names of their files.
    pub(crate) fn texts(&self, all: &[Kept]) -> Result<[(String, String); 2], Refusal> {
        let [a, b] = files_of(self.number);
        if self.audit.by_batches() {
            return Ok([(a, self.counts(all, Role::A)?), (b, self.counts(all, Role::B)?)]);
        }
        let audit = &self.audit;
        let sampled: BTreeSet<String> = self.cards.iter().map(|card| card.drawn.card.clone()).collect();
        let mut rows: Vec<&Card> = self.cards.iter().collect();
        rows.sort_by_key(|card| card.order);
        let rows: Vec<Drawn> = rows.into_iter().map(|card| card.drawn.clone()).collect();
        let text = |seat: Role| {
            let mut readings = BTreeMap::new();
            for kept in all {
                let state = kept.state();
                let entry = state.open().of(seat).ok_or(Refusal::NotAll)?;
                let votes = audit.contests.iter().zip(&entry.cells).map(|(contest, cell)| {
                    rla::vote::parse(contest, cell).map_err(|error| format!("{}: {error}", kept.card))
                });
                let reading = Reading {
                    found: entry.status == "found",
                    status: entry.status.clone(),
                    votes: votes.collect::<Result<_, _>>()?,
                    cells: entry.cells.clone(),
                    line: 0,
                };
                readings.insert(kept.card.clone(), reading);
            }
            let text = papers_csv(audit, &rows, &readings);
            // Read back as `rla record` will.
            let (read, problems) = read_papers(audit, text.as_bytes(), 0, &sampled);
            if let Some(problem) = problems.first() {
                return Err(Refusal::Io(format!("{}: {}", problem.code, problem.what)));
            }
            if read.len() == sampled.len() { Ok(text) } else { Err(Refusal::NotAll) }
        };
        Ok([(a, text(Role::A)?), (b, text(Role::B)?)])
    }

    /// A seat's hand counts, in the form of totals. A batch that was not found has no cards.
    fn counts(&self, all: &[Kept], seat: Role) -> Result<String, Refusal> {
        let audit = &self.audit;
        let (mut counts, mut due) = (Counts::new(), BTreeSet::new());
        for (card, kept) in self.cards.iter().zip(all) {
            let state = kept.state();
            let entry = state.open().of(seat).ok_or(Refusal::NotAll)?;
            let batch = &card.drawn.batch;
            for &at in &card.contests {
                let none = Count { cards: 0, held: 0, votes: vec![0; audit.contests[at].candidates.len()] };
                let count = match entry.status.as_str() {
                    "found" => Count::read(&entry.cells[at]).ok_or_else(|| format!("{batch}: no count"))?,
                    _ => none,
                };
                let own = counts.entry(batch.clone()).or_insert_with(|| (count.cards, BTreeMap::new()));
                own.1.insert(at, PoolTotal { cards: count.held, votes: count.votes });
                due.insert((batch.clone(), at));
            }
        }
        let text = totals_csv(audit, &counts);
        // Read back as `rla record` will.
        let (read, mut problems) = rla::cards::pools(audit, text.as_bytes(), 0);
        let (again, more) = rla::batch::counts(audit, &read, &due, 0);
        problems.extend(more);
        match problems.first() {
            Some(problem) => Err(Refusal::Io(format!("{}: {}", problem.code, problem.what))),
            None if again != counts => Err(Refusal::Io("the counts cannot be written as totals".to_owned())),
            None => Ok(text),
        }
    }

    /// Whether the files on the disk say what both seats agree on now.
    pub(crate) fn written(&self, files: &dyn Files, all: &[Kept]) -> Result<bool, Refusal> {
        if all.iter().any(|kept| !kept.state().agreed) {
            return Ok(false);
        }
        for (name, text) in self.texts(all)? {
            if files.read(&name)?.is_none_or(|bytes| bytes != text.as_bytes()) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The files of interpretations of a round, seat A and seat B.
pub(crate) fn files_of(round: usize) -> [String; 2] {
    ["a", "b"].map(|seat| format!("boards/round-{round}-{seat}.csv"))
}
