//! Which of twenty clauses that keep an election in public hands does a contract hold, and where do they stand?
//!
//! Text in, verdicts out: no file, no network, no language model. [`assess`] reads one [`Extracted`] text;
//! the words and rules it goes by are data (`data/clauses.toml`). Coverage of clauses is not legal advice.
//!
//! The way: pages → words → numbered clauses and annexes → language of each clause → concepts (phrases of the
//! catalogue, found in one pass) → rules per question → negation, conditions, overriding → verdict.

mod annexes;
pub mod catalogue;
mod extracted;
mod language;
mod lexicon;
mod negation;
mod redaction;
pub mod report;
pub mod review;
mod rules;
mod segment;
mod values;
mod words;

pub use catalogue::{Catalogue, CatalogueError, Question};
pub use report::{Assessment, Verdict};

use base::document::Extracted;
use base::{Action, Language, Place, Problem, Severity};
use catalogue::Effect;
use report::{ClauseVerdict, DocumentFacts, PageFacts, Secrecy, Span, Summary};
use rules::Evidence;
use std::collections::BTreeSet;

/// Said by every page, report and JSON that shows verdicts.
pub const NOTE: &str = "coverage of clauses, not legal advice";

/// A page with fewer visible characters counts as unread: a scan, a picture, an empty sheet.
pub const READABLE_CHARS: usize = 50;

/// At most this many places are quoted for one clause.
pub const MOST_SPANS: usize = 12;

/// Looks for every clause of the catalogue in a text.
///
/// `hint`: the main language where the caller knows it; otherwise it is found from the text. The name and digest of
/// the document are left empty: see [`Assessment::named`]. The same text and catalogue give the same answer anywhere.
///
/// ```
/// use base::document::{Extracted, Page};
/// use procurement::clauses::{Catalogue, Verdict, assess};
/// let text = "CONTRACT 7\n1. The Contractor shall notify the Commission of any breach within 72 hours.\n".to_owned();
/// let page = Page { start: 0, end: text.len(), chars: 70, readable: true };
/// let extracted = Extracted { media_type: "text/plain".into(), text, pages: vec![page], problems: vec![] };
/// let found = assess(Catalogue::embedded(), &extracted, None);
/// assert_eq!(found.clauses[10].verdict, Verdict::Present); // C11
/// assert_eq!(found.clauses[10].extracted["hours"], 72);
/// ```
pub fn assess(catalogue: &Catalogue, text: &Extracted, hint: Option<Language>) -> Assessment {
    let compiled = &catalogue.compiled;
    let pages: Vec<PageFacts> = text
        .pages
        .iter()
        .enumerate()
        .map(|(i, p)| PageFacts { page: i + 1, chars: p.chars, readable: p.readable && p.chars >= READABLE_CHARS })
        .collect();
    let mut problems = text.problems.clone();
    let mut unread = pages.is_empty() || pages.iter().any(|page| !page.readable);
    let words = words::Words::of(&text.text);
    let score = language::Scorer::new(&words).score(&words.tokens);
    let (main, tag) =
        match hint.map_or_else(|| language::of_document(&text.text, score, words.tokens.len()), |l| Ok(Some(l))) {
            Ok(main) => (main, main.map(|l| l.code().to_owned())),
            Err(other) => {
                unread = true;
                problems.push(Problem::new(
                "language-not-read",
                Severity::Warning,
                Action::Kept,
                Place::default(),
                format!("the text is in a language ({other}) the catalogue has no words for"),
                "Have it translated into English, Spanish, French, Portuguese or Arabic; nothing was called absent.",
            ));
                (None, None)
            }
        };
    let parts = segment::segment(&text.text, &words);
    let annexes = annexes::examine(&text.text, &words, &parts);
    unread |= annexes.unread;
    problems.extend(annexes.problems.iter().cloned());
    let findings = rules::find(compiled, &words, &parts, main.unwrap_or(Language::English), &annexes.foreign);
    let contract_secret = extracted::contract_is_secret(compiled, &findings);
    let clauses: Vec<ClauseVerdict> = catalogue
        .clauses
        .iter()
        .enumerate()
        .map(|(number, question)| {
            let mut evidence: Vec<&Evidence> = findings.evidence.iter().filter(|e| e.question == number).collect();
            evidence.sort_by_key(|e| (e.start, e.end, e.role, e.rule));
            let verdict = decide(
                &evidence,
                question,
                unread,
                compiled.rules.iter().any(|r| r.question == number && r.effect == Effect::Applies),
            );
            let deciding = deciding(&evidence, verdict);
            let extracted = match verdict.has_spans() {
                true => extracted::values(&question.id, compiled, &words, &findings, &evidence, &text.text),
                false => Default::default(),
            };
            ClauseVerdict {
                id: question.id.clone(),
                verdict,
                level: question.level,
                rule: deciding.map(|e| compiled.rules[e.rule].id.clone()),
                spans: if verdict.has_spans() { spans(text, &evidence, verdict) } else { Vec::new() },
                extracted,
                review: None,
            }
        })
        .collect();
    let bounded = clauses.iter().find(|c| c.id == "C14").and_then(|c| match c.verdict {
        Verdict::Present => Some(true),
        Verdict::Weak | Verdict::Contradicted => Some(false),
        _ => None,
    });
    Assessment {
        document: DocumentFacts {
            name: String::new(),
            sha256: String::new(),
            media_type: text.media_type.clone(),
            language: tag,
            redaction: redaction::measure(&text.text, &text.pages),
            pages,
            secrecy: Secrecy { bounded, contract_secret },
            annexes: annexes.list,
        },
        vendor: None,
        ocid: None,
        summary: Summary::of(&clauses),
        clauses,
        problems,
    }
}

/// The verdict, by precedence: contradicted, present, weak, then unreadable or absent.
fn decide(evidence: &[&Evidence], question: &Question, unread: bool, conditional: bool) -> Verdict {
    let has = |effect: &Effect| evidence.iter().any(|e| e.effect == *effect);
    if has(&Effect::Contradicted) {
        return Verdict::Contradicted;
    }
    let parts: BTreeSet<&str> = evidence
        .iter()
        .filter_map(|e| match &e.effect {
            Effect::Part(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let complete = question.needs.iter().any(|set| set.iter().all(|name| parts.contains(name.as_str())));
    if has(&Effect::Present) || complete {
        return Verdict::Present;
    }
    if has(&Effect::Weak) || !parts.is_empty() {
        return Verdict::Weak;
    }
    if unread {
        return Verdict::Unreadable;
    }
    if conditional && !has(&Effect::Applies) { Verdict::NotAssessed } else { Verdict::Absent }
}

/// The first piece of evidence that the verdict rests on.
fn deciding<'e>(evidence: &[&'e Evidence], verdict: Verdict) -> Option<&'e Evidence> {
    let rests = |e: &Evidence| match verdict {
        Verdict::Contradicted => e.effect == Effect::Contradicted,
        Verdict::Present => matches!(e.effect, Effect::Present | Effect::Part(_)),
        Verdict::Weak => matches!(e.effect, Effect::Weak | Effect::Part(_)),
        _ => false,
    };
    let whole = |e: &Evidence| matches!(e.effect, Effect::Present | Effect::Weak | Effect::Contradicted);
    evidence.iter().find(|e| rests(e) && whole(e)).or_else(|| evidence.iter().find(|e| rests(e))).copied()
}

/// The quoted places: those the verdict rests on first when there are too many, then in the order of the text.
fn spans(text: &Extracted, evidence: &[&Evidence], verdict: Verdict) -> Vec<Span> {
    let mut chosen: Vec<&Evidence> = Vec::new();
    let deciding = deciding(evidence, verdict);
    for e in deciding.iter().chain(evidence) {
        let new = !chosen.iter().any(|c| (c.start, c.end, c.role) == (e.start, e.end, e.role));
        // What a sentence grants in full it does not weaken by granting a part of it.
        let in_full = |o: &&Evidence| o.sentence == e.sentence && o.effect == Effect::Present;
        let less = verdict == Verdict::Present && e.effect == Effect::Weak && evidence.iter().any(in_full);
        if e.effect != Effect::Applies && new && !less && chosen.len() < MOST_SPANS {
            chosen.push(e);
        }
    }
    chosen.sort_by_key(|e| (e.start, e.end, e.role));
    chosen
        .into_iter()
        .map(|e| Span {
            start: e.start,
            end: e.end,
            page: redaction::page_of(&text.pages, e.start),
            quote: text.text[e.start..e.end].to_owned(),
            role: e.role,
        })
        .collect()
}

/// `numerator / denominator` as decimal text with `places` decimals, halves to even; zero if the denominator is zero.
fn decimal(numerator: u64, denominator: u64, places: u32) -> String {
    let value = base::exact::Rational::new(numerator.into(), denominator.max(1).into());
    base::exact::to_decimal(&value, places)
}
