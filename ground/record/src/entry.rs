//! What one leaf of the log says: who signs, which commitment, which kind, what it refers to, when.
//!
//! An entry is canonical JSON (RFC 8785), ASCII, of a closed schema, at most 1,024 bytes, without free text.

use crate::base64;
use crate::key::VerifierKey;
use crate::refusal::{Code, Refusal};
use base::Digest;
use base::json::{self, Value};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::fmt::{self, Write as _};

/// The longest entry, in bytes.
pub const MAX_ENTRY: usize = 1_024;
/// The most earlier entries one entry may refer to.
pub const MAX_REFS: usize = 16;
/// The longest name of a kind, in bytes.
pub const MAX_KIND: usize = 64;
/// The largest integer that every JSON reader keeps (RFC 7493): 2^53 − 1.
pub const MAX_INTEGER: u64 = 9_007_199_254_740_991;
/// The kind of an entry that introduces or changes a key.
pub const ISSUER: &str = "record.issuer";
/// The kind of an entry that says what was erased.
pub const ERASURE: &str = "record.erasure";

/// A leaf of the log. Never holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Key of the organisation that signs the statement.
    pub by: IssuerId,
    /// Commitment: SHA-256(nonce ‖ statement bytes).
    #[serde(rename = "c", serialize_with = "digest_as_base64")]
    pub commitment: Digest,
    /// Kind, from the caller's closed list; `[a-z0-9.-]`, at most 64 bytes.
    #[serde(rename = "k")]
    pub kind: String,
    /// Who may read the statement.
    #[serde(rename = "p")]
    pub publicity: Publicity,
    /// Why something was erased; exactly on [`ERASURE`] entries.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Earlier entries that this one corrects, answers or erases; strictly ascending, at most 16.
    #[serde(rename = "ref")]
    pub refs: Vec<u64>,
    /// Seconds since 1970 from the sequencer's clock; never decreases along the log; at most 2^53 − 1.
    #[serde(rename = "t")]
    pub time: u64,
    /// Schema version; 1.
    #[serde(rename = "v")]
    pub version: u8,
}

/// The first 16 hexadecimal digits of SHA-256 over a verifier key's line: who signs, in an entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssuerId(pub u64);

/// Who may read a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Publicity {
    /// Everybody, all of it.
    Public,
    /// Everybody, but some fields are sealed.
    Sealed,
    /// The statement itself is not published.
    Restricted,
}

/// Why something was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A data subject's right to erasure (GDPR, article 17, and laws like it).
    Art17,
    /// A court ordered it.
    CourtOrder,
    /// It was published by mistake.
    Error,
    /// Somebody's safety.
    Safety,
}

/// Hashes a statement under its nonce: SHA-256(nonce ‖ statement bytes).
pub fn commitment(nonce: &[u8; 32], statement: &[u8]) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(nonce);
    hasher.update(statement);
    Digest(hasher.finalize().into())
}

impl Entry {
    /// Writes the entry's canonical bytes, which the log hashes.
    ///
    /// ```
    /// use record::entry::*;
    /// let entry = Entry {
    ///     by: IssuerId(0x0123_4567_89ab_cdef),
    ///     commitment: commitment(&[0; 32], b"{}"),
    ///     kind: "procurement.release".into(),
    ///     publicity: Publicity::Public,
    ///     reason: None,
    ///     refs: vec![1201],
    ///     time: 1_790_000_000,
    ///     version: 1,
    /// };
    /// let bytes = entry.to_bytes().unwrap();
    /// assert_eq!(Entry::parse(&bytes, &|kind| kind == "procurement.release").unwrap(), entry);
    /// ```
    ///
    /// # Errors
    /// `R-ENTRY-SCHEMA` if a field is out of its range; `R-REF-FORWARD` if `refs` do not ascend.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Refusal> {
        self.check_fields()?;
        let mut out = String::with_capacity(256);
        self.write(&mut out).expect("writing to a text does not fail");
        Ok(out.into_bytes())
    }

    /// Reads an entry from the bytes of a leaf: exactly the canonical form and nothing else.
    ///
    /// `kinds` says whether a kind is on the list of what may stand on the record.
    ///
    /// # Errors
    /// `R-ENTRY-SIZE`, `R-JSON-SYNTAX`, `R-JSON-DUPKEY`, `R-ENTRY-SCHEMA`, `R-REF-FORWARD` or `R-KIND-UNKNOWN`.
    pub fn parse(bytes: &[u8], kinds: &dyn Fn(&str) -> bool) -> Result<Self, Refusal> {
        if bytes.len() > MAX_ENTRY {
            return Err(Refusal::new(
                Code::EntrySize,
                "",
                format!("the entry has {} bytes, more than {MAX_ENTRY}", bytes.len()),
                "Put content into the statement, not into the entry.",
            ));
        }
        let entry = Reader { bytes, at: 0 }.entry().ok_or_else(|| explain(bytes))?;
        entry.check_fields()?;
        if !kinds(&entry.kind) {
            return Err(Refusal::new(
                Code::KindUnknown,
                "field k",
                format!("the kind `{}` is not on the list", entry.kind),
                "Use a kind this program knows, or a newer program.",
            ));
        }
        Ok(entry)
    }

    /// Whether `refs` all lie before the entry's own index.
    ///
    /// # Errors
    /// `R-REF-FORWARD` with the reference that does not.
    pub fn check_refs(&self, index: u64) -> Result<(), Refusal> {
        match self.refs.last() {
            Some(last) if *last >= index => Err(Refusal::new(
                Code::RefForward,
                "field ref",
                format!("entry {index} refers to entry {last}, which does not lie before it"),
                "Refer to earlier entries only.",
            )),
            _ => Ok(()),
        }
    }

    fn check_fields(&self) -> Result<(), Refusal> {
        let wrong = |field: &str, found: String| {
            Err(Refusal::new(Code::EntrySchema, format!("field {field}"), found, "Write the entry after the schema."))
        };
        if !is_kind_name(&self.kind) {
            return wrong("k", "the kind is not 1 to 64 characters of a-z, 0-9, dot and hyphen".into());
        }
        if (self.kind == ERASURE) != self.reason.is_some() {
            return wrong("r", format!("a reason stands exactly on {ERASURE} entries"));
        }
        if self.kind == ERASURE && self.refs.is_empty() {
            return wrong("ref", "an erasure names what it erases".into());
        }
        if self.refs.len() > MAX_REFS {
            return wrong("ref", format!("{} references, more than {MAX_REFS}", self.refs.len()));
        }
        if self.refs.last().is_some_and(|last| *last > MAX_INTEGER) {
            return wrong("ref", "an index is larger than 2^53 − 1".into());
        }
        if self.time > MAX_INTEGER {
            return wrong("t", "the time is larger than 2^53 − 1".into());
        }
        if self.version != 1 {
            return wrong("v", format!("version {} is not 1", self.version));
        }
        if self.refs.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Refusal::new(
                Code::RefForward,
                "field ref",
                "the references do not ascend",
                "Write each earlier index once, in ascending order.",
            ));
        }
        Ok(())
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let Self { by, commitment, kind, publicity, reason, refs, time, version } = self;
        write!(
            out,
            r#"{{"by":"{by}","c":"{}","k":"{kind}","p":"{}","#,
            base64::encode(&commitment.0),
            publicity.as_str()
        )?;
        if let Some(reason) = reason {
            write!(out, r#""r":"{}","#, reason.as_str())?;
        }
        out.push_str(r#""ref":["#);
        for (i, earlier) in refs.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(out, "{comma}{earlier}")?;
        }
        write!(out, r#"],"t":{time},"v":{version}}}"#)
    }
}

impl IssuerId {
    /// The id of a key.
    pub const fn of(key: &VerifierKey) -> Self {
        Self(key.digest())
    }

    /// Reads 16 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        parse_hex64(text.as_bytes()).map(Self)
    }
}

impl fmt::Display for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for IssuerId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Publicity {
    /// As written in an entry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Sealed => "sealed",
            Self::Restricted => "restricted",
        }
    }

    /// Reads what [`Publicity::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Sealed, Self::Restricted].into_iter().find(|p| p.as_str() == text)
    }
}

impl Reason {
    /// As written in an entry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Art17 => "art17",
            Self::CourtOrder => "court-order",
            Self::Error => "error",
            Self::Safety => "safety",
        }
    }

    /// Reads what [`Reason::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Art17, Self::CourtOrder, Self::Error, Self::Safety].into_iter().find(|r| r.as_str() == text)
    }
}

/// Whether a text can name a kind: 1 to 64 characters of `a-z`, `0-9`, `.` and `-`.
pub fn is_kind_name(text: &str) -> bool {
    (1..=MAX_KIND).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'))
}

fn digest_as_base64<S: serde::Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64::encode(&digest.0))
}

fn parse_hex64(digits: &[u8]) -> Option<u64> {
    if digits.len() != 16 {
        return None;
    }
    digits.iter().try_fold(0, |number: u64, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u64::from(value))
    })
}

/// Reads the canonical form byte by byte: an audit reads millions of entries, and there is one spelling for each.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn entry(mut self) -> Option<Entry> {
        self.expect(br#"{"by":""#)?;
        let by = IssuerId(parse_hex64(self.take(16)?)?);
        self.expect(br#"","c":""#)?;
        let commitment = base64::decode_digest(std::str::from_utf8(self.take(44)?).ok()?)?;
        self.expect(br#"","k":""#)?;
        let kind = self.word()?.to_owned();
        self.expect(br#","p":""#)?;
        let publicity = Publicity::parse(self.word()?)?;
        let reason = if self.expect(br#","r":""#).is_some() { Some(Reason::parse(self.word()?)?) } else { None };
        self.expect(br#","ref":["#)?;
        let mut refs = Vec::new();
        if self.expect(b"]").is_none() {
            loop {
                refs.push(self.integer()?);
                if self.expect(b"]").is_some() {
                    break;
                }
                self.expect(b",")?;
            }
        }
        self.expect(br#","t":"#)?;
        let time = self.integer()?;
        self.expect(br#","v":"#)?;
        let version = self.integer()?.try_into().ok()?;
        self.expect(b"}")?;
        (self.at == self.bytes.len()).then_some(Entry {
            by,
            commitment,
            kind,
            publicity,
            reason,
            refs,
            time,
            version,
        })
    }

    fn expect(&mut self, text: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(text).then(|| self.at += text.len())
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at + count)?;
        self.at += count;
        Some(taken)
    }

    /// Letters up to the closing quotation mark, which is taken too.
    fn word(&mut self) -> Option<&'a str> {
        let length = self.bytes[self.at..].iter().take(MAX_KIND + 1).position(|b| *b == b'"')?;
        let word = std::str::from_utf8(self.take(length)?).ok()?;
        self.at += 1;
        Some(word)
    }

    fn integer(&mut self) -> Option<u64> {
        let digits = self.bytes[self.at..].iter().take(17).take_while(|b| b.is_ascii_digit()).count();
        let text = self.take(digits)?;
        if digits == 0 || digits > 16 || (digits > 1 && text[0] == b'0') {
            return None;
        }
        Some(text.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }
}

/// Why bytes are no entry, for a person.
fn explain(bytes: &[u8]) -> Refusal {
    let schema = |place: &str, found: String| {
        Refusal::new(
            Code::EntrySchema,
            place,
            found,
            "Write the entry after the schema, in canonical form (RFC 8785).",
        )
    };
    let parsed = match json::parse(bytes, 3) {
        Ok(parsed) => parsed,
        Err(error) => {
            return Refusal::new(
                Code::JsonSyntax,
                "",
                error.to_string(),
                "Write the entry as canonical JSON (RFC 8785).",
            );
        }
    };
    if let Some(pointer) = parsed.duplicate_keys.first() {
        return Refusal::new(Code::JsonDuplicateKey, pointer, "the key stands twice", "Write each key once.");
    }
    let Some(object) = parsed.value.as_object() else {
        return schema("", "the entry is not an object".into());
    };
    const FIELDS: [&str; 8] = ["by", "c", "k", "p", "r", "ref", "t", "v"];
    if object.iter().any(|(key, _)| !FIELDS.contains(&key)) {
        return schema("", "the entry has a field beside by, c, k, p, r, ref, t and v".into());
    }
    if let Some(missing) = FIELDS.iter().find(|field| **field != "r" && object.get(field).is_none()) {
        return schema(&format!("field {missing}"), "the field is missing".into());
    }
    let text = |field: &str| object.get(field).and_then(Value::as_text);
    let integer =
        |value: &Value| value.as_integer().is_some_and(|i| u64::try_from(i).is_ok_and(|i| i <= MAX_INTEGER));
    let checks: [(&str, bool, &str); 7] = [
        ("by", text("by").is_some_and(|t| IssuerId::parse(t).is_some()), "is not 16 lower-case hexadecimal digits"),
        ("c", text("c").is_some_and(|t| base64::decode_digest(t).is_some()), "is not base64 of 32 bytes"),
        ("k", text("k").is_some_and(is_kind_name), "is not 1 to 64 characters of a-z, 0-9, dot and hyphen"),
        ("p", text("p").is_some_and(|t| Publicity::parse(t).is_some()), "is not public, sealed or restricted"),
        (
            "r",
            object.get("r").is_none() || text("r").is_some_and(|t| Reason::parse(t).is_some()),
            "is not art17, court-order, error or safety",
        ),
        (
            "ref",
            object.get("ref").and_then(Value::as_array).is_some_and(|items| items.iter().all(integer)),
            "is not a list of indices",
        ),
        ("t", object.get("t").is_some_and(integer), "is not an integer from 0 to 2^53 − 1"),
    ];
    for (field, good, what) in checks {
        if !good {
            return schema(&format!("field {field}"), format!("the field {what}"));
        }
    }
    schema("", "the entry is not in canonical form".into())
}
