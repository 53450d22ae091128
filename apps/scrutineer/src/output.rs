//! Exit codes, the error document, and the only places that print.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is this crate's work, and this file's")]

use std::io::Write as _;
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
        Some(f) => (f.exit, f.code.clone(), f.message.clone(), f.remedy.clone(), f.place.clone()),
        None => (Exit::Failed, "failed".into(), format!("{error:#}"), String::new(), None),
    };
    if json {
        let document =
            serde_json::json!({ "error": { "code": code, "message": message, "remedy": remedy, "place": place } });
        println!("{document}");
    } else {
        let place = place.map(|p| format!("{p}: ")).unwrap_or_default();
        eprintln!("{place}{message} [{code}]. {remedy}");
    }
    exit.into()
}

/// Prints one JSON document, indented, with a line end.
pub(crate) fn json<T: serde::Serialize>(document: &T) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, document)?;
    writeln!(out)?;
    Ok(())
}

/// The answer's stream, for a document too large to hold.
pub(crate) fn stream() -> impl std::io::Write {
    std::io::BufWriter::new(std::io::stdout().lock())
}

/// Prints text for people.
pub(crate) fn text(line: impl AsRef<str>) {
    println!("{}", line.as_ref());
}

/// Prints a remark beside the answer (progress, problems), on the error stream.
pub(crate) fn remark(line: impl AsRef<str>) {
    eprintln!("{}", line.as_ref());
}
