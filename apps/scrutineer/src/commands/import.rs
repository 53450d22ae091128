//! `scrutineer import procurement …`: files in, signed statements on the record, every oddity listed.

use crate::cli::{Cli, Import};
use crate::commands::procurement::ingest::RunFiles;
use crate::desk::{self, Desk};
use crate::output::{self, Exit, Failure};
use crate::progress::Progress;
use crate::{contents, publication};
use anyhow::Context as _;
use base::digest::sha256;
use base::json::{self, Value};
use base::{Digest, Problem};
use clap::Args;
use kinds::Body;
use kinds::body;
use procurement::ingest::{self, Cleaned, Cleaner, Compiler, Item, Package, Problems};
use procurement::persons::PersonSchemes;
use record::copy::MAX_BLOB;
use sha2::Digest as _;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use store::Submission;

/// How many statements are handed to the store at once.
const BATCH: usize = 512;

/// Arguments of `import procurement ocds`.
#[derive(Debug, Args)]
pub(crate) struct Ocds {
    /// Files in any OCDS form: packages, records, arrays, JSON Lines, gzip.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// How natural persons are known by their identifiers (TOML); by default DIR/private/person-schemes.toml if it
    /// is there, else the schemes built in. Kept in DIR for later imports.
    #[arg(long, value_name = "FILE")]
    pub(crate) persons: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Arguments of `import procurement contracts`.
#[derive(Debug, Args)]
pub(crate) struct Contracts {
    /// Contract texts: txt, html, docx or pdf.
    pub(crate) files: Vec<PathBuf>,
    /// JSON list of {file, ocid, contract_id, title, vendor, language}, with file names relative to it.
    #[arg(long, value_name = "FILE")]
    pub(crate) index: Option<PathBuf>,
    /// Contracting process the texts belong to.
    #[arg(long)]
    pub(crate) ocid: Option<String>,
    /// Contract in that process.
    #[arg(long)]
    pub(crate) contract_id: Option<String>,
    /// Vendor's identifier.
    #[arg(long)]
    pub(crate) vendor: Option<String>,
    /// Title; by default the file's name.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Language, two letters; by default found from the text.
    #[arg(long)]
    pub(crate) language: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Arguments of `import procurement commitments`.
#[derive(Debug, Args)]
pub(crate) struct Commitments {
    /// JSON Lines of pledges and reviews.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Where the record is and who signs.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// File of the key that signs; by default the operator's key in DIR.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Do not compute and publish findings afterwards.
    #[arg(long)]
    pub(crate) no_publish: bool,
    /// Field (JSON pointer, `*` for any index) that looks like personal data and is none; once for each.
    #[arg(long, value_name = "POINTER")]
    pub(crate) personal_confirmed: Vec<String>,
}

/// What an import did.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Outcome {
    kind: &'static str,
    version: u16,
    /// Statements put on the record.
    pub(crate) added: u64,
    /// Statements that stood there before.
    pub(crate) known: u64,
    /// Releases, lines or files refused.
    pub(crate) refused: u64,
    /// Files that could not be read on this machine now; another try may read them.
    pub(crate) not_done: u64,
    /// Everything found.
    pub(crate) problems: Problems,
    /// Findings published afterwards; `None` with `--no-publish`.
    pub(crate) findings: Option<publication::Outcome>,
}

impl Outcome {
    /// An import of this kind that has done nothing yet.
    pub(crate) fn new(kind: &'static str) -> Self {
        Self { kind, version: 1, ..Self::default() }
    }

    /// Publishes findings, or only remakes the rows, and says what was done.
    pub(crate) fn finish(mut self, desk: &Desk, no_publish: bool, cli: &Cli) -> anyhow::Result<Exit> {
        if no_publish {
            publication::project(&desk.store)?;
        } else {
            self.findings = Some(publication::publish(desk, None)?);
        }
        report(&self, cli)?;
        let whole = self.findings.as_ref().is_none_or(publication::Outcome::is_whole);
        Ok(match (self.not_done, self.refused) {
            (0, 0) if whole => Exit::Done,
            (0, _) => Exit::DoesNotHold,
            _ => Exit::Failed,
        })
    }
}

/// Runs an import verb.
pub(crate) fn run(verb: &Import, cli: &Cli) -> anyhow::Result<Exit> {
    let place = match verb {
        Import::Ocds(arguments) => &arguments.place,
        Import::Contracts(arguments) => &arguments.place,
        Import::Commitments(arguments) => &arguments.place,
    };
    let mut desk = desk::open(&place.dir, place.key.as_deref())?;
    desk.personal_confirmed.clone_from(&place.personal_confirmed);
    let outcome = match verb {
        Import::Ocds(arguments) => ocds(&desk, &arguments.files, arguments.persons.as_deref())?,
        Import::Contracts(arguments) => contracts(&desk, arguments)?,
        Import::Commitments(arguments) => commitments(&desk, &arguments.files)?,
    };
    outcome.finish(&desk, place.no_publish, cli)
}

fn report(outcome: &Outcome, cli: &Cli) -> anyhow::Result<()> {
    if cli.json {
        return output::json(outcome);
    }
    for problem in outcome.problems.iter() {
        output::remark(problem.to_string());
    }
    let Outcome { added, known, refused, problems, findings, .. } = outcome;
    output::text(format!(
        "put on the record: {added}; known before: {known}; refused: {refused}; problems listed: {}",
        problems.len()
    ));
    if let Some(findings) = findings {
        output::text(findings.to_string());
    }
    Ok(())
}

/// Puts the releases of OCDS files on the record.
pub(crate) fn ocds(desk: &Desk, files: &[PathBuf], persons: Option<&Path>) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new("procurement-import");
    let mut cleaner = Cleaner::new(desk.persons_key()?);
    cleaner.record_versions = true;
    if let Some(schemes) = person_schemes(desk, persons)? {
        cleaner.schemes = schemes;
    }
    let mut known = KnownReleases::read(desk)?;
    let private = desk.dir.join("private");
    let mut compiler = Compiler::with_aside(Box::new(RunFiles::new(Some(&private))?));
    let mut inputs = Vec::new();
    let mut read = Vec::new();
    let total: u64 = files.iter().filter_map(|f| f.metadata().ok()).map(|m| m.len()).sum();
    let progress = Progress::bytes("reading", total * 2);
    for (number, path) in files.iter().enumerate() {
        let number = u32::try_from(number).context("more than four thousand million files")?;
        let first = first_pass(path, number, &cleaner, &progress)?;
        let mut batch = Batch::new(desk);
        let file = progress.reading(open(path)?);
        let mut reader = ingest::Reader::new(BufReader::new(file), number, &cleaner);
        for item in &mut reader {
            if let Item::Release(release) = &item {
                put_release(desk, release, &first, &mut known, &mut batch, &mut outcome)?;
            }
            compiler.take(item);
        }
        if let Some(error) = reader.error() {
            return Err(unreadable(path, error));
        }
        batch.flush(&mut outcome)?;
        inputs.push(ingest::Input {
            name: file_name(path),
            sha256: first.sha256.to_string(),
            bytes: first.bytes,
            form: first.form.clone(),
        });
        read.push(body::ImportInput { sha256: first.sha256, bytes: first.bytes, form: first.form });
    }
    progress.finish();
    if !compiler.read_anything() {
        return Err(Failure::new(
            "unknown-form",
            "nothing in these files could be read as OCDS",
            "Give release or record packages, or JSON Lines of releases.",
        )
        .into());
    }
    let mut report = compiler.finish_from_aside(inputs, |_| Ok::<(), anyhow::Error>(()))?;
    report.counts.refused += outcome.refused;
    outcome.refused = report.counts.refused;
    let mut problems = std::mem::take(&mut report.problems);
    problems.extend(outcome.problems.iter());
    let mut further = Vec::new();
    report.problems = continued(&problems, body::REPORT_BYTES, |document| {
        desk.store.put_blob(&document)?;
        further.push(document_of(&document));
        Ok(())
    })?;
    outcome.problems = problems;
    let counts = serde_json::to_value(report.counts)?;
    let counts: BTreeMap<String, u64> = serde_json::from_value(counts)?;
    let report = canonical(&report)?;
    let import = body::Import { inputs: read, counts, report: document_of(&report), problems: further };
    put(desk, &Body::Import(import), &[], vec![report], &mut outcome)?;
    Ok(outcome)
}

/// The problems that go into a report of `limit` bytes; the others to `document`, as documents of JSON Lines, each at most
/// that large (or one line).
fn continued(
    problems: &Problems,
    limit: usize,
    mut document: impl FnMut(Vec<u8>) -> anyhow::Result<()>,
) -> anyhow::Result<Problems> {
    let mut kept = Problems::default();
    let mut lines: Vec<u8> = Vec::new();
    let mut bytes = 0;
    for problem in problems.iter() {
        let mut line = canonical(&problem)?;
        line.push(b'\n');
        bytes += line.len();
        if bytes <= limit {
            kept.push(problem);
            continue;
        }
        if !lines.is_empty() && lines.len() + line.len() > limit {
            document(std::mem::take(&mut lines))?;
        }
        lines.append(&mut line);
    }
    if !lines.is_empty() {
        document(lines)?;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_report_goes_on_in_further_documents_and_loses_nothing() {
        let problem = |n: u64| {
            let place = base::Place { line: n, ..base::Place::default() };
            Problem::new("code", base::Severity::Info, base::Action::Kept, place, format!("found {n}"), "remedy")
        };
        let all: Problems = (0..1_000).map(problem).collect();
        for limit in [1, 1_000, 20_000, 1_000_000] {
            let mut documents = Vec::new();
            let mut read = continued(&all, limit, |document| {
                documents.push(document);
                Ok(())
            })
            .unwrap();
            assert!(
                documents.iter().all(|d| d.len() <= limit || d.iter().filter(|byte| **byte == b'\n').count() == 1)
            );
            for document in &documents {
                let lines = document.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
                read.extend(lines.map(|line| serde_json::from_slice::<Problem>(line).unwrap()));
            }
            assert_eq!(read, all, "limit {limit}");
        }
        assert_eq!(continued(&all, 1_000_000, |_| panic!("all of them fit")).unwrap(), all);
    }
}

/// The schemes named now, or those kept from an earlier import.
fn person_schemes(desk: &Desk, named: Option<&Path>) -> anyhow::Result<Option<PersonSchemes>> {
    let kept = desk.dir.join("private").join("person-schemes.toml");
    let path = match named {
        Some(path) => path,
        None if kept.exists() => &kept,
        None => return Ok(None),
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("opening {}", path.display()))?;
    let schemes = PersonSchemes::from_toml(&text).with_context(|| format!("reading {}", path.display()))?;
    if path != kept {
        std::fs::write(&kept, &text).with_context(|| format!("keeping {}", kept.display()))?;
    }
    Ok(Some(schemes))
}

struct FirstPass {
    sha256: Digest,
    bytes: u64,
    form: String,
    packages: BTreeMap<u32, Package>,
}

/// Reads a file once for its digest and for what its packages say of themselves, which may stand after the releases.
fn first_pass(path: &Path, number: u32, cleaner: &Cleaner, progress: &Progress) -> anyhow::Result<FirstPass> {
    let hashing = Hashing { inner: progress.reading(open(path)?), hasher: sha2::Sha256::new(), bytes: 0 };
    let mut reader = ingest::Reader::new(hashing, number, cleaner);
    let mut packages = BTreeMap::new();
    for item in &mut reader {
        if let Item::Package(package) = item {
            packages.insert(package.number, package);
        }
    }
    if let Some(error) = reader.error() {
        return Err(unreadable(path, error));
    }
    let form = reader.form().name().to_owned();
    let mut hashing = reader.into_inner();
    std::io::copy(&mut hashing, &mut std::io::sink()).map_err(|error| unreadable(path, &error))?;
    Ok(FirstPass { sha256: Digest(hashing.hasher.finalize().into()), bytes: hashing.bytes, form, packages })
}

fn put_release(
    desk: &Desk,
    release: &Cleaned,
    file: &FirstPass,
    known: &mut KnownReleases,
    batch: &mut Batch<'_>,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    let bytes = json::canonical(&release.value).into_bytes();
    let digest = sha256(&bytes);
    if known.documents.contains(&digest) {
        outcome.known += 1;
        return Ok(());
    }
    if refuse_personal(desk, &release.value, &release.place, outcome) {
        return Ok(());
    }
    known.documents.insert(digest);
    let text = |pointer: &str| release.value.pointer(pointer).and_then(Value::as_text).unwrap_or_default().to_owned();
    let package = release.package.and_then(|number| file.packages.get(&number));
    let body = body::Release {
        ocid: release.ocid.clone(),
        release_id: text("/id"),
        date: text("/date"),
        compiled: release.compiled,
        document: body::Document { sha256: digest, bytes: bytes.len() as u64 },
        publisher: package.and_then(|p| p.publisher.clone()),
        license: package.and_then(|p| p.license.clone()),
        source: body::ReleaseSource { sha256: file.sha256, line: release.place.line },
    };
    let name = (body.ocid.clone(), body.release_id.clone(), body.compiled);
    // Another release under the same name corrects the earlier one.
    let mut refs = Vec::new();
    if !body.release_id.is_empty() {
        if known.pending.contains(&name) {
            known.named.append(&mut batch.flush(outcome)?);
            known.pending.clear();
        }
        refs.extend(known.named.get(&name).copied());
        known.pending.insert(name.clone());
    }
    batch.push(name, desk.submission(&Body::Release(body), &refs, vec![bytes])?);
    if batch.items.len() == BATCH {
        known.named.append(&mut batch.flush(outcome)?);
        known.pending.clear();
    }
    Ok(())
}

/// The last line of defence after persons were taken out: what still looks like personal data is not put on the record.
pub(crate) fn refuse_personal(desk: &Desk, value: &Value, place: &base::Place, outcome: &mut Outcome) -> bool {
    let confirmed: Vec<&str> = desk.personal_confirmed.iter().map(String::as_str).collect();
    let Err(refusals) = record::personal::check(value, &confirmed) else { return false };
    outcome.refused += 1;
    outcome.problems.extend(refusals.into_iter().map(|refusal| {
        let place = base::Place { pointer: refusal.place, ..place.clone() };
        Problem::new(
            "looks-personal",
            base::Severity::Error,
            base::Action::Refused,
            place,
            refusal.found,
            "Take it out of the source; if it is no personal data, import again with --personal-confirmed POINTER.",
        )
    }));
    true
}

type ReleaseName = (String, String, bool);

/// The releases that stand on the record already.
struct KnownReleases {
    documents: BTreeSet<Digest>,
    named: BTreeMap<ReleaseName, u64>,
    pending: BTreeSet<ReleaseName>,
}

impl KnownReleases {
    fn read(desk: &Desk) -> anyhow::Result<Self> {
        let mut known = Self { documents: BTreeSet::new(), named: BTreeMap::new(), pending: BTreeSet::new() };
        let (stated, erased) = contents::read(&desk.store)?;
        let gone = kinds::inputs::erased(&erased, u64::MAX);
        for statement in stated.iter().filter(|s| !gone.contains(&s.index)) {
            if let Body::Release(release) = &statement.body {
                known.documents.insert(release.document.sha256);
                let name = (release.ocid.clone(), release.release_id.clone(), release.compiled);
                known.named.insert(name, statement.index);
            }
        }
        Ok(known)
    }
}

/// Submissions on their way to the store.
struct Batch<'a> {
    desk: &'a Desk,
    items: Vec<(ReleaseName, Submission)>,
}

impl<'a> Batch<'a> {
    const fn new(desk: &'a Desk) -> Self {
        Self { desk, items: Vec::new() }
    }

    fn push(&mut self, name: ReleaseName, submission: Submission) {
        self.items.push((name, submission));
    }

    /// Appends what is held; gives the index of each name.
    fn flush(&mut self, outcome: &mut Outcome) -> anyhow::Result<BTreeMap<ReleaseName, u64>> {
        let (names, submissions): (Vec<_>, Vec<_>) = std::mem::take(&mut self.items).into_iter().unzip();
        if submissions.is_empty() {
            return Ok(BTreeMap::new());
        }
        let receipts = self.desk.store.append(submissions)?;
        for receipt in &receipts {
            *(if receipt.duplicate { &mut outcome.known } else { &mut outcome.added }) += 1;
        }
        Ok(names.into_iter().zip(receipts.iter().map(|r| r.index)).collect())
    }
}

/// One contract text and what is known of it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(crate) struct ContractFile {
    pub(crate) file: PathBuf,
    #[serde(default)]
    pub(crate) ocid: Option<String>,
    #[serde(default)]
    pub(crate) contract_id: Option<String>,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) language: Option<String>,
    #[serde(default)]
    pub(crate) vendor: Option<String>,
}

fn contracts(desk: &Desk, arguments: &Contracts) -> anyhow::Result<Outcome> {
    let mut list: Vec<ContractFile> = arguments
        .files
        .iter()
        .map(|file| ContractFile {
            file: file.clone(),
            ocid: arguments.ocid.clone(),
            contract_id: arguments.contract_id.clone(),
            title: arguments.title.clone(),
            language: arguments.language.clone(),
            vendor: arguments.vendor.clone(),
        })
        .collect();
    if let Some(index) = &arguments.index {
        list.extend(read_index(index)?);
    }
    if list.is_empty() {
        return Err(
            Failure::usage("no-files", "no contract text was named", "Name files, or a list with --index.").into()
        );
    }
    put_contracts(desk, &list)
}

/// Puts the contract texts of an index file on the record.
pub(crate) fn contracts_of_index(desk: &Desk, index: &Path) -> anyhow::Result<Outcome> {
    put_contracts(desk, &read_index(index)?)
}

/// Reads a list of contract texts; its file names are relative to it.
pub(crate) fn read_index(index: &Path) -> anyhow::Result<Vec<ContractFile>> {
    let text = std::fs::read_to_string(index).map_err(|error| unreadable(index, &error))?;
    let mut list: Vec<ContractFile> = serde_json::from_str(&text).map_err(|error| {
        let remedy = "Write a JSON list of {file, ocid, contract_id, title, vendor, language}.";
        Failure::new("bad-index", error.to_string(), remedy).at(index.display().to_string())
    })?;
    let folder = index.parent().unwrap_or(Path::new("."));
    for entry in &mut list {
        entry.file = folder.join(&entry.file);
    }
    Ok(list)
}

fn put_contracts(desk: &Desk, list: &[ContractFile]) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new("procurement-import");
    let progress = Progress::count("reading contract texts", list.len() as u64);
    for (number, item) in list.iter().enumerate() {
        let bytes = std::fs::read(&item.file).map_err(|error| unreadable(&item.file, &error))?;
        let text = match documents::extract_limited(&bytes, &documents::Limits::default()) {
            Ok(text) => text,
            Err(error) => {
                outcome.not_done += 1;
                outcome.problems.push(not_read_here(number, &item.file, &error));
                progress.more(1);
                continue;
            }
        };
        for problem in &text.problems {
            let mut problem = problem.clone();
            problem.place.input = u32::try_from(number).unwrap_or(u32::MAX);
            outcome.problems.push(problem);
        }
        let extraction = canonical(&text)?;
        let body = Body::Contract(body::Contract {
            document: document_of(&bytes),
            extraction: document_of(&extraction),
            extraction_version: documents::VERSION,
            media_type: text.media_type.clone(),
            title: item.title.clone().unwrap_or_else(|| file_name(&item.file)),
            ocid: item.ocid.clone(),
            contract_id: item.contract_id.clone(),
            vendor: item.vendor.clone(),
            language: item.language.clone(),
        });
        let place = base::Place { input: u32::try_from(number).unwrap_or(u32::MAX), line: 0, pointer: String::new() };
        if !refuse_personal(desk, &body.predicate(), &place, &mut outcome) {
            put(desk, &body, &[], vec![bytes, extraction], &mut outcome)?;
        }
        progress.more(1);
    }
    progress.finish();
    Ok(outcome)
}

/// A text that this machine could not get out now: nothing is put on the record about it, the other texts are.
fn not_read_here(number: usize, file: &Path, error: &documents::DocumentsError) -> Problem {
    let place = base::Place { input: u32::try_from(number).unwrap_or(u32::MAX), ..base::Place::default() };
    Problem::new(
        "not-read-here",
        base::Severity::Error,
        base::Action::Refused,
        place,
        format!("{}: {error}", file.display()),
        "Import this file again; the others are on the record.",
    )
}

/// Puts pledges and reviews on the record, each line a statement.
pub(crate) fn commitments(desk: &Desk, files: &[PathBuf]) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new("procurement-import");
    for (number, path) in files.iter().enumerate() {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        for (line, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let value: Result<serde_json::Value, _> = serde_json::from_str(text);
            let kind = value.as_ref().ok().and_then(|v| v["kind"].as_str()).unwrap_or_default().to_owned();
            let body = match (value, kind.as_str()) {
                (Ok(value), "pledge") => Body::Pledge(value),
                (Ok(value), "review") => Body::Review(value),
                (Ok(_), "contract") => continue,
                (value, _) => {
                    let what = match value {
                        Ok(_) => format!("`{kind}` is not a kind of commitment"),
                        Err(error) => format!("the line is not JSON: {error}"),
                    };
                    let place = base::Place {
                        input: u32::try_from(number).unwrap_or(u32::MAX),
                        line: line as u64 + 1,
                        pointer: String::new(),
                    };
                    outcome.refused += 1;
                    outcome.problems.push(Problem::new(
                        "unknown-kind",
                        base::Severity::Error,
                        base::Action::Refused,
                        place,
                        what,
                        "Give `pledge`, `review` or `contract`.",
                    ));
                    continue;
                }
            };
            let place = base::Place {
                input: u32::try_from(number).unwrap_or(u32::MAX),
                line: line as u64 + 1,
                pointer: String::new(),
            };
            if !refuse_personal(desk, &body.predicate(), &place, &mut outcome) {
                put(desk, &body, &[], Vec::new(), &mut outcome)?;
            }
        }
    }
    Ok(outcome)
}

pub(crate) fn put(
    desk: &Desk,
    body: &Body,
    refs: &[u64],
    blobs: Vec<Vec<u8>>,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    let receipt = desk.append(body, refs, blobs)?;
    *(if receipt.duplicate { &mut outcome.known } else { &mut outcome.added }) += 1;
    Ok(())
}

/// The canonical bytes of a document of ours.
pub(crate) fn canonical<T: serde::Serialize>(document: &T) -> anyhow::Result<Vec<u8>> {
    Ok(json::canonical(&Value::from(&serde_json::to_value(document)?)).into_bytes())
}

pub(crate) fn document_of(bytes: &[u8]) -> body::Document {
    body::Document { sha256: sha256(bytes), bytes: bytes.len() as u64 }
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).map_err(|error| unreadable(path, &error))
}

/// A file that may become a document of a record; a larger one is not read to its end.
pub(crate) fn bounded(path: &Path, remedy: &str) -> anyhow::Result<Vec<u8>> {
    bounded_to(MAX_BLOB as u64, "the most that one document of a record may have", path, remedy)
}

/// A file of at most `most` bytes, which is what `limit` says.
pub(crate) fn bounded_to(most: u64, limit: &str, path: &Path, remedy: &str) -> anyhow::Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > most {
        let what = format!("larger than {most} bytes, {limit}");
        return Err(Failure::new("TOO_LARGE", what, remedy).at(path.display().to_string()).into());
    }
    Ok(bytes)
}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    let what = if path == Path::new("-") {
        "an import reads its input twice, so it cannot come from standard input".to_owned()
    } else {
        format!("the file cannot be read: {error}")
    };
    Failure::new("unreadable", what, "Name a file that exists and may be read.").at(path.display().to_string()).into()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

struct Hashing<R> {
    inner: R,
    hasher: sha2::Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}
