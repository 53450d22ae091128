//! Entries of zip archives within bounds: nothing is inflated further than what may be kept.

use super::refuse;
use base::{Place, Problem};
use std::io::{Read, Seek};
use zip::ZipArchive;

/// Largest entry in bytes, inflated.
pub const MAX_ENTRY: u64 = 64 << 20;
/// Largest ratio of an entry's size to what it takes in the archive.
pub const MAX_RATIO: u64 = 200;

/// Hands every file of an archive to `each`, in the order of their names; an entry beyond the bounds, damaged or
/// encrypted is a problem and the others are read.
pub fn entries(reader: impl Read + Seek, each: &mut dyn FnMut(&str, &[u8]) -> Vec<Problem>) -> Vec<Problem> {
    let place = |name: &str| Place { input: 0, line: 0, pointer: name.to_owned() };
    let mut archive = match ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) => {
            let what = format!("the archive cannot be read: {error}");
            return vec![refuse("RLA-FORMAT", &Place::default(), what, "Give the archive as it was exported.")];
        }
    };
    let mut order: Vec<(String, usize)> = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).and_then(Result::ok).map(std::borrow::Cow::into_owned);
        order.push((name.unwrap_or_else(|| format!("entry {index}")), index));
    }
    order.sort();
    let mut problems = Vec::new();
    let mut bytes = Vec::new();
    for (name, index) in order {
        if name.ends_with('/') {
            continue;
        }
        bytes.clear();
        let read = archive.by_index(index).map_err(|e| e.to_string()).and_then(|entry| {
            let most = MAX_ENTRY.min(entry.compressed_size().saturating_mul(MAX_RATIO));
            // What the archive says of sizes is not believed: one byte more than allowed is read, and found.
            let n = entry.take(most + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
            Ok(n as u64 <= most)
        });
        match read {
            Ok(true) => problems.extend(each(&name, &bytes)),
            Ok(false) => {
                let what = format!("`{name}` is larger than 64 MiB, or than 200 times what it takes in the archive");
                problems.push(refuse(
                    "RLA-LIMIT",
                    &place(&name),
                    what,
                    "Take the file out of the archive; it was not read.",
                ));
            }
            Err(error) => {
                let what = format!("`{name}` cannot be read: {error}");
                problems.push(refuse("RLA-FORMAT", &place(&name), what, "Export the archive again."));
            }
        }
    }
    problems
}
