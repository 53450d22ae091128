//! Outcomes and the assertions they need, each by another way than the engine's.

use super::contests::{Contest, Mark};
use super::derive::Stated;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Numerator and denominator.
pub(super) type Frac = (i128, i128);

/// Largest numerator and denominator.
const MOST: i128 = 1_000_000_000_000_000_000;

/// A decimal or a fraction in lowest terms; `None` also where either part is larger than 10^18.
pub(super) fn fraction(value: &Value) -> Option<Frac> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let decimal = |text: &str| -> Option<Frac> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        if part.len() > 18 {
            return None;
        }
        let negative = whole.starts_with('-');
        let digits: i128 = format!("{}{part}", whole.trim_start_matches('-')).parse().ok()?;
        Some((if negative { -digits } else { digits }, 10_i128.pow(part.len() as u32)))
    };
    let (p, q) = match text.split_once('/') {
        Some((p, q)) => {
            let (p, q) = (decimal(p)?, decimal(q)?);
            (p.0.checked_mul(q.1)?, p.1.checked_mul(q.0)?)
        }
        None => decimal(&text)?,
    };
    let (mut a, mut b) = (p.unsigned_abs(), q.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    // In lowest terms, and small enough that products with votes are exact.
    let (sign, divisor) = (q.signum(), a.max(1).cast_signed());
    let (p, q) = (sign * p / divisor, sign * q / divisor);
    (q != 0 && p.abs() <= MOST && q <= MOST).then_some((p, q))
}

pub(super) struct Derived {
    pub(super) winners: BTreeSet<usize>,
    pub(super) seats: Option<Vec<i128>>,
    admitted: Vec<bool>,
}

fn reaches(votes: i128, total: i128, share: Frac, equal_is_enough: bool) -> bool {
    let (have, need) = (votes * share.1, share.0 * total);
    have > need || (equal_is_enough && have == need)
}

/// Winners and seats; an error where there are none to audit or the reported ones differ.
pub(super) fn derive(
    contest: &Contest,
    votes: &[i128],
    total: i128,
    cells: &BTreeMap<String, i128>,
) -> Result<Derived, String> {
    let n = votes.len();
    let admitted: Vec<bool> =
        votes.iter().map(|v| contest.threshold.is_none_or(|t| reaches(*v, total, t, true))).collect();
    // The k-th largest decides, and must be larger than the next.
    let best = |k: usize| -> Result<BTreeSet<usize>, String> {
        let mut sorted = votes.to_vec();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        if k >= n {
            return Ok((0..n).collect());
        }
        if k == 0 || sorted[k - 1] == sorted[k] {
            return Err(format!("a tie at {} votes", sorted[k]));
        }
        Ok((0..n).filter(|i| votes[*i] >= sorted[k - 1]).collect())
    };
    let mut seats = None;
    let winners = match contest.rule.as_str() {
        "plurality" | "approval" | "scoring" => best(contest.seats as usize)?,
        "supermajority" | "threshold" => {
            let share = contest.share.ok_or("no share")?;
            (0..n).filter(|i| reaches(votes[*i], total, share, contest.inclusive)).collect()
        }
        "two-round" => {
            let leader = best(1)?;
            let share = contest.share.unwrap_or((1, 2));
            if leader.iter().all(|l| reaches(votes[*l], total, share, false)) { leader } else { best(2)? }
        }
        "dhondt" | "sainte-lague" => {
            // All quotients, sorted: the first S of them are the seats.
            let mut quotients: Vec<(i128, i128, usize)> = Vec::new();
            for i in (0..n).filter(|i| admitted[*i] && votes[*i] > 0) {
                for k in 1..=contest.seats {
                    let (p, q) = divisor(contest, k);
                    quotients.push((votes[i] * q, p, i));
                }
            }
            quotients.sort_by(|a, b| (b.0 * a.1).cmp(&(a.0 * b.1)));
            let s = contest.seats as usize;
            if quotients.len() < s {
                return Err("too few lists with votes".into());
            }
            if let (Some(last), Some(next)) = (quotients.get(s.wrapping_sub(1)), quotients.get(s))
                && last.0 * next.1 == next.0 * last.1
            {
                return Err("a tie at the last seat".into());
            }
            let mut given = vec![0; n];
            quotients.iter().take(s).for_each(|(_, _, i)| given[*i] += 1);
            let winners = (0..n).filter(|i| given[*i] > 0).collect();
            seats = Some(given);
            winners
        }
        "hamilton" => {
            let all: i128 = (0..n).filter(|i| admitted[*i]).map(|i| votes[i]).sum();
            if all == 0 {
                return Err("no votes".into());
            }
            let share = |i: usize| if admitted[i] { votes[i] * contest.seats } else { 0 };
            let mut given: Vec<i128> = (0..n).map(|i| share(i) / all).collect();
            let left = (contest.seats - given.iter().sum::<i128>()) as usize;
            let mut order: Vec<usize> = (0..n).filter(|i| admitted[*i]).collect();
            order.sort_by_key(|i| -(share(*i) % all));
            if left > 0 && left < order.len() && share(order[left - 1]) % all == share(order[left]) % all {
                return Err("a tie of remainders".into());
            }
            order.into_iter().take(left).for_each(|i| given[i] += 1);
            let winners = (0..n).filter(|i| given[*i] > 0).collect();
            seats = Some(given);
            winners
        }
        "irv" => BTreeSet::from([count(contest, cells)?]),
        other => return Err(format!("rule `{other}` is not known")),
    };
    if seats.is_none() && contest.reported_winners.as_ref().is_some_and(|r| *r != winners) {
        return Err("the reported winners are not those of the votes".into());
    }
    if let (Some(seats), Some(reported)) = (&seats, &contest.reported_seats)
        && seats != reported
    {
        return Err("the reported seats are not those of the votes".into());
    }
    Ok(Derived { winners, seats, admitted })
}

fn divisor(contest: &Contest, k: i128) -> Frac {
    match (k, contest.rule.as_str()) {
        (1, _) => contest.first,
        (k, "sainte-lague") => (2 * k - 1, 1),
        (k, _) => (k, 1),
    }
}

/// One plain instant-runoff count, last first; the engine instead explores all ways to break ties.
fn count(contest: &Contest, cells: &BTreeMap<String, i128>) -> Result<usize, String> {
    let mut left: BTreeSet<usize> = (0..contest.candidates.len()).collect();
    let ballots: Vec<(Vec<usize>, i128)> = cells
        .iter()
        .filter_map(|(cell, n)| match contest.read(cell) {
            Some(Mark::Valid(marks)) => Some((marks.into_iter().map(|(c, _)| c).collect(), *n)),
            _ => None,
        })
        .collect();
    while left.len() > 1 {
        let mut votes: BTreeMap<usize, i128> = left.iter().map(|c| (*c, 0)).collect();
        for (ranks, n) in &ballots {
            if let Some(first) = ranks.iter().find(|c| left.contains(c)) {
                *votes.entry(*first).or_default() += n;
            }
        }
        // At a tie whichever leaves: assertions rule out every other winner all the same, or they are found wanting.
        let out = left.iter().copied().min_by_key(|c| (votes[c], *c)).ok_or("no candidates")?;
        left.remove(&out);
    }
    left.first().copied().ok_or_else(|| "no candidates".into())
}

/// Tells what the stated assertions lack to prove the outcome, and what they hold that does not belong. Gives the values
/// that orders of a ranked contest made it go over.
pub(super) fn missing(contest: &Contest, derived: &Derived, list: &[Stated], tell: &mut dyn FnMut(String)) -> usize {
    let n = contest.candidates.len();
    let name = |i: usize| contest.candidates[i].as_str();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let of = |f: Frac| f.0 as f64 / f.1 as f64;
    let mut used = vec![false; list.len()];
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    list.iter()
        .enumerate()
        .for_each(|(i, a)| places.entry((a.kind.as_str(), a.winner, a.loser)).or_default().push(i));
    let mut has = |kind: &str, w: Option<usize>, l: Option<usize>, fits: &dyn Fn(&Stated) -> bool| -> bool {
        let found = places.get(&(kind, w, l)).and_then(|at| at.iter().copied().find(|i| fits(&list[*i])));
        if let Some(at) = found {
            used[at] = true;
        }
        found.is_some()
    };
    let losers: Vec<usize> = (0..n).filter(|i| !derived.winners.contains(i)).collect();
    let mut need = |ok: bool, what: String| {
        if !ok {
            tell(format!("no assertion that {what}"));
        }
    };
    let share = contest.share.map_or(0.5, of);
    match contest.rule.as_str() {
        "irv" => {
            let winner = derived.winners.first().copied().unwrap_or(0);
            let (open, walked) = open_order(contest, winner, list);
            if let Some(what) = open {
                tell(what);
            }
            return walked;
        }
        "plurality" | "approval" | "scoring" | "two-round" => {
            let kind = if contest.rule == "scoring" { "scoring" } else { "plurality" };
            let outright = contest.rule == "two-round" && derived.winners.len() == 1;
            if !outright || share < 0.5 {
                for w in &derived.winners {
                    for l in &losers {
                        need(has(kind, Some(*w), Some(*l), &|_| true), format!("{} beats {}", name(*w), name(*l)));
                    }
                }
            }
            if contest.rule == "two-round" {
                for w in &derived.winners {
                    let kind = if outright { ("above", Some(*w), None) } else { ("below", None, Some(*w)) };
                    need(
                        has(kind.0, kind.1, kind.2, &|a| near(a.share, share)),
                        format!("{} is {} the share", name(*w), kind.0),
                    );
                }
            }
        }
        "supermajority" | "threshold" => {
            let strict = contest.rule == "threshold" || derived.winners.is_empty();
            for i in 0..n {
                if derived.winners.contains(&i) {
                    need(
                        has("above", Some(i), None, &|a| near(a.share, share)),
                        format!("{} is above the share", name(i)),
                    );
                } else if strict {
                    need(
                        has("below", None, Some(i), &|a| near(a.share, share)),
                        format!("{} is below the share", name(i)),
                    );
                }
            }
        }
        _ => {
            let seats = derived.seats.clone().unwrap_or_default();
            let hamilton = contest.rule == "hamilton";
            let kind = if hamilton { "remainder" } else { "average" };
            let with: Vec<usize> = (0..n).filter(|i| seats[*i] > 0).collect();
            let threshold = contest.threshold.map_or(0.0, of);
            let fits = |w: usize, l: usize, a: &Stated| {
                if hamilton {
                    near(a.difference, (seats[w] - seats[l] - 1) as f64 / contest.seats as f64)
                } else {
                    near(a.divisors.0, of(divisor(contest, seats[w])))
                        && near(a.divisors.1, of(divisor(contest, seats[l] + 1)))
                }
            };
            for w in &with {
                for l in (0..n).filter(|l| l != w && derived.admitted[*l]) {
                    need(
                        has(kind, Some(*w), Some(l), &|a| fits(*w, l, a)),
                        format!("{} holds its last seat against {}", name(*w), name(l)),
                    );
                }
                if contest.threshold.is_some() {
                    need(
                        has("above", Some(*w), None, &|a| near(a.share, threshold)),
                        format!("{} is above the threshold", name(*w)),
                    );
                }
            }
            for l in (0..n).filter(|l| !derived.admitted[*l]) {
                let below = has("below", None, Some(l), &|a| near(a.share, threshold));
                let nothing =
                    !below && !hamilton && with.iter().all(|w| has(kind, Some(*w), Some(l), &|a| fits(*w, l, a)));
                need(below || nothing, format!("{} is below the threshold or would win nothing", name(l)));
            }
        }
    }
    for (a, _) in list.iter().zip(&used).filter(|(_, used)| !**used) {
        tell(format!("assertion `{}` does not follow from the outcome", a.id));
    }
    0
}

/// Goes forward from all candidates: which sets can be left, if nothing that the assertions forbid happens? Another
/// single candidate left than the winner is a way open. (The engine walks tails backwards.) Also how many values were gone
/// over.
fn open_order(contest: &Contest, winner: usize, list: &[Stated]) -> (Option<String>, usize) {
    const MOST: usize = 2_000_000;
    let everyone: u64 = (0..contest.candidates.len()).fold(0, |s, c| s | 1 << c);
    // Candidate by candidate: which others they cannot leave before, and of which sets they cannot leave first.
    let mut before = vec![0_u64; contest.candidates.len()];
    let mut first: HashSet<(usize, u64)> = HashSet::new();
    for (a, out) in list.iter().filter_map(|a| Some((a, a.winner?))) {
        match a.kind.as_str() {
            "neb" => before[out] |= a.loser.map_or(0, |l| 1 << l),
            "nen" => {
                first.insert((out, a.set.iter().fold(0, |s, c| s | 1 << c)));
            }
            _ => {}
        }
    }
    let forbidden = |set: u64, out: usize| before[out] & set != 0 || first.contains(&(out, set));
    let mut seen: HashSet<u64> = HashSet::from([everyone]);
    let mut stack = vec![everyone];
    let mut walked = 0;
    while let Some(set) = stack.pop() {
        if set.count_ones() == 1 {
            let left = set.trailing_zeros() as usize;
            if left != winner {
                let what = format!("the assertions leave it open that {} wins", contest.candidates[left]);
                return (Some(what), walked);
            }
            continue;
        }
        // The winner never leaves before any of the others that are left: whatever the order, the winner stays.
        if set >> winner & 1 == 1 && set & !(1 << winner) & !before[winner] == 0 {
            continue;
        }
        walked += contest.candidates.len();
        for out in (0..contest.candidates.len()).filter(|c| set >> c & 1 == 1) {
            let next = set & !(1 << out);
            if !forbidden(set, out) && seen.insert(next) {
                stack.push(next);
            }
        }
        if seen.len() > MOST {
            return (Some("too many orders to walk through here".into()), walked);
        }
    }
    (None, walked)
}
