//! How what is committed becomes public: tiles, statements, one sync, checkpoint, then the answers. A thread of its own,
//! so that the next batch is committed meanwhile.

use crate::db::{Connection, Isolation, Param, count};
use crate::erase;
use crate::error::StoreError;
use crate::faults::Step;
use crate::files::sync_together;
use crate::read;
use crate::restore;
use crate::sequencer::Reply;
use crate::shared::{Core, Failure, Tip, damaged, digest};
use crate::submission::Receipt;
use base::Digest;
use record::tile::TileFile;
use record::{Checkpoint, Code, Refusal, SignedCheckpoint};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender};

/// The path of the checkpoint in a copy.
pub(crate) const CHECKPOINT: &str = "checkpoint";

const STORED: &str = "select root, note from checkpoint where size = $1";
const INSERT: &str = "insert into checkpoint (size, root, epoch, note) values ($1, $2, $3, $4) \
     on conflict (size) do nothing";
const UPDATE_NOTE: &str = "update checkpoint set note = $1 where size = $2";
const ADVANCE: &str =
    "update head set checkpoint_size = $1 where id = 1 and checkpoint_size <= $1 and size >= $1 and epoch = $2";

/// A statement as it lies beside the log.
pub(crate) struct Beside {
    pub(crate) commitment: Digest,
    pub(crate) nonce: [u8; 32],
    pub(crate) statement: Vec<u8>,
    pub(crate) disclosures: Vec<(String, String)>,
}

/// A committed batch to publish.
pub(crate) struct Job {
    /// Size of the log before it.
    pub(crate) first: u64,
    pub(crate) size: u64,
    pub(crate) root: Digest,
    pub(crate) files: Vec<TileFile>,
    pub(crate) beside: Vec<Beside>,
    /// Whether something is to be deleted afterwards.
    pub(crate) removals: bool,
    pub(crate) answers: Vec<(Reply, Vec<Receipt>)>,
}

/// What the publishing thread is asked for.
pub(crate) enum Work {
    /// Publish a batch and answer those who wait for it.
    Publish(Job),
    /// Make up for what was not published, and say where the log ends.
    Restore(Sender<Result<Tip, StoreError>>),
    /// Keep the cosignatures of this checkpoint.
    Cosigned(String, Sender<Result<(), StoreError>>),
}

impl Job {
    pub(crate) const fn new(first: u64) -> Self {
        Self {
            first,
            size: first,
            root: Digest([0; 32]),
            files: Vec::new(),
            beside: Vec::new(),
            removals: false,
            answers: Vec::new(),
        }
    }
}

/// The thread: until the sequencer is gone.
pub(crate) fn run(core: &Core, work: &Receiver<Work>) {
    while let Ok(next) = work.recv() {
        match next {
            Work::Publish(job) => {
                let outcome = if core.behind.load(Ordering::SeqCst) || core.stopped().is_some() {
                    // What an earlier batch could not publish comes first; the sequencer asks for it.
                    Err(Failure::Later(StoreError::NotPublished { why: "an earlier batch waits as well".into() }))
                } else {
                    publish(core, &job)
                };
                answer(core, job, outcome);
            }
            Work::Restore(reply) => {
                let outcome = restore::restore(core);
                match &outcome {
                    Ok(_) => core.behind.store(false, Ordering::SeqCst),
                    Err(failure) => core.note(failure),
                }
                let _ = reply.send(outcome.map_err(Failure::into_error));
            }
            Work::Cosigned(note, reply) => {
                let outcome = add_cosignatures(core, &note);
                if let Err(failure @ Failure::Final(_)) = &outcome {
                    core.note(failure);
                }
                let _ = reply.send(outcome.map_err(Failure::into_error));
            }
        }
    }
}

fn answer(core: &Core, job: Job, outcome: Result<(), Failure>) {
    // Whoever asks for an erasure hears of it when the files are gone.
    let outcome = outcome.and_then(|()| if job.removals { erase::remove_listed(core) } else { Ok(()) });
    match outcome {
        Ok(()) => {
            for (reply, receipts) in job.answers {
                let _ = reply.send(Ok(receipts));
            }
        }
        Err(failure) => {
            core.note(&failure);
            let error = Arc::new(match failure {
                Failure::Later(error @ StoreError::NotPublished { .. }) => error,
                other => StoreError::NotPublished { why: other.into_error().to_string() },
            });
            for (reply, _) in job.answers {
                let _ = reply.send(Err(StoreError::Shared(Arc::clone(&error))));
            }
        }
    }
}

/// Steps 2 to 5 for one batch.
///
/// A bundle lies there before the statements of its entries, so that whoever looks at the folder meanwhile can account
/// for them; and everything is durable before the checkpoint names it.
fn publish(core: &Core, job: &Job) -> Result<(), Failure> {
    if job.size == job.first {
        return Ok(());
    }
    let tiles: Vec<(String, &[u8])> = job.files.iter().map(|f| (f.path.to_string(), f.bytes.as_slice())).collect();
    let together = sync_together(tiles.len() + 2 * job.beside.len());
    if together {
        core.files.write_whole(&tiles)?;
    } else {
        core.files.write_durable(&tiles)?;
    }
    core.step(Step::TilesWritten)?;
    let mut written = Vec::new();
    for (path, bytes) in job.beside.iter().flat_map(read::files_of) {
        core.files.write_plain(&path, bytes)?;
        if !together {
            written.push(path);
        }
    }
    core.step(Step::StatementsWritten)?;
    if together {
        core.files.sync_all()?;
    } else {
        core.files.sync_written(&written)?;
    }
    core.step(Step::Synced)?;
    publish_checkpoint(core, job.size, job.root)?;
    for file in job.files.iter().filter(|file| file.path.width() == 256) {
        // A partial tile left behind is no fault of the record's.
        if let Err(failure) = core.files.remove_partials(&file.path.to_string()) {
            tracing::debug!(error = %failure.error, "a partial tile could not be deleted");
        }
    }
    Ok(())
}

/// Signs, stores and publishes the checkpoint of a size whose entries and tiles are durable.
pub(crate) fn publish_checkpoint(core: &Core, size: u64, root: Digest) -> Result<(), Failure> {
    let signed = Checkpoint::new(core.key.verifier().name(), size, root).sign(&core.key)?;
    core.step(Step::Signed)?;
    let note = store_checkpoint(core, size, root, &signed.note.to_string())?;
    core.step(Step::CheckpointStored)?;
    core.files.write_durable(&[(CHECKPOINT.to_owned(), note.as_bytes())])?;
    core.step(Step::Published)
}

/// Compare-and-swap: the first root stored for a size stands for ever. Returns the note that stands, which may
/// already carry cosignatures.
fn store_checkpoint(core: &Core, size: u64, root: Digest, note: &str) -> Result<String, Failure> {
    let mut connection = core.connection()?;
    connection.transaction(Isolation::Serializable, |connection| {
        let params = [count(size), Param::Bytes(&root.0), count(core.epoch), Param::Text(note)];
        connection.execute(INSERT, &params)?;
        let (stored, note) = checkpoint_of(connection, size)?.ok_or_else(|| damaged("checkpoint", "lost"))?;
        if stored != root {
            return Err(Failure::Final(contradiction(size, root, stored)));
        }
        if connection.execute(ADVANCE, &[count(size), count(core.epoch)])? != 1 {
            return Err(Failure::Final(StoreError::Superseded { epoch: core.epoch }));
        }
        Ok(note)
    })
}

/// The root and note stored for a size.
pub(crate) fn checkpoint_of(connection: &mut Connection, size: u64) -> Result<Option<(Digest, String)>, StoreError> {
    let Some(mut row) = connection.first(STORED, &[count(size)])? else { return Ok(None) };
    Ok(Some((digest(row.take_bytes(0), "checkpoint.root")?, row.take_text(1))))
}

pub(crate) fn contradiction(size: u64, computed: Digest, signed: Digest) -> StoreError {
    StoreError::Contradiction { size, computed: computed.to_string(), signed: signed.to_string() }
}

/// Adds the signatures of others to a checkpoint of ours, and publishes it again if it is the latest.
fn add_cosignatures(core: &Core, note: &str) -> Result<(), Failure> {
    let foreign = SignedCheckpoint::parse(note.as_bytes())?;
    foreign.verify(core.key.verifier())?;
    let size = foreign.checkpoint.size;
    let mut connection = core.connection()?;
    let merged = connection.transaction(Isolation::Serializable, |connection| {
        let Some((root, stored)) = checkpoint_of(connection, size)? else {
            return Err(Failure::Later(unknown_checkpoint(size).into()));
        };
        let mut ours = SignedCheckpoint::parse(stored.as_bytes())?;
        if foreign.note.text() != ours.note.text() {
            return Err(Failure::Final(contradiction(size, root, foreign.checkpoint.root)));
        }
        let own = core.key.verifier();
        for signature in foreign.note.signatures() {
            if (signature.name.as_str(), signature.id) != (own.name(), own.id()) {
                ours.note.add(signature.clone());
            }
        }
        let text = ours.note.to_string();
        connection.execute(UPDATE_NOTE, &[Param::Text(&text), count(size)])?;
        Ok(text)
    })?;
    let latest = crate::shared::head(&mut connection)?.is_some_and(|head| head.checkpoint_size == size);
    drop(connection);
    if latest {
        core.files.write_durable(&[(CHECKPOINT.to_owned(), merged.as_bytes())])?;
    }
    Ok(())
}

fn unknown_checkpoint(size: u64) -> Refusal {
    Refusal::new(
        Code::CheckpointFork,
        "line 2",
        format!("no checkpoint of size {size} was published by this log"),
        "Send a cosigned checkpoint that this log signed.",
    )
}
