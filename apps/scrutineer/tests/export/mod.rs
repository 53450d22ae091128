//! The site as plain files: does every link lead to a file, in every language, in any folder, and does the copy verify?

use crate::record::sample;
use crate::run::{json, text};
use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// Links of a page: values of `href` and `src` inside tags.
fn links(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        for name in [" href=\"", " src=\""] {
            if let Some((_, rest)) = tag.split_once(name) {
                out.push(rest.split('"').next().unwrap().replace("&amp;", "&"));
            }
        }
    }
    out
}

/// The file a link of a page leads to, without fragment.
fn target(page: &Path, link: &str) -> PathBuf {
    let mut out = PathBuf::new();
    let link = link.split('#').next().unwrap();
    let whole = if link.is_empty() { page.to_owned() } else { page.parent().unwrap().join(link) };
    for part in whole.components() {
        match part {
            Component::ParentDir => assert!(out.pop(), "{} leaves the folder: {link}", page.display()),
            part => out.push(part),
        }
    }
    out
}

/// A file server that knows nothing of the site: it gives the bytes of a file in a folder, under one more folder.
fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            let mut head = String::new();
            while reader.read_line(&mut head).unwrap() > 2 {
                head.clear();
            }
            let path = line.split(' ').nth(1).unwrap_or_default().trim_start_matches("/any/folder/").to_owned();
            let (status, bytes) = match std::fs::read(folder.join(path)) {
                Ok(bytes) => ("200 OK", bytes),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", bytes.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
        }
    });
    format!("http://{address}/any/folder")
}

#[test]
fn the_site_as_files_has_no_dead_link_in_any_language_and_its_record_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("site");
    let said = json(&["export", "site", text(&out), "--dir", text(sample()), "--title", "Republic of Sample"], 0);
    assert_eq!(said["problems"], serde_json::json!([]), "{said}");

    let mut waiting: VecDeque<PathBuf> = VecDeque::from([PathBuf::from("index.html")]);
    let mut known: BTreeSet<PathBuf> = waiting.iter().cloned().collect();
    let mut pages = 0_u64;
    while let Some(page) = waiting.pop_front() {
        let html = std::fs::read_to_string(out.join(&page)).unwrap();
        assert!(!html.contains("<form"), "{}: a plain host answers no form", page.display());
        assert!(!html.contains("<script>"), "{}: no script stands in a page", page.display());
        pages += 1;
        for link in links(&html) {
            if link.contains(':') {
                continue;
            }
            assert!(!link.starts_with('/'), "{}: {link} does not work in a folder", page.display());
            let to = target(&page, &link);
            assert!(out.join(&to).is_file(), "{}: {link} leads to no file", page.display());
            let fragment = link.split_once('#').map(|(_, fragment)| fragment.to_owned());
            if let Some(fragment) = fragment.filter(|_| to == page) {
                assert!(html.contains(&format!("id=\"{fragment}\"")), "{}: no place {fragment}", page.display());
            }
            if to.extension().is_some_and(|ending| ending == "html") && known.insert(to.clone()) {
                waiting.push_back(to);
            }
        }
    }
    assert_eq!(said["pages"], pages, "every page is reached by links from the first");
    for language in ["", "es/", "fr/", "pt/", "ar/"] {
        for page in [
            "index.html",
            "voting/SampLeadershp1/index.html",
            "voting/SampLeadershp1/trackers/index.html",
            "procurement/index.html",
            "assessment/index.html",
            "verify/index.html",
            "search/index.html",
        ] {
            assert!(known.contains(Path::new(&format!("{language}{page}"))), "{language}{page}");
        }
    }

    // Without a script the list is there; with one it is narrowed from an index that names files of the folder.
    let search = std::fs::read_to_string(out.join("search/index.html")).unwrap();
    assert!(search.contains("Party of the Coast: leadership vote") && search.contains("src=\"../assets/search.js\""));
    let index = std::fs::read_to_string(out.join("assets/search-ar.js")).unwrap();
    let index = index.trim_start_matches("window.scrutineerPages(").trim_end().trim_end_matches(");");
    let index: Vec<(String, String)> = serde_json::from_str(index).unwrap();
    assert!(index.len() > 100);
    assert!(index.iter().all(|(title, file)| !title.is_empty() && out.join(file).is_file()));

    // The copy in the folder holds nothing else, and verifies from the folder and from a plain host.
    let report = json(&["record", "verify", &format!("{}/record", serve(out.clone()))], 0);
    let step = report["steps"].as_array().unwrap().iter().find(|step| step["code"] == "findings").unwrap();
    assert_eq!(step["outcome"], "holds", "{step}");
    let proof = std::fs::read_to_string(out.join("proof/0")).unwrap();
    assert!(proof.starts_with("c2sp.org/tlog-proof@v1"), "{proof}");
    let report = json(&["record", "verify", text(&out.join("record"))], 0);
    assert!(!report.to_string().contains("R-FILE"), "nothing else stands in the copy: {report}");
    let commands = std::fs::read_to_string(out.join("verify/index.html")).unwrap();
    assert!(commands.contains("curl -sf $S/proof/$N -o proof"), "{commands}");

    // What stands is not overwritten.
    let refused = json(&["export", "site", text(&out), "--dir", text(sample())], 2);
    assert_eq!(refused["error"]["code"], "FILE_EXISTS");
    let wrong = folder.path().join("other");
    json(&["export", "site", text(&wrong), "--dir", text(sample()), "--address", "javascript:x"], 3);
    assert!(!wrong.exists());
}

#[test]
fn search_reads_as_a_program() {
    // The script is one file of the repository; Node.js says whether it can be read.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/src/export/search.js");
    match Command::new("node").arg("--check").arg(&script).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => {
            assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "Node.js is not installed");
            println!("skipped: Node.js is not installed");
        }
    }
}
