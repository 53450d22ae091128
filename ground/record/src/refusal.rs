//! What a refusal says: code, place, what was found, what to do now.

use serde::{Serialize, Serializer};
use std::fmt;

/// The stable codes of everything the record refuses or reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// An entry does not fit the closed schema.
    EntrySchema,
    /// An entry is longer than 1,024 bytes.
    EntrySize,
    /// A kind is not on the list of what may stand on the record.
    KindUnknown,
    /// An object names a key twice.
    JsonDuplicateKey,
    /// A number is not an integer within ±(2^53−1).
    JsonNumber,
    /// Bytes are not the JSON they should be.
    JsonSyntax,
    /// A signature does not verify.
    SignatureBad,
    /// A key is not among those we know.
    KeyUnknown,
    /// A key was not valid at the time.
    KeyExpired,
    /// A key was valid but may not sign this kind.
    KeyKind,
    /// A key's text is not a key.
    KeySyntax,
    /// A statement and its nonce do not hash to the entry's commitment.
    CommitMismatch,
    /// A statement is not a DSSE envelope over an in-toto Statement of its entry's kind.
    StatementSchema,
    /// An entry refers to itself, to a later one, or to none.
    RefForward,
    /// An entry refers to other entries than its signed statement.
    RefDiffers,
    /// An entry is older than the one before it.
    TimeDecreases,
    /// A published document does not have the digest a statement names.
    BlobDigest,
    /// A published document that a statement names is not in the copy.
    BlobMissing,
    /// Something looks like personal data.
    Personal,
    /// Something is larger than allowed.
    Size,
    /// A signed note is not one.
    NoteSyntax,
    /// A checkpoint's text is not one.
    CheckpointSyntax,
    /// Two checkpoints of one log cannot both be true.
    CheckpointFork,
    /// A checkpoint is older than one seen before.
    Rollback,
    /// A statement is neither there nor erased.
    Withheld,
    /// A published finding is not what the computation gives.
    FindingDiffers,
    /// A finding could not be computed again.
    FindingNotComputed,
    /// The tree of the entries does not have the checkpoint's root.
    RootDiffers,
    /// A published tile is not what the entries give.
    TileDiffers,
    /// A tile or bundle is not one.
    TileSyntax,
    /// A file of the copy is missing.
    FileMissing,
    /// A file of the copy could not be read.
    FileUnreadable,
    /// A file lies in the copy that belongs to no entry.
    FileStray,
    /// A file lies in the copy that no copy has.
    FileUnknown,
    /// A file lies in the copy that was erased, or is restricted.
    NotPublic,
    /// A policy file is not one.
    PolicySyntax,
    /// The cosignatures do not reach the policy's quorum.
    Quorum,
    /// An inclusion or consistency proof does not hold.
    ProofBad,
    /// A `.tlog-proof` file is not one.
    ProofSyntax,
    /// A disclosure is not one, or belongs to no sealed field.
    DisclosureBad,
    /// An erasure is not one, or was not made by somebody who may.
    ErasureBad,
    /// An issuer entry is not one, or was not made by the operator.
    IssuerBad,
}

impl Code {
    /// The code as written in reports, for example `R-WITHHELD`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EntrySchema => "R-ENTRY-SCHEMA",
            Self::EntrySize => "R-ENTRY-SIZE",
            Self::KindUnknown => "R-KIND-UNKNOWN",
            Self::JsonDuplicateKey => "R-JSON-DUPKEY",
            Self::JsonNumber => "R-JSON-NUMBER",
            Self::JsonSyntax => "R-JSON-SYNTAX",
            Self::SignatureBad => "R-SIG-BAD",
            Self::KeyUnknown => "R-KEY-UNKNOWN",
            Self::KeyExpired => "R-KEY-EXPIRED",
            Self::KeyKind => "R-KEY-KIND",
            Self::KeySyntax => "R-KEY-SYNTAX",
            Self::CommitMismatch => "R-COMMIT-MISMATCH",
            Self::StatementSchema => "R-STATEMENT-SCHEMA",
            Self::RefForward => "R-REF-FORWARD",
            Self::RefDiffers => "R-REF-DIFFERS",
            Self::TimeDecreases => "R-TIME-DECREASES",
            Self::BlobDigest => "R-BLOB-DIGEST",
            Self::BlobMissing => "R-BLOB-MISSING",
            Self::Personal => "R-PERSONAL",
            Self::Size => "R-SIZE",
            Self::NoteSyntax => "R-NOTE-SYNTAX",
            Self::CheckpointSyntax => "R-CHECKPOINT-SYNTAX",
            Self::CheckpointFork => "R-CHECKPOINT-FORK",
            Self::Rollback => "R-ROLLBACK",
            Self::Withheld => "R-WITHHELD",
            Self::FindingDiffers => "R-FINDING-DIFFERS",
            Self::FindingNotComputed => "R-FINDING-NOT-COMPUTED",
            Self::RootDiffers => "R-ROOT-DIFFERS",
            Self::TileDiffers => "R-TILE-DIFFERS",
            Self::TileSyntax => "R-TILE-SYNTAX",
            Self::FileMissing => "R-FILE-MISSING",
            Self::FileUnreadable => "R-FILE-UNREADABLE",
            Self::FileStray => "R-FILE-STRAY",
            Self::FileUnknown => "R-FILE-UNKNOWN",
            Self::NotPublic => "R-NOT-PUBLIC",
            Self::PolicySyntax => "R-POLICY-SYNTAX",
            Self::Quorum => "R-QUORUM",
            Self::ProofBad => "R-PROOF-BAD",
            Self::ProofSyntax => "R-PROOF-SYNTAX",
            Self::DisclosureBad => "R-DISCLOSURE-BAD",
            Self::ErasureBad => "R-ERASURE-BAD",
            Self::IssuerBad => "R-ISSUER-BAD",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Something the record does not take, or found not to hold.
///
/// Reads as one line: `place: found [code]. Remedy.` Never holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What kind of refusal.
    pub code: Code,
    /// Where: a path in the copy, an entry's index, a pointer, a line; empty where the whole input is meant.
    pub place: String,
    /// What was found, with the value where it is not personal.
    pub found: String,
    /// What to do now, as a sentence.
    pub remedy: String,
}

impl Refusal {
    /// A refusal with all its parts.
    pub fn new(code: Code, place: impl Into<String>, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, place: place.into(), found: found.into(), remedy: remedy.into() }
    }

    /// The same refusal, seen from further out: `outer, place`.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.place = if self.place.is_empty() { outer.to_owned() } else { format!("{outer}, {}", self.place) };
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{} [{}]. {}", self.found, self.code, self.remedy)
    }
}

impl std::error::Error for Refusal {}
