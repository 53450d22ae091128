//! `docs/commands.md` is what the program says of itself, verb by verb, so that no verb or option changes unseen.

use crate::run::scrutineer;
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# Every verb and option\n\nWhat `scrutineer … --help` prints, written by its test: \
    `SCRUTINEER_WRITE=1 cargo test -p scrutineer help`.\n";

#[test]
fn the_command_reference_is_what_the_program_says() {
    let mut text = HEAD.to_owned();
    describe(&mut Vec::new(), &mut text);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    if std::env::var_os("SCRUTINEER_WRITE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = text.lines().zip(written.lines()).find(|(now, then)| now != then);
    assert!(
        text == written,
        "docs/commands.md is not what the program says (first difference: {differs:?}); \
         write it again with SCRUTINEER_WRITE=1, and read what changed"
    );
}

/// One section for a verb and each verb below it.
fn describe(verb: &mut Vec<String>, text: &mut String) {
    let mut arguments: Vec<&str> = verb.iter().map(String::as_str).collect();
    arguments.push("--help");
    let said = scrutineer(&arguments);
    assert_eq!(said.status.code(), Some(0), "{verb:?}");
    let said = String::from_utf8(said.stdout).unwrap();
    let name = ["scrutineer"].into_iter().chain(verb.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    writeln!(text, "\n## `{name}`\n```text\n{}\n```", lines.join("\n").trim_end()).unwrap();
    let commands = lines.iter().skip_while(|line| **line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let word = command.split_whitespace().next().unwrap();
        if word != "help" {
            verb.push(word.to_owned());
            describe(verb, text);
            verb.pop();
        }
    }
}
