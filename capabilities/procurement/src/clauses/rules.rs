//! Which sentences answer which question, and how? The catalogue's rules over the words of each clause.

use super::catalogue::{Compiled, CompiledRule, Effect, Group, Negation};
use super::language;
use super::lexicon::{ConceptId, Match, Reader};
use super::negation::{Reading, Sense};
use super::report::Role;
use super::segment::{Kind, Parts, Sentence, label_number};
use super::words::{Marks, Token, Words};
use base::Language;

/// One sentence that answers one question.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub(super) question: usize,
    pub(super) effect: Effect,
    pub(super) role: Role,
    pub(super) rule: usize,
    /// Byte range of the sentence.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Byte range of the words that matched.
    pub(super) words: (usize, usize),
    pub(super) sentence: usize,
    pub(super) section: usize,
}

/// A sentence as read: its tokens (with those of the lead-in of its list) and the concepts in them.
pub(super) struct Read {
    pub(super) tokens: Vec<Token>,
    /// How many of `tokens` belong to the lead-in.
    pub(super) lead: usize,
    pub(super) matches: Vec<Match>,
    bits: Bits,
}

/// What reading a document gave.
pub(super) struct Findings {
    pub(super) evidence: Vec<Evidence>,
    /// By sentence; `None` where a sentence holds no duties.
    pub(super) reads: Vec<Option<Read>>,
}

/// Reads every sentence that can hold a duty. `skip`: sections that do not belong to the contract.
pub(super) fn find(compiled: &Compiled, words: &Words, parts: &Parts, main: Language, skip: &[bool]) -> Findings {
    let mut readers: Vec<Reader<'_>> =
        Language::ALL.iter().map(|&l| Reader::new(compiled.lexicon(l), words)).collect();
    let scorer = language::Scorer::new(words);
    let mut languages = Vec::with_capacity(parts.sections.len());
    for section in &parts.sections {
        let range = words.range(section.start, section.end);
        languages.push(language::of_clause(scorer.score(&words.tokens[range]), main));
    }
    let mut reads: Vec<Option<Read>> = Vec::with_capacity(parts.sentences.len());
    let mut context: Vec<Bits> = vec![Bits::new(compiled.concepts); parts.sections.len()];
    for sentence in &parts.sentences {
        let section = &parts.sections[sentence.section];
        if section.kind == Kind::Contents || skip[sentence.section] {
            reads.push(None);
            continue;
        }
        let language = languages[sentence.section];
        let reader = &mut readers[Language::ALL.iter().position(|&l| l == language).expect("one of the five")];
        let lead = lead_in(parts, words, sentence);
        let mut tokens: Vec<Token> = lead.map_or(&[][..], |lead| &words.tokens[lead.first..lead.last]).to_vec();
        let lead = tokens.len();
        tokens.extend_from_slice(&words.tokens[sentence.first..sentence.last]);
        if lead > 0 {
            tokens[lead].before = Marks::COLON;
        }
        let mut matches = reader.read(words, &tokens);
        mask(&mut matches, &compiled.masks);
        let bits = Bits::of(&matches, compiled.concepts);
        context[sentence.section].add(&bits);
        reads.push(Some(Read { tokens, lead, matches, bits }));
    }
    for at in 0..parts.sections.len() {
        let mut up = parts.sections[at].parent;
        for _ in 0..6 {
            let Some(parent) = up.filter(|&parent| parent < at) else { break };
            let bits = context[parent].clone();
            context[at].add(&bits);
            up = parts.sections[parent].parent;
        }
    }
    let mut evidence = Vec::new();
    for (at, (sentence, read)) in parts.sentences.iter().zip(&reads).enumerate() {
        let section = &parts.sections[sentence.section];
        let Some(read) = read else { continue };
        if section.kind != Kind::Body || is_mention(compiled, words, read) {
            continue;
        }
        let language = languages[sentence.section];
        let reading = Reading { tokens: &read.tokens, matches: &read.matches };
        for (number, rule) in compiled.rules.iter().enumerate() {
            if rule.language.is_some_and(|wanted| wanted != language)
                || !possible(rule, &read.bits, &context[sentence.section])
            {
                continue;
            }
            if let Some((effect, from, to)) = apply(rule, compiled, &reading, read.lead) {
                let (start, end) = quote(read, from, to);
                let role = match effect {
                    Effect::Contradicted => Role::Contradicts,
                    Effect::Weak => Role::Weakens,
                    _ => Role::Supports,
                };
                let words = (read.tokens[from.max(read.lead)].start, read.tokens[to - 1].end);
                let (question, section) = (rule.question, sentence.section);
                evidence.push(Evidence {
                    question,
                    effect,
                    role,
                    rule: number,
                    start,
                    end,
                    words,
                    sentence: at,
                    section,
                });
            }
        }
    }
    override_named(compiled, words, parts, &reads, &mut evidence);
    Findings { evidence, reads }
}

/// Drops the places of a concept that stand inside another: an "audit report" is no audit.
fn mask(matches: &mut Vec<Match>, masks: &[(ConceptId, ConceptId)]) {
    let all = matches.clone();
    matches.retain(|m| {
        let first = masks.partition_point(|&(concept, _)| concept < m.concept);
        !masks[first..].iter().take_while(|&&(concept, _)| concept == m.concept).any(|&(_, other)| {
            let from = all.partition_point(|o| o.concept < other);
            all[from..].iter().take_while(|o| o.concept == other).any(|o| o.start <= m.start && m.end <= o.end)
        })
    });
}

/// The sentence that leads in the list an item belongs to.
fn lead_in<'p>(parts: &'p Parts, words: &Words, sentence: &Sentence) -> Option<&'p Sentence> {
    let section = &parts.sections[sentence.section];
    let parent = section.parent.filter(|_| section.item)?;
    let above = &parts.sections[parent];
    let last = parts.sentences[above.sentences.0..above.sentences.1].last()?;
    let first_of_item = parts.sentences.get(section.sentences.0)?.first == sentence.first;
    let next = words.tokens.get(last.last)?;
    (above.kind == Kind::Body && first_of_item && !next.before.has(Marks::STOP)).then_some(last)
}

/// Definitions ("X" means …), party descriptions and bare prices inside other clauses.
fn is_mention(compiled: &Compiled, words: &Words, read: &Read) -> bool {
    let reading = Reading { tokens: &read.tokens, matches: &read.matches };
    let has = |name: &str| !reading.of(compiled.concept(name)).is_empty();
    let quoted = read.tokens.get(read.lead).is_some_and(|t| t.before.has(Marks::QUOTE));
    let duty = has("modal") || has("duty");
    if quoted && reading.of(compiled.concept("means")).iter().any(|m| (m.start as usize) < read.lead + 10) {
        return true;
    }
    if quoted && !duty && read.tokens.iter().skip(read.lead).take(8).any(|t| t.before.has(Marks::COLON)) {
        return true;
    }
    let price = || read.tokens.iter().any(|t| matches!(words.text(t), "$" | "€" | "£")) || has("currency");
    !duty && (has("hereinafter") || price() && !has("deduct"))
}

/// True if the concepts a rule asks for are there at all.
fn possible(rule: &CompiledRule, bits: &Bits, context: &Bits) -> bool {
    rule.all.iter().all(|group| {
        let place = if group.context { context } else { bits };
        group.concepts.iter().any(|&concept| place.has(concept))
    }) && (rule.any.is_empty() || rule.any.iter().any(|&concept| bits.has(concept)))
        && !rule.none.iter().any(|&concept| bits.has(concept))
}

/// What a rule makes of a sentence: the effect, and the first and one past the last token that matched.
fn apply(
    rule: &CompiledRule,
    compiled: &Compiled,
    reading: &Reading<'_>,
    lead: usize,
) -> Option<(Effect, usize, usize)> {
    let signs = &compiled.signs;
    let groups: Vec<&Group> = rule.all.iter().filter(|group| !group.context).collect();
    let places: Vec<Vec<Match>> = groups
        .iter()
        .map(|group| {
            let mut all: Vec<Match> = group.concepts.iter().flat_map(|&c| reading.of(c)).copied().collect();
            all.sort_unstable_by_key(|m| (m.start, m.end));
            all
        })
        .collect();
    let anchor_at = groups.iter().position(|group| group.anchor).unwrap_or(0);
    let mut weak = None;
    for &anchor in &places[anchor_at] {
        let Some((from, to)) = window(&places, anchor_at, anchor, rule.within, rule.ordered) else { continue };
        if (to as usize) <= lead {
            continue;
        }
        let sense = if rule.negation == Negation::Ignored { Sense::Affirmed } else { reading.sense(anchor, signs) };
        let effect = match (sense, &rule.negation) {
            // What needs the buyer's leave is not given away.
            (Sense::OnRequest, _) if rule.effect == Effect::Contradicted => continue,
            (Sense::Affirmed | Sense::OnRequest, _) | (_, Negation::Ignored) => rule.effect.clone(),
            (_, Negation::Drops) => continue,
            (Sense::OnConsent, Negation::Becomes(_)) => Effect::Weak,
            (Sense::Denied, Negation::Becomes(effect)) => effect.clone(),
        };
        if effect == Effect::Nothing {
            continue;
        }
        // Words of two parts that a semicolon keeps apart contradict nothing.
        let (low, high) = semicolons(reading, anchor.start);
        if effect == Effect::Contradicted && rule.effect == effect && (from < low || to > high) {
            continue;
        }
        let good = matches!(effect, Effect::Present | Effect::Part(_));
        if good && rule.weakened && is_weakened(compiled, reading, anchor) {
            weak.get_or_insert((Effect::Weak, from as usize, to as usize));
            continue;
        }
        return Some((effect, from as usize, to as usize));
    }
    weak
}

/// The narrowest row of matches around the anchor, one of each group; `None` if they stand too far apart.
fn window(places: &[Vec<Match>], anchor_at: usize, anchor: Match, within: u32, ordered: bool) -> Option<(u32, u32)> {
    let (mut from, mut to) = (anchor.start, anchor.end);
    let mut before = (0, 0);
    for (at, matches) in places.iter().enumerate() {
        let nearest = if at == anchor_at {
            anchor
        } else {
            *matches
                .iter()
                .filter(|m| {
                    !ordered
                        || if at < anchor_at { m.end <= anchor.start } else { m.start >= anchor.end }
                            && m.start >= before.1
                })
                .min_by_key(|m| distance(**m, anchor))?
        };
        if ordered && at > 0 && nearest.start < before.1 {
            return None;
        }
        before = (nearest.start, nearest.end);
        from = from.min(nearest.start);
        to = to.max(nearest.end);
    }
    (to - from <= within).then_some((from, to))
}

fn distance(a: Match, b: Match) -> u32 {
    if a.end <= b.start { b.start - a.end } else { a.start.saturating_sub(b.end) }
}

/// Vague or future words, the vendor's consent, or "the vendor may" around the act.
fn is_weakened(compiled: &Compiled, reading: &Reading<'_>, anchor: Match) -> bool {
    let signs = &compiled.signs;
    let (low, high) = semicolons(reading, anchor.start);
    let inside = |m: &&Match| m.start >= low && m.end <= high;
    let vague = reading.of(compiled.concept("vague")).iter().filter(inside).any(|_| true);
    let consent = reading
        .of(signs.vendor_consent)
        .iter()
        .filter(inside)
        .any(|&m| reading.sense(m, signs) == Sense::Affirmed || !affirmed(reading.sense(anchor, signs)));
    let (scope_low, _) = reading.scope(anchor.start, signs);
    let may =
        reading.of(compiled.concept("vendor_may")).iter().any(|m| m.start >= scope_low && m.end <= anchor.start + 1);
    vague || consent || may
}

fn affirmed(sense: Sense) -> bool {
    matches!(sense, Sense::Affirmed | Sense::OnRequest)
}

fn semicolons(reading: &Reading<'_>, at: u32) -> (u32, u32) {
    let split = |i: &usize| reading.tokens[*i].before.has(Marks::SEMICOLON);
    let low = (1..=at as usize).rev().find(split).unwrap_or(0);
    let high = (at as usize + 1..reading.tokens.len()).find(split).unwrap_or(reading.tokens.len());
    (low as u32, high as u32)
}

/// The byte range to quote: the parts between semicolons that hold the match, without the lead-in.
fn quote(read: &Read, from: usize, to: usize) -> (usize, usize) {
    let from = from.max(read.lead);
    let split = |i: &usize| read.tokens[*i].before.has(Marks::SEMICOLON);
    let low = (read.lead + 1..=from).rev().find(split).unwrap_or(read.lead);
    let high = (to..read.tokens.len()).find(split).unwrap_or(read.tokens.len());
    let start = read.tokens[low].start;
    let end = read.tokens[high - 1].end;
    (start, end)
}

/// A clause that stands "notwithstanding" another beats it; one that suspends another turns what was found there.
fn override_named(
    compiled: &Compiled,
    words: &Words,
    parts: &Parts,
    reads: &[Option<Read>],
    evidence: &mut Vec<Evidence>,
) {
    let overriding = compiled.concept("override");
    let annul = compiled.concept("annul");
    for (at, sentence) in parts.sentences.iter().enumerate() {
        let Some(read) = &reads[at] else { continue };
        let reading = Reading { tokens: &read.tokens, matches: &read.matches };
        let Some(found) = reading.of(overriding).first().or_else(|| reading.of(annul).first()) else { continue };
        let notwithstanding = !reading.of(overriding).is_empty();
        let near = if notwithstanding {
            found.end as usize..(found.end as usize + 10).min(read.tokens.len())
        } else {
            0..found.start as usize
        };
        let mut named: Vec<String> = Vec::new();
        for i in near {
            let text = words.text(&read.tokens[i]);
            let after_clause_word = i > 0 && is_clause_word(words.text(&read.tokens[i - 1]));
            if text.starts_with(|c: char| c.is_ascii_digit()) || after_clause_word {
                named.push(label_number(text));
            }
        }
        let named_sections = |section: usize| {
            let mut up = Some(section);
            while let Some(s) = up {
                if named.contains(&parts.sections[s].label) && s != sentence.section {
                    return true;
                }
                up = parts.sections[s].parent.filter(|&parent| parent < s);
            }
            false
        };
        let own: Vec<usize> = evidence.iter().filter(|e| e.sentence == at).map(|e| e.question).collect();
        if notwithstanding {
            evidence.retain(|e| {
                let beaten = own.contains(&e.question)
                    && e.sentence != at
                    && if named.is_empty() { e.section != sentence.section } else { named_sections(e.section) };
                !beaten
            });
        }
        if !reading.of(annul).is_empty() && !named.is_empty() {
            for e in evidence
                .iter_mut()
                .filter(|e| e.sentence != at && !own.contains(&e.question) && named_sections(e.section))
            {
                e.effect = Effect::Contradicted;
                e.role = Role::Contradicts;
                (e.start, e.end) = quote(read, 0, read.tokens.len());
                e.words = (e.start, e.end);
            }
        }
    }
}

fn is_clause_word(word: &str) -> bool {
    const WORDS: &str = "clause clauses article articles section sections clausula clausulas articulo articulos artigo artigos \
        seccion secao المادة الماده ماده البند بند للماده للبند";
    WORDS.split_whitespace().any(|known| known == word)
}

/// A set of concepts.
#[derive(Debug, Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(concepts: usize) -> Self {
        Self(vec![0; concepts.div_ceil(64) + 1])
    }

    fn of(matches: &[Match], concepts: usize) -> Self {
        let mut bits = Self::new(concepts);
        for m in matches {
            bits.0[m.concept as usize / 64] |= 1 << (m.concept % 64);
        }
        bits
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    fn has(&self, concept: ConceptId) -> bool {
        self.0.get(concept as usize / 64).is_some_and(|word| word >> (concept % 64) & 1 == 1)
    }
}
