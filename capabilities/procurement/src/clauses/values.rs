//! Numbers in a clause, in figures and in words of five languages: hours, years, per cent.

use super::words::{Token, Words};

/// A number at token `at`: its value as decimal text and how many tokens it takes.
pub(super) fn number_at(words: &Words, tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let text = words.text(tokens.get(at)?);
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let figure = text.replace(',', ".");
        let plain = figure.bytes().all(|b| b.is_ascii_digit() || b == b'.') && figure.matches('.').count() <= 1;
        return plain.then(|| (trim_zeros(&figure), 1));
    }
    let mut total = number_word(text)?;
    let mut last = total;
    let mut length = 1;
    // "seventy two", "setenta y dos", "quatre vingt seize", "اثنتين وسبعين"
    while at + length < tokens.len() {
        let next = words.text(&tokens[at + length]);
        if matches!(next, "y" | "e" | "et" | "and") {
            match tokens.get(at + length + 1).and_then(|token| number_word(words.text(token))) {
                Some(value) if value < last => {
                    total += value;
                    last = value;
                    length += 2;
                    continue;
                }
                _ => break,
            }
        }
        match number_word(next) {
            Some(20) if last == 4 && next.starts_with("vingt") => {
                total += 76;
                last = 80;
            }
            Some(100) if last < 10 && last > 0 => {
                total = total - last + last * 100;
                last = 100;
            }
            Some(value) if value < last => {
                total += value;
                last = value;
            }
            // Arabic puts the unit before the ten.
            Some(value) if last < 10 && value >= 20 && next.starts_with('و') => {
                total += value;
                last = 1;
            }
            // "خمسة عشر": fifteen.
            Some(10) if last < 10 && matches!(next, "عشر" | "عشره") => {
                total += 10;
                last = 1;
            }
            _ => break,
        }
        length += 1;
    }
    Some((total.to_string(), length))
}

/// The first number that stands at most four words before one of `units`; with the unit's index in the list.
pub(super) fn quantity(words: &Words, tokens: &[Token], units: &[&[&str]]) -> Option<(String, usize)> {
    for at in 0..tokens.len() {
        let word = words.text(&tokens[at]);
        let Some(unit) = units.iter().position(|forms| forms.iter().any(|form| matches_form(word, form))) else {
            continue;
        };
        if matches!(
            word.trim_start_matches(['ب', 'و']),
            "ساعتين" | "ساعتان" | "يومين" | "يومان" | "سنتين" | "عامين" | "سنتان"
        ) {
            return Some(("2".to_owned(), unit));
        }
        let first = at.saturating_sub(6);
        for back in (first..at).rev() {
            // Begin at the number's first word, not inside it.
            if let Some((value, length)) = number_at(words, tokens, back) {
                let mut best = (value, length);
                let mut from = back;
                while from > first {
                    match number_at(words, tokens, from - 1) {
                        Some((value, length)) if from - 1 + length > back => {
                            best = (value, length);
                            from -= 1;
                        }
                        _ if from >= 2 && matches!(words.text(&tokens[from - 1]), "y" | "e" | "et" | "and") => {
                            match number_at(words, tokens, from - 2) {
                                Some((value, length)) if from - 2 + length > back => {
                                    best = (value, length);
                                    from -= 2;
                                }
                                _ => break,
                            }
                        }
                        _ => break,
                    }
                }
                return Some((best.0, unit));
            }
        }
    }
    None
}

fn matches_form(word: &str, form: &str) -> bool {
    match form.strip_suffix('*') {
        Some(prefix) => word.starts_with(prefix),
        None => word == form,
    }
}

fn trim_zeros(figure: &str) -> String {
    match figure.contains('.') {
        true => figure.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => figure.to_owned(),
    }
}

/// The value of a folded number word.
pub(super) fn number_word(word: &str) -> Option<u64> {
    let bare = word.strip_prefix('و').unwrap_or(word);
    NUMBERS
        .iter()
        .find(|(forms, _)| forms.split(' ').any(|form| form == word || form == bare))
        .map(|&(_, value)| value)
}

/// Hours and days, folded; the first list are hours.
pub(super) const HOURS_DAYS: [&[&str]; 2] = [
    &["hour", "hours", "hora", "horas", "heure", "heures", "ساعه", "ساعات", "ساعتين", "ساعتان"],
    &["day", "days", "dia", "dias", "jour", "jours", "يوم", "يوما", "ايام", "يومين", "يومان"],
];
/// Years, then months.
pub(super) const YEARS_MONTHS: [&[&str]; 2] = [
    &[
        "year",
        "years",
        "ano",
        "anos",
        "an",
        "ans",
        "annee",
        "annees",
        "سنه",
        "سنوات",
        "سنين",
        "عام",
        "اعوام",
        "سنتين",
        "عامين",
        "سنتان",
    ],
    &["month", "months", "mes", "meses", "mois", "شهر", "اشهر", "شهرا", "شهور"],
];
/// Per cent; `por`, `pour`, `per` stand between.
pub(super) const PER_CENT: [&[&str]; 1] =
    [&["%", "percent", "cent", "ciento", "cento", "الميه", "المايه", "بالميه", "بالمايه"]];

const NUMBERS: &[(&str, u64)] = &[
    ("one un una une uma واحد واحده احد احدي", 1),
    ("two dos deux dois duas اثنان اثنين اثنتان اثنتين اثني اثنا اثنتي", 2),
    ("three tres trois ثلاث ثلاثه", 3),
    ("four cuatro quatre quatro اربع اربعه", 4),
    ("five cinco cinq خمس خمسه", 5),
    ("six seis ست سته", 6),
    ("seven siete sept sete سبع سبعه", 7),
    ("eight ocho huit oito ثمان ثماني ثمانيه", 8),
    ("nine nueve neuf nove تسع تسعه", 9),
    ("ten diez dix dez عشر عشره", 10),
    ("eleven once onze", 11),
    ("twelve doce douze doze", 12),
    ("thirteen trece treize treze", 13),
    ("fourteen catorce quatorze catorze", 14),
    ("fifteen quince quinze", 15),
    ("sixteen dieciseis seize dezasseis dezesseis", 16),
    ("seventeen diecisiete dezassete dezessete", 17),
    ("eighteen dieciocho dezoito", 18),
    ("nineteen diecinueve dezanove dezenove", 19),
    ("twenty veinte vingt vingts vinte عشرون عشرين", 20),
    ("veintiun veintiuno veintiuna", 21),
    ("veintidos", 22),
    ("veintitres", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("thirty treinta trente trinta ثلاثون ثلاثين", 30),
    ("forty cuarenta quarante quarenta اربعون اربعين", 40),
    ("fifty cincuenta cinquante cinquenta خمسون خمسين", 50),
    ("sixty sesenta soixante sessenta ستون ستين", 60),
    ("seventy setenta septante سبعون سبعين", 70),
    ("eighty ochenta oitenta ثمانون ثمانين", 80),
    ("ninety noventa تسعون تسعين", 90),
    ("hundred cien ciento cent cento ميه مايه", 100),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> Option<(String, usize)> {
        let words = Words::of(text);
        quantity(&words, &words.tokens, &HOURS_DAYS)
    }

    #[test]
    fn numbers_in_words_and_figures_are_read_in_five_languages() {
        for (text, value) in [
            ("within 72 hours", "72"),
            ("within seventy-two (72) hours", "72"),
            ("within seventy-two hours of discovery", "72"),
            ("en un plazo de cuarenta y ocho horas", "48"),
            ("dans un délai de soixante-douze heures", "72"),
            ("dans les quatre-vingt-seize heures", "96"),
            ("no prazo de setenta e duas horas", "72"),
            ("خلال ثمان وأربعين ساعة", "48"),
            ("خلال ٧٢ ساعة", "72"),
            ("dans les vingt-quatre heures", "24"),
            ("en las veinticuatro horas siguientes", "24"),
            ("within two working days", "2"),
            ("خلال يومين", "2"),
            ("خلال أربع وعشرين ساعة", "24"),
            ("خلال خمس عشرة ساعة", "15"),
            ("within eighteen hours", "18"),
            ("dans les dix-huit heures", "18"),
            ("dentro de una hora", "1"),
        ] {
            assert_eq!(hours(text).map(|q| q.0).as_deref(), Some(value), "{text}");
        }
        assert_eq!(hours("within a reasonable time"), None);
    }

    #[test]
    fn shares_keep_their_decimals() {
        for (text, value) in [("at least 99.50 per cent", "99.5"), ("del 99,5 %", "99.5"), ("95 في المئة", "95")]
        {
            let words = Words::of(text);
            assert_eq!(quantity(&words, &words.tokens, &PER_CENT).map(|q| q.0).as_deref(), Some(value), "{text}");
        }
    }
}
