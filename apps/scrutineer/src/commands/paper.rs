//! Reports on paper: the same HTML, as PDF, where this program was built with the feature `pdf`.

use crate::output::Failure;
use clap::ValueEnum;

/// Forms of a report: one HTML file for any browser, or tagged PDF (PDF/UA-1) with the same content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Html,
    Pdf,
}

impl Format {
    /// Fails at once where this program cannot write the form.
    pub(crate) fn ready(self) -> Result<(), Failure> {
        if self == Self::Pdf && cfg!(not(feature = "pdf")) {
            let remedy =
                "Build it with `cargo build --release --features pdf`, or write html and print it with a browser.";
            return Err(Failure::new("no-pdf", "this program was built without pdf", remedy).at("--format"));
        }
        Ok(())
    }

    /// The bytes to write for a report in HTML; `date` (`2026-01-31`) is the date a PDF says it was made on.
    #[cfg(feature = "pdf")]
    pub(crate) fn bytes(self, html: String, date: &str) -> Result<Vec<u8>, Failure> {
        use print::PrintError;
        match self {
            Self::Html => Ok(html.into_bytes()),
            Self::Pdf => print::pdf(&html, date, &print::folders()).map_err(|error| {
                let remedy = match error {
                    PrintError::Fonts(_) => {
                        "Install a font that has them (on Debian: fonts-noto-core), or write html."
                    }
                    _ => "Write html and print it with a browser.",
                };
                Failure::new("no-pdf", error.to_string(), remedy)
            }),
        }
    }

    /// The bytes to write for a report in HTML.
    #[cfg(not(feature = "pdf"))]
    pub(crate) fn bytes(self, html: String, _: &str) -> Result<Vec<u8>, Failure> {
        self.ready().map(|()| html.into_bytes())
    }
}
