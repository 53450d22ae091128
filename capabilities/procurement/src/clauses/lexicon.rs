//! Where in a sentence do the catalogue's concepts stand? Phrases of one language, compiled for one pass over the words.
//!
//! A phrase is a row of words. `word*` stands for every word that begins so, `#` for a number in figures or words,
//! `..` for up to five words between. In Arabic the joined particles (و ف ب ك ل ال لل) before a word are passed over.

use super::words::{Token, Words};
use base::Language;
use std::collections::HashMap;

/// Index of a concept in the compiled catalogue.
pub(super) type ConceptId = u16;

/// A concept found in a sentence: tokens `start..end`, counted from the sentence's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) concept: ConceptId,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The phrases of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    arabic: bool,
    atoms: u32,
    exact: HashMap<String, u32>,
    prefix: HashMap<String, u32>,
    longest_prefix: usize,
    phrases: Vec<Phrase>,
    by_first: HashMap<u32, Vec<u32>>,
}

#[derive(Debug)]
struct Phrase {
    concept: ConceptId,
    rest: Vec<Element>,
}

#[derive(Debug, Clone, Copy)]
struct Element {
    atom: u32,
    gap: u32,
}

/// The atom of `#`.
const NUMBER: u32 = 0;
/// Words a `..` may pass over.
const GAP: u32 = 5;

impl Lexicon {
    pub(super) fn new(language: Language) -> Self {
        Self { arabic: language == Language::Arabic, atoms: 1, ..Self::default() }
    }

    /// Adds a phrase; a phrase without words is passed over.
    pub(super) fn add(&mut self, concept: ConceptId, phrase: &str) {
        let mut elements = Vec::new();
        let mut gap = 0;
        for piece in phrase.split_whitespace() {
            if piece == ".." {
                gap = GAP;
                continue;
            }
            let atoms: Vec<u32> = if piece == "#" {
                vec![NUMBER]
            } else {
                let star = piece.ends_with('*');
                let words = Words::of(piece);
                let count = words.tokens.len();
                (0..count)
                    .map(|i| self.atom(words.text(&words.tokens[i]).to_owned(), star && i + 1 == count))
                    .collect()
            };
            for atom in atoms {
                elements.push(Element { atom, gap });
                gap = 0;
            }
        }
        if elements.is_empty() {
            return;
        }
        let first = elements.remove(0);
        self.by_first.entry(first.atom).or_default().push(self.phrases.len() as u32);
        self.phrases.push(Phrase { concept, rest: elements });
    }

    fn atom(&mut self, word: String, star: bool) -> u32 {
        let next = self.atoms;
        if star {
            self.longest_prefix = self.longest_prefix.max(word.len());
        }
        let map = if star { &mut self.prefix } else { &mut self.exact };
        let atom = *map.entry(word).or_insert(next);
        if atom == next {
            self.atoms += 1;
        }
        atom
    }

    /// The atoms a word matches.
    fn atoms_of(&self, word: &str) -> Vec<u32> {
        let mut atoms = Vec::new();
        if word.starts_with(|c: char| c.is_ascii_digit()) || super::values::number_word(word).is_some() {
            atoms.push(NUMBER);
        }
        self.atoms_of_form(word, &mut atoms);
        if self.arabic {
            for form in arabic_forms(word) {
                self.atoms_of_form(form, &mut atoms);
            }
        }
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    fn atoms_of_form(&self, word: &str, atoms: &mut Vec<u32>) {
        atoms.extend(self.exact.get(word));
        for (at, c) in word.char_indices() {
            let end = at + c.len_utf8();
            if end > self.longest_prefix {
                break;
            }
            atoms.extend(self.prefix.get(&word[..end]));
        }
    }
}

/// Forms of an Arabic word without joined particles; the word itself is not among them.
fn arabic_forms(word: &str) -> Vec<&str> {
    let mut forms: Vec<&str> = Vec::new();
    let mut bases = vec![word];
    if let Some(rest) = word.strip_prefix(['و', 'ف']) {
        bases.push(rest);
    }
    for base in bases.clone() {
        if let Some(rest) = base.strip_prefix(['ب', 'ك', 'ل']) {
            bases.push(rest);
        }
    }
    for base in &bases {
        forms.push(base);
        if let Some(rest) = base.strip_prefix("ال") {
            forms.push(rest);
        }
        if let Some(rest) = base.strip_prefix("لل") {
            forms.push(rest);
        }
    }
    forms.retain(|form| form.chars().count() >= 2 && *form != word);
    forms
}

/// A lexicon with what it learned about the words of one document.
pub(super) struct Reader<'a> {
    lexicon: &'a Lexicon,
    known: Vec<Option<Vec<u32>>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, words: &Words) -> Self {
        Self { lexicon, known: vec![None; words.symbols.len()] }
    }

    /// All concepts in a row of words, sorted.
    pub(super) fn read(&mut self, words: &Words, tokens: &[Token]) -> Vec<Match> {
        for token in tokens {
            let slot = &mut self.known[token.symbol as usize];
            if slot.is_none() {
                *slot = Some(self.lexicon.atoms_of(words.text(token)));
            }
        }
        let atoms = |i: usize| self.known[tokens[i].symbol as usize].as_deref().unwrap_or(&[]);
        let mut matches = Vec::new();
        for i in 0..tokens.len() {
            for atom in atoms(i) {
                for &phrase in self.lexicon.by_first.get(atom).map_or(&[][..], Vec::as_slice) {
                    let phrase = &self.lexicon.phrases[phrase as usize];
                    if let Some(end) = follow(&phrase.rest, i + 1, tokens.len(), &atoms) {
                        matches.push(Match { concept: phrase.concept, start: i as u32, end: end as u32 });
                    }
                }
            }
        }
        matches.sort_unstable();
        matches.dedup();
        matches
    }
}

/// The end of the phrase's rest if it stands at `at`, passing over gaps as allowed.
fn follow<'t>(rest: &[Element], at: usize, len: usize, atoms: &impl Fn(usize) -> &'t [u32]) -> Option<usize> {
    let Some((element, further)) = rest.split_first() else { return Some(at) };
    for skip in 0..=element.gap as usize {
        let here = at + skip;
        if here >= len {
            return None;
        }
        if atoms(here).binary_search(&element.atom).is_ok()
            && let Some(end) = follow(further, here + 1, len, atoms)
        {
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(language: Language, phrases: &[&str], text: &str) -> Vec<(u16, u32, u32)> {
        let mut lexicon = Lexicon::new(language);
        for (i, phrase) in phrases.iter().enumerate() {
            lexicon.add(i as u16, phrase);
        }
        let words = Words::of(text);
        let mut reader = Reader::new(&lexicon, &words);
        reader.read(&words, &words.tokens).iter().map(|m| (m.concept, m.start, m.end)).collect()
    }

    #[test]
    fn prefixes_numbers_and_gaps_match() {
        let text = "The right of the Board to inspect within seventy-two hours";
        assert_eq!(
            found(Language::English, &["right .. inspect*", "within # .. hour*", "board to"], text),
            [(0, 1, 7), (1, 7, 11), (2, 4, 6)]
        );
    }

    #[test]
    fn joined_particles_in_arabic_are_passed_over() {
        assert_eq!(found(Language::Arabic, &["هيئة", "لا", "تدقيق"], "ولا يحق للهيئة التدقيق").len(), 3);
    }
}
