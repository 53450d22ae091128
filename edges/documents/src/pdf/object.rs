//! PDF objects and their tokens. Source: ISO 32000-1, section 7.2 and 7.3.

use crate::budget::{Budget, MAX_DEPTH};
use std::collections::BTreeMap;

/// A dictionary by name.
pub(super) type Dict = BTreeMap<Vec<u8>, Object>;

/// One object. A stream's data stay in the file: only where they begin is kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    String(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Self>),
    Dict(Dict),
    Stream(Dict, usize),
    Reference(u32),
}

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(*n as f64),
            Self::Real(n) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Real(n) => Some(*n as i64),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// How much copying it costs: its parts, and its strings by length.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Array(items) => 1 + items.iter().map(Self::weight).sum::<usize>(),
            Self::Dict(dict) | Self::Stream(dict, _) => {
                1 + dict.values().map(|value| 1 + value.weight()).sum::<usize>()
            }
            Self::String(bytes) | Self::Name(bytes) => 1 + bytes.len() / 16,
            _ => 1,
        }
    }

    /// The dictionary of a dictionary or a stream.
    pub(super) fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(dict, _) => Some(dict),
            _ => None,
        }
    }
}

/// One token of a content stream: an operand, or an operator by its name.
#[derive(Debug)]
pub(super) enum Token {
    Operand(Object),
    Operator(Vec<u8>),
}

/// Reads objects from bytes. Broken syntax is skipped, never looped over: each call moves forward or ends.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// Parts of the object under way.
    pub(super) parts: usize,
}

/// Most parts of one object, and how many steps reading it takes at most.
const MAX_PARTS: usize = 500_000;

fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(b: u8) -> bool {
    matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at: at.min(bytes.len()), parts: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips white space and comments.
    pub(super) fn skip(&mut self) {
        while let Some(b) = self.peek() {
            if is_space(b) {
                self.at += 1;
            } else if b == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// A run of regular characters.
    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|b| !is_space(b) && !is_delimiter(b)) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    /// Takes `word` if it stands here, after white space.
    pub(super) fn keyword(&mut self, word: &[u8]) -> bool {
        self.skip();
        let found = self.bytes[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// An unsigned whole number, if one stands here, after white space.
    pub(super) fn unsigned(&mut self) -> Option<usize> {
        self.skip();
        let before = self.at;
        let number = std::str::from_utf8(self.word()).ok().and_then(|word| word.parse().ok());
        if number.is_none() {
            self.at = before;
        }
        number
    }

    /// The next token; `None` at the end or when the budget is spent.
    pub(super) fn token(&mut self, budget: &mut Budget) -> Option<Token> {
        self.value(budget, 0, false)
    }

    /// The next object of a file, where references and streams may stand. Keywords become [`Object::Null`].
    pub(super) fn object(&mut self, budget: &mut Budget) -> Option<Object> {
        let object = match self.value(budget, 0, true)? {
            Token::Operand(object) => object,
            Token::Operator(_) => return Some(Object::Null),
        };
        let Object::Dict(dict) = object else { return Some(object) };
        let before = self.at;
        if !self.keyword(b"stream") {
            self.at = before;
            return Some(Object::Dict(dict));
        }
        if self.peek() == Some(b'\r') {
            self.at += 1;
        }
        if self.peek() == Some(b'\n') {
            self.at += 1;
        }
        Some(Object::Stream(dict, self.at))
    }

    fn value(&mut self, budget: &mut Budget, depth: usize, references: bool) -> Option<Token> {
        loop {
            self.skip();
            let b = self.peek()?;
            self.parts = if depth == 0 { 0 } else { self.parts + 1 };
            if self.parts > MAX_PARTS {
                budget.stop(format!("one of its objects has more than {MAX_PARTS} parts"));
            }
            if !budget.step(1) {
                return None;
            }
            let object = match b {
                b'/' => Object::Name(self.name()),
                b'(' => Object::String(self.literal(budget)),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                    self.at += 2;
                    Object::Dict(self.dict(budget, depth, references))
                }
                b'<' => Object::String(self.hex()),
                b'[' => {
                    self.at += 1;
                    Object::Array(self.items(budget, depth, references))
                }
                b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(references),
                b')' | b'>' | b']' | b'{' | b'}' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let word = self.word();
                    match word {
                        b"true" => Object::Bool(true),
                        b"false" => Object::Bool(false),
                        b"null" => Object::Null,
                        word => return Some(Token::Operator(word.to_vec())),
                    }
                }
            };
            return Some(Token::Operand(object));
        }
    }

    fn items(&mut self, budget: &mut Budget, depth: usize, references: bool) -> Vec<Object> {
        let mut items = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                None => return items,
                Some(b']') => {
                    self.at += 1;
                    return items;
                }
                Some(b'>') => return items,
                Some(_) if depth >= MAX_DEPTH => {
                    budget.stop(format!("its objects are nested more than {MAX_DEPTH} deep"));
                    return items;
                }
                Some(_) => match self.value(budget, depth + 1, references) {
                    Some(Token::Operand(object)) => items.push(object),
                    Some(Token::Operator(word)) if matches!(&word[..], b"endobj" | b"stream" | b"ET") => {
                        return items;
                    }
                    Some(Token::Operator(_)) => {}
                    None => return items,
                },
            }
        }
    }

    /// The rest of a dictionary, or of an inline image's, after its opening.
    fn dict(&mut self, budget: &mut Budget, depth: usize, references: bool) -> Dict {
        let mut dict = Dict::new();
        loop {
            self.skip();
            match self.peek() {
                None => return dict,
                Some(b'>') => {
                    self.at += 1;
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                    }
                    return dict;
                }
                Some(_) if depth >= MAX_DEPTH => {
                    budget.stop(format!("its objects are nested more than {MAX_DEPTH} deep"));
                    return dict;
                }
                Some(b'/') => {
                    let key = self.name();
                    self.skip();
                    if self.peek() == Some(b'>') {
                        continue;
                    }
                    match self.value(budget, depth + 1, references) {
                        Some(Token::Operand(value)) => {
                            dict.insert(key, value);
                        }
                        Some(Token::Operator(word)) if matches!(&word[..], b"endobj" | b"stream") => return dict,
                        Some(Token::Operator(_)) => {}
                        None => return dict,
                    }
                }
                Some(_) => match self.value(budget, depth + 1, references) {
                    Some(Token::Operator(word)) if matches!(&word[..], b"endobj" | b"stream") => return dict,
                    Some(_) => {}
                    None => return dict,
                },
            }
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let raw = self.word();
        let mut name = Vec::with_capacity(raw.len());
        let mut i = 0;
        while i < raw.len() {
            let code = raw.get(i + 1..i + 3).and_then(|hex| Some(nibble(hex[0])? << 4 | nibble(hex[1])?));
            match (raw[i], code) {
                (b'#', Some(code)) => {
                    name.push(code);
                    i += 3;
                }
                (b, _) => {
                    name.push(b);
                    i += 1;
                }
            }
        }
        name
    }

    fn number(&mut self, references: bool) -> Object {
        let start = self.at;
        let word = self.word();
        let text = std::str::from_utf8(word).unwrap_or_default();
        if let Ok(n) = text.parse::<i64>() {
            let after = self.at;
            if references && n >= 0 && word[0] != b'+' {
                if let Some(generation) = self.unsigned()
                    && generation < 1 << 16
                    && self.keyword(b"R")
                    && self.peek().is_none_or(|b| is_space(b) || is_delimiter(b))
                    && let Ok(n) = u32::try_from(n)
                {
                    return Object::Reference(n);
                }
                self.at = after;
            }
            return Object::Int(n);
        }
        // Real numbers are digits and one point; a second sign or point ends the number for lenient readers.
        let mut clean = String::new();
        for (i, c) in text.char_indices() {
            match c {
                '0'..='9' => clean.push(c),
                '.' if !clean.contains('.') => clean.push(c),
                '-' if i == 0 => clean.push(c),
                '+' if i == 0 => {}
                '-' if clean == "-" => {}
                _ => break,
            }
        }
        self.at = self.at.max(start + 1);
        let clean = if clean.len() > 64 { &clean[..64] } else { &clean };
        Object::Real(clean.parse::<f64>().ok().filter(|n| n.is_finite()).unwrap_or(0.0))
    }

    fn literal(&mut self, budget: &mut Budget) -> Vec<u8> {
        self.at += 1;
        let start = self.at;
        let (mut out, mut depth) = (Vec::new(), 0usize);
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'(' => depth += 1,
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(b);
        }
        budget.step((self.at - start) / 16);
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(b) = self.peek() else { return };
        self.at += 1;
        match b {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut code = u32::from(b - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(d @ b'0'..=b'7') => {
                            code = code * 8 + u32::from(d - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                out.push(code as u8);
            }
            other => out.push(other),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(b) = self.peek() {
            self.at += 1;
            match nibble(b) {
                Some(digit) => digits.push(digit),
                None if b == b'>' => break,
                None => {}
            }
        }
        if digits.len() % 2 == 1 {
            digits.push(0);
        }
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    /// Skips an inline image after `BI`: its dictionary, `ID`, its data up to `EI`.
    pub(super) fn inline_image(&mut self, budget: &mut Budget) {
        while let Some(token) = self.token(budget) {
            if matches!(&token, Token::Operator(word) if &word[..] == b"ID") {
                break;
            }
        }
        let start = self.at;
        while self.at < self.bytes.len() {
            let here = &self.bytes[self.at..];
            let before = self.bytes[self.at.saturating_sub(1)];
            if is_space(before) && here.starts_with(b"EI") && here.get(2).is_none_or(|b| is_space(*b)) {
                self.at += 2;
                break;
            }
            self.at += 1;
        }
        budget.step((self.at - start) / 16);
    }
}

pub(super) fn nibble(b: u8) -> Option<u8> {
    (b as char).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &[u8]) -> Object {
        Lexer::new(text, 0).object(&mut Budget::new(0)).unwrap()
    }

    #[test]
    fn objects_of_every_kind() {
        assert_eq!(object(b" % c\n 12 0 R"), Object::Reference(12));
        assert_eq!(object(b"12 0 obj"), Object::Int(12));
        assert_eq!(object(b"-.5"), Object::Real(-0.5));
        assert_eq!(object(b"--12.5"), Object::Real(-12.5));
        assert_eq!(object(b"(a(b)\\)\\101\\\n\\n)"), Object::String(b"a(b))A\n".to_vec()));
        assert_eq!(object(b"<48 6>"), Object::String(b"H\x60".to_vec()));
        assert_eq!(object(b"/A#42#g"), Object::Name(b"AB#g".to_vec()));
        assert_eq!(object(b"[1 2 R 3 0 R]").array().unwrap().len(), 2);
        let Object::Stream(dict, at) = object(b"<</L 1/M<</N null>>>>stream\r\nx") else { panic!() };
        assert_eq!((dict.len(), at), (2, 29));
    }

    #[test]
    fn broken_syntax_ends() {
        for broken in [&b"<</A"[..], b"[[[", b"(((", b"<4", b"]", b">>", b"<</A/B", b"{}", b"+", b"."] {
            let mut lexer = Lexer::new(broken, 0);
            let mut budget = Budget::new(0);
            while lexer.token(&mut budget).is_some() {}
            assert_eq!(lexer.at, broken.len());
        }
        let mut budget = Budget::new(0);
        Lexer::new(&b"[".repeat(100_000), 0).object(&mut budget);
        assert!(budget.spent().is_some());
    }
}
