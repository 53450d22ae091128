//! Workbooks made to harm, and workbooks that say one thing twice.

use super::docx::zip;
use documents::sheet;

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet: attributes of its properties, shared texts, rows.
fn book(properties: &str, texts: &str, rows: &str) -> Vec<u8> {
    books(properties, texts, &[("a", rows)])
}

/// The same with the name and the rows of each sheet; `-` in place of rows leaves the sheet out.
fn books(properties: &str, texts: &str, sheets: &[(&str, &str)]) -> Vec<u8> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    let relation = |id: String, kind: &str, target: String| {
        format!(r#"<Relationship Id="{id}" Type="{RELATION}/{kind}" Target="{target}"/>"#)
    };
    let relations = |all: String| format!("<Relationships>{all}</Relationships>");
    let (mut named, mut own) =
        (String::new(), relation("s".to_owned(), "sharedStrings", "sharedStrings.xml".to_owned()));
    let mut parts = vec![("xl/sharedStrings.xml".to_owned(), format!("<sst {main}>{texts}</sst>"))];
    for (n, (name, rows)) in (1..).zip(sheets) {
        named += &format!(r#"<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>"#);
        if *rows != "-" {
            own += &relation(format!("r{n}"), "worksheet", format!("worksheets/sheet{n}.xml"));
            let sheet = format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
            parts.push((format!("xl/worksheets/sheet{n}.xml"), sheet));
        }
    }
    let book = format!(
        r#"<workbook {main} xmlns:r="{RELATION}"><workbookPr {properties}/><sheets>{named}</sheets></workbook>"#
    );
    let root = relation("r".to_owned(), "officeDocument", "xl/workbook.xml".to_owned());
    parts.push(("_rels/.rels".to_owned(), relations(root)));
    parts.push(("xl/workbook.xml".to_owned(), book));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relations(own)));
    let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zip(&parts)
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

#[test]
fn a_workbook_with_cells_on_a_further_sheet_is_refused() {
    let rows = "<row><c><v>1</v></c></row>";
    let of = |sheets: &[(&str, &str)]| sheet(&books("", "", &[&[("Cards", rows)], sheets].concat()));
    // What is dressed and holds nothing is no reason.
    for empty in ["", "<row/>", r#"<row><c s="1"/><c><v></v></c><c t="inlineStr"><is><t> </t></is></c></row>"#] {
        assert_eq!(of(&[("Sheet2", empty), ("Sheet3", "")]).unwrap(), [["1"]], "{empty}");
    }
    let formula = "<row><c><f>1+1</f></c></row>";
    let text = r#"<row><c t="inlineStr"><is><t>x</t></is></c></row>"#;
    for full in [rows, formula, text, r#"<row><c t="s"><v>0</v></c></row>"#] {
        let why = of(&[("Sheet2", ""), ("More cards", full)]).unwrap_err();
        assert!(why.contains("further sheet More cards holds cells"), "{full}: {why}");
    }
    assert_eq!(of(&[("Gone", "-")]).unwrap_err(), "the workbook lacks its sheet Gone");
    assert!(of(&[("Half", "<row>")]).unwrap_err().contains("cannot be read to its end"));
}

#[test]
fn a_failed_cell_is_never_blank() {
    let row = |cells: &str| format!("<row>{cells}</row>");
    let failed = r#"<c t="e"><f>VLOOKUP(1,B:C,2,0)</f><v>#N/A</v></c><c t="e"><v> #REF! </v></c>"#;
    assert_eq!(sheet(&book("", "", &row(failed))).unwrap(), [["#N/A", "#REF!"]]);
    let empty_text = r#"<c t="str"><f>""</f><v></v></c><c><f>1-1</f><v>0</v></c><c/>"#;
    assert_eq!(sheet(&book("", "", &row(empty_text))).unwrap(), [["", "0", ""]]);
    for lost in [r#"<c t="e"/>"#, "<c><f>A2</f></c>", "<c><f>A2</f><v></v></c>", r#"<c t="b"><f>A2</f></c>"#] {
        assert!(refused(&row(lost)).contains("row 1 holds a formula without its value"), "{lost}");
    }
}
