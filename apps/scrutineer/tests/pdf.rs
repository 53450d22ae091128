//! Reports as PDF, as people make them: in five languages, twice the same, tagged, and with the words of the HTML report,
//! read by `pdftotext` (Debian: poppler-utils), which is not ours.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests, which say what they left out")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod run;

use run::{json, scrutineer, text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const LANGUAGES: [&str; 5] = ["en", "es", "fr", "pt", "ar"];

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")
}

/// Says that an outside part is missing, or fails where nothing may be.
fn skipped(what: &str) {
    assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "{what} is missing");
    println!("skipped: {what} is missing");
}

/// Text without white space, soft hyphens and marks of direction.
fn bare(text: &str) -> String {
    let unseen = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(|c| !unseen(*c)).collect()
}

/// What the pages of a PDF say, headers and footers left out; `None` where the outside reader is missing.
fn read(pdf: &Path, title: &str) -> Option<String> {
    let output = Command::new("pdftotext").args(["-raw", text(pdf), "-"]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = String::from_utf8(output.stdout).unwrap();
    let body = |(at, page): (usize, &str)| {
        let mut lines: Vec<String> = page.lines().map(bare).filter(|line| !line.is_empty()).collect();
        if at > 0 && lines.first() == Some(&bare(title)) {
            lines.remove(0);
        }
        let number = lines.pop().unwrap_or_default();
        let (page, pages) = number.split_once('/').unwrap_or_else(|| panic!("`{number}` is no number of a page"));
        assert!(page.parse::<u32>().unwrap() <= pages.parse::<u32>().unwrap());
        lines.concat()
    };
    Some(pages.split('\u{c}').filter(|page| !page.trim().is_empty()).enumerate().map(body).collect())
}

/// The texts of an HTML report, one for each block with its element, as a reader sees them. A caption that repeats the
/// heading above it is left out.
fn blocks(html: &str) -> Vec<(String, String)> {
    const INLINE: [&str; 7] = ["bdi", "code", "a", "strong", "em", "span", "b"];
    let mut texts = vec![(String::new(), String::new())];
    let mut hidden: Option<String> = None;
    let body = html.split_once("<body>").unwrap().1;
    for piece in body.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match &hidden {
            Some(own) if tag == format!("/{own}") => hidden = None,
            None if ["svg", "nav"].contains(&name.as_str()) => hidden = Some(name.clone()),
            _ => {}
        }
        if hidden.is_some() {
            continue;
        }
        if !INLINE.contains(&name.as_str()) {
            texts.push((name, String::new()));
        }
        texts.last_mut().unwrap().1.push_str(words);
    }
    let plain = |(name, text): (String, String)| {
        let text = bare(
            &text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&"),
        );
        (name, text)
    };
    let mut heading = String::new();
    let mut shown = |(name, text): &(String, String)| {
        if name.len() == 2 && name.starts_with('h') && !text.is_empty() {
            heading.clone_from(text);
        }
        !text.is_empty() && (name != "caption" || *text != heading)
    };
    texts.into_iter().map(plain).filter(|block| shown(block)).collect()
}

/// Texts that are not on the pages; a caption must be there as often as it stands in the report.
fn missing(blocks: &[(String, String)], found: &str) -> Vec<String> {
    let often = |text: &String| blocks.iter().filter(|(_, own)| own == text).count();
    let lacks = |(name, text): &&(String, String)| match name.as_str() {
        "caption" => found.matches(text.as_str()).count() < often(text),
        _ => !found.contains(text.as_str()),
    };
    blocks.iter().filter(lacks).map(|(_, text)| text.clone()).collect()
}

/// What stands in a text between two marks, each once.
fn between<'a>(text: &'a str, start: &str, end: &str) -> BTreeSet<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(found, _)| found).collect()
}

fn has_arabic_font() -> bool {
    Command::new("fc-list").args([":lang=ar", "family"]).output().is_ok_and(|found| !found.stdout.is_empty())
}

#[test]
fn the_sample_assessment_is_printed_in_five_languages_with_the_words_of_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let dossier = demo().join("assessment");
    let make = |format: &str, language: &str, name: &str| {
        let out = folder.path().join(format!("{language}-{name}.{format}"));
        let arguments =
            ["assess", "report", text(&dossier), "--format", format, "--language", language, "--out", text(&out)];
        json(&arguments, 0);
        std::fs::read(&out).unwrap()
    };
    for language in LANGUAGES {
        if language == "ar" && !has_arabic_font() {
            skipped("a font with Arabic letters (Debian: fonts-noto-core)");
            continue;
        }
        let html = String::from_utf8(make("html", language, "report")).unwrap();
        let pdf = make("pdf", language, "report");
        assert_eq!(pdf, make("pdf", language, "again"), "{language}: not the same twice");
        let raw = String::from_utf8_lossy(&pdf);
        let tags = [
            "/StructTreeRoot",
            "/MarkInfo<</Marked true",
            "/S/TH",
            "/S/Figure",
            "/Alt",
            "D:20260331000000",
            "pdfuaid",
        ];
        for tag in tags.iter().copied().chain([format!("/Lang({language})").as_str()]) {
            assert!(raw.contains(tag), "{language}: {tag} is not in the file");
        }
        let direction = if language == "ar" { "/Direction/R2L" } else { "/Direction/L2R" };
        assert!(raw.contains(direction), "{language}: {direction}");
        assert_eq!(raw.matches("/S/Figure").count(), html.matches("<figure>").count(), "{language}: figures");

        let title = between(&html, "<title>", "</title>").pop_first().unwrap().to_owned();
        let Some(found) = read(&folder.path().join(format!("{language}-report.pdf")), &title) else {
            skipped("pdftotext (Debian: poppler-utils)");
            continue;
        };
        assert!(found.contains(&bare(&title)), "{language}: the title");
        let recommendations = between(&html, "<h3 id=\"R", "\"");
        assert_eq!(recommendations.len(), 18);
        let digests: BTreeSet<&str> = between(&html, "<code dir=\"ltr\">", "</code>")
            .into_iter()
            .filter(|code| code.len() == 64 && code.chars().all(|c| c.is_ascii_hexdigit()))
            .collect();
        assert!(digests.len() >= 35, "{} digests", digests.len());
        for wanted in recommendations.iter().map(|id| format!("R{id}")).chain(digests.iter().map(ToString::to_string))
        {
            assert!(found.contains(&wanted), "{language}: {wanted} is not on the pages");
        }
        if language == "ar" {
            // A reader of pages puts right-to-left lines into an order of its own, and finds a letter with a vowel mark twice.
            let letters = |text: &str| text.chars().filter(|c| ('\u{620}'..='\u{64a}').contains(c)).count();
            let written: usize = blocks(&html).iter().map(|(_, block)| letters(block)).sum();
            let shown = letters(&found);
            assert!(shown >= written && shown < written * 11 / 10, "{shown} Arabic letters of {written}");
            continue;
        }
        let missing = missing(&blocks(&html), &found);
        assert!(missing.is_empty(), "{language}: {} texts are not on the pages: {missing:#?}", missing.len());
    }
}

#[test]
fn the_audit_of_a_party_vote_is_printed_with_the_words_of_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let board = demo().join("voting/leadership-finished.bel");
    let make = |format: &str| {
        let out = folder.path().join(format!("audit.{format}"));
        let arguments =
            ["voting", "audit-report", text(&board), "--format", format, "--language", "fr", "--out", text(&out)];
        json(&arguments, 0);
        out
    };
    let html = std::fs::read_to_string(make("html")).unwrap();
    let pdf = make("pdf");
    let title = between(&html, "<title>", "</title>").pop_first().unwrap().to_owned();
    let Some(found) = read(&pdf, &title) else { return skipped("pdftotext (Debian: poppler-utils)") };
    let blocks = blocks(&html);
    assert!(blocks.iter().any(|(name, _)| name == "caption"), "no caption to look for");
    let missing = missing(&blocks, &found);
    assert!(missing.is_empty(), "{} texts are not on the pages: {missing:#?}", missing.len());
}

#[test]
fn a_report_that_cannot_be_printed_is_exit_2_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let dossier = folder.path().join("dossier");
    json(&["assess", "new", text(&dossier), "--as-of", "2026-10-01", "--title", "Islands \u{10fffd}"], 0);
    let out = folder.path().join("report.pdf");
    let output = scrutineer(&["assess", "report", text(&dossier), "--format", "pdf", "--out", text(&out)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("U+10FFFD") && said.contains("font"), "{said}");
    assert!(!out.exists());
}
