//! `scrutineer import rla …`: the folder of an audit or a quick count, each state a statement.

mod look;

pub(crate) use look::WITNESSES;

use super::import::{self, Place};
use super::rla::walk;
use crate::cli::Cli;
use crate::desk::{self, Desk};
use crate::output::{self, Exit, Failure};
use crate::publication::verdicts::{self, Verdicts};
use crate::{contents, publication};
use base::digest::sha256;
use clap::Args;
use kinds::audits::{Due, Finding, Form, State, is_id, standing, verdict_on};
use kinds::body::Document;
use kinds::{Blobs as _, Body};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What to do with a file larger than a document of a record.
const TOO_LARGE: &str = "Verify it as a folder with `rla verify`, and publish the head of its log.";

/// Arguments of `import rla`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of an audit as `rla` verbs write it, or of a quick count (`design.json` and what it names).
    folder: PathBuf,
    /// What it is called, the same for every state; by default made from its title, and needed where that is not wholly in
    /// letters a-z and digits, or longer than 80.
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Evidence of the compliance audit (chain of custody, ballot accounting, eligibility), any file.
    #[arg(long, value_name = "FILE")]
    compliance: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// What an import did.
#[derive(Debug, serde::Serialize)]
struct Outcome {
    kind: &'static str,
    version: u16,
    id: String,
    form: &'static str,
    entry: u64,
    /// Whether it stood on the record before.
    known: bool,
    files: u64,
    /// Files of the folder that no step lists; they were left out.
    left_out: Vec<String>,
    /// Whether its record holds; `None` if it is not judged.
    accepted: Option<bool>,
    /// Verdicts published afterwards; `None` with `--no-publish`.
    verdicts: Option<Verdicts>,
}

/// Puts a folder on the record.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let place = &arguments.place;
    let mut desk = desk::open(&place.dir, place.key.as_deref())?;
    desk.personal_confirmed.clone_from(&place.personal_confirmed);
    let mut taken = Taken::read(&arguments.folder)?;
    if let Some(path) = &arguments.compliance {
        taken.compliance = Some(import::bounded(path, TOO_LARGE)?);
    }
    let left_out = std::mem::take(&mut taken.left_out);
    let (id, form) = (taken.id(arguments.id.as_deref())?, taken.form);
    let files = taken.files.len() as u64;
    let (entry, known) = put(&desk, &id, taken, &arguments.folder)?;
    let form = if form == Form::Audit { "audit" } else { "quickcount" };
    let mut outcome = Outcome {
        kind: "rla-import",
        version: 1,
        id,
        form,
        entry,
        known,
        files,
        left_out,
        accepted: None,
        verdicts: None,
    };
    if !place.no_publish {
        let (stated, erased) = contents::read(&desk.store)?;
        outcome.verdicts = Some(verdicts::judge_audits(&desk, &stated, &erased, desk.store.size()?)?);
        let (stated, erased) = contents::read(&desk.store)?;
        outcome.accepted = verdict_on(&stated, &erased, desk.store.size()?, entry).map(Finding::accepted);
    }
    publication::project(&desk.store)?;
    if cli.json {
        output::json(&outcome)?;
    } else {
        let Outcome { id, entry, known, files, .. } = &outcome;
        output::text(format!(
            "{form} {id}: {files} files, entry {entry}{}",
            if *known { " (known before)" } else { "" }
        ));
        for name in &outcome.left_out {
            output::text(format!("left out, no step lists it: {name}"));
        }
        if let Some(verdicts) = &outcome.verdicts {
            output::text(verdicts.of_audits());
            output::text(match outcome.accepted {
                Some(true) => "The record of this state holds.",
                Some(false) => "The record of this state does NOT hold.",
                None => "This state is not judged.",
            });
        }
    }
    // What others' records say is no matter of this import.
    Ok(if place.no_publish || outcome.accepted == Some(true) { Exit::Done } else { Exit::DoesNotHold })
}

/// What is to be put on the record.
#[derive(Clone)]
pub(crate) struct Taken {
    form: Form,
    /// Files by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    left_out: Vec<String>,
    compliance: Option<Vec<u8>>,
}

impl Taken {
    /// Reads a folder: of an audit what its log lists, of a quick count what design and estimate name.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        // Walked, not opened by the names that files give: nothing outside the folder gets on the record.
        let walked = walk(folder)?;
        if let Some(link) = walked.links.keys().next() {
            let remedy = "Put the file itself in its place; what a link leads to may lie outside the folder.";
            return Err(Failure::new("unreadable", format!("{link} is a symbolic link"), remedy)
                .at(folder.display().to_string())
                .into());
        }
        let all = walked.files;
        let read = |name: &str| all.get(name).map(|path| import::bounded(path, TOO_LARGE)).transpose();
        let (form, named): (Form, BTreeSet<String>) = if let Some(log) = read("log.jsonl")? {
            let mut listed = listed(&String::from_utf8_lossy(&log));
            listed.insert("log.jsonl".to_owned());
            (Form::Audit, listed)
        } else if let Some(design) = read("design.json")? {
            let mut named = BTreeSet::from(["design.json".to_owned()]);
            named.extend(field(&design, "stations"));
            if let Some(estimate) = read("estimate.json")? {
                named.insert("estimate.json".to_owned());
                named.extend(field(&estimate, "returns"));
            }
            (Form::Count, named)
        } else {
            let remedy = "Give the folder of an audit (with log.jsonl) or of a quick count (with design.json).";
            return Err(Failure::new("unreadable", "this is no folder of an audit or a quick count", remedy)
                .at(folder.display().to_string())
                .into());
        };
        let left_out = all.keys().filter(|name| !named.contains(*name)).cloned().collect();
        let mut files = BTreeMap::new();
        for (name, path) in all.iter().filter(|(name, _)| named.contains(*name)) {
            files.insert(name.clone(), import::bounded(path, TOO_LARGE)?);
        }
        Ok(Self { form, files, left_out, compliance: None })
    }

    /// The identifier: as given, or from the title alone, so that another set of files under the same title is held
    /// against what was published before.
    pub(crate) fn id(&self, given: Option<&str>) -> anyhow::Result<String> {
        if let Some(id) = given {
            if is_id(id) {
                return Ok(id.to_owned());
            }
            let remedy = "Use a-z, 0-9, dot, underscore and hyphen, at most 80.";
            return Err(Failure::usage("id", format!("`{id}` cannot name an audit"), remedy).into());
        }
        let name = if self.form == Form::Audit { "audit.json" } else { "design.json" };
        let title = self.files.get(name).and_then(|bytes| field(bytes, "title")).unwrap_or_default();
        let folded = base::text::fold(&title).to_lowercase();
        let slug = base::text::words(&folded).collect::<Vec<_>>().join("-");
        // A title of which a part were left out would be that of another audit, too.
        if !is_id(&slug) {
            let what =
                format!("{name} has no title in letters a-z, of at most 80, that the audit could be called by");
            let remedy = "Name it with --id, and keep that name for every later state.";
            return Err(Failure::usage("id", what, remedy).into());
        }
        Ok(slug)
    }

    fn state(&self, id: &str) -> State {
        let document = |bytes: &Vec<u8>| Document { sha256: sha256(bytes), bytes: bytes.len() as u64 };
        State {
            id: id.to_owned(),
            files: self.files.iter().map(|(name, bytes)| (name.clone(), document(bytes))).collect(),
            compliance: self.compliance.as_ref().map(document),
        }
    }
}

/// Puts a state on the record; its entry, and whether it stood there before. A record that will be found wrong is
/// published, too.
pub(crate) fn put(desk: &Desk, id: &str, mut taken: Taken, path: &Path) -> anyhow::Result<(u64, bool)> {
    let (stated, erased) = contents::read(&desk.store)?;
    let mut state = taken.state(id);
    let all = standing(&stated, &erased, desk.store.size()?);
    let mine: Vec<&Due<'_>> = all.iter().filter(|due| due.form == taken.form && due.state.id == id).collect();
    // Evidence that is on file stays there.
    if let Some(document) =
        mine.last().and_then(|last| last.state.compliance.clone()).filter(|_| state.compliance.is_none())
        && let Some(bytes) = contents::blobs(&desk.store).blob(&document.sha256)
    {
        (state.compliance, taken.compliance) = (Some(document), Some(bytes));
    }
    // Only the latest: what was rewritten in between is published again.
    if let Some(same) = mine.last().filter(|due| *due.state == state) {
        return Ok((same.entry, true));
    }
    if let Some(last) = mine.last() {
        refuse_older(desk, &taken, last, path)?;
    }
    look::through(&desk.personal_confirmed, &taken, path)?;
    let refs: Vec<u64> = mine.last().map(|due| due.entry).into_iter().collect();
    let body = if taken.form == Form::Audit { Body::Audit(state) } else { Body::QuickCount(state) };
    let documents = taken.files.into_values().chain(taken.compliance).collect();
    let receipt = desk.append(&body, &refs, documents)?;
    Ok((receipt.index, receipt.duplicate))
}

/// An earlier state that comes late would be held against a later one, and found wrong for no fault of its own.
fn refuse_older(desk: &Desk, taken: &Taken, last: &Due<'_>, path: &Path) -> anyhow::Result<()> {
    let (Some(log), Some(later)) = (taken.files.get("log.jsonl"), last.state.files.get("log.jsonl")) else {
        return Ok(());
    };
    let later = contents::blobs(&desk.store).blob(&later.sha256);
    if later.is_some_and(|later| later.len() > log.len() && later.starts_with(log)) {
        let what = format!("entry {} holds a later state of this audit, which begins with this one", last.entry);
        let remedy = "Nothing is to be done: the later state shows all that this one does. To prove what came first, import each step when it is made.";
        return Err(Failure::new("older-state", what, remedy).at(path.display().to_string()).into());
    }
    Ok(())
}

/// Files that the lines of a log list.
pub(crate) fn listed(log: &str) -> BTreeSet<String> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .flat_map(|v| v["files"].as_object().map(|files| files.keys().cloned().collect::<Vec<_>>()))
        .flatten()
        .collect()
}

/// A text of a JSON file.
pub(crate) fn field(bytes: &[u8], key: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    value[key].as_str().map(str::to_owned)
}
