//! `scrutineer assess export`: the result in forms that other programs read.

use super::Inputs;
use crate::cli::Cli;
use crate::commands::procurement::with_threads;
use crate::output::{self, Exit};
use assess::{Options, export};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// What to write.
    #[arg(long, value_enum)]
    to: Target,
    /// File to write; for `csv` a folder.
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Publish although the text holds what looks like personal data; look at each place first.
    #[arg(long)]
    confirm_personal_data: bool,
}

/// Forms of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// OSCAL catalog: a control for each indicator.
    OscalCatalog,
    /// OSCAL assessment results.
    OscalAr,
    /// OSCAL mapping of indicators to obligations and to the list of election obligations (EOS).
    OscalMapping,
    /// DPV and PROV as JSON-LD.
    Dpv,
    /// A folder of tables.
    Csv,
    /// One SQLite file with linked tables.
    Sqlite,
    /// A form for raters, as an XLSX workbook after XLSForm.
    Xlsform,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let opened = arguments.inputs.open()?;
    if !super::publishable(&opened, arguments.confirm_personal_data, cli)? {
        return Ok(Exit::DoesNotHold);
    }
    let options = Options::of(&opened.dossier);
    let result =
        with_threads(cli.threads, || assess::compute(&opened.folder, &opened.dossier, &opened.catalogue, &options))
            .map_err(|fatal| super::failure(fatal, None))?;
    let (dossier, catalogue) = (&opened.dossier, &opened.catalogue);
    let mut written = vec![arguments.out.display().to_string()];
    let one = match arguments.to {
        Target::OscalCatalog => Some(export::oscal::catalog(catalogue).into_bytes()),
        Target::OscalAr => Some(export::oscal::assessment_results(&result, dossier).into_bytes()),
        Target::OscalMapping => Some(export::oscal::mapping(catalogue).into_bytes()),
        Target::Dpv => Some(export::dpv::document(&result, dossier).into_bytes()),
        Target::Xlsform => Some(export::xlsform::workbook(catalogue, dossier)?),
        Target::Csv | Target::Sqlite => None,
    };
    match one {
        Some(bytes) => super::write(&arguments.out, &bytes)?,
        None if arguments.to == Target::Sqlite => {
            sqlite(&arguments.out, &export::tables::tables(&result, dossier, catalogue))?;
        }
        None => {
            std::fs::create_dir_all(&arguments.out)?;
            written.clear();
            for (name, text) in export::csv::tables(&result, dossier, catalogue) {
                let path = arguments.out.join(name);
                super::write(&path, text.as_bytes())?;
                written.push(path.display().to_string());
            }
        }
    }
    if cli.json {
        output::json(&serde_json::json!({ "written": written, "input_sha256": result.input_sha256 }))?;
    } else {
        output::text(format!("{} written.", written.join(", ")));
    }
    Ok(Exit::Done)
}

/// The tables as one SQLite file.
fn sqlite(path: &Path, tables: &[export::tables::Table]) -> anyhow::Result<()> {
    use export::tables::Kind as Own;
    use store::release::{Column, Kind, Table, write};
    let column = |own: &export::tables::Column| Column {
        name: own.name,
        kind: match own.kind {
            Own::Text => Kind::Text,
            Own::Integer => Kind::Integer,
            Own::Decimal => Kind::Decimal,
        },
        of: own.of,
    };
    let tables: Vec<Table<'_>> = tables
        .iter()
        .map(|own| Table {
            name: own.name,
            columns: own.columns.iter().map(column).collect(),
            key: &own.key,
            rows: &own.rows,
        })
        .collect();
    Ok(write(path, &tables)?)
}
