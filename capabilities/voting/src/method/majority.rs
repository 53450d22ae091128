//! Majority judgment (M. Balinski, R. Laraki, *Majority Judgment*, MIT Press, 2011).

use super::Row;
use serde::Serialize;

/// What the method answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Majority {
    /// How often each choice got each grade.
    pub raw: Vec<Vec<u64>>,
    /// Rows that count.
    pub valid: u64,
    /// Blank rows, where they are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<u64>,
    /// Rows with something other than grades, last first.
    pub invalid: Vec<Row>,
    /// Levels, the best first; choices of one level have the same sequence of grades.
    pub winners: Vec<Vec<usize>>,
}

/// Grades in the order in which taking the lower middle one away again and again gives them.
fn sequence(counts: &[u64]) -> Vec<usize> {
    let mut grades: Vec<usize> = counts
        .iter()
        .enumerate()
        .flat_map(|(grade, n)| std::iter::repeat_n(grade + 1, usize::try_from(*n).unwrap_or_default()))
        .collect();
    // The middle moves by turns: taking from the middle of what is left meets the list from the middle outwards.
    let mut out = Vec::with_capacity(grades.len());
    let middle = grades.len().div_ceil(2);
    let right = grades.split_off(middle);
    let (mut left, mut right) = (grades, right.into_iter());
    while let Some(grade) = if left.len() >= right.len() { left.pop() } else { right.next() } {
        out.push(grade);
    }
    out
}

/// Counts rows of grades from 1 (best) to `grades`.
pub fn majority_judgment(choices: usize, grades: usize, rows: &[Row], blank_allowed: bool) -> Majority {
    let mut raw = vec![vec![0u64; grades]; choices];
    let (mut valid, mut blank, mut invalid) = (0, 0, Vec::new());
    for row in rows {
        let places: Option<Vec<usize>> =
            row.iter().map(|g| usize::try_from(*g).ok().filter(|g| (1..=grades).contains(g))).collect();
        match places {
            Some(places) if places.len() == choices => {
                valid += 1;
                for (counts, grade) in raw.iter_mut().zip(places) {
                    counts[grade - 1] += 1;
                }
            }
            _ if blank_allowed && row.len() == choices && row.iter().all(|g| *g == 0) => blank += 1,
            _ => invalid.push(row.clone()),
        }
    }
    invalid.reverse();
    let mut order: Vec<(Vec<usize>, usize)> = raw.iter().enumerate().map(|(i, c)| (sequence(c), i)).collect();
    order.sort();
    let mut winners: Vec<Vec<usize>> = Vec::new();
    for (i, (own, choice)) in order.iter().enumerate() {
        match winners.last_mut() {
            Some(level) if order[i - 1].0 == *own => level.push(*choice),
            _ => winners.push(vec![*choice]),
        }
    }
    Majority { raw, valid, blank: blank_allowed.then_some(blank), invalid, winners }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, word by word.
    fn by_definition(counts: &[u64]) -> Vec<usize> {
        let mut grades: Vec<usize> =
            counts.iter().enumerate().flat_map(|(g, n)| vec![g + 1; usize::try_from(*n).unwrap()]).collect();
        let mut out = Vec::new();
        while !grades.is_empty() {
            out.push(grades.remove(grades.len().div_ceil(2) - 1));
        }
        out
    }

    #[test]
    fn the_quick_sequence_is_that_of_the_definition() {
        for a in 0..4 {
            for b in 0..4 {
                for c in 0..4 {
                    assert_eq!(sequence(&[a, b, c]), by_definition(&[a, b, c]));
                }
            }
        }
    }
}
