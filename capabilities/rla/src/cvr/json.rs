//! Arrays within large JSON files, element by element, in bounded depth and memory.

use super::refuse;
use base::{Place, Problem};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

/// Deepest nesting.
const DEPTH: u32 = 64;
/// Longest element in bytes.
const ELEMENT: u64 = 16 << 20;
/// What [`Bounded`] says in its errors.
const LIMIT: &str = "deeper than 64 levels, or one record longer than 16 MiB";

/// Fails on input nested too deep, and on elements (anything at the third level) that are too long.
struct Bounded<R> {
    inner: R,
    depth: u32,
    text: bool,
    escaped: bool,
    element: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        for byte in &buffer[..n] {
            self.element += 1;
            if self.text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth <= 2 {
                self.element = 0;
            }
        }
        if self.depth > DEPTH || self.element > ELEMENT {
            return Err(io::Error::new(io::ErrorKind::InvalidData, LIMIT));
        }
        Ok(n)
    }
}

/// Hands every element of the arrays named `key` at the top level to `each`, as text with its number from 0; other keys
/// go to `other` if it wants them. A file that breaks off keeps what came before.
pub(super) fn elements(
    reader: impl Read,
    key: &str,
    each: &mut dyn FnMut(usize, &str),
    other: &mut dyn FnMut(&str, &str),
    wants: &[&str],
) -> Vec<Problem> {
    let bounded = Bounded { inner: reader, depth: 0, text: false, escaped: false, element: 0 };
    let mut reader = BufReader::with_capacity(1 << 16, bounded);
    // A byte-order mark is no JSON.
    if let Ok(start) = reader.fill_buf()
        && start.starts_with(b"\xef\xbb\xbf")
    {
        reader.consume(3);
    }
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let result = Root { key, each, other, wants }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    let Err(error) = result else { return Vec::new() };
    let place = Place { input: 0, line: error.line() as u64, pointer: String::new() };
    let text = error.to_string();
    let limit = text.contains(LIMIT) || text.contains("recursion limit");
    let code = if limit { "RLA-LIMIT" } else { "RLA-FORMAT" };
    vec![refuse(code, &place, text, "Export the file again; what stands before this place was read.")]
}

struct Root<'k, 'f> {
    key: &'k str,
    each: &'f mut dyn FnMut(usize, &str),
    other: &'f mut dyn FnMut(&str, &str),
    wants: &'k [&'k str],
}

impl<'de> DeserializeSeed<'de> for Root<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Root<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the key {}", self.key)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                map.next_value_seed(Elements(&mut *self.each))?;
            } else if self.wants.contains(&key.as_str()) {
                let raw: Box<RawValue> = map.next_value()?;
                (self.other)(&key, raw.get());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Elements<'f>(&'f mut dyn FnMut(usize, &str));

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut n = 0;
        while let Some(raw) = list.next_element::<Box<RawValue>>()? {
            (self.0)(n, raw.get());
            n += 1;
        }
        Ok(())
    }
}
