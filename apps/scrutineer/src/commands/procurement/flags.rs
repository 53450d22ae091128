//! `scrutineer procurement flags`: the red flags over one input.

use super::input::{self, Measured};
use super::source;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::{Args, ValueEnum};
use procurement::flags::{Engine, Flag, Flags, Group, Line, Options, Settings, lines};
use procurement::lockin::may_name_persons;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Arguments of `flags`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Compiled releases, one a line, taken as they stand; or anything `ingest` reads. `-` is standard input.
    file: PathBuf,
    /// Which flags run and with which parameters: Cardinal's INI file (default: its eleven flags).
    #[arg(long, value_name = "F.ini")]
    settings: Option<PathBuf>,
    /// `text` for people, `json` with reasons and evidence, `cardinal` exactly as Cardinal 0.0.8 prints it.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Leave out quartiles and fences.
    #[arg(long)]
    no_meta: bool,
    /// Add which parties took part in which process.
    #[arg(long)]
    map: bool,
    /// Exit with 1 if one of these is raised: `any`, or codes separated by commas.
    #[arg(long, value_name = "any|CODES", value_delimiter = ',')]
    fail_on: Vec<String>,
}

/// Forms of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Cardinal,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let settings = settings(arguments)?;
    let fail_on = fail_on(&arguments.fail_on)?;
    let format = arguments.format.unwrap_or(if cli.json { Format::Json } else { Format::Text });
    let own = format != Format::Cardinal;
    let options = Options {
        evidence: own,
        coverage: own,
        per_process: false,
        maps: arguments.map,
        threads: cli.threads.map(|threads| threads.max(1)),
    };
    let mut engine = Engine::new(&settings, options);
    let mut source = input::open(&arguments.file)?;
    if format != Format::Json {
        source = source.unhashed();
    }
    read(&mut source, &mut engine, own).map_err(|error| match error.downcast::<std::io::Error>() {
        Ok(error) => input::unreadable(&arguments.file, &error).into(),
        Err(error) => error,
    })?;
    let flags = engine.finish();
    match format {
        Format::Cardinal => output::json(&flags.cardinal(!arguments.no_meta))?,
        Format::Json => output::json(&flags.document(&[source.input(&arguments.file)], !arguments.no_meta))?,
        Format::Text => text(&flags, &settings),
    }
    let raised = flags.raised();
    let failed = fail_on.is_some_and(|codes| raised.iter().any(|flag| codes.contains(flag)));
    Ok(if failed { Exit::DoesNotHold } else { Exit::Done })
}

/// Reads JSON Lines as they stand, anything else through the tolerant reader. In our own formats persons are pseudonyms.
fn read(source: &mut Measured, engine: &mut Engine, own: bool) -> anyhow::Result<()> {
    let cleaner = source::cleaner()?;
    let (as_they_stand, begun) = source::begin(source)?;
    if !as_they_stand {
        let compiled = source::compile(begun.whole(), &cleaner, false);
        engine.push(&source::lines(&compiled.processes));
        return Ok(());
    }
    let schemes: Vec<String> = cleaner.schemes.names().map(str::to_owned).collect();
    lines(begun.whole(), 0, |batch| {
        if !own || !batch.iter().any(|line| may_name_persons(line.bytes, &schemes)) {
            return engine.push(batch);
        }
        let replaced: Vec<Option<String>> = batch
            .iter()
            .map(|line| {
                may_name_persons(line.bytes, &schemes).then(|| source::without_persons(line, &cleaner)).flatten()
            })
            .collect();
        let lines: Vec<Line<'_>> = batch
            .iter()
            .zip(&replaced)
            .map(|(line, replaced)| Line {
                bytes: replaced.as_ref().map_or(line.bytes, |text| text.as_bytes()),
                ..*line
            })
            .collect();
        engine.push(&lines);
    })?;
    Ok(())
}

fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    let Some(path) = &arguments.settings else { return Ok(Settings::standard()) };
    let text = input::text(path)?;
    Settings::parse(&text).map_err(|error| {
        let place = format!("{} line {}", path.display(), error.line);
        Failure::new("bad-settings", error.what, error.remedy).at(place).into()
    })
}

/// The flags to fail on; `None` without the option.
fn fail_on(codes: &[String]) -> anyhow::Result<Option<BTreeSet<Flag>>> {
    if codes.is_empty() {
        return Ok(None);
    }
    let mut all = BTreeSet::new();
    for code in codes.iter().map(|code| code.trim()) {
        if code == "any" {
            all.extend(Flag::ALL);
            continue;
        }
        let flag = Flag::from_code(code).ok_or_else(|| {
            let known: Vec<&str> = Flag::ALL.iter().map(|flag| flag.code()).collect();
            let remedy = format!("Use `any` or codes of {}.", known.join(", "));
            Failure::usage("unknown-flag", format!("`{code}` is no flag"), remedy).at("--fail-on")
        })?;
        all.insert(flag);
    }
    Ok(Some(all))
}

/// Rows shown to people per flag; the whole list stands in the JSON.
const SHOWN: usize = 12;

fn text(flags: &Flags, settings: &Settings) {
    let excluded = flags.excluded();
    output::text(format!("Red flags over {} contracting processes.", flags.processes()));
    output::text(procurement::flags::NOTE);
    for (count, what) in [
        (excluded.cancelled, "cancelled"),
        (excluded.method_details, "excluded by method details"),
        (excluded.no_ocid, "without ocid"),
        (excluded.not_json, "not JSON"),
    ] {
        if count > 0 {
            output::text(format!("  left out: {count} {what}"));
        }
    }
    if let Some(currency) = flags.currency() {
        output::text(format!("  amounts compared in {currency}"));
    }
    let coverage = flags.coverage();
    for flag in settings.flags() {
        let method = flag.method();
        let rows: Vec<_> = flags.rows().filter(|row| row.flag == flag).collect();
        output::text(String::new());
        output::text(format!("{}  {}: {}", flag.code(), method.title, method.question));
        if let Some(own) = coverage.iter().find(|own| own.flag == flag) {
            output::text(format!("  could be assessed on {} of {} processes", own.assessable, flags.processes()));
            let mut missing: Vec<_> = own.missing.iter().collect();
            missing.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
            for (pointer, n) in missing.into_iter().take(3) {
                output::text(format!("    {n} without {pointer}"));
            }
        }
        if rows.is_empty() {
            output::text("  no signal");
        }
        for row in rows.iter().take(SHOWN) {
            let kind = match row.group {
                Group::Ocid => "process",
                Group::Buyer => "buyer",
                Group::ProcuringEntity => "procuring entity",
                Group::Tenderer => "tenderer",
            };
            let line = row.evidence.first().map(|place| format!(" (line {})", place.line)).unwrap_or_default();
            output::text(format!("  {kind} {}: {}{line}", row.id, row.because));
        }
        if rows.len() > SHOWN {
            output::text(format!("  and {} more; --json lists them all", rows.len() - SHOWN));
        }
    }
    for problem in flags.problems().iter().take(SHOWN) {
        output::remark(problem.to_string());
    }
}
