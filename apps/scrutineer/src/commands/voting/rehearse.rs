//! `scrutineer voting setup rehearse`: a trustee finds out before the election opens that its key will open it.

use super::setup_log::Logged;
use super::step::{KeyFiles, secret};
use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use std::path::PathBuf;
use voting::group::Group;
use voting::json::Reader;
use voting::setup_log::{Step, hash as digest};
use voting::{keygen, trustee};

/// Arguments of `rehearse`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The group.
    #[arg(long)]
    pub(super) group: String,
    /// The list of trustees, as `setup trustees` wrote it.
    #[arg(long, value_name = "FILE")]
    trustees: PathBuf,
    #[command(flatten)]
    key: KeyFiles,
    #[command(flatten)]
    logged: Logged,
}

/// Rehearses a decryption.
pub(crate) fn run<G: Group>(g: &'static G, arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let mut r = Reader::new(arguments.trustees.display().to_string());
    let text = files::read_text(&arguments.trustees)?;
    let list = trustee::read_list(&mut r, g, text.as_bytes());
    let checked = list.as_ref().and_then(|list| trustee::check_all(&mut r, g, list));
    let (Some(list), Some(_), []) = (&list, checked, r.faults.as_slice()) else {
        let what = r.faults.first().map_or_else(|| "no list of trustees".to_owned(), ToString::to_string);
        let remedy = "Ask whoever put the list together to make it again.";
        return Err(Failure::new("SETUP_INVALID", what, remedy).into());
    };
    let secret = secret(g, &arguments.key)?;
    let pen = arguments.logged.pen()?;
    let number = keygen::rehearse(g, &secret, list, &mut files::System).map_err(refused)?;
    if let Some(pen) = pen {
        let key = digest(&g.write(&g.secret_generator_power(&secret)));
        pen.write(Step::Rehearsal, [("key", key), ("trustees", digest(&text))])?;
    }
    if cli.json {
        output::json(&serde_json::json!({ "rehearsed": true, "trustee": number }))?;
    } else {
        output::text(format!(
            "trustee {number}: this key opens what is encrypted for it. Keep it safe, and a copy apart."
        ));
    }
    Ok(Exit::Done)
}
