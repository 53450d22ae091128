//! PDFs made to harm, and the ways of real ones that readers stumble over.

use super::{codes, read};

pub(super) const LONG: &str = "The auditor may inspect the register at any time, and asks nobody for leave.";

/// A file of these objects, numbered from 1, with a table of cross references; the first is the catalog.
pub(super) fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let table = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        out += &format!("{place:010} 00000 n \n");
    }
    out += &format!("trailer <</Size {} /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

fn stream(entries: &str, data: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>/Contents 5 0 R>>";

/// One page with this content; further objects begin with number 6.
pub(super) fn page(content: &str, more: &[String]) -> Vec<u8> {
    let mut objects =
        vec![CATALOG.to_owned(), PAGES.to_owned(), PAGE.to_owned(), FONT.to_owned(), stream("", content)];
    objects.extend_from_slice(more);
    pdf(&objects)
}

pub(super) fn shown(text: &str) -> String {
    format!("BT /F 10 Tf 50 700 Td ({text}) Tj ET")
}

#[test]
fn lines_words_cells_and_overlays() {
    let content = concat!(
        "BT /F 10 Tf 50 700 Td (First) Tj 40 0 Td (word) Tj 100 0 Td (cell) Tj -140 -12 Td (next line) Tj 0 -40 Td (paragraph) Tj ",
        "0 -12 Td [(k) 30 (ern) -300 (space)] TJ T* ET q 1 0 0 1 0 0 cm BT /F 10 Tf 0 1 -1 0 300 300 Tm (turned) Tj ET Q ",
        "BI /W 1 /H 1 ID \u{1}EI( EI /Span <</ActualText (real)>> BDC BT /F 10 Tf 50 90 Td (fake) Tj ET EMC",
    );
    assert_eq!(
        read(&page(content, &[])).text,
        "First word\tcell\nnext line\n\nparagraph\nkern space\n\nturned\n\nreal"
    );
}

#[test]
fn a_page_tree_that_runs_in_a_circle_ends() {
    let mut objects = vec![
        CATALOG.to_owned(),
        "<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 9>>".to_owned(),
        PAGE.to_owned(),
        FONT.to_owned(),
        stream("", &shown(LONG)),
    ];
    let extracted = read(&pdf(&objects));
    assert_eq!((extracted.text.trim_end_matches('\u{c}'), &codes(&extracted)[..]), (LONG, &["pdf-damaged"][..]));
    assert!(!extracted.pages.last().unwrap().readable, "nine pages were promised");
    // A tree as wide and deep as it can be: ten nodes of ten, each the same.
    objects[1] = "<</Type/Pages/Kids[6 0 R 6 0 R]/Count 2>>".to_owned();
    objects.push(format!("<</Type/Pages/Kids[{}]/Count 1>>", "3 0 R ".repeat(100_000)));
    assert!(codes(&read(&pdf(&objects))).contains(&"pdf-damaged"));
}

#[test]
fn a_reference_to_itself_is_nothing() {
    let extracted = read(&pdf(&["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "2 0 R".to_owned()]));
    assert_eq!(codes(&extracted), ["not-a-pdf"]);
    let looped = page(&shown(LONG), &[]);
    let looped = String::from_utf8(looped).unwrap().replace("/Length 99", "/Length 5 0 R").into_bytes();
    read(&looped);
}

#[test]
fn forms_in_forms_end() {
    // Each shows the next one ten times: ten to the power of sixteen, were it not for the counted steps.
    let forms: Vec<String> = (6..30)
        .map(|n| {
            stream(
                &format!("/Type/XObject/Subtype/Form/Resources<</XObject<</X {} 0 R>>>>", n + 1),
                &"/X Do ".repeat(10),
            )
        })
        .collect();
    let extracted = read(&page(&(shown(LONG) + " /X Do"), &forms));
    assert!(extracted.text.starts_with(LONG));
    assert!(codes(&extracted).contains(&"limit-reached"));
    let own = stream("/Type/XObject/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>", "/X Do /X Do");
    assert_eq!(read(&page(&(shown(LONG) + " /X Do"), &[own])).text, LONG);
}

#[test]
fn a_stream_that_inflates_for_ever_is_cut() {
    let mut bomb = vec![b' '; 32 << 20];
    bomb[..4].copy_from_slice(b"q Q ");
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&bomb, 9);
    let hex: String = packed.iter().map(|b| format!("{b:02x}")).collect();
    let form = stream("/Type/XObject/Subtype/Form/Filter[/AHx/Fl]", &hex);
    let extracted = read(&page(&(shown(LONG) + " /X Do"), &[form]));
    assert_eq!((&extracted.text[..], codes(&extracted).contains(&"limit-reached")), (LONG, true));
    let chain = stream(&format!("/Subtype/Form/Filter[{}]", "/AHx ".repeat(40)), "00");
    assert!(codes(&read(&page(&(shown(LONG) + " /X Do"), &[chain]))).contains(&"limit-reached"));
}

#[test]
fn depth_noise_and_endless_strings() {
    for content in [
        "[".repeat(1 << 20),
        "<<".repeat(1 << 20),
        "(".repeat(1 << 20),
        "q ".repeat(1 << 20),
        "/a BMC ".repeat(1 << 17),
        "1 ".repeat(1 << 20),
        "BI ".repeat(1 << 20),
        "\0".repeat(1 << 20),
    ] {
        let extracted = read(&page(&(shown(LONG) + " " + &content), &[]));
        assert!(extracted.text.starts_with(LONG), "{}", &content[..4]);
    }
}

#[test]
fn a_broken_table_is_made_anew() {
    let whole = page(&shown(LONG), &[]);
    let text = String::from_utf8(whole).unwrap();
    for broken in [
        text.replace("startxref\n", "startxref\n9"),
        text.replace("0000000", "0000001"),
        text.replace("xref", "xxxx"),
        "junk\n".repeat(50) + &text,
    ] {
        let extracted = read(broken.as_bytes());
        assert_eq!((&extracted.text[..], extracted.pages.len()), (LONG, 1), "{broken}");
    }
    assert_eq!(codes(&read(text.replace("startxref\n", "startxref\n9").as_bytes())), ["pdf-damaged"]);
}

#[test]
fn a_section_list_in_a_circle_ends() {
    let text = String::from_utf8(page(&shown(LONG), &[])).unwrap();
    let at = text.find("xref\n0").unwrap();
    let looped = text.replace("/Size", &format!("/Prev {at} /Size"));
    assert_eq!(read(looped.as_bytes()).text, LONG);
}

#[test]
fn encrypted_empty_scanned_and_nameless() {
    let text = String::from_utf8(page(&shown(LONG), &[])).unwrap();
    let encrypted = read(text.replace("/Size", "/Encrypt 9 0 R /Size").as_bytes());
    assert_eq!((&encrypted.text[..], &codes(&encrypted)[..], encrypted.pages.len()), ("", &["encrypted"][..], 1));
    assert!(codes(&read(&page("", &[]))).contains(&"no-text-layer"));
    assert_eq!(codes(&read(b"%PDF-1.7\nnothing")), ["not-a-pdf"]);
    // A scan with a stamp of more than fifty characters is not read by reading the stamp.
    let image = stream("/Type/XObject/Subtype/Image/Width 1/Height 1/Filter/DCTDecode", "x");
    let scan = read(&page(&format!("q 600 0 0 800 0 0 cm /X Do Q {}", shown(LONG)), std::slice::from_ref(&image)));
    assert!(!scan.pages[0].readable && codes(&scan).contains(&"page-is-picture"), "{:?}", codes(&scan));
    // Text under a scan, shown without ink, is its text layer.
    let layer = read(&page(&format!("q 600 0 0 800 0 0 cm /X Do Q BT 3 Tr ET {}", shown(LONG)), &[image]));
    assert!(layer.pages[0].readable, "{:?}", layer.problems);
    let nameless = text.replace("/Encoding/WinAnsiEncoding", "/FontDescriptor<</Flags 4/FontFile2 9 0 R>>");
    let nameless = read(nameless.as_bytes());
    assert!(!nameless.pages[0].readable && codes(&nameless).contains(&"no-unicode"));
}

#[test]
fn arabic_in_reading_order_is_read_and_mirrored_arabic_is_not() {
    let codes_of = |text: &str| -> String { text.chars().map(|c| format!("{:04X}", u32::from(c))).collect() };
    let font = |map: &str| {
        let below = "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>";
        [
            format!(
                "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[{below}]>>"
            ),
            stream("", map),
        ]
    };
    let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFE> <0000> endbfrange";
    let file = |content: &str| {
        let [font, map] = font(map);
        let page = PAGE.replace("4 0 R", "6 0 R");
        read(&pdf(&[CATALOG.to_owned(), PAGES.to_owned(), page, FONT.to_owned(), stream("", content), font, map]))
    };
    let words = "للمكتب أن يفتح كل ماسحة في أي وقت دون إذن من المورد ويبلغ المكتب بكل عطل";
    // In reading order each letter stands to the left of the one before it.
    let mut logical = String::from("BT /F 10 Tf ");
    for (i, c) in words.chars().enumerate() {
        logical += &format!("1 0 0 1 {} 700 Tm <{}> Tj ", 500 - 5 * i, codes_of(&c.to_string()));
    }
    let read_well = file(&(logical + "ET"));
    assert_eq!((&read_well.text[..], read_well.pages[0].readable), (words, true), "{:?}", read_well.problems);
    let mirrored: String = words.chars().rev().collect();
    let refused = file(&format!("BT /F 10 Tf 50 700 Td <{}> Tj ET", codes_of(&mirrored)));
    assert!(!refused.pages[0].readable && codes(&refused).contains(&"visual-order"));
    // Presentation forms become the letters they stand for.
    let forms = file("BT /F 10 Tf 1 0 0 1 90 700 Tm <FEFB> Tj 1 0 0 1 85 700 Tm <FE91> Tj ET");
    assert_eq!(forms.text, "لاب");
}

#[test]
fn fields_of_forms_are_read() {
    let annotated =
        PAGE.replace("/Contents", "/Annots[<</Subtype/Widget/Rect[50 500 200 520]/AP<</N 6 0 R>>>>]/Contents");
    let field = stream("/Subtype/Form/Resources<</Font<</F 4 0 R>>>>", "BT /F 10 Tf (forty-eight hours) Tj ET");
    let file =
        pdf(&[CATALOG.to_owned(), PAGES.to_owned(), annotated, FONT.to_owned(), stream("", &shown(LONG)), field]);
    assert_eq!(read(&file).text, format!("{LONG}\n\nforty-eight hours"));
}
