//! Where an address of the site stands as a file: names that every web host and every file system takes.

use crate::files;
use crate::router::split_language;
use crate::shell;
use base::Language;

/// What stands at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page, whose links are followed.
    Page,
    /// JSON, CSV, a stylesheet, a proof: taken as it is.
    File,
    /// A file of the public copy of the record, which is copied as a whole.
    Copy,
}

/// A file of the exported site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Path below the folder, of letters, digits, `.`, `-`, `_`, `~` and `/`: it needs no encoding in a link.
    pub(super) file: String,
    /// What stands there.
    pub(super) kind: Kind,
}

/// Parameters that may stand alone in an address; beside `page` at most one of them. Every further combination of filters
/// would be a file of its own, more than anyone could store.
const ALONE: [&str; 11] =
    ["at", "before", "buyer", "clause", "entry", "flag", "method", "q", "sort", "supplier", "year"];

/// Characters of one part of a path at most; longer ones are cut and end with a hash.
const LONG: usize = 100;

/// The file of an address (path and query, without fragment); `None` where only a server can answer.
pub(super) fn place(address: &str) -> Option<Place> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let (language, rest) = split_language(path);
    let segments: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    let asked = asked(query)?;
    let file = |name: String, kind| Some(Place { file: name, kind });
    match segments.as_slice() {
        ["assets", name] => file(format!("assets/{name}"), Kind::File),
        ["health" | "metrics" | "robots.txt"] => None,
        ["api", "v1", .., last] => {
            let name = joined(&segments);
            let end = if *last == "raw" || last.ends_with(".json") { "" } else { ".json" };
            file(if asked.is_empty() { format!("{name}{end}") } else { format!("{name}/{asked}{end}") }, Kind::File)
        }
        // The folder `record` is the copy and holds nothing else.
        ["record", "proof", index] => file(format!("proof/{}", safe(index)), Kind::File),
        ["record", tail @ ..] if files::shape(&tail.join("/")).is_some() => {
            file(format!("record/{}", tail.join("/")), Kind::Copy)
        }
        [before @ .., last] if last.starts_with("download.") => {
            let name = last.replacen("download", &format!("download{asked}"), 1);
            file(format!("{}{}/{name}", prefix(language), joined(before)), Kind::File)
        }
        _ => {
            let mut name = prefix(language);
            let mut parts: Vec<String> = segments.iter().map(|part| safe(part)).collect();
            if let Some(first) = parts.first_mut().filter(|first| *first == "record") {
                first.push_str("-pages");
            }
            parts.extend((!asked.is_empty()).then_some(asked));
            for part in parts {
                name.push_str(&part);
                name.push('/');
            }
            file(name + "index.html", Kind::Page)
        }
    }
}

fn prefix(language: Language) -> String {
    if language == Language::English { String::new() } else { format!("{}/", language.code()) }
}

fn joined(segments: &[&str]) -> String {
    segments.iter().map(|part| safe(part)).collect::<Vec<_>>().join("/")
}

/// The query as a part of a path, empty without one; `None` for a combination that is not written out.
fn asked(query: &str) -> Option<String> {
    let mut out = String::new();
    let mut others = 0;
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            _ if value.is_empty() => continue,
            "page" if value == "1" => continue,
            "page" => {}
            name if ALONE.contains(&name) => others += 1,
            _ => return None,
        }
        out.push_str(&format!("~{name}-{}", safe(value)));
    }
    (others < 2).then_some(out)
}

/// A percent-encoded part of a path as a name of a file.
fn safe(part: &str) -> String {
    let mut out = String::new();
    for (i, byte) in decoded(part).into_iter().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte == b'.' && i > 0 {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("~{byte:02X}"));
        }
    }
    if out.len() > LONG {
        let digest = base::digest::sha256(out.as_bytes()).to_string();
        out.truncate(LONG);
        out.push_str(&format!("~~{}", &digest[..16]));
    }
    out
}

fn decoded(part: &str) -> Vec<u8> {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex =
            part.get(i + 1..i + 3).filter(|_| bytes[i] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => out.push(byte),
            None => out.push(if bytes[i] == b'+' { b' ' } else { bytes[i] }),
        }
        i += if hex.is_some() { 3 } else { 1 };
    }
    out
}

/// The link from one file to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(from.len() - 1).min(to.len() - 1);
    let up = "../".repeat(from.len() - 1 - shared);
    format!("{up}{}", to[shared..].join("/"))
}

/// The page of the search in a language.
pub(super) fn search(language: Language) -> String {
    shell::href(language, "/search")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_one_name_that_needs_no_encoding() {
        for (address, name) in [
            ("/", "index.html"),
            ("/ar", "ar/index.html"),
            ("/es/procurement/ocds-1%2F2", "es/procurement/ocds-1~2F2/index.html"),
            ("/procurement?page=2", "procurement/~page-2/index.html"),
            ("/procurement?q=&flag=R018&page=3", "procurement/~flag-R018~page-3/index.html"),
            ("/procurement?page=1", "procurement/index.html"),
            ("/procurement/%2E%2E", "procurement/~2E./index.html"),
            ("/procurement/x/release?at=%2Ftender", "procurement/x/release/~at-~2Ftender/index.html"),
            ("/record", "record-pages/index.html"),
            ("/fr/record/entries/7", "fr/record-pages/entries/7/index.html"),
            ("/fr/record/proof/7", "proof/7"),
            ("/record/checkpoint", "record/checkpoint"),
            ("/api/v1/processes/x", "api/v1/processes/x.json"),
            ("/api/v1/processes?page=2", "api/v1/processes/~page-2.json"),
            ("/api/v1/openapi.json", "api/v1/openapi.json"),
            ("/api/v1/record/entries/3/raw", "api/v1/record/entries/3/raw"),
            ("/pt/procurement/download.csv?flag=R018", "pt/procurement/download~flag-R018.csv"),
        ] {
            assert_eq!(place(address).map(|p| p.file).as_deref(), Some(name), "{address}");
        }
        for address in ["/procurement?flag=R018&year=2026", "/procurement?sort=title&order=asc", "/health"] {
            assert_eq!(place(address), None, "{address}");
        }
        let long = "x".repeat(300);
        assert!(safe(&long).len() < 128 && safe(&long) != safe(&"x".repeat(301)));
    }

    #[test]
    fn links_are_relative() {
        for (from, to, link) in [
            ("index.html", "voting/index.html", "voting/index.html"),
            ("es/voting/x/index.html", "index.html", "../../../index.html"),
            ("es/voting/x/index.html", "es/voting/x/index.html", "index.html"),
            ("es/voting/x/index.html", "es/voting/index.html", "../index.html"),
            ("record/blob/3", "record/checkpoint", "../checkpoint"),
        ] {
            assert_eq!(relative(from, to), link);
        }
    }
}
