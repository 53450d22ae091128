//! Holds a value against the few words of JSON Schema (draft 7) that our two schemas use.

use base::json::Value;
use regex::Regex;
use std::collections::HashMap;

/// A fault: place (`dossier.elections[x].kind`) and what is wrong there.
pub type Fault = (String, String);

/// Checks a value; faults in order of the value.
pub fn check(schema: &Value, value: &Value, place: &str, root: &Value) -> Vec<Fault> {
    let mut checker = Checker { root, patterns: HashMap::new(), faults: Vec::new() };
    checker.check(schema, value, place);
    checker.faults
}

struct Checker<'a> {
    root: &'a Value,
    patterns: HashMap<&'a str, Option<Regex>>,
    faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    fn fault(&mut self, place: &str, what: impl Into<String>) {
        self.faults.push((place.to_owned(), what.into()));
    }

    fn check(&mut self, schema: &'a Value, value: &Value, place: &str) {
        if let Some(target) = schema.get("$ref").and_then(Value::as_text) {
            match self.root.pointer(target.trim_start_matches('#')) {
                Some(target) => return self.check(target, value, place),
                None => return self.fault(place, format!("the schema names {target}, which is not there")),
            }
        }
        if let Some(want) = schema.get("type") {
            let names: Vec<&str> = match want {
                Value::Array(names) => names.iter().filter_map(Value::as_text).collect(),
                other => other.as_text().into_iter().collect(),
            };
            if !names.iter().any(|name| is(value, name)) {
                return self.fault(place, format!("is {}, should be {}", kind(value), names.join(" or ")));
            }
        }
        if let Some(Value::Array(allowed)) = schema.get("enum")
            && !allowed.contains(value)
        {
            let allowed: Vec<String> = allowed.iter().map(base::json::canonical).collect();
            self.fault(place, format!("{} is not one of {}", short(value), allowed.join(", ")));
        }
        if let Some(only) = schema.get("const")
            && only != value
        {
            self.fault(place, format!("{} should be {}", short(value), short(only)));
        }
        match value {
            Value::Text(text) => self.text(schema, text, place),
            Value::Array(items) => self.list(schema, items, place),
            Value::Object(object) => {
                for name in words(schema.get("required")) {
                    if object.get(name).is_none() {
                        self.fault(place, format!("{name} missing"));
                    }
                }
                let properties = schema.get("properties");
                let rest = schema.get("additionalProperties");
                for (key, member) in object.iter() {
                    let place = format!("{place}.{key}");
                    match (properties.and_then(|p| p.get(key)), rest) {
                        (Some(schema), _) => self.check(schema, member, &place),
                        (None, Some(Value::Bool(false))) => self.fault(&place, "unknown key"),
                        (None, Some(schema @ Value::Object(_))) => self.check(schema, member, &place),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if let Some(Value::Array(forms)) = schema.get("oneOf") {
            let before = self.faults.len();
            let mut hits = 0;
            for form in forms {
                self.check(form, value, place);
                hits += u32::from(self.faults.len() == before);
                self.faults.truncate(before);
            }
            if hits != 1 {
                self.fault(place, format!("matches {hits} of the allowed forms, should match one: {}", short(value)));
            }
        }
    }

    fn text(&mut self, schema: &'a Value, text: &str, place: &str) {
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_text) {
            let regex = self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
            if !regex.as_ref().is_some_and(|regex| regex.is_match(text)) {
                self.fault(place, format!("{text:?} does not match {pattern}"));
            }
        }
        if schema.get("minLength").and_then(Value::as_integer).is_some_and(|n| (text.chars().count() as i64) < n) {
            self.fault(place, "empty");
        }
    }

    fn list(&mut self, schema: &'a Value, items: &[Value], place: &str) {
        if schema.get("minItems").and_then(Value::as_integer).is_some_and(|n| (items.len() as i64) < n) {
            self.fault(place, "too few items");
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            let distinct: std::collections::BTreeSet<String> = items.iter().map(base::json::canonical).collect();
            if distinct.len() < items.len() {
                self.fault(place, "an item twice");
            }
        }
        if let Some(of) = schema.get("items") {
            for (n, item) in items.iter().enumerate() {
                let name = item.get("id").and_then(Value::as_text).map_or_else(|| n.to_string(), str::to_owned);
                self.check(of, item, &format!("{place}[{name}]"));
            }
        }
    }
}

fn is(value: &Value, name: &str) -> bool {
    matches!(
        (name, value),
        ("object", Value::Object(_))
            | ("array", Value::Array(_))
            | ("string", Value::Text(_))
            | ("boolean", Value::Bool(_))
            | ("null", Value::Null)
    ) || (name == "integer" && value.as_integer().is_some())
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::Text(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

fn words(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).unwrap_or_default().iter().filter_map(Value::as_text)
}

fn short(value: &Value) -> String {
    base::json::canonical(value).chars().take(120).collect()
}
