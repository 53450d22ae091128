//! Several programs on one folder: many may read, one may write, and each says so.

use crate::record::{interrupt, published_size};
use crate::run::{json, text};
use crate::site::Served;
use std::path::Path;
use std::process::{Command, Stdio};

/// Many releases, so that an import takes a while.
fn releases(path: &Path, count: usize) {
    let line = |n: usize| {
        format!(
            r#"{{"ocid":"ocds-213czf-{n}","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"initiationType":"tender","buyer":{{"id":"B","name":"Commission"}},"parties":[{{"id":"B","name":"Commission","roles":["buyer"]}}],"tender":{{"id":"t","title":"Ballot boxes {n}","procurementMethod":"open","numberOfTenderers":1}}}}"#
        )
    };
    std::fs::write(path, (0..count).map(line).collect::<Vec<_>>().join("\n")).unwrap();
}

#[test]
fn two_servers_read_while_one_import_writes_and_a_second_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("record"), folder.path().join("releases.jsonl"));
    json(&["record", "init", text(&dir)], 0);
    releases(&file, 4_000);
    let (first, second) = (Served::new(&dir), Served::new(&dir));
    let import = ["import", "procurement", "ocds", text(&file), "--dir", text(&dir)];
    let mut writing = Command::new(env!("CARGO_BIN_EXE_scrutineer"))
        .args(import)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let public = dir.join("public");
    let before = published_size(&public);
    while published_size(&public) == before {
        assert!(writing.try_wait().unwrap().is_none(), "the import ended before it published anything");
    }
    // The folder is taken: the second writer is told, and writes nothing.
    let refused = json(&import, 2);
    assert_eq!(refused["error"]["code"], "record-busy", "{refused}");
    assert!(!refused["error"]["remedy"].as_str().unwrap().is_empty());
    for server in [&first, &second] {
        for path in ["/", "/record", "/procurement"] {
            assert_eq!(server.get(path).0, 200, "{path} while an import writes");
        }
    }
    assert_eq!(writing.wait().unwrap().code(), Some(0));
    for server in [&first, &second] {
        let (status, page) = server.get("/procurement/ocds-213czf-3999");
        assert_eq!(status, 200);
        assert!(page.contains("Ballot boxes 3999"));
    }
    json(&["record", "verify", text(&public)], 0);
}

#[test]
fn a_server_that_is_interrupted_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    json(&["record", "init", text(folder.path())], 0);
    let mut server = Served::new(folder.path());
    assert_eq!(server.get("/").0, 200);
    interrupt(&server.child);
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
