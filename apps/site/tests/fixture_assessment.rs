//! The rows of the sample election's assessment, made from `demo/assessment` as the record makes them.

use kinds::assessment::{self, Body, Catalogue, Dossier, Evidence, Opened, Ratings};
use kinds::body::Document;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The rows.
pub fn rows() -> &'static [base::Row] {
    static ROWS: std::sync::OnceLock<Vec<base::Row>> = std::sync::OnceLock::new();
    ROWS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment");
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for under in ["", "records", "evidence", "ratings"] {
            for file in std::fs::read_dir(root.join(under)).unwrap().map(Result::unwrap) {
                let name = format!("{under}/{}", file.file_name().to_string_lossy());
                if file.path().is_file() {
                    files.insert(name.trim_start_matches('/').to_owned(), std::fs::read(file.path()).unwrap());
                }
            }
        }
        let catalogue = assess::catalogue::own().unwrap();
        let dossier = assess::dossier::read(&files, &catalogue, &assess::Limits::default(), true).unwrap();
        let mut blobs: HashMap<base::Digest, Vec<u8>> = HashMap::new();
        let mut document = |bytes: &[u8]| {
            let sha256 = base::digest::sha256(bytes);
            blobs.insert(sha256, bytes.to_vec());
            Document { sha256, bytes: bytes.len() as u64 }
        };
        let key = assessment::key(&dossier.id, &dossier.as_of);
        let own = assess::catalogue::own_files();
        let mut bodies = vec![Body::Catalogue(Catalogue {
            id: catalogue.id.clone(),
            version: catalogue.version.clone(),
            sha256: base::Digest::from_hex(&catalogue.sha256).unwrap(),
            files: own.iter().map(|(name, bytes)| (name.clone(), document(bytes))).collect(),
        })];
        bodies.push(Body::Dossier(Dossier {
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
                .map(|(name, bytes)| (name.clone(), document(bytes)))
                .collect(),
        }));
        for item in &dossier.evidence {
            let file = Some(format!("evidence/{}.txt", item.id)).filter(|_| item.access == "public");
            bodies.push(Body::Evidence(Evidence {
                dossier: key.clone(),
                id: item.id.clone(),
                title: item.title.clone(),
                sha256: base::Digest::from_hex(&item.sha256).unwrap(),
                access: item.access.clone(),
                document: file.as_ref().map(|name| document(&files[name])),
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
                opened: Some(Opened { salt, document: document(bytes) }),
            }));
        }
        let mut stated: Vec<kinds::Stated> = (0..)
            .zip(bodies)
            .map(|(index, body)| kinds::Stated { index, refs: Vec::new(), body: kinds::Body::Assess(body) })
            .collect();
        let size = stated.len() as u64;
        let read = |digest: &base::Digest| blobs.get(digest).cloned();
        let case = assessment::cases(&stated, &[], size, &read).remove(0);
        let (result, bytes) = assessment::result(&case, &case.compute().unwrap(), size);
        stated.push(kinds::Stated {
            index: size,
            refs: Vec::new(),
            body: kinds::Body::Assess(Body::Result(result.clone())),
        });
        let read = |digest: &base::Digest| match *digest == result.result.sha256 {
            true => Some(bytes.clone()),
            false => blobs.get(digest).cloned(),
        };
        let rows = kinds::project::rows(&stated, &[], size + 1, &read);
        rows.into_iter().filter(|row| row.kind.starts_with("assessment")).collect()
    })
}
