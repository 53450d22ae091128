//! The dossier: everything one assessment reads, from files that anyone can keep in a folder.

use crate::catalogue::{Catalogue, Profile, day, list, optional, text, texts};
use crate::evidence::{self, Item};
use crate::folder::{Folder, read as read_file};
use crate::problem::{Fatal, Problem};
use crate::ratings::{self, Adjudication, Rating};
use crate::{schema, yaml};
use base::json::{Object, Value, canonical};
use rule::{Context, Coverage};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

/// The schema of the dossier's YAML files.
pub const SCHEMA: &str = include_str!("../catalogue/dossier.schema.json");

/// What a dossier may hold at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all record and evidence files.
    pub bytes: u64,
    /// Records.
    pub records: u64,
    /// Bytes of one line of a record file.
    pub line: usize,
    /// Evidence items.
    pub evidence: usize,
    /// Assessors.
    pub assessors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 2 << 30, records: 5_000_000, line: 64 << 10, evidence: 20_000, assessors: 50 }
    }
}

/// Largest YAML file of a dossier, bytes.
const YAML_LIMIT: u64 = 64 << 20;

/// A source that binds the jurisdiction for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// The source's id.
    pub source: String,
    /// First day.
    pub from: i64,
    /// First day no longer, if it ended.
    pub until: Option<i64>,
}

/// A technology in use at the election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technology {
    /// Its id in the dossier.
    pub id: String,
    /// Its kind in the catalogue.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The stage of the electoral cycle.
    pub stage: String,
    /// The supplier's actor id.
    pub supplier: Option<String>,
    /// Whether it is used at this election, as of the date asked.
    pub in_use: bool,
}

/// Someone who rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessor {
    /// Id or pseudonym.
    pub id: String,
    /// The organisation.
    pub organisation: String,
    /// Declared interests, `none` if there are none; `None` if not declared.
    pub interests: Option<String>,
    /// Indicators this assessor does not rate.
    pub recused: Vec<String>,
}

/// A duty-bearer asked for information and refused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The indicator.
    pub indicator: String,
    /// Who refused.
    pub by: String,
    /// When it was asked.
    pub asked_on: String,
}

/// A file of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFile {
    /// Its name below the dossier.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Its digest as stated.
    pub sha256: String,
    /// How much of the kind it holds.
    pub coverage: Coverage,
}

/// A dossier as read, with the problems of its parts except the records, which stream past later.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The catalogue hash it is bound to.
    pub catalogue_sha256: String,
    /// The profile's id.
    pub profile: String,
    /// The jurisdiction's code.
    pub jurisdiction: String,
    /// The jurisdiction's name.
    pub jurisdiction_name: String,
    /// Legal orders it belongs to.
    pub legal_orders: Vec<String>,
    /// The as-of date as written.
    pub as_of: String,
    /// The election's id.
    pub election: String,
    /// The election's name.
    pub election_name: String,
    /// What rules know beside the records.
    pub context: Context,
    /// Sources that bind; `None` if not known.
    pub law: Option<Vec<Law>>,
    /// Facts by name.
    pub facts: Object,
    /// Technologies, complete.
    pub technologies: Vec<Technology>,
    /// Actors: id, kind, name.
    pub actors: Vec<[String; 3]>,
    /// Assessors.
    pub assessors: Vec<Assessor>,
    /// Refusals.
    pub refusals: Vec<Refusal>,
    /// Record files.
    pub records: Vec<RecordFile>,
    /// Draws of the simulation.
    pub draws: usize,
    /// Base of the Sobol estimate.
    pub sobol_base: usize,
    /// Evidence with grades.
    pub evidence: Vec<Item>,
    /// Ratings that count, round 1 before round 2.
    pub ratings: Vec<Rating>,
    /// Adjudications that count.
    pub adjudications: Vec<Adjudication>,
    /// SHA-256 of every file below `records/` and `evidence/`.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of each parsed part: `dossier`, `evidence`, `adjudications`, `ratings/NAME`.
    pub parts: BTreeMap<String, String>,
    /// SHA-256 over everything the result depends on.
    pub input_sha256: String,
    /// Problems of technologies, evidence, ratings and adjudications.
    pub problems: Vec<Problem>,
    /// The parsed head, for exports and the search for personal data.
    pub value: Value,
    /// The parsed lists: evidence, adjudications, and ratings by file.
    pub lists: [Value; 3],
}

impl Dossier {
    /// The profile in a catalogue.
    pub fn profile<'c>(&self, catalogue: &'c Catalogue) -> Option<&'c Profile> {
        catalogue.profile(&self.profile)
    }

    /// An assessor by id.
    pub fn assessor(&self, id: &str) -> Option<&Assessor> {
        self.assessors.iter().find(|a| a.id == id)
    }
}

/// Reads a dossier.
///
/// `bound` false reads it with another catalogue than its own, to name what differs.
///
/// # Errors
/// [`Fatal`]: no folder, not YAML, schema broken, another catalogue, unknown profile, election or record kind, over a
/// limit.
pub fn read(folder: &dyn Folder, catalogue: &Catalogue, limits: &Limits, bound: bool) -> Result<Dossier, Fatal> {
    let head = load(folder, "dossier.yaml", "dossier")?.ok_or_else(|| {
        Fatal::new(
            "no-dossier",
            "dossier.yaml",
            "is not there",
            "Name a folder with a dossier.yaml, or make one with `scrutineer assess new`.",
        )
    })?;
    let lists = |name: &str, definition: &str, key: &str| -> Result<Value, Fatal> {
        let value = load(folder, name, definition)?;
        Ok(value.and_then(|v| v.get(key).cloned()).unwrap_or(Value::Array(Vec::new())))
    };
    let evidence = lists("evidence.yaml", "evidence_file", "evidence")?;
    let adjudications = lists("adjudications.yaml", "adjudication_file", "adjudications")?;
    let mut rated = Object::new();
    for name in folder.names("ratings") {
        if [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
            && let Some(value) = load(folder, &format!("ratings/{name}"), "rating_file")?
        {
            rated.insert(&name, value);
        }
    }
    let mut dossier = build(head, catalogue, limits, bound)?;
    let count = evidence.as_array().map_or(0, <[Value]>::len);
    over("evidence items", count as u64, limits.evidence as u64, "evidence.yaml")?;
    dossier.files = hash_files(folder, &dossier, &evidence, limits)?;
    dossier.parts.insert("dossier".to_owned(), digest(&dossier.value));
    dossier.parts.insert("evidence".to_owned(), digest(&evidence));
    dossier.parts.insert("adjudications".to_owned(), digest(&adjudications));
    for (name, value) in rated.iter() {
        dossier.parts.insert(format!("ratings/{name}"), digest(value));
    }
    let files = dossier.files.iter().map(|(name, sha)| (name.clone(), Value::from(sha.as_str()))).collect();
    let input = Value::Object(Object::from_distinct(vec![
        ("catalogue".to_owned(), Value::from(catalogue.sha256.as_str())),
        ("dossier".to_owned(), dossier.value.clone()),
        ("evidence".to_owned(), evidence.clone()),
        ("adjudications".to_owned(), adjudications.clone()),
        ("ratings".to_owned(), Value::Object(rated.clone())),
        ("files".to_owned(), Value::Object(files)),
    ]));
    dossier.input_sha256 = digest(&input);
    let mut problems = std::mem::take(&mut dossier.problems);
    dossier.evidence = evidence::read(&evidence, &dossier, catalogue, &mut problems);
    dossier.ratings = ratings::read(&rated, &dossier, catalogue, &mut problems);
    dossier.adjudications = ratings::adjudications(&adjudications, catalogue, &mut problems);
    dossier.problems = problems;
    dossier.lists = [evidence, adjudications, Value::Object(rated)];
    Ok(dossier)
}

fn digest(value: &Value) -> String {
    base::digest::sha256(canonical(value).as_bytes()).to_string()
}

fn over(what: &str, found: u64, limit: u64, place: &str) -> Result<(), Fatal> {
    if found <= limit {
        return Ok(());
    }
    let remedy = "Split the dossier into several.";
    Err(Fatal::new("over-limit", place, format!("{found} {what}, at most {limit} are taken"), remedy))
}

/// A YAML file that fits its part of the schema; `None` if it is not there.
fn load(folder: &dyn Folder, name: &str, definition: &str) -> Result<Option<Value>, Fatal> {
    if folder.open(name).is_none() {
        return Ok(None);
    }
    let bytes = read_file(folder, name, YAML_LIMIT)
        .ok_or_else(|| Fatal::new("over-limit", name, "is larger than 64 MiB or unreadable", "Split the file."))?;
    check_file(name, &bytes, definition).map(Some)
}

/// Parses one YAML file of a dossier and holds it against its part of the schema.
///
/// # Errors
/// [`Fatal`]: not YAML, a key twice, the schema broken.
pub fn check_file(name: &str, bytes: &[u8], definition: &str) -> Result<Value, Fatal> {
    let document = yaml::parse(bytes)
        .map_err(|e| Fatal::new("not-yaml", format!("{name} line {}", e.line), e.what, "Mend the file."))?;
    if let Some((line, key)) = document.duplicates.first() {
        let what = format!("key {key} twice");
        return Err(Fatal::new("not-yaml", format!("{name} line {line}"), what, "Keep one of the two."));
    }
    let root = base::json::parse(SCHEMA.as_bytes(), 64)
        .map_err(|e| Fatal::new("schema", "dossier.schema.json", e.to_string(), "Reinstall the program."))?
        .value;
    let part = root.pointer(&format!("/definitions/{definition}")).unwrap_or(&Value::Null);
    let faults = schema::check(part, &document.value, name, &root);
    match faults.first() {
        None => Ok(document.value),
        Some((place, what)) => {
            let more = if faults.len() > 1 { format!(" (and {} more)", faults.len() - 1) } else { String::new() };
            let remedy = "Mend the file; docs/assessment.md shows each field.";
            Err(Fatal::new("schema-broken", place.clone(), format!("{what}{more}"), remedy))
        }
    }
}

fn build(value: Value, catalogue: &Catalogue, limits: &Limits, bound: bool) -> Result<Dossier, Fatal> {
    let bound_to = value.pointer("/catalogue/sha256").and_then(Value::as_text).unwrap_or_default().to_owned();
    if bound && bound_to != catalogue.sha256 {
        return Err(Fatal::new(
            "other-catalogue",
            "dossier.yaml",
            format!("is bound to catalogue {bound_to}, this one is {}", catalogue.sha256),
            "Give the catalogue it was made with by --catalogue, or move it with `scrutineer assess migrate`.",
        ));
    }
    let profile = text(&value, "profile");
    if catalogue.profile(&profile).is_none() {
        let known: Vec<&str> = catalogue.profiles.iter().map(|p| p.id.as_str()).collect();
        let remedy = format!("Use one of {}.", known.join(", "));
        return Err(Fatal::new("unknown-profile", "dossier.yaml", format!("no profile {profile}"), &remedy));
    }
    let as_of_text = text(&value, "as_of");
    let bad_date =
        |what: &str| Fatal::new("schema-broken", "dossier.yaml", what, "Write a date that exists, YYYY-MM-DD.");
    let as_of = day(&value, "as_of").ok_or_else(|| bad_date("as_of is no date of the calendar"))?;
    let id = text(&value, "election");
    let election = list(&value, "elections").iter().find(|e| text(e, "id") == id).ok_or_else(|| {
        let remedy = "Name the id of one of the elections listed.";
        Fatal::new("unknown-election", "dossier.yaml", format!("no election {id}"), remedy)
    })?;
    let polling_day =
        day(election, "polling_day").ok_or_else(|| bad_date("polling_day is no date of the calendar"))?;
    let context =
        Context { as_of, polling_day: Some(polling_day), results_final_on: day(election, "results_final_on") };
    let mut records = Vec::new();
    for entry in list(&value, "records") {
        let kind = text(entry, "kind");
        if !catalogue.kinds.iter().any(|k| k.name == kind) {
            let remedy = "Use a record kind of the catalogue: `scrutineer assess catalogue show --kinds`.";
            return Err(Fatal::new("unknown-kind", "dossier.yaml", format!("no record kind {kind}"), remedy));
        }
        records.push(RecordFile {
            file: text(entry, "file"),
            kind,
            sha256: text(entry, "sha256"),
            coverage: Coverage::from_word(&text(entry, "coverage")).unwrap_or(Coverage::Partial),
        });
    }
    let assessors: Vec<Assessor> = list(&value, "assessors")
        .iter()
        .map(|v| Assessor {
            id: text(v, "id"),
            organisation: text(v, "organisation"),
            interests: optional(v, "interests"),
            recused: texts(v, "recused"),
        })
        .collect();
    over("assessors", assessors.len() as u64, limits.assessors as u64, "dossier.yaml")?;
    let size = |key: &str, default: usize| {
        let value = value.pointer(&format!("/simulation/{key}")).and_then(Value::as_integer);
        value.and_then(|n| usize::try_from(n).ok()).unwrap_or(default).clamp(1, 1_000_000)
    };
    let technology = |v: &Value| Technology {
        id: text(v, "id"),
        kind: text(v, "kind"),
        name: text(v, "name"),
        stage: text(v, "stage"),
        supplier: optional(v, "supplier"),
        in_use: day(v, "used_from").is_none_or(|from| from <= as_of)
            && v.get("elections").is_none_or(|_| texts(v, "elections").contains(&id)),
    };
    let (mut seen, mut problems) = (BTreeSet::new(), Vec::new());
    let mut technologies: Vec<Technology> = list(&value, "technologies").iter().map(technology).collect();
    technologies.retain(|own| {
        let first = seen.insert(own.id.clone());
        if !first {
            let what = format!("{} has this id, and a technology with it stands earlier in the list", own.name);
            problems.push(Problem::new(
                "TECHNOLOGY-DUPLICATE",
                &own.id,
                what,
                "Give each technology an id of its own.",
            ));
        }
        first
    });
    Ok(Dossier {
        id: text(&value, "id"),
        title: text(&value, "title"),
        catalogue_sha256: bound_to,
        profile,
        jurisdiction: value.pointer("/jurisdiction/code").and_then(Value::as_text).unwrap_or_default().to_owned(),
        jurisdiction_name: value
            .pointer("/jurisdiction/name")
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned(),
        legal_orders: value.get("jurisdiction").map(|j| texts(j, "legal_orders")).unwrap_or_default(),
        as_of: as_of_text,
        election_name: text(election, "name"),
        context,
        law: value.get("law").map(|_| {
            let law = |v: &Value| Law {
                source: text(v, "source"),
                from: day(v, "from").unwrap_or(i64::MAX),
                until: day(v, "until"),
            };
            list(&value, "law").iter().map(law).collect()
        }),
        facts: value.get("facts").and_then(|v| v.as_object().cloned()).unwrap_or_default(),
        technologies,
        actors: list(&value, "actors").iter().map(|v| [text(v, "id"), text(v, "kind"), text(v, "name")]).collect(),
        assessors,
        refusals: list(&value, "refusals")
            .iter()
            .map(|v| Refusal { indicator: text(v, "indicator"), by: text(v, "by"), asked_on: text(v, "asked_on") })
            .collect(),
        records,
        draws: size("draws", 10_000),
        sobol_base: size("sobol_base", 4_096),
        evidence: Vec::new(),
        ratings: Vec::new(),
        adjudications: Vec::new(),
        files: BTreeMap::new(),
        parts: BTreeMap::new(),
        input_sha256: String::new(),
        problems,
        election: id,
        value,
        lists: [Value::Null, Value::Null, Value::Null],
    })
}

/// Hashes every file of the two folders, and those that are listed elsewhere below them.
fn hash_files(
    folder: &dyn Folder,
    dossier: &Dossier,
    evidence: &Value,
    limits: &Limits,
) -> Result<BTreeMap<String, String>, Fatal> {
    let mut names: Vec<String> = dossier.records.iter().map(|r| r.file.clone()).collect();
    names.extend(evidence.as_array().unwrap_or_default().iter().filter_map(|v| optional(v, "file")));
    for under in ["records", "evidence"] {
        names.extend(folder.names(under).into_iter().map(|name| format!("{under}/{name}")));
    }
    names.sort();
    names.dedup();
    let mut out = BTreeMap::new();
    let mut total = 0;
    for name in names {
        let Some(mut file) = folder.open(&name) else { continue };
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => {
                    total += n as u64;
                    over("bytes of records and evidence", total, limits.bytes, &name)?;
                    hasher.update(&buffer[..n]);
                }
                Err(e) => return Err(Fatal::new("unreadable", name, e.to_string(), "Make the file readable.")),
            }
        }
        out.insert(name, base::digest::hex(&hasher.finalize()));
    }
    Ok(out)
}
