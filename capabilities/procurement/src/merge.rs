//! What do the releases of one process say together? The OCDS 1.1 merge routine, compiled and versioned.
//!
//! Releases are merged in order of `date` (ties keep their order). Fields marked `omitWhenMerged` are dropped; objects
//! are merged member by member; arrays of objects with `id` are merged by `id` unless marked `wholeListMerge`; any
//! other array is replaced; `null` removes a value from the compiled release and is noted in the versioned one.
//!
//! Source: OCDS 1.1.5, reference page "Merging"; published cases of `ocds-merge` (BSD-3) in the shared data.

use crate::schema::{Member, Node, Schema};
use base::json::{Object, Value, canonical};
use std::collections::HashMap;

/// The instant a `date` text stands for, to order releases by: nanoseconds since 1970, then the text.
///
/// A bare date counts as its midnight in UTC. A text that is no date, and no text at all, come before every date.
pub fn date_order(date: Option<&str>) -> (Option<i128>, Option<&str>) {
    (date.and_then(nanoseconds), date)
}

/// Sorts releases by `date`; those of the same instant keep their order.
pub fn sort(releases: &mut [Value]) {
    releases.sort_by_key(|release| release.get("date").and_then(Value::as_text).and_then(nanoseconds));
}

/// Merges releases, given in order, into the compiled release. `None` if there are none.
///
/// `tag` becomes `["compiled"]`, `date` that of the last release, `id` the ocid, `-` and that date.
pub fn compiled(schema: &Schema, releases: &[Value]) -> Option<Value> {
    let last = releases.last()?;
    let ocid = releases.iter().rev().find_map(|r| r.get("ocid")).cloned();
    let date = last.get("date").cloned();
    let id = match (ocid.as_ref().and_then(Value::as_text), date.as_ref().and_then(Value::as_text)) {
        (Some(ocid), Some(date)) => format!("{ocid}-{date}"),
        (Some(ocid), None) => ocid.to_owned(),
        (None, date) => date.unwrap_or_default().to_owned(),
    };
    let mut members = vec![
        ("tag".to_owned(), Value::Array(vec![Value::Text("compiled".to_owned())])),
        ("id".to_owned(), Value::Text(id)),
    ];
    members.extend(date.map(|date| ("date".to_owned(), date)));
    members.extend(ocid.map(|ocid| ("ocid".to_owned(), ocid)));
    let mut merged = Vec::new();
    for release in releases {
        if let Value::Object(object) = release {
            compile_object(schema, Some(schema.root()), &mut merged, object, true);
        }
    }
    members.extend(merged);
    Some(Value::Object(Object::from_distinct(members)))
}

/// Merges releases, given in order, into the versioned release. `None` if there are none.
///
/// `ocid` stands plainly; every other leaf is an array of `{releaseID, releaseDate, releaseTag, value}`.
pub fn versioned(schema: &Schema, releases: &[Value]) -> Option<Value> {
    releases.last()?;
    let mut root = Vec::new();
    for release in releases {
        let Value::Object(object) = release else { continue };
        let of = |name| release.get(name).cloned().unwrap_or(Value::Null);
        let stamp = Stamp { id: of("id"), date: of("date"), tag: of("tag") };
        version_object(schema, Some(schema.root()), &mut root, object, &stamp, Place::Root);
    }
    let ocid = releases.iter().rev().find_map(|r| r.get("ocid")).cloned();
    let mut members: Vec<_> = ocid.map(|ocid| ("ocid".to_owned(), ocid)).into_iter().collect();
    members.extend(root.into_iter().map(|(name, version)| (name, version.into_value())));
    Some(Value::Object(Object::from_distinct(members)))
}

/// Whether a release is tagged exactly `compiled`.
pub fn is_compiled(release: &Value) -> bool {
    matches!(release.get("tag").and_then(Value::as_array), Some([Value::Text(tag)]) if tag == "compiled")
}

fn nanoseconds(date: &str) -> Option<i128> {
    if let Some(millis) = base::time::instant(date) {
        let seconds = millis.div_euclid(1000);
        let fraction = date.get(19..).and_then(|tail| tail.strip_prefix(['.', ','])).unwrap_or("");
        let digits: String = fraction.chars().take_while(char::is_ascii_digit).take(9).collect();
        let nanos: i128 = format!("{digits:0<9}").parse().unwrap_or(0);
        return Some(i128::from(seconds) * 1_000_000_000 + nanos);
    }
    let day = base::time::day_number(base::time::date(date)?);
    Some(i128::from(day) * 86_400_000_000_000)
}

type Members<T> = Vec<(String, T)>;

/// How an array is merged at its place.
enum Strategy {
    Whole,
    ById,
}

fn strategy(
    schema: &Schema,
    member: Option<&Member>,
    items: &[Value],
    old_has_ids: impl FnOnce() -> bool,
) -> Strategy {
    if member.is_some_and(|m| m.whole_list) {
        return Strategy::Whole;
    }
    if !items.iter().all(|item| matches!(item, Value::Object(_))) {
        return Strategy::Whole;
    }
    match member.and_then(|m| schema.items(schema.node(m.node))) {
        // The standard knows the elements: objects with an `id` are merged by it, anything else is one value.
        Some(element) if !element.members.is_empty() && element.member("id").is_some() => Strategy::ById,
        Some(element) if !element.members.is_empty() || !element.types.any() => Strategy::Whole,
        // A field of the publisher's own: by `id` if any element has one.
        _ if items.is_empty() || items.iter().any(|item| identity(item).is_some()) || old_has_ids() => Strategy::ById,
        _ => Strategy::Whole,
    }
}

/// An element's `id`, text and number apart; `None` if it has none that can name it.
fn identity(item: &Value) -> Option<String> {
    match item.get("id")? {
        Value::Text(text) => Some(format!("\"{text}")),
        number @ Value::Number(_) => Some(canonical(number)),
        _ => None,
    }
}

/// Of several elements with one `id` in a release the last is kept.
fn last_of_each(items: &[Value]) -> Vec<(Option<String>, &Value)> {
    let identities: Vec<_> = items.iter().map(identity).collect();
    let last: HashMap<&String, usize> =
        identities.iter().enumerate().filter_map(|(i, id)| Some((id.as_ref()?, i))).collect();
    items
        .iter()
        .enumerate()
        .filter(|(i, _)| identities[*i].as_ref().is_none_or(|id| last.get(id) == Some(i)))
        .map(|(i, item)| (identities[i].clone(), item))
        .collect()
}

/// Where a name stands in a list of members; an index for long lists, so that a hostile object costs no square.
struct Index(Option<HashMap<String, usize>>);

impl Index {
    fn of<T>(members: &Members<T>, coming: usize) -> Self {
        let long = members.len() + coming > 64;
        Self(long.then(|| members.iter().enumerate().map(|(i, (name, _))| (name.clone(), i)).collect()))
    }

    fn find<T>(&self, members: &Members<T>, name: &str) -> Option<usize> {
        match &self.0 {
            Some(index) => index.get(name).copied(),
            None => members.iter().position(|(n, _)| n == name),
        }
    }

    fn push<T>(&mut self, members: &mut Members<T>, name: &str, value: T) -> usize {
        members.push((name.to_owned(), value));
        if let Some(index) = &mut self.0 {
            index.insert(name.to_owned(), members.len() - 1);
        }
        members.len() - 1
    }
}

/// Whether anything of a value would stand in a merged release: empty objects and empty lists merged by `id` do not.
fn has_leaf(schema: &Schema, member: Option<&Member>, value: &Value) -> bool {
    match value {
        Value::Object(object) => {
            let node = member.map(|m| schema.node(m.node));
            object.iter().any(|(name, value)| {
                let member = node.and_then(|n| n.member(name));
                !member.is_some_and(|m| m.omit_when_merged) && has_leaf(schema, member, value)
            })
        }
        Value::Array(items) => match strategy(schema, member, items, || false) {
            Strategy::Whole => true,
            Strategy::ById => {
                let element = member.and_then(|m| schema.items(schema.node(m.node)));
                items.iter().any(|item| element_has_leaf(schema, element, item))
            }
        },
        _ => true,
    }
}

fn element_has_leaf(schema: &Schema, node: Option<&Node>, item: &Value) -> bool {
    item.as_object().is_some_and(|object| {
        object.iter().any(|(name, value)| {
            let member = node.and_then(|n| n.member(name));
            !member.is_some_and(|m| m.omit_when_merged) && has_leaf(schema, member, value)
        })
    })
}

fn compile_object(schema: &Schema, node: Option<&Node>, merged: &mut Members<Value>, new: &Object, root: bool) {
    let mut index = Index::of(merged, new.len());
    let mut removed = false;
    for (name, value) in new.iter() {
        let member = node.and_then(|n| n.member(name));
        // Before OCDS 1.1.4 the schema did not mark `tag`; the merged release has its own.
        let own = root && matches!(name, "ocid" | "id" | "date" | "tag");
        if own || member.is_some_and(|m| m.omit_when_merged) {
            continue;
        }
        let at = index.find(merged, name);
        let node = member.map(|m| schema.node(m.node));
        match value {
            Value::Null => {
                if let Some(at) = at {
                    merged[at].1 = Value::Null;
                }
                removed = true;
            }
            Value::Object(object) => {
                if !has_leaf(schema, member, value) {
                    continue;
                }
                let at = at.unwrap_or_else(|| index.push(merged, name, Value::Null));
                let mut inner = match std::mem::replace(&mut merged[at].1, Value::Null) {
                    Value::Object(old) => old.into_members(),
                    _ => Vec::new(),
                };
                compile_object(schema, node, &mut inner, object, false);
                merged[at].1 = Value::Object(Object::from_distinct(inner));
            }
            Value::Array(items) => {
                let old_has_ids = || match at.map(|at| &merged[at].1) {
                    Some(Value::Array(old)) => old.iter().any(|item| identity(item).is_some()),
                    _ => false,
                };
                match strategy(schema, member, items, old_has_ids) {
                    Strategy::Whole => {
                        let at = at.unwrap_or_else(|| index.push(merged, name, Value::Null));
                        merged[at].1 = value.clone();
                    }
                    Strategy::ById => {
                        if !has_leaf(schema, member, value) {
                            continue;
                        }
                        let at = at.unwrap_or_else(|| index.push(merged, name, Value::Null));
                        let mut list = match std::mem::replace(&mut merged[at].1, Value::Null) {
                            Value::Array(old) if old.iter().all(|i| matches!(i, Value::Object(_))) => old,
                            _ => Vec::new(),
                        };
                        compile_list(schema, node.and_then(|n| schema.items(n)), &mut list, items);
                        merged[at].1 = Value::Array(list);
                    }
                }
            }
            leaf => {
                let at = at.unwrap_or_else(|| index.push(merged, name, Value::Null));
                merged[at].1 = leaf.clone();
            }
        }
    }
    if removed {
        merged.retain(|(_, value)| *value != Value::Null);
    }
}

fn compile_list(schema: &Schema, node: Option<&Node>, list: &mut Vec<Value>, items: &[Value]) {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (i, item) in list.iter().enumerate() {
        if let Some(id) = identity(item) {
            places.entry(id).or_insert(i);
        }
    }
    for (id, item) in last_of_each(items) {
        let Value::Object(object) = item else { continue };
        if !element_has_leaf(schema, node, item) {
            continue;
        }
        let at = id.as_ref().and_then(|id| places.get(id).copied()).unwrap_or_else(|| {
            list.push(Value::Object(Object::new()));
            list.len() - 1
        });
        let mut inner = match std::mem::replace(&mut list[at], Value::Null) {
            Value::Object(old) => old.into_members(),
            _ => Vec::new(),
        };
        compile_object(schema, node, &mut inner, object, false);
        list[at] = Value::Object(Object::from_distinct(inner));
        if let Some(id) = id {
            places.insert(id, at);
        }
    }
}

/// Which release a value comes from.
struct Stamp {
    id: Value,
    date: Value,
    tag: Value,
}

/// A value with its history.
enum Version {
    /// A leaf: its values so far, each with the release that brought it.
    Leaf(Vec<(Value, Value)>),
    /// An `id` that names an element of a list; not versioned.
    Plain(Value),
    Object(Members<Self>),
    List(Vec<(Option<String>, Members<Self>)>),
}

impl Version {
    fn into_value(self) -> Value {
        let object = |members: Members<Self>| {
            Value::Object(Object::from_distinct(members.into_iter().map(|(n, v)| (n, v.into_value())).collect()))
        };
        match self {
            Self::Plain(value) => value,
            Self::Leaf(versions) => Value::Array(versions.into_iter().map(|(_, entry)| entry).collect()),
            Self::Object(members) => object(members),
            Self::List(items) => Value::Array(items.into_iter().map(|(_, members)| object(members)).collect()),
        }
    }

    /// Notes a leaf's value, if it differs from the last.
    fn note(&mut self, value: &Value, stamp: &Stamp) {
        if !matches!(self, Self::Leaf(_)) {
            *self = Self::Leaf(Vec::new());
        }
        let Self::Leaf(versions) = self else { return };
        if versions.last().is_some_and(|(last, _)| same(last, value)) {
            return;
        }
        let entry = Object::from_distinct(vec![
            ("releaseID".to_owned(), stamp.id.clone()),
            ("releaseDate".to_owned(), stamp.date.clone()),
            ("releaseTag".to_owned(), stamp.tag.clone()),
            ("value".to_owned(), value.clone()),
        ]);
        versions.push((value.clone(), Value::Object(entry)));
    }

    /// Notes that a whole branch was taken out: every leaf that stands gets a `null`.
    fn end(&mut self, stamp: &Stamp) {
        match self {
            Self::Leaf(_) => self.note(&Value::Null, stamp),
            Self::Plain(_) => {}
            Self::Object(members) => members.iter_mut().for_each(|(_, v)| v.end(stamp)),
            Self::List(items) => items.iter_mut().flat_map(|(_, m)| m).for_each(|(_, v)| v.end(stamp)),
        }
    }
}

/// Where an object stands: decides what becomes of its `id`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Object,
    Element,
}

fn version_object(
    schema: &Schema,
    node: Option<&Node>,
    merged: &mut Members<Version>,
    new: &Object,
    stamp: &Stamp,
    place: Place,
) {
    let mut index = Index::of(merged, new.len());
    for (name, value) in new.iter() {
        let member = node.and_then(|n| n.member(name));
        let own = place == Place::Root && matches!(name, "ocid" | "id" | "date" | "tag");
        if own || member.is_some_and(|m| m.omit_when_merged) {
            continue;
        }
        let node = member.map(|m| schema.node(m.node));
        let found = index.find(merged, name);
        let names_element = place == Place::Element && name == "id" && !member.is_some_and(|m| m.version_id);
        if names_element && matches!(value, Value::Text(_) | Value::Number(_)) {
            if found.is_none() {
                index.push(merged, name, Version::Plain(value.clone()));
            }
            continue;
        }
        let mut slot = |merged: &mut Members<Version>| {
            found.unwrap_or_else(|| index.push(merged, name, Version::Leaf(Vec::new())))
        };
        match value {
            Value::Null => {
                let at = slot(merged);
                match &mut merged[at].1 {
                    branch @ (Version::Object(_) | Version::List(_)) => branch.end(stamp),
                    leaf => leaf.note(value, stamp),
                }
            }
            Value::Object(object) => {
                if !has_leaf(schema, member, value) {
                    continue;
                }
                let at = slot(merged);
                if !matches!(merged[at].1, Version::Object(_)) {
                    merged[at].1 = Version::Object(Vec::new());
                }
                if let Version::Object(inner) = &mut merged[at].1 {
                    version_object(schema, node, inner, object, stamp, Place::Object);
                }
            }
            Value::Array(items) => {
                let old_has_ids = || matches!(found.map(|at| &merged[at].1), Some(Version::List(_)));
                match strategy(schema, member, items, old_has_ids) {
                    Strategy::Whole => {
                        let at = slot(merged);
                        merged[at].1.note(value, stamp);
                    }
                    Strategy::ById => {
                        if !has_leaf(schema, member, value) {
                            continue;
                        }
                        let at = slot(merged);
                        if !matches!(merged[at].1, Version::List(_)) {
                            merged[at].1 = Version::List(Vec::new());
                        }
                        if let Version::List(list) = &mut merged[at].1 {
                            version_list(schema, node.and_then(|n| schema.items(n)), list, items, stamp);
                        }
                    }
                }
            }
            leaf => {
                let at = slot(merged);
                merged[at].1.note(leaf, stamp);
            }
        }
    }
}

fn version_list(
    schema: &Schema,
    node: Option<&Node>,
    list: &mut Vec<(Option<String>, Members<Version>)>,
    items: &[Value],
    stamp: &Stamp,
) {
    let mut places: HashMap<String, usize> =
        list.iter().enumerate().filter_map(|(i, (id, _))| Some((id.clone()?, i))).collect();
    for (id, item) in last_of_each(items) {
        let Value::Object(object) = item else { continue };
        if !element_has_leaf(schema, node, item) {
            continue;
        }
        let at = id.as_ref().and_then(|id| places.get(id).copied()).unwrap_or_else(|| {
            list.push((id.clone(), Vec::new()));
            list.len() - 1
        });
        version_object(schema, node, &mut list[at].1, object, stamp, Place::Element);
        if let Some(id) = id {
            places.insert(id, at);
        }
    }
}

/// Whether two values are the same JSON: members in any order, numbers by value.
fn same(a: &Value, b: &Value) -> bool {
    a == b || canonical(a) == canonical(b)
}
