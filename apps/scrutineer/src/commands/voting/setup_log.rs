//! The log of a set-up: each verb of the set-up signs a line of it; `setup archive` closes it.

use super::files;
use crate::desk;
use crate::output::{self, Failure};
use base::Digest;
use base::digest::sha256;
use clap::Args;
use record::SigningKey;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use voting::setup_log::{Findings, Line, MAX_LOG, Step};
use voting::verify::Verified;

/// Arguments of a step that may be logged.
#[derive(Debug, Args)]
pub(crate) struct Logged {
    /// Log of the set-up; a signed line about this step is added to it.
    #[arg(long, value_name = "FILE", requires = "log_key")]
    log: Option<PathBuf>,
    /// The key of the role that takes this step, from `setup log-key`.
    #[arg(long, value_name = "KEY", requires = "log")]
    log_key: Option<PathBuf>,
}

/// Arguments of `log-key`.
#[derive(Debug, Args)]
pub(crate) struct LogKey {
    /// Name of the key, published with the log: what the role is called, no person.
    #[arg(long)]
    name: String,
    /// The secret key.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// The log of a set-up to hold a board against.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// The log of the set-up, to hold it against the board.
    #[arg(long, value_name = "FILE")]
    setup_log: Option<PathBuf>,
}

/// A log that is open, and the key that signs.
pub(super) struct Pen {
    path: PathBuf,
    key: SigningKey,
}

impl Logged {
    /// Opens log and key before a step is taken, so that no step is taken that cannot be logged: not into a log that is
    /// closed, nor behind a line that was cut short.
    pub(super) fn pen(&self) -> anyhow::Result<Option<Pen>> {
        let (Some(path), Some(key)) = (&self.log, &self.log_key) else { return Ok(None) };
        let key = desk::open_key(key)?;
        open(path)?;
        let log = read(path)?;
        let refuse = |code: &str, what: &str, remedy: &str| {
            Err(Failure::new(code, what, remedy).at(path.display().to_string()).into())
        };
        if voting::setup_log::is_closed(&log) {
            let what = "the administrator's line for the board stands in it: another line would void the log";
            return refuse("LOG_CLOSED", what, "Name the log of the election that is being set up.");
        }
        if !log.is_empty() && !log.ends_with(b"\n") {
            let remedy = "Take the cut line out, or end it, and take the step that it is about again.";
            return refuse("LOG_CUT", "its last line has no line end", remedy);
        }
        Ok(Some(Pen { path: path.clone(), key }))
    }
}

fn open(path: &Path) -> Result<std::fs::File, Failure> {
    std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
        Failure::new("FILE_UNWRITABLE", error.to_string(), "Name a log that can be written.")
            .at(path.display().to_string())
    })
}

impl Pen {
    /// Adds a line. If that fails the log is cut back to where it ended, and the failure says which line is missing: what
    /// the step made is there already, and the step is not to be taken again.
    pub(super) fn write<N: Into<String>>(
        &self,
        step: Step,
        hashes: impl IntoIterator<Item = (N, Digest)>,
    ) -> Result<(), Failure> {
        let line = Line::sign(step, hashes, &self.key);
        let failed = |error: std::io::Error, cut: &str| {
            let remedy = format!(
                "What the step made is written. Make room, do not take the step again, {cut}add this line to the log: {}",
                line.trim_end()
            );
            Failure::new("LOG_UNWRITTEN", format!("the log's line is not written: {error}"), remedy)
                .at(self.path.display().to_string())
        };
        let mut file = open(&self.path)?;
        let end = file.metadata().map_err(|error| failed(error, ""))?.len();
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
            let cut = file.set_len(end).and_then(|()| file.sync_all());
            failed(error, &cut.err().map(|_| format!("cut the log back to {end} bytes, and ")).unwrap_or_default())
        })
    }

    /// Adds the last line; gives what the log then shows.
    pub(super) fn close(&self, verified: &Verified) -> Result<Option<Findings>, Failure> {
        let before = read(&self.path)?;
        let Some(hashes) = voting::setup_log::closing(verified, &before) else { return Ok(None) };
        self.write(Step::Board, hashes)?;
        Ok(Some(voting::setup_log::check(&read(&self.path)?, verified)))
    }
}

/// Reads a log, no more of it than a log may have.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = std::fs::File::open(path).map_err(|e| files::unreadable(path, &e))?;
    let mut log = Vec::new();
    file.take(MAX_LOG as u64 + 1).read_to_end(&mut log).map_err(|e| files::unreadable(path, &e))?;
    if log.len() > MAX_LOG {
        let what = format!("a log of a set-up has at most {MAX_LOG} bytes, this one has more");
        return Err(Failure::new("TOO_LARGE", what, "Name the log of the set-up.").at(path.display().to_string()));
    }
    Ok(log)
}

impl Given {
    /// What the log shows of a board, if one is named.
    pub(super) fn check(&self, verified: &Verified) -> Result<Option<Findings>, Failure> {
        let Some(path) = &self.setup_log else { return Ok(None) };
        Ok(Some(voting::setup_log::check(&read(path)?, verified)))
    }
}

/// Makes a role's key.
pub(super) fn log_key(arguments: &LogKey, json: bool) -> anyhow::Result<output::Exit> {
    if !record::personal::suspects(&arguments.name).is_empty() {
        let what = "the name looks like an address or a number of a person, and it is published with the log";
        return Err(Failure::usage("looks-personal", what, "Name the office that holds the key.")
            .at("--name")
            .into());
    }
    files::absent(&arguments.out)?;
    let key = desk::new_key(&arguments.name)?;
    files::create(&arguments.out, key.to_secret_line().expose().as_bytes(), true)?;
    let (line, fingerprint) = (key.verifier().to_string(), sha256(&key.verifier().public()));
    if json {
        output::json(&serde_json::json!({ "written": [arguments.out], "key": line, "fingerprint": fingerprint }))?;
    } else {
        output::text(format!("{line}\nfingerprint {fingerprint}"));
    }
    Ok(output::Exit::Done)
}

/// Says what a log shows.
pub(super) fn say(found: Option<&Findings>) {
    let Some(found) = found else {
        output::text("set-up: without a log");
        return;
    };
    let word = if found.audited { "audited" } else { "NOT audited: the log does not hold" };
    output::text(format!(
        "set-up: {word}; {} lines, {} signers, {} rehearsals",
        found.lines,
        found.signers.len(),
        found.rehearsed
    ));
    for reason in &found.reasons {
        output::text(reason.to_string());
    }
}
