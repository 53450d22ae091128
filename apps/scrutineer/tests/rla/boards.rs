//! Audit boards at work, over HTTP with the program itself: from the sample to the risk, with the server killed between.

use super::{committed, readings};
use crate::run::{json, scrutineer, text};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// `scrutineer rla boards serve` on a free port; killed with the value.
struct Room {
    child: Child,
    host: String,
}

impl Room {
    fn new(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scrutineer"))
            .args(["rla", "boards", "serve", text(dir), "--listen", "127.0.0.1:0", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let said: Vec<String> = lines.take_while(|line| line != "}").collect();
        let said: serde_json::Value = serde_json::from_str(&format!("{}}}", said.join("\n"))).unwrap();
        let host = said["address"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, host }
    }

    /// Head and body of an answer.
    fn send(&self, method: &str, path: &str, cookie: &str, form: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: boards={cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.host,
            form.len()
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let answer = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn sign_in(&self, id: &str, phrase: &str) -> String {
        let (head, _) = self.send("POST", "/sign-in", "", &format!("id={id}&phrase={phrase}"));
        between(&head, "boards=", ";").to_owned()
    }

    fn enter(&self, cookie: &str, order: &str, fields: &str) {
        let path = format!("/cards/{order}");
        let (_, page) = self.send("GET", &path, cookie, "");
        let hidden = |name: &str| between(&page, &format!("name=\"{name}\" value=\""), "\"").to_owned();
        let form =
            ["token", "of", "pass", "seen"].map(|name| format!("{name}={}", hidden(name))).join("&") + "&" + fields;
        let (head, _) = self.send("POST", &path, cookie, &form);
        assert!(head.starts_with("HTTP/1.1 303"), "{order} {fields}: {head}");
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or(("", ""));
    rest.split_once(after).map_or("", |(found, _)| found)
}

#[test]
fn boards_enter_a_round_which_the_audit_takes_and_nothing_of_theirs_is_on_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let dir = committed(folder.path());
    let account = |id: &str, role: &str, exit| {
        json(&["rla", "boards", "account", text(&dir), id, "--role", role], exit)["pass_phrase"]
            .as_str()
            .map(str::to_owned)
    };
    let [ann, bob] = [account("ann", "a", 0).unwrap(), account("bob", "b", 0).unwrap()];
    let serve = ["rla", "boards", "serve", text(&dir), "--listen", "127.0.0.1:0"];
    assert_eq!(json(&serve, 2)["error"]["code"], "RLA-ORDER", "no round is drawn");
    json(&["rla", "seed", text(&dir), "--seed", "12345678901234567890"], 0);
    json(&["rla", "sample", text(&dir), "--size", "mayor=30"], 0);
    for (arguments, exit) in [
        (vec!["ann", "--role", "a"], 3),
        (vec!["cid"], 3),
        (vec!["../x", "--role", "a"], 3),
        (vec!["dan", "--close"], 3),
        (vec!["ann", "--renew", "--role", "b"], 3),
    ] {
        let all = [&["rla", "boards", "account", text(&dir)][..], &arguments[..]].concat();
        assert_eq!(scrutineer(&all).status.code(), Some(exit), "{arguments:?}");
    }
    // What the paper says, by the card's number in the sample.
    let papers = readings(&dir, 1);
    let cells: BTreeMap<&str, &str> = papers
        .lines()
        .skip(1)
        .map(|line| (line.split(',').next().unwrap(), line.rsplit(',').next().unwrap()))
        .collect();
    let sample = std::fs::read_to_string(dir.join("rounds/1/sample.csv")).unwrap();
    let cards: Vec<(&str, &str)> = sample
        .lines()
        .skip(1)
        .map(|line| {
            let row: Vec<&str> = line.split(',').collect();
            (
                row[0],
                ["c0=k0", "c0=k1", "c0=blank"][["A", "B", "-"].iter().position(|c| *c == cells[row[1]]).unwrap()],
            )
        })
        .collect();
    assert_eq!(cards.len(), 30);
    let room = Room::new(&dir);
    assert_eq!(json(&serve, 2)["error"]["code"], "room-busy", "one server at a time");
    let [a, b] = [room.sign_in("ann", &ann), room.sign_in("bob", &bob)];
    for (order, fields) in &cards {
        room.enter(&a, order, fields);
    }
    let (first, second) = cards.split_at(10);
    for (order, fields) in first {
        room.enter(&b, order, fields);
    }
    // Killed in the middle; what was saved is there, what was not goes on.
    drop(room);
    let room = Room::new(&dir);
    let [a, b] = [room.sign_in("ann", &ann), room.sign_in("bob", &bob)];
    let (_, list) = room.send("GET", "/", &b, "");
    assert!(list.contains("10 of 30"), "{list}");
    // One card otherwise, then again together.
    let (odd, right) = second[0];
    room.enter(&b, odd, if right == "c0=k0" { "c0=k1" } else { "c0=k0" });
    for (order, fields) in &second[1..] {
        room.enter(&b, order, fields);
    }
    room.enter(&a, odd, right);
    room.enter(&b, odd, right);
    let (_, page) = room.send("GET", "/round", &a, "");
    let token = between(&page, "name=\"token\" value=\"", "\"");
    let (head, _) = room.send("POST", "/round", &a, &format!("token={token}"));
    assert!(head.starts_with("HTTP/1.1 303"), "{head}");
    drop(room);
    let [one, two] = ["a", "b"].map(|seat| dir.join(format!("boards/round-1-{seat}.csv")));
    let recorded = json(&["rla", "record", text(&dir), "--mvrs", text(&one), "--second", text(&two)], 0);
    assert_eq!((&recorded["read"], &recorded["missing"]), (&30.into(), &serde_json::json!([])));
    let risk = json(&["rla", "risk", text(&dir)], 0);
    assert_eq!(risk["confirmed"], true);
    // The room's files are private, and no part of the record.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(dir.join("boards")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    assert_eq!(json(&["rla", "verify", text(&dir)], 0)["findings"], serde_json::json!([]));
    let place = folder.path().join("place");
    json(&["record", "init", text(&place)], 0);
    let imported = json(&["import", "rla", text(&dir), "--dir", text(&place), "--no-publish"], 0);
    assert_eq!(imported["left_out"], serde_json::json!([]));
    let listed = std::fs::read_to_string(dir.join("log.jsonl")).unwrap();
    assert!(!listed.contains("boards/"));
}
