//! Recomputation by the other side: names every part that differs.

use crate::dossier::Dossier;
use base::json::Value;
use std::collections::BTreeSet;

/// A part that differs: `catalogue`, a file, an evidence id, or a JSON pointer into the result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Which part.
    pub part: String,
    /// What the result to be verified says.
    pub stated: String,
    /// What was computed now.
    pub computed: String,
}

/// Inputs whose digest differs, each by the name a reader knows: evidence files by their id.
pub fn inputs(stated: &Value, now: &Value, dossier: &Dossier) -> Vec<Difference> {
    let of = |value: &Value| value.get("inputs").and_then(Value::as_object).cloned().unwrap_or_default();
    let (stated, now) = (of(stated), of(now));
    let names: BTreeSet<&str> = stated.iter().chain(now.iter()).map(|(name, _)| name).collect();
    let show = |value: Option<&Value>| value.and_then(Value::as_text).unwrap_or("not there").to_owned();
    let mut out = Vec::new();
    for name in names {
        let (old, new) = (stated.get(name), now.get(name));
        if old != new {
            let listed = dossier.lists[0].as_array().unwrap_or_default();
            let item = listed.iter().find(|v| v.get("file").and_then(Value::as_text) == Some(name));
            let id = item.and_then(|v| v.get("id")).and_then(Value::as_text);
            let part = id.map_or_else(|| name.to_owned(), |id| format!("{id} ({name})"));
            out.push(Difference { part, stated: show(old), computed: show(new) });
        }
    }
    out
}

/// Fields that differ between two results, by JSON pointer; at most `limit`.
pub fn fields(stated: &Value, now: &Value, limit: usize) -> Vec<Difference> {
    let mut out = Vec::new();
    compare(Some(stated), Some(now), &mut String::new(), limit, &mut out);
    out
}

fn compare(stated: Option<&Value>, now: Option<&Value>, place: &mut String, limit: usize, out: &mut Vec<Difference>) {
    if out.len() >= limit || stated == now {
        return;
    }
    let length = place.len();
    let mut inside = |token: &str, a: Option<&Value>, b: Option<&Value>, out: &mut Vec<Difference>| {
        base::problem::pointer_push(place, token);
        compare(a, b, place, limit, out);
        place.truncate(length);
    };
    match (stated, now) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            for (key, value) in a.iter() {
                inside(key, Some(value), b.get(key), out);
            }
            for (key, value) in b.iter().filter(|(key, _)| a.get(key).is_none()) {
                inside(key, None, Some(value), out);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for at in 0..a.len().max(b.len()) {
                inside(&at.to_string(), a.get(at), b.get(at), out);
            }
        }
        _ => {
            let show = |value: Option<&Value>| match value {
                Some(value) => base::json::canonical(value).chars().take(200).collect(),
                None => "not there".to_owned(),
            };
            out.push(Difference { part: place.clone(), stated: show(stated), computed: show(now) });
        }
    }
}
