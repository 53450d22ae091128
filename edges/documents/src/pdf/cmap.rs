//! Character maps: from the codes of a font to Unicode. Source: Adobe technical notes 5014 and 5411.

use super::object::{Lexer, Object, Token};
use crate::budget::Budget;
use std::collections::BTreeMap;

/// Most characters that one code may stand for.
const MAX_TARGET: usize = 32;
/// Most ranges of code lengths, and operands of one operator, that are kept.
const MAX_SPACES: usize = 256;
const MAX_OPERANDS: usize = 200_000;

/// A character map, or what was read of it.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Ranges of codes with their length in bytes: first, last.
    spaces: Vec<(usize, u32, u32)>,
    /// First code of a range to its last code and what the first stands for, in UTF-16.
    ranges: BTreeMap<u32, (u32, Vec<u16>)>,
    /// First code of a range to its last code and first glyph number.
    glyphs: BTreeMap<u32, (u32, u32)>,
}

impl CMap {
    pub(super) fn parse(data: &[u8], budget: &mut Budget) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(data, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(token) = lexer.token(budget) {
            let word = match token {
                Token::Operand(object) => {
                    if operands.len() < MAX_OPERANDS {
                        operands.push(object);
                    }
                    continue;
                }
                Token::Operator(word) => word,
            };
            match &word[..] {
                b"endcodespacerange" => {
                    for pair in operands.chunks_exact(2) {
                        if let (Object::String(first), Object::String(last)) = (&pair[0], &pair[1])
                            && (1..=4).contains(&first.len())
                            && map.spaces.len() < MAX_SPACES
                        {
                            map.spaces.push((first.len(), code(first), code(last)));
                        }
                    }
                }
                b"endbfchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let (Object::String(from), Object::String(to)) = (&pair[0], &pair[1]) {
                            map.ranges.insert(code(from), (code(from), utf16(to)));
                        }
                    }
                }
                b"endbfrange" => {
                    for range in operands.chunks_exact(3) {
                        let (Object::String(first), Object::String(last)) = (&range[0], &range[1]) else { continue };
                        let (first, last) = (code(first), code(last));
                        match &range[2] {
                            Object::String(to) => drop(map.ranges.insert(first, (last, utf16(to)))),
                            Object::Array(list) => {
                                for (to, n) in list.iter().zip(first..=last) {
                                    if let Object::String(to) = to {
                                        map.ranges.insert(n, (n, utf16(to)));
                                    }
                                }
                            }
                            _ => {}
                        }
                    }
                }
                b"endcidrange" => {
                    for range in operands.chunks_exact(3) {
                        if let (Object::String(first), Object::String(last), Some(cid)) =
                            (&range[0], &range[1], range[2].int())
                        {
                            map.glyphs.insert(code(first), (code(last), u32::try_from(cid).unwrap_or(0)));
                        }
                    }
                }
                b"endcidchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let (Object::String(from), Some(cid)) = (&pair[0], pair[1].int()) {
                            map.glyphs.insert(code(from), (code(from), u32::try_from(cid).unwrap_or(0)));
                        }
                    }
                }
                _ => {}
            }
            operands.clear();
        }
        map
    }

    /// What a code stands for; `None` where the map is silent.
    pub(super) fn unicode(&self, code: u32) -> Option<String> {
        let (first, (last, target)) = self.ranges.range(..=code).next_back()?;
        if code > *last || target.is_empty() {
            return None;
        }
        let offset = code - first;
        let mut text = String::from_utf16_lossy(target);
        if offset > 0 {
            let end = text.chars().next_back()? as u32;
            text.pop();
            text.push(char::from_u32(end.checked_add(offset)?)?);
        }
        Some(text)
    }

    /// The glyph number of a code.
    pub(super) fn glyph(&self, code: u32) -> Option<u32> {
        let (first, (last, cid)) = self.glyphs.range(..=code).next_back()?;
        (code <= *last).then(|| cid.saturating_add(code - first))
    }

    /// The next code of a string, and its length in bytes.
    pub(super) fn next(&self, bytes: &[u8]) -> (u32, usize) {
        for length in 1..=bytes.len().min(4) {
            let here = code(&bytes[..length]);
            let fits = |space: &&(usize, u32, u32)| {
                let (long, first, last) = **space;
                long == length
                    && (0..length).all(|i| {
                        let byte = |n: u32| n >> (8 * (length - 1 - i)) & 0xff;
                        (byte(first)..=byte(last)).contains(&byte(here))
                    })
            };
            if self.spaces.iter().find(fits).is_some() {
                return (here, length);
            }
        }
        let shortest = self.spaces.iter().map(|space| space.0).min().unwrap_or(2).min(bytes.len()).max(1);
        (code(&bytes[..shortest]), shortest)
    }

    pub(super) fn has_spaces(&self) -> bool {
        !self.spaces.is_empty()
    }
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, b| code << 8 | u32::from(*b))
}

fn utf16(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [one] => vec![u16::from(*one)],
        bytes => {
            bytes.chunks_exact(2).take(MAX_TARGET).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_characters() {
        let map = CMap::parse(
            b"1 begincodespacerange <00> <7F> <8000> <FFFF> endcodespacerange
              2 beginbfchar <01> <064406270020> <05> <D83DDE00> endbfchar
              2 beginbfrange <10> <12> <0041> <8001> <8002> [<0061> <0062>] endbfrange",
            &mut Budget::new(0),
        );
        let text = |code| map.unicode(code).unwrap_or_default();
        assert_eq!([text(1), text(5), text(0x12), text(0x13), text(0x8002)], ["لا ", "😀", "C", "", "b"]);
        assert_eq!(map.next(&[0x41, 0x80]), (0x41, 1));
        assert_eq!(map.next(&[0x80, 0x01, 0x02]), (0x8001, 2));
    }
}
