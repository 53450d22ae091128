//! From a form's fields to the cell of a contest, and back.

use crate::shell::Shell;
use rla::model::{Choice, Contest, Vote};
use rla::vote::parse;

/// Fields of a form.
pub(crate) type Fields = Vec<(String, String)>;

/// Answers beside votes: value of the field, cell, word.
pub(crate) const OTHERS: [(&str, &str, &str); 3] =
    [("blank", "-", "boards-blank"), ("over", "!", "boards-over"), ("absent", "", "boards-absent")];

/// How a contest is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// One candidate: radio buttons.
    One,
    /// Several candidates: boxes.
    Many,
    /// Ranks from 1.
    Ranks,
    /// Scores from 0.
    Scores(u64),
}

pub(crate) fn asked(contest: &Contest) -> Asked {
    match contest.choice {
        Choice::Irv => Asked::Ranks,
        Choice::Scoring { max } => Asked::Scores(max),
        Choice::Approval => Asked::Many,
        _ if contest.votes_allowed > 1 => Asked::Many,
        _ => Asked::One,
    }
}

/// The cell that the fields of contest `at` say; else the key of what is wrong with them.
///
/// # Errors
/// A key of the pages.
pub(crate) fn cell(contest: &Contest, at: usize, fields: &Fields) -> Result<String, &'static str> {
    let of = |name: String| fields.iter().filter(move |(own, _)| *own == name).map(|(_, value)| value.trim());
    let (mut others, mut marks) = (Vec::new(), Vec::new());
    for value in of(format!("c{at}")) {
        if let Some((_, cell, _)) = OTHERS.iter().find(|(name, ..)| *name == value) {
            others.push(*cell);
        } else {
            let mark = value.strip_prefix('k').and_then(|n| n.parse::<usize>().ok());
            marks.push(mark.filter(|n| *n < contest.candidates.len()).ok_or("boards-wrong-offer")?);
        }
    }
    marks.sort_unstable();
    marks.dedup();
    let mut numbers: Vec<(u64, usize)> = Vec::new();
    for candidate in 0..contest.candidates.len() {
        for value in of(format!("r{at}-{candidate}")).filter(|value| !value.is_empty()) {
            numbers.push((value.parse().map_err(|_| "boards-wrong-number")?, candidate));
        }
    }
    match (others.len(), marks.len() + numbers.len()) {
        (0, 0) => return Err("boards-wrong-nothing"),
        (1, 0) => return Ok(others[0].to_owned()),
        (0, _) => {}
        _ => return Err("boards-wrong-both"),
    }
    let id = |candidate: &usize| contest.candidates[*candidate].id.as_str();
    let text = match asked(contest) {
        Asked::One | Asked::Many if !numbers.is_empty() => return Err("boards-wrong-offer"),
        Asked::Ranks | Asked::Scores(_) if !marks.is_empty() => return Err("boards-wrong-offer"),
        Asked::One if marks.len() > 1 => return Err("boards-wrong-many"),
        Asked::Many if contest.choice != Choice::Approval && marks.len() as u64 > contest.votes_allowed => {
            return Err("boards-wrong-many");
        }
        Asked::One | Asked::Many => marks.iter().map(id).collect::<Vec<_>>().join(";"),
        Asked::Ranks => {
            numbers.sort_unstable();
            if numbers.iter().any(|(rank, _)| *rank == 0 || *rank > contest.candidates.len() as u64) {
                return Err("boards-wrong-number");
            }
            if numbers.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err("boards-wrong-rank");
            }
            numbers.iter().map(|(_, candidate)| id(candidate)).collect::<Vec<_>>().join(">")
        }
        Asked::Scores(max) => {
            if numbers.iter().any(|(score, _)| *score > max) {
                return Err("boards-wrong-number");
            }
            numbers.iter().map(|(score, c)| format!("{}={score}", id(c))).collect::<Vec<_>>().join(";")
        }
    };
    // What is stored is what the engine will read.
    let read = match parse(contest, &text) {
        Ok(Vote::Marks(all)) => all.len() == marks.len(),
        Ok(Vote::Ranks(all)) => all.len() == numbers.len(),
        Ok(Vote::Scores(all)) => all.len() == numbers.len(),
        _ => false,
    };
    if read { Ok(text) } else { Err("boards-wrong-offer") }
}

/// The fields that say a cell.
pub(crate) fn fields(contest: &Contest, at: usize, cell: &str) -> Fields {
    let mark = |value: String| (format!("c{at}"), value);
    match parse(contest, cell) {
        Ok(Vote::Marks(all)) => all.into_iter().map(|c| mark(format!("k{c}"))).collect(),
        Ok(Vote::Scores(all)) => all.into_iter().map(|(c, n)| (format!("r{at}-{c}"), n.to_string())).collect(),
        Ok(Vote::Ranks(all)) => {
            (1..).zip(all).map(|(rank, c): (u64, _)| (format!("r{at}-{c}"), rank.to_string())).collect()
        }
        _ => {
            let other = OTHERS.iter().find(|(_, own, _)| *own == cell);
            other.map(|(name, ..)| mark((*name).to_owned())).into_iter().collect()
        }
    }
}

/// A cell for people.
pub(crate) fn words(p: &Shell, contest: &Contest, cell: &str) -> String {
    let name = |c: u16| contest.candidates.get(usize::from(c)).map_or("", |c| c.name.as_str()).to_owned();
    match parse(contest, cell) {
        Ok(Vote::Marks(all)) => all.into_iter().map(name).collect::<Vec<_>>().join(" · "),
        Ok(Vote::Scores(all)) => {
            all.into_iter().map(|(c, n)| format!("{}: {}", name(c), p.n(n))).collect::<Vec<_>>().join(" · ")
        }
        Ok(Vote::Ranks(all)) => {
            (1_i64..).zip(all).map(|(n, c)| format!("{} {}", p.n(n), name(c))).collect::<Vec<_>>().join(" · ")
        }
        _ => OTHERS.iter().find(|(_, own, _)| *own == cell).map_or(cell, |(.., key)| p.t(key)).to_owned(),
    }
}

/// A hand count of one contest in one batch; its cell is the numbers in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    /// Cards in the batch.
    pub(crate) cards: u64,
    /// Cards that hold the contest.
    pub(crate) held: u64,
    /// Votes by candidate.
    pub(crate) votes: Vec<u64>,
}

impl Count {
    /// Reads a cell.
    pub(crate) fn read(cell: &str) -> Option<Self> {
        let numbers: Vec<u64> = cell.split(';').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let [cards, held, votes @ ..] = &numbers[..] else { return None };
        Some(Self { cards: *cards, held: *held, votes: votes.to_vec() })
    }

    /// The count that the fields of contest `at` say, among `cards` cards; else the key of what is wrong with them.
    ///
    /// # Errors
    /// A key of the pages.
    pub(crate) fn said(contest: &Contest, at: usize, fields: &Fields, cards: u64) -> Result<String, &'static str> {
        let held = number(fields, &format!("n{at}"))?;
        let votes: Vec<u64> = (0..contest.candidates.len())
            .map(|candidate| number(fields, &format!("r{at}-{candidate}")))
            .collect::<Result<_, _>>()?;
        let each = if let Choice::Scoring { max } = contest.choice { max } else { 1 };
        let free = matches!(contest.choice, Choice::Approval | Choice::Scoring { .. });
        let sum: u64 = votes.iter().sum();
        if held > cards
            || votes.iter().any(|votes| *votes > held.saturating_mul(each))
            || (!free && sum > held.saturating_mul(contest.votes_allowed))
        {
            return Err("boards-wrong-sum");
        }
        let all = [cards, held].into_iter().chain(votes).map(|n| n.to_string());
        Ok(all.collect::<Vec<_>>().join(";"))
    }

    /// The fields that say a cell.
    pub(crate) fn fields(at: usize, cell: &str) -> Fields {
        let Some(Self { cards, held, votes }) = Self::read(cell) else { return Vec::new() };
        let votes = votes.iter().enumerate().map(|(c, n)| (format!("r{at}-{c}"), n.to_string()));
        [("cards".to_owned(), cards.to_string()), (format!("n{at}"), held.to_string())]
            .into_iter()
            .chain(votes)
            .collect()
    }

    /// A cell for people.
    pub(crate) fn words(p: &Shell, contest: &Contest, cell: &str) -> String {
        let Some(Self { cards, held, votes }) = Self::read(cell) else { return cell.to_owned() };
        let said = |name: &str, n: u64| format!("{name}: {}", p.n(n));
        let votes = contest.candidates.iter().zip(votes).map(|(candidate, n)| said(&candidate.name, n));
        let cards = [said(p.t("boards-count-cards"), cards), said(p.t("boards-count-held"), held)];
        cards.into_iter().chain(votes).collect::<Vec<_>>().join(" · ")
    }
}

/// A whole number of the form, at most a billion.
///
/// # Errors
/// A key of the pages.
pub(crate) fn number(fields: &Fields, name: &str) -> Result<u64, &'static str> {
    let said = fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim());
    if said.is_empty() {
        return Err("boards-wrong-empty");
    }
    said.parse().ok().filter(|n| *n <= 1_000_000_000).ok_or("boards-wrong-number")
}
