//! The text of a document as a reader program got it out, page by page: what clause checks work on.

use crate::problem::Problem;
use serde::{Deserialize, Serialize};

/// Extracted text. Offsets of pages and of quoted spans are byte offsets into `text`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// Media type found from the content, for example `application/pdf`.
    pub media_type: String,
    /// The whole text. For a plain text file exactly the file's bytes.
    pub text: String,
    /// The pages in order; they cover `text` without overlap.
    pub pages: Vec<Page>,
    /// What could not be read, and why.
    pub problems: Vec<Problem>,
}

/// One page of extracted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// First byte in `text`.
    pub start: usize,
    /// One past the last byte in `text`.
    pub end: usize,
    /// Visible characters on the page.
    pub chars: usize,
    /// False where the page holds text that could not be read: a scan, an encrypted file, visual-order Arabic.
    pub readable: bool,
}
