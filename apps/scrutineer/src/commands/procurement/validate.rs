//! `scrutineer procurement validate`: is a publication what the standard says it is?

use super::input;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use procurement::schema::Schema;
use procurement::validate::{Answer, Rules, STANDARD, Validation, stream};
use std::path::PathBuf;

/// Arguments of `validate`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files to read, in any form of OCDS, also gzip; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Count filled fields, path by path.
    #[arg(long)]
    coverage: bool,
    /// Release schema to validate against, instead of the embedded one of OCDS 1.1.5. References must be local.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
}

#[derive(serde::Serialize)]
struct Document {
    kind: &'static str,
    version: u16,
    inputs: Vec<input::Input>,
    #[serde(flatten)]
    answer: Answer,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let given = arguments.schema.as_deref().map(schema).transpose()?;
    let rules = Rules { release: given.as_ref().unwrap_or_else(|| Schema::release()), coverage: arguments.coverage };
    let mut validation = Validation::default();
    let mut inputs = Vec::new();
    super::with_threads(cli.threads, || -> anyhow::Result<()> {
        for (i, path) in arguments.files.iter().enumerate() {
            let number = u32::try_from(i).unwrap_or(u32::MAX);
            let (reader, error) = stream(input::open(path)?, number, rules, &mut validation);
            if let Some(error) = error {
                let remedy = "Check the disk or connection the file comes from, and run again.";
                return Err(Failure::new("unreadable", error, remedy).at(input::name(path)).into());
            }
            inputs.push(reader.input(path));
        }
        Ok(())
    })?;
    let name = if given.is_some() { "given" } else { STANDARD };
    let document = Document {
        kind: "procurement-validation",
        version: 1,
        inputs,
        answer: validation.finish(name, arguments.coverage),
    };
    let holds = document.answer.errors.is_empty() && document.answer.checks.iter().all(|c| c.outcome != "not-met");
    if cli.json {
        output::json(&document)?;
    } else {
        tell(&document);
    }
    Ok(if holds { Exit::Done } else { Exit::DoesNotHold })
}

/// Reads a release schema from a file.
pub(super) fn schema(path: &std::path::Path) -> Result<Schema, Failure> {
    let remedy = "Give a release schema (JSON Schema draft 4) with local references.";
    let schema = Schema::compile(input::text(path)?.as_bytes())
        .map_err(|error| Failure::new("schema", error.to_string(), remedy).at(input::name(path)))?;
    match schema.unsupported.first() {
        None => Ok(schema),
        Some(keyword) => {
            let message = format!("the schema uses `{keyword}`, which is not supported here");
            Err(Failure::new("schema", message, "Validate with another program, or take the keyword out.")
                .at(input::name(path)))
        }
    }
}

fn tell(document: &Document) {
    let answer = &document.answer;
    let counts = answer.counts;
    output::text(format!(
        "{} releases, {} records against OCDS {}: {} errors, {} warnings.",
        counts.releases, counts.records, answer.schema, counts.errors, counts.warnings
    ));
    let place = |e: &procurement::validate::Example| {
        let file = document.inputs.get(e.input as usize).map_or("", |i| i.name.as_str());
        format!("    {file} line {} {}", e.line, e.pointer)
    };
    for error in &answer.errors {
        output::text(format!("error {} {}: {} ({} times)", error.code, error.pattern, error.message, error.count));
        error.examples.iter().for_each(|e| output::text(place(e)));
    }
    for check in &answer.checks {
        let times = if check.count > 0 { format!(" ({} times)", check.count) } else { String::new() };
        output::text(format!("check {}: {}{times}", check.code, check.outcome));
        check.examples.iter().for_each(|e| output::text(place(e)));
    }
    for list in &answer.codelists {
        let values: Vec<_> =
            list.values.iter().map(|v| format!("{} ({})", v.value.escape_debug(), v.count)).collect();
        let kind = if list.open { "open" } else { "closed" };
        output::text(format!("outside {kind} codelist {} at {}: {}", list.codelist, list.path, values.join(", ")));
    }
    for field in &answer.deprecated {
        output::text(format!("deprecated {} ({} times)", field.path, field.count));
    }
    if let Some(coverage) = &answer.coverage {
        for (path, count) in coverage.counts() {
            output::text(format!("{count:>10}  {path:?}"));
        }
    }
}
