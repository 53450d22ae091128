//! The catalogue: sources, obligations, recommendations, indicators, profiles, record kinds; linted and hashed.

use crate::folder::{Folder, read};
use crate::problem::{Fatal, Problem};
use crate::{schema, yaml};
use base::json::{Object, Value, canonical};
use rule::{Kind, Rule};
use serde::Serialize;
use std::collections::BTreeMap;

/// The catalogue in the product, by file name.
const OWN: [(&str, &str); 8] = [
    ("catalogue.yaml", include_str!("../catalogue/catalogue.yaml")),
    ("sources.yaml", include_str!("../catalogue/sources.yaml")),
    ("obligations.yaml", include_str!("../catalogue/obligations.yaml")),
    ("recommendations.yaml", include_str!("../catalogue/recommendations.yaml")),
    ("indicators.yaml", include_str!("../catalogue/indicators.yaml")),
    ("profiles.yaml", include_str!("../catalogue/profiles.yaml")),
    ("record-kinds.yaml", include_str!("../catalogue/record-kinds.yaml")),
    ("catalogue.schema.json", include_str!("../catalogue/catalogue.schema.json")),
];

/// The files of the catalogue in the product.
pub fn own_files() -> BTreeMap<String, Vec<u8>> {
    OWN.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Largest file of a catalogue, bytes.
const FILE_LIMIT: u64 = 16 << 20;

/// A cited place in a source; `pin` is `None` for the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Id of the source.
    pub source: String,
    /// Article, paragraph, point.
    pub pin: Option<String>,
    /// Whether this pin was matched against the text.
    pub verified: bool,
}

/// A window of time in which pins of a source apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The pins, or `None` for all.
    pub pins: Option<Vec<String>>,
    /// First day.
    pub from: i64,
    /// First day no longer, if it ends.
    pub until: Option<i64>,
}

/// A source of law or guidance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `treaty` and `law_eu` can bind; all others guide.
    pub kind: String,
    /// When its parts apply; empty if from the law entry alone.
    pub applies: Vec<Window>,
    /// How much of the text was read for the catalogue.
    pub text_seen: String,
}

/// An obligation in own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub statement: String,
    /// Who bears it.
    pub actors: Vec<String>,
    /// Ids in the Carter Center's list of obligations.
    pub eos: Vec<String>,
    /// Where it stands.
    pub cites: Vec<Pin>,
    /// Two sources ask for opposite things.
    pub tension: bool,
}

/// One of the 18 recommendations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// Its id, `R1.1` to `R3.6`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it asks, in own words.
    pub text: String,
    /// Whom it addresses.
    pub addressed_to: Vec<String>,
}

/// What an indicator looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// What law says.
    Structure,
    /// What duty-bearers do.
    Process,
    /// What people experience.
    Outcome,
}

impl Layer {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Process => "process",
            Self::Outcome => "outcome",
        }
    }
}

/// Who answers an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A rule over records.
    Machine,
    /// A rule, and raters.
    Hybrid,
    /// Raters.
    Human,
}

impl Method {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Hybrid => "hybrid",
            Self::Human => "human",
        }
    }
}

/// When an indicator applies; three-valued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applies {
    /// Any of these kinds of technology is in use.
    Technology(Vec<String>),
    /// The jurisdiction belongs to this legal order.
    LegalOrder(String),
    /// A fact of the dossier has this value.
    Fact(String, Value),
    /// A pin is in force.
    InForce(String, String),
    /// There are so many records of a kind.
    RecordsAtLeast(String, u64),
    /// All of these.
    All(Vec<Self>),
    /// Any of these.
    Any(Vec<Self>),
}

/// One question of the catalogue.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// The area, the id's first three letters.
    pub area: String,
    /// The question.
    pub question: String,
    /// What it looks at.
    pub layer: Layer,
    /// Who answers.
    pub method: Method,
    /// Recommendations it serves.
    pub recommendations: Vec<String>,
    /// Obligations it belongs to, the main one first.
    pub obligations: Vec<String>,
    /// Kinds of technology it concerns, or `any`.
    pub technologies: Vec<String>,
    /// What evidence is looked for.
    pub evidence: Vec<String>,
    /// Scoring texts by key: measure, met, partly, not_met, note.
    pub scoring: Vec<(String, String)>,
    /// `law`, `soft_law` or `catalogue`.
    pub threshold_basis: String,
    /// The right at stake if it is critical.
    pub critical: Option<String>,
    /// Pins of its own.
    pub cites: Vec<Pin>,
    /// When it applies; always, if `None`.
    pub applies_if: Option<Applies>,
    /// The indicator that asks whether this one's inputs are published.
    pub published_by: Option<String>,
    /// The rule of machine and hybrid indicators.
    pub rule: Option<Rule>,
}

/// Which indicators one assessment takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Raters needed for a verdict.
    pub min_raters: usize,
    /// The indicators; `None` for all.
    pub indicators: Option<Vec<String>>,
}

/// A catalogue that passed its lint.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// `draft`, `candidate` or `released`.
    pub status: String,
    /// SHA-256 of the canonical JSON of all parts, in hexadecimal.
    pub sha256: String,
    /// Areas with their names, in order.
    pub areas: Vec<(String, String)>,
    /// Kinds of technology with their names, in order.
    pub technologies: Vec<(String, String)>,
    /// Stages of the electoral cycle, in order.
    pub stages: Vec<String>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Obligations.
    pub obligations: Vec<Obligation>,
    /// Ids and titles of the Carter Center's list.
    pub eos: Vec<(String, String)>,
    /// The 18 recommendations.
    pub recommendations: Vec<Recommendation>,
    /// Indicators.
    pub indicators: Vec<Indicator>,
    /// Profiles.
    pub profiles: Vec<Profile>,
    /// Record kinds.
    pub kinds: Vec<Kind>,
    /// The merged value that the hash is computed over.
    pub value: Value,
}

/// How much a catalogue holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Sources.
    pub sources: usize,
    /// Obligations.
    pub obligations: usize,
    /// Indicators.
    pub indicators: usize,
    /// Record kinds.
    pub record_kinds: usize,
    /// Critical indicators.
    pub critical: usize,
    /// Single pins.
    pub pins: usize,
    /// Of them verified.
    pub pins_verified: usize,
}

/// A catalogue as read: what it holds, its hash, its faults; `catalogue` if there is no fault.
#[derive(Debug)]
pub struct Checked {
    /// Counts over what could be read.
    pub counts: Counts,
    /// Content hash.
    pub sha256: String,
    /// Every fault with its place.
    pub faults: Vec<Problem>,
    /// The catalogue, if it has no fault.
    pub catalogue: Option<Catalogue>,
}

/// Reads and lints a catalogue.
///
/// # Errors
/// [`Fatal`] only if a file is missing or not YAML; everything else is a fault in the list.
pub fn check(folder: &dyn Folder) -> Result<Checked, Fatal> {
    let mut faults = Vec::new();
    let head = load(folder, "catalogue.yaml", &mut faults)?;
    let mut whole = Object::new();
    if let Some(catalogue) = head.get("catalogue") {
        whole.insert("catalogue", catalogue.clone());
    }
    let files = head.pointer("/catalogue/files").and_then(Value::as_array).unwrap_or_default();
    for name in files.iter().filter_map(Value::as_text) {
        let Value::Object(sections) = load(folder, name, &mut faults)? else {
            faults.push(fault(name, "holds no sections"));
            continue;
        };
        for (key, value) in sections.into_members() {
            if whole.insert(&key, value).is_some() {
                faults.push(fault(name, format!("section {key} comes twice")));
            }
        }
    }
    let whole = Value::Object(whole);
    let schema = match read(folder, "catalogue.schema.json", FILE_LIMIT) {
        Some(bytes) => bytes,
        None => OWN[7].1.as_bytes().to_vec(),
    };
    let schema = base::json::parse(&schema, 64)
        .map_err(|e| Fatal::new("not-json", "catalogue.schema.json", e.to_string(), "Give a JSON Schema."))?
        .value;
    faults.extend(
        schema::check(&schema, &whole, "catalogue", &schema).into_iter().map(|(place, what)| fault(&place, what)),
    );
    let sha256 = base::digest::sha256(canonical(&whole).as_bytes()).to_string();
    if !faults.is_empty() {
        return Ok(Checked { counts: Counts::default(), sha256, faults, catalogue: None });
    }
    let catalogue = build(whole, sha256.clone(), &mut faults);
    crate::lint::lint(&catalogue, &mut faults);
    let counts = catalogue.counts();
    let catalogue = faults.is_empty().then_some(catalogue);
    Ok(Checked { counts, sha256, faults, catalogue })
}

/// The catalogue in the product.
///
/// # Errors
/// [`Fatal`] if it does not pass its own lint, which a test excludes.
pub fn own() -> Result<Catalogue, Fatal> {
    open(&own_files())
}

/// A catalogue that must be free of faults.
///
/// # Errors
/// [`Fatal`] with the first fault.
pub fn open(folder: &dyn Folder) -> Result<Catalogue, Fatal> {
    let checked = check(folder)?;
    match checked.catalogue {
        Some(catalogue) => Ok(catalogue),
        None => {
            let first = checked.faults.first();
            let (place, what) = first.map_or(("catalogue", "is empty"), |p| (p.place.as_str(), p.what.as_str()));
            let count = checked.faults.len();
            Err(Fatal::new(
                "catalogue-faulty",
                place,
                format!("{what} ({count} faults)"),
                "Run `scrutineer assess catalogue check` on it and mend every fault.",
            ))
        }
    }
}

fn load(folder: &dyn Folder, name: &str, faults: &mut Vec<Problem>) -> Result<Value, Fatal> {
    let bytes = read(folder, name, FILE_LIMIT).ok_or_else(|| {
        Fatal::new(
            "catalogue-file",
            name,
            "is missing or larger than 16 MiB",
            "Give the folder of a whole catalogue.",
        )
    })?;
    let document = yaml::parse(&bytes)
        .map_err(|e| Fatal::new("not-yaml", format!("{name} line {}", e.line), e.what, "Mend the file."))?;
    for (line, key) in document.duplicates {
        faults.push(fault(&format!("{name} line {line}"), format!("key {key} twice")));
    }
    Ok(document.value)
}

pub(crate) fn fault(place: &str, what: impl Into<String>) -> Problem {
    Problem::new("CATALOGUE", place, what, "Mend the catalogue's file and check it again.")
}

impl Catalogue {
    /// How much it holds.
    pub fn counts(&self) -> Counts {
        let own = self.indicators.iter().flat_map(|i| &i.cites);
        let pins: Vec<&Pin> = self.obligations.iter().flat_map(|o| &o.cites).chain(own).collect();
        Counts {
            sources: self.sources.len(),
            obligations: self.obligations.len(),
            indicators: self.indicators.len(),
            record_kinds: self.kinds.len(),
            critical: self.indicators.iter().filter(|i| i.critical.is_some()).count(),
            pins: pins.len(),
            pins_verified: pins.iter().filter(|pin| pin.verified).count(),
        }
    }

    /// An indicator by id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.id == id)
    }

    /// A source by id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.id == id)
    }

    /// An obligation by id.
    pub fn obligation(&self, id: &str) -> Option<&Obligation> {
        self.obligations.iter().find(|o| o.id == id)
    }

    /// A profile by id.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.id == id)
    }

    /// The indicators of a profile, in the catalogue's order.
    pub fn of_profile<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = &'a Indicator> {
        self.indicators.iter().filter(|i| profile.indicators.as_ref().is_none_or(|ids| ids.contains(&i.id)))
    }

    /// The pins of an indicator: its own, then those of its obligations, each once.
    pub fn pins<'a>(&'a self, indicator: &'a Indicator) -> Vec<&'a Pin> {
        let of = indicator.obligations.iter().filter_map(|id| self.obligation(id)).flat_map(|o| &o.cites);
        let mut out: Vec<&Pin> = Vec::new();
        for pin in indicator.cites.iter().chain(of) {
            if !out.iter().any(|old| old.source == pin.source && old.pin == pin.pin) {
                out.push(pin);
            }
        }
        out
    }
}

pub(crate) fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_text).unwrap_or_default().to_owned()
}

pub(crate) fn optional(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_text).map(str::to_owned)
}

pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).unwrap_or_default()
}

pub(crate) fn texts(value: &Value, key: &str) -> Vec<String> {
    list(value, key).iter().filter_map(Value::as_text).map(str::to_owned).collect()
}

fn pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let Some(Value::Object(object)) = value else { return Vec::new() };
    object.iter().filter_map(|(k, v)| Some((k.to_owned(), v.as_text()?.to_owned()))).collect()
}

fn pins(value: &Value) -> Vec<Pin> {
    let pin = |v: &Value| Pin {
        source: text(v, "source"),
        pin: optional(v, "pin"),
        verified: v.get("verified") == Some(&Value::Bool(true)),
    };
    list(value, "cites").iter().map(pin).collect()
}

/// Builds the typed catalogue from a value that fits the schema; faults in rules are added to the list.
fn build(value: Value, sha256: String, faults: &mut Vec<Problem>) -> Catalogue {
    let empty = Value::Null;
    let head = value.get("catalogue").unwrap_or(&empty);
    let kinds: Vec<Kind> = list(&value, "record_kinds").iter().map(kind).collect();
    let indicators = list(&value, "indicators").iter().map(|v| indicator(v, &kinds, faults)).collect();
    Catalogue {
        id: text(head, "id"),
        version: text(head, "version"),
        status: text(head, "status"),
        sha256,
        areas: pairs(head.get("areas")),
        technologies: pairs(head.get("technologies")),
        stages: texts(head, "stages"),
        sources: list(&value, "sources").iter().map(source).collect(),
        obligations: list(&value, "obligations")
            .iter()
            .map(|v| Obligation {
                id: text(v, "id"),
                title: text(v, "title"),
                statement: text(v, "statement"),
                actors: texts(v, "actors"),
                eos: texts(v, "eos"),
                cites: pins(v),
                tension: v.get("tension") == Some(&Value::Bool(true)),
            })
            .collect(),
        eos: pairs(value.pointer("/eos/obligations")),
        recommendations: list(&value, "recommendations")
            .iter()
            .map(|v| Recommendation {
                id: text(v, "id"),
                title: text(v, "title"),
                text: text(v, "text"),
                addressed_to: texts(v, "addressed_to"),
            })
            .collect(),
        indicators,
        profiles: list(&value, "profiles")
            .iter()
            .map(|v| Profile {
                id: text(v, "id"),
                title: text(v, "title"),
                min_raters: v
                    .get("min_raters")
                    .and_then(Value::as_integer)
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(usize::MAX),
                indicators: v.get("indicators").and_then(Value::as_array).map(|_| texts(v, "indicators")),
            })
            .collect(),
        kinds,
        value,
    }
}

fn source(value: &Value) -> Source {
    let window = |v: &Value| Window {
        pins: v.get("pins").and_then(Value::as_array).map(|_| texts(v, "pins")),
        from: day(v, "from").unwrap_or(i64::MAX),
        until: day(v, "until"),
    };
    Source {
        id: text(value, "id"),
        name: text(value, "name"),
        kind: text(value, "kind"),
        applies: list(value, "applies").iter().map(window).collect(),
        text_seen: text(value, "text_seen"),
    }
}

pub(crate) fn day(value: &Value, key: &str) -> Option<i64> {
    value.get(key).and_then(Value::as_text).and_then(rule::record::day)
}

fn kind(value: &Value) -> Kind {
    let field = |v: &Value| rule::Field {
        name: text(v, "name"),
        field_type: rule::Type::from_word(&text(v, "type")).unwrap_or(rule::Type::Text),
        required: v.get("required") == Some(&Value::Bool(true)),
        nullable: v.get("nullable") == Some(&Value::Bool(true)),
        values: texts(v, "values"),
    };
    Kind { name: text(value, "kind"), fields: list(value, "fields").iter().map(field).collect() }
}

fn indicator(value: &Value, kinds: &[Kind], faults: &mut Vec<Problem>) -> Indicator {
    let id = text(value, "id");
    let rule = value.get("rule").and_then(|rule| match Rule::read(rule, kinds) {
        Ok(rule) => Some(rule),
        Err(found) => {
            faults.extend(found.into_iter().map(|what| fault(&id, what)));
            None
        }
    });
    Indicator {
        area: text(value, "area"),
        question: text(value, "question"),
        layer: match text(value, "layer").as_str() {
            "structure" => Layer::Structure,
            "process" => Layer::Process,
            _ => Layer::Outcome,
        },
        method: match text(value, "method").as_str() {
            "machine" => Method::Machine,
            "hybrid" => Method::Hybrid,
            _ => Method::Human,
        },
        recommendations: texts(value, "recommendations"),
        obligations: texts(value, "obligations"),
        technologies: texts(value, "technologies"),
        evidence: texts(value, "evidence"),
        scoring: pairs(value.get("scoring")),
        threshold_basis: text(value, "threshold_basis"),
        critical: optional(value, "critical"),
        cites: pins(value),
        applies_if: value.get("applies_if").and_then(applies),
        published_by: optional(value, "published_by"),
        rule,
        id,
    }
}

fn applies(value: &Value) -> Option<Applies> {
    let many = |key: &str| -> Option<Vec<Applies>> { value.get(key)?.as_array()?.iter().map(applies).collect() };
    if let Some(of) = many("all") {
        return Some(Applies::All(of));
    }
    if let Some(of) = many("any") {
        return Some(Applies::Any(of));
    }
    if value.get("technology").is_some() {
        return Some(Applies::Technology(texts(value, "technology")));
    }
    if let Some(order) = optional(value, "legal_order") {
        return Some(Applies::LegalOrder(order));
    }
    if let Some(fact) = optional(value, "fact") {
        return Some(Applies::Fact(fact, value.get("is")?.clone()));
    }
    if let Some(place) = value.get("in_force") {
        return Some(Applies::InForce(text(place, "source"), text(place, "pin")));
    }
    let records = value.get("records_at_least")?;
    let n = records.get("n").and_then(Value::as_integer).and_then(|n| u64::try_from(n).ok())?;
    Some(Applies::RecordsAtLeast(text(records, "kind"), n))
}
