//! `verifier`: checks a copy of a record, trusting nobody.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that answers on its output")]

use clap::Parser;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks a copy of a public record: signatures, tree, documents, and every published finding computed again.
///
/// Exit codes: 0 all holds, 1 something does not hold, 2 something could not be found out, 3 used wrongly.
#[derive(Debug, Parser)]
#[command(name = "verifier", version)]
struct Arguments {
    /// Folder or URL of the copy.
    copy: String,
    /// The log's key as you know it from elsewhere (one line); without it the copy's own is taken, and the report says so.
    #[arg(long, value_name = "VKEY")]
    log_key: Option<String>,
    /// Policy file: which witnesses must have cosigned.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// A checkpoint you kept from earlier: the copy must extend it.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Check entries and tree only, not statements, documents and findings.
    #[arg(long)]
    tree_only: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    documents::child_main();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 3 } else { 0 });
        }
    };
    let show = |done: u64, of: u64| {
        if std::io::stderr().is_terminal() {
            eprint!("\r{done} of {of} entries");
        }
    };
    let request = verifier::Request {
        place: &arguments.copy,
        log_key: arguments.log_key.as_deref(),
        policy: arguments.policy.as_deref(),
        since: arguments.since.as_deref(),
        tree_only: arguments.tree_only,
    };
    match verifier::verify(&request, Some(&show)) {
        Ok(report) => {
            if arguments.json {
                println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
            } else {
                println!("{report}");
            }
            ExitCode::from(report.exit())
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}
