//! Is the site safe and well-mannered as a server: headers, paths, limits, languages, downloads, the interface?

use crate::fixture::{self, Memory, SHA};
use crate::pages::ask;
use axum::http::StatusCode;
use std::fs;

#[test]
fn every_answer_carries_a_strict_policy() {
    for path in ["/", "/nothing", "/api/v1/record", "/record/nothing", "/health"] {
        let answer = ask(fixture::full(), path);
        let header =
            |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("set-cookie").is_empty(), "{path}");
    }
}

#[test]
fn a_missing_page_says_so_in_the_readers_language() {
    let answer = ask(fixture::full(), "/es/procurement/ocds-nope");
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("Nada en esta dirección"));
    for path in
        ["/record/entries/120", "/record/entries/x", "/procurement/contracts/zz", "/method/X99", "/vendors/none"]
    {
        assert_eq!(ask(fixture::full(), path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn languages_keep_the_page_and_its_state() {
    let text = ask(fixture::full(), "/procurement?q=ballot&sort=amount").text;
    assert!(text.contains("href=\"/ar/procurement?q=ballot&#38;sort=amount\""), "the switch keeps the search");
    let text = ask(fixture::full(), "/fr/procurement?flag=R018").text;
    assert!(text.contains("action=\"/fr/procurement\"") && text.contains("href=\"/es/procurement?flag=R018\""));
    let to = |path: &str| {
        let answer = ask(fixture::full(), path);
        answer.headers.get("location").map(|v| v.to_str().unwrap().to_owned())
    };
    assert_eq!(to("/en/vendors?q=x").as_deref(), Some("/vendors?q=x"));
    assert_eq!(to("/en").as_deref(), Some("/"));
    assert_eq!(to("/pt/").as_deref(), Some("/pt"));
    assert_eq!(to("//evil.example/"), None, "no way out of this site");
}

#[test]
fn a_list_is_searched_filtered_sorted_and_empty_results_help() {
    let text = ask(fixture::full(), "/procurement?q=%D8%AE%D8%AF%D9%85%D8%A7%D8%AA").text;
    assert!(text.contains("12 contracting processes match"), "every fifth of 57 is in Arabic");
    let text = ask(fixture::full(), "/procurement?flag=R055").text;
    assert!(text.contains("1 contracting process matches") && text.contains("value=\"R055\" selected"));
    let text = ask(fixture::full(), "/procurement?sort=amount").text;
    assert!(
        text.contains("aria-sort=\"descending\"><a href=\"/procurement?sort=amount&#38;order=asc\""),
        "sorted by amount"
    );
    let text = ask(fixture::full(), "/procurement?q=zzz&year=1999").text;
    assert!(text.contains("Nothing found") && text.contains("href=\"/procurement?year=1999\""), "without the words");
}

#[test]
fn downloads_hold_every_row_of_the_filter() {
    let answer = ask(fixture::full(), "/procurement/download.csv?flag=R018");
    assert_eq!(answer.text.lines().count(), 1 + 11, "{}", answer.text);
    let hostile = ask(fixture::full(), "/procurement/download.csv?q=alert").text;
    assert!(hostile.contains("'=cmd|"), "a formula is text: {hostile}");
    let json: serde_json::Value =
        serde_json::from_str(&ask(fixture::full(), "/procurement/download.json").text).unwrap();
    assert_eq!(json["processes"].as_array().unwrap().len(), 60);
    let empty: serde_json::Value =
        serde_json::from_str(&ask(Memory::default(), "/procurement/download.json").text).unwrap();
    assert_eq!(empty["processes"].as_array().unwrap().len(), 0);
    let measures = ask(fixture::full(), "/procurement/buyers/SM-NEC/download.csv").text;
    assert_eq!(measures.lines().count(), 1 + 1 + 3 * 9);
}

#[test]
fn the_interface_answers_and_its_description_is_committed() {
    let list: serde_json::Value =
        serde_json::from_str(&ask(fixture::full(), "/api/v1/processes?page=2").text).unwrap();
    assert_eq!((list["total"].as_u64(), list["offset"].as_u64()), (Some(60), Some(25)));
    assert_eq!(list["next"], "/api/v1/processes?page=3");
    for path in [
        "processes/ocds-sample-2026-017",
        "buyers/SM-NEC",
        "vendors",
        "contracts",
        "checks/R018",
        "imports",
        "boards",
        "boards/SampLeadershp1",
        "boards/SampLeadershp1/trackers/aB3%2Fx%2BcdefghijkLmnopqrstuvwxyzABCDEFGHIJKLM",
        "record",
        "record/entries?start=3&limit=2",
        "assessments",
        "assessments/velmora-2025~2026-03-31",
        "assessments/velmora-2025~2026-03-31/indicators/LEG-01",
        "assessments/velmora-2025~2026-03-31/result",
        "assessments/velmora-2025~2026-03-31/matrix",
        "assessments/velmora-2025~2026-03-31/missing",
        "assessments/velmora-2025~2026-03-31/comparisons",
        "assessments/velmora-2025~2026-03-31/comparisons/2026-02-28",
    ] {
        let answer = ask(fixture::full(), &format!("/api/v1/{path}"));
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        serde_json::from_str::<serde_json::Value>(&answer.text).unwrap();
    }
    let error: serde_json::Value = serde_json::from_str(&ask(fixture::full(), "/api/v1/buyers/none").text).unwrap();
    assert_eq!(error["error"]["code"], "not-found");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let generated = site::api::openapi();
    if std::env::var_os("SCRUTINEER_WRITE_OPENAPI").is_some() {
        fs::write(file, &generated).unwrap();
    }
    let committed = fs::read_to_string(file).unwrap_or_default();
    assert!(
        committed == generated,
        "openapi.json differs: run this test with SCRUTINEER_WRITE_OPENAPI=1 and read the diff"
    );
}

#[test]
fn only_files_of_the_copy_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("public");
    for (path, text) in [
        ("public/checkpoint", "note"),
        ("public/tile/0/x001/234.p/5", "tile"),
        (&format!("public/blob/{SHA}") as &str, "<script>alert(1)</script>"),
        ("private/key", "secret"),
        ("public/other", "not part of a copy"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let get = |path: &str| {
        let options = site::SiteOptions { public: public.clone(), ..site::SiteOptions::default() };
        crate::pages::ask_with(fixture::full(), options, path)
    };
    assert_eq!(get("/record/checkpoint").text, "note");
    assert_eq!(get("/record/checkpoint").headers["cache-control"], "public, max-age=5");
    let tile = get("/record/tile/0/x001/234.p/5");
    assert_eq!((tile.text.as_str(), tile.headers["content-length"].to_str().unwrap()), ("tile", "4"));
    assert!(tile.headers["cache-control"].to_str().unwrap().contains("immutable"));
    let blob = get(&format!("/record/blob/{SHA}"));
    assert_eq!(blob.headers["content-disposition"], "attachment");
    assert!(blob.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    for path in [
        "/record/other",
        "/record/../private/key",
        "/record/%2e%2e/private/key",
        "/record/..%2fprivate%2fkey",
        "/record/tile/../../../private/key",
        "/record/blob/../../private/key",
        "/record//etc/passwd",
        "/record/tile/0/x001/%2e%2e/%2e%2e/checkpoint",
        "/record/blob/",
    ] {
        let answer = get(path);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text);
    }
}

#[test]
fn the_whole_contract_is_shown_with_its_places_marked() {
    let text = ask(fixture::full(), &format!("/procurement/contracts/{SHA}")).text;
    assert!(text.contains("<div class=\"text\" dir=\"auto\" lang=\"es\">CLÁUSULA 1. Auditoría."));
    assert!(text.contains(
        "<span class=\"anchor\" id=\"C01-1\"></span><mark class=\"but\">previo consentimiento escrito del Proveedor"
    ));
    // Two spans of C14 overlap: the outer one is cut where the inner one begins and ends, and nothing is said twice.
    assert!(text.contains("id=\"C14-2\"></span><mark class=\"against\">sin límite de tiempo"));
    assert!(text.contains("&lt;script&gt;alert(&#39;contract&#39;)"));
    for code in 1..=20 {
        assert!(text.contains(&format!("<b>C{code:02}</b>")), "C{code:02}");
    }
}

#[test]
fn every_row_is_of_the_type_that_the_interface_describes() {
    let kinds = [
        ("process", "Process"),
        ("buyer", "Organisation"),
        ("supplier", "Organisation"),
        ("document", "Document"),
        ("check", "Check"),
        ("import", "Import"),
        ("election", "ElectionView"),
        ("tracker", "TrackerView"),
        ("assessment", "Assessment"),
        ("assessment-indicator", "AssessmentIndicator"),
        ("assessment-missing", "[AssessmentMissing]"),
        ("assessment-comparison", "Comparison"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for row in fixture::full().rows {
        let Some((kind, name)) = kinds.iter().find(|(kind, _)| *kind == row.kind) else { continue };
        seen.insert(*kind);
        let mut wrong = Vec::new();
        site::schema::differences(&serde_json::from_str(&row.json).unwrap(), name, "", &mut wrong);
        assert!(wrong.is_empty(), "{kind} {}: {wrong:?}", row.id);
    }
    assert_eq!(seen.len(), kinds.len());
    let document: serde_json::Value = serde_json::from_str(&site::api::openapi()).unwrap();
    let schema = &document["paths"]["/processes/{ocid}"]["get"]["responses"]["200"]["content"]["application/json"];
    assert_eq!(schema["schema"]["$ref"], "#/components/schemas/Process");
    assert_eq!(document["components"]["schemas"]["Process"]["properties"]["buyer"]["oneOf"][1]["type"], "null");
}

#[test]
fn tables_of_an_assessment_say_what_its_json_says() {
    let base = "/api/v1/assessments/velmora-2025~2026-03-31";
    let get = |path: &str| ask(fixture::full(), &format!("{base}/{path}"));
    let json = |path: &str| serde_json::from_str::<serde_json::Value>(&get(path).text).unwrap();
    for (path, kind) in [("result", "AssessmentResult"), ("matrix", "[AssessmentCell]")] {
        let mut wrong = Vec::new();
        site::schema::differences(&json(path), kind, "", &mut wrong);
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
    assert_eq!(json("comparisons"), serde_json::json!(["2026-02-28"]));
    let rows = |path: &str| get(path).text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let result = json("result");
    let indicators = result["indicators"].as_array().unwrap();
    assert_eq!(rows("result.csv").len(), indicators.len());
    assert!(rows("result.csv")[0].starts_with("LEG-01,met,"), "{:?}", rows("result.csv")[0]);
    // 18 recommendations by nine technologies.
    assert_eq!((rows("matrix.csv").len(), json("matrix").as_array().unwrap().len()), (162, 162));
    assert_eq!(rows("missing.csv").len(), json("missing").as_array().unwrap().len());
    let changed = rows("comparisons/2026-02-28/table.csv");
    assert_eq!(changed.len(), 7);
    let leg = changed.iter().find(|row| row.starts_with("LEG-06,")).unwrap();
    assert!(leg.starts_with("LEG-06,reopened,met,,contested,evidence,evidence: E-012 - > A refutes,"), "{leg}");
    for path in ["result", "result.csv", "matrix", "missing.csv", "comparisons"] {
        let gone = ask(fixture::full(), &format!("/api/v1/assessments/none/{path}"));
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{path}");
    }
    let document: serde_json::Value = serde_json::from_str(&site::api::openapi()).unwrap();
    let answer = |path: &str| document["paths"][path]["get"]["responses"]["200"]["content"].clone();
    let schema = &answer("/assessments/{key}/result")["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/AssessmentResult");
    assert!(answer("/assessments/{key}/matrix.csv")["text/csv"].is_object());
}
