//! What the verbs of private rooms share: accounts, the start of a server, and the folder on the disk that it is lent.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use clap::Args;
use site::room::{Accounts, Duty, Files, Options};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};

/// What else is done with an account than making it.
#[derive(Debug, Args)]
pub(crate) struct AccountOptions {
    /// Give an account that is there a new pass phrase; the old one ends.
    #[arg(long, conflicts_with = "close")]
    renew: bool,
    /// Close the account; its id is not given out again.
    #[arg(long)]
    close: bool,
}

impl AccountOptions {
    /// Whether an account that is there is meant.
    pub(crate) const fn renews(&self) -> bool {
        self.renew
    }
}

/// How a room is served.
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Name in the head of every page.
    #[arg(long, default_value = "")]
    title: String,
    /// A proxy in front speaks TLS with the readers: their browsers send the cookie over TLS only.
    #[arg(long)]
    behind_tls: bool,
}

fn accounts_name<D: Duty>() -> String {
    format!("{}/accounts.json", D::PLACE)
}

fn damaged<D: Duty>(text: String) -> Failure {
    Failure::new("unreadable", text, "Restore the file, and run again.").at(accounts_name::<D>())
}

/// Makes, renews or closes an account. `role`: as asked for; an account that is there keeps its own. `may`: what must hold
/// of a new account.
pub(crate) fn account<X: Send + Sync + 'static, D: Duty>(
    place: &Private<X>,
    id: &str,
    role: Option<D>,
    options: &AccountOptions,
    may: impl Fn(D) -> Result<(), Failure>,
    cli: &Cli,
) -> anyhow::Result<Exit> {
    let name = accounts_name::<D>();
    let _alone = place.alone("accounts.lock", true)?;
    let bytes = place.read(&name).context("reading the accounts")?;
    let mut accounts: Accounts<D> = Accounts::read(bytes.as_deref()).map_err(damaged::<D>)?;
    let phrase = if options.close {
        if !accounts.close(id) {
            let remedy = "Name an account that is there.";
            return Err(Failure::usage("no-account", format!("there is no account {id}"), remedy).into());
        }
        None
    } else {
        let own = accounts.role(id).filter(|_| options.renew);
        if let (Some(own), Some(asked)) = (own, role)
            && own != asked
        {
            let remedy = "Leave --role out, or make another account for another role.";
            return Err(Failure::usage("account", format!("{id} has another role"), remedy).into());
        }
        let role = own.or(role).ok_or_else(|| {
            Failure::usage("account", "a new account needs a role", "Say which with --role; --help lists them.")
        })?;
        if own.is_none() {
            may(role)?;
        }
        let remedy = "Use --renew for an account that is there, leave it out for a new one, and choose another id for a closed one.";
        let made = accounts.set(id, role, options.renew, random()?);
        Some(made.map_err(|what| Failure::usage("account", what, remedy))?)
    };
    place.write(&name, &accounts.write()).context("writing the accounts")?;
    if cli.json {
        let kind = format!("{}-account", D::PLACE);
        output::json(&serde_json::json!({"kind": kind, "version": 1, "id": id, "pass_phrase": phrase}))?;
    } else if let Some(phrase) = phrase {
        output::text(format!("{id}: {phrase}"));
        output::remark("Hand the pass phrase over in person or by a safe way. It is written down nowhere.");
    } else {
        output::text(format!("{id}: closed"));
    }
    Ok(Exit::Done)
}

/// What must hold before a room opens: it has accounts, and no other server holds it, as long as the answer lives.
pub(crate) fn opened<X: Send + Sync + 'static, D: Duty>(
    place: &Private<X>,
    listen: SocketAddr,
    options: &ServeOptions,
    account: &str,
) -> anyhow::Result<(File, Options)> {
    let bytes = place.read(&accounts_name::<D>()).context("reading the accounts")?;
    if bytes.is_none() {
        let remedy = format!("Make accounts first: `scrutineer {account}`.");
        return Err(Failure::new("no-accounts", "the room has no accounts", remedy).into());
    }
    Accounts::<D>::read(bytes.as_deref()).map_err(damaged::<D>)?;
    let held = place.hold()?;
    if !listen.ip().is_loopback() && !options.behind_tls {
        output::remark(
            "Pass phrases and answers would cross the network in the clear: put a proxy with TLS in front, listen on 127.0.0.1, and say --behind-tls.",
        );
    }
    Ok((held, Options { title: options.title.clone(), secure: options.behind_tls }))
}

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

    /// The path of a file below the folder.
    fn path(&self, name: &str) -> io::Result<PathBuf> {
        if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` is no name of a file here")));
        }
        Ok(self.root.join(name))
    }

    /// The path of a file to write, with its folder made; what lies in the private part is for its owner alone.
    fn made(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.path(name)?;
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
    fn hold(&self) -> anyhow::Result<File> {
        self.alone("lock", false)
    }

    /// Holds one of the room's locks as long as the answer lives; waits for it, or says that it is held.
    fn alone(&self, name: &str, wait: bool) -> anyhow::Result<File> {
        let path = self.made(&format!("{}/{name}", self.place))?;
        let file = File::create(&path)?;
        if wait {
            file.lock()?;
            return Ok(file);
        }
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
        // A link may lead to another file of the folder, never out of it.
        let path = match self.path(name)?.canonicalize() {
            Ok(path) => path,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match path.starts_with(&self.root) {
            true => fs::read(path).map(Some),
            false => Err(io::Error::other(format!("`{name}` is a link that leads out of the folder"))),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.made(name)?;
        let beside = path.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        sync_folder(&path)
    }

    fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Whole or not at all: written beside, then linked to the name, which fails if it is taken.
        let path = self.made(name)?;
        let beside = self.made(&format!("{}/{}.new", self.place, base::digest::hex(&self.random())))?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let linked = fs::hard_link(&beside, &path);
        fs::remove_file(&beside)?;
        linked?;
        sync_folder(&path)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.made(name)?)?;
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
fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("asking the system for randomness: {error}"))?;
    Ok(bytes)
}

/// Makes a new name in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
