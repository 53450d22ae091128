//! What stands in an election: questions, ciphertexts, proofs.

use crate::fault::{Code, Refusal, short};
use crate::group::{Group, GroupName};
use crate::hash;
use crate::json::{self, Reader};
use base::json::Value;

/// Questions in one election at most.
pub const MAX_QUESTIONS: usize = 1_000;
/// Answers to one question at most.
pub const MAX_ANSWERS: usize = 1_000;

/// A proof made non-interactive: response = w − secret·challenge mod q.
pub struct Proof<G: Group> {
    /// The hash.
    pub challenge: G::Scalar,
    /// The answer to it.
    pub response: G::Scalar,
}

impl<G: Group> Proof<G> {
    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        format!(
            r#"{{"challenge":"{}","response":"{}"}}"#,
            group.write_scalar(&self.challenge),
            group.write_scalar(&self.response)
        )
    }
}

// Written out, because a derived `Clone` would ask it of the group too.
impl<G: Group> Clone for Proof<G> {
    fn clone(&self) -> Self {
        Self { challenge: self.challenge.clone(), response: self.response.clone() }
    }
}

impl<G: Group> Clone for Ciphertext<G> {
    fn clone(&self) -> Self {
        Self { alpha: self.alpha.clone(), beta: self.beta.clone() }
    }
}

impl<G: Group> PartialEq for Ciphertext<G> {
    fn eq(&self, other: &Self) -> bool {
        self.alpha == other.alpha && self.beta == other.beta
    }
}

/// An ElGamal ciphertext (g^r, y^r·m).
pub struct Ciphertext<G: Group> {
    /// g^r.
    pub alpha: G::Element,
    /// y^r·m.
    pub beta: G::Element,
}

impl<G: Group> Ciphertext<G> {
    /// The pair of neutral elements.
    pub fn neutral(group: &G) -> Self {
        Self { alpha: group.one(), beta: group.one() }
    }

    /// The product, part by part.
    #[must_use]
    pub fn mul(&self, group: &G, other: &Self) -> Self {
        Self { alpha: group.mul(&self.alpha, &other.alpha), beta: group.mul(&self.beta, &other.beta) }
    }

    /// The product divided by another.
    #[must_use]
    pub fn div(&self, group: &G, other: &Self) -> Self {
        Self { alpha: group.div(&self.alpha, &other.alpha), beta: group.div(&self.beta, &other.beta) }
    }

    /// Both parts to a public power.
    #[must_use]
    pub fn pow(&self, group: &G, weight: u64) -> Self {
        if weight == 1 {
            return self.clone();
        }
        let s = group.scalar(weight);
        Self { alpha: group.power_once(&self.alpha, &s), beta: group.power_once(&self.beta, &s) }
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        format!(
            r#"{{"alpha":{},"beta":{}}}"#,
            json::quoted(&group.write(&self.alpha)),
            json::quoted(&group.write(&self.beta))
        )
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Choose between `min` and `max` answers; tallied without opening a ballot.
    Homomorphic {
        /// The question's text.
        question: String,
        /// Texts of the answers.
        answers: Vec<String>,
        /// Whether a blank vote may be cast.
        blank: bool,
        /// Least number of chosen answers.
        min: u64,
        /// Greatest number of chosen answers.
        max: u64,
    },
    /// Give each answer a number from 0 to 255; ballots are shuffled and opened one by one.
    Ranked {
        /// The question's text.
        question: String,
        /// Texts of the answers.
        answers: Vec<String>,
    },
}

impl Question {
    /// The question's text.
    pub fn text(&self) -> &str {
        match self {
            Self::Homomorphic { question, .. } | Self::Ranked { question, .. } => question,
        }
    }

    /// Texts of the answers.
    pub fn answers(&self) -> &[String] {
        match self {
            Self::Homomorphic { answers, .. } | Self::Ranked { answers, .. } => answers,
        }
    }

    /// Entries of an answer: one for each choice, and one for blank where it is allowed.
    pub fn entries(&self) -> usize {
        self.answers().len() + usize::from(matches!(self, Self::Homomorphic { blank: true, .. }))
    }

    /// Whether ballots are opened one by one.
    pub const fn is_ranked(&self) -> bool {
        matches!(self, Self::Ranked { .. })
    }

    /// Whether it has more answers than are taken, or allows more of them than there are.
    pub fn is_beyond(&self) -> bool {
        let n = self.answers().len();
        n > MAX_ANSWERS || matches!(self, Self::Homomorphic { max, .. } if *max > n as u64)
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        let texts = |answers: &[String]| json::list(answers.iter().map(|a| json::quoted(a)));
        match self {
            Self::Homomorphic { question, answers, blank, min, max } => {
                let blank = if *blank { "\"blank\":true," } else { "" };
                format!(
                    r#"{{"answers":{},{blank}"min":{min},"max":{max},"question":{}}}"#,
                    texts(answers),
                    json::quoted(question)
                )
            }
            Self::Ranked { question, answers } => format!(
                r#"{{"type":"NonHomomorphic","value":{{"answers":{},"question":{}}}}}"#,
                texts(answers),
                json::quoted(question)
            ),
        }
    }
}

/// An election's parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// Description.
    pub description: String,
    /// Name.
    pub name: String,
    /// Group.
    pub group: GroupName,
    /// Public key, as written.
    pub public_key: String,
    /// Questions.
    pub questions: Vec<Question>,
    /// Identifier, at least 14 Base58 characters.
    pub uuid: String,
    /// Who administers, if published.
    pub administrator: Option<String>,
    /// Who made the credentials, if published.
    pub credential_authority: Option<String>,
}

impl Election {
    /// Whether any question is ranked.
    pub fn has_ranked(&self) -> bool {
        self.questions.iter().any(Question::is_ranked)
    }

    /// As JSON, in the form we write.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"version\":1,\"description\":");
        json::text(&self.description, &mut out);
        out.push_str(",\"name\":");
        json::text(&self.name, &mut out);
        out.push_str(&format!(",\"group\":\"{}\",\"public_key\":\"{}\"", self.group.as_str(), self.public_key));
        out.push_str(",\"questions\":");
        out.push_str(&json::list(self.questions.iter().map(Question::to_json)));
        out.push_str(&format!(",\"uuid\":\"{}\"", self.uuid));
        for (key, value) in
            [("administrator", &self.administrator), ("credential_authority", &self.credential_authority)]
        {
            if let Some(value) = value {
                out.push_str(&format!(",\"{key}\":{}", json::quoted(value)));
            }
        }
        out.push('}');
        out
    }

    /// Reads an election.
    ///
    /// # Errors
    /// [`Refusal`] for a version, group or question type that this program does not know. `Ok(None)` when faults
    /// stand in the reader.
    pub fn read(r: &mut Reader, bytes: &[u8]) -> Result<Option<Self>, Refusal> {
        let Some(value) = r.parse(bytes, false) else { return Ok(None) };
        let fields = [
            "version",
            "description",
            "name",
            "group",
            "public_key",
            "questions",
            "uuid",
            "administrator?",
            "credential_authority?",
        ];
        let Some(object) = r.free_object(&value, &fields) else { return Ok(None) };
        match object.get("version").and_then(Value::as_number) {
            Some("1") => {}
            other => {
                let found = other.map_or_else(|| "something else".to_owned(), short);
                return Err(Refusal::new(
                    "VERSION_UNSUPPORTED",
                    r.place(),
                    format!("protocol version {found}; this program knows version 1"),
                    "Use a program that knows this version.",
                ));
            }
        }
        let group = r.field(object, "group", Reader::string).unwrap_or_default();
        let Some(group) = GroupName::find(&group) else {
            return Err(Refusal::new(
                "GROUP_UNSUPPORTED",
                r.place(),
                format!("group {}; known are {}", short(&group), GroupName::ALL.map(GroupName::as_str).join(", ")),
                "Use a program that knows this group.",
            ));
        };
        let Some(questions) = r.field(object, "questions", |r, v| read_questions(r, v).transpose()).transpose()?
        else {
            return Ok(None);
        };
        let description = r.field(object, "description", Reader::string);
        let name = r.field(object, "name", Reader::string);
        let public_key = r.field(object, "public_key", Reader::string);
        let uuid = r.field(object, "uuid", Reader::string);
        let administrator = r.optional(object, "administrator", Reader::string);
        let credential_authority = r.optional(object, "credential_authority", Reader::string);
        let (Some(description), Some(name), Some(public_key), Some(uuid)) = (description, name, public_key, uuid)
        else {
            return Ok(None);
        };
        let (Some(administrator), Some(credential_authority)) = (administrator, credential_authority) else {
            return Ok(None);
        };
        let election =
            Self { description, name, group, public_key, questions, uuid, administrator, credential_authority };
        for fault in election.parameter_faults() {
            r.fault(Code::ElectionParameters, fault);
        }
        Ok(Some(election))
    }

    /// What breaks the rules of section 3.
    pub fn parameter_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.uuid.len() < 14 || !self.uuid.bytes().all(|b| crate::credential::BASE58.contains(&b)) {
            faults.push("the uuid is not at least 14 Base58 characters".to_owned());
        }
        if self.questions.len() > MAX_QUESTIONS {
            faults.push(format!("{} questions, at most {MAX_QUESTIONS} are taken", self.questions.len()));
        }
        for (i, question) in self.questions.iter().enumerate() {
            let n = question.answers().len();
            if n == 0 || n > MAX_ANSWERS {
                faults.push(format!("question {i} has {n} answers"));
            }
            match question {
                Question::Homomorphic { min, max, .. } if min > max || *max > n as u64 => {
                    faults.push(format!("question {i} asks for {min} to {max} of {n} answers"));
                }
                Question::Ranked { .. } if n > self.group.embedding_limit() => {
                    let limit = self.group.embedding_limit();
                    let group = self.group.as_str();
                    faults.push(format!("question {i} is ranked with {n} answers; {group} carries at most {limit}"));
                }
                _ => {}
            }
        }
        faults
    }
}

fn read_questions(r: &mut Reader, value: &Value) -> Result<Option<Vec<Question>>, Refusal> {
    let Some(items) = value.as_array() else {
        r.fault(Code::JsonSchema, "must be a list");
        return Ok(None);
    };
    let mut all = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let question = r.index(i, |r| read_question(r, item))?;
        all.push(question);
    }
    Ok(all.into_iter().collect())
}

/// Reads one question, of an election or of a template.
///
/// # Errors
/// [`Refusal`] for a type that this program does not know.
pub fn read_question(r: &mut Reader, value: &Value) -> Result<Option<Question>, Refusal> {
    if let Some(kind) = value.get("type") {
        let kind = kind.as_text().unwrap_or_default();
        if kind != "NonHomomorphic" {
            return Err(Refusal::new(
                "QUESTION_UNSUPPORTED",
                r.place(),
                format!("question type {}; known are plain questions and NonHomomorphic", short(kind)),
                "Use a program that knows this type.",
            ));
        }
        let Some(object) = r.free_object(value, &["type", "value"]) else { return Ok(None) };
        return Ok(r.field(object, "value", |r, v| {
            let object = r.free_object(v, &["answers", "question"])?;
            let answers = r.field(object, "answers", |r, v| r.list(v, Reader::string));
            let question = r.field(object, "question", Reader::string);
            Some(Question::Ranked { question: question?, answers: answers? })
        }));
    }
    let read = |r: &mut Reader| {
        let object = r.free_object(value, &["answers", "blank?", "min", "max", "question"])?;
        let answers = r.field(object, "answers", |r, v| r.list(v, Reader::string));
        let blank = r.optional(object, "blank", |r, v| match v {
            Value::Bool(b) => Some(*b),
            _ => {
                r.fault(Code::JsonSchema, "must be true or absent");
                None
            }
        });
        let min = r.field(object, "min", Reader::number);
        let max = r.field(object, "max", Reader::number);
        let question = r.field(object, "question", Reader::string);
        Some(Question::Homomorphic {
            question: question?,
            answers: answers?,
            blank: blank?.unwrap_or(false),
            min: min?,
            max: max?,
        })
    };
    Ok(read(r))
}

/// φ, the fingerprint of an election: SHA-256 of the record as stored, in Base64.
pub fn fingerprint(election: &[u8]) -> String {
    hash::b64(election)
}
