//! An audit's folder: its files and the log that chains them.

use crate::output::Failure;
use base::digest::{Digest, sha256};
use rla::cards::{Header, header};
use rla::model::Audit;
use rla::rows::{Row, RowError, Rows};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};

/// An audit's folder.
pub(super) struct Folder {
    path: PathBuf,
}

/// Digests of the files that a step wrote.
pub(super) type Files = BTreeMap<String, Digest>;

impl Folder {
    /// A folder that exists.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let folder = Self { path: path.to_owned() };
        if folder.path.join("audit.json").is_file() {
            return Ok(folder);
        }
        let remedy = "Begin with `scrutineer rla ingest AUDIT --manifest F --cards F --out DIR`.";
        Err(Failure::new("unreadable", "this is no folder of an audit", remedy).at(path.display().to_string()))
    }

    /// A folder to begin: it must not hold an audit yet.
    pub(super) fn begin(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path)?;
        if path.join("log.jsonl").exists() {
            let remedy = "Choose another --out; a begun audit is never written over.";
            return Err(Failure::new("exists", "an audit stands here already", remedy)
                .at(path.display().to_string())
                .into());
        }
        Ok(Self { path: path.to_owned() })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.path(name).is_file()
    }

    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        super::read(&self.path(name))
    }

    pub(super) fn json(&self, name: &str) -> Result<Value, Failure> {
        let damaged = |e: serde_json::Error| {
            Failure::new("RLA-FORMAT", e.to_string(), "Restore the file.").at(self.path(name).display().to_string())
        };
        serde_json::from_slice(&self.read(name)?).map_err(damaged)
    }

    pub(super) fn audit(&self) -> anyhow::Result<Audit> {
        Ok(super::audit(&self.path("audit.json"))?.0)
    }

    /// Writes a file and notes its digest.
    pub(super) fn write(&self, name: &str, bytes: &[u8], files: &mut Files) -> anyhow::Result<()> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        files.insert(name.to_owned(), sha256(bytes));
        Ok(())
    }

    /// Writes a canonical JSON file.
    pub(super) fn write_json(&self, name: &str, value: &Value, files: &mut Files) -> anyhow::Result<()> {
        self.write(name, rla::log::canonical(value).as_bytes(), files)
    }

    pub(super) fn log(&self) -> Result<String, Failure> {
        Ok(if self.has("log.jsonl") {
            String::from_utf8_lossy(&self.read("log.jsonl")?).into_owned()
        } else {
            String::new()
        })
    }

    /// Kinds of steps so far.
    pub(super) fn steps(&self) -> Result<Vec<String>, Failure> {
        Ok(rla::log::entries(&self.log()?).into_iter().map(|(kind, _)| kind).collect())
    }

    /// Refuses a step before another was made.
    pub(super) fn need(&self, kind: &str, code: &str, what: &str, remedy: &str) -> Result<(), Failure> {
        if self.steps()?.iter().any(|step| step == kind) { Ok(()) } else { Err(Failure::new(code, what, remedy)) }
    }

    /// Refuses a step after another was made.
    pub(super) fn before(&self, kind: &str, what: &str) -> Result<(), Failure> {
        if self.steps()?.iter().any(|step| step == kind) {
            return Err(Failure::new("RLA-ORDER", what, "Begin a new folder if this must be done again."));
        }
        Ok(())
    }

    /// Appends a step to the log; the new head.
    pub(super) fn append(&self, kind: &str, time: &str, files: &Files) -> anyhow::Result<String> {
        let mut log = self.log()?;
        let entries = rla::log::entries(&log);
        if let Some((_, last)) = entries.last()
            && base::time::instant(last) > base::time::instant(time)
        {
            let what = format!("{time} lies before the last step's time {last}");
            return Err(
                Failure::new("RLA-ORDER", what, "Times never run backwards; check the clock or --time.").into()
            );
        }
        let line = rla::log::line(entries.len() as u64, kind, time, &rla::log::head(&log), files);
        log.push_str(&line);
        log.push('\n');
        let whole = self.path("log.jsonl");
        let temporary = self.path("log.jsonl.new");
        let mut file = File::create(&temporary)?;
        file.write_all(log.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(temporary, whole)?;
        Ok(sha256(line.as_bytes()).to_string())
    }

    /// Hands every stored card to `each`, in the order of the file.
    pub(super) fn cards(
        &self,
        audit: &Audit,
        mut each: impl FnMut(&Header, &Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let path = self.path("cards.csv");
        let file = File::open(&path).map_err(|e| crate::commands::procurement::input::unreadable(&path, &e))?;
        let mut rows = Rows::new(BufReader::with_capacity(1 << 18, file));
        let mut columns: Option<Header> = None;
        loop {
            match rows.next_row() {
                Ok(None) => return Ok(()),
                Ok(Some(row)) => match &columns {
                    Some(columns) => each(columns, row)?,
                    None => {
                        columns =
                            Some(header(audit, row, 0, &mut Vec::new()).map_err(|p| super::failure(&p, &[&path]))?)
                    }
                },
                Err(RowError::Io(error)) => return Err(error.into()),
                Err(RowError::TooLong { line }) => {
                    return Err(Failure::new("RLA-LIMIT", "a row of the store is too long", "Restore the file.")
                        .at(format!("{}:{line}", path.display()))
                        .into());
                }
            }
        }
    }

    /// Pools, if the audit has any.
    pub(super) fn pools(&self, audit: &Audit) -> anyhow::Result<rla::cards::Pools> {
        if !self.has("pools.csv") {
            return Ok(rla::cards::Pools::default());
        }
        Ok(rla::cards::pools(audit, &self.read("pools.csv")?, 0).0)
    }

    /// Rounds that were drawn, each with its sample.
    pub(super) fn rounds(&self, audit: &Audit) -> anyhow::Result<Vec<Vec<rla::rounds::Drawn>>> {
        let mut out = Vec::new();
        loop {
            let name = format!("rounds/{}/sample.csv", out.len() + 1);
            if !self.has(&name) {
                return Ok(out);
            }
            let path = self.path(&name);
            out.push(rla::rounds::read_sample(audit, &self.read(&name)?).map_err(|p| super::failure(&p, &[&path]))?);
        }
    }
}

/// What a folder holds, by path within it.
#[derive(Default)]
pub(crate) struct Walked {
    pub(crate) files: BTreeMap<String, PathBuf>,
    /// Symbolic links, which are not followed.
    pub(crate) links: BTreeMap<String, PathBuf>,
}

/// Walks a folder. What audit boards enter is private and no part of the record.
pub(crate) fn walk(folder: &Path) -> anyhow::Result<Walked> {
    fn within(folder: &Path, prefix: &str, out: &mut Walked) -> anyhow::Result<()> {
        let unreadable = |error: std::io::Error| crate::commands::procurement::input::unreadable(folder, &error);
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() && name != "boards" {
                within(&entry.path(), &format!("{name}/"), out)?;
            } else if kind.is_file() {
                out.files.insert(name, entry.path());
            } else if kind.is_symlink() {
                out.links.insert(name, entry.path());
            }
        }
        Ok(())
    }
    let mut out = Walked::default();
    within(folder, "", &mut out)?;
    Ok(out)
}
