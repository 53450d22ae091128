//! `scrutineer procurement ingest`: how does any publisher's OCDS become processes, and what was wrong with it?

use super::input;
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use base::{Private, Severity};
use clap::Args;
use procurement::ingest::{Aside, Cleaner, Compiler, Input, Reader, Ready, Report, stream_parallel};
use procurement::persons::PersonSchemes;
use procurement::prepare::Preparation;
use procurement::scope::{Scope, Selection};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Arguments of `ingest`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files to read, in any form of OCDS, also gzip; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for `processes.jsonl` (one compiled release a line) and `ingest.json` (the document also printed).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Rules by which processes count as election technology; without them nothing is left out.
    #[arg(long, value_name = "FILE")]
    scope: Option<PathBuf>,
    /// Preparation in the manner of Cardinal's settings: defaults, redactions, corrections, codelists.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Identifier schemes by which a party is known to be a natural person, instead of those that come with the program.
    #[arg(long, value_name = "FILE")]
    persons: Option<PathBuf>,
    /// File with the 64 hexadecimal digits that key the pseudonyms of natural persons. Without it a key is made for this
    /// run alone, and the same person gets another pseudonym in the next run.
    #[arg(long, value_name = "FILE")]
    persons_key: Option<PathBuf>,
    /// Stop at the first error.
    #[arg(long)]
    strict: bool,
    /// Refuse data whose publisher states no licence, because the result is to be published.
    #[arg(long)]
    publish: bool,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let scope = arguments.scope.as_deref().map(read_scope).transpose()?;
    let cleaner = cleaner(arguments)?;
    let mut compiler = Compiler::with_aside(Box::new(RunFiles::new(arguments.out.as_deref())?));
    let mut inputs = Vec::new();
    super::with_threads(cli.threads, || -> anyhow::Result<()> {
        for (i, path) in arguments.files.iter().enumerate() {
            let number = u32::try_from(i).unwrap_or(u32::MAX);
            let reader = Reader::new(input::open(path)?, number, &cleaner);
            let mut stop = None;
            let end = stream_parallel(reader, |ready: Ready| {
                if arguments.strict && stop.is_none() {
                    stop = ready.problems().iter().find(|problem| problem.severity == Severity::Error).cloned();
                }
                if stop.is_some() {
                    return false;
                }
                compiler.take_ready(ready);
                true
            });
            if let Some(problem) = stop {
                let place = format!("{} line {}", input::name(path), problem.place.line);
                let message = format!("stopped at the first error: {}", problem.what);
                return Err(Failure::new(&problem.code, message, problem.remedy).at(place).into());
            }
            if let Some(error) = end.error {
                return Err(Failure::new("unreadable", error, "Check where the file comes from, and run again.")
                    .at(input::name(path))
                    .into());
            }
            let form = end.form.name().to_owned();
            let measured = end.reader.input(path);
            inputs.push(Input { name: measured.name, sha256: measured.sha256, bytes: measured.bytes, form });
        }
        Ok(())
    })?;
    if !compiler.read_anything() {
        let first = compiler.problems().iter().next().map_or_else(|| "the input is empty".to_owned(), |p| p.what);
        let message = format!("nothing in the input could be read: {first}");
        return Err(Failure::new("nothing-readable", message, "Give OCDS releases, records or packages.").into());
    }
    if arguments.publish && !compiler.licensed() {
        let remedy = "Ask the publisher for the licence, or ingest without --publish for your own use.";
        return Err(
            Failure::new("license-missing", "the data does not state under which licence it stands", remedy).into()
        );
    }
    let report = super::with_threads(cli.threads, || write(arguments, compiler, inputs, scope.as_ref()))?;
    if cli.json {
        output::json(&report)?;
    } else {
        tell(&report, arguments.out.as_deref());
    }
    Ok(if report.counts.refused > 0 { Exit::DoesNotHold } else { Exit::Done })
}

fn cleaner(arguments: &Arguments) -> anyhow::Result<Cleaner> {
    let key = match &arguments.persons_key {
        Some(path) => {
            let text = Private::new(input::text(path)?);
            let bytes = base::digest::unhex(text.expose().trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let remedy = "Write 64 hexadecimal digits into the file, and keep it to yourself.";
            Private::new(bytes.ok_or_else(|| {
                Failure::new("persons-key", "the key is not 64 hexadecimal digits", remedy).at(input::name(path))
            })?)
        }
        None => {
            let mut key = [0; 32];
            getrandom::fill(&mut key).map_err(|error| {
                Failure::new("randomness", error.to_string(), "Give a key with --persons-key FILE.")
            })?;
            Private::new(key)
        }
    };
    let mut cleaner = Cleaner::new(key);
    if let Some(path) = &arguments.persons {
        cleaner.schemes = PersonSchemes::from_toml(&input::text(path)?).map_err(|error| {
            let remedy = "Write [[scheme]] tables with scheme, natural_person and source.";
            Failure::new("persons", error.to_string(), remedy).at(input::name(path))
        })?;
    }
    if let Some(path) = &arguments.settings {
        cleaner.preparation = Some(Preparation::parse(&input::text(path)?).map_err(|error| {
            Failure::new("settings", error.what, error.remedy).at(format!(
                "{} line {}",
                input::name(path),
                error.line
            ))
        })?);
    }
    Ok(cleaner)
}

fn read_scope(path: &Path) -> Result<Scope, Failure> {
    Scope::from_toml(&input::text(path)?).map_err(|error| {
        let remedy = "Write [[rule]] tables with id and buyers, classification_prefixes or terms with fields.";
        Failure::new("scope", error.to_string(), remedy).at(input::name(path))
    })
}

/// Compiles, selects, and writes the two files: each under another name first, so that a stop leaves no half file.
fn write(
    arguments: &Arguments,
    compiler: Compiler,
    inputs: Vec<Input>,
    scope: Option<&Scope>,
) -> anyhow::Result<Report> {
    let mut selection = scope.map(Selection::new);
    let mut lines = match &arguments.out {
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
            let path = folder.join("processes.jsonl.part");
            let file = File::create(&path).with_context(|| format!("making {}", path.display()))?;
            Some(BufWriter::with_capacity(1 << 20, file))
        }
        None => None,
    };
    let mut report = compiler.finish_from_aside(inputs, |process| -> anyhow::Result<()> {
        let selected = selection.as_mut().is_none_or(|selection| selection.select(&process.ocid, &process.value()));
        if let Some(lines) = lines.as_mut().filter(|_| selected) {
            lines
                .write_all(process.bytes.as_bytes())
                .and_then(|()| lines.write_all(b"\n"))
                .context("writing processes")?;
        }
        Ok(())
    })?;
    report.scope = selection.map(Selection::finish);
    if let (Some(folder), Some(mut lines)) = (&arguments.out, lines) {
        lines.flush().context("writing processes")?;
        drop(lines);
        let part = folder.join("ingest.json.part");
        let mut file = BufWriter::new(File::create(&part).with_context(|| format!("making {}", part.display()))?);
        serde_json::to_writer_pretty(&mut file, &report).context("writing the ingest document")?;
        file.write_all(b"\n").and_then(|()| file.flush()).context("writing the ingest document")?;
        for name in ["processes.jsonl", "ingest.json"] {
            fs::rename(folder.join(format!("{name}.part")), folder.join(name))
                .with_context(|| format!("putting {name} in its place"))?;
        }
    }
    Ok(report)
}

/// Sorted runs of releases as files, gone when the run is over.
pub(crate) struct RunFiles {
    folder: PathBuf,
    paths: Vec<PathBuf>,
}

impl RunFiles {
    /// Beside the result if there is one, so that they lie on the same disk; else among the system's temporary files.
    pub(crate) fn new(out: Option<&Path>) -> anyhow::Result<Self> {
        let folder = out.map_or_else(std::env::temp_dir, Path::to_path_buf);
        fs::create_dir_all(&folder).with_context(|| format!("making the folder {}", folder.display()))?;
        Ok(Self { folder, paths: Vec::new() })
    }
}

impl Aside for RunFiles {
    fn create(&mut self) -> io::Result<Box<dyn Write + '_>> {
        let name = format!("ingest-run-{}-{}.part", std::process::id(), self.paths.len());
        let path = self.folder.join(name);
        let file = fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        self.paths.push(path);
        Ok(Box::new(file))
    }

    fn open(&self, number: usize) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(&self.paths[number])?))
    }
}

impl Drop for RunFiles {
    fn drop(&mut self) {
        for path in &self.paths {
            // What cannot be removed stays behind; the result does not depend on it.
            let _ = fs::remove_file(path);
        }
    }
}

fn tell(report: &Report, out: Option<&Path>) {
    let counts = report.counts;
    for input in &report.inputs {
        output::text(format!("{}: {}, {} bytes, sha256 {}", input.name, input.form, input.bytes, input.sha256));
    }
    for publisher in &report.publishers {
        let name = if publisher.name.is_empty() { "publisher not named" } else { &publisher.name };
        let license = publisher.license.as_deref().unwrap_or("no licence stated");
        output::text(format!("published by {name}, {license} ({} packages)", publisher.packages));
    }
    output::text(format!(
        "{} releases in {} packages and {} records make {} processes; {} refused.",
        counts.releases, counts.packages, counts.records, counts.processes, counts.refused
    ));
    output::text(format!(
        "removed: {} contact points; {} natural persons shown by pseudonyms.",
        report.removed.contact_points, report.removed.natural_persons
    ));
    if let Some(scope) = &report.scope {
        output::text(format!("in scope: {} processes; not in scope: {}.", scope.selected.len(), scope.not_selected));
    }
    let names: Vec<_> = report.inputs.iter().map(|i| i.name.clone()).collect();
    let mut quiet = 0;
    for problem in report.problems.iter() {
        match problem.severity {
            Severity::Info => quiet += 1,
            _ => output::text(super::problem_line(&problem, &names)),
        }
    }
    for (code, count) in &report.problem_counts {
        output::text(format!("{count:>10}  {code}"));
    }
    if quiet > 0 {
        output::text(format!("{quiet} notes of severity info are counted above; --json lists each."));
    }
    if let Some(folder) = out {
        output::text(format!("written: {0}/processes.jsonl, {0}/ingest.json", folder.display()));
    }
}
