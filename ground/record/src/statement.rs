//! What an organisation said, about which documents: an in-toto Statement in a signed DSSE envelope.
//!
//! Source: DSSE v1 (protocol and envelope); in-toto Attestation Framework, Statement v1.
//! A statement's bytes are hashed and verified as received; nothing is written anew to verify.

use crate::base64;
use crate::copy::MAX_STATEMENT;
use crate::entry::{IssuerId, MAX_INTEGER, is_kind_name};
use crate::key::{SigningKey, VerifierKey};
use crate::refusal::{Code, Refusal};
use base::Digest;
use base::json::{self, Object, Value};
use base::problem::pointer_push;

/// The payload type of every statement's envelope.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The `_type` of every statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// How deep a statement may nest.
pub const MAX_DEPTH: usize = 64;
/// The most signatures on one envelope.
pub const MAX_SIGNATURES: usize = 8;

/// A statement: which documents it speaks of, its kind, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The documents it speaks of.
    pub subjects: Vec<Subject>,
    /// The kind, as in the entry; stands in `predicateType`.
    pub kind: String,
    /// What it says: the capability's typed body. No floats, integers within ±(2^53 − 1).
    pub predicate: Value,
}

/// A document that a statement speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What the document is called in the statement, if it is called anything. Never a person's name.
    pub name: Option<String>,
    /// SHA-256 of the document.
    pub sha256: Digest,
}

/// A signed envelope, as read: nothing is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The payload's bytes, which are signed.
    pub payload: Vec<u8>,
    /// The signatures in the order written.
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// Key id: a hint, not signed; ours is the entry's `by`.
    pub key_id: String,
    /// The signature's bytes; 64 for Ed25519.
    pub bytes: Vec<u8>,
}

impl Statement {
    /// Writes the statement's payload in canonical form (RFC 8785).
    ///
    /// # Errors
    /// `R-JSON-NUMBER` if the predicate has a float or too large an integer; `R-STATEMENT-SCHEMA` if the kind is no
    /// kind's name or the predicate no object.
    pub fn to_payload(&self) -> Result<Vec<u8>, Refusal> {
        if !is_kind_name(&self.kind) {
            return Err(schema("", "the kind is not 1 to 64 characters of a-z, 0-9, dot and hyphen"));
        }
        if self.predicate.as_object().is_none() {
            return Err(schema("/predicate", "the predicate is not an object"));
        }
        check_numbers(&self.predicate).map_err(|mut e| {
            e.place.insert_str(0, "/predicate");
            e
        })?;
        let subjects = self.subjects.iter().map(Subject::to_value).collect();
        let mut statement = Object::new();
        statement.insert("_type", STATEMENT_TYPE.into());
        statement.insert("predicate", self.predicate.clone());
        statement.insert("predicateType", predicate_type(&self.kind).as_str().into());
        statement.insert("subject", Value::Array(subjects));
        Ok(json::canonical(&Value::Object(statement)).into_bytes())
    }

    /// Reads a payload: strict JSON, Statement v1, a predicate of ours.
    ///
    /// # Errors
    /// `R-JSON-SYNTAX`, `R-JSON-DUPKEY`, `R-JSON-NUMBER` or `R-STATEMENT-SCHEMA`, with the pointer.
    pub fn parse_payload(bytes: &[u8]) -> Result<Self, Refusal> {
        let Value::Object(mut statement) = parse_strict(bytes)? else {
            return Err(schema("", "the payload is not an object"));
        };
        if statement.get("_type").and_then(Value::as_text) != Some(STATEMENT_TYPE) {
            return Err(schema("/_type", &format!("the type is not `{STATEMENT_TYPE}`")));
        }
        let kind = statement
            .get("predicateType")
            .and_then(Value::as_text)
            .and_then(kind_of)
            .ok_or_else(|| schema("/predicateType", "the predicate's type is none of ours"))?
            .to_owned();
        let subjects = statement
            .get("subject")
            .and_then(Value::as_array)
            .ok_or_else(|| schema("/subject", "the list of subjects is missing"))?
            .iter()
            .enumerate()
            .map(|(i, subject)| Subject::from_value(subject).ok_or(i))
            .collect::<Result<_, _>>()
            .map_err(|i| schema(&format!("/subject/{i}"), "the subject has no SHA-256 digest"))?;
        match statement.remove("predicate") {
            Some(predicate @ Value::Object(_)) => Ok(Self { subjects, kind, predicate }),
            _ => Err(schema("/predicate", "the predicate is not an object")),
        }
    }

    /// Signs the statement and writes the envelope, in canonical form: the bytes to commit to and to keep.
    ///
    /// # Errors
    /// As [`Statement::to_payload`]; `R-SIZE` if the envelope is larger than 1 MiB.
    pub fn sign(&self, key: &SigningKey) -> Result<Vec<u8>, Refusal> {
        let payload = self.to_payload()?;
        let signature = key.sign(&pre_authentication(PAYLOAD_TYPE, &payload));
        let bytes = Envelope {
            payload,
            signatures: vec![EnvelopeSignature {
                key_id: IssuerId::of(key.verifier()).to_string(),
                bytes: signature.to_vec(),
            }],
        }
        .to_bytes();
        check_size(bytes.len())?;
        Ok(bytes)
    }
}

impl Subject {
    /// A document without a name.
    pub const fn unnamed(sha256: Digest) -> Self {
        Self { name: None, sha256 }
    }

    fn to_value(&self) -> Value {
        let mut digest = Object::new();
        digest.insert("sha256", self.sha256.to_string().as_str().into());
        let mut subject = Object::new();
        subject.insert("digest", Value::Object(digest));
        if let Some(name) = &self.name {
            subject.insert("name", name.as_str().into());
        }
        Value::Object(subject)
    }

    fn from_value(value: &Value) -> Option<Self> {
        let sha256 = Digest::from_hex(value.get("digest")?.get("sha256")?.as_text()?)?;
        let name = match value.get("name") {
            Some(name) => Some(name.as_text()?.to_owned()),
            None => None,
        };
        Some(Self { name, sha256 })
    }
}

impl Envelope {
    /// Reads an envelope of a statement.
    ///
    /// # Errors
    /// `R-SIZE`, `R-JSON-SYNTAX`, `R-JSON-DUPKEY`, `R-JSON-NUMBER` or `R-STATEMENT-SCHEMA`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        check_size(bytes.len())?;
        let value = parse_strict(bytes)?;
        if value.get("payloadType").and_then(Value::as_text) != Some(PAYLOAD_TYPE) {
            return Err(schema("/payloadType", &format!("the payload's type is not `{PAYLOAD_TYPE}`")));
        }
        let payload = value
            .get("payload")
            .and_then(Value::as_text)
            .and_then(base64::decode)
            .ok_or_else(|| schema("/payload", "the payload is not base64"))?;
        let signatures = value
            .get("signatures")
            .and_then(Value::as_array)
            .ok_or_else(|| schema("/signatures", "the list of signatures is missing"))?;
        if signatures.is_empty() || signatures.len() > MAX_SIGNATURES {
            return Err(schema("/signatures", &format!("not 1 to {MAX_SIGNATURES} signatures")));
        }
        let signatures = signatures
            .iter()
            .enumerate()
            .map(|(i, signature)| EnvelopeSignature::from_value(signature).ok_or(i))
            .collect::<Result<_, _>>()
            .map_err(|i| schema(&format!("/signatures/{i}"), "the signature has no `sig` in base64"))?;
        Ok(Self { payload, signatures })
    }

    /// Writes the envelope in canonical form (RFC 8785).
    pub fn to_bytes(&self) -> Vec<u8> {
        let signatures = self.signatures.iter().map(|signature| {
            let mut object = Object::new();
            object.insert("keyid", signature.key_id.as_str().into());
            object.insert("sig", base64::encode(&signature.bytes).as_str().into());
            Value::Object(object)
        });
        let mut object = Object::new();
        object.insert("payload", base64::encode(&self.payload).as_str().into());
        object.insert("payloadType", PAYLOAD_TYPE.into());
        object.insert("signatures", Value::Array(signatures.collect()));
        json::canonical(&Value::Object(object)).into_bytes()
    }

    /// Verifies that this key signed the payload. Signatures that name other keys are passed over.
    ///
    /// # Errors
    /// `R-KEY-UNKNOWN` if no signature names the key; `R-SIG-BAD` if one does and does not verify.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), Refusal> {
        let id = IssuerId::of(key).to_string();
        let mut by_key = self.signatures.iter().filter(|signature| signature.key_id == id).peekable();
        if by_key.peek().is_none() {
            return Err(Refusal::new(
                Code::KeyUnknown,
                "/signatures",
                format!("no signature names the key {id}"),
                "Sign the statement with the key that the entry names.",
            ));
        }
        let message = pre_authentication(PAYLOAD_TYPE, &self.payload);
        for signature in by_key {
            let good = signature.bytes.as_slice().try_into().is_ok_and(|bytes| key.verifies(&message, bytes));
            if !good {
                return Err(Refusal::new(
                    Code::SignatureBad,
                    "/signatures",
                    format!("the signature of key {id} does not verify"),
                    "Do not trust the statement. Fetch it again, and report it if it stays so.",
                ));
            }
        }
        Ok(())
    }

    /// The statement in the payload; says nothing of who signed it.
    ///
    /// # Errors
    /// As [`Statement::parse_payload`].
    pub fn statement(&self) -> Result<Statement, Refusal> {
        Statement::parse_payload(&self.payload).map_err(|e| e.within("payload"))
    }
}

impl EnvelopeSignature {
    fn from_value(value: &Value) -> Option<Self> {
        let key_id = match value.get("keyid") {
            Some(id) => id.as_text()?.to_owned(),
            None => String::new(),
        };
        Some(Self { key_id, bytes: base64::decode(value.get("sig")?.as_text()?)? })
    }
}

/// The type of a kind's predicate.
///
/// ```
/// assert_eq!(record::statement::predicate_type("record.issuer"), "https://scrutineer.example/record.issuer/v1");
/// ```
pub fn predicate_type(kind: &str) -> String {
    format!("https://scrutineer.example/{kind}/v1")
}

/// The bytes that a DSSE signature covers: `DSSEv1`, then type and payload, each with its length.
pub fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// Reads JSON as we take it: no key twice, no floats, integers within ±(2^53 − 1), at most 64 deep.
///
/// # Errors
/// `R-JSON-SYNTAX`, `R-JSON-DUPKEY` or `R-JSON-NUMBER`, with byte or pointer.
pub fn parse_strict(bytes: &[u8]) -> Result<Value, Refusal> {
    let parsed = json::parse(bytes, MAX_DEPTH)
        .map_err(|e| Refusal::new(Code::JsonSyntax, "", e.to_string(), "Write valid JSON (RFC 8259)."))?;
    if let Some(pointer) = parsed.duplicate_keys.first() {
        let remedy = "Write each key once in its object.";
        return Err(Refusal::new(Code::JsonDuplicateKey, pointer, "the key stands twice in one object", remedy));
    }
    check_numbers(&parsed.value)?;
    Ok(parsed.value)
}

/// Looks for numbers that we do not take.
///
/// # Errors
/// `R-JSON-NUMBER` with the pointer of the first.
pub fn check_numbers(value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Number(text) if !is_integer(text) => Err(Refusal::new(
            Code::JsonNumber,
            "",
            format!("`{}` is not an integer within ±(2^53 − 1)", text.chars().take(40).collect::<String>()),
            "Write a decimal as a text, for example \"12.50\".",
        )),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(i, item)| check_numbers(item).map_err(|e| deeper(e, &i.to_string()))),
        Value::Object(object) => {
            object.iter().try_for_each(|(key, value)| check_numbers(value).map_err(|e| deeper(e, key)))
        }
        _ => Ok(()),
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    text != "-0" && digits.len() <= 16 && digits.parse::<u64>().is_ok_and(|number| number <= MAX_INTEGER)
}

fn deeper(mut refusal: Refusal, token: &str) -> Refusal {
    let mut place = String::new();
    pointer_push(&mut place, token);
    refusal.place.insert_str(0, &place);
    refusal
}

fn kind_of(predicate_type: &str) -> Option<&str> {
    predicate_type.strip_prefix("https://scrutineer.example/")?.strip_suffix("/v1").filter(|kind| is_kind_name(kind))
}

fn check_size(length: usize) -> Result<(), Refusal> {
    if length <= MAX_STATEMENT {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Size,
        "",
        format!("the statement has {length} bytes, more than {MAX_STATEMENT}"),
        "Put documents into blobs and name them as subjects.",
    ))
}

fn schema(place: &str, found: &str) -> Refusal {
    Refusal::new(Code::StatementSchema, place, found, "Write a DSSE envelope over an in-toto Statement v1.")
}
