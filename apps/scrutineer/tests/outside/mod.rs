//! The sample election's public copy, read by other people's code: Go's `golang.org/x/mod/sumdb` and the crates
//! `signed_note` and `tlog_tiles`. Where Go is missing the test says `skipped: …`, unless `SCRUTINEER_REQUIRE_ALL=1`.

use crate::record::{copy, sample};
use crate::run::{json, text};
use signed_note::{Note, StandardVerifier, VerifierList};
use std::fs;
use std::path::Path;
use std::process::Command;

const GO_CODE: &str = "/usr/share/gocode";

#[test]
fn go_reads_the_sample_record_and_signs_its_checkpoint_alike() {
    let known = Path::new(GO_CODE).join("src/golang.org/x/mod/sumdb/tlog");
    if Command::new("go").arg("version").output().is_err() || !known.exists() {
        let missing = "Go or its package golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev) is missing";
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "{missing}");
        return println!("skipped: {missing}");
    }
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("public");
    copy(&sample().join("public"), &public);
    fs::copy(sample().join("private/keys/log.key"), public.join("log.key")).unwrap();
    let size = json(&["record", "list", "--dir", text(sample())], 0)["size"].as_u64().unwrap();
    let proofs = public.join("proofs");
    let asked = [0, 1, size / 2, size - 1];
    for index in asked {
        json(&["record", "prove", &index.to_string(), "--dir", text(sample()), "--out", text(&proofs)], 0);
    }
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ground/record/tests/go/read.go");
    let run = Command::new("go")
        .args(["run", text(&program), text(&public)])
        .envs([("GO111MODULE", "off"), ("GOPATH", GO_CODE), ("GOFLAGS", "")])
        .env("GOCACHE", folder.path().join("cache"))
        .output()
        .unwrap();
    let (out, error) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}{error}");
    assert_eq!(out, format!("ok {size} entries, {} proofs, 0 consistency proofs\n", asked.len()));
}

/// The tiles of a folder, as `tlog_tiles` asks for them.
struct Folder<'a>(&'a Path);

impl tlog_tiles::TileReader for Folder<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        // The checksum database writes the height into the path; C2SP does not.
        Ok(tiles
            .iter()
            .map(|tile| fs::read(self.0.join(tile.path().replacen("tile/8/", "tile/", 1))).unwrap())
            .collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

#[test]
fn signed_note_and_tlog_tiles_read_the_sample_record() {
    let public = sample().join("public");
    let verifier = StandardVerifier::new(fs::read_to_string(public.join("log.vkey")).unwrap().trim()).unwrap();
    let note = Note::from_bytes(&fs::read(public.join("checkpoint")).unwrap()).unwrap();
    let (verified, unverified) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    assert_eq!(Some(size), json(&["record", "list", "--dir", text(sample())], 0)["size"].as_u64());
    let folder = Folder(&public);
    let reader = tlog_tiles::TileHashReader::new(size, root, &folder);
    assert_eq!(tlog_tiles::tree_hash(size, &reader).unwrap(), root);
    for index in [0, size / 3, size - 1] {
        let shown = tempfile::tempdir().unwrap();
        json(&["record", "prove", &index.to_string(), "--dir", text(sample()), "--out", text(shown.path())], 0);
        let entry = fs::read(shown.path().join(format!("entry-{index}.json"))).unwrap();
        let proof = tlog_tiles::prove_record(size, index, &reader).unwrap();
        tlog_tiles::check_record(&proof, size, root, index, tlog_tiles::record_hash(&entry)).unwrap();
    }
}
