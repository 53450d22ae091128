//! What is said of an ingest run: the document that is printed, stored beside the processes and put on the record.

use super::problems::Problems;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The ingest document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// `procurement-ingest`.
    pub kind: String,
    /// 1.
    pub version: u16,
    /// What was read.
    pub inputs: Vec<Input>,
    /// How much.
    pub counts: Counts,
    /// Who published it, in order of name and licence.
    pub publishers: Vec<Publisher>,
    /// Persons taken out.
    pub removed: RemovedCounts,
    /// Which processes the scope selected; `None` without a scope.
    pub scope: Option<Scope>,
    /// Everything found, by place.
    pub problems: Problems,
    /// How many of each code.
    pub problem_counts: BTreeMap<String, u64>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// File name, or `-`.
    pub name: String,
    /// SHA-256 of its bytes, as they were (compressed, if they were).
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Form found: `release-package`, `record-package`, `release`, `release-array`, `package-array`, `json-lines`,
    /// `empty`, `unknown`.
    pub form: String,
}

/// How much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Packages.
    pub packages: u64,
    /// Records.
    pub records: u64,
    /// Releases read, also those later merged.
    pub releases: u64,
    /// Processes they make.
    pub processes: u64,
    /// Releases, records and lines refused.
    pub refused: u64,
}

/// One publisher under one licence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Publisher {
    /// Name as the package states it; empty if it does not.
    pub name: String,
    /// Licence as stated.
    pub license: Option<String>,
    /// Packages of this publisher under this licence.
    pub packages: u64,
}

/// Persons taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedCounts {
    /// Contact points.
    pub contact_points: u64,
    /// Distinct natural persons.
    pub natural_persons: u64,
}

/// Which processes count as election technology.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Selected processes, in order of ocid.
    pub selected: Vec<Selected>,
    /// How many were not selected.
    pub not_selected: u64,
}

/// A selected process and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    /// The process.
    pub ocid: String,
    /// Every rule that matched.
    pub rules: Vec<String>,
}
