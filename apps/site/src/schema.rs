//! What the rows of the interface look like: one table of types, written into the OpenAPI document.
//!
//! The rows are those of `procurement::view`, which knows nothing of OpenAPI; a test holds the table against rows made
//! from the real types, member by member.

use serde_json::{Map, Value, json};

/// Name of a type and its members: name and type. `text`, `count`, `index`, `yes`, `any`, `object` (free members) or a
/// type of this table; `?` may be null, `[T]` a list, `{T}` an object of values by name.
pub const TYPES: &[(&str, &[(&str, &str)])] = &[
    ("Money", &[("amount", "text"), ("currency", "text")]),
    ("PartyReference", &[("id", "text"), ("name", "text")]),
    ("Party", &[("id", "text"), ("name", "text"), ("roles", "[text]"), ("country", "text?")]),
    (
        "Award",
        &[
            ("id", "text"),
            ("title", "text?"),
            ("status", "text?"),
            ("date", "text?"),
            ("value", "Money?"),
            ("suppliers", "[PartyReference]"),
        ],
    ),
    (
        "Contract",
        &[
            ("id", "text"),
            ("award_id", "text?"),
            ("title", "text?"),
            ("status", "text?"),
            ("value", "Money?"),
            ("first_value", "Money?"),
            ("amendments", "count"),
            ("signed", "text?"),
            ("start", "text?"),
            ("end", "text?"),
        ],
    ),
    ("Event", &[("date", "text"), ("kind", "text"), ("subject", "text"), ("value", "Money?")]),
    (
        "Evidence",
        &[("ocid", "text?"), ("sha256", "text?"), ("input", "count"), ("line", "count"), ("pointer", "text")],
    ),
    (
        "Signal",
        &[
            ("code", "text"),
            ("group", "text"),
            ("id", "text"),
            ("value", "text"),
            ("because", "text"),
            ("inputs", "object"),
            ("evidence", "[Evidence]"),
            ("entry", "index"),
        ],
    ),
    ("NotAssessed", &[("code", "text"), ("missing", "[text]")]),
    (
        "Measure",
        &[
            ("code", "text"),
            ("currency", "text?"),
            ("value", "text?"),
            ("details", "object"),
            ("n", "count?"),
            ("missing", "count?"),
            ("reason", "text?"),
            ("processes", "[text]"),
            ("processes_total", "count"),
            ("entry", "index"),
        ],
    ),
    (
        "Clause",
        &[
            ("code", "text"),
            ("verdict", "text"),
            ("level", "text"),
            ("spans", "[Span]"),
            ("extracted", "any"),
            ("entry", "index"),
        ],
    ),
    ("Span", &[("start", "count"), ("end", "count"), ("page", "count"), ("quote", "text"), ("role", "text")]),
    (
        "Source",
        &[
            ("entry", "index"),
            ("kind", "text"),
            ("sha256", "text"),
            ("bytes", "count"),
            ("id", "text"),
            ("date", "text?"),
            ("superseded_by", "index?"),
        ],
    ),
    (
        "Reply",
        &[
            ("check", "text?"),
            ("by", "text"),
            ("at", "text"),
            ("text", "text"),
            ("language", "text?"),
            ("entry", "index"),
        ],
    ),
    (
        "Problem",
        &[
            ("code", "text"),
            ("severity", "text"),
            ("place", "Place"),
            ("what", "text"),
            ("remedy", "text"),
            ("action", "text"),
        ],
    ),
    ("Place", &[("input", "count"), ("line", "count"), ("pointer", "text")]),
    (
        "DocumentSummary",
        &[
            ("sha256", "text"),
            ("title", "text"),
            ("media_type", "text"),
            ("language", "text?"),
            ("verdicts", "{count}"),
            ("pages", "count"),
            ("pages_unreadable", "count"),
        ],
    ),
    (
        "Process",
        &[
            ("ocid", "text"),
            ("title", "text"),
            ("description", "text?"),
            ("language", "text?"),
            ("buyer", "PartyReference?"),
            ("procuring_entity", "PartyReference?"),
            ("method", "text?"),
            ("method_details", "text?"),
            ("status", "text?"),
            ("tender_value", "Money?"),
            ("award_totals", "[Money]"),
            ("awards_without_amount", "count"),
            ("tenderers", "count?"),
            ("parties", "[Party]"),
            ("awards", "[Award]"),
            ("contracts", "[Contract]"),
            ("timeline", "[Event]"),
            ("signals", "[Signal]"),
            ("not_assessed", "[NotAssessed]"),
            ("assessed", "count"),
            ("documents", "[DocumentSummary]"),
            ("missing", "[text]"),
            ("problems", "[Problem]"),
            ("sources", "[Source]"),
            ("publisher", "text?"),
            ("license", "text?"),
            ("replies", "[Reply]"),
        ],
    ),
    (
        "Document",
        &[
            ("sha256", "text"),
            ("title", "text"),
            ("media_type", "text"),
            ("language", "text?"),
            ("verdicts", "{count}"),
            ("pages", "count"),
            ("pages_unreadable", "count"),
            ("ocid", "text?"),
            ("process_title", "text"),
            ("buyer", "PartyReference?"),
            ("supplier", "PartyReference?"),
            ("clauses", "[Clause]"),
            ("redacted_share", "text"),
            ("redaction_marks", "count"),
            ("annexes", "[any]"),
            ("text_sha256", "text"),
            ("page_ranges", "[PageRange]"),
            ("problems", "[Problem]"),
            ("sources", "[Source]"),
            ("replies", "[Reply]"),
        ],
    ),
    ("PageRange", &[("start", "count"), ("end", "count"), ("chars", "count"), ("readable", "yes")]),
    (
        "Organisation",
        &[
            ("id", "text"),
            ("name", "text"),
            ("other_names", "[text]"),
            ("processes", "count"),
            ("awards", "count"),
            ("awards_without_amount", "count"),
            ("totals", "[Money]"),
            ("counterparts", "[Counterpart]"),
            ("measures", "[Measure]"),
            ("signals", "[Signal]"),
            ("by_year", "[YearTotal]"),
            ("pledges", "[any]"),
            ("reviews", "[any]"),
            ("latest", "[ProcessReference]"),
            ("replies", "[Reply]"),
        ],
    ),
    ("Counterpart", &[("id", "text"), ("name", "text"), ("processes", "count"), ("measures", "[Measure]")]),
    ("YearTotal", &[("year", "count?"), ("total", "Money"), ("awards", "count")]),
    ("ProcessReference", &[("ocid", "text"), ("title", "text"), ("date", "text?"), ("signals", "count")]),
    (
        "Check",
        &[
            ("code", "text"),
            ("version", "count"),
            ("assessable", "count"),
            ("not_assessable", "count"),
            ("counts", "{count}"),
            ("missing", "{count}"),
            ("entry", "index"),
            ("sha256", "text"),
            ("settings", "{text}"),
        ],
    ),
    (
        "Import",
        &[("entry", "index"), ("report", "any"), ("problems", "[Problem]"), ("sha256", "text"), ("parts", "[text]")],
    ),
    (
        "ElectionView",
        &[
            ("uuid", "text"),
            ("states", "[State]"),
            ("verdict", "Verdict?"),
            ("sources", "[EntryReference]"),
            ("replies", "[Reply]"),
        ],
    ),
    ("EntryReference", &[("entry", "index")]),
    (
        "State",
        &[
            ("entry", "index"),
            ("sha256", "text"),
            ("bytes", "count"),
            ("parts", "[text]?"),
            ("verdict", "StateVerdict?"),
        ],
    ),
    (
        "StateVerdict",
        &[
            ("entry", "index"),
            ("sha256", "text"),
            ("accepted", "yes"),
            ("complete", "yes"),
            ("stage", "text"),
            ("events", "count"),
            ("failed", "[text]"),
        ],
    ),
    (
        "Verdict",
        &[
            ("check", "text"),
            ("version", "count"),
            ("accepted", "yes"),
            ("complete", "yes"),
            ("stage", "text"),
            ("archive", "ArchiveFile"),
            ("older", "text?"),
            ("added", "{count}"),
            ("election", "Election?"),
            ("counts", "BallotCounts"),
            ("keys", "[TrusteeKey]"),
            ("setup", "SetUp?"),
            ("checks", "[BoardCheck]"),
            ("reasons", "[Why]"),
            ("reasons_more", "count"),
            ("warnings", "[text]"),
            ("questions", "[Question]"),
            ("trackers", "[Tracker]?"),
        ],
    ),
    (
        "ArchiveFile",
        &[
            ("sha256", "text"),
            ("bytes", "count"),
            ("records", "count"),
            ("events", "count"),
            ("last_event", "text?"),
            ("time", "text"),
        ],
    ),
    (
        "Election",
        &[
            ("uuid", "text"),
            ("name", "text"),
            ("description", "text"),
            ("group", "text"),
            ("fingerprint", "text"),
            ("administrator", "text?"),
            ("credential_authority", "text?"),
        ],
    ),
    (
        "BallotCounts",
        &[
            ("credentials", "count"),
            ("ballots", "count"),
            ("counted", "count"),
            ("revotes", "count"),
            ("weight", "text"),
            ("trustees", "count"),
            ("shuffles", "count"),
            ("decryptions", "count"),
        ],
    ),
    ("TrusteeKey", &[("number", "count"), ("name", "text?"), ("fingerprint", "text"), ("threshold", "[count]?")]),
    (
        "SetUp",
        &[
            ("audited", "yes"),
            ("sha256", "text"),
            ("lines", "count"),
            ("signers", "[SetUpSigner]"),
            ("rehearsed", "count"),
            ("reasons", "[Why]"),
        ],
    ),
    ("SetUpSigner", &[("role", "text"), ("trustee", "count?"), ("name", "text"), ("fingerprint", "text")]),
    ("BoardCheck", &[("code", "text"), ("outcome", "text"), ("items", "count")]),
    ("Why", &[("code", "text"), ("place", "text"), ("what", "text"), ("remedy", "text")]),
    (
        "Question",
        &[
            ("text", "text"),
            ("answers", "[text]"),
            ("blank", "yes"),
            ("ranked", "yes"),
            ("votes", "[count]?"),
            ("duels", "[any]?"),
            ("levels", "[any]?"),
        ],
    ),
    ("Tracker", &[("tracker", "text"), ("event", "count"), ("hash", "text"), ("counts", "yes")]),
    ("TrackerView", &[("places", "[TrackerPlace]")]),
    ("TrackerPlace", &[("archive", "index"), ("event", "count"), ("hash", "text"), ("counts", "yes")]),
    (
        "Assessment",
        &[
            ("key", "text"),
            ("entry", "index"),
            ("dossier_entry", "index"),
            ("catalogue_entry", "index"),
            ("sha256", "text"),
            ("title", "text"),
            ("jurisdiction", "text"),
            ("election", "text"),
            ("election_id", "text"),
            ("as_of", "text"),
            ("profile", "text"),
            ("catalogue", "text"),
            ("catalogue_sha256", "text"),
            ("input_sha256", "text"),
            ("assessors", "[[any]]"),
            ("counts", "[count]"),
            ("grades", "[count]"),
            ("pins", "[count]"),
            ("sealed", "count"),
            ("stages", "[AssessmentStage]"),
            ("recommendations", "[AssessmentRecommendation]"),
            ("draws", "count"),
            ("agreement", "[AssessmentAgreement]"),
            ("refusals", "[[text]]"),
            ("problems", "[[text]]"),
        ],
    ),
    ("AssessmentStage", &[("id", "text"), ("technologies", "[AssessmentTechnology]")]),
    (
        "AssessmentTechnology",
        &[
            ("id", "text"),
            ("name", "text"),
            ("kind", "text"),
            ("supplier", "any"),
            ("in_use", "yes"),
            ("counts", "[count]"),
            ("with_general", "[count]"),
            ("grades", "[count]"),
        ],
    ),
    (
        "AssessmentRecommendation",
        &[
            ("id", "text"),
            ("title", "text"),
            ("text", "text"),
            ("addressed_to", "[text]"),
            ("label", "text"),
            ("applicable", "count"),
            ("scored", "count"),
            ("coverage", "text?"),
            ("point", "text?"),
            ("lo", "text?"),
            ("hi", "text?"),
            ("critical", "[text]"),
            ("simulation", "any"),
            ("counts", "[count]"),
            ("cells", "[[any]]"),
        ],
    ),
    (
        "AssessmentAgreement",
        &[
            ("area", "text"),
            ("alpha", "text?"),
            ("reason", "text?"),
            ("lo", "text?"),
            ("hi", "text?"),
            ("units", "count"),
            ("raw", "text?"),
        ],
    ),
    (
        "AssessmentIndicator",
        &[
            ("id", "text"),
            ("question", "text"),
            ("status", "text"),
            ("reason", "text?"),
            ("method", "text"),
            ("critical", "text?"),
            ("grades", "[count]"),
            ("area", "text"),
            ("layer", "text"),
            ("recommendations", "[[text]]"),
            ("obligations", "[[text]]"),
            ("scoring", "[[text]]"),
            ("rule", "text?"),
            ("threshold_basis", "text"),
            ("threshold_basis_in_force", "text"),
            ("pins", "[[any]]"),
            ("signal", "any"),
            ("measured", "[any]?"),
            ("ratings", "[any]"),
            ("panel", "any"),
            ("departs_from_signal", "yes"),
            ("evidence", "[any]"),
            ("refusals", "[[text]]"),
            ("adjudication", "any"),
        ],
    ),
    (
        "AssessmentMissing",
        &[
            ("id", "text"),
            ("question", "text"),
            ("status", "text"),
            ("reason", "text?"),
            ("method", "text"),
            ("critical", "text?"),
            ("grades", "[count]"),
            ("looked_for", "[text]"),
            ("records", "[[any]]"),
            ("duty", "[text]"),
            ("who", "[text]"),
            ("refused", "[[text]]"),
        ],
    ),
    (
        "AssessmentCell",
        &[
            ("recommendation", "text"),
            ("title", "text"),
            ("technology", "text"),
            ("technology_name", "text"),
            ("met", "count"),
            ("partly", "count"),
            ("not_met", "count"),
            ("contested", "count"),
            ("indeterminate", "count"),
            ("not_assessed", "count"),
            ("not_applicable", "count"),
        ],
    ),
    (
        "AssessmentResult",
        &[
            ("format", "text"),
            ("catalogue", "object"),
            ("dossier", "object"),
            ("input_sha256", "text"),
            ("inputs", "{text}"),
            ("simulated", "any"),
            ("indicators", "[object]"),
            ("agreement", "object"),
            ("recommendations", "[object]"),
            ("obligations", "[object]"),
            ("matrix", "[object]"),
            ("problems", "[object]"),
        ],
    ),
    (
        "Comparison",
        &[
            ("format", "text"),
            ("dossier", "text"),
            ("jurisdiction", "text"),
            ("election", "text"),
            ("earlier", "ComparisonDate"),
            ("later", "ComparisonDate"),
            ("comparable", "yes"),
            ("files_compared", "yes"),
            ("recommendations", "[ComparisonRecommendation]"),
            ("indicators", "[ComparisonIndicator]"),
            ("unchanged", "count"),
        ],
    ),
    (
        "ComparisonDate",
        &[
            ("as_of", "text"),
            ("title", "text"),
            ("profile", "text"),
            ("catalogue", "text"),
            ("catalogue_sha256", "text"),
            ("input_sha256", "text"),
        ],
    ),
    (
        "ComparisonRecommendation",
        &[
            ("id", "text"),
            ("title", "text"),
            ("finding", "text"),
            ("earlier", "ComparisonScore?"),
            ("later", "ComparisonScore?"),
            ("indicators", "any"),
        ],
    ),
    (
        "ComparisonScore",
        &[
            ("label", "text"),
            ("applicable", "count"),
            ("scored", "count"),
            ("coverage", "text?"),
            ("lo", "text?"),
            ("hi", "text?"),
        ],
    ),
    (
        "ComparisonIndicator",
        &[
            ("id", "text"),
            ("question", "text"),
            ("change", "text"),
            ("earlier", "ComparisonState?"),
            ("later", "ComparisonState?"),
            ("reasons", "[ComparisonReason]"),
        ],
    ),
    ("ComparisonState", &[("status", "text"), ("reason", "text?")]),
    ("ComparisonReason", &[("code", "text"), ("items", "[ComparisonItem]")]),
    ("ComparisonItem", &[("what", "text"), ("earlier", "[text]"), ("later", "[text]")]),
];

/// Which row stands under which address.
const ROWS: [(&str, &str); 8] = [
    ("processes", "Process"),
    ("buyers", "Organisation"),
    ("vendors", "Organisation"),
    ("contracts", "Document"),
    ("checks", "Check"),
    ("imports", "Import"),
    ("boards", "ElectionView"),
    ("assessments", "Assessment"),
];

/// Addresses below a row, and what they answer.
const PARTS: [(&str, &str); 7] = [
    ("/assessments/{key}/indicators/{id}", "AssessmentIndicator"),
    ("/assessments/{key}/result", "AssessmentResult"),
    ("/assessments/{key}/matrix", "[AssessmentCell]"),
    ("/assessments/{key}/missing", "[AssessmentMissing]"),
    ("/assessments/{key}/comparisons/{date}", "Comparison"),
    ("/boards/{uuid}/verdicts/{sha256}", "Verdict"),
    ("/boards/{uuid}/trackers/{tracker}", "TrackerView"),
];

/// Writes the types into the document and names them where rows are answered: in lists and under their own address.
pub(crate) fn complete(document: &mut Value) {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, members) in TYPES {
            schemas.insert((*name).to_owned(), object(members));
        }
    }
    for (list, row) in ROWS {
        let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
        for (path, operation) in paths.iter_mut() {
            let Some(rest) = path.strip_prefix('/').and_then(|path| path.strip_prefix(list)) else { continue };
            let answer = operation.pointer_mut("/get/responses/200/content/application~1json/schema");
            let Some(answer) = answer else { continue };
            // An address below a row answers something else.
            if rest.matches('/').count() > 1 {
                continue;
            }
            *answer = if rest.is_empty() {
                json!({"allOf": [reference("List"), {"type": "object", "properties": {
                    "items": {"type": "array", "items": reference(row)}}}]})
            } else {
                reference(row)
            };
        }
    }
    for (path, kind) in PARTS {
        let pointer =
            format!("/paths/{}/get/responses/200/content/application~1json/schema", path.replace('/', "~1"));
        if let Some(answer) = document.pointer_mut(&pointer) {
            *answer = of(kind);
        }
    }
}

fn object(members: &[(&str, &str)]) -> Value {
    let properties: Map<String, Value> = members.iter().map(|(name, kind)| ((*name).to_owned(), of(kind))).collect();
    let required: Vec<&str> =
        members.iter().filter(|(_, kind)| !kind.ends_with('?')).map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn of(kind: &str) -> Value {
    if let Some(kind) = kind.strip_suffix('?') {
        let mut schema = of(kind);
        return match schema.get("type").cloned() {
            Some(one) => {
                schema["type"] = json!([one, "null"]);
                schema
            }
            None => json!({"oneOf": [schema, {"type": "null"}]}),
        };
    }
    if let Some(kind) = kind.strip_prefix('[') {
        return json!({"type": "array", "items": of(inner(kind, ']'))});
    }
    if let Some(kind) = kind.strip_prefix('{') {
        return json!({"type": "object", "additionalProperties": of(inner(kind, '}'))});
    }
    match kind {
        "text" => json!({"type": "string"}),
        "count" => json!({"type": "integer", "minimum": 0}),
        "index" => json!({"type": "integer", "minimum": 0, "description": "position of an entry on the record"}),
        "yes" => json!({"type": "boolean"}),
        "object" => json!({"type": "object"}),
        "any" => json!({}),
        name => json!({"$ref": format!("#/components/schemas/{name}")}),
    }
}

/// A type without its last bracket.
fn inner(kind: &str, bracket: char) -> &str {
    kind.strip_suffix(bracket).unwrap_or(kind)
}

/// How a value differs from a type of the table: one line for each member, empty if it does not.
pub fn differences(value: &Value, kind: &str, place: &str, out: &mut Vec<String>) {
    if let Some(kind) = kind.strip_suffix('?') {
        if !value.is_null() {
            differences(value, kind, place, out);
        }
    } else if let Some(kind) = kind.strip_prefix('[') {
        match value.as_array() {
            Some(items) => {
                for item in items {
                    differences(item, inner(kind, ']'), &format!("{place}/*"), out);
                }
            }
            None => out.push(format!("{place}: no list")),
        }
    } else if let Some(kind) = kind.strip_prefix('{') {
        match value.as_object() {
            Some(members) => {
                for (name, item) in members {
                    differences(item, inner(kind, '}'), &format!("{place}/{name}"), out);
                }
            }
            None => out.push(format!("{place}: no object")),
        }
    } else {
        let fits = match kind {
            "text" => value.is_string(),
            "count" | "index" => value.is_u64(),
            "yes" => value.is_boolean(),
            "object" => value.is_object(),
            "any" => true,
            name => return members(value, name, place, out),
        };
        if !fits {
            out.push(format!("{place}: {value} is not {kind}"));
        }
    }
}

fn members(value: &Value, name: &str, place: &str, out: &mut Vec<String>) {
    let Some((_, known)) = TYPES.iter().find(|(known, _)| *known == name) else {
        return out.push(format!("{place}: no type {name}"));
    };
    let Some(have) = value.as_object() else { return out.push(format!("{place}: no object")) };
    for key in have.keys().filter(|key| !known.iter().any(|(name, _)| name == key)) {
        out.push(format!("{place}/{key}: not in the type {name}"));
    }
    for (key, kind) in *known {
        match have.get(*key) {
            Some(value) => differences(value, kind, &format!("{place}/{key}"), out),
            None if kind.ends_with('?') => {}
            None => out.push(format!("{place}/{key}: missing")),
        }
    }
}
