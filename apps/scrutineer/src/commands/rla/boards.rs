//! `scrutineer rla boards`: accounts of audit boards, and the room where they enter what the paper says.

use crate::cli::Cli;
use crate::commands::private::{Private, random};
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use site::boards::{Options, Role};
use site::room::{Accounts, Files as _};
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
    /// Give an account that is there a new pass phrase; the old one ends.
    #[arg(long, conflicts_with = "close")]
    renew: bool,
    /// Close the account; its id is not given out again.
    #[arg(long)]
    close: bool,
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
    /// Name in the head of every page.
    #[arg(long, default_value = "")]
    title: String,
    /// A proxy in front speaks TLS with the readers: their browsers send the cookie over TLS only.
    #[arg(long)]
    behind_tls: bool,
}

/// Runs a verb.
pub(super) fn run(verb: &Boards, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Boards::Account(arguments) => account(arguments, cli),
        Boards::Serve(arguments) => serve(arguments, cli),
    }
}

const ACCOUNTS: &str = "boards/accounts.json";

fn open(dir: &Path) -> anyhow::Result<Private<()>> {
    super::folder::Folder::open(dir)?;
    Private::open(dir, "boards", ())
}

fn accounts(place: &Private<()>) -> anyhow::Result<Accounts<Role>> {
    let bytes = place.read(ACCOUNTS).context("reading the accounts")?;
    let damaged = |text| Failure::new("unreadable", text, "Restore the file.").at(ACCOUNTS.to_owned());
    Ok(Accounts::read(bytes.as_deref()).map_err(damaged)?)
}

fn account(arguments: &Account, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dir)?;
    let id = arguments.id.as_str();
    if !(1..=64).contains(&id.len()) || !id.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c)) {
        let remedy = "Use letters, digits, `.`, `_` and `-`, at most 64.";
        return Err(Failure::usage("account", format!("`{id}` cannot name an account"), remedy).into());
    }
    let mut accounts = accounts(&place)?;
    let phrase = if arguments.close {
        if !accounts.close(id) {
            let remedy = "Name an account that is there.";
            return Err(Failure::usage("no-account", format!("there is no account {id}"), remedy).into());
        }
        None
    } else {
        let asked = arguments.role.map(|kind| match kind {
            Kind::A => Role::A,
            Kind::B => Role::B,
            Kind::Coordinator => Role::Coordinator,
        });
        let role = asked.or_else(|| accounts.role(id).filter(|_| arguments.renew)).ok_or_else(|| {
            let remedy = "Say --role a, --role b or --role coordinator.";
            Failure::usage("account", "a new account needs a role", remedy)
        })?;
        if arguments.renew && accounts.role(id).is_some_and(|own| own != role) {
            let remedy = "Make another account for another role.";
            return Err(Failure::usage("account", format!("{id} has another role"), remedy).into());
        }
        let remedy = "Use --renew for an account that is there, and leave it out for a new one.";
        let made = accounts.set(id, role, arguments.renew, random()?);
        Some(made.map_err(|what| Failure::usage("account", what, remedy))?)
    };
    place.write(ACCOUNTS, &accounts.write()).context("writing the accounts")?;
    if cli.json {
        output::json(&serde_json::json!({"kind": "boards-account", "version": 1, "id": id, "pass_phrase": phrase}))?;
    } else if let Some(phrase) = phrase {
        output::text(format!("{id}: {phrase}"));
        output::remark("Hand the pass phrase over in person or by a safe way. It is written down nowhere.");
    } else {
        output::text(format!("{id}: closed"));
    }
    Ok(Exit::Done)
}

fn serve(arguments: &Serve, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dir)?;
    let (round, cards) = site::boards::open_round(&place).map_err(|text| {
        let remedy = "Draw a round with `scrutineer rla sample DIR`, or mend the file.";
        Failure::new("RLA-ORDER", text, remedy).at(arguments.dir.display().to_string())
    })?;
    if place.read(ACCOUNTS).context("reading the accounts")?.is_none() {
        let remedy = "Make accounts first: `scrutineer rla boards account DIR ID --role a`.";
        return Err(Failure::new("no-accounts", "the boards have no accounts", remedy).into());
    }
    let _held = place.hold()?;
    if !arguments.listen.ip().is_loopback() && !arguments.behind_tls {
        output::remark(
            "Pass phrases and entries would cross the network in the clear: put a proxy with TLS in front, listen on 127.0.0.1, and say --behind-tls.",
        );
    }
    let options = Options { title: arguments.title.clone(), secure: arguments.behind_tls };
    let json = cli.json;
    site::boards::serve(place, arguments.listen, options, move |address| {
        let address = format!("http://{address}/");
        if json {
            let said = serde_json::json!({"kind": "boards", "version": 1, "address": address, "round": round, "cards": cards});
            if let Err(error) = output::json(&said) {
                output::remark(error.to_string());
            }
        } else {
            output::remark(format!("round {round}, {cards} cards: {address}  –  stop with Ctrl-C"));
        }
    })?;
    Ok(Exit::Done)
}
