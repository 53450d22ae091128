//! What did the publisher mean? Reads values that stand in the wrong shape as what they must have meant, field by field.
//!
//! Walks a release beside the embedded schema. Fields outside the schema are left as they are.

use super::codes::{self, Code};
use crate::schema::{Format, Node, Schema};
use base::json::Value;
use base::problem::pointer_push;
use base::{Action, Place, Problem};

/// Applies the tolerance to a release and lists what was found.
pub(super) fn tolerate(release: &mut Value, schema: &Schema, place: &Place, problems: &mut Vec<Problem>) {
    let mut walk = Walk { schema, place, problems, pointer: String::new() };
    walk.value(release, schema.root(), "");
}

/// Reads `-?[0-9]+(\.[0-9]+)?` as a JSON number; `None` for any other text.
pub fn plain_decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !fraction.is_none_or(plain) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    Some(match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    })
}

struct Walk<'a> {
    schema: &'a Schema,
    place: &'a Place,
    problems: &'a mut Vec<Problem>,
    pointer: String,
}

impl Walk<'_> {
    fn value(&mut self, value: &mut Value, node: &Node, name: &str) {
        let was_null = *value == Value::Null;
        self.shape(value, node, name);
        match value {
            Value::Object(object) => {
                for (name, value) in object.iter_mut() {
                    let Some(member) = node.member(name) else { continue };
                    let schema = self.schema;
                    let length = self.pointer.len();
                    pointer_push(&mut self.pointer, name);
                    self.value(value, schema.node(member.node), name);
                    self.pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                let schema = self.schema;
                let Some(element) = schema.items(node) else { return };
                for (i, item) in items.iter_mut().enumerate() {
                    let length = self.pointer.len();
                    pointer_push(&mut self.pointer, &i.to_string());
                    self.value(item, element, name);
                    self.pointer.truncate(length);
                }
            }
            Value::Text(text) => {
                let closed = node.codelist.as_ref().is_some_and(|(_, open)| !open);
                if closed && node.enumeration.as_ref().is_some_and(|list| !list.has(text)) {
                    let what = format!("{} is not in the closed codelist of `{name}`", shown(text));
                    self.note(&codes::UNKNOWN_CODE, what);
                }
                if node.format == Some(Format::DateTime) && base::time::date(text).is_none() {
                    let what = format!("{} is no date", shown(text));
                    self.note(&codes::BAD_DATE, what);
                }
            }
            Value::Null if was_null && name == "amount" && node.types.has("number") => {
                self.note(&codes::NULL_AMOUNT, "the amount is null");
            }
            _ => {}
        }
    }

    /// Brings a value into the shape the schema wants, where that is plain.
    fn shape(&mut self, value: &mut Value, node: &Node, name: &str) {
        let types = node.types;
        if types.any() || types.allow(value) {
            return;
        }
        match value {
            Value::Object(_) if types.has("array") => {
                *value = Value::Array(vec![std::mem::replace(value, Value::Null)]);
                self.note(&codes::OBJECT_FOR_ARRAY, format!("`{name}` is one object where an array belongs"));
            }
            Value::Array(items) if types.has("object") => {
                let count = items.len();
                let single = if count == 1 { items.pop() } else { None };
                let action = if single.is_some() { Action::Changed } else { Action::Removed };
                *value = single.unwrap_or(Value::Null);
                let what = match action {
                    Action::Changed => {
                        format!("`{name}` is an array of one where an object belongs; the one was taken")
                    }
                    _ => format!("`{name}` is an array of {count} where one object belongs; it was removed"),
                };
                self.note(&codes::ARRAY_FOR_OBJECT, what);
                if let Some(problem) = self.problems.last_mut() {
                    problem.action = action;
                }
                // Wrapped more than once: to the bottom, so that what comes out reads the same next time.
                self.shape(value, node, name);
            }
            Value::Text(text) if types.has("number") || types.has("integer") => {
                let number = plain_decimal(text).filter(|n| types.has("number") || crate::schema::is_integer(n));
                match number {
                    Some(number) => {
                        let what = format!("`{name}` is {} in quotes where a number belongs", shown(text));
                        *value = Value::Number(number);
                        self.note(&codes::NUMBER_AS_TEXT, what);
                    }
                    None => {
                        let what = format!("`{name}` is {}, which is not a number", shown(text));
                        *value = Value::Null;
                        self.note(&codes::AMOUNT_NOT_A_NUMBER, what);
                    }
                }
            }
            Value::Bool(_) | Value::Object(_) | Value::Array(_) if name == "amount" && types.has("number") => {
                *value = Value::Null;
                self.note(&codes::AMOUNT_NOT_A_NUMBER, "`amount` is not a number");
            }
            _ => {}
        }
    }

    fn note(&mut self, code: &Code, what: impl Into<String>) {
        self.problems.push(code.at(Place { pointer: self.pointer.clone(), ..self.place.clone() }, what));
    }
}

/// A value for a message: short, in backticks; nothing that could be a person's address or number.
fn shown(text: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.chars().count() > 40 || text.contains('@') || digits > 14 || text.chars().any(char::is_control) {
        return "a text".to_owned();
    }
    format!("`{text}`")
}
