//! From glyphs on a page to lines of text, in the order in which the file shows them.
//!
//! Files show text in reading order far more often than not; sorting by place would mix columns. What place decides is
//! where a line ends, where a word ends, and whether right-to-left letters come in reading order or mirrored.

use crate::flow::{Flow, visible};

/// Gap between glyphs, in font sizes, that ends a word, and that ends a cell.
const WORD: f64 = 0.15;
const CELL: f64 = 2.5;
/// Change of height, in font sizes, that ends a line, and that ends a paragraph.
const LINE: f64 = 0.45;
const PARAGRAPH: f64 = 1.75;

/// A place on the page.
type Point = (f64, f64);

/// One glyph, or several that are shown as one.
#[derive(Debug, Clone, Default)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where the baseline begins and ends.
    pub(super) from: Point,
    pub(super) to: Point,
    /// The direction of the baseline, as the text matrix gives it.
    pub(super) axis: Point,
    pub(super) size: f64,
    /// Shown without ink, as text under a scan is.
    pub(super) inkless: bool,
}

/// Lines of a page under way, and what was counted on it.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) flow: Flow,
    last: Option<Last>,
    /// Visible characters with ink, and glyphs whose meaning is unknown.
    pub(super) inked: usize,
    pub(super) unknown: usize,
    pub(super) known: usize,
    /// Neighbours among right-to-left letters that go leftwards, as they are read, and rightwards.
    pub(super) logical: usize,
    pub(super) mirrored: usize,
}

#[derive(Debug)]
struct Last {
    turn: u8,
    /// Height of the line and size of its glyphs.
    v: f64,
    size: f64,
    /// Extent of the glyphs that follow each other without a jump.
    low: f64,
    high: f64,
    /// The last strong character was a right-to-left one.
    rtl: bool,
    /// Where the last right-to-left letter stands, if no other letter came after it.
    letter: Option<f64>,
}

impl Layout {
    /// Begins a page.
    pub(super) fn begin(&mut self) {
        *self = Self { flow: std::mem::take(&mut self.flow), ..Self::default() };
    }

    pub(super) fn glyph(&mut self, glyph: &Glyph) {
        let (turn, place): (u8, fn(Point) -> Point) = match glyph.axis {
            (x, y) if x.abs() >= y.abs() && x >= 0.0 => (0, |(x, y)| (x, y)),
            (x, y) if x.abs() >= y.abs() => (2, |(x, y)| (-x, -y)),
            (_, y) if y > 0.0 => (1, |(x, y)| (y, -x)),
            _ => (3, |(x, y)| (-y, x)),
        };
        let ((from, v), (to, _)) = (place(glyph.from), place(glyph.to));
        let (low, high) = (from.min(to), from.max(to));
        let strong = glyph.text.chars().find(|c| c.is_alphabetic());
        let rtl = strong.is_some_and(is_rtl);
        let mut here = Last { turn, v, size: glyph.size, low, high, rtl, letter: None };
        if let Some(last) = self.last.take() {
            let size = last.size.max(glyph.size).max(0.01);
            let drop = last.v - v;
            let carry = strong.is_none() && last.rtl;
            if last.turn != turn || drop.abs() > LINE * size {
                match last.turn == turn && (0.0..PARAGRAPH * size).contains(&drop) {
                    true => self.flow.line(),
                    false => self.flow.paragraph(),
                }
            } else {
                let slack = 0.1 * size;
                let (right, left) = (low - last.high, last.low - high);
                let (gap, jump) = if right >= -slack {
                    (right, false)
                } else if left >= -slack {
                    (left, true)
                } else {
                    (0.0, false)
                };
                if jump && !rtl && !last.rtl && left > slack {
                    self.flow.line();
                } else if gap > CELL * size && (rtl || !jump) {
                    self.flow.tab();
                } else if gap > WORD * size {
                    self.flow.words(" ");
                }
                // Numbers in right-to-left lines run on their own; what follows them is measured from their beginning.
                let alone = gap > CELL * size || jump && !rtl;
                if !alone {
                    (here.low, here.high) = (last.low.min(low), last.high.max(high));
                }
                if glyph.size < 0.8 * last.size {
                    (here.v, here.size) = (last.v, last.size);
                }
                here.rtl = rtl || carry;
                here.letter = last.letter.filter(|_| gap <= CELL * size);
                self.order(rtl, strong.is_some(), (low + high) / 2.0, &mut here);
                self.write(glyph);
                self.last = Some(here);
                return;
            }
            here.rtl = rtl;
        }
        self.order(rtl, strong.is_some(), (low + high) / 2.0, &mut here);
        self.write(glyph);
        self.last = Some(here);
    }

    /// Counts whether right-to-left letters come in reading order.
    fn order(&mut self, rtl: bool, strong: bool, at: f64, here: &mut Last) {
        if !strong {
            return;
        }
        match here.letter.filter(|_| rtl) {
            Some(before) if before > at => self.logical += 1,
            Some(before) if before < at => self.mirrored += 1,
            _ => {}
        }
        here.letter = rtl.then_some(at);
    }

    fn write(&mut self, glyph: &Glyph) {
        if !glyph.inkless {
            self.inked += glyph.text.chars().filter(|c| visible(*c)).count();
        }
        self.flow.words(&glyph.text);
    }
}

/// Whether a letter is written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their extensions.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') && c.is_alphabetic()
}
