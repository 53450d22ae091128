//! Vendors' exports of cast vote records, each read into cards as the plain form has them: one function for each format,
//! which hands over every card that it could read and returns the list of problems.
//!
//! Contests and candidates are those of the audit file, found by id or by name (folded: accents and case apart). A
//! contest that is not audited is named once and left out; a mark for nobody refuses its card.

mod archive;
mod columns;
mod dominion;
mod hart;
mod json;
mod nist;
mod xml;

pub use archive::{MAX_ENTRY, MAX_RATIO, entries};
pub use columns::{clearballot_csv, ess_csv};
pub use dominion::{dominion_csv, dominion_json, dominion_names};
pub use hart::hart;
pub use nist::{nist_json, nist_json_names, nist_xml, nist_xml_names};

use crate::cards::{PoolTotal, Pools};
use crate::model::{Audit, Choice, Contest};
use base::{Action, Place, Problem, Severity, text::fold};
use std::collections::{BTreeSet, HashMap};

/// A card as an export has it, with cells for the audit's contests in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// Where it stands.
    pub place: Place,
    /// Id.
    pub card: String,
    /// Batch.
    pub batch: String,
    /// Position in the batch; empty where the export does not say.
    pub position: String,
    /// Style.
    pub style: String,
    /// Pool; empty for a card that has its own id.
    pub pool: String,
    /// Cells.
    pub cells: Vec<String>,
}

/// Names that an export keeps apart from its records, by the vendor's ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Contests.
    pub contests: HashMap<String, String>,
    /// Candidates or selections.
    pub choices: HashMap<String, String>,
}

/// A mark: vendor's id, name, and rank (0 where there are none).
type Mark = (String, String, u64);

/// A contest on a card: vendor's id, name, marks, and whether the export calls it overvoted.
struct Voted {
    id: String,
    name: String,
    marks: Vec<Mark>,
    overvoted: bool,
}

fn problem(severity: Severity, action: Action, code: &str, place: &Place, what: String, remedy: &str) -> Problem {
    Problem::new(code, severity, action, place.clone(), what, remedy)
}

fn refuse(code: &str, place: &Place, what: impl Into<String>, remedy: &str) -> Problem {
    problem(Severity::Error, Action::Refused, code, place, what.into(), remedy)
}

/// What every format shares: names found, cells made, problems kept.
struct Reading<'a, 's> {
    audit: &'a Audit,
    names: &'a Names,
    each: &'s mut dyn FnMut(Card),
    problems: Vec<Problem>,
    told: BTreeSet<String>,
}

impl<'a, 's> Reading<'a, 's> {
    fn new(audit: &'a Audit, names: &'a Names, each: &'s mut dyn FnMut(Card)) -> Self {
        Self { audit, names, each, problems: Vec::new(), told: BTreeSet::new() }
    }

    /// The audit's contest of a vendor's; a problem, once, if it is not audited.
    fn contest(&mut self, id: &str, name: &str, place: &Place) -> Option<usize> {
        let name = if name.is_empty() { self.names.contests.get(id).map_or(id, String::as_str) } else { name };
        let (wanted, contests) = ([fold(name), fold(id)], &self.audit.contests);
        let by_name =
            |c: &Contest| wanted.iter().any(|w| !w.is_empty() && (fold(&c.name) == *w || fold(&c.id) == *w));
        let found = contests.iter().position(|c| c.id == id).or_else(|| contests.iter().position(by_name));
        if found.is_none() && self.told.insert(format!("{id} {name}")) {
            let what = format!("contest `{name}` is no contest of the audit");
            let remedy = "Name the contest in the audit file as the export does, or leave it out.";
            self.problems.push(problem(Severity::Warning, Action::Removed, "RLA-KEY", place, what, remedy));
        }
        found
    }

    /// Makes a card's cells and hands it over; refuses it with a problem if a mark names nobody.
    fn take(&mut self, mut card: Card, contests: Vec<Voted>) {
        card.cells = vec![String::new(); self.audit.contests.len()];
        for voted in contests {
            let Some(c) = self.contest(&voted.id, &voted.name, &card.place) else { continue };
            let contest = &self.audit.contests[c];
            let mut marks = Vec::new();
            for (id, name, rank) in voted.marks {
                let name =
                    if name.is_empty() { self.names.choices.get(&id).cloned().unwrap_or_default() } else { name };
                match candidate(contest, &id, &name) {
                    Some(at) => marks.push((rank, at)),
                    None => {
                        let what = format!("contest `{}`: `{name}` ({id}) is not a candidate", contest.id);
                        let remedy = "Add the candidate to the audit file, write-ins too; the card was not read.";
                        self.problems.push(refuse("RLA-CAND", &card.place, what, remedy));
                        return;
                    }
                }
            }
            let (cell, equal) = cell(contest, marks);
            if equal {
                let what = format!("contest `{}`: two candidates at one rank are read as an overvote", contest.id);
                let remedy = "Check that the rules make such a ballot invalid.";
                let found =
                    problem(Severity::Warning, Action::Changed, "RLA-OVERVOTE-RULE", &card.place, what, remedy);
                self.problems.push(found);
            }
            card.cells[c] = if voted.overvoted { "!".into() } else { cell };
        }
        (self.each)(card);
    }
}

fn candidate(contest: &Contest, id: &str, name: &str) -> Option<usize> {
    let wanted = fold(name);
    let by_name =
        |c: &crate::model::Candidate| !wanted.is_empty() && (fold(&c.name) == wanted || fold(&c.id) == wanted);
    contest.candidate(id).or_else(|| contest.candidates.iter().position(by_name))
}

/// A cell from marks as (rank, candidate); whether two candidates share a rank.
fn cell(contest: &Contest, mut marks: Vec<(u64, usize)>) -> (String, bool) {
    let id = |at: usize| contest.candidates[at].id.as_str();
    marks.sort_unstable();
    marks.dedup();
    if marks.is_empty() {
        return ("-".into(), false);
    }
    match contest.choice {
        Choice::Irv => {
            if marks.windows(2).any(|w| w[0].0 == w[1].0) {
                return ("!".into(), true);
            }
            (marks.iter().map(|(_, at)| id(*at)).collect::<Vec<_>>().join(">"), false)
        }
        Choice::Scoring { .. } => {
            (marks.iter().map(|(n, at)| format!("{}={n}", id(*at))).collect::<Vec<_>>().join(";"), false)
        }
        _ => {
            let mut places: Vec<usize> = marks.iter().map(|(_, at)| *at).collect();
            places.sort_unstable();
            places.dedup();
            (places.into_iter().map(id).collect::<Vec<_>>().join(";"), false)
        }
    }
}

/// Moves the votes of cards without an id of their own into their pool's totals; such a card then shows only which
/// contests it holds.
pub fn absorb(audit: &Audit, pools: &mut Pools, card: &mut Card) {
    if card.pool.is_empty() {
        return;
    }
    *pools.cards.entry(card.pool.clone()).or_default() += 1;
    for (c, contest) in audit.contests.iter().enumerate() {
        if card.cells[c].is_empty() {
            continue;
        }
        let total = pools
            .totals
            .entry((card.pool.clone(), c))
            .or_insert_with(|| PoolTotal { cards: 0, votes: vec![0; contest.candidates.len()] });
        total.cards += 1;
        if let Ok(vote) = crate::vote::parse(contest, &card.cells[c]) {
            let tally = crate::assertion::tally(contest, [(&vote, 1)]);
            total.votes.iter_mut().zip(tally.votes).for_each(|(a, b)| *a += b);
        }
        card.cells[c] = "-".into();
    }
}
