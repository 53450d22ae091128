//! Who may sign what, and when: the issuers and their keys, as entries of the record itself.
//!
//! The first `record.issuer` entry stands on its own feet: an operator's key, signed with itself. Every later one is
//! signed by an operator whose key is valid then. A later entry for the same key changes it: renews, narrows, revokes.

use crate::entry::{Entry, ISSUER, IssuerId, is_kind_name};
use crate::key::{KeyType, VerifierKey};
use crate::refusal::{Code, Refusal};
use base::json::{Object, Value};
use base::time::{instant, rfc3339};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The predicate of a `record.issuer` statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The organisation's name; never a private person's.
    pub organisation: String,
    /// What it is in an election.
    pub role: Role,
    /// Its key, of type 0x01.
    pub key: VerifierKey,
    /// From when, in seconds since 1970.
    pub valid_from: u64,
    /// Until when (not included), in seconds since 1970; `None` for no end.
    pub valid_until: Option<u64>,
    /// What it may sign: kinds, `area.*` for all kinds of an area, `*` for all.
    pub kinds: Vec<String>,
}

/// What an issuer is in an election.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Keeps the record.
    Operator,
    /// Election management body.
    Authority,
    /// Data-protection authority.
    DataProtection,
    /// Auditor.
    Auditor,
    /// Observer.
    Observer,
    /// Vendor.
    Vendor,
    /// Party or candidate's list.
    Party,
    /// Online platform.
    Platform,
    /// Court.
    Court,
}

/// All issuers of a log, as they stood at every index.
#[derive(Debug, Clone, Default)]
pub struct Issuers {
    by_id: BTreeMap<IssuerId, Vec<(u64, Issuer)>>,
    operator: Option<IssuerId>,
}

impl Issuer {
    /// The predicate to sign.
    pub fn to_predicate(&self) -> Value {
        let time = |seconds: u64| Value::from(rfc3339(millis(seconds)).as_str());
        let mut object = Object::new();
        object.insert("kinds", Value::Array(self.kinds.iter().map(|kind| kind.as_str().into()).collect()));
        object.insert("organisation", self.organisation.as_str().into());
        object.insert("role", self.role.as_str().into());
        object.insert("valid_from", time(self.valid_from));
        object.insert("valid_until", self.valid_until.map_or(Value::Null, time));
        object.insert("vkey", self.key.to_string().as_str().into());
        Value::Object(object)
    }

    /// Reads a predicate.
    ///
    /// # Errors
    /// `R-ISSUER-BAD` with the field.
    pub fn from_predicate(predicate: &Value) -> Result<Self, Refusal> {
        let text = |field: &str| predicate.get(field).and_then(Value::as_text);
        let time = |field: &str| text(field).and_then(seconds).ok_or_else(|| bad(field, "is not an RFC 3339 time"));
        let organisation = text("organisation").filter(|t| !t.is_empty() && t.len() <= 512);
        let key = VerifierKey::parse(text("vkey").unwrap_or_default()).map_err(|e| bad("vkey", &e.found))?;
        if key.kind() != KeyType::Ed25519 {
            return Err(bad("vkey", "is not of type 0x01"));
        }
        let kinds = predicate.get("kinds").and_then(Value::as_array).unwrap_or_default();
        let pattern = |value: &Value| {
            let text = value.as_text()?;
            let name = text.strip_suffix(".*").unwrap_or(text);
            (text == "*" || is_kind_name(name)).then(|| text.to_owned())
        };
        let kinds: Option<Vec<String>> = kinds.iter().map(pattern).collect();
        Ok(Self {
            organisation: organisation.ok_or_else(|| bad("organisation", "is not a name"))?.to_owned(),
            role: text("role").and_then(Role::parse).ok_or_else(|| bad("role", "is none of the roles"))?,
            key,
            valid_from: time("valid_from")?,
            valid_until: match predicate.get("valid_until") {
                Some(Value::Null) | None => None,
                Some(_) => Some(time("valid_until")?),
            },
            kinds: kinds.filter(|k| !k.is_empty()).ok_or_else(|| bad("kinds", "is not a list of kinds"))?,
        })
    }

    /// Whether it may sign this kind.
    pub fn may_sign(&self, kind: &str) -> bool {
        self.kinds.iter().any(|pattern| {
            pattern == "*"
                || pattern == kind
                || pattern.strip_suffix('*').is_some_and(|area| area.ends_with('.') && kind.starts_with(area))
        })
    }

    const fn valid_at(&self, time: u64) -> bool {
        let ended = match self.valid_until {
            Some(until) => time >= until,
            None => false,
        };
        time >= self.valid_from && !ended
    }
}

impl Role {
    const ALL: [Self; 9] = [
        Self::Operator,
        Self::Authority,
        Self::DataProtection,
        Self::Auditor,
        Self::Observer,
        Self::Vendor,
        Self::Party,
        Self::Platform,
        Self::Court,
    ];

    /// As written in a statement.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Authority => "authority",
            Self::DataProtection => "data-protection",
            Self::Auditor => "auditor",
            Self::Observer => "observer",
            Self::Vendor => "vendor",
            Self::Party => "party",
            Self::Platform => "platform",
            Self::Court => "court",
        }
    }

    /// Reads what [`Role::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

impl Issuers {
    /// No issuer yet.
    pub const fn new() -> Self {
        Self { by_id: BTreeMap::new(), operator: None }
    }

    /// Takes up a `record.issuer` entry whose statement verified under the key that [`Issuers::key_for`] gave.
    ///
    /// # Errors
    /// `R-ISSUER-BAD` if it is not one, or the first is not an operator's own; then nothing is taken up.
    pub fn admit(&mut self, index: u64, entry: &Entry, predicate: &Value) -> Result<(), Refusal> {
        let issuer = Issuer::from_predicate(predicate)?;
        let id = IssuerId::of(&issuer.key);
        if self.operator.is_none() {
            if issuer.role != Role::Operator || id != entry.by {
                return Err(bad("vkey", "is not the signer's own, or not an operator's, in the first issuer entry"));
            }
            self.operator = Some(id);
        }
        self.by_id.entry(id).or_default().push((index, issuer));
        Ok(())
    }

    /// The key that must have signed an entry's statement: the one known by its id, or, for the first issuer entry,
    /// the one it introduces.
    pub fn key_for(&self, entry: &Entry, predicate: &Value) -> Option<Cow<'_, VerifierKey>> {
        if let Some(known) = self.by_id.get(&entry.by).and_then(|changes| changes.first()) {
            return Some(Cow::Borrowed(&known.1.key));
        }
        let first = self.operator.is_none() && entry.kind == ISSUER;
        let own = first.then(|| Issuer::from_predicate(predicate).ok()).flatten()?;
        (IssuerId::of(&own.key) == entry.by).then_some(Cow::Owned(own.key))
    }

    /// Whether the entry's issuer might sign it: known before, valid at its time, of its kind, not revoked since.
    ///
    /// # Errors
    /// `R-KEY-UNKNOWN`, `R-KEY-EXPIRED` or `R-KEY-KIND`.
    pub fn check(&self, index: u64, entry: &Entry) -> Result<(), Refusal> {
        let by = entry.by;
        let changes = self.by_id.get(&by).map(Vec::as_slice).unwrap_or_default();
        // The first operator's entry introduces itself.
        let known = changes.partition_point(|(at, _)| *at < index || (*at == index && Some(by) == self.operator));
        let Some((_, issuer)) = known.checked_sub(1).map(|last| &changes[last]) else {
            return Err(Refusal::new(
                Code::KeyUnknown,
                "field by",
                format!("no earlier {ISSUER} entry introduces the key {by}"),
                "Ask the operator who signed this.",
            ));
        };
        let expired = |what: &str| {
            let found = format!("the key {by} of {} {what}", issuer.organisation);
            Refusal::new(
                Code::KeyExpired,
                "field by",
                found,
                "Ask the issuer to confirm the statement with a valid key.",
            )
        };
        if !issuer.valid_at(entry.time) {
            let until = issuer.valid_until.map_or_else(|| "no end".to_owned(), |t| rfc3339(millis(t)));
            return Err(expired(&format!(
                "was valid from {} to {until}, the entry is of {}",
                rfc3339(millis(issuer.valid_from)),
                rfc3339(millis(entry.time))
            )));
        }
        let revoked = changes[known..].iter().find(|(_, later)| {
            later.valid_from <= entry.time && later.valid_until.is_some_and(|until| until <= entry.time)
        });
        if let Some((at, _)) = revoked {
            return Err(expired(&format!("was revoked by entry {at} as of a time before this entry's")));
        }
        if !issuer.may_sign(&entry.kind) {
            return Err(Refusal::new(
                Code::KeyKind,
                "field k",
                format!("the key {by} of {} may not sign `{}`", issuer.organisation, entry.kind),
                "Ask the operator whether the issuer's kinds should be widened.",
            ));
        }
        if entry.kind == ISSUER && issuer.role != Role::Operator {
            return Err(bad("role", "of the signer is not operator"));
        }
        Ok(())
    }

    /// The first operator, on whom all others rest.
    pub fn operator(&self) -> Option<&Issuer> {
        Some(&self.by_id.get(&self.operator?)?.first()?.1)
    }

    /// The latest state of each issuer, in the order of their ids, with the index of the entry that says so.
    pub fn latest(&self) -> impl Iterator<Item = (u64, &Issuer)> {
        self.by_id.values().filter_map(|changes| changes.last()).map(|(index, issuer)| (*index, issuer))
    }

    /// How many keys.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

fn millis(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)
}

fn seconds(text: &str) -> Option<u64> {
    u64::try_from(instant(text)?.div_euclid(1000)).ok()
}

fn bad(field: &str, found: &str) -> Refusal {
    Refusal::new(
        Code::IssuerBad,
        format!("/predicate/{field}"),
        format!("the field {field} {found}"),
        "Let the operator write the issuer's entry again.",
    )
}
