//! `scrutineer rla replay`: published audits, computed again.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::{Args, Subcommand};
use rla::replay::{colorado, georgia};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Which audit.
#[derive(Debug, Subcommand)]
pub(crate) enum Replay {
    /// Colorado's ballot lists from seed and manifests.
    Colorado(Colorado),
    /// Colorado's sample sizes from its contest files.
    ColoradoSizes(Sizes),
    /// Georgia's batches, tickets and p-values.
    Georgia(Georgia),
}

/// Arguments of `replay colorado`.
#[derive(Debug, Args)]
pub(crate) struct Colorado {
    /// Folder with `ballot_list_COUNTY.csv` and `county_manifest_COUNTY.csv`.
    dir: PathBuf,
    /// The published seed.
    #[arg(long, value_name = "D")]
    seed: String,
}

/// Arguments of `replay colorado-sizes`.
#[derive(Debug, Args)]
pub(crate) struct Sizes {
    /// Published contest.csv files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Arguments of `replay georgia`.
#[derive(Debug, Args)]
pub(crate) struct Georgia {
    /// Folder with manifests, candidate_totals and final_audit_report.csv.
    dir: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(verb: &Replay, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Replay::Colorado(arguments) => lists(arguments, cli),
        Replay::ColoradoSizes(arguments) => sizes(arguments, cli),
        Replay::Georgia(arguments) => batches(arguments, cli),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |e: std::io::Error| crate::commands::procurement::input::unreadable(folder, &e);
    let listed: Result<Vec<_>, _> = std::fs::read_dir(folder).map_err(unreadable)?.collect();
    let mut paths: Vec<PathBuf> = listed.map_err(unreadable)?.into_iter().map(|e| e.path()).collect();
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn lists(arguments: &Colorado, cli: &Cli) -> anyhow::Result<Exit> {
    let seed = super::draw::seed(&arguments.seed)?;
    let (mut counties, mut problems): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let (mut good, mut bad) = (0, 0);
    for path in entries(&arguments.dir)? {
        let file = name(&path);
        let Some(county) = file.strip_prefix("ballot_list_").and_then(|f| f.strip_suffix(".csv")) else { continue };
        let manifest_path = arguments.dir.join(format!("county_manifest_{county}.csv"));
        let (list, found) = colorado::ballot_list(&super::read(&path)?[..], 0);
        let (manifest, more) = rla::manifest::read(&super::read(&manifest_path)?[..], 1);
        let names = [path.as_path(), &manifest_path];
        problems.extend(found.iter().chain(&more).map(|p| super::problem(p, &names)));
        let county = colorado::county(county, manifest.cards(), &list, &seed);
        if county.reproduced {
            good += 1
        } else {
            bad += 1
        }
        counties.push(serde_json::to_value(county)?);
    }
    if counties.is_empty() {
        return Err(Failure::new(
            "unreadable",
            "no ballot_list_<County>.csv is here",
            "Give the folder of a published round.",
        )
        .at(arguments.dir.display().to_string())
        .into());
    }
    if cli.json {
        output::json(
            &json!({ "counties": counties, "reproduced": good, "not_reproduced": bad, "problems": problems }),
        )?;
    } else {
        for c in &counties {
            let county = c["county"].as_str().unwrap_or_default();
            output::text(match (&c["draws"], &c["implied_ballots"]) {
                (Value::Number(draws), _) => format!(
                    "{county}: {} ballots, {} listed, reproduced in {draws} draws",
                    c["manifest_ballots"], c["listed"]
                ),
                (_, Value::Number(n)) => format!(
                    "{county}: the published list does not follow from the published manifest ({} ballots); it follows from N = {n}",
                    c["manifest_ballots"]
                ),
                _ => format!(
                    "{county}: the published list does not follow from the published manifest ({} ballots), nor from any near size",
                    c["manifest_ballots"]
                ),
            });
        }
        output::text(format!("{good} reproduced, {bad} not."));
    }
    Ok(if bad == 0 && problems.is_empty() { Exit::Done } else { Exit::DoesNotHold })
}

fn sizes(arguments: &Sizes, cli: &Cli) -> anyhow::Result<Exit> {
    let mut files = Vec::new();
    let mut differ = false;
    for path in &arguments.files {
        let (sizes, problems) = colorado::sizes(&super::read(path)?[..], 0);
        if sizes.rows + sizes.skipped == 0 {
            let none = || {
                Failure::new("RLA-FORMAT", "no contest stands in this file", "Give a published contest.csv.")
                    .at(path.display().to_string())
            };
            return Err(problems.first().map_or_else(none, |p| super::failure(p, &[path])).into());
        }
        differ |= !sizes.differences.is_empty() || !problems.is_empty();
        let mut document = serde_json::to_value(sizes)?;
        document["file"] = path.display().to_string().into();
        document["problems"] = problems.iter().map(|p| super::problem(p, &[path])).collect::<Vec<_>>().into();
        files.push(document);
    }
    if cli.json {
        output::json(&json!({ "files": files }))?;
    } else {
        for f in &files {
            output::text(format!(
                "{}: {} rows, {} optimistic and {} estimated sizes equal, {} rows without a margin",
                f["file"].as_str().unwrap_or_default(),
                f["rows"],
                f["optimistic_equal"],
                f["estimated_equal"],
                f["skipped"]
            ));
            for d in f["differences"].as_array().into_iter().flatten() {
                output::text(format!(
                    "  row {} {}: {} published {}, computed {}",
                    d["row"], d["contest"], d["field"], d["published"], d["computed"]
                ));
            }
        }
    }
    Ok(if differ { Exit::DoesNotHold } else { Exit::Done })
}

fn county_files(folder: &Path) -> anyhow::Result<Vec<georgia::CountyFile>> {
    let mut out = Vec::new();
    for county in entries(folder)?.into_iter().filter(|p| p.is_dir()) {
        for file in entries(&county)? {
            out.push(georgia::CountyFile { folder: name(&county), bytes: super::read(&file)? });
        }
    }
    Ok(out)
}

fn batches(arguments: &Georgia, cli: &Cli) -> anyhow::Result<Exit> {
    let report = super::read(&arguments.dir.join("final_audit_report.csv"))?;
    let manifests = county_files(&arguments.dir.join("manifests"))?;
    let totals = county_files(&arguments.dir.join("candidate_totals"))?;
    let replay = georgia::replay(&manifests, &totals, &report).map_err(|p| super::failure(&p, &[&arguments.dir]))?;
    let fits = replay
        .contests
        .iter()
        .all(|c| c.p_equal && c.tickets_equal == c.tickets_published && c.tickets_published as u64 == c.draws);
    if cli.json {
        output::json(&replay)?;
    } else {
        output::text(format!("{} batches", replay.batches));
        for c in &replay.contests {
            let published = c.p_published.map_or("none".to_owned(), |p| p.to_string());
            output::text(format!(
                "{}: {} draws, {} batches, {} of {} tickets equal, U {}, p {} (published {published})",
                c.name, c.draws, c.unique_batches, c.tickets_equal, c.tickets_published, c.error_bound_total, c.p
            ));
            for part in &c.combined {
                output::text(format!(
                    "  {} `{}` was reported within `{}` ({} parts)",
                    part.jurisdiction, part.drawn, part.reported_as, part.parts
                ));
            }
        }
    }
    Ok(if fits { Exit::Done } else { Exit::DoesNotHold })
}
