//! How are a few named fields read out of a release quickly, borrowed, without reading the rest?
//!
//! A value of another type than the field wants stands as if absent, and the object that holds it is marked `odd`, so
//! that a caller can send such a line through the tolerant reader. Of a member written twice the last value counts.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A JSON number as written: with or without a fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

/// What a field may hold; every other type of value gives `None`.
pub(crate) trait Shape<'de>: Sized {
    fn text(_text: Cow<'de, str>) -> Option<Self> {
        None
    }

    fn number(_number: Number) -> Option<Self> {
        None
    }

    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn object<A: MapAccess<'de>>(mut members: A) -> Result<Option<Self>, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// Whether a field inside held a value of another type than it wants.
    fn odd(&self) -> bool {
        false
    }
}

/// A value of a shape, and whether something of another type stood there.
#[derive(Debug)]
pub(crate) struct Found<T> {
    pub(crate) value: Option<T>,
    pub(crate) odd: bool,
}

impl<T> Found<T> {
    const NOTHING: Self = Self { value: None, odd: false };

    fn of<'de>(value: Option<T>) -> Self
    where
        T: Shape<'de>,
    {
        let odd = value.as_ref().is_none_or(Shape::odd);
        Self { value, odd }
    }
}

/// Reads one value of a [`Shape`].
pub(crate) struct Read<T>(PhantomData<T>);

impl<T> Read<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Shape<'de>> DeserializeSeed<'de> for Read<T> {
    type Value = Found<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Shape<'de>> Visitor<'de> for Read<T> {
    type Value = Found<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Found<T>, E> {
        Ok(Found { value: None, odd: true })
    }

    fn visit_unit<E>(self) -> Result<Found<T>, E> {
        Ok(Found::NOTHING)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Found<T>, E> {
        Ok(Found::of(T::number(Number::Unsigned(number))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Found<T>, E> {
        Ok(Found::of(T::number(Number::Signed(number))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Found<T>, E> {
        Ok(Found::of(T::number(Number::Float(number))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Found<T>, E> {
        Ok(Found::of(T::text(Cow::Owned(text.to_owned()))))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Found<T>, E> {
        Ok(Found::of(T::text(Cow::Borrowed(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Found<T>, A::Error> {
        Ok(Found::of(T::array(items)?))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Found<T>, A::Error> {
        Ok(Found::of(T::object(members)?))
    }
}

/// How an object's member is taken: by shape, or as its own text.
pub(crate) trait Field<'de>: Sized {
    fn take<A: MapAccess<'de>>(members: &mut A) -> Result<Found<Self>, A::Error>;
}

impl<'de, T: Shape<'de>> Field<'de> for T {
    fn take<A: MapAccess<'de>>(members: &mut A) -> Result<Found<T>, A::Error> {
        members.next_value_seed(Read::<T>::new())
    }
}

/// A number's own digits, so that money stays exact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits<'a>(pub(crate) &'a str);

impl<'de> Field<'de> for Digits<'de> {
    fn take<A: MapAccess<'de>>(members: &mut A) -> Result<Found<Self>, A::Error> {
        let text = members.next_value::<&'de RawValue>()?.get();
        let number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        Ok(Found { value: number.then_some(Self(text)), odd: !number && text != "null" })
    }
}

impl<'de> Shape<'de> for Cow<'de, str> {
    fn text(text: Self) -> Option<Self> {
        Some(text)
    }
}

impl Shape<'_> for f64 {
    fn number(number: Number) -> Option<Self> {
        Some(match number {
            Number::Unsigned(n) => n as Self,
            Number::Signed(n) => n as Self,
            Number::Float(n) => n,
        })
    }
}

impl Shape<'_> for Number {
    fn number(number: Number) -> Option<Self> {
        Some(number)
    }
}

/// An identifier: a text, or a whole number as the standard also allows.
#[derive(Debug, Clone)]
pub(crate) struct Id<'a>(pub(crate) Cow<'a, str>);

impl<'a> Shape<'a> for Id<'a> {
    fn text(text: Cow<'a, str>) -> Option<Self> {
        Some(Self(text))
    }

    fn number(number: Number) -> Option<Self> {
        match number {
            Number::Unsigned(n) => Some(Self(Cow::Owned(n.to_string()))),
            Number::Signed(n) => Some(Self(Cow::Owned(n.to_string()))),
            Number::Float(_) => None,
        }
    }
}

/// A text in an array; anything else stands as empty.
#[derive(Debug, Default)]
pub(crate) struct Item<'a>(pub(crate) Cow<'a, str>);

impl<'a> Shape<'a> for Item<'a> {
    fn text(text: Cow<'a, str>) -> Option<Self> {
        Some(Self(text))
    }
}

/// An array's elements keep their places: one of another type than `T` stands as an empty `T`.
#[derive(Debug)]
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    odd: bool,
}

impl<T> std::ops::Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'de, T: Shape<'de> + Default> Shape<'de> for List<T> {
    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        let mut list = Self { items: Vec::new(), odd: false };
        while let Some(found) = items.next_element_seed(Read::<T>::new())? {
            list.odd |= found.odd || found.value.is_none();
            list.items.push(found.value.unwrap_or_default());
        }
        Ok(Some(list))
    }

    fn odd(&self) -> bool {
        self.odd
    }
}

/// A struct of optional fields that reads itself from a JSON object, skipping every other member unread.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident<$a:lifetime> { $($field:ident: $type:ty = $key:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub(crate) struct $name<$a> {
            $(pub(crate) $field: Option<$type>,)*
            odd: bool,
            life: std::marker::PhantomData<&$a ()>,
        }

        impl<$a> $crate::shape::Shape<$a> for $name<$a> {
            fn object<A: serde::de::MapAccess<$a>>(mut members: A) -> Result<Option<Self>, A::Error> {
                #[derive(serde::Deserialize)]
                #[expect(non_camel_case_types, reason = "variants are named by the macro after fields")]
                enum Key {
                    $(#[serde(rename = $key)] $field,)*
                    #[serde(other)]
                    Other,
                }
                let mut object = Self::default();
                while let Some(key) = members.next_key::<Key>()? {
                    match key {
                        $(Key::$field => {
                            let found = <$type as $crate::shape::Field<$a>>::take(&mut members)?;
                            object.odd |= found.odd;
                            object.$field = found.value;
                        })*
                        Key::Other => {
                            members.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Some(object))
            }

            fn odd(&self) -> bool {
                self.odd
            }
        }
    };
}
pub(crate) use object;

/// Why a line does not take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotRead {
    /// White space only: not counted.
    Blank,
    /// Not JSON, or not UTF-8.
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
}

/// Reads one line as a shape.
///
/// A line that the quick reader refuses is tried once more with exact numbers: a number beyond the range of doubles
/// (`1e999`) is JSON, and stands as if absent.
pub(crate) fn read<'a, T: Shape<'a>>(line: &'a [u8]) -> Result<T, NotRead> {
    let Ok(text) = std::str::from_utf8(line) else { return Err(NotRead::NotJson) };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let quick = Read::<T>::new().deserialize(&mut deserializer).and_then(|found| {
        deserializer.end()?;
        Ok(found.value)
    });
    match quick {
        Ok(Some(value)) if !holds_lone_surrogate(text) => Ok(value),
        Ok(None) => Err(NotRead::NotAnObject),
        Ok(Some(_)) => Err(NotRead::NotJson),
        Err(_) if line.iter().all(u8::is_ascii_whitespace) => Err(NotRead::Blank),
        Err(_) => read_exactly(line),
    }
}

fn read_exactly<'a, T: Shape<'a>>(line: &[u8]) -> Result<T, NotRead> {
    let parsed = base::json::parse(line, 128).map_err(|_| NotRead::NotJson)?;
    let value = in_range(&parsed.value);
    match Read::<T>::new().deserialize(value) {
        Ok(Found { value: Some(value), .. }) => Ok(value),
        Ok(Found { value: None, .. }) => Err(NotRead::NotAnObject),
        Err(_) => Err(NotRead::NotJson),
    }
}

fn in_range(value: &base::json::Value) -> serde_json::Value {
    use base::json::Value;
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => serde_json::Value::Bool(*truth),
        Value::Number(text) => serde_json::from_str(text).unwrap_or_default(),
        Value::Text(text) => serde_json::Value::String(text.clone()),
        Value::Array(items) => items.iter().map(in_range).collect(),
        Value::Object(object) => {
            serde_json::Value::Object(object.iter().map(|(key, value)| (key.to_owned(), in_range(value))).collect())
        }
    }
}

/// Skipped texts are not unescaped, so their surrogates are looked at here; such a line is not Unicode text.
fn holds_lone_surrogate(text: &str) -> bool {
    let bytes = text.as_bytes();
    let surrogate = |at: usize| -> Option<u32> {
        let escape = bytes.get(at..at + 6)?;
        if escape[0] != b'\\' || escape[1] != b'u' {
            return None;
        }
        let code = u32::from_str_radix(std::str::from_utf8(&escape[2..]).ok()?, 16).ok()?;
        (0xD800..0xE000).contains(&code).then_some(code)
    };
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        match surrogate(at) {
            Some(high) if high < 0xDC00 && surrogate(at + 6).is_some_and(|low| low >= 0xDC00) => at += 12,
            Some(_) => return true,
            // An escape is a backslash and one ASCII character at least.
            None => at += 2,
        }
    }
    false
}
