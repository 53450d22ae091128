//! Records: one canonical form written, and read with the place of every fault.

use crate::fault::{Code, MAX_TOLD, Reason, Refusal, short};
use crate::group::Group;
use crate::model::{Ciphertext, Proof};
use base::json::{JsonErrorKind, Object, Value};
use std::collections::BTreeMap;
use zeroize::Zeroize as _;

/// Nesting allowed in a record.
pub const MAX_DEPTH: usize = 16;
/// Digits allowed in a number.
pub const MAX_DIGITS: usize = 700;
/// The largest count or weight written as a JSON number; larger ones are decimal texts.
pub const MAX_NUMBER: u64 = 1_073_741_823;

/// Writes a text as the protocol does: `"`, `\`, control characters and U+007F escaped, all else raw.
pub fn text(value: &str, out: &mut String) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if u32::from(c) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A text as JSON.
pub fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    text(value, &mut out);
    out
}

/// Writes a list of what is JSON already.
pub fn list<I: IntoIterator<Item = String>>(items: I) -> String {
    let mut out = String::from("[");
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&item);
    }
    out.push(']');
    out
}

/// A count or weight: a number up to [`MAX_NUMBER`], a decimal text above.
pub fn weight(value: u64) -> String {
    if value <= MAX_NUMBER { value.to_string() } else { format!("\"{value}\"") }
}

/// Writes a value without white space, members in their order.
pub fn compact(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(digits) => out.push_str(digits),
        Value::Text(t) => text(t, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                compact(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => members(object.iter(), out),
    }
}

/// Writes members as an object.
pub(crate) fn members<'v>(all: impl Iterator<Item = (&'v str, &'v Value)>, out: &mut String) {
    out.push('{');
    for (i, (key, value)) in all.enumerate() {
        if i > 0 {
            out.push(',');
        }
        text(key, out);
        out.push(':');
        compact(value, out);
    }
    out.push('}');
}

/// A parsed value that holds a secret: its texts and numbers are wiped when it is dropped.
pub(crate) struct Wiped(pub(crate) Value);

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::Text(text) | Value::Number(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(object) => object.iter_mut().for_each(|(_, value)| wipe(value)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Reads records; keeps the place it is at, and every fault found.
pub struct Reader {
    /// Where the record stands, for example `event 12 (Ballot)`.
    pub origin: String,
    path: String,
    /// What was wrong, at most [`MAX_TOLD`].
    pub faults: Vec<Reason>,
    /// How many faults more, by code.
    pub faults_more: BTreeMap<Code, u64>,
    /// What was worth a remark, at most [`MAX_TOLD`].
    pub warnings: Vec<String>,
    /// How many remarks more.
    pub warnings_more: u64,
    /// How many scalars were read.
    pub scalars: u64,
    /// How many elements were read.
    pub elements: u64,
    /// Set when a bound was passed.
    pub refusal: Option<Refusal>,
}

impl Reader {
    /// A reader for a record that stands at this place.
    pub fn new(origin: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            path: String::new(),
            faults: Vec::new(),
            faults_more: BTreeMap::new(),
            warnings: Vec::new(),
            warnings_more: 0,
            scalars: 0,
            elements: 0,
            refusal: None,
        }
    }

    /// The place of what is being read.
    pub fn place(&self) -> String {
        if self.path.is_empty() { self.origin.clone() } else { format!("{}, {}", self.origin, self.path) }
    }

    /// Adds a fault at the place of what is being read.
    pub fn fault(&mut self, code: Code, what: impl Into<String>) {
        if self.faults.len() < MAX_TOLD {
            let reason = Reason::new(code, self.place(), what);
            self.faults.push(reason);
        } else {
            *self.faults_more.entry(code).or_default() += 1;
        }
    }

    /// How many faults there are.
    pub fn found(&self) -> u64 {
        self.faults.len() as u64 + self.faults_more.values().sum::<u64>()
    }

    /// Takes over the faults of another reader, and what it counted.
    pub fn join(&mut self, other: Self) {
        for reason in other.faults {
            if self.faults.len() < MAX_TOLD {
                self.faults.push(reason);
            } else {
                *self.faults_more.entry(reason.code).or_default() += 1;
            }
        }
        for (code, more) in other.faults_more {
            *self.faults_more.entry(code).or_default() += more;
        }
        self.elements += other.elements;
        self.scalars += other.scalars;
    }

    /// Adds a remark.
    pub fn remark(&mut self, what: impl FnOnce(&Self) -> String) {
        if self.warnings.len() < MAX_TOLD {
            let what = what(self);
            self.warnings.push(what);
        } else {
            self.warnings_more += 1;
        }
    }

    /// Reads a member.
    pub fn member<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        let value = read(self);
        self.path.truncate(length);
        value
    }

    /// Reads a list's element.
    pub fn index<T>(&mut self, i: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(&format!("[{i}]"));
        let value = read(self);
        self.path.truncate(length);
        value
    }

    /// Parses bytes; with `canonical`, they must be the form this protocol writes.
    pub fn parse(&mut self, bytes: &[u8], canonical: bool) -> Option<Value> {
        let parsed = match base::json::parse(bytes, MAX_DEPTH) {
            Ok(parsed) => parsed,
            Err(error) if error.kind == JsonErrorKind::Depth => {
                let what = format!("nests deeper than {MAX_DEPTH}");
                self.refusal =
                    Some(Refusal::new("TOO_LARGE", self.place(), what, "Ask for a record within the bounds."));
                return None;
            }
            Err(error) => {
                self.fault(Code::JsonSchema, error.to_string());
                return None;
            }
        };
        for key in &parsed.duplicate_keys {
            self.fault(Code::JsonSchema, format!("the field {} is written twice", short(key)));
        }
        if canonical {
            let mut again = String::with_capacity(bytes.len());
            compact(&parsed.value, &mut again);
            if again.as_bytes() != bytes {
                let at = again.bytes().zip(bytes).take_while(|(a, b)| a == *b).count();
                self.fault(Code::JsonCanonical, format!("is not in canonical form from byte {at} on"));
            }
        }
        Some(parsed.value)
    }

    /// An object with these fields in this order; `name?` may be absent. `None` when a field is missing or this is
    /// not an object.
    pub fn object<'v>(&mut self, value: &'v Value, fields: &[&str]) -> Option<&'v Object> {
        self.object_ordered(value, fields, true)
    }

    /// The same, where order does not matter and unknown fields are only remarked.
    pub fn free_object<'v>(&mut self, value: &'v Value, fields: &[&str]) -> Option<&'v Object> {
        self.object_ordered(value, fields, false)
    }

    fn object_ordered<'v>(&mut self, value: &'v Value, fields: &[&str], strict: bool) -> Option<&'v Object> {
        let Some(object) = value.as_object() else {
            self.fault(Code::JsonSchema, "must be an object");
            return None;
        };
        let mut complete = true;
        for field in fields.iter().filter(|f| !f.ends_with('?')) {
            if object.get(field).is_none() {
                self.fault(Code::JsonSchema, format!("the field {field} is missing"));
                complete = false;
            }
        }
        let mut last = 0;
        for (key, _) in object.iter() {
            match fields.iter().position(|f| f.trim_end_matches('?') == key) {
                None if strict => {
                    self.fault(Code::JsonSchema, format!("the field {} is not known", short(key)));
                    complete = false;
                }
                None => self.remark(|r| format!("{}: the field {} is not known", r.place(), short(key))),
                Some(position) if strict && position < last => {
                    self.fault(Code::JsonCanonical, format!("the field {key} stands out of order"));
                }
                Some(position) => last = position,
            }
        }
        complete.then_some(object)
    }

    /// A member that [`Reader::object`] found to be there.
    pub fn field<T>(
        &mut self,
        object: &Object,
        key: &str,
        read: impl FnOnce(&mut Self, &Value) -> Option<T>,
    ) -> Option<T> {
        let value = object.get(key)?;
        self.member(key, |r| read(r, value))
    }

    /// A member that may be absent: `Some(None)` then, `None` when it could not be read.
    pub fn optional<T>(
        &mut self,
        object: &Object,
        key: &str,
        read: impl FnOnce(&mut Self, &Value) -> Option<T>,
    ) -> Option<Option<T>> {
        match object.get(key) {
            None => Some(None),
            Some(value) => self.member(key, |r| read(r, value)).map(Some),
        }
    }

    /// A list whose every element could be read. Reads on after a fault, so that all are found.
    pub fn list<T>(&mut self, value: &Value, mut read: impl FnMut(&mut Self, &Value) -> Option<T>) -> Option<Vec<T>> {
        let Some(items) = value.as_array() else {
            self.fault(Code::JsonSchema, "must be a list");
            return None;
        };
        let all: Vec<Option<T>> = items.iter().enumerate().map(|(i, v)| self.index(i, |r| read(r, v))).collect();
        all.into_iter().collect()
    }

    /// A list of exactly this length.
    pub fn tuple<'v>(&mut self, value: &'v Value, length: usize) -> Option<&'v [Value]> {
        match value.as_array() {
            Some(items) if items.len() == length => Some(items),
            _ => {
                self.fault(Code::JsonSchema, format!("must be a list of {length}"));
                None
            }
        }
    }

    /// A text.
    pub fn text<'v>(&mut self, value: &'v Value) -> Option<&'v str> {
        let text = value.as_text();
        if text.is_none() {
            self.fault(Code::JsonSchema, "must be a text");
        }
        text
    }

    /// A text, owned.
    pub fn string(&mut self, value: &Value) -> Option<String> {
        self.text(value).map(str::to_owned)
    }

    /// A hash of 64 lower-case hex digits.
    pub fn digest(&mut self, value: &Value) -> Option<base::Digest> {
        let digest = base::Digest::from_hex(self.text(value)?);
        if digest.is_none() {
            self.fault(Code::JsonSchema, "must be 64 lower-case hexadecimal digits");
        }
        digest
    }

    /// A small whole number.
    pub fn number(&mut self, value: &Value) -> Option<u64> {
        let digits = value.as_number().filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let number = digits.and_then(|d| d.parse().ok()).filter(|n| *n <= MAX_NUMBER);
        if number.is_none() {
            self.fault(Code::JsonSchema, "must be a whole number that is not negative");
        }
        number
    }

    /// A count or weight: see [`weight`].
    pub fn weight(&mut self, value: &Value) -> Option<u64> {
        let digits = match value {
            Value::Text(t) => t.as_str(),
            Value::Number(n) => n.as_str(),
            _ => "",
        };
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let Some(number) = digits.parse::<u64>().ok().filter(|_| plain) else {
            self.fault(Code::JsonSchema, "must be a whole number that is not negative");
            return None;
        };
        let mut form = String::new();
        compact(value, &mut form);
        if form != weight(number) {
            self.fault(Code::JsonCanonical, "a number above 1073741823 is written as text, any other as number");
        }
        Some(number)
    }

    fn bounded<'v>(&mut self, value: &'v Value) -> Option<&'v str> {
        let text = self.text(value)?;
        if text.len() > MAX_DIGITS {
            let what = format!("a number of {} characters, the bound is {MAX_DIGITS}", text.len());
            self.refusal = Some(Refusal::new("TOO_LARGE", self.place(), what, "Ask for a record within the bounds."));
            return None;
        }
        Some(text)
    }

    /// A scalar.
    pub fn scalar<G: Group>(&mut self, group: &G, value: &Value) -> Option<G::Scalar> {
        let text = self.bounded(value)?;
        self.scalars += 1;
        let scalar = group.read_scalar(text);
        if scalar.is_none() {
            // Not quoted: it may be a secret key.
            let what = format!("a text of {} bytes is not a canonical number below q", text.len());
            self.fault(Code::NumberEncoding, what);
        }
        scalar
    }

    /// An element in canonical text, whose membership is checked by the caller.
    pub fn unchecked_element<G: Group>(&mut self, group: &G, value: &Value) -> Option<G::Element> {
        let text = self.bounded(value)?;
        self.elements += 1;
        let element = group.read(text);
        if element.is_none() {
            self.fault(Code::GroupElement, format!("{} is not a canonical group element", short(text)));
        }
        element
    }

    /// An element of the group.
    pub fn element<G: Group>(&mut self, group: &G, value: &Value) -> Option<G::Element> {
        let element = self.unchecked_element(group, value)?;
        if !group.is_member(&group.base(&element)) {
            self.not_member(value.as_text().unwrap_or_default());
            return None;
        }
        Some(element)
    }

    /// Says that an element is outside the group.
    pub fn not_member(&mut self, text: &str) {
        self.fault(Code::GroupElement, format!("{} is not in the subgroup of order q", short(text)));
    }

    /// An element of the group other than the neutral one.
    pub fn key<G: Group>(&mut self, group: &G, value: &Value) -> Option<G::Element> {
        let element = self.element(group, value)?;
        if element == group.one() {
            self.fault(Code::GroupElement, "the neutral element cannot be a key");
            return None;
        }
        Some(element)
    }

    /// A proof.
    pub fn proof<G: Group>(&mut self, group: &G, value: &Value) -> Option<Proof<G>> {
        let object = self.object(value, &["challenge", "response"])?;
        let challenge = self.field(object, "challenge", |r, v| r.scalar(group, v));
        let response = self.field(object, "response", |r, v| r.scalar(group, v));
        Some(Proof { challenge: challenge?, response: response? })
    }

    /// A ciphertext of members.
    pub fn ciphertext<G: Group>(&mut self, group: &G, value: &Value) -> Option<Ciphertext<G>> {
        let object = self.object(value, &["alpha", "beta"])?;
        let alpha = self.field(object, "alpha", |r, v| r.element(group, v));
        let beta = self.field(object, "beta", |r, v| r.element(group, v));
        Some(Ciphertext { alpha: alpha?, beta: beta? })
    }

    /// A ciphertext whose membership is checked by the caller.
    pub fn unchecked_ciphertext<G: Group>(&mut self, group: &G, value: &Value) -> Option<Ciphertext<G>> {
        let object = self.object(value, &["alpha", "beta"])?;
        let alpha = self.field(object, "alpha", |r, v| r.unchecked_element(group, v));
        let beta = self.field(object, "beta", |r, v| r.unchecked_element(group, v));
        Some(Ciphertext { alpha: alpha?, beta: beta? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wiped_value_holds_no_text_and_no_number() {
        let secret = br#"{"a":["left",{"b":"right"}],"c":[[1,0],[17]],"d":true}"#;
        let mut value = Wiped(base::json::parse(secret, MAX_DEPTH).unwrap().value);
        wipe(&mut value.0);
        let mut left = String::new();
        compact(&value.0, &mut left);
        assert_eq!(left, r#"{"a":["",{"b":""}],"c":[[,],[]],"d":true}"#);
    }
}
