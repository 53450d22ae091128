//! Word documents made to harm.

use super::{codes, read};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(super) const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A zip of these parts.
pub(super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(data).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document with this body.
pub(super) fn document(body: &str) -> Vec<u8> {
    zip(&[("_rels/.rels", RELS.as_bytes()), ("word/document.xml", xml(body).as_bytes())])
}

fn xml(body: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    )
}

pub(super) fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

const LONG: &str = "The auditor may inspect the register at any time and without asking anybody for leave.";

#[test]
fn a_zip_bomb_is_cut_at_the_counted_byte() {
    let bomb = document(&(paragraph(LONG) + &paragraph(&"a ".repeat(20 << 20))));
    assert!(bomb.len() < 800_000, "{}", bomb.len());
    let extracted = read(&bomb);
    assert!(codes(&extracted).contains(&"limit-reached"), "{:?}", extracted.problems);
    assert!(extracted.text.starts_with(LONG), "what came before the limit stands");
    assert!(!extracted.pages.last().unwrap().readable);
    assert_eq!(read(&bomb), extracted, "the same bytes at every try");
}

#[test]
fn a_zip_that_holds_itself_is_no_document() {
    // What a quine zip does to programs that open zips in zips: here nothing inside is opened.
    let inner = zip(&[("r.zip", b"PK\x03\x04")]);
    let outer = zip(&[("r/r.zip", &inner)]);
    let extracted = read(&outer);
    assert_eq!(codes(&extracted), ["no-document-part"]);
    let with_zip = zip(&[
        ("_rels/.rels", RELS.as_bytes()),
        ("word/document.xml", xml(&paragraph(LONG)).as_bytes()),
        ("word/embeddings/a.docx", &inner),
    ]);
    assert_eq!(read(&with_zip).text, LONG);
}

#[test]
fn names_that_lead_out_of_the_file_are_reported_and_not_followed() {
    let rels = RELS.replace("word/document.xml", "../../etc/passwd");
    let extracted = read(&zip(&[
        ("_rels/.rels", rels.as_bytes()),
        ("../../etc/passwd", b"<w:t>root</w:t>"),
        ("word/document.xml", xml(&paragraph(LONG)).as_bytes()),
    ]));
    assert_eq!((&extracted.text[..], &codes(&extracted)[..]), (LONG, &["zip-path"][..]));
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><document><body><p><r><t>&b;&x;&lt;ok&#33;</t></r></p></body></document>"#;
    let extracted = read(&zip(&[("word/document.xml", bomb.as_bytes())]));
    assert_eq!(extracted.text, "<ok!");
    assert!(codes(&extracted).contains(&"xml-entity"));
}

#[test]
fn nesting_and_broken_xml_end_with_what_was_read() {
    let deep = document(&(paragraph(LONG) + &"<w:sdt>".repeat(100_000)));
    let extracted = read(&deep);
    assert_eq!((&extracted.text[..], &codes(&extracted)[..]), (LONG, &["xml-broken"][..]));
    assert_eq!(extracted.pages.iter().map(|page| page.readable).collect::<Vec<_>>(), [true, false]);
    let broken = read(&document(&(paragraph(LONG) + "<w:p></w:r>")));
    assert_eq!((&broken.text[..], &codes(&broken)[..]), (LONG, &["xml-broken"][..]));
}

#[test]
fn bogus_sizes_are_reported() {
    let mut bytes = document(&paragraph(LONG));
    // The size in the central directory: 24 bytes after each of its signatures.
    let central: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == b"PK\x01\x02").collect();
    let at = central[1] + 24;
    bytes[at..at + 4].copy_from_slice(&7u32.to_le_bytes());
    let extracted = read(&bytes);
    assert_eq!((&extracted.text[..], &codes(&extracted)[..]), (LONG, &["zip-size"][..]));
}

#[test]
fn a_document_that_is_encrypted_or_no_zip_at_all() {
    let mut bytes = document(&paragraph(LONG));
    let central: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == b"PK\x01\x02").collect();
    bytes[central[1] + 8] |= 1;
    assert!(codes(&read(&bytes)).contains(&"encrypted"), "{:?}", read(&bytes).problems);
    assert_eq!(codes(&read(b"PK\x03\x04word/document.xml")), ["zip-broken"]);
}

#[test]
fn what_word_shows_is_what_is_read() {
    let body = concat!(
        r#"<w:p><w:r><w:t>kept </w:t></w:r><w:del w:id="1"><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>"#,
        r#"<w:ins w:id="2"><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><w:t>field </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF x</w:instrText></w:r><w:r><w:t>result</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><w:t>first</w:t><w:br/><w:t>second</w:t><w:tab/><w:t>third</w:t></w:r></w:p>"#,
        r#"<w:p xmlns:mc="m"><mc:AlternateContent><mc:Choice><w:r><w:t>chosen</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>other</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"#,
        r#"<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>عقد رقم 7</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>next page</w:t></w:r></w:p>"#,
    );
    let extracted = read(&document(body));
    assert_eq!(
        extracted.text,
        "kept new\n\nfield result\n\nfirst\nsecond\tthird\n\nchosen\n\nعقد رقم 7\u{c}next page"
    );
    assert_eq!(extracted.pages.len(), 2);
}

#[test]
fn numbers_notes_headers_and_pictures() {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    let relations = ["numbering", "styles", "footnotes", "header", "footer"]
        .map(|kind| format!(r#"<Relationship Id="{kind}" Type="{TYPE}{kind}" Target="{kind}.xml"/>"#));
    let numbering = concat!(
        r#"<numbering><abstractNum abstractNumId="3"><lvl ilvl="0"><start val="5"/><numFmt val="decimal"/><lvlText val="Clause %1."/></lvl>"#,
        r#"<lvl ilvl="1"><start val="1"/><numFmt val="lowerLetter"/><lvlText val="%1.(%2)"/></lvl></abstractNum>"#,
        r#"<num numId="1"><abstractNumId val="3"/></num><num numId="2"><abstractNumId val="3"/><lvlOverride ilvl="0"><startOverride val="9"/></lvlOverride></num></numbering>"#,
    );
    let styles = r#"<styles><style styleId="Base"><pPr><numPr><numId val="1"/></numPr></pPr></style><style styleId="Title1"><basedOn val="Base"/></style></styles>"#;
    let notes = r#"<footnotes><footnote id="0" type="separator"><p><r><t>-</t></r></p></footnote><footnote id="2"><p><r><t>the note</t></r></p></footnote></footnotes>"#;
    let item = |number: &str, level: &str, text: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let body = [
        r#"<w:p><w:pPr><w:pStyle w:val="Title1"/></w:pPr><w:r><w:t>styled</w:t></w:r></w:p>"#.to_owned(),
        item("1", "1", "sub"),
        item("1", "1", "sub"),
        item("1", "0", "item"),
        item("2", "0", "new start"),
        r#"<w:p><w:r><w:t>noted</w:t><w:footnoteReference w:id="2"/></w:r></w:p><w:p><w:r><w:br w:type="page"/><w:drawing><a:blip/></w:drawing></w:r></w:p>"#.to_owned(),
        r#"<w:sectPr><w:headerReference w:id="header"/><w:footerReference w:id="footer"/></w:sectPr>"#.to_owned(),
    ];
    let extracted = read(&zip(&[
        ("_rels/.rels", RELS.as_bytes()),
        ("word/_rels/document.xml.rels", format!("<Relationships>{}</Relationships>", relations.concat()).as_bytes()),
        ("word/document.xml", xml(&body.concat()).as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/header.xml", paragraph("the head").as_bytes()),
        ("word/footer.xml", paragraph(&"the foot ".repeat(20)).as_bytes()),
    ]));
    let expected = "the head\n\nClause 5. styled\n\n5.(a) sub\n\n5.(b) sub\n\nClause 6. item\n\nClause 9. new start\n\nnoted[1]\n\n[1] the note\u{c}";
    assert!(extracted.text.starts_with(expected), "{}", extracted.text);
    assert!(extracted.pages[0].readable);
    assert!(!extracted.pages[1].readable, "a picture under a footer is not read");
}
