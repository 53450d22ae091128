//! A text as words: folded, numbered, with the byte range each came from and the punctuation before it.

use std::collections::HashMap;
use unicode_normalization::char::decompose_compatible;

/// One word, number, or sign (`%`, `$`, `€`, `£`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// First byte in the text.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Index into [`Words::symbols`].
    pub(super) symbol: u32,
    /// Punctuation between the word before and this one.
    pub(super) before: Marks,
    /// It begins with a capital letter.
    pub(super) capital: bool,
}

/// Punctuation seen between two words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks(u8);

impl Marks {
    pub(super) const COMMA: Self = Self(1);
    pub(super) const SEMICOLON: Self = Self(2);
    pub(super) const COLON: Self = Self(4);
    pub(super) const STOP: Self = Self(8);
    pub(super) const QUOTE: Self = Self(16);
    pub(super) const BRACKET: Self = Self(32);
    pub(super) const BLANK: Self = Self(64);

    /// True if any of `other`'s marks was seen.
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A text cut into words; equal folded words share a symbol.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Words in order.
    pub(super) tokens: Vec<Token>,
    /// Each distinct folded word once.
    pub(super) symbols: Vec<String>,
    index: HashMap<String, u32>,
}

impl Words {
    /// Cuts a text. Soft hyphens, joiners and direction marks are passed over inside words; a hyphen at the end of a
    /// line joins the word with its rest on the next line.
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut current = String::new();
        let mut start = 0;
        let mut end = 0;
        let mut capital = false;
        let mut before = Marks::default();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if is_invisible(c) {
                continue;
            }
            if c.is_alphanumeric() || (!current.is_empty() && is_mark(c)) {
                if current.is_empty() {
                    start = at;
                    capital = c.is_uppercase();
                }
                end = at + c.len_utf8();
                fold_into(c, &mut current);
                continue;
            }
            let next = chars.peek().map(|&(_, next)| next);
            if !current.is_empty() {
                let digit_before = current.ends_with(|d: char| d.is_ascii_digit());
                if matches!(c, '.' | ',' | '٫') && digit_before && next.is_some_and(is_digit) {
                    current.push(if c == '٫' { '.' } else { c });
                    continue;
                }
                if matches!(c, '-' | '\u{2010}') && next == Some('\n') {
                    let rest = &text[at + c.len_utf8() + 1..];
                    if rest.trim_start_matches(' ').starts_with(char::is_lowercase) {
                        while chars.peek().is_some_and(|&(_, blank)| blank.is_whitespace()) {
                            chars.next();
                        }
                        continue;
                    }
                }
                words.push(&mut current, (start, end, capital), &mut before);
            }
            match c {
                '%' | '٪' => {
                    current.push('%');
                    words.push(&mut current, (at, at + c.len_utf8(), false), &mut before);
                }
                '$' | '€' | '£' => {
                    current.push(c);
                    words.push(&mut current, (at, at + c.len_utf8(), false), &mut before);
                }
                ',' | '،' => before = before.and(Marks::COMMA),
                ';' | '؛' => before = before.and(Marks::SEMICOLON),
                ':' => before = before.and(Marks::COLON),
                '.' | '!' | '?' | '؟' | '。' => before = before.and(Marks::STOP),
                '"' | '«' | '»' | '“' | '”' | '„' => before = before.and(Marks::QUOTE),
                '(' | ')' | '[' | ']' | '–' | '—' => before = before.and(Marks::BRACKET),
                '\n' if next == Some('\n') => before = before.and(Marks::BLANK),
                _ => {}
            }
        }
        if !current.is_empty() {
            words.push(&mut current, (start, end, capital), &mut before);
        }
        words
    }

    /// The folded word.
    pub(super) fn text(&self, token: &Token) -> &str {
        &self.symbols[token.symbol as usize]
    }

    /// Positions of the tokens that begin in `start..end`.
    pub(super) fn range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let first = self.tokens.partition_point(|token| token.start < start);
        let last = self.tokens.partition_point(|token| token.start < end);
        first..last
    }

    fn push(&mut self, current: &mut String, (start, end, capital): (usize, usize, bool), before: &mut Marks) {
        if current.is_empty() {
            return;
        }
        let symbol = match self.index.get(current.as_str()) {
            Some(&symbol) => symbol,
            None => {
                let symbol = self.symbols.len() as u32;
                self.symbols.push(current.clone());
                self.index.insert(current.clone(), symbol);
                symbol
            }
        };
        self.tokens.push(Token { start, end, symbol, before: *before, capital });
        *before = Marks::default();
        current.clear();
    }
}

/// Folds one character into a word: decomposed, marks dropped, lower case, digits of every script as 0–9.
fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    if let Some(digit) = arabic_digit(c) {
        out.push(digit);
        return;
    }
    decompose_compatible(c, |part| {
        if let Some(folded) = base::text::fold_char(part) {
            out.extend(folded.to_lowercase());
        }
    });
}

fn arabic_digit(c: char) -> Option<char> {
    let value = match c {
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return None,
    };
    char::from_digit(value, 10)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || arabic_digit(c).is_some()
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || c == '\u{640}'
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let words = Words::of(text);
        words.tokens.iter().map(|t| words.text(t).to_owned()).collect()
    }

    #[test]
    fn words_are_folded_and_numbers_stay_whole() {
        assert_eq!(cut("L'Auditoría: 99,5 % (48 h)"), ["l", "auditoria", "99,5", "%", "48", "h"]);
        assert_eq!(cut("خلال ٧٢ ساعةً"), ["خلال", "72", "ساعه"]);
    }

    #[test]
    fn a_word_broken_at_the_end_of_a_line_is_one_word() {
        assert_eq!(
            cut("con-\n  tractor con\u{ad}tractor sous-traitant"),
            ["contractor", "contractor", "sous", "traitant"]
        );
    }

    #[test]
    fn ranges_are_bytes_of_the_text() {
        let text = "El código – fuente.";
        let words = Words::of(text);
        let slices: Vec<_> = words.tokens.iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(slices, ["El", "código", "fuente"]);
        assert!(words.tokens[2].before.has(Marks::BRACKET));
    }
}
