//! What the flags read of a compiled release: only the named fields, borrowed from the line, a wrong type as if absent.
//!
//! Strict on purpose: equality with Cardinal needs that a text is never taken for a number or an object for an array.
//! Of a member written twice the last value counts, as in any JSON map.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
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
}

/// Reads one value of a [`Shape`].
pub(crate) struct Read<T>(PhantomData<T>);

impl<T> Read<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Shape<'de>> DeserializeSeed<'de> for Read<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Shape<'de>> Visitor<'de> for Read<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Option<T>, E> {
        Ok(T::number(Number::Unsigned(number)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Option<T>, E> {
        Ok(T::number(Number::Signed(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Option<T>, E> {
        Ok(T::number(Number::Float(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Option<T>, E> {
        Ok(T::text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Option<T>, E> {
        Ok(T::text(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Option<T>, A::Error> {
        T::array(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Option<T>, A::Error> {
        T::object(members)
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

/// An array's elements keep their places: one of another type than `T` stands as an empty `T`.
impl<'de, T: Shape<'de> + Default> Shape<'de> for Vec<T> {
    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        let mut all = Self::new();
        while let Some(item) = items.next_element_seed(Read::<T>::new())? {
            all.push(item.unwrap_or_default());
        }
        Ok(Some(all))
    }
}

/// A struct of optional fields that reads itself from a JSON object, skipping every other member unread.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident<$a:lifetime> { $($field:ident: $type:ty = $key:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub(crate) struct $name<$a> {
            $(pub(crate) $field: Option<$type>,)*
            pub(crate) life: std::marker::PhantomData<&$a ()>,
        }

        impl<$a> $crate::flags::release::Shape<$a> for $name<$a> {
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
                            object.$field = members.next_value_seed($crate::flags::release::Read::<$type>::new())?;
                        })*
                        Key::Other => {
                            members.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Some(object))
            }
        }
    };
}
pub(crate) use object;

object!(
    /// One line of input.
    Release<'a> {
        ocid: Cow<'a, str> = "ocid",
        tender: Tender<'a> = "tender",
        buyer: Organisation<'a> = "buyer",
        bids: Bids<'a> = "bids",
        awards: Vec<Award<'a>> = "awards",
    }
);
object!(Tender<'a> {
    status: Cow<'a, str> = "status",
    method: Cow<'a, str> = "procurementMethod",
    details: Cow<'a, str> = "procurementMethodDetails",
    period: Period<'a> = "tenderPeriod",
    tenderers: Number = "numberOfTenderers",
    procuring_entity: Organisation<'a> = "procuringEntity",
});
object!(Period<'a> { start: Cow<'a, str> = "startDate", end: Cow<'a, str> = "endDate" });
object!(Organisation<'a> { id: Cow<'a, str> = "id" });
object!(Bids<'a> { details: Vec<Bid<'a>> = "details" });
object!(Bid<'a> {
    status: Cow<'a, str> = "status",
    date: Cow<'a, str> = "date",
    tenderers: Vec<Organisation<'a>> = "tenderers",
    value: Value<'a> = "value",
});
object!(Value<'a> { amount: f64 = "amount", currency: Cow<'a, str> = "currency" });
object!(Award<'a> {
    status: Cow<'a, str> = "status",
    date: Cow<'a, str> = "date",
    value: Value<'a> = "value",
    suppliers: Vec<Organisation<'a>> = "suppliers",
    items: Vec<Item<'a>> = "items",
});
object!(Item<'a> { classification: Organisation<'a> = "classification" });

/// The active awards with their places, and the bids.
type FinalAwards<'r, 'a> = (Vec<(usize, &'r Award<'a>)>, &'r [Bid<'a>]);

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
    let quick = Read::<T>::new().deserialize(&mut deserializer).and_then(|value| {
        deserializer.end()?;
        Ok(value)
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
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(NotRead::NotAnObject),
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

impl<'a> Release<'a> {
    /// The bids, if `bids.details` is an array.
    pub(crate) fn bids(&self) -> Option<&[Bid<'a>]> {
        self.bids.as_ref()?.details.as_deref()
    }

    /// Submitted bids with their places in `bids.details`: a text status other than `invited` and `withdrawn`.
    pub(crate) fn submitted(&self) -> impl Iterator<Item = (usize, &Bid<'a>)> {
        self.bids().unwrap_or_default().iter().enumerate().filter(|(_, bid)| {
            bid.status.as_deref().is_some_and(|status| status != "invited" && status != "withdrawn")
        })
    }

    /// `tender.procurementMethodDetails`.
    pub(crate) fn method_details(&self) -> Option<&str> {
        self.tender.as_ref()?.details.as_deref()
    }

    /// `tender.procurementMethod`.
    pub(crate) fn method(&self) -> Option<&str> {
        self.tender.as_ref()?.method.as_deref()
    }

    /// The active awards with their places, and the bids; `None` while an award is in another state than a final one.
    pub(crate) fn final_awards(&self) -> Option<FinalAwards<'_, 'a>> {
        let (awards, bids) = (self.awards.as_deref()?, self.bids()?);
        let mut active = Vec::with_capacity(1);
        for (at, award) in awards.iter().enumerate() {
            match award.status.as_deref() {
                Some("active") => active.push((at, award)),
                Some("cancelled" | "unsuccessful") | None => {}
                Some(_) => return None,
            }
        }
        Some((active, bids))
    }

    /// The place of the only active award, its only supplier, and the bids, when all awards are final.
    pub(crate) fn single_winner(&self) -> Option<(usize, &str, &[Bid<'a>])> {
        let (active, bids) = self.final_awards()?;
        let [(at, award)] = active[..] else { return None };
        Some((at, award.only_supplier()?, bids))
    }
}

impl<'a> Award<'a> {
    pub(crate) fn is_active(&self) -> bool {
        self.status.as_deref() == Some("active")
    }

    /// The supplier's id when there is exactly one supplier and it has an id.
    pub(crate) fn only_supplier(&self) -> Option<&str> {
        let [supplier] = self.suppliers.as_deref()? else { return None };
        supplier.id.as_deref()
    }

    pub(crate) fn supplier_ids(&self) -> impl Iterator<Item = &str> {
        self.suppliers.as_deref().unwrap_or_default().iter().filter_map(|supplier| supplier.id.as_deref())
    }
}

impl<'a> Bid<'a> {
    pub(crate) fn is(&self, status: &str) -> bool {
        self.status.as_deref() == Some(status)
    }

    pub(crate) fn tenderer_ids(&self) -> impl Iterator<Item = &str> {
        self.tenderers.as_deref().unwrap_or_default().iter().filter_map(|tenderer| tenderer.id.as_deref())
    }

    /// The tenderer's id when there is exactly one tenderer and it has an id.
    pub(crate) fn only_tenderer(&self) -> Option<&str> {
        let [tenderer] = self.tenderers.as_deref()? else { return None };
        tenderer.id.as_deref()
    }

    /// Amount and currency, when both stand there.
    pub(crate) fn price(&self) -> Option<(f64, &str)> {
        let value = self.value.as_ref()?;
        Some((value.amount?, value.currency.as_deref()?))
    }
}
