//! Numbers of list items as they are printed: 3, c, iii, ج.

/// Letters of Arabic lists in the order of the alphabet.
const ALPHABET: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي";
/// Letters of Arabic lists in the old order of their values.
const ABJAD: &str = "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ";

/// The number `n` (from 1) in a form named as in WordprocessingML (`decimal`, `lowerLetter`, `upperRoman`, …).
///
/// Forms that are not known here are printed as decimal numbers; `bullet` and `none` never come here.
pub(crate) fn number(n: u32, form: &str) -> String {
    match form {
        "lowerLetter" => letters(n),
        "upperLetter" => letters(n).to_uppercase(),
        "lowerRoman" => roman(n),
        "upperRoman" => roman(n).to_uppercase(),
        "decimalZero" => format!("{n:02}"),
        "arabicAlpha" => repeated(n, ALPHABET),
        "arabicAbjad" => repeated(n, ABJAD),
        _ => n.to_string(),
    }
}

/// a … z, then aa, bb, cc as word processors do.
fn letters(n: u32) -> String {
    repeated(n, "abcdefghijklmnopqrstuvwxyz")
}

fn repeated(n: u32, alphabet: &str) -> String {
    let count = alphabet.chars().count() as u32;
    let at = n.saturating_sub(1);
    let letter = alphabet.chars().nth((at % count) as usize).unwrap_or('?');
    std::iter::repeat_n(letter, (at / count) as usize + 1).take(16).collect()
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if n == 0 || n >= 4000 {
        return n.to_string();
    }
    let (mut left, mut out) = (n, String::new());
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_list_numbers() {
        for (n, form, expected) in [
            (4, "decimal", "4"),
            (3, "lowerLetter", "c"),
            (28, "lowerLetter", "bb"),
            (1994, "upperRoman", "MCMXCIV"),
            (3, "arabicAbjad", "ج"),
            (3, "arabicAlpha", "ت"),
            (7, "decimalZero", "07"),
            (0, "lowerRoman", "0"),
            (u32::MAX, "upperLetter", &"U".repeat(16)),
        ] {
            assert_eq!(number(n, form), expected, "{n} {form}");
        }
    }
}
