//! Reading in a child process. This program is its own child, so it has a `main` instead of the test harness's.
#![expect(clippy::print_stdout, reason = "a test without a harness says itself what it did")]
#![expect(clippy::unwrap_used, reason = "a panic here is a failed test")]

use documents::{DocumentsError, Limits, extract, extract_limited};
use std::path::PathBuf;

const TESTS: &[(&str, fn())] = &[
    ("the child gives the same answer", same_answer),
    ("a document of some megabytes goes through the pipes", big),
    ("a program that knows nothing of this gives no answer", other_program),
    ("a program that is not there cannot be started", no_program),
    ("too little memory is an error of this machine", memory),
    ("a child that never ends is stopped", clock),
];

fn main() {
    documents::child_main();
    for (name, test) in TESTS {
        test();
        println!("test {name} ... ok");
    }
}

fn same_answer() {
    let contracts = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../demo/contracts");
    let mut read = 0;
    for entry in std::fs::read_dir(contracts).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert_eq!(extract_limited(&bytes, &Limits::default()).unwrap(), extract(&bytes));
        read += 1;
    }
    assert!(read > 20);
}

fn big() {
    let text = "Every word of this contract counts.\n".repeat(200_000);
    assert_eq!(extract_limited(text.as_bytes(), &Limits::default()).unwrap().text, text);
}

fn other_program() {
    let limits = Limits { program: Some(PathBuf::from("/bin/true")), ..Limits::default() };
    if cfg!(unix) {
        assert!(matches!(extract_limited(b"text", &limits), Err(DocumentsError::Answer { .. })));
    }
}

fn no_program() {
    let limits = Limits { program: Some(PathBuf::from("/no/such/program")), ..Limits::default() };
    assert!(matches!(extract_limited(b"text", &limits), Err(DocumentsError::Start { .. })));
}

fn memory() {
    let text = vec![b'a'; 64 << 20];
    let limits = Limits { memory: 48 << 20, ..Limits::default() };
    if cfg!(target_os = "linux") {
        let error = extract_limited(&text, &limits).unwrap_err();
        assert!(matches!(error, DocumentsError::Failed { .. }), "{error}");
    }
}

fn clock() {
    // A program that writes without end: it is stopped, by the clock or for the length of its answer.
    let limits = Limits { wall_s: 0, program: Some(PathBuf::from("/usr/bin/yes")), ..Limits::default() };
    if cfg!(target_os = "linux") {
        let error = extract_limited(b"text", &limits).unwrap_err();
        assert!(matches!(error, DocumentsError::Time { .. } | DocumentsError::Failed { .. }), "{error}");
    }
}
