//! DPV 2.3 and PROV as JSON-LD: one node for each indicator, its compliance state, who assessed it and when.

use super::oscal::uuid;
use crate::dossier::Dossier;
use crate::result::Assessment;
use serde_json::{Value, json};

/// Writes the document; its context stands in the file and nothing is fetched.
pub fn document(result: &Assessment, dossier: &Dossier) -> String {
    let input = &result.input_sha256;
    let name = |kind: &str, id: &str| format!("urn:uuid:{}", uuid(kind, id, input));
    let activity = name("activity", &result.dossier.id);
    let agents: Vec<Value> = dossier
        .assessors
        .iter()
        .map(|a| json!({ "@id": name("agent", &a.id), "@type": "prov:Agent", "dct:identifier": a.id, "dct:title": a.organisation }))
        .collect();
    let mut graph = vec![json!({
        "@id": activity,
        "@type": ["prov:Activity", "dpv:Assessment"],
        "dct:title": result.dossier.title,
        "dct:identifier": input,
        "prov:endedAtTime": { "@type": "xsd:date", "@value": result.dossier.as_of },
        "prov:wasAssociatedWith": agents.iter().map(|a| json!({ "@id": a["@id"] })).collect::<Vec<_>>(),
    })];
    graph.extend(agents);
    for i in &result.indicators {
        let state = match i.status {
            "met" => Some("dpv:Compliant"),
            "partly" => Some("dpv:PartiallyCompliant"),
            "not_met" => Some("dpv:NonCompliant"),
            "indeterminate" | "contested" => Some("dpv:ComplianceIndeterminate"),
            "not_assessed" => Some("dpv:ComplianceUnknown"),
            _ => None,
        };
        let mut node = json!({
            "@id": name("indicator", &i.id),
            "@type": ["prov:Entity", "dpv:ComplianceAssessment"],
            "dct:identifier": i.id,
            "dct:title": i.question,
            "prov:wasGeneratedBy": { "@id": activity },
        });
        match state {
            Some(state) => node["dpv:hasComplianceStatus"] = json!({ "@id": state }),
            None => node["skos:note"] = json!("not applicable"),
        }
        if let Some(reason) = i.reason {
            node["rdfs:comment"] = json!(reason);
        }
        graph.push(node);
    }
    let document = json!({
        "@context": {
            "dct": "http://purl.org/dc/terms/",
            "dpv": "https://w3id.org/dpv#",
            "prov": "http://www.w3.org/ns/prov#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": graph,
    });
    serde_json::to_string_pretty(&document).map_or_else(|e| e.to_string(), |text| text + "\n")
}
