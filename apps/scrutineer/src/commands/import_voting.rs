//! `scrutineer import voting …`: boards of elections inside parties and associations, each state a statement.

use super::import::{Place, bounded_to};
use super::voting::setup_log;
use crate::cli::Cli;
use crate::desk::{self, Desk};
use crate::output::{self, Exit, Failure};
use crate::publication::verdicts::{self, Verdicts};
use crate::{contents, publication};
use base::digest::sha256;
use base::json::Value;
use clap::Args;
use kinds::body::Document;
use kinds::voting::{Archive, Due, Finding, MAX_ARCHIVE, standing, verdict_on};
use kinds::{Blobs as _, Body};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes of one part of an archive, unless asked otherwise.
pub(crate) const PART: u64 = 32 << 20;

/// Arguments of `import voting`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Archives (`.bel`); of several states of one board the oldest first.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The log of the board's set-up, with files of one election; later states of the same board keep it.
    #[arg(long, value_name = "FILE")]
    setup_log: Option<PathBuf>,
    /// An archive larger than this is published in parts of so many KiB, at most 65536: some web hosts take no larger files.
    #[arg(long, value_name = "KIB", default_value_t = PART >> 10, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    part: u64,
    #[command(flatten)]
    place: Place,
}

/// What an import did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Outcome {
    kind: &'static str,
    version: u16,
    /// States of boards put on the record.
    pub(crate) added: u64,
    /// States that stood there before.
    pub(crate) known: u64,
    /// What became of each file.
    boards: Vec<Board>,
    /// Verdicts published afterwards; `None` with `--no-publish`.
    verdicts: Option<Verdicts>,
}

#[derive(Debug, serde::Serialize)]
struct Board {
    file: String,
    uuid: String,
    sha256: String,
    entry: u64,
    /// Whether every check holds; nothing where there is no verdict (yet).
    accepted: Option<bool>,
}

/// Puts boards on the record.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let place = &arguments.place;
    let mut desk = desk::open(&place.dir, place.key.as_deref())?;
    desk.personal_confirmed.clone_from(&place.personal_confirmed);
    let log = arguments.setup_log.as_deref().map(setup_log::read).transpose()?;
    let mut outcome = boards(&desk, &arguments.files, log.as_deref(), arguments.part << 10)?;
    if !place.no_publish {
        let (stated, erased) = contents::read(&desk.store)?;
        outcome.verdicts = Some(verdicts::judge_boards(&desk, &stated, &erased, desk.store.size()?)?);
        let (stated, erased) = contents::read(&desk.store)?;
        let size = desk.store.size()?;
        for board in &mut outcome.boards {
            board.accepted = verdict_on(&stated, &erased, size, board.entry).map(Finding::accepted);
        }
    }
    publication::project(&desk.store)?;
    if cli.json {
        output::json(&outcome)?;
    } else {
        for Board { file, uuid, entry, .. } in &outcome.boards {
            output::text(format!("{file}: election {uuid}, entry {entry}"));
        }
        output::text(format!("put on the record: {}; known before: {}", outcome.added, outcome.known));
        if let Some(verdicts) = &outcome.verdicts {
            output::text(verdicts.of_boards());
        }
    }
    // The answer is about what was imported, also the second time, and about what was judged beside it.
    let round = outcome.verdicts.as_ref().is_none_or(|v| v.not_judged.is_empty() && v.rejected == 0);
    let own = outcome.verdicts.is_none() || outcome.boards.iter().all(|board| board.accepted == Some(true));
    Ok(if round && own { Exit::Done } else { Exit::DoesNotHold })
}

/// Puts archives on the record, in order, in parts of `part` bytes. The verdict comes later: a board that will be rejected
/// is published, too.
pub(crate) fn boards(desk: &Desk, files: &[PathBuf], log: Option<&[u8]>, part: u64) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome { kind: "voting-import", version: 1, ..Outcome::default() };
    if log.is_some() && files.len() > 1 {
        let uuids = files.iter().map(|path| Ok(identify(path, &read(path)?)?.0));
        let uuids = uuids.collect::<anyhow::Result<BTreeSet<String>>>()?.into_iter().collect::<Vec<_>>();
        if uuids.len() > 1 {
            let what = format!("the files are of the elections {}, and a log is of one", uuids.join(", "));
            let remedy = "Import the files of each election by themselves, with the log of its set-up.";
            return Err(Failure::usage("log-of-several", what, remedy).at("--setup-log").into());
        }
    }
    for path in files {
        let bytes = read(path)?;
        let (stated, erased) = contents::read(&desk.store)?;
        let all = standing(&stated, &erased, desk.store.size()?);
        let digest = sha256(&bytes);
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (uuid, mut words) = identify(path, &bytes)?;
        let same = |due: &&Due<'_>| due.archive.document.sha256 == digest && due.archive.uuid == uuid;
        if let Some(before) = all.iter().rfind(same) {
            if let Some(log) = log.filter(|log| before.archive.setup_log.as_ref() != Some(&document(log))) {
                let what = format!("entry {} holds this state without the log {}", before.entry, sha256(log));
                let remedy = "Give the log with the next state of the board.";
                return Err(Failure::new("log-late", what, remedy).at(path.display().to_string()).into());
            }
            outcome.known += 1;
            outcome.boards.push(Board {
                file,
                uuid,
                sha256: digest.to_string(),
                entry: before.entry,
                accepted: None,
            });
            continue;
        }
        if let (Some(log), Value::Object(words)) = (log, &mut words) {
            let names = ::voting::setup_log::words(log).into_iter().map(Value::Text).collect();
            words.insert("setup_log", Value::Array(names));
        }
        let confirmed: Vec<&str> = desk.personal_confirmed.iter().map(String::as_str).collect();
        if let Err(refusals) = record::personal::check(&words, &confirmed) {
            let found: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            let remedy = "An archive cannot be changed after its set-up, nor can its log (`/setup_log/0` is the log's \
                          first line); a board may go without the log. If it is no personal data, name the field with \
                          --personal-confirmed POINTER.";
            return Err(Failure::new("looks-personal", found.join("; "), remedy)
                .at(path.display().to_string())
                .into());
        }
        let last = all.iter().rfind(|due| due.archive.uuid == uuid);
        if let Some(last) = last {
            refuse_older(desk, &bytes, last, path)?;
        }
        let refs: Vec<u64> = last.map(|due| due.entry).into_iter().collect();
        // The log that an earlier state came with goes with this one, too: the set-up is the same.
        let kept = match (log, last.and_then(|due| due.archive.setup_log.as_ref())) {
            (Some(log), _) => Some(log.to_vec()),
            (None, Some(kept)) => Some(contents::blobs(&desk.store).blob(&kept.sha256).ok_or_else(|| {
                let what = format!("the log {} of an earlier state is not in the store", kept.sha256);
                Failure::new("log-lost", what, "Name it with --setup-log.").at(path.display().to_string())
            })?),
            (None, None) => None,
        };
        let setup_log = kept.as_deref().map(document);
        let whole = document(&bytes);
        let documents: Vec<Vec<u8>> = match bytes.len() as u64 > part {
            true => bytes.chunks(part as usize).map(<[u8]>::to_vec).collect(),
            false => vec![bytes],
        };
        let parts =
            if documents.len() > 1 { documents.iter().map(|part| document(part)).collect() } else { Vec::new() };
        let body = Body::Board(Archive { uuid: uuid.clone(), document: whole, parts, setup_log });
        let receipt = desk.append(&body, &refs, documents.into_iter().chain(kept).collect())?;
        *(if receipt.duplicate { &mut outcome.known } else { &mut outcome.added }) += 1;
        outcome.boards.push(Board { file, uuid, sha256: digest.to_string(), entry: receipt.index, accepted: None });
    }
    Ok(outcome)
}

/// The election of an archive, and its public words.
fn identify(path: &Path, bytes: &Vec<u8>) -> Result<(String, Value), Failure> {
    kinds::voting::identify(bytes).map_err(|r| {
        Failure::new(r.code, format!("{}: {}", r.place, r.what), r.remedy).at(path.display().to_string())
    })
}

fn document(bytes: &[u8]) -> Document {
    Document { sha256: sha256(bytes), bytes: bytes.len() as u64 }
}

/// An earlier state that comes late would be held against a later one, and rejected for no fault of the board's.
fn refuse_older(desk: &Desk, bytes: &[u8], last: &Due<'_>, path: &Path) -> anyhow::Result<()> {
    let blobs = contents::blobs(&desk.store);
    let mut rest = bytes;
    let mut begins = true;
    for part in last.archive.documents() {
        let Some(later) = blobs.blob(&part.sha256) else { return Ok(()) };
        let (own, more) = rest.split_at(rest.len().min(later.len()));
        begins &= later.starts_with(own);
        rest = more;
    }
    if begins && rest.is_empty() {
        let what = format!("entry {} holds a later state of this board, which begins with this one", last.entry);
        let remedy = "Nothing is to be done: the later state shows all that this one does.";
        return Err(Failure::new("older-state", what, remedy).at(path.display().to_string()).into());
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let remedy = "Audit it as a file with `voting verify`, and publish its SHA-256.";
    bounded_to(MAX_ARCHIVE, "the most that an archive on a record may have", path, remedy)
}
