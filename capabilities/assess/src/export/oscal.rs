//! OSCAL 1.2.1: the catalogue as controls, the result as observations and findings.
//!
//! OSCAL knows two states of a finding only. A finding for an unknown would say that it is not satisfied, so that an
//! indicator without a verdict has an observation and no finding.

use crate::catalogue::Catalogue;
use crate::dossier::Dossier;
use crate::result::{Assessment, IndicatorResult};
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};

/// The namespace of our properties.
const NAMESPACE: &str = "https://scrutineer.example/ns/oscal";

/// A UUID of version 5 over the namespace of URLs: the same inputs give the same id.
///
/// Source: RFC 9562, section 5.5.
pub(crate) fn uuid(kind: &str, id: &str, input: &str) -> String {
    const URLS: [u8; 16] =
        [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let mut hasher = Sha1::new();
    hasher.update(URLS);
    hasher.update(format!("scrutineer:{kind}:{id}:{input}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = base::digest::hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": value })
}

fn written(document: &Value) -> String {
    serde_json::to_string_pretty(document).map_or_else(|e| e.to_string(), |text| text + "\n")
}

fn metadata(title: &str, date: &str, version: &str) -> Value {
    json!({
        "title": title,
        "last-modified": format!("{date}T00:00:00Z"),
        "version": version,
        "oscal-version": "1.2.1",
    })
}

/// The catalogue: a group for each area, a control for each indicator.
pub fn catalog(catalogue: &Catalogue) -> String {
    let date =
        catalogue.value.pointer("/catalogue/date").and_then(base::json::Value::as_text).unwrap_or("1970-01-01");
    let groups: Vec<Value> = catalogue
        .areas
        .iter()
        .map(|(area, name)| {
            let controls: Vec<Value> = catalogue.indicators.iter().filter(|i| i.area == *area).map(control).collect();
            json!({ "id": area.to_lowercase(), "class": "area", "title": name, "controls": controls })
        })
        .collect();
    written(&json!({
        "catalog": {
            "uuid": uuid("catalog", &catalogue.id, &catalogue.sha256),
            "metadata": metadata(&catalogue.id, date, &catalogue.version),
            "groups": groups,
        }
    }))
}

fn control(indicator: &crate::catalogue::Indicator) -> Value {
    let id = indicator.id.to_lowercase();
    let mut props = vec![
        json!({ "name": "label", "value": indicator.id }),
        property("layer", indicator.layer.word()),
        property("method", indicator.method.word()),
        property("threshold-basis", &indicator.threshold_basis),
    ];
    props.extend(indicator.recommendations.iter().map(|r| property("recommendation", r)));
    props.extend(indicator.obligations.iter().map(|o| property("obligation", o)));
    let scoring: Vec<String> = indicator.scoring.iter().map(|(key, text)| format!("{key}: {text}")).collect();
    json!({
        "id": id,
        "class": "indicator",
        "title": indicator.question,
        "props": props,
        "parts": [
            { "id": format!("{id}_smt"), "name": "statement", "prose": indicator.question },
            { "id": format!("{id}_obj"), "name": "assessment-objective", "prose": scoring.join("; ") },
            { "id": format!("{id}_mth"), "name": "assessment-method", "prose": indicator.evidence.join("; ") },
        ],
    })
}

/// Which indicators serve which obligation, and which of the list of election obligations (EOS) stands behind it.
///
/// The catalogue says that two are related, not that one is a part of the other: `intersects-with`, the relationship that
/// claims least (OSCAL's `subset-of`, `superset-of`, `equal-to` and `equivalent-to` claim more).
pub fn mapping(catalogue: &Catalogue) -> String {
    let date =
        catalogue.value.pointer("/catalogue/date").and_then(base::json::Value::as_text).unwrap_or("1970-01-01");
    let input = &catalogue.sha256;
    let own = format!("#{}", uuid("catalog", &catalogue.id, input));
    let list = |name: &str| format!("#{}", uuid(name, &catalogue.id, input));
    let item = |id: &str, label: &str| json!({ "type": "control", "id-ref": id, "props": [json!({ "name": "label", "ns": NAMESPACE, "value": label })] });
    let map = |source: &str, target: &str, label: &str| {
        json!({
            "uuid": uuid("map", &format!("{source}/{target}"), input),
            "relationship": "intersects-with",
            "sources": [item(&source.to_lowercase(), source)],
            "targets": [item(&target.to_lowercase(), label)],
        })
    };
    let to_obligations: Vec<Value> = catalogue
        .indicators
        .iter()
        .flat_map(|i| i.obligations.iter().map(move |id| (i, id)))
        .map(|(i, id)| map(&i.id, id, catalogue.obligation(id).map_or(id, |own| &own.title)))
        .collect();
    let to_eos: Vec<Value> = catalogue
        .obligations
        .iter()
        .flat_map(|own| own.eos.iter().map(move |id| (own, id)))
        .map(|(own, id)| {
            let title = catalogue.eos.iter().find(|(eos, _)| eos == id).map_or("", |(_, title)| title.as_str());
            map(&own.id, id, if title.is_empty() { id } else { title })
        })
        .collect();
    let resource = |href: String| json!({ "type": "catalog", "href": href });
    let one = |name: &str, source: String, target: String, maps: Vec<Value>| {
        json!({
            "uuid": uuid("mapping", name, input),
            "source-resource": resource(source),
            "target-resource": resource(target),
            "maps": maps,
        })
    };
    written(&json!({
        "mapping-collection": {
            "uuid": uuid("mapping-collection", &catalogue.id, input),
            "metadata": metadata(&catalogue.id, date, &catalogue.version),
            "provenance": {
                "method": "human",
                "matching-rationale": "semantic",
                "status": "complete",
                "mapping-description": "As the catalogue relates indicators, obligations and the list of election obligations.",
            },
            "mappings": [
                one("obligations", own, list("obligations"), to_obligations),
                one("eos", list("obligations"), list("eos"), to_eos),
            ],
            "back-matter": { "resources": [
                { "uuid": uuid("catalog", &catalogue.id, input), "title": "The catalogue's indicators" },
                { "uuid": uuid("obligations", &catalogue.id, input), "title": "The catalogue's obligations" },
                { "uuid": uuid("eos", &catalogue.id, input), "title": "List of election obligations (EOS)" },
            ] },
        }
    }))
}

/// The result: an observation for every indicator, a finding only for verdicts.
pub fn assessment_results(result: &Assessment, dossier: &Dossier) -> String {
    let input = &result.input_sha256;
    let time = format!("{}T00:00:00Z", result.dossier.as_of);
    let observations: Vec<Value> = result.indicators.iter().map(|i| observation(i, dossier, input, &time)).collect();
    let findings: Vec<Value> = result.indicators.iter().filter_map(|i| finding(i, input)).collect();
    let mut run = json!({
        "uuid": uuid("result", &result.dossier.id, input),
        "title": result.dossier.title,
        "description": format!(
            "Assessment as of {} with catalogue {} {}; input {input}.",
            result.dossier.as_of, result.catalogue.id, result.catalogue.version
        ),
        "start": time,
        "end": time,
        "props": [
            property("input-sha256", input),
            property("catalogue-sha256", &result.catalogue.sha256),
            property("profile", &result.dossier.profile),
        ],
        "reviewed-controls": { "control-selections": [{
            "include-controls": result.indicators.iter()
                .map(|i| json!({ "control-id": i.id.to_lowercase() })).collect::<Vec<_>>(),
        }] },
        "observations": observations,
    });
    // OSCAL wants a list of findings to hold one at least.
    if !findings.is_empty() {
        run["findings"] = Value::Array(findings);
    }
    written(&json!({
        "assessment-results": {
            "uuid": uuid("assessment-results", &result.dossier.id, input),
            "metadata": metadata(&result.dossier.title, &result.dossier.as_of, "1"),
            "import-ap": {
                "href": format!("#{}", uuid("assessment-plan", &result.dossier.id, input)),
                "remarks": "No assessment plan is kept in OSCAL; the profile of the catalogue says what was assessed.",
            },
            "results": [run],
        }
    }))
}

fn observation(i: &IndicatorResult, dossier: &Dossier, input: &str, time: &str) -> Value {
    let mut props = vec![property("verdict", i.status)];
    props.extend(i.reason.map(|reason| property("reason", reason)));
    let mut methods: Vec<&str> = Vec::new();
    for cited in &i.evidence {
        props.push(property("evidence", &format!("{} {} {}", cited.id, cited.grade, cited.direction)));
        let kind = dossier.evidence.iter().find(|item| item.id == cited.id).map(|item| item.kind.as_str());
        methods.push(match kind {
            Some("interview" | "sworn_statement" | "statement") => "INTERVIEW",
            Some("measurement" | "observer_form" | "dataset") => "TEST",
            _ => "EXAMINE",
        });
    }
    if i.signal.is_some() {
        methods.push("TEST");
    }
    if methods.is_empty() {
        methods.push("EXAMINE");
    }
    methods.sort_unstable();
    methods.dedup();
    json!({
        "uuid": uuid("observation", &i.id, input),
        "title": i.id,
        "description": i.question,
        "props": props,
        "methods": methods,
        "collected": time,
    })
}

fn finding(i: &IndicatorResult, input: &str) -> Option<Value> {
    let (state, reason) = match i.status {
        "met" => ("satisfied", "pass"),
        "partly" => ("not-satisfied", "other"),
        "not_met" => ("not-satisfied", "fail"),
        _ => return None,
    };
    Some(json!({
        "uuid": uuid("finding", &i.id, input),
        "title": i.id,
        "description": i.question,
        "target": {
            "type": "objective-id",
            "target-id": format!("{}_obj", i.id.to_lowercase()),
            "status": { "state": state, "reason": reason },
        },
        "related-observations": [{ "observation-uuid": uuid("observation", &i.id, input) }],
    }))
}
