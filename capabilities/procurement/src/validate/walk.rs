//! One walk over a value beside its schema: errors, values outside codelists, deprecated fields.

use super::{Level, Validation, is_date_time, is_uri};
use crate::codelists;
use crate::schema::{Format, Node, Schema};
use base::json::{Object, Value, canonical};
use base::problem::pointer_push;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Walks one value; everything found goes into `into`.
pub(super) fn walk(into: &mut Validation, level: Level, schema: &Schema, value: &Value, input: u32, line: u64) {
    let mut walk = Walk { into, level, schema, input, line, steps: Vec::with_capacity(16) };
    walk.value(value, schema.root(), 0);
}

struct Walk<'a> {
    into: &'a mut Validation,
    level: Level,
    schema: &'a Schema,
    input: u32,
    line: u64,
    steps: Vec<Step<'a>>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Walk<'a> {
    /// `path` tells apart the places of the schema, cheaply; texts are made only where something is found.
    fn value(&mut self, value: &'a Value, node: &'a Node, path: u64) {
        if !node.types.allow(value) {
            self.error("type", || format!("the value is no {}", node.types.names()), None);
            return;
        }
        if let Some(list) = &node.enumeration {
            let listed = match value {
                Value::Text(text) => list.has(text),
                Value::Null => list.null,
                _ => false,
            };
            if !listed {
                self.error("enum", || "the value is not in the closed list".to_owned(), None);
            }
        }
        if let Some((file, open)) = &node.codelist {
            self.codes(value, file, *open, path);
        }
        match value {
            Value::Object(object) => self.object(object, node, path),
            Value::Array(items) => {
                if items.len() < node.min_items {
                    self.error("minItems", || format!("fewer than {} elements", node.min_items), None);
                }
                if node.unique_items && items.len() > 1 {
                    self.unique(items);
                }
                if let Some(element) = self.schema.items(node) {
                    for (i, item) in items.iter().enumerate() {
                        self.steps.push(Step::Index(i));
                        self.value(item, element, path);
                        self.steps.pop();
                    }
                }
            }
            Value::Text(text) => self.text(text, node),
            _ => {}
        }
        if !node.any_of.is_empty() && !node.any_of.iter().any(|id| self.holds(value, self.schema.node(*id))) {
            self.error("anyOf", || "the value has none of the shapes allowed".to_owned(), None);
        }
        if !node.one_of.is_empty() {
            let fitting = node.one_of.iter().filter(|id| self.holds(value, self.schema.node(**id))).count();
            if fitting != 1 {
                self.error("oneOf", || "the value does not have exactly one of the shapes allowed".to_owned(), None);
            }
        }
    }

    fn object(&mut self, object: &'a Object, node: &'a Node, path: u64) {
        for name in &node.required {
            if object.get(name).is_none() {
                self.error("required", || format!("`{name}` is missing"), Some(name));
            }
        }
        if object.len() < node.min_properties {
            self.error("minProperties", || format!("fewer than {} members", node.min_properties), None);
        }
        if node.members.is_empty() && node.pattern_members.is_empty() {
            return;
        }
        for (name, value) in object.iter() {
            self.steps.push(Step::Name(name));
            if let Some((at, member)) = node.member_at(name) {
                let path = step(path, at);
                if member.deprecated {
                    self.deprecated(path);
                }
                self.value(value, self.schema.node(member.node), path);
            }
            for (pattern, id) in &node.pattern_members {
                if pattern.is_match(name) {
                    self.value(value, self.schema.node(*id), step(path, usize::MAX));
                }
            }
            self.steps.pop();
        }
    }

    fn text(&mut self, text: &str, node: &Node) {
        if node.min_length > 0 && text.chars().count() < node.min_length {
            self.error("minLength", || format!("shorter than {} characters", node.min_length), None);
        }
        match node.format {
            Some(Format::DateTime) if !is_date_time(text) => {
                self.error("format", || "the text is no RFC 3339 date-time with offset".to_owned(), None);
            }
            Some(Format::Uri) if !is_uri(text) => {
                self.error("format", || "the text is no URI with a scheme".to_owned(), None);
            }
            _ => {}
        }
        if node.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
            self.error("pattern", || "the text does not have the form wanted".to_owned(), None);
        }
    }

    /// Two members with the same `id`, or equal values.
    fn unique(&mut self, items: &[Value]) {
        let id = |item: &Value| match item.get("id") {
            Some(Value::Text(text)) => Some(format!("\"{text}")),
            Some(Value::Number(number)) => Some(canonical(&Value::Number(number.clone()))),
            _ => None,
        };
        let twice = if items.len() <= 4 {
            items.iter().enumerate().any(|(i, a)| {
                items[..i].iter().any(|b| match (a.get("id"), b.get("id")) {
                    (Some(a @ (Value::Text(_) | Value::Number(_))), Some(b)) => a == b,
                    _ => a == b || same_later(a, b),
                })
            })
        } else {
            let mut seen = HashSet::with_capacity(items.len());
            items.iter().any(|item| !seen.insert(id(item).unwrap_or_else(|| format!("={}", canonical(item)))))
        };
        if twice {
            self.error("uniqueItems", || "two elements are equal, or have the same `id`".to_owned(), None);
        }
    }

    fn codes(&mut self, value: &Value, file: &str, open: bool, path: u64) {
        let Some(known) = codelists::codes(file) else { return };
        let texts: &[Value] = match value {
            Value::Array(items) => items,
            one => std::slice::from_ref(one),
        };
        for text in texts.iter().filter_map(Value::as_text).filter(|text| !known.contains(*text)) {
            if !self.into.outside.contains_key(&path) {
                let pattern = self.pattern(None);
                let entry = self.into.outside.entry(path).or_default();
                (entry.path, entry.codelist, entry.open) = (pattern, file.to_owned(), open);
            }
            let values = &mut self.into.outside.entry(path).or_default().values;
            match values.get_mut(text) {
                Some(count) => *count += 1,
                None => {
                    values.insert(text.to_owned(), 1);
                }
            }
        }
    }

    fn deprecated(&mut self, path: u64) {
        if let Some((_, count)) = self.into.deprecated.get_mut(&path) {
            *count += 1;
            return;
        }
        let pattern = self.pattern(None);
        self.into.deprecated.insert(path, (pattern, 1));
    }

    /// Whether a value fits a node, without noting anything.
    fn holds(&self, value: &'a Value, node: &'a Node) -> bool {
        let mut trial = Validation::default();
        let mut walk = Walk {
            into: &mut trial,
            level: self.level,
            schema: self.schema,
            input: self.input,
            line: self.line,
            steps: Vec::new(),
        };
        walk.value(value, node, 0);
        trial.errors.is_empty()
    }

    fn error(&mut self, code: &'static str, message: impl FnOnce() -> String, missing: Option<&str>) {
        let pattern = self.pattern(missing);
        let pointer = self.pointer(missing);
        let message = match self.level {
            Level::Package => format!("{} (in the package)", message()),
            Level::Record => format!("{} (in the record)", message()),
            _ => message(),
        };
        self.into.error(self.level, code, message, pattern, self.input, self.line, pointer);
    }

    fn pointer(&self, missing: Option<&str>) -> String {
        let mut out = String::new();
        for step in &self.steps {
            match step {
                Step::Name(name) => pointer_push(&mut out, name),
                Step::Index(i) => pointer_push(&mut out, &i.to_string()),
            }
        }
        if let Some(name) = missing {
            pointer_push(&mut out, name);
        }
        out
    }

    fn pattern(&self, missing: Option<&str>) -> String {
        let mut out = String::new();
        for step in &self.steps {
            match step {
                Step::Name(name) => pointer_push(&mut out, name),
                Step::Index(_) => out.push_str("/*"),
            }
        }
        if let Some(name) = missing {
            pointer_push(&mut out, name);
        }
        out
    }
}

fn step(path: u64, at: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (path, at).hash(&mut hasher);
    hasher.finish()
}

/// Equal as JSON although not written the same: members in another order, `1` and `1.0`.
fn same_later(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
        && !matches!(a, Value::Text(_) | Value::Bool(_))
        && canonical(a) == canonical(b)
}
