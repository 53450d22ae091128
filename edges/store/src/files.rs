//! How files get into the public folder: whole or not at all, and durable where something relies on them.

use crate::error::StoreError;
use crate::faults::{Faults, Operation, Step};
use record::CopyRead;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Where files lie until they are whole. A point keeps it out of most static hosts' listings.
const UNFINISHED: &str = ".tmp";
/// From so many files on, one sync of the file system is cheaper than one sync each.
const SYNC_EACH_LIMIT: usize = 16;

/// A folder of static files: the copy of the record that others may read.
#[derive(Clone)]
pub(crate) struct Files {
    root: Arc<Path>,
    faults: Option<Arc<dyn Faults>>,
    folders: Arc<Mutex<HashSet<PathBuf>>>,
    next: Arc<AtomicU64>,
}

/// Why writing failed, and whether it was a sync: after a failed sync nothing may be assumed.
#[derive(Debug)]
pub(crate) struct FileFailure {
    pub(crate) error: StoreError,
    pub(crate) sync: bool,
}

impl From<FileFailure> for StoreError {
    fn from(failure: FileFailure) -> Self {
        failure.error
    }
}

impl Files {
    pub(crate) fn new(root: &Path, faults: Option<Arc<dyn Faults>>) -> Self {
        Self { root: Arc::from(root), faults, folders: Arc::default(), next: Arc::default() }
    }

    /// Where a file of the copy lies on disk.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Passes a place between two steps; an error stands for a crash there.
    pub(crate) fn step(&self, step: Step) -> io::Result<()> {
        self.faults.as_ref().map_or(Ok(()), |faults| faults.step(step))
    }

    /// Reads a file; `None` if there is none or it is longer than `limit`.
    pub(crate) fn read_file(&self, relative: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(relative);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file("reading", path, error)),
        }
    }

    /// Whether a file is there.
    pub(crate) fn has(&self, relative: &str) -> bool {
        self.path(relative).is_file()
    }

    /// Writes files under their final names without sync: for what the database can make again.
    pub(crate) fn write_plain(&self, relative: &str, bytes: &[u8]) -> Result<(), FileFailure> {
        let path = self.path(relative);
        self.folder_of(&path)?;
        self.write(&path, bytes)
    }

    /// Writes files whole and durable: temporary file, sync, rename, sync of the folders. Returns when all are.
    pub(crate) fn write_durable<B: AsRef<[u8]>>(&self, files: &[(String, B)]) -> Result<(), FileFailure> {
        let moves = self.write_unfinished(files)?;
        self.sync_files(moves.iter().map(|(unfinished, _)| unfinished.as_path()))?;
        let folders = self.finish(&moves)?;
        folders.into_iter().try_for_each(|folder| self.sync_folder(folder))
    }

    /// Writes files whole: temporary file, rename. Not durable before [`Files::sync_all`]; only for names that nothing
    /// published relies on yet.
    pub(crate) fn write_whole<B: AsRef<[u8]>>(&self, files: &[(String, B)]) -> Result<(), FileFailure> {
        let moves = self.write_unfinished(files)?;
        self.finish(&moves).map(drop)
    }

    /// Writes files under temporary names; returns these with the final ones.
    fn write_unfinished<B: AsRef<[u8]>>(
        &self,
        files: &[(String, B)],
    ) -> Result<Vec<(PathBuf, PathBuf)>, FileFailure> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        self.ensure_folder(&self.root.join(UNFINISHED))?;
        let mut moves = Vec::with_capacity(files.len());
        for (relative, bytes) in files {
            let path = self.path(relative);
            self.folder_of(&path)?;
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let unfinished = self.root.join(UNFINISHED).join(format!("{}-{number}", std::process::id()));
            self.write(&unfinished, bytes.as_ref())?;
            moves.push((unfinished, path));
        }
        Ok(moves)
    }

    /// Gives files their final names; returns the folders they lie in.
    fn finish<'a>(&self, moves: &'a [(PathBuf, PathBuf)]) -> Result<Vec<&'a Path>, FileFailure> {
        let mut folders: Vec<&Path> = Vec::new();
        for (unfinished, path) in moves {
            self.ask(&Operation::Rename(unfinished, path), path, "renaming")?;
            fs::rename(unfinished, path).map_err(|e| failure("writing", path, e))?;
            let folder = path.parent().expect("a file lies in a folder");
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        Ok(folders)
    }

    /// Makes files durable that lie under their final names: one by one, or all at once if there are many.
    pub(crate) fn sync_written(&self, relatives: &[String]) -> Result<(), FileFailure> {
        let paths: Vec<PathBuf> = relatives.iter().map(|relative| self.path(relative)).collect();
        // A file may have been erased since it was written.
        let there: Vec<&Path> = paths.iter().map(PathBuf::as_path).filter(|path| path.exists()).collect();
        self.sync_files(there.iter().copied())?;
        let folders: HashSet<&Path> = there.iter().filter_map(|path| path.parent()).collect();
        folders.into_iter().try_for_each(|folder| self.sync_folder(folder))
    }

    /// Deletes a file if it is there.
    pub(crate) fn remove(&self, relative: &str) -> Result<(), FileFailure> {
        let path = self.path(relative);
        self.ask(&Operation::Remove(&path), &path, "deleting")?;
        match fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failure("deleting", &path, error)),
        }
    }

    /// Makes a folder's names durable.
    pub(crate) fn sync_folder(&self, folder: &Path) -> Result<(), FileFailure> {
        self.ask_sync(&Operation::SyncFolder(folder), folder)?;
        match File::open(folder) {
            Ok(open) => open.sync_all().map_err(|e| sync_failure(folder, e)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failure("opening", folder, error)),
        }
    }

    /// Deletes what a crash left half-written.
    pub(crate) fn sweep(&self) -> Result<(), StoreError> {
        let folder = self.root.join(UNFINISHED);
        match fs::remove_dir_all(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file("deleting", folder, error)),
        }
        self.folders.lock().expect("no thread panics while it holds the list of folders").remove(&folder);
        Ok(())
    }

    /// Deletes the partial tiles of a row that has become full: whoever wants one cuts it from the full one.
    pub(crate) fn remove_partials(&self, full_tile: &str) -> Result<(), FileFailure> {
        let folder = self.path(&format!("{full_tile}.p"));
        if !folder.is_dir() {
            return Ok(());
        }
        self.ask(&Operation::Remove(&folder), &folder, "deleting")?;
        self.folders.lock().expect("no thread panics while it holds the list of folders").remove(&folder);
        match fs::remove_dir_all(&folder) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failure("deleting", &folder, error)),
        }
    }

    /// The names in a folder of the copy; empty if there is none.
    pub(crate) fn names(&self, relative: &str) -> Result<Vec<String>, StoreError> {
        let path = self.path(relative);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(StoreError::file("listing", path, error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|e| StoreError::file("listing", &path, e))?;
            names.extend(entry.file_name().into_string().ok());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), FileFailure> {
        self.ask(&Operation::Write(path), path, "writing")?;
        let written = File::create(path).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| {
            // A half-written file must not stay under a final name; if deleting fails too, opening repairs it.
            let _ = fs::remove_file(path);
            failure("writing", path, error)
        })
    }

    fn sync_files<'a>(&self, paths: impl ExactSizeIterator<Item = &'a Path>) -> Result<(), FileFailure> {
        if sync_together(paths.len()) {
            return self.sync_all();
        }
        for path in paths {
            self.ask_sync(&Operation::Sync(path), path)?;
            let file = File::open(path).map_err(|e| failure("opening", path, e))?;
            file.sync_all().map_err(|e| sync_failure(path, e))?;
        }
        Ok(())
    }

    /// Makes everything durable that was written before, names and bytes: one call for thousands of files.
    #[cfg(target_os = "linux")]
    pub(crate) fn sync_all(&self) -> Result<(), FileFailure> {
        self.ask_sync(&Operation::SyncAll, &self.root)?;
        let folder = File::open(&self.root).map_err(|e| failure("opening", &self.root, e))?;
        rustix::fs::syncfs(&folder).map_err(|e| sync_failure(&self.root, e.into()))
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn sync_all(&self) -> Result<(), FileFailure> {
        unreachable!("other systems sync file by file")
    }

    fn folder_of(&self, path: &Path) -> Result<(), FileFailure> {
        self.ensure_folder(path.parent().expect("a file lies in a folder"))
    }

    fn ensure_folder(&self, folder: &Path) -> Result<(), FileFailure> {
        if self.folders.lock().expect("no thread panics while it holds the list of folders").contains(folder) {
            return Ok(());
        }
        if !folder.is_dir() {
            let parent = folder.parent().expect("the folder lies below the root");
            if folder != &*self.root {
                self.ensure_folder(parent)?;
            }
            self.ask(&Operation::CreateFolder(folder), folder, "creating")?;
            match fs::create_dir(folder) {
                Ok(()) => self.sync_folder(parent)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failure("creating", folder, error)),
            }
        }
        self.folders.lock().expect("no thread panics while it holds the list of folders").insert(folder.to_owned());
        Ok(())
    }

    fn ask(&self, operation: &Operation<'_>, path: &Path, doing: &'static str) -> Result<(), FileFailure> {
        let Some(faults) = &self.faults else { return Ok(()) };
        faults.operation(operation).map_err(|error| failure(doing, path, error))
    }

    fn ask_sync(&self, operation: &Operation<'_>, path: &Path) -> Result<(), FileFailure> {
        let Some(faults) = &self.faults else { return Ok(()) };
        faults.operation(operation).map_err(|error| sync_failure(path, error))
    }
}

impl CopyRead for Files {
    fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, String> {
        let file = match File::open(self.path(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let mut bytes = Vec::new();
        file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() > limit {
            return Err(format!("the file has more than {limit} bytes"));
        }
        Ok(Some(bytes))
    }
}

/// Whether so many files are made durable by one sync of the file system rather than one by one.
pub(crate) const fn sync_together(files: usize) -> bool {
    files > SYNC_EACH_LIMIT && cfg!(target_os = "linux")
}

fn failure(doing: &'static str, path: &Path, source: io::Error) -> FileFailure {
    FileFailure { error: StoreError::file(doing, path, source), sync: false }
}

fn sync_failure(path: &Path, source: io::Error) -> FileFailure {
    FileFailure { error: StoreError::file("making durable", path, source), sync: true }
}
