//! What shape does the Open Contracting Data Standard want, field by field?
//!
//! A JSON Schema (draft 4, as OCDS uses it) is compiled once into nodes that tolerance, validation and merging walk
//! together with a release. The schemas and codelists of OCDS 1.1.5 are embedded; nothing is ever fetched.
//!
//! Source: OCDS 1.1.5, `schema/*.json` (Apache-2.0, see `schema/LICENSE` beside them).

use base::json::{self, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A compiled schema. Nodes refer to each other by [`NodeId`], so recursive definitions are no trouble.
#[derive(Debug)]
pub struct Schema {
    nodes: Vec<Node>,
    root: NodeId,
    /// Keywords that decide validity and that we do not check: a validator must refuse such a schema.
    pub unsupported: Vec<String>,
    definitions: HashMap<String, NodeId>,
}

/// The place of a node in its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(u32);

/// What one value must look like.
#[derive(Debug, Default)]
pub struct Node {
    /// Allowed types; empty means any.
    pub types: Types,
    /// Members, sorted by name.
    pub members: Vec<Member>,
    /// Shapes of members whose name matches a pattern (`title_es`).
    pub pattern_members: Vec<(regex::Regex, NodeId)>,
    /// Names that must be there.
    pub required: Vec<String>,
    /// Shape of an array's elements.
    pub items: Option<NodeId>,
    /// Closed list of values.
    pub enumeration: Option<Enumeration>,
    /// Format of a text.
    pub format: Option<Format>,
    /// Least number of characters of a text.
    pub min_length: usize,
    /// Least number of elements.
    pub min_items: usize,
    /// Least number of members.
    pub min_properties: usize,
    /// Whether two elements must differ.
    pub unique_items: bool,
    /// Pattern that a text must match somewhere.
    pub pattern: Option<regex::Regex>,
    /// Codelist file and whether values outside it are allowed.
    pub codelist: Option<(String, bool)>,
    /// Exactly one of these must hold.
    pub one_of: Vec<NodeId>,
    /// At least one of these must hold.
    pub any_of: Vec<NodeId>,
}

/// A named member of an object, with what the schema says of it at this place.
#[derive(Debug)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Shape of its value.
    pub node: NodeId,
    /// Left out of merged releases.
    pub omit_when_merged: bool,
    /// An array replaced as a whole when releases are merged.
    pub whole_list: bool,
    /// An `id` that is versioned although it stands in an array.
    pub version_id: bool,
    /// Deprecated in OCDS 1.1; what the schema says of later versions concerns nobody yet.
    pub deprecated: bool,
}

/// A set of JSON types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Types(u8);

/// A closed list of values.
#[derive(Debug, Default)]
pub struct Enumeration {
    /// Texts, sorted.
    pub texts: Vec<String>,
    /// Whether `null` is in it.
    pub null: bool,
}

/// A format that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 date-time with offset.
    DateTime,
    /// RFC 3986 URI with a scheme.
    Uri,
    /// An e-mail address.
    Email,
}

/// Why a schema could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// Not JSON at all.
    #[error("the schema is not JSON: {0}")]
    NotJson(#[from] json::JsonError),
    /// A reference that leads nowhere inside the file; nothing outside it is ever fetched.
    #[error("the schema refers to `{0}`, which is not in the file")]
    Reference(String),
    /// A keyword with a value it cannot have.
    #[error("the schema's `{0}` has a value it cannot have")]
    Malformed(String),
}

impl Types {
    const NAMES: [&'static str; 7] = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// Whether any type is allowed.
    pub const fn any(self) -> bool {
        self.0 == 0
    }

    /// Whether a type is named: `object`, `array`, `string`, `number`, `integer`, `boolean`, `null`.
    pub fn has(self, name: &str) -> bool {
        Self::NAMES.iter().position(|n| *n == name).is_some_and(|i| self.0 & (1 << i) != 0)
    }

    /// Whether a value has one of the types.
    pub fn allow(self, value: &Value) -> bool {
        const OBJECT: u8 = 1;
        const ARRAY: u8 = 2;
        const STRING: u8 = 4;
        const NUMBER: u8 = 8;
        const INTEGER: u8 = 16;
        const BOOLEAN: u8 = 32;
        const NULL: u8 = 64;
        let wanted = match value {
            Value::Object(_) => OBJECT,
            Value::Array(_) => ARRAY,
            Value::Text(_) => STRING,
            Value::Number(text) if is_integer(text) => NUMBER | INTEGER,
            Value::Number(_) => NUMBER,
            Value::Bool(_) => BOOLEAN,
            Value::Null => NULL,
        };
        self.0 == 0 || self.0 & wanted != 0
    }

    /// The names, for a message.
    pub fn names(self) -> String {
        let names: Vec<_> =
            Self::NAMES.iter().enumerate().filter(|(i, _)| self.0 & (1 << i) != 0).map(|(_, n)| *n).collect();
        names.join(" or ")
    }
}

impl Schema {
    /// Compiles a schema. References must be local (`#/…`).
    ///
    /// # Errors
    /// [`SchemaError`]: not JSON, a reference that leads nowhere, or a keyword with a value it cannot have.
    pub fn compile(bytes: &[u8]) -> Result<Self, SchemaError> {
        Self::compile_value(json::parse(bytes, 128)?.value)
    }

    /// Compiles a schema and leaves out the shape of the elements of one list at its top.
    pub(crate) fn compile_without(bytes: &[u8], list: &str) -> Result<Self, SchemaError> {
        let mut source = json::parse(bytes, 128)?.value;
        let properties = source.as_object_mut().and_then(|o| o.get_mut("properties")).and_then(Value::as_object_mut);
        if let Some(Value::Object(list)) = properties.and_then(|p| p.get_mut(list)) {
            list.remove("items");
        }
        Self::compile_value(source)
    }

    fn compile_value(source: Value) -> Result<Self, SchemaError> {
        let mut compiler =
            Compiler { source: &source, nodes: Vec::new(), references: HashMap::new(), unsupported: Vec::new() };
        let root = compiler.node(&source)?;
        Ok(Self { nodes: compiler.nodes, root, unsupported: compiler.unsupported, definitions: compiler.references })
    }

    /// The embedded release schema.
    pub fn release() -> &'static Self {
        static RELEASE: LazyLock<Schema> = LazyLock::new(|| {
            Schema::compile(include_bytes!("../schema/release-schema.json"))
                .expect("the embedded release schema compiles")
        });
        &RELEASE
    }

    /// The embedded release schema with the fields of two extensions that most publishers use: the suppliers of a
    /// contract, and bids. For reading tolerantly; validity is judged by [`Self::release`] alone.
    pub fn tolerated() -> &'static Self {
        static TOLERATED: LazyLock<Schema> = LazyLock::new(|| {
            let parsed = |bytes| json::parse(bytes, 128).expect("embedded JSON is JSON").value;
            let mut release = parsed(include_bytes!("../schema/release-schema.json").as_slice());
            let added = parsed(include_bytes!("../schema/extensions.json").as_slice());
            overlay(&mut release, added);
            Schema::compile_value(release).expect("the embedded release schema with extensions compiles")
        });
        &TOLERATED
    }

    /// The node of the whole document.
    pub fn root(&self) -> &Node {
        self.node(self.root)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node of a definition that the schema refers to.
    pub fn definition(&self, name: &str) -> Option<NodeId> {
        self.definitions.get(&format!("#/definitions/{name}")).copied()
    }

    /// The node of an array's elements.
    pub fn items(&self, node: &Node) -> Option<&Node> {
        node.items.map(|id| self.node(id))
    }
}

impl Node {
    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.member_at(name).map(|(_, member)| member)
    }

    /// The member of that name, and which of the members it is.
    pub fn member_at(&self, name: &str) -> Option<(usize, &Member)> {
        let at = self.members.binary_search_by(|m| m.name.as_str().cmp(name)).ok()?;
        Some((at, &self.members[at]))
    }
}

impl Enumeration {
    /// Whether the text is in the list.
    pub fn has(&self, text: &str) -> bool {
        self.texts.binary_search_by(|t| t.as_str().cmp(text)).is_ok()
    }
}

/// Whether a JSON number is an integer by value: `1`, and `1.0` too.
pub fn is_integer(number: &str) -> bool {
    !number.contains(['.', 'e', 'E']) || number.parse::<f64>().is_ok_and(|n| n.is_finite() && n.fract() == 0.0)
}

struct Compiler<'a> {
    source: &'a Value,
    nodes: Vec<Node>,
    references: HashMap<String, NodeId>,
    unsupported: Vec<String>,
}

impl Compiler<'_> {
    fn node(&mut self, schema: &Value) -> Result<NodeId, SchemaError> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_text) {
            return self.reference(reference);
        }
        let id = self.reserve();
        self.nodes[id.0 as usize] = self.build(schema)?;
        Ok(id)
    }

    fn reserve(&mut self) -> NodeId {
        self.nodes.push(Node::default());
        NodeId(u32::try_from(self.nodes.len() - 1).expect("a schema has fewer than 2^32 nodes"))
    }

    fn reference(&mut self, reference: &str) -> Result<NodeId, SchemaError> {
        if let Some(id) = self.references.get(reference) {
            return Ok(*id);
        }
        let missing = || SchemaError::Reference(reference.to_owned());
        let target = reference.strip_prefix('#').and_then(|p| self.source.pointer(p)).ok_or_else(missing)?;
        if target.get("$ref").is_some() {
            return Err(SchemaError::Malformed("$ref".to_owned()));
        }
        let target = target.clone();
        let id = self.reserve();
        self.references.insert(reference.to_owned(), id);
        self.nodes[id.0 as usize] = self.build(&target)?;
        Ok(id)
    }

    fn build(&mut self, schema: &Value) -> Result<Node, SchemaError> {
        let mut node = Node::default();
        let Some(object) = schema.as_object() else { return Err(SchemaError::Malformed("schema".to_owned())) };
        for (keyword, value) in object.iter() {
            let malformed = || SchemaError::Malformed(keyword.to_owned());
            let count = || value.as_integer().and_then(|n| usize::try_from(n).ok()).ok_or_else(malformed);
            match keyword {
                "type" => node.types = types(value).ok_or_else(malformed)?,
                "properties" => {
                    for (name, member) in value.as_object().ok_or_else(malformed)?.iter() {
                        let is = |flag: &str| member.get(flag) == Some(&Value::Bool(true));
                        let strategy = member.get("mergeStrategy").and_then(Value::as_text);
                        node.members.push(Member {
                            name: name.to_owned(),
                            node: self.node(member)?,
                            omit_when_merged: is("omitWhenMerged") || strategy == Some("ocdsOmit"),
                            whole_list: is("wholeListMerge") || strategy == Some("ocdsVersion"),
                            version_id: is("versionId"),
                            deprecated: member.get("deprecated").is_some_and(in_1_1),
                        });
                    }
                    node.members.sort_by(|a, b| a.name.cmp(&b.name));
                }
                "required" => node.required = texts(value).ok_or_else(malformed)?,
                "items" => node.items = Some(self.node(value)?),
                "enum" => {
                    let mut list = Enumeration::default();
                    for item in value.as_array().ok_or_else(malformed)? {
                        match item {
                            Value::Null => list.null = true,
                            Value::Text(text) => list.texts.push(text.clone()),
                            _ => return Err(malformed()),
                        }
                    }
                    list.texts.sort();
                    node.enumeration = Some(list);
                }
                "format" => {
                    node.format = match value.as_text() {
                        Some("date-time") => Some(Format::DateTime),
                        Some("uri") => Some(Format::Uri),
                        Some("email") => Some(Format::Email),
                        _ => None,
                    }
                }
                "minLength" => node.min_length = count()?,
                "minItems" => node.min_items = count()?,
                "minProperties" => node.min_properties = count()?,
                "uniqueItems" => node.unique_items = *value == Value::Bool(true),
                "pattern" => {
                    let text = value.as_text().ok_or_else(malformed)?;
                    node.pattern = Some(pattern(text).ok_or_else(malformed)?);
                }
                "codelist" => {
                    let open = schema.get("openCodelist") == Some(&Value::Bool(true));
                    node.codelist = Some((value.as_text().ok_or_else(malformed)?.to_owned(), open));
                }
                "oneOf" | "anyOf" => {
                    let mut nodes = Vec::new();
                    for item in value.as_array().ok_or_else(malformed)? {
                        nodes.push(self.node(item)?);
                    }
                    *(if keyword == "oneOf" { &mut node.one_of } else { &mut node.any_of }) = nodes;
                }
                "allOf"
                | "not"
                | "additionalProperties"
                | "additionalItems"
                | "dependencies"
                | "maxItems"
                | "maxLength"
                | "maxProperties"
                | "minimum"
                | "maximum"
                | "multipleOf" => {
                    self.unsupported.push(keyword.to_owned());
                }
                "patternProperties" => {
                    for (name, member) in value.as_object().ok_or_else(malformed)?.iter() {
                        node.pattern_members.push((pattern(name).ok_or_else(malformed)?, self.node(member)?));
                    }
                }
                // Everything else tells people something and decides nothing.
                _ => {}
            }
        }
        Ok(node)
    }
}

/// Lays objects over objects, member by member.
fn overlay(base: &mut Value, added: Value) {
    match (base, added) {
        (Value::Object(base), Value::Object(added)) => {
            for (name, value) in added.into_members() {
                match base.get_mut(&name) {
                    Some(old) => overlay(old, value),
                    None => {
                        base.insert(&name, value);
                    }
                }
            }
        }
        (base, added) => *base = added,
    }
}

fn in_1_1(deprecated: &Value) -> bool {
    deprecated
        .get("deprecatedVersion")
        .and_then(Value::as_text)
        .is_none_or(|version| version.starts_with("1.0") || version.starts_with("1.1"))
}

fn types(value: &Value) -> Option<Types> {
    let names = match value {
        Value::Text(name) => vec![name.as_str()],
        Value::Array(items) => items.iter().map(Value::as_text).collect::<Option<Vec<_>>>()?,
        _ => return None,
    };
    names.into_iter().try_fold(Types(0), |types, name| {
        let at = Types::NAMES.iter().position(|n| *n == name)?;
        Some(Types(types.0 | 1 << at))
    })
}

/// Compiles a schema's pattern: ECMA 262 takes `[` inside a class as itself, our engine wants it escaped.
fn pattern(text: &str) -> Option<regex::Regex> {
    let mut out = String::with_capacity(text.len());
    let (mut class, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            '[' if class && !escaped => out.push('\\'),
            '[' if !escaped => class = true,
            ']' if !escaped => class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    regex::Regex::new(&out).ok()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|v| v.as_text().map(str::to_owned)).collect()
}
