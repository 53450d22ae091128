//! `scrutineer voting audit-report`: what was checked, and what cannot be, in plain language.

use super::setup_log::Given;
use super::{files, refused};
use crate::cli::Cli;
use crate::commands::paper::Format;
use crate::output::{self, Exit, Failure};
use base::Language;
use clap::Args;
use std::path::PathBuf;
use voting::audit::{audit, html};
use voting::verify::{Depth, diff, verify};

/// Arguments of `audit-report`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The board.
    archive: PathBuf,
    /// An older copy to compare with.
    #[arg(long, value_name = "OLD")]
    old: Option<PathBuf>,
    /// The report.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Form of the report; pdf needs a program built with `--features pdf`.
    #[arg(long, value_enum, default_value = "html")]
    format: Format,
    /// Language: en, es, fr, pt or ar.
    #[arg(long, value_name = "TAG", default_value = "en")]
    language: String,
    #[command(flatten)]
    log: Given,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let language = Language::from_tag(&arguments.language).ok_or_else(|| {
        Failure::usage("bad-language", format!("no texts in {}", arguments.language), "Name en, es, fr, pt or ar.")
    })?;
    arguments.format.ready()?;
    files::absent(&arguments.out)?;
    let source = files::OnDisk::open(&arguments.archive)?;
    let (compared, mut verified) = match &arguments.old {
        Some(old) => {
            let (difference, verified) = diff(&files::OnDisk::open(old)?, &source).map_err(refused)?;
            (Some(difference), verified)
        }
        None => (None, verify(&source, Depth::Full).map_err(refused)?),
    };
    verified.report.archive.file = files::name(&arguments.archive);
    let setup = arguments.log.check(&verified)?;
    let document = audit(&verified, compared, setup, language);
    let date = document.time.get(..10).unwrap_or_default();
    let bytes = arguments.format.bytes(html(&verified, &document, language), date)?;
    files::create(&arguments.out, &bytes, false)?;
    let audited = document.setup.as_ref().is_none_or(|found| found.audited);
    let holds = document.report.accepted() && audited;
    if cli.json {
        output::json(&document)?;
    } else {
        let log = if audited { "" } else { ", but the log of its set-up does not hold" };
        output::text(format!("{}{log}: {}", document.report.verdict, arguments.out.display()));
    }
    Ok(if holds { Exit::Done } else { Exit::DoesNotHold })
}
