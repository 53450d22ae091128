//! `scrutineer procurement lockin`: how bound is each buyer to each of its suppliers?

use super::input;
use super::source::{self, wrong};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use procurement::flags::{Line, lines};
use procurement::ingest::{Cleaner, Item, MAX_DEPTH, Problems, split};
use procurement::lockin::{Engine, Lockin, NotPlain, Rates, Settings, groups};
use procurement::scope::Scope;
use std::path::{Path, PathBuf};

/// Arguments of `lockin`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Anything `ingest` reads; `-` is standard input.
    file: PathBuf,
    /// L5: amount from which competition is required, per currency, for example USD=40000.
    #[arg(long, value_name = "CUR=AMOUNT")]
    threshold: Vec<String>,
    /// L5: length of the window in days.
    #[arg(long, value_name = "N", default_value_t = 30)]
    window_days: u32,
    /// Corporate groups: {"groups":[{"id","name","members":[…]}]}.
    #[arg(long, value_name = "F.json")]
    groups: Option<PathBuf>,
    /// Only processes that a rule of this file selects.
    #[arg(long, value_name = "F.toml")]
    scope: Option<PathBuf>,
    /// Only awards dated on or after this day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Only awards dated on or before this day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// Measure by item category too: leading characters of the classification.
    #[arg(long, value_name = "N")]
    category_digits: Option<u8>,
    /// L9: verdicts of `procurement clauses --json`.
    #[arg(long, value_name = "F.json")]
    clauses: Option<PathBuf>,
    /// Dated rates for a sum over currencies: a first line `date,currency,EUR`, then `2026-01-31,USD,0.92`.
    #[arg(long, value_name = "F.csv")]
    rates: Option<PathBuf>,
    /// L10: list a wanted turnover above this many times the tender's value.
    #[arg(long, value_name = "K", default_value_t = 2)]
    turnover_factor: u64,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let cleaner = source::cleaner()?;
    let mut settings = settings(arguments)?;
    settings.person_schemes = cleaner.schemes.names().map(str::to_owned).collect();
    settings.threads = cli.threads.map(|threads| threads.max(1));
    let unreadable = |error| input::unreadable(&arguments.file, &error);

    let open = || -> anyhow::Result<input::Measured> {
        let source = input::open(&arguments.file)?;
        Ok(if cli.json { source } else { source.unhashed() })
    };
    let mut source = open()?;
    let (as_they_stand, begun) = source::begin(&mut source).map_err(unreadable)?;
    let scope = match &arguments.scope {
        Some(path) => {
            let scope = Scope::from_toml(&input::text(path)?);
            Some(scope.map_err(|error| wrong("bad-scope", path, error.to_string(), "Correct the scope file."))?)
        }
        None => None,
    };
    let quick = if as_they_stand && scope.is_none() && !source::is_standard_input(&arguments.file) {
        let quick = as_it_stands(begun.whole(), &settings, &cleaner).map_err(unreadable)?;
        if quick.is_none() {
            source = open()?;
        }
        quick
    } else {
        Some(merged(begun.whole(), &settings, &cleaner, scope.as_ref(), &arguments.file)?)
    };
    let (lockin, problems) = match quick {
        Some(done) => done,
        None => merged(&mut source, &settings, &cleaner, None, &arguments.file)?,
    };
    if cli.json {
        output::json(&lockin.document(&[source.input(&arguments.file)], &problems))?;
    } else {
        text(&lockin, &problems);
    }
    Ok(Exit::Done)
}

/// Reads JSON Lines with one compiled release for each process; `None` if releases must be merged first.
fn as_it_stands(
    reader: impl std::io::Read,
    settings: &Settings,
    cleaner: &Cleaner,
) -> std::io::Result<Option<(Lockin, Problems)>> {
    let mut engine = Engine::new(settings);
    let mut problems = Problems::default();
    let mut plain = true;
    lines(reader, 0, |batch| {
        let mut rest = batch;
        while plain && !rest.is_empty() {
            let Err((at, reason)) = engine.push(rest) else { break };
            plain = reason == NotPlain::Odd && clean(&rest[at], &mut engine, cleaner, &mut problems);
            rest = &rest[at + 1..];
        }
    })?;
    Ok(plain.then(|| (engine.finish(), problems)))
}

/// Sends one odd line through the tolerant reader; false if it is no single release.
fn clean(line: &Line<'_>, engine: &mut Engine, cleaner: &Cleaner, problems: &mut Problems) -> bool {
    let content = split::Content::Release(line.bytes.to_vec());
    let piece = split::Piece { line: line.line, package: None, content };
    let mut releases = 0;
    for item in cleaner.clean(piece, line.input) {
        match item {
            Item::Release(release) => {
                releases += 1;
                problems.extend(release.problems);
                let text = base::json::canonical(&release.value);
                if engine.take(&Line { bytes: text.as_bytes(), ..*line }).is_err() {
                    return false;
                }
            }
            Item::Problem(problem) => problems.push(problem),
            Item::Package(_) | Item::Record => return false,
        }
    }
    releases <= 1
}

/// Reads any form, merges the releases of each process and keeps them for L8.
fn merged(
    reader: impl std::io::Read,
    settings: &Settings,
    cleaner: &Cleaner,
    scope: Option<&Scope>,
    path: &Path,
) -> anyhow::Result<(Lockin, Problems)> {
    let mut compiled = source::compile(reader, cleaner, true);
    if let Some(scope) = scope {
        let selected = |text: &str| {
            base::json::parse(text.as_bytes(), 2 * MAX_DEPTH)
                .is_ok_and(|parsed| !scope.rules(&parsed.value).is_empty())
        };
        compiled.processes.retain(|(_, text)| selected(text));
    }
    if !compiled.read_anything {
        let remedy = "Give OCDS releases, records or packages as JSON or JSON Lines.";
        return Err(wrong("nothing-readable", path, "no release could be read", remedy).into());
    }
    let mut engine = Engine::new(settings);
    for line in source::lines(&compiled.processes) {
        let _ = engine.take(&line);
    }
    for releases in compiled.versions.values() {
        engine.take_versions(releases.iter().map(String::as_bytes));
    }
    Ok((engine.finish(), compiled.problems))
}

fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    let mut settings = Settings {
        window_days: i64::from(arguments.window_days.max(1)),
        turnover_factor: arguments.turnover_factor,
        category_digits: arguments.category_digits.filter(|digits| *digits > 0).map(usize::from),
        ..Settings::default()
    };
    for threshold in &arguments.threshold {
        let parsed = threshold
            .split_once('=')
            .and_then(|(currency, amount)| Some((currency.trim().to_owned(), base::exact::parse(amount.trim())?)));
        let Some((currency, amount)) = parsed else {
            let what = format!("`{threshold}` is not CURRENCY=AMOUNT");
            return Err(Failure::usage("bad-threshold", what, "Write for example --threshold USD=40000.")
                .at("--threshold")
                .into());
        };
        settings.thresholds.insert(currency, amount);
    }
    let day = |name: &str, text: &Option<String>| -> anyhow::Result<Option<i64>> {
        let Some(text) = text else { return Ok(None) };
        let day = base::time::date(text).map(base::time::day_number);
        let remedy = "Write a day as 2026-01-31.";
        Ok(Some(day.ok_or_else(|| Failure::usage("bad-date", format!("`{text}` is no day"), remedy).at(name))?))
    };
    settings.from = day("--from", &arguments.from)?;
    settings.to = day("--to", &arguments.to)?;
    if let Some(path) = &arguments.groups {
        let remedy = "Write {\"groups\":[{\"id\",\"name\",\"members\":[…]}]}, each member once.";
        settings.groups = groups(&input::text(path)?).map_err(|what| wrong("bad-groups", path, what, remedy))?;
    }
    if let Some(path) = &arguments.rates {
        let remedy = "Write a first line date,currency,EUR and then lines like 2026-01-31,USD,0.92.";
        settings.rates =
            Some(Rates::parse(&input::text(path)?).map_err(|what| wrong("bad-rates", path, what, remedy))?);
    }
    if let Some(path) = &arguments.clauses {
        let remedy = "Give the output of `procurement clauses --json`.";
        let clauses = serde_json::from_str(&input::text(path)?);
        settings.clauses = Some(clauses.map_err(|error| wrong("bad-clauses", path, error.to_string(), remedy))?);
    }
    Ok(settings)
}

/// Pairs shown to people; the whole list stands in the JSON.
const SHOWN: usize = 40;

fn text(lockin: &Lockin, problems: &Problems) {
    output::text(format!("Dependence on suppliers, from {} contracting processes.", lockin.read()));
    output::text(procurement::lockin::NOTE);
    let left_out = lockin.left_out();
    for (count, what) in [
        (left_out.cancelled, "cancelled processes"),
        (left_out.no_buyer, "processes without a buyer"),
        (left_out.no_supplier, "active awards without a supplier"),
        (left_out.outside_dates, "active awards outside the dates"),
    ] {
        if count > 0 {
            output::text(format!("  left out: {count} {what}"));
        }
    }
    for buyer in lockin.buyers().take(SHOWN) {
        output::text(String::new());
        output::text(format!("buyer {}", buyer.buyer));
        for measure in buyer.view(0) {
            line(&measure);
        }
        if buyer.missing_amounts > 0 {
            output::text(format!("  {} active awards have no amount", buyer.missing_amounts));
        }
    }
    for pair in lockin.pairs().take(SHOWN) {
        output::text(String::new());
        let group = if pair.group { " (group)" } else { "" };
        output::text(format!("buyer {} and supplier {}{group}", pair.buyer, pair.supplier));
        for measure in pair.view(0) {
            line(&measure);
        }
    }
    if lockin.tailoring().next().is_some() {
        output::text(String::new());
        output::text("L10  passages worth reading");
    }
    for passage in lockin.tailoring().take(SHOWN) {
        let place = &passage.place;
        output::text(format!(
            "  {} line {} {}: {}, {}",
            passage.ocid, place.line, place.pointer, passage.signal, passage.because
        ));
    }
    for problem in problems.iter().take(SHOWN) {
        output::remark(problem.to_string());
    }
}

fn line(measure: &procurement::view::Measure) {
    let name = match measure.code.as_str() {
        "L1" => "share of the buyer's spend",
        "L2" => "share of processes without competition",
        "L3" => "share of competitions with a single bid",
        "L4" => "longest run of awards",
        "L5" => "awards that together reach the threshold",
        "L6" => "concentration (Herfindahl–Hirschman)",
        "L7" => "days under contract",
        "L8" => "last value to first value of contracts",
        "L9" => "readiness to leave",
        _ => "",
    };
    let currency = measure.currency.as_deref().map(|currency| format!(" in {currency}")).unwrap_or_default();
    let n = measure.n.map(|n| format!(" (n {n})")).unwrap_or_default();
    let value = match (&measure.value, &measure.reason) {
        (Some(value), _) => value.clone(),
        (None, Some(reason)) => format!("undefined: {reason}"),
        (None, None) => "undefined".to_owned(),
    };
    output::text(format!("  {}  {name}{currency}: {value}{n}", measure.code));
}
