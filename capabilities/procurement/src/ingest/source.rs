//! Bytes from a reader with a mark: gzip undone, lines counted, values passed by their brackets.

use super::split::Break;
use flate2::read::MultiGzDecoder;
use std::io::{self, Read};

const CHUNK: usize = 256 << 10;

/// A buffered stream. `kept` bytes run from the mark to the place of reading.
#[derive(Debug)]
pub(super) struct Source<R> {
    input: Input<R>,
    buffer: Vec<u8>,
    /// Where the kept bytes begin.
    mark: usize,
    /// Where reading stands.
    at: usize,
    /// Bytes let go before the buffer.
    passed: u64,
    /// Line ends before `counted`.
    ends: u64,
    counted: usize,
    eof: bool,
    failure: Option<Break>,
    error: Option<io::Error>,
}

#[derive(Debug)]
enum Input<R> {
    /// Not looked at yet.
    New(Option<R>),
    Plain(R),
    Gzip(Box<MultiGzDecoder<io::Chain<io::Cursor<Vec<u8>>, R>>>),
}

impl<R: Read> Source<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self {
            input: Input::New(Some(reader)),
            buffer: Vec::new(),
            mark: 0,
            at: 0,
            passed: 0,
            ends: 0,
            counted: 0,
            eof: false,
            failure: None,
            error: None,
        }
    }

    pub(super) const fn failure(&self) -> Option<Break> {
        self.failure
    }

    pub(super) const fn error(&self) -> Option<&io::Error> {
        self.error.as_ref()
    }

    pub(super) fn into_inner(self) -> R {
        match self.input {
            Input::New(reader) => reader.expect("a reader that was not looked at is still there"),
            Input::Plain(reader) => reader,
            Input::Gzip(decoder) => decoder.into_inner().into_inner().1,
        }
    }

    /// The next byte, without passing it.
    pub(super) fn peek(&mut self) -> Option<u8> {
        if self.at == self.buffer.len() && !self.fill() {
            return None;
        }
        Some(self.buffer[self.at])
    }

    /// Passes one byte that was peeked at.
    pub(super) const fn advance(&mut self) {
        self.at += 1;
    }

    /// Begins to keep bytes here; those before are let go.
    pub(super) const fn mark(&mut self) {
        self.mark = self.at;
    }

    /// The bytes kept.
    pub(super) fn kept(&self) -> &[u8] {
        &self.buffer[self.mark..self.at]
    }

    /// How many bytes are kept.
    pub(super) const fn held(&self) -> usize {
        self.at - self.mark
    }

    /// Takes the bytes kept; the mark moves here.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let bytes = self.kept().to_vec();
        self.mark = self.at;
        bytes
    }

    /// Line ends passed so far.
    pub(super) fn line_ends(&mut self) -> u64 {
        self.count_to(self.at)
    }

    /// The line of the next byte, from 1.
    pub(super) fn line(&mut self) -> u64 {
        self.line_ends() + 1
    }

    /// The line of the mark.
    pub(super) fn mark_line(&mut self) -> u64 {
        let here = self.line_ends();
        let since = self.kept().iter().filter(|b| **b == b'\n').count() as u64;
        here - since + 1
    }

    /// Passes blanks; whether a line end was among them.
    pub(super) fn blanks(&mut self) -> bool {
        let mut line_end = false;
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            line_end |= byte == b'\n';
            self.at += 1;
        }
        line_end
    }

    /// Passes blanks up to the line end.
    pub(super) fn blanks_on_line(&mut self) {
        while let Some(b' ' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes the rest of the line with its end and marks the beginning of the next. `false` if there is none.
    pub(super) fn next_line(&mut self) -> bool {
        loop {
            match memchr::memchr(b'\n', &self.buffer[self.at..]) {
                Some(end) => {
                    self.at += end + 1;
                    self.mark = self.at;
                    return true;
                }
                None => {
                    self.at = self.buffer.len();
                    self.mark = self.at;
                    if !self.fill() {
                        return false;
                    }
                }
            }
        }
    }

    /// Passes everything up to the line end. `false` if that is more than a release may have; then it is not kept.
    pub(super) fn rest_of_line(&mut self) -> bool {
        let mut keep = true;
        loop {
            match memchr::memchr(b'\n', &self.buffer[self.at..]) {
                Some(end) => {
                    self.at += end;
                    return keep;
                }
                None => {
                    self.at = self.buffer.len();
                    if !self.more(Some(super::split::MAX_BYTES), &mut keep) {
                        return keep;
                    }
                }
            }
        }
    }

    /// Reads everything that is left and lets it go.
    pub(super) fn drain(&mut self) {
        loop {
            self.at = self.buffer.len();
            self.mark = self.at;
            if !self.fill() {
                break;
            }
        }
        // Behind damaged gzip data the raw bytes still belong to the input's digest.
        let mut sink = io::sink();
        let _ = match &mut self.input {
            Input::New(_) => Ok(0),
            Input::Plain(reader) => io::copy(reader, &mut sink),
            Input::Gzip(decoder) => io::copy(&mut decoder.get_mut().get_mut().1, &mut sink),
        };
    }

    /// Passes one JSON value by its brackets and quotes. `Ok(false)`: it was longer than `limit` and nothing of it is
    /// kept. `Err`: brackets do not fit, the stream ends, or (with `lines`) the line does.
    pub(super) fn value(&mut self, lines: bool, limit: Option<usize>) -> Result<bool, ()> {
        let mut keep = true;
        let start_held = self.held();
        match self.peek().ok_or(())? {
            b'{' | b'[' => self.nested(lines, limit, &mut keep, Vec::new(), 0)?,
            b'"' => {
                self.at += 1;
                self.text(lines, limit, &mut keep)?;
            }
            b'}' | b']' | b',' | b':' | b'\n' => return Err(()),
            _ => self.scalar(),
        }
        debug_assert!(!keep || self.held() > start_held, "a value has bytes");
        self.more_than(limit, &mut keep);
        if !keep {
            self.mark = self.at;
        }
        Ok(keep)
    }

    /// Passes the rest of a value that is `depth` brackets deep, keeping nothing.
    pub(super) fn pass(&mut self, lines: bool, depth: u64) -> Result<(), ()> {
        let mut keep = false;
        self.nested(lines, None, &mut keep, Vec::new(), depth)
    }

    /// After a failure: stands at the first line after the mark that is a whole JSON object or array by itself.
    ///
    /// Such a line begins in the first column and has nothing behind it. `false` if there is none up to one line
    /// after the place of failure; then nothing is said of where reading stands.
    pub(super) fn resume_at_line(&mut self) -> bool {
        let failed = self.passed + self.at as u64;
        self.at = self.mark;
        loop {
            let beyond = self.passed + self.at as u64 > failed;
            if beyond || !self.next_line() {
                return false;
            }
            if self.is_whole_line() {
                return true;
            }
        }
    }

    fn is_whole_line(&mut self) -> bool {
        let mut keep = true;
        let whole = matches!(self.peek(), Some(b'{' | b'['))
            && self.nested(true, Some(super::split::MAX_BYTES), &mut keep, Vec::new(), 0).is_ok()
            && keep
            && {
                self.blanks_on_line();
                matches!(self.peek(), None | Some(b'\n'))
            };
        self.at = self.mark;
        whole
    }

    fn nested(
        &mut self,
        lines: bool,
        limit: Option<usize>,
        keep: &mut bool,
        mut open: Vec<u8>,
        mut depth: u64,
    ) -> Result<(), ()> {
        loop {
            if self.at == self.buffer.len() && !self.more(limit, keep) {
                return Err(());
            }
            let bytes = &self.buffer[self.at..];
            let Some(next) = bytes.iter().position(|b| INTERESTING[usize::from(*b)]) else {
                self.at = self.buffer.len();
                continue;
            };
            let byte = bytes[next];
            if byte == b'\n' && lines {
                self.at += next;
                return Err(());
            }
            self.at += next + 1;
            match byte {
                b'"' => self.text(lines, limit, keep)?,
                b'{' | b'[' => {
                    depth += 1;
                    // Beyond this depth only the count is kept: the release is refused as too deep anyway.
                    if depth as usize == open.len() + 1 && open.len() < 4096 {
                        open.push(byte);
                    }
                }
                b'}' | b']' => {
                    if depth as usize == open.len() && open.pop().is_some_and(|o| o + 2 != byte) {
                        return Err(());
                    }
                    depth -= 1;
                    if depth == 0 {
                        self.more_than(limit, keep);
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
    }

    /// Passes the rest of a text, its closing quote included.
    fn text(&mut self, lines: bool, limit: Option<usize>, keep: &mut bool) -> Result<(), ()> {
        loop {
            match memchr::memchr3(b'"', b'\\', b'\n', &self.buffer[self.at..]) {
                None => {
                    self.at = self.buffer.len();
                    if !self.more(limit, keep) {
                        return Err(());
                    }
                }
                Some(next) => {
                    self.at += next;
                    match self.buffer[self.at] {
                        b'"' => {
                            self.at += 1;
                            return Ok(());
                        }
                        b'\\' => {
                            self.at += 1;
                            if self.peek().is_none() {
                                return Err(());
                            }
                            // An escaped line end is no escape; it is looked at again.
                            if self.buffer[self.at] != b'\n' {
                                self.at += 1;
                            }
                        }
                        _ => {
                            // A line end in a text is not JSON. Where the next line begins a value the text was cut
                            // off; else only this release suffers.
                            if lines {
                                return Err(());
                            }
                            self.at += 1;
                            if matches!(self.peek(), Some(b'{' | b'[')) {
                                return Err(());
                            }
                        }
                    }
                }
            }
        }
    }

    fn scalar(&mut self) {
        while let Some(byte) = self.peek() {
            if matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"' | b' ' | b'\t' | b'\r' | b'\n')
                || self.held() > super::split::MAX_BYTES
            {
                return;
            }
            self.at += 1;
        }
    }

    /// Reads more; lets the kept bytes go if they have become too many.
    fn more(&mut self, limit: Option<usize>, keep: &mut bool) -> bool {
        self.more_than(limit, keep);
        if !*keep {
            self.mark = self.at;
        }
        self.fill()
    }

    fn more_than(&self, limit: Option<usize>, keep: &mut bool) {
        if limit.is_some_and(|limit| self.held() > limit) {
            *keep = false;
        }
    }

    fn count_to(&mut self, at: usize) -> u64 {
        if at > self.counted {
            self.ends += memchr::memchr_iter(b'\n', &self.buffer[self.counted..at]).count() as u64;
            self.counted = at;
        }
        self.ends - memchr::memchr_iter(b'\n', &self.buffer[at.min(self.counted)..self.counted]).count() as u64
    }

    /// Reads a chunk. `false` at the end of the stream or on failure.
    fn fill(&mut self) -> bool {
        if self.eof {
            return false;
        }
        if self.mark > 0 {
            self.count_to(self.mark);
            self.passed += self.mark as u64;
            self.buffer.drain(..self.mark);
            self.at -= self.mark;
            self.counted -= self.mark;
            self.mark = 0;
        }
        let had = self.buffer.len();
        self.buffer.resize(had + CHUNK, 0);
        let outcome = self.input.read(&mut self.buffer[had..]);
        let read = *outcome.as_ref().unwrap_or(&0);
        self.buffer.truncate(had + read);
        match outcome {
            Ok(0) => self.eof = true,
            Ok(_) => {}
            Err(error) => {
                self.eof = true;
                let gzip = matches!(self.input, Input::Gzip(_))
                    && matches!(
                        error.kind(),
                        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
                    );
                self.failure = Some(if gzip { Break::Gzip } else { Break::Read });
                self.error = Some(error);
            }
        }
        read > 0
    }
}

impl<R: Read> Input<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Self::New(reader) = self {
            let mut reader = reader.take().expect("a new input has its reader");
            let mut head = Vec::new();
            let outcome = reader.by_ref().take(3).read_to_end(&mut head);
            if head.starts_with(&[0x1f, 0x8b]) {
                *self = Self::Gzip(Box::new(MultiGzDecoder::new(io::Cursor::new(head).chain(reader))));
                outcome?;
                // A byte order mark may stand inside.
                let mut got = 0;
                while got < 3 {
                    match self.read_on(&mut into[got..3])? {
                        0 => break,
                        n => got += n,
                    }
                }
                return without_mark(into, got, self);
            }
            *self = Self::Plain(reader);
            outcome?;
            into[..head.len()].copy_from_slice(&head);
            let got = head.len();
            return without_mark(into, got, self);
        }
        self.read_on(into)
    }

    fn read_on(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let outcome = match self {
                Self::New(_) => unreachable!("a new input is looked at first"),
                Self::Plain(reader) => reader.read(into),
                Self::Gzip(decoder) => decoder.read(into),
            };
            match outcome {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

/// Drops a UTF-8 byte order mark at the very beginning.
fn without_mark<R: Read>(into: &mut [u8], got: usize, input: &mut Input<R>) -> io::Result<usize> {
    if into[..got] == [0xef, 0xbb, 0xbf] { input.read_on(into) } else { Ok(got) }
}

/// Bytes that matter outside texts: brackets, quotes, line ends.
const INTERESTING: [bool; 256] = {
    let mut table = [false; 256];
    table[b'{' as usize] = true;
    table[b'}' as usize] = true;
    table[b'[' as usize] = true;
    table[b']' as usize] = true;
    table[b'"' as usize] = true;
    table[b'\n' as usize] = true;
    table
};
