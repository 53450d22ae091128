//! The single transferable vote with the Droop quota and fractional transfers, in exact rationals.

use super::Row;
use base::exact::Rational;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// What happened in a round. In JSON a pair: `["Win",[3]]`, `["Lose",1]`, `["TieLose",[4,2]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// These are elected.
    Win(Vec<usize>),
    /// This one is out.
    Lose(usize),
    /// The first was taken before the second, with the same score.
    TieWin([usize; 2]),
    /// The first was struck before the second, with the same score.
    TieLose([usize; 2]),
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Win(all) => ("Win", all).serialize(serializer),
            Self::Lose(one) => ("Lose", one).serialize(serializer),
            Self::TieWin(pair) => ("TieWin", pair).serialize(serializer),
            Self::TieLose(pair) => ("TieLose", pair).serialize(serializer),
        }
    }
}

/// What the method answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stv {
    /// Preference lists, sorted.
    pub ballots: Vec<Vec<usize>>,
    /// Rows that are no ranking, sorted.
    pub invalid: Vec<Row>,
    /// Rounds.
    pub events: Vec<Event>,
    /// Elected, in order.
    pub winners: Vec<usize>,
}

/// The preference list of a row: positions of 1, 2, 3 …; `None` if the numbers other than 0 are not exactly 1 to m.
fn preferences(row: &Row) -> Option<Vec<usize>> {
    let mut ranked: Vec<(u64, usize)> =
        row.iter().enumerate().filter(|(_, v)| **v > 0).map(|(i, v)| (*v, i)).collect();
    ranked.sort_unstable();
    let exact = ranked.iter().zip(1..).all(|((value, _), expected)| *value == expected);
    exact.then(|| ranked.into_iter().map(|(_, i)| i).collect())
}

/// Counts rows for so many seats.
pub fn stv(rows: &[Row], seats: usize) -> Stv {
    let mut ballots = Vec::new();
    let mut invalid = Vec::new();
    for row in rows {
        match preferences(row) {
            Some(list) => ballots.push(list),
            None => invalid.push(row.clone()),
        }
    }
    ballots.sort();
    invalid.sort();
    let quota = Rational::from_integer((ballots.len() / seats.saturating_add(1) + 1).into());
    let one = Rational::from_integer(1.into());
    let mut piles: Vec<(Vec<usize>, Rational)> = ballots.iter().map(|list| (list.clone(), one.clone())).collect();
    let (mut events, mut winners, mut left) = (Vec::new(), Vec::new(), seats);
    while left > 0 {
        let mut scores: BTreeMap<usize, Rational> = BTreeMap::new();
        for (list, weight) in &piles {
            for (place, choice) in list.iter().enumerate() {
                let score = scores.entry(*choice).or_insert_with(|| Rational::from_integer(0.into()));
                if place == 0 {
                    *score += weight;
                }
            }
        }
        if scores.len() <= left {
            let all: Vec<usize> = scores.into_keys().collect();
            winners.extend(&all);
            events.push(Event::Win(all));
            break;
        }
        // The map is in ascending order, and sorting is stable.
        let mut order: Vec<(usize, Rational)> = scores.into_iter().collect();
        order.sort_by(|a, b| b.1.cmp(&a.1));
        let (first, score) = order[0].clone();
        let out = if score >= quota {
            if order[1].1 == score {
                events.push(Event::TieWin([first, order[1].0]));
            }
            events.push(Event::Win(vec![first]));
            winners.push(first);
            left -= 1;
            let factor = (&score - &quota) / &score;
            for (list, weight) in &mut piles {
                if list.first() == Some(&first) {
                    *weight *= &factor;
                }
            }
            first
        } else {
            let (last, above) = (&order[order.len() - 1], &order[order.len() - 2]);
            if last.1 == above.1 {
                events.push(Event::TieLose([last.0, above.0]));
            }
            events.push(Event::Lose(last.0));
            last.0
        };
        for (list, _) in &mut piles {
            list.retain(|c| *c != out);
        }
    }
    Stv { ballots, invalid, events, winners }
}
