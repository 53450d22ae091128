//! The catalogue: twenty questions, what counts as an answer, and the words by which answers are found — as data.

use super::report::Level;
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
    /// Seed words by language.
    #[serde(default)]
    pub terms: BTreeMap<String, Terms>,
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

/// Seed words of one language.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Terms {
    /// What the clause is about.
    #[serde(default)]
    pub subject: Vec<String>,
    /// Words that speak for it.
    #[serde(default)]
    pub supports: Vec<String>,
    /// Words that weaken it.
    #[serde(default)]
    pub weakens: Vec<String>,
    /// Words that say the opposite.
    #[serde(default)]
    pub contradicts: Vec<String>,
}

/// What is wrong with a catalogue file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Not TOML, or a member is missing or of the wrong kind.
    #[error("the catalogue cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// The file is not valid in itself.
    #[error("the catalogue's {place}: {what}")]
    Content {
        /// Which clause, rule or concept.
        place: String,
        /// What is wrong with it.
        what: String,
    },
}

#[derive(Deserialize)]
struct File {
    version: String,
    clause: Vec<Question>,
}

impl Catalogue {
    /// The catalogue that comes with the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalogue> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::parse(EMBEDDED_TEXT).expect("the embedded catalogue is tested"))
    }

    /// Reads a catalogue file.
    ///
    /// # Errors
    /// [`CatalogueError`] if it is not TOML or not a catalogue.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let file: File = toml::from_str(text)?;
        Ok(Self {
            version: file.version,
            sha256: base::digest::sha256(text.as_bytes()).to_string(),
            clauses: file.clause,
        })
    }
}

const EMBEDDED_TEXT: &str = include_str!("../../data/clauses.toml");
