//! Opens what a verb was told to read, `-` for standard input, and measures it while it is read.

use crate::output::Failure;
use crate::progress::Progress;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A reader that counts and hashes what passes through, and shows how far it is.
pub(crate) struct Measured {
    inner: Box<dyn Read + Send>,
    hasher: Option<Sha256>,
    bytes: u64,
    progress: Progress,
}

/// Name, digest and size of an input, as every document shows them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
}

/// Opens an input.
pub(crate) fn open(path: &Path) -> Result<Measured, Failure> {
    let (inner, length): (Box<dyn Read + Send>, u64) = if path == Path::new("-") {
        (Box::new(io::stdin()), 0)
    } else {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let length = file.metadata().map_or(0, |about| about.len());
        (Box::new(file), length)
    };
    Ok(Measured { inner, hasher: Some(Sha256::new()), bytes: 0, progress: Progress::bytes("reading", length) })
}

/// Reads a small file whole: settings, scope, schemes, a schema.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let mut out = String::new();
    open(path)?.read_to_string(&mut out).map_err(|error| unreadable(path, &error))?;
    Ok(out)
}

/// The failure of a file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let remedy = "Give the name of a file that exists and may be read, or - for standard input.";
    Failure::new("unreadable", error.to_string(), remedy).at(path.display().to_string())
}

/// The name of an input in documents: what was written on the command line.
pub(crate) fn name(path: &Path) -> String {
    path.display().to_string()
}

impl Measured {
    /// The same without a digest, where no document will show one.
    pub(crate) fn unhashed(self) -> Self {
        Self { hasher: None, ..self }
    }

    /// Name, digest and size; call it when everything was read.
    pub(crate) fn input(self, path: &Path) -> Input {
        let sha256 = self.hasher.map(|hasher| base::digest::hex(&hasher.finalize())).unwrap_or_default();
        Input { name: name(path), sha256, bytes: self.bytes }
    }
}

impl Read for Measured {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&into[..read]);
        }
        self.bytes += read as u64;
        self.progress.more(read as u64);
        Ok(read)
    }
}
