//! Which parts does a contract have: numbered clauses, headings, items, annexes — and which parts never hold a duty?
//!
//! Numbering comes first (1. · 1.1 · a) · Article · Cláusula · Artículo · المادة · ordinal words), blank lines and
//! headings next, sentences last. Definitions, recitals, contents lists, party descriptions and price lists are marked.

use super::words::{Marks, Words};
use regex::Regex;
use std::sync::LazyLock;

/// A stretch of text under one number or heading.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// First byte after the label.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Number as written, figures for words: `5`, `5.1`; empty for items and paragraphs without one.
    pub(super) label: String,
    /// What it can hold.
    pub(super) kind: Kind,
    /// The heading or lead-in it stands under.
    pub(super) parent: Option<usize>,
    /// Index of the annex it belongs to.
    pub(super) annex: Option<usize>,
    /// It is an item of a list (`a)`, a dash) under `parent`.
    pub(super) item: bool,
    /// First and one past last of its sentences.
    pub(super) sentences: (usize, usize),
}

/// What a section can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Duties and rights.
    Body,
    /// A title: gives a clause its subject, no duty.
    Heading,
    /// Definitions, recitals, contents, parties, prices: mention is not duty.
    Mention,
    /// Lines of a table of contents.
    Contents,
}

/// A sentence as token positions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    /// First token.
    pub(super) first: usize,
    /// One past the last token.
    pub(super) last: usize,
    /// Its section.
    pub(super) section: usize,
}

/// The heading of an annex.
#[derive(Debug, Clone)]
pub(super) struct AnnexHeading {
    /// Label as written.
    pub(super) label: String,
    /// The heading line.
    pub(super) start: usize,
    /// End of the heading line.
    pub(super) end: usize,
    /// End of the annex's text.
    pub(super) body_end: usize,
}

/// A contract taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) sections: Vec<Section>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) annexes: Vec<AnnexHeading>,
}

/// Takes a text apart.
pub(super) fn segment(text: &str, words: &Words) -> Parts {
    let mut parts = Parts::default();
    let mut walk = Walk::default();
    let mut at = 0;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive(['\n', '\u{c}', '\u{2028}', '\u{2029}'])
        .map(|line| {
            let start = at;
            at += line.len();
            (start, line)
        })
        .collect();
    for (number, &(start, line)) in lines.iter().enumerate() {
        let next = lines[number + 1..].iter().map(|(_, line)| line.trim()).next().unwrap_or("");
        walk.line(start, line, next, words, &mut parts);
    }
    for annex in 0..parts.annexes.len() {
        parts.annexes[annex].body_end = parts.annexes.get(annex + 1).map_or(text.len(), |next| next.start);
    }
    mark_kinds(&mut parts.sections, text, words);
    for section in 0..parts.sections.len() {
        cut_sentences(section, words, &mut parts);
    }
    parts
}

#[derive(Default)]
struct Walk {
    /// The line before was blank, or there was none.
    after_blank: bool,
    /// The line before ended a sentence.
    after_stop: bool,
    started: bool,
    /// Last heading without number.
    heading: Option<usize>,
    /// Open numbered sections by depth.
    numbered: Vec<(String, usize)>,
}

impl Walk {
    fn line(&mut self, start: usize, line: &str, next: &str, words: &Words, parts: &mut Parts) {
        let body = line.trim();
        if body.is_empty() {
            self.after_blank = true;
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let start = start + indent;
        let fresh = self.after_blank || self.after_stop || !self.started;
        let end = start + body.len();
        let heading_before = parts.sections.last().is_some_and(|s| s.kind == Kind::Heading);
        if CONTENTS_LINE.is_match(body) {
            self.open(parts, Section::new(start, end, Kind::Contents));
        } else if let Some(annex) = annex_heading(body, fresh || heading_before) {
            self.numbered.clear();
            self.heading = Some(parts.sections.len());
            parts.annexes.push(AnnexHeading { label: annex, start, end, body_end: end });
            self.open(parts, Section::new(start, end, Kind::Heading));
        } else if let Some((label, length)) = number_label(body, fresh || heading_before) {
            let rest = &body[length..];
            let kind = if looks_like_heading(rest, next, words, start + length, end, true) {
                Kind::Heading
            } else {
                Kind::Body
            };
            while self.numbered.last().is_some_and(|(open, _)| !is_under(&label, open)) {
                self.numbered.pop();
            }
            let parent = self.numbered.last().map(|&(_, section)| section).or(self.heading);
            self.numbered.push((label.clone(), parts.sections.len()));
            self.open(parts, Section { label, parent, ..Section::new(start + length, end, kind) });
        } else if let Some(length) = item_label(body) {
            let parent = parts.sections.iter().rposition(|s| !s.item).or(self.heading);
            self.open(parts, Section { parent, item: true, ..Section::new(start + length, end, Kind::Body) });
        } else if fresh && looks_like_heading(body, next, words, start, end, false)
            || is_all_capitals(body) && (fresh || heading_before) && body.chars().count() <= 120
        {
            self.numbered.clear();
            self.heading = Some(parts.sections.len());
            self.open(parts, Section::new(start, end, Kind::Heading));
        } else if fresh && has_word(body, RECITALS) {
            self.open(parts, Section::new(start, end, Kind::Body));
        } else if self.after_blank || heading_before || parts.sections.is_empty() {
            let parent = self.numbered.last().map(|&(_, section)| section).or(self.heading);
            self.open(parts, Section { parent, ..Section::new(start, end, Kind::Body) });
        } else if let Some(section) = parts.sections.last_mut() {
            section.end = end;
        }
        self.after_blank = line.ends_with('\u{c}');
        self.after_stop = body.ends_with(['.', ';', ':', '!', '?', '؟', '؛']);
        self.started = true;
    }

    fn open(&self, parts: &mut Parts, mut section: Section) {
        section.annex = parts.annexes.len().checked_sub(1);
        parts.sections.push(section);
    }
}

impl Section {
    fn new(start: usize, end: usize, kind: Kind) -> Self {
        Self { start, end, label: String::new(), kind, parent: None, annex: None, item: false, sentences: (0, 0) }
    }
}

/// True if `label` is a sub-number of `open`: `5.1` under `5`.
fn is_under(label: &str, open: &str) -> bool {
    label.strip_prefix(open).is_some_and(|rest| rest.starts_with('.'))
}

/// The label of an annex heading line.
fn annex_heading(line: &str, fresh: bool) -> Option<String> {
    let found = ANNEX_LINE.captures(line)?;
    let rest = found.name("rest").map_or("", |m| m.as_str()).trim_start_matches(['-', '–', '—', ':', '.', ' ', '(']);
    let words = rest.split_whitespace().count();
    let sentence_end = line.ends_with(['.', ';', ',']) && words > 0;
    let lower = rest.starts_with(char::is_lowercase) && !TO_CONTRACT.is_match(rest);
    let word = found.name("word").map_or("", |m| m.as_str());
    if !fresh || words > 14 || sentence_end || lower || word.starts_with(char::is_lowercase) || has_verb(rest) {
        return None;
    }
    Some(found.name("label")?.as_str().trim().to_owned())
}

/// The number a line begins with, figures for words, and how many bytes it takes.
fn number_label(line: &str, fresh: bool) -> Option<(String, usize)> {
    if let Some(found) = NUMBER_LABEL.captures(line) {
        let whole = found.get(0).expect("the whole match");
        let rest = &line[whole.end()..];
        let continues_number =
            rest.starts_with(|c: char| c.is_ascii_digit()) && !whole.as_str().ends_with(char::is_whitespace);
        if !continues_number && !rest.starts_with('%') {
            return Some((ascii_digits(&found[1]), whole.end()));
        }
    }
    if let Some(found) = DEEP_NUMBER_LABEL.captures(line) {
        let whole = found.get(0).expect("the whole match");
        let letter = line[whole.end()..].chars().next()?;
        if letter.is_uppercase() || letter > '\u{600}' || matches!(letter, '"' | '“' | '«') {
            return Some((ascii_digits(&found[1]), whole.end()));
        }
    }
    if !fresh {
        return None;
    }
    let found = WORD_LABEL.captures(line).or_else(|| ORDINAL_LABEL.captures(line))?;
    let whole = found.get(0).expect("the whole match");
    let rest = line[whole.end()..].trim_start();
    let continues = rest.starts_with(char::is_lowercase);
    (!continues).then(|| (label_number(&found["number"]), whole.end()))
}

/// A number as figures: of another script, Roman, or an ordinal word; otherwise as written.
pub(super) fn label_number(text: &str) -> String {
    let figures = ascii_digits(text.trim());
    if figures.starts_with(|c: char| c.is_ascii_digit()) {
        return figures;
    }
    let folded = base::text::fold(&figures);
    if let Some(at) = ORDINALS.iter().position(|forms| forms.split(' ').any(|form| form == folded)) {
        return (at + 1).to_string();
    }
    match roman(&folded) {
        Some(value) => value.to_string(),
        None => folded,
    }
}

fn roman(text: &str) -> Option<u32> {
    let mut total = 0;
    let mut before = 0;
    for c in text.chars().rev() {
        let value = match c {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            _ => return None,
        };
        if value < before {
            total -= value as i64;
        } else {
            total += value as i64;
        }
        before = value;
    }
    u32::try_from(total).ok().filter(|&t| t > 0)
}

fn item_label(line: &str) -> Option<usize> {
    ITEM_LABEL.find(line).map(|m| m.end())
}

fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
            '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
            other => other,
        })
        .collect()
}

/// A short line without stop, figures and verb, before a new beginning.
fn looks_like_heading(line: &str, next: &str, words: &Words, start: usize, end: usize, numbered: bool) -> bool {
    let count = words.range(start, end).len();
    let open_end = !line.ends_with(['.', ';', ',', '!', '?', '؛', '،']);
    let plain = !line.contains(['%', '٪']) && !line.chars().any(|c| c.is_numeric());
    let begins = next.is_empty()
        || next.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c > '\u{600}' || "(«\"“-•".contains(c));
    let title = line.starts_with(|c: char| c.is_uppercase() || c > '\u{600}');
    let limit = if numbered { 9 } else { 8 };
    count <= limit
        && open_end
        && plain
        && begins
        && (title || is_all_capitals(line))
        && !line.ends_with(':')
        && !has_verb(line)
}

fn is_all_capitals(line: &str) -> bool {
    let letters = || line.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 3 && letters().any(char::is_uppercase) && !letters().any(char::is_lowercase)
}

fn has_verb(line: &str) -> bool {
    base::text::words(&base::text::fold(line)).any(|word| VERBS.split(' ').any(|verb| verb == word))
}

/// Marks headings' subjects on what stands below them: definitions, recitals, contents, parties, prices.
fn mark_kinds(sections: &mut [Section], text: &str, words: &Words) {
    for i in 0..sections.len() {
        let section = &sections[i];
        let range = words.range(section.start, section.end);
        let first: Vec<&str> = words.tokens[range.clone()].iter().take(6).map(|t| words.text(t)).collect();
        let own = match section.kind {
            Kind::Heading => None,
            Kind::Contents => Some(Kind::Contents),
            Kind::Mention => Some(Kind::Mention),
            Kind::Body => {
                let run_in = first.first().is_some_and(|word| is_one_of(word, RUN_IN)) && {
                    let after = words.tokens.get(range.start + 1).map(|t| t.before).unwrap_or_default();
                    after.has(Marks::STOP.and(Marks::COLON).and(Marks::BRACKET))
                };
                let recital = first.first().is_some_and(|word| is_one_of(word, RECITALS));
                (run_in || recital).then_some(Kind::Mention)
            }
        };
        let inherited = || {
            let mut up = sections[i].parent;
            let mut steps = 0;
            while let Some(parent) = up {
                let above = &sections[parent];
                if above.kind == Kind::Mention {
                    return Some(Kind::Mention);
                }
                if above.kind == Kind::Heading && is_mention_heading(&text[above.start..above.end]) {
                    // A heading without number rules what stands under it until a numbered clause begins.
                    let numbered_below =
                        above.label.is_empty() && above.annex.is_none() && !sections[i].label.is_empty();
                    return (!numbered_below || looks_like_mention(&text[sections[i].start..sections[i].end]))
                        .then_some(Kind::Mention);
                }
                up = above.parent;
                steps += 1;
                if steps > 8 {
                    break;
                }
            }
            None
        };
        if section.kind == Kind::Body
            && let Some(kind) = own.or_else(inherited)
        {
            sections[i].kind = kind;
        }
    }
}

fn is_mention_heading(heading: &str) -> bool {
    let folded = base::text::fold(heading);
    let all: Vec<&str> = base::text::words(&folded).collect();
    all.len() <= 7
        && all.iter().any(|word| is_one_of(word, MENTION_HEADINGS))
        && !all.iter().any(|word| is_one_of(word, THIRD))
}

/// A line that only explains a word or lists a title.
fn looks_like_mention(text: &str) -> bool {
    text.starts_with(['"', '“', '«', '\'', '‘']) || !text.ends_with(['.', ';']) || has_word(text, RECITALS)
}

fn has_word(text: &str, list: &str) -> bool {
    let folded = base::text::fold(text);
    base::text::words(&folded).next().is_some_and(|word| is_one_of(word, list))
}

fn is_one_of(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|entry| entry == word)
}

fn cut_sentences(section: usize, words: &Words, parts: &mut Parts) {
    let (start, end) = (parts.sections[section].start, parts.sections[section].end);
    let range = words.range(start, end);
    let first_sentence = parts.sentences.len();
    let mut first = range.start;
    for at in range.clone() {
        let token = &words.tokens[at];
        let stop = at > range.start
            && (token.before.has(Marks::BLANK)
                || token.before.has(Marks::STOP) && !is_abbreviation(words, at - 1, range.start));
        if stop {
            parts.sentences.push(Sentence { first, last: at, section });
            first = at;
        }
    }
    if first < range.end {
        parts.sentences.push(Sentence { first, last: range.end, section });
    }
    parts.sections[section].sentences = (first_sentence, parts.sentences.len());
}

fn is_abbreviation(words: &Words, at: usize, first: usize) -> bool {
    let word = words.text(&words.tokens[at]);
    let before = if at > first { words.text(&words.tokens[at - 1]) } else { "" };
    let letter = word.chars().count() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
    letter && !is_one_of(before, ANNEX_WORDS) || is_one_of(word, ABBREVIATIONS)
}

/// Words before a label of an annex, folded.
pub(super) const ANNEX_WORDS: &str = "annex annexes annexe anexo anexos anejo appendix appendices appendice apendice schedule exhibit \
    attachment ملحق الملحق بالملحق للملحق والملحق مرفق المرفق بالمرفق";
const ABBREVIATIONS: &str =
    "art arts no nos nr nro num cl sec s a ltd inc co corp cia ltda sr sra dr dra mr mrs approx vs cf pp fig al";
const RUN_IN: &str = "definitions definition interpretation definiciones definicion definicoes definicao glossary glosario glossaire \
    glossario تعريفات التعريفات تعاريف التعاريف";
const RECITALS: &str = "whereas considerando considerandos considerant attendu vu visto حيث وحيث antecedentes recitals preamble \
    preambule preambulo exponen تمهيد ديباجه";
const MENTION_HEADINGS: &str = "definitions definition interpretation glossary recitals recital whereas background preamble contents \
    parties prices price pricing payment payments \
    definiciones definicion glosario antecedentes considerandos preambulo indice partes precio precios pago pagos \
    glossaire considerants preambule sommaire matieres prix paiement paiements \
    definicoes definicao glossario sumario preco precos pagamento pagamentos \
    تعريفات التعريفات تعاريف التعاريف تمهيد ديباجه الديباجه المحتويات فهرس الفهرس الاطراف اطراف الثمن السعر الاسعار الدفع";
/// "Third parties" are no description of the parties.
const THIRD: &str = "third terceras tierces terceiras";
/// Finite verbs that a heading does not have.
const VERBS: &str = "shall may must will is are has have can cannot belongs belong remains remain retains retain keeps keep owns own \
    notifies provides may deposits deliver delivers \
    podra podran debera deberan es son sera seran tiene tendra pertenecen pertenece quedan queda permanecen entregara notificara \
    peut peuvent doit doivent est sont sera seront appartiennent appartient reste restent demeurent notifie remet depose \
    pode podem deve devem sao sera serao tem tera pertencem pertence permanecem notifica entrega deposita \
    يجب يجوز يلتزم تلتزم يحق ملك تكون يكون يخطر يقدم تقدم يسلم تسلم تودع يودع لا";
const ORDINALS: [&str; 20] = [
    "first one primera primero premiere premier primeira primeiro اولا الاولى الاول الاولي",
    "second two segunda segundo deuxieme second seconde ثانيا الثانيه الثاني",
    "third three tercera tercero troisieme terceira terceiro ثالثا الثالثه الثالث",
    "fourth four cuarta cuarto quatrieme quarta quarto رابعا الرابعه الرابع",
    "fifth five quinta quinto cinquieme خامسا الخامسه الخامس",
    "sixth six sexta sexto sixieme سادسا السادسه السادس",
    "seventh seven septima septimo septieme setima setimo سابعا السابعه السابع",
    "eighth eight octava octavo huitieme oitava oitavo ثامنا الثامنه الثامن",
    "ninth nine novena noveno neuvieme nona nono تاسعا التاسعه التاسع",
    "tenth ten decima decimo dixieme عاشرا العاشره العاشر",
    "eleventh undecima onzieme",
    "twelfth duodecima douzieme",
    "thirteenth decimotercera treizieme",
    "fourteenth decimocuarta quatorzieme",
    "fifteenth decimoquinta quinzieme",
    "sixteenth decimosexta seizieme",
    "seventeenth decimoseptima",
    "eighteenth decimoctava",
    "nineteenth decimonovena",
    "twentieth vigesima vingtieme",
];

static NUMBER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(\[]?([0-9٠-٩]{1,3}(?:\.[0-9٠-٩]{1,3}){0,4})(?:\.?\s?[-–—]|\.?[):\]]|\.)\s*")
        .expect("a valid pattern")
});
static DEEP_NUMBER_LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^([0-9٠-٩]{1,3}(?:\.[0-9٠-٩]{1,3}){1,4})\s+").expect("a valid pattern"));
static WORD_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:article|art\.|artículo|articulo|artigo|clause|cláusula|clausula|section|sección|seccion|secção|seção|§
            |المادة|مادة|البند|بند|الفصل)\s*
            (?:n[.º°o]+\s*|رقم\s*)?[(]?(?P<number>[0-9٠-٩]+(?:\.[0-9٠-٩]+)*|[ivxlc]+\b|\p{L}+)[)]?\s*(?:[.:ºªª°)\-–—]|er\b|\s)*",
    )
    .expect("a valid pattern")
});
static ORDINAL_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<number>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth
            |primer[oa]|segund[oa]|tercer[oa]|cuart[oa]|quint[oa]|sext[oa]|s[ée]ptim[oa]|octav[oa]|noven[oa]|d[ée]cim[oa]
            |premièrement|deuxièmement|troisièmement|quatrièmement|cinquièmement
            |primeir[oa]|terceir[oa]|quart[oa]|sétim[oa]|oitav[oa]|non[oa]
            |أولاً?|ثانياً?|ثالثاً?|رابعاً?|خامساً?|سادساً?|سابعاً?|ثامناً?|تاسعاً?|عاشراً?)\s*[.:،,)]?\s*[-–—.:،,)]\s*",
    )
    .expect("a valid pattern")
});
static ITEM_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|[أ-ي])\)\s*|[أ-ي]\s*[-–.]\s+|[-•▪●◦*–—]\s+)")
        .expect("a valid pattern")
});
static CONTENTS_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:\.{3,}|…|(?:\. ){3,}|\t)\s*[0-9٠-٩]{1,4}$").expect("a valid pattern"));
static ANNEX_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<word>(?i:annexe?|anexo|anejo|appendix|appendice|apéndice|apêndice|schedule|exhibit|attachment|الملحق|ملحق|المرفق|مرفق))\s+(?:(?i:no\.?|n[.º°]+|nº|núm\.?|رقم)\s*)?[(«“]?(?P<label>[A-Z]|[0-9٠-٩]{1,3}|[IVXLC]{1,6}|[أ-ي]|ال[أ-ي]{3,8})[)»”]?(?:\s*$|(?P<rest>[\s:.\-–—].*)$)",
    )
    .expect("a valid pattern")
});
/// "to Contract 17" after an annex's label.
pub(super) static TO_CONTRACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:to|of|al|del|a|à|au|du|ao|do|de|la|the|le|o)\s+(?:the\s+|la\s+)?(?:contract|contrat|contrato|agreement|marché|acuerdo|convenio)")
        .expect("a valid pattern")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<(String, Kind, String)> {
        let words = Words::of(text);
        let parts = segment(text, &words);
        parts.sections.iter().map(|s| (s.label.clone(), s.kind, text[s.start..s.end].to_owned())).collect()
    }

    #[test]
    fn numbers_of_every_form_begin_a_clause() {
        let text = "CONTRACT 12\n1. One thing.\n1.1 Two things.\na) an item;\nArtículo 5.- Tres cosas.\n\nCláusula Segunda: Dos.\n\
                    المادة 3: شيء.\nأولاً - شيء آخر.\n2- شيء.\nArticle IV – Quatre.\n";
        let found: Vec<String> = labels(text).into_iter().map(|(label, _, _)| label).collect();
        assert_eq!(found, ["", "1", "1.1", "", "5", "2", "3", "1", "2", "4"]);
    }

    #[test]
    fn figures_at_the_start_of_a_wrapped_line_are_no_label() {
        let text =
            "1. The level is\n99.5 % of the time and\n72 hours to repair, as said in\nclause 6 of this text.\n";
        assert_eq!(labels(text).len(), 1);
    }

    #[test]
    fn definitions_recitals_and_contents_are_mentions() {
        let text = "1. Definitions\n1.1 Audit means a review.\n2. Rights\n2.1 The Board may audit.\nWHEREAS the Board audits;\n\
                    Audit rights ........ 7\n";
        let kinds: Vec<Kind> = labels(text).into_iter().map(|(_, kind, _)| kind).collect();
        assert_eq!(kinds, [Kind::Heading, Kind::Mention, Kind::Heading, Kind::Body, Kind::Mention, Kind::Contents]);
    }

    #[test]
    fn annexes_begin_at_their_headings() {
        let text = "1. See Annex C.\n\nANNEX C – SECURITY\n1. Logs are kept.\nAnexo II al contrato 17\nTexto.\n";
        let words = Words::of(text);
        let parts = segment(text, &words);
        let labels: Vec<&str> = parts.annexes.iter().map(|a| a.label.as_str()).collect();
        assert_eq!(labels, ["C", "II"]);
    }

    #[test]
    fn sentences_end_at_stops_but_not_after_abbreviations() {
        let text = "1. Acme S.A. delivers under Art. 5. It rests. The level is 99.5 % here.";
        let words = Words::of(text);
        assert_eq!(segment(text, &words).sentences.len(), 3);
    }
}
