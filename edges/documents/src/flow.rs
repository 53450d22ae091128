//! Text as it is written down: words, lines, paragraphs, cells, pages.

use crate::budget::{MAX_PAGES, MAX_TEXT};
use base::document::Page;
use unicode_normalization::char::is_combining_mark;

/// A page with fewer visible characters counts as unread: a scan with a stamp, a picture with a caption.
pub const MIN_VISIBLE: usize = 50;

/// One page with its visible characters counted; readable if they are enough.
pub(crate) fn page(text: &str, start: usize, end: usize) -> Page {
    let chars = text[start..end].chars().filter(|c| visible(*c)).count();
    Page { start, end, chars, readable: chars >= MIN_VISIBLE }
}

/// Whether a character leaves its own mark on paper: no white space, control, format or combining character, and none
/// whose meaning is unknown (private use, U+FFFD).
pub(crate) fn visible(c: char) -> bool {
    let format = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    !(c.is_whitespace() || c.is_control() || format || private || is_combining_mark(c))
}

/// Builds a text with its pages.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    text: String,
    /// Pages that are finished.
    pages: Vec<Page>,
    start: usize,
    newlines: u8,
    blank: bool,
    tab: bool,
    full: bool,
    /// The page under way holds something that is no text.
    picture: bool,
    /// Visible characters of the page under way that are repeated on every page, and say nothing about it.
    aside: usize,
}

impl Flow {
    /// Adds words; runs of white space become one blank, or none at the beginning of a line.
    pub(crate) fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.blank = true,
                other => self.char(other),
            }
        }
    }

    /// Adds words as they stand: blanks, tabs and line breaks are kept.
    pub(crate) fn verbatim(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => self.line_break(),
                '\r' | '\u{c}' => {}
                other => self.char(other),
            }
        }
    }

    /// Ends the line, if there is one.
    pub(crate) fn line(&mut self) {
        self.newlines = self.newlines.max(u8::from(!self.tab));
    }

    /// Ends the paragraph: a blank line follows.
    pub(crate) fn paragraph(&mut self) {
        if !self.tab {
            self.newlines = 2;
        }
    }

    /// Breaks the line here, even an empty one; not more than one empty line in a row.
    pub(crate) fn line_break(&mut self) {
        if !self.tab {
            self.newlines = (self.newlines + 1).min(2);
        }
    }

    /// Sets the following text off by a tab, as the next cell of a table's row. Line breaks before that text do not count.
    pub(crate) fn tab(&mut self) {
        self.newlines = 0;
        self.tab = true;
    }

    /// Notes a picture on this page.
    pub(crate) fn picture(&mut self) {
        self.picture = true;
    }

    /// Writes with `write` what stands on every page alike: it does not make this page a readable one.
    pub(crate) fn aside(&mut self, write: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        write(self);
        self.aside += self.text[before..].chars().filter(|c| visible(*c)).count();
    }

    /// Ends the page, if anything stands on it.
    pub(crate) fn page_break(&mut self) {
        if self.picture || self.text[self.start..].chars().any(visible) {
            self.end_page(true);
        }
    }

    /// Ends the page whatever stands on it, with a form feed if another one follows.
    pub(crate) fn end_page(&mut self, more: bool) {
        if more && !self.full {
            self.text.push('\u{c}');
        }
        if self.pages.len() >= MAX_PAGES {
            self.full = true;
            return;
        }
        let mut page = page(&self.text, self.start, self.text.len());
        page.readable &= !self.picture || page.chars - self.aside.min(page.chars) >= MIN_VISIBLE;
        self.pages.push(page);
        self.start = self.text.len();
        (self.newlines, self.blank, self.tab, self.picture, self.aside) = (0, false, false, false, 0);
    }

    /// Whether a counted limit of text or pages was reached: nothing more is taken.
    pub(crate) fn full(&self) -> bool {
        self.full
    }

    /// Whether nothing visible stands in the text so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text and its pages. `unread`: a rest of the document was not read, shown as one more page without text.
    pub(crate) fn finish(mut self, unread: bool) -> (String, Vec<Page>) {
        let full = self.full;
        self.full = false;
        if self.pages.is_empty() || self.start < self.text.len() || self.picture {
            self.end_page(false);
        }
        let end = self.text.len();
        if unread || full || self.full {
            self.pages.push(Page { start: end, end, chars: 0, readable: false });
        }
        if let Some(last) = self.pages.last_mut() {
            last.end = end;
        }
        (self.text, self.pages)
    }

    fn char(&mut self, c: char) {
        if c != '\t' && c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') {
            return;
        }
        if self.text.len() + 8 > MAX_TEXT {
            self.full = true;
        }
        if self.full {
            return;
        }
        let begun = self.text.len() > self.start;
        if begun && self.newlines > 0 {
            self.text.push_str(&"\n\n"[..usize::from(self.newlines.min(2))]);
        } else if begun && self.tab {
            self.text.push('\t');
        } else if begun && self.blank && !self.text.ends_with(['\t', '\n', ' ']) {
            self.text.push(' ');
        }
        (self.newlines, self.blank, self.tab) = (0, false, false);
        self.text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_paragraphs_cells_and_pages() {
        let mut flow = Flow::default();
        flow.words("  one\n two ");
        flow.paragraph();
        flow.line();
        flow.words("cell");
        flow.tab();
        flow.words(" other ");
        flow.page_break();
        flow.page_break();
        flow.words("end");
        let (text, pages) = flow.finish(false);
        assert_eq!(text, "one two\n\ncell\tother\u{c}end");
        let pages: Vec<_> = pages.iter().map(|p| (p.start, p.end, p.chars)).collect();
        assert_eq!(pages, [(0, 20, 15), (20, 23, 3)]);
    }

    #[test]
    fn fifty_visible_characters_make_a_page_readable() {
        let seen = "é".repeat(49) + " \u{200b}\u{301}\u{fffd}\u{e123}\n\t";
        assert_eq!(page(&seen, 0, seen.len()), Page { start: 0, end: seen.len(), chars: 49, readable: false });
        let more = seen + "ق";
        assert!(page(&more, 0, more.len()).readable);
    }

    #[test]
    fn a_header_does_not_make_a_picture_readable() {
        let mut flow = Flow::default();
        flow.aside(|flow| flow.words(&"header ".repeat(10)));
        flow.picture();
        flow.page_break();
        flow.aside(|flow| flow.words(&"header ".repeat(10)));
        assert_eq!(flow.finish(false).1.iter().map(|p| p.readable).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_rest_that_was_not_read_is_a_page_of_its_own() {
        let mut flow = Flow::default();
        flow.words(&"word ".repeat(30));
        let (text, pages) = flow.finish(true);
        assert_eq!(
            pages.iter().map(|p| (p.end, p.readable)).collect::<Vec<_>>(),
            [(text.len(), true), (text.len(), false)]
        );
    }
}
