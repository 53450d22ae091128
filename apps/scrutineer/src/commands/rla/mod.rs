//! Risk-limiting audits on files, with no record and no server. One file per verb.

mod assert;
mod batches;
mod boards;
mod commit;
mod draw;
mod folder;
mod ingest;
mod intake;
mod martingale;
mod plan;
mod privacy;
mod prove;
mod quickcount;
mod record;
mod replay;
mod risk;
mod sample;
mod seed;
mod simulate;
mod sorted;
mod values;
mod verify;

pub(crate) use folder::walk;

use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use base::Problem;
use clap::Subcommand;
use std::path::Path;

/// Verbs of risk-limiting audits.
#[derive(Debug, Subcommand)]
pub(crate) enum Rla {
    /// Read audit file, manifest and cast vote records; begin an audit's folder.
    Ingest(ingest::Arguments),
    /// Say what must be true of the paper: assertions, margins, sample sizes.
    Assert(assert::Arguments),
    /// Walk all elimination orders of a ranked contest: do the assertions rule out every other winner?
    Prove(prove::Arguments),
    /// Commit to cards and assertions, before the seed is rolled.
    Commit(commit::Arguments),
    /// Write down the seed that was rolled in public.
    Seed(seed::Arguments),
    /// Draw the next round.
    Sample(sample::Arguments),
    /// Take the paper readings of the open round.
    Record(record::Arguments),
    /// Accounts of audit boards, and the room where two seats enter what the paper says.
    #[command(subcommand)]
    Boards(boards::Boards),
    /// Compute the risk that is left.
    Risk(risk::Arguments),
    /// How many cards will an audit need?
    Plan(plan::Arguments),
    /// The tested value of pairs of record and paper.
    Values(values::Arguments),
    /// Run sequential tests over given values.
    Martingale(martingale::Arguments),
    /// Simulate stopping times.
    Simulate(simulate::Arguments),
    /// Draw by a named rule.
    Draw(draw::Arguments),
    /// Derive an audit again from its files, by a second program part.
    Verify(verify::Arguments),
    /// Which cards could reveal a vote if they were published, and which pools would hide them.
    Privacy(privacy::Arguments),
    /// Quick counts: a sample of polling stations, and what it says of all.
    #[command(subcommand)]
    Quickcount(quickcount::Quickcount),
    /// Compute published audits again.
    #[command(subcommand)]
    Replay(replay::Replay),
}

/// Runs a verb.
pub(crate) fn run(verb: &Rla, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Rla::Ingest(arguments) => ingest::run(arguments, cli),
        Rla::Assert(arguments) => assert::run(arguments, cli),
        Rla::Prove(arguments) => prove::run(arguments, cli),
        Rla::Commit(arguments) => commit::run(arguments, cli),
        Rla::Seed(arguments) => seed::run(arguments, cli),
        Rla::Sample(arguments) => sample::run(arguments, cli),
        Rla::Record(arguments) => record::run(arguments, cli),
        Rla::Boards(verb) => boards::run(verb, cli),
        Rla::Risk(arguments) => risk::run(arguments, cli),
        Rla::Plan(arguments) => plan::run(arguments, cli),
        Rla::Values(arguments) => values::run(arguments, cli),
        Rla::Martingale(arguments) => martingale::run(arguments, cli),
        Rla::Simulate(arguments) => simulate::run(arguments, cli),
        Rla::Draw(arguments) => draw::run(arguments, cli),
        Rla::Verify(arguments) => verify::run(arguments, cli),
        Rla::Privacy(arguments) => privacy::run(arguments, cli),
        Rla::Quickcount(verb) => quickcount::run(verb, cli),
        Rla::Replay(verb) => replay::run(verb, cli),
    }
}

/// Reads a file whole.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let mut source = super::procurement::input::open(path)?.unhashed();
    source.read_to_end(&mut bytes).map_err(|error| super::procurement::input::unreadable(path, &error))?;
    Ok(bytes)
}

/// A problem as a document: `place` is `file:line[:column]`, or the place within the file.
fn problem(problem: &Problem, names: &[&Path]) -> serde_json::Value {
    serde_json::json!({ "code": problem.code, "place": place(problem, names), "what": problem.what, "remedy": problem.remedy })
}

fn place(problem: &Problem, names: &[&Path]) -> String {
    let name = names.get(problem.place.input as usize).map(|p| p.display().to_string()).unwrap_or_default();
    let pointer = problem.place.pointer.trim_start_matches('/').replace('/', ".");
    match (problem.place.line, pointer.as_str()) {
        (0, "") => name,
        (0, pointer) => format!("{name}:{pointer}"),
        (line, "") => format!("{name}:{line}"),
        (line, pointer) => format!("{name}:{line}:{pointer}"),
    }
}

/// Problems for people, on the error stream; at most `most`, then how many more there are.
fn remark(problems: &[Problem], names: &[&Path]) {
    const MOST: usize = 40;
    for problem in problems.iter().take(MOST) {
        output::remark(format!("{}: {} [{}]. {}", place(problem, names), problem.what, problem.code, problem.remedy));
    }
    if problems.len() > MOST {
        output::remark(format!("… and {} problems more; --json lists them all.", problems.len() - MOST));
    }
}

/// A problem that stops the verb.
fn failure(problem: &Problem, names: &[&Path]) -> Failure {
    Failure::new(&problem.code, &problem.what, &problem.remedy).at(place(problem, names))
}

/// Reads an audit file, its warnings aside.
fn audit(path: &Path) -> anyhow::Result<(rla::model::Audit, Vec<Problem>)> {
    let (audit, problems) = rla::audit::read(&read(path)?);
    match audit {
        Some(audit) => Ok((audit, problems)),
        None => {
            remark(&problems, &[path]);
            let first = problems.iter().find(|p| p.severity == base::Severity::Error);
            let unknown = || Failure::new("RLA-FORMAT", "the audit file cannot be used", "Correct it.");
            Err(first.map_or_else(unknown, |p| failure(p, &[path])).into())
        }
    }
}

/// The time of a step: as given, or now.
fn time(given: Option<&str>) -> Result<String, Failure> {
    match given {
        None => Ok(base::time::rfc3339(jiff::Timestamp::now().as_millisecond())),
        Some(text) if text.ends_with('Z') && base::time::instant(text).is_some() => Ok(text.to_owned()),
        Some(text) => Err(Failure::usage(
            "RLA-FORMAT",
            format!("`{text}` is no time in UTC"),
            "Write it like 2026-11-27T09:00:00Z.",
        )),
    }
}
