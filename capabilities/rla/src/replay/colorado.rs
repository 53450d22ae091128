//! Colorado: ballot lists from seed and manifest, sample sizes from discrepancies.

use crate::rows::Rows;
use crate::sample::{Seed, colorado};
use base::{Action, Place, Problem, Severity};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::BufRead;

/// How one county's list follows from its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct County {
    /// Name, from the files' names.
    pub county: String,
    /// Sum of the manifest.
    pub manifest_ballots: u64,
    /// Distinct numbers on the published list.
    pub listed: usize,
    /// Draws until as many distinct picks as listed; `None` if not reproduced.
    pub draws: Option<u64>,
    /// Whether every pick is on the list.
    pub reproduced: bool,
    /// Where not: the number of ballots, nearest to the manifest's, that reproduces the list.
    pub implied_ballots: Option<u64>,
    /// All such numbers if there are several, at most five.
    pub other_sizes: Vec<u64>,
}

/// The `cvr_number` column of a ballot list, each number once.
pub fn ballot_list(reader: impl BufRead, input: u32) -> (BTreeSet<u64>, Vec<Problem>) {
    let mut rows = Rows::new(reader);
    let (mut listed, mut problems) = (BTreeSet::new(), Vec::new());
    let mut column = None;
    loop {
        match rows.next_row() {
            Ok(None) => break,
            Err(error) => {
                problems.push(crate::manifest::row_problem(&error, input));
                if matches!(error, crate::rows::RowError::Io(_)) {
                    break;
                }
            }
            Ok(Some(row)) => {
                let place = Place { input, line: row.line, pointer: String::new() };
                let Some(at) = column else {
                    column = row.fields().position(|f| f.trim().eq_ignore_ascii_case("cvr_number"));
                    if column.is_none() {
                        let remedy = "Give the published ballot list with its header.";
                        problems.push(Problem::new(
                            "RLA-FORMAT",
                            Severity::Error,
                            Action::Refused,
                            place,
                            "no column `cvr_number`",
                            remedy,
                        ));
                        break;
                    }
                    continue;
                };
                match row.get(at).trim().parse() {
                    Ok(number) => {
                        listed.insert(number);
                    }
                    Err(_) => {
                        let what = format!("`{}` is no number", row.get(at));
                        problems.push(Problem::new(
                            "RLA-CELL",
                            Severity::Error,
                            Action::Refused,
                            place,
                            what,
                            "Correct the row; it was not used.",
                        ));
                    }
                }
            }
        }
    }
    (listed, problems)
}

/// Draws until as many distinct picks as listed numbers; the number of draws if every pick is listed.
fn draws(seed: &Seed, size: u64, listed: &BTreeSet<u64>) -> Option<u64> {
    let mut picked = BTreeSet::new();
    let mut k = 0;
    while picked.len() < listed.len() {
        k += 1;
        let (pick, _) = colorado(seed, k, size);
        if !listed.contains(&pick) {
            return None;
        }
        picked.insert(pick);
    }
    Some(k)
}

/// Replays one county. Where the list does not follow from the manifest, sizes from the largest listed number to
/// ⌊1.1·N⌋ + 200 are tried.
pub fn county(name: &str, manifest_ballots: u64, listed: &BTreeSet<u64>, seed: &Seed) -> County {
    let found = if manifest_ballots > 0 { draws(seed, manifest_ballots, listed) } else { None };
    let mut out = County {
        county: name.to_owned(),
        manifest_ballots,
        listed: listed.len(),
        draws: found,
        reproduced: found.is_some() && !listed.is_empty(),
        implied_ballots: None,
        other_sizes: Vec::new(),
    };
    if out.reproduced {
        return out;
    }
    let Some(largest) = listed.last() else { return out };
    let last = manifest_ballots + manifest_ballots / 10 + 200;
    let sizes: Vec<u64> = (*largest.max(&1)..=last).filter(|n| draws(seed, *n, listed).is_some()).collect();
    out.implied_ballots = sizes.iter().copied().min_by_key(|n| n.abs_diff(manifest_ballots));
    if sizes.len() > 1 && sizes.len() <= 5 {
        out.other_sizes = sizes.into_iter().filter(|n| Some(*n) != out.implied_ballots).collect();
    }
    out
}

/// One published figure that the formula does not give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Row after the header, from 1.
    pub row: u64,
    /// Contest.
    pub contest: String,
    /// `optimistic` or `estimated`.
    pub field: &'static str,
    /// As published.
    pub published: String,
    /// As computed.
    pub computed: u64,
}

/// What a file of contests says of its sample sizes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// Rows computed.
    pub rows: u64,
    /// Rows without a margin.
    pub skipped: u64,
    /// Equal optimistic sizes.
    pub optimistic_equal: u64,
    /// Equal estimated sizes.
    pub estimated_equal: u64,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Kaplan–Markov size of a comparison audit with what was found so far.
///
/// `max(⌈−2γ[ln a + o1·ln(1−1/2γ) + o2·ln(1−1/γ) + u1·ln(1+1/2γ) + u2·ln(1+1/γ)]/μ⌉, o1+o2+u1+u2)`: Lindeman & Stark,
/// *A Gentle Introduction to Risk-Limiting Audits* (2012), sidebar on comparison audits; 8 CCR 1505-1 rule 25.
pub fn size(risk_limit: f64, gamma: f64, margin: f64, [o1, o2, u1, u2]: [f64; 4]) -> f64 {
    let half = 1.0 / (2.0 * gamma);
    let log = risk_limit.ln()
        + o1 * (1.0 - half).ln()
        + o2 * (1.0 - 1.0 / gamma).ln()
        + u1 * (1.0 + half).ln()
        + u2 * (1.0 + 1.0 / gamma).ln();
    (-2.0 * gamma * log / margin).ceil().max(o1 + o2 + u1 + u2)
}

/// Computes the sizes of a published `contest.csv` again.
pub fn sizes(reader: impl BufRead, input: u32) -> (Sizes, Vec<Problem>) {
    let mut rows = Rows::new(reader);
    let (mut out, mut problems) = (Sizes::default(), Vec::new());
    let mut header: Option<Vec<String>> = None;
    let mut number = 0;
    loop {
        let row = match rows.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => row,
            Err(error) => {
                problems.push(crate::manifest::row_problem(&error, input));
                if matches!(error, crate::rows::RowError::Io(_)) {
                    break;
                }
                continue;
            }
        };
        let Some(header) = &header else {
            header = Some(row.fields().map(|f| f.trim().to_owned()).collect());
            continue;
        };
        number += 1;
        let text = |name: &str| header.iter().position(|h| h == name).map_or("", |at| row.get(at).trim());
        let value = |name: &str| text(name).parse::<f64>().ok().filter(|v| v.is_finite());
        let needed = [
            "risk_limit",
            "gamma",
            "min_margin",
            "ballot_card_count",
            "one_vote_over_count",
            "two_vote_over_count",
            "one_vote_under_count",
            "two_vote_under_count",
            "overstatements",
            "audited_sample_count",
        ];
        let values: Option<Vec<f64>> = needed.iter().map(|name| value(name)).collect();
        let Some(values) = values else {
            let place = Place { input, line: row.line, pointer: String::new() };
            let missing = needed.iter().find(|name| value(name).is_none()).copied().unwrap_or_default();
            let what = format!("no number under `{missing}`");
            problems.push(Problem::new(
                "RLA-CELL",
                Severity::Error,
                Action::Refused,
                place,
                what,
                "Correct the row; it was not computed.",
            ));
            continue;
        };
        if values[2] <= 0.0 || values[3] <= 0.0 {
            out.skipped += 1;
            continue;
        }
        out.rows += 1;
        let optimistic =
            size(values[0], values[1], values[2] / values[3], [values[4], values[5], values[6], values[7]]);
        let factor = if values[9] == 0.0 { 1.0 } else { 1.0 + values[8] / values[9] };
        let estimated = (optimistic * factor).ceil();
        let fields = [
            ("optimistic", "optimistic_samples_to_audit", optimistic),
            ("estimated", "estimated_samples_to_audit", estimated),
        ];
        for (field, column, computed) in fields {
            let equal = value(column) == Some(computed);
            match (field, equal) {
                ("optimistic", true) => out.optimistic_equal += 1,
                (_, true) => out.estimated_equal += 1,
                (_, false) => out.differences.push(Difference {
                    row: number,
                    contest: text("contest_name").to_owned(),
                    field,
                    published: text(column).to_owned(),
                    computed: computed as u64,
                }),
            }
        }
    }
    (out, problems)
}
