//! The served sample record as readers meet it: no link leads nowhere, the commands of `/verify` hold and can say no,
//! a reply stands beside what it answers, a browser finds nothing wrong.

use crate::record::{copy, sample};
use crate::run::{json, scrutineer, text};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// `scrutineer serve` on a free port; ends with the value.
pub(crate) struct Served {
    pub(crate) child: Child,
    /// Host and port.
    host: String,
}

impl Served {
    pub(crate) fn new(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scrutineer"))
            .args(["serve", "--dir", text(dir), "--listen", "127.0.0.1:0", "--rate", "0", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said: Vec<String> = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap)
            .take_while(|line| line != "}")
            .collect();
        let said: serde_json::Value = serde_json::from_str(&format!("{}}}", said.join("\n"))).unwrap();
        let host = said["address"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, host }
    }

    /// Status and body.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.host).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        (head[9..12].parse().unwrap(), String::from_utf8_lossy(&bytes[end + 4..]).into_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[test]
fn no_link_of_any_page_leads_nowhere() {
    let site = Served::new(sample());
    let mut waiting: VecDeque<(String, String)> = VecDeque::from([("/".to_owned(), String::new())]);
    let mut known: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    let mut places: Vec<(String, String, String)> = Vec::new();
    let mut wrong = Vec::new();
    while let Some((path, from)) = waiting.pop_front() {
        let (status, body) = site.get(&path);
        if status != 200 {
            wrong.push(format!("{path} ({status}), linked from {from}"));
            continue;
        }
        if !body.starts_with("<!doctype html>") {
            continue;
        }
        for link in body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = unescape(link);
            let (target, place) = link.split_once('#').unwrap_or((&link, ""));
            let target = if target.is_empty() { &path } else { target };
            // The other languages are the same pages with other words; one page of each is looked at.
            let other = ["/es/", "/fr/", "/pt/", "/ar/"].iter().any(|start| target.starts_with(start));
            // The state of a list multiplies without end; its first turns are enough.
            let deep = target.matches('&').count() > 1 || target.contains("page=") && target.matches('=').count() > 1;
            if !target.starts_with('/') || other || deep {
                continue;
            }
            if !place.is_empty() {
                places.push((target.to_owned(), place.to_owned(), path.clone()));
            }
            if known.insert(target.to_owned()) {
                waiting.push_back((target.to_owned(), path.clone()));
            }
        }
        pages.insert(path, body);
    }
    for (target, place, from) in places {
        let there = pages.get(&target).is_some_and(|body| body.contains(&format!("id=\"{place}\"")));
        if !there {
            wrong.push(format!("{target}#{place}, linked from {from}: no such place"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} links: {:#?}", wrong.len(), known.len(), &wrong[..wrong.len().min(20)]);
    assert!(pages.len() > 300, "only {} pages were found", pages.len());
}

/// The commands of the page, step by step.
fn commands(site: &Served, entry: u64) -> Vec<String> {
    let (status, page) = site.get(&format!("/verify?entry={entry}"));
    assert_eq!(status, 200);
    let steps = page.split_once("<ol class=\"steps\">").unwrap().1;
    let commands: Vec<String> =
        steps.split("<code>").skip(1).map(|rest| unescape(rest.split_once("</code>").unwrap().0)).collect();
    assert_eq!(commands.len(), 6, "six steps");
    commands
}

/// What a shell says to commands in an empty folder.
fn bash(commands: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("bash").arg("-c").arg(commands).current_dir(folder.path()).output().unwrap();
    assert!(output.stderr.is_empty(), "{}\n{commands}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn tools() -> bool {
    let missing: Vec<&str> = ["bash", "curl", "openssl", "sha256sum", "base64", "od"]
        .into_iter()
        .filter(|name| program(&[*name]).is_none())
        .collect();
    if missing.is_empty() {
        return true;
    }
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "not installed: {missing:?}");
    println!("skipped: {missing:?} are not installed");
    false
}

fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

#[test]
fn every_command_of_the_verify_page_runs_and_holds() {
    if !tools() {
        return;
    }
    let site = Served::new(sample());
    let list = json(&["record", "list", "--dir", text(sample()), "--limit", "9999"], 0);
    let size = list["size"].as_u64().unwrap();
    // The first and the last entry and one of each kind: leaves of every shape of path.
    let mut kinds = BTreeSet::new();
    let mut entries = vec![0, size / 2, size - 1];
    for entry in list["entries"].as_array().unwrap() {
        if kinds.insert(entry["entry"]["k"].as_str().unwrap().to_owned()) {
            entries.push(entry["index"].as_u64().unwrap());
        }
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
    for entry in entries {
        let said = bash(&commands(&site, entry).join("\n"));
        let count = |what: &str| said.lines().filter(|line| line.starts_with(what)).count();
        assert_eq!(count("DOES NOT HOLD"), 0, "entry {entry}: {said}");
        assert!(count("holds: the entry commits") == 1 && count("holds: the path from the entry") == 1, "{said}");
        assert_eq!(count("Signature Verified Successfully"), 2, "issuer and log: {said}");
    }
}

#[test]
fn the_commands_of_the_verify_page_can_say_no() {
    if !tools() {
        return;
    }
    let site = Served::new(sample());
    let steps = commands(&site, 9);
    let after = |step: usize, change: &str| {
        let mut all = steps.clone();
        all.insert(step, change.to_owned());
        bash(&all.join("\n"))
    };
    let entry = after(1, "sed -i 's/\"t\":1/\"t\":2/' entry");
    assert!(entry.contains("DOES NOT HOLD: the path from the entry"), "a changed entry: {entry}");
    let statement =
        after(2, "printf ' ' >> statement\nsame \"$(cat nonce statement | sha256sum | cut -c1-64)\" $C again");
    assert!(statement.contains("DOES NOT HOLD: again"), "a changed statement: {statement}");
    let checkpoint = after(4, "sed -i '2s/.*/999/' checkpoint");
    assert!(
        !checkpoint.trim_end().ends_with("Signature Verified Successfully"),
        "a changed checkpoint: {checkpoint}"
    );
}

#[test]
fn a_reply_is_signed_by_its_organisation_and_stands_beside_the_finding() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    copy(sample(), &dir);
    let (dir, key) = (text(&dir).to_owned(), folder.path().join("vendor.key"));
    let words = folder.path().join("words.txt");
    std::fs::write(&words, "Only one firm offered.\n\n<b>See</b> decision 17/2021.\n").unwrap();
    let about = "ocds-velm01-HTE-2021-003";
    let by = ["--name", "vendor", "--organisation", "Lumerac Biométrie SAS", "--role", "vendor"];
    let reply = |more: &[&str], exit| {
        let mut arguments = vec!["reply", "--dir", &dir, "--about", about, "--text", text(&words)];
        arguments.extend(more);
        json(&arguments, exit)
    };
    // The operator must say who replies; a key of the organisation says it by itself.
    assert_eq!(reply(&[], 3)["error"]["code"], "by-missing");
    let mut new = vec!["record", "key", "new", "--dir", &dir, "--kind", "record.reply", "--out", text(&key)];
    new.extend(by);
    json(&new, 0);
    assert_eq!(reply(&["--key", text(&key), "--by", "Somebody else"], 3)["error"]["code"], "by-differs");
    assert_eq!(reply(&["--key", text(&key), "--check", "R999"], 2)["error"]["code"], "check-unknown");
    assert_eq!(
        json(&["reply", "--dir", &dir, "--about", "nothing", "--by", "A", "--text", text(&words)], 2)["error"]["code"],
        "about-unknown"
    );
    let done = reply(&["--key", text(&key), "--check", "R018", "--language", "en"], 0);
    assert_eq!(done["by"], "Lumerac Biométrie SAS");
    std::fs::write(&words, "Write to a.person@example.org or call +33 1 23 45 67 89.").unwrap();
    assert_eq!(reply(&["--key", text(&key)], 2)["error"]["code"], "R-PERSONAL");

    let shown = json(&["record", "show", &done["entry"].to_string(), "--dir", &dir], 0);
    assert_eq!(shown["statement"]["predicate"]["check"], "R018");
    assert!(!shown["entry"]["ref"].as_array().unwrap().is_empty(), "it refers to the finding: {shown}");
    let site = Served::new(Path::new(&dir));
    let (_, page) = site.get(&format!("/procurement/{about}"));
    let beside = format!("href=\"#reply-{}\"", done["entry"]);
    assert!(page.contains(&beside) && page.contains("replied on"), "beside the signal");
    assert!(page.contains("&#60;b&#62;See&#60;/b&#62; decision 17/2021."), "the words are text");
    let report = json(&["record", "verify", &format!("{dir}/public")], 0);
    assert_eq!(
        report["steps"].as_array().unwrap().iter().find(|s| s["code"] == "issuers").unwrap()["outcome"],
        "holds"
    );
    assert_eq!(json(&["record", "rebuild", "--dir", &dir], 0)["same"], true);
}

#[test]
fn a_browser_finds_nothing_wrong_with_the_sample_in_any_language() {
    let skipped = |why: &str| {
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "{why}");
        println!("skipped: {why}");
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/browser");
    let Some(chromium) = program(&["chromium", "chromium-browser", "google-chrome"]) else {
        return skipped("Chromium is not installed");
    };
    let Some(node) = program(&["node"]) else { return skipped("Node.js is not installed") };
    if !folder.join("node_modules/axe-core").is_dir() {
        return skipped("run `npm ci` in apps/site/browser");
    }
    let site = Served::new(sample());
    let (_, contracts) = site.get("/procurement/contracts");
    let contracts = contracts.split("href=\"/procurement/contracts/").skip(1).filter_map(|rest| rest.get(..64));
    let mut paths: Vec<String> = [
        "/",
        "/procurement",
        "/procurement?flag=R018&sort=amount",
        "/procurement?q=nothing-like-this",
        "/procurement/ocds-velm01-HTE-2021-003",
        "/procurement/ocds-velm01-WAD-2021-002",
        "/procurement/ocds-velm01-VEC-2024-006",
        "/procurement/ocds-velm01-HTE-2021-003/release?at=%2Ftender%2FnumberOfTenderers",
        "/procurement/contracts",
        "/procurement/buyers",
        "/procurement/buyers/XO-ADM-100",
        "/vendors",
        "/vendors/XO-RNC-1001",
        "/method",
        "/method/L6",
        "/record",
        "/record/entries/9",
        "/imports",
        "/assessment",
        "/assessment/velmora-2025~2026-03-31/missing",
        "/assessment/velmora-2025~2026-03-31/compare",
        "/assessment/velmora-2025~2026-03-31/sensitivity",
        "/assessment/velmora-2025~2026-03-31/recommendations/R3.5",
        "/assessment/velmora-2025~2026-03-31/indicators/VOT-05",
        "/assessment/velmora-2025~2026-03-31/indicators/REG-01",
        "/assessment/sources",
        "/assessment/sources?q=privacy&pins=unverified",
        "/verify",
        "/voting",
        "/voting/SampLeadershp1",
        "/voting/SampAssocatn22?tracker=AAAA",
        "/nothing-here",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend(contracts.take(2).map(|sha256| format!("/procurement/contracts/{sha256}")));
    let all: Vec<String> = ["", "/es", "/fr", "/pt", "/ar"]
        .iter()
        .flat_map(|language| paths.iter().map(move |path| format!("{language}{}", path.trim_end_matches('/'))))
        .map(|path| if path.is_empty() { "/".to_owned() } else { path })
        .collect();
    let mut child = Command::new(node)
        .arg(folder.join("check.mjs"))
        .arg(format!("http://{}", site.host))
        .arg(chromium)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(all.join("\n").as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    println!("{said}");
    assert!(done.status.success(), "{said}");
}

/// What a page shows of a quantile, from the figure of the program.
fn quantile(row: &serde_json::Value, name: &str) -> String {
    let grouped = |n: u64| match (n / 1000, n % 1000) {
        (0, few) => few.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    };
    match row[name].as_u64() {
        Some(all) if row["ended"].as_u64() < row["simulated"].as_u64() && row["cap"] == all => "all cards".to_owned(),
        Some(cards) => grouped(cards),
        None => format!("more than {}", grouped(row["cap"].as_u64().unwrap())),
    }
}

#[test]
fn the_command_of_the_planner_gives_the_figures_of_its_page() {
    let site = Served::new(sample());
    let folder = tempfile::tempdir().unwrap();
    for asked in [
        "cards=50000&winner=25500&runner=23000&one=2&two=0.3&cost=1.5",
        // Longer than is simulated, and with more draws than are made: fewer audits, the same ones.
        "cards=3000000&winner=1500500&runner=1499000&kind=polling",
        "cards=40000&winner=20200&runner=19500&kind=polling",
        "cards=2000&winner=1000&runner=999&one=100",
    ] {
        let (status, page) = site.get(&format!("/audit-plan?{asked}"));
        assert_eq!(status, 200);
        let mut codes = page.split("<code>").skip(1).filter_map(|rest| rest.split("</code>").next()).map(unescape);
        let (file, command) = (codes.next().unwrap(), codes.next().unwrap());
        std::fs::write(folder.path().join("audit.json"), file).unwrap();
        let words: Vec<String> = command.split(' ').skip(1).map(str::to_owned).collect();
        let done = Command::new(env!("CARGO_BIN_EXE_scrutineer"))
            .args(&words)
            .arg("--json")
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        let row = &said["contests"][0];
        let (_, line) = page.split_once("<th scope=\"row\" class=\"n\">5%</th>").unwrap();
        let cells: Vec<&str> = line.split("</tr>").next().unwrap().split("<td class=\"n\">").skip(1).collect();
        let cells: Vec<&str> = cells.iter().filter_map(|cell| cell.split("</td>").next()).collect();
        let expected = ["q50", "q80", "q90", "q99"].map(|name| quantile(row, name));
        assert_eq!(cells[1..5], expected, "{asked}: {said}");
    }
}

#[test]
fn serve_says_what_is_wrong_with_its_arguments() {
    assert_eq!(scrutineer(&["serve", "--dir", "x", "--rate", "many"]).status.code(), Some(3));
}
