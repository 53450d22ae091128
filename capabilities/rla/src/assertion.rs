//! Assertions and their assorters: what must be true of the paper, each as "the mean of A over the cards exceeds ½".
//!
//! Stark, *Sets of Half-Average Nulls Generate Risk-Limiting Audits (SHANGRLA)*, arXiv 1911.10035, sections 2–3; linear
//! rules: Blom, Budurushi, Rivest, Stark, Stuckey, Teague & Vukcevic, arXiv 2107.11903, sections 3–5.

use crate::martingale::error_free_size;
use crate::model::{Assertion, AuditType, Choice, Contest, Kind, Tally, Vote};
use crate::outcome::{self, NoOutcome, Outcome, divisor, exact, one};
use base::exact::Rational;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};

/// Why a contest cannot be audited. The remedy is always a full hand count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAuditable {
    /// No outcome, or a tie.
    #[error("{0}")]
    Outcome(#[from] NoOutcome),
    /// The reported winners or seats are not those of the votes (`RLA-WINNER`).
    #[error("the reported winners or seats are not those of the votes: {0}")]
    Winners(String),
    /// A needed margin is zero or negative.
    #[error("the margin of `{0}` is not positive")]
    Margin(String),
    /// The population is smaller than the votes (`RLA-CARDS-BOUND`).
    #[error("{votes} cards with the contest exceed its bound of {cards} cards")]
    Bound {
        /// Cards counted.
        votes: u64,
        /// The bound.
        cards: u64,
    },
}

fn half() -> Rational {
    Rational::new(1.into(), 2.into())
}

impl Kind {
    /// The assorter's upper bound (table in section 2 of the specification of each rule; see the module's sources).
    pub fn upper(&self) -> Rational {
        match self {
            Self::Plurality(..) | Self::Scoring(..) | Self::Neb(..) | Self::Nen(..) => one(),
            Self::Above(_, f) => one() / (exact(2) * f),
            Self::Below(_, f) => one() / (exact(2) * (one() - f)),
            Self::Average { d_w, d_l, .. } => (d_l / d_w + one()) / exact(2),
            Self::Remainder(_, _, d) => one() / (one() + d),
        }
    }

    /// `Σ (A − ½)` over the cards with a valid vote, exact. IRV kinds need ballots and give zero here.
    pub(crate) fn contribution(&self, tally: &Tally) -> Rational {
        let t = |i: &usize| exact(tally.votes.get(*i).copied().unwrap_or(0));
        let total = exact(tally.valid);
        match self {
            Self::Plurality(w, l) => (t(w) - t(l)) * half(),
            Self::Scoring(w, l, max) => (t(w) - t(l)) / exact(2 * max),
            Self::Above(w, _) => t(w) * (self.upper() - half()) - (total - t(w)) * half(),
            Self::Below(l, _) => (total - t(l)) * (self.upper() - half()) - t(l) * half(),
            Self::Average { winner, loser, .. } => t(winner) * (self.upper() - half()) - t(loser) * half(),
            Self::Remainder(a, b, _) => {
                let upper = self.upper();
                t(a) * (&upper - half()) - t(b) * half() + (total - t(a) - t(b)) * (upper * half() - half())
            }
            Self::Neb(..) | Self::Nen(..) => Rational::zero(),
        }
    }

    /// The assertion over a population of `cards`: cards without a valid vote, and those missing, count ½.
    pub fn over(self, tally: &Tally, cards: u64) -> Assertion {
        let contribution = self.contribution(tally);
        Assertion::new(self, contribution, cards)
    }

    /// The assorter of one vote.
    pub fn assort(&self, vote: &Vote) -> f64 {
        let upper = || to_f64(&self.upper());
        let pair = |w: &usize, l: &usize, marks: &[u16]| {
            let has = |i: &usize| marks.iter().any(|m| usize::from(*m) == *i);
            (f64::from(u8::from(has(w))) - f64::from(u8::from(has(l))) + 1.0) / 2.0
        };
        match (self, vote) {
            (_, Vote::Absent | Vote::Blank | Vote::Overvote) => 0.5,
            (Self::Plurality(w, l), Vote::Marks(marks)) => pair(w, l, marks),
            (Self::Scoring(w, l, max), Vote::Scores(scores)) => {
                let of =
                    |i: &usize| scores.iter().find(|(c, _)| usize::from(*c) == *i).map_or(0.0, |(_, s)| *s as f64);
                (of(w) - of(l) + *max as f64) / (2.0 * *max as f64)
            }
            (Self::Above(w, _), Vote::Marks(marks)) => {
                if single(marks) == Some(*w) {
                    upper()
                } else {
                    0.0
                }
            }
            (Self::Below(l, _), Vote::Marks(marks)) => {
                if single(marks) == Some(*l) {
                    0.0
                } else {
                    upper()
                }
            }
            (Self::Average { winner, loser, .. }, Vote::Marks(marks)) => match single(marks) {
                Some(c) if c == *winner => upper(),
                Some(c) if c == *loser => 0.0,
                _ => 0.5,
            },
            (Self::Remainder(a, b, _), Vote::Marks(marks)) => match single(marks) {
                Some(c) if c == *a => upper(),
                Some(c) if c == *b => 0.0,
                _ => upper() / 2.0,
            },
            (Self::Neb(w, l), Vote::Ranks(ranks)) => {
                let place = |i: &usize| ranks.iter().position(|r| usize::from(*r) == *i);
                match (place(w), place(l)) {
                    (Some(0), _) => 1.0,
                    (Some(w), Some(l)) if l > w => 0.5,
                    (_, Some(_)) => 0.0,
                    (_, None) => 0.5,
                }
            }
            (Self::Nen(w, l, continuing), Vote::Ranks(ranks)) => {
                match ranks.iter().map(|r| usize::from(*r)).find(|r| continuing.contains(r)) {
                    Some(c) if c == *w => 1.0,
                    Some(c) if c == *l => 0.0,
                    _ => 0.5,
                }
            }
            // A vote of another form cannot be built by the reader of this contest.
            (_, Vote::Marks(_) | Vote::Scores(_) | Vote::Ranks(_)) => 0.5,
        }
    }
}

impl Assertion {
    /// From a kind and `Σ (A − ½)` over the population.
    pub fn new(kind: Kind, contribution: Rational, cards: u64) -> Self {
        let mean = half() + contribution / exact(cards.max(1));
        let margin = exact(2) * &mean - one();
        Self { upper: kind.upper(), mean, margin, margin_votes: None, kind }
    }

    /// v/u, which the sample size of a comparison audit depends on.
    pub fn ratio(&self) -> f64 {
        to_f64(&(&self.margin / &self.upper))
    }

    /// Error-free sample size at the largest bet (λ = 2), for comparison and ONEAudit; `None` otherwise.
    pub fn sample_size(&self, audit_type: AuditType, risk_limit: &Rational) -> Option<u64> {
        let compares = matches!(audit_type, AuditType::Comparison | AuditType::OneAudit);
        (compares && self.margin.is_positive()).then(|| error_free_size(self.ratio(), to_f64(risk_limit), 2.0))
    }
}

/// The one marked candidate of a single-mark contest.
fn single(marks: &[u16]) -> Option<usize> {
    match marks {
        [one] => Some(usize::from(*one)),
        _ => None,
    }
}

/// The nearest f64; 0 only for zero or what cannot be represented.
pub fn to_f64(value: &Rational) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

/// The assertions that follow from a tally, and the outcome they prove. All margins are positive.
///
/// Zero margins, ties and winners that the votes do not give are [`NotAuditable`]. IRV goes through [`crate::raire`].
///
/// # Errors
/// [`NotAuditable`].
pub fn assertions(contest: &Contest, tally: &Tally, cards: u64) -> Result<(Outcome, Vec<Assertion>), NotAuditable> {
    let held = tally.valid + tally.invalid;
    let needed =
        tally.votes.iter().copied().max().unwrap_or(0).max(if contest.votes_allowed == 1 { held } else { 0 });
    if matches!(contest.choice, Choice::Scoring { .. }) {
        if held > cards {
            return Err(NotAuditable::Bound { votes: held, cards });
        }
    } else if needed > cards {
        return Err(NotAuditable::Bound { votes: needed, cards });
    }
    let outcome = outcome::outcome(contest, tally)?;
    check_reported(contest, &outcome)?;
    let all = 0..contest.candidates.len();
    let losers: Vec<usize> = all.clone().filter(|i| !outcome.winners.contains(i)).collect();
    let mut kinds: Vec<Kind> = Vec::new();
    let mut pairs = |make: &dyn Fn(usize, usize) -> Kind| {
        for w in &outcome.winners {
            kinds.extend(losers.iter().map(|l| make(*w, *l)));
        }
    };
    match &contest.choice {
        Choice::Plurality | Choice::Approval => pairs(&Kind::Plurality),
        Choice::Scoring { max } => pairs(&|w, l| Kind::Scoring(w, l, *max)),
        Choice::Supermajority { share, .. } => {
            if outcome.winners.is_empty() {
                kinds.extend(all.map(|i| Kind::Below(i, share.clone())));
            } else {
                kinds.extend(outcome.winners.iter().map(|w| Kind::Above(*w, share.clone())));
            }
        }
        Choice::Threshold { share, .. } => {
            kinds.extend(all.map(|i| {
                if outcome.winners.contains(&i) {
                    Kind::Above(i, share.clone())
                } else {
                    Kind::Below(i, share.clone())
                }
            }));
        }
        Choice::TwoRound { share } => match outcome.winners[..] {
            [winner] => {
                kinds.push(Kind::Above(winner, share.clone()));
                // Below one half, more than one candidate can pass the share: the winner must lead as well.
                if *share < half() {
                    kinds.extend(losers.iter().map(|l| Kind::Plurality(winner, *l)));
                }
            }
            _ => {
                pairs(&Kind::Plurality);
                // Both finalists must be below the share: the true leader may be either. Others are behind them.
                kinds.extend(outcome.winners.iter().map(|w| Kind::Below(*w, share.clone())));
            }
        },
        Choice::HighestAverage { first, step } => {
            list_system(contest, tally, cards, &outcome, &mut kinds, |w, l, s_w, s_l| Kind::Average {
                winner: w,
                loser: l,
                d_w: divisor(first, *step, s_w),
                d_l: divisor(first, *step, s_l + 1),
            })?;
        }
        Choice::Hamilton => {
            let seats = exact(contest.seats);
            list_system(contest, tally, cards, &outcome, &mut kinds, |w, l, s_w, s_l| {
                Kind::Remainder(w, l, (exact(s_w) - exact(s_l) - one()) / &seats)
            })?;
        }
        Choice::Irv => return Err(NoOutcome::Undefined("a ranked contest needs its ballots".into()).into()),
    }
    let assertions: Vec<Assertion> = kinds.into_iter().map(|kind| kind.over(tally, cards)).collect();
    if let Some(zero) = assertions.iter().find(|a| !a.margin.is_positive()) {
        return Err(NotAuditable::Margin(contest.assertion_id(&zero.kind)));
    }
    Ok((outcome, assertions))
}

/// Pairs of lists with seats against all others, and thresholds: a list below it is either shown to be below, or shown
/// to win nothing even if admitted, whichever takes the smaller sample (equal: below).
fn list_system(
    contest: &Contest,
    tally: &Tally,
    cards: u64,
    outcome: &Outcome,
    kinds: &mut Vec<Kind>,
    pair: impl Fn(usize, usize, u64, u64) -> Kind,
) -> Result<(), NotAuditable> {
    let seats = outcome.seats.clone().unwrap_or_default();
    let admitted = outcome::admitted(contest, tally);
    let n = contest.candidates.len();
    let with_seats: Vec<usize> = (0..n).filter(|i| seats[*i] > 0).collect();
    for w in &with_seats {
        kinds.extend((0..n).filter(|l| l != w && admitted[*l]).map(|l| pair(*w, l, seats[*w], seats[l])));
    }
    let Some(threshold) = &contest.threshold else { return Ok(()) };
    kinds.extend(with_seats.iter().map(|w| Kind::Above(*w, threshold.clone())));
    // Hamilton's quota changes when a list is admitted, so its assertions say nothing of lists kept out.
    let may_choose = matches!(contest.choice, Choice::HighestAverage { .. });
    for party in (0..n).filter(|i| !admitted[*i]) {
        let below = vec![Kind::Below(party, threshold.clone())];
        let no_seat: Vec<Kind> = with_seats.iter().map(|w| pair(*w, party, seats[*w], 0)).collect();
        // The smallest v/u decides the size; a margin that is not positive cannot be chosen.
        let worst = |kinds: &[Kind]| {
            kinds.iter().map(|k| k.clone().over(tally, cards)).map(|a| a.margin / a.upper).min().unwrap_or_default()
        };
        let prefer = may_choose && worst(&no_seat) > worst(&below);
        kinds.extend(if prefer { no_seat } else { below });
    }
    if !may_choose && admitted.contains(&false) {
        // Quotas among admitted lists only: shares of T must be shares of the admitted votes.
        let kept_out: u64 = (0..n).filter(|i| !admitted[*i]).map(|i| tally.votes[i]).sum();
        if kept_out > 0 {
            return Err(NoOutcome::Undefined(
                "a largest-remainder contest with votes below its threshold has no linear assertions".into(),
            )
            .into());
        }
    }
    Ok(())
}

/// Holds the outcome against what was reported, where anything was.
pub fn check_reported(contest: &Contest, outcome: &Outcome) -> Result<(), NotAuditable> {
    let names =
        |list: &[usize]| list.iter().map(|i| contest.candidates[*i].id.as_str()).collect::<Vec<_>>().join(", ");
    if let (Some(reported), None) = (&contest.reported_winners, &outcome.seats)
        && *reported != outcome.winners
    {
        let what = format!("reported [{}], by the votes [{}]", names(reported), names(&outcome.winners));
        return Err(NotAuditable::Winners(what));
    }
    if let (Some(reported), Some(seats)) = (&contest.reported_seats, &outcome.seats)
        && reported != seats
    {
        return Err(NotAuditable::Winners(format!("reported {reported:?}, by the votes {seats:?}")));
    }
    Ok(())
}

/// The tally that the audit file itself reports; `None` if it reports none.
pub fn reported_tally(contest: &Contest) -> Option<Tally> {
    let votes = contest.reported.clone()?;
    let sum = votes.iter().sum();
    let valid = if contest.votes_allowed == 1 && !matches!(contest.choice, Choice::Approval | Choice::Scoring { .. })
    {
        sum
    } else {
        // Marks are not ballots here; plurality and scoring need only the differences.
        votes.iter().copied().max().unwrap_or(0)
    };
    Some(Tally { votes, valid, invalid: contest.reported_invalid })
}

/// Sums distinct votes.
pub fn tally<'v>(contest: &Contest, votes: impl IntoIterator<Item = (&'v Vote, u64)>) -> Tally {
    let mut out = Tally { votes: vec![0; contest.candidates.len()], valid: 0, invalid: 0 };
    let mut add = |candidate: u16, count: u64| out.votes[usize::from(candidate)] += count;
    for (vote, count) in votes {
        match vote {
            Vote::Absent => continue,
            Vote::Blank | Vote::Overvote => {
                out.invalid += count;
                continue;
            }
            Vote::Marks(marks) => marks.iter().for_each(|m| add(*m, count)),
            Vote::Scores(scores) => scores.iter().for_each(|(c, s)| add(*c, s * count)),
            Vote::Ranks(ranks) => ranks.iter().take(1).for_each(|r| add(*r, count)),
        }
        out.valid += count;
    }
    out
}
