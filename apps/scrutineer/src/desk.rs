//! A record's folder opened to work at: the store, the operator's key, and how a body becomes a submission.

use crate::output::Failure;
use anyhow::Context as _;
use base::Private;
use kinds::Body;
use record::issuer::{Issuer, Role};
use record::statement::{Envelope, Statement, Subject};
use record::{IssuerId, KeyType, Publicity, SigningKey};
use std::path::{Path, PathBuf};
use store::{Database, Options, Receipt, Store, Submission};

/// The environment variable that names the PostgreSQL database instead of the embedded default.
pub(crate) const DATABASE_VARIABLE: &str = "SCRUTINEER_DATABASE";

/// An opened record with the key that signs statements.
pub(crate) struct Desk {
    pub(crate) dir: PathBuf,
    pub(crate) store: Store,
    pub(crate) key: SigningKey,
    /// Fields that look like personal data and, as a person confirmed, are none: JSON pointers, `*` for any one step.
    pub(crate) personal_confirmed: Vec<String>,
}

/// Makes an empty record in a folder: keys, store, and the operator as its first entry.
pub(crate) fn create(dir: &Path, organisation: &str, origin: Option<&str>) -> anyhow::Result<Desk> {
    let keys = keys_folder(dir);
    if keys.join("log.key").exists() {
        return Err(Failure::new(
            "record-exists",
            format!("{} already holds a record", dir.display()),
            "Name an empty folder, or work on with the record that is there.",
        )
        .into());
    }
    std::fs::create_dir_all(&keys).with_context(|| format!("making {}", keys.display()))?;
    restrict(&dir.join("private"))?;
    let origin = match origin {
        Some(origin) => origin.to_owned(),
        None => format!("localhost/{}", base::digest::hex(&random::<8>()?)),
    };
    let log_key = new_key(&origin)?;
    let issuer_key = new_key("operator")?;
    write_secret(&keys.join("log.key"), log_key.to_secret_line().expose())?;
    write_secret(&keys.join("operator.key"), issuer_key.to_secret_line().expose())?;
    write_secret(&keys.join("persons.key"), &base::digest::hex(&random::<32>()?))?;
    let store = Store::create(dir, &Options::writing(database(), log_key))?;
    let desk = Desk { dir: dir.to_owned(), store, key: issuer_key, personal_confirmed: Vec::new() };
    let issuer = Issuer {
        organisation: organisation.to_owned(),
        role: Role::Operator,
        key: desk.key.verifier().clone(),
        valid_from: now_seconds(),
        valid_until: None,
        kinds: vec!["*".to_owned()],
    };
    desk.append(&Body::Issuer(issuer), &[], Vec::new())?;
    Ok(desk)
}

/// Opens a record to append to. `key`: file of the signing key; by default the operator's in `DIR/private/keys`.
pub(crate) fn open(dir: &Path, key: Option<&Path>) -> anyhow::Result<Desk> {
    let keys = keys_folder(dir);
    let log_key = open_key(&keys.join("log.key")).map_err(|error| match dir.join("public").exists() {
        true => error,
        false => no_record(dir),
    })?;
    let key = open_key(key.unwrap_or(&keys.join("operator.key")))?;
    let store = Store::open(dir, &Options::writing(database(), log_key))?;
    Ok(Desk { dir: dir.to_owned(), store, key, personal_confirmed: Vec::new() })
}

/// Opens a record for reading only.
pub(crate) fn open_reading(dir: &Path) -> anyhow::Result<Store> {
    if !dir.join("public").exists() {
        return Err(no_record(dir));
    }
    Ok(Store::open(dir, &Options::reading(database()))?)
}

impl Desk {
    /// Signs a body with the desk's key. It names the entries it refers to by their commitments.
    pub(crate) fn submission(&self, body: &Body, refs: &[u64], blobs: Vec<Vec<u8>>) -> anyhow::Result<Submission> {
        let subjects = body.subjects().into_iter();
        let mut predicate = body.predicate();
        let named = refs.iter().map(|index| self.commitment(*index)).collect::<anyhow::Result<Vec<_>>>()?;
        record::reference::refer(&mut predicate, &named);
        let statement = Statement {
            subjects: subjects.map(|(name, sha256)| Subject { name: Some(name), sha256 }).collect(),
            kind: body.kind().to_owned(),
            predicate,
        };
        let envelope = statement.sign(&self.key)?;
        let mut submission = Submission::public(body.kind(), IssuerId::of(self.key.verifier()), envelope);
        submission.publicity = Publicity::Public;
        submission.refs = refs.to_vec();
        submission.blobs = blobs;
        Ok(submission)
    }

    /// The commitment of an entry that a statement is to name.
    fn commitment(&self, index: u64) -> anyhow::Result<base::Digest> {
        let entry = self.store.entry(index)?.ok_or_else(|| {
            let remedy = "See `scrutineer record list` for those there are.";
            Failure::new("no-entry", format!("there is no entry {index}"), remedy)
        })?;
        Ok(entry.entry.commitment)
    }

    /// Signs a body with the desk's key and a second one: four eyes.
    pub(crate) fn submission_signed_by_two(
        &self,
        body: &Body,
        refs: &[u64],
        second: &SigningKey,
    ) -> anyhow::Result<Submission> {
        let mut submission = self.submission(body, refs, Vec::new())?;
        let mut envelope = Envelope::parse(&submission.statement)?;
        let other = Self {
            dir: self.dir.clone(),
            store: self.store.clone(),
            key: second.clone(),
            personal_confirmed: Vec::new(),
        };
        envelope.signatures.extend(Envelope::parse(&other.submission(body, refs, Vec::new())?.statement)?.signatures);
        submission.statement = envelope.to_bytes();
        Ok(submission)
    }

    /// Signs and appends one body.
    pub(crate) fn append(&self, body: &Body, refs: &[u64], blobs: Vec<Vec<u8>>) -> anyhow::Result<Receipt> {
        let receipts = self.store.append(vec![self.submission(body, refs, blobs)?])?;
        receipts.first().copied().context("the store answered without a receipt")
    }

    /// The key that makes pseudonyms of natural persons; stays in the folder.
    pub(crate) fn persons_key(&self) -> anyhow::Result<Private<[u8; 32]>> {
        let path = keys_folder(&self.dir).join("persons.key");
        let text = std::fs::read_to_string(&path).with_context(|| format!("opening {}", path.display()))?;
        let bytes = base::digest::unhex(text.trim()).and_then(|b| <[u8; 32]>::try_from(b).ok());
        Ok(Private::new(bytes.with_context(|| format!("{} does not hold 64 hexadecimal digits", path.display()))?))
    }
}

/// Seconds since 1970 by this machine's clock.
pub(crate) fn now_seconds() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or_default()
}

/// Where a record keeps its keys.
pub(crate) fn keys_folder(dir: &Path) -> PathBuf {
    dir.join("private").join("keys")
}

/// Makes a signing key of this name from the system's randomness.
pub(crate) fn new_key(name: &str) -> anyhow::Result<SigningKey> {
    Ok(SigningKey::from_seed(name, KeyType::Ed25519, &Private::new(random::<32>()?))?)
}

/// Writes a secret so that only its owner can read it; never over an existing file.
pub(crate) fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("making {}", path.display()))?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    Ok(())
}

/// Reads a signing key from its file.
pub(crate) fn open_key(path: &Path) -> anyhow::Result<SigningKey> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new("key-missing", format!("the key cannot be read: {error}"), "Name the right key with --key.")
            .at(path.display().to_string())
    })?;
    Ok(SigningKey::parse_secret_line(&Private::new(text.trim().to_owned()))?)
}

fn no_record(dir: &Path) -> anyhow::Error {
    Failure::new(
        "no-record",
        format!("{} holds no record", dir.display()),
        "Make one with `scrutineer record init DIR`, or name the right folder.",
    )
    .into()
}

fn database() -> Database {
    match std::env::var(DATABASE_VARIABLE) {
        Ok(url) if !url.is_empty() => Database::Postgres(url),
        _ => Database::Sqlite,
    }
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("the system gives no randomness: {error}"))?;
    Ok(bytes)
}

#[cfg(unix)]
fn restrict(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?)
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> anyhow::Result<()> {
    Ok(())
}
