//! `scrutineer assess verify`: computes a published result again.

use super::disk::Disk;
use crate::cli::Cli;
use crate::commands::procurement::{input, with_threads};
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use assess::verify::{Difference, fields, inputs};
use assess::{Limits, Options, result::Simulated};
use base::json::Value;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The result, as `compute --out` wrote it.
    result: PathBuf,
    /// Folder of the dossier.
    #[arg(long, value_name = "DIR")]
    dossier: PathBuf,
    /// Folder of the catalogue (default: the one in this program).
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
}

/// The answer.
#[derive(Debug, Serialize)]
struct Answer {
    equal: bool,
    differs: Vec<Difference>,
}

/// Differences in the result's fields that are listed.
const LISTED: usize = 100;

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let text = input::text(&arguments.result)?;
    let stated = base::json::parse(text.as_bytes(), 64)
        .map_err(|error| {
            let remedy = "Give the file that `assess compute --out` wrote.";
            Failure::new("not-json", error.to_string(), remedy).at(arguments.result.display().to_string())
        })?
        .value;
    let answer = compare(arguments, cli, &stated)?;
    if cli.json {
        output::json(&answer)?;
    } else if answer.equal {
        output::text("Equal: the dossier and the catalogue give this result, byte for byte.");
    } else {
        for part in &answer.differs {
            output::text(format!("{}: stated {}, computed {}", part.part, part.stated, part.computed));
        }
    }
    Ok(if answer.equal { Exit::Done } else { Exit::DoesNotHold })
}

fn compare(arguments: &Arguments, cli: &Cli, stated: &Value) -> anyhow::Result<Answer> {
    let folder = Disk::open(&arguments.dossier)?;
    let broken = |fatal: assess::Fatal| {
        let part = fatal.place.split(" line ").next().unwrap_or_default().to_owned();
        Answer {
            equal: false,
            differs: vec![Difference { part, stated: "readable".into(), computed: fatal.to_string() }],
        }
    };
    let catalogue = match arguments.catalogue.as_deref() {
        Some(path) => assess::catalogue::open(&Disk::open(path)?),
        None => assess::catalogue::own(),
    };
    let catalogue = match catalogue {
        Ok(catalogue) => catalogue,
        // A catalogue that was changed until it no longer passes its lint is another one than the result names.
        Err(fatal) if fatal.code == "catalogue-faulty" => {
            return Ok(broken(assess::Fatal { place: "catalogue".to_owned(), ..fatal }));
        }
        Err(fatal) => return Err(super::failure(fatal, arguments.catalogue.as_deref()).into()),
    };
    let dossier = match assess::dossier::read(&folder, &catalogue, &Limits::default(), false) {
        Ok(dossier) => dossier,
        Err(fatal) if fatal.code == "no-dossier" => {
            return Err(super::failure(fatal, Some(&arguments.dossier)).into());
        }
        Err(fatal) => return Ok(broken(fatal)),
    };
    let number =
        |pointer: &str| stated.pointer(pointer).and_then(Value::as_integer).and_then(|n| usize::try_from(n).ok());
    let simulation = number("/simulated/draws")
        .zip(number("/simulated/sobol_base"))
        .filter(|(draws, base)| (1..=1_000_000).contains(draws) && (1..=1_000_000).contains(base))
        .map(|(draws, sobol_base)| Simulated { draws, sobol_base });
    let options = Options { simulation, ..Options::of(&dossier) };
    let now = with_threads(cli.threads, || assess::compute(&folder, &dossier, &catalogue, &options))
        .map_err(|fatal| super::failure(fatal, None))?
        .to_json();
    let now = base::json::parse(now.as_bytes(), 64).context("reading the result just computed")?.value;
    let mut differs = inputs(stated, &now, &dossier);
    if differs.is_empty() {
        differs = fields(stated, &now, LISTED);
    }
    Ok(Answer { equal: differs.is_empty(), differs })
}
