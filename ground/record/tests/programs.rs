//! Other people's programs on our files: Go's `golang.org/x/mod/sumdb`, Python's `securesystemslib` and `sd-jwt`.
//!
//! Where a program is missing the test says `skipped: …` and passes, unless `SCRUTINEER_REQUIRE_ALL=1`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the tests start other programs, hand them files, and say when one is missing"
)]

use crate::support::{append, key, leaves, text};
use base::json::{Object, Value, canonical, parse};
use record::disclosure::{self, Disclosure, seal};
use record::proof::{consistency, inclusion};
use record::{
    Checkpoint, CopyTiles, Envelope, IssuerId, KeyType, MemoryCopy, Statement, Subject, TlogProof, Tree, VerifierKey,
    base64,
};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn go_reads_our_checkpoint_tiles_and_proofs() {
    let sumdb = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog";
    if Command::new("go").arg("version").output().is_err() || !Path::new(sumdb).exists() {
        return skipped("Go or its package golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev) is missing");
    }
    let log = key("localhost/go", KeyType::Ed25519, 1);
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    let mut consistent = Vec::new();
    for size in [1, 2, 255, 256, 257, 511, 65_536, 65_700] {
        let from = tree.size();
        consistent.push((size, append(&mut tree, &mut copy, &leaves(from, size)).root));
    }
    let size = tree.size();
    let checkpoint = Checkpoint::new("localhost/go", size, tree.root()).sign(&log).unwrap();
    copy.insert("checkpoint".into(), checkpoint.note.to_string().into());
    copy.insert("log.vkey".into(), format!("{}\n", log.verifier()).into());
    copy.insert("log.key".into(), log.to_secret_line().expose().clone().into());
    for index in [0, 1, 254, 255, 256, 65_535, 65_536, size - 1] {
        let hashes = inclusion(index, size, &CopyTiles(&copy)).unwrap();
        let proof = TlogProof { extra: None, index, hashes, checkpoint: checkpoint.clone() };
        copy.insert(format!("proofs/{index}.tlog-proof"), proof.to_string().into());
    }
    for (old, root) in consistent {
        let proof = consistency(old, size, &CopyTiles(&copy)).unwrap();
        let lines = std::iter::once(root).chain(proof).map(|hash| base64::encode(&hash.0) + "\n").collect::<String>();
        copy.insert(format!("consistency/{old}"), lines.into());
    }
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &copy {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/go/read.go");
    let run = Command::new("go")
        .args(["run", program])
        .arg(folder.path())
        .envs([("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"), ("GOFLAGS", "")])
        .env("GOCACHE", folder.path().join("cache"))
        .output()
        .unwrap();
    let (out, error) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}{error}");
    assert_eq!(out, "ok 65700 entries, 8 proofs, 8 consistency proofs\n");
}

#[test]
fn securesystemslib_verifies_our_envelope_and_we_verify_its() {
    let ours = key("operator.example", KeyType::Ed25519, 2);
    let statement = Statement {
        subjects: vec![Subject { name: Some("contract".into()), sha256: base::digest::sha256(b"a contract") }],
        kind: "test.note".into(),
        predicate: text(&[("text", "für alle – 公開")]),
    };
    let envelope = String::from_utf8(statement.sign(&ours).unwrap()).unwrap();
    let given = text(&[
        ("envelope", &envelope),
        ("key_id", &IssuerId::of(ours.verifier()).to_string()),
        ("public", &base::digest::hex(&ours.verifier().public())),
        // Known only once the key is made; written in below.
        ("their_key_id", "0000000000000000"),
    ]);
    let Some(answer) = python("dsse.py", &given) else { return };
    let member = |name: &str| answer.get(name).and_then(Value::as_text).unwrap().to_owned();
    assert_eq!(member("payload").into_bytes(), statement.to_payload().unwrap());
    let public = base::digest::unhex(&member("public")).unwrap().try_into().unwrap();
    let theirs = VerifierKey::new("theirs.example", KeyType::Ed25519, public).unwrap();
    let received = member("envelope").replace("0000000000000000", &IssuerId::of(&theirs).to_string());
    let read = Envelope::parse(received.as_bytes()).unwrap();
    read.verify(&theirs).unwrap();
    assert!(read.verify(ours.verifier()).is_err());
    assert_eq!(read.statement().unwrap(), statement);
}

#[test]
fn the_sd_jwt_library_opens_our_sealed_fields_and_we_open_its() {
    let claims = parse(br#"{"address":{"city":"Porto","parts":[1,2]},"name":"somebody","public":"yes"}"#, 8).unwrap();
    let mut inner = claims.value.get("address").unwrap().as_object().unwrap().clone();
    let mut sealed = claims.value.as_object().unwrap().clone();
    let mut disclosures = seal(&mut inner, &[("city", [1; 16])], &[[5; 32], [6; 32]]).unwrap();
    sealed.insert("address", Value::Object(inner));
    disclosures.extend(seal(&mut sealed, &[("name", [2; 16]), ("address", [3; 16])], &[[7; 32]]).unwrap());
    let payload = Value::Object(sealed);
    // The city's digest lies within the sealed address: it is not to be seen until that is opened.
    assert_eq!(disclosure::digests(&payload).unwrap().len(), 3);

    for shown in [vec![], vec![1], vec![2], vec![0, 2], vec![0, 1, 2]] {
        let some: Vec<Disclosure> = shown.iter().map(|i: &usize| disclosures[*i].clone()).collect();
        let mut given = Object::new();
        given.insert("payload", payload.clone());
        given.insert("disclosures", Value::Array(some.iter().map(|d| d.text().into()).collect()));
        given.insert("claims", claims.value.clone());
        let Some(answer) = python("sealed.py", &Value::Object(given)) else { return };
        let ours = disclosure::apply(&payload, &some).unwrap();
        assert_eq!(canonical(&ours), canonical(answer.get("opened").unwrap()));

        let theirs: Vec<Disclosure> = answer
            .get("disclosures")
            .and_then(Value::as_array)
            .unwrap()
            .iter()
            .map(|text| Disclosure::parse(text.as_text().unwrap()).unwrap())
            .collect();
        let opened = disclosure::apply(answer.get("payload").unwrap(), &theirs).unwrap();
        assert_eq!(canonical(&opened), canonical(&claims.value));
    }
}

/// Runs a script of `tests/python`; `None`, having said so, where Python or the library is missing.
fn python(script: &str, given: &Value) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(script);
    let started =
        Command::new("python3").arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        skipped("python3 is missing");
        return None;
    };
    // A script that ends early has said why.
    let _ = child.stdin.take().unwrap().write_all(canonical(given).as_bytes());
    let run = child.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&run.stderr);
    if run.status.code() == Some(77) {
        skipped(&error);
        return None;
    }
    assert!(run.status.success(), "{error}");
    Some(parse(&run.stdout, 32).unwrap().value)
}

fn skipped(why: &str) {
    assert!(std::env::var("SCRUTINEER_REQUIRE_ALL").as_deref() != Ok("1"), "required, but {why}");
    eprintln!("skipped: {why}");
}
