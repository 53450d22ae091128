//! Releases in order of ocid without holding them all: sorted runs that the caller puts aside, merged at the end.

use base::Place;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Read, Write};

/// Where sorted runs are put aside: files, in the command; tests use memory.
pub trait Aside: Send {
    /// Begins the next run.
    ///
    /// # Errors
    /// When there is no room for it.
    fn create(&mut self) -> io::Result<Box<dyn Write + '_>>;

    /// Opens a run that was written, by its number from 0.
    ///
    /// # Errors
    /// When it cannot be read back.
    fn open(&self, number: usize) -> io::Result<Box<dyn Read + '_>>;
}

/// A cleaned release, waiting for the others of its process.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held {
    pub(super) ocid: Box<str>,
    /// Number of arrival.
    pub(super) sequence: u64,
    pub(super) place: Place,
    pub(super) compiled: bool,
    /// RFC 8785 bytes.
    pub(super) bytes: Box<str>,
}

/// Writes one sorted run.
pub(super) fn write(aside: &mut dyn Aside, run: &[Held]) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, aside.create()?);
    for held in run {
        out.write_all(&length(held.ocid.len()))?;
        out.write_all(&length(held.bytes.len()))?;
        out.write_all(&held.sequence.to_le_bytes())?;
        out.write_all(&held.place.line.to_le_bytes())?;
        out.write_all(&held.place.input.to_le_bytes())?;
        out.write_all(&[u8::from(held.compiled)])?;
        out.write_all(held.ocid.as_bytes())?;
        out.write_all(held.bytes.as_bytes())?;
    }
    out.flush()
}

/// Several sorted runs as one sorted sequence.
pub(super) struct Merged<'a> {
    readers: Vec<BufReader<Box<dyn Read + 'a>>>,
    rest: std::vec::IntoIter<Held>,
    next: BinaryHeap<Reverse<(Held, usize)>>,
}

impl<'a> Merged<'a> {
    /// `rest` is sorted, and is the run that was never put aside.
    pub(super) fn new(aside: Option<&'a dyn Aside>, runs: usize, rest: Vec<Held>) -> io::Result<Self> {
        let mut readers = Vec::with_capacity(runs);
        if let Some(aside) = aside {
            for number in 0..runs {
                readers.push(BufReader::with_capacity(1 << 16, aside.open(number)?));
            }
        }
        let mut merged = Self { readers, rest: rest.into_iter(), next: BinaryHeap::new() };
        for from in 0..=runs {
            merged.refill(from)?;
        }
        Ok(merged)
    }

    /// The ocid that comes next.
    pub(super) fn peek(&self) -> Option<&str> {
        self.next.peek().map(|Reverse((held, _))| &*held.ocid)
    }

    /// The next release.
    pub(super) fn next(&mut self) -> io::Result<Option<Held>> {
        let Some(Reverse((held, from))) = self.next.pop() else { return Ok(None) };
        self.refill(from)?;
        Ok(Some(held))
    }

    fn refill(&mut self, from: usize) -> io::Result<()> {
        let held = match self.readers.get_mut(from) {
            Some(reader) => read(reader)?,
            None => self.rest.next(),
        };
        self.next.extend(held.map(|held| Reverse((held, from))));
        Ok(())
    }
}

fn length(n: usize) -> [u8; 4] {
    u32::try_from(n).expect("a release is at most 64 MiB, its canonical form a few times that").to_le_bytes()
}

fn read(reader: &mut impl Read) -> io::Result<Option<Held>> {
    let mut head = [0; 29];
    let got = reader.read(&mut head[..1])?;
    if got == 0 {
        return Ok(None);
    }
    reader.read_exact(&mut head[1..])?;
    let small = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let large = |at: usize| u64::from(small(at)) | u64::from(small(at + 4)) << 32;
    let text = |reader: &mut dyn Read, length: u32| -> io::Result<Box<str>> {
        let mut bytes = vec![0; length as usize];
        reader.read_exact(&mut bytes)?;
        Ok(String::from_utf8(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?.into())
    };
    let ocid = text(reader, small(0))?;
    let bytes = text(reader, small(4))?;
    let place = Place { input: small(24), line: large(16), pointer: String::new() };
    Ok(Some(Held { ocid, sequence: large(8), place, compiled: head[28] != 0, bytes }))
}
