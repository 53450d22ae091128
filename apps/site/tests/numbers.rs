//! Are numbers, money and dates in each reader's form? Expected texts: ECMA-402 `Intl` of Node.js 20 with CLDR 48,
//! locales en-GB, es, fr, pt and ar (`Intl.NumberFormat`, `Intl.DateTimeFormat` with `dateStyle: "long"`).

use base::Language::{self, Arabic, English, French, Portuguese, Spanish};
use site::numbers::{date, date_short, date_time, decimal, integer, money, percent};

#[test]
fn numbers_are_grouped_as_cldr_says() {
    let cases: [(Language, &str, &str, &str); 5] = [
        (English, "1,234", "12,345.678", "-5"),
        (Spanish, "1234", "12.345,678", "-5"),
        (French, "1\u{202f}234", "12\u{202f}345,678", "-5"),
        (Portuguese, "1.234", "12.345,678", "-5"),
        (Arabic, "1,234", "12,345.678", "\u{200e}-5"),
    ];
    for (language, thousand, fraction, negative) in cases {
        assert_eq!(integer(language, 1234), thousand);
        assert_eq!(decimal(language, "12345.678", 3), fraction);
        assert_eq!(integer(language, -5), negative);
    }
}

#[test]
fn shares_and_money_are_written_as_cldr_says() {
    let cases = [
        (English, "61.5%", "USD\u{a0}18,400,000.50", "-USD\u{a0}3"),
        (Spanish, "61,5\u{a0}%", "18.400.000,50\u{a0}USD", "-3\u{a0}USD"),
        (French, "61,5\u{202f}%", "18\u{202f}400\u{202f}000,50\u{a0}USD", "-3\u{a0}USD"),
        (Portuguese, "61,5%", "USD\u{a0}18.400.000,50", "-USD\u{a0}3"),
        (Arabic, "61.5\u{200e}%\u{200e}", "\u{200f}18,400,000.50\u{a0}USD", "\u{200f}\u{200e}-3\u{a0}USD"),
    ];
    for (language, share, amount, negative) in cases {
        assert_eq!(percent(language, "0.615"), share);
        assert_eq!(money(language, "18400000.5", "USD"), amount);
        assert_eq!(money(language, "-3", "USD"), negative);
    }
}

#[test]
fn dates_are_written_as_cldr_says() {
    let cases = [
        (English, "14 March 2026", "14 Mar 2026"),
        (Spanish, "14 de marzo de 2026", "14 mar 2026"),
        (French, "14 mars 2026", "14 mars 2026"),
        (Portuguese, "14 de março de 2026", "14 mar. 2026"),
        (Arabic, "14 مارس 2026", "14 مارس 2026"),
    ];
    for (language, long, short) in cases {
        assert_eq!(date(language, "2026-03-14T23:30:00Z"), long);
        // Portuguese in tables leaves out CLDR's "de" to stay narrow.
        assert_eq!(date_short(language, "2026-03-14"), short);
    }
    assert_eq!(date(English, "some day"), "some day");
    assert_eq!(date_time(English, 1_790_000_000_000), "21 September 2026, 14:13 UTC");
}

#[test]
fn what_is_no_number_stays_as_published() {
    assert_eq!(money(English, "<9>", "<EUR>"), "<9> <EUR>");
    assert_eq!(decimal(English, "many", 2), "many");
    assert_eq!(money(English, "1e30", "USD"), "USD\u{a0}1,000,000,000,000,000,000,000,000,000,000");
}
