//! What each code means: title, question and text of the method pages in `docs/method`, read once.
//!
//! A file's first line is `# CODE · title`; its first paragraph is the question in one sentence. Titles stand in these
//! files alone, so that a page, the list and the method never disagree.

use base::Language;
use include_dir::{Dir, include_dir};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/method");
static ALL: LazyLock<BTreeMap<(Language, Order), Method>> = LazyLock::new(read);

/// One method page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// `R018`, `L6`, `C14` …
    pub code: String,
    /// Short title.
    pub title: String,
    /// The question in one sentence.
    pub question: String,
    /// The rest, as HTML without any markup from the file but Markdown's own.
    pub html: String,
    /// Language the text is in.
    pub language: Language,
}

/// Codes in the order people count them: flags, then measures, then clauses, each by number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Order(u8, u32, String);

/// The method of a code in a language; in English where it is not translated.
pub fn of(language: Language, code: &str) -> Option<&'static Method> {
    let order = order(code);
    ALL.get(&(language, order.clone())).or_else(|| ALL.get(&(Language::English, order)))
}

/// The title of a code, else nothing.
pub fn title(language: Language, code: &str) -> &'static str {
    of(language, code).map_or("", |method| method.title.as_str())
}

/// All methods, each in the language where there is one.
pub fn all(language: Language) -> Vec<&'static Method> {
    ALL.range((Language::English, Order(0, 0, String::new()))..)
        .take_while(|((l, _), _)| *l == Language::English)
        .filter_map(|((_, order), _)| of(language, &order.2))
        .collect()
}

fn order(code: &str) -> Order {
    let group = match code.bytes().next() {
        Some(b'R') => 1,
        Some(b'L') => 2,
        Some(b'C') => 3,
        Some(b'A') => 4,
        Some(b'V') => 5,
        _ => 6,
    };
    Order(group, code.get(1..).and_then(|n| n.parse().ok()).unwrap_or(u32::MAX), code.to_owned())
}

fn read() -> BTreeMap<(Language, Order), Method> {
    let mut all = BTreeMap::new();
    for language in Language::ALL {
        let folder = if language == Language::English { Some(&FILES) } else { FILES.get_dir(language.code()) };
        for file in folder.into_iter().flat_map(Dir::files) {
            if let Some(method) = file.contents_utf8().and_then(|text| parse(text, language)) {
                all.insert((language, order(&method.code)), method);
            }
        }
    }
    all
}

/// Reads one file; `None` if it does not begin with `# CODE · title`.
fn parse(text: &str, language: Language) -> Option<Method> {
    let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (code, title) = head.strip_prefix("# ")?.split_once('·')?;
    let rest = rest.trim_start();
    let (question, rest) = rest.split_once("\n\n").unwrap_or((rest, ""));
    Some(Method {
        code: code.trim().to_owned(),
        title: title.trim().to_owned(),
        question: question.split_whitespace().collect::<Vec<_>>().join(" "),
        html: render(rest, language),
        language,
    })
}

/// Markdown to HTML: raw HTML shown as text, links between method files turned into links of the site, tables framed
/// so that they scroll by themselves, headings one level down (the page's own title is the first).
fn render(markdown: &str, language: Language) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: site_link(&dest_url, language), title, id })
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out.replace("<table>", "<div class=\"scroll\"><table>").replace("</table>", "</table></div>")
}

fn site_link(target: &str, language: Language) -> CowStr<'static> {
    let file = target.rsplit('/').next().unwrap_or(target);
    match file.strip_suffix(".md") {
        Some(code) if !target.contains("://") && order(code).0 < 5 => {
            crate::shell::href(language, &format!("/method/{}", crate::shell::encode(code))).into()
        }
        _ if target.starts_with("https://") || target.starts_with("http://") || target.starts_with('#') => {
            target.to_owned().into()
        }
        // A file of the repository that is no page of this site.
        _ => crate::shell::href(language, "/method").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_file_gives_title_question_and_safe_text() {
        let text = "# R018 · Single bid\n\nWas only one\nbid received?\n\n<script>x</script>\n\nSee <b>here</b> [C14](C14.md), [js](javascript:x).\n";
        let method = parse(text, Language::Spanish).unwrap();
        assert_eq!((method.code.as_str(), method.title.as_str()), ("R018", "Single bid"));
        assert_eq!(method.question, "Was only one bid received?");
        assert!(!method.html.contains("<script>") && !method.html.contains("<b>"), "{}", method.html);
        assert!(method.html.contains("href=\"/es/method/C14\""), "{}", method.html);
        assert!(!method.html.contains("javascript:"), "{}", method.html);
    }

    #[test]
    fn codes_are_ordered_as_people_count() {
        let mut codes = ["C02", "L10", "R055", "L9", "R003", "C01"];
        codes.sort_by_key(|code| order(code));
        assert_eq!(codes, ["R003", "R055", "L9", "L10", "C01", "C02"]);
    }
}
