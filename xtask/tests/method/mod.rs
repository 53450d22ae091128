//! Has every flag, measure, clause and verdict a method page in five languages, and do the languages say the same?
//!
//! Words cannot be compared by a program; what must not differ can: the form of the page, field names and formulas
//! (everything between backticks) and every number, section by section.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const FLAGS: [&str; 13] =
    ["R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R044", "R048", "R055", "R058"];
const HEADINGS: [(&str, [&str; 5]); 5] = [
    ("en", ["Why ask", "How it is computed", "What is needed", "Example", "Source"]),
    ("es", ["Por qué preguntar", "Cómo se calcula", "Qué se necesita", "Ejemplo", "Fuente"]),
    ("fr", ["Pourquoi poser la question", "Mode de calcul", "Données nécessaires", "Exemple", "Source"]),
    ("pt", ["Por que perguntar", "Como se calcula", "O que é necessário", "Exemplo", "Fonte"]),
    ("ar", ["لماذا نسأل", "كيف يُحسب", "ما يلزم", "مثال", "المصدر"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn codes() -> Vec<String> {
    let flags = FLAGS.iter().map(|code| (*code).to_owned());
    let measures = (1..=10).map(|n| format!("L{n}"));
    let clauses = (1..=20).map(|n| format!("C{n:02}"));
    flags.chain(measures).chain(clauses).chain(["A1", "A2", "V1"].map(str::to_owned)).collect()
}

fn folder(language: &str) -> PathBuf {
    let method = root().join("docs/method");
    if language == "en" { method } else { method.join(language) }
}

/// A page cut at its headings.
struct Page {
    title: String,
    question: String,
    headings: Vec<String>,
    /// The text under each heading, in order.
    sections: Vec<String>,
    lines: usize,
}

fn read(code: &str, language: &str) -> Page {
    let path = folder(language).join(format!("{code}.md"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut parts = text.split("\n## ");
    let head = parts.next().unwrap();
    let mut head = head.lines();
    let title = head
        .next()
        .and_then(|line| line.strip_prefix(&format!("# {code} · ")))
        .unwrap_or_else(|| panic!("{}: the first line must be `# {code} · title`", path.display()));
    assert_eq!(head.next(), Some(""), "{}: the second line must be blank", path.display());
    let question = head.next().unwrap_or_default().to_owned();
    assert_eq!(head.next(), None, "{}: one line of question stands before the headings", path.display());
    let (headings, sections) = parts
        .map(|part| {
            let (heading, text) = part.split_once("\n\n").unwrap_or((part, ""));
            (heading.to_owned(), text.to_owned())
        })
        .unzip();
    Page { title: title.to_owned(), question, headings, sections, lines: text.lines().count() }
}

/// What stands between backticks, sorted: word order differs between languages, names and formulas must not.
fn names(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    names.sort_unstable();
    names
}

/// The numbers outside backticks, as digits: `10,000`, `10 000` (no-break space) and `99,5` lose their separators.
fn numbers(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in text.split('`').step_by(2) {
        let mut number = String::new();
        let mut letters = piece.chars().peekable();
        while let Some(letter) = letters.next() {
            let separator = ['.', ',', '\u{a0}', '\u{202f}'].contains(&letter);
            let inside = separator && letters.peek().is_some_and(char::is_ascii_digit);
            if letter.is_ascii_digit() {
                number.push(letter);
            } else if !inside && !number.is_empty() {
                found.insert(std::mem::take(&mut number));
            }
        }
        if !number.is_empty() {
            found.insert(number);
        }
    }
    found
}

#[test]
fn numbers_lose_their_separators_only() {
    let english = numbers("10,000 USD, 99.5 % and 1, 2, 3; not `42`.");
    let french = numbers("10\u{a0}000 USD, 99,5\u{a0}% et 1, 2, 3 ; pas `43`.");
    assert_eq!(english, french);
    assert_eq!(english, ["10000", "995", "1", "2", "3"].map(str::to_owned).into());
    assert_eq!(names("`b` and `a`, not c"), ["a", "b"]);
}

#[test]
fn every_code_has_a_page_in_five_languages_and_nothing_else_stands_there() {
    let wanted: BTreeSet<String> = codes().iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(wanted.len(), 46);
    for (language, _) in HEADINGS {
        let present: BTreeSet<String> = std::fs::read_dir(folder(language))
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_file())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name != "README.md")
            .collect();
        assert_eq!(present, wanted, "docs/method, language {language}");
    }
}

#[test]
fn every_page_has_the_same_form() {
    for (language, headings) in HEADINGS {
        let mut titles = BTreeSet::new();
        for code in codes() {
            let page = read(&code, language);
            let place = format!("{code} in {language}");
            assert!(page.title.chars().count() <= 45, "{place}: the title is too long for a list");
            assert!(titles.insert(page.title.clone()), "{place}: the title `{}` stands twice", page.title);
            assert!(page.question.ends_with(['?', '؟']), "{place}: the first paragraph is a question");
            assert!(!page.title.contains(['!', '`', '*']), "{place}: plain words in the title");
            assert!(!page.question.contains(['!', '`', '*']), "{place}: plain words in the question");
            assert_eq!(page.headings, headings, "{place}: headings");
            assert!(page.sections.iter().all(|s| !s.trim().is_empty()), "{place}: a section is empty");
            assert!((20..=45).contains(&page.lines), "{place}: {} lines", page.lines);
        }
    }
}

#[test]
fn translations_keep_names_formulas_and_numbers() {
    for code in codes() {
        let english = read(&code, "en");
        for (language, headings) in HEADINGS.iter().skip(1) {
            let page = read(&code, language);
            for (n, (ours, theirs)) in english.sections.iter().zip(&page.sections).enumerate() {
                let place = format!("{code} in {language}, {}", headings[n]);
                assert_eq!(names(theirs), names(ours), "{place}: names and formulas differ from English");
                assert_eq!(numbers(theirs), numbers(ours), "{place}: numbers differ from English");
                let arabic = |letter: char| ('\u{620}'..='\u{64a}').contains(&letter);
                let latin_mark = theirs.char_indices().any(|(at, letter)| {
                    arabic(letter) && theirs[at + letter.len_utf8()..].starts_with([',', ';', '?'])
                });
                assert!(!latin_mark, "{place}: a Latin comma, semicolon or question mark after an Arabic letter");
                let points = |text: &str| text.lines().filter(|line| line.starts_with("- ")).count();
                assert_eq!(points(theirs), points(ours), "{place}: points differ from English");
                assert_eq!(theirs.matches('`').count() % 2, 0, "{place}: a backtick stands alone");
            }
        }
    }
}

#[test]
fn the_list_names_every_page_with_its_title_and_question() {
    let list = std::fs::read_to_string(root().join("docs/method/README.md")).unwrap();
    for code in codes() {
        let page = read(&code, "en");
        let row = format!("| [{code}]({code}.md) | {} | {} |", page.title, page.question);
        assert!(list.contains(&row), "docs/method/README.md lacks the row: {row}");
    }
}

#[test]
fn clause_pages_agree_with_the_catalogue_on_level_and_recommendations() {
    let path = root().join("capabilities/procurement/data/clauses.toml");
    let catalogue = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut seen = 0;
    for clause in catalogue.split("[[clause]]").skip(1) {
        let field = |name: &str| {
            clause
                .lines()
                .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix("= "))
                .unwrap_or_default()
        };
        let code = field("id").trim_matches('"');
        let level = field("level").trim_matches('"');
        let page = read(code, "en");
        assert!(page.sections[1].contains(&format!("(level: `{level}`)")), "{code}: the level is `{level}`");
        let served = field("recommendations").replace(['[', ']', '"', 'R'], "");
        assert!(
            page.sections[4].trim_end().ends_with(&format!("Recommendations served: {served}.")),
            "{code}: the catalogue serves {served}"
        );
        seen += 1;
    }
    assert_eq!(seen, 20, "clauses in {}", path.display());
}
