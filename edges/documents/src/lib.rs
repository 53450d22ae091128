//! What does a contract file say, page by page? Today the text of plain text files.
//!
//! [`extract`] never fails: what could not be read – today html, docx and pdf too – is a problem in the answer and a page
//! marked unreadable.

mod txt;

use base::document::{Extracted, Page};
use base::{Action, Place, Problem, Severity};

/// Gets the text out of a document held in memory.
///
/// The answer covers the whole file: pages in order, byte offsets into `text`. It never panics and never fails;
/// problems say what could not be read (`no-text-layer`, `encrypted`, `not-a-pdf`, …).
pub fn extract(bytes: &[u8]) -> Extracted {
    match unread_type(bytes) {
        Some(media_type) => not_read(media_type),
        None => txt::extract(bytes),
    }
}

/// The type of a file whose text cannot be got out yet, found from its content, never from its name.
fn unread_type(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Some("application/pdf");
    }
    if head.starts_with(b"PK\x03\x04") {
        // A docx is one; which of the zip's kinds it is, nobody has looked.
        return Some("application/zip");
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let html = text.starts_with("<!doctype html") || text.starts_with("<html");
    html.then_some("text/html")
}

/// One page that says it was not read: its markup or its bytes are no text of a contract.
fn not_read(media_type: &str) -> Extracted {
    Extracted {
        media_type: media_type.to_owned(),
        text: String::new(),
        pages: vec![Page { start: 0, end: 0, chars: 0, readable: false }],
        problems: vec![Problem::new(
            "format-not-read",
            Severity::Warning,
            Action::Kept,
            Place::default(),
            format!("the text of a file of type {media_type} cannot be got out by this version"),
            "The file is published as it is and counts as unread; publish its text beside it as plain UTF-8.",
        )],
    }
}

/// Version of the extraction method: rises whenever the same file could give another text.
pub const VERSION: u16 = 2;

/// How much time and memory a document may take.
#[derive(Debug, Clone, Default)]
pub struct Limits {}

/// Why a document could not be read at all.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be read")]
pub struct DocumentsError {}

/// Reads a document within limits.
///
/// # Errors
/// None yet.
pub fn extract_limited(bytes: &[u8], _limits: &Limits) -> Result<Extracted, DocumentsError> {
    Ok(extract(bytes))
}

/// Reads one document and exits, where this process was started for that; otherwise returns at once.
pub fn child_main() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_yet_is_never_taken_for_text() {
        // Each of the three is valid UTF-8, so the content's type alone keeps it from being read as plain text.
        for (bytes, media_type) in [
            (&b"\n%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj"[..], "application/pdf"),
            (b"PK\x03\x04word/document.xml", "application/zip"),
            (b"\xef\xbb\xbf \r\n<!DOCTYPE HTML><!-- the auditor may inspect -->", "text/html"),
            (b"<HTML lang='es'><p>a", "text/html"),
        ] {
            let extracted = extract(bytes);
            assert_eq!((extracted.media_type.as_str(), extracted.text.as_str()), (media_type, ""));
            assert_eq!(extracted.problems[0].code, "format-not-read");
            assert!(!extracted.pages[0].readable);
        }
    }

    #[test]
    fn plain_text_that_only_speaks_of_html_is_text() {
        let extracted = extract(b"1. The vendor delivers an <html> page.");
        assert_eq!(extracted.media_type, "text/plain");
        assert!(extracted.pages[0].readable && extracted.problems.is_empty());
    }
}
