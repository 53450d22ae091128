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
    /// Build the record of the sample election and serve it.
    Demo(commands::demo::Arguments),
    /// Serve a record's pages.
    Serve(commands::serve::Arguments),
    /// Write what is public for other places than this server.
    #[command(subcommand)]
    Export(commands::export::Export),
    /// Put files on a record.
    #[command(subcommand)]
    Import(ImportArea),
    /// Compute every check over a record and publish what is new.
    Publish(commands::publish::Arguments),
    /// Answer a signal, a measure, a clause or a whole page: the right of reply.
    Reply(commands::reply::Arguments),
    /// The public record: make, append, read, prove, verify, care for it.
    #[command(subcommand)]
    Record(Record),
    /// Contracts of election technology: read, validate, flags, lock-in, clauses, commitments (on files).
    #[command(subcommand)]
    Procurement(Procurement),
    /// Verifiable voting inside parties and associations: audit a board, or hold an election (on files).
    ///
    /// Not for public elections: no protection against coercion or a corrupted device.
    #[command(subcommand)]
    Voting(commands::voting::Voting),
    /// Risk-limiting audits and quick counts (on files).
    #[command(subcommand)]
    Rla(commands::rla::Rla),
    /// An election's technology held against human-rights obligations (on files).
    #[command(subcommand)]
    Assess(commands::assess::Verb),
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

/// What can be imported, by area.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportArea {
    /// Contracting data, contract texts, vendors' commitments.
    #[command(subcommand)]
    Procurement(Import),
    /// The dossier of an assessment: its evidence and ratings.
    Assess(commands::import_assess::Arguments),
    /// Boards of elections inside parties and associations.
    Voting(commands::import_voting::Arguments),
    /// A risk-limiting audit or a quick count, after each of its steps.
    Rla(commands::import_rla::Arguments),
}

/// What can be imported of procurement.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// OCDS releases and records in any form.
    Ocds(commands::import::Ocds),
    /// Contract texts: txt, html, docx, pdf.
    Contracts(commands::import::Contracts),
    /// Pledges and performance reviews of vendors.
    Commitments(commands::import::Commitments),
}

/// Verbs of the public record.
#[derive(Debug, Subcommand)]
pub(crate) enum Record {
    /// Make an empty record.
    Init(commands::record::keep::Init),
    /// Keys of organisations.
    #[command(subcommand)]
    Key(commands::record::keep::Key),
    /// Append one statement.
    Append(commands::record::keep::Append),
    /// List entries.
    List(commands::record::read::List),
    /// Show an entry and its statement.
    Show(commands::record::read::One),
    /// Write the proof that an entry is on the record.
    Prove(commands::record::read::Prove),
    /// Check a proof offline.
    Check(commands::record::read::Check),
    /// Verify a copy: signatures, tree, documents, every finding again.
    Verify(commands::record::verify::Arguments),
    /// Keep the signatures that witnesses put under a checkpoint of this record, and publish them.
    AddCosignatures(commands::record::keep::AddCosignatures),
    /// Erase a statement, or one sealed field; the proofs of all other entries stay valid.
    Erase(commands::record::keep::Erase),
    /// Hold database and published files against each other.
    Fsck(commands::record::care::Fsck),
    /// Take missing entries from the published bundles, after a backup was restored.
    Recover(commands::record::care::Whole),
    /// Delete the rows of pages and make them again from the record.
    Rebuild(commands::record::care::Whole),
}
