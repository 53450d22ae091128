//! How are a few named fields read out of a release quickly, borrowed, without reading the rest?
//!
//! A reader of our own, because passing over what nobody asked for is most of the work: a member that no field names is
//! held to the grammar of RFC 8259 and otherwise left alone. A value of another type than the field wants stands as if
//! absent, and the object that holds it is marked `odd`, so that a caller can send such a line through the tolerant
//! reader. Of a member written twice the last value counts. Held against `base::json` by a property test.

use base::json::stop;
use std::borrow::Cow;

/// How deep arrays and objects may nest.
const MAX_DEPTH: usize = 128;

/// The text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken;

/// What a field may hold; every other type of value gives `None`.
pub(crate) trait Shape<'a>: Sized {
    fn text(_text: Cow<'a, str>) -> Option<Self> {
        None
    }

    /// A number as it was written.
    fn number(_digits: &'a str) -> Option<Self> {
        None
    }

    /// The reader stands at the opening bracket.
    fn array(reader: &mut Reader<'a>) -> Result<Option<Self>, Broken> {
        reader.pass()?;
        Ok(None)
    }

    /// The reader stands at the opening brace.
    fn object(reader: &mut Reader<'a>) -> Result<Option<Self>, Broken> {
        reader.pass()?;
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
    fn of<'a>(value: Option<T>) -> Self
    where
        T: Shape<'a>,
    {
        let odd = value.as_ref().is_none_or(Shape::odd);
        Self { value, odd }
    }
}

/// A place in a text.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// The next byte; zero, which begins no value, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn blanks(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        if self.peek() != byte {
            return Err(Broken);
        }
        self.at += 1;
        Ok(())
    }

    fn open(&mut self) -> Result<(), Broken> {
        if self.depth == MAX_DEPTH {
            return Err(Broken);
        }
        self.depth += 1;
        self.at += 1;
        self.blanks();
        Ok(())
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    /// Reads one value of a shape.
    pub(crate) fn value<T: Shape<'a>>(&mut self) -> Result<Found<T>, Broken> {
        Ok(match self.peek() {
            b'"' => Found::of(T::text(self.string()?)),
            b'{' => Found::of(T::object(self)?),
            b'[' => Found::of(T::array(self)?),
            b'n' => {
                self.word("null")?;
                Found { value: None, odd: false }
            }
            b't' => {
                self.word("true")?;
                Found { value: None, odd: true }
            }
            b'f' => {
                self.word("false")?;
                Found { value: None, odd: true }
            }
            _ => Found::of(T::number(self.number()?)),
        })
    }

    /// Reads the members of an object; `take` is told each name and reads the value.
    pub(crate) fn members(
        &mut self,
        mut take: impl FnMut(&mut Self, &str) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.open()?;
        if self.peek() == b'}' {
            self.close();
            return Ok(());
        }
        loop {
            let name = self.string()?;
            self.colon()?;
            take(self, &name)?;
            self.blanks();
            match self.peek() {
                b',' => self.at += 1,
                b'}' => {
                    self.close();
                    return Ok(());
                }
                _ => return Err(Broken),
            }
            self.blanks();
        }
    }

    /// Reads the elements of an array; `take` reads each.
    pub(crate) fn elements(&mut self, mut take: impl FnMut(&mut Self) -> Result<(), Broken>) -> Result<(), Broken> {
        self.open()?;
        if self.peek() == b']' {
            self.close();
            return Ok(());
        }
        loop {
            take(self)?;
            self.blanks();
            match self.peek() {
                b',' => self.at += 1,
                b']' => {
                    self.close();
                    return Ok(());
                }
                _ => return Err(Broken),
            }
            self.blanks();
        }
    }

    /// Passes one value, holding it to the grammar. No recursion: what is open stands in bits, one for each depth.
    pub(crate) fn pass(&mut self) -> Result<(), Broken> {
        let floor = self.depth;
        let mut arrays = 0u128;
        loop {
            match self.peek() {
                b'"' => self.pass_string()?,
                b'{' => {
                    self.open()?;
                    arrays &= !(1 << (self.depth - 1));
                    if self.peek() == b'}' {
                        self.close();
                    } else {
                        self.pass_string()?;
                        self.colon()?;
                        continue;
                    }
                }
                b'[' => {
                    self.open()?;
                    arrays |= 1 << (self.depth - 1);
                    if self.peek() == b']' {
                        self.close();
                    } else {
                        continue;
                    }
                }
                b'n' => self.word("null")?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                _ => drop(self.number()?),
            }
            loop {
                if self.depth == floor {
                    return Ok(());
                }
                let in_array = arrays >> (self.depth - 1) & 1 == 1;
                self.blanks();
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        self.blanks();
                        if !in_array {
                            self.pass_string()?;
                            self.colon()?;
                        }
                        break;
                    }
                    b']' if in_array => self.close(),
                    b'}' if !in_array => self.close(),
                    _ => return Err(Broken),
                }
            }
        }
    }

    fn colon(&mut self) -> Result<(), Broken> {
        self.blanks();
        self.expect(b':')?;
        self.blanks();
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Broken> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(Broken);
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<&'a str, Broken> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        match self.peek() {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if let b'e' | b'E' = self.peek() {
            self.at += 1;
            if let b'+' | b'-' = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Result<(), Broken> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start { Err(Broken) } else { Ok(()) }
    }

    /// Reads a text: borrowed if nothing in it is escaped.
    fn string(&mut self) -> Result<Cow<'a, str>, Broken> {
        self.expect(b'"')?;
        let start = self.at;
        self.at = stop(self.text.as_bytes(), start);
        let plain = &self.text[start..self.at];
        if self.peek() == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut out = plain.to_owned();
        while self.peek() == b'\\' {
            out.push(self.escape()?);
            let start = self.at;
            self.at = stop(self.text.as_bytes(), start);
            out.push_str(&self.text[start..self.at]);
        }
        self.expect(b'"')?;
        Ok(Cow::Owned(out))
    }

    fn pass_string(&mut self) -> Result<(), Broken> {
        self.expect(b'"')?;
        loop {
            self.at = stop(self.text.as_bytes(), self.at);
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => drop(self.escape()?),
                _ => return Err(Broken),
            }
        }
    }

    /// Reads an escape; a lone surrogate is no Unicode text.
    fn escape(&mut self) -> Result<char, Broken> {
        self.at += 1;
        let byte = self.peek();
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let code = if (0xD800..0xDC00).contains(&first) {
                    self.word("\\u")?;
                    let second = self.hex4()?;
                    if !(0xDC00..0xE000).contains(&second) {
                        return Err(Broken);
                    }
                    0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                } else {
                    first
                };
                char::from_u32(code).ok_or(Broken)?
            }
            _ => return Err(Broken),
        })
    }

    fn hex4(&mut self) -> Result<u32, Broken> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(Broken)?;
        let mut code = 0;
        for digit in digits {
            code = code * 16 + char::from(*digit).to_digit(16).ok_or(Broken)?;
        }
        self.at += 4;
        Ok(code)
    }
}

/// A number's own digits, so that money stays exact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits<'a>(pub(crate) &'a str);

impl<'a> Shape<'a> for Digits<'a> {
    fn number(digits: &'a str) -> Option<Self> {
        Some(Self(digits))
    }
}

impl Digits<'_> {
    /// The nearest double; `None` beyond the range of doubles.
    pub(crate) fn double(self) -> Option<f64> {
        const POWERS: [f64; 16] =
            [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        // Up to fifteen digits the mantissa and the power of ten are exact doubles, and one division rounds once.
        let (mut mantissa, mut after, mut point) = (0u64, 0, 0);
        if self.0.len() <= 16 {
            for byte in self.0.bytes() {
                match byte {
                    b'0'..=b'9' => {
                        mantissa = mantissa * 10 + u64::from(byte - b'0');
                        after += point;
                    }
                    b'.' => point = 1,
                    _ => return self.0.parse().ok().filter(|number: &f64| number.is_finite()),
                }
            }
            if mantissa < 1 << 53 {
                return Some(mantissa as f64 / POWERS[after]);
            }
        }
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

impl<'a> Shape<'a> for Cow<'a, str> {
    fn text(text: Self) -> Option<Self> {
        Some(text)
    }
}

/// A number in the type it was written in: with or without a fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

impl Shape<'_> for Number {
    fn number(digits: &str) -> Option<Self> {
        if let Ok(number) = digits.parse() {
            return Some(Self::Unsigned(number));
        }
        match digits.parse() {
            // `-0` is a float: no whole number has a sign and is zero.
            Ok(number) if number != 0 => Some(Self::Signed(number)),
            _ => Digits(digits).double().map(Self::Float),
        }
    }
}

/// An identifier: a text, or a whole number as the standard also allows.
#[derive(Debug, Clone)]
pub(crate) struct Id<'a>(pub(crate) Cow<'a, str>);

impl<'a> Shape<'a> for Id<'a> {
    fn text(text: Cow<'a, str>) -> Option<Self> {
        Some(Self(text))
    }

    fn number(digits: &'a str) -> Option<Self> {
        match Number::number(digits)? {
            Number::Unsigned(_) | Number::Signed(_) => Some(Self(Cow::Borrowed(digits))),
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

/// A value whose content does not matter.
#[derive(Debug, Default)]
pub(crate) struct Nothing;

impl<'a> Shape<'a> for Nothing {
    fn text(_: Cow<'a, str>) -> Option<Self> {
        Some(Self)
    }

    fn number(_: &'a str) -> Option<Self> {
        Some(Self)
    }

    fn array(reader: &mut Reader<'a>) -> Result<Option<Self>, Broken> {
        reader.pass()?;
        Ok(Some(Self))
    }

    fn object(reader: &mut Reader<'a>) -> Result<Option<Self>, Broken> {
        reader.pass()?;
        Ok(Some(Self))
    }
}

/// An array's text, held to the grammar and read when somebody asks for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'a>(&'a str);

impl<'a> Shape<'a> for Raw<'a> {
    fn array(reader: &mut Reader<'a>) -> Result<Option<Self>, Broken> {
        let start = reader.at;
        reader.pass()?;
        Ok(Some(Self(&reader.text[start..reader.at])))
    }
}

impl<'a> Raw<'a> {
    pub(crate) fn read<T: Shape<'a>>(self) -> Option<T> {
        Reader::new(self.0).value().ok()?.value
    }
}

/// An array's elements keep their places: one of another type than `T` stands as an empty `T`.
#[derive(Debug)]
pub(crate) struct List<T> {
    items: Vec<T>,
    odd: bool,
}

impl<T> std::ops::Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'a, T: Shape<'a> + Default> Shape<'a> for List<T> {
    fn array(reader: &mut Reader<'a>) -> Result<Option<Self>, Broken> {
        let mut list = Self { items: Vec::new(), odd: false };
        reader.elements(|reader| {
            let found = reader.value::<T>()?;
            list.odd |= found.odd || found.value.is_none();
            list.items.push(found.value.unwrap_or_default());
            Ok(())
        })?;
        Ok(Some(list))
    }

    fn odd(&self) -> bool {
        self.odd
    }
}

/// A struct of optional fields that reads itself from a JSON object, passing over every other member.
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
            fn object(
                reader: &mut $crate::shape::Reader<$a>,
            ) -> Result<Option<Self>, $crate::shape::Broken> {
                let mut object = Self::default();
                reader.members(|reader, key| {
                    match key {
                        $($key => {
                            let found = reader.value::<$type>()?;
                            object.odd |= found.odd;
                            object.$field = found.value;
                        })*
                        _ => reader.pass()?,
                    }
                    Ok(())
                })?;
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
pub(crate) fn read<'a, T: Shape<'a>>(line: &'a [u8]) -> Result<T, NotRead> {
    let Ok(text) = std::str::from_utf8(line) else { return Err(NotRead::NotJson) };
    let mut reader = Reader::new(text);
    reader.blanks();
    let found = reader.value::<T>();
    reader.blanks();
    match found {
        Ok(Found { value: Some(value), .. }) if reader.at == text.len() => Ok(value),
        Ok(Found { value: None, .. }) if reader.at == text.len() => Err(NotRead::NotAnObject),
        Err(Broken) if line.iter().all(u8::is_ascii_whitespace) => Err(NotRead::Blank),
        _ => Err(NotRead::NotJson),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    object!(Small<'a> { text: Cow<'a, str> = "t", number: Digits<'a> = "n", list: List<Small<'a>> = "l" });

    /// What `base::json` reads of the same fields, as text.
    fn shown(value: &base::json::Value) -> String {
        let list = value.get("l").and_then(base::json::Value::as_array);
        let list = list.map(|items| items.iter().map(shown).collect::<Vec<_>>());
        let text = value.get("t").and_then(base::json::Value::as_text);
        format!("{:?}{:?}{:?}", text, value.get("n").and_then(base::json::Value::as_number), list)
    }

    fn show(small: &Small<'_>) -> String {
        let list = small.list.as_ref().map(|items| items.iter().map(show).collect::<Vec<_>>());
        format!("{:?}{:?}{:?}", small.text.as_deref(), small.number.map(|digits| digits.0), list)
    }

    fn agrees(text: &[u8]) {
        let theirs = base::json::parse(text, MAX_DEPTH).map(|parsed| parsed.value);
        match (read::<Small<'_>>(text), theirs) {
            (Ok(small), Ok(value)) => assert_eq!(show(&small), shown(&value)),
            (Err(NotRead::NotAnObject), Ok(value)) => assert!(value.as_object().is_none()),
            (Err(NotRead::NotJson | NotRead::Blank), Err(_)) => {}
            (ours, theirs) => panic!("{}: {ours:?}, {theirs:?}", String::from_utf8_lossy(text)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn agrees_with_the_exact_reader(
            parts in prop::collection::vec(prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\"t\":", "\"n\":", "\"l\":", "\"x\":", "\"t\"", "\"\\u0074\":", "\\", "\\n",
                "\\ud83d\\ude00", "\\ud83d", "\\udc00", "\u{1}", "é", "null", "true", "1", "-0", "1.5e3", "01", "-", " ", "\t",
                "\"abcdefghij\"", "{\"t\":\"a\",\"n\":1}", "[{\"t\":\"b\"},3]", "{\"x\":[{},[]],\"t\":\"c\"}",
            ]), 0..14),
            inside in any::<bool>(),
        ) {
            let text = parts.concat();
            let text = if inside { format!("{{\"x\":{text},\"l\":[{text}],\"t\":\"z\"}}") } else { text };
            agrees(text.as_bytes());
        }

        #[test]
        fn doubles_are_the_nearest(mantissa in 0u64..u64::MAX, scale in 0usize..20, cut in 1u64..1_000_000_000_000) {
            for digits in [mantissa, mantissa / cut].map(|number| number.to_string()) {
                let at = digits.len().saturating_sub(scale).max(1);
                let text = if at < digits.len() { format!("{}.{}", &digits[..at], &digits[at..]) } else { digits };
                prop_assert_eq!(Digits(&text).double(), text.parse().ok());
            }
        }
    }

    #[test]
    fn depth_is_bounded_and_long_texts_are_passed() {
        for depth in [127, 128, 129] {
            for key in ["l", "x"] {
                // The object itself is one level.
                let text = format!("{{\"{key}\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
                agrees(text.as_bytes());
                assert_eq!(read::<Small<'_>>(text.as_bytes()).is_ok(), depth <= MAX_DEPTH);
            }
        }
        agrees(format!("{{\"x\":\"{}\\\"\",\"t\":\"{}\"}}", "a".repeat(1000), "b".repeat(1001)).as_bytes());
        agrees(b"{\"t\":\"\xff\"}");
        assert_eq!(Digits("1e999").double(), None);
        assert_eq!(Number::number("-0"), Some(Number::Float(-0.0)));
        assert_eq!(Number::number("99999999999999999999"), Some(Number::Float(1e20)));
    }
}
