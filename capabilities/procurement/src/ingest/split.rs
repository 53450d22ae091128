//! Where in a stream of bytes does each release begin and end? Splits any form of OCDS without holding the whole of it.
//!
//! Only brackets, texts and the names of a package's members are looked at here; each piece is read strictly later.
//! Forms: release package, record package, bare release, arrays of these, JSON Lines of these, all of it in gzip.
//! A broken line of JSON Lines costs that line; a broken document costs the rest of that document.

use super::source::Source;
use std::collections::VecDeque;
use std::io::Read;

/// The longest release or record taken, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// One piece of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Line on which it begins, counted from 1.
    pub line: u64,
    /// Number of the package it stands in, counted from 0 over the stream.
    pub package: Option<u32>,
    /// What it is.
    pub content: Content,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// An element of a package's `releases`, as bytes.
    Release(Vec<u8>),
    /// An element of a package's `records`.
    Record(Vec<u8>),
    /// A value that stands by itself: a bare release, or something else.
    Bare(Vec<u8>),
    /// A further element of an array that is no object either; the first such element came as [`Content::Bare`].
    Further(Vec<u8>),
    /// The end of a package: its own members, with `releases` and `records` as empty arrays.
    Package(Vec<u8>),
    /// The beginning of an array that stands by itself.
    ArrayStart,
    /// Its end.
    ArrayEnd,
    /// Something that could not be read.
    Broken(Break),
}

/// Why a piece could not be split off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Not JSON: brackets or separators do not fit, or the text ends inside a value.
    Syntax,
    /// Longer than [`MAX_BYTES`].
    TooLong,
    /// The gzip data ends early or is damaged.
    Gzip,
    /// The underlying reader failed; see [`Splitter::error`].
    Read,
}

/// The form of an input, found from its content. Serializes as [`Form::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Nothing but blanks.
    Empty,
    /// One release package.
    ReleasePackage,
    /// One record package.
    RecordPackage,
    /// One bare release (or another object).
    Release,
    /// An array of releases.
    ReleaseArray,
    /// An array with packages.
    PackageArray,
    /// Several values, one a line or one after another.
    JsonLines,
    /// None of these.
    Unknown,
}

impl Piece {
    /// How many bytes it holds.
    pub const fn bytes(&self) -> usize {
        match &self.content {
            Content::Release(bytes)
            | Content::Record(bytes)
            | Content::Bare(bytes)
            | Content::Further(bytes)
            | Content::Package(bytes) => bytes.len(),
            Content::ArrayStart | Content::ArrayEnd | Content::Broken(_) => 0,
        }
    }
}

impl Form {
    /// The name in the ingest document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::ReleasePackage => "release-package",
            Self::RecordPackage => "record-package",
            Self::Release => "release",
            Self::ReleaseArray => "release-array",
            Self::PackageArray => "package-array",
            Self::JsonLines => "json-lines",
            Self::Unknown => "unknown",
        }
    }
}

/// Iterator over the pieces of a stream.
#[derive(Debug)]
pub struct Splitter<R> {
    source: Source<R>,
    stack: Vec<Frame>,
    ready: VecDeque<Piece>,
    mode: Mode,
    top: Top,
    packages: u32,
    failed: bool,
    done: bool,
}

/// Whether a line end ends a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Not known yet: no line end has been seen inside or between values.
    Open,
    /// One value a line.
    Lines,
    /// A value may go over lines.
    Document,
}

/// What has been seen at the top, for [`Form`].
#[derive(Debug, Default)]
struct Top {
    values: u64,
    arrays: u64,
    release_packages: u64,
    record_packages: u64,
    other: u64,
    lines: bool,
}

#[derive(Debug)]
enum Frame {
    /// An array at the top.
    Array { first: bool, scalars: bool },
    /// A package whose arrays are being streamed.
    Package { shell: Vec<u8>, line: u64, number: u32 },
    /// A package's `releases` or `records`.
    Elements { first: bool, records: bool },
}

/// Why the scan of a value stopped.
enum Stop {
    Break(Break),
    /// The value began, was too long, and was passed over; the stream stands behind it.
    Passed,
}

impl<R: Read> Splitter<R> {
    /// Splits a stream. Gzip is recognised by its first bytes; a UTF-8 byte order mark is passed over.
    pub fn new(reader: R) -> Self {
        Self {
            source: Source::new(reader),
            stack: Vec::new(),
            ready: VecDeque::new(),
            mode: Mode::Open,
            top: Top::default(),
            packages: 0,
            failed: false,
            done: false,
        }
    }

    /// The form, as far as it has been read.
    pub const fn form(&self) -> Form {
        let top = &self.top;
        if top.values == 0 {
            Form::Empty
        } else if top.lines || top.values > 1 {
            Form::JsonLines
        } else if top.arrays == 1 {
            if top.release_packages + top.record_packages > 0 { Form::PackageArray } else { Form::ReleaseArray }
        } else if top.release_packages > 0 {
            Form::ReleasePackage
        } else if top.record_packages > 0 {
            Form::RecordPackage
        } else if top.other > 0 {
            Form::Release
        } else {
            Form::Unknown
        }
    }

    /// The error of the underlying reader, if it failed.
    pub const fn error(&self) -> Option<&std::io::Error> {
        self.source.error()
    }

    /// Whether it was the underlying reader that failed, and not damaged gzip data.
    pub fn read_failed(&self) -> bool {
        self.source.failure() == Some(Break::Read)
    }

    /// The underlying reader, for its digest; read to the end only after the last piece.
    pub fn into_inner(self) -> R {
        self.source.into_inner()
    }

    fn step(&mut self) {
        match self.stack.last() {
            None => self.value_at_top(),
            Some(Frame::Array { first, .. }) => {
                let first = *first;
                self.element(first, None);
            }
            Some(Frame::Elements { first, records }) => {
                let (first, records) = (*first, *records);
                self.element(first, Some(records));
            }
            Some(Frame::Package { .. }) => self.members(false),
        }
    }

    fn value_at_top(&mut self) {
        let line_end = self.source.blanks();
        if line_end && self.top.values > 0 && self.mode == Mode::Open {
            self.mode = Mode::Lines;
        }
        self.source.mark();
        let Some(byte) = self.source.peek() else {
            // Where the failure cut a value off, that was said already.
            if let Some(failure) = self.source.failure().filter(|_| !self.failed) {
                self.broken(failure);
            }
            self.done = true;
            return;
        };
        self.top.values += 1;
        match byte {
            b'[' => {
                self.top.arrays += 1;
                let line = self.source.line();
                self.push(line, Content::ArrayStart);
                self.source.advance();
                self.stack.push(Frame::Array { first: true, scalars: false });
            }
            b'{' => self.begin_object(),
            b'"' => {
                self.top.other += 1;
                self.bare();
            }
            _ => {
                // Neither object, array nor text: whatever stands on this line is one piece.
                self.top.other += 1;
                let line = self.source.line();
                let kept = self.source.rest_of_line();
                let bytes = self.source.take();
                self.push(line, if kept { Content::Bare(bytes) } else { Content::Broken(Break::TooLong) });
            }
        }
    }

    fn element(&mut self, first: bool, records: Option<bool>) {
        if self.blanks_inside().is_err() {
            return self.fail(Break::Syntax);
        }
        match self.source.peek() {
            Some(b']') => {
                self.source.advance();
                self.source.mark();
                self.stack.pop();
                if self.stack.is_empty() {
                    let line = self.source.line();
                    self.push(line, Content::ArrayEnd);
                }
                return;
            }
            Some(b',') if !first => {
                self.source.advance();
                if self.blanks_inside().is_err() {
                    return self.fail(Break::Syntax);
                }
                if self.source.peek() == Some(b']') {
                    return self.fail(Break::Syntax);
                }
            }
            Some(_) if first => {}
            _ => return self.fail(Break::Syntax),
        }
        match self.stack.last_mut() {
            Some(Frame::Array { first, .. } | Frame::Elements { first, .. }) => *first = false,
            _ => unreachable!("an element stands in an array"),
        }
        self.source.mark();
        match records {
            None if self.source.peek() == Some(b'{') => self.begin_object(),
            None => self.bare(),
            Some(records) => {
                let line = self.source.line();
                match self.value(true) {
                    Ok(()) => {
                        let bytes = self.source.take();
                        let content = if records { Content::Record(bytes) } else { Content::Release(bytes) };
                        self.push(line, content);
                    }
                    Err(Stop::Passed) => self.push(line, Content::Broken(Break::TooLong)),
                    Err(Stop::Break(broken)) => self.fail(broken),
                }
            }
        }
    }

    fn bare(&mut self) {
        let line = self.source.line();
        match self.value(true) {
            Ok(()) => {
                let bytes = self.source.take();
                let further = match self.stack.last_mut() {
                    Some(Frame::Array { scalars, .. }) => std::mem::replace(scalars, true),
                    _ => false,
                };
                self.push(line, if further { Content::Further(bytes) } else { Content::Bare(bytes) });
            }
            Err(Stop::Passed) => self.push(line, Content::Broken(Break::TooLong)),
            Err(Stop::Break(broken)) => self.fail(broken),
        }
    }

    fn begin_object(&mut self) {
        let line = self.source.line();
        self.source.advance();
        self.stack.push(Frame::Package { shell: Vec::new(), line, number: u32::MAX });
        self.members(true);
    }

    /// Goes through the members of the object on top of the stack until an array to stream, or its end.
    fn members(&mut self, mut first: bool) {
        loop {
            if self.blanks_inside().is_err() {
                return self.fail(Break::Syntax);
            }
            match self.source.peek() {
                Some(b'}') => {
                    self.source.advance();
                    return self.end_object();
                }
                Some(b',') if !first => {
                    self.source.advance();
                    if self.blanks_inside().is_err() {
                        return self.fail(Break::Syntax);
                    }
                }
                Some(_) if first => {}
                _ => return self.fail(Break::Syntax),
            }
            first = false;
            let streamed = match self.member() {
                Ok(streamed) => streamed,
                Err(Stop::Break(broken)) => return self.fail(broken),
                Err(Stop::Passed) => return self.pass_object(),
            };
            if let Some(records) = streamed {
                let held = self.source.take();
                let number = match self.stack.last_mut() {
                    Some(Frame::Package { shell, number, .. }) => {
                        shell.extend_from_slice(&held);
                        shell.extend_from_slice(b"[]");
                        number
                    }
                    _ => unreachable!("members stand in an object"),
                };
                if *number == u32::MAX {
                    *number = self.packages;
                    self.packages += 1;
                    *(if records { &mut self.top.record_packages } else { &mut self.top.release_packages }) += 1;
                }
                self.source.advance();
                self.source.mark();
                self.stack.push(Frame::Elements { first: true, records });
                return;
            }
        }
    }

    /// Passes one member. `Some` if its value is an array to stream, which then stands ahead.
    fn member(&mut self) -> Result<Option<bool>, Stop> {
        if self.source.peek() != Some(b'"') {
            return Err(Stop::Break(Break::Syntax));
        }
        let before = self.source.held();
        self.value(true)?;
        let key = &self.source.kept()[before..];
        let records = match key {
            b"\"releases\"" => Some(false),
            b"\"records\"" => Some(true),
            _ => None,
        };
        self.blanks_inside()?;
        if self.source.peek() != Some(b':') {
            return Err(Stop::Break(Break::Syntax));
        }
        self.source.advance();
        self.blanks_inside()?;
        if records.is_some() && self.source.peek() == Some(b'[') {
            return Ok(records);
        }
        self.value(true)?;
        Ok(None)
    }

    fn end_object(&mut self) {
        let bytes = self.source.take();
        let Some(Frame::Package { mut shell, line, number }) = self.stack.pop() else {
            unreachable!("an object that ends was begun")
        };
        if number == u32::MAX {
            self.top.other += 1;
            self.push(line, Content::Bare(bytes));
        } else {
            shell.extend_from_slice(&bytes);
            self.ready.push_back(Piece { line, package: Some(number), content: Content::Package(shell) });
        }
    }

    /// Passes over the rest of an object that is too long to be held.
    fn pass_object(&mut self) {
        let Some(Frame::Package { line, number, .. }) = self.stack.pop() else {
            unreachable!("an object that is passed over was begun")
        };
        let package = (number != u32::MAX).then_some(number);
        match self.source.pass(self.mode == Mode::Lines, 1) {
            Ok(()) => {
                self.ready.push_back(Piece { line, package, content: Content::Broken(Break::TooLong) });
                if package.is_some() {
                    self.ready.push_back(Piece { line, package, content: Content::Package(Vec::new()) });
                }
            }
            Err(()) => self.fail(Break::TooLong),
        }
    }

    /// Passes one value, keeping its bytes behind those kept.
    fn value(&mut self, keep: bool) -> Result<(), Stop> {
        let lines = self.mode == Mode::Lines;
        let before = self.source.line_ends();
        let limit = MAX_BYTES.saturating_sub(match self.stack.last() {
            Some(Frame::Package { shell, .. }) => shell.len(),
            _ => 0,
        });
        let outcome = self.source.value(lines, keep.then_some(limit));
        if self.mode == Mode::Open && self.source.line_ends() > before {
            self.mode = Mode::Document;
        }
        match outcome {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stop::Passed),
            Err(()) => Err(Stop::Break(self.source.failure().unwrap_or(Break::Syntax))),
        }
    }

    fn blanks_inside(&mut self) -> Result<(), Stop> {
        match self.mode {
            Mode::Lines => self.source.blanks_on_line(),
            Mode::Open | Mode::Document => {
                if self.source.blanks() {
                    self.mode = Mode::Document;
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, line: u64, content: Content) {
        let package = self.stack.iter().rev().find_map(|frame| match frame {
            Frame::Package { number, .. } if *number != u32::MAX => Some(*number),
            _ => None,
        });
        self.ready.push_back(Piece { line, package, content });
    }

    fn broken(&mut self, broken: Break) {
        let line = self.source.mark_line();
        self.push(line, Content::Broken(broken));
    }

    /// Reports what is broken and goes on where a new line can begin a new value; else the stream is over.
    fn fail(&mut self, broken: Break) {
        let failure = self.source.failure();
        self.failed |= failure.is_some();
        self.broken(failure.unwrap_or(broken));
        while let Some(frame) = self.stack.pop() {
            if let Frame::Package { mut shell, line, number } = frame
                && number != u32::MAX
            {
                // What is known of the package so far; it cannot be read as JSON, but it was begun.
                shell.clear();
                self.ready.push_back(Piece { line, package: Some(number), content: Content::Package(shell) });
            }
        }
        if self.mode == Mode::Lines {
            self.source.next_line();
        } else if self.source.resume_at_line() {
            self.mode = Mode::Lines;
            self.top.lines = true;
        } else {
            self.source.drain();
            self.done = true;
        }
    }
}

impl<R: Read> Iterator for Splitter<R> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            if self.done {
                return None;
            }
            self.step();
        }
    }
}
