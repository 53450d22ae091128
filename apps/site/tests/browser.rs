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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let Some(chromium) = program(&["chromium", "chromium-browser", "google-chrome"]) else {
        return skipped("Chromium is not installed");
    };
    let Some(node) = program(&["node"]) else { return skipped("Node.js is not installed") };
    if !folder.join("node_modules/axe-core").is_dir() {
        return skipped("run `npm ci` in apps/site/browser");
    }
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
    look(&node, &chromium, &folder, &serve(fixture::full()), &all(&pages));
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
    ];
    look(&node, &chromium, &folder, &serve(fixture::Memory::default()), &all(&empty));
}

fn look(node: &Path, chromium: &Path, folder: &Path, base: &str, paths: &[String]) {
    let mut child = Command::new(node)
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
