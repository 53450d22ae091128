//! What becomes of a report on its way to paper: texts stay texts, nothing is dropped, nothing is drawn as an empty box.

use print::{PrintError, pdf};
use std::path::PathBuf;

/// A report with this body.
fn report(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\"><title>A report</title></head>\
         <body><main><h1>A report</h1>{body}</main></body></html>"
    )
}

fn print(body: &str) -> Result<Vec<u8>, PrintError> {
    pdf(&report(body), "2026-03-31", &[])
}

/// The words on the pages, as this workspace's own reader of documents finds them; white space left out.
fn words(pdf: &[u8]) -> String {
    documents::extract(pdf).text.split_whitespace().collect()
}

#[test]
fn what_looks_like_markup_or_code_is_printed_as_it_stands() {
    for text in [
        "#panic(1)",
        "*b* _i_ = h",
        "$x$ // c",
        "#sys.inputs",
        "\\u{41} @r &amp;lt;b&amp;gt;",
        "[#read(\"/etc/passwd\")]",
    ] {
        let shown = text.replace("&amp;lt;b&amp;gt;", "&lt;b&gt;");
        let shown: String = shown.split_whitespace().collect();
        for body in [format!("<p>{text}</p>"), format!("<h2>{text}</h2>"), format!("<pre><code>{text}</code></pre>")]
        {
            let pages = print(&body).unwrap();
            assert!(words(&pages).contains(&shown), "{body}: {}", words(&pages));
        }
    }
}

#[test]
fn every_form_of_a_report_has_its_place_on_paper() {
    let body = "<nav><ol><li><a href=\"#one\">First</a></li></ol></nav><h2 id=\"one\">First</h2>\
        <p class=\"note\">Note <b>bold</b> <i>slanted</i> <a href=\"https://example.org\">outside</a> <a href=\"#gone\">nowhere</a></p>\
        <dl><dt>Name</dt><dd>said</dd><dd>again</dd></dl><ul><li>point<ul><li>under</li></ul></li></ul><hr>\
        <table><caption>Counts</caption><thead><tr><th scope=\"col\">Head</th><td></td></tr></thead>\
        <tbody><tr><th scope=\"row\">Row</th><td>7</td></tr><tr><td colspan=\"2\">wide</td></tr></tbody></table>\
        <p>Lead</p><figure><svg role=\"img\" viewBox=\"0 0 10 10\" width=\"10\" height=\"10\"><title>A dot</title>\
        <circle cx=\"5\" cy=\"5\" r=\"4\"/></svg><figcaption>Below</figcaption></figure>\
        <p dir=\"auto\">\u{5e9}\u{5dc}\u{5d5}\u{5dd}</p>";
    let pages = print(body).unwrap();
    let found = words(&pages);
    for word in [
        "First",
        "Notebold",
        "outside",
        "nowhere",
        "Name:said",
        "again",
        "under",
        "Counts",
        "Head",
        "wide",
        "Lead",
        "Below",
    ] {
        assert!(found.contains(word), "{word}: {found}");
    }
    let raw = String::from_utf8_lossy(&pages);
    for tag in [
        "/StructTreeRoot",
        "/S/H1",
        "/S/H2",
        "/S/TH",
        "/Scope/Row",
        "/Scope/Column",
        "/S/Figure",
        "/Alt(A dot)",
        "/Lang(en)",
        "D:20260331000000",
    ] {
        assert!(raw.contains(tag), "{tag} is not in the file");
    }
    assert_eq!(pages, print(body).unwrap(), "the same report gives the same bytes");
}

#[test]
fn a_table_shows_its_caption_where_the_heading_above_does_not_say_it() {
    let table =
        |caption: &str| format!("<table><caption>{caption}</caption><tbody><tr><td>7</td></tr></tbody></table>");
    let pages =
        print(&format!("<h2>Votes</h2><p>x</p>{}{}", table(" Votes "), table("Who <bdi>signed</bdi>"))).unwrap();
    assert!(words(&pages).contains("Votesx7Whosigned7"), "{}", words(&pages));
    let raw = String::from_utf8_lossy(&pages);
    let tags = ["/Summary(Votes)", "/S/Caption", "/S/Table", "/S/Figure"].map(|tag| raw.matches(tag).count());
    assert_eq!(tags, [1, 1, 2, 0], "the caption is its table's");
    let rows = "<tr><td>7</td></tr>".repeat(200);
    let long = format!(
        "<table><caption>Long</caption><thead><tr><th scope=\"col\">Head</th></tr></thead><tbody>{rows}</tbody></table>"
    );
    let found = words(&print(&long).unwrap());
    let counts = ["Long", "Head", "7"].map(|word| found.matches(word).count());
    assert!(counts[0] == 1 && counts[1] > 3 && counts[2] >= 200, "goes on with its head over pages: {counts:?}");
}

#[test]
fn what_has_no_form_on_paper_is_refused_by_name() {
    for (body, named) in [
        ("<script>1</script>", "script"),
        ("<img src=\"a.png\">", "img"),
        ("<form></form>", "form"),
        ("<ul><p>x</p></ul>", "<p>"),
        ("<table><tr><p>x</p></tr></table>", "<p>"),
        ("<p>left open", "</main> closes <p>"),
        ("</p>", "</p> closes <main>"),
        ("<p><b></p></b>", "</p> closes <b>"),
        ("<p title=\"a>", "eof"),
        ("<code>a<b>c</b></code>", "<code>"),
        ("<svg width=\"9\" height=\"9\"></svg>", "words"),
        ("<svg role=\"img\"></svg>", "width"),
        ("<svg width=\"9\" height=\"9\"><title>x</title><image href=\"a\"></image></svg>", "<image>"),
    ] {
        let error = print(body).unwrap_err();
        assert!(matches!(&error, PrintError::Html(what) if what.contains(named)), "{body}: {error}");
    }
    let nested = |levels: usize| format!("{}x{}", "<div>".repeat(levels), "</div>".repeat(levels));
    assert!(print(&nested(21)).is_ok(), "the typesetter goes as deep as the reader");
    assert!(matches!(print(&nested(22)), Err(PrintError::Html(_))));
    assert!(matches!(pdf(&report("x"), "yesterday", &[]), Err(PrintError::Date(_))));
    assert!(matches!(pdf("<p>no head</p>", "2026-03-31", &[]), Err(PrintError::Html(_))));
}

#[test]
fn a_letter_that_no_font_has_is_named_and_never_drawn_as_a_box() {
    for (body, letter) in [
        ("<p>\u{645}\u{631}\u{62d}\u{628}\u{627}</p>", '\u{645}'),
        ("<code>\u{645}</code>", '\u{645}'),
        ("<table><caption>\u{645}</caption><tr><td>x</td></tr></table>", '\u{645}'),
        ("<p>\u{10ffff}</p>", '\u{10ffff}'),
        ("<p>\u{10fffd}</p>", '\u{10fffd}'),
        ("<p>a\u{1}b</p>", '\u{1}'),
        ("<svg width=\"9\" height=\"9\"><title>x</title><text>\u{645}</text></svg>", '\u{645}'),
    ] {
        let error = print(body).unwrap_err();
        assert!(matches!(&error, PrintError::Fonts(letters) if letters.contains(&letter)), "{body}: {error}");
    }
    let nowhere = [PathBuf::from("no/such/folder")];
    assert!(pdf(&report("<p>plain</p>"), "2026-03-31", &nowhere).is_ok());
}

#[test]
fn a_wide_table_turns_the_page_and_long_words_break() {
    let heads: String = (0..14).map(|n| format!("<th scope=\"col\">Technology{n}</th>")).collect();
    let pages = print(&format!("<h2>Wide</h2><table><thead><tr>{heads}</tr></thead></table>")).unwrap();
    assert!(String::from_utf8_lossy(&pages).contains("/MediaBox[0 0 841"), "no page is turned");
    let digest = "0123456789abcdef".repeat(4);
    let pages = print(&format!("<p><code>{digest}</code></p><p>{}</p>", "x".repeat(400))).unwrap();
    assert!(words(&pages).contains(&digest) && words(&pages).contains(&"x".repeat(400)));
}
