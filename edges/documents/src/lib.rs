//! What does a contract file say, page by page? Text out of txt, html, docx and pdf, within limits.
//!
//! [`extract`] decides by the content, never by the name, and never fails: what could not be read is a problem in the
//! answer and a page marked unreadable. [`Format::of`] alone says what a file is.

mod txt;

use base::document::Extracted;

/// Gets the text out of a document held in memory.
///
/// The answer covers the whole file: pages in order, byte offsets into `text`. It never panics and never fails;
/// problems say what could not be read (`no-text-layer`, `encrypted`, `not-a-pdf`, …).
pub fn extract(bytes: &[u8]) -> Extracted {
    txt::extract(bytes)
}
