//! JSON with exact numbers, kept member order and named duplicate keys; canonical form after RFC 8785.
//!
//! Our own reader because none at hand keeps a number's digits, tells duplicate keys and bounds depth all at once;
//! it is held against `serde_json` by a property test.

use std::collections::HashMap;
use std::fmt;

/// A JSON value. Numbers keep the text they were written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A text, unescaped.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Object),
}

/// An object's members in the order written, each key once (of duplicates the last value stands).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Value)>);

/// A parsed document and the keys that an object named twice (RFC 6901 pointers, in order of the second occurrence).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The value.
    pub value: Value,
    /// Pointers to members written twice in one object.
    pub duplicate_keys: Vec<String>,
}

/// Why a text is not the JSON we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    /// Byte offset where reading stopped.
    pub offset: usize,
    /// What was wrong.
    pub kind: JsonErrorKind,
}

/// What was wrong with a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// Not valid UTF-8.
    Utf8,
    /// Deeper than the limit.
    Depth,
    /// Not JSON.
    Syntax,
    /// More text after the value.
    Trailing,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            JsonErrorKind::Utf8 => "is not valid UTF-8",
            JsonErrorKind::Depth => "nests deeper than the limit",
            JsonErrorKind::Syntax => "is not JSON",
            JsonErrorKind::Trailing => "goes on after the JSON value",
        };
        write!(f, "the text {what} at byte {}", self.offset)
    }
}

impl std::error::Error for JsonError {}

/// Reads one JSON document (RFC 8259), nesting at most `max_depth` arrays and objects.
///
/// Lone surrogates in `\u` escapes are refused: they are not Unicode text.
///
/// # Errors
/// [`JsonError`] with the byte where reading stopped.
pub fn parse(bytes: &[u8], max_depth: usize) -> Result<Parsed, JsonError> {
    let text =
        std::str::from_utf8(bytes).map_err(|e| JsonError { offset: e.valid_up_to(), kind: JsonErrorKind::Utf8 })?;
    let mut reader = Reader { text, at: 0, max_depth, depth: 0, duplicates: Vec::new() };
    reader.blanks();
    let value = reader.value()?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.error(JsonErrorKind::Trailing));
    }
    let pointer = |tokens: Vec<String>| {
        tokens.iter().rev().fold(String::new(), |mut pointer, token| {
            crate::problem::pointer_push(&mut pointer, token);
            pointer
        })
    };
    Ok(Parsed { value, duplicate_keys: reader.duplicates.into_iter().map(pointer).collect() })
}

/// Writes the canonical form of RFC 8785 (JCS): members sorted by UTF-16 code units, numbers in ECMAScript form.
///
/// ```
/// use base::json::{canonical, parse};
/// let parsed = parse(br#"{"b":1.50,"a":[ "\u00e9" ]}"#, 64).unwrap();
/// assert_eq!(canonical(&parsed.value), r#"{"a":["é"],"b":1.5}"#);
/// ```
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

impl Value {
    /// The member of an object, if this is one and it has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object, if this is one.
    pub const fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements, to change them, if this is an array.
    pub const fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object, to change it, if this is one.
    pub const fn as_object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The number's text, if this is one.
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The number as an integer, if it was written as one (`1`, not `1.0`) and fits.
    pub fn as_integer(&self) -> Option<i64> {
        self.as_number()?.parse().ok()
    }

    /// Follows an RFC 6901 pointer.
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| {
            let token = token.replace("~1", "/").replace("~0", "~");
            match value {
                Self::Object(object) => object.get(&token),
                Self::Array(items) => items.get(token.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(b) => Self::Bool(*b),
            serde_json::Value::Number(n) => Self::Number(n.to_string()),
            serde_json::Value::String(s) => Self::Text(s.clone()),
            serde_json::Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            serde_json::Value::Object(map) => {
                Self::Object(Object(map.iter().map(|(k, v)| (k.clone(), Self::from(v))).collect()))
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Object {
    /// An object without members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of a member.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The value of a member, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// Sets a member: in its old place if it exists, else at the end. Returns the old value.
    pub fn insert(&mut self, key: &str, value: Value) -> Option<Value> {
        if let Some(old) = self.get_mut(key) {
            return Some(std::mem::replace(old, value));
        }
        self.0.push((key.to_owned(), value));
        None
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k == key)?;
        Some(self.0.remove(at).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v))
    }

    /// The members in order, values to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        self.0.iter_mut().map(|(k, v)| (k.as_str(), v))
    }

    /// An object of members whose keys are distinct, which the caller answers for; costs nothing per member.
    pub const fn from_distinct(members: Vec<(String, Value)>) -> Self {
        Self(members)
    }

    /// The members in order, taken out of the object.
    pub fn into_members(self) -> Vec<(String, Value)> {
        self.0
    }

    /// Keeps the members that the test says yes to.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Value) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// How many members.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Value)> for Object {
    /// Later values of the same key replace earlier ones.
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let mut object = Self::new();
        for (key, value) in members {
            object.insert(&key, value);
        }
        object
    }
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(text) => write_number(text, out),
        Value::Text(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            let mut member = |i: usize, (key, value): &(String, Value)| {
                out.push(if i > 0 { ',' } else { '{' });
                write_text(key, out);
                out.push(':');
                write_canonical(value, out);
            };
            if object.0.is_sorted_by(|(a, _), (b, _)| utf16_order(a, b).is_le()) {
                object.0.iter().enumerate().for_each(|(i, own)| member(i, own));
            } else {
                let mut members: Vec<_> = object.0.iter().collect();
                members.sort_by(|(a, _), (b, _)| utf16_order(a, b));
                members.into_iter().enumerate().for_each(|(i, own)| member(i, own));
            }
            out.push_str(if object.is_empty() { "{}" } else { "}" });
        }
    }
}

/// The order of UTF-16 code units. It differs from the order of bytes only where a surrogate pair meets U+E000 to U+FFFF.
fn utf16_order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

fn write_number(text: &str, out: &mut String) {
    let short_integer = text.len() <= 15 && text != "-0" && !text.contains(['.', 'e', 'E']);
    if short_integer {
        return out.push_str(text);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            out.push_str(ryu_js::Buffer::new().format_finite(number));
        }
        // Beyond the range of doubles RFC 8785 has no form; the digits stay, so that nothing is lost.
        _ => out.push_str(text),
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut start = 0;
    loop {
        let end = stop(text.as_bytes(), start);
        out.push_str(&text[start..end]);
        let Some(byte) = text.as_bytes().get(end) else { break };
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0x0c => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            other => out.push_str(&format!("\\u{other:04x}")),
        }
        start = end + 1;
    }
    out.push('"');
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    max_depth: usize,
    depth: usize,
    /// Keys named twice, each with the names and places around it, innermost first.
    duplicates: Vec<Vec<String>>,
}

impl Reader<'_> {
    const fn error(&self, kind: JsonErrorKind) -> JsonError {
        JsonError { offset: self.at, kind }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.error(JsonErrorKind::Syntax))
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.error(JsonErrorKind::Syntax))
    }

    fn value(&mut self) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'n') => self.literal("null", Value::Null),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'[') => self.nested(Self::array),
            Some(b'{') => self.nested(Self::object),
            _ => Err(self.error(JsonErrorKind::Syntax)),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonError>) -> Result<Value, JsonError> {
        if self.depth == self.max_depth {
            return Err(self.error(JsonErrorKind::Depth));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            self.blanks();
            let before = self.duplicates.len();
            items.push(self.value()?);
            for inside in &mut self.duplicates[before..] {
                inside.push((items.len() - 1).to_string());
            }
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                _ => return Err(self.error(JsonErrorKind::Syntax)),
            }
        }
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let mut members: Vec<(String, Value)> = Vec::new();
        let mut index: Option<HashMap<String, usize>> = None;
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Object(members)));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            self.expect(b':')?;
            self.blanks();
            let before = self.duplicates.len();
            let value = self.value()?;
            for inside in &mut self.duplicates[before..] {
                inside.push(key.clone());
            }
            // Few members: look through them. Many: keep an index, so that a hostile object costs no square.
            let position = if members.len() < 16 {
                members.iter().position(|(k, _)| *k == key)
            } else {
                let all = || members.iter().enumerate().map(|(i, (k, _))| (k.clone(), i)).collect();
                index.get_or_insert_with(all).get(&key).copied()
            };
            match position {
                Some(i) => {
                    self.duplicates.push(vec![key]);
                    members[i].1 = value;
                }
                None => {
                    if let Some(index) = &mut index {
                        index.insert(key.clone(), members.len());
                    }
                    members.push((key, value));
                }
            }
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(Object(members)));
                }
                _ => return Err(self.error(JsonErrorKind::Syntax)),
            }
        }
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(self.error(JsonErrorKind::Syntax)),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.error(JsonErrorKind::Syntax)) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b'"')?;
        let start = self.at;
        self.at = stop(self.text.as_bytes(), start);
        let mut out = self.text[start..self.at].to_owned();
        while self.peek() == Some(b'\\') {
            self.at += 1;
            out.push(self.escape()?);
            let start = self.at;
            self.at = stop(self.text.as_bytes(), start);
            out.push_str(&self.text[start..self.at]);
        }
        self.expect(b'"')?;
        Ok(out)
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let byte = self.peek().ok_or(self.error(JsonErrorKind::Syntax))?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let code = if (0xD800..0xDC00).contains(&first) {
                    self.expect(b'\\')?;
                    self.expect(b'u')?;
                    let second = self.hex4()?;
                    if !(0xDC00..0xE000).contains(&second) {
                        return Err(self.error(JsonErrorKind::Syntax));
                    }
                    0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                } else {
                    first
                };
                char::from_u32(code).ok_or(self.error(JsonErrorKind::Syntax))?
            }
            _ => return Err(self.error(JsonErrorKind::Syntax)),
        })
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(self.error(JsonErrorKind::Syntax))?;
        let mut code = 0;
        for digit in digits {
            code = code * 16 + char::from(*digit).to_digit(16).ok_or(self.error(JsonErrorKind::Syntax))?;
        }
        self.at += 4;
        Ok(code)
    }
}

/// Where the next quote, backslash or control character stands at or after a place in a text of JSON; the length if
/// there is none. Looks at eight bytes at a time.
pub fn stop(bytes: &[u8], mut at: usize) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    while let Some(eight) = bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()) {
        let eight = u64::from_le_bytes(eight);
        let quote = eight ^ (LOW * u64::from(b'"'));
        let backslash = eight ^ (LOW * u64::from(b'\\'));
        // The lowest marked byte is always a true one; borrows only mark bytes above it.
        let found = (quote.wrapping_sub(LOW) & !quote)
            | (backslash.wrapping_sub(LOW) & !backslash)
            | (eight.wrapping_sub(LOW * 0x20) & !eight);
        let found = found & (LOW << 7);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_duplicate_keys_and_keeps_the_last() {
        let parsed = parse(br#"{"a":{"x":1,"x":2}}"#, 64).unwrap();
        assert_eq!(parsed.duplicate_keys, ["/a/x"]);
        assert_eq!(parsed.value.pointer("/a/x"), Some(&Value::Number("2".into())));
    }

    #[test]
    fn bounds_depth() {
        assert!(parse(b"[[[]]]", 3).is_ok());
        assert_eq!(parse(b"[[[]]]", 2).unwrap_err().kind, JsonErrorKind::Depth);
    }

    #[test]
    fn canonical_numbers_follow_rfc_8785_appendix_b() {
        // Cases from RFC 8785, appendix B.
        for (input, expected) in [
            ("-0", "0"),
            ("4.9406564584124654e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("9007199254740992", "9007199254740992"),
            ("295147905179352830000", "295147905179352830000"),
            ("1e21", "1e+21"),
            ("333333333.33333329", "333333333.3333333"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
        ] {
            assert_eq!(canonical(&Value::Number(input.into())), expected);
        }
    }

    #[test]
    fn canonical_members_sort_by_utf16() {
        // RFC 8785, section 3.2.3: U+10000 and above sort before U+E000 to U+FFFF.
        let parsed = parse("{\"\u{fb33}\":1,\"\u{1f600}\":2,\"\\r\":3,\"1\":4}".as_bytes(), 64).unwrap();
        assert_eq!(canonical(&parsed.value), "{\"\\r\":3,\"1\":4,\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(text in "[\\[\\]{}:,\"\\\\ntruefals0-9.eE+\\- u]{0,24}") {
            let theirs: Result<serde_json::Value, _> = serde_json::from_str(&text);
            match parse(text.as_bytes(), 120) {
                Ok(ours) if ours.duplicate_keys.is_empty() => {
                    let numbers_in_range = theirs.is_ok() || text.contains(['e', 'E']);
                    prop_assert!(numbers_in_range, "we took {text}, serde_json did not");
                }
                Ok(_) => {}
                Err(_) => prop_assert!(theirs.is_err(), "serde_json took {text}, we did not"),
            }
        }

        #[test]
        fn canonical_is_a_fixed_point(text in "\\PC{0,20}", n in any::<f64>().prop_filter("finite", |f| f.is_finite())) {
            let value = Value::Array(vec![Value::Text(text), Value::Number(format!("{n:e}"))]);
            let once = canonical(&value);
            let again = parse(once.as_bytes(), 8).unwrap();
            prop_assert_eq!(canonical(&again.value), once);
        }
    }
}
