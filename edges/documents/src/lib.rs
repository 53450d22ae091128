//! What does a contract file say, page by page? The text of txt, html, docx and pdf files, within counted limits.
//!
//! [`extract`] is a function of the bytes alone: the same file gives the same text on every machine, so that a reader can
//! repeat it. It never fails: what could not be read is a problem in the answer and a page marked unreadable.
//! [`extract_limited`] does the same in a child process, so that a defect of a parser cannot harm the caller.

mod budget;
mod child;
mod docx;
mod flow;
mod html;
mod number;
mod pdf;
mod txt;

pub use budget::{FREE_INFLATED, MAX_DEPTH, MAX_FILE, MAX_INFLATED, MAX_PAGES, MAX_RATIO, MAX_STEPS, MAX_TEXT};
pub use child::{DocumentsError, Limits, child_main, extract_limited};
pub use docx::sheet;
pub use flow::MIN_VISIBLE;

use base::document::{Extracted, Page};
use base::{Action, Place, Problem, Severity};
use budget::Budget;
use flow::Flow;

/// Version of the extraction method: rises whenever the same file could give another text.
pub const VERSION: u16 = 3;

/// Gets the text out of a document held in memory.
///
/// The answer covers the whole file: pages in order, byte offsets into `text`. It never panics and never fails;
/// problems say what could not be read (`no-text-layer`, `encrypted`, `not-a-pdf`, …). The type is found from the
/// content, never from a name.
pub fn extract(bytes: &[u8]) -> Extracted {
    let head = &bytes[..bytes.len().min(1024)];
    if bytes.len() > MAX_FILE {
        return unread("application/octet-stream", limit(&format!("it has more than {MAX_FILE} bytes")));
    }
    let budget = &mut Budget::new(bytes.len());
    if head.windows(5).any(|window| window == b"%PDF-") {
        pdf::extract(bytes, budget)
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        docx::extract(bytes, budget)
    } else if let Some(media_type) = unread_type(head) {
        unread(media_type, not_read(media_type))
    } else if html::is_html(head) {
        html::extract(bytes, budget)
    } else {
        txt::extract(bytes)
    }
}

/// The type of a file that is no text, or text that only a program understands.
fn unread_type(head: &[u8]) -> Option<&'static str> {
    const TYPES: [(&[u8], &str); 8] = [
        (b"{\\rtf", "application/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"%!PS", "application/postscript"),
        (b"\x89PNG", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"GIF8", "image/gif"),
    ];
    TYPES.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, media_type)| *media_type)
}

/// One page that says it was not read.
fn unread(media_type: &str, problem: Problem) -> Extracted {
    Extracted {
        media_type: media_type.to_owned(),
        text: String::new(),
        pages: vec![Page { start: 0, end: 0, chars: 0, readable: false }],
        problems: vec![problem],
    }
}

fn not_read(media_type: &str) -> Problem {
    problem(
        "format-not-read",
        Severity::Warning,
        Action::Kept,
        format!("the text of a file of type {media_type} cannot be got out"),
        "The file is published as it is and counts as unread; publish its text beside it as txt, html, docx or pdf.",
    )
}

fn limit(why: &str) -> Problem {
    problem(
        "limit-reached",
        Severity::Error,
        Action::Kept,
        format!("the document was not read to its end: {why}"),
        "What follows counts as unread; publish the text in a smaller or simpler file.",
    )
}

fn problem(code: &str, severity: Severity, action: Action, what: impl Into<String>, remedy: &str) -> Problem {
    Problem::new(code, severity, action, Place::default(), what, remedy)
}

/// Closes a text. `unread`: a rest of the document was not read.
fn finish(media_type: &str, flow: Flow, unread: bool, mut problems: Vec<Problem>, budget: &Budget) -> Extracted {
    if let Some(why) = budget.spent() {
        problems.push(limit(why));
    } else if flow.full() {
        problems.push(limit(&format!("it gives more than {MAX_TEXT} bytes of text or {MAX_PAGES} pages")));
    }
    let (text, pages) = flow.finish(unread || budget.spent().is_some());
    problems.extend(page_unread(&pages));
    Extracted { media_type: media_type.to_owned(), text, pages, problems }
}

/// What is said where pages hold too little text to count as read.
fn page_unread(pages: &[Page]) -> Option<Problem> {
    let unread = pages.iter().filter(|page| !page.readable).count();
    let what =
        format!("{unread} of {} pages hold fewer than {MIN_VISIBLE} visible characters that were read", pages.len());
    let remedy = "If a page is a picture of text, publish its text too: it counts as unread.";
    (unread > 0).then(|| problem("page-unread", Severity::Info, Action::Kept, what, remedy))
}
