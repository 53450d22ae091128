//! The public record: make it, append, read, prove, verify, care for it.

pub(crate) mod care;
pub(crate) mod keep;
pub(crate) mod read;
pub(crate) mod verify;

use crate::cli::{Cli, Record};
use crate::output::Exit;

/// Runs a record verb.
pub(crate) fn run(verb: &Record, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Record::Init(arguments) => keep::init(arguments, cli),
        Record::Key(verb) => keep::key(verb, cli),
        Record::Append(arguments) => keep::append(arguments, cli),
        Record::Erase(arguments) => keep::erase(arguments, cli),
        Record::AddCosignatures(arguments) => keep::add_cosignatures(arguments, cli),
        Record::List(arguments) => read::list(arguments, cli),
        Record::Show(arguments) => read::show(arguments, cli),
        Record::Prove(arguments) => read::prove(arguments, cli),
        Record::Check(arguments) => read::check(arguments, cli),
        Record::Verify(arguments) => verify::run(arguments, cli),
        Record::Fsck(arguments) => care::fsck(arguments, cli),
        Record::Recover(arguments) => care::recover(arguments, cli),
        Record::Rebuild(arguments) => care::rebuild(arguments, cli),
    }
}
