//! The handle: what can be asked of a record's folder and database.

use crate::db::Connection;
use crate::error::StoreError;
use crate::faults::Step;
use crate::files::Files;
use crate::fsck::{self, Fsck};
use crate::options::{Database, Layout, Options};
use crate::pool::Pool;
use crate::publish::{self, CHECKPOINT, Work};
use crate::read::{self, StoredEntry};
use crate::recover::{self, Recovered};
use crate::row::{Listing, Query, Row};
use crate::sequencer::{self, MAX_BATCH, Request};
use crate::shared::{self, Core};
use crate::submission::{Prepared, Receipt, Submission, check_references, check_size, prepare};
use crate::{project, restore, schema, search};
use base::Digest;
use base::digest::sha256;
use record::VerifierKey;
use record::copy::blob_path;
use record::entry::ERASURE;
use record::{Code, Refusal, SignedCheckpoint};
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Requests that may wait for the sequencer; more wait in `append`.
const WAITING_REQUESTS: usize = 256;
/// The path of the log's verifier key in a copy.
const LOG_KEY: &str = "log.vkey";

/// A record on disk. Clones share one sequencer and one set of reading connections.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    layout: Layout,
    options: Options,
    files: Files,
    readers: Pool,
    log_key: VerifierKey,
    writer: Mutex<Writer>,
}

enum Writer {
    /// The sequencer runs.
    Running(Running),
    /// Nothing is appended, and why.
    Refusing(Arc<StoreError>),
}

struct Running {
    core: Arc<Core>,
    requests: Option<SyncSender<Request>>,
    threads: Vec<JoinHandle<()>>,
}

impl Store {
    /// Makes an empty record in a folder and opens it. The log's key gives the origin by its name.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] if the folder or the database holds a record; [`StoreError::ReadOnly`] without a key.
    pub fn create(folder: &Path, options: &Options) -> Result<Self, StoreError> {
        let layout = Layout { folder: folder.to_owned() };
        let key = options.log_key.as_ref().ok_or(StoreError::ReadOnly)?;
        make_folders(&layout)?;
        let files = Files::new(&layout.public(), options.faults.clone());
        let there = || StoreError::AlreadyThere { path: folder.to_owned() };
        if files.has(LOG_KEY) {
            return Err(there());
        }
        let mut connection = shared::connect(&options.database, &layout)?;
        schema::migrate(&mut connection)?;
        if shared::head(&mut connection)?.is_some_and(|head| head.size > 0) {
            return Err(there());
        }
        shared::ensure_head(&mut connection)?;
        check_key(&mut connection, key.verifier())?;
        drop(connection);
        let line = format!("{}\n", key.verifier());
        files.write_durable(&[(LOG_KEY.to_owned(), line.into_bytes())])?;
        let store = Self::open(folder, options)?;
        store.writable()?;
        Ok(store)
    }

    /// Opens a record. With the log's key in the options, also for appending: what a crash left is put right first.
    ///
    /// If appending is not possible (another process appends, the database is an older state, …) the record is opened
    /// for reading all the same, and [`Store::writable`] says why.
    ///
    /// # Errors
    /// [`StoreError::NoRecord`], [`StoreError::KeyDiffers`], [`StoreError::SchemaNewer`] or what the database says.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, StoreError> {
        let layout = Layout { folder: folder.to_owned() };
        let files = Files::new(&layout.public(), options.faults.clone());
        let log_key = read_log_key(&files, folder)?;
        if let Some(key) = &options.log_key {
            if *key.verifier() != log_key {
                return Err(StoreError::KeyDiffers {
                    expected: log_key.to_string(),
                    found: key.verifier().to_string(),
                });
            }
            make_folders(&layout)?;
            schema::migrate(&mut shared::connect(&options.database, &layout)?)?;
        } else if options.database == Database::Sqlite && !layout.sqlite().is_file() {
            return Err(StoreError::NoRecord { path: folder.to_owned() });
        }
        let readers = Pool::new(options.database.clone(), layout.sqlite(), options.readers);
        readers.with(|connection| match schema::version(connection)? {
            0 => Err(StoreError::NoRecord { path: folder.to_owned() }),
            found if found > schema::VERSION => Err(StoreError::SchemaNewer { found, known: schema::VERSION }),
            _ => Ok(()),
        })?;
        let inner = Inner {
            layout,
            options: options.clone(),
            files,
            readers,
            log_key,
            writer: Mutex::new(Writer::Refusing(Arc::new(StoreError::ReadOnly))),
        };
        if options.log_key.is_some() {
            let mut writer = inner.writer.lock().expect("nobody else has the store yet");
            *writer = inner.start();
            drop(writer);
        }
        Ok(Self(Arc::new(inner)))
    }

    /// Whether entries can be appended.
    ///
    /// # Errors
    /// Why not: [`StoreError::ReadOnly`], [`StoreError::Locked`], [`StoreError::RolledBack`], … within
    /// [`StoreError::Shared`].
    pub fn writable(&self) -> Result<(), StoreError> {
        self.running(|core, _| core.stopped().map_or(Ok(()), |error| Err(StoreError::Shared(error))))?
    }

    /// Appends statements, in this order, durable and published when it returns. A statement that stands on the record
    /// already gets its old index. More than 4,096 are appended in several transactions.
    ///
    /// # Errors
    /// [`StoreError::Refused`] before anything is written; [`StoreError::NotPublished`] if entries are durable but could
    /// not be published, or why nothing can be appended at all. Submitting again is always safe.
    pub fn append(&self, submissions: Vec<Submission>) -> Result<Vec<Receipt>, StoreError> {
        let options = &self.0.options;
        let mut prepared = Vec::with_capacity(submissions.len());
        let mut blobs = Vec::new();
        for (at, submission) in submissions.into_iter().enumerate() {
            if submission.kind == ERASURE {
                return Err(erasure_refused("an erasure is appended through `erase`").into());
            }
            let (one, documents) = prepare(submission, options).map_err(|error| within_submission(error, at))?;
            prepared.push(one);
            blobs.extend(documents);
        }
        self.writable()?;
        self.check_references(&prepared)?;
        let under_way = self.write_blobs(&blobs)?;
        let mut receipts = Vec::with_capacity(prepared.len());
        let mut rest = prepared.into_iter().peekable();
        while rest.peek().is_some() {
            let chunk: Vec<Prepared> = rest.by_ref().take(MAX_BATCH).collect();
            receipts.extend(self.ask(|reply| Request::Append(chunk, reply))?);
        }
        drop(under_way);
        Ok(receipts)
    }

    /// Appends an erasure (kind `record.erasure`, see [`record::erasure::Erasure`]) and deletes what it names: whole
    /// statements with nonces, disclosures, and documents that no other statement needs; or single disclosures and
    /// documents. Deleting follows the publication of the erasure's entry. All copies outside are out of reach.
    ///
    /// # Errors
    /// `R-ERASURE-BAD` if there is nothing to erase; otherwise as [`Store::append`].
    pub fn erase(&self, erasure: Submission) -> Result<Receipt, StoreError> {
        if erasure.kind != ERASURE {
            return Err(erasure_refused("the submission is not of kind `record.erasure`").into());
        }
        let (prepared, blobs) = prepare(erasure, &self.0.options)?;
        self.writable()?;
        self.check_references(std::slice::from_ref(&prepared))?;
        let under_way = self.write_blobs(&blobs)?;
        let receipts = self.ask(|reply| Request::Erase(Box::new(prepared), reply))?;
        drop(under_way);
        receipts.into_iter().next().ok_or_else(|| shared::damaged("sequencer", "no receipt for an erasure"))
    }

    /// Stores a document in the copy, durable when it returns, and says its digest. Storing it again changes nothing.
    ///
    /// # Errors
    /// `R-SIZE`, or why the file could not be written.
    pub fn put_blob(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        check_size("the blob", bytes.len(), self.0.options.max_blob)?;
        self.writable()?;
        drop(self.write_blobs(&[bytes])?);
        Ok(sha256(bytes))
    }

    /// A published document. `None` if it is not there, or does not have its digest.
    ///
    /// # Errors
    /// Why the file could not be read.
    pub fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = self.0.files.read_file(&blob_path(digest))?;
        Ok(bytes.filter(|bytes| sha256(bytes) == *digest))
    }

    /// Entries in the log that are published.
    ///
    /// # Errors
    /// Why the checkpoint could not be read.
    pub fn size(&self) -> Result<u64, StoreError> {
        Ok(SignedCheckpoint::parse(self.checkpoint()?.as_bytes())?.checkpoint.size)
    }

    /// The published checkpoint: a signed note, with the cosignatures it has.
    ///
    /// # Errors
    /// Why it could not be read.
    pub fn checkpoint(&self) -> Result<String, StoreError> {
        let bytes =
            self.0.files.read_file(CHECKPOINT)?.ok_or_else(|| shared::damaged("public/checkpoint", "missing"))?;
        String::from_utf8(bytes).map_err(|_| shared::damaged("public/checkpoint", "not UTF-8"))
    }

    /// Adds the signatures that others put under a checkpoint of this log, and publishes them if it is the latest.
    ///
    /// # Errors
    /// What reading and verifying the note gives, or why it could not be stored.
    pub fn add_cosignatures(&self, note: &str) -> Result<(), StoreError> {
        let (reply, answer) = channel();
        self.send(Request::Cosigned(note.to_owned(), reply))?;
        answer.recv().map_err(|_| self.gone())?
    }

    /// The log's verifier key; its name is the origin.
    pub fn log_key(&self) -> &VerifierKey {
        &self.0.log_key
    }

    /// The folder that is the copy of the record: `DIR/public`.
    pub fn public_folder(&self) -> PathBuf {
        self.0.layout.public()
    }

    /// One entry; `None` beyond the end of the log.
    ///
    /// # Errors
    /// What the database says.
    pub fn entry(&self, index: u64) -> Result<Option<StoredEntry>, StoreError> {
        Ok(self.entries(index..index.saturating_add(1))?.into_iter().next())
    }

    /// The entries of a range, as far as it lies in the log. Holds all of them in memory.
    ///
    /// # Errors
    /// What the database says.
    pub fn entries(&self, range: Range<u64>) -> Result<Vec<StoredEntry>, StoreError> {
        let mut found = Vec::new();
        self.for_each_entry(range, &mut |entry| {
            found.push(entry);
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands the entries of a range to `each`, one at a time.
    ///
    /// # Errors
    /// What the database says, or the first error of `each`.
    pub fn for_each_entry(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let last = i64::MAX as u64;
        self.0.readers.with(|connection| read::entries(connection, range.start.min(last), range.end.min(last), each))
    }

    /// The proof that an entry is in the published log, as a `.tlog-proof` file's text.
    ///
    /// # Errors
    /// `R-PROOF-BAD` beyond the end of the log, or what reading the tiles gives.
    pub fn proof(&self, index: u64) -> Result<String, StoreError> {
        Ok(read::proof(&self.0.files, &self.checkpoint()?, index)?.to_string())
    }

    /// Replaces the whole projection; returns the number of rows. Readers see the old rows until all are there.
    ///
    /// # Errors
    /// [`StoreError::RowTwice`], or what the database says; the old rows stand then.
    pub fn replace_rows(&self, rows: &mut dyn Iterator<Item = Row>) -> Result<u64, StoreError> {
        let mut connection = shared::connect(&self.0.options.database, &self.0.layout)?;
        project::replace(&mut connection, rows)
    }

    /// One row of the projection; its `text` is empty.
    ///
    /// # Errors
    /// What the database says.
    pub fn row(&self, kind: &str, id: &str) -> Result<Option<Row>, StoreError> {
        self.0.readers.with(|connection| search::row(connection, kind, id))
    }

    /// The rows that fit a query, one page of them.
    ///
    /// # Errors
    /// What the database says.
    pub fn list(&self, query: &Query) -> Result<Listing, StoreError> {
        self.0.readers.with(|connection| search::list(connection, query))
    }

    /// The values of a facet among the rows that fit a query (its page does not matter), with the number of rows of
    /// each, most first, at most `limit`.
    ///
    /// # Errors
    /// What the database says.
    pub fn facets(&self, query: &Query, facet: &str, limit: u64) -> Result<Vec<(String, u64)>, StoreError> {
        self.0.readers.with(|connection| search::facets(connection, query, facet, limit))
    }

    /// How many rows there are of each kind, by kind.
    ///
    /// # Errors
    /// What the database says.
    pub fn counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.0.readers.with(search::counts)
    }

    /// A digest over the whole projection: equal for equal rows, in whatever order they were stored.
    ///
    /// # Errors
    /// What the database says.
    pub fn rows_digest(&self) -> Result<Digest, StoreError> {
        self.0.readers.with(project::digest)
    }

    /// Holds database and folder against each other and against the signed checkpoint; with `repair`, puts right what
    /// one can put right for the other, and lists it. Appending waits meanwhile when repairing.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if another process appends and something is to be repaired; what database and files say.
    pub fn fsck(&self, repair: bool) -> Result<Fsck, StoreError> {
        if !repair {
            let work = |connection: &mut _| fsck::run(connection, &self.0.files, &self.0.log_key, false);
            return self.0.readers.with(work);
        }
        self.alone(|connection| fsck::run(connection, &self.0.files, &self.0.log_key, true))
    }

    /// Takes entries that the published copy has and the database has not (a restored backup, a lost database) over
    /// into the database, after holding them against the signed checkpoint. Then the store appends again.
    ///
    /// # Errors
    /// If the copy does not give its checkpoint's root, if the database has other entries, or what they say.
    pub fn recover(&self) -> Result<Recovered, StoreError> {
        if self.0.options.log_key.is_none() {
            return Err(recover::no_key());
        }
        let recovered = self.alone(|connection| recover::recover(connection, &self.0.files, &self.0.log_key))?;
        self.writable()?;
        Ok(recovered)
    }

    /// Ends the sequencer, does the work with the folder's lock, and starts the sequencer again.
    fn alone<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut writer = self.0.writer.lock().expect("no thread panics while it holds the writer");
        let could_write = self.0.options.log_key.is_some();
        *writer = Writer::Refusing(Arc::new(StoreError::ReadOnly));
        let outcome = lock(&self.0.layout).and_then(|_lock| {
            let mut connection = shared::connect(&self.0.options.database, &self.0.layout)?;
            shared::ensure_head(&mut connection)?;
            work(&mut connection)
        });
        if could_write {
            *writer = self.0.start();
        }
        outcome
    }

    fn running<T>(&self, work: impl FnOnce(&Core, &SyncSender<Request>) -> T) -> Result<T, StoreError> {
        let mut writer = self.0.writer.lock().expect("no thread panics while it holds the writer");
        // The other process may have ended since.
        if let Writer::Refusing(error) = &*writer
            && matches!(**error, StoreError::Locked { .. })
        {
            *writer = self.0.start();
        }
        match &*writer {
            Writer::Running(Running { core, requests: Some(requests), .. }) => Ok(work(core, requests)),
            Writer::Running(_) => Err(self.gone()),
            Writer::Refusing(error) => Err(StoreError::Shared(Arc::clone(error))),
        }
    }

    fn send(&self, request: Request) -> Result<(), StoreError> {
        let requests = self.running(|_, requests| requests.clone())?;
        requests.send(request).map_err(|_| self.gone())
    }

    fn ask(&self, request: impl FnOnce(sequencer::Reply) -> Request) -> Result<Vec<Receipt>, StoreError> {
        let (reply, answer) = channel();
        self.send(request(reply))?;
        answer.recv().map_err(|_| self.gone())?
    }

    fn gone(&self) -> StoreError {
        StoreError::Stopped { why: "the sequencer ended".into() }
    }

    /// Holds what submissions refer to against what their statements name. Entries never change, so this needs no part
    /// in the transaction that appends.
    fn check_references(&self, prepared: &[Prepared]) -> Result<(), StoreError> {
        prepared
            .iter()
            .enumerate()
            .filter(|(_, one)| !one.entry.refs.is_empty() || !one.references.is_empty())
            .try_for_each(|(at, one)| {
                let mut commitment_of = |index| Ok(self.entry(index)?.map(|stored| stored.entry.commitment));
                check_references(one, &mut commitment_of).map_err(|error| within_submission(error, at))
            })
    }

    /// Writes documents that are not there yet, durable; they are not deleted while the guard lives.
    fn write_blobs<B: AsRef<[u8]>>(&self, blobs: &[B]) -> Result<UnderWay, StoreError> {
        let core = self.running_core()?;
        let mut guard = UnderWay { core: Arc::clone(&core), digests: Vec::with_capacity(blobs.len()) };
        let mut missing: Vec<(String, &[u8])> = Vec::new();
        for blob in blobs {
            let (bytes, digest) = (blob.as_ref(), sha256(blob.as_ref()));
            guard.add(digest);
            let path = blob_path(&digest);
            if !core.files.has(&path) && !missing.iter().any(|(earlier, _)| *earlier == path) {
                missing.push((path, bytes));
            }
        }
        if !blobs.is_empty() {
            core.files.write_durable(&missing).map_err(|failure| {
                let failure = shared::Failure::from(failure);
                // A full disk concerns this request only; a failed sync concerns everything.
                if let shared::Failure::Final(_) = failure {
                    core.note(&failure);
                }
                failure.into_error()
            })?;
        }
        core.step(Step::BlobsWritten).map_err(|failure| {
            core.note(&failure);
            failure.into_error()
        })?;
        Ok(guard)
    }

    fn running_core(&self) -> Result<Arc<Core>, StoreError> {
        let writer = self.0.writer.lock().expect("no thread panics while it holds the writer");
        match &*writer {
            Writer::Running(running) => Ok(Arc::clone(&running.core)),
            Writer::Refusing(error) => Err(StoreError::Shared(Arc::clone(error))),
        }
    }
}

impl Inner {
    /// Takes the lock, holds what is stored against what was published, puts right what a crash left, and starts the
    /// two threads.
    fn start(&self) -> Writer {
        self.try_start().map_or_else(|error| Writer::Refusing(Arc::new(error)), Writer::Running)
    }

    fn try_start(&self) -> Result<Running, StoreError> {
        let key = self.options.log_key.clone().ok_or(StoreError::ReadOnly)?;
        let lock = lock(&self.layout)?;
        let mut connection = shared::connect(&self.options.database, &self.layout)?;
        shared::ensure_head(&mut connection)?;
        check_key(&mut connection, key.verifier())?;
        let published = restore::published(&self.files, key.verifier())?;
        restore::guard(&mut connection, published.as_ref())?;
        let epoch = shared::take_epoch(&mut connection)?;
        let (options, layout) = (self.options.clone(), self.layout.clone());
        let core = Arc::new(Core::new(self.files.clone(), options, key, layout, epoch, connection, lock));
        let tip = restore::restore(&core).map_err(shared::Failure::into_error)?;
        let (requests, waiting) = sync_channel(WAITING_REQUESTS);
        // One batch is published while the next is committed; a third waits to grow.
        let (work, jobs) = sync_channel::<Work>(1);
        let (committing, publishing) = (Arc::clone(&core), Arc::clone(&core));
        let spawn = |name: &str, thread: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(thread)
                .map_err(|e| StoreError::file("starting a thread for", &self.layout.folder, e))
        };
        let publisher = spawn("record-publish", Box::new(move || publish::run(&publishing, &jobs)))?;
        let sequencer =
            spawn("record-sequence", Box::new(move || sequencer::run(&committing, tip, &waiting, &work)))?;
        Ok(Running { core, requests: Some(requests), threads: vec![sequencer, publisher] })
    }
}

impl Drop for Running {
    /// Waits until everything committed is published.
    fn drop(&mut self) {
        self.requests = None;
        for thread in self.threads.drain(..) {
            // A panic there was reported by the thread itself; the next opening puts things right.
            let _ = thread.join();
        }
    }
}

/// Documents that an append under way relies on.
struct UnderWay {
    core: Arc<Core>,
    digests: Vec<Digest>,
}

impl UnderWay {
    fn add(&mut self, digest: Digest) {
        let mut map = self.core.blobs_under_way.lock().expect("no thread panics while it holds the map");
        *map.entry(digest).or_default() += 1;
        self.digests.push(digest);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut map = self.core.blobs_under_way.lock().expect("no thread panics while it holds the map");
        for digest in &self.digests {
            if let Some(count) = map.get_mut(digest) {
                *count -= 1;
                if *count == 0 {
                    map.remove(digest);
                }
            }
        }
    }
}

fn make_folders(layout: &Layout) -> Result<(), StoreError> {
    let make = |path: PathBuf, private: bool| {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        if private {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(&path).map_err(|e| StoreError::file("creating", path, e))
    };
    make(layout.public(), false)?;
    make(layout.private(), true)
}

fn lock(layout: &Layout) -> Result<File, StoreError> {
    let path = layout.lock();
    let open = File::options().create(true).truncate(false).write(true).open(&path);
    let file = open.map_err(|e| StoreError::file("opening", &path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Locked { path }),
        Err(fs::TryLockError::Error(error)) => Err(StoreError::file("locking", path, error)),
    }
}

fn check_key(connection: &mut Connection, key: &VerifierKey) -> Result<(), StoreError> {
    let found = key.to_string();
    let expected = shared::setting(connection, "log-key", &found)?;
    if expected == found { Ok(()) } else { Err(StoreError::KeyDiffers { expected, found }) }
}

fn read_log_key(files: &Files, folder: &Path) -> Result<VerifierKey, StoreError> {
    let bytes = files.read_file(LOG_KEY)?.ok_or_else(|| StoreError::NoRecord { path: folder.to_owned() })?;
    let line = String::from_utf8(bytes).map_err(|_| shared::damaged("public/log.vkey", "not UTF-8"))?;
    Ok(VerifierKey::parse(line.trim_end_matches('\n')).map_err(|e| e.within("public/log.vkey"))?)
}

fn within_submission(error: StoreError, at: usize) -> StoreError {
    match error {
        StoreError::Refused(refusal) => refusal.within(&format!("submission {at}")).into(),
        other => other,
    }
}

fn erasure_refused(found: &str) -> Refusal {
    Refusal::new(Code::ErasureBad, "field k", found, "Erase through `record erase`.")
}
