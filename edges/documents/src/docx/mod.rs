//! Word documents (docx, ECMA-376): paragraphs, tables, list numbers, notes, headers and footers, page by page.
//!
//! Pages end where the file says so: page breaks, sections, and the places where Word last broke pages when it showed the
//! document. What is marked as deleted is left out, what is marked as inserted stands. Text that is hidden is left out.

mod body;
mod numbering;
mod package;
mod sheet;

pub use sheet::sheet;

use crate::budget::Budget;
use crate::flow::Flow;
use crate::{finish, problem, unread};
use base::document::Extracted;
use base::{Action, Severity};
use body::Body;
use package::Package;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Reads a zip file that may be a docx.
pub(crate) fn extract(bytes: &[u8], budget: &mut Budget) -> Extracted {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(problem) => return unread("application/zip", problem),
    };
    let relations = package.relationships("", budget);
    let main = relations.into_values().find(|relation| relation.kind == "officeDocument").and_then(|main| main.path);
    let main = main.filter(|path| package.has(path)).unwrap_or_else(|| "word/document.xml".to_owned());
    let Some((xml, whole)) = package.part(&main, budget) else {
        let what = "a zip file that holds no word processor document";
        let remedy = "Publish the text as docx, pdf, html or txt, each document in a file of its own.";
        let mut problems = package.problems;
        problems.push(problem("no-document-part", Severity::Error, Action::Refused, what, remedy));
        return Extracted { problems, ..unread("application/zip", crate::not_read("application/zip")) };
    };
    let mut body = Body::new(package, &main, budget);
    let complete = body.read(&main, &xml) && whole;
    let (flow, unread_part, package) = body.end();
    if flow.is_empty() && !complete && package.problems.iter().any(|problem| problem.code == "encrypted") {
        return Extracted { problems: package.problems, ..unread(DOCX, crate::not_read(DOCX)) };
    }
    finish(DOCX, flow, !complete || unread_part, package.problems, budget)
}

/// The text of one part of the document that stands by itself, as one flow.
fn text_of(flow: Flow) -> String {
    flow.finish(false).0.replace('\u{c}', "\n")
}
