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

/// Reads the calendar date at the beginning of a text: the UTC date of an instant, else a bare `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<civil::Date> {
    if let Some(millis) = instant(text) {
        return Timestamp::from_millisecond(millis).ok().map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).date());
    }
    let head = text.get(..10)?;
    let rest = &text[10..];
    if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
        return None;
    }
    head.parse::<civil::Date>().ok()
}

/// Days from 1970-01-01 to a date; negative before.
pub fn day_number(date: civil::Date) -> i64 {
    let epoch = civil::date(1970, 1, 1);
    i64::from(date.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days()))
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
