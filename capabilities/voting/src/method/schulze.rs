//! The Schulze method (M. Schulze, *Social Choice and Welfare* 36, 2011), strength by winning votes.

use super::Row;
use serde::Serialize;

/// How strong a path is: votes for, votes against.
pub type Strength = (u64, u64);

/// What the method answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schulze {
    /// Rows that count.
    pub valid: u64,
    /// Blank rows, where they are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<u64>,
    /// Rows that rank one choice above another.
    pub raw: Vec<Vec<u64>>,
    /// Strongest paths.
    pub beatpaths: Vec<Vec<Strength>>,
    /// Levels, the best first; choices of one level are tied.
    pub winners: Vec<Vec<usize>>,
}

/// Whether the first strength is greater: more votes for, then fewer against.
const fn stronger(a: Strength, b: Strength) -> bool {
    a.0 > b.0 || (a.0 == b.0 && a.1 < b.1)
}

/// Counts rows: 1 is best, 0 is unranked and below every rank, equal numbers tie.
///
/// A row of another length than `choices` is read as if missing choices were unranked and further ones not there.
pub fn schulze(choices: usize, rows: &[Row], blank_allowed: bool) -> Schulze {
    let mut raw = vec![vec![0u64; choices]; choices];
    let (mut valid, mut blank) = (0, 0);
    for row in rows {
        if blank_allowed && row.iter().all(|v| *v == 0) {
            blank += 1;
            continue;
        }
        valid += 1;
        let rank = |i: usize| row.get(i).copied().filter(|v| *v > 0).unwrap_or(u64::MAX);
        for (i, line) in raw.iter_mut().enumerate() {
            for (j, votes) in line.iter_mut().enumerate() {
                *votes += u64::from(rank(i) < rank(j));
            }
        }
    }
    let link = |i: usize, j: usize| if raw[i][j] > raw[j][i] { (raw[i][j], raw[j][i]) } else { (0, 0) };
    let mut paths: Vec<Vec<Strength>> = (0..choices).map(|i| (0..choices).map(|j| link(i, j)).collect()).collect();
    for k in 0..choices {
        for i in 0..choices {
            for j in 0..choices {
                let (a, b) = (paths[i][k], paths[k][j]);
                let through = if stronger(a, b) { b } else { a };
                if stronger(through, paths[i][j]) {
                    paths[i][j] = through;
                }
            }
        }
    }
    let mut left: Vec<usize> = (0..choices).collect();
    let mut winners = Vec::new();
    while !left.is_empty() {
        let beaten = |i: &usize| left.iter().any(|j| stronger(paths[*j][*i], paths[*i][*j]));
        let (rest, level): (Vec<usize>, Vec<usize>) = left.iter().partition(|i| beaten(i));
        if level.is_empty() {
            // Cannot be: the relation is transitive (Schulze 2011, section 4.1). Never loop for ever on it.
            winners.push(rest);
            break;
        }
        winners.push(level);
        left = rest;
    }
    Schulze { valid, blank: blank_allowed.then_some(blank), raw, beatpaths: paths, winners }
}
