//! Archives and other files on disk.

use crate::output::{self, Failure};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use voting::archive::{Source, is_torn};
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
        Self::of(File::open(path).map_err(|e| unreadable(path, &e))?, path)
    }

    fn of(file: File, path: &Path) -> Result<Self, Failure> {
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

/// A file without a name yet, in the folder where it will have one; a secret one is readable by its owner only.
pub(super) fn nameless(folder: &Path, secret: bool) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut builder = tempfile::Builder::new();
    builder.prefix(NAMELESS);
    // The umask takes from these what it takes from every new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(if secret { 0o600 } else { 0o666 }));
    #[cfg(not(unix))]
    let _ = secret;
    builder.tempfile_in(folder)
}

/// How the name of a file begins that was being written when the program was stopped.
pub(super) const NAMELESS: &str = ".scrutineer-";

/// Gives a file its name, which nothing may have yet, for good.
pub(super) fn name_it(file: tempfile::NamedTempFile, path: &Path) -> std::io::Result<()> {
    file.persist_noclobber(path).map_err(|e| e.error)?;
    crate::commands::room::sync_folder(path)
}

/// Makes a file that did not exist; a secret one is readable by its owner only. It is there whole, or not at all.
pub(super) fn create(path: &Path, bytes: &[u8], secret: bool) -> Result<(), Failure> {
    let unwritable = |e: std::io::Error, remedy: &str| match e.kind() {
        std::io::ErrorKind::AlreadyExists => exists(path),
        _ => Failure::new("FILE_UNWRITABLE", e.to_string(), remedy).at(path.display().to_string()),
    };
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut whole = nameless(folder, secret).map_err(|e| unwritable(e, "Name a folder that can be written."))?;
    whole
        .write_all(bytes)
        .and_then(|()| whole.as_file().sync_all())
        .map_err(|e| unwritable(e, "Make room and try again; nothing was left behind."))?;
    name_it(whole, path).map_err(|e| unwritable(e, "Name a folder that can be written."))
}

/// Makes a file, or finds it there with the same bytes: a step that was interrupted goes on.
pub(super) fn create_or_same(path: &Path, bytes: &[u8], secret: bool) -> Result<(), Failure> {
    match create(path, bytes, secret) {
        Err(_) if std::fs::read(path).is_ok_and(|there| Zeroizing::new(there).as_slice() == bytes) => {
            #[cfg(unix)]
            if secret {
                let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
                std::fs::set_permissions(path, own).map_err(|e| unreadable(path, &e))?;
            }
            Ok(())
        }
        made => made,
    }
}

/// Makes a folder if it is not there.
pub(super) fn folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|e| {
        Failure::new("FILE_UNWRITABLE", e.to_string(), "Name a folder that can be made.")
            .at(path.display().to_string())
    })
}

/// A board opened to add to it: locked, verified, a torn end left aside.
pub(super) struct Open {
    file: File,
    path: PathBuf,
    /// What stands on it.
    pub(super) verified: Verified,
    /// Bytes of an append that was cut short, behind what stands: cut off when the next one comes.
    torn: u64,
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
        let source = OnDisk::of(file.try_clone().map_err(|e| unreadable(path, &e))?, path)?;
        let mut verified = verify(&source, depth).map_err(super::refused)?;
        let (end, mut torn) = (verified.end, 0);
        if !verified.report.accepted()
            && end > 0
            && end < source.size()
            && is_torn(&source, end).map_err(super::refused)?
        {
            let whole = verify(&Beginning(&source, end), depth).map_err(super::refused)?;
            if whole.report.accepted() {
                torn = source.size() - end;
                output::remark(format!(
                    "{}: the last {torn} bytes are the beginning of a step that was cut short; they count for nothing",
                    path.display()
                ));
                verified = whole;
            }
        }
        Ok(Self { file, path: path.to_owned(), verified, torn })
    }

    /// Cuts off the beginning of a step that was cut short, and keeps its bytes beside the board.
    fn cut_back(&mut self) -> Result<(), Failure> {
        if self.torn == 0 {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let end = SeekFrom::Start(self.verified.end);
        let read = self.file.seek(end).and_then(|_| self.file.read_to_end(&mut bytes));
        read.map_err(|e| unreadable(&self.path, &e))?;
        let digest = base::digest::sha256(&bytes).to_string();
        let kept = self.path.with_file_name(format!("{}.{}.torn", name(&self.path), &digest[..16]));
        create_or_same(&kept, &bytes, false)?;
        self.file.set_len(self.verified.end).and_then(|()| self.file.sync_all()).map_err(|e| {
            Failure::new("FILE_UNWRITABLE", e.to_string(), "Let the board be written, and try again.")
                .at(self.path.display().to_string())
        })?;
        output::remark(format!("{}: the bytes cut off are kept in {}", self.path.display(), kept.display()));
        self.torn = 0;
        Ok(())
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
        self.cut_back()?;
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
