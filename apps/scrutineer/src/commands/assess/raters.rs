//! `scrutineer assess raters`: accounts of the panel, and the room where they rate in a browser.

use super::disk::Disk;
use super::{failure, open_catalogue};
use crate::cli::Cli;
use crate::commands::private::{Private, random};
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use assess::{Catalogue, Dossier, Limits};
use clap::{Args, Subcommand, ValueEnum};
use site::raters::{Options, Role, Room};
use site::room::{Accounts, Files as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Verbs of the raters' room.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Make an account and say its pass phrase, once; or renew or close one.
    Account(Account),
    /// Serve the room where the panel rates, blind until all have handed in.
    Serve(Serve),
}

/// Arguments of `account`.
#[derive(Debug, Args)]
pub(crate) struct Account {
    /// Folder of the dossier.
    dossier: PathBuf,
    /// The assessor's id in `dossier.yaml`, or any id for a coordinator.
    id: String,
    /// What the account is for.
    #[arg(long, value_enum, default_value_t = Kind::Assessor)]
    role: Kind,
    /// Give an account that is there a new pass phrase; the old one ends.
    #[arg(long, conflicts_with = "close")]
    renew: bool,
    /// Close the account; its id is not given out again.
    #[arg(long)]
    close: bool,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
}

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Rates and decides.
    Assessor,
    /// Sees how far everybody is, and the trail.
    Coordinator,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Folder of the dossier.
    dossier: PathBuf,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    /// Address to listen at; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Name in the head of every page.
    #[arg(long, default_value = "")]
    title: String,
    /// A proxy in front speaks TLS with the readers: their browsers send the cookie over TLS only.
    #[arg(long)]
    behind_tls: bool,
}

/// Runs a verb.
pub(crate) fn run(verb: &Verb, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Verb::Account(arguments) => account(arguments, cli),
        Verb::Serve(arguments) => serve(arguments, cli),
    }
}

fn account(arguments: &Account, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dossier, arguments.catalogue.as_deref())?;
    let id = arguments.id.as_str();
    let known = place.dossier().map_err(|text| unreadable(&arguments.dossier, text))?.assessor(id).is_some();
    if arguments.role == Kind::Assessor && !known {
        let remedy = "List the assessor in dossier.yaml first, with `interests`; or use --role coordinator.";
        return Err(Failure::usage("unknown-assessor", format!("no assessor {id}"), remedy).into());
    }
    if arguments.role == Kind::Coordinator && known {
        let remedy = "Choose another id: who rates does not coordinate under the same account.";
        return Err(Failure::usage("is-assessor", format!("{id} is an assessor"), remedy).into());
    }
    let bytes = place.read("raters/accounts.json").context("reading the accounts")?;
    let mut accounts = Accounts::read(bytes.as_deref()).map_err(|text| unreadable(&arguments.dossier, text))?;
    let role = match arguments.role {
        Kind::Assessor => Role::Assessor,
        Kind::Coordinator => Role::Coordinator,
    };
    let phrase = if arguments.close {
        if !accounts.close(id) {
            let remedy = "Name an account that is there.";
            return Err(Failure::usage("no-account", format!("there is no account {id}"), remedy).into());
        }
        None
    } else {
        let remedy = "Use --renew for an account that is there, and leave it out for a new one.";
        let made = accounts.set(id, role, arguments.renew, random()?);
        Some(made.map_err(|what| Failure::usage("account", what, remedy))?)
    };
    place.write("raters/accounts.json", &accounts.write()).context("writing the accounts")?;
    if cli.json {
        output::json(&serde_json::json!({"kind": "raters-account", "version": 1, "id": id, "pass_phrase": phrase}))?;
    } else if let Some(phrase) = phrase {
        output::text(format!("{id}: {phrase}"));
        output::remark("Hand the pass phrase over in person or by a safe way. It is written down nowhere.");
    } else {
        output::text(format!("{id}: closed"));
    }
    Ok(Exit::Done)
}

fn serve(arguments: &Serve, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dossier, arguments.catalogue.as_deref())?;
    place.dossier().map_err(|text| unreadable(&arguments.dossier, text))?;
    if place.read("raters/accounts.json").context("reading the accounts")?.is_none() {
        let remedy = "Make accounts first: `scrutineer assess raters account DOSSIER ID`.";
        return Err(Failure::new("no-accounts", "the panel has no accounts", remedy).into());
    }
    if !arguments.listen.ip().is_loopback() && !arguments.behind_tls {
        output::remark(
            "Pass phrases and ratings would cross the network in the clear: put a proxy with TLS in front, listen on 127.0.0.1, and say --behind-tls.",
        );
    }
    let options = Options { title: arguments.title.clone(), secure: arguments.behind_tls };
    let catalogue = place.more.clone();
    let json = cli.json;
    site::raters::serve(place, catalogue, arguments.listen, options, move |address| {
        let address = format!("http://{address}/");
        if json {
            let said = output::json(&serde_json::json!({"kind": "raters", "version": 1, "address": address}));
            if let Err(error) = said {
                output::remark(error.to_string());
            }
        } else {
            output::remark(format!("{address}  –  stop with Ctrl-C"));
        }
    })?;
    Ok(Exit::Done)
}

fn unreadable(folder: &Path, text: String) -> anyhow::Error {
    Failure::new("unreadable", text, "Mend the file, and run again.").at(folder.display().to_string()).into()
}

/// The folder of a dossier on the disk, with its catalogue.
type Place = Private<Catalogue>;

fn open(folder: &Path, catalogue: Option<&Path>) -> anyhow::Result<Place> {
    let catalogue = open_catalogue(catalogue)?;
    let disk = Disk::open(folder)?;
    assess::dossier::read(&disk, &catalogue, &Limits::default(), true)
        .map_err(|fatal| failure(fatal, Some(folder)))?;
    Private::open(folder, "raters", catalogue)
}

impl Room for Place {
    fn dossier(&self) -> Result<Dossier, String> {
        let disk = Disk::open(&self.root).map_err(|failure| failure.to_string())?;
        assess::dossier::read(&disk, &self.more, &Limits::default(), true)
            .map_err(|fatal| format!("{}: {}. {}", fatal.place, fatal.what, fatal.remedy))
    }

    fn today(&self) -> String {
        jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
    }
}
