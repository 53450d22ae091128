//! Runs the program and reads what it answers.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program with these arguments.
pub(crate) fn scrutineer(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scrutineer")).args(arguments).output().unwrap()
}

/// The JSON it prints; fails with what it printed if the exit code is another one.
pub(crate) fn json(arguments: &[&str], exit: i32) -> Value {
    let mut with_json = arguments.to_vec();
    with_json.push("--json");
    let output = scrutineer(&with_json);
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{text}\n{errors}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A path of the shared data; `None`, said aloud, where it is not beside the repository.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if full.exists() {
        return Some(full);
    }
    println!("skipped: shared data not found at {}", full.display());
    None
}

/// A path as text.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Makes a workbook of a CSV file with another program; `more` is a line of Python over `book`. False, said aloud, where
/// that program is not there.
pub(crate) fn workbook(csv: &Path, book: &Path, more: &str) -> bool {
    let program = "import csv, sys, datetime, openpyxl\n\
        book = openpyxl.Workbook()\n\
        for row in csv.reader(open(sys.argv[1])): book.active.append(row)\n";
    let program = format!("{program}{more}\nbook.save(sys.argv[2])");
    let made = Command::new("python3").args(["-c", &program, text(csv), text(book)]).output();
    let made = made.is_ok_and(|made| made.status.success());
    if !made {
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "openpyxl is not installed");
        println!("skipped: openpyxl is not installed");
    }
    made
}
