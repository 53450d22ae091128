//! What a page shows of a process, an organisation or a contract: computed once when the record changes, then only read.
//!
//! Every figure carries its n and what was missing. Money is a decimal text; dates are as published.

use base::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money {
    /// Decimal text, for example `18400000` or `1250.50`.
    pub amount: String,
    /// ISO 4217 code, or as published.
    pub currency: String,
}

/// An organisation as referred to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartyReference {
    /// Identifier in the data, or a made one (`scr-…`), or a pseudonym (`person:…`).
    pub id: String,
    /// Name as published; may be empty.
    pub name: String,
}

/// An organisation with its roles in one process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Identifier and name.
    #[serde(flatten)]
    pub reference: PartyReference,
    /// OCDS roles: `buyer`, `supplier`, `tenderer` …
    pub roles: Vec<String>,
    /// Country as published.
    pub country: Option<String>,
}

/// An award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// Identifier in the release.
    pub id: String,
    /// Title as published.
    pub title: Option<String>,
    /// `active`, `cancelled` …
    pub status: Option<String>,
    /// Date as published.
    pub date: Option<String>,
    /// Value; `None` is "not published", never zero.
    pub value: Option<Money>,
    /// To whom.
    pub suppliers: Vec<PartyReference>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Identifier in the release.
    pub id: String,
    /// The award it stands on.
    pub award_id: Option<String>,
    /// Title as published.
    pub title: Option<String>,
    /// `active`, `terminated` …
    pub status: Option<String>,
    /// Latest value.
    pub value: Option<Money>,
    /// Value in the first release that had one, where more than one release was seen.
    pub first_value: Option<Money>,
    /// Amendments published.
    pub amendments: u64,
    /// Date signed, as published.
    pub signed: Option<String>,
    /// Start of the period, as published.
    pub start: Option<String>,
    /// End of the period, as published.
    pub end: Option<String>,
}

/// Something that happened, or was planned, on a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Event {
    /// Date as published.
    pub date: String,
    /// `release`, `tender-start`, `tender-end`, `award`, `signed`, `start`, `end`, `amendment`, `polling-day`.
    pub kind: String,
    /// Identifier of the award, contract or release it belongs to.
    pub subject: String,
    /// Value connected with it.
    pub value: Option<Money>,
}

/// A signal on a process or an organisation. A signal is a reason to ask, not a finding of wrongdoing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// `R018` …
    pub code: String,
    /// `OCID`, `Buyer`, `ProcuringEntity` or `Tenderer`.
    pub group: String,
    /// Whom it concerns (an ocid or a party id).
    pub id: String,
    /// The figure, decimal text.
    pub value: String,
    /// The reason in English, with the numbers that made it.
    pub because: String,
    /// The numbers that made it, by name; pages put them into the reader's language.
    pub inputs: BTreeMap<String, serde_json::Value>,
    /// Places in the releases, with the digest of the published release.
    pub evidence: Vec<base::Evidence>,
    /// Index of the finding's entry on the record.
    pub entry: u64,
}

/// A flag that could not be assessed on a process, and what was missing for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAssessed {
    /// `R024` …
    pub code: String,
    /// Pointers of the fields that were missing.
    pub missing: Vec<String>,
}

/// A measure of lock-in with its n.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// `L1` … `L10`.
    pub code: String,
    /// Currency, where the measure is per currency.
    pub currency: Option<String>,
    /// Decimal text; `None` is "undefined", with `reason`.
    pub value: Option<String>,
    /// Further numbers by name (`numerator`, `denominator`, `longest`, `current`, `band` …).
    pub details: BTreeMap<String, serde_json::Value>,
    /// On how many processes or awards it stands.
    pub n: Option<u64>,
    /// How many had to be left out for want of data.
    pub missing: Option<u64>,
    /// Why there is no value.
    pub reason: Option<String>,
    /// Processes it stands on, at most 50.
    pub processes: Vec<String>,
    /// How many there are in all.
    pub processes_total: u64,
    /// Index of the finding's entry on the record.
    pub entry: u64,
}

/// The verdict on one clause of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    /// `C01` … `C20`.
    pub code: String,
    /// `present`, `weak`, `contradicted`, `absent`, `unreadable`, `not-assessed`.
    pub verdict: String,
    /// `must` or `should`.
    pub level: String,
    /// Places in the extracted text.
    pub spans: Vec<Span>,
    /// Values read from the clause (hours, percent …).
    pub extracted: serde_json::Value,
    /// Index of the finding's entry on the record.
    pub entry: u64,
}

/// A quoted place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte in the extracted text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Page, counted from 1.
    pub page: usize,
    /// Exactly the bytes `start..end`.
    pub quote: String,
    /// `supports`, `weakens` or `contradicts`.
    pub role: String,
}

/// A release, contract or finding on the record that stands behind a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Entry index on the record.
    pub entry: u64,
    /// Kind of the entry, for example `procurement.release`.
    pub kind: String,
    /// Digest of the published document (`/record/blob/<sha256>`).
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Identifier (release id, document title).
    pub id: String,
    /// Date as published.
    pub date: Option<String>,
    /// A later entry that corrects this one.
    pub superseded_by: Option<u64>,
}

/// A dated answer by a buyer, vendor or authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The code of the signal, measure or clause it answers; `None` for the whole.
    #[serde(default)]
    pub check: Option<String>,
    /// Who answers.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// The words.
    pub text: String,
    /// Language of the words.
    pub language: Option<String>,
    /// Entry index on the record.
    pub entry: u64,
}

/// One contracting process: row kind `process`, row id = ocid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// OCDS identifier.
    pub ocid: String,
    /// Title as published (tender, else award, else contract); empty if none.
    pub title: String,
    /// Description as published.
    pub description: Option<String>,
    /// Language of the release as stated.
    pub language: Option<String>,
    /// The buyer.
    pub buyer: Option<PartyReference>,
    /// `tender.procuringEntity`.
    pub procuring_entity: Option<PartyReference>,
    /// `tender.procurementMethod`.
    pub method: Option<String>,
    /// `tender.procurementMethodDetails`.
    pub method_details: Option<String>,
    /// `tender.status`.
    pub status: Option<String>,
    /// `tender.value`.
    pub tender_value: Option<Money>,
    /// Sum of active awards per currency; empty if no amount was published.
    pub award_totals: Vec<Money>,
    /// Active awards without an amount.
    pub awards_without_amount: u64,
    /// Number of tenderers if known.
    pub tenderers: Option<u64>,
    /// All parties.
    pub parties: Vec<Party>,
    /// Awards.
    pub awards: Vec<Award>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Everything with a date, in order.
    pub timeline: Vec<Event>,
    /// Signals on this process (group `OCID`) and on its parties.
    pub signals: Vec<Signal>,
    /// Flags that could not be assessed here.
    pub not_assessed: Vec<NotAssessed>,
    /// Number of flags that could be assessed here.
    pub assessed: u64,
    /// Contract texts published with it: digest and summary; the verdicts lie in the document's own row.
    pub documents: Vec<DocumentSummary>,
    /// Important fields that are missing, as pointers (`/tender/numberOfTenderers` …).
    pub missing: Vec<String>,
    /// Problems found at import in its releases.
    pub problems: Vec<Problem>,
    /// Releases and findings behind the page.
    pub sources: Vec<Source>,
    /// Publisher's name and licence as the package states them.
    pub publisher: Option<String>,
    /// Licence URL or text.
    pub license: Option<String>,
    /// Replies.
    pub replies: Vec<Reply>,
}

/// A contract text in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSummary {
    /// Digest of the file as published.
    pub sha256: String,
    /// Title or file name as published.
    pub title: String,
    /// Media type.
    pub media_type: String,
    /// Main language, two letters, if known.
    pub language: Option<String>,
    /// Count per verdict, all six keys.
    pub verdicts: BTreeMap<String, u64>,
    /// Pages in all.
    pub pages: u64,
    /// Pages that could not be read.
    pub pages_unreadable: u64,
}

/// One contract text: row kind `document`, row id = sha256.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// In short.
    #[serde(flatten)]
    pub summary: DocumentSummary,
    /// The process it belongs to.
    pub ocid: Option<String>,
    /// Title of that process.
    pub process_title: String,
    /// Buyer of that process.
    pub buyer: Option<PartyReference>,
    /// Vendor.
    pub supplier: Option<PartyReference>,
    /// All twenty clauses in order.
    pub clauses: Vec<Clause>,
    /// Share of redacted characters, decimal text 0–1.
    pub redacted_share: String,
    /// Number of redaction marks.
    pub redaction_marks: u64,
    /// Annexes: label, referenced, attached, problem.
    pub annexes: Vec<serde_json::Value>,
    /// Digest of the extracted text (`/record/blob/<sha256>`), for spans.
    pub text_sha256: String,
    /// Byte ranges of the pages in the extracted text.
    pub page_ranges: Vec<base::document::Page>,
    /// Problems in reading it.
    pub problems: Vec<Problem>,
    /// Entries behind the page.
    pub sources: Vec<Source>,
    /// Replies.
    #[serde(default)]
    pub replies: Vec<Reply>,
}

/// One organisation as buyer or as supplier: row kinds `buyer` and `supplier`, row id = party id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Identifier and name.
    #[serde(flatten)]
    pub reference: PartyReference,
    /// Other names it was published under.
    pub other_names: Vec<String>,
    /// Processes it takes part in in this role.
    pub processes: u64,
    /// Active awards.
    pub awards: u64,
    /// Active awards without an amount.
    pub awards_without_amount: u64,
    /// Sum of active awards per currency.
    pub totals: Vec<Money>,
    /// Counterparts: for a buyer its suppliers, for a supplier its buyers, largest share first.
    pub counterparts: Vec<Counterpart>,
    /// Measures of the organisation alone (L6 for a buyer).
    pub measures: Vec<Measure>,
    /// Signals on it.
    pub signals: Vec<Signal>,
    /// Spend per year and currency, for a chart: (year, currency, amount, awards).
    pub by_year: Vec<YearTotal>,
    /// Commitments, for a supplier.
    pub pledges: Vec<serde_json::Value>,
    /// Performance reviews, for a supplier.
    pub reviews: Vec<serde_json::Value>,
    /// Its latest processes, at most 50: (ocid, title, date).
    pub latest: Vec<ProcessReference>,
    /// Replies.
    pub replies: Vec<Reply>,
}

/// A process as referred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessReference {
    /// OCDS identifier.
    pub ocid: String,
    /// Title.
    pub title: String,
    /// Date as published.
    pub date: Option<String>,
    /// Number of signals on it.
    pub signals: u64,
}

/// Spend of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTotal {
    /// Year of the award date; `None` if undated.
    pub year: Option<i16>,
    /// Sum.
    pub total: Money,
    /// Awards in it.
    pub awards: u64,
}

/// What stands between a buyer and a supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterpart {
    /// The other side.
    #[serde(flatten)]
    pub reference: PartyReference,
    /// Processes with both.
    pub processes: u64,
    /// L1–L5, L7–L10 of the pair.
    pub measures: Vec<Measure>,
}

/// One import run: row kind `import`, row id = the index of its entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// Entry index.
    pub entry: u64,
    /// The ingest document: inputs, counts, publishers, problem counts.
    pub report: serde_json::Value,
    /// Problems, at most 1,000 here; all of them in the published report.
    pub problems: Vec<Problem>,
    /// Digest of the whole report (`/record/blob/<sha256>`).
    pub sha256: String,
}

/// One check over everything on the record: row kind `check`, row id = code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckSummary {
    /// `R018`, `L6`, `C14` …
    pub code: String,
    /// Version of the method.
    pub version: u16,
    /// Processes, pairs or documents that could be assessed.
    pub assessable: u64,
    /// Those that could not.
    pub not_assessable: u64,
    /// Those with a signal (flags), a value (measures) or by verdict (clauses).
    pub counts: BTreeMap<String, u64>,
    /// What was missing: field pointer or reason → how many.
    pub missing: BTreeMap<String, u64>,
    /// Index of the latest finding's entry.
    pub entry: u64,
    /// Digest of the published result document.
    pub sha256: String,
    /// The settings it was computed with.
    pub settings: BTreeMap<String, String>,
}
