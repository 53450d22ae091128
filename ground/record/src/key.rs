//! Which keys sign: verifier keys `name+id+base64`, signing keys, and how each signs a note.
//!
//! Source: C2SP signed-note, "Verifier keys" and "Signature types"; C2SP tlog-cosignature for type 0x04.

use crate::base64;
use crate::ed25519::PublicKey;
use crate::refusal::{Code, Refusal};
use base::Private;
use base::digest::sha256;
use ed25519_dalek::{Signer as _, SigningKey as Ed25519Secret};
use std::fmt;

/// What a key's signature on a note means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// Ed25519 over the note's text (0x01): logs and issuers.
    Ed25519,
    /// Ed25519 with a time (0x04, `cosignature/v1`): witnesses.
    Cosignature,
}

impl KeyType {
    /// The byte that stands for it in keys and key ids.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Ed25519),
            4 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// A key that verifies, as one line `name+id+base64(type ‖ public key)`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: KeyType,
    key: PublicKey,
    /// First eight bytes of SHA-256 over the line.
    digest: u64,
}

/// A key that signs. Its secret has no `Debug` and no `Display`; [`SigningKey::to_secret_line`] is the way out.
#[derive(Clone)]
pub struct SigningKey {
    verifier: VerifierKey,
    secret: Private<Ed25519Secret>,
}

impl VerifierKey {
    /// A key from its parts.
    ///
    /// # Errors
    /// `R-KEY-SYNTAX` if the name is empty or has a space or `+`, or the bytes are no Ed25519 public key.
    pub fn new(name: &str, kind: KeyType, public: [u8; 32]) -> Result<Self, Refusal> {
        if !is_key_name(name) {
            return Err(syntax("the key's name is empty, or has a space, a control character or `+`"));
        }
        let key = PublicKey::from_bytes(&public).map_err(syntax)?;
        let mut built = Self { name: name.to_owned(), id: key_id(name, kind, &public), kind, key, digest: 0 };
        let digest = sha256(built.to_string().as_bytes()).0;
        built.digest = u64::from_be_bytes(digest[..8].try_into().expect("eight bytes"));
        Ok(built)
    }

    /// Reads a verifier key line, without line end.
    ///
    /// ```
    /// // The key of the Go checksum database.
    /// let key = record::key::VerifierKey::parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").unwrap();
    /// assert_eq!((key.name(), key.id()), ("sum.golang.org", 0x033d_e0ae));
    /// ```
    ///
    /// # Errors
    /// `R-KEY-SYNTAX` if it is not one, its id does not fit, or its type is neither 0x01 nor 0x04.
    pub fn parse(line: &str) -> Result<Self, Refusal> {
        let mut parts = line.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(syntax("the key is not of the form name+id+base64"));
        };
        let given = parse_id(id).ok_or_else(|| syntax("the key's id is not eight lower-case hexadecimal digits"))?;
        let bytes = base64::decode(key).ok_or_else(|| syntax("the key's last part is not base64"))?;
        let Some((&kind, public)) = bytes.split_first() else {
            return Err(syntax("the key's last part is empty"));
        };
        let kind = KeyType::from_byte(kind)
            .ok_or_else(|| syntax(&format!("the key's type 0x{kind:02x} is neither 0x01 nor 0x04")))?;
        let public = public.try_into().map_err(|_| syntax("an Ed25519 public key has 32 bytes"))?;
        let read = Self::new(name, kind, public)?;
        if read.id != given {
            return Err(syntax(&format!("the key's id is {given:08x}, its bytes give {:08x}", read.id)));
        }
        Ok(read)
    }

    /// The key's name: for a log its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// What its signatures mean.
    pub const fn kind(&self) -> KeyType {
        self.kind
    }

    /// The public key's 32 bytes (RFC 8032).
    pub fn public(&self) -> [u8; 32] {
        *self.key.as_bytes()
    }

    /// The first eight bytes of SHA-256 over the key's line: [`crate::IssuerId`].
    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }

    /// Whether the signature over these very bytes is the key's: RFC 8032, section 5.1.7, without the cofactor.
    ///
    /// Each signature is verified by itself: a batch would accept some that single verification refuses, and every
    /// verifier must get the same answer. Keys of small order are refused when read.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verifies(message, signature)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{:08x}+{}", self.name, self.id, base64::encode(&bytes))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl SigningKey {
    /// A key from 32 secret random bytes (RFC 8032, section 5.1.5).
    ///
    /// # Errors
    /// `R-KEY-SYNTAX` if the name cannot be a key's name.
    pub fn from_seed(name: &str, kind: KeyType, seed: &Private<[u8; 32]>) -> Result<Self, Refusal> {
        let secret = Ed25519Secret::from_bytes(seed.expose());
        let verifier = VerifierKey::new(name, kind, secret.verifying_key().to_bytes())?;
        Ok(Self { verifier, secret: Private::new(secret) })
    }

    /// Reads the line `PRIVATE+KEY+name+id+base64(type ‖ seed)` that Go's `note` package writes too.
    ///
    /// # Errors
    /// `R-KEY-SYNTAX` if it is not one. The text never stands in the error.
    pub fn parse_secret_line(line: &Private<String>) -> Result<Self, Refusal> {
        let not_one = || syntax("the line is not of the form PRIVATE+KEY+name+id+base64");
        let rest = line.expose().strip_prefix("PRIVATE+KEY+").ok_or_else(not_one)?;
        let mut parts = rest.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(not_one());
        };
        let given = parse_id(id).ok_or_else(not_one)?;
        let bytes = base64::decode(key).ok_or_else(not_one)?;
        let (&kind, seed) = bytes.split_first().ok_or_else(not_one)?;
        let kind = KeyType::from_byte(kind).ok_or_else(not_one)?;
        let seed: [u8; 32] = seed.try_into().map_err(|_| not_one())?;
        let read = Self::from_seed(name, kind, &Private::new(seed))?;
        if read.verifier.id != given {
            return Err(syntax("the secret key's id does not fit its bytes"));
        }
        Ok(read)
    }

    /// Writes the line that [`SigningKey::parse_secret_line`] reads; keep it where only its owner can read.
    pub fn to_secret_line(&self) -> Private<String> {
        let mut bytes = vec![self.verifier.kind.byte()];
        bytes.extend_from_slice(self.secret.expose().as_bytes());
        Private::new(format!(
            "PRIVATE+KEY+{}+{:08x}+{}",
            self.verifier.name,
            self.verifier.id,
            base64::encode(&bytes)
        ))
    }

    /// The key that verifies what this one signs.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs bytes (Ed25519, deterministic).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.expose().sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}

/// Whether a text can be a key's name: not empty, no Unicode space, no character below U+0020, no `+`. The specification
/// forbids no more, so a delete character in a foreign witness's name is no reason to refuse a note.
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c < ' ' || c == '+')
}

fn key_id(name: &str, kind: KeyType, public: &[u8; 32]) -> u32 {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend_from_slice(&[b'\n', kind.byte()]);
    bytes.extend_from_slice(public);
    let digest = sha256(&bytes).0;
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

fn parse_id(text: &str) -> Option<u32> {
    let lower = text.len() == 8 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !lower {
        return None;
    }
    u32::from_str_radix(text, 16).ok()
}

fn syntax(found: &str) -> Refusal {
    Refusal::new(Code::KeySyntax, "", found, "Ask the key's owner for the line again and copy it whole.")
}
