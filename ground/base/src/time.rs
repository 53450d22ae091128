//! Times: RFC 3339 texts in, instants and dates out. The only place that names the time library.

use jiff::{Timestamp, civil};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// Reads an RFC 3339 date-time with offset; a bare date, or a time without offset, gives `None`.
///
/// ```
/// use base::time::instant;
/// assert_eq!(instant("1970-01-01T00:00:01Z"), Some(1_000));
/// assert_eq!(instant("1970-01-01"), None);
/// assert_eq!(instant("1970-01-01T00:00:00"), None);
/// ```
pub fn instant(text: &str) -> Option<Millis> {
    let bytes = text.as_bytes();
    if let Some(millis) = plain_instant(bytes) {
        return Some(millis);
    }
    let shape = bytes.len() >= 20
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && matches!(bytes[10], b'T' | b't' | b' ')
        && bytes[13] == b':'
        && bytes[16] == b':';
    let zoned = shape && {
        let tail = &bytes[19..];
        let offset = tail.iter().position(|b| matches!(b, b'Z' | b'z' | b'+' | b'-')).map(|at| &tail[at..]);
        matches!(offset, Some([b'Z' | b'z']) | Some([b'+' | b'-', _, _, b':', _, _]))
    };
    if !zoned {
        return None;
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// The common form `2026-01-31T12:00:00Z` without the library's generality: releases hold a dozen of them each.
fn plain_instant(bytes: &[u8]) -> Option<Millis> {
    let [date @ .., b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = bytes else { return None };
    let date = plain_date(date)?;
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?);
    // The last year holds instants beyond the library's range, and `:60` is a leap second: both are left to it.
    if date.year() == 9999 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some((day_number(date) * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second)) * 1000)
}

fn plain_date(bytes: &[u8]) -> Option<civil::Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let (year, month, day) = (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?);
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0')))
}

/// Reads the calendar date at the beginning of a text: the UTC date of an instant, else a bare `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<civil::Date> {
    let head = text.get(..10);
    let plain = head.and_then(|head| plain_date(head.as_bytes()));
    if let Some(millis) = instant(text) {
        return if text.ends_with('Z') && plain.is_some() {
            plain
        } else {
            Timestamp::from_millisecond(millis).ok().map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).date())
        };
    }
    let rest = &text[head?.len()..];
    if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
        return None;
    }
    plain.or_else(|| head?.parse::<civil::Date>().ok())
}

/// Days from 1970-01-01 to a date; negative before.
///
/// Source: Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms* (2021), `days_from_civil`.
pub fn day_number(date: civil::Date) -> i64 {
    // Years begin in March, so that the leap day is the last of its year.
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Writes an instant as RFC 3339 in UTC, to the second.
///
/// ```
/// assert_eq!(base::time::rfc3339(1_790_000_000_000), "2026-09-21T14:13:20Z");
/// ```
pub fn rfc3339(millis: Millis) -> String {
    Timestamp::from_second(millis.div_euclid(1000)).map_or_else(|_| "out of range".to_owned(), |t| t.to_string())
}

/// The calendar year of a date.
pub fn year(date: civil::Date) -> i16 {
    date.year()
}

/// The date that lies `days` after 1970-01-01; `None` outside the years -9999 to 9999.
pub fn from_day_number(days: i64) -> Option<civil::Date> {
    civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The date `months` calendar months later, the day clamped to the month's last.
///
/// ```
/// use base::time::{date, plus_months};
/// assert_eq!(plus_months(date("2026-01-31").unwrap(), 1), date("2026-02-28"));
/// ```
pub fn plus_months(date: civil::Date, months: i64) -> Option<civil::Date> {
    date.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_leap_second_belongs_to_the_day_it_ends() {
        assert_eq!(instant("2016-12-31T23:59:60Z"), instant("2016-12-31T23:59:59Z"));
        assert_eq!(date("2016-12-31T23:59:60Z").map(day_number), Some(17_166));
        assert_eq!(date("2024-02-30"), None);
        assert_eq!(date("2024-02-29x"), None);
        assert_eq!(date("é024-02-29"), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_library(
            parts in (0i16..=9999, 0u8..15, 0u8..34, 0u8..26, 0u8..62, 0u8..62),
            end in prop::sample::select(vec!["Z", "z", "+00:00", "-05:30", ".5Z", ".999+23:59", ""]),
        ) {
            let (year, month, day, hour, minute, second) = parts;
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{end}");
            let theirs = text.parse::<Timestamp>().ok().filter(|_| !end.is_empty());
            prop_assert_eq!(instant(&text), theirs.map(Timestamp::as_millisecond), "{}", text);
            let day = theirs.map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).date());
            let bare = text[..10].parse::<civil::Date>().ok();
            prop_assert_eq!(date(&text), day.or(bare), "{}", text);
            if let Some(bare) = bare {
                let span = bare.since((jiff::Unit::Day, civil::date(1970, 1, 1))).unwrap();
                prop_assert_eq!(day_number(bare), i64::from(span.get_days()));
            }
        }
    }
}
