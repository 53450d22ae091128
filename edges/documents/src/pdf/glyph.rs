//! What the names of glyphs mean. Source: the naming rules of Adobe's Glyph List Specification, section 2.

use unicode_normalization::UnicodeNormalization as _;

/// Name and character, or its code point in four hexadecimal digits.
const NAMES: &str = include_str!("names.txt");
/// Suffixes of letters with an accent, and the combining character.
const ACCENTS: [(&str, char); 13] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("caron", '\u{30c}'),
    ("cedilla", '\u{327}'),
    ("commaaccent", '\u{327}'),
    ("ring", '\u{30a}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("ogonek", '\u{328}'),
    ("dotaccent", '\u{307}'),
];
/// StandardEncoding above ASCII.
const STANDARD: [(u8, &str); 55] = [
    (161, "¡"),
    (162, "¢"),
    (163, "£"),
    (164, "⁄"),
    (165, "¥"),
    (166, "ƒ"),
    (167, "§"),
    (168, "¤"),
    (169, "'"),
    (170, "“"),
    (171, "«"),
    (172, "‹"),
    (173, "›"),
    (174, "fi"),
    (175, "fl"),
    (177, "–"),
    (178, "†"),
    (179, "‡"),
    (180, "·"),
    (182, "¶"),
    (183, "•"),
    (184, "‚"),
    (185, "„"),
    (186, "”"),
    (187, "»"),
    (188, "…"),
    (189, "‰"),
    (191, "¿"),
    (193, "`"),
    (194, "´"),
    (195, "ˆ"),
    (196, "˜"),
    (197, "¯"),
    (198, "˘"),
    (199, "˙"),
    (200, "¨"),
    (202, "˚"),
    (203, "¸"),
    (205, "˝"),
    (206, "˛"),
    (207, "ˇ"),
    (208, "—"),
    (225, "Æ"),
    (227, "ª"),
    (232, "Ł"),
    (233, "Ø"),
    (234, "Œ"),
    (235, "º"),
    (241, "æ"),
    (245, "ı"),
    (248, "ł"),
    (249, "ø"),
    (250, "œ"),
    (251, "ß"),
    (96, "‘"),
];

/// The text that a glyph of this name shows; `None` where the name says nothing.
pub(super) fn unicode(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let base = name.split('.').next().unwrap_or_default();
    let parts: Option<Vec<String>> = base.split('_').map(one).collect();
    if base.is_empty() || base.len() > 128 {
        return None;
    }
    parts.map(|parts| parts.concat())
}

fn one(name: &str) -> Option<String> {
    if name.len() == 1 && name.chars().all(|c| c.is_ascii_alphabetic()) {
        return Some(name.to_owned());
    }
    let mut words = NAMES.split_whitespace();
    while let (Some(known), Some(value)) = (words.next(), words.next()) {
        if known == name {
            let code =
                (value.len() == 4).then(|| u32::from_str_radix(value, 16).ok().and_then(char::from_u32)).flatten();
            return Some(code.map_or_else(|| value.to_owned(), |c| c.to_string()));
        }
    }
    if let Some(hex) = name.strip_prefix("uni").filter(|hex| hex.len() % 4 == 0 && !hex.is_empty() && hex.is_ascii())
    {
        let units: Option<Vec<u16>> =
            (0..hex.len()).step_by(4).map(|i| u16::from_str_radix(&hex[i..i + 4], 16).ok()).collect();
        return String::from_utf16(&units?).ok();
    }
    if let Some(hex) = name.strip_prefix('u').filter(|hex| (4..=6).contains(&hex.len())) {
        return u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).map(String::from);
    }
    let (accent, letter) = ACCENTS.iter().find_map(|(suffix, accent)| Some((accent, name.strip_suffix(suffix)?)))?;
    let letter = match letter {
        "dotlessi" => 'i',
        letter => letter.chars().next().filter(|c| letter.len() == 1 && c.is_ascii_alphabetic())?,
    };
    Some([letter, *accent].iter().collect::<String>().nfc().collect())
}

/// The text of a code in Adobe's StandardEncoding.
pub(super) fn standard(code: u8) -> Option<String> {
    match STANDARD.iter().find(|(known, _)| *known == code) {
        Some((_, text)) => Some((*text).to_owned()),
        None if code == 39 => Some("’".to_owned()),
        None => (32..127).contains(&code).then(|| (code as char).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs() {
        for (name, text) in [
            ("A", "A"),
            ("eacute", "é"),
            ("ntilde", "ñ"),
            ("scedilla", "ş"),
            ("quoteright", "’"),
            ("f_i.liga", "fi"),
            ("uni0644", "ل"),
            ("u1F600", "😀"),
            ("afii57470", "ه"),
            ("afii57448", "و"),
            ("seven.oldstyle", "7"),
            ("fi", "fi"),
        ] {
            assert_eq!(unicode(name.as_bytes()).as_deref(), Some(text), "{name}");
        }
        for name in ["g23", ".notdef", "", "cid_12", "xacute1"] {
            assert_eq!(unicode(name.as_bytes()), None, "{name}");
        }
    }
}
