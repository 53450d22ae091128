//! What an audit is about: contests, candidates, rules, reported figures. Plain types; the second derivation uses these
//! and nothing else of this crate.

use base::exact::Rational;

/// An audit file, read and checked.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Title for people.
    pub title: String,
    /// Contests in the order of the file.
    pub contests: Vec<Contest>,
}

/// One contest.
#[derive(Debug, Clone)]
pub struct Contest {
    /// `[a-z0-9._-]{1,64}`, unique.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// How votes become winners.
    pub choice: Choice,
    /// Winners, or seats to give.
    pub seats: u64,
    /// Marks allowed on a card (vote for k).
    pub votes_allowed: u64,
    /// Candidates or lists in order.
    pub candidates: Vec<Candidate>,
    /// Reported votes by candidate (first preferences for IRV); `None` if the file gives none.
    pub reported: Option<Vec<u64>>,
    /// Reported winners as places in `candidates`; `None` if not given.
    pub reported_winners: Option<Vec<usize>>,
    /// Reported seats by candidate.
    pub reported_seats: Option<Vec<u64>>,
    /// Blank, over-voted, spoilt.
    pub reported_invalid: u64,
    /// Upper bound on cards that hold the contest, from outside the voting system.
    pub cards: u64,
    /// How paper is compared.
    pub audit_type: AuditType,
    /// Whether cast vote records say which cards hold the contest.
    pub use_style: bool,
    /// Test; `None` is the default of the audit type.
    pub test: Option<serde_json::Value>,
    /// Risk limit, in (0, ½).
    pub risk_limit: Rational,
    /// Threshold of list systems, in [0, 1).
    pub threshold: Option<Rational>,
}

/// A candidate or list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As cells write it.
    pub id: String,
    /// Name for people.
    pub name: String,
}

/// How votes become winners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Most votes; with `votes_allowed` > 1 vote for k.
    Plurality,
    /// Any number of marks.
    Approval,
    /// Sum of scores from 0 to the maximum.
    Scoring {
        /// Highest score.
        max: u64,
    },
    /// The winner needs more than a share of the valid votes; otherwise nobody wins.
    Supermajority {
        /// Share in (0, 1).
        share: Rational,
        /// Whether the share itself is enough.
        inclusive: bool,
    },
    /// Every candidate above a share wins.
    Threshold {
        /// Share in (0, 1).
        share: Rational,
        /// Whether the share itself is enough.
        inclusive: bool,
    },
    /// Highest averages with divisors `d(k)`.
    HighestAverage {
        /// `d(1)`.
        first: Rational,
        /// `d(k) = step·k − step + 1` for k ≥ 2: 1 for D'Hondt, 2 for Sainte-Laguë.
        step: u64,
    },
    /// Largest remainder with the Hare quota.
    Hamilton,
    /// Instant-runoff.
    Irv,
    /// The leader wins outright above a share, else the two first go to a run-off.
    TwoRound {
        /// Share, ½ by default.
        share: Rational,
    },
}

impl Choice {
    /// The name in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plurality => "plurality",
            Self::Approval => "approval",
            Self::Scoring { .. } => "scoring",
            Self::Supermajority { .. } => "supermajority",
            Self::Threshold { .. } => "threshold",
            Self::HighestAverage { step: 1, .. } => "dhondt",
            Self::HighestAverage { .. } => "sainte-lague",
            Self::Hamilton => "hamilton",
            Self::Irv => "irv",
            Self::TwoRound { .. } => "two-round",
        }
    }
}

/// How paper is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditType {
    /// Each card's paper against its cast vote record.
    Comparison,
    /// Paper alone.
    Polling,
    /// Cast vote records where there are any, pool totals where not.
    OneAudit,
    /// Totals of batches.
    Batch,
}

impl AuditType {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Polling => "polling",
            Self::OneAudit => "oneaudit",
            Self::Batch => "batch",
        }
    }
}

/// What stands in a card's cell for one contest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Vote {
    /// The contest is not on the card.
    Absent,
    /// On the card, no valid vote.
    Blank,
    /// More marks than allowed: no valid vote.
    Overvote,
    /// Marked candidates, ascending.
    Marks(Vec<u16>),
    /// Scores by candidate, ascending candidates.
    Scores(Vec<(u16, u64)>),
    /// Candidates by rank.
    Ranks(Vec<u16>),
}

/// Votes of a contest, summed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Votes, sums of scores or first preferences by candidate.
    pub votes: Vec<u64>,
    /// Cards with a valid vote.
    pub valid: u64,
    /// Cards that hold the contest without a valid vote.
    pub invalid: u64,
}

/// A statement about the paper that must be true for the outcome to be right: its assorter's mean exceeds ½.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// What is compared.
    pub kind: Kind,
    /// Upper bound of the assorter; the lower bound is 0.
    pub upper: Rational,
    /// Mean of the assorter over the population, from reported or tabulated votes.
    pub mean: Rational,
    /// Twice the mean less one.
    pub margin: Rational,
    /// Margin in votes (IRV).
    pub margin_votes: Option<i64>,
}

/// Kinds of assertion; candidates as places in the contest's list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The first has more votes than the second.
    Plurality(usize, usize),
    /// The first has a larger sum of scores (of at most `max` each) than the second.
    Scoring(usize, usize, u64),
    /// More than this share of the valid votes.
    Above(usize, Rational),
    /// Less than this share of the valid votes.
    Below(usize, Rational),
    /// T_w / d_w > T_l / d_l.
    Average {
        /// Winner of the seat.
        winner: usize,
        /// Loser of the seat.
        loser: usize,
        /// Divisor of the winner's last seat.
        d_w: Rational,
        /// Divisor of the loser's next seat.
        d_l: Rational,
    },
    /// (T_w − T_l)/T > d.
    Remainder(usize, usize, Rational),
    /// The first stays longer than the second, whoever else is left ("not eliminated before").
    Neb(usize, usize),
    /// Among these continuing candidates the first has more than the second ("not eliminated next").
    Nen(usize, usize, Vec<usize>),
}

impl Audit {
    /// Whether it compares totals of batches. A folder holds such contests or others, not both.
    pub fn by_batches(&self) -> bool {
        self.contests.iter().any(|c| c.audit_type == AuditType::Batch)
    }
}

impl Contest {
    /// Place of a candidate by id.
    pub fn candidate(&self, id: &str) -> Option<usize> {
        self.candidates.iter().position(|c| c.id == id)
    }

    /// Text of an assertion's id, unique within the contest.
    pub fn assertion_id(&self, kind: &Kind) -> String {
        let name = |i: &usize| self.candidates.get(*i).map_or("?", |c| c.id.as_str());
        let plain = |r: &Rational| base::exact::to_plain(r, 12);
        match kind {
            Kind::Plurality(w, l) => format!("plurality:{}:{}", name(w), name(l)),
            Kind::Scoring(w, l, _) => format!("scoring:{}:{}", name(w), name(l)),
            Kind::Above(w, _) => format!("above:{}", name(w)),
            Kind::Below(l, _) => format!("below:{}", name(l)),
            Kind::Average { winner, loser, d_w, d_l } => {
                format!("average:{}/{}:{}/{}", name(winner), plain(d_w), name(loser), plain(d_l))
            }
            Kind::Remainder(w, l, _) => format!("remainder:{}:{}", name(w), name(l)),
            Kind::Neb(w, l) => format!("neb:{}:{}", name(w), name(l)),
            Kind::Nen(w, l, continuing) => {
                let names: Vec<&str> = continuing.iter().map(name).collect();
                format!("nen:{}:{}:{}", name(w), name(l), names.join("+"))
            }
        }
    }
}
