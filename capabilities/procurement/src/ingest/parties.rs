//! Which organisation is meant? Gives organisations without an id a made one, and finds references that lead nowhere.

use super::codes::{self, Code};
use crate::schema::{NodeId, Schema};
use base::json::{Object, Value};
use base::problem::pointer_push;
use base::{Action, Place, Problem, digest};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

/// Gives a made id to every organisation without one, and lists references whose id is in no party.
pub(super) fn identify(release: &mut Value, schema: &Schema, place: &Place, problems: &mut Vec<Problem>) {
    let mut listed = HashSet::new();
    let mut made: HashMap<String, String> = HashMap::new();
    if let Some(parties) = release.as_object_mut().and_then(|o| o.get_mut("parties")).and_then(Value::as_array_mut) {
        for (i, party) in parties.iter_mut().enumerate() {
            let Value::Object(party) = party else { continue };
            let pointer = || format!("/parties/{i}");
            match id_text(party) {
                Some(id) => {
                    listed.insert(id);
                }
                None => {
                    if let Some(id) = give_id(party, None, place, pointer(), problems) {
                        made.entry(normal_name(party)).or_insert(id);
                    }
                }
            }
        }
    }
    let organisation = [schema.definition("OrganizationReference"), schema.definition("Organization")];
    let mut walk = Walk { schema, organisation, listed, made, place, problems, pointer: String::new() };
    walk.value(release, None);
}

/// The id made for an organisation: `scr-` and the first 16 hexadecimal digits of SHA-256 over its name (lower case,
/// runs of white space as one blank, NFKC), `|` and its country's name.
///
/// ```
/// # use procurement::ingest::made_id;
/// assert_eq!(made_id("Ceibo  Sistemas S.A.", ""), made_id("CEIBO Sistemas S.A.", ""));
/// assert!(made_id("Ceibo", "Paraguay").starts_with("scr-"));
/// ```
pub fn made_id(name: &str, country: &str) -> String {
    let digest = digest::sha256(format!("{}|{country}", normalise(name)).as_bytes()).to_string();
    format!("scr-{}", &digest[..16])
}

fn normalise(name: &str) -> String {
    let blanks: Vec<&str> = name.split_whitespace().collect();
    blanks.join(" ").to_lowercase().nfkc().collect()
}

fn normal_name(organisation: &Object) -> String {
    normalise(organisation.get("name").and_then(Value::as_text).unwrap_or(""))
}

fn id_text(organisation: &Object) -> Option<String> {
    match organisation.get("id")? {
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

fn give_id(
    organisation: &mut Object,
    known: Option<String>,
    place: &Place,
    pointer: String,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let place = Place { pointer, ..place.clone() };
    let name = organisation.get("name").and_then(Value::as_text).unwrap_or("").to_owned();
    if name.trim().is_empty() {
        let mut problem = codes::NO_PARTY_ID.at(place, "an organisation has neither id nor name");
        problem.action = Action::Kept;
        problems.push(problem);
        return None;
    }
    let id = known.unwrap_or_else(|| {
        let country = organisation.get("address").and_then(|a| a.get("countryName")).and_then(Value::as_text);
        made_id(&name, country.unwrap_or(""))
    });
    organisation.insert("id", Value::Text(id.clone()));
    problems.push(codes::NO_PARTY_ID.at(place, "an organisation has no id"));
    Some(id)
}

struct Walk<'a> {
    schema: &'a Schema,
    organisation: [Option<NodeId>; 2],
    listed: HashSet<String>,
    made: HashMap<String, String>,
    place: &'a Place,
    problems: &'a mut Vec<Problem>,
    pointer: String,
}

impl Walk<'_> {
    fn value(&mut self, value: &mut Value, node: Option<NodeId>) {
        let schema = self.schema;
        match value {
            Value::Object(object) => {
                if node.is_some() && self.organisation.contains(&node) {
                    self.reference(object);
                    return;
                }
                let here = node.map_or_else(|| schema.root(), |id| schema.node(id));
                for (name, value) in object.iter_mut() {
                    // Parties themselves were looked at before everything that refers to them.
                    if node.is_none() && name == "parties" {
                        continue;
                    }
                    let Some(member) = here.member(name) else { continue };
                    let length = self.pointer.len();
                    pointer_push(&mut self.pointer, name);
                    self.value(value, Some(member.node));
                    self.pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                let Some(element) = node.and_then(|id| schema.node(id).items) else { return };
                for (i, item) in items.iter_mut().enumerate() {
                    let length = self.pointer.len();
                    pointer_push(&mut self.pointer, &i.to_string());
                    self.value(item, Some(element));
                    self.pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, organisation: &mut Object) {
        match id_text(organisation) {
            Some(id) => {
                if !self.listed.contains(&id) {
                    self.note(&codes::PARTY_NOT_LISTED, "the organisation referred to is in no party");
                }
            }
            None => {
                let known = self.made.get(&normal_name(organisation)).cloned();
                give_id(organisation, known, self.place, self.pointer.clone(), self.problems);
            }
        }
    }

    fn note(&mut self, code: &Code, what: &str) {
        self.problems.push(code.at(Place { pointer: self.pointer.clone(), ..self.place.clone() }, what));
    }
}
