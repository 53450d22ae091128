//! The folder of a private room on the disk, as the room's server is lent it.

use crate::output::Failure;
use anyhow::Context as _;
use site::room::Files;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

/// A folder, the name of its private part, and what else its room needs.
pub(crate) struct Private<X> {
    pub(crate) root: PathBuf,
    /// Folder below `root` that is for its owner alone.
    place: &'static str,
    pub(crate) more: X,
}

impl<X> Private<X> {
    /// A folder that exists.
    pub(crate) fn open(folder: &Path, place: &'static str, more: X) -> anyhow::Result<Self> {
        let root = folder.canonicalize().with_context(|| format!("opening {}", folder.display()))?;
        Ok(Self { root, place, more })
    }

    /// The path of a file below the folder, with its folder made; what lies in the private part is for its owner alone.
    fn path(&self, name: &str) -> io::Result<PathBuf> {
        if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` is no name of a file here")));
        }
        let path = self.root.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
            #[cfg(unix)]
            if name.strip_prefix(self.place).is_some_and(|rest| rest.starts_with('/')) {
                use std::os::unix::fs::PermissionsExt as _;
                fs::set_permissions(self.root.join(self.place), fs::Permissions::from_mode(0o700))?;
            }
        }
        Ok(path)
    }

    /// Holds the room for this process as long as the answer lives: two servers over one folder would write over each
    /// other.
    pub(crate) fn hold(&self) -> anyhow::Result<File> {
        let path = self.path(&format!("{}/lock", self.place))?;
        let file = File::create(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::Error(error)) => Err(error.into()),
            Err(fs::TryLockError::WouldBlock) => {
                let remedy = "End the other server, or use the one that runs.";
                Err(Failure::new("room-busy", "another server holds this room", remedy)
                    .at(path.display().to_string())
                    .into())
            }
        }
    }
}

impl<X: Send + Sync + 'static> Files for Private<X> {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(name)?) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name)?;
        let beside = path.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        sync_folder(&path)
    }

    fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Whole or not at all: written beside, then linked to the name, which fails if it is taken.
        let path = self.path(name)?;
        let own = path.file_name().and_then(|n| n.to_str()).unwrap_or("file");
        let beside = self.path(&format!("{}/{own}.new", self.place))?;
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let linked = fs::hard_link(&beside, &path);
        fs::remove_file(&beside)?;
        linked?;
        sync_folder(&path)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.path(name)?)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn now(&self) -> String {
        base::time::rfc3339(jiff::Timestamp::now().as_millisecond())
    }

    fn random(&self) -> [u8; 32] {
        // Without randomness nobody can sign in safely; a page that breaks is the right answer.
        random().expect("the system gives randomness")
    }
}

/// Bytes nobody knows.
pub(crate) fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("asking the system for randomness: {error}"))?;
    Ok(bytes)
}

/// Makes a new name in a folder durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
