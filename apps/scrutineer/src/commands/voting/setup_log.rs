//! The log of a set-up: each verb of the set-up signs a line of it; `setup archive` closes it.

use super::files;
use crate::desk;
use crate::output::{self, Failure};
use base::Digest;
use base::digest::sha256;
use clap::Args;
use record::SigningKey;
use std::io::Write as _;
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
    /// Opens log and key before a step is taken, so that no step is taken that cannot be logged.
    pub(super) fn pen(&self) -> anyhow::Result<Option<Pen>> {
        let (Some(path), Some(key)) = (&self.log, &self.log_key) else { return Ok(None) };
        let key = desk::open_key(key)?;
        open(path)?;
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
    /// Adds a line.
    pub(super) fn write<N: Into<String>>(
        &self,
        step: Step,
        hashes: impl IntoIterator<Item = (N, Digest)>,
    ) -> Result<(), Failure> {
        let line = Line::sign(step, hashes, &self.key);
        let mut file = open(&self.path)?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
            Failure::new("FILE_UNWRITABLE", error.to_string(), "Make room and take the step again.")
                .at(self.path.display().to_string())
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

/// Reads a log; one that is too long is refused before it is read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(path).map_err(|e| files::unreadable(path, &e))?.len();
    if size > MAX_LOG as u64 {
        let what = format!("{size} bytes; a log of a set-up has at most {MAX_LOG}");
        return Err(Failure::new("TOO_LARGE", what, "Name the log of the set-up.").at(path.display().to_string()));
    }
    files::read(path)
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
