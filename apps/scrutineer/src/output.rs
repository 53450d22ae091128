//! Exit codes, the error document, and the only places that print.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

/// The four ways a run can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, and everything checked holds.
    Done,
    /// Done, and something checked does not hold.
    DoesNotHold,
    /// Could not be done.
    Failed,
    /// Used wrongly.
    UsedWrongly,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::DoesNotHold => 1,
            Exit::Failed => 2,
            Exit::UsedWrongly => 3,
        })
    }
}

/// An error for people and for programs: stable code, what, where, what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) remedy: String,
    pub(crate) place: Option<String>,
}

impl Failure {
    /// Could not be done (exit 2).
    pub(crate) fn new(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, code: code.into(), message: message.into(), remedy: remedy.into(), place: None }
    }

    /// Used wrongly (exit 3).
    pub(crate) fn usage(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { exit: Exit::UsedWrongly, ..Self::new(code, message, remedy) }
    }

    /// Names the place: a file, a file with line, a field.
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{} [{}]. {}", self.message, self.code, self.remedy)
    }
}

impl std::error::Error for Failure {}

/// Prints an error: a [`Failure`] with its own exit code, anything else as exit 2 with its chain of causes.
pub(crate) fn print_failure(error: &anyhow::Error, json: bool) -> ExitCode {
    let (exit, code, message, remedy, place) = match error.downcast_ref::<Failure>() {
        Some(f) => (f.exit, f.code.as_str(), f.message.clone(), f.remedy.as_str(), f.place.clone()),
        None => {
            let (code, remedy) = cause(error);
            (Exit::Failed, code, format!("{error:#}"), remedy, None)
        }
    };
    if code == NOBODY_READS {
        return exit.into();
    }
    if json {
        let document =
            serde_json::json!({ "error": { "code": code, "message": message, "remedy": remedy, "place": place } });
        text(document.to_string());
    } else {
        let place = place.map(|p| format!("{p}: ")).unwrap_or_default();
        remark(format!("{place}{message} [{code}]. {remedy}"));
    }
    exit.into()
}

/// The code of an answer whose reader went away (`scrutineer … | head`): nothing is said, since nobody listens.
const NOBODY_READS: &str = "broken-pipe";

/// Code and remedy of an error that named none: by what the operating system said, if it said anything.
fn cause(error: &anyhow::Error) -> (&'static str, &'static str) {
    let kind = error.chain().find_map(|cause| {
        let of_json = || cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        cause.downcast_ref::<io::Error>().map(io::Error::kind).or_else(of_json)
    });
    let full = error.chain().any(|cause| cause.to_string().contains("database or disk is full"));
    let busy = |cause: &(dyn std::error::Error + 'static)| {
        let cause = cause.downcast_ref::<store::StoreError>().map(store::StoreError::unshared);
        matches!(cause, Some(store::StoreError::Locked { .. }))
    };
    match kind {
        _ if full => DISK_FULL,
        _ if error.chain().any(busy) => {
            ("record-busy", "Wait until the other program has ended, and run the command again.")
        }
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) => DISK_FULL,
        Some(ErrorKind::NotFound) => ("not-found", "Name a file or folder that exists."),
        Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            ("not-permitted", "Give yourself the right to read and write there, or name another place.")
        }
        Some(ErrorKind::IsADirectory | ErrorKind::NotADirectory) => {
            ("not-a-file", "Name a file where a file is wanted, and a folder where a folder is.")
        }
        Some(ErrorKind::BrokenPipe) => (NOBODY_READS, ""),
        _ => ("failed", "Mend what the message names, and run the command again."),
    }
}

const DISK_FULL: (&str, &str) =
    ("disk-full", "Free space and run the command again: what was acknowledged is kept, and the rest is done then.");

/// Prints one JSON document, indented, with a line end.
pub(crate) fn json<T: serde::Serialize>(document: &T) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, document)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// The answer's stream, for a document too large to hold.
pub(crate) fn stream() -> impl io::Write {
    io::BufWriter::new(io::stdout().lock())
}

/// Prints text for people.
pub(crate) fn text(line: impl AsRef<str>) {
    if let Err(error) = writeln!(io::stdout().lock(), "{}", line.as_ref()) {
        if error.kind() != ErrorKind::BrokenPipe {
            remark(format!("the answer cannot be written: {error} [disk-full]. {}", DISK_FULL.1));
        }
        // An answer that did not arrive is no answer, whatever it would have been.
        std::process::exit(2);
    }
}

/// Says where a server listens: one JSON document of this kind with what `more` holds, at once, because whoever started the
/// program waits for the address; or a remark that begins with `before`.
pub(crate) fn address(
    kind: &str,
    more: serde_json::Value,
    before: &str,
    address: std::net::SocketAddr,
    as_json: bool,
) {
    let address = format!("http://{address}/");
    if !as_json {
        return remark(format!("{before}{address}  –  stop with Ctrl-C"));
    }
    let mut document = serde_json::json!({"kind": kind, "version": 1, "address": address});
    if let (Some(document), serde_json::Value::Object(more)) = (document.as_object_mut(), more) {
        document.extend(more);
    }
    if let Err(error) = json(&document) {
        remark(error.to_string());
    }
}

/// Prints a remark beside the answer (progress, problems), on the error stream.
pub(crate) fn remark(line: impl AsRef<str>) {
    // Where even the error stream is gone, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{}", line.as_ref());
}
