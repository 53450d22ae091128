//! `scrutineer publish`: compute every check over what stands on the record, put new answers on it.

use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit, Failure};
use crate::publication;
use anyhow::Context as _;
use clap::Args;
use kinds::findings;
use std::path::PathBuf;

/// Arguments of `publish`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// File of the key that signs; by default the operator's key in DIR.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Settings of the flags (INI). Without any of these options the settings of the latest round are used again.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Lock-in: threshold of a currency, for example `USD=40000`.
    #[arg(long = "threshold", value_name = "CUR=AMOUNT")]
    thresholds: Vec<String>,
    /// Lock-in: window in days for awards below the threshold.
    #[arg(long, value_name = "N")]
    window_days: Option<u32>,
    /// Corporate groups (JSON).
    #[arg(long, value_name = "FILE")]
    groups: Option<PathBuf>,
}

/// Publishes the findings.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let desk = desk::open(&arguments.dir, arguments.key.as_deref())?;
    let outcome = publication::publish(&desk, settings(arguments)?)?;
    if cli.json {
        output::json(&serde_json::json!({ "kind": "publish", "version": 1, "findings": outcome }))?;
    } else {
        output::text(outcome.to_string());
    }
    Ok(if outcome.is_whole() { Exit::Done } else { Exit::DoesNotHold })
}

fn settings(arguments: &Arguments) -> anyhow::Result<Option<kinds::body::Settings>> {
    let Arguments { settings, thresholds, window_days, groups, .. } = arguments;
    if settings.is_none() && thresholds.is_empty() && window_days.is_none() && groups.is_none() {
        return Ok(None);
    }
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| format!("opening {}", path.display()));
    let ini = settings.as_ref().map(read).transpose()?;
    let mut out = findings::settings(ini.as_deref().unwrap_or(procurement::flags::DEFAULT_SETTINGS));
    for threshold in thresholds {
        let (currency, amount) =
            threshold.split_once('=').filter(|(_, a)| base::exact::parse(a).is_some()).ok_or_else(|| {
                Failure::usage(
                    "threshold",
                    format!("`{threshold}` is not CURRENCY=AMOUNT"),
                    "Write for example USD=40000.",
                )
            })?;
        out.thresholds.insert(currency.to_owned(), amount.to_owned());
    }
    out.window_days = window_days.unwrap_or(out.window_days);
    out.groups = groups.as_ref().map(read).transpose()?.unwrap_or_default();
    Ok(Some(out))
}
