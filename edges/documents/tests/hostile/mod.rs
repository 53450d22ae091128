//! Files made to harm: bombs, circles, cuts, noise. Each ends, within the counted limits, and says what it left out.

mod docx;
mod pdf;
mod random;
mod sheet;

use base::document::Extracted;
use documents::extract;

/// Reads a file and checks what holds for every answer.
pub(crate) fn read(bytes: &[u8]) -> Extracted {
    let extracted = extract(bytes);
    assert!(!extracted.pages.is_empty());
    let mut end = 0;
    for page in &extracted.pages {
        assert!(page.start == end && page.end >= page.start, "pages leave no gap: {:?}", extracted.pages);
        assert!(extracted.text.is_char_boundary(page.end));
        assert!(!page.readable || page.chars >= documents::MIN_VISIBLE);
        end = page.end;
    }
    assert_eq!(end, extracted.text.len());
    assert!(extracted.text.len() <= documents::MAX_TEXT.max(bytes.len()));
    assert!(extracted.pages.len() <= documents::MAX_PAGES + 1);
    if extracted.pages.iter().any(|page| !page.readable) {
        assert!(!extracted.problems.is_empty(), "a page that is unread has a reason");
    }
    extracted
}

/// The codes of the problems but `page-unread`, which follows from the pages.
pub(crate) fn codes(extracted: &Extracted) -> Vec<&str> {
    extracted.problems.iter().map(|problem| &problem.code[..]).filter(|code| *code != "page-unread").collect()
}

#[test]
fn a_megabyte_of_open_elements() {
    for tag in [
        "<div>",
        "<b>",
        "<p><b>",
        "<table><tr><td>",
        "<ul><li>",
        "<p hidden>",
        "<svg/>",
        "<a b=c>",
        "<!--",
        "&amp",
        "</p>",
    ] {
        let html = format!("<!doctype html><p>begin{}end", tag.repeat((1 << 20) / tag.len()));
        let extracted = read(html.as_bytes());
        assert_eq!(extracted.media_type, "text/html", "{tag}");
        assert!(extracted.text.starts_with("begin"), "{tag}");
    }
}

#[test]
fn elements_that_close_each_other_from_afar() {
    // Looking back through all open elements for each new one would take days.
    let html = format!("<p>{}{}", "<b>".repeat(100_000), "<hr>".repeat(100_000));
    read(html.as_bytes());
    let html = format!("<div>{}{}</div>", "<i>".repeat(100_000), "</b>".repeat(100_000));
    read(html.as_bytes());
}

#[test]
fn one_huge_word_and_nothing_but_nul() {
    let word = "a".repeat(8 << 20);
    assert_eq!(read(word.as_bytes()).text.len(), 8 << 20);
    assert_eq!(read(format!("<p>{word}").as_bytes()).text.len(), 8 << 20);
    let nothing = read(&vec![0; 1 << 20]);
    assert_eq!((nothing.text.len(), nothing.pages[0].readable), (1 << 20, false));
    assert_eq!(read(format!("<p>{}", "\0".repeat(1 << 20)).as_bytes()).text, "");
    assert!(!read(b"").pages[0].readable);
}

#[test]
fn many_pages_of_nothing() {
    let feeds = read(&vec![12; 100_000]);
    assert_eq!((feeds.text.len(), feeds.pages.last().unwrap().readable), (100_000, false));
}

#[test]
fn other_formats_are_not_taken_for_text() {
    for (bytes, media_type) in [
        (&b"{\\rtf1 The auditor may audit.}"[..], "application/rtf"),
        (b"%!PS-Adobe-3.0", "application/postscript"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", "application/x-ole-storage"),
        (b"\x89PNG\r\n", "image/png"),
    ] {
        let extracted = read(bytes);
        assert_eq!((&extracted.media_type[..], &extracted.text[..]), (media_type, ""));
        assert_eq!(codes(&extracted), ["format-not-read"]);
    }
}
