//! The procurement engines on files, with no record and no server.

pub(crate) mod clauses;
pub(crate) mod commitments;
pub(crate) mod flags;
pub(crate) mod ingest;
pub(crate) mod input;
pub(crate) mod lockin;
pub(crate) mod merge;
pub(crate) mod source;
pub(crate) mod validate;

use crate::cli::{Cli, Procurement};
use crate::output::Exit;

/// Runs a procurement verb.
pub(crate) fn run(verb: &Procurement, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Procurement::Ingest(arguments) => ingest::run(arguments, cli),
        Procurement::Validate(arguments) => validate::run(arguments, cli),
        Procurement::Merge(arguments) => merge::run(arguments, cli),
        Procurement::Flags(arguments) => flags::run(arguments, cli),
        Procurement::Lockin(arguments) => lockin::run(arguments, cli),
        Procurement::Clauses(arguments) => clauses::run(arguments, cli),
        Procurement::Commitments(arguments) => commitments::run(arguments, cli),
    }
}

/// Runs work on as many threads as were asked for. Results never depend on it.
pub(crate) fn with_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match threads.map(|n| rayon::ThreadPoolBuilder::new().num_threads(n.max(1)).build()) {
        Some(Ok(pool)) => pool.install(work),
        // No pool of that size can be had: the answer is the same on the default one.
        Some(Err(_)) | None => work(),
    }
}

/// One problem as a line for people, the input by its name.
pub(crate) fn problem_line(problem: &base::Problem, names: &[String]) -> String {
    let name = names.get(problem.place.input as usize).map_or("input", String::as_str);
    let line = if problem.place.line > 0 { format!(" line {}", problem.place.line) } else { String::new() };
    let field = match problem.place.pointer.as_str() {
        "" => String::new(),
        pointer => format!(", field {}", pointer.trim_start_matches('/').replace('/', ".")),
    };
    format!("{name}{line}{field}: {} [{}]. {}", problem.what, problem.code, problem.remedy)
}
