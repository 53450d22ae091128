//! `scrutineer procurement merge`: what do the releases of one process say together?

use super::input;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use base::json::{Value, canonical};
use base::{Place, Problem};
use clap::{Args, ValueEnum};
use procurement::ingest::{Raw, raw};
use procurement::merge;
use procurement::schema::Schema;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files to read, in any form of OCDS, also gzip; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One value per field, or its history.
    #[arg(long, value_enum, default_value_t = Form::Compiled)]
    form: Form,
    /// Release schema whose merge rules hold, instead of the embedded one of OCDS 1.1.5.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// File for the document, instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// One value per field: the last.
    Compiled,
    /// Every value a field had, with the release that brought it.
    Versioned,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let given = match &arguments.schema {
        Some(path) => {
            let remedy = "Give a release schema (JSON Schema draft 4) with local references.";
            Some(
                Schema::compile(input::text(path)?.as_bytes())
                    .map_err(|error| Failure::new("schema", error.to_string(), remedy).at(input::name(path)))?,
            )
        }
        None => None,
    };
    let schema = given.as_ref().unwrap_or_else(|| Schema::release());
    let mut processes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut problems: Vec<Problem> = Vec::new();
    let mut inputs = Vec::new();
    for (i, path) in arguments.files.iter().enumerate() {
        let mut reader = raw(input::open(path)?, u32::try_from(i).unwrap_or(u32::MAX));
        for item in reader.by_ref() {
            match item {
                Raw::Problem(problem) => problems.push(problem),
                Raw::Release { value, place } => take(value, place, &mut processes, &mut problems),
            }
        }
        if let Some(error) = reader.error() {
            return Err(input::unreadable(path, error).into());
        }
        inputs.push(reader.into_inner().input(path));
    }
    if processes.is_empty() {
        let first = problems.first().map_or_else(|| "the input is empty".to_owned(), ToString::to_string);
        return Err(Failure::new("nothing-readable", first, "Give a file with OCDS releases.").into());
    }
    let refused = problems.iter().any(|p| p.action == base::Action::Refused);
    let merged: Vec<Value> = processes
        .into_values()
        .filter_map(|mut releases| {
            merge::sort(&mut releases);
            match arguments.form {
                Form::Compiled => merge::compiled(schema, &releases),
                Form::Versioned => merge::versioned(schema, &releases),
            }
        })
        .collect();
    let form = match arguments.form {
        Form::Compiled => "compiled",
        Form::Versioned => "versioned",
    };
    if cli.json || arguments.out.is_some() {
        let mut out: Box<dyn std::io::Write> = match &arguments.out {
            Some(path) => Box::new(std::io::BufWriter::new(
                std::fs::File::create(path).with_context(|| format!("making {}", path.display()))?,
            )),
            None => Box::new(output::stream()),
        };
        write!(out, "{{\"kind\":\"procurement-merge\",\"version\":1,\"inputs\":{}", serde_json::to_string(&inputs)?)?;
        write!(out, ",\"form\":\"{form}\",\"processes\":[")?;
        for (i, process) in merged.iter().enumerate() {
            let separator = if i == 0 { "\n" } else { ",\n" };
            write!(out, "{separator}{}", canonical(process))?;
        }
        writeln!(out, "\n],\"problems\":{}}}", serde_json::to_string(&problems)?)?;
        out.flush().context("writing the merged processes")?;
    } else {
        output::text(format!(
            "{} processes, {form}. Print them with --json, or write them with --out FILE.",
            merged.len()
        ));
        let names: Vec<_> = inputs.iter().map(|i| i.name.clone()).collect();
        problems.iter().for_each(|problem| output::text(super::problem_line(problem, &names)));
    }
    if arguments.out.is_some() && !cli.json {
        output::text(format!("{} processes, {form}, written.", merged.len()));
        let names: Vec<_> = inputs.iter().map(|i| i.name.clone()).collect();
        problems.iter().for_each(|problem| output::text(super::problem_line(problem, &names)));
    }
    Ok(if refused { Exit::DoesNotHold } else { Exit::Done })
}

fn take(value: Value, place: Place, processes: &mut BTreeMap<String, Vec<Value>>, problems: &mut Vec<Problem>) {
    let has_date = value.get("date").and_then(Value::as_text).is_some_and(|date| !date.is_empty());
    let ocid = value.get("ocid").and_then(Value::as_text).unwrap_or_default().to_owned();
    if has_date {
        processes.entry(ocid).or_default().push(value);
        return;
    }
    let what = "the release has no date, so its place among the others is not known";
    problems.push(Problem::new(
        "no-date",
        base::Severity::Error,
        base::Action::Refused,
        place,
        what,
        "Ask the publisher to date every release.",
    ));
}
