//! Who signed a text: signed notes with any number of signatures, those of unknown keys kept as they are.
//!
//! Source: C2SP signed-note; C2SP tlog-cosignature (`cosignature/v1`).

use crate::base64;
use crate::key::{KeyType, SigningKey, VerifierKey, is_key_name};
use crate::refusal::{Code, Refusal};

/// The longest note we read, in bytes; room for 64 post-quantum signatures.
pub const MAX_NOTE: usize = 1 << 19;
/// The most signatures on one note.
pub const MAX_SIGNATURES: usize = 64;

/// A text and the signatures under it, in the order written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line. What its bytes mean depends on the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: u32,
    /// What follows the id.
    pub bytes: Vec<u8>,
}

/// A signature of a key that we know, and that verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Position of the key among those given.
    pub key: usize,
    /// For a witness: when it signed, in seconds since 1970.
    pub time: Option<u64>,
}

impl Note {
    /// A note without signatures yet.
    ///
    /// # Errors
    /// `R-NOTE-SYNTAX` if the text is empty, does not end in a line end, or has a control character.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        check_text(text)?;
        Ok(Self { text: text.to_owned(), signatures: Vec::new() })
    }

    /// Reads a signed note.
    ///
    /// # Errors
    /// `R-NOTE-SYNTAX` with the line, `R-SIZE` beyond [`MAX_NOTE`] or [`MAX_SIGNATURES`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_NOTE {
            return Err(size(format!("the note has {} bytes, more than {MAX_NOTE}", bytes.len())));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| syntax("", "the note is not valid UTF-8"))?;
        let split = whole.rfind("\n\n").ok_or_else(|| syntax("", "no empty line stands before the signatures"))?;
        let (text, rest) = (&whole[..=split], &whole[split + 2..]);
        check_text(text)?;
        let first_line = text.matches('\n').count() + 2;
        let lines = rest.strip_suffix('\n').ok_or_else(|| syntax("", "the note does not end in a signature line"))?;
        let mut signatures = Vec::new();
        for (i, line) in lines.split('\n').enumerate() {
            if i == MAX_SIGNATURES {
                return Err(size(format!("the note has more than {MAX_SIGNATURES} signatures")));
            }
            signatures.push(NoteSignature::parse(line).map_err(|e| e.within(&format!("line {}", first_line + i)))?);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// What was signed, with its last line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in the order written.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Signs with a log's or issuer's key. The key's earlier signature, if there is one, is replaced.
    ///
    /// # Panics
    /// If the key is a witness's: that signs with a time, through [`Note::cosign`].
    pub fn sign(&mut self, key: &SigningKey) {
        assert!(key.verifier().kind() == KeyType::Ed25519, "a witness's key signs with a time");
        let bytes = key.sign(self.text.as_bytes()).to_vec();
        self.add(NoteSignature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes });
    }

    /// Signs with a witness's key at a time, in seconds since 1970, at most 2^63 − 1.
    ///
    /// # Panics
    /// If the key is no witness's, or the time is out of range.
    pub fn cosign(&mut self, key: &SigningKey, time: u64) {
        assert!(key.verifier().kind() == KeyType::Cosignature, "only a witness's key signs with a time");
        assert!(i64::try_from(time).is_ok(), "a time is at most 2^63 − 1");
        let mut bytes = time.to_be_bytes().to_vec();
        bytes.extend_from_slice(&key.sign(&cosigned_message(time, &self.text)));
        self.add(NoteSignature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes });
    }

    /// Adds a signature line, for example a witness's answer. An earlier one of the same name and id is replaced.
    pub fn add(&mut self, signature: NoteSignature) {
        self.signatures.retain(|old| (&old.name, old.id) != (&signature.name, signature.id));
        self.signatures.push(signature);
    }

    /// Verifies every signature whose name and id fit one of `keys`; others are passed over.
    ///
    /// Returns the keys that signed, in the order of their signatures, each once.
    ///
    /// # Errors
    /// `R-SIG-BAD` if a signature of a known key does not verify; `R-KEY-UNKNOWN` if no known key signed.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Verified>, Refusal> {
        let mut verified: Vec<Verified> = Vec::new();
        for signature in &self.signatures {
            let fits = |key: &VerifierKey| key.id() == signature.id && key.name() == signature.name;
            let Some(position) = keys.iter().position(fits) else {
                continue;
            };
            let time = self.verify_one(&keys[position], signature)?;
            if verified.iter().any(|v| v.key == position) {
                return Err(syntax("", &format!("the key `{}` signed twice", signature.name)));
            }
            verified.push(Verified { key: position, time });
        }
        if verified.is_empty() {
            return Err(Refusal::new(
                Code::KeyUnknown,
                "",
                "none of the note's signatures is of a known key",
                "Check that the verifier key is this log's.",
            ));
        }
        Ok(verified)
    }

    fn verify_one(&self, key: &VerifierKey, signature: &NoteSignature) -> Result<Option<u64>, Refusal> {
        let bad = || {
            Refusal::new(
                Code::SignatureBad,
                format!("signature of {}", key.name()),
                "the signature does not verify over the note's text",
                "Do not trust the text. Fetch it again, and report it if it stays so.",
            )
        };
        match key.kind() {
            KeyType::Ed25519 => {
                let bytes = signature.bytes.as_slice().try_into().map_err(|_| bad())?;
                if key.verifies(self.text.as_bytes(), bytes) { Ok(None) } else { Err(bad()) }
            }
            KeyType::Cosignature => {
                let (time, bytes) = signature.bytes.split_first_chunk::<8>().ok_or_else(bad)?;
                let time = u64::from_be_bytes(*time);
                let bytes = bytes.try_into().map_err(|_| bad())?;
                let good = i64::try_from(time).is_ok() && key.verifies(&cosigned_message(time, &self.text), bytes);
                if good { Ok(Some(time)) } else { Err(bad()) }
            }
        }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl NoteSignature {
    /// Reads one signature line, without line end.
    ///
    /// # Errors
    /// `R-NOTE-SYNTAX` if it is not one.
    pub fn parse(line: &str) -> Result<Self, Refusal> {
        let wrong = || syntax("", "the line is not `— name base64`");
        let (name, encoded) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or_else(wrong)?;
        if !is_key_name(name) {
            return Err(wrong());
        }
        let bytes = base64::decode(encoded).ok_or_else(wrong)?;
        let (id, bytes) = bytes.split_first_chunk::<4>().ok_or_else(wrong)?;
        if bytes.is_empty() {
            return Err(wrong());
        }
        Ok(Self { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
    }
}

impl std::fmt::Display for NoteSignature {
    /// The signature line without line end.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        write!(f, "— {} {}", self.name, base64::encode(&bytes))
    }
}

/// What a witness signs: two lines of its own, then the checkpoint's text.
fn cosigned_message(time: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

fn check_text(text: &str) -> Result<(), Refusal> {
    if !text.ends_with('\n') || text == "\n" {
        return Err(syntax("", "the text is empty or does not end in a line end"));
    }
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err(syntax("", "the text has a control character other than the line end"));
    }
    Ok(())
}

fn syntax(place: &str, found: &str) -> Refusal {
    Refusal::new(Code::NoteSyntax, place, found, "Fetch the note again; it should be as its writer made it.")
}

fn size(found: String) -> Refusal {
    Refusal::new(Code::Size, "", found, "Ask the log's operator for a note with fewer signatures.")
}
