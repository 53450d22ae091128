//! The voting engine on files, with no record and no server.

mod audit_report;
mod cast;
mod files;
mod method;
mod monitor;
mod pack;
mod rehearse;
mod setup;
pub(crate) mod setup_log;
mod step;
mod threshold;
mod verify;
mod verify_diff;
mod vote;

use crate::cli::Cli;
use crate::output::{Exit, Failure};
use ::voting::event::Kind;
use clap::Subcommand;

/// Verbs of voting.
#[derive(Debug, Subcommand)]
pub(crate) enum Voting {
    /// Make credentials, keys, an election and its empty board.
    #[command(subcommand)]
    Setup(setup::Setup),
    /// Make a ballot.
    Vote(vote::Arguments),
    /// Check a ballot and append it.
    Cast(cast::Arguments),
    /// Take no more ballots.
    Close(step::Mark),
    /// Multiply the ballots that count.
    Tally(step::Step),
    /// Shuffle the ranked questions as one of the trustees.
    Shuffle(step::Shuffle),
    /// Take no more shuffles.
    EndShuffles(step::Mark),
    /// Make a trustee's share of the decryption.
    Decrypt(step::Decrypt),
    /// Compute the result from the shares.
    Result(step::Step),
    /// Check everything that stands on a board.
    Verify(verify::Arguments),
    /// Check that a newer copy of a board only adds to an older one.
    VerifyDiff(verify_diff::Arguments),
    /// Count rankings, in exact numbers.
    Method(method::Arguments),
    /// Write an audit report in plain language.
    AuditReport(audit_report::Arguments),
    /// Take an archive apart into a folder.
    Unpack(pack::Unpack),
    /// Put such a folder together again, to the same bytes.
    Pack(pack::Pack),
    /// Follow a board: keep every version, alarm when it is not an extension of the last.
    Monitor(monitor::Arguments),
}

/// Runs a voting verb.
pub(crate) fn run(verb: &Voting, cli: &Cli) -> anyhow::Result<Exit> {
    super::procurement::with_threads(cli.threads, || match verb {
        Voting::Setup(verb) => setup::run(verb, cli),
        Voting::Vote(arguments) => vote::run(arguments, cli),
        Voting::Cast(arguments) => cast::run(arguments, cli),
        Voting::Close(arguments) => step::mark(arguments, Kind::EndBallots, cli),
        Voting::Tally(arguments) => step::tally(arguments, cli),
        Voting::Shuffle(arguments) => step::shuffle(arguments, cli),
        Voting::EndShuffles(arguments) => step::mark(arguments, Kind::EndShuffles, cli),
        Voting::Decrypt(arguments) => step::decrypt(arguments, cli),
        Voting::Result(arguments) => step::result(arguments, cli),
        Voting::Verify(arguments) => verify::run(arguments, cli),
        Voting::VerifyDiff(arguments) => verify_diff::run(arguments, cli),
        Voting::Method(arguments) => method::run(arguments, cli),
        Voting::AuditReport(arguments) => audit_report::run(arguments, cli),
        Voting::Unpack(arguments) => pack::apart(arguments, cli),
        Voting::Pack(arguments) => pack::together(arguments, cli),
        Voting::Monitor(arguments) => monitor::run(arguments, cli),
    })
}

/// What the engine refused, as an error of this program.
fn refused(refusal: ::voting::fault::Refusal) -> Failure {
    Failure::new(refusal.code, refusal.what, refusal.remedy).at(refusal.place)
}
