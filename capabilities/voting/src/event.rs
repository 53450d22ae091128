//! Events of a board and the order they may stand in.

use crate::fault::Code;
use crate::json::Reader;
use base::Digest;

/// Kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Election, trustees, credentials.
    Setup,
    /// A ballot.
    Ballot,
    /// No more ballots.
    EndBallots,
    /// The product of all counted ballots.
    EncryptedTally,
    /// A trustee's shuffle.
    Shuffle,
    /// No more shuffles.
    EndShuffles,
    /// A trustee's share of the decryption.
    PartialDecryption,
    /// The result.
    Result,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Setup,
        Self::Ballot,
        Self::EndBallots,
        Self::EncryptedTally,
        Self::Shuffle,
        Self::EndShuffles,
        Self::PartialDecryption,
        Self::Result,
    ];

    /// As events write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "Setup",
            Self::Ballot => "Ballot",
            Self::EndBallots => "EndBallots",
            Self::EncryptedTally => "EncryptedTally",
            Self::Shuffle => "Shuffle",
            Self::EndShuffles => "EndShuffles",
            Self::PartialDecryption => "PartialDecryption",
            Self::Result => "Result",
        }
    }

    /// The step that makes such an event, as it is called on the command line.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Setup => "setup archive",
            Self::Ballot => "cast",
            Self::EndBallots => "close",
            Self::EncryptedTally => "tally",
            Self::Shuffle => "shuffle",
            Self::EndShuffles => "end-shuffles",
            Self::PartialDecryption => "decrypt",
            Self::Result => "result",
        }
    }

    /// Whether the event carries something.
    pub const fn has_payload(self) -> bool {
        !matches!(self, Self::EndBallots | Self::EndShuffles)
    }
}

/// Records that an event refers to at most, directly or through another: a set-up has election, trustees, credentials
/// and the set-up data that name them.
pub const MAX_REFERRED: usize = 4;
/// Most ballots of a board.
pub const MAX_BALLOTS: u64 = 10_000_000;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Hash of the event before.
    pub parent: Option<Digest>,
    /// Number of events before.
    pub height: u64,
    /// Kind.
    pub kind: Kind,
    /// Hash of what it carries.
    pub payload: Option<Digest>,
}

impl Event {
    /// As JSON.
    pub fn to_json(&self) -> String {
        let parent = self.parent.map(|p| format!("\"parent\":\"{p}\",")).unwrap_or_default();
        let payload = self.payload.map(|p| format!(",\"payload\":\"{p}\"")).unwrap_or_default();
        format!("{{{parent}\"height\":{},\"type\":\"{}\"{payload}}}", self.height, self.kind.as_str())
    }

    /// Reads an event; `None` when faults stand in the reader.
    pub fn read(r: &mut Reader, bytes: &[u8]) -> Option<Self> {
        let value = r.parse(bytes, true)?;
        let object = r.object(&value, &["parent?", "height", "type", "payload?"])?;
        let parent = r.optional(object, "parent", Reader::digest);
        let height = r.field(object, "height", Reader::number);
        let kind = r.field(object, "type", |r, v| {
            let text = r.text(v)?;
            let kind = Kind::ALL.into_iter().find(|k| k.as_str() == text);
            if kind.is_none() {
                r.fault(Code::JsonSchema, "is not a kind of event");
            }
            kind
        });
        let payload = r.optional(object, "payload", Reader::digest);
        let event = Self { parent: parent?, height: height?, kind: kind?, payload: payload? };
        if event.payload.is_some() != event.kind.has_payload() {
            r.fault(Code::JsonSchema, format!("payload and {} do not go together", event.kind.as_str()));
            return None;
        }
        Some(event)
    }
}

/// How far a board has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Nothing stands, or only part of the set-up.
    Setup,
    /// Ballots are taken.
    Voting,
    /// No more ballots.
    Closed,
    /// The encrypted tally stands.
    Tallied,
    /// A shuffle stands.
    Shuffling,
    /// No more shuffles.
    Shuffled,
    /// A share of the decryption stands.
    Decrypting,
    /// The result stands.
    Finished,
}

/// The event grammar (specification, section 9) read forward as a state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grammar {
    /// Where the board stands.
    pub stage: Stage,
    /// Whether a ranked question exists; `None` while the election could not be read.
    pub ranked: Option<bool>,
}

impl Grammar {
    /// An empty board.
    pub const fn new() -> Self {
        Self { stage: Stage::Setup, ranked: None }
    }

    /// The stage after this event, or `None` if it may not stand here.
    pub const fn after(self, kind: Kind) -> Option<Stage> {
        let ranked_possible = !matches!(self.ranked, Some(false));
        let plain_possible = !matches!(self.ranked, Some(true));
        Some(match (self.stage, kind) {
            (Stage::Setup, Kind::Setup) => Stage::Voting,
            (Stage::Voting, Kind::Ballot) => Stage::Voting,
            (Stage::Voting, Kind::EndBallots) => Stage::Closed,
            (Stage::Closed, Kind::EncryptedTally) => Stage::Tallied,
            (Stage::Tallied | Stage::Shuffling, Kind::Shuffle) if ranked_possible => Stage::Shuffling,
            (Stage::Shuffling, Kind::EndShuffles) => Stage::Shuffled,
            (Stage::Tallied, Kind::PartialDecryption) if plain_possible => Stage::Decrypting,
            (Stage::Shuffled | Stage::Decrypting, Kind::PartialDecryption) => Stage::Decrypting,
            (Stage::Decrypting, Kind::Result) => Stage::Finished,
            _ => return None,
        })
    }
}

impl Default for Grammar {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which kinds may follow which, for elections with and without ranked questions: written out, not computed.
    #[test]
    fn every_transition() {
        use Kind::*;
        let table: [(Stage, &[Kind], &[Kind]); 8] = [
            (Stage::Setup, &[Setup], &[Setup]),
            (Stage::Voting, &[Ballot, EndBallots], &[Ballot, EndBallots]),
            (Stage::Closed, &[EncryptedTally], &[EncryptedTally]),
            (Stage::Tallied, &[PartialDecryption], &[Shuffle]),
            (Stage::Shuffling, &[EndShuffles], &[Shuffle, EndShuffles]),
            (Stage::Shuffled, &[PartialDecryption], &[PartialDecryption]),
            (Stage::Decrypting, &[PartialDecryption, Result], &[PartialDecryption, Result]),
            (Stage::Finished, &[], &[]),
        ];
        for (stage, plain, ranked) in table {
            for kind in Kind::ALL {
                let allowed = |ranked| Grammar { stage, ranked }.after(kind).is_some();
                assert_eq!(allowed(Some(false)), plain.contains(&kind), "{stage:?} {kind:?} plain");
                assert_eq!(allowed(Some(true)), ranked.contains(&kind), "{stage:?} {kind:?} ranked");
                assert_eq!(allowed(None), plain.contains(&kind) || ranked.contains(&kind), "{stage:?} {kind:?}");
            }
        }
    }
}
