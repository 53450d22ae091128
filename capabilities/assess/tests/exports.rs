//! Are the exports valid against outside schemas, and is the report complete in every language?

use crate::files;
use assess::{Assessment, Catalogue, Dossier, Options, catalogue, compute, dossier, export};
use base::Language;
use serde_json::Value;

fn example() -> Option<(Assessment, Dossier, Catalogue)> {
    let folder = files::read(&files::shared("example-dossier")?);
    let catalogue = catalogue::own().unwrap();
    let dossier = dossier::read(&folder, &catalogue, &dossier::Limits::default(), true).unwrap();
    let options = Options::of(&dossier);
    let result = compute(&folder, &dossier, &catalogue, &options).unwrap();
    Some((result, dossier, catalogue))
}

/// Faults that NIST's schema finds.
fn faults(schema: &str, document: &str) -> Vec<String> {
    let schema: Value = serde_json::from_slice(&std::fs::read(files::shared(schema).unwrap()).unwrap()).unwrap();
    let document: Value = serde_json::from_str(document).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect()
}

#[test]
fn oscal_is_valid_against_the_schemas_of_nist() {
    let Some((result, dossier, catalogue)) = example() else { return };
    assert_eq!(faults("oscal/catalog.schema.json", &export::oscal::catalog(&catalogue)), [""; 0]);
    let mapping = export::oscal::mapping(&catalogue);
    assert_eq!(faults("oscal/mapping.schema.json", &mapping), [""; 0]);
    assert!(!faults("oscal/mapping.schema.json", &mapping.replace("intersects-with", "part of")).is_empty());
    let maps: Value = serde_json::from_str(&mapping).unwrap();
    let all = maps["mapping-collection"]["mappings"].as_array().unwrap();
    let all = all.iter().flat_map(|mapping| mapping["maps"].as_array().unwrap());
    assert!(all.clone().count() > 0 && all.clone().all(|map| map["relationship"] == "intersects-with"));
    let pairs: usize = catalogue.indicators.iter().map(|i| i.obligations.len()).sum();
    assert_eq!(maps["mapping-collection"]["mappings"][0]["maps"].as_array().unwrap().len(), pairs);
    let results = export::oscal::assessment_results(&result, &dossier);
    assert_eq!(faults("oscal/assessment-results.schema.json", &results), [""; 0]);
    // The schema must be able to say no.
    assert!(!faults("oscal/assessment-results.schema.json", &results.replace("not-satisfied", "unknown")).is_empty());
    let written: Value = serde_json::from_str(&results).unwrap();
    let run = &written["assessment-results"]["results"][0];
    let verdicts = result.indicators.iter().filter(|i| matches!(i.status, "met" | "partly" | "not_met")).count();
    assert_eq!(run["observations"].as_array().unwrap().len(), result.indicators.len());
    assert_eq!(run["findings"].as_array().unwrap().len(), verdicts);
}

#[test]
fn dpv_gives_each_indicator_one_node_and_unknown_is_not_compliant() {
    let Some((result, dossier, _)) = example() else { return };
    let written: Value = serde_json::from_str(&export::dpv::document(&result, &dossier)).unwrap();
    let nodes = written["@graph"].as_array().unwrap();
    for i in &result.indicators {
        let own: Vec<&Value> = nodes.iter().filter(|n| n["dct:identifier"] == i.id.as_str()).collect();
        assert_eq!(own.len(), 1, "{}", i.id);
        let state = own[0]["dpv:hasComplianceStatus"]["@id"].as_str();
        assert_eq!(state == Some("dpv:Compliant"), i.status == "met", "{}", i.id);
        assert_eq!(state.is_none(), i.status == "not_applicable", "{}", i.id);
    }
}

#[test]
fn tables_keep_the_order_of_the_result() {
    let Some((result, dossier, catalogue)) = example() else { return };
    let tables = export::csv::tables(&result, &dossier, &catalogue);
    let lines: Vec<&str> = tables[0].1.lines().collect();
    assert_eq!(lines.len(), result.indicators.len() + 1);
    assert!(lines[0].starts_with("id,status,reason,signal,") && lines[1].starts_with("LEG-01,met,,"));
    assert_eq!(tables.len(), 5);
}

/// The demo's dossier after a change, computed.
fn demo(change: impl Fn(&mut files::Files)) -> (Assessment, Dossier, Catalogue) {
    let mut folder = files::read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment"));
    change(&mut folder);
    let catalogue = catalogue::own().unwrap();
    let dossier = dossier::read(&folder, &catalogue, &dossier::Limits::default(), true).unwrap();
    let options = Options { simulation: None, resamples: 50, ..Options::of(&dossier) };
    (compute(&folder, &dossier, &catalogue, &options).unwrap(), dossier, catalogue)
}

#[test]
fn linked_tables_lose_nothing_of_scores_evidence_and_ratings() {
    let (result, dossier, catalogue) = demo(|_| ());
    let tables = export::tables::tables(&result, &dossier, &catalogue);
    let rows = |name: &str| &tables.iter().find(|table| table.name == name).unwrap().rows;
    let cells = |all: &[&str]| all.iter().map(|text| Some((*text).to_owned())).collect::<Vec<_>>();
    let mut planted = 0;
    for r in &result.recommendations {
        for id in &r.score.critical {
            planted += 1;
            assert!(rows("recommendation_critical").contains(&cells(&[&r.id, id])), "{} {id}", r.id);
        }
    }
    assert!(planted > 0 && planted == rows("recommendation_critical").len());
    let all: usize = result.obligations.iter().map(|o| o.score.critical.len()).sum();
    assert_eq!(rows("obligation_critical").len(), all);
    let bears: usize = dossier.evidence.iter().map(|item| item.bears_on.len()).sum();
    assert_eq!(rows("evidence_bears_on").len(), bears);
    assert!(rows("evidence_bears_on").contains(&cells(&["E-012", "LEG-06", "refutes", "0"])));
    let ratings = result.indicators.iter().flat_map(|i| &i.panel).flat_map(|panel| &panel.ratings);
    assert_eq!(rows("rating_evidence").len(), ratings.map(|r| r.evidence.len()).sum::<usize>());
    assert!(rows("rating_evidence").contains(&cells(&["LEG-01", "obs", "1", "E-001"])));
    // Every link leads to a row.
    for table in &tables {
        for (at, column) in table.columns.iter().enumerate() {
            let Some(of) = column.of else { continue };
            for row in &table.rows {
                assert!(rows(of).iter().any(|target| target[0] == row[at]), "{} {row:?}", table.name);
            }
        }
    }
}

#[test]
fn a_technology_given_twice_is_a_problem_and_each_table_keeps_its_key() {
    let (result, dossier, catalogue) = demo(|files| {
        let text = String::from_utf8(files["dossier.yaml"].clone()).unwrap();
        assert!(text.contains("- id: reg\n"));
        files.insert("dossier.yaml".to_owned(), text.replacen("- id: reg\n", "- id: roll\n", 1).into_bytes());
    });
    let problem = result.problems.iter().find(|problem| problem.code == "TECHNOLOGY-DUPLICATE").unwrap();
    assert_eq!(problem.place, "roll");
    assert!(problem.what.contains("Face registration kits"), "{}", problem.what);
    let first: Vec<&str> = dossier.technologies.iter().filter(|t| t.id == "roll").map(|t| t.name.as_str()).collect();
    assert_eq!(first, ["National voter register"], "the first one counts");
    for table in export::tables::tables(&result, &dossier, &catalogue).iter().filter(|table| !table.key.is_empty()) {
        let at: Vec<usize> =
            table.key.iter().map(|key| table.columns.iter().position(|own| own.name == *key).unwrap()).collect();
        let keys: std::collections::BTreeSet<Vec<_>> =
            table.rows.iter().map(|row| at.iter().map(|at| row[*at].clone()).collect()).collect();
        assert_eq!(keys.len(), table.rows.len(), "{}", table.name);
    }
}

#[test]
fn the_report_is_whole_in_every_language() {
    let Some((result, dossier, catalogue)) = example() else { return };
    for language in Language::ALL {
        let html = export::report::html(&result, &dossier, &catalogue, language, "scrutineer assess verify");
        assert_eq!(html.matches("<h1").count(), 1);
        assert!(html.contains(&format!("<html lang=\"{}\" dir=\"{}\"", language.code(), language.direction())));
        assert!(!html.contains("<script") && !html.contains("src=") && !html.contains("http"), "{}", language.code());
        for i in &result.indicators {
            assert!(html.contains(&format!("id=\"{}\"", i.id)), "{}", i.id);
            // Reasons, layers and methods stand in words.
            let codes = [i.reason, Some(i.layer), Some(i.method), Some(i.threshold_basis.as_str())];
            for code in codes.into_iter().flatten().chain(i.evidence.iter().filter_map(|e| e.why_not)) {
                assert!(export::code_words(code, language).is_some(), "{code}");
                assert!(!html.contains(&format!("<code dir=\"ltr\">{code}</code>")), "{code}");
            }
        }
        for item in &dossier.evidence {
            assert!(html.contains(&item.sha256), "{}", item.id);
        }
        // Every link inside the file leads somewhere.
        for link in html.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
        }
        // No word was left as its key.
        for key in export::word_keys().filter(|key| key.contains('-')) {
            assert_ne!(export::word(key, language), key);
        }
        assert!(html.contains(&result.input_sha256));
        assert!(html.len() < 1_000_000);
    }
    let english = export::report::html(&result, &dossier, &catalogue, Language::English, "x");
    assert!(english.contains("pin not verified") && english.contains("LAW-NOT-IN-FORCE"));
}
