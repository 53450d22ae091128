//! `scrutineer rla ingest`: audit file, manifest and cast vote records in; an audit's folder out.

use super::folder::{Files, Folder};
use super::intake::{self, Format};
use super::sorted::Sorted;
use crate::cli::Cli;
use crate::commands::procurement::input;
use crate::output::{self, Exit, Failure};
use base::{Action, Place, Problem, Severity};
use clap::Args;
use rla::cards::{Census, Header, header};
use rla::rows::{RowError, Rows};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::PathBuf;

/// Arguments of `ingest`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Audit file, JSON or TOML.
    audit: PathBuf,
    /// Ballot manifest.
    #[arg(long, value_name = "F")]
    manifest: PathBuf,
    /// Cast vote records; without them (polling) every card of the manifest may be drawn.
    #[arg(long, value_name = "F")]
    cards: Option<PathBuf>,
    /// Form of the cast vote records.
    #[arg(long, value_name = "X", value_enum, default_value = "csv")]
    cards_format: Format,
    /// Totals of pools; of every batch where contests are audited by batches (long form, or Arlo's wide form).
    #[arg(long, value_name = "F")]
    pools: Option<PathBuf>,
    /// Folder to begin.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Time of this step (default: now).
    #[arg(long, value_name = "T")]
    time: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let time = super::time(arguments.time.as_deref())?;
    let (audit, mut problems) = super::audit(&arguments.audit)?;
    let cards_path = arguments.cards.clone().unwrap_or_default();
    let pools_path = arguments.pools.clone().unwrap_or_default();
    let names = [arguments.audit.as_path(), &arguments.manifest, &cards_path, &pools_path];
    let manifest_bytes = super::read(&arguments.manifest)?;
    let (manifest, found) = rla::manifest::read(&manifest_bytes[..], 1);
    problems.extend(found);
    let pool_bytes = arguments.pools.as_deref().map(super::read).transpose()?;
    let by_batches = super::batches::wanted(&audit, arguments.cards.is_some(), arguments.pools.is_some())?;
    let (mut pools, found) = pool_bytes
        .as_deref()
        .map(|bytes| match by_batches {
            true => rla::cards::totals(&audit, &manifest, bytes, 3),
            false => rla::cards::pools(&audit, bytes, 3),
        })
        .unwrap_or_default();
    // Totals that were refused leave a batch or pool without votes: that is no ground to draw from.
    let totals_fit = !found.iter().any(|p| p.severity == Severity::Error);
    problems.extend(found);
    if manifest.batches.is_empty() {
        super::remark(&problems, &names);
        return Err(Failure::new(
            "RLA-MANIFEST-ROW",
            "the manifest names no batch",
            "Give a manifest with batch and cards.",
        )
        .at(arguments.manifest.display().to_string())
        .into());
    }
    let folder = Folder::begin(&arguments.out)?;
    let mut census = Census::new(&audit);
    let mut sorted = Sorted::new(&arguments.out);
    let (mut rows_read, mut has_pools) = (0_u64, false);
    match &arguments.cards {
        Some(path) if arguments.cards_format != Format::Csv => {
            has_pools = true;
            let known: HashSet<String> = manifest.batches.iter().map(|b| b.id.clone()).collect();
            vendor(arguments, &audit, path, &known, &mut census, &mut sorted, &mut pools, &mut problems)?;
        }
        Some(path) => {
            let known: HashSet<String> = manifest.batches.iter().map(|b| b.id.clone()).collect();
            let mut rows = Rows::new(BufReader::with_capacity(1 << 18, input::open(path)?.unhashed()));
            let mut columns: Option<Header> = None;
            let mut line = String::new();
            let mut recoded = false;
            loop {
                match rows.next_row() {
                    Ok(None) => break,
                    Ok(Some(row)) => {
                        let Some(columns) = &columns else {
                            let found =
                                header(&audit, row, 2, &mut problems).map_err(|p| super::failure(&p, &names))?;
                            has_pools = found.has_pools();
                            columns = Some(found);
                            continue;
                        };
                        rows_read += 1;
                        if row.recoded && !recoded {
                            recoded = true;
                            let place = Place { input: 2, line: row.line, pointer: String::new() };
                            problems.push(Problem::new(
                                "RLA-ENCODING",
                                Severity::Warning,
                                Action::Changed,
                                place,
                                "bytes that are not UTF-8 were read as Windows-1252",
                                "Check the accented letters, or save the file as UTF-8.",
                            ));
                        }
                        match census.check(&audit, &known, columns, row, &mut line) {
                            Ok(()) => sorted.push(columns.card(row), &line)?,
                            Err(mut problem) => {
                                problem.place.input = 2;
                                problems.push(problem);
                            }
                        }
                    }
                    Err(RowError::Io(error)) => return Err(input::unreadable(path, &error).into()),
                    Err(RowError::TooLong { line }) => {
                        rows_read += 1;
                        let place = Place { input: 2, line, pointer: String::new() };
                        problems.push(Problem::new(
                            "RLA-LIMIT",
                            Severity::Error,
                            Action::Refused,
                            place,
                            "a row longer than 1 MiB",
                            "Check for an open quote; the row was not read.",
                        ));
                    }
                }
            }
        }
        None if by_batches => {
            let cells = ",".repeat(audit.contests.len());
            for batch in manifest.batches.iter().filter(|b| b.cards > 0) {
                let id = rla::rows::quote(&batch.id);
                sorted.push(&batch.id, &format!("{id},{id},,{cells}"))?;
            }
        }
        None => {
            if let Some(contest) = audit.contests.iter().find(|c| c.audit_type != rla::model::AuditType::Polling) {
                return Err(Failure::usage(
                    "RLA-FORMAT",
                    format!("contest `{}` is audited by {} and needs --cards", contest.id, contest.audit_type.name()),
                    "Give the cast vote records.",
                )
                .into());
            }
            for batch in &manifest.batches {
                for position in 1..=batch.cards {
                    let card = format!("{}/{position}", batch.id);
                    sorted.push(
                        &card,
                        &format!(
                            "{},{},{position},{}",
                            rla::rows::quote(&card),
                            rla::rows::quote(&batch.id),
                            ",".repeat(audit.contests.len())
                        ),
                    )?;
                }
            }
        }
    }

    // Sorted by card id; a second row for a card is refused here.
    let mut files = Files::new();
    let cards_file = folder.path("cards.csv");
    let mut out = BufWriter::with_capacity(1 << 18, File::create(&cards_file)?);
    let mut hasher = Sha256::new();
    let ids: Vec<&str> = audit.contests.iter().map(|c| c.id.as_str()).collect();
    let head = format!("card,batch,position,style,{}{}\n", if has_pools { "pool," } else { "" }, ids.join(","));
    hasher.update(&head);
    out.write_all(head.as_bytes())?;
    let mut one = Rows::new(head.as_bytes());
    let stored = match one.next_row() {
        Ok(Some(row)) => header(&audit, row, 2, &mut Vec::new()).map_err(|p| super::failure(&p, &names))?,
        _ => anyhow::bail!("the header just written cannot be read"),
    };
    let mut last = String::new();
    let mut row = rla::rows::Row::default();
    sorted.finish(|card, line| {
        if card == last {
            problems.push(Problem::new(
                "RLA-CARD-DUP",
                Severity::Error,
                Action::Refused,
                Place { input: 2, ..Place::default() },
                format!("card `{card}` stands more than once"),
                "Keep one record of each card; the later row was not read.",
            ));
            return Ok(());
        }
        last.clear();
        last.push_str(card);
        row.read(line);
        census.add(&audit, &stored, &row);
        hasher.update(line);
        hasher.update(b"\n");
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(())
    })?;
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    files.insert("cards.csv".into(), base::Digest(hasher.finalize().into()));
    if by_batches {
        census.take_totals(&manifest, &pools);
    }
    let refused = problems.iter().filter(|p| p.place.input == 2 && p.action == Action::Refused).count() as u64;
    debug_assert!(
        arguments.cards.is_none() || arguments.cards_format != Format::Csv || census.cards + refused == rows_read
    );
    let crossed = census.problems(&audit, &manifest, &pools);
    let none = arguments.cards.is_some() && census.cards == 0;
    if none {
        problems.push(Problem::new(
            "RLA-CVR-NONE",
            Severity::Error,
            Action::Kept,
            Place { input: 2, ..Place::default() },
            "not one record could be read",
            "Give the file with the cast vote records, in the form that --cards-format names.",
        ));
    }
    // Records, manifest, pools and bounds that contradict each other are no ground to draw from.
    let fit = totals_fit && !crossed.iter().any(|p| p.severity == Severity::Error);
    problems.extend(crossed);

    let mut contests = Map::new();
    let mut shown = Vec::new();
    let mut agree = true;
    for (i, contest) in audit.contests.iter().enumerate() {
        let from_records = census.has_votes(i) || pools.totals.keys().any(|(_, c)| *c == i);
        let tally = if from_records {
            census.tally(&audit, &pools, i)
        } else {
            rla::assertion::reported_tally(contest).unwrap_or_default()
        };
        let cvrs = census.cvrs(&audit, i);
        let phantoms = contest.cards.saturating_sub(cvrs);
        let votes: Map<String, Value> =
            contest.candidates.iter().zip(&tally.votes).map(|(c, v)| (c.id.clone(), json!(v))).collect();
        let agrees = contest.reported.as_ref().is_none_or(|reported| *reported == tally.votes);
        agree &= agrees;
        contests.insert(
            contest.id.clone(),
            json!({
                "cards": contest.cards, "cvrs": cvrs, "phantoms": phantoms, "tally": votes,
                "valid": tally.valid, "invalid": tally.invalid,
            }),
        );
        shown.push(json!({ "id": contest.id, "cards": contest.cards, "cvrs": cvrs, "phantoms": phantoms, "tally": votes, "agrees": agrees }));
    }
    let summary = json!({ "cards": census.cards, "styles": census.styles.len(), "contests": contests });
    // The audit file as it was given, JSON made canonical so that any program reads the same.
    let audit_bytes = super::read(&arguments.audit)?;
    let text = String::from_utf8_lossy(&audit_bytes);
    let text = text.trim_start_matches('\u{feff}');
    let value: Value =
        if text.trim_start().starts_with('{') { serde_json::from_str(text)? } else { toml_value(text)? };
    folder.write_json("audit.json", &value, &mut files)?;
    folder.write("manifest.csv", &manifest_bytes, &mut files)?;
    let from_records = arguments.cards_format != Format::Csv && !pools.cards.is_empty();
    if by_batches || from_records {
        folder.write("pools.csv", super::batches::stored(&audit, &pools).as_bytes(), &mut files)?;
    } else if let Some(bytes) = &pool_bytes {
        folder.write("pools.csv", bytes, &mut files)?;
    }
    folder.write_json("census.json", &summary, &mut files)?;
    let head = folder.append("ingest", &time, &files)?;
    if cli.json {
        output::json(&json!({
            "cards": census.cards, "contests": shown, "styles": census.styles.len(), "head": head,
            "problems": problems.iter().map(|p| super::problem(p, &names)).collect::<Vec<_>>(),
        }))?;
    } else {
        output::text(match by_batches {
            true => format!("{} cards in {} batches, audited by totals.", manifest.cards(), manifest.batches.len()),
            false => format!(
                "{} cards in {} batches, {} styles.",
                census.cards,
                manifest.batches.len(),
                census.styles.len()
            ),
        });
        for contest in &shown {
            let agrees = if contest["agrees"] == true {
                "agrees with the reported votes"
            } else {
                "does NOT agree with the reported votes"
            };
            output::text(format!(
                "  {}: {} records, {} phantoms, tally {} {agrees}",
                contest["id"], contest["cvrs"], contest["phantoms"], contest["tally"]
            ));
        }
        output::text(format!("Next: scrutineer rla assert {}", arguments.out.display()));
        super::remark(&problems, &names);
    }
    // A file of records without any is no agreement with what was reported.
    Ok(if agree && fit && !none { Exit::Done } else { Exit::DoesNotHold })
}

/// Reads a vendor's export into the store. Totals given with `--pools` stand before those of redacted records.
#[expect(clippy::too_many_arguments, reason = "where cards, totals and problems come together")]
fn vendor(
    arguments: &Arguments,
    audit: &rla::model::Audit,
    path: &std::path::Path,
    known: &HashSet<String>,
    census: &mut Census,
    sorted: &mut Sorted,
    pools: &mut rla::cards::Pools,
    problems: &mut Vec<Problem>,
) -> anyhow::Result<()> {
    let ids: Vec<&str> = audit.contests.iter().map(|c| c.id.as_str()).collect();
    let mut row = rla::rows::Row::default();
    row.read(&format!("card,batch,position,style,pool,{}", ids.join(",")));
    let columns = header(audit, &row, 2, &mut Vec::new()).map_err(|p| super::failure(&p, &[path]))?;
    let mut batches = intake::Known::new(known);
    let mut made = rla::cards::Pools::default();
    let (mut line, mut refused, mut broken) = (String::new(), Vec::new(), None);
    let mut each = |mut card: rla::cvr::Card| {
        card.batch = batches.batch(&card.batch);
        let mut own = card.clone();
        rla::cvr::absorb(audit, &mut rla::cards::Pools::default(), &mut own);
        row.read(&intake::line(&own));
        match census.check(audit, known, &columns, &row, &mut line) {
            Ok(()) => {
                rla::cvr::absorb(audit, &mut made, &mut card);
                if let Err(error) = sorted.push(&card.card, &line) {
                    broken.get_or_insert(error);
                }
            }
            Err(mut problem) => {
                problem.place = card.place;
                refused.push(problem);
            }
        }
    };
    let mut sums = rla::cards::Pools::default();
    let found = intake::read(arguments.cards_format, audit, path, &mut sums, &mut each)?;
    if let Some(error) = broken {
        return Err(error.into());
    }
    problems.extend(found.into_iter().chain(refused).map(|mut p| {
        p.place.input = 2;
        p
    }));
    for more in [made, sums] {
        for ((pool, contest), total) in more.totals {
            if !pools.cards.contains_key(&pool) || more.cards.contains_key(&pool) {
                pools.totals.entry((pool, contest)).or_insert(total);
            }
        }
        for (pool, cards) in more.cards {
            pools.cards.entry(pool).or_insert(cards);
        }
    }
    Ok(())
}

fn toml_value(text: &str) -> anyhow::Result<Value> {
    Ok(rla::audit::toml_value(text).map_err(|e| Failure::new("RLA-FORMAT", e, "Correct the TOML."))?)
}
