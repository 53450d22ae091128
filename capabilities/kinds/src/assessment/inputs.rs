//! The assessments that stand as of a size, each as the folder it was imported from; and their computation.

use super::{AssessmentResult, Body, Catalogue, Dossier, Evidence, Ratings, VERSION, commitment};
use crate::body::{self, Document, FindingInput};
use crate::inputs::{Blobs, Erased, Stated, gone};
use assess::{Assessment, Limits, Options};
use base::Digest;
use base::digest::sha256;
use base::json::canonical;
use std::collections::BTreeMap;

/// One assessment with everything it stands on.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub key: String,
    /// Entry and content of the dossier.
    pub dossier: (u64, Dossier),
    /// Entry and content of the catalogue, if it is on the record.
    pub catalogue: Option<(u64, Catalogue)>,
    /// Evidence that stands, by entry.
    pub evidence: Vec<(u64, Evidence)>,
    /// Rating files that stand, by entry.
    pub ratings: Vec<(u64, Ratings)>,
    /// The dossier's files by name, those of open ratings and public evidence included.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The catalogue's files by name.
    pub catalogue_files: BTreeMap<String, Vec<u8>>,
    /// Documents that should be there and are not: entry and digest.
    pub missing: Vec<(u64, Digest)>,
    /// Entries of rating files that do not open what was sealed; they do not count.
    pub broken_seals: Vec<u64>,
}

/// The assessments that stand in entries `0..size`, in order of their names.
pub fn cases(stated: &[Stated], erased: &[Erased], size: u64, blobs: &dyn Blobs) -> Vec<Case> {
    let gone = gone(stated, erased, size);
    let all: Vec<(u64, &Body)> = stated
        .iter()
        .filter(|s| s.index < size)
        .filter_map(|s| match &s.body {
            body::Body::Assess(body) => Some((s.index, body)),
            _ => None,
        })
        .collect();
    let standing = || all.iter().filter(|(index, _)| !gone.contains(index));
    let mut out: BTreeMap<String, Case> = BTreeMap::new();
    for (index, body) in standing() {
        let Body::Dossier(dossier) = body else { continue };
        out.insert(dossier.dossier.clone(), Case::new(*index, dossier));
    }
    for (index, body) in standing() {
        match body {
            Body::Catalogue(catalogue) => {
                for case in out.values_mut().filter(|case| case.dossier.1.catalogue == catalogue.sha256) {
                    case.catalogue = Some((*index, catalogue.clone()));
                }
            }
            Body::Evidence(item) => {
                if let Some(case) = out.get_mut(&item.dossier)
                    && case.dossier.1.evidence.contains(&item.id)
                {
                    case.evidence.push((*index, item.clone()));
                }
            }
            Body::Ratings(ratings) => {
                let Some(case) = out.get_mut(&ratings.dossier) else { continue };
                // What was committed to first under this name stays: whoever holds the key cannot put other answers
                // in its place, with or without a reference to it.
                let first = all.iter().find_map(|(_, body)| match body {
                    Body::Ratings(first) if (&first.dossier, &first.name) == (&ratings.dossier, &ratings.name) => {
                        Some(first.commitment)
                    }
                    _ => None,
                });
                if first != Some(ratings.commitment) {
                    case.broken_seals.push(*index);
                }
                case.ratings.push((*index, ratings.clone()));
            }
            Body::Dossier(_) | Body::Result(_) => {}
        }
    }
    let mut out: Vec<Case> = out.into_values().collect();
    for case in &mut out {
        case.open(blobs);
    }
    out
}

impl Case {
    fn new(index: u64, dossier: &Dossier) -> Self {
        Self {
            key: dossier.dossier.clone(),
            dossier: (index, dossier.clone()),
            catalogue: None,
            evidence: Vec::new(),
            ratings: Vec::new(),
            files: BTreeMap::new(),
            catalogue_files: BTreeMap::new(),
            missing: Vec::new(),
            broken_seals: Vec::new(),
        }
    }

    /// Reads the documents.
    fn open(&mut self, blobs: &dyn Blobs) {
        let mut files = BTreeMap::new();
        let mut catalogue_files = BTreeMap::new();
        let mut missing = Vec::new();
        let mut take = |into: &mut BTreeMap<String, Vec<u8>>, entry: u64, name: &str, document: &Document| match blobs
            .blob(&document.sha256)
        {
            Some(bytes) => drop(into.insert(name.to_owned(), bytes)),
            None => missing.push((entry, document.sha256)),
        };
        for (name, document) in &self.dossier.1.files {
            take(&mut files, self.dossier.0, name, document);
        }
        if let Some((entry, catalogue)) = &self.catalogue {
            for (name, document) in &catalogue.files {
                take(&mut catalogue_files, *entry, name, document);
            }
        }
        for (entry, item) in &self.evidence {
            if let (Some(name), Some(document)) = (&item.file, &item.document) {
                take(&mut files, *entry, name, document);
            }
        }
        for (entry, ratings) in &self.ratings {
            let Some(opened) = ratings.opened.as_ref().filter(|_| !self.broken_seals.contains(entry)) else {
                continue;
            };
            match blobs.blob(&opened.document.sha256) {
                None => missing.push((*entry, opened.document.sha256)),
                Some(bytes) if commitment(&opened.salt, &bytes) == ratings.commitment => {
                    files.insert(format!("ratings/{}", ratings.name), bytes);
                }
                Some(_) => self.broken_seals.push(*entry),
            }
        }
        (self.files, self.catalogue_files, self.missing) = (files, catalogue_files, missing);
    }

    /// Rating files that are sealed still.
    pub fn sealed(&self) -> usize {
        self.ratings.iter().filter(|(_, ratings)| ratings.opened.is_none()).count()
    }

    /// The entries it stands on, in order.
    pub fn entries(&self) -> Vec<u64> {
        self.lines().into_iter().map(|(index, _)| index).collect()
    }

    fn lines(&self) -> Vec<(u64, Digest)> {
        let of = |body: Body| sha256(canonical(&body.predicate()).as_bytes());
        let mut lines = vec![(self.dossier.0, of(Body::Dossier(self.dossier.1.clone())))];
        lines.extend(self.catalogue.iter().map(|(index, body)| (*index, of(Body::Catalogue(body.clone())))));
        lines.extend(self.evidence.iter().map(|(index, body)| (*index, of(Body::Evidence(body.clone())))));
        lines.extend(self.ratings.iter().map(|(index, body)| (*index, of(Body::Ratings(body.clone())))));
        lines.sort();
        lines
    }

    /// What a result over this case names as its input: SHA-256 over a line per statement, `index TAB sha256 LF`, the
    /// digest being that of the canonical predicate.
    pub fn input(&self, size: u64) -> FindingInput {
        let lines = self.lines();
        let text: String = lines.iter().map(|(index, digest)| format!("{index}\t{digest}\n")).collect();
        FindingInput { size, statements: lines.len() as u64, digest: sha256(text.as_bytes()) }
    }

    /// Catalogue and dossier, read from the documents.
    ///
    /// # Errors
    /// What cannot be read, in words.
    pub fn read(&self) -> Result<(assess::Catalogue, assess::Dossier), String> {
        if self.catalogue.is_none() {
            return Err(format!("the catalogue {} is not on the record", self.dossier.1.catalogue));
        }
        let catalogue = assess::catalogue::open(&self.catalogue_files).map_err(|fatal| fatal.to_string())?;
        let dossier = assess::dossier::read(&self.files, &catalogue, &Limits::default(), true);
        Ok((catalogue, dossier.map_err(|fatal| fatal.to_string())?))
    }

    /// Computes the assessment.
    ///
    /// # Errors
    /// Why it cannot be computed, in words.
    pub fn compute(&self) -> Result<Assessment, String> {
        let (catalogue, dossier) = self.read()?;
        assess::compute(&self.files, &dossier, &catalogue, &Options::of(&dossier)).map_err(|fatal| fatal.to_string())
    }
}

/// The statement's content and the document for one computed assessment.
pub fn result(case: &Case, assessment: &Assessment, size: u64) -> (AssessmentResult, Vec<u8>) {
    let bytes = assessment.to_json().into_bytes();
    let mut summary: BTreeMap<String, u64> = BTreeMap::new();
    for indicator in &assessment.indicators {
        *summary.entry(indicator.status.replace('_', "-")).or_default() += 1;
    }
    let body = AssessmentResult {
        dossier: case.key.clone(),
        version: VERSION,
        input: case.input(size),
        input_sha256: Digest::from_hex(&assessment.input_sha256).expect("a SHA-256 in hexadecimal"),
        result: Document { sha256: sha256(&bytes), bytes: bytes.len() as u64 },
        summary,
    };
    (body, bytes)
}
