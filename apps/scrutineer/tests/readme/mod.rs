//! Every command of the README is run as it stands there: names in capitals stand for a folder and files of the sample,
//! and servers are asked for their first page and ended.

use crate::run::text;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const README: &str = include_str!("../../../../README.md");

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    let mut run = Vec::new();
    for line in README.split("```sh\n").skip(1).flat_map(|block| block.split("```").next().unwrap().lines()) {
        let command = line.split('#').next().unwrap().trim();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
        let (files, ocid) = match command {
            c if c.contains(" contracts ") => {
                ("contracts/vec-2016-004-results-software.txt", "ocds-velm01-VEC-2016-004")
            }
            _ => ("releases/vec-2016-2017.json", ""),
        };
        let words: Vec<String> = command
            .split_whitespace()
            .map(|word| match word {
                "FILE…" => text(&demo.join(files)).to_owned(),
                "OCID" => ocid.to_owned(),
                "DOSSIER" => text(&demo.join("assessment")).to_owned(),
                "FOLDER" => text(&demo.join("quickcount/velmora-2025-run-off")).to_owned(),
                "BOARD.bel" => text(&demo.join("voting").join("leadership-finished.bel")).to_owned(),
                _ => word.replace("DIR", text(&dir)),
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            // The command that runs this test.
            ["cargo", "test", "--workspace"] => {}
            ["cargo", "run", "--release", "--", arguments @ ..] => {
                serves(folder.path(), arguments, "http://127.0.0.1:8080");
            }
            ["cargo", "run", "--release", "-p", package, "--", arguments @ ..] => {
                // In this build's profile: the same sources, without building everything a second time.
                let mut cargo = Command::new(env!("CARGO"));
                let cargo = cargo.args(["run", "--quiet", "-p", package, "--"]).args(arguments);
                holds(command, &cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap());
            }
            ["scrutineer", "serve", ..] => serves(folder.path(), &words[1..], words.last().unwrap()),
            ["scrutineer", arguments @ ..] => {
                let mut program = Command::new(env!("CARGO_BIN_EXE_scrutineer"));
                holds(command, &program.args(arguments).current_dir(folder.path()).output().unwrap());
            }
            _ => panic!("the README has a command that nothing runs: {command}"),
        }
        run.push(command);
    }
    assert_eq!(run.len(), 12, "{run:#?}");
}

/// The lists of verbs in the README are those of the program: each of them is there, and where lists are given none is left out.
#[test]
fn the_verbs_of_the_readme_are_those_of_the_program() {
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for words in README.split('`').skip(1).step_by(2).filter_map(|code| code.strip_prefix("scrutineer ")) {
        if let [group, verbs, ..] = words.split(' ').collect::<Vec<_>>()[..]
            && verbs.contains('|')
        {
            named.entry(group).or_default().extend(verbs.split('|').map(str::to_owned));
        }
    }
    assert_eq!(named.keys().copied().collect::<Vec<_>>(), ["assess", "procurement", "rla", "voting"]);
    for (group, verbs) in named {
        let help = Command::new(env!("CARGO_BIN_EXE_scrutineer")).args([group, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let list = help.split_once("Commands:\n").unwrap().1.split("\n\n").next().unwrap();
        let there = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let there = there.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help");
        assert_eq!(verbs, there.map(str::to_owned).collect(), "{group}");
    }
}

fn holds(command: &str, ended: &std::process::Output) {
    let (out, error) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{command}: {}\n{out}{error}", ended.status);
}

/// Starts a server, on a free port instead of the one the README names, and reads its first page.
fn serves(folder: &Path, arguments: &[&str], named: &str) {
    assert!(README.contains(named));
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut arguments: Vec<&str> =
        arguments.iter().copied().filter(|word| *word != named && *word != "--listen").collect();
    arguments.extend(["--listen", &free]);
    let mut program = Command::new(env!("CARGO_BIN_EXE_scrutineer"));
    let program = program.args(&arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = program.spawn().unwrap();
    let page = std::iter::repeat_with(|| {
        sleep(Duration::from_millis(100));
        first_page(&free)
    });
    // A minute: the sample's record is made first.
    let page = page.take(600).find_map(|page| page);
    let ended = child.try_wait().unwrap();
    let _ = child.kill();
    let _ = child.wait();
    let page = page.unwrap_or_else(|| panic!("{arguments:?} answered nothing; ended: {ended:?}"));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<h1"), "{page}");
}

fn first_page(address: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").ok()?;
    let mut page = String::new();
    stream.read_to_string(&mut page).ok()?;
    Some(page)
}
