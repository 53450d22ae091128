//! `scrutineer assess raters`: accounts of the panel, and the room where they rate in a browser.

use super::disk::Disk;
use super::{failure, open_catalogue};
use crate::cli::Cli;
use crate::commands::room::{self, AccountOptions, Private, ServeOptions};
use crate::output::{self, Exit, Failure};
use assess::{Catalogue, Dossier, Limits};
use clap::{Args, Subcommand, ValueEnum};
use site::raters::{Role, Room};
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
    /// What a new account is for (default: assessor).
    #[arg(long, value_enum)]
    role: Option<Kind>,
    #[command(flatten)]
    options: AccountOptions,
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
    #[command(flatten)]
    options: ServeOptions,
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
    let dossier = place.dossier().map_err(|text| unreadable(&arguments.dossier, text))?;
    let may = |role| match (role, dossier.assessor(id)) {
        (Role::Assessor, None) => {
            let remedy = "List the assessor in dossier.yaml first, with `interests`; or use --role coordinator.";
            Err(Failure::usage("unknown-assessor", format!("no assessor {id}"), remedy))
        }
        (Role::Assessor, Some(who)) if who.interests.is_none() => {
            let remedy = "Write `interests` beside the id in dossier.yaml, `none` if there are none.";
            Err(Failure::usage("assessor-interests", format!("{id} has not declared interests"), remedy))
        }
        (Role::Coordinator, Some(_)) => {
            let remedy = "Choose another id: who rates does not coordinate under the same account.";
            Err(Failure::usage("is-assessor", format!("{id} is an assessor"), remedy))
        }
        _ => Ok(()),
    };
    let asked = arguments.role.map(|kind| match kind {
        Kind::Assessor => Role::Assessor,
        Kind::Coordinator => Role::Coordinator,
    });
    let role = asked.or((!arguments.options.renews()).then_some(Role::Assessor));
    room::account(&place, id, role, &arguments.options, may, cli)
}

fn serve(arguments: &Serve, cli: &Cli) -> anyhow::Result<Exit> {
    let place = open(&arguments.dossier, arguments.catalogue.as_deref())?;
    let account = "assess raters account DOSSIER ID";
    let (_held, options) = room::opened::<_, Role>(&place, arguments.listen, &arguments.options, account)?;
    let catalogue = place.more.clone();
    let json = cli.json;
    site::raters::serve(place, catalogue, arguments.listen, options, move |address| {
        output::address("raters", serde_json::Value::Null, "", address, json);
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
