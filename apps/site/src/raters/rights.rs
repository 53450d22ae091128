//! Who may do what, and when: one table.

use serde::{Deserialize, Serialize};

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Rates, hands in, and decides with others where ratings differ.
    Assessor,
    /// Keeps the dossier: sees how far everybody is and the trail, and rates nothing.
    Coordinator,
}

impl crate::room::Duty for Role {
    const PLACE: &'static str = "raters";
}

/// How far the round of rating is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Somebody has not handed in round 1 yet.
    Blind,
    /// Everybody has: ratings are open to all of the panel.
    Open,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// See the questions, one's own answers, and how far everybody is.
    ReadWork,
    /// Answer, and hand in, the questions of round 1.
    Rate,
    /// See what others rated.
    ReadRatings,
    /// Answer again in round 2, and hand in.
    RateAgain,
    /// Propose a decision, agree to one, or dissent.
    Decide,
    /// Read who did what when.
    ReadTrail,
}

/// Whether an account (or nobody) may do this now. A trail says who saved which question when, never what; before round 1
/// is closed only the coordinator reads it.
pub(crate) const fn allowed(act: Act, role: Option<Role>, phase: Phase) -> bool {
    let Some(role) = role else { return false };
    match (act, role, phase) {
        (Act::ReadWork, _, _) | (Act::ReadRatings, _, Phase::Open) => true,
        (Act::Rate, Role::Assessor, Phase::Blind) => true,
        (Act::RateAgain | Act::Decide, Role::Assessor, Phase::Open) => true,
        (Act::ReadTrail, Role::Coordinator, _) | (Act::ReadTrail, Role::Assessor, Phase::Open) => true,
        (Act::ReadRatings, _, Phase::Blind)
        | (Act::Rate, Role::Coordinator, _)
        | (Act::Rate, Role::Assessor, Phase::Open)
        | (Act::RateAgain | Act::Decide, Role::Coordinator, _)
        | (Act::RateAgain | Act::Decide, Role::Assessor, Phase::Blind)
        | (Act::ReadTrail, Role::Assessor, Phase::Blind) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written out in full, so that a change of the rules must be made twice.
    #[test]
    fn the_table_of_rights() {
        use Act::*;
        let columns = [
            (None, Phase::Blind),
            (None, Phase::Open),
            (Some(Role::Assessor), Phase::Blind),
            (Some(Role::Assessor), Phase::Open),
            (Some(Role::Coordinator), Phase::Blind),
            (Some(Role::Coordinator), Phase::Open),
        ];
        let rows = [
            (ReadWork, [false, false, true, true, true, true]),
            (Rate, [false, false, true, false, false, false]),
            (ReadRatings, [false, false, false, true, false, true]),
            (RateAgain, [false, false, false, true, false, false]),
            (Decide, [false, false, false, true, false, false]),
            (ReadTrail, [false, false, false, true, true, true]),
        ];
        for (act, row) in rows {
            for ((role, phase), expected) in columns.into_iter().zip(row) {
                assert_eq!(allowed(act, role, phase), expected, "{act:?} {role:?} {phase:?}");
            }
        }
    }
}
