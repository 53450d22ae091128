//! Elements of XML documents one by one, in bounded depth and memory. Entities of the document's own are not expanded.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};
use std::io::BufRead;

/// Deepest nesting.
const DEPTH: usize = 64;
/// Most bytes of text in one element.
const ELEMENT: usize = 16 << 20;

/// An open element: name, attributes as `@name` and children as lists, text.
struct Open {
    name: String,
    fields: Map<String, Value>,
    text: String,
}

/// Hands every element with one of these local names (outside another such) to `each`: children by local name as lists,
/// attributes as `@name`; an element with neither is its text. Errors: where the document breaks off, and why.
pub(super) fn elements(
    reader: impl BufRead,
    names: &[&str],
    each: &mut dyn FnMut(&str, Value),
) -> Result<(), String> {
    let mut reader = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    let (mut open, mut depth, mut size) = (Vec::<Open>::new(), 0_usize, 0_usize);
    loop {
        buffer.clear();
        let at = reader.buffer_position();
        let event = reader.read_event_into(&mut buffer).map_err(|e| format!("{e}, at byte {at}"))?;
        let mut add = |open: &mut Vec<Open>, text: &str| -> Result<(), String> {
            if let Some(last) = open.last_mut() {
                size += text.len();
                if size > ELEMENT {
                    return Err(format!("an element longer than 16 MiB, at byte {at}"));
                }
                last.text.push_str(text);
            }
            Ok(())
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(format!("deeper than 64 levels, at byte {at}"));
                }
                let name = start.local_name().as_ref().to_owned();
                if !open.is_empty() || names.contains(&name.as_str()) {
                    open.push(begin(name, &start));
                }
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                if !open.is_empty() || names.contains(&name.as_str()) {
                    open.push(begin(name, &start));
                    close(&mut open, each);
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if !open.is_empty() {
                    close(&mut open, each);
                }
                if open.is_empty() {
                    size = 0;
                }
            }
            Event::Text(text) => add(&mut open, &text.into_inner())?,
            Event::CData(text) => add(&mut open, &text.into_inner())?,
            Event::GeneralRef(reference) => {
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    add(&mut open, c.encode_utf8(&mut [0; 4]))?;
                } else {
                    let name = reference.into_inner().into_owned();
                    let Some(text) = quick_xml::escape::resolve_predefined_entity(&name) else {
                        return Err(format!("the entity `{name}` is not expanded, at byte {at}"));
                    };
                    add(&mut open, text)?;
                }
            }
            Event::Eof if depth > 0 => return Err(format!("it ends with {depth} elements open")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn begin(name: String, start: &BytesStart<'_>) -> Open {
    let mut fields = Map::new();
    for attribute in start.attributes().flatten() {
        let key = attribute.key.local_name().as_ref().to_owned();
        fields.insert(format!("@{key}"), attribute.value.into_owned().into());
    }
    Open { name, fields, text: String::new() }
}

fn close(open: &mut Vec<Open>, each: &mut dyn FnMut(&str, Value)) {
    let Some(done) = open.pop() else { return };
    let value = if done.fields.is_empty() { done.text.trim().into() } else { Value::Object(done.fields) };
    match open.last_mut() {
        Some(parent) => {
            if let Value::Array(list) = parent.fields.entry(done.name).or_insert_with(|| Value::Array(Vec::new())) {
                list.push(value);
            }
        }
        None => each(&done.name, value),
    }
}
