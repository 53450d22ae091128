//! In which order entries come to stand: one thread collects submissions and commits them, batch by batch.
//!
//! A lone submission is committed at once; while a batch is being written, what arrives meanwhile makes the next one.
//! So nobody waits for company, and under load batches grow by themselves, to at most [`MAX_BATCH`] entries or what
//! arrived within [`MAX_COLLECT`].

use crate::db::{Connection, Isolation, Param, count};
use crate::erase;
use crate::error::StoreError;
use crate::faults::Step;
use crate::publish::{Beside, Job, Work};
use crate::shared::{Core, Failure, Tip, damaged, head};
use crate::submission::{Prepared, Receipt};
use record::{Entry, Publicity};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::time::{Duration, Instant};

/// Entries of one batch at most.
pub(crate) const MAX_BATCH: usize = 4_096;
/// How long collecting one batch may take, while submissions keep arriving.
const MAX_COLLECT: Duration = Duration::from_millis(250);

const FIND: &str = "select position, bytes from entry where digest = $1";
const INSERT_ENTRY: &str = "insert into entry (position, bytes, kind, publicity, nonce, statement, digest) \
     values ($1, $2, $3, $4, $5, $6, $7)";
const INSERT_SUBJECT: &str = "insert into subject (sha256, position) values ($1, $2)";
const INSERT_DISCLOSURE: &str = "insert into disclosure (digest, position, bytes) values ($1, $2, $3)";
const ADVANCE: &str = "update head set size = $1, root = $2, t = $3 where id = 1 and size = $4 and epoch = $5";

/// Where an answer goes.
pub(crate) type Reply = Sender<Result<Vec<Receipt>, StoreError>>;

/// What the sequencer is asked for.
pub(crate) enum Request {
    /// Append these, in this order.
    Append(Vec<Prepared>, Reply),
    /// Append an erasure and delete what it names; alone, because it may be refused while it is written.
    Erase(Box<Prepared>, Reply),
    /// Keep the cosignatures of this checkpoint.
    Cosigned(String, Sender<Result<(), StoreError>>),
}

/// The thread: until every handle is gone.
pub(crate) fn run(core: &Core, mut tip: Tip, requests: &Receiver<Request>, work: &SyncSender<Work>) {
    let mut held: Option<Request> = None;
    while let Some(first) = held.take().or_else(|| requests.recv().ok()) {
        let (batch, next) = collect(first, requests);
        held = next;
        if let Err(error) = ready(core, &mut tip, work) {
            refuse(batch, &Arc::new(error));
            continue;
        }
        process(core, &mut tip, batch, work);
    }
}

enum Batch {
    Append(Vec<(Vec<Prepared>, Reply)>),
    Erase(Box<Prepared>, Reply),
    Cosigned(String, Sender<Result<(), StoreError>>),
}

fn collect(first: Request, requests: &Receiver<Request>) -> (Batch, Option<Request>) {
    let (entries, reply) = match first {
        Request::Append(entries, reply) => (entries, reply),
        Request::Erase(entry, reply) => return (Batch::Erase(entry, reply), None),
        Request::Cosigned(note, reply) => return (Batch::Cosigned(note, reply), None),
    };
    let began = Instant::now();
    let mut count = entries.len();
    let mut appends = vec![(entries, reply)];
    while count < MAX_BATCH && began.elapsed() < MAX_COLLECT {
        match requests.try_recv() {
            Ok(Request::Append(entries, reply)) if count + entries.len() <= MAX_BATCH => {
                count += entries.len();
                appends.push((entries, reply));
            }
            Ok(other) => return (Batch::Append(appends), Some(other)),
            Err(_) => break,
        }
    }
    (Batch::Append(appends), None)
}

/// Makes up for what could not be published before, so that nothing more piles up behind it.
fn ready(core: &Core, tip: &mut Tip, work: &SyncSender<Work>) -> Result<(), StoreError> {
    if let Some(error) = core.stopped() {
        return Err(StoreError::Shared(error));
    }
    if !core.behind.load(Ordering::SeqCst) {
        return Ok(());
    }
    let gone = || StoreError::Stopped { why: "the publishing thread ended".into() };
    let (answer, restored) = channel();
    work.send(Work::Restore(answer)).map_err(|_| gone())?;
    *tip = restored.recv().map_err(|_| gone())?.map_err(|error| match error.unshared() {
        StoreError::Stopped { .. } | StoreError::Superseded { .. } | StoreError::Contradiction { .. } => error,
        other => StoreError::NotAccepted { why: other.to_string() },
    })?;
    Ok(())
}

fn refuse(batch: Batch, error: &Arc<StoreError>) {
    let shared = || StoreError::Shared(Arc::clone(error));
    // Whoever stopped waiting needs no answer.
    match batch {
        Batch::Append(appends) => appends.into_iter().for_each(|(_, reply)| drop(reply.send(Err(shared())))),
        Batch::Erase(_, reply) => drop(reply.send(Err(shared()))),
        Batch::Cosigned(_, reply) => drop(reply.send(Err(shared()))),
    }
}

fn process(core: &Core, tip: &mut Tip, batch: Batch, work: &SyncSender<Work>) {
    let appends = match batch {
        Batch::Append(appends) => appends,
        Batch::Erase(entry, reply) => {
            return match commit(core, tip, &[vec![*entry]]) {
                Ok((job, mut receipts)) => hand_on(work, job, vec![(reply, receipts.remove(0))]),
                Err(failure) => fail(core, failure, vec![reply]),
            };
        }
        Batch::Cosigned(note, reply) => return drop(work.send(Work::Cosigned(note, reply))),
    };
    let size = tip.tree.size();
    let mut requests = Vec::with_capacity(appends.len());
    let mut replies = Vec::with_capacity(appends.len());
    for (entries, reply) in appends {
        // Indices known to the submitter lie before this batch, so one bound serves the whole batch.
        match entries.iter().try_for_each(|prepared| prepared.entry.check_refs(size)) {
            Ok(()) => {
                requests.push(entries);
                replies.push(reply);
            }
            Err(refusal) => drop(reply.send(Err(refusal.into()))),
        }
    }
    if requests.is_empty() {
        return;
    }
    match commit(core, tip, &requests) {
        Ok((job, receipts)) => hand_on(work, job, replies.into_iter().zip(receipts).collect()),
        Err(failure) => fail(core, failure, replies),
    }
}

fn hand_on(work: &SyncSender<Work>, mut job: Job, answers: Vec<(Reply, Vec<Receipt>)>) {
    job.answers = answers;
    // If the publisher is gone the replies are dropped with the job, and whoever waits sees the channel close.
    let _ = work.send(Work::Publish(job));
}

fn fail(core: &Core, failure: Failure, replies: Vec<Reply>) {
    match &failure {
        // An answer lost on the way may hide a commit: look again before the next batch.
        Failure::Later(StoreError::Database { .. }) | Failure::Final(_) => core.note(&failure),
        Failure::Later(_) => {}
    }
    let error = Arc::new(failure.into_error());
    for reply in replies {
        let _ = reply.send(Err(StoreError::Shared(Arc::clone(&error))));
    }
}

/// Step 1: one transaction, compare-and-swap on size and epoch. Returns what is to publish, and receipts per request.
fn commit(core: &Core, tip: &mut Tip, requests: &[Vec<Prepared>]) -> Result<(Job, Vec<Vec<Receipt>>), Failure> {
    core.step(Step::Collected)?;
    let first = tip.tree.size();
    let time = (core.options.clock)().max(tip.time);
    let mut connection = core.connection()?;
    let (next, job, receipts) = connection.transaction(Isolation::Serializable, |connection| {
        let stored = head(connection)?.ok_or_else(|| damaged("head", "the row is missing"))?;
        if stored.epoch != core.epoch || stored.size != first {
            return Err(Failure::Final(StoreError::Superseded { epoch: core.epoch }));
        }
        let mut job = Job::new(first);
        let mut entries: Vec<Vec<u8>> = Vec::new();
        let mut receipts = Vec::with_capacity(requests.len());
        for request in requests {
            let mut answers = Vec::with_capacity(request.len());
            for prepared in request {
                if let Some(earlier) = find(connection, prepared)? {
                    answers.push(earlier);
                    continue;
                }
                let index = first + entries.len() as u64;
                entries.push(insert(connection, prepared, index, time)?);
                if let Some(erasure) = &prepared.erasure {
                    erase::commit(connection, &prepared.entry.refs, index, erasure)?;
                    job.removals = true;
                }
                job.beside.extend(beside(prepared));
                answers.push(Receipt { index, commitment: prepared.entry.commitment, duplicate: false });
            }
            receipts.push(answers);
        }
        let mut tree = tip.tree.clone();
        if !entries.is_empty() {
            let appended = tree.append(&entries)?;
            let params =
                [count(appended.size), Param::Bytes(&appended.root.0), count(time), count(first), count(core.epoch)];
            if connection.execute(ADVANCE, &params)? != 1 {
                return Err(Failure::Final(StoreError::Superseded { epoch: core.epoch }));
            }
            (job.size, job.root, job.files) = (appended.size, appended.root, appended.files);
        } else {
            (job.size, job.root) = (first, tree.root());
        }
        core.step(Step::Inserted)?;
        Ok::<_, Failure>((Tip { tree, time }, job, receipts))
    })?;
    drop(connection);
    if job.size > first {
        *tip = next;
    }
    core.step(Step::Committed)?;
    Ok((job, receipts))
}

/// The receipt of the same statement, if it stands on the record already.
fn find(connection: &mut Connection, prepared: &Prepared) -> Result<Option<Receipt>, Failure> {
    let Some(mut row) = connection.first(FIND, &[Param::Bytes(&prepared.digest.0)])? else { return Ok(None) };
    let bytes = row.take_bytes(1).unwrap_or_default();
    let entry = Entry::parse(&bytes, &|_| true).map_err(|e| damaged(&format!("entry {}", row.count(0)), &e.found))?;
    Ok(Some(Receipt { index: row.count(0), commitment: entry.commitment, duplicate: true }))
}

fn insert(connection: &mut Connection, prepared: &Prepared, index: u64, time: u64) -> Result<Vec<u8>, Failure> {
    let entry = Entry { time, ..prepared.entry.clone() };
    let bytes = entry.to_bytes()?;
    let params = [
        count(index),
        Param::Bytes(&bytes),
        Param::Text(&entry.kind),
        Param::Integer(publicity_number(entry.publicity)),
        Param::Bytes(&prepared.nonce),
        Param::Bytes(&prepared.statement),
        Param::Bytes(&prepared.digest.0),
    ];
    connection.execute(INSERT_ENTRY, &params)?;
    for subject in &prepared.subjects {
        connection.execute(INSERT_SUBJECT, &[Param::Bytes(&subject.0), count(index)])?;
    }
    for (digest, text) in &prepared.disclosures {
        let params = [Param::Text(digest), count(index), Param::Bytes(text.as_bytes())];
        connection.execute(INSERT_DISCLOSURE, &params)?;
    }
    Ok(bytes)
}

fn beside(prepared: &Prepared) -> Option<Beside> {
    (prepared.entry.publicity != Publicity::Restricted).then(|| Beside {
        commitment: prepared.entry.commitment,
        nonce: prepared.nonce,
        statement: prepared.statement.clone(),
        disclosures: prepared.disclosures.clone(),
    })
}

/// How publicity stands in the database.
pub(crate) const fn publicity_number(publicity: Publicity) -> i64 {
    match publicity {
        Publicity::Public => 0,
        Publicity::Sealed => 1,
        Publicity::Restricted => 2,
    }
}
