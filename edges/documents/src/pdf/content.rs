//! The operators of content streams that show text. Source: ISO 32000-1, sections 8.4, 9.4 and 14.6.

use super::file::File;
use super::font::Font;
use super::layout::{Glyph, Layout};
use super::object::{Dict, Lexer, Object, Token};
use crate::budget::Budget;
use std::collections::HashMap;
use std::rc::Rc;

/// Deepest nesting of forms in forms, of saved states and of marked content.
const MAX_FORMS: usize = 16;
const MAX_STATES: usize = 512;
/// Operands that are kept for one operator.
const MAX_OPERANDS: usize = 512;
/// Parts of these operands.
const MAX_HELD: usize = 1_000_000;
/// Bytes of decoded forms that are kept for the next page.
const MAX_KEPT: usize = 32 << 20;

type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Runs content streams.
#[derive(Default)]
pub(super) struct Content {
    pub(super) layout: Layout,
    /// The greatest picture on this page, in square units of the page.
    pub(super) picture: f64,
    fonts: HashMap<u32, Rc<Font>>,
    forms: HashMap<u32, Rc<(Dict, Vec<u8>)>>,
    kept: usize,
    open: Vec<u32>,
    marks: Vec<Mark>,
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    render: i64,
}

/// Marked content: what it stands for, and where it was shown.
///
/// `ReversedChars` is not undone: programs mark single words so, and leave the words of the line mirrored.
struct Mark {
    actual: Option<String>,
    shown: Option<Glyph>,
}

impl Content {
    /// Shows one stream with its resources; `matrix` leads from its coordinates to the page's.
    pub(super) fn run(
        &mut self,
        data: &[u8],
        resources: &Object,
        matrix: Matrix,
        file: &mut File<'_>,
        budget: &mut Budget,
    ) {
        let marks = self.marks.len();
        let start = State {
            ctm: matrix,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            render: 0,
        };
        let mut run = Run {
            content: self,
            resources,
            file,
            budget,
            state: start,
            states: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
        };
        let mut lexer = Lexer::new(data, 0);
        let (mut operands, mut held) = (Vec::new(), 0);
        while let Some(token) = lexer.token(run.budget) {
            match token {
                Token::Operand(object) => {
                    if operands.len() < MAX_OPERANDS && held < MAX_HELD {
                        held += lexer.parts;
                        operands.push(object);
                    }
                }
                Token::Operator(word) if &word[..] == b"BI" => {
                    lexer.inline_image(run.budget);
                    (operands, held) = (Vec::new(), 0);
                }
                Token::Operator(word) => {
                    run.operator(&word, &operands);
                    operands.clear();
                    held = 0;
                }
            }
            if run.content.layout.flow.full() {
                break;
            }
        }
        while self.marks.len() > marks {
            self.unmark();
        }
    }

    fn unmark(&mut self) {
        let Some(mark) = self.marks.pop() else { return };
        let (Some(text), Some(mut glyph)) = (mark.actual, mark.shown) else { return };
        glyph.text = text;
        self.put(glyph);
    }

    fn put(&mut self, glyph: Glyph) {
        // What stands for a whole span is written when the span ends; until then its extent grows.
        if let Some(mark) = self.marks.iter_mut().find(|mark| mark.actual.is_some()) {
            match &mut mark.shown {
                Some(shown) => shown.to = glyph.to,
                None => mark.shown = Some(glyph),
            }
            return;
        }
        self.layout.glyph(&glyph);
    }
}

struct Run<'r, 'f> {
    content: &'r mut Content,
    resources: &'r Object,
    file: &'r mut File<'f>,
    budget: &'r mut Budget,
    state: State,
    states: Vec<State>,
    text: Matrix,
    line: Matrix,
}

impl Run<'_, '_> {
    fn operator(&mut self, word: &[u8], operands: &[Object]) {
        let n = |i: usize| operands.get(i).and_then(Object::number).unwrap_or(0.0);
        let matrix = || [n(0), n(1), n(2), n(3), n(4), n(5)];
        match word {
            b"q" if self.states.len() < MAX_STATES => self.states.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.states.pop() {
                    self.state = state;
                }
            }
            b"cm" if operands.len() >= 6 => self.state.ctm = times(matrix(), self.state.ctm),
            b"BT" => (self.text, self.line) = (IDENTITY, IDENTITY),
            b"Tf" => {
                self.state.size = n(1);
                self.state.font = operands.first().and_then(Object::name).and_then(|name| self.font(name));
            }
            b"Tm" if operands.len() >= 6 => (self.text, self.line) = (matrix(), matrix()),
            b"Td" => self.next_line(n(0), n(1)),
            b"TD" => {
                self.state.leading = -n(1);
                self.next_line(n(0), n(1));
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tc" => self.state.char_space = n(0),
            b"Tw" => self.state.word_space = n(0),
            b"Tz" => self.state.scale = n(0) / 100.0,
            b"TL" => self.state.leading = n(0),
            b"Ts" => self.state.rise = n(0),
            b"Tr" => self.state.render = n(0) as i64,
            b"Tj" => self.show(operands.first()),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands.first());
            }
            b"\"" => {
                (self.state.word_space, self.state.char_space) = (n(0), n(1));
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2));
            }
            b"TJ" => {
                for item in operands.first().and_then(Object::array).unwrap_or_default() {
                    match item.number() {
                        Some(back) => self.advance(-back / 1000.0 * self.state.size * self.state.scale),
                        None => self.show(Some(item)),
                    }
                }
            }
            b"Do" => {
                if let Some(name) = operands.first().and_then(Object::name) {
                    self.external(name);
                }
            }
            b"BMC" | b"BDC" => self.mark(operands),
            b"EMC" => self.content.unmark(),
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = times([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn advance(&mut self, x: f64) {
        self.text = times([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    /// An entry of one of the resources' dictionaries, not resolved.
    fn resource(&mut self, kind: &[u8], name: &[u8]) -> Option<Object> {
        let resources = self.file.resolve(self.resources, self.budget);
        let list = self.file.entry(resources.dict()?, kind, self.budget);
        list.dict()?.get(name).cloned()
    }

    fn font(&mut self, name: &[u8]) -> Option<Rc<Font>> {
        let object = self.resource(b"Font", name)?;
        let key = match object {
            Object::Reference(number) => Some(number),
            _ => None,
        };
        if let Some(font) = key.and_then(|key| self.content.fonts.get(&key)) {
            return Some(Rc::clone(font));
        }
        let object = self.file.resolve(&object, self.budget);
        let font = Rc::new(Font::read(object.dict()?, self.file, self.budget));
        if let Some(key) = key {
            self.content.fonts.insert(key, Rc::clone(&font));
        }
        Some(font)
    }

    fn show(&mut self, string: Option<&Object>) {
        let (Some(Object::String(bytes)), Some(font)) = (string, self.state.font.clone()) else { return };
        if !self.budget.step(bytes.len()) {
            return;
        }
        let mut glyphs = Vec::new();
        font.show(bytes, &mut |shown| {
            let State { size, scale, char_space, word_space, rise, render, .. } = self.state;
            let whole = times(self.text, self.state.ctm);
            let space = if shown.blank { word_space } else { 0.0 };
            let width = (shown.width * size + char_space) * scale;
            let up = apply(whole, 0.0, size);
            let zero = apply(whole, 0.0, 0.0);
            let flat = apply(whole, 1.0, 0.0);
            let unknown = shown.text.is_none();
            let glyph = Glyph {
                text: shown.text.unwrap_or_else(|| "\u{fffd}".to_owned()),
                from: apply(whole, 0.0, rise),
                to: apply(whole, width, rise),
                axis: (flat.0 - zero.0, flat.1 - zero.1),
                size: ((up.0 - zero.0) * (up.0 - zero.0) + (up.1 - zero.1) * (up.1 - zero.1)).sqrt(),
                inkless: render == 3,
            };
            match unknown {
                true => self.content.layout.unknown += 1,
                false => self.content.layout.known += 1,
            }
            if glyph.from.0.is_finite()
                && glyph.from.1.is_finite()
                && glyph.to.0.is_finite()
                && glyph.size.is_finite()
            {
                glyphs.push(glyph);
            }
            self.advance(width + space * scale);
        });
        for glyph in glyphs {
            self.content.put(glyph);
        }
    }

    fn mark(&mut self, operands: &[Object]) {
        if self.content.marks.len() >= MAX_STATES {
            self.budget.stop(format!("its marked content is nested more than {MAX_STATES} deep"));
            return;
        }
        let properties = match operands.get(1) {
            Some(Object::Name(name)) => self.resource(b"Properties", name),
            other => other.cloned(),
        };
        let properties = properties.map(|object| self.file.resolve(&object, self.budget));
        let actual = properties.as_ref().and_then(Object::dict).and_then(|dict| dict.get(&b"ActualText"[..]));
        let actual = actual.map(|object| self.file.resolve(object, self.budget)).and_then(|object| match object {
            Object::String(bytes) => Some(text_string(&bytes)),
            _ => None,
        });
        self.content.marks.push(Mark { actual, shown: None });
    }

    fn external(&mut self, name: &[u8]) {
        let Some(object) = self.resource(b"XObject", name) else { return };
        let Object::Reference(number) = object else { return };
        if self.content.open.contains(&number) || self.content.open.len() >= MAX_FORMS {
            return;
        }
        let form = match self.content.forms.get(&number) {
            Some(form) => Rc::clone(form),
            None => {
                let Object::Stream(dict, at) = self.file.get(number, self.budget) else { return };
                if self.file.entry(&dict, b"Subtype", self.budget).name() != Some(b"Form") {
                    let [a, b, c, d, ..] = self.state.ctm;
                    self.content.picture = self.content.picture.max((a * d - b * c).abs());
                    return;
                }
                let Some(data) = self.file.data(&dict, at, self.budget) else { return };
                let form = Rc::new((dict, data));
                if self.content.kept + form.1.len() <= MAX_KEPT {
                    self.content.kept += form.1.len();
                    self.content.forms.insert(number, Rc::clone(&form));
                }
                form
            }
        };
        let matrix = self.file.entry(&form.0, b"Matrix", self.budget);
        let matrix = times(matrix_of(&matrix).unwrap_or(IDENTITY), self.state.ctm);
        let own = form.0.get(&b"Resources"[..]);
        self.content.open.push(number);
        self.content.run(&form.1, own.unwrap_or(self.resources), matrix, self.file, self.budget);
        self.content.open.pop();
    }
}

/// A text string of PDF: UTF-16 or UTF-8 with a byte order mark, else Latin 1 as an approximation of PDFDocEncoding.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode(bytes).0.into_owned(),
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|b| *b as char).collect(),
    }
}

/// Six numbers as a matrix.
pub(super) fn matrix_of(object: &Object) -> Option<Matrix> {
    let numbers: Vec<f64> = object.array()?.iter().map_while(Object::number).collect();
    numbers.try_into().ok()
}

/// The matrix that does `a`, then `b`.
fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn apply(m: Matrix, x: f64, y: f64) -> (f64, f64) {
    (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])
}
