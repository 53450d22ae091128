//! `scrutineer procurement commitments`: do vendors keep their word?

use super::input::{self, Input};
use super::source::wrong;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use procurement::commitments::{Commitments, Framework, compute};
use procurement::flags::Line;
use serde::Serialize;
use std::io::Read as _;
use std::path::PathBuf;

/// Arguments of `commitments`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Pledges, reviews and contracts, one JSON object a line; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Frameworks of commitments (default: the one that comes with the program).
    #[arg(long, value_name = "F.toml")]
    framework: Vec<PathBuf>,
    /// Verdicts of `procurement clauses --json`, documents with a `vendor`.
    #[arg(long, value_name = "F.json")]
    clauses: Option<PathBuf>,
    /// The day on which reviews are asked for (default: today).
    #[arg(long, value_name = "YYYY-MM-DD")]
    at: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    kind: &'static str,
    version: u16,
    inputs: &'a [Input],
    at: String,
    #[serde(flatten)]
    commitments: &'a Commitments,
    note: &'static str,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let mut frameworks = Vec::new();
    for path in &arguments.framework {
        let framework = Framework::parse(&input::text(path)?);
        frameworks.push(framework.map_err(|what| wrong("bad-framework", path, what, "Correct the framework file."))?);
    }
    if frameworks.is_empty() {
        frameworks.push(Framework::embedded());
    }
    let clauses = match &arguments.clauses {
        Some(path) => {
            let remedy = "Give the output of `procurement clauses --json`.";
            let clauses = serde_json::from_str(&input::text(path)?);
            Some(clauses.map_err(|error| wrong("bad-clauses", path, error.to_string(), remedy))?)
        }
        None => None,
    };
    let at = match &arguments.at {
        Some(text) => base::time::date(text).ok_or_else(|| {
            Failure::usage("bad-date", format!("`{text}` is no day"), "Write a day as 2026-01-31.").at("--at")
        })?,
        None => jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date(),
    };
    let (mut inputs, mut texts) = (Vec::new(), Vec::new());
    for path in &arguments.files {
        let mut source = input::open(path)?;
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).map_err(|error| input::unreadable(path, &error))?;
        inputs.push(source.input(path));
        texts.push(bytes);
    }
    let lines = (0..).zip(&texts).flat_map(|(input, bytes)| {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        (1..).zip(bytes.split(|b| *b == b'\n')).map(move |(line, bytes)| Line { input, line, bytes })
    });
    let commitments = compute(lines, &frameworks, clauses.as_ref(), Some(base::time::day_number(at)));
    if cli.json {
        let note = "A pledge is a vendor's own word; a review is the buyer's. Neither is a finding of this program.";
        let kind = "procurement-commitments";
        output::json(&Document {
            kind,
            version: 1,
            inputs: &inputs,
            at: at.to_string(),
            commitments: &commitments,
            note,
        })?;
    } else {
        text(&commitments);
    }
    Ok(if commitments.something_not_met() { Exit::DoesNotHold } else { Exit::Done })
}

fn text(commitments: &Commitments) {
    for framework in &commitments.frameworks {
        let unverified = framework.slots - framework.verified;
        output::text(format!(
            "{}: {} commitments, {unverified} with text not verified",
            framework.id, framework.slots
        ));
    }
    for vendor in &commitments.vendors {
        let mean = vendor.mean_score.as_deref().unwrap_or("none");
        output::text(format!(
            "{} {}: {} pledges; {} reviews, mean score {mean} of 4 ({} criteria scored, {} not); {} of {} deadlines met; {} reviews without reply",
            vendor.vendor,
            vendor.name,
            vendor.pledges,
            vendor.reviews,
            vendor.scored,
            vendor.unscored,
            vendor.deadlines.met,
            vendor.deadlines.due,
            vendor.without_reply
        ));
    }
    for row in &commitments.cross_check {
        let outcome = match row.outcome {
            procurement::commitments::Outcome::Met => "met",
            procurement::commitments::Outcome::NotMet => "not met",
            procurement::commitments::Outcome::Unknown => "unknown",
        };
        output::text(format!(
            "pledge {} of {}: clause {} is {} ({outcome})",
            row.pledge, row.vendor, row.clause, row.verdict
        ));
    }
    for problem in &commitments.problems {
        output::remark(problem.to_string());
    }
}
