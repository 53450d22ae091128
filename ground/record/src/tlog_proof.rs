//! That an entry is in the log, in one file that needs nothing else but keys: `.tlog-proof`.
//!
//! Source: C2SP tlog-proof, version 1.

use crate::base64;
use crate::checkpoint::{SignedCheckpoint, parse_decimal};
use crate::key::VerifierKey;
use crate::merkle::leaf_hash;
use crate::note::MAX_NOTE;
use crate::proof::verify_inclusion;
use crate::refusal::{Code, Refusal};
use base::Digest;
use std::fmt;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// The longest extra data, in bytes.
pub const MAX_EXTRA: usize = 1 << 16;

/// An entry's index, its inclusion proof and the checkpoint it holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Bytes that nobody signed; not to be trusted.
    pub extra: Option<Vec<u8>>,
    /// The entry's index.
    pub index: u64,
    /// From the leaf's sibling up to the root's child.
    pub hashes: Vec<Digest>,
    /// The checkpoint with its signatures.
    pub checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// `R-PROOF-SYNTAX` with the line, or what the checkpoint's reader gives; `R-SIZE` if it is too long.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_NOTE + 2 * MAX_EXTRA {
            return Err(Refusal::new(Code::Size, "", "the proof is too long", "Ask for one without extra data."));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| syntax(0, "the proof is not valid UTF-8"))?;
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or_else(|| syntax(0, "no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').enumerate().map(|(i, line)| (i + 1, line)).peekable();
        if lines.next() != Some((1, HEADER)) {
            return Err(syntax(1, &format!("the line is not `{HEADER}`")));
        }
        let extra = match lines.next_if(|(_, line)| line.starts_with("extra ")) {
            Some((number, line)) => {
                let bytes = base64::decode(&line[6..]).filter(|b| b.len() <= MAX_EXTRA);
                Some(bytes.ok_or_else(|| syntax(number, "the extra data is not base64, or longer than 64 KiB"))?)
            }
            None => None,
        };
        let index = lines
            .next()
            .and_then(|(_, line)| parse_decimal(line.strip_prefix("index ")?))
            .ok_or_else(|| syntax(2, "the line `index` and a decimal number is missing"))?;
        let mut hashes = Vec::new();
        for (number, line) in lines {
            if hashes.len() == 64 {
                return Err(syntax(number, "the proof has more than 64 hashes"));
            }
            hashes.push(
                base64::decode_digest(line).ok_or_else(|| syntax(number, "the hash is not base64 of 32 bytes"))?,
            );
        }
        let checkpoint = SignedCheckpoint::parse(checkpoint.as_bytes()).map_err(|e| e.within("checkpoint"))?;
        Ok(Self { extra, index, hashes, checkpoint })
    }

    /// Verifies that `entry` is in the log: the log's signature, then the inclusion proof. Needs no network.
    /// A witness policy is checked apart, on the proof's checkpoint.
    ///
    /// # Errors
    /// `R-SIG-BAD`, `R-KEY-UNKNOWN` or `R-PROOF-BAD`.
    pub fn verify(&self, entry: &[u8], log: &VerifierKey) -> Result<(), Refusal> {
        self.checkpoint.verify(log)?;
        let tree = &self.checkpoint.checkpoint;
        verify_inclusion(&leaf_hash(entry), self.index, tree.size, &self.hashes, &tree.root)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", base64::encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", base64::encode(&hash.0))?;
        }
        write!(f, "\n{}", self.checkpoint.note)
    }
}

fn syntax(line: usize, found: &str) -> Refusal {
    let place = if line == 0 { String::new() } else { format!("line {line}") };
    Refusal::new(Code::ProofSyntax, place, found, "Fetch the proof again; it should be as its writer made it.")
}
