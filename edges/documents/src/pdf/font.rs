//! Fonts: how a string divides into codes, what each shows and how wide it is. Source: ISO 32000-1, section 9.

use super::cmap::CMap;
use super::file::File;
use super::object::{Dict, Object};
use super::{glyph, widths};
use crate::budget::Budget;
use std::collections::{BTreeMap, HashMap};
use unicode_normalization::UnicodeNormalization as _;

/// A font as far as text needs it.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Two-level fonts: codes of one to four bytes become glyph numbers.
    composite: bool,
    codes: CMap,
    to_unicode: Option<CMap>,
    /// Codes of the string are UTF-16 themselves.
    is_utf16: bool,
    encoding: HashMap<u8, String>,
    /// Widths in thousandths of the font size, by code or by glyph number.
    widths: HashMap<u32, f64>,
    ranges: BTreeMap<u32, (u32, f64)>,
    default_width: f64,
}

/// One code of a string.
pub(super) struct Shown {
    /// What it shows; `None` where the font does not say.
    pub(super) text: Option<String>,
    /// Its width in font sizes.
    pub(super) width: f64,
    /// A single byte 32, to which word spacing applies.
    pub(super) blank: bool,
}

impl Font {
    pub(super) fn read(dict: &Dict, file: &mut File<'_>, budget: &mut Budget) -> Self {
        let mut font = Self::default();
        if let Object::Stream(map, at) = file.entry(dict, b"ToUnicode", budget)
            && let Some(data) = file.data(&map, at, budget)
        {
            font.to_unicode = Some(CMap::parse(&data, budget));
        }
        match file.entry(dict, b"Subtype", budget).name() {
            Some(b"Type0") => font.composite(dict, file, budget),
            kind => font.simple(dict, kind == Some(b"Type3"), file, budget),
        }
        font
    }

    fn composite(&mut self, dict: &Dict, file: &mut File<'_>, budget: &mut Budget) {
        self.composite = true;
        match file.entry(dict, b"Encoding", budget) {
            Object::Stream(map, at) => {
                if let Some(data) = file.data(&map, at, budget) {
                    self.codes = CMap::parse(&data, budget);
                }
            }
            Object::Name(name) => {
                self.is_utf16 =
                    [&b"UCS2"[..], b"UTF16"].iter().any(|part| memchr::memmem::find(&name, part).is_some());
            }
            _ => {}
        }
        let below = file.entry(dict, b"DescendantFonts", budget);
        let below = below.array().and_then(|list| list.first()).map(|first| file.resolve(first, budget));
        let Some(below) = below.as_ref().and_then(Object::dict) else { return };
        self.default_width = file.entry(below, b"DW", budget).number().unwrap_or(1000.0);
        let widths = file.entry(below, b"W", budget);
        let mut items = widths.array().unwrap_or_default().iter();
        while let (Some(first), Some(second)) = (items.next(), items.next()) {
            let (first, second) = (file.resolve(first, budget), file.resolve(second, budget));
            let Some(first) = first.int().and_then(|n| u32::try_from(n).ok()) else { continue };
            match second {
                Object::Array(list) => {
                    for (width, n) in list.iter().zip(first..) {
                        if let Some(width) = file.resolve(width, budget).number() {
                            self.widths.insert(n, width);
                        }
                    }
                }
                second => {
                    let last = second.int().and_then(|n| u32::try_from(n).ok());
                    let width =
                        items.next().map(|width| file.resolve(width, budget)).and_then(|width| width.number());
                    if let (Some(last), Some(width)) = (last, width) {
                        self.ranges.insert(first, (last, width));
                    }
                }
            }
        }
    }

    fn simple(&mut self, dict: &Dict, type3: bool, file: &mut File<'_>, budget: &mut Budget) {
        let name = file.entry(dict, b"BaseFont", budget);
        let name = name.name().unwrap_or_default().to_vec();
        let descriptor = file.entry(dict, b"FontDescriptor", budget);
        let descriptor = descriptor.dict().cloned().unwrap_or_default();
        let scale = match type3 {
            true => {
                let matrix = file.entry(dict, b"FontMatrix", budget);
                matrix.array().and_then(|m| m.first()).and_then(Object::number).unwrap_or(0.001) * 1000.0
            }
            false => 1.0,
        };
        let list = file.entry(dict, b"Widths", budget);
        match list.array() {
            Some(list) => {
                let first =
                    file.entry(dict, b"FirstChar", budget).int().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
                for (width, code) in list.iter().zip(first..).take(256) {
                    if let Some(width) = file.resolve(width, budget).number() {
                        self.widths.insert(code, width * scale);
                    }
                }
                self.default_width = file.entry(&descriptor, b"MissingWidth", budget).number().unwrap_or(0.0) * scale;
            }
            None => {
                self.default_width = 556.0;
                self.widths = widths::of(&name);
            }
        }
        let embedded = [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.contains_key(*key));
        let symbolic = file.entry(&descriptor, b"Flags", budget).int().is_some_and(|flags| flags & 4 != 0);
        let encoding = file.entry(dict, b"Encoding", budget);
        let base = match &encoding {
            Object::Name(name) => Some(name.clone()),
            Object::Dict(dict) => file.entry(dict, b"BaseEncoding", budget).name().map(<[u8]>::to_vec),
            _ => None,
        };
        // An embedded symbolic font without an encoding has one of its own, inside the font program.
        let own = base.is_none() && (type3 || symbolic && embedded || is_symbol(&name));
        if !own {
            self.encoding =
                (0..=255).filter_map(|code| Some((code, base_encoding(base.as_deref(), code)?))).collect();
        }
        if let Object::Dict(dict) = &encoding {
            let differences = file.entry(dict, b"Differences", budget);
            let mut code = 0u8;
            for item in differences.array().unwrap_or_default() {
                match file.resolve(item, budget) {
                    Object::Name(name) => {
                        match glyph::unicode(&name) {
                            Some(text) => drop(self.encoding.insert(code, text)),
                            None => drop(self.encoding.remove(&code)),
                        }
                        code = code.wrapping_add(1);
                    }
                    number => code = number.int().and_then(|n| u8::try_from(n).ok()).unwrap_or(code),
                }
                budget.step(8);
            }
        }
    }

    /// The codes of a string, one after the other.
    pub(super) fn show(&self, bytes: &[u8], visit: &mut dyn FnMut(Shown)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, length) = match self.composite {
                false => (u32::from(rest[0]), 1),
                true if self.codes.has_spaces() => self.codes.next(rest),
                true => (rest.iter().take(2).fold(0, |code, b| code << 8 | u32::from(*b)), rest.len().min(2)),
            };
            rest = &rest[length..];
            visit(Shown {
                text: self.text(code),
                width: self.width(code) / 1000.0,
                blank: length == 1 && code == 32,
            });
        }
    }

    fn text(&self, code: u32) -> Option<String> {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.unicode(code)).filter(|text| {
            // Some programs map what they cannot name to nothing at all.
            !text.chars().all(|c| c == '\0' || c == '\u{fffd}' || matches!(c, '\u{e000}'..='\u{f8ff}'))
        });
        let text = mapped.or_else(|| match (self.composite, u8::try_from(code)) {
            (false, Ok(code)) => self.encoding.get(&code).cloned(),
            (true, _) if self.is_utf16 => char::from_u32(code).map(String::from),
            _ => None,
        })?;
        Some(letters(text))
    }

    fn width(&self, code: u32) -> f64 {
        let code = if self.composite { self.codes.glyph(code).unwrap_or(code) } else { code };
        let in_range =
            || self.ranges.range(..=code).next_back().filter(|(_, (last, _))| code <= *last).map(|(_, (_, w))| *w);
        self.widths.get(&code).copied().or_else(in_range).unwrap_or(self.default_width)
    }
}

/// Ligatures and presentation forms as the letters they stand for.
fn letters(text: String) -> String {
    let form = |c: char| matches!(c, '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    if !text.chars().any(form) {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        match form(c) {
            true => out.extend(std::iter::once(c).nfkc()),
            false => out.push(c),
        }
    }
    out
}

fn is_symbol(name: &[u8]) -> bool {
    [&b"Symbol"[..], b"Dingbats", b"Wingdings", b"Webdings"]
        .iter()
        .any(|word| memchr::memmem::find(name, word).is_some())
}

fn base_encoding(name: Option<&[u8]>, code: u8) -> Option<String> {
    let encoding = match name {
        Some(b"WinAnsiEncoding") => encoding_rs::WINDOWS_1252,
        Some(b"MacRomanEncoding") => encoding_rs::MACINTOSH,
        _ => return glyph::standard(code),
    };
    if code < 32 || code == 127 {
        return None;
    }
    let bytes = [code];
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    match text.chars().next() {
        Some(c) if c.is_control() => Some("•".to_owned()),
        Some(c) => Some(c.to_string()),
        None => None,
    }
}
