//! Vendors' exports of cast vote records: files, folders and archives handed to the readers of their format.

use crate::commands::import::bounded_to;
use crate::commands::procurement::input;
use crate::output::Failure;
use base::Problem;
use clap::ValueEnum;
use rla::cards::Pools;
use rla::cvr::{self, Card, Names};
use rla::model::Audit;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Forms of cast vote records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Our plain form.
    Csv,
    /// Dominion: CvrExport*.json, its folder, or an archive of both with the manifests.
    DominionJson,
    /// Dominion: CSV with four rows of header.
    DominionCsv,
    /// Hart: an archive with one XML document for each card.
    HartZip,
    /// ES&S: CSV with one column for each contest, or the same as a workbook (xlsx).
    EssCsv,
    /// ClearBallot: CSV with one column for each choice, or the same as a workbook (xlsx).
    ClearballotCsv,
    /// NIST SP 1500-103 as JSON.
    NistJson,
    /// NIST SP 1500-103 as XML.
    NistXml,
}

/// Hands every card of an export to `each`; sums of redacted cards go to `pools`. Places of problems name files within
/// folders and archives.
pub(super) fn read(
    format: Format,
    audit: &Audit,
    path: &Path,
    pools: &mut Pools,
    each: &mut dyn FnMut(Card),
) -> anyhow::Result<Vec<Problem>> {
    let open =
        |path: &Path| -> Result<_, Failure> { Ok(BufReader::with_capacity(1 << 18, input::open(path)?.unhashed())) };
    Ok(match format {
        Format::Csv => Vec::new(),
        Format::DominionJson => dominion(audit, path, each)?,
        Format::DominionCsv => cvr::dominion_csv(audit, open(path)?, pools, each),
        Format::EssCsv => cvr::ess_csv(audit, table(path)?, each),
        Format::ClearballotCsv => cvr::clearballot_csv(audit, table(path)?, each),
        Format::HartZip => {
            let mut found = Vec::new();
            found.extend(cvr::entries(archive(path)?, &mut |name, bytes| {
                if name.to_lowercase().ends_with(".xml") { cvr::hart(audit, name, bytes, each) } else { Vec::new() }
            }));
            found
        }
        Format::NistJson => {
            let (names, mut problems) = cvr::nist_json_names(open(path)?);
            // What breaks the file off is found again by the second reading.
            problems.clear();
            problems.extend(cvr::nist_json(audit, &names, open(path)?, each));
            problems
        }
        Format::NistXml => {
            let (names, _) = cvr::nist_xml_names(open(path)?);
            cvr::nist_xml(audit, &names, open(path)?, each)
        }
    })
}

fn archive(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path).map(BufReader::new).map_err(|e| input::unreadable(path, &e))
}

/// A table as CSV: a text file as it is, or the one sheet of a workbook, each of its rows a line.
fn table(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let workbook = path.is_file() && archive(path)?.fill_buf().is_ok_and(|start| start.starts_with(b"PK"));
    if !workbook {
        return Ok(Box::new(BufReader::with_capacity(1 << 18, input::open(path)?.unhashed())));
    }
    let remedy = "Save the sheet as CSV, and give that.";
    let bytes = bounded_to(documents::MAX_FILE as u64, "the most of a workbook that is read", path, remedy)?;
    let rows = documents::sheet(&bytes).map_err(|why| {
        Failure::new("RLA-FORMAT", format!("the workbook cannot be read: {why}"), remedy)
            .at(path.display().to_string())
    })?;
    let mut text = String::new();
    for row in rows {
        // A line end within a cell would make two lines of one row.
        let cells: Vec<String> = row.iter().map(|cell| cell.replace(['\r', '\n'], " ")).collect();
        let cells: Vec<_> = cells.iter().map(|cell| rla::rows::quote(cell)).collect();
        text += &cells.join(",");
        text.push('\n');
    }
    Ok(Box::new(std::io::Cursor::new(text)))
}

fn within(problems: Vec<Problem>, name: &str) -> impl Iterator<Item = Problem> {
    let name = name.to_owned();
    problems.into_iter().map(move |mut p| {
        p.place.pointer = format!("{name}{}", p.place.pointer);
        p
    })
}

/// Records beside their manifests: in a folder, in an archive, or as one file with the manifests beside it.
fn dominion(audit: &Audit, path: &Path, each: &mut dyn FnMut(Card)) -> anyhow::Result<Vec<Problem>> {
    const NAMES: [&str; 2] = ["ContestManifest.json", "CandidateManifest.json"];
    let is_export = |name: &str| {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.starts_with("CvrExport") && name.ends_with(".json")
    };
    let zipped = path.is_file() && archive(path)?.fill_buf().is_ok_and(|start| start.starts_with(b"PK"));
    let mut problems = Vec::new();
    if zipped {
        let mut manifests = [b"{}".to_vec(), b"{}".to_vec()];
        cvr::entries(archive(path)?, &mut |name, bytes| {
            if let Some(at) = NAMES.iter().position(|n| name.ends_with(n)) {
                manifests[at] = bytes.to_vec();
            }
            Vec::new()
        });
        let (names, found) = cvr::dominion_names(&manifests[0], &manifests[1]);
        problems.extend(found);
        problems.extend(cvr::entries(archive(path)?, &mut |name, bytes| {
            if !is_export(name) {
                return Vec::new();
            }
            within(cvr::dominion_json(audit, &names, bytes, each), name).collect()
        }));
        return Ok(problems);
    }
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let manifest = |name: &str| {
        let file = folder.join(name);
        if file.is_file() { super::read(&file) } else { Ok(b"{}".to_vec()) }
    };
    let (names, found): (Names, Vec<Problem>) = cvr::dominion_names(&manifest(NAMES[0])?, &manifest(NAMES[1])?);
    problems.extend(found);
    let mut files: Vec<PathBuf> = vec![path.to_owned()];
    if path.is_dir() {
        files.clear();
        for entry in std::fs::read_dir(path).map_err(|e| input::unreadable(path, &e))? {
            let entry = entry?;
            if is_export(&entry.file_name().to_string_lossy()) {
                files.push(entry.path());
            }
        }
        files.sort();
        if files.is_empty() {
            let remedy = "Give the folder with the CvrExport files, or one of them.";
            return Err(Failure::new("RLA-FORMAT", "the folder has no CvrExport*.json", remedy)
                .at(path.display().to_string())
                .into());
        }
    }
    for file in files {
        let reader = BufReader::with_capacity(1 << 18, input::open(&file)?.unhashed());
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        problems.extend(within(cvr::dominion_json(audit, &names, reader, each), &name));
    }
    Ok(problems)
}

/// Finds the manifest's batch of an export's: the same; else the only one that ends with it (a manifest with counties);
/// else the one without the tabulator.
pub(super) struct Known<'k> {
    batches: &'k HashSet<String>,
    found: HashMap<String, String>,
}

impl<'k> Known<'k> {
    pub(super) fn new(batches: &'k HashSet<String>) -> Self {
        Self { batches, found: HashMap::new() }
    }

    pub(super) fn batch(&mut self, batch: &str) -> String {
        if self.batches.contains(batch) {
            return batch.to_owned();
        }
        if let Some(found) = self.found.get(batch) {
            return found.clone();
        }
        let end = format!("-{batch}");
        let longer: Vec<&String> = self.batches.iter().filter(|b| b.ends_with(&end)).collect();
        let shorter = batch.rsplit_once('-').map(|(_, b)| b).filter(|b| self.batches.contains(*b));
        let found = match (&longer[..], shorter) {
            ([only], _) => (*only).clone(),
            ([], Some(shorter)) => shorter.to_owned(),
            _ => batch.to_owned(),
        };
        self.found.insert(batch.to_owned(), found.clone());
        found
    }
}

/// A card as a line of the plain form with a column for pools.
pub(super) fn line(card: &Card) -> String {
    let q = rla::rows::quote;
    let mut out =
        [&card.card, &card.batch, &card.position, &card.style, &card.pool].map(|f| q(f).into_owned()).join(",");
    for cell in &card.cells {
        out.push(',');
        out.push_str(&q(cell));
    }
    out
}
