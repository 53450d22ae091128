//! Which published cards could reveal how somebody voted, which pools would hide them, and what those cost.
//!
//! A card is told apart by what is published beside its votes: style, batch, pool, and which contests it holds. Where
//! few cards share all of that, or all of them agree in a contest, whoever knows that a voter is among them knows the
//! vote. Pools publish only totals and are audited as Stark, *ONEAudit*, arXiv 2303.03335, section 4 describes.

use crate::assertion::to_f64;
use crate::cards::{PoolTotal, Pools};
use crate::martingale::best_bet;
use crate::model::{Assertion, Choice, Contest};
use crate::risk::Valuer;
use crate::rows::Row;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Fewest cards that hide a vote among them, unless said otherwise.
pub const ALIKE: u64 = 10;

/// Where the columns of a cards file stand, whatever its contests.
#[derive(Debug, Clone)]
pub struct Columns {
    style: Option<usize>,
    batch: usize,
    pool: Option<usize>,
    contests: Vec<(usize, String)>,
}

/// Reads the header: every column that is not `card`, `batch`, `position`, `style`, `pool` or `status` is a contest.
/// `None` without the columns `card` and `batch`.
pub fn columns(row: &Row) -> Option<Columns> {
    let at = |name: &str| row.fields().position(|f| f.trim() == name);
    at("card")?;
    let known = ["card", "batch", "position", "style", "pool", "status"];
    let contests = row.fields().map(str::trim).enumerate().filter(|(_, name)| !known.contains(name));
    Some(Columns {
        style: at("style"),
        batch: at("batch")?,
        pool: at("pool"),
        contests: contests.map(|(i, name)| (i, name.to_owned())).collect(),
    })
}

/// What tells cards apart: style, batch, pool, contests (as places in the file's list).
type Key = (String, String, String, Vec<u16>);

#[derive(Debug, Clone, Default)]
struct Count {
    cards: u64,
    /// Cells by contest, each with how many cards show it.
    cells: BTreeMap<u16, BTreeMap<String, u64>>,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.cards += other.cards;
        for (contest, cells) in &other.cells {
            let mine = self.cells.entry(*contest).or_default();
            cells.iter().for_each(|(cell, n)| *mine.entry(cell.clone()).or_default() += n);
        }
    }

    /// Contests that fewer than `k` of these cards hold, or in which those that hold it all agree.
    fn open(&self, k: u64) -> Vec<u16> {
        let open = |cells: &BTreeMap<String, u64>| cells.values().sum::<u64>() < k || cells.len() == 1;
        self.cells.iter().filter(|(_, cells)| open(cells)).map(|(contest, _)| *contest).collect()
    }
}

/// Counts cards by what tells them apart.
#[derive(Debug, Clone)]
pub struct Counter {
    columns: Columns,
    groups: BTreeMap<Key, Count>,
    /// Batches in the order in which they are neighbours.
    batches: HashMap<String, usize>,
}

/// A group of cards that can reveal a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Style; of a pool all its styles, joined with `;`.
    pub style: String,
    /// Batch; of a pool all its batches, joined with `;`.
    pub batch: String,
    /// The pool that they are published in already.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pool: String,
    /// Cards.
    pub cards: u64,
    /// Contests on them.
    pub contests: Vec<String>,
    /// `small` (fewer than k), else `unanimous`.
    pub reason: &'static str,
}

/// A group as a member of a proposed pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Style.
    pub style: String,
    /// Batch.
    pub batch: String,
    /// Contests on the cards.
    pub contests: Vec<String>,
    /// Cards.
    pub cards: u64,
}

/// A proposed pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposed {
    /// Name, `p1` and on.
    pub pool: String,
    /// Its groups.
    pub groups: Vec<Member>,
    /// Its cards.
    pub cards: u64,
    /// Whether even this pool can reveal a vote because no further cards hold the contest.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub still_at_risk: bool,
    /// Cells of its cards by contest.
    #[serde(skip)]
    cells: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Groups at risk and pools that would hide them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Least size of a group.
    pub k: u64,
    /// Groups at risk, by style and batch.
    pub groups: Vec<Group>,
    /// Their cards.
    pub cards_at_risk: u64,
    /// Proposed pools.
    pub pools: Vec<Proposed>,
}

impl Counter {
    /// An empty count. `batches`: the manifest's order; batches not in it follow in the order of the cards.
    pub fn new(columns: Columns, batches: impl IntoIterator<Item = String>) -> Self {
        let mut order = HashMap::new();
        for batch in batches {
            let next = order.len();
            order.entry(batch).or_insert(next);
        }
        Self { columns, groups: BTreeMap::new(), batches: order }
    }

    /// Counts a card.
    pub fn add(&mut self, row: &Row) {
        let field = |at: Option<usize>| at.map_or("", |at| row.get(at).trim());
        let batch = field(Some(self.columns.batch));
        if !self.batches.contains_key(batch) {
            self.batches.insert(batch.to_owned(), self.batches.len());
        }
        let held: Vec<(u16, &str)> = (0_u16..)
            .zip(&self.columns.contests)
            .map(|(i, (column, _))| (i, row.get(*column).trim()))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        let key = (
            field(self.columns.style).to_owned(),
            batch.to_owned(),
            field(self.columns.pool).to_owned(),
            held.iter().map(|(i, _)| *i).collect(),
        );
        let count = self.groups.entry(key).or_default();
        count.cards += 1;
        for (contest, cell) in held {
            let cells = count.cells.entry(contest).or_default();
            // The order in which marks are written says nothing.
            let mut marks: Vec<&str> = cell.split(';').map(str::trim).collect();
            marks.sort_unstable();
            *cells.entry(marks.join(";")).or_default() += 1;
        }
    }

    /// Groups at risk with `k` as the least size, and pools: each begins with a group at risk and takes in, from the
    /// same batch and then from its neighbours, the groups with the nearest set of contests that hold a contest which
    /// is still open, until every contest of the pool has `k` cards that do not all agree; groups that it can do without
    /// are given back. `pools`: totals of pools
    /// that the cards belong to already, with the contests in the order of the audit; `contests` their ids.
    pub fn report(&self, k: u64, pools: &Pools, contests: &[String]) -> Report {
        let names = |set: &[u16]| -> Vec<String> {
            set.iter().map(|c| self.columns.contests[usize::from(*c)].1.clone()).collect()
        };
        let mut groups = Vec::new();
        let own: Vec<(&Key, &Count)> = self.groups.iter().filter(|(key, _)| key.2.is_empty()).collect();
        let at_risk: Vec<bool> = own.iter().map(|(_, count)| !count.open(k).is_empty()).collect();
        for ((key, count), _) in own.iter().zip(&at_risk).filter(|(_, risk)| **risk) {
            groups.push(Group {
                style: key.0.clone(),
                batch: key.1.clone(),
                pool: String::new(),
                cards: count.cards,
                contests: names(&key.3),
                reason: if count.cards < k { "small" } else { "unanimous" },
            });
        }
        groups.extend(self.pooled(k, pools, contests));
        groups.sort_by(|a, b| {
            (&a.style, &a.batch, &a.pool, &a.contests).cmp(&(&b.style, &b.batch, &b.pool, &b.contests))
        });
        let cards_at_risk = groups.iter().map(|g| g.cards).sum();
        Report { k, groups, cards_at_risk, pools: self.propose(k, &own, &at_risk, &names) }
    }

    /// Pools that the cards belong to already and that are too small or unanimous in a contest.
    fn pooled(&self, k: u64, pools: &Pools, contests: &[String]) -> Vec<Group> {
        let mut all: BTreeMap<&str, (Count, BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        for ((style, batch, pool, _), count) in self.groups.iter().filter(|(key, _)| !key.2.is_empty()) {
            let (sum, styles, batches) = all.entry(pool).or_default();
            sum.add(count);
            styles.insert(style);
            batches.insert(batch);
        }
        let mut out = Vec::new();
        for (pool, (count, styles, batches)) in all {
            let (mut small, mut open) = (false, BTreeSet::new());
            for (contest, cells) in &count.cells {
                let name = &self.columns.contests[usize::from(*contest)].1;
                let place = contests.iter().position(|c| c == name);
                let total = place.and_then(|p| pools.totals.get(&(pool.to_owned(), p)));
                let held: u64 = cells.values().sum();
                // Without totals nothing is known.
                let agree = total.is_some_and(agree);
                small |= held < k;
                if held < k || agree {
                    open.insert(name.clone());
                }
            }
            if !open.is_empty() {
                let join = |set: BTreeSet<&str>| set.into_iter().collect::<Vec<_>>().join(";");
                out.push(Group {
                    style: join(styles),
                    batch: join(batches),
                    pool: pool.to_owned(),
                    cards: count.cards,
                    contests: open.into_iter().collect(),
                    reason: if small { "small" } else { "unanimous" },
                });
            }
        }
        out
    }

    fn propose(
        &self,
        k: u64,
        own: &[(&Key, &Count)],
        at_risk: &[bool],
        names: &dyn Fn(&[u16]) -> Vec<String>,
    ) -> Vec<Proposed> {
        let mut by_batch: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (g, (key, _)) in own.iter().enumerate() {
            by_batch.entry(self.batches[&key.1]).or_default().push(g);
        }
        let mut taken = vec![false; own.len()];
        let mut out: Vec<Proposed> = Vec::new();
        for first in (0..own.len()).filter(|g| at_risk[*g]) {
            if taken[first] {
                continue;
            }
            taken[first] = true;
            let (mut members, mut sum) = (vec![first], own[first].1.clone());
            let home = self.batches[&own[first].0.1];
            let set: BTreeSet<u16> = own[first].0.3.iter().copied().collect();
            let mut open = sum.open(k);
            while !open.is_empty() {
                let far = |g: usize| {
                    let (key, count) = own[g];
                    let theirs: BTreeSet<u16> = key.3.iter().copied().collect();
                    let difference = set.symmetric_difference(&theirs).count();
                    (self.batches[&key.1].abs_diff(home), difference, !at_risk[g], count.cards, g)
                };
                let near = |batch: usize| {
                    let here = by_batch.get(&batch).into_iter().flatten().copied();
                    here.filter(|g| !taken[*g] && open.iter().any(|c| own[*g].0.3.contains(c)))
                        .min_by_key(|g| far(*g))
                };
                let last = by_batch.keys().next_back().copied().unwrap_or(0);
                let next = (0..=last.max(home)).find_map(|d| {
                    let below = home.checked_sub(d).and_then(near);
                    let above = if d > 0 { near(home + d) } else { None };
                    below.into_iter().chain(above).min_by_key(|g| far(*g))
                });
                let Some(next) = next else { break };
                taken[next] = true;
                members.push(next);
                sum.add(own[next].1);
                open = sum.open(k);
            }
            if open.is_empty() {
                sum = spare(k, own, at_risk, &mut members, &mut taken, sum);
            }
            let member = |g: &usize| Member {
                style: own[*g].0.0.clone(),
                batch: own[*g].0.1.clone(),
                contests: names(&own[*g].0.3),
                cards: own[*g].1.cards,
            };
            out.push(Proposed {
                pool: format!("p{}", out.len() + 1),
                groups: members.iter().map(member).collect(),
                cards: sum.cards,
                still_at_risk: !open.is_empty(),
                cells: sum.cells.iter().map(|(c, cells)| (names(&[*c]).concat(), cells.clone())).collect(),
            });
        }
        out
    }
}

/// Groups of an audit by batches, whose totals are published: batches with fewer than `k` cards of a contest, or whose
/// cards all agree in it. No pools are proposed: batches are as they were scanned.
pub fn of_totals(k: u64, totals: &Pools, contests: &[String]) -> Report {
    let mut open: BTreeMap<&str, (bool, BTreeSet<String>)> = BTreeMap::new();
    for ((batch, contest), total) in totals.totals.iter().filter(|(_, t)| t.cards > 0) {
        if total.cards < k || agree(total) {
            let (small, list) = open.entry(batch).or_default();
            *small |= total.cards < k;
            list.extend(contests.get(*contest).cloned());
        }
    }
    let group = |(batch, (small, list)): (&str, (bool, BTreeSet<String>))| Group {
        style: String::new(),
        batch: batch.to_owned(),
        pool: String::new(),
        cards: totals.cards.get(batch).copied().unwrap_or(0),
        contests: list.into_iter().collect(),
        reason: if small { "small" } else { "unanimous" },
    };
    let groups: Vec<Group> = open.into_iter().map(group).collect();
    Report { k, cards_at_risk: groups.iter().map(|g| g.cards).sum(), groups, pools: Vec::new() }
}

/// All cards agree exactly if every candidate has all of them or none.
fn agree(total: &PoolTotal) -> bool {
    total.votes.iter().all(|v| *v == 0 || *v == total.cards)
}

/// Gives back groups that a pool does not need, the largest first: their cards keep records of their own.
fn spare(
    k: u64,
    own: &[(&Key, &Count)],
    at_risk: &[bool],
    members: &mut Vec<usize>,
    taken: &mut [bool],
    mut sum: Count,
) -> Count {
    let mut spare: Vec<usize> = members.iter().copied().filter(|g| !at_risk[*g]).collect();
    spare.sort_by_key(|g| std::cmp::Reverse(own[*g].1.cards));
    for g in spare {
        let mut without = Count::default();
        members.iter().filter(|m| **m != g).for_each(|m| without.add(own[*m].1));
        if without.open(k).is_empty() {
            members.retain(|m| *m != g);
            taken[g] = false;
            sum = without;
        }
    }
    sum
}

impl Proposed {
    /// Totals of the pool in a contest; `None` if it does not hold it.
    pub fn total(&self, contest: &Contest) -> Option<PoolTotal> {
        let cells = self.cells.get(&contest.id)?;
        let votes = cells.iter().filter_map(|(cell, n)| Some((crate::vote::parse(contest, cell).ok()?, *n)));
        let votes: Vec<_> = votes.collect();
        let tally = crate::assertion::tally(contest, votes.iter().map(|(vote, n)| (vote, *n)));
        Some(PoolTotal { cards: cells.values().sum(), votes: tally.votes })
    }
}

/// How many more cards a contest's audit needs when the proposed pools publish totals only: expected size of the
/// ONEAudit less that of the comparison, both at the usual rates of errors.
///
/// A size is ln(1/α) over the growth per card that the best bet expects (Kelly's; Spertus, *COBRA*, arXiv 2304.01010,
/// section 3), at most `cards`. `None` where totals cannot stand for cards: ranks and scores.
pub fn extra_sample(contest: &Contest, assertions: &[Assertion], pools: &[PoolTotal]) -> Option<u64> {
    if pools.is_empty() {
        return Some(0);
    }
    if matches!(contest.choice, Choice::Irv | Choice::Scoring { .. }) {
        return None;
    }
    let pooled: u64 = pools.iter().map(|p| p.cards).sum();
    let size = |own: u64, pools: &[&PoolTotal]| {
        let sizes = assertions.iter().map(|assertion| {
            let values = Valuer::new(contest, assertion).spread(own, pools);
            let bet = best_bet(&values, 0.5);
            let growth: f64 = values.iter().map(|(x, q)| q * (bet * (x - 0.5)).ln_1p()).sum();
            let needed = -to_f64(&contest.risk_limit).ln() / growth;
            if needed.is_finite() && needed > 0.0 && needed < contest.cards as f64 {
                needed.ceil() as u64
            } else {
                contest.cards
            }
        });
        sizes.max().unwrap_or(0)
    };
    let all: Vec<&PoolTotal> = pools.iter().collect();
    Some(size(contest.cards.saturating_sub(pooled), &all).saturating_sub(size(contest.cards, &[])))
}
