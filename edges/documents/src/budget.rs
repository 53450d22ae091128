//! How much work a document may cost, in counted quantities: the same file stops at the same place on every machine.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Longest file that is opened, in bytes.
pub const MAX_FILE: usize = 256 << 20;
/// Most bytes that all parts of one file may inflate to.
pub const MAX_INFLATED: usize = 256 << 20;
/// Most times its own length that a file may inflate to; the first [`FREE_INFLATED`] bytes are not measured by it.
pub const MAX_RATIO: usize = 100;
/// Bytes that any file may inflate to, however short it is.
pub const FREE_INFLATED: usize = 1 << 20;
/// Most steps of reading: tokens, XML events, PDF objects and operators, glyphs.
pub const MAX_STEPS: u64 = 40_000_000;
/// Most bytes of extracted text.
pub const MAX_TEXT: usize = 64 << 20;
/// Most pages of one document.
pub const MAX_PAGES: usize = 20_000;
/// Deepest nesting of elements, arrays and dictionaries.
pub const MAX_DEPTH: usize = 256;

/// What is left of the counted quantities, and which of them ran out first.
#[derive(Debug)]
pub(crate) struct Budget {
    inflate: usize,
    steps: u64,
    spent: Option<String>,
    /// Reading ends here. Where only inflating ended, what was inflated is still read.
    halted: bool,
}

/// How decoding a compressed stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The whole stream was read.
    Complete,
    /// The stream is damaged; what came out before the damage stands.
    Damaged,
    /// The budget ran out.
    Limit,
}

impl Budget {
    /// The budget of a file of `bytes` bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let inflate = bytes.saturating_mul(MAX_RATIO).clamp(FREE_INFLATED, MAX_INFLATED);
        Self { inflate, steps: MAX_STEPS, spent: None, halted: false }
    }

    /// A budget with the given quantities, for tests of what happens when they run out.
    #[cfg(test)]
    pub(crate) fn of(inflate: usize, steps: u64) -> Self {
        Self { inflate, steps, spent: None, halted: false }
    }

    /// Takes `steps`; false once they are used up.
    pub(crate) fn step(&mut self, steps: usize) -> bool {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => self.steps = left,
            None => {
                self.steps = 0;
                self.stop(format!("reading it takes more than {MAX_STEPS} steps"));
            }
        }
        !self.halted
    }

    /// Ends the reading at a limit; the first one that was reached is what the result says.
    pub(crate) fn stop(&mut self, why: String) {
        self.spent.get_or_insert(why);
        self.halted = true;
    }

    /// Why reading stopped, if it did.
    pub(crate) fn spent(&self) -> Option<&str> {
        self.spent.as_deref()
    }

    /// Counts `bytes` that some other filter than deflate put out; false once too many came.
    pub(crate) fn inflated(&mut self, bytes: usize) -> bool {
        match self.inflate.checked_sub(bytes) {
            Some(left) => self.inflate = left,
            None => {
                self.inflate = 0;
                self.spent.get_or_insert(format!(
                    "its parts inflate to more than {MAX_INFLATED} bytes or {MAX_RATIO} times the file's length"
                ));
                return false;
            }
        }
        !self.halted
    }

    /// Inflates deflate data, with or without a zlib header.
    ///
    /// One decoder for zip and PDF, so that what comes out of damaged data is the same in every build.
    pub(crate) fn inflate(&mut self, data: &[u8], zlib: bool) -> (Vec<u8>, End) {
        let mut decoder = Box::new(DecompressorOxide::new());
        let mut flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        if zlib {
            flags |= inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_IGNORE_ADLER32;
        }
        let most = self.inflate.saturating_add(1);
        let mut out = vec![0; data.len().saturating_mul(4).clamp(1024, 1 << 20).min(most)];
        let (mut read, mut written) = (0, 0);
        let end = loop {
            let (status, more_read, more_written) = decompress(&mut decoder, &data[read..], &mut out, written, flags);
            read += more_read;
            written += more_written;
            match status {
                TINFLStatus::Done => break End::Complete,
                TINFLStatus::HasMoreOutput if out.len() < most => {
                    let length = out.len().saturating_mul(2).min(most);
                    out.resize(length, 0);
                }
                TINFLStatus::HasMoreOutput => break End::Limit,
                _ => break End::Damaged,
            }
        };
        out.truncate(written);
        match self.inflated(written) {
            true => (out, end),
            false => {
                out.truncate(most - 1);
                (out, End::Limit)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    #[test]
    fn inflating_stops_at_the_counted_byte() {
        let bomb = compress_to_vec(&vec![b'a'; 5000], 9);
        assert_eq!(Budget::of(5000, 1).inflate(&bomb, false), (vec![b'a'; 5000], End::Complete));
        let mut budget = Budget::of(4999, 1);
        let (out, end) = budget.inflate(&bomb, false);
        assert_eq!((out.len(), end), (4999, End::Limit));
        assert!(budget.spent().is_some() && budget.step(1), "what was inflated is still read");
        assert!(!budget.step(1) && !budget.inflated(0));
    }

    #[test]
    fn damaged_data_gives_what_came_before_the_damage() {
        let text: Vec<u8> = (0..4000u32).flat_map(|i| (i * i).to_le_bytes()).collect();
        let mut packed = compress_to_vec_zlib(&text, 6);
        assert_eq!(Budget::new(100).inflate(&packed, true), (text.clone(), End::Complete));
        packed.truncate(packed.len() / 2);
        let (out, end) = Budget::new(100).inflate(&packed, true);
        assert_eq!(end, End::Damaged);
        assert!(!out.is_empty() && text.starts_with(&out));
    }

    #[test]
    fn a_file_may_inflate_to_a_hundred_times_its_length() {
        assert_eq!(Budget::new(20_000).inflate, 2_000_000);
        assert_eq!(Budget::new(10).inflate, FREE_INFLATED);
        assert_eq!(Budget::new(1 << 30).inflate, MAX_INFLATED);
    }
}
