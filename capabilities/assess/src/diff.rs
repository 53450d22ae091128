//! Two catalogues side by side: each change with its class and the findings it could touch; and their entries as lists.

use crate::catalogue::{Catalogue, Indicator, Pin, list, text};
use base::json::Value;
use serde::Serialize;
use std::collections::BTreeMap;

/// How far a change reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Class {
    /// Wording.
    Patch,
    /// Something new that no old verdict hangs on.
    Minor,
    /// A verdict could change.
    Major,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its class.
    pub class: Class,
    /// Section, id and field.
    pub place: String,
    /// What changed.
    pub what: String,
    /// Indicators whose findings it could touch.
    pub findings: Vec<String>,
}

/// Sections, the key of their entries, and the fields that are wording.
const SECTIONS: [(&str, &str, &[&str]); 6] = [
    ("sources", "id", &["name", "binds", "text_seen", "celex", "note"]),
    ("obligations", "id", &["title", "statement", "actors", "eos", "cites", "tension"]),
    ("recommendations", "id", &["session", "number", "title", "text", "addressed_to"]),
    ("indicators", "id", &["question", "evidence", "scoring", "cites"]),
    ("profiles", "id", &["title"]),
    ("record_kinds", "kind", &["area", "meaning"]),
];

/// Every change from one catalogue to another, in the order of sections and ids.
pub fn diff(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let mut out = Vec::new();
    let head = |c: &Catalogue| c.value.get("catalogue").cloned().unwrap_or(Value::Null);
    for (field, a, b) in members(&head(old), &head(new)) {
        // The version and date are what a change is named by, not a change themselves.
        if !matches!(field.as_str(), "version" | "date") {
            let what = format!("{} became {}", short(a.as_ref()), short(b.as_ref()));
            out.push(Change { class: Class::Patch, place: format!("catalogue {field}"), what, findings: Vec::new() });
        }
    }
    for (section, key, wording) in SECTIONS {
        let index = |c: &Catalogue| -> BTreeMap<String, Value> {
            list(&c.value, section).iter().map(|v| (text(v, key), v.clone())).collect()
        };
        let (a, b) = (index(old), index(new));
        let mut ids: Vec<&String> = a.keys().chain(b.keys()).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let mut findings = touched(old, section, id);
            findings.extend(touched(new, section, id));
            findings.sort();
            findings.dedup();
            let change = |class, field: &str, what: String| Change {
                class,
                place: format!("{section} {id}{field}"),
                what,
                findings: findings.clone(),
            };
            match (a.get(id), b.get(id)) {
                (None, Some(_)) => out.push(change(Class::Minor, "", "is new".to_owned())),
                (Some(_), None) => {
                    let class = if section == "recommendations" { Class::Patch } else { Class::Major };
                    out.push(change(class, "", "is gone".to_owned()));
                }
                (Some(a), Some(b)) => {
                    for (field, a, b) in members(a, b) {
                        let class = match field.as_str() {
                            "technologies" => Class::Minor,
                            field if wording.contains(&field) => Class::Patch,
                            _ => Class::Major,
                        };
                        let what = format!("{} became {}", short(a.as_ref()), short(b.as_ref()));
                        out.push(change(class, &format!(" {field}"), what));
                    }
                }
                (None, None) => {}
            }
        }
    }
    out
}

type Member = (String, Option<Value>, Option<Value>);

/// Members that differ between two objects.
fn members(a: &Value, b: &Value) -> Vec<Member> {
    let (Value::Object(a), Value::Object(b)) = (a, b) else { return Vec::new() };
    let mut names: Vec<&str> = a.iter().chain(b.iter()).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    let pair = |name: &str| (name.to_owned(), a.get(name).cloned(), b.get(name).cloned());
    names.into_iter().map(pair).filter(|(_, a, b)| a != b).collect()
}

fn short(value: Option<&Value>) -> String {
    match value {
        Some(value) => base::json::canonical(value).chars().take(160).collect(),
        None => "nothing".to_owned(),
    }
}

fn touched(catalogue: &Catalogue, section: &str, id: &str) -> Vec<String> {
    let reads = |i: &Indicator| match section {
        "indicators" => i.id == id || i.published_by.as_deref() == Some(id),
        "obligations" => i.obligations.iter().any(|own| own == id),
        "recommendations" => i.recommendations.iter().any(|own| own == id),
        "record_kinds" => i.rule.as_ref().is_some_and(|rule| rule.kinds().contains(&id)),
        "sources" => catalogue.pins(i).iter().any(|pin| pin.source == id),
        _ => catalogue.profile(id).is_some_and(|p| p.indicators.as_ref().is_none_or(|ids| ids.contains(&i.id))),
    };
    catalogue.indicators.iter().filter(|i| reads(i)).map(|i| i.id.clone()).collect()
}

/// One entry of a catalogue, as lists and searches show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The section.
    pub section: &'static str,
    /// Its id.
    pub id: String,
    /// Its title or question.
    pub title: String,
    /// What else there is to say, a line each.
    pub lines: Vec<String>,
}

impl Entry {
    /// Whether every word stands somewhere in the entry, accents and case aside.
    pub fn matches(&self, words: &[String]) -> bool {
        let own = base::text::fold(&format!("{} {} {} {}", self.section, self.id, self.title, self.lines.join(" ")));
        words.iter().all(|word| own.contains(&base::text::fold(word)))
    }
}

fn cited(pins: &[Pin]) -> String {
    let one = |pin: &Pin| {
        let place = pin.pin.as_deref().unwrap_or("whole document");
        format!("{} {place}{}", pin.source, if pin.verified { "" } else { " (not verified)" })
    };
    pins.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Every entry, each linked to its indicators.
pub fn entries(catalogue: &Catalogue) -> Vec<Entry> {
    let mut out = Vec::new();
    for (section, ..) in SECTIONS {
        for value in list(&catalogue.value, section) {
            let id = text(value, if section == "record_kinds" { "kind" } else { "id" });
            let mut lines = Vec::new();
            let title = match section {
                "sources" => {
                    lines.push(format!(
                        "{}; {}; text seen: {}",
                        text(value, "kind"),
                        text(value, "binds"),
                        text(value, "text_seen")
                    ));
                    text(value, "name")
                }
                "obligations" => {
                    lines.push(text(value, "statement"));
                    if let Some(found) = catalogue.obligation(&id) {
                        lines.push(format!("bears on: {}", found.actors.join(", ")));
                        lines.push(format!("cites: {}", cited(&found.cites)));
                        if found.tension {
                            lines.push("two sources ask for opposite things; scored by safeguards".to_owned());
                        }
                    }
                    text(value, "title")
                }
                "indicators" => {
                    if let Some(found) = catalogue.indicator(&id) {
                        lines.push(format!(
                            "{}, {}; {}; {}; {}",
                            found.layer.word(),
                            found.method.word(),
                            found.recommendations.join(" "),
                            found.obligations.join(" "),
                            found.technologies.join(" ")
                        ));
                        lines.extend(found.scoring.iter().map(|(key, text)| format!("{key}: {text}")));
                        lines.push(format!("threshold basis: {}", found.threshold_basis));
                        if !found.cites.is_empty() {
                            lines.push(format!("cites: {}", cited(&found.cites)));
                        }
                        lines.extend(found.critical.iter().map(|right| format!("critical: {right}")));
                    }
                    text(value, "question")
                }
                "record_kinds" => {
                    let field = |v: &Value| {
                        let mark = |key: &str, word: &str| {
                            if v.get(key) == Some(&Value::Bool(true)) { format!(", {word}") } else { String::new() }
                        };
                        format!(
                            "{}: {}{}{}",
                            text(v, "name"),
                            text(v, "type"),
                            mark("required", "required"),
                            mark("nullable", "may be null")
                        )
                    };
                    lines.extend(list(value, "fields").iter().map(field));
                    text(value, "meaning")
                }
                _ => {
                    lines.extend(Some(text(value, "text")).filter(|text| !text.is_empty()));
                    text(value, "title")
                }
            };
            if section != "indicators" {
                let indicators = touched(catalogue, section, &id);
                lines.push(format!("indicators: {}", indicators.join(" ")));
            }
            out.push(Entry { section, id, title, lines });
        }
    }
    out
}
