//! The result in other forms: a report to print, tables, OSCAL, DPV, a form for raters.

mod codes;
pub mod csv;
pub mod dpv;
pub mod oscal;
pub mod report;
pub mod rules;
pub mod tables;
mod words;
pub mod xlsform;

use base::Language;

/// A word or sentence of the report in a language; the key itself if there is none, which a test excludes.
pub fn word(key: &str, language: Language) -> &str {
    let at = Language::ALL.iter().position(|own| *own == language).unwrap_or(0);
    words::WORDS.iter().find(|(own, _)| *own == key).map_or(key, |(_, texts)| texts[at])
}

/// A code of the result (a reason, layer, method, basis, access) in words; `None` if there are none for it.
pub fn code_words(code: &str, language: Language) -> Option<&'static str> {
    let at = Language::ALL.iter().position(|own| *own == language).unwrap_or(0);
    codes::CODES.iter().find(|(own, _)| *own == code).map(|(_, texts)| texts[at])
}

/// All keys of the report's words.
pub fn word_keys() -> impl Iterator<Item = &'static str> {
    words::WORDS.iter().map(|(key, _)| *key)
}
