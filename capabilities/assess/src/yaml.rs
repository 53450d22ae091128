//! YAML 1.2 core schema into JSON values, with nothing guessed: floats and dates stay texts, anchors, aliases and tags
//! are refused, depth is bounded, keys written twice are named.

use base::json::{Object, Value};
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::fmt;

/// Mappings and sequences inside each other, at most.
pub const MAX_DEPTH: usize = 32;

/// A parsed document and the keys written twice in one mapping, each with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The value; of keys written twice the last stands.
    pub value: Value,
    /// Line (from 1) and key of each second occurrence.
    pub duplicates: Vec<(usize, String)>,
}

/// Why a text is not the YAML we take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// Line, from 1.
    pub line: usize,
    /// What was found.
    pub what: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for YamlError {}

enum Frame {
    List(Vec<Value>),
    Map { members: Object, key: Option<String> },
}

/// Reads one YAML (or JSON) document; an empty one is null.
///
/// # Errors
/// [`YamlError`] with the line: not UTF-8, not YAML, an anchor, alias or tag, deeper than [`MAX_DEPTH`], a key that is
/// no scalar, a second document.
pub fn parse(bytes: &[u8]) -> Result<Document, YamlError> {
    let text = std::str::from_utf8(bytes).map_err(|e| YamlError {
        line: bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1,
        what: "is not valid UTF-8".to_owned(),
    })?;
    let mut stack: Vec<Frame> = Vec::new();
    let mut duplicates = Vec::new();
    let mut root = None;
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|e| YamlError { line: e.marker().line(), what: format!("is not YAML: {}", e.info()) })?;
        let line = span.start.line();
        let refuse = |what: &str| Err(YamlError { line, what: what.to_owned() });
        let value = match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return refuse("a second document begins; put each in its own file");
                }
                continue;
            }
            Event::Alias(_) => return refuse("an alias (`*name`) is not taken; write the value again"),
            Event::Scalar(.., anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                return refuse("an anchor (`&name`) is not taken; write the value where it is needed");
            }
            Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                return refuse("a tag (`!name`) is not taken; write plain values");
            }
            Event::Scalar(text, style, ..) => {
                if let Some(Frame::Map { key: slot @ None, .. }) = stack.last_mut() {
                    *slot = Some(text.into_owned());
                    continue;
                }
                scalar(&text, style)
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if matches!(stack.last(), Some(Frame::Map { key: None, .. })) {
                    return refuse("a key should be a single word or text");
                }
                if stack.len() >= MAX_DEPTH {
                    return refuse("lists and mappings nest more than 32 deep");
                }
                stack.push(match event {
                    Event::SequenceStart(..) => Frame::List(Vec::new()),
                    _ => Frame::Map { members: Object::new(), key: None },
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(Frame::List(items)) => Value::Array(items),
                Some(Frame::Map { members, .. }) => Value::Object(members),
                None => return refuse("an end without a beginning"),
            },
        };
        match stack.last_mut() {
            None => root = Some(value),
            Some(Frame::List(items)) => items.push(value),
            Some(Frame::Map { members, key }) => {
                let key = key.take().unwrap_or_default();
                if members.insert(&key, value).is_some() {
                    duplicates.push((line, key));
                }
            }
        }
    }
    Ok(Document { value: root.unwrap_or(Value::Null), duplicates })
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit()) {
        // Written as RFC 8785 wants integers: no plus sign, no leading zero.
        if let Ok(number) = text.trim_start_matches('+').parse::<i64>() {
            return Value::Number(number.to_string());
        }
    }
    Value::Text(text.to_owned())
}

fn is_plain(text: &str) -> bool {
    let first_fits = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest_fits = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./".contains(&b));
    let word = matches!(scalar(text, ScalarStyle::Plain), Value::Text(_))
        && !matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n");
    first_fits && rest_fits && word
}

/// Writes a value as YAML in block style, texts quoted where a reader could take them for something else.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_at(value, 0, &mut out);
    out
}

fn write_at(value: &Value, indent: usize, out: &mut String) {
    let pad = "  ".repeat(indent);
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (key, value) in object.iter() {
                out.push_str(&pad);
                out.push_str(&scalar_text(key));
                write_after(value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let at = out.len();
                write_at(item, indent + 1, out);
                // The item's own indent makes room for the dash.
                out.replace_range(at..at + pad.len() + 2, &format!("{pad}- "));
            }
        }
        other => {
            out.push_str(&pad);
            out.push_str(&inline(other));
            out.push('\n');
        }
    }
}

fn write_after(value: &Value, indent: usize, out: &mut String) {
    let nested = match value {
        Value::Object(object) => !object.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if nested {
        out.push_str(":\n");
        write_at(value, indent + 1, out);
    } else {
        out.push_str(": ");
        out.push_str(&inline(value));
        out.push('\n');
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => scalar_text(text),
        other => base::json::canonical(other),
    }
}

fn scalar_text(text: &str) -> String {
    // A JSON string is a double-quoted YAML scalar.
    if is_plain(text) { text.to_owned() } else { base::json::canonical(&Value::Text(text.to_owned())) }
}
