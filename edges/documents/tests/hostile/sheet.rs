//! Workbooks made to harm, and workbooks that say one thing twice.

use super::docx::zip;
use documents::sheet;

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook: attributes of its properties, shared texts, rows.
fn book(properties: &str, texts: &str, rows: &str) -> Vec<u8> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    let relations = |all: &[(&str, &str)]| {
        let all: String = (1..)
            .zip(all)
            .map(|(n, (kind, target))| {
                format!(r#"<Relationship Id="r{n}" Type="{RELATION}/{kind}" Target="{target}"/>"#)
            })
            .collect();
        format!("<Relationships>{all}</Relationships>")
    };
    let workbook = format!(
        r#"<workbook {main} xmlns:r="{RELATION}"><workbookPr {properties}/><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let parts = [
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")]),
        ),
        ("xl/sharedStrings.xml", format!("<sst {main}>{texts}</sst>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")),
    ];
    zip(&parts.each_ref().map(|(name, text)| (*name, text.as_bytes())))
}

fn refused(rows: &str) -> String {
    sheet(&book("", "", rows)).unwrap_err()
}

#[test]
fn the_empty_cells_before_a_cell_are_counted() {
    // 244 rows of 16,384 cells are fewer than four million, 245 are more.
    let row = r#"<row><c r="XFD1"/></row>"#;
    let rows = sheet(&book("", "", &row.repeat(244))).unwrap();
    assert_eq!((rows.len(), rows[243].len()), (244, 16_384));
    assert!(refused(&row.repeat(245)).contains("more cells"));
    // As many as fit into the file: what is held does not grow with them.
    assert!(refused(&row.repeat(30_000)).contains("more cells"));
    assert!(refused(r#"<row><c r="XFE1"/></row>"#).contains("outside"));
    // Rows that are left out count, too.
    let gap = r#"<row r="1048576"/>"#;
    assert_eq!(sheet(&book("", "", gap)).unwrap().len(), 1_048_576);
    let full = format!("{}{gap}", row.repeat(181));
    assert!(refused(&full).contains("more cells"));
}

#[test]
fn a_text_counts_each_time_a_cell_shows_it() {
    let texts = format!("<si><t>{}</t></si>", "a".repeat(1 << 19));
    let cells = |n: usize| format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(n));
    assert_eq!(sheet(&book("", &texts, &cells(128))).unwrap()[0].len(), 128);
    assert!(sheet(&book("", &texts, &cells(129))).unwrap_err().contains("more text"));
}

#[test]
fn a_row_or_a_cell_that_steps_back_is_refused() {
    let cell = |place: &str, text: &str| format!(r#"<c r="{place}"><v>{text}</v></c>"#);
    let row = |number: &str, cells: &str| format!(r#"<row r="{number}">{cells}</row>"#);
    let rows = sheet(&book("", "", &(row("1", &cell("A1", "1")) + &row("3", &cell("B3", "2"))))).unwrap();
    assert_eq!(rows, [vec!["1".to_owned()], vec![], vec![String::new(), "2".to_owned()]]);
    for number in ["2", "1", "0", "1048577", "x", "", "18446744073709551616"] {
        let why = refused(&(row("2", &cell("A2", "1")) + &row(number, &cell("A1", "2"))));
        assert_eq!(why, format!("after row 2 comes a row {number}"));
    }
    for cells in [cell("A1", "1") + &cell("A1", "2"), cell("B1", "1") + &cell("A1", "2")] {
        assert!(refused(&row("1", &cells)).contains("row 1 gives a cell twice, or steps back"));
    }
}

#[test]
fn phonetic_hints_are_no_part_of_a_text() {
    let text = "<t>kept</t><rPh sb=\"0\" eb=\"1\"><t>hint</t></rPh><r><t>, too</t></r>";
    let rows = format!(r#"<row><c t="inlineStr"><is>{text}</is></c><c t="s"><v>0</v></c></row>"#);
    let rows = sheet(&book("", &format!("<si>{text}</si>"), &rows)).unwrap();
    assert_eq!(rows, [["kept, too", "kept, too"]]);
}

#[test]
fn a_workbook_that_counts_days_from_1904_is_refused() {
    let row = "<row><c><v>46237</v></c></row>";
    for off in ["", r#"date1904="0""#, r#"date1904="false""#] {
        assert_eq!(sheet(&book(off, "", row)).unwrap(), [["46237"]], "{off}");
    }
    for on in [r#"date1904="1""#, r#"date1904="true""#] {
        assert!(sheet(&book(on, "", row)).unwrap_err().contains("1904"), "{on}");
    }
}
