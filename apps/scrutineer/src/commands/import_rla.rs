//! `scrutineer import rla …`: the folder of an audit or a quick count, each state a statement.

use super::import::Place;
use crate::cli::Cli;
use crate::desk::{self, Desk};
use crate::output::{self, Exit, Failure};
use crate::publication::audits::Verdicts;
use crate::{contents, publication};
use base::digest::sha256;
use clap::Args;
use kinds::audits::{Due, Form, State, is_id, standing};
use kinds::body::Document;
use kinds::{Blobs as _, Body};
use record::copy::MAX_BLOB;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Arguments of `import rla`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of an audit as `rla` verbs write it, or of a quick count (`design.json` and what it names).
    folder: PathBuf,
    /// What it is called, the same for every state; by default made from its title, and needed where there is none.
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
        taken.compliance = Some(bounded(path)?);
    }
    let left_out = std::mem::take(&mut taken.left_out);
    let (id, form) = (taken.id(arguments.id.as_deref())?, taken.form);
    let files = taken.files.len() as u64;
    let (entry, known) = put(&desk, &id, taken, &arguments.folder)?;
    let form = if form == Form::Audit { "audit" } else { "quickcount" };
    let mut outcome =
        Outcome { kind: "rla-import", version: 1, id, form, entry, known, files, left_out, verdicts: None };
    if !place.no_publish {
        let (stated, erased) = contents::read(&desk.store)?;
        outcome.verdicts = Some(publication::audits::publish(&desk, &stated, &erased, desk.store.size()?)?);
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
            output::text(verdicts.to_string());
        }
    }
    Ok(match outcome.verdicts {
        Some(verdicts) if !verdicts.not_judged.is_empty() || verdicts.rejected > 0 => Exit::DoesNotHold,
        _ => Exit::Done,
    })
}

/// What is to be put on the record.
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
        let mut all = BTreeMap::new();
        // Walked, not opened by the names that files give: nothing outside the folder gets on the record.
        walk(folder, "", &mut all)?;
        let read = |name: &str| all.get(name).map(|path| bounded(path)).transpose();
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
            files.insert(name.clone(), bounded(path)?);
        }
        Ok(Self { form, files, left_out, compliance: None })
    }

    /// The state as it was after the first `steps` lines of the log; of a quick count, before the returns.
    pub(crate) fn after(&self, steps: usize) -> Self {
        let text = |name: &str| self.files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let mut files = self.files.clone();
        if let Some(log) = text("log.jsonl") {
            let lines: Vec<&str> = log.split_inclusive('\n').take(steps).collect();
            let listed = listed(&lines.concat());
            files.retain(|name, _| listed.contains(name));
            files.insert("log.jsonl".to_owned(), lines.concat().into_bytes());
        } else {
            let design = text("design.json").and_then(|t| field(t.as_bytes(), "stations"));
            files.retain(|name, _| name == "design.json" || Some(name) == design.as_ref());
        }
        Self { form: self.form, files, left_out: Vec::new(), compliance: self.compliance.clone() }
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
        let words: Vec<&str> = base::text::words(&folded).filter(|w| w.is_ascii()).collect();
        let mut slug = words.join("-");
        slug.truncate(80);
        if slug.is_empty() {
            let what = format!("{name} has no title in letters a-z that the audit could be called by");
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
pub(crate) fn put(desk: &Desk, id: &str, taken: Taken, path: &Path) -> anyhow::Result<(u64, bool)> {
    let (stated, erased) = contents::read(&desk.store)?;
    let state = taken.state(id);
    let all = standing(&stated, &erased, desk.store.size()?);
    let mine: Vec<&Due<'_>> = all.iter().filter(|due| due.form == taken.form && due.state.id == id).collect();
    if let Some(same) = mine.iter().rfind(|due| *due.state == state) {
        return Ok((same.entry, true));
    }
    if let Some(last) = mine.last() {
        refuse_older(desk, &taken, last, path)?;
    }
    look_through(desk, &taken, path)?;
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

/// Refuses what looks like personal data, names of witnesses that nobody confirmed, and cards that could reveal a vote.
fn look_through(desk: &Desk, taken: &Taken, path: &Path) -> anyhow::Result<()> {
    let confirmed: Vec<&str> = desk.personal_confirmed.iter().map(String::as_str).collect();
    let personal =
        |what: String, remedy: &str| Failure::new("looks-personal", what, remedy).at(path.display().to_string());
    let mut words = serde_json::Map::new();
    for name in ["audit.json", "seed.json", "design.json"] {
        if let Some(value) = taken.files.get(name).and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok()) {
            words.insert(name.to_owned(), value);
        }
    }
    if let Some(manifest) = taken.files.get("manifest.csv") {
        let lines: Vec<String> = String::from_utf8_lossy(manifest).lines().map(str::to_owned).collect();
        words.insert("manifest.csv".to_owned(), json!(lines));
    }
    // Ours, and twenty digits that mean nothing.
    for name in ["seed.json", "design.json"] {
        if let Some(seed) = words.get_mut(name).and_then(Value::as_object_mut) {
            seed.remove("seed");
            seed.remove("commitment_sha256");
        }
    }
    if let Err(refusals) =
        record::personal::check(&base::json::Value::from(&Value::Object(words.clone())), &confirmed)
    {
        let found: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        let remedy = "Take it out before `rla ingest`; if it is no personal data, name the field with --personal-confirmed POINTER.";
        return Err(personal(found.join("; "), remedy).into());
    }
    let witnesses = words.get("seed.json").and_then(|seed| seed["witnesses"].as_array()).map_or(0, Vec::len);
    if witnesses > 0 && !confirmed.contains(&WITNESSES) {
        let what = format!("{witnesses} witnesses of the seed would stand on the record for ever");
        let remedy = "Name offices or organisations, not persons; then confirm with --personal-confirmed /seed.json/witnesses.";
        return Err(personal(what, remedy).into());
    }
    if let Some(cards) = taken.files.get("cards.csv").filter(|_| !confirmed.contains(&CARDS)) {
        let at_risk = at_risk(cards);
        if at_risk > 0 {
            let what =
                format!("{at_risk} cards could reveal how somebody voted (fewer than {ALIKE} alike, or all alike)");
            let remedy = "`scrutineer rla privacy DIR` names them and the pools that hide them; if the law wants them published, confirm with --personal-confirmed /cards.csv.";
            return Err(personal(what, remedy).into());
        }
    }
    Ok(())
}

/// Pointer that confirms the witnesses.
pub(crate) const WITNESSES: &str = "/seed.json/witnesses";
/// Pointer that confirms cards of rare styles.
const CARDS: &str = "/cards.csv";
/// Fewest cards that hide a vote among them.
const ALIKE: u64 = 10;

/// Cards that tell a vote.
fn at_risk(cards: &[u8]) -> u64 {
    let mut rows = rla::rows::Rows::new(cards);
    let mut counter = None;
    while let Ok(Some(row)) = rows.next_row() {
        match &mut counter {
            None => match rla::privacy::columns(row) {
                Some(columns) => counter = Some(rla::privacy::Counter::new(columns, [])),
                None => return 0,
            },
            Some(counter) => counter.add(row),
        }
    }
    counter.map_or(0, |counter| counter.report(ALIKE, &rla::cards::Pools::default(), &[]).cards_at_risk)
}

/// Files that the lines of a log list.
fn listed(log: &str) -> BTreeSet<String> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .flat_map(|v| v["files"].as_object().map(|files| files.keys().cloned().collect::<Vec<_>>()))
        .flatten()
        .collect()
}

/// A text of a JSON file.
fn field(bytes: &[u8], key: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    value[key].as_str().map(str::to_owned)
}

fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> anyhow::Result<()> {
    let unreadable = |error: std::io::Error| super::import::unreadable(folder, &error);
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        // What audit boards enter is private, whatever a log lists.
        if kind.is_dir() && name != "boards" {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else if kind.is_file() {
            files.insert(name, entry.path());
        }
    }
    Ok(())
}

fn bounded(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = std::fs::read(path).map_err(|error| super::import::unreadable(path, &error))?;
    if bytes.len() > MAX_BLOB {
        let what = format!("larger than {MAX_BLOB} bytes, the most that one document of a record may have");
        let remedy = "Verify it as a folder with `rla verify`, and publish the head of its log.";
        return Err(Failure::new("TOO_LARGE", what, remedy).at(path.display().to_string()).into());
    }
    Ok(bytes)
}
