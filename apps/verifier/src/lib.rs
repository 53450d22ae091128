//! Is this copy of a record whole, unchanged, and do its findings follow from its evidence?
//!
//! No SQL, no server: a folder or a URL is all it needs. `scrutineer record verify` is the same code.

pub mod copies;

use anyhow::Context as _;
use record::audit::{self, Report};
use record::{VerifierKey, policy::Policy};
use std::path::Path;

/// What a reader brings along.
#[derive(Debug, Default)]
pub struct Request<'a> {
    /// Folder or URL of the copy.
    pub place: &'a str,
    /// The log's key from elsewhere, one line.
    pub log_key: Option<&'a str>,
    /// A policy file of the reader's own.
    pub policy: Option<&'a Path>,
    /// A checkpoint file kept from earlier.
    pub since: Option<&'a Path>,
    /// Look at entries and tree only.
    pub tree_only: bool,
}

/// Verifies a copy; told `progress(done, entries)` now and then.
///
/// # Errors
/// If what the reader brings along cannot be read. What is wrong with the copy stands in the report.
pub fn verify(request: &Request<'_>, progress: Option<&(dyn Fn(u64, u64) + Sync)>) -> anyhow::Result<Report> {
    if !copies::is_address(request.place) && !Path::new(request.place).is_dir() {
        anyhow::bail!(
            "there is no folder {}. Name the folder of a copy, or its address with http:// or https://.",
            request.place
        );
    }
    let copy = copies::open(request.place);
    let log = request.log_key.map(|line| VerifierKey::parse(line.trim())).transpose()?;
    let policy = match request.policy {
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("opening {}", path.display()))?;
            Some(Policy::parse(&bytes).with_context(|| format!("reading {}", path.display()))?)
        }
        None => None,
    };
    let since = request
        .since
        .map(|path| std::fs::read(path).with_context(|| format!("opening {}", path.display())))
        .transpose()?;
    let options = audit::Options {
        log: log.as_ref(),
        policy: policy.as_ref(),
        since: since.as_deref(),
        statements: !request.tree_only,
        progress,
        ..audit::Options::new(&kinds::body::known)
    };
    // A text that cannot be got out on this machine says nothing about the record: the report says that it was not checked.
    let run = |bytes: &[u8]| {
        documents::extract_limited(bytes, &documents::Limits::default()).map_err(|error| error.to_string())
    };
    let extract = kinds::verify::Extract { version: documents::VERSION, run: &run };
    let mut findings = kinds::verify::Verification::new(Some(extract));
    Ok(audit::audit(&*copy, &options, &mut findings))
}
