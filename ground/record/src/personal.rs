//! Does a public statement look as if it held personal data? E-mail addresses, telephone and identity numbers.
//!
//! A help against mistakes, not a proof of absence: names are not found, nor numbers in forms not listed here.
//! Forms: e-mail addresses after RFC 5321; telephone numbers after ITU E.164 (`+` and 8 to 15 digits), with an area
//! code in parentheses, or after a word such as *tel*; the Brazilian CPF, Spanish DNI and NIE, French NIR, Mexican
//! CURP, United States SSN, Pakistani CNIC and Indian Aadhaar with their check digits where they have some.

use crate::refusal::{Code, Refusal};
use base::json::Value;
use base::problem::pointer_push;
use serde::Serialize;

/// A place that looks like personal data. The data itself is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Suspicion {
    /// RFC 6901 pointer to the text.
    pub pointer: String,
    /// What it looks like.
    pub what: Suspect,
}

/// What a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspect {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A national identity number.
    IdentityNumber,
}

/// Looks through a predicate, names of members included. One suspicion for each place and kind, in document order.
///
/// ```
/// use base::json::parse;
/// use record::personal::{Suspect, find};
/// let predicate = parse(br#"{"buyer":{"contact":"write to a.b@office.example"}}"#, 8).unwrap().value;
/// let found = find(&predicate);
/// assert_eq!((found[0].pointer.as_str(), found[0].what), ("/buyer/contact", Suspect::Email));
/// ```
pub fn find(predicate: &Value) -> Vec<Suspicion> {
    let mut found = Vec::new();
    walk(predicate, &mut String::new(), &mut found);
    found
}

/// Refuses what [`find`] finds, except at the pointers that a person confirmed; `*` in a confirmed pointer stands for
/// any one index or name: `/tender/items/*/id`.
///
/// ```
/// use record::personal::check;
/// let predicate = base::json::parse(br#"{"lots":[{"note":"a.b@office.example"}]}"#, 8).unwrap().value;
/// assert_eq!(check(&predicate, &["/lots/*", "/*/note", "/lots/*/note/x"]).unwrap_err()[0].place, "/lots/0/note");
/// assert!(check(&predicate, &["/lots/*/note"]).is_ok());
/// ```
///
/// # Errors
/// `R-PERSONAL` for each place that is not confirmed.
pub fn check(predicate: &Value, confirmed: &[&str]) -> Result<(), Vec<Refusal>> {
    let refusals: Vec<Refusal> = find(predicate)
        .into_iter()
        .filter(|suspicion| !confirmed.iter().any(|pattern| fits(pattern, &suspicion.pointer)))
        .map(|suspicion| {
            let what = match suspicion.what {
                Suspect::Email => "an e-mail address",
                Suspect::Telephone => "a telephone number",
                Suspect::IdentityNumber => "an identity number",
            };
            Refusal::new(
                Code::Personal,
                suspicion.pointer,
                format!("the text looks as if it held {what}"),
                "Take it out or seal the field; if it is no personal data, confirm the field by its pointer.",
            )
        })
        .collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// What a text looks like; empty for nothing.
pub fn suspects(text: &str) -> Vec<Suspect> {
    let mut found = Vec::new();
    if has_email(text) {
        found.push(Suspect::Email);
    }
    if text.bytes().filter(u8::is_ascii_digit).count() >= 7 {
        if has_telephone(text) {
            found.push(Suspect::Telephone);
        }
        if has_identity_number(text) {
            found.push(Suspect::IdentityNumber);
        }
    }
    found
}

/// Whether a confirmed pointer names a place; `*` in it stands for any one index or name.
pub fn fits(pattern: &str, pointer: &str) -> bool {
    let (mut pattern, mut pointer) = (pattern.split('/'), pointer.split('/'));
    loop {
        match (pattern.next(), pointer.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == "*" || one == other => {}
            _ => return false,
        }
    }
}

fn walk(value: &Value, pointer: &mut String, found: &mut Vec<Suspicion>) {
    let report = |text: &str, pointer: &str, found: &mut Vec<Suspicion>| {
        found.extend(suspects(text).into_iter().map(|what| Suspicion { pointer: pointer.to_owned(), what }));
    };
    let length = pointer.len();
    match value {
        Value::Text(text) => report(text, pointer, found),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                pointer_push(pointer, &i.to_string());
                walk(item, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Object(object) => {
            for (key, value) in object.iter() {
                pointer_push(pointer, key);
                report(key, pointer, found);
                walk(value, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let local = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._%+-".contains(c));
        let domain: &str =
            text[at + 1..].split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).next().unwrap_or_default();
        let domain = domain.trim_end_matches(['.', '-']);
        local
            && domain.rsplit_once('.').is_some_and(|(host, top)| {
                !host.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic)
            })
    })
}

fn has_telephone(text: &str) -> bool {
    let international = text.match_indices('+').any(|(at, _)| {
        let free = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        free && (8..=15).contains(&dialled(&text[at + 1..]))
    });
    // An area code in parentheses: (021) 123-4567.
    let area = text.match_indices('(').any(|(at, _)| {
        let inside = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let rest = text[at + 1 + inside..].strip_prefix(')');
        (2..=4).contains(&inside) && rest.is_some_and(|rest| (6..=9).contains(&dialled(rest)))
    });
    international || area || labelled(text, &TELEPHONE_WORDS).any(|rest| (7..=15).contains(&dialled(rest)))
}

/// Words for the telephone in the five languages, in lower case.
const TELEPHONE_WORDS: [&str; 12] = [
    "tel",
    "phone",
    "fax",
    "mobile",
    "whatsapp",
    "celular",
    "móvil",
    "telemóvel",
    "telefone",
    "teléfono",
    "portable",
    "هاتف",
];

/// How many digits stand at the beginning, in groups as one writes telephone numbers; at most one separator between
/// two digits, two where a parenthesis closes.
fn dialled(text: &str) -> usize {
    let (mut digits, mut separators) = (0, 0);
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => {
                digits += 1;
                separators = 0;
            }
            ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' if separators < 2 => separators += 1,
            _ => break,
        }
    }
    digits
}

/// The texts after each of the words that stands alone, past a dot, colon or the like.
fn labelled<'a>(text: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let mut starts = text
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| !text[..*at].chars().next_back().is_some_and(char::is_alphanumeric));
    let mut pending: Vec<&'a str> = Vec::new();
    std::iter::from_fn(move || {
        loop {
            if let Some(rest) = pending.pop() {
                return Some(rest);
            }
            let start = &text[starts.next()?..];
            for word in words {
                let mut letters = start.char_indices();
                let same = word.chars().all(|w| letters.next().is_some_and(|(_, c)| c.to_lowercase().eq([w])));
                let rest = letters.as_str();
                if same && !rest.starts_with(char::is_alphabetic) {
                    pending.push(rest.trim_start_matches([' ', '.', ':', '/', '-', '#', '=', '\u{a0}', '°', 'º']));
                }
            }
        }
    })
}

/// Words of letters, digits and inner separators; what stands between them ends a number.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .map(|token| token.trim_matches(['.', '-']))
        .filter(|token| token.len() >= 9)
}

fn has_identity_number(text: &str) -> bool {
    let alone = tokens(text).any(|token| {
        is_cpf(token) || is_ssn(token) || is_dni(token) || is_curp(token) || shape(token) == "ddddd-ddddddd-d"
    });
    let words = ["cpf", "aadhaar", "nir"];
    let after_word = labelled(text, &words).any(|rest| {
        let digits: Vec<u32> = rest
            .chars()
            .take(20)
            .take_while(|c| c.is_ascii_digit() || " .-".contains(*c))
            .filter_map(|c| c.to_digit(10))
            .collect();
        cpf_holds(&digits) || aadhaar_holds(&digits) || nir_holds(&digits)
    });
    alone || after_word || spaced(text)
}

/// Aadhaar `dddd dddd dddd` and NIR `d dd dd dd ddd ddd dd`, written with spaces as they usually are.
fn spaced(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let holds = |widths: &[usize], check: fn(&[u32]) -> bool| {
        words.windows(widths.len()).any(|window| {
            let fits = window.iter().zip(widths).all(|(w, n)| w.len() == *n && w.bytes().all(|b| b.is_ascii_digit()));
            fits && check(&window.concat().chars().filter_map(|c| c.to_digit(10)).collect::<Vec<_>>())
        })
    };
    holds(&[4, 4, 4], aadhaar_holds) || holds(&[1, 2, 2, 2, 3, 3, 2], nir_holds)
}

fn shape(token: &str) -> String {
    token
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                'd'
            } else if c.is_ascii_uppercase() {
                'L'
            } else {
                c
            }
        })
        .collect()
}

fn digits_of(token: &str) -> Vec<u32> {
    token.chars().filter_map(|c| c.to_digit(10)).collect()
}

fn is_cpf(token: &str) -> bool {
    shape(token) == "ddd.ddd.ddd-dd" && cpf_holds(&digits_of(token))
}

/// Brazil, Receita Federal: two check digits modulo 11.
fn cpf_holds(digits: &[u32]) -> bool {
    let check = |count: u32| {
        let sum: u32 = (0..count).zip(digits).map(|(i, digit)| digit * (count + 1 - i)).sum();
        sum * 10 % 11 % 10
    };
    digits.len() == 11 && digits.iter().any(|d| *d != digits[0]) && check(9) == digits[9] && check(10) == digits[10]
}

/// United States, Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000.
fn is_ssn(token: &str) -> bool {
    shape(token) == "ddd-dd-dddd"
        && !matches!(&token[..3], "000" | "666")
        && !token.starts_with('9')
        && &token[4..6] != "00"
        && &token[7..] != "0000"
}

/// Spain, Real Decreto 1553/2005: a letter for the number modulo 23; a NIE begins with X, Y or Z for 0, 1 or 2.
fn is_dni(token: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let plain: String = token.to_ascii_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = match plain.as_bytes().first() {
        Some(b'X') => format!("0{}", &plain[1..]),
        Some(b'Y') => format!("1{}", &plain[1..]),
        Some(b'Z') => format!("2{}", &plain[1..]),
        _ => plain,
    };
    let Some((letter, number)) = plain.as_bytes().split_last() else { return false };
    let written = matches!(
        shape(&token.to_ascii_uppercase()).as_str(),
        "ddddddddL" | "dddddddd-L" | "LdddddddL" | "L-ddddddd-L"
    );
    written
        && number.len() == 8
        && number.iter().all(u8::is_ascii_digit)
        && std::str::from_utf8(number)
            .ok()
            .and_then(|n| n.parse::<usize>().ok())
            .is_some_and(|n| LETTERS[n % 23] == *letter)
}

/// Mexico, RENAPO: letters, date of birth, sex, state and consonants; the form alone is telling.
fn is_curp(token: &str) -> bool {
    let form = shape(token);
    (form == "LLLLddddddLLLLLLdd" || form == "LLLLddddddLLLLLLLd")
        && matches!(token.as_bytes()[10], b'H' | b'M' | b'X')
}

/// France, INSEE: 13 digits and a key, 97 less the number modulo 97; begins with 1 or 2.
fn nir_holds(digits: &[u32]) -> bool {
    let number = |part: &[u32]| part.iter().fold(0_u64, |n, d| n * 10 + u64::from(*d));
    digits.len() == 15 && matches!(digits[0], 1 | 2) && 97 - number(&digits[..13]) % 97 == number(&digits[13..])
}

/// India, UIDAI: twelve digits, not beginning with 0 or 1, with Verhoeff's check digit.
fn aadhaar_holds(digits: &[u32]) -> bool {
    digits.len() == 12 && digits[0] > 1 && verhoeff(digits) == 0
}

/// Verhoeff's scheme over the dihedral group of order ten, computed from its definition.
fn verhoeff(digits: &[u32]) -> u32 {
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let multiply = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    digits.iter().rev().enumerate().fold(0, |sum, (i, digit)| {
        let moved = (0..i % 8).fold(*digit, |d, _| PERMUTATION[d as usize]);
        multiply(sum, moved)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers from the publishing authorities' own examples or from encyclopedic articles on each scheme.
    #[test]
    fn finds_numbers_with_right_check_digits_only() {
        for (text, expected) in [
            ("CPF 111.444.777-35", vec![Suspect::IdentityNumber]),
            ("CPF 111.444.777-36", vec![]),
            ("cpf: 11144477735", vec![Suspect::IdentityNumber]),
            ("DNI 12345678Z", vec![Suspect::IdentityNumber]),
            ("DNI 12345678A", vec![]),
            ("NIE X1234567L", vec![Suspect::IdentityNumber]),
            ("078-05-1120", vec![Suspect::IdentityNumber]),
            ("666-05-1120", vec![]),
            ("2 53 05 99 077 001 81", vec![]),
            ("HEGG560427MVZRRL04", vec![Suspect::IdentityNumber]),
            ("12345-1234567-1", vec![Suspect::IdentityNumber]),
            ("Tel.: 021 555 0123", vec![Suspect::Telephone]),
            ("+44 20 7946 0958", vec![Suspect::Telephone]),
            ("(021) 555-0123", vec![Suspect::Telephone]),
            ("a@b.example", vec![Suspect::Email]),
            ("a@b", vec![]),
            ("ocds-213czf-000-00001-01", vec![]),
            ("2024-05-17T10:00:00Z", vec![]),
            ("contract 2024/000123-77, 1250000.50 USD", vec![]),
            ("hotel 1234567", vec![]),
            ("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", vec![]),
        ] {
            assert_eq!(suspects(text), expected, "{text}");
        }
    }

    #[test]
    fn verhoeff_follows_the_published_example() {
        // Verhoeff's check digit for 236 is 3.
        assert_eq!(verhoeff(&[2, 3, 6, 3]), 0);
        assert_ne!(verhoeff(&[2, 3, 6, 4]), 0);
    }
}
