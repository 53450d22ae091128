//! The catalogue: twenty questions, what counts as an answer, and the words and rules that find it — as data.
//!
//! A catalogue file has concepts (words of one meaning in each language), questions, and per question rules that join
//! concepts. See the head of `data/clauses.toml` for how to read and change it.

use super::lexicon::{ConceptId, Lexicon};
use super::negation::Signs;
use super::report::Level;
use base::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The catalogue of clauses.
#[derive(Debug)]
pub struct Catalogue {
    /// Its version, as the file states it.
    pub version: String,
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// The questions in order.
    pub clauses: Vec<Question>,
    pub(super) compiled: Compiled,
}

/// One question of the catalogue.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// `C01` … `C20`.
    pub id: String,
    /// How much it matters.
    pub level: Level,
    /// The question in one sentence.
    pub question: String,
    /// Recommendations of the consultation report it serves.
    #[serde(default)]
    pub recommendations: Vec<String>,
    /// Where the question comes from.
    #[serde(default)]
    pub references: Vec<Reference>,
    /// What counts as present.
    pub present_when: String,
    /// What counts as weak.
    pub weak_when: String,
    /// What counts as contradicted.
    pub contradicted_when: String,
    /// What absence means, where it is no shortcoming.
    #[serde(default)]
    pub absent_means: Option<String>,
    /// When the question arises at all.
    #[serde(default)]
    pub applies_if: Option<String>,
    /// Sets of parts, each of which makes the clause present when all its parts are found.
    #[serde(default)]
    pub needs: Vec<Vec<String>>,
    /// The rules that find answers.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// A source of a question.
#[derive(Debug, Clone, Deserialize)]
pub struct Reference {
    /// Document.
    pub source: String,
    /// Place in it.
    #[serde(default)]
    pub place: String,
    /// Whether it was compared with the source.
    #[serde(default)]
    pub status: String,
}

/// A rule: which words standing together in a sentence answer the question, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name, unique in the catalogue; printed beside the verdict.
    pub id: String,
    /// `present`, `weak`, `contradicted`, `applies`, `nothing`, or `part:NAME`.
    pub effect: String,
    /// Only for clauses in this language; otherwise for all.
    #[serde(default)]
    pub language: Option<String>,
    /// Each must stand in the sentence. `a|b`: one of them. `!x`: the act whose affirmation or denial counts (otherwise
    /// the first). `~x`: may also stand elsewhere in the clause or its heading.
    pub all: Vec<String>,
    /// One of these must stand in the sentence.
    #[serde(default)]
    pub any: Vec<String>,
    /// None of these may stand in the sentence.
    #[serde(default)]
    pub none: Vec<String>,
    /// The most words from the first to the last of `all`.
    #[serde(default = "default_within")]
    pub within: u32,
    /// The members of `all` must stand in this order.
    #[serde(default)]
    pub ordered: bool,
    /// What a denied act means: `turns` (contradicted), `drops` (nothing), `ignored` (read as it stands), or an effect.
    #[serde(default = "default_negation")]
    pub negation: String,
    /// `weaken` (default): vague words, the vendor's consent or "the vendor may" make it weak. `ignored`: they do not.
    #[serde(default = "default_conditions")]
    pub conditions: String,
}

fn default_within() -> u32 {
    40
}

fn default_negation() -> String {
    "turns".to_owned()
}

fn default_conditions() -> String {
    "weaken".to_owned()
}

/// What is wrong with a catalogue file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Not TOML, or a member is missing or of the wrong kind.
    #[error("the catalogue cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// The file is not valid in itself.
    #[error("in the catalogue, {place}: {what}")]
    Content {
        /// Which clause, rule or concept.
        place: String,
        /// What is wrong with it.
        what: String,
    },
}

type Concepts = BTreeMap<String, BTreeMap<String, Vec<String>>>;

#[derive(Deserialize)]
struct File {
    version: String,
    #[serde(default)]
    concept: Concepts,
    clause: Vec<Question>,
}

impl Catalogue {
    /// The catalogue that comes with the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalogue> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::parse(EMBEDDED_TEXT).expect("the embedded catalogue is tested"))
    }

    /// Reads a catalogue file. Concepts it does not define, and the rules of clauses for which it has none, are those of
    /// the embedded catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] if it is not TOML or not a catalogue: unknown effect, language, concept, a name used twice.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let mut file: File = toml::from_str(text)?;
        let own: File = toml::from_str(EMBEDDED_TEXT)?;
        for (name, words) in own.concept {
            file.concept.entry(name).or_insert(words);
        }
        for question in &mut file.clause {
            if question.rules.is_empty()
                && let Some(known) = own.clause.iter().find(|known| known.id == question.id)
            {
                question.rules.clone_from(&known.rules);
                question.needs.clone_from(&known.needs);
            }
        }
        let compiled = compile(&file.concept, &file.clause)?;
        let sha256 = base::digest::sha256(text.as_bytes()).to_string();
        Ok(Self { version: file.version, sha256, clauses: file.clause, compiled })
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.clauses.iter().find(|question| question.id == id)
    }
}

/// The member of a concept that names the concepts inside which it does not count.
const EXCEPT: &str = "except";

const EMBEDDED_TEXT: &str = include_str!("../../data/clauses.toml");

/// Everything ready for reading: concepts by number, phrases by language, rules by question.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) names: BTreeMap<String, ConceptId>,
    pub(super) lexicons: Vec<Lexicon>,
    pub(super) rules: Vec<CompiledRule>,
    /// (concept, other): the concept does not count where it stands inside the other.
    pub(super) masks: Vec<(ConceptId, ConceptId)>,
    pub(super) signs: Signs,
    pub(super) concepts: usize,
}

impl Compiled {
    pub(super) fn lexicon(&self, language: Language) -> &Lexicon {
        let at = Language::ALL.iter().position(|&l| l == language).expect("one of the five");
        &self.lexicons[at]
    }

    /// The number of a concept by name; a number that nothing matches if there is none.
    pub(super) fn concept(&self, name: &str) -> ConceptId {
        self.names.get(name).copied().unwrap_or(ConceptId::MAX)
    }
}

#[derive(Debug)]
pub(super) struct CompiledRule {
    pub(super) id: String,
    pub(super) question: usize,
    pub(super) effect: Effect,
    pub(super) language: Option<Language>,
    pub(super) all: Vec<Group>,
    pub(super) any: Vec<ConceptId>,
    pub(super) none: Vec<ConceptId>,
    pub(super) within: u32,
    pub(super) ordered: bool,
    pub(super) negation: Negation,
    pub(super) weakened: bool,
}

#[derive(Debug)]
pub(super) struct Group {
    pub(super) concepts: Vec<ConceptId>,
    pub(super) anchor: bool,
    pub(super) context: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    Present,
    Weak,
    Contradicted,
    Applies,
    Nothing,
    Part(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Negation {
    Becomes(Effect),
    Drops,
    Ignored,
}

fn compile(concepts: &Concepts, clauses: &[Question]) -> Result<Compiled, CatalogueError> {
    let mut compiler = Compiler {
        concepts,
        names: concepts.keys().enumerate().map(|(i, name)| (name.clone(), i as ConceptId)).collect(),
        lexicons: Language::ALL.map(Lexicon::new).into(),
        next: concepts.len() as ConceptId,
    };
    let mut masks = Vec::new();
    for (name, words) in concepts {
        let id = compiler.names[name];
        for (language, phrases) in words {
            if language == EXCEPT {
                for other in phrases {
                    let other = compiler.names.get(other);
                    let unknown = || content(&format!("concept {name}"), "`except` names a concept there is not");
                    masks.push((id, *other.ok_or_else(unknown)?));
                }
                continue;
            }
            for phrase in phrases {
                compiler.add(id, language, phrase, &format!("concept {name}"))?;
            }
        }
    }
    let mut rules: Vec<CompiledRule> = Vec::new();
    for (question, clause) in clauses.iter().enumerate() {
        for rule in &clause.rules {
            if rules.iter().any(|known| known.id == rule.id) {
                return Err(content(&rule.id, "this name is used twice"));
            }
            rules.push(compiler.rule(question, rule)?);
        }
    }
    let id = |name: &str| compiler.names.get(name).copied().unwrap_or(ConceptId::MAX);
    let signs = Signs {
        not: id("not"),
        without: id("without"),
        except: id("except"),
        idiom: id("idiom"),
        hinder: id("hinder"),
        permit: id("permit"),
        but: id("but"),
        and: id("and"),
        party: id("party"),
        relative: id("relative"),
        condition: id("condition"),
        modal: id("modal"),
        vendor_consent: id("vendor_consent"),
        entitled: id("entitled"),
        discretion: id("discretion"),
    };
    Ok(Compiled {
        concepts: compiler.next as usize,
        names: compiler.names,
        lexicons: compiler.lexicons,
        rules,
        masks,
        signs,
    })
}

struct Compiler<'a> {
    concepts: &'a Concepts,
    names: BTreeMap<String, ConceptId>,
    lexicons: Vec<Lexicon>,
    next: ConceptId,
}

impl Compiler<'_> {
    /// Adds a phrase to one language, or to all under `any`.
    fn add(&mut self, id: ConceptId, language: &str, phrase: &str, place: &str) -> Result<(), CatalogueError> {
        for (at, known) in Language::ALL.into_iter().enumerate() {
            if language == known.code() || language == "any" {
                for plain in self.expand(phrase, known.code(), place, 0)? {
                    self.lexicons[at].add(id, &plain);
                    // "property of Vendor": contracts write defined terms without the article.
                    if known == Language::English && plain.contains(" the ") {
                        self.lexicons[at].add(id, &plain.replace(" the ", " "));
                    }
                }
            }
        }
        let known = language == "any" || Language::ALL.iter().any(|l| l.code() == language);
        known.then_some(()).ok_or_else(|| content(place, &format!("`{language}` is none of en, es, fr, pt, ar, any")))
    }

    /// Puts the words of every `@concept` in a phrase in its place.
    fn expand(&self, phrase: &str, language: &str, place: &str, depth: usize) -> Result<Vec<String>, CatalogueError> {
        if depth > 4 {
            return Err(content(place, "concepts refer to each other in a circle"));
        }
        let Some(at) = phrase.find('@') else { return Ok(vec![phrase.to_owned()]) };
        let end = phrase[at..].find(' ').map_or(phrase.len(), |length| at + length);
        let name = &phrase[at + 1..end];
        let words =
            self.concepts.get(name).ok_or_else(|| content(place, &format!("there is no concept `{name}`")))?;
        let mut out = Vec::new();
        for inner in words.get(language).into_iter().chain(words.get("any")).flatten() {
            out.extend(self.expand(
                &format!("{}{inner}{}", &phrase[..at], &phrase[end..]),
                language,
                place,
                depth + 1,
            )?);
            if out.len() > 5_000 {
                return Err(content(place, "this phrase stands for more than 5,000 others: write it shorter"));
            }
        }
        Ok(out)
    }

    fn rule(&mut self, question: usize, rule: &Rule) -> Result<CompiledRule, CatalogueError> {
        let language = match &rule.language {
            None => None,
            Some(code) => {
                let known = Language::ALL.into_iter().find(|l| l.code() == code);
                Some(known.ok_or_else(|| content(&rule.id, &format!("`{code}` is none of en, es, fr, pt, ar")))?)
            }
        };
        let mut all = Vec::new();
        for text in &rule.all {
            let (anchor, rest) = text.strip_prefix('!').map_or((false, text.as_str()), |rest| (true, rest));
            let (context, rest) = rest.strip_prefix('~').map_or((false, rest), |rest| (true, rest));
            all.push(Group { concepts: self.group(rest, language, &rule.id)?, anchor, context });
        }
        if all.iter().all(|group| group.context) {
            return Err(content(&rule.id, "`all` needs a member without `~`"));
        }
        if !all.iter().any(|group| group.anchor)
            && let Some(first) = all.iter_mut().find(|group| !group.context)
        {
            first.anchor = true;
        }
        let mut any = Vec::new();
        for text in &rule.any {
            any.extend(self.group(text, language, &rule.id)?);
        }
        let mut none = Vec::new();
        for text in &rule.none {
            none.extend(self.group(text, language, &rule.id)?);
        }
        let effect = self.effect(&rule.effect, &rule.id)?;
        let negation = match rule.negation.as_str() {
            "turns" if effect == Effect::Contradicted => Negation::Drops,
            "turns" => Negation::Becomes(Effect::Contradicted),
            "drops" => Negation::Drops,
            "ignored" => Negation::Ignored,
            other => Negation::Becomes(self.effect(other, &rule.id)?),
        };
        let weakened = match rule.conditions.as_str() {
            "weaken" => true,
            "ignored" => false,
            other => return Err(content(&rule.id, &format!("conditions `{other}` is neither weaken nor ignored"))),
        };
        let (id, within, ordered) = (rule.id.clone(), rule.within, rule.ordered);
        Ok(CompiledRule { id, question, effect, language, all, any, none, within, ordered, negation, weakened })
    }

    fn effect(&self, text: &str, rule: &str) -> Result<Effect, CatalogueError> {
        Ok(match text {
            "present" => Effect::Present,
            "weak" => Effect::Weak,
            "contradicted" => Effect::Contradicted,
            "applies" => Effect::Applies,
            "nothing" => Effect::Nothing,
            other => match other.strip_prefix("part:") {
                Some(name) => Effect::Part(name.to_owned()),
                None => return Err(content(rule, &format!("`{other}` is no effect"))),
            },
        })
    }

    /// Concepts of a member: `@a|@b|some words`; words of a rule become a concept of their own.
    fn group(
        &mut self,
        text: &str,
        language: Option<Language>,
        rule: &str,
    ) -> Result<Vec<ConceptId>, CatalogueError> {
        let mut concepts = Vec::new();
        for piece in text.split('|').map(str::trim) {
            let name = piece.strip_prefix('@').filter(|name| !name.contains(' '));
            if let Some(name) = name {
                concepts.push(
                    *self.names.get(name).ok_or_else(|| content(rule, &format!("there is no concept `{name}`")))?,
                );
            } else {
                let id = self.next;
                self.next += 1;
                self.add(id, language.map_or("any", Language::code), piece, rule)?;
                concepts.push(id);
            }
        }
        Ok(concepts)
    }
}

fn content(place: &str, what: &str) -> CatalogueError {
    CatalogueError::Content { place: place.to_owned(), what: what.to_owned() }
}
