//! How large the log is and what its root is, signed: the checkpoint.
//!
//! Source: C2SP tlog-checkpoint.

use crate::base64;
use crate::key::{SigningKey, VerifierKey};
use crate::note::{Note, Verified};
use crate::refusal::{Code, Refusal};
use base::Digest;
use std::fmt;

/// What a checkpoint says: which log, how many entries, which root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's identity: one line, not empty.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The tree's root (RFC 6962).
    pub root: Digest,
    /// Further lines; kept, without meaning for us.
    pub extensions: Vec<String>,
}

/// A checkpoint and the note it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note with all signatures.
    pub note: Note,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    pub fn new(origin: &str, size: u64, root: Digest) -> Self {
        Self { origin: origin.to_owned(), size, root, extensions: Vec::new() }
    }

    /// Reads a checkpoint's text (not its signatures).
    ///
    /// # Errors
    /// `R-CHECKPOINT-SYNTAX` with the line.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let body = text.strip_suffix('\n').ok_or_else(|| syntax(0, "the text does not end in a line end"))?;
        let mut lines = body.split('\n');
        let origin = lines.next().filter(|l| !l.is_empty()).ok_or_else(|| syntax(1, "the origin is missing"))?;
        let size = lines
            .next()
            .and_then(parse_decimal)
            .ok_or_else(|| syntax(2, "the size is not a decimal number without leading zeros"))?;
        let root = lines
            .next()
            .and_then(base64::decode_digest)
            .ok_or_else(|| syntax(3, "the root is not base64 of 32 bytes"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if let Some(i) = extensions.iter().position(String::is_empty) {
            return Err(syntax(4 + i, "an extension line is empty"));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// Signs the checkpoint with the log's key, whose name must be the origin.
    ///
    /// # Errors
    /// `R-NOTE-SYNTAX` if the origin cannot stand in a note.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedCheckpoint, Refusal> {
        let mut note = Note::new(&self.to_string())?;
        note.sign(key);
        Ok(SignedCheckpoint { checkpoint: self.clone(), note })
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, base64::encode(&self.root.0))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint; nothing is verified yet.
    ///
    /// # Errors
    /// `R-NOTE-SYNTAX`, `R-SIZE` or `R-CHECKPOINT-SYNTAX`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let note = Note::parse(bytes)?;
        Ok(Self { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// Verifies the log's signature: of this key, whose name is the checkpoint's origin.
    ///
    /// # Errors
    /// `R-SIG-BAD`, or `R-KEY-UNKNOWN` if the key did not sign or belongs to another log.
    pub fn verify(&self, log: &VerifierKey) -> Result<Verified, Refusal> {
        if log.name() != self.checkpoint.origin {
            return Err(Refusal::new(
                Code::KeyUnknown,
                "line 1",
                format!("the checkpoint is of `{}`, the key of `{}`", self.checkpoint.origin, log.name()),
                "Take the verifier key of this log.",
            ));
        }
        let mut verified = self.note.verify(std::slice::from_ref(log))?;
        Ok(verified.remove(0))
    }
}

/// Reads a decimal number as C2SP writes them: digits only, no leading zero.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}

fn syntax(line: usize, found: &str) -> Refusal {
    let place = if line == 0 { String::new() } else { format!("line {line}") };
    Refusal::new(
        Code::CheckpointSyntax,
        place,
        found,
        "Fetch the checkpoint again; it should be as the log wrote it.",
    )
}
