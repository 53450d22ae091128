//! Do vendors keep their word? Pledges held against contract clauses, and performance reviews summed up.
//!
//! Frameworks are data: a framework's text that nobody has compared with its source stays empty and is called
//! unverified; nothing here invents one.

use crate::lockin::Clauses;
use base::exact::{Rational, parse, to_decimal};
use base::json::Value;
use base::{Action, Place, Problem, Severity};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The framework that comes with the program: eleven slots without text, nine themes.
pub const EMBEDDED_FRAMEWORK: &str = include_str!("../data/ifes-veig-2024.toml");

/// A set of commitments that vendors can pledge to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Identifier that pledges name.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Year of publication.
    pub year: u16,
    /// Numbered commitments.
    #[serde(default, rename = "slot")]
    pub slots: Vec<Slot>,
    /// Themes that sources support, with the contract clauses that would show them.
    #[serde(default, rename = "theme")]
    pub themes: Vec<Theme>,
}

/// One numbered commitment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Identifier, for example `VEIG-01`.
    pub id: String,
    /// `verified` once a person has compared the text with the source.
    pub text_status: String,
    /// The text; empty until verified.
    pub text: String,
    /// Address of the source.
    pub source_url: String,
    /// Digest of the source.
    pub source_sha256: String,
    /// Themes it belongs to.
    #[serde(default)]
    pub themes: Vec<String>,
}

/// One theme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Identifier, a letter.
    pub id: String,
    /// Name.
    pub name: String,
    /// Which sources name it.
    pub named_in: String,
    /// Clauses that would show it in a contract.
    pub clauses: Vec<String>,
}

impl Framework {
    /// Reads a framework file.
    ///
    /// # Errors
    /// What is wrong and where, in the words of the TOML reader.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())
    }

    /// The framework that comes with the program.
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED_FRAMEWORK).expect("the framework in the repository is valid")
    }
}

impl Slot {
    /// Whether the text was compared with its source.
    pub fn is_verified(&self) -> bool {
        self.text_status == "verified" && !self.text.is_empty()
    }
}

/// Everything found, as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commitments {
    /// Frameworks held against.
    pub frameworks: Vec<FrameworkSummary>,
    /// Every vendor named, in byte order of id.
    pub vendors: Vec<Vendor>,
    /// Pledges held against the clauses of their theme.
    pub cross_check: Vec<CrossCheck>,
    /// What was wrong, or overdue.
    pub problems: Vec<Problem>,
}

/// How many of a framework's texts are verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkSummary {
    /// Identifier.
    pub id: String,
    /// Numbered commitments.
    pub slots: u64,
    /// Those whose text was compared with the source.
    pub verified: u64,
}

/// A vendor's pledges and reviews.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Vendor {
    /// Party id.
    pub vendor: String,
    /// Name as first written; may be empty.
    pub name: String,
    /// Pledges counted.
    pub pledges: u64,
    /// Pledges per status, all five keys.
    pub by_status: BTreeMap<&'static str, u64>,
    /// Reviews.
    pub reviews: u64,
    /// Mean over all scored criteria of all reviews, two decimals, halves to even; `None` without a score.
    pub mean_score: Option<String>,
    /// Criteria with a score.
    pub scored: u64,
    /// Criteria without.
    pub unscored: u64,
    /// Deadlines due and met, summed over the reviews that state them.
    pub deadlines: Deadlines,
    /// Reviews to which the vendor has not replied.
    pub without_reply: u64,
}

/// Deadlines of contracts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Deadlines {
    /// Fell due.
    pub due: u64,
    /// Were met.
    pub met: u64,
}

/// A pledge against a clause of its theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CrossCheck {
    /// Pledge.
    pub pledge: String,
    /// Vendor's party id.
    pub vendor: String,
    /// Clause.
    pub clause: String,
    /// The document that shows it.
    pub document_sha256: String,
    /// The verdict there.
    pub verdict: String,
    /// `met`, `not-met` or `unknown`.
    pub outcome: Outcome,
}

/// Best last, so that the best of several documents is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The contract lacks, weakens or contradicts the clause.
    NotMet,
    /// It cannot be told.
    Unknown,
    /// The clause is present.
    Met,
}

impl Outcome {
    fn of(verdict: &str) -> Option<Self> {
        match verdict {
            "present" => Some(Self::Met),
            "absent" | "weak" | "contradicted" => Some(Self::NotMet),
            "unreadable" | "not-assessed" => Some(Self::Unknown),
            _ => None,
        }
    }
}

impl Commitments {
    /// Whether a cross-check is not met.
    pub fn something_not_met(&self) -> bool {
        self.cross_check.iter().any(|row| row.outcome == Outcome::NotMet)
    }
}

/// Statuses of a pledge.
const STATUSES: [&str; 5] = ["pledged", "evidenced", "contested", "breached", "withdrawn"];

/// Reads pledges, reviews and contracts, one JSON object a line, and holds them together.
///
/// `at`: the day on which reviews are asked for (days since 1970); `None`: nothing is overdue.
pub fn compute<'a>(
    lines: impl IntoIterator<Item = crate::flags::Line<'a>>,
    frameworks: &[Framework],
    clauses: Option<&Clauses>,
    at: Option<i64>,
) -> Commitments {
    let mut books = Books {
        frameworks,
        clauses,
        vendors: BTreeMap::new(),
        scores: BTreeMap::new(),
        rows: Vec::new(),
        problems: Vec::new(),
    };
    let mut reviewed: BTreeSet<(String, String)> = BTreeSet::new();
    let mut due: Vec<(Place, String, String, i64)> = Vec::new();
    for line in lines {
        if line.bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let place = Place { input: line.input, line: line.line, pointer: String::new() };
        let Ok(parsed) = base::json::parse(line.bytes, 64) else {
            books.refuse("not-json", place, "the line is not JSON", "Write one JSON object on each line.");
            continue;
        };
        let value = parsed.value;
        let kind = text(&value, "/kind").unwrap_or_default();
        if !matches!(kind, "pledge" | "review" | "contract") {
            let place = Place { pointer: "/kind".into(), ..place };
            books.refuse(
                "unknown-kind",
                place,
                format!("`{kind}` is no kind of line"),
                "Use pledge, review or contract.",
            );
            continue;
        }
        let Some((id, name)) = vendor(&value) else {
            let place = Place { pointer: "/vendor/id".into(), ..place };
            books.refuse("no-vendor", place, "the line names no vendor", "Give the vendor's party id and name.");
            continue;
        };
        match kind {
            "pledge" => books.pledge(&value, &place, id, name),
            "review" => {
                books.review(&value, &place, id, name);
                reviewed.insert(contract_of(&value, "/contract"));
            }
            _ => {
                books.vendor(id, name);
                let date = text(&value, "/election/date").or_else(|| text(&value, "/election"));
                let day = date.and_then(base::time::date).map(base::time::day_number);
                if let (Some(day), Some(days)) = (day, integer(&value, "/review_due_days")) {
                    let (ocid, contract) = contract_of(&value, "");
                    due.push((place, ocid, contract, day.saturating_add(days)));
                }
            }
        }
    }
    for (place, ocid, contract, day) in due {
        if at.is_some_and(|at| at > day) && !reviewed.contains(&(ocid.clone(), contract.clone())) {
            let what = format!("contract {contract} of process {ocid} has no review though one was due");
            let remedy = "Publish the review, or say why there is none.";
            books.problems.push(Problem::new("review-overdue", Severity::Warning, Action::Kept, place, what, remedy));
        }
    }
    books.close()
}

struct Books<'a> {
    frameworks: &'a [Framework],
    clauses: Option<&'a Clauses>,
    vendors: BTreeMap<String, Vendor>,
    /// Sum of scores per vendor.
    scores: BTreeMap<String, Rational>,
    rows: Vec<CrossCheck>,
    problems: Vec<Problem>,
}

impl Books<'_> {
    fn refuse(&mut self, code: &str, place: Place, what: impl Into<String>, remedy: &str) {
        self.problems.push(Problem::new(code, Severity::Error, Action::Refused, place, what, remedy));
    }

    fn vendor(&mut self, id: &str, name: &str) -> &mut Vendor {
        let vendor = self.vendors.entry(id.to_owned()).or_insert_with(|| Vendor {
            vendor: id.to_owned(),
            by_status: STATUSES.into_iter().map(|status| (status, 0)).collect(),
            ..Vendor::default()
        });
        if vendor.name.is_empty() {
            name.clone_into(&mut vendor.name);
        }
        vendor
    }

    fn pledge(&mut self, value: &Value, place: &Place, vendor: &str, name: &str) {
        self.vendor(vendor, name);
        let framework =
            self.frameworks.iter().find(|framework| Some(framework.id.as_str()) == text(value, "/framework"));
        let mut themes: Vec<&str> = text(value, "/theme").into_iter().collect();
        if let Some(slot) = text(value, "/slot") {
            let place = Place { pointer: "/slot".into(), ..place.clone() };
            let known = framework.and_then(|framework| framework.slots.iter().find(|known| known.id == slot));
            let Some(known) = known else {
                let what = format!("`{slot}` is no slot of the framework it names");
                return self.refuse("pledge-unknown-slot", place, what, "Name a slot of the framework, or none.");
            };
            if !known.is_verified() {
                let what = format!("the text of {slot} has not been compared with its source");
                let remedy = "Enter the text with the source's address and digest into the framework file.";
                self.problems.push(Problem::new(
                    "pledge-text-unverified",
                    Severity::Info,
                    Action::Kept,
                    place,
                    what,
                    remedy,
                ));
            }
            themes.extend(known.themes.iter().map(String::as_str));
        }
        let stated = text(value, "/status").unwrap_or_default();
        let mut status = STATUSES.into_iter().find(|known| *known == stated);
        if status.is_none() {
            let place = Place { pointer: "/status".into(), ..place.clone() };
            let what = format!("`{stated}` is no status; counted as pledged");
            let remedy = "Use pledged, evidenced, contested, breached or withdrawn.";
            self.problems.push(Problem::new(
                "unknown-status",
                Severity::Warning,
                Action::Changed,
                place,
                what,
                remedy,
            ));
        }
        let evidence = value.pointer("/evidence").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
        if status == Some("evidenced") && !evidence {
            let place = Place { pointer: "/evidence".into(), ..place.clone() };
            let remedy = "Name the evidence with its digest.";
            let what = "the pledge says evidenced and names no evidence; counted as pledged";
            self.problems.push(Problem::new(
                "evidenced-without-evidence",
                Severity::Warning,
                Action::Changed,
                place,
                what,
                remedy,
            ));
            status = Some("pledged");
        }
        let status = status.unwrap_or("pledged");
        let own = self.vendor(vendor, name);
        own.pledges += 1;
        *own.by_status.entry(status).or_default() += 1;
        if status != "withdrawn" {
            self.cross_check(text(value, "/id").unwrap_or_default(), vendor, framework, &themes);
        }
    }

    fn cross_check(&mut self, pledge: &str, vendor: &str, framework: Option<&Framework>, themes: &[&str]) {
        let (Some(framework), Some(clauses)) = (framework, self.clauses) else { return };
        let mut wanted: Vec<&str> = Vec::new();
        for theme in framework.themes.iter().filter(|theme| themes.contains(&theme.id.as_str())) {
            for clause in &theme.clauses {
                if !wanted.contains(&clause.as_str()) {
                    wanted.push(clause);
                }
            }
        }
        for clause in wanted {
            let mut best: Option<CrossCheck> = None;
            for document in clauses.documents.iter().filter(|document| document.vendor.as_deref() == Some(vendor)) {
                let Some(verdict) = document.clauses.iter().find(|verdict| verdict.id == clause) else { continue };
                let Some(outcome) = Outcome::of(&verdict.verdict) else { continue };
                if best.as_ref().is_none_or(|best| outcome > best.outcome) {
                    best = Some(CrossCheck {
                        pledge: pledge.to_owned(),
                        vendor: vendor.to_owned(),
                        clause: clause.to_owned(),
                        document_sha256: document.document.sha256.clone(),
                        verdict: verdict.verdict.clone(),
                        outcome,
                    });
                }
            }
            self.rows.extend(best);
        }
    }

    fn review(&mut self, value: &Value, place: &Place, vendor: &str, name: &str) {
        let (mut scored, mut unscored, mut sum) = (0, 0, Rational::from_integer(0.into()));
        let criteria = value.pointer("/criteria").and_then(Value::as_array).unwrap_or_default();
        for (at, criterion) in criteria.iter().enumerate() {
            let stated = criterion.get("score").filter(|score| **score != Value::Null);
            match stated.and_then(score) {
                Some(score) => {
                    scored += 1;
                    sum += score;
                }
                None => unscored += 1,
            }
            if stated.is_some_and(|stated| score(stated).is_none()) {
                let place = Place { pointer: format!("/criteria/{at}/score"), ..place.clone() };
                let what = "the score is no number from 0 to 4; counted as unscored";
                let remedy = "Write a number from 0 to 4, or null.";
                self.problems.push(Problem::new(
                    "score-out-of-range",
                    Severity::Warning,
                    Action::Kept,
                    place,
                    what,
                    remedy,
                ));
            }
        }
        let deadline =
            |name: &str| integer(value, name).and_then(|count| u64::try_from(count).ok()).unwrap_or_default();
        let (due, met) = (deadline("/deadlines/due"), deadline("/deadlines/met"));
        let silent = value.pointer("/vendor_reply").is_none_or(|reply| *reply == Value::Null);
        let own = self.vendor(vendor, name);
        own.reviews += 1;
        own.scored += scored;
        own.unscored += unscored;
        own.deadlines.due = own.deadlines.due.saturating_add(due);
        own.deadlines.met = own.deadlines.met.saturating_add(met);
        own.without_reply += u64::from(silent);
        *self.scores.entry(vendor.to_owned()).or_insert_with(|| Rational::from_integer(0.into())) += sum;
    }

    fn close(mut self) -> Commitments {
        for (id, sum) in &self.scores {
            if let Some(vendor) = self.vendors.get_mut(id).filter(|vendor| vendor.scored > 0) {
                vendor.mean_score = Some(to_decimal(&(sum / Rational::from_integer(vendor.scored.into())), 2));
            }
        }
        let summary = |framework: &Framework| FrameworkSummary {
            id: framework.id.clone(),
            slots: framework.slots.len() as u64,
            verified: framework.slots.iter().filter(|slot| slot.is_verified()).count() as u64,
        };
        self.problems.sort_by(|a, b| a.place.cmp(&b.place));
        Commitments {
            frameworks: self.frameworks.iter().map(summary).collect(),
            vendors: self.vendors.into_values().collect(),
            cross_check: self.rows,
            problems: self.problems,
        }
    }
}

/// A score from 0 to 4.
fn score(stated: &Value) -> Option<Rational> {
    let limits = Rational::from_integer(0.into())..=Rational::from_integer(4.into());
    stated.as_number().and_then(parse).filter(|score| limits.contains(score))
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_text)
}

fn integer(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer).and_then(Value::as_integer)
}

/// The vendor's id and name; the vendor may stand as an object or as its id alone.
fn vendor(value: &Value) -> Option<(&str, &str)> {
    let id = text(value, "/vendor/id").or_else(|| text(value, "/vendor")).filter(|id| !id.is_empty())?;
    Some((id, text(value, "/vendor/name").unwrap_or_default()))
}

fn contract_of(value: &Value, at: &str) -> (String, String) {
    let part = |name: &str| text(value, &format!("{at}/{name}")).unwrap_or_default().to_owned();
    (part("ocid"), part("contract_id"))
}
