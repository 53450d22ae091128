//! One file per verb.

pub(crate) mod procurement;

use crate::cli::{Cli, Command};
use crate::output::Exit;

/// Runs the verb that was asked for.
pub(crate) fn run(arguments: &Cli) -> anyhow::Result<Exit> {
    match &arguments.command {
        Command::Procurement(verb) => procurement::run(verb, arguments),
    }
}
