//! Plain text: the file's bytes are the text; a form feed begins a page.

use base::document::{Extracted, Page};
use base::{Action, Place, Problem, Severity};

/// Reads UTF-8; the text is exactly the file's bytes. Bytes that are not UTF-8 make the text unreadable.
pub(crate) fn extract(bytes: &[u8]) -> Extracted {
    match std::str::from_utf8(bytes) {
        Ok(text) => Extracted {
            media_type: "text/plain".to_owned(),
            text: text.to_owned(),
            pages: pages(text),
            problems: Vec::new(),
        },
        Err(error) => Extracted {
            media_type: "application/octet-stream".to_owned(),
            text: String::new(),
            pages: vec![Page { start: 0, end: 0, chars: 0, readable: false }],
            problems: vec![Problem::new(
                "not-text",
                Severity::Error,
                Action::Refused,
                Place::default(),
                format!("of no type known here, and not UTF-8 text from byte {}", error.valid_up_to()),
                "Save the document as UTF-8 text and try again.",
            )],
        },
    }
}

/// Splits at form feeds; the feed belongs to the page it ends. An empty rest after the last feed is no page.
pub(crate) fn pages(text: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive('\u{c}') {
        pages.push(page(text, start, start + piece.len()));
        start += piece.len();
    }
    if pages.is_empty() {
        pages.push(page(text, 0, 0));
    }
    pages
}

/// One page with its visible characters counted: neither white space nor control nor zero-width characters.
pub(crate) fn page(text: &str, start: usize, end: usize) -> Page {
    let visible = |c: &char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    Page { start, end, chars: text[start..end].chars().filter(visible).count(), readable: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_feed_begins_a_page_and_the_text_is_the_file() {
        let extracted = extract("one two\u{c}\u{c}three\u{c}".as_bytes());
        let ranges: Vec<_> = extracted.pages.iter().map(|p| (p.start, p.end, p.chars)).collect();
        assert_eq!(ranges, [(0, 8, 6), (8, 9, 0), (9, 15, 5)]);
        assert_eq!(extracted.text.len(), 15);
    }

    #[test]
    fn bytes_that_are_no_text_are_unreadable() {
        let extracted = extract(&[0xff, 0xfe, 0x00]);
        assert_eq!(extracted.problems[0].code, "not-text");
        assert!(!extracted.pages[0].readable);
    }
}
