//! How a field of a statement is sealed, and opened again later: salted digests in `_sd`.
//!
//! Source: RFC 9901 (SD-JWT), sections 4.2 (disclosures, digests, decoys) and 7.1 (applying them). Only object
//! members are sealed, only SHA-256 is used, and `_sd_alg`, its default, is left out.

use crate::base64;
use crate::refusal::{Code, Refusal};
use crate::statement::{MAX_DEPTH, check_numbers};
use base::digest::sha256;
use base::json::{self, Object, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The member that holds an object's digests.
pub const DIGESTS: &str = "_sd";
/// The member that names the hash algorithm; absent for SHA-256.
const ALGORITHM: &str = "_sd_alg";
/// The most decoy digests in one object.
pub const MAX_DECOYS: usize = 3;
/// The longest disclosure, in characters.
pub const MAX_DISCLOSURE: usize = 1 << 20;

/// A salted field, written as URL-safe base64 of `["salt","name",value]`. Whoever has it can open the field.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosure {
    text: String,
    name: String,
    value: Value,
}

impl Disclosure {
    /// A disclosure for a field. `salt`: 16 random bytes, used for nothing else.
    ///
    /// # Errors
    /// `R-DISCLOSURE-BAD` if the name is `_sd` or `...`; `R-JSON-NUMBER` if the value has a number we do not take.
    pub fn new(salt: &[u8; 16], name: &str, value: Value) -> Result<Self, Refusal> {
        check_name(name)?;
        check_numbers(&value)?;
        let array = Value::Array(vec![base64::encode_url(salt).as_str().into(), name.into(), value.clone()]);
        Ok(Self { text: base64::encode_url(json::canonical(&array).as_bytes()), name: name.to_owned(), value })
    }

    /// Reads a disclosure.
    ///
    /// # Errors
    /// `R-DISCLOSURE-BAD` if it is not one of an object member, or its salt has under 128 bits; `R-SIZE` if too long.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > MAX_DISCLOSURE {
            return Err(Refusal::new(Code::Size, "", "the disclosure is too long", "Put documents into blobs."));
        }
        let bytes = base64::decode_url(text).ok_or_else(|| bad("the disclosure is not URL-safe base64"))?;
        let parsed = json::parse(&bytes, MAX_DEPTH).map_err(|_| bad("the disclosure holds no JSON"))?;
        if !parsed.duplicate_keys.is_empty() {
            return Err(bad("the disclosure names a key twice"));
        }
        let Value::Array(items) = parsed.value else {
            return Err(bad("the disclosure is not an array"));
        };
        let Ok([Value::Text(salt), Value::Text(name), value]) = <[Value; 3]>::try_from(items) else {
            return Err(bad("the disclosure is not [salt, name, value]"));
        };
        if base64::decode_url(&salt).is_none_or(|salt| salt.len() < 16) {
            return Err(bad("the salt is not URL-safe base64 of 16 bytes or more"));
        }
        check_name(&name)?;
        check_numbers(&value)?;
        Ok(Self { text: text.to_owned(), name, value })
    }

    /// As written: what is published, and hashed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The field's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The field's value.
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The digest that stands in `_sd`, and names the file: URL-safe base64 of SHA-256 over the disclosure's characters.
    pub fn digest(&self) -> String {
        digest_of(&self.text)
    }
}

impl std::fmt::Debug for Disclosure {
    /// Only the digest: the value may be personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Disclosure({})", self.digest())
    }
}

/// Seals members of one object: takes each out and puts its digest into `_sd`, among decoys, in digest order.
///
/// `fields`: names with a fresh 16-byte salt each. `decoys`: 32 fresh random bytes each, at most three.
/// Returns the disclosures in the order of `fields`.
///
/// # Errors
/// `R-DISCLOSURE-BAD` if a field is not there, a name cannot be sealed, or there are too many decoys; the object is
/// as before then.
pub fn seal(
    object: &mut Object,
    fields: &[(&str, [u8; 16])],
    decoys: &[[u8; 32]],
) -> Result<Vec<Disclosure>, Refusal> {
    if decoys.len() > MAX_DECOYS {
        return Err(bad("there are more than three decoys"));
    }
    let mut sealed = object.clone();
    let mut disclosures = Vec::with_capacity(fields.len());
    for (name, salt) in fields {
        check_name(name)?;
        let value = sealed.remove(name).ok_or_else(|| bad("a field to be sealed is not there"))?;
        disclosures.push(Disclosure::new(salt, name, value)?);
    }
    let mut digests: BTreeSet<String> = match sealed.remove(DIGESTS) {
        Some(old) => digests_in(&old)?.into_iter().map(str::to_owned).collect(),
        None => BTreeSet::new(),
    };
    digests.extend(disclosures.iter().map(Disclosure::digest));
    digests.extend(decoys.iter().map(|random| base64::encode_url(&sha256(random).0)));
    sealed.insert(DIGESTS, Value::Array(digests.into_iter().map(|d| d.as_str().into()).collect()));
    *object = sealed;
    Ok(disclosures)
}

/// All digests of sealed fields and decoys in a value, in document order.
///
/// # Errors
/// `R-DISCLOSURE-BAD` if an `_sd` is not a list of digests, or a digest stands twice.
pub fn digests(value: &Value) -> Result<Vec<&str>, Refusal> {
    check_algorithm(value)?;
    let mut found = Vec::new();
    collect(value, &mut found)?;
    let distinct: BTreeSet<_> = found.iter().collect();
    if distinct.len() < found.len() {
        return Err(bad("a digest stands twice"));
    }
    Ok(found)
}

/// Opens fields: each disclosure's member is put back where its digest stands, also within other disclosures' values.
/// What stays sealed, and decoys, vanish with `_sd`.
///
/// # Errors
/// `R-DISCLOSURE-BAD` if a disclosure fits no digest, a digest stands twice, or a field is there already.
pub fn apply(value: &Value, disclosures: &[Disclosure]) -> Result<Value, Refusal> {
    check_algorithm(value)?;
    let mut by_digest: BTreeMap<String, &Disclosure> = BTreeMap::new();
    for disclosure in disclosures {
        if by_digest.insert(disclosure.digest(), disclosure).is_some() {
            return Err(bad("a disclosure is given twice"));
        }
    }
    let mut opener = Opener { by_digest, seen: BTreeSet::new() };
    let mut opened = opener.open(value, 0)?;
    if let Value::Object(object) = &mut opened {
        object.remove(ALGORITHM);
    }
    if opener.by_digest.is_empty() { Ok(opened) } else { Err(bad("a disclosure fits no sealed field")) }
}

struct Opener<'a> {
    by_digest: BTreeMap<String, &'a Disclosure>,
    seen: BTreeSet<String>,
}

impl Opener<'_> {
    fn open(&mut self, value: &Value, depth: usize) -> Result<Value, Refusal> {
        if depth > MAX_DEPTH {
            return Err(bad("the opened statement nests too deep"));
        }
        match value {
            Value::Array(items) => {
                Ok(Value::Array(items.iter().map(|item| self.open(item, depth + 1)).collect::<Result<_, _>>()?))
            }
            Value::Object(object) => {
                let mut opened = Object::new();
                for (key, value) in object.iter().filter(|(key, _)| *key != DIGESTS) {
                    opened.insert(key, self.open(value, depth + 1)?);
                }
                let sealed = object.get(DIGESTS).map_or_else(|| Ok(Vec::new()), digests_in)?;
                for digest in sealed {
                    if !self.seen.insert(digest.to_owned()) {
                        return Err(bad("a digest stands twice"));
                    }
                    if let Some(disclosure) = self.by_digest.remove(digest) {
                        if opened.get(&disclosure.name).is_some() {
                            return Err(bad("a disclosed field is there already"));
                        }
                        let value = self.open(&disclosure.value, depth + 1)?;
                        opened.insert(&disclosure.name, value);
                    }
                }
                Ok(Value::Object(opened))
            }
            other => Ok(other.clone()),
        }
    }
}

/// The digest of a disclosure's characters.
pub fn digest_of(text: &str) -> String {
    base64::encode_url(&sha256(text.as_bytes()).0)
}

/// Whether a text can be a digest: URL-safe base64 of 32 bytes.
pub fn is_digest(text: &str) -> bool {
    text.len() == 43 && base64::decode_url(text).is_some_and(|bytes| bytes.len() == 32)
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a str>) -> Result<(), Refusal> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| collect(item, found)),
        Value::Object(object) => object.iter().try_for_each(|(key, value)| {
            if key == DIGESTS {
                found.extend(digests_in(value)?);
                return Ok(());
            }
            collect(value, found)
        }),
        _ => Ok(()),
    }
}

fn digests_in(value: &Value) -> Result<Vec<&str>, Refusal> {
    let items = value.as_array().ok_or_else(|| bad("`_sd` is not a list"))?;
    items
        .iter()
        .map(|item| item.as_text().filter(|text| is_digest(text)))
        .collect::<Option<_>>()
        .ok_or_else(|| bad("`_sd` holds something other than digests"))
}

fn check_algorithm(value: &Value) -> Result<(), Refusal> {
    match value.get(ALGORITHM) {
        Some(name) if name.as_text() != Some("sha-256") => Err(bad("`_sd_alg` is not sha-256")),
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name == DIGESTS || name == "..." { Err(bad("a field named `_sd` or `...` cannot be sealed")) } else { Ok(()) }
}

fn bad(found: &str) -> Refusal {
    Refusal::new(Code::DisclosureBad, "", found, "Take the disclosure as its issuer wrote it.")
}
