//! `scrutineer rla boards`: accounts of audit boards, and the room where they enter what the paper says.

use crate::cli::Cli;
use crate::commands::room::{self, AccountOptions, Private, ServeOptions};
use crate::output::{self, Exit, Failure};
use clap::{Args, Subcommand, ValueEnum};
use site::boards::Role;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Verbs of the audit boards' room.
#[derive(Debug, Subcommand)]
pub(crate) enum Boards {
    /// Make an account and say its pass phrase, once; or renew or close one.
    Account(Account),
    /// Serve the room where two seats enter the cards of the open round, blind to each other.
    Serve(Serve),
}

/// Arguments of `account`.
#[derive(Debug, Args)]
pub(crate) struct Account {
    /// Folder of the audit.
    dir: PathBuf,
    /// Name of the account: letters, digits, `.`, `_` and `-`, at most 64.
    id: String,
    /// What the account is for; needed for a new one.
    #[arg(long, value_enum)]
    role: Option<Kind>,
    #[command(flatten)]
    options: AccountOptions,
}

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Reads papers, first seat of a board.
    A,
    /// Reads papers, second seat of a board.
    B,
    /// Sees how far the boards are, and the trail.
    Coordinator,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Folder of the audit.
    dir: PathBuf,
    /// Address to listen at; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8091")]
    listen: SocketAddr,
    #[command(flatten)]
    options: ServeOptions,
}

/// Runs a verb.
pub(super) fn run(verb: &Boards, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Boards::Account(arguments) => account(arguments, cli),
        Boards::Serve(arguments) => serve(arguments, cli),
    }
}

fn open(dir: &Path) -> anyhow::Result<Private<()>> {
    super::folder::Folder::open(dir)?;
    Private::open(dir, "boards", ())
}

fn account(arguments: &Account, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dir)?;
    let id = arguments.id.as_str();
    let may = |_| match (1..=64).contains(&id.len())
        && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c))
    {
        true => Ok(()),
        false => {
            let remedy = "Use letters, digits, `.`, `_` and `-`, at most 64.";
            Err(Failure::usage("account", format!("`{id}` cannot name an account"), remedy))
        }
    };
    let role = arguments.role.map(|kind| match kind {
        Kind::A => Role::A,
        Kind::B => Role::B,
        Kind::Coordinator => Role::Coordinator,
    });
    room::account(&place, id, role, &arguments.options, may, cli)
}

fn serve(arguments: &Serve, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dir)?;
    let (round, cards) = site::boards::open_round(&place).map_err(|text| {
        let remedy = "Draw a round with `scrutineer rla sample DIR`, or mend the file.";
        Failure::new("RLA-ORDER", text, remedy).at(arguments.dir.display().to_string())
    })?;
    let account = "rla boards account DIR ID --role a";
    let (_held, options) = room::opened::<_, Role>(&place, arguments.listen, &arguments.options, account)?;
    let json = cli.json;
    site::boards::serve(place, arguments.listen, options, move |address| {
        let more = serde_json::json!({"round": round, "cards": cards});
        output::address("boards", more, &format!("round {round}, {cards} cards: "), address, json);
    })?;
    Ok(Exit::Done)
}
