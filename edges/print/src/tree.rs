//! A report as a tree. Reports are written by this program, every element closed; whatever else comes is an error, so that
//! nothing is dropped on the way from one form of a report to another.

use crate::PrintError;
use html5gum::{DefaultEmitter, Error, Token, Tokenizer};
use std::collections::BTreeMap;

/// How deep elements may nest.
const MAX_DEPTH: usize = 24;
/// Elements that have no end tag.
const VOID: [&str; 4] = ["br", "hr", "meta", "link"];
/// Elements that lay out as blocks: white space beside them is not seen.
const BLOCKS: [&str; 31] = [
    "html",
    "head",
    "body",
    "main",
    "header",
    "footer",
    "section",
    "article",
    "nav",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "figure",
    "figcaption",
    "hr",
];

/// An element or a run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// An element, its attributes and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) children: Vec<Node>,
}

impl Element {
    /// An attribute's value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The elements directly in this one.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of that name in this one, at any depth.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        self.elements().find_map(|e| if e.name == name { Some(e) } else { e.find(name) })
    }

    /// All text in this element.
    pub(crate) fn text(&self) -> String {
        let of = |node: &Node| match node {
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        };
        self.children.iter().map(of).collect()
    }

    /// Whether it is a block.
    pub(crate) fn is_block(&self) -> bool {
        BLOCKS.contains(&self.name.as_str()) || self.name == "pre"
    }

    /// Whether it and what stands in it are for the eye alone.
    pub(crate) fn is_decoration(&self) -> bool {
        self.get("aria-hidden") == Some("true")
    }
}

/// Reads a report; the answer's children are the file's outermost nodes.
///
/// # Errors
/// [`PrintError::Html`] for an element left open, closed twice or nested deeper than 24, and for what is not HTML.
pub(crate) fn read(html: &str) -> Result<Element, PrintError> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut open = vec![Element::default()];
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let attributes = tag.attributes.iter().map(|(key, value)| (text(key), text(value))).collect();
                let element = Element { name: text(&tag.name), attributes, children: Vec::new() };
                if tag.self_closing || VOID.contains(&element.name.as_str()) {
                    put(&mut open, Node::Element(element));
                } else if open.len() > MAX_DEPTH {
                    return Err(PrintError::Html(format!("elements nest deeper than {MAX_DEPTH}")));
                } else {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => {
                let closed = open.pop().unwrap_or_default();
                if open.is_empty() || *tag.name != *closed.name.as_bytes() {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    return Err(PrintError::Html(format!("</{name}> closes <{}>", closed.name)));
                }
                put(&mut open, Node::Element(closed));
            }
            Token::String(words) => put(&mut open, Node::Text(String::from_utf8_lossy(&words).into_owned())),
            // Such characters are in no font, and are named there.
            Token::Error(error)
                if matches!(error.value, Error::ControlCharacterInInputStream | Error::NoncharacterInInputStream) => {
            }
            Token::Error(error) => return Err(PrintError::Html(error.value.to_string())),
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(root), true) => Ok(root),
        (last, _) => Err(PrintError::Html(format!("<{}> is left open", last.unwrap_or_default().name))),
    }
}

/// Puts a node into the innermost open element; text joins text before it.
fn put(open: &mut [Element], node: Node) {
    let Some(parent) = open.last_mut() else { return };
    match (parent.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => parent.children.push(node),
    }
}
