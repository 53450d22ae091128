//! One file per verb.

pub(crate) mod assess;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod import_assess;
pub(crate) mod import_rla;
pub(crate) mod import_voting;
pub(crate) mod paper;
pub(crate) mod procurement;
pub(crate) mod publish;
pub(crate) mod record;
pub(crate) mod reply;
pub(crate) mod rla;
pub(crate) mod room;
pub(crate) mod serve;
pub(crate) mod voting;

use crate::cli::{Cli, Command, ImportArea};
use crate::output::Exit;

/// Runs the verb that was asked for.
pub(crate) fn run(cli: &Cli) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Demo(arguments) => demo::run(arguments, cli),
        Command::Serve(arguments) => serve::run(arguments, cli),
        Command::Export(verb) => export::run(verb, cli),
        Command::Import(ImportArea::Procurement(verb)) => import::run(verb, cli),
        Command::Import(ImportArea::Assess(arguments)) => import_assess::run(arguments, cli),
        Command::Import(ImportArea::Rla(arguments)) => import_rla::run(arguments, cli),
        Command::Import(ImportArea::Voting(arguments)) => import_voting::run(arguments, cli),
        Command::Publish(arguments) => publish::run(arguments, cli),
        Command::Reply(arguments) => reply::run(arguments, cli),
        Command::Record(verb) => record::run(verb, cli),
        Command::Procurement(verb) => procurement::run(verb, cli),
        Command::Voting(verb) => voting::run(verb, cli),
        Command::Rla(verb) => rla::run(verb, cli),
        Command::Assess(verb) => assess::run(verb, cli),
    }
}
