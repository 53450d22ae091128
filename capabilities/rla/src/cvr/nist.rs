//! NIST SP 1500-103, *Cast Vote Records Common Data Format*, version 1.0, as JSON and as XML.
//!
//! Names stand behind the records, so both are read twice: once for `Election`, once for the records.

use super::{Card, Mark, Names, Reading, Voted, json, refuse, xml};
use crate::model::Audit;
use base::{Place, Problem};
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, Read};

/// The first text of a key: JSON has it as it is, XML as a list of elements.
fn text(value: &Value, key: &str) -> String {
    let one = match &value[key] {
        Value::Array(list) => list.first().unwrap_or(&Value::Null),
        other => other,
    };
    match one {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The ids of a key that may hold several: in JSON a list, in XML one text with spaces between.
fn ids(value: &Value, key: &str) -> Vec<String> {
    let split = |v: &Value| v.as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    match &value[key] {
        Value::Array(list) => list.iter().flat_map(split).collect(),
        other => split(other),
    }
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

/// `@id` in JSON, `@ObjectId` in XML.
fn object_id(value: &Value) -> String {
    let id = text(value, "@id");
    if id.is_empty() { text(value, "@ObjectId") } else { id }
}

fn election(value: &Value, names: &mut Names) {
    let candidates: HashMap<String, String> =
        list(value, "Candidate").map(|c| (object_id(c), text(c, "Name"))).collect();
    for contest in list(value, "Contest") {
        names.contests.insert(object_id(contest), text(contest, "Name"));
        for selection in list(contest, "ContestSelection") {
            // A ticket of several candidates is one selection.
            let of: Vec<String> =
                ids(selection, "CandidateIds").iter().filter_map(|id| candidates.get(id)).cloned().collect();
            let name = if of.is_empty() { text(selection, "Selection") } else { of.join(" / ") };
            names.choices.insert(object_id(selection), name);
        }
    }
}

/// Names of contests and selections in a JSON report.
pub fn nist_json_names(reader: impl Read) -> (Names, Vec<Problem>) {
    let mut names = Names::default();
    let problems = json::elements(
        reader,
        "Election",
        &mut |_, raw| election(&serde_json::from_str(raw).unwrap_or_default(), &mut names),
        &mut |_, _| {},
        &[],
    );
    (names, problems)
}

/// Names of contests and selections in an XML report.
pub fn nist_xml_names(reader: impl BufRead) -> (Names, Vec<Problem>) {
    let mut names = Names::default();
    let read = xml::elements(reader, &["Election", "CVR"], &mut |name, value| {
        if name == "Election" {
            election(&value, &mut names);
        }
    });
    (names, read.err().map(broken).into_iter().collect())
}

fn broken(what: String) -> Problem {
    let limit = what.contains("16 MiB") || what.contains("64 levels");
    let code = if limit { "RLA-LIMIT" } else { "RLA-FORMAT" };
    refuse(code, &Place::default(), what, "Export the file again; what stands before this place was read.")
}

/// Reads the records of a JSON report: of each the snapshot that `CurrentSnapshotId` names.
pub fn nist_json(audit: &Audit, names: &Names, reader: impl Read, each: &mut dyn FnMut(Card)) -> Vec<Problem> {
    let mut reading = Reading::new(audit, names, each);
    let found = json::elements(
        reader,
        "CVR",
        &mut |n, raw| record(&mut reading, &serde_json::from_str(raw).unwrap_or_default(), n),
        &mut |_, _| {},
        &[],
    );
    let mut problems = reading.problems;
    problems.extend(found);
    problems
}

/// Reads the records of an XML report, as [`nist_json`] does.
pub fn nist_xml(audit: &Audit, names: &Names, reader: impl BufRead, each: &mut dyn FnMut(Card)) -> Vec<Problem> {
    let mut reading = Reading::new(audit, names, each);
    let mut n = 0;
    let read = xml::elements(reader, &["CVR"], &mut |_, value| {
        record(&mut reading, &value, n);
        n += 1;
    });
    let mut problems = reading.problems;
    problems.extend(read.err().map(broken));
    problems
}

fn record(reading: &mut Reading<'_, '_>, cvr: &Value, n: usize) {
    let place = Place { input: 0, line: 0, pointer: format!("/CVR/{n}") };
    let current = text(cvr, "CurrentSnapshotId");
    let snapshots = list(cvr, "CVRSnapshot").filter(|s| object_id(s) == current);
    let [snapshot] = snapshots.collect::<Vec<_>>()[..] else {
        let what = format!("the current snapshot `{current}` does not stand there exactly once");
        reading.problems.push(refuse("RLA-FORMAT", &place, what, "Export the record again; it was not read."));
        return;
    };
    let (batch, position) = (text(cvr, "BatchId"), text(cvr, "BatchSequenceId"));
    let mut card = text(cvr, "UniqueId");
    if card.is_empty() && !batch.is_empty() && !position.is_empty() {
        card = format!("{batch}-{position}");
    }
    let mut contests = Vec::new();
    for contest in list(snapshot, "CVRContest") {
        let mut marks: Vec<Mark> = Vec::new();
        for selection in list(contest, "CVRContestSelection") {
            for position in list(selection, "SelectionPosition").filter(|p| text(p, "HasIndication") == "yes") {
                let allocable = text(position, "IsAllocable");
                if allocable == "unknown" {
                    // A write-in, or a mark that waits for adjudication: what the record counts stands.
                    let what =
                        format!("contest `{}`: whether a mark counts is not known yet", text(contest, "ContestId"));
                    let remedy = "Adjudicate the record; until then the number of votes that it states was read.";
                    let severity = base::Severity::Warning;
                    let found = Problem::new("RLA-CELL", severity, base::Action::Kept, place.clone(), what, remedy);
                    reading.problems.push(found);
                }
                let stated = text(selection, "TotalNumberVotes").parse::<u64>().is_ok_and(|n| n > 0);
                if matches!(allocable.as_str(), "yes" | "") || (allocable == "unknown" && stated) {
                    let rank = [text(selection, "Rank"), text(position, "Rank")];
                    let rank = rank.iter().find_map(|r| r.parse().ok()).unwrap_or(0);
                    marks.push((text(selection, "ContestSelectionId"), String::new(), rank));
                    break;
                }
            }
        }
        let overvoted = list(contest, "Status").any(|s| s == "overvoted") || text(contest, "Status") == "overvoted";
        contests.push(Voted { id: text(contest, "ContestId"), name: String::new(), marks, overvoted });
    }
    let style = text(cvr, "BallotStyleId");
    reading.take(Card { place, card, batch, position, style, ..Card::default() }, contests);
}
