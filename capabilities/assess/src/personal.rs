//! Does the text of a dossier hold what looks like personal data? Looked for before anything is published.

use crate::dossier::Dossier;
use crate::problem::Problem;
use base::json::Value;
use regex::Regex;

/// Shapes that look like personal data, and what each is called.
const SHAPES: [(&str, &str); 3] = [
    (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "an e-mail address"),
    (
        r"(^|[^0-9A-Za-z+.-])\+?[0-9]{1,4}[ ()/-]{1,2}([0-9]{2,4}[ ()/-]{1,2}){1,4}[0-9]{2,5}($|[^0-9A-Za-z-])",
        "a telephone number",
    ),
    (r"(^|[^0-9A-Za-z.])\+?[0-9]{9,15}($|[^0-9A-Za-z.])", "an identity or telephone number"),
];

/// A date, which the shapes above must not take for a number.
const DATE: &str = r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?([T ][0-9:.]+(Z|[+-][0-9:]+)?)?";

/// Keys whose values are digests and never text.
const DIGESTS: [&str; 1] = ["sha256"];

/// Every text that looks like personal data, with its place; the text itself is not repeated.
///
/// `shapes` adds patterns of the place, each with its name.
///
/// # Errors
/// The pattern that is no regular expression.
pub fn scan(dossier: &Dossier, shapes: &[(String, String)]) -> Result<Vec<Problem>, String> {
    let mut found = Vec::new();
    let own = SHAPES.iter().map(|(pattern, name)| ((*pattern).to_owned(), (*name).to_owned()));
    let mut patterns = Vec::new();
    for (pattern, name) in own.chain(shapes.iter().cloned()) {
        patterns.push((Regex::new(&pattern).map_err(|e| e.to_string())?, name));
    }
    let date = Regex::new(DATE).map_err(|e| e.to_string())?;
    let [evidence, adjudications, ratings] = &dossier.lists;
    for (name, value) in
        [("dossier", &dossier.value), ("evidence", evidence), ("adjudications", adjudications), ("ratings", ratings)]
    {
        walk(value, &mut name.to_owned(), &mut |place, text| {
            let text = date.replace_all(text, " ");
            if let Some((_, what)) = patterns.iter().find(|(pattern, _)| pattern.is_match(&text)) {
                let remedy = "Remove it, or confirm with --confirm-personal-data that it may be published.";
                found.push(Problem::new("PERSONAL-DATA", place, format!("holds what looks like {what}"), remedy));
            }
        });
    }
    Ok(found)
}

fn walk(value: &Value, place: &mut String, look: &mut impl FnMut(&str, &str)) {
    let length = place.len();
    match value {
        Value::Text(text) => look(place, text),
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                base::problem::pointer_push(place, &n.to_string());
                walk(item, place, look);
                place.truncate(length);
            }
        }
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| !DIGESTS.contains(key)) {
                base::problem::pointer_push(place, key);
                walk(value, place, look);
                place.truncate(length);
            }
        }
        _ => {}
    }
}
