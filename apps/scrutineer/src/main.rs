//! `scrutineer`: the one program people start. Reads arguments, calls the engines, prints, chooses the exit code.

mod cli;
mod commands;
mod contents;
mod desk;
mod output;
mod progress;
mod publication;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    // When this program is started again to read one document within limits, it does only that.
    documents::child_main();
    let arguments = match cli::Cli::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap's own texts name the wrong word and the right ones; help and version are not errors.
            let help = !error.use_stderr();
            let _ = error.print();
            return if help { output::Exit::Done.into() } else { output::Exit::UsedWrongly.into() };
        }
    };
    match commands::run(&arguments) {
        Ok(exit) => exit.into(),
        Err(failure) => output::print_failure(&failure, arguments.json),
    }
}
