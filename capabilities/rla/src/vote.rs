//! Cells of the cards file: one contest on one card.

use crate::model::{Choice, Contest, Vote};
use std::collections::HashMap;

/// Why a cell could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// A name that is no candidate (`RLA-CAND`); the nearest one beside it.
    #[error("`{0}` is not a candidate of this contest; the nearest is `{1}`")]
    Candidate(String, String),
    /// Not of the form that this contest's choice function wants (`RLA-CELL`).
    #[error("{0}")]
    Form(&'static str),
}

/// Reads a cell.
///
/// Empty: absent. `-` blank, `!` overvote, `A;C` marks, `A=3;C=1` scores, `A>B` ranks. More marks than allowed are an
/// overvote; of a candidate ranked twice the first rank stands; skipped ranks are dropped.
///
/// # Errors
/// [`CellError`].
pub fn parse(contest: &Contest, cell: &str) -> Result<Vote, CellError> {
    let find = |id: &str| {
        let place = contest.candidate(id).and_then(|place| u16::try_from(place).ok());
        place.ok_or_else(|| CellError::Candidate(id.to_owned(), nearest(contest, id)))
    };
    match cell.trim() {
        "" => Ok(Vote::Absent),
        "-" => Ok(Vote::Blank),
        "!" => Ok(Vote::Overvote),
        text => match &contest.choice {
            Choice::Irv => {
                if text.contains([';', '=']) {
                    return Err(CellError::Form("equal ranks are not defined here; write A>B>C"));
                }
                let mut ranks = Vec::new();
                for part in text.split('>').map(str::trim).filter(|part| !part.is_empty()) {
                    let candidate = find(part)?;
                    if !ranks.contains(&candidate) {
                        ranks.push(candidate);
                    }
                }
                Ok(if ranks.is_empty() { Vote::Blank } else { Vote::Ranks(ranks) })
            }
            Choice::Scoring { max } => {
                let mut scores: Vec<(u16, u64)> = Vec::new();
                for part in text.split(';') {
                    let (id, score) =
                        part.split_once('=').ok_or(CellError::Form("a score is missing; write A=3;B=1"))?;
                    let score: u64 =
                        score.trim().parse().map_err(|_| CellError::Form("a score is not a whole number"))?;
                    let candidate = find(id.trim())?;
                    if score > *max {
                        return Err(CellError::Form("a score is above max_score"));
                    }
                    if scores.iter().any(|(c, _)| *c == candidate) {
                        return Err(CellError::Form("a candidate is scored twice"));
                    }
                    scores.push((candidate, score));
                }
                scores.sort_unstable();
                Ok(Vote::Scores(scores))
            }
            choice => {
                if text.contains(['>', '=']) && contest.candidate(text).is_none() {
                    return Err(CellError::Form("ranks or scores in a contest of marks; write A or A;C"));
                }
                let mut marks = Vec::new();
                for part in text.split(';') {
                    marks.push(find(part.trim())?);
                }
                marks.sort_unstable();
                marks.dedup();
                let most = if *choice == Choice::Approval { u64::MAX } else { contest.votes_allowed };
                Ok(if marks.len() as u64 > most { Vote::Overvote } else { Vote::Marks(marks) })
            }
        },
    }
}

/// The candidate whose id shares the longest beginning, for error texts.
fn nearest(contest: &Contest, id: &str) -> String {
    let folded = base::text::fold(id);
    let shared = |candidate: &str| {
        let other = base::text::fold(candidate);
        let same = folded.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        (same, usize::MAX - other.len().abs_diff(folded.len()))
    };
    contest.candidates.iter().max_by_key(|c| shared(&c.id)).map(|c| c.id.clone()).unwrap_or_default()
}

/// Distinct cells of a contest with how often each occurs: memory grows with distinct votes, not with cards.
#[derive(Debug, Default)]
pub struct Cells {
    /// Cell text to place in `votes`.
    known: HashMap<Box<str>, u32, Fast>,
    /// Each distinct vote with its count.
    pub votes: Vec<(Vote, u64)>,
}

/// FNV-1a with a final mix: cells are short; an adversary who floods one bucket only slows down their own audit.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }
}

type Fast = std::hash::BuildHasherDefault<Fnv>;

impl Cells {
    /// The vote a cell means, read once per distinct text.
    ///
    /// # Errors
    /// [`CellError`].
    pub fn look(&mut self, contest: &Contest, cell: &str) -> Result<u32, CellError> {
        if let Some(place) = self.known.get(cell) {
            return Ok(*place);
        }
        let vote = parse(contest, cell)?;
        let place = self.votes.len() as u32;
        self.votes.push((vote, 0));
        self.known.insert(cell.into(), place);
        Ok(place)
    }

    /// Counts one card.
    pub fn count(&mut self, place: u32) {
        if let Some((_, count)) = self.votes.get_mut(place as usize) {
            *count += 1;
        }
    }

    /// Whether the vote at a place says that the contest is on the card.
    pub fn holds(&self, place: u32) -> bool {
        self.votes.get(place as usize).is_some_and(|(vote, _)| *vote != Vote::Absent)
    }
}
