//! Do the pages hold in a real browser? Chromium with axe-core: accessibility, no sideways scrolling, keyboard.
//!
//! Needs Chromium, Node.js and `npm ci` in `apps/site/browser`; without them the test says so and passes, unless
//! `SCRUTINEER_REQUIRE_ALL=1`.

use crate::fixture;
use crate::pages::{PAGES, in_language};
use base::Language;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn axe_finds_nothing_serious_and_no_page_scrolls_sideways() {
    let Some((node, chromium, folder)) = browser() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let serve = |data: fixture::Memory| {
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let options = site::SiteOptions { requests_per_second: None, ..site::SiteOptions::default() };
        runtime.spawn(site::accept(listener, data, options, std::future::pending()));
        format!("http://{address}")
    };
    let all = |pages: &[&str]| -> Vec<String> {
        Language::ALL.iter().flat_map(|language| pages.iter().map(|path| in_language(*language, path))).collect()
    };
    let mut pages = PAGES.to_vec();
    pages.extend(["/verify", "/nothing-here"]);
    look(&node, &chromium, &folder, &serve(fixture::full()), &all(&pages), false);
    let empty = [
        "/",
        "/assessment",
        "/assessment/sources",
        "/procurement",
        "/vendors",
        "/record",
        "/imports",
        "/procurement/contracts",
        "/voting",
        "/audits",
        "/audit-plan",
        "/audit-plan?cards=0",
    ];
    look(&node, &chromium, &folder, &serve(fixture::Memory::default()), &all(&empty), false);
}

/// The audit report of a board is one file that a party sends around: it is looked at as such.
#[test]
fn axe_finds_nothing_serious_in_an_audit_report() {
    use voting::audit::{audit, html};
    use voting::verify::{Depth, diff, verify};
    let Some((node, chromium, folder)) = browser() else { return };
    let sample = |name: &str| std::fs::read(folder.join("../../../demo/voting").join(name)).unwrap();
    let (fine, bad) = (sample("leadership-finished.bel"), sample("association-altered.bel"));
    let (difference, altered) = diff(&sample("association-voting.bel"), &bad).unwrap();
    let board = verify(&fine, Depth::Full).unwrap();
    let log = |name: &str| voting::setup_log::check(&sample(name), &board);
    let out = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for language in Language::ALL {
        let setup = Some(log("leadership-setup-log.jsonl"));
        // What is no log shows every reason of the set-up.
        let wrong = Some(log("truth.json"));
        for (name, verified, document) in [
            ("fine", &board, audit(&board, None, setup, language)),
            ("altered", &altered, audit(&altered, Some(difference.clone()), wrong, language)),
        ] {
            let path = format!("/{name}-{}.html", language.code());
            std::fs::write(out.path().join(&path[1..]), html(verified, &document, language)).unwrap();
            paths.push(path);
        }
    }
    look(&node, &chromium, &folder, &format!("file://{}", out.path().display()), &paths, true);
}

/// The report of an assessment is one file that is printed and sent around.
#[test]
fn axe_finds_nothing_serious_in_the_report_of_an_assessment() {
    let Some((node, chromium, folder)) = browser() else { return };
    let root = folder.join("../../../demo/assessment");
    let mut files = std::collections::BTreeMap::new();
    for under in ["", "records/", "evidence/", "ratings/"] {
        for entry in std::fs::read_dir(root.join(under)).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
            let name = format!("{under}{}", entry.file_name().to_string_lossy());
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    let catalogue = assess::catalogue::own().unwrap();
    let dossier = assess::dossier::read(&files, &catalogue, &assess::Limits::default(), true).unwrap();
    let few = assess::result::Simulated { draws: 500, sobol_base: 128 };
    let options = assess::Options { simulation: Some(few), ..assess::Options::of(&dossier) };
    let result = assess::compute(&files, &dossier, &catalogue, &options).unwrap();
    let out = tempfile::tempdir().unwrap();
    let paths = Language::ALL.map(|language| {
        let report =
            assess::export::report::html(&result, &dossier, &catalogue, language, "scrutineer assess verify");
        let path = format!("/report-{}.html", language.code());
        std::fs::write(out.path().join(&path[1..]), report).unwrap();
        path
    });
    look(&node, &chromium, &folder, &format!("file://{}", out.path().display()), &paths, true);
}

/// The rooms of raters and of audit boards, page by page, as those who work there see them; the stylesheet stands in each file, because the room itself
/// lets nobody in without a cookie.
#[test]
fn axe_finds_nothing_serious_in_the_rooms() {
    let Some((node, chromium, folder)) = browser() else { return };
    let style = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("style.css")).unwrap();
    let out = tempfile::tempdir().unwrap();
    let paths: Vec<String> = (crate::raters::pages().into_iter().chain(crate::boards::pages()))
        .map(|(name, page)| {
            let (before, rest) = page.split_once("<link rel=\"stylesheet\"").unwrap();
            let (_, after) = rest.split_once("</head>").unwrap();
            let page = format!("{before}<style>{style}</style></head>{after}");
            std::fs::write(out.path().join(format!("{name}.html")), page).unwrap();
            format!("/{name}.html")
        })
        .collect();
    look(&node, &chromium, &folder, &format!("file://{}", out.path().display()), &paths, true);
}

/// Node.js, Chromium and the folder of the script; `None` after saying what is not there.
fn browser() -> Option<(PathBuf, PathBuf, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let Some(chromium) = program(&["chromium", "chromium-browser", "google-chrome"]) else {
        skipped("Chromium is not installed");
        return None;
    };
    let Some(node) = program(&["node"]) else {
        skipped("Node.js is not installed");
        return None;
    };
    if !folder.join("node_modules/axe-core").is_dir() {
        skipped("run `npm ci` in apps/site/browser");
        return None;
    }
    Some((node, chromium, folder))
}

fn look(node: &Path, chromium: &Path, folder: &Path, base: &str, paths: &[String], alone: bool) {
    let mut child = Command::new(node)
        .env("ALONE", if alone { "1" } else { "0" })
        .arg(folder.join("check.mjs"))
        .arg(base)
        .arg(chromium)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(paths.join("\n").as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped(why: &str) {
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "{why}");
    println!("skipped: {why}");
}
