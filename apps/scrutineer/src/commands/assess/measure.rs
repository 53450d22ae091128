//! `scrutineer assess measure`: a dossier's records of contracts, read from the procurement on a record.

use super::disk::Disk;
use super::write;
use crate::cli::Cli;
use crate::contents;
use crate::desk;
use crate::output::{self, Exit, Failure};
use ::assess::Folder;
use anyhow::Context as _;
use base::json::Value;
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
    let at = |name: &str| path.join(name).display().to_string();
    let no_measures = |what: String, remedy: &str| Failure::new("no-measures", what, remedy).at(at(measure::FILE));
    let remedy = "List the contracts in it; docs/assessment.md shows the form.";
    let Some(mut file) = folder.open(measure::FILE) else {
        return Err(no_measures("is not there".to_owned(), remedy).into());
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).with_context(|| format!("reading {}", at(measure::FILE)))?;
    drop(file);
    let asked = measure::read(&bytes).map_err(|what| no_measures(what, remedy))?;
    let head = path.join("dossier.yaml");
    let text = std::fs::read_to_string(&head).map_err(|error| {
        let remedy = "Make the dossier first with `scrutineer assess new`, or see that the file may be read.";
        Failure::new("no-dossier", error.to_string(), remedy).at(at("dossier.yaml"))
    })?;
    let (stated, erased) = contents::read(store)?;
    let size = store.size()?;
    let blobs = contents::blobs(store);
    let measured = measure::measure(&asked.contracts, &stated, &erased, size, &blobs);
    let (found, lines) = measured.map_err(|what| {
        Failure::new("document-lost", what, "Put the document back, or see `scrutineer record fsck`.").at(at(""))
    })?;
    let text = with_digest(&text, &found.records_sha256).ok_or_else(|| {
        let what =
            format!("it does not list {} once, with a `sha256` of sixty-four digits beside it", measure::RECORDS);
        let remedy =
            "List it under `records`, kind `contract`, `sha256` of sixty-four zeros for now, and its coverage.";
        Failure::new("not-listed", what, remedy).at(at("dossier.yaml"))
    })?;
    std::fs::create_dir_all(path.join("records")).with_context(|| format!("making {}", at("records")))?;
    write(&path.join(measure::RECORDS), &lines)?;
    write(&path.join(measure::FILE), &found.to_bytes())?;
    write(&head, text.as_bytes())?;
    Ok(found)
}

/// The head with the digest of the measured records in its place; everything else stays as somebody wrote it. `None` if
/// that place is not to be told, or if anything else would change.
fn with_digest(text: &str, sha256: &str) -> Option<String> {
    let before = ::assess::yaml::parse(text.as_bytes()).ok()?.value;
    let old = digest_of(&before)?.to_owned();
    // Whatever stands around it, the right one of the places that hold these digits makes the head what it should be.
    let mut wanted = before;
    set_digest(&mut wanted, sha256)?;
    text.match_indices(&old).find_map(|(at, _)| {
        let now = format!("{}{sha256}{}", &text[..at], &text[at + old.len()..]);
        (::assess::yaml::parse(now.as_bytes()).ok()?.value == wanted).then_some(now)
    })
}

/// The digest of the measured records, as the head states it.
fn digest_of(head: &Value) -> Option<&str> {
    let mut own = head.get("records")?.as_array()?.iter().filter(|own| is_measured(own));
    let (one, None) = (own.next()?, own.next()) else { return None };
    one.get("sha256")?.as_text().filter(|text| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_measured(record: &Value) -> bool {
    record.get("file").and_then(Value::as_text) == Some(measure::RECORDS)
}

fn set_digest(head: &mut Value, sha256: &str) -> Option<()> {
    let Value::Object(members) = head else { return None };
    let Some(Value::Array(records)) = members.get_mut("records") else { return None };
    let Value::Object(own) = records.iter_mut().find(|own| is_measured(own))? else { return None };
    own.insert("sha256", Value::from(sha256));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::with_digest;

    #[test]
    fn only_the_digest_of_the_measured_file_changes() {
        let zeros = "0".repeat(64);
        // Lists with and without indentation, the file's name in a comment, the same digits elsewhere, keys in any order.
        let heads = [
            format!(
                "catalogue:\n  sha256: '{zeros}'\nrecords:\n- file: records/a.jsonl\n  sha256: '{zeros}'\n- kind: contract # from the record\n  sha256: 'HERE'\n  file: records/contract-on-record.jsonl\n- file: records/z.jsonl\n  sha256: {zeros}\n"
            ),
            format!(
                "# records/contract-on-record.jsonl is measured\ncatalogue:\n  sha256: '{zeros}'\nrecords:\n  - file: records/contract-on-record.jsonl\n    sha256: 'HERE'\n"
            ),
            "{\"records\":[{\"file\":\"records/contract-on-record.jsonl\",\"sha256\":\"HERE\"}]}".to_owned(),
        ];
        for head in heads {
            let now = with_digest(&head.replace("HERE", &zeros), &"7".repeat(64));
            assert_eq!(now, Some(head.replace("HERE", &"7".repeat(64))), "{head}");
        }
        for head in ["records: []\n", "records:\n- file: records/contract-on-record.jsonl\n  sha256: abc\n", ": :"] {
            assert_eq!(with_digest(head, "7"), None);
        }
    }
}
