//! A report on paper: the HTML report that this program writes, as a tagged PDF with the same content.
//!
//! `pdf` reads the HTML as a tree and gives it to one template for all reports and languages (`report.typ`). Texts are
//! handed over as values and never read as markup. The same report, date and fonts give the same bytes. The crate is
//! empty without the feature `typst`.
#![cfg(feature = "typst")]

mod content;
mod fonts;
mod press;
mod tree;

pub use fonts::folders;

use std::path::PathBuf;
use thiserror::Error;

/// Largest report that is printed, in bytes: some fifteen hundred pages, for which the typesetter needs about 1.4 GB.
pub const MAX_REPORT: usize = 8 << 20;

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PrintError {
    /// The report is larger than [`MAX_REPORT`].
    #[error("the report has {0} bytes, more than the {MAX_REPORT} that are printed")]
    Large(usize),
    /// The date is not one of the form `2026-01-31`.
    #[error("`{0}` is not a date")]
    Date(String),
    /// Something in the report has no form on paper.
    #[error("the report cannot be printed: {0}")]
    Html(String),
    /// Letters that no font at hand can show.
    #[error("no font shows {letters}", letters = named(.0))]
    Fonts(Vec<char>),
    /// The typesetter refused.
    #[error("the typesetter says: {0}")]
    Typst(String),
}

/// Up to twelve letters with their code points.
fn named(letters: &[char]) -> String {
    let shown: Vec<String> = letters.iter().take(12).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    let more = letters.len().saturating_sub(12);
    if more > 0 { format!("{} and {more} more letters", shown.join(", ")) } else { shown.join(", ") }
}

/// Prints a report as PDF 1.7 that keeps PDF/UA-1 (ISO 14289-1) as far as a program can check it.
///
/// `html` is a report of this program: whole in itself, every element closed. `date` (`2026-01-31`) becomes the date on
/// which the PDF was made. Letters that the built-in fonts lack are taken from fonts under `folders`, see [`folders()`].
///
/// # Errors
/// [`PrintError`] says what cannot be printed; no page is ever written with an empty box in place of a letter.
pub fn pdf(html: &str, date: &str, folders: &[PathBuf]) -> Result<Vec<u8>, PrintError> {
    if html.len() > MAX_REPORT {
        return Err(PrintError::Large(html.len()));
    }
    let content = content::content(&tree::read(html)?)?;
    let fonts = fonts::Fonts::for_letters(&content.letters, folders)?;
    press::press(content.value, fonts, date)
}
