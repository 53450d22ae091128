//! `scrutineer procurement clauses`: which of twenty clauses does a contract text hold, and where?

use super::input::{self, Input};
use super::source::wrong;
use crate::cli::Cli;
use crate::commands::import::{ContractFile, read_index};
use crate::output::{self, Exit, Failure};
use anyhow::Context as _;
use base::document::Extracted;
use base::{Language, Problem};
use clap::Args;
use procurement::clauses::report::Role;
use procurement::clauses::review::{self, Disagreement};
use procurement::clauses::{Assessment, Catalogue, NOTE, Verdict, assess};
use rayon::prelude::*;
use serde::Serialize;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Arguments of `clauses`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Contract texts: txt, html, docx or pdf, found from the content; `-` is standard input.
    #[arg(required_unless_present = "index")]
    files: Vec<PathBuf>,
    /// JSON list of {file, ocid, contract_id, title, vendor, language}, with file names relative to it: names the vendor
    /// of each text for `lockin --clauses` and `commitments --clauses`.
    #[arg(long, value_name = "F.json")]
    index: Option<PathBuf>,
    /// Questions, words and rules (default: those that come with the program).
    #[arg(long, value_name = "F.toml")]
    catalogue: Option<PathBuf>,
    /// Main language of the texts: en, es, fr, pt or ar (default: found from each text).
    #[arg(long, value_name = "L")]
    lang: Option<String>,
    /// Verdicts of people, one JSON object a line: {document_sha256, clause, verdict, reviewer, at, reason}.
    #[arg(long, value_name = "F.jsonl")]
    review: Option<PathBuf>,
    /// Folder to write the extracted texts to, each under its file's name with `.txt` added; spans count their bytes.
    #[arg(long, value_name = "DIR")]
    text_out: Option<PathBuf>,
}

#[derive(Serialize)]
struct Document<'a> {
    kind: &'static str,
    version: u16,
    inputs: &'a [Input],
    catalogue: CatalogueFacts<'a>,
    documents: &'a [Assessment],
    #[serde(skip_serializing_if = "Option::is_none")]
    reviews: Option<&'a Disagreement>,
    problems: &'a [Problem],
    note: &'static str,
}

#[derive(Serialize)]
struct CatalogueFacts<'a> {
    version: &'a str,
    sha256: &'a str,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let own;
    let catalogue = match &arguments.catalogue {
        Some(path) => {
            let remedy = "Correct the file; the catalogue that comes with the program shows the form.";
            own = Catalogue::parse(&input::text(path)?)
                .map_err(|error| wrong("bad-catalogue", path, error.to_string(), remedy))?;
            &own
        }
        None => Catalogue::embedded(),
    };
    let language = arguments.lang.as_deref().map(language).transpose()?;
    let mut files: Vec<ContractFile> =
        arguments.files.iter().map(|file| ContractFile { file: file.clone(), ..ContractFile::default() }).collect();
    if let Some(index) = &arguments.index {
        files.extend(read_index(index)?);
    }
    let mut inputs = Vec::new();
    let mut texts = Vec::new();
    for item in &files {
        let mut source = input::open(&item.file)?;
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).map_err(|error| input::unreadable(&item.file, &error))?;
        inputs.push(source.input(&item.file));
        texts.push(bytes);
    }
    let extracted = super::with_threads(cli.threads, || {
        texts.into_par_iter().map(|bytes| documents::extract_limited(&bytes, &documents::Limits::default())).collect()
    });
    let extracted: Vec<Result<Extracted, _>> = extracted;
    let mut read = Vec::new();
    for (item, text) in files.iter().zip(extracted) {
        read.push(text.with_context(|| format!("reading the text of {}", item.file.display()))?);
    }
    let broken = |text: &Extracted| text.problems.iter().any(|problem| problem.code == NOT_A_PDF);
    if let ([item], [text]) = (&files[..], &read[..])
        && let Some(problem) = text.problems.iter().find(|problem| problem.code == NOT_A_PDF)
    {
        return Err(wrong(NOT_A_PDF, &item.file, problem.what.clone(), &problem.remedy).into());
    }
    if let Some(folder) = &arguments.text_out {
        write_texts(folder, &files, &read)?;
    }
    let mut assessments: Vec<Assessment> = super::with_threads(cli.threads, || {
        (&files, &inputs, &read)
            .into_par_iter()
            .map(|(item, input, text)| {
                let known = item.language.as_deref().and_then(Language::from_tag);
                let mut found = assess(catalogue, text, language.or(known)).named(&input.name, &input.sha256);
                found.vendor.clone_from(&item.vendor);
                found.ocid.clone_from(&item.ocid);
                found
            })
            .collect()
    });
    let (reviews, problems) = reviews(arguments.review.as_deref(), &mut assessments)?;
    if cli.json {
        output::json(&Document {
            kind: "procurement-clauses",
            version: 1,
            inputs: &inputs,
            catalogue: CatalogueFacts { version: &catalogue.version, sha256: &catalogue.sha256 },
            documents: &assessments,
            reviews: reviews.as_ref(),
            problems: &problems,
            note: NOTE,
        })?;
    } else {
        text(catalogue, &assessments, reviews.as_ref(), &problems);
    }
    if read.iter().any(broken) {
        return Ok(Exit::Failed);
    }
    Ok(if assessments.iter().all(Assessment::holds) { Exit::Done } else { Exit::DoesNotHold })
}

/// The problem of a file that begins as a PDF and is none.
const NOT_A_PDF: &str = "not-a-pdf";

fn language(tag: &str) -> Result<Language, Failure> {
    Language::from_tag(tag).ok_or_else(|| {
        let remedy = "Give en, es, fr, pt or ar.";
        Failure::usage("unknown-language", format!("the catalogue has no words for `{tag}`"), remedy).at("--lang")
    })
}

fn reviews(
    path: Option<&Path>,
    assessments: &mut [Assessment],
) -> Result<(Option<Disagreement>, Vec<Problem>), Failure> {
    let Some(path) = path else { return Ok((None, Vec::new())) };
    let (lines, mut problems) = review::read(&input::text(path)?, 0);
    let (disagreement, more) = review::attach(assessments, &lines);
    problems.extend(more);
    Ok((Some(disagreement), problems))
}

/// Writes each extracted text; a name used before gets a number.
fn write_texts(folder: &Path, files: &[ContractFile], texts: &[Extracted]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    let mut used = std::collections::BTreeSet::new();
    for (item, text) in files.iter().zip(texts) {
        let name = item.file.file_name().map_or_else(|| "text".into(), |name| name.to_string_lossy().into_owned());
        let name = if name == "-" { "stdin".to_owned() } else { name };
        let mut file = format!("{name}.txt");
        let mut number = 2;
        while !used.insert(file.clone()) {
            file = format!("{name}-{number}.txt");
            number += 1;
        }
        let path = folder.join(file);
        std::fs::write(&path, &text.text).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// The most characters of a quote shown to people; the whole stands in the JSON.
const SHOWN: usize = 240;

fn text(catalogue: &Catalogue, assessments: &[Assessment], reviews: Option<&Disagreement>, problems: &[Problem]) {
    output::text(format!("Clauses of {} contract texts: {NOTE}.", assessments.len()));
    for found in assessments {
        let document = &found.document;
        let unread = document.pages.iter().filter(|page| !page.readable).count();
        output::text(String::new());
        output::text(format!(
            "{} ({}, {}, {} pages, {unread} of them unread)",
            document.name,
            document.media_type,
            document.language.as_deref().unwrap_or("language unknown"),
            document.pages.len()
        ));
        let s = &found.summary;
        output::text(format!(
            "  present {}, weak {}, contradicted {}, absent {}, unreadable {}, not assessed {}",
            s.present, s.weak, s.contradicted, s.absent, s.unreadable, s.not_assessed
        ));
        for (clause, question) in found.clauses.iter().zip(&catalogue.clauses) {
            output::text(format!("  {} {:<13} {}", clause.id, clause.verdict.word(), question.question));
            for span in &clause.spans {
                let does = match span.role {
                    Role::Supports => "supports",
                    Role::Weakens => "weakens",
                    Role::Contradicts => "contradicts",
                };
                output::text(format!("      page {}, {does}: {}", span.page, quote(&span.quote)));
            }
            for (name, value) in &clause.extracted {
                if !value.is_null() {
                    output::text(format!("      {name}: {value}"));
                }
            }
            if clause.verdict == Verdict::Absent && question.absent_means.is_some() {
                output::text(format!("      {}", question.absent_means.as_deref().unwrap_or_default()));
            }
            if let Some(review) = &clause.review {
                output::text(format!(
                    "      {} found {} on {}: {}",
                    review.reviewer,
                    review.verdict.word(),
                    review.at,
                    review.reason
                ));
            }
        }
        for annex in document.annexes.iter().filter(|annex| annex.problem.is_some()) {
            output::text(format!("  annex {}: {}", annex.label, annex.problem.as_deref().unwrap_or_default()));
        }
        if document.redaction.marks > 0 {
            output::text(format!(
                "  redacted: {} marks, share of the text {}",
                document.redaction.marks, document.redaction.share
            ));
        }
        if document.secrecy.contract_secret {
            output::text("  the contract declares its own text secret");
        }
        for problem in &found.problems {
            output::remark(format!("{}: {problem}", document.name));
        }
    }
    if let Some(Disagreement { reviewed, differ, rate }) = reviews {
        let rate = rate.as_deref().unwrap_or("none");
        output::text(format!("reviewed by people: {reviewed} verdicts, {differ} differ, rate {rate}"));
    }
    for problem in problems {
        output::remark(problem.to_string());
    }
}

/// A quote on one line, shortened.
fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("“{}…”", &line[..at]),
        None => format!("“{line}”"),
    }
}
