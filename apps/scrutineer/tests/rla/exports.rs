//! A vendor's export as it is, from the folder to the draw.

use super::written;
use crate::run::{json, text, workbook};
use serde_json::json;

#[test]
fn a_folder_of_an_export_becomes_an_audit_and_its_redacted_records_a_pool() {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("export");
    std::fs::create_dir(&export).unwrap();
    let list = |rows: &[(u32, &str)]| {
        let rows: Vec<_> = rows.iter().map(|(id, name)| json!({ "Id": id, "Description": name })).collect();
        json!({ "Version": "5.10", "List": rows }).to_string()
    };
    written(&export, "ContestManifest.json", &list(&[(1, "Mayor")]));
    written(&export, "CandidateManifest.json", &list(&[(11, "Ada"), (12, "Ben")]));
    let session = |record: serde_json::Value, candidate: u32| {
        json!({ "TabulatorId": 1, "BatchId": 2, "RecordId": record, "ImageMask": "", "Original": { "BallotTypeId": 4,
            "IsCurrent": true, "Cards": [{ "Id": 9, "Contests": [{ "Id": 1, "Marks": [
                { "CandidateId": candidate, "Rank": 1, "IsVote": true }] }] }] } })
    };
    let sessions: Vec<_> = (1..=20)
        .map(|i| session(if i > 16 { "X".into() } else { i.into() }, if i % 3 == 0 { 12 } else { 11 }))
        .collect();
    let file = written(&export, "CvrExport_1.json", &json!({ "Version": "5.10", "Sessions": sessions }).to_string());
    let audit = "format = \"scrutineer-rla-1\"\nrisk_limit = \"0.1\"\n[[contests]]\nid = \"mayor\"\nname = \"Mayor\"\ncards = 20\n\
        audit_type = \"oneaudit\"\ncandidates = [{ id = \"A\", name = \"Ada\" }, { id = \"B\", name = \"Ben\" }]\n\
        reported = { A = 14, B = 6 }\nreported_winners = [\"A\"]\n";
    let audit = written(folder.path(), "audit.toml", audit);
    let manifest = written(folder.path(), "manifest.csv", "Tabulator,Batch Name,Number of Ballots\n1,2,20\n");
    let ingest = |from: &str, name: &str, exit| {
        let dir = folder.path().join(name);
        let arguments =
            ["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", from, "--out", text(&dir)];
        json(&[&arguments[..], &["--cards-format", "dominion-json"]].concat(), exit)
    };
    let said = ingest(text(&export), "audit", 0);
    assert_eq!((&said["cards"], &said["contests"][0]["tally"]), (&20.into(), &json!({ "A": 14, "B": 6 })));
    let problems = said["problems"].as_array().unwrap();
    assert!(problems.len() == 4 && problems.iter().all(|p| p["code"] == "RLA-CVR-REDACTED"), "{problems:?}");
    assert!(problems[0]["place"].as_str().unwrap().contains("CvrExport_1.json"), "{problems:?}");
    let dir = folder.path().join("audit");
    let cards = std::fs::read_to_string(dir.join("cards.csv")).unwrap();
    assert!(cards.contains("\n1-2-1,1-2,1,4,,A\n") && cards.contains("\n1-2-X1,1-2,,4,redacted-1-2,-\n"), "{cards}");
    json(&["rla", "assert", text(&dir)], 0);
    json(&["rla", "commit", text(&dir)], 0);
    json(&["rla", "seed", text(&dir), "--seed", "12345678901234567890"], 0);
    json(&["rla", "sample", text(&dir), "--size", "mayor=5"], 0);
    assert_eq!(json(&["rla", "verify", text(&dir)], 0)["findings"], json!([]));
    // One file alone has its manifests beside it; a folder without an export is said to be one.
    assert_eq!(ingest(text(&file), "one", 0)["cards"], 20);
    assert_eq!(ingest(text(folder.path()), "none", 2)["error"]["code"], "RLA-FORMAT");
}

#[test]
fn a_workbook_of_records_gives_the_same_cards_as_its_csv() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (1..=20)
        .map(|i| format!("{i},P{},Hall,7,{}\n", i % 2, if i % 3 == 0 { "Ben" } else { "\"Ada, the first\"" }))
        .collect();
    let csv =
        written(folder.path(), "records.csv", &format!("Cast Vote Record,Batch,Precinct,Ballot Style,Mayor\n{rows}"));
    let book = folder.path().join("records.xlsx");
    let audit = "format = \"scrutineer-rla-1\"\nrisk_limit = \"0.1\"\n[[contests]]\nid = \"mayor\"\nname = \"Mayor\"\ncards = 20\n\
        candidates = [{ id = \"A\", name = \"Ada, the first\" }, { id = \"B\", name = \"Ben\" }]\n\
        reported = { A = 14, B = 6 }\n";
    let audit = written(folder.path(), "audit.toml", audit);
    let manifest = written(folder.path(), "manifest.csv", "batch,cards\nP0,10\nP1,10\n");
    let ingest = |from: &std::path::Path, name: &str, exit| {
        let dir = folder.path().join(name);
        let arguments = ["rla", "ingest", text(&audit), "--manifest", text(&manifest), "--cards", text(from)];
        let said = json(&[&arguments[..], &["--cards-format", "ess-csv", "--out", text(&dir)]].concat(), exit);
        (said, std::fs::read_to_string(dir.join("cards.csv")).unwrap_or_default())
    };
    let (said, cards) = ingest(&csv, "csv", 0);
    assert_eq!((&said["cards"], &said["problems"]), (&json!(20), &json!([])), "{said}");
    // An export of which no record can be read agrees with nothing.
    let lacks = written(folder.path(), "lacks.csv", "Cast Vote Record,Precinct,Mayor\n1,P0,Ben\n");
    let (said, _) = ingest(&lacks, "lacks", 1);
    assert_eq!((&said["cards"], &said["problems"][0]["code"]), (&json!(0), &json!("RLA-FORMAT")), "{said}");
    if !workbook(&csv, &book, "") {
        return;
    }
    let (said, same) = ingest(&book, "book", 0);
    assert_eq!((said["cards"].as_u64(), same), (Some(20), cards));
    // A failed cell is no contest that the card lacks.
    let failed = folder.path().join("failed.xlsx");
    assert!(workbook(&csv, &failed, "book.active['E3'].value = '#N/A'"));
    let (said, _) = ingest(&failed, "failed", 1);
    assert!(said["problems"].to_string().contains("#N/A") && said["cards"] == 19, "{said}");
    // Records on a second sheet are not passed over.
    let two = folder.path().join("two.xlsx");
    assert!(workbook(&csv, &two, "book.create_sheet('Precinct 9').append(['21', 'P0', 'Hall', '7', 'Ben'])"));
    let (said, _) = ingest(&two, "two", 2);
    assert_eq!(said["error"]["code"], "RLA-FORMAT", "{said}");
    assert!(said["error"]["message"].as_str().unwrap().contains("further sheet Precinct 9"), "{said}");
    // Half a workbook is no records.
    let bytes = std::fs::read(&book).unwrap();
    std::fs::write(&book, &bytes[..bytes.len() / 2]).unwrap();
    let (said, _) = ingest(&book, "half", 2);
    assert_eq!(said["error"]["code"], "RLA-FORMAT", "{said}");
}
