//! A disk that loses, when the power fails, what was not synced: bytes, names and renames. And one that fails on demand.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::faults::{Faults, Operation, Step};

/// Which operations fail, after how many of them, with which error number.
type Failure = (fn(&Operation<'_>) -> bool, usize, i32);

/// Stops the store at a step, fails operations, and remembers what a power failure would lose.
#[derive(Default)]
pub(crate) struct Disk {
    /// Stop here, at the how-many-eth pass (from 1).
    pub(crate) stop_at: Option<(Step, usize)>,
    passes: AtomicUsize,
    /// Fail the how-many-eth operation (from 1) that this accepts, with the error of this number.
    pub(crate) fail: Mutex<Option<Failure>>,
    counted: AtomicUsize,
    /// How many operations of each name were asked for.
    pub(crate) asked: Mutex<HashMap<&'static str, usize>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What each touched path would hold after a power failure now.
    durable: HashMap<PathBuf, Option<Vec<u8>>>,
    /// Bytes that were synced, under whatever name.
    synced: HashMap<PathBuf, Vec<u8>>,
    folders: HashSet<PathBuf>,
}

pub(crate) const ENOSPC: i32 = 28;
pub(crate) const EIO: i32 = 5;

impl Disk {
    pub(crate) fn stopping_at(step: Step, pass: usize) -> Self {
        Self { stop_at: Some((step, pass)), ..Self::default() }
    }

    pub(crate) fn failing(which: fn(&Operation<'_>) -> bool, at: usize, error: i32) -> Self {
        Self { fail: Mutex::new(Some((which, at, error))), ..Self::default() }
    }

    /// Whether the failure was reached.
    pub(crate) fn failed(&self) -> bool {
        self.fail.lock().unwrap().is_some_and(|(_, at, _)| self.counted.load(Ordering::SeqCst) >= at)
    }

    pub(crate) fn asked(&self, operation: &str) -> usize {
        self.asked.lock().unwrap().get(operation).copied().unwrap_or_default()
    }

    /// The power fails: the folder is as the disk has it.
    pub(crate) fn lose_power(&self) {
        let state = self.state.lock().unwrap();
        for (path, content) in &state.durable {
            match content {
                Some(bytes) if path.parent().unwrap().is_dir() => std::fs::write(path, bytes).unwrap(),
                _ => drop(std::fs::remove_file(path)),
            }
        }
        for folder in &state.folders {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}

impl State {
    fn touch(&mut self, path: &Path) {
        if !self.durable.contains_key(path) {
            let now = std::fs::read(path).ok();
            if let Some(bytes) = &now {
                self.synced.insert(path.to_owned(), bytes.clone());
            }
            self.durable.insert(path.to_owned(), now);
        }
    }
}

impl Faults for Disk {
    fn step(&self, step: Step) -> io::Result<()> {
        match self.stop_at {
            Some((stop, pass)) if stop == step && self.passes.fetch_add(1, Ordering::SeqCst) + 1 == pass => {
                Err(io::Error::other("the power failed"))
            }
            _ => Ok(()),
        }
    }

    fn operation(&self, operation: &Operation<'_>) -> io::Result<()> {
        let name = match operation {
            Operation::CreateFolder(_) => "create",
            Operation::Write(_) => "write",
            Operation::Sync(_) | Operation::SyncFolder(_) | Operation::SyncAll => "sync",
            Operation::Rename(..) => "rename",
            Operation::Remove(_) => "remove",
        };
        *self.asked.lock().unwrap().entry(name).or_default() += 1;
        if let Some((which, at, error)) = *self.fail.lock().unwrap()
            && which(operation)
            && self.counted.fetch_add(1, Ordering::SeqCst) + 1 == at
        {
            return Err(io::Error::from_raw_os_error(error));
        }
        let mut state = self.state.lock().unwrap();
        match *operation {
            Operation::CreateFolder(path) => drop(state.folders.insert(path.to_owned())),
            Operation::Write(path) => {
                state.touch(path);
                state.synced.remove(path);
            }
            Operation::Sync(path) => {
                if let Ok(bytes) = std::fs::read(path) {
                    state.synced.insert(path.to_owned(), bytes);
                }
            }
            Operation::SyncFolder(folder) => {
                state.folders.retain(|made| made.parent() != Some(folder));
                let inside: Vec<PathBuf> =
                    state.durable.keys().filter(|path| path.parent() == Some(folder)).cloned().collect();
                for path in inside {
                    // A durable name of bytes that are not durable is an empty file.
                    let content = path.is_file().then(|| state.synced.get(&path).cloned().unwrap_or_default());
                    state.durable.insert(path, content);
                }
            }
            Operation::SyncAll => {
                state.folders.clear();
                let all: Vec<PathBuf> = state.durable.keys().cloned().collect();
                for path in all {
                    let now = std::fs::read(&path).ok();
                    if let Some(bytes) = &now {
                        state.synced.insert(path.clone(), bytes.clone());
                    }
                    state.durable.insert(path, now);
                }
            }
            Operation::Rename(from, to) => {
                state.touch(to);
                match state.synced.remove(from) {
                    Some(bytes) => state.synced.insert(to.to_owned(), bytes),
                    None => state.synced.remove(to),
                };
            }
            Operation::Remove(path) if path.is_file() => state.touch(path),
            _ => {}
        }
        Ok(())
    }
}
