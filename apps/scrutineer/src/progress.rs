//! Long work shows how far it is, on the error stream and only where a person watches.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal as _, Read};

/// A bar that fills, or nothing where nobody watches.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Counts bytes.
    pub(crate) fn bytes(doing: &'static str, total: u64) -> Self {
        Self::new(doing, total, "{msg} {bar:30} {bytes}/{total_bytes}, {eta} left")
    }

    /// Counts things.
    pub(crate) fn count(doing: &'static str, total: u64) -> Self {
        Self::new(doing, total, "{msg} {bar:30} {pos}/{len}, {eta} left")
    }

    fn new(doing: &'static str, total: u64, template: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(ProgressBar::new(total).with_style(style).with_message(doing))
    }

    /// Moves on.
    pub(crate) fn more(&self, by: u64) {
        self.0.inc(by);
    }

    /// Sets how far it is, and of how much.
    pub(crate) fn to(&self, done: u64, of: u64) {
        self.0.set_length(of);
        self.0.set_position(done);
    }

    /// A reader that moves the bar on by what is read.
    pub(crate) fn reading<R: Read>(&self, reader: R) -> impl Read {
        self.0.wrap_read(reader)
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
