//! `scrutineer demo`: the sample election, from its files to pages, in one command.

use super::import_rla::Taken;
use super::{import, import_rla, import_voting};
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

/// The boards of the sample's votes inside a party and an association, each state after the one before, and the log of
/// the set-up, which only the party kept.
const BOARDS: [(&str, Option<&str>); 4] = [
    ("leadership-voting.bel", Some("leadership-setup-log.jsonl")),
    ("leadership-finished.bel", None),
    ("association-voting.bel", None),
    ("association-altered.bel", None),
];

/// After how many steps of the sample's audit its folder is published: commitment, seed, then each sample and each risk.
const STEPS: [usize; 8] = [3, 4, 5, 7, 8, 10, 11, 13];

/// The sample's quick counts: their folders and what they are called.
const COUNTS: [&str; 2] = ["velmora-2025-run-off", "velmora-2025-referendum"];

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
    let mut desk = if desk::keys_folder(dir).join("log.key").exists() {
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
    for (board, log) in BOARDS {
        let file = |name: &str| source.join("voting").join(name);
        let log = log.map(|name| super::voting::setup_log::read(&file(name))).transpose()?;
        import_voting::boards(&desk, &[file(board)], log.as_deref(), import_voting::PART)?;
    }
    audits(&mut desk, &source)?;
    let mut settings = findings::settings(&std::fs::read_to_string(source.join("settings.ini"))?);
    settings.groups = std::fs::read_to_string(source.join("groups.json"))?;
    settings.thresholds.insert("USD".to_owned(), "50000".to_owned());
    let mut outcome = publication::publish(&desk, Some(settings.clone()))?;
    // A dossier that reads contracts from the record needs what was just published.
    let contracts = source.join("assessment-contracts");
    super::assess::measure::measure(&desk.store, &contracts)?;
    super::import_assess::dossier(&desk, &contracts, None, false)?;
    let then = publication::publish(&desk, Some(settings))?;
    outcome.assessments.published += then.assessments.published;
    outcome.assessments.not_computed.extend(then.assessments.not_computed);
    Ok(outcome)
}

/// The state as it was after the first `steps` lines of the log; of a quick count, before the returns.
fn after(taken: &Taken, steps: usize) -> Taken {
    let mut taken = taken.clone();
    let text = |name: &str| taken.files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    if let Some(log) = text("log.jsonl") {
        let log: String = log.split_inclusive('\n').take(steps).collect();
        let listed = import_rla::listed(&log);
        taken.files.retain(|name, _| listed.contains(name));
        taken.files.insert("log.jsonl".to_owned(), log.into_bytes());
    } else {
        let design = text("design.json").and_then(|t| import_rla::field(t.as_bytes(), "stations"));
        taken.files.retain(|name, _| name == "design.json" || Some(name) == design.as_ref());
    }
    taken
}

/// Puts the sample's audit and quick counts on the record, state by state.
fn audits(desk: &mut desk::Desk, source: &Path) -> anyhow::Result<()> {
    // Offices and networks, not persons.
    desk.personal_confirmed.push(import_rla::WITNESSES.to_owned());
    let folder = source.join("audit");
    let audit = Taken::read(&folder)?;
    let id = audit.id(None)?;
    for steps in STEPS {
        import_rla::put(desk, &id, after(&audit, steps), &folder)?;
    }
    for name in COUNTS {
        let folder = source.join("quickcount").join(name);
        let count = Taken::read(&folder)?;
        import_rla::put(desk, name, after(&count, 0), &folder)?;
        import_rla::put(desk, name, count, &folder)?;
    }
    Ok(())
}
