//! Plain text: the file's bytes are the text; a form feed begins a page.

use crate::budget::{MAX_PAGES, MAX_TEXT};
use crate::flow::page;
use crate::problem;
use base::document::{Extracted, Page};
use base::{Action, Problem, Severity};

/// Reads UTF-8; the text is exactly the file's bytes. Bytes that are not UTF-8 make the text unreadable.
pub(crate) fn extract(bytes: &[u8]) -> Extracted {
    if bytes.len() > MAX_TEXT {
        return crate::unread("text/plain", crate::limit(&format!("it is longer than {MAX_TEXT} bytes")));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let (pages, whole) = pages(text);
            let mut problems: Vec<Problem> = crate::page_unread(&pages).into_iter().collect();
            if !whole {
                problems.push(crate::limit(&format!("it has more than {MAX_PAGES} pages")));
            }
            Extracted { media_type: "text/plain".to_owned(), text: text.to_owned(), pages, problems }
        }
        Err(error) => crate::unread(
            "application/octet-stream",
            problem(
                "not-text",
                Severity::Error,
                Action::Refused,
                format!("of no type known here, and not UTF-8 text from byte {}", error.valid_up_to()),
                "Save the document as UTF-8 text and try again.",
            ),
        ),
    }
}

/// Splits at form feeds; the feed belongs to the page it ends. An empty rest after the last feed is no page. False if
/// there are too many pages: all after the last one that counts are one, unread.
fn pages(text: &str) -> (Vec<Page>, bool) {
    let mut pages = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive('\u{c}') {
        if pages.len() == MAX_PAGES {
            pages.push(Page { readable: false, ..page(text, start, text.len()) });
            return (pages, false);
        }
        pages.push(page(text, start, start + piece.len()));
        start += piece.len();
    }
    if pages.is_empty() {
        pages.push(page(text, 0, 0));
    }
    (pages, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_feed_begins_a_page_and_the_text_is_the_file() {
        let text = format!("one two\u{c}\u{c}{}\u{c}", "three ".repeat(20));
        let extracted = extract(text.as_bytes());
        let pages: Vec<_> = extracted.pages.iter().map(|p| (p.start, p.end, p.chars, p.readable)).collect();
        assert_eq!(pages, [(0, 8, 6, false), (8, 9, 0, false), (9, 130, 100, true)]);
        assert_eq!(extracted.text, text);
    }

    #[test]
    fn bytes_that_are_no_text_are_unreadable() {
        let extracted = extract(&[0xff, 0xfe, 0x00]);
        assert_eq!(extracted.problems[0].code, "not-text");
        assert!(!extracted.pages[0].readable);
    }
}
