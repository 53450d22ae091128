//! Does the search for clauses end without panic over any text in any language, with every quoted span inside the text?
#![no_main]

use base::Language;
use base::document::{Extracted, Page};
use procurement::clauses::{Catalogue, assess};

const HINTS: [Option<Language>; 6] = [
    None,
    Some(Language::English),
    Some(Language::Spanish),
    Some(Language::French),
    Some(Language::Portuguese),
    Some(Language::Arabic),
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest).into_owned();
    let page = Page { start: 0, end: text.len(), chars: text.chars().count(), readable: true };
    let extracted = Extracted { media_type: "text/plain".into(), text, pages: vec![page], problems: vec![] };
    let found = assess(Catalogue::embedded(), &extracted, HINTS[usize::from(*first) % HINTS.len()]);
    assert_eq!(found.clauses.len(), Catalogue::embedded().clauses.len());
    for span in found.clauses.iter().flat_map(|clause| &clause.spans) {
        assert_eq!(extracted.text.get(span.start..span.end), Some(span.quote.as_str()));
    }
});
