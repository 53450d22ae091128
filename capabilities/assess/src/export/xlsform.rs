//! A form for raters as XLSForm, for ODK, KoboToolbox and Enketo; and its submissions back into ratings.
//!
//! The workbook is written here: three sheets of plain texts need no library beside the container's.

use super::report::escape;
use crate::catalogue::{Catalogue, Method};
use crate::dossier::Dossier;
use crate::problem::Problem;
use crate::yaml;
use base::json::{Object, Value};
use rule::Status;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// Values a rater may choose, with the words of the form.
const CHOICES: [(&str, &str); 6] = [
    ("met", "met"),
    ("partly", "partly met"),
    ("not_met", "not met"),
    ("indeterminate", "indeterminate"),
    ("not_assessed", "not assessed"),
    ("not_applicable", "not applicable"),
];

/// The three sheets of the form: name and rows.
pub fn sheets(catalogue: &Catalogue, dossier: &Dossier) -> Vec<(&'static str, Vec<Vec<String>>)> {
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
    let mut survey = vec![row(&["type", "name", "label", "hint", "relevant", "required", "constraint"])];
    survey.push(row(&["text", "assessor", "Your id as an assessor", "", "", "yes", ""]));
    survey.push(row(&["date", "rated_on", "Day of this rating", "", "", "yes", ""]));
    let profile = dossier.profile(catalogue);
    for indicator in profile.into_iter().flat_map(|p| catalogue.of_profile(p)).filter(|i| i.method != Method::Machine)
    {
        let name = indicator.id.replace('-', "_");
        let hint: Vec<String> = indicator.scoring.iter().map(|(key, text)| format!("{key}: {text}")).collect();
        let status = format!("{name}_status");
        let verdict = format!("${{{status}}} = 'met' or ${{{status}}} = 'partly' or ${{{status}}} = 'not_met'");
        let chosen = format!("${{{status}}} != ''");
        let label = format!("{} {}", indicator.id, indicator.question);
        survey.push(row(&["begin group", &name, &label, "", "", "", ""]));
        survey.push(row(&["select_one status", &status, &indicator.question, &hint.join("; "), "", "", ""]));
        let evidence = format!("{name}_evidence");
        let ids = "Ids of evidence, with a blank between them";
        survey.push(row(&["text", &evidence, ids, &indicator.evidence.join("; "), &verdict, "yes", ""]));
        survey.push(row(&["text", &format!("{name}_reason"), "Reason", "", &chosen, "yes", ""]));
        survey.push(row(&["end group", "", "", "", "", "", ""]));
    }
    let mut choices = vec![row(&["list_name", "name", "label"])];
    choices.extend(CHOICES.iter().map(|(value, label)| row(&["status", value, label])));
    let settings = vec![
        row(&["form_title", "form_id", "version"]),
        row(&[
            &dossier.title,
            &format!("assess_{}", dossier.id.replace(['-', '.'], "_")),
            &dossier.input_sha256[..16],
        ]),
    ];
    vec![("survey", survey), ("choices", choices), ("settings", settings)]
}

/// The workbook's bytes; the same input gives the same bytes.
///
/// # Errors
/// What the container's writer says.
pub fn workbook(catalogue: &Catalogue, dossier: &Dossier) -> Result<Vec<u8>, zip::result::ZipError> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let sheets = sheets(catalogue, dossier);
    let (mut types, mut names, mut relations) = (String::new(), String::new(), String::new());
    let mut files = Vec::new();
    for (n, (name, rows)) in sheets.iter().enumerate() {
        let n = n + 1;
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{TYPE}.worksheet+xml\"/>"
        );
        let _ = write!(names, "<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{n}\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        files.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{}</sheetData></worksheet>", cells(rows)),
        ));
    }
    files.push(("[Content_Types].xml".to_owned(), format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/>{types}</Types>"
    )));
    files.push(("_rels/.rels".to_owned(), format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    )));
    files.push((
        "xl/workbook.xml".to_owned(),
        format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets>{names}</sheets></workbook>"),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
    ));
    files.sort();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed date: the clock must not stand in the file.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        writer.start_file(name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

fn cells(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (r, row) in rows.iter().enumerate() {
        let _ = write!(out, "<row r=\"{}\">", r + 1);
        for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let column = char::from(b'A' + u8::try_from(c).unwrap_or(0));
            let _ = write!(
                out,
                "<c r=\"{column}{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                r + 1,
                escape(cell)
            );
        }
        out.push_str("</row>");
    }
    out
}

/// Ratings of one assessor from the form's submissions as CSV, as the text of a rating file; and what was left out.
///
/// The last submission of the assessor counts. Column names may carry the group's name before a `/` or `-`.
/// `sealed_on`: the last day on which one of the ratings was made.
///
/// # Errors
/// A sentence, if there is no submission of the assessor.
pub fn ratings(
    csv: &str,
    assessor: &str,
    round: u8,
    catalogue: &Catalogue,
) -> Result<(String, Vec<Problem>), String> {
    ratings_of(read_csv(csv), assessor, round, catalogue)
}

/// The same from the rows of a table, the first being its head, as a workbook gives them.
///
/// A `rated_on` that is a number counts days as spreadsheets do: day 1 is 1 January 1900, with the 29 February 1900 that
/// never was (ECMA-376, part 1, section 18.17.4).
///
/// # Errors
/// A sentence, if there is no submission of the assessor.
pub fn ratings_of(
    rows: Vec<Vec<String>>,
    assessor: &str,
    round: u8,
    catalogue: &Catalogue,
) -> Result<(String, Vec<Problem>), String> {
    let mut problems = Vec::new();
    let mut rows = rows.into_iter();
    let head: Vec<String> = rows.next().unwrap_or_default();
    let short =
        |name: &str| name.rsplit(['/', ':']).next().unwrap_or(name).trim().trim_start_matches('\u{feff}').to_owned();
    let head: Vec<String> = head.iter().map(|name| short(name)).collect();
    let at = |name: &str| head.iter().position(|own| own == name || own.ends_with(&format!("-{name}")));
    let who = at("assessor").ok_or("the table has no column `assessor`")?;
    let when = at("rated_on").ok_or("the table has no column `rated_on`")?;
    let row = rows
        .rfind(|row| row.get(who).is_some_and(|own| own.trim() == assessor))
        .ok_or_else(|| format!("no submission of assessor {assessor}"))?;
    let cell = |name: String| at(&name).and_then(|at| row.get(at)).map(|text| text.trim()).filter(|t| !t.is_empty());
    let rated_on = day_of(row.get(when).map(|text| text.trim()).unwrap_or_default());
    let rated_on = rated_on.as_str();
    let text = |t: &str| Value::from(t);
    let mut ratings = Vec::new();
    for indicator in catalogue.indicators.iter().filter(|i| i.method != Method::Machine) {
        let name = indicator.id.replace('-', "_");
        let Some(value) = cell(format!("{name}_status")) else { continue };
        if Status::from_word(value).is_none_or(|status| status == Status::Contested) {
            let remedy = "Choose one of the form's values.";
            problems.push(Problem::new(
                "RATING-VALUE",
                indicator.id.clone(),
                format!("`{value}` is no value"),
                remedy,
            ));
            continue;
        }
        let mut rating = Object::new();
        rating.insert("indicator", text(&indicator.id));
        rating.insert("value", text(value));
        if let Some(reason) = cell(format!("{name}_reason")) {
            rating.insert("reason", text(reason));
        }
        let evidence: Vec<Value> = cell(format!("{name}_evidence"))
            .unwrap_or_default()
            .split([' ', ',', ';'])
            .filter(|id| !id.is_empty())
            .map(text)
            .collect();
        if !evidence.is_empty() {
            rating.insert("evidence", Value::Array(evidence));
        }
        rating.insert("rated_on", text(rated_on));
        ratings.push(Value::Object(rating));
    }
    let mut file = Object::new();
    file.insert("assessor", text(assessor));
    file.insert("round", Value::Number(round.to_string()));
    file.insert("sealed_on", text(rated_on));
    file.insert("ratings", Value::Array(ratings));
    Ok((yaml::write(&Value::Object(file)), problems))
}

/// The date of a spreadsheet's day; any other text as it is.
fn day_of(text: &str) -> String {
    // Days from 30 December 1899 to 1 January 1970, the first day of March 1900 and later counted right.
    const EPOCH: i64 = 25_569;
    let whole = text.split('.').next().unwrap_or_default();
    let number = whole.parse::<i64>().ok().filter(|n| (61..=2_958_465).contains(n) && text.parse::<f64>().is_ok());
    let day = number.and_then(|n| base::time::from_day_number(n - EPOCH));
    day.map_or_else(|| text.to_owned(), |day| day.to_string())
}

/// Rows of a CSV text after RFC 4180, separated by comma or, as some programs write, semicolon.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.matches(';').count() > first.matches(',').count() { ';' } else { ',' };
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
