//! Comma-separated rows from untrusted bytes: RFC 4180 quoting, bounded lines, nothing read twice.

use memchr::{memchr, memchr2};
use std::io::{self, BufRead};

/// Longest row in bytes; a longer one is a problem, never memory.
pub const MAX_ROW: usize = 1 << 20;

/// Rows of one file in order. Byte-order mark, CRLF and blank lines are passed over.
#[derive(Debug)]
pub struct Rows<R> {
    reader: R,
    line: u64,
    row: Row,
    bytes: Vec<u8>,
}

/// One row: its fields and the line where it begins.
#[derive(Debug, Default)]
pub struct Row {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// Whether the bytes were not UTF-8 and were read as Windows-1252.
    pub recoded: bool,
    text: String,
    flat: String,
    quoted: bool,
    ends: Vec<u32>,
}

/// Why a row could not be had.
#[derive(Debug)]
pub enum RowError {
    /// The reader failed; nothing more comes.
    Io(io::Error),
    /// The row is longer than [`MAX_ROW`]; the next call goes on after it.
    TooLong {
        /// Line where the row begins.
        line: u64,
    },
}

impl<R: BufRead> Rows<R> {
    /// Rows of a reader.
    pub fn new(reader: R) -> Self {
        Self { reader, line: 0, row: Row::default(), bytes: Vec::new() }
    }

    /// The next row that is not blank; `None` at the end.
    ///
    /// # Errors
    /// [`RowError`]: a failing reader, or a row over the limit (which is skipped).
    pub fn next_row(&mut self) -> Result<Option<&Row>, RowError> {
        loop {
            self.bytes.clear();
            let begins = self.line + 1;
            let (mut seen, mut too_long) = (false, false);
            let mut quotes = 0_usize;
            loop {
                let from = self.bytes.len();
                let ended = self.line_into(&mut too_long).map_err(RowError::Io)?;
                if !ended {
                    break;
                }
                seen = true;
                self.line += 1;
                quotes += memchr::memchr_iter(b'"', &self.bytes[from..]).count();
                // A row goes on over the line end while a quote is open.
                if quotes.is_multiple_of(2) || too_long {
                    break;
                }
            }
            if !seen {
                return Ok(None);
            }
            if too_long {
                return Err(RowError::TooLong { line: begins });
            }
            while let [.., b'\n' | b'\r'] = self.bytes[..] {
                self.bytes.pop();
            }
            let start = if begins == 1 && self.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            if self.bytes[start..].iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.row.take(&self.bytes[start..], begins, quotes > 0);
            return Ok(Some(&self.row));
        }
    }

    /// Appends one line with its end; false at the end of the input.
    fn line_into(&mut self, too_long: &mut bool) -> io::Result<bool> {
        let mut any = false;
        loop {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                return Ok(any);
            }
            any = true;
            let (take, done) = match memchr(b'\n', available) {
                Some(at) => (at + 1, true),
                None => (available.len(), false),
            };
            if self.bytes.len() + take > MAX_ROW {
                *too_long = true;
                self.bytes.clear();
            } else if !*too_long {
                self.bytes.extend_from_slice(&available[..take]);
            }
            self.reader.consume(take);
            if done {
                return Ok(true);
            }
        }
    }
}

impl Row {
    /// Reads a line that stands alone (no line end within).
    pub fn read(&mut self, line: &str) {
        self.take(line.as_bytes(), 0, line.contains('"'));
    }

    fn take(&mut self, bytes: &[u8], line: u64, quoted: bool) {
        self.line = line;
        self.text.clear();
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                self.recoded = false;
                self.text.push_str(text);
            }
            Err(_) => {
                self.recoded = true;
                self.text.extend(bytes.iter().map(|b| windows_1252(*b)));
            }
        }
        self.ends.clear();
        self.quoted = quoted;
        if !quoted {
            self.ends.extend(memchr::memchr_iter(b',', self.text.as_bytes()).map(|at| at as u32));
            self.ends.push(self.text.len() as u32);
            return;
        }
        self.flat.clear();
        let mut rest = self.text.as_str();
        loop {
            let (field, after) = field(rest);
            push_unquoted(field, &mut self.flat);
            self.ends.push(self.flat.len() as u32);
            match after {
                Some(after) => rest = after,
                None => break,
            }
        }
    }

    /// Number of fields, at least 1.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: a row has at least one field.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A field by place, quotes taken off; empty if the row is shorter.
    pub fn get(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index) else { return "" };
        let before = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied();
        if self.quoted {
            &self.flat[before.unwrap_or(0) as usize..*end as usize]
        } else {
            &self.text[before.map_or(0, |at| at as usize + 1)..*end as usize]
        }
    }

    /// All fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// The row as it was written, without its line end.
    pub fn raw(&self) -> &str {
        &self.text
    }
}

/// Splits off one field (still quoted); the rest begins after the comma.
fn field(text: &str) -> (&str, Option<&str>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut inside = false;
    while let Some(found) = memchr2(b',', b'"', &bytes[at..]) {
        let place = at + found;
        if bytes[place] == b'"' {
            inside = !inside;
        } else if !inside {
            return (&text[..place], Some(&text[place + 1..]));
        }
        at = place + 1;
    }
    (text, None)
}

fn push_unquoted(field: &str, out: &mut String) {
    let Some(inner) = field.trim_start().strip_prefix('"') else {
        out.push_str(field);
        return;
    };
    let mut quotes = false;
    for c in inner.chars() {
        match (c, quotes) {
            ('"', false) => quotes = true,
            (other, _) => {
                out.push(other);
                quotes = false;
            }
        }
    }
}

/// Writes a field with quotes if it needs them.
pub fn quote(field: &str) -> std::borrow::Cow<'_, str> {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\"")).into()
    } else {
        field.into()
    }
}

/// One byte of Windows-1252 (the five unassigned ones as control characters).
fn windows_1252(byte: u8) -> char {
    const HIGH: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ];
    match byte {
        0x80..=0x9F => char::from_u32(u32::from(HIGH[usize::from(byte - 0x80)])).unwrap_or('\u{FFFD}'),
        other => char::from(other),
    }
}
