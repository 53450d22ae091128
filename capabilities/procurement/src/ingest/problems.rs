//! Many problems in little room: a big input repeats few of them, at many places.

use crate::names::Names;
use base::{Action, Place, Problem, Severity};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// A list of problems: what is said, and the pointer, stand once; each place takes 24 bytes beside them.
///
/// It is written and read as the plain list it stands for.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    rows: Vec<Row>,
    kinds: Vec<Kind>,
    numbers: BTreeMap<Kind, u32>,
    texts: Names,
}

/// A problem without its place; texts are numbers of [`Problems::texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    code: u32,
    what: u32,
    remedy: u32,
    severity: Severity,
    action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    line: u64,
    input: u32,
    pointer: u32,
    kind: u32,
}

impl Problems {
    /// Adds one at the end.
    pub fn push(&mut self, problem: Problem) {
        let Problem { code, severity, place, what, remedy, action } = problem;
        let [code, what, remedy, pointer] = [code, what, remedy, place.pointer].map(|text| self.texts.number(&text));
        let kind = Kind { code, what, remedy, severity, action };
        let kind = *self.numbers.entry(kind).or_insert_with(|| {
            self.kinds.push(kind);
            self.kinds.len() as u32 - 1
        });
        self.rows.push(Row { line: place.line, input: place.input, pointer, kind });
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All, in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Problem> {
        self.rows.iter().map(|row| self.problem(*row))
    }

    /// Whether one has this code.
    pub fn has(&self, code: &str) -> bool {
        self.kinds.iter().any(|kind| self.texts.text(kind.code) == code)
    }

    /// How many have each code.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        let mut by_kind = vec![0; self.kinds.len()];
        for row in &self.rows {
            by_kind[row.kind as usize] += 1;
        }
        let mut counts = BTreeMap::new();
        for (kind, count) in self.kinds.iter().zip(by_kind).filter(|(_, count)| *count > 0) {
            *counts.entry(self.texts.text(kind.code).to_owned()).or_insert(0) += count;
        }
        counts
    }

    /// Sorts by place, then by what is said.
    pub fn sort(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by(|a, b| {
            let pointers = || self.texts.text(a.pointer).cmp(self.texts.text(b.pointer));
            let said =
                || if a.kind == b.kind { std::cmp::Ordering::Equal } else { self.problem(*a).cmp(&self.problem(*b)) };
            (a.input, a.line).cmp(&(b.input, b.line)).then_with(pointers).then_with(said)
        });
        self.rows = rows;
    }

    fn problem(&self, row: Row) -> Problem {
        let Row { line, input, pointer, kind } = row;
        let Kind { code, what, remedy, severity, action } = self.kinds[kind as usize];
        let [code, what, remedy, pointer] =
            [code, what, remedy, pointer].map(|number| self.texts.text(number).to_owned());
        Problem { code, severity, place: Place { input, line, pointer }, what, remedy, action }
    }
}

impl Extend<Problem> for Problems {
    fn extend<T: IntoIterator<Item = Problem>>(&mut self, problems: T) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<T: IntoIterator<Item = Problem>>(problems: T) -> Self {
        let mut all = Self::default();
        all.extend(problems);
        all
    }
}

impl PartialEq for Problems {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for Problems {}

impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Problems {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Problems;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of problems")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Problems, A::Error> {
                let mut all = Problems::default();
                while let Some(problem) = seq.next_element()? {
                    all.push(problem);
                }
                Ok(all)
            }
        }
        deserializer.deserialize_seq(All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_gives_back_what_was_put_in_sorted_by_place() {
        let mut plain: Vec<Problem> = (0..500u64)
            .map(|n| {
                let place = Place { input: (n % 2) as u32, line: n * 37 % 11, pointer: format!("/awards/{}", n % 5) };
                let severity = if n % 3 == 0 { Severity::Info } else { Severity::Error };
                Problem::new(["b", "a"][n as usize % 2], severity, Action::Kept, place, format!("{}", n % 7), "so")
            })
            .collect();
        let mut list: Problems = plain.iter().cloned().collect();
        assert!(list.iter().eq(plain.iter().cloned()));
        assert_eq!(list.counts(), BTreeMap::from([("a".to_owned(), 250), ("b".to_owned(), 250)]));
        assert!(list.has("a") && !list.has("c"));
        list.sort();
        plain.sort();
        plain.sort_by(|a, b| a.place.cmp(&b.place));
        assert!(list.iter().eq(plain.iter().cloned()));
        let json = serde_json::to_string(&list).unwrap();
        assert_eq!(json, serde_json::to_string(&plain).unwrap());
        assert_eq!(serde_json::from_str::<Problems>(&json).unwrap(), list);
        assert_eq!(size_of::<Row>(), 24);
    }
}
