//! Assertions for instant-runoff contests: the least difficult set that rules out every other winner, and its proof.
//!
//! Blom, Stuckey & Teague, *RAIRE: Risk-Limiting Audits for IRV Elections*, arXiv 1903.08804, sections 4–5. A *tail* is
//! the end of an elimination order, winner last. Every tail that ends in another winner must be contradicted by an
//! assertion. Each assertion's difficulty is N/m, m its margin in votes; the largest is made least.

use crate::model::{Assertion, Kind};
use crate::outcome::{NoOutcome, exact};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// Distinct rankings with how often each occurs. Candidates are places below `candidates` (at most 64).
#[derive(Debug, Clone, Default)]
pub struct Ballots {
    /// Number of candidates.
    pub candidates: usize,
    /// Rankings, most preferred first, each candidate at most once.
    pub rankings: Vec<(Vec<u8>, u64)>,
    /// Ballots that rank nobody.
    pub blank: u64,
}

impl Ballots {
    /// Merges equal rankings, in order of the rankings.
    pub fn new(candidates: usize, rankings: impl IntoIterator<Item = (Vec<u8>, u64)>) -> Self {
        let mut merged: HashMap<Vec<u8>, u64> = HashMap::new();
        let mut blank = 0;
        for (ranking, count) in rankings {
            if ranking.is_empty() {
                blank += count;
            } else {
                *merged.entry(ranking).or_default() += count;
            }
        }
        let mut rankings: Vec<_> = merged.into_iter().collect();
        rankings.sort_unstable();
        Self { candidates, rankings, blank }
    }

    /// All ballots, blank ones too.
    pub fn total(&self) -> u64 {
        self.blank + self.rankings.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// First choices among the candidates of a set.
    fn among(&self, set: u64) -> Vec<i64> {
        let mut votes = vec![0; self.candidates];
        for (ranking, count) in &self.rankings {
            if let Some(first) = ranking.iter().find(|c| set >> **c & 1 == 1) {
                votes[usize::from(*first)] += *count as i64;
            }
        }
        votes
    }

    /// Counts: the winner, whoever leaves first at any tie.
    ///
    /// # Errors
    /// [`NoOutcome::Tie`] if the winner depends on how a tie is broken.
    pub fn winner(&self) -> Result<usize, NoOutcome> {
        let all = everyone(self.candidates);
        let mut known = HashMap::new();
        let winners = self.winners_from(all, &mut known);
        match winners.count_ones() {
            1 => Ok(winners.trailing_zeros() as usize),
            0 => Err(NoOutcome::Undefined("no candidates".into())),
            _ => Err(NoOutcome::Tie("equal votes decide who is eliminated, and that decides who wins".into())),
        }
    }

    /// Every candidate that can win from a set, over all ways to break ties.
    fn winners_from(&self, set: u64, known: &mut HashMap<u64, u64>) -> u64 {
        if set.count_ones() <= 1 {
            return set;
        }
        if let Some(winners) = known.get(&set) {
            return *winners;
        }
        let votes = self.among(set);
        let least = members(set).map(|c| votes[c]).min().unwrap_or(0);
        let last: Vec<usize> = members(set).filter(|c| votes[*c] == least).collect();
        // Many candidates with no votes at all would make many orders; they leave together.
        let winners = if least == 0 && last.len() < set.count_ones() as usize {
            let rest = last.iter().fold(set, |set, c| set & !(1 << c));
            self.winners_from(rest, known)
        } else {
            last.iter().fold(0, |winners, c| winners | self.winners_from(set & !(1 << c), known))
        };
        known.insert(set, winners);
        winners
    }
}

const fn everyone(candidates: usize) -> u64 {
    if candidates >= 64 { u64::MAX } else { (1 << candidates) - 1 }
}

fn members(set: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |c| set >> c & 1 == 1)
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The winner.
    pub winner: usize,
    /// Assertions with positive margins that rule out every other winner.
    pub assertions: Vec<Kind>,
    /// Their margins in votes, in the same order.
    pub margins: Vec<i64>,
    /// The least margin: the difficulty is ballots / this.
    pub least: i64,
}

/// Why nothing was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// A tie, or a margin of zero on every way.
    #[error("{0}")]
    Outcome(#[from] NoOutcome),
    /// The caller's patience ended.
    #[error("the time limit was reached before a set of assertions was found")]
    Timeout,
}

struct Node {
    /// First to leave of the tail first, winner last.
    tail: Vec<u8>,
    /// Largest margin of an assertion that rules out this tail or a shorter end of it.
    margin: i64,
    best: Option<Kind>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    /// The hardest first; of equals the longer tail, then by tail so that runs repeat.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |n: &Self| (std::cmp::Reverse(n.margin), n.tail.len());
        key(self).cmp(&key(other)).then_with(|| other.tail.cmp(&self.tail))
    }
}

struct Margins<'b> {
    ballots: &'b Ballots,
    /// `neb[w][l]`.
    neb: Vec<Vec<i64>>,
    nen: HashMap<u64, Vec<i64>>,
}

impl<'b> Margins<'b> {
    fn new(ballots: &'b Ballots) -> Self {
        let n = ballots.candidates;
        let mut neb = vec![vec![0; n]; n];
        for (ranking, count) in &ballots.rankings {
            let count = *count as i64;
            let mut before = 0_u64;
            for (place, l) in ranking.iter().enumerate() {
                for (w, row) in neb.iter_mut().enumerate() {
                    if w == usize::from(*l) {
                        continue;
                    }
                    // l is listed and w does not stand before it.
                    if before >> w & 1 == 0 {
                        row[usize::from(*l)] -= count;
                    }
                }
                if place == 0 {
                    for (l2, cell) in neb[usize::from(*l)].iter_mut().enumerate() {
                        if l2 != usize::from(*l) {
                            *cell += count;
                        }
                    }
                }
                before |= 1 << l;
            }
        }
        Self { ballots, neb, nen: HashMap::new() }
    }

    fn of(&mut self, kind: &Kind) -> i64 {
        match kind {
            Kind::Neb(w, l) => self.neb[*w][*l],
            Kind::Nen(w, l, set) => {
                let votes = self.among(set.iter().fold(0, |s, c| s | 1 << c));
                votes[*w] - votes[*l]
            }
            _ => 0,
        }
    }

    fn among(&mut self, set: u64) -> &[i64] {
        self.nen.entry(set).or_insert_with(|| self.ballots.among(set))
    }

    /// The easiest assertion that contradicts this tail by its first candidate.
    fn best(&mut self, tail: &[u8]) -> (i64, Option<Kind>) {
        let first = usize::from(tail[0]);
        let set = tail.iter().fold(0_u64, |s, c| s | 1 << c);
        let mut best: (i64, Option<Kind>) = (i64::MIN, None);
        let mut offer = |margin: i64, kind: &dyn Fn() -> Kind| {
            if margin > best.0 {
                best = (margin, Some(kind()));
            }
        };
        for other in 0..self.ballots.candidates {
            if other == first {
                continue;
            }
            if set >> other & 1 == 1 {
                // `first` leaves before `other` in this tail.
                offer(self.neb[first][other], &|| Kind::Neb(first, other));
            } else {
                // `other` left before `first`.
                offer(self.neb[other][first], &|| Kind::Neb(other, first));
            }
        }
        if tail.len() > 1 {
            let votes = self.among(set).to_vec();
            for l in members(set).filter(|l| *l != first) {
                offer(votes[first] - votes[l], &|| Kind::Nen(first, l, members(set).collect()));
            }
        }
        best
    }
}

/// Finds assertions. `go_on` is asked now and then; when it says no, the search ends with [`NotFound::Timeout`].
///
/// # Errors
/// [`NotFound`]: ties, zero margins, time.
pub fn find(ballots: &Ballots, go_on: &mut dyn FnMut() -> bool) -> Result<Found, NotFound> {
    let winner = ballots.winner()?;
    let n = ballots.candidates;
    let mut margins = Margins::new(ballots);
    let mut open = BinaryHeap::new();
    for other in (0..n).filter(|c| *c != winner) {
        let tail = vec![other as u8];
        let (margin, best) = margins.best(&tail);
        open.push(Node { tail, margin, best });
    }
    let mut steps = 0_u32;
    // The hardest tail is taken; when it is complete, no longer tail can do better, and all others are easier.
    while let Some(node) = open.pop() {
        if node.tail.len() == n {
            open.push(node);
            break;
        }
        steps += 1;
        if steps.is_multiple_of(256) && !go_on() {
            return Err(NotFound::Timeout);
        }
        for next in (0..n as u8).filter(|c| !node.tail.contains(c)) {
            let mut tail = Vec::with_capacity(node.tail.len() + 1);
            tail.push(next);
            tail.extend_from_slice(&node.tail);
            let (own, kind) = margins.best(&tail);
            let (margin, best) = if own > node.margin { (own, kind) } else { (node.margin, node.best.clone()) };
            open.push(Node { tail, margin, best });
        }
    }
    let least = open.peek().map_or(i64::MAX, |node| node.margin);
    if least <= 0 {
        return Err(NoOutcome::Tie("no assertion with a positive margin rules out another winner".into()).into());
    }
    let mut kinds: Vec<Kind> = open.into_iter().filter_map(|node| node.best).collect();
    let mut keyed: Vec<(i64, Kind)> = kinds.drain(..).map(|kind| (margins.of(&kind), kind)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1).cmp(&order(&b.1))));
    keyed.dedup_by(|a, b| a.1 == b.1);
    // From the hardest on: what rules out nothing that the others leave is dropped.
    let mut at = 0;
    while at < keyed.len() {
        if !go_on() {
            return Err(NotFound::Timeout);
        }
        let without: Vec<Kind> =
            keyed.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, (_, kind))| kind.clone()).collect();
        if prove(n, winner, &without).is_none() {
            keyed.remove(at);
        } else {
            at += 1;
        }
    }
    let least = keyed.first().map_or(least, |(margin, _)| *margin);
    let (margins, assertions) = keyed.into_iter().unzip();
    Ok(Found { winner, assertions, margins, least })
}

fn order(kind: &Kind) -> (u8, usize, usize, Vec<usize>) {
    match kind {
        Kind::Neb(w, l) => (0, *w, *l, Vec::new()),
        Kind::Nen(w, l, set) => (1, *w, *l, set.clone()),
        _ => (2, 0, 0, Vec::new()),
    }
}

impl Found {
    /// The assertions over a population of `cards` (at least the ballots).
    pub fn over(self, cards: u64) -> Vec<Assertion> {
        let pairs = self.assertions.into_iter().zip(self.margins);
        pairs
            .map(|(kind, margin)| {
                let contribution = exact(margin) / exact(2);
                Assertion { margin_votes: Some(margin), ..Assertion::new(kind, contribution, cards) }
            })
            .collect()
    }
}

/// Walks every elimination order that ends in another winner; the first tail that nothing contradicts, winner last.
/// `None`: proved.
pub fn prove(candidates: usize, winner: usize, assertions: &[Kind]) -> Option<Vec<usize>> {
    let mut tail = Vec::new();
    (0..candidates).filter(|c| *c != winner).find_map(|other| {
        tail.clear();
        tail.push(other);
        survives(candidates, &mut tail, assertions)
    })
}

/// `tail` is held winner first here, so that it grows at its end.
fn survives(candidates: usize, tail: &mut Vec<usize>, assertions: &[Kind]) -> Option<Vec<usize>> {
    let set = tail.iter().fold(0_u64, |s, c| s | 1 << c);
    let first = *tail.last()?;
    let contradicted = assertions.iter().any(|kind| match kind {
        // Says that w does not leave before l. It does if w is `first` and l stays, or if l is `first` and w is gone.
        Kind::Neb(w, l) => (*w == first && *l != first && set >> l & 1 == 1) || (*l == first && set >> w & 1 == 0),
        Kind::Nen(w, _, continuing) => *w == first && continuing.iter().fold(0_u64, |s, c| s | 1 << c) == set,
        _ => false,
    });
    if contradicted {
        return None;
    }
    if tail.len() == candidates {
        return Some(tail.iter().rev().copied().collect());
    }
    for next in (0..candidates).filter(|c| set >> c & 1 == 0) {
        tail.push(next);
        let found = survives(candidates, tail, assertions);
        tail.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}
