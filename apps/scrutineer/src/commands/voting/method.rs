//! `scrutineer voting method`: count rankings, in exact numbers.

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use voting::method::{Row, majority_judgment, schulze, stv};
use voting::tally::Outcome;
use voting::verify::{Depth, verify};
use voting::with_board;

/// Methods.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Name {
    /// Schulze, strength by winning votes.
    Schulze,
    /// Majority judgment.
    MajorityJudgment,
    /// Single transferable vote.
    Stv,
}

/// Arguments of `method`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The method.
    method: Name,
    /// A JSON list of rows, each a list of numbers.
    #[arg(long, value_name = "FILE", required_unless_present = "archive", conflicts_with = "archive")]
    ballots: Option<PathBuf>,
    /// An accepted board with its result.
    #[arg(long, value_name = "ARCHIVE", requires = "question")]
    archive: Option<PathBuf>,
    /// Which question of the board, from 0.
    #[arg(long, value_name = "I")]
    question: Option<usize>,
    /// Number of choices (default: as in the rows).
    #[arg(long, value_name = "N")]
    choices: Option<usize>,
    /// Majority judgment: number of grades.
    #[arg(long, value_name = "G", required_if_eq("method", "majority-judgment"))]
    grades: Option<usize>,
    /// Single transferable vote: number of seats.
    #[arg(long, value_name = "N", required_if_eq("method", "stv"))]
    seats: Option<usize>,
    /// Rows of zeros are blank.
    #[arg(long)]
    blank_allowed: bool,
}

/// Choices, grades and seats at most: tables of choices grow with the square.
const MOST: usize = 1000;

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, _: &Cli) -> anyhow::Result<Exit> {
    let (rows, known) = rows(arguments)?;
    let choices = arguments.choices.or(known).or_else(|| rows.iter().map(Vec::len).max()).unwrap_or(0);
    let blank = arguments.blank_allowed;
    let given = [("choices", Some(choices)), ("grades", arguments.grades), ("seats", arguments.seats)];
    for (name, value) in given {
        // No rows, no choices: that is counted too.
        let least = usize::from(name != "choices");
        if value.is_some_and(|n| !(least..=MOST).contains(&n)) {
            let what = format!("{} {name}", value.unwrap_or_default());
            let remedy = format!("Give a number from 1 to {MOST}.");
            return Err(Failure::usage("METHOD_BOUNDS", what, remedy).at(format!("--{name}")).into());
        }
    }
    match arguments.method {
        Name::Schulze => output::json(&schulze(choices, &rows, blank))?,
        Name::Stv => output::json(&stv(&rows, arguments.seats.unwrap_or(1)))?,
        Name::MajorityJudgment => {
            output::json(&majority_judgment(choices, arguments.grades.unwrap_or(1), &rows, blank))?;
        }
    }
    Ok(Exit::Done)
}

fn rows(arguments: &Arguments) -> Result<(Vec<Row>, Option<usize>), Failure> {
    if let Some(path) = &arguments.ballots {
        let rows = serde_json::from_slice(&files::read(path)?).map_err(|e| {
            Failure::new("BALLOTS_INVALID", e.to_string(), "Write a JSON list of lists of whole numbers.")
                .at(path.display().to_string())
        })?;
        return Ok((rows, None));
    }
    let path = arguments.archive.clone().unwrap_or_default();
    let verified = verify(&files::OnDisk::open(&path)?, Depth::Full).map_err(refused)?;
    let missing = |what: &str| {
        Failure::new("RESULT_MISSING", what, "Name an accepted board with the result of a ranked question.")
            .at(path.display().to_string())
    };
    if !verified.report.complete {
        return Err(missing("the board is not accepted, or holds no result"));
    }
    let board = verified.board.ok_or_else(|| missing("the board holds no election"))?;
    let i = arguments.question.unwrap_or(0);
    let choices = board.election().questions.get(i).map(|q| q.answers().len());
    with_board!(&board, b => match b.result.as_ref().and_then(|r| r.get(i)) {
        Some(Outcome::Rows(rows)) => {
            Ok((rows.iter().map(|row| row.iter().map(|v| u64::from(*v)).collect()).collect(), choices))
        }
        _ => Err(missing("this is not a ranked question")),
    })
}
