//! Coverage, bounds and label of a recommendation or an obligation; exact, so that a label never hangs on rounding.

/// The counts a label rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Indicators that apply.
    pub applicable: u64,
    /// Of them with a verdict.
    pub scored: u64,
    /// Sum of the verdicts in halves.
    pub halves: u64,
}

impl Tally {
    /// Share of applying indicators with a verdict, as a fraction.
    pub const fn coverage(self) -> (u64, u64) {
        (self.scored, self.applicable)
    }

    /// Score if every unknown were not met.
    pub const fn lo(self) -> (u64, u64) {
        (self.halves, 2 * self.applicable)
    }

    /// Score if every unknown were met.
    pub const fn hi(self) -> (u64, u64) {
        (self.halves + 2 * (self.applicable - self.scored), 2 * self.applicable)
    }

    /// Mean of the verdicts; only where at least three of five applying indicators have one.
    pub const fn point(self) -> Option<(u64, u64)> {
        if self.applicable > 0 && self.enough() { Some((self.halves, 2 * self.scored)) } else { None }
    }

    const fn enough(self) -> bool {
        5 * self.scored >= 3 * self.applicable
    }

    /// The label: first match of the specification's list. It rests on bounds, so that missing evidence never helps.
    pub const fn label(self, critical_not_met: bool) -> &'static str {
        let (lo, hi, whole) = (self.lo().0, self.hi().0, 2 * self.applicable);
        if self.applicable == 0 {
            "not_applicable"
        } else if critical_not_met {
            "serious_concern"
        } else if !self.enough() {
            "insufficient_evidence"
        } else if 5 * lo >= 4 * whole {
            "meets"
        } else if 5 * hi < 2 * whole {
            "falls_short"
        } else {
            "mixed"
        }
    }
}

/// A fraction with four decimals, halves up.
pub fn decimal((x, n): (u64, u64)) -> String {
    let scaled = (u128::from(x) * 20_000 / u128::from(n.max(1))).div_ceil(2);
    format!("{}.{:04}", scaled / 10_000, scaled % 10_000)
}
