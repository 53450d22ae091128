//! Numbers, shares, money and dates in the form a reader of each language is used to.
//!
//! The values are those of the Unicode CLDR, release 48 (`common/main/{en_GB,es,fr,pt,ar}.xml`), read through
//! ECMA-402; `tests/numbers.rs` holds them against texts that another implementation printed. Only the few patterns
//! these pages use are here: a whole locale library would be larger than all pages together.

use base::Language;
use base::exact::{self, Rational};

/// What CLDR says for one language.
struct Form {
    group: &'static str,
    decimal: &'static str,
    /// `minimumGroupingDigits`: with 2, `1234` stays whole and `12.345` is grouped.
    minimum_grouping: usize,
    minus: &'static str,
    percent: &'static str,
    /// Whether the currency stands before the amount.
    currency_first: bool,
    /// Text before a sum of money (a direction mark in Arabic).
    money_mark: &'static str,
    /// Between day and month, and between month and year.
    of: &'static str,
    months: [&'static str; 12],
    months_short: [&'static str; 12],
}

/// A whole number.
pub fn integer(language: Language, value: i64) -> String {
    grouped(form(language), value < 0, &value.unsigned_abs().to_string(), "")
}

/// A decimal text with at most `places` decimals, halves to even; trailing zeros dropped. The text itself if it is no number.
pub fn decimal(language: Language, text: &str, places: u32) -> String {
    match exact::parse(text) {
        Some(value) => rational(language, &value, places, false),
        None => text.to_owned(),
    }
}

/// A share between 0 and 1 as a percentage with at most one decimal.
pub fn percent(language: Language, share: &str) -> String {
    percent_to(language, share, 1)
}

/// A share between 0 and 1 as a percentage with at most `places` decimals.
pub fn percent_to(language: Language, share: &str, places: u32) -> String {
    match exact::parse(share) {
        Some(value) => {
            let hundred = Rational::from_integer(100.into());
            format!("{}{}", rational(language, &(value * hundred), places, false), form(language).percent)
        }
        None => share.to_owned(),
    }
}

/// An amount with its currency's code: cents only where there are any.
pub fn money(language: Language, amount: &str, currency: &str) -> String {
    let form = form(language);
    let Some(value) = exact::parse(amount) else { return format!("{amount} {currency}") };
    let cents = exact::to_decimal(&value, 2);
    let number = rational(language, &value, if cents.ends_with(".00") { 0 } else { 2 }, true);
    match (currency.is_empty(), form.currency_first) {
        (true, _) => number,
        (false, true) => match number.strip_prefix(form.minus) {
            Some(rest) => format!("{}{currency}\u{a0}{rest}", form.minus),
            None => format!("{currency}\u{a0}{number}"),
        },
        (false, false) => format!("{}{number}\u{a0}{currency}", form.money_mark),
    }
}

/// A date as published, in words: `14 March 2026`. A text that is no date comes back as it is.
pub fn date(language: Language, text: &str) -> String {
    written_date(language, text, &form(language).months, form(language).of)
}

/// A date as published, shortened for tables: `14 Mar 2026`.
pub fn date_short(language: Language, text: &str) -> String {
    written_date(language, text, &form(language).months_short, " ")
}

/// An instant in milliseconds since 1970, to the minute: `14 March 2026, 10:14 UTC`.
pub fn date_time(language: Language, millis: base::time::Millis) -> String {
    let text = base::time::rfc3339(millis);
    match text.get(11..16) {
        Some(clock) => format!("{}, {clock} UTC", date(language, &text)),
        None => text,
    }
}

fn written_date(language: Language, text: &str, months: &[&str; 12], of: &str) -> String {
    let Some(date) = base::time::date(text) else { return text.to_owned() };
    let month = usize::try_from(date.month() - 1).ok().and_then(|m| months.get(m)).copied().unwrap_or_default();
    let of = if language == Language::Arabic { " " } else { of };
    format!("{}{of}{month}{of}{}", date.day(), date.year())
}

fn rational(language: Language, value: &Rational, places: u32, keep_zeros: bool) -> String {
    let text = exact::to_decimal(value, places);
    let (negative, plain) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let fraction = if keep_zeros { fraction } else { fraction.trim_end_matches('0') };
    let zero = whole.bytes().all(|b| b == b'0') && fraction.bytes().all(|b| b == b'0');
    grouped(form(language), negative && !zero, whole, fraction)
}

fn grouped(form: &Form, negative: bool, whole: &str, fraction: &str) -> String {
    let mut out = String::with_capacity(whole.len() + whole.len() / 3 + fraction.len() + 4);
    if negative {
        out.push_str(form.minus);
    }
    let group = whole.len() >= 3 + form.minimum_grouping;
    for (at, digit) in whole.char_indices() {
        if group && at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push_str(form.group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(form.decimal);
        out.push_str(fraction);
    }
    out
}

const fn form(language: Language) -> &'static Form {
    match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::French => &FRENCH,
        Language::Portuguese => &PORTUGUESE,
        Language::Arabic => &ARABIC,
    }
}

const ENGLISH: Form = Form {
    group: ",",
    decimal: ".",
    minimum_grouping: 1,
    minus: "-",
    percent: "%",
    currency_first: true,
    money_mark: "",
    of: " ",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    months_short: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"],
};
const SPANISH: Form = Form {
    group: ".",
    decimal: ",",
    minimum_grouping: 2,
    minus: "-",
    percent: "\u{a0}%",
    currency_first: false,
    money_mark: "",
    of: " de ",
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    months_short: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
};
const FRENCH: Form = Form {
    group: "\u{202f}",
    decimal: ",",
    minimum_grouping: 1,
    minus: "-",
    percent: "\u{202f}%",
    currency_first: false,
    money_mark: "",
    of: " ",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    months_short: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
};
const PORTUGUESE: Form = Form {
    group: ".",
    decimal: ",",
    minimum_grouping: 1,
    minus: "-",
    percent: "%",
    currency_first: true,
    money_mark: "",
    of: " de ",
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    months_short: ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."],
};
const ARABIC: Form = Form {
    group: ",",
    decimal: ".",
    minimum_grouping: 1,
    minus: "\u{200e}-",
    percent: "\u{200e}%\u{200e}",
    currency_first: false,
    money_mark: "\u{200f}",
    of: " ",
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    months_short: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
};
