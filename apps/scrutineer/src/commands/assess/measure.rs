//! `scrutineer assess measure`: a dossier's records of contracts, read from the procurement on a record.

use super::disk::Disk;
use super::write;
use crate::cli::Cli;
use crate::contents;
use crate::desk;
use crate::output::{self, Exit, Failure};
use assess::Folder;
use clap::Args;
use kinds::assessment::measure::{self, Measures};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use store::Store;

/// Arguments of `measure`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the dossier. Its `measures.json` names the contracts.
    dossier: PathBuf,
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let store = desk::open_reading(&arguments.dir)?;
    let found = measure(&store, &arguments.dossier)?;
    if cli.json {
        output::json(&serde_json::json!({
            "written": [measure::RECORDS, measure::FILE],
            "size": found.size,
            "records_sha256": found.records_sha256,
            "measured": found.measured,
            "not_found": found.not_found,
        }))?;
    } else {
        for own in &found.measured {
            let from = own.check.as_deref().map_or_else(String::new, |check| format!("{check}, "));
            let entries: Vec<String> = own.entries.iter().map(u64::to_string).collect();
            output::text(format!("  {} {}: {} ({from}entries {})", own.id, own.field, own.value, entries.join(" ")));
        }
        for id in &found.not_found {
            output::text(format!("  {id}: nothing of its process stands on the record"));
        }
        output::text(format!("{} values from {} entries.", found.measured.len(), found.size));
    }
    Ok(if found.not_found.is_empty() { Exit::Done } else { Exit::DoesNotHold })
}

/// Measures, writes the records and what they rest on, and puts the new digest into `dossier.yaml`.
pub(crate) fn measure(store: &Store, path: &Path) -> anyhow::Result<Measures> {
    let folder = Disk::open(path)?;
    let mut bytes = Vec::new();
    let wrong = |what: String, remedy: &str| {
        Failure::new("no-measures", what, remedy).at(path.join(measure::FILE).display().to_string())
    };
    let remedy = "List the contracts in it; docs/assessment.md shows the form.";
    let Some(mut file) = folder.open(measure::FILE) else {
        return Err(wrong("is not there".to_owned(), remedy).into());
    };
    file.read_to_end(&mut bytes)?;
    drop(file);
    let asked = measure::read(&bytes).map_err(|what| wrong(what, remedy))?;
    let head = path.join("dossier.yaml");
    let text = std::fs::read_to_string(&head).map_err(|error| wrong(error.to_string(), "Make the dossier first."))?;
    let (stated, erased) = contents::read(store)?;
    let size = store.size()?;
    let blobs = contents::blobs(store);
    let (found, lines) = measure::measure(&asked.contracts, &stated, &erased, size, &blobs);
    let text = with_digest(&text, &found.records_sha256).ok_or_else(|| {
        let what = format!("dossier.yaml lists no file {}", measure::RECORDS);
        let remedy =
            "Add it under `records`, kind `contract`, `sha256` of sixty-four zeros for now, and its coverage.";
        wrong(what, remedy)
    })?;
    std::fs::create_dir_all(path.join("records"))?;
    write(&path.join(measure::RECORDS), &lines)?;
    write(&path.join(measure::FILE), &found.to_bytes())?;
    write(&head, text.as_bytes())?;
    Ok(found)
}

/// The head with the digest of the measured records in its place; everything else stays as somebody wrote it.
fn with_digest(text: &str, sha256: &str) -> Option<String> {
    let at = text.find(measure::RECORDS)?;
    // The entry's keys stand around the file name, up to the entries before and after it.
    let start = text[..at].rfind("\n- ").map_or(0, |start| start + 1);
    let end = text[at..].find("\n- ").map_or(text.len(), |end| at + end);
    let key = start + text[start..end].find("sha256:")? + "sha256:".len();
    let digits = key + text[key..end].find(|c: char| c.is_ascii_hexdigit())?;
    let old = text.get(digits..digits + 64).filter(|old| old.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some(format!("{}{sha256}{}", &text[..digits], &text[digits + old.len()..]))
}

#[cfg(test)]
mod tests {
    use super::with_digest;

    #[test]
    fn only_the_digest_of_the_measured_file_changes() {
        let head = |digest: &str| {
            format!(
                "records:\n- file: records/a.jsonl\n  sha256: '{}'\n- kind: contract # from the record\n  sha256: '{digest}'\n  file: records/contract-on-record.jsonl\n- file: records/z.jsonl\n  sha256: {}\n",
                "a".repeat(64),
                "f".repeat(64)
            )
        };
        assert_eq!(with_digest(&head(&"0".repeat(64)), &"7".repeat(64)), Some(head(&"7".repeat(64))));
        assert_eq!(with_digest("records: []\n", "7"), None);
        assert_eq!(with_digest(&head("abc"), "7"), None);
    }
}
