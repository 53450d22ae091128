//! Cuts a stream into lines without holding it: blocks that end at line ends.

use std::io::{self, Read};

/// One line of an input.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Which input, counted from 0.
    pub input: u32,
    /// Line, counted from 1.
    pub line: u64,
    /// The bytes without the line end.
    pub bytes: &'a [u8],
}

/// Size of a block; a longer line makes the block grow to hold it.
const BLOCK: usize = 4 << 20;

/// Reads a stream to its end and hands over its lines in batches, in order. A byte order mark at the start is skipped.
///
/// # Errors
/// What the reader reports.
pub fn lines(mut reader: impl Read, input: u32, mut take: impl FnMut(&[Line<'_>])) -> io::Result<()> {
    let mut block = vec![0; BLOCK];
    let (mut filled, mut number, mut first) = (0, 1, true);
    loop {
        if filled == block.len() {
            block.resize(block.len() * 2, 0);
        }
        let read = match reader.read(&mut block[filled..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        filled += read;
        if read > 0 && filled < block.len() {
            continue;
        }
        let whole =
            if read == 0 { filled } else { block[..filled].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1) };
        let mut text = &block[..whole];
        if first && (whole > 0 || read == 0) {
            text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
            first = false;
        }
        let mut batch = Vec::with_capacity(whole / 1024);
        while !text.is_empty() {
            let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
            batch.push(Line { input, line: number, bytes: &text[..end] });
            number += 1;
            text = text.get(end + 1..).unwrap_or_default();
        }
        take(&batch);
        drop(batch);
        block.copy_within(whole..filled, 0);
        filled -= whole;
        if read == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cuts_as_str_lines_does(text in "[ab\n]{0,60}", long in 0usize..3) {
            let text = text.replace('a', &"x".repeat(long * 2_000_000 / 10));
            let mut found = Vec::new();
            lines(text.as_bytes(), 0, |batch| {
                found.extend(batch.iter().map(|line| (line.line, line.bytes.to_vec())));
            }).unwrap();
            let expected: Vec<(u64, Vec<u8>)> = (1..).zip(text.lines().map(|line| line.as_bytes().to_vec())).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
