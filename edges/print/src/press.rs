//! The typesetter at work: one template, values in, PDF out; it sees no file, no clock and no network.

use crate::PrintError;
use crate::fonts::Fonts;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Array, Bytes, Datetime, Dict, Duration, IntoValue, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// What the typesetter may see: its library with the report, the template, the fonts.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets the pages and writes them.
pub(crate) fn press(mut report: Dict, fonts: Fonts, date: &str) -> Result<Vec<u8>, PrintError> {
    let made = day(date).ok_or_else(|| PrintError::Date(date.to_owned()))?;
    let families = |names: Vec<String>| names.into_iter().map(IntoValue::into_value).collect::<Array>().into_value();
    report.insert("text-fonts".into(), families(fonts.text));
    report.insert("code-fonts".into(), families(fonts.code));
    let inputs = [("report".into(), report.into_value())].into_iter().collect::<Dict>();
    let features = [Feature::A11yExtras].into_iter().collect();
    let press = Press {
        library: LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts.all)),
        fonts: fonts.all,
        template: Source::detached(include_str!("report.typ")),
    };
    let document = typst::compile::<PagedDocument>(&press).output.map_err(|errors| told(&errors))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("scrutineer".to_owned())),
        timestamp: Some(Timestamp::new_utc(made)),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|e| PrintError::Typst(e.message().to_string()))?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| told(&errors));
    // Nothing is kept for a next document.
    typst::comemo::evict(0);
    bytes
}

/// Midnight, UTC.
fn day(date: &str) -> Option<Datetime> {
    let day = base::time::date(date)?;
    Datetime::from_ymd_hms(day.year().into(), day.month().try_into().ok()?, day.day().try_into().ok()?, 0, 0, 0)
}

fn told(errors: &[SourceDiagnostic]) -> PrintError {
    let told: Vec<String> = errors
        .iter()
        .take(5)
        .map(|e| {
            [e.message.to_string()]
                .into_iter()
                .chain(e.hints.iter().map(|hint| hint.v.to_string()))
                .collect::<Vec<_>>()
                .join("; ")
        })
        .collect();
    PrintError::Typst(told.join(". "))
}
