//! What does a contract file say, page by page? Today the text of plain text files.
//!
//! [`extract`] never fails: what could not be read – today html, docx and pdf too – is a problem in the answer and a page
//! marked unreadable.

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
