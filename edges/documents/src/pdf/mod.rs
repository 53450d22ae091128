//! PDF: the text layer, page by page.
//!
//! A reader of our own rather than a library: what a file may cost is counted step by step, no part of it can panic on
//! broken input, and the same bytes give the same text in every build.

mod cmap;
mod content;
mod file;
mod filter;
mod font;
mod glyph;
mod layout;
mod object;
mod widths;

use crate::budget::Budget;
use crate::{finish, problem, unread};
use base::document::Extracted;
use base::{Action, Severity};
use content::Content;
use file::{File, PageObject};
use object::{Dict, Object};

const PDF: &str = "application/pdf";
/// Share of the page, in percent, from which a picture counts as a scan of it.
const SCAN_PERCENT: f64 = 50.0;
/// Visible characters below which a page with such a picture counts as unread: a stamp, a footer, a page number.
const SCAN_CHARS: usize = 300;

/// Why a page counts as unread, although text may have come out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Mirrored,
    Unknown,
    Scan,
}

/// Reads a PDF file.
pub(crate) fn extract(bytes: &[u8], budget: &mut Budget) -> Extracted {
    let Some(mut file) = File::open(bytes, budget) else { return not_a_pdf(budget) };
    if file.is_encrypted() {
        let count = file.pages(budget).list.len().max(1);
        let mut extracted = unread(
            PDF,
            problem(
                "encrypted",
                Severity::Error,
                Action::Kept,
                "the file is encrypted; its text cannot be read without a key",
                "Publish the document without encryption: until then it counts as unread.",
            ),
        );
        extracted.pages = vec![extracted.pages[0]; count];
        return extracted;
    }
    let pages = file.pages(budget);
    if pages.list.is_empty() {
        return not_a_pdf(budget);
    }
    let mut content = Content::default();
    let mut doubts = Vec::new();
    let mut cut = pages.incomplete;
    let count = pages.list.len();
    for (i, page) in pages.list.iter().enumerate() {
        if !budget.step(1) || content.layout.flow.full() {
            cut = true;
            break;
        }
        let before = file.damaged;
        doubts.push(show(&mut content, page, &mut file, budget));
        if file.damaged && !before {
            cut = true;
        }
        content.layout.flow.end_page(i + 1 < count);
    }
    let mut problems = Vec::new();
    if file.repaired || pages.incomplete || file.damaged {
        problems.push(problem(
            "pdf-damaged",
            Severity::Warning,
            Action::Kept,
            match (cut, file.repaired) {
                (true, _) => "the file is damaged: pages or parts of pages are missing",
                (false, true) => "the file's table of objects is broken; it was made anew from the objects found",
                (false, false) => "a part of the file is damaged",
            },
            "Get the whole file, or save it again: what is missing counts as unread.",
        ));
    }
    let mut extracted = finish(PDF, content.layout.flow, cut, problems, budget);
    for (page, doubt) in extracted.pages.iter_mut().zip(&doubts) {
        page.readable &= doubt.is_none();
    }
    for (doubt, code, what, remedy) in [
        (
            Doubt::Mirrored,
            "visual-order",
            "right-to-left text is stored mirrored, in the order of its places on the page",
            "Publish the text as docx, html or txt: putting it back into reading order would be a guess.",
        ),
        (
            Doubt::Unknown,
            "no-unicode",
            "fonts do not say which characters their glyphs are",
            "Save the document as PDF again with Unicode maps, or publish its text beside it.",
        ),
        (
            Doubt::Scan,
            "page-is-picture",
            "a picture covers most of the page, with hardly any text beside it",
            "Publish the scanned text too, as txt, html or docx, or a PDF with a text layer.",
        ),
    ] {
        let pages: Vec<usize> = (1..).zip(&doubts).filter(|(_, d)| **d == Some(doubt)).map(|(n, _)| n).collect();
        if !pages.is_empty() {
            let what = format!("pages {} count as unread: {what}", ranges(&pages));
            extracted.problems.push(problem(code, Severity::Warning, Action::Kept, what, remedy));
        }
    }
    let bare = doubts.iter().all(|doubt| matches!(doubt, None | Some(Doubt::Scan)));
    if bare && !cut && budget.spent().is_none() && extracted.pages.iter().all(|page| !page.readable) {
        extracted.problems.push(problem(
            "no-text-layer",
            Severity::Error,
            Action::Kept,
            "no page has a text layer: the document is a scan or a drawing",
            "Publish its text too, as txt, html or docx, or a PDF with a text layer.",
        ));
    }
    extracted
}

fn not_a_pdf(budget: &Budget) -> Extracted {
    let mut extracted = unread(
        PDF,
        problem(
            "not-a-pdf",
            Severity::Error,
            Action::Refused,
            "the file begins like a PDF and holds no pages",
            "Get the file again: it is cut off or damaged.",
        ),
    );
    extracted.problems.extend(budget.spent().map(crate::limit));
    extracted
}

/// Shows one page; says why it cannot be relied on, if so.
fn show(content: &mut Content, page: &PageObject, file: &mut File<'_>, budget: &mut Budget) -> Option<Doubt> {
    content.layout.begin();
    content.picture = 0.0;
    let node = file.resolve(&page.node, budget);
    let empty = Dict::new();
    let dict = node.dict().unwrap_or(&empty);
    let own = dict.get(&b"Resources"[..]);
    let none = Object::Null;
    let resources = own.or(page.resources.as_deref()).unwrap_or(&none);
    let mut data = Vec::new();
    let streams = match file.entry(dict, b"Contents", budget) {
        Object::Array(list) => list,
        one => vec![one],
    };
    for stream in streams {
        if let Object::Stream(dict, at) = file.resolve(&stream, budget) {
            data.extend(file.data(&dict, at, budget).unwrap_or_default());
            data.push(b'\n');
        }
        if !budget.step(1) {
            break;
        }
    }
    content.run(&data, resources, [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], file, budget);
    annotations(content, dict, file, budget);
    let box_of_page = file.entry(dict, b"MediaBox", budget);
    let sides: Vec<f64> = box_of_page.array().unwrap_or_default().iter().filter_map(Object::number).collect();
    let area = match sides[..] {
        [a, b, c, d] if ((c - a) * (d - b)).abs() > 1.0 => ((c - a) * (d - b)).abs(),
        _ => 612.0 * 792.0,
    };
    let scan = content.picture * 100.0 >= SCAN_PERCENT * area;
    if scan {
        content.layout.flow.picture();
    }
    let layout = &content.layout;
    let letters = layout.known + layout.unknown;
    if layout.mirrored * 10 > layout.logical && (layout.mirrored >= 20 || layout.mirrored * 10 >= letters.max(1)) {
        Some(Doubt::Mirrored)
    } else if layout.unknown * 10 > letters {
        Some(Doubt::Unknown)
    } else if scan && (crate::MIN_VISIBLE..SCAN_CHARS).contains(&layout.inked) && layout.inked * 2 > layout.known {
        Some(Doubt::Scan)
    } else {
        None
    }
}

/// Shows the fields of a form and other text that stands on the page as annotations.
fn annotations(content: &mut Content, page: &Dict, file: &mut File<'_>, budget: &mut Budget) {
    let list = file.entry(page, b"Annots", budget);
    for item in list.array().unwrap_or_default() {
        let item = file.resolve(item, budget);
        let Some(dict) = item.dict() else { continue };
        let kind = file.entry(dict, b"Subtype", budget);
        let hidden = file.entry(dict, b"F", budget).int().is_some_and(|flags| flags & 0b10_0010 != 0);
        if hidden || !matches!(kind.name(), Some(b"Widget" | b"FreeText" | b"Stamp")) {
            continue;
        }
        let appearance = file.entry(dict, b"AP", budget);
        let Some(appearance) = appearance.dict() else { continue };
        let Object::Stream(form, at) = file.entry(appearance, b"N", budget) else { continue };
        let place = file.entry(dict, b"Rect", budget);
        let corner: Vec<f64> = place.array().unwrap_or_default().iter().filter_map(Object::number).collect();
        let [x, y, ..] = corner[..] else { continue };
        let resources = form.get(&b"Resources"[..]).cloned().unwrap_or(Object::Null);
        if let Some(data) = file.data(&form, at, budget) {
            content.run(&data, &resources, [1.0, 0.0, 0.0, 1.0, x, y], file, budget);
        }
    }
}

/// Numbers as runs: 1-3, 7.
fn ranges(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *n => *last = *n,
            _ => runs.push((*n, *n)),
        }
    }
    let more = runs.len().saturating_sub(20);
    let mut words: Vec<String> =
        runs.iter().take(20).map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") }).collect();
    if more > 0 {
        words.push(format!("and {more} more runs"));
    }
    words.join(", ")
}
