//! How well are clauses found? Three sets of texts with verdicts, none written from the engine's answers: the texts beside
//! this file, the shared examples, and the plain-text contracts of the sample election.

use base::document::{Extracted, Page};
use procurement::clauses::{Assessment, Catalogue, Verdict, assess};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The first texts, by language.
const FIRST: [&str; 5] = ["en", "es", "fr", "pt", "ar"];

/// A text with the verdicts a reader gives.
struct Case {
    name: String,
    text: String,
    /// Verdict by clause.
    verdicts: BTreeMap<String, String>,
    /// Words that a quote must touch.
    anchors: BTreeMap<String, Vec<String>>,
    values: Value,
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A plain text as `documents` hands it over: pages end at form feeds.
fn extracted(text: &str) -> Extracted {
    let mut pages = Vec::new();
    let mut start = 0;
    for page in text.split_inclusive('\u{c}') {
        let chars = page.chars().filter(|c| !c.is_whitespace() && !c.is_control()).count();
        pages.push(Page { start, end: start + page.len(), chars, readable: true });
        start += page.len();
    }
    Extracted { media_type: "text/plain".into(), text: text.to_owned(), pages, problems: Vec::new() }
}

/// The texts in files beside this one.
fn written(files: &[&str]) -> Vec<Case> {
    let mut cases = Vec::new();
    for file in files {
        let file: toml::Value =
            toml::from_str(&fs::read_to_string(here(&format!("tests/clauses/{file}.toml"))).unwrap()).unwrap();
        for case in file["case"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap().to_owned();
            let other = case.get("other").and_then(|o| o.as_str()).unwrap_or("absent");
            let mut verdicts = BTreeMap::new();
            for n in 1..=20 {
                let rest = if n == 18 && other == "absent" { "not-assessed" } else { other };
                verdicts.insert(format!("C{n:02}"), rest.to_owned());
            }
            let mut anchors = BTreeMap::new();
            for (clause, found) in case["found"].as_table().unwrap() {
                let (verdict, line) = found.as_str().unwrap().split_once(" @").unwrap();
                let line: usize = line.parse().unwrap();
                verdicts.insert(clause.clone(), verdict.to_owned());
                anchors.insert(clause.clone(), vec![text.lines().nth(line - 1).unwrap().to_owned()]);
            }
            let values = case.get("values").map_or(Value::Null, |v| serde_json::to_value(v).unwrap());
            let name = case["id"].as_str().unwrap().to_owned();
            cases.push(Case { name, text, verdicts, anchors, values });
        }
    }
    cases
}

/// The shared examples; none without the shared data.
fn examples() -> Vec<Case> {
    let Some(folder) = crate::shared::folder() else { return Vec::new() };
    let folder = folder.join("clauses/examples");
    let lines = fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let name = line["file"].as_str().unwrap().to_owned();
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            Case {
                name,
                text,
                verdicts: strings(&line["verdicts"]),
                anchors: lists(&line["anchors"]),
                values: Value::Null,
            }
        })
        .collect()
}

/// The plain-text contracts of the sample election.
fn sample() -> Vec<Case> {
    let truth: Value = serde_json::from_str(&fs::read_to_string(here("../../demo/truth.json")).unwrap()).unwrap();
    let mut cases = Vec::new();
    for (name, planted) in truth["clauses"].as_object().unwrap() {
        if name.ends_with(".txt") {
            cases.push(Case {
                name: name.clone(),
                text: fs::read_to_string(here("../../demo/contracts").join(name)).unwrap(),
                verdicts: strings(&planted["verdicts"]),
                anchors: lists(&planted["anchors"]),
                values: planted.get("extracted").cloned().unwrap_or(Value::Null),
            });
        }
    }
    cases
}

/// The examples on the method pages: what the page says of the clause it describes.
fn method_pages() -> Vec<Case> {
    let mut cases = Vec::new();
    // A second clause, so that the page has text enough to count as read.
    for (folder, more) in [
        ("", "This contract is made in two copies, one for each of the parties."),
        ("es/", "Este contrato se firma en dos ejemplares, uno para cada una de las partes."),
        ("fr/", "Le présent contrat est établi en deux exemplaires, un pour chacune des parties."),
        ("pt/", "O presente contrato é feito em duas vias, uma para cada uma das partes."),
        ("ar/", "حرر هذا العقد من نسختين أصليتين بيد كل طرف من الطرفين نسخة واحدة منهما للعمل بها."),
    ] {
        for number in 1..=20 {
            let id = format!("C{number:02}");
            let page = fs::read_to_string(here(&format!("../../docs/method/{folder}{id}.md"))).unwrap();
            let line_of = |verdict: &str| page.lines().find(|line| line.contains(&format!("(`{verdict}`)")));
            let mut add = |verdict: &str, quotes: Vec<&str>| {
                if !quotes.is_empty() {
                    cases.push(Case {
                        name: format!("{folder}{id} {verdict}"),
                        text: format!("1. {}\n2. {more}\n", quotes.join(" ")),
                        verdicts: BTreeMap::from([(id.clone(), verdict.to_owned())]),
                        anchors: BTreeMap::new(),
                        values: Value::Null,
                    });
                }
            };
            for verdict in ["present", "contradicted"] {
                add(verdict, line_of(verdict).map(quoted).unwrap_or_default());
            }
            let example = page.split("\n## ").nth(4).unwrap_or_default();
            let verdicts: Vec<&str> = ["present", "weak", "contradicted"]
                .into_iter()
                .filter(|v| example.contains(&format!("`{v}`")))
                .collect();
            if let [verdict] = verdicts[..] {
                add(verdict, quoted(example));
            }
        }
    }
    cases
}

/// What stands between quotation marks.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '«', '“']) {
        let inside = rest[at..].chars().next().map_or("", |mark| &rest[at + mark.len_utf8()..]);
        let Some(end) = inside.find(['"', '»', '”']) else { break };
        found.push(inside[..end].trim());
        rest = inside[end..].chars().next().map_or("", |mark| &inside[end + mark.len_utf8()..]);
    }
    found
}

fn strings(object: &Value) -> BTreeMap<String, String> {
    object.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect()
}

fn lists(object: &Value) -> BTreeMap<String, Vec<String>> {
    let texts = |v: &Value| match v {
        Value::Array(list) => list.iter().map(|x| x.as_str().unwrap().to_owned()).collect(),
        one => vec![one.as_str().unwrap().to_owned()],
    };
    object.as_object().unwrap().iter().map(|(k, v)| (k.clone(), texts(v))).collect()
}

/// Counts over one set of texts.
#[derive(Default)]
struct Score {
    /// By verdict: found and right, found, wanted.
    by_verdict: BTreeMap<String, [u32; 3]>,
    /// Verdicts of *must* clauses with words behind them: right, given.
    must: [u32; 2],
    /// Clauses called absent that could not all be read.
    unread_called_absent: u32,
    differences: Vec<String>,
}

impl Score {
    fn of(cases: &[Case]) -> Self {
        let catalogue = catalogue();
        let mut score = Self::default();
        for case in cases {
            let found = assess(&catalogue, &extracted(&case.text), None);
            score.add(case, &found);
        }
        score
    }

    fn add(&mut self, case: &Case, found: &Assessment) {
        for clause in &found.clauses {
            let Some(wanted) = case.verdicts.get(&clause.id).map(String::as_str) else { continue };
            let got = clause.verdict.word();
            self.by_verdict.entry(wanted.to_owned()).or_default()[2] += 1;
            self.by_verdict.entry(got.to_owned()).or_default()[1] += 1;
            let must = serde_json::to_value(clause.level).unwrap() == "must" && clause.verdict.has_spans();
            self.must[1] += u32::from(must);
            self.unread_called_absent += u32::from(wanted == "unreadable" && got == "absent");
            for span in &clause.spans {
                assert_eq!(case.text.get(span.start..span.end), Some(span.quote.as_str()), "{}", case.name);
            }
            assert_eq!(clause.verdict.has_spans(), !clause.spans.is_empty(), "{} {}", case.name, clause.id);
            let mut differ = |what: String| self.differences.push(format!("{} {}: {what}", case.name, clause.id));
            if got != wanted {
                let quote = clause.spans.first().map_or("", |span| span.quote.as_str());
                differ(format!("wanted {wanted}, found {got} by {:?}: {quote}", clause.rule));
                continue;
            }
            self.by_verdict.get_mut(got).unwrap()[0] += 1;
            self.must[0] += u32::from(must);
            if let Some(anchors) = case.anchors.get(&clause.id) {
                let touched =
                    anchors.iter().any(|anchor| clause.spans.iter().any(|s| touch(&plain(anchor), &plain(&s.quote))));
                if !touched {
                    differ(format!("no quote touches {anchors:?}"));
                }
            }
            for (key, value) in case.values.get(&clause.id).and_then(Value::as_object).into_iter().flatten() {
                let mut got = clause.extracted.get(key).cloned().unwrap_or(Value::Null);
                let mut value = value.clone();
                for list in [&mut got, &mut value] {
                    if let Value::Array(list) = list {
                        list.sort_by_key(ToString::to_string);
                    }
                }
                if got != value {
                    differ(format!("{key}: wanted {value}, found {got}"));
                }
            }
        }
    }

    fn precision(&self, verdict: &str) -> f64 {
        self.by_verdict.get(verdict).map_or(1.0, |[right, found, _]| ratio(*right, *found))
    }

    fn recall(&self, verdict: &str) -> f64 {
        self.by_verdict.get(verdict).map_or(1.0, |[right, _, wanted]| ratio(*right, *wanted))
    }

    /// Mean of the F1 of every verdict that was wanted or found.
    fn macro_f1(&self) -> f64 {
        let f1 = |[right, found, wanted]: &[u32; 3]| 2.0 * f64::from(*right) / f64::from((found + wanted).max(1));
        self.by_verdict.values().map(f1).sum::<f64>() / self.by_verdict.len().max(1) as f64
    }

    /// The figures of the specification (section 10).
    fn is_good(&self) {
        assert!(self.macro_f1() >= 0.85, "macro-F1 {}", self.macro_f1());
        assert!(self.must_precision() >= 0.95, "must precision {}", self.must_precision());
        assert!(self.precision("present") >= 0.90, "precision of present {}", self.precision("present"));
    }

    fn must_precision(&self) -> f64 {
        ratio(self.must[0], self.must[1])
    }

    fn report(&self, name: &str) -> String {
        let mut out =
            format!("{name}: macro-F1 {:.3}, must precision {:.3}\n", self.macro_f1(), self.must_precision());
        for (verdict, [right, found, wanted]) in &self.by_verdict {
            let (p, r) = (self.precision(verdict), self.recall(verdict));
            writeln!(
                out,
                "  {verdict:<13} precision {p:.3} recall {r:.3} ({right} right, {found} found, {wanted} wanted)"
            )
            .unwrap();
        }
        out
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// One holds the other, or they share twenty characters.
fn touch(anchor: &str, quote: &str) -> bool {
    let letters: Vec<char> = quote.chars().collect();
    anchor.contains(quote)
        || quote.contains(anchor)
        || letters.windows(20).any(|part| anchor.contains(&part.iter().collect::<String>()))
}

/// The catalogue as the file says it now.
fn catalogue() -> Catalogue {
    Catalogue::parse(&fs::read_to_string(here("data/clauses.toml")).unwrap()).unwrap()
}

fn check(name: &str, cases: &[Case]) -> Score {
    let score = Score::of(cases);
    println!("{}{}", score.report(name), score.differences.join("\n"));
    assert_eq!(score.unread_called_absent, 0, "{name}: an unread clause was called absent");
    score
}

#[test]
fn the_written_texts_are_read_well() {
    let cases = written(&FIRST);
    assert!(cases.len() >= 40);
    check("first texts", &cases).is_good();
}

#[test]
fn texts_of_other_styles_are_read_well() {
    check("second texts", &written(&["second"])).is_good();
    check("third texts", &written(&["third"])).is_good();
}

#[test]
fn the_examples_on_the_method_pages_are_what_the_pages_say() {
    check("examples on method pages", &method_pages()).is_good();
}

#[test]
fn the_shared_examples_are_read_as_their_authors_did() {
    let score = check("shared examples", &examples());
    assert_eq!(score.differences, Vec::<String>::new());
}

#[test]
fn the_plain_text_contracts_of_the_sample_are_read_as_planted() {
    let score = check("sample contracts (txt)", &sample());
    assert_eq!(score.differences, Vec::<String>::new());
}

#[test]
fn every_clause_of_the_catalogue_has_rules_and_the_embedded_one_is_the_file() {
    let file = catalogue();
    assert_eq!(file.sha256, Catalogue::embedded().sha256);
    assert_eq!(file.clauses.len(), 20);
    assert!(file.clauses.iter().all(|question| !question.rules.is_empty()));
    assert_eq!(Verdict::ALL.len(), 6);
}

/// Every span lies in the text, on character borders, holds its quote, and stands under a verdict that needs one.
fn sound(text: &str, found: &Assessment) {
    assert_eq!(found.clauses.len(), 20);
    let pages = found.document.pages.len();
    for clause in &found.clauses {
        assert_eq!(clause.verdict.has_spans(), !clause.spans.is_empty());
        for span in &clause.spans {
            assert_eq!(text.get(span.start..span.end), Some(span.quote.as_str()));
            assert!(span.page >= 1 && span.page <= pages.max(1));
        }
    }
    if found.document.pages.iter().any(|page| !page.readable) {
        assert!(found.clauses.iter().all(|clause| clause.verdict != Verdict::Absent));
    }
    let total = &found.summary;
    let all = [total.present, total.weak, total.contradicted, total.absent, total.unreadable, total.not_assessed];
    assert_eq!(all.iter().sum::<u64>(), 20);
}

#[test]
fn a_blank_page_leaves_what_was_found_and_takes_back_every_absence() {
    for case in written(&FIRST) {
        let whole = assess(Catalogue::embedded(), &extracted(&case.text), None);
        let torn = assess(Catalogue::embedded(), &extracted(&format!("{}\u{c}\n\u{c}", case.text)), None);
        for (before, after) in whole.clauses.iter().zip(&torn.clauses) {
            let expected = match before.verdict {
                Verdict::Absent | Verdict::NotAssessed => Verdict::Unreadable,
                found => found,
            };
            assert_eq!(after.verdict, expected, "{} {}", case.name, after.id);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_gets_twenty_answers_with_true_spans(text in "\\PC{0,400}") {
        sound(&text, &assess(Catalogue::embedded(), &extracted(&text), None));
    }

    #[test]
    fn any_bytes_read_as_text_get_twenty_answers(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        sound(&text, &assess(Catalogue::embedded(), &extracted(&text), None));
    }

    #[test]
    fn torn_and_mixed_contracts_get_twenty_answers_and_the_same_ones_twice(
        picks in proptest::collection::vec((0..52_usize, 0..2_000_usize, 0..300_usize), 1..8),
        glue in "[\\n\\x0c .;:,\\-0-9()a-zا-ي]{0,6}",
    ) {
        let cases = written(&FIRST);
        let mut text = String::new();
        for (case, from, length) in picks {
            let part: String = cases[case].text.chars().skip(from % 400).take(length).collect();
            text.push_str(&part);
            text.push_str(&glue);
        }
        let found = assess(Catalogue::embedded(), &extracted(&text), None);
        sound(&text, &found);
        assert_eq!(found, assess(Catalogue::embedded(), &extracted(&text), None));
    }
}
