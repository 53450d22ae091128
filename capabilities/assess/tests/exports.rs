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
    assert!(!faults("oscal/mapping.schema.json", &mapping.replace("subset-of", "part of")).is_empty());
    let maps: Value = serde_json::from_str(&mapping).unwrap();
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
