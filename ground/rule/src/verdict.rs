//! Verdicts, the sets of verdicts that remain possible when something is unknown, and what a rule answers.

/// The three verdicts, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The condition does not hold.
    NotMet,
    /// It holds in part.
    Partly,
    /// It holds.
    Met,
}

impl Verdict {
    /// All three, from worst to best.
    pub const ALL: [Self; 3] = [Self::NotMet, Self::Partly, Self::Met];

    /// The word in files: `met`, `partly`, `not_met`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotMet => "not_met",
            Self::Partly => "partly",
            Self::Met => "met",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// Twice the score: 0, 1 or 2 halves.
    pub const fn halves(self) -> u32 {
        self as u32
    }
}

/// A set of verdicts that remain possible; never empty by construction of its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possible(u8);

impl Possible {
    /// Nothing is known: all three.
    pub const ALL: Self = Self(0b111);
    /// No verdict yet: the start of a union.
    pub(crate) const NONE: Self = Self(0);

    /// One verdict.
    pub const fn only(verdict: Verdict) -> Self {
        Self(1 << verdict as u8)
    }

    /// All verdicts from one to another, both included, in either order.
    pub fn between(a: Verdict, b: Verdict) -> Self {
        Verdict::ALL
            .into_iter()
            .filter(|v| *v >= a.min(b) && *v <= a.max(b))
            .fold(Self::NONE, |set, v| set.or(Self::only(v)))
    }

    /// Either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the verdict is in the set.
    pub const fn has(self, verdict: Verdict) -> bool {
        self.0 & 1 << verdict as u8 != 0
    }

    /// How many verdicts.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no verdict is left.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The only verdict, if one is left.
    pub fn single(self) -> Option<Verdict> {
        if self.len() == 1 { self.worst() } else { None }
    }

    /// The worst verdict of the set.
    pub fn worst(self) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|v| self.has(*v))
    }

    /// The best verdict of the set.
    pub fn best(self) -> Option<Verdict> {
        Verdict::ALL.into_iter().rev().find(|v| self.has(*v))
    }

    fn filter(self, keep: impl Fn(Verdict) -> bool) -> Self {
        Verdict::ALL.into_iter().filter(|v| self.has(*v) && keep(*v)).fold(Self::NONE, |s, v| s.or(Self::only(v)))
    }
}

/// Whether the smallest or the largest of the records' verdicts counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// The smallest.
    Worst,
    /// The largest.
    Best,
}

/// The smallest (or largest) verdict over all combinations of the records' sets, one record at a time.
///
/// A verdict v of some set is the smallest of a combination exactly if every set reaches v or more, that is if v is
/// at most the least of the sets' best verdicts; the mirror image holds for the largest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fold {
    combine: Combine,
    union: Possible,
    limit: Verdict,
}

impl Fold {
    pub(crate) const fn new(combine: Combine) -> Self {
        let limit = match combine {
            Combine::Worst => Verdict::Met,
            Combine::Best => Verdict::NotMet,
        };
        Self { combine, union: Possible::NONE, limit }
    }

    pub(crate) fn push(&mut self, set: Possible) {
        self.union = self.union.or(set);
        match self.combine {
            Combine::Worst => self.limit = self.limit.min(set.best().unwrap_or(Verdict::Met)),
            Combine::Best => self.limit = self.limit.max(set.worst().unwrap_or(Verdict::NotMet)),
        }
    }

    pub(crate) fn possible(self) -> Possible {
        match self.combine {
            Combine::Worst => self.union.filter(|v| v <= self.limit),
            Combine::Best => self.union.filter(|v| v >= self.limit),
        }
    }
}

/// The seven statuses of an answer; only the first three are verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Verdict: holds.
    Met,
    /// Verdict: holds in part.
    Partly,
    /// Verdict: does not hold.
    NotMet,
    /// Good evidence stands on both sides.
    Contested,
    /// Something is known, but not enough to decide.
    Indeterminate,
    /// Nothing was assessed.
    NotAssessed,
    /// The question does not arise.
    NotApplicable,
}

impl Status {
    /// All seven, in the order of pages and matrices.
    pub const ALL: [Self; 7] = [
        Self::Met,
        Self::Partly,
        Self::NotMet,
        Self::Contested,
        Self::Indeterminate,
        Self::NotAssessed,
        Self::NotApplicable,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::NotMet => "not_met",
            Self::Contested => "contested",
            Self::Indeterminate => "indeterminate",
            Self::NotAssessed => "not_assessed",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// The verdict, if the status is one.
    pub const fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Met => Some(Verdict::Met),
            Self::Partly => Some(Verdict::Partly),
            Self::NotMet => Some(Verdict::NotMet),
            _ => None,
        }
    }
}

impl From<Verdict> for Status {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Met,
            Verdict::Partly => Self::Partly,
            Verdict::NotMet => Self::NotMet,
        }
    }
}

/// What a rule answers over its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// A verdict, or why there is none.
    pub status: Status,
    /// Reason of a status that is no verdict, in snake case.
    pub reason: Option<&'static str>,
    /// The verdicts that remain possible; one where the status is a verdict.
    pub possible: Possible,
    /// Records selected.
    pub n: u64,
    /// Records (or fields, months) that count, where the form counts.
    pub numerator: Option<u64>,
    /// What they are counted of.
    pub denominator: Option<u64>,
    /// How many could not be told, where the form counts.
    pub unknown: Option<u64>,
    /// The measured value as a decimal, where there is one.
    pub value: Option<String>,
    /// Lower and upper end of the value as decimals: bounds from what is unknown, or a 95 % interval.
    pub interval: Option<[String; 2]>,
}

impl Signal {
    pub(crate) fn new(status: Status, reason: Option<&'static str>, possible: Possible, n: u64) -> Self {
        Self {
            status,
            reason,
            possible,
            n,
            numerator: None,
            denominator: None,
            unknown: None,
            value: None,
            interval: None,
        }
    }

    pub(crate) fn verdict(verdict: Verdict, n: u64) -> Self {
        Self::new(verdict.into(), None, Possible::only(verdict), n)
    }

    /// One left: that verdict. Two left: indeterminate. All three: not assessed.
    pub(crate) fn from_possible(possible: Possible, n: u64) -> Self {
        match possible.single() {
            Some(verdict) => Self::verdict(verdict, n),
            None if possible.len() == 2 => Self::new(Status::Indeterminate, Some("missing_fields"), possible, n),
            None => Self::new(Status::NotAssessed, Some("missing_fields"), Possible::ALL, n),
        }
    }

    pub(crate) fn without(status: Status, reason: &'static str, n: u64) -> Self {
        Self::new(status, Some(reason), Possible::ALL, n)
    }
}
