//! The tree of verbs. Each leaf's arguments and work stand in one file under `commands`.

use crate::commands;
use clap::{Parser, Subcommand};

/// Makes the technology of elections answerable to the people who vote with it.
///
/// Exit codes: 0 done and holds, 1 done and something does not hold, 2 could not be done, 3 used wrongly.
#[derive(Debug, Parser)]
#[command(name = "scrutineer", version, propagate_version = true)]
pub(crate) struct Cli {
    /// Print one JSON document instead of text for people.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Threads to compute with (default: all cores). Results never depend on it.
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Contracts of election technology: read, validate, flags, lock-in, clauses, commitments (on files).
    #[command(subcommand)]
    Procurement(Procurement),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Procurement {
    /// Read OCDS in any form; write one compiled release per process and the list of problems.
    Ingest(commands::procurement::ingest::Arguments),
    /// Check releases against the OCDS schema and codelists, offline.
    Validate(commands::procurement::validate::Arguments),
    /// Merge the releases of each process.
    Merge(commands::procurement::merge::Arguments),
    /// Compute the thirteen red flags.
    Flags(commands::procurement::flags::Arguments),
    /// Compute the ten measures of lock-in.
    Lockin(commands::procurement::lockin::Arguments),
    /// Look for the twenty clauses in contract texts.
    Clauses(commands::procurement::clauses::Arguments),
    /// Hold vendors' pledges against contracts and reviews.
    Commitments(commands::procurement::commitments::Arguments),
}
