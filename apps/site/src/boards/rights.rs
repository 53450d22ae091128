//! Who may do what, and when: one table.

use serde::{Deserialize, Serialize};

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads papers, first seat.
    A,
    /// Reads papers, second seat; neither seat sees what the other enters before both have.
    B,
    /// Sees how far the boards are and the trail, and enters nothing.
    Coordinator,
}

impl crate::room::Duty for Role {
    const PLACE: &'static str = "boards";
}

impl Role {
    pub(crate) const fn reads(self) -> bool {
        matches!(self, Self::A | Self::B)
    }
}

/// How far the round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Some card is not entered alike by both seats.
    Entering,
    /// All are.
    Agreed,
    /// Its risk is computed.
    Closed,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// See the pull list and how far everybody is.
    ReadList,
    /// Open a card's form.
    OpenCard,
    /// Enter what a card's paper says.
    Enter,
    /// Ask that a card both agree on be entered again.
    Again,
    /// See the summary of the round.
    ReadRound,
    /// Write the files of interpretations.
    Write,
    /// Read who did what when.
    ReadTrail,
}

/// Whether an account (or nobody) may do this now. The trail never says what was entered; readers see it when all agree.
pub(crate) const fn allowed(act: Act, role: Option<Role>, phase: Phase) -> bool {
    let Some(role) = role else { return false };
    match (act, role, phase) {
        (Act::ReadList | Act::ReadRound, _, _) => true,
        (Act::OpenCard, Role::A | Role::B, _) => true,
        (Act::Enter | Act::Again, Role::A | Role::B, Phase::Entering | Phase::Agreed) => true,
        (Act::Write, _, Phase::Agreed) => true,
        (Act::ReadTrail, Role::Coordinator, _) => true,
        (Act::ReadTrail, Role::A | Role::B, Phase::Agreed | Phase::Closed) => true,
        (Act::OpenCard | Act::Enter | Act::Again, Role::Coordinator, _)
        | (Act::Enter | Act::Again, Role::A | Role::B, Phase::Closed)
        | (Act::Write, _, Phase::Entering | Phase::Closed)
        | (Act::ReadTrail, Role::A | Role::B, Phase::Entering) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written out in full, so that a change of the rules must be made twice.
    #[test]
    fn the_table_of_rights() {
        use Act::*;
        let phases = [Phase::Entering, Phase::Agreed, Phase::Closed];
        let rows = [
            (ReadList, [true; 3], [true; 3]),
            (OpenCard, [true; 3], [false; 3]),
            (Enter, [true, true, false], [false; 3]),
            (Again, [true, true, false], [false; 3]),
            (ReadRound, [true; 3], [true; 3]),
            (Write, [false, true, false], [false, true, false]),
            (ReadTrail, [false, true, true], [true; 3]),
        ];
        for (act, readers, coordinator) in rows {
            for (at, phase) in phases.into_iter().enumerate() {
                assert_eq!(allowed(act, Some(Role::A), phase), readers[at], "{act:?} A {phase:?}");
                assert_eq!(allowed(act, Some(Role::B), phase), readers[at], "{act:?} B {phase:?}");
                assert_eq!(allowed(act, Some(Role::Coordinator), phase), coordinator[at], "{act:?} {phase:?}");
                assert!(!allowed(act, None, phase), "{act:?} nobody");
            }
        }
    }
}
