//! The procurement engines on files, with no record and no server.

pub(crate) mod clauses;
pub(crate) mod commitments;
pub(crate) mod flags;
pub(crate) mod ingest;
pub(crate) mod lockin;
pub(crate) mod merge;
pub(crate) mod validate;

use crate::cli::{Cli, Procurement};
use crate::output::Exit;

/// Runs a procurement verb.
pub(crate) fn run(verb: &Procurement, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Procurement::Ingest(arguments) => ingest::run(arguments, cli),
        Procurement::Validate(arguments) => validate::run(arguments, cli),
        Procurement::Merge(arguments) => merge::run(arguments, cli),
        Procurement::Flags(arguments) => flags::run(arguments, cli),
        Procurement::Lockin(arguments) => lockin::run(arguments, cli),
        Procurement::Clauses(arguments) => clauses::run(arguments, cli),
        Procurement::Commitments(arguments) => commitments::run(arguments, cli),
    }
}
