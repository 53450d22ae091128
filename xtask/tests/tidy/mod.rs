//! Floors, purity, licences, reasons, links, paths: what a reviewer would otherwise have to remember.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What cargo knows of the workspace, or why it does not.
fn metadata(arguments: &[&str]) -> Result<Value, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap()).ok_or(said)
}

/// Every file of the repository: what git tracks, or without git every file outside build folders.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    if let Ok(output) = listed
        && output.status.success()
        && !output.stdout.is_empty()
    {
        let names = String::from_utf8(output.stdout).unwrap();
        return names
            .split('\0')
            .filter(|n| !n.is_empty())
            .map(PathBuf::from)
            .filter(|p| root().join(p).is_file())
            .collect();
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found.into_iter().map(|p| p.strip_prefix(root()).unwrap().to_owned()).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["target", ".git", "node_modules"].contains(&name.as_str()) {
            walk(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn text_files(endings: &[&str]) -> Vec<(PathBuf, String)> {
    files()
        .into_iter()
        .filter(|p| endings.iter().any(|e| p.to_string_lossy().ends_with(e)))
        .filter_map(|p| Some((p.clone(), std::fs::read_to_string(root().join(p)).ok()?)))
        .collect()
}

/// The floor of a crate by its folder, and whether it is `kinds`.
fn floor(path: &str) -> Option<u8> {
    match path.split('/').next()? {
        "ground" => Some(0),
        "capabilities" => Some(1),
        "edges" => Some(2),
        "apps" => Some(3),
        _ => None,
    }
}

/// Whether a crate at `from` may use one at `to`.
fn may_use(from: &str, to: &str) -> bool {
    let (Some(a), Some(b)) = (floor(from), floor(to)) else { return floor(from).is_none() };
    match (a, b) {
        (_, 0) => true,
        // `kinds` is the closed list of what may stand on the record, so it alone sees its neighbours.
        (1, 1) => from == "capabilities/kinds",
        // An edge never sees a capability, nor another edge.
        (2, _) => false,
        (3, _) => true,
        _ => false,
    }
}

#[test]
fn a_crate_uses_lower_floors_only() {
    let metadata = metadata(&["--no-deps"]).unwrap();
    let root = root();
    let mut arrows = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
        let from = manifest.parent().unwrap().strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        for dependency in package["dependencies"].as_array().unwrap() {
            let Some(path) = dependency["path"].as_str() else { continue };
            if dependency["kind"].as_str() == Some("dev") {
                continue;
            }
            let to = Path::new(path).strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            assert!(may_use(&from, &to), "{from} must not use {to}: see the floors in ARCHITECTURE.md");
            arrows += 1;
        }
    }
    assert!(arrows > 10, "only {arrows} arrows found: is the test reading the right workspace?");
    assert!(!may_use("edges/store", "capabilities/procurement") && !may_use("ground/record", "edges/store"));
}

#[test]
fn floors_0_and_1_are_held_pure_by_the_same_clippy_file() {
    let model = std::fs::read_to_string(root().join("ground/base/clippy.toml")).unwrap();
    for floor in ["ground", "capabilities"] {
        for entry in std::fs::read_dir(root().join(floor)).unwrap() {
            let path = entry.unwrap().path();
            let own = std::fs::read_to_string(path.join("clippy.toml")).unwrap_or_default();
            assert_eq!(own, model, "{}/clippy.toml differs from ground/base/clippy.toml", path.display());
        }
    }
}

#[test]
fn licences_of_dependencies_are_compatible() {
    // Permissive, or weak copyleft by file; each compatible with Apache-2.0 OR MIT.
    const ALLOWED: [&str; 15] = [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Unicode-3.0",
        "Unicode-DFS-2016",
        "Zlib",
        "0BSD",
        "Unlicense",
        "MPL-2.0",
        "CC0-1.0",
        "CDLA-Permissive-2.0",
        "BSL-1.0",
        "MIT-0",
    ];
    let metadata = match metadata(&["--all-features"]) {
        Ok(all) => all,
        Err(said) => {
            // Without network only what a build of this machine needed is here, and that much is held.
            let required = std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_some();
            assert!(not_here(&said) && !required, "{said}");
            println!("skipped: licences of other features and platforms, whose sources are not here: {said}");
            metadata(&["--filter-platform", "host-tuple"]).unwrap()
        }
    };
    let packages = metadata["packages"].as_array().unwrap();
    let mut wrong = Vec::new();
    for package in packages {
        let expression = package["license"].as_str().unwrap_or("");
        if !expression_allowed(expression, &ALLOWED) {
            wrong.push(format!("{} {}: `{expression}`", package["name"], package["version"]));
        }
    }
    assert!(wrong.is_empty(), "licences to check by hand: {wrong:#?}");
    println!("licences: {} packages, all under {}", packages.len(), ALLOWED.join(", "));
    assert!(!expression_allowed("AGPL-3.0", &ALLOWED) && !expression_allowed("MIT AND GPL-3.0", &ALLOWED));
    assert!(expression_allowed("(MIT OR GPL-3.0) AND Unicode-3.0", &ALLOWED));
    assert!(not_here(
        "error: failed to download `krilla v0.8.2`\n\nCaused by:\n  attempting to make an HTTP request"
    ));
    assert!(!not_here("error: cannot update the lock file Cargo.lock because --locked was passed"));
}

/// Whether cargo only lacks sources that it would have to download.
fn not_here(said: &str) -> bool {
    said.contains("failed to download")
}

/// Evaluates an SPDX expression: `OR` needs one side, `AND` both; `/` is an old `OR`; exceptions only widen.
fn expression_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let value = either(&tokens, &mut at, allowed);
    value && at == tokens.len() && at > 0
}

fn either(tokens: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut value = both(tokens, at, allowed);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        value |= both(tokens, at, allowed);
    }
    value
}

fn both(tokens: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut value = single(tokens, at, allowed);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        value &= single(tokens, at, allowed);
    }
    value
}

fn single(tokens: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let Some(token) = tokens.get(*at) else { return false };
    *at += 1;
    if *token == "(" {
        let value = either(tokens, at, allowed);
        *at += 1;
        return value;
    }
    if tokens.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.contains(token)
}

#[test]
fn each_dependency_says_why_it_is_there() {
    for (path, text) in text_files(&["Cargo.toml"]) {
        if path == Path::new("Cargo.toml") || path.starts_with("fuzz") {
            continue;
        }
        let mut inside = false;
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('[') {
                inside = line.contains("dependencies]");
                continue;
            }
            let name = line.split(['.', ' ', '=']).next().unwrap_or("");
            let ours =
                ["base", "record", "procurement", "kinds", "store", "documents", "site", "verifier", "scrutineer"];
            if inside && !name.is_empty() && !name.starts_with('#') && !ours.contains(&name) {
                assert!(line.contains("# "), "{} line {}: say why `{name}` is needed", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn no_path_of_one_machine_and_no_registry_host_stands_in_the_tree() {
    let hosts =
        [["crates", ".io"].concat(), ["pypi", ".org"].concat(), ["npmjs", ".com"].concat(), ["docs", ".rs"].concat()];
    let homes = [["/ro", "ot/"].concat(), ["/wo", "rk/"].concat(), ["/ho", "me/"].concat()];
    for (path, text) in text_files(&[
        ".rs", ".md", ".toml", ".html", ".css", ".ftl", ".json", ".jsonl", ".txt", "run", ".py", ".go", ".mjs",
        ".ini",
    ]) {
        if path.ends_with("package-lock.json") || path == Path::new("Cargo.lock") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for home in &homes {
                let found = line
                    .match_indices(home.as_str())
                    .any(|(at, _)| at == 0 || line[..at].ends_with([' ', '"', '\'', '`', '(', '=']));
                assert!(!found, "{} line {}: a path of one machine ({home})", path.display(), number + 1);
            }
            if path.extension().is_some_and(|e| e == "md") {
                for host in &hosts {
                    assert!(
                        !line.contains(host.as_str()),
                        "{} line {}: names a package host",
                        path.display(),
                        number + 1
                    );
                }
            }
        }
    }
}

#[test]
fn links_between_documents_resolve() {
    let mut links = 0;
    for (path, text) in text_files(&[".md"]) {
        let folder = root().join(&path).parent().unwrap().to_owned();
        for piece in text.split("](").skip(1) {
            let Some(target) = piece.split([')', ' ', '#']).next() else { continue };
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") || target.starts_with('/')
            {
                continue;
            }
            assert!(folder.join(target).exists(), "{}: the link to `{target}` leads nowhere", path.display());
            links += 1;
        }
    }
    println!("links between documents: {links}, all resolve");
}

#[test]
fn a_file_holds_one_room() {
    for (path, text) in text_files(&[".rs"]) {
        let lines = text.lines().count();
        assert!(lines <= 900, "{} has {lines} lines: split it by question", path.display());
        let head = text.lines().find(|l| !l.starts_with("#!")).unwrap_or("");
        assert!(
            head.starts_with("//!"),
            "{}: the first line must say what the file answers (`//! …`)",
            path.display()
        );
    }
}

#[test]
fn tests_are_not_switched_off() {
    let off = ["#[ig", "nore"].concat();
    for (path, text) in text_files(&[".rs"]) {
        assert!(!text.contains(&off), "{}: a test is switched off", path.display());
    }
}

#[test]
fn the_readme_begins_with_two_commands() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for command in ["cargo run --release -- demo", "cargo test --workspace"] {
        assert!(readme.contains(command), "README.md does not name `{command}`");
    }
    for file in [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "docs/adding-a-capability.md",
        "docs/performance.md",
    ] {
        assert!(root().join(file).is_file(), "{file} is missing");
    }
}
