//! Why an archive is rejected, and why a step could not be done.

use serde::Serialize;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $remedy:literal;)*) => {
        /// What a check looks at; a reason carries the code of the check that failed (specification, section 10).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes, in the order of checking.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is printed.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What a reader can do now.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy,)* }
            }
        }
    };
}

codes! {
    /// Headers, sizes, padding, order of records.
    ArchiveFormat = "ARCHIVE_FORMAT", "Ask the publisher for the original file.";
    /// Bodies hash to their names; what is referred to is there.
    HashMismatch = "HASH_MISMATCH", "Ask the publisher for the original file and compare its hash.";
    /// Parent and height of events.
    EventChain = "EVENT_CHAIN", "Compare with an older copy (verify-diff) to see where the board was changed.";
    /// Order and number of events.
    EventGrammar = "EVENT_GRAMMAR", "Ask the administrator why this step stands here.";
    /// Fields and their types.
    JsonSchema = "JSON_SCHEMA", "Ask whoever made this record to make it again with a correct program.";
    /// The one way to write a record.
    JsonCanonical = "JSON_CANONICAL", "Ask whoever made this record to write it without changes to its form.";
    /// Canonical scalars below q.
    NumberEncoding = "NUMBER_ENCODING", "Ask whoever made this record to make it again with a correct program.";
    /// Canonical members of the group.
    GroupElement = "GROUP_ELEMENT", "Ask whoever made this record to make it again with a correct program.";
    /// Questions, group, version.
    ElectionParameters = "ELECTION_PARAMETERS", "Set the election up again.";
    /// The list of public credentials.
    CredentialsList = "CREDENTIALS_LIST", "Ask the credential authority for the list it made.";
    /// Trustees know their keys; threshold parameters fit together.
    TrusteeProof = "TRUSTEE_PROOF", "Ask the trustee for the key that was made, with its proof.";
    /// The election key is the product of the trustees' keys.
    ElectionKey = "ELECTION_KEY", "Ask the administrator which trustees hold the key; somebody outside the list may be able to decrypt.";
    /// A ballot names this election.
    BallotElection = "BALLOT_ELECTION", "The ballot belongs to another election, or the election was changed after it was cast.";
    /// A ballot's credential is on the list.
    BallotCredential = "BALLOT_CREDENTIAL", "Ask who added a ballot without a credential of this election.";
    /// Number and kind of answers and proofs.
    BallotShape = "BALLOT_SHAPE", "The ballot must not be counted.";
    /// Each answer encrypts an allowed choice.
    BallotProof = "BALLOT_PROOF", "The ballot must not be counted: nobody has shown that it holds an allowed choice.";
    /// The credential signed the ballot.
    BallotSignature = "BALLOT_SIGNATURE", "The ballot must not be counted: its voter did not sign it as it stands.";
    /// No ballot stands twice.
    BallotDuplicate = "BALLOT_DUPLICATE", "Ask who copied the ballot.";
    /// The encrypted tally is the product of the counted ballots.
    EncryptedTally = "ENCRYPTED_TALLY", "Compare with an older copy (verify-diff): a ballot was added, dropped or changed, or the tally was.";
    /// Number and weight of the counted ballots.
    TallyCount = "TALLY_COUNT", "Compare with an older copy (verify-diff): a ballot was added or dropped, or the numbers were changed.";
    /// A shuffle gives the same ciphertexts in another order.
    ShuffleProof = "SHUFFLE_PROOF", "Ask this trustee to shuffle again.";
    /// Shuffles and decryptions name their trustee, each once.
    OwnerIndex = "OWNER_INDEX", "Ask the administrator which trustee made this.";
    /// A share of the decryption was made with the trustee's key.
    DecryptionProof = "DECRYPTION_PROOF", "Ask this trustee to decrypt again.";
    /// Enough shares for the result.
    DecryptionMissing = "DECRYPTION_MISSING", "Ask the missing trustees for their share; without it the result has no ground.";
    /// The result is what the shares decrypt.
    ResultMismatch = "RESULT_MISMATCH", "The announced result is wrong: compute it again from the shares.";
    /// The newer archive begins with the older one.
    BoardNotExtension = "BOARD_NOT_EXTENSION", "Keep both copies: what was published has been changed.";
    /// The log of the set-up can be read.
    SetupLogFormat = "SETUP_LOG_FORMAT", "Ask whoever signed this line for the line as it was written.";
    /// Every line of the log is signed.
    SetupLogSignature = "SETUP_LOG_SIGNATURE", "Ask whoever signed for the log as it was; do not rely on this line.";
    /// Nobody signed in two roles, or for two trustees.
    SetupLogRoles = "SETUP_LOG_ROLES", "Set the election up again, each role with a key of its own.";
    /// Everybody signed for what they made.
    SetupLogMissing = "SETUP_LOG_MISSING", "Ask whoever took the step for the line of it, and join the log again.";
    /// The log speaks of what stands on the board.
    SetupLogBoard = "SETUP_LOG_BOARD", "Ask the administrator which log belongs to this board.";
}

impl Code {
    /// Whether it is a check of the verifier on one archive; the others need a second copy, or the log of the set-up.
    pub const fn of_archive(self) -> bool {
        (self as usize) < Self::BoardNotExtension as usize
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Reasons that are kept of one check, and remarks; the rest are counted.
pub const MAX_TOLD: usize = 1000;

/// One reason for a rejection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which check failed.
    pub code: Code,
    /// Where: record, event, field.
    pub place: String,
    /// What was found. Never a secret, never a name of a voter.
    pub what: String,
    /// What to do now.
    pub remedy: &'static str,
}

impl Reason {
    /// A reason with the remedy of its code.
    pub fn new(code: Code, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { code, place: place.into(), what: what.into(), remedy: code.remedy() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]. {}", self.place, self.what, self.code.as_str(), self.remedy)
    }
}

/// Why a step could not be done: stable code, place, what, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Stable code (specification, section 14).
    pub code: &'static str,
    /// Where.
    pub place: String,
    /// What was found. Never a secret.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(
        code: &'static str,
        place: impl Into<String>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { code, place: place.into(), what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]. {}", self.place, self.what, self.code, self.remedy)
    }
}

impl std::error::Error for Refusal {}

/// The first twelve characters of a text from outside.
pub(crate) fn short(text: &str) -> String {
    let mut out: String = text.chars().take(12).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
