//! Who wins, by the rule of the contest; ties are named, never broken.

use crate::model::{Choice, Contest, Tally};
use base::exact::Rational;
use num_traits::{One as _, ToPrimitive as _, Zero as _};

/// Winners, and seats where there are any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Winners as places in the candidates' list, ascending.
    pub winners: Vec<usize>,
    /// Seats by candidate; `None` where the rule gives none.
    pub seats: Option<Vec<u64>>,
}

/// Why there is no outcome to audit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoOutcome {
    /// Votes are equal where the outcome needs a difference.
    #[error("a tie: {0}")]
    Tie(String),
    /// The rule cannot be applied.
    #[error("{0}")]
    Undefined(String),
}

/// An integer as an exact number.
pub(crate) fn exact(n: impl Into<num_bigint::BigInt>) -> Rational {
    Rational::from_integer(n.into())
}

/// Divisor of seat `k` (from 1) under a highest-average rule.
pub fn divisor(first: &Rational, step: u64, k: u64) -> Rational {
    if k <= 1 { first.clone() } else { exact(step * (k - 1) + 1) }
}

/// Applies the contest's rule. IRV is not decided here: it needs ballots, see [`crate::raire`].
///
/// # Errors
/// [`NoOutcome`] on ties and where nothing can be said.
pub fn outcome(contest: &Contest, tally: &Tally) -> Result<Outcome, NoOutcome> {
    let name = |i: usize| contest.candidates[i].id.clone();
    let votes = &tally.votes;
    let total = exact(tally.valid);
    let above = |i: usize, share: &Rational, inclusive: bool| {
        let (have, need) = (exact(votes[i]), share * &total);
        have > need || (inclusive && have == need)
    };
    let share_seats = |seats: Vec<u64>| Outcome {
        winners: (0..seats.len()).filter(|i| seats[*i] > 0).collect(),
        seats: Some(seats),
    };
    match &contest.choice {
        Choice::Plurality | Choice::Approval | Choice::Scoring { .. } => {
            first(votes, contest.seats as usize, &name).map(|winners| Outcome { winners, seats: None })
        }
        Choice::Supermajority { share, inclusive } | Choice::Threshold { share, inclusive } => {
            let winners = (0..votes.len()).filter(|i| above(*i, share, *inclusive)).collect();
            Ok(Outcome { winners, seats: None })
        }
        Choice::TwoRound { share } => {
            let leader = first(votes, 1, &name)?;
            let outright = leader.iter().all(|i| above(*i, share, false));
            let winners = if outright { leader } else { first(votes, 2, &name)? };
            Ok(Outcome { winners, seats: None })
        }
        Choice::HighestAverage { first, step } => {
            let mut seats = vec![0_u64; votes.len()];
            let admitted = admitted(contest, tally);
            for _ in 0..contest.seats {
                let average = |i: usize| exact(votes[i]) / divisor(first, *step, seats[i] + 1);
                let runs = (0..votes.len()).filter(|i| admitted[*i] && votes[*i] > 0);
                let Some(best) = runs.clone().map(average).max() else {
                    return Err(NoOutcome::Undefined("no list has votes".into()));
                };
                let ties: Vec<usize> = runs.filter(|i| average(*i) == best).collect();
                // Equal averages matter only at the last seat: before it, both get theirs one after the other.
                let given: u64 = seats.iter().sum();
                if ties.len() as u64 > contest.seats - given {
                    let names: Vec<String> = ties.into_iter().map(name).collect();
                    return Err(NoOutcome::Tie(format!("equal averages for the last seat: {}", names.join(", "))));
                }
                seats[ties[0]] += 1;
            }
            Ok(share_seats(seats))
        }
        Choice::Hamilton => {
            let admitted = admitted(contest, tally);
            let all: u64 = (0..votes.len()).filter(|i| admitted[*i]).map(|i| votes[i]).sum();
            if all == 0 {
                return Err(NoOutcome::Undefined("no list has votes".into()));
            }
            let quota = |i: usize| {
                if admitted[i] { exact(votes[i]) * exact(contest.seats) / exact(all) } else { Rational::zero() }
            };
            let mut seats: Vec<u64> =
                (0..votes.len()).map(|i| quota(i).floor().to_integer().to_u64().unwrap_or(0)).collect();
            let left = (contest.seats - seats.iter().sum::<u64>()) as usize;
            let mut rest: Vec<(Rational, usize)> =
                (0..votes.len()).filter(|i| admitted[*i]).map(|i| (quota(i).fract(), i)).collect();
            rest.sort_by(|a, b| b.0.cmp(&a.0));
            if left > 0 && rest.get(left).is_some_and(|next| next.0 == rest[left - 1].0) {
                return Err(NoOutcome::Tie("equal remainders for the last seat".into()));
            }
            for (_, i) in rest.into_iter().take(left) {
                seats[i] += 1;
            }
            Ok(share_seats(seats))
        }
        Choice::Irv => {
            Err(NoOutcome::Undefined("a ranked contest needs its ballots; give the cast vote records".into()))
        }
    }
}

/// Which lists reach the threshold (exactly at it: yes).
pub fn admitted(contest: &Contest, tally: &Tally) -> Vec<bool> {
    let need = contest.threshold.as_ref().map(|t| t * exact(tally.valid));
    tally.votes.iter().map(|v| need.as_ref().is_none_or(|need| exact(*v) >= *need)).collect()
}

/// The `n` candidates with most votes, ascending by place.
fn first(votes: &[u64], n: usize, name: &impl Fn(usize) -> String) -> Result<Vec<usize>, NoOutcome> {
    if n == 0 || n >= votes.len() {
        // Every candidate wins: there is nothing that a count could change.
        return if n == 0 {
            Err(NoOutcome::Undefined("no seats to give".into()))
        } else {
            Ok((0..votes.len()).collect())
        };
    }
    let mut order: Vec<usize> = (0..votes.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(votes[*i]));
    if votes[order[n - 1]] == votes[order[n]] {
        return Err(NoOutcome::Tie(format!(
            "{} and {} have {} votes each",
            name(order[n - 1]),
            name(order[n]),
            votes[order[n]]
        )));
    }
    let mut winners = order[..n].to_vec();
    winners.sort_unstable();
    Ok(winners)
}

/// Whether a share is 1 exactly or more: no candidate can have more than all.
pub(crate) fn one() -> Rational {
    Rational::one()
}
