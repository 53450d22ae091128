//! Who in a release is a person, and how are they taken out at the door?
//!
//! Every contact point is removed. A party that is a natural person (stated by `details.scale` or
//! `details.classifications`, or known by its identifier scheme) keeps a pseudonym: `person:` and 16 hexadecimal digits
//! of HMAC-SHA-256 over scheme and id. The key is made by the installation and never leaves it.

use crate::ingest::codes::{self, Code};
use base::json::{Object, Value};
use base::problem::pointer_push;
use base::{Place, Private, Problem, digest, text};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::collections::BTreeSet;

/// Identifier schemes by which a party is known to be a natural person.
#[derive(Debug, Clone, Default)]
pub struct PersonSchemes {
    schemes: Vec<(String, regex::Regex)>,
}

/// A file of schemes that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SchemesError {
    /// Not the TOML expected.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A pattern that is no regular expression.
    #[error("scheme {scheme}: {source}")]
    Pattern {
        /// Which scheme.
        scheme: String,
        /// Why.
        source: regex::Error,
    },
}

impl PersonSchemes {
    /// Reads `[[scheme]]` tables with `scheme`, `natural_person` (a regular expression on the id) and `source`.
    ///
    /// # Errors
    /// [`SchemesError`], with the place in the file.
    pub fn from_toml(source: &str) -> Result<Self, SchemesError> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            scheme: Vec<Scheme>,
        }
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Scheme {
            scheme: String,
            natural_person: String,
            #[serde(rename = "source")]
            _source: String,
        }
        let file: File = toml::from_str(source)?;
        let schemes = file
            .scheme
            .into_iter()
            .map(|s| match regex::Regex::new(&s.natural_person) {
                Ok(pattern) => Ok((s.scheme, pattern)),
                Err(source) => Err(SchemesError::Pattern { scheme: s.scheme, source }),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { schemes })
    }

    /// The schemes that come with the program.
    pub fn embedded() -> Self {
        Self::from_toml(include_str!("../schema/person-schemes.toml")).expect("the embedded schemes are in order")
    }

    /// The schemes' names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.schemes.iter().map(|(scheme, _)| scheme.as_str())
    }

    fn matches(&self, identifier: &Value) -> bool {
        let (Some(scheme), Some(id)) = (identifier.get("scheme").and_then(Value::as_text), identity(identifier))
        else {
            return false;
        };
        self.schemes.iter().any(|(s, pattern)| *s == scheme && pattern.is_match(&id))
    }
}

/// What taking persons out of a release did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// Contact points taken out.
    pub contact_points: u64,
    /// Pseudonyms of the natural persons found.
    pub natural_persons: BTreeSet<String>,
}

/// Takes persons out of a release, in place. No message holds a removed value.
///
/// With `contacts`, each party keeps keyed digests of its e-mail, telephone and address in
/// `x_scrutineer.contact_digests`, for flag R044; they must not be exported (see [`without_digests`]).
pub fn remove(
    release: &mut Value,
    schemes: &PersonSchemes,
    key: &Private<[u8; 32]>,
    contacts: bool,
    place: &Place,
    problems: &mut Vec<Problem>,
) -> Removed {
    let mut removed = Removed::default();
    if let Some(parties) = release.as_object_mut().and_then(|o| o.get_mut("parties")).and_then(Value::as_array_mut) {
        for party in parties.iter_mut() {
            let Value::Object(party) = party else { continue };
            party.remove("x_scrutineer");
            if contacts {
                keep_digests(party, key);
            }
        }
    }
    let mut pointer = String::new();
    remove_contacts(release, &mut pointer, place, &mut removed, problems);
    let persons = natural_persons(release, schemes, key);
    if persons.is_empty() {
        return removed;
    }
    let mut walk = Walk { persons: &persons, place, problems };
    walk.value(release, &mut pointer, "", 0);
    removed.natural_persons = persons.into_iter().map(|p| p.pseudonym).collect();
    removed
}

/// Takes the keyed digests out again, before a release is written anywhere.
pub fn without_digests(release: &mut Value) {
    let Some(parties) = release.as_object_mut().and_then(|o| o.get_mut("parties")).and_then(Value::as_array_mut)
    else {
        return;
    };
    for party in parties {
        if let Value::Object(party) = party {
            party.remove("x_scrutineer");
        }
    }
}

/// 16 hexadecimal digits of HMAC-SHA-256 over a text.
pub fn keyed(key: &Private<[u8; 32]>, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    digest::hex(&mac.finalize().into_bytes()[..8])
}

/// Names under which contact points are published; the standard's own and the extensions'.
const CONTACTS: [&str; 3] = ["contactPoint", "contactPoints", "additionalContactPoints"];

/// Names under which extensions publish natural persons beside a party.
const PEOPLE: [&str; 3] = ["beneficialOwners", "persones", "persons"];

/// What a party's scale or classification says if it is a natural person, folded.
const NATURAL: [&str; 13] = [
    "selfemployed",
    "self-employed individual",
    "natural person",
    "naturalperson",
    "individual",
    "physical person",
    "persona natural",
    "persona fisica",
    "personne physique",
    "pessoa singular",
    "pessoa fisica",
    "شخص طبيعي",
    "individualperson",
];

fn remove_contacts(
    value: &mut Value,
    pointer: &mut String,
    place: &Place,
    removed: &mut Removed,
    problems: &mut Vec<Problem>,
) {
    match value {
        Value::Object(object) => {
            let gone: Vec<String> = object
                .iter()
                .filter(|(name, _)| CONTACTS.contains(name) || PEOPLE.contains(name))
                .map(|(name, _)| name.to_owned())
                .collect();
            for name in gone {
                let held = object.remove(&name).unwrap_or(Value::Null);
                let how_many = match &held {
                    Value::Array(items) => items.len() as u64,
                    Value::Null => 0,
                    _ => 1,
                };
                let length = pointer.len();
                pointer_push(pointer, &name);
                let contact = CONTACTS.contains(&name.as_str());
                let what = if contact { "a contact point was removed" } else { "data about persons was removed" };
                for _ in 0..how_many {
                    problems.push(note(&codes::PERSON_REMOVED, place, pointer, what));
                }
                if contact {
                    removed.contact_points += how_many;
                }
                pointer.truncate(length);
            }
            for (name, value) in object.iter_mut() {
                if matches!(value, Value::Object(_) | Value::Array(_)) {
                    let length = pointer.len();
                    pointer_push(pointer, name);
                    remove_contacts(value, pointer, place, removed, problems);
                    pointer.truncate(length);
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter_mut().enumerate() {
                if matches!(item, Value::Object(_) | Value::Array(_)) {
                    let length = pointer.len();
                    pointer_push(pointer, &i.to_string());
                    remove_contacts(item, pointer, place, removed, problems);
                    pointer.truncate(length);
                }
            }
        }
        _ => {}
    }
}

fn note(code: &Code, place: &Place, pointer: &str, what: &str) -> Problem {
    code.at(Place { pointer: pointer.to_owned(), ..place.clone() }, what)
}

/// One natural person found in a release.
struct Person {
    pseudonym: String,
    /// Ids under which the release refers to the person.
    ids: Vec<String>,
    /// Names and identifiers that may stand in other texts of the release.
    texts: Vec<String>,
}

fn natural_persons(release: &Value, schemes: &PersonSchemes, key: &Private<[u8; 32]>) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    let mut candidates = Vec::new();
    organisations(release, &mut candidates);
    for party in candidates {
        let identifiers = || {
            let more = party.get("additionalIdentifiers").and_then(Value::as_array).unwrap_or(&[]);
            party.get("identifier").into_iter().chain(more)
        };
        if !(says_person(party) || identifiers().any(|i| schemes.matches(i))) {
            continue;
        }
        let named =
            identifiers().find(|i| schemes.matches(i)).or_else(|| identifiers().find(|i| identity(i).is_some()));
        // The release itself may look like an organisation; its `id` is the release's all the same.
        let own_id = identity(party).filter(|_| !std::ptr::eq(party, release));
        // Taken out already, by us or another installation: a pseudonym of a pseudonym would tell nothing.
        let pseudonymous = |text: &str| text.is_empty() || is_pseudonym(text);
        if named.and_then(identity).or_else(|| own_id.clone()).is_some_and(|id| is_pseudonym(&id))
            && pseudonymous(&text_of(party, "name"))
            && own_id.as_deref().is_none_or(is_pseudonym)
        {
            continue;
        }
        let (scheme, id) = match named {
            Some(i) => (i.get("scheme").and_then(Value::as_text).unwrap_or(""), identity(i).unwrap_or_default()),
            None => ("", own_id.clone().unwrap_or_else(|| text_of(party, "name"))),
        };
        let pseudonym = format!("person:{}", keyed(key, &format!("{scheme}|{id}")));
        let mut texts: Vec<String> = vec![text_of(party, "name"), id];
        texts.extend(identifiers().map(|i| text_of(i, "legalName")));
        texts.extend(identifiers().filter_map(identity));
        texts.retain(|t| t.chars().count() >= 5);
        // The longest first, so that a part never hides the whole.
        texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        texts.dedup();
        persons.push(Person { pseudonym, ids: own_id.into_iter().collect(), texts });
    }
    persons
}

/// Objects that describe an organisation: parties, and references with an identifier of their own.
fn organisations<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            let is_party = object.get("identifier").is_some_and(|i| i.get("id").is_some())
                || object.get("details").is_some() && object.get("name").is_some()
                || object.get("roles").is_some();
            if is_party {
                found.push(value);
            }
            object.iter().for_each(|(_, value)| organisations(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| organisations(item, found)),
        _ => {}
    }
}

fn says_person(party: &Value) -> bool {
    let Some(details) = party.get("details") else { return false };
    let natural = |text: &str| NATURAL.contains(&text::fold(text).as_str());
    if details.get("scale").and_then(Value::as_text).is_some_and(natural) {
        return true;
    }
    let one;
    let classifications = match details.get("classifications") {
        Some(Value::Array(items)) => items.as_slice(),
        Some(object @ Value::Object(_)) => {
            one = [object.clone()];
            &one
        }
        _ => &[],
    };
    classifications
        .iter()
        .any(|c| ["id", "description"].iter().any(|name| c.get(name).and_then(Value::as_text).is_some_and(natural)))
}

fn identity(value: &Value) -> Option<String> {
    match value.get("id")? {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

/// Whether a text is exactly a pseudonym as made here.
fn is_pseudonym(text: &str) -> bool {
    text.strip_prefix("person:")
        .is_some_and(|hex| hex.len() == 16 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

fn text_of(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_text).unwrap_or("").to_owned()
}

/// Names of members whose objects refer to organisations.
const REFERENCES: [&str; 18] = [
    "parties",
    "buyer",
    "procuringEntity",
    "suppliers",
    "supplier",
    "tenderers",
    "tenderer",
    "payer",
    "payee",
    "providerOrganization",
    "receiverOrganization",
    "funders",
    "sourceParty",
    "candidates",
    "invitedTenderers",
    "winningBidder",
    "reviewBody",
    "subcontractors",
];

struct Walk<'a> {
    persons: &'a [Person],
    place: &'a Place,
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn value(&mut self, value: &mut Value, pointer: &mut String, inside: &str, depth: usize) {
        match value {
            Value::Object(object) => {
                if let Some(pseudonym) = self.refers(object, inside) {
                    mask(object, &pseudonym);
                    self.problems.push(note(
                        &codes::PERSON_REMOVED,
                        self.place,
                        pointer,
                        "a natural person is shown by a pseudonym",
                    ));
                }
                for (name, value) in object.iter_mut() {
                    // The name of the process is not ours to change.
                    if depth == 0 && name == "ocid" {
                        continue;
                    }
                    let length = pointer.len();
                    pointer_push(pointer, name);
                    self.value(value, pointer, name, depth + 1);
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter_mut().enumerate() {
                    let length = pointer.len();
                    pointer_push(pointer, &i.to_string());
                    self.value(item, pointer, inside, depth + 1);
                    pointer.truncate(length);
                }
            }
            Value::Text(text) => self.text(text, pointer),
            _ => {}
        }
    }

    fn refers(&self, object: &Object, inside: &str) -> Option<String> {
        let value = |name| object.get(name).and_then(Value::as_text);
        let id = match object.get("id") {
            Some(Value::Text(text)) => Some(text.as_str()),
            Some(Value::Number(number)) => Some(number.as_str()),
            _ => None,
        };
        let by_id = |p: &Person| {
            id.is_some_and(|id| p.ids.iter().any(|i| i == id))
                && (REFERENCES.contains(&inside) || value("name").is_some_and(|n| p.texts.iter().any(|t| t == n)))
        };
        let by_identifier = |p: &Person| {
            let identifier = object.get("identifier").and_then(identity);
            identifier.is_some_and(|id| p.texts.contains(&id))
        };
        self.persons.iter().find(|p| by_id(p) || by_identifier(p)).map(|p| p.pseudonym.clone())
    }

    fn text(&mut self, text: &mut String, pointer: &str) {
        if is_pseudonym(text) {
            return;
        }
        let mut found = false;
        for person in self.persons {
            for secret in &person.texts {
                if text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), &person.pseudonym);
                    found = true;
                }
            }
        }
        if found {
            self.problems.push(note(
                &codes::PERSON_REMOVED,
                self.place,
                pointer,
                "the name or number of a natural person in a text is shown by a pseudonym",
            ));
        }
    }
}

/// Puts the pseudonym in place of everything that names the person.
fn mask(object: &mut Object, pseudonym: &str) {
    let scheme = object.get("identifier").and_then(|i| i.get("scheme")).cloned();
    if object.get("id").is_some() {
        object.insert("id", pseudonym.into());
    }
    if object.get("name").is_some() {
        object.insert("name", pseudonym.into());
    }
    if object.get("identifier").is_some() {
        let mut identifier = Object::new();
        if let Some(scheme) = scheme {
            identifier.insert("scheme", scheme);
        }
        identifier.insert("id", pseudonym.into());
        object.insert("identifier", Value::Object(identifier));
    }
    // Names in other languages, further identifiers, where the person lives: nothing of it stays.
    object.retain(|name, _| {
        !(name == "address" || name == "additionalIdentifiers" || name.starts_with("name_") || name == "legalName")
    });
}

fn keep_digests(party: &mut Object, key: &Private<[u8; 32]>) {
    let contact = party.get("contactPoint");
    let of = |value: Option<&Value>, name: &str| value.map(|v| text_of(v, name)).unwrap_or_default();
    let mut digests = Object::new();
    let email = of(contact, "email").trim().to_lowercase();
    if email.contains('@') {
        digests.insert("email", Value::Text(keyed(key, &format!("email|{email}"))));
    }
    let digits: Vec<char> = of(contact, "telephone").chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 7 {
        let last: String = digits[digits.len().saturating_sub(9)..].iter().collect();
        digests.insert("telephone", Value::Text(keyed(key, &format!("telephone|{last}"))));
    }
    if let Some(address) = normal_address(party.get("address")) {
        digests.insert("address", Value::Text(keyed(key, &format!("address|{address}"))));
    }
    if digests.is_empty() {
        return;
    }
    let mut own = Object::new();
    own.insert("contact_digests", Value::Object(digests));
    party.insert("x_scrutineer", Value::Object(own));
}

/// Street (not blank), locality and postal code (one of them at least) and country, letters and digits only, folded.
fn normal_address(address: Option<&Value>) -> Option<String> {
    let part = |name: &str| -> String {
        text::fold(&text_of(address.unwrap_or(&Value::Null), name)).chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (street, locality, postal) = (part("streetAddress"), part("locality"), part("postalCode"));
    if street.is_empty() || locality.is_empty() && postal.is_empty() {
        return None;
    }
    let country = match part("country") {
        code if code.is_empty() => part("countryName"),
        code => code,
    };
    Some([street, locality, postal, country].join("|"))
}
