//! Archives and other files on disk.

use crate::output::{self, Failure};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use voting::archive::Source;
use voting::event::Kind;
use voting::hold::{self, Payload};
use voting::verify::{AnyBoard, Depth, Verified, verify};
use zeroize::Zeroizing;

/// A file that is read at any place.
pub(super) struct OnDisk {
    file: Mutex<File>,
    size: u64,
}

impl OnDisk {
    /// Opens an archive to read it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|e| unreadable(path, &e))?;
        let size = file.metadata().map_err(|e| unreadable(path, &e))?.len();
        Ok(Self { file: Mutex::new(file), size })
    }
}

impl Source for OnDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()> {
        let mut file = self.file.lock().map_err(|_| std::io::ErrorKind::Other)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(into)
    }
}

/// A file that cannot be read.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("FILE_UNREADABLE", error.to_string(), "Name a readable file.").at(path.display().to_string())
}

/// The name of a file without its folders, as reports print it.
pub(super) fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The operating system's randomness.
pub(super) struct System;

impl voting::random::Random for System {
    fn fill(&mut self, bytes: &mut [u8]) {
        // Without randomness no secret may be made: there is nothing to fall back on.
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

/// Reads a file that holds no secret.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| unreadable(path, &e))
}

/// Reads a text that holds no secret.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|_| {
        Failure::new("FILE_UNREADABLE", "is not UTF-8 text", "Name a text file.").at(path.display().to_string())
    })
}

/// Reads a secret, without white space around it; says when others can read the file. `-` is standard input.
pub(super) fn read_secret(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map_err(|e| unreadable(path, &e))?;
    } else {
        let mut file = File::open(path).map_err(|e| unreadable(path, &e))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if file.metadata().is_ok_and(|m| m.permissions().mode() & 0o077 != 0) {
                output::remark(format!("{}: others can read this secret. Run `chmod 600` on it.", path.display()));
            }
        }
        file.read_to_string(&mut text).map_err(|e| unreadable(path, &e))?;
    }
    Ok(Zeroizing::new(text.trim().to_owned()))
}

fn exists(path: &Path) -> Failure {
    let what = "the file exists; nothing is overwritten, ever";
    Failure::new("FILE_EXISTS", what, "Name another file.").at(path.display().to_string())
}

/// Fails when a file exists, before anything is made that would go into it.
pub(super) fn absent(path: &Path) -> Result<(), Failure> {
    if path.exists() { Err(exists(path)) } else { Ok(()) }
}

/// Makes a file that did not exist; a secret one is readable by its owner only.
pub(super) fn create(path: &Path, bytes: &[u8], secret: bool) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|e| {
        if e.kind() == std::io::ErrorKind::AlreadyExists {
            exists(path)
        } else {
            Failure::new("FILE_UNWRITABLE", e.to_string(), "Name a folder that can be written.")
                .at(path.display().to_string())
        }
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| {
        Failure::new("FILE_UNWRITABLE", e.to_string(), "Make room and try again.").at(path.display().to_string())
    })
}

/// Makes a folder if it is not there.
pub(super) fn folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|e| {
        Failure::new("FILE_UNWRITABLE", e.to_string(), "Name a folder that can be made.")
            .at(path.display().to_string())
    })
}

/// A board opened to add to it: locked, verified, a torn end cut back.
pub(super) struct Open {
    file: File,
    path: PathBuf,
    /// What stands on it.
    pub(super) verified: Verified,
}

/// The first bytes of a source.
struct Beginning<'s>(&'s dyn Source, u64);

impl Source for Beginning<'_> {
    fn size(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()> {
        self.0.read_at(offset, into)
    }
}

impl Open {
    /// Opens a board, alone with it until this value is dropped, and checks as much of it as the step depends on.
    pub(super) fn new(path: &Path, write: bool, depth: Depth) -> Result<Self, Failure> {
        let file =
            std::fs::OpenOptions::new().read(true).write(write).open(path).map_err(|e| unreadable(path, &e))?;
        if write {
            file.lock().map_err(|e| unreadable(path, &e))?;
        }
        let source = OnDisk::open(path)?;
        let mut verified = verify(&source, depth).map_err(super::refused)?;
        let end = verified.end;
        if write && !verified.report.accepted() && end > 0 && end < source.size() {
            // What follows the last event may be an append that a crash cut short.
            let whole = verify(&Beginning(&source, end), depth).map_err(super::refused)?;
            if whole.report.accepted() {
                let cut = source.size() - end;
                file.set_len(end).and_then(|()| file.sync_all()).map_err(|e| unreadable(path, &e))?;
                output::remark(format!("{}: {cut} bytes after the last complete event were cut off", path.display()));
                verified = whole;
            }
        }
        Ok(Self { file, path: path.to_owned(), verified })
    }

    /// The board.
    pub(super) fn board(&self) -> Result<&AnyBoard, Failure> {
        if let Some(reason) = self.verified.report.reasons.first() {
            let remedy = "Run `verify` and do not go on with this board.";
            return Err(Failure::new("BOARD_REJECTED", format!("the board is rejected: {reason}"), remedy));
        }
        self.verified.board.as_ref().ok_or_else(|| {
            Failure::new("STEP_NOT_ALLOWED", "the board holds no election", "Make one with `setup archive`.")
        })
    }

    /// Adds an event; gives its hash.
    pub(super) fn append(&mut self, kind: Kind, payload: &Payload) -> Result<base::Digest, Failure> {
        let (hash, bytes) = hold::append(&self.verified, kind, payload).map_err(super::refused)?;
        let failed = |e: std::io::Error| {
            Failure::new("FILE_UNWRITABLE", e.to_string(), "Make room and try again; a torn end is cut back.")
                .at(self.path.display().to_string())
        };
        self.file.seek(SeekFrom::Start(self.verified.end)).map_err(failed)?;
        self.file.write_all(&bytes).map_err(failed)?;
        self.file.sync_all().map_err(failed)?;
        Ok(hash)
    }
}

/// Prints a record's exact bytes, or appends it and prints the event's hash.
pub(super) fn print_or_append(
    open: &mut Open,
    append: bool,
    kind: Kind,
    payload: &Payload,
    json: bool,
) -> anyhow::Result<()> {
    if append {
        let event = open.append(kind, payload)?;
        if json {
            output::json(&serde_json::json!({ "event": event, "type": kind.as_str() }))?;
        } else {
            output::text(format!("{} appended as event {event}", kind.as_str()));
        }
        return Ok(());
    }
    hold::allowed(&open.verified, kind).map_err(super::refused)?;
    match payload {
        Payload::Nothing => {}
        Payload::One(body) | Payload::Owned(_, body) | Payload::Tally(body, ..) => output::text(body),
    }
    Ok(())
}
