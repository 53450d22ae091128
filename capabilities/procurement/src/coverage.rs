//! Which fields hold anything? Counts per path of values that are not empty, as Cardinal's `coverage` does.
//!
//! Paths: `""` a whole value, `/` an object, `/a` a member, `/a[]` an element, `/a[]/` an element that is an object.
//! A number, a boolean and a text with characters count; an array or object counts if something in it does.
//!
//! Source: Cardinal 0.0.8, page "coverage" and its published test cases (MIT).

use base::json::Value;
use std::collections::BTreeMap;

/// Counts per path.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Coverage(BTreeMap<String, u64>);

impl Coverage {
    /// Counts one value and everything in it.
    pub fn count(&mut self, value: &Value) {
        self.add(value, &mut String::new());
    }

    /// Counts one value as an element of an array that stands by itself; whether it held anything.
    pub(crate) fn count_element(&mut self, value: &Value) -> bool {
        self.add(value, &mut "[]".to_owned())
    }

    /// Counts an array whose elements were counted one by one.
    pub(crate) fn count_whole(&mut self) {
        self.note("");
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: Self) {
        for (path, count) in other.0 {
            *self.0.entry(path).or_insert(0) += count;
        }
    }

    /// The counts, in order of path.
    pub const fn counts(&self) -> &BTreeMap<String, u64> {
        &self.0
    }

    fn add(&mut self, value: &Value, path: &mut String) -> bool {
        let length = path.len();
        let holds = match value {
            Value::Null => false,
            Value::Bool(_) | Value::Number(_) => true,
            Value::Text(text) => !text.is_empty(),
            Value::Array(items) => {
                path.push_str("[]");
                let mut any = false;
                for item in items {
                    any |= self.add(item, path);
                }
                path.truncate(length);
                any
            }
            Value::Object(object) => {
                path.push('/');
                let mut any = false;
                for (name, value) in object.iter() {
                    path.push_str(name);
                    any |= self.add(value, path);
                    path.truncate(length + 1);
                }
                if any {
                    self.note(path);
                }
                path.truncate(length);
                any
            }
        };
        if holds {
            self.note(path);
        }
        holds
    }

    fn note(&mut self, path: &str) {
        match self.0.get_mut(path) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(path.to_owned(), 1);
            }
        }
    }
}
