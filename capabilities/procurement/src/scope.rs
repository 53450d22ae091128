//! Which processes count as election technology? Rules over buyers, classifications and words, from a TOML file.
//!
//! A rule matches if any of its lists matches; with `and_terms` some rule of the file must match by its terms too.
//! Terms are compared folded (case, accents, Arabic forms, white space) and only at word borders.

use crate::ingest::{Scope as Answer, Selected};
use base::json::Value;
use base::text;
use serde::Deserialize;

/// A file of rules.
#[derive(Debug, Clone)]
pub struct Scope {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    #[serde(default)]
    buyers: Vec<String>,
    #[serde(default)]
    classification_prefixes: Vec<Prefix>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    terms: Vec<String>,
    #[serde(default)]
    and_terms: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prefix {
    scheme: String,
    prefix: String,
}

/// A file of rules that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeError {
    /// Not the TOML expected.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// Terms without fields to look in, or fields without terms.
    #[error("rule `{0}` has terms without fields, or fields without terms")]
    Terms(String),
    /// A rule that could never match.
    #[error("rule `{0}` has neither buyers, classification_prefixes nor terms")]
    Empty(String),
    /// Two rules with one id.
    #[error("two rules have the id `{0}`")]
    Twice(String),
}

impl Scope {
    /// Reads `[[rule]]` tables.
    ///
    /// # Errors
    /// [`ScopeError`], with the place or the rule.
    pub fn from_toml(source: &str) -> Result<Self, ScopeError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            rule: Vec<Rule>,
        }
        let File { rule: mut rules } = toml::from_str(source)?;
        for (i, rule) in rules.iter().enumerate() {
            if rule.terms.is_empty() != rule.fields.is_empty() {
                return Err(ScopeError::Terms(rule.id.clone()));
            }
            if rule.buyers.is_empty() && rule.classification_prefixes.is_empty() && rule.terms.is_empty() {
                return Err(ScopeError::Empty(rule.id.clone()));
            }
            if rules[..i].iter().any(|other| other.id == rule.id) {
                return Err(ScopeError::Twice(rule.id.clone()));
            }
        }
        for rule in &mut rules {
            rule.terms = rule.terms.iter().map(|term| text::fold(term)).filter(|term| !term.is_empty()).collect();
        }
        Ok(Self { rules })
    }

    /// The ids of every rule that matches a process, in the order of the file; none: not in scope.
    pub fn rules(&self, process: &Value) -> Vec<String> {
        let by_terms: Vec<bool> = self.rules.iter().map(|rule| rule.terms_match(process)).collect();
        let any_terms = by_terms.contains(&true);
        self.rules
            .iter()
            .zip(&by_terms)
            .filter(|(rule, by_terms)| {
                (**by_terms || rule.buyer_matches(process) || rule.classification_matches(process))
                    && (!rule.and_terms || any_terms)
            })
            .map(|(rule, _)| rule.id.clone())
            .collect()
    }
}

/// Processes selected so far.
#[derive(Debug)]
pub struct Selection<'a> {
    scope: &'a Scope,
    answer: Answer,
}

impl<'a> Selection<'a> {
    /// Nothing selected yet.
    pub fn new(scope: &'a Scope) -> Self {
        Self { scope, answer: Answer::default() }
    }

    /// Judges one process; whether it is in scope.
    pub fn select(&mut self, ocid: &str, process: &Value) -> bool {
        let rules = self.scope.rules(process);
        if rules.is_empty() {
            self.answer.not_selected += 1;
            return false;
        }
        self.answer.selected.push(Selected { ocid: ocid.to_owned(), rules });
        true
    }

    /// The answer for the report.
    pub fn finish(self) -> Answer {
        self.answer
    }
}

impl Rule {
    fn buyer_matches(&self, process: &Value) -> bool {
        let id = |party: Option<&Value>| match party.and_then(|p| p.get("id")) {
            Some(Value::Text(id) | Value::Number(id)) => self.buyers.contains(id),
            _ => false,
        };
        if self.buyers.is_empty() {
            return false;
        }
        let buyer = process.get("buyer");
        // The identifier of the buyer's party counts as well as the id it goes by in this release.
        let identifier = buyer.and_then(|b| b.get("id")).is_some_and(|buyer_id| {
            let parties = process.get("parties").and_then(Value::as_array).unwrap_or(&[]);
            parties.iter().filter(|p| p.get("id") == Some(buyer_id)).any(|p| id(p.get("identifier")))
        });
        id(buyer) || identifier
    }

    fn classification_matches(&self, process: &Value) -> bool {
        !self.classification_prefixes.is_empty() && self.classified(process)
    }

    /// Items at any level: every `items` array, with `classification` and `additionalClassifications`.
    fn classified(&self, value: &Value) -> bool {
        match value {
            Value::Object(object) => object.iter().any(|(name, value)| match (name, value) {
                ("items", Value::Array(items)) => items.iter().any(|item| self.item(item)),
                ("items", item @ Value::Object(_)) => self.item(item),
                (_, value) => self.classified(value),
            }),
            Value::Array(items) => items.iter().any(|item| self.classified(item)),
            _ => false,
        }
    }

    fn item(&self, item: &Value) -> bool {
        let more = item.get("additionalClassifications").and_then(Value::as_array).unwrap_or(&[]);
        item.get("classification").into_iter().chain(more).any(|classification| {
            let scheme = classification.get("scheme").and_then(Value::as_text).unwrap_or("");
            let id = match classification.get("id") {
                Some(Value::Text(id) | Value::Number(id)) => id.as_str(),
                _ => return false,
            };
            self.classification_prefixes
                .iter()
                .any(|p| p.scheme.eq_ignore_ascii_case(scheme) && id.starts_with(&p.prefix))
        })
    }

    fn terms_match(&self, process: &Value) -> bool {
        self.fields.iter().any(|field| {
            let names: Vec<&str> = field.split('/').skip(1).collect();
            self.field_matches(process, &names)
        })
    }

    /// Follows a path; arrays on the way are entered element by element.
    fn field_matches(&self, value: &Value, names: &[&str]) -> bool {
        match (value, names) {
            (Value::Array(items), _) => items.iter().any(|item| self.field_matches(item, names)),
            (Value::Text(text), []) => {
                let folded = text::fold(text);
                self.terms.iter().any(|term| at_word_borders(&folded, term))
            }
            (Value::Object(object), [name, rest @ ..]) => {
                object.get(name).is_some_and(|value| self.field_matches(value, rest))
            }
            _ => false,
        }
    }
}

/// Whether a term stands in a text with no letter or digit on either side. Both folded.
fn at_word_borders(text: &str, term: &str) -> bool {
    let free = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.match_indices(term)
        .any(|(at, _)| free(text[..at].chars().next_back()) && free(text[at + term.len()..].chars().next()))
}
