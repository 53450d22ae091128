//! The rows of the sample election's assessment at its two dates, made from `demo/` as the record makes them.

use kinds::assessment::{self, Body, Catalogue, Dossier, Evidence, Opened, Ratings};
use kinds::body::Document;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Rows, and the published results by digest.
type Made = (Vec<base::Row>, Vec<(String, Vec<u8>)>);

/// Made once.
pub fn made() -> &'static Made {
    static MADE: std::sync::OnceLock<Made> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let mut results = Vec::new();
        let mut blobs: HashMap<base::Digest, Vec<u8>> = HashMap::new();
        let catalogue = assess::catalogue::own().unwrap();
        let own = assess::catalogue::own_files();
        let mut bodies = vec![Body::Catalogue(Catalogue {
            id: catalogue.id.clone(),
            version: catalogue.version.clone(),
            sha256: base::Digest::from_hex(&catalogue.sha256).unwrap(),
            files: own.iter().map(|(name, bytes)| (name.clone(), document(&mut blobs, bytes))).collect(),
        })];
        for folder in ["assessment-interim", "assessment"] {
            bodies.extend(dossier(folder, &catalogue, &mut blobs));
        }
        let stand = |(index, body)| kinds::Stated { index, refs: Vec::new(), body: kinds::Body::Assess(body) };
        let mut stated: Vec<kinds::Stated> = (0..).zip(bodies).map(stand).collect();
        let size = stated.len() as u64;
        for (at, case) in
            assessment::cases(&stated, &[], size, &|d: &base::Digest| blobs.get(d).cloned()).into_iter().enumerate()
        {
            let (result, bytes) = assessment::result(&case, &case.compute().unwrap(), size);
            results.push((result.result.sha256.to_string(), bytes.clone()));
            blobs.insert(result.result.sha256, bytes);
            stated.push(stand((size + at as u64, Body::Result(result))));
        }
        let size = stated.len() as u64;
        let rows = kinds::project::rows(&stated, &[], size, &|d: &base::Digest| blobs.get(d).cloned());
        (rows.into_iter().filter(|row| row.kind.starts_with("assessment")).collect(), results)
    })
}

fn document(blobs: &mut HashMap<base::Digest, Vec<u8>>, bytes: &[u8]) -> Document {
    let sha256 = base::digest::sha256(bytes);
    blobs.insert(sha256, bytes.to_vec());
    Document { sha256, bytes: bytes.len() as u64 }
}

/// The files of a dossier of the sample election.
fn read(name: &str) -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(name);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for under in ["", "records", "evidence", "ratings"] {
        for file in std::fs::read_dir(root.join(under)).unwrap().map(Result::unwrap) {
            let name = format!("{under}/{}", file.file_name().to_string_lossy());
            if file.path().is_file() {
                files.insert(name.trim_start_matches('/').to_owned(), std::fs::read(file.path()).unwrap());
            }
        }
    }
    files
}

/// What one folder puts on the record.
fn dossier(name: &str, catalogue: &assess::Catalogue, blobs: &mut HashMap<base::Digest, Vec<u8>>) -> Vec<Body> {
    let files = read(name);
    let dossier = assess::dossier::read(&files, catalogue, &assess::Limits::default(), true).unwrap();
    let key = assessment::key(&dossier.id, &dossier.as_of);
    let mut bodies = vec![Body::Dossier(Dossier {
        dossier: key.clone(),
        title: dossier.title.clone(),
        jurisdiction: dossier.jurisdiction.clone(),
        election: dossier.election.clone(),
        as_of: dossier.as_of.clone(),
        profile: dossier.profile.clone(),
        catalogue: base::Digest::from_hex(&catalogue.sha256).unwrap(),
        evidence: dossier.evidence.iter().map(|item| item.id.clone()).collect(),
        files: files
            .iter()
            .filter(|(name, _)| name.starts_with("records/") || !name.contains('/'))
            .map(|(name, bytes)| (name.clone(), document(blobs, bytes)))
            .collect(),
    })];
    for item in &dossier.evidence {
        let file = Some(format!("evidence/{}.txt", item.id)).filter(|_| item.access == "public");
        bodies.push(Body::Evidence(Evidence {
            dossier: key.clone(),
            id: item.id.clone(),
            title: item.title.clone(),
            sha256: base::Digest::from_hex(&item.sha256).unwrap(),
            access: item.access.clone(),
            document: file.as_ref().map(|name| document(blobs, &files[name])),
            file,
        }));
    }
    for (name, assessor) in [("obs-1.yaml", "obs"), ("clinic-1.yaml", "clinic")] {
        let bytes = &files[&format!("ratings/{name}")];
        let salt = base::digest::sha256(name.as_bytes());
        bodies.push(Body::Ratings(Ratings {
            dossier: key.clone(),
            name: name.to_owned(),
            assessor: assessor.to_owned(),
            round: 1,
            commitment: assessment::commitment(&salt, bytes),
            opened: Some(Opened { salt, document: document(blobs, bytes) }),
        }));
    }
    bodies
}
