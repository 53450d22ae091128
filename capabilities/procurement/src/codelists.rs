//! Which codes does the standard know? The codelists of OCDS 1.1.5, embedded.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The codes of a codelist, by its file name (`releaseTag.csv`); `None` if it is not one of the standard's.
pub fn codes(file: &str) -> Option<&'static HashSet<String>> {
    static LISTS: LazyLock<HashMap<&str, HashSet<String>>> =
        LazyLock::new(|| FILES.iter().map(|(name, text)| (*name, column(text))).collect());
    LISTS.get(file)
}

/// The values of the column `Code` of a CSV text (RFC 4180).
fn column(text: &str) -> HashSet<String> {
    let mut rows = rows(text).into_iter();
    let at = rows.next().and_then(|head| head.iter().position(|name| name == "Code")).unwrap_or(0);
    rows.filter_map(|mut row| (row.len() > at).then(|| row.swap_remove(at))).filter(|code| !code.is_empty()).collect()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut characters) = (false, text.trim_start_matches('\u{feff}').chars().peekable());
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

macro_rules! files {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("../schema/codelists/", $name)))),*] };
}

const FILES: [(&str, &str); 31] = files! {
    "awardCriteria.csv"
    "awardFinalStatus.csv"
    "awardStatus.csv"
    "classificationScheme.csv"
    "contractFinalStatus.csv"
    "contractStatus.csv"
    "country.csv"
    "currency.csv"
    "documentType.csv"
    "extendedProcurementCategory.csv"
    "geometryType.csv"
    "initiationType.csv"
    "language.csv"
    "linkRelationType.csv"
    "locationGazetteer.csv"
    "mediaType.csv"
    "method.csv"
    "milestoneStatus.csv"
    "milestoneType.csv"
    "partyRole.csv"
    "partyScale.csv"
    "permission.csv"
    "planningFinalStatus.csv"
    "procurementCategory.csv"
    "relatedProcess.csv"
    "relatedProcessScheme.csv"
    "releaseTag.csv"
    "submissionMethod.csv"
    "tenderFinalStatus.csv"
    "tenderStatus.csv"
    "unitClassificationScheme.csv"
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codelist_of_the_schema_is_here() {
        // Counted by hand in the files.
        assert!(codes("releaseTag.csv").is_some_and(|c| c.contains("compiled") && c.contains("awardUpdate")));
        assert!(codes("method.csv").is_some_and(|c| c.len() == 4));
        assert!(codes("documentType.csv").is_some_and(|c| c.contains("tenderNotice")));
        assert!(codes("no-such.csv").is_none());
    }
}
