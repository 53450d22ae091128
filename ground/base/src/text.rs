//! Folding text so that people's spellings compare equal: case, accents, Arabic letter forms, white space.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds text for comparison and search.
///
/// NFKD; combining marks and tatweel dropped; lower case; alef, yeh and teh marbuta forms made one;
/// runs of white space become one blank; no blank at either end.
///
/// ```
/// use base::text::fold;
/// assert_eq!(fold("  Padrón\tELECTORAL "), "padron electoral");
/// assert_eq!(fold("سِجِلّ النّاخبين"), fold("سجل الناخبين"));
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.nfkd() {
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if let Some(folded) = fold_char(c) {
            if blank {
                out.push(' ');
                blank = false;
            }
            out.extend(folded.to_lowercase());
        }
    }
    out
}

/// Folds one decomposed character; `None` for marks and tatweel. Case is left to the caller.
pub fn fold_char(c: char) -> Option<char> {
    match c {
        '\u{0640}' => None,
        c if is_combining_mark(c) => None,
        '\u{0622}' | '\u{0623}' | '\u{0625}' | '\u{0671}' => Some('\u{0627}'),
        '\u{0649}' | '\u{06CC}' => Some('\u{064A}'),
        '\u{0629}' => Some('\u{0647}'),
        other => Some(other),
    }
}

/// The words of a folded text: maximal runs of letters and digits.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
