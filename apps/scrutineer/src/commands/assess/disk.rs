//! A folder on disk, which no file name leaves.

use crate::output::Failure;
use assess::Folder;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A folder on disk.
#[derive(Debug)]
pub(crate) struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Opens a folder that exists.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let root = path.canonicalize().ok().filter(|root| root.is_dir()).ok_or_else(|| {
            Failure::new("no-folder", "there is no such folder", "Name a folder that exists.")
                .at(path.display().to_string())
        })?;
        Ok(Self { root })
    }

    /// The path of a file; `None` if its name, or a link, leads out of the folder.
    fn inside(&self, name: &str) -> Option<PathBuf> {
        let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        let path = plain.then(|| self.root.join(name))?.canonicalize().ok()?;
        path.starts_with(&self.root).then_some(path)
    }
}

impl Folder for Disk {
    fn open(&self, name: &str) -> Option<Box<dyn Read + '_>> {
        let path = self.inside(name).filter(|path| path.is_file())?;
        Some(Box::new(File::open(path).ok()?))
    }

    fn names(&self, under: &str) -> Vec<String> {
        let Some(entries) = self.inside(under).and_then(|path| path.read_dir().ok()) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        names
    }
}
