//! `scrutineer rla quickcount`: which stations to draw, and what their returns say.

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use base::Problem;
use clap::{Args, Subcommand};
use rla::quickcount as quick;
use std::path::{Path, PathBuf};

/// Verbs of quick counts.
#[derive(Debug, Subcommand)]
pub(crate) enum Quickcount {
    /// Size of the sample, and its stations.
    Design(Arguments),
    /// Shares, lead and their intervals from the returns so far.
    Estimate(Arguments),
}

/// Arguments of both.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// JSON file; the files it names stand beside it.
    file: PathBuf,
}

/// Runs a verb.
pub(crate) fn run(verb: &Quickcount, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Quickcount::Design(arguments) => design(&arguments.file, cli),
        Quickcount::Estimate(arguments) => estimate(&arguments.file, cli),
    }
}

/// A file named within another: beside it, unless its path is absolute.
fn beside(file: &Path, name: &str) -> PathBuf {
    file.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
}

/// Says what is wrong; whether anything was refused.
fn told(problems: &[Problem], path: &Path) -> bool {
    super::remark(problems, &[path]);
    problems.iter().any(|p| p.severity == base::Severity::Error)
}

/// A design, its stations and the sample that follows; whether every row of the stations was read.
fn drawn(path: &Path) -> anyhow::Result<(quick::Design, Vec<quick::Station>, quick::Sample, bool)> {
    let (design, problems) = quick::design(&super::read(path)?);
    let refused = told(&problems, path);
    let unusable = || Failure::new("RLA-FORMAT", "the design cannot be used", "Correct it.");
    let first = problems.iter().find(|p| p.severity == base::Severity::Error);
    let design =
        design.filter(|_| !refused).ok_or_else(|| first.map_or_else(unusable, |p| super::failure(p, &[path])))?;
    let file = beside(path, &design.stations);
    let (stations, problems) = quick::stations(&super::read(&file)?[..], 0);
    let whole = !told(&problems, &file);
    let sample = quick::draw(&design, &stations).map_err(|what| {
        Failure::new("RLA-FORMAT", what, "Correct the design or its stations.").at(file.display().to_string())
    })?;
    Ok((design, stations, sample, whole))
}

fn design(path: &Path, cli: &Cli) -> anyhow::Result<Exit> {
    let (design, stations, sample, whole) = drawn(path)?;
    if cli.json {
        output::json(&sample)?;
    } else {
        let effect = quick::design_effect(&design, &stations);
        output::text(format!(
            "{} of {} stations; design effect {effect:.2}{}",
            sample.n,
            stations.len(),
            match design.design_effect {
                Some(_) => "",
                None if stations.iter().all(|s| s.prior_share.is_some()) => " (from prior shares)",
                None => " (the largest there is: nothing is known of how alike a station's voters are)",
            }
        ));
        for s in &sample.strata {
            output::text(format!("  {}: {} of {} stations, {} registered", s.stratum, s.n, s.stations, s.registered));
        }
        for d in &sample.sample {
            output::text(format!("{:>5}  {}  {}", d.order, d.station, d.stratum));
        }
    }
    Ok(if whole { Exit::Done } else { Exit::DoesNotHold })
}

fn estimate(path: &Path, cli: &Cli) -> anyhow::Result<Exit> {
    let (asked, problems) = quick::asked(&super::read(path)?);
    let Some(asked) = asked else {
        return Err(super::failure(&problems[0], &[path]).into());
    };
    let (design_file, returns_file) = (beside(path, &asked.design), beside(path, &asked.returns));
    let (design, stations, sample, mut whole) = drawn(&design_file)?;
    let confidence = asked.confidence.unwrap_or(design.confidence);
    let ids: std::collections::HashSet<&str> = sample.sample.iter().map(|d| d.station.as_str()).collect();
    let (candidates, returns, problems) = quick::returns(&super::read(&returns_file)?[..], 0, &|id| ids.contains(id));
    whole &= !told(&problems, &returns_file);
    let estimate = quick::estimate(&sample, &stations, &candidates, &returns, confidence).map_err(|what| {
        Failure::new("RLA-FORMAT", what, "Wait for returns, or correct them.").at(returns_file.display().to_string())
    })?;
    if cli.json {
        output::json(&estimate)?;
    } else {
        text(&estimate, confidence);
    }
    Ok(if whole && estimate.verdict == quick::Verdict::Lead { Exit::Done } else { Exit::DoesNotHold })
}

fn text(e: &quick::Estimate, confidence: f64) {
    let (lead, percent) = (&e.lead, |x: f64| format!("{:.2} %", 100.0 * x));
    output::text(match e.verdict {
        quick::Verdict::Lead => format!("{} leads {}.", lead.first, lead.second),
        quick::Verdict::TooClose => "Too close to call.".to_owned(),
    });
    output::text(format!("{} of {} stations reported.", e.received, e.expected));
    output::text(match e.interval {
        quick::Interval::Fixed => format!("Intervals: normal, of the finished sample, {}.", percent(confidence)),
        quick::Interval::Sequence => {
            format!("Intervals: valid at every look while returns come in, {}.", percent(confidence))
        }
    });
    for r in e.shares.iter().chain([&e.turnout]) {
        let name = r.candidate.as_deref().unwrap_or("turnout of registered");
        output::text(format!("  {name}: {} ({} to {})", percent(r.share), percent(r.low), percent(r.high)));
    }
    output::text(format!(
        "Difference of the two first: {} ({} to {}); with missing stations at their worst {} to {}.",
        percent(lead.difference),
        percent(lead.low),
        percent(lead.high),
        percent(e.worst_case.low),
        percent(e.worst_case.high)
    ));
    if !e.missing.is_empty() {
        output::text(format!("Missing: {}", e.missing.join(", ")));
    }
}
