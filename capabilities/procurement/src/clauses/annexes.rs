//! Which annexes does a contract lean on, are they attached, and do they belong to it?

use super::report::Annex;
use super::segment::{ANNEX_WORDS, AnnexHeading, Kind, Parts, TO_CONTRACT, label_number};
use super::words::{Token, Words};
use base::{Action, Place, Problem, Severity};
use regex::Regex;
use std::sync::LazyLock;

/// What was found about annexes.
pub(super) struct Annexes {
    /// By label, in order of first mention.
    pub(super) list: Vec<Annex>,
    /// An annex that holds duties could not be read: nothing may be called absent.
    pub(super) unread: bool,
    /// By section: true if it stands in an annex of another contract.
    pub(super) foreign: Vec<bool>,
    pub(super) problems: Vec<Problem>,
}

/// An annex needs this many visible characters below its heading to count as attached.
const LEAST_TEXT: usize = 20;

struct Reference {
    label: String,
    written: String,
    duty: bool,
    topic: Vec<String>,
}

/// Compares the annexes the text refers to with those attached.
pub(super) fn examine(text: &str, words: &Words, parts: &Parts) -> Annexes {
    let own_number = contract_number(&text[..floor_boundary(text, 800)]);
    let mut problems = Vec::new();
    let mut list: Vec<Annex> = Vec::new();
    let mut foreign_annex = vec![false; parts.annexes.len()];
    let mut usable: Vec<(usize, String, Vec<String>)> = Vec::new();
    for (at, annex) in parts.annexes.iter().enumerate() {
        let label = label_of(&annex.label);
        let named = heading_number(text, annex);
        let other = matches!((&own_number, &named), (Some(own), Some(other)) if own != other);
        let visible =
            text[annex.end..annex.body_end].chars().filter(|c| !c.is_whitespace() && !c.is_control()).count();
        if other {
            foreign_annex[at] = true;
            problems.push(problem(
                "annex-foreign",
                format!("the heading of annex {} names contract {}", annex.label, named.unwrap_or_default()),
                "Ask for the annex of this contract; this one was not counted.",
            ));
        } else if visible >= LEAST_TEXT {
            usable.push((at, label, stems(words, annex.start, annex.end)));
        }
    }
    let references = references(words, parts, &foreign_annex);
    let mut unread = false;
    for reference in &references {
        let by_label = usable.iter().find(|(_, label, _)| *label == reference.label);
        let overlap = |topic: &[String]| topic.iter().any(|stem| reference.topic.contains(stem));
        let by_topic = usable.iter().find(|(_, label, topic)| {
            *label != reference.label && overlap(topic) && !references.iter().any(|r| r.label == *label)
        });
        let (attached, trouble) = match (by_label, by_topic) {
            (Some((_, _, topic)), other) => {
                let elsewhere =
                    !overlap(topic) && !topic.is_empty() && !reference.topic.is_empty() && other.is_some();
                (true, elsewhere.then_some("annex-mismatch"))
            }
            (None, Some(_)) => (true, Some("annex-mismatch")),
            (None, None) => {
                let kind = if foreign_annex
                    .iter()
                    .zip(&parts.annexes)
                    .any(|(f, a)| *f && label_of(&a.label) == reference.label)
                {
                    "annex-foreign"
                } else if parts.annexes.iter().any(|a| label_of(&a.label) == reference.label) {
                    "annex-empty"
                } else {
                    "annex-missing"
                };
                (false, Some(kind))
            }
        };
        unread |= !attached && reference.duty;
        match trouble {
            Some("annex-mismatch") => {
                let other = by_topic.map(|&(at, ..)| parts.annexes[at].label.clone()).unwrap_or_default();
                problems.push(problem(
                    "annex-mismatch",
                    format!("the text refers to annex {}, its matter stands under annex {other}", reference.written),
                    "Check which annex is meant; what stands there was counted.",
                ));
            }
            Some(code) if reference.duty => problems.push(problem(
                if code == "annex-foreign" { "annex-missing" } else { code },
                format!("the text refers to annex {}, which is not attached", reference.written),
                "Ask for the annex: until it is read, no clause is called absent.",
            )),
            _ => {}
        }
        list.push(Annex {
            label: reference.written.clone(),
            referenced: true,
            attached,
            problem: trouble.map(str::to_owned),
        });
    }
    for (at, annex) in parts.annexes.iter().enumerate() {
        let label = label_of(&annex.label);
        if !references.iter().any(|reference| reference.label == label) {
            let trouble = foreign_annex[at].then(|| "annex-foreign".to_owned());
            list.push(Annex { label: annex.label.clone(), referenced: false, attached: true, problem: trouble });
        }
    }
    problems.sort();
    problems.dedup();
    let foreign = parts.sections.iter().map(|s| s.annex.is_some_and(|annex| foreign_annex[annex])).collect();
    Annexes { list, unread, foreign, problems }
}

/// Every reference to an annex outside headings and contents lists, joined by label.
fn references(words: &Words, parts: &Parts, foreign: &[bool]) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    for sentence in &parts.sentences {
        let section = &parts.sections[sentence.section];
        let in_foreign = section.annex.is_some_and(|annex| foreign[annex]);
        if section.kind == Kind::Heading && section.label.is_empty() || section.kind == Kind::Contents || in_foreign {
            continue;
        }
        let tokens = &words.tokens[sentence.first..sentence.last];
        let mut labels: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if !is_annex_word(words.text(&tokens[at])) {
                at += 1;
                continue;
            }
            at += 1;
            if tokens.get(at).is_some_and(|t| matches!(words.text(t), "no" | "n" | "nro" | "num" | "رقم")) {
                at += 1;
            }
            let mut before: Option<String> = None;
            while let Some(token) = tokens.get(at) {
                let word = words.text(token);
                if let Some(label) = label(words, token) {
                    if let Some(first) = before.take() {
                        labels.extend(between(&first, &label).into_iter().map(|l| (l.clone(), l)));
                    }
                    labels.push((label_of(&label), label));
                    at += 1;
                } else if matches!(word, "and" | "y" | "e" | "et" | "و" | "or" | "o" | "ou" | "او")
                    && !labels.is_empty()
                {
                    at += 1;
                } else if matches!(word, "to" | "through" | "a" | "al" | "الى" | "الي") && !labels.is_empty() {
                    before = labels.last().map(|(_, written)| written.clone());
                    at += 1;
                } else {
                    break;
                }
            }
        }
        if labels.is_empty() {
            continue;
        }
        let all: Vec<&str> = tokens.iter().map(|t| words.text(t)).collect();
        let is = |list: &str| {
            all.iter().any(|word| {
                list.split_whitespace().any(|stem| {
                    word.starts_with(stem) || word.strip_prefix("ال").is_some_and(|w| w.starts_with(stem))
                })
            })
        };
        let duty = !is(NEUTRAL) || is(DUTIES);
        let topic = stems(words, tokens[0].start, tokens[tokens.len() - 1].end);
        for (label, written) in labels {
            match found.iter_mut().find(|known| known.label == label) {
                Some(known) => {
                    known.duty |= duty;
                    known.topic.extend(topic.iter().cloned());
                }
                None => found.push(Reference { label, written, duty, topic: topic.clone() }),
            }
        }
    }
    found
}

fn is_annex_word(word: &str) -> bool {
    let word = word.strip_prefix('و').unwrap_or(word);
    ANNEX_WORDS.split_whitespace().any(|known| known == word)
        || matches!(word, "schedules" | "exhibits" | "attachments" | "الملاحق" | "الملحقات" | "annexs")
}

/// A token that can be an annex's label: figures, one capital letter, a Roman number, an Arabic letter or ordinal.
fn label(words: &Words, token: &Token) -> Option<String> {
    let word = words.text(token);
    let bytes = token.end - token.start;
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.bytes().all(|b| b.is_ascii_digit()).then(|| word.to_owned());
    }
    let chars = word.chars().count();
    if word.starts_with(|c: char| c > '\u{600}') {
        let ordinal = label_number(word).starts_with(|c: char| c.is_ascii_digit());
        return (chars == 1 || ordinal).then(|| word.to_owned());
    }
    let capital = token.capital;
    let roman = word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l' | b'c'));
    (capital && bytes == chars && (chars == 1 || roman && chars <= 5)).then(|| word.to_ascii_uppercase())
}

/// A label for comparison: figures for other digits, Roman numbers of two and more letters and ordinals; else capitals.
fn label_of(label: &str) -> String {
    let folded = base::text::fold(label);
    if folded.chars().count() == 1 && !folded.starts_with(['i', 'v', 'x']) {
        return folded.to_uppercase();
    }
    label_number(label).to_uppercase()
}

/// The labels strictly between two: `A`, `D` → `B`, `C`.
fn between(first: &str, last: &str) -> Vec<String> {
    let number = |label: &str| label_of(label).parse::<u32>().ok();
    if let (Some(a), Some(b)) = (number(first), number(last)) {
        return (a + 1..b.min(a + 30)).map(|n| n.to_string()).collect();
    }
    match (first.as_bytes(), last.as_bytes()) {
        ([a @ b'A'..=b'Z'], [b @ b'A'..=b'Z']) => (a + 1..*b).map(|c| char::from(c).to_string()).collect(),
        _ => Vec::new(),
    }
}

/// Stems of the words that say what an annex is about.
fn stems(words: &Words, start: usize, end: usize) -> Vec<String> {
    words.tokens[words.range(start, end)]
        .iter()
        .map(|token| words.text(token))
        .map(|word| word.strip_prefix('و').filter(|w| w.starts_with("ال")).unwrap_or(word))
        .map(|word| word.strip_prefix("ال").or_else(|| word.strip_prefix("لل")).unwrap_or(word))
        .filter(|word| word.chars().count() >= 4 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|word| !is_annex_word(word) && !COMMON.split_whitespace().any(|common| common == *word))
        .map(|word| word.chars().take(5).collect())
        .collect()
}

/// The number a contract gives itself near its head.
fn contract_number(head: &str) -> Option<String> {
    CONTRACT_NUMBER.captures(head).map(|found| normal_number(&found["number"]))
}

/// The contract an annex's heading, or the line below it, says it belongs to.
fn heading_number(text: &str, annex: &AnnexHeading) -> Option<String> {
    let rest = &text[annex.end..annex.body_end];
    let below = rest.trim_start().lines().next().unwrap_or("");
    let short = below.chars().count() <= 80
        && (TO_CONTRACT.is_match(below) || below.starts_with('(') || CONTRACT_LINE.is_match(below));
    let heading = &text[annex.start..annex.end];
    contract_number(heading).or_else(|| short.then(|| contract_number(below)).flatten())
}

fn normal_number(number: &str) -> String {
    let folded = base::text::fold(number);
    let plain: String =
        folded.chars().map(|c| c.to_digit(10).and_then(|d| char::from_digit(d, 10)).unwrap_or(c)).collect();
    plain.trim_end_matches(|c: char| !c.is_alphanumeric()).to_uppercase()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

fn problem(code: &str, what: String, remedy: &str) -> Problem {
    let severity = if code == "annex-mismatch" { Severity::Info } else { Severity::Warning };
    Problem::new(code, severity, Action::Kept, Place::default(), what, remedy)
}

static CONTRACT_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:contract|contrato|contrat|marché|agreement|acuerdo|acordo|convenio|accord|العقد|عقد|للعقد|بالعقد)\s*
          (?:no\.?|number|n[.º°o]+\.?|núm(?:ero)?\.?|num\.?|número|numéro|رقم|nº)?\s*[:\#(]?\s*
          (?P<number>[A-Z]{0,6}[-/]?[0-9٠-٩][\w./-]*)",
    )
    .expect("a valid pattern")
});
static CONTRACT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:contract|contrato|contrat|agreement|العقد|عقد)\b").expect("a valid pattern")
});

/// Stems of matters that hold no duty this catalogue asks for.
const NEUTRAL: &str = "price prices pricing pric payment quantit deliver goods printer bill form signature \
    precio pago cantidad entrega bienes formulario firma tarifa \
    prix paiement quantite livraison bordereau fourniture formulaire \
    preco pagamento quantidade fornecimento formulario tabela \
    سعر اسعار ثمن كميات توريد تسليم جدول نموذج";
/// Stems of matters that do.
const DUTIES: &str = "audit secur data privac confiden source software support service transition exit subcontract incident breach \
    maint licen inspect penalt human rights complaint \
    audit segur datos privac confid codigo software soporte servicio transici subcontrat incident mantenim licenc inspec penal derechos \
    secur donnees confid code logiciel assistance prestation reversib sous incident mainten licence penal droits \
    auditor segur dados sigilo codigo suporte servico transic subcontrat incident manuten licenc multa direitos \
    تدقيق امن بيانات سري شيفر برمج دعم خدم نقل باطن حوادث صيان رخص غرام حقوق";
/// Words too common to tell an annex by.
const COMMON: &str = "shall this that with under which parties contract contractor agreement commission supplier vendor governed contained \
    forms form part described described with their from listed stated terms \
    contrato contratista proveedor comision partes presente conforme segun esta este parte forman establecido \
    contrat titulaire commission parties present dans selon regles sont figure partie integrante \
    contratada comissao partes presente conforme parte integrante constam \
    العقد المتعاقد الهيئه الاطراف جزء ينظم عقد متعاقد هيئه";

#[cfg(test)]
mod tests {
    use super::super::segment::segment;
    use super::*;

    /// Label, referenced, attached, problem.
    type Seen = (String, bool, bool, Option<String>);

    fn list(text: &str) -> (Vec<Seen>, bool) {
        let words = Words::of(text);
        let parts = segment(text, &words);
        let annexes = examine(text, &words, &parts);
        (annexes.list.into_iter().map(|a| (a.label, a.referenced, a.attached, a.problem)).collect(), annexes.unread)
    }

    #[test]
    fn a_missing_annex_with_duties_makes_the_rest_unread_and_a_price_list_does_not() {
        let (annexes, unread) = list("CONTRACT 12\n1. Audit and security are governed by Annex C.\n");
        assert_eq!(annexes, [("C".into(), true, false, Some("annex-missing".into()))]);
        assert!(unread);
        assert!(!list("CONTRACT 12\n1. Prices and quantities are listed in Annex B.\n").1);
    }

    #[test]
    fn an_attached_annex_is_found_by_its_label_or_by_its_matter() {
        let attached = "CONTRACT 12\n1. Security is governed by Annex C.\n\nANNEX C – SECURITY\n1. Logs are kept for two years by all.\n";
        assert_eq!(list(attached), (vec![("C".into(), true, true, None)], false));
        let (annexes, unread) = list(&attached.replace("ANNEX C", "ANNEX D"));
        assert_eq!(annexes[0], ("C".into(), true, true, Some("annex-mismatch".into())));
        assert!(!unread);
    }

    #[test]
    fn an_annex_of_another_contract_does_not_belong() {
        let text = "CONTRACT 12\n1. Security is governed by Annex C.\n\nANNEX C TO CONTRACT 17\n1. Logs are kept for two years by all.\n";
        let (annexes, unread) = list(text);
        assert_eq!(annexes, [("C".into(), true, false, Some("annex-foreign".into()))]);
        assert!(unread);
        assert!(!list(&text.replace("17", "12")).1);
    }

    #[test]
    fn lists_and_ranges_of_labels_are_read() {
        let (annexes, _) = list("CONTRATO 3\n1. Los anexos I, II y IV forman parte. Annexes A to C apply to data.\n");
        let labels: Vec<&str> = annexes.iter().map(|a| a.0.as_str()).collect();
        assert_eq!(labels, ["I", "II", "IV", "A", "B", "C"]);
    }
}
