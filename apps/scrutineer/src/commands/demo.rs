//! `scrutineer demo`: the sample election, from its files to pages, in one command.

use super::{import, import_voting};
use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit};
use crate::publication;
use anyhow::Context as _;
use clap::Args;
use include_dir::{Dir, include_dir};
use kinds::findings;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The sample election, built into the program.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../demo");

/// The boards of the sample's votes inside a party and an association, each state after the one before.
const BOARDS: [&str; 4] =
    ["leadership-voting.bel", "leadership-finished.bel", "association-voting.bel", "association-altered.bel"];

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder for the record; if it holds the sample's record already, that one is used.
    #[arg(long, value_name = "DIR", default_value = "demo-record")]
    dir: PathBuf,
    /// Address to listen at.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Build the record and stop.
    #[arg(long)]
    no_serve: bool,
}

/// Builds the sample's record and serves it.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let findings = build(&arguments.dir)?;
    let public = arguments.dir.join("public");
    if cli.json {
        output::json(&serde_json::json!({
            "kind": "demo", "version": 1, "dir": arguments.dir, "public": public, "findings": findings,
        }))?;
    } else {
        output::text(format!("the sample election's record: {}", arguments.dir.display()));
        output::text(findings.to_string());
        output::text(format!("its public copy, for anyone to verify: scrutineer record verify {}", public.display()));
    }
    if arguments.no_serve {
        return Ok(Exit::Done);
    }
    super::serve::serve(&arguments.dir, arguments.listen, site::SiteOptions::default(), false)
}

fn build(dir: &Path) -> anyhow::Result<publication::Outcome> {
    let desk = if desk::keys_folder(dir).join("log.key").exists() {
        desk::open(dir, None)?
    } else {
        desk::create(dir, "Sample election of Velmora (invented)", None)?
    };
    let source = dir.join("private").join("sample");
    std::fs::create_dir_all(&source)?;
    SAMPLE.extract(&source).with_context(|| format!("writing the sample's files to {}", source.display()))?;
    let mut releases: Vec<PathBuf> =
        std::fs::read_dir(source.join("releases"))?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    releases.sort();
    import::ocds(&desk, &releases, Some(&source.join("person-schemes.toml")))?;
    import::contracts_of_index(&desk, &source.join("contracts").join("index.json"))?;
    import::commitments(&desk, &[source.join("commitments.jsonl")])?;
    // The same dossier at two dates.
    for name in ["assessment-interim", "assessment"] {
        super::import_assess::dossier(&desk, &source.join(name), None, false)?;
    }
    let boards = BOARDS.map(|name| source.join("voting").join(name));
    import_voting::boards(&desk, &boards)?;
    let mut settings = findings::settings(&std::fs::read_to_string(source.join("settings.ini"))?);
    settings.groups = std::fs::read_to_string(source.join("groups.json"))?;
    settings.thresholds.insert("USD".to_owned(), "50000".to_owned());
    publication::publish(&desk, Some(settings))
}
