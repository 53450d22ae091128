//! The archive format `.bel`: 512-byte headers and padded bodies, one record for each reference of an event
//! (specification, section 9). Any byte that re-creating the archive from its events would not give is a fault.

use crate::fault::{Code, Reason, Refusal};
use crate::json::Reader;
use base::Digest;
use base::json::Value;
use sha2::Digest as _;

/// Size of headers, and what bodies are padded to.
pub const BLOCK: u64 = 512;
/// Largest record.
pub const MAX_RECORD: u64 = 256 << 20;
/// Largest archive.
pub const MAX_ARCHIVE: u64 = 16 << 30;
/// Name of the first record.
const FIRST: &str = "BELENIOS";

/// Bytes that can be read at any place: a file, or bytes in memory.
pub trait Source: Sync {
    /// How many bytes there are.
    fn size(&self) -> u64;
    /// Fills `into` from `offset` on.
    ///
    /// # Errors
    /// When that many bytes cannot be read.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()>;
}

impl Source for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()> {
        let from = usize::try_from(offset).ok().and_then(|o| self.get(o..)?.get(..into.len()));
        into.copy_from_slice(from.ok_or(std::io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The first one.
    First,
    /// What an event refers to.
    Data,
    /// An event.
    Event,
}

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Number in the archive, from 0.
    pub number: u64,
    /// Where its header begins.
    pub offset: u64,
    /// What it is.
    pub kind: Kind,
    /// The hash in its name (of the first record: of nothing).
    pub name: Digest,
    /// The hash of the body.
    pub hash: Digest,
    /// Body.
    pub body: Vec<u8>,
}

impl Record {
    /// Where the record ends.
    pub fn end(&self) -> u64 {
        self.offset + BLOCK + padded(self.body.len() as u64)
    }

    /// Where the body begins.
    pub const fn body_offset(&self) -> u64 {
        self.offset + BLOCK
    }
}

const fn padded(size: u64) -> u64 {
    size.div_ceil(BLOCK) * BLOCK
}

/// The header of a record.
pub fn header(name: &str, size: u64, mtime: u64) -> [u8; BLOCK as usize] {
    let mut h = [0u8; BLOCK as usize];
    let mut put = |at: usize, text: &str| h[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, &format!("{mtime:011o}"));
    put(148, "        ");
    put(156, "0");
    let sum: u64 = h.iter().map(|b| u64::from(*b)).sum();
    h[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    h
}

/// Fields of a header, for the place of a fault.
const FIELDS: [(&str, usize, usize); 10] = [
    ("name", 0, 100),
    ("mode", 100, 108),
    ("uid", 108, 116),
    ("gid", 116, 124),
    ("size", 124, 136),
    ("mtime", 136, 148),
    ("checksum", 148, 156),
    ("type", 156, 157),
    ("link name", 157, 257),
    ("rest", 257, 512),
];

/// The bytes of one record.
pub fn encode(name: &str, body: &[u8], timestamp: u64) -> Vec<u8> {
    let size = body.len() as u64;
    let mut out = Vec::with_capacity(usize::try_from(BLOCK + padded(size)).unwrap_or_default());
    out.extend_from_slice(&header(name, size, timestamp));
    out.extend_from_slice(body);
    out.resize(out.len() + usize::try_from(padded(size) - size).unwrap_or_default(), 0);
    out
}

/// The first record of an archive.
pub fn encode_first(timestamp: u64) -> Vec<u8> {
    encode(FIRST, format!("{{\"version\":1,\"timestamp\":\"{timestamp}\"}}").as_bytes(), timestamp)
}

/// A data record, with its hash.
pub fn encode_data(body: &[u8], timestamp: u64) -> (Digest, Vec<u8>) {
    let hash = base::digest::sha256(body);
    (hash, encode(&format!("{hash}.data.json"), body, timestamp))
}

/// An event's record, with its hash.
pub fn encode_event(event: &crate::event::Event, timestamp: u64) -> (Digest, Vec<u8>) {
    let body = event.to_json();
    let hash = base::digest::sha256(body.as_bytes());
    (hash, encode(&format!("{hash}.event.json"), body.as_bytes(), timestamp))
}

fn octal(bytes: &[u8]) -> Option<u64> {
    let (digits, rest) = bytes.split_at(11);
    let plain = rest == [0] && digits.iter().all(|b| (b'0'..=b'7').contains(b));
    plain.then(|| digits.iter().fold(0, |n, b| n * 8 + u64::from(b - b'0')))
}

/// Reads records one after the other.
pub struct Records<'s> {
    source: &'s dyn Source,
    offset: u64,
    number: u64,
    /// The time in the first record, seconds since 1970.
    pub timestamp: Option<u64>,
    /// Where in the source reading stops.
    limit: u64,
    done: bool,
    hash: sha2::Sha256,
    hashed: u64,
}

impl<'s> Records<'s> {
    /// Reads a source from its beginning.
    ///
    /// # Errors
    /// `TOO_LARGE` above the bound.
    pub fn new(source: &'s dyn Source) -> Result<Self, Refusal> {
        let limit = source.size();
        if limit > MAX_ARCHIVE {
            return Err(too_large("archive", limit, MAX_ARCHIVE));
        }
        Ok(Self {
            source,
            offset: 0,
            number: 0,
            timestamp: None,
            limit,
            done: false,
            hash: sha2::Sha256::default(),
            hashed: 0,
        })
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), Refusal> {
        self.source.read_at(offset, into).map_err(|e| {
            Refusal::new("FILE_UNREADABLE", format!("byte {offset}"), e.to_string(), "Name a readable file.")
        })
    }

    fn stop(&mut self, reasons: &mut Vec<Reason>, what: &str) {
        self.done = true;
        reasons.push(Reason::new(Code::ArchiveFormat, format!("record {}", self.number), what));
    }

    /// The next record; `None` at the end, or where nothing more can be read (a reason then says why).
    ///
    /// # Errors
    /// [`Refusal`] for bounds, versions and unreadable files.
    pub fn next(&mut self, reasons: &mut Vec<Reason>) -> Result<Option<Record>, Refusal> {
        if self.done || (self.offset == self.limit && self.number > 0) {
            return Ok(None);
        }
        let mut head = [0u8; BLOCK as usize];
        if self.limit - self.offset < BLOCK {
            self.stop(reasons, "the file ends within a header");
            return Ok(None);
        }
        self.read(self.offset, &mut head)?;
        let place = |field: &str, n: u64| format!("record {n}, header field {field}");
        let Some(size) = octal(&head[124..136]) else {
            self.done = true;
            let what = if head.iter().all(|b| *b == 0) { "trailing zero bytes" } else { "no readable size" };
            reasons.push(Reason::new(Code::ArchiveFormat, place("size", self.number), what));
            return Ok(None);
        };
        if size > MAX_RECORD {
            return Err(too_large(&format!("record {}", self.number), size, MAX_RECORD));
        }
        if self.limit - self.offset - BLOCK < padded(size) {
            self.stop(reasons, "the file ends within the body (truncated)");
            return Ok(None);
        }
        let mut body = vec![0u8; usize::try_from(padded(size)).unwrap_or_default()];
        self.read(self.offset + BLOCK, &mut body)?;
        self.hash.update(head);
        self.hash.update(&body);
        self.hashed = self.offset + BLOCK + padded(size);
        let length = usize::try_from(size).unwrap_or_default();
        if body[length..].iter().any(|b| *b != 0) {
            let place = format!("record {}, padding", self.number);
            reasons.push(Reason::new(Code::ArchiveFormat, place, "the padding holds something other than zero"));
        }
        body.truncate(length);
        let name_end = head[..100].iter().position(|b| *b == 0).unwrap_or(100);
        let name = String::from_utf8_lossy(&head[..name_end]).into_owned();
        if self.number == 0 {
            self.timestamp = self.first(&name, &body, reasons)?;
            if self.timestamp.is_none() {
                self.done = true;
                return Ok(None);
            }
        }
        let expected = header(if name.is_ascii() { &name } else { "" }, size, self.timestamp.unwrap_or_default());
        if let Some((field, ..)) = FIELDS.iter().find(|(_, a, b)| head[*a..*b] != expected[*a..*b]) {
            reasons.push(Reason::new(
                Code::ArchiveFormat,
                place(field, self.number),
                "is not as this format writes it",
            ));
        }
        let (kind, hash) = if self.number == 0 {
            (Kind::First, Some(Digest([0; 32])))
        } else if let Some(hash) = name.strip_suffix(".data.json") {
            (Kind::Data, Digest::from_hex(hash))
        } else if let Some(hash) = name.strip_suffix(".event.json") {
            (Kind::Event, Digest::from_hex(hash))
        } else {
            (Kind::Data, None)
        };
        let record_place = place("name", self.number);
        let actual = base::digest::sha256(&body);
        if hash.is_none() {
            reasons.push(Reason::new(Code::ArchiveFormat, record_place, "is neither a data record nor an event"));
        } else if kind != Kind::First && hash != Some(actual) {
            let place = format!("record {}", self.number);
            reasons.push(Reason::new(Code::HashMismatch, place, "the body does not hash to the record's name"));
        }
        let name = hash.unwrap_or(actual);
        let record = Record { number: self.number, offset: self.offset, kind, name, hash: actual, body };
        self.offset = record.end();
        self.number += 1;
        Ok(Some(record))
    }

    /// Reads the first record's name and body; gives the timestamp.
    fn first(&self, name: &str, body: &[u8], reasons: &mut Vec<Reason>) -> Result<Option<u64>, Refusal> {
        let mut r = Reader::new("record 0");
        if name != FIRST {
            let what = format!("the first record must be named {FIRST}");
            reasons.push(Reason::new(Code::ArchiveFormat, "record 0, header field name", what));
            return Ok(None);
        }
        let read = |r: &mut Reader| {
            let value = r.parse(body, true)?;
            let object = r.object(&value, &["version", "timestamp"])?;
            let version = r.field(object, "version", Reader::number)?;
            // A text is written; a number is read too.
            let timestamp = r.field(object, "timestamp", |_, v| match v {
                Value::Text(t) | Value::Number(t) => Some(t.clone()),
                _ => None,
            });
            let timestamp = timestamp.and_then(|t| {
                let seconds: u64 = t.parse().ok()?;
                (seconds.to_string() == t && seconds < 1 << 33).then_some(seconds)
            });
            if timestamp.is_none() {
                r.fault(Code::ArchiveFormat, "the timestamp is not a number of seconds");
            }
            Some((version, timestamp?))
        };
        let read = read(&mut r);
        reasons.extend(r.faults.into_iter().map(|f| Reason::new(Code::ArchiveFormat, f.place, f.what)));
        match read {
            Some((1, timestamp)) => Ok(Some(timestamp)),
            Some((version, _)) => Err(Refusal::new(
                "VERSION_UNSUPPORTED",
                "record 0",
                format!("archive version {version}; this program knows version 1"),
                "Use a program that knows this version.",
            )),
            None => Ok(None),
        }
    }

    /// SHA-256 of the whole source, whatever of it could be read as records.
    ///
    /// # Errors
    /// `FILE_UNREADABLE`.
    pub fn digest(mut self) -> Result<Digest, Refusal> {
        let mut buffer = vec![0u8; 1 << 16];
        while self.hashed < self.limit {
            let length = usize::try_from((self.limit - self.hashed).min(1 << 16)).unwrap_or_default();
            self.read(self.hashed, &mut buffer[..length])?;
            self.hash.update(&buffer[..length]);
            self.hashed += length as u64;
        }
        Ok(Digest(self.hash.finalize().into()))
    }

    /// Where the next record begins.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many records were read.
    pub const fn count(&self) -> u64 {
        self.number
    }
}

/// Records that one step appends to a board at most: what is owned or sized, who owns it or how large it is, the event.
const MAX_APPENDED: usize = 3;

/// Whether what stands behind `end`, the end of an event, can be the beginning of one step that a crash cut short: whole
/// records of data as this format writes them, then a record that the file ends within, or nothing but zero bytes.
///
/// An event that stands there whole, or anything altered, is no torn end: to cut it off would destroy what was published.
///
/// # Errors
/// `FILE_UNREADABLE`, and what the first record gives.
pub fn is_torn(source: &dyn Source, end: u64) -> Result<bool, Refusal> {
    let mut records = Records::new(source)?;
    records.next(&mut Vec::new())?;
    let timestamp = records.timestamp.unwrap_or_default();
    let mut offset = end;
    for _ in 0..MAX_APPENDED {
        let left = source.size().saturating_sub(offset);
        let mut head = vec![0u8; usize::try_from(left.min(BLOCK)).unwrap_or_default()];
        records.read(offset, &mut head)?;
        if head.iter().all(|b| *b == 0) {
            return all_zero(&records, offset, source.size());
        }
        if left < BLOCK {
            let hex = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
            return Ok(head.iter().take(64).all(hex));
        }
        let name = String::from_utf8_lossy(&head[..head.iter().position(|b| *b == 0).unwrap_or(0)]).into_owned();
        let size = octal(&head[124..136]).filter(|size| *size <= MAX_RECORD);
        let hash = name.strip_suffix(".data.json").or_else(|| name.strip_suffix(".event.json"));
        let (Some(size), Some(hash)) = (size, hash.and_then(Digest::from_hex)) else { return Ok(false) };
        if head != header(&name, size, timestamp) {
            return Ok(false);
        }
        if left - BLOCK < padded(size) {
            return Ok(!holds_an_event(&records, offset + BLOCK, source.size(), timestamp)?);
        }
        let mut body = vec![0u8; usize::try_from(padded(size)).unwrap_or_default()];
        records.read(offset + BLOCK, &mut body)?;
        let (body, padding) = body.split_at(usize::try_from(size).unwrap_or_default());
        let whole = base::digest::sha256(body) == hash && padding.iter().all(|b| *b == 0);
        if !whole || name.ends_with(".event.json") {
            return Ok(false);
        }
        offset += BLOCK + padded(size);
    }
    Ok(false)
}

fn all_zero(records: &Records<'_>, from: u64, to: u64) -> Result<bool, Refusal> {
    let mut block = vec![0u8; 1 << 16];
    let mut at = from;
    while at < to {
        let part = &mut block[..usize::try_from((to - at).min(1 << 16)).unwrap_or_default()];
        records.read(at, part)?;
        if part.iter().any(|b| *b != 0) {
            return Ok(false);
        }
        at += part.len() as u64;
    }
    Ok(true)
}

/// Whether the header of an event stands on a block between these places.
fn holds_an_event(records: &Records<'_>, from: u64, to: u64, timestamp: u64) -> Result<bool, Refusal> {
    let mut head = [0u8; BLOCK as usize];
    let mut at = from;
    while at + BLOCK <= to {
        records.read(at, &mut head)?;
        let name = String::from_utf8_lossy(&head[..100]).trim_end_matches('\0').to_owned();
        if name.ends_with(".event.json")
            && octal(&head[124..136]).is_some_and(|n| head == header(&name, n, timestamp))
        {
            return Ok(true);
        }
        at += BLOCK;
    }
    Ok(false)
}

fn too_large(place: &str, size: u64, bound: u64) -> Refusal {
    Refusal::new(
        "TOO_LARGE",
        place,
        format!("{size} bytes, the bound is {bound}"),
        "Ask for a file within the bounds.",
    )
}
