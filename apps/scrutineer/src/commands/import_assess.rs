//! `scrutineer import assess`: a dossier on the record, so that anyone can compute its assessment again.
//!
//! Ratings of the first round stay sealed until every assessor of the dossier has handed in: until then the record
//! holds a salted commitment to each file and nothing else. What has been committed to cannot be changed.

use super::assess::{self, disk::Disk};
use super::import::{self, Outcome, Place, document_of};
use crate::cli::Cli;
use crate::contents;
use crate::desk::{self, Desk};
use crate::output::{Exit, Failure};
use ::assess::{Catalogue, Dossier, Folder, Limits};
use anyhow::Context as _;
use base::Digest;
use base::json::{Object, Value};
use clap::Args;
use kinds::Body;
use kinds::assessment::{self as on_record, Evidence, Opened, Ratings};
use kinds::body::Document;
use record::audit::Recomputed;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Arguments of `import assess`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the dossier.
    pub(crate) dossier: PathBuf,
    /// Folder of the catalogue it is bound to (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    pub(crate) catalogue: Option<PathBuf>,
    /// Close the first round although an assessor has not handed in, and open its ratings.
    #[arg(long)]
    pub(crate) close_round: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Largest file of a dossier that goes on the record, bytes: what a reader of the copy takes.
const FILE_LIMIT: u64 = record::copy::MAX_BLOB as u64;

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let Place { dir, key, no_publish, personal_confirmed } = &arguments.place;
    let mut desk = desk::open(dir, key.as_deref())?;
    desk.personal_confirmed.clone_from(personal_confirmed);
    let outcome = dossier(&desk, &arguments.dossier, arguments.catalogue.as_deref(), arguments.close_round)?;
    outcome.finish(&desk, *no_publish, cli)
}

/// Puts a dossier on the record.
pub(crate) fn dossier(
    desk: &Desk,
    path: &Path,
    catalogue: Option<&Path>,
    close_round: bool,
) -> anyhow::Result<Outcome> {
    let folder = Disk::open(path)?;
    let catalogue_files = match catalogue {
        None => ::assess::catalogue::own_files(),
        Some(place) => {
            let folder = Disk::open(place)?;
            let mut files = BTreeMap::new();
            for name in ::assess::catalogue::own_files().into_keys() {
                files.extend(bytes(&folder, &name)?.map(|bytes| (name, bytes)));
            }
            files
        }
    };
    let read = ::assess::catalogue::open(&catalogue_files).map_err(|fatal| assess::failure(fatal, catalogue))?;
    let dossier = ::assess::dossier::read(&folder, &read, &Limits::default(), true)
        .map_err(|fatal| assess::failure(fatal, Some(path)))?;
    let mut import = Import {
        key: on_record::key(&dossier.id, &dossier.as_of),
        standing: Standing::read(desk)?,
        outcome: Outcome::new("assess-import"),
        desk,
        folder: &folder,
        dossier: &dossier,
    };
    let problems = ::assess::compute::problems(&folder, &dossier, &read, &Limits::default())
        .map_err(|fatal| assess::failure(fatal, Some(path)))?;
    for problem in problems {
        let what = format!("{} at {}: {}", problem.code, problem.place, problem.what);
        import.problem("dossier-problem", base::Severity::Warning, base::Action::Kept, "", &what, &problem.remedy);
    }
    let texts = import.texts()?;
    if import.looks_personal(&texts)? {
        return Ok(import.outcome);
    }
    import.catalogue(&read, &catalogue_files)?;
    import.head()?;
    import.evidence()?;
    import.ratings(close_round)?;
    Ok(import.outcome)
}

/// What stands on the record of assessments.
#[derive(Default)]
struct Standing {
    catalogues: BTreeSet<Digest>,
    dossiers: BTreeMap<String, (u64, on_record::Dossier)>,
    evidence: BTreeMap<(String, String), (u64, Evidence)>,
    ratings: BTreeMap<(String, String), (u64, Ratings)>,
}

impl Standing {
    fn read(desk: &Desk) -> anyhow::Result<Self> {
        let mut out = Self::default();
        let (stated, erased) = contents::read(&desk.store)?;
        let gone = kinds::inputs::erased(&erased, u64::MAX);
        for statement in stated.into_iter().filter(|s| !gone.contains(&s.index)) {
            let Body::Assess(body) = statement.body else { continue };
            let at = statement.index;
            match body {
                on_record::Body::Catalogue(body) => drop(out.catalogues.insert(body.sha256)),
                on_record::Body::Dossier(body) => drop(out.dossiers.insert(body.dossier.clone(), (at, body))),
                on_record::Body::Evidence(body) => {
                    out.evidence.insert((body.dossier.clone(), body.id.clone()), (at, body));
                }
                on_record::Body::Ratings(body) => {
                    out.ratings.insert((body.dossier.clone(), body.name.clone()), (at, body));
                }
                on_record::Body::Result(_) => {}
            }
        }
        Ok(out)
    }
}

struct Import<'a> {
    key: String,
    standing: Standing,
    outcome: Outcome,
    desk: &'a Desk,
    folder: &'a Disk,
    dossier: &'a Dossier,
}

impl Import<'_> {
    fn problem(
        &mut self,
        code: &str,
        severity: base::Severity,
        action: base::Action,
        pointer: &str,
        what: &str,
        remedy: &str,
    ) {
        if action == base::Action::Refused {
            self.outcome.refused += 1;
        }
        let place = base::Place { pointer: pointer.to_owned(), ..base::Place::default() };
        self.outcome.problems.push(base::Problem::new(code, severity, action, place, what, remedy));
    }

    /// Every text that would be published, as one value: the parts, the records' lines, evidence that is plain text.
    fn texts(&self) -> anyhow::Result<Value> {
        let [evidence, adjudications, ratings] = self.dossier.lists.clone();
        let mut all = Object::new();
        all.insert("dossier", self.dossier.value.clone());
        all.insert("evidence", evidence.clone());
        all.insert("adjudications", adjudications);
        all.insert("ratings", ratings);
        let mut files = Object::new();
        for record in &self.dossier.records {
            let Some(bytes) = bytes(self.folder, &record.file)? else { continue };
            let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            let parsed = |line: &[u8]| match base::json::parse(line, 64) {
                Ok(parsed) => parsed.value,
                Err(_) => Value::from(&*String::from_utf8_lossy(line)),
            };
            files.insert(&record.file, Value::Array(lines.map(parsed).collect()));
        }
        for item in evidence.as_array().unwrap_or_default() {
            let Some(name) = public_file(item) else { continue };
            let Some(bytes) = bytes(self.folder, name)? else { continue };
            if let Ok(text) = String::from_utf8(bytes) {
                files.insert(name, Value::Array(text.lines().map(Value::from).collect()));
            }
        }
        if let Some(bytes) = bytes(self.folder, on_record::measure::FILE)? {
            let value = match base::json::parse(&bytes, 64) {
                Ok(parsed) => parsed.value,
                Err(_) => Value::from(&*String::from_utf8_lossy(&bytes)),
            };
            files.insert(on_record::measure::FILE, value);
        }
        all.insert("files", Value::Object(files));
        Ok(Value::Object(all))
    }

    /// Whether anything looks like personal data that nobody confirmed to be none; then nothing is put on the record.
    fn looks_personal(&mut self, texts: &Value) -> anyhow::Result<bool> {
        const REMEDY: &str =
            "Take it out of the dossier; if it is no personal data, import again with --personal-confirmed POINTER.";
        let before = self.outcome.refused;
        let place = base::Place::default();
        import::refuse_personal(self.desk, texts, &place, &mut self.outcome);
        let confirmed = &self.desk.personal_confirmed;
        for found in ::assess::personal::scan(self.dossier, &[]).map_err(anyhow::Error::msg)? {
            let pointer = format!("/{}", found.place);
            let named = self.outcome.problems.iter().any(|problem| problem.place.pointer == pointer);
            if named || confirmed.iter().any(|pattern| record::personal::fits(pattern, &pointer)) {
                continue;
            }
            self.problem(
                "looks-personal",
                base::Severity::Error,
                base::Action::Refused,
                &pointer,
                &found.what,
                REMEDY,
            );
        }
        Ok(self.outcome.refused > before)
    }

    fn put(&mut self, body: on_record::Body, before: Option<u64>, blobs: Vec<Vec<u8>>) -> anyhow::Result<()> {
        let refs: Vec<u64> = before.into_iter().collect();
        import::put(self.desk, &Body::Assess(body), &refs, blobs, &mut self.outcome)
    }

    fn catalogue(&mut self, catalogue: &Catalogue, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
        let sha256 = digest(&catalogue.sha256)?;
        if self.standing.catalogues.contains(&sha256) {
            self.outcome.known += 1;
            return Ok(());
        }
        let body = on_record::Catalogue {
            id: catalogue.id.clone(),
            version: catalogue.version.clone(),
            sha256,
            files: files.iter().map(|(name, bytes)| (name.clone(), document_of(bytes))).collect(),
        };
        self.put(on_record::Body::Catalogue(body), None, files.values().cloned().collect())
    }

    fn head(&mut self) -> anyhow::Result<()> {
        let dossier = self.dossier;
        let mut names = vec!["dossier.yaml", "evidence.yaml", "adjudications.yaml", on_record::measure::FILE];
        names.extend(dossier.records.iter().map(|record| record.file.as_str()));
        let mut files: BTreeMap<String, Document> = BTreeMap::new();
        let mut blobs = Vec::new();
        for name in names {
            let Some(bytes) = bytes(self.folder, name)? else { continue };
            if files.insert(name.to_owned(), document_of(&bytes)).is_none() {
                blobs.push(bytes);
            }
        }
        let body = on_record::Dossier {
            dossier: self.key.clone(),
            title: dossier.title.clone(),
            jurisdiction: dossier.jurisdiction.clone(),
            election: dossier.election.clone(),
            as_of: dossier.as_of.clone(),
            profile: dossier.profile.clone(),
            catalogue: digest(&dossier.catalogue_sha256)?,
            evidence: dossier.evidence.iter().map(|item| item.id.clone()).collect(),
            files,
        };
        match self.standing.dossiers.get(&self.key) {
            Some((_, before)) if *before == body => {
                self.outcome.known += 1;
                Ok(())
            }
            before => {
                let before = before.map(|(at, _)| *at);
                self.measures_hold()?;
                self.put(on_record::Body::Dossier(body), before, blobs)
            }
        }
    }

    /// What the dossier says it measured must be what is measured now: whoever verifies a copy measures it again.
    fn measures_hold(&self) -> anyhow::Result<()> {
        let Some(measures) = bytes(self.folder, on_record::measure::FILE)? else { return Ok(()) };
        let records = bytes(self.folder, on_record::measure::RECORDS)?;
        let listed = &self.dossier.records;
        let said = on_record::measure::Said { measures: &measures, records: records.as_deref(), listed };
        let (stated, erased) = contents::read(&self.desk.store)?;
        let blobs = contents::blobs(&self.desk.store);
        match said.again(&stated, &erased, self.desk.store.size()?, &blobs, &|_| None) {
            None | Some(Recomputed::Equal) => Ok(()),
            Some(
                Recomputed::Differs { detail: what }
                | Recomputed::Erased { detail: what }
                | Recomputed::NotComputed { reason: what },
            ) => {
                let remedy = "Run `scrutineer assess measure DOSSIER --dir DIR`, then import.";
                Err(Failure::new("not-measured", what, remedy).at(on_record::measure::FILE).into())
            }
        }
    }

    fn evidence(&mut self) -> anyhow::Result<()> {
        let list = self.dossier.lists[0].clone();
        let mut seen = BTreeSet::new();
        for item in list.as_array().unwrap_or_default() {
            let text = |key: &str| item.get(key).and_then(Value::as_text).unwrap_or_default().to_owned();
            if !seen.insert(text("id")) {
                continue;
            }
            let file = match public_file(item) {
                Some(name) => bytes(self.folder, name)?.map(|bytes| (name.to_owned(), bytes)),
                None => None,
            };
            let body = Evidence {
                dossier: self.key.clone(),
                id: text("id"),
                title: text("title"),
                sha256: digest(&text("sha256"))?,
                access: text("access"),
                file: file.as_ref().map(|(name, _)| name.clone()),
                document: file.as_ref().map(|(_, bytes)| document_of(bytes)),
            };
            match self.standing.evidence.get(&(self.key.clone(), body.id.clone())) {
                Some((_, before)) if *before == body => self.outcome.known += 1,
                before => {
                    let before = before.map(|(at, _)| *at);
                    self.put(on_record::Body::Evidence(body), before, file.into_iter().map(|(_, b)| b).collect())?;
                }
            }
        }
        Ok(())
    }

    fn ratings(&mut self, close_round: bool) -> anyhow::Result<()> {
        let files = self.dossier.lists[2].clone();
        let files: Vec<(&str, &Value)> = files.as_object().into_iter().flat_map(Object::iter).collect();
        let of = |file: &Value| {
            let assessor = file.get("assessor").and_then(Value::as_text).unwrap_or_default().to_owned();
            (assessor, file.get("round").and_then(Value::as_integer).unwrap_or_default())
        };
        let handed_in: BTreeSet<String> =
            files.iter().map(|(_, file)| of(file)).filter(|(_, round)| *round == 1).map(|(who, _)| who).collect();
        let closed = close_round || self.dossier.assessors.iter().all(|a| handed_in.contains(&a.id));
        for (name, file) in files {
            let (assessor, round) = of(file);
            let Some(bytes) = bytes(self.folder, &format!("ratings/{name}"))? else { continue };
            let before = self.standing.ratings.get(&(self.key.clone(), name.to_owned())).cloned();
            let salt = self.salt(name, before.is_some())?;
            let commitment = on_record::commitment(&salt, &bytes);
            if let Some((at, before)) = &before {
                if before.commitment != commitment {
                    let what = format!("ratings/{name} is not what entry {at} committed to");
                    let remedy = "Ratings are never changed: put the file back, and give a new answer in round 2.";
                    let place = format!("/ratings/{name}");
                    self.problem(
                        "ratings-changed",
                        base::Severity::Error,
                        base::Action::Refused,
                        &place,
                        &what,
                        remedy,
                    );
                    continue;
                }
                if before.opened.is_some() || !closed {
                    self.outcome.known += 1;
                    continue;
                }
            }
            let body = Ratings {
                dossier: self.key.clone(),
                name: name.to_owned(),
                assessor,
                round: u8::try_from(round).unwrap_or_default(),
                commitment,
                opened: closed.then(|| Opened { salt, document: document_of(&bytes) }),
            };
            let blobs = if closed { vec![bytes] } else { Vec::new() };
            self.put(on_record::Body::Ratings(body), before.map(|(at, _)| at), blobs)?;
        }
        Ok(())
    }

    /// The salt of a rating file, kept in the record's private folder.
    fn salt(&self, name: &str, committed: bool) -> anyhow::Result<Digest> {
        let folder = self.desk.dir.join("private").join("seals");
        let path = folder.join(base::digest::sha256(format!("{}/{name}", self.key).as_bytes()).to_string());
        if path.exists() {
            let text = std::fs::read_to_string(&path).with_context(|| format!("opening {}", path.display()))?;
            return digest(text.trim());
        }
        if committed {
            let what = format!("the salt of ratings/{name} is not in {}", folder.display());
            let remedy = "Import with the folder that the ratings were sealed in, its private part included.";
            return Err(Failure::new("salt-missing", what, remedy).into());
        }
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let salt = Digest(desk::random::<32>()?);
        desk::write_secret(&path, &salt.to_string())?;
        Ok(salt)
    }
}

/// Name of an item's file, if the item is public and has one.
fn public_file(item: &Value) -> Option<&str> {
    let text = |key: &str| item.get(key).and_then(Value::as_text);
    text("file").filter(|_| text("access") == Some("public"))
}

fn digest(hex: &str) -> anyhow::Result<Digest> {
    Digest::from_hex(hex).with_context(|| format!("`{hex}` is not a SHA-256 in hexadecimal"))
}

/// A file of a folder; `None` if it is not there.
fn bytes(folder: &Disk, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(file) = folder.open(name) else { return Ok(None) };
    let mut out = Vec::new();
    file.take(FILE_LIMIT + 1).read_to_end(&mut out).with_context(|| format!("reading {name}"))?;
    if out.len() as u64 > FILE_LIMIT {
        let what = format!("is larger than {FILE_LIMIT} bytes, which one document on a record may have at most");
        let remedy = "Split it, or list it with `access: restricted` and its digest only.";
        return Err(Failure::new("over-limit", what, remedy).at(name.to_owned()).into());
    }
    Ok(Some(out))
}
